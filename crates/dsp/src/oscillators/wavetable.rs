//! Band-limited periodic waves: tables that hold exactly the harmonics below half the sample rate, chosen by pitch.
//!
//! Each wave has a level for every 1, 2, 3, 4, 5, 6, 8, 10, 12, 16 … 1024 harmonics, built once by an inverse Fourier
//! transform off the audio thread. Reading the level that fits leaves nothing to alias; what is lost lies above
//! 0.75 of half the rate. (J. O. Smith, "Wavetable Synthesis", 2010; Bristow-Johnson, "Wavetable Synthesis 101", 1996.)

use crate::math::interpolate::hermite;
use realfft::RealFftPlanner;
use std::f64::consts::PI;
use std::sync::LazyLock;

/// Most harmonics that a table holds: below 20 Hz at 48 kHz the top of the spectrum thins out.
const MOST_HARMONICS: usize = 1024;

/// Values that are made together: fetching is done one by one, the arithmetic on all at once.
const LANES: usize = 8;

/// One period with a given number of harmonics.
#[derive(Clone, Debug)]
struct Level {
    /// One period, with a guard frame before and two behind.
    samples: Vec<f32>,
    /// Shift that turns a 32-bit phase into an index.
    shift: u32,
}

/// A band-limited wave: read at a phase, in the level of harmonics that fits the pitch.
///
/// ```
/// use phonon_dsp::measure::{decibels, strongest_inharmonic};
/// use phonon_dsp::oscillators::phase::{Increment, Phase};
/// use phonon_dsp::oscillators::wavetable::SAW;
///
/// let rate = 48_000.0;
/// let increment = Increment::new(rate).of(1_000.0); // Hz
/// let level = SAW.level(increment);
/// let mut phase = Phase::default();
/// let samples: Vec<f32> = (0..1 << 14).map(|_| SAW.read(level, phase.next(increment))).collect();
/// // Nothing aliases.
/// assert!(strongest_inharmonic(&samples, 1_000.0, rate) < -80.0);
/// ```
#[derive(Clone, Debug)]
pub struct Wavetable {
    levels: Vec<Level>,
    /// The level for each possible number of harmonics.
    by_harmonics: Vec<u8>,
}

/// Numbers of harmonics for which a level exists.
fn ladder() -> Vec<usize> {
    let mut counts = vec![1, 2, 3, 4, 5, 6];
    let mut base = 8;
    while base < MOST_HARMONICS {
        counts.extend([base, base + base / 4, base + base / 2]);
        base *= 2;
    }
    counts.push(MOST_HARMONICS);
    counts
}

impl Wavetable {
    /// `harmonic(h)` gives the (cosine, sine) amplitudes of harmonic h ≥ 1.
    pub fn new(harmonic: impl Fn(usize) -> (f64, f64)) -> Self {
        let mut planner = RealFftPlanner::<f64>::new();
        let counts = ladder();
        let mut by_harmonics = vec![0_u8; MOST_HARMONICS + 1];
        let mut levels = Vec::with_capacity(counts.len());
        for (index, &count) in counts.iter().enumerate() {
            for level in &mut by_harmonics[count..] {
                *level = index as u8;
            }
            // At least sixteen points for the highest harmonic keep the error of the interpolation inaudible, even
            // of the straight one.
            let length = (count * 16).next_power_of_two().clamp(2048, 16_384);
            let transform = planner.plan_fft_inverse(length);
            let mut bins = transform.make_input_vec();
            for (h, bin) in bins.iter_mut().enumerate().take(count + 1).skip(1) {
                let (cosine, sine) = harmonic(h);
                bin.re = cosine / 2.0;
                bin.im = -sine / 2.0;
            }
            let mut period = transform.make_output_vec();
            transform
                .process(&mut bins, &mut period)
                .expect("the lengths fit");
            let mut samples = Vec::with_capacity(length + 3);
            samples.push(period[length - 1] as f32);
            samples.extend(period.iter().map(|x| *x as f32));
            samples.push(period[0] as f32);
            samples.push(period[1] as f32);
            levels.push(Level {
                samples,
                shift: 32 - length.trailing_zeros(),
            });
        }
        Self {
            levels,
            by_harmonics,
        }
    }

    /// One period of any shape as a wave: its harmonics by Fourier transform. An empty period is silence.
    pub fn from_period(period: &[f32]) -> Self {
        if period.len() < 2 {
            return Self::new(|_| (0.0, 0.0));
        }
        let transform = RealFftPlanner::<f64>::new().plan_fft_forward(period.len());
        let mut input: Vec<f64> = period.iter().map(|x| f64::from(*x)).collect();
        let mut bins = transform.make_output_vec();
        transform
            .process(&mut input, &mut bins)
            .expect("the lengths fit");
        let scale = 2.0 / period.len() as f64;
        Self::new(|h| {
            // All below half the period's rate.
            if 2 * h < period.len() {
                (bins[h].re * scale, -bins[h].im * scale)
            } else {
                (0.0, 0.0)
            }
        })
    }

    /// The level to read at a phase increment: all its harmonics lie below half the sample rate.
    #[inline(always)]
    pub fn level(&self, increment: u32) -> usize {
        let magnitude = increment.cast_signed().unsigned_abs().max(1);
        let harmonics = (0x8000_0000_u32 / magnitude).min(MOST_HARMONICS as u32);
        usize::from(self.by_harmonics[harmonics as usize])
    }

    /// The wave at a phase, in a level.
    #[inline(always)]
    pub fn read(&self, level: usize, phase: u32) -> f32 {
        let level = &self.levels[level];
        let index = (phase >> level.shift) as usize;
        let fraction = (phase << (32 - level.shift)) as f32 * (1.0 / 4_294_967_296.0);
        match level.samples.get(index..index + 4) {
            Some(&[a, b, c, d]) => hermite(a, b, c, d, fraction),
            _ => 0.0,
        }
    }

    /// Overwrites `out` with the values of a level at the phases that `phase` gives by index, on straight lines between
    /// the table's points: for waves whose harmonics fall with their number, whose error then lies below -90 dB.
    #[inline]
    pub fn fill(&self, level: usize, out: &mut [f32], phase: impl Fn(u32) -> u32) {
        let Level { samples, shift } = &self.levels[level];
        // The first point is a guard before the period.
        let points = samples.get(1..).unwrap_or_default();
        for (chunk, out) in out.chunks_mut(LANES).enumerate() {
            let (mut from, mut to) = ([0.0; LANES], [0.0; LANES]);
            let mut fractions = [0_i32; LANES];
            for lane in 0..LANES {
                let phase = phase((chunk * LANES + lane) as u32);
                let index = (phase >> shift) as usize;
                fractions[lane] = (phase << (32 - shift) >> 8).cast_signed();
                if let Some(&[a, b]) = points.get(index..index + 2) {
                    (from[lane], to[lane]) = (a, b);
                }
            }
            let mut values = [0.0; LANES];
            for lane in 0..LANES {
                let fraction = fractions[lane] as f32 * (1.0 / 16_777_216.0);
                values[lane] = from[lane] + (to[lane] - from[lane]) * fraction;
            }
            out.copy_from_slice(&values[..out.len()]);
        }
    }
}

/// Rises from -1 to 1 over the period, then falls at once; begins at -1.
pub static SAW: LazyLock<Wavetable> =
    LazyLock::new(|| Wavetable::new(|h| (0.0, -2.0 / (PI * h as f64))));

/// Rises from -1 to 1 in the first half of the period and back in the second.
pub static TRIANGLE: LazyLock<Wavetable> = LazyLock::new(|| {
    Wavetable::new(|h| {
        if h % 2 == 1 {
            (-8.0 / (PI * PI * (h * h) as f64), 0.0)
        } else {
            (0.0, 0.0)
        }
    })
});

/// 1 in the first half of the period, -1 in the second.
pub static SQUARE: LazyLock<Wavetable> = LazyLock::new(|| {
    Wavetable::new(|h| {
        if h % 2 == 1 {
            (0.0, 4.0 / (PI * h as f64))
        } else {
            (0.0, 0.0)
        }
    })
});

/// Names of the waves that [`named`] knows.
pub const NAMES: [&str; 7] = ["sine", "saw", "square", "tri", "organ", "glass", "voice"];

/// A wave by its name: sine, saw, square, tri, organ (drawbars at 1 2 3 4 6 8), glass (high and sparse), voice
/// (two formants).
pub fn named(name: &str) -> Option<Wavetable> {
    let table = match name {
        "sine" => Wavetable::new(|h| (0.0, if h == 1 { 1.0 } else { 0.0 })),
        "saw" => SAW.clone(),
        "square" => SQUARE.clone(),
        "tri" => TRIANGLE.clone(),
        "organ" => Wavetable::new(|h| match h {
            1 | 2 => (0.0, 0.35),
            3 => (0.0, 0.2),
            4 => (0.0, 0.15),
            6 | 8 => (0.0, 0.08),
            _ => (0.0, 0.0),
        }),
        "glass" => Wavetable::new(|h| match h {
            1 => (0.0, 0.5),
            5 | 7 => (0.0, 0.2),
            11 | 16 | 23 => (0.0, 0.08),
            _ => (0.0, 0.0),
        }),
        "voice" => Wavetable::new(|h| {
            let hump = |centre: f64, width: f64| (-((h as f64 - centre) / width).powi(2)).exp();
            (
                0.0,
                0.3 / h as f64 + 0.25 * hump(5.0, 1.5) + 0.12 * hump(11.0, 2.5),
            )
        }),
        _ => return None,
    };
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{amplitude_at, decibels, strongest_inharmonic};
    use crate::oscillators::phase::Increment;

    const RATE: f64 = 48_000.0;

    fn render(wave: &Wavetable, frequency: f32, frames: usize) -> Vec<f32> {
        let increment = Increment::new(RATE).of(frequency);
        let level = wave.level(increment);
        let mut phase = 0_u32;
        (0..frames)
            .map(|_| {
                let y = wave.read(level, phase);
                phase = phase.wrapping_add(increment);
                y
            })
            .collect()
    }

    #[test]
    fn alias_products_of_high_notes_are_below_minus_80_db() {
        for wave in [&*SAW, &*SQUARE, &*TRIANGLE] {
            for frequency in [261.63, 1318.5, 3135.96, 5003.0, 7777.0, 11_000.0] {
                let samples = render(wave, frequency, 48_000);
                let worst = strongest_inharmonic(&samples, f64::from(frequency), RATE);
                assert!(worst < -80.0, "{frequency} Hz: {worst} dB");
            }
        }
    }

    #[test]
    fn straight_lines_alias_no_louder_than_minus_80_db() {
        for frequency in [41.2, 261.63, 1318.5, 5003.0] {
            let increment = Increment::new(RATE).of(frequency);
            let mut samples = vec![0.0; 48_000];
            SAW.fill(SAW.level(increment), &mut samples, |index| {
                increment.wrapping_mul(index)
            });
            let worst = strongest_inharmonic(&samples, f64::from(frequency), RATE);
            assert!(worst < -80.0, "{frequency} Hz: {worst} dB");
        }
    }

    #[test]
    fn a_saw_has_every_harmonic_at_its_level_and_no_dc() {
        let samples = render(&SAW, 100.0, 48_000);
        for h in 1..=150 {
            let expected = decibels(2.0 / (PI * f64::from(h)));
            let measured = decibels(amplitude_at(&samples, 100.0 * f64::from(h), RATE));
            assert!((expected - measured).abs() < 0.1, "harmonic {h}");
        }
        let mean: f64 = samples.iter().map(|x| f64::from(*x)).sum::<f64>() / 48_000.0;
        assert!(mean.abs() < 1e-4, "{mean}");
    }

    #[test]
    fn shapes_are_those_that_are_promised() {
        let saw = render(&SAW, 100.0, 480);
        assert!((saw[120] + 0.5).abs() < 0.02 && (saw[360] - 0.5).abs() < 0.02);
        let square = render(&SQUARE, 100.0, 480);
        assert!((square[120] - 1.0).abs() < 0.02 && (square[360] + 1.0).abs() < 0.02);
        let triangle = render(&TRIANGLE, 100.0, 480);
        assert!((triangle[0] + 1.0).abs() < 0.01 && (triangle[240] - 1.0).abs() < 0.01);
    }

    #[test]
    fn what_lies_within_the_top_level_is_kept() {
        // 5 kHz at 48 kHz: harmonics at 5, 10, 15 and 20 kHz.
        let samples = render(&SAW, 5000.0, 48_000);
        for h in 1..=4 {
            let measured = amplitude_at(&samples, 5000.0 * f64::from(h), RATE);
            let expected = 2.0 / (PI * f64::from(h));
            assert!((decibels(measured) - decibels(expected)).abs() < 0.1);
        }
    }

    #[test]
    fn named_waves_stay_near_full_scale_without_aliases() {
        for name in ["sine", "saw", "square", "tri", "organ", "glass", "voice"] {
            let wave = named(name).expect("a name");
            let samples = render(&wave, 220.0, 48_000);
            let peak = samples.iter().fold(0.0_f32, |most, y| most.max(y.abs()));
            assert!((0.5..1.6).contains(&peak), "{name}: {peak}");
            assert!(
                strongest_inharmonic(&samples, 220.0, RATE) < -80.0,
                "{name}"
            );
        }
        assert!(named("0 1").is_none());
    }

    #[test]
    fn a_drawn_period_becomes_a_wave() {
        let drawn: Vec<f32> = (0..64)
            .map(|i| (f64::from(i) / 64.0 * std::f64::consts::TAU).sin() as f32)
            .collect();
        let wave = Wavetable::from_period(&drawn);
        let samples = render(&wave, 440.0, 48_000);
        assert!((amplitude_at(&samples, 440.0, RATE) - 1.0).abs() < 1e-3);
    }
}
