//! The entry point that hosts look for, and the list of classes behind it.

use super::Shell;
use crate::plugin::{Phonon, PhononEffect, PhononMulti};
use clap_sys::entry::clap_plugin_entry;
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};
use clap_sys::factory::preset_discovery::{
    CLAP_PRESET_DISCOVERY_FACTORY_ID, CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT,
};
use clap_sys::host::clap_host;
use clap_sys::plugin::{clap_plugin, clap_plugin_descriptor};
use clap_sys::version::CLAP_VERSION;
use nice_plug::prelude::ClapPlugin;
use nice_plug::wrapper::clap::{PluginDescriptor, Wrapper};
use std::ffi::{CStr, c_char, c_void};
use std::sync::{Arc, OnceLock};

/// A class of the plugin, as the shell makes its instances.
pub(super) struct Class {
    descriptor: PluginDescriptor,
    /// The framework's plugin of this class, for a host that outlives it.
    pub create: unsafe fn(*const clap_host) -> *const clap_plugin,
    /// Whether notes that come in mean something.
    pub takes_notes: bool,
}

impl Class {
    fn new<P: ClapPlugin>(takes_notes: bool) -> Self {
        unsafe fn create<P: ClapPlugin>(host: *const clap_host) -> *const clap_plugin {
            // The framework's `destroy` takes the reference back.
            // SAFETY: the caller promises a host; the wrapper just made is valid.
            unsafe {
                (*Arc::into_raw(Wrapper::<P>::new(host)))
                    .clap_plugin
                    .as_ptr()
            }
        }
        Self {
            descriptor: PluginDescriptor::for_plugin::<P>(),
            create: create::<P>,
            takes_notes,
        }
    }
}

fn classes() -> &'static [Class; 3] {
    static CLASSES: OnceLock<[Class; 3]> = OnceLock::new();
    CLASSES.get_or_init(|| {
        [
            Class::new::<Phonon>(true),
            Class::new::<PhononMulti>(true),
            Class::new::<PhononEffect>(false),
        ]
    })
}

static FACTORY: clap_plugin_factory = {
    unsafe extern "C" fn count(_factory: *const clap_plugin_factory) -> u32 {
        classes().len() as u32
    }
    unsafe extern "C" fn descriptor(
        _factory: *const clap_plugin_factory,
        index: u32,
    ) -> *const clap_plugin_descriptor {
        classes()
            .get(index as usize)
            .map_or(std::ptr::null(), |class| {
                std::ptr::from_ref(class.descriptor.clap_plugin_descriptor())
            })
    }
    unsafe extern "C" fn create(
        _factory: *const clap_plugin_factory,
        host: *const clap_host,
        id: *const c_char,
    ) -> *const clap_plugin {
        if id.is_null() {
            return std::ptr::null();
        }
        // SAFETY: ids are strings.
        let id = unsafe { CStr::from_ptr(id) };
        match classes()
            .iter()
            .find(|class| class.descriptor.clap_id() == id)
        {
            // SAFETY: the host outlives its instances.
            Some(class) => unsafe { Shell::create(class, host) },
            None => std::ptr::null(),
        }
    }
    clap_plugin_factory {
        get_plugin_count: Some(count),
        get_plugin_descriptor: Some(descriptor),
        create_plugin: Some(create),
    }
};

unsafe extern "C" fn init(_path: *const c_char) -> bool {
    nice_plug::wrapper::setup_logger::<Phonon>();
    true
}

unsafe extern "C" fn deinit() {}

unsafe extern "C" fn get_factory(id: *const c_char) -> *const c_void {
    if id.is_null() {
        return std::ptr::null();
    }
    // SAFETY: ids are strings.
    let id = unsafe { CStr::from_ptr(id) };
    if id == CLAP_PLUGIN_FACTORY_ID {
        (&raw const FACTORY).cast()
    } else if id == CLAP_PRESET_DISCOVERY_FACTORY_ID
        || id == CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT
    {
        (&raw const super::presets::FACTORY).cast()
    } else {
        std::ptr::null()
    }
}

/// What a CLAP host looks for.
#[allow(non_upper_case_globals, reason = "the name is the format's")]
#[unsafe(no_mangle)]
#[used]
pub static clap_entry: clap_plugin_entry = clap_plugin_entry {
    clap_version: CLAP_VERSION,
    init: Some(init),
    deinit: Some(deinit),
    get_factory: Some(get_factory),
};
