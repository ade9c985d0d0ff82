//! The frames of one open window.

use super::Shared;
use super::knobs::Knobs;
use nice_plug::context::gui::GuiContext;
use phonon_window::{Content, WindowSize};
use std::sync::Arc;

/// What one open window shows.
pub(super) struct App {
    shared: Arc<Shared>,
    knobs: Knobs,
}

impl App {
    /// For one opening of the window.
    pub(super) fn new(shared: Arc<Shared>, host: GuiContext) -> Self {
        Self {
            knobs: Knobs::new(Arc::clone(&shared.parameters), host),
            shared,
        }
    }
}

impl Content for App {
    fn frame(&mut self, ui: &mut egui::Ui) {
        self.shared.editor.frame(ui, &self.knobs);
    }

    fn wants_keys(&self, _: &egui::Context) -> bool {
        self.shared.editor.wants_keys()
    }

    fn resized(&mut self, size: WindowSize) {
        self.shared.scale.store(size.scale);
    }
}
