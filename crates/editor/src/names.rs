//! What names mean, for whoever types or points at them: the reference, the sounds there are, the buses of the text.

use super::definitions::definitions;
use super::fuzzy::Search;
use phonon_engine::MACROS;
use phonon_language::reference::{self, Entry};
use phonon_pattern::harmony::{arpeggios, chords, scales};
use phonon_session::banks::ListedBank;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The reference's rows in their order, made once.
pub(super) static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let sections = reference::sections();
    sections
        .into_iter()
        .flat_map(|(_, entries)| entries)
        .collect()
});

/// Where the rows of the synths begin in [`ENTRIES`]: they are named in strings.
static SYNTHS: LazyLock<usize> = LazyLock::new(|| {
    let sections = reference::sections();
    let others = sections.iter().take(sections.len() - 1);
    others.map(|(_, entries)| entries.len()).sum()
});

/// The rows of the synths.
pub(super) fn synths() -> &'static [Entry] {
    &ENTRIES[*SYNTHS..]
}

/// The row of each name.
static BY_NAME: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    let mut by_name = HashMap::new();
    for (place, entry) in ENTRIES.iter().enumerate() {
        for name in entry.names {
            by_name.entry(*name).or_insert(place);
        }
    }
    by_name
});

/// The row about a name.
pub(super) fn about(name: &str) -> Option<&'static Entry> {
    BY_NAME.get(name).map(|place| &ENTRIES[*place])
}

/// Whose names are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Functions, parameters and effects, and what the text defines itself.
    Code,
    /// Sounds, as in a string.
    Sounds,
    /// The numbers of a bank's sounds.
    Numbers(String),
    /// Buses and macros, which begin with `~`.
    Buses,
    /// Named patterns, which begin with `%`.
    Named,
    Scales,
    Chords,
    Arpeggios,
}

/// A name that what is typed may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub name: String,
    /// Type of the name, in words.
    pub shape: String,
    /// One line about it.
    pub doc: &'static str,
}

impl Offer {
    fn new(name: &str, shape: impl Into<String>) -> Self {
        Self {
            name: name.to_owned(),
            shape: shape.into(),
            doc: "",
        }
    }
}

/// At most so many names are offered.
const MOST_OFFERED: usize = 8;

/// The names that `start` may become: first those that begin with it, the shortest first, then those that hold its letters in
/// their order, the best first.
pub(super) fn offers(start: &str, wanted: &Wanted, banks: &[ListedBank], text: &str) -> Vec<Offer> {
    let all: Vec<Offer> = match wanted {
        Wanted::Code => {
            let own = defined(text, |name| name.starts_with(char::is_alphabetic));
            let own = own
                .into_iter()
                .map(|name| Offer::new(name, "defined in this text"));
            rows(&ENTRIES[..*SYNTHS]).chain(own).collect()
        }
        Wanted::Sounds => {
            let banks = banks.iter().flat_map(|bank| {
                let names = std::iter::once(&bank.name).chain(&bank.aliases);
                names.map(|name| Offer::new(name, counted(bank.sounds)))
            });
            rows(&ENTRIES[*SYNTHS..]).chain(banks).collect()
        }
        Wanted::Numbers(bank) => {
            let called =
                |listed: &&ListedBank| listed.name == *bank || listed.aliases.contains(bank);
            let count = banks.iter().find(called).map_or(0, |bank| bank.sounds);
            let numbers = (0..count).map(|number| Offer::new(&number.to_string(), ""));
            numbers.collect()
        }
        Wanted::Buses => {
            let own = defined(text, |name| name.starts_with('~'));
            let used = buses(text).filter(|name| *name != start && !own.contains(name));
            let used = used.map(|name| Offer::new(name, ""));
            let macros =
                (1..=MACROS).map(|number| Offer::new(&format!("~m{number}"), "macro, 0 to 1"));
            let own = own.iter().map(|name| Offer::new(name, "bus of this text"));
            own.chain(used).chain(macros).collect()
        }
        Wanted::Named => defined(text, |name| name.starts_with('%'))
            .into_iter()
            .map(|name| Offer::new(name, "defined in this text"))
            .collect(),
        Wanted::Scales => scales::names()
            .map(|name| Offer::new(name, "scale"))
            .collect(),
        Wanted::Chords => chords::names()
            .map(|name| Offer::new(name, "chord"))
            .collect(),
        Wanted::Arpeggios => arpeggios::ARPEGGIOS
            .iter()
            .map(|(name, _)| Offer::new(name, "order of a chord's notes"))
            .collect(),
    };
    let mut search = Search::new(start);
    let mut found: Vec<(bool, u32, Offer)> = all
        .into_iter()
        .filter_map(|offer| {
            let begins = begins(&offer.name, start);
            let score = search.score(&offer.name);
            (begins || score.is_some()).then(|| (begins, score.unwrap_or(0), offer))
        })
        .collect();
    // Numbers stay as they are counted.
    if !matches!(wanted, Wanted::Numbers(_)) {
        found.sort_by(
            |(begins, score, offer), (other_begins, other_score, other)| {
                other_begins
                    .cmp(begins)
                    .then_with(|| match begins {
                        true => offer.name.len().cmp(&other.name.len()),
                        false => other_score.cmp(score),
                    })
                    .then_with(|| offer.name.to_lowercase().cmp(&other.name.to_lowercase()))
            },
        );
    }
    let mut seen = std::collections::HashSet::new();
    let found = found.into_iter().map(|(_, _, offer)| offer);
    let found = found.filter(|offer| seen.insert(offer.name.clone()));
    found.take(MOST_OFFERED).collect()
}

/// `1 sound`, `12 sounds`.
pub(super) fn counted(sounds: usize) -> String {
    match sounds {
        1 => "1 sound".to_owned(),
        sounds => format!("{sounds} sounds"),
    }
}

fn rows(entries: &'static [Entry]) -> impl Iterator<Item = Offer> {
    entries.iter().flat_map(|entry| {
        entry.names.iter().map(|name| Offer {
            name: (*name).to_owned(),
            shape: entry.shape.trim().to_owned(),
            doc: entry.doc,
        })
    })
}

fn begins(name: &str, start: &str) -> bool {
    name.get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
}

/// The names that a text defines and that `wanted` accepts, each once.
fn defined(text: &str, wanted: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut names: Vec<&str> = definitions(text)
        .into_iter()
        .map(|place| &text[place])
        .filter(|name| wanted(name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The buses that a text names, with their `~`.
fn buses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices('~').filter_map(|(at, _)| {
        let name = &text[at + 1..];
        let length = name.find(|c: char| !c.is_alphanumeric() && c != '_');
        let length = length.unwrap_or(name.len());
        (length > 0).then(|| &text[at..at + 1 + length])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(start: &str, wanted: Wanted) -> Vec<String> {
        let bank = |name: &str, alias: &str| ListedBank {
            name: name.to_owned(),
            aliases: vec![alias.to_owned()],
            sounds: 3,
            plays: false,
            ..ListedBank::default()
        };
        let banks = [bank("bd", "kick"), bank("superbank", "sb")];
        let text = "~pad: sine 3\no1: ~pad # ~pan # lpf 300\n~ ~";
        let offers = offers(start, &wanted, &banks, text);
        offers.into_iter().map(|offer| offer.name).collect()
    }

    #[test]
    fn what_is_typed_is_offered_what_it_may_become_where_it_stands() {
        assert_eq!(names("degradeB", Wanted::Code)[0], "degradeBy");
        // Letters may be left out.
        assert!(names("smtmsby", Wanted::Code).contains(&"sometimesBy".to_owned()));
        assert_eq!(names("minP", Wanted::Scales)[0], "minPent");
        assert_eq!(names("maj7", Wanted::Chords)[0], "maj7");
        assert_eq!(
            names("", Wanted::Numbers("kick".to_owned())),
            ["0", "1", "2"]
        );
        assert_eq!(names("LPF", Wanted::Code)[0], "lpf");
        assert_eq!(names("kic", Wanted::Sounds)[0], "kick");
        assert!(names("superb", Wanted::Sounds).contains(&"superbank".to_owned()));
        assert!(names("superp", Wanted::Sounds).contains(&"superpiano".to_owned()));
        assert!(!names("superp", Wanted::Code).contains(&"superpiano".to_owned()));
        assert_eq!(names("~pa", Wanted::Buses), ["~pad", "~pan"]);
        assert_eq!(names("~m1", Wanted::Buses)[0], "~m1");
        assert!(names("s", Wanted::Code).len() <= MOST_OFFERED);
    }

    #[test]
    fn every_name_finds_its_row() {
        for name in ["every", "lpf", "cutoff", "superpiano", "midi", "reverb"] {
            assert!(
                about(name).is_some_and(|entry| entry.names.contains(&name)),
                "{name}"
            );
        }
        assert!(about("evry").is_none());
    }
}
