//! What guards an output: DC is blocked, it waits for a main output that looks ahead, and it is known when nothing is left
//! to come out.

use crate::dsp::onepole::DcBlock;
use crate::engine::graph::{SUB_BLOCK, StereoBlock};
use std::collections::VecDeque;
use std::ops::Range;

/// Hz below which the outputs block.
const DC_CUTOFF: f64 = 2.0;

/// What has fallen below this (-180 dB) is over.
const OVER: f32 = 1e-9;

/// Blocks DC on both channels, delays, and knows when nothing is left to come out.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    blocks: [DcBlock; 2],
    pub rests: bool,
    /// What came out last was the end.
    over: bool,
    /// Whether DC is blocked.
    pub on: bool,
    /// Frames that wait to come out, where it delays.
    late: VecDeque<(f32, f32)>,
    /// Frames for which sound may hide in a delay, here or behind it.
    hidden: usize,
    /// Frames of silence that have come out.
    silent: usize,
    /// Whether sound went in during this sub-block.
    fed: bool,
}

impl Guard {
    /// `most`: frames by which it may have to delay.
    pub fn new(sample_rate: f64, most: usize) -> Self {
        Self {
            blocks: [DcBlock::new(DC_CUTOFF, sample_rate); 2],
            rests: true,
            over: false,
            on: true,
            late: VecDeque::with_capacity(most + 1),
            hidden: 0,
            silent: 0,
            fed: false,
        }
    }

    /// Delays by so many frames from now on.
    pub fn set_delay(&mut self, frames: usize) {
        self.late.clear();
        self.late.extend(std::iter::repeat_n((0.0, 0.0), frames));
        self.hidden = frames;
    }

    /// What is behind it delays by so many frames from now on.
    pub fn set_hidden(&mut self, frames: usize) {
        self.hidden = frames;
    }

    /// Before a segment.
    pub fn begin(&mut self) {
        if self.over {
            self.reset();
        }
    }

    #[inline(always)]
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let mut frame = (left, right);
        if self.on {
            let [left_block, right_block] = &mut self.blocks;
            frame = (left_block.next(left), right_block.next(right));
        }
        if self.late.is_empty() {
            return frame;
        }
        self.late.push_back(frame);
        self.late.pop_front().unwrap_or_default()
    }

    /// After a segment, into which sound went if it was `fed`: rests once all is over. Judged at sub-block ends alone, where
    /// every partition of time has one, and by whole sub-blocks of silence.
    pub fn settle(&mut self, range: &Range<usize>, fed: bool, block: &StereoBlock) {
        self.fed |= fed;
        if range.end == SUB_BLOCK && !std::mem::take(&mut self.fed) {
            let last = range.end - 1;
            let level = block.left[last].abs().max(block.right[last].abs());
            let silent = level < OVER;
            self.over = silent && self.silent >= self.hidden;
            self.silent = if silent { self.silent + SUB_BLOCK } else { 0 };
        }
    }

    pub fn reset(&mut self) {
        self.blocks.iter_mut().for_each(DcBlock::reset);
        self.late.iter_mut().for_each(|frame| *frame = (0.0, 0.0));
        self.rests = true;
        self.over = false;
        self.silent = 0;
        self.fed = false;
    }
}
