//! The notes of chords: one after another in an order, one by its number, some of them together.

use super::Sink;
use crate::event::Event;
use crate::graph::node::Orders;
use crate::rational::Rational;
use crate::scratch::{Collected, Cursor, Scratch};
use crate::span::Span;

/// Hands on each run of events of one whole and part in the order for their number, all with that whole and part.
pub(super) fn choose(scratch: &mut Scratch, list: &Collected, orders: &Orders, sink: Sink<'_>) {
    let mut start = list.start();
    while let Some((first, _)) = scratch.held(start) {
        let together = |event: &Event| event.whole == first.whole && event.part == first.part;
        let (count, end) = run_from(scratch, start, together);
        let order = orders.get(count.wrapping_sub(1));
        for step in 0..order.map_or(count, |order| order.len()) {
            let place = order.map_or(step, |order| usize::from(order[step]));
            match nth_from(scratch, start, place) {
                Some(event) => sink(scratch, &event),
                None => return,
            }
        }
        start = end;
    }
}

/// How many events from a place on belong together, and the place after them.
pub(super) fn run_from(
    scratch: &Scratch,
    start: Cursor,
    together: impl Fn(&Event) -> bool,
) -> (usize, Cursor) {
    let (mut count, mut end) = (0, start);
    while let Some((_, next)) = scratch.held(end).filter(|(event, _)| together(event)) {
        count += 1;
        end = next;
    }
    (count, end)
}

/// The event so many places on. The way there takes steps of the budget too.
pub(super) fn nth_from(scratch: &mut Scratch, start: Cursor, place: usize) -> Option<Event> {
    const PLACES_PER_STEP: usize = 8;
    if !scratch.spend((place / PLACES_PER_STEP) as u64 + 1) {
        return None;
    }
    let mut cursor = start;
    for _ in 0..place {
        cursor = scratch.held(cursor)?.1;
    }
    scratch.held(cursor).map(|(event, _)| event)
}

/// Plays each run of events of one whole one after another within it, in an order.
pub(super) fn arpeggiate(
    scratch: &mut Scratch,
    list: &mut Collected,
    steps_of: impl Fn(usize) -> usize,
    note_of: impl Fn(usize, usize) -> usize,
    sink: Sink<'_>,
) {
    let mut start = list.start();
    while let Some((first, _)) = scratch.held(start) {
        let (notes, end) = run_from(scratch, start, |event| event.whole == first.whole);
        let steps = steps_of(notes);
        for step in 0..steps {
            let Some(event) = nth_from(scratch, start, note_of(step, notes)) else {
                return;
            };
            let Some(whole) = event.whole else {
                continue;
            };
            let length = whole.length() / Rational::integer(steps as i64);
            let begin = whole.begin + length * Rational::integer(step as i64);
            let whole = Span::new(begin, begin + length);
            if let Some(part) = whole.intersection(event.part) {
                let moved = Event {
                    whole: Some(whole),
                    part,
                    ..event
                };
                sink(scratch, &moved);
            }
        }
        start = end;
    }
}

/// Of each run of events of one whole the one with this number.
pub(super) fn note(scratch: &mut Scratch, list: &mut Collected, number: i64, sink: Sink<'_>) {
    let mut start = list.start();
    while let Some((first, _)) = scratch.held(start) {
        let (notes, end) = run_from(scratch, start, |event| event.whole == first.whole);
        let number = number.rem_euclid(notes.max(1) as i64) as usize;
        let Some(event) = nth_from(scratch, start, number) else {
            return;
        };
        sink(scratch, &event);
        start = end;
    }
}
