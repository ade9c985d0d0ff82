//! The pattern graph: nodes in an arena, each naming its children by index, and the words and source places they use.
//!
//! A graph is built off the audio thread and is plain data afterwards. The nodes are a small set of primitives (see
//! [`node`]); Tidal's library is built from them by functions on [`Graph`] in the files of [`crate::transform`].

pub(crate) mod choices;
pub(crate) mod node;
pub(crate) mod operation;
mod silence;

use self::node::{Join, Moment, Node, Scalar, Slot, Structure};
use self::operation::Operation;
use crate::random::Randomness;
use crate::rational::Rational;
use crate::transform::variable::Variable;
use crate::value::{Value, Word};
use std::collections::HashMap;
use std::ops::Range;

/// A pattern: a node of one [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PatternId(pub(crate) u32);

/// A place in the source text, bytes.
pub type Atom = Range<u32>;

/// The graph.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    /// Steps of a cycle of each node, where they are known.
    steps: Vec<Option<Rational>>,
    /// Whether the node answers several cycles asked at once otherwise than each of them.
    continuous: Vec<bool>,
    formulas: Vec<(Operation, Scalar, Scalar)>,
    words: Vec<Box<str>>,
    word_ids: HashMap<Box<str>, Word>,
    /// For each word `name:number` its name and number, for others themselves; by the word's id.
    word_parts: Vec<(Word, Option<f64>)>,
    atoms: Vec<Atom>,
    /// Where strings of mini-notation begin in the source, ascending.
    texts: Vec<u32>,
    slots: u16,
    /// Places where variables are read.
    pub(crate) variables: Vec<Variable>,
    /// Source of the random numbers of all queries.
    randomness: Randomness,
}

impl Default for Graph {
    fn default() -> Self {
        Self::new()
    }
}

impl Graph {
    /// A graph without patterns.
    pub fn new() -> Self {
        let mut graph = Self {
            nodes: Vec::new(),
            steps: Vec::new(),
            continuous: Vec::new(),
            formulas: Vec::new(),
            words: Vec::new(),
            word_ids: HashMap::new(),
            word_parts: Vec::new(),
            atoms: Vec::new(),
            texts: Vec::new(),
            slots: 0,
            variables: Vec::new(),
            randomness: Randomness::default(),
        };
        // The words that operations on values know by their id.
        debug_assert_eq!(graph.intern("begin"), Word::BEGIN);
        debug_assert_eq!(graph.intern("end"), Word::END);
        graph.intern("begin");
        graph.intern("end");
        graph
    }

    /// Where its random numbers come from.
    #[inline]
    pub fn randomness(&self) -> Randomness {
        self.randomness
    }

    /// Where the random numbers of a query come from: there may be dice of a pattern's own.
    #[inline]
    pub(crate) fn randomness_in(&self, scratch: &crate::Scratch) -> Randomness {
        self.randomness.own(scratch.dice())
    }

    /// Takes the random numbers of a seed; those of 0 are Tidal's own. To be said before patterns are built.
    pub fn set_seed(&mut self, seed: i64) {
        self.randomness = Randomness::seeded(seed);
    }

    pub(crate) fn add(&mut self, node: Node) -> PatternId {
        let continuous = self.shows_cycles(&node);
        self.nodes.push(node);
        self.steps.push(None);
        self.continuous.push(continuous);
        PatternId(self.nodes.len() as u32 - 1)
    }

    /// A node to be made later, by [`Graph::fill`]: until then it is silent.
    pub(crate) fn reserve(&mut self) -> PatternId {
        self.add(Node::Silence)
    }

    pub(crate) fn fill(&mut self, reserved: PatternId, node: Node) {
        self.continuous[reserved.0 as usize] = self.shows_cycles(&node);
        self.nodes[reserved.0 as usize] = node;
    }

    /// How many steps a cycle of the pattern has, where that is known.
    pub fn steps(&self, pattern: PatternId) -> Option<Rational> {
        self.steps[pattern.0 as usize]
    }

    /// The same pattern, known to have this many steps.
    pub fn with_steps(&mut self, steps: Option<Rational>, pattern: PatternId) -> PatternId {
        if self.steps(pattern) == steps {
            return pattern;
        }
        let copy = self.add(self.node(pattern).clone());
        self.steps[copy.0 as usize] = steps;
        copy
    }

    /// Sets the steps of a node just added.
    pub(crate) fn stepped(&mut self, steps: Option<Rational>, added: PatternId) -> PatternId {
        self.steps[added.0 as usize] = steps;
        added
    }

    #[inline]
    pub(crate) fn node(&self, pattern: PatternId) -> &Node {
        &self.nodes[pattern.0 as usize]
    }

    #[inline]
    pub(crate) fn formula(&self, index: u32) -> &(Operation, Scalar, Scalar) {
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
        self.word_parts.push((word, None));
        if let Some((name, rest)) = letters.split_once(':') {
            let name = self.intern(name);
            self.word_parts[word.0 as usize] = (name, crate::scratch::number_after(rest));
        }
        word
    }

    /// A word `name:number` as its name and its number; other words whole.
    #[inline]
    pub(crate) fn parts_of(&self, word: Word) -> (Word, Option<f64>) {
        self.word_parts[word.0 as usize]
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

    /// Remembers a place in the source; the id is what `Origins` hold.
    pub fn atom(&mut self, place: Atom) -> u32 {
        self.atoms.push(place);
        self.atoms.len() as u32 - 1
    }

    /// Remembers where a string of mini-notation begins in the source.
    pub(crate) fn text_at(&mut self, offset: u32) {
        if let Err(place) = self.texts.binary_search(&offset) {
            self.texts.insert(place, offset);
        }
    }

    /// Where in its string an atom stands, from and to.
    pub(crate) fn place_in_text(&self, atom: u32) -> (u32, u32) {
        let Some(place) = self.atoms.get(atom as usize) else {
            return (0, 0);
        };
        let after = self.texts.partition_point(|text| *text <= place.start);
        let text = after.checked_sub(1).map_or(0, |index| self.texts[index]);
        (place.start - text, place.end.saturating_sub(text))
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
            let mut scratch = crate::Scratch::new(crate::Budget {
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
    pub fn constant(&self, pattern: PatternId) -> Option<Value> {
        match self.node(pattern) {
            Node::Pure {
                value: Scalar::Value(value),
                ..
            } => Some(*value),
            _ => None,
        }
    }

    /// The controls, from left to right, of a pattern that is one known value a cycle for each of them.
    pub fn constant_controls(&self, pattern: PatternId) -> Option<Vec<(Word, Value)>> {
        match self.node(pattern) {
            Node::Control {
                name,
                numbers,
                pattern,
            } => Some(vec![(*name, numbers.of(self.constant(*pattern)?))]),
            Node::Apply {
                operation: Operation::KeepRight,
                left,
                right,
                ..
            } => {
                let mut controls = self.constant_controls(*left)?;
                controls.extend(self.constant_controls(*right)?);
                Some(controls)
            }
            _ => None,
        }
    }

    /// Is it a plain number of the program, or a silence, rather than a pattern?
    pub(crate) fn is_literal(&self, pattern: PatternId) -> bool {
        matches!(self.node(pattern), Node::Pure { literal: true, .. })
    }

    /// Whether a query of several cycles at once answers otherwise than one of each cycle would: what is continuous is
    /// read once a query.
    fn shows_cycles(&self, node: &Node) -> bool {
        let of = |pattern: &PatternId| self.continuous[pattern.0 as usize];
        match node {
            Node::Silence
            | Node::Pure { .. }
            | Node::Shuffled { .. }
            | Node::Enumerate { .. }
            | Node::Distribute(_)
            | Node::Walk { .. }
            | Node::Cycles { .. } => false,
            Node::Steady(_)
            | Node::Input { .. }
            | Node::Wave(_)
            | Node::Smooth(_)
            | Node::Retime { .. }
            | Node::Substruct { .. }
            | Node::Stripe { .. } => true,
            Node::Stack(patterns) | Node::Cat(patterns) => patterns.iter().any(of),
            Node::Select { patterns, .. } => patterns.iter().any(of),
            Node::Sequence { steps, .. } => steps.iter().any(|step| of(&step.pattern)),
            Node::Fast { pattern, .. }
            | Node::FastGap { pattern, .. }
            | Node::Late { pattern, .. }
            | Node::Rev(pattern)
            | Node::Compress { pattern, .. }
            | Node::Adjust { pattern, .. }
            | Node::Control { pattern, .. }
            | Node::Sound { pattern, .. }
            | Node::Echo { pattern, .. }
            | Node::Degrade { pattern, .. }
            | Node::Filter { pattern, .. }
            | Node::FilterBy { pattern, .. }
            | Node::Match { pattern, .. }
            | Node::Window { pattern, .. }
            | Node::Zoom { pattern, .. }
            | Node::Euclid { pattern, .. }
            | Node::Take(_, pattern)
            | Node::OwnDice { pattern, .. } => of(pattern),
            // What counts fragments counts them within what is asked.
            Node::Gather { .. } => true,
            Node::Split { moment, body, .. } => *moment == Moment::Query || of(body),
            Node::Repeat { body, .. } | Node::Let { body, .. } => of(body),
            Node::When { yes, no, .. } | Node::If { yes, no, .. } => of(yes) || of(no),
            Node::Lookup { table, .. } => table.iter().any(|(_, pattern)| of(pattern)),
            Node::Apply {
                structure,
                left,
                right,
                ..
            } => match structure {
                Structure::Left => of(left),
                Structure::Right => of(right),
                Structure::Both => of(left) || of(right),
            },
            Node::Join {
                join, outer, body, ..
            } => match join {
                Join::Inner => of(body),
                Join::Outer | Join::Left => of(outer),
                _ => of(outer) || of(body),
            },
        }
    }

    /// The pattern asked cycle by cycle, as an argument that is a pattern asks it.
    pub(crate) fn by_cycles(&mut self, pattern: PatternId) -> PatternId {
        if matches!(self.node(pattern), Node::Cycles { .. } | Node::Silence) {
            return pattern;
        }
        let shows = self.continuous[pattern.0 as usize];
        let steps = self.steps(pattern);
        let cycles = self.add(Node::Cycles { shows, pattern });
        self.stepped(steps, cycles)
    }

    /// Whether a value that is set from outside, and has no default, decides what plays.
    pub fn awaits_input(&self) -> bool {
        let awaits = |node: &Node| matches!(node, Node::Input { default: None, .. });
        self.nodes.iter().any(awaits)
    }

    /// Whether any pattern reads values that come from outside of the patterns: signals, macros, named inputs.
    pub fn reads_inputs(&self) -> bool {
        let mut nodes = self.nodes.iter();
        nodes.any(|node| matches!(node, Node::Input { .. }))
    }

    /// Is it known to be silent?
    pub fn is_silence(&self, pattern: PatternId) -> bool {
        matches!(self.node(pattern), Node::Silence)
    }
}
