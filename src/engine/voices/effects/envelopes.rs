//! Envelopes over a whole voice: attack, hold, release; and the grain envelope.

use super::Start;
use crate::dsp::envelope::{Trapezoid, curved};
use crate::engine::parameters as p;
use crate::engine::trigger::Trigger;

/// Attack, hold, release. With a release and no hold the fall begins at once, as in SuperDirt; with an attack alone the
/// sound stays up to its end.
#[derive(Clone, Copy, Debug)]
pub struct VoiceEnvelope {
    shape: Trapezoid,
    /// Frames to seconds.
    period: f32,
}

impl Default for VoiceEnvelope {
    fn default() -> Self {
        Self {
            shape: Trapezoid {
                attack: 0.0,
                hold: 1.0,
                release: 0.0,
                curve: 0.0,
            },
            period: 1.0,
        }
    }
}

impl VoiceEnvelope {
    /// As the event says.
    pub fn new(trigger: &Trigger, start: &Start) -> Self {
        let hold = trigger.get(p::HOLD).unwrap_or(if trigger.has(p::RELEASE) {
            0.0
        } else {
            start.length.seconds as f32
        });
        Self {
            shape: Trapezoid {
                attack: trigger.get(p::ATTACK).unwrap_or(0.0),
                hold,
                release: trigger.get(p::RELEASE).unwrap_or(0.0),
                curve: trigger.get(p::CURVE).unwrap_or(0.0),
            },
            period: (1.0 / start.sample_rate) as f32,
        }
    }

    /// Shapes frames, `age` frames into the sound.
    pub fn process(&self, age: u64, left: &mut [f32], right: &mut [f32]) {
        for (index, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let level = self.shape.level((age + index as u64) as f32 * self.period);
            *left *= level;
            *right *= level;
        }
    }
}

/// Rise, plateau and fall over the whole sound.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrainEnvelope {
    rise: f32,
    stay: f32,
    fall: f32,
    curve: f32,
}

impl GrainEnvelope {
    /// `tilt` and `plateau` are parts of the sound.
    pub fn new(tilt: f32, plateau: f32, curve: f32, start: &Start) -> Self {
        let length = &start.length;
        let frames =
            ((length.seconds - length.fade_in - length.fade_out) * start.sample_rate) as f32;
        let rise = tilt * (1.0 - plateau);
        Self {
            // Whole frames each.
            rise: (rise * frames).floor(),
            stay: (plateau * frames).floor(),
            fall: ((1.0 - plateau - rise).max(0.0) * frames).floor(),
            curve,
        }
    }

    /// Shapes frames, `age` frames into the sound.
    pub fn process(&self, age: u64, left: &mut [f32], right: &mut [f32]) {
        for (index, (left, right)) in left.iter_mut().zip(right).enumerate() {
            let at = (age + index as u64) as f32;
            let level = if at < self.rise {
                curved(at / self.rise, self.curve)
            } else if at < self.rise + self.stay {
                1.0
            } else if self.fall > 0.0 {
                1.0 - curved((at - self.rise - self.stay) / self.fall, self.curve)
            } else {
                0.0
            };
            *left *= level;
            *right *= level;
        }
    }
}
