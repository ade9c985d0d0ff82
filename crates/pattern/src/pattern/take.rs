//! Values of a list handed out to events in turn.

use super::{Pattern, error::PatternError};
use crate::{InTurn, Operation, Value};

impl Pattern {
    /// Each sound with the next value of a list as one of its controls (`nTake`): the first to the first event of cycle 0;
    /// after the last comes the first.
    ///
    /// ```
    /// # use phonon_pattern::controls::s;
    /// let turns = s("bd*2").take_in_turn("n", [0.0, 3.0, 5.0]);
    /// assert_eq!(turns.events(1..2)?[0].to_string(), "(1>1½)|n: 5.0f, s: \"bd\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn take_in_turn(self, control: &str, values: impl IntoIterator<Item = f64>) -> Self {
        let values: Box<[Value]> = values.into_iter().map(Value::Float).collect();
        if values.is_empty() {
            return Self::mistaken(PatternError::OutOfRange {
                what: "the number of values to take in turn",
                wanted: "above zero",
            });
        }
        let control = control.to_owned();
        Self::made([self], move |graph, [p]| {
            let values = InTurn::List(values.clone());
            graph.take_in_turn(Operation::KeepRight, &control, values, p)
        })
    }
}
