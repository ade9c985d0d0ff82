//! The resonant two-pole filters of single sounds, with the responses that users of SuperDirt know: a resonance of 0..1
//! narrows the band exponentially, and they may be tuned anew while they sound.
//!
//! From p = 2πf/fs: low- and high-pass with D = tan(p·rq/2), C = (1 − D)/(1 + D), c = (1 + C)·cos p and the poles of
//! 1 − c·z⁻¹ + C·z⁻²; band-pass by the bilinear transform with K = 1/tan(p·bandwidth/2). Computed in the direct
//! form 1: what it remembers is what was heard, whatever the coefficients, so that new ones make no step. (What the other
//! direct forms remember depends on them, and they do.)

use std::f64::consts::{FRAC_PI_2, TAU};

/// What a filter lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Below the cutoff.
    Low,
    /// Above the cutoff.
    High,
    /// About the centre, where the gain is 1.
    Band,
}

/// Coefficients of y = a0·x + a1·x₁ + a2·x₂ + b1·y₁ + b2·y₂.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coefficients {
    a0: f64,
    a1: f64,
    a2: f64,
    b1: f64,
    b2: f64,
}

/// 1/Q for a resonance of 0..1 (clamped): falls exponentially from 1 to 0.001.
pub fn reciprocal_q(resonance: f64) -> f64 {
    // `max` first, so that NaN becomes 0.
    0.001_f64.powf(resonance.max(0.0).min(1.0))
}

impl Coefficients {
    /// Passes the input unchanged.
    pub const BYPASS: Self = Self {
        a0: 1.0,
        a1: 0.0,
        a2: 0.0,
        b1: 0.0,
        b2: 0.0,
    };

    /// `frequency` and `sample_rate` in Hz, `rq` = 1/Q. A low-pass at or above half the rate passes everything; other
    /// frequencies are clamped to 1 Hz..0.4999 of the rate.
    pub fn new(response: Response, frequency: f64, rq: f64, sample_rate: f64) -> Self {
        if response == Response::Low && frequency >= sample_rate * 0.5 {
            return Self::BYPASS;
        }
        let frequency = frequency.max(1.0).min(sample_rate * 0.4999);
        let rq = rq.max(0.001).min(100.0);
        let p = TAU * frequency / sample_rate;
        // Beyond a quarter turn the tangent would fold over.
        let tangent = (p * rq * 0.5).min(FRAC_PI_2 - 1.0e-4).tan();
        match response {
            Response::Low | Response::High => {
                let c = (1.0 - tangent) / (1.0 + tangent);
                let b = (1.0 + c) * p.cos();
                if response == Response::Low {
                    let a = (1.0 + c - b) * 0.25;
                    Self {
                        a0: a,
                        a1: 2.0 * a,
                        a2: a,
                        b1: b,
                        b2: -c,
                    }
                } else {
                    let a = (1.0 + c + b) * 0.25;
                    Self {
                        a0: a,
                        a1: -2.0 * a,
                        a2: a,
                        b1: b,
                        b2: -c,
                    }
                }
            }
            Response::Band => {
                let k = 1.0 / tangent;
                let a = 1.0 / (1.0 + k);
                Self {
                    a0: a,
                    a1: 0.0,
                    a2: -a,
                    b1: 2.0 * k * p.cos() * a,
                    b2: (1.0 - k) * a,
                }
            }
        }
    }

    /// The same for a filter that is swept: above a quarter of the rate, where the low-pass's formula closes again, it opens
    /// steadily until at half the rate it passes everything.
    pub fn swept(response: Response, frequency: f64, rq: f64, sample_rate: f64) -> Self {
        let quarter = sample_rate * 0.25;
        if response == Response::Low && frequency > quarter {
            let part = ((frequency - quarter) / quarter).min(1.0);
            return Self::new(response, quarter, rq, sample_rate).towards(&Self::BYPASS, part);
        }
        Self::new(response, frequency, rq, sample_rate)
    }

    /// The coefficients that lie `fraction` (0..1) of the way to `other`. Between two stable filters all are stable: the
    /// coefficients of stable poles fill a triangle.
    pub fn towards(&self, other: &Self, fraction: f64) -> Self {
        let mix = |from: f64, to: f64| from + (to - from) * fraction;
        Self {
            a0: mix(self.a0, other.a0),
            a1: mix(self.a1, other.a1),
            a2: mix(self.a2, other.a2),
            b1: mix(self.b1, other.b1),
            b2: mix(self.b2, other.b2),
        }
    }
}

/// The state of one channel, in double precision: at low frequencies and high resonance single precision rings wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Resonant {
    /// The two frames before that came in, the later first, and those that went out.
    inputs: [f64; 2],
    outputs: [f64; 2],
}

impl Resonant {
    /// One frame.
    #[inline(always)]
    pub fn next(&mut self, x: f32, c: &Coefficients) -> f32 {
        let x = f64::from(x);
        let ([x1, x2], [y1, y2]) = (self.inputs, self.outputs);
        // The latest output comes last: all else is known before it.
        let y = c.a0 * x + c.a1 * x1 + c.a2 * x2 + c.b2 * y2 + c.b1 * y1;
        self.inputs = [x, x1];
        self.outputs = [y, y1];
        y as f32
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::gain_at;

    fn gain(response: Response, at: f64, frequency: f64, rq: f64, rate: f64) -> f64 {
        let c = Coefficients::new(response, frequency, rq, rate);
        let mut filter = Resonant::default();
        gain_at(at, rate, 1.0, |x| filter.next(x, &c))
    }

    #[test]
    fn pass_bands_are_flat_and_slopes_are_12_db_an_octave() {
        for rate in [44_100.0, 192_000.0] {
            assert!(gain(Response::Low, 20.0, 1000.0, 1.0, rate).abs() < 0.05);
            let slope = gain(Response::Low, 4000.0, 250.0, 1.0, rate)
                - gain(Response::Low, 2000.0, 250.0, 1.0, rate);
            assert!((slope + 12.0).abs() < 1.0, "{slope}");
            assert!(gain(Response::High, 15_000.0, 500.0, 1.0, rate).abs() < 0.3);
        }
    }

    #[test]
    fn resonance_peaks_at_one_over_rq() {
        // Q = 31.6 at resonance 0.5: about 30 dB.
        let rq = reciprocal_q(0.5);
        let peak = gain(Response::Low, 1000.0, 1000.0, rq, 48_000.0);
        assert!((peak - 30.0).abs() < 0.5, "{peak}");
        assert_eq!(reciprocal_q(0.0), 1.0);
        assert!((reciprocal_q(1.0) - 0.001).abs() < 1e-12);
        assert_eq!(reciprocal_q(f64::NAN), 1.0);
    }

    #[test]
    fn band_pass_is_unity_at_its_centre() {
        let centre = gain(Response::Band, 1000.0, 1000.0, 0.1, 48_000.0);
        assert!(centre.abs() < 0.01, "{centre}");
        assert!(gain(Response::Band, 4000.0, 1000.0, 0.1, 48_000.0) < -25.0);
    }

    #[test]
    fn the_first_samples_are_those_of_the_formula() {
        let (f, rq, rate) = (800.0_f64, 0.25_f64, 48_000.0_f64);
        let p = TAU * f / rate;
        let d = (p * rq / 2.0).tan();
        let c = (1.0 - d) / (1.0 + d);
        let b = (1.0 + c) * p.cos();
        let a = (1.0 + c - b) / 4.0;
        // Impulse: w = 1, b, b² - c.
        let expected = [a, a * (b + 2.0), a * (b * b - c + 2.0 * b + 1.0)];
        let coefficients = Coefficients::new(Response::Low, f, rq, rate);
        let mut filter = Resonant::default();
        for (index, expected) in expected.into_iter().enumerate() {
            let y = filter.next(if index == 0 { 1.0 } else { 0.0 }, &coefficients);
            assert!((f64::from(y) - expected).abs() < 1e-8);
        }
    }

    #[test]
    fn tuning_it_anew_makes_no_step() {
        // A slow tone far within all the filters: what comes out is the tone.
        let tone = |frame: i32| (TAU * 50.0 * f64::from(frame) / 48_000.0).sin() as f32;
        let mut filter = Resonant::default();
        let mut greatest = 0.0_f32;
        let mut before = 0.0;
        for frame in 0..48_000 {
            let cutoff = [8_000.0, 23_000.0, 3_000.0, 12_000.0][frame as usize / 500 % 4];
            let c = Coefficients::swept(Response::Low, cutoff, 1.0, 48_000.0);
            let y = filter.next(tone(frame), &c);
            if frame > 0 {
                greatest = greatest.max((y - before).abs());
            }
            before = y;
        }
        // The tone's own greatest step is 0.0065, and the filters delay it by some frames more or less.
        assert!(greatest < 0.03, "{greatest}");
    }

    #[test]
    fn a_swept_low_pass_opens_steadily() {
        let level = |frequency: f64| {
            let c = Coefficients::swept(Response::Low, frequency, 1.0, 48_000.0);
            let mut filter = Resonant::default();
            gain_at(5_000.0, 48_000.0, 1.0, |x| filter.next(x, &c))
        };
        let levels = [6_000.0, 12_000.0, 16_000.0, 20_000.0, 22_000.0, 23_900.0].map(level);
        assert!(levels.iter().all(|level| *level > -3.0), "{levels:?}");
        assert!(levels[5] > -0.05, "{levels:?}");
    }

    #[test]
    fn above_half_the_rate_the_low_pass_lets_all_through() {
        assert_eq!(
            Coefficients::new(Response::Low, 24_000.0, 1.0, 48_000.0),
            Coefficients::BYPASS
        );
    }
}
