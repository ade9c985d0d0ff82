//! Events left out at random, numbers in a random order or of random lengths, random walks.

use super::{Sink, State};
use crate::event::{Event, Origins};
use crate::graph::node::{Chance, Scalar, Shuffling};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// More numbers than this are cut off.
const MOST_NUMBERS: usize = 512;
/// Walks of more steps than this are silent.
const MOST_STEPS: i64 = 512;

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
        chance: &Chance,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let amount = self.scalar(chance.amount, state.bindings, scratch);
        let Some(amount) = amount.and_then(|amount| amount.as_f64()) else {
            return;
        };
        self.run(pattern, state, scratch, &mut |scratch, event| {
            let x = self
                .randomness_in(scratch)
                .at(event.whole_or_part().begin + chance.shift);
            if (x < amount) == chance.keep_below {
                sink(scratch, event);
            }
        });
    }

    /// The numbers from 0 to below `count`, shuffled in each cycle.
    pub(super) fn run_shuffled(
        &self,
        count: Scalar,
        shuffling: Shuffling,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let count = self.int(count, state.bindings, scratch).unwrap_or(0);
        let count = usize::try_from(count).unwrap_or(0).min(MOST_NUMBERS);
        if count == 0 {
            return;
        }
        let randomness = self.randomness_in(scratch);
        for (cycle, part) in state.span.cycles() {
            let base = Rational::integer(cycle);
            let mut emit = |scratch: &mut Scratch, begin: Rational, end: Rational, value: usize| {
                let whole = Span::new(base + begin, base + end);
                if let Some(part) = part.intersection(whole) {
                    let event = Event {
                        whole: Some(whole),
                        part,
                        value: Value::Int(value as i64),
                        origins: Origins::NONE,
                    };
                    sink(scratch, &event);
                }
            };
            let steps = Rational::integer(count as i64);
            match shuffling {
                Shuffling::Order => {
                    let mut numbers = [0.0; MOST_NUMBERS];
                    for (number, random) in
                        numbers.iter_mut().zip(randomness.series(base)).take(count)
                    {
                        *number = random;
                    }
                    let numbers = &numbers[..count];
                    for (value, x) in numbers.iter().enumerate() {
                        if !scratch.step() {
                            return;
                        }
                        // Its place is how many come before it; equal ones stay in order.
                        let place = numbers
                            .iter()
                            .enumerate()
                            .filter(|&(other, y)| y < x || (y == x && other < value))
                            .count() as i64;
                        let begin = Rational::integer(place) / steps;
                        emit(scratch, begin, Rational::integer(place + 1) / steps, value);
                    }
                }
                Shuffling::Lengths => {
                    let length = |i: usize| {
                        let time = base + Rational::integer(i as i64) / steps;
                        (randomness.at(time) * 3.0).floor() as i64 + 1
                    };
                    let total = Rational::integer((0..count).map(length).sum());
                    let mut at = 0;
                    for value in 0..count {
                        if !scratch.step() {
                            return;
                        }
                        let begin = Rational::integer(at) / total;
                        at += length(value);
                        emit(scratch, begin, Rational::integer(at) / total, value);
                    }
                }
            }
        }
    }

    /// The first `steps` states of a walk from `start`, in equal parts of each cycle; each cycle walks another way.
    pub(super) fn run_walk(
        &self,
        (steps, start): (Scalar, Scalar),
        weights: &[Box<[f64]>],
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let (Some(steps), Some(start)) = (
            self.int(steps, state.bindings, scratch),
            self.int(start, state.bindings, scratch),
        ) else {
            return;
        };
        if !(1..=MOST_STEPS).contains(&steps) {
            return;
        }
        let randomness = self.randomness_in(scratch);
        let length = Rational::ONE / Rational::integer(steps);
        for (cycle, part) in state.span.cycles() {
            let mut begin = Rational::integer(cycle);
            for place in randomness.walk(weights, steps as usize, start, begin.to_f64()) {
                if !scratch.step() {
                    return;
                }
                let whole = Span::new(begin, begin + length);
                begin = whole.end;
                if let Some(part) = part.intersection(whole) {
                    let event = Event {
                        whole: Some(whole),
                        part,
                        value: Value::Int(place as i64),
                        origins: Origins::NONE,
                    };
                    sink(scratch, &event);
                }
            }
        }
    }
}
