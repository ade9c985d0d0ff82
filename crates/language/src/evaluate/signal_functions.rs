//! Signal functions: oscillators, effects, and names that are controls too.

use super::to_signal::together;
use super::value::{
    Also, Deferred, Dual, Effect, EvalResult, Failure, Function, MakeSignal, Scope, Spanned, Text,
    Value, Wet,
};
use crate::builtins::{self, Build, Builtin, Special};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::{Expression, Node, Number};
use crate::types::Kind;
use phonon_engine::graph::Input;
use phonon_engine::graph::nodes::{self, Entry, Port, PortKind};
use phonon_engine::parameters::{self, Parameter};
use phonon_samples::spelling::nearest;
use std::rc::Rc;

/// Whether the effect's next argument is a sound too (`sidechain (s "bd*4")`, `comp (s "bd*4")`).
pub(crate) fn takes_sound(effect: &Effect) -> bool {
    let keyed = effect.arguments.is_empty().then_some(effect.entry.keyed);
    let keyed = keyed.flatten().and_then(nodes::find);
    keyed
        .unwrap_or(effect.entry)
        .arguments()
        .get(effect.arguments.len())
        .is_some_and(|port| matches!(port.kind, PortKind::Audio | PortKind::Trigger))
}

fn required(entry: &Entry) -> usize {
    entry
        .arguments()
        .iter()
        .rposition(|port| port.default.is_none())
        .map_or(0, |last| last + 1)
}

/// What the name of a control is besides with these arguments: an effect that waits for its sound, a signal function that
/// waits for more, or a signal, which is made where one is wanted. Its ports decide; nothing is built.
fn as_effect_or_signal(
    entry: &'static Entry,
    arguments: &[Spanned],
    place: Place,
) -> Option<Value> {
    if arguments.len() > entry.arguments().len() && !entry.variadic {
        return None;
    }
    let arguments = arguments.to_vec();
    if entry.kind == nodes::Kind::Effect {
        return Some(Value::Effects(Rc::new(vec![Effect {
            entry,
            arguments,
            place,
        }])));
    }
    if arguments.len() < required(entry) {
        return Some(Value::function(Function::Node(entry, arguments, place)));
    }
    let make: Rc<MakeSignal> = Rc::new(move |evaluator| {
        let value = evaluator.node_function(entry, arguments.clone(), place)?;
        evaluator.port_input(&Spanned::new(value, place))
    });
    let signal = Rc::clone(&make);
    Some(Value::Deferred(Rc::new(Deferred {
        likely: Kind::Float,
        numeric: true,
        also: Also::Signal(make),
        make: Box::new(move |evaluator, kind| {
            let input = signal(evaluator)?;
            evaluator.pattern(&Spanned::new(Value::Signal(input), place), kind)
        }),
    })))
}

impl Evaluator {
    /// A builtin whose name is a signal function too, if its arguments say that it is used as one.
    pub(crate) fn second_meaning(
        &mut self,
        row: &'static Builtin,
        arguments: &[Spanned],
        place: Place,
    ) -> Option<EvalResult<Value>> {
        let is_control = matches!(row.build, Build::Control { .. });
        let entry = match builtins::effect_of(row) {
            Some(effect) if is_control => effect,
            _ => builtins::node_of(row)?,
        };
        let signals = arguments
            .iter()
            .any(|argument| argument.value.may_be_signal());
        match row.build {
            Build::Control { .. } if arguments.len() > 1 || signals => {
                Some(self.node_function(entry, arguments.to_vec(), place))
            }
            Build::Control { .. } => {
                let effect = as_effect_or_signal(entry, arguments, place)?;
                let before = self.said.len();
                let control = match self.call_builtin(row, arguments.to_vec(), place) {
                    Ok(control) => control,
                    Err(failure) => return Some(Err(failure)),
                };
                let said = self.said.split_off(before);
                self.may_be_either(row.heading.name(), place, said);
                Some(Ok(Dual::value(control, effect, place)))
            }
            _ if signals
                && !arguments
                    .iter()
                    .any(|argument| matches!(argument.value, Value::Wet(_)))
                || arguments.len() > row.arity()
                    && (entry.kind == nodes::Kind::Effect
                        || entry.arguments().len() > row.arity()) =>
            {
                Some(self.node_function(entry, arguments.to_vec(), place))
            }
            _ => None,
        }
    }

    /// The signal that a function of numbers stands for where a signal is wanted, if that is not the same as its numbers
    /// heard: `sin 440` is an oscillator.
    pub(crate) fn heard(
        &self,
        row: &'static Builtin,
        arguments: &[Spanned],
        place: Place,
    ) -> Option<Rc<MakeSignal>> {
        if !row.is(Special::IsOscillator) {
            return None;
        }
        let (entry, arguments) = (builtins::node_of(row)?, arguments.to_vec());
        Some(Rc::new(move |evaluator| {
            let value = evaluator.node_function(entry, arguments.clone(), place)?;
            evaluator.port_input(&Spanned::new(value, place))
        }))
    }

    /// A partly applied builtin as the effect of the same name.
    pub(crate) fn as_effect(&self, function: &Function) -> Option<Rc<Vec<Effect>>> {
        let (entry, arguments, place) = match function {
            Function::Builtin(row, arguments, place) => {
                (builtins::effect_of(row)?, arguments, place)
            }
            _ => return None,
        };
        Some(Rc::new(vec![Effect {
            entry,
            arguments: arguments.clone(),
            place: *place,
        }]))
    }

    /// An effect whose name is a function of signals too, as that function: where a signal is wanted, `gate "1 0"` is no
    /// effect.
    pub(crate) fn as_function_of_signals(&mut self, value: &Value) -> EvalResult<Option<Value>> {
        let Value::Effects(effects) = value else {
            return Ok(None);
        };
        let [effect] = &effects[..] else {
            return Ok(None);
        };
        match nodes::find(effect.entry.heading.name()) {
            Some(entry) if entry.kind != nodes::Kind::Effect => self
                .node_function(entry, effect.arguments.clone(), effect.place)
                .map(Some),
            _ => Ok(None),
        }
    }

    /// What stands after `#`, where its name is an effect besides a function of patterns or signals that makes no sense
    /// there: `# stutter 0.1`, `# gate (-30)`, `# freeze`. After a signal or numbers `# smooth 0.1` is the function of signals.
    pub(crate) fn effect_after(
        &mut self,
        left: &Spanned,
        right: &Expression,
        scope: &Scope,
    ) -> EvalResult<Option<Spanned>> {
        let (head, items): (&Expression, &[Expression]) = match &right.kind {
            Node::Apply(head, items) | Node::Call(head, items) => (head, items),
            _ => (right, &[]),
        };
        let Node::Name(name) = &head.kind else {
            return Ok(None);
        };
        if scope.find(name).is_some() || self.is_defined(name) {
            return Ok(None);
        }
        let Some(meaning) = builtins::find(name) else {
            return Ok(None);
        };
        if let (Some(row), Some(entry)) = (meaning.builtin, meaning.node)
            && row.arity() == items.len()
            && entry.kind == nodes::Kind::Control
            && entry.arguments().len() == items.len() + 1
            && !matches!(row.build, Build::Control { .. })
            && left.value.may_shape()
        {
            let function = Value::function(Function::Node(entry, Vec::new(), head.place));
            let arguments = self.arguments(&Spanned::new(function, head.place), items, scope)?;
            let value = self.node_function(entry, arguments, right.place)?;
            return Ok(Some(Spanned::new(value, right.place)));
        }
        let Some(entry) = meaning.effect else {
            return Ok(None);
        };
        let wanted = match meaning.builtin.map(|row| row.build) {
            // With an argument it is a control or an effect as the sound before it asks.
            Some(Build::Control { .. }) => items.is_empty(),
            Some(_) => true,
            None => meaning
                .node
                .is_some_and(|node| node.kind != nodes::Kind::Effect),
        };
        if !wanted {
            return Ok(None);
        }
        let effect = Value::Effects(Rc::new(vec![Effect {
            entry,
            arguments: Vec::new(),
            place: head.place,
        }]));
        let arguments = self.arguments(&Spanned::new(effect, head.place), items, scope)?;
        let value = self.node_function(entry, arguments, right.place)?;
        Ok(Some(Spanned::new(value, right.place)))
    }

    /// A signal function with its first arguments: a signal when it has all it needs.
    pub(crate) fn node_function(
        &mut self,
        entry: &'static Entry,
        arguments: Vec<Spanned>,
        place: Place,
    ) -> EvalResult<Value> {
        let keyed = entry.keyed.filter(|_| {
            let first = arguments.first().map(|first| &first.value);
            first.is_some_and(|first| self.is_key(first))
        });
        let entry = keyed.and_then(nodes::find).unwrap_or(entry);
        let ports = entry.arguments();
        if arguments.len() > ports.len() && !entry.variadic {
            let name = entry.heading.name();
            let count = ports.len();
            if count == 0 && entry.kind == nodes::Kind::Effect {
                return arguments[0].wrong_with(
                    format!("`{name}` is an effect and takes no arguments"),
                    format!("it follows its sound: `… # {name}`"),
                );
            }
            let takes = match count {
                1 => "one argument".to_owned(),
                count => format!("{count} arguments"),
            };
            // `lpf range 200 2000 sine`, `pan sine 4`
            let help = match arguments
                .iter()
                .find_map(|given| given_function(&given.value))
            {
                Some(function) => format!(
                    "brackets keep a function and its arguments together: `{name} ({function} …)`"
                ),
                None => format!("{name} {}", port_names(ports)),
            };
            return arguments[count].wrong_with(
                format!("`{name}` takes {takes}; this is one too many"),
                help,
            );
        }
        if entry.kind == nodes::Kind::Effect {
            return Ok(Value::Effects(Rc::new(vec![Effect {
                entry,
                arguments,
                place,
            }])));
        }
        if arguments.is_empty() && required(entry) == 0 && !ports.is_empty() {
            return Ok(Value::Bare(entry));
        }
        if arguments.len() < required(entry) {
            return Ok(Value::function(Function::Node(entry, arguments, place)));
        }
        let mut sum = None;
        for arguments in together(entry, &arguments)? {
            let (inputs, texts) = self.inputs(entry, ports, &arguments)?;
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let one = self.signals.add(entry, &inputs, &texts).into();
            sum = match sum {
                None => Some(one),
                Some(others) => {
                    let sum = self.signals.add_named("+", &[others, one]);
                    sum.map(Input::from)
                }
            };
        }
        Ok(Value::Signal(sum.unwrap_or(Input::Constant(0.0))))
    }

    /// Whether an argument is a sound that others follow, and no signal that moves a number: a bus as it is, what comes in,
    /// the voices of a pattern.
    fn is_key(&self, value: &Value) -> bool {
        match value {
            Value::Bus(_) | Value::Wet(_) | Value::Signal(Input::AudioInput) => true,
            Value::Signal(input) => self.signals.is_sound(*input),
            other => other.kind() == Some(Kind::Controls) && !other.may_be_signal(),
        }
    }

    /// A bare name that is a signal without arguments as well as a function of patterns (`beat`), as the signal.
    /// `freq` is the pitch that an instrument's voice plays.
    pub(crate) fn bare(&self, given: Spanned) -> Spanned {
        if let Value::Function(function) = &given.value
            && let Function::Builtin(row, arguments, _) = &**function
            && arguments.is_empty()
            && matches!(row.build, Build::Control { name } if Parameter::named(name) == Some(parameters::FREQ))
        {
            return Spanned::new(Value::Signal(Input::Frequency), given.place);
        }
        let entry = match &given.value {
            Value::Function(function) => match &**function {
                Function::Builtin(row, arguments, _) if arguments.is_empty() => {
                    builtins::node_of(row)
                }
                _ => None,
            },
            _ => None,
        };
        match entry {
            Some(entry) if entry.kind != nodes::Kind::Effect && required(entry) == 0 => {
                Spanned::new(Value::Bare(entry), given.place)
            }
            _ => given,
        }
    }

    /// Where signals are calculated with: a function of patterns that has fewer arguments than it wants, but all that the
    /// signal function of its name does (`saw 110 * adsr "1(3,8)"`), as that.
    pub(crate) fn as_operand(&mut self, given: Spanned) -> EvalResult<Spanned> {
        let given = self.bare(given);
        if let Value::Function(function) = &given.value
            && let Function::Builtin(row, arguments, place) = &**function
            && let Some(entry) = builtins::node_of(row)
            && entry.kind != nodes::Kind::Effect
            && !arguments.is_empty()
            && arguments.len() >= required(entry)
        {
            let value = self.node_function(entry, arguments.clone(), *place)?;
            return Ok(Spanned::new(value, given.place));
        }
        Ok(given)
    }

    /// Sends a sound through effects.
    pub(crate) fn through(&mut self, input: &Spanned, effects: &[Effect]) -> EvalResult<Value> {
        if input.value.is_function() {
            let noun = input.value.noun();
            return input.wrong(format!("an effect follows a sound; this is {noun}"));
        }
        if matches!(input.value, Value::Number(_)) {
            return input.wrong_with(
                "an effect follows a sound; this is a number",
                "`#` binds tighter than `*`; brackets help: `(~pad * 0.2) # reverb 0.5`",
            );
        }
        match &input.value {
            Value::Pattern(Kind::Controls, _) => Ok(Value::Wet(Rc::new(Wet {
                dry: input.clone(),
                effects: effects.to_vec(),
            }))),
            Value::Wet(wet) => Ok(Value::Wet(Rc::new(Wet {
                dry: wet.dry.clone(),
                effects: wet.effects.iter().chain(effects).cloned().collect(),
            }))),
            _ => {
                let sound = self.sound(input)?;
                Ok(Value::Signal(self.effects(sound, effects)?))
            }
        }
    }

    /// The effects' nodes, one after another.
    pub(crate) fn effects(&mut self, mut sound: Input, effects: &[Effect]) -> EvalResult<Input> {
        for effect in effects {
            self.is_effect(effect.place);
            let ports = effect.entry.arguments();
            let missing = required(effect.entry);
            if effect.arguments.len() < missing {
                let port = ports[effect.arguments.len()].name;
                let error = Diagnostic::error(
                    effect.place,
                    format!("`{}` still needs its `{port}`", effect.entry.heading.name()),
                );
                let example = builtins::parameter(effect.entry.heading.name())
                    .map_or(effect.entry.heading.example(), |row| row.heading.example());
                let example = example
                    .split_once("# ")
                    .map_or(example, |(_, effect)| effect);
                let example = example.split(" # ").next().unwrap_or(example).trim();
                return Err(Failure::from(
                    error.with_help(format!("for example `# {example}`")),
                ));
            }
            let (mut inputs, texts) = self.inputs(effect.entry, ports, &effect.arguments)?;
            inputs.insert(0, sound);
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            sound = self.signals.add(effect.entry, &inputs, &texts).into();
        }
        Ok(sound)
    }

    /// The place of a keyword argument among a function's arguments.
    pub(crate) fn keyword(
        &self,
        function: &Spanned,
        name: &str,
        place: Place,
    ) -> EvalResult<usize> {
        let Some(entry) = entry_of(function) else {
            let noun = function.value.noun();
            return Err(Failure::from(Diagnostic::error(
                place,
                format!("{noun} has no argument called `{name}`"),
            )));
        };
        let ports = entry.arguments();
        if let Some(index) = ports.iter().position(|port| port.name == name) {
            return Ok(index);
        }
        let error = Diagnostic::error(
            place,
            format!("`{}` has no argument called `{name}`", entry.heading.name()),
        );
        let near = nearest(name, ports.iter().map(|port| port.name));
        let help = match near {
            Some(near) => format!("did you mean `:{near}`?"),
            None => format!("its arguments are {}", port_names(ports)),
        };
        Err(Failure::from(error.with_help(help)))
    }

    /// What an argument is that was left out before a keyword argument.
    pub(crate) fn default_argument(&self, function: &Spanned, index: usize) -> EvalResult<Spanned> {
        let port = entry_of(function).and_then(|entry| entry.arguments().get(index));
        match port {
            Some(Port {
                kind: PortKind::Text(_),
                default: Some(_),
                ..
            }) => {
                let text = Text {
                    text: String::new(),
                    offset: function.place.start,
                };
                Ok(Spanned::new(Value::Text(Rc::new(text)), function.place))
            }
            Some(Port {
                default: Some(default),
                ..
            }) => Ok(Spanned::new(
                Value::Number(Number::float(f64::from(*default))),
                function.place,
            )),
            Some(port) => function.wrong(format!("`{}` is missing", port.name)),
            None => function.wrong("an argument is missing"),
        }
    }
}

fn entry_of(function: &Spanned) -> Option<&'static Entry> {
    match &function.value {
        Value::Function(function) => match &**function {
            Function::Builtin(row, ..) => match row.build {
                Build::Control { .. } => {
                    builtins::effect_of(row).or_else(|| builtins::node_of(row))
                }
                _ => builtins::node_of(row),
            },
            Function::Node(entry, ..) => Some(entry),
            _ => None,
        },
        Value::Effects(effects) => effects.last().map(|effect| effect.entry),
        Value::Deferred(deferred) => deferred.bare(),
        Value::Bare(entry) => Some(entry),
        Value::Dual(pair) => match &pair.effect.value {
            Value::Effects(effects) => effects.last().map(|effect| effect.entry),
            _ => None,
        },
        _ => None,
    }
}

fn port_names(ports: &[Port]) -> String {
    let names: Vec<&str> = ports.iter().map(|port| port.name).collect();
    names.join(", ")
}

/// A pattern that stands for a signal where one is wanted.
pub(crate) fn heard_too(value: Value, make: Rc<MakeSignal>, place: Place) -> Value {
    if !matches!(value, Value::Pattern(..) | Value::Deferred(_)) {
        return value;
    }
    let (likely, numeric) = (value.likely(), value.is_numeric());
    let given = Spanned::new(value, place);
    Value::Deferred(Rc::new(Deferred {
        likely,
        numeric,
        also: Also::Signal(make),
        make: Box::new(move |evaluator, kind| evaluator.pattern(&given, kind)),
    }))
}

/// The name of a function or wave that stands where a number is wanted.
fn given_function(value: &Value) -> Option<&str> {
    match value {
        Value::Function(function) => function.name(),
        Value::Bare(entry) => Some(entry.heading.name()),
        Value::Deferred(deferred) => match deferred.also {
            Also::Bare(entry) => Some(entry.heading.name()),
            _ => None,
        },
        _ => None,
    }
}
