//! Functions and their arguments: currying, the builtins' types, functions of the text.

use super::signal_functions::heard_too;
use super::value::{Closure, EvalResult, Failure, Function, Scope, Spanned, Value};
use crate::builtins::{self, Builtin};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::{Expression, Node, Parameter};
use crate::types::Kind;
use std::rc::Rc;

impl Evaluator {
    /// Evaluates arguments; keyword arguments find their place by the names of the function's ports.
    pub(crate) fn arguments(
        &mut self,
        function: &Spanned,
        items: &[Expression],
        scope: &Scope,
    ) -> EvalResult<Vec<Spanned>> {
        let mut out: Vec<Option<Spanned>> = Vec::new();
        for item in items {
            let Node::Keyword(name, value) = &item.kind else {
                let value = self.evaluate(item, scope)?;
                out.push(Some(value));
                continue;
            };
            let index = self.keyword(function, name, item.place)?;
            let value = self.evaluate(value, scope)?;
            if out.len() <= index {
                out.resize(index + 1, None);
            }
            if out[index].is_some() {
                return Err(Failure::from(Diagnostic::error(
                    item.place,
                    format!("`{name}` is given twice"),
                )));
            }
            out[index] = Some(value);
        }
        let defaults = out.iter().enumerate().map(|(index, value)| match value {
            Some(value) => Ok(value.clone()),
            None => self.default_argument(function, index),
        });
        defaults.collect()
    }

    /// Gives a function its next arguments; with all of them it is run.
    pub(crate) fn apply(
        &mut self,
        function: Spanned,
        arguments: Vec<Spanned>,
        place: Place,
    ) -> EvalResult<Value> {
        if arguments.is_empty() {
            return Ok(function.value);
        }
        self.step(place, |evaluator| {
            evaluator.apply_here(function, arguments, place)
        })
    }

    fn apply_here(
        &mut self,
        function: Spanned,
        mut arguments: Vec<Spanned>,
        place: Place,
    ) -> EvalResult<Value> {
        match &function.value {
            Value::Function(callee) => {
                self.apply_function(&Rc::clone(callee), function.place, arguments, place)
            }
            Value::Bare(entry) => self.node_function(entry, arguments, place),
            // `sine 440`
            Value::Deferred(deferred) if let Some(entry) = deferred.bare() => {
                self.node_function(entry, arguments, place)
            }
            Value::Effects(effects) => {
                let effects = Rc::clone(effects);
                match &effects[..] {
                    // `reverb 0.7`: more of its arguments.
                    [effect]
                        if arguments[0].value.kind() != Some(Kind::Controls)
                            || super::signal_functions::takes_sound(effect) =>
                    {
                        let mut all = effect.arguments.clone();
                        all.append(&mut arguments);
                        self.node_function(effect.entry, all, place)
                    }
                    _ => {
                        let input = arguments.remove(0);
                        let value = self.through(&input, &effects)?;
                        self.apply(Spanned::new(value, place), arguments, place)
                    }
                }
            }
            Value::Dual(pair) => {
                let effect = pair.effect.clone();
                self.apply(effect, arguments, place)
            }
            other => {
                let first = &arguments[0];
                let noun = other.noun();
                let message = format!("{noun} takes no arguments, but this follows it");
                if matches!(other, Value::Action(_)) {
                    return first.wrong_with(
                        message,
                        "a new statement begins in the first column; `d1 silence` silences one output, `hush` all",
                    );
                }
                // `lpf (200 2000)`
                if matches!((other, &first.value), (Value::Number(_), Value::Number(_))) {
                    return first.wrong_with(
                        message,
                        "steps of a pattern go in quotes: `\"0 1 2\"`; a pair is written `(0, 0.5)`",
                    );
                }
                if let Value::Deferred(deferred) = other
                    && deferred.numeric
                {
                    return first.wrong_with(
                        message,
                        "`range 0 10 rand` sets the range of a wave or random number, `fast 2 sine` its speed",
                    );
                }
                first.wrong_with(
                    message,
                    "put `#` or `$` between them, or begin a new statement with `o1:`",
                )
            }
        }
    }

    fn apply_function(
        &mut self,
        callee: &Function,
        at: Place,
        mut arguments: Vec<Spanned>,
        place: Place,
    ) -> EvalResult<Value> {
        match callee {
            Function::Builtin(row, given, named) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                let row = self.row_of_today(row, &all, *named);
                if let Some(result) = self.second_meaning(row, &all, place) {
                    return result;
                }
                if all.len() < row.arity() {
                    return Ok(Value::function(Function::Builtin(row, all, *named)));
                }
                if let Some(action) = builtins::as_command(row, &all, place) {
                    return action;
                }
                let rest = all.split_off(row.arity());
                let covered = all.last().map_or(place, |last| named.to(last.place));
                let last = all.last().cloned();
                let heard = self.heard(row, &all, covered);
                let value = self.call_builtin(row, all, covered)?;
                let value = match heard {
                    Some(make) => heard_too(value, make, covered),
                    None => value,
                };
                if let (Some(extra), false) = (
                    rest.first(),
                    matches!(value, Value::Function(_) | Value::Effects(_)),
                ) {
                    return self.too_many(row, last.as_ref(), extra);
                }
                self.apply(Spanned::new(value, covered), rest, place)
            }
            Function::Node(entry, given, _) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                self.node_function(entry, all, place)
            }
            Function::Closure(closure, given) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < closure.parameters.len() {
                    return Ok(Value::function(Function::Closure(Rc::clone(closure), all)));
                }
                let rest = all.split_off(closure.parameters.len());
                let value = self.run_closure(closure, all)?;
                self.apply(Spanned::new(value, place), rest, place)
            }
            Function::Operator(name, given, operator) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < 2 {
                    return Ok(Value::function(Function::Operator(
                        name.clone(),
                        all,
                        *operator,
                    )));
                }
                let rest = all.split_off(2);
                let (Some(right), Some(left)) = (all.pop(), all.pop()) else {
                    return Err(Failure::from(Diagnostic::error(
                        place,
                        "an operand is missing",
                    )));
                };
                let value = self.operate(name, *operator, left, right, place, None)?;
                self.apply(Spanned::new(value, place), rest, place)
            }
            Function::Right(name, right, operator) => {
                let left = arguments.remove(0);
                let value = self.operate(name, *operator, left, right.clone(), place, None)?;
                self.apply(Spanned::new(value, place), arguments, place)
            }
            Function::Compose(outer, inner) => {
                let first = arguments.remove(0);
                let middle = self.apply(inner.clone(), vec![first], place)?;
                let value = self.apply(
                    outer.clone(),
                    vec![Spanned::new(middle, inner.place)],
                    place,
                )?;
                self.apply(Spanned::new(value, place), arguments, place)
            }
            Function::Then(before, name, right, operator) => {
                let first = arguments.remove(0);
                let left = self.apply(before.clone(), vec![first], place)?;
                let left = Spanned::new(left, before.place);
                let value = self.operate(name, *operator, left, right.clone(), place, None)?;
                self.apply(Spanned::new(value, place), arguments, place)
            }
            Function::Tuple(parts, given) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < *parts {
                    return Ok(Value::function(Function::Tuple(*parts, all)));
                }
                let rest = all.split_off(*parts);
                self.apply(Spanned::new(Value::Tuple(Rc::new(all)), at), rest, place)
            }
            Function::Native(name, arity, run, given) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < *arity {
                    return Ok(Value::function(Function::Native(
                        name,
                        *arity,
                        Rc::clone(run),
                        all,
                    )));
                }
                let rest = all.split_off(*arity);
                let value = run(self, all, place)?;
                self.apply(Spanned::new(value, place), rest, place)
            }
        }
    }

    fn too_many(
        &self,
        row: &Builtin,
        last: Option<&Spanned>,
        extra: &Spanned,
    ) -> EvalResult<Value> {
        let arity = row.arity();
        let name = row.heading.name();
        let takes = match arity {
            0 => "no arguments".to_owned(),
            1 => "one argument".to_owned(),
            n => format!("{n} arguments"),
        };
        let message = format!("`{name}` takes {takes}; this is one too many");
        // `range 200 2000 sine 4`
        if let Some(wave) = last.and_then(|last| wave(&last.value)) {
            let help = format!("brackets keep a wave and its speed together: `(fast 4 {wave})`");
            return extra.wrong_with(message, help);
        }
        // `n 0 1 2`
        if matches!(row.kind().arguments(), [.., crate::types::Type::Pattern(_)])
            && matches!(extra.value, Value::Number(_))
        {
            return extra.wrong_with(message, "steps of a pattern go in quotes: `\"0 1 2\"`");
        }
        // `s "bd" s "sn"`
        if let Value::Function(function) = &extra.value
            && matches!(function.name(), Some("s"))
        {
            return extra.wrong_with(
                message,
                "`stack [s \"bd\", s \"sn\"]` plays both at once, `s \"bd sn\"` one after the other",
            );
        }
        extra.wrong_with(
            message,
            "put `#` or `$` before it (a `,` in a list), or begin a new statement with `o1:`",
        )
    }

    fn run_closure(&mut self, closure: &Rc<Closure>, arguments: Vec<Spanned>) -> EvalResult<Value> {
        let mut scope = closure.scope.clone();
        // A function of `let … in` may use itself, as far as the bounds of work allow.
        if let Some(name) = &closure.name
            && !self.is_defined(name)
        {
            let itself = Value::function(Function::Closure(Rc::clone(closure), Vec::new()));
            scope = scope.with(name, Spanned::new(itself, closure.body.place));
        }
        for (parameter, argument) in closure.parameters.iter().zip(arguments) {
            scope = self.bind_parameter(scope, parameter, argument)?;
        }
        Ok(self.evaluate(&closure.body, &scope)?.value)
    }

    pub(crate) fn bind_parameter(
        &mut self,
        scope: Scope,
        parameter: &Parameter,
        argument: Spanned,
    ) -> EvalResult<Scope> {
        match parameter {
            Parameter::Name(name) if name == "_" => Ok(scope),
            Parameter::Name(name) => Ok(scope.with(name, argument)),
            _ => match self.bind_fitting(scope, parameter, &argument)? {
                Some(scope) => Ok(scope),
                None => argument.wrong("this does not fit what is needed here"),
            },
        }
    }
}

/// The name of the wave that an argument is: `sine`.
fn wave(value: &Value) -> Option<&'static str> {
    match value {
        Value::Deferred(deferred) => deferred.bare().map(|entry| entry.heading.name()),
        Value::Bare(entry) => Some(entry.heading.name()),
        _ => None,
    }
}
