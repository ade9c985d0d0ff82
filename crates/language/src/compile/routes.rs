//! Which outputs the sounds of a text reach, through the signal graph.

use super::score::{Report, Score};
use phonon_engine::graph::NUMBERED_OUTPUTS;
use phonon_pattern::PatternId;
use std::collections::{BTreeSet, HashMap};

/// A pattern of sounds that reaches an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The pattern, of control maps.
    pub pattern: PatternId,
    /// Its voice source in the signal graph: an event may name another by `orbit`.
    pub source: usize,
    /// The statement that plays it, by its place among [`crate::Compiled::statements`].
    pub statement: Option<usize>,
}

/// Outputs: the main one (0) and the numbered ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputSet(u32);

const _: () = assert!(NUMBERED_OUTPUTS < 32);

impl OutputSet {
    /// The same with an output; a number beyond the last output is none.
    #[must_use]
    pub fn with(self, output: usize) -> Self {
        if output <= NUMBERED_OUTPUTS {
            Self(self.0 | 1 << output)
        } else {
            self
        }
    }

    /// The outputs of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether an output is among them.
    #[must_use]
    pub fn contains(self, output: usize) -> bool {
        output <= NUMBERED_OUTPUTS && self.0 & 1 << output != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their numbers, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..=NUMBERED_OUTPUTS).filter(move |output| self.contains(*output))
    }
}

/// What reaches the outputs.
pub(super) struct Routes {
    pub outputs: [bool; NUMBERED_OUTPUTS],
    pub heard: Vec<Heard>,
    pub reaches: Vec<OutputSet>,
    pub is_silent: bool,
}

/// Follows the signal graph from its outputs back to the patterns of sounds.
pub(super) fn routes(score: &Score, statements: &[Report]) -> Routes {
    let starts_some = |sources: &BTreeSet<usize>| {
        let mut reaching = score.sequences.iter();
        reaching.any(|(pattern, source)| {
            sources.contains(source) && !score.graph.stays_silent(*pattern)
        })
    };
    let mut outputs = [false; NUMBERED_OUTPUTS];
    let mut reaches = vec![OutputSet::default(); score.signals.sources()];
    let mut is_silent = true;
    for (number, sources) in score.signals.routes() {
        // What no voice reaches at all is a signal; where voices would reach it but none is started, nothing sounds.
        let sounds = sources.is_empty() || starts_some(&sources);
        is_silent &= !sounds;
        if let Some(used) = number
            .checked_sub(1)
            .and_then(|index| outputs.get_mut(index))
        {
            *used = sounds;
        }
        for source in sources {
            reaches[source] = reaches[source].with(number);
        }
    }
    let by_key: HashMap<String, usize> = (0..)
        .zip(statements)
        .map(|(index, report)| (report.key.to_string(), index))
        .collect();
    let statement = |source: usize| {
        let (key, _) = score.signals.source_path(source)?.rsplit_once('/')?;
        by_key.get(key).copied()
    };
    let heard = score.sequences.iter().filter_map(|(pattern, source)| {
        let is_heard = !reaches[*source].is_empty() && !score.graph.stays_silent(*pattern);
        is_heard.then(|| Heard {
            pattern: *pattern,
            source: *source,
            statement: statement(*source),
        })
    });
    Routes {
        outputs,
        heard: heard.collect(),
        reaches,
        is_silent,
    }
}
