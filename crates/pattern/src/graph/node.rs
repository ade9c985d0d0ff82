//! The primitives that pattern graphs are made of: what a node can be.
//!
//! Plain data: a node names its children by index into the [`Graph`](super::Graph) that holds them.

use super::PatternId;
pub(crate) use super::choices::{
    Comparison, CycleTest, EventTest, Gathering, InTurn, InputSort, Join, Moment, Numbers, Orders,
    Shuffling, Structure, Subject, Wave, Weights,
};
use super::operation::Operation;
use crate::event::Origins;
use crate::rational::Rational;
use crate::value::{Value, Word};

/// A variable that a join binds while it queries its body, see [`Graph::join`](super::Graph::join).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub(crate) u16);

impl Slot {
    /// The slot after this one.
    #[inline]
    pub(crate) fn following(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

/// A single value in a node: known when the graph is built, or only when it is queried.
#[derive(Clone, Copy, Debug)]
pub enum Scalar {
    /// A value that is known when the graph is built.
    Value(Value),
    /// The value that the slot holds when the node is queried.
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

/// Values handed out to events in turn, see [`Graph::take_in_turn`].
#[derive(Clone, Debug)]
pub(crate) struct Take {
    /// Control that the values are given to.
    pub(crate) control: Word,
    /// Values that are handed out.
    pub(crate) values: InTurn,
    /// Operation that joins a value to the event's own controls.
    pub(crate) operation: Operation,
    /// How many events begin before each of the first cycles, and before the one after them.
    pub(crate) before: Box<[u32]>,
}

impl Take {
    /// How many events begin before this cycle. The cycles that were not counted are like those that were.
    pub(crate) fn number_before(&self, cycle: i64) -> i64 {
        let Some((all, before)) = self.before.split_last() else {
            return 0;
        };
        let counted = before.len().max(1) as i64;
        let rounds = cycle.div_euclid(counted).saturating_mul(i64::from(*all));
        let rest = before.get(cycle.rem_euclid(counted) as usize);
        rounds.saturating_add(rest.map_or(0, |count| i64::from(*count)))
    }
}

/// One step of a sequence.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    /// Begin of the step within the cycle, 0…1.
    pub(crate) begin: Rational,
    /// End of the step within the cycle, 0…1, after `begin`.
    pub(crate) end: Rational,
    pub(crate) pattern: PatternId,
}

/// Which events are left out at random.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chance {
    /// Probability, 0…1, to which an event's random number is compared.
    pub(crate) amount: Scalar,
    /// Cycles after the event's onset at which its random number is taken.
    pub(crate) shift: Rational,
    /// Whether events below the amount stay, rather than those above.
    pub(crate) keep_below: bool,
}

/// Which events match templates.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matching {
    /// Comparison of an event's controls with a template's.
    pub(crate) comparison: Comparison,
    /// Whether events that match stay, rather than the others.
    pub(crate) keep: bool,
}

/// A function of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Retiming {
    /// Whether the query's time is changed, rather than that of the events.
    pub(crate) query: bool,
    /// Slot that holds the time before the change, cycles.
    pub(crate) slot: Slot,
    /// Time after the change, cycles.
    pub(crate) time: Scalar,
}

/// A Euclidean rhythm with what is known of it before it is queried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EuclideanRhythm {
    /// Number of hits; negative ones play the gaps.
    pub(crate) onsets: Scalar,
    /// Number of steps in a cycle.
    pub(crate) steps: Scalar,
    /// Steps by which the rhythm is turned left.
    pub(crate) rotation: Scalar,
    /// Whether the gaps are played.
    pub(crate) inverted: bool,
    /// Whether each hit lasts until the next.
    pub(crate) legato: bool,
}

/// What each copy after the first has done to it: an operation with one control, whose value may depend on the copy's
/// number in the slot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EchoChange {
    pub(crate) slot: Slot,
    pub(crate) operation: Operation,
    pub(crate) control: Word,
    pub(crate) value: Scalar,
    /// Whether the last copy comes first among events of one time: functions that look at them together see it.
    pub(crate) last_first: bool,
}

/// What a pattern is made of.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Silence,
    /// One event a cycle, as long as the cycle.
    Pure {
        value: Scalar,
        origins: Origins,
        /// A plain number of the program, which as an argument is no pattern at all, see [`Graph::patterned`].
        ///
        /// [`Graph::patterned`]: crate::Graph::patterned
        literal: bool,
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
    Stack(Box<[PatternId]>),
    /// One pattern a cycle, in turn.
    Cat(Box<[PatternId]>),
    /// Patterns squeezed into successive parts of the cycle, in ascending order.
    Sequence {
        steps: Box<[Step]>,
        /// All steps are 1/n long.
        uniform: bool,
    },
    Fast {
        factor: Scalar,
        pattern: PatternId,
    },
    FastGap {
        factor: Scalar,
        pattern: PatternId,
    },
    Late {
        time: Scalar,
        pattern: PatternId,
    },
    Rev(PatternId),
    Compress {
        begin: Scalar,
        end: Scalar,
        pattern: PatternId,
    },
    When {
        test: CycleTest,
        yes: PatternId,
        no: PatternId,
    },
    Apply {
        operation: Operation,
        structure: Structure,
        left: PatternId,
        right: PatternId,
    },
    /// The same operation with one value on every event.
    Adjust {
        operation: Operation,
        pattern: PatternId,
        right: Scalar,
    },
    /// Values become control maps of one control.
    Control {
        name: Word,
        numbers: Numbers,
        pattern: PatternId,
    },
    /// Words `name:number` become the control `name` of the first part and `n` of the second.
    Sound {
        name: Word,
        number: Word,
        pattern: PatternId,
    },
    Join {
        join: Join,
        slot: Slot,
        /// This slot holds the begin of the outer event's whole, the one after it its end.
        times: Option<Slot>,
        outer: PatternId,
        body: PatternId,
    },
    /// One of the patterns, by an index modulo their number.
    Select {
        index: Scalar,
        patterns: Box<[PatternId]>,
    },
    /// The body once for each count 0, 1, … in the slot, all at once.
    Repeat {
        count: Scalar,
        slot: Slot,
        body: PatternId,
    },
    /// The pattern and its copies below `count`, each `time` cycles after the one before.
    Echo {
        count: Scalar,
        time: Scalar,
        change: EchoChange,
        pattern: PatternId,
    },
    /// Events at random.
    Degrade {
        chance: Chance,
        pattern: PatternId,
    },
    /// The body in each cycle on its own, with a time of it in the slot.
    Split {
        moment: Moment,
        slot: Slot,
        body: PatternId,
    },
    /// The pattern asked cycle by cycle. Only what is continuous, or what counts fragments, shows it.
    Cycles {
        /// The pattern shows it by itself.
        shows: bool,
        pattern: PatternId,
    },
    /// The body with a value in the slot.
    Let {
        slot: Slot,
        value: Scalar,
        body: PatternId,
    },
    /// One of two patterns, by a truth value.
    If {
        test: Scalar,
        yes: PatternId,
        no: PatternId,
    },
    /// The pattern with this name; silence for other names.
    Lookup {
        key: Scalar,
        table: Box<[(Word, PatternId)]>,
    },
    /// The events that pass a test.
    Filter {
        test: EventTest,
        pattern: PatternId,
    },
    /// The events for which a pattern of truth values, sampled with the event in the slots, is true.
    FilterBy {
        subject: Subject,
        slot: Slot,
        test: PatternId,
        pattern: PatternId,
    },
    /// The events whose controls compare with those of one of the templates at their onset, or the others.
    Match {
        matching: Matching,
        templates: Box<[PatternId]>,
        pattern: PatternId,
    },
    /// Only what lies in a span of time.
    Window {
        begin: Scalar,
        end: Scalar,
        pattern: PatternId,
    },
    /// Each cycle is the part from `begin` to `end` of the pattern's cycle.
    Zoom {
        begin: Scalar,
        end: Scalar,
        pattern: PatternId,
    },
    /// A cycle of the pattern in each true event of a pattern, in its place.
    Substruct {
        structure: PatternId,
        pattern: PatternId,
    },
    /// In each event of a pattern of numbers the cycle of this number of those that are as many as the events of a
    /// cycle, in its place.
    Stripe {
        structure: PatternId,
        slot: Slot,
        body: PatternId,
    },
    /// Hits among as many steps as the last number says: each number chooses among the hits of the one after it.
    Distribute(Box<[Scalar]>),
    /// The steps of a random walk, newly each cycle.
    Walk {
        steps: Scalar,
        start: Scalar,
        weights: Weights,
    },
    /// With random numbers of its own, see [`Graph::own_dice`].
    OwnDice {
        /// Number of the dice; 0 stands for those of all.
        dice: Scalar,
        /// Pattern that throws the dice.
        pattern: PatternId,
    },
    /// Values handed out to the events in turn.
    Take(Box<Take>, PatternId),
    /// Events that must be seen together, see [`Gathering`].
    Gather {
        gathering: Gathering,
        pattern: PatternId,
    },
    /// Events moved by a function of time.
    Retime {
        retiming: Retiming,
        pattern: PatternId,
    },
    /// A cycle of the pattern in each hit of a Euclidean rhythm.
    Euclid {
        rhythm: EuclideanRhythm,
        pattern: PatternId,
    },
    /// The numbers from 0 to below `count` in a random order, or in parts of random lengths, newly each cycle.
    Shuffled {
        count: Scalar,
        shuffling: Shuffling,
    },
    /// From each value on the way to the next, in straight lines.
    Smooth(PatternId),
    /// All numbers from one to another in steps of one, within a cycle.
    Enumerate {
        first: Scalar,
        last: Scalar,
    },
}
