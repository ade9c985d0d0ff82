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
//! Fading begins a sub-block after the swap. Until then new loops have not come round, and new nodes have not found
//! their feet.

use super::block::{SUB_BLOCK, StereoBlock};
use super::feed::{Feed, Origin};
use super::node::{Node, Segment, Tail};
use super::nodes::PortKind;
use super::schedule::Schedule;
use super::unit::{Flow, Unit, Weights};
use std::ops::Range;

/// Seconds in which what changed fades over.
pub const SECONDS: f64 = 0.010;

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
    /// Length in frames.
    frames: u64,
}

impl Fade {
    /// A fade for a swap at an absolute frame.
    #[must_use]
    pub fn new(frame: u64, sample_rate: f64) -> Self {
        Self {
            begin: (frame.div_ceil(SUB_BLOCK as u64) + 1) * SUB_BLOCK as u64,
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
    pub(super) fn weights(&self, segment: &Segment) -> Weights {
        std::array::from_fn(|index| self.weight(segment.frame + index as u64))
    }
}

/// What a schedule knows of its neighbours in time. All of it has its size from the beginning.
#[derive(Debug, Default)]
pub(super) struct Succession {
    /// (identity, index of the unit), sorted.
    identities: Vec<(u64, usize)>,
    /// First of the buffers that hold what each unit made, one a unit, while this graph is the old one.
    held: usize,
    /// First of the buffers for blended inputs of one unit.
    blend: usize,
    /// A buffer of silence.
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
    pub fn spares(&self) -> Range<usize> {
        self.held..self.silence + 1
    }

    /// The old graph's pattern input of the same name.
    pub fn before(&self, pattern: usize) -> Option<usize> {
        *self.patterns.get(pattern)?
    }

    /// For a schedule that is complete but for its spare buffers, which are added.
    pub fn prepare(schedule: &mut Schedule) {
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

    // ---- the new graph's part ----

    /// Pairs what is the same by name and shape.
    fn pair(&mut self, old: &mut Schedule) {
        for (index, unit) in self.units.iter().enumerate() {
            let found = old
                .succession
                .identities
                .binary_search_by_key(&unit.identity, |(identity, _)| *identity);
            self.succession.partners[index] = found.ok().map(|found| {
                let partner = old.succession.identities[found].1;
                old.succession.heirs[partner] = Some(index);
                partner
            });
        }
        for (index, feed) in self.patterns.iter().enumerate() {
            self.succession.patterns[index] = old
                .patterns
                .iter()
                .position(|other| other.name == feed.name);
        }
        for (index, name) in old.source_names.iter().enumerate() {
            old.succession.sources[index] =
                self.source_names.iter().position(|other| other == name);
        }
    }

    /// Parts pairs that no order of running could serve.
    fn give_way(&mut self, old: &mut Schedule) {
        for _ in 0..ROUNDS {
            old.reckon_due();
            let mut parted = false;
            for index in 0..self.units.len() {
                let late = |feed: &Feed| match feed.origin {
                    Origin::Unit(unit) => match old.succession.heirs[unit] {
                        Some(heir) => heir >= index,
                        None => old.succession.due[unit] > index,
                    },
                    _ => false,
                };
                if self.changed_ports(index, old).any(|feed| late(&feed)) {
                    self.part(index, old);
                    parted = true;
                }
            }
            if !parted {
                return;
            }
        }
        for index in 0..self.units.len() {
            let depends = |feed: Feed| matches!(feed.origin, Origin::Unit(_));
            if self.changed_ports(index, old).any(depends) {
                self.part(index, old);
            }
        }
        old.reckon_due();
    }

    fn part(&mut self, index: usize, old: &mut Schedule) {
        if let Some(partner) = self.succession.partners[index].take() {
            old.succession.heirs[partner] = None;
        }
    }

    /// The old feeds of the ports of a paired unit whose signals come from elsewhere now.
    fn changed_ports<'a>(
        &'a self,
        index: usize,
        old: &'a Schedule,
    ) -> impl Iterator<Item = Feed> + 'a {
        let feeds = self.units[index].feeds.clone();
        let before = self.succession.partners[index].map(|partner| &old.units[partner]);
        before.into_iter().flat_map(move |before| {
            feeds
                .clone()
                .zip(before.feeds.clone())
                .enumerate()
                .filter(move |(port, (now, then))| {
                    self.differs(&self.feeds[*now], old, &old.feeds[*then])
                        && !Self::takes_step(
                            &*before.node,
                            *port,
                            &self.feeds[*now],
                            &old.feeds[*then],
                        )
                })
                .map(move |(_, (_, then))| old.feeds[then])
        })
    }

    fn takes_step(node: &dyn Node, port: usize, now: &Feed, then: &Feed) -> bool {
        now.is_stepped() && then.is_stepped() && node.takes_steps(port)
    }

    /// Whether a feed brings another signal than one of the old graph did.
    fn differs(&self, now: &Feed, old: &Schedule, then: &Feed) -> bool {
        let same = match (now.origin, then.origin) {
            (Origin::Constant, Origin::Constant) => {
                now.constant.map(f32::to_bits) == then.constant.map(f32::to_bits)
            }
            (Origin::Unit(now), Origin::Unit(then))
            | (Origin::Delayed(now), Origin::Delayed(then)) => {
                self.succession.partners[now] == Some(then)
            }
            (Origin::Pattern(now), Origin::Pattern(then))
            | (Origin::Smooth(now), Origin::Smooth(then)) => {
                self.succession.patterns[now] == Some(then)
            }
            (Origin::Source(now), Origin::Source(then)) => {
                old.succession.sources[then] == Some(now)
            }
            (Origin::Macro(now), Origin::Macro(then)) => now == then,
            (now, then) => now == then,
        };
        !same
    }

    /// Finds the ports that fade. Returns whether there are any.
    fn compare(&mut self, old: &Schedule) -> bool {
        let mut differs = false;
        self.succession.leaving.fill(None);
        for index in 0..self.units.len() {
            let Some(partner) = self.succession.partners[index] else {
                self.begin_softly(index, old);
                continue;
            };
            let before = &old.units[partner];
            for port in 0..self.units[index].feeds.len() {
                let now = self.units[index].feeds.start + port;
                let then = old.feeds[before.feeds.start + port];
                let fades = self.differs(&self.feeds[now], old, &then)
                    && !Self::takes_step(&*before.node, port, &self.feeds[now], &then);
                self.succession.leaving[now] = fades.then_some(then);
                differs |= fades;
            }
        }
        differs
    }

    /// Lets what a new unit hears fade in, if it would repeat it much later.
    fn begin_softly(&mut self, index: usize, old: &Schedule) {
        let unit = &self.units[index];
        let Tail::Frames(memory) = unit.node.tail() else {
            return;
        };
        if memory as f64 <= SECONDS * self.sample_rate {
            return;
        }
        for port in 0..unit.feeds.len() {
            if unit.entry.feed_kind(port) == PortKind::Audio {
                self.succession.leaving[unit.feeds.start + port] = Some(Feed {
                    slot: old.succession.silence,
                    ..NOTHING
                });
            }
        }
    }

    /// Finds the summands of outputs that come and go. Returns whether there are any.
    fn compare_outputs(&mut self, old: &mut Schedule) -> bool {
        old.succession.parting.fill(true);
        for index in 0..self.mixes.len() {
            let mix = &self.mixes[index];
            let before = old.mixes.iter().enumerate().position(|(place, other)| {
                old.succession.parting[place]
                    && other.output == mix.output
                    && !self.differs(&mix.feed, old, &other.feed)
            });
            self.succession.arriving[index] = before.is_none();
            if let Some(place) = before {
                old.succession.parting[place] = false;
            }
        }
        self.succession.arriving.contains(&true) || old.succession.parting.contains(&true)
    }

    /// Prepares the inputs of a unit: those whose signals come from elsewhere than before are blended. Returns whether any
    /// is.
    pub(super) fn blend(
        &mut self,
        index: usize,
        old: &Schedule,
        segment: &Segment,
        weights: &Weights,
    ) -> bool {
        let feeds = self.units[index].feeds.clone();
        if self.succession.leaving[feeds.clone()]
            .iter()
            .all(Option::is_none)
        {
            return false;
        }
        for (port, place) in feeds.enumerate() {
            let now = self.feeds[place];
            let Some(then) = self.succession.leaving[place] else {
                self.succession.blended[port] = now;
                continue;
            };
            let slot = self.succession.blend + port;
            self.succession.blended[port] = Feed {
                slot,
                mono: now.mono && then.mono,
                constant: None,
                origin: now.origin,
            };
            let silent =
                self.flows[now.slot] == Flow::Silent && old.flows[then.slot] == Flow::Silent;
            self.flows[slot] = if silent { Flow::Silent } else { Flow::Varying };
            std::mem::swap(&mut self.spare, &mut self.buffers[slot]);
            for channel in 0..2 {
                let after = self.buffers[now.slot].channel(if now.mono { 0 } else { channel });
                let before = old.buffers[then.slot].channel(if then.mono { 0 } else { channel });
                let blend = self.spare.channel_mut(channel);
                for frame in segment.range.clone() {
                    blend[frame] = before[frame] + (after[frame] - before[frame]) * weights[frame];
                }
            }
            std::mem::swap(&mut self.spare, &mut self.buffers[slot]);
        }
        true
    }

    // ---- the old graph's part ----

    /// From now on every unit keeps its own buffer, and inputs hold what they have.
    fn stand_by(&mut self) {
        let held = self.succession.held;
        for (index, unit) in self.units.iter_mut().enumerate() {
            unit.slot = held + index;
        }
        let feeds = self.feeds.iter_mut();
        for feed in feeds.chain(self.mixes.iter_mut().map(|mix| &mut mix.feed)) {
            if let Origin::Unit(unit) = feed.origin {
                feed.slot = held + unit;
            }
        }
        for kept in &mut self.loops {
            kept.from = held + kept.unit;
        }
        for feed in &self.patterns {
            feed.freeze(&mut self.buffers, &mut self.flows);
        }
        for feed in &self.macros {
            feed.freeze(&mut self.buffers, &mut self.flows);
        }
        self.succession.heirs.fill(None);
        self.succession.wanted.fill(false);
        self.steps.iter_mut().for_each(super::feed::Steps::clear);
    }

    /// How many units of the new graph must have run before each ghost can.
    fn reckon_due(&mut self) {
        for index in 0..self.units.len() {
            let mut due = 0;
            for feed in &self.feeds[self.units[index].feeds.clone()] {
                if let Origin::Unit(unit) = feed.origin {
                    due = due.max(match self.succession.heirs[unit] {
                        Some(heir) => heir + 1,
                        None => self.succession.due[unit],
                    });
                }
            }
            self.succession.due[index] = due;
        }
    }

    /// Finds what must run, or be kept, for what fades.
    fn find_wanted(&mut self, new: &Schedule) {
        let Self {
            succession,
            feeds,
            units,
            mixes,
            ..
        } = self;
        let unit_of = |feed: &Feed| match feed.origin {
            Origin::Unit(unit) | Origin::Delayed(unit) => Some(unit),
            _ => None,
        };
        for feed in new.succession.leaving.iter().flatten() {
            if let Some(unit) = unit_of(feed) {
                succession.wanted[unit] = true;
            }
        }
        for (mix, parting) in mixes.iter().zip(&succession.parting) {
            if *parting && let Some(unit) = unit_of(&mix.feed) {
                succession.wanted[unit] = true;
            }
        }
        // Loops lead forward in the order: another round for each that is found.
        let mut found = true;
        while found {
            found = false;
            for index in (0..units.len()).rev() {
                if !succession.wanted[index] || succession.heirs[index].is_some() {
                    continue;
                }
                for unit in feeds[units[index].feeds.clone()].iter().filter_map(unit_of) {
                    found |= unit >= index && !succession.wanted[unit];
                    succession.wanted[unit] = true;
                }
            }
        }
        succession.ghosts.clear();
        for index in 0..units.len() {
            if succession.wanted[index] && succession.heirs[index].is_none() {
                succession.ghosts.push((succession.due[index], index));
            }
        }
        succession.ghosts.sort_unstable();
    }

    /// Runs the ghosts from the `from`th on that are due once `done` units of the new graph have run. Returns how many
    /// have run in all.
    pub(super) fn run_due(&mut self, from: usize, done: usize, segment: &Segment) -> usize {
        let mut next = from;
        while let Some(&(due, unit)) = self.succession.ghosts.get(next)
            && due <= done
        {
            self.run(unit, segment, false);
            next += 1;
        }
        next
    }

    /// Keeps what a unit of the new graph made, if ghosts or fading ports want it.
    pub(super) fn take_output(&mut self, index: usize, new: &Schedule, segment: &Segment) {
        let Some(partner) = new.succession.partners[index] else {
            return;
        };
        if !self.succession.wanted[partner] {
            return;
        }
        let Unit { slot, .. } = self.units[partner];
        let from = new.units[index].slot;
        copy(&mut self.buffers[slot], &new.buffers[from], segment);
        self.flows[slot] = new.flows[from];
    }

    /// Brings the sounds of sources that are in both graphs, and the audio input.
    pub(super) fn take_sources(&mut self, new: &Schedule, segment: &Segment) {
        for index in 0..self.sources.len() {
            if let Some(heir) = self.succession.sources[index] {
                let (from, to) = (new.sources[heir], self.sources[index]);
                copy(&mut self.buffers[to], &new.buffers[from], segment);
                self.flows[to] = new.flows[from];
            }
        }
        if let (Some(from), Some(to)) = (new.audio_input, self.audio_input) {
            copy(&mut self.buffers[to], &new.buffers[from], segment);
            self.flows[to] = new.flows[from];
        }
    }
}

fn copy(to: &mut StereoBlock, from: &StereoBlock, segment: &Segment) {
    let range = segment.range.clone();
    to.left[range.clone()].copy_from_slice(&from.left[range.clone()]);
    to.right[range.clone()].copy_from_slice(&from.right[range]);
}
