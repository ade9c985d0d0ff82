//! Struck and plucked: bars, strings and gongs as banks of dying partials; organs as standing ones.

use crate::parameters as p;
use crate::voices::synths::parts::{Body, Fading, Partials, Release};
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::Random;
use phonon_dsp::oscillators::phase::{Increment, Phase};

const PARTIALS: usize = 24;

/// A struck or plucked thing.
#[derive(Clone, Copy, Debug)]
pub struct Modal {
    banks: [Partials<PARTIALS>; 2],
    /// The second bank's share in the left and the first's in the right.
    cross: f32,
    hammer: Fading,
    random: Random,
    /// Depth and phase of a slow swing of the level.
    swing: f32,
    slow: Phase,
    slow_increment: u32,
    level: f32,
    release: Release,
}

impl Voicing for Modal {
    fn control(&mut self, _: f32) {}

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let knock = f64::from(self.hammer.next() * self.random.bipolar());
            let a = self.banks[0].driven(knock);
            let b = self.banks[1].driven(knock);
            let swing = 1.0 - self.swing * (0.5 + 0.5 * sine(self.slow.next(self.slow_increment)));
            let level = self.level * swing * self.release.next();
            *left = (a + self.cross * b) * level;
            *right = (b + self.cross * a) * level;
        }
    }
}

impl Modal {
    fn new(
        setup: &Setup,
        level: f32,
        detune: f64,
        partial: impl Fn(usize) -> (f64, f64, f64) + Copy,
    ) -> Self {
        let frequency = f64::from(setup.frequency);
        let bank = |detune: f64| {
            let partials = (1..=PARTIALS).map(|k| {
                let (ratio, level, seconds) = partial(k);
                (ratio * frequency * detune, level, seconds)
            });
            Partials::new(partials, setup.sample_rate)
        };
        Self {
            banks: [bank(1.0 - detune), bank(1.0 + detune)],
            cross: 1.0,
            hammer: Fading::default(),
            random: Random::new(setup.seed),
            swing: 0.0,
            slow: Phase::default(),
            slow_increment: 0,
            level: level * 0.5,
            release: Release::new(setup),
        }
    }
}

/// See the table. Partials of stiff strings lie at k·√(1 + B·k²) (N. Fletcher and T. Rossing, "The Physics of Musical
/// VoiceResources", ch. 12); the hammer strikes at an eighth of the length.
pub(super) fn superpiano(setup: &Setup) -> Modal {
    let velocity = f64::from(setup.or(p::VELOCITY, 1.0));
    let muffle = f64::from(setup.or(p::MUFFLE, 1.0));
    let frequency = f64::from(setup.frequency);
    let stiffness = 0.0003 * (frequency / 261.6).powf(0.9);
    // Softer hammers and strokes excite fewer partials.
    let softness = (0.22 + 0.16 * muffle) * (1.6 - 0.8 * velocity) * (frequency / 261.6).powf(0.35);
    let detune = f64::from(setup.or(p::DETUNE, 0.1)) * 0.002;
    let mut piano = Modal::new(setup, 0.55 * (0.3 + 0.7 * velocity as f32), detune, |k| {
        let n = k as f64;
        let strike = (std::f64::consts::PI * n / 8.0).sin().abs() + 0.08;
        let seconds = 9.0 / (1.0 + 0.35 * n) * (261.6 / frequency).powf(0.55);
        (
            n * (1.0 + stiffness * n * n).sqrt(),
            strike * (-softness * (n - 1.0)).exp() / n.sqrt(),
            seconds,
        )
    });
    piano.cross = 1.0 - setup.or(p::STEREO, 0.2).clamp(0.0, 1.0);
    piano.hammer = Fading::new(0.0015 * velocity as f32, 0.03, setup.sample_rate);
    piano.level *= 2.0 / (1.0 + piano.cross);
    // Low strings have many partials, high ones few.
    piano.level *= (frequency / 261.6).powf(0.35) as f32;
    piano
}

/// See the table.
pub(super) fn supermandolin(setup: &Setup) -> Modal {
    let detune = f64::from(setup.or(p::DETUNE, 0.2)) * 0.008;
    let frequency = f64::from(setup.frequency);
    Modal::new(setup, 0.5, detune, |k| {
        let n = k as f64;
        let pluck = (std::f64::consts::PI * n * 0.17).sin() / n;
        (
            n * (1.0 + 0.0001 * n * n).sqrt(),
            pluck,
            2.2 / (1.0 + 0.25 * n) * (400.0 / frequency).sqrt(),
        )
    })
}

/// See the table.
pub(super) fn superpluck(setup: &Setup) -> Modal {
    let muffle = f64::from(setup.or(p::MUFFLE, 0.0));
    let seconds = 3.0 * f64::from(setup.or(p::DECAY, 1.0));
    let frequency = f64::from(setup.frequency);
    Modal::new(setup, 0.65, 0.0003, |k| {
        let n = k as f64;
        let pluck = (std::f64::consts::PI * n * 0.23).sin() / n * (-0.2 * muffle * n).exp();
        (
            n,
            pluck,
            seconds / (1.0 + 0.3 * n) * (300.0 / frequency).sqrt(),
        )
    })
}

/// See the table. Bars undercut to 1 : 4 : 10.
pub(super) fn supervibe(setup: &Setup) -> Modal {
    let velocity = f64::from(setup.or(p::VELOCITY, 1.0));
    let seconds = 2.5 / (1.0 + f64::from(setup.or(p::DECAY, 0.0)));
    let detune = f64::from(setup.or(p::DETUNE, 0.0)) * 0.001;
    let mut vibe = Modal::new(setup, 0.85, detune, |k| match k {
        1 => (1.0, 0.8, seconds),
        2 => (4.0, 0.25 * velocity, seconds * 0.3),
        3 => (10.0, 0.12 * velocity, seconds * 0.08),
        4 => (18.6, 0.05 * velocity, seconds * 0.03),
        _ => (0.0, 0.0, 1.0),
    });
    vibe.swing = 0.5 * setup.or(p::MODAMP, 1.0).clamp(0.0, 1.0);
    vibe.slow_increment = Increment::new(setup.sample_rate).of(setup.or(p::MODFREQ, 7.0));
    vibe
}

/// See the table. Modes of a clamped bar: 1 : 6.27 : 17.55.
pub(super) fn superfork(setup: &Setup) -> Modal {
    Modal::new(setup, 0.6, 0.0005, |k| match k {
        1 => (1.0, 0.7, 4.0),
        2 => (6.27, 0.2, 0.5),
        3 => (17.55, 0.08, 0.1),
        _ => (0.0, 0.0, 1.0),
    })
}

/// See the table.
pub(super) fn supergong(setup: &Setup) -> Modal {
    let seconds = 3.0 * f64::from(setup.or(p::DECAY, 1.0)).max(0.05);
    let shift = f64::from(setup.or(p::VOICE, 0.0));
    Modal::new(setup, 0.3, 0.001, move |k| {
        // Nearly even, with a stretch that the voice changes.
        let n = k as f64;
        let ratio = 0.5 * n.powf(1.12 + 0.05 * shift) + 0.13 * (n * 2.4).sin() + 0.5;
        (ratio, 1.0 / (1.0 + 0.25 * n), seconds / n.powf(0.6))
    })
}

const DRAWBARS: usize = 9;

/// Ratios of drawbars: 16', 5⅓', 8', 4', 2⅔', 2', 1⅗', 1⅓', 1'.
const FOOTAGES: [f32; DRAWBARS] = [0.5, 1.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0];

const REGISTRATIONS: [[u8; DRAWBARS]; 10] = [
    [8, 8, 8, 0, 0, 0, 0, 0, 0],
    [8, 8, 8, 8, 0, 0, 0, 0, 0],
    [8, 0, 8, 0, 0, 0, 0, 0, 8],
    [8, 0, 0, 0, 0, 0, 0, 0, 8],
    [8, 8, 8, 8, 8, 8, 8, 8, 8],
    [8, 8, 8, 6, 4, 3, 2, 1, 0],
    [0, 0, 8, 8, 4, 0, 0, 0, 0],
    [6, 8, 8, 4, 0, 0, 0, 0, 4],
    [0, 0, 8, 4, 0, 2, 0, 0, 0],
    [8, 6, 8, 8, 6, 8, 8, 8, 8],
];

/// Standing partials.
#[derive(Clone, Copy, Debug)]
pub struct Organ {
    ratios: [f32; DRAWBARS],
    levels: [f32; DRAWBARS],
    phases: [Phase; DRAWBARS],
    increments: [u32; DRAWBARS],
    increment: Increment,
    vibrato: (f32, u32),
    slow: Phase,
    percussion: Fading,
    percussion_ratio: f32,
    percussion_phase: Phase,
    percussion_increment: u32,
    body: Body,
}

impl Organ {
    fn new(setup: &Setup, ratios: [f32; DRAWBARS], levels: [f32; DRAWBARS]) -> Self {
        let increment = Increment::new(setup.sample_rate);
        let sum: f32 = levels.iter().sum::<f32>().max(1.0e-3);
        Self {
            ratios,
            levels: levels.map(|level| level / sum),
            phases: [Phase::default(); DRAWBARS],
            increments: [0; DRAWBARS],
            increment,
            vibrato: (0.0, 0),
            slow: Phase::default(),
            percussion: Fading::default(),
            percussion_ratio: 2.0,
            percussion_phase: Phase::default(),
            percussion_increment: 0,
            body: Body::new(setup, setup.or(p::DECAY, 0.0)),
        }
    }
}

impl Voicing for Organ {
    fn control(&mut self, frequency: f32) {
        let bend = 1.0 + self.vibrato.0 * sine(self.slow.0);
        for (increment, ratio) in self.increments.iter_mut().zip(self.ratios) {
            *increment = self.increment.of(frequency * ratio * bend);
        }
        self.percussion_increment = self.increment.of(frequency * self.percussion_ratio);
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let mut sum = 0.0;
            for ((phase, increment), level) in
                self.phases.iter_mut().zip(self.increments).zip(self.levels)
            {
                sum += sine(phase.next(increment)) * level;
            }
            self.slow.next(self.vibrato.1);
            sum += self.percussion.next()
                * sine(self.percussion_phase.next(self.percussion_increment));
            let x = sum * self.body.next() * 1.4;
            *left = x;
            *right = x;
        }
    }
}

/// See the table.
pub(super) fn superhammond(setup: &Setup) -> Organ {
    let voice = setup.or(p::VOICE, 0.0).max(0.0) as usize % REGISTRATIONS.len();
    // A drawbar's step is 3 dB.
    let levels = REGISTRATIONS[voice].map(|step| {
        if step == 0 {
            0.0
        } else {
            10.0_f32.powf((f32::from(step) - 8.0) * 3.0 / 20.0)
        }
    });
    let mut organ = Organ::new(setup, FOOTAGES, levels);
    let rate = setup.or(p::VIBRATE, 7.0);
    organ.vibrato = (
        0.008 * setup.or(p::VIBRATO, 0.5).min(4.0),
        organ.increment.of(rate),
    );
    organ.percussion = Fading::new(0.4 * setup.or(p::PERC, 0.0), 0.4, setup.sample_rate);
    organ.percussion_ratio = setup.or(p::PERCF, 2.0);
    organ
}

/// See the table.
pub(super) fn superorgan(setup: &Setup) -> Organ {
    let bright = setup.or(p::VOICE, 0.5).clamp(0.0, 1.0);
    let ratios = [0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 1.002, 2.003];
    let mut levels = [0.5, 1.0, 0.6, 0.25, 0.4, 0.15, 0.2, 0.6, 0.3];
    for (level, ratio) in levels.iter_mut().zip(ratios) {
        if ratio > 2.5 {
            *level *= bright * 2.0;
        }
    }
    let mut organ = Organ::new(setup, ratios, levels);
    organ.body = organ.body.rising(setup, 0.04);
    organ
}
