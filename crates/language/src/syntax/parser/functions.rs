//! Definitions: equations with their guards and what stands `where`, and `case`, which is the same without a name.

use super::{Parsed, Parser, begins_definition, begins_signature, is_reserved};
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{Alternative, Binding, Expression, Node, Parameter};

/// One equation.
enum Equation {
    /// `f x y = e`
    Function(String, Place, Alternative),
    /// `(a, b) = e`
    Parts(Parameter, Place, Expression),
}

impl Parser<'_> {
    /// All that is defined by equations that follow each other: after `let` or `where`, in braces or by indentation.
    pub(super) fn block_of_bindings(&mut self) -> Parsed<Vec<Binding>> {
        let open = self.take(TokenKind::Open, "{");
        let block = self.block_here().filter(|_| open.is_none());
        let outer = std::mem::replace(&mut self.layout, block);
        let result = self.bindings(open.is_some());
        self.layout = outer;
        let bindings = result?;
        if open.is_some() && self.take(TokenKind::Close, "}").is_none() {
            return Err(Diagnostic::error(
                self.here(),
                "`}` is missing at the end of `let {`",
            ));
        }
        Ok(bindings)
    }

    /// The equations of one statement.
    pub(crate) fn definitions(&mut self) -> Parsed<Vec<Binding>> {
        self.layout = self.block_here();
        let bindings = self.bindings(false);
        self.layout = None;
        bindings
    }

    fn bindings(&mut self, braces: bool) -> Parsed<Vec<Binding>> {
        let mut equations = Vec::new();
        loop {
            if self.signature() {
                if braces && self.is(TokenKind::Close, "}") {
                    break;
                }
                continue;
            }
            let equation = self.equation()?;
            if let Equation::Function(name, _, alternative) = &equation
                && alternative.parameters.is_empty()
            {
                self.values.push(name.clone());
            }
            equations.push(equation);
            let next = self.at + 1;
            let semicolon = self.is(TokenKind::Separator, ";");
            if semicolon && braces {
                self.at += 1;
                if self.is(TokenKind::Close, "}") {
                    break;
                }
                continue;
            }
            if semicolon && begins_definition(self.text, self.tokens, next) {
                self.at += 1;
                continue;
            }
            if !self.next_line_of_block() {
                break;
            }
        }
        self.gathered(equations)
    }

    /// Reads over `name :: type`, which says nothing new.
    fn signature(&mut self) -> bool {
        if !begins_signature(self.text, self.tokens, self.at) {
            return false;
        }
        while self
            .peek()
            .is_some_and(|token| token.text(self.text) != "}")
            && self.take(TokenKind::Separator, ";").is_none()
        {
            self.at += 1;
        }
        self.next_line_of_block();
        true
    }

    fn equation(&mut self) -> Parsed<Equation> {
        let Some(token) = self.peek() else {
            return Err(
                Diagnostic::error(self.here(), "a name is missing after `let`")
                    .with_help("write `let name = …`"),
            );
        };
        let bound = self.values.len();
        let result = self.equation_here(token);
        self.values.truncate(bound);
        result
    }

    fn equation_here(&mut self, token: Token) -> Parsed<Equation> {
        let text = token.text(self.text);
        let start = self.at;
        let not_a_name = Diagnostic::error(token.place, format!("`{text}` cannot be a name"))
            .with_help("write `let name = …`");
        // `(+++) a b = …`
        if let [_, operator, close, ..] = &self.tokens[start..]
            && text == "("
            && operator.kind == TokenKind::Operator
            && close.text(self.text) == ")"
        {
            self.at += 3;
            let name = operator.text(self.text).to_owned();
            return self.function(name, operator.place, Vec::new());
        }
        let named = token.kind == TokenKind::Name && !is_reserved(text);
        if !named && !matches!(text, "(" | "[") {
            return Err(not_a_name);
        }
        let left = match self.parameter() {
            Ok(left) => left,
            Err(_) if named => return Err(not_a_name),
            Err(error) => return Err(error),
        };
        let operator = self.peek().filter(|next| {
            next.kind == TokenKind::Infix
                || next.kind == TokenKind::Operator
                    && !matches!(next.text(self.text), "=" | "|" | ":" | "::" | "@")
        });
        // `a +++ b = …`
        if let Some(operator) = operator
            && begins_definition(self.text, self.tokens, start)
        {
            self.at += 1;
            let name = operator.text(self.text).trim_matches('`').to_owned();
            let right = self.parameter()?;
            return self.function(name, operator.place, vec![left, right]);
        }
        match left {
            Parameter::Name(name) => self.function(name, token.place, Vec::new()),
            parts => {
                if self.take(TokenKind::Operator, "=").is_none() {
                    return Err(Diagnostic::error(self.here(), "`=` is missing")
                        .with_help("write `let (a, b) = …`"));
                }
                let body = self.expression()?;
                let body = self.with_where(body)?;
                Ok(Equation::Parts(parts, token.place, body))
            }
        }
    }

    /// The parameters that follow those given, and what the function gives.
    fn function(
        &mut self,
        name: String,
        place: Place,
        mut parameters: Vec<Parameter>,
    ) -> Parsed<Equation> {
        let mut last = place;
        while !self.is(TokenKind::Operator, "=") && !self.is(TokenKind::Operator, "|") {
            let bus = self.peek().is_some_and(|next| next.kind == TokenKind::Bus);
            if self.peek().is_none() || bus || self.is(TokenKind::Operator, ":") {
                // `let x 3`
                let place = match parameters.last() {
                    Some(Parameter::Number(_) | Parameter::Text(_)) => last,
                    _ => self.here(),
                };
                return Err(
                    Diagnostic::error(place, "`=` is missing").with_help("write `let name = …`")
                );
            }
            last = self.here();
            parameters.push(self.parameter()?);
        }
        self.bind(&parameters);
        let body = self.right_side("=")?;
        let alternative = Alternative { parameters, body };
        Ok(Equation::Function(name, place, alternative))
    }

    /// What stands behind `=` (or `->` in a `case`), with guards and what is defined `where`.
    fn right_side(&mut self, sign: &str) -> Parsed<Expression> {
        let start = self.here().start;
        let body = if self.is(TokenKind::Operator, "|") {
            self.guards(sign, start)?
        } else {
            if self.take(TokenKind::Operator, sign).is_none() {
                return Err(Diagnostic::error(
                    self.here(),
                    format!("`{sign}` is missing"),
                ));
            }
            self.expression()?
        };
        self.with_where(body)
    }

    /// `| test = e | test = e`
    fn guards(&mut self, sign: &str, start: usize) -> Parsed<Expression> {
        let mut guards = Vec::new();
        let mut depth = 0;
        while self.take(TokenKind::Operator, "|").is_some() {
            let mut tests = Vec::new();
            let bound = self.values.len();
            loop {
                let test = self.qualifier()?;
                depth = depth.max(test.depth());
                tests.push(test);
                if self.take(TokenKind::Separator, ",").is_none() {
                    break;
                }
            }
            if self.take(TokenKind::Operator, sign).is_none() {
                return Err(Diagnostic::error(
                    self.here(),
                    format!("`{sign}` is missing after `|`"),
                )
                .with_help(format!("write `| test {sign} value`")));
            }
            let body = self.expression();
            self.values.truncate(bound);
            let body = body?;
            depth = depth.max(body.depth);
            guards.push((tests, body));
        }
        self.make(Node::Guards(guards), start, depth)
    }

    /// `e where x = …`
    fn with_where(&mut self, body: Expression) -> Parsed<Expression> {
        if self.take(TokenKind::Name, "where").is_none() {
            return Ok(body);
        }
        let bound = self.values.len();
        let bindings = self.block_of_bindings();
        self.values.truncate(bound);
        let bindings = bindings?;
        let start = body.place.start;
        let inside = bindings.iter().map(|binding| binding.body.depth);
        let depth = inside.fold(body.depth, u32::max);
        self.make(Node::Let(bindings, Box::new(body)), start, depth)
    }

    /// The equations of each function together.
    fn gathered(&self, equations: Vec<Equation>) -> Parsed<Vec<Binding>> {
        let mut bindings: Vec<Binding> = Vec::new();
        let mut open: Option<(String, Place, Vec<Alternative>)> = None;
        for equation in equations {
            match equation {
                Equation::Function(name, place, alternative) => match &mut open {
                    Some((last, _, alternatives))
                        if *last == name
                            && !alternative.parameters.is_empty()
                            && alternatives[0].parameters.len() == alternative.parameters.len() =>
                    {
                        alternatives.push(alternative);
                    }
                    _ => {
                        if let Some(last) = open.replace((name, place, vec![alternative])) {
                            bindings.push(self.of_alternatives(last)?);
                        }
                    }
                },
                Equation::Parts(parts, place, body) => {
                    if let Some(last) = open.take() {
                        bindings.push(self.of_alternatives(last)?);
                    }
                    for name in parts.names() {
                        let value = Expression {
                            kind: Node::Name(name.to_owned()),
                            place,
                            depth: 1,
                        };
                        let alternative = Alternative {
                            parameters: vec![parts.clone()],
                            body: value,
                        };
                        let kind = Node::Match(vec![body.clone()], vec![alternative]);
                        bindings.push(Binding {
                            name: name.to_owned(),
                            place,
                            parameters: Vec::new(),
                            body: self.matching(kind, place, body.depth)?,
                        });
                    }
                }
            }
        }
        if let Some(last) = open {
            bindings.push(self.of_alternatives(last)?);
        }
        Ok(bindings)
    }

    fn of_alternatives(
        &self,
        (name, place, mut alternatives): (String, Place, Vec<Alternative>),
    ) -> Parsed<Binding> {
        let plain = alternatives.len() == 1
            && alternatives[0]
                .parameters
                .iter()
                .all(Parameter::always_fits)
            && !alternatives[0].body.may_fail();
        if plain && let Some(Alternative { parameters, body }) = alternatives.pop() {
            return Ok(Binding {
                name,
                place,
                parameters,
                body,
            });
        }
        let (parameters, body) = self.function_of(place, alternatives)?;
        Ok(Binding {
            name,
            place,
            parameters,
            body,
        })
    }

    /// A function of several alternatives, as its parameters and its body.
    pub(super) fn function_of(
        &self,
        place: Place,
        alternatives: Vec<Alternative>,
    ) -> Parsed<(Vec<Parameter>, Expression)> {
        // Names that nobody can write.
        let names: Vec<String> = (1..=alternatives[0].parameters.len())
            .map(|number| format!("argument {number}"))
            .collect();
        let subjects = names.iter().map(|name| Expression {
            kind: Node::Name(name.clone()),
            place,
            depth: 1,
        });
        let depths = alternatives.iter().map(|it| it.body.depth);
        let depth = depths.fold(1, u32::max);
        let kind = Node::Match(subjects.collect(), alternatives);
        let body = self.matching(kind, place, depth)?;
        Ok((names.into_iter().map(Parameter::Name).collect(), body))
    }

    fn matching(&self, kind: Node, place: Place, depth: u32) -> Parsed<Expression> {
        let made = self.make(kind, place.start, depth)?;
        Ok(Expression { place, ..made })
    }

    /// `case e of …`
    pub(super) fn case_of(&mut self, start: usize) -> Parsed<Expression> {
        let subject = self.expression()?;
        if self.take(TokenKind::Name, "of").is_none() {
            return Err(
                Diagnostic::error(self.here(), "`of` is missing after `case`")
                    .with_help("write `case … of` and a line `value -> …` for each value"),
            );
        }
        let open = self.take(TokenKind::Open, "{");
        let block = self.block_here().filter(|_| open.is_none());
        let outer = std::mem::replace(&mut self.layout, block);
        let result = self.alternatives();
        self.layout = outer;
        let alternatives = result?;
        if open.is_some() && self.take(TokenKind::Close, "}").is_none() {
            return Err(Diagnostic::error(
                self.here(),
                "`}` is missing at the end of `case`",
            ));
        }
        let depths = alternatives.iter().map(|it| it.body.depth);
        let depth = depths.fold(subject.depth, u32::max);
        self.make(Node::Match(vec![subject], alternatives), start, depth)
    }

    fn alternatives(&mut self) -> Parsed<Vec<Alternative>> {
        let mut alternatives = Vec::new();
        loop {
            let bound = self.values.len();
            let parameter = self.pattern()?;
            self.bind(std::slice::from_ref(&parameter));
            let body = self.right_side("->");
            self.values.truncate(bound);
            alternatives.push(Alternative {
                parameters: vec![parameter],
                body: body?,
            });
            let semicolon = self.take(TokenKind::Separator, ";").is_some();
            if self.is(TokenKind::Close, "}") || !semicolon && !self.next_line_of_block() {
                return Ok(alternatives);
            }
        }
    }
}
