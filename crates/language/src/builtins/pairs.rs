//! Pairs and triples, and lists of them.

use super::haskell_lists::{applied, items, list};
use super::{Builtin, Call, Special, value};
use crate::evaluate::value::{EvalResult, Spanned, Value};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["zip"],
        "a -> b -> c",
        "Pairs of the items of two lists; of one list of patterns their steps in turn, all in a cycle",
        "d1 $ timecat (zip [3, 1] [s \"bd*4\", s \"hh*2\"])",
        |call| {
            let (a, b, place) = (items(call, 0)?, items(call, 1)?, call.place);
            let pair = |(a, b)| Spanned::new(Value::Tuple(Rc::new(vec![a, b])), place);
            Ok(list(a.into_iter().zip(b).map(pair).collect()))
        },
    )
    .that(Special::ZipsSteps),
    value(
        &["zipWith"],
        "a -> b -> c -> d",
        "Joins the items of two lists by a function of two",
        "d1 $ stack (zipWith (#) [s \"bd\", s \"hh*2\"] [pan 0, pan 1])",
        |call| {
            let (function, a, b) = (call.value(0), items(call, 1)?, items(call, 2)?);
            let mut out = Vec::with_capacity(a.len());
            for (a, b) in a.into_iter().zip(b) {
                out.push(applied(call, &function, vec![a, b])?);
            }
            Ok(list(out))
        },
    ),
    value(
        &["lookup", "Map.lookup"],
        "a -> b -> c",
        "The value of a name or number in a list of pairs, if it is there",
        "d1 $ n (fromMaybes [lookup \"b\" [(\"a\", 1), (\"b\", 5)]]) # s \"arpy\"",
        |call| {
            let (key, pairs) = (call.value(0), items(call, 1)?);
            Ok(Value::Maybe(found(call, &key, &pairs)?.map(Rc::new)))
        },
    ),
    value(
        &["Map.findWithDefault"],
        "a -> b -> c -> d",
        "The value of a name or number in a map, or another value where it is not there",
        "d1 $ Map.findWithDefault silence \"a\" (Map.fromList [(\"a\", s \"bd*2\")])",
        |call| {
            let (otherwise, key, pairs) = (call.value(0), call.value(1), items(call, 2)?);
            Ok(found(call, &key, &pairs)?.unwrap_or(otherwise).value)
        },
    ),
    value(
        &["Map.fromList", "Map.toList"],
        "a -> b",
        "A map is a list of pairs here, of which the last of each name counts",
        "d1 $ Map.findWithDefault silence \"a\" (Map.fromList [(\"a\", s \"bd*2\")])",
        |call| {
            let mut pairs: Vec<Spanned> = Vec::new();
            // The last of a name comes first, where it is found.
            for pair in items(call, 0)? {
                pairs.insert(0, pair);
            }
            Ok(list(pairs))
        },
    ),
    value(
        &["uncurry"],
        "a -> b -> c",
        "A function of two arguments as a function of a pair",
        "d1 $ stack (map (uncurry (#)) [(s \"bd\", n 0), (s \"hh*2\", n 1)])",
        |call| {
            let (function, pair) = (call.value(0), call.value(1));
            let Value::Tuple(parts) = &pair.value else {
                return call.wrong(1, "`uncurry` needs a pair");
            };
            let (parts, place) = (parts.to_vec(), call.place);
            call.evaluator.apply(function, parts, place)
        },
    ),
    value(
        &["fst"],
        "a -> b",
        "The first part of a pair",
        "d1 $ fst (s \"bd\", s \"sn\")",
        |call| match call.value(0).value {
            Value::Tuple(parts) if !parts.is_empty() => Ok(parts[0].value.clone()),
            _ => call.wrong(0, "`fst` needs a pair"),
        },
    ),
    value(
        &["snd"],
        "a -> b",
        "The second part of a pair",
        "d1 $ snd (s \"bd\", s \"sn\")",
        |call| match call.value(0).value {
            Value::Tuple(parts) if parts.len() > 1 => Ok(parts[1].value.clone()),
            _ => call.wrong(0, "`snd` needs a pair"),
        },
    ),
    value(
        &["zip3"],
        "a -> b -> c -> d",
        "Triples of the items of three lists",
        "d1 $ seqP (zip3 [0, 2] [2, 4] [s \"bd*4\", s \"hh*8\"])",
        |call| {
            let (place, mut out) = (call.place, Vec::new());
            for triple in triples(call, 0)? {
                out.push(Spanned::new(Value::Tuple(Rc::new(triple)), place));
            }
            Ok(list(out))
        },
    ),
    value(
        &["zipWith3"],
        "a -> b -> c -> d -> e",
        "Joins the items of three lists by a function of three",
        "d1 $ stack (zipWith3 (\\a b c -> s a # n b # pan c) [\"bd\", \"hh*2\"] [0, 1] [0, 1])",
        |call| {
            let (function, mut out) = (call.value(0), Vec::new());
            for triple in triples(call, 1)? {
                out.push(applied(call, &function, triple)?);
            }
            Ok(list(out))
        },
    ),
    value(
        &["unzip"],
        "a -> b",
        "A list of pairs as a pair of lists",
        "d1 $ timecat (uncurry zip $ unzip [(3, s \"bd*2\"), (1, s \"hh*2\")])",
        |call| parted::<2>(call, "pairs"),
    ),
    value(
        &["unzip3"],
        "a -> b",
        "A list of triples as a triple of lists",
        "d1 $ stack ((\\(a, b, c) -> zipWith3 (\\x y z -> s x # n y # pan z) a b c) $ unzip3 [(\"bd\", 1, 0), (\"hh*2\", 2, 1)])",
        |call| parted::<3>(call, "triples"),
    ),
    value(
        &["curry"],
        "a -> b -> c -> d",
        "A function of a pair as a function of two arguments",
        "d1 $ curry (\\(a, b) -> s a # n b) \"bd*2\" 1",
        |call| {
            let (function, place) = (call.value(0), call.place);
            let pair = Value::Tuple(Rc::new(vec![call.value(1), call.value(2)]));
            let pair = Spanned::new(pair, place);
            call.evaluator.apply(function, vec![pair], place)
        },
    ),
];

/// The items at one place of the three lists that begin with the argument at `first`.
fn triples(call: &Call, first: usize) -> EvalResult<Vec<Vec<Spanned>>> {
    let (a, b, c) = (
        items(call, first)?,
        items(call, first + 1)?,
        items(call, first + 2)?,
    );
    let all = a.into_iter().zip(b).zip(c);
    Ok(all.map(|((a, b), c)| vec![a, b, c]).collect())
}

/// Lists of the first, second … parts of the tuples of a list.
fn parted<const PARTS: usize>(call: &Call, tuples: &str) -> EvalResult<Value> {
    let mut parts = vec![Vec::new(); PARTS];
    for item in items(call, 0)? {
        match &item.value {
            Value::Tuple(values) if values.len() == PARTS => {
                for (part, value) in parts.iter_mut().zip(values.iter()) {
                    part.push(value.clone());
                }
            }
            _ => return call.wrong(0, format!("`{}` needs a list of {tuples}", call.name)),
        }
    }
    let lists = parts
        .into_iter()
        .map(|part| Spanned::new(list(part), call.place));
    Ok(Value::Tuple(Rc::new(lists.collect())))
}

/// The value of the first pair with this key.
fn found(call: &mut Call, key: &Spanned, pairs: &[Spanned]) -> EvalResult<Option<Spanned>> {
    for pair in pairs {
        let Value::Tuple(parts) = &pair.value else {
            return call.wrong(1, format!("`{}` needs a list of pairs", call.name));
        };
        let [name, value] = &parts[..] else {
            return call.wrong(1, format!("`{}` needs a list of pairs", call.name));
        };
        let same = match (key.value.text(), name.value.text()) {
            (Some(key), Some(name)) => key.text == name.text,
            (None, None) => {
                let place = call.place;
                let same =
                    call.evaluator
                        .operate("==", place, key.clone(), name.clone(), place, None)?;
                call.evaluator.constant_bool(&Spanned::new(same, place))?
            }
            _ => false,
        };
        if same {
            return Ok(Some(value.clone()));
        }
    }
    Ok(None)
}
