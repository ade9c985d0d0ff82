//! The values that patterns carry. All are plain data of fixed size; what varies in length lives in a [`super::Scratch`].

use super::rational::Rational;

/// A word: interned in the [`super::Graph`], or joined during a query and held by the [`super::Scratch`].
/// Words of one graph are equal exactly when [`super::Scratch::same_word`] says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Word(pub(super) u32);

impl Word {
    /// Ids from here up are made during a query.
    pub(super) const QUERY_MADE: u32 = 1 << 31;
    /// The word `begin`, with the same id in every graph.
    pub(super) const BEGIN: Self = Self(0);
    /// The word `end`, with the same id in every graph.
    pub(super) const END: Self = Self(1);
}

/// A control map: controls in ascending order of their name's id, held by the [`super::Scratch`] of the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Controls {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Controls {
    /// The map without controls.
    pub const EMPTY: Self = Self { start: 0, len: 0 };
}

/// What an event carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// A number as a float.
    Float(f64),
    /// A number of semitones from c5.
    Note(f64),
    /// A whole number of 64 bits.
    Int(i64),
    /// An exact fraction; times are of this kind.
    Ratio(Rational),
    /// A name: of a sound, a vowel, a scale.
    Word(Word),
    /// A truth, as rhythms and masks have it.
    Bool(bool),
    /// Parameters of a sound, by their names.
    Controls(Controls),
}

impl Value {
    /// As a float: numbers as they are, true 1, false 0; `None` for words and controls.
    #[inline]
    pub fn as_f64(&self) -> Option<f64> {
        match *self {
            Self::Float(x) | Self::Note(x) => Some(x),
            Self::Int(i) => Some(i as f64),
            Self::Ratio(r) => Some(r.to_f64()),
            Self::Bool(b) => Some(if b { 1.0 } else { 0.0 }),
            Self::Word(_) | Self::Controls(_) => None,
        }
    }

    /// As an exact number; floats give their exact value, or the nearest representable one.
    #[inline]
    pub fn as_rational(&self) -> Option<Rational> {
        match *self {
            Self::Ratio(r) => Some(r),
            Self::Int(i) => Some(Rational::integer(i)),
            Self::Float(x) | Self::Note(x) => Rational::from_f64_exact(x),
            Self::Bool(b) => Some(Rational::integer(b as i64)),
            Self::Word(_) | Self::Controls(_) => None,
        }
    }

    /// As a whole number, rounded down.
    #[inline]
    pub fn as_int(&self) -> Option<i64> {
        match *self {
            Self::Int(i) => Some(i),
            Self::Ratio(r) => Some(r.floor_int()),
            Self::Float(x) | Self::Note(x) => Some(x.floor() as i64),
            Self::Bool(b) => Some(b as i64),
            Self::Word(_) | Self::Controls(_) => None,
        }
    }

    /// As a truth value: numbers are true unless zero.
    #[inline]
    pub fn as_bool(&self) -> Option<bool> {
        match *self {
            Self::Bool(b) => Some(b),
            _ => self.as_f64().map(|x| x != 0.0),
        }
    }
}
