//! What waits, and who gets a place where there are few.

use super::*;
use crate::tests::{program, repeated};

const RATE: f64 = 44_100.0;

/// A clock at half a cycle a second: a quantum is a 256th of a cycle.
fn clock() -> Clock {
    Clock::new(RATE, 0.5, 4.0)
}

/// A sequencer with so many places, and the voice sources of what waits in it once the first quantum was queried.
fn filled(places: usize, counts: &[i64]) -> (Sequencer, Vec<usize>) {
    let mut program = program(None, |graph| {
        let lines = counts.iter();
        lines
            .map(|count| repeated(graph, "click", *count, &[]))
            .collect()
    });
    let mut sequencer = Sequencer::new();
    sequencer.free.truncate(places);
    let whole_quanta = Cycles(1.0 / 256.0 - 1.0e-9);
    sequencer.fill(&mut program.patterns, whole_quanta, &clock());
    let mut sources = Vec::new();
    sequencer.drain(|trigger| sources.push(trigger.source));
    sources.sort_unstable();
    (sequencer, sources)
}

#[test]
fn a_line_that_floods_the_places_leaves_some_to_the_next() {
    // The first line finds a hundred onsets in each quantum, the others one each.
    let (sequencer, sources) = filled(16, &[25_600, 256, 256]);
    for line in [1, 2] {
        assert!(sources.contains(&line), "{sources:?}");
    }
    assert!(sources.iter().filter(|line| **line == 0).count() >= 8);
    assert!(sequencer.counts.dropped >= 80, "what found none is counted");
}

#[test]
fn what_is_taken_out_gives_its_place_back() {
    let (sequencer, sources) = filled(16, &[1_024]);
    assert!(!sources.is_empty());
    assert_eq!((sequencer.waiting(), sequencer.free.len()), (0, 16));
    assert_eq!(sequencer.counts.dropped, 0);
}

#[test]
fn onsets_come_in_the_order_of_their_frames_and_lines_in_their_order() {
    let mut program = program(None, |graph| {
        vec![
            repeated(graph, "click", 512, &[]),
            repeated(graph, "click", 1_024, &[]),
        ]
    });
    let mut sequencer = Sequencer::new();
    sequencer.fill(&mut program.patterns, Cycles(1.0 / 256.0), &clock());
    let mut order = Vec::new();
    sequencer.drain(|trigger| order.push((trigger.onset, trigger.source)));
    assert!(order.len() >= 6, "{order:?}");
    assert!(order.is_sorted(), "{order:?}");
    assert_eq!(order[..3], [(0.0, 0), (0.0, 1), (1.0 / 1_024.0, 1)]);
}
