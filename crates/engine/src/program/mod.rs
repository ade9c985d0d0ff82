//! A compiled text as the audio thread plays it, in three parts, one a phase: `Patterns` for the sequencer, [`Sounds`] for
//! the voices, and the signal graph, a [`Schedule`].
//!
//! Built and sized off the audio thread; swapped in whole and handed back whole.
//!
//! Invariant: each part's fields are visible in the room of its phase alone (`sequencing/`, `voices/`, `graph/`). What one
//! phase makes for the next (triggers, steps of pattern inputs, sound in the buffers of voice sources) is handed over by
//! `engine/phases`; what a part hands to its successor, by `engine/swap`.

pub(crate) mod bank_defaults;
pub mod beginning;
pub mod instrument;
mod sound_table;

pub use crate::sequencing::Sequence;
pub use sound_table::{Sound, SoundTable};

use crate::graph::{Listing, Schedule};
use crate::program::beginning::Beginning;
use crate::program::instrument::Instrument;
use crate::sequencing::{EventReader, Patterns};
use crate::voices::Sounds;
use phonon_pattern::{Graph, PatternId, Word};
use phonon_samples::{Bank, Library, SampleError};
use std::sync::Arc;

/// How many orbits the `orbit` parameter can choose from.
pub const ORBITS: usize = 16;

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
    /// The nodes and words of all patterns.
    pub graph: Graph,
    /// The patterns that make sounds, each with its voice source.
    pub sequences: Vec<Sequence>,
    /// The patterns of numbers that the schedule's pattern inputs read, in their order.
    pub values: Vec<PatternId>,
    /// The compiled signal graph.
    pub schedule: Schedule,
    /// The inputs of patterns that read the schedule's probes, in their order.
    pub probes: Vec<Word>,
    /// The macros that patterns read, by their index from 0, with the inputs they read them by.
    pub knobs: Vec<(usize, Word)>,
    /// What names in `s` mean.
    pub sounds: SoundTable,
    /// Buses that voices play.
    pub instruments: Vec<Instrument>,
    /// Names of buses that voices would play if there was memory for them.
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
    /// Phase 1: what starts when.
    pub(crate) patterns: Patterns,
    /// Phase 2: what voices play.
    pub(crate) sounds: Sounds,
    /// Phase 3: the signal graph.
    pub(crate) signal: Schedule,
    /// The text's own tempo, if it says one.
    tempo: Option<Tempo>,
    /// Whether that is more than the length of its cycles.
    says_tempo: bool,
    /// Whether the tempo of the program before goes on, because this one is only a pause.
    pauses: bool,
    /// What whoever made it knows it by.
    serial: u64,
    /// Whether a cycle is the host's bar.
    by_bars: bool,
}

impl Program {
    /// Readies the parts for the audio thread.
    #[must_use]
    pub fn new(mut parts: Parts) -> Self {
        let table = Arc::new(std::mem::take(&mut parts.sounds));
        let patterns = Patterns::new(&mut parts, Arc::clone(&table));
        let sounds = Sounds::new(&mut parts, table, &patterns);
        Self {
            patterns,
            sounds,
            signal: parts.schedule,
            tempo: parts.tempo,
            says_tempo: parts.tempo.is_some(),
            pauses: false,
            serial: 0,
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

    /// Says that its tempo is only how many quarter notes a cycle has: how fast they are is left to whoever plays it.
    pub fn leave_tempo(&mut self) {
        self.says_tempo = false;
    }

    /// Whether it says how fast it runs.
    #[must_use]
    pub fn says_tempo(&self) -> bool {
        self.says_tempo
    }

    /// Whether a cycle is the host's bar.
    pub(crate) fn follows_bars(&self) -> bool {
        self.by_bars
    }

    /// Keeps the time of the program before, if this one is only a pause after it.
    pub(crate) fn keep_time(&mut self, before: &Self) {
        if self.pauses {
            self.tempo = before.tempo;
            self.says_tempo = before.says_tempo;
            self.by_bars = before.by_bars;
        }
    }

    /// Gives it a number, by which whoever made it knows it again.
    pub fn set_serial(&mut self, serial: u64) {
        self.serial = serial;
    }

    /// The number it was given; 0 at first.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// Reads the events of its patterns apart from the audio thread.
    #[must_use]
    pub fn event_reader(&self) -> EventReader {
        EventReader::of(&self.patterns)
    }

    /// The buses that voices play: what `s` calls each, and how many voices it has.
    pub fn polyphonies(&self) -> impl Iterator<Item = (&str, usize)> {
        let instruments = self.sounds.instruments().iter();
        instruments.map(|instrument| (instrument.name(), instrument.polyphony()))
    }

    /// Whether anything in it may play what comes in from outside.
    #[must_use]
    pub fn hears_input(&self) -> bool {
        self.signal.hears_input() || self.sounds.hear_input()
    }

    /// The buses that no voice can play because memory is full, as `s` calls them.
    pub fn refused(&self) -> &[String] {
        self.sounds.refused()
    }

    /// The paths of signal functions that are silent because memory is full.
    pub fn left_out(&self) -> &[String] {
        self.signal.left_out()
    }

    /// Sets the target of a macro parameter, 0..1, wherever it is read.
    /// Returns whether a pattern reads it.
    pub(crate) fn set_macro(&mut self, index: usize, value: f32) -> bool {
        self.signal.set_macro(index, value);
        self.sounds.set_macro(index, value);
        self.patterns.set_macro(index, value)
    }

    /// Ends all fading from the program before.
    pub(crate) fn stand_alone(&mut self) {
        self.signal.stand_alone();
        self.sounds.stand_alone();
    }

    /// The sounds it may play.
    #[must_use]
    pub fn sounds(&self) -> &SoundTable {
        self.sounds.table()
    }

    /// The text's own tempo, if it says one.
    #[must_use]
    pub fn tempo(&self) -> Option<Tempo> {
        self.tempo
    }

    /// Its signal graph, and under their names the graphs that voices play, to be looked at.
    #[must_use]
    pub fn listings(&self) -> Vec<(String, Listing)> {
        let instruments = self.sounds.instruments().iter();
        let instruments =
            instruments.map(|instrument| (instrument.name().to_owned(), instrument.list()));
        std::iter::once((String::new(), self.signal.list()))
            .chain(instruments)
            .collect()
    }

    /// Its patterns.
    #[must_use]
    pub fn graph(&self) -> &Graph {
        self.patterns.graph()
    }

    /// Decodes every sample it may play, in parallel, and waits: so that nothing is late in an offline render. Returns
    /// what could not be decoded.
    pub fn load(&self, library: &Library) -> Vec<SampleError> {
        let banks: Vec<Arc<Bank>> = self.sounds().banks().cloned().collect();
        library.load_all(&banks)
    }
}
