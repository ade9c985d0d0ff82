//! What begins with the cycle in which it was evaluated: transitions (`xfadeIn 1 4 $ …`) and triggers (`qtrigger`). Their
//! patterns read that cycle from an input, which is set when the program takes over.

use phonon_pattern::{Rational, Word};

/// The cycle in which something begins, as a program counts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// The input of patterns that has the cycle.
    input: Word,
    /// Tells it from others: the same in a later program began when it did in the one before.
    id: u64,
    /// The cycle of the song, once that is known.
    cycle: Option<Rational>,
}

impl Beginning {
    /// Begins in the cycle in which its program takes over, unless the program before has the same already.
    #[must_use]
    pub fn live(input: Word, id: u64) -> Self {
        Self {
            input,
            id,
            cycle: None,
        }
    }

    /// Begins with the song.
    #[must_use]
    pub fn with_song(input: Word, id: u64) -> Self {
        Self {
            input,
            id,
            cycle: Some(Rational::ZERO),
        }
    }

    /// The input of patterns that has the cycle.
    #[must_use]
    pub fn input(&self) -> Word {
        self.input
    }

    /// What it is known by.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.id
    }

    /// The cycle, once it is known.
    pub(crate) fn cycle(&self) -> Option<Rational> {
        self.cycle
    }

    /// Settles the cycle where it is still open: that of the same in the program before, or the present one.
    pub(crate) fn settle(&mut self, before: &[Self], present: Rational) -> Rational {
        let same = || before.iter().find(|other| other.id == self.id);
        let cycle = self.cycle;
        let cycle = cycle.or_else(|| same().and_then(|other| other.cycle));
        *self.cycle.insert(cycle.unwrap_or(present))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_pattern::Graph;

    #[test]
    fn what_has_begun_goes_on_and_what_is_new_begins_now() {
        let input = Graph::new().intern("begin");
        let cycle = Rational::integer;
        let (mut first, mut fixed) = (Beginning::live(input, 1), Beginning::with_song(input, 2));
        assert_eq!(first.settle(&[], cycle(8)), cycle(8));
        assert_eq!(fixed.settle(&[], cycle(8)), cycle(0));
        let before = [first, fixed];
        for (id, begun) in [(1, 8), (2, 0), (3, 11)] {
            let mut later = Beginning::live(input, id);
            assert_eq!(later.settle(&before, cycle(11)), cycle(begun), "{id}");
        }
    }
}
