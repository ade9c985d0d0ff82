//! The tree of a mini-notation string. Every node remembers its byte range in the string; nothing here knows
//! how a node becomes a pattern.

use std::ops::Range;

use crate::Rational;

/// What the atoms of a string are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Names of samples and the like: `bd sn:3`.
    Word,
    /// Note names and semitones from c5: `c4 ef5 7 e'min7`.
    Note,
    /// Numbers, rational letters and note names: `1 0.5 q c4`.
    Float,
    /// Frequencies: numbers are Hz, note names the pitch they name (`a5` is 440 Hz): `220 c4`.
    Hertz,
    /// Whole numbers and note names.
    Int,
    /// Exact numbers and rational letters: `1%8 1.5q e`.
    Ratio,
    /// `t` and `f`.
    Bool,
    /// Chord symbols and degrees of scales with accidentals: `C^7 Bb7/D`, `0 1b -2#`.
    Symbol,
}

impl Kind {
    /// What such atoms are called in messages.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Word => "a name",
            Self::Note => "a note or number",
            Self::Float => "a number",
            Self::Hertz => "a number of Hz or a note",
            Self::Int => "a whole number",
            Self::Ratio => "a number",
            Self::Bool => "`t` or `f`",
            Self::Symbol => "a chord symbol or a degree",
        }
    }
}

/// A change to the notes of a chord, written after its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChordModifier {
    /// `'5`: so many notes, going on an octave up where the chord has fewer.
    Range(u32),
    /// `'i`: the first note an octave up, at the end.
    Invert,
    /// `'o`: first and third note an octave down, before the others.
    Open,
    /// `'d1`: the n-th note from the end an octave down, at the beginning.
    Drop(u32),
}

/// The smallest part: one value.
#[derive(Clone, Debug, PartialEq)]
pub enum Atom {
    /// A name, also that of a chord.
    Word(String),
    /// A number or note.
    Float(f64),
    /// A whole number.
    Int(i64),
    /// An exact number.
    Ratio(Rational),
    /// True or false.
    Bool(bool),
    /// Modifiers of a chord, applied left to right.
    Modifiers(Vec<ChordModifier>),
}

/// A part of a string, and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Byte range in the string.
    pub span: Range<usize>,
    /// What it is.
    pub form: Form,
}

/// One step of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its share of the sequence relative to the other steps; not negative.
    pub weight: Rational,
    /// How many times it stands there.
    pub repeats: u32,
    /// What stands there.
    pub term: Term,
}

/// The forms of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// `~` or `-`
    Rest,
    /// A value.
    Atom(Atom),
    /// `^name`: an input of the query.
    Variable(String),
    /// `a b c`: steps one after another in a cycle.
    Sequence(Vec<Step>),
    /// `a , b`: together.
    Stack(Vec<Term>),
    /// `a | b`: one of them each cycle, at random.
    Choice {
        /// Number of this random decision within the string.
        seed: u32,
        /// Among which.
        options: Vec<Term>,
    },
    /// `{a b, c d e}%n`: sequences together, of which so many steps fill a cycle.
    Polymeter {
        /// Steps a cycle; those of the first voice when not written.
        steps: Option<Box<Term>>,
        /// The sequences.
        voices: Vec<Term>,
    },
    /// `a*n`
    Fast {
        /// Times as fast.
        factor: Box<Term>,
        /// What is sped up.
        term: Box<Term>,
    },
    /// `a/n`
    Slow {
        /// Times as slow.
        factor: Box<Term>,
        /// What is slowed down.
        term: Box<Term>,
    },
    /// `a(k,n,r)`: k hits spread over n steps, r steps left.
    Euclid {
        /// Hits; negative ones swap hits and gaps.
        pulses: Box<Term>,
        /// Steps a cycle.
        steps: Box<Term>,
        /// Steps to turn left by.
        rotation: Option<Box<Term>>,
        /// What sounds.
        term: Box<Term>,
    },
    /// `a?p`: left out with a probability.
    Degrade {
        /// Number of this random decision within the string.
        seed: u32,
        /// Probability to be left out, 0..1.
        amount: f64,
        /// What may be left out.
        term: Box<Term>,
    },
    /// `a .. b`: all from one to the other in steps of one.
    Range {
        /// Where it begins.
        first: Box<Term>,
        /// Where it ends.
        last: Box<Term>,
    },
    /// `c'maj7'ii'o`
    Chord {
        /// The note it stands on.
        root: Box<Term>,
        /// The chord's name.
        name: Box<Term>,
        /// Patterns of modifiers.
        modifiers: Vec<Term>,
    },
}

impl Term {
    /// How many steps a sequence has, counting weights; anything else is one.
    pub fn step_count(&self) -> Rational {
        match &self.form {
            Form::Sequence(steps) => steps.iter().fold(Rational::ZERO, |sum, step| {
                sum + step.weight * Rational::integer(i64::from(step.repeats))
            }),
            _ => Rational::ONE,
        }
    }
}
