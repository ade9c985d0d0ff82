//! The running graph. The audio thread fills its inputs for a segment, processes it, and reads its outputs.

use crate::graph::block::{SUB_BLOCK, StereoBlock};
use crate::graph::node::{Inputs, Node, Output, Segment, Tail};
use crate::graph::run::feed::{Feed, MacroFeed, PatternFeed, Step, Steps};
use crate::graph::run::placed_node::{
    Flow, Loop, Mix, Probe, SILENCE, State, Unit, Weights, add, add_weighted, are_finite,
};
use crate::graph::run::swap::{Fade, Succession};
use phonon_dsp::distortion::saturate::soft_limit;
use std::ops::Range;

/// How many numbered outputs there are: `o1` to `o16`.
pub const NUMBERED_OUTPUTS: usize = 16;

/// Sinks of a graph: 0 is the main output, the others are the numbered ones.
pub const SINKS: usize = 1 + NUMBERED_OUTPUTS;

/// Bytes that the nodes of a graph may remember together: some 250 echoes of up to 20 s at 48 kHz.
pub(crate) const MEMORY: usize = 2 << 30;

/// A compiled graph. For each segment: [`begin`](Self::begin); then write sources, pattern steps, macros and the audio
/// input; then [`process`](Self::process); then read [`output`](Self::output). None of it allocates.
pub struct Schedule {
    pub(in crate::graph) sample_rate: f64,
    pub(in crate::graph) buffers: Vec<Box<StereoBlock>>,
    pub(in crate::graph) flows: Vec<Flow>,
    /// Trades places with the buffer that a node writes, so that it can read all others meanwhile.
    pub(in crate::graph) spare: Box<StereoBlock>,
    pub(in crate::graph) feeds: Vec<Feed>,
    pub(in crate::graph) units: Vec<Unit>,
    pub(in crate::graph) loops: Vec<Loop>,
    pub(in crate::graph) steps: Vec<Steps>,
    pub(in crate::graph) patterns: Vec<PatternFeed>,
    pub(in crate::graph) source_names: Vec<String>,
    pub(in crate::graph) sources: Vec<usize>,
    pub(in crate::graph) macros: Vec<MacroFeed>,
    pub(in crate::graph) audio_input: Option<usize>,
    /// The buffer of the pitch that an instrument plays.
    pub(in crate::graph) frequency: Option<usize>,
    pub(in crate::graph) mixes: Vec<Mix>,
    pub(in crate::graph) probes: Vec<Probe>,
    pub(in crate::graph) outputs: Vec<Box<StereoBlock>>,
    pub(in crate::graph) sounding: [bool; SINKS],
    /// Outputs that were heard in this sub-block, and those that were in the one before.
    pub(in crate::graph) heard: [bool; SINKS],
    pub(in crate::graph) stale: [bool; SINKS],
    pub(in crate::graph) faults: u64,
    pub(in crate::graph) left_out: Vec<String>,
    pub(in crate::graph) succession: Succession,
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
        self.units.iter().map(|unit| unit.entry.heading.name())
    }

    /// Number of nodes that slept through the latest segment.
    pub fn asleep(&self) -> usize {
        self.units.iter().filter(|unit| unit.state.asleep).count()
    }

    /// About how many bytes it holds: buffers, and what the nodes remember.
    pub fn memory(&self) -> usize {
        let nodes = self.units.iter().map(|unit| unit.node.memory());
        self.buffers.len() * size_of::<StereoBlock>() + nodes.sum::<usize>()
    }

    /// The paths of nodes that are silent, because all before them fill the memory that a graph may have.
    pub fn left_out(&self) -> &[String] {
        &self.left_out
    }

    /// What tells a pattern input from the others: its statement, and which of that it is.
    pub fn pattern_name(&self, index: usize) -> &str {
        &self.patterns[index].name
    }

    /// Whether anything in the graph reads a pattern input.
    pub fn reads_pattern(&self, index: usize) -> bool {
        let feed = self.patterns.get(index);
        feed.is_some_and(|feed| feed.stepped.is_some() || feed.smooth.is_some())
    }

    /// Number of sub-block buffers that signals travel in.
    pub fn buffers(&self) -> usize {
        self.succession.spares().start
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
            self.flows[slot] = Flow::Silent;
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

    /// Whether it reads what comes in from outside.
    #[must_use]
    pub fn hears_input(&self) -> bool {
        self.audio_input.is_some()
    }

    /// Gives the graph what comes in from outside in the segment's range, if it reads that.
    pub fn write_audio_input(&mut self, input: &StereoBlock, range: &Range<usize>) {
        let Some(slot) = self.audio_input else { return };
        self.flows[slot] = Flow::Varying;
        let buffer = &mut self.buffers[slot];
        buffer.left[range.clone()].copy_from_slice(&input.left[range.clone()]);
        buffer.right[range.clone()].copy_from_slice(&input.right[range.clone()]);
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

    /// The pitch in Hz that an instrument plays from now on.
    pub fn set_frequency(&mut self, frequency: f32) {
        if let Some(slot) = self.frequency {
            self.buffers[slot].left.fill(frequency);
        }
    }

    /// Computes the segment.
    pub fn process(&mut self, segment: &Segment) {
        self.render_inputs(segment, None);
        for index in 0..self.units.len() {
            self.run(index, segment, false);
        }
        self.store_loops(segment);
        self.read_probes(segment);
        self.begin_outputs(segment);
        for mix in &self.mixes {
            Self::mix(
                &mut self.outputs,
                &mut self.sounding,
                mix,
                &self.buffers,
                &self.flows,
                segment,
                None,
            );
        }
        self.clear_outputs(segment);
    }

    /// Computes the segment while the graph takes over from `old`, whose [`succeed`](Self::succeed) was called: nodes
    /// that are the same go on, the old ones that are still heard run along, and wherever a signal comes from another
    /// place than before it fades over.
    pub fn process_over(&mut self, segment: &Segment, old: &mut Schedule, fade: &Fade) {
        let weights = fade.weights(segment);
        self.render_inputs(segment, Some(&weights));
        old.take_sources(self, segment);
        let mut ghosts = old.run_due(0, 0, segment);
        for index in 0..self.units.len() {
            let blended = self.blend(index, old, segment, &weights);
            self.run(index, segment, blended);
            old.take_output(index, self, segment);
            ghosts = old.run_due(ghosts, index + 1, segment);
        }
        self.store_loops(segment);
        self.read_probes(segment);
        old.store_loops(segment);
        self.begin_outputs(segment);
        for (index, mix) in self.mixes.iter().enumerate() {
            let weights = self.succession.arriving[index].then_some(&weights);
            Self::mix(
                &mut self.outputs,
                &mut self.sounding,
                mix,
                &self.buffers,
                &self.flows,
                segment,
                weights,
            );
        }
        let leaving = weights.map(|weight| 1.0 - weight);
        for (index, mix) in old.mixes.iter().enumerate() {
            if old.succession.parting[index] {
                Self::mix(
                    &mut self.outputs,
                    &mut self.sounding,
                    mix,
                    &old.buffers,
                    &old.flows,
                    segment,
                    Some(&leaving),
                );
            }
        }
        self.clear_outputs(segment);
    }

    /// Adds what belongs to no source to an output, in the segment just processed.
    pub fn add(&mut self, output: usize, block: &StereoBlock, range: &Range<usize>) {
        self.sounding[output] = true;
        let target = &mut self.outputs[output];
        add(&mut target.left[range.clone()], &block.left[range.clone()]);
        add(
            &mut target.right[range.clone()],
            &block.right[range.clone()],
        );
    }

    /// The value that a probed signal had at the end of the latest sub-block; its left channel.
    pub fn probe(&self, index: usize) -> f32 {
        self.probes.get(index).map_or(0.0, |probe| probe.value)
    }

    /// What an output carries in the segment just processed (0 main, 1..=16 numbered).
    pub fn output(&self, output: usize) -> &StereoBlock {
        &self.outputs[output]
    }

    /// Whether an output had anything but silence in the segment just processed. If not, its buffer is zero.
    pub fn sounds(&self, output: usize) -> bool {
        self.sounding[output]
    }

    /// Sets all nodes and buffers back to their first state.
    pub fn reset(&mut self) {
        for unit in &mut self.units {
            unit.node.reset();
            unit.state = State::NEW;
        }
        for probe in &mut self.probes {
            probe.value = 0.0;
        }
        self.patterns.iter_mut().for_each(PatternFeed::reset);
        self.macros.iter_mut().for_each(MacroFeed::jump);
        for kept in &mut self.loops {
            kept.peak = 0.0;
            self.buffers[kept.slot].clear(0..SUB_BLOCK);
            self.flows[kept.slot] = Flow::Silent;
        }
    }

    /// The song goes on from its frame `song`: what is a function of the song's place follows. Sound goes on.
    pub fn locate(&mut self, song: u64) {
        for unit in &mut self.units {
            unit.node.locate();
            unit.node.draw_from(song);
        }
    }

    /// The frame that comes next lies at `to` in its sub-block, and not at `from`: what goes around in loops is as old as before.
    pub fn shift(&mut self, from: usize, to: usize) {
        for kept in &self.loops {
            let StereoBlock { left, right } = &mut *self.buffers[kept.slot];
            for side in [left, right] {
                side.rotate_right((to + SUB_BLOCK - from) % SUB_BLOCK);
            }
        }
    }

    /// Patterns and macros; `weights` are those of this graph while it takes over.
    fn render_inputs(&mut self, segment: &Segment, weights: Option<&Weights>) {
        let (rate, buffers, flows) = (self.sample_rate, &mut self.buffers, &mut self.flows);
        for (feed, steps) in self.patterns.iter_mut().zip(&self.steps) {
            feed.render(steps.as_slice(), segment, rate, weights, buffers, flows);
        }
        for feed in &mut self.macros {
            feed.render(segment, rate, buffers, flows);
        }
    }

    /// Runs a node, or lets it sleep. `blended`: its inputs lie in the succession's blends.
    pub(in crate::graph) fn run(&mut self, index: usize, segment: &Segment, blended: bool) {
        let unit = &mut self.units[index];
        let feeds = if blended {
            &self.succession.blended[..unit.feeds.len()]
        } else {
            &self.feeds[unit.feeds.clone()]
        };
        let still = unit.may_rest(feeds.iter().map(|feed| self.flows[feed.slot]));
        if segment.starts_sub_block() {
            unit.state.quiet = true;
        }
        if unit.state.asleep {
            if still {
                // A sub-block at a time: a node that wakes within one catches up with what has passed of it.
                if segment.ends_sub_block() {
                    unit.node.skip(SUB_BLOCK);
                }
                self.buffers[unit.slot].clear(segment.range.clone());
                self.flows[unit.slot] = Flow::Silent;
                return;
            }
            unit.state.asleep = false;
            self.catch_up(index, segment, blended);
        }
        self.compute(index, segment, blended);
        self.watch(index, segment, still);
    }

    /// Runs a node that wakes within a sub-block through what has passed of that: silence, and inputs that stood still. So
    /// it does not matter whether the host's blocks end there.
    fn catch_up(&mut self, index: usize, segment: &Segment, blended: bool) {
        let passed = 0..segment.range.start;
        if passed.is_empty() {
            return;
        }
        let unit = &mut self.units[index];
        if blended {
            // What it heard before lies in the program before.
            unit.node.skip(passed.len());
            return;
        }
        for feed in &self.feeds[unit.feeds.clone()] {
            if self.flows[feed.slot] == Flow::Silent {
                self.buffers[feed.slot].clear(passed.clone());
            }
        }
        let passed = Segment {
            range: passed,
            ..segment.clone()
        };
        self.compute(index, &passed, false);
    }

    /// Computes so many sub-blocks of one node alone, by its place in the order: neither watched nor put to sleep, from
    /// what the latest segment left at its inputs. For benches, which compare the nodes of one library with another's.
    pub fn process_node(&mut self, index: usize, frame: u64, sub_blocks: usize) {
        self.with_node(index, 0..SUB_BLOCK, false, |node, inputs, output| {
            for sub_block in 0..sub_blocks {
                let frame = frame + (sub_block * SUB_BLOCK) as u64;
                node.process(&Segment::bare(frame, 0..SUB_BLOCK), inputs, output);
            }
        });
    }

    fn compute(&mut self, index: usize, segment: &Segment, blended: bool) {
        let blended = self.bound(index, segment, blended);
        self.with_node(
            index,
            segment.range.clone(),
            blended,
            |node, inputs, output| {
                node.process(segment, inputs, output);
            },
        );
    }

    /// A node between its inputs and its output.
    #[inline(always)]
    fn with_node(
        &mut self,
        index: usize,
        range: Range<usize>,
        blended: bool,
        run: impl FnOnce(&mut dyn Node, &Inputs, &mut Output),
    ) {
        let unit = &mut self.units[index];
        // The node writes into the spare buffer, which holds the earlier frames of this sub-block.
        std::mem::swap(&mut self.buffers[unit.slot], &mut self.spare);
        let inputs = Inputs {
            feeds: if blended {
                &self.succession.blended[..unit.feeds.len()]
            } else {
                &self.feeds[unit.feeds.clone()]
            },
            buffers: &self.buffers,
            steps: &self.steps,
            range: range.clone(),
        };
        let mut output = Output {
            block: &mut self.spare,
            range,
            channels: unit.channels,
        };
        run(&mut *unit.node, &inputs, &mut output);
        std::mem::swap(&mut self.buffers[unit.slot], &mut self.spare);
        self.flows[unit.slot] = Flow::Varying;
    }

    /// Looks at what a node has made: catches NaN and infinity, and lets it sleep once it is silent. `still`: it
    /// may rest on its inputs.
    fn watch(&mut self, index: usize, segment: &Segment, still: bool) {
        let unit = &mut self.units[index];
        let silence = unit.silence();
        let state = &mut unit.state;
        state.quiet &= still;
        for channel in 0..unit.channels {
            let block = &mut self.buffers[unit.slot];
            let samples = &mut block.channel_mut(channel)[segment.range.clone()];
            if !are_finite(samples) {
                state.faulty = true;
                state.quiet = false;
                for sample in samples.iter_mut().filter(|sample| !sample.is_finite()) {
                    *sample = 0.0;
                }
            }
            // The first loud frame ends the search.
            state.quiet = state.quiet && samples.iter().all(|sample| sample.abs() <= silence);
        }
        if segment.ends_sub_block() {
            if state.faulty {
                // Only now, so that the host's cuts do not show in what follows.
                state.faulty = false;
                unit.node.reset();
                self.faults += 1;
            }
            if !state.quiet {
                state.quiet_frames = 0;
                return;
            }
            state.quiet_frames += SUB_BLOCK as u64;
            if let Tail::Frames(tail) = unit.node.tail()
                && state.quiet_frames > tail
            {
                state.asleep = true;
                unit.node.rest();
            }
        }
    }

    pub(in crate::graph) fn store_loops(&mut self, segment: &Segment) {
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

    fn read_probes(&mut self, segment: &Segment) {
        if segment.ends_sub_block() {
            for probe in &mut self.probes {
                probe.value = self.buffers[probe.feed.slot].left[SUB_BLOCK - 1];
            }
        }
    }

    /// Takes note of which outputs were heard.
    fn begin_outputs(&mut self, segment: &Segment) {
        for (heard, sounding) in self.heard.iter_mut().zip(&mut self.sounding) {
            *heard |= std::mem::take(sounding);
        }
        if segment.starts_sub_block() {
            self.stale = std::mem::take(&mut self.heard);
        }
    }

    /// Clears outputs that hold the sound of the sub-block before and have no new one: most never sound.
    fn clear_outputs(&mut self, segment: &Segment) {
        let heard = self.stale.iter().zip(self.sounding);
        for (output, (stale, sounding)) in self.outputs.iter_mut().zip(heard) {
            if *stale && !sounding {
                output.clear(segment.range.clone());
            }
        }
    }

    fn mix(
        outputs: &mut [Box<StereoBlock>],
        sounding: &mut [bool; SINKS],
        mix: &Mix,
        buffers: &[Box<StereoBlock>],
        flows: &[Flow],
        segment: &Segment,
        weights: Option<&Weights>,
    ) {
        if flows[mix.feed.slot] == Flow::Silent {
            return;
        }
        // The first summand takes the place of what was there.
        let first = !std::mem::replace(&mut sounding[mix.output], true);
        let range = segment.range.clone();
        let source = &buffers[mix.feed.slot];
        let target = &mut outputs[mix.output];
        let right = if mix.feed.mono { 0 } else { 1 };
        for (to, from) in [(0, 0), (1, right)] {
            let to = &mut target.channel_mut(to)[range.clone()];
            let from = &source.channel(from)[range.clone()];
            if first {
                match weights {
                    Some(_) => to.fill(0.0),
                    None => {
                        to.copy_from_slice(from);
                        continue;
                    }
                }
            }
            match weights {
                Some(weights) => add_weighted(to, from, &weights[range.clone()]),
                None => add(to, from),
            }
        }
    }
}
