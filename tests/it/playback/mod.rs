//! Laws of playback: what is heard is a function of the text and of the place in the song, not of how often it was played,
//! what was before, or how the host cuts time.

mod blocks;
mod host;
mod lines;
mod outputs;
mod positions;

use phonon_language::reference;

/// The examples of the reference, by section: whole texts, each once.
fn examples(section: impl Fn(&str) -> bool) -> Vec<String> {
    let sections = reference::sections().into_iter();
    let mut examples: Vec<String> = sections
        .filter(|(title, _)| section(title))
        .flat_map(|(_, entries)| entries)
        .map(|entry| entry.example)
        .collect();
    examples.sort_unstable();
    examples.dedup();
    examples
}

/// The seed of this run: of the quick tests always the same, of explorations another one each time.
fn seed() -> usize {
    let seed = std::env::var("PROPTEST_RNG_SEED").ok();
    seed.and_then(|seed| seed.parse().ok()).unwrap_or(0)
}

/// One of so many examples is tried in a run.
const PART: usize = 4;
