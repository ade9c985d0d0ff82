//! Values known only where a node is asked: scalars, slots and formulas; bodies with a value in their slot, cycle by cycle.

use super::state::Bindings;
use super::{Binding, Fragments, Sink, State};
use crate::event::Event;
use crate::graph::node::{Moment, Scalar, Slot};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::{Value, Word};

impl Graph {
    /// The value of a scalar here.
    #[inline]
    pub(super) fn scalar(
        &self,
        scalar: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Value> {
        match scalar {
            Scalar::Value(value) => Some(value),
            Scalar::Slot(slot) => {
                let mut binding = bindings;
                while let Some(b) = binding {
                    if b.slot == slot {
                        return Some(b.value);
                    }
                    binding = b.outer;
                }
                None
            }
            Scalar::Formula(index) => {
                let (operation, left, right) = *self.formula(index);
                if !scratch.enter() {
                    return None;
                }
                let left = self.scalar(left, bindings, scratch);
                let right = self.scalar(right, bindings, scratch);
                scratch.leave();
                operation.apply(self, scratch, left?, right?)
            }
        }
    }

    /// The whole number that a scalar is here, rounded down.
    #[inline]
    pub(super) fn int(
        &self,
        scalar: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<i64> {
        self.scalar(scalar, bindings, scratch)?.as_int()
    }

    /// The exact number that a scalar is here.
    #[inline]
    pub(super) fn rational(
        &self,
        scalar: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Rational> {
        match scalar {
            Scalar::Value(Value::Ratio(r)) => Some(r),
            _ => self.scalar(scalar, bindings, scratch)?.as_rational(),
        }
    }

    /// The span between two scalars, cycles.
    pub(super) fn span(
        &self,
        begin: Scalar,
        end: Scalar,
        bindings: Bindings<'_>,
        scratch: &mut Scratch,
    ) -> Option<Span> {
        Some(Span::new(
            self.rational(begin, bindings, scratch)?,
            self.rational(end, bindings, scratch)?,
        ))
    }
}

impl Graph {
    pub(super) fn run_split(
        &self,
        moment: Moment,
        (slot, body): (Slot, PatternId),
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

    /// The pattern asked cycle by cycle, where that `shows`; what it answers outside of a cycle is cut off.
    pub(super) fn run_cycles(
        &self,
        shows: bool,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if !shows && state.fragments != Fragments::Counted {
            self.run(pattern, state, scratch, sink);
            return;
        }
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
        value: Scalar,
        (slot, body): (Slot, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(value) = self.scalar(value, state.bindings, scratch) else {
            return;
        };
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

    /// One of two patterns; neither, where the test is no truth.
    pub(super) fn run_if(
        &self,
        test: Scalar,
        (yes, no): (PatternId, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let test = self.scalar(test, state.bindings, scratch);
        match test.and_then(|value| value.as_bool()) {
            Some(true) => self.run(yes, state, scratch, sink),
            Some(false) => self.run(no, state, scratch, sink),
            None => {}
        }
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
