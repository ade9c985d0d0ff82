//! A compiled text as the audio thread plays it: patterns, their sequences and sounds, and the signal graph.
//!
//! Built and sized off the audio thread; swapped in whole and handed back whole.

pub(crate) mod bank_defaults;
pub mod beginning;
pub mod instrument;

use std::collections::HashMap;
use std::sync::Arc;

use crate::graph::{Listing, Schedule};
use crate::parameters::{self, Parameter};
use crate::program::bank_defaults::Defaults;
use crate::program::beginning::Beginning;
use crate::program::instrument::Instrument;
use crate::sequencing::Once;
use crate::sequencing::trigger::SoundId;
use crate::voices::effects::{self, Stock};
use crate::voices::orbit;
use crate::voices::orbit::Orbit;
use crate::voices::synths::Synth;
use phonon_pattern::{Budget, Graph, PatternId, Rational, Scratch, Value, Word};
use phonon_samples::{Bank, Sample};

/// How many orbits the `orbit` parameter can choose from.
pub const ORBITS: usize = 16;

/// Up to this many words of a text are also looked up joined in pairs (`bank` with a name, or names added together).
const PAIRED_WORDS: usize = 128;

/// What a name in `s` means.
#[derive(Clone, Debug)]
pub enum Sound {
    /// Recorded sounds, and what they take where events do not say.
    Bank(Arc<Bank>, Defaults),
    /// Recorded sounds that are in memory already; at least one.
    Loaded(Vec<Arc<Sample>>),
    /// A synth of [`crate::voices::synths`].
    Synth(&'static Synth),
    /// A bus that voices play, by its place in the program's instruments.
    Instrument(usize),
    /// No sound: its events are sent to other instruments.
    Notes,
}

/// The sounds that a program may play, by name.
#[derive(Clone, Debug, Default)]
pub struct Sounds {
    by_name: HashMap<String, SoundId>,
    sounds: Vec<(String, Sound)>,
}

impl Sounds {
    /// No sounds.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives a name its meaning; a later one replaces an earlier.
    pub fn insert(&mut self, name: &str, sound: Sound) -> SoundId {
        let id = SoundId(u32::try_from(self.sounds.len()).unwrap_or(u32::MAX));
        self.sounds.push((name.to_owned(), sound));
        self.by_name.insert(name.to_owned(), id);
        id
    }

    /// Everything that the words of `graph` can name, alone or two of them written together, as `resolve` knows it.
    pub fn of(graph: &Graph, mut resolve: impl FnMut(&str) -> Option<Sound>) -> Self {
        let mut sounds = Self::new();
        let words: Vec<&str> = graph.words().map(|(_, letters)| letters).collect();
        for word in &words {
            if let Some(sound) = resolve(word) {
                sounds.insert(word, sound);
            }
        }
        if words.len() <= PAIRED_WORDS {
            let mut joined = String::new();
            for first in &words {
                for second in &words {
                    for between in ["", "_"] {
                        joined.clear();
                        joined.extend([*first, between, *second]);
                        if !sounds.by_name.contains_key(&joined)
                            && let Some(sound) = resolve(&joined)
                        {
                            sounds.insert(&joined, sound);
                        }
                    }
                }
            }
        }
        sounds
    }

    /// The sound of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<SoundId> {
        self.by_name.get(name).copied()
    }

    /// The name of an id of this table.
    #[must_use]
    pub fn name(&self, id: SoundId) -> Option<&str> {
        self.sounds
            .get(id.0 as usize)
            .map(|(name, _)| name.as_str())
    }

    /// What an id of this table means.
    #[must_use]
    pub fn get(&self, id: SoundId) -> Option<&Sound> {
        self.sounds.get(id.0 as usize).map(|(_, sound)| sound)
    }

    /// The id here of what an id of another program's table means there.
    #[must_use]
    pub fn translate(&self, id: SoundId, other: &Self) -> Option<SoundId> {
        let (name, _) = other.sounds.get(id.0 as usize)?;
        self.find(name)
    }

    /// The sample banks among them.
    pub fn banks(&self) -> impl Iterator<Item = &Arc<Bank>> {
        self.sounds.iter().filter_map(|(_, sound)| match sound {
            Sound::Bank(bank, _) => Some(bank),
            Sound::Loaded(_) | Sound::Synth(_) | Sound::Instrument(_) | Sound::Notes => None,
        })
    }

    /// The defaults of what an id of this table means, where it has some.
    pub(super) fn defaults(&self, id: SoundId) -> Option<&Defaults> {
        match self.get(id)? {
            Sound::Bank(_, defaults) => Some(defaults),
            Sound::Loaded(_) | Sound::Synth(_) | Sound::Instrument(_) | Sound::Notes => None,
        }
    }

    /// Whether one of them is what comes in from outside.
    fn have_input(&self) -> bool {
        self.sounds
            .iter()
            .any(|(_, sound)| matches!(sound, Sound::Synth(synth) if synth.is_under_way()))
    }

    /// Whether any sound's defaults say something about the parameter.
    #[must_use]
    pub fn have_default(&self, parameter: Parameter) -> bool {
        self.sounds.iter().any(|(_, sound)| match sound {
            Sound::Bank(_, defaults) => defaults.has(parameter),
            Sound::Loaded(_) | Sound::Synth(_) | Sound::Instrument(_) | Sound::Notes => false,
        })
    }
}

/// A pattern of sounds and where they sound.
#[derive(Clone, Debug)]
pub struct Sequence {
    /// The pattern, of control maps.
    pub pattern: PatternId,
    /// Index of the voice source in the schedule.
    pub source: usize,
    /// Up to where it was queried.
    pub(super) frontier: Rational,
    /// When it plays, if it does so only once.
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
pub struct ValuePattern {
    /// The pattern, of numbers.
    pub pattern: PatternId,
    pub(super) frontier: Rational,
    /// Whether it has values between events: no wholes were seen.
    pub(super) continuous: bool,
    /// Whether anything that sounds reads it.
    pub(super) is_read: bool,
}

/// How fast the program runs where no host says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tempo {
    /// Cycles a second. 0.5625 (135 quarter notes a minute) is Tidal's default.
    pub cps: f64,
    /// Quarter notes a cycle.
    pub beats_per_cycle: f64,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            cps: 0.5625,
            beats_per_cycle: 4.0,
        }
    }
}

/// What a program is made of.
pub struct Parts {
    /// The patterns.
    pub graph: Graph,
    /// The patterns that make sounds, each with its voice source.
    pub sequences: Vec<Sequence>,
    /// The pattern inputs of the schedule, in their order.
    pub values: Vec<PatternId>,
    /// The signal graph.
    pub schedule: Schedule,
    /// The inputs of patterns that read the schedule's probes, in their order.
    pub probes: Vec<Word>,
    /// The macros that patterns read, by their index from 0, with the inputs they read them by.
    pub knobs: Vec<(usize, Word)>,
    /// What names mean.
    pub sounds: Sounds,
    /// Buses that voices play.
    pub instruments: Vec<Instrument>,
    /// Names of buses that voices would play if there was memory for it.
    pub refused: Vec<String>,
    /// The text's own tempo, if it says one.
    pub tempo: Option<Tempo>,
    /// The voice source that `orbit n` means, by n; `None` leaves the sound where it was.
    pub orbits: [Option<usize>; ORBITS],
    /// What begins in the cycle in which the program takes over.
    pub beginnings: Vec<Beginning>,
}

/// See the module's head.
pub struct Program {
    pub(super) graph: Graph,
    pub(super) scratch: Scratch,
    pub(super) sequences: Vec<Sequence>,
    pub(super) values: Vec<ValuePattern>,
    pub(super) schedule: Schedule,
    pub(super) probes: Vec<Word>,
    pub(super) knobs: Vec<(usize, Word)>,
    pub(super) sounds: Sounds,
    pub(super) instruments: Vec<Instrument>,
    pub(super) refused: Vec<String>,
    pub(super) tempo: Option<Tempo>,
    pub(super) orbits: [Option<usize>; ORBITS],
    pub(super) beginnings: Vec<Beginning>,
    /// Which words of the graph are parameters' names, ascending by word.
    pub(super) parameters: Vec<(Word, Parameter)>,
    /// The shared effects of each voice source that may have them.
    pub(super) effects: Vec<Option<Box<Orbit>>>,
    /// What its voices' effects need of memory.
    pub(super) stock: Stock,
    /// How far ahead of the sound patterns are queried beside what is needed anyway, in seconds.
    pub(super) ahead: f64,
    /// It has no tempo of its own, not even the one at first.
    pub(super) pauses: bool,
    /// A cycle is the host's bar.
    pub(super) by_bars: bool,
}

impl Program {
    /// Readies the parts for the audio thread.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let mut parameters: Vec<(Word, Parameter)> = parts
            .graph
            .words()
            .filter_map(|(word, letters)| Some((word, Parameter::named(letters)?)))
            .collect();
        parameters.sort_unstable_by_key(|(word, _)| *word);
        let is_named = |parameter: Parameter| {
            let name = parameter.description().name;
            parts.graph.find_word(name).is_some() || parts.sounds.have_default(parameter)
        };
        // Sounds may come earlier than their place in time only if some event can say so.
        let nudged = is_named(parameters::NUDGE) || is_named(parameters::OFFSET);
        let rate = parts.schedule.sample_rate();
        let mut effects: Vec<Option<Box<Orbit>>> = Vec::new();
        effects.resize_with(parts.schedule.sources(), || None);
        if orbit::WAKING.into_iter().any(is_named) {
            let by_orbit = parts.orbits.iter().flatten().copied();
            let by_orbit = by_orbit.filter(|_| is_named(parameters::ORBIT));
            for source in parts
                .sequences
                .iter()
                .map(|sequence| sequence.source)
                .chain(by_orbit)
            {
                if let Some(effects) = effects.get_mut(source) {
                    effects.get_or_insert_with(|| Box::new(Orbit::new(rate)));
                }
            }
        }
        let stock = effects::stock(rate, |parameter| {
            is_named(parameter) || parameters.iter().any(|(_, named)| *named == parameter)
        });
        let is_read = |index: usize| {
            parts.schedule.reads_pattern(index)
                || parts
                    .instruments
                    .iter()
                    .any(|instrument| instrument.reads_pattern(index))
        };
        let values = (0..)
            .zip(&parts.values)
            .map(|(index, pattern)| ValuePattern {
                pattern: *pattern,
                frontier: Rational::ZERO,
                continuous: false,
                is_read: is_read(index),
            })
            .collect();
        Self {
            graph: parts.graph,
            scratch: Scratch::new(Budget::REAL_TIME).with_inputs(parts.beginnings.len()),
            sequences: parts.sequences,
            values,
            schedule: parts.schedule,
            probes: parts.probes,
            knobs: parts.knobs,
            sounds: parts.sounds,
            instruments: parts.instruments,
            refused: parts.refused,
            tempo: parts.tempo,
            orbits: parts.orbits,
            beginnings: parts.beginnings,
            parameters,
            effects,
            stock,
            ahead: if nudged {
                crate::sequencing::sequencer::EARLIEST
            } else {
                0.0
            },
            pauses: false,
            by_bars: false,
        }
    }

    /// Makes it a pause between two programs: the tempo of the one before goes on. Any other program that says no tempo has
    /// the one at first.
    pub fn pause(&mut self) {
        self.pauses = true;
    }

    /// Makes the host's bar its cycle, whatever the time signature. Where there is no host, or it tells of no bars, a cycle is
    /// what its tempo says.
    pub fn follow_bars(&mut self) {
        self.by_bars = true;
    }

    /// Forgets what a rehearsal has played.
    pub(super) fn rewind(&mut self) {
        for sequence in &mut self.sequences {
            if let Some(once) = &mut sequence.once {
                once.rewind();
            }
        }
    }

    /// Takes over in a cycle: what the program before has begun goes on, what is new begins there.
    pub(super) fn begin(&mut self, before: Option<&Self>, cycle: Rational) {
        let before = before.map_or(&[][..], |before| &before.beginnings);
        for beginning in &mut self.beginnings {
            let cycle = beginning.settle(before, cycle);
            self.scratch
                .set_input(beginning.input(), Value::Ratio(cycle));
        }
    }

    /// Goes on with what the program before has begun to play once.
    pub(super) fn resume(&mut self, before: &Self) {
        for sequence in &mut self.sequences {
            if let Some(once) = &mut sequence.once {
                once.resume(&before.sequences);
            }
        }
    }

    /// The buses that voices play: what `s` calls each, and how many voices it has.
    pub fn polyphonies(&self) -> impl Iterator<Item = (&str, usize)> {
        let instruments = self.instruments.iter();
        instruments.map(|instrument| (instrument.name(), instrument.polyphony()))
    }

    /// Whether anything in it may play what comes in from outside.
    #[must_use]
    pub fn hears_input(&self) -> bool {
        self.schedule.hears_input()
            || self.instruments.iter().any(Instrument::hears_input)
            || self.sounds.have_input()
    }

    /// The buses that no voice can play because memory is full, as `s` calls them.
    pub fn refused(&self) -> &[String] {
        &self.refused
    }

    /// The paths of signal functions that are silent because memory is full.
    pub fn left_out(&self) -> &[String] {
        self.schedule.left_out()
    }

    /// Sets the target of a macro parameter, 0..1, wherever it is read.
    /// Returns whether a pattern reads it.
    pub(super) fn set_macro(&mut self, index: usize, value: f32) -> bool {
        let mut is_read = false;
        for (_, name) in self.knobs.iter().filter(|(knob, _)| *knob == index) {
            self.scratch
                .set_input(*name, Value::Float(f64::from(value)));
            is_read = true;
        }
        self.schedule.set_macro(index, value);
        for instrument in &mut self.instruments {
            instrument.set_macro(index, value);
        }
        is_read
    }

    /// Lets patterns read what the signals are now.
    pub(super) fn read_signals(&mut self) {
        for (index, name) in self.probes.iter().enumerate() {
            let value = Value::Float(f64::from(self.schedule.probe(index)));
            self.scratch.set_input(*name, value);
        }
    }

    /// Ends all fading from the program before.
    pub(super) fn stand_alone(&mut self) {
        self.schedule.stand_alone();
        for instrument in &mut self.instruments {
            instrument.stand_alone();
        }
    }

    /// Runs the orbits' effects on the frames `range` of their sources. `fed` says whether voices went in.
    pub(super) fn run_orbits(
        &mut self,
        range: &std::ops::Range<usize>,
        cps: f64,
        fed: impl Fn(usize) -> bool,
    ) {
        for (source, orbit) in self.effects.iter_mut().enumerate() {
            let Some(orbit) = orbit else { continue };
            let fed = fed(source);
            if orbit.is_due(fed) {
                orbit.process(self.schedule.source_mut(source), range, cps, fed);
            }
        }
    }

    /// The sounds it may play.
    #[must_use]
    pub fn sounds(&self) -> &Sounds {
        &self.sounds
    }

    /// The text's own tempo, if it says one.
    #[must_use]
    pub fn tempo(&self) -> Option<Tempo> {
        self.tempo
    }

    /// Its signal graph, and under their names the graphs that voices play, to be looked at.
    #[must_use]
    pub fn listings(&self) -> Vec<(String, Listing)> {
        let instruments = self
            .instruments
            .iter()
            .map(|instrument| (instrument.name().to_owned(), instrument.list()));
        std::iter::once((String::new(), self.schedule.list()))
            .chain(instruments)
            .collect()
    }

    /// Its patterns.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// Decodes every sample it may play, in parallel, and waits: so that nothing is late in an offline render. Returns
    /// what could not be decoded.
    pub fn load(&self, library: &phonon_samples::Library) -> Vec<phonon_samples::SampleError> {
        let banks: Vec<Arc<Bank>> = self.sounds.banks().cloned().collect();
        library.load_all(&banks)
    }
}
