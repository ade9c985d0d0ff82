//! Patterns counted in steps.

use super::{IntoPattern, Pattern, list, time};
use crate::{Graph, PatternId, Rational};

impl Pattern {
    /// Each pattern for as long as it has steps, all within a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::stepcat(["a b c", "d"]).to_string(), Pattern::of("a b c d").to_string());
    /// ```
    pub fn stepcat(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.stepcat(patterns))
    }

    /// The pattern at so many steps a cycle.
    pub fn pace(self, steps: impl IntoPattern) -> Self {
        Self::made([time(steps), self], |graph, [steps, p]| {
            graph.pace(steps, p)
        })
    }

    /// The first `n` steps (negative: the last), as a cycle.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b c d").step_take(3).to_string(), Pattern::of("a b c").to_string());
    /// ```
    pub fn step_take(self, n: impl IntoPattern) -> Self {
        self.each_number(n, |graph, n, p| graph.steptake(n, p))
    }

    /// Without the last `n` steps (negative: the first).
    pub fn step_drop(self, n: impl IntoPattern) -> Self {
        self.each_number(n, |graph, n, p| graph.stepdrop(n, p))
    }

    /// Its steps count so many times as much among others.
    pub fn expand(self, factor: impl IntoPattern) -> Self {
        self.each_number(factor, |graph, factor, p| graph.expand(factor, p))
    }

    /// Its steps count only the so many-th part among others.
    pub fn contract(self, factor: impl IntoPattern) -> Self {
        self.each_number(factor, |graph, factor, p| {
            graph.expand(factor.reciprocal().unwrap_or(Rational::ONE), p)
        })
    }

    /// Faster, with steps that are as long as before.
    pub fn extend(self, factor: impl IntoPattern) -> Self {
        self.each_number(factor, |graph, factor, p| graph.extend(factor, p))
    }

    /// Again and again, each time without the first `n` steps more (negative: the last), until none is left.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// assert_eq!(Pattern::of("a b c").shrink(1).to_string(), Pattern::of("a b c b c c").to_string());
    /// ```
    pub fn shrink(self, n: impl IntoPattern) -> Self {
        self.each_number(n, |graph, n, p| graph.shrink(n, p))
    }

    /// The first `n` steps (negative: the last), then `n` more, and so on, until all are played.
    pub fn grow(self, n: impl IntoPattern) -> Self {
        self.each_number(n, |graph, n, p| graph.grow(n, p))
    }

    /// The first step of each, the second step of each, and so on, until all begin again together.
    pub fn stepzip(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.stepzip(patterns))
    }

    /// Together, step by step, so many steps a cycle that each is played a whole number of times.
    pub fn polymeter(patterns: impl IntoIterator<Item = impl IntoPattern>) -> Self {
        Self::made_of_list(list(patterns), |graph, patterns| graph.polymeter(patterns))
    }

    /// What is made with each number of a pattern, one after another in steps.
    fn each_number(
        self,
        numbers: impl IntoPattern,
        f: impl Fn(&mut Graph, Rational, PatternId) -> PatternId + Send + Sync + 'static,
    ) -> Self {
        Self::made(
            [time(numbers), self],
            move |graph, [numbers, p]| match graph.constant(numbers).and_then(|n| n.as_rational()) {
                Some(n) => f(graph, n, p),
                None => graph.step_join(numbers, |graph, n| f(graph, n, p)),
            },
        )
    }
}
