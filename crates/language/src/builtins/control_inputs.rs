//! Values from outside by name, and parameters of sounds by name.

use super::{Builtin, Call, pattern};
use crate::evaluate::value::{EvalResult, Spanned, Text, Value};
use crate::types::Kind;
use phonon_pattern::transform::variable::Reading;
use phonon_pattern::{InputSort, Numbers, Operation, PatternId, Rational, Value as EventValue};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["cF"],
        "Double -> String -> Pattern Double",
        "A number set from outside under a name, and what it is until then",
        "d1 $ s \"hh*8\" # speed (cF 1 \"speed\")",
        |call| {
            number(
                call,
                Kind::Float,
                Some(EventValue::Float(call.number(0))),
                1,
            )
        },
    ),
    pattern(
        &["cF0"],
        "String -> Pattern Double",
        "A number set from outside under a name, 0 until then",
        "d1 $ s \"hh*8\" # n (cF0 \"knob\")",
        |call| number(call, Kind::Float, Some(EventValue::Float(0.0)), 0),
    ),
    pattern(
        &["cF_"],
        "String -> Pattern Double",
        "A number set from outside under a name, silent until then",
        "d1 $ s \"hh*8\" # n (cF_ \"knob\")",
        |call| number(call, Kind::Float, None, 0),
    ),
    pattern(
        &["cI"],
        "Int -> String -> Pattern Int",
        "A whole number set from outside under a name, and what it is until then",
        "d1 $ s \"hh*8\" # speed (cI 1 \"speed\")",
        |call| number(call, Kind::Int, Some(EventValue::Int(call.int(0))), 1),
    ),
    pattern(
        &["cI0"],
        "String -> Pattern Int",
        "A whole number set from outside under a name, 0 until then",
        "d1 $ s \"hh*8\" # n (cI0 \"knob\")",
        |call| number(call, Kind::Int, Some(EventValue::Int(0)), 0),
    ),
    pattern(
        &["cI_"],
        "String -> Pattern Int",
        "A whole number set from outside under a name, silent until then",
        "d1 $ s \"hh*8\" # n (cI_ \"knob\")",
        |call| number(call, Kind::Int, None, 0),
    ),
    pattern(
        &["cR", "cT"],
        "Time -> String -> Pattern Time",
        "A exact number set from outside under a name, and what it is until then",
        "d1 $ s \"hh*8\" # speed (cR 1 \"speed\")",
        |call| number(call, Kind::Ratio, Some(EventValue::Ratio(call.ratio(0))), 1),
    ),
    pattern(
        &["cR0", "cT0"],
        "String -> Pattern Time",
        "A exact number set from outside under a name, 0 until then",
        "d1 $ s \"hh*8\" # n (cR0 \"knob\")",
        |call| {
            number(
                call,
                Kind::Ratio,
                Some(EventValue::Ratio(Rational::ZERO)),
                0,
            )
        },
    ),
    pattern(
        &["cR_", "cT_"],
        "String -> Pattern Time",
        "A exact number set from outside under a name, silent until then",
        "d1 $ s \"hh*8\" # n (cR_ \"knob\")",
        |call| number(call, Kind::Ratio, None, 0),
    ),
    pattern(
        &["cN"],
        "Double -> String -> Pattern Note",
        "A note set from outside under a name, and what it is until then",
        "d1 $ s \"hh*8\" # speed (cN 1 \"speed\")",
        |call| number(call, Kind::Note, Some(EventValue::Note(call.number(0))), 1),
    ),
    pattern(
        &["cN0"],
        "String -> Pattern Note",
        "A note set from outside under a name, 0 until then",
        "d1 $ s \"hh*8\" # n (cN0 \"knob\")",
        |call| number(call, Kind::Note, Some(EventValue::Note(0.0)), 0),
    ),
    pattern(
        &["cN_"],
        "String -> Pattern Note",
        "A note set from outside under a name, silent until then",
        "d1 $ s \"hh*8\" # n (cN_ \"knob\")",
        |call| number(call, Kind::Note, None, 0),
    ),
    pattern(
        &["cS"],
        "String -> String -> Pattern String",
        "A name set from outside under a name, and what it is until then",
        "d1 $ s (cS \"bd\" \"drum\")",
        |call| {
            let default = call.text(0);
            let default = call.graph().word_value(&default);
            Ok(word(call, Some(default), 1))
        },
    ),
    pattern(
        &["cS_"],
        "String -> Pattern String",
        "A name set from outside under a name, silent until then",
        "d1 $ s (cS_ \"drum\")",
        |call| Ok(word(call, None, 0)),
    ),
    pattern(
        &["cS0"],
        "String -> Pattern String",
        "A name set from outside under a name, empty until then",
        "d1 $ s \"bd\" # vowel (cS0 \"mouth\")",
        |call| {
            let empty = call.graph().word_value("");
            Ok(word(call, Some(empty), 0))
        },
    ),
    pattern(
        &["cB"],
        "Bool -> String -> Pattern Bool",
        "True or false, set from outside under a name, and what it is until then",
        "d1 $ while (cB True \"fill\") (fast 2) $ s \"bd sn\"",
        |call| number(call, Kind::Bool, Some(EventValue::Bool(call.truth(0))), 1),
    ),
    pattern(
        &["cB0"],
        "String -> Pattern Bool",
        "True or false, set from outside under a name, false until then",
        "d1 $ while (cB0 \"fill\") (fast 2) $ s \"bd sn\"",
        |call| number(call, Kind::Bool, Some(EventValue::Bool(false)), 0),
    ),
    pattern(
        &["cB_"],
        "String -> Pattern Bool",
        "True or false, set from outside under a name, silent until then",
        "d1 $ mask (cB_ \"fill\") $ s \"bd sn\"",
        |call| number(call, Kind::Bool, None, 0),
    ),
    pattern(
        &["sec"],
        "Pattern Double -> Pattern Double",
        "Seconds as cycles",
        "d1 $ s \"bd*4\" # speed (sec 1)",
        |call| Ok(seconds(call, 1.0)),
    ),
    pattern(
        &["msec"],
        "Pattern Double -> Pattern Double",
        "Milliseconds as cycles",
        "d1 $ s \"bd*4\" # speed (msec 1000)",
        |call| Ok(seconds(call, 0.001)),
    ),
    pattern(
        &["pF"],
        "String -> Pattern Double -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pF \"cut\" \"1\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["pI"],
        "String -> Pattern Int -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pI \"cut\" \"1\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["pR"],
        "String -> Pattern Time -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pR \"cut\" \"1\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["pN"],
        "String -> Pattern Note -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pN \"cut\" \"1\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["pS"],
        "String -> Pattern String -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pS \"vowel\" \"a e\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["pB"],
        "String -> Pattern Bool -> ControlPattern",
        "A parameter of sounds by its name",
        "d1 $ s \"bd*4\" # pB \"lock\" \"t\"",
        |call| Ok(parameter(call)),
    ),
    pattern(
        &["extractF"],
        "String -> ControlPattern -> Pattern Double",
        "The values of one parameter of sounds",
        "d1 $ n (extractF \"n\" $ n \"0 1\" # s \"bd\") # s \"arpy\"",
        |call| Ok(extracted(call, Kind::Float)),
    ),
    pattern(
        &["extractI"],
        "String -> ControlPattern -> Pattern Int",
        "The values of one parameter of sounds",
        "d1 $ n (extractI \"n\" $ n \"0 1\" # s \"bd\") # s \"arpy\"",
        |call| Ok(extracted(call, Kind::Int)),
    ),
    pattern(
        &["extractR"],
        "String -> ControlPattern -> Pattern Time",
        "The values of one parameter of sounds",
        "d1 $ n (extractR \"n\" $ n \"0 1\" # s \"bd\") # s \"arpy\"",
        |call| Ok(extracted(call, Kind::Ratio)),
    ),
    pattern(
        &["extractN"],
        "String -> ControlPattern -> Pattern Note",
        "The values of one parameter of sounds",
        "d1 $ n (extractN \"n\" $ n \"0 1\" # s \"bd\") # s \"arpy\"",
        |call| Ok(extracted(call, Kind::Note)),
    ),
    pattern(
        &["extractS"],
        "String -> ControlPattern -> Pattern String",
        "The values of one parameter of sounds",
        "d1 $ s (extractS \"s\" $ s \"bd sn\")",
        |call| Ok(extracted(call, Kind::WORD)),
    ),
    pattern(
        &["cP"],
        "String -> Pattern a",
        "A pattern set from outside under a name, as a text that is read with the program; silent until then",
        "d1 $ s (overlay (cP \"drums\") \"bd sn\")",
        |call| {
            let (name, kind) = (call.text(0), call.kind('a'));
            let place = call.place;
            match call.evaluator.inputs.get(&name) {
                Some(text) => {
                    let text = Text {
                        text: text.clone(),
                        offset: place.start,
                    };
                    let text = Spanned::new(Value::Text(Rc::new(text)), place);
                    call.evaluator.pattern(&text, kind)
                }
                None => Ok(call.graph().silence()),
            }
        },
    ),
];

/// A number from outside, once a cycle; the name is the argument at `index`.
fn number(
    call: &mut Call,
    kind: Kind,
    default: Option<EventValue>,
    index: usize,
) -> EvalResult<PatternId> {
    let name = call.text(index);
    let graph = call.graph();
    let name = graph.intern(&name);
    Ok(graph.variable(name, reading(kind), default))
}

/// Whatever numbers they are, they become the kind that is wanted; what is no number is left out.
fn reading(kind: Kind) -> Reading {
    match kind {
        Kind::Int => Reading::Whole,
        Kind::Ratio => Reading::Exact,
        Kind::Note => Reading::Note,
        Kind::Bool => Reading::Truth,
        _ => Reading::Float,
    }
}

/// A word from outside, once a cycle.
fn word(call: &mut Call, default: Option<EventValue>, index: usize) -> PatternId {
    let name = call.text(index);
    let graph = call.graph();
    let name = graph.intern(&name);
    graph.variable(name, Reading::Word, default)
}

/// Seconds (times `unit`) as cycles, at the tempo of the moment; one cycle a second where it is not known.
fn seconds(call: &mut Call, unit: f64) -> PatternId {
    let p = call.pattern(0);
    let graph = call.graph();
    let name = graph.intern("_cps");
    let tempo = graph.input_of(InputSort::Number, name, Some(EventValue::Float(1.0)));
    let tempo = graph.adjust(Operation::Multiply, tempo, unit);
    graph.apply(
        Operation::Multiply,
        phonon_pattern::Structure::Left,
        p,
        tempo,
    )
}

fn parameter(call: &mut Call) -> PatternId {
    let (name, p) = (call.text(0), call.pattern(1));
    let place = call.places.first().copied().unwrap_or(call.place);
    call.evaluator.parameter_names.push((name.clone(), place));
    let numbers = match call.name {
        "pF" => Numbers::Fractions,
        "pN" => Numbers::Notes,
        "pI" => Numbers::Whole,
        _ => Numbers::AsTheyAre,
    };
    let graph = call.graph();
    let name = graph.intern(&name);
    graph.control_of(name, numbers, p)
}

/// The values of a control that are of a kind, or can be read as it.
fn extracted(call: &mut Call, kind: Kind) -> PatternId {
    let (name, p) = (call.text(0), call.pattern(1));
    let graph = call.graph();
    let name = graph.intern(&name);
    let values = graph.extract(name, p);
    match kind {
        Kind::Word(_) => {
            let nothing = graph.word_value("");
            graph.adjust(Operation::Concatenate, values, nothing)
        }
        _ => graph.read_as(reading(kind), values),
    }
}
