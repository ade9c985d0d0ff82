//! Copies of a pattern, each later than the one before.

use super::{Binding, Sink, State, Want};
use crate::event::Event;
use crate::graph::node::{EchoChange, Scalar, Slot};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// One search over all copies is taken for as cheap as their own queries when it spans this many cycles a copy.
const SEARCH_CYCLES_PER_COPY: i64 = 128;

impl Graph {
    /// The body for each count in the slot, all at once.
    pub(super) fn run_repeat(
        &self,
        count: Scalar,
        (slot, body): (Slot, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let count = self.int(count, state.bindings, scratch).unwrap_or(0);
        for i in 0..count {
            if !scratch.step() {
                break;
            }
            let binding = Binding {
                slot,
                value: Value::Int(i),
                outer: state.bindings,
            };
            let bound = State {
                bindings: Some(&binding),
                ..state
            };
            self.run(body, bound, scratch, sink);
        }
    }

    /// The pattern and its copies 1, 2, … below `count`, copy i later by i·`step` cycles and changed.
    ///
    /// Close copies of a pattern whose onsets alone are wanted are found by one search of the time in which any of
    /// them may have begun, instead of a query for each.
    pub(super) fn run_echo(
        &self,
        (count, step): (Scalar, Scalar),
        change: &EchoChange,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let (Some(count), Some(step)) = (
            self.int(count, state.bindings, scratch),
            self.rational(step, state.bindings, scratch),
        ) else {
            return;
        };
        let last = Rational::integer(count.saturating_sub(1).max(0));
        let reach = step * last;
        let search = state.want != Want::All
            && step > Rational::ZERO
            && reach * Rational::integer(SEARCH_CYCLES_PER_COPY) <= last;
        if !search {
            let copies = count.max(1);
            for place in 0..copies {
                if !scratch.step() {
                    return;
                }
                let i = match change.last_first {
                    true => copies - 1 - place,
                    false => place,
                };
                let time = step * Rational::integer(i);
                let mut value = None;
                self.later(time, pattern, state, scratch, &mut |scratch, event| {
                    let value =
                        *value.get_or_insert_with(|| self.echo_value(i, change, state, scratch));
                    let cut;
                    let event = if state.want == Want::All && value.is_some() {
                        // The change is a pattern of its own, read while the event lasts: what sticks out of its
                        // whole meets none of it.
                        let Some(part) = event.part.intersection(event.whole_or_part()) else {
                            return;
                        };
                        cut = Event { part, ..*event };
                        &cut
                    } else {
                        event
                    };
                    self.echoed(value, change, event, scratch, sink);
                });
            }
            return;
        }
        let span = state.span;
        let searched = state.over(Span::new(span.begin - reach, span.end));
        self.run(pattern, searched, scratch, &mut |scratch, event| {
            let Some(whole) = event.whole else {
                sink(scratch, event);
                return;
            };
            // Copies that begin in the span (begin ≤ onset + i·step < end, or at the point asked for), or end in it.
            let copies = |moment: Rational, time: Rational| (time - moment) / step;
            let is_point = span.begin == span.end;
            let (first, end) = if state.want == Want::Onsets {
                let end = copies(whole.begin, span.end);
                let end = if is_point {
                    end.floor_int().saturating_add(1)
                } else {
                    end.ceil_int()
                };
                (copies(whole.begin, span.begin).ceil_int(), end)
            } else {
                let first = copies(whole.end, span.begin).floor_int();
                let end = copies(whole.end, span.end).floor_int();
                (first.saturating_add(1), end.saturating_add(1))
            };
            for i in first.max(0)..end.min(count.max(1)) {
                if !scratch.step() {
                    return;
                }
                let time = step * Rational::integer(i);
                let whole = whole.later(time);
                let part = Span::new(whole.begin.max(span.begin), whole.end.min(span.end));
                let copy = Event {
                    whole: Some(whole),
                    part,
                    ..*event
                };
                let value = self.echo_value(i, change, state, scratch);
                self.echoed(value, change, &copy, scratch, sink);
            }
        });
    }

    /// The changed control's value in copy `i`; none in the first copy, which is not changed.
    fn echo_value(
        &self,
        i: i64,
        change: &EchoChange,
        state: State<'_>,
        scratch: &mut Scratch,
    ) -> Option<Value> {
        let binding = Binding {
            slot: change.slot,
            value: Value::Int(i),
            outer: state.bindings,
        };
        (i > 0)
            .then(|| self.scalar(change.value, Some(&binding), scratch))
            .flatten()
    }

    /// Hands on an event, changed if there is a value to change it by.
    fn echoed(
        &self,
        value: Option<Value>,
        change: &EchoChange,
        event: &Event,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(value) = value else {
            sink(scratch, event);
            return;
        };
        let mark = scratch.mark();
        if let Some(controls) = scratch.single(change.control, value)
            && let Some(value) =
                change
                    .operation
                    .apply(self, scratch, event.value, Value::Controls(controls))
        {
            sink(scratch, &Event { value, ..*event });
        }
        scratch.release(mark);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Budget, Graph, PatternId, Plain, Rational, Scratch, Span, Value};

    fn r(n: i64, d: i64) -> Rational {
        Rational::new(n, d).expect("denominator")
    }

    fn beats(graph: &mut Graph, times: i64) -> PatternId {
        let word = graph.intern("bd");
        let atom = graph.pure(Value::Word(word));
        let atoms = graph.fast_by(Rational::integer(times), atom);
        let s = graph.intern("s");
        graph.control(s, atoms)
    }

    type Onsets = Vec<(Rational, Plain)>;

    fn sorted(mut onsets: Onsets) -> Onsets {
        onsets.sort_by_key(|(time, value)| (*time, format!("{value:?}")));
        onsets
    }

    /// Onset times with their controls of two cycles, by a query for everything.
    fn onsets_of_all(graph: &Graph, pattern: PatternId) -> Onsets {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let two = Span::new(Rational::ZERO, Rational::integer(2));
        let (events, complete) = graph.events(pattern, two, &mut scratch);
        assert!(complete);
        let onsets = events.into_iter().filter_map(|event| {
            let whole = event.whole?;
            (whole.begin == event.part.begin).then_some((whole.begin, event.value))
        });
        sorted(onsets.collect())
    }

    /// The same, by queries for onsets alone over spans of the given width.
    fn onsets(graph: &Graph, pattern: PatternId, width: Rational) -> Onsets {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let mut onsets = Vec::new();
        let mut begin = Rational::ZERO;
        let two = Rational::integer(2);
        while begin < two {
            let span = Span::new(begin, (begin + width).min(two));
            graph.onsets(pattern, span, &mut scratch, &mut |scratch, event| {
                let onset = event.whole_or_part().begin;
                onsets.push((onset, graph.plain(scratch, event.value)));
            });
            begin = span.end;
        }
        sorted(onsets)
    }

    #[test]
    fn a_search_finds_what_a_query_of_each_copy_finds() {
        for (count, step) in [
            (16, r(1, 512)),
            (4, r(1, 600)),
            (3, r(1, 8)),
            (1, r(1, 512)),
        ] {
            let mut graph = Graph::new();
            let bd = beats(&mut graph, 7);
            let echo = graph.stut_by(count, 0.9, step, bd);
            let back = graph.rev(echo);
            let there_and_back = graph.rev(back);
            let want = onsets_of_all(&graph, echo);
            for width in [r(1, 1), r(1, 37), r(1, 1000)] {
                for found in [echo, there_and_back] {
                    let found = onsets(&graph, found, width);
                    assert!(
                        found == want,
                        "{count} copies {step} apart, in spans of {width}: {} for {}, first different: {:?}",
                        found.len(),
                        want.len(),
                        found.iter().zip(&want).find(|(a, b)| a != b)
                    );
                }
            }
        }
    }
}
