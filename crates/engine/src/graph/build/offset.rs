//! Where a constant that was added to a signal (an offset, DC) is carried to.

use crate::graph::build::builder::{GraphBuilder, Input, NodeId};
use crate::graph::nodes::Kind;
use std::collections::HashSet;

/// Effects that leave no offset.
const BLOCK: &[&str] = &[
    "bpf", "dcblock", "formant", "hpf", "hpf24", "vocoder", "vowel",
];

impl GraphBuilder {
    /// The nodes whose output reaches an output of the graph with its offset: through buses, sums, products with numbers, and
    /// effects that have no reason to take it away. A product of two signals is a modulation, where offsets have a meaning.
    #[must_use]
    pub fn heard_with_their_offset(&self) -> HashSet<NodeId> {
        let mut open: Vec<Input> = self.outputs.iter().map(|(_, input)| *input).collect();
        let mut heard = HashSet::new();
        while let Some(input) = open.pop() {
            let Input::Signal(node) = self.resolve(input) else {
                continue;
            };
            if !heard.insert(node) {
                continue;
            }
            let description = &self.nodes[node.0];
            let constant = |input: &Input| matches!(self.resolve(*input), Input::Constant(_));
            match (
                description.entry.kind,
                description.entry.heading.name(),
                &description.inputs[..],
            ) {
                (Kind::Arithmetic, "+" | "-", inputs) => open.extend(inputs),
                (Kind::Arithmetic, "*", [a, b]) if constant(b) => open.push(*a),
                (Kind::Arithmetic, "*", [a, b]) if constant(a) => open.push(*b),
                (Kind::Arithmetic, "/", [a, b]) if constant(b) => open.push(*a),
                (Kind::Effect, name, [first, ..]) if !BLOCK.contains(&name) => open.push(*first),
                _ => {}
            }
        }
        heard
    }
}
