//! What names in `s` mean: the sounds that a program may play.

use crate::parameters::Parameter;
use crate::program::bank_defaults::Defaults;
use crate::sequencing::trigger::SoundId;
use crate::voices::synths::Synth;
use phonon_pattern::Graph;
use phonon_samples::{Bank, Sample};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

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

/// The sounds that a program may play, by name. It does not change once the program is made.
#[derive(Clone, Debug, Default)]
pub struct SoundTable {
    by_name: HashMap<String, SoundId>,
    sounds: Vec<(String, Sound)>,
    /// Places in `sounds` of those that no word names, but two words written together.
    joined: Range<usize>,
}

impl SoundTable {
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
        let alone = sounds.sounds.len();
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
        sounds.joined = alone..sounds.sounds.len();
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

    /// The names of all ids, in their order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.sounds.iter().map(|(name, _)| name.as_str())
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
    pub(crate) fn defaults(&self, id: SoundId) -> Option<&Defaults> {
        match self.get(id)? {
            Sound::Bank(_, defaults) => Some(defaults),
            Sound::Loaded(_) | Sound::Synth(_) | Sound::Instrument(_) | Sound::Notes => None,
        }
    }

    /// Whether a word names the audio input. What two words make together does not count: `vowel "i"` and `n` are no `in`.
    pub(crate) fn have_input(&self) -> bool {
        let is_input = |sound: &Sound| matches!(sound, Sound::Synth(synth) if synth.is_under_way);
        let mut sounds = self.sounds.iter().enumerate();
        sounds.any(|(place, (_, sound))| is_input(sound) && !self.joined.contains(&place))
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
