//! What sounds now and what comes, for the window: the same patterns, queried apart from the audio thread.
//!
//! Patterns are functions of time, so asking them again gives the events that the audio thread plays, with the places in
//! the text that made them.

use phonon_language::diagnostic::ELSEWHERE;
use phonon_pattern::{Budget, Graph, PatternId, Rational, Scratch, Span, Value};
use std::ops::Range;

/// Bounds a window's queries to well under a frame.
const BUDGET: Budget = Budget {
    steps: 60_000,
    depth: 192,
    entries: 1 << 13,
    bytes: 1 << 13,
    collected: 1 << 12,
};
/// Time of queries is a multiple of 1/this of a cycle: fine enough for the eye, and cheap to compute with.
const GRAIN: i64 = 1 << 20;
/// Events shown at once at most.
const MOST_SHOWN: usize = 4096;

/// An event and the parts of the text it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The numbered output, 0 for the main one.
    pub output: usize,
    /// When it begins and ends, cycles.
    pub begin: f64,
    /// When the event ends, cycles.
    pub end: f64,
    /// A number that is the same for the same sound.
    pub color: u32,
}

/// The patterns of a program.
pub struct Preview {
    graph: Graph,
    /// Those whose sounds reach an output, by its number (0 is the main one).
    heard: Vec<(usize, PatternId)>,
    scratch: Scratch,
}

impl Preview {
    /// Of the patterns whose sounds reach an output, by its number (0 is the main one).
    pub fn new(graph: Graph, heard: Vec<(usize, PatternId)>) -> Self {
        Self {
            graph,
            heard,
            scratch: Scratch::new(BUDGET),
        }
    }

    /// Calls `sink` with each part of the text whose event sounds at `position` (cycles) in an output that
    /// `heard` accepts, and with how long ago it began, in cycles.
    pub fn sounding(
        &mut self,
        position: f64,
        heard: impl Fn(usize) -> bool,
        mut sink: impl FnMut(Range<usize>, f64),
    ) {
        let Some(span) = span(position, position + 1.0 / GRAIN as f64) else {
            return;
        };
        let atoms = self.graph.atoms();
        for (_, pattern) in self.heard.iter().filter(|(output, _)| heard(*output)) {
            let mut count = 0;
            self.graph
                .query(*pattern, span, &mut self.scratch, &mut |_, event| {
                    count += 1;
                    let Some(whole) = event.whole.filter(|_| count < MOST_SHOWN) else {
                        return;
                    };
                    let age = position - whole.begin.to_f64();
                    for atom in event.origins.as_slice() {
                        if let Some(place) = atoms.get(*atom as usize) {
                            let place = place.start as usize..place.end as usize;
                            if place.end < ELSEWHERE {
                                sink(place, age);
                            }
                        }
                    }
                });
        }
    }

    /// The events that begin from `from` to `to`, cycles, in order of their outputs.
    pub fn coming(&mut self, from: f64, to: f64) -> Vec<Shown> {
        let mut shown = Vec::new();
        let Some(span) = span(from, to) else {
            return shown;
        };
        let sound = self.graph.find_word("s");
        for (output, pattern) in &self.heard {
            self.graph
                .onsets(*pattern, span, &mut self.scratch, &mut |scratch, event| {
                    let Some(whole) = event.whole.filter(|_| shown.len() < MOST_SHOWN) else {
                        return;
                    };
                    let name = match (event.value, sound) {
                        (Value::Controls(controls), Some(sound)) => {
                            scratch.control(controls, sound)
                        }
                        _ => None,
                    };
                    let color = match name {
                        Some(Value::Word(word)) => letters_sum(scratch.word(&self.graph, word)),
                        _ => 0,
                    };
                    shown.push(Shown {
                        output: *output,
                        begin: whole.begin.to_f64(),
                        end: whole.end.to_f64(),
                        color,
                    });
                });
        }
        shown
    }
}

fn span(from: f64, to: f64) -> Option<Span> {
    // Beyond this, time has no room for the grain.
    const FAR: f64 = 1.0e9;
    let grain = |at: f64| {
        (at.abs() < FAR)
            .then(|| Rational::new((at * GRAIN as f64).floor() as i64, GRAIN))
            .flatten()
    };
    Some(Span::new(grain(from)?, grain(to)?))
}

/// FNV-1a, 32 bit.
fn letters_sum(letters: &str) -> u32 {
    letters.bytes().fold(0x811c_9dc5, |sum, byte| {
        (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_language::compile_program;
    use phonon_samples::{Library, LibrarySettings};

    #[test]
    fn what_comes_is_known_behind_effects_and_buses_too() {
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        let text = "o1: s \"bd*2\" # lpf 800\no2: ~a # hpf 90\n~a: s \"sn\"";
        let compiled = compile_program(text, 48_000.0, &*library, None);
        let mut preview = Preview::new(compiled.patterns, compiled.heard);
        let coming: Vec<(usize, f64)> = preview
            .coming(0.0, 1.0)
            .iter()
            .map(|shown| (shown.output, shown.begin))
            .collect();
        assert_eq!(coming, [(1, 0.0), (1, 0.5), (2, 0.0)]);
    }
}
