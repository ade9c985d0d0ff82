//! Phase 3: the signal graph. Knows `dsp` and nothing of patterns, voices or text.
//!
//! A [`GraphBuilder`] describes the graph off the audio thread (nodes of the table [`nodes::ENTRIES`], inputs, buses by
//! name, outputs) and compiles it to a [`Schedule`], which the audio thread runs a segment at a time:
//!
//! ```text
//!  builder.rs   descriptions, buses, inputs            ─┐ off the audio thread
//!  compile.rs   live nodes, order, feedback, buffers    ─┘
//!  schedule.rs  the running graph: inputs in, outputs out ─┐ on the audio thread
//!  node.rs      what a node is and sees                    │
//!  block.rs     buffers of 64 frames                      ─┘
//!  nodes/       the table of signal functions, a file a family
//! ```
//!
//! Time is cut in sub-blocks of 64 frames aligned to absolute time. A loop in the graph is a feedback edge: it reads
//! what its source made exactly 64 frames ago, softly limited, whatever the host's block is.

// Buffers are boxed so that trading places moves a pointer and not 512 bytes.
#![allow(clippy::vec_box)]

mod block;
mod builder;
mod compile;
mod node;
pub mod nodes;
mod schedule;

pub use block::{SUB_BLOCK, StereoBlock};
pub use builder::{GraphBuilder, Input, NodeId};
pub use node::{Impulses, Inputs, Node, Output, Segment, Setting, Step, Tail};
pub use schedule::{OUTPUTS, Schedule};

#[cfg(test)]
mod tests;
