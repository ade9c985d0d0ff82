//! Half a cycle of a program's events, found apart from the window, which only looks them up.

use phonon_engine::program::Sound;
use phonon_engine::sequencing::EventReader;
use phonon_engine::sequencing::trigger::Trigger;
use phonon_language::diagnostic::ELSEWHERE;
use phonon_language::{Compiled, Heard, OutputSet};
use phonon_pattern::{Budget, Event, Graph, Rational, Scratch, Span};
use std::ops::Range;
use std::sync::Arc;

/// Bounds one query.
const BUDGET: Budget = Budget {
    steps: 60_000,
    depth: 192,
    entries: 1 << 13,
    bytes: 1 << 13,
    collected: 1 << 12,
};
/// Steps of all queries of a tile together: some 50 ms on a slow machine, in the background.
const STEPS: u64 = 160_000;
/// Tiles in a cycle.
pub(super) const PER_CYCLE: i64 = 2;
/// Most events of a tile: beyond, those of each pattern are thinned out evenly.
const MOST_EVENTS: usize = 2048;
/// What each pattern may have of them, however many patterns there are.
const FAIR_SHARE: usize = 128;
/// Most events of one pattern that are looked at.
const MOST_FOUND: usize = 16_384;
/// Level at which an event is drawn at its full height (12 dB above that of a plain event) and range below, in dB.
const LOUDEST: f32 = 4.0;
const LOUDNESS_RANGE: f32 = 48.0;

/// An event that sounds.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// When the event begins, cycles.
    pub begin: f64,
    /// When the event ends, cycles.
    pub end: f64,
    /// The outputs that it reaches.
    pub outputs: OutputSet,
    /// The statement that plays it, by its place among [`Preview::statements`](super::Preview::statements).
    pub statement: Option<usize>,
    /// Name of the sound, as `s` has it.
    pub name: Arc<str>,
    /// Which of its bank's sounds it is, from 0; none for what has only one.
    pub variant: Option<usize>,
    /// Pitch, semitones above middle C (`note 0`), if the event says one.
    pub pitch: Option<f32>,
    /// How loud it is to the ear, 0 to 1 by decibels: 0.75 where nothing is said, 0 from 36 dB below that on.
    pub loudness: f32,
    /// A number that is the same for the same sound.
    pub color: u32,
    /// The part of it that plays in this tile, cycles.
    pub(super) part: (f64, f64),
    /// Places in the text that made it, among those of the tile.
    pub(super) places: Range<usize>,
}

/// The events of half a cycle.
#[derive(Debug, Default)]
pub(super) struct Tile {
    /// In the order of their beginnings.
    pub(super) events: Vec<Shown>,
    pub(super) places: Vec<Range<usize>>,
    /// Whether more is there than is shown.
    pub(super) is_cut: bool,
}

impl Tile {
    /// Keeps `most` of the events from `first` on, evenly spread.
    fn thin(&mut self, first: usize, most: usize) {
        let found = self.events.len() - first;
        if found > most {
            self.is_cut = true;
            for kept in 0..most {
                self.events.swap(first + kept, first + kept * found / most);
            }
            self.events.truncate(first + most);
        }
    }
}

/// What finds tiles.
pub(super) struct Finder {
    graph: Graph,
    heard: Vec<Heard>,
    meaning: Meaning,
    scratch: Scratch,
}

/// What events mean.
struct Meaning {
    reader: EventReader,
    reaches: Vec<OutputSet>,
    /// Names of sounds, by their ids.
    names: Vec<Arc<str>>,
}

impl Finder {
    /// Takes what it needs out of `compiled`, whose program goes to the audio thread.
    pub(super) fn new(compiled: &mut Compiled) -> Self {
        let reader = compiled.program.event_reader();
        Self {
            graph: std::mem::take(&mut compiled.patterns),
            heard: std::mem::take(&mut compiled.heard),
            scratch: Scratch::new(BUDGET).with_inputs(reader.inputs()),
            meaning: Meaning {
                names: reader.sounds().names().map(Arc::from).collect(),
                reaches: std::mem::take(&mut compiled.reaches),
                reader,
            },
        }
    }

    /// Sets a macro, 0 to 1. Whether any pattern reads it.
    pub(super) fn set_macro(&mut self, index: usize, value: f32) -> bool {
        let reader = &self.meaning.reader;
        reader.set_macro(&mut self.scratch, index, value)
    }

    /// Has begun what `reader` has settled.
    pub(super) fn begin(&mut self, reader: EventReader) {
        reader.begin(&mut self.scratch);
        self.meaning.reader = reader;
    }

    pub(super) fn reader(&self) -> &EventReader {
        &self.meaning.reader
    }

    /// The events of the half cycle of that number.
    pub(super) fn find(&mut self, number: i64) -> Tile {
        let mut tile = Tile::default();
        let bound = |number: i64| Rational::new(number, PER_CYCLE);
        let bounds = bound(number).zip(number.checked_add(1).and_then(bound));
        let Some(span) = bounds.map(|(begin, end)| Span::new(begin, end)) else {
            return tile;
        };
        let share = (MOST_EVENTS / self.heard.len().max(1)).max(FAIR_SHARE);
        self.scratch.allow(STEPS, STEPS);
        for heard in &self.heard {
            let first = tile.events.len();
            let mut is_cut = false;
            let (graph, meaning) = (&self.graph, &self.meaning);
            let query = &mut |scratch: &mut Scratch, event: &Event| {
                let begins = event.part.begin;
                // Some functions answer what they play beyond the span too.
                if begins < span.begin || begins >= span.end {
                    return;
                }
                if tile.events.len() >= first + MOST_FOUND {
                    is_cut = true;
                } else {
                    meaning.add(&mut tile, graph, scratch, event, *heard);
                }
            };
            graph.query(heard.pattern, span, &mut self.scratch, query);
            tile.is_cut |= is_cut || self.scratch.exceeded();
            tile.thin(first, share);
        }
        tile.events.sort_by(|one, other| {
            let of = |event: &Shown| (event.begin, event.end);
            let ((begin, end), (other_begin, other_end)) = (of(one), of(other));
            begin
                .total_cmp(&other_begin)
                .then(end.total_cmp(&other_end))
        });
        tile
    }
}

impl Meaning {
    /// Adds what an event plays, if it plays anything.
    fn add(&self, tile: &mut Tile, graph: &Graph, scratch: &Scratch, event: &Event, heard: Heard) {
        let Some(whole) = event.whole else { return };
        let trigger = self.reader.trigger(graph, scratch, event, heard.source);
        let Some(trigger) = trigger else { return };
        let Some(name) = trigger.sound.and_then(|id| self.names.get(id.0 as usize)) else {
            return;
        };
        let reached = |source: usize| self.reaches.get(source).copied();
        // An orbit of its own that has no line in the text reaches its output all the same.
        let outputs = reached(trigger.source)
            .or_else(|| reached(heard.source))
            .unwrap_or_default();
        if outputs.is_empty() {
            return;
        }
        let first = tile.places.len();
        for atom in event.origins.as_slice() {
            if let Some(place) = graph.atoms().get(*atom as usize) {
                let place = place.start as usize..place.end as usize;
                if place.end < ELSEWHERE {
                    tile.places.push(place);
                }
            }
        }
        let sound = trigger.sound.and_then(|id| self.reader.sounds().get(id));
        let variant = match sound {
            Some(Sound::Bank(bank, _)) if bank.len() > 1 && !bank.is_pitched() => {
                Some(bank.wrap(trigger.index()))
            }
            _ => None,
        };
        tile.events.push(Shown {
            begin: whole.begin.to_f64(),
            end: whole.end.to_f64(),
            outputs,
            statement: heard.statement,
            name: Arc::clone(name),
            variant,
            pitch: self.reader.pitch(&trigger),
            loudness: loudness(EventReader::level(&trigger)),
            color: letters_sum(name),
            part: (event.part.begin.to_f64(), event.part.end.to_f64()),
            places: first..tile.places.len(),
        });
    }
}

/// A linear level as the ear judges it, 0 to 1.
fn loudness(level: f32) -> f32 {
    let plain = EventReader::level(&Trigger::default());
    let decibels = 20.0 * (level / (plain * LOUDEST)).log10();
    (1.0 + decibels / LOUDNESS_RANGE).clamp(0.0, 1.0)
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

    #[test]
    fn loudness_goes_by_decibels() {
        let plain = EventReader::level(&Trigger::default());
        let near = |level: f32, expected: f32| {
            let found = loudness(level);
            assert!((found - expected).abs() < 0.002, "{level}: {found}");
        };
        near(plain, 0.749);
        near(plain * 4.0, 1.0);
        near(plain * 100.0, 1.0);
        near(plain / 10.0, 0.332);
        near(0.0, 0.0);
    }
}
