//! Expressions to values. Names are looked up in the scopes around an expression, then among the definitions of the
//! text (evaluated when first needed, in any order), then in the table of builtins.

mod lists;

use super::builtins::{self, Meaning};
use super::diagnostic::{Diagnostic, Place};
use super::syntax::{Bind, Binding, Expression, Node, Parameter};
use super::value::{Closure, Function, Located, Outcome, Scope, Text, Val};
use crate::engine::graph::{GraphBuilder, Input};
use crate::pattern::{Graph, Pattern, Word};
use std::collections::HashMap;
use std::rc::Rc;

/// Steps of evaluation for one text: some milliseconds of work for honest texts, an end for those that have none.
const FUEL: u32 = 400_000;
/// Evaluations within evaluations.
const DEEPEST: u32 = 1_500;
/// Macro parameters: `~m1` to `~m16`.
const MACROS: usize = 16;

/// A definition of the text: `let`, `%name:` or `~name:`.
#[derive(Clone)]
pub(super) struct Definition {
    pub name: String,
    pub parameters: Vec<Parameter>,
    pub body: Rc<Expression>,
    /// Added to places of strings: not 0 for the last good version of a statement.
    pub base: usize,
}

/// How far a definition has come.
pub(super) enum Global {
    Waiting(Definition),
    Busy,
    Done(Located),
    Failed,
}

/// What the words of a string name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Chords, scales, keys of lists.
    Anything,
    /// Sounds: they are looked for, and buses among them settled.
    Sounds,
    /// Banks: what is put before the names of sounds.
    Banks,
    /// Pitches, where numbers are Hz.
    Pitches,
    /// One of these and nothing else.
    OneOf(&'static [&'static str]),
}

/// What a program is evaluated into, and what is known of its names.
pub struct Evaluator {
    /// All patterns.
    pub graph: Graph,
    /// All signals.
    pub signals: GraphBuilder,
    /// Patterns of sounds, each with its voice source.
    pub(super) sequences: Vec<(Pattern, usize)>,
    /// Names of the inputs of patterns that read signals.
    pub(super) probes: Vec<Word>,
    /// Pattern inputs of the signal graph.
    pub(super) values: Vec<Pattern>,
    /// Definitions; buses have their tilde.
    pub(super) globals: HashMap<String, Global>,
    /// Strings that were read as names of sounds, with their places.
    pub(super) sound_names: Vec<(Rc<Text>, usize)>,
    /// The same of banks.
    pub(super) bank_names: Vec<(Rc<Text>, usize)>,
    /// Parameters that were given by their names in strings, with their places.
    pub(super) parameter_names: Vec<(String, Place)>,
    /// What the words in strings name that are read now.
    pub(super) naming: Naming,
    /// Where strings hold what Tidal would not read.
    pub(super) extensions: Vec<Place>,
    /// Voices of instruments, if the text says.
    pub(super) polyphony: Option<usize>,
    /// Texts set from outside by name.
    pub(super) inputs: HashMap<String, String>,
    /// Added to places of strings.
    pub(super) base: usize,
    /// What the statement being evaluated is called.
    pub(super) scope: String,
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
            values: Vec::new(),
            globals: HashMap::new(),
            sound_names: Vec::new(),
            bank_names: Vec::new(),
            parameter_names: Vec::new(),
            naming: Naming::Anything,
            extensions: Vec::new(),
            polyphony: None,
            inputs: HashMap::new(),
            base: 0,
            scope: String::new(),
            fuel: FUEL,
            depth: 0,
        }
    }

    /// Runs a step of evaluation within the bounds of work and depth.
    pub(super) fn step<T>(
        &mut self,
        place: Place,
        run: impl FnOnce(&mut Self) -> Outcome<T>,
    ) -> Outcome<T> {
        if self.fuel == 0 || self.depth >= DEEPEST {
            let what = if self.fuel == 0 {
                "this makes too much work"
            } else {
                "this goes too deep"
            };
            return Err(Box::new(
                Diagnostic::error(place, what).with_help("does a function use itself?"),
            ));
        }
        self.fuel -= 1;
        self.depth += 1;
        let result = run(self);
        self.depth -= 1;
        result
    }

    /// An expression's value.
    pub fn evaluate(&mut self, expression: &Expression, scope: &Scope) -> Outcome<Located> {
        let place = expression.place;
        let value = self.step(place, |evaluator| evaluator.node(expression, scope))?;
        Ok(Located::new(value, place))
    }

    fn node(&mut self, expression: &Expression, scope: &Scope) -> Outcome<Val> {
        let place = expression.place;
        match &expression.kind {
            Node::Number(number) => Ok(Val::Number(*number)),
            Node::Text(text) => Ok(Val::Text(Rc::new(Text {
                text: text.clone(),
                offset: self.base + place.start + 1,
            }))),
            Node::Name(name) => self.name(name, place, scope),
            Node::Bus(name) => self.bus(name, place),
            Node::Percent(name) => self.percent(name, place),
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
                    let tuple = Val::Tuple(Rc::new(arguments));
                    arguments = vec![Located::new(tuple, place)];
                }
                self.apply(function, arguments, place)
            }
            Node::Keyword(name, _) => Err(Box::new(Diagnostic::error(
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
            Node::Operator(operator) => Ok(Val::function(Function::Operator(
                operator.name.clone(),
                Vec::new(),
                operator.place,
            ))),
            Node::LeftSection(left, operator) => {
                let left = self.evaluate(left, scope)?;
                let name = operator.name.clone();
                Ok(Val::function(Function::Operator(
                    name,
                    vec![left],
                    operator.place,
                )))
            }
            Node::RightSection(operator, right) => {
                let right = self.evaluate(right, scope)?;
                Ok(Val::function(Function::Right(
                    operator.name.clone(),
                    right,
                    operator.place,
                )))
            }
            Node::Lambda(parameters, body) => Ok(self.closure(None, parameters, body, scope)),
            Node::List(items) => Ok(Val::List(Rc::new(self.all(items, scope)?))),
            Node::Range(first, second, last) => {
                self.range(first, second.as_deref(), last, scope, place)
            }
            Node::Comprehension(item, qualifiers) => {
                let mut items = Vec::new();
                self.comprehension(item, qualifiers, scope, &mut items)?;
                Ok(Val::List(Rc::new(items)))
            }
            Node::Tuple(parts) => Ok(Val::Tuple(Rc::new(self.all(parts, scope)?))),
            Node::TupleMaker(parts) => Ok(Val::function(Function::Tuple(*parts, Vec::new()))),
            Node::Let(bindings, body) => {
                let scope = self.bindings(bindings, scope)?;
                Ok(self.evaluate(body, &scope)?.value)
            }
            Node::If(test, yes, no) => self.choose(test, yes, no, scope),
            Node::Annotated(inner, annotation) => {
                let inner = self.evaluate(inner, scope)?;
                self.annotate(inner, annotation, place)
            }
            Node::Do(binds, last) => self.do_block(binds, last, scope, place),
        }
    }

    fn all(&mut self, items: &[Expression], scope: &Scope) -> Outcome<Vec<Located>> {
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
    ) -> Val {
        let closure = Closure {
            name: name.map(str::to_owned),
            parameters: parameters.to_vec(),
            body: Rc::clone(body),
            scope: scope.clone(),
            base: self.base,
        };
        Val::function(Function::Closure(Rc::new(closure), Vec::new()))
    }

    fn bindings(&mut self, bindings: &[Binding], scope: &Scope) -> Outcome<Scope> {
        let mut scope = scope.clone();
        for binding in bindings {
            let value = if binding.parameters.is_empty() {
                self.evaluate(&binding.body, &scope)?
            } else {
                let body = Rc::new(binding.body.clone());
                let value = self.closure(Some(&binding.name), &binding.parameters, &body, &scope);
                Located::new(value, binding.place)
            };
            scope = scope.with(&binding.name, value);
        }
        Ok(scope)
    }

    /// What a name stands for.
    fn name(&mut self, name: &str, place: Place, scope: &Scope) -> Outcome<Val> {
        if let Some(bound) = scope.find(name) {
            return Ok(bound.value.clone());
        }
        if let Some(value) = self.global(name, place)? {
            return Ok(value);
        }
        match builtins::find(name) {
            Some(meaning) => self.meaning(meaning, place),
            None => Err(told(place)),
        }
    }

    fn meaning(&mut self, meaning: Meaning, place: Place) -> Outcome<Val> {
        match (meaning.builtin, meaning.node) {
            (Some(row), _) if row.arity() == 0 => {
                let value = self.saturate(row, Vec::new(), place)?;
                // A bare `sine` is a pattern until it gets an argument.
                if let (Val::Deferred(deferred), Some(entry)) = (&value, meaning.node) {
                    return Ok(Val::Deferred(Rc::new(super::value::Deferred {
                        make: Box::new({
                            let inner = Rc::clone(deferred);
                            move |evaluator, kind| (inner.make)(evaluator, kind)
                        }),
                        likely: deferred.likely,
                        numeric: deferred.numeric,
                        signal: Some(entry),
                    })));
                }
                Ok(value)
            }
            (Some(row), _) => Ok(Val::function(Function::Builtin(row, Vec::new(), place))),
            (None, Some(entry)) => self.node_function(entry, Vec::new(), place),
            (None, None) => Err(Box::new(Diagnostic::error(
                place,
                "this name has no meaning",
            ))),
        }
    }

    /// What a definition of the text stands for, evaluated when it is first asked for.
    pub(super) fn global(&mut self, name: &str, place: Place) -> Outcome<Option<Val>> {
        let Some(global) = self.globals.get_mut(name) else {
            return Ok(None);
        };
        match global {
            Global::Done(value) => Ok(Some(value.value.clone())),
            Global::Failed => Err(told(place)),
            Global::Busy => Err(Box::new(
                Diagnostic::error(place, format!("`{name}` is defined by itself"))
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

    fn define(&mut self, definition: &Definition) -> Outcome<Located> {
        let base = std::mem::replace(&mut self.base, definition.base);
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
            Ok(Located::new(value, definition.body.place))
        };
        self.base = base;
        self.naming = naming;
        result
    }

    fn percent(&mut self, name: &str, place: Place) -> Outcome<Val> {
        match self.global(name, place)? {
            Some(value) => Ok(value),
            None => Err(told(place)),
        }
    }

    /// What `~name` stands for.
    fn bus(&mut self, name: &str, place: Place) -> Outcome<Val> {
        let key = format!("~{name}");
        if !self.globals.contains_key(&key) {
            if let Some(index) = macro_index(name) {
                return Ok(Val::Signal(Input::Macro(index)));
            }
            if name == "in" {
                return Ok(Val::Signal(Input::AudioInput));
            }
            // Told when names were checked, or taken out with its statement.
            return Err(told(place));
        }
        self.settle_bus(&key, place)?;
        match self.globals.get(&key) {
            Some(Global::Done(value))
                if !value.value.is_function() && !matches!(value.value, Val::Dual(_)) =>
            {
                Ok(Val::Bus(name.into()))
            }
            Some(Global::Done(value)) => Ok(value.value.clone()),
            // Its own sound, one block ago.
            Some(Global::Busy) => Ok(Val::Bus(name.into())),
            _ => Err(told(place)),
        }
    }

    /// Evaluates a bus unless it is being evaluated, and connects it.
    pub(super) fn settle_bus(&mut self, key: &str, place: Place) -> Outcome<()> {
        if !matches!(self.globals.get(key), Some(Global::Waiting(_))) {
            return Ok(());
        }
        let scope = std::mem::replace(&mut self.scope, key.to_owned());
        self.signals.scope(key);
        let result = self.global(key, place).and_then(|value| match value {
            Some(value) if !value.is_function() && !matches!(value, Val::Dual(_)) => {
                let at = match self.globals.get(key) {
                    Some(Global::Done(located)) => located.place,
                    _ => place,
                };
                let input = self.port_input(&Located::new(value, at))?;
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

    /// `do { x <- a; … }` is `a >>= \x -> …`.
    fn do_block(
        &mut self,
        binds: &[Bind],
        last: &Expression,
        scope: &Scope,
        place: Place,
    ) -> Outcome<Val> {
        let Some((first, rest)) = binds.split_first() else {
            return Ok(self.evaluate(last, scope)?.value);
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
        let pattern = self.evaluate(&first.value, scope)?;
        let parameter = first
            .parameter
            .clone()
            .unwrap_or(Parameter::Name("_".to_owned()));
        let function = self.closure(None, &[parameter], &Rc::new(rest), scope);
        self.bind(pattern, Located::new(function, place), place)
    }

    /// `e :: type`
    fn annotate(&mut self, inner: Located, annotation: &str, place: Place) -> Outcome<Val> {
        use super::signature::{Element, Type};
        match super::signature::parse(annotation) {
            Some(Type::Pattern(Element::Kind(kind))) => {
                let pattern = self.pattern(&inner, kind)?;
                Ok(Val::Pattern(kind, pattern))
            }
            Some(Type::Number(_) | Type::Text | Type::Bool | Type::Any(_) | Type::Function(..)) => Ok(inner.value),
            Some(_) => Ok(inner.value),
            None => Err(Box::new(
                Diagnostic::error(place, format!("`{annotation}` is no type"))
                    .with_help("types are `Pattern String`, `Pattern Double`, `ControlPattern` and so on; they may be left out"),
            )),
        }
    }

    /// The number of parts of the tuple that the function wants next.
    fn wants_tuple(&self, function: &Located) -> Option<usize> {
        use super::signature::Type;
        let Val::Function(function) = &function.value else {
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

/// An error that was told already.
pub(super) fn told(place: Place) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(place, ""))
}

/// Which macro a bus is: `m1` is 0.
pub(super) fn macro_index(name: &str) -> Option<usize> {
    let number: usize = name.strip_prefix('m')?.parse().ok()?;
    (1..=MACROS).contains(&number).then(|| number - 1)
}

/// Says that a name is not known.
pub(super) fn unknown_name(name: &str, place: Place) -> Diagnostic {
    if let Some(refused) = super::commands::refused(name, place) {
        return refused;
    }
    if super::commands::is_transition(name) {
        return super::commands::transition(name, "", place);
    }
    if let Some(foreign) = super::foreign::parameter(name, place) {
        return foreign;
    }
    let error = Diagnostic::error(place, format!("no function `{name}`"));
    if name == "hush" {
        return error.with_help("`silence` is a pattern that plays nothing");
    }
    match builtins::nearest_name(name) {
        Some(near) => error.with_help(format!("did you mean `{near}`?")),
        None => error,
    }
}

/// Says that a bus or named pattern is not defined.
pub(super) fn unknown_definition(
    mark: &str,
    name: &str,
    place: Place,
    all: Vec<&str>,
) -> Diagnostic {
    let what = if mark == "~" { "bus" } else { "named pattern" };
    let error = Diagnostic::error(place, format!("no {what} `{mark}{name}`"));
    match super::diagnostic::nearest(name, all) {
        Some(near) => error.with_help(format!("did you mean `{mark}{near}`?")),
        None => error.with_help(format!("define it on a line of its own: `{mark}{name}: …`")),
    }
}
