//! The host that the CLAP plugin sees. It only notes down what is asked for; [`Instance::serve`] passes it on to the VST3
//! host on the main thread, for most of it may be asked from any thread.
//!
//! [`Instance::serve`]: super::instance::Instance::serve

#![allow(
    clippy::disallowed_types,
    reason = "the host's main thread; a block borrows its cell or does without"
)]

use super::firewall::{Role, role};
use super::text::write_utf8;
use clap_sys::color::clap_color;
use clap_sys::ext::audio_ports::{
    CLAP_AUDIO_PORTS_RESCAN_NAMES, CLAP_EXT_AUDIO_PORTS, clap_host_audio_ports,
};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_host_gui};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_host_latency};
use clap_sys::ext::log::{CLAP_EXT_LOG, CLAP_LOG_WARNING, clap_host_log, clap_log_severity};
use clap_sys::ext::note_ports::{
    CLAP_EXT_NOTE_PORTS, CLAP_NOTE_DIALECT_CLAP, CLAP_NOTE_DIALECT_MIDI, clap_host_note_ports,
};
use clap_sys::ext::params::{
    CLAP_EXT_PARAMS, CLAP_PARAM_RESCAN_VALUES, clap_host_params, clap_param_rescan_flags,
};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state};
use clap_sys::ext::tail::{CLAP_EXT_TAIL, clap_host_tail};
use clap_sys::ext::thread_check::{CLAP_EXT_THREAD_CHECK, clap_host_thread_check};
use clap_sys::ext::track_info::{
    CLAP_EXT_TRACK_INFO, CLAP_EXT_TRACK_INFO_COMPAT, CLAP_TRACK_INFO_HAS_TRACK_COLOR,
    CLAP_TRACK_INFO_HAS_TRACK_NAME, clap_host_track_info, clap_track_info,
};
use clap_sys::ext::voice_info::{CLAP_EXT_VOICE_INFO, clap_host_voice_info};
use clap_sys::host::clap_host;
use clap_sys::version::CLAP_VERSION;
use phonon_session::firewall::guarded;
use std::ffi::{CStr, c_char, c_void};
use std::ptr;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Release};
use std::sync::atomic::{AtomicU32, AtomicU64};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread::ThreadId;

/// What can be asked for, as bits.
pub(super) mod request {
    /// A call on the main thread.
    pub(crate) const CALLBACK: u32 = 1;
    /// The host shall take parameter events though nothing is processed.
    pub(crate) const FLUSH: u32 = 1 << 1;
    /// The latency is another, or will be after the next activation.
    pub(crate) const LATENCY: u32 = 1 << 2;
    /// The project has changed.
    pub(crate) const DIRTY: u32 = 1 << 3;
    /// Values of parameters have changed at once, as by a preset.
    pub(crate) const VALUES: u32 = 1 << 4;
    /// Names or texts of parameters have changed.
    pub(crate) const TITLES: u32 = 1 << 5;
    /// Names of buses have changed.
    pub(crate) const BUS_NAMES: u32 = 1 << 6;
    /// The window wants another size.
    pub(crate) const RESIZE: u32 = 1 << 7;
    /// The window is gone.
    pub(crate) const CLOSED: u32 = 1 << 8;
}

/// What the VST3 host has said about the track.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Track {
    /// The name, empty if it has none.
    pub name: Option<String>,
    /// Colour of the track: alpha, red, green, blue.
    pub colour: Option<[u8; 4]>,
}

/// The host of one instance.
pub(super) struct Host {
    clap: clap_host,
    requests: AtomicU32,
    /// The size that is wanted: width in the upper half, height in the lower.
    size: AtomicU64,
    track: Mutex<Track>,
    /// The thread that made the instance: the main one, until the host says otherwise by calling from another.
    creator: ThreadId,
}

// SAFETY: the pointers in `clap` are to constants and to this very host.
unsafe impl Send for Host {}
// SAFETY: as above; the rest is atomic or behind a lock.
unsafe impl Sync for Host {}

impl Host {
    /// A host. It must outlive its plugin.
    pub(super) fn new() -> Arc<Self> {
        Arc::new_cyclic(|own: &Weak<Self>| Self {
            clap: clap_host {
                clap_version: CLAP_VERSION,
                host_data: own.as_ptr().cast_mut().cast::<c_void>(),
                name: c"Phonon's VST3 side".as_ptr(),
                vendor: c"Phonon".as_ptr(),
                url: c"".as_ptr(),
                version: c"1".as_ptr(),
                get_extension: Some(get_extension),
                request_restart: Some(request_restart),
                request_process: Some(request_process),
                request_callback: Some(request_callback),
            },
            requests: AtomicU32::new(0),
            size: AtomicU64::new(0),
            track: Mutex::default(),
            creator: std::thread::current().id(),
        })
    }

    /// The structure for the plugin.
    pub(super) fn as_clap(&self) -> *const clap_host {
        &raw const self.clap
    }

    /// Notes something down; safe on any thread.
    pub(super) fn ask(&self, what: u32) {
        self.requests.fetch_or(what, AcqRel);
    }

    /// Everything asked for since the last time.
    pub(super) fn asked(&self) -> u32 {
        if self.requests.load(Acquire) == 0 {
            return 0;
        }
        self.requests.swap(0, AcqRel)
    }

    /// Takes back what was asked for.
    pub(super) fn forget(&self, what: u32) {
        self.requests.fetch_and(!what, AcqRel);
    }

    /// The size the window wants.
    pub(super) fn wanted_size(&self) -> (u32, u32) {
        let size = self.size.load(Acquire);
        ((size >> 32) as u32, size as u32)
    }

    /// The track, to be changed.
    pub(super) fn track<T>(&self, work: impl FnOnce(&mut Track) -> T) -> T {
        work(&mut self.track.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whether this thread is the main one at the moment.
    pub(super) fn is_main_thread(&self) -> bool {
        match role() {
            Role::Main => true,
            Role::Audio => false,
            Role::Other => std::thread::current().id() == self.creator,
        }
    }
}

/// The host behind a pointer that the plugin was given.
fn host<'a>(raw: *const clap_host) -> Option<&'a Host> {
    // SAFETY: the plugin passes the pointer it was given, whose data is the `Host` that outlives it.
    unsafe { raw.as_ref()?.host_data.cast::<Host>().as_ref() }
}

fn ask(raw: *const clap_host, what: u32) {
    if let Some(host) = host(raw) {
        host.ask(what);
    }
}

/// VST3 has no request for a restart but this: on a new latency, hosts deactivate, activate and ask for it.
unsafe extern "C" fn request_restart(raw: *const clap_host) {
    ask(raw, request::LATENCY);
}

/// VST3 hosts process as they see fit; `IAudioProcessor::getTailSamples` tells them when not to stop.
unsafe extern "C" fn request_process(_raw: *const clap_host) {}

unsafe extern "C" fn request_callback(raw: *const clap_host) {
    ask(raw, request::CALLBACK);
}

unsafe extern "C" fn get_extension(_raw: *const clap_host, id: *const c_char) -> *const c_void {
    if id.is_null() {
        return ptr::null();
    }
    // SAFETY: names of extensions end with zero.
    let id = unsafe { CStr::from_ptr(id) };
    let known: [(&CStr, *const c_void); 12] = [
        (CLAP_EXT_PARAMS, (&raw const PARAMS).cast()),
        (CLAP_EXT_STATE, (&raw const STATE).cast()),
        (CLAP_EXT_LATENCY, (&raw const LATENCY).cast()),
        (CLAP_EXT_TAIL, (&raw const TAIL).cast()),
        (CLAP_EXT_GUI, (&raw const GUI).cast()),
        (CLAP_EXT_THREAD_CHECK, (&raw const THREAD_CHECK).cast()),
        (CLAP_EXT_NOTE_PORTS, (&raw const NOTE_PORTS).cast()),
        (CLAP_EXT_AUDIO_PORTS, (&raw const AUDIO_PORTS).cast()),
        (CLAP_EXT_TRACK_INFO, (&raw const TRACK_INFO).cast()),
        (CLAP_EXT_TRACK_INFO_COMPAT, (&raw const TRACK_INFO).cast()),
        (CLAP_EXT_VOICE_INFO, (&raw const VOICE_INFO).cast()),
        (CLAP_EXT_LOG, (&raw const LOG).cast()),
    ];
    let found = known.iter().find(|(name, _)| *name == id);
    found.map_or(ptr::null(), |(_, table)| *table)
}

static PARAMS: clap_host_params = clap_host_params {
    rescan: Some(params_rescan),
    clear: Some(params_clear),
    request_flush: Some(params_request_flush),
};

unsafe extern "C" fn params_rescan(raw: *const clap_host, flags: clap_param_rescan_flags) {
    if flags & CLAP_PARAM_RESCAN_VALUES != 0 {
        ask(raw, request::VALUES);
    }
    if flags & !CLAP_PARAM_RESCAN_VALUES != 0 {
        ask(raw, request::TITLES | request::VALUES);
    }
}

/// VST3 hosts own their automation; they cannot be told to drop it.
unsafe extern "C" fn params_clear(_raw: *const clap_host, _id: u32, _flags: u32) {}

unsafe extern "C" fn params_request_flush(raw: *const clap_host) {
    ask(raw, request::FLUSH);
}

static STATE: clap_host_state = clap_host_state {
    mark_dirty: Some(state_mark_dirty),
};

unsafe extern "C" fn state_mark_dirty(raw: *const clap_host) {
    ask(raw, request::DIRTY);
}

static LATENCY: clap_host_latency = clap_host_latency {
    changed: Some(latency_changed),
};

unsafe extern "C" fn latency_changed(raw: *const clap_host) {
    ask(raw, request::LATENCY);
}

static TAIL: clap_host_tail = clap_host_tail {
    changed: Some(tail_changed),
};

/// VST3 hosts ask for the tail themselves.
unsafe extern "C" fn tail_changed(_raw: *const clap_host) {}

static GUI: clap_host_gui = clap_host_gui {
    resize_hints_changed: Some(gui_resize_hints_changed),
    request_resize: Some(gui_request_resize),
    request_show: Some(gui_request_show),
    request_hide: Some(gui_request_hide),
    closed: Some(gui_closed),
};

unsafe extern "C" fn gui_resize_hints_changed(_raw: *const clap_host) {}

unsafe extern "C" fn gui_request_resize(raw: *const clap_host, width: u32, height: u32) -> bool {
    let Some(host) = host(raw) else { return false };
    host.size
        .store(u64::from(width) << 32 | u64::from(height), Release);
    host.ask(request::RESIZE);
    true
}

/// A VST3 host alone shows and hides windows.
unsafe extern "C" fn gui_request_show(_raw: *const clap_host) -> bool {
    false
}

unsafe extern "C" fn gui_request_hide(_raw: *const clap_host) -> bool {
    false
}

unsafe extern "C" fn gui_closed(raw: *const clap_host, _was_destroyed: bool) {
    ask(raw, request::CLOSED);
}

static THREAD_CHECK: clap_host_thread_check = clap_host_thread_check {
    is_main_thread: Some(is_main_thread),
    is_audio_thread: Some(is_audio_thread),
};

unsafe extern "C" fn is_main_thread(raw: *const clap_host) -> bool {
    host(raw).is_some_and(Host::is_main_thread)
}

unsafe extern "C" fn is_audio_thread(_raw: *const clap_host) -> bool {
    role() == Role::Audio
}

static NOTE_PORTS: clap_host_note_ports = clap_host_note_ports {
    supported_dialects: Some(note_dialects),
    rescan: Some(note_ports_rescan),
};

/// Notes go out as VST3's own events, and MIDI as its legacy controllers.
unsafe extern "C" fn note_dialects(_raw: *const clap_host) -> u32 {
    CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI
}

unsafe extern "C" fn note_ports_rescan(_raw: *const clap_host, _flags: u32) {}

static AUDIO_PORTS: clap_host_audio_ports = clap_host_audio_ports {
    is_rescan_flag_supported: Some(audio_ports_can_rescan),
    rescan: Some(audio_ports_rescan),
};

unsafe extern "C" fn audio_ports_can_rescan(_raw: *const clap_host, flag: u32) -> bool {
    flag == CLAP_AUDIO_PORTS_RESCAN_NAMES
}

unsafe extern "C" fn audio_ports_rescan(raw: *const clap_host, flags: u32) {
    if flags & CLAP_AUDIO_PORTS_RESCAN_NAMES != 0 {
        ask(raw, request::BUS_NAMES);
    }
}

static TRACK_INFO: clap_host_track_info = clap_host_track_info {
    get: Some(track_get),
};

unsafe extern "C" fn track_get(raw: *const clap_host, info: *mut clap_track_info) -> bool {
    let Some(host) = host(raw) else { return false };
    guarded(|| {
        // SAFETY: null or a structure to be written, plain data for which zeros are valid.
        let Some(info) = (unsafe { super::factory::zeroed(info) }) else {
            return false;
        };
        host.track(|track| {
            if let Some(name) = &track.name {
                info.flags |= CLAP_TRACK_INFO_HAS_TRACK_NAME;
                write_utf8(&mut info.name, name);
            }
            if let Some([alpha, red, green, blue]) = track.colour {
                info.flags |= CLAP_TRACK_INFO_HAS_TRACK_COLOR;
                info.color = clap_color {
                    alpha,
                    red,
                    green,
                    blue,
                };
            }
            info.flags != 0
        })
    })
    .unwrap_or(false)
}

static VOICE_INFO: clap_host_voice_info = clap_host_voice_info {
    changed: Some(voice_info_changed),
};

/// VST3 hosts do not ask how many voices there are.
unsafe extern "C" fn voice_info_changed(_raw: *const clap_host) {}

static LOG: clap_host_log = clap_host_log { log: Some(log) };

/// Warnings and errors go to where the DAW's own messages go; never from the audio thread, where writing may wait.
unsafe extern "C" fn log(
    _raw: *const clap_host,
    severity: clap_log_severity,
    message: *const c_char,
) {
    if severity < CLAP_LOG_WARNING || message.is_null() || role() == Role::Audio {
        return;
    }
    // SAFETY: messages end with zero.
    let message = unsafe { CStr::from_ptr(message) };
    eprintln!("Phonon: {}", message.to_string_lossy());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_is_noted_once() {
        let host = Host::new();
        // SAFETY: the functions are the host's own and get its own pointer.
        unsafe {
            state_mark_dirty(host.as_clap());
            state_mark_dirty(host.as_clap());
            assert!(gui_request_resize(host.as_clap(), 800, 600));
        }
        assert_eq!(host.asked(), request::DIRTY | request::RESIZE);
        assert_eq!(host.asked(), 0);
        assert_eq!(host.wanted_size(), (800, 600));
    }

    #[test]
    fn the_track_is_passed_on_as_far_as_it_is_known() {
        let host = Host::new();
        // SAFETY: plain data, for which zeros are valid; the pointers are the host's own.
        let mut info: clap_track_info = unsafe { std::mem::zeroed() };
        // SAFETY: as above.
        assert!(!unsafe { track_get(host.as_clap(), &raw mut info) });
        host.track(|track| track.name = Some("Drums".to_owned()));
        // SAFETY: as above.
        assert!(unsafe { track_get(host.as_clap(), &raw mut info) });
        assert_eq!(info.flags, CLAP_TRACK_INFO_HAS_TRACK_NAME);
        assert_eq!(super::super::text::read_utf8(&info.name), "Drums");
    }
}
