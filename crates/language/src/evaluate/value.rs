//! What expressions are worth while a program is evaluated. Lives on the compiling thread only.

use super::actions::Action;
pub(crate) use super::failure::{EvalResult, Failure};
use crate::builtins::Builtin;
use crate::diagnostic::{Diagnostic, ELSEWHERE, Place};
use crate::evaluate::Evaluator;
use crate::syntax::words::{are_pitches, likely_of_text};
use crate::syntax::{Expression, Number, Parameter};
use crate::types::Kind;
use phonon_engine::graph::{Input, nodes::Entry};
use phonon_pattern::{PatternId, Scalar, Structure, Value as EventValue};
use std::rc::Rc;

/// A value and the place of the expression that it came from.
#[derive(Clone)]
pub struct Spanned {
    /// The value.
    pub value: Value,
    /// The expression that it came from.
    pub place: Place,
}

/// What an expression is worth.
#[derive(Clone)]
pub enum Value {
    /// A number as written; becomes a pattern of the kind that is wanted.
    Number(Number),
    /// A string; mini-notation of the kind that is wanted.
    Text(Rc<Text>),
    /// `'x'`, of which strings are made; no pattern.
    Letter(Rc<Text>),
    /// A pattern whose kind is known.
    Pattern(Kind, PatternId),
    /// A pattern made for the kind that is wanted.
    Deferred(Rc<Deferred>),
    /// One value known only when the pattern is queried: what a function of values gets.
    Slot(Kind, Scalar),
    /// Something that waits for arguments.
    Function(Rc<Function>),
    /// `[a, b]`
    List(Rc<Vec<Spanned>>),
    /// `(a, b)`
    Tuple(Rc<Vec<Spanned>>),
    /// A signal of the graph.
    Signal(Input),
    /// A signal function without arguments: a signal as it stands, or a function.
    Bare(&'static Entry),
    /// A pattern of sounds and the effects that follow it. Functions of patterns change the pattern and leave the effects.
    Wet(Rc<Wet>),
    /// Effects that wait for a sound.
    Effects(Rc<Vec<Effect>>),
    /// A control or an effect, as it is used: `lpf 800`.
    Dual(Rc<Dual>),
    /// A bus, by its name without the tilde.
    Bus(Rc<str>),
    /// A function over the values of patterns: `f <$> a <*> b`.
    Mapped(Rc<Mapped>),
    /// `Just x` or `Nothing`
    Maybe(Option<Rc<Spanned>>),
    /// `Left x` or `Right x`
    Either(Hand, Rc<Spanned>),
    /// A pattern of lists: `reverse <$> collect p`.
    Collected(Rc<Collected>),
    /// Values of a control for the events of the sound that it is joined to.
    Taken(Rc<Taken>),
    /// Something to do: `d1 $ …`, `hush`.
    Action(Rc<Action>),
}

/// A control of each sound, or an effect on the signal of all of them, as it is used.
pub struct Dual {
    /// The meaning as a control, or as sounds.
    pub control: Spanned,
    /// The meaning as an effect, or as a signal.
    pub effect: Spanned,
}

impl Dual {
    /// The value that is one or the other.
    pub fn value(control: Value, effect: Value, place: Place) -> Value {
        Value::Dual(Rc::new(Self {
            control: Spanned::new(control, place),
            effect: Spanned::new(effect, place),
        }))
    }

    /// Whether it is a signal where it is no control.
    pub fn is_signal(&self) -> bool {
        self.effect.value.is_signal() || self.effect.value.heard().is_some()
    }
}

/// Which of two sorts a value is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// The first of the two sorts.
    Left,
    /// The second of the two sorts.
    Right,
}

/// A string of the program.
#[derive(Clone, Debug)]
pub struct Text {
    /// The letters between the quotes.
    pub text: String,
    /// Byte of the program at which it begins.
    pub offset: usize,
}

impl Text {
    /// Length limit of a calculated string, bytes.
    const LONGEST_CALCULATED: usize = 1 << 16;

    /// A string that is calculated of several. Its letters stand nowhere in the program.
    pub fn joined<'a>(parts: impl IntoIterator<Item = &'a str>, place: Place) -> EvalResult<Value> {
        let mut text = String::new();
        for part in parts {
            text.push_str(part);
            if text.len() > Self::LONGEST_CALCULATED {
                let message = format!(
                    "this string gets too long (more than {} bytes)",
                    Self::LONGEST_CALCULATED
                );
                return Err(Failure::from(Diagnostic::error(place, message)));
            }
        }
        let offset = ELSEWHERE;
        Ok(Value::Text(Rc::new(Self { text, offset })))
    }

    /// Whether it is calculated, so that messages cannot show its letters.
    pub fn stands_elsewhere(&self) -> bool {
        self.offset >= ELSEWHERE
    }
}

/// Makes a pattern of the kind that is wanted.
pub(crate) type Make = dyn Fn(&mut Evaluator, Kind) -> EvalResult<PatternId>;

/// A pattern whose kind is decided by its use.
pub struct Deferred {
    /// Makes the pattern.
    pub make: Box<Make>,
    /// The kind of its values where its use does not settle one.
    pub likely: Kind,
    /// Whether its values can only be numbers.
    pub numeric: bool,
    /// What the expression is where no pattern is needed.
    pub also: Also,
}

/// What a pattern is besides, where no pattern is wanted.
#[derive(Clone)]
pub enum Also {
    /// Only a pattern.
    Nothing,
    /// A bare name that is a signal function too: `sine`.
    Bare(&'static Entry),
    /// A signal, where one is wanted: `sin 440`.
    Signal(Rc<MakeSignal>),
    /// A pattern of patterns: `listToPat [p, q]`, `pure p`.
    Nested(Rc<Nested>),
    /// A string: `"bd" <> " sn"`.
    Text(Rc<Text>),
    /// A plain number that controls follow, so that it is taken for one: `2 # gain 0.8`.
    NumberAsControls(Spanned),
}

/// Makes a signal.
pub(crate) type MakeSignal = dyn Fn(&mut Evaluator) -> EvalResult<Input>;

/// A pattern of patterns.
pub struct Nested {
    /// Which of the inner patterns plays, by their places in the list.
    pub index: PatternId,
    /// The inner patterns, in the order of their numbers.
    pub items: Vec<Spanned>,
}

impl Deferred {
    /// The signal function whose bare name it is.
    pub fn bare(&self) -> Option<&'static Entry> {
        match self.also {
            Also::Bare(entry) => Some(entry),
            _ => None,
        }
    }
}

/// A pattern of sounds and the effects that follow it.
pub struct Wet {
    /// The pattern of sounds before the effects.
    pub dry: Spanned,
    /// The effects, first one first.
    pub effects: Vec<Effect>,
}

/// An effect and its arguments, without its input.
pub struct Effect {
    /// The row of the engine's table.
    pub entry: &'static Entry,
    /// Arguments after the input, as given.
    pub arguments: Vec<Spanned>,
    /// Where it was written.
    pub place: Place,
}

/// `f <$> a <*> b`
pub struct Mapped {
    /// The function that gets one value of each pattern.
    pub function: Spanned,
    /// The patterns, each with where the structure comes from when it is joined to those before.
    pub arguments: Vec<(Spanned, Structure)>,
}

impl Mapped {
    /// The same with another function of what its function answers.
    pub fn then(&self, function: Spanned, place: Place) -> Self {
        let first = self.function.clone();
        let run = move |evaluator: &mut Evaluator, values: Vec<Spanned>, place: Place| {
            let value = evaluator.apply(first.clone(), values, place)?;
            let value = Spanned::new(value, place);
            evaluator.apply(function.clone(), vec![value], place)
        };
        let all = Function::Native("fmap", self.arguments.len(), Rc::new(run), Vec::new());
        Self {
            function: Spanned::new(Value::function(all), place),
            arguments: self.arguments.clone(),
        }
    }
}

/// A pattern whose events at once are lists, and the functions of lists that change them, the first one first.
pub struct Collected {
    /// The pattern whose simultaneous events are the items.
    pub pattern: Spanned,
    /// The functions of lists, in the order in which they are applied.
    pub functions: Vec<Spanned>,
}

/// `nTake "name" [0, 2, 4]`
pub struct Taken {
    /// The name of the control.
    pub control: &'static str,
    /// The values, one for each event in turn.
    pub values: TakenValues,
}

/// The values that events are handed in turn.
pub enum TakenValues {
    /// After the last comes the first.
    List(Vec<EventValue>),
    /// The numbers 0, 1, 2 and so on.
    Count {
        /// Whether the numbers are notes.
        notes: bool,
        /// The number at which counting starts again from 0.
        below: Option<PatternId>,
    },
}

/// Runs a function that has all its arguments.
pub(crate) type Run = dyn Fn(&mut Evaluator, Vec<Spanned>, Place) -> EvalResult<Value>;

/// A function, with the arguments that it has so far.
pub enum Function {
    /// A builtin with its first arguments.
    Builtin(&'static Builtin, Vec<Spanned>, Place),
    /// A signal function with its first arguments.
    Node(&'static Entry, Vec<Spanned>, Place),
    /// A function of the text with its first arguments.
    Closure(Rc<Closure>, Vec<Spanned>),
    /// `(+)` with its first arguments.
    Operator(String, Vec<Spanned>, Place),
    /// `(+ x)`
    Right(String, Spanned, Place),
    /// `f . g`
    Compose(Spanned, Spanned),
    /// `f # x`
    Then(Spanned, String, Spanned, Place),
    /// `(,)`
    Tuple(usize, Vec<Spanned>),
    /// Something made by the evaluator: how many arguments it takes, what it does.
    Native(&'static str, usize, Rc<Run>, Vec<Spanned>),
}

/// A function of the text.
pub struct Closure {
    /// The name it is defined by, if any.
    pub name: Option<String>,
    /// The parameters, in order.
    pub parameters: Vec<Parameter>,
    /// The expression that it returns.
    pub body: Rc<Expression>,
    /// The names bound around the definition.
    pub scope: Scope,
}

/// What names mean where an expression stands: those bound around it, innermost first, and the definitions of the text that
/// count at its statement.
#[derive(Clone)]
pub struct Scope {
    innermost: Option<Rc<Bound>>,
    /// The number of the statement, counted from the first of the text.
    pub position: usize,
}

struct Bound {
    name: String,
    value: Spanned,
    outer: Option<Rc<Bound>>,
}

impl Scope {
    /// No names but the text's definitions as they stand at the statement of this number.
    pub fn at_statement(position: usize) -> Self {
        Self {
            innermost: None,
            position,
        }
    }

    /// The scope with one more name in it.
    pub fn with(&self, name: &str, value: Spanned) -> Self {
        Self {
            innermost: Some(Rc::new(Bound {
                name: name.to_owned(),
                value,
                outer: self.innermost.clone(),
            })),
            position: self.position,
        }
    }

    /// What a name is bound to.
    pub fn find(&self, name: &str) -> Option<&Spanned> {
        let mut at = &self.innermost;
        while let Some(bound) = at {
            if bound.name == name {
                return Some(&bound.value);
            }
            at = &bound.outer;
        }
        None
    }
}

impl Spanned {
    /// A value at a place.
    pub fn new(value: Value, place: Place) -> Self {
        Self { value, place }
    }

    /// An error about it.
    pub fn wrong<T>(&self, message: impl Into<String>) -> EvalResult<T> {
        Err(Failure::from(Diagnostic::error(self.place, message)))
    }

    /// An error about it with a word of help.
    pub fn wrong_with<T>(
        &self,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> EvalResult<T> {
        Err(Failure::from(
            Diagnostic::error(self.place, message).with_help(help),
        ))
    }
}

impl Value {
    /// A function value.
    pub fn function(function: Function) -> Self {
        Self::Function(Rc::new(function))
    }

    /// The kind of its pattern, where it is settled.
    pub fn kind(&self) -> Option<Kind> {
        match self {
            Self::Pattern(kind, _) | Self::Slot(kind, _) => Some(*kind),
            Self::Dual(_) | Self::Taken(_) => Some(Kind::Controls),
            Self::Maybe(Some(inner)) => inner.value.kind(),
            _ => None,
        }
    }

    /// The kind it would be if nothing wanted one.
    pub fn likely(&self) -> Kind {
        match self {
            Self::Number(_) => Kind::Float,
            Self::Text(text) => likely_of_text(&text.text),
            Self::Deferred(deferred) => deferred.likely,
            Self::Maybe(Some(inner)) => inner.value.likely(),
            Self::Mapped(mapped) => mapped
                .arguments
                .first()
                .map_or(Kind::Float, |(first, _)| first.value.likely()),
            other => other.kind().unwrap_or(Kind::Float),
        }
    }

    /// The string that it is, or that it is besides a pattern.
    pub fn text(&self) -> Option<&Rc<Text>> {
        match self {
            Self::Text(text) | Self::Letter(text) => Some(text),
            Self::Deferred(deferred) => match &deferred.also {
                Also::Text(text) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    /// The pattern of patterns that it is besides a pattern.
    pub fn nested(&self) -> Option<&Rc<Nested>> {
        match self {
            Self::Deferred(deferred) => match &deferred.also {
                Also::Nested(nested) => Some(nested),
                _ => None,
            },
            _ => None,
        }
    }

    /// What makes the signal that it is besides a pattern.
    pub fn heard(&self) -> Option<&Rc<MakeSignal>> {
        match self {
            Self::Deferred(deferred) => match &deferred.also {
                Also::Signal(make) => Some(make),
                _ => None,
            },
            _ => None,
        }
    }

    /// The items of the list that it is. `pure x` is a list of one where a list is wanted.
    pub fn items(&self) -> Option<&[Spanned]> {
        match self {
            Self::List(items) => Some(items),
            other => other
                .nested()
                .map(|nested| &nested.items[..])
                .filter(|items| items.len() == 1),
        }
    }

    /// Whether it can only be numbers.
    pub fn is_numeric(&self) -> bool {
        match self {
            Self::Number(_) => true,
            Self::Deferred(deferred) => deferred.numeric,
            Self::Pattern(kind, _) | Self::Slot(kind, _) => kind.is_number(),
            _ => false,
        }
    }

    /// Whether it is a pattern of controls.
    pub fn is_controls(&self) -> bool {
        match self {
            Self::Deferred(deferred) => deferred.likely == Kind::Controls,
            other => other.kind() == Some(Kind::Controls),
        }
    }

    /// Whether it may stand for a pattern of controls beside one: plain numbers, strings, and what is made of them.
    pub fn may_be_controls(&self) -> bool {
        match self {
            Self::Number(_) | Self::Text(_) | Self::Deferred(_) | Self::Mapped(_) => true,
            other => other.is_controls(),
        }
    }

    /// Whether it is a signal, or something that is only one.
    pub fn is_signal(&self) -> bool {
        matches!(
            self,
            Self::Signal(_) | Self::Bus(_) | Self::Bare(_) | Self::Wet(_)
        )
    }

    /// Whether it is a signal or a pattern of numbers, and no sound: what functions of signals take after `#`. A plain number
    /// rather belongs to what is calculated before (`saw 110 * 0.2 # lag 0.1`).
    pub fn may_shape(&self) -> bool {
        match self {
            Self::Text(text) => self.likely() == Kind::Float || are_pitches(&text.text),
            Self::Number(_) => false,
            other => other.is_numeric() || other.is_signal(),
        }
    }

    /// Whether it may be a signal as well as a pattern of sounds: numbers in a string, and what shapes them.
    pub fn may_be_signal(&self) -> bool {
        match self {
            Self::Dual(dual) => dual.is_signal(),
            other => other.is_signal(),
        }
    }

    /// Whether it waits for arguments or a sound.
    pub fn is_function(&self) -> bool {
        matches!(self, Self::Function(_) | Self::Effects(_))
    }

    /// What it is called in messages, with its article.
    pub fn noun(&self) -> String {
        match self {
            Self::Number(_) => "a number".to_owned(),
            Self::Text(_) => "a string".to_owned(),
            Self::Letter(_) => "a letter".to_owned(),
            Self::Pattern(kind, _) | Self::Slot(kind, _) => kind.noun().to_owned(),
            Self::Deferred(deferred) if deferred.numeric => "a number pattern".to_owned(),
            Self::Deferred(_) | Self::Mapped(_) => "a pattern".to_owned(),
            Self::Function(function) => match function.name() {
                Some(name) => format!("the function `{name}`"),
                None => "a function".to_owned(),
            },
            Self::List(_) => "a list".to_owned(),
            Self::Tuple(_) => "a tuple".to_owned(),
            Self::Signal(_) | Self::Bare(_) | Self::Wet(_) => "a signal".to_owned(),
            Self::Effects(_) => "an effect".to_owned(),
            Self::Dual(_) | Self::Taken(_) => "a control".to_owned(),
            Self::Bus(name) => format!("the bus `~{name}`"),
            Self::Maybe(_) => "a Maybe".to_owned(),
            Self::Either(..) => "an Either".to_owned(),
            Self::Collected(_) => "a pattern of lists".to_owned(),
            Self::Action(_) => "a command".to_owned(),
        }
    }
}

impl Function {
    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Builtin(row, ..) => Some(row.heading.name()),
            Self::Node(entry, ..) => Some(entry.heading.name()),
            Self::Closure(closure, _) => closure.name.as_deref(),
            Self::Operator(name, ..) => Some(name),
            Self::Native(name, ..) => Some(name),
            _ => None,
        }
    }
}
