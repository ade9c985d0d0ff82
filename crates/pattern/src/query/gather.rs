//! Functions of all the events of a query together: they are collected in the scratch first.

use super::harmony::{arpeggiate, choose, note, run_from};
use super::{Fragments, Sink, State};
use crate::event::Event;
use crate::graph::node::Gathering;
use crate::graph::operation::compare;
use crate::graph::{Graph, PatternId};
use crate::harmony::arpeggios::Arpeggio;
use crate::rational::Rational;
use crate::scratch::{Collected, Scratch};
use crate::span::Span;
use crate::value::Value;
use std::cmp::Ordering;

impl Graph {
    pub(super) fn run_gather(
        &self,
        gathering: &Gathering,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        match gathering {
            Gathering::Rotate(by) => {
                let Some(by) = self
                    .scalar(*by, state.bindings, scratch)
                    .and_then(|v: Value| v.as_int())
                else {
                    return;
                };
                for (cycle, part) in state.span.cycles() {
                    self.gathered(
                        pattern,
                        state.over(Span::cycle(cycle)),
                        scratch,
                        |scratch, list| self.rotate(by, part, list, scratch, sink),
                    );
                }
            }
            Gathering::Roll(amount) => {
                let Some(amount) = self.rational(*amount, state.bindings, scratch) else {
                    return;
                };
                if amount.is_zero() {
                    self.run(pattern, state, scratch, &mut |scratch, event| {
                        if event.whole.is_some() {
                            sink(scratch, event);
                        }
                    });
                    return;
                }
                self.grouped(pattern, state, scratch, |scratch, list| {
                    if amount.is_negative() {
                        scratch.reverse(list);
                    }
                    spread(scratch, list, sink, |whole, place, count| {
                        let step = whole.length() * amount.abs() / Rational::integer(count);
                        Span::new(whole.begin + step * Rational::integer(place), whole.end)
                    });
                });
            }
            Gathering::Arpeggiate(order) => {
                let Some(order) = self.scalar(*order, state.bindings, scratch) else {
                    return;
                };
                let order = match order {
                    Value::Word(name) => Arpeggio::named(scratch.word(self, name)),
                    _ => None,
                };
                let order = order.unwrap_or(Arpeggio::Up);
                self.grouped(pattern, state, scratch, |scratch, list| {
                    scratch.sort(list, |a, b| by_whole(a, b) == Ordering::Less);
                    arpeggiate(
                        scratch,
                        list,
                        |notes| order.steps(notes),
                        |step, notes| order.note(step, notes),
                        sink,
                    );
                });
            }
            Gathering::Note(number) => {
                let number = self.scalar(*number, state.bindings, scratch);
                let Some(number) = number.and_then(|number| number.as_f64()) else {
                    return;
                };
                let number = number.floor() as i64;
                self.grouped(pattern, state, scratch, |scratch, list| {
                    scratch.sort(list, |a, b| by_whole(a, b) == Ordering::Less);
                    note(scratch, list, number, sink);
                });
            }
            Gathering::Arrange(orders) => {
                self.grouped(pattern, state, scratch, |scratch, list| {
                    scratch.sort(list, |a, b| by_whole(a, b) == Ordering::Less);
                    let order = |notes: usize| orders.get(notes.wrapping_sub(1));
                    arpeggiate(
                        scratch,
                        list,
                        |notes| order(notes).map_or(notes, |order| order.len()),
                        |step, notes| order(notes).map_or(step, |order| usize::from(order[step])),
                        sink,
                    );
                });
            }
            Gathering::Choose(orders) => {
                self.grouped(pattern, state, scratch, |scratch, list| {
                    scratch.sort(list, |a, b| {
                        let by_part =
                            || (a.part.begin, a.part.end).cmp(&(b.part.begin, b.part.end));
                        by_whole(a, b).then_with(by_part) == Ordering::Less
                    });
                    choose(scratch, list, orders, sink);
                });
            }
            Gathering::Stretch => {
                for (cycle, part) in state.span.cycles() {
                    if !scratch.step() {
                        return;
                    }
                    let mut extent: Option<Span> = None;
                    let whole_cycle = state.all().over(Span::cycle(cycle));
                    self.run(pattern, whole_cycle, scratch, &mut |_, event| {
                        let sounding = event.whole_or_part();
                        extent = Some(extent.map_or(sounding, |e| {
                            Span::new(e.begin.min(sounding.begin), e.end.max(sounding.end))
                        }));
                    });
                    if let Some(extent) = extent {
                        let window = extent.later(Rational::integer(-cycle));
                        self.zoomed(window, pattern, state.over(part), scratch, sink);
                    }
                }
            }
            Gathering::Monophonic => {
                self.grouped(pattern, state, scratch, |scratch, list| {
                    scratch.sort(list, |a, b| by_whole(a, b) == Ordering::Less);
                    monophonic(scratch, list, sink);
                });
            }
        }
    }

    /// [`Graph::gathered`] for a function that counts the events of one whole. Where it is free how many parts events are
    /// answered in, it must not count the parts of one event that follow each other: it is given what sounds together,
    /// from each change to the next.
    fn grouped(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        mut then: impl FnMut(&mut Scratch, &mut Collected),
    ) {
        if state.fragments != Fragments::Free {
            return self.gathered(pattern, state, scratch, then);
        }
        self.gathered(pattern, state, scratch, |scratch, list| {
            let mut next = Some(state.span.begin);
            while let Some(begin) = next {
                let mut together = scratch.collect();
                next = sounding_at(begin, state.span.end, list, scratch, &mut together);
                then(scratch, &mut together);
                scratch.discard(together);
            }
        });
    }

    /// Collects the events of a span, hands them on, and gives their room back.
    pub(super) fn gathered(
        &self,
        pattern: PatternId,
        state: State<'_>,
        scratch: &mut Scratch,
        then: impl FnOnce(&mut Scratch, &mut Collected),
    ) {
        let mark = scratch.mark();
        let mut list = scratch.collect();
        self.run(pattern, state.counted(), scratch, &mut |scratch, event| {
            scratch.hold(&mut list, *event);
        });
        then(scratch, &mut list);
        scratch.discard(list);
        scratch.release(mark);
    }

    /// The order in which rotation counts events.
    fn order(&self, scratch: &Scratch, a: &Event, b: &Event) -> Ordering {
        self.by_origin(a, b)
            .then_with(|| by_whole(a, b))
            .then_with(|| a.part.begin.cmp(&b.part.begin))
            .then_with(|| a.part.end.cmp(&b.part.end))
            .then_with(|| self.order_values(scratch, a.value, b.value))
    }

    /// Events by where in their strings they were written: Tidal compares that before anything else.
    fn by_origin(&self, a: &Event, b: &Event) -> Ordering {
        let places = |event: &Event| event.origins;
        let (a, b) = (places(a), places(b));
        for (x, y) in a.as_slice().iter().zip(b.as_slice()) {
            let order = self.place_in_text(*x).cmp(&self.place_in_text(*y));
            if order != Ordering::Equal {
                return order;
            }
        }
        a.as_slice().len().cmp(&b.as_slice().len())
    }

    /// Control maps by their controls in order of name, other values by size.
    fn order_values(&self, scratch: &Scratch, a: Value, b: Value) -> Ordering {
        let (Value::Controls(a), Value::Controls(b)) = (a, b) else {
            return compare(self, scratch, a, b).unwrap_or(Ordering::Equal);
        };
        // The names are compared as letters: the ids stand in order of first use.
        let mut last: Option<&str> = None;
        loop {
            let next = |controls| {
                scratch
                    .entries(controls)
                    .iter()
                    .map(|&(name, value)| (scratch.word(self, name), value))
                    .filter(|(name, _)| last.is_none_or(|last| *name > last))
                    .min_by(|x, y| x.0.cmp(y.0))
            };
            match (next(a), next(b)) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some((name, x)), Some((other, y))) => {
                    let order = name
                        .cmp(other)
                        .then_with(|| compare(self, scratch, x, y).unwrap_or(Ordering::Equal));
                    if order != Ordering::Equal {
                        return order;
                    }
                    last = Some(name);
                }
            }
        }
    }

    /// Joins the touching parts of one event, then gives each event in `part` the value of the event `by` places on.
    fn rotate(
        &self,
        by: i64,
        part: Span,
        list: &mut Collected,
        scratch: &mut Scratch,
        sink: Sink<'_>,
    ) {
        let same = |scratch: &Scratch, a: &Event, b: &Event| {
            a.whole == b.whole && self.order_values(scratch, a.value, b.value) == Ordering::Equal
        };
        scratch.sort_with(list, |scratch, a, b| {
            by_whole(a, b)
                .then_with(|| self.order_values(scratch, a.value, b.value))
                .then_with(|| a.part.begin.cmp(&b.part.begin))
                == Ordering::Less
        });
        let mut merged = scratch.collect();
        let mut pending: Option<Event> = None;
        let mut cursor = list.start();
        while let Some((event, next)) = scratch.held(cursor) {
            cursor = next;
            pending = match pending {
                // Two and two: a third part is another event, as it is for Tidal.
                Some(last) if same(scratch, &last, &event) && last.part.end == event.part.begin => {
                    let both = Event {
                        part: Span::new(last.part.begin, event.part.end),
                        ..last
                    };
                    scratch.hold(&mut merged, both);
                    None
                }
                Some(last) => {
                    scratch.hold(&mut merged, last);
                    Some(event)
                }
                None => Some(event),
            };
        }
        if let Some(last) = pending {
            scratch.hold(&mut merged, last);
        }
        scratch.sort_with(&mut merged, |scratch, a, b| {
            self.order(scratch, a, b) == Ordering::Less
        });
        if merged.len > 0 {
            let mut from = merged.start();
            for _ in 0..by.rem_euclid(merged.len as i64) {
                if let Some((_, next)) = scratch.held(from) {
                    from = next;
                }
            }
            let mut cursor = merged.start();
            while let Some((event, next)) = scratch.held(cursor) {
                cursor = next;
                let source = match scratch.held(from) {
                    Some((source, next)) => {
                        from = next;
                        source
                    }
                    None => {
                        let Some((source, next)) = scratch.held(merged.start()) else {
                            break;
                        };
                        from = next;
                        source
                    }
                };
                if let Some(part) = part.intersection(event.part) {
                    let moved = Event {
                        part,
                        value: source.value,
                        origins: source.origins,
                        ..event
                    };
                    sink(scratch, &moved);
                }
            }
        }
        scratch.discard(merged);
    }
}

/// Collects the events that sound at a time, cut where the first of them ends or another begins; the time of that, if
/// it is before `end`.
fn sounding_at(
    time: Rational,
    end: Rational,
    list: &Collected,
    scratch: &mut Scratch,
    together: &mut Collected,
) -> Option<Rational> {
    if !scratch.spend(list.len as u64 + 1) {
        return None;
    }
    let mut change = end;
    let mut cursor = list.start();
    while let Some((event, next)) = scratch.held(cursor) {
        cursor = next;
        for edge in [event.part.begin, event.part.end] {
            if edge > time {
                change = change.min(edge);
            }
        }
    }
    let mut cursor = list.start();
    while let Some((event, next)) = scratch.held(cursor) {
        cursor = next;
        let here = Span::new(time, change);
        if let Some(part) = here.intersection(event.part) {
            scratch.hold(together, Event { part, ..event });
        }
    }
    (change < end).then_some(change)
}

fn by_whole(a: &Event, b: &Event) -> Ordering {
    match (a.whole, b.whole) {
        (Some(a), Some(b)) => a.begin.cmp(&b.begin).then(a.end.cmp(&b.end)),
        (a, b) => a.is_some().cmp(&b.is_some()),
    }
}

/// Gives each run of events of one whole new wholes, by place and number.
fn spread(
    scratch: &mut Scratch,
    list: &mut Collected,
    sink: Sink<'_>,
    whole_of: impl Fn(Span, i64, i64) -> Span,
) {
    let mut cursor = list.start();
    while let Some((first, _)) = scratch.held(cursor) {
        let (count, _) = run_from(scratch, cursor, |event| event.whole == first.whole);
        let count = count as i64;
        for place in 0..count {
            let Some((event, next)) = scratch.held(cursor) else {
                return;
            };
            cursor = next;
            if let Some(whole) = event.whole {
                let whole = whole_of(whole, place, count);
                if let Some(part) = whole.intersection(event.part) {
                    let moved = Event {
                        whole: Some(whole),
                        part,
                        ..event
                    };
                    sink(scratch, &moved);
                }
            }
        }
    }
}

/// Of overlapping events the first sounds to its end; the next begins there if it lasts longer.
fn monophonic(scratch: &mut Scratch, list: &mut Collected, sink: Sink<'_>) {
    let mut until: Option<Rational> = None;
    let mut cursor = list.start();
    while let Some((mut event, next)) = scratch.held(cursor) {
        cursor = next;
        let mut sounding = event.whole_or_part();
        if let Some(until) = until
            && sounding.begin < until
        {
            if sounding.end <= until {
                continue;
            }
            sounding.begin = until;
            event.whole = Some(sounding);
        }
        until = Some(sounding.end);
        if let Some(part) = sounding.intersection(event.part) {
            event.part = part;
            sink(scratch, &event);
        }
    }
}
