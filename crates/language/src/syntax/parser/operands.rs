//! Functions with their arguments, and what stands alone: names, numbers, strings.

use super::precedence::binding;
use super::{Minus, Parsed, Parser, begins_line};
use crate::builtins;
use crate::diagnostic::Diagnostic;
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::{Expression, Node, Number};
use phonon_pattern::{Operation, Rational};

impl Parser<'_> {
    /// `f a b`
    pub(super) fn application(&mut self) -> Parsed<Expression> {
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
                TokenKind::Operator if self.is_negative_argument(&head, arguments.len())? => {
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
    pub(super) fn negative_number_follows(&self) -> bool {
        let next = self.tokens.get(self.at + 1);
        self.peek().is_some_and(|minus| {
            minus.text(self.text) == "-"
                && minus.spaced
                && next.is_some_and(|next| next.kind == TokenKind::Number && !next.spaced)
        })
    }

    /// `speed -1` is `speed (-1)`, and `shelf 4000 -6` is `shelf 4000 (-6)`, which Tidal refuses to read; `x -1`, where x is a
    /// value, subtracts, as in Tidal, and so does what stands behind all arguments. `range -2 -1 saw` is
    /// `range (-2) (-1) saw`: what a number stands before is no argument of it.
    fn is_negative_argument(&self, head: &Expression, given: usize) -> Parsed<bool> {
        if !self.negative_number_follows() {
            return Ok(false);
        }
        let after = self.tokens.get(self.at + 2);
        if after.is_some_and(|after| !after.first && self.starts_primary(*after)) {
            return Ok(true);
        }
        let Node::Name(name) = &head.kind else {
            return Ok(false);
        };
        if self.values.contains(name) {
            return Ok(false);
        }
        match (self.minus)(name, given) {
            Minus::Subtracts => Ok(false),
            Minus::Belongs => Ok(true),
            Minus::Unclear => Err(self.unclear_minus(name)),
        }
    }

    fn unclear_minus(&self, name: &str) -> Diagnostic {
        let place = self.here().to(self.tokens[self.at + 1].place);
        let number = &self.text[place.range()];
        let without = &number[1..];
        Diagnostic::error(
            place,
            format!("`{number}` could be taken away, or be an argument of `{name}`"),
        )
        .with_help(format!(
            "write `- {without}` to take it away, `({number})` for the argument"
        ))
    }

    pub(super) fn negative_number(&mut self) -> Parsed<Expression> {
        let start = self.here().start;
        self.at += 1;
        let inner = self.primary()?;
        let Node::Number(number) = inner.kind else {
            return Ok(inner);
        };
        self.make(Node::Number(negated(number)), start, 0)
    }

    pub(super) fn starts_primary(&self, token: Token) -> bool {
        match token.kind {
            TokenKind::Name => begins_line(self.text, token),
            TokenKind::Bus
            | TokenKind::Percent
            | TokenKind::Number
            | TokenKind::Text
            | TokenKind::Letter
            | TokenKind::OpenText
            | TokenKind::Open => true,
            _ => false,
        }
    }

    pub(super) fn primary(&mut self) -> Parsed<Expression> {
        let Some(token) = self.next() else {
            return Err(Diagnostic::error(self.here(), "something is missing here"));
        };
        let text = token.text(self.text);
        let start = token.place.start;
        let mut expression = match token.kind {
            TokenKind::Number => return self.number(token),
            TokenKind::Text | TokenKind::Letter => {
                let inside = unescaped(&text[1..text.len() - 1]);
                let node = match token.kind {
                    TokenKind::Letter => Node::Letter(inside),
                    _ => Node::Text(inside),
                };
                return self.make(node, start, 0);
            }
            TokenKind::Name => match text {
                "let" => return self.let_in(start),
                "if" => return self.if_then(start),
                "do" => return self.do_block(token),
                "case" => return self.case_of(start),
                "where" | "then" | "else" | "in" | "of" => {
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
            && !self.opens_section()
        {
            let (arguments, depth) = self.deeper(|parser| parser.call_arguments())?;
            let depth = depth.max(expression.depth);
            expression = self.make(Node::Call(Box::new(expression), arguments), start, depth)?;
        }
        Ok(expression)
    }

    /// Whether the bracket here holds an operator and its right side: an argument, `jux(# speed 2)`, and no list of them.
    fn opens_section(&self) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| {
            token.kind == TokenKind::Operator && !matches!(token.text(self.text), "-" | "\\")
        })
    }

    pub(super) fn misplaced_word(&self, token: Token) -> Diagnostic {
        let text = token.text(self.text);
        let error = Diagnostic::error(token.place, format!("`{text}` cannot be used here"));
        match text {
            "of" => error.with_help("write `case … of` and a line `value -> …` for each value"),
            "where" => error
                .with_help("write `let name = … in …`, or a statement `let name = …` of its own"),
            _ => error,
        }
    }

    /// Whether `1/8` without spaces is a division and not one number: an operator that binds as tightly takes the left part,
    /// an operator that binds more tightly takes the right one (`1/8 ~> p`), or a control takes the left part, as in Tidal
    /// (`# speed 1/2` is `(… # speed 1) / 2`). The number was read before.
    fn is_divided(&self) -> bool {
        let Some(before) = self.at.checked_sub(2).map(|at| self.tokens[at]) else {
            return self.is_taken_from_right();
        };
        let text = before.text(self.text);
        match before.kind {
            TokenKind::Operator if matches!(text, "/" | "%" | "**" | "^" | "*") => true,
            TokenKind::Name if !self.values.iter().any(|value| value == text) => {
                builtins::takes_one_control(text)
            }
            TokenKind::Name
            | TokenKind::Number
            | TokenKind::Text
            | TokenKind::Letter
            | TokenKind::Close => false,
            _ => self.is_taken_from_right(),
        }
    }

    /// Whether what follows `1/8` is an operator with both its sides that binds more tightly than a division.
    fn is_taken_from_right(&self) -> bool {
        let after = self.at + 2;
        let is_section = self
            .tokens
            .get(after + 1)
            .is_none_or(|token| token.kind == TokenKind::Close);
        let operator = self
            .tokens
            .get(after)
            .filter(|token| token.kind == TokenKind::Operator);
        let binding = operator.and_then(|token| binding(token.text(self.text), false));
        !is_section && binding.is_some_and(|binding| binding.power > 7)
    }

    pub(super) fn number(&mut self, token: Token) -> Parsed<Expression> {
        let text = token.text(self.text);
        let Some(mut number) = Number::parse(text) else {
            return Err(Diagnostic::error(
                token.place,
                format!("`{text}` is not a number"),
            ));
        };
        if !number.value.is_finite() {
            return Err(Diagnostic::error(token.place, "this number is too large"));
        }
        let taken = self.is_divided();
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
                plain: number.plain.joined(Operation::Divide, under.plain),
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
            .with_help(match without_unit(number, next.text(self.text)) {
                Some(plain) => format!("numbers have no units: write `{plain}`"),
                None if next.text(self.text).eq_ignore_ascii_case("db") => {
                    "levels are not decibels: `gain 1` is the usual level, `gain 0.8` softer"
                        .to_owned()
                }
                None => {
                    "names do not begin with a digit; mini-notation goes in a string".to_owned()
                }
            }));
        }
        Ok(expression)
    }
}

/// What a string says whose escapes are Haskell's: `\n` and gaps (`\`, a line's end, `\`) are white space or nothing.
/// As long as the string as written wherever that says the same, since places in it are counted.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let blank = escape.len() - escape.trim_start().len();
        rest = match escape.chars().next() {
            Some('n' | 't') => {
                out.push_str("  ");
                &escape[1..]
            }
            Some(_) if blank > 0 && escape[blank..].starts_with('\\') => {
                let after = &escape[blank + 1..];
                let parts =
                    |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "[]<>{}()".contains(c));
                if parts(out.chars().next_back()) || parts(after.chars().next()) {
                    out.extend(std::iter::repeat_n(' ', blank + 2));
                }
                after
            }
            Some(c) if "\\\"'".contains(c) => {
                out.push(c);
                &escape[1..]
            }
            _ => {
                out.push('\\');
                escape
            }
        };
    }
    out.push_str(rest);
    out
}

/// A number with a unit behind it, in the unit that is meant without one: Hz, seconds, beats a minute, times.
fn without_unit(number: Number, unit: &str) -> Option<f64> {
    let factor = match unit.to_lowercase().as_str() {
        "hz" | "s" | "sec" | "secs" | "seconds" | "bpm" | "x" | "st" | "semitones" | "cps" => 1.0,
        "k" | "khz" => 1000.0,
        "ms" => 0.001,
        _ => return None,
    };
    Some(number.value * factor)
}

pub(super) fn negated(number: Number) -> Number {
    Number {
        exact: number.exact.map(|exact| -exact),
        value: -number.value,
        plain: Number::integer(0)
            .plain
            .joined(Operation::Subtract, number.plain),
        ..number
    }
}
