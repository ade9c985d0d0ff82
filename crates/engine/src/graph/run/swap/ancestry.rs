//! What the sounds of a graph that takes over come from: what sounded before, or what begins now.

use crate::graph::nodes::{Kind, PortKind};
use crate::graph::run::feed::{Feed, Origin};
use crate::graph::run::schedule::Schedule;

/// What a sound comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::graph::run::swap) struct Ancestry {
    /// Whether the sound comes from a signal of the old graph, or from the audio input.
    under_way: bool,
    /// Whether the sound comes from events: voices or patterns.
    struck: bool,
}

impl Ancestry {
    /// Whether it would begin in the middle: it sounds already, or no event begins it.
    pub(super) fn begins_amid(self) -> bool {
        self.under_way || !self.struck
    }

    fn with(self, other: Self) -> Self {
        Self {
            under_way: self.under_way || other.under_way,
            struck: self.struck || other.struck,
        }
    }
}

impl Schedule {
    /// Finds what the sound of each unit comes from. Partners must be known.
    pub(in crate::graph::run::swap) fn trace(&mut self, old: &Schedule) {
        for (ancestry, partner) in self
            .succession
            .ancestries
            .iter_mut()
            .zip(&self.succession.partners)
        {
            // What loops back comes later in the order.
            *ancestry = Ancestry {
                under_way: partner.is_some(),
                struck: false,
            };
        }
        for index in 0..self.units.len() {
            let unit = &self.units[index];
            let feeds = &self.feeds[unit.feeds.clone()];
            // A product is as silent as any of its factors.
            let is_product = unit.entry.is_product;
            let mut ancestry = Ancestry {
                under_way: is_product,
                struck: false,
            };
            for (port, feed) in feeds.iter().enumerate() {
                let found = self.ancestry(feed, old);
                let is_sound = match unit.entry.kind {
                    Kind::Arithmetic => true,
                    Kind::Effect => unit.entry.feed_kind(port) == PortKind::Audio,
                    Kind::Source | Kind::Control => false,
                };
                if is_product {
                    ancestry.struck |= found.struck;
                    ancestry.under_way &= found.under_way || feed.constant.is_some();
                } else {
                    ancestry = ancestry.with(Ancestry {
                        under_way: found.under_way && is_sound,
                        struck: found.struck,
                    });
                }
            }
            ancestry.under_way |= self.succession.partners[index].is_some();
            self.succession.ancestries[index] = ancestry;
        }
    }

    /// What a feed's sound comes from.
    pub(in crate::graph::run::swap) fn ancestry(&self, feed: &Feed, old: &Schedule) -> Ancestry {
        match feed.origin {
            Origin::Unit(unit) | Origin::Delayed(unit) => self.succession.ancestries[unit],
            Origin::Source(source) => Ancestry {
                under_way: old.succession.sources.contains(&Some(source)),
                struck: true,
            },
            Origin::Pattern(_) | Origin::Smooth(_) => Ancestry {
                under_way: false,
                struck: true,
            },
            Origin::AudioInput => Ancestry {
                under_way: true,
                struck: false,
            },
            Origin::Constant | Origin::Macro(_) | Origin::Frequency => Ancestry::default(),
        }
    }
}
