//! Stories: the whole window without a host or a screen. Keys and clicks go in through egui; what a user would see, and
//! what the session was told, comes out.

#![allow(clippy::disallowed_methods, reason = "a test's thread")]

mod around;
mod cost;
mod dock;
mod evaluating;
mod writing;

use crate::{Automation, Editor, Parameter};
use egui::{Event, Key, Modifiers, PointerButton, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use phonon_session::Session;
use phonon_session::state::SavedState;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Parameters without a host: plain numbers.
#[derive(Default)]
pub(super) struct Knobs {
    values: RefCell<HashMap<Parameter, f32>>,
    /// How often the project was told to have changed.
    changes: Cell<usize>,
}

impl Automation for Knobs {
    fn value(&self, parameter: Parameter) -> f32 {
        let values = self.values.borrow();
        let value = values.get(&parameter).copied();
        value.unwrap_or_else(|| self.default(parameter))
    }

    fn words(&self, _: Parameter, value: f32) -> String {
        format!("{value:.2}")
    }

    fn default(&self, parameter: Parameter) -> f32 {
        match parameter {
            Parameter::Gain => 0.5,
            Parameter::Limiter => 1.0,
            _ => 0.0,
        }
    }

    fn gain(&self, value: f32) -> f32 {
        2.0 * value
    }

    fn value_of_gain(&self, gain: f32) -> f32 {
        (gain / 2.0).clamp(0.0, 1.0)
    }

    fn begin(&self, _: Parameter) {}

    fn set(&self, parameter: Parameter, value: f32) {
        self.values.borrow_mut().insert(parameter, value);
    }

    fn end(&self, _: Parameter) {}

    fn project_changed(&self) {
        self.changes.set(self.changes.get() + 1);
    }
}

/// A window that a story happens in.
pub(super) struct Story {
    pub session: Arc<Session>,
    pub knobs: Rc<Knobs>,
    pub window: Harness<'static>,
}

impl Story {
    /// A window of 1200 × 800 points, with `text` in it and nothing evaluated.
    pub(super) fn new(text: &str) -> Self {
        Self::sized(text, 1200.0, 800.0)
    }

    pub(super) fn sized(text: &str, width: f32, height: f32) -> Self {
        let (session, _) = Session::new();
        *session.saved() = SavedState::playing(text);
        let editor = Editor::new(Arc::clone(&session));
        let knobs = Rc::<Knobs>::default();
        let host = Rc::clone(&knobs);
        let window = Harness::builder()
            .with_size(vec2(width, height))
            .build_ui(move |ui| editor.frame(ui, &*host));
        let mut story = Self {
            session,
            knobs,
            window,
        };
        story.frames(3);
        story
    }

    /// So many frames, one an event that waits.
    pub(super) fn frames(&mut self, count: usize) {
        self.window.run_steps(count);
    }

    /// Events that all happen in one frame.
    pub(super) fn at_once(&mut self, events: impl IntoIterator<Item = Event>) {
        self.window.input_mut().events.extend(events);
        self.frames(2);
    }

    /// Types, each letter in a frame of its own.
    pub(super) fn typed(&mut self, text: &str) {
        for letter in text.chars() {
            self.window.event(Event::Text(letter.to_string()));
        }
        self.frames(2);
    }

    /// Presses a key and lets it go.
    pub(super) fn pressed(&mut self, modifiers: Modifiers, key: Key) {
        self.at_once([pressed(modifiers, key)]);
    }

    /// Clicks what has this label.
    pub(super) fn clicked(&mut self, label: &str) {
        self.window.get_by_label(label).click();
        self.frames(3);
    }

    /// Clicks twice what has this label, each time within a frame.
    pub(super) fn double_clicked(&mut self, label: &str) {
        let pos = self.window.get_by_label(label).rect().center();
        self.at_once([Event::PointerMoved(pos)]);
        let button = |pressed| Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        };
        for _ in 0..2 {
            let events = [button(true), button(false)];
            self.window.input_mut().events.extend(events);
            self.frames(1);
        }
        self.frames(2);
    }

    /// Whether something in view has this label.
    pub(super) fn sees(&self, label: &str) -> bool {
        self.window
            .query_all_by_label_contains(label)
            .next()
            .is_some()
    }

    /// The text in the window.
    pub(super) fn text(&mut self) -> String {
        self.frames(1);
        self.session.saved().draft.clone()
    }

    /// Frames until something is so; at most for 20 seconds.
    pub(super) fn until(&mut self, what: &str, mut is_so: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !is_so(self) {
            assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
            std::thread::sleep(Duration::from_millis(5));
            self.frames(1);
        }
    }
}

/// A key that goes down.
pub(super) fn pressed(modifiers: Modifiers, key: Key) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}
