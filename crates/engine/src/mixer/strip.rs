//! The strip of one output: fader, mute, solo, level, and whether the host takes it by itself.

use crate::graph::StereoBlock;
use crate::mixer::guard::Guard;
use phonon_dsp::control::smooth::OnePoleSmooth;
use std::ops::Range;

/// What the user sets on one output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StripSettings {
    /// Gain, linear; 1 by default.
    pub gain: f32,
    /// Whether the output is silent.
    pub mute: bool,
    /// Whether the output is soloed: while any output is soloed, only those are heard.
    pub solo: bool,
}

impl Default for StripSettings {
    fn default() -> Self {
        Self {
            gain: 1.0,
            mute: false,
            solo: false,
        }
    }
}

/// The strip of one output.
pub(super) struct Strip {
    pub settings: StripSettings,
    /// Whether the host takes this output by itself; otherwise it is folded into the main one.
    pub separate: bool,
    pub fader: OnePoleSmooth,
    /// How much goes to the main output: 1 folded, 0 separate.
    pub fold: OnePoleSmooth,
    pub guard: Guard,
    /// The separate part, behind the fader.
    pub block: Box<StereoBlock>,
    /// All of it behind the fader, while somebody watches.
    pub watched: Box<StereoBlock>,
    pub peak: [f32; 2],
}

impl Strip {
    /// Where the fader goes.
    pub(super) fn target(&self, soloed: bool) -> f32 {
        if self.is_shut(soloed) {
            0.0
        } else {
            self.settings.gain
        }
    }

    /// Whether it is muted, or another is to be heard alone.
    pub(super) fn is_shut(&self, soloed: bool) -> bool {
        self.settings.mute || (soloed && !self.settings.solo)
    }

    /// Adds the folded part to `main` and keeps the separate part in the strip's own block, and if it is `watched` all of it.
    /// Returns whether it added anything.
    pub(super) fn process(
        &mut self,
        range: &Range<usize>,
        source: Option<&StereoBlock>,
        soloed: bool,
        main: &mut StereoBlock,
        watched: bool,
    ) -> bool {
        self.guard.begin();
        let gain = self.target(soloed);
        let folded = if self.separate { 0.0 } else { 1.0 };
        let Some(source) = source else {
            if watched {
                self.watched.clear(range.clone());
            }
            // Faders move through silence too, so that what follows does not depend on when sound begins.
            if self.fader.value() != gain || self.fold.value() != folded {
                for _ in range.clone() {
                    self.fader.next(gain);
                    self.fold.next(folded);
                }
            }
            if !self.guard.rests {
                for frame in range.clone() {
                    let (left, right) = self.guard.next(0.0, 0.0);
                    self.block.left[frame] = left;
                    self.block.right[frame] = right;
                }
                self.guard.settle(range, false, &self.block);
            } else {
                self.guard.rest(range);
            }
            return false;
        };
        let adds = self.fold.value() != 0.0 || folded != 0.0;
        let mut peak = self.peak;
        let is_folded = self.fold.value() == 1.0 && folded == 1.0 && self.guard.rests;
        if is_folded && self.fader.value() == gain {
            if watched {
                for channel in 0..2 {
                    let from = &source.channel(channel)[range.clone()];
                    let to = &mut self.watched.channel_mut(channel)[range.clone()];
                    to.iter_mut()
                        .zip(from)
                        .for_each(|(to, from)| *to = from * gain);
                }
            }
            for (channel, peak) in peak.iter_mut().enumerate() {
                let from = &source.channel(channel)[range.clone()];
                let to = &mut main.channel_mut(channel)[range.clone()];
                *peak = peak.max(add(to, from, gain));
            }
            self.guard.rest(range);
        } else if is_folded {
            for frame in range.clone() {
                let gain = self.fader.next(gain);
                let (left, right) = (source.left[frame] * gain, source.right[frame] * gain);
                main.left[frame] += left;
                main.right[frame] += right;
                (self.watched.left[frame], self.watched.right[frame]) = (left, right);
                peak = [peak[0].max(left.abs()), peak[1].max(right.abs())];
            }
            self.guard.rest(range);
        } else {
            for frame in range.clone() {
                let gain = self.fader.next(gain);
                let fold = self.fold.next(folded);
                let (left, right) = (source.left[frame] * gain, source.right[frame] * gain);
                main.left[frame] += left * fold;
                main.right[frame] += right * fold;
                (self.watched.left[frame], self.watched.right[frame]) = (left, right);
                let apart = 1.0 - fold;
                let (apart_left, apart_right) = self.guard.next(left * apart, right * apart);
                self.block.left[frame] = apart_left;
                self.block.right[frame] = apart_right;
                peak = [peak[0].max(left.abs()), peak[1].max(right.abs())];
            }
            self.guard.rests = false;
            let fed = self.fold.value() != 1.0 || folded != 1.0;
            self.guard.settle(range, fed, &self.block);
        }
        self.peak = peak;
        adds
    }
}

/// Adds frames times a gain that stands still, and returns the peak of what was added.
fn add(to: &mut [f32], from: &[f32], gain: f32) -> f32 {
    let mut peak = 0;
    for (to, from) in to.iter_mut().zip(from) {
        let value = from * gain;
        *to += value;
        // As whole numbers, which are in the same order: unlike the greatest float, many are found at once.
        peak = peak.max((value.to_bits() & !SIGN).cast_signed());
    }
    f32::from_bits(peak.cast_unsigned())
}

/// The bit of a float's sign.
const SIGN: u32 = 1 << 31;
