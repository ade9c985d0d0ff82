//! Triode: the asymmetry of a tube.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, DC_CORNER, DC_SETTLING, Effect, Start};
use phonon_dsp::distortion::saturate::tanh;
use phonon_dsp::filters::onepole::DcBlock;

/// The asymmetry of a tube: the negative half is bent.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triode {
    drive: f32,
    blocks: [DcBlock; 2],
    /// Frames left in which the filters against DC settle.
    settling: [u8; 2],
}

impl Default for Triode {
    fn default() -> Self {
        Self::new(0.0, 48_000.0)
    }
}

impl Triode {
    /// `amount` 0…1.
    pub(super) fn new(amount: f32, sample_rate: f64) -> Self {
        Self {
            drive: amount * 10.0 + 0.001,
            blocks: [DcBlock::new(DC_CORNER, sample_rate); 2],
            settling: [DC_SETTLING; 2],
        }
    }
}

impl Effect for Triode {
    const ASKED_BY: &'static [Parameter] = &[p::TRIODE];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let amount = trigger.get(p::TRIODE)?;
        Some(Self::new(amount, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let channels = self.blocks.iter_mut().zip(&mut self.settling);
        for (frames, (block, settling)) in [left, right].into_iter().zip(channels) {
            for x in frames {
                let bent = if *x > 0.0 {
                    *x
                } else {
                    tanh(*x * self.drive) / self.drive
                };
                if *settling > 0 {
                    *settling -= 1;
                    block.settle(bent);
                }
                *x = block.next(bent);
            }
        }
    }
}
