//! The running graph. The audio thread fills its inputs for a segment, processes it, and reads its outputs.

use super::block::{SUB_BLOCK, StereoBlock};
use super::node::{Feed, Inputs, Node, Output, Segment, Step, Steps, Tail};
use crate::dsp::saturate::soft_limit;
use crate::dsp::smooth::OnePoleSmooth;
use std::ops::Range;

/// Output 0 is the main one; 1..=16 are the numbered ones.
pub const OUTPUTS: usize = 17;

/// -120 dB: what is quieter through a whole tail has gone silent.
const SILENCE: f32 = 1e-6;

/// Seconds in which a macro or a smoothed pattern covers 63% of a step.
const MACRO_SMOOTHING: f64 = 0.010;
const PATTERN_SMOOTHING: f64 = 0.005;

/// What is known of a buffer's content in the current segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flow {
    /// All zero.
    Silent,
    /// Unchanging, and the same as before this segment.
    Steady,
    Varying,
}

/// A node in its place.
pub(super) struct Unit {
    pub identity: u64,
    pub name: &'static str,
    pub node: Box<dyn Node>,
    pub feeds: Range<usize>,
    pub slot: usize,
    pub channels: usize,
    /// Its inputs are silent or steady and its tail is over: it is in its reset state and not run.
    pub asleep: bool,
    /// Nothing moved and nothing sounded so far in this sub-block.
    pub quiet: bool,
    pub quiet_frames: u64,
    /// It made a NaN or infinity in this sub-block and will be reset at its end.
    pub faulty: bool,
}

/// A feedback edge: keeps a node's sub-block for its readers in the next one.
#[derive(Clone, Debug)]
pub(super) struct Loop {
    pub identity: u64,
    pub from: usize,
    pub slot: usize,
    /// Peak so far in this sub-block.
    peak: f32,
}

impl Loop {
    pub fn new(identity: u64, from: usize, slot: usize) -> Self {
        Self {
            identity,
            from,
            slot,
            peak: 0.0,
        }
    }
}

/// A pattern input: its latest value, and the buffers that hold it as steps or smoothed, where they are read.
#[derive(Clone, Debug, Default)]
pub(super) struct PatternFeed {
    pub stepped: Option<usize>,
    pub smooth: Option<usize>,
    value: f32,
    smoothed: Option<OnePoleSmooth>,
}

/// A macro parameter.
#[derive(Clone, Debug)]
pub(super) struct MacroFeed {
    pub index: usize,
    pub slot: usize,
    target: f32,
    smoothed: Option<OnePoleSmooth>,
}

impl MacroFeed {
    pub fn new(index: usize, slot: usize) -> Self {
        Self {
            index,
            slot,
            target: 0.0,
            smoothed: None,
        }
    }
}

/// One summand of an output.
#[derive(Clone, Debug)]
pub(super) struct Mix {
    pub output: usize,
    pub feed: Feed,
}

/// A compiled graph. For each segment: [`begin`](Self::begin); then write sources, pattern steps, macros and the audio
/// input; then [`process`](Self::process); then read [`output`](Self::output). None of it allocates.
pub struct Schedule {
    pub(super) sample_rate: f64,
    pub(super) buffers: Vec<Box<StereoBlock>>,
    pub(super) flows: Vec<Flow>,
    /// Trades places with the buffer that a node writes, so that it can read all others meanwhile.
    pub(super) spare: Box<StereoBlock>,
    pub(super) feeds: Vec<Feed>,
    pub(super) units: Vec<Unit>,
    /// (identity, index of the unit), sorted, to find nodes again after a swap.
    pub(super) identities: Vec<(u64, usize)>,
    pub(super) loops: Vec<Loop>,
    pub(super) steps: Vec<Steps>,
    pub(super) patterns: Vec<PatternFeed>,
    pub(super) source_names: Vec<String>,
    pub(super) sources: Vec<usize>,
    pub(super) macros: Vec<MacroFeed>,
    pub(super) audio_input: Option<usize>,
    pub(super) mixes: Vec<Mix>,
    pub(super) outputs: Vec<Box<StereoBlock>>,
    pub(super) sounding: [bool; OUTPUTS],
    pub(super) faults: u64,
}

impl Schedule {
    /// Hz.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Number of nodes that are computed.
    pub fn nodes(&self) -> usize {
        self.units.len()
    }

    /// Names of the nodes in the order in which they are computed.
    pub fn order(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.units.iter().map(|unit| unit.name)
    }

    /// Number of nodes that slept through the latest segment.
    pub fn asleep(&self) -> usize {
        self.units.iter().filter(|unit| unit.asleep).count()
    }

    /// Number of sub-block buffers, of all kinds.
    pub fn buffers(&self) -> usize {
        self.buffers.len()
    }

    /// Number of pattern inputs.
    pub fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Number of voice sources.
    pub fn sources(&self) -> usize {
        self.sources.len()
    }

    /// The names of the voice sources, by index.
    pub fn source_names(&self) -> &[String] {
        &self.source_names
    }

    /// How many times a node made a NaN or an infinity (at most once a sub-block for each node).
    pub fn faults(&self) -> u64 {
        self.faults
    }

    /// Begins a segment: sources and audio input are silent and patterns have no steps in `range` until written.
    pub fn begin(&mut self, range: Range<usize>) {
        for &slot in self.sources.iter().chain(self.audio_input.as_ref()) {
            if self.flows[slot] != Flow::Silent || range.start == 0 {
                self.flows[slot] = Flow::Silent;
            }
            self.buffers[slot].clear(range.clone());
        }
        for steps in &mut self.steps {
            steps.clear();
        }
    }

    /// The buffer of a voice source, to add voices to in the segment's range; marks it as sounding.
    pub fn source_mut(&mut self, index: usize) -> &mut StereoBlock {
        let slot = self.sources[index];
        self.flows[slot] = Flow::Varying;
        &mut self.buffers[slot]
    }

    /// The buffer of the audio input, if the graph reads it; marks it as sounding.
    pub fn audio_input_mut(&mut self) -> Option<&mut StereoBlock> {
        let slot = self.audio_input?;
        self.flows[slot] = Flow::Varying;
        Some(&mut self.buffers[slot])
    }

    /// Adds a step to a pattern input; frames must not descend. After a program swap or a seek, the current value should
    /// be given as a step without onset at the first frame.
    pub fn push_step(&mut self, pattern: usize, step: Step) {
        if let Some(steps) = self.steps.get_mut(pattern)
            && step.value.is_finite()
        {
            steps.push(Step {
                frame: step.frame.min(SUB_BLOCK - 1),
                ..step
            });
        }
    }

    /// Sets the target of a macro parameter, 0..1.
    pub fn set_macro(&mut self, index: usize, value: f32) {
        for feed in &mut self.macros {
            if feed.index == index && value.is_finite() {
                feed.target = value;
            }
        }
    }

    /// Computes the segment.
    pub fn process(&mut self, segment: &Segment) {
        self.render_patterns(segment);
        self.render_macros(segment);
        for index in 0..self.units.len() {
            self.run(index, segment);
        }
        self.store_loops(segment);
        self.mix(segment);
    }

    /// What an output carries in the segment just processed (0 main, 1..=16 numbered).
    pub fn output(&self, output: usize) -> &StereoBlock {
        &self.outputs[output]
    }

    /// Whether an output had anything but silence in the segment just processed. If not, its buffer is zero.
    pub fn sounds(&self, output: usize) -> bool {
        self.sounding[output]
    }

    /// Takes over the state of all nodes that are the same in `old`: the processors trade places. Nothing is made or
    /// freed. Loops, pattern values and macros go along.
    pub fn adopt(&mut self, old: &mut Schedule) {
        for unit in &mut self.units {
            let found = old
                .identities
                .binary_search_by_key(&unit.identity, |(identity, _)| *identity);
            if let Ok(found) = found {
                let other = &mut old.units[old.identities[found].1];
                std::mem::swap(&mut unit.node, &mut other.node);
                unit.asleep = other.asleep;
                unit.quiet = other.quiet;
                unit.quiet_frames = other.quiet_frames;
                unit.faulty = other.faulty;
            }
        }
        for kept in &mut self.loops {
            let identity = kept.identity;
            if let Some(other) = old.loops.iter().find(|other| other.identity == identity) {
                kept.peak = other.peak;
                self.flows[kept.slot] = old.flows[other.slot];
                std::mem::swap(&mut self.buffers[kept.slot], &mut old.buffers[other.slot]);
            }
        }
        for feed in &mut self.macros {
            if let Some(other) = old.macros.iter().find(|other| other.index == feed.index) {
                feed.target = other.target;
                feed.smoothed = other.smoothed;
            }
        }
        self.faults += old.faults;
    }

    /// Sets all nodes and buffers back to their first state.
    pub fn reset(&mut self) {
        for unit in &mut self.units {
            unit.node.reset();
            unit.asleep = false;
            unit.quiet = true;
            unit.quiet_frames = 0;
            unit.faulty = false;
        }
        for kept in &mut self.loops {
            kept.peak = 0.0;
            self.buffers[kept.slot].clear(0..SUB_BLOCK);
            self.flows[kept.slot] = Flow::Silent;
        }
    }

    pub(super) fn index_identities(&mut self) {
        self.identities = self
            .units
            .iter()
            .enumerate()
            .map(|(index, unit)| (unit.identity, index))
            .collect();
        self.identities.sort_unstable();
    }

    fn render_patterns(&mut self, segment: &Segment) {
        for (feed, steps) in self.patterns.iter_mut().zip(&self.steps) {
            let steps = steps.as_slice();
            let before = feed.value;
            if let Some(slot) = feed.stepped {
                let samples = &mut self.buffers[slot].left;
                let mut from = segment.range.start;
                for step in steps {
                    let frame = step.frame.clamp(from, segment.range.end);
                    samples[from..frame].fill(feed.value);
                    feed.value = step.value;
                    from = frame;
                }
                samples[from..segment.range.end].fill(feed.value);
                self.flows[slot] = if steps.is_empty() {
                    Flow::Steady
                } else {
                    Flow::Varying
                };
            } else if let Some(step) = steps.last() {
                feed.value = step.value;
            }
            if let Some(slot) = feed.smooth {
                let smooth = feed.smoothed.get_or_insert_with(|| {
                    let first = steps.first().map_or(before, |step| step.value);
                    OnePoleSmooth::new(PATTERN_SMOOTHING, self.sample_rate, first)
                });
                let mut target = before;
                let mut pending = steps.iter().peekable();
                let settled = steps.is_empty() && smooth.value() == before;
                for frame in segment.range.clone() {
                    while let Some(step) = pending.next_if(|step| step.frame <= frame) {
                        target = step.value;
                    }
                    self.buffers[slot].left[frame] = smooth.next(target);
                }
                self.flows[slot] = if settled { Flow::Steady } else { Flow::Varying };
            }
        }
    }

    fn render_macros(&mut self, segment: &Segment) {
        for feed in &mut self.macros {
            let smooth = feed.smoothed.get_or_insert_with(|| {
                OnePoleSmooth::new(MACRO_SMOOTHING, self.sample_rate, feed.target)
            });
            let samples = &mut self.buffers[feed.slot].left[segment.range.clone()];
            if smooth.value() == feed.target {
                samples.fill(feed.target);
                self.flows[feed.slot] = Flow::Steady;
            } else {
                for sample in samples {
                    *sample = smooth.next(feed.target);
                }
                self.flows[feed.slot] = Flow::Varying;
            }
        }
    }

    fn run(&mut self, index: usize, segment: &Segment) {
        let unit = &mut self.units[index];
        let feeds = &self.feeds[unit.feeds.clone()];
        let still = feeds
            .iter()
            .all(|feed| self.flows[feed.slot] != Flow::Varying);
        if segment.starts_sub_block() {
            unit.quiet = true;
        }
        if unit.asleep {
            if still {
                unit.node.skip(segment.frames());
                self.buffers[unit.slot].clear(segment.range.clone());
                self.flows[unit.slot] = Flow::Silent;
                return;
            }
            unit.asleep = false;
            unit.quiet_frames = 0;
        }
        // The node writes into the spare buffer, which holds the earlier frames of this sub-block.
        std::mem::swap(&mut self.buffers[unit.slot], &mut self.spare);
        let inputs = Inputs {
            feeds,
            buffers: &self.buffers,
            steps: &self.steps,
            range: segment.range.clone(),
        };
        let mut output = Output {
            block: &mut self.spare,
            range: segment.range.clone(),
            channels: unit.channels,
        };
        unit.node.process(segment, &inputs, &mut output);
        let mut peak = 0.0;
        for channel in 0..unit.channels {
            let samples = output.channel(channel);
            let mut magnitude = magnitude(samples);
            if !magnitude.is_finite() {
                unit.faulty = true;
                for sample in samples.iter_mut().filter(|sample| !sample.is_finite()) {
                    *sample = 0.0;
                }
                magnitude = 1.0;
            }
            peak = f32::max(peak, magnitude);
        }
        std::mem::swap(&mut self.buffers[unit.slot], &mut self.spare);
        self.flows[unit.slot] = Flow::Varying;
        unit.quiet &= still && peak < SILENCE;
        if segment.ends_sub_block() {
            if unit.faulty {
                // Only now, so that the host's cuts do not show in what follows.
                unit.faulty = false;
                unit.node.reset();
                self.faults += 1;
            }
            unit.quiet_frames = if unit.quiet {
                unit.quiet_frames + SUB_BLOCK as u64
            } else {
                0
            };
            if let Tail::Frames(tail) = unit.node.tail()
                && unit.quiet_frames > tail
            {
                unit.asleep = true;
                unit.node.reset();
            }
        }
    }

    fn store_loops(&mut self, segment: &Segment) {
        let range = segment.range.clone();
        for kept in &mut self.loops {
            for channel in 0..2 {
                for frame in range.clone() {
                    let value = soft_limit(self.buffers[kept.from].channel(channel)[frame]);
                    self.buffers[kept.slot].channel_mut(channel)[frame] = value;
                    kept.peak = kept.peak.max(value.abs());
                }
            }
            if segment.ends_sub_block() {
                // What is below hearing ends here, or a loop would keep itself awake for ever.
                if kept.peak < SILENCE * 0.1 {
                    self.buffers[kept.slot].clear(0..SUB_BLOCK);
                    self.flows[kept.slot] = Flow::Silent;
                } else {
                    self.flows[kept.slot] = Flow::Varying;
                }
                kept.peak = 0.0;
            }
        }
    }

    fn mix(&mut self, segment: &Segment) {
        let range = segment.range.clone();
        for output in 0..OUTPUTS {
            self.outputs[output].clear(range.clone());
        }
        self.sounding = [false; OUTPUTS];
        for mix in &self.mixes {
            if self.flows[mix.feed.slot] == Flow::Silent {
                continue;
            }
            self.sounding[mix.output] = true;
            let source = &self.buffers[mix.feed.slot];
            let right = if mix.feed.mono { 0 } else { 1 };
            let target = &mut self.outputs[mix.output];
            add(&mut target.left[range.clone()], &source.left[range.clone()]);
            add(
                &mut target.right[range.clone()],
                &source.channel(right)[range.clone()],
            );
        }
    }
}

fn add(target: &mut [f32], source: &[f32]) {
    for (sum, value) in target.iter_mut().zip(source) {
        *sum += value;
    }
}

/// The greatest magnitude, infinite if any sample is not finite. On the bit patterns, because that needs no branches and
/// so is done eight samples at once.
fn magnitude(samples: &[f32]) -> f32 {
    let bits = samples
        .iter()
        .map(|sample| (sample.to_bits() & 0x7fff_ffff) as i32)
        .fold(0, i32::max);
    f32::from_bits(bits.cast_unsigned().min(f32::INFINITY.to_bits()))
}
