//! Analogue style: band-limited waves, several at once, through a low-pass that envelopes and slow waves move. What is
//! made of that is in `patches`.

mod patches;

pub(super) use patches::*;

use crate::graph::SUB_BLOCK;
use crate::voices::synths::parts::Body;
use crate::voices::synths::{Setup, Voicing};

use crate::parameters as p;
use phonon_dsp::filters::svf::{Coefficients, StateVariable};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::Random;
use phonon_dsp::oscillators::phase::{Increment, Phase};
use phonon_dsp::oscillators::wavetable::{SAW, TRIANGLE, Wavetable};

const MOST_OSCILLATORS: usize = 8;

#[derive(Clone, Copy, Debug, Default)]
struct Oscillator {
    phase: Phase,
    /// Ratio of the frequency to the note's.
    ratio: f32,
    increment: u32,
    level: u32,
    left: f32,
    right: f32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Wave {
    Saw,
    Triangle,
    /// Its width swings around `width` by `swing`, `rate` times a second.
    Pulse {
        width: f32,
        swing: f32,
    },
}

/// The low-pass and what moves it.
#[derive(Clone, Copy, Debug)]
struct Moving {
    /// Cutoff in multiples of the note's frequency at rest, and how many times that at the start.
    ratio: f32,
    opening: f32,
    /// Seconds in which the opening falls to a third.
    fall: f32,
    resonance: f32,
    /// Octaves that the slow wave moves the cutoff.
    sway: f32,
}

/// See the module's head.
#[derive(Clone, Copy, Debug)]
pub struct Analog {
    wave: Wave,
    oscillators: [Oscillator; MOST_OSCILLATORS],
    count: usize,
    moving: Option<Moving>,
    coefficients: Coefficients,
    filters: [StateVariable; 2],
    body: Body,
    slow: Phase,
    slow_increment: u32,
    increment: Increment,
    sample_rate: f32,
    age: f32,
    /// The pitch begins at this ratio and reaches 1 after `slide_time` seconds.
    slide: (f32, f32),
    /// Ratios that the pitch steps through, so many times a second.
    steps: Option<([f32; 3], f32)>,
    noise: f32,
    random: Random,
    level: f32,
}

impl Analog {
    fn new(setup: &Setup, wave: Wave, decay: f32) -> Self {
        let increment = Increment::new(setup.sample_rate);
        Self {
            wave,
            oscillators: [Oscillator::default(); MOST_OSCILLATORS],
            count: 0,
            moving: None,
            coefficients: Coefficients::default(),
            filters: [StateVariable::default(); 2],
            body: Body::new(setup, decay),
            slow: Phase::default(),
            slow_increment: increment.of(setup.or(p::RATE, 1.0)),
            increment,
            sample_rate: setup.sample_rate as f32,
            age: 0.0,
            slide: (1.0, 0.0),
            steps: None,
            noise: setup.or(p::NOISE, 0.0),
            random: Random::new(setup.seed),
            level: 0.8,
        }
    }

    /// Adds an oscillator: ratio of the pitch, place (-1 left … 1 right), level. It begins anywhere in its turn.
    fn with(mut self, ratio: f32, place: f32, level: f32) -> Self {
        if self.count < MOST_OSCILLATORS {
            self.oscillators[self.count] = Oscillator {
                phase: Phase(self.random.bits()),
                ratio,
                left: level * (1.0 - place.max(0.0)),
                right: level * (1.0 + place.min(0.0)),
                ..Oscillator::default()
            };
            self.count += 1;
        }
        self
    }

    /// One that begins at its crossing of zero.
    fn alone(mut self) -> Self {
        self = self.with(1.0, 0.0, 1.0);
        self.oscillators[0].phase = Phase(if self.wave == Wave::Saw { 1 << 31 } else { 0 });
        self
    }

    fn through(mut self, moving: Moving) -> Self {
        self.moving = Some(moving);
        self
    }

    /// The oscillators' sum, of at most a sub-block.
    fn render_wave(&mut self, table: &Wavetable, left: &mut [f32], right: &mut [f32]) {
        left.fill(0.0);
        right.fill(0.0);
        let count = left.len();
        let mut widths = [0; SUB_BLOCK];
        if let Wave::Pulse { width, swing } = self.wave {
            let mut slow = self.slow;
            for offset in &mut widths[..count] {
                let width = width + swing * sine(slow.next(self.slow_increment));
                *offset = ((width * 2_147_483_648.0) as u32).wrapping_mul(2);
            }
        }
        let (mut wave, mut other) = ([0.0; SUB_BLOCK], [0.0; SUB_BLOCK]);
        for oscillator in &mut self.oscillators[..self.count] {
            let level = oscillator.level as usize;
            let (phase, increment) = (oscillator.phase.0, oscillator.increment);
            let at = |index: u32| phase.wrapping_add(increment.wrapping_mul(index));
            table.fill(level, &mut wave[..count], at);
            if let Wave::Pulse { .. } = self.wave {
                // A pulse is the difference of two saws.
                table.fill(level, &mut other[..count], |index| {
                    at(index).wrapping_sub(widths[index as usize % SUB_BLOCK])
                });
                for (x, other) in wave.iter_mut().zip(&other) {
                    *x = other - *x;
                }
            }
            for ((left, right), x) in left.iter_mut().zip(right.iter_mut()).zip(&wave) {
                *left += x * oscillator.left;
                *right += x * oscillator.right;
            }
            oscillator.phase.skip(increment, count);
        }
        self.slow.skip(self.slow_increment, count);
    }
}

impl Voicing for Analog {
    fn control(&mut self, frequency: f32) {
        let seconds = self.age / self.sample_rate;
        let mut frequency = frequency;
        if self.slide.1 > 0.0 {
            let left = (1.0 - seconds / self.slide.1).max(0.0);
            frequency *= self.slide.0.powf(left);
        }
        if let Some((ratios, rate)) = self.steps {
            frequency *= ratios[(seconds * rate) as usize % ratios.len()];
        }
        let table = if self.wave == Wave::Triangle {
            &TRIANGLE
        } else {
            &SAW
        };
        for oscillator in &mut self.oscillators[..self.count] {
            oscillator.increment = self.increment.of(frequency * oscillator.ratio);
            oscillator.level = table.level(oscillator.increment) as u32;
        }
        if let Some(moving) = self.moving {
            let opening = 1.0 + (moving.opening - 1.0) * (-seconds / moving.fall).exp();
            let sway = (moving.sway * sine(self.slow.0)).exp2();
            let cutoff = (frequency * moving.ratio * opening * sway).clamp(30.0, 18_000.0);
            // No resonance is flat, a full one rings at twenty times that.
            let q = 0.7 * 20.0_f32.powf(moving.resonance.clamp(0.0, 1.0));
            self.coefficients = Coefficients::new(cutoff / self.sample_rate, q);
        }
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        let table: &Wavetable = if self.wave == Wave::Triangle {
            &TRIANGLE
        } else {
            &SAW
        };
        self.render_wave(table, left, right);
        self.age += left.len() as f32;
        if self.noise > 0.0 {
            for (left, right) in left.iter_mut().zip(right.iter_mut()) {
                let noise = self.random.bipolar() * self.noise;
                *left += noise;
                *right += noise;
            }
        }
        if self.moving.is_some() {
            let [l, r] = &mut self.filters;
            for (left, right) in left.iter_mut().zip(right.iter_mut()) {
                *left = l.next(*left, &self.coefficients).low;
                *right = r.next(*right, &self.coefficients).low;
            }
        }
        for (left, right) in left.iter_mut().zip(right) {
            let level = self.body.next() * self.level;
            *left *= level;
            *right *= level;
        }
    }
}
