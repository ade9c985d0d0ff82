//! Events that are the same and start on the same frame: the noise of each is its own, and does not depend on what else starts.

/// Seeds that are told apart on one frame; beyond, equal events may sound as one that is louder.
const KNOWN: usize = 64;

/// The seeds of the events that started on the latest frame.
pub(super) struct Twins {
    seeds: [u64; KNOWN],
    count: usize,
    frame: usize,
}

impl Default for Twins {
    fn default() -> Self {
        Self {
            seeds: [0; KNOWN],
            count: 0,
            frame: 0,
        }
    }
}

impl Twins {
    /// A segment begins: nothing has started in it.
    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// How many events with the same seed have started on that frame of the sub-block before this one.
    pub(super) fn before(&mut self, seed: u64, frame: usize) -> u64 {
        if self.frame != frame {
            self.frame = frame;
            self.count = 0;
        }
        let known = &self.seeds[..self.count];
        let before = known.iter().filter(|known| **known == seed).count();
        if let Some(next) = self.seeds.get_mut(self.count) {
            *next = seed;
            self.count += 1;
        }
        before as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_events_are_told_apart_whatever_starts_between_them() {
        let mut twins = Twins::default();
        let seeds = [7, 7, 9, 7, 9];
        assert_eq!(seeds.map(|seed| twins.before(seed, 3)), [0, 1, 0, 2, 1]);
        // On another frame all begins anew.
        assert_eq!(twins.before(7, 4), 0);
        twins.clear();
        assert_eq!(twins.before(7, 4), 0);
    }

    #[test]
    fn a_flood_is_no_trouble() {
        let mut twins = Twins::default();
        (0..1_000).for_each(|seed| assert_eq!(twins.before(seed, 0), 0));
    }
}
