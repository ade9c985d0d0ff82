//! A schedule laid open for looking at: what runs in which order, and what reads what.

use crate::graph::node::Tail;
use crate::graph::run::feed::{Feed, Origin};
use crate::graph::run::schedule::Schedule;

/// Where a signal comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tap {
    /// A number that never changes.
    Constant(f32),
    /// A node, by its place in the order.
    Node(usize),
    /// The same, one sub-block ago: a loop was cut here.
    Previous(usize),
    /// A pattern input, by index.
    Pattern(usize),
    /// A voice source, by index.
    Source(usize),
    /// A macro, by index from 0.
    Macro(usize),
    /// The plugin's audio input.
    AudioInput,
    /// The pitch of an instrument's voice.
    Frequency,
}

/// A node as it runs.
#[derive(Clone, Debug)]
pub struct ListedNode {
    /// Name of the node's function.
    pub name: &'static str,
    /// Where it stands in the text: statement, function and count. Nodes of the same path go on when programs are
    /// swapped.
    pub path: String,
    /// What it reads: names of ports, and where their signals come from.
    pub inputs: Vec<(&'static str, Tap)>,
    /// Channels of the node's output, 1 or 2.
    pub channels: usize,
    /// Index of the buffer that the node writes.
    pub buffer: usize,
    /// Frames for which it may sound after its inputs; `None` if it sounds by itself.
    pub tail: Option<u64>,
}

/// All of a schedule.
#[derive(Clone, Debug)]
pub struct Listing {
    /// In the order in which they run.
    pub nodes: Vec<ListedNode>,
    /// What each output sums: 0 is the main one.
    pub outputs: Vec<(usize, Tap)>,
    /// Names of the voice sources, by index.
    pub sources: Vec<String>,
    /// Names of the pattern inputs, by index.
    pub patterns: Vec<String>,
}

impl Schedule {
    /// What runs here, and how it hangs together.
    pub fn list(&self) -> Listing {
        let nodes = self
            .units
            .iter()
            .map(|unit| {
                let ports = unit
                    .entry
                    .fed()
                    .chain(unit.entry.fed().last().into_iter().cycle());
                ListedNode {
                    name: unit.entry.heading.name(),
                    path: unit.path.clone(),
                    inputs: ports
                        .zip(&self.feeds[unit.feeds.clone()])
                        .map(|(port, feed)| (port.name, tap(feed)))
                        .collect(),
                    channels: unit.channels,
                    buffer: unit.slot,
                    tail: match unit.node.tail() {
                        Tail::Frames(frames) => Some(frames),
                        Tail::Endless => None,
                    },
                }
            })
            .collect();
        Listing {
            nodes,
            outputs: self
                .mixes
                .iter()
                .map(|mix| (mix.output, tap(&mix.feed)))
                .collect(),
            sources: self.source_names.clone(),
            patterns: self.patterns.iter().map(|feed| feed.name.clone()).collect(),
        }
    }
}

fn tap(feed: &Feed) -> Tap {
    match feed.origin {
        Origin::Constant => Tap::Constant(feed.constant.unwrap_or(0.0)),
        Origin::Unit(unit) => Tap::Node(unit),
        Origin::Delayed(unit) => Tap::Previous(unit),
        Origin::Pattern(index) | Origin::Smooth(index) => Tap::Pattern(index),
        Origin::Source(index) => Tap::Source(index),
        Origin::Macro(index) => Tap::Macro(index),
        Origin::AudioInput => Tap::AudioInput,
        Origin::Frequency => Tap::Frequency,
    }
}
