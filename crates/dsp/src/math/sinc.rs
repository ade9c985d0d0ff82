//! Reading between samples by a windowed sinc: slower than a cubic and nearly without images or aliases (J. O. Smith, "The
//! Digital Audio Resampling Home Page", 2002; window by J. F. Kaiser, 1966).

use std::f64::consts::PI;
use std::sync::LazyLock;

/// Zero crossings on either side.
pub const HALF_WIDTH: usize = 16;

/// Table entries from one zero crossing to the next; between them it is straight.
const STEPS: usize = 512;

/// Of the window: its side lobes lie 80 dB down.
const BETA: f64 = 8.0;

/// Cutoff in parts of half the rate, so that the transition ends a little beyond it.
const CUTOFF: f64 = 0.92;

/// Slowest cutoff: faster reading than by this many samples a frame lets aliases in, so that its cost is bounded.
const WIDEST: f32 = 8.0;

/// The right half of the kernel, from its middle outwards.
static KERNEL: LazyLock<Box<[f32]>> = LazyLock::new(|| {
    let bessel = |x: f64| {
        // Modified Bessel function of the first kind, order 0, by its series.
        let (mut sum, mut term) = (1.0, 1.0);
        for k in 1..60 {
            term *= (x / (2.0 * f64::from(k))).powi(2);
            sum += term;
        }
        sum
    };
    let end = HALF_WIDTH * STEPS;
    let entry = |index: usize| {
        let x = index as f64 / STEPS as f64;
        let sinc = if index == 0 {
            CUTOFF
        } else {
            (PI * CUTOFF * x).sin() / (PI * x)
        };
        let place = (x / HALF_WIDTH as f64).min(1.0);
        (sinc * bessel(BETA * (1.0 - place * place).sqrt()) / bessel(BETA)) as f32
    };
    // One more entry, for the straight line behind the last.
    (0..end)
        .map(entry)
        .chain([0.0, 0.0])
        .collect::<Vec<_>>()
        .into_boxed_slice()
});

/// Builds the table, so that it is not built on the audio thread.
pub fn prepare() {
    LazyLock::force(&KERNEL);
}

/// The value at `whole + fraction` samples into `data`, for reading by `step` (any sign) samples a frame: above 1 the
/// kernel is widened, so that what would alias is left out. Outside `data` its first and last values hold.
#[must_use]
pub fn read(data: &[f32], whole: isize, fraction: f32, step: f32) -> f32 {
    let kernel: &[f32] = &KERNEL;
    let Some(last) = data.len().checked_sub(1) else {
        return 0.0;
    };
    let stretch = step.abs().clamp(1.0, WIDEST);
    let taps = (HALF_WIDTH as f32 * stretch) as isize;
    let scale = STEPS as f32 / stretch;
    let weight = |distance: f32| {
        let place = distance.abs() * scale;
        let index = place as usize;
        let between = place - index as f32;
        match kernel.get(index..index + 2) {
            Some(&[a, b]) => a + (b - a) * between,
            _ => 0.0,
        }
    };
    let mut sum = 0.0;
    for tap in 1 - taps..=taps {
        let index = (whole + tap).clamp(0, last as isize) as usize;
        sum += data[index] * weight(tap as f32 - fraction);
    }
    sum / stretch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, rms};
    use std::f64::consts::TAU;

    fn wave(frequency: f64) -> Vec<f32> {
        (0..4_000)
            .map(|index| (TAU * frequency * f64::from(index)).sin() as f32)
            .collect()
    }

    #[test]
    fn a_sine_at_a_third_of_the_rate_is_read_within_70_db() {
        let data = wave(1.0 / 3.0);
        let error: Vec<f32> = (100..3_000)
            .map(|index| {
                let fraction = (index as f32 * 0.37).fract();
                let exact = (TAU / 3.0 * (index as f64 + f64::from(fraction))).sin() as f32;
                read(&data, index, fraction, 1.0) - exact
            })
            .collect();
        let level = decibels(rms(&error));
        assert!(level < -70.0, "{level}");
    }

    #[test]
    fn reading_faster_leaves_out_what_would_alias() {
        // 0.4 of the rate, read twice as fast, would come back at 0.2.
        let data = wave(0.4);
        let heard: Vec<f32> = (50..1_900)
            .map(|index| read(&data, index * 2, 0.0, 2.0))
            .collect();
        let level = decibels(rms(&heard));
        assert!(level < -70.0, "{level}");
        // And half of what fits stays.
        let data = wave(0.1);
        let heard: Vec<f32> = (50..1_900)
            .map(|index| read(&data, index * 2, 0.0, 2.0))
            .collect();
        let level = decibels(rms(&heard)) + 3.01;
        assert!(level.abs() < 0.05, "{level}");
    }

    #[test]
    fn the_ends_hold() {
        let data = [1.0; 10];
        for whole in [-40, 3, 60] {
            assert!((read(&data, whole, 0.3, 1.0) - 1.0).abs() < 2e-3);
        }
        assert_eq!(read(&[], 0, 0.0, 1.0), 0.0);
    }
}
