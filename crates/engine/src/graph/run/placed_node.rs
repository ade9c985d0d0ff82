//! The parts of a running graph: nodes in their places, feedback edges, summands of outputs.

use crate::graph::block::SUB_BLOCK;
use crate::graph::node::Node;
use crate::graph::nodes::{Entry, PortKind};
use crate::graph::run::bounds::Bound;
use crate::graph::run::feed::Feed;
use std::ops::Range;

/// -120 dB: what is quieter through a whole tail has gone silent.
pub(in crate::graph) const SILENCE: f32 = 1e-6;

/// What is known of a buffer's content in the current segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::graph) enum Flow {
    /// All zero.
    Silent,
    /// Unchanging, and the same as before this segment.
    Steady,
    Varying,
}

/// A node in its place.
pub(in crate::graph) struct Unit {
    pub identity: u64,
    pub entry: &'static Entry,
    /// Where it stands in the text: scope, name and count.
    pub path: String,
    pub node: Box<dyn Node>,
    pub feeds: Range<usize>,
    /// Ranges of ports that are fed by what moves.
    pub bounds: Vec<Bound>,
    pub slot: usize,
    pub channels: usize,
    /// Keeps nothing of what it heard.
    pub memoryless: bool,
    pub state: State,
}

impl Unit {
    /// May it rest on inputs that flow like these? What it hears must be silent, or waking up it would hear it begin; only
    /// what keeps nothing may hear something steady.
    pub(crate) fn may_rest(&self, flows: impl Iterator<Item = Flow>) -> bool {
        flows.zip(0..).all(|(flow, port)| match flow {
            Flow::Silent => true,
            Flow::Steady => self.memoryless || self.entry.feed_kind(port) != PortKind::Audio,
            Flow::Varying => false,
        })
    }

    /// How loud a frame may be that counts as silence. What keeps nothing has no tail that fades: its silence is none at all.
    pub(crate) fn silence(&self) -> f32 {
        if self.memoryless { 0.0 } else { SILENCE }
    }
}

/// What is known of a node's sound.
#[derive(Clone, Copy, Debug)]
pub(in crate::graph) struct State {
    /// What it hears is silent, its other inputs steady, and its tail is over: it rests and is not run.
    pub asleep: bool,
    /// Nothing moved and nothing sounded so far in this sub-block.
    pub quiet: bool,
    pub quiet_frames: u64,
    /// It made a NaN or infinity in this sub-block and will be reset at its end.
    pub faulty: bool,
}

impl State {
    pub(crate) const NEW: Self = Self {
        asleep: false,
        quiet: true,
        quiet_frames: 0,
        faulty: false,
    };
}

/// A feedback edge: keeps a node's sub-block for its readers in the next one.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Loop {
    /// The node, by its place in the order.
    pub unit: usize,
    pub from: usize,
    pub slot: usize,
    /// Peak so far in this sub-block.
    pub peak: f32,
}

/// One summand of an output.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Mix {
    pub output: usize,
    pub feed: Feed,
}

/// A signal of which patterns read the value at the end of the latest sub-block.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Probe {
    pub feed: Feed,
    pub value: f32,
}

/// Whether no sample is NaN or infinite.
pub(in crate::graph) fn are_finite(samples: &[f32]) -> bool {
    // An exponent full of ones in any is one in all together, whose bits are gathered many samples at once. Only what is
    // found there (or put together from several) is looked at one by one.
    let together = samples.iter().fold(0, |bits, x| bits | x.to_bits());
    let full = f32::INFINITY.to_bits();
    together & full != full || samples.iter().all(|x| x.is_finite())
}

/// Adds frame by frame.
pub(in crate::graph) fn add(target: &mut [f32], source: &[f32]) {
    for (sum, value) in target.iter_mut().zip(source) {
        *sum += value;
    }
}

/// Adds with a weight for each frame.
pub(in crate::graph) fn add_weighted(target: &mut [f32], source: &[f32], weights: &[f32]) {
    for ((sum, value), weight) in target.iter_mut().zip(source).zip(weights) {
        *sum += value * weight;
    }
}

/// A weight for each frame of a sub-block.
pub(in crate::graph) type Weights = [f32; SUB_BLOCK];
