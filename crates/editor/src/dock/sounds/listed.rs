//! The sounds that a text can name: all of them in their order, and those that a search finds.

use super::Texts;
use super::groups::{self, Group};
use crate::fuzzy::Search;
use crate::names;
use phonon_session::banks::{Family, ListedBank};
use std::ops::Range;

/// A sound that a text can name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Listed {
    pub name: String,
    /// Sounds that it has; none of a synth, or of a bank that is not there.
    pub count: Option<usize>,
    pub also: Vec<String>,
    pub plays: bool,
    pub family: Option<Family>,
    pub group: Group,
    pub is_there: bool,
}

/// All sounds: banks, defaults of banks that are not there, synths; by family and name.
pub(super) fn all(banks: &[ListedBank], texts: &Texts) -> Vec<Listed> {
    let there = banks.iter().map(|bank| Listed {
        name: bank.name.clone(),
        count: Some(bank.sounds),
        also: bank.aliases.clone(),
        plays: bank.plays,
        family: bank.family,
        group: Group::of(bank),
        is_there: true,
    });
    let is_there = |name: &String| banks.iter().any(|bank| bank.name == *name);
    let gone = texts.keys().filter(|name| !is_there(name));
    let gone = gone.map(|name| Listed {
        name: name.clone(),
        count: None,
        also: Vec::new(),
        plays: false,
        family: None,
        group: Group::Others,
        is_there: false,
    });
    let synths = names::synths().iter().map(|entry| Listed {
        name: entry.names[0].to_owned(),
        count: None,
        also: entry.names[1..]
            .iter()
            .map(|name| (*name).to_owned())
            .collect(),
        plays: false,
        family: None,
        group: Group::Synths,
        is_there: true,
    });
    let mut all: Vec<Listed> = there.chain(gone).chain(synths).collect();
    all.sort_by(|one, other| (&one.group, &one.name).cmp(&(&other.group, &other.name)));
    all
}

/// The sounds that a search finds, the best first; all in their order where nothing is looked for.
pub(super) fn found(all: Vec<Listed>, typed: &str) -> Vec<Listed> {
    if typed.trim().is_empty() {
        return all;
    }
    let typed = typed.trim().to_lowercase();
    let mut search = Search::new(&typed);
    let mut found: Vec<(u8, u32, Listed)> = all
        .into_iter()
        .filter_map(|sound| {
            let names = || std::iter::once(&sound.name).chain(&sound.also);
            let words = groups::words(sound.family, &sound.name);
            let rank = if names().any(|name| name.to_lowercase() == typed) {
                (0, 0)
            } else if names().any(|name| name.to_lowercase().starts_with(&typed)) {
                (1, 0)
            } else if typed
                .split_whitespace()
                .all(|word| words.split(' ').any(|other| other.starts_with(word)))
            {
                (2, 0)
            } else {
                let best = names().filter_map(|name| search.score(name)).max()?;
                (3, u32::MAX - best)
            };
            Some((rank.0, rank.1, sound))
        })
        .collect();
    found.sort_by_key(|(rank, score, _)| (*rank, *score));
    found.into_iter().map(|(_, _, sound)| sound).collect()
}

pub(super) fn about(sound: &Listed) -> String {
    let mut words = match (sound.is_there, sound.count, &sound.group) {
        (false, ..) => format!(
            "{} is not there; its default is kept until it is",
            sound.name
        ),
        (_, Some(1), _) => format!("{}: 1 sound", sound.name),
        (_, Some(count), _) => format!(
            "{}: {count} sounds, {0}:0 to {0}:{1}",
            sound.name,
            count - 1
        ),
        (.., Group::Synths) => {
            let doc = names::about(&sound.name).map_or("", |entry| entry.doc);
            format!("{}: {doc}", sound.name)
        }
        _ => sound.name.clone(),
    };
    if !sound.also.is_empty() {
        words.push_str(&format!("; also called {}", sound.also.join(", ")));
    }
    if sound.plays {
        words.push_str("; plays now");
    }
    words.push_str("\nA click is heard, a double click or a drag puts it into the text");
    words
}

/// Where a name that stood in the evaluated text at `span` stands in the draft, if it does still: at the same place, or as far
/// from the end.
pub(super) fn place_now(
    before: &str,
    now: &str,
    span: &Range<usize>,
    name: &str,
) -> Option<Range<usize>> {
    let from_end = now.len().checked_sub(before.len().checked_sub(span.start)?);
    [Some(span.start), from_end]
        .into_iter()
        .flatten()
        .map(|start| start..start + name.len())
        .find(|range| now.get(range.clone()) == Some(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_session::state::BankDefault;

    fn bank(name: &str, aliases: &[&str]) -> ListedBank {
        ListedBank {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            sounds: 4,
            family: match name {
                "bd" | "clubkick" => Some(Family::Kicks),
                "sn" => Some(Family::Snares),
                _ => Some(Family::Plucked),
            },
            ..ListedBank::default()
        }
    }

    fn names(typed: &str) -> Vec<String> {
        let banks = [
            bank("arpy", &[]),
            bank("bd", &["kick"]),
            bank("clubkick", &[]),
            bank("sn", &["snare"]),
        ];
        let texts = Texts::from([("gone".to_owned(), BankDefault::in_force("gain 1"))]);
        let found = found(all(&banks, &texts), typed);
        found.into_iter().map(|sound| sound.name).collect()
    }

    #[test]
    fn sounds_are_found_by_their_names_other_names_and_what_they_are() {
        assert_eq!(names("bd")[0], "bd");
        assert_eq!(names("kick")[..2], ["bd", "clubkick"]);
        assert_eq!(
            names("bass drum"),
            ["bd", "clubkick", "soskick", "superkick"]
        );
        assert_eq!(names("snare")[0], "sn");
        assert!(names("piano").contains(&"superpiano".to_owned()));
        assert_eq!(names("gone")[0], "gone");
        assert!(names("qqqq").is_empty());
    }

    #[test]
    fn a_missing_name_is_found_again_while_the_text_is_edited_around_it() {
        let before = "o1: s \"bdd\"\no2: s \"hh\"";
        let place = |now: &str| place_now(before, now, &(7..10), "bdd");
        assert_eq!(place(before), Some(7..10));
        assert_eq!(place("-- a\no1: s \"bdd\"\no2: s \"hh\""), Some(12..15));
        assert_eq!(place("o1: s \"bdd\"\no2: s \"hh*2\""), Some(7..10));
        assert_eq!(place("o1: s \"bd\"\no2: s \"hh\""), None);
        assert_eq!(place(""), None);
    }

    #[test]
    fn groups_come_in_their_order_with_the_synths_at_the_end() {
        let all = names("");
        assert_eq!(all[..5], ["bd", "clubkick", "sn", "arpy", "gone"]);
        let piano = all.iter().position(|name| name == "superpiano");
        assert!(piano.is_some_and(|place| place >= 5));
    }
}
