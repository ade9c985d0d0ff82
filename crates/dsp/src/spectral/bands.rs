//! A spectrum as the eye wants it: bands of equal width in octaves, in decibels of full scale.

use super::stft::Complex;
use realfft::{RealFftPlanner, RealToComplex};
use std::f64::consts::TAU;
use std::sync::Arc;

/// Lowest frequency shown, Hz.
pub const LOWEST: f64 = 20.0;
/// Highest frequency shown, Hz.
pub const HIGHEST: f64 = 20_000.0;
/// What is below this is shown as this, dB.
pub const FLOOR: f32 = -100.0;

/// Computes spectra of one size. Makes nothing after it was made.
pub struct BandSpectrum {
    forward: Arc<dyn RealToComplex<f32>>,
    window: Vec<f32>,
    time: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
    /// The bin (and the part of the way to the next) that each band begins at, and where the last one ends.
    edges: Vec<f32>,
    levels: Vec<f32>,
}

impl BandSpectrum {
    /// Of the last `frames` frames (a power of two from 64 on) at `sample_rate` Hz, in `bands` bands from [`LOWEST`] to
    /// [`HIGHEST`].
    #[must_use]
    pub fn new(frames: usize, bands: usize, sample_rate: f64) -> Self {
        let frames = frames.max(64).next_power_of_two();
        let forward = RealFftPlanner::<f32>::new().plan_fft_forward(frames);
        let zero = Complex::new(0.0, 0.0);
        let window = (0..frames)
            .map(|index| (0.5 - 0.5 * (TAU * index as f64 / frames as f64).cos()) as f32)
            .collect();
        let width = sample_rate / frames as f64;
        let edges = (0..=bands).map(|band| {
            let octaves = (HIGHEST / LOWEST).log2() * band as f64 / bands.max(1) as f64;
            (LOWEST * octaves.exp2() / width) as f32
        });
        Self {
            window,
            time: vec![0.0; frames],
            bins: vec![zero; frames / 2 + 1],
            scratch: vec![zero; forward.get_scratch_len()],
            edges: edges.collect(),
            levels: vec![FLOOR; bands],
            forward,
        }
    }

    /// Frames that one spectrum is made of.
    #[must_use]
    pub fn frames(&self) -> usize {
        self.time.len()
    }

    /// The middle of a band, Hz.
    #[must_use]
    pub fn frequency(&self, band: usize) -> f64 {
        let place = (band as f64 + 0.5) / self.levels.len().max(1) as f64;
        LOWEST * ((HIGHEST / LOWEST).log2() * place).exp2()
    }

    /// The level of each band in dB: a sine of full scale has 0 in its band. Of more than [`frames`](Self::frames) samples the
    /// last are taken; where there are fewer, silence came before.
    pub fn levels(&mut self, samples: &[f32]) -> &[f32] {
        let frames = self.time.len();
        let samples = &samples[samples.len().saturating_sub(frames)..];
        let (before, heard) = self.time.split_at_mut(frames - samples.len());
        before.fill(0.0);
        let window = &self.window[frames - samples.len()..];
        for ((to, sample), window) in heard.iter_mut().zip(samples).zip(window) {
            *to = if sample.is_finite() {
                sample * window
            } else {
                0.0
            };
        }
        let done =
            self.forward
                .process_with_scratch(&mut self.time, &mut self.bins, &mut self.scratch);
        if done.is_err() {
            self.levels.fill(FLOOR);
            return &self.levels;
        }
        // Half the sum of the window.
        let full_scale = frames as f32 / 4.0;
        for (level, edges) in self.levels.iter_mut().zip(self.edges.windows(2)) {
            let magnitude = strongest(&self.bins, edges[0], edges[1]) / full_scale;
            *level = (20.0 * magnitude.max(1.0e-9).log10()).max(FLOOR);
        }
        &self.levels
    }
}

/// The strongest bin of a band; between two bins where the band holds none.
fn strongest(bins: &[Complex<f32>], begin: f32, end: f32) -> f32 {
    let magnitude = |bin: usize| bins.get(bin).map_or(0.0, |bin| bin.norm());
    let between = |at: f32| {
        let part = at.fract();
        let below = at as usize;
        magnitude(below) * (1.0 - part) + magnitude(below + 1) * part
    };
    let inside = (begin.ceil() as usize)..(end.ceil() as usize).min(bins.len());
    inside
        .map(magnitude)
        .fold(between(begin).max(between(end)), f32::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sine(frequency: f64, level: f64, frames: usize) -> Vec<f32> {
        (0..frames)
            .map(|frame| (level * (TAU * frequency * frame as f64 / 48_000.0).sin()) as f32)
            .collect()
    }

    #[test]
    fn a_sine_stands_in_its_band_at_its_level() {
        let mut spectrum = BandSpectrum::new(4096, 96, 48_000.0);
        for (frequency, level) in [(110.0, 1.0), (1000.0, 0.5), (9000.0, 0.1)] {
            let samples = sine(frequency, level, 8192);
            let levels = spectrum.levels(&samples).to_vec();
            let loudest = (0..levels.len())
                .max_by(|one, other| levels[*one].total_cmp(&levels[*other]))
                .expect("bands");
            let expected = 20.0 * level.log10() as f32;
            // A bin beside a sine shows it up to 1.4 dB too low.
            assert!(
                (levels[loudest] - expected + 0.7).abs() < 0.8,
                "{}",
                levels[loudest]
            );
            let found = spectrum.frequency(loudest);
            assert!((found / frequency).log2().abs() < 0.15, "{found}");
            let far = levels[(loudest + 40) % 96];
            assert!(far < expected - 60.0, "{far}");
        }
    }

    #[test]
    fn silence_too_few_samples_and_none_that_is_a_number_are_the_floor() {
        let mut spectrum = BandSpectrum::new(1024, 32, 48_000.0);
        assert!(spectrum.levels(&[]).iter().all(|level| *level == FLOOR));
        let wild = [f32::NAN; 300];
        assert!(spectrum.levels(&wild).iter().all(|level| *level == FLOOR));
    }
}
