//! What comes in from the host: copied out of the buffer that the framework shares between input and output.

use nice_plug::prelude::Buffer;
use phonon_dsp::delays::line::DelayLine;
use phonon_engine::Incoming;

/// A block of the input.
pub(super) struct Inlet {
    channels: [Vec<f32>; 2],
    /// Frames of the present block.
    frames: usize,
    /// What has come in, for as long as the outputs may be late.
    past: [DelayLine; 2],
}

impl Inlet {
    /// For blocks of at most `most` frames; of longer ones the rest is silence. What comes in may pass up to `latest` frames
    /// late.
    pub(super) fn new(most: usize, latest: usize) -> Self {
        Self {
            channels: [vec![0.0; most], vec![0.0; most]],
            frames: 0,
            past: [DelayLine::new(latest), DelayLine::new(latest)],
        }
    }

    /// Keeps what the main buffer holds before it is written.
    pub(super) fn take(&mut self, main: &mut Buffer) {
        let [left, right] = &mut self.channels;
        self.frames = main.samples().min(left.len());
        for (kept, heard) in [left, right].into_iter().zip(main.as_slice()) {
            let frames = self.frames.min(heard.len());
            kept[..frames].copy_from_slice(&heard[..frames]);
            kept[frames..self.frames].fill(0.0);
        }
    }

    /// The next frame of a channel, which is `index` in the block, as it passes `late` frames later.
    pub(super) fn pass(&mut self, channel: usize, index: usize, late: usize) -> f32 {
        let (Some(kept), Some(past)) = (self.channels.get(channel), self.past.get_mut(channel))
        else {
            return 0.0;
        };
        let frame = kept[..self.frames].get(index);
        past.write(frame.copied().unwrap_or(0.0));
        past.read(late)
    }

    /// The block for the engine.
    pub(super) fn incoming(&self) -> Incoming<'_> {
        Incoming {
            left: &self.channels[0][..self.frames],
            right: &self.channels[1][..self.frames],
            ..Incoming::default()
        }
    }
}
