//! Names of sounds, banks and parameters in strings that nothing answers to.

use super::superdirt_only;
use crate::compile::Context;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::words::words;
use phonon_pattern::mini::{self, Atom, Form, Term};
use phonon_samples::spelling::{Spelling, nearest};
use std::collections::HashSet;
use std::ops::Range;

/// What a missing name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MissingKind {
    /// A name in `s`.
    Sound,
    /// A name in `bank`.
    Bank,
}

/// A name in the text that nothing answers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingName {
    /// What it is.
    pub kind: MissingKind,
    /// The name, as the text has it.
    pub name: String,
    /// Bytes of the name in the text.
    pub span: Range<usize>,
    /// Names that there are and that may be meant, the likeliest first; at most 4.
    pub suggestions: Vec<String>,
}

/// Most names that are suggested for one.
const MOST_SUGGESTIONS: usize = 4;

/// Names that may be meant by one that is missing: the nearest, then those that are called so in part.
fn suggestions(name: &str, known: &[String], spelling: &Spelling) -> Vec<String> {
    let mut found: Vec<String> = spelling
        .nearest(name)
        .map(str::to_owned)
        .into_iter()
        .collect();
    let wanted = name.to_lowercase();
    let bare = wanted.trim_end_matches(|c: char| c.is_ascii_digit());
    if bare.chars().count() > 1 {
        let shares = |known: &&String| {
            let known = known.to_lowercase();
            known.contains(bare) || known.len() > 2 && bare.starts_with(&known)
        };
        for known in known.iter().filter(shares) {
            if found.len() == MOST_SUGGESTIONS {
                break;
            }
            if !found.contains(known) {
                found.push(known.clone());
            }
        }
    }
    found
}

/// Warns of names in `s` that nothing answers to.
pub(crate) fn unknown_sounds(
    text: &str,
    context: &Context,
    evaluator: &Evaluator,
    diagnostics: &mut Vec<Diagnostic>,
    missing: &mut Vec<MissingName>,
) {
    let Some(sounds) = context.sounds else { return };
    let known: HashSet<&str> = sounds.iter().map(String::as_str).collect();
    let banks: Vec<&str> = evaluator
        .bank_names
        .iter()
        .flat_map(|(string, _)| words(&string.text))
        .map(|(_, bank)| bank)
        .collect();
    let within_a_bank = |name: &str| {
        banks.iter().any(|bank| {
            let rests = sounds.iter().filter_map(|sound| sound.strip_prefix(bank));
            rests
                .into_iter()
                .any(|rest| rest == name || rest.strip_prefix('_') == Some(name))
        })
    };
    let mut reported: HashSet<usize> = HashSet::new();
    let spelling = Spelling::of(sounds.iter().map(String::as_str));
    for (string, offset) in &evaluator.sound_names {
        let mut past = 0;
        for (start, word) in words(&string.text) {
            let place = Place::new(offset + start, offset + start + word.len());
            // A rest and a name, or a bus.
            let bus = word.strip_prefix('~');
            let bare = bus.unwrap_or(word);
            let is_known = known.contains(bare)
                || bus.is_some_and(|bus| evaluator.buses.contains_key(bus))
                || within_a_bank(word);
            if is_known || start < past || place.end > text.len() || !reported.insert(place.start) {
                continue;
            }
            // The name of a folder as it is: `my kit`.
            let rest = &string.text[start..];
            let spaced = sounds
                .iter()
                .filter(|name| name.contains('_'))
                .find_map(|name| Some((name, spaced(name, rest)?)));
            if let Some((name, folder)) = spaced {
                past = start + folder.len();
                let place = Place::new(offset + start, offset + past);
                missing.push(MissingName {
                    kind: MissingKind::Sound,
                    name: folder.to_owned(),
                    span: place.range(),
                    suggestions: vec![name.clone()],
                });
                diagnostics.push(
                    Diagnostic::warning(place, format!("no sound `{folder}`; it stays silent"))
                        .with_help(format!("names have no spaces: write `{name}`")),
                );
                continue;
            }
            if let Some(bus) = bus {
                let buses = evaluator.buses.keys();
                let error = Diagnostic::error(place, format!("no bus `{word}`"));
                diagnostics.push(match nearest(bus, buses.map(String::as_str)) {
                    Some(near) => error.with_help(format!("did you mean `~{near}`?")),
                    None => error.with_help(format!("define it on a line of its own: `{word}: …`")),
                });
                continue;
            }
            missing.push(MissingName {
                kind: MissingKind::Sound,
                name: word.to_owned(),
                span: place.range(),
                suggestions: suggestions(word, sounds, &spelling),
            });
            let warning = Diagnostic::warning(place, format!("no sound `{word}`; it stays silent"));
            if let Some(help) = superdirt_only::sound(word) {
                diagnostics.push(warning.with_help(help));
                continue;
            }
            let meant = superdirt_only::drawn_steps(word).or_else(|| {
                let synonyms = superdirt_only::sounds_called(word, &known);
                (!synonyms.is_empty()).then(|| format!("such sounds are called {synonyms}"))
            });
            if let Some(help) = meant {
                diagnostics.push(warning.with_help(help));
                continue;
            }
            diagnostics.push(match spelling.nearest(word) {
                Some(near) => warning.with_help(format!("did you mean `{near}`?")),
                None => warning.with_help("add a folder of that name to the samples"),
            });
        }
        for (span, number) in sample_numbers(&string.text) {
            let place = Place::new(offset + span.start, offset + span.end);
            if place.end <= text.len() && reported.insert(place.start) {
                diagnostics.push(
                    Diagnostic::warning(
                        place,
                        format!("`:{number}` is not a sample number, and is left out"),
                    )
                    .with_help("a sample's number goes after one `:`: `bd:3`"),
                );
            }
        }
        for (span, name) in numbers(&string.text) {
            let place = Place::new(offset + span.start, offset + span.end);
            let is_known = known.contains(name.as_str()) || span.start < past;
            if !is_known && place.end <= text.len() && reported.insert(place.start) {
                missing.push(MissingName {
                    kind: MissingKind::Sound,
                    suggestions: suggestions(&name, sounds, &spelling),
                    span: place.range(),
                    name: name.clone(),
                });
                diagnostics.push(
                    Diagnostic::warning(place, format!("no sound `{name}`; it stays silent"))
                        .with_help(
                            "write `n \"…\"` for notes, and `# s \"…\"` for what plays them",
                        ),
                );
            }
        }
    }
}

/// Warns of banks of which there is no sound.
pub(crate) fn unknown_banks(
    text: &str,
    context: &Context,
    evaluator: &Evaluator,
    diagnostics: &mut Vec<Diagnostic>,
    missing: &mut Vec<MissingName>,
) {
    let Some(sounds) = context.sounds else { return };
    let mut reported: HashSet<usize> = HashSet::new();
    for (string, offset) in &evaluator.bank_names {
        for (start, bank) in words(&string.text) {
            let place = Place::new(offset + start, offset + start + bank.len());
            let is_known = sounds.iter().any(|sound| sound.starts_with(bank));
            if !is_known && place.end <= text.len() && reported.insert(place.start) {
                missing.push(MissingName {
                    kind: MissingKind::Bank,
                    name: bank.to_owned(),
                    span: place.range(),
                    suggestions: Vec::new(),
                });
                let message = format!("no bank `{bank}`; what is played from it stays silent");
                diagnostics.push(
                    Diagnostic::warning(place, message)
                        .with_help("a bank is how the names of its sounds begin"),
                );
            }
        }
    }
}

/// Warns of parameters given in strings that no sound reads.
pub(crate) fn unread_parameters(
    text: &str,
    evaluator: &Evaluator,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut reported: HashSet<Place> = HashSet::new();
    for (name, place) in &evaluator.parameter_names {
        if place.end <= text.len()
            && reported.insert(*place)
            && let Some(warning) = superdirt_only::unread(name, *place)
        {
            diagnostics.push(warning);
        }
    }
}

/// How `text` begins with `name`, but for spaces where that has `_` and for capitals; none if it does not.
fn spaced<'a>(name: &str, text: &'a str) -> Option<&'a str> {
    let mut end = 0;
    let mut spaces = 0;
    let mut letters = text.chars();
    for wanted in name.chars() {
        let letter = letters.next()?;
        spaces += usize::from(wanted == '_' && letter == ' ');
        if !(letter.eq_ignore_ascii_case(&wanted) || wanted == '_' && letter == ' ') {
            return None;
        }
        end += letter.len_utf8();
    }
    let ends = !letters.next().is_some_and(char::is_alphanumeric);
    (spaces > 0 && ends).then_some(&text[..end])
}

/// What stands behind the `:` of names of sounds and is no number: `bd:x`, `bd:3:4`.
fn sample_numbers(text: &str) -> Vec<(Range<usize>, &str)> {
    let mut found = Vec::new();
    for (start, name) in words(text) {
        let end = start + name.len();
        let Some(rest) = text[end..].strip_prefix(':') else {
            continue;
        };
        let length = rest
            .find(|c: char| !(c.is_alphanumeric() || "_:.-'".contains(c)))
            .unwrap_or(rest.len());
        let number = &rest[..length];
        if number.parse::<f64>().is_err() && !number.is_empty() {
            found.push((end..end + 1 + length, number));
        }
    }
    found
}

/// The names of sounds in a string that begin as numbers do, without the number of a sample.
fn numbers(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut open: Vec<Term> = mini::parse(text, mini::Kind::Word).into_iter().collect();
    while let Some(Term { span, form }) = open.pop() {
        match form {
            Form::Atom(Atom::Word(word)) if word.starts_with(|c: char| c.is_ascii_digit()) => {
                let name = word.split(':').next().unwrap_or(&word);
                found.push((span.start..span.start + name.len(), name.to_owned()));
            }
            Form::Sequence(steps) => open.extend(steps.into_iter().map(|step| step.term)),
            Form::Stack(terms) => open.extend(terms),
            Form::Choice { options, .. } => open.extend(options),
            Form::Polymeter { voices, .. } => open.extend(voices),
            Form::Fast { term, .. }
            | Form::Slow { term, .. }
            | Form::Euclid { term, .. }
            | Form::Degrade { term, .. } => open.push(*term),
            _ => {}
        }
    }
    found
}
