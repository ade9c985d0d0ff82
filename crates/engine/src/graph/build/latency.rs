//! Latency within the graph: where paths meet of which some are late (a window of a spectral effect), the others are
//! delayed by as much, so that what was together stays together. What goes to different outputs is left alone: a new
//! effect on one must not make the others stumble.

use crate::graph::build::builder::{Description, Input, NodeId};
use crate::graph::build::order::Order;
use crate::graph::nodes::{Kind, LATE, PortKind};

/// Whether sounds meet at a node's input `index`: a number or trigger may be as late as it is.
fn meets(node: &Description, index: usize) -> bool {
    let is_sound = matches!(
        node.inputs[index],
        Input::Signal(_) | Input::Source(_) | Input::AudioInput
    );
    let takes_sound = node.entry.feed_kind(index) == PortKind::Audio;
    is_sound && (takes_sound || node.entry.kind == Kind::Arithmetic)
}

/// Puts delays before the inputs that would come too early, at a sample rate in Hz. What a loop brings is as late as it is.
pub(in crate::graph) fn compensate(nodes: &mut Vec<Description>, order: &Order, sample_rate: f64) {
    let mut late = vec![0; nodes.len()];
    for &node in &order.nodes {
        let sounds: Vec<(usize, usize)> = (0..nodes[node].inputs.len())
            .filter(|index| meets(&nodes[node], *index) && !order.cut.contains(&(node, *index)))
            .map(|index| match nodes[node].inputs[index] {
                Input::Signal(source) => (index, late[source.0]),
                _ => (index, 0),
            })
            .collect();
        let latest = sounds.iter().map(|(_, frames)| *frames).max().unwrap_or(0);
        for (index, frames) in sounds {
            if frames < latest {
                let delay = Description {
                    entry: &LATE,
                    path: format!("{}/late {index}", nodes[node].path),
                    inputs: vec![
                        nodes[node].inputs[index],
                        Input::Constant((latest - frames) as f32),
                    ],
                    texts: Vec::new(),
                };
                nodes.push(delay);
                late.push(latest);
                nodes[node].inputs[index] = Input::Signal(NodeId(nodes.len() - 1));
            }
        }
        late[node] = latest + (nodes[node].entry.latency)(sample_rate);
    }
}
