//! The items of a list as one value, joined by a function or an operator, and the steps on the way there.

use super::haskell_lists::{ITERATIONS, MOST_ITEMS, applied, items, list};
use super::{Builtin, Call, value};
use crate::evaluate::value::{EvalResult, Spanned, Value};
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::Operation;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["maximum"],
        "a -> b",
        "The largest item of a list of numbers",
        "d1 $ n (fromIntegral $ maximum [3, 7, 5]) # s \"arpy\"",
        |call| extreme(call, "max"),
    ),
    value(
        &["minimum"],
        "a -> b",
        "The smallest item of a list of numbers",
        "d1 $ n (fromIntegral $ minimum [3, 7, 5]) # s \"arpy\"",
        |call| extreme(call, "min"),
    ),
    value(
        &["elem"],
        "a -> b -> c",
        "Whether a value is among the items of a list",
        "d1 $ when (`elem` [1, 3]) rev $ s \"bd sn\"",
        |call| among(call, true),
    ),
    value(
        &["notElem"],
        "a -> b -> c",
        "Whether a value is none of the items of a list",
        "d1 $ when (`notElem` [0, 3]) rev $ s \"bd sn\"",
        |call| among(call, false),
    ),
    value(
        &["and"],
        "a -> b",
        "Whether all items of a list are true",
        "d1 $ when (\\c -> and [c > 0, even c]) rev $ s \"bd sn\"",
        |call| truths(call, "&&", true),
    ),
    value(
        &["or"],
        "a -> b",
        "Whether any item of a list is true",
        "d1 $ when (\\c -> or [c == 1, c == 4]) rev $ s \"bd sn\"",
        |call| truths(call, "||", false),
    ),
    value(
        &["any"],
        "a -> b -> c",
        "Whether any item of a list passes a test",
        "d1 $ when (\\c -> any (== c) [1, 4]) rev $ s \"bd sn\"",
        |call| {
            let (function, items) = (call.value(0), items(call, 1)?);
            let mut out = Vec::with_capacity(items.len());
            for item in items {
                out.push(applied(call, &function, vec![item])?);
            }
            joined_truths(call, out, "||", false)
        },
    ),
    value(
        &["foldr1"],
        "a -> b -> c",
        "Joins the items of a list by a function of two, from the last to the first",
        "d1 $ foldr1 overlay [s \"bd\", s \"hh*2\"]",
        |call| {
            let (function, mut items) = (call.value(0), items(call, 1)?);
            items.reverse();
            folded(
                call,
                None,
                items,
                |item, result| vec![item, result],
                &function,
            )
        },
    ),
    value(
        &["foldl1"],
        "a -> b -> c",
        "Joins the items of a list by a function of two, from the first to the last",
        "d1 $ foldl1 (#) [s \"bd*2\", n \"1\", pan 0.2]",
        |call| {
            let (function, items) = (call.value(0), items(call, 1)?);
            folded(
                call,
                None,
                items,
                |item, result| vec![result, item],
                &function,
            )
        },
    ),
    value(
        &["foldr"],
        "a -> b -> c -> d",
        "Joins the items of a list to a value by a function of two, from the last to the first",
        "d1 $ foldr ($) (s \"bd sn\") [rev, fast 2]",
        |call| {
            let (function, start, mut items) = (call.value(0), call.value(1), items(call, 2)?);
            items.reverse();
            folded(
                call,
                Some(start),
                items,
                |item, result| vec![item, result],
                &function,
            )
        },
    ),
    value(
        &["foldl", "foldl'"],
        "a -> b -> c -> d",
        "Joins the items of a list to a value by a function of two, from the first to the last",
        "d1 $ foldl (#) (s \"bd*2\") [n \"1\", pan 0.2]",
        |call| {
            let (function, start, items) = (call.value(0), call.value(1), items(call, 2)?);
            folded(
                call,
                Some(start),
                items,
                |item, result| vec![result, item],
                &function,
            )
        },
    ),
    value(
        &["sum"],
        "a -> b",
        "All items of a list added",
        "d1 $ n (sum [0, 7, \"<0 12>\"]) # s \"superpiano\"",
        |call| reduced(call, "+", 0),
    ),
    value(
        &["product"],
        "a -> b",
        "All items of a list multiplied",
        "d1 $ fast (product [2, 3]) $ s \"bd\"",
        |call| reduced(call, "*", 1),
    ),
    value(
        &["iterate"],
        "a -> b -> c",
        "A value, what a function makes of it, what it makes of that, and so on",
        "d1 $ stack (take 3 $ iterate (0.125 ~>) $ s \"bd\")",
        |call| {
            let (function, start) = (call.value(0), call.value(1));
            let mut all = vec![start.clone()];
            let mut last = start;
            // Few are asked for, and each may be as large as all before it.
            while all.len() < ITERATIONS {
                last = applied(call, &function, vec![last])?;
                all.push(last.clone());
            }
            Ok(list(all))
        },
    ),
    value(
        &["scanl", "scanl'"],
        "a -> b -> c -> d",
        "A value, and what it becomes as the items of a list are joined to it one after another",
        "d1 $ n (listToPat $ scanl (+) 0 [2, 2, 1]) # s \"arpy\"",
        |call| {
            let (start, items) = (call.value(1), items(call, 2)?);
            scanned(call, Some(start), items, false)
        },
    ),
    value(
        &["scanl1"],
        "a -> b -> c",
        "The items of a list joined one after another, and all results on the way",
        "d1 $ n (listToPat $ scanl1 (+) [0, 2, 2, 1]) # s \"arpy\"",
        |call| {
            let items = items(call, 1)?;
            scanned(call, None, items, false)
        },
    ),
    value(
        &["scanr"],
        "a -> b -> c -> d",
        "Like `scanl`, from the last item to the first; the value itself is the last of the results",
        "d1 $ n (listToPat $ scanr (+) 0 [2, 2, 1]) # s \"arpy\"",
        |call| {
            let (start, items) = (call.value(1), items(call, 2)?);
            scanned(call, Some(start), items, true)
        },
    ),
    value(
        &["scanr1"],
        "a -> b -> c",
        "Like `scanl1`, from the last item to the first",
        "d1 $ n (listToPat $ scanr1 (+) [0, 2, 2, 1]) # s \"arpy\"",
        |call| {
            let items = items(call, 1)?;
            scanned(call, None, items, true)
        },
    ),
    value(
        &["foldMap"],
        "a -> b -> c",
        "What a function makes of the items of a list, joined by `<>`",
        "d1 $ foldMap s [\"bd\", \"hh*2\"]",
        |call| {
            let (function, place) = (call.value(0), call.place);
            let mut items = items(call, 1)?.into_iter();
            let Some(first) = items.next() else {
                return call.builtin("silence", Vec::new());
            };
            let mut result = applied(call, &function, vec![first])?;
            for item in items {
                let made = applied(call, &function, vec![item])?;
                let both = call
                    .evaluator
                    .operate("<>", place, result, made, place, None)?;
                result = Spanned::new(both, place);
            }
            Ok(result.value)
        },
    ),
    value(
        &["until"],
        "a -> b -> c -> d",
        "A value, changed by a function again and again until it passes a test",
        "d1 $ n (fromIntegral $ until (> 10) (* 2) 1) # s \"arpy\"",
        |call| {
            let (test, function, mut value) = (call.value(0), call.value(1), call.value(2));
            for _ in 0..MOST_ITEMS {
                let passes = applied(call, &test, vec![value.clone()])?;
                if call.evaluator.constant_bool(&passes)? {
                    return Ok(value.value);
                }
                value = applied(call, &function, vec![value])?;
            }
            call.wrong(0, format!("this test is not passed in {MOST_ITEMS} steps"))
        },
    ),
];

fn folded(
    call: &mut Call,
    start: Option<Spanned>,
    items: Vec<Spanned>,
    arguments: impl Fn(Spanned, Spanned) -> Vec<Spanned>,
    function: &Spanned,
) -> EvalResult<Value> {
    let mut items = items.into_iter();
    let Some(mut result) = start.or_else(|| items.next()) else {
        return call.wrong(1, "this list is empty");
    };
    for item in items {
        result = applied(call, function, arguments(item, result))?;
    }
    Ok(result.value)
}

/// The items of a list joined by an operator; of none its neutral number.
fn reduced(call: &mut Call, operator: &str, neutral: i64) -> EvalResult<Value> {
    let place = call.place;
    let mut items = items(call, 0)?.into_iter();
    let Some(mut result) = items.next() else {
        return Ok(Value::Number(Number::integer(neutral)));
    };
    for item in items {
        let joined = call
            .evaluator
            .operate(operator, place, result, item, place, None)?;
        result = Spanned::new(joined, place);
    }
    Ok(result.value)
}

/// The items of a list joined by `min` or `max`.
fn extreme(call: &mut Call, function: &str) -> EvalResult<Value> {
    let mut items = items(call, 0)?.into_iter();
    let Some(mut result) = items.next() else {
        return call.wrong(0, "this list is empty");
    };
    for item in items {
        let place = result.place;
        result = Spanned::new(call.builtin(function, vec![result, item])?, place);
    }
    Ok(result.value)
}

/// Whether the first argument is an item of the list that is the second.
fn among(call: &mut Call, wanted: bool) -> EvalResult<Value> {
    let (value, place) = (call.value(0), call.place);
    // A letter of a word that is known only when the pattern is queried.
    let among = call.value(1);
    if let (Value::Slot(Kind::Word(_), word), Some(letter)) = (&among.value, value.value.text()) {
        let graph = call.graph();
        let letter = graph.word_value(&letter.text);
        let found = graph.formula_of(Operation::Contains, *word, letter);
        let wanted = phonon_pattern::Value::Bool(wanted);
        let truth = graph.formula_of(Operation::Equal, found, wanted);
        return Ok(Value::Slot(Kind::Bool, truth));
    }
    let items = items(call, 1)?;
    let (compare, join) = if wanted { ("==", "||") } else { ("/=", "&&") };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let truth = call
            .evaluator
            .operate(compare, place, value.clone(), item, place, None)?;
        out.push(Spanned::new(truth, place));
    }
    joined_truths(call, out, join, !wanted)
}

fn truths(call: &mut Call, operator: &str, of_none: bool) -> EvalResult<Value> {
    let items = items(call, 0)?;
    joined_truths(call, items, operator, of_none)
}

/// Truths joined by an operator.
fn joined_truths(
    call: &mut Call,
    items: Vec<Spanned>,
    operator: &str,
    of_none: bool,
) -> EvalResult<Value> {
    let place = call.place;
    let mut items = items.into_iter();
    let Some(mut result) = items.next() else {
        return call.builtin(if of_none { "True" } else { "False" }, Vec::new());
    };
    for item in items {
        let joined = call
            .evaluator
            .operate(operator, place, result, item, place, None)?;
        result = Spanned::new(joined, place);
    }
    Ok(result.value)
}

/// The results on the way when the items of a list are joined by the function that is the first argument.
fn scanned(
    call: &mut Call,
    start: Option<Spanned>,
    mut items: Vec<Spanned>,
    from_the_end: bool,
) -> EvalResult<Value> {
    let function = call.value(0);
    if from_the_end {
        items.reverse();
    }
    let mut items = items.into_iter();
    let Some(mut result) = start.or_else(|| items.next()) else {
        return Ok(list(Vec::new()));
    };
    let mut results = vec![result.clone()];
    for item in items {
        let both = match from_the_end {
            true => vec![item, result],
            false => vec![result, item],
        };
        result = applied(call, &function, both)?;
        results.push(result.clone());
    }
    if from_the_end {
        results.reverse();
    }
    Ok(list(results))
}
