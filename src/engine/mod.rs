//! The real-time machine: clock, program, sequencer (phase 1), voices (phase 2), signal graph (phase 3), mixer.
//!
//! It knows patterns, `dsp` and samples; it knows nothing of text, files, windows or hosts.

pub mod clock;
pub mod graph;
pub mod parameters;
pub mod time;
