//! The window: an editor of code that shows what sounds, and the mixer, the clock and the figures around it.
//!
//! One concern a file. `window` opens and closes, `app` draws a frame, the others are its parts.

#![allow(clippy::disallowed_types, reason = "the window's thread")]

mod app;
mod banks;
pub mod buffer;
mod closing;
mod code_view;
mod completion;
mod header;
mod help;
mod highlighting;
mod host_keys;
mod keys;
mod lighting;
mod marks;
mod mixer;
mod names;
mod parents;
mod reference;
mod search;
mod sound;
mod statement;
mod status;
mod theme;
mod timeline;
mod watcher;
mod window;

pub use parents::key_from_host;
pub use window::PluginEditor;

use crate::automation::parameters::Parameters;
use app::Model;
use host_keys::HostKeys;
use nice_plug::editor::dpi::{LogicalSize, NativeSize, PhysicalSize};
use nice_plug::prelude::TrackInfo;
use phonon_session::Session;
use phonon_session::telemetry::AtomicF64;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// What a window and its host share; it outlives the window.
pub struct Shared {
    session: Arc<Session>,
    parameters: Arc<Parameters>,
    /// Text, undo and what is open: kept while the window is closed.
    model: Mutex<Model>,
    /// There from the first frame until the window closes.
    context: Mutex<Option<egui::Context>>,
    /// Whether keys go to the text.
    wants_keys: AtomicBool,
    host_keys: HostKeys,
    /// Physical pixels in a logical point.
    scale: AtomicF64,
    /// The track that the instance is on, where the host tells.
    track: Mutex<Option<TrackInfo>>,
}

impl Shared {
    /// For an instance.
    pub fn new(session: Arc<Session>, parameters: Arc<Parameters>) -> Arc<Self> {
        let model = Mutex::new(Model::new(&session));
        let scale = AtomicF64::default();
        scale.store(1.0);
        Arc::new(Self {
            session,
            parameters,
            model,
            context: Mutex::default(),
            wants_keys: AtomicBool::new(false),
            host_keys: HostKeys::default(),
            scale,
            track: Mutex::default(),
        })
    }

    /// The track that the instance is on, where the host has told.
    fn track(&self) -> Option<TrackInfo> {
        self.track
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn set_track(&self, track: TrackInfo) {
        *self.track.lock().unwrap_or_else(PoisonError::into_inner) = Some(track);
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(context) = &*context {
            context.request_repaint();
        }
    }

    fn native_size(&self) -> NativeSize<u32> {
        let window = self.session.saved().window;
        let size = LogicalSize::new(window.width, window.height);
        NativeSize::from_size(size.into(), self.scale.load())
    }

    fn set_native_size(&self, size: NativeSize<u32>) {
        let scale = self.scale.load();
        let physical: PhysicalSize<u32> = size.to_physical(scale);
        let logical: LogicalSize<f32> = physical.to_logical(scale);
        self.keep_size(logical.width, logical.height);
    }

    /// Remembers the window's size, logical points.
    fn keep_size(&self, width: f32, height: f32) {
        let window = &mut self.session.saved().window;
        if width >= 1.0 && height >= 1.0 {
            (window.width, window.height) = (width, height);
        }
    }
}
