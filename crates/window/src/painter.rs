//! Paints what egui made, with the window's OpenGL context.

use baseview::gl::GlContext;
use baseview::{HandlerError, WindowContext};
use egui_glow::glow::{self, HasContext as _};
use std::sync::Arc;

/// Why nothing can be painted.
#[derive(Debug)]
pub(crate) enum PaintError {
    NoContext,
    Painter(egui_glow::PainterError),
}

impl std::fmt::Display for PaintError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoContext => formatter.write_str("the window has no OpenGL context"),
            Self::Painter(error) => write!(formatter, "OpenGL cannot paint the window: {error}"),
        }
    }
}

impl std::error::Error for PaintError {}

/// The painter of one window. Lives in the window's thread.
pub(crate) struct Painter {
    context: GlContext,
    gl: Arc<glow::Context>,
    painter: egui_glow::Painter,
}

impl Painter {
    /// For a window that was made with OpenGL.
    pub(crate) fn new(window: &WindowContext) -> Result<Self, HandlerError> {
        let context = window.gl_context().ok_or(PaintError::NoContext)?;
        // SAFETY: the context belongs to this window, whose thread this is, and no other is current in it.
        unsafe { context.make_current()? };
        // SAFETY: the context is current, so that its functions are the ones that are found.
        let gl = unsafe {
            glow::Context::from_loader_function_cstr(|name| context.get_proc_address(name))
        };
        let gl = Arc::new(gl);
        let painter = egui_glow::Painter::new(Arc::clone(&gl), "", None, true)
            .map_err(PaintError::Painter)?;
        // SAFETY: it was made current above.
        unsafe { context.make_not_current()? };
        Ok(Self {
            context,
            gl,
            painter,
        })
    }

    /// The widest and highest texture, pixels.
    pub(crate) fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// Paints a frame into a window of `size` physical pixels.
    pub(crate) fn paint(
        &mut self,
        size: [u32; 2],
        scale: f32,
        context: &egui::Context,
        output: &mut egui::FullOutput,
    ) -> Result<(), HandlerError> {
        let shapes = std::mem::take(&mut output.shapes);
        let primitives = context.tessellate(shapes, scale);
        // SAFETY: as in `new`.
        unsafe { self.context.make_current()? };
        // SAFETY: the context is current.
        unsafe {
            self.gl.clear_color(0.0, 0.0, 0.0, 1.0);
            self.gl.clear(glow::COLOR_BUFFER_BIT);
        }
        for (id, deltas) in output.textures_delta.set.drain() {
            for delta in deltas {
                self.painter.set_texture(id, &delta);
            }
        }
        self.painter.paint_primitives(size, scale, &primitives);
        for id in output.textures_delta.free.drain() {
            self.painter.free_texture(id);
        }
        self.context.swap_buffers()?;
        // SAFETY: it was made current above.
        unsafe { self.context.make_not_current()? };
        Ok(())
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        // SAFETY: as in `new`. Where the window is gone already there is nothing left to free.
        if unsafe { self.context.make_current() }.is_ok() {
            self.painter.destroy();
            // SAFETY: it was made current just now.
            let _ = unsafe { self.context.make_not_current() };
        }
    }
}
