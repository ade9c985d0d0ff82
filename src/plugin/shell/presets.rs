//! The songs as presets: what a host's browser finds, and loading one of them or a song's file.

use super::Shell;
use super::extensions::shell_of;
use clap_sys::ext::preset_load::{
    CLAP_EXT_PRESET_LOAD, CLAP_EXT_PRESET_LOAD_COMPAT, clap_host_preset_load,
    clap_plugin_preset_load,
};
use clap_sys::factory::preset_discovery::*;
use clap_sys::plugin::clap_plugin;
use clap_sys::universal_plugin_id::clap_universal_plugin_id;
use clap_sys::version::CLAP_VERSION;
use phonon_session::songs::{self, SONGS};
use std::ffi::{CStr, CString, c_char, c_void};

/// Bytes of a song's file beyond which it is none.
const LARGEST_SONG: u64 = 16 << 20;

static PROVIDER: clap_preset_discovery_provider_descriptor =
    clap_preset_discovery_provider_descriptor {
        clap_version: CLAP_VERSION,
        id: c"audio.phonon.songs".as_ptr(),
        name: c"Phonon's songs".as_ptr(),
        vendor: c"Phonon".as_ptr(),
    };

/// What a host's browser asks.
pub(super) static FACTORY: clap_preset_discovery_factory = {
    unsafe extern "C" fn count(_factory: *const clap_preset_discovery_factory) -> u32 {
        1
    }
    unsafe extern "C" fn descriptor(
        _factory: *const clap_preset_discovery_factory,
        index: u32,
    ) -> *const clap_preset_discovery_provider_descriptor {
        if index == 0 {
            &raw const PROVIDER
        } else {
            std::ptr::null()
        }
    }
    unsafe extern "C" fn create(
        _factory: *const clap_preset_discovery_factory,
        indexer: *const clap_preset_discovery_indexer,
        id: *const c_char,
    ) -> *const clap_preset_discovery_provider {
        // SAFETY: ids are strings; ours is one.
        let known = !id.is_null() && unsafe { CStr::from_ptr(id) == CStr::from_ptr(PROVIDER.id) };
        if !known || indexer.is_null() {
            return std::ptr::null();
        }
        Box::into_raw(Box::new(clap_preset_discovery_provider {
            desc: &raw const PROVIDER,
            provider_data: indexer.cast_mut().cast(),
            init: Some(init),
            destroy: Some(destroy),
            get_metadata: Some(get_metadata),
            get_extension: Some(get_extension),
        }))
    }
    clap_preset_discovery_factory {
        count: Some(count),
        get_descriptor: Some(descriptor),
        create: Some(create),
    }
};

unsafe extern "C" fn init(provider: *const clap_preset_discovery_provider) -> bool {
    // SAFETY: the host passes what `create` gave it, and its indexer outlives that.
    unsafe {
        let Some(provider) = provider.as_ref() else {
            return false;
        };
        let indexer = provider
            .provider_data
            .cast::<clap_preset_discovery_indexer>();
        let filetype = clap_preset_discovery_filetype {
            name: c"Phonon song".as_ptr(),
            description: c"A text of patterns".as_ptr(),
            file_extension: c"ph".as_ptr(),
        };
        let location = clap_preset_discovery_location {
            flags: CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT,
            name: c"Songs".as_ptr(),
            kind: CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN,
            location: std::ptr::null(),
        };
        let (Some(filetypes), Some(locations)) =
            ((*indexer).declare_filetype, (*indexer).declare_location)
        else {
            return false;
        };
        filetypes(indexer, &raw const filetype) && locations(indexer, &raw const location)
    }
}

unsafe extern "C" fn destroy(provider: *const clap_preset_discovery_provider) {
    if !provider.is_null() {
        // SAFETY: `create` made the box, and the host lets go of it here.
        drop(unsafe { Box::from_raw(provider.cast_mut()) });
    }
}

unsafe extern "C" fn get_extension(
    _provider: *const clap_preset_discovery_provider,
    _id: *const c_char,
) -> *const c_void {
    std::ptr::null()
}

unsafe extern "C" fn get_metadata(
    _provider: *const clap_preset_discovery_provider,
    kind: clap_preset_discovery_location_kind,
    location: *const c_char,
    receiver: *const clap_preset_discovery_metadata_receiver,
) -> bool {
    // SAFETY: as the host gave it.
    let Some(functions) = (unsafe { receiver.as_ref() }) else {
        return false;
    };
    let (Some(begin), Some(add_plugin)) = (functions.begin_preset, functions.add_plugin_id) else {
        return false;
    };
    let tell = |title: &str, key: Option<&str>, summary: &str, is_ours: bool| {
        let (Ok(title), Ok(summary)) = (CString::new(title), CString::new(summary)) else {
            return false;
        };
        let key = key.and_then(|key| CString::new(key).ok());
        let key = key.as_ref().map_or(std::ptr::null(), |key| key.as_ptr());
        // SAFETY: the receiver is valid, and so are the strings during the calls.
        unsafe {
            if !begin(receiver, title.as_ptr(), key) {
                return false;
            }
            for id in [c"audio.phonon.phonon", c"audio.phonon.phonon-multi"] {
                let id = clap_universal_plugin_id {
                    abi: c"clap".as_ptr(),
                    id: id.as_ptr(),
                };
                add_plugin(receiver, &raw const id);
            }
            if let Some(set) = functions.set_flags.filter(|_| is_ours) {
                set(receiver, CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT);
            }
            if let Some(add) = functions.add_creator.filter(|_| is_ours) {
                add(receiver, c"Phonon".as_ptr());
            }
            if let Some(set) = functions.set_description.filter(|_| !summary.is_empty()) {
                set(receiver, summary.as_ptr());
            }
        }
        true
    };
    match kind {
        CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN => SONGS
            .iter()
            .all(|song| tell(song.title, Some(song.key), song.summary, true)),
        // SAFETY: as the host gave it.
        CLAP_PRESET_DISCOVERY_LOCATION_FILE => match unsafe { path(location) } {
            Some(path) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                tell(&stem, None, "", false)
            }
            None => false,
        },
        _ => false,
    }
}

/// # Safety
/// `location` must be null or a string.
unsafe fn path(location: *const c_char) -> Option<std::path::PathBuf> {
    if location.is_null() {
        return None;
    }
    // SAFETY: the caller's promise.
    let text = unsafe { CStr::from_ptr(location) }.to_str().ok()?;
    Some(text.into())
}

/// Loading a song into an instance.
pub(super) static LOAD: clap_plugin_preset_load = {
    unsafe extern "C" fn from_location(
        plugin: *const clap_plugin,
        kind: clap_preset_discovery_location_kind,
        location: *const c_char,
        key: *const c_char,
    ) -> bool {
        let shell = shell_of!(plugin or false);
        // SAFETY: as the host gave it.
        let text = unsafe { text_at(kind, location, key) };
        // SAFETY: `init` has come, and the types are those of the ids.
        let host = unsafe {
            let newer = shell
                .host
                .extension::<clap_host_preset_load>(CLAP_EXT_PRESET_LOAD);
            newer.or_else(|| shell.host.extension(CLAP_EXT_PRESET_LOAD_COMPAT))
        };
        match text {
            Ok(text) => {
                shell.link.session.open(&text);
                if let Some(loaded) = host.and_then(|host| host.loaded) {
                    // SAFETY: the host's own function, with what it gave us.
                    unsafe { loaded(shell.host.real(), kind, location, key) };
                }
                true
            }
            Err((code, message)) => {
                let message = CString::new(message).unwrap_or_default();
                if let Some(tell) = host.and_then(|host| host.on_error) {
                    // SAFETY: as above.
                    unsafe {
                        tell(
                            shell.host.real(),
                            kind,
                            location,
                            key,
                            code,
                            message.as_ptr(),
                        );
                    }
                }
                false
            }
        }
    }
    clap_plugin_preset_load {
        from_location: Some(from_location),
    }
};

/// The text of a song of ours, or of a file; else the system's code and what is wrong.
///
/// # Safety
/// The strings must be null or strings.
unsafe fn text_at(
    kind: clap_preset_discovery_location_kind,
    location: *const c_char,
    key: *const c_char,
) -> Result<String, (i32, String)> {
    match kind {
        CLAP_PRESET_DISCOVERY_LOCATION_PLUGIN => {
            // SAFETY: the caller's promise.
            let key = unsafe { path(key) }.unwrap_or_default();
            let song = key.to_str().and_then(songs::find);
            let song = song.ok_or_else(|| (0, format!("there is no song `{}`", key.display())))?;
            Ok(song.text.to_owned())
        }
        CLAP_PRESET_DISCOVERY_LOCATION_FILE => {
            // SAFETY: the caller's promise.
            let path = unsafe { path(location) }.ok_or((0, "no file is named".to_owned()))?;
            let wrong = |error: std::io::Error| {
                let code = error.raw_os_error().unwrap_or(0);
                (code, format!("{}: {error}", path.display()))
            };
            let length = std::fs::metadata(&path).map_err(wrong)?.len();
            if length > LARGEST_SONG {
                return Err((0, format!("{} is too long for a song", path.display())));
            }
            std::fs::read_to_string(&path).map_err(wrong)
        }
        _ => Err((0, "presets are songs of ours or files".to_owned())),
    }
}
