//! Pitch shift by overlapping grains.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::memory::{Memory, Ring};
use crate::voices::effects::{Context, Effect, Needs, Start};
use phonon_dsp::oscillators::noise::Random;

/// How many grains overlap.
const GRAINS: usize = 4;

/// Longest grain in seconds.
const LONGEST_GRAIN: f64 = 0.18;

/// Fastest reading, as a ratio.
const FASTEST: f32 = 4.0;

/// Seconds of the past that the fastest grain begins in.
pub(super) const MEMORY: f64 = LONGEST_GRAIN * (FASTEST as f64 - 1.0);

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
    pub(super) fn read_back(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
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

impl Effect for PitchShift {
    const ASKED_BY: &'static [Parameter] = &[p::PSRATE];
    const NEEDS: Needs = Needs::Ring(Ring::PitchShift);

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let dispersion = trigger.get(p::PSDISP).unwrap_or(0.0);
        let ratio = trigger.get(p::PSRATE)?;
        Some(Self::new(ratio, dispersion, start))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        if let Some(memory) = context.rings() {
            self.read_back(left, right, memory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::effects::Memories;
    use crate::voices::sustain::Length;

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
                shift.read_back(left, right, memories.get(&lease));
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
