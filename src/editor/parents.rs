//! Which host's window each open window of ours is in, so that keys a host delivers by itself find it.

#![allow(clippy::disallowed_types, reason = "the window's thread")]

use super::Shared;
use nice_plug::editor::ParentWindowHandle;
use nice_plug::prelude::{Modifiers, VirtualKeyCode};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The host's windows with ours in them.
static OPEN: Mutex<Vec<(usize, Weak<Shared>)>> = Mutex::new(Vec::new());

fn open() -> MutexGuard<'static, Vec<(usize, Weak<Shared>)>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The number of a window of the host, as hosts pass it.
fn number(parent: &ParentWindowHandle) -> usize {
    match parent {
        ParentWindowHandle::XlibWindow(window) => *window as usize,
        ParentWindowHandle::XcbWindow(window) => window.get() as usize,
        ParentWindowHandle::AppKitNsView(view) => view.as_ptr() as usize,
        ParentWindowHandle::Win32Hwnd(window) => window.get() as usize,
    }
}

/// Notes that the window of `shared` is in `parent` now.
pub(super) fn note(parent: &ParentWindowHandle, shared: &Arc<Shared>) {
    forget(shared);
    open().push((number(parent), Arc::downgrade(shared)));
}

/// Notes that the window of `shared` is in no other.
pub(super) fn forget(shared: &Arc<Shared>) {
    open().retain(|(_, other)| !std::ptr::eq(other.as_ptr(), Arc::as_ptr(shared)));
}

/// Passes a key to the window in `parent`; whether its text takes the key.
pub fn key_from_host(
    parent: usize,
    key: VirtualKeyCode,
    is_down: bool,
    modifiers: Modifiers,
) -> bool {
    let shared = open()
        .iter()
        .find(|(number, _)| *number == parent)
        .and_then(|(_, shared)| shared.upgrade());
    shared.is_some_and(|shared| shared.take_key(key, is_down, modifiers))
}
