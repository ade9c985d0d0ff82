//! Events kept or left out at random.

use super::{Sink, State};
use crate::pattern::graph::{Graph, Pattern};
use crate::pattern::rational::Rational;
use crate::pattern::scratch::Scratch;

#[derive(Clone, Copy)]
pub(super) struct Chance {
    pub(super) amount: f64,
    pub(super) shift: Rational,
    pub(super) keep_below: bool,
}

impl Graph {
    pub(super) fn run_degrade(
        &self,
        chance: Chance,
        pattern: Pattern,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let x = self
                .randomness()
                .at(event.whole_or_part().begin + chance.shift);
            if (x < chance.amount) == chance.keep_below {
                sink(scratch, event);
            }
        });
    }
}
