//! Time: faster and slower, earlier and later, backwards, at another scale.

use super::compile::{made, run};
use super::{IntoPattern, Pattern, time, whole};
use crate::Rational;
use crate::transform::function::HigherOrder;

impl Pattern {
    /// `factor` times as fast; 0 is silence, negative factors play backwards.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd sn").fast(2).to_string(), Pattern::of("bd sn bd sn").to_string());
    /// ```
    pub fn fast(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.fast(factor, p)
        })
    }

    /// `factor` times as slow; 0 is silence.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("bd sn").slow(2).to_string(), Pattern::of("bd").to_string());
    /// ```
    pub fn slow(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.slow(factor, p)
        })
    }

    /// Later by so many cycles (`~>`).
    pub fn late(self, cycles: impl IntoPattern) -> Self {
        Self::made([time(cycles), self], |graph, [cycles, p]| {
            graph.late(cycles, p)
        })
    }

    /// Earlier by so many cycles (`<~`).
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let turned = Pattern::of("a b c d").early("<0 0.25>");
    /// assert_eq!(turned.events(1..2)?[0].to_string(), "(1>1¼)|\"b\"");
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn early(self, cycles: impl IntoPattern) -> Self {
        Self::made([time(cycles), self], |graph, [cycles, p]| {
            graph.early(cycles, p)
        })
    }

    /// Each cycle backwards.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b c").rev().to_string(), Pattern::of("c b a").to_string());
    /// ```
    pub fn rev(self) -> Self {
        Self::made([self], |graph, [p]| graph.rev(p))
    }

    /// Each cycle squeezed into its first 1/`factor`, followed by silence; factors below 1 count as 1, 0 is silence.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b").fast_gap(2).to_string(), Pattern::of("a b ~ ~").to_string());
    /// ```
    pub fn fast_gap(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.fast_gap(factor, p)
        })
    }

    /// A cycle, so many times as fast, squeezed into each event of the factor.
    pub fn fast_squeeze(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.fast_squeeze(factor, p)
        })
    }

    /// A cycle, so many times as slow, squeezed into each event of the factor.
    pub fn slow_squeeze(self, factor: impl IntoPattern) -> Self {
        Self::made([time(factor), self], |graph, [factor, p]| {
            graph.slow_squeeze(factor, p)
        })
    }

    /// Each cycle squeezed into the part of it between two places, 0…1; silence elsewhere.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let squeezed = Pattern::of("a b").compress(0.25, 0.75);
    /// assert_eq!(squeezed.to_string(), Pattern::of("~ a b ~").to_string());
    /// ```
    pub fn compress(self, begin: impl IntoPattern, end: impl IntoPattern) -> Self {
        Self::made([time(begin), time(end), self], |graph, [begin, end, p]| {
            graph.patterned(begin, |graph, begin| {
                graph.patterned(end, |graph, end| graph.compress_by(begin, end, p))
            })
        })
    }

    /// As fast as fits a cycle between two times (cycles), also beyond them.
    pub fn focus(self, begin: impl Into<Rational>, end: impl Into<Rational>) -> Self {
        let (begin, end) = (begin.into(), end.into());
        Self::made([self], move |graph, [p]| graph.focus_by(begin, end, p))
    }

    /// What a function makes of the pattern at another speed: faster inside of the function, back to its speed outside.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let reversed = Pattern::of("a b c d").inside(2, Pattern::rev);
    /// assert_eq!(reversed.to_string(), Pattern::of("b a d c").to_string());
    /// ```
    pub fn inside(self, factor: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [time(factor), self], |compiler, f, [factor, p]| {
            made(compiler.inside(factor, &mut run(f), p))
        })
    }

    /// What a function makes of so many cycles as if they were one.
    pub fn outside(self, factor: impl IntoPattern, f: impl FnOnce(Self) -> Self) -> Self {
        Self::made_with(f, [time(factor), self], |compiler, f, [factor, p]| {
            made(compiler.outside(factor, &mut run(f), p))
        })
    }

    /// Swing: of each of `n` parts of a cycle the events in the second half come later by this share of the half.
    pub fn swing_by(self, share: impl IntoPattern, n: impl IntoPattern) -> Self {
        Self::put_together(
            vec![time(share), time(n), self],
            Vec::new(),
            |compiler, p, _| made(compiler.swing_by(p[0], p[1], p[2])),
        )
    }

    /// [`Pattern::swing_by`] a third: triplets.
    pub fn swing(self, n: impl IntoPattern) -> Self {
        self.swing_by("1%3", n)
    }

    /// Every event begins half of its length later: off the beat.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b").press().to_string(), Pattern::of("~ a ~ b").to_string());
    /// ```
    pub fn press(self) -> Self {
        self.press_by(0.5)
    }

    /// Every event begins this part (0…1) of its length later.
    pub fn press_by(self, part: impl IntoPattern) -> Self {
        Self::made([time(part), self], |graph, [part, p]| {
            graph.press_by(part, p)
        })
    }

    /// The events of a chord one after another, spread over a quarter of their length.
    pub fn rolled(self) -> Self {
        self.rolled_by(0.25)
    }

    /// The events of a chord one after another, spread over this part of their length; negative: the last one first.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let chord = Pattern::of("[0,4,7]").rolled_by(0.75);
    /// assert_eq!(chord.to_string(), "(0>1)|0.0\n(¼>1)|4.0\n(½>1)|7.0");
    /// ```
    pub fn rolled_by(self, part: impl IntoPattern) -> Self {
        Self::made([time(part), self], |graph, [part, p]| {
            graph.rolled_by(part, p)
        })
    }

    /// Only what lies between two times (cycles); silence before and after.
    pub fn window(self, begin: impl Into<Rational>, end: impl Into<Rational>) -> Self {
        let (begin, end) = (begin.into(), end.into());
        Self::made([self], move |graph, [p]| graph.window(begin, end, p))
    }

    /// `n` copies, each so many cycles after the one before.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let hits = Pattern::of("bd ~ ~ ~").stutter(2, 0.125);
    /// assert_eq!(hits.events(0..1)?.len(), 2);
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn stutter(self, n: impl IntoPattern, cycles: impl IntoPattern) -> Self {
        Self::made([whole(n), time(cycles), self], |graph, [n, cycles, p]| {
            graph.stutter(n, cycles, p)
        })
    }
}
