//! Strings that are calculated.

use super::haskell_lists::{items, list, texts_of};
use super::{Builtin, Call, value};
use crate::evaluate::value::{EvalResult, Spanned, Text, Value};
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{Operation, Scalar, Shown, Value as EventValue};

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["show"],
        "a -> b",
        "A value in letters",
        "d1 $ when (elem '2' . show) (# speed 2) $ s \"bd*4\"",
        shown,
    ),
    value(
        &["read"],
        "a -> b",
        "The number that a string says",
        "d1 $ n (read \"3\") # s \"arpy\"",
        |call| {
            let text = text(call, 0)?;
            let trimmed = text.trim();
            let (sign, digits) = match trimmed.strip_prefix('-') {
                Some(digits) => (-1.0, digits),
                None => (1.0, trimmed),
            };
            match Number::parse(digits) {
                Some(number) if sign > 0.0 => Ok(Value::Number(number)),
                Some(number) if number.whole => Ok(Value::Number(match number.exact {
                    Some(exact) => Number::integer(-exact.numerator()),
                    None => Number::float(-number.value),
                })),
                Some(number) => Ok(Value::Number(Number::float(-number.value))),
                None => call.wrong(0, format!("`{text}` is not a number")),
            }
        },
    ),
    value(
        &["words"],
        "a -> b",
        "The words of a string as a list",
        "d1 $ s (listToPat $ words \"bd sn hh\")",
        |call| {
            let text = text(call, 0)?;
            parts(call, text.split_whitespace())
        },
    ),
    value(
        &["lines"],
        "a -> b",
        "The lines of a string as a list",
        "d1 $ s (listToPat $ lines \"bd\")",
        |call| {
            let text = text(call, 0)?;
            parts(call, text.lines())
        },
    ),
    value(
        &["unwords"],
        "a -> b",
        "The strings of a list as one, with spaces between",
        "d1 $ s (parseBP_E $ unwords [\"bd\", \"sn\"])",
        |call| joined(call, " ", ""),
    ),
    value(
        &["unlines"],
        "a -> b",
        "The strings of a list as one, each a line",
        "d1 $ s (parseBP_E $ unlines [\"bd\", \"sn\"])",
        |call| joined(call, "\n", "\n"),
    ),
];

fn text(call: &Call, index: usize) -> EvalResult<String> {
    let given = call.value(index);
    match given.value.text() {
        Some(text) => Ok(text.text.clone()),
        None => {
            let noun = given.value.noun();
            call.wrong(
                index,
                format!("`{}` needs a string; this is {noun}", call.name),
            )
        }
    }
}

/// Strings that are parts of one, as a list.
fn parts<'a>(call: &Call, parts: impl Iterator<Item = &'a str>) -> EvalResult<Value> {
    let place = call.place;
    let parts = parts.map(|part| Ok(Spanned::new(Text::joined([part], place)?, place)));
    Ok(list(parts.collect::<EvalResult<Vec<_>>>()?))
}

/// The strings of a list as one.
fn joined(call: &Call, between: &str, after: &str) -> EvalResult<Value> {
    let strings = items(call, 0)?;
    let Some(strings) = texts_of(&strings) else {
        return call.wrong(0, format!("`{}` needs a list of strings", call.name));
    };
    Text::joined([&strings.join(between), after], call.place)
}

/// `show x`, now or when the pattern is queried.
fn shown(call: &mut Call) -> EvalResult<Value> {
    let (given, place) = (call.value(0), call.place);
    if let Some(text) = given.value.text() {
        return Text::joined(["\"", &text.text, "\""], place);
    }
    if let Value::Number(number) = &given.value {
        let value = match number.exact.filter(|_| number.whole) {
            Some(exact) => EventValue::Int(exact.numerator()),
            None => EventValue::Float(number.value),
        };
        return spelled(call, value);
    }
    match call.evaluator.scalar(&given) {
        Some((Some(Kind::Word(_) | Kind::Note | Kind::Controls), _)) | None => {
            let noun = given.value.noun();
            call.wrong(
                0,
                format!("`show` needs a number, a truth or a string; this is {noun}"),
            )
        }
        Some((_, Scalar::Value(value))) => spelled(call, value),
        Some((_, scalar)) => {
            let graph = call.graph();
            let word = graph.formula_of(Operation::Show, scalar, 0i64);
            Ok(Value::Slot(Kind::WORD, word))
        }
    }
}

fn spelled(call: &Call, value: EventValue) -> EvalResult<Value> {
    match Shown::of(value) {
        Some(letters) => Text::joined([letters.as_str()], call.place),
        None => call.wrong(0, "this cannot be shown"),
    }
}
