//! What bends or coarsens the wave: crushing, holding, tubes, octaves, rings, drive, compression.

use crate::graph::SUB_BLOCK;
use crate::voices::effects::SILENCE;
use phonon_dsp::distortion::saturate::tanh;
use phonon_dsp::filters::onepole::DcBlock;
use phonon_dsp::filters::resonant::{Coefficients, Resonant, Response};
use phonon_dsp::filters::svf::{self, StateVariable};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::phase::{Increment, Phase};
use std::f32::consts::{FRAC_1_SQRT_2, FRAC_PI_2};

/// Corner of the filters that take out what does not move, in Hz: that of a leak of 0.995 at 44.1 kHz.
const DC_CORNER: f64 = 35.182;

/// Frames in which those filters begin at rest, whatever comes: SuperDirt's begin so with the first frame they hear, which
/// is a sample's second.
const SETTLING: u8 = 2;

/// Rounds to multiples of 2^(1 - bits).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Crush {
    step: f32,
    steps: f32,
}

impl Crush {
    /// `bits` need not be whole.
    pub(super) fn new(bits: f32) -> Self {
        let step = (1.0 - bits).exp2();
        Self {
            step,
            steps: 1.0 / step,
        }
    }

    /// One frame.
    #[inline]
    pub(super) fn apply(self, x: f32) -> f32 {
        (x * self.steps + 0.5).floor() * self.step
    }
}

/// Holds a frame for `ratio` frames.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Coarse {
    step: f64,
    phase: f64,
    held: (f32, f32),
}

impl Coarse {
    /// `ratio` above 1, need not be whole.
    pub(super) fn new(ratio: f32) -> Self {
        let step = 1.0 / f64::from(ratio);
        Self {
            step,
            // The first frame, and then those that SuperDirt holds, which begins with a sample's second.
            phase: 2.0 - step,
            held: (0.0, 0.0),
        }
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            if self.phase >= 1.0 {
                self.phase -= 1.0;
                self.held = (*left, *right);
            }
            self.phase += self.step;
            (*left, *right) = self.held;
        }
    }
}

/// The asymmetry of a tube: the negative half is bent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triode {
    drive: f32,
    blocks: [DcBlock; 2],
    /// Frames left in which the filters against DC settle.
    settling: [u8; 2],
}

impl Default for Triode {
    fn default() -> Self {
        Self::new(0.0, 48_000.0)
    }
}

impl Triode {
    /// `amount` 0…1.
    pub(super) fn new(amount: f32, sample_rate: f64) -> Self {
        Self {
            drive: amount * 10.0 + 0.001,
            blocks: [DcBlock::new(DC_CORNER, sample_rate); 2],
            settling: [SETTLING; 2],
        }
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let channels = self.blocks.iter_mut().zip(&mut self.settling);
        for (frames, (block, settling)) in [left, right].into_iter().zip(channels) {
            for x in frames {
                let bent = if *x > 0.0 {
                    *x
                } else {
                    tanh(*x * self.drive) / self.drive
                };
                if *settling > 0 {
                    *settling -= 1;
                    block.settle(bent);
                }
                *x = block.next(bent);
            }
        }
    }
}

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

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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

/// An octave above by rectifying, in place of the sound; octaves below by letting through every second wave of what lies
/// under 440 Hz, or two of four.
#[derive(Clone, Copy, Debug)]
pub(super) struct Octer {
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

impl Default for Octer {
    fn default() -> Self {
        Self::new([0.0; 3], 48_000.0)
    }
}

impl Octer {
    /// Levels of the octave above, the one below, and two below. Up to 1 the octave above takes the sound's place, of equal
    /// power.
    pub(super) fn new([above, below, far_below]: [f32; 3], sample_rate: f64) -> Self {
        let place = above.min(1.0) * FRAC_PI_2;
        Self {
            dry: place.cos(),
            above: above * place.sin(),
            below,
            far_below,
            block: DcBlock::new(DC_CORNER, sample_rate),
            settling: SETTLING,
            coefficients: svf::Coefficients::new(LOWER / sample_rate as f32, FRAC_1_SQRT_2),
            low: StateVariable::default(),
            was_positive: false,
            half: false,
            quarter: false,
        }
    }

    /// One frame.
    #[inline]
    pub(super) fn next(&mut self, x: f32) -> f32 {
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

/// Ring modulation added to the sound.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ring {
    amount: f32,
    phase: Phase,
    increment: u32,
    /// Hz, at the start and a second later.
    frequencies: (f32, f32),
    sample_rate: f64,
    passed: u64,
}

impl Ring {
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

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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
