//! Patterns beside, after and within one another.

use super::{IntoPattern, Pattern, list};
use crate::{Operation, Rational, Structure};

impl Pattern {
    /// Nothing, ever.
    pub fn silence() -> Self {
        Self::made([], |graph, []| graph.silence())
    }

    /// All at once.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::stack(["bd*2", "hh*4"]).to_string(), Pattern::of("[bd*2, hh*4]").to_string());
    /// ```
    pub fn stack(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.stack(patterns))
    }

    /// A cycle of each in turn; each goes on where it stopped.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::cat(["a b", "c"]).fast(2).to_string(), Pattern::of("[a b] c").to_string());
    /// ```
    pub fn cat(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.cat(patterns))
    }

    /// A cycle of each, all within one cycle.
    pub fn fastcat(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.fastcat(patterns))
    }

    /// A cycle of each within one cycle, in parts of these weights. What has no weight above zero is left out.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::timecat([(3, "bd"), (1, "sn")]).to_string(), Pattern::of("bd@3 sn").to_string());
    /// ```
    pub fn timecat(
        weighted: impl IntoIterator<Item = (impl Into<Rational>, impl IntoPattern)>,
    ) -> Self {
        let (weights, patterns): (Vec<Rational>, Vec<Self>) = weighted
            .into_iter()
            .map(|(weight, pattern)| (weight.into(), Self::of(pattern)))
            .unzip();
        Self::made_of_list(patterns, move |graph, patterns| {
            let weighted: Vec<_> = weights
                .iter()
                .copied()
                .zip(patterns.iter().copied())
                .collect();
            graph.timecat(&weighted)
        })
    }

    /// The values of a list, one a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::from_list([1.0, 2.0]).to_string(), "(0>1)|1.0");
    /// ```
    pub fn from_list(values: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::cat(values)
    }

    /// This pattern and another at once.
    pub fn overlay(self, other: impl IntoPattern) -> Self {
        Self::stack([self, Self::of(other)])
    }

    /// A cycle of this pattern, a cycle of another, in turn.
    pub fn append(self, other: impl IntoPattern) -> Self {
        Self::cat([self, Self::of(other)])
    }

    /// A cycle of this pattern and one of another within one cycle.
    pub fn fast_append(self, other: impl IntoPattern) -> Self {
        Self::fastcat([self, Self::of(other)])
    }

    /// Patterns with one more, which is shifted by equal parts of a cycle from one to the next (`stackwith`).
    pub fn stack_with(
        with: impl IntoPattern,
        patterns: impl IntoIterator<Item = impl IntoPattern>,
    ) -> Self {
        let mut operands = vec![Self::of(with)];
        operands.extend(list(patterns));
        Self::made_of_list(operands, |graph, p| {
            let count = Rational::integer(p.len() as i64 - 1);
            let shifted: Vec<_> = p[1..]
                .iter()
                .enumerate()
                .map(|(i, &pattern)| {
                    let late = graph.late_by(-Rational::integer(i as i64) / count, p[0]);
                    graph.apply(Operation::KeepRight, Structure::Left, pattern, late)
                })
                .collect();
            graph.stack(&shifted)
        })
    }

    /// Two patterns of sounds that pass their `shape` to each other during sixteen cycles.
    pub fn interlace(self, other: impl IntoPattern) -> Self {
        Self::made([self, Self::of(other)], |graph, [first, second]| {
            graph.interlace(first, second)
        })
    }
}
