//! Which nodes are heard, in what order, where loops are cut, and how many channels each has.

use crate::graph::build::builder::{Description, Input};
use crate::graph::nodes::Width;

/// Marks of the depth-first walk.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// On the path from an output to here: meeting it again is a loop.
    Open,
    Done,
}

/// The nodes that are heard, each after all it reads, and the ports at which loops were cut.
pub(in crate::graph) struct Order {
    pub nodes: Vec<usize>,
    /// (node, port) that read their source's previous sub-block.
    pub cut: Vec<(usize, usize)>,
}

/// Depth-first from the outputs, without recursion: texts may nest thousands deep.
pub(in crate::graph) fn order(nodes: &[Description], outputs: &[(usize, Input)]) -> Order {
    let mut marks = vec![Mark::New; nodes.len()];
    let mut order = Order {
        nodes: Vec::new(),
        cut: Vec::new(),
    };
    let mut path: Vec<(usize, usize)> = Vec::new();
    for (_, input) in outputs {
        let Input::Signal(root) = input else { continue };
        if marks[root.0] != Mark::New {
            continue;
        }
        marks[root.0] = Mark::Open;
        path.push((root.0, 0));
        while let Some((node, port)) = path.last_mut() {
            let (node, at) = (*node, *port);
            let Some(input) = nodes[node].inputs.get(at) else {
                marks[node] = Mark::Done;
                order.nodes.push(node);
                path.pop();
                continue;
            };
            *port += 1;
            if let Input::Signal(source) = input {
                match marks[source.0] {
                    Mark::New => {
                        marks[source.0] = Mark::Open;
                        path.push((source.0, 0));
                    }
                    Mark::Open => order.cut.push((node, at)),
                    Mark::Done => {}
                }
            }
        }
    }
    order
}

/// Channels of each node: those that follow their inputs are stereo if any input is. Loops need several rounds; the
/// widths only grow, so it ends.
pub(in crate::graph) fn widths(nodes: &[Description], order: &Order) -> Vec<usize> {
    let mut channels = vec![1; nodes.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for &node in &order.nodes {
            let width = match nodes[node].entry.width {
                Width::Mono => 1,
                Width::Stereo => 2,
                Width::Follow => nodes[node]
                    .inputs
                    .iter()
                    .map(|input| match input {
                        Input::Signal(source) => channels[source.0],
                        Input::Source(_) | Input::AudioInput => 2,
                        _ => 1,
                    })
                    .max()
                    .unwrap_or(1),
            };
            if width != channels[node] {
                channels[node] = width;
                changed = true;
            }
        }
    }
    channels
}
