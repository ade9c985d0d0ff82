//! The extensions that the shell answers itself; all others are the framework's.

use super::{Shell, framework};
use crate::automation::knobs::Knob;
use clap_sys::ext::audio_ports::{
    CLAP_AUDIO_PORT_SUPPORTS_64BITS, CLAP_EXT_AUDIO_PORTS, clap_audio_port_info,
    clap_plugin_audio_ports,
};
use clap_sys::ext::gui::CLAP_EXT_GUI;
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_plugin_latency};
use clap_sys::ext::note_ports::{
    CLAP_EXT_NOTE_PORTS, CLAP_NOTE_DIALECT_CLAP, CLAP_NOTE_DIALECT_MIDI, clap_note_port_info,
    clap_plugin_note_ports,
};
use clap_sys::ext::params::{
    CLAP_EXT_PARAMS, CLAP_PARAM_IS_MODULATABLE, clap_param_info, clap_plugin_params,
};
use clap_sys::ext::preset_load::{CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT};
use clap_sys::ext::state::CLAP_EXT_STATE;
use clap_sys::ext::state_context::CLAP_EXT_STATE_CONTEXT;
use clap_sys::ext::voice_info::{
    CLAP_EXT_VOICE_INFO, CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES, clap_plugin_voice_info,
    clap_voice_info,
};
use clap_sys::id::clap_id;
use clap_sys::plugin::clap_plugin;
use std::ffi::{CStr, c_char, c_void};
use std::sync::atomic::Ordering::Relaxed;

impl Shell {
    /// The functions of an extension, ours or the framework's; null for an unknown one.
    pub(super) fn extension(&self, id: &CStr) -> *const c_void {
        let ours: &[(&CStr, *const c_void)] = &[
            (CLAP_EXT_AUDIO_PORTS, (&raw const AUDIO_PORTS).cast()),
            (CLAP_EXT_LATENCY, (&raw const LATENCY).cast()),
            (CLAP_EXT_NOTE_PORTS, (&raw const NOTE_PORTS).cast()),
            (CLAP_EXT_PARAMS, (&raw const PARAMS).cast()),
            (
                CLAP_EXT_PRESET_LOAD,
                (&raw const super::presets::LOAD).cast(),
            ),
            (
                CLAP_EXT_PRESET_LOAD_COMPAT,
                (&raw const super::presets::LOAD).cast(),
            ),
            (CLAP_EXT_STATE, (&raw const super::state::STATE).cast()),
            (
                CLAP_EXT_STATE_CONTEXT,
                (&raw const super::state::CONTEXT).cast(),
            ),
            (CLAP_EXT_VOICE_INFO, (&raw const VOICES).cast()),
        ];
        if let Some((_, functions)) = ours.iter().find(|(known, _)| *known == id) {
            return *functions;
        }
        if id == CLAP_EXT_GUI {
            return self
                .gui()
                .map_or(std::ptr::null(), |gui| std::ptr::from_ref(gui).cast());
        }
        framework!(self, id, c_void).map_or(std::ptr::null(), std::ptr::from_ref)
    }
}

/// The framework's answer to a function of an extension; `$default` where it has none.
macro_rules! ask {
    ($shell:ident, $id:expr, $type:ty, $function:ident ($($argument:expr),*) or $default:expr) => {
        match framework!($shell, $id, $type).and_then(|extension| extension.$function) {
            // SAFETY: it is the framework's own function and plugin; the rest is as the host gave it.
            Some(function) => unsafe { function($shell.framework $(, $argument)*) },
            None => $default,
        }
    };
}
pub(super) use ask;

/// The shell of a plugin that a host passes, or a way out.
macro_rules! shell_of {
    ($plugin:ident or $default:expr) => {
        // SAFETY: hosts pass the plugin that they were given.
        match unsafe { Shell::of($plugin) } {
            Some(shell) => shell,
            None => return $default,
        }
    };
}
pub(super) use shell_of;

impl Shell {
    /// The knob behind a host's id of a parameter.
    fn knob(&self, id: clap_id) -> Option<Knob> {
        Knob::find(self.knobs.get()?, id)
    }
}

/// The parameters: a place beyond the last is refused, and only what modulation reaches says so.
static PARAMS: clap_plugin_params = {
    use clap_sys::events::{clap_input_events, clap_output_events};

    unsafe extern "C" fn count(plugin: *const clap_plugin) -> u32 {
        let shell = shell_of!(plugin or 0);
        ask!(shell, CLAP_EXT_PARAMS, clap_plugin_params, count() or 0)
    }
    unsafe extern "C" fn get_info(
        plugin: *const clap_plugin,
        index: u32,
        info: *mut clap_param_info,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        // SAFETY: as the host gave it.
        if info.is_null() || index >= unsafe { count(plugin) } {
            return false;
        }
        if !ask!(shell, CLAP_EXT_PARAMS, clap_plugin_params, get_info(index, info) or false) {
            return false;
        }
        // SAFETY: the framework has filled it.
        let info = unsafe { &mut *info };
        let knob = shell.knob(info.id);
        if !matches!(knob, Some(Knob::Gain | Knob::Macro(_))) {
            info.flags &= !CLAP_PARAM_IS_MODULATABLE;
        }
        true
    }
    unsafe extern "C" fn get_value(
        plugin: *const clap_plugin,
        id: clap_id,
        value: *mut f64,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        ask!(shell, CLAP_EXT_PARAMS, clap_plugin_params, get_value(id, value) or false)
    }
    unsafe extern "C" fn value_to_text(
        plugin: *const clap_plugin,
        id: clap_id,
        value: f64,
        text: *mut c_char,
        size: u32,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        if text.is_null() || size == 0 || !value.is_finite() {
            return false;
        }
        ask!(shell, CLAP_EXT_PARAMS, clap_plugin_params, value_to_text(id, value, text, size) or false)
    }
    unsafe extern "C" fn text_to_value(
        plugin: *const clap_plugin,
        id: clap_id,
        text: *const c_char,
        value: *mut f64,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        ask!(shell, CLAP_EXT_PARAMS, clap_plugin_params, text_to_value(id, text, value) or false)
    }
    unsafe extern "C" fn flush(
        plugin: *const clap_plugin,
        incoming: *const clap_input_events,
        out: *const clap_output_events,
    ) {
        // SAFETY: hosts pass the plugin that they were given, and their lists.
        unsafe {
            if let Some(shell) = Shell::of(plugin) {
                shell.flush(incoming, out);
            }
        }
    }
    clap_plugin_params {
        count: Some(count),
        get_info: Some(get_info),
        get_value: Some(get_value),
        value_to_text: Some(value_to_text),
        text_to_value: Some(text_to_value),
        flush: Some(flush),
    }
};

/// The audio ports: 64-bit numbers are taken too.
static AUDIO_PORTS: clap_plugin_audio_ports = {
    unsafe extern "C" fn count(plugin: *const clap_plugin, is_input: bool) -> u32 {
        let shell = shell_of!(plugin or 0);
        ask!(shell, CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports, count(is_input) or 0)
    }
    unsafe extern "C" fn get(
        plugin: *const clap_plugin,
        index: u32,
        is_input: bool,
        info: *mut clap_audio_port_info,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        // SAFETY: as the host gave it.
        if info.is_null() || index >= unsafe { count(plugin, is_input) } {
            return false;
        }
        let known = ask!(
            shell, CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports, get(index, is_input, info) or false
        );
        if known {
            // SAFETY: the framework has filled it.
            let info = unsafe { &mut *info };
            info.flags |= CLAP_AUDIO_PORT_SUPPORTS_64BITS;
            // The framework calls both main ports by the input's name.
            if index == 0 {
                rename(&mut info.name, if is_input { c"In" } else { c"Main" });
            }
        }
        known
    }
    clap_plugin_audio_ports {
        count: Some(count),
        get: Some(get),
    }
};

/// Writes a name that is shorter than its place.
fn rename(place: &mut [c_char], name: &CStr) {
    for (to, from) in place.iter_mut().zip(name.to_bytes_with_nul()) {
        *to = *from as c_char;
    }
}

/// The note ports: an input where the class plays notes, and an output in the dialect that the host hears.
static NOTE_PORTS: clap_plugin_note_ports = {
    unsafe extern "C" fn count(plugin: *const clap_plugin, is_input: bool) -> u32 {
        let shell = shell_of!(plugin or 0);
        u32::from(!is_input || shell.class.takes_notes)
    }
    unsafe extern "C" fn get(
        plugin: *const clap_plugin,
        index: u32,
        is_input: bool,
        info: *mut clap_note_port_info,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        // SAFETY: as the host gave it.
        if info.is_null() || index >= unsafe { count(plugin, is_input) } {
            return false;
        }
        // SAFETY: room for a structure of which all zeros are a value.
        let info = unsafe {
            info.write_bytes(0, 1);
            &mut *info
        };
        info.id = u32::from(!is_input);
        info.supported_dialects = CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI;
        info.preferred_dialect = if is_input {
            CLAP_NOTE_DIALECT_CLAP
        } else {
            shell.dialect.load(Relaxed)
        };
        let name = if is_input { c"Notes in" } else { c"Notes out" };
        rename(&mut info.name, name);
        true
    }
    clap_plugin_note_ports {
        count: Some(count),
        get: Some(get),
    }
};

/// The latency that the last activation told; another one waits for the next.
static LATENCY: clap_plugin_latency = {
    unsafe extern "C" fn get(plugin: *const clap_plugin) -> u32 {
        let shell = shell_of!(plugin or 0);
        shell.latency.load(Relaxed)
    }
    clap_plugin_latency { get: Some(get) }
};

/// How many voices there are.
static VOICES: clap_plugin_voice_info = {
    unsafe extern "C" fn get(plugin: *const clap_plugin, info: *mut clap_voice_info) -> bool {
        let shell = shell_of!(plugin or false);
        // SAFETY: as the host gave it.
        let Some(info) = (unsafe { info.as_mut() }) else {
            return false;
        };
        let voices = shell.link.session.saved().sound.voices as u32;
        *info = clap_voice_info {
            voice_count: voices,
            voice_capacity: voices,
            flags: CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES,
        };
        true
    }
    clap_plugin_voice_info { get: Some(get) }
};
