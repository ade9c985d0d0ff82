//! Phonon: TidalCycles inside your DAW. An instrument plugin whose sound is a text of patterns.
//!
//! The rooms, and who may know whom, top to bottom and never upward:
//!
//! ```text
//! cli, editor, plugin   what a terminal, a performer and a host see
//!         session       what they share: compiling in the background, telemetry, saved state
//!        language       text to program
//!          engine       the real-time machine: clock, sequencer, voices, signal graph
//! pattern dsp samples   what happens when; how sound is made; recorded sound. They do not know each other
//! ```

pub mod cli;
pub mod dsp;
#[cfg(feature = "plugin")]
pub mod editor;
pub mod engine;
pub mod language;
pub mod pattern;
#[cfg(feature = "plugin")]
pub mod plugin;
pub mod samples;
pub mod session;
pub mod spelling;

/// Everything in this library allocates through a counter, so that the real-time law can be checked anywhere.
#[global_allocator]
static ALLOCATOR: session::allocation::CountingAllocator = session::allocation::CountingAllocator;
