//! A bus as an instrument: its graph cut out, its oscillators following the pitch of the voice that plays it.

use crate::graph::MIDDLE_C;
use crate::graph::block::StereoBlock;
use crate::graph::build::builder::{GraphBuilder, Input, NodeId};
use crate::graph::nodes::{self, Kind, PortKind, Units};
use crate::graph::run::schedule::Schedule;
use std::collections::HashSet;
use std::ops::Range;

/// Hz below which a number at an oscillator is the speed of a movement, not a pitch.
const LOWEST_PITCH: f32 = 20.0;

impl GraphBuilder {
    /// The graph of a bus alone, on output 0, as a voice plays it. Where the graph reads [`Input::Frequency`] that is its
    /// pitch; otherwise the oscillators on the way of the sound are transposed, C5 leaving them as they are. `None` if
    /// there is no such bus.
    #[must_use]
    pub fn instrument(&self, bus: &str) -> Option<GraphBuilder> {
        let root = self.known_bus(bus)?;
        let mut alone = self.clone();
        alone.outputs = vec![(0, root)];
        alone.probes.clear();
        if !alone.heard(root).any(|input| input == Input::Frequency) {
            alone.scope("voice");
            alone.transpose(root);
        }
        Some(alone)
    }

    /// Whether a bus carries voices of patterns, directly or through other buses and effects.
    #[must_use]
    pub fn hears_voices(&self, bus: &str) -> bool {
        self.known_bus(bus).is_some_and(|root| {
            self.heard(root)
                .any(|input| matches!(input, Input::Source(_)))
        })
    }

    /// Whether an input is the sound of voices itself, through arithmetic or effects, and not something derived from it.
    #[must_use]
    pub fn is_sound(&self, input: impl Into<Input>) -> bool {
        let mut open = vec![input.into()];
        let mut seen = HashSet::new();
        while let Some(input) = open.pop() {
            match self.resolve(input) {
                Input::Source(_) => return true,
                Input::Signal(node) if seen.insert(node) => {
                    let description = &self.nodes[node.0];
                    match description.entry.kind {
                        Kind::Arithmetic => open.extend(&description.inputs),
                        Kind::Effect => open.extend(description.inputs.first()),
                        Kind::Source | Kind::Control => {}
                    }
                }
                _ => {}
            }
        }
        false
    }

    /// Everything that an input depends on, itself included.
    /// All that the outputs, the patterns that read signals, these buses and these inputs hear, directly or through others.
    #[must_use]
    pub fn heard_inputs(&self, buses: &[String], more: &[Input]) -> Vec<Input> {
        let outputs = self.outputs.iter().map(|(_, input)| *input);
        let buses = buses.iter().filter_map(|bus| self.known_bus(bus));
        let roots = outputs.chain(self.probes.iter().copied()).chain(buses);
        let roots: Vec<Input> = roots.chain(more.iter().copied()).collect();
        self.heard_from(roots).collect()
    }

    /// All that is heard in an input.
    fn heard(&self, root: Input) -> impl Iterator<Item = Input> + '_ {
        self.heard_from(vec![root])
    }

    fn heard_from(&self, mut open: Vec<Input>) -> impl Iterator<Item = Input> + '_ {
        let mut seen = HashSet::new();
        std::iter::from_fn(move || {
            let input = open.pop()?;
            match input {
                Input::Signal(node) if seen.insert(node) => {
                    open.extend(&self.nodes[node.0].inputs);
                }
                Input::Bus(_) => {
                    let resolved = self.resolve(input);
                    if resolved != input {
                        open.push(resolved);
                    }
                }
                _ => {}
            }
            Some(input)
        })
    }

    /// Lets the oscillators on the way of the sound follow the pitch.
    fn transpose(&mut self, root: Input) {
        let Some(times) = nodes::find("*") else {
            return;
        };
        let mut open = vec![root];
        let mut seen: HashSet<NodeId> = HashSet::new();
        while let Some(input) = open.pop() {
            let Input::Signal(node) = self.resolve(input) else {
                continue;
            };
            if !seen.insert(node) {
                continue;
            }
            let description = &self.nodes[node.0];
            let entry = description.entry;
            match entry.kind {
                Kind::Arithmetic => open.extend(&description.inputs),
                Kind::Effect => {
                    let sounds = description.inputs.iter().enumerate();
                    open.extend(
                        sounds
                            .filter(|(port, _)| entry.feed_kind(*port) == PortKind::Audio)
                            .map(|(_, input)| *input),
                    );
                }
                Kind::Source => {
                    let pitch = entry
                        .fed()
                        .position(|port| port.units == Units::Hertz && !port.is_pace);
                    let Some(port) = pitch else { continue };
                    let written = description.inputs[port];
                    let factor = match self.resolve(written) {
                        Input::Constant(pitch) if pitch.abs() < LOWEST_PITCH => continue,
                        Input::Constant(pitch) => Input::Constant(pitch / MIDDLE_C),
                        moving => {
                            let inputs = [moving, Input::Constant(1.0 / MIDDLE_C)];
                            self.add(times, &inputs, &[]).into()
                        }
                    };
                    let pitch = self.add(times, &[factor, Input::Frequency], &[]);
                    self.nodes[node.0].inputs[port] = pitch.into();
                }
                Kind::Control => {}
            }
        }
    }
}

impl Schedule {
    /// Makes the graph of a voice ready to start: silent, its patterns and macros where those of the program are. Its phases
    /// begin with it, and what is chance in it by `seed`.
    pub fn begin_voice(&mut self, program: &Schedule, seed: u64) {
        self.reset();
        for unit in &mut self.units {
            unit.node.draw_from(seed);
        }
        for (feed, other) in self.patterns.iter_mut().zip(&program.patterns) {
            feed.adopt(other);
        }
    }

    /// After [`succeed`](Self::succeed): inputs that are new begin where those of the program are, and those that turn in
    /// the program turn here. Returns whether any does.
    pub fn turn_with(&mut self, program: &Schedule) -> bool {
        let mut turned = false;
        for (index, (feed, other)) in self.patterns.iter_mut().zip(&program.patterns).enumerate() {
            if self.succession.before(index).is_none() {
                feed.value = other.value;
            } else if other.seam.is_some() {
                feed.seam = Some(feed.value);
                feed.value = other.value;
                turned = true;
            }
        }
        turned
    }

    /// Takes what the program's patterns bring in a segment, and what comes in from outside.
    pub fn hear(&mut self, program: &Schedule, input: Option<&StereoBlock>, range: &Range<usize>) {
        for ((feed, steps), others) in self
            .patterns
            .iter()
            .zip(&mut self.steps)
            .zip(&program.steps)
        {
            if feed.stepped.is_some() || feed.smooth.is_some() {
                steps.clone_from(others);
            }
        }
        if let Some(input) = input {
            self.write_audio_input(input, range);
        }
    }
}
