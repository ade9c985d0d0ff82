//! A limiter that looks ahead: it knows the peaks between the samples, and turns down before they come.
//!
//! Peaks are found by four-fold oversampling (as in ITU-R BS.1770-4, annex 2, with a longer filter), in sound up to 0.4 of the
//! sample rate: nearer its half no filter of such a length knows what lies between the samples. The gain that they ask for is held over a window
//! (the least of the window's gains, Lemire's streaming minimum: "Streaming maximum-minimum filter", 2006), recovers
//! exponentially, and is averaged over the window, so that it has arrived, smoothly, when the delayed peak comes out.

use std::collections::VecDeque;
use std::f64::consts::PI;

/// What no peak between samples exceeds, linear (-0.3 dB): the filter that finds them is short and errs by that.
const CEILING: f32 = 0.966;

/// Length of the look-ahead window, seconds.
const WINDOW: f64 = 0.0015;

/// Taps of each phase of the interpolation, and phases.
const TAPS: usize = 24;
const PHASES: usize = 4;

/// One, as gains are added up: whole numbers, so that a sum of ones stays exactly that.
const ONE: u64 = 1 << 30;

/// Finds the peaks of a stereo signal between its samples.
#[derive(Clone, Debug)]
pub struct TruePeakMeter {
    filter: [[f32; TAPS]; PHASES],
    /// The latest frames, twice in a row, so that the last `TAPS` lie beside each other.
    history: [[f32; 2 * TAPS]; 2],
    at: usize,
}

impl Default for TruePeakMeter {
    fn default() -> Self {
        Self {
            filter: filter(),
            history: [[0.0; 2 * TAPS]; 2],
            at: 0,
        }
    }
}

impl TruePeakMeter {
    /// The louder channel's peak, linear, around the frame that came half the filter's length ago (12 frames).
    pub fn next(&mut self, left: f32, right: f32) -> f32 {
        let mut peak = 0.0_f32;
        for (history, sample) in self.history.iter_mut().zip([left, right]) {
            history[self.at] = sample;
            history[self.at + TAPS] = sample;
            let recent = &history[self.at + 1..=self.at + TAPS];
            for phase in &self.filter {
                let sum: f32 = phase.iter().zip(recent).map(|(a, b)| a * b).sum();
                peak = peak.max(sum.abs());
            }
            // The frame itself, which the filter finds but for rounding.
            peak = peak.max(recent[TAPS / 2 - 1].abs());
        }
        self.at = (self.at + 1) % TAPS;
        peak
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.history = [[0.0; 2 * TAPS]; 2];
        self.at = 0;
    }
}

/// The louder of both channels' peaks decides for both.
#[derive(Clone, Debug)]
pub struct TruePeakLimiter {
    meter: TruePeakMeter,
    /// Frames that wait to come out.
    delay: VecDeque<(f32, f32)>,
    /// (frame, gain) of the window, gains rising.
    least: VecDeque<(u64, f32)>,
    frame: u64,
    window: usize,
    held: f32,
    release: f32,
    /// Gains of the last frames, of which the mean is taken.
    averaged: VecDeque<u32>,
    sum: u64,
    gain: f32,
    on: bool,
}

impl TruePeakLimiter {
    /// `release`: seconds to recover 63%; `sample_rate` in Hz.
    #[must_use]
    pub fn new(release: f64, sample_rate: f64) -> Self {
        let window = ((WINDOW * sample_rate) as usize).max(8);
        let mut limiter = Self {
            meter: TruePeakMeter::default(),
            delay: VecDeque::with_capacity(window + TAPS),
            // Beside the window the frames on both sides of a peak between them.
            least: VecDeque::with_capacity(window + 4),
            frame: 0,
            window,
            held: 1.0,
            release: 1.0 - (-1.0 / (release * sample_rate)).exp() as f32,
            averaged: VecDeque::with_capacity(window + 1),
            sum: 0,
            gain: 1.0,
            on: true,
        };
        limiter.reset();
        limiter
    }

    /// Frames by which it delays.
    #[must_use]
    pub fn latency(&self) -> usize {
        self.window + TAPS / 2
    }

    /// Whether it limits, or only delays.
    pub fn set_on(&mut self, on: bool) {
        self.on = on;
    }

    /// One frame in, the one of [`latency`](Self::latency) frames ago out: within ±1, and within ±1 between frames too.
    /// What is not finite becomes silence.
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let left = if left.is_finite() { left } else { 0.0 };
        let right = if right.is_finite() { right } else { 0.0 };
        let peak = self.meter.next(left, right).max(f32::MIN_POSITIVE);
        let wanted = if self.on {
            (CEILING / peak).min(1.0)
        } else {
            1.0
        };
        let least = self.least_with(wanted);
        self.held = if least < self.held {
            least
        } else {
            let next = self.held + (least - self.held) * self.release;
            // Arrived where nothing is heard of the rest, or as near as `f32` gets.
            let is_there = least - next < 1e-5 || next == self.held;
            if is_there { least } else { next }
        };
        let fixed = (self.held * ONE as f32) as u32;
        let oldest = self.averaged.pop_front().unwrap_or(fixed);
        self.averaged.push_back(fixed);
        self.sum = self.sum + u64::from(fixed) - u64::from(oldest);
        self.gain = (self.sum as f64 / (ONE * self.window as u64) as f64) as f32;
        self.delay.push_back((left, right));
        let (left, right) = self.delay.pop_front().unwrap_or_default();
        if !self.on {
            return (left * self.gain, right * self.gain);
        }
        (
            (left * self.gain).clamp(-1.0, 1.0),
            (right * self.gain).clamp(-1.0, 1.0),
        )
    }

    /// Gain reduction now, linear: 1 is none.
    #[must_use]
    pub fn reduction(&self) -> f32 {
        self.gain
    }

    /// Forgets the past, without allocating.
    pub fn reset(&mut self) {
        self.meter.reset();
        self.delay.clear();
        self.delay
            .extend(std::iter::repeat_n((0.0, 0.0), self.latency()));
        self.least.clear();
        self.frame = 0;
        self.held = 1.0;
        self.averaged.clear();
        self.averaged
            .extend(std::iter::repeat_n(ONE as u32, self.window));
        self.sum = ONE * self.window as u64;
        self.gain = 1.0;
    }

    /// The least gain of the window, the newest included.
    fn least_with(&mut self, gain: f32) -> f32 {
        while self.least.back().is_some_and(|(_, known)| *known >= gain) {
            self.least.pop_back();
        }
        self.least.push_back((self.frame, gain));
        // A frame more on each side of the window: a peak lies between two.
        let first = (self.frame + 1).saturating_sub(self.window as u64 + 2);
        while self.least.front().is_some_and(|(frame, _)| *frame < first) {
            self.least.pop_front();
        }
        self.frame += 1;
        self.least.front().map_or(gain, |(_, least)| *least)
    }
}

/// Windowed sinc in four phases; each phase passes DC unchanged.
fn filter() -> [[f32; TAPS]; PHASES] {
    let half = TAPS as f64 / 2.0;
    std::array::from_fn(|phase| {
        let taps: [f64; TAPS] = std::array::from_fn(|tap| {
            let x = tap as f64 - (half - 1.0) - phase as f64 / PHASES as f64;
            let sinc = if x == 0.0 {
                1.0
            } else {
                (PI * x).sin() / (PI * x)
            };
            let window = 0.5 + 0.5 * (PI * x / half).cos();
            sinc * window
        });
        let sum: f64 = taps.iter().sum();
        taps.map(|tap| (tap / sum) as f32)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::noise::Random;
    use std::f64::consts::TAU;

    const RATE: f64 = 48_000.0;

    /// The greatest value of the band-limited signal through the frames, sixteen points a frame.
    fn true_peak(samples: &[f32]) -> f64 {
        let mut peak = 0.0_f64;
        for at in 64..samples.len() - 64 {
            for part in 0..16 {
                let place = at as f64 + f64::from(part) / 16.0;
                let value: f64 = (at - 63..at + 64)
                    .map(|tap| {
                        let x = place - tap as f64;
                        let sinc = if x == 0.0 {
                            1.0
                        } else {
                            (PI * x).sin() / (PI * x)
                        };
                        let window = 0.5 + 0.5 * (PI * x / 64.0).cos();
                        f64::from(samples[tap]) * sinc * window
                    })
                    .sum();
                peak = peak.max(value.abs());
            }
        }
        peak
    }

    fn run(samples: impl Iterator<Item = f32>) -> Vec<f32> {
        let mut limiter = TruePeakLimiter::new(0.1, RATE);
        samples.map(|x| limiter.next(x, -x).0).collect()
    }

    #[test]
    fn a_meter_finds_the_peak_between_samples() {
        // A quarter of the sample rate, sampled beside its peaks: 3 dB more than its samples.
        let mut meter = TruePeakMeter::default();
        let peak = (0..400).fold(0.0_f32, |peak, frame| {
            let y = (TAU * (f64::from(frame) / 4.0 + 0.125)).sin() as f32 * 0.5;
            peak.max(meter.next(y, 0.0))
        });
        assert!((peak - 0.5).abs() < 0.02, "{peak}");
        meter.reset();
        assert_eq!(meter.next(0.0, 0.0), 0.0);
    }

    #[test]
    fn below_its_ceiling_it_only_delays() {
        let mut random = Random::new(1);
        // Noise between whose samples no peak reaches the ceiling.
        let noise: Vec<f32> = (0..20_000).map(|_| random.bipolar() * 0.4).collect();
        let heard = run(noise.iter().copied());
        let latency = TruePeakLimiter::new(0.1, RATE).latency();
        assert!(heard[latency..] == noise[..20_000 - latency]);
        assert_eq!(latency, 84);
    }

    #[test]
    fn no_peak_leaves_it_not_even_between_samples() {
        // A quarter of the rate, between whose samples the peaks lie 3 dB above them.
        let tone = (0..9_600).map(|n| {
            let level = if (n / 2_400) % 2 == 0 { 0.1 } else { 3.0 };
            (level * (TAU * 0.25 * f64::from(n) + TAU / 8.0).sin()) as f32
        });
        let heard = run(tone);
        let peak = true_peak(&heard);
        assert!(peak <= 1.0, "{peak}");
        let mut random = Random::new(3);
        let noise: Vec<f32> = (0..9_600)
            .map(|n| random.bipolar() * if n % 3_000 < 200 { 20.0 } else { 0.2 })
            .collect();
        // Softened: white noise has half its power where the filter is blind.
        let bursts = noise
            .windows(4)
            .map(|w| 0.125 * w[0] + 0.375 * (w[1] + w[2]) + 0.125 * w[3]);
        let heard = run(bursts);
        let peak = true_peak(&heard);
        assert!(peak <= 1.0, "{peak}");
        assert!(heard.iter().all(|y| y.abs() <= 1.0));
    }

    #[test]
    fn it_turns_down_without_distorting() {
        let tone = (0..96_000).map(|n| (2.0 * (TAU * 1_000.0 * f64::from(n) / RATE).sin()) as f32);
        let heard = run(tone);
        let settled = &heard[48_000..];
        let tone = crate::measure::amplitude_at(settled, 1_000.0, RATE);
        let third = crate::measure::amplitude_at(settled, 3_000.0, RATE);
        assert!((0.93..=1.0).contains(&tone), "{tone}");
        assert!(third / tone < 1e-3, "{}", third / tone);
    }

    #[test]
    fn wild_input_is_silence_and_soon_over() {
        let mut limiter = TruePeakLimiter::new(0.1, RATE);
        for x in [f32::NAN, f32::INFINITY, f32::MAX, -f32::MAX] {
            for _ in 0..200 {
                let (left, right) = limiter.next(x, 0.3);
                assert!(left.abs() <= 1.0 && right.abs() <= 1.0);
            }
        }
        limiter.reset();
        assert_eq!(limiter.reduction(), 1.0);
    }
}
