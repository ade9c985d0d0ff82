//! The real-time engine: from a compiled program and the host's transport to sound, one call a block.
//!
//! It knows patterns, `dsp` and samples; it knows nothing of text, files, windows or hosts.
//!
//! ```text
//!  host's transport ──▶ time/        frames ↔ cycles
//!
//!  Program  ┬ Patterns ─▶ sequencing/  phase 1: what starts when
//!           │                │ triggers    │ steps of pattern inputs   │ notes ─▶ other instruments
//!           ├ Sounds ───▶ voices/      phase 2: recordings, synths, buses as instruments, their effects
//!           │                │ sound in the buffers of voice sources
//!           └ signal ───▶ graph/       phase 3: the signal graph
//!                            │ outputs
//!                         mixer/       faders, limiter, levels ──▶ host
//! ```
//!
//! | Room | What is there |
//! |---|---|
//! | [`engine`](Engine) | A block cut in segments, the three phases of each (`phases`), one program after another (`swap`), a program tried before it plays (`trial`) |
//! | [`time`] | Frames, seconds, quarter notes and cycles as types; the clock that follows the host's transport |
//! | [`program`] | What plays: its three parts, what names in `s` mean, buses as instruments |
//! | [`sequencing`] | Phase 1: patterns queried ahead, onsets and steps that wait, notes for other instruments |
//! | [`voices`] | Phase 2: the pool, how sounds start and give way, synths, effects of a voice and of an orbit |
//! | [`graph`] | Phase 3: `build/` off the audio thread, `run/` on it, `nodes/` the table of signal functions |
//! | [`mixer`] | What the outputs go through on their way to the host |
//! | [`parameters`] | The table of control parameters |
//!
//! Modules with modules of their own are folders with a `mod.rs`. Unit tests are the module `tests` at the end of the file
//! that they test, or `tests.rs` in its folder where they are long; what the engine promises as a whole is in `tests/`.

pub mod allocation;
mod change;
pub mod denormals;
mod engine;
pub mod graph;
mod heading;
mod input;
pub mod mixer;
pub mod parameters;
pub mod program;
pub mod sequencing;
pub mod time;
pub mod voices;

pub use crate::engine::{
    Engine, MACROS, Outputs, Playing, Report, Returns, SAMPLE_RATES, Settings, Started, Stereo,
    Swap, Waiting,
};
pub use crate::program::bank_defaults::Defaults;
pub use crate::time::transport::{Bar, Run, Transport};
pub use change::{Change, Setting};
pub use heading::Heading;
pub use input::{AudioInput, Incoming};
pub use program::{Parts, Program, Sequence, Sound, SoundTable, Tempo};

#[cfg(test)]
mod tests;

/// The tests see every allocation of the audio thread.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: allocation::CountingAllocator = allocation::CountingAllocator;
