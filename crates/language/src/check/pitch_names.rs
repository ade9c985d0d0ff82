//! Names of notes and chords as musicians write them elsewhere, and how they are written here.

use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::value::Text;
use crate::syntax::words::words;
use phonon_pattern::harmony::chords;

/// Chord symbols that have other names here.
const SYMBOLS: &[(&str, &str)] = &[
    ("m", "min"),
    ("-", "min"),
    ("M", "maj"),
    ("7", "dom7"),
    ("m7", "min7"),
    ("-7", "min7"),
    ("M7", "maj7"),
    ("Maj7", "maj7"),
    ("maj", "maj"),
    ("min", "min"),
    ("m9", "min9"),
    ("M9", "maj9"),
    ("9", "dom9"),
    ("sus", "sus4"),
    ("dim7", "dim7"),
];

/// How a note or chord is written here: `C4` is `c4`, `Bb4` is `bf4`, `Cm7` is `c'min7`. Nothing about other words.
pub(crate) fn as_here(word: &str) -> Option<String> {
    if let Some(octave) = word.strip_prefix(['h', 'H'])
        && octave.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(format!("the German H is b: write `b{octave}`"));
    }
    let letter = word
        .chars()
        .next()
        .filter(|c| matches!(c, 'A'..='G' | 'a'..='g'))?;
    let rest = &word[1..];
    let (sign, rest) = match rest.chars().next() {
        Some('#' | '♯') => ("s", &rest[rest.chars().next().map_or(0, char::len_utf8)..]),
        Some('b' | '♭') => ("f", &rest[rest.chars().next().map_or(0, char::len_utf8)..]),
        Some('s') if !rest.starts_with("sus") => ("s", &rest[1..]),
        _ => ("", rest),
    };
    let root = format!("{}{sign}", letter.to_ascii_lowercase());
    let rest = rest.trim_start_matches('\'');
    let is_octave = rest.bytes().all(|byte| byte.is_ascii_digit()) && rest.len() <= 1;
    let named = SYMBOLS.iter().find(|(symbol, _)| *symbol == rest);
    let chord = named.map(|(_, name)| *name).or_else(|| {
        let is_chord = !rest.is_empty() && chords::chord(rest).is_some();
        is_chord.then_some(rest)
    });
    match (is_octave, chord) {
        (true, Some(chord)) => Some(format!(
            "write `{root}{rest}` for the note, `{root}'{chord}` for the chord"
        )),
        (true, None) => Some(format!("write `{root}{rest}`")),
        (false, Some(chord)) => Some(format!("write `{root}'{chord}`")),
        (false, None) => None,
    }
}

/// Whether a word is a note with its octave: `c4`, `ef5`, `fs3`, `C#4`.
pub(crate) fn is_note(word: &str) -> bool {
    let name = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let octave = word.len() - name.len();
    let mut letters = name.chars();
    (1..=2).contains(&octave)
        && letters
            .next()
            .is_some_and(|letter| matches!(letter, 'a'..='g' | 'A'..='G'))
        && letters.as_str().len() <= 1
        && letters.all(|sign| "sfb#".contains(sign))
}

/// Notes about the letters that stand for parts of a step (`h` is a half), with a digit behind them as if they were notes:
/// `h3`.
pub(crate) fn parts(text: &Text) -> Vec<Diagnostic> {
    let as_part = |start: usize, word: &str| {
        let letter = word.chars().next().filter(|c| "hwqtx".contains(*c))?;
        let octave = &word[letter.len_utf8()..];
        let is_octave = !octave.is_empty() && octave.bytes().all(|b| b.is_ascii_digit());
        is_octave.then(|| (start, word.to_owned(), letter, octave.to_owned()))
    };
    let words = words(&text.text).into_iter();
    let parts = words.filter_map(|(start, word)| as_part(start, word));
    let reported = parts.map(|(start, word, letter, octave)| {
        let place = Place::new(text.offset + start, text.offset + start + word.len());
        let help = match letter {
            'h' => format!("the German H is b: write `b{octave}`"),
            _ => "notes are `c d e f g a b` with octaves: `c5`, `ef4`, `fs5`".to_owned(),
        };
        let message = format!(
            "`{word}` is not a note: it reads as two steps, the part `{letter}` and {octave}"
        );
        Diagnostic::warning(place, message).with_help(help)
    });
    reported.collect()
}

/// Notes about flats written with `b`, which Tidal reads as the note B behind another.
pub(crate) fn flats(text: &Text) -> Vec<Diagnostic> {
    let is_flat = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .is_some_and(|letter| ('a'..='g').contains(&letter))
            && letters.next() == Some('b')
            && letters.all(|letter| letter.is_ascii_digit())
    };
    let words = words(&text.text).into_iter();
    let flats = words.filter(|(_, word)| is_flat(word));
    let reported = flats.map(|(start, word)| {
        let place = Place::new(text.offset + start, text.offset + start + word.len());
        let (letter, octave) = (&word[..1], &word[2..]);
        Diagnostic::note(
            place,
            format!("`{word}` is {letter} flat here; TidalCycles reads two steps, `{letter}` and `b{octave}`"),
        )
        .with_help(format!("`{letter}f{octave}` is the flat in both"))
    });
    reported.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_and_chords_are_told_as_they_are_written_here() {
        for (word, here) in [
            ("C4", "write `c4`"),
            ("Bb4", "write `bf4`"),
            ("F#", "write `fs`"),
            ("Cm7", "write `c'min7`"),
            ("Ebmaj7", "write `ef'maj7`"),
            ("am", "write `a'min`"),
            ("h3", "the German H is b: write `b3`"),
            ("Gsus4", "write `g'sus4`"),
            ("C7", "write `c7` for the note, `c'dom7` for the chord"),
        ] {
            assert_eq!(as_here(word).as_deref(), Some(here), "{word}");
        }
        for word in ["bass", "H4x", "drum", "foo"] {
            assert_eq!(as_here(word), None, "{word}");
        }
    }
}
