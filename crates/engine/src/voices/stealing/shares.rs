//! How many of the pool's voices each line has, so that one that floods the pool takes its places from itself and not from
//! the others.

use crate::voices::Destination;

/// Lines that are told apart; those beyond, and what rings out without one, count as one.
pub(crate) const LINES: usize = 128;

/// The voices of each line that are not fading after a theft.
pub(crate) struct Shares {
    voices: [usize; LINES + 1],
    /// Number of lines that have voices.
    lines: usize,
}

impl Default for Shares {
    fn default() -> Self {
        Self {
            voices: [0; LINES + 1],
            lines: 0,
        }
    }
}

impl Shares {
    /// The line that something sounds in.
    pub(crate) fn line(destination: Destination) -> usize {
        match destination {
            Destination::Source(source) => source.min(LINES),
            Destination::Leaving(_) | Destination::Output(_) => LINES,
        }
    }

    /// One voice more.
    pub(crate) fn join(&mut self, destination: Destination) {
        let voices = &mut self.voices[Self::line(destination)];
        self.lines += usize::from(*voices == 0);
        *voices += 1;
    }

    /// One voice fewer, of a line that has some.
    pub(crate) fn leave(&mut self, destination: Destination) {
        let voices = &mut self.voices[Self::line(destination)];
        *voices -= 1;
        self.lines -= usize::from(*voices == 0);
    }

    /// The line that gives a voice up, all `limit` of the pool being in use, for one that starts in `destination`: that line
    /// itself if it has its share (or more) of the pool, otherwise the one that has most.
    pub(crate) fn gives_way(&self, destination: Destination, limit: usize) -> usize {
        let own = Self::line(destination);
        if self.voices[own] > 0 && self.voices[own] * self.lines >= limit {
            return own;
        }
        (0..=LINES)
            .max_by_key(|line| self.voices[*line])
            .unwrap_or(own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Destination::Source;

    #[test]
    fn who_has_a_share_gives_way_to_itself_and_who_has_none_takes_from_the_largest() {
        let mut shares = Shares::default();
        (0..60).for_each(|_| shares.join(Source(3)));
        (0..4).for_each(|_| shares.join(Source(7)));
        assert_eq!(shares.gives_way(Source(3), 64), 3);
        assert_eq!(shares.gives_way(Source(7), 64), 3);
        assert_eq!(shares.gives_way(Source(9), 64), 3);
        (0..28).for_each(|_| {
            shares.leave(Source(3));
            shares.join(Source(7));
        });
        assert_eq!(shares.gives_way(Source(7), 64), 7);
        assert_eq!(shares.gives_way(Source(3), 64), 3);
    }

    #[test]
    fn any_line_is_counted() {
        let mut shares = Shares::default();
        shares.join(Source(100_000));
        shares.join(Destination::Output(2));
        assert_eq!(shares.gives_way(Source(0), 2), LINES);
    }
}
