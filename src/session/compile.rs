//! One text compiled: the one place where the session meets the language.

use super::preview::Preview;
use super::state::OUTPUTS;
use crate::engine::program::Parts;
use crate::engine::voices::synths;
use crate::engine::{Program, Sequence, Sound, Sounds};
use crate::language::{self, Context, Diagnostic, LastGood};
use crate::pattern::Pattern;
use crate::samples::Library;

/// A text as the engine plays it, and what there is to say about it.
pub struct Compiled {
    /// What plays: all statements that are right, and the last good versions of the others.
    pub program: Program,
    /// In the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The last good version of each statement, for the next compilation.
    pub good: LastGood,
    /// Which numbered outputs it uses.
    pub outputs: [bool; OUTPUTS],
    /// Nothing in it could ever sound.
    pub is_silent: bool,
    /// The patterns, for looking at.
    pub preview: Preview,
}

/// Compiles `text` for `rate` frames a second with the sounds of `library`. `previous` is what played before.
pub fn compile(text: &str, rate: f64, library: &Library, previous: Option<&LastGood>) -> Compiled {
    let names = names(library);
    let context = Context {
        sample_rate: rate,
        sounds: Some(&names),
    };
    let compilation = language::compile(text, &context, previous);
    let score = compilation.score;
    let mut outputs = [false; OUTPUTS];
    for (number, _) in &score.outputs {
        if let Some(used) = number
            .checked_sub(1)
            .and_then(|index| outputs.get_mut(index))
        {
            *used = true;
        }
    }
    let sounds = Sounds::of(&score.graph, |name| sound(name, library));
    let schedule = score.signals.compile();
    let of_outputs = |pattern: &Pattern| score.outputs.iter().any(|(_, other)| other == pattern);
    let buses = score
        .sequences
        .iter()
        .map(|(pattern, _)| *pattern)
        .filter(|pattern| !of_outputs(pattern))
        .collect();
    let preview = Preview::new(score.graph.clone(), score.outputs.clone(), buses);
    let is_silent = score.outputs.is_empty();
    let program = Program::new(Parts {
        sequences: score
            .sequences
            .into_iter()
            .map(|(pattern, source)| Sequence::new(pattern, source))
            .collect(),
        graph: score.graph,
        values: score.values,
        schedule,
        sounds,
        tempo: score.tempo,
        orbits: score.orbits,
    });
    Compiled {
        program,
        diagnostics: compilation.diagnostics,
        good: compilation.good,
        outputs,
        is_silent,
        preview,
    }
}

/// What a name in `s` means: a bank of the user's or of the kit, or a synth.
fn sound(name: &str, library: &Library) -> Option<Sound> {
    library
        .find(name)
        .map(Sound::Bank)
        .or_else(|| synths::find(name).map(Sound::Synth))
}

/// Every name that `s` knows.
fn names(library: &Library) -> Vec<String> {
    let banks = library.banks().into_iter().map(|(name, _)| name);
    let aliases = library.aliases().into_iter().map(|(name, _)| name);
    let synths = synths::TABLE
        .iter()
        .flat_map(|synth| std::iter::once(synth.name).chain(synth.aliases.iter().copied()));
    banks
        .chain(aliases)
        .chain(synths.map(str::to_owned))
        .collect()
}
