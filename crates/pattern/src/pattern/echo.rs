//! Echoes: copies that follow.

use super::compile::{made, run};
use super::{IntoPattern, Pattern, number, time, whole};
use crate::Rational;
use crate::transform::function::HigherOrder;

impl Pattern {
    /// `n` copies in all, each so many cycles after the one before; the gain of copy i is multiplied by `feedback`^i.
    ///
    /// ```
    /// # use phonon_pattern::controls::s;
    /// let echoes = s("bd ~ ~ ~").with(phonon_pattern::controls::gain(1)).echo(2, 0.25, 0.5);
    /// assert_eq!(echoes.to_string(), "(0>¼)|gain: 1.0f, s: \"bd\"\n(¼>½)|gain: 0.5f, s: \"bd\"");
    /// ```
    pub fn echo(
        self,
        n: impl IntoPattern,
        cycles: impl IntoPattern,
        feedback: impl IntoPattern,
    ) -> Self {
        let operands = [whole(n), time(cycles), number(feedback), self];
        Self::made(operands, |graph, [n, cycles, feedback, p]| {
            graph.echo(n, cycles, feedback, p)
        })
    }

    /// `n` copies in all, each so many cycles after the one before, their gains in even steps down to `feedback`.
    pub fn stut(
        self,
        n: impl IntoPattern,
        feedback: impl IntoPattern,
        cycles: impl IntoPattern,
    ) -> Self {
        let operands = [whole(n), number(feedback), time(cycles), self];
        Self::made(operands, |graph, [n, feedback, cycles, p]| {
            graph.stut(n, feedback, cycles, p)
        })
    }

    /// `n` copies in all, each so many cycles after the one before and once more through the function.
    ///
    /// ```
    /// # use phonon_pattern::Pattern;
    /// let rising = Pattern::of("0 ~ ~ ~").echo_with(3, 0.25, |p| p + 2);
    /// assert_eq!(rising.events(0..1)?.last().map(ToString::to_string).as_deref(), Some("(½>¾)|4.0"));
    /// # Ok::<(), phonon_pattern::PatternError>(())
    /// ```
    pub fn echo_with(
        self,
        n: impl IntoPattern,
        cycles: impl IntoPattern,
        f: impl FnOnce(Self) -> Self,
    ) -> Self {
        Self::made_with(
            f,
            [whole(n), time(cycles), self],
            |compiler, f, [n, cycles, p]| made(compiler.echo_with(n, cycles, &mut run(f), p)),
        )
    }

    /// Ghost notes: the pattern, and the function's result one and a half and two and a half times so many cycles later.
    pub fn ghost_with(self, cycles: impl Into<Rational>, f: impl Fn(Self) -> Self) -> Self {
        let half = cycles.into() / Rational::integer(2);
        let first = f(self.clone()).late(half * Rational::integer(3));
        let both = Self::stack([self, first]);
        let second = f(both.clone()).late(half * Rational::integer(5));
        Self::stack([both, second])
    }
}
