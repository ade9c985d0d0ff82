//! What names mean, for whoever types or points at them: the reference, the sounds there are, the buses of the text.

use phonon_language::reference::{self, Entry};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Functions, parameters and effects.
    Code,
    /// Sounds, as in a string.
    Sounds,
    /// Buses, which begin with `~`.
    Buses,
}

/// A name that what is typed may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Offer {
    pub name: String,
    /// Type of the name, in words.
    pub shape: String,
}

/// At most so many names are offered.
const MOST_OFFERED: usize = 8;

/// The names that begin with `start`, the shortest first, then by the alphabet.
pub(super) fn offers(start: &str, wanted: Wanted, banks: &[ListedBank], text: &str) -> Vec<Offer> {
    let mut found: Vec<Offer> = match wanted {
        Wanted::Code => rows(start, &ENTRIES[..*SYNTHS]).collect(),
        Wanted::Sounds => {
            let banks = banks.iter().flat_map(|bank| {
                let names = std::iter::once(&bank.name).chain(&bank.aliases);
                names.filter(|name| begins(name, start)).map(|name| Offer {
                    name: name.clone(),
                    shape: match bank.sounds {
                        1 => "1 sound".to_owned(),
                        sounds => format!("{sounds} sounds"),
                    },
                })
            });
            rows(start, &ENTRIES[*SYNTHS..]).chain(banks).collect()
        }
        Wanted::Buses => buses(text)
            .filter(|name| begins(name, start) && *name != start)
            .map(|name| Offer {
                name: name.to_owned(),
                shape: String::new(),
            })
            .collect(),
    };
    found.sort_by(|one, other| {
        let key = |offer: &Offer| (offer.name.len(), offer.name.to_lowercase());
        key(one).cmp(&key(other))
    });
    found.dedup_by(|one, other| one.name == other.name);
    found.truncate(MOST_OFFERED);
    found
}

fn rows(start: &str, entries: &'static [Entry]) -> impl Iterator<Item = Offer> {
    entries.iter().flat_map(move |entry| {
        let names = entry.names.iter().filter(move |name| begins(name, start));
        names.map(|name| Offer {
            name: (*name).to_owned(),
            shape: entry.shape.trim().to_owned(),
        })
    })
}

fn begins(name: &str, start: &str) -> bool {
    name.get(..start.len())
        .is_some_and(|begin| begin.eq_ignore_ascii_case(start))
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
        let offers = offers(start, wanted, &banks, text);
        offers.into_iter().map(|offer| offer.name).collect()
    }

    #[test]
    fn what_is_typed_is_offered_what_it_may_become_where_it_stands() {
        assert_eq!(names("degradeB", Wanted::Code), ["degradeBy"]);
        assert_eq!(names("LPF", Wanted::Code)[0], "lpf");
        assert_eq!(names("kic", Wanted::Sounds), ["kick"]);
        assert!(names("superb", Wanted::Sounds).contains(&"superbank".to_owned()));
        assert!(names("superp", Wanted::Sounds).contains(&"superpiano".to_owned()));
        assert!(names("superp", Wanted::Code).is_empty());
        assert_eq!(names("~pa", Wanted::Buses), ["~pad", "~pan"]);
        assert_eq!(names("~pad", Wanted::Buses), Vec::<String>::new());
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
