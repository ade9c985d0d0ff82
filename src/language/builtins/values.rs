//! Functions of any value: Haskell's little helpers as live coders use them.

use super::{Builtin, pattern, value};
use crate::language::syntax::Number;
use crate::language::value::{Function, Located, Mapped, Val};
use crate::pattern::{Structure, Value};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["silence", "nothing", "empty"],
        "Pattern a",
        "Plays nothing",
        "d1 silence",
        |call| Ok(call.graph().silence()),
    ),
    value(
        &["id"],
        "a -> a",
        "Leaves everything as it is",
        "d1 $ every 2 id $ s \"bd\"",
        |call| Ok(call.value(0).value),
    ),
    value(
        &["const"],
        "a -> b -> a",
        "Its first argument, whatever the second is",
        "d1 $ every 3 (const $ s \"cp*4\") $ s \"bd sn\"",
        |call| Ok(call.value(0).value),
    ),
    value(
        &["flip"],
        "a -> b -> c -> d",
        "A function with its first two arguments exchanged",
        "d1 $ flip fast (s \"bd sn\") 2",
        |call| {
            let (function, second, first) = (call.value(0), call.value(1), call.value(2));
            let place = call.place;
            call.evaluator.apply(function, vec![first, second], place)
        },
    ),
    value(
        &["fmap"],
        "a -> b -> c",
        "Applies a function to the values of a pattern",
        "d1 $ n (fmap (+ 1) \"0 2\") # s \"arpy\"",
        |call| {
            Ok(Val::Mapped(Rc::new(Mapped {
                function: call.value(0),
                arguments: vec![(call.value(1), Structure::Both)],
            })))
        },
    ),
    value(
        &["map"],
        "a -> b -> c",
        "Applies a function to each item of a list",
        "d1 $ stack (map (\\x -> s \"bd\" # speed x) [1, 1.5])",
        |call| {
            let (function, list) = (call.value(0), call.value(1));
            let Val::List(items) = &list.value else {
                return call.wrong(1, "`map` wants a list second");
            };
            let mut out = Vec::with_capacity(items.len());
            for item in items.iter() {
                let value =
                    call.evaluator
                        .apply(function.clone(), vec![item.clone()], call.place)?;
                out.push(Located::new(value, item.place));
            }
            Ok(Val::List(Rc::new(out)))
        },
    ),
    value(
        &["pure", "return"],
        "a -> b",
        "A value once a cycle",
        "d1 $ n (pure 3) # s \"arpy\"",
        |call| {
            let given = call.value(0);
            // A text is a name here and not mini-notation.
            if let Val::Text(text) = &given.value {
                let word = call.graph().intern(&text.text);
                let pattern = call.graph().pure(Value::Word(word));
                return Ok(Val::Pattern(
                    crate::language::signature::Kind::Word,
                    pattern,
                ));
            }
            Ok(given.value)
        },
    ),
    value(
        &["True"],
        "a",
        "True",
        "d1 $ struct (pure True) $ s \"bd\"",
        |call| {
            let pattern = call.graph().pure(Value::Bool(true));
            Ok(Val::Pattern(
                crate::language::signature::Kind::Bool,
                pattern,
            ))
        },
    ),
    value(
        &["False"],
        "a",
        "False",
        "d1 $ struct (pure False) $ s \"bd\"",
        |call| {
            let pattern = call.graph().pure(Value::Bool(false));
            Ok(Val::Pattern(
                crate::language::signature::Kind::Bool,
                pattern,
            ))
        },
    ),
    value(
        &["pi"],
        "a",
        "The number π",
        "d1 $ s \"bd*4\" # speed (pi / 3)",
        |_| Ok(Val::Number(Number::float(std::f64::consts::PI))),
    ),
    value(
        &["replicate"],
        "Int -> a -> b",
        "A list of so many times the same",
        "d1 $ stack (replicate 2 $ s \"bd\")",
        |call| {
            let count = call.int(0).clamp(0, 1024) as usize;
            Ok(Val::List(Rc::new(vec![call.value(1); count])))
        },
    ),
    value(
        &["reverse"],
        "a -> b",
        "A list backwards",
        "d1 $ fastcat (reverse [s \"bd\", s \"sn\"])",
        |call| match call.value(0).value {
            Val::List(items) => Ok(Val::List(Rc::new(items.iter().rev().cloned().collect()))),
            _ => call.wrong(0, "`reverse` wants a list; `rev` plays a pattern backwards"),
        },
    ),
    value(
        &["foldr1", "foldl1"],
        "a -> b -> c",
        "Joins the items of a list by a function of two",
        "d1 $ foldr1 overlay [s \"bd\", s \"hh*2\"]",
        |call| {
            let (function, list) = (call.value(0), call.value(1));
            let Val::List(items) = &list.value else {
                return call.wrong(1, "a list is wanted second");
            };
            let mut items = items.iter().rev();
            let Some(mut result) = items.next().cloned() else {
                return call.wrong(1, "this list is empty");
            };
            for item in items {
                let value = call.evaluator.apply(
                    function.clone(),
                    vec![item.clone(), result],
                    call.place,
                )?;
                result = Located::new(value, item.place);
            }
            Ok(result.value)
        },
    ),
    value(
        &["fst"],
        "a -> b",
        "The first part of a pair",
        "d1 $ fst (s \"bd\", s \"sn\")",
        |call| match call.value(0).value {
            Val::Tuple(parts) if !parts.is_empty() => Ok(parts[0].value.clone()),
            _ => call.wrong(0, "`fst` wants a pair"),
        },
    ),
    value(
        &["snd"],
        "a -> b",
        "The second part of a pair",
        "d1 $ snd (s \"bd\", s \"sn\")",
        |call| match call.value(0).value {
            Val::Tuple(parts) if parts.len() > 1 => Ok(parts[1].value.clone()),
            _ => call.wrong(0, "`snd` wants a pair"),
        },
    ),
    value(
        &["spread", "slowspread"],
        "a -> [b] -> c",
        "Calls a function with each item of a list in turn, one a cycle",
        "d1 $ spread fast [1, 2, 4] $ s \"bd sn\"",
        |call| Ok(spread(call, false)),
    ),
    value(
        &["fastspread", "fastSpread"],
        "a -> [b] -> c",
        "Calls a function with each item of a list in turn, all within a cycle",
        "d1 $ fastspread fast [1, 2] $ s \"bd sn\"",
        |call| Ok(spread(call, true)),
    ),
];

/// `spread f [a, b]` is a function of one more argument: the cat of what f makes of it with each item.
fn spread(call: &mut super::Call, fast: bool) -> Val {
    let function = call.value(0);
    let items: Vec<Located> = call
        .list(1)
        .into_iter()
        .filter_map(|item| match item {
            super::Argument::Value(value) => Some(value),
            _ => None,
        })
        .collect();
    Val::function(Function::Native(
        if fast { "fastspread" } else { "spread" },
        1,
        Rc::new(move |evaluator, mut arguments, place| {
            let Some(argument) = arguments.pop() else {
                return Ok(Val::List(Rc::new(Vec::new())));
            };
            let mut parts = Vec::with_capacity(items.len());
            for item in &items {
                let value = evaluator.apply(
                    function.clone(),
                    vec![item.clone(), argument.clone()],
                    place,
                )?;
                parts.push(Located::new(value, item.place));
            }
            let list = Located::new(Val::List(Rc::new(parts)), place);
            let name = if fast { "fastcat" } else { "cat" };
            match super::find(name).and_then(|meaning| meaning.builtin) {
                Some(row) => evaluator.saturate(row, vec![list], place),
                None => Ok(list.value),
            }
        }),
        Vec::new(),
    ))
}
