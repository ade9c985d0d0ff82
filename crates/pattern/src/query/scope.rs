//! Bodies with values in their slots: cycles one by one, named values, branches.

use super::{Binding, Sink, State};
use crate::event::Event;
use crate::graph::{Graph, PatternId};
use crate::node::{Moment, Scalar, Slot};
use crate::scratch::Scratch;
use crate::value::{Value, Word};

impl Graph {
    pub(super) fn run_split(
        &self,
        moment: Moment,
        slot: Slot,
        body: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            let binding = Binding {
                slot,
                value: match moment {
                    Moment::Cycle => Value::Int(cycle),
                    Moment::Query => Value::Ratio(part.begin),
                },
                outer: state.bindings,
            };
            let bound = State {
                bindings: Some(&binding),
                ..state.over(part)
            };
            self.run(body, bound, scratch, sink);
        }
    }

    /// The pattern asked cycle by cycle; what it answers outside of a cycle is cut off.
    pub(super) fn run_cycles(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        for (_, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            self.run(pattern, state.over(part), scratch, &mut |scratch, event| {
                if let Some(part) = state.span.intersection(event.part) {
                    sink(scratch, &Event { part, ..*event });
                }
            });
        }
    }

    pub(super) fn run_let(
        &self,
        slot: Slot,
        value: Value,
        body: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let binding = Binding {
            slot,
            value,
            outer: state.bindings,
        };
        let bound = State {
            bindings: Some(&binding),
            ..state
        };
        self.run(body, bound, scratch, sink);
    }

    pub(super) fn run_lookup(
        &self,
        key: Scalar,
        table: &[(Word, PatternId)],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(Value::Word(key)) = self.scalar(key, state.bindings, scratch) else {
            return;
        };
        let found = table
            .iter()
            .find(|(name, _)| scratch.same_word(self, *name, key));
        if let Some((_, pattern)) = found {
            self.run(*pattern, state, scratch, sink);
        }
    }
}
