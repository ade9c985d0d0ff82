//! The CLAP plugin's window, with functions in place of pointers. All of them on the thread that created it.

use super::clap_plugin::ClapPlugin;
use clap_sys::ext::gui::{
    CLAP_WINDOW_API_COCOA, CLAP_WINDOW_API_WIN32, CLAP_WINDOW_API_X11, clap_plugin_gui,
    clap_window, clap_window_handle,
};
use std::ffi::{CStr, c_ulong, c_void};
use vst3::Steinberg::{
    FIDString, kPlatformTypeHWND, kPlatformTypeNSView, kPlatformTypeX11EmbedWindowID,
};

/// The window system of this platform: VST3's name and CLAP's.
const SYSTEM: (FIDString, &CStr) = if cfg!(target_os = "macos") {
    (kPlatformTypeNSView, CLAP_WINDOW_API_COCOA)
} else if cfg!(target_os = "windows") {
    (kPlatformTypeHWND, CLAP_WINDOW_API_WIN32)
} else {
    (kPlatformTypeX11EmbedWindowID, CLAP_WINDOW_API_X11)
};

/// Whether `name` is VST3's name of this platform's window system.
///
/// # Safety
/// `name` must be null or end with zero.
pub(super) unsafe fn is_supported(name: FIDString) -> bool {
    // SAFETY: as promised by the caller; ours ends with zero.
    !name.is_null() && unsafe { CStr::from_ptr(name) == CStr::from_ptr(SYSTEM.0) }
}

/// The functions of a plugin that has a window.
#[derive(Clone, Copy)]
pub(super) struct Gui {
    plugin: ClapPlugin,
    table: &'static clap_plugin_gui,
}

impl Gui {
    /// Of a plugin.
    pub(super) fn of(plugin: ClapPlugin) -> Option<Self> {
        let table = plugin.gui()?;
        Some(Self { plugin, table })
    }

    /// Creates the window, not yet seen.
    pub(super) fn create(&self) -> bool {
        // SAFETY: on the main thread; the name ends with zero.
        self.table
            .create
            .is_some_and(|create| unsafe { create(self.plugin.raw(), SYSTEM.1.as_ptr(), false) })
    }

    /// Destroys the window.
    pub(super) fn destroy(&self) {
        if let Some(destroy) = self.table.destroy {
            // SAFETY: created, on the thread that did so.
            unsafe { destroy(self.plugin.raw()) };
        }
    }

    /// Puts the window into one of the host's and shows it.
    pub(super) fn show_in(&self, parent: *mut c_void) -> bool {
        let specific = if cfg!(any(target_os = "macos", target_os = "windows")) {
            clap_window_handle { ptr: parent }
        } else {
            clap_window_handle {
                x11: parent as usize as c_ulong,
            }
        };
        let window = clap_window {
            api: SYSTEM.1.as_ptr(),
            specific,
        };
        // SAFETY: created, on the thread that did so; the parent lives until the view is removed.
        unsafe {
            self.table
                .set_parent
                .is_some_and(|set_parent| set_parent(self.plugin.raw(), &raw const window))
                && self.table.show.is_some_and(|show| show(self.plugin.raw()))
        }
    }

    /// Tells how many physical pixels a logical one has.
    pub(super) fn set_scale(&self, scale: f64) -> bool {
        // SAFETY: created, on the thread that did so.
        self.table
            .set_scale
            .is_some_and(|set_scale| unsafe { set_scale(self.plugin.raw(), scale) })
    }

    /// Width and height, physical pixels.
    pub(super) fn size(&self) -> Option<(u32, u32)> {
        let (mut width, mut height) = (0, 0);
        // SAFETY: on the main thread; both are written.
        unsafe { self.table.get_size?(self.plugin.raw(), &raw mut width, &raw mut height) }
            .then_some((width, height))
    }

    /// Gives the window another size.
    pub(super) fn set_size(&self, (width, height): (u32, u32)) -> bool {
        // SAFETY: created, on the thread that did so.
        self.table
            .set_size
            .is_some_and(|set_size| unsafe { set_size(self.plugin.raw(), width, height) })
    }

    /// The nearest size the window can have.
    pub(super) fn adjust(&self, (mut width, mut height): (u32, u32)) -> Option<(u32, u32)> {
        // SAFETY: created, on the thread that did so; both are written.
        unsafe { self.table.adjust_size?(self.plugin.raw(), &raw mut width, &raw mut height) }
            .then_some((width, height))
    }

    /// Whether the host may give the window another size.
    pub(super) fn can_resize(&self) -> bool {
        // SAFETY: on the main thread.
        self.table
            .can_resize
            .is_some_and(|can_resize| unsafe { can_resize(self.plugin.raw()) })
    }
}
