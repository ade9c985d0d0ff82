//! Sounds cut into parts, fitted to cycles, spread over the stereo field.

use super::{IntoPattern, Pattern, number, time, whole};

impl Pattern {
    /// Each event cut into `n` parts of its sound, one after another.
    ///
    /// ```
    /// # use phonon_pattern::controls::s;
    /// let halves = s("bev").chop(2);
    /// assert_eq!(halves.events(0..1)?[1].to_string(), "(½>1)|begin: 0.5f, end: 1.0f, s: \"bev\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn chop(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.chop(n, p))
    }

    /// `n` times through the cycle within a cycle, each time with the next of `n` parts of the sounds.
    pub fn striate(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.striate(n, p))
    }

    /// [`Pattern::striate`] with parts of this length, 0…1.
    pub fn striate_by(self, n: impl IntoPattern, length: impl IntoPattern) -> Self {
        Self::made([whole(n), number(length), self], |graph, [n, length, p]| {
            graph.striate_by(n, length, p)
        })
    }

    /// Parts of a sound, of `n` equal ones, in the order and the rhythm of a pattern of their numbers.
    ///
    /// ```
    /// # use phonon_pattern::controls::s;
    /// let cut = s("amen").slice(8, "0 6");
    /// assert_eq!(cut.events(0..1)?[1].to_string(), "(½>1)|begin: 0.75f, end: 0.875f, s: \"amen\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn slice(self, n: impl IntoPattern, order: impl IntoPattern) -> Self {
        Self::made([whole(n), whole(order), self], |graph, [n, order, p]| {
            graph.slice(n, order, p)
        })
    }

    /// [`Pattern::slice`] with the speed that makes each part as long as its event.
    pub fn splice(self, n: impl IntoPattern, order: impl IntoPattern) -> Self {
        Self::made([whole(n), whole(order), self], |graph, [n, order, p]| {
            graph.splice(n, order, p)
        })
    }

    /// One of `n` parts of each sound by chance, another in each cycle.
    pub fn randslice(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.random_slice(n, p))
    }

    /// The sounds last `n` cycles.
    pub fn loop_at(self, n: impl IntoPattern) -> Self {
        Self::made([time(n), self], |graph, [n, p]| graph.loop_at(n, p))
    }

    /// Faster, the speed of the sounds too.
    ///
    /// ```
    /// # use phonon_pattern::controls::{s, speed};
    /// let high = s("bd").with(speed(1)).hurry(2);
    /// assert_eq!(high.events(0..1)?[0].to_string(), "(0>½)|s: \"bd\", speed: 2.0f");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn hurry(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.hurry(factor, p)
        })
    }

    /// Every second of `n` parts of each sound.
    pub fn gap(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.gap(n, p))
    }

    /// [`Pattern::striate`] into `n` parts, then played slower by each number of a list in turn.
    pub fn smash(
        self,
        n: impl IntoPattern,
        slownesses: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let parts = self.striate(n);
        let turns = slownesses.into_iter().map(|slow| parts.clone().slow(slow));
        Self::cat(turns.collect::<Vec<_>>())
    }

    /// [`Pattern::chop`] into `n` parts, then played slower by each number of a list in turn (`smash'`).
    pub fn smash_chop(
        self,
        n: impl IntoPattern,
        slownesses: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let parts = self.chop(n);
        let turns = slownesses.into_iter().map(|slow| parts.clone().slow(slow));
        Self::cat(turns.collect::<Vec<_>>())
    }

    /// The part of a sound from `begin` on that is `length` long, both 0…1, as controls.
    ///
    /// ```
    /// # use phonon_pattern::{Pattern, controls::s};
    /// let part = s("amen").with(Pattern::grain(0.25, 0.5));
    /// assert_eq!(part.to_string(), "(0>1)|begin: 0.25f, end: 0.75f, s: \"amen\"");
    /// ```
    pub fn grain(begin: impl IntoPattern, length: impl IntoPattern) -> Self {
        Self::made([number(begin), number(length)], |graph, [begin, length]| {
            graph.grain(begin, length)
        })
    }

    /// The sounds in `n` parts, played with the sounds of another pattern.
    pub fn splat(self, n: impl IntoPattern, pieces: impl IntoPattern) -> Self {
        Self::made(
            [whole(n), Self::of(pieces), self],
            |graph, [n, pieces, p]| graph.splat(n, pieces, p),
        )
    }

    /// So many copies at once, each a part of the cycle further on and further to the right.
    pub fn spin(self, copies: impl IntoPattern) -> Self {
        Self::made([whole(copies), self], |graph, [copies, p]| {
            graph.spin(copies, p)
        })
    }
}
