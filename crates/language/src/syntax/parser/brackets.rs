//! What stands in brackets: arguments of calls, lists, tuples, sections.

use super::{Parsed, Parser};
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{Expression, Node};

impl Parser<'_> {
    pub(super) fn call_arguments(&mut self) -> Parsed<(Vec<Expression>, u32)> {
        let open = self.next().map_or(self.here(), |token| token.place);
        let (items, depth, _) = self.without_layout(|parser| parser.items(open, ")"))?;
        Ok((items, depth))
    }

    /// Expressions between commas, and whether the closing bracket was read: `..` or `|` may come before it.
    pub(super) fn items(
        &mut self,
        open: Place,
        close: &str,
    ) -> Parsed<(Vec<Expression>, u32, bool)> {
        let mut items = Vec::new();
        let mut depth = 0;
        let mut comma = false;
        loop {
            if self.take(TokenKind::Close, close).is_some() {
                return Ok((items, depth, true));
            }
            if self.peek().is_none() {
                return Err(self.not_closed(open, close));
            }
            let mut item = self.item()?;
            // `whenmod(4, 2, 0.25 <~)`
            if let Some((operator, _)) = self.operator_here()
                && let Some(last) = self.tokens.get(self.at + 1)
                && close == ")"
                && (last.kind == TokenKind::Separator || last.text(self.text) == ")")
            {
                self.at += 1;
                let (start, depth) = (item.place.start, item.depth);
                item = self.make(Node::LeftSection(Box::new(item), operator), start, depth)?;
            }
            depth = depth.max(item.depth);
            items.push(item);
            if self.take(TokenKind::Separator, ",").is_some() {
                comma = true;
                continue;
            }
            match self.peek() {
                Some(token) if token.kind == TokenKind::Close && token.text(self.text) == close => {
                }
                Some(token) if token.kind == TokenKind::Close => {
                    return Err(self.wrong_close(open, token, close));
                }
                Some(token)
                    if token.kind == TokenKind::Operator
                        && (token.text(self.text) == ".."
                            || token.text(self.text) == "|" && close == "]" && !comma) =>
                {
                    return Ok((items, depth, false));
                }
                Some(token) => return Err(self.unexpected(token)),
                None => return Err(self.not_closed(open, close)),
            }
        }
    }

    /// One item between commas, which may be a keyword argument of a call.
    pub(super) fn item(&mut self) -> Parsed<Expression> {
        if let Some(token) = self.peek()
            && token.kind == TokenKind::Keyword
        {
            self.at += 1;
            let value = self.expression()?;
            let depth = value.depth;
            let name = token.text(self.text)[1..].to_owned();
            return self.make(
                Node::Keyword(name, Box::new(value)),
                token.place.start,
                depth,
            );
        }
        self.expression()
    }

    pub(super) fn not_closed(&self, open: Place, close: &str) -> Diagnostic {
        let text = &self.text[open.range()];
        Diagnostic::error(open, format!("`{text}` is not closed"))
            .with_help(format!("a `{close}` is missing"))
    }

    pub(super) fn wrong_close(&self, open: Place, token: Token, close: &str) -> Diagnostic {
        Diagnostic::error(
            token.place,
            format!(
                "`{}` closes `{}`, which needs `{close}`",
                token.text(self.text),
                &self.text[open.range()]
            ),
        )
    }

    pub(super) fn bracket(&mut self) -> Parsed<Expression> {
        let Some(token) = self.next() else {
            return Err(Diagnostic::error(self.here(), "something is missing here"));
        };
        match token.text(self.text) {
            "(" => self.without_layout(|parser| parser.parenthesis(token.place)),
            "[" => self.without_layout(|parser| parser.list(token.place)),
            _ => Err(
                Diagnostic::error(token.place, "`{` belongs inside a string")
                    .with_help("a polymeter is written `\"{a b c}%4\"`"),
            ),
        }
    }

    pub(super) fn list(&mut self, open: Place) -> Parsed<Expression> {
        let (mut items, mut depth, closed) = self.items(open, "]")?;
        if closed {
            return self.make(Node::List(items), open.start, depth);
        }
        if self.is(TokenKind::Operator, "|")
            && let Some(item) = items.pop()
        {
            return self.comprehension(open, item);
        }
        self.take(TokenKind::Operator, "..");
        let last = if self.is(TokenKind::Close, "]") {
            None
        } else {
            let last = self.expression()?;
            depth = depth.max(last.depth);
            Some(Box::new(last))
        };
        match self.next() {
            Some(token) if token.text(self.text) == "]" => {}
            Some(token) if token.kind == TokenKind::Close => {
                return Err(self.wrong_close(open, token, "]"));
            }
            Some(token) => return Err(self.unexpected(token)),
            None => return Err(self.not_closed(open, "]")),
        }
        let second = if items.len() == 2 {
            items.pop().map(Box::new)
        } else {
            None
        };
        match (items.pop(), items.is_empty()) {
            (Some(first), true) => self.make(
                Node::Range(Box::new(first), second, last),
                open.start,
                depth,
            ),
            _ => Err(Diagnostic::error(
                open.to(self.here()),
                "a range has one or two numbers before `..`",
            )),
        }
    }

    pub(super) fn parenthesis(&mut self, open: Place) -> Parsed<Expression> {
        // `(,)`
        if self.is(TokenKind::Separator, ",") {
            let mut parts = 1;
            while self.take(TokenKind::Separator, ",").is_some() {
                parts += 1;
            }
            if self.take(TokenKind::Close, ")").is_none() {
                return Err(Diagnostic::error(
                    self.here(),
                    "something is missing before the comma",
                ));
            }
            return self.make(Node::TupleMaker(parts), open.start, 0);
        }
        if let Some((operator, _)) = self.operator_here() {
            let minus = operator.name == "-";
            let follows = self.tokens.get(self.at + 1);
            if follows.is_some_and(|token| token.text(self.text) == ")") {
                self.at += 2;
                return self.make(Node::Operator(operator), open.start, 0);
            }
            // `(- 1)` and `(-1)` are numbers, as in Haskell.
            if !minus && operator.name != "\\" {
                self.at += 1;
                if self.peek().is_none() {
                    return Err(self.not_closed(open, ")"));
                }
                let right = self.expression()?;
                self.close(open)?;
                let depth = right.depth;
                return self.make(
                    Node::RightSection(operator, Box::new(right)),
                    open.start,
                    depth,
                );
            }
        }
        if self.take(TokenKind::Close, ")").is_some() {
            return self.make(Node::Tuple(Vec::new()), open.start, 0);
        }
        if self.peek().is_none() {
            return Err(self.not_closed(open, ")"));
        }
        let first = self.expression()?;
        // `(x +)`
        if let Some((operator, _)) = self.operator_here() {
            self.at += 1;
            self.close(open)?;
            let depth = first.depth;
            return self.make(
                Node::LeftSection(Box::new(first), operator),
                open.start,
                depth,
            );
        }
        if self.take(TokenKind::Separator, ",").is_none() {
            self.close(open)?;
            let depth = first.depth;
            // The brackets belong to what they hold: `(1 + 2)` is one place.
            let place = self.make(Node::TupleMaker(0), open.start, depth)?.place;
            return Ok(Expression { place, ..first });
        }
        let mut parts = vec![first];
        let (rest, depth, _) = self.items(open, ")")?;
        parts.extend(rest);
        let depth = depth.max(parts[0].depth);
        self.make(Node::Tuple(parts), open.start, depth)
    }

    pub(super) fn close(&mut self, open: Place) -> Parsed<()> {
        match self.next() {
            Some(token) if token.kind == TokenKind::Close && token.text(self.text) == ")" => Ok(()),
            Some(token) if token.kind == TokenKind::Close => {
                Err(self.wrong_close(open, token, ")"))
            }
            Some(token) => {
                self.at -= 1;
                Err(self.unexpected(token))
            }
            None => Err(self.not_closed(open, ")")),
        }
    }
}
