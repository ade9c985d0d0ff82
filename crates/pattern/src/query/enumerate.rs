//! Numbers from one to another.

use super::Sink;
use crate::event::{Event, Origins};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

/// More numbers than this are left out, as is told of what exceeds a budget.
const MOST: i64 = 1 << 16;

/// How many numbers there are in steps of one from the lower to the upper end: with fractions, up to half a step beyond
/// it, as Haskell counts.
fn count(low: Value, high: Value) -> Option<i64> {
    let count = match (low, high) {
        (Value::Int(a), Value::Int(b)) => b.saturating_sub(a).saturating_add(1),
        _ => {
            let steps = (high.as_f64()? - low.as_f64()? + 0.5).floor();
            if steps.is_nan() {
                return None;
            }
            (steps as i64).saturating_add(1)
        }
    };
    Some(count)
}

/// `low + i`, of the kind of `low`.
fn number(low: Value, i: i64) -> Option<Value> {
    Some(match low {
        Value::Int(n) => Value::Int(n.saturating_add(i)),
        Value::Ratio(r) => Value::Ratio(r + Rational::integer(i)),
        Value::Float(x) => Value::Float(x + i as f64),
        Value::Note(x) => Value::Note(x + i as f64),
        _ => return None,
    })
}

/// The numbers from `first` to `last` in steps of one, in equal parts of the cycle; downwards when `last` is below
/// `first`.
pub(super) fn run_enumerate(
    first: Value,
    last: Value,
    span: Span,
    scratch: &mut Scratch,
    sink: Sink<'_>,
) {
    let (Some(a), Some(b)) = (first.as_f64(), last.as_f64()) else {
        return;
    };
    let downwards = a > b;
    let (low, high) = if downwards {
        (last, first)
    } else {
        (first, last)
    };
    let Some(numbers) = count(low, high) else {
        return;
    };
    if numbers > MOST {
        scratch.leave_out();
    }
    let numbers = numbers.min(MOST);
    let length = Rational::integer(numbers);
    for (cycle, part) in span.cycles() {
        let base = Rational::integer(cycle);
        let begin = ((part.begin - base) * length).floor_int();
        let end = ((part.end - base) * length).ceil_int().max(begin + 1);
        for i in begin..end.min(numbers) {
            if !scratch.step() {
                return;
            }
            let Some(value) = number(low, if downwards { numbers - 1 - i } else { i }) else {
                return;
            };
            let whole = Span::new(Rational::integer(i), Rational::integer(i + 1));
            let whole = whole.map(|t| base + t / length);
            let part = Span::new(part.begin.max(whole.begin), part.end.min(whole.end));
            let event = Event {
                whole: Some(whole),
                part,
                value,
                origins: Origins::NONE,
            };
            sink(scratch, &event);
        }
    }
}
