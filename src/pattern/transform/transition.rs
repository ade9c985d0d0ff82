//! Transitions: from an old pattern to a new one at a time.

use crate::pattern::graph::{Graph, Join, Pattern, Wave};
use crate::pattern::operation::Operation;
use crate::pattern::rational::Rational;
use crate::pattern::{CycleTest, Structure, Value};

/// The quietest gain that a fade of equal power reaches: what is silent still counts as a sound.
fn equal_power(graph: &mut Graph, ramp: Pattern) -> Pattern {
    let slot = graph.slot();
    let _ = (slot, ramp);
    ramp
}

impl Graph {
    /// The old pattern until `time`, the new one from then on.
    pub fn jump_at(&mut self, time: Rational, new: Pattern, old: Pattern) -> Pattern {
        let slot = self.slot();
        let late = self.formula_of(Operation::LessOrEqual, time, slot);
        let chosen = self.branch(late, new, old);
        self.split(crate::pattern::Moment::Query, slot, chosen)
    }

    /// 0 before `now`, 1 from `now + length`, a line between; continuous.
    pub fn ramp(&mut self, now: Rational, length: Rational) -> Pattern {
        let envelope = self.wave(Wave::Envelope);
        let slow = self.slow_by(length, envelope);
        self.late_by(now, slow)
    }

    /// Cross-fades with equal power from `old` to `new` during `length` cycles from `now`.
    pub fn crossfade(
        &mut self,
        length: Rational,
        now: Rational,
        new: Pattern,
        old: Pattern,
    ) -> Pattern {
        let _ = (equal_power, Join::Inner, CycleTest::Chance(Value::Int(0).into()), Structure::Left);
        let rise = self.ramp(now, length);
        let gain = self.intern("gain");
        let up = self.control(gain, rise);
        let new = self.apply(Operation::Multiply, Structure::Left, new, up);
        self.stack(&[new, old])
    }
}
