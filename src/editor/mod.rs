//! The window in its host: opening, closing, keys that the host delivers, and the host's parameters. What is drawn in it is
//! the editor's.

#![allow(clippy::disallowed_types, reason = "the window's thread")]

mod app;
mod host_keys;
mod knobs;
mod parents;
mod watcher;
mod window;

pub use parents::key_from_host;
pub use window::PluginEditor;

use crate::automation::parameters::Parameters;
use nice_plug::editor::dpi::{LogicalSize, NativeSize, PhysicalSize};
use nice_plug::prelude::TrackInfo;
use phonon_editor::{Editor, Track};
use phonon_session::Session;
use phonon_session::telemetry::AtomicF64;
use phonon_window::{ExtraKeys, Waker};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What other threads ask of an open window.
#[derive(Clone)]
struct OpenWindow {
    waker: Waker,
    keys: ExtraKeys,
}

/// What a window and its host share; it outlives the window.
pub struct Shared {
    editor: Arc<Editor>,
    parameters: Arc<Parameters>,
    /// The window while it is open.
    window: Mutex<Option<OpenWindow>>,
    /// Physical pixels in a logical point.
    scale: AtomicF64,
}

impl Shared {
    /// For an instance.
    pub fn new(session: Arc<Session>, parameters: Arc<Parameters>) -> Arc<Self> {
        let scale = AtomicF64::default();
        scale.store(1.0);
        Arc::new(Self {
            editor: Editor::new(session),
            parameters,
            window: Mutex::default(),
            scale,
        })
    }

    fn window(&self) -> MutexGuard<'_, Option<OpenWindow>> {
        self.window.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a frame, if there is a window.
    pub fn wake(&self) {
        if let Some(window) = &*self.window() {
            window.waker.wake();
        }
    }

    /// Notes the window that is there now.
    fn opened(&self, window: OpenWindow) {
        *self.window() = Some(window);
    }

    /// Forgets the window that is gone.
    fn closed(&self) {
        *self.window() = None;
        self.editor.closed();
    }

    fn session(&self) -> &Session {
        self.editor.session()
    }

    fn set_track(&self, track: &TrackInfo) {
        self.editor.set_track(Track {
            name: track.name().to_owned(),
            colour: track.color().map(|colour| {
                let (red, green, blue, _) = colour.rgba();
                [red, green, blue]
            }),
        });
        self.wake();
    }

    fn native_size(&self) -> NativeSize<u32> {
        let window = self.session().saved().window;
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
        let window = &mut self.session().saved().window;
        if width >= 1.0 && height >= 1.0 {
            (window.width, window.height) = (width, height);
        }
    }
}
