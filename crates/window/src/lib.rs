//! egui in a window: one that a host embeds, or one of its own.
//!
//! The window system is [`baseview`]'s. What is drawn is a [`Content`]; this crate knows nothing of it. It hands on what was
//! typed in its order and by the system's layout, paints with OpenGL, keeps the clipboard, and closes so that no thread is
//! left.
//!
//! On X11, baseview 0.4.2 freezes a window for good when a redraw is asked for before the window is mapped. So nothing asks
//! for one before the first frame: a [`Waker`] sleeps until then.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the window's thread"
)]

mod clipboard;
mod closing;
mod handler;
mod keyboard;
mod painter;
mod pointer;

pub use baseview;
pub use closing::{Closing, OpenWindow};

use baseview::host::{Host, HostCallbacks, HostMainThreadCaller};
use baseview::{ParentWindowHandle, WindowSettings};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What a window shows.
pub trait Content: Send + 'static {
    /// Draws a frame into all of `ui`. Must not panic: a panic ends the window's thread.
    fn frame(&mut self, ui: &mut egui::Ui);

    /// Whether keys go to the content; otherwise they are the host's.
    fn wants_keys(&self) -> bool;

    /// The scale of the screen, physical pixels in a logical point: told at first and when it changes.
    fn scaled(&mut self, _scale: f64) {}
}

/// Asks an open window for a frame, from whatever thread. Before the first frame and after closing nobody is woken.
#[derive(Clone, Default)]
pub struct Waker(Arc<Mutex<Option<egui::Context>>>);

impl Waker {
    fn lock(&self) -> MutexGuard<'_, Option<egui::Context>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a frame.
    pub fn wake(&self) {
        let context = self.lock().clone();
        if let Some(context) = context {
            context.request_repaint();
        }
    }

    /// The window has drawn for the first time.
    fn drawn(&self, context: &egui::Context) {
        let mut slot = self.lock();
        if slot.is_none() {
            *slot = Some(context.clone());
        }
    }

    /// Forgets the window that is gone.
    pub fn sleep(&self) {
        *self.lock() = None;
    }
}

/// How a window is opened.
pub struct Settings {
    /// The title of a window of its own.
    pub title: String,
    /// Width and height, logical points.
    pub size: (f32, f32),
    /// The least width and height, logical points.
    pub least: (f32, f32),
    /// The scale that the host tells, where the system tells none.
    pub scale: Option<f64>,
    /// The host's window to be in; none is a window of its own.
    pub parent: Option<ParentWindowHandle>,
    /// The parent is told later, before the window is shown.
    pub parent_comes: bool,
}

/// What a window may ask of its host.
pub struct HostSide {
    /// To be resized, and that the window is gone.
    pub callbacks: Box<dyn HostCallbacks>,
    /// To be called back on the main thread.
    pub main_thread: Box<dyn HostMainThreadCaller>,
}

struct Forwarded(Box<dyn HostCallbacks>);

impl HostCallbacks for Forwarded {
    fn request_resize(&mut self, size: baseview::WindowSize) -> Result<(), baseview::HandlerError> {
        self.0.request_resize(size)
    }

    fn destroyed(&mut self) {
        self.0.destroyed();
    }
}

/// Opens a window. It is seen once it is shown.
///
/// # Errors
///
/// The window system refuses, or has no OpenGL.
pub fn open(
    settings: Settings,
    content: impl Content,
    waker: Waker,
    host: Option<HostSide>,
) -> Result<OpenWindow, baseview::Error> {
    let closing = Closing::default();
    let logical = |(width, height): (f32, f32)| {
        baseview::dpi::LogicalSize::new(f64::from(width), f64::from(height))
    };
    let mut options = WindowSettings::new()
        .with_title(settings.title)
        .with_size(logical(settings.size))
        .with_min_size::<baseview::dpi::Size>(Some(logical(settings.least).into()))
        .with_resizable(true)
        .with_wait_for_parent(settings.parent_comes)
        .with_fallback_scale_factor(settings.scale)
        .with_gl_config(Some(baseview::gl::GlConfig::default()));
    options.parent = settings.parent;
    let host = host.map(|host| {
        Host::new()
            .with_callbacks(Forwarded(host.callbacks))
            .with_main_thread(closing.silence(host.main_thread))
    });
    let within = closing.clone();
    let window = baseview::Window::create_with_host(
        options,
        move |window| handler::Handler::new(window, content, waker, within),
        host,
    )?;
    Ok(OpenWindow::new(window, closing))
}
