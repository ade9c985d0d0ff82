//! Arguments known only when a pattern is queried: opening them, calculating with them, bodies in each cycle.

use crate::graph::node::{Join, Moment, Node, Scalar, Slot};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::{Value, Word};

/// An argument that is opened to build a body with, see [`Graph::open`].
#[derive(Clone, Copy, Debug)]
pub struct Opened {
    /// Its value in the body.
    pub value: Scalar,
    outer: Option<(PatternId, Slot)>,
    literal: bool,
}

impl Graph {
    /// Opens a pattern so that a body can be built with its value; [`Graph::close`] joins the two as Tidal patterns
    /// arguments. A constant is simply its value.
    pub fn open(&mut self, argument: PatternId) -> Opened {
        match self.constant(argument) {
            Some(value) => Opened {
                value: Scalar::Value(value),
                outer: None,
                literal: self.is_literal(argument),
            },
            None => {
                let slot = self.slot();
                Opened {
                    value: Scalar::Slot(slot),
                    outer: Some((argument, slot)),
                    literal: false,
                }
            }
        }
    }

    /// The body for each value of the opened argument (an inner join), see [`Graph::patterned`].
    pub fn close(&mut self, opened: Opened, body: PatternId) -> PatternId {
        match opened.outer {
            None if opened.literal => body,
            None => self.by_cycles(body),
            Some((outer, _)) if self.is_silence(outer) => self.silence(),
            Some((outer, slot)) => self.join(Join::Inner, outer, slot, body),
        }
    }

    /// [`Graph::close`] for a function that Tidal joins also to a plain number.
    pub fn close_by_cycles(&mut self, opened: Opened, body: PatternId) -> PatternId {
        let closed = self.close(opened, body);
        match opened.outer {
            None => self.by_cycles(closed),
            Some(_) => closed,
        }
    }

    /// [`Graph::close`] where events must lie in those of the argument.
    pub fn close_mixed(&mut self, opened: Opened, body: PatternId) -> PatternId {
        match opened.outer {
            None => body,
            Some((outer, slot)) => self.join(Join::Mix, outer, slot, body),
        }
    }

    /// a + b
    pub fn sum(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        self.formula_of(Operation::Add, a, b)
    }

    /// a − b
    pub fn difference(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        self.formula_of(Operation::Subtract, a, b)
    }

    /// a · b
    pub fn product(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        self.formula_of(Operation::Multiply, a, b)
    }

    /// a / b, exactly, also for whole numbers.
    pub fn ratio(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        let a = self.product(a, Rational::ONE);
        self.formula_of(Operation::Divide, a, b)
    }

    /// a / b as a float.
    pub fn quotient(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        let a = self.product(a, 1.0);
        self.formula_of(Operation::Divide, a, b)
    }

    /// The number rounded down, exact.
    pub fn floor_of(&mut self, a: impl Into<Scalar>) -> Scalar {
        let a = a.into();
        let fraction = self.formula_of(Operation::Modulo, a, Rational::ONE);
        self.difference(a, fraction)
    }

    /// The number as a float.
    pub fn float_of(&mut self, a: impl Into<Scalar>) -> Scalar {
        self.product(a, 1.0)
    }

    /// a mod b, with the sign of b.
    pub fn remainder(&mut self, a: impl Into<Scalar>, b: impl Into<Scalar>) -> Scalar {
        self.formula_of(Operation::Modulo, a, b)
    }

    /// The body in each cycle on its own, built with the number of the cycle.
    pub fn each_cycle(&mut self, body: impl FnOnce(&mut Self, Scalar) -> PatternId) -> PatternId {
        let slot = self.slot();
        let body = body(self, slot.into());
        self.split(Moment::Cycle, slot, body)
    }

    /// The body in each cycle on its own, with a time of it in the slot.
    pub fn split(&mut self, moment: Moment, slot: Slot, body: PatternId) -> PatternId {
        let steps = self.steps(body);
        let split = self.add(Node::Split { moment, slot, body });
        self.stepped(steps, split)
    }

    /// `n` patterns, each by its index, one a cycle; each goes on where it stopped. None of them is silence.
    pub fn cat_each(
        &mut self,
        n: impl Into<Scalar>,
        body: impl FnOnce(&mut Self, Scalar) -> PatternId,
    ) -> PatternId {
        let n = n.into();
        let turns = self.each_cycle(|graph, cycle| {
            let index = graph.remainder(cycle, n);
            let round = graph.ratio(cycle, n);
            let round = graph.floor_of(round);
            let offset = graph.difference(cycle, round);
            let body = body(graph, index);
            graph.late_by(offset, body)
        });
        let some = self.formula_of(Operation::Less, 0i64, n);
        let silence = self.silence();
        self.branch(some, turns, silence)
    }

    /// `n` patterns, each by its index, within one cycle.
    pub fn fastcat_each(
        &mut self,
        n: impl Into<Scalar>,
        body: impl FnOnce(&mut Self, Scalar) -> PatternId,
    ) -> PatternId {
        let n = n.into();
        let cat = self.cat_each(n, body);
        self.fast_by(n, cat)
    }

    /// The body with a value in the slot.
    pub fn bind(&mut self, slot: Slot, value: impl Into<Scalar>, body: PatternId) -> PatternId {
        let value = value.into();
        self.add(Node::Let { slot, value, body })
    }

    /// One of two patterns, by a truth value.
    pub fn branch(&mut self, test: impl Into<Scalar>, yes: PatternId, no: PatternId) -> PatternId {
        match test.into() {
            Scalar::Value(value) if value.as_bool().is_some() => {
                if value.as_bool() == Some(true) {
                    yes
                } else {
                    no
                }
            }
            test => self.add(Node::If { test, yes, no }),
        }
    }

    /// The pattern with this name; silence for a name that the table lacks.
    pub fn lookup(&mut self, key: impl Into<Scalar>, table: &[(Word, PatternId)]) -> PatternId {
        let key = key.into();
        self.add(Node::Lookup {
            key,
            table: table.into(),
        })
    }

    /// A control with one value, at all times.
    pub fn set_control(&mut self, name: &str, value: impl Into<Scalar>) -> PatternId {
        let name = self.intern(name);
        let steady = self.steady(value);
        self.control(name, steady)
    }

    /// A control with one value, once a cycle.
    pub fn pure_control(&mut self, name: &str, value: impl Into<Scalar>) -> PatternId {
        let name = self.intern(name);
        let pure = self.pure(value);
        self.control(name, pure)
    }

    /// `p # name value`
    pub fn with_control(
        &mut self,
        pattern: PatternId,
        name: &str,
        value: impl Into<Scalar>,
    ) -> PatternId {
        let control = self.pure_control(name, value);
        self.apply(
            Operation::KeepRight,
            crate::Structure::Left,
            pattern,
            control,
        )
    }

    /// `p |* name value` and its kin: an operation with one control, which is added where it is missing.
    pub fn adjust_control(
        &mut self,
        operation: Operation,
        pattern: PatternId,
        name: &str,
        value: impl Into<Scalar>,
    ) -> PatternId {
        let control = self.pure_control(name, value);
        self.apply(operation, crate::Structure::Left, pattern, control)
    }

    /// A word as a value.
    pub fn word_value(&mut self, letters: &str) -> Value {
        Value::Word(self.intern(letters))
    }
}
