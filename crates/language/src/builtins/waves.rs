//! Continuous patterns: waves and random numbers.

use super::{Builtin, pattern};
use crate::types::Kind;
use phonon_pattern::{Graph, Join, Operation, PatternId, Structure, Wave};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["sine", "sine1", "sinewave1"],
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
        &["saw", "saw1", "sawwave1"],
        "Fractional a => Pattern a",
        "A ramp from 0 up to 1, one a cycle",
        "d1 $ s \"hh*8\" # pan saw",
        |call| Ok(call.graph().wave(Wave::Saw)),
    ),
    pattern(
        &["square", "square1", "squarewave1"],
        "Fractional a => Pattern a",
        "0 in the first half of the cycle, 1 in the second",
        "d1 $ s \"hh*8\" # pan square",
        |call| Ok(call.graph().wave(Wave::Square)),
    ),
    pattern(
        &["isaw", "isaw1"],
        "Fractional a => Pattern a",
        "A ramp from 1 down to 0, one a cycle",
        "d1 $ s \"hh*8\" # pan isaw",
        |call| Ok(call.graph().wave(Wave::FallingSaw)),
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
            Ok(graph.patterned(n, |graph, n| graph.random_below(n)))
        },
    ),
    pattern(
        &["range"],
        "Pattern b -> Pattern b -> Pattern b -> Pattern b",
        "Scales numbers from 0…1 to lie between two others",
        "d1 $ s \"hh*8\" # speed (range 1 2 sine)",
        |call| {
            let (low, high, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            Ok(call.graph().range(low, high, p))
        },
    ),
    pattern(
        &["rangex", "scalex"],
        "Double -> Double -> Pattern Double -> Pattern Double",
        "Scales numbers from 0…1 to lie between two others, by equal ratios: right for frequencies",
        "d1 $ s \"saw*8\" # lpf (rangex 200 4000 sine)",
        |call| {
            let (low, high, p) = (call.number(0), call.number(1), call.pattern(2));
            if low <= 0.0 || high <= 0.0 {
                return call.wrong(0, "`rangex` needs numbers above zero");
            }
            Ok(call.graph().rangex(low, high, p))
        },
    ),
    pattern(
        &["tri", "tri1", "triwave1"],
        "Fractional a => Pattern a",
        "Up from 0 to 1 and down again, once a cycle",
        "d1 $ s \"hh*8\" # pan tri",
        |call| Ok(triangle(call.graph())),
    ),
    pattern(
        &["sine2", "sinewave"],
        "Fractional a => Pattern a",
        "A sine wave from -1 to 1, one a cycle",
        "d1 $ s \"superpiano*8\" # n (sine2 * 4)",
        |call| {
            let sine = call.graph().wave(Wave::Sine);
            Ok(both_signs(call.graph(), sine))
        },
    ),
    pattern(
        &["cosine2"],
        "Fractional a => Pattern a",
        "A sine wave from -1 to 1, a quarter of a cycle later",
        "d1 $ s \"superpiano*8\" # n (cosine2 * 4)",
        |call| {
            let cosine = call.graph().cosine();
            Ok(both_signs(call.graph(), cosine))
        },
    ),
    pattern(
        &["saw2", "sawwave"],
        "Fractional a => Pattern a",
        "A ramp from -1 up to 1, one a cycle",
        "d1 $ s \"superpiano*8\" # n (saw2 * 4)",
        |call| {
            let saw = call.graph().wave(Wave::Saw);
            Ok(both_signs(call.graph(), saw))
        },
    ),
    pattern(
        &["isaw2"],
        "Fractional a => Pattern a",
        "A ramp from 1 down to -1, one a cycle",
        "d1 $ s \"superpiano*8\" # n (isaw2 * 4)",
        |call| {
            let falling = call.graph().wave(Wave::FallingSaw);
            Ok(both_signs(call.graph(), falling))
        },
    ),
    pattern(
        &["tri2", "triwave"],
        "Fractional a => Pattern a",
        "Up from -1 to 1 and down again, once a cycle",
        "d1 $ s \"superpiano*8\" # n (tri2 * 4)",
        |call| {
            let triangle = triangle(call.graph());
            Ok(both_signs(call.graph(), triangle))
        },
    ),
    pattern(
        &["square2", "squarewave"],
        "Fractional a => Pattern a",
        "-1 in the first half of the cycle, 1 in the second",
        "d1 $ s \"superpiano*8\" # n (square2 * 4)",
        |call| {
            let square = call.graph().wave(Wave::Square);
            Ok(both_signs(call.graph(), square))
        },
    ),
    pattern(
        &["envL"],
        "Fractional a => Pattern a",
        "From 0 to 1 in the first cycle, then 1",
        "d1 $ s \"hh*8\" # gain (slow 4 envL)",
        |call| Ok(call.graph().wave(Wave::Envelope)),
    ),
    pattern(
        &["envLR"],
        "Fractional a => Pattern a",
        "From 1 to 0 in the first cycle, then 0",
        "d1 $ s \"hh*8\" # gain (slow 4 envLR)",
        |call| {
            let rising = call.graph().wave(Wave::Envelope);
            Ok(one_minus(call.graph(), rising))
        },
    ),
    pattern(
        &["envEq"],
        "Fractional a => Pattern a",
        "From 1 to 0 in the first cycle, with equal power where two cross",
        "d1 $ s \"hh*8\" # gain (slow 4 envEq)",
        |call| Ok(call.graph().wave(Wave::EqualPowerDown)),
    ),
    pattern(
        &["envEqR"],
        "Fractional a => Pattern a",
        "From 0 to 1 in the first cycle, with equal power where two cross",
        "d1 $ s \"hh*8\" # gain (slow 4 envEqR)",
        |call| Ok(call.graph().wave(Wave::EqualPowerUp)),
    ),
    pattern(
        &["sig"],
        "(Pattern Time -> Pattern a) -> Pattern a",
        "A function of the time in cycles",
        "d1 $ s \"hh*8\" # pan (sig (\\t -> t / 4))",
        |call| {
            let function = call.function(0);
            let slot = call.graph().slot();
            let body = call.run_scalar(&function, Kind::Ratio, slot)?;
            let graph = call.graph();
            let time = graph.wave(Wave::Time);
            Ok(graph.join(Join::Outer, time, slot, body))
        },
    ),
    pattern(
        &["perlin"],
        "Fractional a => Pattern a",
        "Random numbers from 0 to 1, a new one each cycle, with a smooth line between them",
        "d1 $ s \"hh*8\" # pan perlin",
        |call| {
            let time = call.graph().wave(Wave::Time);
            Ok(call.graph().perlin(time))
        },
    ),
    pattern(
        &["perlinWith"],
        "Fractional a => Pattern Double -> Pattern a",
        "Smooth random numbers, at places given by a pattern",
        "d1 $ s \"hh*8\" # pan (perlinWith (saw * 4))",
        |call| {
            let place = call.pattern(0);
            Ok(call.graph().perlin(place))
        },
    ),
    pattern(
        &["perlin2"],
        "Fractional a => Pattern Double -> Pattern a",
        "Smooth random numbers on a plane: the time along one side, a pattern along the other",
        "d1 $ s \"hh*8\" # pan (perlin2 (sine * 4))",
        |call| {
            let y = call.pattern(0);
            let time = call.graph().wave(Wave::Time);
            Ok(call.graph().perlin_plane(time, y))
        },
    ),
    pattern(
        &["perlin2With"],
        "Fractional a => Pattern Double -> Pattern Double -> Pattern a",
        "Smooth random numbers on a plane, at places given by two patterns",
        "d1 $ s \"hh*8\" # pan (perlin2With (cosine * 2) (sine * 2))",
        |call| {
            let (x, y) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().perlin_plane(x, y))
        },
    ),
    pattern(
        &["brand"],
        "Pattern Bool",
        "True and false at random",
        "d1 $ struct (segment 8 brand) $ s \"hh\"",
        |call| {
            let half = call.graph().number(0.5);
            Ok(call.graph().random_truth(half))
        },
    ),
    pattern(
        &["brandBy"],
        "Pattern Double -> Pattern Bool",
        "True and false at random: the probability of true",
        "d1 $ struct (segment 8 $ brandBy 0.7) $ s \"hh\"",
        |call| {
            let probability = call.pattern(0);
            Ok(call.graph().random_truth(probability))
        },
    ),
    pattern(
        &["smooth"],
        "Pattern Double -> Pattern Double",
        "From each number on the way to the next in a straight line",
        "d1 $ s \"hh*16\" # pan (smooth \"0 1 0.5\")",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().smooth(p))
        },
    ),
    pattern(
        &["normal"],
        "Fractional a => Pattern a",
        "Random numbers from 0 to 0.5, half of them 0.5: a normal distribution around 0.5 without its upper half, as Tidal 1.10 plays it",
        "d1 $ s \"hh*8\" # pan normal",
        |call| Ok(call.graph().normal()),
    ),
    pattern(
        &["_range"],
        "Pattern b -> Pattern b -> Pattern b -> Pattern b",
        "Scales numbers from 0…1 to lie between two plain numbers",
        "d1 $ s \"hh*8\" # speed (_range 1 2 sine)",
        |call| {
            let (low, high, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            let graph = call.graph();
            let (Some(low), Some(high)) = (graph.constant(low), graph.constant(high)) else {
                return call.wrong(0, "`_range` needs plain numbers; `range` takes patterns");
            };
            let width = graph.difference(high, low);
            Ok(graph.map_values(p, |graph, x| {
                let scaled = graph.product(x, width);
                graph.sum(scaled, low)
            }))
        },
    ),
];

fn one_minus(graph: &mut Graph, pattern: PatternId) -> PatternId {
    let one = graph.steady(1.0);
    graph.apply(Operation::Subtract, Structure::Both, one, pattern)
}

fn triangle(graph: &mut Graph) -> PatternId {
    let parts = [graph.wave(Wave::Saw), graph.wave(Wave::FallingSaw)];
    graph.fastcat(&parts)
}

/// 0…1 to -1…1.
fn both_signs(graph: &mut Graph, pattern: PatternId) -> PatternId {
    let doubled = graph.adjust(Operation::Multiply, pattern, 2.0);
    graph.adjust(Operation::Subtract, doubled, 1.0)
}
