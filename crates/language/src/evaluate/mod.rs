//! Expressions to values. Names are looked up in the scopes around an expression, then among the definitions of the
//! text (evaluated when first needed, in any order), then in the table of builtins.

pub(crate) mod actions;
mod alternatives;
pub(crate) mod application;
pub(crate) mod builtin_call;
pub(crate) mod combine;
pub(crate) mod effect_chain;
pub(crate) mod failure;
pub(crate) mod fitting;
pub(crate) mod instruments;
mod lists;
pub(crate) mod misfits;
pub(crate) mod names;
pub(crate) mod nested_patterns;
pub(crate) mod old_names;
pub(crate) mod operators;
pub(crate) mod scalars;
pub(crate) mod signal_functions;
mod signals_in_patterns;
pub(crate) mod to_controls;
pub(crate) mod to_pattern;
pub(crate) mod to_signal;
pub(crate) mod value;
mod value_functions;

use crate::check::idle_controls::Sum;
use crate::check::inaudible::Application;
use crate::check::meanings::Meanings;
use crate::diagnostic::{Diagnostic, ELSEWHERE, Place};
use crate::evaluate::value::{Closure, EvalResult, Failure, Function, Scope, Spanned, Text, Value};
use crate::syntax::statements::{Order, StatementKey};
use crate::syntax::{Alternative, Binding, Expression, Node, Parameter, Step};
use phonon_engine::graph::{GraphBuilder, NodeId};
use phonon_engine::program::beginning::Beginning;
use phonon_pattern::{Graph, PatternId, Word};
use phonon_samples::Tuning;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

pub(crate) use names::{Definition, Global, macro_index, unknown_definition, unknown_name};

/// Most steps of evaluation for one text: some milliseconds of work for honest texts, an end for those that have none.
const MOST_STEPS_OF_EVALUATION: u32 = 400_000;
/// Deepest nesting of evaluations within evaluations.
const DEEPEST_EVALUATION: u32 = 1_500;

/// What a program is evaluated into, and what is known of its names.
pub struct Evaluator {
    /// The patterns made so far.
    pub graph: Graph,
    /// The signal functions and buses made so far.
    pub signals: GraphBuilder,
    /// Patterns of sounds, each with its voice source.
    pub(crate) sequences: Vec<(PatternId, usize)>,
    /// Names of the inputs of patterns that read signals.
    pub(crate) probes: Vec<Word>,
    /// The macros that patterns read, and the inputs they read them by.
    pub(crate) knobs: Vec<(usize, Word)>,
    /// Pattern inputs of the signal graph.
    pub(crate) values: Vec<PatternId>,
    /// Buses by name, without the tilde.
    pub(crate) buses: HashMap<String, Global>,
    /// The other definitions of the text.
    pub(crate) definitions: HashMap<StatementKey, Global>,
    /// For each name that statements define, which of them, and the keys of the definitions.
    pub(crate) versions: HashMap<String, Vec<(Order, StatementKey)>>,
    /// Strings that were read as names of sounds, with their places.
    pub(crate) sound_names: Vec<(Rc<Text>, usize)>,
    /// What these strings play; the quotes belong to their places.
    pub(crate) patterns_of_names: Vec<(Place, PatternId)>,
    /// Strings that were read as names of banks.
    pub(crate) bank_names: Vec<(Rc<Text>, usize)>,
    /// Parameters that were given by their names in strings, with their places.
    pub(crate) parameter_names: Vec<(String, Place)>,
    /// Scales that Scala files describe, by name.
    pub(crate) tunings: Rc<[(String, Arc<Tuning>)]>,
    /// Warnings and notes about what plays; see [`Evaluator::say`].
    pub(crate) said: Vec<Diagnostic>,
    /// Controls that were given values, by the names they have in the table, with their places.
    pub(crate) control_places: Vec<(&'static str, Place)>,
    /// Arithmetic between patterns of controls.
    pub(crate) sums: Vec<Sum>,
    /// Controls that the sound beside them does not read, and what to say of that.
    pub(crate) unread: Vec<(String, Diagnostic)>,
    /// Functions of patterns that were given their arguments.
    pub(crate) applications: Vec<Application>,
    /// Where constants are added to signals, and the node of the sum.
    pub(crate) offsets: Vec<(NodeId, Place)>,
    /// Names that may be a control or an effect.
    pub(crate) meanings: Meanings,
    /// Voices of instruments, if the text says.
    pub(crate) polyphony: Option<usize>,
    /// Texts set from outside by name.
    pub(crate) inputs: HashMap<String, String>,
    /// What the transitions and triggers of the statement that is built are known by, and whether they begin with it.
    pub(crate) begin: (u64, bool),
    /// What begins when the program takes over.
    pub(crate) beginnings: Vec<Beginning>,
    fuel: u32,
    depth: u32,
}

impl Evaluator {
    /// For a sample rate in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            graph: Graph::new(),
            signals: GraphBuilder::new(sample_rate),
            sequences: Vec::new(),
            probes: Vec::new(),
            knobs: Vec::new(),
            values: Vec::new(),
            buses: HashMap::new(),
            definitions: HashMap::new(),
            versions: HashMap::new(),
            sound_names: Vec::new(),
            patterns_of_names: Vec::new(),
            bank_names: Vec::new(),
            parameter_names: Vec::new(),
            tunings: Rc::new([]),
            said: Vec::new(),
            control_places: Vec::new(),
            sums: Vec::new(),
            unread: Vec::new(),
            applications: Vec::new(),
            offsets: Vec::new(),
            meanings: Meanings::default(),
            polyphony: None,
            inputs: HashMap::new(),
            begin: (0, false),
            beginnings: Vec::new(),
            fuel: MOST_STEPS_OF_EVALUATION,
            depth: 0,
        }
    }

    /// Keeps a warning or a note about what plays. Those about last good versions, whose texts are not shown, are left out;
    /// the same message is shown once.
    pub(crate) fn say(&mut self, message: Diagnostic) {
        if message.span.start < ELSEWHERE {
            self.said.push(message);
        }
    }

    /// Runs a step of evaluation within the bounds of work and depth.
    pub(crate) fn step<T>(
        &mut self,
        place: Place,
        run: impl FnOnce(&mut Self) -> EvalResult<T>,
    ) -> EvalResult<T> {
        if self.fuel == 0 || self.depth >= DEEPEST_EVALUATION {
            let what = if self.fuel == 0 {
                "this takes too much work to evaluate"
            } else {
                "this is nested too deeply"
            };
            return Err(Failure::from(
                Diagnostic::error(place, what).with_help("does a function use itself?"),
            ));
        }
        self.fuel -= 1;
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// The value of an expression.
    pub fn evaluate(&mut self, expression: &Expression, scope: &Scope) -> EvalResult<Spanned> {
        let place = expression.place;
        let value = self.step(place, |evaluator| evaluator.node(expression, scope))?;
        Ok(Spanned::new(value, place))
    }

    fn node(&mut self, expression: &Expression, scope: &Scope) -> EvalResult<Value> {
        let place = expression.place;
        match &expression.kind {
            Node::Number(number) => Ok(Value::Number(*number)),
            Node::Text(text) => Ok(Value::Text(Rc::new(Text {
                text: text.clone(),
                offset: place.start + 1,
            }))),
            Node::Letter(letter) => Ok(Value::Letter(Rc::new(Text {
                text: letter.clone(),
                offset: place.start + 1,
            }))),
            Node::Name(name) => self.name(name, place, scope),
            Node::Bus(name) => self.bus(name, place),
            Node::Percent(name) => self.percent(name, place, scope),
            Node::Apply(function, arguments) => {
                let function = self.evaluate(function, scope)?;
                let arguments = self.arguments(&function, arguments, scope)?;
                self.apply(function, arguments, place)
            }
            Node::Call(function, arguments) => {
                let function = self.evaluate(function, scope)?;
                let mut arguments = self.arguments(&function, arguments, scope)?;
                // `compress(0.25, 0.75)` is `compress (0.25, 0.75)`.
                if let Some(parts) = self.wants_tuple(&function)
                    && parts == arguments.len()
                {
                    let tuple = Value::Tuple(Rc::new(arguments));
                    arguments = vec![Spanned::new(tuple, place)];
                }
                self.apply(function, arguments, place)
            }
            Node::Keyword(name, _) => Err(Failure::from(Diagnostic::error(
                place,
                format!("`:{name}` belongs after a function"),
            ))),
            Node::Binary(left, operator, right) => {
                let left = self.evaluate(left, scope)?;
                let effect = match operator.name.as_str() {
                    "#" => self.effect_after(&left, right, scope)?,
                    _ => None,
                };
                let right = match effect {
                    Some(effect) => effect,
                    None => self.evaluate(right, scope)?,
                };
                self.operate(
                    &operator.name,
                    operator.place,
                    left,
                    right,
                    place,
                    Some(scope),
                )
            }
            Node::Negate(inner) => {
                let inner = self.evaluate(inner, scope)?;
                self.negate(inner, place)
            }
            Node::Operator(operator) => {
                if let Some(own) = self.own_operator(&operator.name, scope, operator.place)? {
                    return Ok(own.value);
                }
                let name = operator.name.clone();
                Ok(Value::function(Function::Operator(
                    name,
                    Vec::new(),
                    operator.place,
                )))
            }
            Node::LeftSection(left, operator) => {
                let left = self.evaluate(left, scope)?;
                if let Some(own) = self.own_operator(&operator.name, scope, operator.place)? {
                    return self.apply(own, vec![left], place);
                }
                let name = operator.name.clone();
                Ok(Value::function(Function::Operator(
                    name,
                    vec![left],
                    operator.place,
                )))
            }
            Node::RightSection(operator, right) => {
                let right = self.evaluate(right, scope)?;
                if let Some(own) = self.own_operator(&operator.name, scope, operator.place)? {
                    return Ok(with_second(own, right));
                }
                Ok(Value::function(Function::Right(
                    operator.name.clone(),
                    right,
                    operator.place,
                )))
            }
            Node::Lambda(parameters, body) => Ok(self.closure(None, parameters, body, scope)),
            Node::List(items) => Ok(Value::List(Rc::new(self.all(items, scope)?))),
            Node::Range(first, second, last) => {
                self.range(first, second.as_deref(), last.as_deref(), scope, place)
            }
            Node::Comprehension(item, qualifiers) => {
                let mut items = Vec::new();
                self.comprehension(item, qualifiers, scope, &mut items)?;
                Ok(Value::List(Rc::new(items)))
            }
            Node::Tuple(parts) => Ok(Value::Tuple(Rc::new(self.all(parts, scope)?))),
            Node::TupleMaker(parts) => Ok(Value::function(Function::Tuple(*parts, Vec::new()))),
            Node::Let(bindings, body) => {
                let scope = self.bindings(bindings, scope)?;
                Ok(self.evaluate(body, &scope)?.value)
            }
            Node::If(test, yes, no) => self.choose(test, yes, no, scope),
            Node::Annotated(inner, annotation) => {
                let inner = self.evaluate(inner, scope)?;
                self.annotate(inner, annotation, place)
            }
            Node::Do(steps, last) => self.do_block(steps, last, scope, place),
            Node::Match(subjects, alternatives) => {
                self.alternatives(subjects, alternatives, scope, place)
            }
            Node::Guards(_) => self.alternatives(
                &[],
                &[Alternative {
                    parameters: Vec::new(),
                    body: expression.clone(),
                }],
                scope,
                place,
            ),
        }
    }

    fn all(&mut self, items: &[Expression], scope: &Scope) -> EvalResult<Vec<Spanned>> {
        items
            .iter()
            .map(|item| self.evaluate(item, scope))
            .collect()
    }

    fn closure(
        &self,
        name: Option<&str>,
        parameters: &[Parameter],
        body: &Rc<Expression>,
        scope: &Scope,
    ) -> Value {
        let closure = Closure {
            name: name.map(str::to_owned),
            parameters: parameters.to_vec(),
            body: Rc::clone(body),
            scope: scope.clone(),
        };
        Value::function(Function::Closure(Rc::new(closure), Vec::new()))
    }

    /// The scope with what is defined together in it: a definition may use those after it as well.
    fn bindings(&mut self, bindings: &[Binding], scope: &Scope) -> EvalResult<Scope> {
        let mut scope = scope.clone();
        for binding in ordered(bindings) {
            let value = if binding.parameters.is_empty() {
                self.evaluate(&binding.body, &scope)?
            } else {
                let body = Rc::new(binding.body.clone());
                let value = self.closure(Some(&binding.name), &binding.parameters, &body, &scope);
                Spanned::new(value, binding.place)
            };
            scope = scope.with(&binding.name, value);
        }
        Ok(scope)
    }

    /// `do { x <- a; … }` is `a >>= \x -> …`.
    fn do_block(
        &mut self,
        steps: &[Step],
        last: &Expression,
        scope: &Scope,
        place: Place,
    ) -> EvalResult<Value> {
        let Some((first, rest)) = steps.split_first() else {
            return Ok(self.evaluate(last, scope)?.value);
        };
        let (parameter, value) = match first {
            Step::Let(bindings) => {
                let scope = self.bindings(bindings, scope)?;
                return self.do_block(rest, last, &scope, place);
            }
            Step::Bind(parameter, value) => (parameter, value),
        };
        let rest = if rest.is_empty() {
            last.clone()
        } else {
            Expression {
                kind: Node::Do(rest.to_vec(), Box::new(last.clone())),
                place,
                depth: last.depth,
            }
        };
        let pattern = self.evaluate(value, scope)?;
        let parameter = parameter.clone().unwrap_or(Parameter::Name("_".to_owned()));
        let function = self.closure(None, &[parameter], &Rc::new(rest), scope);
        self.bind(pattern, Spanned::new(function, place), place)
    }

    /// `e :: type`
    fn annotate(&mut self, inner: Spanned, annotation: &str, place: Place) -> EvalResult<Value> {
        use crate::types::{Element, Type};
        match crate::types::parse(annotation) {
            Some(Type::Pattern(Element::Kind(kind))) => {
                let pattern = self.pattern(&inner, kind)?;
                Ok(Value::Pattern(kind, pattern))
            }
            Some(Type::Number(_) | Type::Text | Type::Bool | Type::Any(_) | Type::Function(..)) => Ok(inner.value),
            Some(_) => Ok(inner.value),
            None => Err(Failure::from(
                Diagnostic::error(place, format!("`{annotation}` is not a type"))
                    .with_help("types are `Pattern String`, `Pattern Double`, `ControlPattern` and so on; they may be left out"),
            )),
        }
    }

    /// The number of parts of the tuple that the function wants next.
    fn wants_tuple(&self, function: &Spanned) -> Option<usize> {
        use crate::types::Type;
        let Value::Function(function) = &function.value else {
            return None;
        };
        let Function::Builtin(row, given, _) = &**function else {
            return None;
        };
        match row.kind().arguments().get(given.len()) {
            Some(Type::Tuple(parts)) => Some(parts.len()),
            _ => None,
        }
    }
}

/// Definitions in an order in which each comes after those that it uses, as far as there is one.
fn ordered(bindings: &[Binding]) -> Vec<&Binding> {
    let mut waiting: Vec<&Binding> = bindings.iter().collect();
    let mut out = Vec::with_capacity(bindings.len());
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|binding| {
            let mut uses_another = false;
            binding.body.names(&mut |name| {
                uses_another |= waiting
                    .iter()
                    .any(|other| other.name == name && other.name != binding.name);
            });
            !uses_another
        });
        out.push(waiting.remove(ready.unwrap_or(0)));
    }
    out
}

/// The function whose second argument is given: `(+++ x)`.
fn with_second(function: Spanned, second: Spanned) -> Value {
    let run = move |evaluator: &mut Evaluator, mut given: Vec<Spanned>, place: Place| {
        let first = given.remove(0);
        evaluator.apply(function.clone(), vec![first, second.clone()], place)
    };
    Value::function(Function::Native("section", 1, Rc::new(run), Vec::new()))
}
