//! Events kept or left out at random.

use super::{Sink, State};
use crate::graph::{Graph, PatternId};
use crate::node::Scalar;
use crate::rational::Rational;
use crate::scratch::Scratch;

#[derive(Clone, Copy)]
pub(super) struct Chance {
    pub(super) amount: f64,
    pub(super) shift: Rational,
    pub(super) keep_below: bool,
}

impl Graph {
    /// The pattern with dice of its own; what is done with its events has the dice that it had.
    pub(super) fn run_own_dice(
        &self,
        dice: Scalar,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let dice = self.scalar(dice, state.bindings, scratch);
        let Some(dice) = dice.and_then(|dice| dice.as_f64()) else {
            return;
        };
        let others = scratch.take_dice(dice.floor() as i64);
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let own = scratch.take_dice(others);
            sink(scratch, event);
            scratch.take_dice(own);
        });
        scratch.take_dice(others);
    }

    pub(super) fn run_degrade(
        &self,
        chance: Chance,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let x = self
                .randomness_in(scratch)
                .at(event.whole_or_part().begin + chance.shift);
            if (x < chance.amount) == chance.keep_below {
                sink(scratch, event);
            }
        });
    }
}
