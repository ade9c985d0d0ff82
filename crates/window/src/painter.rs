//! Paints what egui made on the window's GL context.

use baseview::WindowContext;
use baseview::dpi::PhysicalSize;
use baseview::gl::GlContext;
use egui_glow::glow::{self, HasContext};
use std::sync::Arc;

/// Why a window cannot be painted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PaintError {
    #[error("the window has no OpenGL")]
    NoContext,
    #[error("OpenGL: {0}")]
    Gl(#[from] baseview::Error),
    #[error("OpenGL: {0}")]
    Painter(String),
}

pub(crate) struct Painter {
    gl: GlContext,
    glow: Arc<glow::Context>,
    painter: egui_glow::Painter,
}

impl Painter {
    pub(crate) fn new(window: &WindowContext) -> Result<Self, PaintError> {
        let gl = window.gl_context().ok_or(PaintError::NoContext)?;
        // SAFETY: the context belongs to this thread, and so does the painter.
        unsafe { gl.make_current()? };
        // SAFETY: the context is current, and its functions are asked of itself.
        let glow = unsafe {
            Arc::new(glow::Context::from_loader_function_cstr(|name| {
                gl.get_proc_address(name)
            }))
        };
        let painter = egui_glow::Painter::new(Arc::clone(&glow), "", None, true)
            .map_err(|error| PaintError::Painter(error.to_string()))?;
        // SAFETY: as above.
        unsafe { gl.make_not_current()? };
        Ok(Self { gl, glow, painter })
    }

    pub(crate) fn max_texture_side(&self) -> usize {
        self.painter.max_texture_side()
    }

    /// Paints one frame and shows it. All of `textures` is taken, also if the window cannot be painted.
    pub(crate) fn paint(
        &mut self,
        size: PhysicalSize<u32>,
        pixels_per_point: f32,
        ground: egui::Color32,
        primitives: &[egui::ClippedPrimitive],
        textures: &mut egui::TexturesDelta,
    ) -> Result<(), PaintError> {
        // SAFETY: the context belongs to this thread.
        if let Err(error) = unsafe { self.gl.make_current() } {
            textures.clear();
            return Err(error.into());
        }
        for (id, images) in textures.set.drain() {
            for image in images {
                self.painter.set_texture(id, &image);
            }
        }
        let [red, green, blue, _] = egui::Rgba::from(ground).to_array();
        // SAFETY: the context is current.
        unsafe {
            self.glow.disable(glow::SCISSOR_TEST);
            self.glow.clear_color(red, green, blue, 1.0);
            self.glow.clear(glow::COLOR_BUFFER_BIT);
        }
        self.painter
            .paint_primitives([size.width, size.height], pixels_per_point, primitives);
        for id in textures.free.drain() {
            self.painter.free_texture(id);
        }
        self.gl.swap_buffers()?;
        // SAFETY: as above.
        unsafe { self.gl.make_not_current()? };
        Ok(())
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        // SAFETY: the context belongs to this thread.
        if unsafe { self.gl.make_current() }.is_ok() {
            self.painter.destroy();
            // SAFETY: as above.
            let _ = unsafe { self.gl.make_not_current() };
        }
    }
}
