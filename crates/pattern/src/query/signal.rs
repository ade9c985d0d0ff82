//! Continuous patterns: steady values, waves, straight lines from value to value.

use super::{Sink, State};
use crate::event::{Event, Origins};
use crate::graph::node::{InputSort, Scalar, Wave};
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::{Value, Word};

/// The angle of an equal-power envelope at a time.
fn equal_power(time: Rational) -> f64 {
    std::f64::consts::FRAC_PI_2 * (1.0 - time.to_f64()).clamp(0.0, 1.0)
}

/// One continuous event: the value throughout the span.
#[inline]
fn sample(value: Value, span: Span, scratch: &mut Scratch, sink: Sink<'_>) {
    let event = Event {
        whole: None,
        part: span,
        value,
        origins: Origins::NONE,
    };
    sink(scratch, &event);
}

impl Graph {
    /// One continuous event: the value half way through the span, on the way to the value that follows.
    pub(super) fn run_smooth(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let span = state.span;
        let middle = (span.begin + span.end) / Rational::integer(2);
        let first = |at: Rational, scratch: &mut Scratch| {
            let mut found: Option<Event> = None;
            let point = state.all().over(Span::new(at, at));
            self.run(pattern, point, scratch, &mut |_, event| {
                found = found.or(Some(*event));
            });
            found
        };
        let Some(here) = first(middle, scratch) else {
            return;
        };
        let whole = here.whole_or_part();
        let next = first(whole.end, scratch);
        let value = match (
            here.value.as_f64(),
            next.and_then(|next| next.value.as_f64()),
        ) {
            (Some(from), Some(to)) => {
                let length = whole.length().to_f64();
                let way = if length > 0.0 {
                    (here.part.begin - whole.begin).to_f64() / length
                } else {
                    0.0
                };
                let x = from + (to - from) * way;
                match here.value {
                    Value::Note(_) => Value::Note(x),
                    _ => Value::Float(x),
                }
            }
            _ => here.value,
        };
        let event = Event {
            whole: Some(span),
            part: span,
            value,
            origins: here.origins,
        };
        sink(scratch, &event);
    }

    pub(super) fn run_wave(
        &self,
        wave: Wave,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let time = state.span.begin;
        let value = match wave {
            Wave::Sine => ((std::f64::consts::TAU * time.to_f64()).sin() + 1.0) / 2.0,
            Wave::Saw => time.fraction().to_f64(),
            // Subtracted as exact numbers: `floor <$> isaw * 6` is 1 at 5/6, not just below.
            Wave::FallingSaw => (Rational::ONE - time.fraction()).to_f64(),
            Wave::Square => (time.fraction().to_f64() * 2.0).floor(),
            Wave::Envelope => time.to_f64().clamp(0.0, 1.0),
            Wave::EqualPowerDown => equal_power(time).sin().max(0.0).sqrt(),
            Wave::EqualPowerUp => equal_power(time).cos().max(0.0).sqrt(),
            Wave::Random => self.randomness_in(scratch).at(time),
            Wave::Time => {
                sample(Value::Ratio(time), state.span, scratch, sink);
                return;
            }
        };
        sample(Value::Float(value), state.span, scratch, sink);
    }

    #[inline]
    pub(super) fn run_steady(
        &self,
        value: Scalar,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        if let Some(value) = self.scalar(value, state.bindings, scratch) {
            sample(value, state.span, scratch, sink);
        }
    }

    /// The value set from outside, if it is of the sort that is wanted, or the default.
    pub(super) fn run_input(
        &self,
        name: Word,
        default: Option<Value>,
        sort: InputSort,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let fits = |value: &Value| match sort {
            InputSort::Any => true,
            InputSort::Number => value.as_f64().is_some(),
            InputSort::Word => matches!(value, Value::Word(_)),
        };
        if let Some(value) = scratch.input(name).filter(fits).or(default) {
            sample(value, state.span, scratch, sink);
        }
    }
}
