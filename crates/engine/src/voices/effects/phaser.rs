//! Phaser: a comb of notches that moves.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::memory::{Memory, Ring};
use crate::voices::effects::{Context, Effect, Needs, Start};
use phonon_dsp::oscillators::phase::{Increment, Phase};

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
    pub(super) fn sweep(&mut self, left: &mut [f32], right: &mut [f32], memory: &mut Memory) {
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

impl Effect for Phaser {
    const ASKED_BY: &'static [Parameter] = &[p::PHASERRATE];
    const NEEDS: Needs = Needs::Ring(Ring::Phaser);

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let depth = trigger.get(p::PHASERDEPTH).unwrap_or(0.0);
        let rate = trigger.get(p::PHASERRATE)?;
        Some(Self::new(rate, depth, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        if let Some(memory) = context.rings() {
            self.sweep(left, right, memory);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::voices::effects::Memories;

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
                phaser.sweep(left, right, memories.get(&lease));
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
}
