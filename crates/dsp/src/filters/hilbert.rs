//! Two copies of a signal a quarter turn apart, for shifting frequencies: two chains of six first-order allpasses whose
//! phases differ by 90° within a degree from 20 Hz up (poles of B. Hutchins, "Musical Engineer's Handbook", 1975, as in the
//! `hilbert` of Csound and SuperCollider, so that shifted sounds have the phases, and hence the peaks, users know).

use crate::math::trig::{cosine, sine};
use std::f64::consts::PI;

/// Corners of the allpasses, each 15 Hz times its number.
const FIRST: [f64; 6] = [0.3609, 2.7412, 11.1573, 44.7581, 179.6242, 798.4578];
const SECOND: [f64; 6] = [1.2524, 5.5671, 22.3423, 89.6271, 364.7914, 2770.1114];
const UNIT: f64 = 15.0;

/// y = c·(x − y₁) + x₁.
#[derive(Clone, Copy, Debug, Default)]
struct Stage {
    c: f32,
    x: f32,
    y: f32,
}

impl Stage {
    fn new(corner: f64, sample_rate: f64) -> Self {
        let a = PI * corner / sample_rate;
        Self {
            c: ((a - 1.0) / (a + 1.0)) as f32,
            ..Self::default()
        }
    }

    #[inline(always)]
    fn next(&mut self, x: f32) -> f32 {
        self.y = self.c * (x - self.y) + self.x;
        self.x = x;
        self.y
    }
}

/// The pair of chains.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hilbert {
    first: [Stage; 6],
    second: [Stage; 6],
}

impl Hilbert {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        let chain = |corners: [f64; 6]| corners.map(|x| Stage::new(x * UNIT, sample_rate));
        Self {
            first: chain(FIRST),
            second: chain(SECOND),
        }
    }

    /// One frame: (in phase, a quarter turn later).
    #[inline]
    pub fn next(&mut self, x: f32) -> (f32, f32) {
        let through = |chain: &mut [Stage; 6]| chain.iter_mut().fold(x, |x, stage| stage.next(x));
        (through(&mut self.first), through(&mut self.second))
    }

    /// One frame, its spectrum shifted by the frequency of `phase` (upwards while that advances).
    #[inline]
    pub fn shift(&mut self, x: f32, phase: u32) -> f32 {
        let (real, imaginary) = self.next(x);
        real * cosine(phase) + imaginary * sine(phase)
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        for stage in self.first.iter_mut().chain(&mut self.second) {
            (stage.x, stage.y) = (0.0, 0.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{amplitude_at, decibels};
    use crate::oscillators::phase::{Increment, Phase};
    use std::f64::consts::TAU;

    #[test]
    fn shifting_leaves_one_side_band() {
        for (frequency, shift) in [
            (300.0, 100.0),
            (1000.0, 250.0),
            (1000.0, -250.0),
            (5000.0, 40.0),
        ] {
            let mut hilbert = Hilbert::new(48_000.0);
            let mut phase = Phase::default();
            let increment = Increment::new(48_000.0).of(shift);
            let samples: Vec<f32> = (0..96_000)
                .map(|index| {
                    let x = (TAU * frequency * f64::from(index) / 48_000.0).sin();
                    hilbert.shift(x as f32, phase.next(increment))
                })
                .collect();
            let at = |f: f64| decibels(amplitude_at(&samples[48_000..], f, 48_000.0));
            let wanted = at(frequency + f64::from(shift));
            let image = at(frequency - f64::from(shift));
            assert!(wanted.abs() < 0.1, "{frequency} {shift}: {wanted} {image}");
            assert!(image < -35.0, "{frequency} {shift}: {image}");
        }
    }
}
