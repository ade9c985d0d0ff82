//! What two graphs have in common and where they differ: which nodes go on, which ports and outputs fade.

use crate::graph::node::{Node, Tail};
use crate::graph::nodes::PortKind;
use crate::graph::run::feed::{Feed, Origin};
use crate::graph::run::schedule::Schedule;
use crate::graph::run::swap::{NOTHING, ROUNDS, SECONDS};

impl Schedule {
    /// Pairs what is the same by name and shape.
    pub(in crate::graph::run::swap) fn pair(&mut self, old: &mut Schedule) {
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
    pub(in crate::graph::run::swap) fn give_way(&mut self, old: &mut Schedule) {
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
    pub(in crate::graph::run::swap) fn differs(
        &self,
        now: &Feed,
        old: &Schedule,
        then: &Feed,
    ) -> bool {
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
    pub(in crate::graph::run::swap) fn compare(&mut self, old: &Schedule) -> bool {
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
            let feed = &self.feeds[unit.feeds.start + port];
            let amid = self.ancestry(feed, old).begins_amid();
            if amid && unit.entry.feed_kind(port) == PortKind::Audio {
                self.succession.leaving[unit.feeds.start + port] = Some(Feed {
                    slot: old.succession.silence,
                    ..NOTHING
                });
            }
        }
    }

    /// Finds the summands of outputs that fade in and out. Returns whether there are any.
    pub(in crate::graph::run::swap) fn compare_outputs(&mut self, old: &mut Schedule) -> bool {
        old.succession.parting.fill(true);
        for index in 0..self.mixes.len() {
            let mix = &self.mixes[index];
            let before = old.mixes.iter().enumerate().position(|(place, other)| {
                old.succession.parting[place]
                    && other.output == mix.output
                    && !self.differs(&mix.feed, old, &other.feed)
            });
            let amid = self.ancestry(&mix.feed, old).begins_amid();
            self.succession.arriving[index] = before.is_none() && amid;
            if let Some(place) = before {
                old.succession.parting[place] = false;
            }
        }
        self.succession.arriving.contains(&true) || old.succession.parting.contains(&true)
    }
}
