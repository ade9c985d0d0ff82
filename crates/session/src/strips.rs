//! The mixer's settings between the window and the audio thread.

use super::state::{OUTPUTS, Strip};
use phonon_engine::mixer::{Mixer, StripSettings};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// One strip, readable at any time without waiting.
struct Shared {
    gain: AtomicU32,
    mute: AtomicBool,
    solo: AtomicBool,
}

/// The strips of the numbered outputs.
pub struct Strips([Shared; OUTPUTS]);

impl Default for Strips {
    fn default() -> Self {
        let strip = || Shared {
            gain: AtomicU32::new(1.0_f32.to_bits()),
            mute: false.into(),
            solo: false.into(),
        };
        Self(std::array::from_fn(|_| strip()))
    }
}

impl Strips {
    /// Takes over what the window or a project says; outputs beyond `strips` are as at first.
    pub fn set(&self, strips: &[Strip]) {
        let default = Strip::default();
        for (index, shared) in self.0.iter().enumerate() {
            let strip = strips.get(index).unwrap_or(&default);
            shared.gain.store(strip.gain.to_bits(), Relaxed);
            shared.mute.store(strip.mute, Relaxed);
            shared.solo.store(strip.solo, Relaxed);
        }
    }

    /// Tells the engine's mixer. Real-time safe.
    pub fn apply(&self, mixer: &mut Mixer) {
        for (index, shared) in self.0.iter().enumerate() {
            let settings = StripSettings {
                gain: f32::from_bits(shared.gain.load(Relaxed)),
                mute: shared.mute.load(Relaxed),
                solo: shared.solo.load(Relaxed),
            };
            mixer.set(index + 1, settings);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mixer_hears_what_is_set_and_the_rest_is_as_at_first() {
        let (strips, mut mixer) = (Strips::default(), Mixer::new(48_000.0));
        strips.set(&[
            Strip::default(),
            Strip {
                gain: 0.5,
                solo: true,
                ..Strip::default()
            },
        ]);
        strips.apply(&mut mixer);
        assert_eq!(
            mixer.settings(2),
            StripSettings {
                gain: 0.5,
                mute: false,
                solo: true
            }
        );
        strips.set(&[]);
        strips.apply(&mut mixer);
        assert_eq!(mixer.settings(2), StripSettings::default());
    }
}
