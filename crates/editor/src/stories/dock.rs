//! The dock with the keyboard alone and with the mouse alone.

use super::Story;
use crate::{Automation, Parameter};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;

impl Story {
    /// Evaluates the text in the window and waits until it is compiled.
    fn played(&mut self) {
        let serial = self.session.report().serial;
        self.pressed(Modifiers::COMMAND, Key::Enter);
        self.until("compiled", |story| story.session.report().serial > serial);
        self.frames(2);
    }

    fn gain(&self, output: usize) -> f32 {
        let saved = self.session.saved();
        saved.mixer.get(output - 1).map_or(1.0, |strip| strip.gain)
    }

    fn is_muted(&self, output: usize) -> bool {
        let saved = self.session.saved();
        saved.mixer.get(output - 1).is_some_and(|strip| strip.mute)
    }
}

#[test]
fn strips_are_those_of_the_song_and_those_that_were_changed() {
    let mut story = Story::new("o1: s \"bd\" -- kick\no3: s \"hh\"\no4: s \"cp\"");
    story.played();
    assert!(story.sees("fader of main") && story.sees("fader of o1"));
    assert!(story.sees("fader of o3") && !story.sees("fader of o2"));
    story.clicked("mute o4");
    assert!(story.is_muted(4) && story.knobs.changes.get() > 0);
    story.pressed(Modifiers::COMMAND, Key::A);
    story.typed("o1: s \"bd\"");
    assert_eq!(
        story.text(),
        "o1: s \"bd\"",
        "a click leaves the keyboard to the text"
    );
    story.played();
    assert!(story.sees("fader of o1") && !story.sees("fader of o3"));
    assert!(story.sees("fader of o4"), "it was changed by hand");
}

#[test]
fn the_mixer_is_played_by_keys_and_gives_the_keyboard_back() {
    let mut story = Story::new("o1: s \"bd\"\no2: s \"hh\"");
    story.played();
    story.pressed(Modifiers::ALT, Key::Num2);
    story.pressed(Modifiers::ALT, Key::Num1);
    story.pressed(Modifiers::NONE, Key::ArrowDown);
    story.pressed(Modifiers::NONE, Key::ArrowDown);
    story.typed("m");
    assert!(story.is_muted(2) && !story.is_muted(1));
    story.typed("-6");
    story.pressed(Modifiers::NONE, Key::Enter);
    assert!((story.gain(2) - 0.501).abs() < 0.001, "{}", story.gain(2));
    story.pressed(Modifiers::ALT, Key::Num1);
    story.pressed(Modifiers::NONE, Key::Home);
    story.pressed(Modifiers::NONE, Key::ArrowLeft);
    story.pressed(Modifiers::NONE, Key::Escape);
    story.typed("-- ");
    assert_eq!(story.text(), "-- o1: s \"bd\"\no2: s \"hh\"");
}

#[test]
fn a_fader_is_dragged_and_a_double_click_sets_0_db() {
    let mut story = Story::new("o1: s \"bd\"");
    story.played();
    let fader = story.window.get_by_label("fader of o1").rect();
    let at = fader.left_center() + egui::vec2(40.0, fader.height() / 4.0);
    story.window.drag_at(at);
    story.window.hover_at(at - egui::vec2(10.0, 0.0));
    story.window.drop_at(at - egui::vec2(10.0, 0.0));
    story.frames(3);
    assert!(story.gain(1) < 0.1, "{}", story.gain(1));
    story.double_clicked("fader of o1");
    assert_eq!(story.gain(1), 1.0);
}

#[test]
fn low_pass_finds_the_filter_and_enter_puts_its_example_on_a_line_of_its_own() {
    let mut story = Story::new("o1: s \"bd\"");
    story.pressed(Modifiers::ALT, Key::Num3);
    story.typed("low pass");
    assert!(story.sees("lpf"));
    story.pressed(Modifiers::NONE, Key::Enter);
    let text = story.text();
    let (first, second) = text.split_once('\n').expect("two lines");
    assert_eq!(first, "o1: s \"bd\"");
    assert!(
        second.contains("lpf") || second.contains("cutoff"),
        "{second}"
    );
    story.typed(" -- mine");
    assert!(
        story.text().ends_with(" -- mine"),
        "the text has the keyboard"
    );
}

#[test]
fn a_sound_that_is_looked_for_goes_into_the_string_at_the_cursor() {
    let mut story = Story::new("o1: s \"bd\"");
    story.played();
    story.until("listed", |story| !story.session.banks().is_empty());
    story.pressed(Modifiers::NONE, Key::End);
    story.pressed(Modifiers::NONE, Key::ArrowLeft);
    story.pressed(Modifiers::ALT, Key::Num2);
    story.typed("clap");
    story.pressed(Modifiers::NONE, Key::Enter);
    assert_eq!(story.text(), "o1: s \"bd cp\"");
}

#[test]
fn the_keys_are_listed_and_escape_gives_the_keyboard_back() {
    let mut story = Story::sized("", 700.0, 460.0);
    story.pressed(Modifiers::ALT, Key::Num6);
    story.typed("undo");
    assert!(story.sees("Undo"));
    story.pressed(Modifiers::NONE, Key::Escape);
    story.typed("o1");
    assert_eq!(story.text(), "o1");
}

#[test]
fn a_sound_is_dragged_into_the_text() {
    let mut story = Story::new("o1: s \"bd\"");
    story.played();
    story.pressed(Modifiers::ALT, Key::Num2);
    story.typed("clap");
    let from = story.window.get_by_label("sound cp").rect().center();
    let to = egui::pos2(600.0, 300.0);
    story.window.drag_at(from);
    story.window.hover_at(from - egui::vec2(30.0, 0.0));
    story.window.hover_at(to);
    story.window.drop_at(to);
    story.frames(6);
    assert_eq!(story.text(), "o1: s \"bd\"\no2: s \"cp\"");
}

#[test]
fn a_click_on_a_sound_is_heard_and_a_double_click_puts_it_into_the_text() {
    let mut story = Story::new("o1: s \"bd\"");
    story.played();
    story.pressed(Modifiers::NONE, Key::End);
    story.pressed(Modifiers::NONE, Key::ArrowLeft);
    story.pressed(Modifiers::ALT, Key::Num2);
    story.typed("clap");
    story.double_clicked("sound cp");
    assert_eq!(story.text(), "o1: s \"bd cp\"");
}

#[test]
fn a_song_is_opened_plays_and_can_be_undone() {
    let mut story = Story::new("o1: s \"bd\" -- mine");
    story.pressed(Modifiers::ALT, Key::Num4);
    story.typed("night");
    story.pressed(Modifiers::NONE, Key::Enter);
    story.until("played", |story| story.session.report().serial > 0);
    let song = phonon_session::songs::find("night-bus").expect("it ships");
    assert_eq!(story.text(), song.text);
    assert_eq!(&*story.session.report().text, song.text);
    story.pressed(Modifiers::COMMAND, Key::Z);
    assert_eq!(story.text(), "o1: s \"bd\" -- mine");
}

#[test]
fn a_song_is_opened_with_the_mouse_alone() {
    let mut story = Story::new("");
    story.clicked("Songs");
    story.clicked("song Circles");
    story.clicked("Open Circles");
    let song = phonon_session::songs::find("circles").expect("it ships");
    assert_eq!(story.text(), song.text);
}

#[test]
fn knobs_have_the_names_of_the_code_and_are_turned_by_keys_and_by_the_mouse() {
    let mut story = Story::new("macro 1 \"cutoff\" 200 5000\no1: s \"bd\"");
    story.played();
    story.pressed(Modifiers::ALT, Key::Num5);
    assert!(story.sees("macro 1: cutoff") && story.sees("value of macro 1: 200"));
    story.typed("2600");
    story.pressed(Modifiers::NONE, Key::Enter);
    assert!(story.sees("value of macro 1: 2600"));
    let value = |story: &Story, index| story.knobs.value(Parameter::Macro(index));
    assert_eq!(value(&story, 0), 0.5);
    let knob = story.window.get_by_label("macro 2: m2").rect().center();
    story.window.drag_at(knob);
    story.window.hover_at(knob - egui::vec2(0.0, 40.0));
    story.window.hover_at(knob - egui::vec2(0.0, 80.0));
    story.window.drop_at(knob - egui::vec2(0.0, 80.0));
    story.frames(5);
    assert!(value(&story, 1) > 0.2, "{}", value(&story, 1));
    story.double_clicked("macro 2: m2");
    assert_eq!(value(&story, 1), 0.0);
}

#[test]
fn a_linked_file_that_another_editor_saves_is_in_the_window_and_plays() {
    let path = std::env::temp_dir().join(format!("phonon-story-{}.ph", std::process::id()));
    let mut story = Story::new("o1: s \"bd\"");
    let shown = path.display().to_string();
    story.session.link(&shown).expect("linked");
    story.clicked("Songs");
    assert!(story.sees("End the link"));
    std::fs::write(&path, "o1: s \"hh hh\"").expect("written");
    story.until("taken over", |story| story.session.taken_over() > 0);
    story.until("played", |story| {
        *story.session.report().text == *"o1: s \"hh hh\""
    });
    story.pressed(Modifiers::COMMAND, Key::End);
    story.typed(" -- more");
    assert_eq!(story.text(), "o1: s \"hh hh\" -- more");
    story.clicked("End the link");
    std::fs::remove_file(&path).expect("removed");
}

#[test]
fn a_drawer_gives_way_to_a_click_into_the_code() {
    let mut story = Story::sized("o1: s \"bd\"", 700.0, 460.0);
    story.pressed(Modifiers::ALT, Key::Num1);
    assert!(story.sees("fader of main"));
    let at = egui::pos2(200.0, 80.0);
    story.window.drag_at(at);
    story.window.drop_at(at);
    story.frames(4);
    assert!(!story.sees("fader of main"));
    story.typed("x");
    assert!(story.text().contains('x'));
}
