//! The window: an editor of code that shows what sounds, and the mixer, the clock and the figures around it.
//!
//! It knows the session and the language; it knows neither the plugin's framework nor the window system: whoever opens a
//! window calls [`Editor::frame`] with egui's [`Ui`](egui::Ui) and the host's [`Automation`].

#![allow(clippy::disallowed_types, reason = "the window's thread")]

mod app;
mod automation;
mod code_view;
mod completion;
mod decibels;
mod definitions;
mod dock;
mod drawn;
mod fonts;
mod fuzzy;
mod highlighting;
mod hints;
mod hover;
mod lighting;
mod list;
mod marks;
mod meter;
mod names;
mod outputs;
mod palette;
mod paragraphs;
mod performance;
mod scope;
mod search;
mod signs;
mod statement;
mod status;
#[cfg(test)]
mod stories;
mod system_fonts;
pub mod text;
mod theme;
mod timeline;
mod top;

pub use automation::{Automation, Parameter};

use app::Model;
use phonon_session::Session;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often moving things are drawn: about 30 times a second.
pub const FRAME: Duration = Duration::from_millis(33);

/// The track of the host that an instance is on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Track {
    /// The name, empty where the host tells none.
    pub name: String,
    /// The colour: red, green, blue.
    pub colour: Option<[u8; 3]>,
}

/// The window of an instance: text, undo and what is open. It outlives each opening of the window.
pub struct Editor {
    session: Arc<Session>,
    model: Mutex<Model>,
    /// Whether keys go to the text.
    wants_keys: AtomicBool,
    /// Whether time moves, and the host calls.
    moving: AtomicBool,
    track: Mutex<Option<Track>>,
}

impl Editor {
    /// The editor of an instance, with the session's draft.
    pub fn new(session: Arc<Session>) -> Arc<Self> {
        let model = Mutex::new(Model::new(&session));
        Arc::new(Self {
            session,
            model,
            wants_keys: AtomicBool::new(false),
            moving: AtomicBool::new(false),
            track: Mutex::default(),
        })
    }

    /// The session that the window shows.
    pub fn session(&self) -> &Arc<Session> {
        &self.session
    }

    /// Whether keys go to the text or to a field; otherwise they are the host's.
    pub fn wants_keys(&self) -> bool {
        self.wants_keys.load(Relaxed)
    }

    /// Puts another text in the window, as one step that can be undone. It is not evaluated.
    pub fn replace_text(&self, text: &str) {
        let buffer = &mut lock(&self.model).buffer;
        if buffer.text() != text {
            buffer.select_all();
            buffer.insert(text);
            buffer.move_to(0, false);
        }
    }

    /// The window has been closed.
    pub fn closed(&self) {
        self.wants_keys.store(false, Relaxed);
        lock(&self.model).closed(&self.session);
    }

    /// Tells the track that the instance is on.
    pub fn set_track(&self, track: Track) {
        *lock(&self.track) = Some(track);
    }

    /// Whether time moves, as far as the last frame has seen: a host that does not call is taken for one that stands.
    fn is_moving(&self) -> bool {
        self.moving.load(Relaxed)
    }

    fn track(&self) -> Option<Track> {
        lock(&self.track).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
