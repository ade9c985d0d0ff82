//! From a description to a running schedule: which nodes are heard, in what order, where loops are cut, which buffers
//! they share. What can be known beforehand is computed here (constants), and what is the same twice only once.

use super::block::StereoBlock;
use super::builder::{Description, GraphBuilder, Input, NodeId};
use super::node::{Feed, Inputs, Output, Segment, Setting, Steps};
use super::nodes::{Kind, Width};
use super::schedule::{Flow, Loop, MacroFeed, Mix, OUTPUTS, PatternFeed, Schedule, Unit};
use std::collections::HashMap;

/// Marks of the depth-first walk.
#[derive(Clone, Copy, PartialEq)]
enum Mark {
    New,
    /// On the path from an output to here: meeting it again is a loop.
    Open,
    Done,
}

/// The nodes that are heard, each after all it reads, and the ports at which loops were cut.
struct Order {
    nodes: Vec<usize>,
    /// (node, port) that read their source's previous sub-block.
    cut: Vec<(usize, usize)>,
}

pub(super) fn compile(builder: &GraphBuilder) -> Schedule {
    let mut nodes: Vec<Description> = builder
        .nodes
        .iter()
        .map(|node| {
            let mut node = node.clone();
            for input in &mut node.inputs {
                *input = resolve(builder, *input);
            }
            node
        })
        .collect();
    let mut outputs: Vec<(usize, Input)> = builder
        .outputs
        .iter()
        .map(|(output, input)| (*output, resolve(builder, *input)))
        .collect();
    simplify(builder, &mut nodes, &mut outputs);
    let order = order(&nodes, &outputs);
    let channels = widths(&nodes, &order);
    Allotment::new(builder, &nodes, &order, &channels, &outputs).schedule()
}

/// What a bus carries in the end; silence if it is undefined or only names itself.
fn resolve(builder: &GraphBuilder, mut input: Input) -> Input {
    for _ in 0..=builder.buses.len() {
        match input {
            Input::Bus(bus) => input = builder.buses[bus.0].unwrap_or(Input::Constant(0.0)),
            Input::Constant(value) if !value.is_finite() => return Input::Constant(0.0),
            other => return other,
        }
    }
    Input::Constant(0.0)
}

/// Depth-first from the outputs, without recursion: texts may nest thousands deep.
fn order(nodes: &[Description], outputs: &[(usize, Input)]) -> Order {
    let mut marks = vec![Mark::New; nodes.len()];
    let mut order = Order {
        nodes: Vec::new(),
        cut: Vec::new(),
    };
    let mut path: Vec<(usize, usize)> = Vec::new();
    for (_, input) in outputs {
        let Input::Signal(root) = input else { continue };
        if marks[root.0] != Mark::New {
            continue;
        }
        marks[root.0] = Mark::Open;
        path.push((root.0, 0));
        while let Some((node, port)) = path.last_mut() {
            let (node, at) = (*node, *port);
            let Some(input) = nodes[node].inputs.get(at) else {
                marks[node] = Mark::Done;
                order.nodes.push(node);
                path.pop();
                continue;
            };
            *port += 1;
            if let Input::Signal(source) = input {
                match marks[source.0] {
                    Mark::New => {
                        marks[source.0] = Mark::Open;
                        path.push((source.0, 0));
                    }
                    Mark::Open => order.cut.push((node, at)),
                    Mark::Done => {}
                }
            }
        }
    }
    order
}

/// Replaces arithmetic on constants by its result, and nodes that do the same with the same inputs by the first of them.
/// Nodes in loops keep their places: what they read is not known before them.
fn simplify(builder: &GraphBuilder, nodes: &mut [Description], outputs: &mut [(usize, Input)]) {
    let order = order(nodes, outputs);
    let mut replaced: HashMap<usize, Input> = HashMap::new();
    let mut first: HashMap<(usize, Vec<InputKey>, Vec<String>), usize> = HashMap::new();
    let replacement = |replaced: &HashMap<usize, Input>, input: Input| match input {
        Input::Signal(node) => replaced.get(&node.0).copied().unwrap_or(input),
        other => other,
    };
    for &node in &order.nodes {
        for input in &mut nodes[node].inputs {
            *input = replacement(&replaced, *input);
        }
        let description = &nodes[node];
        if description.entry.unique {
            continue;
        }
        if let Some(value) = constant_result(builder, description) {
            replaced.insert(node, Input::Constant(value));
            continue;
        }
        let inputs = description.inputs.iter().map(InputKey::of).collect();
        let entry = std::ptr::from_ref(description.entry).addr();
        let key = (entry, inputs, description.texts.clone());
        let same = *first.entry(key).or_insert(node);
        if same != node {
            replaced.insert(node, Input::Signal(NodeId(same)));
        }
    }
    // Edges of loops, and the outputs.
    for &node in &order.nodes {
        for input in &mut nodes[node].inputs {
            *input = replacement(&replaced, *input);
        }
    }
    for (_, input) in outputs {
        *input = replacement(&replaced, *input);
    }
}

/// An input that can be compared and hashed.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct InputKey(u8, u64);

impl InputKey {
    fn of(input: &Input) -> Self {
        match *input {
            Input::Constant(value) => Self(0, u64::from(value.to_bits())),
            Input::Signal(node) => Self(1, node.0 as u64),
            Input::Bus(bus) => Self(2, bus.0 as u64),
            Input::Pattern(index) => Self(3, index as u64),
            Input::Smooth(index) => Self(4, index as u64),
            Input::Source(index) => Self(5, index as u64),
            Input::Macro(index) => Self(6, index as u64),
            Input::AudioInput => Self(7, 0),
        }
    }
}

/// The value of arithmetic on constants alone, found by running the node once.
fn constant_result(builder: &GraphBuilder, description: &Description) -> Option<f32> {
    if description.entry.kind != Kind::Arithmetic {
        return None;
    }
    let mut constants = Vec::new();
    let mut buffers = Vec::new();
    let mut feeds = Vec::new();
    for (slot, input) in description.inputs.iter().enumerate() {
        let Input::Constant(value) = *input else {
            return None;
        };
        constants.push(Some(value));
        buffers.push(Box::new(StereoBlock::filled(value)));
        feeds.push(Feed {
            slot,
            mono: true,
            constant: Some(value),
            pattern: None,
        });
    }
    let mut node = (description.entry.create)(&Setting {
        sample_rate: builder.sample_rate,
        channels: 1,
        seed: 0,
        texts: &[],
        impulses: &builder.impulses,
        constants: &constants,
    });
    let mut block = StereoBlock::default();
    let inputs = Inputs {
        feeds: &feeds,
        buffers: &buffers,
        steps: &[],
        range: 0..1,
    };
    let mut output = Output {
        block: &mut block,
        range: 0..1,
        channels: 1,
    };
    node.process(&Segment::bare(0, 0..1), &inputs, &mut output);
    block.left[0].is_finite().then_some(block.left[0])
}

/// Channels of each node: those that follow their inputs are stereo if any input is. Loops need several rounds; the
/// widths only grow, so it ends.
fn widths(nodes: &[Description], order: &Order) -> Vec<usize> {
    let mut channels = vec![1; nodes.len()];
    let mut changed = true;
    while changed {
        changed = false;
        for &node in &order.nodes {
            let width = match nodes[node].entry.width {
                Width::Mono => 1,
                Width::Stereo => 2,
                Width::Follow => nodes[node]
                    .inputs
                    .iter()
                    .map(|input| match input {
                        Input::Signal(source) => channels[source.0],
                        Input::Source(_) | Input::AudioInput => 2,
                        _ => 1,
                    })
                    .max()
                    .unwrap_or(1),
            };
            if width != channels[node] {
                channels[node] = width;
                changed = true;
            }
        }
    }
    channels
}

/// FNV-1a, 64 bit: the same today and next year.
pub(super) fn hash(parts: &[&[u8]]) -> u64 {
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
struct Allotment<'a> {
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
    /// The buffer of each placed node.
    slots: HashMap<usize, usize>,
    /// The loop that keeps a node's previous sub-block.
    loops: HashMap<usize, usize>,
}

impl<'a> Allotment<'a> {
    fn new(
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
            slots: HashMap::new(),
            loops: HashMap::new(),
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
            pattern: None,
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
                feed.slot = if previous {
                    self.loops[&node.0]
                } else {
                    self.slots[&node.0]
                };
            }
            Input::Pattern(index) => {
                feed.pattern = Some(index);
                if self.patterns[index].stepped.is_none() {
                    self.patterns[index].stepped = Some(self.slot(0.0, Flow::Steady));
                }
                feed.slot = self.patterns[index].stepped.unwrap_or(0);
            }
            Input::Smooth(index) => {
                feed.pattern = Some(index);
                if self.patterns[index].smooth.is_none() {
                    self.patterns[index].smooth = Some(self.slot(0.0, Flow::Steady));
                }
                feed.slot = self.patterns[index].smooth.unwrap_or(0);
            }
            Input::Source(index) => {
                feed.mono = false;
                feed.slot = self.sources[index];
            }
            Input::Macro(index) => {
                feed.slot = match self.macros.iter().find(|known| known.index == index) {
                    Some(known) => known.slot,
                    None => {
                        let slot = self.slot(0.0, Flow::Steady);
                        self.macros.push(MacroFeed::new(index, slot));
                        slot
                    }
                };
            }
            Input::AudioInput => {
                feed.mono = false;
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

    fn schedule(mut self) -> Schedule {
        for _ in 0..self.builder.sources.len() {
            let slot = self.slot(0.0, Flow::Silent);
            self.sources.push(slot);
        }
        self.patterns = vec![PatternFeed::default(); self.builder.patterns];
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
                let feed = self.feed(*input, previous);
                feeds.push(feed);
            }
            let slot = match self.free.pop() {
                Some(slot) => slot,
                None => self.slot(0.0, Flow::Silent),
            };
            self.slots.insert(node, slot);
            units.push(self.unit(node, first_feed..feeds.len(), slot));
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
            let identity = self.identity(node);
            loops.push(Loop::new(identity, self.slots[&node], slot));
        }
        let mut mixes = Vec::new();
        for (output, input) in self.outputs {
            let feed = self.feed(*input, false);
            mixes.push(Mix {
                output: *output,
                feed,
            });
        }
        let sources = self.sources;
        let mut schedule = Schedule {
            sample_rate: self.builder.sample_rate,
            buffers: self.buffers,
            flows: self.flows,
            spare: Box::default(),
            feeds,
            units,
            identities: Vec::new(),
            loops,
            steps: vec![Steps::default(); self.patterns.len()],
            patterns: self.patterns,
            source_names: self.builder.sources.clone(),
            sources,
            macros: self.macros,
            audio_input: self.audio_input,
            mixes,
            outputs: (0..OUTPUTS).map(|_| Box::default()).collect(),
            sounding: [false; OUTPUTS],
            faults: 0,
        };
        schedule.index_identities();
        schedule
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

    fn unit(&self, node: usize, feeds: std::ops::Range<usize>, slot: usize) -> Unit {
        let description = &self.nodes[node];
        let constants: Vec<Option<f32>> = description
            .inputs
            .iter()
            .map(|input| match input {
                Input::Constant(value) => Some(*value),
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
        let processor = (description.entry.create)(&setting);
        let shape = processor.shape().to_le_bytes();
        Unit {
            identity: hash(&[&self.identity(node).to_le_bytes(), &shape]),
            name: description.entry.name,
            node: processor,
            feeds,
            slot,
            channels: self.channels[node],
            asleep: false,
            quiet: true,
            quiet_frames: 0,
            faulty: false,
        }
    }
}
