//! The compressor of a voice.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};

/// A compressor: 4 to 1 above the threshold.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Compressor {
    threshold: f32,
    attack: f32,
    release: f32,
    level: f32,
}

impl Compressor {
    /// `threshold` in dB.
    pub(super) fn new(threshold: f32, sample_rate: f64) -> Self {
        let follow = |seconds: f64| (1.0 - (-1.0 / (seconds * sample_rate)).exp()) as f32;
        Self {
            threshold: 10.0_f32.powf(threshold / 20.0),
            attack: follow(0.003),
            release: follow(0.1),
            level: 0.0,
        }
    }
}

impl Effect for Compressor {
    const ASKED_BY: &'static [Parameter] = &[p::COMPRESSOR];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let threshold = trigger.get(p::COMPRESSOR)?;
        Some(Self::new(threshold, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        for (left, right) in left.iter_mut().zip(right) {
            let peak = left.abs().max(right.abs());
            let rate = if peak > self.level {
                self.attack
            } else {
                self.release
            };
            self.level += (peak - self.level) * rate;
            if self.level > self.threshold {
                let factor = (self.level / self.threshold).powf(-0.75);
                *left *= factor;
                *right *= factor;
            }
        }
    }
}
