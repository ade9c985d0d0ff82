//! Queries for tools and tests: events as owned lists. Allocates; never used on the audio thread.

use crate::event::Origins;
use crate::graph::{Graph, PatternId};
use crate::rational::Rational;
use crate::scratch::Scratch;
use crate::span::Span;
use crate::value::Value;
use std::collections::BTreeMap;

/// A value that stands alone, with its words and controls spelled out.
#[derive(Clone, Debug, PartialEq)]
pub enum Plain {
    /// A number as a float.
    Float(f64),
    /// A note in semitones from c5.
    Note(f64),
    /// A whole number of 64 bits.
    Int(i64),
    /// An exact fraction; times are of this kind.
    Ratio(Rational),
    /// A name: of a sound, a vowel, a scale.
    Word(String),
    /// A truth, as rhythms and masks have it.
    Bool(bool),
    /// Parameters of a sound, by name.
    Controls(BTreeMap<String, Plain>),
}

/// An event that stands alone.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedEvent {
    /// The whole event; none for a sample of something continuous.
    pub whole: Option<Span>,
    /// The part of it in the query.
    pub part: Span,
    /// Value of the event, spelled out.
    pub value: Plain,
    /// Atoms of the source that made the event.
    pub origins: Origins,
}

/// The most events of one list: they take some hundred megabytes.
pub const MOST_LISTED: usize = 1_000_000;

/// The first events of a span, and how many there are.
#[derive(Clone, Debug)]
pub struct Counted {
    /// Those whose parts begin first, in that order.
    pub events: Vec<ListedEvent>,
    /// All events, as far as they were counted.
    pub count: usize,
    /// Whether all were counted: no budget ran out.
    pub complete: bool,
}

impl Graph {
    /// The first `most` events of a pattern in a span. The others are counted.
    pub fn first_events(
        &self,
        pattern: PatternId,
        span: Span,
        scratch: &mut Scratch,
        most: usize,
    ) -> Counted {
        let begin = |event: &ListedEvent| (event.part.begin, event.part.end);
        let mut events: Vec<ListedEvent> = Vec::new();
        let mut count = 0;
        // Nothing that begins later than this is among the first.
        let mut latest = None;
        self.query(pattern, span, scratch, &mut |scratch, event| {
            count += 1;
            if latest.is_some_and(|latest| event.part.begin > latest) {
                return;
            }
            events.push(ListedEvent {
                whole: event.whole,
                part: event.part,
                value: self.plain(scratch, event.value),
                origins: event.origins,
            });
            if events.len() >= most.saturating_mul(2).max(1) {
                events.sort_by_key(begin);
                events.truncate(most);
                latest = events.last().map(|event| event.part.begin);
            }
        });
        events.sort_by_key(begin);
        events.truncate(most);
        Counted {
            events,
            count,
            complete: !scratch.exceeded(),
        }
    }

    /// The value spelled out.
    pub fn plain(&self, scratch: &Scratch, value: Value) -> Plain {
        match value {
            Value::Float(x) => Plain::Float(x),
            Value::Note(x) => Plain::Note(x),
            Value::Int(i) => Plain::Int(i),
            Value::Ratio(r) => Plain::Ratio(r),
            Value::Bool(b) => Plain::Bool(b),
            Value::Word(word) => Plain::Word(scratch.word(self, word).to_owned()),
            Value::Controls(controls) => Plain::Controls(
                scratch
                    .entries(controls)
                    .iter()
                    .map(|&(name, value)| {
                        (
                            scratch.word(self, name).to_owned(),
                            self.plain(scratch, value),
                        )
                    })
                    .collect(),
            ),
        }
    }

    /// All events of a pattern in a span, in order of their parts; `false` beside them when a budget ran out or there are
    /// more than [`MOST_LISTED`].
    pub fn events(
        &self,
        pattern: PatternId,
        span: Span,
        scratch: &mut Scratch,
    ) -> (Vec<ListedEvent>, bool) {
        let mut events = Vec::new();
        self.query(pattern, span, scratch, &mut |scratch, event| {
            if events.len() == MOST_LISTED {
                scratch.exceed();
                return;
            }
            events.push(ListedEvent {
                whole: event.whole,
                part: event.part,
                value: self.plain(scratch, event.value),
                origins: event.origins,
            });
        });
        events.sort_by_key(|event| (event.part.begin, event.part.end));
        (events, !scratch.exceeded())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Budget, Join, Operation, Scratch, Structure};
    use super::*;

    fn r(n: i64, d: i64) -> Rational {
        Rational::new(n, d).expect("denominator")
    }

    fn listing(graph: &Graph, pattern: PatternId, cycles: i64) -> Vec<String> {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let mut lines = Vec::new();
        for cycle in 0..cycles {
            let (events, complete) = graph.events(pattern, Span::cycle(cycle), &mut scratch);
            assert!(complete);
            lines.extend(events.iter().map(|e| {
                let whole = e
                    .whole
                    .map_or("~".to_owned(), |w| format!("{}-{}", w.begin, w.end));
                format!("{}-{} ({whole}) {:?}", e.part.begin, e.part.end, e.value)
            }));
        }
        lines
    }

    #[test]
    fn a_list_ends_where_it_would_fill_the_memory() {
        let mut graph = Graph::new();
        let one = graph.pure(Value::Int(1));
        let many = graph.fast_by(Rational::integer(MOST_LISTED as i64 + 1), one);
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let (events, complete) = graph.events(many, Span::cycle(0), &mut scratch);
        assert!(events.len() == MOST_LISTED && !complete);
    }

    fn letters(graph: &mut Graph, text: &str) -> PatternId {
        let steps: Vec<_> = text
            .split(' ')
            .map(|w| {
                let word = graph.intern(w);
                (Rational::ONE, graph.pure(Value::Word(word)))
            })
            .collect();
        graph.timecat(&steps)
    }

    #[test]
    fn sequences_fast_late_and_rev() {
        let mut g = Graph::new();
        let ab = letters(&mut g, "a b");
        let fast = g.fast_by(r(3, 2), ab);
        let late = g.late_by(r(1, 4), fast);
        let rev = g.rev(late);
        assert_eq!(
            listing(&g, rev, 1),
            [
                "0/1-1/12 (-1/4-1/12) Word(\"a\")",
                "1/12-5/12 (1/12-5/12) Word(\"b\")",
                "5/12-3/4 (5/12-3/4) Word(\"a\")",
                "3/4-1/1 (3/4-13/12) Word(\"b\")",
            ]
        );
    }

    #[test]
    fn controls_are_united_and_the_arena_is_given_back() {
        let mut g = Graph::new();
        let ab = letters(&mut g, "a b");
        let (s, n) = (g.intern("s"), g.intern("n"));
        let sound = g.control(s, ab);
        let number = g.pure(Value::Float(3.0));
        let number = g.control(n, number);
        let both = g.with_controls(sound, number);
        let more = g.apply(Operation::Add, Structure::Left, both, number);
        assert_eq!(
            listing(&g, more, 1)[1],
            "1/2-1/1 (1/2-1/1) Controls({\"n\": Float(6.0), \"s\": Word(\"b\")})"
        );
    }

    #[test]
    fn patterned_arguments_are_inner_joins() {
        let mut g = Graph::new();
        let ab = letters(&mut g, "a b");
        let (one, two) = (g.pure(Rational::ONE), g.pure(r(2, 1)));
        let factors = g.timecat(&[(Rational::ONE, one), (Rational::ONE, two)]);
        let fast = g.fast(factors, ab);
        assert_eq!(
            listing(&g, fast, 1),
            [
                "0/1-1/2 (0/1-1/2) Word(\"a\")",
                "1/2-3/4 (1/2-3/4) Word(\"a\")",
                "3/4-1/1 (3/4-1/1) Word(\"b\")",
            ]
        );
    }

    #[test]
    fn squeezing_repeats_within_each_event() {
        let mut g = Graph::new();
        let ab = letters(&mut g, "a b");
        let slot = g.slot();
        let event = g.pure(slot);
        let twice = g.fast_by(r(2, 1), event);
        let ply = g.join(Join::Squeeze, ab, slot, twice);
        assert_eq!(
            listing(&g, ply, 1)
                .iter()
                .filter(|l| l.contains("\"b\""))
                .count(),
            2
        );
    }
}
