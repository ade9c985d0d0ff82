//! Rhythm: Euclid, repetition of events, structure taken from elsewhere.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::PatternId;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["euclid"],
        "Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "Plays a cycle of the pattern in each of so many onsets spread evenly over so many steps",
        "d1 $ euclid 3 8 $ s \"bd\"",
        |call| {
            let (onsets, steps, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().euclid(onsets, steps, None, false, p))
        },
    ),
    pattern(
        &["euclidInv", "euclidinv"],
        "Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "Plays in the gaps of the Euclidean rhythm",
        "d1 $ euclidInv 3 8 $ s \"hh\"",
        |call| {
            let (onsets, steps, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().euclid(onsets, steps, None, true, p))
        },
    ),
    pattern(
        &["euclidOff", "euclidoff", "eoff"],
        "Pattern Int -> Pattern Int -> Pattern Int -> Pattern a -> Pattern a",
        "A Euclidean rhythm turned to the left by so many steps",
        "d1 $ euclidOff 3 8 2 $ s \"bd\"",
        |call| {
            let (onsets, steps, turn, p) = (
                call.pattern(0),
                call.pattern(1),
                call.pattern(2),
                call.pattern(3),
            );
            Ok(call.graph().euclid(onsets, steps, Some(turn), false, p))
        },
    ),
    pattern(
        &["euclidFull", "euclidfull"],
        "Pattern Int -> Pattern Int -> Pattern a -> Pattern a -> Pattern a",
        "One pattern on the onsets of a Euclidean rhythm, another in its gaps",
        "d1 $ euclidFull 3 8 (s \"bd\") (s \"hh\")",
        |call| {
            let (onsets, steps) = (call.pattern(0), call.pattern(1));
            let (on, off) = (call.pattern(2), call.pattern(3));
            let graph = call.graph();
            let hits = graph.euclid(onsets, steps, None, false, on);
            let gaps = graph.euclid(onsets, steps, None, true, off);
            Ok(graph.stack(&[hits, gaps]))
        },
    ),
    pattern(
        &["segment", "discretise"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Samples a pattern so many times a cycle",
        "d1 $ n (segment 8 $ irand 8) # s \"arpy\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().segment(n, p))
        },
    ),
    pattern(
        &["struct"],
        "Pattern Bool -> Pattern a -> Pattern a",
        "Gives a pattern the rhythm of true values",
        "d1 $ struct \"t f t*2 f\" $ s \"bd\"",
        structure,
    ),
];

fn structure(call: &mut Call) -> EvalResult<PatternId> {
    let (rhythm, p) = (call.pattern(0), call.pattern(1));
    Ok(call.graph().structured(rhythm, p))
}
