//! Ring modulation, added to the sound.

use crate::graph::SUB_BLOCK;
use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::phase::{Increment, Phase};

/// Ring modulation added to the sound.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct RingModulation {
    amount: f32,
    phase: Phase,
    increment: u32,
    /// Hz, at the start and a second later.
    frequencies: (f32, f32),
    sample_rate: f64,
    passed: u64,
}

impl RingModulation {
    /// `frequency` in Hz, gliding by `slide` Hz within the first second.
    pub(super) fn new(amount: f32, frequency: f32, slide: f32, sample_rate: f64) -> Self {
        Self {
            amount,
            phase: Phase::default(),
            increment: 0,
            frequencies: (frequency, frequency + slide),
            sample_rate,
            passed: 0,
        }
    }

    /// The frequency in Hz so many seconds after the start: it glides evenly in pitch, where both ends have one.
    fn frequency(&self, seconds: f64) -> f32 {
        let (from, to) = self.frequencies;
        let share = seconds.min(1.0) as f32;
        if from * to > 0.0 {
            from * (to / from).powf(share)
        } else {
            from + (to - from) * share
        }
    }
}

impl Effect for RingModulation {
    const ASKED_BY: &'static [Parameter] = &[p::RING];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        let amount = trigger.get(p::RING)?;
        let (frequency, slide) = (or_zero(p::RINGF), or_zero(p::RINGDF));
        Some(Self::new(amount, frequency, slide, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (left, right) in left.iter_mut().zip(right) {
            if self.passed.is_multiple_of(SUB_BLOCK as u64) {
                let seconds = self.passed as f64 / self.sample_rate;
                self.increment = Increment::new(self.sample_rate).of(self.frequency(seconds));
            }
            self.passed += 1;
            let factor = 1.0 + self.amount * sine(self.phase.next(self.increment));
            *left *= factor;
            *right *= factor;
        }
    }
}
