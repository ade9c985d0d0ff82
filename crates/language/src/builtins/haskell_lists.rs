//! Lists and pairs of values, as Haskell's little functions handle them.

use super::{Builtin, Call, value};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Also, Deferred, EvalResult, Failure, Spanned, Text, Value};
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{Operation, Rational, Scalar, Value as EventValue};
use std::rc::Rc;

/// Most items of a list that a function makes.
pub(super) const MOST_ITEMS: usize = 1024;
/// How often `iterate` applies its function.
pub(super) const ITERATIONS: usize = 64;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["map"],
        "a -> b -> c",
        "Applies a function to each item of a list",
        "d1 $ stack (map (\\x -> s \"bd\" # speed x) [1, 1.5])",
        |call| {
            let (function, items) = (call.value(0), items(call, 1)?);
            let mut out = Vec::with_capacity(items.len());
            for item in items {
                out.push(applied(call, &function, vec![item])?);
            }
            Ok(list(out))
        },
    ),
    value(
        &["concatMap"],
        "a -> b -> c",
        "Applies a function that makes lists to each item of a list, and joins what it makes",
        "d1 $ fastcat (concatMap (replicate 2) [s \"bd\", s \"sn\"])",
        |call| {
            let (function, items) = (call.value(0), items(call, 1)?);
            let mut parts = Vec::with_capacity(items.len());
            for item in items {
                parts.push(applied(call, &function, vec![item])?);
            }
            joined(call, &parts)
        },
    ),
    value(
        &["filter"],
        "a -> b -> c",
        "The items of a list that pass a test",
        "d1 $ n (listToPat $ filter (> 2) [1, 3, 5]) # s \"arpy\"",
        |call| {
            let (function, items) = (call.value(0), items(call, 1)?);
            let mut out = Vec::with_capacity(items.len());
            for item in items {
                let truth = applied(call, &function, vec![item.clone()])?;
                if call.evaluator.constant_bool(&truth)? {
                    out.push(item);
                }
            }
            Ok(list(out))
        },
    ),
    value(
        &["concat"],
        "a -> b",
        "The lists of a list as one",
        "d1 $ fastcat (concat [[s \"bd\"], [s \"sn\", s \"cp\"]])",
        |call| {
            let parts = items(call, 0)?;
            joined(call, &parts)
        },
    ),
    value(
        &["replicate"],
        "Int -> a -> b",
        "A list of so many times the same",
        "d1 $ stack (replicate 2 $ s \"bd\")",
        |call| {
            let count = call.int(0).clamp(0, MOST_ITEMS as i64) as usize;
            Ok(list(vec![call.value(1); count]))
        },
    ),
    value(
        &["cycle"],
        "a -> b",
        "A list again and again",
        "d1 $ fastcat (take 3 $ cycle [s \"bd\", s \"sn\"])",
        |call| {
            let items = items(call, 0)?;
            if items.is_empty() {
                return call.wrong(0, "this list is empty");
            }
            Ok(list(items.into_iter().cycle().take(MOST_ITEMS).collect()))
        },
    ),
    value(
        &["reverse"],
        "a -> b",
        "A list backwards",
        "d1 $ fastcat (reverse [s \"bd\", s \"sn\"])",
        |call| match items_of(&call.value(0)) {
            Some(mut items) => {
                items.reverse();
                Ok(list(items))
            }
            None => call.wrong(0, "`reverse` needs a list; `rev` plays a pattern backwards"),
        },
    ),
    value(
        &["take"],
        "a -> b -> c",
        "The first items of a list, or the first steps of a pattern, as `steptake`",
        "d1 $ fastcat (take 2 [s \"bd\", s \"sn\", s \"cp\"])",
        |call| {
            part(call, "steptake", |items, n| {
                items.into_iter().take(n).collect()
            })
        },
    ),
    value(
        &["drop"],
        "a -> b -> c",
        "A list without its first items, or a pattern without its last steps, as `stepdrop`",
        "d1 $ fastcat (drop 1 [s \"bd\", s \"sn\", s \"cp\"])",
        |call| {
            part(call, "stepdrop", |items, n| {
                items.into_iter().skip(n).collect()
            })
        },
    ),
    value(
        &["head"],
        "a -> b",
        "The first item of a list",
        "d1 $ head [s \"bd\", s \"sn\"]",
        |call| one(call, |items| items.first().cloned()),
    ),
    value(
        &["last"],
        "a -> b",
        "The last item of a list",
        "d1 $ last [s \"bd\", s \"sn\"]",
        |call| one(call, |items| items.last().cloned()),
    ),
    value(
        &["tail"],
        "a -> b",
        "A list without its first item",
        "d1 $ fastcat (tail [s \"bd\", s \"sn\", s \"cp\"])",
        |call| Ok(list(items(call, 0)?.into_iter().skip(1).collect())),
    ),
    value(
        &["init"],
        "a -> b",
        "A list without its last item",
        "d1 $ fastcat (init [s \"bd\", s \"sn\", s \"cp\"])",
        |call| {
            let mut items = items(call, 0)?;
            items.pop();
            Ok(list(items))
        },
    ),
    value(
        &["length"],
        "a -> b",
        "How many items a list has",
        "d1 $ fast (length [1, 2, 3]) $ s \"bd\"",
        |call| {
            let count = items(call, 0)?.len();
            Ok(Value::Number(Number::integer(count as i64)))
        },
    ),
    value(
        &["null"],
        "a -> b",
        "Whether a list has no items",
        "d1 $ s (if null [] then \"bd\" else \"sn\")",
        |call| {
            let empty = items(call, 0)?.is_empty();
            call.builtin(if empty { "True" } else { "False" }, Vec::new())
        },
    ),
    value(
        &["!!"],
        "a -> b -> c",
        "An item of a list by its place, from 0",
        "d1 $ [s \"bd\", s \"sn\"] !! 1",
        |call| {
            let (items, place) = (items(call, 0)?, call.value(1));
            if let Value::Slot(_, at @ (Scalar::Slot(_) | Scalar::Formula(_))) = place.value {
                return item_of_each(call, &items, at);
            }
            let place = call.evaluator.constant_int(&place)?;
            match usize::try_from(place).ok().and_then(|at| items.get(at)) {
                Some(item) => Ok(item.value.clone()),
                None => call.wrong(
                    1,
                    format!("this list has {} items, counted from 0", items.len()),
                ),
            }
        },
    ),
    value(
        &[":"],
        "a -> b -> c",
        "A list with one more item before the others",
        "d1 $ fastcat (s \"bd\" : [s \"sn\", s \"cp\"])",
        |call| {
            let (first, rest) = (call.value(0), items(call, 1)?);
            Ok(list(std::iter::once(first).chain(rest).collect()))
        },
    ),
    value(
        &["repeat"],
        "a -> b",
        "A list of the same again and again",
        "d1 $ fastcat (take 2 $ repeat $ s \"bd\")",
        |call| Ok(list(vec![call.value(0); MOST_ITEMS])),
    ),
    value(
        &["takeWhile"],
        "a -> b -> c",
        "The first items of a list, up to the first that fails a test",
        "d1 $ n (listToPat $ takeWhile (< 5) [1, 3, 5, 2]) # s \"arpy\"",
        |call| {
            let (passing, _) = split_where(call, true)?;
            Ok(list(passing))
        },
    ),
    value(
        &["dropWhile"],
        "a -> b -> c",
        "A list from the first item on that fails a test",
        "d1 $ n (listToPat $ dropWhile (< 5) [1, 3, 5, 2]) # s \"arpy\"",
        |call| {
            let (_, rest) = split_where(call, true)?;
            Ok(list(rest))
        },
    ),
    value(
        &["span"],
        "a -> b -> c",
        "A list in two: its first items that pass a test, and the rest",
        "d1 $ n (listToPat $ fst $ span (< 3) [1 .. 5]) # s \"arpy\"",
        |call| {
            let (first, rest) = split_where(call, true)?;
            Ok(pair(call, first, rest))
        },
    ),
    value(
        &["break"],
        "a -> b -> c",
        "A list in two: its first items that fail a test, and the rest",
        "d1 $ n (listToPat $ fst $ break (> 3) [1 .. 5]) # s \"arpy\"",
        |call| {
            let (first, rest) = split_where(call, false)?;
            Ok(pair(call, first, rest))
        },
    ),
    value(
        &["splitAt"],
        "Int -> a -> b",
        "A list in two: its first items, and the rest",
        "d1 $ fastcat (snd $ splitAt 1 [s \"bd\", s \"sn\", s \"cp\"])",
        |call| {
            let count = usize::try_from(call.int(0)).unwrap_or(0);
            let mut first = items(call, 1)?;
            let rest = first.split_off(count.min(first.len()));
            Ok(pair(call, first, rest))
        },
    ),
    value(
        &["separateCycles"],
        "Int -> a -> b",
        "A list of n patterns: the first plays cycles 0, n, 2n … of the given one, the second 1, n + 1 …",
        "d1 $ fastcat (separateCycles 2 $ s \"<bd sn hh cp>\")",
        |call| {
            let (count, given, place) = (call.int(0), call.value(1), call.place);
            let each = |index: i64| {
                let inner = given.clone();
                let make = move |evaluator: &mut Evaluator, kind| {
                    let pattern = evaluator.pattern(&inner, kind)?;
                    Ok(evaluator.graph.every_cycle_from(index, count, pattern))
                };
                Spanned::new(deferred(&given, make), place)
            };
            Ok(list((0..count.clamp(0, 64)).map(each).collect()))
        },
    ),
];

pub(crate) fn list(items: Vec<Spanned>) -> Value {
    Value::List(Rc::new(items))
}

/// Strings as one, lists as one.
fn joined(call: &Call, parts: &[Spanned]) -> EvalResult<Value> {
    if let Some(texts) = texts_of(parts).filter(|texts| !texts.is_empty()) {
        return Text::joined(texts, call.place);
    }
    let mut out = Vec::new();
    for part in parts {
        out.extend(items_of(part).unwrap_or_else(|| vec![part.clone()]));
    }
    bounded(call, out)
}

/// A list, if it is not too long.
fn bounded(call: &Call, items: Vec<Spanned>) -> EvalResult<Value> {
    check_length(
        items.len(),
        call.places.get(1).copied().unwrap_or(call.place),
    )?;
    Ok(list(items))
}

/// An error where a list gets too long.
pub(crate) fn check_length(length: usize, place: Place) -> EvalResult<()> {
    match length > MOST_ITEMS {
        true => Err(Failure::from(Diagnostic::error(
            place,
            format!("this list gets too long (more than {MOST_ITEMS})"),
        ))),
        false => Ok(()),
    }
}

/// The strings of a list of nothing else.
pub(super) fn texts_of(items: &[Spanned]) -> Option<Vec<&str>> {
    let texts = items
        .iter()
        .map(|item| item.value.text().map(|text| &text.text[..]));
    texts.collect()
}

/// The items of a list; a text is a list of its letters.
pub(super) fn items_of(value: &Spanned) -> Option<Vec<Spanned>> {
    if let Some(items) = value.value.items() {
        return Some(items.to_vec());
    }
    let text = value.value.text()?;
    let letters = text.text.char_indices().map(|(at, letter)| {
        let text = Text {
            text: letter.to_string(),
            offset: text.offset + at,
        };
        Spanned::new(Value::Text(Rc::new(text)), value.place)
    });
    Some(letters.collect())
}

/// The item of a list whose place is only known when a pattern is queried; there is none beyond the list's ends.
fn item_of_each(call: &mut Call, items: &[Spanned], at: Scalar) -> EvalResult<Value> {
    let place = call.place;
    // Equal steps, as of `[1, 3 ..]`, are calculated.
    let numbers: Option<Vec<Rational>> = items
        .iter()
        .map(|item| match &item.value {
            Value::Number(number) => number.exact,
            _ => None,
        })
        .collect();
    if let Some([first, second, rest @ ..]) = numbers.as_deref()
        && !rest.is_empty()
    {
        let step = *second - *first;
        let all = [first, second].into_iter().chain(rest);
        let follows = |(count, number): (usize, &Rational)| {
            *number == *first + step * Rational::integer(count as i64)
        };
        if all.enumerate().all(follows) {
            let graph = call.graph();
            let steps = graph.formula_of(Operation::Multiply, at, EventValue::Ratio(step));
            let number = graph.formula_of(Operation::Add, steps, EventValue::Ratio(*first));
            return Ok(Value::Slot(Kind::Ratio, number));
        }
    }
    let silence = call.graph().silence();
    let kind = items.iter().find_map(|item| item.value.kind());
    let kind = kind.unwrap_or_else(|| items.first().map_or(Kind::Float, |it| it.value.likely()));
    let mut value = Value::Pattern(kind, silence);
    for (count, item) in items.iter().enumerate().rev() {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let test = call
            .graph()
            .formula_of(Operation::Equal, at, EventValue::Int(count));
        let test = Spanned::new(Value::Slot(Kind::Bool, test), place);
        let otherwise = Spanned::new(value, place);
        value = call.evaluator.chosen(test, item.clone(), otherwise)?;
    }
    Ok(value)
}

/// The items of the list that is the argument at `index`.
pub(super) fn items(call: &Call, index: usize) -> EvalResult<Vec<Spanned>> {
    let given = call.value(index);
    match items_of(&given) {
        Some(items) => Ok(items),
        None => {
            let noun = given.value.noun();
            call.wrong(
                index,
                format!("`{}` needs a list here; this is {noun}", call.name),
            )
        }
    }
}

fn one(call: &Call, choose: impl FnOnce(&[Spanned]) -> Option<Spanned>) -> EvalResult<Value> {
    match choose(&items(call, 0)?) {
        Some(item) => Ok(item.value),
        None => call.wrong(0, "this list is empty"),
    }
}

/// A part of a list, or what `steps` makes of a pattern.
fn part(
    call: &mut Call,
    steps: &str,
    cut: impl FnOnce(Vec<Spanned>, usize) -> Vec<Spanned>,
) -> EvalResult<Value> {
    let (count, given) = (call.value(0), call.value(1));
    match &given.value {
        Value::List(_) => {
            let count = call.evaluator.constant_int(&count)?;
            Ok(list(cut(
                items(call, 1)?,
                usize::try_from(count).unwrap_or(0),
            )))
        }
        _ => call.builtin(steps, vec![count, given]),
    }
}

pub(super) fn applied(
    call: &mut Call,
    function: &Spanned,
    arguments: Vec<Spanned>,
) -> EvalResult<Spanned> {
    let place = arguments.first().map_or(call.place, |first| first.place);
    let value = call
        .evaluator
        .apply(function.clone(), arguments, call.place)?;
    Ok(Spanned::new(value, place))
}

/// A pattern made of another one when its kind is known.
pub(super) fn deferred(
    given: &Spanned,
    make: impl Fn(&mut Evaluator, Kind) -> EvalResult<phonon_pattern::PatternId> + 'static,
) -> Value {
    Value::Deferred(Rc::new(Deferred {
        likely: given.value.likely(),
        numeric: given.value.is_numeric(),
        also: Also::Nothing,
        make: Box::new(make),
    }))
}

/// Two lists as a pair.
fn pair(call: &Call, first: Vec<Spanned>, second: Vec<Spanned>) -> Value {
    let lists = [first, second].map(|part| Spanned::new(list(part), call.place));
    Value::Tuple(Rc::new(lists.to_vec()))
}

/// The first items that pass a test, or that fail it, and the rest.
fn split_where(call: &mut Call, pass: bool) -> EvalResult<(Vec<Spanned>, Vec<Spanned>)> {
    let (test, mut passing) = (call.value(0), items(call, 1)?);
    let mut count = 0;
    while let Some(item) = passing.get(count) {
        let truth = applied(call, &test, vec![item.clone()])?;
        if call.evaluator.constant_bool(&truth)? != pass {
            break;
        }
        count += 1;
    }
    let rest = passing.split_off(count);
    Ok((passing, rest))
}
