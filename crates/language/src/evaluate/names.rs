//! What names stand for: those bound around an expression, the definitions of the text, the table of builtins.

use super::{Evaluator, Naming};
use crate::builtins::{self, Meaning};
use crate::check::pitch_names;
use crate::check::superdirt_only;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::actions::output_command;
use crate::evaluate::old_names::transition_command;
use crate::evaluate::value::{Also, EvalResult, Function, Scope, Spanned, Value};
use crate::syntax::statements::Order;
use crate::syntax::{Expression, Parameter};
use phonon_engine::graph::Input;
use std::rc::Rc;

/// Macro parameters: `~m1` to `~m16`.
const MACROS: usize = 16;

/// A definition of the text: `let`, `%name:` or `~name:`.
#[derive(Clone)]
pub(crate) struct Definition {
    pub name: String,
    pub parameters: Vec<Parameter>,
    pub body: Rc<Expression>,
    /// Added to places of strings: not 0 for the last good version of a statement.
    pub base: usize,
    /// Where its statement stands in the text.
    pub position: usize,
}

/// How far a definition has come.
pub(crate) enum Global {
    Waiting(Definition),
    Busy,
    Done(Spanned),
    Failed,
}

impl Evaluator {
    /// What a name stands for.
    pub(super) fn name(&mut self, name: &str, place: Place, scope: &Scope) -> EvalResult<Value> {
        if let Some(bound) = scope.find(name) {
            return Ok(bound.value.clone());
        }
        if let Some(value) = self.global(name, place)? {
            return Ok(value);
        }
        self.say_if_old(name, place);
        match builtins::find(name) {
            Some(meaning) => self.meaning(meaning, place),
            None => output_command(name)
                .or_else(|| transition_command(name))
                .or_else(|| superdirt_only::control(name, place))
                .ok_or_else(|| told(place)),
        }
    }

    pub(super) fn meaning(&mut self, meaning: Meaning, place: Place) -> EvalResult<Value> {
        match (meaning.builtin, meaning.node) {
            (Some(row), _) if row.arity() == 0 => {
                let value = self.saturate(row, Vec::new(), place)?;
                // A bare `sine` is a pattern until it gets an argument.
                if let (Value::Deferred(deferred), Some(entry)) = (&value, meaning.node) {
                    return Ok(Value::Deferred(Rc::new(crate::evaluate::value::Deferred {
                        make: Box::new({
                            let inner = Rc::clone(deferred);
                            move |evaluator, kind| (inner.make)(evaluator, kind)
                        }),
                        likely: deferred.likely,
                        numeric: deferred.numeric,
                        also: Also::Bare(entry),
                    })));
                }
                Ok(value)
            }
            (Some(row), _) => Ok(Value::function(Function::Builtin(row, Vec::new(), place))),
            (None, Some(entry)) => self.node_function(entry, Vec::new(), place),
            (None, None) => Err(Box::new(Diagnostic::error(
                place,
                "this name has no meaning",
            ))),
        }
    }

    /// Makes a definition known, beside others of its name.
    pub(crate) fn declare(&mut self, key: &str, order: Order, definition: Definition) {
        let versions = self.versions.entry(definition.name.clone());
        versions.or_default().push((order, key.to_owned()));
        self.globals
            .insert(key.to_owned(), Global::Waiting(definition));
    }

    /// Makes a definition known that is wrong: its name is taken, and what uses it fails without another message.
    pub(crate) fn declare_failed(&mut self, key: &str, order: Order, name: &str) {
        let versions = self.versions.entry(name.to_owned());
        versions.or_default().push((order, key.to_owned()));
        self.globals.insert(key.to_owned(), Global::Failed);
    }

    /// Which definition of a name counts where the present statement stands: the last one before it, else one that comes
    /// later, unless the name has a meaning of its own.
    fn version(&self, name: &str) -> Option<&str> {
        let versions = self.versions.get(name)?;
        let here = self.position;
        let known = versions
            .iter()
            .filter(|(order, _)| order.from <= here && here < order.until)
            .max_by_key(|(order, _)| order.from);
        let version = known.or_else(|| {
            let mut later = versions.iter().rev();
            let open = later.clone().find(|(order, _)| order.until == usize::MAX);
            open.or_else(|| later.next())
                .filter(|_| builtins::find(name).is_none())
        });
        version.map(|(_, key)| key.as_str())
    }

    /// What a definition of the text stands for, evaluated when it is first asked for.
    pub(crate) fn global(&mut self, name: &str, place: Place) -> EvalResult<Option<Value>> {
        if !self.versions.contains_key(name) {
            return self.keyed(name, place);
        }
        match self.version(name).map(str::to_owned) {
            Some(key) => self.keyed(&key, place),
            None => Ok(None),
        }
    }

    /// What the definition with this key stands for.
    pub(crate) fn keyed(&mut self, name: &str, place: Place) -> EvalResult<Option<Value>> {
        let Some(global) = self.globals.get_mut(name) else {
            return Ok(None);
        };
        match global {
            Global::Done(value) => Ok(Some(value.value.clone())),
            Global::Failed => Err(told(place)),
            Global::Busy => Err(Box::new(
                Diagnostic::error(
                    place,
                    format!(
                        "`{}` is defined by itself",
                        name.split(' ').next().unwrap_or(name)
                    ),
                )
                .with_help("a signal may feed back through a bus: `~a: … # delay …`"),
            )),
            Global::Waiting(_) => {
                let Global::Waiting(definition) = std::mem::replace(global, Global::Busy) else {
                    return Ok(None);
                };
                let result = self.define(&definition);
                let (state, answer) = match result {
                    Ok(value) => {
                        let answer = value.value.clone();
                        (Global::Done(value), Ok(Some(answer)))
                    }
                    Err(error) => (Global::Failed, Err(error)),
                };
                self.globals.insert(name.to_owned(), state);
                answer
            }
        }
    }

    fn define(&mut self, definition: &Definition) -> EvalResult<Spanned> {
        let base = std::mem::replace(&mut self.base, definition.base);
        let position = std::mem::replace(&mut self.position, definition.position);
        let naming = std::mem::replace(&mut self.naming, Naming::Anything);
        let result = if definition.parameters.is_empty() {
            self.evaluate(&definition.body, &Scope::default())
        } else {
            let value = self.closure(
                Some(&definition.name),
                &definition.parameters,
                &definition.body,
                &Scope::default(),
            );
            Ok(Spanned::new(value, definition.body.place))
        };
        self.base = base;
        self.position = position;
        self.naming = naming;
        result
    }

    pub(super) fn percent(&mut self, name: &str, place: Place) -> EvalResult<Value> {
        match self.global(name, place)? {
            Some(value) => Ok(value),
            None => Err(told(place)),
        }
    }

    /// What `~name` stands for.
    pub(super) fn bus(&mut self, name: &str, place: Place) -> EvalResult<Value> {
        let key = format!("~{name}");
        if !self.globals.contains_key(&key) {
            if let Some(index) = macro_index(name) {
                return Ok(Value::Signal(Input::Macro(index)));
            }
            if name == "in" {
                return Ok(Value::Signal(Input::AudioInput));
            }
            // Told when names were checked, or taken out with its statement.
            return Err(told(place));
        }
        self.settle_bus(&key, place)?;
        match self.globals.get(&key) {
            Some(Global::Done(value))
                if !value.value.is_function() && !matches!(value.value, Value::Dual(_)) =>
            {
                Ok(Value::Bus(name.into()))
            }
            Some(Global::Done(value)) => Ok(value.value.clone()),
            // Its own sound, one block ago.
            Some(Global::Busy) => Ok(Value::Bus(name.into())),
            _ => Err(told(place)),
        }
    }

    /// Evaluates a bus unless it is being evaluated, and connects it.
    pub(crate) fn settle_bus(&mut self, key: &str, place: Place) -> EvalResult<()> {
        if !matches!(self.globals.get(key), Some(Global::Waiting(_))) {
            return Ok(());
        }
        let scope = std::mem::replace(&mut self.scope, key.to_owned());
        self.signals.scope(key);
        let result = self.global(key, place).and_then(|value| match value {
            Some(value) if !value.is_function() && !matches!(value, Value::Dual(_)) => {
                let at = match self.globals.get(key) {
                    Some(Global::Done(located)) => located.place,
                    _ => place,
                };
                let input = self.port_input(&Spanned::new(value, at))?;
                self.signals.define(&key[1..], input);
                Ok(())
            }
            _ => Ok(()),
        });
        self.signals.scope(&scope);
        self.scope = scope;
        if result.is_err() {
            self.globals.insert(key.to_owned(), Global::Failed);
        }
        result
    }
}

/// An error that was told already.
pub(crate) fn told(place: Place) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(place, ""))
}

/// Which macro a bus is: `m1` is 0.
pub(crate) fn macro_index(name: &str) -> Option<usize> {
    let number: usize = name.strip_prefix('m')?.parse().ok()?;
    (1..=MACROS).contains(&number).then(|| number - 1)
}

/// Says that a name is not known.
pub(crate) fn unknown_name(name: &str, place: Place) -> Diagnostic {
    if let Some(refused) = crate::check::tidal_commands::refused(name, place) {
        return refused;
    }
    let error = Diagnostic::error(place, format!("no function `{name}`"));
    if let Some(help) = superdirt_only::called_otherwise(name) {
        return error.with_help(help);
    }
    if let Some(number) = crate::syntax::statements::output_number(name) {
        return Diagnostic::error(
            place,
            format!("the output `{name}` stands at the beginning of its line"),
        )
        .with_help(format!(
            "commands take its number: `mute {number}`, `solo {number}`; `{name}: …` plays on it"
        ));
    }
    if pitch_names::is_note(name) {
        return Diagnostic::error(place, format!("the note `{name}` stands outside a string"))
            .with_help(format!("notes stand in quotes: `\"{name}\"`"));
    }
    // `Sound`, `S`
    let lower = name.to_lowercase();
    if lower != name && builtins::find(&lower).is_some() {
        return error.with_help(format!("names are written small: `{lower}`"));
    }
    match builtins::nearest_name(name) {
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// Says that a bus or named pattern is not defined.
pub(crate) fn unknown_definition(
    mark: &str,
    name: &str,
    place: Place,
    all: Vec<&str>,
) -> Diagnostic {
    let what = if mark == "~" { "bus" } else { "named pattern" };
    let error = Diagnostic::error(place, format!("no {what} `{mark}{name}`"));
    match phonon_samples::spelling::nearest(name, all) {
        Some(near) => error.with_help(format!("did you mean `{mark}{near}`?")),
        None => error.with_help(format!("define it on a line of its own: `{mark}{name}: …`")),
    }
}
