//! Random walks: each step is a state that depends on the one before.

use super::Sink;
use crate::event::{Event, Origins};
use crate::random::Randomness;
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// More steps than this are cut off.
const MOST: i64 = 512;

/// The first `steps` states of a walk from `start`, in equal parts of each cycle; each cycle walks another way.
pub(super) fn run_walk(
    (steps, start): (i64, i64),
    weights: &[Box<[f64]>],
    randomness: Randomness,
    span: Span,
    scratch: &mut Scratch,
    sink: Sink<'_>,
) {
    if !(1..=MOST).contains(&steps) {
        return;
    }
    let length = Rational::ONE / Rational::integer(steps);
    for (cycle, part) in span.cycles() {
        let mut begin = Rational::integer(cycle);
        for state in randomness.walk(weights, steps as usize, start, begin.to_f64()) {
            if !scratch.step() {
                return;
            }
            let whole = Span::new(begin, begin + length);
            begin = whole.end;
            if let Some(part) = part.intersection(whole) {
                let event = Event {
                    whole: Some(whole),
                    part,
                    value: Value::Int(state as i64),
                    origins: Origins::NONE,
                };
                sink(scratch, &event);
            }
        }
    }
}
