//! Copies of a pattern on top of itself: echoes, offsets, left and right.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::EvalResult;
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Graph, Operation, PatternId, Rational, Structure};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["superimpose"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Plays the pattern and a changed copy of it together",
        "d1 $ superimpose (fast 2) $ s \"bd sn\"",
        |call| {
            let (f, p) = (call.function(0), call.pattern(1));
            call.superimpose(&mut f.runs(), p)
        },
    ),
    pattern(
        &["off"],
        "Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Plays the pattern and a later, changed copy of it together",
        "d1 $ off 0.125 (# crush 4) $ s \"bd sn\"",
        |call| {
            let (t, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.off(t, &mut f.runs(), p)
        },
    ),
    pattern(
        &["offadd", "offAdd"],
        "Num a => Pattern Time -> Pattern a -> Pattern a -> Pattern a",
        "Plays the pattern and a later copy of it with a number added",
        "d1 $ n (offadd 0.125 7 \"0 2\") # s \"arpy\"",
        |call| {
            let (t, x, p) = (call.pattern(0), call.pattern(1), call.pattern(2));
            call.off(
                t,
                &mut |call: &mut Call, p| {
                    Ok(call.graph().apply(Operation::Add, Structure::Both, p, x))
                },
                p,
            )
        },
    ),
    pattern(
        &["layer"],
        "[Pattern a -> Pattern a] -> Pattern a -> Pattern a",
        "Plays what each of several functions makes of the pattern",
        "d1 $ layer [rev, fast 2] $ s \"bd sn\"",
        |call| {
            let (functions, p) = (call.functions(0), call.pattern(1));
            let mut layers = Vec::new();
            for f in &functions {
                layers.push(call.run(f, &[p])?);
            }
            Ok(call.graph().stack(&layers))
        },
    ),
    pattern(
        &["jux"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "Plays the pattern at left and a changed copy of it at right",
        "d1 $ jux rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (f, p) = (call.function(0), call.pattern(1));
            let width = call.graph().number(1.0);
            call.jux_by(width, &mut f.runs(), p)
        },
    ),
    pattern(
        &["juxBy", "juxby"],
        "Pattern Double -> (ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "The same with a width, 0 to 1",
        "d1 $ juxBy 0.5 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let (w, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.jux_by(w, &mut f.runs(), p)
        },
    ),
    pattern(
        &["juxcut"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "Like `jux`, each side cutting itself off",
        "d1 $ juxcut rev $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let graph = call.graph();
            let left = graph.with_control(p, "pan", 0.0);
            let left = graph.with_control(left, "cut", -1i64);
            let right = graph.with_control(p, "pan", 1.0);
            let right = graph.with_control(right, "cut", -2i64);
            let right = call.apply(0, right)?;
            Ok(call.graph().stack(&[left, right]))
        },
    ),
    pattern(
        &["jux'"],
        "[ControlPattern -> ControlPattern] -> ControlPattern -> ControlPattern",
        "What each of several functions makes of the pattern, from left to right",
        "d1 $ jux' [rev, fast 2, id] $ s \"bd sn\"",
        |call| spread_out(call, false),
    ),
    pattern(
        &["juxcut'"],
        "[ControlPattern -> ControlPattern] -> ControlPattern -> ControlPattern",
        "Like `jux'`, each cutting itself off",
        "d1 $ juxcut' [rev, fast 2, id] $ s \"bd sn\"",
        |call| spread_out(call, true),
    ),
    pattern(
        &["jux4"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "Like `jux` for four speakers",
        "d1 $ jux4 rev $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let graph = call.graph();
            let left = graph.with_control(p, "pan", 5.0 / 8.0);
            let right = graph.with_control(p, "pan", 1.0 / 8.0);
            let right = call.apply(0, right)?;
            Ok(call.graph().stack(&[left, right]))
        },
    ),
    pattern(
        &["stut"],
        "Pattern Int -> Pattern Double -> Pattern Time -> ControlPattern -> ControlPattern",
        "Echoes: how many copies in all, the level that they fall to, the time between them",
        "d1 $ stut 4 0.5 0.125 $ s \"bd sn\"",
        |call| {
            let (n, level, t, p) = (
                call.pattern(0),
                call.pattern(1),
                call.pattern(2),
                call.pattern(3),
            );
            Ok(call.graph().stut(n, level, t, p))
        },
    ),
    pattern(
        &["echo"],
        "Pattern Int -> Pattern Time -> Pattern Double -> ControlPattern -> ControlPattern",
        "Echoes: how many copies in all, the time between them, each one's level against the one before",
        "d1 $ echo 4 0.125 0.7 $ s \"bd sn\"",
        |call| {
            let (n, t, level, p) = (
                call.pattern(0),
                call.pattern(1),
                call.pattern(2),
                call.pattern(3),
            );
            Ok(call.graph().echo(n, t, level, p))
        },
    ),
    pattern(
        &["echoWith", "echowith", "stutWith", "stutwith", "stut'"],
        "Pattern Int -> Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Copies, each so much later than the one before and once more through a function",
        "d1 $ echoWith 3 0.125 (|* speed 2) $ s \"bd sn\"",
        |call| {
            let (n, t, f, p) = (
                call.pattern(0),
                call.pattern(1),
                call.function(2),
                call.pattern(3),
            );
            call.echo_with(n, t, &mut f.runs(), p)
        },
    ),
    pattern(
        &["plyWith", "plywith"],
        "Pattern Int -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Each event so many times in its time, each once more through a function",
        "d1 $ plyWith 3 (|* gain 0.8) $ s \"bd sn\"",
        |call| {
            let (n, f, p) = (call.pattern(0), call.function(1), call.pattern(2));
            call.ply_with(n, &mut f.runs(), p)
        },
    ),
    pattern(
        &["ply"],
        "Pattern Time -> Pattern a -> Pattern a",
        "Each event so many times in its time",
        "d1 $ ply \"<2 3>\" $ s \"bd sn\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().ply(n, p))
        },
    ),
    pattern(
        &["ghostWith", "ghost''"],
        "Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Adds two changed copies in the gaps, one and a half and two and a half times this far behind",
        "d1 $ ghostWith 0.125 (|*| gain 0.7) $ s \"~ sn\"",
        |call| {
            let (t, f, p) = (call.ratio(0), call.function(1), call.pattern(2));
            ghost(call, t, p, &mut f.runs())
        },
    ),
    pattern(
        &["ghost'"],
        "Time -> ControlPattern -> ControlPattern",
        "Adds ghost notes this far behind",
        "d1 $ ghost' 0.125 $ s \"~ sn\"",
        |call| {
            let (t, p) = (call.ratio(0), call.pattern(1));
            ghost(call, t, p, &mut |call, p| Ok(ghostly(call.graph(), p)))
        },
    ),
    pattern(
        &["ghost"],
        "ControlPattern -> ControlPattern",
        "Adds ghost notes",
        "d1 $ ghost $ s \"~ sn\"",
        |call| {
            let p = call.pattern(0);
            let eighth = Rational::ONE / Rational::integer(8);
            ghost(call, eighth, p, &mut |call, p| Ok(ghostly(call.graph(), p)))
        },
    ),
];

/// Each function's copy at its place between left and right.
fn spread_out(call: &mut Call, cut: bool) -> EvalResult<PatternId> {
    let (functions, p) = (call.functions(0), call.pattern(1));
    let count = functions.len() as f64;
    let mut all = Vec::new();
    for (i, f) in functions.iter().enumerate() {
        let place = i as f64 / count;
        all.push(if cut {
            let group = 1 - i as i64;
            let cut = call.graph().adjust_control(Operation::Add, p, "cut", group);
            let changed = call.run(f, &[cut])?;
            call.graph().with_control(changed, "pan", place)
        } else {
            let changed = call.run(f, &[p])?;
            call.graph()
                .adjust_control(Operation::Add, changed, "pan", place)
        });
    }
    Ok(call.graph().stack(&all))
}

fn ghost(
    call: &mut Call,
    time: Rational,
    p: PatternId,
    f: &mut dyn FnMut(&mut Call, PatternId) -> EvalResult<PatternId>,
) -> EvalResult<PatternId> {
    let half = time / Rational::integer(2);
    let first = f(call, p)?;
    let first = call.graph().late_by(half * Rational::integer(3), first);
    let both = call.graph().stack(&[p, first]);
    let second = f(call, both)?;
    let graph = call.graph();
    let second = graph.late_by(half * Rational::integer(5), second);
    Ok(graph.stack(&[both, second]))
}

/// Quieter, shorter, higher.
fn ghostly(graph: &mut Graph, p: PatternId) -> PatternId {
    let speed = graph.pure_control("speed", 1.25);
    let p = graph.apply(Operation::Multiply, Structure::Both, p, speed);
    let p = graph.with_control(p, "end", 0.2);
    let gain = graph.pure_control("gain", 0.7);
    graph.apply(Operation::Multiply, Structure::Both, p, gain)
}
