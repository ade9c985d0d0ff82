//! Crush: fewer bits.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start, each};

/// Rounds to multiples of 2^(1 - bits).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crush {
    step: f32,
    steps: f32,
}

impl Crush {
    /// `bits` need not be whole.
    pub(super) fn new(bits: f32) -> Self {
        let step = (1.0 - bits).exp2();
        Self {
            step,
            steps: 1.0 / step,
        }
    }

    /// One frame.
    #[inline]
    pub(super) fn apply(self, x: f32) -> f32 {
        (x * self.steps + 0.5).floor() * self.step
    }
}

impl Effect for Crush {
    const ASKED_BY: &'static [Parameter] = &[p::CRUSH];

    fn start(trigger: &Trigger, _: &Start) -> Option<Self> {
        trigger.get(p::CRUSH).map(Self::new)
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let crush = *self;
        each(left, right, |x| crush.apply(x), |x| crush.apply(x));
    }
}
