//! Krush: a crunch with a low-pass behind it.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::filters::resonant::{Coefficients, Resonant, Response};
use std::f32::consts::FRAC_PI_2;

/// A crunch by a rational curve, with a low-pass behind it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Krush {
    k: f32,
    dry: f32,
    wet: f32,
    coefficients: Coefficients,
    states: [Resonant; 2],
}

impl Krush {
    /// `cutoff` in Hz; 0 means 4 kHz.
    pub(super) fn new(amount: f32, cutoff: f32, sample_rate: f64) -> Self {
        let cutoff = if cutoff > 0.0 { cutoff } else { 4000.0 };
        // Of equal power from dry to crushed, which is all there is from a half on.
        let place = (amount * 2.0).min(1.0) * FRAC_PI_2;
        Self {
            k: amount,
            dry: place.cos(),
            wet: place.sin(),
            coefficients: Coefficients::new(Response::Low, f64::from(cutoff), 1.0, sample_rate),
            states: [Resonant::default(); 2],
        }
    }
}

impl Effect for Krush {
    const ASKED_BY: &'static [Parameter] = &[p::KRUSH];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let cutoff = trigger.get(p::KCUTOFF).unwrap_or(0.0);
        let amount = trigger.get(p::KRUSH)?;
        Some(Self::new(amount, cutoff, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (frames, state) in [left, right].into_iter().zip(&mut self.states) {
            for x in frames {
                let square = *x * *x;
                let below = square + (self.k - 1.0) * x.abs() + 1.0;
                let crushed = (square + self.k * *x) / below.max(0.1);
                let filtered = state.next(crushed, &self.coefficients);
                *x = *x * self.dry + filtered * self.wet;
            }
        }
    }
}
