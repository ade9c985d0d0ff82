//! The handing-out of buffers while the schedule is put together: a buffer serves again once all have read it.

use crate::graph::MIDDLE_C;
use crate::graph::block::StereoBlock;
use crate::graph::build::builder::{Description, GraphBuilder, Input};
use crate::graph::build::order::Order;
use crate::graph::node::{Setting, Tail};
use crate::graph::nodes::silence;
use crate::graph::run::bounds::{bounds, within};
use crate::graph::run::feed::{Feed, MacroFeed, Origin, PatternFeed, Steps};
use crate::graph::run::placed_node::{Flow, Loop, Mix, Probe, State, Unit};
use crate::graph::run::schedule::{MEMORY, SINKS, Schedule};
use crate::graph::run::swap::Succession;
use std::collections::HashMap;

/// FNV-1a, 64 bit: the same today and next year.
pub(crate) fn hash(parts: &[&[u8]]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for byte in *part {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
        }
        hash = (hash ^ 0xff).wrapping_mul(0x100_0000_01b3);
    }
    hash
}

/// The handing-out of buffers while the schedule is put together.
pub(in crate::graph) struct Allotment<'a> {
    builder: &'a GraphBuilder,
    nodes: &'a [Description],
    order: &'a Order,
    channels: &'a [usize],
    outputs: &'a [(usize, Input)],
    buffers: Vec<Box<StereoBlock>>,
    flows: Vec<Flow>,
    /// Buffers of nodes whose readers have all run.
    free: Vec<usize>,
    constants: HashMap<u32, usize>,
    sources: Vec<usize>,
    patterns: Vec<PatternFeed>,
    macros: Vec<MacroFeed>,
    audio_input: Option<usize>,
    frequency: Option<usize>,
    /// Place of each heard node in the order.
    positions: HashMap<usize, usize>,
    /// The buffer of each placed node.
    slots: HashMap<usize, usize>,
    /// The loop that keeps a node's previous sub-block.
    loops: HashMap<usize, usize>,
    /// Bytes that the nodes hold so far.
    memory: usize,
    /// Nodes that found no room.
    left_out: Vec<String>,
}

impl<'a> Allotment<'a> {
    pub(crate) fn new(
        builder: &'a GraphBuilder,
        nodes: &'a [Description],
        order: &'a Order,
        channels: &'a [usize],
        outputs: &'a [(usize, Input)],
    ) -> Self {
        Self {
            builder,
            nodes,
            order,
            channels,
            outputs,
            buffers: Vec::new(),
            flows: Vec::new(),
            free: Vec::new(),
            constants: HashMap::new(),
            sources: Vec::new(),
            patterns: Vec::new(),
            macros: Vec::new(),
            audio_input: None,
            frequency: None,
            positions: order
                .nodes
                .iter()
                .enumerate()
                .map(|(position, node)| (*node, position))
                .collect(),
            slots: HashMap::new(),
            loops: HashMap::new(),
            memory: 0,
            left_out: Vec::new(),
        }
    }

    fn slot(&mut self, value: f32, flow: Flow) -> usize {
        self.buffers.push(Box::new(StereoBlock::filled(value)));
        self.flows.push(flow);
        self.buffers.len() - 1
    }

    fn feed(&mut self, input: Input, previous: bool) -> Feed {
        let mut feed = Feed {
            slot: 0,
            mono: true,
            constant: None,
            origin: Origin::Constant,
        };
        match input {
            Input::Constant(value) => {
                feed.constant = Some(value);
                feed.slot = match self.constants.get(&value.to_bits()) {
                    Some(slot) => *slot,
                    None => {
                        let flow = if value == 0.0 {
                            Flow::Silent
                        } else {
                            Flow::Steady
                        };
                        let slot = self.slot(value, flow);
                        self.constants.insert(value.to_bits(), slot);
                        slot
                    }
                };
            }
            Input::Signal(node) => {
                feed.mono = self.channels[node.0] == 1;
                let position = self.positions[&node.0];
                (feed.slot, feed.origin) = if previous {
                    (self.loops[&node.0], Origin::Delayed(position))
                } else {
                    (self.slots[&node.0], Origin::Unit(position))
                };
            }
            Input::Pattern(index) => {
                feed.origin = Origin::Pattern(index);
                if self.patterns[index].stepped.is_none() {
                    self.patterns[index].stepped = Some(self.slot(0.0, Flow::Steady));
                }
                feed.slot = self.patterns[index].stepped.unwrap_or(0);
            }
            Input::Smooth(index) => {
                feed.origin = Origin::Smooth(index);
                if self.patterns[index].smooth.is_none() {
                    self.patterns[index].smooth = Some(self.slot(0.0, Flow::Steady));
                }
                feed.slot = self.patterns[index].smooth.unwrap_or(0);
            }
            Input::Source(index) => {
                feed.mono = false;
                feed.origin = Origin::Source(index);
                feed.slot = self.sources[index];
            }
            Input::Macro(index) => {
                feed.origin = Origin::Macro(index);
                feed.slot = match self.macros.iter().find(|known| known.index == index) {
                    Some(known) => known.slot,
                    None => {
                        let slot = self.slot(0.0, Flow::Steady);
                        self.macros.push(MacroFeed::new(index, slot));
                        slot
                    }
                };
            }
            Input::Frequency => {
                feed.origin = Origin::Frequency;
                feed.slot = match self.frequency {
                    Some(slot) => slot,
                    None => {
                        let slot = self.slot(MIDDLE_C, Flow::Steady);
                        self.frequency = Some(slot);
                        slot
                    }
                };
            }
            Input::AudioInput => {
                feed.mono = false;
                feed.origin = Origin::AudioInput;
                feed.slot = match self.audio_input {
                    Some(slot) => slot,
                    None => {
                        let slot = self.slot(0.0, Flow::Silent);
                        self.audio_input = Some(slot);
                        slot
                    }
                };
            }
            // Buses are resolved before buffers are allotted.
            Input::Bus(_) => feed = self.feed(Input::Constant(0.0), false),
        }
        feed
    }

    /// Position in the order after which a node's buffer may serve another; `usize::MAX` if it is read at the end.
    fn last_reads(&self) -> HashMap<usize, usize> {
        let mut last = HashMap::new();
        for (position, &node) in self.order.nodes.iter().enumerate() {
            last.entry(node).or_insert(position);
            for (port, input) in self.nodes[node].inputs.iter().enumerate() {
                if let Input::Signal(source) = input {
                    let cut = self.order.cut.contains(&(node, port));
                    let position = if cut { usize::MAX } else { position };
                    let entry = last.entry(source.0).or_insert(position);
                    *entry = (*entry).max(position);
                }
            }
        }
        for (_, input) in self.outputs {
            if let Input::Signal(source) = input {
                last.insert(source.0, usize::MAX);
            }
        }
        last
    }

    pub(crate) fn schedule(mut self) -> Schedule {
        for _ in 0..self.builder.sources.len() {
            let slot = self.slot(0.0, Flow::Silent);
            self.sources.push(slot);
        }
        self.patterns = self
            .builder
            .patterns
            .iter()
            .cloned()
            .map(PatternFeed::new)
            .collect();
        for &(node, port) in &self.order.cut {
            if let Input::Signal(source) = self.nodes[node].inputs[port]
                && !self.loops.contains_key(&source.0)
            {
                let slot = self.slot(0.0, Flow::Silent);
                self.loops.insert(source.0, slot);
            }
        }
        let last = self.last_reads();
        let mut ending: HashMap<usize, Vec<usize>> = HashMap::new();
        for (node, position) in &last {
            ending.entry(*position).or_default().push(*node);
        }
        let mut feeds = Vec::new();
        let mut units = Vec::new();
        let order = self.order;
        for (position, &node) in order.nodes.iter().enumerate() {
            let first_feed = feeds.len();
            let description = &self.nodes[node];
            for (port, input) in description.inputs.iter().enumerate() {
                let previous = order.cut.contains(&(node, port));
                let input = self.bounded(node, port, *input);
                let feed = self.feed(input, previous);
                feeds.push(feed);
            }
            let slot = match self.free.pop() {
                Some(slot) => slot,
                None => self.slot(0.0, Flow::Silent),
            };
            self.slots.insert(node, slot);
            let mut unit = self.unit(node, first_feed..feeds.len(), slot);
            unit.bounds = bounds(unit.entry, &*unit.node, &feeds[first_feed..]);
            units.push(unit);
            if let Some(mut ended) = ending.remove(&position) {
                // The order of a hash map must not decide which buffers are reused.
                ended.sort_unstable();
                for node in ended {
                    self.free.push(self.slots[&node]);
                }
            }
        }
        let mut loops = Vec::new();
        let mut looped: Vec<(usize, usize)> = self.loops.iter().map(|(n, s)| (*n, *s)).collect();
        looped.sort_unstable();
        for (node, slot) in looped {
            loops.push(Loop {
                unit: self.positions[&node],
                from: self.slots[&node],
                slot,
                peak: 0.0,
            });
        }
        let mut mixes = Vec::new();
        let mut probes = Vec::new();
        for (output, input) in self.outputs {
            let feed = self.feed(*input, false);
            if *output >= SINKS {
                probes.push(Probe { feed, value: 0.0 });
            } else {
                mixes.push(Mix {
                    output: *output,
                    feed,
                });
            }
        }
        let sources = self.sources;
        let mut schedule = Schedule {
            sample_rate: self.builder.sample_rate,
            buffers: self.buffers,
            flows: self.flows,
            spare: Box::default(),
            feeds,
            units,
            loops,
            steps: vec![Steps::default(); self.patterns.len()],
            patterns: self.patterns,
            source_names: self.builder.sources.clone(),
            sources,
            macros: self.macros,
            audio_input: self.audio_input,
            frequency: self.frequency,
            mixes,
            probes,
            outputs: (0..SINKS).map(|_| Box::default()).collect(),
            sounding: [false; SINKS],
            heard: [false; SINKS],
            stale: [false; SINKS],
            faults: 0,
            left_out: self.left_out,
            succession: Succession::default(),
        };
        Succession::prepare(&mut schedule);
        schedule
    }

    /// The input of a port, a number within its range.
    fn bounded(&self, node: usize, port: usize, input: Input) -> Input {
        match input {
            Input::Constant(number) => {
                Input::Constant(within(self.nodes[node].entry.feed_port(port), number))
            }
            other => other,
        }
    }

    fn identity(&self, node: usize) -> u64 {
        let description = &self.nodes[node];
        let shape = [
            self.channels[node] as u8,
            description.inputs.len().min(255) as u8,
        ];
        let rate = self.builder.sample_rate.to_bits().to_le_bytes();
        let mut parts: Vec<&[u8]> = vec![description.path.as_bytes(), &shape, &rate];
        parts.extend(description.texts.iter().map(|text| text.as_bytes()));
        hash(&parts)
    }

    fn unit(&mut self, node: usize, feeds: std::ops::Range<usize>, slot: usize) -> Unit {
        let description = &self.nodes[node];
        let constants: Vec<Option<f32>> = description
            .inputs
            .iter()
            .enumerate()
            .map(|(port, input)| match self.bounded(node, port, *input) {
                Input::Constant(value) => Some(value),
                _ => None,
            })
            .collect();
        let setting = Setting {
            sample_rate: self.builder.sample_rate,
            channels: self.channels[node],
            seed: hash(&[description.path.as_bytes()]),
            texts: &description.texts,
            impulses: &self.builder.impulses,
            constants: &constants,
        };
        let mut processor = (description.entry.create)(&setting);
        let memory = processor.memory();
        if self.memory + memory > MEMORY && memory > 0 && !description.inputs.is_empty() {
            processor = silence(&setting);
            self.left_out.push(description.path.clone());
        } else {
            self.memory += memory;
        }
        let shape = processor.shape().to_le_bytes();
        let memoryless = processor.tail() == Tail::Frames(0);
        Unit {
            identity: hash(&[&self.identity(node).to_le_bytes(), &shape]),
            entry: description.entry,
            path: description.path.clone(),
            node: processor,
            feeds,
            bounds: Vec::new(),
            slot,
            channels: self.channels[node],
            memoryless,
            state: State::NEW,
        }
    }
}
