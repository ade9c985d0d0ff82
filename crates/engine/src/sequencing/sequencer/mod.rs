//! Phase 1: patterns queried ahead of the sound, their onsets waiting in order until the clock reaches them.
//!
//! Queries go by musical quanta (a power of two of a cycle, at most about 512 frames at the tempo) and never by the
//! host's blocks, so that what is found cannot depend on these. What is found waits with its exact time in cycles; on
//! which frame that falls is asked of the clock only when the sound gets there.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::parameters;
use crate::sequencing::patterns::{Patterns, Sequence};
use crate::sequencing::reading::Reader;
use crate::sequencing::trigger::{SoundId, Trigger};
use crate::time::clock::{Clock, ONSET_SLACK};
use crate::time::conversions::saturating_i64;
use crate::time::{Cycles, Frames};
use phonon_pattern::{Event, Rational, Scratch, Span, Value};

/// The most a sound can come before its place in time, in seconds.
pub const EARLIEST: f64 = 0.25;

/// Onsets that can wait at once.
pub(crate) const WAITING: usize = PLACES as usize;

/// The same, as places are counted.
const PLACES: u32 = 4096;

/// A quantum is at most about this many frames.
const QUANTUM_FRAMES: f64 = 512.0;

/// Quanta are at least 2^-20 cycles, at most a cycle.
const FINEST: u32 = 20;

/// An onset that waits.
#[derive(Clone, Copy, Debug)]
struct Waiting {
    /// When it is to start, in cycles, nudges included.
    due: f64,
    /// Its place in time, in cycles.
    onset: f64,
    /// Which came first among those due at once: sequence by sequence, and within one in the order found.
    sequence: u32,
    ordinal: u64,
    slot: u32,
    /// The tempo that it sets, in cycles a second.
    cps: Option<f32>,
}

impl Ord for Waiting {
    /// The greatest is the first to start: a binary heap gives the greatest.
    fn cmp(&self, other: &Self) -> Ordering {
        other
            .due
            .total_cmp(&self.due)
            .then(other.sequence.cmp(&self.sequence))
            .then(other.ordinal.cmp(&self.ordinal))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Waiting {}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Onsets that queries have found.
    pub events: u64,
    /// Onsets left out because too many waited, or because a query's budget ran dry (counted once a query).
    pub dropped: u64,
    /// Events whose sound is not known.
    pub unknown: u64,
}

/// The sequencer: see the module's head.
pub struct Sequencer {
    waiting: BinaryHeap<Waiting>,
    /// Those of them that set the tempo and have not done so yet.
    tempi: BinaryHeap<Waiting>,
    triggers: Vec<Trigger>,
    free: Vec<u32>,
    /// Onsets that the query in hand may still add.
    room: usize,
    ordinal: u64,
    /// Onsets up to this position (cycles) have started or are past.
    heard: f64,
    /// What is due up to this position (cycles) was started by the program before.
    begun: f64,
    /// Onsets that are found a second time, and are counted already.
    recounted: usize,
    /// Counts since the sequencer was made.
    pub counts: Counts,
}

impl Default for Sequencer {
    fn default() -> Self {
        Self::new()
    }
}

impl Sequencer {
    /// A sequencer with room for all it may hold.
    #[must_use]
    pub fn new() -> Self {
        Self {
            waiting: BinaryHeap::with_capacity(WAITING),
            tempi: BinaryHeap::with_capacity(WAITING),
            triggers: Vec::with_capacity(WAITING),
            free: (0..PLACES).rev().collect(),
            room: 0,
            ordinal: 0,
            heard: f64::NEG_INFINITY,
            begun: f64::NEG_INFINITY,
            recounted: 0,
            counts: Counts::default(),
        }
    }

    /// Forgets what waits.
    pub fn clear(&mut self) {
        self.waiting.clear();
        self.tempi.clear();
        self.free.clear();
        self.free.extend((0..PLACES).rev());
    }

    /// Starts anew at a position (cycles), of which `slack` before it still counts, for a clock that jumped there.
    pub(crate) fn seek(
        &mut self,
        patterns: &mut Patterns,
        position: Cycles,
        slack: f64,
        clock: &Clock,
    ) {
        self.recounted = 0;
        self.heard = position.0 - (1.0 - ONSET_SLACK) * clock.slope() - slack;
        self.begun = f64::NEG_INFINITY;
        self.clear();
        self.restart(patterns, clock);
    }

    /// Starts anew for another program, where the last one ended: nothing that started starts again, and what waits
    /// behind its place in time still comes. `source` and `sound` say what the old program's are in the new one.
    pub(crate) fn succeed(
        &mut self,
        patterns: &mut Patterns,
        clock: &Clock,
        source: impl Fn(usize) -> Option<usize>,
        sound: impl Fn(SoundId) -> Option<SoundId>,
    ) {
        let Self {
            waiting,
            tempi,
            triggers,
            free,
            heard,
            ..
        } = self;
        waiting.retain(|waiting| {
            let trigger = &mut triggers[waiting.slot as usize];
            let place = source(trigger.source).filter(|_| waiting.onset <= *heard);
            if let Some(place) = place {
                trigger.source = place;
                trigger.sound = trigger.sound.and_then(&sound);
            } else {
                free.push(waiting.slot);
            }
            place.is_some()
        });
        tempi.clear();
        tempi.extend(waiting.iter().filter(|waiting| waiting.cps.is_some()));
        self.begun = self.heard;
        self.restart(patterns, clock);
    }

    /// Finds anew what has not begun: what it is made of has changed.
    pub(crate) fn revise(&mut self, patterns: &mut Patterns, clock: &Clock) {
        let before = self.waiting.len();
        self.succeed(patterns, clock, Some, Some);
        self.recounted = before - self.waiting.len();
    }

    fn restart(&mut self, patterns: &mut Patterns, clock: &Clock) {
        let per_cycle = quanta_per_cycle(clock);
        let from = aligned(self.heard, per_cycle);
        for sequence in &mut patterns.sequences {
            sequence.frontier = from;
        }
    }

    /// Queries what may start before the position `until` (cycles).
    pub(crate) fn fill(&mut self, patterns: &mut Patterns, until: Cycles, clock: &Clock) {
        let per_cycle = quanta_per_cycle(clock);
        let until = until.0 + patterns.ahead * clock.cycles_per_second();
        let cps = clock.cycles_per_second();
        let Patterns {
            graph,
            scratch,
            sequences,
            table,
            orbits,
            parameters,
            ..
        } = patterns;
        let count = sequences.len().max(1) as f64;
        for (line, (index, sequence)) in (0..).zip(sequences.iter_mut().enumerate()) {
            // Each in its turn, so that the queries of many sequences do not fall into the same sub-block.
            let until = until + index as f64 / count / per_cycle as f64;
            while sequence.frontier.to_f64() <= until {
                let begin = sequence.frontier;
                let end = after(begin, per_cycle);
                sequence.frontier = end;
                let Sequence {
                    pattern, source, ..
                } = *sequence;
                let reader = Reader {
                    graph,
                    sounds: table,
                    parameters,
                    orbits,
                };
                let span = Span::new(begin, end);
                let Some((span, later)) = (match &mut sequence.once {
                    None => Some((span, Rational::ZERO)),
                    Some(once) => once.part(span, self.heard),
                }) else {
                    continue;
                };
                // However much one finds, it leaves room to the next.
                self.room = self.free.len().div_ceil(2);
                graph.onsets(pattern, span, scratch, &mut |scratch, event| {
                    let event = Event {
                        whole: event.whole.map(|whole| whole.later(later)),
                        ..*event
                    };
                    self.take(&reader, (source, cps), scratch, &event, line);
                });
                if scratch.exceeded() {
                    self.counts.dropped += 1;
                }
            }
        }
    }

    /// Takes in an event of the voice source `source`, at `cps` cycles a second.
    fn take(
        &mut self,
        reader: &Reader,
        (source, cps): (usize, f64),
        scratch: &Scratch,
        event: &Event,
        sequence: u32,
    ) {
        let Some(whole) = event.whole else { return };
        let onset = whole.begin.to_f64();
        // The song begins at 0: what a pre-roll passes before it does not sound.
        if onset <= self.heard || whole.begin.is_negative() {
            return;
        }
        let Value::Controls(controls) = event.value else {
            return;
        };
        match self.recounted.checked_sub(1) {
            Some(left) => self.recounted = left,
            None => self.counts.events += 1,
        }
        let room = self.room.checked_sub(1);
        let Some((room, slot)) = room.and_then(|room| Some((room, self.free.pop()?))) else {
            self.counts.dropped += 1;
            return;
        };
        self.room = room;
        // Places are taken from the first on, and made when they are first needed.
        if self.triggers.len() <= slot as usize {
            self.triggers.resize(slot as usize + 1, Trigger::default());
        }
        let trigger = &mut self.triggers[slot as usize];
        *trigger = Trigger::new(source, (whole.end - whole.begin).to_f64());
        trigger.origins = event.origins;
        trigger.onset = onset;
        let shift = reader.read(scratch, scratch.entries(controls), trigger);
        if trigger.sound.is_none() && !trigger.has(parameters::CPS) {
            self.counts.unknown += 1;
            self.free.push(slot);
            return;
        }
        let due = onset + shift.max(-EARLIEST) * cps;
        if due <= self.begun {
            self.free.push(slot);
            return;
        }
        self.ordinal += 1;
        let waiting = Waiting {
            due,
            onset,
            sequence,
            ordinal: self.ordinal,
            slot,
            cps: trigger.get(parameters::CPS),
        };
        if waiting.cps.is_some() {
            // What has started in the present segment may not be out of here yet.
            if self.tempi.len() < WAITING {
                self.tempi.push(waiting);
            } else {
                self.counts.dropped += 1;
            }
        }
        self.waiting.push(waiting);
    }

    /// The next tempo that an onset sets on the absolute frame `now` or before: where, and in cycles a second.
    pub fn tempo(&mut self, clock: &Clock, now: Frames) -> Option<(Cycles, f64)> {
        let next = self.tempi.peek()?;
        if clock.frame_of(Cycles(next.due)) > now.signed() {
            return None;
        }
        let next = self.tempi.pop()?;
        Some((Cycles(next.due), f64::from(next.cps?)))
    }

    /// The absolute frame on which the next tempo is set, as the clock stands.
    #[must_use]
    pub fn next_tempo(&self, clock: &Clock) -> Option<i64> {
        let next = self.tempi.peek()?;
        Some(clock.frame_of(Cycles(next.due)))
    }

    /// The next onset that falls before the absolute frame `end`, with its frame (not before `begin`).
    pub fn next(
        &mut self,
        clock: &Clock,
        begin: Frames,
        end: Frames,
    ) -> Option<(&Trigger, Frames)> {
        let frame = clock.frame_of(Cycles(self.waiting.peek()?.due));
        if frame >= end.signed() {
            return None;
        }
        let slot = self.waiting.pop()?.slot;
        self.free.push(slot);
        let frame = Frames::at(frame.max(begin.signed()));
        Some((&self.triggers[slot as usize], frame))
    }

    /// Takes out all that waits, the soonest first.
    pub fn drain(&mut self, mut take: impl FnMut(&Trigger)) {
        self.tempi.clear();
        while let Some(waiting) = self.waiting.pop() {
            take(&self.triggers[waiting.slot as usize]);
            self.free.push(waiting.slot);
        }
    }

    /// Says that everything before the absolute frame `end` has been played.
    pub fn played(&mut self, clock: &Clock, end: Frames) {
        let last = clock.position(end).0 - (1.0 - ONSET_SLACK) * clock.slope();
        self.heard = self.heard.max(last);
    }

    /// Onsets that wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}

/// Into how many quanta a cycle is cut at the clock's tempo: a power of two.
pub(crate) fn quanta_per_cycle(clock: &Clock) -> i64 {
    let frames = 1.0 / clock.cycles_per_frame();
    let power = (frames / QUANTUM_FRAMES)
        .log2()
        .ceil()
        .clamp(0.0, f64::from(FINEST));
    1 << saturating_i64(power)
}

/// The last boundary between quanta at or before a position.
pub(crate) fn aligned(position: f64, per_cycle: i64) -> Rational {
    let quanta = (position * per_cycle as f64).floor();
    // Beyond what whole numbers hold there is no music.
    let quanta = if quanta.is_finite() {
        saturating_i64(quanta)
    } else {
        0
    };
    Rational::new(quanta, per_cycle).unwrap_or(Rational::ZERO)
}

/// The first boundary between quanta after a time.
pub(crate) fn after(time: Rational, per_cycle: i64) -> Rational {
    let next = (time * Rational::integer(per_cycle)).floor() + Rational::ONE;
    let boundary = next / Rational::integer(per_cycle);
    // At the edge of what time can hold it stands still; a step keeps loops finite.
    if boundary > time {
        boundary
    } else {
        time + Rational::ONE
    }
}

#[cfg(test)]
mod tests;
