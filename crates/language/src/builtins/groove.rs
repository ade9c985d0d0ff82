//! The feel of a player: notes that are never quite in place, and grooves, where some are always out of it.

use super::{Argument, Builtin, pattern};
use phonon_pattern::{Graph, Operation, PatternId, Rational, Scalar, Structure, Wave};

/// How far apart in cycles two random numbers for one event are taken: no rhythm has such a step.
const APART: (i64, i64) = (1, 97);
/// Most steps of a groove.
const MOST_GROOVE_STEPS: usize = 256;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["humanize", "humanise"],
        "Pattern Double -> Pattern Double -> ControlPattern -> ControlPattern",
        "Plays unevenly: up to so many seconds earlier or later (`nudge`), up to such a part louder or quieter (`gain`)",
        "d1 $ humanize 0.01 0.2 $ s \"hh*8\"",
        |call| {
            let (time, level, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let apart = Rational::new(APART.0, APART.1).unwrap_or(Rational::ZERO);
            let graph = call.graph();
            let moved = graph.patterned(time, |graph, time| {
                let uneven = uneven(graph, Rational::ZERO, time);
                joined(graph, Operation::Add, "nudge", p, uneven)
            });
            Ok(graph.patterned(level, |graph, level| {
                let uneven = uneven(graph, apart, level);
                let factor = graph.adjust(Operation::Add, uneven, 1.0);
                joined(graph, Operation::Multiply, "gain", moved, factor)
            }))
        },
    ),
    pattern(
        &["groove"],
        "[Time] -> Pattern a -> Pattern a",
        "Cuts each cycle into as many steps as there are numbers, and begins each so much of a step later (negative: earlier)",
        "d1 $ inside 4 (groove [0, 1/3]) $ s \"hh*8\"",
        |call| {
            let offsets: Vec<Rational> = call
                .list(0)
                .into_iter()
                .filter_map(|item| match item {
                    Argument::Ratio(offset) => Some(offset),
                    _ => None,
                })
                .collect();
            let p = call.pattern(1);
            let Some(first) = offsets.first().copied() else {
                return call.wrong(0, "a groove has at least one step");
            };
            if offsets.len() > MOST_GROOVE_STEPS {
                return call.wrong(0, format!("a groove has at most {MOST_GROOVE_STEPS} steps"));
            }
            let steps = Rational::integer(offsets.len() as i64);
            let mut parts = Vec::with_capacity(offsets.len());
            for (step, offset) in (0i64..).zip(&offsets) {
                let next = offsets.get(step as usize + 1).copied().unwrap_or(first);
                let length = Rational::ONE + next - *offset;
                if length <= Rational::ZERO {
                    return call.wrong(0, "a step of a groove cannot begin after the next one");
                }
                let begin = Rational::integer(step) / steps;
                let end = Rational::integer(step + 1) / steps;
                parts.push((length, call.graph().zoom_by(begin, end, p)));
            }
            let graph = call.graph();
            let count = graph.steps(p);
            let all = graph.timecat(&parts);
            let moved = graph.late_by(first / steps, all);
            Ok(graph.with_steps(count, moved))
        },
    ),
];

/// Random numbers from `-most` to `most`, taken so many cycles ahead.
fn uneven(graph: &mut Graph, ahead: Rational, most: Scalar) -> PatternId {
    let random = graph.wave(Wave::Random);
    let random = graph.late_by(-ahead, random);
    let both = graph.adjust(Operation::Multiply, random, 2.0);
    let both = graph.adjust(Operation::Subtract, both, 1.0);
    graph.adjust(Operation::Multiply, both, most)
}

/// A parameter of sounds and numbers joined to it.
fn joined(
    graph: &mut Graph,
    operation: Operation,
    name: &str,
    sounds: PatternId,
    numbers: PatternId,
) -> PatternId {
    let name = graph.intern(name);
    let control = graph.control(name, numbers);
    graph.apply(operation, Structure::Left, sounds, control)
}
