//! Copies of a pattern on top of itself: echoes, offsets, left and right.

use super::{Builtin, Call, pattern};
use crate::language::value::Outcome;
use crate::pattern::{Operation, Pattern, Rational, Scalar, Structure, Value};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["superimpose"],
        "(Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Plays the pattern and a changed copy of it together",
        "d1 $ superimpose (fast 2) $ s \"bd sn\"",
        |call| {
            let p = call.pattern(1);
            let changed = call.apply(0, p)?;
            Ok(call.graph().stack(&[p, changed]))
        },
    ),
    pattern(
        &["off"],
        "Pattern Time -> (Pattern a -> Pattern a) -> Pattern a -> Pattern a",
        "Plays the pattern and a later, changed copy of it together",
        "d1 $ off 0.125 (# crush 4) $ s \"bd sn\"",
        |call| {
            let (time, p) = (call.pattern(0), call.pattern(2));
            let later = call.graph().late(time, p);
            let changed = call.apply(1, later)?;
            Ok(call.graph().stack(&[p, changed]))
        },
    ),
    pattern(
        &["jux"],
        "(ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "Plays the pattern at left and a changed copy of it at right",
        "d1 $ jux rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| jux(call, Scalar::Value(Value::Float(1.0)), 0),
    ),
    pattern(
        &["juxBy", "juxby"],
        "Pattern Double -> (ControlPattern -> ControlPattern) -> ControlPattern -> ControlPattern",
        "The same with a width, 0 to 1",
        "d1 $ juxBy 0.5 rev $ n \"0 1 2 3\" # s \"arpy\"",
        |call| {
            let width = call.pattern(0);
            match call.graph().constant(width) {
                Some(width) => jux(call, Scalar::Value(width), 1),
                None => jux_patterned(call, width),
            }
        },
    ),
    pattern(
        &["stut"],
        "Pattern Int -> Pattern Double -> Pattern Time -> ControlPattern -> ControlPattern",
        "Echoes: how many copies in all, the level that they fall to, the time between them",
        "d1 $ stut 4 0.5 0.125 $ s \"bd sn\"",
        stut,
    ),
    pattern(
        &["echo"],
        "Pattern Int -> Pattern Time -> Pattern Double -> ControlPattern -> ControlPattern",
        "Echoes: how many copies in all, the time between them, each one's level against the one before",
        "d1 $ echo 4 0.125 0.7 $ s \"bd sn\"",
        echo,
    ),
];

fn jux(call: &mut Call, width: Scalar, function: usize) -> Outcome<Pattern> {
    let p = call.pattern(function + 1);
    let half = call.graph().formula_of(Operation::Multiply, width, 0.5);
    let left = call.graph().formula_of(Operation::Subtract, 0.5, half);
    let right = call.graph().formula_of(Operation::Add, 0.5, half);
    let (left, right) = (
        call.steady_control("pan", left),
        call.steady_control("pan", right),
    );
    let at_left = call.graph().apply(Operation::Add, Structure::Left, p, left);
    let at_right = call
        .graph()
        .apply(Operation::Add, Structure::Left, p, right);
    let changed = call.apply(function, at_right)?;
    Ok(call.graph().stack(&[at_left, changed]))
}

fn jux_patterned(call: &mut Call, width: Pattern) -> Outcome<Pattern> {
    let p = call.pattern(2);
    let graph = call.graph();
    let pan = graph.intern("pan");
    let side = |graph: &mut crate::pattern::Graph, sign: f64| {
        let slot = graph.slot();
        let half = graph.formula_of(Operation::Multiply, slot, 0.5 * sign);
        let place = graph.formula_of(Operation::Add, half, 0.5);
        let place = graph.steady(place);
        let values = graph.control(pan, place);
        graph.join(crate::pattern::Join::Outer, width, slot, values)
    };
    let (left, right) = (side(graph, -1.0), side(graph, 1.0));
    let at_left = graph.apply(Operation::Add, Structure::Left, p, left);
    let at_right = graph.apply(Operation::Add, Structure::Left, p, right);
    let changed = call.apply(1, at_right)?;
    Ok(call.graph().stack(&[at_left, changed]))
}

/// Copies 1, 2, …: the n-th `n` times `time` later, its gain multiplied by what `level` says.
fn copies(
    call: &mut Call,
    count: Scalar,
    time: Scalar,
    p: Pattern,
    level: impl FnOnce(&mut crate::pattern::Graph, Scalar) -> Scalar,
) -> Pattern {
    let graph = call.graph();
    let slot = graph.slot();
    let number = graph.formula_of(Operation::Add, slot, 1i64);
    let factor = level(graph, number);
    let factor = graph.steady(factor);
    let gain = graph.intern("gain");
    let gain = graph.control(gain, factor);
    let quieter = graph.apply(Operation::Multiply, Structure::Left, p, gain);
    let shift = graph.formula_of(Operation::Multiply, number, time);
    let late = graph.late_by(shift, quieter);
    let more = graph.formula_of(Operation::Subtract, count, 1i64);
    let repeated = graph.repeat(more, slot, late);
    graph.stack(&[p, repeated])
}

/// Three patterned arguments.
fn three(
    call: &mut Call,
    body: impl FnOnce(&mut Call, Scalar, Scalar, Scalar) -> Pattern,
) -> Pattern {
    // Constants are known at once; patterns are joined from the outside in.
    let arguments = [call.pattern(0), call.pattern(1), call.pattern(2)];
    let mut slots = Vec::new();
    let mut scalars = Vec::new();
    for argument in arguments {
        match call.graph().constant(argument) {
            Some(value) => scalars.push(Scalar::Value(value)),
            None => {
                let slot = call.graph().slot();
                slots.push((argument, slot));
                scalars.push(Scalar::Slot(slot));
            }
        }
    }
    let mut result = body(call, scalars[0], scalars[1], scalars[2]);
    for (argument, slot) in slots.into_iter().rev() {
        result = call
            .graph()
            .join(crate::pattern::Join::Inner, argument, slot, result);
    }
    result
}

fn stut(call: &mut Call) -> Outcome<Pattern> {
    let p = call.pattern(3);
    Ok(three(call, |call, count, feedback, time| {
        copies(call, count, time, p, |graph, number| {
            // feedback + (1 - feedback) * (count - number) / count
            let count = graph.formula_of(Operation::Multiply, count, 1.0);
            let left = graph.formula_of(Operation::Subtract, count, number);
            let share = graph.formula_of(Operation::Divide, left, count);
            let rest = graph.formula_of(Operation::Subtract, 1.0, feedback);
            let above = graph.formula_of(Operation::Multiply, share, rest);
            graph.formula_of(Operation::Add, feedback, above)
        })
    }))
}

fn echo(call: &mut Call) -> Outcome<Pattern> {
    let p = call.pattern(3);
    Ok(three(call, |call, count, time, feedback| {
        let _ = Rational::ONE;
        copies(call, count, time, p, |graph, number| {
            graph.formula_of(Operation::Power, feedback, number)
        })
    }))
}
