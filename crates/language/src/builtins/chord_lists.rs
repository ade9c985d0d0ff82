//! Chords as lists: functions of lists put the notes of chords in another order.
//!
//! A function is asked once for each number of notes, what it answers is kept as an order of places.

use super::haskell_lists::{applied, deferred, items_of, list};
use super::{Builtin, Call, pattern, value};
use crate::diagnostic::Diagnostic;
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Collected, EvalResult, Failure, Spanned, Value};
use crate::types::Kind;
use phonon_pattern::{Orders, Scalar, Slot};
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
            Ok(Value::Collected(Rc::new(Collected {
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
            let Value::Collected(collected) = &given.value else {
                return call.wrong(
                    0,
                    "a pattern of lists is needed here: `uncollect $ reverse <$> collect …`",
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
            let Value::Collected(collected) = &given.value else {
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

/// What a function of lists does with lists of every length: the places that it chooses, in its order. The function is
/// given values that are known only when the pattern is queried, so that it cannot look at them.
fn orders_of(call: &mut Call, function: &Spanned) -> EvalResult<Orders> {
    let place = function.place;
    let slots: Vec<Slot> = (0..MOST_NOTES).map(|_| call.graph().slot()).collect();
    let mut orders = Vec::with_capacity(MOST_NOTES);
    for count in 1..=MOST_NOTES {
        let notes = slots[..count]
            .iter()
            .map(|slot| Spanned::new(Value::Slot(Kind::Note, (*slot).into()), place))
            .collect();
        let notes = Spanned::new(list(notes), place);
        let chosen = match applied(call, function, vec![notes]) {
            Ok(chosen) => chosen,
            // A function that needs more notes than there are leaves the chord silent.
            Err(_) if count < MOST_NOTES => {
                orders.push(Box::default());
                continue;
            }
            Err(_) => return Err(no_order(function)),
        };
        let place_of = |item: &Spanned| match &item.value {
            Value::Slot(_, Scalar::Slot(slot)) => slots[..count]
                .iter()
                .position(|other| other == slot)
                .and_then(|at| u16::try_from(at).ok()),
            _ => None,
        };
        let order: Option<Box<[u16]>> =
            items_of(&chosen).and_then(|items| items.iter().map(place_of).collect());
        match order {
            Some(order) => orders.push(order),
            None => return Err(no_order(function)),
        }
    }
    Ok(orders.into())
}

fn no_order(function: &Spanned) -> Failure {
    Diagnostic::error(
            function.place,
            "a function that chooses among the items of a list is needed here, such as `reverse`",
        )
        .with_help(
            "it may put notes in another order, leave some out or repeat some, but not look at them or change them: \
             `take 2`, `\\x -> x ++ reverse x`; what changes notes stands before `collect` or after `uncollect`",
        )
    .into()
}
