//! Bell and shelf equalisers: second-order sections after R. Bristow-Johnson, "Cookbook formulae for audio EQ biquad filter
//! coefficients".

use std::f64::consts::TAU;

/// What a section does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Band {
    /// Lifts or lowers around the frequency.
    Bell,
    /// Lifts or lowers everything below.
    LowShelf,
    /// Lifts or lowers everything above.
    HighShelf,
}

/// Coefficients, normalised.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficients {
    b0: f64,
    b1: f64,
    b2: f64,
    a1: f64,
    a2: f64,
}

impl Coefficients {
    /// `frequency` and `sample_rate` in Hz, `gain` in dB (within ±60), `q` 0.05..100.
    pub fn new(band: Band, frequency: f32, gain: f32, q: f32, sample_rate: f64) -> Self {
        let frequency = f64::from(frequency).max(1.0).min(sample_rate * 0.49);
        let gain = f64::from(gain).max(-60.0).min(60.0);
        let q = f64::from(q).max(0.05).min(100.0);
        let a = 10_f64.powf(gain / 40.0);
        let w = TAU * frequency / sample_rate;
        let (sin, cos) = w.sin_cos();
        let alpha = sin / (2.0 * q);
        let root = 2.0 * a.sqrt() * alpha;
        let (b0, b1, b2, a0, a1, a2) = match band {
            Band::Bell => (
                1.0 + alpha * a,
                -2.0 * cos,
                1.0 - alpha * a,
                1.0 + alpha / a,
                -2.0 * cos,
                1.0 - alpha / a,
            ),
            Band::LowShelf => (
                a * ((a + 1.0) - (a - 1.0) * cos + root),
                2.0 * a * ((a - 1.0) - (a + 1.0) * cos),
                a * ((a + 1.0) - (a - 1.0) * cos - root),
                (a + 1.0) + (a - 1.0) * cos + root,
                -2.0 * ((a - 1.0) + (a + 1.0) * cos),
                (a + 1.0) + (a - 1.0) * cos - root,
            ),
            Band::HighShelf => (
                a * ((a + 1.0) + (a - 1.0) * cos + root),
                -2.0 * a * ((a - 1.0) + (a + 1.0) * cos),
                a * ((a + 1.0) + (a - 1.0) * cos - root),
                (a + 1.0) - (a - 1.0) * cos + root,
                2.0 * ((a - 1.0) - (a + 1.0) * cos),
                (a + 1.0) - (a - 1.0) * cos - root,
            ),
        };
        Self {
            b0: b0 / a0,
            b1: b1 / a0,
            b2: b2 / a0,
            a1: a1 / a0,
            a2: a2 / a0,
        }
    }
}

/// One section with its latest settings, so that coefficients are only computed when they change.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    band: Band,
    sample_rate: f64,
    known: (f32, f32, f32),
    c: Coefficients,
    s1: f64,
    s2: f64,
}

impl Section {
    /// `sample_rate` in Hz.
    pub fn new(band: Band, sample_rate: f64) -> Self {
        Self {
            band,
            sample_rate,
            known: (f32::NAN, f32::NAN, f32::NAN),
            c: Coefficients::new(band, 1000.0, 0.0, 0.7, sample_rate),
            s1: 0.0,
            s2: 0.0,
        }
    }

    /// One frame (transposed direct form 2). Units as in `Coefficients::new`.
    #[inline]
    pub fn next(&mut self, x: f32, frequency: f32, gain: f32, q: f32) -> f32 {
        if self.known != (frequency, gain, q) {
            self.known = (frequency, gain, q);
            self.c = Coefficients::new(self.band, frequency, gain, q, self.sample_rate);
        }
        let x = f64::from(x);
        let y = self.c.b0 * x + self.s1;
        self.s1 = self.c.b1 * x - self.c.a1 * y + self.s2;
        self.s2 = self.c.b2 * x - self.c.a2 * y;
        y as f32
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.s1 = 0.0;
        self.s2 = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::gain_at;

    fn gain(band: Band, at: f64) -> f64 {
        let mut section = Section::new(band, 48_000.0);
        gain_at(at, 48_000.0, 0.3, |x| section.next(x, 1000.0, 9.0, 0.7))
    }

    #[test]
    fn a_bell_lifts_its_middle_and_nothing_else() {
        assert!((gain(Band::Bell, 1000.0) - 9.0).abs() < 0.05);
        assert!(gain(Band::Bell, 20.0).abs() < 0.05);
        assert!(gain(Band::Bell, 20_000.0).abs() < 0.3);
    }

    #[test]
    fn shelves_lift_their_side_whole_and_half_at_the_corner() {
        assert!((gain(Band::LowShelf, 30.0) - 9.0).abs() < 0.1);
        assert!(gain(Band::LowShelf, 15_000.0).abs() < 0.1);
        assert!((gain(Band::LowShelf, 1000.0) - 4.5).abs() < 0.1);
        assert!((gain(Band::HighShelf, 15_000.0) - 9.0).abs() < 0.1);
        assert!(gain(Band::HighShelf, 30.0).abs() < 0.1);
    }
}
