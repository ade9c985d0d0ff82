//! Functions of several equations, guards, `case`: the first alternative that fits. Values that are only known when a
//! pattern is queried choose among the alternatives then.

use super::super::diagnostic::{Diagnostic, Place};
use super::super::signature::Kind;
use super::super::syntax::{Alternative, Expression, Node, Parameter, Qualifier};
use super::super::value::{Located, Outcome, Scope, Val};
use super::Evaluator;
use phonon_pattern::{Operation, Scalar, Value};
use std::rc::Rc;

/// What is tried where nothing before has fitted; none if that does not fit either.
type Otherwise<'a> = &'a dyn Fn(&mut Evaluator) -> Outcome<Option<Val>>;

/// The names that fit bring with them, and what is only known when a pattern is queried.
struct Fit {
    scope: Scope,
    tests: Vec<Located>,
}

impl Evaluator {
    /// The value of the first alternative that fits.
    pub(super) fn alternatives(
        &mut self,
        subjects: &[Expression],
        alternatives: &[Alternative],
        scope: &Scope,
        place: Place,
    ) -> Outcome<Val> {
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
        Err(Box::new(match values.first() {
            Some(value) => Diagnostic::error(value.place, "no case fits this value")
                .with_help("a last case with the name `_` fits everything"),
            None => Diagnostic::error(place, "none of these conditions holds")
                .with_help("end them with `| otherwise = …`"),
        }))
    }

    fn first_fitting(
        &mut self,
        values: &[Located],
        alternatives: &[Alternative],
        scope: &Scope,
    ) -> Outcome<Option<Val>> {
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
    ) -> Outcome<Option<Val>> {
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
    ) -> Outcome<Option<Val>> {
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
    ) -> Outcome<Option<Val>> {
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
        tests: &[Located],
        yes: Otherwise,
        no: Otherwise,
    ) -> Outcome<Option<Val>> {
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
            let nothing = super::super::builtins::find("silence");
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
            Located::new(yes, first.place),
            Located::new(no, first.place),
        );
        Ok(Some(self.chosen(first.clone(), yes, no)?))
    }

    /// Whether a parameter fits a value, as far as that is known now.
    fn fit(&mut self, parameter: &Parameter, value: &Located, fit: &mut Fit) -> Outcome<bool> {
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
                let tail = Located::new(Val::List(Rc::new(tail.to_vec())), value.place);
                Ok(self.fit(first, head, fit)? && self.fit(rest, &tail, fit)?)
            }
            Parameter::Maybe(wanted) => {
                let Val::Maybe(given) = &value.value else {
                    let noun = value.value.noun();
                    return value.wrong(format!("a Maybe is wanted here; this is {noun}"));
                };
                match (wanted, given) {
                    (None, None) => Ok(true),
                    (Some(wanted), Some(given)) => self.fit(wanted, given, fit),
                    _ => Ok(false),
                }
            }
            Parameter::Number(number) => self.equals(Val::Number(*number), value, fit),
            Parameter::Text(text) => {
                let word = self.graph.intern(text);
                let word = Val::Slot(Kind::Word, Scalar::Value(Value::Word(word)));
                self.equals(word, value, fit)
            }
            Parameter::Truth(truth) => {
                let truth = Val::Slot(Kind::Bool, Scalar::Value(Value::Bool(*truth)));
                self.equals(truth, value, fit)
            }
        }
    }

    fn fit_each(
        &mut self,
        parts: &[Parameter],
        values: &[Located],
        fit: &mut Fit,
    ) -> Outcome<bool> {
        for (part, value) in parts.iter().zip(values) {
            if !self.fit(part, value, fit)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn equals(&mut self, wanted: Val, value: &Located, fit: &mut Fit) -> Outcome<bool> {
        let wanted = Located::new(wanted, value.place);
        let test = self.compare((Operation::Equal, false), value.clone(), wanted)?;
        match &test {
            Val::Slot(_, Scalar::Value(value)) => Ok(value.as_bool() == Some(true)),
            Val::Slot(..) => {
                fit.tests.push(Located::new(test, value.place));
                Ok(true)
            }
            _ => value.wrong_with(
                "one plain value is wanted here, not a pattern",
                "`f <$> \"0 1\"` gives a function each value of a pattern",
            ),
        }
    }

    /// The parts of a tuple of so many.
    pub(crate) fn parts(&self, value: &Located, count: usize) -> Outcome<Rc<Vec<Located>>> {
        let Val::Tuple(parts) = &value.value else {
            let noun = value.value.noun();
            return value.wrong(format!("a tuple of {count} is wanted here; this is {noun}"));
        };
        if parts.len() != count {
            return value.wrong(format!(
                "a tuple of {count} is wanted here; this one has {}",
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
        argument: &Located,
    ) -> Outcome<Option<Scope>> {
        let mut fit = Fit {
            scope,
            tests: Vec::new(),
        };
        let fits = self.fit(parameter, argument, &mut fit)? && fit.tests.is_empty();
        Ok(fits.then_some(fit.scope))
    }
}

/// The items of a list.
fn items(value: &Located) -> Outcome<Rc<Vec<Located>>> {
    match &value.value {
        Val::List(items) => Ok(Rc::clone(items)),
        other => value.wrong(format!("a list is wanted here; this is {}", other.noun())),
    }
}
