//! What sounds now and what comes, for the window: the same patterns, queried apart from the audio thread and from the
//! window's.
//!
//! Patterns are functions of time, so asking them again gives the events that the audio thread plays, with the places in
//! the text that made them. They are asked by half cycles, in the background, a little ahead of what the window shows; the
//! window looks up what was found. So a frame costs the same however much a song asks of its patterns.

#![allow(
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

mod tile;

pub use tile::Shown;

use super::lock;
use super::worker::Work;
use phonon_engine::MACROS;
use phonon_engine::sequencing::EventReader;
use phonon_language::{Compiled, OutputSet, State, StatementKey};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use tile::{Finder, PER_CYCLE, Tile};

/// Farthest a view goes back and ahead, cycles.
pub const BEHIND: f64 = 4.0;
/// See [`BEHIND`].
pub const AHEAD: f64 = 16.0;
/// Half cycles that are found before they are asked for.
const EARLY: i64 = 1;
/// Beyond this cycle, either way, nothing is shown.
const FAR: f64 = 1.0e9;

/// A statement whose patterns sound, or may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownStatement {
    /// What the statement is known by.
    pub key: StatementKey,
    /// Bytes of the statement in the text that was evaluated.
    pub span: Range<usize>,
    /// Whether it plays as written.
    pub state: State,
    /// The outputs that its patterns reach.
    pub outputs: OutputSet,
}

/// The patterns of one program.
pub struct Preview {
    serial: u64,
    statements: Vec<ShownStatement>,
    desk: Mutex<Desk>,
    /// Locked before the desk where both are.
    reader: Mutex<EventReader>,
    /// Locked before the desk where both are; held for as long as tiles are found.
    finder: Mutex<Finder>,
}

/// What was found and what is wanted.
#[derive(Default)]
struct Desk {
    /// Tiles by their numbers, each with the generation that it was found in.
    tiles: BTreeMap<i64, (u64, Arc<Tile>)>,
    /// Raised when what was found is out of date.
    generation: u64,
    /// Raised with each tile.
    version: u64,
    wanted: Range<i64>,
    /// The tile to be found first.
    first: i64,
    /// Somebody finds tiles, or is about to.
    is_busy: bool,
    /// Another program is shown.
    is_over: bool,
    macros: [f32; MACROS],
    /// Macros that the finder has not been told of yet.
    turned: Vec<usize>,
    /// The program has taken over.
    has_begun: bool,
    /// What that began, if the finder has not been told yet.
    begin: Option<Box<EventReader>>,
}

impl Preview {
    /// Of a program just compiled, of whose `compiled` it takes the patterns.
    pub(crate) fn new(serial: u64, compiled: &mut Compiled) -> Self {
        let mut statements: Vec<ShownStatement> = compiled
            .statements
            .iter()
            .map(|report| ShownStatement {
                key: report.key.clone(),
                span: report.span.clone(),
                state: report.state,
                outputs: OutputSet::default(),
            })
            .collect();
        for heard in &compiled.heard {
            let statement = heard.statement.and_then(|place| statements.get_mut(place));
            let outputs = compiled.reaches.get(heard.source);
            if let (Some(statement), Some(outputs)) = (statement, outputs) {
                statement.outputs = statement.outputs.and(*outputs);
            }
        }
        let finder = Finder::new(compiled);
        Self {
            serial,
            statements,
            desk: Mutex::default(),
            reader: Mutex::new(finder.reader().clone()),
            finder: Mutex::new(finder),
        }
    }

    /// The [serial](crate::Report::serial) of the evaluation.
    #[must_use]
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// The statements of its text, in their order.
    #[must_use]
    pub fn statements(&self) -> &[ShownStatement] {
        &self.statements
    }

    /// How many tiles were found so far.
    pub(crate) fn version(&self) -> u64 {
        lock(&self.desk).version
    }

    /// Says which program is over when this one is shown, and in which cycle it takes over.
    pub(crate) fn begin(&self, before: Option<&Self>, cycle: i64) {
        let before = before.map(|before| lock(&before.reader).clone());
        let mut reader = lock(&self.reader);
        reader.settle(before.as_ref(), cycle);
        let mut desk = lock(&self.desk);
        desk.has_begun = true;
        if reader.begins_something() {
            desk.begin = Some(Box::new(reader.clone()));
            desk.generation += 1;
        }
    }

    /// Whether it knows that its program has taken over.
    pub(crate) fn has_begun(&self) -> bool {
        lock(&self.desk).has_begun
    }

    /// Nobody looks at it any more.
    pub(crate) fn end(&self) {
        lock(&self.desk).is_over = true;
    }

    /// What is known from `from` to `until` (tiles), seen at the tile `first`; and whether somebody has to be sent to find
    /// the rest.
    fn look(
        self: &Arc<Self>,
        first: i64,
        wanted: Range<i64>,
        macros: [f32; MACROS],
    ) -> (View, bool) {
        let mut desk = lock(&self.desk);
        // While tiles are found, a knob that turns does not begin them all anew.
        if !desk.is_busy {
            for (index, value) in macros.into_iter().enumerate() {
                if desk.macros[index].to_bits() != value.to_bits() {
                    desk.macros[index] = value;
                    desk.turned.push(index);
                }
            }
        }
        let early = wanted.start..wanted.end + EARLY;
        desk.tiles
            .retain(|number, _| (early.start - PER_CYCLE..early.end + PER_CYCLE).contains(number));
        let tiles: Vec<(i64, Arc<Tile>)> = desk
            .tiles
            .range(wanted.clone())
            .map(|(number, (_, tile))| (*number, Arc::clone(tile)))
            .collect();
        let view = View {
            is_complete: tiles.len() as i64 == wanted.end - wanted.start,
            preview: Arc::clone(self),
            tiles,
            version: desk.version,
        };
        (desk.first, desk.wanted) = (first, early);
        let asks = desk.missing().is_some() || !desk.turned.is_empty();
        let starts = asks && !desk.is_busy && !desk.is_over;
        desk.is_busy |= starts;
        (view, starts)
    }

    /// Finds what is missing.
    fn fill(&self) {
        /// Leaves the desk for the next, whatever happens.
        struct Leave<'a>(&'a Mutex<Desk>, bool);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                if self.1 {
                    lock(self.0).is_busy = false;
                }
            }
        }
        let mut leave = Leave(&self.desk, true);
        let mut finder = lock(&self.finder);
        loop {
            let mut desk = lock(&self.desk);
            if let Some(reader) = desk.begin.take() {
                finder.begin(*reader);
            }
            for index in std::mem::take(&mut desk.turned) {
                let is_read = finder.set_macro(index, desk.macros[index]);
                desk.generation += u64::from(is_read);
            }
            let next = desk.missing().filter(|_| !desk.is_over);
            let Some(number) = next else {
                desk.is_busy = false;
                leave.1 = false;
                return;
            };
            let generation = desk.generation;
            drop(desk);
            let tile = Arc::new(finder.find(number));
            let mut desk = lock(&self.desk);
            desk.tiles.insert(number, (generation, tile));
            desk.version += 1;
        }
    }
}

impl Desk {
    /// The tile that is wanted most of those that are not there: that of now, those to come, those past.
    fn missing(&self) -> Option<i64> {
        let is_missing = |number: &i64| {
            let found = self.tiles.get(number);
            found.is_none_or(|(generation, _)| *generation != self.generation)
        };
        let (start, end) = (self.wanted.start, self.wanted.end);
        let first = self.first.clamp(start, end);
        let mut coming = first..end;
        let mut past = (start..first).rev();
        coming.find(is_missing).or_else(|| past.find(is_missing))
    }
}

/// What the window shows of a program in one frame. Holds no lock.
pub struct View {
    preview: Arc<Preview>,
    tiles: Vec<(i64, Arc<Tile>)>,
    version: u64,
    is_complete: bool,
}

/// An event at a moment.
#[derive(Clone, Debug)]
pub struct Sounding<'a> {
    /// The event.
    pub event: &'a Shown,
    /// Places in the evaluated text that made it.
    pub places: &'a [Range<usize>],
    /// How long ago it began, cycles.
    pub age: f64,
}

impl View {
    /// The program that is shown.
    #[must_use]
    pub fn preview(&self) -> &Preview {
        &self.preview
    }

    /// A number that is another when what is shown is: by it what was drawn of it can be kept.
    #[must_use]
    pub fn version(&self) -> (u64, u64) {
        (self.preview.serial, self.version)
    }

    /// Whether all of it was found by now. What is not comes with one of the next frames.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Whether there is more than is shown, because it is too much to be found in time.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.tiles.iter().any(|(_, tile)| tile.is_cut)
    }

    /// What sounds at `position`, cycles.
    pub fn sounding(&self, position: f64) -> impl Iterator<Item = Sounding<'_>> {
        let number = tile_of(position);
        let tile = self.tiles.iter().find(move |(tile, _)| *tile == number);
        let tile = tile.map(|(_, tile)| &**tile);
        tile.into_iter().flat_map(move |tile| {
            // In the order of their beginnings.
            let begun = tile.events.partition_point(|event| event.begin <= position);
            tile.events[..begun]
                .iter()
                .filter(move |event| event.part.0 <= position && position < event.part.1)
                .map(move |event| Sounding {
                    event,
                    places: &tile.places[event.places.clone()],
                    age: position - event.begin,
                })
        })
    }

    /// What sounds anywhere between `from` and `until`, cycles: each event once, those of earlier half cycles first.
    pub fn events(&self, from: f64, until: f64) -> impl Iterator<Item = &Shown> {
        let first = self.tiles.first().map(|(number, _)| *number);
        self.tiles
            .iter()
            .flat_map(move |(number, tile)| {
                let begins = tile_begin(*number);
                let goes_on = Some(*number) == first;
                tile.events.iter().filter(move |event| {
                    // What began earlier is in an earlier tile.
                    event.part.0 == event.begin || goes_on && event.part.0 == begins
                })
            })
            .filter(move |event| event.begin < until && event.end > from)
    }

    /// The events that begin from `from` to `until` (exclusive), cycles.
    pub fn onsets(&self, from: f64, until: f64) -> impl Iterator<Item = &Shown> {
        self.tiles
            .iter()
            .flat_map(|(_, tile)| tile.events.iter())
            .filter(move |event| event.part.0 == event.begin)
            .filter(move |event| from <= event.begin && event.begin < until)
    }
}

fn tile_of(position: f64) -> i64 {
    (position * PER_CYCLE as f64).floor() as i64
}

fn tile_begin(number: i64) -> f64 {
    number as f64 / PER_CYCLE as f64
}

/// The previews of the program that plays and of the one that waits.
#[derive(Default)]
pub(crate) struct Previews {
    newest: Option<Arc<Preview>>,
    /// The one before, until the newest plays.
    before: Option<Arc<Preview>>,
}

impl Previews {
    /// Takes in that of a program just compiled; the audio thread plays that of the serial `plays`.
    pub(crate) fn push(&mut self, preview: Preview, plays: u64) {
        let newest = self.newest.replace(Arc::new(preview));
        if let Some(newest) = newest {
            if newest.serial == plays || self.before.is_none() {
                if let Some(before) = self.before.replace(newest) {
                    before.end();
                }
            } else {
                newest.end();
            }
        }
    }

    /// Nothing that was compiled so far is to be shown.
    pub(crate) fn clear(&mut self) {
        for preview in [self.newest.take(), self.before.take()]
            .into_iter()
            .flatten()
        {
            preview.end();
        }
    }

    /// The one to be shown: that of the program that plays, or if `stands` (nobody plays) the newest. `plays` is the serial
    /// of the program that plays and the cycle in which it took over.
    pub(crate) fn shown(&mut self, plays: (u64, i64), stands: bool) -> Option<Arc<Preview>> {
        let newest = self.newest.as_ref()?;
        if newest.serial == plays.0 {
            if !newest.has_begun() {
                newest.begin(self.before.as_deref(), plays.1);
            }
            if let Some(before) = self.before.take() {
                before.end();
            }
        }
        match &self.before {
            Some(before) if before.serial == plays.0 && !stands => Some(Arc::clone(before)),
            _ => Some(Arc::clone(newest)),
        }
    }

    pub(crate) fn version(&self) -> u64 {
        self.newest.iter().map(|newest| newest.version()).sum()
    }
}

/// Finds tiles for whichever preview asked last.
pub(crate) struct Filling;

impl Work for Filling {
    type Request = Arc<Preview>;

    fn work(&mut self, preview: Arc<Preview>) {
        preview.fill();
    }

    /// What makes the finder panic shows nothing; it plays all the same.
    fn panicked(&mut self, _message: String) {}
}

/// See [`Session::view`](crate::Session::view).
pub(crate) fn view(
    preview: &Arc<Preview>,
    position: f64,
    (behind, ahead): (f64, f64),
    macros: [f32; MACROS],
) -> (View, bool) {
    let position = if position.abs() < FAR { position } else { 0.0 };
    let from = position - behind.clamp(0.0, BEHIND);
    let until = position + ahead.clamp(0.0, AHEAD);
    preview.look(tile_of(position), tile_of(from)..tile_of(until) + 1, macros)
}

#[cfg(test)]
mod tests;
