//! The mixer's gains between the window and the audio thread.

use super::state::{OUTPUTS, Strip};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

/// What each numbered output is multiplied by: fader, mute and solo together.
pub struct StripGains([AtomicU32; OUTPUTS]);

impl Default for StripGains {
    fn default() -> Self {
        Self(std::array::from_fn(|_| AtomicU32::new(1.0_f32.to_bits())))
    }
}

impl StripGains {
    /// Takes over the strips; outputs beyond them are at 0 dB, unless another is soloed.
    pub fn set(&self, strips: &[Strip]) {
        let any_solo = strips.iter().any(|strip| strip.solo);
        let default = Strip::default();
        for (index, gain) in self.0.iter().enumerate() {
            let strip = strips.get(index).unwrap_or(&default);
            let heard = !strip.mute && (!any_solo || strip.solo);
            gain.store(if heard { strip.gain } else { 0.0 }.to_bits(), Relaxed);
        }
    }

    /// Linear gain of output `index` (from 0).
    pub fn gain(&self, index: usize) -> f32 {
        f32::from_bits(self.0[index].load(Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solo_silences_the_others_and_mute_wins() {
        let gains = StripGains::default();
        let solo = Strip {
            solo: true,
            gain: 0.5,
            ..Strip::default()
        };
        gains.set(&[Strip::default(), solo.clone()]);
        assert_eq!(
            (gains.gain(0), gains.gain(1), gains.gain(9)),
            (0.0, 0.5, 0.0)
        );
        gains.set(&[Strip { mute: true, ..solo }]);
        assert_eq!((gains.gain(0), gains.gain(1)), (0.0, 0.0));
        gains.set(&[]);
        assert_eq!(gains.gain(0), 1.0);
    }
}
