//! What a builtin's function sees: the graph, and arguments that are what its type says.

use super::sounds;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::fitting::{Kinds, kind_of};
use crate::evaluate::value::{EvalResult, Failure, Function, Spanned, Value};
use crate::types::{Element, Kind, Type};
use phonon_pattern::transform::function::HigherOrder;
use phonon_pattern::{Graph, Numbers, PatternId, Rational, Scalar};

/// An argument as its type wants it.
#[derive(Clone)]
pub enum Argument {
    /// `Pattern a`
    Pattern(PatternId),
    /// `Double`
    Number(f64),
    /// `Int`
    Int(i64),
    /// `Time`
    Ratio(Rational),
    /// `String`
    Text(String),
    /// `Bool`
    Bool(bool),
    /// `[x]`
    List(Vec<Argument>),
    /// `(x, y)`
    Tuple(Vec<Argument>),
    /// `x -> y`
    Function(Callable),
    /// An argument of any type: the value as it was given.
    Value(Spanned),
}

/// A function of the text that a builtin may call.
#[derive(Clone)]
pub struct Callable {
    /// The function value.
    pub function: Spanned,
    /// The types of its arguments.
    pub parameters: Vec<Type>,
    /// The type of its result.
    pub result: Type,
    /// What the signature's variables stand for.
    pub kinds: Kinds,
}

impl Callable {
    /// What the functions of functions in [`phonon_pattern::transform::function`] are given.
    pub fn runs(&self) -> impl FnMut(&mut Call<'_>, PatternId) -> EvalResult<PatternId> + use<'_> {
        |call, pattern| call.run(self, &[pattern])
    }
}

/// One application of a builtin.
pub struct Call<'e> {
    /// The evaluator, which holds the graph that patterns are made in.
    pub evaluator: &'e mut Evaluator,
    /// The name of the builtin, for messages.
    pub name: &'static str,
    /// The arguments as the builtin's type says.
    pub arguments: Vec<Argument>,
    /// What the signature's variables stand for.
    pub kinds: Kinds,
    /// The place of the builtin with all its arguments.
    pub place: Place,
    /// Where each argument was written.
    pub places: Vec<Place>,
    /// The arguments as they were given.
    pub given: Vec<Spanned>,
}

/// Arguments were checked against the row's type before; asking for another type is a mistake in the row, which the
/// table's tests find.
macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $type:ty) => {
        $(#[$doc])*
        pub fn $name(&self, index: usize) -> $type {
            match self.arguments.get(index) {
                Some(Argument::$variant(value)) => value.clone(),
                _ => panic!("`{}`: argument {index} is not what its row asks for", self.name),
            }
        }
    };
}

impl Call<'_> {
    /// Reports the keys in the string at `index` that a list does not have; `part` finds the keys in the string.
    pub fn check_keys(
        &mut self,
        index: usize,
        known: &[&str],
        part: fn(&str) -> Vec<(usize, &str)>,
    ) {
        if let Some(given) = self.given.get(index).cloned() {
            self.evaluator.check_keys(&given, self.name, known, part);
        }
    }

    getter!(
        /// An argument of type `Pattern a`.
        pattern, Pattern, PatternId
    );
    getter!(
        /// An argument of type `Double`.
        number, Number, f64
    );
    getter!(
        /// An argument of type `Int`.
        int, Int, i64
    );
    getter!(
        /// An argument of type `Time`.
        ratio, Ratio, Rational
    );
    getter!(
        /// An argument of type `String`.
        text, Text, String
    );
    getter!(
        /// An argument of type `Bool`.
        truth, Bool, bool
    );
    getter!(
        /// An argument of type `[x]`.
        list, List, Vec<Argument>
    );
    getter!(
        /// An argument of type `(x, y)`.
        tuple, Tuple, Vec<Argument>
    );
    getter!(
        /// An argument that is a function.
        function, Function, Callable
    );
    getter!(
        /// An argument of a bare variable's type.
        value, Value, Spanned
    );

    /// An argument of type `[Pattern a]`.
    pub fn patterns(&self, index: usize) -> Vec<PatternId> {
        self.list(index)
            .into_iter()
            .map(|item| match item {
                Argument::Pattern(pattern) => pattern,
                _ => panic!(
                    "`{}`: argument {index} is not a list of patterns",
                    self.name
                ),
            })
            .collect()
    }

    /// An argument of type `[Pattern a -> Pattern b]`.
    pub fn functions(&self, index: usize) -> Vec<Callable> {
        self.list(index)
            .into_iter()
            .map(|item| match item {
                Argument::Function(function) => function,
                _ => panic!(
                    "`{}`: argument {index} is not a list of functions",
                    self.name
                ),
            })
            .collect()
    }

    /// The graph that the pattern is made in.
    pub fn graph(&mut self) -> &mut Graph {
        &mut self.evaluator.graph
    }

    /// The kind that a variable of the signature stands for.
    pub fn kind(&self, variable: char) -> Kind {
        kind_of(&self.kinds, Element::Variable(variable)).unwrap_or(Kind::Float)
    }

    /// The function at `index`, applied to one pattern.
    pub fn apply(&mut self, index: usize, pattern: PatternId) -> EvalResult<PatternId> {
        let function = self.function(index);
        self.run(&function, &[pattern])
    }

    /// A function applied to patterns.
    pub fn run(&mut self, callable: &Callable, patterns: &[PatternId]) -> EvalResult<PatternId> {
        let arguments = callable
            .parameters
            .iter()
            .zip(patterns)
            .map(|(parameter, pattern)| {
                let kind = match parameter {
                    Type::Pattern(element) => kind_of(&callable.kinds, *element),
                    _ => None,
                };
                Spanned::new(
                    Value::Pattern(kind.unwrap_or(Kind::Float), *pattern),
                    callable.function.place,
                )
            })
            .collect();
        self.run_values(callable, arguments)
    }

    /// A function applied to one value that is known only when the pattern is queried.
    pub fn run_scalar(
        &mut self,
        callable: &Callable,
        kind: Kind,
        scalar: impl Into<Scalar>,
    ) -> EvalResult<PatternId> {
        let argument = Spanned::new(Value::Slot(kind, scalar.into()), self.place);
        self.run_values(callable, vec![argument])
    }

    /// A function applied to values of any sort.
    pub fn run_values(
        &mut self,
        callable: &Callable,
        arguments: Vec<Spanned>,
    ) -> EvalResult<PatternId> {
        let at = callable.function.place;
        let value = self
            .evaluator
            .apply(callable.function.clone(), arguments, at)?;
        let kind = match &callable.result {
            Type::Pattern(element) => kind_of(&callable.kinds, *element),
            _ => None,
        };
        let kind = kind.unwrap_or_else(|| value.likely());
        if matches!(value, Value::Signal(_) | Value::Wet(_)) {
            return Err(Failure::from(
                Diagnostic::error(
                    at,
                    format!("`{}` changes patterns; this makes a signal", self.name),
                )
                .with_help("put the effect after the whole pattern: `… # effect`"),
            ));
        }
        self.evaluator.pattern(&Spanned::new(value, at), kind)
    }

    /// An error about the argument at `index`.
    pub fn wrong<T>(&self, index: usize, message: impl Into<String>) -> EvalResult<T> {
        let place = self.places.get(index).copied().unwrap_or(self.place);
        Err(Failure::from(Diagnostic::error(place, message)))
    }

    /// The first argument as the parameter `name` of sounds, whose numbers are of the kind that the row wants.
    pub(crate) fn control(&mut self, name: &'static str, kind: Kind) -> EvalResult<PatternId> {
        let values = self.pattern(0);
        let graph = self.graph();
        if name == "s" {
            return Ok(graph.sound(values));
        }
        let numbers = match kind {
            Kind::Note => Numbers::Notes,
            _ if sounds::WHOLE.contains(&name) => Numbers::Whole,
            _ => Numbers::Fractions,
        };
        let name = graph.intern(name);
        Ok(graph.control_of(name, numbers, values))
    }

    /// A control of one value at all times.
    pub fn steady_control(&mut self, name: &str, value: impl Into<Scalar>) -> PatternId {
        let graph = self.graph();
        let name = graph.intern(name);
        let value = graph.steady(value);
        graph.control(name, value)
    }

    /// Another builtin with the first of its arguments.
    pub fn builtin_function(&mut self, name: &str, arguments: Vec<Spanned>) -> EvalResult<Value> {
        match super::find(name).and_then(|meaning| meaning.builtin) {
            Some(row) => Ok(Value::function(Function::Builtin(
                row, arguments, self.place,
            ))),
            None => self.builtin(name, arguments),
        }
    }

    /// Another builtin with these arguments.
    pub fn builtin(&mut self, name: &str, arguments: Vec<Spanned>) -> EvalResult<Value> {
        match super::find(name).and_then(|meaning| meaning.builtin) {
            Some(row) => self.evaluator.call_builtin(row, arguments, self.place),
            None => Err(Failure::from(Diagnostic::error(
                self.place,
                format!("`{name}` is not known"),
            ))),
        }
    }
}

impl HigherOrder for Call<'_> {
    type Error = Failure;

    fn graph(&mut self) -> &mut Graph {
        &mut self.evaluator.graph
    }
}
