//! Continuous patterns: waves and random numbers.

use super::{Builtin, pattern};
use crate::pattern::{Operation, Scalar, Structure, Value, Wave};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["sine"],
        "Fractional a => Pattern a",
        "A sine wave from 0 to 1, one a cycle",
        "d1 $ s \"hh*8\" # pan sine",
        |call| Ok(call.graph().wave(Wave::Sine)),
    ),
    pattern(
        &["cosine"],
        "Fractional a => Pattern a",
        "A sine wave a quarter of a cycle later",
        "d1 $ s \"hh*8\" # pan cosine",
        |call| Ok(call.graph().cosine()),
    ),
    pattern(
        &["saw"],
        "Fractional a => Pattern a",
        "A ramp from 0 up to 1, one a cycle",
        "d1 $ s \"hh*8\" # pan saw",
        |call| Ok(call.graph().wave(Wave::Saw)),
    ),
    pattern(
        &["square"],
        "Fractional a => Pattern a",
        "0 in the first half of the cycle, 1 in the second",
        "d1 $ s \"hh*8\" # pan square",
        |call| Ok(call.graph().wave(Wave::Square)),
    ),
    pattern(
        &["isaw"],
        "Fractional a => Pattern a",
        "A ramp from 1 down to 0, one a cycle",
        "d1 $ s \"hh*8\" # pan isaw",
        |call| {
            let graph = call.graph();
            let saw = graph.wave(Wave::Saw);
            let one = graph.steady(1.0);
            Ok(graph.apply(Operation::Subtract, Structure::Both, one, saw))
        },
    ),
    pattern(
        &["rand"],
        "Fractional a => Pattern a",
        "Random numbers from 0 to 1",
        "d1 $ s \"hh*8\" # pan rand",
        |call| Ok(call.graph().wave(Wave::Random)),
    ),
    pattern(
        &["irand"],
        "Num a => Pattern Int -> Pattern a",
        "Random whole numbers from 0 to below n",
        "d1 $ s \"arpy*8\" # n (irand 8)",
        |call| {
            let n = call.pattern(0);
            let graph = call.graph();
            Ok(graph.patterned(n, |graph, n| {
                let random = graph.wave(Wave::Random);
                let scaled = graph.adjust(Operation::Multiply, random, n);
                // x - x mod 1
                let fraction =
                    graph.adjust(Operation::Modulo, scaled, Scalar::Value(Value::Float(1.0)));
                graph.apply(Operation::Subtract, Structure::Both, scaled, fraction)
            }))
        },
    ),
    pattern(
        &["range"],
        "Pattern b -> Pattern b -> Pattern b -> Pattern b",
        "Scales numbers from 0…1 to lie between two others",
        "d1 $ s \"hh*8\" # speed (range 1 2 sine)",
        |call| {
            let (low, high, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let graph = call.graph();
            let width = graph.apply(Operation::Subtract, Structure::Both, high, low);
            let scaled = graph.apply(Operation::Multiply, Structure::Both, p, width);
            Ok(graph.apply(Operation::Add, Structure::Both, scaled, low))
        },
    ),
];
