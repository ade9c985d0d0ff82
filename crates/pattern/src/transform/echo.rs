//! Echoes: copies that follow, quieter and quieter.

use crate::graph::node::{EchoChange, Node, Scalar};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::value::Value;

impl Graph {
    /// `count` copies, each `time` cycles after the one before; copy i's gain is multiplied by
    /// `feedback` + (1 − `feedback`)·(`count` − i)/`count`.
    pub fn stut(
        &mut self,
        count: PatternId,
        feedback: PatternId,
        time: PatternId,
        pattern: PatternId,
    ) -> PatternId {
        self.patterned_by_cycles(count, |graph, count| {
            graph.patterned(feedback, |graph, feedback| {
                graph.patterned(time, |graph, time| {
                    graph.stut_by(count, feedback, time, pattern)
                })
            })
        })
    }

    /// [`Graph::stut`] with one number for each argument.
    pub fn stut_by(
        &mut self,
        count: impl Into<Scalar>,
        feedback: impl Into<Scalar>,
        time: impl Into<Scalar>,
        pattern: PatternId,
    ) -> PatternId {
        let (count, feedback) = (count.into(), feedback.into());
        let slot = self.slot();
        let zero = Value::Float(0.0);
        let copies = self.formula_of(Operation::Add, zero, count);
        let left = self.formula_of(Operation::Subtract, copies, slot);
        let left = self.formula_of(Operation::Divide, left, copies);
        let range = self.formula_of(Operation::Subtract, Value::Float(1.0), feedback);
        let ramp = self.formula_of(Operation::Multiply, range, left);
        let value = self.formula_of(Operation::Add, ramp, feedback);
        self.echo_with_gain((count, time.into()), pattern, (slot, value), false)
    }

    /// `count` copies, each `time` cycles after the one before; copy i's gain is multiplied by `feedback`^i.
    pub fn echo(
        &mut self,
        count: PatternId,
        time: PatternId,
        feedback: PatternId,
        pattern: PatternId,
    ) -> PatternId {
        self.patterned_by_cycles(count, |graph, count| {
            graph.patterned(time, |graph, time| {
                graph.patterned(feedback, |graph, feedback| {
                    let slot = graph.slot();
                    let value = graph.formula_of(Operation::Power, feedback, slot);
                    graph.echo_with_gain((count, time), pattern, (slot, value), true)
                })
            })
        })
    }

    fn echo_with_gain(
        &mut self,
        (count, time): (Scalar, Scalar),
        pattern: PatternId,
        (slot, value): (crate::Slot, Scalar),
        last_first: bool,
    ) -> PatternId {
        let control = self.intern("gain");
        let change = EchoChange {
            slot,
            operation: Operation::Multiply,
            control,
            value,
            last_first,
        };
        self.add(Node::Echo {
            count,
            time,
            change,
            pattern,
        })
    }
}
