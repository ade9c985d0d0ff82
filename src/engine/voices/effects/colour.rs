//! What bends or coarsens the wave: crushing, holding, tubes, octaves, rings, distortion, compression.

use crate::dsp::onepole::DcBlock;
use crate::dsp::phase::{Increment, Phase};
use crate::dsp::resonant::{Coefficients, Resonant, Response};
use crate::dsp::saturate::tanh;
use crate::dsp::trig::sine;

/// Corner of the filters that take out what does not move, in Hz: about that of a leak of 0.995 at 44.1 kHz.
const DC_CORNER: f64 = 35.0;

/// Frames in which those filters begin at rest, whatever comes: SuperDirt's begin so with the first frame they hear, which
/// is a sample's second.
const SETTLING: u8 = 2;

/// Rounds to multiples of 2^(1 - bits).
#[derive(Clone, Copy, Debug, Default)]
pub struct Crush {
    step: f32,
    steps: f32,
}

impl Crush {
    /// `bits` need not be whole.
    pub fn new(bits: f32) -> Self {
        let step = (1.0 - bits).exp2();
        Self {
            step,
            steps: 1.0 / step,
        }
    }

    /// One frame.
    #[inline]
    pub fn apply(self, x: f32) -> f32 {
        (x * self.steps + 0.5).floor() * self.step
    }
}

/// Holds a frame for `ratio` frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct Coarse {
    step: f64,
    phase: f64,
    held: (f32, f32),
}

impl Coarse {
    /// `ratio` above 1, need not be whole.
    pub fn new(ratio: f32) -> Self {
        Self {
            step: 1.0 / f64::from(ratio),
            phase: 1.0,
            held: (0.0, 0.0),
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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
pub struct Triode {
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
    pub fn new(amount: f32, sample_rate: f64) -> Self {
        Self {
            drive: amount * 10.0 + 0.001,
            blocks: [DcBlock::new(DC_CORNER, sample_rate); 2],
            settling: [SETTLING; 2],
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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
pub struct Krush {
    k: f32,
    dry: f32,
    wet: f32,
    coefficients: Coefficients,
    states: [Resonant; 2],
}

impl Krush {
    /// `cutoff` in Hz; 0 means 4 kHz.
    pub fn new(amount: f32, cutoff: f32, sample_rate: f64) -> Self {
        let cutoff = if cutoff > 0.0 { cutoff } else { 4000.0 };
        // Of equal power from dry to crushed, which is all there is from a half on.
        let place = (amount * 2.0).min(1.0) * std::f32::consts::FRAC_PI_2;
        Self {
            k: amount,
            dry: place.cos(),
            wet: place.sin(),
            coefficients: Coefficients::new(Response::Low, f64::from(cutoff), 1.0, sample_rate),
            states: [Resonant::default(); 2],
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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

/// Octaves in place of the sound: above by rectifying, below by dividing what is left under 440 Hz.
#[derive(Clone, Copy, Debug)]
pub struct Octer {
    above: f32,
    below: f32,
    far_below: f32,
    block: DcBlock,
    settling: u8,
    coefficients: Coefficients,
    low: Resonant,
    was_positive: bool,
    half: bool,
    quarter: bool,
}

impl Default for Octer {
    fn default() -> Self {
        Self::new(0.0, 0.0, 0.0, 48_000.0)
    }
}

impl Octer {
    /// Levels of the octave above, the one below, and two below.
    pub fn new(above: f32, below: f32, far_below: f32, sample_rate: f64) -> Self {
        Self {
            above,
            below,
            far_below,
            block: DcBlock::new(DC_CORNER, sample_rate),
            settling: SETTLING,
            coefficients: Coefficients::new(
                Response::Low,
                440.0,
                std::f64::consts::SQRT_2,
                sample_rate,
            ),
            low: Resonant::default(),
            was_positive: false,
            half: false,
            quarter: false,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        if self.settling > 0 {
            self.settling -= 1;
            self.block.settle(2.0 * x.abs());
        }
        let above = self.block.next(2.0 * x.abs());
        let low = self.low.next(x, &self.coefficients);
        let positive = low > 0.0;
        if positive && !self.was_positive {
            self.half = !self.half;
            if self.half {
                self.quarter = !self.quarter;
            }
        }
        self.was_positive = positive;
        let gate = |on: bool| if on { low } else { 0.0 };
        above * self.above
            + gate(self.half) * self.below
            + gate(self.half && self.quarter) * self.far_below
    }
}

/// Ring modulation added to the sound.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ring {
    amount: f32,
    phase: Phase,
    frequency: f32,
    slide: f32,
    /// Frames over which the frequency slides.
    second: f32,
    passed: f32,
    increment: Option<Increment>,
}

impl Ring {
    /// `frequency` in Hz, sliding by `slide` Hz within the first second.
    pub fn new(amount: f32, frequency: f32, slide: f32, sample_rate: f64) -> Self {
        Self {
            amount,
            phase: Phase::default(),
            frequency,
            slide,
            second: sample_rate as f32,
            passed: 0.0,
            increment: Some(Increment::new(sample_rate)),
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let Some(increment) = self.increment else {
            return;
        };
        for (left, right) in left.iter_mut().zip(right) {
            let frequency = self.frequency + self.slide * (self.passed / self.second).min(1.0);
            self.passed += 1.0;
            let factor = 1.0 + self.amount * sine(self.phase.next(increment.of(frequency)));
            *left *= factor;
            *right *= factor;
        }
    }
}

/// Distortion that leaves a gap around zero, rings, and clips softly.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crossover {
    amount: f32,
    bank: [Coefficients; 4],
    states: [[Resonant; 4]; 2],
}

impl Crossover {
    /// `amount` 0…1 and above.
    pub fn new(amount: f32, sample_rate: f64) -> Self {
        let ring = |frequency| Coefficients::new(Response::Band, frequency, 0.02, sample_rate);
        Self {
            amount,
            bank: [60.0, 61.0, 240.0, 3330.0].map(ring),
            states: [[Resonant::default(); 4]; 2],
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let gap = 0.15 * self.amount;
        let drive = 1.0 + 9.0 * self.amount;
        for (frames, states) in [left, right].into_iter().zip(&mut self.states) {
            for x in frames {
                let beyond = (x.abs() - gap * x.abs().min(1.0)).max(0.0) * x.signum();
                let mut ringing = 0.0;
                for (state, coefficients) in states.iter_mut().zip(&self.bank) {
                    ringing += state.next(*x, coefficients);
                }
                let bent = tanh((beyond + 0.1 * self.amount * ringing) * drive);
                // As loud as what came in at small amounts, square at large ones.
                *x += (bent * 0.5 - *x) * self.amount.min(1.0);
            }
        }
    }
}

/// Soft clipping with drive.
#[derive(Clone, Copy, Debug, Default)]
pub struct Drive(f32);

impl Drive {
    /// `drive` 0 leaves small signals alone.
    pub fn new(drive: f32) -> Self {
        Self(1.0 + drive)
    }

    /// One frame.
    #[inline]
    pub fn apply(self, x: f32) -> f32 {
        tanh(x * self.0)
    }
}

/// A compressor: 4 to 1 above the threshold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Compressor {
    threshold: f32,
    attack: f32,
    release: f32,
    level: f32,
}

impl Compressor {
    /// `threshold` in dB.
    pub fn new(threshold: f32, sample_rate: f64) -> Self {
        let follow = |seconds: f64| (1.0 - (-1.0 / (seconds * sample_rate)).exp()) as f32;
        Self {
            threshold: 10.0_f32.powf(threshold / 20.0),
            attack: follow(0.003),
            release: follow(0.1),
            level: 0.0,
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
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
