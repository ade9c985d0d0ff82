//! Coarse: a lower sample rate.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};

/// Holds a frame for `ratio` frames.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Coarse {
    step: f64,
    phase: f64,
    held: (f32, f32),
}

impl Coarse {
    /// `ratio` above 1, need not be whole.
    pub(super) fn new(ratio: f32) -> Self {
        let step = 1.0 / f64::from(ratio);
        Self {
            step,
            // The first frame, and then those that SuperDirt holds, which begins with a sample's second.
            phase: 2.0 - step,
            held: (0.0, 0.0),
        }
    }
}

impl Effect for Coarse {
    const ASKED_BY: &'static [Parameter] = &[p::COARSE];

    fn start(trigger: &Trigger, _: &Start) -> Option<Self> {
        let ratio = trigger.get(p::COARSE).filter(|ratio| *ratio > 1.0);
        ratio.map(Self::new)
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (left, right) in left.iter_mut().zip(right) {
            if self.phase >= 1.0 {
                self.phase -= 1.0;
                self.held = (*left, *right);
            }
            self.phase += self.step;
            (*left, *right) = self.held;
        }
    }
}
