//! Octer: octaves above and below the sound.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, DC_CORNER, DC_SETTLING, Effect, SILENCE, Start, each};
use phonon_dsp::filters::onepole::DcBlock;
use phonon_dsp::filters::svf::{self, StateVariable};
use std::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_2};

/// The octaves of both channels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Octer([Channel; 2]);

/// One channel. An octave above by rectifying, in place of the sound; octaves below by letting through every second wave of what lies
/// under 440 Hz, or two of four.
#[derive(Clone, Copy, Debug)]
struct Channel {
    dry: f32,
    above: f32,
    below: f32,
    far_below: f32,
    block: DcBlock,
    settling: u8,
    coefficients: svf::Coefficients,
    low: StateVariable,
    was_positive: bool,
    half: bool,
    quarter: bool,
}

/// Hz below which the lower octaves lie.
const LOWER: f32 = 440.0;

impl Default for Channel {
    fn default() -> Self {
        Self::new([0.0; 3], 48_000.0)
    }
}

impl Channel {
    /// Levels of the octave above, the one below, and two below. Up to 1 the octave above takes the sound's place, of equal
    /// power.
    fn new([above, below, far_below]: [f32; 3], sample_rate: f64) -> Self {
        let place = above.min(1.0) * FRAC_PI_2;
        Self {
            dry: place.cos(),
            above: above * place.sin(),
            below,
            far_below,
            block: DcBlock::new(DC_CORNER, sample_rate),
            settling: DC_SETTLING,
            coefficients: svf::Coefficients::new(LOWER / sample_rate as f32, FRAC_1_SQRT_2),
            low: StateVariable::default(),
            was_positive: false,
            half: false,
            quarter: false,
        }
    }

    /// One frame.
    #[inline]
    fn next(&mut self, x: f32) -> f32 {
        let rectified = 2.0 * x.abs();
        if self.settling > 0 {
            self.settling -= 1;
            self.block.settle(rectified);
        }
        let above = self.block.next(rectified);
        let low = self.low.next(x, &self.coefficients).low;
        let positive = low > SILENCE;
        if positive && !self.was_positive {
            self.half = !self.half;
            if self.half {
                self.quarter = !self.quarter;
            }
        }
        self.was_positive = positive;
        let gate = |on: bool| if on { low } else { 0.0 };
        x * self.dry
            + above * self.above
            + gate(self.half) * self.below
            + gate(self.quarter) * self.far_below
    }
}

impl Effect for Octer {
    const ASKED_BY: &'static [Parameter] = &[p::OCTER];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        let above = trigger.get(p::OCTER)?;
        let levels = [above, or_zero(p::OCTERSUB), or_zero(p::OCTERSUBSUB)];
        Some(Self([Channel::new(levels, start.sample_rate); 2]))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let [l, r] = &mut self.0;
        each(left, right, |x| l.next(x), |x| r.next(x));
    }
}
