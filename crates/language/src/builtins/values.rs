//! Functions of any value: Haskell's little helpers as live coders use them.

use super::{Builtin, Call, Special, pattern, value};
use crate::evaluate::value::{Also, Deferred, EvalResult, Function, Spanned, Text, Value};
use crate::syntax::Number;
use crate::types::Kind;
use phonon_pattern::{
    Join, Operation, PatternId, Rational, Scalar, Structure, Value as EventValue,
};
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    pattern(
        &["silence", "nothing", "empty", "mempty"],
        "Pattern a",
        "Plays nothing",
        "d1 silence",
        |call| Ok(call.graph().silence()),
    )
    .that(Special::PlaysNothing),
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
        "Applies a function to the values of a pattern, or the items of a list",
        "d1 $ n (fmap (+ 1) \"0 2\") # s \"arpy\"",
        |call| {
            let (function, pattern) = (call.value(0), call.value(1));
            let place = call.place;
            call.evaluator.map_values(function, pattern, place)
        },
    ),
    value(
        &["liftA2", "liftM2"],
        "a -> b -> c -> d",
        "Joins the values of two patterns by a function",
        "d1 $ n (liftA2 (+) \"0 2\" \"<0 12>\") # s \"arpy\"",
        |call| {
            let (function, place) = (call.value(0), call.place);
            let first = call.evaluator.map_values(function, call.value(1), place)?;
            let (first, second) = (Spanned::new(first, place), call.value(2));
            call.evaluator
                .operate("<*>", place, first, second, place, None)
        },
    ),
    value(
        &["on"],
        "a -> b -> c -> d -> e",
        "A function of what another makes of each of two values",
        "d1 $ on overlay (fast 2) (s \"bd\") (s \"hh*2\")",
        |call| {
            let (function, each, place) = (call.value(0), call.value(1), call.place);
            let mut both = Vec::with_capacity(2);
            for value in [call.value(2), call.value(3)] {
                let made = call.evaluator.apply(each.clone(), vec![value], place)?;
                both.push(Spanned::new(made, place));
            }
            call.evaluator.apply(function, both, place)
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
            if let Value::Text(text) = &given.value {
                let word = call.graph().intern(&text.text);
                let pattern = call.graph().pure(EventValue::Word(word));
                return Ok(Value::Pattern(crate::types::Kind::WORD, pattern));
            }
            let is_pattern = match &given.value {
                Value::Pattern(_, pattern) => call.graph().constant(*pattern).is_none(),
                Value::Deferred(_) => true,
                _ => false,
            };
            Ok(match is_pattern {
                true => call.evaluator.pure_pattern(given),
                false => given.value,
            })
        },
    ),
    value(
        &["parseBP_E"],
        "a -> b",
        "The pattern that a string says, where the string is calculated",
        "d1 $ n (parseBP_E \"0 [3 5]\") # s \"superpiano\"",
        |call| {
            let given = call.value(0).value;
            Ok(match given.text() {
                Some(text) => Value::Text(Rc::clone(text)),
                None => given,
            })
        },
    ),
    value(
        &["even"],
        "a -> b",
        "Is this whole number even?",
        "d1 $ ifp even rev (fast 2) $ s \"bd sn\"",
        |call| parity(call, 0),
    ),
    value(
        &["odd"],
        "a -> b",
        "Is this whole number odd?",
        "d1 $ when odd (fast 2) $ s \"bd sn\"",
        |call| parity(call, 1),
    ),
    value(
        &["cyclePos"],
        "a -> b",
        "Where in its cycle a time is, 0 to 1",
        "d1 $ whenT ((< 0.5) . cyclePos) (fast 2) $ s \"bd sn\"",
        |call| {
            let time = scalar(call, 0)?;
            let place = call.graph().remainder(time, Rational::ONE);
            Ok(Value::Slot(Kind::Ratio, place))
        },
    ),
    value(
        &["sam"],
        "a -> b",
        "Where the cycle of a time begins",
        "d1 $ rotL (sam 2.7) $ n \"<0 1 2 3>\" # s \"arpy\"",
        |call| begin_of_cycle(call, 0),
    ),
    value(
        &["nextSam"],
        "a -> b",
        "Where the cycle after a time begins",
        "d1 $ rotL (nextSam 1.25) $ n \"<0 1 2 3>\" # s \"arpy\"",
        |call| begin_of_cycle(call, 1),
    ),
    value(
        &["timeToRand"],
        "a -> b",
        "The random number of a time, 0 to 1, as `rand` has it there",
        "d1 $ n (segment 4 $ sig timeToRand) # s \"arpy\"",
        |call| {
            let time = scalar(call, 0)?;
            let number = call.graph().formula_of(Operation::Random, time, 1i64);
            Ok(Value::Slot(Kind::Float, number))
        },
    ),
    value(
        &["Arc"],
        "a -> b -> c",
        "A span of time: from, to",
        "d1 $ focusArc (Arc 0.25 0.5) $ s \"bd sn\"",
        |call| Ok(Value::Tuple(Rc::new(vec![call.value(0), call.value(1)]))),
    ),
    value(
        &["VF", "VI", "VS", "VR"],
        "a -> b",
        "A value of a parameter",
        "d1 $ fixRange (# crush 4) (pure $ Map.singleton \"speed\" (VF 1, VF 3)) $ s \"drum*4\" # speed \"1 2 4 0\"",
        |call| Ok(call.value(0).value),
    ),
    value(
        &["VN"],
        "Double -> a",
        "A note as a value of a parameter",
        "d1 $ fixRange (# crush 4) (pure $ Map.singleton \"n\" (VN 1, VN 3)) $ s \"drum*4\" # n \"1 2 4 0\"",
        |call| {
            Ok(Value::Slot(
                Kind::Note,
                Scalar::Value(EventValue::Note(call.number(0))),
            ))
        },
    ),
    value(
        &["Map.singleton"],
        "a -> b -> c",
        "One parameter by its name, with its value or range of values",
        "d1 $ fixRange (# crush 4) (pure $ Map.singleton \"n\" (VN 1, VN 3)) $ s \"drum*4\" # n \"1 2 4 0\"",
        |call| Ok(Value::Tuple(Rc::new(vec![call.value(0), call.value(1)]))),
    ),
    value(
        &["innerJoin"],
        "a -> b",
        "A pattern of patterns as one: with the events of the inner ones",
        "d1 $ n (innerJoin $ (\\x -> fastcat [pure x, pure (x + 12)]) <$> \"0 7\") # s \"arpy\"",
        |call| join(call, Join::Inner),
    ),
    value(
        &["outerJoin"],
        "a -> b",
        "A pattern of patterns as one: with the events of the outer one",
        "d1 $ n (outerJoin $ (\\x -> fastcat [pure x, pure (x + 12)]) <$> \"0 7\") # s \"arpy\"",
        |call| join(call, Join::Outer),
    ),
    value(
        &["unwrap", "join"],
        "a -> b",
        "A pattern of patterns as one: events where outer and inner ones meet",
        "d1 $ n (unwrap $ (\\x -> fastcat [pure x, pure (x + 12)]) <$> \"0 7\") # s \"arpy\"",
        |call| join(call, Join::Mix),
    ),
    value(
        &["squeezeJoin"],
        "a -> b",
        "A pattern of patterns as one: a cycle of the inner ones in each outer event",
        "d1 $ n (squeezeJoin $ (\\x -> fastcat [pure x, pure (x + 12)]) <$> \"0 7\") # s \"arpy\"",
        |call| join(call, Join::Squeeze),
    ),
    value(
        &["trigJoin", "resetJoin"],
        "a -> b",
        "A pattern of patterns as one: the cycle of the inner ones begins anew at each outer event",
        "d1 $ n (trigJoin $ (\\x -> fastcat [pure x, pure (x + 12)]) <$> \"<0 7>\") # s \"arpy\"",
        |call| join(call, Join::Reset),
    ),
    value(
        &["trigZeroJoin", "restartJoin"],
        "a -> b",
        "A pattern of patterns as one: the inner ones begin from cycle 0 at each outer event",
        "d1 $ n (trigZeroJoin $ (\\x -> cat [pure x, pure (x + 12)]) <$> \"<0 7>/2\") # s \"arpy\"",
        |call| join(call, Join::Restart),
    ),
    pattern(
        &["squeezeJoinUp"],
        "b -> ControlPattern",
        "Like `squeezeJoin`, with the sounds as much faster as they are squeezed",
        "d1 $ squeezeJoinUp $ (\\x -> s \"bd sn\" # n (pure x)) <$> \"0 1*2\"",
        squeeze_up,
    ),
    value(
        &["pick"],
        "a -> b -> c",
        "A name and a number as a name: `bd` and 3 as `bd:3`",
        "d1 $ s (pick <$> \"bd sn\" <*> \"1 2 3\")",
        |call| {
            let (name, number) = (scalar(call, 0)?, scalar(call, 1)?);
            let name = call.graph().formula_of(Operation::Numbered, name, number);
            Ok(Value::Slot(Kind::WORD, name))
        },
    ),
    pattern(
        &["samples", "samples'"],
        "Pattern String -> Pattern Int -> Pattern String",
        "Names with numbers of another pattern",
        "d1 $ s (samples \"bd sn\" \"1 2 3\")",
        |call| {
            let (names, numbers) = (call.pattern(0), call.pattern(1));
            let graph = call.graph();
            Ok(graph.apply(Operation::Numbered, Structure::Both, names, numbers))
        },
    ),
    value(
        &["lindenmayer"],
        "Int -> String -> String -> a",
        "A text that grows by rules: each letter becomes what its rule says, so many times",
        "d1 $ s (sseq \"bd\" (lindenmayer 3 \"x:x.,.:xx\" \"x\"))",
        |call| {
            let (count, rules, text) = (call.int(0), call.text(1), call.text(2));
            let text = grown(count, &rules, &text);
            let offset = call.places.get(2).map_or(0, |place| place.start + 1);
            Ok(Value::Text(Rc::new(Text { text, offset })))
        },
    ),
    value(
        &["lindenmayerI"],
        "Int -> String -> String -> a",
        "Digits that grow by rules, as a list of numbers",
        "d1 $ n (listToPat $ lindenmayerI 3 \"0:1,1:10\" \"1\") # s \"arpy\"",
        |call| {
            let (count, rules, text) = (call.int(0), call.text(1), call.text(2));
            let place = call.place;
            let digits = grown(count, &rules, &text)
                .chars()
                .filter_map(|letter| letter.to_digit(10))
                .map(|digit| Spanned::new(Value::Number(Number::integer(i64::from(digit))), place))
                .collect();
            Ok(Value::List(Rc::new(digits)))
        },
    ),
    value(
        &["True", "otherwise"],
        "a",
        "True",
        "d1 $ struct (pure True) $ s \"bd\"",
        |call| {
            let pattern = call.graph().pure(EventValue::Bool(true));
            Ok(Value::Pattern(crate::types::Kind::Bool, pattern))
        },
    ),
    value(
        &["False"],
        "a",
        "False",
        "d1 $ sew (pure False) (s \"sn*2\") (s \"bd*4\")",
        |call| {
            let pattern = call.graph().pure(EventValue::Bool(false));
            Ok(Value::Pattern(crate::types::Kind::Bool, pattern))
        },
    ),
    value(
        &["pi"],
        "a",
        "The number π",
        "d1 $ s \"bd*4\" # speed (pi / 3)",
        |_| Ok(Value::Number(Number::float(std::f64::consts::PI))),
    ),
    value(
        &["eventHasOnset"],
        "a -> b",
        "Does this event begin in what is asked for?",
        "d1 $ filterEvents eventHasOnset $ s \"bd sn\"",
        |call| Ok(call.value(0).value),
    ),
    value(
        &["spread'"],
        "a -> b -> c -> d",
        "Calls a function with each value of a pattern",
        "d1 $ spread' fast \"1 2\" $ s \"bd sn\"",
        |call| {
            let (function, values, last) = (call.value(0), call.value(1), call.value(2));
            let place = call.place;
            let each = Function::Native(
                "spread'",
                1,
                Rc::new(move |evaluator, mut arguments, place| {
                    arguments.push(last.clone());
                    evaluator.apply(function.clone(), arguments, place)
                }),
                Vec::new(),
            );
            let each = Spanned::new(Value::function(each), place);
            call.evaluator.bind(values, each, place)
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

/// An argument that is one value, known now or when the pattern is queried.
fn scalar(call: &mut Call, index: usize) -> EvalResult<Scalar> {
    let value = call.value(index);
    match call.evaluator.scalar(&value) {
        Some((_, scalar)) => Ok(scalar),
        None => call.wrong(index, "one plain value is needed here, not a pattern"),
    }
}

fn parity(call: &mut Call, remainder: i64) -> EvalResult<Value> {
    let number = scalar(call, 0)?;
    let graph = call.graph();
    let rest = graph.remainder(number, 2i64);
    let test = graph.formula_of(Operation::Equal, rest, remainder);
    Ok(Value::Slot(Kind::Bool, test))
}

/// A pattern of patterns (a function over the values of a pattern) as one pattern.
fn join(call: &mut Call, join: Join) -> EvalResult<Value> {
    let given = call.value(0);
    let Some(mapped) = call.evaluator.inner_patterns(&given) else {
        return Ok(given.value);
    };
    let likely = given.value.likely();
    Ok(Value::Deferred(Rc::new(Deferred {
        likely,
        numeric: false,
        also: Also::Nothing,
        make: Box::new(move |evaluator, wanted| {
            evaluator.joined_values(&mapped, join, &given, wanted)
        }),
    })))
}

fn squeeze_up(call: &mut Call) -> EvalResult<PatternId> {
    let given = call.value(0);
    let Some(mapped) = call.evaluator.inner_patterns(&given) else {
        return call.evaluator.pattern(&given, Kind::Controls);
    };
    let [(outer, _)] = &mapped.arguments[..] else {
        return call.wrong(0, "a function over one pattern is needed here");
    };
    let place = call.place;
    let sounds = |call: &mut Call, argument: Spanned| {
        let function = mapped.function.clone();
        let inner = call.evaluator.apply(function, vec![argument], place)?;
        call.evaluator
            .pattern(&Spanned::new(inner, place), Kind::Controls)
    };
    let slots = call.graph().timed_slots();
    let (outer, inner) = match outer.value.nested() {
        Some(nested) => {
            let mut inner = Vec::with_capacity(nested.items.len());
            for item in &nested.items {
                inner.push(sounds(call, item.clone())?);
            }
            (nested.index, call.graph().select(slots[0], &inner))
        }
        None => {
            let kind = outer.value.kind().unwrap_or_else(|| outer.value.likely());
            let argument = Spanned::new(Value::Slot(kind, slots[0].into()), given.place);
            let outer = call.evaluator.pattern(outer, kind)?;
            (outer, sounds(call, argument)?)
        }
    };
    let graph = call.graph();
    let length = graph.difference(slots[2], slots[1]);
    let factor = graph.quotient(1i64, length);
    let body = graph.adjust_control(Operation::Multiply, inner, "speed", factor);
    Ok(graph.join_timed(Join::Compress, outer, slots, body))
}

/// Length limit of the texts that [`grown`] makes, bytes.
const LONGEST_GROWN_TEXT: usize = 1 << 12;

/// A text rewritten `count` times: each letter by its rule (`a:ab,b:a`), or left as it is.
fn grown(count: i64, rules: &str, text: &str) -> String {
    let rule = |letter: char| {
        rules.split(',').find_map(|rule| {
            let rest = rule.trim_start().strip_prefix(letter)?;
            rest.strip_prefix(':')
        })
    };
    let mut text = text.to_owned();
    for _ in 0..count.clamp(0, 64) {
        let mut next = String::new();
        for letter in text.chars() {
            match rule(letter) {
                Some(grown) => next.push_str(grown),
                None => next.push(letter),
            }
            if next.len() > LONGEST_GROWN_TEXT {
                break;
            }
        }
        text = next;
    }
    text
}

/// `spread f [a, b]` is a function of one more argument: the cat of what f makes of it with each item.
fn spread(call: &mut super::Call, fast: bool) -> Value {
    let function = call.value(0);
    let items: Vec<Spanned> = call
        .list(1)
        .into_iter()
        .filter_map(|item| match item {
            super::Argument::Value(value) => Some(value),
            _ => None,
        })
        .collect();
    Value::function(Function::Native(
        if fast { "fastspread" } else { "spread" },
        1,
        Rc::new(move |evaluator, mut arguments, place| {
            let Some(argument) = arguments.pop() else {
                return Ok(Value::List(Rc::new(Vec::new())));
            };
            let mut parts = Vec::with_capacity(items.len());
            for item in &items {
                let value = evaluator.apply(
                    function.clone(),
                    vec![item.clone(), argument.clone()],
                    place,
                )?;
                parts.push(Spanned::new(value, item.place));
            }
            let list = Spanned::new(Value::List(Rc::new(parts)), place);
            let name = if fast { "fastcat" } else { "cat" };
            match super::find(name).and_then(|meaning| meaning.builtin) {
                Some(row) => evaluator.call_builtin(row, vec![list], place),
                None => Ok(list.value),
            }
        }),
        Vec::new(),
    ))
}

/// Where the cycle of a time begins, or one of those after it.
fn begin_of_cycle(call: &mut Call, later: i64) -> EvalResult<Value> {
    let time = scalar(call, 0)?;
    let graph = call.graph();
    let begin = graph.formula_of(Operation::RoundDown, time, Rational::ONE);
    let begin = graph.formula_of(Operation::Add, begin, later);
    Ok(match begin {
        Scalar::Value(value) => match value.as_rational() {
            Some(begin) => Value::Number(Number::ratio(begin)),
            None => Value::Slot(Kind::Ratio, begin),
        },
        begin => Value::Slot(Kind::Ratio, begin),
    })
}
