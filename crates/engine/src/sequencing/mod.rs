//! Phase 1: from patterns to what starts when. Queries a program's patterns ahead of the music and finds triggers for the
//! voices, steps for the graph's pattern inputs, and messages for other instruments.
//!
//! Knows patterns, programs and the clock; nothing of how anything sounds.

pub mod notes_out;
mod once;
mod pattern_inputs;
pub mod sequencer;
pub mod trigger;

pub(crate) use once::Once;
pub(crate) use pattern_inputs::PatternInputs;
