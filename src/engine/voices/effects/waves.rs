//! What works on single waves, from one upward crossing of zero to the next: dropping some, squeezing all.

use super::memory::{Memory, Ring};
use crate::dsp::noise::Random;

/// Drops a share of all waves at random.
#[derive(Clone, Copy, Debug)]
pub struct WaveLoss {
    share: f32,
    random: Random,
    keeps: bool,
    was_positive: bool,
}

impl Default for WaveLoss {
    fn default() -> Self {
        Self::new(0.0, 0)
    }
}

impl WaveLoss {
    /// `percent` of the waves are dropped; both channels drop the same ones.
    pub fn new(percent: f32, seed: u64) -> Self {
        Self {
            share: percent / 100.0,
            random: Random::new(seed),
            keeps: true,
            was_positive: false,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        let positive = x > 0.0;
        if positive && !self.was_positive {
            self.keeps = self.random.unipolar() >= self.share;
        }
        self.was_positive = positive;
        if self.keeps { x } else { 0.0 }
    }
}

/// Plays each wave faster within its own length: a shrill rise of the pitch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Squiz {
    ratio: f32,
    channels: [Wave; 2],
    longest: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct Wave {
    was_positive: bool,
    written: usize,
    read: f32,
}

impl Squiz {
    /// `ratio` above 1.
    pub fn new(ratio: f32, sample_rate: f64) -> Self {
        Self {
            ratio,
            channels: [Wave::default(); 2],
            longest: (0.1 * sample_rate) as usize,
        }
    }

    /// Changes frames in place.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
        let rings = memory.ring(Ring::Squiz);
        for ((frames, wave), ring) in [left, right].into_iter().zip(&mut self.channels).zip(rings) {
            let mask = ring.len() - 1;
            for x in frames {
                let positive = *x > 0.0;
                if (positive && !wave.was_positive) || wave.written >= self.longest.min(mask) {
                    wave.written = 0;
                    wave.read = 0.0;
                }
                wave.was_positive = positive;
                // The wave is written over what is left of the one before, which is what is read ahead of it.
                ring[wave.written & mask] = *x;
                wave.written += 1;
                let at = wave.read as usize;
                let fraction = wave.read - at as f32;
                wave.read += self.ratio;
                *x = if at + 1 < self.longest.min(mask) {
                    let (a, b) = (ring[at], ring[at + 1]);
                    a + (b - a) * fraction
                } else {
                    0.0
                };
            }
        }
    }
}
