//! Binary operations on values: what the operators `|+|`, `#`, `%` and their kin do with the values of two events.

use super::Graph;
use crate::harmony::scales;
use crate::random;
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::shown::Shown;
use crate::value::{Controls, Value, Word};
use std::cmp::Ordering;

/// What is made of a value at left and one at right. On control maps an operation is a union: it applies to the
/// controls that both have, the others are kept (of a difference the right ones negated, of a quotient inverted).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// The value at left.
    KeepLeft,
    /// The value at right (`#`).
    KeepRight,
    /// The sum of numbers; words are joined.
    Add,
    /// The difference of two numbers.
    Subtract,
    /// The product of two numbers.
    Multiply,
    /// The quotient of two numbers; of whole ones rounded down.
    Divide,
    /// Remainder with the sign of the divisor.
    Modulo,
    /// The left number to the power of the right.
    Power,
    /// The smaller of two numbers.
    Minimum,
    /// The larger of two numbers.
    Maximum,
    /// Two words written together.
    Concatenate,
    /// Is the left one less?
    Less,
    /// Is the left one less, or are both equal?
    LessOrEqual,
    /// Are both values equal?
    Equal,
    /// Do the two values differ?
    NotEqual,
    /// Are both truths true?
    And,
    /// Is one of them true?
    Or,
    /// The right one where the left one is true (`struct`).
    Gate,
    /// The left one where the right one is true (`mask`).
    Mask,
    /// The left one where the right one is false.
    MaskFalse,
    /// A sound's controls at left, a part (`begin` and `end`, 0…1) of it at right: the part, within the sound's own
    /// part if it has one (`chop`).
    Part,
    /// The same, where one of the sound's `begin` and `end` may be missing (`striate`).
    PartOfWhole,
    /// Rounded down to a whole number of parts, of which the right one is how many make one.
    RoundDown,
    /// Rounded up in the same way.
    RoundUp,
    /// Rounded to the nearest in the same way, halves to the even one.
    RoundNearest,
    /// Rounded towards zero in the same way.
    RoundToZero,
    /// The note (semitones) of a degree at left in the scale named at right; an unknown scale has one note.
    Degree,
    /// Smooth random numbers along one line: the place at left.
    Perlin,
    /// Smooth random numbers on a plane.
    PerlinPlane,
    /// A normally distributed number from two even ones, see [`random::normal`].
    Normal,
    /// The random number of the time at left.
    Random,
    /// The control of a map at left that is named at right.
    Extract,
    /// Of two maps: the differences (left − right) of the numbers that both have, and nothing else.
    SharedDifference,
    /// All numbers of a map times a number.
    Scale,
    /// A map and the numbers of another added; whole numbers stay whole, rounded down. What only one has stays.
    Shift,
    /// The word at left, a colon, and the whole number at right.
    Numbered,
    /// The value at left as a word, written as Haskell shows it.
    Show,
    /// Do the letters of the word at right stand in the word at left?
    Contains,
    /// The sine of the angle at left, in radians.
    Sine,
    /// The cosine of the angle at left, in radians.
    Cosine,
    /// The angle whose tangent is the number at left, in radians.
    ArcTangent,
    /// The natural logarithm of the number at left.
    Logarithm,
    /// The number at left rounded down to a whole number, which it is from then on.
    Whole,
}

/// The rank of a numeric kind: the result of mixed operands is of the higher one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Int,
    Ratio,
    Float,
    Note,
}

fn rank(value: &Value) -> Option<Rank> {
    match value {
        Value::Bool(_) | Value::Int(_) => Some(Rank::Int),
        Value::Ratio(_) => Some(Rank::Ratio),
        Value::Float(_) => Some(Rank::Float),
        Value::Note(_) => Some(Rank::Note),
        Value::Word(_) | Value::Controls(_) => None,
    }
}

fn floats(operation: Operation, a: f64, b: f64) -> f64 {
    match operation {
        Operation::KeepLeft => a,
        Operation::KeepRight => b,
        Operation::Add | Operation::Concatenate => a + b,
        Operation::Subtract => a - b,
        Operation::Multiply => a * b,
        Operation::Divide => a / b,
        Operation::Modulo => a - b * (a / b).floor(),
        Operation::Power => a.powf(b),
        Operation::Minimum => a.min(b),
        Operation::Maximum => a.max(b),
        _ => f64::NAN,
    }
}

fn rationals(operation: Operation, a: Rational, b: Rational) -> Option<Rational> {
    Some(match operation {
        Operation::KeepLeft => a,
        Operation::KeepRight => b,
        Operation::Add | Operation::Concatenate => a + b,
        Operation::Subtract => a - b,
        Operation::Multiply => a * b,
        Operation::Divide => a / b,
        Operation::Modulo => a.modulo(b),
        Operation::Power => {
            if b.is_integer() && b.numerator().unsigned_abs() <= 64 {
                let mut power = Rational::ONE;
                for _ in 0..b.numerator().unsigned_abs() {
                    power = power * a;
                }
                if b.is_negative() {
                    power.reciprocal().unwrap_or(Rational::ZERO)
                } else {
                    power
                }
            } else {
                Rational::from_f64_exact(a.to_f64().powf(b.to_f64())).unwrap_or(Rational::ZERO)
            }
        }
        Operation::Minimum => a.min(b),
        Operation::Maximum => a.max(b),
        _ => return None,
    })
}

fn integers(operation: Operation, a: i64, b: i64) -> Option<i64> {
    Some(match operation {
        Operation::KeepLeft => a,
        Operation::KeepRight => b,
        Operation::Add | Operation::Concatenate => a.saturating_add(b),
        Operation::Subtract => a.saturating_sub(b),
        Operation::Multiply => a.saturating_mul(b),
        Operation::Divide => floor_div(a, b)?,
        Operation::Modulo => a.wrapping_sub(b.wrapping_mul(floor_div(a, b)?)),
        Operation::Power => a.saturating_pow(u32::try_from(b).ok()?),
        Operation::Minimum => a.min(b),
        Operation::Maximum => a.max(b),
        _ => return None,
    })
}

fn floor_div(a: i64, b: i64) -> Option<i64> {
    let quotient = a.checked_div(b)?;
    Some(if a % b != 0 && (a < 0) != (b < 0) {
        quotient - 1
    } else {
        quotient
    })
}

/// Which of two values is less; `None` where they cannot be compared.
pub(crate) fn compare(graph: &Graph, scratch: &Scratch, a: Value, b: Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Word(a), Value::Word(b)) => {
            Some(scratch.word(graph, a).cmp(scratch.word(graph, b)))
        }
        (Value::Controls(_) | Value::Word(_), _) | (_, Value::Controls(_) | Value::Word(_)) => None,
        _ => match rank(&a)?.max(rank(&b)?) {
            Rank::Int | Rank::Ratio => Some(a.as_rational()?.cmp(&b.as_rational()?)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
    }
}

/// The controls of a sound with a part of its part.
fn nest(
    scratch: &mut Scratch,
    sound: Controls,
    part: Controls,
    of_whole: bool,
) -> Option<Controls> {
    let number = |scratch: &Scratch, controls, name| {
        scratch
            .control(controls, name)
            .and_then(|v: Value| v.as_f64())
    };
    let begin = number(scratch, sound, Word::BEGIN);
    let end = number(scratch, sound, Word::END);
    let (begin, end) = match (begin, end) {
        (Some(begin), Some(end)) => (begin, end),
        _ if !of_whole => (0.0, 1.0),
        _ => (begin.unwrap_or(0.0), end.unwrap_or(1.0)),
    };
    let (from, to) = (
        number(scratch, part, Word::BEGIN)?,
        number(scratch, part, Word::END)?,
    );
    let first = scratch.single(Word::BEGIN, Value::Float(begin + from * (end - begin)))?;
    let last = scratch.single(Word::END, Value::Float(begin + to * (end - begin)))?;
    // The two were made one after the other: together they are a map.
    let nested = Controls {
        start: first.start,
        len: first.len + last.len,
    };
    scratch.merge(sound, nested, |_, a, b| b.or(a))
}

/// The note of a degree, of the kind of the degree.
fn degree(graph: &Graph, scratch: &Scratch, degree: Value, scale: Value) -> Option<Value> {
    let Value::Word(name) = scale else {
        return None;
    };
    let degrees = scales::scale(scratch.word(graph, name)).unwrap_or(&[0.0]);
    let note = scales::note(degrees, degree.as_int()?)?;
    Some(match degree {
        Value::Note(_) => Value::Note(note),
        _ => Value::Float(note),
    })
}

impl Operation {
    /// The result; `None` where there is none (a number with a word, division of whole numbers by zero) or room ran out.
    #[inline]
    pub fn apply(
        self,
        graph: &Graph,
        scratch: &mut Scratch,
        left: Value,
        right: Value,
    ) -> Option<Value> {
        if let Some(result) = self.select(graph, scratch, left, right) {
            return result;
        }
        match (left, right) {
            (Value::Controls(a), Value::Controls(b)) => scratch
                .merge(a, b, |scratch, x, y| match (x, y) {
                    (Some(x), Some(y)) => match self {
                        Self::KeepLeft => Some(x),
                        Self::KeepRight => Some(y),
                        _ => self.control(graph, scratch, x, y).or(Some(x)),
                    },
                    (Some(x), None) => Some(x),
                    (None, y) => y.map(|y| self.alone(y)),
                })
                .map(Value::Controls),
            _ => match self {
                Self::KeepLeft => Some(left),
                Self::KeepRight => Some(right),
                _ => self.combine(graph, scratch, left, right),
            },
        }
    }

    /// What becomes of a control that both maps have. As in Tidal arithmetic joins numbers, and notes with fractions; where a
    /// whole number meets a note, or one of the two is a name, a truth or an exact number, the left one stays. Division is
    /// multiplication by the reciprocal, and whole numbers have none.
    fn control(self, graph: &Graph, scratch: &mut Scratch, x: Value, y: Value) -> Option<Value> {
        let operation = match self {
            Self::Add | Self::Subtract | Self::Multiply | Self::Modulo | Self::Power => self,
            Self::Divide if matches!(y, Value::Int(_)) => Self::Multiply,
            Self::Divide => self,
            _ => return self.apply(graph, scratch, x, y),
        };
        match (x, y) {
            (Value::Note(_), Value::Int(_)) | (Value::Int(_), Value::Note(_)) => None,
            (Value::Word(_) | Value::Bool(_) | Value::Ratio(_), _)
            | (_, Value::Word(_) | Value::Bool(_) | Value::Ratio(_)) => None,
            _ => operation.combine(graph, scratch, x, y),
        }
    }

    /// What becomes of a control that only the right map has: Tidal subtracts by adding the negative and divides by
    /// multiplying with the reciprocal, which shows where there is nothing to add to. Whole numbers have no reciprocal.
    fn alone(self, right: Value) -> Value {
        match (self, right) {
            (Self::Subtract, Value::Float(x)) => Value::Float(-x),
            (Self::Subtract, Value::Note(x)) => Value::Note(-x),
            (Self::Subtract, Value::Int(i)) => Value::Int(i.saturating_neg()),
            (Self::Subtract, Value::Ratio(r)) => Value::Ratio(-r),
            (Self::Divide, Value::Float(x)) => Value::Float(x.recip()),
            (Self::Divide, Value::Note(x)) => Value::Note(x.recip()),
            (Self::Divide, Value::Ratio(r)) => Value::Ratio(r.reciprocal().unwrap_or(r)),
            _ => right,
        }
    }

    /// The operations that are not arithmetic.
    #[inline]
    fn select(
        self,
        graph: &Graph,
        scratch: &mut Scratch,
        left: Value,
        right: Value,
    ) -> Option<Option<Value>> {
        let order = || compare(graph, scratch, left, right);
        let truth = |b: bool| Some(Value::Bool(b));
        let both = || left.as_bool().zip(right.as_bool());
        Some(match self {
            Self::Less => order().map(|o| Value::Bool(o == Ordering::Less)),
            Self::LessOrEqual => order().map(|o| Value::Bool(o != Ordering::Greater)),
            Self::Equal => truth(order() == Some(Ordering::Equal)),
            Self::NotEqual => truth(order() != Some(Ordering::Equal)),
            Self::And => both().map(|(a, b)| Value::Bool(a && b)),
            Self::Or => both().map(|(a, b)| Value::Bool(a || b)),
            Self::Gate => left.as_bool().filter(|t| *t).map(|_| right),
            Self::Mask => right.as_bool().filter(|t| *t).map(|_| left),
            Self::MaskFalse => right.as_bool().filter(|t| !*t).map(|_| left),
            Self::Part | Self::PartOfWhole => match (left, right) {
                (Value::Controls(sound), Value::Controls(part)) => {
                    nest(scratch, sound, part, self == Self::PartOfWhole).map(Value::Controls)
                }
                _ => None,
            },
            Self::RoundDown | Self::RoundUp | Self::RoundNearest | Self::RoundToZero => {
                self.round(left, right)
            }
            Self::Extract => match (left, right) {
                (Value::Controls(controls), Value::Word(name)) => scratch.control(controls, name),
                _ => None,
            },
            Self::Degree => degree(graph, scratch, left, right),
            Self::SharedDifference | Self::Scale | Self::Shift => {
                self.interpolate(scratch, left, right)
            }
            Self::Numbered => match (left, right) {
                (Value::Word(word), number) => number
                    .as_int()
                    .and_then(|n| scratch.numbered(graph, word, n))
                    .map(Value::Word),
                _ => None,
            },
            Self::Show => Shown::of(left)
                .and_then(|shown| scratch.spelled(shown.as_str()))
                .map(Value::Word),
            Self::Contains => match (left, right) {
                (Value::Word(word), Value::Word(letters)) => {
                    let letters = scratch.word(graph, letters);
                    truth(scratch.word(graph, word).contains(letters))
                }
                _ => None,
            },
            Self::Sine | Self::Cosine | Self::ArcTangent | Self::Logarithm => {
                let calculated = |x: f64| match self {
                    Self::Sine => x.sin(),
                    Self::Cosine => x.cos(),
                    Self::ArcTangent => x.atan(),
                    _ => x.ln(),
                };
                match left {
                    Value::Note(x) => Some(Value::Note(calculated(x))),
                    Value::Word(_) | Value::Controls(_) => None,
                    number => number.as_f64().map(|x| Value::Float(calculated(x))),
                }
            }
            Self::Whole => left.as_int().map(Value::Int),
            Self::Perlin => left
                .as_f64()
                .map(|x| Value::Float(graph.randomness_in(scratch).perlin(x))),
            Self::PerlinPlane => left
                .as_f64()
                .zip(right.as_f64())
                .map(|(x, y)| Value::Float(graph.randomness_in(scratch).perlin_plane(x, y))),
            Self::Normal => left
                .as_f64()
                .zip(right.as_f64())
                .map(|(x, y)| Value::Float(random::normal(x, y))),
            Self::Random => left
                .as_f64()
                .map(|x| Value::Float(graph.randomness_in(scratch).at_f64(x))),
            _ => return None,
        })
    }

    /// The three steps of an interpolation between two maps.
    fn interpolate(self, scratch: &mut Scratch, left: Value, right: Value) -> Option<Value> {
        let number = |value: Option<Value>| match value? {
            Value::Word(_) | Value::Controls(_) => None,
            other => other.as_f64(),
        };
        let Value::Controls(a) = left else {
            return None;
        };
        if let (Self::Scale, Some(factor)) = (self, right.as_f64()) {
            let none = Controls { start: 0, len: 0 };
            return scratch
                .merge(a, none, |_, x, _| Some(Value::Float(number(x)? * factor)))
                .map(Value::Controls);
        }
        let Value::Controls(b) = right else {
            return None;
        };
        let merged = if self == Self::SharedDifference {
            scratch.merge_all(a, b, |x, y| Some(Value::Float(number(x)? - number(y)?)))
        } else {
            scratch.merge_all(a, b, |x, y| match (x, number(x), number(y)) {
                (Some(Value::Int(_)), Some(x), Some(y)) => Some(Value::Int((x + y).floor() as i64)),
                (Some(Value::Note(_)), Some(x), Some(y)) => Some(Value::Note(x + y)),
                (_, Some(x), Some(y)) => Some(Value::Float(x + y)),
                _ => x.or(y),
            })
        };
        merged.map(Value::Controls)
    }

    /// Numbers keep their kind; controls are rounded one by one.
    fn round(self, left: Value, parts: Value) -> Option<Value> {
        let q = parts.as_f64()?;
        let rounded = |x: f64| {
            let y = x * q;
            let whole = match self {
                Self::RoundDown => y.floor(),
                Self::RoundUp => y.ceil(),
                Self::RoundToZero => y.trunc(),
                _ => y.round_ties_even(),
            };
            whole / q
        };
        Some(match left {
            Value::Int(i) if q == 1.0 => Value::Int(i),
            Value::Ratio(r) => Value::Ratio(Rational::from_f64_exact(rounded(r.to_f64()))?),
            // Exact parts, exact numbers.
            _ if matches!(parts, Value::Ratio(_)) => {
                Value::Ratio(Rational::from_f64_exact(rounded(left.as_f64()?))?)
            }
            Value::Note(x) => Value::Note(rounded(x)),
            _ => Value::Float(rounded(left.as_f64()?)),
        })
    }

    fn combine(
        self,
        graph: &Graph,
        scratch: &mut Scratch,
        left: Value,
        right: Value,
    ) -> Option<Value> {
        if let (Value::Word(a), Value::Word(b)) = (left, right) {
            return scratch.join_words(graph, a, b).map(Value::Word);
        }
        Some(match rank(&left)?.max(rank(&right)?) {
            Rank::Int => Value::Int(integers(self, left.as_int()?, right.as_int()?)?),
            Rank::Ratio => {
                let (a, b) = (left.as_rational()?, right.as_rational()?);
                if b.is_zero() && matches!(self, Self::Divide | Self::Modulo) {
                    return None;
                }
                Value::Ratio(rationals(self, a, b)?)
            }
            Rank::Float => Value::Float(floats(self, left.as_f64()?, right.as_f64()?)),
            Rank::Note => Value::Note(floats(self, left.as_f64()?, right.as_f64()?)),
        })
    }
}
