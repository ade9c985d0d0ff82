//! Frequency shift: all frequencies moved by the same amount.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::filters::hilbert::Hilbert;
use phonon_dsp::oscillators::phase::{Increment, Phase};

/// Shifts all frequencies by the same amount.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FrequencyShift {
    phase: Phase,
    increment: u32,
    channels: [Hilbert; 2],
}

impl FrequencyShift {
    /// By `shift` Hz, beginning at `phase` radians.
    pub(super) fn new(shift: f32, phase: f32, sample_rate: f64) -> Self {
        let turns = (phase / std::f32::consts::TAU).rem_euclid(1.0);
        Self {
            phase: Phase((f64::from(turns) * 4_294_967_296.0) as u32),
            increment: Increment::new(sample_rate).of(shift),
            channels: [Hilbert::new(sample_rate); 2],
        }
    }
}

impl Effect for FrequencyShift {
    const ASKED_BY: &'static [Parameter] = &[p::FSHIFT];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        let shift = trigger.get(p::FSHIFT)? + or_zero(p::FSHIFTNOTE) * start.frequency;
        let phase = or_zero(p::FSHIFTPHASE);
        Some(Self::new(shift, phase, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let [l, r] = &mut self.channels;
        for (left, right) in left.iter_mut().zip(right) {
            let phase = self.phase.next(self.increment);
            *left = l.shift(*left, phase);
            *right = r.shift(*right, phase);
        }
    }
}
