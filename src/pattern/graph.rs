//! The pattern graph: nodes in an arena, each naming its children by index, and the words and source places they use.
//!
//! A graph is built off the audio thread and is plain data afterwards. The nodes are a small set of primitives;
//! Tidal's library is built from them by functions on [`Graph`] in the files of [`super::transform`].

use super::event::Origins;
use super::operation::Operation;
use super::rational::Rational;
use super::value::{Value, Word};
use std::collections::HashMap;
use std::ops::Range;

/// A pattern: a node of one [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(pub(super) u32);

/// A variable that a join binds while it queries its body, see [`Graph::join`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(super) u16);

/// A single value in a node: known when the graph is built, or only when it is queried.
#[derive(Clone, Copy, Debug)]
pub enum Scalar {
    /// Known.
    Value(Value),
    /// What the slot holds.
    Slot(Slot),
    /// The result of an operation on other scalars: an index into the graph's formulas.
    Formula(u32),
}

impl From<Rational> for Scalar {
    fn from(r: Rational) -> Self {
        Self::Value(Value::Ratio(r))
    }
}

impl From<f64> for Scalar {
    fn from(x: f64) -> Self {
        Self::Value(Value::Float(x))
    }
}

impl From<i64> for Scalar {
    fn from(i: i64) -> Self {
        Self::Value(Value::Int(i))
    }
}

impl From<Value> for Scalar {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl From<Slot> for Scalar {
    fn from(slot: Slot) -> Self {
        Self::Slot(slot)
    }
}

/// Where the structure (the wholes) of a combination comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Structure {
    /// From both: wholes are intersections.
    Both,
    /// From the left.
    Left,
    /// From the right.
    Right,
}

/// How a pattern of patterns becomes a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Join {
    /// Wholes of the inner events, cut by the outer ones.
    Inner,
    /// Wholes of the outer events; the inner pattern is sampled at their start.
    Outer,
    /// Intersections of wholes (`unwrap`).
    Mix,
    /// A cycle of the inner pattern is squeezed into each outer event.
    Squeeze,
    /// The inner pattern's current cycle starts anew at each outer event.
    Reset,
    /// The inner pattern starts from cycle 0 at each outer event.
    Restart,
}

/// Continuous functions of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wave {
    /// (sin 2πt + 1) / 2
    Sine,
    /// The fraction of t.
    Saw,
    /// 0 in the first half of the cycle, 1 in the second.
    Square,
    /// t, held within 0…1.
    Envelope,
    /// Random at every moment.
    Random,
}

/// A test of a cycle's number.
#[derive(Clone, Copy, Debug)]
pub enum CycleTest {
    /// cycle mod divisor = remainder (never, when the divisor is below 1).
    Modulo {
        /// Cycles.
        divisor: Scalar,
        /// Cycles.
        remainder: Scalar,
    },
    /// cycle mod divisor ≥ from.
    ModuloFrom {
        /// Cycles.
        divisor: Scalar,
        /// Cycles.
        from: Scalar,
    },
    /// The cycle's random number is below this probability, 0…1.
    Chance(Scalar),
}

/// One step of a sequence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    /// Within the cycle, 0…1.
    pub(super) begin: Rational,
    /// Within the cycle, 0…1, after `begin`.
    pub(super) end: Rational,
    pub(super) pattern: Pattern,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Silence,
    /// One event a cycle.
    Pure {
        value: Scalar,
        origins: Origins,
    },
    /// Continuous: the same at all times.
    Steady(Scalar),
    /// A named input from outside, continuous; a default where it is not set.
    Input {
        name: Word,
        default: Option<Value>,
    },
    Wave(Wave),
    Stack(Box<[Pattern]>),
    /// One pattern a cycle.
    Cat(Box<[Pattern]>),
    /// Patterns squeezed into successive parts of the cycle, in ascending order.
    Sequence {
        steps: Box<[Step]>,
        /// All steps are 1/n long.
        uniform: bool,
    },
    Fast {
        factor: Scalar,
        pattern: Pattern,
    },
    FastGap {
        factor: Scalar,
        pattern: Pattern,
    },
    Late {
        time: Scalar,
        pattern: Pattern,
    },
    Rev(Pattern),
    Compress {
        begin: Scalar,
        end: Scalar,
        pattern: Pattern,
    },
    When {
        test: CycleTest,
        yes: Pattern,
        no: Pattern,
    },
    Apply {
        operation: Operation,
        structure: Structure,
        left: Pattern,
        right: Pattern,
    },
    /// The same operation with one value on every event.
    Adjust {
        operation: Operation,
        pattern: Pattern,
        right: Scalar,
    },
    /// Values become control maps of one control.
    Control {
        name: Word,
        pattern: Pattern,
    },
    Join {
        join: Join,
        slot: Slot,
        outer: Pattern,
        body: Pattern,
    },
    /// One of the patterns, by an index modulo their number.
    Select {
        index: Scalar,
        patterns: Box<[Pattern]>,
    },
    /// The body once for each count 0, 1, … in the slot, all at once.
    Repeat {
        count: Scalar,
        slot: Slot,
        body: Pattern,
    },
    /// Events at random: those whose random number (taken `shift` cycles after their onset) is at least
    /// `amount`, or those where it is below.
    Degrade {
        amount: Scalar,
        shift: Rational,
        keep_below: bool,
        pattern: Pattern,
    },
    /// A cycle of the pattern in each step of a Euclidean rhythm.
    Euclid {
        onsets: Scalar,
        steps: Scalar,
        rotation: Scalar,
        inverted: bool,
        pattern: Pattern,
    },
    /// All numbers from one to another in steps of one, within a cycle.
    Enumerate {
        first: Scalar,
        last: Scalar,
    },
}

/// A place in the source text, bytes.
pub type Atom = Range<u32>;

/// The graph.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: Vec<Node>,
    formulas: Vec<(Operation, Scalar, Scalar)>,
    words: Vec<Box<str>>,
    word_ids: HashMap<Box<str>, Word>,
    atoms: Vec<Atom>,
    slots: u16,
}

impl Graph {
    /// A graph without patterns.
    pub fn new() -> Self {
        Self::default()
    }

    pub(super) fn add(&mut self, node: Node) -> Pattern {
        self.nodes.push(node);
        Pattern(self.nodes.len() as u32 - 1)
    }

    #[inline]
    pub(super) fn node(&self, pattern: Pattern) -> &Node {
        &self.nodes[pattern.0 as usize]
    }

    #[inline]
    pub(super) fn formula(&self, index: u32) -> &(Operation, Scalar, Scalar) {
        &self.formulas[index as usize]
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Has it no nodes?
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The word with these letters.
    pub fn intern(&mut self, letters: &str) -> Word {
        if let Some(&word) = self.word_ids.get(letters) {
            return word;
        }
        let word = Word(self.words.len() as u32);
        self.words.push(letters.into());
        self.word_ids.insert(letters.into(), word);
        word
    }

    /// The word with these letters, if the graph knows it.
    pub fn find_word(&self, letters: &str) -> Option<Word> {
        self.word_ids.get(letters).copied()
    }

    /// The letters of an interned word.
    #[inline]
    pub fn word(&self, word: Word) -> &str {
        &self.words[word.0 as usize]
    }

    /// All interned words, by id.
    pub fn words(&self) -> impl Iterator<Item = (Word, &str)> {
        self.words
            .iter()
            .enumerate()
            .map(|(i, w)| (Word(i as u32), &**w))
    }

    /// Remembers a place in the source; the id is what [`Origins`] hold.
    pub fn atom(&mut self, place: Atom) -> u32 {
        self.atoms.push(place);
        self.atoms.len() as u32 - 1
    }

    /// The places in the source that events may come from.
    pub fn atoms(&self) -> &[Atom] {
        &self.atoms
    }

    /// A new variable.
    pub fn slot(&mut self) -> Slot {
        self.slots += 1;
        Slot(self.slots - 1)
    }

    /// A scalar computed from two others; known ones are computed at once.
    pub fn formula_of(
        &mut self,
        operation: Operation,
        left: impl Into<Scalar>,
        right: impl Into<Scalar>,
    ) -> Scalar {
        let (left, right) = (left.into(), right.into());
        if let (Scalar::Value(a), Scalar::Value(b)) = (left, right) {
            let mut scratch = super::Scratch::new(super::Budget {
                steps: 1,
                depth: 1,
                entries: 0,
                bytes: 0,
                collected: 0,
            });
            if let Some(value) = operation.apply(self, &mut scratch, a, b) {
                return Scalar::Value(value);
            }
        }
        self.formulas.push((operation, left, right));
        Scalar::Formula(self.formulas.len() as u32 - 1)
    }

    /// The value of a pattern that is one known value a cycle.
    pub fn constant(&self, pattern: Pattern) -> Option<Value> {
        match self.node(pattern) {
            Node::Pure {
                value: Scalar::Value(value),
                ..
            } => Some(*value),
            _ => None,
        }
    }

    /// Is it known to be silent?
    pub fn is_silence(&self, pattern: Pattern) -> bool {
        matches!(self.node(pattern), Node::Silence)
    }
}
