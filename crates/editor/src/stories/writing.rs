//! Writing as in a good editor, while music plays.

use super::{Story, pressed};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use phonon_engine::Playing;
use std::sync::atomic::Ordering::Relaxed;

impl Story {
    /// Evaluates everything, and waits for what comes of it.
    fn evaluated(&mut self) {
        let before = self.session.report().serial;
        self.pressed(Modifiers::COMMAND, Key::Enter);
        self.until("evaluated", |story| story.session.report().serial > before);
        self.frames(2);
    }

    /// The host plays: time stands at a cycle.
    fn plays_at(&mut self, cycle: f64) {
        let telemetry = self.session.telemetry();
        telemetry.playing.store(true, Relaxed);
        telemetry.cps.store(0.5);
        telemetry.cycle.store(cycle);
        telemetry.called();
        let serial = self.session.report().serial;
        telemetry.swapped(Playing { serial, since: 0 }, None);
        self.frames(2);
    }

    fn clicked_at(&mut self, at: Pos2, modifiers: Modifiers) {
        let button = |pressed| Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        };
        self.at_once([Event::PointerMoved(at), button(true), button(false)]);
    }

    /// Where something stands that is written on the screen: the middle of the first text that holds `part`.
    fn place_of(&self, part: &str) -> Pos2 {
        let shapes = self.window.output().shapes.iter();
        let mut texts = shapes.filter_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) if text.galley.text().contains(part) => {
                Some(text.visual_bounding_rect().center())
            }
            _ => None,
        });
        texts
            .next()
            .unwrap_or_else(|| panic!("`{part}` is not on the screen"))
    }
}

#[test]
fn a_mistake_is_shown_below_its_line_and_put_right_by_its_button() {
    let mut story = Story::new("o1: evry 2 rev $ s \"bd\"\no2: s \"hh\"");
    story.evaluated();
    let fix = story.place_of("every");
    story.clicked_at(fix, Modifiers::NONE);
    assert_eq!(story.text(), "o1: every 2 rev $ s \"bd\"\no2: s \"hh\"");
    story.evaluated();
    assert!(story.session.report().diagnostics.is_empty());
    // It is undone like anything else, across the evaluation.
    story.pressed(Modifiers::COMMAND, Key::Z);
    assert_eq!(story.text(), "o1: evry 2 rev $ s \"bd\"\no2: s \"hh\"");
}

#[test]
fn the_sign_of_an_output_mutes_it_and_with_alt_solos_it() {
    let mut story = Story::new("-- drums\no1: s \"bd\"\no2: s \"hh\"");
    story.evaluated();
    story.plays_at(0.1);
    let number = story.place_of("o2: s");
    // At the very left of the line.
    let sign = egui::pos2(14.0, number.y);
    story.clicked_at(sign, Modifiers::NONE);
    let strips = story.session.saved().mixer.clone();
    assert!(strips[1].mute && !strips[0].mute);
    let changes = story.knobs.changes.get();
    assert!(changes > 0);
    story.clicked_at(sign, Modifiers::ALT);
    let strips = story.session.saved().mixer.clone();
    assert!(strips[1].solo);
}

#[test]
fn a_number_that_is_turned_is_heard_and_is_one_step_of_undo() {
    let mut story = Story::new("o1: s \"bd\" # gain 0.5\n");
    story.evaluated();
    // The handle stands above the number that is pointed at; with Alt the number itself is the handle.
    let line = story.place_of("o1: s");
    let text = story
        .window
        .output()
        .shapes
        .iter()
        .find_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) if text.galley.text().contains("o1: s") => {
                Some(text.visual_bounding_rect())
            }
            _ => None,
        });
    let number = egui::pos2(text.expect("the line").right() - 4.0, line.y);
    let button = |at, pressed| Event::PointerButton {
        pos: at,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::ALT,
    };
    let before = story.session.report().serial;
    story.at_once([Event::PointerMoved(number), button(number, true)]);
    for step in 1..=3 {
        let at = number + egui::vec2(4.5 * step as f32, 0.0);
        story.at_once([Event::PointerMoved(at)]);
    }
    story.at_once([button(number + egui::vec2(13.5, 0.0), false)]);
    assert_eq!(story.text(), "o1: s \"bd\" # gain 0.8\n");
    story.until("heard", |story| {
        story.session.report().serial > before && story.session.report().text.contains("0.8")
    });
    story.pressed(Modifiers::COMMAND, Key::Z);
    assert_eq!(story.text(), "o1: s \"bd\" # gain 0.5\n");
}

#[test]
fn messages_follow_what_is_typed_anywhere() {
    let mut story = Story::new("o1: s \"bd\"\no2: evry 2\no3: s \"hh\"");
    story.evaluated();
    let wrong = |story: &Story| story.place_of("o2: ").y;
    let before = wrong(&story);
    story.typed("-- ");
    story.pressed(Modifiers::NONE, Key::Enter);
    story.pressed(Modifiers::COMMAND, Key::End);
    story.typed(" # gain 1");
    assert!(wrong(&story) > before);
    assert!(story.place_of("no function").y > wrong(&story));
    story.pressed(Modifiers::ALT, Key::E);
    story.typed("!");
    assert_eq!(
        story.text(),
        "-- \no1: s \"bd\"\no2: !evry 2\no3: s \"hh\" # gain 1"
    );
}

#[test]
fn several_words_are_changed_at_once() {
    let mut story = Story::new("o1: s \"bd sn bd\"\n");
    for _ in 0..7 {
        story.pressed(Modifiers::NONE, Key::ArrowRight);
    }
    story.at_once([
        pressed(Modifiers::COMMAND, Key::D),
        pressed(Modifiers::COMMAND, Key::D),
        Event::Text("h".to_owned()),
        Event::Text("h".to_owned()),
    ]);
    assert_eq!(story.text(), "o1: s \"hh sn hh\"\n");
    story.pressed(Modifiers::NONE, Key::Escape);
    story.typed("!");
    assert_eq!(story.text().matches('!').count(), 1);
}

#[test]
fn what_can_be_undone_survives_the_window_and_the_project() {
    let mut story = Story::new("o1: s \"bd\"");
    story.pressed(Modifiers::COMMAND, Key::End);
    story.typed(" # gain 1");
    story.until("noted", |story| {
        !story.session.saved().undo_journal.is_empty()
    });
    let saved = story.session.saved().clone();
    let mut again = Story::new("");
    again.session.restore(saved);
    again.frames(2);
    assert_eq!(again.text(), "o1: s \"bd\" # gain 1");
    // A blank, "# ", "gain ", "1".
    for _ in 0..4 {
        again.pressed(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(again.text(), "o1: s \"bd\"");
}

#[test]
fn pictures_are_drawn_below_their_statements() {
    let text =
        "o1: n \"0 7\" # s \"superpiano\" -- _roll\no2: s \"hh*4\" -- _scope\no3: s \"hh\"\n";
    let mut story = Story::new(text);
    story.evaluated();
    story.plays_at(0.1);
    let gap =
        |story: &Story, one: &str, other: &str| story.place_of(other).y - story.place_of(one).y;
    let plain = gap(
        &Story::new("o1: s \"bd\"\no3: s \"hh\"\n"),
        "o1: s",
        "o3: s",
    );
    assert!(gap(&story, "o1: n", "o2: s") > plain + 60.0);
    assert!(gap(&story, "o2: s", "o3: s") > plain + 50.0);
    // Its events are there when they have been found: rectangles between the two lines.
    let within = |story: &Story| {
        let (top, bottom) = (
            story.place_of("o1: n").y + 14.0,
            story.place_of("o2: s").y - 14.0,
        );
        let shapes = story.window.output().shapes.iter();
        let notes = shapes.filter(|clipped| match &clipped.shape {
            egui::Shape::Rect(rect) => {
                rect.rect.top() > top && rect.rect.bottom() < bottom && rect.rect.height() < 10.0
            }
            _ => false,
        });
        notes.count()
    };
    story.until("drawn", |story| within(story) >= 4);
}
