//! From one program's graph to the next without a seam.
//!
//! Nodes are the same if they stand in the same place of the text (statement, function, count) and have the same shape:
//! they trade places and go on, with all that rings in them. What an edit changed is where signals come from, so that is
//! what fades: at every port and output whose signal comes from elsewhere than before, the old one gives way to the
//! new over 10 ms. A changed number is led to its new value. Old nodes that the new graph has not (ghosts) run along as
//! long as something that fades listens to them. Nothing is made or freed here; nothing that is the same is computed
//! twice.
//!
//! Ghosts read nodes that went on and feed ports of such, so they are run between these. Where an edit turned things
//! round (a filter before the distortion that was behind it) that is not possible for all: then some node that could
//! have gone on becomes a ghost, and its successor begins anew.
//!
//! What a new node with a long memory (a delay, a reverb) hears fades in as well: it would otherwise repeat, long after,
//! that its sound began in the middle.
//!
//! Nothing fades in that has not sounded yet and that events begin: their onsets on the frame of the swap are heard as all
//! others are.
//!
//! Fading begins a sub-block after the swap. Until then new loops have not come round, and new nodes have not found
//! their feet.

pub(crate) mod ancestry;
pub(crate) mod overlap;
pub(crate) mod pairing;

use crate::graph::block::SUB_BLOCK;
use crate::graph::node::Segment;
use crate::graph::run::feed::{Feed, Origin};
use crate::graph::run::placed_node::{Flow, Weights};
use crate::graph::run::schedule::Schedule;
use ancestry::Ancestry;
use std::ops::Range;

/// Seconds in which what changed fades over.
pub(crate) const SECONDS: f64 = 0.010;

/// Rounds in which nodes that stand in each other's way are sought one by one.
const ROUNDS: usize = 8;

/// A feed that reads nothing.
const NOTHING: Feed = Feed {
    slot: 0,
    mono: true,
    constant: None,
    origin: Origin::Constant,
};

/// The time in which a graph takes over from another.
#[derive(Clone, Copy, Debug)]
pub struct Fade {
    /// Absolute frame at which the new one begins to be heard.
    begin: u64,
    /// Length of the fade in frames.
    frames: u64,
}

impl Fade {
    /// A fade for a swap at an absolute frame, which lies at `place` in its sub-block.
    #[must_use]
    pub fn new(frame: u64, place: usize, sample_rate: f64) -> Self {
        let left = (SUB_BLOCK - place) % SUB_BLOCK;
        Self {
            begin: frame + (left + SUB_BLOCK) as u64,
            frames: (SECONDS * sample_rate).round().max(1.0) as u64,
        }
    }

    /// How much of the new one is heard at an absolute frame, 0..1. Straight, because no other curve has smaller steps.
    #[must_use]
    pub fn weight(&self, frame: u64) -> f32 {
        let past = frame.saturating_sub(self.begin).min(self.frames);
        past as f32 / self.frames as f32
    }

    /// Frames from an absolute frame until it begins, and its length in frames.
    #[must_use]
    pub fn from(&self, frame: u64) -> (u64, u64) {
        (self.begin.saturating_sub(frame), self.frames)
    }

    /// Whether nothing of the old one is heard from an absolute frame on.
    #[must_use]
    pub fn is_over(&self, frame: u64) -> bool {
        frame >= self.begin + self.frames
    }

    /// The weight at each frame of the segment's sub-block.
    pub(in crate::graph) fn weights(&self, segment: &Segment) -> Weights {
        std::array::from_fn(|index| self.weight(segment.frame + index as u64))
    }
}

/// What a schedule knows of its neighbours in time. All of it has its size from the beginning.
#[derive(Debug, Default)]
pub(in crate::graph) struct Succession {
    /// (identity, index of the unit), sorted.
    identities: Vec<(u64, usize)>,
    /// First of the buffers that hold what each unit made, one a unit, while this graph is the old one.
    held: usize,
    /// First of the buffers for blended inputs of one unit.
    blend: usize,
    /// Index of a buffer that is always silent.
    silence: usize,

    // As the new graph.
    /// The unit of the old graph that each unit goes on with.
    partners: Vec<Option<usize>>,
    /// For each feed: where the old graph has the signal that is faded from.
    leaving: Vec<Option<Feed>>,
    /// For each summand of the outputs: whether it is new.
    pub arriving: Vec<bool>,
    /// The feeds of the unit that is run next, where some are blended.
    pub blended: Vec<Feed>,
    /// For each pattern input: that of the same name in the old graph.
    patterns: Vec<Option<usize>>,
    /// What each unit's sound comes from.
    ancestries: Vec<Ancestry>,

    // As the old graph.
    /// The unit of the new graph that goes on with each unit.
    heirs: Vec<Option<usize>>,
    /// How many units of the new graph must have run before each ghost.
    due: Vec<usize>,
    /// Whether something that fades listens to the unit, through ghosts or itself.
    wanted: Vec<bool>,
    /// (due, unit) of the ghosts, in the order in which they run.
    ghosts: Vec<(usize, usize)>,
    /// For each summand of the outputs: whether it fades out.
    pub parting: Vec<bool>,
    /// For each source: the new graph's of the same name.
    sources: Vec<Option<usize>>,
}

impl Succession {
    /// The buffers that are used while graphs change alone.
    pub(crate) fn spares(&self) -> Range<usize> {
        self.held..self.silence + 1
    }

    /// The buffer for what a port of the unit that is run next hears in place of its own input.
    pub(crate) fn blend_slot(&self, port: usize) -> usize {
        self.blend + port
    }

    /// The old graph's pattern input of the same name.
    pub(crate) fn before(&self, pattern: usize) -> Option<usize> {
        *self.patterns.get(pattern)?
    }

    /// For a schedule that is complete but for its spare buffers, which are added.
    pub(crate) fn prepare(schedule: &mut Schedule) {
        let units = schedule.units.len();
        let most_ports = schedule.units.iter().map(|unit| unit.feeds.len()).max();
        let most_ports = most_ports.unwrap_or(0);
        let held = schedule.buffers.len();
        schedule
            .buffers
            .resize_with(held + units + most_ports + 1, Box::default);
        schedule.flows.resize(schedule.buffers.len(), Flow::Silent);
        let mut identities: Vec<(u64, usize)> = schedule
            .units
            .iter()
            .enumerate()
            .map(|(index, unit)| (unit.identity, index))
            .collect();
        identities.sort_unstable();
        schedule.succession = Self {
            identities,
            held,
            blend: held + units,
            silence: held + units + most_ports,
            partners: vec![None; units],
            leaving: vec![None; schedule.feeds.len()],
            arriving: vec![false; schedule.mixes.len()],
            blended: vec![NOTHING; most_ports],
            patterns: vec![None; schedule.patterns.len()],
            ancestries: vec![Ancestry::default(); units],
            heirs: vec![None; units],
            due: vec![0; units],
            wanted: vec![false; units],
            ghosts: Vec::with_capacity(units),
            parting: vec![false; schedule.mixes.len()],
            sources: vec![None; schedule.sources.len()],
        };
    }
}

impl Schedule {
    /// Takes over from `old`: the nodes that are the same trade places, loops, pattern inputs and macros go on. Returns
    /// whether anything is to fade; if so, [`process_over`](Self::process_over) computes the segments until it has.
    /// Nothing is made or freed.
    pub fn succeed(&mut self, old: &mut Schedule) -> bool {
        old.stand_by();
        self.pair(old);
        self.give_way(old);
        self.trace(old);
        let mut differs = self.compare(old);
        differs |= self.compare_outputs(old);
        old.find_wanted(self);
        for index in 0..self.units.len() {
            if let Some(partner) = self.succession.partners[index] {
                let (unit, other) = (&mut self.units[index], &mut old.units[partner]);
                std::mem::swap(&mut unit.node, &mut other.node);
                std::mem::swap(&mut unit.state, &mut other.state);
            }
        }
        for kept in &mut self.loops {
            let Some(partner) = self.succession.partners[kept.unit] else {
                continue;
            };
            if let Some(other) = old.loops.iter().find(|other| other.unit == partner) {
                kept.peak = other.peak;
                self.flows[kept.slot] = old.flows[other.slot];
                self.buffers[kept.slot].clone_from(&old.buffers[other.slot]);
            }
        }
        for (index, feed) in self.patterns.iter_mut().enumerate() {
            feed.seam = None;
            if let Some(partner) = self.succession.patterns[index] {
                feed.adopt(&old.patterns[partner]);
            }
        }
        for index in 0..self.probes.len() {
            let feed = self.probes[index].feed;
            let before = old
                .probes
                .iter()
                .find(|other| !self.differs(&feed, old, &other.feed));
            if let Some(before) = before {
                self.probes[index].value = before.value;
            }
        }
        for feed in &mut self.macros {
            if let Some(other) = old.macros.iter().find(|other| other.index == feed.index) {
                feed.adopt(other);
            }
        }
        self.faults += old.faults;
        differs
    }

    /// Ends the fading: all is as if there had been no graph before.
    pub fn stand_alone(&mut self) {
        self.succession.leaving.fill(None);
        self.succession.arriving.fill(false);
        self.succession.partners.fill(None);
        for feed in &mut self.patterns {
            feed.seam = None;
        }
    }

    /// The pattern input of the old graph that a pattern input goes on with, after [`succeed`](Self::succeed).
    pub fn pattern_before(&self, index: usize) -> Option<usize> {
        self.succession.before(index)
    }

    /// The source of the same name in the graph that took over, after its [`succeed`](Self::succeed).
    pub fn source_after(&self, index: usize) -> Option<usize> {
        *self.succession.sources.get(index)?
    }

    /// Lets a pattern input go on from another value than it had in the old graph: it is led there.
    pub fn turn_pattern(&mut self, index: usize, value: f32) {
        if let Some(feed) = self.patterns.get_mut(index)
            && value.is_finite()
        {
            feed.seam = Some(feed.value);
            feed.value = value;
        }
    }

    /// Lets a pattern input begin with a value.
    pub fn start_pattern(&mut self, index: usize, value: f32) {
        if let Some(feed) = self.patterns.get_mut(index)
            && value.is_finite()
        {
            feed.value = value;
        }
    }

    /// The value that a pattern input holds.
    pub fn pattern_value(&self, index: usize) -> f32 {
        self.patterns.get(index).map_or(0.0, |feed| feed.value)
    }

    /// The output that a source sounds in, if that is all that hears it.
    pub fn only_output(&self, source: usize) -> Option<usize> {
        let origin = Origin::Source(source);
        if self.feeds.iter().any(|feed| feed.origin == origin) {
            return None;
        }
        let mut outputs = self.mixes.iter().filter(|mix| mix.feed.origin == origin);
        let first = outputs.next()?.output;
        outputs.next().is_none().then_some(first)
    }
}
