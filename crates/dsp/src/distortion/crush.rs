//! Coarser in level, coarser in time.

use crate::math::exponential::exp2;

/// Rounds to multiples of 2^(1 − bits): 16 bits are nearly clean, 1 leaves -1, 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    step: f32,
    /// One over the step.
    steps: f32,
}

/// Added to a number below 2^22 and taken away again, it leaves the nearest whole one.
const WHOLE: f32 = 12_582_912.0;

impl Rounding {
    /// `bits` 1..24, fractions allowed.
    #[inline]
    pub fn new(bits: f32) -> Self {
        let steps = exp2(bits.max(1.0).min(24.0) - 1.0);
        Self {
            step: 1.0 / steps,
            steps,
        }
    }

    /// The nearest step; from the middle between two the even one, so that a wave's halves stay alike.
    #[inline(always)]
    pub fn evenly(&self, x: f32) -> f32 {
        ((x * self.steps + WHOLE) - WHOLE) * self.step
    }

    /// The nearest step; from the middle between two the upper, as SuperCollider rounds.
    #[inline(always)]
    pub fn of(&self, x: f32) -> f32 {
        let above = x * self.steps + 0.5;
        let nearest = (above + WHOLE) - WHOLE;
        // The whole number below.
        let below = nearest - if nearest > above { 1.0 } else { 0.0 };
        below * self.step
    }
}

/// Sample and hold: a new value every `factor` frames, fractions allowed; up to 1 passes all.
#[derive(Clone, Copy, Debug)]
pub struct SampleHold {
    held: f32,
    /// Frames until the next value.
    left: f32,
}

impl Default for SampleHold {
    fn default() -> Self {
        Self::new()
    }
}

impl SampleHold {
    /// Takes the first frame it sees.
    pub fn new() -> Self {
        Self {
            held: 0.0,
            left: 0.0,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32, factor: f32) -> f32 {
        if self.left < 1.0 {
            self.held = x;
            self.left += factor.max(1.0).min(100_000.0);
        }
        self.left -= 1.0;
        self.held
    }

    /// Back to the beginning.
    pub fn reset(&mut self) {
        *self = Self::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bit_leaves_three_levels() {
        let round_to_bits = |x, bits| Rounding::new(bits).of(x);
        assert_eq!(round_to_bits(0.4, 1.0), 0.0);
        assert_eq!(round_to_bits(0.6, 1.0), 1.0);
        assert_eq!(round_to_bits(-0.9, 1.0), -1.0);
        assert_eq!(round_to_bits(0.3, 3.0), 0.25);
        assert!((round_to_bits(0.3, 16.0) - 0.3).abs() < 2e-5);
        assert_eq!(round_to_bits(1e6, 24.0), 1e6);
        assert_eq!(round_to_bits(0.5, 1.0), 1.0);
        assert_eq!(round_to_bits(-0.5, 1.0), 0.0);
        assert_eq!(round_to_bits(-0.51, 1.0), -1.0);
    }

    #[test]
    fn evenly_leaves_the_halves_of_a_wave_alike() {
        for bits in [1.0, 2.5, 4.0, 16.0] {
            let rounding = Rounding::new(bits);
            for step in 0..=1000 {
                let x = step as f32 / 1000.0;
                assert_eq!(rounding.evenly(-x), -rounding.evenly(x));
                let away = (rounding.evenly(x) - rounding.of(x)).abs();
                let between = (x / rounding.step).fract() == 0.5;
                assert!(away == 0.0 || between, "{x} to {bits} bits");
            }
        }
        let one = Rounding::new(1.0);
        assert_eq!([0.4, 0.6, -0.9].map(|x| one.evenly(x)), [0.0, 1.0, -1.0]);
    }

    #[test]
    fn holds_for_its_factor_on_average() {
        let mut hold = SampleHold::new();
        let held: Vec<f32> = (0..1000)
            .map(|index| hold.next(index as f32, 2.5))
            .collect();
        let changes = held.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(changes.abs_diff(399) <= 1, "{changes}");
        let mut through = SampleHold::new();
        assert!((0..100).all(|index| through.next(index as f32, 1.0) == index as f32));
    }
}
