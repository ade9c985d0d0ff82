//! Builtins that have all their arguments: whether these fit the type, what its variables stand for, and what is made
//! of them, now or when that is known.

use super::combine::exact;
use super::to_pattern::stepwise_zip;
use super::value::{Also, Deferred, EvalResult, Function, Spanned, Value};
use crate::builtins::{self, Argument, Build, Builtin, Call, Callable, Special};
use crate::check::{ranges, vocabulary};
use crate::diagnostic::Place;
use crate::evaluate::{Evaluator, Naming};
use crate::syntax::Number;
use crate::types::{Element, Kind, Type};
use phonon_engine::parameters::{self, Parameter};
use phonon_pattern::{PatternId, mini};
use std::rc::Rc;

/// Kinds that the variables of a signature stand for.
pub type Kinds = Vec<(char, Kind)>;

pub(crate) fn kind_of(kinds: &Kinds, element: Element) -> Option<Kind> {
    match element {
        Element::Kind(kind) => Some(kind),
        Element::Variable(variable) => kinds
            .iter()
            .find(|(v, _)| *v == variable)
            .map(|(_, kind)| *kind),
    }
}

/// Which argument of a row it is, in words.
fn ordinal(row: &Builtin, index: usize) -> &'static str {
    match row.arity() {
        1 => "",
        _ => ORDINALS.get(index).copied().unwrap_or(""),
    }
}

const ORDINALS: [&str; 8] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
];

impl Evaluator {
    /// Runs a builtin that has all its arguments, now or when its kind is known.
    pub(crate) fn saturate(
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
            let changed = self.saturate(row, arguments, place)?;
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
        if let Some(number) = plain.and_then(|plain| builtins::folded(row.names[0], &plain)) {
            return Some(Value::Number(number));
        }
        let operations = builtins::arithmetic(row.names[0])?;
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

    /// Whether the first arguments of a row can be what its type says.
    fn check(&self, row: &Builtin, kinds: &Kinds, arguments: &[Spanned]) -> EvalResult<()> {
        for (index, (wanted, given)) in row.kind().arguments().iter().zip(arguments).enumerate() {
            if names_sounds(wanted, given) {
                let message = format!(
                    "`{}` needs {} {}; this string has names in it",
                    row.names[0],
                    wanted.noun(),
                    ordinal(row, index)
                );
                return given.wrong_with(message.replace(" ;", ";"), example(row));
            }
            if !fits(kinds, wanted, given) && !is_symbols(wanted, given) {
                self.misfit(row, index, wanted, given)?;
            }
            // `every 4 fast 2`: a function that is not whole.
            if let (Type::Function(parameters, _), Value::Function(function)) =
                (wanted, &given.value)
                && let Function::Builtin(inner, has, _) = &**function
                && !matches!(inner.build, Build::Value(_))
                && inner.arity() > has.len() + parameters.len()
                && let Some(next) = inner.kind().arguments().get(has.len())
            {
                let (outer, inner) = (row.names[0], inner.names[0]);
                return given.wrong_with(
                    format!(
                        "`{outer}` needs a function {}; `{inner}` still needs {}",
                        ordinal(row, index),
                        next.noun()
                    ),
                    format!("put brackets around it and its arguments: `({inner} …)`"),
                );
            }
        }
        Ok(())
    }

    /// What is wrong with the arguments that a function has so far.
    pub(crate) fn check_given(&self, function: &Function) -> EvalResult<()> {
        match function {
            Function::Builtin(row, given, _) => self.check(row, &Kinds::new(), given),
            Function::Then(before, ..) | Function::Compose(_, before) => match &before.value {
                Value::Function(inner) => self.check_given(inner),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    pub(crate) fn misfit(
        &self,
        row: &Builtin,
        index: usize,
        wanted: &Type,
        given: &Spanned,
    ) -> EvalResult<Value> {
        // The item of a list that is to blame.
        if let (Type::List(inner), Value::List(items)) = (wanted, &given.value)
            && let Some(item) = items.iter().find(|item| !fits(&Kinds::new(), inner, item))
        {
            let name = row.names[0];
            let message = format!(
                "`{name}` needs {} in its list; this is {}",
                inner.noun(),
                item.value.noun()
            );
            return match self.hint(inner, item) {
                Some(help) => item.wrong_with(message, help),
                None => item.wrong_with(message, example(row)),
            };
        }
        let name = row.names[0];
        let place = match row.arity() {
            1 => String::new(),
            _ => format!(" {}", ordinal(row, index)),
        };
        let message = format!(
            "`{name}` needs {}{place}; this is {}",
            wanted.noun(),
            given.value.noun()
        );
        // `pan left`
        if let Value::Function(function) = &given.value
            && let (Some("pan"), Some("left" | "right")) = (Some(name), function.name())
        {
            return given.wrong_with(
                message,
                "`# pan 0` is left, `# pan 0.5` the middle, `# pan 1` right",
            );
        }
        // `fast 2 s "bd"`
        if let (Type::Pattern(_), Value::Function(function)) = (wanted, &given.value)
            && let Function::Builtin(inner, has, _) = &**function
            && has.is_empty()
            && index + 1 == row.arity()
        {
            if inner.is(Special::IsOscillator) {
                let help = format!("`sine` is the wave: `{name} sine`, `{name} (fast 4 sine)`");
                return given.wrong_with(message, help);
            }
            let before = if row.arity() == 1 { "" } else { " …" };
            return given.wrong_with(
                message,
                format!("put `$` before it: `{name}{before} $ {} …`", inner.names[0]),
            );
        }
        match self.hint(wanted, given) {
            Some(help) => given.wrong_with(message, help),
            None => given.wrong_with(message, example(row)),
        }
    }

    /// A word of help for an argument that does not fit.
    pub(crate) fn hint(&self, wanted: &Type, given: &Spanned) -> Option<String> {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Kind(Kind::Controls)), Value::Text(_)) => {
                Some("write `s \"…\"` for sounds, `n \"…\"` for notes".to_owned())
            }
            (Type::Function(..), Value::Dual(_)) => Some("put `#` before it: `(# …)`".to_owned()),
            (Type::Function(..), Value::Pattern(Kind::Controls, _)) => Some(
                "a function has no sound of its own: `(fast 2)`, `(# speed 2)`".to_owned(),
            ),
            // `arp up`
            (Type::Pattern(Element::Kind(Kind::Word)), Value::Function(function))
                if matches!(&**function, Function::Builtin(_, given, _) if given.is_empty()) =>
            {
                Some("names go in quotes: `\"up\"`".to_owned())
            }
            (Type::Pattern(Element::Kind(kind)), Value::List(_)) if *kind != Kind::Controls => {
                Some("steps go in quotes: `\"0 1 2\"`; `fastFromList [0, 1, 2]` makes a pattern of a list".to_owned())
            }
            (Type::Pattern(_), Value::List(_)) => {
                Some("`stack [a, b]` plays all of a list, `cat [a, b]` one after another".to_owned())
            }
            (Type::Pattern(_), Value::Tuple(_)) => {
                Some("steps of a pattern go in quotes: `\"0 1\"`; spaces divide arguments: `euclid 3 8`".to_owned())
            }
            (Type::List(_), Value::Tuple(_)) => Some("a list is written `[a, b]`".to_owned()),
            (Type::Pattern(Element::Kind(Kind::Word)), Value::Number(number)) => {
                Some(format!("names go in quotes: `\"{}\"`", number.value))
            }
            // `fast $ s "bd"`: what is missing stands before.
            (Type::Pattern(_), Value::Function(function)) if function.name().is_some() => None,
            (_, Value::Function(function)) => self.missing(function),
            _ => None,
        }
    }

    /// What a function still waits for.
    pub(crate) fn missing(&self, function: &Function) -> Option<String> {
        match function {
            Function::Builtin(row, given, _) => Some(format!(
                "`{}` still needs {}: {}",
                row.names[0],
                row.kind().arguments().get(given.len())?.noun(),
                example(row)
            )),
            Function::Then(before, ..) | Function::Compose(_, before) => match &before.value {
                Value::Function(inner) => self.missing(inner),
                _ => None,
            },
            _ => None,
        }
    }

    /// Finds kinds of the signature's variables in an argument.
    pub(crate) fn learn(&mut self, kinds: &mut Kinds, wanted: &Type, given: &Spanned) {
        match (wanted, &given.value) {
            (Type::Pattern(Element::Variable(variable)), value) => {
                let found = match value {
                    Value::Bus(name) => self.bus_kind(name),
                    other => other.kind(),
                };
                let Some(found) = found else { return };
                if kind_of(kinds, Element::Variable(*variable)).is_none() {
                    kinds.push((*variable, found));
                }
            }
            (Type::List(inner), Value::List(items)) => {
                for item in items.iter() {
                    self.learn(kinds, inner, item);
                }
            }
            (Type::Tuple(parts), Value::Tuple(items)) => {
                for (part, item) in parts.iter().zip(items.iter()) {
                    self.learn(kinds, part, item);
                }
            }
            _ => {}
        }
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
            let naming = match (wanted, row.build) {
                _ if let Some(words) = vocabulary::of_argument(row.names[0], index) => {
                    Naming::Of(words)
                }
                _ if row.is(Special::PicksValues) => self.naming.changed(),
                (Type::Pattern(Element::Variable(_)) | Type::List(_), _) => self.naming,
                (_, Build::Control { name }) => named_by(name),
                _ => Naming::Anything,
            };
            values.push(self.naming(naming, |evaluator| {
                evaluator.argument(row, &kinds, wanted, given)
            })?);
        }
        if let Some(wrong) = ranges::check_chance(row.names, arguments.first()) {
            self.say(wrong);
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
                let is_doubtful = ranges::is_doubtful(row.names, arguments);
                self.applied(row, written, changed, pattern, is_doubtful);
                if result == Some(Kind::Controls) && place.is_in_text() {
                    self.control_places.push((row.names[0], place));
                    // `midinote` is a parameter, too.
                    if let [given] = arguments
                        && let Some(wrong) = ranges::check_control(row.names[0], given)
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
                        [Type::Pattern(Element::Kind(Kind::Word))] => None,
                        _ => ranges::check_fraction(given, false)
                            .or_else(|| ranges::check_control(name, given)),
                    };
                    let bare = call.evaluator.bare_wave(name, given);
                    wrong
                        .into_iter()
                        .chain(bare)
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
                // Values that are not among the results name nothing: the keys of `swap`.
                let naming = match (element, row.kind().result()) {
                    (Element::Variable(own), Type::Pattern(Element::Variable(result)))
                        if own != result =>
                    {
                        Naming::Anything
                    }
                    _ => self.naming,
                };
                let pattern = self.naming(naming, |evaluator| evaluator.pattern(given, kind))?;
                Argument::Pattern(pattern)
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

/// Whether a row takes a list of values and makes a pattern of them: `listToPat`.
pub(crate) fn holds_values(row: &Builtin) -> bool {
    matches!(row.kind().arguments(), [Type::List(inner)] if matches!(**inner, Type::Any(_)))
        && matches!(row.kind().result(), Type::Pattern(_))
}

/// Whether a value can be what a type says.
fn fits(kinds: &Kinds, wanted: &Type, given: &Spanned) -> bool {
    let value = &given.value;
    if matches!(value, Value::Mapped(_) | Value::Bus(_)) {
        return !matches!(wanted, Type::Function(..) | Type::List(_) | Type::Tuple(_));
    }
    match wanted {
        Type::Pattern(element) => match (kind_of(kinds, *element), value) {
            // Sampled when the pattern is queried.
            (Some(kind), Value::Signal(_)) if kind.is_number() => true,
            // The steps of patterns in turn, though the function still waits for a list.
            (_, Value::Function(function)) if stepwise_zip(function).is_some() => true,
            (
                _,
                Value::Function(_)
                | Value::Effects(_)
                | Value::List(_)
                | Value::Tuple(_)
                | Value::Action(_)
                | Value::Signal(_)
                | Value::Bare(_)
                | Value::Wet(_),
            ) => false,
            (_, Value::Maybe(_)) => false,
            (None, _) => true,
            (Some(Kind::Controls), value) => value.may_be_controls(),
            (Some(kind), Value::Pattern(have, _) | Value::Slot(have, _)) => {
                *have == kind || have.is_number() && kind.is_number()
            }
            (Some(kind), Value::Number(_)) => kind.is_number(),
            (Some(kind), Value::Deferred(deferred)) => kind.is_number() || !deferred.numeric,
            (Some(_), Value::Text(_)) => true,
            (Some(kind), Value::Dual(_)) => kind.is_number() && value.may_be_signal(),
            _ => true,
        },
        Type::Number(_) => {
            !value.is_function()
                && !matches!(
                    value,
                    Value::List(_)
                        | Value::Tuple(_)
                        | Value::Signal(_)
                        | Value::Bare(_)
                        | Value::Wet(_)
                )
                && value.kind() != Some(Kind::Controls)
        }
        Type::Text => value.text().is_some(),
        Type::Bool => true,
        Type::List(inner) => match value {
            Value::List(items) => items.iter().all(|item| fits(kinds, inner, item)),
            _ => false,
        },
        Type::Tuple(parts) => match value {
            Value::Tuple(items) => {
                items.len() == parts.len()
                    && parts
                        .iter()
                        .zip(items.iter())
                        .all(|(part, item)| fits(kinds, part, item))
            }
            _ => false,
        },
        Type::Function(..) => matches!(value, Value::Function(_) | Value::Effects(_)),
        Type::Any(_) => true,
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

/// Whether all arguments of a row are true or false.
fn takes_truths(row: &Builtin) -> bool {
    let truth = Type::Pattern(Element::Kind(Kind::Bool));
    row.kind().arguments().iter().all(|wanted| *wanted == truth)
}

/// Gives variables that nothing settled the kind that their arguments look like.
fn settle(kinds: &mut Kinds, wanted: &Type, given: &Spanned) {
    match (wanted, &given.value) {
        (Type::Pattern(element @ Element::Variable(variable)), value)
            if kind_of(kinds, *element).is_none() =>
        {
            kinds.push((*variable, value.likely()));
        }
        (Type::List(inner), Value::List(items)) => {
            for item in items.iter() {
                settle(kinds, inner, item);
            }
        }
        (Type::Tuple(parts), Value::Tuple(items)) => {
            for (part, item) in parts.iter().zip(items.iter()) {
                settle(kinds, part, item);
            }
        }
        _ => {}
    }
}

/// Whether something that stands for a variable can only be numbers.
fn numeric_inside(variable: char, wanted: &Type, given: &Spanned) -> bool {
    match (wanted, &given.value) {
        (Type::List(inner), Value::List(items)) => items
            .iter()
            .any(|item| numeric_inside(variable, inner, item)),
        (Type::Tuple(parts), Value::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .any(|(part, item)| numeric_inside(variable, part, item)),
        (wanted, value) => wanted.mentions(variable) && value.is_numeric(),
    }
}

/// What something that stands for a variable looks like.
fn likely_inside(variable: char, wanted: &Type, given: &Spanned) -> Option<Kind> {
    match (wanted, &given.value) {
        (Type::List(inner), Value::List(items)) => items
            .iter()
            .rev()
            .find_map(|item| likely_inside(variable, inner, item)),
        (Type::Tuple(parts), Value::Tuple(items)) => parts
            .iter()
            .zip(items.iter())
            .find_map(|(part, item)| likely_inside(variable, part, item)),
        (_, Value::Function(_)) => None,
        (wanted, value) => wanted.mentions(variable).then(|| value.likely()),
    }
}

/// Whether this is `chord` with chord symbols alone, where numbers are wanted, see [`Evaluator::chord_symbols`].
fn is_symbols(wanted: &Type, given: &Spanned) -> bool {
    let Value::Function(function) = &given.value else {
        return false;
    };
    matches!(wanted, Type::Pattern(_))
        && matches!(&**function, Function::Builtin(row, before, _) if row.is(Special::ReadsChordSymbols) && before.len() == 1)
}

/// Whether a string stands where numbers of times or steps are wanted, and is none: `slow "bd" 2`.
fn names_sounds(wanted: &Type, given: &Spanned) -> bool {
    let kind = match wanted {
        Type::Pattern(Element::Kind(Kind::Ratio)) => mini::Kind::Ratio,
        Type::Pattern(Element::Kind(Kind::Int)) => mini::Kind::Int,
        _ => return false,
    };
    let Value::Text(text) = &given.value else {
        return false;
    };
    given.value.likely() == Kind::Word
        && mini::parse(&text.text, kind).is_err()
        && mini::parse(&text.text, mini::Kind::Word).is_ok()
}

/// A line that shows how a row is used, as help.
pub(crate) fn example(row: &Builtin) -> String {
    let uses = |line: &&str| row.names.iter().any(|name| line.contains(name));
    let line = row.example.lines().find(uses).unwrap_or(row.example);
    format!("for example `{line}`")
}

/// What the words of a parameter name.
fn named_by(parameter: &str) -> Naming {
    match Parameter::named(parameter) {
        Some(parameters::S) => Naming::Sounds,
        Some(parameters::BANK) => Naming::Banks,
        Some(parameter) => match parameter.words() {
            [] => Naming::Anything,
            words => Naming::OneOf(words),
        },
        None => Naming::Anything,
    }
}
