//! A window of egui: in the window of a host, or standing by itself.
//!
//! baseview opens the window and gives its events, `egui_glow` paints on its GL context. What lies between is here: when
//! a frame is drawn ([`Waker`]), what a key means in the layout of the system, the clipboard, dropped
//! files, and an end that leaves no thread behind ([`Handle`]). The crate knows nothing of what it shows: that is
//! a [`Content`].
//!
//! On X11, baseview's own frame clock (0.4.2) stops for good when it is asked for a frame before the window is on the
//! screen, and it draws at half the rate of the screen. So there it is not used: frames are drawn when baseview polls the
//! window, and the polls are asked for by a clock of our own.

mod clipboard;
mod content;
mod cursor;
mod extra;
mod guard;
mod handle;
mod input;
mod keyboard;
mod pacing;
mod painter;
mod view;

pub use baseview::ParentWindowHandle;
pub use baseview::dpi::{LogicalSize, PhysicalSize};
pub use content::{Content, WindowSize};
pub use extra::ExtraKeys;
pub use handle::{Handle, HostCalls, Settings, WindowError, open};
pub use pacing::Waker;
