//! Shape: SuperDirt's waveshaper.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start, each};
use phonon_dsp::distortion::saturate;

/// A waveshaper without state.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape(saturate::Shape);

impl Default for Shape {
    fn default() -> Self {
        Self(saturate::Shape::new(0.0))
    }
}

impl Effect for Shape {
    const ASKED_BY: &'static [Parameter] = &[p::SHAPE, p::OVERSHAPE];

    fn start(trigger: &Trigger, _: &Start) -> Option<Self> {
        let (shape, more) = (trigger.get(p::SHAPE), trigger.get(p::OVERSHAPE));
        shape.or(more)?;
        let shape = shape.unwrap_or(0.0) + more.unwrap_or(0.0);
        Some(Self(saturate::Shape::new(shape)))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let shape = self.0;
        each(left, right, |x| shape.apply(x), |x| shape.apply(x));
    }
}
