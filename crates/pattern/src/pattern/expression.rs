//! What a pattern value holds: what it is made of and how, shared between all values that use it.

use super::Pattern;
use super::compile::Compiler;
use super::error::PatternError;
use crate::PatternId;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How a pattern is made in a graph from the patterns and functions it is made of.
pub(super) type Make =
    dyn Fn(&mut Compiler<'_>, &[PatternId], &[Lambda]) -> PatternId + Send + Sync;

/// What a pattern is made of.
pub(super) struct Expression {
    pub(super) form: Form,
    /// How many expressions are nested in this one, itself included.
    pub(super) depth: u32,
}

pub(super) enum Form {
    /// The argument of a function of patterns; it has a meaning in the function's result alone.
    Argument(u64),
    /// A mistake in what was given, which is told when the pattern is compiled.
    Mistake(PatternError),
    /// Patterns and functions put together.
    Made {
        operands: Vec<Pattern>,
        functions: Vec<Lambda>,
        make: Box<Make>,
    },
}

/// A function of patterns: its result, in which its argument stands for whatever the function is applied to.
pub(super) struct Lambda {
    pub(super) argument: u64,
    pub(super) result: Pattern,
}

impl Lambda {
    /// The function, applied once to a placeholder.
    pub(super) fn of(function: impl FnOnce(Pattern) -> Pattern) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let argument = NEXT.fetch_add(1, Ordering::Relaxed);
        let placeholder = Pattern::from_form(Form::Argument(argument), 1);
        Self {
            argument,
            result: function(placeholder),
        }
    }
}

impl Form {
    /// Takes out the patterns within, so that they can be freed one by one.
    fn take_children(&mut self, children: &mut Vec<Pattern>) {
        if let Self::Made {
            operands,
            functions,
            ..
        } = self
        {
            children.append(operands);
            children.extend(functions.drain(..).map(|function| function.result));
        }
    }
}

impl Drop for Expression {
    /// Frees nested expressions one after another: a long chain of methods must not fill the stack.
    fn drop(&mut self) {
        let mut waiting = Vec::new();
        self.form.take_children(&mut waiting);
        while let Some(pattern) = waiting.pop() {
            if let Some(mut expression) = Arc::into_inner(pattern.0) {
                expression.form.take_children(&mut waiting);
            }
        }
    }
}

impl Pattern {
    pub(super) fn from_form(form: Form, depth: u32) -> Self {
        Self(Arc::new(Expression { form, depth }))
    }

    /// A pattern whose mistake is told when it is compiled.
    pub(super) fn mistaken(error: PatternError) -> Self {
        Self::from_form(Form::Mistake(error), 1)
    }

    /// A pattern made of others and of functions.
    pub(super) fn put_together(
        operands: Vec<Self>,
        functions: Vec<Lambda>,
        make: impl Fn(&mut Compiler<'_>, &[PatternId], &[Lambda]) -> PatternId + Send + Sync + 'static,
    ) -> Self {
        let within = operands
            .iter()
            .chain(functions.iter().map(|function| &function.result));
        let depth = within.map(|pattern| pattern.0.depth).max().unwrap_or(0);
        let form = Form::Made {
            operands,
            functions,
            make: Box::new(make),
        };
        Self::from_form(form, depth.saturating_add(1))
    }
}
