//! The view without a window: keys and clicks go in, what is painted comes out.

use super::*;
use egui::{Context, Event, Key, Modifiers, PointerButton, RawInput, Shape};

/// A view of a text, 400 points wide.
struct Bench {
    context: Context,
    view: CodeView,
    buffer: Buffer,
    marks: Vec<Mark>,
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
            ..Decoration::default()
        };
        let (view, buffer) = (&mut self.view, &mut self.buffer);
        let typed = input.events.clone();
        let mut output = self.context.run_ui(input, |ui| {
            for event in &typed {
                view.key(ui, buffer, event);
            }
            view.show(ui, area, buffer, style, &decoration);
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
    let columns = first - 7;
    assert!(
        (15..60).contains(&columns) && columns.is_multiple_of(5),
        "{columns}"
    );
    let mut last = first;
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
    assert_eq!(bench.click(*top + vec2(350.0, 5.0)), columns - 1);
}

#[test]
fn messages_stand_below_all_rows_of_their_line() {
    let mut bench = Bench::new(&format!("{}\nlast", long()), true);
    bench.marks = vec![Mark {
        range: 10..14,
        severity: Severity::Error,
        message: "no such thing".to_owned(),
        help: None,
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
