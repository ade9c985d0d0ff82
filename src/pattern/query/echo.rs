//! Copies of a pattern, each later than the one before.

use super::{Binding, Sink, State, Want};
use crate::pattern::event::Event;
use crate::pattern::graph::{Graph, Pattern, Scalar, Slot};
use crate::pattern::operation::Operation;
use crate::pattern::rational::Rational;
use crate::pattern::scratch::Scratch;
use crate::pattern::span::Span;
use crate::pattern::value::{Value, Word};

/// What each copy after the first has done to it: an operation with one control, whose value may depend on the copy's
/// number in the slot.
#[derive(Clone, Copy, Debug)]
pub(in crate::pattern) struct EchoChange {
    pub(in crate::pattern) slot: Slot,
    pub(in crate::pattern) operation: Operation,
    pub(in crate::pattern) control: Word,
    pub(in crate::pattern) value: Scalar,
}

/// One search over all copies is taken for as cheap as their own queries when it spans this many cycles a copy.
const SEARCH_CYCLES_PER_COPY: i64 = 128;

impl Graph {
    /// The pattern and its copies 1, 2, … below `count`, copy i later by i·`step` cycles and changed.
    ///
    /// Close copies of a pattern whose onsets alone are wanted are found by one search of the time in which any of
    /// them may have begun, instead of a query for each.
    pub(super) fn run_echo(
        &self,
        (count, step): (i64, Rational),
        change: &EchoChange,
        pattern: Pattern,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let last = Rational::integer(count.saturating_sub(1).max(0));
        let reach = step * last;
        let search = state.want == Want::Onsets
            && step > Rational::ZERO
            && reach * Rational::integer(SEARCH_CYCLES_PER_COPY) <= last;
        if !search {
            for i in 0..count.max(1) {
                if !scratch.step() {
                    return;
                }
                let time = step * Rational::integer(i);
                self.run_late(time, pattern, state, scratch, &mut |scratch, event| {
                    self.echoed(i, change, event, state, scratch, sink);
                });
            }
            return;
        }
        let span = state.span;
        let searched = state.over(Span::new(span.begin - reach, span.end));
        self.run(pattern, searched, scratch, &mut |scratch, event| {
            let Some(whole) = event.whole else {
                self.echoed(0, change, event, state, scratch, sink);
                return;
            };
            // Copies with begin ≤ onset + i·step < end (or at the point asked for).
            let after = |time: Rational| (time - whole.begin) / step;
            let first = after(span.begin).ceil_int().max(0);
            let end = if span.begin == span.end {
                after(span.end).floor_int().saturating_add(1)
            } else {
                after(span.end).ceil_int()
            };
            for i in first..end.min(count.max(1)) {
                if !scratch.step() {
                    return;
                }
                let time = step * Rational::integer(i);
                let whole = whole.later(time);
                let part = Span::new(whole.begin, whole.end.min(span.end));
                let copy = Event {
                    whole: Some(whole),
                    part,
                    ..*event
                };
                self.echoed(i, change, &copy, state, scratch, sink);
            }
        });
    }

    /// Hands on copy `i` of an event, changed.
    fn echoed(
        &self,
        i: i64,
        change: &EchoChange,
        event: &Event,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if i == 0 {
            sink(scratch, event);
            return;
        }
        let binding = Binding {
            slot: change.slot,
            value: Value::Int(i),
            outer: state.bindings,
        };
        let Some(value) = self.scalar(change.value, Some(&binding), scratch) else {
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
    use crate::pattern::{Budget, Graph, Pattern, Plain, Rational, Scratch, Span, Value};

    fn r(n: i64, d: i64) -> Rational {
        Rational::new(n, d).expect("denominator")
    }

    fn beats(graph: &mut Graph, times: i64) -> Pattern {
        let word = graph.intern("bd");
        let atom = graph.pure(Value::Word(word));
        let atoms = graph.fast_by(Rational::integer(times), atom);
        let s = graph.intern("s");
        graph.control(s, atoms)
    }

    /// Onset times with their gain, by `onsets` over spans of the given width.
    fn onsets(graph: &Graph, pattern: Pattern, width: Rational) -> Vec<(Rational, Plain)> {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let mut found = Vec::new();
        let mut begin = Rational::ZERO;
        while begin < Rational::integer(2) {
            let span = Span::new(begin, begin + width);
            graph.onsets(pattern, span, &mut scratch, &mut |scratch, event| {
                let onset = event.whole_or_part().begin;
                found.push((onset, graph.plain(scratch, event.value)));
            });
            begin = begin + width;
        }
        found.sort_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| format!("{:?}", a.1).cmp(&format!("{:?}", b.1)))
        });
        found
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
            // Reversed twice, the copies are asked for their ends, which no search answers.
            let back = graph.rev(echo);
            let reference = graph.rev(back);
            for width in [r(1, 1), r(1, 37), r(1, 1000)] {
                assert_eq!(
                    onsets(&graph, echo, width),
                    onsets(&graph, reference, r(1, 1)),
                    "{count} copies {step} apart, in spans of {width}"
                );
            }
        }
    }
}
