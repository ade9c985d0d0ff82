//! Straight lines from value to value.

use super::{Sink, State};
use crate::event::Event;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;

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
}
