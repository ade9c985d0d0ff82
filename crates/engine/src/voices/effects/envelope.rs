//! The envelope of a voice: attack, hold, release; or attack, decay, sustain, release.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::control::envelope::{Trapezoid, curved};

/// The envelope of a voice.
#[derive(Clone, Copy, Debug)]
pub(super) struct Envelope {
    shape: Shape,
    /// Seconds a frame.
    period: f32,
}

#[derive(Clone, Copy, Debug)]
enum Shape {
    /// Attack, hold, release, whatever the event's length. With a release and no hold the fall begins at once, as in
    /// SuperDirt; with an attack alone the sound stays up to its end.
    Struck(Trapezoid),
    /// Attack, decay to a level, held while the event lasts, release.
    Held(Held),
}

/// Times in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Held {
    attack: f32,
    decay: f32,
    level: f32,
    /// From the start to the release.
    held: f32,
    release: f32,
    curve: f32,
}

/// Seconds of a decay where only the level it falls to is given.
const USUAL_DECAY: f32 = 0.1;

impl Held {
    fn new(trigger: &Trigger, held: f32) -> Self {
        Self {
            attack: trigger.get(p::ATTACK).unwrap_or(0.0),
            decay: trigger.get(p::DECAY).unwrap_or(USUAL_DECAY),
            level: trigger.get(p::SUSTAINLEVEL).unwrap_or(1.0),
            held,
            release: trigger.get(p::RELEASE).unwrap_or(0.0),
            curve: trigger.get(p::CURVE).unwrap_or(0.0),
        }
    }

    /// 0…1 at `time` seconds after the start.
    fn level(&self, time: f32) -> f32 {
        let level = self.held_level(time.min(self.held));
        if time < self.held {
            return level;
        }
        // From where it is: in the midst of the attack as well.
        level * (1.0 - curved((time - self.held) / self.release, self.curve))
    }

    fn held_level(&self, time: f32) -> f32 {
        if time < self.attack {
            return curved(time / self.attack, self.curve);
        }
        1.0 + (self.level - 1.0) * curved((time - self.attack) / self.decay, self.curve)
    }
}

impl Default for Envelope {
    fn default() -> Self {
        Self {
            shape: Shape::Struck(Trapezoid {
                attack: 0.0,
                hold: 1.0,
                release: 0.0,
                curve: 0.0,
            }),
            period: 1.0,
        }
    }
}

impl Envelope {
    /// As the event says.
    fn new(trigger: &Trigger, start: &Start) -> Self {
        let period = (1.0 / start.sample_rate) as f32;
        if let Some(held) = start.length.held {
            let shape = Shape::Held(Held::new(trigger, held as f32));
            return Self { shape, period };
        }
        let hold = trigger.get(p::HOLD).unwrap_or(if trigger.has(p::RELEASE) {
            0.0
        } else {
            start.length.seconds as f32
        });
        let shape = Shape::Struck(Trapezoid {
            attack: trigger.get(p::ATTACK).unwrap_or(0.0),
            hold,
            release: trigger.get(p::RELEASE).unwrap_or(0.0),
            curve: trigger.get(p::CURVE).unwrap_or(0.0),
        });
        Self { shape, period }
    }
}

impl Effect for Envelope {
    const ASKED_BY: &'static [Parameter] = &[p::ATTACK, p::SUSTAINLEVEL, p::RELEASE];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let has_length = start.length.held.is_some();
        let is_wanted = has_length || trigger.has(p::ATTACK) || trigger.has(p::RELEASE);
        is_wanted.then(|| Self::new(trigger, start))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        let age = context.age;
        for (index, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let time = (age + index as u64) as f32 * self.period;
            let level = match &self.shape {
                Shape::Struck(shape) => shape.level(time),
                Shape::Held(held) => held.level(time),
            };
            *left *= level;
            *right *= level;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_stays_at_its_level_until_the_event_ends_and_falls_from_where_it_is() {
        let trigger = Trigger::default()
            .with(p::ATTACK, 0.1)
            .with(p::DECAY, 0.2)
            .with(p::SUSTAINLEVEL, 0.5)
            .with(p::RELEASE, 0.4);
        let held = Held::new(&trigger, 1.0);
        let levels = [
            (0.0, 0.0),
            (0.05, 0.5),
            (0.1, 1.0),
            (0.2, 0.75),
            (0.3, 0.5),
            (0.99, 0.5),
            (1.2, 0.25),
            (1.5, 0.0),
        ];
        for (time, level) in levels {
            assert!((held.level(time) - level).abs() < 1e-5, "{time}");
        }
        let short = Held::new(&trigger, 0.05);
        assert!((short.level(0.05) - 0.5).abs() < 1e-5);
        assert!((short.level(0.25) - 0.25).abs() < 1e-5);
        // Without a level it is held where it is, without a release it ends.
        let plain = Held::new(&Trigger::default().with(p::DECAY, 0.1), 1.0);
        assert_eq!((plain.level(0.5), plain.level(1.01)), (1.0, 0.0));
    }
}
