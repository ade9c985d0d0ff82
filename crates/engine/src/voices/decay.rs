//! The middle of the envelope of a bus that voices play: after its attack it falls to the level at which it is held. Attack
//! and release are the gate's.

use crate::parameters as p;
use crate::sequencing::trigger::Trigger;
use crate::voices::sustain::Length;

/// Seconds of the fall where only its end is given.
const USUAL: f32 = 0.1;

/// Time constants in which the fall is taken to be over (-43 dB of the way left).
const CONSTANTS: f32 = 5.0;

/// A fall from 1 to a level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Decay {
    /// Frame at which the decay begins.
    begin: f32,
    /// Part of the way that is left after each frame, as an exponent of e.
    rate: f32,
    level: f32,
}

impl Decay {
    /// As the event says: `decay` seconds to the level `susl`. A decay without a level dies away, neither is no fall.
    pub(super) fn new(trigger: &Trigger, length: &Length, sample_rate: f64) -> Self {
        let seconds = trigger.get(p::DECAY);
        let level = trigger.get(p::SUSTAINLEVEL);
        let seconds_or_usual = seconds.unwrap_or(USUAL).max(1e-4);
        Self {
            begin: (length.fade_in * sample_rate) as f32,
            rate: -CONSTANTS / (seconds_or_usual * sample_rate as f32),
            level: level.unwrap_or(if seconds.is_some() { 0.0 } else { 1.0 }),
        }
    }

    /// Shapes frames, `age` frames into the sound.
    pub(super) fn process(&self, age: u64, left: &mut [f32], right: &mut [f32]) {
        if self.level == 1.0 {
            return;
        }
        for (index, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let since = ((age + index as u64) as f32 - self.begin).max(0.0);
            let level = self.level + (1.0 - self.level) * (since * self.rate).exp();
            *left *= level;
            *right *= level;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(trigger: &Trigger, seconds: f64) -> f32 {
        let length = Length {
            seconds: 2.0,
            fade_in: 0.1,
            fade_out: 0.1,
            held: None,
        };
        let (mut left, mut right) = ([1.0], [1.0]);
        Decay::new(trigger, &length, 1000.0).process(
            (seconds * 1000.0) as u64,
            &mut left,
            &mut right,
        );
        left[0]
    }

    #[test]
    fn it_falls_from_the_end_of_the_attack_to_its_level() {
        let trigger = Trigger::default()
            .with(p::DECAY, 0.2)
            .with(p::SUSTAINLEVEL, 0.5);
        assert_eq!(level(&trigger, 0.1), 1.0);
        assert!((level(&trigger, 0.3) - 0.5).abs() < 0.01);
        assert!(level(&trigger, 0.2) > 0.5 && level(&trigger, 0.2) < 0.7);
    }

    #[test]
    fn without_a_level_it_dies_away_and_without_anything_it_stays() {
        assert!(level(&Trigger::default().with(p::DECAY, 0.2), 1.0) < 1e-3);
        assert_eq!(level(&Trigger::default(), 1.0), 1.0);
    }
}
