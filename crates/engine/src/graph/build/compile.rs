//! From a description to a running schedule: buses resolved, what is known beforehand computed, nodes ordered, what is
//! late waited for, buffers allotted.

use crate::graph::build::buffers::Allotment;
use crate::graph::build::builder::{Description, GraphBuilder, Input};
use crate::graph::build::latency::compensate;
use crate::graph::build::order::{order, widths};
use crate::graph::build::simplify::simplify;
use crate::graph::run::schedule::{SINKS, Schedule};

pub(in crate::graph) fn compile(builder: &GraphBuilder) -> Schedule {
    let mut nodes: Vec<Description> = builder
        .nodes
        .iter()
        .map(|node| {
            let mut node = node.clone();
            for input in &mut node.inputs {
                *input = builder.resolve(*input);
            }
            node
        })
        .collect();
    let mut outputs: Vec<(usize, Input)> = builder
        .outputs
        .iter()
        .map(|(output, input)| (*output, builder.resolve(*input)))
        // What patterns read is heard too: as outputs beyond the last.
        .chain(
            builder
                .probes
                .iter()
                .enumerate()
                .map(|(index, input)| (SINKS + index, builder.resolve(*input))),
        )
        .collect();
    simplify(builder, &mut nodes, &mut outputs);
    let heard = order(&nodes, &outputs);
    compensate(&mut nodes, &heard, builder.sample_rate);
    let order = order(&nodes, &outputs);
    let channels = widths(&nodes, &order);
    Allotment::new(builder, &nodes, &order, &channels, &outputs).schedule()
}
