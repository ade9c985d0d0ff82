//! Values of a list handed out to events in turn.

use super::{Sink, State};
use crate::event::Event;
use crate::graph::node::{InTurn, Take};
use crate::graph::{Graph, PatternId};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

impl Graph {
    /// Each event with the value of its number, counted from cycle 0: how many events begin before its cycle, and how
    /// many before it in the cycle.
    pub(super) fn run_take(
        &self,
        take: &Take,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        for (cycle, part) in state.span.cycles() {
            let mut number = take.number_before(cycle);
            let whole_cycle = state.over(Span::cycle(cycle));
            self.gathered(pattern, whole_cycle, scratch, |scratch, list| {
                scratch.sort(list, |a, b| {
                    a.whole_or_part().begin < b.whole_or_part().begin
                });
                let mut cursor = list.start();
                while let Some((event, next)) = scratch.held(cursor) {
                    cursor = next;
                    // The rest of an event that began in the cycle before has its number still.
                    let of_event = if event.has_onset() {
                        number
                    } else {
                        number - 1
                    };
                    number += i64::from(event.has_onset());
                    if let Some(part) = part.intersection(event.part)
                        && let Some(value) = self.value_in_turn(take, of_event, state, scratch)
                    {
                        let event = Event { part, ..event };
                        self.hand_out(take, value, &event, scratch, sink);
                    }
                }
            });
        }
    }

    fn value_in_turn(
        &self,
        take: &Take,
        number: i64,
        state: State<'_>,
        scratch: &mut Scratch,
    ) -> Option<Value> {
        match &take.values {
            InTurn::List(values) => {
                let place = number.rem_euclid(values.len().max(1) as i64);
                values.get(place as usize).copied()
            }
            InTurn::Count { notes, below } => {
                let number = match below {
                    Some(below) => {
                        let below = self.scalar(*below, state.bindings, scratch)?.as_f64()?;
                        // Tidal counts to the whole number below.
                        (number as f64).rem_euclid(below.floor().max(1.0))
                    }
                    None => number as f64,
                };
                Some(match notes {
                    true => Value::Note(number),
                    false => Value::Float(number),
                })
            }
        }
    }

    fn hand_out(
        &self,
        take: &Take,
        value: Value,
        event: &Event,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let mark = scratch.mark();
        if let Some(control) = scratch.single(take.control, value)
            && let Some(value) =
                take.operation
                    .apply(self, scratch, event.value, Value::Controls(control))
        {
            sink(scratch, &Event { value, ..*event });
        }
        scratch.release(mark);
    }
}
