//! A clarinet-like waveguide: a cylinder closed by a reed at one end, after J. O. Smith, "Efficient Simulation of the
//! Reed-Bore and Bow-String Mechanisms", 1986.

use crate::control::smooth::OnePoleSmooth;
use crate::delays::line::DelayLine;
use crate::filters::onepole::DcBlock;

/// Frequency of the lowest note, Hz.
const LOWEST: f64 = 20.0;

/// The bore of the instrument and its reed.
#[derive(Clone, Debug)]
pub struct Reed {
    bore: DelayLine,
    before: f32,
    breath: OnePoleSmooth,
    block: DcBlock,
    sample_rate: f32,
}

impl Reed {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            bore: DelayLine::new((sample_rate / LOWEST) as usize),
            before: 0.0,
            breath: OnePoleSmooth::new(0.02, sample_rate, 0.0),
            block: DcBlock::new(20.0, sample_rate),
            sample_rate: sample_rate as f32,
        }
    }

    /// One frame: `frequency` in Hz; `breath` 0..1: below about 0.4 the reed is silent, towards 1 it is shrill.
    #[inline]
    pub fn next(&mut self, frequency: f32, breath: f32) -> f32 {
        let frequency = frequency
            .abs()
            .max(LOWEST as f32)
            .min(self.sample_rate * 0.2);
        let breath = self.breath.next(breath.max(0.0).min(1.0));
        // There and back is half a period; the average of two neighbours takes half a frame.
        let returned = self.bore.cubic(self.sample_rate * 0.5 / frequency - 1.5);
        let reflected = -0.475 * (returned + self.before);
        self.before = returned;
        let difference = reflected - breath;
        // The reed opens and closes with the pressure on it.
        let opening = (0.7 - 0.3 * difference).max(-1.0).min(1.0);
        self.bore.write(breath + difference * opening);
        self.block.next(returned)
    }

    /// Frames after which it holds nothing any more.
    pub fn memory(&self) -> u64 {
        self.bore.longest() as u64
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.bore.reset();
        self.before = 0.0;
        self.breath.jump(0.0);
        self.block.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, rms, spectrum};

    #[test]
    fn is_in_tune_and_hollow() {
        for frequency in [110.0_f32, 220.0, 440.0, 880.0] {
            let mut reed = Reed::new(48_000.0);
            let samples: Vec<f32> = (0..96_000).map(|_| reed.next(frequency, 0.7)).collect();
            let late = &samples[48_000..];
            let bins = spectrum(late);
            let loudest = (1..bins.len())
                .max_by(|a, b| bins[*a].total_cmp(&bins[*b]))
                .expect("bins");
            // Within a third of a semitone.
            assert!(
                (loudest as f32 / frequency - 1.0).abs() < 0.02,
                "{frequency}: {loudest}"
            );
            assert!(
                (0.1..1.0).contains(&rms(late)),
                "{frequency}: {}",
                rms(late)
            );
            // Odd harmonics prevail.
            let level = |h: usize| {
                decibels(
                    bins[loudest * h - 2..loudest * h + 3]
                        .iter()
                        .fold(0.0, |a, b| f64::max(a, *b)),
                )
            };
            assert!(
                level(3) > level(2) + 10.0,
                "{frequency}: {} {}",
                level(2),
                level(3)
            );
        }
    }

    #[test]
    fn without_breath_it_is_silent() {
        let mut reed = Reed::new(48_000.0);
        let samples: Vec<f32> = (0..48_000).map(|_| reed.next(220.0, 0.2)).collect();
        assert!(rms(&samples[24_000..]) < 0.01);
    }
}
