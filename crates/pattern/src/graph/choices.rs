//! The choices that nodes are built with: whose rhythm, which wave, which test, which order.

use super::node::Scalar;
use crate::value::Value;

/// Where the structure (the wholes) of a combination comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Structure {
    /// From both: wholes are intersections.
    Both,
    /// From the left: wholes are those of the left pattern.
    Left,
    /// From the right: wholes are those of the right pattern.
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
    /// A cycle of the inner pattern is compressed into each outer event that lies within a cycle.
    Compress,
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
    /// The fraction of t: a ramp up from 0 to 1, once a cycle.
    Saw,
    /// 1 minus the fraction of t.
    FallingSaw,
    /// 0 in the first half of the cycle, 1 in the second.
    Square,
    /// t, held within 0…1: a ramp up in the first cycle.
    Envelope,
    /// √sin(π/2·(1 − t)), 1 − t held within 0…1: down from 1 in the first cycle.
    EqualPowerDown,
    /// √cos(π/2·(1 − t)), 1 − t held within 0…1: up from 0 in the first cycle.
    EqualPowerUp,
    /// t itself, an exact number.
    Time,
    /// A random number 0…1 of each moment.
    Random,
}

/// A test of a cycle's number.
#[derive(Clone, Copy, Debug)]
pub enum CycleTest {
    /// cycle mod divisor = remainder (never, when the divisor is below 1).
    Modulo {
        /// Length of the period, cycles.
        divisor: Scalar,
        /// Cycle of the period that passes.
        remainder: Scalar,
    },
    /// cycle mod divisor ≥ from.
    ModuloFrom {
        /// Length of the period, cycles.
        divisor: Scalar,
        /// First cycle of the period that passes.
        from: Scalar,
    },
    /// The cycle's random number is below this probability, 0…1.
    Chance(Scalar),
}

/// Which time of a cycle a body sees, see `Graph::each_cycle`.
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
    /// The value of the event.
    Value,
    /// The time at which the whole begins, cycles.
    Onset,
}

/// A test of an event.
#[derive(Clone, Copy, Debug)]
pub enum EventTest {
    /// Its whole begins in this part of its cycle (from, up to), or (`inside` false) outside of it.
    Begins {
        /// Begin of the part of the cycle, 0…1.
        begin: Scalar,
        /// End of the part of the cycle, 0…1.
        end: Scalar,
        /// Whether events in the part pass, rather than the others.
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
    /// Template and event have different values.
    NotEqual,
    /// The template's value is less than the event's.
    Less,
    /// The template's value is at most the event's.
    LessOrEqual,
    /// The template's value is more than the event's.
    Greater,
    /// The template's value is at least the event's.
    GreaterOrEqual,
    /// The event's value lies between the values of the first and the second template of each pair, or is one of them.
    Between,
}

/// For 1, 2, … things the places (from 0) of those that are kept, in their new order. More things stay as they are.
pub type Orders = Box<[Box<[u16]>]>;

/// For each state of a random walk how likely each state follows it; each row sums to 1.
pub type Weights = Box<[Box<[f64]>]>;

/// What is done to events seen together.
#[derive(Clone, Debug)]
pub enum Gathering {
    /// The values of a cycle's events move this many events to the left.
    Rotate(Scalar),
    /// Events of one whole begin one after another within this part of it (negative: the last one first).
    Roll(Scalar),
    /// Events of one whole are played one after another, in the order with this name (as they come, if there is none).
    Arpeggiate(Scalar),
    /// One note of each chord by its number, from the first again after the last.
    Note(Scalar),
    /// Events of one whole are played one after another in these orders.
    Arrange(Orders),
    /// Events of one whole and part are put in these orders, all at once.
    Choose(Orders),
    /// Of events that sound at once, only one: the one that began first.
    Monophonic,
    /// Each cycle is stretched so that its events fill it from the first to the last.
    Stretch,
}

/// What events are handed in turn.
#[derive(Clone, Debug)]
pub enum InTurn {
    /// Values; after the last comes the first.
    List(Box<[Value]>),
    /// 0, 1, 2 …, from 0 again where a limit is reached.
    Count {
        /// Whether the numbers are notes, rather than whole numbers.
        notes: bool,
        /// Number at which the count begins again, if it does.
        below: Option<Scalar>,
    },
}

/// What is random about numbers in a cycle, see `Graph::shuffled`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shuffling {
    /// The order of the numbers, which are of one length.
    Order,
    /// The lengths of the numbers, which are in order.
    Lengths,
}

/// Which values from outside an input takes; for others its default stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InputSort {
    /// Values of every sort.
    Any,
    /// Numbers and truths.
    Number,
    /// Words, and nothing else.
    Word,
}

/// What the numbers of a control are. Parameters have types, as in Tidal; arithmetic on controls depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Numbers {
    /// Numbers stay what the pattern makes them.
    AsTheyAre,
    /// Numbers become floats.
    Fractions,
    /// Numbers become notes.
    Notes,
    /// Numbers without a fraction become whole numbers; others stay as they are.
    Whole,
}

impl Numbers {
    /// A control's value of this type. Names and truths stay.
    #[inline]
    pub(crate) fn of(self, value: Value) -> Value {
        match (self, value) {
            (Self::Notes, Value::Int(_) | Value::Ratio(_) | Value::Float(_)) => {
                value.as_f64().map_or(value, Value::Note)
            }
            (Self::Fractions, Value::Int(_) | Value::Ratio(_)) => {
                value.as_f64().map_or(value, Value::Float)
            }
            (Self::Whole, Value::Float(x) | Value::Note(x)) if x.fract() == 0.0 => {
                Value::Int(x as i64)
            }
            _ => value,
        }
    }
}
