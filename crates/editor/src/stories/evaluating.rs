//! What is typed is what plays.

use super::{Story, pressed};
use egui::{Event, Key, Modifiers};

#[test]
fn what_was_typed_before_the_key_is_evaluated_though_both_come_in_one_frame() {
    let mut story = Story::new("o1: s \"bd\" # gain ");
    story.pressed(Modifiers::NONE, Key::End);
    story.at_once([
        Event::Text("0.9".to_owned()),
        pressed(Modifiers::COMMAND, Key::Enter),
    ]);
    story.until("evaluated", |story| story.session.report().serial > 0);
    let report = story.session.report();
    assert_eq!(&*report.text, "o1: s \"bd\" # gain 0.9");
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    assert_eq!(story.text(), "o1: s \"bd\" # gain 0.9");
}

#[test]
fn the_text_has_the_keyboard_after_a_click_on_a_button() {
    let mut story = Story::new("o1: s \"bd\"");
    story.clicked("HUSH");
    story.typed("-- ");
    assert_eq!(story.text(), "-- o1: s \"bd\"");
}
