//! Functions and their arguments: currying, the builtins' types, functions of the text.

use super::builtins::{Argument, Build, Builtin, Call, Callable};
use super::diagnostic::{Diagnostic, Place};
use super::evaluate::Evaluator;
use super::signature::{Element, Kind, Type};
use super::syntax::{Expression, Node, Parameter};
use super::value::{Closure, Deferred, Function, Located, Outcome, Scope, Val};
use std::rc::Rc;

/// Kinds that the variables of a signature stand for.
pub type Kinds = Vec<(char, Kind)>;

pub(super) fn kind_of(kinds: &Kinds, element: Element) -> Option<Kind> {
    match element {
        Element::Kind(kind) => Some(kind),
        Element::Variable(variable) => kinds
            .iter()
            .find(|(v, _)| *v == variable)
            .map(|(_, kind)| *kind),
    }
}

const ORDINALS: [&str; 8] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
];

impl Evaluator {
    /// Evaluates arguments; keyword arguments find their place by the names of the function's ports.
    pub(super) fn arguments(
        &mut self,
        function: &Located,
        items: &[Expression],
        scope: &Scope,
    ) -> Outcome<Vec<Located>> {
        let mut out: Vec<Option<Located>> = Vec::new();
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
                return Err(Box::new(Diagnostic::error(
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
    pub(super) fn apply(
        &mut self,
        function: Located,
        arguments: Vec<Located>,
        place: Place,
    ) -> Outcome<Val> {
        if arguments.is_empty() {
            return Ok(function.value);
        }
        self.step(place, |evaluator| {
            evaluator.apply_here(function, arguments, place)
        })
    }

    fn apply_here(
        &mut self,
        function: Located,
        mut arguments: Vec<Located>,
        place: Place,
    ) -> Outcome<Val> {
        match &function.value {
            Val::Function(callee) => {
                self.apply_function(&Rc::clone(callee), function.place, arguments, place)
            }
            Val::Bare(entry) => self.node_function(entry, arguments, place),
            // `sine 440`
            Val::Deferred(deferred) if deferred.signal.is_some() => match deferred.signal {
                Some(entry) => self.node_function(entry, arguments, place),
                None => function.wrong("this is no function"),
            },
            Val::Effects(effects) => {
                let effects = Rc::clone(effects);
                match &effects[..] {
                    // `reverb 0.7`: more of its arguments.
                    [effect]
                        if arguments[0].value.kind() != Some(Kind::Controls)
                            || super::signals::takes_sound(effect) =>
                    {
                        let mut all = effect.arguments.clone();
                        all.append(&mut arguments);
                        self.node_function(effect.entry, all, place)
                    }
                    _ => {
                        let input = arguments.remove(0);
                        let value = self.through(&input, &effects)?;
                        self.apply(Located::new(value, place), arguments, place)
                    }
                }
            }
            Val::Dual(pair) => {
                let effect = pair.1.clone();
                self.apply(effect, arguments, place)
            }
            other => {
                let first = &arguments[0];
                let noun = other.noun();
                first.wrong_with(
                    format!("{noun} takes no arguments, but this follows it"),
                    "put `#` or `$` between them, or begin a new statement with `o1:`",
                )
            }
        }
    }

    fn apply_function(
        &mut self,
        callee: &Function,
        at: Place,
        mut arguments: Vec<Located>,
        place: Place,
    ) -> Outcome<Val> {
        match callee {
            Function::Builtin(row, given, named) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if let Some(result) = self.dual_use(row, &all, place) {
                    return result;
                }
                if all.len() < row.arity() {
                    return Ok(Val::function(Function::Builtin(row, all, *named)));
                }
                let rest = all.split_off(row.arity());
                let covered = all.last().map_or(place, |last| named.to(last.place));
                let value = self.saturate(row, all, covered)?;
                if let (Some(extra), false) = (
                    rest.first(),
                    matches!(value, Val::Function(_) | Val::Effects(_)),
                ) {
                    return self.too_many(row, extra);
                }
                self.apply(Located::new(value, covered), rest, place)
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
                    return Ok(Val::function(Function::Closure(Rc::clone(closure), all)));
                }
                let rest = all.split_off(closure.parameters.len());
                let value = self.run_closure(closure, all)?;
                self.apply(Located::new(value, place), rest, place)
            }
            Function::Operator(name, given, operator) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < 2 {
                    return Ok(Val::function(Function::Operator(
                        name.clone(),
                        all,
                        *operator,
                    )));
                }
                let rest = all.split_off(2);
                let (Some(right), Some(left)) = (all.pop(), all.pop()) else {
                    return Err(Box::new(Diagnostic::error(place, "an operand is missing")));
                };
                let value = self.operate(name, *operator, left, right, place, None)?;
                self.apply(Located::new(value, place), rest, place)
            }
            Function::Right(name, right, operator) => {
                let left = arguments.remove(0);
                let value = self.operate(name, *operator, left, right.clone(), place, None)?;
                self.apply(Located::new(value, place), arguments, place)
            }
            Function::Compose(outer, inner) => {
                let first = arguments.remove(0);
                let middle = self.apply(inner.clone(), vec![first], place)?;
                let value = self.apply(
                    outer.clone(),
                    vec![Located::new(middle, inner.place)],
                    place,
                )?;
                self.apply(Located::new(value, place), arguments, place)
            }
            Function::Then(before, name, right, operator) => {
                let first = arguments.remove(0);
                let left = self.apply(before.clone(), vec![first], place)?;
                let left = Located::new(left, before.place);
                let value = self.operate(name, *operator, left, right.clone(), place, None)?;
                self.apply(Located::new(value, place), arguments, place)
            }
            Function::Tuple(parts, given) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < *parts {
                    return Ok(Val::function(Function::Tuple(*parts, all)));
                }
                let rest = all.split_off(*parts);
                self.apply(Located::new(Val::Tuple(Rc::new(all)), at), rest, place)
            }
            Function::Native(name, arity, run, given) => {
                let mut all = given.clone();
                all.append(&mut arguments);
                if all.len() < *arity {
                    return Ok(Val::function(Function::Native(
                        name,
                        *arity,
                        Rc::clone(run),
                        all,
                    )));
                }
                let rest = all.split_off(*arity);
                let value = run(self, all, place)?;
                self.apply(Located::new(value, place), rest, place)
            }
        }
    }

    fn too_many(&self, row: &Builtin, extra: &Located) -> Outcome<Val> {
        let arity = row.arity();
        let name = row.names[0];
        let takes = match arity {
            0 => "no arguments".to_owned(),
            1 => "one argument".to_owned(),
            n => format!("{n} arguments"),
        };
        extra.wrong_with(
            format!("`{name}` takes {takes}; this is one too many"),
            "put `#` or `$` before it, or begin a new statement with `o1:`",
        )
    }

    fn run_closure(&mut self, closure: &Closure, arguments: Vec<Located>) -> Outcome<Val> {
        let mut scope = closure.scope.clone();
        for (parameter, argument) in closure.parameters.iter().zip(arguments) {
            scope = self.bind_parameter(scope, parameter, argument)?;
        }
        if let Some(name) = &closure.name
            && scope.find(name).is_none()
            && !self.globals.contains_key(name)
        {
            return Err(Box::new(Diagnostic::error(
                closure.body.place,
                format!("`{name}` is not known here"),
            )));
        }
        let base = std::mem::replace(&mut self.base, closure.base);
        let result = self.evaluate(&closure.body, &scope);
        self.base = base;
        Ok(result?.value)
    }

    fn bind_parameter(
        &mut self,
        scope: Scope,
        parameter: &Parameter,
        argument: Located,
    ) -> Outcome<Scope> {
        match parameter {
            Parameter::Name(name) if name == "_" => Ok(scope),
            Parameter::Name(name) => Ok(scope.with(name, argument)),
            Parameter::Tuple(parts) => {
                let Val::Tuple(values) = &argument.value else {
                    let noun = argument.value.noun();
                    return argument.wrong(format!(
                        "a tuple of {} is wanted here; this is {noun}",
                        parts.len()
                    ));
                };
                if values.len() != parts.len() {
                    return argument.wrong(format!(
                        "a tuple of {} is wanted here; this one has {}",
                        parts.len(),
                        values.len()
                    ));
                }
                let values = Rc::clone(values);
                let mut scope = scope;
                for (part, value) in parts.iter().zip(values.iter()) {
                    scope = self.bind_parameter(scope, part, value.clone())?;
                }
                Ok(scope)
            }
        }
    }

    /// Runs a builtin that has all its arguments, now or when its kind is known.
    pub(super) fn saturate(
        &mut self,
        row: &'static Builtin,
        arguments: Vec<Located>,
        place: Place,
    ) -> Outcome<Val> {
        let kind = row.kind();
        // What changes a pattern changes the one before the effects.
        if let (Some(Type::Pattern(_)), Type::Pattern(_), Some(Val::Wet(wet))) = (
            kind.arguments().last(),
            kind.result(),
            arguments.last().map(|last| &last.value),
        ) {
            let wet = Rc::clone(wet);
            let mut arguments = arguments.clone();
            if let Some(last) = arguments.last_mut() {
                *last = wet.dry.clone();
            }
            let changed = self.saturate(row, arguments, place)?;
            return self.through(&Located::new(changed, place), &wet.effects);
        }
        let mut kinds = Kinds::new();
        for (wanted, given) in kind.arguments().iter().zip(&arguments) {
            self.learn(&mut kinds, wanted, given);
        }
        for (index, (wanted, given)) in kind.arguments().iter().zip(&arguments).enumerate() {
            if !fits(&kinds, wanted, given) {
                return self.misfit(row, index, wanted, given);
            }
        }
        let open = match kind.result() {
            Type::Pattern(Element::Variable(variable)) => {
                kind_of(&kinds, Element::Variable(*variable))
                    .is_none()
                    .then_some(*variable)
            }
            _ => None,
        };
        let Some(open) = open else {
            return self.build(row, &arguments, kinds, place);
        };
        // Nothing settles what it is a pattern of: its use will.
        let related = || {
            kind.arguments()
                .iter()
                .zip(&arguments)
                .filter(|(wanted, _)| wanted.arguments().is_empty())
        };
        let numeric = row.is_numeric()
            || related().any(|(wanted, given)| numeric_inside(open, wanted, given));
        let likely = related()
            .find_map(|(wanted, given)| likely_inside(open, wanted, given))
            .unwrap_or(Kind::Float);
        let deferred = Deferred {
            likely,
            numeric,
            signal: None,
            make: Box::new(move |evaluator, wanted| {
                let mut kinds = kinds.clone();
                kinds.push((open, wanted));
                match evaluator.build(row, &arguments, kinds, place)? {
                    Val::Pattern(_, pattern) => Ok(pattern),
                    other => evaluator.pattern(&Located::new(other, place), wanted),
                }
            }),
        };
        Ok(Val::Deferred(Rc::new(deferred)))
    }

    fn misfit(&self, row: &Builtin, index: usize, wanted: &Type, given: &Located) -> Outcome<Val> {
        // The item of a list that is to blame.
        if let (Type::List(inner), Val::List(items)) = (wanted, &given.value)
            && let Some(item) = items.iter().find(|item| !fits(&Kinds::new(), inner, item))
        {
            let name = row.names[0];
            let message = format!(
                "`{name}` wants {} in its list; this is {}",
                inner.noun(),
                item.value.noun()
            );
            return match self.hint(inner, item) {
                Some(help) => item.wrong_with(message, help),
                None => item.wrong_with(message, format!("{name} :: {}", row.kind())),
            };
        }
        let name = row.names[0];
        let ordinal = if row.arity() == 1 {
            ""
        } else {
            ORDINALS.get(index).copied().unwrap_or("")
        };
        let space = if ordinal.is_empty() { "" } else { " " };
        let message = format!(
            "`{name}` wants {}{space}{ordinal}; this is {}",
            wanted.noun(),
            given.value.noun()
        );
        match self.hint(wanted, given) {
            Some(help) => given.wrong_with(message, help),
            None => given.wrong_with(message, format!("{name} :: {}", row.kind())),
        }
    }

    /// A word of help for an argument that does not fit.
    fn hint(&self, wanted: &Type, given: &Located) -> Option<String> {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Kind(Kind::Controls)), Val::Text(_)) => {
                Some("write `s \"…\"` for sounds, `n \"…\"` for notes".to_owned())
            }
            (Type::Function(..), Val::Dual(_) | Val::Pattern(Kind::Controls, _)) => {
                Some("put `#` before it: `(# …)`".to_owned())
            }
            (Type::List(_), Val::Tuple(_)) => Some("a list is written `[a, b]`".to_owned()),
            (_, Val::Function(function)) => self.missing(function),
            _ => None,
        }
    }

    /// What a function still waits for.
    pub(super) fn missing(&self, function: &Function) -> Option<String> {
        match function {
            Function::Builtin(row, given, _) => Some(format!(
                "`{}` still wants {}: {}",
                row.names[0],
                row.kind().arguments().get(given.len())?.noun(),
                row.kind()
            )),
            Function::Then(before, ..) | Function::Compose(_, before) => match &before.value {
                Val::Function(inner) => self.missing(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// Finds kinds of the signature's variables in an argument.
    fn learn(&mut self, kinds: &mut Kinds, wanted: &Type, given: &Located) {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Variable(variable)), value) => {
                let found = match value {
                    Val::Bus(name) => self.bus_kind(name),
                    other => other.kind(),
                };
                let Some(found) = found else { return };
                if kind_of(kinds, Element::Variable(*variable)).is_none() {
                    kinds.push((*variable, found));
                }
            }
            (Type::List(inner), Val::List(items)) => {
                for item in items.iter() {
                    self.learn(kinds, inner, item);
                }
            }
            (Type::Tuple(parts), Val::Tuple(items)) => {
                for (part, item) in parts.iter().zip(items.iter()) {
                    self.learn(kinds, part, item);
                }
            }
            _ => {}
        }
    }

    fn build(
        &mut self,
        row: &'static Builtin,
        arguments: &[Located],
        mut kinds: Kinds,
        place: Place,
    ) -> Outcome<Val> {
        let kind = row.kind();
        // Variables that only arguments mention.
        for (wanted, given) in kind.arguments().iter().zip(arguments) {
            settle(&mut kinds, wanted, given);
        }
        let naming = self.naming_sounds;
        let mut values = Vec::with_capacity(arguments.len());
        for (wanted, given) in kind.arguments().iter().zip(arguments) {
            self.naming_sounds = match wanted {
                Type::Pattern(Element::Variable(_)) | Type::List(_) => naming,
                _ => matches!(row.build, Build::Control { name: "s", .. }),
            };
            let value = self.argument(&kinds, wanted, given);
            self.naming_sounds = naming;
            values.push(value?);
        }
        let result = match kind.result() {
            Type::Pattern(element) => kind_of(&kinds, *element),
            _ => None,
        };
        let places = arguments.iter().map(|argument| argument.place).collect();
        let mut call = Call {
            evaluator: self,
            name: row.names[0],
            arguments: values,
            kinds,
            place,
            places,
        };
        match row.build {
            Build::Pattern(build) => {
                let pattern = build(&mut call)?;
                Ok(Val::Pattern(result.unwrap_or(Kind::Float), pattern))
            }
            Build::Value(build) => build(&mut call),
            Build::Control { name, .. } => {
                let pattern = call.control(name)?;
                Ok(Val::Pattern(Kind::Controls, pattern))
            }
        }
    }

    /// One argument as its type wants it.
    fn argument(&mut self, kinds: &Kinds, wanted: &Type, given: &Located) -> Outcome<Argument> {
        Ok(match wanted {
            Type::Pattern(element) => {
                let kind = kind_of(kinds, *element).unwrap_or_else(|| given.value.likely());
                Argument::Pattern(self.pattern(given, kind)?)
            }
            Type::Number(Kind::Int) => Argument::Int(self.constant_int(given)?),
            Type::Number(Kind::Ratio) => Argument::Ratio(self.constant_ratio(given)?),
            Type::Number(_) => Argument::Number(self.constant_number(given)?),
            Type::Text => match &given.value {
                Val::Text(text) => Argument::Text(text.text.clone()),
                other => {
                    let noun = other.noun();
                    return given.wrong(format!("a text in quotes is wanted here; this is {noun}"));
                }
            },
            Type::Bool => Argument::Bool(self.constant_bool(given)?),
            Type::List(inner) => match &given.value {
                Val::List(items) => {
                    let items = Rc::clone(items);
                    Argument::List(
                        items
                            .iter()
                            .map(|item| self.argument(kinds, inner, item))
                            .collect::<Outcome<_>>()?,
                    )
                }
                other => {
                    let noun = other.noun();
                    return given.wrong_with(
                        format!("{} is wanted here; this is {noun}", wanted.noun()),
                        "a list is written `[a, b, c]`",
                    );
                }
            },
            Type::Tuple(parts) => match &given.value {
                Val::Tuple(items) if items.len() == parts.len() => {
                    let items = Rc::clone(items);
                    let pairs = parts.iter().zip(items.iter());
                    Argument::Tuple(
                        pairs
                            .map(|(part, item)| self.argument(kinds, part, item))
                            .collect::<Outcome<_>>()?,
                    )
                }
                other => {
                    let noun = other.noun();
                    return given
                        .wrong(format!("{} is wanted here; this is {noun}", wanted.noun()));
                }
            },
            Type::Function(parameters, result) => Argument::Function(Callable {
                function: given.clone(),
                parameters: parameters.clone(),
                result: (**result).clone(),
                kinds: kinds.clone(),
            }),
            Type::Any(_) => Argument::Value(given.clone()),
        })
    }
}

/// Whether a value can be what a type says.
fn fits(kinds: &Kinds, wanted: &Type, given: &Located) -> bool {
    let value = &given.value;
    if matches!(value, Val::Mapped(_) | Val::Bus(_)) {
        return !matches!(wanted, Type::Function(..) | Type::List(_) | Type::Tuple(_));
    }
    match wanted {
        Type::Pattern(element) => match (kind_of(kinds, *element), value) {
            (
                _,
                Val::Function(_)
                | Val::Effects(_)
                | Val::List(_)
                | Val::Tuple(_)
                | Val::Signal(_)
                | Val::Bare(_)
                | Val::Wet(_),
            ) => false,
            (_, Val::Maybe(_)) => false,
            (None, _) => true,
            (Some(Kind::Controls), value) => match value {
                Val::Text(_) => true,
                Val::Deferred(deferred) => !deferred.numeric,
                other => other.kind() == Some(Kind::Controls),
            },
            (Some(kind), Val::Pattern(have, _) | Val::Slot(have, _)) => {
                *have == kind || have.is_number() && kind.is_number()
            }
            (Some(kind), Val::Number(_)) => kind.is_number(),
            (Some(kind), Val::Deferred(deferred)) => kind.is_number() || !deferred.numeric,
            (Some(_), Val::Text(_)) => true,
            (Some(_), Val::Dual(_)) => false,
            _ => true,
        },
        Type::Number(_) => {
            !value.is_function()
                && !matches!(
                    value,
                    Val::List(_) | Val::Tuple(_) | Val::Signal(_) | Val::Bare(_) | Val::Wet(_)
                )
                && value.kind() != Some(Kind::Controls)
        }
        Type::Text => matches!(value, Val::Text(_)),
        Type::Bool => true,
        Type::List(inner) => match value {
            Val::List(items) => items.iter().all(|item| fits(kinds, inner, item)),
            _ => false,
        },
        Type::Tuple(parts) => match value {
            Val::Tuple(items) => {
                items.len() == parts.len()
                    && parts
                        .iter()
                        .zip(items.iter())
                        .all(|(part, item)| fits(kinds, part, item))
            }
            _ => false,
        },
        Type::Function(..) => matches!(value, Val::Function(_) | Val::Effects(_)),
        Type::Any(_) => true,
    }
}

/// Gives variables that nothing settled the kind that their arguments look like.
fn settle(kinds: &mut Kinds, wanted: &Type, given: &Located) {
    match (wanted, &given.value) {
        (Type::Pattern(element @ Element::Variable(variable)), value)
            if kind_of(kinds, *element).is_none() =>
        {
            kinds.push((*variable, value.likely()));
        }
        (Type::List(inner), Val::List(items)) => {
            for item in items.iter() {
                settle(kinds, inner, item);
            }
        }
        (Type::Tuple(parts), Val::Tuple(items)) => {
            for (part, item) in parts.iter().zip(items.iter()) {
                settle(kinds, part, item);
            }
        }
        _ => {}
    }
}

/// Whether something that stands for a variable can only be numbers.
fn numeric_inside(variable: char, wanted: &Type, given: &Located) -> bool {
    match (wanted, &given.value) {
        (Type::List(inner), Val::List(items)) => items
            .iter()
            .any(|item| numeric_inside(variable, inner, item)),
        (Type::Tuple(parts), Val::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .any(|(part, item)| numeric_inside(variable, part, item)),
        (wanted, value) => wanted.mentions(variable) && value.is_numeric(),
    }
}

/// What something that stands for a variable looks like.
fn likely_inside(variable: char, wanted: &Type, given: &Located) -> Option<Kind> {
    match (wanted, &given.value) {
        (Type::List(inner), Val::List(items)) => items
            .iter()
            .rev()
            .find_map(|item| likely_inside(variable, inner, item)),
        (Type::Tuple(parts), Val::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .find_map(|(part, item)| likely_inside(variable, part, item)),
        (_, Val::Function(_)) => None,
        (wanted, value) => wanted.mentions(variable).then(|| value.likely()),
    }
}
