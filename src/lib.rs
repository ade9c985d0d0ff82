//! Phonon: TidalCycles inside your DAW. An instrument plugin whose sound is a text of patterns.
//!
//! The crates, and who may know whom, top to bottom and never upward:
//!
//! ```text
//! phonon (plugin, editor), phonon-cli   what a host, a performer and a terminal see
//!               session                 what they share: compiling in the background, telemetry, saved state
//!              language                 text to program
//!                engine                 the real-time machine: clock, sequencer, voices, signal graph
//!       pattern dsp samples             what happens when; how sound is made; recorded sound. They do not know each other
//! ```

pub mod automation;
pub mod editor;
pub mod plugin;

/// Everything in this library allocates through a counter, so that the real-time law can be checked anywhere.
#[global_allocator]
static ALLOCATOR: phonon_engine::allocation::CountingAllocator =
    phonon_engine::allocation::CountingAllocator;
