//! The window, as far as the shell guards it: it opens only where the host can hold it, and closes before the instance ends.

use super::extensions::{ask, shell_of};
use super::{Shell, framework};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui, clap_plugin_gui};
use clap_sys::plugin::clap_plugin;
use std::ffi::c_char;
use std::sync::atomic::Ordering::Relaxed;

impl Shell {
    /// The framework's functions with ours before them; `None` where there is no window.
    pub(super) fn gui(&self) -> Option<&clap_plugin_gui> {
        let theirs = framework!(self, CLAP_EXT_GUI, clap_plugin_gui)?;
        Some(self.gui.get_or_init(|| clap_plugin_gui {
            create: Some(create),
            destroy: Some(destroy),
            ..*theirs
        }))
    }

    /// Closes a window that is open.
    pub(super) fn close_window(&self) {
        if self.window.swap(false, Relaxed) {
            ask!(self, CLAP_EXT_GUI, clap_plugin_gui, destroy() or ());
        }
    }
}

unsafe extern "C" fn create(
    plugin: *const clap_plugin,
    api: *const c_char,
    is_floating: bool,
) -> bool {
    let shell = shell_of!(plugin or false);
    // SAFETY: `init` has come, and the type is the id's. The framework takes it for granted that the host has it.
    let can_hold = unsafe { shell.host.extension::<clap_host_gui>(CLAP_EXT_GUI) }.is_some();
    if !can_hold || api.is_null() || shell.window.load(Relaxed) {
        return false;
    }
    let done = ask!(shell, CLAP_EXT_GUI, clap_plugin_gui, create(api, is_floating) or false);
    shell.window.store(done, Relaxed);
    done
}

unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    // SAFETY: hosts pass the plugin that they were given.
    if let Some(shell) = unsafe { Shell::of(plugin) } {
        shell.close_window();
    }
}
