//! The pattern graph: nodes in an arena, each naming its children by index, and the words and source places they use.
//!
//! A graph is built off the audio thread and is plain data afterwards. The nodes are a small set of primitives;
//! Tidal's library is built from them by functions on [`Graph`] in the files of [`super::transform`].

use super::event::Origins;
use super::operation::Operation;
use super::query::EchoChange;
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

impl Slot {
    /// The slot after this one.
    #[inline]
    pub(super) fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

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
    /// Wholes of the outer events; the inner pattern is asked over the whole of each.
    Left,
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
    /// √sin(π/2·(1 − t)), 1 − t held within 0…1: down from 1 in the first cycle.
    EqualPowerDown,
    /// √cos(π/2·(1 − t)), 1 − t held within 0…1: up from 0 in the first cycle.
    EqualPowerUp,
    /// t itself.
    Time,
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

/// Which time of a cycle a body sees, see [`Graph::each_cycle`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Moment {
    /// The number of the cycle, whole.
    Cycle,
    /// Where the query begins, within the cycle.
    Query,
}

/// What a test of events looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The value.
    Value,
    /// Where the whole begins, cycles.
    Onset,
}

/// A test of an event.
#[derive(Clone, Copy, Debug)]
pub enum EventTest {
    /// Its whole begins in this part of its cycle (from, up to), or (`inside` false) outside of it.
    Begins {
        /// 0…1
        begin: Scalar,
        /// 0…1
        end: Scalar,
        /// Keep those that do, or the others.
        inside: bool,
    },
    /// Its onset is in the query.
    Onset,
    /// It has a whole (`digital`), or has none.
    Digital(bool),
    /// It is true (or false); the value is kept.
    Truth(bool),
}

/// How the controls of two maps are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// Template and event have the same value.
    Equal,
    /// They differ.
    NotEqual,
    /// The template's is less.
    Less,
    /// The template's is at most the event's.
    LessOrEqual,
    /// The template's is more.
    Greater,
    /// The template's is at least the event's.
    GreaterOrEqual,
    /// The event's value lies between the values of the first and the second template of each pair, or is one of them.
    Between,
}

/// What is done to events seen together.
#[derive(Clone, Copy, Debug)]
pub enum Gathering {
    /// The values of a cycle's events move this many events to the left.
    Rotate(Scalar),
    /// Events of one whole begin one after another within this part of it (negative: the last one first).
    Roll(Scalar),
    /// Events of one whole are played one after another, in the order with this name (as they come, if there is none).
    Arpeggiate(Scalar),
    /// Of events that sound at once, only one: the one that began first.
    Monophonic,
    /// Each cycle is stretched so that its events fill it from the first to the last.
    Stretch,
}

/// What is random about numbers in a cycle, see [`Graph::shuffled`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shuffling {
    /// Their order.
    Order,
    /// How long they are.
    Lengths,
}

/// Which values from outside an input takes; for others its default stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputSort {
    /// All.
    Any,
    /// Numbers and truths.
    Number,
    /// Words.
    Word,
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
        sort: InputSort,
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
    /// Words `name:number` become the control `name` of the first part and `n` of the second.
    Sound {
        name: Word,
        number: Word,
        pattern: Pattern,
    },
    Join {
        join: Join,
        slot: Slot,
        /// This slot holds the begin of the outer event's whole, the one after it its end.
        times: Option<Slot>,
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
    /// The pattern and its copies below `count`, each `time` cycles after the one before.
    Echo {
        count: Scalar,
        time: Scalar,
        change: EchoChange,
        pattern: Pattern,
    },
    /// Events at random: those whose random number (taken `shift` cycles after their onset) is at least
    /// `amount`, or those where it is below.
    Degrade {
        amount: Scalar,
        shift: Rational,
        keep_below: bool,
        pattern: Pattern,
    },
    /// The body in each cycle on its own, with a time of it in the slot.
    Split {
        moment: Moment,
        slot: Slot,
        body: Pattern,
    },
    /// The body with a value in the slot.
    Let {
        slot: Slot,
        value: Scalar,
        body: Pattern,
    },
    /// One of two patterns, by a truth value.
    If {
        test: Scalar,
        yes: Pattern,
        no: Pattern,
    },
    /// The pattern with this name; silence for other names.
    Lookup {
        key: Scalar,
        table: Box<[(Word, Pattern)]>,
    },
    /// The events that pass a test.
    Filter {
        test: EventTest,
        pattern: Pattern,
    },
    /// The events for which a pattern of truth values, sampled with the event in the slots, is true.
    FilterBy {
        subject: Subject,
        slot: Slot,
        test: Pattern,
        pattern: Pattern,
    },
    /// The events whose controls include (as `comparison` says) those of one of the templates at their onset, or
    /// the other events.
    Match {
        comparison: Comparison,
        keep: bool,
        templates: Box<[Pattern]>,
        pattern: Pattern,
    },
    /// Only what lies in a span of time.
    Window {
        begin: Scalar,
        end: Scalar,
        pattern: Pattern,
    },
    /// Only what lies in the part 0…`end` of each cycle.
    Truncate {
        end: Scalar,
        pattern: Pattern,
    },
    /// Each cycle is the part from `begin` to `end` of the pattern's cycle.
    Zoom {
        begin: Scalar,
        end: Scalar,
        pattern: Pattern,
    },
    /// A cycle of the pattern in each true event of a pattern, in its place.
    Substruct {
        structure: Pattern,
        pattern: Pattern,
    },
    /// Events that must be seen together, see [`Gathering`].
    Gather {
        gathering: Gathering,
        pattern: Pattern,
    },
    /// Events moved by a function of time, after (or, `query`, before) the pattern is asked.
    Retime {
        query: bool,
        slot: Slot,
        time: Scalar,
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
    /// The numbers from 0 to below `count` in a random order, or in parts of random lengths, newly each cycle.
    Shuffled {
        count: Scalar,
        shuffling: Shuffling,
    },
    /// From each value on the way to the next, in straight lines.
    Smooth(Pattern),
    /// All numbers from one to another in steps of one, within a cycle.
    Enumerate {
        first: Scalar,
        last: Scalar,
    },
}

/// A place in the source text, bytes.
pub type Atom = Range<u32>;

/// The graph.
#[derive(Clone, Debug)]
pub struct Graph {
    nodes: Vec<Node>,
    /// How many steps a cycle of the node has, where that is known.
    steps: Vec<Option<Rational>>,
    formulas: Vec<(Operation, Scalar, Scalar)>,
    words: Vec<Box<str>>,
    word_ids: HashMap<Box<str>, Word>,
    /// For each word `name:number` its name and number.
    word_parts: HashMap<Word, (Word, Option<f64>)>,
    atoms: Vec<Atom>,
    /// Where strings of mini-notation begin in the source, ascending.
    texts: Vec<u32>,
    slots: u16,
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
            formulas: Vec::new(),
            words: Vec::new(),
            word_ids: HashMap::new(),
            word_parts: HashMap::new(),
            atoms: Vec::new(),
            texts: Vec::new(),
            slots: 0,
        };
        // The words that operations on values know by their id.
        debug_assert_eq!(graph.intern("begin"), Word::BEGIN);
        debug_assert_eq!(graph.intern("end"), Word::END);
        graph.intern("begin");
        graph.intern("end");
        graph
    }

    pub(super) fn add(&mut self, node: Node) -> Pattern {
        self.nodes.push(node);
        self.steps.push(None);
        Pattern(self.nodes.len() as u32 - 1)
    }

    /// A node to be made later, by [`Graph::fill`]: until then it is silent.
    pub(super) fn reserve(&mut self) -> Pattern {
        self.add(Node::Silence)
    }

    pub(super) fn fill(&mut self, reserved: Pattern, node: Node) {
        self.nodes[reserved.0 as usize] = node;
    }

    /// How many steps a cycle of the pattern has, where that is known.
    pub fn steps(&self, pattern: Pattern) -> Option<Rational> {
        self.steps[pattern.0 as usize]
    }

    /// The same pattern, known to have this many steps.
    pub fn with_steps(&mut self, steps: Option<Rational>, pattern: Pattern) -> Pattern {
        if self.steps(pattern) == steps {
            return pattern;
        }
        let copy = self.add(self.node(pattern).clone());
        self.steps[copy.0 as usize] = steps;
        copy
    }

    /// Sets the steps of a node just added.
    pub(super) fn stepped(&mut self, steps: Option<Rational>, added: Pattern) -> Pattern {
        self.steps[added.0 as usize] = steps;
        added
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
        if let Some((name, rest)) = letters.split_once(':') {
            let name = self.intern(name);
            self.word_parts
                .insert(word, (name, super::scratch::number_after(rest)));
        }
        word
    }

    /// A word `name:number` as its name and its number; other words whole.
    #[inline]
    pub(super) fn parts_of(&self, word: Word) -> (Word, Option<f64>) {
        match self.word_parts.is_empty() {
            true => (word, None),
            false => *self.word_parts.get(&word).unwrap_or(&(word, None)),
        }
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

    /// Remembers where a string of mini-notation begins in the source.
    pub(super) fn text_at(&mut self, offset: u32) {
        if let Err(place) = self.texts.binary_search(&offset) {
            self.texts.insert(place, offset);
        }
    }

    /// Where in its string an atom stands, from and to.
    pub(super) fn place_in_text(&self, atom: u32) -> (u32, u32) {
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
