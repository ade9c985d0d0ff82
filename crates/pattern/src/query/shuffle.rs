//! Numbers in random order, or of random lengths, newly each cycle.

use super::Sink;
use crate::event::{Event, Origins};
use crate::node::Shuffling;
use crate::random::Randomness;
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// More numbers than this are cut off.
const MOST: usize = 512;

/// The numbers from 0 to below `count`, shuffled in each cycle.
pub(super) fn run_shuffled(
    (count, shuffling): (i64, Shuffling),
    randomness: Randomness,
    span: Span,
    scratch: &mut Scratch,
    sink: Sink<'_>,
) {
    let count = usize::try_from(count).unwrap_or(0).min(MOST);
    if count == 0 {
        return;
    }
    for (cycle, part) in span.cycles() {
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
                let mut numbers = [0.0; MOST];
                for (number, random) in numbers.iter_mut().zip(randomness.series(base)).take(count)
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
