//! What ports hear lies within their documented ranges, whatever is fed to them: numbers are brought there once, patterns and
//! signals as they come.

use crate::graph::node::{Node, Segment, Tail};
use crate::graph::nodes::{Entry, Kind, Port, PortKind};
use crate::graph::run::feed::Feed;
use crate::graph::run::schedule::Schedule;

/// How loud the sound may be that effects with a long memory hear, linear (24 dB above full scale): so they recover from any
/// burst. Those with a short one recover sooner, and may be given signals that are no sound, as a cutoff to be smoothed.
const LOUDEST: f32 = 16.0;
const LOUDEST_SHORT: f32 = 1.0e5;

/// Frames of memory that are long.
const LONG: u64 = 1_024;

/// A range of a port that is fed by something that moves.
#[derive(Clone, Copy, Debug)]
pub(in crate::graph) struct Bound {
    port: usize,
    low: f32,
    high: f32,
}

/// The number within the port's range; what is no number is its lower end.
pub(in crate::graph) fn within(port: Option<&Port>, number: f32) -> f32 {
    port.map_or(number, |port| number.max(port.minimum).min(port.maximum))
}

/// The ranges to watch at the ports of a node, fed by `feeds`.
pub(in crate::graph) fn bounds(entry: &Entry, node: &dyn Node, feeds: &[Feed]) -> Vec<Bound> {
    let loudest = match node.tail() {
        Tail::Frames(0) => f32::INFINITY,
        Tail::Frames(..=LONG) => LOUDEST_SHORT,
        _ => LOUDEST,
    };
    let moving = feeds.iter().enumerate();
    moving
        .filter(|(_, feed)| feed.constant.is_none())
        .filter_map(|(port, _)| {
            let described = entry.feed_port(port)?;
            let (low, high) = match described.kind {
                PortKind::Audio if entry.kind == Kind::Effect => (-loudest, loudest),
                PortKind::Number { .. } => (described.minimum, described.maximum),
                _ => return None,
            };
            let is_bounded = low > f32::NEG_INFINITY || high < f32::INFINITY;
            is_bounded.then_some(Bound { port, low, high })
        })
        .collect()
}

impl Schedule {
    /// Brings what a unit is about to hear within the ranges of its ports. `moved`: what it hears lies in the succession's
    /// blends already; returns whether it does now.
    pub(in crate::graph) fn bound(&mut self, index: usize, segment: &Segment, moved: bool) -> bool {
        let Self {
            units,
            feeds,
            buffers,
            flows,
            succession,
            spare,
            ..
        } = self;
        let unit = &units[index];
        let mut moved = moved;
        for Bound { port, low, high } in &unit.bounds {
            let place = unit.feeds.start + port;
            let feed = if moved {
                succession.blended[*port]
            } else {
                feeds[place]
            };
            let channels = if feed.mono { 1 } else { 2 };
            let outside = (0..channels).any(|channel| {
                let samples = &buffers[feed.slot].channel(channel)[segment.range.clone()];
                // What is no number lies in no range.
                let inside = |all, x: &f32| all & (*x >= *low) & (*x <= *high);
                !samples.iter().fold(true, inside)
            });
            if !outside {
                continue;
            }
            if !moved {
                let own = &feeds[unit.feeds.clone()];
                succession.blended[..own.len()].copy_from_slice(own);
                moved = true;
            }
            let slot = succession.blend_slot(*port);
            for channel in 0..channels {
                let from = &buffers[feed.slot].channel(channel)[segment.range.clone()];
                let to = &mut spare.channel_mut(channel)[segment.range.clone()];
                for (to, from) in to.iter_mut().zip(from) {
                    let number = if from.is_nan() { 0.0 } else { *from };
                    *to = number.max(*low).min(*high);
                }
            }
            std::mem::swap(spare, &mut buffers[slot]);
            flows[slot] = flows[feed.slot];
            succession.blended[*port].slot = slot;
        }
        moved
    }
}
