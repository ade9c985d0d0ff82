//! What moves by itself: tremolo, phaser, frequency shift, granular pitch shift.

use crate::voices::effects::Start;
use crate::voices::effects::memory::{Memory, Ring};
use phonon_dsp::filters::hilbert::Hilbert;
use phonon_dsp::math::trig::cosine;
use phonon_dsp::oscillators::noise::Random;
use phonon_dsp::oscillators::phase::{Increment, Phase};

/// Swings the level: times 1 - d/2 + d/2 · cos 2πrt.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tremolo {
    depth: f32,
    phase: Phase,
    increment: u32,
}

impl Tremolo {
    /// `rate` in Hz, `depth` 0…1.
    pub(super) fn new(rate: f32, depth: f32, sample_rate: f64) -> Self {
        Self {
            depth: depth * 0.5,
            phase: Phase::default(),
            increment: Increment::new(sample_rate).of(rate),
        }
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let factor = 1.0 - self.depth + self.depth * cosine(self.phase.next(self.increment));
            *left *= factor;
            *right *= factor;
        }
    }
}

/// The sound, and itself a little later by a time that sweeps: its comb of notches moves.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Phaser {
    phase: Phase,
    increment: u32,
    sample_rate: f32,
    depth: f32,
    head: usize,
}

/// The delay in seconds, at its shortest and longest.
const PHASER_DELAY: (f32, f32) = (0.0088, 0.01);

impl Phaser {
    /// `rate` in Hz; `depth` 0…1 is the level of what comes later.
    pub(super) fn new(rate: f32, depth: f32, sample_rate: f64) -> Self {
        Self {
            phase: Phase::default(),
            increment: Increment::new(sample_rate).of(rate),
            sample_rate: sample_rate as f32,
            depth,
            head: 0,
        }
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
        let [l, r] = memory.ring(Ring::Phaser, left.len());
        let mask = l.len() - 1;
        for (left, right) in left.iter_mut().zip(right) {
            // A parabola for each half turn, beginning at its top.
            let turn = self.phase.next(self.increment) as f32 * (4.0 / 4_294_967_296.0);
            let arc = |x: f32| 1.0 - x * x;
            let swing = match turn {
                x if x < 1.0 => arc(x),
                x if x < 3.0 => -arc(x - 2.0),
                x => arc(x - 4.0),
            };
            let seconds = PHASER_DELAY.0 + (PHASER_DELAY.1 - PHASER_DELAY.0) * (swing * 0.5 + 0.5);
            let frames = seconds * self.sample_rate;
            let whole = frames as usize;
            let fraction = frames - whole as f32;
            for (x, ring) in [(left, &mut *l), (right, &mut *r)] {
                let at = |delay: usize| ring[self.head.wrapping_sub(delay) & mask];
                let delayed = at(whole) + (at(whole + 1) - at(whole)) * fraction;
                ring[self.head & mask] = *x;
                *x += self.depth * delayed;
            }
            self.head = self.head.wrapping_add(1);
        }
    }
}

/// Shifts all frequencies by the same amount.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct FrequencyShift {
    phase: Phase,
    increment: u32,
    channels: [Hilbert; 2],
}

impl FrequencyShift {
    /// By `shift` Hz, beginning at `phase` radians.
    pub(super) fn new(shift: f32, phase: f32, sample_rate: f64) -> Self {
        let turns = (phase / std::f32::consts::TAU).rem_euclid(1.0);
        Self {
            phase: Phase((f64::from(turns) * 4_294_967_296.0) as u32),
            increment: Increment::new(sample_rate).of(shift),
            channels: [Hilbert::new(sample_rate); 2],
        }
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32]) {
        let [l, r] = &mut self.channels;
        for (left, right) in left.iter_mut().zip(right) {
            let phase = self.phase.next(self.increment);
            *left = l.shift(*left, phase);
            *right = r.shift(*right, phase);
        }
    }
}

/// How many grains overlap.
const GRAINS: usize = 4;

/// Longest grain in seconds.
const LONGEST_GRAIN: f64 = 0.18;

/// Fastest reading.
const FASTEST: f32 = 4.0;

/// Seconds of the past that the fastest grain begins in.
pub(super) const PITCH_SHIFT_MEMORY: f64 = LONGEST_GRAIN * (FASTEST as f64 - 1.0);

/// Four overlapping grains read back at another speed, each rising and falling straight. One begins each quarter of a
/// grain, the first after such a quarter.
#[derive(Clone, Copy, Debug)]
pub(super) struct PitchShift {
    ratio: f32,
    dispersion: f32,
    /// Frames of a grain, a multiple of their number.
    window: i32,
    grains: [Grain; GRAINS],
    random: Random,
    head: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Grain {
    /// Frames since it began; before that below 0.
    age: i32,
    ratio: f32,
}

/// Frames that even the nearest reading is behind.
const NEAREST: f32 = 2.0;

impl Default for PitchShift {
    fn default() -> Self {
        Self {
            ratio: 1.0,
            dispersion: 0.0,
            window: GRAINS as i32,
            grains: [Grain::default(); GRAINS],
            random: Random::new(0),
            head: 0,
        }
    }
}

impl PitchShift {
    /// `ratio` of the pitch; each grain strays from it by up to `dispersion`.
    pub(super) fn new(ratio: f32, dispersion: f32, start: &Start) -> Self {
        let window = (start.length.seconds * 0.5).clamp(0.01, LONGEST_GRAIN) * start.sample_rate;
        let quarter = (window / GRAINS as f64).round() as i32;
        let mut shift = Self {
            ratio,
            dispersion,
            window: quarter * GRAINS as i32,
            grains: [Grain::default(); GRAINS],
            random: Random::new(start.seed),
            head: 0,
        };
        for index in 0..GRAINS {
            let ratio = shift.stray();
            let age = -1 - quarter * (index as i32 + 1);
            shift.grains[index] = Grain { age, ratio };
        }
        shift
    }

    /// The next grain's ratio.
    fn stray(&mut self) -> f32 {
        (self.ratio + self.dispersion * self.random.bipolar()).clamp(0.0, FASTEST)
    }

    /// Changes frames in place.
    pub(super) fn process(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
        let [l, r] = memory.ring(Ring::PitchShift, left.len());
        let mask = l.len() - 1;
        for (left, right) in left.iter_mut().zip(right) {
            l[self.head & mask] = *left;
            r[self.head & mask] = *right;
            let mut sums = [0.0; 2];
            for index in 0..GRAINS {
                if self.grains[index].age >= self.window {
                    let ratio = self.stray();
                    self.grains[index] = Grain { age: 0, ratio };
                }
                let grain = &mut self.grains[index];
                let age = grain.age;
                grain.age += 1;
                if age < 0 {
                    continue;
                }
                let left = self.window - age;
                // A reader that is faster than the writer starts behind it, a slower one falls behind.
                let behind = if grain.ratio > 1.0 { left } else { age };
                let delay = NEAREST + (grain.ratio - 1.0).abs() * behind as f32;
                let delay = delay.min((mask - 2) as f32);
                let whole = delay as usize;
                let fraction = delay - whole as f32;
                let level = age.min(left) as f32 / self.window as f32;
                for (sum, ring) in sums.iter_mut().zip([&*l, &*r]) {
                    let at = |delay: usize| ring[self.head.wrapping_sub(delay) & mask];
                    *sum += level * (at(whole) + (at(whole + 1) - at(whole)) * fraction);
                }
            }
            [*left, *right] = sums;
            self.head = self.head.wrapping_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::effects::Memories;
    use crate::voices::sustain::Length;

    #[test]
    fn a_phaser_adds_the_sound_of_ten_milliseconds_ago_and_sweeps_to_nearly_nine() {
        let echo = |begin: usize| {
            let mut memories = Memories::stocked(50_000.0);
            let lease = memories.lease().expect("a memory");
            let mut phaser = Phaser::new(1.0, 0.5, 50_000.0);
            let mut left = vec![0.0; begin + 600];
            left[begin] = 1.0;
            let mut right = left.clone();
            for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
                phaser.process(left, right, memories.get(&lease));
            }
            assert!(left == right && left[begin] == 1.0);
            let heard: f32 = left[begin + 1..].iter().sum();
            assert!((heard - 0.5).abs() < 1e-3, "{heard}");
            let loudest = (begin + 1..left.len()).max_by(|a, b| left[*a].total_cmp(&left[*b]));
            loudest.expect("an echo") - begin
        };
        assert_eq!(echo(0), 500);
        // Half a turn later, less the delay itself.
        assert_eq!(echo(24_780), 440);
    }

    #[test]
    fn a_pitch_shift_rises_over_a_grain_and_then_keeps_the_level() {
        let start = Start {
            sample_rate: 50_000.0,
            length: &Length {
                seconds: 1.0,
                fade_in: 0.0,
                fade_out: 0.0,
                held: None,
            },
            frequency: 440.0,
            seed: 1,
        };
        for ratio in [0.5, 1.0, 1.9] {
            let mut memories = Memories::stocked(50_000.0);
            let lease = memories.lease().expect("a memory");
            let mut shift = PitchShift::new(ratio, 0.0, &start);
            let mut left = vec![1.0; 30_000];
            let mut right = left.clone();
            for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
                shift.process(left, right, memories.get(&lease));
            }
            assert!(left[..2_250].iter().all(|x| *x == 0.0));
            // Two grains, the second half as far.
            let expected = if ratio > 1.5 {
                0.0
            } else {
                0.375 - 0.25 + 0.125
            };
            assert!(
                (left[4_500] - expected).abs() < 0.01,
                "{ratio}: {}",
                left[4_500]
            );
            let steady = left[18_000..].iter().all(|x| (x - 1.0).abs() < 1e-3);
            assert!(steady, "{ratio}");
        }
    }
}
