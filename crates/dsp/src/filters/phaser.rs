//! Phaser: a row of first-order allpasses whose corner moves, mixed with the input, so that notches move through the spectrum.

use crate::math::trig::tan_pi;

const STAGES: usize = 6;

/// One channel of a six-stage phaser with feedback.
#[derive(Clone, Copy, Debug, Default)]
pub struct Phaser {
    states: [f32; STAGES],
    fed_back: f32,
}

impl Phaser {
    /// The coefficient of the allpasses for a corner, a fraction of the sample rate.
    #[inline(always)]
    pub fn coefficient(corner: f32) -> f32 {
        let g = tan_pi(corner.max(1e-4).min(0.45));
        (g - 1.0) / (g + 1.0)
    }

    /// One frame: `a` is the coefficient of the corner; `feedback` within ±0.95.
    #[inline(always)]
    pub fn next(&mut self, x: f32, a: f32, feedback: f32) -> f32 {
        let mut y = x + self.fed_back * feedback.max(-0.95).min(0.95);
        // The low-pass in its topology-preserving form less the high-pass, so put that each allpass waits but for one product
        // and one sum of the one before it.
        for state in &mut self.states {
            let out = a * y + (1.0 - a) * *state;
            *state = (1.0 + a) * y - a * *state;
            y = out;
        }
        self.fed_back = y;
        0.5 * (x + y)
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

    #[test]
    fn has_three_notches_and_unity_peaks() {
        // Six stages turn by 180° · (2k + 1) at three frequencies.
        let gain = |frequency: f64| {
            let mut phaser = Phaser::default();
            gain_at(frequency, 48_000.0, 0.2, |x| {
                phaser.next(x, Phaser::coefficient(1000.0 / 48_000.0), 0.0)
            })
        };
        let levels: Vec<f64> = (1..160).map(|step| gain(f64::from(step) * 50.0)).collect();
        let notches = levels
            .windows(3)
            .filter(|w| w[1] < w[0] && w[1] < w[2] && w[1] < -12.0)
            .count();
        assert_eq!(notches, 3);
        assert!(levels.iter().all(|level| *level < 0.1));
        // Six times 90° at the corner: the middle notch.
        assert!(gain(1000.0) < -40.0);
    }
}
