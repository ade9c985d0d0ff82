//! Four-pole low-pass ladder, 24 dB an octave, its feedback without delay (V. Zavalishin, "The Art of VA Filter Design",
//! 2.1.2, 2018, ch. 5). What enters the stages saturates, so that it sings at full resonance and never runs away. What the
//! feedback takes from the pass band is added to the input, so that resonance leaves the level below the cutoff as it is.

use crate::distortion::saturate::tanh;
use crate::math::trig::tan_pi;

/// Coefficients for a cutoff and a resonance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coefficients {
    /// Gain of each one-pole stage: g / (1 + g).
    stage: f32,
    /// How the states of the stages add up to the output: 1 - stage.
    rest: f32,
    feedback: f32,
    /// 1 / (1 + feedback · stage⁴).
    solve: f32,
}

impl Coefficients {
    /// `cutoff`: fraction of the sample rate, clamped to 1e-6..0.45; `resonance`: 0 none, 1 sings by itself, clamped to 0..1.1.
    #[inline(always)]
    pub fn new(cutoff: f32, resonance: f32) -> Self {
        let g = tan_pi(cutoff.max(1e-6).min(0.45));
        let stage = g / (1.0 + g);
        let feedback = 4.0 * resonance.max(0.0).min(1.1);
        let power = stage * stage;
        Self {
            stage,
            rest: 1.0 - stage,
            feedback,
            solve: 1.0 / (1.0 + feedback * power * power),
        }
    }
}

/// The state of one channel.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ladder {
    stages: [f32; 4],
}

impl Ladder {
    /// One frame.
    #[inline(always)]
    pub fn next(&mut self, x: f32, c: &Coefficients) -> f32 {
        // What the four stages would put out for no input.
        let mut held = 0.0;
        for state in self.stages {
            held = held * c.stage + state * c.rest;
        }
        // Solves u = x - feedback · y with y = stage⁴ · u + held, then bends what enters the ladder.
        let mut v = tanh((x + c.feedback * (x - held)) * c.solve);
        for state in &mut self.stages {
            let step = (v - *state) * c.stage;
            let y = step + *state;
            *state = y + step;
            v = y;
        }
        v
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{gain_at, peak, spectrum};

    fn gain(frequency: f64, cutoff: f64, resonance: f32) -> f64 {
        let c = Coefficients::new((cutoff / 48_000.0) as f32, resonance);
        let mut ladder = Ladder::default();
        // Small enough not to bend: -40 dB.
        gain_at(frequency, 48_000.0, 0.2, |x| ladder.next(x * 0.01, &c)) + 40.0
    }

    #[test]
    fn falls_by_24_db_an_octave_and_12_db_at_the_cutoff() {
        assert!((gain(1000.0, 1000.0, 0.0) + 12.04).abs() < 0.1);
        assert!(gain(20.0, 1000.0, 0.0).abs() < 0.05);
        let octave = gain(4000.0, 500.0, 0.0) - gain(2000.0, 500.0, 0.0);
        assert!((octave + 23.5).abs() < 1.5, "{octave}");
    }

    #[test]
    fn resonance_lifts_the_cutoff() {
        assert!(gain(1000.0, 1000.0, 0.9) > 5.0);
    }

    #[test]
    fn resonance_leaves_the_pass_band_at_its_level() {
        for resonance in [0.0, 0.3, 0.6, 0.9] {
            for frequency in [20.0, 100.0] {
                let level = gain(frequency, 2000.0, resonance);
                assert!(level.abs() < 0.2, "{level} dB at {resonance}");
            }
        }
    }

    #[test]
    fn sings_at_its_cutoff_beyond_full_resonance_and_stays_bounded() {
        let c = Coefficients::new(1000.0 / 48_000.0, 1.05);
        let mut ladder = Ladder::default();
        let mut samples: Vec<f32> = (0..96_000)
            .map(|index| ladder.next(if index == 0 { 1.0 } else { 0.0 }, &c))
            .collect();
        samples.drain(..48_000);
        assert!(peak(&samples) > 0.05 && peak(&samples) < 1.5);
        let bins = spectrum(&samples);
        let loudest = (1..bins.len()).max_by(|a, b| bins[*a].total_cmp(&bins[*b]));
        let loudest = loudest.expect("bins");
        assert!(loudest.abs_diff(1000) < 20, "{loudest} Hz");
    }
}
