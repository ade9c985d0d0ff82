//! What binds names or stands in words: functions, `let`, `if`, `do`.

use super::{Parsed, Parser};
use crate::language::diagnostic::{Diagnostic, Place};
use crate::language::lexer::{Token, TokenKind};
use crate::language::syntax::{Bind, Binding, Expression, Node, Parameter, Qualifier};
use std::rc::Rc;

impl Parser<'_> {
    pub(super) fn lambda(&mut self) -> Parsed<Expression> {
        let start = self.here();
        self.at += 1;
        let mut parameters = Vec::new();
        while !self.is(TokenKind::Operator, "->") {
            if let Some(token) = self.peek().filter(|token| token.kind == TokenKind::Close) {
                return Err(
                    Diagnostic::error(token.place, "`->` is missing before this")
                        .with_help("a function is written `\\x -> …`"),
                );
            }
            parameters.push(self.parameter()?);
        }
        self.at += 1;
        if parameters.is_empty() {
            return Err(
                Diagnostic::error(start, "a function needs a name after `\\`")
                    .with_help("write `\\x -> …`"),
            );
        }
        let bound = self.values.len();
        self.bind(&parameters);
        let body = self.expression();
        self.values.truncate(bound);
        let body = body?;
        let depth = body.depth;
        self.make(Node::Lambda(parameters, Rc::new(body)), start.start, depth)
    }

    pub fn bind(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            match parameter {
                Parameter::Name(name) => self.values.push(name.clone()),
                Parameter::Tuple(parts) => self.bind(parts),
            }
        }
    }

    pub fn parameter(&mut self) -> Parsed<Parameter> {
        self.deeper(|parser| parser.parameter_here())
    }

    pub(super) fn parameter_here(&mut self) -> Parsed<Parameter> {
        match self.next() {
            Some(token) if token.kind == TokenKind::Name => {
                Ok(Parameter::Name(token.text(self.text).to_owned()))
            }
            Some(token) if token.text(self.text) == "(" => {
                let mut parts = vec![self.parameter()?];
                while self.take(TokenKind::Separator, ",").is_some() {
                    parts.push(self.parameter()?);
                }
                self.close(token.place)?;
                Ok(if parts.len() == 1 {
                    parts.remove(0)
                } else {
                    Parameter::Tuple(parts)
                })
            }
            Some(token) => {
                self.at -= 1;
                Err(Diagnostic::error(
                    token.place,
                    format!(
                        "`{}` cannot be the name of an argument",
                        token.text(self.text)
                    ),
                )
                .with_help("a function is written `\\x -> …`"))
            }
            None => Err(Diagnostic::error(self.here(), "`->` is missing")
                .with_help("a function is written `\\x -> …`")),
        }
    }

    pub(super) fn let_in(&mut self, start: usize) -> Parsed<Expression> {
        let bound = self.values.len();
        let result = self.let_bindings(start);
        self.values.truncate(bound);
        result
    }

    pub(super) fn let_bindings(&mut self, start: usize) -> Parsed<Expression> {
        let mut bindings = Vec::new();
        let mut depth = 0;
        let braces = self.take(TokenKind::Open, "{").is_some();
        let block = self.block_here();
        let outer = std::mem::replace(&mut self.layout, block);
        loop {
            if self.signature() {
                continue;
            }
            let binding = self.binding()?;
            depth = depth.max(binding.body.depth);
            if binding.parameters.is_empty() {
                self.values.push(binding.name.clone());
            }
            bindings.push(binding);
            if self.take(TokenKind::Separator, ";").is_none() && !self.next_line_of_block() {
                break;
            }
        }
        self.layout = outer;
        if braces && self.take(TokenKind::Close, "}").is_none() {
            return Err(Diagnostic::error(
                self.here(),
                "`}` is missing at the end of `let {`",
            ));
        }
        if self.take(TokenKind::Name, "in").is_none() {
            return Err(
                Diagnostic::error(self.here(), "`in` is missing after `let`")
                    .with_help("write `let x = … in …`"),
            );
        }
        let body = self.expression()?;
        let depth = depth.max(body.depth);
        self.make(Node::Let(bindings, Box::new(body)), start, depth)
    }

    /// Reads over `name :: type`, which says nothing new.
    fn signature(&mut self) -> bool {
        let named = self
            .peek()
            .is_some_and(|token| token.kind == TokenKind::Name);
        let typed = self.tokens.get(self.at + 1);
        if !named || typed.is_none_or(|token| token.text(self.text) != "::") {
            return false;
        }
        while self.peek().is_some() && self.take(TokenKind::Separator, ";").is_none() {
            self.at += 1;
        }
        self.next_line_of_block();
        true
    }

    /// `name x y = e`
    pub fn binding(&mut self) -> Parsed<Binding> {
        let token = match self.next() {
            Some(token) if token.kind == TokenKind::Name => token,
            Some(token) => {
                return Err(Diagnostic::error(
                    token.place,
                    format!("`{}` cannot be a name", token.text(self.text)),
                )
                .with_help("write `let name = …`"));
            }
            None => {
                return Err(
                    Diagnostic::error(self.here(), "a name is missing after `let`")
                        .with_help("write `let name = …`"),
                );
            }
        };
        let mut parameters = Vec::new();
        while !self.is(TokenKind::Operator, "=") {
            let literal = self.peek().is_some_and(|next| {
                matches!(
                    next.kind,
                    TokenKind::Number | TokenKind::Text | TokenKind::Bus
                )
            });
            // `f 0 = …`
            if literal
                && let Some(equals) = self.tokens.get(self.at + 1)
                && equals.text(self.text) == "="
            {
                return Err(Diagnostic::error(
                    self.here(),
                    "an argument has a name here, no value",
                )
                .with_help("tell values apart with `if … then … else …`"));
            }
            if self.peek().is_none() || literal || self.is(TokenKind::Operator, ":") {
                return Err(Diagnostic::error(self.here(), "`=` is missing")
                    .with_help("write `let name = …`"));
            }
            parameters.push(self.parameter()?);
        }
        self.at += 1;
        let bound = self.values.len();
        self.bind(&parameters);
        let body = self.expression();
        self.values.truncate(bound);
        Ok(Binding {
            name: token.text(self.text).to_owned(),
            place: token.place,
            parameters,
            body: body?,
        })
    }

    /// `[item | x <- list, test]`, from the bar on.
    pub(super) fn comprehension(&mut self, open: Place, item: Expression) -> Parsed<Expression> {
        self.at += 1;
        let bound = self.values.len();
        let result = self.qualifiers(open);
        self.values.truncate(bound);
        let (qualifiers, depth) = result?;
        let depth = depth.max(item.depth);
        let kind = Node::Comprehension(Box::new(item), qualifiers);
        self.make(kind, open.start, depth)
    }

    fn qualifiers(&mut self, open: Place) -> Parsed<(Vec<Qualifier>, u32)> {
        let mut qualifiers = Vec::new();
        let mut depth = 0;
        loop {
            let qualifier = self.qualifier()?;
            let within = match &qualifier {
                Qualifier::Draw(_, e) | Qualifier::Test(e) => e.depth,
                Qualifier::Let(binding) => binding.body.depth,
            };
            depth = depth.max(within) + 1;
            qualifiers.push(qualifier);
            if self.take(TokenKind::Separator, ",").is_some() {
                continue;
            }
            return match self.next() {
                Some(token) if token.text(self.text) == "]" => Ok((qualifiers, depth)),
                Some(token) if token.kind == TokenKind::Close => {
                    Err(self.wrong_close(open, token, "]"))
                }
                Some(token) => Err(self.unexpected(token)),
                None => Err(self.not_closed(open, "]")),
            };
        }
    }

    fn qualifier(&mut self) -> Parsed<Qualifier> {
        if self.take(TokenKind::Name, "let").is_some() {
            return Ok(Qualifier::Let(self.binding()?));
        }
        let before = self.at;
        if let Ok(parameter) = self.parameter()
            && self.take(TokenKind::Operator, "<-").is_some()
        {
            let list = self.expression()?;
            self.bind(std::slice::from_ref(&parameter));
            return Ok(Qualifier::Draw(parameter, list));
        }
        self.at = before;
        Ok(Qualifier::Test(self.expression()?))
    }

    pub(super) fn if_then(&mut self, start: usize) -> Parsed<Expression> {
        let test = self.expression()?;
        self.expect_word("then")?;
        let yes = self.expression()?;
        self.expect_word("else")?;
        let no = self.expression()?;
        let depth = test.depth.max(yes.depth).max(no.depth);
        self.make(
            Node::If(Box::new(test), Box::new(yes), Box::new(no)),
            start,
            depth,
        )
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        match self.take(TokenKind::Name, word) {
            Some(_) => Ok(()),
            None => Err(
                Diagnostic::error(self.here(), format!("`{word}` is missing"))
                    .with_help("write `if … then … else …`"),
            ),
        }
    }

    /// `do { x <- a; return x }`. Blocks by indentation are refused.
    pub(super) fn do_block(&mut self, token: Token) -> Parsed<Expression> {
        let start = token.place.start;
        if self.take(TokenKind::Open, "{").is_none() {
            return Err(Diagnostic::error(token.place, "`do` is not needed here")
                .with_help("write each statement on a line of its own, without `do`"));
        }
        let bound = self.values.len();
        let result = self.do_lines(start);
        self.values.truncate(bound);
        result
    }

    pub(super) fn do_lines(&mut self, start: usize) -> Parsed<Expression> {
        let mut binds = Vec::new();
        let mut depth = 0;
        loop {
            let before = self.at;
            let parameter = match self.parameter() {
                Ok(parameter) if self.take(TokenKind::Operator, "<-").is_some() => Some(parameter),
                _ => {
                    self.at = before;
                    None
                }
            };
            let value = self.expression()?;
            depth = depth.max(value.depth);
            if self.take(TokenKind::Separator, ";").is_some() {
                if let Some(parameter) = &parameter {
                    self.bind(std::slice::from_ref(parameter));
                }
                binds.push(Bind { parameter, value });
                depth += 1;
                continue;
            }
            return match (parameter, self.take(TokenKind::Close, "}")) {
                (None, Some(_)) => self.make(Node::Do(binds, Box::new(value)), start, depth),
                (Some(_), Some(_)) => Err(Diagnostic::error(
                    value.place,
                    "a `do` ends with an expression",
                )),
                (_, None) => Err(Diagnostic::error(
                    self.here(),
                    "`}` is missing at the end of `do`",
                )),
            };
        }
    }
}
