//! Squiz: each wave squeezed, from one upward crossing of zero to the next.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::memory::{Memory, Ring};
use crate::voices::effects::{Context, Effect, Needs, SILENCE, Start};

/// Plays each wave faster from the moment it begins, out of what was written before it: what the wave has not reached yet
/// is still of the ones before, and what none of them reached is silence. A shrill rise of the pitch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Squiz {
    ratio: f32,
    /// Frames after which a wave is cut.
    longest: usize,
    channels: [Wave; 2],
}

/// Seconds after which a wave is cut.
pub(super) const LONGEST_WAVE: f64 = 0.1;

/// One channel's.
#[derive(Clone, Copy, Debug, Default)]
struct Wave {
    was_negative: bool,
    written: usize,
    read: f32,
}

impl Squiz {
    /// `ratio` above 1.
    pub(super) fn new(ratio: f32, sample_rate: f64) -> Self {
        Self {
            ratio,
            longest: (LONGEST_WAVE * sample_rate) as usize,
            channels: [Wave::default(); 2],
        }
    }

    /// Changes frames in place, a frame late.
    pub(super) fn squeeze(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
        let rings = memory.ring(Ring::Squiz, left.len());
        for ((frames, wave), ring) in [left, right].into_iter().zip(&mut self.channels).zip(rings) {
            let ring = &mut ring[..self.longest];
            for x in frames {
                let coming =
                    std::mem::replace(x, ring.get(wave.read as usize).copied().unwrap_or(0.0));
                wave.read += self.ratio;
                wave.written += 1;
                let negative = coming < -SILENCE;
                let begins = wave.was_negative && !negative;
                if begins || wave.written == self.longest {
                    wave.written = 0;
                    wave.read = 0.0;
                }
                wave.was_negative = negative;
                ring[wave.written] = coming;
            }
        }
    }
}

impl Effect for Squiz {
    const ASKED_BY: &'static [Parameter] = &[p::SQUIZ];
    const NEEDS: Needs = Needs::Ring(Ring::Squiz);

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let ratio = trigger.get(p::SQUIZ).filter(|ratio| *ratio > 1.0)?;
        Some(Self::new(ratio, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        if let Some(memory) = context.rings() {
            self.squeeze(left, right, memory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::effects::Memories;

    /// Waves of the given lengths, each of its own level: up for all but its last two frames, and down for those.
    fn waves(lengths: &[usize]) -> Vec<f32> {
        let wave = |(index, length): (usize, &usize)| {
            let level = 1.0 + index as f32;
            (0..*length)
                .map(|frame| if frame + 2 < *length { level } else { -level })
                .collect::<Vec<f32>>()
        };
        lengths.iter().enumerate().flat_map(wave).collect()
    }

    fn squizzed(ratio: f32, mut left: Vec<f32>) -> Vec<f32> {
        let mut memories = Memories::stocked(44_100.0);
        let lease = memories.lease().expect("a memory");
        let mut squiz = Squiz::new(ratio, 44_100.0);
        let mut right = left.clone();
        for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            squiz.squeeze(left, right, memories.get(&lease));
        }
        assert_eq!(left, right);
        left
    }

    #[test]
    fn squiz_plays_every_wave_faster_and_then_rests() {
        // Waves of ten frames at twice the speed: the first frame is the wave's own, the others of the one before.
        let out = squizzed(2.0, waves(&[9, 10, 10, 10, 10]));
        assert_eq!(
            &out[30..40],
            [4.0, 3.0, 3.0, 3.0, -3.0, 0.0, 0.0, 0.0, 0.0, 0.0]
        );
    }

    #[test]
    fn behind_a_short_wave_lie_the_longer_ones_before_it() {
        let out = squizzed(2.0, waves(&[10, 12, 4, 12]));
        // Of the wave of four the first two frames, then what it left of the one of twelve.
        assert_eq!(&out[27..33], [4.0, -3.0, 2.0, 2.0, 2.0, -2.0]);
    }

    #[test]
    fn a_wave_without_an_end_is_cut_after_a_tenth_of_a_second() {
        let rising: Vec<f32> = (0..10_000).map(|frame| 1.0 + frame as f32).collect();
        let out = squizzed(2.0, rising);
        assert!(out[1..4_410].iter().all(|x| *x == 0.0));
        // Its next tenth is the last one, twice as fast.
        assert_eq!(&out[4_410..4_414], [4_410.0, 2.0, 4.0, 6.0]);
        assert!(out[6_616..8_820].iter().all(|x| *x == 0.0));
    }
}
