//! Finds names that mean nothing, everywhere in a statement at once, so that all of them are reported together.

use super::superdirt_only;
use crate::builtins;
use crate::compile::Context;
use crate::compile::candidate::{Candidate, Version};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::actions::output_command;
use crate::evaluate::old_names::transition_command;
use crate::evaluate::{macro_index, unknown_definition, unknown_name};
use crate::syntax::statements::Subject;
use crate::syntax::{
    Binding, Expression, Node, OperatorAt, Parameter, Qualifier, StatementKind, Step,
};
use crate::types::{Element, Kind, Type};
use std::collections::HashSet;

/// The names that the statements define.
fn defined(candidates: &[Candidate]) -> HashSet<String> {
    candidates
        .iter()
        .flat_map(|candidate| [&candidate.written, &candidate.kept])
        .flatten()
        .filter_map(|statement| match &statement.kind {
            StatementKind::Bus(name, _) => Some(format!("~{name}")),
            StatementKind::Define(name, ..) => Some(name.clone()),
            _ => None,
        })
        .collect()
}

/// Reports unknown names; a statement that has any plays in its last good version.
pub(crate) fn check_names(
    text: &str,
    context: &Context,
    candidates: &mut [Candidate],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let sounds = context.sounds.unwrap_or(&[]);
    let mut defined = defined(candidates);
    // What is defined by a statement that could not be read is not unknown.
    for candidate in candidates.iter() {
        if candidate.written.is_none()
            && let Subject::Bus(_) | Subject::Definition(_) = &candidate.key.subject
        {
            defined.insert(candidate.key.subject.to_string());
        }
    }
    for candidate in candidates {
        let Some(statement) = &candidate.written else {
            continue;
        };
        let problems = match &statement.kind {
            StatementKind::Output(_, e)
            | StatementKind::Bus(_, e)
            | StatementKind::Setting(_, e)
            | StatementKind::Once(e)
            | StatementKind::All(e)
            | StatementKind::Command(e) => Names::new(&defined).among(text, sounds).check(&[], e),
            StatementKind::Define(_, parameters, e) => Names::new(&defined)
                .among(text, sounds)
                .check(parameters, e),
            StatementKind::Hush
            | StatementKind::Bars
            | StatementKind::Mute(_)
            | StatementKind::Solo(_)
            | StatementKind::Preamble => Vec::new(),
        };
        if !problems.is_empty() {
            diagnostics.extend(problems);
            candidate.version = if candidate.kept.is_some() {
                Version::Kept
            } else {
                Version::None
            };
        }
    }
}

/// The names that a text defines; buses have their tilde.
pub(crate) struct Names<'a> {
    pub defined: &'a HashSet<String>,
    /// The text, and the sounds that its strings may name.
    text: &'a str,
    sounds: &'a [String],
    bound: Vec<String>,
    problems: Vec<Diagnostic>,
}

impl<'a> Names<'a> {
    pub(crate) fn new(defined: &'a HashSet<String>) -> Self {
        Self {
            defined,
            text: "",
            sounds: &[],
            bound: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Recognises names of sounds outside of strings.
    pub(crate) fn among(self, text: &'a str, sounds: &'a [String]) -> Self {
        Self {
            text,
            sounds,
            ..self
        }
    }

    /// What is said of `bd*4` without quotes; `place` holds what belongs to the name.
    fn unquoted(&self, name: &str, place: Place) -> Option<String> {
        let is_sound = self.sounds.iter().any(|sound| sound == name);
        let written = self.text.get(place.range()).filter(|_| is_sound)?;
        let written = if written.contains(['"', '$', '\n']) {
            name
        } else {
            written
        };
        Some(format!("`{name}` is a sound: write `s \"{written}\"`"))
    }

    /// What is wrong with the names in an expression whose parameters are given.
    pub(crate) fn check(
        mut self,
        parameters: &[Parameter],
        expression: &Expression,
    ) -> Vec<Diagnostic> {
        self.bind(parameters);
        self.expression(expression);
        self.problems
    }

    fn bind(&mut self, parameters: &[Parameter]) {
        let names = parameters.iter().flat_map(Parameter::names);
        self.bound.extend(names.map(str::to_owned));
    }

    fn name(&mut self, name: &str, place: Place) {
        let known = self.bound.iter().any(|bound| bound == name)
            || self.defined.contains(name)
            || builtins::find(name).is_some()
            || output_command(name).is_some()
            || transition_command(name).is_some()
            || superdirt_only::control(name, place).is_some();
        if !known {
            let mut problem = unknown_name(name, place);
            if let Some(help) = self.unquoted(name, place) {
                problem.help = Some(help);
            }
            // What the text itself defines is as likely to be meant.
            let own = self
                .defined
                .iter()
                .map(String::as_str)
                .filter(|own| !own.starts_with('~'));
            if let Some(near) = phonon_samples::spelling::nearest(
                name,
                own.chain(self.bound.iter().map(String::as_str)),
            ) && problem.help.is_none()
            {
                problem.help = Some(format!("did you mean `{near}`?"));
            }
            self.problems.push(problem);
        }
    }

    fn operator(&mut self, operator: &OperatorAt) {
        if operator.name.starts_with(|c: char| c.is_alphabetic()) && operator.name != "mod" {
            self.name(&operator.name, operator.place);
        }
    }

    fn definition(&mut self, mark: &str, name: &str, key: &str, place: Place) {
        if !self.defined.contains(key) {
            let all = self
                .defined
                .iter()
                .filter(|defined| defined.starts_with('~') == (mark == "~"))
                .map(|defined| defined.trim_start_matches('~'))
                .collect();
            self.problems
                .push(unknown_definition(mark, name, place, all));
        }
    }

    /// What is within definitions that stand together, whose names are bound from there on.
    fn bindings(&mut self, bindings: &[Binding]) {
        self.bound.extend(bindings.iter().map(|it| it.name.clone()));
        for binding in bindings {
            let inside = self.bound.len();
            self.bind(&binding.parameters);
            self.expression(&binding.body);
            self.bound.truncate(inside);
        }
    }

    fn qualifier(&mut self, qualifier: &Qualifier) {
        match qualifier {
            Qualifier::Draw(parameter, list) => {
                self.expression(list);
                self.bind(std::slice::from_ref(parameter));
            }
            Qualifier::Let(bindings) => self.bindings(bindings),
            Qualifier::Test(test) => self.expression(test),
        }
    }

    fn expression(&mut self, expression: &Expression) {
        match &expression.kind {
            Node::Number(_) | Node::Text(_) | Node::Letter(_) | Node::TupleMaker(_) => {}
            Node::Name(name) => self.name(name, expression.place),
            Node::Bus(name) if macro_index(name).is_some() || name == "in" => {}
            Node::Bus(name) => self.definition("~", name, &format!("~{name}"), expression.place),
            Node::Percent(name) => self.definition("%", name, name, expression.place),
            Node::Apply(function, arguments) | Node::Call(function, arguments) => {
                self.expression(function);
                let wanted = match &function.kind {
                    Node::Name(name) if !self.bound.contains(name) => builtins::find(name)
                        .and_then(|meaning| meaning.builtin)
                        .map_or(&[][..], |row| row.kind().arguments()),
                    _ => &[],
                };
                for (index, argument) in arguments.iter().enumerate() {
                    let before = self.problems.len();
                    self.expression(argument);
                    // `s bd`, `scale major`
                    if let Node::Name(name) = &argument.kind
                        && let Some(Type::Pattern(Element::Kind(Kind::Word(_)))) = wanted.get(index)
                        && let Some(problem) = self.problems.get_mut(before)
                    {
                        let what = match &function.kind {
                            Node::Name(name) if matches!(name.as_str(), "s" | "sound") => {
                                "names of sounds"
                            }
                            _ => "names",
                        };
                        problem.help = Some(format!("{what} go in quotes: `\"{name}\"`"));
                    }
                    // `lpf 300 q 0.3`
                    if let (Node::Name(name), Node::Name(port)) = (&function.kind, &argument.kind)
                        && let Some(help) = named_argument(name, port)
                        && let Some(problem) = self.problems.get_mut(before)
                    {
                        problem.help = Some(help);
                    }
                    // `note c d e`
                    if let Node::Name(letter) = &argument.kind
                        && let Some(Type::Pattern(Element::Kind(Kind::Note))) = wanted.first()
                        && matches!(letter.as_bytes(), [b'a'..=b'g' | b'A'..=b'G'])
                        && let Some(problem) = self.problems.get_mut(before)
                    {
                        problem.help = Some("notes go in quotes: `\"c d e\"`".to_owned());
                    }
                }
            }
            Node::Keyword(_, inner) | Node::Negate(inner) | Node::Annotated(inner, _) => {
                self.expression(inner)
            }
            Node::Binary(left, operator, right) => {
                let before = self.problems.len();
                self.expression(left);
                // `bd*4`, `bd!2`
                if let (Node::Name(name), Node::Number(_)) = (&left.kind, &right.kind)
                    && matches!(operator.name.as_str(), "*" | "/" | "!" | "@")
                    && let Some(help) = self.unquoted(name, expression.place)
                    && let Some(problem) = self.problems.get_mut(before)
                {
                    problem.help = Some(help);
                }
                self.operator(operator);
                self.expression(right);
            }
            Node::Operator(operator) => self.operator(operator),
            Node::LeftSection(inner, operator) | Node::RightSection(operator, inner) => {
                self.operator(operator);
                self.expression(inner);
            }
            Node::Lambda(parameters, body) => {
                let before = self.bound.len();
                self.bind(parameters);
                self.expression(body);
                self.bound.truncate(before);
            }
            Node::List(items) | Node::Tuple(items) => {
                for item in items {
                    self.expression(item);
                }
            }
            Node::Range(first, second, last) => {
                self.expression(first);
                if let Some(second) = second {
                    self.expression(second);
                }
                if let Some(last) = last {
                    self.expression(last);
                }
            }
            Node::Comprehension(item, qualifiers) => {
                let before = self.bound.len();
                for qualifier in qualifiers {
                    self.qualifier(qualifier);
                }
                self.expression(item);
                self.bound.truncate(before);
            }
            Node::Let(bindings, body) => {
                let before = self.bound.len();
                self.bindings(bindings);
                self.expression(body);
                self.bound.truncate(before);
            }
            Node::If(test, yes, no) => {
                for part in [test, yes, no] {
                    self.expression(part);
                }
            }
            Node::Do(steps, last) => {
                let before = self.bound.len();
                for step in steps {
                    match step {
                        Step::Bind(parameter, value) => {
                            self.expression(value);
                            self.bind(parameter.as_slice());
                        }
                        Step::Let(bindings) => self.bindings(bindings),
                    }
                }
                self.expression(last);
                self.bound.truncate(before);
            }
            Node::Match(subjects, alternatives) => {
                for subject in subjects {
                    // The arguments of a function have names that are not written.
                    if !matches!(&subject.kind, Node::Name(name) if name.contains(' ')) {
                        self.expression(subject);
                    }
                }
                for alternative in alternatives {
                    let before = self.bound.len();
                    self.bind(&alternative.parameters);
                    self.expression(&alternative.body);
                    self.bound.truncate(before);
                }
            }
            Node::Guards(guards) => {
                for (tests, body) in guards {
                    let before = self.bound.len();
                    for test in tests {
                        self.qualifier(test);
                    }
                    self.expression(body);
                    self.bound.truncate(before);
                }
            }
        }
    }
}

/// What is said of the name of an argument that stands before its value, as in other languages: `lpf 300 q 0.3`.
fn named_argument(function: &str, name: &str) -> Option<String> {
    let meaning = builtins::find(function)?;
    let entry = meaning.effect.or(meaning.node)?;
    let index = entry
        .arguments()
        .iter()
        .position(|port| port.name == name)?;
    let before = if index == 0 { "" } else { " …" };
    Some(format!(
        "arguments need no names: `{function}{before} 0.5`; with a name it is `:{name} 0.5`"
    ))
}
