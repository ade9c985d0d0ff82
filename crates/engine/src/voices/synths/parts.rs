//! What several synths are made of: envelopes, oscillators, resonators, noise.

use crate::parameters as p;
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::oscillators::noise::{Brown, Pink, Random};
use phonon_dsp::oscillators::wavetable::{SAW, TRIANGLE};
use std::sync::LazyLock;

/// See [`crate::voices::synths::prepare`].
pub(super) fn prepare() {
    LazyLock::force(&SAW);
    LazyLock::force(&TRIANGLE);
}

/// Seconds of a gate's edges, short of a click.
const EDGE: f32 = 0.001;

/// The body of a held sound: up, down to a level, held, and out at the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Body {
    /// Frames that have sounded so far.
    age: f32,
    attack: f32,
    settle: f32,
    release: f32,
    length: f32,
    level: f32,
    /// One over each of the times, as of [`Body::time`].
    per_frame: [f32; 3],
}

impl Body {
    /// Over the whole sound, falling by `decay` (0…1) in its first fifth. What the envelope of the event does instead is left
    /// to that; an event's `gate` leaves only up and down.
    pub(super) fn new(setup: &Setup, decay: f32) -> Self {
        let length = setup.frames();
        let rate = setup.sample_rate as f32;
        let mut body = Self {
            age: 0.0,
            attack: (0.05 * length).min(0.006 * rate).max(1.0),
            settle: (0.2 * length).max(1.0),
            level: (1.0 - decay).clamp(0.0, 1.0),
            release: (0.1 * length).min(0.06 * rate).max(1.0),
            length,
            per_frame: [0.0; 3],
        };
        let edge = (EDGE * rate).min(0.05 * length).max(1.0);
        let gated = setup.or(p::GATE, 0.0) > 0.0;
        let given = |parameter| gated || Self::is_given(setup, parameter);
        if given(p::ATTACK) {
            body.attack = edge;
        }
        if given(p::SUSTAINLEVEL) {
            body.level = 1.0;
        }
        if given(p::RELEASE) {
            body.release = edge;
        }
        body.time()
    }

    /// Whether the event's envelope, which holds as the body does, says something about its part.
    fn is_given(setup: &Setup, part: p::Parameter) -> bool {
        setup.length.held.is_some() && setup.trigger.has(part)
    }

    /// Takes its times as they are set.
    fn time(mut self) -> Self {
        self.per_frame = [self.attack, self.settle, self.release].map(f32::recip);
        self
    }

    /// The same with a rise of so many seconds, at most half of the sound.
    pub(super) fn rising(mut self, setup: &Setup, seconds: f32) -> Self {
        if setup.or(p::GATE, 0.0) > 0.0 || Self::is_given(setup, p::ATTACK) {
            return self;
        }
        self.attack = (seconds * setup.sample_rate as f32)
            .min(self.length * 0.5)
            .max(1.0);
        self.settle = self.settle.max(self.attack + 1.0);
        self.time()
    }

    /// The next frame's level.
    #[inline]
    pub(super) fn next(&mut self) -> f32 {
        let age = self.age;
        self.age += 1.0;
        let [attack, settle, release] = self.per_frame;
        let rise = (age * attack).min(1.0);
        let fall = 1.0 + (self.level - 1.0) * ((age - self.attack) * settle).clamp(0.0, 1.0);
        let out = ((self.length - age) * release).clamp(0.0, 1.0);
        rise * fall * out
    }
}

/// The damper of what would ring on: a fall at the end of the sound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Release {
    /// Frames left until the sound ends.
    left: f32,
    length: f32,
}

/// Seconds of that fall, and the most of a sound that it may take.
const DAMPED: (f32, f32) = (0.03, 0.1);

impl Release {
    /// At the end of the sound.
    pub(super) fn new(setup: &Setup) -> Self {
        let whole = setup.frames();
        let length = (DAMPED.0 * setup.sample_rate as f32).min(DAMPED.1 * whole);
        Self {
            left: whole,
            length: length.max(1.0),
        }
    }

    /// The next frame's level.
    #[inline]
    pub(super) fn next(&mut self) -> f32 {
        let level = (self.left / self.length).clamp(0.0, 1.0);
        self.left -= 1.0;
        level
    }
}

/// A level that dies away exponentially.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fading {
    level: f32,
    factor: f32,
}

impl Fading {
    /// From `level`, by 60 dB in `seconds`.
    pub(super) fn new(level: f32, seconds: f32, sample_rate: f64) -> Self {
        Self {
            level,
            factor: (-6.907_755 / (f64::from(seconds.max(1.0e-4)) * sample_rate)).exp() as f32,
        }
    }

    /// The next frame's level.
    #[inline]
    pub(super) fn next(&mut self) -> f32 {
        let level = self.level;
        self.level *= self.factor;
        level
    }
}

/// A bank of sines that die away, each a two-pole resonator rung once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partials<const N: usize> {
    b1: [f64; N],
    b2: [f64; N],
    y1: [f64; N],
    y2: [f64; N],
}

/// One partial: frequency in Hz, level, seconds to fall by 60 dB.
pub(super) type Partial = (f64, f64, f64);

impl<const N: usize> Partials<N> {
    /// Rings all partials; those at or above half the rate stay silent.
    pub(super) fn new(partials: impl Iterator<Item = Partial>, sample_rate: f64) -> Self {
        let mut bank = Self {
            b1: [0.0; N],
            b2: [0.0; N],
            y1: [0.0; N],
            y2: [0.0; N],
        };
        for (index, (frequency, level, seconds)) in partials.take(N).enumerate() {
            if !(frequency > 0.0 && frequency < 0.49 * sample_rate) {
                continue;
            }
            let angle = std::f64::consts::TAU * frequency / sample_rate;
            let radius = (-6.907_755 / (seconds.max(1.0e-3) * sample_rate)).exp();
            bank.b1[index] = 2.0 * radius * angle.cos();
            bank.b2[index] = -radius * radius;
            bank.y2[index] = -level * angle.sin() / radius;
        }
        bank
    }

    /// The next frame of their sum.
    #[inline]
    pub(super) fn next(&mut self) -> f32 {
        self.driven(0.0)
    }

    /// The next frame of their sum, with `x` ringing them further.
    #[inline]
    pub(super) fn driven(&mut self, x: f64) -> f32 {
        let mut sum = 0.0;
        for index in 0..N {
            let y = x + self.b1[index] * self.y1[index] + self.b2[index] * self.y2[index];
            self.y2[index] = self.y1[index];
            self.y1[index] = y;
            sum += y;
        }
        sum as f32
    }
}

/// Plain noise, its own in each channel.
#[derive(Clone, Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "it lies in place; nothing is boxed when a sound starts"
)]
pub enum Noise {
    /// All frequencies alike.
    White([Random; 2]),
    /// Falling by 3 dB an octave.
    Pink([Pink; 2]),
    /// Falling by 6 dB an octave.
    Brown([Brown; 2]),
}

impl Noise {
    /// White.
    pub fn white(setup: &Setup) -> Self {
        Self::White([Random::new(setup.seed), Random::new(setup.seed ^ 0x5555)])
    }

    /// Pink.
    pub fn pink(setup: &Setup) -> Self {
        let rate = setup.sample_rate;
        Self::Pink([
            Pink::new(setup.seed, rate),
            Pink::new(setup.seed ^ 0x5555, rate),
        ])
    }

    /// Brown.
    pub fn brown(setup: &Setup) -> Self {
        let rate = setup.sample_rate;
        Self::Brown([
            Brown::new(setup.seed, rate),
            Brown::new(setup.seed ^ 0x5555, rate),
        ])
    }
}

impl Voicing for Noise {
    fn control(&mut self, _: f32) {}

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (channel, frames) in [left, right].into_iter().enumerate() {
            match self {
                Self::White(randoms) => frames
                    .iter_mut()
                    .for_each(|x| *x = 0.7 * randoms[channel].bipolar()),
                Self::Pink(pinks) => frames
                    .iter_mut()
                    .for_each(|x| *x = 1.75 * pinks[channel].next()),
                Self::Brown(browns) => frames.iter_mut().for_each(|x| *x = browns[channel].next()),
            }
        }
    }
}
