//! Events kept or left out by what they are.

use super::{Binding, Sink, State};
use crate::graph::node::{Comparison, EventTest, Matching, Slot, Subject};
use crate::graph::operation::compare;
use crate::graph::{Graph, PatternId};
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::{Controls, Value};
use std::cmp::Ordering;

impl Graph {
    pub(super) fn run_filter(
        &self,
        test: &EventTest,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        match *test {
            EventTest::Begins { begin, end, inside } => {
                let (Some(begin), Some(end)) = (
                    self.rational(begin, state.bindings, scratch),
                    self.rational(end, state.bindings, scratch),
                ) else {
                    return;
                };
                self.run(pattern, state, scratch, &mut |scratch, event| {
                    let onset = event.whole_or_part().begin.fraction();
                    if (onset >= begin && onset < end) == inside {
                        sink(scratch, event);
                    }
                });
            }
            EventTest::Onset => {
                self.run(pattern, state, scratch, &mut |scratch, event| {
                    if event.has_onset() {
                        sink(scratch, event);
                    }
                });
            }
            EventTest::Digital(digital) => {
                self.run(pattern, state, scratch, &mut |scratch, event| {
                    if event.whole.is_some() == digital {
                        sink(scratch, event);
                    }
                });
            }
            EventTest::Truth(truth) => {
                self.run(pattern, state, scratch, &mut |scratch, event| {
                    if event.value.as_bool() == Some(truth) {
                        sink(scratch, event);
                    }
                });
            }
        }
    }

    pub(super) fn run_filter_by(
        &self,
        subject: Subject,
        slot: Slot,
        (test, pattern): (PatternId, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let onset = event.whole_or_part().begin;
            let binding = Binding {
                slot,
                value: match subject {
                    Subject::Value => event.value,
                    Subject::Onset => Value::Ratio(onset),
                },
                outer: state.bindings,
            };
            let mut passes = false;
            let point = Span::new(onset, onset);
            let sampled = State {
                bindings: Some(&binding),
                ..state.all().over(point)
            };
            self.run(test, sampled, scratch, &mut |_, answer| {
                passes |= answer.value.as_bool() == Some(true);
            });
            if passes {
                sink(scratch, event);
            }
        });
    }

    pub(super) fn run_match(
        &self,
        Matching { comparison, keep }: Matching,
        templates: &[PatternId],
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let onset = event.whole_or_part().begin;
            let point = Span::new(onset, onset);
            let Value::Controls(controls) = event.value else {
                return;
            };
            let mut matches = false;
            let Some((&first, rest)) = templates.split_first() else {
                return;
            };
            let sampled = state.all().over(point);
            let complete = scratch.in_full(|scratch| {
                self.run(first, sampled, scratch, &mut |scratch, low| {
                    let Value::Controls(low) = low.value else {
                        return;
                    };
                    let Some(&second) = rest.first() else {
                        matches |= self.includes(comparison, low, low, controls, scratch);
                        return;
                    };
                    self.run(second, sampled, scratch, &mut |scratch, high| {
                        if let Value::Controls(high) = high.value {
                            matches |= self.includes(comparison, low, high, controls, scratch);
                        }
                    });
                });
            });
            // Where the budget ran out nobody knows that none matched.
            if matches == keep && (complete || matches) {
                sink(scratch, event);
            }
        });
    }

    /// Has the event every control of the template, and do their values compare?
    fn includes(
        &self,
        comparison: Comparison,
        template: Controls,
        high: Controls,
        event: Controls,
        scratch: &Scratch,
    ) -> bool {
        scratch.entries(template).iter().all(|&(name, want)| {
            let Some(have) = scratch.control(event, name) else {
                return false;
            };
            // As in Tidal a note is compared with a note only: `n "2"` is no `s "bd:2"`.
            let is_note = |value| matches!(value, Value::Note(_));
            let order = match is_note(want) == is_note(have) {
                true => compare(self, scratch, want, have),
                false => None,
            };
            match comparison {
                Comparison::Equal => order == Some(Ordering::Equal),
                Comparison::NotEqual => order != Some(Ordering::Equal),
                Comparison::Less => order == Some(Ordering::Less),
                Comparison::LessOrEqual => {
                    matches!(order, Some(Ordering::Less | Ordering::Equal))
                }
                Comparison::Greater => order == Some(Ordering::Greater),
                Comparison::GreaterOrEqual => {
                    matches!(order, Some(Ordering::Greater | Ordering::Equal))
                }
                Comparison::Between => {
                    let high = scratch.control(high, name).unwrap_or(want);
                    let upper = compare(self, scratch, have, high);
                    match want {
                        Value::Word(_) => {
                            order == Some(Ordering::Equal) || upper == Some(Ordering::Equal)
                        }
                        _ => {
                            matches!(order, Some(Ordering::Less | Ordering::Equal))
                                && matches!(upper, Some(Ordering::Less | Ordering::Equal))
                        }
                    }
                }
            }
        })
    }
}
