//! Rhythms of true and false from numbers and letters.

use super::{Argument, Builtin, pattern};
use phonon_pattern::{Join, Rational, Value as EventValue};

/// Most steps of a necklace.
const MOST_NECKLACE_STEPS: i64 = 4096;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["binaryN"],
        "Pattern Int -> Pattern Int -> Pattern Bool",
        "The lowest n binary digits of numbers, the highest of them first",
        "d1 $ struct (binaryN 4 \"5 9\") $ s \"hh\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            let graph = call.graph();
            Ok(graph.patterned(n, |graph, n| graph.binary(n, p)))
        },
    ),
    pattern(
        &["binary"],
        "Pattern Int -> Pattern Bool",
        "The lowest eight binary digits of numbers, the highest of them first",
        "d1 $ struct (binary 170) $ s \"hh\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().binary(8i64, p))
        },
    ),
    pattern(
        &["ascii"],
        "Pattern String -> Pattern Bool",
        "The binary digits of the letters of names",
        "d1 $ struct (ascii \"a\") $ s \"hh\"",
        |call| {
            let p = call.pattern(0);
            let graph = call.graph();
            // Letter by letter is known only of names that stand in the text.
            let names: Vec<_> = graph
                .words()
                .map(|(word, letters)| (word, letters.to_owned()))
                .collect();
            let mut table = Vec::with_capacity(names.len());
            for (word, letters) in names {
                let bits: Vec<_> = letters
                    .bytes()
                    .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
                    .map(|bit| graph.pure(EventValue::Bool(bit)))
                    .collect();
                table.push((word, graph.fastcat(&bits)));
            }
            let slot = graph.slot();
            let letters = graph.lookup(slot, &table);
            Ok(graph.join(Join::Squeeze, p, slot, letters))
        },
    ),
    pattern(
        &["necklace"],
        "Time -> [Int] -> Pattern Bool",
        "Hits so many steps apart, again and again and on over the cycle's end; n steps are a cycle",
        "d1 $ struct (necklace 12 [4, 2]) $ s \"hh\"",
        |call| {
            let steps = call.ratio(0);
            let distances: Vec<i64> = call
                .list(1)
                .iter()
                .map(|item| match item {
                    Argument::Int(distance) => *distance,
                    _ => 1,
                })
                .collect();
            let length: i64 = distances.iter().sum();
            if distances
                .iter()
                .any(|distance| *distance > MOST_NECKLACE_STEPS)
                || length > MOST_NECKLACE_STEPS
            {
                return call.wrong(
                    1,
                    format!("a necklace has at most {MOST_NECKLACE_STEPS} steps"),
                );
            }
            let graph = call.graph();
            let Some(share) = steps.reciprocal() else {
                return Ok(graph.silence());
            };
            let hits: Vec<_> = distances
                .iter()
                .flat_map(|distance| (0..(*distance).max(1)).map(|step| step == 0))
                .map(|hit| graph.pure(EventValue::Bool(hit)))
                .collect();
            let once = graph.fastcat(&hits);
            Ok(graph.slow_by(Rational::integer(length) * share, once))
        },
    ),
    pattern(
        &["distrib"],
        "[Pattern Int] -> Pattern a -> Pattern a",
        "Spreads hits over the hits of a rhythm, those over another's, and so on; the last number is that of steps",
        "d1 $ distrib [3, 5, 8] $ s \"hh\"",
        |call| {
            let (counts, p) = (call.patterns(0), call.pattern(1));
            Ok(call.graph().distrib(&counts, p))
        },
    ),
];
