//! Values of a list handed out to events in turn.

use crate::graph::node::{InTurn, Node, Take};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};
use crate::scratch::{Budget, Scratch};
use crate::span::Span;

/// Cycles whose events are counted: many lengths of loops divide it.
const COUNTED: i64 = 240;

impl Graph {
    /// Each sound with the next of the values as one of its controls, as a stateful list would hand them out: the
    /// first to the first event of cycle 0, and so on. So it stays a function of
    /// time. Events are counted in the first `COUNTED` cycles when the graph is built; after them the count goes on
    /// as if they came again.
    pub fn take_in_turn(
        &mut self,
        operation: Operation,
        control: &str,
        values: InTurn,
        pattern: PatternId,
    ) -> PatternId {
        let take = Take {
            control: self.intern(control),
            values,
            operation,
            before: self.counted(pattern),
        };
        let steps = self.steps(pattern);
        let taken = self.add(Node::Take(Box::new(take), pattern));
        self.stepped(steps, taken)
    }

    /// How many events begin before each of the first cycles, and before the one after them.
    fn counted(&self, pattern: PatternId) -> Box<[u32]> {
        let mut scratch = Scratch::new(Budget {
            steps: 1 << 14,
            ..Budget::REAL_TIME
        });
        let mut before = vec![0];
        let mut count = 0;
        for cycle in 0..COUNTED {
            self.onsets(pattern, Span::cycle(cycle), &mut scratch, &mut |_, _| {
                count += 1
            });
            if scratch.exceeded() {
                break;
            }
            before.push(count);
        }
        before.into()
    }
}
