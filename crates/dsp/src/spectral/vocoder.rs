//! Channel vocoder (H. Dudley, "The Vocoder", 1939): the carrier's bands take the levels of the modulator's. A bank of
//! filters, so without latency. All bands are computed side by side.

use crate::control::follow::coefficient;
use crate::math::trig::tan_pi;

/// Bands, evenly spaced in pitch.
pub const BANDS: usize = 24;

/// Centres of the lowest and the highest band in Hz.
const RANGE: (f64, f64) = (90.0, 11_000.0);

/// Two band-passes in a row for all bands of one signal (trapezoidal state-variable filters, as in `svf`).
#[derive(Clone, Debug)]
struct Bank {
    states: [[[f32; BANDS]; 2]; 2],
}

#[derive(Clone, Debug)]
struct Coefficients {
    a1: [f32; BANDS],
    a2: [f32; BANDS],
    k: [f32; BANDS],
    /// Signs: neighbours turn the phase against each other where they meet, so every other band is turned over. 0 for what
    /// lies above half the rate.
    used: [f32; BANDS],
}

impl Coefficients {
    fn new(sample_rate: f64) -> Self {
        let octaves = (RANGE.1 / RANGE.0).log2();
        let spacing = octaves / (BANDS - 1) as f64;
        // Each as wide as the way to the next, for two in a row.
        let q = 1.0 / (2_f64.powf(spacing) - 1.0) * 0.9;
        let mut c = Self {
            a1: [0.0; BANDS],
            a2: [0.0; BANDS],
            k: [(1.0 / q) as f32; BANDS],
            used: std::array::from_fn(|band| if band % 2 == 0 { 1.0 } else { -1.0 }),
        };
        for band in 0..BANDS {
            let part = RANGE.0 * 2_f64.powf(spacing * band as f64) / sample_rate;
            if part > 0.45 {
                c.used[band] = 0.0;
            }
            let g = tan_pi(part.min(0.45) as f32);
            c.a1[band] = 1.0 / (1.0 + g * (g + c.k[band]));
            c.a2[band] = g * c.a1[band];
        }
        c
    }
}

impl Bank {
    const SILENT: Self = Self {
        states: [[[0.0; BANDS]; 2]; 2],
    };

    #[inline(always)]
    fn next(&mut self, x: f32, c: &Coefficients) -> [f32; BANDS] {
        let mut signal = [x; BANDS];
        for [first, second] in &mut self.states {
            for band in 0..BANDS {
                let v = signal[band] - second[band];
                let middle = c.a1[band] * first[band] + c.a2[band] * v;
                // g = a2 / a1.
                let low = second[band] + c.a2[band] / c.a1[band] * middle;
                first[band] = 2.0 * middle - first[band];
                second[band] = 2.0 * low - second[band];
                signal[band] = middle * c.k[band];
            }
        }
        signal
    }
}

/// A vocoder of a stereo carrier and a modulator heard in mono.
#[derive(Clone, Debug)]
pub struct Vocoder {
    coefficients: Coefficients,
    modulator: Bank,
    carriers: [Bank; 2],
    levels: [f32; BANDS],
    sample_rate: f32,
    known: (f32, f32),
    rates: (f32, f32),
}

impl Vocoder {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            coefficients: Coefficients::new(sample_rate),
            modulator: Bank::SILENT,
            carriers: [Bank::SILENT, Bank::SILENT],
            levels: [0.0; BANDS],
            sample_rate: sample_rate as f32,
            known: (f32::NAN, f32::NAN),
            rates: (1.0, 1.0),
        }
    }

    /// One frame: `attack` and `release` of the bands' levels in seconds.
    #[inline]
    pub fn next(
        &mut self,
        carrier: (f32, f32),
        modulator: f32,
        attack: f32,
        release: f32,
    ) -> (f32, f32) {
        if self.known != (attack, release) {
            self.known = (attack, release);
            self.rates = (
                coefficient(attack, self.sample_rate),
                coefficient(release, self.sample_rate),
            );
        }
        let c = &self.coefficients;
        let heard = self.modulator.next(modulator, c);
        for (level, x) in self.levels.iter_mut().zip(heard) {
            let distance = x.abs() - *level;
            let rate = if distance > 0.0 {
                self.rates.0
            } else {
                self.rates.1
            };
            *level += distance * rate;
        }
        let left = self.carriers[0].next(carrier.0, c);
        let right = self.carriers[1].next(carrier.1, c);
        let (mut l, mut r) = (0.0, 0.0);
        for band in 0..BANDS {
            // Bands of a voice lie far below full scale.
            let level = self.levels[band] * c.used[band] * 8.0;
            l += left[band] * level;
            r += right[band] * level;
        }
        (l, r)
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.modulator = Bank::SILENT;
        self.carriers = [Bank::SILENT, Bank::SILENT];
        self.levels = [0.0; BANDS];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, rms, spectrum};
    use crate::oscillators::noise::Random;
    use std::f64::consts::TAU;

    #[test]
    fn the_carrier_sounds_where_the_modulator_does() {
        for rate in [44_100.0, 96_000.0] {
            let mut vocoder = Vocoder::new(rate);
            let mut random = Random::new(2);
            let samples: Vec<f32> = (0..rate as usize)
                .map(|frame| {
                    let voice = (TAU * 1_000.0 * frame as f64 / rate).sin() as f32;
                    let x = random.bipolar();
                    vocoder.next((x, x), voice, 0.005, 0.05).0
                })
                .collect();
            let late = &samples[samples.len() / 2..];
            // Half a second: a bin every 2 Hz.
            let bins = spectrum(late);
            let band = |from: usize| {
                let sum: f64 = bins[from / 2..from / 2 + 50].iter().map(|x| x * x).sum();
                decibels(sum.sqrt())
            };
            assert!(band(950) - band(300) > 30.0, "{} {}", band(950), band(300));
            assert!(
                band(950) - band(4_000) > 30.0,
                "{} {}",
                band(950),
                band(4_000)
            );
        }
    }

    #[test]
    fn without_a_modulator_there_is_silence() {
        let mut vocoder = Vocoder::new(48_000.0);
        let mut random = Random::new(2);
        let samples: Vec<f32> = (0..48_000)
            .map(|_| vocoder.next((random.bipolar(), 0.0), 0.0, 0.005, 0.05).0)
            .collect();
        assert_eq!(rms(&samples), 0.0);
    }
}
