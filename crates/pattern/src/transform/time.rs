//! Faster, slower, earlier, later, backwards.

use crate::graph::node::{CycleTest, Node, Scalar};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::value::Value;

impl Graph {
    /// `factor` times as fast; 0 is silence, negative is reversed.
    pub fn fast(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(factor, |graph, factor| graph.fast_by(factor, pattern))
    }

    /// [`Graph::fast`] by one factor.
    pub fn fast_by(&mut self, factor: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        match factor.into() {
            Scalar::Value(value) if value.as_rational() == Some(Rational::ONE) => pattern,
            Scalar::Value(value) if value.as_rational() == Some(Rational::ZERO) => self.silence(),
            factor => {
                let steps = self.steps(pattern);
                let fast = self.add(Node::Fast { factor, pattern });
                self.stepped(steps, fast)
            }
        }
    }

    /// `factor` times as slow; 0 is silence.
    pub fn slow(&mut self, factor: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(factor, |graph, factor| graph.slow_by(factor, pattern))
    }

    /// [`Graph::slow`] by one factor.
    pub fn slow_by(&mut self, factor: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        let factor = factor.into();
        if let Scalar::Value(value) = factor
            && value.as_rational().is_some_and(Rational::is_zero)
        {
            return self.silence();
        }
        let inverse = self.formula_of(Operation::Divide, Rational::ONE, factor);
        self.fast_by(inverse, pattern)
    }

    /// Later by `time` cycles (`~>`).
    pub fn late(&mut self, time: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(time, |graph, time| graph.late_by(time, pattern))
    }

    /// [`Graph::late`] by one time.
    pub fn late_by(&mut self, time: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        match time.into() {
            Scalar::Value(value) if value.as_rational().is_some_and(Rational::is_zero) => pattern,
            time => {
                let steps = self.steps(pattern);
                let late = self.add(Node::Late { time, pattern });
                self.stepped(steps, late)
            }
        }
    }

    /// Earlier by `time` cycles (`<~`).
    pub fn early(&mut self, time: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(time, |graph, time| {
            let time = graph.formula_of(Operation::Subtract, Rational::ZERO, time);
            graph.late_by(time, pattern)
        })
    }

    /// Each cycle backwards.
    pub fn rev(&mut self, pattern: PatternId) -> PatternId {
        let steps = self.steps(pattern);
        let reversed = self.add(Node::Rev(pattern));
        self.stepped(steps, reversed)
    }

    /// Each cycle squeezed into its first 1/`factor`, followed by silence; factors below 1 count as 1, 0 is silence.
    pub fn fast_gap_by(&mut self, factor: impl Into<Scalar>, pattern: PatternId) -> PatternId {
        self.add(Node::FastGap {
            factor: factor.into(),
            pattern,
        })
    }

    /// Each cycle squeezed into the part from `begin` to `end` (0…1) of it.
    pub fn compress_by(
        &mut self,
        begin: impl Into<Scalar>,
        end: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        self.add(Node::Compress {
            begin: begin.into(),
            end: end.into(),
            pattern,
        })
    }

    /// `yes` in the cycles that pass the test, `no` in the others.
    pub fn when(&mut self, test: CycleTest, yes: PatternId, no: PatternId) -> PatternId {
        self.add(Node::When { test, yes, no })
    }

    /// `transformed` in every n-th cycle, beginning with cycle 0; not at all when n is 0.
    pub fn every(&mut self, n: PatternId, transformed: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let test = CycleTest::Modulo {
                divisor: n,
                remainder: Scalar::Value(Value::Int(0)),
            };
            graph.when(test, transformed, pattern)
        })
    }
}
