//! Playing with the immediate past: clouds of grains (C. Roads, "Microsound", 2001), stretching it, repeating slices.

use crate::control::pan::equal_power;
use crate::delays::line::DelayLine;
use crate::math::exponential::exp2;
use crate::math::trig::sine;
use crate::oscillators::noise::Random;
use crate::oscillators::phase::Phase;

/// Most grains at once.
const MOST: usize = 32;

/// Longest grain and scatter in seconds.
const LONGEST_GRAIN: f32 = 0.5;
const LONGEST_SCATTER: f32 = 1.0;

/// Highest and lowest playing rate.
const RATES: (f32, f32) = (0.125, 4.0);

#[derive(Clone, Copy, Debug, Default)]
struct Grain {
    /// Frames back in the past, and how they change each frame.
    delay: f32,
    drift: f32,
    /// Of the envelope: half a turn over the grain.
    phase: f32,
    step: f32,
    left: f32,
    right: f32,
}

/// How grains are drawn from the past.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cloud {
    /// Length of a grain in seconds, 0.002..0.5.
    pub size: f32,
    /// Grains a second, 0..500.
    pub density: f32,
    /// Semitones, -36..24.
    pub pitch: f32,
    /// Seconds into the past from which grains are drawn at random, 0..1; also scatters them left and right.
    pub scatter: f32,
}

/// A cloud of grains of both channels' past.
#[derive(Clone, Debug)]
pub struct Granulator {
    lines: [DelayLine; 2],
    grains: [Grain; MOST],
    count: usize,
    seed: u64,
    random: Random,
    /// Grains that are due: a new one at 1.
    due: f32,
    sample_rate: f32,
}

impl Granulator {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        // A grain at four times the speed begins three of its lengths back.
        let longest = f64::from(LONGEST_SCATTER + LONGEST_GRAIN * RATES.1) * sample_rate;
        let line = DelayLine::new(longest as usize + 8);
        Self {
            lines: [line.clone(), line],
            grains: [Grain::default(); MOST],
            count: 0,
            seed,
            random: Random::new(seed),
            due: 1.0,
            sample_rate: sample_rate as f32,
        }
    }

    /// One frame: the grains alone.
    #[inline]
    pub fn next(&mut self, left: f32, right: f32, cloud: &Cloud) -> (f32, f32) {
        self.lines[0].write(left);
        self.lines[1].write(right);
        self.due += cloud.density.max(0.0).min(500.0) / self.sample_rate;
        if self.due >= 1.0 {
            // The next comes a little earlier or later than its time.
            self.due = self.random.bipolar() * 0.25;
            self.begin(cloud);
        }
        let (mut to_left, mut to_right) = (0.0, 0.0);
        let mut index = 0;
        while index < self.count {
            let grain = &mut self.grains[index];
            // Half a sine, squared: a Hann window.
            let height = sine((grain.phase * 2_147_483_648.0) as u32);
            let level = height * height;
            to_left += self.lines[0].cubic(grain.delay) * level * grain.left;
            to_right += self.lines[1].cubic(grain.delay) * level * grain.right;
            grain.delay += grain.drift;
            grain.phase += grain.step;
            if grain.phase >= 1.0 {
                self.count -= 1;
                self.grains[index] = self.grains[self.count];
            } else {
                index += 1;
            }
        }
        (to_left, to_right)
    }

    fn begin(&mut self, cloud: &Cloud) {
        if self.count == MOST {
            return;
        }
        let size = cloud.size.max(0.002).min(LONGEST_GRAIN) * self.sample_rate;
        let rate = exp2(cloud.pitch.max(-60.0).min(60.0) * (1.0 / 12.0));
        let rate = rate.max(RATES.0).min(RATES.1);
        let scatter = cloud.scatter.max(0.0).min(LONGEST_SCATTER);
        let back = self.random.unipolar() * scatter * self.sample_rate;
        // What plays faster than it is written must begin further back.
        let head = (rate - 1.0).max(0.0) * size;
        let place = 0.5 + self.random.bipolar() * 0.5 * scatter.min(1.0);
        let (left, right) = equal_power(place);
        // As many as overlap add up in power.
        let overlap = (cloud.density.max(0.0).min(500.0) * size / self.sample_rate).max(1.0);
        let level = std::f32::consts::SQRT_2 / (overlap * 0.75).max(1.0).sqrt();
        self.grains[self.count] = Grain {
            delay: 2.0 + back + head,
            drift: 1.0 - rate,
            phase: 0.0,
            step: 1.0 / size,
            left: left * level,
            right: right * level,
        };
        self.count += 1;
    }

    /// Frames after which nothing of the past can be heard.
    pub fn memory(&self) -> u64 {
        self.lines[0].longest() as u64
    }

    /// Goes on with the `place`th of its random numbers.
    pub fn draw_from(&mut self, place: u64) {
        self.random = Random::new(self.seed);
        self.random.leap(place);
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::reset);
        self.count = 0;
        self.due = 1.0;
        self.random = Random::new(self.seed);
    }
}

/// Longest lag of a stretch in seconds.
const LONGEST_LAG: f64 = 4.0;

/// Plays what comes in slower, its pitch kept: two grains in turn, each further behind than the one before. When it is
/// four seconds late it takes up the present again.
#[derive(Clone, Debug)]
pub struct Stretch {
    line: DelayLine,
    phase: Phase,
    /// Frames that the reading is late.
    lag: f32,
    /// Of the two grains.
    lags: [f32; 2],
    sample_rate: f32,
}

impl Stretch {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            line: DelayLine::new((LONGEST_LAG * sample_rate) as usize + 8),
            phase: Phase::default(),
            lag: 0.0,
            lags: [1.0; 2],
            sample_rate: sample_rate as f32,
        }
    }

    /// One frame. `factor` 1..100: how many times longer it lasts; `window` in seconds, 0.01..0.5.
    #[inline]
    pub fn next(&mut self, x: f32, factor: f32, window: f32) -> f32 {
        self.line.write(x);
        self.lag += 1.0 - 1.0 / factor.max(1.0).min(100.0);
        if self.lag > self.line.longest() as f32 - 4.0 {
            self.lag = 0.0;
        }
        let frames = window.max(0.01).min(0.5) * self.sample_rate;
        let increment = (4_294_967_296.0 / f64::from(frames)) as u32;
        let before = self.phase.0;
        let phase = self.phase.next(increment).wrapping_add(increment);
        // Each grain begins where its window is zero.
        if phase < before {
            self.lags[0] = self.lag + 1.0;
        }
        if phase.wrapping_add(1 << 31) < before.wrapping_add(1 << 31) {
            self.lags[1] = self.lag + 1.0;
        }
        let height = sine(phase >> 1);
        let level = height * height;
        self.line.cubic(self.lags[0]) * level + self.line.cubic(self.lags[1]) * (1.0 - level)
    }

    /// Frames after which nothing of the past can be heard.
    pub fn memory(&self) -> u64 {
        self.line.longest() as u64
    }

    /// Back to silence, in the present.
    pub fn reset(&mut self) {
        self.line.reset();
        self.phase = Phase::default();
        self.lag = 0.0;
        self.lags = [1.0; 2];
    }
}

/// Longest slice of a stutter in seconds.
const LONGEST_SLICE: f64 = 4.0;

/// Fade from one slice to the next in seconds.
const FADE: f64 = 0.003;

/// Lets a slice through and then repeats it.
#[derive(Clone, Debug)]
pub struct Stutter {
    line: DelayLine,
    /// Frames into the present slice.
    place: usize,
    /// Which time the slice is heard; 0 while it is new.
    turn: usize,
    /// Frames of the slice.
    length: usize,
    fade: usize,
    /// Whether a repeated slice came before this one.
    after: bool,
    sample_rate: f32,
}

impl Stutter {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            line: DelayLine::new((LONGEST_SLICE * 2.0 * sample_rate) as usize + 8),
            place: 0,
            turn: 0,
            length: 0,
            fade: (FADE * sample_rate) as usize,
            after: false,
            sample_rate: sample_rate as f32,
        }
    }

    /// One frame. `time`: seconds of a slice, 0.005..4, taken where a slice begins; `repeats` 1..: how many times each is
    /// heard.
    #[inline]
    pub fn next(&mut self, x: f32, time: f32, repeats: f32) -> f32 {
        if self.place == 0 && self.turn == 0 {
            let time = time.max(0.005).min(LONGEST_SLICE as f32);
            self.length = (time * self.sample_rate) as usize;
        }
        // Only the slice and the fade after it are kept: what is written later would push it out.
        let kept = self.length + self.fade;
        let written = self.turn * self.length + self.place;
        if written < kept {
            self.line.write(x);
        }
        let latest = written.min(kept - 1);
        let at = |frame: usize| self.line.read(latest.saturating_sub(frame));
        let mut y = if self.turn == 0 { x } else { at(self.place) };
        let fades = self.fade.min(self.length);
        if self.place < fades && (self.turn > 0 || self.after) {
            // What came after the slice goes on under the new beginning. While a new slice is written, that lies as far
            // back as the fade is long.
            let level = self.place as f32 / fades as f32;
            let old = match self.turn {
                0 => self.line.read(self.fade),
                _ => at(self.length + self.place),
            };
            y = old + (y - old) * level;
        }
        self.place += 1;
        if self.place == self.length {
            self.place = 0;
            self.turn += 1;
            if self.turn >= repeats.max(1.0).min(1000.0) as usize {
                self.after = self.turn > 1;
                self.turn = 0;
            }
        }
        y
    }

    /// Frames after which nothing of the past can be heard.
    pub fn memory(&self) -> u64 {
        self.line.longest() as u64
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.line.reset();
        self.place = 0;
        self.turn = 0;
        self.after = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{rms, spectrum};
    use std::f64::consts::TAU;

    fn tone(frequency: f64) -> impl FnMut() -> f32 {
        let mut frame = 0;
        move || {
            frame += 1;
            (TAU * frequency * f64::from(frame) / 48_000.0).sin() as f32
        }
    }

    fn loudest(samples: &[f32]) -> usize {
        let bins = spectrum(samples);
        (1..bins.len())
            .max_by(|a, b| bins[*a].total_cmp(&bins[*b]))
            .expect("bins")
    }

    #[test]
    fn grains_keep_the_level_and_move_the_pitch() {
        for (pitch, wanted) in [(0.0, 440.0), (12.0, 880.0), (-12.0, 220.0)] {
            let mut grains = Granulator::new(7, 48_000.0);
            let cloud = Cloud {
                size: 0.1,
                density: 40.0,
                pitch,
                scatter: 0.1,
            };
            let mut tone = tone(440.0);
            let samples: Vec<f32> = (0..96_000)
                .map(|_| {
                    let x = tone();
                    grains.next(x, x, &cloud).0
                })
                .collect();
            let late = &samples[48_000..];
            assert!(
                loudest(late).abs_diff(wanted as usize) < 12,
                "{pitch}: {}",
                loudest(late)
            );
            assert!((0.3..1.2).contains(&rms(late)), "{pitch}: {}", rms(late));
        }
    }

    #[test]
    fn density_counts_grains() {
        let mut grains = Granulator::new(7, 48_000.0);
        let cloud = Cloud {
            size: 0.01,
            density: 20.0,
            pitch: 0.0,
            scatter: 0.0,
        };
        let mut starts = 0;
        let mut before = 0;
        for _ in 0..480_000 {
            grains.next(1.0, 1.0, &cloud);
            starts += usize::from(grains.count > before);
            before = grains.count;
        }
        assert!(starts.abs_diff(200) < 20, "{starts}");
    }

    #[test]
    fn a_stretch_keeps_the_pitch_and_takes_its_time() {
        let mut stretch = Stretch::new(48_000.0);
        let mut tone = tone(440.0);
        let samples: Vec<f32> = (0..96_000)
            .map(|_| stretch.next(tone(), 2.0, 0.1))
            .collect();
        assert!(loudest(&samples[48_000..]).abs_diff(440) < 12);
        // A burst of half a second lasts a second.
        let mut stretch = Stretch::new(48_000.0);
        let samples: Vec<f32> = (0..96_000)
            .map(|frame| stretch.next(if frame < 24_000 { 1.0 } else { 0.0 }, 2.0, 0.05))
            .collect();
        let end = samples
            .iter()
            .rposition(|y| y.abs() > 0.5)
            .expect("a sound");
        assert!(end.abs_diff(48_000) < 4_000, "{end}");
    }

    #[test]
    fn a_slice_is_heard_as_often_as_asked_without_clicks() {
        let mut stutter = Stutter::new(48_000.0);
        let samples: Vec<f32> = (0..60_000_u32)
            .map(|frame| stutter.next((frame % 9_600) as f32, 0.1, 3.0))
            .collect();
        // A new slice, twice the same again, then a new one that began 0.3 s later.
        assert_eq!(samples[2_000], 2_000.0);
        assert_eq!((samples[6_800], samples[11_600]), (2_000.0, 2_000.0));
        assert_eq!(samples[16_400], 6_800.0);
        let mut stutter = Stutter::new(48_000.0);
        let mut tone = tone(100.0);
        let samples: Vec<f32> = (0..48_000)
            .map(|_| stutter.next(tone(), 0.0531, 4.0))
            .collect();
        let steepest = samples
            .windows(2)
            .fold(0.0_f32, |most, pair| most.max((pair[1] - pair[0]).abs()));
        assert!(steepest < 0.06, "{steepest}");
    }
}
