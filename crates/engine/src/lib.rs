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
pub mod beginning;
mod change;
mod clock;
mod defaults;
pub mod denormals;
pub mod graph;
mod input;
pub mod instrument;
mod load;
mod machine;
pub mod mixer;
pub mod notes;
mod once;
pub mod orbit;
pub mod parameters;
pub mod program;
mod rehearsal;
pub mod sequencer;
mod takeover;
pub mod time;
pub mod transport;
pub mod trigger;
mod values;
pub mod voices;

pub use change::{Change, Setting};
pub use defaults::Defaults;
pub use input::{AudioInput, Incoming};
pub use machine::{Begun, Engine, Outputs, Report, Returns, SAMPLE_RATES, Settings, Stereo, Swap};
pub use program::{Parts, Program, Sequence, Sound, Sounds, Tempo};
pub use transport::{Bar, Run, Transport};

#[cfg(test)]
mod tests;

/// The tests see every allocation of the audio thread.
#[cfg(test)]
#[global_allocator]
static ALLOCATOR: allocation::CountingAllocator = allocation::CountingAllocator;
