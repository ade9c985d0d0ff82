//! Patterns that never have an event, as far as their build shows.

use super::node::{Join, Node, Structure};
use super::{Graph, PatternId};

/// Deeper than this a pattern is taken to have events.
const DEPTH: u32 = 64;

impl Graph {
    /// Whether a pattern can be seen never to have an event: rests, silence, and whatever is done to them. Others may turn
    /// out to have none too.
    pub fn stays_silent(&self, pattern: PatternId) -> bool {
        self.has_no_event(pattern, DEPTH)
    }

    fn has_no_event(&self, pattern: PatternId, depth: u32) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let of = |pattern: &PatternId| self.has_no_event(*pattern, depth);
        match self.node(pattern) {
            Node::Silence => true,
            Node::Stack(patterns) | Node::Cat(patterns) | Node::Select { patterns, .. } => {
                patterns.iter().all(of)
            }
            Node::Sequence { steps, .. } => steps.iter().all(|step| of(&step.pattern)),
            Node::Lookup { table, .. } => table.iter().all(|(_, pattern)| of(pattern)),
            Node::When { yes, no, .. } | Node::If { yes, no, .. } => of(yes) && of(no),
            Node::Split { body, .. } | Node::Repeat { body, .. } | Node::Let { body, .. } => {
                of(body)
            }
            Node::Apply {
                structure,
                left,
                right,
                ..
            } => match structure {
                Structure::Left => of(left),
                Structure::Right => of(right),
                Structure::Both => of(left) || of(right),
            },
            Node::Join {
                join: Join::Inner | Join::Outer | Join::Left | Join::Mix,
                outer,
                ..
            } => of(outer),
            Node::Fast { pattern, .. }
            | Node::FastGap { pattern, .. }
            | Node::Late { pattern, .. }
            | Node::Rev(pattern)
            | Node::Compress { pattern, .. }
            | Node::Adjust { pattern, .. }
            | Node::Control { pattern, .. }
            | Node::Sound { pattern, .. }
            | Node::Echo { pattern, .. }
            | Node::Degrade { pattern, .. }
            | Node::Cycles { pattern, .. }
            | Node::Filter { pattern, .. }
            | Node::FilterBy { pattern, .. }
            | Node::Match { pattern, .. }
            | Node::Window { pattern, .. }
            | Node::Zoom { pattern, .. }
            | Node::OwnDice { pattern, .. }
            | Node::Take(_, pattern)
            | Node::Gather { pattern, .. }
            | Node::Retime { pattern, .. }
            | Node::Euclid { pattern, .. } => of(pattern),
            _ => false,
        }
    }
}
