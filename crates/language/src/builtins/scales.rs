//! Scales: numbers as their notes, and scales of the text's own.

use super::harmony::words;
use super::{Argument, Builtin, Call, Special, pattern, value};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::value::{EvalResult, Failure, Spanned, Text, Value};
use crate::syntax::Number;
use phonon_pattern::harmony::scales;
use phonon_pattern::{Graph, Join, Operation, PatternId, Structure, Value as EventValue, Word};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["scale"],
        "Num a => Pattern String -> b -> Pattern a",
        "Numbers as notes of a scale, 0 being its root; with `b` or `#` after them a semitone lower or higher. The names of \
         Scala files (`.scl`) in a sample folder are scales too",
        "d1 $ n (scale \"<major minor>\" \"0 .. 7\") # s \"superpiano\"",
        |call| {
            let (name, degrees) = (call.pattern(0), call.value(1));
            match &degrees.value {
                Value::Text(text) if has_accidentals(&text.text) => {
                    altered(call, name, &Rc::clone(text), degrees.place)
                }
                _ => {
                    let kind = call.kind('a');
                    let p = call.evaluator.pattern(&degrees, kind)?;
                    Ok(scaled(call, name, p))
                }
            }
        },
    )
    .that(Special::WasRange),
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
                let degrees =
                    degrees.map(|&d| Spanned::new(Value::Number(Number::float(d)), place));
                let name = Value::Text(Rc::new(Text {
                    text: name.to_owned(),
                    offset: place.start,
                }));
                let list = Value::List(Rc::new(degrees.collect()));
                let pair = vec![Spanned::new(name, place), Spanned::new(list, place)];
                Spanned::new(Value::Tuple(Rc::new(pair)), place)
            });
            Ok(Value::List(Rc::new(rows.collect())))
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
fn scales_in_use(graph: &Graph, names: PatternId) -> Vec<&'static str> {
    match graph.constant(names) {
        Some(EventValue::Word(word)) => {
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
    names: PatternId,
    p: PatternId,
) -> PatternId {
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
fn scale_with(
    call: &mut Call,
    names: PatternId,
    function: &Spanned,
    p: PatternId,
) -> EvalResult<PatternId> {
    let mut table = Vec::new();
    for name in scales_in_use(call.graph(), names) {
        let degrees = changed_scale(call, function, scales::scale(name).unwrap_or(&[]))?;
        table.push((name.to_owned(), degrees));
    }
    Ok(scale_of_table(call.graph(), &table, names, p))
}

/// A scale's semitones after a function, equal neighbours once.
fn changed_scale(call: &mut Call, function: &Spanned, degrees: &[f64]) -> EvalResult<Vec<f64>> {
    let place = call.place;
    let list = degrees
        .iter()
        .map(|&d| Spanned::new(Value::Number(Number::float(d)), place))
        .collect();
    let list = Spanned::new(Value::List(Rc::new(list)), place);
    let changed = call.evaluator.apply(function.clone(), vec![list], place)?;
    let mut degrees = semitones(call, &changed)?;
    degrees.dedup();
    Ok(degrees)
}

fn semitones(call: &Call, value: &Value) -> EvalResult<Vec<f64>> {
    let Value::List(items) = value else {
        return call.wrong(
            1,
            format!("a list of semitones is needed; this makes {}", value.noun()),
        );
    };
    let mut out = Vec::with_capacity(items.len());
    for item in items.iter() {
        match &item.value {
            Value::Number(number) => out.push(number.value),
            other => {
                return call.wrong(1, format!("a scale has numbers; this is {}", other.noun()));
            }
        }
    }
    Ok(out)
}

/// The list at `index` with the degrees from `first` to `last` moved.
fn moved_degrees(
    call: &mut Call,
    first: i64,
    last: i64,
    index: usize,
    by: f64,
) -> EvalResult<Value> {
    let place = call.place;
    let mut degrees = semitones(call, &call.value(index).value)?;
    if !degrees.is_empty() {
        let count = degrees.len() as i64;
        for degree in first..=last.min(first.saturating_add(count - 1)) {
            degrees[degree.rem_euclid(count) as usize] += by;
        }
    }
    let list = degrees.into_iter();
    let list = list.map(|d| Spanned::new(Value::Number(Number::float(d)), place));
    Ok(Value::List(Rc::new(list.collect())))
}

/// Numbers as notes of scales by name, those of Scala files among them.
fn scaled(call: &mut Call, name: PatternId, degrees: PatternId) -> PatternId {
    let tunings = Rc::clone(&call.evaluator.tunings);
    let graph = call.graph();
    let mut table = Vec::new();
    for (known, tuning) in tunings.iter() {
        if scales::scale(known).is_none() {
            let notes = graph.to_scale_of(tuning.period(), &tuning.semitones(), degrees);
            table.push((graph.intern(known), notes));
        }
    }
    if table.is_empty() {
        return graph.scale(name, degrees);
    }
    for known in scales::names() {
        let constant = graph.intern(known);
        let constant = graph.pure(EventValue::Word(constant));
        let notes = graph.scale(constant, degrees);
        table.push((graph.intern(known), notes));
    }
    let slot = graph.slot();
    let found = graph.lookup(slot, &table);
    graph.join(Join::Inner, name, slot, found)
}

/// Whether degrees have accidentals behind them: `1b`, `-2#`.
fn has_accidentals(text: &str) -> bool {
    words(text)
        .iter()
        .any(|(_, word)| degree(word).is_some_and(|(_, shift)| shift != 0))
}

/// A degree of a scale and the semitones that its accidentals move it by.
fn degree(word: &str) -> Option<(i64, i64)> {
    let number = word.trim_end_matches(['b', '#']);
    let shift = word[number.len()..].bytes();
    let shift = shift.map(|sign| if sign == b'b' { -1 } else { 1 }).sum();
    Some((number.parse().ok()?, shift))
}

/// Degrees with accidentals as notes of a scale.
fn altered(
    call: &mut Call,
    name: PatternId,
    text: &Rc<Text>,
    place: Place,
) -> EvalResult<PatternId> {
    let symbols = phonon_pattern::mini::Kind::Symbol;
    let read = call.graph().mini(&text.text, symbols, text.offset);
    let read = match read {
        Ok(read) => read,
        Err(error) => return call.wrong(1, error.to_string()),
    };
    let (mut degrees, mut shifts) = (Vec::new(), Vec::new());
    for (_, word) in words(&text.text) {
        let Some((number, shift)) = degree(word) else {
            let error = Diagnostic::error(place, format!("`{word}` is not a degree of a scale"))
                .with_help("write numbers from 0, with `b` or `#` after them: `0 1b 2 4#`");
            return Err(Failure::from(error));
        };
        let graph = call.graph();
        let word = graph.intern(word);
        degrees.push((word, graph.steady(EventValue::Note(number as f64))));
        shifts.push((word, graph.steady(EventValue::Note(shift as f64))));
    }
    let graph = call.graph();
    let looked_up = |graph: &mut Graph, table: &[(Word, PatternId)]| {
        let slot = graph.slot();
        let found = graph.lookup(slot, table);
        graph.join(Join::Outer, read, slot, found)
    };
    let degrees = looked_up(graph, &degrees);
    let shifts = looked_up(graph, &shifts);
    let notes = scaled(call, name, degrees);
    Ok(call
        .graph()
        .apply(Operation::Add, Structure::Left, notes, shifts))
}

#[cfg(test)]
mod tests {
    use crate::query::played;
    use crate::{Context, compile};
    use phonon_samples::Tuning;
    use std::sync::Arc;

    #[test]
    fn accidentals_move_degrees_of_a_scale() {
        assert_eq!(
            played("n (scale \"major\" \"0 2b 4# -1b\")", 0),
            ["0/1-1/4 n 0", "1/4-1/2 n 3", "1/2-3/4 n 8", "3/4-1/1 n -2"]
        );
        assert_eq!(played("n (scale \"major\" \"0 .. 2\")", 0).len(), 3);
    }

    #[test]
    fn scala_files_are_scales_by_name() {
        let tuning = Tuning::parse("three\n3\n3/2\n1000.0\n3/1\n").expect("a scale");
        let tunings = [("three".to_owned(), Arc::new(tuning))];
        let context = Context {
            tunings: &tunings,
            ..Context::default()
        };
        let compiled = compile(
            "d1 $ n (scale \"<three major>\" \"0 1 3\") # s \"superpiano\"",
            &context,
            None,
        );
        assert_eq!(compiled.diagnostics, []);
        let (pattern, _) = compiled.score.sequences[0];
        let mut scratch = phonon_pattern::Scratch::new(phonon_pattern::Budget::OFFLINE);
        let mut notes = |cycle| {
            let span = phonon_pattern::Span::cycle(cycle);
            let (events, _) = compiled.score.graph.events(pattern, span, &mut scratch);
            let mut notes: Vec<_> = events
                .iter()
                .map(|event| format!("{:?}", event.value))
                .collect();
            notes.sort();
            notes.join(" ")
        };
        let three = notes(0);
        assert!(
            three.contains("7.01955") && three.contains("19.01955"),
            "{three}"
        );
        assert!(
            notes(1).contains("2.0") && notes(1).contains("5.0"),
            "{}",
            notes(1)
        );
    }
}
