//! Comparing what a host rendered with what the command rendered.

use crate::onsets;
use anyhow::{Context, Result, bail};
use std::path::Path;

/// Planar audio and its rate.
pub struct Audio {
    pub rate: f64,
    pub channels: Vec<Vec<f32>>,
}

/// How two renderings of one song differ.
#[derive(Debug)]
pub struct Comparison {
    /// Onsets found in the reference and in what was heard.
    pub onsets: (usize, usize),
    /// Of each onset the number of frames it was late (negative: early); the one farthest off.
    pub worst_lag: i64,
    /// The largest difference of two samples, after the level was matched.
    pub difference: f32,
    /// Level of what was heard relative to the reference, linear.
    pub gain: f32,
}

impl Comparison {
    /// The same onsets, each within `frames`.
    pub fn agrees_within(&self, frames: i64) -> bool {
        self.onsets.0 > 0 && self.onsets.0 == self.onsets.1 && self.worst_lag.abs() <= frames
    }

    /// For the table.
    pub fn words(&self) -> String {
        format!(
            "{} of {} onsets, farthest off {} frame(s), largest difference {:.1e} at level {:.3}",
            self.onsets.1, self.onsets.0, self.worst_lag, self.difference, self.gain
        )
    }
}

/// How far an onset is searched for, in frames.
const REACH: i64 = 24;

/// Compares two renderings of equal rate, over the length of the shorter.
pub fn compare(reference: &[Vec<f32>], heard: &[Vec<f32>], rate: f64) -> Result<Comparison> {
    if reference.is_empty() || reference.len() > heard.len() {
        bail!(
            "{} channel(s) heard, {} wanted",
            heard.len(),
            reference.len()
        );
    }
    let frames = reference[0].len().min(heard[0].len());
    let cut = |channels: &[Vec<f32>]| {
        channels[..reference.len()]
            .iter()
            .map(|c| c[..frames].to_vec())
            .collect::<Vec<_>>()
    };
    let (reference, mut heard) = (cut(reference), cut(heard));
    let energy = |a: &[Vec<f32>], b: &[Vec<f32>]| {
        let products = a.iter().flatten().zip(b.iter().flatten());
        products
            .map(|(x, y)| f64::from(*x) * f64::from(*y))
            .sum::<f64>()
    };
    let loudness = energy(&reference, &reference);
    if loudness == 0.0 || energy(&heard, &heard) == 0.0 {
        bail!("silence");
    }
    let gain = (energy(&heard, &heard) / loudness).sqrt() as f32;
    heard.iter_mut().flatten().for_each(|y| *y /= gain);

    let wanted = onsets::rises(&reference, rate);
    let found = onsets::rises(&heard, rate);
    let window = (rate * 0.01) as usize;
    let worst_lag = wanted
        .iter()
        .filter_map(|onset| lag_at(&reference, &heard, onset.saturating_sub(window / 2), window))
        .max_by_key(|lag| lag.abs())
        .unwrap_or(0);
    let difference = reference
        .iter()
        .flatten()
        .zip(heard.iter().flatten())
        .fold(0.0_f32, |most, (x, y)| most.max((x - y).abs()));
    Ok(Comparison {
        onsets: (wanted.len(), found.len()),
        worst_lag,
        difference,
        gain,
    })
}

/// By how many frames `heard` lags `reference` in the window from `start`: where their difference is least.
fn lag_at(reference: &[Vec<f32>], heard: &[Vec<f32>], start: usize, window: usize) -> Option<i64> {
    let frames = reference[0].len() as i64;
    let (from, to) = (start as i64, (start + window) as i64);
    if from < REACH || to + REACH >= frames {
        return None;
    }
    (-REACH..=REACH).min_by(|a, b| {
        let error = |lag: i64| -> f64 {
            reference
                .iter()
                .zip(heard)
                .flat_map(|(x, y)| {
                    (from..to).map(move |i| (x[i as usize] - y[(i + lag) as usize]) as f64)
                })
                .map(|d| d * d)
                .sum()
        };
        error(*a).total_cmp(&error(*b)).then(a.abs().cmp(&b.abs()))
    })
}

/// Reads a WAV file of float or integer samples.
pub fn read_wav(path: &Path) -> Result<Audio> {
    let mut reader =
        hound::WavReader::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let spec = reader.spec();
    let samples: Vec<f32> = match spec.sample_format {
        hound::SampleFormat::Float => reader.samples::<f32>().collect::<Result<_, _>>()?,
        hound::SampleFormat::Int => {
            let scale = 2.0_f32.powi(1 - i32::from(spec.bits_per_sample));
            reader
                .samples::<i32>()
                .map(|s| Ok(s? as f32 * scale))
                .collect::<Result<_, hound::Error>>()?
        }
    };
    let count = usize::from(spec.channels);
    let channels = (0..count)
        .map(|c| samples.iter().skip(c).step_by(count).copied().collect())
        .collect();
    Ok(Audio {
        rate: f64::from(spec.sample_rate),
        channels,
    })
}

/// Writes a WAV file of 32-bit floats.
pub fn write_wav(channels: &[Vec<f32>], rate: f64, path: &Path) -> Result<()> {
    let spec = hound::WavSpec {
        channels: channels.len() as u16,
        sample_rate: rate as u32,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(path, spec)
        .with_context(|| format!("cannot write {}", path.display()))?;
    for frame in 0..channels.first().map_or(0, Vec::len) {
        for channel in channels {
            writer.write_sample(channel[frame])?;
        }
    }
    Ok(writer.finalize()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decaying bursts at the given frames.
    fn bursts(frames: &[usize]) -> Vec<Vec<f32>> {
        let mut channel = vec![0.0_f32; 48_000];
        for frame in frames {
            for k in 0..800 {
                channel[frame + k] += (k as f32 * 0.7).cos() * (-(k as f32) / 150.0).exp() * 0.5;
            }
        }
        vec![channel]
    }

    #[test]
    fn equal_up_to_level_is_agreement() {
        let reference = bursts(&[5000, 17_000, 30_000]);
        let louder: Vec<Vec<f32>> = reference
            .iter()
            .map(|c| c.iter().map(|y| y * 0.5).collect())
            .collect();
        let comparison = compare(&reference, &louder, 48_000.0).unwrap();
        assert!(
            comparison.agrees_within(0) && comparison.difference < 1e-6,
            "{comparison:?}"
        );
        assert!((comparison.gain - 0.5).abs() < 1e-6);
    }

    #[test]
    fn a_late_onset_and_a_lost_one_are_told() {
        let reference = bursts(&[5000, 17_000, 30_000]);
        let late = compare(&reference, &bursts(&[5000, 17_003, 30_000]), 48_000.0).unwrap();
        assert_eq!(late.worst_lag, 3);
        assert!(!late.agrees_within(1));
        let lost = compare(&reference, &bursts(&[5000, 30_000]), 48_000.0).unwrap();
        assert!(!lost.agrees_within(1));
        assert!(compare(&reference, &[vec![0.0; 48_000]], 48_000.0).is_err());
    }
}
