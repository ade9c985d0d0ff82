//! Shifting pitch in time: two taps run through a delay line, faded in and out so that their jumps are not heard.

use crate::delays::line::DelayLine;
use crate::math::trig::sine;
use crate::oscillators::phase::{Phase, unipolar};

/// Pitch shifter of one channel.
#[derive(Clone, Debug)]
pub struct PitchShift {
    line: DelayLine,
    phase: Phase,
    sample_rate: f32,
}

/// Longest window in seconds.
const LONGEST: f64 = 0.2;

impl PitchShift {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            line: DelayLine::new((LONGEST * sample_rate) as usize + 8),
            phase: Phase::default(),
            sample_rate: sample_rate as f32,
        }
    }

    /// One frame: `ratio` 0.125..8 of frequencies, `window` in seconds 0.01..0.2.
    #[inline]
    pub fn next(&mut self, x: f32, ratio: f32, window: f32) -> f32 {
        self.line.write(x);
        let window = window.max(0.01).min(LONGEST as f32) * self.sample_rate;
        let ratio = ratio.max(0.125).min(8.0);
        // A tap whose delay shrinks by ratio - 1 frames each frame reads so much faster.
        let turns = (1.0 - ratio) / window;
        let increment = (turns * 4_294_967_296.0) as i64 as u32;
        let phase = self.phase.next(increment);
        let tap = |phase: u32| {
            let level = sine(phase >> 1);
            self.line.cubic(unipolar(phase) * window + 2.0) * level * level
        };
        tap(phase) + tap(phase.wrapping_add(1 << 31))
    }

    /// Frames that the line holds.
    pub fn memory(&self) -> u64 {
        self.line.longest() as u64
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.line.reset();
        self.phase = Phase::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::spectrum;
    use std::f64::consts::TAU;

    #[test]
    fn moves_a_tone_by_its_ratio() {
        for ratio in [0.5_f32, 1.0, 1.5, 2.0] {
            let mut shift = PitchShift::new(48_000.0);
            let samples: Vec<f32> = (0..96_000)
                .map(|index| {
                    let x = (TAU * 440.0 * f64::from(index) / 48_000.0).sin();
                    shift.next(x as f32, ratio, 0.1)
                })
                .collect();
            let bins = spectrum(&samples[48_000..]);
            let loudest = (1..bins.len())
                .max_by(|a, b| bins[*a].total_cmp(&bins[*b]))
                .unwrap_or(0);
            let wanted = 440.0 * ratio;
            assert!((loudest as f32 - wanted).abs() < 15.0, "{ratio}: {loudest}");
        }
    }
}
