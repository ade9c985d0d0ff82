//! Chance: events left out, functions applied now and then.

use super::{Builtin, Call, pattern};
use crate::language::value::Outcome;
use crate::pattern::{Pattern, Rational, Value};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["degradeBy"],
        "Pattern Double -> Pattern a -> Pattern a",
        "Leaves out events at random: the probability",
        "d1 $ degradeBy 0.3 $ s \"hh*8\"",
        |call| {
            let (amount, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().degrade_by(amount, p))
        },
    ),
    pattern(
        &["degrade"],
        "Pattern a -> Pattern a",
        "Leaves out half of the events at random",
        "d1 $ degrade $ s \"hh*8\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().degrade_with(0.5, Rational::ZERO, false, p))
        },
    ),
    pattern(
        &["unDegradeBy"],
        "Pattern Double -> Pattern a -> Pattern a",
        "Keeps the events that degradeBy leaves out",
        "d1 $ unDegradeBy 0.3 $ s \"hh*8\"",
        |call| {
            let (amount, p) = (call.pattern(0), call.pattern(1));
            let graph = call.graph();
            Ok(graph.patterned(amount, |graph, amount| {
                graph.degrade_with(amount, Rational::ZERO, true, p)
            }))
        },
    ),
    pattern(
        &["sometimesBy"],
        "Pattern Double -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to events at random: the probability",
        "d1 $ sometimesBy 0.3 (# speed 2) $ s \"hh*8\"",
        |call| {
            let amount = call.pattern(0);
            sometimes_by(call, amount, 1)
        },
    ),
    pattern(
        &["sometimes"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to half of the events",
        "d1 $ sometimes (# speed 2) $ s \"hh*8\"",
        |call| fixed(call, 0.5),
    ),
    pattern(
        &["often"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to three quarters of the events",
        "d1 $ often (# speed 2) $ s \"hh*8\"",
        |call| fixed(call, 0.75),
    ),
    pattern(
        &["rarely"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to a quarter of the events",
        "d1 $ rarely (# speed 2) $ s \"hh*8\"",
        |call| fixed(call, 0.25),
    ),
    pattern(
        &["almostNever"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to a tenth of the events",
        "d1 $ almostNever (# speed 2) $ s \"hh*8\"",
        |call| fixed(call, 0.1),
    ),
    pattern(
        &["almostAlways"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to nine tenths of the events",
        "d1 $ almostAlways (# speed 2) $ s \"hh*8\"",
        |call| fixed(call, 0.9),
    ),
    pattern(
        &["always"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function",
        "d1 $ always (# speed 2) $ s \"hh*8\"",
        |call| {
            let p = call.pattern(1);
            call.apply(0, p)
        },
    ),
    pattern(
        &["never"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Leaves the pattern as it is",
        "d1 $ never (# speed 2) $ s \"hh*8\"",
        |call| Ok(call.pattern(1)),
    ),
];

fn fixed(call: &mut Call, probability: f64) -> Outcome<Pattern> {
    let amount = call.graph().pure(Value::Float(probability));
    sometimes_by(call, amount, 0)
}

/// The function at `function` applied to the events whose random number is below `amount`; the pattern is the argument
/// after it.
fn sometimes_by(call: &mut Call, amount: Pattern, function: usize) -> Outcome<Pattern> {
    let p = call.pattern(function + 1);
    let chosen = call.graph().patterned(amount, |graph, amount| {
        graph.degrade_with(amount, Rational::ZERO, true, p)
    });
    let changed = call.apply(function, chosen)?;
    let graph = call.graph();
    let rest = graph.patterned(amount, |graph, amount| {
        graph.degrade_with(amount, Rational::ZERO, false, p)
    });
    Ok(graph.stack(&[rest, changed]))
}
