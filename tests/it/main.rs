//! The tests of the whole: what crosses the borders of the crates, a module a subject. One binary, so that there is one link.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "tests wait for each other, and for the compiler"
)]

mod builtins;
mod buses;
mod conformance;
mod controls;
mod defaults;
mod edges;
mod errors;
mod house;
mod laws;
mod literals;
#[cfg(target_os = "linux")]
mod memory;
mod playback;
mod plugin;
mod rendering;
mod robustness;
mod shipped;
mod songs;
mod sounds;
mod superdirt;
mod swap;
mod values;
