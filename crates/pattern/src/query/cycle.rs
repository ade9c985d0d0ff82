//! Parts of cycles made into cycles, cycles put into events, times moved by a function.

use super::{Binding, Fragments, Sink, State, Want};
use crate::event::Event;
use crate::graph::node::{Retiming, Scalar, Slot};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

impl Graph {
    pub(super) fn run_zoom(
        &self,
        (begin, end): (Scalar, Scalar),
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(window) = self.span(begin, end, state.bindings, scratch) {
            self.zoomed(window, pattern, state, scratch, sink);
        }
    }

    /// The part `window` (relative to the cycle) of each cycle, stretched to a cycle. Spans are stretched relative to
    /// the start of the cycle in which they begin, as Tidal has it.
    ///
    /// What begins must not depend on where the question cuts an event, so two things are otherwise when onsets are asked
    /// for. An event from another cycle begins where its stretched whole does if its part in the window, asked for as a
    /// whole, begins there too. And a window that leaves the cycle, whose events would be stretched to places outside the
    /// question, stretches all relative to the cycle asked for.
    pub(super) fn zoomed(
        &self,
        window: Span,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let length = window.length();
        let Some(factor) = length.reciprocal() else {
            return;
        };
        if length.is_negative() {
            return;
        }
        let leaves = window.begin.is_negative() || window.end > Rational::ONE;
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            let here = Rational::integer(cycle);
            let about = |base: Rational, span: Span| {
                span.map(|t| base + (t - base - window.begin) * factor)
            };
            let outward = |span: Span| match leaves && state.want != Want::All {
                true => about(here, span),
                false => about(span.begin.floor(), span),
            };
            let inner = part.map(|t| here + window.begin + (t - here) * length);
            let strange = |event: &Event| {
                let begins = |whole: Span| whole.begin.floor() != here;
                state.want != Want::All && !leaves && event.whole.is_some_and(begins)
            };
            self.run(
                pattern,
                state.over(inner),
                scratch,
                &mut |scratch, event| {
                    if !strange(event) {
                        sink(scratch, &event.bent(outward));
                    }
                },
            );
            // What begins in an earlier cycle, behind the window, is stretched into this one.
            let comes = state.want == Want::Ends || window.end < Rational::ONE;
            if state.want == Want::All || leaves || !comes {
                continue;
            }
            let mut doubtful = false;
            self.run(
                pattern,
                state.all().over(inner),
                scratch,
                &mut |_, event| {
                    let stretched = event.bent(outward);
                    let (whole, part) = (stretched.whole_or_part(), stretched.part);
                    doubtful |= strange(event)
                        && match state.want {
                            Want::Ends => part.begin < whole.end && whole.end <= part.end,
                            _ => part.begin <= whole.begin && whole.begin < part.end,
                        };
                },
            );
            if doubtful {
                let listed = State {
                    fragments: Fragments::Listed,
                    ..state.all().over(window.later(here))
                };
                self.run(pattern, listed, scratch, &mut |scratch, event| {
                    let stretched = event.bent(outward);
                    if strange(event) && stretched.part.intersection(part).is_some() {
                        sink(scratch, &stretched);
                    }
                });
            }
        }
    }

    pub(super) fn run_substruct(
        &self,
        structure: PatternId,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(structure, state.all(), scratch, &mut |scratch, outer| {
            if outer.value.as_bool() != Some(true) {
                return;
            }
            self.run_within(outer, pattern, state, scratch, sink);
        });
    }

    pub(super) fn run_stripe(
        &self,
        structure: PatternId,
        (slot, body): (Slot, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(structure, state.all(), scratch, &mut |scratch, outer| {
            let binding = Binding {
                slot,
                value: outer.value,
                outer: state.bindings,
            };
            let bound = State {
                bindings: Some(&binding),
                ..state
            };
            self.run_within(outer, body, bound, scratch, sink);
        });
    }

    /// The pattern's cycle squeezed into an event. Tidal answers all that lies in the event, also what lies beyond the span;
    /// what is to be played is only what was asked for.
    fn run_within(
        &self,
        outer: &Event,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let whole = outer.whole_or_part();
        let base = whole.begin.floor();
        let slot = Span::new(whole.begin - base, whole.end - base);
        let asked = match state.fragments {
            Fragments::Free => outer.part,
            Fragments::Listed | Fragments::Counted => whole,
        };
        self.compressed(slot, pattern, state.all().over(asked), scratch, sink);
    }

    pub(super) fn run_retime(
        &self,
        Retiming { query, slot, time }: Retiming,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let moved = |t: Rational, scratch: &mut Scratch| {
            let binding = Binding {
                slot,
                value: Value::Ratio(t),
                outer: state.bindings,
            };
            self.rational(time, Some(&binding), scratch)
        };
        let moved_span = |span: Span, scratch: &mut Scratch| {
            Some(Span::new(
                moved(span.begin, scratch)?,
                moved(span.end, scratch)?,
            ))
        };
        if query {
            if let Some(span) = moved_span(state.span, scratch)
                && span.begin <= span.end
            {
                self.run(pattern, state.all().over(span), scratch, sink);
            }
            return;
        }
        self.run(pattern, state.all(), scratch, &mut |scratch, event| {
            let whole = match event.whole {
                Some(whole) => match moved_span(whole, scratch) {
                    Some(whole) => Some(whole),
                    None => return,
                },
                None => None,
            };
            if let Some(part) = moved_span(event.part, scratch) {
                sink(
                    scratch,
                    &Event {
                        whole,
                        part,
                        ..*event
                    },
                );
            }
        });
    }

    /// What lies between two times.
    pub(super) fn run_window(
        &self,
        (begin, end): (Scalar, Scalar),
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let window = self.span(begin, end, state.bindings, scratch);
        if let Some(within) = window.and_then(|window| window.intersection(state.span)) {
            self.run(pattern, state.over(within), scratch, sink);
        }
    }
}
