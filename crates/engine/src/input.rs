//! What comes in from outside: a block of the host's, cut into the engine's segments.

use crate::graph::StereoBlock;
use std::ops::Range;

/// The sound that comes in during a block, which the text calls `~in` and voices `in`. Where a channel is shorter than the
/// block, or empty, there is silence.
#[derive(Clone, Copy, Debug, Default)]
pub struct Incoming<'a> {
    /// Left channel of the audio input.
    pub left: &'a [f32],
    /// Right channel of the audio input.
    pub right: &'a [f32],
    /// Left and right of what is played beside the program: it goes to the main output, before the limiter, and nowhere else.
    pub beside: [&'a [f32]; 2],
}

/// What comes in during the segment that is being rendered.
#[derive(Default)]
pub struct AudioInput {
    block: StereoBlock,
    sounds: bool,
}

impl AudioInput {
    /// Takes the frames `range` of the sub-block, which begin `offset` frames into the host's block. What is no number is
    /// silence.
    pub(super) fn take(&mut self, sides: [&[f32]; 2], offset: usize, range: &Range<usize>) {
        self.sounds = false;
        for (channel, heard) in sides.into_iter().enumerate() {
            let heard = heard.get(offset..).unwrap_or_default();
            let frames = &mut self.block.channel_mut(channel)[range.clone()];
            let there = heard.len().min(frames.len());
            let (some, none) = frames.split_at_mut(there);
            for (frame, heard) in some.iter_mut().zip(heard) {
                *frame = if heard.is_finite() { *heard } else { 0.0 };
                self.sounds |= *frame != 0.0;
            }
            none.fill(0.0);
        }
    }

    /// The segment's frames; `None` if they are all zero.
    #[must_use]
    pub fn heard(&self) -> Option<&StereoBlock> {
        self.sounds.then_some(&self.block)
    }
}
