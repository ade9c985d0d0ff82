//! One expression as a pattern: what the command's `query` and the tests ask for.

use crate::builtins;
use crate::check::unknown_names::Names;
use crate::compile::deep;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Scope, Spanned, Value};
use crate::syntax::Expression;
use crate::syntax::lexer::{Token, TokenKind, tokens};
use crate::syntax::parser::Parser;
use crate::syntax::statements::LONGEST_TEXT;
use crate::types::Kind;
use phonon_pattern::{Graph, PatternId};
use std::collections::{HashMap, HashSet};

/// A pattern in a graph of its own.
#[derive(Debug)]
pub struct Queried {
    /// The graph that the pattern is in.
    pub graph: Graph,
    /// The pattern to query.
    pub pattern: PatternId,
    /// The kind of its values.
    pub kind: Kind,
}

/// The kind that a type of Tidal's names: `ControlPattern`, `String`, `Double`, `Note`, `Int`, `Bool`, `Rational`.
pub fn kind_named(name: &str) -> Option<Kind> {
    match name {
        "ControlPattern" => Some(Kind::Controls),
        other => Kind::named(other),
    }
}

/// Reads one expression as a pattern of a kind. Without a kind: what it is by itself, or else what it looks like.
pub fn query_expression(text: &str, kind: Option<Kind>) -> Result<Queried, Vec<Diagnostic>> {
    query_with_inputs(text, kind, &HashMap::new())
}

/// [`query_expression`] where texts are set from outside by name, which `cP` reads.
pub fn query_with_inputs(
    text: &str,
    kind: Option<Kind>,
    inputs: &HashMap<String, String>,
) -> Result<Queried, Vec<Diagnostic>> {
    deep(|| query_here(text, kind, inputs))
}

/// Reads bare mini-notation as words and numbers.
pub fn query_mini(text: &str, kind: Option<Kind>) -> Result<Queried, Vec<Diagnostic>> {
    deep(|| {
        let value = Value::Text(std::rc::Rc::new(crate::evaluate::value::Text {
            text: text.to_owned(),
            offset: 0,
        }));
        let located = Spanned::new(value, Place::new(0, text.len()));
        settle(&mut Evaluator::new(48_000.0), located, kind)
    })
}

fn query_here(
    text: &str,
    kind: Option<Kind>,
    inputs: &HashMap<String, String>,
) -> Result<Queried, Vec<Diagnostic>> {
    let Some(expression) = expression(text)? else {
        return Err(vec![Diagnostic::error(
            Place::new(0, text.len()),
            "there is nothing to query",
        )]);
    };
    let mut evaluator = Evaluator::new(48_000.0);
    evaluator.inputs.clone_from(inputs);
    let value = evaluator
        .evaluate(&expression, &Scope::at_statement(0))
        .map_err(|failure| vec![failure.into_diagnostic(expression.place)])?;
    settle(&mut evaluator, value, kind)
}

/// One expression that uses nothing but what is built in; none in an empty text.
pub(super) fn expression(text: &str) -> Result<Option<Expression>, Vec<Diagnostic>> {
    if text.len() > LONGEST_TEXT {
        return Err(vec![Diagnostic::error(
            Place::new(0, 1),
            "this expression is too long",
        )]);
    }
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    if tokens.is_empty() {
        return Ok(None);
    }
    let expression = Parser::new(text, &tokens, &builtins::minus)
        .whole()
        .map_err(|problem| vec![problem])?;
    let problems = Names::new(&HashSet::new()).check(&[], &expression);
    if problems.is_empty() {
        Ok(Some(expression))
    } else {
        Err(problems)
    }
}

fn settle(
    evaluator: &mut Evaluator,
    value: Spanned,
    kind: Option<Kind>,
) -> Result<Queried, Vec<Diagnostic>> {
    let kind = kind.unwrap_or_else(|| value.value.likely());
    let pattern = evaluator
        .pattern(&value, kind)
        .map_err(|failure| vec![failure.into_diagnostic(value.place)])?;
    Ok(Queried {
        graph: std::mem::take(&mut evaluator.graph),
        pattern,
        kind,
    })
}

/// What an expression plays in a cycle, an event a line: for tests.
#[cfg(test)]
pub(super) fn played(text: &str, cycle: i64) -> Vec<String> {
    use phonon_pattern::{Budget, Plain, Scratch, Span};

    fn plain(value: &Plain) -> String {
        match value {
            Plain::Float(x) | Plain::Note(x) => format!("{}", (x * 1e6).round() / 1e6),
            Plain::Int(i) => i.to_string(),
            Plain::Ratio(r) => r.to_string(),
            Plain::Word(word) => word.clone(),
            Plain::Bool(truth) => truth.to_string(),
            Plain::Controls(controls) => {
                let parts = controls.iter();
                let parts = parts.map(|(name, value)| format!("{name} {}", plain(value)));
                parts.collect::<Vec<_>>().join(", ")
            }
        }
    }

    let queried =
        query_expression(text, None).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (events, complete) =
        queried
            .graph
            .events(queried.pattern, Span::cycle(cycle), &mut scratch);
    assert!(complete, "{text}");
    let mut lines: Vec<_> = events
        .iter()
        .map(|event| {
            let whole = event.whole.unwrap_or(event.part);
            (
                whole.begin,
                format!("{}-{} {}", whole.begin, whole.end, plain(&event.value)),
            )
        })
        .collect();
    lines.sort();
    lines.into_iter().map(|(_, line)| line).collect()
}
