//! Small words for simple changes of sounds.

use super::{Builtin, Special, pattern};
use phonon_pattern::{Operation, Rational};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["louder"],
        "ControlPattern -> ControlPattern",
        "Louder by a fifth",
        "d1 $ louder $ s \"bd sn\" # gain 1",
        |call| {
            let p = call.pattern(0);
            Ok(call
                .graph()
                .adjust_control(Operation::Multiply, p, "gain", 1.2))
        },
    ),
    pattern(
        &["quieter"],
        "ControlPattern -> ControlPattern",
        "Quieter by a fifth",
        "d1 $ quieter $ s \"bd sn\" # gain 1",
        |call| {
            let p = call.pattern(0);
            Ok(call
                .graph()
                .adjust_control(Operation::Multiply, p, "gain", 0.8))
        },
    ),
    pattern(
        &["higher"],
        "ControlPattern -> ControlPattern",
        "Played half again as fast, and higher",
        "d1 $ higher $ s \"bd sn\" # speed 1",
        |call| {
            let p = call.pattern(0);
            Ok(call
                .graph()
                .adjust_control(Operation::Multiply, p, "speed", 1.5))
        },
    ),
    pattern(
        &["lower"],
        "ControlPattern -> ControlPattern",
        "Played at three quarters of the speed, and lower",
        "d1 $ lower $ s \"bd sn\" # speed 1",
        |call| {
            let p = call.pattern(0);
            Ok(call
                .graph()
                .adjust_control(Operation::Multiply, p, "speed", 0.75))
        },
    ),
    pattern(
        &["left"],
        "ControlPattern -> ControlPattern",
        "At the left",
        "d1 $ left $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().with_control(p, "pan", 0.0))
        },
    ),
    pattern(
        &["right"],
        "ControlPattern -> ControlPattern",
        "At the right",
        "d1 $ right $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().with_control(p, "pan", 1.0))
        },
    ),
    pattern(
        &["crunch"],
        "ControlPattern -> ControlPattern",
        "Crushed to three bits",
        "d1 $ crunch $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().with_control(p, "crush", 3.0))
        },
    ),
    pattern(
        &["silent"],
        "ControlPattern -> ControlPattern",
        "Nothing",
        "d1 $ every 2 silent $ s \"bd sn\"",
        |call| Ok(call.graph().silence()),
    )
    .that(Special::PlaysNothing),
    pattern(
        &["skip"],
        "ControlPattern -> ControlPattern",
        "A quarter of a cycle earlier",
        "d1 $ every 2 skip $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            let quarter = Rational::new(-1, 4).unwrap_or(Rational::ZERO);
            Ok(call.graph().late_by(quarter, p))
        },
    ),
    pattern(
        &["scratch"],
        "ControlPattern -> ControlPattern",
        "Backwards, with each sound in 32 parts: they play from the last to the first",
        "d1 $ every 2 scratch $ s \"bd sn\"",
        |call| {
            let p = call.pattern(0);
            let graph = call.graph();
            let parts = graph.pure(32i64);
            let chopped = graph.chop(parts, p);
            Ok(graph.rev(chopped))
        },
    ),
    pattern(
        &["faster"],
        "ControlPattern -> ControlPattern",
        "Twice as fast, sounds and all",
        "d1 $ faster $ s \"bd sn\" # speed 1",
        |call| {
            let p = call.pattern(0);
            let graph = call.graph();
            let factor = graph.pure(Rational::integer(2));
            Ok(graph.hurry(factor, p))
        },
    ),
    pattern(
        &["slower"],
        "ControlPattern -> ControlPattern",
        "Half as fast, sounds and all",
        "d1 $ slower $ s \"bd sn\" # speed 1",
        |call| {
            let p = call.pattern(0);
            let graph = call.graph();
            let factor = graph.pure(Rational::new(1, 2).unwrap_or(Rational::ONE));
            Ok(graph.hurry(factor, p))
        },
    ),
];
