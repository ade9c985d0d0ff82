//! The host as the framework sees it: the real one, but for the calls that it makes at the wrong time.
//!
//! Hosts may know themselves by the address of their `clap_host`, so each extension that the framework asks for is passed
//! on with the real address. A latency may change within `activate` only: there the shell says it, so the framework's own
//! message ends here, and while the shell activates so do requests for a restart.

use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_host_latency};
use clap_sys::ext::params::{
    CLAP_EXT_PARAMS, clap_host_params, clap_param_clear_flags, clap_param_rescan_flags,
};
use clap_sys::ext::thread_check::{CLAP_EXT_THREAD_CHECK, clap_host_thread_check};
use clap_sys::ext::track_info::{CLAP_EXT_TRACK_INFO, clap_host_track_info, clap_track_info};
use clap_sys::host::clap_host;
use clap_sys::id::clap_id;
use std::cell::Cell;
use std::ffi::{CStr, c_char, c_void};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Stands between the framework and the host.
#[repr(C)]
pub(super) struct HostFront {
    /// What the framework gets. First, so that its address is ours.
    clap: clap_host,
    real: *const clap_host,
    extensions: Cell<Extensions>,
    /// The shell activates: requests for a restart are void.
    pub activating: AtomicBool,
}

/// The real host's extensions, asked for when the framework asks.
#[derive(Clone, Copy)]
struct Extensions {
    gui: *const clap_host_gui,
    params: *const clap_host_params,
    thread_check: *const clap_host_thread_check,
    track_info: *const clap_host_track_info,
}

impl HostFront {
    /// In front of `real`, which must be valid for as long as this lives.
    ///
    /// # Safety
    /// `real` must point to a host.
    pub(super) unsafe fn new(real: *const clap_host) -> Box<Self> {
        // SAFETY: the caller promises a host.
        let host = unsafe { *real };
        let mut front = Box::new(Self {
            clap: clap_host {
                get_extension: Some(get_extension),
                request_restart: Some(request_restart),
                request_process: Some(request_process),
                request_callback: Some(request_callback),
                ..host
            },
            real,
            extensions: Cell::new(Extensions {
                gui: std::ptr::null(),
                params: std::ptr::null(),
                thread_check: std::ptr::null(),
                track_info: std::ptr::null(),
            }),
            activating: AtomicBool::new(false),
        });
        front.clap.host_data = std::ptr::from_mut(&mut *front).cast();
        front
    }

    /// For the framework.
    pub(super) fn as_clap(&self) -> *const clap_host {
        &raw const self.clap
    }

    /// An extension of the real host, of the type that its name stands for; `None` where it has none.
    ///
    /// # Safety
    /// `T` must be the extension's type, and the host must be past `init`.
    pub(super) unsafe fn extension<T>(&self, id: &CStr) -> Option<&T> {
        // SAFETY: the host is valid, and a pointer it gives for an id is of the id's type or null.
        unsafe {
            let get = (*self.real).get_extension?;
            get(self.real, id.as_ptr()).cast::<T>().as_ref()
        }
    }

    /// The real host.
    pub(super) fn real(&self) -> *const clap_host {
        self.real
    }

    /// Asks the host for a call on its main thread. From any thread.
    pub(super) fn request_callback(&self) {
        // SAFETY: the host is valid; its callback may be called from any thread.
        unsafe {
            if let Some(request) = (*self.real).request_callback {
                request(self.real);
            }
        }
    }
}

/// The front behind the pointer that the framework holds.
///
/// # Safety
/// `host` must come from [`HostFront::as_clap`] of a front that lives.
unsafe fn front<'a>(host: *const clap_host) -> &'a HostFront {
    // SAFETY: the caller's promise; `clap` is the first field.
    unsafe { &*host.cast::<HostFront>() }
}

unsafe extern "C" fn request_restart(host: *const clap_host) {
    // SAFETY: the framework passes the host that it was made with.
    let front = unsafe { front(host) };
    if front.activating.load(Relaxed) {
        return;
    }
    // SAFETY: the real host is valid.
    unsafe {
        if let Some(request) = (*front.real).request_restart {
            request(front.real);
        }
    }
}

unsafe extern "C" fn request_process(host: *const clap_host) {
    // SAFETY: as in `request_restart`.
    unsafe {
        let front = front(host);
        if let Some(request) = (*front.real).request_process {
            request(front.real);
        }
    }
}

unsafe extern "C" fn request_callback(host: *const clap_host) {
    // SAFETY: as in `request_restart`.
    unsafe { front(host) }.request_callback();
}

unsafe extern "C" fn get_extension(host: *const clap_host, id: *const c_char) -> *const c_void {
    if id.is_null() {
        return std::ptr::null();
    }
    // SAFETY: as in `request_restart`; ids are strings, and each type is its id's.
    unsafe {
        let (front, id) = (front(host), CStr::from_ptr(id));
        let mut known = front.extensions.get();
        let found: *const c_void = if id == CLAP_EXT_GUI {
            known.gui = pointer(front.extension(id));
            given(known.gui, &raw const GUI)
        } else if id == CLAP_EXT_PARAMS {
            known.params = pointer(front.extension(id));
            given(known.params, &raw const PARAMS)
        } else if id == CLAP_EXT_THREAD_CHECK {
            known.thread_check = pointer(front.extension(id));
            given(known.thread_check, &raw const THREAD_CHECK)
        } else if id == CLAP_EXT_TRACK_INFO {
            known.track_info = pointer(front.extension(id));
            given(known.track_info, &raw const TRACK_INFO)
        } else if id == CLAP_EXT_LATENCY {
            (&raw const LATENCY).cast()
        } else {
            std::ptr::null()
        };
        front.extensions.set(known);
        found
    }
}

fn pointer<T>(found: Option<&T>) -> *const T {
    found.map_or(std::ptr::null(), std::ptr::from_ref)
}

/// Our side of an extension, where the real host has it.
fn given<T>(real: *const T, ours: *const T) -> *const c_void {
    if real.is_null() {
        std::ptr::null()
    } else {
        ours.cast()
    }
}

/// Passes a call on to the real host's extension; `$default` where it has no such call.
macro_rules! pass_on {
    ($host:ident, $extension:ident, $function:ident ($($argument:expr),*) or $default:expr) => {{
        // SAFETY: the framework passes the host that it was made with, and calls only what it was given.
        unsafe {
            let front = front($host);
            let extension = front.extensions.get().$extension;
            match extension.as_ref().and_then(|extension| extension.$function) {
                Some(function) => function(front.real $(, $argument)*),
                None => $default,
            }
        }
    }};
}

static LATENCY: clap_host_latency = {
    // The shell says it within `activate`.
    unsafe extern "C" fn changed(_host: *const clap_host) {}
    clap_host_latency {
        changed: Some(changed),
    }
};

static GUI: clap_host_gui = {
    unsafe extern "C" fn resize_hints_changed(host: *const clap_host) {
        pass_on!(host, gui, resize_hints_changed() or ())
    }
    unsafe extern "C" fn request_resize(host: *const clap_host, width: u32, height: u32) -> bool {
        pass_on!(host, gui, request_resize(width, height) or false)
    }
    unsafe extern "C" fn request_show(host: *const clap_host) -> bool {
        pass_on!(host, gui, request_show() or false)
    }
    unsafe extern "C" fn request_hide(host: *const clap_host) -> bool {
        pass_on!(host, gui, request_hide() or false)
    }
    unsafe extern "C" fn closed(host: *const clap_host, was_destroyed: bool) {
        pass_on!(host, gui, closed(was_destroyed) or ())
    }
    clap_host_gui {
        resize_hints_changed: Some(resize_hints_changed),
        request_resize: Some(request_resize),
        request_show: Some(request_show),
        request_hide: Some(request_hide),
        closed: Some(closed),
    }
};

static PARAMS: clap_host_params = {
    unsafe extern "C" fn rescan(host: *const clap_host, flags: clap_param_rescan_flags) {
        pass_on!(host, params, rescan(flags) or ())
    }
    unsafe extern "C" fn clear(
        host: *const clap_host,
        parameter: clap_id,
        flags: clap_param_clear_flags,
    ) {
        pass_on!(host, params, clear(parameter, flags) or ())
    }
    unsafe extern "C" fn request_flush(host: *const clap_host) {
        pass_on!(host, params, request_flush() or ())
    }
    clap_host_params {
        rescan: Some(rescan),
        clear: Some(clear),
        request_flush: Some(request_flush),
    }
};

static THREAD_CHECK: clap_host_thread_check = {
    unsafe extern "C" fn is_main_thread(host: *const clap_host) -> bool {
        pass_on!(host, thread_check, is_main_thread() or false)
    }
    unsafe extern "C" fn is_audio_thread(host: *const clap_host) -> bool {
        pass_on!(host, thread_check, is_audio_thread() or false)
    }
    clap_host_thread_check {
        is_main_thread: Some(is_main_thread),
        is_audio_thread: Some(is_audio_thread),
    }
};

static TRACK_INFO: clap_host_track_info = {
    unsafe extern "C" fn get(host: *const clap_host, info: *mut clap_track_info) -> bool {
        pass_on!(host, track_info, get(info) or false)
    }
    clap_host_track_info { get: Some(get) }
};
