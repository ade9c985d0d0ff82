//! Patterns beside, after and within one another; patterned arguments.

use crate::event::Origins;
use crate::graph::node::{Join, Node, Numbers, Scalar, Slot, Step, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::{Value, Word};

impl Graph {
    /// Nothing, ever.
    pub fn silence(&mut self) -> PatternId {
        let silence = self.add(Node::Silence);
        self.stepped(Some(Rational::ONE), silence)
    }

    /// The value once a cycle.
    pub fn pure(&mut self, value: impl Into<Scalar>) -> PatternId {
        self.once_each_cycle(value.into(), Origins::NONE, true)
    }

    /// [`Graph::pure`] of a value that the program calculates: as an argument it counts as a pattern.
    pub fn pure_calculated(&mut self, value: impl Into<Scalar>) -> PatternId {
        self.once_each_cycle(value.into(), Origins::NONE, false)
    }

    fn once_each_cycle(&mut self, value: Scalar, origins: Origins, literal: bool) -> PatternId {
        let pure = self.add(Node::Pure {
            value,
            origins,
            literal,
        });
        self.stepped(Some(Rational::ONE), pure)
    }

    /// The value once a cycle, made by an atom of the source (an id from [`Graph::atom`]).
    pub fn pure_at(&mut self, value: impl Into<Scalar>, atom: u32) -> PatternId {
        self.once_each_cycle(value.into(), Origins::of(atom), false)
    }

    /// The value at all times, without structure.
    pub fn steady(&mut self, value: impl Into<Scalar>) -> PatternId {
        self.add(Node::Steady(value.into()))
    }

    /// The least number of steps that each of the patterns' steps divides.
    fn common_steps(&self, patterns: &[PatternId]) -> Option<Rational> {
        let mut all = patterns.iter().map(|p| self.steps(*p));
        let first = all.next()??;
        all.try_fold(first, |common, steps| {
            let steps = steps?;
            if common.is_zero() || steps.is_zero() {
                return Some(Rational::ZERO);
            }
            // lcm(a/b, c/d) of fractions in lowest terms is lcm(a, c) / gcd(b, d).
            let gcd = |mut a: i64, mut b: i64| {
                while b != 0 {
                    (a, b) = (b, a % b);
                }
                a.max(1)
            };
            let (a, b) = (common.numerator(), common.denominator());
            let (c, d) = (steps.numerator(), steps.denominator());
            let numerator = (a / gcd(a, c)).checked_mul(c)?;
            Rational::new(numerator, gcd(b, d))
        })
    }

    /// All at once.
    pub fn stack(&mut self, patterns: &[PatternId]) -> PatternId {
        match patterns {
            [] => self.silence(),
            [one] => *one,
            _ => {
                let steps = self.common_steps(patterns);
                let stack = self.add(Node::Stack(patterns.into()));
                self.stepped(steps, stack)
            }
        }
    }

    /// One pattern a cycle, in turn; each goes on where it stopped (`cat`, `slowcat`).
    pub fn cat(&mut self, patterns: &[PatternId]) -> PatternId {
        match patterns {
            [] => self.silence(),
            [one] => *one,
            _ => {
                let steps = self.common_steps(patterns);
                let cat = self.add(Node::Cat(patterns.into()));
                self.stepped(steps, cat)
            }
        }
    }

    /// All within one cycle, one after another (`fastcat`).
    pub fn fastcat(&mut self, patterns: &[PatternId]) -> PatternId {
        match patterns {
            [] => self.silence(),
            [one] => *one,
            _ => {
                let steps = patterns
                    .iter()
                    .try_fold(Rational::ZERO, |sum, p| Some(sum + self.steps(*p)?));
                let cat = self.cat(patterns);
                let fast = self.fast_by(Rational::integer(patterns.len() as i64), cat);
                self.with_steps(steps, fast)
            }
        }
    }

    /// A cycle of each within one cycle, in parts of the given weights (`timecat`). Weights that are not above zero
    /// leave their pattern out.
    pub fn timecat(&mut self, weighted: &[(Rational, PatternId)]) -> PatternId {
        let weighted: Vec<_> = weighted
            .iter()
            .filter(|(weight, _)| *weight > Rational::ZERO)
            .collect();
        let total = weighted
            .iter()
            .fold(Rational::ZERO, |sum, (weight, _)| sum + *weight);
        match weighted[..] {
            [] => self.silence(),
            [(_, one)] => *one,
            _ => {
                let mut at = Rational::ZERO;
                let mut steps = Vec::with_capacity(weighted.len());
                for (weight, pattern) in &weighted {
                    let begin = (at / total).reduced();
                    at = at + *weight;
                    steps.push(Step {
                        begin,
                        end: (at / total).reduced(),
                        pattern: *pattern,
                    });
                }
                let uniform = weighted.iter().all(|(w, _)| *w == weighted[0].0);
                let sequence = self.add(Node::Sequence {
                    steps: steps.into(),
                    uniform,
                });
                self.stepped(Some(total), sequence)
            }
        }
    }

    /// Both combined by an operation on their values.
    pub fn apply(
        &mut self,
        operation: Operation,
        structure: Structure,
        left: PatternId,
        right: PatternId,
    ) -> PatternId {
        let steps = match structure {
            Structure::Left => self.steps(left),
            Structure::Right => self.steps(right),
            Structure::Both => self.common_steps(&[left, right]),
        };
        let applied = self.add(Node::Apply {
            operation,
            structure,
            left,
            right,
        });
        self.stepped(steps, applied)
    }

    /// `left # right`: structure from the left, controls of both, the right one's winning.
    pub fn with_controls(&mut self, left: PatternId, right: PatternId) -> PatternId {
        self.apply(Operation::KeepRight, Structure::Left, left, right)
    }

    /// An operation with one value at right on every event.
    pub fn adjust(
        &mut self,
        operation: Operation,
        pattern: PatternId,
        right: impl Into<Scalar>,
    ) -> PatternId {
        let steps = self.steps(pattern);
        let adjusted = self.add(Node::Adjust {
            operation,
            pattern,
            right: right.into(),
        });
        self.stepped(steps, adjusted)
    }

    /// Values become sounds' parameters of this name.
    pub fn control(&mut self, name: Word, pattern: PatternId) -> PatternId {
        self.control_of(name, Numbers::AsTheyAre, pattern)
    }

    /// Values become sounds' parameters of this name, numbers of the type that it has.
    pub fn control_of(&mut self, name: Word, numbers: Numbers, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let control = self.add(Node::Control {
            name,
            numbers,
            pattern,
        });
        self.stepped(steps, control)
    }

    /// Names of sounds become the control `s`; what follows a colon in them becomes `n`.
    pub fn sound(&mut self, pattern: PatternId) -> PatternId {
        let (name, number) = (self.intern("s"), self.intern("n"));
        let steps = self.steps(pattern);
        let sound = self.add(Node::Sound {
            name,
            number,
            pattern,
        });
        self.stepped(steps, sound)
    }

    /// For each event of `outer`, the body queried with the event's value in the slot, joined as `join` says.
    pub fn join(&mut self, join: Join, outer: PatternId, slot: Slot, body: PatternId) -> PatternId {
        self.add(Node::Join {
            join,
            slot,
            times: None,
            outer,
            body,
        })
    }

    /// [`Graph::join`] with the begin and end of the outer event's whole in two more slots.
    pub fn join_timed(
        &mut self,
        join: Join,
        outer: PatternId,
        slots: [Slot; 3],
        body: PatternId,
    ) -> PatternId {
        self.add(Node::Join {
            join,
            slot: slots[0],
            times: Some(slots[1]),
            outer,
            body,
        })
    }

    /// Slots for [`Graph::join_timed`]: for the value, the begin and the end of the outer event.
    pub fn timed_slots(&mut self) -> [Slot; 3] {
        [self.slot(), self.slot(), self.slot()]
    }

    /// A function of a number applied to a pattern of numbers: the way Tidal patterns arguments (an inner join).
    ///
    /// A constant argument is applied when the graph is built. What is left of the join then is that the pattern is
    /// asked cycle by cycle; where the argument is a plain number, not even that.
    pub fn patterned(
        &mut self,
        argument: PatternId,
        body: impl FnOnce(&mut Self, Scalar) -> PatternId,
    ) -> PatternId {
        if let Some(value) = self.constant(argument) {
            let pattern = body(self, Scalar::Value(value));
            return match self.is_literal(argument) {
                true => pattern,
                false => self.by_cycles(pattern),
            };
        }
        if self.is_silence(argument) {
            return self.silence();
        }
        let slot = self.slot();
        let body = body(self, Scalar::Slot(slot));
        self.join(Join::Inner, argument, slot, body)
    }

    /// [`Graph::patterned`] of a function that Tidal joins also to a plain number.
    pub fn patterned_by_cycles(
        &mut self,
        argument: PatternId,
        body: impl FnOnce(&mut Self, Scalar) -> PatternId,
    ) -> PatternId {
        let pattern = self.patterned(argument, body);
        match self.constant(argument) {
            Some(_) => self.by_cycles(pattern),
            None => pattern,
        }
    }

    /// One of several patterns, by an index that wraps around.
    pub fn select(&mut self, index: impl Into<Scalar>, patterns: &[PatternId]) -> PatternId {
        if patterns.is_empty() {
            return self.silence();
        }
        match index.into() {
            Scalar::Value(value) if value.as_int().is_some() => {
                let index = value
                    .as_int()
                    .unwrap_or(0)
                    .rem_euclid(patterns.len() as i64);
                patterns[index as usize]
            }
            index => self.add(Node::Select {
                index,
                patterns: patterns.into(),
            }),
        }
    }

    /// The body for each count from 0 to below `count`, all at once; the body reads the count from the slot.
    pub fn repeat(&mut self, count: impl Into<Scalar>, slot: Slot, body: PatternId) -> PatternId {
        self.add(Node::Repeat {
            count: count.into(),
            slot,
            body,
        })
    }

    /// A number as a value pattern, one a cycle.
    pub fn number(&mut self, x: f64) -> PatternId {
        self.pure(Value::Float(x))
    }
}
