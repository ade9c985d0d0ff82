//! What bends the spectrum of a sound, window by window: all of an event's spectral effects together, so that they cost
//! one transform and make the sound late by one window (2048 frames at rates around 48 kHz), whatever their number.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Needs, Start};
use phonon_dsp::spectral::effects::{
    Bin, Copy, Freeze, comb, conformal, enhance, high_brick, low_brick,
};
use phonon_dsp::spectral::stft::{Complex, Overlap, Transform};

/// Bands of the spectral delay, evenly spaced in pitch above the lowest, in Hz.
const BANDS: u32 = 16;
const LOWEST: f64 = 40.0;

/// Longest spectral delay in seconds.
const LONGEST_DELAY: f64 = 0.2;

/// Windows after which the first one is full of sound.
const FULL: u32 = 4;

/// What is remembered of one channel's spectra.
struct Channel {
    freeze: Freeze,
    copy: Copy,
    /// Spectra of the past, the latest at `latest`, of which so many are of this sound.
    past: Vec<Bin>,
    latest: usize,
    written: usize,
    windows: u32,
    phase: u32,
}

/// What spectral effects remember of one sound.
pub struct Spectra {
    overlaps: [Overlap; 2],
    channels: [Channel; 2],
    /// The band of the spectral delay in which each bin lies.
    bands: Vec<u32>,
}

impl Spectra {
    /// For windows of `transform`, at `sample_rate` Hz.
    pub fn new(transform: &Transform, sample_rate: f64) -> Self {
        let bins = transform.bins();
        let kept = (LONGEST_DELAY * sample_rate / transform.hop() as f64) as usize + 1;
        let channel = || Channel {
            freeze: Freeze::new(bins),
            copy: Copy::new(bins),
            past: vec![Complex::new(0.0, 0.0); bins * kept],
            latest: 0,
            written: 0,
            windows: 0,
            phase: 0,
        };
        let overlap = Overlap::new(transform.size());
        Self {
            overlaps: [overlap.clone(), overlap],
            channels: [channel(), channel()],
            bands: (0..bins)
                .map(|index| band(index, bins, sample_rate))
                .collect(),
        }
    }

    /// Forgets the last sound.
    pub fn reset(&mut self) {
        self.overlaps.iter_mut().for_each(Overlap::reset);
        for channel in &mut self.channels {
            channel.freeze.reset();
            channel.copy.reset();
            channel.written = 0;
            channel.windows = 0;
            channel.phase = 0;
        }
    }
}

/// The band of the spectral delay in which a bin of a spectrum of so many lies.
fn band(index: usize, bins: usize, sample_rate: f64) -> u32 {
    let half = sample_rate * 0.5;
    let frequency = index as f64 * half / (bins - 1) as f64;
    let octaves = (frequency / LOWEST).max(1.0).log2();
    let place = octaves / (half / LOWEST).log2();
    ((place * f64::from(BANDS)) as u32).min(BANDS - 1)
}

/// The spectral effects that an event asks for; each 0 where it does not.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Spectrum {
    /// Which bands are late, and by how much of the longest delay at most.
    late: u32,
    delay: f32,
    freeze: bool,
    comb: f32,
    smear: f32,
    scramble: f32,
    shift: f32,
    high: f32,
    /// Part of the spectrum that is kept; 1 where nothing is asked.
    low: f32,
    conformal: (f32, f32),
    enhance: f32,
}

impl Spectrum {
    /// Changes frames in place.
    fn bend(
        &self,
        left: &mut [f32],
        right: &mut [f32],
        spectra: &mut Spectra,
        transform: &mut Transform,
    ) {
        let bands = &spectra.bands;
        let overlaps = spectra.overlaps.iter_mut();
        for ((overlap, channel), frames) in overlaps.zip(&mut spectra.channels).zip([left, right]) {
            for x in frames {
                *x = overlap.next(*x, transform, |bins| self.change(bins, channel, bands));
            }
        }
    }

    /// One window, in SuperDirt's order.
    fn change(&self, bins: &mut [Bin], channel: &mut Channel, bands: &[u32]) {
        channel.windows += 1;
        if self.late > 0 && self.delay > 0.0 {
            self.spread(bins, channel, bands);
        }
        if self.freeze {
            channel.freeze.apply(bins, channel.windows > FULL);
        }
        if self.comb > 0.0 {
            comb(bins, 1.0 + self.comb * 63.0);
        }
        channel.copy.smear(bins, self.smear);
        if self.scramble > 0.0 {
            channel.copy.scramble(bins, self.scramble, 0.1);
        }
        if self.shift > 0.0 {
            let up = self.shift * bins.len() as f32 * 0.25;
            channel.copy.shift(bins, up, 0.25, &mut channel.phase);
        }
        high_brick(bins, self.high);
        low_brick(bins, self.low);
        if self.conformal != (0.0, 0.0) {
            conformal(bins, self.conformal.0, self.conformal.1);
        }
        enhance(bins, self.enhance);
    }

    /// Takes some bands from the past: a band is late by the bits that its number has in common with `late`.
    fn spread(&self, bins: &mut [Bin], channel: &mut Channel, bands: &[u32]) {
        let count = bins.len();
        let kept = channel.past.len() / count;
        channel.latest = (channel.latest + 1) % kept;
        channel.written = (channel.written + 1).min(kept);
        channel.past[channel.latest * count..][..count].copy_from_slice(bins);
        for (index, (bin, band)) in bins.iter_mut().zip(bands).enumerate() {
            let part = (band & self.late) as f32 / BANDS as f32 * self.delay.min(1.0);
            let back = (part * (kept - 1) as f32).round() as usize;
            *bin = if back < channel.written {
                channel.past[(channel.latest + kept - back) % kept * count + index]
            } else {
                Complex::new(0.0, 0.0)
            };
        }
    }
}

impl Effect for Spectrum {
    const ASKED_BY: &'static [Parameter] = &[
        p::XSDELAY,
        p::TSDELAY,
        p::FREEZE,
        p::COMB,
        p::SMEAR,
        p::SCRAM,
        p::BINSHIFT,
        p::HBRICK,
        p::LBRICK,
        p::REAL,
        p::IMAG,
        p::ENHANCE,
    ];
    const NEEDS: Needs = Needs::Spectra;

    fn start(trigger: &Trigger, _: &Start) -> Option<Self> {
        if !Self::is_asked_by(trigger) {
            return None;
        }
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        Some(Self {
            late: or_zero(p::XSDELAY).max(0.0) as u32 % BANDS,
            delay: or_zero(p::TSDELAY),
            freeze: or_zero(p::FREEZE) > 0.5,
            comb: or_zero(p::COMB),
            smear: or_zero(p::SMEAR),
            scramble: or_zero(p::SCRAM),
            shift: or_zero(p::BINSHIFT),
            high: or_zero(p::HBRICK),
            low: trigger.get(p::LBRICK).unwrap_or(1.0),
            conformal: (or_zero(p::REAL), or_zero(p::IMAG)),
            enhance: or_zero(p::ENHANCE),
        })
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        if let Some((spectra, transform)) = context.spectra() {
            self.bend(left, right, spectra, transform);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_dsp::measure::{amplitude_at, decibels, rms, spectrum};
    use phonon_dsp::oscillators::noise::Random;

    const RATE: f64 = 48_000.0;

    fn none() -> Spectrum {
        Spectrum {
            low: 1.0,
            ..Spectrum::default()
        }
    }

    fn render(effects: Spectrum, sound: impl Fn(usize) -> f32, frames: usize) -> Vec<f32> {
        let mut transform = Transform::new(2_048);
        let mut spectra = Spectra::new(&transform, RATE);
        let mut left: Vec<f32> = (0..frames).map(sound).collect();
        let mut right = left.clone();
        for (l, r) in left.chunks_mut(50).zip(right.chunks_mut(50)) {
            effects.bend(l, r, &mut spectra, &mut transform);
        }
        assert!(left == right);
        left
    }

    fn tone(frequency: f64) -> impl Fn(usize) -> f32 {
        move |frame| (std::f64::consts::TAU * frequency * frame as f64 / RATE).sin() as f32
    }

    fn noise(frame: usize) -> f32 {
        Random::new(frame as u64).bipolar()
    }

    /// Level in dB of 400 Hz from a frequency on, in the second of two seconds.
    fn level_from(samples: &[f32], from: usize) -> f64 {
        let bins = spectrum(&samples[48_000..]);
        let sum: f64 = bins[from..from + 400].iter().map(|x| x * x).sum();
        decibels(sum.sqrt())
    }

    #[test]
    fn nothing_asked_is_the_sound_one_window_later() {
        let samples = render(none(), noise, 20_000);
        for frame in 5_000..15_000 {
            assert!((samples[frame + 2_048] - noise(frame)).abs() < 1e-5);
        }
    }

    #[test]
    fn a_frozen_sound_holds_its_first_window() {
        let effects = Spectrum {
            freeze: true,
            ..none()
        };
        let burst = |frame| {
            if frame < 3_000 {
                tone(1_000.0)(frame)
            } else {
                0.0
            }
        };
        let samples = render(effects, burst, 96_000);
        let late = &samples[48_000..];
        assert!(decibels(amplitude_at(late, 1_000.0, RATE)) > -3.0);
    }

    #[test]
    fn bricks_cut_where_they_say() {
        let high = render(
            Spectrum {
                high: 0.25,
                ..none()
            },
            noise,
            96_000,
        );
        assert!(level_from(&high, 7_000) - level_from(&high, 4_000) > 50.0);
        let low = render(
            Spectrum {
                low: 0.25,
                ..none()
            },
            noise,
            96_000,
        );
        assert!(level_from(&low, 4_000) - level_from(&low, 7_000) > 50.0);
    }

    #[test]
    fn a_shifted_tone_lies_higher() {
        let samples = render(
            Spectrum {
                shift: 0.2,
                ..none()
            },
            tone(1_000.0),
            96_000,
        );
        // A twentieth of 1025 bins of 23.4 Hz.
        let wanted = 1_000.0 + 0.05 * 1_025.0 * RATE / 2_048.0;
        let level = decibels(amplitude_at(&samples[48_000..], wanted, RATE));
        assert!(level > -3.0, "{level}");
    }

    #[test]
    fn late_bands_are_late() {
        let effects = Spectrum {
            late: 15,
            delay: 1.0,
            ..none()
        };
        let click = |frame| if frame == 4_000 { 1.0 } else { 0.0 };
        let samples = render(effects, click, 48_000);
        // When the energy around a frequency arrives.
        let arrival = |frequency: f64| {
            let windows: Vec<f64> = samples
                .chunks(512)
                .map(|window| amplitude_at(window, frequency, RATE))
                .collect();
            (0..windows.len())
                .max_by(|a, b| windows[*a].total_cmp(&windows[*b]))
                .expect("windows")
        };
        // Band 13 of 16 against band 7: six sixteenths of 0.2 s, seven windows.
        let apart = arrival(8_000.0) - arrival(700.0);
        assert!((5..=9).contains(&apart), "{apart}");
    }

    #[test]
    fn each_effect_changes_the_sound_and_keeps_it_in_bounds() {
        let changes = [
            Spectrum {
                comb: 0.5,
                ..none()
            },
            Spectrum {
                smear: 0.5,
                ..none()
            },
            Spectrum {
                scramble: 0.5,
                ..none()
            },
            Spectrum {
                conformal: (0.5, 0.0),
                ..none()
            },
            Spectrum {
                conformal: (0.0, 0.5),
                ..none()
            },
            Spectrum {
                enhance: 0.5,
                ..none()
            },
        ];
        let sound = |frame| 0.3 * noise(frame) + 0.3 * tone(500.0)(frame);
        let plain = render(none(), sound, 48_000);
        for effects in changes {
            let samples = render(effects, sound, 48_000);
            let difference: Vec<f32> = samples.iter().zip(&plain).map(|(a, b)| a - b).collect();
            assert!(rms(&difference[8_000..]) > 0.02, "{effects:?}");
            let level = decibels(rms(&samples[8_000..]) / rms(&plain[8_000..]));
            assert!(level.abs() < 9.0, "{effects:?}: {level} dB");
        }
    }
}
