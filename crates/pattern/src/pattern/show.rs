//! Patterns, events and values in letters, as Tidal shows them.

use super::Pattern;
use crate::{ListedEvent, Plain, Rational, Shown, Span, Value};
use std::fmt;

/// Fractions with a letter of their own.
const LETTERS: [(i64, i64, &str); 19] = [
    (1, 2, "½"),
    (1, 3, "⅓"),
    (2, 3, "⅔"),
    (1, 4, "¼"),
    (3, 4, "¾"),
    (1, 5, "⅕"),
    (2, 5, "⅖"),
    (3, 5, "⅗"),
    (4, 5, "⅘"),
    (1, 6, "⅙"),
    (5, 6, "⅚"),
    (1, 7, "⅐"),
    (1, 8, "⅛"),
    (3, 8, "⅜"),
    (5, 8, "⅝"),
    (7, 8, "⅞"),
    (1, 9, "⅑"),
    (1, 10, "⅒"),
    (0, 1, "0"),
];

/// A time as a mixed number: `1⅓`, `5/13`, `1 1/13`, `-⅙`.
fn mixed(time: Rational) -> String {
    let sign = if time.is_negative() { "-" } else { "" };
    let time = time.abs();
    let (whole, rest) = (time.floor_int(), time.fraction());
    if rest.is_zero() {
        return format!("{sign}{whole}");
    }
    let (n, d) = (rest.numerator(), rest.denominator());
    let letter = LETTERS.iter().find(|letter| (letter.0, letter.1) == (n, d));
    match (letter, whole) {
        (Some((_, _, letter)), 0) => format!("{sign}{letter}"),
        (Some((_, _, letter)), _) => format!("{sign}{whole}{letter}"),
        (None, 0) => format!("{sign}{n}/{d}"),
        (None, _) => format!("{sign}{whole} {n}/{d}"),
    }
}

/// The name of the note so many semitones above c5, rounded to the nearest.
fn note_name(semitones: f64) -> String {
    const NAMES: [&str; 12] = [
        "c", "cs", "d", "ds", "e", "f", "fs", "g", "gs", "a", "as", "b",
    ];
    let nearest = semitones.round_ties_even() as i64;
    let name = NAMES[nearest.rem_euclid(12) as usize];
    format!("{name}{}", nearest.div_euclid(12) + 5)
}

/// A number as Haskell shows it.
fn haskell(value: Value) -> String {
    Shown::of(value).map_or_else(String::new, |shown| shown.as_str().to_owned())
}

impl fmt::Display for Plain {
    /// As Tidal shows values: `1.0`, `0.0n (c5)`, `"bd"`, `1 % 8`, `True`, `n: 1.0n (cs5), s: "bd"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(x) => f.write_str(&haskell(Value::Float(*x))),
            Self::Note(x) => write!(f, "{}n ({})", haskell(Value::Float(*x)), note_name(*x)),
            Self::Int(i) => write!(f, "{i}"),
            Self::Ratio(r) => f.write_str(&haskell(Value::Ratio(*r))),
            Self::Word(word) => write!(f, "\"{word}\""),
            Self::Bool(b) => f.write_str(&haskell(Value::Bool(*b))),
            Self::Controls(controls) => {
                for (place, (name, value)) in controls.iter().enumerate() {
                    let comma = if place > 0 { ", " } else { "" };
                    match value {
                        Self::Float(_) => write!(f, "{comma}{name}: {value}f")?,
                        Self::Ratio(r) => write!(f, "{comma}{name}: {}r", mixed(*r))?,
                        _ => write!(f, "{comma}{name}: {value}")?,
                    }
                }
                Ok(())
            }
        }
    }
}

impl fmt::Display for Span {
    /// `0>½`, cycles.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}>{}", mixed(self.begin), mixed(self.end))
    }
}

/// When an event is: `(0>½)`; `-½-(0>⅓)` where it began before the query, `(⅚>1)-1⅓` where it goes on after it,
/// `~0>1~` where it is a sample of something continuous.
fn when(event: &ListedEvent) -> String {
    let Some(whole) = event.whole else {
        return format!("~{}~", event.part);
    };
    let before = match whole.begin == event.part.begin {
        true => String::new(),
        false => format!("{}-", mixed(whole.begin)),
    };
    let after = match whole.end == event.part.end {
        true => String::new(),
        false => format!("-{}", mixed(whole.end)),
    };
    format!("{before}({}){after}", event.part)
}

impl fmt::Display for ListedEvent {
    /// `(0>½)|s: "bd"`: the part in the query, the rest of the whole beside it, the value.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}|{}", when(self), self.value)
    }
}

impl fmt::Display for Pattern {
    /// The events of the first cycle, a line each, or what is wrong with the pattern.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.events(0..1) {
            Ok(events) => f.write_str(&listing(&events)),
            Err(error) => write!(f, "{error}"),
        }
    }
}

impl fmt::Debug for Pattern {
    /// As [`Display`](fmt::Display).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Events a line each, the values one below another.
///
/// ```
/// # use phonon_pattern::{Pattern, listing};
/// let late = Pattern::mini("bd sn")?.late(0.125);
/// assert_eq!(
///     listing(&late.events(0..1)?),
///     "-⅜-(0>⅛)|\"sn\"
///    (⅛>⅝)|\"bd\"
/// (⅝>1)-1⅛|\"sn\""
/// );
/// # Ok::<(), phonon_pattern::PatternError>(())
/// ```
pub fn listing(events: &[ListedEvent]) -> String {
    let times: Vec<String> = events.iter().map(when).collect();
    let width = times.iter().map(|time| time.chars().count()).max();
    let lines = times.iter().zip(events).map(|(time, event)| {
        let width = width.unwrap_or(0);
        format!("{time:>width$}|{}", event.value)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_mixed_numbers() {
        for (n, d, letters) in [
            (0, 1, "0"),
            (2, 1, "2"),
            (1, 2, "½"),
            (4, 3, "1⅓"),
            (5, 13, "5/13"),
            (14, 13, "1 1/13"),
            (-1, 6, "-⅙"),
            (-3, 2, "-1½"),
        ] {
            assert_eq!(mixed(Rational::new(n, d).expect("denominator")), letters);
        }
    }

    #[test]
    fn values_are_shown_as_in_tidal() {
        for (value, letters) in [
            (Plain::Note(-1.5), "-1.5n (as4)"),
            (Plain::Note(13.5), "13.5n (d6)"),
            (Plain::Note(0.5), "0.5n (c5)"),
            (Plain::Float(0.05), "5.0e-2"),
            (
                Plain::Ratio(Rational::new(1, 8).expect("denominator")),
                "1 % 8",
            ),
        ] {
            assert_eq!(value.to_string(), letters);
        }
    }
}
