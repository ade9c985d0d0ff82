//! The frames of one open window.

use super::Shared;
use super::host_keys::NativeKeys;
use super::knobs::Knobs;
use nice_plug::context::gui::GuiContext;
use phonon_window::Content;
use std::sync::Arc;

/// What one open window shows.
pub(super) struct App {
    shared: Arc<Shared>,
    knobs: Knobs,
    native_keys: NativeKeys,
}

impl App {
    /// For one opening of the window.
    pub(super) fn new(shared: Arc<Shared>, host: GuiContext) -> Self {
        Self {
            knobs: Knobs::new(Arc::clone(&shared.parameters), host),
            shared,
            native_keys: NativeKeys::default(),
        }
    }
}

impl Content for App {
    fn frame(&mut self, ui: &mut egui::Ui) {
        let shared = &self.shared;
        ui.input_mut(|input| {
            shared
                .host_keys
                .deliver(&mut input.events, &mut self.native_keys);
        });
        shared.editor.frame(ui, &self.knobs);
    }

    fn wants_keys(&self) -> bool {
        self.shared.editor.wants_keys()
    }

    fn scaled(&mut self, scale: f64) {
        self.shared.scale.store(scale);
    }
}
