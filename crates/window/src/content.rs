//! What a window shows.

use crate::Waker;
use baseview::dpi::{LogicalSize, PhysicalSize};

/// The size of a window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WindowSize {
    /// In pixels of the screen.
    pub physical: PhysicalSize<u32>,
    /// Pixels of the screen for one logical pixel: 2 on a display of twice the density.
    pub scale: f64,
}

impl WindowSize {
    /// In logical pixels: what the size is called in settings.
    pub fn logical(&self) -> LogicalSize<f64> {
        self.physical.to_logical(self.scale)
    }
}

/// What a window shows. Lives in the window's thread.
///
/// What it wants of its window it asks for by egui's own commands: `ViewportCommand::Close`, `InnerSize`, `Focus`.
pub trait Content: Send + 'static {
    /// Prepares fonts and style, once, before the first frame. `waker` redraws the window, from any thread.
    fn begin(&mut self, context: &egui::Context, waker: &Waker) {
        let _ = (context, waker);
    }

    /// One frame. May be called more than once for what is drawn: the button of a mouse that goes down and up within one
    /// frame is shown to the content as two.
    fn frame(&mut self, ui: &mut egui::Ui);

    /// Whether keys belong to the content now; if not, they go on to the host.
    fn wants_keys(&self, context: &egui::Context) -> bool {
        context.egui_wants_keyboard_input()
    }

    /// The window's size: told before the first frame, and when it changes.
    fn resized(&mut self, size: WindowSize) {
        let _ = size;
    }

    /// The window is about to go.
    fn ended(&mut self) {}
}
