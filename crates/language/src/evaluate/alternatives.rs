//! Functions of several equations, guards, `case`: the first alternative that fits. Values that are only known when a
//! pattern is queried choose among the alternatives then.

use super::Evaluator;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::value::{EvalResult, Failure, Scope, Spanned, Value};
use crate::syntax::{Alternative, Expression, Node, Parameter, Qualifier};
use crate::types::Kind;
use phonon_pattern::{Operation, Scalar, Value as EventValue};
use std::rc::Rc;

/// What is tried where nothing before has fitted; none if that does not fit either.
type Otherwise<'a> = &'a dyn Fn(&mut Evaluator) -> EvalResult<Option<Value>>;

/// The names that fit bring with them, and what is only known when a pattern is queried.
struct Fit {
    scope: Scope,
    tests: Vec<Spanned>,
}

impl Evaluator {
    /// The value of the first alternative that fits.
    pub(super) fn alternatives(
        &mut self,
        subjects: &[Expression],
        alternatives: &[Alternative],
        scope: &Scope,
        place: Place,
    ) -> EvalResult<Value> {
        let mut values = self.all(subjects, scope)?;
        // The argument of a function stands where it is given.
        for (value, subject) in values.iter_mut().zip(subjects) {
            if let Node::Name(name) = &subject.kind
                && let Some(bound) = scope.find(name)
            {
                value.place = bound.place;
            }
        }
        if let Some(value) = self.first_fitting(&values, alternatives, scope)? {
            return Ok(value);
        }
        Err(Failure::from(match values.first() {
            Some(value) => Diagnostic::error(value.place, "no case fits this value")
                .with_help("a last case with the name `_` fits everything"),
            None => Diagnostic::error(place, "none of these conditions holds")
                .with_help("end them with `| otherwise = …`"),
        }))
    }

    fn first_fitting(
        &mut self,
        values: &[Spanned],
        alternatives: &[Alternative],
        scope: &Scope,
    ) -> EvalResult<Option<Value>> {
        let Some((first, rest)) = alternatives.split_first() else {
            return Ok(None);
        };
        let otherwise = |evaluator: &mut Self| evaluator.first_fitting(values, rest, scope);
        let mut fit = Fit {
            scope: scope.clone(),
            tests: Vec::new(),
        };
        for (parameter, value) in first.parameters.iter().zip(values) {
            if !self.fit(parameter, value, &mut fit)? {
                return otherwise(self);
            }
        }
        let inside = fit.scope;
        let body = |evaluator: &mut Self| evaluator.or_otherwise(&first.body, &inside, &otherwise);
        self.where_all(&fit.tests, &body, &otherwise)
    }

    /// The value of an expression, or what is otherwise where its guards are not true.
    fn or_otherwise(
        &mut self,
        body: &Expression,
        scope: &Scope,
        otherwise: Otherwise,
    ) -> EvalResult<Option<Value>> {
        match &body.kind {
            Node::Let(bindings, inner) if inner.may_fail() => {
                let scope = self.bindings(bindings, scope)?;
                self.or_otherwise(inner, &scope, otherwise)
            }
            Node::Guards(guards) => self.guards(guards, scope, otherwise),
            _ => Ok(Some(self.evaluate(body, scope)?.value)),
        }
    }

    fn guards(
        &mut self,
        guards: &[(Vec<Qualifier>, Expression)],
        scope: &Scope,
        otherwise: Otherwise,
    ) -> EvalResult<Option<Value>> {
        let Some(((tests, body), rest)) = guards.split_first() else {
            return otherwise(self);
        };
        let more = |evaluator: &mut Self| evaluator.guards(rest, scope, otherwise);
        self.guarded(tests, body, scope, &more)
    }

    fn guarded(
        &mut self,
        tests: &[Qualifier],
        body: &Expression,
        scope: &Scope,
        otherwise: Otherwise,
    ) -> EvalResult<Option<Value>> {
        let Some((first, rest)) = tests.split_first() else {
            return Ok(Some(self.evaluate(body, scope)?.value));
        };
        match first {
            Qualifier::Test(test) => {
                let test = self.evaluate(test, scope)?;
                let body = |evaluator: &mut Self| evaluator.guarded(rest, body, scope, otherwise);
                self.where_all(&[test], &body, otherwise)
            }
            Qualifier::Let(bindings) => {
                let scope = self.bindings(bindings, scope)?;
                self.guarded(rest, body, &scope, otherwise)
            }
            Qualifier::Draw(parameter, value) => {
                let value = self.evaluate(value, scope)?;
                let mut fit = Fit {
                    scope: scope.clone(),
                    tests: Vec::new(),
                };
                if !self.fit(parameter, &value, &mut fit)? {
                    return otherwise(self);
                }
                let inside = fit.scope;
                let body = |evaluator: &mut Self| evaluator.guarded(rest, body, &inside, otherwise);
                self.where_all(&fit.tests, &body, otherwise)
            }
        }
    }

    /// One value where all tests are true, another where one is not.
    fn where_all(
        &mut self,
        tests: &[Spanned],
        yes: Otherwise,
        no: Otherwise,
    ) -> EvalResult<Option<Value>> {
        let Some((first, rest)) = tests.split_first() else {
            return yes(self);
        };
        if let Some((_, Scalar::Value(value))) = self.scalar(first)
            && let Some(holds) = value.as_bool()
        {
            return if holds {
                self.where_all(rest, yes, no)
            } else {
                no(self)
            };
        }
        let silence = |evaluator: &mut Self| {
            let nothing = crate::builtins::find("silence");
            match nothing {
                Some(meaning) => evaluator.meaning(meaning, first.place),
                None => first.wrong("nothing is known for the other values"),
            }
        };
        let yes = match self.where_all(rest, yes, no)? {
            Some(value) => value,
            None => silence(self)?,
        };
        // Tidal stops at a value that nothing fits; here it plays nothing.
        let no = match no(self)? {
            Some(value) => value,
            None => silence(self)?,
        };
        let (yes, no) = (
            Spanned::new(yes, first.place),
            Spanned::new(no, first.place),
        );
        Ok(Some(self.chosen(first.clone(), yes, no)?))
    }

    /// Whether a parameter fits a value, as far as that is known now.
    fn fit(&mut self, parameter: &Parameter, value: &Spanned, fit: &mut Fit) -> EvalResult<bool> {
        match parameter {
            Parameter::Name(name) if name == "_" => Ok(true),
            Parameter::Name(name) => {
                fit.scope = fit.scope.with(name, value.clone());
                Ok(true)
            }
            Parameter::As(name, inner) => {
                fit.scope = fit.scope.with(name, value.clone());
                self.fit(inner, value, fit)
            }
            Parameter::Tuple(parts) => {
                let values = self.parts(value, parts.len())?;
                self.fit_each(parts, &values, fit)
            }
            Parameter::List(parts) => {
                let values = items(value)?;
                Ok(values.len() == parts.len() && self.fit_each(parts, &values, fit)?)
            }
            Parameter::Cons(first, rest) => {
                let values = items(value)?;
                let Some((head, tail)) = values.split_first() else {
                    return Ok(false);
                };
                let tail = Spanned::new(Value::List(Rc::new(tail.to_vec())), value.place);
                Ok(self.fit(first, head, fit)? && self.fit(rest, &tail, fit)?)
            }
            Parameter::Maybe(wanted) => {
                let Value::Maybe(given) = &value.value else {
                    let noun = value.value.noun();
                    return value.wrong(format!("a Maybe is needed here; this is {noun}"));
                };
                match (wanted, given) {
                    (None, None) => Ok(true),
                    (Some(wanted), Some(given)) => self.fit(wanted, given, fit),
                    _ => Ok(false),
                }
            }
            Parameter::Number(number) => self.equals(Value::Number(*number), value, fit),
            Parameter::Text(text) => {
                let word = self.graph.intern(text);
                let word = Value::Slot(Kind::WORD, Scalar::Value(EventValue::Word(word)));
                self.equals(word, value, fit)
            }
            Parameter::Truth(truth) => {
                let truth = Value::Slot(Kind::Bool, Scalar::Value(EventValue::Bool(*truth)));
                self.equals(truth, value, fit)
            }
        }
    }

    fn fit_each(
        &mut self,
        parts: &[Parameter],
        values: &[Spanned],
        fit: &mut Fit,
    ) -> EvalResult<bool> {
        for (part, value) in parts.iter().zip(values) {
            if !self.fit(part, value, fit)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn equals(&mut self, wanted: Value, value: &Spanned, fit: &mut Fit) -> EvalResult<bool> {
        let wanted = Spanned::new(wanted, value.place);
        let test = self.compare((Operation::Equal, false), value.clone(), wanted)?;
        match &test {
            Value::Slot(_, Scalar::Value(value)) => Ok(value.as_bool() == Some(true)),
            Value::Slot(..) => {
                fit.tests.push(Spanned::new(test, value.place));
                Ok(true)
            }
            _ => value.wrong_with(
                "one plain value is needed here, not a pattern",
                "`f <$> \"0 1\"` gives a function each value of a pattern",
            ),
        }
    }

    /// The parts of a tuple of so many.
    pub(crate) fn parts(&self, value: &Spanned, count: usize) -> EvalResult<Rc<Vec<Spanned>>> {
        let Value::Tuple(parts) = &value.value else {
            let noun = value.value.noun();
            return value.wrong(format!("a tuple of {count} is needed here; this is {noun}"));
        };
        if parts.len() != count {
            return value.wrong(format!(
                "a tuple of {count} is needed here; this one has {}",
                parts.len()
            ));
        }
        Ok(Rc::clone(parts))
    }

    /// A parameter that may not fit bound to an argument.
    pub(crate) fn bind_fitting(
        &mut self,
        scope: Scope,
        parameter: &Parameter,
        argument: &Spanned,
    ) -> EvalResult<Option<Scope>> {
        let mut fit = Fit {
            scope,
            tests: Vec::new(),
        };
        let fits = self.fit(parameter, argument, &mut fit)? && fit.tests.is_empty();
        Ok(fits.then_some(fit.scope))
    }
}

/// The items of a list.
fn items(value: &Spanned) -> EvalResult<Rc<Vec<Spanned>>> {
    match &value.value {
        Value::List(items) => Ok(Rc::clone(items)),
        other => value.wrong(format!("a list is needed here; this is {}", other.noun())),
    }
}
