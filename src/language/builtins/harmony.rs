//! Scales, chords, arpeggios.

use super::{Argument, Builtin, Call, pattern, value};
use crate::language::syntax::Number;
use crate::language::value::{Located, Outcome, Text, Val};
use crate::pattern::harmony::scales;
use crate::pattern::{Graph, Join, Operation, Pattern, Value};
use std::rc::Rc;

/// Semitones.
const OCTAVE: f64 = 12.0;
/// The highest note of a voicing: c6, counted from middle c, which is Tidal's c5.
const HIGHEST: f64 = 12.0;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["arp"],
        "Pattern String -> Pattern a -> Pattern a",
        "Plays chords one note after another: up, down, updown, converge, thumbup and others",
        "d1 $ n (arp \"<up down updown>\" \"c'maj7 e'min7\") # s \"superpiano\"",
        |call| {
            let (order, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().arp(order, p))
        },
    ),
    pattern(
        &["arpeggiate", "arpg"],
        "Pattern a -> Pattern a",
        "Plays chords one note after another",
        "d1 $ n (arpeggiate \"c'maj7 e'min7\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().arpeggiate(p))
        },
    ),
    pattern(
        &["chord"],
        "Pattern a -> String -> [String] -> Pattern a",
        "Chords on the notes of a pattern: name and modifiers",
        "d1 $ n (chord \"c e\" \"maj7\" [\"i\", \"o\"]) # s \"superpiano\"",
        |call| {
            let (root, name) = (call.pattern(0), call.text(1));
            let modifiers: Vec<String> = call
                .list(2)
                .into_iter()
                .filter_map(|item| match item {
                    Argument::Text(text) => Some(text),
                    _ => None,
                })
                .collect();
            let modifiers: Vec<&str> = modifiers.iter().map(String::as_str).collect();
            let kind = call
                .kind('a')
                .mini()
                .unwrap_or(crate::pattern::mini::Kind::Note);
            match call.graph().chord(root, &name, &modifiers, kind) {
                Ok(chords) => Ok(chords),
                Err(error) => call.wrong(1, error.to_string()),
            }
        },
    ),
    pattern(
        &["voicing"],
        "Pattern Note -> Pattern Note",
        "The notes of chords in the octave that ends with c6, so that small steps lead from one chord to the next",
        "d1 $ n (voicing \"<c'maj7 a'min7 d'min7 g'dom7>\") # s \"superpiano\"",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().map_values(p, |graph, note| {
                let below = graph.difference(HIGHEST, note);
                let below = graph.remainder(below, OCTAVE);
                graph.difference(HIGHEST, below)
            }))
        },
    ),
    pattern(
        &["scale"],
        "Num a => Pattern String -> Pattern a -> Pattern a",
        "Numbers as notes of a scale, 0 being its root",
        "d1 $ n (scale \"<major minor>\" \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (name, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().scale(name, p))
        },
    ),
    pattern(
        &["toScale"],
        "Num a => [Double] -> Pattern a -> Pattern a",
        "Numbers as notes of a scale given by its semitones",
        "d1 $ n (toScale [0, 2, 7] \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (degrees, p) = (numbers(call, 0), call.pattern(1));
            Ok(call.graph().to_scale(12, &degrees, p))
        },
    ),
    pattern(
        &["toScale'"],
        "Num a => Int -> [Double] -> Pattern a -> Pattern a",
        "Numbers as notes of a scale given by its semitones, which goes on so many semitones higher",
        "d1 $ n (toScale' 10 [0, 2, 7] \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (octave, degrees, p) = (call.int(0), numbers(call, 1), call.pattern(2));
            Ok(call.graph().to_scale(octave, &degrees, p))
        },
    ),
    value(
        &["scaleTable"],
        "a",
        "All scales: names and semitones",
        "d1 $ n (getScale scaleTable \"major\" \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let place = call.place;
            let rows = scales::names().map(|name| {
                let degrees = scales::scale(name).unwrap_or(&[]).iter();
                let degrees = degrees.map(|&d| Located::new(Val::Number(Number::float(d)), place));
                let name = Val::Text(Rc::new(Text {
                    text: name.to_owned(),
                    offset: place.start,
                }));
                let list = Val::List(Rc::new(degrees.collect()));
                let pair = vec![Located::new(name, place), Located::new(list, place)];
                Located::new(Val::Tuple(Rc::new(pair)), place)
            });
            Ok(Val::List(Rc::new(rows.collect())))
        },
    ),
    pattern(
        &["getScale"],
        "Num a => [(String, [Double])] -> Pattern String -> Pattern a -> Pattern a",
        "Numbers as notes of a scale of a table",
        "d1 $ n (getScale [(\"two\", [0, 7])] \"two\" \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (names, p) = (call.pattern(1), call.pattern(2));
            let table: Vec<(String, Vec<f64>)> = call
                .list(0)
                .into_iter()
                .filter_map(|pair| match pair {
                    Argument::Tuple(parts) => match &parts[..] {
                        [Argument::Text(name), Argument::List(degrees)] => {
                            Some((name.clone(), floats(degrees)))
                        }
                        _ => None,
                    },
                    _ => None,
                })
                .collect();
            Ok(scale_of_table(call.graph(), &table, names, p))
        },
    ),
    pattern(
        &["scaleWith"],
        "Num a => Pattern String -> b -> Pattern a -> Pattern a",
        "Numbers as notes of a scale changed by a function of its semitones",
        "d1 $ n (scaleWith \"major\" (raiseDegree 3) \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (names, function, p) = (call.pattern(0), call.value(1), call.pattern(2));
            scale_with(call, names, &function, p)
        },
    ),
    value(
        &["raiseDegree"],
        "Int -> a -> b",
        "A scale with one degree a semitone higher",
        "d1 $ n (scaleWith \"major\" (raiseDegree 3) \"0 .. 7\") # s \"superpiano\"",
        |call| moved_degrees(call, call.int(0), call.int(0), 1, 1.0),
    ),
    value(
        &["lowerDegree"],
        "Int -> a -> b",
        "A scale with one degree a semitone lower",
        "d1 $ n (scaleWith \"major\" (lowerDegree 2) \"0 .. 7\") # s \"superpiano\"",
        |call| moved_degrees(call, call.int(0), call.int(0), 1, -1.0),
    ),
    value(
        &["raiseDegrees"],
        "Int -> Int -> a -> b",
        "A scale with some degrees a semitone higher",
        "d1 $ n (scaleWith \"major\" (raiseDegrees 1 3) \"0 .. 7\") # s \"superpiano\"",
        |call| moved_degrees(call, call.int(0), call.int(1), 2, 1.0),
    ),
    value(
        &["lowerDegrees"],
        "Int -> Int -> a -> b",
        "A scale with some degrees a semitone lower",
        "d1 $ n (scaleWith \"major\" (lowerDegrees 1 2) \"0 .. 7\") # s \"superpiano\"",
        |call| moved_degrees(call, call.int(0), call.int(1), 2, -1.0),
    ),
    pattern(
        &["chromaticiseBy", "chromaticizeBy"],
        "Num a => Pattern Double -> Pattern a -> Pattern a",
        "Each note and the n semitones that follow it, in its time",
        "d1 $ n (chromaticiseBy \"1 -1\" \"1 2 3\") # s \"superpiano\"",
        |call| {
            let (n, p) = (call.pattern(0), call.pattern(1));
            Ok(call.graph().chromaticise_by(n, p))
        },
    ),
    pattern(
        &["scaleWithList"],
        "Num a => Pattern String -> [b] -> Pattern a -> Pattern a",
        "Like `scaleWith` with several functions, one in each cycle",
        "d1 $ n (scaleWithList \"major\" [raiseDegree 3, lowerDegrees 1 2] \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (names, p) = (call.pattern(0), call.pattern(2));
            let mut turns = Vec::new();
            for item in call.list(1) {
                if let Argument::Value(function) = item {
                    turns.push(scale_with(call, names, &function, p)?);
                }
            }
            match turns[..] {
                [] => Ok(p),
                _ => Ok(call.graph().cat(&turns)),
            }
        },
    ),
    pattern(
        &["fromNote"],
        "Num a => Pattern Note -> Pattern a",
        "Notes as numbers",
        "d1 $ s \"superpiano*4\" # n (fromNote \"c e g\")",
        |call| {
            let p = call.pattern(0);
            Ok(call.graph().adjust(Operation::Multiply, p, 1.0))
        },
    ),
];

fn floats(list: &[Argument]) -> Vec<f64> {
    list.iter()
        .filter_map(|item| match item {
            Argument::Number(x) => Some(*x),
            _ => None,
        })
        .collect()
}

fn numbers(call: &Call, index: usize) -> Vec<f64> {
    floats(&call.list(index))
}

/// The scales that a pattern of names may name.
fn scales_in_use(graph: &Graph, names: Pattern) -> Vec<&'static str> {
    match graph.constant(names) {
        Some(Value::Word(word)) => {
            let wanted = graph.word(word);
            scales::names().filter(|name| *name == wanted).collect()
        }
        _ => scales::names().collect(),
    }
}

/// Numbers as notes of the scales of a table; the structure is theirs.
fn scale_of_table(
    graph: &mut Graph,
    table: &[(String, Vec<f64>)],
    names: Pattern,
    p: Pattern,
) -> Pattern {
    let (number, name) = (graph.slot(), graph.slot());
    let value = graph.steady(number);
    let mut rows = Vec::with_capacity(table.len());
    for (scale, degrees) in table {
        let notes = graph.to_scale(12, degrees, value);
        // Of two scales with one name the first counts.
        let word = graph.intern(scale);
        if !rows.iter().any(|(known, _)| *known == word) {
            rows.push((word, notes));
        }
    }
    let found = graph.lookup(name, &rows);
    let sampled = graph.join(Join::Outer, names, name, found);
    graph.join(Join::Outer, p, number, sampled)
}

/// Numbers as notes of the named scales after a function of their semitones.
fn scale_with(call: &mut Call, names: Pattern, function: &Located, p: Pattern) -> Outcome<Pattern> {
    let mut table = Vec::new();
    for name in scales_in_use(call.graph(), names) {
        let degrees = changed_scale(call, function, scales::scale(name).unwrap_or(&[]))?;
        table.push((name.to_owned(), degrees));
    }
    Ok(scale_of_table(call.graph(), &table, names, p))
}

/// A scale's semitones after a function, equal neighbours once.
fn changed_scale(call: &mut Call, function: &Located, degrees: &[f64]) -> Outcome<Vec<f64>> {
    let place = call.place;
    let list = degrees
        .iter()
        .map(|&d| Located::new(Val::Number(Number::float(d)), place))
        .collect();
    let list = Located::new(Val::List(Rc::new(list)), place);
    let changed = call.evaluator.apply(function.clone(), vec![list], place)?;
    let mut degrees = semitones(call, &changed)?;
    degrees.dedup();
    Ok(degrees)
}

fn semitones(call: &Call, value: &Val) -> Outcome<Vec<f64>> {
    let Val::List(items) = value else {
        return call.wrong(
            1,
            format!("a list of semitones is wanted; this makes {}", value.noun()),
        );
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items.iter() {
        match &item.value {
            Val::Number(number) => out.push(number.value),
            other => {
                return call.wrong(1, format!("a scale has numbers; this is {}", other.noun()));
            }
        }
    }
    Ok(out)
}

/// The list at `index` with the degrees from `first` to `last` moved.
fn moved_degrees(call: &mut Call, first: i64, last: i64, index: usize, by: f64) -> Outcome<Val> {
    let place = call.place;
    let mut degrees = semitones(call, &call.value(index).value)?;
    if !degrees.is_empty() {
        let count = degrees.len() as i64;
        for degree in first..=last.min(first.saturating_add(count - 1)) {
            degrees[degree.rem_euclid(count) as usize] += by;
        }
    }
    let list = degrees.into_iter();
    let list = list.map(|d| Located::new(Val::Number(Number::float(d)), place));
    Ok(Val::List(Rc::new(list.collect())))
}
