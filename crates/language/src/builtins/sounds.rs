//! Controls: the parameters of a sound, from the engine's table, and controls of several parameters.

use super::{Build, Builtin, Call, pattern, value};
use crate::diagnostic::Place;
use crate::evaluate::value::{EvalResult, Spanned, Text, Value};
use phonon_engine::Heading;
use phonon_engine::graph::MIDDLE_C_KEY;
use phonon_engine::parameters::{self, Parameter};
use phonon_pattern::{
    Controls, Join, Numbers, Operation, PatternId, Structure, Value as EventValue,
};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["grp"],
        "[b] -> Pattern String -> ControlPattern",
        "Several controls from names with colons, a part each: what makes a control of each part",
        "d1 $ s \"bd*2\" # grp [mF \"attack\", mF \"release\"] \"0.1:0.2 0.3\"",
        |call| {
            let makers: Vec<Spanned> = call
                .list(0)
                .into_iter()
                .filter_map(|item| match item {
                    super::Argument::Value(value) => Some(value),
                    _ => None,
                })
                .collect();
            let words = call.pattern(1);
            grouped(call, &makers, words)
        },
    ),
    pattern(
        &["midinote"],
        "Pattern Note -> ControlPattern",
        "Pitch as a MIDI note number: `note`, of which 0 is the MIDI note 60",
        "d1 $ s \"superpiano*3\" # midinote \"60 64 67\"",
        |call| {
            let numbers = call.pattern(0);
            let middle = f64::from(MIDDLE_C_KEY);
            let graph = call.graph();
            let notes = match graph.constant(numbers).and_then(|number| number.as_f64()) {
                Some(number) => graph.pure(EventValue::Note(number - middle)),
                None => graph.adjust(Operation::Subtract, numbers, EventValue::Note(middle)),
            };
            let note = graph.intern("note");
            Ok(graph.control_of(note, Numbers::Notes, notes))
        },
    ),
    pattern(
        &["adsr"],
        "Pattern Double -> Pattern Double -> Pattern Double -> Pattern Double -> ControlPattern",
        "The envelope of each sound: attack (s), decay (s), level held until the event ends, release (s) after it",
        "d1 $ saw # note \"c4 e4 g4\" # adsr 0.01 0.1 0.5 0.2",
        |call| {
            let mut envelope: Option<PatternId> = None;
            for (index, name) in ["attack", "decay", "susl", "release"]
                .into_iter()
                .enumerate()
            {
                let number = call.pattern(index);
                let name = call.graph().intern(name);
                let control = call.graph().control(name, number);
                envelope = Some(match envelope {
                    Some(before) => call.graph().with_controls(before, control),
                    None => control,
                });
            }
            Ok(envelope.unwrap_or_else(|| call.graph().silence()))
        },
    ),
    value(
        &["mF"],
        "String -> String -> a",
        "A part of a name as a number of a parameter, for `grp`",
        "d1 $ s \"bd*2\" # grp [mF \"attack\", mF \"release\"] \"0.1:0.2 0.3\"",
        |call| {
            let number: Option<f64> = readable(&call.text(1)).and_then(|text| text.parse().ok());
            Ok(part(call, number.map(EventValue::Float)))
        },
    ),
    value(
        &["mI"],
        "String -> String -> a",
        "A part of a name as a whole number of a parameter, for `grp`",
        "d1 $ s \"bd*2\" # grp [mI \"cut\", mF \"release\"] \"1:0.2 2\"",
        |call| {
            let number: Option<i64> = readable(&call.text(1)).and_then(|text| text.parse().ok());
            Ok(part(call, number.map(EventValue::Int)))
        },
    ),
    value(
        &["mS"],
        "String -> String -> a",
        "A part of a name as a name of a parameter, for `grp`",
        "d1 $ grp [mS \"s\", mS \"vowel\"] \"bd:a sn:e\"",
        |call| {
            let text = call.text(1);
            let word = call.graph().word_value(&text);
            Ok(part(call, Some(word)))
        },
    ),
    pattern(
        &["nrpn"],
        "b -> ControlPattern",
        "Of notes out (s \"midi\"): number of an unregistered parameter, and after a colon its value",
        "d1 $ s \"midi*2\" # nrpn \"1:2\"",
        |call| {
            let given = call.value(0);
            if !matches!(given.value, Value::Text(_)) {
                let number = call.evaluator.pattern(&given, crate::types::Kind::Float)?;
                let name = call.graph().intern("nrpn");
                return Ok(call.graph().control(name, number));
            }
            let words = call.evaluator.pattern(&given, crate::types::Kind::WORD)?;
            pair_of(call, words, given.place, ["nrpn", "val"], "mI")
        },
    ),
    pattern(
        &["nrpnn"],
        "Pattern Int -> ControlPattern",
        "Of notes out (s \"midi\"): number of an unregistered parameter, set to nrpnv",
        "d1 $ nrpnn \"<258 300>\" # nrpnv 12000 # s \"midi\"",
        |call| call.control("nrpn", crate::types::Kind::Int),
    ),
    pattern(
        &["nrpnv"],
        "Pattern Int -> ControlPattern",
        "Of notes out (s \"midi\"): what the parameter nrpnn is set to",
        "d1 $ nrpnn \"<258 300>\" # nrpnv 12000 # s \"midi\"",
        |call| call.control("val", crate::types::Kind::Int),
    ),
    pattern(
        &["cc"],
        "Pattern String -> ControlPattern",
        "Of notes out (s \"midi\"): number of a controller, and after a colon its value",
        "d1 $ cc \"1:30 2:40\" # s \"midi\"",
        |call| pair(call, ["ccn", "ccv"], "mF"),
    ),
];

/// Parameters whose control does more than the table says: it stands above.
const GROUPED: &[&str] = &["midinote", "nrpn"];

/// Controls whose numbers Tidal reads as notes.
const NOTES: &[&str] = &["n", "note"];

/// Controls whose numbers are whole ones in Tidal, which arithmetic keeps apart from fractions.
pub(super) const WHOLE: &[&str] = &["channel", "cut", "octave", "orbit"];

/// Whether a parameter's numbers are notes.
pub(super) fn is_note(name: &str) -> bool {
    NOTES.contains(&name)
}

/// A row for each parameter of the engine.
pub(super) fn controls() -> Vec<Builtin> {
    Parameter::all()
        .map(|parameter| parameter.description())
        .filter(|row| !GROUPED.contains(&row.heading.name()))
        .map(control)
        .collect()
}

fn control(row: &'static parameters::Description) -> Builtin {
    let signature = match row.kind {
        parameters::Kind::Word => "Pattern String -> ControlPattern",
        parameters::Kind::Number if NOTES.contains(&row.heading.name()) => {
            "Pattern Note -> ControlPattern"
        }
        parameters::Kind::Number => "Pattern Double -> ControlPattern",
    };
    Builtin {
        heading: Heading::new(
            row.heading.names(),
            row.heading.summary().trim_end_matches('.'),
            row.heading.example(),
        ),
        signature,
        build: Build::Control {
            name: row.heading.name(),
        },
        special: None,
    }
}

/// A number as Haskell reads it: digits at both sides of a point.
fn readable(text: &str) -> Option<&str> {
    let digits = text.trim().trim_start_matches('-');
    let is_digit = |c: char| c.is_ascii_digit();
    (digits.starts_with(is_digit) && digits.ends_with(is_digit)).then(|| text.trim())
}

/// The control with the name that is the first argument, at all times; nothing without a value.
fn part(call: &mut Call, value: Option<EventValue>) -> Value {
    let name = call.text(0);
    let pattern = match value {
        Some(value) => call.steady_control(&name, value),
        None => call.graph().silence(),
    };
    Value::Pattern(crate::types::Kind::Controls, pattern)
}

/// Two controls from names with a colon, by the function that makes a control of a part.
pub(super) fn pair(call: &mut Call, names: [&str; 2], maker: &str) -> EvalResult<PatternId> {
    let words = call.pattern(0);
    let place = call.places.first().copied().unwrap_or(call.place);
    pair_of(call, words, place, names, maker)
}

fn pair_of(
    call: &mut Call,
    words: PatternId,
    place: Place,
    names: [&str; 2],
    maker: &str,
) -> EvalResult<PatternId> {
    let mut makers = Vec::new();
    for name in names {
        let text = Text {
            text: name.to_owned(),
            offset: place.start,
        };
        let name = Spanned::new(Value::Text(Rc::new(text)), place);
        let maker = call.builtin_function(maker, vec![name])?;
        makers.push(Spanned::new(maker, place));
    }
    grouped(call, &makers, words)
}

/// Names taken apart at their colons, each part made a control. The names must stand in the text.
fn grouped(call: &mut Call, makers: &[Spanned], words: PatternId) -> EvalResult<PatternId> {
    let names: Vec<_> = call
        .graph()
        .words()
        .map(|(word, letters)| (word, letters.to_owned()))
        .collect();
    let place = call.place;
    let mut table = Vec::with_capacity(names.len());
    for (word, letters) in names {
        let mut controls = call.graph().steady(EventValue::Controls(Controls::EMPTY));
        let parts = letters.split(':').filter(|part| !part.is_empty());
        for (part, maker) in parts.zip(makers) {
            let text = Text {
                text: part.to_owned(),
                offset: place.start,
            };
            let text = Spanned::new(Value::Text(Rc::new(text)), place);
            let made = call.evaluator.apply(maker.clone(), vec![text], place)?;
            let kind = crate::types::Kind::Controls;
            let made = call
                .evaluator
                .pattern(&Spanned::new(made, maker.place), kind)?;
            let graph = call.graph();
            if !graph.is_silence(made) {
                controls = graph.apply(Operation::KeepLeft, Structure::Both, controls, made);
            }
        }
        table.push((word, controls));
    }
    let graph = call.graph();
    let slot = graph.slot();
    let found = graph.lookup(slot, &table);
    Ok(graph.join(Join::Outer, words, slot, found))
}
