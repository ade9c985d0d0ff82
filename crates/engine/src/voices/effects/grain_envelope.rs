//! The grain envelope: `tilt`, `plat` and `curve`.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, Start};
use phonon_dsp::control::envelope::curved;

/// Rise, plateau and fall over the whole sound.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct GrainEnvelope {
    rise: f32,
    stay: f32,
    fall: f32,
    curve: f32,
}

impl GrainEnvelope {
    /// `tilt` and `plateau` are parts of the sound.
    pub(super) fn new(tilt: f32, plateau: f32, curve: f32, start: &Start) -> Self {
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
}

impl Effect for GrainEnvelope {
    const ASKED_BY: &'static [Parameter] = &[p::TILT];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let or_zero = |parameter| trigger.get(parameter).unwrap_or(0.0);
        let tilt = trigger.get(p::TILT)?;
        Some(Self::new(tilt, or_zero(p::PLAT), or_zero(p::CURVE), start))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context) {
        let age = context.age;
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
