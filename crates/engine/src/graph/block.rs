//! The buffers that signals travel in: two channels of one sub-block each.

use std::ops::Range;

/// Frames in a sub-block. Sub-blocks are aligned to the song's frames, so control rates and feedback delays
/// depend neither on how the host cuts time nor on where it began to play.
pub const SUB_BLOCK: usize = 64;

/// One sub-block of a stereo signal (linear amplitude, full scale = 1). A mono signal uses the left channel only.
#[derive(Clone, Debug, PartialEq)]
#[repr(align(64))]
pub struct StereoBlock {
    /// Left channel; of a mono signal, the only one.
    pub left: [f32; SUB_BLOCK],
    /// Right channel, linear; 1 is full scale.
    pub right: [f32; SUB_BLOCK],
}

impl Default for StereoBlock {
    fn default() -> Self {
        Self::filled(0.0)
    }
}

impl StereoBlock {
    /// Both channels hold `value` throughout.
    pub fn filled(value: f32) -> Self {
        Self {
            left: [value; SUB_BLOCK],
            right: [value; SUB_BLOCK],
        }
    }

    /// Channel 0 is left, any other right.
    #[inline(always)]
    pub fn channel(&self, channel: usize) -> &[f32; SUB_BLOCK] {
        if channel == 0 {
            &self.left
        } else {
            &self.right
        }
    }

    /// Channel 0 is left, any other right.
    #[inline(always)]
    pub fn channel_mut(&mut self, channel: usize) -> &mut [f32; SUB_BLOCK] {
        if channel == 0 {
            &mut self.left
        } else {
            &mut self.right
        }
    }

    /// Sets the frames of `range` to zero in both channels.
    pub fn clear(&mut self, range: Range<usize>) {
        self.left[range.clone()].fill(0.0);
        self.right[range].fill(0.0);
    }
}
