//! What a node of the signal graph is, and what it sees while it processes: the segment, its inputs, its output.

use crate::graph::block::{SUB_BLOCK, StereoBlock};
use crate::graph::run::feed::{Feed, Step, Steps};
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
    /// Absolute frame of the engine at which the sub-block begins.
    pub frame: u64,
    /// The same in frames of the song: a multiple of `SUB_BLOCK`. Frames before the song's begin wrap around.
    pub song: u64,
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
            song: frame,
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

    /// The song's frame at the segment's first: what free-running phases and chance are functions of.
    pub fn song_frame(&self) -> u64 {
        self.song.wrapping_add(self.range.start as u64)
    }

    /// Song position in cycles at the `index`th frame of the segment. Depends on absolute time only, not on how the
    /// segment was cut.
    pub fn cycle(&self, index: usize) -> f64 {
        let frame = self.frame + (self.range.start + index) as u64;
        let distance = frame as f64 - self.anchor_frame as f64;
        self.anchor_cycle + distance * self.cycles_per_frame
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
    #[inline(always)]
    pub fn channel(&self, port: usize, channel: usize) -> &[f32] {
        &self.sub_block(port, channel)[self.range.clone()]
    }

    /// The whole sub-block of a port in a channel; of its frames, those outside the segment mean nothing.
    #[inline(always)]
    pub fn sub_block(&self, port: usize, channel: usize) -> &[f32; SUB_BLOCK] {
        let feed = &self.feeds[port];
        let channel = if feed.mono { 0 } else { channel };
        self.buffers[feed.slot].channel(channel)
    }

    /// The samples of a port, and their value if it is the same in the whole segment.
    #[inline(always)]
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

    /// The value of a port in a channel, if it is the same in the whole segment.
    #[inline(always)]
    pub fn value(&self, port: usize, channel: usize) -> Option<f32> {
        self.constant(port).or_else(|| self.steady(port, channel).1)
    }

    /// The value at the first frame of the segment, in a channel.
    #[inline(always)]
    pub fn first(&self, port: usize, channel: usize) -> f32 {
        self.channel(port, channel)[0]
    }

    /// The value of a port that never changes.
    #[inline(always)]
    pub fn constant(&self, port: usize) -> Option<f32> {
        self.feeds[port].constant
    }

    /// The value at the first frame of a port that is written in the text: a number or a pattern of numbers.
    #[inline(always)]
    pub fn written(&self, port: usize) -> Option<f32> {
        let feed = &self.feeds[port];
        feed.constant
            .or_else(|| feed.is_stepped().then(|| self.first(port, 0)))
    }

    /// Whether both channels of the port carry the same samples.
    #[inline(always)]
    pub fn is_mono(&self, port: usize) -> bool {
        self.feeds[port].mono
    }

    /// Whether the port is fed by a pattern, so that `steps` tells its onsets. Otherwise a trigger is a rise through
    /// 0.5 (see `dsp::trigger`).
    pub fn is_pattern(&self, port: usize) -> bool {
        self.feeds[port].pattern().is_some()
    }

    /// The events of the pattern that feeds a port; their frames count from the start of the sub-block.
    pub fn steps(&self, port: usize) -> &[Step] {
        let steps = match self.feeds[port].pattern() {
            Some(pattern) => self.steps[pattern].as_slice(),
            None => &[],
        };
        // Those of a later part of the sub-block are not its own.
        match steps.first() {
            Some(first) if first.frame >= self.range.end => &[],
            _ => steps,
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
    #[inline(always)]
    pub fn channel(&mut self, channel: usize) -> &mut [f32] {
        &mut self.block.channel_mut(channel)[self.range.clone()]
    }

    /// The samples of one channel, if the segment is a whole sub-block, as mostly it is.
    #[inline(always)]
    pub fn whole(&mut self, channel: usize) -> Option<&mut [f32; SUB_BLOCK]> {
        (self.range == (0..SUB_BLOCK)).then(|| self.block.channel_mut(channel))
    }

    /// Both channels, for nodes that compute them together. The right one is not heard if the node is mono.
    #[inline(always)]
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

    /// The song goes on from another place: a phase whose frequency is written in the text lies, from the next frame on, where
    /// that frequency has brought it since the song began; any other begins anew. Sound goes on.
    fn locate(&mut self) {}

    /// Goes on with the `place`th of its random numbers, so that chance is a function of the song's place.
    fn draw_from(&mut self, place: u64) {
        let _ = place;
    }

    /// Falls asleep: forgets all sound, as `reset` does; what moves by itself goes on (see `skip`).
    fn rest(&mut self) {
        self.reset();
    }

    /// Passes `frames` of time while asleep: advances what moves by itself (the phase of a modulator), exactly as
    /// processing that much silence would. What is a function of absolute time needs no advancing.
    fn skip(&mut self, frames: usize) {
        let _ = frames;
    }

    /// What must agree, beyond its place in the text, for an equally named node of another program to take over its
    /// state: the size of its memory.
    fn shape(&self) -> u64 {
        0
    }

    /// Whether it makes steps at a port harmless by itself (a delay fades to its new time): when an edit changes a number
    /// there, it is told at once, and not led to it.
    fn takes_steps(&self, port: usize) -> bool {
        let _ = port;
        false
    }

    /// About how many bytes it holds: what its tail can hide in, twice in single precision, unless it says otherwise.
    fn memory(&self) -> usize {
        match self.tail() {
            Tail::Frames(frames) => usize::try_from(frames).unwrap_or(usize::MAX / 64) * 8,
            Tail::Endless => 0,
        }
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
    /// Sample rate, Hz.
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
