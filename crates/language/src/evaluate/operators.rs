//! What operators do with the kinds of values they find at left and right.

use super::combine::Infix;
use super::value::{
    Also, Collected, Deferred, EvalResult, Failure, Function, Mapped, Scope, Spanned, Text, Value,
};
use crate::builtins;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::{Evaluator, unknown_name};
use crate::syntax::Expression;
use crate::types::Kind;
use phonon_pattern::{Operation, Scalar, Structure};
use std::rc::Rc;

/// Where an operator of the `|+|` family takes structure from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Plain,
    From(Structure),
    Squeeze,
}

/// The operation and structure of an arithmetic operator; none for others.
pub(crate) fn arithmetic(name: &str) -> Option<(Operation, Side)> {
    // `|=|` was the first name of `#`.
    if name == "#" || name == "|=|" {
        return Some((Operation::KeepRight, Side::From(Structure::Left)));
    }
    if name == "&&" {
        return Some((Operation::And, Side::Plain));
    }
    if name == "||" {
        return Some((Operation::Or, Side::Plain));
    }
    let (core, side) = if let Some(core) = name.strip_prefix("||").filter(|core| !core.is_empty()) {
        (core, Side::Squeeze)
    } else {
        match (name.strip_prefix('|'), name.strip_suffix('|')) {
            (Some(core), Some(_)) => (core.strip_suffix('|')?, Side::From(Structure::Both)),
            (Some(core), None) => (core, Side::From(Structure::Left)),
            (None, Some(core)) => (core, Side::From(Structure::Right)),
            (None, None) => (name, Side::Plain),
        }
    };
    let operation = match core {
        "+" => Operation::Add,
        "-" => Operation::Subtract,
        "*" => Operation::Multiply,
        "/" => Operation::Divide,
        "%" | "mod" => Operation::Modulo,
        "**" | "^" => Operation::Power,
        "<" if side != Side::Plain => Operation::KeepLeft,
        ">" if side != Side::Plain => Operation::KeepRight,
        "++" => Operation::Concatenate,
        _ => return None,
    };
    Some((operation, side))
}

/// What a comparison or logic asks, and whether it is asked with the sides exchanged; none for other operators.
pub(crate) fn comparison(name: &str) -> Option<(Operation, bool)> {
    Some(match name {
        "==" => (Operation::Equal, false),
        "/=" => (Operation::NotEqual, false),
        "<" => (Operation::Less, false),
        "<=" => (Operation::LessOrEqual, false),
        ">" => (Operation::Less, true),
        ">=" => (Operation::LessOrEqual, true),
        "&&" => (Operation::And, false),
        "||" => (Operation::Or, false),
        _ => return None,
    })
}

impl Evaluator {
    /// `left operator right`. With a scope the operator is what the text calls so there; without one it is Tidal's.
    pub(crate) fn operate(
        &mut self,
        name: &str,
        operator: Place,
        left: Spanned,
        right: Spanned,
        place: Place,
        scope: Option<&Scope>,
    ) -> EvalResult<Value> {
        match name {
            "$" => return self.dollar(left, right, place),
            // `p & f`
            "&" => return self.dollar(right, left, place),
            "." => return self.compose(left, right),
            "<$>" => return self.map_values(left, right, place),
            "<*>" => return self.map_more(left, right, Structure::Both, operator),
            "<*" => return self.map_more(left, right, Structure::Left, operator),
            "*>" => return self.map_more(left, right, Structure::Right, operator),
            ">>=" => return self.bind(left, right, place),
            "=<<" => return self.bind(right, left, place),
            ">>" => return self.then(left, right),
            "++" => {
                if let (Value::List(a), Value::List(b)) = (&left.value, &right.value) {
                    return Ok(Value::List(Rc::new(
                        a.iter().chain(b.iter()).cloned().collect(),
                    )));
                }
                if let (Some(a), Some(b)) = (left.value.text(), right.value.text()) {
                    return Text::joined([&a.text[..], &b.text], place);
                }
            }
            _ => {}
        }
        // What the text itself calls so.
        if let Some(scope) = scope
            && let Some(function) = self.own_operator(name, scope, operator)?
        {
            return self.apply(function, vec![left, right], place);
        }
        if name == "<>"
            && let Some(appended) = self.appended(&left, &right, operator, place)?
        {
            return Ok(appended);
        }
        if let Some(comparison) = comparison(name) {
            return self.compare(comparison, left, right);
        }
        if let Some((operation, side)) = arithmetic(name) {
            self.say_if_old(name, operator);
            let infix = Infix {
                name,
                operation,
                side,
                operator,
                place,
            };
            return self.combine(infix, left, right);
        }
        match builtins::find(name).and_then(|meaning| meaning.builtin) {
            Some(row) => {
                let function = Value::function(Function::Builtin(row, Vec::new(), operator));
                self.apply(Spanned::new(function, operator), vec![left, right], place)
            }
            None if name.starts_with(|c: char| c.is_alphabetic()) => Err(Failure::from(unknown_name(name, operator))),
            None => Err(Failure::from(
                Diagnostic::error(operator, format!("no operator `{name}`"))
                    .with_help("operators are `#`, `$`, `.`, `+ - * / %`, `|+| |+ +|` and their kin, `<~`, `~>`, `<>`"),
            )),
        }
    }

    /// `a <> b` where it is more than two patterns at once: lists one after another, functions whose results are played
    /// together, strings that are either two patterns or one string.
    fn appended(
        &mut self,
        left: &Spanned,
        right: &Spanned,
        operator: Place,
        place: Place,
    ) -> EvalResult<Option<Value>> {
        Ok(Some(match (&left.value, &right.value) {
            (Value::List(a), Value::List(b)) => {
                builtins::list(a.iter().chain(&**b).cloned().collect())
            }
            (Value::Function(_), Value::Function(_)) => {
                let both = [left.clone(), right.clone()];
                let run = move |evaluator: &mut Self, given: Vec<Spanned>, place: Place| {
                    let [left, right] = &both;
                    let a = evaluator.apply(left.clone(), given.clone(), left.place)?;
                    let b = evaluator.apply(right.clone(), given, right.place)?;
                    let (a, b) = (Spanned::new(a, left.place), Spanned::new(b, right.place));
                    evaluator.operate("<>", operator, a, b, place, None)
                };
                Value::function(Function::Native("<>", 1, Rc::new(run), Vec::new()))
            }
            (a, b) => {
                let (Some(a), Some(b)) = (a.text(), b.text()) else {
                    return Ok(None);
                };
                let Value::Text(text) = Text::joined([&a.text[..], &b.text], place)? else {
                    return Ok(None);
                };
                let likely = left.value.likely();
                let (left, right) = (left.clone(), right.clone());
                Value::Deferred(Rc::new(Deferred {
                    likely,
                    numeric: false,
                    also: Also::Text(text),
                    make: Box::new(move |evaluator, kind| {
                        let both = [&left, &right].map(|side| evaluator.pattern(side, kind));
                        let [a, b] = both;
                        Ok(evaluator.graph.stack(&[a?, b?]))
                    }),
                }))
            }
        }))
    }

    /// The function that the text calls by the name of this operator.
    pub(crate) fn own_operator(
        &mut self,
        name: &str,
        scope: &Scope,
        operator: Place,
    ) -> EvalResult<Option<Spanned>> {
        if let Some(function) = scope.find(name) {
            return Ok(Some(function.clone()));
        }
        let function = self.definition(name, operator, scope)?;
        Ok(function.map(|function| Spanned::new(function, operator)))
    }

    /// `f $ x`, `x $ f`, `f $ g`
    fn dollar(&mut self, left: Spanned, right: Spanned, place: Place) -> EvalResult<Value> {
        let function_next = match &left.value {
            Value::Function(function) => match &**function {
                Function::Builtin(row, given, _) => {
                    let next = row.kind().arguments().get(given.len());
                    next.is_some_and(|next| !matches!(next, crate::types::Type::Pattern(_)))
                }
                Function::Closure(..) | Function::Native(..) => true,
                // `($ x) $ f`
                Function::Right(name, ..) => name == "$",
                _ => false,
            },
            _ => return self.dollar_effect(left, right, place),
        };
        if right.value.is_function() && !function_next {
            // Left to right: first the one at left.
            return Ok(Value::function(Function::Compose(right, left)));
        }
        self.apply(left, vec![right], place)
    }

    /// `f . g`
    fn compose(&mut self, left: Spanned, right: Spanned) -> EvalResult<Value> {
        for side in [&left, &right] {
            if !side.value.is_function() {
                let noun = side.value.noun();
                return side.wrong_with(
                    format!("`.` joins functions; this is {noun}"),
                    "`$` gives a function its pattern: `fast 2 $ s \"bd\"`",
                );
            }
        }
        Ok(Value::function(Function::Compose(left, right)))
    }

    /// `f <$> p`: over the values of a pattern, the items of a list, or after another function.
    pub(crate) fn map_values(
        &mut self,
        function: Spanned,
        pattern: Spanned,
        place: Place,
    ) -> EvalResult<Value> {
        if !function.value.is_function() {
            let noun = function.value.noun();
            return function.wrong(format!(
                "`<$>` needs a function at its left; this is {noun}"
            ));
        }
        if let Value::List(items) = &pattern.value {
            return self.each(&function, items, place).map(builtins::list);
        }
        if let Value::Function(_) = &pattern.value {
            return self.compose(function, pattern);
        }
        if let Value::Collected(collected) = &pattern.value {
            let mut functions = collected.functions.clone();
            functions.push(function);
            return Ok(Value::Collected(Rc::new(Collected {
                pattern: collected.pattern.clone(),
                functions,
            })));
        }
        Ok(Value::Mapped(Rc::new(match &pattern.value {
            Value::Mapped(mapped) => mapped.then(function, place),
            _ => Mapped {
                function,
                arguments: vec![(pattern, Structure::Both)],
            },
        })))
    }

    /// What a function makes of each item of a list.
    pub(crate) fn each(
        &mut self,
        function: &Spanned,
        items: &[Spanned],
        place: Place,
    ) -> EvalResult<Vec<Spanned>> {
        let mut made = Vec::with_capacity(items.len());
        for item in items {
            let value = self.apply(function.clone(), vec![item.clone()], place)?;
            made.push(Spanned::new(value, item.place));
        }
        Ok(made)
    }

    /// `f <$> p <*> q`, or each function of a list with each item of another.
    fn map_more(
        &mut self,
        left: Spanned,
        right: Spanned,
        structure: Structure,
        operator: Place,
    ) -> EvalResult<Value> {
        if let (Value::List(functions), Value::List(items)) = (&left.value, &right.value)
            && structure == Structure::Both
        {
            let mut made = Vec::new();
            for function in functions.iter() {
                builtins::check_length(made.len() + items.len(), operator)?;
                made.extend(self.each(function, items, operator)?);
            }
            return Ok(builtins::list(made));
        }
        // `pure f <*> p`
        if left.value.is_function() {
            return self.map_values(left, right, operator);
        }
        // `listToPat [f, g] <*> p`
        if left.value.nested().is_some() {
            let apply = Function::Operator("$".to_owned(), Vec::new(), operator);
            return Ok(Value::Mapped(Rc::new(Mapped {
                function: Spanned::new(Value::function(apply), operator),
                arguments: vec![(left, Structure::Both), (right, structure)],
            })));
        }
        let Value::Mapped(mapped) = &left.value else {
            return Err(Failure::from(
                Diagnostic::error(operator, "a function must come before this")
                    .with_help("write `(+) <$> \"1 2\" <*> \"10 20\"`"),
            ));
        };
        let mut arguments = mapped.arguments.clone();
        arguments.push((right, structure));
        Ok(Value::Mapped(Rc::new(Mapped {
            function: mapped.function.clone(),
            arguments,
        })))
    }

    /// `if a then b else c`
    pub(crate) fn choose(
        &mut self,
        test: &Expression,
        yes: &Expression,
        no: &Expression,
        scope: &Scope,
    ) -> EvalResult<Value> {
        let test = self.evaluate(test, scope)?;
        if let Some((_, Scalar::Value(value))) = self.scalar(&test)
            && let Some(value) = value.as_bool()
        {
            let chosen = if value { yes } else { no };
            return Ok(self.evaluate(chosen, scope)?.value);
        }
        let yes = self.evaluate(yes, scope)?;
        let no = self.evaluate(no, scope)?;
        self.chosen(test, yes, no)
    }

    /// One value where a test of the values of a pattern is true, another where it is not.
    pub(crate) fn chosen(&mut self, test: Spanned, yes: Spanned, no: Spanned) -> EvalResult<Value> {
        let Value::Slot(Kind::Bool, test) = test.value else {
            let noun = test.value.noun();
            return test.wrong(format!(
                "`if` needs something true or false; this is {noun}"
            ));
        };
        let kind = yes.value.kind().or(no.value.kind());
        let likely = yes.value.likely();
        let numeric = yes.value.is_numeric() || no.value.is_numeric();
        let deferred = Deferred {
            likely,
            numeric,
            also: Also::Nothing,
            make: Box::new(move |evaluator, kind| {
                let no = evaluator.pattern(&no, kind)?;
                let yes = evaluator.pattern(&yes, kind)?;
                Ok(evaluator.graph.select(test, &[no, yes]))
            }),
        };
        match kind {
            Some(kind) => {
                let pattern = (deferred.make)(self, kind)?;
                Ok(Value::Pattern(kind, pattern))
            }
            None => Ok(Value::Deferred(Rc::new(deferred))),
        }
    }
}
