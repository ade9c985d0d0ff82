//! The wrapped CLAP plugin and its extensions, with functions in place of pointers.
//!
//! A function the plugin does not have does nothing and says so. Which thread may call what is CLAP's own law; callers
//! keep it through [`Role`](super::firewall::Role) and the audio side.

use super::host::Host;
use super::text::read_utf8;
use clap_sys::audio_buffer::clap_audio_buffer;
use clap_sys::events::{clap_input_events, clap_output_events};
use clap_sys::ext::audio_ports::{
    CLAP_EXT_AUDIO_PORTS, clap_audio_port_info, clap_plugin_audio_ports,
};
use clap_sys::ext::audio_ports_config::{
    CLAP_EXT_AUDIO_PORTS_CONFIG, clap_audio_ports_config, clap_plugin_audio_ports_config,
};
use clap_sys::ext::gui::{CLAP_EXT_GUI, clap_plugin_gui};
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_plugin_latency};
use clap_sys::ext::note_ports::{CLAP_EXT_NOTE_PORTS, clap_note_port_info, clap_plugin_note_ports};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_param_info, clap_plugin_params};
use clap_sys::ext::render::{
    CLAP_EXT_RENDER, CLAP_RENDER_OFFLINE, CLAP_RENDER_REALTIME, clap_plugin_render,
};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_plugin_state};
use clap_sys::ext::tail::{CLAP_EXT_TAIL, clap_plugin_tail};
use clap_sys::ext::track_info::{CLAP_EXT_TRACK_INFO, clap_plugin_track_info};
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process, clap_process_status};
use clap_sys::stream::{clap_istream, clap_ostream};
use std::ffi::{CStr, CString, c_char};
use std::mem::zeroed;
use std::ptr::NonNull;

/// A plugin that is initialised and not destroyed.
#[derive(Clone, Copy)]
pub(super) struct ClapPlugin {
    raw: NonNull<clap_plugin>,
    params: Option<&'static clap_plugin_params>,
    state: Option<&'static clap_plugin_state>,
    audio_ports: Option<&'static clap_plugin_audio_ports>,
    audio_ports_config: Option<&'static clap_plugin_audio_ports_config>,
    note_ports: Option<&'static clap_plugin_note_ports>,
    latency: Option<&'static clap_plugin_latency>,
    tail: Option<&'static clap_plugin_tail>,
    render: Option<&'static clap_plugin_render>,
    track_info: Option<&'static clap_plugin_track_info>,
    gui: Option<&'static clap_plugin_gui>,
}

// SAFETY: CLAP says for every function which thread may call it, and the callers here keep to it.
unsafe impl Send for ClapPlugin {}
// SAFETY: as above.
unsafe impl Sync for ClapPlugin {}

/// An audio port as the plugin describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AudioPort {
    /// Name of the port, as users see it.
    pub name: String,
    /// Channels of the port.
    pub channels: u32,
    /// Flags of the port, as CLAP defines them.
    pub flags: u32,
}

impl ClapPlugin {
    /// Creates and initialises the plugin of this identity.
    pub(super) fn create(id: &CStr, host: &Host) -> Option<Self> {
        let factory = super::clap_factory()?;
        // SAFETY: the factory is our own library's; `host` outlives the plugin, as `Instance` sees to.
        let raw = unsafe { factory.create_plugin?(factory, host.as_clap(), id.as_ptr()) };
        let raw = NonNull::new(raw.cast_mut())?;
        // SAFETY: just created. It is told to go if it does not start, as CLAP wants.
        unsafe {
            let plugin = raw.as_ref();
            if !plugin.init?(raw.as_ptr()) {
                plugin.destroy?(raw.as_ptr());
                return None;
            }
        }
        Some(Self {
            raw,
            params: extension(raw, CLAP_EXT_PARAMS),
            state: extension(raw, CLAP_EXT_STATE),
            audio_ports: extension(raw, CLAP_EXT_AUDIO_PORTS),
            audio_ports_config: extension(raw, CLAP_EXT_AUDIO_PORTS_CONFIG),
            note_ports: extension(raw, CLAP_EXT_NOTE_PORTS),
            latency: extension(raw, CLAP_EXT_LATENCY),
            tail: extension(raw, CLAP_EXT_TAIL),
            render: extension(raw, CLAP_EXT_RENDER),
            track_info: extension(raw, CLAP_EXT_TRACK_INFO),
            gui: extension(raw, CLAP_EXT_GUI),
        })
    }

    /// The plugin, to be passed to its own functions.
    pub(super) fn raw(&self) -> *const clap_plugin {
        self.raw.as_ptr()
    }

    fn table(&self) -> &clap_plugin {
        // SAFETY: the plugin lives until `destroy`, after which this value is not used.
        unsafe { self.raw.as_ref() }
    }

    /// Ends the plugin. This value and its copies are not used after.
    pub(super) fn destroy(self) {
        if let Some(destroy) = self.table().destroy {
            // SAFETY: once, on the main thread, inactive and without a window, as `Instance` sees to.
            unsafe { destroy(self.raw()) };
        }
    }

    /// Prepares for blocks of up to `frames`.
    pub(super) fn activate(&self, rate: f64, frames: u32) -> bool {
        // SAFETY: inactive, on the main thread.
        self.table()
            .activate
            .is_some_and(|activate| unsafe { activate(self.raw(), rate, 1, frames) })
    }

    /// Ends what `activate` began.
    pub(super) fn deactivate(&self) {
        if let Some(deactivate) = self.table().deactivate {
            // SAFETY: active and not processing, on the main thread.
            unsafe { deactivate(self.raw()) };
        }
    }

    /// Begins processing.
    pub(super) fn start_processing(&self) -> bool {
        // SAFETY: active, on the audio thread.
        self.table()
            .start_processing
            .is_some_and(|start| unsafe { start(self.raw()) })
    }

    /// Ends processing.
    pub(super) fn stop_processing(&self) {
        if let Some(stop) = self.table().stop_processing {
            // SAFETY: processing, on the audio thread.
            unsafe { stop(self.raw()) };
        }
    }

    /// One block.
    pub(super) fn process(&self, block: &clap_process) -> clap_process_status {
        // SAFETY: processing, on the audio thread, with buffers as described in `block`.
        self.table()
            .process
            .map_or(CLAP_PROCESS_ERROR, |process| unsafe {
                process(self.raw(), block)
            })
    }

    /// The call the plugin has asked for.
    pub(super) fn on_main_thread(&self) {
        if let Some(call) = self.table().on_main_thread {
            // SAFETY: on the main thread.
            unsafe { call(self.raw()) };
        }
    }

    /// All parameters.
    pub(super) fn parameters(&self) -> Vec<clap_param_info> {
        let Some((params, count)) = self.params.and_then(|params| Some((params, params.count?)))
        else {
            return Vec::new();
        };
        // SAFETY: on the main thread.
        let count = unsafe { count(self.raw()) };
        let info = |index| {
            // SAFETY: plain data, for which zeros are valid; then written by the plugin.
            unsafe {
                let mut info: clap_param_info = zeroed();
                params.get_info?(self.raw(), index, &raw mut info).then_some(info)
            }
        };
        (0..count).filter_map(info).collect()
    }

    /// A parameter's value, in its own range.
    pub(super) fn value(&self, id: u32) -> Option<f64> {
        let mut value = 0.0;
        // SAFETY: on the main thread; `value` is written.
        unsafe { self.params?.get_value?(self.raw(), id, &raw mut value) }.then_some(value)
    }

    /// What users read for a value.
    pub(super) fn text_of(&self, id: u32, value: f64) -> Option<String> {
        let mut text: [c_char; 256] = [0; 256];
        // SAFETY: on the main thread; the text is as long as said.
        unsafe {
            self.params?.value_to_text?(self.raw(), id, value, text.as_mut_ptr(), text.len() as u32)
        }
        .then(|| read_utf8(&text))
    }

    /// The value of what users write.
    pub(super) fn value_of(&self, id: u32, text: &str) -> Option<f64> {
        let text = CString::new(text).ok()?;
        let mut value = 0.0;
        // SAFETY: on the main thread; the text ends with zero.
        unsafe { self.params?.text_to_value?(self.raw(), id, text.as_ptr(), &raw mut value) }
            .then_some(value)
    }

    /// Passes events without a block of audio.
    pub(super) fn flush(&self, incoming: &clap_input_events, outgoing: &clap_output_events) {
        if let Some(flush) = self.params.and_then(|params| params.flush) {
            // SAFETY: not while `process` runs: callers hold the audio side.
            unsafe { flush(self.raw(), incoming, outgoing) };
        }
    }

    /// Writes the state.
    pub(super) fn save(&self, stream: &clap_ostream) -> bool {
        // SAFETY: on the main thread; the stream lives through the call.
        self.state
            .and_then(|state| state.save)
            .is_some_and(|save| unsafe { save(self.raw(), stream) })
    }

    /// Reads a state.
    pub(super) fn load(&self, stream: &clap_istream) -> bool {
        // SAFETY: on the main thread; the stream lives through the call.
        self.state
            .and_then(|state| state.load)
            .is_some_and(|load| unsafe { load(self.raw(), stream) })
    }

    /// The audio ports of one direction.
    pub(super) fn audio_ports(&self, is_input: bool) -> Vec<AudioPort> {
        let Some((ports, count)) = self
            .audio_ports
            .and_then(|ports| Some((ports, ports.count?)))
        else {
            return Vec::new();
        };
        // SAFETY: on the main thread.
        let count = unsafe { count(self.raw(), is_input) };
        let port = |index| {
            // SAFETY: plain data, for which zeros are valid; then written by the plugin.
            let info = unsafe {
                let mut info: clap_audio_port_info = zeroed();
                ports.get?(self.raw(), index, is_input, &raw mut info).then_some(info)?
            };
            Some(AudioPort {
                name: read_utf8(&info.name),
                channels: info.channel_count,
                flags: info.flags,
            })
        };
        (0..count).filter_map(port).collect()
    }

    /// The arrangements of ports that can be chosen.
    pub(super) fn arrangements(&self) -> Vec<clap_audio_ports_config> {
        let Some((configs, count)) = self
            .audio_ports_config
            .and_then(|configs| Some((configs, configs.count?)))
        else {
            return Vec::new();
        };
        // SAFETY: on the main thread.
        let count = unsafe { count(self.raw()) };
        let config = |index| {
            // SAFETY: plain data, for which zeros are valid; then written by the plugin.
            unsafe {
                let mut config: clap_audio_ports_config = zeroed();
                configs.get?(self.raw(), index, &raw mut config).then_some(config)
            }
        };
        (0..count).filter_map(config).collect()
    }

    /// Chooses an arrangement of ports.
    pub(super) fn arrange(&self, id: u32) -> bool {
        // SAFETY: inactive, on the main thread.
        self.audio_ports_config
            .and_then(|configs| configs.select)
            .is_some_and(|select| unsafe { select(self.raw(), id) })
    }

    /// The name of the first note port of one direction, if there is any.
    pub(super) fn note_port(&self, is_input: bool) -> Option<String> {
        let ports = self.note_ports?;
        // SAFETY: on the main thread; plain data, for which zeros are valid, written by the plugin.
        unsafe {
            if ports.count?(self.raw(), is_input) == 0 {
                return None;
            }
            let mut info: clap_note_port_info = zeroed();
            ports.get?(self.raw(), 0, is_input, &raw mut info).then(|| read_utf8(&info.name))
        }
    }

    /// Frames the sound is late.
    pub(super) fn latency(&self) -> u32 {
        // SAFETY: the plugin's functions for this read a number.
        self.latency
            .and_then(|latency| latency.get)
            .map_or(0, |get| unsafe { get(self.raw()) })
    }

    /// Frames that sound after the input has ended; `i32::MAX` and more have no end.
    pub(super) fn tail(&self) -> u32 {
        // SAFETY: the plugin's functions for this read a number.
        self.tail
            .and_then(|tail| tail.get)
            .map_or(0, |get| unsafe { get(self.raw()) })
    }

    /// Says whether the sound is for a file or for now.
    pub(super) fn render_offline(&self, offline: bool) {
        let mode = if offline {
            CLAP_RENDER_OFFLINE
        } else {
            CLAP_RENDER_REALTIME
        };
        if let Some(set) = self.render.and_then(|render| render.set) {
            // SAFETY: on the main thread.
            unsafe { set(self.raw(), mode) };
        }
    }

    /// Says that the track's name or colour is another.
    pub(super) fn track_changed(&self) {
        if let Some(changed) = self.track_info.and_then(|info| info.changed) {
            // SAFETY: on the main thread.
            unsafe { changed(self.raw()) };
        }
    }

    /// The window's functions.
    pub(super) fn gui(&self) -> Option<&'static clap_plugin_gui> {
        self.gui
    }
}

fn extension<T>(plugin: NonNull<clap_plugin>, id: &CStr) -> Option<&'static T> {
    // SAFETY: the plugin is initialised. What it gives under a standard name is of that type and lives as long as the
    // library.
    unsafe {
        let get = plugin.as_ref().get_extension?;
        get(plugin.as_ptr(), id.as_ptr()).cast::<T>().as_ref()
    }
}

/// A port that is not there.
pub(super) const NO_BUFFER: clap_audio_buffer = clap_audio_buffer {
    data32: std::ptr::null_mut(),
    data64: std::ptr::null_mut(),
    channel_count: 0,
    latency: 0,
    constant_mask: 0,
};
