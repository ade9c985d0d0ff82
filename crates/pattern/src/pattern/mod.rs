//! Patterns as values: methods on one another, functions as arguments, events of a span.
//!
//! A [`Pattern`] is an expression: what it is made of, shared between all patterns that use it, so that a clone costs next
//! to nothing. Nothing is calculated until [`Pattern::compile`] puts the expression into a [`Graph`]: there every shared
//! part is one node, and queries walk the nodes without allocating. A function of patterns is called once, when it is
//! given; what it does with its argument is kept as an expression too.
//!
//! The methods are in files by family, the families of [`crate::transform`].

mod argument;
mod combine;
mod compile;
mod condition;
pub mod controls;
mod cycle;
mod echo;
mod error;
mod expression;
mod harmony;
mod operators;
mod random;
mod sample;
mod show;
mod signal;
mod stepwise;
mod structure;
mod take;
mod time;
mod transition;

pub use self::argument::IntoPattern;
pub use self::compile::{CompiledPattern, MOST_NESTED};
pub use self::error::PatternError;
pub use self::harmony::NamePattern;
pub use self::show::listing;
pub use self::transition::History;

use self::compile::Compiler;
use self::expression::{Expression, Lambda};
use crate::mini::Kind;
use crate::transform::function::HigherOrder;
use crate::{Graph, PatternId};
use std::sync::Arc;

/// A pattern: what happens when, for all of time.
///
/// Methods take the pattern and give another; [`Clone`] is cheap. See the [crate's documentation](crate) for a first walk.
///
/// ```
/// use phonon_pattern::{Pattern, controls::{s, speed}};
///
/// let beat = s("bd*2 <sn cp>").every(2, |p| p.with(speed(2)));
/// assert_eq!(
///     beat.to_string(),
///     "(0>¼)|s: \"bd\", speed: 2.0f\n(¼>½)|s: \"bd\", speed: 2.0f\n(½>1)|s: \"sn\", speed: 2.0f"
/// );
/// ```
#[derive(Clone)]
pub struct Pattern(Arc<Expression>);

/// A time in cycles, or a factor of time.
fn time(given: impl IntoPattern) -> Pattern {
    given.into_pattern(Some(Kind::Ratio))
}

/// A whole number.
fn whole(given: impl IntoPattern) -> Pattern {
    given.into_pattern(Some(Kind::Int))
}

/// A number.
fn number(given: impl IntoPattern) -> Pattern {
    given.into_pattern(Some(Kind::Float))
}

/// A truth.
fn truth(given: impl IntoPattern) -> Pattern {
    given.into_pattern(Some(Kind::Bool))
}

/// A name.
fn word(given: impl IntoPattern) -> Pattern {
    given.into_pattern(Some(Kind::Word))
}

/// All patterns of a list.
fn list(given: impl IntoIterator<Item = impl IntoPattern>) -> Vec<Pattern> {
    given.into_iter().map(Pattern::of).collect()
}

impl Pattern {
    /// Some patterns put together by a builder method of the graph.
    fn made<const N: usize>(
        operands: [Self; N],
        make: impl Fn(&mut Graph, [PatternId; N]) -> PatternId + Send + Sync + 'static,
    ) -> Self {
        Self::put_together(operands.into(), Vec::new(), move |compiler, operands, _| {
            make(compiler.graph(), std::array::from_fn(|i| operands[i]))
        })
    }

    /// A list of patterns put together.
    fn made_of_list(
        operands: Vec<Self>,
        make: impl Fn(&mut Graph, &[PatternId]) -> PatternId + Send + Sync + 'static,
    ) -> Self {
        Self::put_together(operands, Vec::new(), move |compiler, operands, _| {
            make(compiler.graph(), operands)
        })
    }

    /// Patterns and a function of patterns put together.
    fn made_with<const N: usize>(
        function: impl FnOnce(Self) -> Self,
        operands: [Self; N],
        make: impl Fn(&mut Compiler<'_>, &Lambda, [PatternId; N]) -> PatternId + Send + Sync + 'static,
    ) -> Self {
        Self::put_together(
            operands.into(),
            vec![Lambda::of(function)],
            move |compiler, operands, functions| {
                make(
                    compiler,
                    &functions[0],
                    std::array::from_fn(|i| operands[i]),
                )
            },
        )
    }
}

/// A list of functions of patterns, as [`Pattern::layer`] takes it: `[Pattern::rev, ...]`, or boxed closures.
pub type Function<'f> = Box<dyn FnOnce(Pattern) -> Pattern + 'f>;
