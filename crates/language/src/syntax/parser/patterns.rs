//! What stands for the arguments of a function: names, tuples, lists, and values that an argument must be equal to.

use super::operands::{negated, unescaped};
use super::{Parsed, Parser};
use crate::diagnostic::Diagnostic;
use crate::syntax::lexer::TokenKind;
use crate::syntax::{Number, Parameter};

impl Parser<'_> {
    /// Makes the names of parameters known.
    pub(crate) fn bind(&mut self, parameters: &[Parameter]) {
        for parameter in parameters {
            let names = parameter.names();
            self.values.extend(names.into_iter().map(str::to_owned));
        }
    }

    /// One parameter, in brackets if it has several parts.
    pub(crate) fn parameter(&mut self) -> Parsed<Parameter> {
        self.deeper(|parser| parser.parameter_here())
    }

    /// A parameter within brackets or before an arrow, where `Just x` and `first:rest` need none of their own.
    pub(super) fn pattern(&mut self) -> Parsed<Parameter> {
        self.deeper(|parser| {
            let first = if parser.take(TokenKind::Name, "Just").is_some() {
                Parameter::Maybe(Some(Box::new(parser.parameter()?)))
            } else {
                parser.parameter()?
            };
            if parser.take(TokenKind::Operator, ":").is_none() {
                return Ok(first);
            }
            let rest = parser.pattern()?;
            Ok(Parameter::Cons(Box::new(first), Box::new(rest)))
        })
    }

    fn parameter_here(&mut self) -> Parsed<Parameter> {
        let Some(token) = self.next() else {
            return Err(Diagnostic::error(self.here(), "`->` is missing")
                .with_help("a function is written `\\x -> …`"));
        };
        let text = token.text(self.text);
        match (token.kind, text) {
            (TokenKind::Name, "True" | "False") => Ok(Parameter::Truth(text == "True")),
            (TokenKind::Name, "Nothing") => Ok(Parameter::Maybe(None)),
            (TokenKind::Name, _) if !super::is_reserved(text) => {
                if self.take(TokenKind::Operator, "@").is_some() {
                    let inner = self.parameter()?;
                    return Ok(Parameter::As(text.to_owned(), Box::new(inner)));
                }
                Ok(Parameter::Name(text.to_owned()))
            }
            (TokenKind::Number, _) => match Number::parse(text) {
                Some(number) => Ok(Parameter::Number(number)),
                None => Err(Diagnostic::error(
                    token.place,
                    format!("`{text}` is not a number"),
                )),
            },
            (TokenKind::Text | TokenKind::Letter, _) => {
                Ok(Parameter::Text(unescaped(&text[1..text.len() - 1])))
            }
            (TokenKind::Open, "(") => {
                let negative = self.take(TokenKind::Operator, "-").is_some();
                if self.take(TokenKind::Close, ")").is_some() && !negative {
                    return Ok(Parameter::Tuple(Vec::new()));
                }
                let mut parts = vec![self.pattern()?];
                if let (true, [Parameter::Number(number)]) = (negative, &mut parts[..]) {
                    *number = negated(*number);
                }
                while self.take(TokenKind::Separator, ",").is_some() {
                    parts.push(self.pattern()?);
                }
                self.close(token.place)?;
                Ok(if parts.len() == 1 {
                    parts.remove(0)
                } else {
                    Parameter::Tuple(parts)
                })
            }
            (TokenKind::Open, "[") => {
                let mut items = Vec::new();
                while self.take(TokenKind::Close, "]").is_none() {
                    items.push(self.pattern()?);
                    if self.take(TokenKind::Separator, ",").is_none()
                        && !self.is(TokenKind::Close, "]")
                    {
                        return Err(self.not_closed(token.place, "]"));
                    }
                }
                Ok(Parameter::List(items))
            }
            _ => {
                self.at -= 1;
                Err(Diagnostic::error(
                    token.place,
                    format!("`{text}` cannot be the name of an argument"),
                )
                .with_help("a function is written `\\x -> …`"))
            }
        }
    }
}
