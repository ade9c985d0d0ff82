//! Synths that are like no instrument: clashes of partials, struck clusters, crackle, sirens, tuned noise.

use crate::parameters as p;
use crate::sequencing::trigger::MIDDLE_C;
use crate::voices::synths::parts::{Body, Fading};
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::distortion::saturate::tanh;
use phonon_dsp::filters::onepole::DcBlock;
use phonon_dsp::filters::svf::{Coefficients, StateVariable};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::Random;
use phonon_dsp::oscillators::phase::{Increment, Phase};

const MOST_PARTIALS: usize = 8;

/// What is tuned lower than this, in Hz, is no louder for it.
const LOWEST: f32 = 20.0;

/// Of the filter against DC, in Hz.
const DC_CORNER: f64 = 10.0;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Partials whose levels wander, each at its own rate.
    Wandering,
    /// Partials that modulate their neighbours.
    Grinding,
    /// Resonators struck by bursts one after another.
    Struck,
    /// Sparse impulses into a resonator.
    Crackle,
    /// One tone that rises and falls.
    Siren,
    /// Noise through a band.
    Tuned,
}

/// See the module's head.
#[derive(Clone, Copy, Debug)]
pub struct Strange {
    kind: Kind,
    ratios: [f32; MOST_PARTIALS],
    levels: [f32; MOST_PARTIALS],
    phases: [Phase; MOST_PARTIALS],
    increments: [u32; MOST_PARTIALS],
    slow: [Phase; MOST_PARTIALS],
    slow_increments: [u32; MOST_PARTIALS],
    resonators: [[StateVariable; MOST_PARTIALS]; 2],
    coefficients: [Coefficients; MOST_PARTIALS],
    strikes: [Fading; MOST_PARTIALS],
    /// Frames at which each is struck.
    times: [f32; MOST_PARTIALS],
    q: f32,
    slide: f32,
    /// Octaves that the slow wave moves a band.
    sway: f32,
    /// Waves that bend each other have means of their own.
    blocks: [DcBlock; 2],
    count: usize,
    random: Random,
    increment: Increment,
    sample_rate: f32,
    age: f32,
    length: f32,
    body: Body,
    level: f32,
}

impl Strange {
    fn new(setup: &Setup, kind: Kind, ratios: &[f32], rate: f32) -> Self {
        let increment = Increment::new(setup.sample_rate);
        let mut random = Random::new(setup.seed);
        let count = ratios.len().min(MOST_PARTIALS);
        let mut synth = Self {
            kind,
            ratios: [1.0; MOST_PARTIALS],
            levels: [0.0; MOST_PARTIALS],
            phases: [Phase::default(); MOST_PARTIALS],
            increments: [0; MOST_PARTIALS],
            slow: [Phase::default(); MOST_PARTIALS],
            slow_increments: [0; MOST_PARTIALS],
            resonators: [[StateVariable::default(); MOST_PARTIALS]; 2],
            coefficients: [Coefficients::default(); MOST_PARTIALS],
            strikes: [Fading::default(); MOST_PARTIALS],
            times: [0.0; MOST_PARTIALS],
            q: 30.0,
            slide: 0.0,
            sway: 0.0,
            blocks: [DcBlock::new(DC_CORNER, setup.sample_rate); 2],
            count,
            random,
            increment,
            sample_rate: setup.sample_rate as f32,
            age: 0.0,
            length: setup.frames().max(1.0),
            body: Body::new(setup, setup.or(p::DECAY, 0.0)),
            level: 0.8,
        };
        for (index, ratio) in ratios.iter().take(MOST_PARTIALS).enumerate() {
            synth.ratios[index] = *ratio;
            synth.levels[index] = 1.0 / (index as f32 + 1.0).sqrt();
            synth.phases[index] = Phase(random.bits());
            synth.slow[index] = Phase(random.bits());
            synth.slow_increments[index] = increment.of(rate * (0.3 + 0.37 * index as f32));
        }
        synth
    }

    fn wandering(&mut self) -> (f32, f32) {
        let (mut left, mut right) = (0.0, 0.0);
        for index in 0..self.count {
            let swing = sine(self.slow[index].next(self.slow_increments[index]));
            let x = sine(self.phases[index].next(self.increments[index])) * self.levels[index];
            left += x * (0.5 + 0.5 * swing);
            right += x * (0.5 - 0.5 * swing);
        }
        (left * 0.5, right * 0.5)
    }

    fn grinding(&mut self) -> (f32, f32) {
        let mut before = 0.0;
        let mut sum = 0.0;
        for index in 0..self.count {
            let swing = 1.0 + sine(self.slow[index].next(self.slow_increments[index]));
            let shift = (before * swing * 3.0e8) as i64 as u32;
            before = sine(
                self.phases[index]
                    .next(self.increments[index])
                    .wrapping_add(shift),
            );
            sum += before * self.levels[index];
        }
        let [left, right] = &mut self.blocks;
        (
            left.next(tanh(sum)),
            right.next(tanh(sum * 0.7 + 0.5 * before)),
        )
    }

    fn resonate(&mut self) -> (f32, f32) {
        let mut sums = [0.0; 2];
        for index in 0..self.count {
            if self.age >= self.times[index] {
                let noise = self.random.bipolar() * self.strikes[index].next();
                for (sum, resonators) in sums.iter_mut().zip(&mut self.resonators) {
                    let band = resonators[index]
                        .next(noise, &self.coefficients[index])
                        .band;
                    *sum += band * self.levels[index];
                }
            }
        }
        (sums[0], sums[1])
    }

    fn crackle(&mut self) -> (f32, f32) {
        let density = 0.004 + 0.01 * (1.0 - self.age / self.length);
        let mut sums = [0.0; 2];
        for (sum, resonators) in sums.iter_mut().zip(&mut self.resonators) {
            let spark = if self.random.unipolar() < density {
                self.random.bipolar() * 2.5
            } else {
                0.0
            };
            let ringing = resonators[0].next(spark, &self.coefficients[0]);
            *sum = tanh(0.7 * spark + ringing.band * 0.6);
        }
        (sums[0], sums[1])
    }

    fn tuned(&mut self) -> (f32, f32) {
        let damping = self.coefficients[0].damping();
        self.slow[0].next(self.slow_increments[0]);
        let mut sums = [0.0; 2];
        for (sum, resonators) in sums.iter_mut().zip(&mut self.resonators) {
            let noise = self.random.bipolar();
            let first = resonators[0].next(noise, &self.coefficients[0]).band * damping;
            // Narrow bands let little through: by the root of the bandwidth.
            *sum = first * (2.5 / damping.max(0.01).sqrt()).min(8.0);
        }
        (sums[0], sums[1])
    }
}

impl Voicing for Strange {
    fn control(&mut self, frequency: f32) {
        let progress = (self.age / self.length).min(1.0);
        let frequency = match self.kind {
            // Up an octave and a half in the middle.
            Kind::Siren => frequency * (1.5 * (progress * std::f32::consts::PI).sin()).exp2(),
            Kind::Tuned => {
                let sway = self.sway * sine(self.slow[0].0);
                frequency * (self.slide * progress + sway).exp2()
            }
            _ => frequency * (self.slide * progress).exp2(),
        };
        for index in 0..self.count {
            let each = frequency * self.ratios[index];
            self.increments[index] = self.increment.of(each);
            self.coefficients[index] = Coefficients::new(each / self.sample_rate, self.q);
        }
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let (l, r) = match self.kind {
                Kind::Wandering => self.wandering(),
                Kind::Grinding => self.grinding(),
                Kind::Struck => self.resonate(),
                Kind::Crackle => self.crackle(),
                Kind::Siren => {
                    let x = sine(self.phases[0].next(self.increments[0]));
                    let x = tanh(x * 2.0);
                    (x, x)
                }
                Kind::Tuned => self.tuned(),
            };
            self.age += 1.0;
            let level = self.body.next() * self.level;
            *left = l * level;
            *right = r * level;
        }
    }
}

/// See the table.
pub(super) fn superhex(setup: &Setup) -> Strange {
    let rate = setup.or(p::RATE, 1.0).max(0.01);
    let mut synth = Strange::new(setup, Kind::Struck, &[1.0, 1.5, 2.0, 2.52, 3.0, 4.0], rate);
    synth.q = 160.0;
    for index in 0..6 {
        // Strum upwards.
        synth.times[index] = index as f32 * 0.035 / rate * synth.sample_rate;
        synth.strikes[index] = Fading::new(2.2, 0.02, setup.sample_rate);
    }
    // The higher, the sooner a string takes up what strikes it.
    synth.level = 0.92 * (MIDDLE_C / setup.frequency.max(LOWEST)).powf(0.35);
    synth
}

/// See the table.
pub(super) fn superprimes(setup: &Setup) -> Strange {
    let spread = 1.0 + 0.02 * setup.or(p::DETUNE, 0.0);
    let first = setup.or(p::VOICE, 0.0).abs() as usize % 4;
    let primes = [
        2.0, 3.0, 5.0, 7.0, 11.0, 13.0, 17.0, 19.0, 23.0, 29.0, 31.0, 37.0,
    ];
    let mut ratios = [0.0; MOST_PARTIALS];
    for (index, ratio) in ratios.iter_mut().enumerate() {
        *ratio = primes[first + index] / primes[first] * f32::powi(spread, index as i32);
    }
    Strange::new(
        setup,
        Kind::Wandering,
        &ratios,
        setup.or(p::RATE, 1.0) * 2.0,
    )
}

/// See the table.
pub(super) fn superwavemechanics(setup: &Setup) -> Strange {
    let spread = 0.01 * (0.5 + setup.or(p::DETUNE, 0.5));
    let voice = 1.0 + setup.or(p::VOICE, 0.0).abs();
    let mut ratios = [0.0; MOST_PARTIALS];
    for (index, ratio) in ratios.iter_mut().enumerate() {
        // Levels of a well: n squared, drawn in by the root.
        let n = index as f32 + 1.0;
        *ratio = n.powf(1.0 + 0.15 * voice) * (1.0 + spread * (index % 2) as f32);
    }
    let mut synth = Strange::new(
        setup,
        Kind::Wandering,
        &ratios,
        1.0 + 6.0 * setup.or(p::RESONANCE, 0.0),
    );
    synth.level = 0.9;
    synth
}

/// See the table.
pub(super) fn supergrind(setup: &Setup) -> Strange {
    let spread = 1.0 + 0.05 * setup.or(p::DETUNE, 0.0);
    let voice = setup.or(p::VOICE, 0.0).abs().floor();
    let ratios = [1.0, 1.01 * spread, 2.0 + voice, 0.5 * spread, 3.01];
    let mut synth = Strange::new(setup, Kind::Grinding, &ratios, 3.0 * setup.or(p::RATE, 1.0));
    synth.level = 0.7;
    synth
}

/// See the table.
pub(super) fn superstatic(setup: &Setup) -> Strange {
    let mut synth = Strange::new(setup, Kind::Crackle, &[4.0], 1.0);
    synth.q = 12.0;
    synth.level = 1.3;
    synth
}

/// See the table.
pub(super) fn supersiren(setup: &Setup) -> Strange {
    let mut synth = Strange::new(setup, Kind::Siren, &[1.0], 1.0);
    synth.phases[0] = Phase::default();
    synth
}

/// See the table.
pub(super) fn supernoise(setup: &Setup) -> Strange {
    let ratio = setup.or(p::PITCH1, 1.0) * (1.0 + setup.or(p::VOICE, 0.0).abs());
    let mut synth = Strange::new(setup, Kind::Tuned, &[ratio], setup.or(p::RATE, 1.0));
    synth.q = 4.0 * 50.0_f32.powf(setup.or(p::RESONANCE, 0.3));
    synth.slide = setup.or(p::SLIDE, 0.0);
    // A band of the same Q lets pass the less noise the lower it lies.
    synth.level = 1.9 * (MIDDLE_C / setup.frequency.max(LOWEST)).powf(0.6);
    if setup.trigger.has(p::RATE) {
        synth.sway = 0.25;
        synth.slow_increments[0] = synth.increment.of(setup.or(p::RATE, 1.0));
    }
    synth
}
