//! What may be given where a pattern is wanted: patterns, numbers, truths, strings of mini-notation, lists.

use super::Pattern;
use super::error::PatternError;
use crate::mini::{self, Kind};
use crate::{Rational, Value};
use std::str::FromStr;

/// What may be given where a pattern is wanted.
///
/// * A pattern.
/// * A number or a truth: the same once a cycle.
/// * A string of mini-notation, read as what is wanted there: `"t f"` as truths in [`Pattern::structure`], `"1%8"` as
///   a time in [`Pattern::late`]. A mistake in it is told when the pattern is compiled or asked for its events.
/// * An array or [`Vec`] of any of these: one after another in a cycle.
pub trait IntoPattern {
    /// The pattern; what is not a pattern yet is read as `kind`, or as what it looks like.
    fn into_pattern(self, kind: Option<Kind>) -> Pattern;
}

impl IntoPattern for Pattern {
    fn into_pattern(self, _: Option<Kind>) -> Pattern {
        self
    }
}

impl IntoPattern for &Pattern {
    fn into_pattern(self, _: Option<Kind>) -> Pattern {
        self.clone()
    }
}

impl IntoPattern for &str {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        let read = match kind {
            Some(kind) => Pattern::read(self, kind),
            None => Pattern::mini(self),
        };
        read.unwrap_or_else(Pattern::mistaken)
    }
}

impl IntoPattern for String {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        self.as_str().into_pattern(kind)
    }
}

impl IntoPattern for &String {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        self.as_str().into_pattern(kind)
    }
}

impl IntoPattern for bool {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        match kind {
            None | Some(Kind::Bool) => Pattern::constant(Value::Bool(self)),
            Some(_) => i64::from(self).into_pattern(kind),
        }
    }
}

impl IntoPattern for i64 {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        Pattern::constant(match kind {
            None | Some(Kind::Int | Kind::Word | Kind::Symbol) => Value::Int(self),
            Some(Kind::Ratio) => Value::Ratio(Rational::integer(self)),
            Some(Kind::Bool) => Value::Bool(self != 0),
            Some(Kind::Note) => Value::Note(self as f64),
            Some(Kind::Float | Kind::Hertz) => Value::Float(self as f64),
        })
    }
}

impl IntoPattern for i32 {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        i64::from(self).into_pattern(kind)
    }
}

impl IntoPattern for u32 {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        i64::from(self).into_pattern(kind)
    }
}

impl IntoPattern for f64 {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        if !self.is_finite() {
            return Pattern::mistaken(PatternError::NotFinite(self));
        }
        Pattern::constant(match kind {
            Some(Kind::Note) => Value::Note(self),
            Some(Kind::Ratio) => match Rational::from_f64_exact(self) {
                Some(ratio) => Value::Ratio(ratio),
                None => return Pattern::mistaken(PatternError::NotFinite(self)),
            },
            Some(Kind::Bool) => Value::Bool(self != 0.0),
            _ => Value::Float(self),
        })
    }
}

impl IntoPattern for f32 {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        f64::from(self).into_pattern(kind)
    }
}

impl IntoPattern for Rational {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        match kind {
            Some(Kind::Float | Kind::Note | Kind::Hertz) => self.to_f64().into_pattern(kind),
            _ => Pattern::constant(Value::Ratio(self)),
        }
    }
}

impl<T: IntoPattern> IntoPattern for Vec<T> {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        let items = self.into_iter().map(|item| item.into_pattern(kind));
        Pattern::fastcat(items.collect::<Vec<_>>())
    }
}

impl<T: IntoPattern, const N: usize> IntoPattern for [T; N] {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        Vec::from(self).into_pattern(kind)
    }
}

impl<T: IntoPattern + Clone> IntoPattern for &[T] {
    fn into_pattern(self, kind: Option<Kind>) -> Pattern {
        self.to_vec().into_pattern(kind)
    }
}

/// Conversions of what cannot be mistaken.
macro_rules! from {
    ($($given:ty),*) => {
        $(impl From<$given> for Pattern {
            fn from(given: $given) -> Self {
                given.into_pattern(None)
            }
        })*
    };
}

from!(bool, i32, i64, u32, f32, f64, Rational);

impl<T: IntoPattern> From<Vec<T>> for Pattern {
    /// One after another in a cycle.
    fn from(list: Vec<T>) -> Self {
        list.into_pattern(None)
    }
}

impl<T: IntoPattern, const N: usize> From<[T; N]> for Pattern {
    /// One after another in a cycle.
    fn from(list: [T; N]) -> Self {
        list.into_pattern(None)
    }
}

impl FromStr for Pattern {
    type Err = PatternError;

    /// [`Pattern::mini`].
    fn from_str(text: &str) -> Result<Self, PatternError> {
        Self::mini(text)
    }
}

impl TryFrom<&str> for Pattern {
    type Error = PatternError;

    /// [`Pattern::mini`].
    fn try_from(text: &str) -> Result<Self, PatternError> {
        Self::mini(text)
    }
}

impl Pattern {
    /// The same value once a cycle, as a plain number of a program.
    pub(super) fn constant(value: Value) -> Self {
        Self::put_together(Vec::new(), Vec::new(), move |compiler, _, _| {
            crate::transform::function::HigherOrder::graph(compiler).pure(value)
        })
    }

    /// Anything that may be given where a pattern is wanted, as a pattern. What is wrong with it is told when it is compiled.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of([1, 2]).to_string(), "(0>½)|1\n(½>1)|2");
    /// assert!(Pattern::of("bd [sn").events(0..1).is_err());
    /// ```
    pub fn of(given: impl IntoPattern) -> Self {
        given.into_pattern(None)
    }

    /// A string of mini-notation. Where all its steps are numbers it is a pattern of numbers, where all are `t` or `f` one of
    /// truths, otherwise one of names; [`Pattern::read`] reads it as something else, such as notes.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let p = Pattern::mini("bd(3,8)")?.fast(2).every(4, Pattern::rev);
    /// assert_eq!(p.events(0..4)?.len(), 4 * 6);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// The fault in the string and its place in it.
    pub fn mini(text: &str) -> Result<Self, PatternError> {
        let names = parse(text, Kind::Word)?;
        let (mut numbers, mut truths) = (true, true);
        mini::atoms_of(&names, &mut |atom| {
            if let mini::Atom::Word(name) = atom {
                numbers &= is_number(name);
                truths &= matches!(name.as_str(), "t" | "f");
            }
        });
        match (numbers, truths) {
            (true, true) => Ok(Self::of_term(text, names, Kind::Word)),
            (true, false) => Self::read(text, Kind::Float),
            (false, true) => Self::read(text, Kind::Bool),
            (false, false) => Ok(Self::of_term(text, names, Kind::Word)),
        }
    }

    /// A string of mini-notation whose steps are read as one kind of value.
    ///
    /// ```
    /// # use phonon_pattern::{Pattern, mini::Kind};
    /// let melody = Pattern::read("c4 e4 g4", Kind::Note)?;
    /// assert_eq!(melody.to_string(), "(0>⅓)|-12.0n (c4)\n(⅓>⅔)|-8.0n (e4)\n(⅔>1)|-5.0n (g4)");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    ///
    /// # Errors
    /// The fault in the string and its place in it.
    pub fn read(text: &str, kind: Kind) -> Result<Self, PatternError> {
        Ok(Self::of_term(text, parse(text, kind)?, kind))
    }

    /// Numbers and names of notes as semitones from c5: `"c4 0 e'min7"`.
    ///
    /// # Errors
    /// As [`Pattern::read`].
    pub fn notes(text: &str) -> Result<Self, PatternError> {
        Self::read(text, Kind::Note)
    }

    /// Numbers: `"1 0.5 <2 3>"`.
    ///
    /// # Errors
    /// As [`Pattern::read`].
    pub fn numbers(text: &str) -> Result<Self, PatternError> {
        Self::read(text, Kind::Float)
    }

    /// Truths: `"t f t*2"`.
    ///
    /// # Errors
    /// As [`Pattern::read`].
    pub fn truths(text: &str) -> Result<Self, PatternError> {
        Self::read(text, Kind::Bool)
    }

    fn of_term(text: &str, term: mini::Term, kind: Kind) -> Self {
        let text = text.to_owned();
        Self::put_together(Vec::new(), Vec::new(), move |compiler, _, _| {
            let graph = crate::transform::function::HigherOrder::graph(compiler);
            match graph.mini_term(&term, kind, 0) {
                Ok(pattern) => pattern,
                Err(error) => compiler.mistake(PatternError::Mini {
                    text: text.clone(),
                    error,
                }),
            }
        })
    }
}

fn parse(text: &str, kind: Kind) -> Result<mini::Term, PatternError> {
    mini::parse(text, kind).map_err(|error| PatternError::Mini {
        text: text.to_owned(),
        error,
    })
}

/// Is it a number in digits? Names such as `inf` and `e` are none.
fn is_number(name: &str) -> bool {
    name.parse::<f64>().is_ok()
        && name
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-'))
}
