//! Wave loss: some waves are dropped, each from one upward crossing of zero to the next.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start, each};
use phonon_dsp::oscillators::noise::Random;

/// The waves of both channels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct WaveLoss([Channel; 2]);

/// One channel: drops a share of all waves at random.
#[derive(Clone, Copy, Debug)]
struct Channel {
    share: f32,
    random: Random,
    keeps: bool,
    was_positive: bool,
}

impl Default for Channel {
    fn default() -> Self {
        Self::new(0.0, 0)
    }
}

impl Channel {
    /// `percent` of the waves are dropped; both channels drop the same ones.
    fn new(percent: f32, seed: u64) -> Self {
        Self {
            share: percent / 100.0,
            random: Random::new(seed),
            keeps: true,
            was_positive: false,
        }
    }

    /// One frame.
    #[inline]
    fn next(&mut self, x: f32) -> f32 {
        let positive = x > 0.0;
        if positive && !self.was_positive {
            self.keeps = self.random.unipolar() >= self.share;
        }
        self.was_positive = positive;
        if self.keeps { x } else { 0.0 }
    }
}

impl Effect for WaveLoss {
    const ASKED_BY: &'static [Parameter] = &[p::WAVELOSS];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let percent = trigger.get(p::WAVELOSS)?;
        Some(Self([Channel::new(percent, start.seed); 2]))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let [l, r] = &mut self.0;
        each(left, right, |x| l.next(x), |x| r.next(x));
    }
}
