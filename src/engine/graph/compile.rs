//! From a description to a running schedule: buses resolved, what is known beforehand computed, nodes ordered, buffers
//! allotted.

use super::allot::Allotment;
use super::builder::{Description, GraphBuilder, Input};
use super::order::{order, widths};
use super::schedule::Schedule;
use super::simplify::simplify;

pub(super) fn compile(builder: &GraphBuilder) -> Schedule {
    let mut nodes: Vec<Description> = builder
        .nodes
        .iter()
        .map(|node| {
            let mut node = node.clone();
            for input in &mut node.inputs {
                *input = resolve(builder, *input);
            }
            node
        })
        .collect();
    let mut outputs: Vec<(usize, Input)> = builder
        .outputs
        .iter()
        .map(|(output, input)| (*output, resolve(builder, *input)))
        .collect();
    simplify(builder, &mut nodes, &mut outputs);
    let order = order(&nodes, &outputs);
    let channels = widths(&nodes, &order);
    Allotment::new(builder, &nodes, &order, &channels, &outputs).schedule()
}

/// What a bus carries in the end; silence if it is undefined or only names itself.
fn resolve(builder: &GraphBuilder, mut input: Input) -> Input {
    for _ in 0..=builder.buses.len() {
        match input {
            Input::Bus(bus) => input = builder.buses[bus.0].unwrap_or(Input::Constant(0.0)),
            Input::Constant(value) if !value.is_finite() => return Input::Constant(0.0),
            other => return other,
        }
    }
    Input::Constant(0.0)
}
