//! Builtins that have all their arguments: what is made of them, now or when the kind of the result is known.

use super::fitting::{Kinds, kind_of, likely_inside, numeric_inside, settle, takes_truths};
use super::scalars::exact;
use super::value::{Also, Deferred, EvalResult, Spanned, Value};
use crate::builtins::{self, Argument, Build, Builtin, Call, Callable, Special};
use crate::check::{ranges, vocabulary};
use crate::diagnostic::Place;
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::{Element, Kind, Names, Type};
use phonon_engine::parameters::{self, Parameter};
use phonon_pattern::PatternId;
use std::rc::Rc;

impl Evaluator {
    /// Runs a builtin that has all its arguments, now or when its kind is known.
    pub(crate) fn call_builtin(
        &mut self,
        row: &'static Builtin,
        mut arguments: Vec<Spanned>,
        place: Place,
    ) -> EvalResult<Value> {
        let kind = row.kind();
        // `fastcat $ pure p`
        for (wanted, given) in kind.arguments().iter().zip(&mut arguments) {
            if let (Type::List(_), Value::Deferred(_), Some(items)) =
                (wanted, &given.value, given.value.items())
            {
                given.value = builtins::list(items.to_vec());
            }
        }
        if let Some(value) = self.calculated(row, &arguments) {
            return Ok(value);
        }
        // What changes a pattern changes the one before the effects.
        if let (Some(Type::Pattern(_)), Type::Pattern(_), Some(Value::Wet(wet))) = (
            kind.arguments().last(),
            kind.result(),
            arguments.last().map(|last| &last.value),
        ) {
            let wet = Rc::clone(wet);
            let mut arguments = arguments.clone();
            if let Some(last) = arguments.last_mut() {
                *last = wet.dry.clone();
            }
            let changed = self.call_builtin(row, arguments, place)?;
            return self.through(&Spanned::new(changed, place), &wet.effects);
        }
        if let (Build::Control { name }, [voices]) = (&row.build, &arguments[..])
            && Parameter::named(name) == Some(parameters::POLY)
        {
            self.set_polyphony(voices)?;
        }
        let mut kinds = Kinds::new();
        for (wanted, given) in kind.arguments().iter().zip(&arguments) {
            self.learn(&mut kinds, wanted, given);
        }
        self.check(row, &kinds, &arguments)?;
        self.refuse_controls(row, &arguments)?;
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
        let also = match self.nested(row, &arguments, open, place) {
            Some(nested) => Also::Nested(nested),
            None => Also::Nothing,
        };
        let deferred = Deferred {
            likely,
            numeric,
            also,
            make: Box::new(move |evaluator, wanted| {
                let make = |evaluator: &mut Self, wanted| {
                    let mut kinds = kinds.clone();
                    kinds.push((open, wanted));
                    match evaluator.build(row, &arguments, kinds, place)? {
                        Value::Pattern(_, pattern) => Ok(pattern),
                        other => evaluator.pattern(&Spanned::new(other, place), wanted),
                    }
                };
                match wanted {
                    Kind::Controls if row.is_numeric() => {
                        evaluator.numbers_as_controls(row, place, make)
                    }
                    _ => make(evaluator, wanted),
                }
            }),
        };
        Ok(Value::Deferred(Rc::new(deferred)))
    }

    /// What a row of arithmetic makes of values that are known only when the pattern is queried: a value, no pattern.
    fn calculated(&mut self, row: &Builtin, arguments: &[Spanned]) -> Option<Value> {
        let plain: Option<Vec<Number>> = arguments
            .iter()
            .map(|argument| match argument.value {
                Value::Number(number) => Some(number),
                _ => None,
            })
            .collect();
        if let Some(number) = plain.and_then(|plain| builtins::folded(row.heading.name(), &plain)) {
            return Some(Value::Number(number));
        }
        let operations = builtins::arithmetic(row.heading.name())?;
        let kind = arguments.iter().find_map(|argument| match argument.value {
            Value::Slot(kind, _) => Some(kind),
            // `True` and `False`
            Value::Pattern(Kind::Bool, pattern) if takes_truths(row) => {
                self.graph.constant(pattern).map(|_| Kind::Bool)
            }
            _ => None,
        })?;
        let mut scalars = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let scalar = self.scalar(argument)?.1;
            scalars.push(exact(argument, kind, scalar));
        }
        Some(Value::Slot(kind, operations(&mut self.graph, &scalars)))
    }

    pub(crate) fn build(
        &mut self,
        row: &'static Builtin,
        arguments: &[Spanned],
        mut kinds: Kinds,
        place: Place,
    ) -> EvalResult<Value> {
        let kind = row.kind();
        // Variables that only arguments mention.
        for (wanted, given) in kind.arguments().iter().zip(arguments) {
            settle(&mut kinds, wanted, given);
        }
        let mut values = Vec::with_capacity(arguments.len());
        for (index, (wanted, given)) in kind.arguments().iter().zip(arguments).enumerate() {
            let named = match row.build {
                Build::Control { name } => named_by(name),
                _ => vocabulary::of_argument(row.heading.name(), index).unwrap_or(Names::Anything),
            };
            values.push(match wanted {
                Type::Pattern(Element::Kind(Kind::Word(_))) => {
                    Argument::Pattern(self.pattern(given, Kind::Word(named))?)
                }
                _ => self.argument(row, &kinds, wanted, given)?,
            });
        }
        if let Some(wrong) = ranges::check_chance(row.heading.names(), arguments.first()) {
            self.say(wrong);
        }
        let result = match kind.result() {
            Type::Pattern(element) => kind_of(&kinds, *element),
            _ => None,
        };
        let places = arguments.iter().map(|argument| argument.place).collect();
        let mut call = Call {
            evaluator: self,
            name: row.heading.name(),
            arguments: values,
            kinds,
            place,
            places,
            given: arguments.to_vec(),
        };
        match row.build {
            Build::Pattern(build) => {
                let pattern = build(&mut call)?;
                let changed = changed(row, &call.arguments);
                let written = written(row, place, arguments);
                let empty = empty_list(row, &call.arguments, arguments);
                if let Some(list) = empty.filter(|_| self.graph.is_silence(pattern)) {
                    self.applied_to_nothing(row, list);
                }
                let is_doubtful = ranges::is_doubtful(row.heading.names(), arguments);
                self.applied(row, written, changed, pattern, is_doubtful);
                if result == Some(Kind::Controls) && place.is_in_text() {
                    self.control_places.push((row.heading.name(), place));
                    // `midinote` is a parameter, too.
                    if let [given] = arguments
                        && let Some(wrong) = ranges::check_control(row.heading.name(), given)
                    {
                        self.say(wrong);
                    }
                }
                Ok(Value::Pattern(result.unwrap_or(Kind::Float), pattern))
            }
            Build::Value(build) => build(&mut call),
            Build::Control { name, .. } => {
                if let [given] = arguments {
                    let wrong = match row.kind().arguments() {
                        [Type::Pattern(Element::Kind(Kind::Word(_)))] => None,
                        _ => ranges::check_fraction(given, false)
                            .or_else(|| ranges::check_control(name, given)),
                    };
                    wrong
                        .into_iter()
                        .for_each(|wrong| call.evaluator.say(wrong));
                }
                let wanted = match kind.arguments() {
                    [Type::Pattern(Element::Kind(wanted))] => *wanted,
                    _ => Kind::Float,
                };
                let pattern = call.control(name, wanted)?;
                if place.is_in_text() {
                    self.control_places.push((name, place));
                }
                Ok(Value::Pattern(Kind::Controls, pattern))
            }
        }
    }

    /// One argument as its type wants it.
    pub(crate) fn argument(
        &mut self,
        row: &Builtin,
        kinds: &Kinds,
        wanted: &Type,
        given: &Spanned,
    ) -> EvalResult<Argument> {
        Ok(match wanted {
            Type::Pattern(element) => {
                let kind = kind_of(kinds, *element).unwrap_or_else(|| given.value.likely());
                let kind = match row.is(Special::PicksValues) {
                    true => kind.changed(),
                    false => kind,
                };
                Argument::Pattern(self.pattern(given, kind)?)
            }
            Type::Number(Kind::Int) => Argument::Int(self.constant_int(given)?),
            Type::Number(Kind::Ratio) => Argument::Ratio(self.constant_ratio(given)?),
            Type::Number(_) => Argument::Number(self.constant_number(given)?),
            Type::Text => match given.value.text() {
                Some(text) => Argument::Text(text.text.clone()),
                None => {
                    let noun = given.value.noun();
                    return given.wrong(format!("a text in quotes is needed here; this is {noun}"));
                }
            },
            Type::Bool => Argument::Bool(self.constant_bool(given)?),
            Type::List(inner) => match &given.value {
                Value::List(items) => {
                    let items = Rc::clone(items);
                    Argument::List(
                        items
                            .iter()
                            .map(|item| self.argument(row, kinds, inner, item))
                            .collect::<EvalResult<_>>()?,
                    )
                }
                other => {
                    let noun = other.noun();
                    return given.wrong_with(
                        format!("{} is needed here; this is {noun}", wanted.noun()),
                        "a list is written `[a, b, c]`",
                    );
                }
            },
            Type::Tuple(parts) => match &given.value {
                Value::Tuple(items) if items.len() == parts.len() => {
                    let items = Rc::clone(items);
                    let pairs = parts.iter().zip(items.iter());
                    Argument::Tuple(
                        pairs
                            .map(|(part, item)| self.argument(row, kinds, part, item))
                            .collect::<EvalResult<_>>()?,
                    )
                }
                other => {
                    let noun = other.noun();
                    return given
                        .wrong(format!("{} is needed here; this is {noun}", wanted.noun()));
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

/// The patterns among the arguments of a row that it changes: those of its result's kind.
fn changed(row: &Builtin, arguments: &[Argument]) -> Vec<PatternId> {
    let Type::Pattern(made) = row.kind().result() else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for (wanted, given) in row.kind().arguments().iter().zip(arguments) {
        match (wanted, given) {
            (Type::Pattern(of), Argument::Pattern(pattern)) if of == made => out.push(*pattern),
            (Type::List(inner), Argument::List(items)) if **inner == Type::Pattern(*made) => {
                out.extend(items.iter().filter_map(|item| match item {
                    Argument::Pattern(pattern) => Some(*pattern),
                    _ => None,
                }));
            }
            _ => {}
        }
    }
    out
}

/// Where a list of what a row changes has nothing in it.
fn empty_list(row: &Builtin, arguments: &[Argument], given: &[Spanned]) -> Option<Place> {
    let made = row.kind().result();
    let wanted = row.kind().arguments().iter();
    let mut lists = wanted.zip(arguments).zip(given);
    lists.find_map(|((wanted, argument), given)| match (wanted, argument) {
        (Type::List(inner), Argument::List(items)) if **inner == *made && items.is_empty() => {
            Some(given.place)
        }
        _ => None,
    })
}

/// The name of a row and its arguments before the pattern that it changes: `fast 0`.
fn written(row: &Builtin, place: Place, arguments: &[Spanned]) -> Place {
    let made = row.kind().result();
    let wanted = row.kind().arguments().iter();
    let before = wanted
        .zip(arguments)
        .take_while(|(wanted, _)| *wanted != made)
        .last();
    match before {
        Some((_, argument)) if argument.place.end <= place.end => {
            Place::new(place.start, argument.place.end.max(place.start))
        }
        _ => place,
    }
}

/// What the words of a parameter name.
fn named_by(parameter: &str) -> Names {
    match Parameter::named(parameter) {
        Some(parameters::S) => Names::Sounds,
        Some(parameters::BANK) => Names::Banks,
        Some(parameter) => match parameter.words() {
            [] => Names::Anything,
            words => Names::OneOf(words),
        },
        None => Names::Anything,
    }
}
