//! Measuring tools of the tests: levels at frequencies, spectra.

use realfft::RealFftPlanner;
use std::f64::consts::TAU;

/// Amplitude of the sine component at `frequency` (Hz) over all of `samples` (Goertzel; exact for whole periods).
pub fn amplitude_at(samples: &[f32], frequency: f64, sample_rate: f64) -> f64 {
    let (mut re, mut im) = (0.0, 0.0);
    for (index, sample) in samples.iter().enumerate() {
        let angle = TAU * frequency * index as f64 / sample_rate;
        re += f64::from(*sample) * angle.cos();
        im += f64::from(*sample) * angle.sin();
    }
    2.0 * (re * re + im * im).sqrt() / samples.len() as f64
}

/// Decibels of a linear amplitude; -300 at zero.
pub fn decibels(amplitude: f64) -> f64 {
    20.0 * amplitude.max(1e-15).log10()
}

/// Amplitude spectrum with a Blackman-Harris window (side lobes below -92 dB): bin `k` is `k * sample_rate / samples.len()` Hz and shows
/// a sine's amplitude.
pub fn spectrum(samples: &[f32]) -> Vec<f64> {
    let length = samples.len();
    let mut windowed: Vec<f64> = samples
        .iter()
        .enumerate()
        .map(|(index, sample)| {
            let t = TAU * index as f64 / length as f64;
            let window =
                0.35875 - 0.48829 * t.cos() + 0.14128 * (2.0 * t).cos() - 0.01168 * (3.0 * t).cos();
            f64::from(*sample) * window
        })
        .collect();
    let transform = RealFftPlanner::<f64>::new().plan_fft_forward(length);
    let mut bins = transform.make_output_vec();
    transform
        .process(&mut windowed, &mut bins)
        .expect("the lengths fit");
    bins.iter()
        .map(|bin| bin.norm() * 2.0 / (0.35875 * length as f64))
        .collect()
}

/// The strongest component (dB) that lies further than six bins from every multiple of `fundamental` and from DC.
pub fn strongest_inharmonic(samples: &[f32], fundamental: f64, sample_rate: f64) -> f64 {
    let width = sample_rate / samples.len() as f64;
    let mut worst = 0.0_f64;
    for (index, amplitude) in spectrum(samples).iter().enumerate() {
        let frequency = index as f64 * width;
        let nearest = (frequency / fundamental).round() * fundamental;
        if (frequency - nearest).abs() > 6.0 * width {
            worst = worst.max(*amplitude);
        }
    }
    decibels(worst)
}

/// Root mean square.
pub fn rms(samples: &[f32]) -> f64 {
    let sum: f64 = samples.iter().map(|x| f64::from(*x).powi(2)).sum();
    (sum / samples.len() as f64).sqrt()
}

/// The greatest magnitude.
pub fn peak(samples: &[f32]) -> f32 {
    samples.iter().fold(0.0, |peak, x| peak.max(x.abs()))
}

/// Gain in dB at `frequency` of a process fed with a sine of amplitude 1, once it has settled for `settle` seconds.
pub fn gain_at(
    frequency: f64,
    sample_rate: f64,
    settle: f64,
    mut process: impl FnMut(f32) -> f32,
) -> f64 {
    let skip = (settle * sample_rate) as usize;
    let periods = (0.1 * frequency).ceil().max(8.0);
    let length = (periods * sample_rate / frequency).round() as usize;
    let mut output = Vec::with_capacity(length);
    for index in 0..skip + length {
        let x = (TAU * frequency * index as f64 / sample_rate).sin();
        let y = process(x as f32);
        if index >= skip {
            output.push(y);
        }
    }
    decibels(amplitude_at(&output, frequency, sample_rate))
}

/// Seconds after which the energy that is still to come has fallen by 60 dB (Schroeder's backward integration, extrapolated
/// from the fall between -5 and -35 dB).
pub fn reverberation_time(impulse_response: &[f32], sample_rate: f64) -> f64 {
    let mut energy: Vec<f64> = impulse_response
        .iter()
        .map(|x| f64::from(*x).powi(2))
        .collect();
    for index in (0..energy.len() - 1).rev() {
        energy[index] += energy[index + 1];
    }
    let total = energy[0];
    let fallen = |db: f64| {
        let level = total * 10f64.powf(-db / 10.0);
        energy.iter().position(|e| *e < level).unwrap_or(0) as f64 / sample_rate
    };
    2.0 * (fallen(35.0) - fallen(5.0))
}
