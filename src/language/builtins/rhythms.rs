//! Rhythms of true and false from numbers and letters.

use super::{Argument, Builtin, pattern};
use crate::pattern::{Graph, Join, Operation, Pattern, Value};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["binaryN"],
        "Int -> Pattern Int -> Pattern Bool",
        "The lowest n binary digits of numbers, the highest of them first",
        "d1 $ struct (binaryN 4 \"5 9\") $ s \"hh\"",
        |call| {
            let (n, p) = (call.int(0), call.pattern(1));
            Ok(digits(call.graph(), n, p))
        },
    ),
    pattern(
        &["binary"],
        "Pattern Int -> Pattern Bool",
        "The lowest eight binary digits of numbers, the highest of them first",
        "d1 $ struct (binary 170) $ s \"hh\"",
        |call| {
            let p = call.pattern(0);
            Ok(digits(call.graph(), 8, p))
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
                    .map(|bit| graph.pure(Value::Bool(bit)))
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
        "Int -> [Int] -> Pattern Bool",
        "A rhythm of n steps, of hits so many steps apart, again and again",
        "d1 $ struct (necklace 12 [4, 2]) $ s \"hh\"",
        |call| {
            let steps = call.int(0).clamp(0, 4096);
            let distances: Vec<i64> = call
                .list(1)
                .iter()
                .map(|item| match item {
                    Argument::Int(distance) => (*distance).max(1),
                    _ => 1,
                })
                .collect();
            let graph = call.graph();
            let mut hits = vec![false; steps as usize];
            let (mut at, mut turn) = (0, distances.iter().cycle());
            while at < steps {
                hits[at as usize] = true;
                at = at.saturating_add(turn.next().copied().unwrap_or(steps));
            }
            let hits: Vec<_> = hits
                .into_iter()
                .map(|hit| graph.pure(Value::Bool(hit)))
                .collect();
            Ok(graph.fastcat(&hits))
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

/// The lowest `count` binary digits of each number, squeezed into its time.
fn digits(graph: &mut Graph, count: i64, p: Pattern) -> Pattern {
    let slot = graph.slot();
    let digits: Vec<_> = (0..count.clamp(0, 62))
        .rev()
        .map(|digit| {
            let higher = graph.formula_of(Operation::Divide, slot, 1i64 << digit);
            let bit = graph.formula_of(Operation::Modulo, higher, 2i64);
            let truth = graph.formula_of(Operation::Equal, bit, 1i64);
            graph.pure(truth)
        })
        .collect();
    let digits = graph.fastcat(&digits);
    graph.join(Join::Squeeze, p, slot, digits)
}
