//! Rhythm: structure from truths and numbers, Euclid, repeats.

use super::compile::made;
use super::{IntoPattern, Pattern, list, number, time, truth, whole};
use crate::transform::function::HigherOrder;
use crate::{Join, PatternId};

impl Pattern {
    /// The rhythm of a pattern of truths (`struct`): an event where it is true, with this pattern's value there.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd").structure("t f t*2").to_string(), Pattern::of("bd ~ bd*2").to_string());
    /// ```
    pub fn structure(self, truths: impl IntoPattern) -> Self {
        Self::made([truth(truths), self], |graph, [truths, p]| {
            graph.structured(truths, p)
        })
    }

    /// Only what lies where a pattern of truths is true.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b c d").mask("t f").to_string(), Pattern::of("a b ~ ~").to_string());
    /// ```
    pub fn mask(self, truths: impl IntoPattern) -> Self {
        Self::made([truth(truths), self], |graph, [truths, p]| {
            graph.masked(truths, true, p)
        })
    }

    /// The rhythm of a pattern of truths, with a whole cycle of this pattern squeezed into each true event.
    pub fn substruct(self, truths: impl IntoPattern) -> Self {
        Self::made([truth(truths), self], |graph, [truths, p]| {
            graph.substruct(truths, p)
        })
    }

    /// This pattern where truths are true, another where they are false.
    pub fn sew(self, truths: impl IntoPattern, other: impl IntoPattern) -> Self {
        let operands = [truth(truths), self, Self::of(other)];
        Self::made(operands, |graph, [truths, yes, no]| {
            graph.sew(truths, yes, no)
        })
    }

    /// The rhythm of truths, with values of this pattern where they are true and of another where they are false.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let both = Pattern::of("bd").stitch("t f t t", "sn");
    /// assert_eq!(both.to_string(), Pattern::of("bd sn bd bd").to_string());
    /// ```
    pub fn stitch(self, truths: impl IntoPattern, other: impl IntoPattern) -> Self {
        let operands = [truth(truths), self, Self::of(other)];
        Self::made(operands, |graph, [truths, yes, no]| {
            graph.stitch(truths, yes, no)
        })
    }

    /// True for false, false for true (`inv`).
    pub fn inv(self) -> Self {
        Self::made([self], |graph, [p]| graph.inverted(p))
    }

    /// A cycle of the pattern in each of `onsets` hits, spread as evenly as can be over so many steps.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd").euclid(3, 8).to_string(), Pattern::of("bd(3,8)").to_string());
    /// ```
    pub fn euclid(self, onsets: impl IntoPattern, steps: impl IntoPattern) -> Self {
        Self::made(
            [whole(onsets), whole(steps), self],
            |graph, [onsets, steps, p]| graph.euclid(onsets, steps, None, false, p),
        )
    }

    /// [`Pattern::euclid`] in the gaps of the rhythm.
    pub fn euclid_inverted(self, onsets: impl IntoPattern, steps: impl IntoPattern) -> Self {
        Self::made(
            [whole(onsets), whole(steps), self],
            |graph, [onsets, steps, p]| graph.euclid(onsets, steps, None, true, p),
        )
    }

    /// This pattern in the hits of a Euclidean rhythm, another in its gaps.
    pub fn euclid_full(
        self,
        onsets: impl IntoPattern,
        steps: impl IntoPattern,
        gaps: impl IntoPattern,
    ) -> Self {
        let (onsets, steps) = (whole(onsets), whole(steps));
        let hits = self.euclid(&onsets, &steps);
        let gaps = Self::of(gaps).euclid_inverted(onsets, steps);
        Self::stack([hits, gaps])
    }

    /// [`Pattern::euclid`] turned to the left by so many steps.
    pub fn euclid_off(
        self,
        onsets: impl IntoPattern,
        steps: impl IntoPattern,
        rotation: impl IntoPattern,
    ) -> Self {
        let operands = [whole(onsets), whole(steps), whole(rotation), self];
        Self::made(operands, |graph, [onsets, steps, rotation, p]| {
            graph.euclid(onsets, steps, Some(rotation), false, p)
        })
    }

    /// [`Pattern::euclid`] in which each hit lasts until the next.
    pub fn euclid_legato(self, onsets: impl IntoPattern, steps: impl IntoPattern) -> Self {
        Self::made(
            [whole(onsets), whole(steps), self],
            |graph, [onsets, steps, p]| graph.euclid_legato(onsets, steps, None, p),
        )
    }

    /// Each event `n` times in its time.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd sn").ply("2 3").to_string(), Pattern::of("bd*2 sn*3").to_string());
    /// ```
    pub fn ply(self, n: impl IntoPattern) -> Self {
        Self::made([time(n), self], |graph, [n, p]| graph.ply(n, p))
    }

    /// Each event `n` times in its time, each time once more through the function.
    pub fn ply_with(self, n: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [whole(n), self], |compiler, f, [n, p]| {
            made(compiler.ply_with(n, &mut super::compile::run(f), p))
        })
    }

    /// The pattern sampled at `n` moments of a cycle: what makes steps of a [wave](Pattern::sine).
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::saw().segment(2).to_string(), "(0>½)|0.0\n(½>1)|0.5");
    /// ```
    pub fn segment(self, n: impl IntoPattern) -> Self {
        Self::made([time(n), self], |graph, [n, p]| graph.segment(n, p))
    }

    /// Hits among hits: each number says how many of those are left that the number after it leaves; the last one is the
    /// number of steps. `distrib([3, 8])` is [`Pattern::euclid`].
    pub fn distrib(self, counts: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        let mut operands = vec![self];
        operands.extend(counts.into_iter().map(whole));
        Self::made_of_list(operands, |graph, p| graph.distrib(&p[1..], p[0]))
    }

    /// The binary digits of whole numbers as truths, so many digits to a number.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd").structure(Pattern::binary(4, 10)).to_string(), Pattern::of("bd ~ bd ~").to_string());
    /// ```
    pub fn binary(digits: impl IntoPattern, numbers: impl IntoPattern) -> Self {
        Self::made(
            [whole(digits), whole(numbers)],
            |graph, [digits, numbers]| {
                graph.patterned(digits, |graph, digits| graph.binary(digits, numbers))
            },
        )
    }

    /// A cycle of one of the patterns squeezed into each event of a pattern of their numbers.
    pub fn squeeze(
        numbers: impl IntoPattern,
        patterns: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let mut operands = vec![whole(numbers)];
        operands.extend(list(patterns));
        Self::made_of_list(operands, |graph, p| {
            let slot = graph.slot();
            let chosen = graph.select(slot, &p[1..]);
            graph.join(Join::Squeeze, p[0], slot, chosen)
        })
    }

    /// A cycle of the pattern with a name squeezed into each event of a pattern of names (`inhabit`).
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let song = Pattern::inhabit([("verse", "a b"), ("chorus", "c d e")], "verse chorus");
    /// assert_eq!(song.to_string(), Pattern::of("[a b] [c d e]").to_string());
    /// ```
    pub fn inhabit<'n>(
        named: impl IntoIterator<Item = (&'n str, impl IntoPattern)>,
        names: impl IntoPattern,
    ) -> Self {
        let mut operands = vec![super::word(names)];
        let mut keys = Vec::new();
        for (name, pattern) in named {
            keys.push(name.to_owned());
            operands.push(Self::of(pattern));
        }
        Self::made_of_list(operands, move |graph, p| {
            let named = keys.iter().zip(&p[1..]);
            let table: Vec<(crate::Word, PatternId)> =
                named.map(|(key, p)| (graph.intern(key), *p)).collect();
            let slot = graph.slot();
            let chosen = graph.lookup(slot, &table);
            graph.join(Join::Squeeze, p[0], slot, chosen)
        })
    }

    /// One of the patterns at each moment, by a number 0…1: the first at 0, the last at 1 (`select`).
    pub fn select(
        place: impl IntoPattern,
        patterns: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let mut operands = vec![number(place)];
        operands.extend(list(patterns));
        Self::made_of_list(operands, |graph, p| {
            let last = p.len().saturating_sub(2) as f64;
            graph.patterned(p[0], |graph, place| {
                let place = graph.formula_of(crate::Operation::Maximum, place, 0.0);
                let place = graph.formula_of(crate::Operation::Minimum, place, 1.0);
                let index = graph.product(place, last);
                graph.select(index, &p[1..])
            })
        })
    }
}
