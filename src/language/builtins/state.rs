//! What Tidal remembers from event to event and what is a function of time here.

use super::{Argument, Builtin, Call, value};
use crate::language::value::{Outcome, Taken, Val};
use crate::pattern::Value;
use std::rc::Rc;

pub(super) static ROWS: &[Builtin] = &[
    value(
        &["nTake"],
        "String -> [Double] -> ControlPattern",
        "The next number of a list as `n` at each event of the sound before it, counted from cycle 0",
        "d1 $ s \"drum*3\" # nTake \"tune\" [0, 2, 4, 7]",
        |call| taken(call, "n", Value::Note),
    ),
    value(
        &["noteTake"],
        "String -> [Double] -> ControlPattern",
        "The next number of a list as `note` at each event of the sound before it, counted from cycle 0",
        "d1 $ s \"superpiano(3,8)\" # noteTake \"tune\" [0, 4, 7, 11]",
        |call| taken(call, "note", Value::Note),
    ),
    value(
        &["speedTake"],
        "String -> [Double] -> ControlPattern",
        "The next number of a list as `speed` at each event of the sound before it, counted from cycle 0",
        "d1 $ s \"bd*4\" # speedTake \"speeds\" [1, 1.5, 2]",
        |call| taken(call, "speed", Value::Float),
    ),
];

/// The list; its name, by which Tidal remembers how far it has come, has nothing to tell.
fn taken(call: &mut Call, control: &'static str, kind: fn(f64) -> Value) -> Outcome<Val> {
    let values = call.list(1).into_iter().filter_map(|item| match item {
        Argument::Number(number) => Some(kind(number)),
        _ => None,
    });
    let values: Vec<Value> = values.collect();
    if values.is_empty() {
        return call.wrong(1, "this list is empty");
    }
    Ok(Val::Taken(Rc::new(Taken { control, values })))
}
