//! Phase 3: the signal graph. Knows `dsp` and nothing of patterns, voices or text.
//!
//! A [`GraphBuilder`] describes the graph off the audio thread (nodes of the table [`nodes::ENTRIES`], inputs, buses by
//! name, outputs) and compiles it to a [`Schedule`], which the audio thread runs a segment at a time:
//!
//! ```text
//!  builder.rs   descriptions, buses, inputs            ─┐ off the audio thread
//!  simplify.rs  what is known beforehand, what is twice  │
//!  order.rs     live nodes, order, feedback              │
//!  latency.rs   what is late, and what waits for it      │
//!  allot.rs     buffers                                  │
//!  compile.rs   one after the other                      │
//!  instrument.rs a bus alone, at the pitch of a voice    ─┘
//!  schedule.rs  the running graph: inputs in, outputs out ─┐ on the audio thread
//!  swap/        from one graph to the next without a seam  │
//!  listing.rs   the running graph laid open              │
//!  feed.rs      what ports read: buffers, patterns, macros │
//!  unit.rs      nodes in their places                      │
//!  node.rs      what a node is and sees                    │
//!  block.rs     buffers of 64 frames                      ─┘
//!  nodes/       the table of signal functions, a file a family
//! ```
//!
//! Time is cut in sub-blocks of 64 frames aligned to absolute time. A loop in the graph is a feedback edge: it reads
//! what its source made exactly 64 frames ago, softly limited, whatever the host's block is.

// Buffers are boxed so that trading places moves a pointer and not 512 bytes.
#![allow(clippy::vec_box)]

mod allot;
mod block;
mod bounds;
mod builder;
mod compile;
mod feed;
mod instrument;
mod latency;
mod listing;
mod node;
pub mod nodes;
mod offset;
mod order;
mod schedule;
mod simplify;
mod swap;
mod unit;

pub(super) use allot::hash;
pub use block::{SUB_BLOCK, StereoBlock};
pub use builder::{GraphBuilder, Input, NodeId};
pub use feed::Step;
pub use listing::{ListedNode, Listing, Tap};
pub use node::{Impulses, Inputs, Node, Output, Segment, Setting, Tail};
pub use schedule::{OUTPUTS, Schedule};
pub use swap::Fade;

/// Hz of C5, note 0 (MIDI note 60): the pitch that samples are recorded at, and that instruments play as written.
pub const MIDDLE_C: f32 = 261.625_56;

#[cfg(test)]
mod tests;
