//! Tremolo: the level swings.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::math::trig::cosine;
use phonon_dsp::oscillators::phase::{Increment, Phase};

/// Swings the level: times 1 - d/2 + d/2 · cos 2πrt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tremolo {
    depth: f32,
    phase: Phase,
    increment: u32,
}

impl Tremolo {
    /// `rate` in Hz, `depth` 0…1.
    pub(super) fn new(rate: f32, depth: f32, sample_rate: f64) -> Self {
        Self {
            depth: depth * 0.5,
            phase: Phase::default(),
            increment: Increment::new(sample_rate).of(rate),
        }
    }
}

impl Effect for Tremolo {
    const ASKED_BY: &'static [Parameter] = &[p::TREMOLORATE];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let depth = trigger.get(p::TREMOLODEPTH).unwrap_or(0.0);
        let rate = trigger.get(p::TREMOLORATE)?;
        Some(Self::new(rate, depth, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (left, right) in left.iter_mut().zip(right) {
            let factor = 1.0 - self.depth + self.depth * cosine(self.phase.next(self.increment));
            *left *= factor;
            *right *= factor;
        }
    }
}
