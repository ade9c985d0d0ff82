//! What names stand for: those bound around an expression, the definitions of the text, the table of builtins.

use super::Evaluator;
use crate::builtins::{self, Meaning};
use crate::check::pitch_names;
use crate::check::superdirt_only;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::actions::output_command;
use crate::evaluate::old_names::transition_command;
use crate::evaluate::value::{Also, EvalResult, Failure, Function, Scope, Spanned, Value};
use crate::syntax::statements::{Order, StatementKey};
use crate::syntax::{Expression, Parameter};
use phonon_engine::MACROS;
use phonon_engine::graph::Input;
use std::rc::Rc;

/// A definition of the text: `let`, `%name:` or `~name:`.
#[derive(Clone)]
pub(crate) struct Definition {
    pub name: String,
    pub parameters: Vec<Parameter>,
    pub body: Rc<Expression>,
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
        if let Some(value) = self.definition(name, place, scope)? {
            return Ok(value);
        }
        self.say_if_old(name, place);
        match builtins::find(name) {
            Some(meaning) => self.meaning(meaning, place),
            None => output_command(name)
                .or_else(|| transition_command(name))
                .or_else(|| superdirt_only::control(name, place))
                .ok_or(Failure::Reported),
        }
    }

    pub(super) fn meaning(&mut self, meaning: Meaning, place: Place) -> EvalResult<Value> {
        match (meaning.builtin, meaning.node) {
            (Some(row), _) if row.arity() == 0 => {
                let value = self.call_builtin(row, Vec::new(), place)?;
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
            (None, None) => Err(Failure::from(Diagnostic::error(
                place,
                "this name has no meaning",
            ))),
        }
    }

    /// Makes a definition known, beside others of its name.
    pub(crate) fn declare(&mut self, key: &StatementKey, order: Order, definition: Definition) {
        let versions = self.versions.entry(definition.name.clone());
        versions.or_default().push((order, key.clone()));
        self.definitions
            .insert(key.clone(), Global::Waiting(definition));
    }

    /// Makes a definition known that is wrong: its name is taken, and what uses it fails without another message.
    pub(crate) fn declare_failed(&mut self, key: &StatementKey, order: Order, name: &str) {
        let versions = self.versions.entry(name.to_owned());
        versions.or_default().push((order, key.clone()));
        self.definitions.insert(key.clone(), Global::Failed);
    }

    /// Whether the text defines a name that is no bus.
    pub(crate) fn is_defined(&self, name: &str) -> bool {
        self.versions.contains_key(name)
    }

    /// Which definition of a name counts at the statement of that number: the last one before it, else one that comes
    /// later, unless the name has a meaning of its own.
    fn version(&self, name: &str, here: usize) -> Option<&StatementKey> {
        let versions = self.versions.get(name)?;
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
        version.map(|(_, key)| key)
    }

    /// What a definition of the text stands for, evaluated when it is first asked for.
    pub(crate) fn definition(
        &mut self,
        name: &str,
        place: Place,
        scope: &Scope,
    ) -> EvalResult<Option<Value>> {
        match self.version(name, scope.position).cloned() {
            Some(key) => self.keyed_definition(&key, place),
            None => Ok(None),
        }
    }

    /// What the definition with this key stands for.
    pub(crate) fn keyed_definition(
        &mut self,
        key: &StatementKey,
        place: Place,
    ) -> EvalResult<Option<Value>> {
        let Some(global) = self.definitions.get_mut(key) else {
            return Ok(None);
        };
        let definition = match global.begin(&key.subject, place)? {
            Begun::Done(value) => return Ok(Some(value)),
            Begun::Open(definition) => definition,
        };
        let result = self.define(&definition);
        let answer = result.as_ref().map(|value| value.value.clone());
        let answer = answer.map_err(Clone::clone);
        self.definitions.insert(key.clone(), Global::ended(result));
        answer.map(Some)
    }

    fn define(&mut self, definition: &Definition) -> EvalResult<Spanned> {
        let scope = Scope::at_statement(definition.position);
        if definition.parameters.is_empty() {
            return self.evaluate(&definition.body, &scope);
        }
        let value = self.closure(
            Some(&definition.name),
            &definition.parameters,
            &definition.body,
            &scope,
        );
        Ok(Spanned::new(value, definition.body.place))
    }

    pub(super) fn percent(&mut self, name: &str, place: Place, scope: &Scope) -> EvalResult<Value> {
        match self.definition(name, place, scope)? {
            Some(value) => Ok(value),
            None => Err(Failure::Reported),
        }
    }

    /// What `~name` stands for.
    pub(super) fn bus(&mut self, name: &str, place: Place) -> EvalResult<Value> {
        if !self.buses.contains_key(name) {
            if let Some(index) = macro_index(name) {
                return Ok(Value::Signal(Input::Macro(index)));
            }
            if name == "in" {
                return Ok(Value::Signal(Input::AudioInput));
            }
            // Reported when names were checked, or taken out with its statement.
            return Err(Failure::Reported);
        }
        self.settle_bus(name, place)?;
        match self.buses.get(name) {
            Some(Global::Done(value))
                if !value.value.is_function() && !matches!(value.value, Value::Dual(_)) =>
            {
                Ok(Value::Bus(name.into()))
            }
            Some(Global::Done(value)) => Ok(value.value.clone()),
            // Its own sound, one block ago.
            Some(Global::Busy) => Ok(Value::Bus(name.into())),
            _ => Err(Failure::Reported),
        }
    }

    /// Evaluates a bus unless it is being evaluated, and connects it.
    pub(crate) fn settle_bus(&mut self, name: &str, place: Place) -> EvalResult<()> {
        let Some(global @ Global::Waiting(_)) = self.buses.get_mut(name) else {
            return Ok(());
        };
        let definition = match global.begin(&format_args!("~{name}"), place)? {
            Begun::Done(_) => return Ok(()),
            Begun::Open(definition) => definition,
        };
        let around = self.signals.scope(&format!("~{name}"));
        let result = self.define(&definition).and_then(|value| {
            self.buses
                .insert(name.to_owned(), Global::Done(value.clone()));
            if !value.value.is_function() && !matches!(value.value, Value::Dual(_)) {
                let input = self.port_input(&value)?;
                self.signals.define(name, input);
            }
            Ok(())
        });
        self.signals.scope(&around);
        if result.is_err() {
            self.buses.insert(name.to_owned(), Global::Failed);
        }
        result
    }
}

/// What a definition is when it is asked for.
enum Begun {
    /// Evaluated: its value.
    Done(Value),
    /// Not evaluated yet; it counts as busy until it is.
    Open(Definition),
}

impl Global {
    /// The value of a definition, or the definition itself if it is still to be evaluated. `written` is its name.
    fn begin(&mut self, written: &dyn std::fmt::Display, place: Place) -> EvalResult<Begun> {
        match self {
            Self::Done(value) => Ok(Begun::Done(value.value.clone())),
            Self::Failed => Err(Failure::Reported),
            Self::Busy => Err(Failure::from(
                Diagnostic::error(place, format!("`{written}` is defined by itself"))
                    .with_help("a signal may feed back through a bus: `~a: … # delay …`"),
            )),
            Self::Waiting(_) => match std::mem::replace(self, Self::Busy) {
                Self::Waiting(definition) => Ok(Begun::Open(definition)),
                _ => Err(Failure::Reported),
            },
        }
    }

    /// A definition that was evaluated.
    fn ended(result: EvalResult<Spanned>) -> Self {
        match result {
            Ok(value) => Self::Done(value),
            Err(_) => Self::Failed,
        }
    }
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
            format!("the output `{name}` goes at the beginning of its line"),
        )
        .with_help(format!(
            "commands take its number: `mute {number}`, `solo {number}`; `{name}: …` plays on it"
        ));
    }
    if pitch_names::is_note(name) {
        return Diagnostic::error(place, format!("the note `{name}` is outside a string"))
            .with_help(format!("notes go in quotes: `\"{name}\"`"));
    }
    // `Sound`, `S`
    let lower = name.to_lowercase();
    if lower != name && builtins::find(&lower).is_some() {
        return error.with_help(format!("names are in lower case: `{lower}`"));
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
