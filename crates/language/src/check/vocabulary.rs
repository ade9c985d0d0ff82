//! Words in strings that must be among those that are known: names of chords, scales and arpeggios, keys of the tables
//! that a text writes itself. An unknown one is reported, and the rest plays.

use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Spanned, Text, Value};
use crate::syntax::words::words;
use crate::types::Names;
use phonon_pattern::harmony::{arpeggios, chords, scales};
use phonon_pattern::mini::{self, Atom, Form, Term};
use phonon_samples::spelling;

/// The names of one kind that a string may hold.
pub(crate) struct Vocabulary {
    /// What is wrong where one is not known, before the word.
    unknown: &'static str,
    /// What plays in its place.
    instead: &'static str,
    /// Well-known names, for the help.
    common: &'static [&'static str],
    names: fn() -> Vec<&'static str>,
}

/// Names of scales.
pub(crate) static SCALES: Vocabulary = Vocabulary {
    unknown: "no scale",
    instead: "its steps are octaves",
    common: &[
        "major",
        "minor",
        "dorian",
        "minPent",
        "majPent",
        "harmonicMinor",
    ],
    names: || scales::names().collect(),
};

/// Names of chords.
pub(crate) static CHORDS: Vocabulary = Vocabulary {
    unknown: "no chord",
    instead: "its root alone plays",
    common: &["maj", "min", "maj7", "min7", "dom7", "sus4", "dim", "aug"],
    names: || chords::names().collect(),
};

/// Names of the orders that `arp` plays chords in.
pub(crate) static ARPEGGIOS: Vocabulary = Vocabulary {
    unknown: "`arp` has no order",
    instead: "it plays as `up`",
    common: &[
        "up", "down", "updown", "converge", "diverge", "thumbup", "pinkyup",
    ],
    names: || arpeggios::ARPEGGIOS.iter().map(|(name, _)| *name).collect(),
};

/// What the words of a function's argument (from 0) name, where these are a vocabulary.
pub(crate) fn of_argument(function: &str, index: usize) -> Option<Names> {
    match (function, index) {
        ("scale" | "scaleWith" | "scaleWithList", 0) => Some(Names::Scales),
        ("arp", 0) => Some(Names::Arpeggios),
        _ => None,
    }
}

impl Vocabulary {
    /// A warning about a word that is not among them.
    pub(crate) fn unknown(&self, word: &str, place: Place) -> Diagnostic {
        let Self {
            unknown, instead, ..
        } = self;
        let names = (self.names)();
        let is_root = |word: &str| {
            let mut letters = word.chars();
            letters
                .next()
                .is_some_and(|letter| matches!(letter, 'a'..='g' | 'A'..='G'))
                && letters.all(|letter| matches!(letter, 's' | 'f' | 'b' | '#' | '0'..='9'))
        };
        let help = match spelling::nearest(word, names.iter().copied()) {
            _ if std::ptr::eq(self, &SCALES) && is_root(word) => {
                "the root is added to the steps: `n (scale \"minor\" \"0 2 4\" |+ \"c4\")`"
                    .to_owned()
            }
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known are {} and others", listed(self.common)),
        };
        Diagnostic::warning(place, format!("{unknown} `{word}`; {instead}")).with_help(help)
    }

    fn knows(&self, word: &str) -> bool {
        (self.names)().contains(&word)
    }
}

fn listed<T: AsRef<str>>(words: &[T]) -> String {
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("`{}`", word.as_ref()))
        .collect();
    words.join(" ")
}

/// Where a word of a string stands in the text.
fn place(text: &Text, start: usize, word: &str) -> Place {
    Place::new(text.offset + start, text.offset + start + word.len())
}

impl Evaluator {
    /// Reports the words of a string that a vocabulary does not have.
    pub(crate) fn check_vocabulary(&mut self, text: &Text, vocabulary: &Vocabulary) {
        for (start, word) in words(&text.text) {
            // `up&down`
            let rest = &text.text[start..];
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "_-'&".contains(c)));
            let word = if rest[word.len()..].starts_with('&') {
                &rest[..end.unwrap_or(rest.len())]
            } else {
                word
            };
            let is_second = text.text[..start].ends_with('&');
            let is_tuning = std::ptr::eq(vocabulary, &SCALES)
                && self.tunings.iter().any(|(name, _)| name == word);
            if !is_second && !is_tuning && !vocabulary.knows(word) {
                self.say(vocabulary.unknown(word, place(text, start, word)));
            }
        }
    }

    /// Reports the words of a string that a parameter or effect does not take.
    pub(crate) fn check_words(&mut self, text: &Text, known: &[&str]) {
        for (start, word) in words(&text.text) {
            if !known.contains(&word) {
                let place = place(text, start, word);
                let warning = Diagnostic::warning(place, format!("`{word}` is not known here"));
                self.say(warning.with_help(format!("this is one of {}", listed(known))));
            }
        }
    }

    /// Reports the chords of a string (`c'maj7 e'foo`) that have no such name.
    pub(crate) fn check_chords(&mut self, text: &Text, term: &Term) {
        let mut names = Vec::new();
        chord_names(term, &mut names);
        for (start, name) in names {
            if chords::chord(name).is_none() {
                self.say(CHORDS.unknown(name, place(text, start, name)));
            }
        }
    }

    /// Reports the keys in a string that no table of the text has, such as those of `inhabit` and `ur`. `part` takes from
    /// each word what is looked up.
    pub(crate) fn check_keys(
        &mut self,
        given: &Spanned,
        function: &str,
        known: &[&str],
        part: fn(&str) -> Vec<(usize, &str)>,
    ) {
        let Value::Text(text) = &given.value else {
            return;
        };
        for (start, key) in part(&text.text) {
            if known.contains(&key) {
                continue;
            }
            let warning = Diagnostic::warning(
                place(text, start, key),
                format!("`{key}` is not in the list of `{function}`; it stays silent"),
            );
            self.say(match spelling::nearest(key, known.iter().copied()) {
                Some(near) => warning.with_help(format!("did you mean `{near}`?")),
                None => warning.with_help(format!("the list has {}", listed(known))),
            });
        }
    }
}

/// The names of the chords in a string, with their places.
fn chord_names<'t>(term: &'t Term, names: &mut Vec<(usize, &'t str)>) {
    let mut open = vec![(term, false)];
    while let Some((term, is_name)) = open.pop() {
        match &term.form {
            Form::Atom(Atom::Word(word)) if is_name => names.push((term.span.start, word)),
            Form::Rest | Form::Atom(_) | Form::Variable(_) | Form::Range { .. } => {}
            Form::Sequence(steps) => open.extend(steps.iter().map(|step| (&step.term, is_name))),
            Form::Stack(terms)
            | Form::Choice { options: terms, .. }
            | Form::Polymeter { voices: terms, .. } => {
                open.extend(terms.iter().map(|term| (term, is_name)));
            }
            Form::Fast { term, .. }
            | Form::Slow { term, .. }
            | Form::Euclid { term, .. }
            | Form::Degrade { term, .. } => open.push((term, is_name)),
            Form::Chord { root, name, .. } => open.extend([(&**root, false), (&**name, true)]),
        }
    }
}

/// A string's tree where it has chords, and is mini-notation at all.
pub(crate) fn with_chords(text: &str, kind: mini::Kind) -> Option<Term> {
    text.contains('\'')
        .then(|| mini::parse(text, kind).ok())
        .flatten()
}
