//! The DJ filter: one knob from low-pass to high-pass.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::filters::resonant::{Coefficients, Resonant, Response};

/// One knob: low-pass below the middle, high-pass above it.
#[derive(Clone, Copy, Debug)]
pub(super) struct DjFilter {
    low: Coefficients,
    high: Coefficients,
    states: [[Resonant; 2]; 2],
}

impl Default for DjFilter {
    fn default() -> Self {
        Self::new(0.5, 48_000.0)
    }
}

impl DjFilter {
    /// `position` 0…1.
    pub(super) fn new(position: f32, sample_rate: f64) -> Self {
        let position = f64::from(position);
        let frequency = |x: f64| 20.0 * 500.0_f64.powf(x.clamp(0.0, 1.0));
        Self {
            low: Coefficients::new(Response::Low, frequency(position * 2.0), 1.0, sample_rate),
            high: Coefficients::new(
                Response::High,
                frequency(position * 2.0 - 1.0),
                1.0,
                sample_rate,
            ),
            states: [[Resonant::default(); 2]; 2],
        }
    }
}

impl Effect for DjFilter {
    const ASKED_BY: &'static [Parameter] = &[p::DJF];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let position = trigger.get(p::DJF)?;
        Some(Self::new(position, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (frames, [low, high]) in [left, right].into_iter().zip(&mut self.states) {
            for x in frames {
                *x = high.next(low.next(*x, &self.low), &self.high);
            }
        }
    }
}
