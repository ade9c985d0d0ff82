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
    /// Truths: `t` and `f`.
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
    /// A number, or a note in semitones from c5.
    Float(f64),
    /// A whole number of 64 bits.
    Int(i64),
    /// An exact fraction, as times are.
    Ratio(Rational),
    /// A truth: `t` or `f`.
    Bool(bool),
    /// Modifiers of a chord, applied left to right.
    Modifiers(Vec<ChordModifier>),
}

/// A part of a string, and where it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// Byte range in the string.
    pub span: Range<usize>,
    /// Form of the term, with the terms in it.
    pub form: Form,
}

/// One step of a sequence.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Share of the sequence relative to the other steps; not negative.
    pub weight: Rational,
    /// Number of times that the step is repeated (`!`).
    pub repeats: u32,
    /// Term of the step.
    pub term: Term,
}

/// The forms of a term.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A rest: `~` or `-`.
    Rest,
    /// A single value.
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
        /// Terms among which is chosen.
        options: Vec<Term>,
    },
    /// `{a b, c d e}%n`: sequences together, of which so many steps fill a cycle.
    Polymeter {
        /// Steps a cycle; those of the first voice when not written.
        steps: Option<Box<Term>>,
        /// Sequences that are played together.
        voices: Vec<Term>,
    },
    /// `a*n`: a term speeded up.
    Fast {
        /// Number of times as fast.
        factor: Box<Term>,
        /// Term that is speeded up.
        term: Box<Term>,
    },
    /// `a/n`: a term slowed down.
    Slow {
        /// Number of times as slow.
        factor: Box<Term>,
        /// Term that is slowed down.
        term: Box<Term>,
    },
    /// `a(k,n,r)`: k hits spread over n steps, r steps left.
    Euclid {
        /// Hits; negative ones swap hits and gaps.
        pulses: Box<Term>,
        /// Number of steps a cycle.
        steps: Box<Term>,
        /// Steps to turn left by.
        rotation: Option<Box<Term>>,
        /// Term that sounds in each hit.
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
        /// First value of the range.
        first: Box<Term>,
        /// Last value of the range.
        last: Box<Term>,
    },
    /// `c'maj7'ii'o`: a chord on a note.
    Chord {
        /// Note on which the chord stands.
        root: Box<Term>,
        /// Name of the chord, or a pattern of names.
        name: Box<Term>,
        /// Modifiers of the chord, or patterns of modifiers, applied left to right.
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
