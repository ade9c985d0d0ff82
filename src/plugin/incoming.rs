//! What comes in from the host: copied out of the buffer that the framework shares between input and output.

use crate::engine::Incoming;
use nice_plug::prelude::Buffer;

/// A block of the input.
pub struct Inlet {
    channels: [Vec<f32>; 2],
    /// Frames of the present block.
    frames: usize,
}

impl Inlet {
    /// For blocks of at most `most` frames; of longer ones the rest is silence.
    pub fn new(most: usize) -> Self {
        Self {
            channels: [vec![0.0; most], vec![0.0; most]],
            frames: 0,
        }
    }

    /// Keeps what the main buffer holds before it is written.
    pub fn take(&mut self, main: &mut Buffer) {
        let [left, right] = &mut self.channels;
        self.frames = main.samples().min(left.len());
        for (kept, heard) in [left, right].into_iter().zip(main.as_slice()) {
            let frames = self.frames.min(heard.len());
            kept[..frames].copy_from_slice(&heard[..frames]);
            kept[frames..self.frames].fill(0.0);
        }
    }

    /// One frame of a channel.
    pub fn frame(&self, channel: usize, index: usize) -> f32 {
        let kept = self.channels.get(channel).and_then(|kept| kept.get(index));
        kept.copied().unwrap_or(0.0)
    }

    /// The block for the engine.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming {
            left: &self.channels[0][..self.frames],
            right: &self.channels[1][..self.frames],
        }
    }
}
