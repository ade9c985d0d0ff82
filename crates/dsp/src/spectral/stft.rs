//! Short-time Fourier transform: overlapping windows of a signal become spectra, are changed, and add up to a signal again
//! (J. Allen, "Short Term Spectral Analysis, Synthesis, and Modification by Discrete Fourier Transform", 1977). Windows
//! overlap four times, with a Hann window shared between analysis and synthesis. The signal is late by one window.

use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::sync::Arc;

pub use realfft::num_complex::Complex;

/// Windows that overlap.
const OVERLAP: usize = 4;

/// Frames of a window of about 43 ms: 2048 at rates around 48 kHz and below, and twice as many with each octave above.
pub fn window_size(sample_rate: f64) -> usize {
    let octaves = (sample_rate / 48_000.0).log2().round().max(0.0);
    2_048 << octaves as usize
}

/// The transform of one window size, and room to work in. Any number of signals may share it, one after the other.
#[derive(Clone)]
pub struct Transform {
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    /// The root of a Hann window.
    window: Vec<f32>,
    time: Vec<f32>,
    bins: Vec<Complex<f32>>,
    scratch: Vec<Complex<f32>>,
}

impl Transform {
    /// `size`: frames of a window, a power of two from 8 on.
    pub fn new(size: usize) -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(size);
        let inverse = planner.plan_fft_inverse(size);
        let zero = Complex::new(0.0, 0.0);
        let window = (0..size)
            .map(|index| (std::f64::consts::PI * index as f64 / size as f64).sin() as f32)
            .collect();
        Self {
            window,
            time: vec![0.0; size],
            bins: vec![zero; size / 2 + 1],
            scratch: vec![zero; forward.get_scratch_len().max(inverse.get_scratch_len())],
            forward,
            inverse,
        }
    }

    /// Frames of a window: the latency.
    pub fn size(&self) -> usize {
        self.window.len()
    }

    /// Frames from one window to the next.
    pub fn hop(&self) -> usize {
        self.size() / OVERLAP
    }

    /// Bins of a spectrum; bin `k` lies at `k / size` of the sample rate.
    pub fn bins(&self) -> usize {
        self.bins.len()
    }

    /// The magnitude that a full-scale sine has in its bin.
    pub fn full_scale(&self) -> f32 {
        // Half the sum of the window.
        self.size() as f32 / std::f32::consts::PI
    }
}

/// The past of one signal on its way through a [`Transform`].
#[derive(Clone, Debug)]
pub struct Overlap {
    input: Vec<f32>,
    output: Vec<f32>,
    /// Frames passed, within the window.
    place: usize,
}

impl Overlap {
    /// For windows of `size` frames.
    pub fn new(size: usize) -> Self {
        Self {
            input: vec![0.0; size],
            output: vec![0.0; size],
            place: 0,
        }
    }

    /// One frame in, the frame of one window ago out. Every hop `change` gets the spectrum of the latest window.
    #[inline]
    pub fn next(
        &mut self,
        x: f32,
        transform: &mut Transform,
        change: impl FnOnce(&mut [Complex<f32>]),
    ) -> f32 {
        self.input[self.place] = x;
        let y = std::mem::take(&mut self.output[self.place]);
        self.place += 1;
        if self.place.is_multiple_of(transform.hop()) {
            if self.place == self.input.len() {
                self.place = 0;
            }
            self.transform(transform, change);
        }
        y
    }

    fn transform(&mut self, transform: &mut Transform, change: impl FnOnce(&mut [Complex<f32>])) {
        let Transform {
            forward,
            inverse,
            window,
            time,
            bins,
            scratch,
        } = transform;
        let (newer, older) = self.input.split_at(self.place);
        for ((to, x), w) in time.iter_mut().zip(older.iter().chain(newer)).zip(&*window) {
            *to = x * w;
        }
        // Errors tell of wrong lengths, which these are not, and of parts that a real signal has not, which are taken out.
        let _ = forward.process_with_scratch(time, bins, scratch);
        change(bins);
        let last = bins.len() - 1;
        bins[0].im = 0.0;
        bins[last].im = 0.0;
        let _ = inverse.process_with_scratch(bins, time, scratch);
        // Four squared windows a half turn of Hann apart add up to two; the transform scales by its size.
        let scale = 2.0 / (OVERLAP * time.len()) as f32;
        let (newer, older) = self.output.split_at_mut(self.place);
        for ((to, y), w) in older.iter_mut().chain(newer).zip(&*time).zip(&*window) {
            *to += y * w * scale;
        }
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.input.fill(0.0);
        self.output.fill(0.0);
        self.place = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::noise::Random;

    #[test]
    fn what_is_not_changed_comes_out_as_it_was_one_window_later() {
        for size in [64, 512, 2_048] {
            let mut transform = Transform::new(size);
            let mut overlap = Overlap::new(size);
            let mut random = Random::new(3);
            let input: Vec<f32> = (0..10_000).map(|_| random.bipolar()).collect();
            let output: Vec<f32> = input
                .iter()
                .map(|x| overlap.next(*x, &mut transform, |_| {}))
                .collect();
            for (x, y) in input.iter().zip(&output[size..]).skip(size) {
                assert!((x - y).abs() < 1e-5, "{size}: {x} {y}");
            }
        }
    }

    #[test]
    fn a_full_scale_sine_has_the_full_magnitude_in_its_bin() {
        let mut transform = Transform::new(1_024);
        let mut overlap = Overlap::new(1_024);
        let full = transform.full_scale();
        let mut most = 0.0_f32;
        for frame in 0..8_192 {
            let x = (std::f64::consts::TAU * 32.0 * f64::from(frame) / 1_024.0).sin() as f32;
            overlap.next(x, &mut transform, |bins| most = bins[32].norm());
        }
        assert!((most / full - 1.0).abs() < 0.01, "{most} {full}");
    }
}
