//! Chords as lists: functions of lists put the notes of chords in another order.
//!
//! A function is asked once for each number of notes, what it answers is kept as an order of places.

use super::collections::{applied, deferred, items_of, list};
use super::{Builtin, Call, pattern, value};
use crate::language::diagnostic::Diagnostic;
use crate::language::evaluate::Evaluator;
use crate::language::syntax::Number;
use crate::language::value::{Collected, Located, Outcome, Val};
use crate::pattern::{Orders, Rational};
use std::rc::Rc;

/// Chords with more notes than this keep their order.
const MOST_NOTES: usize = 24;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["collect"],
        "a -> b",
        "Events at once become one event, a list",
        "d1 $ n (uncollect $ reverse <$> collect \"[0,4,7]\") # s \"arpy\"",
        |call| {
            Ok(Val::Collected(Rc::new(Collected {
                pattern: call.value(0),
                functions: Vec::new(),
            })))
        },
    ),
    value(
        &["uncollect"],
        "a -> b",
        "Events that are lists become events at once",
        "d1 $ n (uncollect $ take 2 <$> collect \"[0,4,7]\") # s \"arpy\"",
        |call| {
            let given = call.value(0);
            let Val::Collected(collected) = &given.value else {
                return call.wrong(
                    0,
                    "a pattern of lists is wanted here: `uncollect $ reverse <$> collect …`",
                );
            };
            let collected = Rc::clone(collected);
            let mut orders: Vec<Vec<u16>> =
                (1..=MOST_NOTES as u16).map(|n| (0..n).collect()).collect();
            for function in &collected.functions {
                let changed = orders_of(call, function)?;
                for order in &mut orders {
                    let change = order.len().checked_sub(1).and_then(|at| changed.get(at));
                    if let Some(change) = change {
                        *order = change.iter().map(|&at| order[usize::from(at)]).collect();
                    }
                }
            }
            let orders: Orders = orders.into_iter().map(Vec::into_boxed_slice).collect();
            let make = move |evaluator: &mut Evaluator, kind| {
                let pattern = evaluator.pattern(&collected.pattern, kind)?;
                Ok(evaluator.graph.choose_among(orders.clone(), pattern))
            };
            let Val::Collected(collected) = &given.value else {
                return Ok(given.value);
            };
            Ok(deferred(&collected.pattern, make))
        },
    ),
    pattern(
        &["arpWith"],
        "b -> Pattern a -> Pattern a",
        "Plays chords one note after another, in the order that a function of lists makes of them",
        "d1 $ n (arpWith reverse \"c'maj7 e'min7\") # s \"superpiano\"",
        |call| {
            let function = call.value(0);
            let orders = orders_of(call, &function)?;
            let p = call.pattern(1);
            Ok(call.graph().arrange(orders, p))
        },
    ),
];

/// What a function of lists does with lists of every length: the places that it chooses, in its order.
fn orders_of(call: &mut Call, function: &Located) -> Outcome<Orders> {
    let place = function.place;
    let mut orders = Vec::with_capacity(MOST_NOTES);
    for count in 1..=MOST_NOTES {
        let places = (0..count)
            .map(|at| Located::new(Val::Number(Number::integer(at as i64)), place))
            .collect();
        let places = Located::new(list(places), place);
        // A function that needs more notes than there are leaves the chord silent.
        let Ok(chosen) = applied(call, function, vec![places]) else {
            orders.push(Box::default());
            continue;
        };
        let chosen = items_of(&chosen).map(|items| {
            let place = |item: &Located| match &item.value {
                Val::Number(number) => number.exact.map(Rational::floor_int),
                _ => None,
            };
            items
                .iter()
                .map(|item| place(item).and_then(|at| u16::try_from(at).ok()))
                .collect::<Option<Box<[u16]>>>()
        });
        match chosen {
            Some(Some(order)) if order.iter().all(|&at| usize::from(at) < count) => {
                orders.push(order)
            }
            _ => {
                return Err(Box::new(
                    Diagnostic::error(place, "a function of lists is wanted here, such as `reverse`")
                        .with_help("it may put notes in another order, leave some out or repeat some: `take 2`, `\\x -> x ++ reverse x`"),
                ));
            }
        }
    }
    Ok(orders.into())
}
