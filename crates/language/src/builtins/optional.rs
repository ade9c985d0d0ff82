//! Values that may be missing (`Just x`, `Nothing`), and values of two sorts (`Left x`, `Right x`).

use super::haskell_lists::{applied, items, list};
use super::{Builtin, Call, value};
use crate::evaluate::value::{EvalResult, Hand, Spanned, Value};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["Just"],
        "a -> b",
        "A value that is there, where one may be missing",
        "d1 $ s (fromMaybes [Just \"bd\", Nothing])",
        |call| Ok(Value::Maybe(Some(Rc::new(call.value(0))))),
    ),
    value(
        &["Nothing"],
        "a",
        "A missing value",
        "d1 $ s (fromMaybes [Just \"bd\", Nothing])",
        |_| Ok(Value::Maybe(None)),
    ),
    value(
        &["maybe"],
        "a -> b -> c -> d",
        "A function of a value that may be missing; without it another value",
        "d1 $ n (maybe 0 (+ 1) (lookup \"b\" [(\"a\", 1), (\"b\", 5)])) # s \"arpy\"",
        |call| {
            let (otherwise, function) = (call.value(0), call.value(1));
            match perhaps(call, 2)? {
                Some(value) => Ok(applied(call, &function, vec![value])?.value),
                None => Ok(otherwise.value),
            }
        },
    ),
    value(
        &["fromMaybe"],
        "a -> b -> c",
        "A value that may be missing; without it another one",
        "d1 $ s (fromMaybe \"bd\" Nothing)",
        |call| Ok(perhaps(call, 1)?.unwrap_or_else(|| call.value(0)).value),
    ),
    value(
        &["fromJust"],
        "a -> b",
        "A value that is known not to be missing",
        "d1 $ s (fromJust $ lookup \"a\" [(\"a\", \"bd sn\")])",
        |call| match perhaps(call, 0)? {
            Some(value) => Ok(value.value),
            None => call.wrong(0, "this value is missing"),
        },
    ),
    value(
        &["catMaybes"],
        "a -> b",
        "The values of a list that are not missing",
        "d1 $ stack (catMaybes [Just $ s \"bd\", Nothing])",
        |call| {
            let mut found = Vec::new();
            for item in items(call, 0)? {
                found.extend(value_of(call, 0, &item)?);
            }
            Ok(list(found))
        },
    ),
    value(
        &["mapMaybe"],
        "a -> b -> c",
        "What a function makes of the items of a list, without what is missing",
        "d1 $ stack (mapMaybe (\\k -> lookup k [(\"a\", s \"bd\")]) [\"a\", \"b\"])",
        |call| {
            let (function, mut found) = (call.value(0), Vec::new());
            for item in items(call, 1)? {
                let made = applied(call, &function, vec![item])?;
                found.extend(value_of(call, 0, &made)?);
            }
            Ok(list(found))
        },
    ),
    value(
        &["isJust"],
        "a -> b",
        "Whether a value is there",
        "d1 $ s (if isJust (lookup \"a\" [(\"a\", 1)]) then \"bd\" else \"sn\")",
        |call| {
            let there = perhaps(call, 0)?.is_some();
            call.builtin(if there { "True" } else { "False" }, Vec::new())
        },
    ),
    value(
        &["isNothing"],
        "a -> b",
        "Whether a value is missing",
        "d1 $ s (if isNothing (lookup \"b\" [(\"a\", 1)]) then \"bd\" else \"sn\")",
        |call| {
            let there = perhaps(call, 0)?.is_some();
            call.builtin(if there { "False" } else { "True" }, Vec::new())
        },
    ),
    value(
        &["Left"],
        "a -> b",
        "A value of the first of two sorts",
        "d1 $ n (either (+ 1) (* 2) (Left 3)) # s \"arpy\"",
        |call| Ok(Value::Either(Hand::Left, Rc::new(call.value(0)))),
    ),
    value(
        &["Right"],
        "a -> b",
        "A value of the second of two sorts",
        "d1 $ n (either (+ 1) (* 2) (Right 3)) # s \"arpy\"",
        |call| Ok(Value::Either(Hand::Right, Rc::new(call.value(0)))),
    ),
    value(
        &["either"],
        "a -> b -> c -> d",
        "One function of a value of the first of two sorts, another of one of the second",
        "d1 $ n (either (+ 1) (* 2) (Left 3)) # s \"arpy\"",
        |call| {
            let (left, right) = (call.value(0), call.value(1));
            let Value::Either(hand, value) = call.value(2).value else {
                return call.wrong(2, "`either` needs `Left …` or `Right …` here");
            };
            let function = match hand {
                Hand::Left => left,
                Hand::Right => right,
            };
            Ok(applied(call, &function, vec![(*value).clone()])?.value)
        },
    ),
];

/// The argument at `index`, if it is not missing.
fn perhaps(call: &Call, index: usize) -> EvalResult<Option<Spanned>> {
    value_of(call, index, &call.value(index))
}

/// A value that may be missing, if it is there; the argument at `index` is to blame if it is of another sort.
fn value_of(call: &Call, index: usize, given: &Spanned) -> EvalResult<Option<Spanned>> {
    match &given.value {
        Value::Maybe(value) => Ok(value.as_deref().cloned()),
        other => {
            let noun = other.noun();
            call.wrong(
                index,
                format!(
                    "`{}` needs `Just …` or `Nothing` here; this is {noun}",
                    call.name
                ),
            )
        }
    }
}
