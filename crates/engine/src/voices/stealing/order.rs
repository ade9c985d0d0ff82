//! The voices of each line in the order in which they give way: the quietest first, of equally quiet ones the oldest.
//!
//! A pairing heap for each line (Fredman, Sedgewick, Sleator, Tarjan: "The pairing heap: a new form of self-adjusting
//! heap", Algorithmica 1, 1986), all in memory that is kept. They are made anew when the first voice of a sub-block is
//! stolen, in one pass over the pool. Each further theft in it, and each voice that starts, then costs no more than the
//! logarithm of the line's voices, so that a flood of starts stays within its block.

use crate::voices::stealing::shares::LINES;

/// A voice of a heap, at its place in the pool.
#[derive(Clone, Copy, Default)]
struct Node {
    loudness: f32,
    ordinal: u64,
    /// The first of those below it.
    child: Option<u32>,
    /// The next of those below the one that is above it.
    next: Option<u32>,
}

impl Node {
    fn goes_before(&self, other: &Self) -> bool {
        let by_loudness = self.loudness.total_cmp(&other.loudness);
        by_loudness.then(self.ordinal.cmp(&other.ordinal)).is_lt()
    }
}

/// The order of all lines.
pub(crate) struct StealingOrder {
    /// By the voices' places in the pool.
    nodes: Vec<Node>,
    /// Of each line: which goes first.
    first: [Option<u32>; LINES + 1],
    known: bool,
}

impl StealingOrder {
    /// For a pool with so many places.
    pub(crate) fn new(places: usize) -> Self {
        Self {
            nodes: vec![Node::default(); places],
            first: [None; LINES + 1],
            known: false,
        }
    }

    /// Whether they hold the pool's voices as these are now.
    pub(crate) fn are_known(&self) -> bool {
        self.known
    }

    /// Empty, to be filled.
    pub(crate) fn begin(&mut self) {
        self.first = [None; LINES + 1];
        self.known = true;
    }

    /// For when voices have other places, lines or loudness than before.
    pub(crate) fn forget(&mut self) {
        self.known = false;
    }

    /// Adds the voice at that place of the pool, if the others are known.
    pub(crate) fn add(&mut self, line: usize, place: usize, loudness: f32, ordinal: u64) {
        if !self.known {
            return;
        }
        self.nodes[place] = Node {
            loudness,
            ordinal,
            child: None,
            next: None,
        };
        let place = place as u32;
        self.first[line] = Some(match self.first[line] {
            Some(first) => self.meld(first, place),
            None => place,
        });
    }

    /// Takes out the one of a line that goes first.
    pub(crate) fn take(&mut self, line: usize) -> Option<usize> {
        let first = self.first[line]?;
        // Those below it by pairs, from the left to the right …
        let mut below = self.nodes[first as usize].child.take();
        let mut pairs = None;
        while let Some(one) = below {
            let other = self.nodes[one as usize].next.take();
            below = other.and_then(|other| self.nodes[other as usize].next.take());
            let pair = other.map_or(one, |other| self.meld(one, other));
            self.nodes[pair as usize].next = pairs;
            pairs = Some(pair);
        }
        // … and the pairs from the right to the left.
        let mut root = None;
        while let Some(pair) = pairs {
            pairs = self.nodes[pair as usize].next.take();
            root = Some(root.map_or(pair, |root| self.meld(root, pair)));
        }
        self.first[line] = root;
        Some(first as usize)
    }

    /// Puts one of two under the other, and returns that.
    fn meld(&mut self, one: u32, other: u32) -> u32 {
        let goes_before = self.nodes[one as usize].goes_before(&self.nodes[other as usize]);
        let (above, below) = if goes_before {
            (one, other)
        } else {
            (other, one)
        };
        self.nodes[below as usize].next = self.nodes[above as usize].child.replace(below);
        above
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn who_goes_is_who_a_search_of_all_would_find(
            steps in prop::collection::vec((0..4usize, prop::option::of(0..9u8)), 1..200)
        ) {
            let mut order = StealingOrder::new(steps.len());
            order.begin();
            let mut all: Vec<(usize, u8, u64)> = Vec::new();
            for (ordinal, (line, loudness)) in (0..).zip(steps) {
                if let Some(loudness) = loudness {
                    order.add(line, ordinal as usize, f32::from(loudness), ordinal);
                    all.push((line, loudness, ordinal));
                    continue;
                }
                let found = all.iter().filter(|voice| voice.0 == line).min().copied();
                all.retain(|voice| Some(*voice) != found);
                prop_assert_eq!(order.take(line), found.map(|voice| voice.2 as usize));
            }
        }
    }
}
