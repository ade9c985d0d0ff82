//! Scales and chords as functions of patterns.

use crate::graph::node::{Gathering, Join, Structure};
use crate::graph::operation::Operation;
use crate::graph::{Graph, PatternId};

impl Graph {
    /// Numbers as degrees of a named scale; unknown scales have one note.
    pub fn scale(&mut self, name: PatternId, pattern: PatternId) -> PatternId {
        self.apply(Operation::Degree, Structure::Left, pattern, name)
    }

    /// Numbers as degrees of a scale given by its notes (semitones), which goes on `octave` semitones higher.
    pub fn to_scale(&mut self, octave: i64, degrees: &[f64], pattern: PatternId) -> PatternId {
        self.to_scale_of(octave as f64, degrees, pattern)
    }

    /// [`Graph::to_scale`] with a period that need not be whole.
    pub fn to_scale_of(&mut self, period: f64, degrees: &[f64], pattern: PatternId) -> PatternId {
        let count = degrees.len() as f64;
        if degrees.is_empty() {
            return self.silence();
        }
        let slot = self.slot();
        let index = self.formula_of(Operation::RoundDown, slot, 1i64);
        let turns = self.formula_of(Operation::Divide, index, count);
        let turns = self.formula_of(Operation::RoundDown, turns, 1i64);
        let height = self.formula_of(Operation::Multiply, turns, period);
        let notes: Vec<_> = degrees.iter().map(|&degree| self.steady(degree)).collect();
        let note = match notes[..] {
            [only] => only,
            _ => self.select(index, &notes),
        };
        let note = self.adjust(Operation::Add, note, height);
        self.join(Join::Outer, pattern, slot, note)
    }

    /// The notes of each chord one after another, in the order that is named (see [`Arpeggio`]).
    ///
    /// [`Arpeggio`]: crate::harmony::arpeggios::Arpeggio
    pub fn arp(&mut self, order: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(order, |graph, order| {
            graph.gather(Gathering::Arpeggiate(order), pattern)
        })
    }

    /// Notes of the chord that sounds, one for each number, 0 being the first; beyond the last it goes on from the first.
    pub fn arp_by_number(&mut self, numbers: PatternId, pattern: PatternId) -> PatternId {
        let slot = self.slot();
        let note = self.gather(Gathering::Note(slot.into()), pattern);
        self.join(Join::Outer, numbers, slot, note)
    }

    /// Each number and the `n` that follow it (or come before it), in its time.
    pub fn chromaticise_by(&mut self, n: PatternId, pattern: PatternId) -> PatternId {
        self.patterned(n, |graph, n| {
            let slot = graph.slot();
            let last = graph.formula_of(Operation::Add, slot, n);
            let numbers = graph.enumerate(slot, last);
            graph.join(Join::Squeeze, pattern, slot, numbers)
        })
    }
}
