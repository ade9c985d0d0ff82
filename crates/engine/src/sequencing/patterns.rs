//! A program's part for phase 1: its patterns, what they read, and how far each was queried.

use crate::parameters::{self, Parameter};
use crate::program::beginning::Beginning;
use crate::program::{ORBITS, Parts, SoundTable};
use crate::sequencing::Once;
use crate::sequencing::sequencer::{EARLIEST, WAITING, after};
use phonon_pattern::{Budget, Graph, PatternId, Rational, Scratch, Span, Value, Word};
use std::sync::Arc;

/// A pattern of sounds and where they sound.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// A pattern of control maps.
    pub pattern: PatternId,
    /// Index of the voice source in the schedule.
    pub source: usize,
    /// Position up to which the pattern was queried, in cycles.
    pub(super) frontier: Rational,
    /// When the pattern plays, if it does so only once.
    pub(super) once: Option<Once>,
}

impl Sequence {
    /// A sequence that sounds in the voice source `source` of the schedule.
    #[must_use]
    pub fn new(pattern: PatternId, source: usize) -> Self {
        Self {
            pattern,
            source,
            frontier: Rational::ZERO,
            once: None,
        }
    }

    /// A pattern whose first cycle plays from the next cycle of the song on, and never again, also not in a later program
    /// that has the same statement (known by a fingerprint of its text).
    #[must_use]
    pub fn once(pattern: PatternId, source: usize, statement: u64) -> Self {
        Self {
            once: Some(Once::new(statement)),
            ..Self::new(pattern, source)
        }
    }
}

/// A pattern of numbers that the signal graph reads.
#[derive(Clone, Debug)]
pub(super) struct PatternInput {
    /// A pattern of numbers.
    pub pattern: PatternId,
    /// Position up to which the pattern was queried, in cycles.
    pub frontier: Rational,
    /// Whether the pattern has values between events: no wholes were seen.
    pub continuous: bool,
    /// Whether anything that sounds reads the pattern.
    pub is_read: bool,
}

/// What asks a pattern of a program for its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asker {
    /// A voice source of the signal graph, by its index.
    Source(usize),
    /// A pattern input of the signal graph, by its index.
    Input(usize),
}

/// See the module's head.
pub(crate) struct Patterns {
    pub(super) graph: Graph,
    pub(super) scratch: Scratch,
    /// The patterns that make sounds.
    pub(super) sequences: Vec<Sequence>,
    /// The patterns that the signal graph's inputs read, in the inputs' order.
    pub(super) inputs: Vec<PatternInput>,
    /// The sounds that events can name; phase 2 plays the same table.
    pub(super) table: Arc<SoundTable>,
    /// The voice source that `orbit n` means, by n; `None` leaves the sound where it was.
    pub(super) orbits: [Option<usize>; ORBITS],
    /// The words of the graph that are parameters' names, ascending by word.
    pub(super) parameters: Vec<(Word, Parameter)>,
    /// How far ahead of the sound patterns are queried beside what is needed anyway, in seconds.
    pub(super) ahead: f64,
    /// The inputs of patterns that read the signal graph's probes, in the probes' order.
    probes: Vec<Word>,
    /// The macros that patterns read, by their index from 0, with the inputs they are read by.
    pub(super) knobs: Vec<(usize, Word)>,
    /// What begins in the cycle in which the program takes over.
    pub(super) beginnings: Vec<Beginning>,
}

impl Patterns {
    /// Takes out of a program's parts what phase 1 needs. `table` is what names mean.
    pub(crate) fn new(parts: &mut Parts, table: Arc<SoundTable>) -> Self {
        let graph = std::mem::take(&mut parts.graph);
        let mut parameters: Vec<(Word, Parameter)> = graph
            .words()
            .filter_map(|(word, letters)| Some((word, Parameter::named(letters)?)))
            .collect();
        parameters.sort_unstable_by_key(|(word, _)| *word);
        let is_read = |index: usize| {
            let mut instruments = parts.instruments.iter();
            parts.schedule.reads_pattern(index)
                || instruments.any(|instrument| instrument.reads_pattern(index))
        };
        let inputs = (0..)
            .zip(&parts.values)
            .map(|(index, pattern)| PatternInput {
                pattern: *pattern,
                frontier: Rational::ZERO,
                continuous: false,
                is_read: is_read(index),
            })
            .collect();
        let mut patterns = Self {
            graph,
            scratch: Scratch::new(Budget::REAL_TIME).with_inputs(parts.beginnings.len()),
            sequences: std::mem::take(&mut parts.sequences),
            inputs,
            table,
            orbits: parts.orbits,
            parameters,
            ahead: 0.0,
            probes: std::mem::take(&mut parts.probes),
            knobs: std::mem::take(&mut parts.knobs),
            beginnings: std::mem::take(&mut parts.beginnings),
        };
        // Sounds may come earlier than their place in time only if some event can say so.
        if patterns.can_name(parameters::NUDGE) || patterns.can_name(parameters::OFFSET) {
            patterns.ahead = EARLIEST;
        }
        patterns
    }

    /// The patterns' nodes and words.
    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Whether an event can have the parameter under its own name, or a bank has a default for it.
    pub(crate) fn can_name(&self, parameter: Parameter) -> bool {
        let name = parameter.description().heading.name();
        self.graph.find_word(name).is_some() || self.table.have_default(parameter)
    }

    /// Whether an event can have the parameter, under whichever name.
    pub(crate) fn can_have(&self, parameter: Parameter) -> bool {
        let mut named = self.parameters.iter();
        self.can_name(parameter) || named.any(|(_, named)| *named == parameter)
    }

    /// The voice sources that events can sound in; some may come more than once.
    pub(crate) fn sources(&self) -> impl Iterator<Item = usize> {
        let by_orbit = self.orbits.iter().flatten().copied();
        let names_orbits = self.can_name(parameters::ORBIT);
        let sequences = self.sequences.iter().map(|sequence| sequence.source);
        sequences.chain(by_orbit.filter(move |_| names_orbits))
    }

    /// Sets the steps that queries may take: `steps` more than are left, at most `most` together.
    pub(crate) fn allow(&mut self, steps: u64, most: u64) {
        self.scratch.allow(steps, most);
    }

    /// Sets a macro, 0 to 1, for the patterns that read it. Returns whether any does.
    pub(crate) fn set_macro(&mut self, index: usize, value: f32) -> bool {
        let mut is_read = false;
        for (_, name) in self.knobs.iter().filter(|(knob, _)| *knob == index) {
            self.scratch
                .set_input(*name, Value::Float(f64::from(value)));
            is_read = true;
        }
        is_read
    }

    /// Lets patterns read the signals' present values: `probe` says that of each probe, by its index.
    pub(crate) fn read_signals(&mut self, probe: impl Fn(usize) -> f32) {
        for (index, name) in self.probes.iter().enumerate() {
            let value = Value::Float(f64::from(probe(index)));
            self.scratch.set_input(*name, value);
        }
    }

    /// Takes over in a cycle: what the program before has begun goes on, what is new begins there.
    pub(crate) fn begin(&mut self, before: Option<&Self>, cycle: Rational) {
        let before = before.map_or(&[][..], |before| &before.beginnings);
        for beginning in &mut self.beginnings {
            let cycle = beginning.settle(before, cycle);
            self.scratch
                .set_input(beginning.input(), Value::Ratio(cycle));
        }
    }

    /// Goes on with what the program before has begun to play once.
    pub(crate) fn resume(&mut self, before: &Self) {
        for sequence in &mut self.sequences {
            if let Some(once) = &mut sequence.once {
                once.resume(&before.sequences);
            }
        }
    }

    /// Forgets what a trial has played.
    pub(crate) fn rewind(&mut self) {
        for sequence in &mut self.sequences {
            if let Some(once) = &mut sequence.once {
                once.rewind();
            }
        }
    }

    /// Queries each pattern for its first `cycles` in parts of 1 / `per_cycle`, as the audio thread will, within its
    /// budget, and names to `tell` whose pattern asks for more than fits. Each is queried once at least, and further while
    /// `goes_on` says so.
    pub(crate) fn try_out(
        &mut self,
        per_cycle: i64,
        cycles: i64,
        goes_on: impl Fn() -> bool,
        mut tell: impl FnMut(Asker),
    ) {
        let Self {
            graph,
            scratch,
            sequences,
            inputs,
            ..
        } = self;
        let sounds = sequences
            .iter()
            .map(|sequence| (sequence.pattern, Asker::Source(sequence.source)));
        let numbers = inputs
            .iter()
            .enumerate()
            .filter(|(_, input)| input.is_read)
            .map(|(index, input)| (input.pattern, Asker::Input(index)));
        for (pattern, asker) in sounds.chain(numbers) {
            let mut time = Rational::ZERO;
            while time.is_zero() || time < Rational::integer(cycles) && goes_on() {
                let end = after(time, per_cycle);
                let mut onsets = 0;
                let span = Span::new(time, end);
                graph.onsets(pattern, span, scratch, &mut |_, _| onsets += 1);
                if scratch.exceeded() || onsets > WAITING / 2 {
                    tell(asker);
                    break;
                }
                time = end;
            }
        }
    }
}
