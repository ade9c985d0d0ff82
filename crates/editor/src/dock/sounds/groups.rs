//! The groups that sounds are listed in, and other words that find them.

use phonon_session::banks::{Family, ListedBank};

/// Where a sound is listed; in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Group {
    /// A folder of the project, by its path.
    Folder(String),
    /// A family of the built-in kit, by its place among all.
    Kit(usize),
    Others,
    Synths,
}

impl Group {
    /// The group of a bank.
    pub(super) fn of(bank: &ListedBank) -> Self {
        if let Some(root) = &bank.root {
            return Self::Folder(root.clone());
        }
        let place = |family| Family::ALL.iter().position(|other| *other == family);
        bank.family.and_then(place).map_or(Self::Others, Self::Kit)
    }

    /// What it is called.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Folder(path) => {
                let name = std::path::Path::new(path).file_name();
                name.map_or_else(|| path.clone(), |name| name.to_string_lossy().into_owned())
            }
            Self::Kit(place) => {
                let name = Family::ALL[*place].name();
                let mut letters = name.chars();
                let first = letters.next().map(|first| first.to_ascii_uppercase());
                first.into_iter().chain(letters).collect()
            }
            Self::Others => "Others".to_owned(),
            Self::Synths => "Synths".to_owned(),
        }
    }
}

/// Other words for a sound, from its family, or of one that is not of the kit from its name.
pub(super) fn words(family: Option<Family>, name: &str) -> &'static str {
    let family = family.or_else(|| {
        let name = name.to_lowercase();
        let holds = |parts: &&(Family, &[&str])| parts.1.iter().any(|part| name.contains(part));
        PARTS.iter().find(holds).map(|(family, _)| *family)
    });
    match family {
        Some(Family::Kicks) => "kick bass drum bassdrum thump",
        Some(Family::Snares) => "snare drum backbeat",
        Some(Family::Hats) => "hi-hat hihat hat open closed cymbal",
        Some(Family::Claps) => "hand clap",
        Some(Family::Toms) => "tom tomtom drum",
        Some(Family::Cymbals) => "cymbal crash ride",
        Some(Family::Percussion) => {
            "percussion rim bell shaker conga bongo cowbell clave wood tambourine"
        }
        Some(Family::Kits) => "drum kit machine",
        Some(Family::Breaks) => "break breakbeat loop amen drum",
        Some(Family::Bass) => "bass sub low",
        Some(Family::Keys) => "piano organ keys keyboard",
        Some(Family::Plucked) => "guitar string pluck harp",
        Some(Family::Pads) => "pad stab chord string",
        Some(Family::Voices) => "voice vocal sing choir speech",
        Some(Family::Effects) => "noise effect fx texture",
        None => "",
    }
}

/// Parts of the names that banks of all the world have.
const PARTS: &[(Family, &[&str])] = &[
    (Family::Kicks, &["kick", "bd"]),
    (Family::Snares, &["snare", "sd"]),
    (Family::Claps, &["clap", "cp"]),
    (Family::Hats, &["hat", "hh"]),
    (Family::Cymbals, &["crash", "ride", "cymbal"]),
    (Family::Toms, &["tom"]),
    (Family::Breaks, &["break", "amen", "loop"]),
    (
        Family::Percussion,
        &[
            "perc", "shaker", "conga", "bongo", "cowbell", "clave", "tamb", "wood", "tabla", "rim",
        ],
    ),
    (Family::Bass, &["bass"]),
    (Family::Keys, &["piano", "organ", "keys", "rhodes"]),
    (
        Family::Plucked,
        &["guitar", "gtr", "pluck", "sitar", "harp"],
    ),
    (Family::Pads, &["pad", "string", "stab", "chord"]),
    (
        Family::Voices,
        &["voice", "vocal", "vox", "choir", "speech"],
    ),
    (Family::Effects, &["noise", "fx", "glitch", "zap"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_before_the_kit_and_the_kit_in_its_order() {
        let bank = |root: Option<&str>, family| ListedBank {
            root: root.map(str::to_owned),
            family,
            ..ListedBank::default()
        };
        let mine = Group::of(&bank(Some("/music/samples"), None));
        let kick = Group::of(&bank(None, Some(Family::Kicks)));
        let hat = Group::of(&bank(None, Some(Family::Hats)));
        assert!(mine < kick && kick < hat && hat < Group::Synths);
        assert_eq!(
            (mine.title(), kick.title()),
            ("samples".to_owned(), "Kicks".to_owned())
        );
    }

    #[test]
    fn names_from_elsewhere_are_found_by_what_they_are() {
        assert!(words(None, "909_Kick_Deep").contains("bass drum"));
        assert!(words(Some(Family::Claps), "cp").contains("clap"));
        assert_eq!(words(None, "stuff"), "");
    }
}
