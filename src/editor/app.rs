//! The frames of one open window.

use super::Shared;
use super::closing::Closing;
use super::host_keys::NativeKeys;
use super::knobs::Knobs;
use nice_plug::context::gui::GuiContext;
use nice_plug_egui::{Frame, KeyCapture, NiceEguiApp, baseview};
use std::sync::{Arc, PoisonError};

/// What the framework calls for each frame of one open window.
pub(super) struct App {
    shared: Arc<Shared>,
    closing: Closing,
    knobs: Knobs,
    native_keys: NativeKeys,
}

impl App {
    /// For one opening of the window.
    pub(super) fn new(shared: Arc<Shared>, closing: Closing) -> Self {
        Self {
            knobs: Knobs::new(Arc::clone(&shared.parameters)),
            shared,
            closing,
            native_keys: NativeKeys::default(),
        }
    }
}

impl NiceEguiApp for App {
    fn build(
        &mut self,
        _context: egui::Context,
        host: GuiContext,
        frame: &mut Frame,
    ) -> Result<(), baseview::HandlerError> {
        // Nothing here may ask for a redraw: see `window`.
        self.knobs.connect(host);
        frame.set_key_capture(KeyCapture::CaptureAll);
        self.closing.built(frame.baseview_window());
        Ok(())
    }

    fn resized(&mut self, _size: baseview::WindowSize) {
        self.closing.resized();
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut Frame) {
        let shared = &self.shared;
        let mut context = shared
            .context
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if context.is_none() {
            *context = Some(ui.ctx().clone());
        }
        drop(context);
        ui.input_mut(|input| {
            shared
                .host_keys
                .deliver(&mut input.events, &mut self.native_keys);
        });
        shared.editor.frame(ui, &self.knobs);
        shared.scale.store(f64::from(ui.ctx().pixels_per_point()));
    }
}

impl Drop for App {
    fn drop(&mut self) {
        self.closing.ended();
    }
}
