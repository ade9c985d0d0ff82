//! While two graphs run at once: the new one's inputs blended with what the old one has, the old one's ghosts run in time
//! for whatever listens to them.

use crate::graph::block::StereoBlock;
use crate::graph::node::Segment;
use crate::graph::run::feed::{Feed, Origin, Steps};
use crate::graph::run::placed_node::{Flow, Unit, Weights};
use crate::graph::run::schedule::Schedule;

impl Schedule {
    /// Prepares the inputs of a unit: those whose signals come from elsewhere than before are blended. Returns whether any
    /// is.
    pub(in crate::graph::run) fn blend(
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

    /// From now on every unit keeps its own buffer, and inputs hold what they have.
    pub(in crate::graph::run::swap) fn stand_by(&mut self) {
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
        self.steps.iter_mut().for_each(Steps::clear);
    }

    /// How many units of the new graph must have run before each ghost can.
    pub(in crate::graph::run::swap) fn reckon_due(&mut self) {
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
    pub(in crate::graph::run::swap) fn find_wanted(&mut self, new: &Schedule) {
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
    pub(in crate::graph::run) fn run_due(
        &mut self,
        from: usize,
        done: usize,
        segment: &Segment,
    ) -> usize {
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
    pub(in crate::graph::run) fn take_output(
        &mut self,
        index: usize,
        new: &Schedule,
        segment: &Segment,
    ) {
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
    pub(in crate::graph::run) fn take_sources(&mut self, new: &Schedule, segment: &Segment) {
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
