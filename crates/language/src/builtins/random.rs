//! Chance: events left out, functions applied now and then.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::{Operation, PatternId, Rational, Structure, Value as EventValue, Wave};

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
            Ok(call.graph().undegrade_by(amount, p))
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
    pattern(
        &["sometimesBy'"],
        "Pattern Double -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to everything, then keeps some of the result and the other events: the probability",
        "d1 $ sometimesBy' 0.3 (# speed 2) $ s \"hh*8\"",
        |call| {
            let amount = call.pattern(0);
            sometimes_after(call, amount, 1)
        },
    ),
    pattern(
        &["sometimes'"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to everything, then keeps half of it",
        "d1 $ sometimes' (# speed 2) $ s \"hh*8\"",
        |call| fixed_after(call, 0.5),
    ),
    pattern(
        &["often'"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to everything, then keeps three quarters of it",
        "d1 $ often' (# speed 2) $ s \"hh*8\"",
        |call| fixed_after(call, 0.75),
    ),
    pattern(
        &["rarely'"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to everything, then keeps a quarter of it",
        "d1 $ rarely' (# speed 2) $ s \"hh*8\"",
        |call| fixed_after(call, 0.25),
    ),
    pattern(
        &["almostNever'"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to a tenth of the events",
        "d1 $ almostNever' (# speed 2) $ s \"hh*8\"",
        // Tidal's is the same as the one without the stroke.
        |call| fixed(call, 0.1),
    ),
    pattern(
        &["almostAlways'"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function to everything, then keeps nine tenths of it",
        "d1 $ almostAlways' (# speed 2) $ s \"hh*8\"",
        |call| fixed_after(call, 0.9),
    ),
    pattern(
        &["someCyclesBy", "somecyclesBy"],
        "Pattern Double -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in some cycles: the probability",
        "d1 $ someCyclesBy 0.3 (# speed 2) $ s \"bd sn\"",
        |call| {
            let (amount, p) = (call.pattern(0), call.pattern(2));
            let changed = call.apply(1, p)?;
            Ok(call.graph().some_cycles_by(amount, changed, p))
        },
    ),
    pattern(
        &["someCycles", "somecycles"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Applies a function in half of the cycles",
        "d1 $ someCycles (# speed 2) $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let changed = call.apply(0, p)?;
            let graph = call.graph();
            let half = graph.number(0.5);
            Ok(graph.some_cycles_by(half, changed, p))
        },
    ),
    pattern(
        &["seedBy"],
        "Pattern Int -> Pattern a -> Pattern a",
        "Gives a pattern dice of its own, others for each number: what is random in it falls otherwise",
        "d1 $ stack [degrade $ s \"bd*8\", seedBy 7 $ degrade $ s \"hh*8\"]",
        |call| {
            let (dice, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().own_dice(dice, p))
        },
    ),
    pattern(
        &["degradeOverBy"],
        "Int -> Pattern Double -> Pattern a -> Pattern a",
        "Leaves out events at random, in the same way for n cycles on end",
        "d1 $ degradeOverBy 4 0.5 $ s \"hh*8\"",
        |call| {
            let (cycles, amount, p) = (call.int(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().degrade_over_by(cycles, amount, p))
        },
    ),
    pattern(
        &["fadeOut"],
        "Time -> Pattern a -> Pattern a",
        "Leaves out more and more events, all after n cycles",
        "d1 $ fadeOut 8 $ s \"hh*8\"",
        |call| fade(call, None, 0, false),
    ),
    pattern(
        &["fadeOutFrom"],
        "Time -> Time -> Pattern a -> Pattern a",
        "Leaves out more and more events from a cycle on, all after n cycles",
        "d1 $ fadeOutFrom 2 8 $ s \"hh*8\"",
        |call| fade(call, Some(0), 1, false),
    ),
    pattern(
        &["fadeIn"],
        "Time -> Pattern a -> Pattern a",
        "Lets in more and more events, all after n cycles",
        "d1 $ fadeIn 2 $ s \"hh*8\"",
        |call| fade(call, None, 0, true),
    ),
    pattern(
        &["fadeInFrom"],
        "Time -> Time -> Pattern a -> Pattern a",
        "Lets in more and more events from a cycle on, all after n cycles",
        "d1 $ fadeInFrom 0 2 $ s \"hh*8\"",
        |call| fade(call, Some(0), 1, true),
    ),
];

fn fixed(call: &mut Call, probability: f64) -> EvalResult<PatternId> {
    let amount = call.graph().pure(EventValue::Float(probability));
    sometimes_by(call, amount, 0)
}

/// The function at `function` applied to the events whose random number is below `amount`; the pattern is the argument
/// after it.
fn sometimes_by(call: &mut Call, amount: PatternId, function: usize) -> EvalResult<PatternId> {
    let p = call.pattern(function + 1);
    let chosen = call.graph().undegrade_by(amount, p);
    let changed = call.apply(function, chosen)?;
    let graph = call.graph();
    let rest = graph.degrade_by(amount, p);
    Ok(graph.stack(&[rest, changed]))
}

fn fixed_after(call: &mut Call, probability: f64) -> EvalResult<PatternId> {
    let amount = call.graph().pure(EventValue::Float(probability));
    sometimes_after(call, amount, 0)
}

/// [`sometimes_by`], but the function sees all events, and chance decides afterwards.
fn sometimes_after(call: &mut Call, amount: PatternId, function: usize) -> EvalResult<PatternId> {
    let p = call.pattern(function + 1);
    let changed = call.apply(function, p)?;
    let graph = call.graph();
    Ok(graph.patterned(amount, |graph, amount| {
        let chosen = graph.degrade_with(amount, Rational::ZERO, true, changed);
        let rest = graph.degrade_with(amount, Rational::ZERO, false, p);
        graph.stack(&[rest, chosen])
    }))
}

/// Events left out along a ramp of so many cycles (the argument at `length`; the pattern is the one after it).
fn fade(
    call: &mut Call,
    from: Option<usize>,
    length: usize,
    inwards: bool,
) -> EvalResult<PatternId> {
    let from = from.map(|index| call.ratio(index));
    let (cycles, p) = (call.ratio(length), call.pattern(length + 1));
    let graph = call.graph();
    let ramp = graph.wave(Wave::Envelope);
    let ramp = graph.slow_by(cycles, ramp);
    let ramp = match from {
        Some(from) => graph.late_by(from, ramp),
        None => ramp,
    };
    let amount = if inwards {
        let one = graph.steady(1.0);
        graph.apply(Operation::Subtract, Structure::Both, one, ramp)
    } else {
        ramp
    };
    Ok(graph.degrade_each_cycle_by(amount, p))
}

#[cfg(test)]
mod tests {
    use crate::query::played;

    #[test]
    fn dice_of_a_pattern_are_its_own_and_nobody_elses() {
        let all =
            |text: &str| -> Vec<String> { (0..4).flat_map(|cycle| played(text, cycle)).collect() };
        for (random, within) in [
            ("degrade $ s \"bd*16\"", "seedBy 7 $ degrade $ s \"bd*16\""),
            ("s \"bd*8?\"", "seedBy \"7\" $ s \"bd*8?\""),
            ("n (segment 8 rand)", "seedBy 7 $ n (segment 8 rand)"),
            (
                "shuffle 4 $ n \"0 1 2 3\"",
                "seedBy 7 $ shuffle 4 $ n \"0 1 2 3\"",
            ),
        ] {
            assert_ne!(all(random), all(within), "{random}");
            assert_eq!(all(&format!("seedBy 0 $ {random}")), all(random));
        }
        // What comes after has the dice of all.
        assert_eq!(
            all("degrade $ seedBy 7 $ s \"bd*16\""),
            all("degrade $ s \"bd*16\"")
        );
        assert_ne!(
            all("seedBy 1 $ s \"bd*16?\""),
            all("seedBy 2 $ s \"bd*16?\"")
        );
    }
}
