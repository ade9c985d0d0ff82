//! Phase 3: the signal graph. Knows `dsp` and nothing of patterns, voices or text.
//!
//! A [`GraphBuilder`] describes the graph off the audio thread (nodes of the table [`nodes::ENTRIES`], inputs, buses by
//! name, outputs) and compiles it to a [`Schedule`], which the audio thread runs a segment at a time:
//!
//! ```text
//!  build/  off the audio thread
//!    builder       descriptions, buses, inputs
//!    simplify      what is known beforehand, what is twice
//!    offset        where a constant that was added is carried to
//!    order         live nodes, order, feedback
//!    latency       what is late, and what waits for it
//!    buffers       which buffer each signal has
//!    compile       one after the other
//!    bus_voice     a bus alone, at the pitch of a voice
//!  run/    on the audio thread
//!    schedule      the running graph: inputs in, outputs out
//!    swap/         from one graph to the next without a seam
//!    placed_node   nodes in their places
//!    feed          what ports read: buffers, patterns, macros
//!    bounds        what ports read lies within their ranges
//!    listing       the running graph laid open
//!  node    what a node is and sees
//!  block   buffers of 64 frames
//!  nodes/  the table of signal functions, a file a family
//! ```
//!
//! Time is cut in sub-blocks of 64 frames aligned to absolute time. A loop in the graph is a feedback edge: it reads
//! what its source made exactly 64 frames ago, softly limited, whatever the host's block is.

#![allow(
    clippy::vec_box,
    reason = "buffers are boxed, so that trading places moves a pointer and not 512 bytes"
)]

mod block;
pub(crate) mod build;
mod node;
pub mod nodes;
pub(crate) mod run;

pub(super) use crate::graph::build::buffers::hash;
pub use crate::graph::build::builder::{GraphBuilder, Input, NodeId};
pub use crate::graph::run::feed::Step;
pub use crate::graph::run::listing::{ListedNode, Listing, Tap};
pub use crate::graph::run::schedule::{NUMBERED_OUTPUTS, SINKS, Schedule};
pub use crate::graph::run::swap::Fade;
pub use block::{SUB_BLOCK, StereoBlock};
pub use node::{Impulses, Inputs, Node, Output, Segment, Setting, Tail};

/// Hz of C5, note 0 (MIDI note 60): the pitch that samples are recorded at, and that instruments play as written. To the
/// last bit what a trigger of note 0 computes, so that it plays a sample at exactly its own speed.
pub const MIDDLE_C: f32 = 261.625_56;

// Patterns and samples do not know of each other or of this: each has the constant in its own precision.
const _: () = {
    use phonon_pattern::harmony;
    use phonon_samples::kit;
    assert!(harmony::MIDDLE_C == kit::C5);
    assert!((harmony::MIDDLE_C - MIDDLE_C as f64).abs() < 2.0e-5);
};

/// The MIDI note of middle C, which is note 0 of patterns.
pub const MIDDLE_C_KEY: f32 = 60.0;

#[cfg(test)]
mod tests;
