//! What comes in from outside, as a voice: it has no pitch, but the level, place, envelope and effects of every sound.

use crate::voices::synths::{Setup, Voicing};

/// The frames that come in while it sounds.
#[derive(Clone, Copy, Debug)]
pub struct Input;

impl Voicing for Input {
    fn control(&mut self, _frequency: f32) {}

    /// The frames hold what comes in already: see [`crate::voices::synths::Instance::hears_input`].
    fn render(&mut self, _left: &mut [f32], _right: &mut [f32]) {}
}

/// See the table.
pub(super) fn input(_setup: &Setup) -> Input {
    Input
}
