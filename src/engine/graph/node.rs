//! What a node of the signal graph is, and what it sees while it processes: the segment, its inputs, its output.

use super::block::{SUB_BLOCK, StereoBlock};
use std::collections::HashMap;
use std::ops::Range;

/// The part of the current sub-block that is to be computed now, and where it lies in time and music.
///
/// The host may cut time anywhere; a segment never crosses a sub-block boundary. A node that keeps its state sample
/// by sample, and does control-rate work only when `starts_sub_block`, gives the same bits for every partition.
#[derive(Clone, Debug)]
pub struct Segment {
    /// Frames of the sub-block to compute, within `0..SUB_BLOCK`, never empty.
    pub range: Range<usize>,
    /// Absolute frame of the engine at which the sub-block begins; a multiple of `SUB_BLOCK`.
    pub frame: u64,
    /// Absolute frame at which `anchor_cycle` holds.
    pub anchor_frame: u64,
    /// Song position in cycles at `anchor_frame`.
    pub anchor_cycle: f64,
    /// Tempo: cycles per frame; zero while the transport stands.
    pub cycles_per_frame: f64,
    /// Quarter notes per cycle.
    pub beats_per_cycle: f64,
}

impl Segment {
    /// A segment without music: time alone, at half a cycle per second of 48 kHz. For tests, benches and sub-graphs.
    pub fn bare(frame: u64, range: Range<usize>) -> Self {
        Self {
            range,
            frame,
            anchor_frame: 0,
            anchor_cycle: 0.0,
            cycles_per_frame: 0.5 / 48_000.0,
            beats_per_cycle: 4.0,
        }
    }

    /// Frames to compute.
    pub fn frames(&self) -> usize {
        self.range.len()
    }

    /// Whether this segment begins its sub-block: the moment to take control-rate values.
    pub fn starts_sub_block(&self) -> bool {
        self.range.start == 0
    }

    /// Whether this segment completes its sub-block.
    pub fn ends_sub_block(&self) -> bool {
        self.range.end == SUB_BLOCK
    }

    /// Song position in cycles at the `index`th frame of the segment. Depends on absolute time only, not on how the
    /// segment was cut.
    pub fn cycle(&self, index: usize) -> f64 {
        let frame = self.frame + (self.range.start + index) as u64;
        let distance = frame as f64 - self.anchor_frame as f64;
        self.anchor_cycle + distance * self.cycles_per_frame
    }
}

/// One event of a pattern input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// Frame within the sub-block.
    pub frame: usize,
    /// The value that holds from this frame on.
    pub value: f32,
    /// Whether an event begins here (a trigger), or the value only changes or is restated.
    pub onset: bool,
    /// Frames that the event lasts: how long a gate stays open. Zero when unknown.
    pub duration: u32,
}

/// How one port of a node is fed: where its samples lie, and what is known of them beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Feed {
    /// Index of the buffer.
    pub slot: usize,
    /// Whether only the left channel is written.
    pub mono: bool,
    /// The value, where it never changes.
    pub constant: Option<f32>,
    /// The pattern input that the samples come from.
    pub pattern: Option<usize>,
}

/// Events of one pattern input that fall in the current segment.
#[derive(Clone, Debug)]
pub(super) struct Steps {
    list: [Step; SUB_BLOCK],
    count: usize,
}

impl Default for Steps {
    fn default() -> Self {
        let none = Step {
            frame: 0,
            value: 0.0,
            onset: false,
            duration: 0,
        };
        Self {
            list: [none; SUB_BLOCK],
            count: 0,
        }
    }
}

impl Steps {
    /// Adds a step; steps come in order of their frames. One frame holds one step: the latest value, and an onset if
    /// any had one. Returns whether there was room (there always is for frames in order).
    pub fn push(&mut self, step: Step) -> bool {
        if let Some(last) = self.list[..self.count].last_mut()
            && last.frame >= step.frame
        {
            last.value = step.value;
            if step.onset {
                last.onset = true;
                last.duration = step.duration;
            }
            return true;
        }
        if self.count == SUB_BLOCK {
            return false;
        }
        self.list[self.count] = step;
        self.count += 1;
        true
    }

    pub fn clear(&mut self) {
        self.count = 0;
    }

    pub fn as_slice(&self) -> &[Step] {
        &self.list[..self.count]
    }
}

/// What a node reads: one view a port, cut to the frames of the segment.
pub struct Inputs<'a> {
    pub(super) feeds: &'a [Feed],
    pub(super) buffers: &'a [Box<StereoBlock>],
    pub(super) steps: &'a [Steps],
    pub(super) range: Range<usize>,
}

impl Inputs<'_> {
    /// Number of ports.
    pub fn ports(&self) -> usize {
        self.feeds.len()
    }

    /// The samples of a port in a channel: as many as the segment has frames. A mono signal is the same in both.
    pub fn channel(&self, port: usize, channel: usize) -> &[f32] {
        let feed = &self.feeds[port];
        let channel = if feed.mono { 0 } else { channel };
        &self.buffers[feed.slot].channel(channel)[self.range.clone()]
    }

    /// The samples of a port, and their value if it is the same in the whole segment.
    pub fn steady(&self, port: usize, channel: usize) -> (&[f32], Option<f32>) {
        let samples = self.channel(port, channel);
        if let Some(value) = self.feeds[port].constant {
            return (samples, Some(value));
        }
        let first = samples[0];
        let same = samples
            .iter()
            .fold(true, |same, sample| same & (*sample == first));
        (samples, same.then_some(first))
    }

    /// The value at the first frame of the segment, in a channel.
    pub fn first(&self, port: usize, channel: usize) -> f32 {
        self.channel(port, channel)[0]
    }

    /// The value of a port that never changes.
    pub fn constant(&self, port: usize) -> Option<f32> {
        self.feeds[port].constant
    }

    /// Whether both channels of the port carry the same samples.
    pub fn is_mono(&self, port: usize) -> bool {
        self.feeds[port].mono
    }

    /// Whether the port is fed by a pattern, so that `steps` tells its onsets. Otherwise a trigger is a rise through
    /// 0.5 (see `dsp::trigger`).
    pub fn is_pattern(&self, port: usize) -> bool {
        self.feeds[port].pattern.is_some()
    }

    /// The events of the pattern that feeds a port; their frames count from the start of the sub-block.
    pub fn steps(&self, port: usize) -> &[Step] {
        match self.feeds[port].pattern {
            Some(pattern) => self.steps[pattern].as_slice(),
            None => &[],
        }
    }
}

/// What a node writes: its channels, cut to the frames of the segment. Every frame must be written.
pub struct Output<'a> {
    pub(super) block: &'a mut StereoBlock,
    pub(super) range: Range<usize>,
    pub(super) channels: usize,
}

impl Output<'_> {
    /// 1 or 2.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The samples of one channel.
    pub fn channel(&mut self, channel: usize) -> &mut [f32] {
        &mut self.block.channel_mut(channel)[self.range.clone()]
    }

    /// Both channels, for nodes that compute them together. The right one is not heard if the node is mono.
    pub fn both(&mut self) -> (&mut [f32], &mut [f32]) {
        let StereoBlock { left, right } = &mut *self.block;
        (
            &mut left[self.range.clone()],
            &mut right[self.range.clone()],
        )
    }
}

/// How long a node may sound after its inputs have gone silent and steady.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tail {
    /// Its output must stay below -120 dBFS this many frames before it may sleep (the longest time that something
    /// may hide in its memory: a delay's length).
    Frames(u64),
    /// It sounds by itself and never sleeps.
    Endless,
}

/// One processor of the signal graph: made off the audio thread, run on it.
pub trait Node: Send {
    /// Computes one segment: reads its inputs' frames and writes every frame of its output. Never allocates.
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output);

    /// Back to the state after construction, without allocating.
    fn reset(&mut self);

    /// Passes `frames` of time while asleep: advances what moves by itself (the phase of a modulator), exactly as
    /// processing that much silence would.
    fn skip(&mut self, frames: usize) {
        let _ = frames;
    }

    /// What must agree, beyond its place in the text, for an equally named node of another program to take over its
    /// state: the size of its memory.
    fn shape(&self) -> u64 {
        0
    }

    /// How long it sounds after its inputs.
    fn tail(&self) -> Tail {
        Tail::Endless
    }
}

/// Impulse responses by name: left and right, at the engine's sample rate.
pub type Impulses = HashMap<String, [Vec<f32>; 2]>;

/// What is known when a node is made.
#[derive(Clone, Copy, Debug)]
pub struct Setting<'a> {
    /// Hz.
    pub sample_rate: f64,
    /// Channels that the node writes: 1 or 2.
    pub channels: usize,
    /// Seed for nodes that draw random numbers: differs between nodes, stays when a text is evaluated again.
    pub seed: u64,
    /// Words and number lists given as text, one for each port of kind `Text`, in order of the ports.
    pub texts: &'a [String],
    /// Impulse responses by name, at the sample rate.
    pub impulses: &'a Impulses,
    /// For each port that is fed (more than the entry names for variadic nodes), its value if it never changes: sizes
    /// memory.
    pub constants: &'a [Option<f32>],
}
