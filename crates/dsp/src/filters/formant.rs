//! Vowels: five band-passes on the formants of a counter-tenor (frequencies, bandwidths and levels as published with
//! Csound, appendix "Formant values"); and a wave with one formant of its own.

use crate::filters::resonant::{Coefficients, Resonant, Response};
use crate::math::trig::sine;
use crate::oscillators::phase::{Increment, Phase};

/// A vowel's formants.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vowel {
    /// Hz.
    pub frequencies: [f64; 5],
    /// Hz.
    pub bandwidths: [f64; 5],
    /// dB.
    pub levels: [f64; 5],
}

const A: Vowel = Vowel {
    frequencies: [660.0, 1120.0, 2750.0, 3000.0, 3350.0],
    bandwidths: [80.0, 90.0, 120.0, 130.0, 140.0],
    levels: [0.0, -6.0, -23.0, -24.0, -38.0],
};
const E: Vowel = Vowel {
    frequencies: [440.0, 1800.0, 2700.0, 3000.0, 3300.0],
    bandwidths: [70.0, 80.0, 100.0, 120.0, 120.0],
    levels: [0.0, -14.0, -18.0, -20.0, -20.0],
};
const I: Vowel = Vowel {
    frequencies: [270.0, 1850.0, 2900.0, 3350.0, 3590.0],
    bandwidths: [40.0, 90.0, 100.0, 120.0, 120.0],
    levels: [0.0, -24.0, -24.0, -36.0, -36.0],
};
const O: Vowel = Vowel {
    frequencies: [430.0, 820.0, 2700.0, 3000.0, 3300.0],
    bandwidths: [40.0, 80.0, 100.0, 120.0, 120.0],
    levels: [0.0, -10.0, -26.0, -22.0, -34.0],
};
const U: Vowel = Vowel {
    frequencies: [370.0, 630.0, 2750.0, 3000.0, 3400.0],
    bandwidths: [40.0, 60.0, 100.0, 120.0, 120.0],
    levels: [0.0, -20.0, -23.0, -30.0, -34.0],
};

impl Vowel {
    /// Between the vowels: 0 is a, 1 e, 2 i, 3 o, 4 u; positions beyond are those at the ends.
    pub fn between(position: f32) -> Vowel {
        let all = [A, E, I, O, U];
        let position = position.max(0.0).min(4.0);
        let first = (position as usize).min(3);
        let fraction = f64::from(position) - first as f64;
        let (a, b) = (all[first], all[first + 1]);
        a.towards(&b, fraction)
    }

    /// What lies `fraction` (0..1) of the way to `other`.
    pub fn towards(&self, other: &Vowel, fraction: f64) -> Vowel {
        let way = |a: [f64; 5], b: [f64; 5]| -> [f64; 5] {
            std::array::from_fn(|index| a[index] + (b[index] - a[index]) * fraction)
        };
        Vowel {
            frequencies: way(self.frequencies, other.frequencies),
            bandwidths: way(self.bandwidths, other.bandwidths),
            levels: way(self.levels, other.levels),
        }
    }

    /// How far it is to `other`: the greatest difference of two formants in Hz or in dB.
    pub fn distance(&self, other: &Vowel) -> f64 {
        let apart = |a: [f64; 5], b: [f64; 5]| {
            a.iter()
                .zip(b)
                .fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
        };
        apart(self.frequencies, other.frequencies)
            .max(apart(self.bandwidths, other.bandwidths))
            .max(apart(self.levels, other.levels))
    }

    /// `a e i o u`, in either case; `None` for any other letter.
    pub fn named(letter: char) -> Option<Vowel> {
        match letter.to_ascii_lowercase() {
            'a' => Some(A),
            'e' => Some(E),
            'i' => Some(I),
            'o' => Some(O),
            'u' => Some(U),
            _ => None,
        }
    }
}

/// Frames in which a vowel filter glides to a new place.
pub const VOWEL_GLIDE: u64 = 16;

/// How a vowel filter stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    coefficients: [Coefficients; 5],
    gains: [f32; 5],
    dry: f32,
    wet: f32,
}

impl Place {
    fn new(vowel: &Vowel, resonance: f64, sample_rate: f64) -> Self {
        let resonance = resonance.max(0.0).min(1.0);
        // Equal-power crossfade from dry (-1) to wet (1).
        let place = (-0.5 + 1.5 * resonance + 1.0) * 0.25 * std::f64::consts::PI;
        Self {
            coefficients: std::array::from_fn(|index| {
                let frequency = vowel.frequencies[index];
                let rq = vowel.bandwidths[index] / frequency / (0.1 + 0.4 * resonance);
                Coefficients::new(Response::Band, frequency, rq.min(100.0), sample_rate)
            }),
            gains: vowel.levels.map(|level| {
                let level = 10_f64.powf(level / 20.0);
                (level * (50.0 + 150.0 * resonance)) as f32
            }),
            dry: (place.cos() * 0.25) as f32,
            wet: (place.sin() * 0.25) as f32,
        }
    }

    /// What lies `fraction` (0..1) of the way to `other`.
    fn towards(&self, other: &Self, fraction: f64) -> Self {
        let mix = |from: f32, to: f32| from + (to - from) * fraction as f32;
        Self {
            coefficients: std::array::from_fn(|index| {
                self.coefficients[index].towards(&other.coefficients[index], fraction)
            }),
            gains: std::array::from_fn(|index| mix(self.gains[index], other.gains[index])),
            dry: mix(self.dry, other.dry),
            wet: mix(self.wet, other.wet),
        }
    }
}

/// The vowel filter of one channel, as users of SuperDirt know it: `resonance` 0..1 narrows the formants and lifts them over
/// the dry sound.
#[derive(Clone, Copy, Debug)]
pub struct VowelFilter {
    now: Place,
    states: [Resonant; 5],
    /// Where it glides from and to, and how many frames of that are over.
    from: Place,
    to: Place,
    gone: u64,
}

impl VowelFilter {
    /// `resonance` 0..1 (0 by default), `sample_rate` in Hz.
    pub fn new(vowel: &Vowel, resonance: f64, sample_rate: f64) -> Self {
        let place = Place::new(vowel, resonance, sample_rate);
        Self {
            now: place,
            states: [Resonant::default(); 5],
            from: place,
            to: place,
            gone: VOWEL_GLIDE,
        }
    }

    /// Changes the vowel at once and keeps the sound.
    pub fn set(&mut self, vowel: &Vowel, resonance: f64, sample_rate: f64) {
        let states = self.states;
        *self = Self::new(vowel, resonance, sample_rate);
        self.states = states;
    }

    /// Changes the vowel over the next [`VOWEL_GLIDE`] frames.
    pub fn glide(&mut self, vowel: &Vowel, resonance: f64, sample_rate: f64) {
        self.from = self.now;
        self.to = Place::new(vowel, resonance, sample_rate);
        self.gone = 0;
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        if self.gone < VOWEL_GLIDE {
            self.gone += 1;
            let fraction = self.gone as f64 / VOWEL_GLIDE as f64;
            self.now = self.from.towards(&self.to, fraction);
        }
        let mut sum = 0.0;
        for index in 0..5 {
            sum +=
                self.states[index].next(x, &self.now.coefficients[index]) * self.now.gains[index];
        }
        x * self.now.dry + sum * self.now.wet
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.states = [Resonant::default(); 5];
    }
}

/// A wave of bursts: each period begins a sine at the formant's frequency under a Hann window whose length is one over
/// the bandwidth (X. Rodet, "Time-Domain Formant-Wave-Function Synthesis", 1984, with a simpler window). It has the
/// harmonics of its pitch, strongest around the formant.
#[derive(Clone, Copy, Debug)]
pub struct FormantWave {
    pitch: Phase,
    /// Of the two latest bursts: phase of the sine, and how much of the window is over (1: all).
    bursts: [(Phase, f32); 2],
    latest: usize,
    increment: Increment,
    period: f32,
}

impl FormantWave {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            // The first frame begins a burst.
            pitch: Phase(u32::MAX),
            bursts: [(Phase::default(), 1.0); 2],
            latest: 0,
            increment: Increment::new(sample_rate),
            period: (1.0 / sample_rate) as f32,
        }
    }

    /// One frame; all in Hz. The bandwidth is at least half the frequency, so that no more than two bursts overlap.
    #[inline]
    pub fn next(&mut self, frequency: f32, formant: f32, bandwidth: f32) -> f32 {
        let frequency = frequency.abs();
        let step = self.increment.of(frequency);
        let before = self.pitch.0;
        self.pitch.next(step);
        let increment = self.increment.of(formant);
        let shrink = (bandwidth.abs().max(frequency * 0.5) * self.period).min(0.5);
        if self.pitch.0 < before {
            // The burst began between two frames.
            let since = self.pitch.0 as f32 / step.max(1) as f32;
            let turned = (f64::from(increment.cast_signed()) * f64::from(since)) as i64 as u32;
            self.latest = 1 - self.latest;
            self.bursts[self.latest] = (Phase(turned), shrink * since);
        }
        let mut y = 0.0;
        for (phase, over) in &mut self.bursts {
            if *over < 1.0 {
                let height = sine((*over * 2_147_483_648.0) as u32);
                y += height * height * sine(phase.next(increment));
                *over += shrink;
            }
        }
        y
    }

    /// As new, at a frame of a tone that has had the same frequency since frame 0; a frequency that is not known begins here.
    pub fn place(&mut self, frequency: Option<f32>, frame: u64) {
        self.reset();
        if let Some(frequency) = frequency {
            let step = self.increment.of(frequency.abs());
            self.pitch.skip(step, frame as usize);
        }
    }

    /// As new.
    pub fn reset(&mut self) {
        self.pitch = Phase(u32::MAX);
        self.bursts = [(Phase::default(), 1.0); 2];
        self.latest = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{amplitude_at, decibels, gain_at, strongest_inharmonic};

    #[test]
    fn a_formant_wave_is_harmonic_and_strongest_at_its_formant() {
        let mut wave = FormantWave::new(48_000.0);
        let samples: Vec<f32> = (0..48_000)
            .map(|_| wave.next(110.0, 1_210.0, 220.0))
            .collect();
        let at = |frequency| decibels(amplitude_at(&samples, frequency, 48_000.0));
        assert!(at(1_210.0) > at(550.0) + 20.0 && at(1_210.0) > at(2_310.0) + 20.0);
        let worst = strongest_inharmonic(&samples, 110.0, 48_000.0);
        assert!(worst < -50.0, "{worst}");
    }

    #[test]
    fn vowels_lie_between_their_neighbours() {
        assert_eq!(Vowel::between(0.0), A);
        assert_eq!(Vowel::between(9.0), U);
        assert_eq!(Vowel::between(0.5).frequencies[0], 550.0);
    }

    #[test]
    fn each_vowel_is_loudest_at_its_first_formant() {
        for letter in ['a', 'e', 'i', 'o', 'u'] {
            let vowel = Vowel::named(letter).expect("a vowel");
            let gain = |frequency| {
                let mut filter = VowelFilter::new(&vowel, 0.5, 48_000.0);
                gain_at(frequency, 48_000.0, 0.3, |x| filter.next(x))
            };
            let first = gain(vowel.frequencies[0]);
            for other in [60.0, 6000.0, 12_000.0] {
                assert!(first > gain(other) + 10.0, "{letter} at {other}");
            }
        }
        assert_eq!(Vowel::named('x'), None);
    }
}
