//! Phase 1: from patterns to what starts when. Queries a program's patterns ahead of the music and finds triggers for the
//! voices, steps for the graph's pattern inputs, and messages for other instruments.
//!
//! Works on a program's `Patterns` and the clock; knows nothing of how anything sounds.

#![deny(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss
)]

pub mod notes_out;
mod once;
mod pattern_inputs;
mod patterns;
mod reading;
pub mod sequencer;
pub mod trigger;

pub(crate) use once::Once;
pub(crate) use pattern_inputs::{PatternInputs, moment};
pub use patterns::Sequence;
pub(crate) use patterns::{Asker, Patterns};
pub use reading::EventReader;
