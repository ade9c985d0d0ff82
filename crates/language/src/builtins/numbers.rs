//! Calculation with the values of patterns.

use super::{Builtin, Call, Special, pattern, value};
use crate::evaluate::scalars::fold;
use crate::evaluate::value::EvalResult;
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{
    Controls, Graph, Operation, PatternId, Scalar, Structure, Value as EventValue,
};

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["negate"],
        "Num a => Pattern a -> Pattern a",
        "Numbers with the other sign",
        "d1 $ n (negate \"0 2 4\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            if call.kind('a') == Kind::Controls {
                let nothing = call.graph().pure(EventValue::Controls(Controls::EMPTY));
                return Ok(call
                    .graph()
                    .apply(Operation::Subtract, Structure::Right, nothing, p));
            }
            Ok(call.graph().adjust(Operation::Multiply, p, -1i64))
        },
    ),
    pattern(
        &["abs"],
        "Num a => Pattern a -> Pattern a",
        "Numbers without their sign",
        "d1 $ n (abs \"-1 2 -3\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, x| {
                let opposite = graph.formula_of(Operation::Multiply, x, -1i64);
                graph.formula_of(Operation::Maximum, x, opposite)
            }))
        },
    ),
    pattern(
        &["signum"],
        "Num a => Pattern a -> Pattern a",
        "-1, 0 or 1: the sign of numbers",
        "d1 $ n (signum \"-5 0 3\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, x| {
                let positive = graph.formula_of(Operation::Less, 0i64, x);
                let negative = graph.formula_of(Operation::Less, x, 0i64);
                graph.formula_of(Operation::Subtract, positive, negative)
            }))
        },
    ),
    pattern(
        &["sqrt"],
        "Fractional a => Pattern a -> Pattern a",
        "Square roots",
        "d1 $ s \"hh*8\" # gain (sqrt saw)",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().adjust(Operation::Power, p, 0.5))
        },
    ),
    pattern(
        &["exp"],
        "Fractional a => Pattern a -> Pattern a",
        "Powers of e",
        "d1 $ s \"hh*8\" # speed (exp saw)",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, x| {
                graph.formula_of(Operation::Power, std::f64::consts::E, x)
            }))
        },
    ),
    pattern(
        &["sin"],
        "Fractional a => Pattern a -> Pattern a",
        "Sines of angles in radians; where a signal is needed, a sine oscillator of so many Hz",
        "d1 $ s \"hh*8\" # pan (sin \"0.5 1\")",
        |call| calculated(call, Operation::Sine),
    )
    .that(Special::IsOscillator),
    pattern(
        &["cos"],
        "Fractional a => Pattern a -> Pattern a",
        "Cosines of angles in radians",
        "d1 $ s \"hh*8\" # gain (cos saw)",
        |call| calculated(call, Operation::Cosine),
    ),
    pattern(
        &["tan"],
        "Fractional a => Pattern a -> Pattern a",
        "Tangents of angles in radians",
        "d1 $ s \"hh*8\" # speed (1 + tan saw)",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, x| {
                let sine = graph.formula_of(Operation::Sine, x, 0.0);
                let cosine = graph.formula_of(Operation::Cosine, x, 0.0);
                graph.formula_of(Operation::Divide, sine, cosine)
            }))
        },
    ),
    pattern(
        &["atan"],
        "Fractional a => Pattern a -> Pattern a",
        "Angles in radians from their tangents",
        "d1 $ s \"hh*8\" # pan (atan saw)",
        |call| calculated(call, Operation::ArcTangent),
    ),
    pattern(
        &["log"],
        "Fractional a => Pattern a -> Pattern a",
        "Natural logarithms",
        "d1 $ s \"hh*4\" # speed (log \"2 3 4 5\")",
        |call| calculated(call, Operation::Logarithm),
    ),
    pattern(
        &["logBase"],
        "Fractional a => Pattern a -> Pattern a -> Pattern a",
        "Logarithms of the second number to the base of the first",
        "d1 $ s \"hh*4\" # speed (logBase 2 \"2 4 8 16\")",
        |call| {
            let (base, p) = (call.pattern(0), call.pattern(1));
            let graph = call.graph();
            let base = graph.adjust(Operation::Logarithm, base, 0.0);
            let p = graph.adjust(Operation::Logarithm, p, 0.0);
            Ok(graph.apply(Operation::Divide, Structure::Both, p, base))
        },
    ),
    pattern(
        &["floor"],
        "Num a => Pattern a -> Pattern a",
        "Numbers rounded down",
        "d1 $ s \"superpiano*8\" # n (floor <$> range 0 8 sine)",
        |call| rounded(call, Operation::RoundDown, 0, EventValue::Int(1)),
    ),
    pattern(
        &["ceiling"],
        "Num a => Pattern a -> Pattern a",
        "Numbers rounded up",
        "d1 $ s \"superpiano*8\" # n (ceiling <$> range 0 8 sine)",
        |call| rounded(call, Operation::RoundUp, 0, EventValue::Int(1)),
    ),
    pattern(
        &["round"],
        "Num a => Pattern a -> Pattern a",
        "Numbers rounded to the nearest whole one",
        "d1 $ s \"superpiano*8\" # n (round <$> range 0 8 sine)",
        |call| rounded(call, Operation::RoundNearest, 0, EventValue::Int(1)),
    ),
    pattern(
        &["truncate"],
        "Num a => Pattern a -> Pattern a",
        "Numbers rounded towards zero",
        "d1 $ s \"superpiano*8\" # n (truncate <$> range -4 4 sine)",
        |call| rounded(call, Operation::RoundToZero, 0, EventValue::Int(1)),
    ),
    pattern(
        &["quantise", "quantize", "qround"],
        "Num a => Double -> Pattern a -> Pattern a",
        "Numbers rounded to the nearest part, of which n make one",
        "d1 $ s \"hh*8\" # speed (quantise 4 $ range 1 2 sine)",
        |call| {
            rounded(
                call,
                Operation::RoundNearest,
                1,
                EventValue::Float(call.number(0)),
            )
        },
    ),
    pattern(
        &["qfloor"],
        "Num a => Double -> Pattern a -> Pattern a",
        "Numbers rounded down to a part, of which n make one",
        "d1 $ s \"hh*8\" # speed (qfloor 4 $ range 1 2 sine)",
        |call| {
            rounded(
                call,
                Operation::RoundDown,
                1,
                EventValue::Float(call.number(0)),
            )
        },
    ),
    pattern(
        &["qceiling"],
        "Num a => Double -> Pattern a -> Pattern a",
        "Numbers rounded up to a part, of which n make one",
        "d1 $ s \"hh*8\" # speed (qceiling 4 $ range 1 2 sine)",
        |call| {
            rounded(
                call,
                Operation::RoundUp,
                1,
                EventValue::Float(call.number(0)),
            )
        },
    ),
    value(
        &["mod", "mod'", "Data.Fixed.mod'"],
        "a -> a -> a",
        "The remainder of a division, with the sign of the divisor",
        "d1 $ n (mod \"7 8 9\" 4) # s \"superpiano\"",
        |call| {
            let (number, divisor, place) = (call.value(0), call.value(1), call.place);
            call.evaluator
                .operate("mod", place, number, divisor, place, None)
        },
    ),
    value(
        &["subtract"],
        "a -> a -> a",
        "The second number less the first",
        "d1 $ n (subtract 1 \"3 5\") # s \"superpiano\"",
        |call| {
            let (less, from, place) = (call.value(0), call.value(1), call.place);
            call.evaluator.operate("-", place, from, less, place, None)
        },
    ),
    pattern(
        &["div"],
        "Num a => Pattern a -> Pattern a -> Pattern a",
        "A quotient rounded down",
        "d1 $ n (div \"7 8 9\" 2) # s \"superpiano\"",
        |call| {
            let quotient = both(call, Operation::Divide)?;
            let graph = call.graph();
            Ok(graph.adjust(Operation::RoundDown, quotient, 1i64))
        },
    ),
    pattern(
        &["quot"],
        "Num a => Pattern a -> Pattern a -> Pattern a",
        "A quotient rounded towards zero",
        "d1 $ n (quot \"7 -8 9\" 2) # s \"superpiano\"",
        |call| {
            let quotient = both(call, Operation::Divide)?;
            let graph = call.graph();
            Ok(graph.adjust(Operation::RoundToZero, quotient, 1i64))
        },
    ),
    pattern(
        &["recip"],
        "Fractional a => Pattern a -> Pattern a",
        "One divided by numbers",
        "d1 $ s \"hh*4\" # speed (recip \"1 2 3 4\")",
        |call| {
            let p = call.pattern(0);
            let graph = call.graph();
            let one = graph.steady(1.0);
            Ok(graph.apply(Operation::Divide, Structure::Right, one, p))
        },
    ),
    pattern(
        &["succ"],
        "Num a => Pattern a -> Pattern a",
        "Numbers and one more",
        "d1 $ n (succ \"0 2 4\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().adjust(Operation::Add, p, 1i64))
        },
    ),
    pattern(
        &["pred"],
        "Num a => Pattern a -> Pattern a",
        "Numbers less one",
        "d1 $ n (pred \"0 2 4\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().adjust(Operation::Subtract, p, 1i64))
        },
    ),
    pattern(
        &["min"],
        "Num a => Pattern a -> Pattern a -> Pattern a",
        "The smaller of two numbers",
        "d1 $ s \"hh*8\" # speed (min 1.5 $ range 1 2 sine)",
        |call| both(call, Operation::Minimum),
    ),
    pattern(
        &["max"],
        "Num a => Pattern a -> Pattern a -> Pattern a",
        "The larger of two numbers",
        "d1 $ s \"hh*8\" # speed (max 1.5 $ range 1 2 sine)",
        |call| both(call, Operation::Maximum),
    ),
    pattern(
        &["fromIntegral", "fromInteger", "toEnum"],
        "Num a => Pattern b -> Pattern a",
        "Whole numbers as numbers of another kind",
        "d1 $ s \"hh*8\" # n (fromIntegral <$> \"0 1 2\")",
        as_numbers,
    ),
    pattern(
        &["fromRational", "realToFrac"],
        "Fractional a => Pattern b -> Pattern a",
        "Numbers as numbers of another kind",
        "d1 $ s \"hh*8\" # pan (sig (\\t -> fromRational t / 4))",
        as_numbers,
    ),
    pattern(
        &["toRational"],
        "Pattern b -> Pattern Time",
        "Numbers as exact numbers",
        "d1 $ fast (toRational 1.5) $ s \"bd sn\"",
        |call| Ok(call.pattern(0)),
    ),
    pattern(
        &["not"],
        "Pattern Bool -> Pattern Bool",
        "True for false and false for true",
        "d1 $ struct (not \"t(3,8)\") $ s \"hh\"",
        |call| {
            let p = call.pattern(0);
            let no = Scalar::Value(EventValue::Bool(false));
            Ok(call.graph().adjust(Operation::Equal, p, no))
        },
    ),
];

/// The calculation that a row does with plain values.
pub(crate) fn arithmetic(name: &str) -> Option<fn(&mut Graph, &[Scalar]) -> Scalar> {
    Some(match name {
        "mod" => |graph, x| graph.remainder(x[0], x[1]),
        "div" => |graph, x| {
            let quotient = graph.formula_of(Operation::Divide, x[0], x[1]);
            graph.formula_of(Operation::RoundDown, quotient, 1i64)
        },
        "subtract" => |graph, x| graph.difference(x[1], x[0]),
        "min" => |graph, x| graph.formula_of(Operation::Minimum, x[0], x[1]),
        "max" => |graph, x| graph.formula_of(Operation::Maximum, x[0], x[1]),
        "quot" => |graph, x| {
            let quotient = graph.formula_of(Operation::Divide, x[0], x[1]);
            graph.formula_of(Operation::RoundToZero, quotient, 1i64)
        },
        "recip" => |graph, x| graph.formula_of(Operation::Divide, 1.0, x[0]),
        "not" => |graph, x| graph.formula_of(Operation::Equal, x[0], EventValue::Bool(false)),
        "sin" => |graph, x| graph.formula_of(Operation::Sine, x[0], 0.0),
        "cos" => |graph, x| graph.formula_of(Operation::Cosine, x[0], 0.0),
        "atan" => |graph, x| graph.formula_of(Operation::ArcTangent, x[0], 0.0),
        "log" => |graph, x| graph.formula_of(Operation::Logarithm, x[0], 0.0),
        "sqrt" => |graph, x| graph.formula_of(Operation::Power, x[0], 0.5),
        "exp" => |graph, x| graph.formula_of(Operation::Power, std::f64::consts::E, x[0]),
        "succ" => |graph, x| graph.formula_of(Operation::Add, x[0], 1i64),
        "pred" => |graph, x| graph.difference(x[0], 1i64),
        "negate" => |graph, x| graph.product(x[0], -1i64),
        "floor" => |graph, x| graph.formula_of(Operation::RoundDown, x[0], 1i64),
        "ceiling" => |graph, x| graph.formula_of(Operation::RoundUp, x[0], 1i64),
        "round" => |graph, x| graph.formula_of(Operation::RoundNearest, x[0], 1i64),
        "truncate" => |graph, x| graph.formula_of(Operation::RoundToZero, x[0], 1i64),
        _ => return None,
    })
}

/// What a row of arithmetic makes of plain numbers: a plain number, which can be compared, counted and shown.
pub(crate) fn folded(name: &str, numbers: &[Number]) -> Option<Number> {
    let whole = |x: f64| {
        let exact = x.abs() < 2f64.powi(53);
        exact.then(|| Number {
            calculated: true,
            ..Number::integer(x as i64)
        })
    };
    match (name, numbers) {
        ("max", [a, b]) => Some(if a.value > b.value { *a } else { *b }),
        ("min", [a, b]) => Some(if a.value > b.value { *b } else { *a }),
        ("floor", [x]) => whole(x.value.floor()),
        ("ceiling", [x]) => whole(x.value.ceil()),
        ("round", [x]) => whole(x.value.round_ties_even()),
        ("truncate", [x]) => whole(x.value.trunc()),
        ("abs", [x]) if x.value >= 0.0 => Some(*x),
        ("negate" | "abs", [x]) => fold(Operation::Subtract, &Number::integer(0), x),
        ("fromIntegral", [x]) if x.whole => Some(*x),
        _ => None,
    }
}

fn calculated(call: &mut Call, operation: Operation) -> EvalResult<PatternId> {
    let p = call.pattern(0);
    Ok(call.graph().adjust(operation, p, 0.0))
}

fn rounded(
    call: &mut Call,
    operation: Operation,
    index: usize,
    parts: EventValue,
) -> EvalResult<PatternId> {
    let p = call.pattern(index);
    Ok(call.graph().adjust(operation, p, parts))
}

fn as_numbers(call: &mut Call) -> EvalResult<PatternId> {
    let p = call.pattern(0);
    Ok(call.graph().adjust(Operation::Multiply, p, 1.0))
}

fn both(call: &mut Call, operation: Operation) -> EvalResult<PatternId> {
    let (a, b) = (call.pattern(0), call.pattern(1));
    Ok(call.graph().apply(operation, Structure::Both, a, b))
}
