//! Patterns that begin with what they are evaluated in: their cycle 0 is the cycle of the song in which the program that
//! has them took over, and cycle 0 of the song in a project that is opened or rendered.

use super::{Builtin, Call, Callable, value};
use crate::evaluate::value::{EvalResult, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::{Join, Operation, PatternId, Rational};

pub(super) static ROWS: &[Builtin] = &[
    value(
        &[
            "qtrigger", "qt", "trigger", "ctrigger", "ct", "rtrigger", "rt", "ftrigger", "ft",
        ],
        "a -> b",
        "Begins with its cycle 0 in the cycle in which it is evaluated",
        "d1 $ qtrigger $ n \"<0 1 2 3>\" # s \"drum\"",
        |call| {
            // `qtrigger 1 $ …`: the output was named in older versions of Tidal.
            if matches!(call.value(0).value, Value::Number(_)) {
                return call.builtin_function("qtrigger", Vec::new());
            }
            let (begin, given) = (begin(call), call.value(0));
            later(call, begin, given)
        },
    ),
    value(
        &["mtrigger", "mt"],
        "Int -> a -> b",
        "Begins with its cycle 0 in the next cycle whose number is a multiple",
        "d1 $ mtrigger 4 $ n \"<0 1 2 3>\" # s \"drum\"",
        |call| {
            let n = Rational::integer(call.int(0).max(1));
            let (begin, given) = (begin(call), call.value(1));
            let graph = call.graph();
            let parts = Rational::ONE / n;
            let begin = graph.adjust(Operation::RoundUp, begin, parts);
            later(call, begin, given)
        },
    ),
    value(
        &["triggerWith"],
        "(Time -> Time) -> a -> b",
        "Begins with its cycle 0 at the time that a function makes of that at which it is evaluated",
        "d1 $ triggerWith (const 0.25) $ s \"bd*2 cp\"",
        |call| {
            let function = call.function(0);
            let (begin, given) = (begin(call), call.value(1));
            let begin = changed(call, &function, begin)?;
            later(call, begin, given)
        },
    ),
];

/// The cycle in which the statement was evaluated, as it is known when the pattern plays.
fn begin(call: &mut Call) -> PatternId {
    call.evaluator.beginning()
}

fn changed(call: &mut Call, function: &Callable, time: PatternId) -> EvalResult<PatternId> {
    let graph = call.graph();
    let slot = graph.slot();
    let body = call.run_scalar(function, Kind::Ratio, slot)?;
    Ok(call.graph().join(Join::Inner, time, slot, body))
}

/// What is given, later by a time.
fn later(call: &mut Call, time: PatternId, given: Spanned) -> EvalResult<Value> {
    let time = Spanned::new(Value::Pattern(Kind::Ratio, time), call.place);
    call.builtin("~>", vec![time, given])
}
