//! The description of a graph, made by the language off the audio thread.

use crate::graph::build::compile;
use crate::graph::node::Impulses;
use crate::graph::nodes::Entry;
use crate::graph::run::schedule::{SINKS, Schedule};
use phonon_dsp::reverbs::impulse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The space that a convolution sounds like unless it says.
const SPACE: &str = "hall";

/// A described node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(in crate::graph) usize);

/// A named bus, defined or not yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BusId(pub(in crate::graph) usize);

/// What may feed a port, a bus or an output.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A number that never changes.
    Constant(f32),
    /// The output of a node.
    Signal(NodeId),
    /// A bus, which may be defined later (or never: silence).
    Bus(BusId),
    /// Pattern input `index`: its latest value holds until the next.
    Pattern(usize),
    /// Pattern input `index`, smoothed over about 5 ms so that a step makes no click.
    Smooth(usize),
    /// The stereo sound of voice source `index`.
    Source(usize),
    /// Macro parameter `index` (0-based), 0..1, smoothed over about 10 ms.
    Macro(usize),
    /// The plugin's audio input.
    AudioInput,
    /// The pitch in Hz that an instrument's voice plays; C5 outside of instruments.
    Frequency,
}

impl From<NodeId> for Input {
    fn from(node: NodeId) -> Self {
        Input::Signal(node)
    }
}

impl From<f32> for Input {
    fn from(value: f32) -> Self {
        Input::Constant(value)
    }
}

/// One node as described.
#[derive(Clone, Debug)]
pub(in crate::graph) struct Description {
    pub entry: &'static Entry,
    /// Where it stands in the text: scope, name and count. Identity across program swaps.
    pub path: String,
    /// One for each port that takes a signal or number.
    pub inputs: Vec<Input>,
    pub texts: Vec<String>,
}

/// Describes a graph and compiles it.
#[derive(Clone, Debug)]
pub struct GraphBuilder {
    pub(in crate::graph) sample_rate: f64,
    pub(in crate::graph) nodes: Vec<Description>,
    pub(in crate::graph) buses: Vec<Option<Input>>,
    names: HashMap<String, BusId>,
    /// What each output sums: index 0 is the main output, 1..=16 the numbered ones.
    pub(in crate::graph) outputs: Vec<(usize, Input)>,
    pub(in crate::graph) sources: Vec<String>,
    pub(in crate::graph) impulses: Impulses,
    /// Signals of which patterns read the latest value.
    pub(in crate::graph) probes: Vec<Input>,
    /// What tells each pattern input from the others across program swaps.
    pub(in crate::graph) patterns: Vec<String>,
    scope: String,
    counts: HashMap<String, usize>,
}

impl GraphBuilder {
    /// An empty graph for a sample rate in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            sample_rate,
            nodes: Vec::new(),
            buses: Vec::new(),
            names: HashMap::new(),
            outputs: Vec::new(),
            sources: Vec::new(),
            impulses: Impulses::new(),
            probes: Vec::new(),
            patterns: Vec::new(),
            scope: String::new(),
            counts: HashMap::new(),
        }
    }

    /// Names the statement (such as `~pad` or `o1`) that the following nodes belong to. A node is known across program
    /// swaps by its scope, its function and its count within the scope. Returns the scope of before.
    pub fn scope(&mut self, name: &str) -> String {
        std::mem::replace(&mut self.scope, name.to_owned())
    }

    /// Adds a node of the table. `inputs` are the ports that take signals or numbers, in order; missing ones take their
    /// defaults (0 where there is none). `texts` are the ports of kind `Text`, in order; an empty one is as one left out.
    pub fn add(&mut self, entry: &'static Entry, inputs: &[Input], texts: &[&str]) -> NodeId {
        let mut inputs = inputs.to_vec();
        for port in entry.fed().skip(inputs.len()) {
            inputs.push(Input::Constant(port.default.unwrap_or(0.0)));
        }
        let path = self.path(entry.heading.name());
        for input in &inputs {
            self.note(*input);
        }
        let mut texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        if entry.reads_impulse() {
            if texts.iter().all(String::is_empty) {
                texts = vec![SPACE.to_owned()];
            }
            if let Some(sides) = impulse::space(&texts[0], self.sample_rate) {
                self.impulse(&texts[0], sides);
            }
        }
        self.nodes.push(Description {
            entry,
            path,
            inputs,
            texts,
        });
        NodeId(self.nodes.len() - 1)
    }

    /// The names of impulse responses that nodes ask for and that are not there yet: those of samples.
    pub fn missing_impulses(&self) -> Vec<String> {
        let wanted = self
            .nodes
            .iter()
            .filter(|node| node.entry.reads_impulse())
            .filter_map(|node| node.texts.first());
        let mut missing: Vec<String> = wanted
            .filter(|name| !self.impulses.contains_key(*name))
            .cloned()
            .collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// Gives an impulse response (left, right, at the graph's sample rate) a name. It is brought to the loudness of noise.
    pub fn impulse(&mut self, name: &str, mut sides: [Vec<f32>; 2]) {
        impulse::normalize(&mut sides);
        self.impulses.insert(name.to_owned(), sides);
    }

    /// Hz.
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// Adds a node by the name or alias of its entry; `None` if there is no such function.
    pub fn add_named(&mut self, name: &str, inputs: &[Input]) -> Option<NodeId> {
        crate::graph::nodes::find(name).map(|entry| self.add(entry, inputs, &[]))
    }

    /// The bus of that name, whether or not it is defined yet.
    pub fn bus(&mut self, name: &str) -> Input {
        Input::Bus(self.bus_id(name))
    }

    /// A bus without a name of its own; returns one that no text can write.
    pub fn unnamed_bus(&mut self, input: impl Into<Input>) -> String {
        let name = self.path("bus");
        self.define(&name, input);
        name
    }

    /// Says what a bus carries; a later definition replaces an earlier.
    pub fn define(&mut self, name: &str, input: impl Into<Input>) {
        let id = self.bus_id(name);
        let input = input.into();
        self.note(input);
        self.buses[id.0] = Some(input);
    }

    /// A new voice source: the engine renders the voices of one pattern into its buffer. Like a node it is known across
    /// program swaps by its scope, `name` and its count within the scope.
    pub fn source(&mut self, name: &str) -> Input {
        let path = self.path(name);
        self.sources.push(path);
        Input::Source(self.sources.len() - 1)
    }

    /// Where a voice source stands in the text: the statement that it belongs to, and behind a `/` its own name.
    pub fn source_path(&self, source: usize) -> Option<&str> {
        self.sources.get(source).map(String::as_str)
    }

    /// A new pattern input; returns its index, which `Input::Pattern` and `Input::Smooth` take. It is known across
    /// program swaps by its scope and its count within the scope.
    pub fn pattern(&mut self) -> usize {
        let path = self.path("pattern");
        self.patterns.push(path);
        self.patterns.len() - 1
    }

    /// Keeps the latest value of a signal for patterns to read; returns its index. The same signal is kept once.
    pub fn probe(&mut self, input: impl Into<Input>) -> usize {
        let input = input.into();
        self.note(input);
        if let Some(known) = self.probes.iter().position(|probe| *probe == input) {
            return known;
        }
        self.probes.push(input);
        self.probes.len() - 1
    }

    /// What a node computes: the name of its function, and what it is given. `None` where `input` is no node's output.
    pub fn computation(&self, input: Input) -> Option<(&'static str, &[Input])> {
        let Input::Signal(node) = input else {
            return None;
        };
        let node = self.nodes.get(node.0)?;
        Some((node.entry.heading.name(), &node.inputs))
    }

    /// What a bus carries, as far as that is said already.
    pub fn carried(&self, bus: BusId) -> Option<Input> {
        self.buses.get(bus.0).copied().flatten()
    }

    /// Adds `input` to an output: 0 is the main one, 1..=16 the numbered. An output beyond is ignored.
    pub fn output(&mut self, output: usize, input: impl Into<Input>) {
        let input = input.into();
        self.note(input);
        if output < SINKS {
            self.outputs.push((output, input));
        }
    }

    /// The outputs that have an input, each with the voice sources that reach it, directly or by nodes and buses.
    pub fn routes(&self) -> BTreeMap<usize, BTreeSet<usize>> {
        let mut routes: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (output, input) in &self.outputs {
            let sources = routes.entry(*output).or_default();
            sources.extend(self.sources_of(*input));
        }
        routes
    }

    /// The voice sources that reach an input, directly or by nodes and buses.
    pub fn sources_of(&self, input: Input) -> BTreeSet<usize> {
        let mut sources = BTreeSet::new();
        let (mut nodes, mut buses) = (BTreeSet::new(), BTreeSet::new());
        let mut open = vec![input];
        while let Some(input) = open.pop() {
            match input {
                Input::Source(source) => _ = sources.insert(source),
                Input::Signal(node) if nodes.insert(node) => {
                    open.extend(&self.nodes[node.0].inputs);
                }
                Input::Bus(bus) if buses.insert(bus) => open.extend(self.buses[bus.0]),
                _ => {}
            }
        }
        sources
    }

    /// Number of pattern inputs so far.
    pub fn patterns(&self) -> usize {
        self.patterns.len()
    }

    /// Number of voice sources so far.
    pub fn sources(&self) -> usize {
        self.sources.len()
    }

    /// Orders the nodes, cuts loops into feedback, allots buffers and makes the processors.
    pub fn compile(&self) -> Schedule {
        compile::compile(self)
    }

    /// A place in the text: scope, name, count.
    fn path(&mut self, name: &str) -> String {
        let key = format!("{}/{name}", self.scope);
        let count = self.counts.entry(key.clone()).or_insert(0);
        let path = format!("{key}#{count}");
        *count += 1;
        path
    }

    /// The bus of that name, if there is one.
    pub(in crate::graph) fn known_bus(&self, name: &str) -> Option<Input> {
        let id = *self.names.get(name)?;
        self.buses[id.0].map(|_| Input::Bus(id))
    }

    /// What a bus carries in the end; silence if it is undefined or only names itself.
    pub(in crate::graph) fn resolve(&self, mut input: Input) -> Input {
        for _ in 0..=self.buses.len() {
            match input {
                Input::Bus(bus) => input = self.buses[bus.0].unwrap_or(Input::Constant(0.0)),
                Input::Constant(value) if !value.is_finite() => return Input::Constant(0.0),
                other => return other,
            }
        }
        Input::Constant(0.0)
    }

    fn bus_id(&mut self, name: &str) -> BusId {
        if let Some(id) = self.names.get(name) {
            return *id;
        }
        let id = BusId(self.buses.len());
        self.buses.push(None);
        self.names.insert(name.to_owned(), id);
        id
    }

    /// Patterns and sources may also be numbered by the caller: room is made for them.
    fn note(&mut self, input: Input) {
        match input {
            Input::Pattern(index) | Input::Smooth(index) => {
                while self.patterns.len() <= index {
                    self.patterns
                        .push(format!("pattern {}", self.patterns.len()));
                }
            }
            Input::Source(index) => {
                while self.sources.len() <= index {
                    self.sources.push(format!("source {}", self.sources.len()));
                }
            }
            _ => {}
        }
    }
}
