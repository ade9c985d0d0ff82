//! Vowels: five band-passes on the formants of a counter-tenor (frequencies, bandwidths and levels as published with
//! Csound, appendix "Formant values").

use super::resonant::{Coefficients, Resonant, Response};

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

/// The vowel filter of one channel, as users of SuperDirt know it: `resonance` 0..1 narrows the formants and lifts them over
/// the dry sound.
#[derive(Clone, Copy, Debug)]
pub struct VowelFilter {
    coefficients: [Coefficients; 5],
    gains: [f32; 5],
    states: [Resonant; 5],
    dry: f32,
    wet: f32,
}

impl VowelFilter {
    /// `resonance` 0..1 (0 by default), `sample_rate` in Hz.
    pub fn new(vowel: &Vowel, resonance: f64, sample_rate: f64) -> Self {
        let resonance = resonance.max(0.0).min(1.0);
        let mut coefficients = [Coefficients::default(); 5];
        let mut gains = [0.0; 5];
        for index in 0..5 {
            let frequency = vowel.frequencies[index];
            let rq = vowel.bandwidths[index] / frequency / (0.1 + 0.4 * resonance);
            coefficients[index] =
                Coefficients::new(Response::Band, frequency, rq.min(100.0), sample_rate);
            let level = 10_f64.powf(vowel.levels[index] / 20.0);
            gains[index] = (level * (50.0 + 150.0 * resonance)) as f32;
        }
        // Equal-power crossfade from dry (-1) to wet (1).
        let place = (-0.5 + 1.5 * resonance + 1.0) * 0.25 * std::f64::consts::PI;
        Self {
            coefficients,
            gains,
            states: [Resonant::default(); 5],
            dry: (place.cos() * 0.25) as f32,
            wet: (place.sin() * 0.25) as f32,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        let mut sum = 0.0;
        for index in 0..5 {
            sum += self.states[index].next(x, &self.coefficients[index]) * self.gains[index];
        }
        x * self.dry + sum * self.wet
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.states = [Resonant::default(); 5];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::spectrum::gain_at;

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
