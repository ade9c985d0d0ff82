//! Reads expressions: a Pratt parser over the tokens of one statement, with Tidal's precedences. Its recursion is
//! bounded, and an error is a diagnostic with a place, never a panic.

use super::diagnostic::{Diagnostic, Place};
use super::lexer::{Token, TokenKind};
use super::syntax::{Bind, Binding, Expression, Node, Number, OperatorAt, Parameter};
use crate::pattern::Rational;
use std::rc::Rc;

/// Expressions within expressions, at most: no song comes near, and no stack overflows.
pub const DEEPEST: u32 = 200;

pub(super) type Parsed<T> = Result<T, Diagnostic>;

/// How tightly an operator binds, and to which side it groups.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Grip {
    power: u8,
    right: bool,
}

/// Reads the tokens of one statement (comments left out).
pub(super) struct Parser<'a> {
    pub text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    /// Names bound by lambdas, definitions and `let`: `x -1` subtracts where `x` is one of them.
    pub values: Vec<String>,
    /// Whether a name is known to be no function (`sine`), asked for `sine -1`.
    pub is_value: &'a dyn Fn(&str) -> bool,
}

impl<'a> Parser<'a> {
    pub fn new(text: &'a str, tokens: &'a [Token], is_value: &'a dyn Fn(&str) -> bool) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            depth: 0,
            values: Vec::new(),
            is_value,
        }
    }

    pub fn peek(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    pub fn peek_text(&self) -> &'a str {
        self.peek().map_or("", |token| token.text(self.text))
    }

    pub fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn is(&self, kind: TokenKind, text: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.kind == kind && token.text(self.text) == text)
    }

    pub fn take(&mut self, kind: TokenKind, text: &str) -> Option<Token> {
        if self.is(kind, text) {
            self.next()
        } else {
            None
        }
    }

    /// Where something is missing: right after the last token read.
    pub fn here(&self) -> Place {
        match self.peek() {
            Some(token) => token.place,
            None => {
                let end = self
                    .at
                    .checked_sub(1)
                    .map_or(0, |last| self.tokens[last].place.end);
                Place::new(end, end)
            }
        }
    }

    fn last_end(&self) -> usize {
        self.at
            .checked_sub(1)
            .map_or(0, |last| self.tokens[last].place.end)
    }

    fn make(&self, kind: Node, start: usize, depth: u32) -> Parsed<Expression> {
        let place = Place::new(start, self.last_end().max(start));
        if depth >= DEEPEST {
            return Err(too_deep(place));
        }
        Ok(Expression {
            kind,
            place,
            depth: depth + 1,
        })
    }

    /// A whole expression that ends where the tokens do.
    pub fn whole(&mut self) -> Parsed<Expression> {
        let expression = self.expression()?;
        match self.peek() {
            None => Ok(expression),
            Some(token) => Err(self.unexpected(token)),
        }
    }

    /// Says what is wrong with a token where an expression could have ended.
    pub fn unexpected(&self, token: Token) -> Diagnostic {
        let text = token.text(self.text);
        match token.kind {
            TokenKind::Close => Diagnostic::error(token.place, format!("`{text}` closes nothing")),
            TokenKind::OpenText => Diagnostic::error(token.place, "this string is not closed")
                .with_help("add `\"` at its end"),
            TokenKind::Unknown if matches!(text, "“" | "”" | "„" | "‘" | "’") => {
                Diagnostic::error(
                    token.place,
                    format!("`{text}` is not a quote that programs know"),
                )
                .with_help("write straight quotes: `\"bd\"`")
            }
            TokenKind::Unknown => {
                Diagnostic::error(token.place, format!("`{text}` means nothing here"))
            }
            TokenKind::Operator if text == "=" => {
                Diagnostic::error(token.place, "`=` cannot stand in an expression")
                    .with_help("`let name = …` or `~name: …` define a name at the start of a line")
            }
            TokenKind::Operator if text == ":" => {
                Diagnostic::error(token.place, "`:` cannot stand here")
                    .with_help("a sample's number is written inside the string: `s \"bd:3\"`")
            }
            _ => Diagnostic::error(token.place, format!("`{text}` cannot stand here")),
        }
    }

    /// One expression, as long as it goes.
    pub fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(|parser| {
            let expression = parser.binary(0)?;
            if parser.take(TokenKind::Operator, "::").is_some() {
                return parser.annotated(expression);
            }
            if let Some(token) = parser.peek()
                && token.kind == TokenKind::Name
                && token.text(parser.text) == "where"
            {
                return Err(Diagnostic::error(token.place, "`where` is not part of the language")
                    .with_help("write `let name = … in …` before, or a statement `let name = …` of its own"));
            }
            Ok(expression)
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST {
            return Err(too_deep(self.here()));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn annotated(&mut self, expression: Expression) -> Parsed<Expression> {
        let start = self.here().start;
        let mut brackets = 0usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Open => brackets += 1,
                TokenKind::Close if brackets == 0 => break,
                TokenKind::Close => brackets -= 1,
                TokenKind::Name | TokenKind::Operator => {}
                TokenKind::Separator if brackets > 0 => {}
                _ => break,
            }
            self.at += 1;
        }
        let text = self.text[start..self.last_end().max(start)].to_owned();
        if text.is_empty() {
            return Err(Diagnostic::error(
                self.here(),
                "a type is missing after `::`",
            ));
        }
        let (begin, depth) = (expression.place.start, expression.depth);
        self.make(Node::Annotated(Box::new(expression), text), begin, depth)
    }

    /// Operands and operators that bind at least as tightly as `least`.
    fn binary(&mut self, least: u8) -> Parsed<Expression> {
        let mut left = self.operand(least)?;
        while let Some((operator, binding)) = self.operator_here() {
            if binding.power < least {
                break;
            }
            // `(x +)`: the operator belongs to the section.
            if self
                .tokens
                .get(self.at + 1)
                .is_some_and(|token| token.kind == TokenKind::Close)
            {
                break;
            }
            self.at += 1;
            if self.peek().is_none() {
                return Err(Diagnostic::error(
                    operator.place,
                    format!("nothing follows `{}`", operator.name),
                ));
            }
            let next = binding.power + u8::from(!binding.right);
            let right = self.deeper(|parser| parser.binary(next))?;
            left = self.combine(left, operator, right)?;
        }
        Ok(left)
    }

    fn combine(
        &self,
        left: Expression,
        operator: OperatorAt,
        right: Expression,
    ) -> Parsed<Expression> {
        // `1/8` and `1%8` of written numbers are numbers.
        if let (Node::Number(a), Node::Number(b)) = (&left.kind, &right.kind)
            && (operator.name == "/" || operator.name == "%" && a.whole && b.whole)
            && let (Some(a), Some(b)) = (a.exact, b.exact)
            && let Some(ratio) = a.checked_div(b)
        {
            let number = Number {
                whole: false,
                calculated: true,
                ..Number::ratio(ratio)
            };
            return self.make(Node::Number(number), left.place.start, 0);
        }
        let start = left.place.start;
        let depth = left.depth.max(right.depth);
        self.make(
            Node::Binary(Box::new(left), operator, Box::new(right)),
            start,
            depth,
        )
    }

    /// The operator that stands here, if one does.
    fn operator_here(&self) -> Option<(OperatorAt, Grip)> {
        let token = self.peek()?;
        let text = token.text(self.text);
        let name = match token.kind {
            TokenKind::Operator => text,
            TokenKind::Infix => text.trim_matches('`'),
            _ => return None,
        };
        // `"bd":3` is no list, but a sample's number in the wrong place.
        let next_spaced = self.tokens.get(self.at + 1).is_some_and(|next| next.spaced);
        if name == ":" && !token.spaced && !next_spaced {
            return None;
        }
        let binding = binding(name, token.kind == TokenKind::Infix)?;
        let operator = OperatorAt {
            name: name.to_owned(),
            place: token.place,
        };
        Some((operator, binding))
    }

    /// How tightly the operator binds that stands so many tokens ahead.
    fn power_after(&self, ahead: usize) -> Option<u8> {
        let token = self.tokens.get(self.at + ahead)?;
        match token.kind {
            TokenKind::Operator => {
                binding(token.text(self.text), false).map(|binding| binding.power)
            }
            _ => None,
        }
    }

    fn operand(&mut self, least: u8) -> Parsed<Expression> {
        let Some(token) = self.peek() else {
            return Err(Diagnostic::error(self.here(), "something is missing here"));
        };
        let text = token.text(self.text);
        if token.kind == TokenKind::Operator {
            match text {
                "\\" => return self.lambda(),
                "-" => {
                    self.at += 1;
                    // A minus that touches a number belongs to it; any other binds like subtraction.
                    let touches = self
                        .peek()
                        .is_some_and(|next| next.kind == TokenKind::Number && !next.spaced);
                    let inner = if touches && self.power_after(1) != Some(8) {
                        self.primary()?
                    } else {
                        self.deeper(|parser| parser.binary(least.max(7)))?
                    };
                    if let Node::Number(number) = inner.kind {
                        return self.make(Node::Number(negated(number)), token.place.start, 0);
                    }
                    let depth = inner.depth;
                    return self.make(Node::Negate(Box::new(inner)), token.place.start, depth);
                }
                _ => {
                    return Err(Diagnostic::error(
                        token.place,
                        format!("nothing stands before `{text}`"),
                    ));
                }
            }
        }
        self.application()
    }

    /// `f a b`
    fn application(&mut self) -> Parsed<Expression> {
        let head = self.primary()?;
        let mut arguments = Vec::new();
        let mut depth = head.depth;
        while let Some(token) = self.peek() {
            let argument = match token.kind {
                TokenKind::Keyword => {
                    self.at += 1;
                    let name = token.text(self.text)[1..].to_owned();
                    let value = if self.negative_number_follows() {
                        self.negative_number()?
                    } else {
                        self.primary()?
                    };
                    let depth = value.depth;
                    self.make(
                        Node::Keyword(name, Box::new(value)),
                        token.place.start,
                        depth,
                    )?
                }
                TokenKind::Operator if token.text(self.text) == "\\" => self.lambda()?,
                TokenKind::Operator if self.is_negative_argument(&head, &arguments) => {
                    self.negative_number()?
                }
                _ if self.starts_primary(token) => self.primary()?,
                _ => break,
            };
            depth = depth.max(argument.depth);
            arguments.push(argument);
        }
        if arguments.is_empty() {
            return Ok(head);
        }
        let start = head.place.start;
        self.make(Node::Apply(Box::new(head), arguments), start, depth)
    }

    /// A minus that touches the number after it and not what is before it.
    fn negative_number_follows(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        self.peek().is_some_and(|minus| {
            minus.text(self.text) == "-"
                && minus.spaced
                && next.is_some_and(|next| next.kind == TokenKind::Number && !next.spaced)
        })
    }

    /// `speed -1` is `speed (-1)`, which Tidal refuses to read; `x -1`, where x is a value, subtracts, as in Tidal.
    fn is_negative_argument(&self, head: &Expression, arguments: &[Expression]) -> bool {
        arguments.is_empty()
            && self.negative_number_follows()
            && matches!(&head.kind, Node::Name(name) if !self.values.contains(name) && !(self.is_value)(name))
    }

    fn negative_number(&mut self) -> Parsed<Expression> {
        let start = self.here().start;
        self.at += 1;
        let inner = self.primary()?;
        let Node::Number(number) = inner.kind else {
            return Ok(inner);
        };
        self.make(Node::Number(negated(number)), start, 0)
    }

    fn starts_primary(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::Name => !matches!(
                token.text(self.text),
                "then" | "else" | "in" | "of" | "where"
            ),
            TokenKind::Bus
            | TokenKind::Percent
            | TokenKind::Number
            | TokenKind::Text
            | TokenKind::OpenText
            | TokenKind::Open => true,
            _ => false,
        }
    }

    fn primary(&mut self) -> Parsed<Expression> {
        let Some(token) = self.next() else {
            return Err(Diagnostic::error(self.here(), "something is missing here"));
        };
        let text = token.text(self.text);
        let start = token.place.start;
        let mut expression = match token.kind {
            TokenKind::Number => return self.number(token),
            TokenKind::Text => {
                let inside = &text[1..text.len() - 1];
                return self.make(Node::Text(inside.to_owned()), start, 0);
            }
            TokenKind::Name => match text {
                "let" => return self.let_in(start),
                "if" => return self.if_then(start),
                "do" => return self.do_block(token),
                "case" | "where" | "then" | "else" | "in" | "of" => {
                    return Err(self.misplaced_word(token));
                }
                _ => self.make(Node::Name(text.to_owned()), start, 0)?,
            },
            TokenKind::Bus => self.make(Node::Bus(text[1..].to_owned()), start, 0)?,
            TokenKind::Percent => self.make(Node::Percent(text[1..].to_owned()), start, 0)?,
            TokenKind::Open => {
                self.at -= 1;
                return self.deeper(|parser| parser.bracket());
            }
            _ => {
                self.at -= 1;
                return Err(self.unexpected(token));
            }
        };
        // `f(a, b)`, with no space before the bracket.
        while let Some(open) = self.peek()
            && open.kind == TokenKind::Open
            && open.text(self.text) == "("
            && !open.spaced
        {
            let (arguments, depth) = self.deeper(|parser| parser.call_arguments())?;
            let depth = depth.max(expression.depth);
            expression = self.make(Node::Call(Box::new(expression), arguments), start, depth)?;
        }
        Ok(expression)
    }

    fn misplaced_word(&self, token: Token) -> Diagnostic {
        let text = token.text(self.text);
        let error = Diagnostic::error(token.place, format!("`{text}` cannot stand here"));
        match text {
            "case" | "of" => error.with_help(
                "`case` is not part of the language; use `if … then … else …`, `pick` or `squeeze`",
            ),
            "where" => error
                .with_help("write `let name = … in …`, or a statement `let name = …` of its own"),
            _ => error,
        }
    }

    fn number(&mut self, token: Token) -> Parsed<Expression> {
        let text = token.text(self.text);
        let Some(mut number) = Number::parse(text) else {
            return Err(Diagnostic::error(
                token.place,
                format!("`{text}` is no number"),
            ));
        };
        if !number.value.is_finite() {
            return Err(Diagnostic::error(token.place, "this number is too large"));
        }
        // `1/8` without spaces is one number, unless an operator that binds as tightly takes its left part.
        let taken = self.at >= 2 && {
            let before = self.tokens[self.at - 2];
            before.kind == TokenKind::Operator
                && matches!(before.text(self.text), "/" | "%" | "**" | "^" | "*")
        };
        let next = self.tokens.get(self.at..self.at + 2);
        if let Some([slash, below]) = next
            && !taken
            && !slash.spaced
            && !below.spaced
            && slash.text(self.text) == "/"
            && below.kind == TokenKind::Number
            && number.whole
            && let Some(under) = Number::parse(below.text(self.text))
            && under.whole
            && let (Some(a), Some(b)) = (number.exact, under.exact)
            && let Some(ratio) = Rational::checked_div(a, b)
        {
            self.at += 2;
            number = Number {
                whole: false,
                calculated: true,
                ..Number::ratio(ratio)
            };
        }
        let expression = self.make(Node::Number(number), token.place.start, 0)?;
        // `2x` is no number and no name.
        if let Some(next) = self.peek()
            && !next.spaced
            && matches!(next.kind, TokenKind::Name)
        {
            let place = token.place.to(next.place);
            return Err(Diagnostic::error(
                place,
                format!(
                    "`{}` is neither a number nor a name",
                    &self.text[place.range()]
                ),
            )
            .with_help("names do not begin with a digit; mini-notation goes in a string"));
        }
        Ok(expression)
    }

    fn call_arguments(&mut self) -> Parsed<(Vec<Expression>, u32)> {
        let open = self.next().map_or(self.here(), |token| token.place);
        let (items, depth, _) = self.items(open, ")")?;
        Ok((items, depth))
    }

    /// Expressions between commas up to the closing bracket; and whether a comma was there.
    fn items(&mut self, open: Place, close: &str) -> Parsed<(Vec<Expression>, u32, bool)> {
        let mut items = Vec::new();
        let mut depth = 0;
        let mut comma = false;
        loop {
            if self.take(TokenKind::Close, close).is_some() {
                return Ok((items, depth, comma));
            }
            if self.peek().is_none() {
                return Err(self.not_closed(open, close));
            }
            let item = self.item()?;
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
                    if token.kind == TokenKind::Operator && token.text(self.text) == ".." =>
                {
                    return Ok((items, depth, comma));
                }
                Some(token) => return Err(self.unexpected(token)),
                None => return Err(self.not_closed(open, close)),
            }
        }
    }

    /// One item between commas, which may be a keyword argument of a call.
    fn item(&mut self) -> Parsed<Expression> {
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

    fn not_closed(&self, open: Place, close: &str) -> Diagnostic {
        let text = &self.text[open.range()];
        Diagnostic::error(open, format!("`{text}` is not closed"))
            .with_help(format!("a `{close}` is missing"))
    }

    fn wrong_close(&self, open: Place, token: Token, close: &str) -> Diagnostic {
        Diagnostic::error(
            token.place,
            format!(
                "`{}` closes `{}`, which needs `{close}`",
                token.text(self.text),
                &self.text[open.range()]
            ),
        )
    }

    fn bracket(&mut self) -> Parsed<Expression> {
        let Some(token) = self.next() else {
            return Err(Diagnostic::error(self.here(), "something is missing here"));
        };
        match token.text(self.text) {
            "(" => self.parenthesis(token.place),
            "[" => self.list(token.place),
            _ => Err(
                Diagnostic::error(token.place, "`{` belongs inside a string")
                    .with_help("a polymeter is written `\"{a b c}%4\"`"),
            ),
        }
    }

    fn list(&mut self, open: Place) -> Parsed<Expression> {
        let (mut items, mut depth, _) = self.items(open, "]")?;
        if self.take(TokenKind::Operator, "..").is_none() {
            return self.make(Node::List(items), open.start, depth);
        }
        if self.is(TokenKind::Close, "]") {
            return Err(
                Diagnostic::error(open.to(self.here()), "a list needs an end")
                    .with_help("write `[0 .. 7]`"),
            );
        }
        let last = self.expression()?;
        depth = depth.max(last.depth);
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
                Node::Range(Box::new(first), second, Box::new(last)),
                open.start,
                depth,
            ),
            _ => Err(Diagnostic::error(
                open.to(self.here()),
                "a range has one or two numbers before `..`",
            )),
        }
    }

    fn parenthesis(&mut self, open: Place) -> Parsed<Expression> {
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

    fn close(&mut self, open: Place) -> Parsed<()> {
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

    fn lambda(&mut self) -> Parsed<Expression> {
        let start = self.here();
        self.at += 1;
        let mut parameters = Vec::new();
        while !self.is(TokenKind::Operator, "->") {
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

    fn parameter_here(&mut self) -> Parsed<Parameter> {
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

    fn let_in(&mut self, start: usize) -> Parsed<Expression> {
        let bound = self.values.len();
        let result = self.let_bindings(start);
        self.values.truncate(bound);
        result
    }

    fn let_bindings(&mut self, start: usize) -> Parsed<Expression> {
        let mut bindings = Vec::new();
        let mut depth = 0;
        loop {
            let binding = self.binding()?;
            depth = depth.max(binding.body.depth);
            if binding.parameters.is_empty() {
                self.values.push(binding.name.clone());
            }
            bindings.push(binding);
            if self.take(TokenKind::Separator, ";").is_none() {
                break;
            }
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

    fn if_then(&mut self, start: usize) -> Parsed<Expression> {
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

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        match self.take(TokenKind::Name, word) {
            Some(_) => Ok(()),
            None => Err(
                Diagnostic::error(self.here(), format!("`{word}` is missing"))
                    .with_help("write `if … then … else …`"),
            ),
        }
    }

    /// `do { x <- a; return x }`. Blocks by indentation are refused.
    fn do_block(&mut self, token: Token) -> Parsed<Expression> {
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

    fn do_lines(&mut self, start: usize) -> Parsed<Expression> {
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

fn negated(number: Number) -> Number {
    Number {
        exact: number.exact.map(|exact| -exact),
        value: -number.value,
        ..number
    }
}

fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(
        place,
        format!("this is nested too deep (more than {DEEPEST} levels)"),
    )
}

/// Tidal's precedences; none for what is no operator between operands.
fn binding(name: &str, infix: bool) -> Option<Grip> {
    let left = |power| {
        Some(Grip {
            power,
            right: false,
        })
    };
    let right = |power| Some(Grip { power, right: true });
    if infix {
        return left(match name {
            "mod" | "div" | "rem" | "quot" => 7,
            _ => 9,
        });
    }
    match name {
        "$" => right(0),
        ">>=" => left(1),
        "=<<" => right(1),
        "||" => right(2),
        "&&" => right(3),
        "==" | "/=" | "<=" | ">=" | "<" | ">" | "<$>" | "<$" | "$>" | "<*>" | "<*" | "*>"
        | "<<*" => left(4),
        "++" | ":" => right(5),
        "<>" => right(6),
        "+" | "-" => left(6),
        "*" | "/" | "%" => left(7),
        "**" | "^" => right(8),
        "." => right(9),
        "!!" | "#" | "<~" | "~>" | "<~>" => left(9),
        "->" | "<-" | "=>" | ".." | "::" | "=" | "\\" | "@" | "~" | "?" | "!" | "&" | "|" | "_" => {
            None
        }
        _ => left(9),
    }
}
