//! The real-time machine: clock, program, sequencer (phase 1), voices (phase 2), signal graph (phase 3), mixer.
//!
//! It knows patterns, `dsp` and samples; it knows nothing of text, files, windows or hosts.
//!
//! ```text
//!  Transport ─clock─▶ frames ↔ cycles
//!  Program: patterns ─sequencer─▶ triggers ─voices─▶ a buffer a source ─graph─▶ outputs
//!                    │           ├─notes─▶ messages to other instruments  │
//!                    └─values─▶ stepped inputs of the graph ─────────────┘
//! ```

pub mod allocation;
mod change;
pub mod denormals;
mod engine;
pub mod graph;
mod input;
pub mod mixer;
pub mod parameters;
pub mod program;
pub mod sequencing;
pub mod time;
pub mod voices;

pub use crate::engine::{
    Engine, MACROS, Outputs, Report, Returns, SAMPLE_RATES, Settings, Started, Stereo, Swap,
};
pub use crate::program::bank_defaults::Defaults;
pub use crate::time::transport::{Bar, Run, Transport};
pub use change::{Change, Setting};
pub use input::{AudioInput, Incoming};
pub use program::{Parts, Program, Sequence, Sound, SoundTable, Tempo};

#[cfg(test)]
mod tests;

/// The tests see every allocation of the audio thread.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: allocation::CountingAllocator = allocation::CountingAllocator;
