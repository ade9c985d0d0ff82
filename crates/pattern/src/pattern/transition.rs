//! Transitions: from a pattern that plays to one that is to play, at a time (cycles).

use super::{Pattern, list};
use crate::{IntoPattern, PatternId, Rational, Scalar};

/// What a transition goes from and to, and when: [`Pattern::transition_to`].
///
/// ```
/// # use phonon_pattern::Pattern;
/// let (old, new) = (Pattern::of("a"), Pattern::of("b"));
/// let jump = old.transition_to(new, 2).jump();
/// assert_eq!(jump.events(1..3)?.iter().map(ToString::to_string).collect::<Vec<_>>(), ["(1>2)|\"a\"", "(2>3)|\"b\""]);
/// # Ok::<(), phonon_pattern::PatternError>(())
/// ```
#[derive(Clone, Debug)]
pub struct History {
    old: Pattern,
    new: Pattern,
    now: Rational,
}

impl Pattern {
    /// This pattern until a time in cycles, then another; the methods of [`History`] say how.
    pub fn transition_to(self, new: impl IntoPattern, now: impl Into<Rational>) -> History {
        History {
            old: self,
            new: Self::of(new),
            now: now.into(),
        }
    }

    /// The pattern as it is for a lifespan from a time on, then less and less of it during `release`; all in cycles.
    pub fn mortal(
        self,
        lifespan: impl Into<Rational>,
        release: impl Into<Rational>,
        now: impl Into<Rational>,
    ) -> Self {
        let (lifespan, release, now) = (lifespan.into(), release.into(), now.into());
        Self::made([self], move |graph, [p]| {
            graph.mortal(lifespan, release, now, p)
        })
    }

    /// Patterns one after another at times: from a cycle to a cycle, each from its own start (`seqP`).
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let song = Pattern::sequence_at([(0, 2, "a"), (2, 4, "b*2")]);
    /// assert_eq!(song.events(0..4)?.len(), 2 + 4);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn sequence_at(
        parts: impl IntoIterator<Item = (impl Into<Rational>, impl Into<Rational>, impl IntoPattern)>,
    ) -> Self {
        let parts = parts.into_iter().map(|(begin, end, pattern)| {
            let (begin, end) = (begin.into(), end.into());
            Self::of(pattern).late(begin).window(begin, end)
        });
        Self::stack(parts.collect::<Vec<_>>())
    }

    /// Several patterns at once, panned evenly from left to right (`histpan`).
    pub fn panned(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        let patterns = list(patterns);
        let count = patterns.len() as f64;
        let placed = patterns
            .into_iter()
            .enumerate()
            .map(|(i, p)| p.with(super::controls::pan(i as f64 / count)));
        Self::stack(placed.collect::<Vec<_>>())
    }
}

impl History {
    fn made(
        self,
        make: impl Fn(&mut crate::Graph, Scalar, PatternId, PatternId) -> PatternId
        + Send
        + Sync
        + 'static,
    ) -> Pattern {
        let now = Scalar::from(self.now);
        Pattern::made([self.old, self.new], move |graph, [old, new]| {
            make(graph, now, old, new)
        })
    }

    /// At once: no event of the old pattern begins after the time, none of the new one before.
    pub fn jump(self) -> Pattern {
        self.made(|graph, now, old, new| {
            let before = graph.beginning_before(now, old);
            let after = graph.beginning_from(now, new);
            graph.stack(&[before, after])
        })
    }

    /// At the next cycle whose number `cycles` divides (`jumpMod`).
    pub fn jump_at_multiple(mut self, cycles: u32) -> Pattern {
        let cycles = Rational::integer(i64::from(cycles.max(1)));
        let past = self.now.floor().modulo(cycles);
        self.now = self.now.floor() - past + cycles;
        self.jump()
    }

    /// The gains cross with equal power during so many cycles (`xfadeIn`).
    pub fn crossfade(self, cycles: impl Into<Rational>) -> Pattern {
        let cycles = cycles.into();
        self.made(move |graph, now, old, new| graph.crossfade(cycles, now, new, old))
    }

    /// Events of the one give way to events of the other by chance, during so many cycles (`clutchIn`).
    pub fn clutch(self, cycles: impl Into<Rational>) -> Pattern {
        let cycles = cycles.into();
        self.made(move |graph, now, old, new| {
            let leaving = graph.thinned(now, cycles, false, old);
            let coming = graph.thinned(now, cycles, true, new);
            graph.stack(&[leaving, coming])
        })
    }

    /// The rhythm of the new pattern; numbers that both have go from the old one's to the new one's in so many cycles.
    pub fn interpolate(self, cycles: impl Into<Rational>) -> Pattern {
        let cycles = cycles.into();
        self.made(move |graph, now, old, new| graph.interpolated(cycles, now, new, old))
    }

    /// Echoes of the old pattern build up during so many cycles, then the new one comes (`anticipateIn`).
    pub fn anticipate(self, cycles: impl Into<Rational>) -> Pattern {
        let cycles = cycles.into();
        self.made(move |graph, now, old, new| {
            let building = graph.anticipated(cycles, now, old);
            let times = (Rational::ZERO.into(), cycles, Rational::ZERO);
            graph.wash(now, times, (old, building), (new, new))
        })
    }

    /// A function of the old pattern for so many cycles, then the new one (`washIn`).
    pub fn wash(self, cycles: impl Into<Rational>, f: impl FnOnce(Pattern) -> Pattern) -> Pattern {
        let (cycles, now) = (cycles.into(), Scalar::from(self.now));
        let changed = f(self.old.clone());
        let operands = [self.old, changed, self.new];
        Pattern::made(operands, move |graph, [old, changed, new]| {
            let times = (Rational::ZERO.into(), cycles, Rational::ZERO);
            graph.wash(now, times, (old, changed), (new, new))
        })
    }

    /// The new pattern from the next cycle after so many cycles on, silence before (`wait`).
    pub fn wait(self, cycles: impl Into<Rational>) -> Pattern {
        let begin = (self.now + cycles.into() - Rational::ONE).floor() + Rational::ONE;
        Pattern::made([self.new], move |graph, [new]| {
            graph.beginning_from(begin, new)
        })
    }
}
