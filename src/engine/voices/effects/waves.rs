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

/// Plays each wave faster, when it is over, and is then silent until the next one is: a shrill rise of the pitch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Squiz {
    ratio: f32,
    channels: [Wave; 2],
}

/// One channel's: a wave is written into one half of its ring while the one before is read from the other.
#[derive(Clone, Copy, Debug, Default)]
struct Wave {
    was_positive: bool,
    writes_second: bool,
    written: usize,
    /// Frames of the wave that is read.
    length: usize,
    read: f32,
}

impl Squiz {
    /// `ratio` above 1.
    pub fn new(ratio: f32) -> Self {
        Self {
            ratio,
            channels: [Wave::default(); 2],
        }
    }

    /// Changes frames in place. A wave that is longer than half the memory's ring is cut there.
    pub fn process(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
        let rings = memory.ring(Ring::Squiz);
        for ((frames, wave), ring) in [left, right].into_iter().zip(&mut self.channels).zip(rings) {
            let longest = ring.len() / 2;
            let (first, second) = ring.split_at_mut(longest);
            for x in frames {
                let positive = *x >= 0.0;
                if (positive && !wave.was_positive) || wave.written == longest {
                    wave.writes_second = !wave.writes_second;
                    wave.length = std::mem::take(&mut wave.written);
                    wave.read = 0.0;
                }
                wave.was_positive = positive;
                let (coming, past) = if wave.writes_second {
                    (&mut *second, &*first)
                } else {
                    (&mut *first, &*second)
                };
                coming[wave.written] = *x;
                wave.written += 1;
                let at = wave.read as usize;
                let fraction = wave.read - at as f32;
                let frame = |at: usize| if at < wave.length { past[at] } else { 0.0 };
                *x = frame(at) + (frame(at + 1) - frame(at)) * fraction;
                wave.read += self.ratio;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::voices::effects::Memories;

    #[test]
    fn squiz_plays_every_wave_a_wave_later_as_fast_as_it_is_told_and_then_rests() {
        // Waves of 100 frames, played three times as fast: 34 frames of sound, 66 of rest.
        let wave = |frame: usize| (frame as f32 * 0.062_831_86 + 0.01).sin();
        let mut memories = Memories::new(44_100.0);
        let lease = memories.lease().expect("a memory");
        let mut squiz = Squiz::new(3.0);
        let mut left: Vec<f32> = (0..500).map(wave).collect();
        let mut right = left.clone();
        for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            squiz.process(left, right, memories.get(&lease));
        }
        assert!(left[..100].iter().all(|x| *x == 0.0));
        for begin in [100, 200, 300, 400] {
            for index in 0..33 {
                let expected = wave(3 * index);
                assert!((left[begin + index] - expected).abs() < 1e-3, "{index}");
            }
            assert!(left[begin + 34..begin + 100].iter().all(|x| *x == 0.0));
        }
        assert_eq!(left, right);
    }
}
