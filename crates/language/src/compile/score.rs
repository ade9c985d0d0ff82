//! What came of a text: what plays, and what is wrong.

use super::last_good::LastGood;
use crate::annotations::Annotations;
use crate::check::meanings::Meaning;
use crate::check::unknown_sounds::MissingName;
use crate::diagnostic::{Diagnostic, Severity};
use crate::syntax::statements::StatementKey;
use phonon_engine::graph::{GraphBuilder, Input};
use phonon_engine::parameters;
use phonon_engine::program::beginning::Beginning;
use phonon_engine::program::instrument;
use phonon_engine::program::instrument::Instrument;
use phonon_engine::program::{ORBITS, Parts, Sequence, Sound, SoundTable, Tempo};
use phonon_pattern::{Graph, PatternId, Word};
use std::ops::Range;

/// What a text plays: the parts of a program, all but the sounds that its names mean.
#[derive(Debug)]
pub struct Score {
    /// The graph of all patterns.
    pub graph: Graph,
    /// The signal graph, not compiled yet.
    pub signals: GraphBuilder,
    /// Patterns of sounds, each with its voice source in the signal graph.
    pub sequences: Vec<(PatternId, usize)>,
    /// The inputs of patterns that read signals, in the order of the signal graph's probes.
    pub probes: Vec<Word>,
    /// The macros that patterns read, by their index from 0, with the inputs they read them by.
    pub knobs: Vec<(usize, Word)>,
    /// The pattern inputs of the signal graph, in their order.
    pub values: Vec<PatternId>,
    /// The text's own tempo, if it says one.
    pub tempo: Option<Tempo>,
    /// Whether the text says how fast that is, and not only how many quarter notes a cycle has.
    pub says_tempo: bool,
    /// Whether the host's bar is a cycle, if the text says so or otherwise.
    pub by_bars: Option<bool>,
    /// Voices of each bus that `s` plays.
    pub polyphony: usize,
    /// The voice source that `orbit n` means.
    pub orbits: [Option<usize>; ORBITS],
    /// Patterns to be played for one cycle from the next one on.
    pub once: Vec<Once>,
    /// What each output plays, in the order of the text.
    pub outputs: Vec<Output>,
    /// What begins in the cycle in which the program takes over.
    pub beginnings: Vec<Beginning>,
}

/// The patterns of sounds that one output plays, directly or through effects and buses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its name in Tidal: `d3` for `d3 $ …` and `o3: …`, `pads` for `p "pads" $ …`, `out` for the main output.
    pub name: String,
    /// What it plays at once.
    pub patterns: Vec<PatternId>,
}

/// A pattern that plays for one cycle.
#[derive(Clone, Copy, Debug)]
pub struct Once {
    /// The pattern to play for one cycle.
    pub pattern: PatternId,
    /// Its voice source in the signal graph.
    pub source: usize,
    /// What its statement is known by: as long as that stays in the text, and is not evaluated on its own, it plays no second time.
    pub statement: u64,
}

impl Score {
    /// The buses that `s` names, a graph for each of their voices, as far as memory goes. Those that find no room at all are reported
    /// to `refuse`.
    fn instruments(&self, mut refuse: impl FnMut(&str)) -> Vec<Instrument> {
        let wanted = self.polyphony + instrument::SPARES;
        let fewest = 1 + instrument::SPARES;
        let mut held = 0;
        self.graph
            .words()
            .filter_map(|(_, name)| {
                let alone = self.signals.instrument(name.strip_prefix('~')?)?;
                let first = alone.compile();
                let each = first.memory().max(1);
                let fitting = |memory: usize| memory.saturating_sub(held) / each;
                let graphs = fitting(instrument::MEMORY).max(fewest).min(wanted);
                let fitting = graphs.min(fitting(instrument::MOST_MEMORY));
                held += each * fitting;
                if fitting == 0 {
                    refuse(name);
                    return None;
                }
                let others = (1..fitting).map(|_| alone.compile());
                let graphs = std::iter::once(first).chain(others).collect();
                Some(Instrument::new(name, graphs))
            })
            .collect()
    }

    /// Gives every `orbit n` a voice source: it sounds on output n + 1, whether or not that has a line of its own.
    pub(crate) fn open_orbits(&mut self) {
        for (index, orbit) in self.orbits.iter_mut().enumerate() {
            if orbit.is_none() {
                self.signals.scope("orbit");
                let source = self.signals.source(&format!("orbit {index}"));
                self.signals.output(index + 1, source);
                if let Input::Source(source) = source {
                    *orbit = Some(source);
                }
            }
        }
    }

    /// All that the engine needs. `resolve` says what a name in `s` means.
    pub fn into_parts(mut self, mut resolve: impl FnMut(&str) -> Option<Sound>) -> Parts {
        let mut refused = Vec::new();
        let instruments = self.instruments(|name| refused.push(name.to_owned()));
        let sounds = SoundTable::of(&self.graph, |name| {
            let place = instruments
                .iter()
                .position(|instrument| instrument.name() == name);
            place.map(Sound::Instrument).or_else(|| resolve(name))
        });
        if sounds.have_default(parameters::ORBIT) {
            self.open_orbits();
        }
        Parts {
            schedule: self.signals.compile(),
            sequences: self
                .sequences
                .into_iter()
                .map(|(pattern, source)| Sequence::new(pattern, source))
                .chain(
                    self.once
                        .into_iter()
                        .map(|once| Sequence::once(once.pattern, once.source, once.statement)),
                )
                .collect(),
            probes: self.probes,
            knobs: self.knobs,
            values: self.values,
            graph: self.graph,
            sounds,
            instruments,
            refused,
            tempo: self.tempo,
            orbits: self.orbits,
            beginnings: self.beginnings,
        }
    }
}

/// Whether a statement plays as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The statement plays as written.
    Good,
    /// The statement is wrong; its last good version plays.
    Kept,
    /// The statement is wrong and has no last good version.
    Failed,
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// What the statement is known by.
    pub key: StatementKey,
    /// The bytes of the statement in the text.
    pub span: Range<usize>,
    /// Whether the statement plays as written.
    pub state: State,
}

/// What came of a text.
#[derive(Debug)]
pub struct Compilation {
    /// The parts of the program that plays.
    pub score: Score,
    /// Errors, warnings and notes, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Which meaning each name has that may be a control or an effect, in the order of the text.
    pub meanings: Vec<Meaning>,
    /// Names of sounds and banks that there are none of, in the order of the text.
    pub missing: Vec<MissingName>,
    /// What the text says to those who look at it.
    pub annotations: Annotations,
    /// What became of each statement.
    pub statements: Vec<Report>,
    /// The last good versions, for the next compilation.
    pub good: LastGood,
}

impl Compilation {
    /// Whether everything plays as written.
    pub fn is_clean(&self) -> bool {
        self.errors() == 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }
}
