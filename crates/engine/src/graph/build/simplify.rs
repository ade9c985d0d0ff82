//! What can be known beforehand is computed beforehand (arithmetic on constants), and what is the same twice only once.

use crate::graph::block::StereoBlock;
use crate::graph::build::builder::{Description, GraphBuilder, Input, NodeId};
use crate::graph::build::order::order;
use crate::graph::node::{Inputs, Output, Segment, Setting};
use crate::graph::nodes::Kind;
use crate::graph::run::feed::{Feed, Origin};
use std::collections::HashMap;

/// Replaces arithmetic on constants by its result, and nodes that do the same with the same inputs by the first of them.
/// Nodes in loops keep their places: what they read is not known before them.
pub(in crate::graph) fn simplify(
    builder: &GraphBuilder,
    nodes: &mut [Description],
    outputs: &mut [(usize, Input)],
) {
    let order = order(nodes, outputs);
    let mut replaced: HashMap<usize, Input> = HashMap::new();
    let mut first: HashMap<(usize, Vec<InputKey>, Vec<String>), usize> = HashMap::new();
    let replacement = |replaced: &HashMap<usize, Input>, input: Input| match input {
        Input::Signal(node) => replaced.get(&node.0).copied().unwrap_or(input),
        other => other,
    };
    for &node in &order.nodes {
        for input in &mut nodes[node].inputs {
            *input = replacement(&replaced, *input);
        }
        let description = &nodes[node];
        if description.entry.unique {
            continue;
        }
        if let Some(value) = constant_result(builder, description) {
            replaced.insert(node, Input::Constant(value));
            continue;
        }
        let inputs = description.inputs.iter().map(InputKey::of).collect();
        let entry = std::ptr::from_ref(description.entry).addr();
        let key = (entry, inputs, description.texts.clone());
        let same = *first.entry(key).or_insert(node);
        if same != node {
            replaced.insert(node, Input::Signal(NodeId(same)));
        }
    }
    // Edges of loops, and the outputs.
    for &node in &order.nodes {
        for input in &mut nodes[node].inputs {
            *input = replacement(&replaced, *input);
        }
    }
    for (_, input) in outputs {
        *input = replacement(&replaced, *input);
    }
}

/// An input that can be compared and hashed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct InputKey(u8, u64);

impl InputKey {
    fn of(input: &Input) -> Self {
        match *input {
            Input::Constant(value) => Self(0, u64::from(value.to_bits())),
            Input::Signal(node) => Self(1, node.0 as u64),
            Input::Bus(bus) => Self(2, bus.0 as u64),
            Input::Pattern(index) => Self(3, index as u64),
            Input::Smooth(index) => Self(4, index as u64),
            Input::Source(index) => Self(5, index as u64),
            Input::Macro(index) => Self(6, index as u64),
            Input::AudioInput => Self(7, 0),
            Input::Frequency => Self(8, 0),
        }
    }
}

/// The value of arithmetic on constants alone, found by running the node once.
fn constant_result(builder: &GraphBuilder, description: &Description) -> Option<f32> {
    if description.entry.kind != Kind::Arithmetic {
        return None;
    }
    let mut constants = Vec::new();
    let mut buffers = Vec::new();
    let mut feeds = Vec::new();
    for (slot, input) in description.inputs.iter().enumerate() {
        let Input::Constant(value) = *input else {
            return None;
        };
        constants.push(Some(value));
        buffers.push(Box::new(StereoBlock::filled(value)));
        feeds.push(Feed {
            slot,
            mono: true,
            constant: Some(value),
            origin: Origin::Constant,
        });
    }
    let mut node = (description.entry.create)(&Setting {
        sample_rate: builder.sample_rate,
        channels: 1,
        seed: 0,
        texts: &[],
        impulses: &builder.impulses,
        constants: &constants,
    });
    let mut block = StereoBlock::default();
    let inputs = Inputs {
        feeds: &feeds,
        buffers: &buffers,
        steps: &[],
        range: 0..1,
    };
    let mut output = Output {
        block: &mut block,
        range: 0..1,
        channels: 1,
    };
    node.process(&Segment::bare(0, 0..1), &inputs, &mut output);
    block.left[0].is_finite().then_some(block.left[0])
}
