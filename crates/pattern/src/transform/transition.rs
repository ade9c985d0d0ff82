//! Transitions: from old patterns to a new one at a time. The times are cycles; the first pattern of a list is the new
//! one, those after it are older and older.

use crate::graph::node::{Join, Scalar, Structure, Subject, Wave};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;

impl Graph {
    /// The events that begin at a time or later.
    pub fn beginning_from(&mut self, begin: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let test = self.formula_of(Operation::LessOrEqual, begin, slot);
        let test = self.steady(test);
        self.filter_by(Subject::Onset, slot, test, pattern)
    }

    /// The events that begin before a time.
    pub fn beginning_before(&mut self, end: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let test = self.formula_of(Operation::Less, slot, end);
        let test = self.steady(test);
        self.filter_by(Subject::Onset, slot, test, pattern)
    }

    /// The old pattern, until `delay` after `now`; then `old_changed` for `out`, then `new_changed` for `into`, then
    /// the new pattern.
    pub fn wash(
        &mut self,
        now: impl Into<Scalar>,
        (delay, out, into): (Scalar, Rational, Rational),
        (old, old_changed): (PatternId, PatternId),
        (new_changed, new): (PatternId, PatternId),
    ) -> PatternId {
        let first = self.sum(now, delay);
        let second = self.sum(first, out);
        let third = self.sum(second, into);
        let mut between = |pattern, begin: Scalar, end: Scalar| {
            let begun = self.beginning_from(begin, pattern);
            self.beginning_before(end, begun)
        };
        let leaving = between(old_changed, first, second);
        let coming = between(new_changed, second, third);
        let before = self.beginning_before(first, old);
        let after = self.beginning_from(third, new);
        self.stack(&[before, leaving, coming, after])
    }

    /// A wave of one cycle, stretched over some cycles from a time on.
    fn course(&mut self, wave: Wave, from: impl Into<Scalar>, cycles: Rational) -> PatternId {
        let wave = self.wave(wave);
        let slow = self.slow_by(cycles, wave);
        self.late_by(from, slow)
    }

    /// Equal-power crossfade of the gains during some cycles.
    pub fn crossfade(
        &mut self,
        cycles: Rational,
        now: impl Into<Scalar>,
        new: PatternId,
        old: PatternId,
    ) -> PatternId {
        let (gain, now) = (self.intern("gain"), now.into());
        let mut faded = |pattern, wave| {
            let course = self.course(wave, now, cycles);
            let gains = self.control(gain, course);
            self.apply(Operation::Multiply, Structure::Left, pattern, gains)
        };
        let coming = faded(new, Wave::EqualPowerUp);
        let leaving = faded(old, Wave::EqualPowerDown);
        self.stack(&[coming, leaving])
    }

    /// Events left out along a ramp of some cycles from a time on: more and more of them, or (`inwards`) fewer.
    pub fn thinned(
        &mut self,
        from: impl Into<Scalar>,
        cycles: Rational,
        inwards: bool,
        pattern: PatternId,
    ) -> PatternId {
        let ramp = self.course(Wave::Envelope, from, cycles);
        let amount = if inwards {
            let one = self.steady(1.0);
            self.apply(Operation::Subtract, Structure::Both, one, ramp)
        } else {
            ramp
        };
        self.degrade_each_cycle_by(amount, pattern)
    }

    /// The rhythm of the new pattern; numbers that both have go from the old one's to the new one's in some cycles.
    pub fn interpolated(
        &mut self,
        cycles: Rational,
        now: impl Into<Scalar>,
        new: PatternId,
        old: PatternId,
    ) -> PatternId {
        let ramp = self.course(Wave::Envelope, now, cycles);
        let (from, to, way) = (self.slot(), self.slot(), self.slot());
        let remaining = self.difference(1.0, way);
        let span = self.formula_of(Operation::SharedDifference, from, to);
        let scaled = self.formula_of(Operation::Scale, span, remaining);
        let value = self.formula_of(Operation::Shift, to, scaled);
        let value = self.steady(value);
        let inner = self.join(Join::Outer, ramp, way, value);
        let inner = self.join(Join::Outer, new, to, inner);
        self.join(Join::Inner, old, from, inner)
    }

    /// The pattern in more and more copies that come closer and closer, until they fall together after some cycles.
    pub fn anticipated(
        &mut self,
        cycles: Rational,
        now: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let ramp = self.course(Wave::Envelope, now, cycles);
        let one = self.steady(1.0);
        let time = self.apply(Operation::Subtract, Structure::Both, one, ramp);
        self.patterned(time, |graph, time| {
            let count: Scalar = 8i64.into();
            graph.stut_by(count, 0.2, time, pattern)
        })
    }

    /// The pattern as it is during `lifespan`, then more and more of it left out during `release`.
    pub fn mortal(
        &mut self,
        lifespan: Rational,
        release: Rational,
        now: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let end = self.sum(now, lifespan);
        let alive = self.beginning_before(end, pattern);
        let fading = self.thinned(end, release, false, pattern);
        let dying = self.beginning_from(end, fading);
        self.stack(&[alive, dying])
    }
}
