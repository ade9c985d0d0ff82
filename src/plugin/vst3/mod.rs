//! The VST3 side of the plugin: a host of our own CLAP plugin that speaks VST3 to the outside.
//!
//! Nothing here knows the instrument. Everything goes through [`entry`], the CLAP entry point of this library, so that
//! parameters, states, buses and windows are the same in both formats.
//!
//! ```text
//! module      what the operating system loads: GetPluginFactory and its like
//! factory     the classes and their identities (classes)
//! component   one object a host creates: buses, state; processor and controller are the same object
//! processor   blocks of audio        → process, buffers, transport, events, automation
//! controller  parameters and units   → parameters
//! view        the window             → run_loop calls the plugin on the main thread
//! host        what the CLAP plugin may ask of its host, that is, of us
//! instance    what all of these share
//! ```
//!
//! Threads: VST3 hosts call everything but `process` on their main thread. `process` never waits: what it needs is in
//! [`audio::AudioSide`], which the main thread borrows only while nothing is processed.

#![allow(
    clippy::unnecessary_cast,
    reason = "VST3's constants are signed on Windows and unsigned elsewhere"
)]

mod audio;
mod automation;
mod buffers;
mod clap_plugin;
mod classes;
mod component;
mod controller;
mod events;
mod factory;
mod firewall;
mod gui;
mod host;
mod instance;
mod keys;
mod module;
mod notes;
mod parameters;
mod process;
mod processor;
mod run_loop;
mod state;
mod text;
mod track;
mod transport;
mod view;

#[cfg(test)]
mod tests;

use clap_sys::entry::clap_plugin_entry;
use clap_sys::factory::plugin_factory::{CLAP_PLUGIN_FACTORY_ID, clap_plugin_factory};
use std::sync::OnceLock;

/// The CLAP entry point that is wrapped.
fn entry() -> &'static clap_plugin_entry {
    &super::shell::clap_entry
}

/// The factory of the CLAP plugin, started once in a process. `None` if it does not start.
fn clap_factory() -> Option<&'static clap_plugin_factory> {
    static FACTORY: OnceLock<Option<&'static clap_plugin_factory>> = OnceLock::new();
    *FACTORY.get_or_init(|| {
        let entry = entry();
        let (init, get_factory) = (entry.init?, entry.get_factory?);
        // SAFETY: the entry point is our own; `init` comes first and once, with a string that lives for ever.
        if !unsafe { init(c"".as_ptr()) } {
            return None;
        }
        // SAFETY: the entry point is started. A factory is null or lives as long as the library.
        unsafe {
            get_factory(CLAP_PLUGIN_FACTORY_ID.as_ptr())
                .cast::<clap_plugin_factory>()
                .as_ref()
        }
    })
}
