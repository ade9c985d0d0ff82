//! Convolution with an impulse response of any length and no latency (W. Gardner, "Efficient Convolution without
//! Input-Output Delay", J. Audio Eng. Soc. 43, 1995): the first 64 taps directly, the next ones by Fourier transform in
//! partitions of 64, the rest in partitions of 1024, whose work is spread evenly over the 16 sub-blocks before it is heard.

use realfft::num_complex::Complex;
use realfft::{ComplexToReal, RealFftPlanner, RealToComplex};
use std::sync::Arc;

/// Taps that are convolved directly, and the length of a short partition.
const SHORT: usize = 64;

/// The length of a long partition.
const LONG: usize = 1024;

/// The first tap of the long partitions: two of them later, so that one is left for the work.
const LONG_FROM: usize = 2 * LONG;

/// Longest impulse response in seconds; what is longer is cut.
pub const LONGEST: f64 = 10.0;

/// Partitions of one length: the input's past and the impulse response, both as spectra, one after the other.
#[derive(Clone)]
struct Partitions {
    size: usize,
    forward: Arc<dyn RealToComplex<f32>>,
    inverse: Arc<dyn ComplexToReal<f32>>,
    response: Vec<Complex<f32>>,
    past: Vec<Complex<f32>>,
    /// Where in `past` the latest spectrum lies, in partitions.
    latest: usize,
    sum: Vec<Complex<f32>>,
    /// The latest two partitions of input.
    input: Vec<f32>,
    time: Vec<f32>,
    scratch: Vec<Complex<f32>>,
    /// What is heard during the present partition.
    output: Vec<f32>,
}

impl Partitions {
    /// Of the taps of `impulse`, which begins where these partitions do.
    fn new(size: usize, impulse: &[f32]) -> Self {
        let mut planner = RealFftPlanner::<f32>::new();
        let forward = planner.plan_fft_forward(2 * size);
        let inverse = planner.plan_fft_inverse(2 * size);
        let count = impulse.len().div_ceil(size);
        let bins = size + 1;
        let zero = Complex::new(0.0, 0.0);
        let mut partitions = Self {
            size,
            response: vec![zero; count * bins],
            past: vec![zero; count * bins],
            latest: 0,
            sum: vec![zero; bins],
            input: vec![0.0; 2 * size],
            time: vec![0.0; 2 * size],
            scratch: vec![zero; forward.get_scratch_len().max(inverse.get_scratch_len())],
            output: vec![0.0; size],
            forward,
            inverse,
        };
        // The transforms are not scaled; all of that is put here.
        let scale = 1.0 / (2 * size) as f32;
        for (taps, spectrum) in impulse
            .chunks(size)
            .zip(partitions.response.chunks_mut(bins))
        {
            partitions.time.fill(0.0);
            for (to, tap) in partitions.time.iter_mut().zip(taps) {
                *to = tap * scale;
            }
            // The lengths fit: they come from the same size.
            let _ = partitions.forward.process_with_scratch(
                &mut partitions.time,
                spectrum,
                &mut partitions.scratch,
            );
        }
        partitions
    }

    fn count(&self) -> usize {
        self.response.len() / self.sum.len()
    }

    /// Adds the products of some partitions to the sum.
    fn multiply(&mut self, partitions: std::ops::Range<usize>) {
        let bins = self.sum.len();
        let count = self.count();
        for partition in partitions {
            let past = (self.latest + count - partition) % count * bins;
            let past = &self.past[past..past + bins];
            let response = &self.response[partition * bins..(partition + 1) * bins];
            for ((sum, x), h) in self.sum.iter_mut().zip(past).zip(response) {
                *sum += x * h;
            }
        }
    }

    /// What the sum stands for becomes the output; a new sum begins.
    fn finish(&mut self) {
        let last = self.sum.len() - 1;
        self.sum[0].im = 0.0;
        self.sum[last].im = 0.0;
        let _ = self
            .inverse
            .process_with_scratch(&mut self.sum, &mut self.time, &mut self.scratch);
        // The first half wraps around; the second is right (overlap-save).
        self.output.copy_from_slice(&self.time[self.size..]);
        self.sum.fill(Complex::new(0.0, 0.0));
    }

    /// Takes a full partition of input in.
    fn take(&mut self, newest: &[f32]) {
        let bins = self.sum.len();
        self.input.copy_within(self.size.., 0);
        self.input[self.size..].copy_from_slice(newest);
        self.time.copy_from_slice(&self.input);
        self.latest = (self.latest + 1) % self.count();
        let spectrum = &mut self.past[self.latest * bins..(self.latest + 1) * bins];
        let _ = self
            .forward
            .process_with_scratch(&mut self.time, spectrum, &mut self.scratch);
    }

    fn reset(&mut self) {
        self.past.fill(Complex::new(0.0, 0.0));
        self.sum.fill(Complex::new(0.0, 0.0));
        self.input.fill(0.0);
        self.output.fill(0.0);
        self.latest = 0;
    }
}

/// One channel's convolution with one impulse response.
#[derive(Clone)]
pub struct Convolver {
    /// The first taps, the last of them first.
    direct: [f32; SHORT],
    /// The sub-block before and the present one.
    recent: [f32; 2 * SHORT],
    frame: usize,
    short: Option<Partitions>,
    long: Option<Partitions>,
    /// The input of the present long partition.
    gathered: Vec<f32>,
    /// Sub-blocks of the present long partition that are over.
    passed: usize,
    length: usize,
}

impl Convolver {
    /// `impulse`: the response at the engine's rate, cut after [`LONGEST`] seconds of `sample_rate` Hz.
    pub fn new(impulse: &[f32], sample_rate: f64) -> Self {
        let impulse = &impulse[..impulse.len().min((LONGEST * sample_rate) as usize)];
        let mut direct = [0.0; SHORT];
        for (to, tap) in direct.iter_mut().rev().zip(impulse) {
            *to = *tap;
        }
        let partitions = |size: usize, from: usize, to: usize| {
            let taps = impulse.get(from..impulse.len().min(to))?;
            (!taps.is_empty()).then(|| Partitions::new(size, taps))
        };
        Self {
            direct,
            recent: [0.0; 2 * SHORT],
            frame: 0,
            short: partitions(SHORT, SHORT, LONG_FROM),
            long: partitions(LONG, LONG_FROM, usize::MAX),
            gathered: vec![0.0; LONG],
            passed: 0,
            length: impulse.len(),
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        let frame = self.frame;
        self.recent[SHORT + frame] = x;
        let mut y = dot(&self.direct, &self.recent[frame + 1..]);
        if let Some(short) = &self.short {
            y += short.output[frame];
        }
        if let Some(long) = &self.long {
            let place = self.passed * SHORT + frame;
            self.gathered[place] = x;
            y += long.output[place];
        }
        self.frame += 1;
        if self.frame == SHORT {
            self.frame = 0;
            self.end_sub_block();
        }
        y
    }

    fn end_sub_block(&mut self) {
        if let Some(short) = &mut self.short {
            short.take(&self.recent[SHORT..]);
            short.multiply(0..short.count());
            short.finish();
        }
        if let Some(long) = &mut self.long {
            let steps = LONG / SHORT;
            let share = |step: usize| long.count() * step / steps;
            let part = share(self.passed)..share(self.passed + 1);
            long.multiply(part);
            self.passed += 1;
            if self.passed == steps {
                self.passed = 0;
                long.finish();
                long.take(&self.gathered);
            }
        }
        self.recent.copy_within(SHORT.., 0);
    }

    /// Frames that the response lasts.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.recent = [0.0; 2 * SHORT];
        self.frame = 0;
        self.passed = 0;
        self.gathered.fill(0.0);
        for partitions in [&mut self.short, &mut self.long].into_iter().flatten() {
            partitions.reset();
        }
    }
}

/// The sum of products, in eight sums side by side.
#[inline(always)]
fn dot(taps: &[f32; SHORT], samples: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (taps, samples) in taps.chunks_exact(8).zip(samples.chunks_exact(8)) {
        for index in 0..8 {
            sums[index] += taps[index] * samples[index];
        }
    }
    sums.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::noise::Random;

    fn noise(seed: u64, length: usize) -> Vec<f32> {
        let mut random = Random::new(seed);
        (0..length).map(|_| random.bipolar()).collect()
    }

    #[test]
    fn is_the_sum_of_delayed_copies_without_latency() {
        for length in [1, 40, 64, 65, 500, 2_048, 2_049, 5_000, 9_000] {
            let impulse = noise(1, length);
            let input = noise(2, 12_000);
            let mut convolver = Convolver::new(&impulse, 48_000.0);
            for (frame, x) in input.iter().enumerate() {
                let y = convolver.next(*x);
                if frame % 97 != 0 && frame > 200 {
                    continue;
                }
                let exact: f64 = impulse
                    .iter()
                    .take(frame + 1)
                    .enumerate()
                    .map(|(tap, h)| f64::from(*h) * f64::from(input[frame - tap]))
                    .sum();
                assert!(
                    (f64::from(y) - exact).abs() < 2e-3,
                    "{length} taps, frame {frame}: {y} for {exact}"
                );
            }
        }
    }

    #[test]
    fn a_reset_convolver_is_as_new() {
        let impulse = noise(1, 6_000);
        let input = noise(2, 8_000);
        let mut convolver = Convolver::new(&impulse, 48_000.0);
        let first: Vec<f32> = input.iter().map(|x| convolver.next(*x)).collect();
        convolver.reset();
        let again: Vec<f32> = input.iter().map(|x| convolver.next(*x)).collect();
        assert!(first == again);
    }
}
