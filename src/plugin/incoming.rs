//! What comes in from the host: copied out of the buffer that the framework shares between input and output.
//!
//! Where a host gives no input, as VST3's may when they switch the bus off, the framework leaves in that buffer what was
//! written to it last: our own sound, which would come in again.

use crate::dsp::delay::DelayLine;
use crate::engine::Incoming;
use nice_plug::prelude::Buffer;

/// A block of the input.
pub struct Inlet {
    channels: [Vec<f32>; 2],
    /// Frames of the present block.
    frames: usize,
    /// What the host's buffer holds if nobody has written to it since we did. No number where that cannot be told.
    left_behind: [Vec<f32>; 2],
    /// What has come in, for as long as the outputs may be late.
    past: [DelayLine; 2],
}

impl Inlet {
    /// For blocks of at most `most` frames; of longer ones the rest is silence. What comes in may pass up to `latest` frames
    /// late.
    pub fn new(most: usize, latest: usize) -> Self {
        Self {
            channels: [vec![0.0; most], vec![0.0; most]],
            frames: 0,
            left_behind: [vec![0.0; most], vec![0.0; most]],
            past: [DelayLine::new(latest), DelayLine::new(latest)],
        }
    }

    /// Keeps what the main buffer holds before it is written: nothing if that is our own sound of before.
    pub fn take(&mut self, main: &mut Buffer) {
        if self.is_stale(main) {
            self.frames = 0;
            return;
        }
        let [left, right] = &mut self.channels;
        self.frames = main.samples().min(left.len());
        for (kept, heard) in [left, right].into_iter().zip(main.as_slice()) {
            let frames = self.frames.min(heard.len());
            kept[..frames].copy_from_slice(&heard[..frames]);
            kept[frames..self.frames].fill(0.0);
        }
    }

    /// Whether the buffer is as we have left it. What comes in and goes out again is never the same to the bit for a whole
    /// block: the filter against DC lies between.
    fn is_stale(&self, main: &mut Buffer) -> bool {
        let frames = main.samples().min(self.left_behind[0].len());
        let mut sounds = false;
        let same = main
            .as_slice()
            .iter()
            .zip(&self.left_behind)
            .all(|(now, before)| {
                sounds |= now.iter().any(|sample| *sample != 0.0);
                now.get(..frames) == before.get(..frames)
            });
        same && sounds
    }

    /// Remembers what is left in the main buffer; `whole` is false while some of what came in passes unchanged.
    pub fn leave(&mut self, main: &mut Buffer, whole: bool) {
        for (kept, left) in self.left_behind.iter_mut().zip(main.as_slice()) {
            let frames = left.len().min(kept.len());
            if whole {
                kept[..frames].copy_from_slice(&left[..frames]);
            } else {
                kept[..frames].fill(f32::NAN);
            }
        }
    }

    /// The next frame of a channel, which is `index` in the block, as it passes `late` frames later.
    pub fn pass(&mut self, channel: usize, index: usize, late: usize) -> f32 {
        let (Some(kept), Some(past)) = (self.channels.get(channel), self.past.get_mut(channel))
        else {
            return 0.0;
        };
        let frame = kept[..self.frames].get(index);
        past.write(frame.copied().unwrap_or(0.0));
        past.read(late)
    }

    /// The block for the engine.
    pub fn incoming(&self) -> Incoming<'_> {
        Incoming {
            left: &self.channels[0][..self.frames],
            right: &self.channels[1][..self.frames],
        }
    }
}
