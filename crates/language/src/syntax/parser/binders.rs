//! What binds names or stands in words: functions, `let`, `if`, `do`.

use super::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{Alternative, Expression, Node, Parameter, Qualifier, Step};
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
        let mut body = body?;
        if !parameters.iter().all(Parameter::always_fits) {
            let place = start.to(body.place);
            let alternative = Alternative { parameters, body };
            (parameters, body) = self.function_of(place, vec![alternative])?;
        }
        let depth = body.depth;
        self.make(Node::Lambda(parameters, Rc::new(body)), start.start, depth)
    }

    pub(super) fn let_in(&mut self, start: usize) -> Parsed<Expression> {
        let bound = self.values.len();
        let result = self.let_bindings(start);
        self.values.truncate(bound);
        result
    }

    fn let_bindings(&mut self, start: usize) -> Parsed<Expression> {
        let bindings = self.block_of_bindings()?;
        let known = bindings.iter().filter(|it| it.parameters.is_empty());
        self.values.extend(known.map(|it| it.name.clone()));
        if self.take(TokenKind::Name, "in").is_none() {
            return Err(
                Diagnostic::error(self.here(), "`in` is missing after `let`")
                    .with_help("write `let x = … in …`"),
            );
        }
        let body = self.expression()?;
        let inside = bindings.iter().map(|binding| binding.body.depth);
        let depth = inside.fold(body.depth, u32::max);
        self.make(Node::Let(bindings, Box::new(body)), start, depth)
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
            depth = depth.max(qualifier.depth()) + 1;
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

    pub(super) fn qualifier(&mut self) -> Parsed<Qualifier> {
        if self.take(TokenKind::Name, "let").is_some() {
            return Ok(Qualifier::Let(self.block_of_bindings()?));
        }
        let before = self.at;
        if let Ok(parameter) = self.pattern()
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

    /// `do { x <- a; return x }`, or a step on each line.
    pub(super) fn do_block(&mut self, token: Token) -> Parsed<Expression> {
        let start = token.place.start;
        let open = self.take(TokenKind::Open, "{");
        let block = self.block_here().filter(|_| open.is_none());
        if self.peek().is_none() {
            return Err(Diagnostic::error(token.place, "nothing follows `do`"));
        }
        let bound = self.values.len();
        let outer = std::mem::replace(&mut self.layout, block);
        let steps = self.steps(open.is_some());
        self.layout = outer;
        self.values.truncate(bound);
        let mut steps = steps?;
        if open.is_some() && self.take(TokenKind::Close, "}").is_none() {
            return Err(Diagnostic::error(
                self.here(),
                "`}` is missing at the end of `do`",
            ));
        }
        let depths = steps.iter().map(Step::depth);
        let depth = depths.fold(0, u32::max) + steps.len() as u32;
        match steps.pop() {
            Some(Step::Bind(None, last)) => {
                self.make(Node::Do(steps, Box::new(last)), start, depth)
            }
            Some(Step::Bind(Some(_), last)) => Err(Diagnostic::error(
                last.place,
                "a `do` ends with an expression",
            )),
            Some(Step::Let(bindings)) if !bindings.is_empty() => Err(Diagnostic::error(
                bindings[bindings.len() - 1].place,
                "a `do` ends with an expression",
            )),
            _ => Err(Diagnostic::error(token.place, "nothing follows `do`")),
        }
    }

    fn steps(&mut self, braces: bool) -> Parsed<Vec<Step>> {
        let mut steps = Vec::new();
        loop {
            while self.take(TokenKind::Separator, ";").is_some() {}
            if braces && self.is(TokenKind::Close, "}") {
                return Ok(steps);
            }
            let step = self.step()?;
            match &step {
                Step::Bind(Some(parameter), _) => self.bind(std::slice::from_ref(parameter)),
                Step::Bind(None, _) => {}
                Step::Let(bindings) => {
                    let known = bindings.iter().filter(|it| it.parameters.is_empty());
                    self.values.extend(known.map(|it| it.name.clone()));
                }
            }
            steps.push(step);
            let more = self.is(TokenKind::Separator, ";") && (braces || self.layout.is_some());
            if !more && !self.next_line_of_block() {
                return Ok(steps);
            }
        }
    }

    fn step(&mut self) -> Parsed<Step> {
        let before = self.at;
        if self.take(TokenKind::Name, "let").is_some() {
            let bindings = self.block_of_bindings()?;
            if !self.is(TokenKind::Name, "in") {
                return Ok(Step::Let(bindings));
            }
            self.at = before;
            return Ok(Step::Bind(None, self.expression()?));
        }
        if let Ok(parameter) = self.parameter()
            && self.take(TokenKind::Operator, "<-").is_some()
        {
            return Ok(Step::Bind(Some(parameter), self.expression()?));
        }
        self.at = before;
        Ok(Step::Bind(None, self.expression()?))
    }
}
