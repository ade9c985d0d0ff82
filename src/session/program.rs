//! From what a text says to what the audio thread plays: names get their sounds, the signal graph its buffers.

use crate::engine::program::{Parts, Program, Sequence, Sound, Sounds};
use crate::engine::voices::synths;
use crate::language::Score;
use crate::samples::Library;

/// What the name in `s` means: a sample bank (the user's folders come first), else a synth.
pub fn sound_named(library: &Library, name: &str) -> Option<Sound> {
    let bank = library.find(name).map(Sound::Bank);
    bank.or_else(|| synths::find(name).map(Sound::Synth))
}

/// Every name that `s` knows.
pub fn sound_names(library: &Library) -> Vec<String> {
    let banks = library.banks().into_iter().map(|(name, _)| name);
    let aliases = library.aliases().into_iter().map(|(alias, _)| alias);
    let synths = synths::TABLE.iter().flat_map(|synth| std::iter::once(synth.name).chain(synth.aliases.iter().copied()));
    banks.chain(aliases).chain(synths.map(str::to_owned)).collect()
}

/// Builds the program. Its samples are not decoded yet: [`Program::load`] waits for them, an engine fetches them as it goes.
pub fn build(score: Score, library: &Library) -> Program {
    let sounds = Sounds::of(&score.graph, |name| sound_named(library, name));
    Program::new(Parts {
        sequences: score.sequences.into_iter().map(|(pattern, source)| Sequence::new(pattern, source)).collect(),
        values: score.values,
        schedule: score.signals.compile(),
        graph: score.graph,
        sounds,
        tempo: score.tempo,
        orbits: score.orbits,
    })
}
