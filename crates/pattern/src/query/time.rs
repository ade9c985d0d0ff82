//! Time bent: sequences, speed, shift, reversal, compression, cycles chosen by a test.

use super::{Sink, State};
use crate::event::Event;
use crate::graph::node::{CycleTest, Scalar};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;

impl Graph {
    pub(super) fn run_fast(
        &self,
        factor: Scalar,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(factor) = self.rational(factor, state.bindings, scratch) {
            self.faster(factor, pattern, state, scratch, sink);
        }
    }

    #[inline]
    fn faster(
        &self,
        factor: Rational,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if factor.is_negative() {
            self.reversed(state, scratch, sink, &mut |state, scratch, sink| {
                self.faster(-factor, pattern, state, scratch, sink);
            });
            return;
        }
        let Some(slowness) = factor.reciprocal() else {
            return;
        };
        self.run(
            pattern,
            state.over(state.span.map(|t| t * factor)),
            scratch,
            &mut |scratch, event| {
                let scaled = event.bent(|w| w.map(|t| t * slowness));
                sink(scratch, &scaled);
            },
        );
    }

    pub(super) fn run_late(
        &self,
        time: Scalar,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(time) = self.rational(time, state.bindings, scratch) {
            self.later(time, pattern, state, scratch, sink);
        }
    }

    /// The pattern later by `time` cycles.
    #[inline]
    pub(super) fn later(
        &self,
        time: Rational,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(
            pattern,
            state.over(state.span.later(-time)),
            scratch,
            &mut |scratch, event| {
                let moved = event.bent(|w| w.later(time));
                sink(scratch, &moved);
            },
        );
    }

    pub(super) fn run_rev(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.reversed(state, scratch, sink, &mut |state, scratch, sink| {
            self.run(pattern, state, scratch, sink);
        });
    }

    /// Each cycle of what `query` answers mirrored.
    fn reversed(
        &self,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
        query: &mut dyn FnMut(State<'_>, &mut Scratch, Sink<'_>),
    ) {
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            let both_ends = Rational::integer(cycle.saturating_mul(2).saturating_add(1));
            let mirror = |s: Span| Span::new(both_ends - s.end, both_ends - s.begin);
            query(
                state.over(mirror(part)).mirrored(),
                scratch,
                &mut |scratch, event| {
                    let mirrored = event.bent(mirror);
                    sink(scratch, &mirrored);
                },
            );
        }
    }

    /// Each cycle in its first 1/factor. Ends of wholes and parts are scaled relative to the cycle in which they begin.
    pub(super) fn run_fast_gap(
        &self,
        factor: Scalar,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(factor) = self.rational(factor, state.bindings, scratch) else {
            return;
        };
        if factor == Rational::ZERO {
            return;
        }
        let factor = factor.max(Rational::ONE);
        let gap = Span::new(Rational::ZERO, factor.reciprocal().unwrap_or(Rational::ONE));
        self.compressed(gap, pattern, state, scratch, sink);
    }

    pub(super) fn run_compress(
        &self,
        (begin, end): (Scalar, Scalar),
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(slot) = self.span(begin, end, state.bindings, scratch) {
            self.compressed(slot, pattern, state, scratch, sink);
        }
    }

    /// Each cycle squeezed into the part `slot` (within 0…1) of it; nothing when the slot is not within the cycle.
    pub(super) fn compressed(
        &self,
        slot: Span,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if slot.begin >= slot.end || slot.begin < Rational::ZERO || slot.end > Rational::ONE {
            return;
        }
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            let base = Rational::integer(cycle);
            let here = slot.later(base);
            if let Some(within) = part.intersection(here) {
                let squeeze = Squeeze::new(base, here);
                let inner = within.map(|t| squeeze.inward(t));
                self.run(
                    pattern,
                    state.squeezed(inner),
                    scratch,
                    &mut |scratch, event| {
                        sink(scratch, &squeeze.event(event));
                    },
                );
            }
        }
    }

    /// The pattern's cycle in which `focus` begins, squeezed into `focus` (as `squeezeJoin` wants it); only as far as
    /// it lies in the state's span.
    pub(super) fn focused(
        &self,
        focus: Span,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let Some(factor) = focus.length().reciprocal() else {
            return;
        };
        // Times are scaled about the start of the cycle, also those of events that begin before it.
        let base = focus.begin.floor();
        let length = focus.length();
        let inward = |t: Rational| base + (t - focus.begin) * factor;
        let Some(span) = state.span.intersection(focus) else {
            return;
        };
        self.run(
            pattern,
            state.over(span.map(inward)),
            scratch,
            &mut |scratch, event| {
                let event = event.bent(|w| w.map(|t| focus.begin + (t - base) * length));
                sink(scratch, &event);
            },
        );
    }

    pub(super) fn run_when(
        &self,
        test: &CycleTest,
        (yes, no): (PatternId, PatternId),
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let passes = |cycle: i64, scratch: &mut Scratch| {
            let mut int = |scalar| self.int(scalar, state.bindings, scratch);
            match *test {
                CycleTest::Modulo { divisor, remainder } => {
                    let (d, r) = (int(divisor)?, int(remainder)?);
                    // The remainder has the divisor's sign.
                    let turned = if d < 0 { (-r, -cycle) } else { (r, cycle) };
                    Some(d != 0 && turned.1.rem_euclid(d) == turned.0)
                }
                CycleTest::ModuloFrom { divisor, from } => {
                    let (d, from) = (int(divisor)?, int(from)?);
                    Some(d > 0 && cycle.rem_euclid(d) >= from)
                }
                CycleTest::Chance(p) => {
                    let p = self.scalar(p, state.bindings, scratch)?.as_f64()?;
                    Some(self.randomness_in(scratch).at(Rational::integer(cycle)) < p)
                }
            }
        };
        for (cycle, part) in state.span.cycles() {
            if !scratch.step() {
                return;
            }
            match passes(cycle, scratch) {
                Some(true) => self.run(yes, state.over(part), scratch, sink),
                Some(false) => self.run(no, state.over(part), scratch, sink),
                None => {}
            }
        }
    }
}

/// The map between a pattern's cycle and the slot it is squeezed into.
pub(super) struct Squeeze {
    /// Start of the cycle that is squeezed, cycles.
    base: Rational,
    /// Where the slot begins after `base`.
    offset: Rational,
    /// Length of the slot, cycles.
    length: Rational,
    /// Reciprocal of the length.
    factor: Rational,
}

impl Squeeze {
    pub(super) fn new(base: Rational, slot: Span) -> Self {
        let length = slot.length();
        Self {
            base,
            offset: slot.begin - base,
            length,
            factor: length.reciprocal().unwrap_or(Rational::ONE),
        }
    }

    /// From the slot's time to the pattern's.
    #[inline]
    pub(super) fn inward(&self, time: Rational) -> Rational {
        self.base + (time - self.base - self.offset) * self.factor
    }

    /// From the pattern's time to the slot's. Both ends are scaled relative to the start of the cycle in which the
    /// span begins.
    #[inline]
    fn outward(&self, span: Span) -> Span {
        let base = if span.begin >= self.base && span.begin < self.base + Rational::ONE {
            self.base
        } else {
            span.begin.floor()
        };
        span.map(|t| base + self.offset + (t - base) * self.length)
    }

    #[inline]
    pub(super) fn event(&self, event: &Event) -> Event {
        event.bent(|w| self.outward(w))
    }
}
