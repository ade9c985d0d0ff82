//! The view without a window: keys and clicks go in, what is painted comes out.

use super::*;
use egui::{Context, Event, Key, Modifiers, PointerButton, RawInput, Shape, pos2};

/// A view of a text, 400 points wide.
struct Bench {
    context: Context,
    view: CodeView,
    buffer: Buffer,
    marks: Vec<Mark>,
    outputs: Vec<OutputLine>,
    asks: Vec<Ask>,
    wrap: bool,
    /// Seconds: far enough apart that two clicks are no double click.
    time: f64,
}

impl Bench {
    fn new(text: &str, wrap: bool) -> Self {
        let mut bench = Self {
            context: Context::default(),
            view: CodeView::default(),
            buffer: Buffer::new(text),
            marks: Vec::new(),
            outputs: Vec::new(),
            asks: Vec::new(),
            wrap,
            time: 0.0,
        };
        bench.frame(Vec::new());
        bench
    }

    /// A frame in which `events` happen; the texts that were painted, with their left tops and their rows.
    fn frame(&mut self, events: Vec<Event>) -> Vec<(String, Pos2, usize)> {
        let area = Rect::from_min_size(Pos2::ZERO, vec2(400.0, 300.0));
        self.time += 1.0;
        let input = RawInput {
            screen_rect: Some(area),
            time: Some(self.time),
            events,
            ..RawInput::default()
        };
        let theme = Theme::of(false);
        let style = Style {
            theme: &theme,
            font_size: 15.0,
            wrap: self.wrap,
        };
        let decoration = Decoration {
            marks: &self.marks,
            outputs: &self.outputs,
            ..Decoration::default()
        };
        let (view, buffer, asks) = (&mut self.view, &mut self.buffer, &mut self.asks);
        let typed = input.events.clone();
        let mut output = self.context.run_ui(input, |ui| {
            for event in &typed {
                view.key(ui, buffer, event);
            }
            let shown = view.show(ui, area, buffer, style, &decoration);
            asks.extend(shown.asks);
        });
        output.textures_delta.clear();
        let texts = output
            .shapes
            .iter()
            .filter_map(|clipped| match &clipped.shape {
                Shape::Text(text) => Some((
                    text.galley.text().to_owned(),
                    text.pos,
                    text.galley.rows.len(),
                )),
                _ => None,
            });
        texts.collect()
    }

    fn press(&mut self, key: Key) -> usize {
        self.frame(vec![Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }]);
        self.buffer.cursor()
    }

    fn click(&mut self, at: Pos2) -> usize {
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(at), button(true)]);
        self.frame(vec![button(false)]);
        self.buffer.cursor()
    }
}

/// A line of 50 words of four letters, each with a space behind it.
fn long() -> String {
    "abcd ".repeat(50)
}

#[test]
fn a_long_line_goes_on_in_the_next_rows_or_runs_on() {
    let text = format!("o1: {}\nlast", long());
    for wrap in [true, false] {
        let mut bench = Bench::new(&text, wrap);
        let painted = bench.frame(Vec::new());
        let line = |part: &str| {
            painted
                .iter()
                .find(|(text, ..)| text.contains(part))
                .expect("painted")
        };
        let (rows, height) = (line("abcd").2, bench.context.pixels_per_point());
        assert_eq!(height, 1.0);
        assert_eq!(rows > 1, wrap, "{rows} rows");
        let below = line("last").1.y - line("abcd").1.y;
        let row = below / rows as f32;
        assert!((18.0..30.0).contains(&row), "{below} for {rows} rows");
        // Line numbers stand at lines, not at rows.
        let numbers = painted
            .iter()
            .filter(|(text, ..)| text == "1" || text == "2");
        assert_eq!(numbers.count(), 2);
    }
}

#[test]
fn up_and_down_go_by_rows_and_keep_the_place_from_the_left() {
    let mut bench = Bench::new(&format!("{}\nx\n{}", long(), long()), true);
    for _ in 0..7 {
        bench.press(Key::ArrowRight);
    }
    let first = bench.press(Key::ArrowDown);
    // The next rows hang by two letters.
    let columns = first - 5;
    assert!(
        (15..60).contains(&columns) && columns.is_multiple_of(5),
        "{columns}"
    );
    let mut last = bench.press(Key::ArrowDown);
    let columns = last - first;
    assert!(columns.is_multiple_of(5), "{columns}");
    loop {
        let next = bench.press(Key::ArrowDown);
        if bench.buffer.line_of(next) > 0 {
            break;
        }
        // The last row may be too short.
        assert!(next == last + columns || next == long().len(), "{next}");
        last = next;
    }
    // Through the short line in between, and on below it where it was.
    assert_eq!(bench.buffer.place(bench.buffer.cursor()), (1, 1));
    bench.press(Key::ArrowDown);
    assert_eq!(bench.buffer.place(bench.buffer.cursor()), (2, 7));
    bench.press(Key::ArrowUp);
    assert_eq!(bench.press(Key::ArrowUp), last);
    while bench.press(Key::ArrowUp) > 0 {}
    for _ in 0..100 {
        bench.press(Key::PageDown);
    }
    assert_eq!(bench.buffer.cursor(), bench.buffer.text().len());
}

#[test]
fn a_click_in_a_row_puts_the_cursor_there() {
    let mut bench = Bench::new(&long(), true);
    let columns = bench.press(Key::ArrowDown);
    let painted = bench.frame(Vec::new());
    let (_, top, _) = painted
        .iter()
        .find(|(text, ..)| text.contains("abcd"))
        .expect("painted");
    assert_eq!(bench.click(*top + vec2(1.0, 5.0)), 0);
    assert_eq!(bench.click(*top + vec2(1.0, 25.0 + 5.0)), columns);
    // Right of a row's end is its last letter, not the next row.
    assert_eq!(bench.click(*top + vec2(310.0, 5.0)), columns - 1);
}

#[test]
fn messages_stand_below_all_rows_of_their_line() {
    let mut bench = Bench::new(&format!("{}\nlast", long()), true);
    bench.marks = vec![Mark {
        range: 10..14,
        severity: Severity::Error,
        message: "no such thing".to_owned(),
        help: None,
        fix: None,
    }];
    let painted = bench.frame(Vec::new());
    let top = |part: &str| {
        painted
            .iter()
            .find(|(text, ..)| text.contains(part))
            .expect("painted")
            .1
            .y
    };
    assert!(top("abcd") < top("no such") && top("no such") < top("last"));
}

#[test]
fn strange_letters_tabs_and_cut_lines_are_shown_and_walked_through() {
    let strange = "\t-- 音楽 e\u{301} 👩\u{200d}👧 \u{202e}abc\u{202c} \0";
    let text = format!(
        "{strange}\n{}\n\n{}",
        strange.repeat(30),
        "x".repeat(10_000)
    );
    for wrap in [true, false] {
        let mut bench = Bench::new(&text, wrap);
        for key in [
            Key::ArrowDown,
            Key::ArrowRight,
            Key::ArrowUp,
            Key::ArrowDown,
            Key::End,
        ] {
            for _ in 0..40 {
                bench.press(key);
            }
        }
        bench.click(pos2(200.0, 150.0));
        assert_eq!(bench.buffer.text(), text);
    }
}

fn button(at: Pos2, pressed: bool, modifiers: Modifiers) -> Event {
    Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    }
}

impl Bench {
    /// Where the letter at a byte is on the screen: its middle.
    fn place(&mut self, byte: usize) -> Pos2 {
        self.frame(Vec::new());
        let face = self.view.face.clone().expect("a frame");
        let (line, column) = self.buffer.place(byte);
        let at = vec2(
            (column as f32 + 0.5) * face.advance,
            (line as f32 + 0.5) * face.height,
        );
        face.code.min + at - self.view.scroll
    }

    /// Where the first spot is that `wanted` accepts.
    fn spot(&mut self, wanted: impl Fn(&Spot) -> bool) -> Pos2 {
        self.frame(Vec::new());
        let spots = self.view.spots.1.iter();
        let mut spots = spots.filter(|(_, spot)| wanted(spot));
        spots.next().expect("a spot").0.center()
    }

    fn drag(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.frame(vec![
            Event::PointerMoved(from),
            button(from, true, modifiers),
        ]);
        self.frame(vec![Event::PointerMoved(to)]);
        self.frame(vec![button(to, false, modifiers)]);
    }
}

#[test]
fn a_click_and_a_drag_within_one_frame_count() {
    let mut bench = Bench::new("one two\nthree four", false);
    let (at, end) = (bench.place(4), bench.place(11));
    let none = Modifiers::NONE;
    bench.frame(vec![
        Event::PointerMoved(at),
        button(at, true, none),
        button(at, false, none),
    ]);
    assert!((4..=5).contains(&bench.buffer.cursor()));
    bench.frame(vec![
        Event::PointerMoved(at),
        button(at, true, none),
        Event::PointerMoved(end),
        button(end, false, none),
    ]);
    let selected = bench.buffer.selection();
    assert!((4..=5).contains(&selected.start) && (11..=12).contains(&selected.end));
    // Nothing is pressed any more.
    bench.frame(vec![Event::PointerMoved(at)]);
    assert_eq!(bench.buffer.selection(), selected);
}

#[test]
fn two_clicks_select_a_word_three_a_line_and_dragging_goes_on_by_them() {
    let mut bench = Bench::new("one two three\nfour", false);
    let none = Modifiers::NONE;
    let (two, three) = (bench.place(5), bench.place(10));
    let click = [button(two, true, none), button(two, false, none)];
    let moved = Event::PointerMoved(two);
    let clicks = |count: usize| -> Vec<Event> {
        std::iter::once(moved.clone())
            .chain(click.iter().cycle().take(2 * count).cloned())
            .collect()
    };
    bench.frame(clicks(2));
    assert_eq!(bench.buffer.selected(), "two");
    bench.frame(clicks(3));
    assert_eq!(bench.buffer.selected(), "one two three\n");
    let mut events = clicks(1);
    events.extend([
        button(two, true, none),
        Event::PointerMoved(three),
        button(three, false, none),
    ]);
    bench.frame(events);
    assert_eq!(bench.buffer.selected(), "two three");
}

#[test]
fn clicks_with_alt_add_cursors_and_with_control_ask_for_the_definition() {
    let mut bench = Bench::new("one\ntwo\nthree", false);
    for (byte, modifiers) in [
        (1, Modifiers::NONE),
        (5, Modifiers::ALT),
        (9, Modifiers::ALT),
    ] {
        let at = bench.place(byte);
        bench.drag(at, at, modifiers);
    }
    assert_eq!(bench.buffer.selections().len(), 3);
    bench.frame(vec![Event::Text("x".to_owned())]);
    assert_eq!(bench.buffer.text().matches('x').count(), 3);
    bench.press(Key::Escape);
    assert_eq!(bench.buffer.selections().len(), 1);
    let at = bench.place(1);
    bench.drag(at, at, Modifiers::COMMAND);
    assert!(matches!(bench.asks[..], [Ask::Definition(1 | 2)]));
}

fn notch(y: f32, modifiers: Modifiers) -> Event {
    Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: vec2(0.0, y),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers,
    }
}

#[test]
fn a_notch_of_the_wheel_is_three_lines_and_the_bar_can_be_dragged() {
    let mut bench = Bench::new(&"line\n".repeat(500), false);
    let at = bench.place(0);
    bench.frame(vec![Event::PointerMoved(at)]);
    bench.frame(vec![notch(-1.0, Modifiers::NONE)]);
    for _ in 0..40 {
        bench.frame(Vec::new());
    }
    let height = bench.view.face.clone().expect("a frame").height;
    assert!(
        (bench.view.scroll.y - 3.0 * height).abs() < 1.0,
        "{}",
        bench.view.scroll.y
    );
    bench.view.show_top();
    let bar = 400.0 - 4.0;
    bench.drag(pos2(bar, 5.0), pos2(bar, 400.0), Modifiers::NONE);
    let last = 500.0 * height;
    assert!(
        (bench.view.scroll.y - last).abs() < 1.0,
        "{} of {last}",
        bench.view.scroll.y
    );
    bench.drag(pos2(bar, 295.0), pos2(bar, -50.0), Modifiers::NONE);
    assert_eq!(bench.view.scroll.y, 0.0);
    // The text is as it was, and nothing is selected.
    assert!(bench.buffer.selection().is_empty());
}

#[test]
fn numbers_are_turned_by_dragging_with_alt_and_by_wheel_in_one_step() {
    let mut bench = Bench::new("o1: s \"bd\" # pan 0.5", false);
    let at = bench.place(19);
    bench.frame(vec![
        Event::PointerMoved(at),
        button(at, true, Modifiers::ALT),
    ]);
    for step in 1..=3 {
        bench.frame(vec![Event::PointerMoved(at + vec2(4.5 * step as f32, 0.0))]);
    }
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # pan 0.8");
    bench.frame(vec![Event::PointerMoved(at + vec2(200.0, 0.0))]);
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # pan 1.0");
    bench.frame(vec![button(at + vec2(200.0, 0.0), false, Modifiers::ALT)]);
    assert_eq!(bench.asks.last(), Some(&Ask::Turned(17, true)));
    bench.buffer.undo();
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # pan 0.5");
    bench.frame(vec![Event::PointerMoved(at)]);
    bench.frame(vec![notch(-1.0, Modifiers::ALT)]);
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # pan 0.4");
}

#[test]
fn the_handle_of_a_number_turns_it_without_alt() {
    let mut bench = Bench::new("\no1: s \"bd\" # gain 0.5", false);
    let at = bench.place(20);
    bench.frame(vec![Event::PointerMoved(at)]);
    let handle = bench.spot(|spot| matches!(spot, Spot::Handle(_)));
    bench.drag(handle, handle + vec2(8.5, 0.0), Modifiers::NONE);
    assert_eq!(bench.buffer.text(), "\no1: s \"bd\" # gain 0.7");
}

#[test]
fn sliders_are_dragged_over_their_range() {
    let mut bench = Bench::new("o1: s \"bd\" # gain 0.4{0..1}", false);
    let middle = bench.spot(|spot| matches!(spot, Spot::Slider(..)));
    bench.drag(middle, middle + vec2(300.0, 0.0), Modifiers::NONE);
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # gain 1.00{0..1}");
    bench.buffer.undo();
    assert_eq!(bench.buffer.text(), "o1: s \"bd\" # gain 0.4{0..1}");
}

#[test]
fn a_mistake_is_put_right_by_its_button_and_long_messages_go_on_below() {
    let mut bench = Bench::new("o1: evry 2\nlast", false);
    let fix = Fix {
        range: 4..8,
        text: "every".to_owned(),
    };
    bench.marks = vec![Mark {
        range: 4..8,
        severity: Severity::Error,
        message: "there is no function of this name ".repeat(6),
        help: None,
        fix: Some(fix.clone()),
    }];
    let painted = bench.frame(Vec::new());
    let message = painted
        .iter()
        .find(|(text, ..)| text.starts_with("there is"));
    let last = painted
        .iter()
        .find(|(text, ..)| text == "last")
        .expect("painted");
    let (_, top, rows) = message.expect("painted");
    assert!(
        *rows > 1 && last.1.y > top.y + 15.0 * *rows as f32,
        "{rows} rows"
    );
    let at = bench.spot(|spot| matches!(spot, Spot::Fix(_)));
    assert!(at.x < 400.0);
    bench.drag(at, at, Modifiers::NONE);
    assert_eq!(bench.asks, [Ask::Fix(fix)]);
}

#[test]
fn the_gutter_and_the_switches_mute_and_solo() {
    let mut bench = Bench::new("o1: s \"bd\"\no2: s", false);
    bench.outputs = vec![OutputLine {
        line: 1,
        output: 2,
        name: "hats".to_owned(),
        state: State::Plays,
        sounds: true,
        muted: false,
        soloed: false,
        shut_out: false,
        level: 0.5,
    }];
    let painted = bench.frame(Vec::new());
    assert!(painted.iter().any(|(text, ..)| text == "hats"));
    let sign = bench.spot(|spot| matches!(spot, Spot::State(2)));
    bench.drag(sign, sign, Modifiers::NONE);
    bench.drag(sign, sign, Modifiers::ALT);
    let solo = bench.spot(|spot| matches!(spot, Spot::Solo(2)));
    bench.drag(solo, solo, Modifiers::NONE);
    assert_eq!(bench.asks, [Ask::Mute(2), Ask::Solo(2), Ask::Solo(2)]);
    assert_eq!(bench.buffer.cursor(), 0);
}
