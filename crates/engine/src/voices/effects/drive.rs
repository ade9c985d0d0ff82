//! Drive: soft clipping.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start, each};
use phonon_dsp::distortion::saturate::tanh;

/// Soft clipping with drive.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drive(f32);

impl Drive {
    /// `drive` 0 leaves small signals alone.
    pub(super) fn new(drive: f32) -> Self {
        Self(1.0 + drive)
    }

    /// One frame.
    #[inline]
    pub(super) fn apply(self, x: f32) -> f32 {
        tanh(x * self.0)
    }
}

impl Effect for Drive {
    const ASKED_BY: &'static [Parameter] = &[p::DIST];

    fn start(trigger: &Trigger, _: &Start) -> Option<Self> {
        trigger.get(p::DIST).map(Self::new)
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let drive = *self;
        each(left, right, |x| drive.apply(x), |x| drive.apply(x));
    }
}
