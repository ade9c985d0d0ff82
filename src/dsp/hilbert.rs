//! Two copies of a signal a quarter turn apart, for shifting frequencies: two chains of allpasses whose phases differ by 90°
//! within a degree from 20 Hz to half the rate less that (coefficients of O. Niemitalo's polyphase pair, 1999).

use super::trig::{cosine, sine};

const FIRST: [f32; 4] = [0.692_387_8, 0.936_065_43, 0.988_229_5, 0.998_748_84];
const SECOND: [f32; 4] = [0.402_192_12, 0.856_171_1, 0.972_290_96, 0.995_288_5];

/// y = a²·(x + y₂) − x₂.
#[derive(Clone, Copy, Debug, Default)]
struct Stage {
    x: [f32; 2],
    y: [f32; 2],
}

impl Stage {
    #[inline(always)]
    fn next(&mut self, x: f32, a: f32) -> f32 {
        let y = a * a * (x + self.y[1]) - self.x[1];
        self.x = [x, self.x[0]];
        self.y = [y, self.y[0]];
        y
    }
}

/// The pair of chains.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hilbert {
    first: [Stage; 4],
    second: [Stage; 4],
    delayed: f32,
}

impl Hilbert {
    /// One frame: (in phase, a quarter turn later).
    #[inline]
    pub fn next(&mut self, x: f32) -> (f32, f32) {
        let mut a = x;
        for (stage, coefficient) in self.first.iter_mut().zip(FIRST) {
            a = stage.next(a, coefficient);
        }
        let mut b = x;
        for (stage, coefficient) in self.second.iter_mut().zip(SECOND) {
            b = stage.next(b, coefficient);
        }
        // The first chain has a frame of delay more.
        let real = self.delayed;
        self.delayed = a;
        (real, b)
    }

    /// One frame, its spectrum shifted by the frequency of `phase` (upwards while that advances).
    #[inline]
    pub fn shift(&mut self, x: f32, phase: u32) -> f32 {
        let (real, imaginary) = self.next(x);
        real * cosine(phase) + imaginary * sine(phase)
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::phase::{Increment, Phase};
    use crate::dsp::spectrum::{amplitude_at, decibels};
    use std::f64::consts::TAU;

    #[test]
    fn shifting_leaves_one_side_band() {
        for (frequency, shift) in [
            (300.0, 100.0),
            (1000.0, 250.0),
            (1000.0, -250.0),
            (5000.0, 40.0),
        ] {
            let mut hilbert = Hilbert::default();
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
