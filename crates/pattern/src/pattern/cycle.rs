//! Cycles in another order, parts of cycles, repeated cycles.

use super::compile::{made, run};
use super::{IntoPattern, Pattern, list, time, truth, whole};
use crate::transform::function::HigherOrder;
use crate::{Join, Rational};

impl Pattern {
    /// Each cycle begins 1/n later in the pattern than the one before.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let turning = Pattern::of("a b c d").iter(4);
    /// assert_eq!(turning.events(1..2)?[0].to_string(), "(1>1¼)|\"b\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn iter(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.iter(n, false, p))
    }

    /// Each cycle begins 1/n earlier in the pattern than the one before (`iter'`).
    pub fn iter_back(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.iter(n, true, p))
    }

    /// A cycle forwards, a cycle backwards.
    pub fn palindrome(self) -> Self {
        Self::made([self], |graph, [p]| graph.palindrome(p))
    }

    /// Every second cycle squeezed into the middle half: a breakbeat.
    pub fn brak(self) -> Self {
        Self::made([self], |graph, [p]| graph.brak(p))
    }

    /// The values of each cycle's events moved `n` events to the left; the rhythm stays.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a*2 b c").rot(1).to_string(), Pattern::of("[a b] c a").to_string());
    /// ```
    pub fn rot(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.rot(n, p))
    }

    /// The first cycle, over and over.
    pub fn loop_first(self) -> Self {
        Self::made([self], |graph, [p]| graph.loop_first(p))
    }

    /// The first `n` cycles, over and over.
    pub fn time_loop(self, n: impl IntoPattern) -> Self {
        Self::made([time(n), self], |graph, [n, p]| graph.time_loop(n, p))
    }

    /// So many cycles from a time on, over and over: a loop cut out of an endless pattern.
    pub fn ribbon(self, begin: impl IntoPattern, cycles: impl IntoPattern) -> Self {
        Self::made(
            [time(begin), time(cycles), self],
            |graph, [begin, cycles, p]| {
                let from_begin = graph.early(begin, p);
                graph.time_loop(cycles, from_begin)
            },
        )
    }

    /// Each cycle `n` times.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("<a b>").repeat_cycles(2).events(1..2)?[0].to_string(), "(1>2)|\"a\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn repeat_cycles(self, n: impl IntoPattern) -> Self {
        Self::made([whole(n), self], |graph, [n, p]| graph.repeat_cycles(n, p))
    }

    /// The first `part` (0…1; negative: the last) of each cycle, repeated to fill it.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b c d").linger(0.25).to_string(), Pattern::of("a a a a").to_string());
    /// ```
    pub fn linger(self, part: impl IntoPattern) -> Self {
        Self::made([time(part), self], |graph, [part, p]| graph.linger(part, p))
    }

    /// Each cycle only up to a place, 0…1.
    pub fn trunc(self, end: impl IntoPattern) -> Self {
        Self::made([time(end), self], |graph, [end, p]| graph.trunc(end, p))
    }

    /// The part of each cycle between two places (0…1), stretched to a cycle.
    pub fn zoom(self, begin: impl IntoPattern, end: impl IntoPattern) -> Self {
        Self::made([time(begin), time(end), self], |graph, [begin, end, p]| {
            graph.zoom(begin, end, p)
        })
    }

    /// The cycle in `n` parts, played in the order and the rhythm of a pattern of their numbers.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let mixed = Pattern::of("a b c d").bite(4, "0 2*2");
    /// assert_eq!(mixed.to_string(), Pattern::of("a [c c]").to_string());
    /// ```
    pub fn bite(self, n: impl IntoPattern, order: impl IntoPattern) -> Self {
        Self::made([whole(n), whole(order), self], |graph, [n, order, p]| {
            graph.bite(n, order, p)
        })
    }

    /// [`Pattern::bite`] of sounds, whose speed follows when their part is played shorter or longer.
    pub fn chew(self, n: impl IntoPattern, order: impl IntoPattern) -> Self {
        Self::made([whole(n), whole(order), self], |graph, [n, order, p]| {
            graph.chew(n, order, p)
        })
    }

    /// A function on one of `n` parts of the cycle, the next one in each cycle.
    pub fn chunk(self, n: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [whole(n), self], |compiler, f, [n, p]| {
            made(compiler.chunk(n, false, &mut run(f), p))
        })
    }

    /// [`Pattern::chunk`] from the last part to the first (`chunk'`).
    pub fn chunk_back(self, n: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [whole(n), self], |compiler, f, [n, p]| {
            made(compiler.chunk(n, true, &mut run(f), p))
        })
    }

    /// This pattern in the first part (0…1) of each cycle, another in the rest.
    pub fn wedge(self, part: impl IntoPattern, other: impl IntoPattern) -> Self {
        Self::made(
            [time(part), self, Self::of(other)],
            |graph, [part, p, other]| graph.wedge(part, p, other),
        )
    }

    /// Each event at the places that a pattern of step numbers names, of so many steps a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd").beat("0,3,6", 8).to_string(), Pattern::of("bd(3,8)").to_string());
    /// ```
    pub fn beat(self, places: impl IntoPattern, steps: impl IntoPattern) -> Self {
        Self::made(
            [time(places), time(steps), self],
            |graph, [places, steps, p]| graph.beat(places, steps, p),
        )
    }

    /// Of the events that sound at once only the one that began first.
    pub fn mono(self) -> Self {
        Self::made([self], |graph, [p]| graph.mono(p))
    }

    /// Each cycle stretched so that its events fill it from the first to the last.
    pub fn stretch(self) -> Self {
        Self::made([self], |graph, [p]| graph.stretch(p))
    }

    /// The current cycle begins anew at each true event of a pattern.
    pub fn reset(self, truths: impl IntoPattern) -> Self {
        self.begun_anew(Join::Reset, truth(truths))
    }

    /// The pattern begins anew from its first cycle at each true event of a pattern.
    pub fn restart(self, truths: impl IntoPattern) -> Self {
        self.begun_anew(Join::Restart, truth(truths))
    }

    fn begun_anew(self, join: Join, truths: Self) -> Self {
        Self::made([truths, self], move |graph, [truths, p]| {
            let slot = graph.slot();
            let nothing = graph.silence();
            let body = graph.branch(slot, p, nothing);
            graph.join(join, truths, slot, body)
        })
    }

    /// The pattern at the lengths of a list (cycles), one after another: long, short, shorter …
    pub fn space_out(self, lengths: impl IntoIterator<Item = impl Into<Rational>>) -> Self {
        let lengths: Vec<Rational> = lengths.into_iter().map(Into::into).collect();
        Self::made([self], move |graph, [p]| graph.space_out(&lengths, p))
    }

    /// Two patterns cut in `n` parts each and woven like warp and weft; at most 64 parts.
    pub fn tabby(self, n: i64, weft: impl IntoPattern) -> Self {
        Self::made([self, Self::of(weft)], move |graph, [warp, weft]| {
            graph.tabby(n, warp, weft)
        })
    }

    /// The patterns of a list, by a pattern of their numbers, which moves on by `step` in each cycle.
    pub fn fit(
        step: impl IntoPattern,
        patterns: impl IntoIterator<Item = impl IntoPattern>,
        numbers: impl IntoPattern,
    ) -> Self {
        let mut operands = vec![whole(step), whole(numbers)];
        operands.extend(list(patterns));
        Self::made_of_list(operands, |graph, p| graph.fit(p[0], p[1], &p[2..]))
    }

    /// The numbers from 0 to below `n`, in a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::run(4).to_string(), Pattern::of([0, 1, 2, 3]).to_string());
    /// ```
    pub fn run(n: impl IntoPattern) -> Self {
        Self::made([whole(n)], |graph, [n]| graph.run_of(n))
    }

    /// In the first cycle 0, in the second 0 and 1, and so on until there are `n`, then from the start.
    pub fn scan(n: impl IntoPattern) -> Self {
        Self::made([whole(n)], |graph, [n]| graph.scan_of(n))
    }

    /// Variations that grow: the pattern; that with the function's result joined to it; that with the function's result of
    /// the result; `depth` cycles, one for each.
    pub fn snowball(
        self,
        depth: usize,
        join: impl Fn(Self, Self) -> Self,
        f: impl Fn(Self) -> Self,
    ) -> Self {
        let (mut next, mut all) = (self.clone(), self.clone());
        let mut turns = vec![self];
        for _ in 1..depth {
            next = f(next);
            all = join(all, next.clone());
            turns.push(all.clone());
        }
        turns.truncate(depth);
        Self::cat(turns)
    }

    /// The pattern, the function's result of it, the function's result of that …: `depth` cycles, one for each.
    pub fn soak(self, depth: usize, f: impl Fn(Self) -> Self) -> Self {
        let mut turns = vec![self];
        while turns.len() < depth {
            let last = turns.last().cloned().unwrap_or_else(Self::silence);
            turns.push(f(last));
        }
        turns.truncate(depth);
        Self::cat(turns)
    }
}
