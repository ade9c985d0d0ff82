//! What surrounds the code: the strip on top, the palette, hush, hints, zoom, the timeline.

use super::Story;
use crate::{Automation, Parameter};
use egui::{Key, Modifiers};
use std::sync::atomic::Ordering::Relaxed;

const CONTROL: Modifiers = Modifiers {
    ctrl: true,
    command: true,
    ..Modifiers::NONE
};

impl Story {
    /// The host calls and plays, at this cycle.
    fn host_plays(&mut self, cycle: f64) {
        let telemetry = self.session.telemetry();
        telemetry.called();
        telemetry.playing.store(true, Relaxed);
        telemetry.plays.store(self.session.report().serial, Relaxed);
        telemetry.cycle.store(cycle);
        self.frames(2);
    }
}

#[test]
fn the_palette_finds_a_command_does_it_and_gives_the_keyboard_back() {
    let mut story = Story::new("o1: s \"bd\"");
    story.pressed(Modifiers::ALT, Key::P);
    story.typed("light");
    story.pressed(Modifiers::NONE, Key::Enter);
    assert!(
        story.session.saved().window.light,
        "the theme is the light one"
    );
    story.typed("-- ");
    assert_eq!(story.text(), "-- o1: s \"bd\"");
    // Closed without a choice, it gives the keyboard back as well.
    story.pressed(Modifiers::ALT, Key::P);
    story.pressed(Modifiers::NONE, Key::Escape);
    story.typed("x");
    assert_eq!(story.text(), "-- xo1: s \"bd\"");
}

#[test]
fn the_choice_when_to_take_over_is_the_host_s_parameter() {
    let mut story = Story::new("o1: s \"bd\"");
    story.clicked("Take over: next cycle");
    assert_eq!(story.knobs.value(Parameter::Swap), 1.0);
    story.clicked("Take over: now");
    assert_eq!(story.knobs.value(Parameter::Swap), 0.0);
    story.typed("y");
    assert!(
        story.text().starts_with('y'),
        "the text has the keyboard after clicks"
    );
}

#[test]
fn hush_moves_nothing_and_the_words_fit() {
    let mut story = Story::new("o1: s \"bd*4\"\no2: s \"hh*8\"");
    story.pressed(CONTROL, Key::Enter);
    story.until("evaluated", |story| story.session.report().serial > 0);
    story.host_plays(1.0);
    assert!(story.sees("plays"));
    let place = |story: &Story| {
        use egui_kittest::kittest::Queryable;
        story
            .window
            .get_by_role(egui::accesskit::Role::TextInput)
            .rect()
    };
    let before = place(&story);
    story.pressed(CONTROL, Key::H);
    story.until("hushed", |story| story.sees("silence"));
    story.host_plays(1.5);
    assert_eq!(place(&story), before, "the code stays where it is");
    assert!(!story.sees("changed"), "hush is no change of the text");
}

#[test]
fn a_host_that_stands_still_is_told_and_can_be_left_to_itself() {
    let mut story = Story::new("o1: s \"bd*4\"");
    story.pressed(CONTROL, Key::Enter);
    story.until("evaluated", |story| story.session.report().serial > 0);
    let telemetry = story.session.telemetry();
    telemetry.called();
    telemetry.playing.store(false, Relaxed);
    telemetry
        .plays
        .store(story.session.report().serial, Relaxed);
    story.frames(2);
    assert!(story.sees("the host stands still"));
    story.clicked("▶ Run free");
    assert_eq!(story.knobs.value(Parameter::Run), 1.0);
}

#[test]
fn a_host_that_calls_no_more_leaves_nothing_lit() {
    let mut story = Story::new("o1: s \"bd*4\"");
    story.pressed(CONTROL, Key::Enter);
    story.until("evaluated", |story| story.session.report().serial > 0);
    story.host_plays(2.25);
    assert!(story.sees("The host plays"));
    std::thread::sleep(std::time::Duration::from_millis(450));
    story.frames(2);
    assert!(!story.sees("The host plays"));
    assert!(story.sees("does not process this track"));
}

#[test]
fn everything_but_the_code_zooms() {
    let mut story = Story::new("o1: s \"bd\"");
    let code = story.session.saved().window.font_size;
    story.pressed(Modifiers::ALT, Key::Num9);
    assert_eq!(story.session.saved().window.ui_zoom, 1.125);
    assert_eq!(story.session.saved().window.font_size, code);
    for _ in 0..30 {
        story.pressed(Modifiers::ALT, Key::Num9);
    }
    assert_eq!(story.session.saved().window.ui_zoom, 2.0);
}

#[test]
fn each_hint_is_shown_until_what_it_says_is_done() {
    let mut story = Story::new("o1: s \"bd\"");
    assert!(story.sees("This text is the music"));
    story.pressed(CONTROL, Key::Enter);
    story.until("the next hint", |story| story.sees("Change a number"));
    assert!(!story.sees("This text is the music"));
    story.clicked("×");
    assert!(!story.sees("Change a number"));
    story.pressed(CONTROL, Key::Enter);
    story.until("the last hint", |story| story.sees("finds every command"));
    story.clicked("×");
    story.frames(3);
    assert!(!story.sees("finds every command"));
    assert_eq!(story.session.saved().window.hints, 0b111);
}

#[test]
fn the_smallest_window_has_hush_and_the_palette() {
    let mut story = Story::sized("o1: s \"bd\"", 560.0, 360.0);
    assert!(story.sees("HUSH") && story.sees("All commands"));
    story.clicked("All commands");
    story.typed("follow");
    story.pressed(Modifiers::NONE, Key::Enter);
    assert_eq!(story.knobs.value(Parameter::Run), 0.0);
}
