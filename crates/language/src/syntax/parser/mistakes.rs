//! What is said of tokens that no expression can hold: what closes nothing, signs of other keyboards and languages, operators
//! without an operand.

use super::{DEEPEST_EXPRESSION, Parser, is_reserved};
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::statements::output_number;
use crate::syntax::{Expression, Number, OperatorAt};

impl<'a> Parser<'a> {
    /// Says what is wrong with a token where an expression could have ended.
    pub(crate) fn unexpected(&self, token: Token) -> Diagnostic {
        let text = token.text(self.text);
        match token.kind {
            TokenKind::Close => Diagnostic::error(token.place, format!("`{text}` closes nothing")),
            // `sound bd"`
            TokenKind::OpenText if text.trim_end() == "\"" && !token.spaced => {
                Diagnostic::error(token.place, "this `\"` closes nothing")
                    .with_help("names of sounds go between two: `\"bd\"`")
            }
            TokenKind::OpenComment => open_comment(token),
            TokenKind::OpenText => Diagnostic::error(token.place, "this string is not closed")
                .with_help("add `\"` at its end"),
            TokenKind::Unknown if matches!(text, "“" | "”" | "„" | "‘" | "’" | "'" | "´") => {
                Diagnostic::error(
                    token.place,
                    format!("`{text}` is a typographic quote"),
                )
                .with_help("write straight quotes: `\"bd\"`")
            }
            TokenKind::Unknown => unknown_sign(text, token.place),
            // `/* … */`
            TokenKind::Operator
                if self.text[token.place.start..].starts_with("/*")
                    || self.text[..token.place.end].ends_with("/*") =>
            {
                foreign_comment(token.place)
            }
            TokenKind::Name if is_reserved(text) => self.misplaced_word(token),
            TokenKind::Operator if text == "=" => {
                let error = Diagnostic::error(token.place, "`=` cannot be used in an expression");
                match self.control_before() {
                    Some(name) => error.with_help(given_value(name)),
                    None => error.with_help(
                        "`let name = …` or `~name: …` define a name at the start of a line",
                    ),
                }
            }
            TokenKind::Operator if text == ":" => {
                let error = Diagnostic::error(token.place, "`:` cannot be used here");
                let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
                let before = before.map(|token| token.text(self.text));
                if let Some(output) = before.filter(|name| output_number(name).is_some()) {
                    return error.with_help(format!("`{output}:` begins a new line"));
                }
                match self.control_before() {
                    Some(name) => error.with_help(given_value(name)),
                    None => error
                        .with_help("a sample's number is written inside the string: `s \"bd:3\"`"),
                }
            }
            // `gain 0,8`
            TokenKind::Separator if text == "," && self.decimal_comma().is_some() => {
                let written = self.decimal_comma().unwrap_or_default();
                Diagnostic::error(token.place, "a number cannot contain `,`")
                    .with_help(format!("the decimal sign is a point: `{written}`"))
            }
            TokenKind::Separator if text == "," => {
                Diagnostic::error(token.place, "`,` cannot be used here")
                    .with_help("items of a list go in brackets: `[a, b]`; arguments have spaces between them: `f a b`")
            }
            TokenKind::Separator => Diagnostic::error(token.place, format!("`{text}` cannot be used here"))
                .with_help("`,` divides the items of a list; each statement has its own line"),
            TokenKind::Operator if text == "|" => {
                Diagnostic::error(token.place, "`|` cannot be used here").with_help(
                    "a choice at random is written inside a string: `\"bd|sn\"`; controls are joined by `#`",
                )
            }
            _ => {
                let error = Diagnostic::error(token.place, format!("`{text}` cannot be used here"));
                match text {
                    "&" | "&&" => error.with_help("`stack [a, b]` plays both at once"),
                    "->" | "=>" => error.with_help(
                        "controls are joined by `#`: `s \"bd\" # lpf 800`; functions go before what they change: `fast 2 $ s \"bd\"`",
                    ),
                    ";" => error.with_help("each statement has its own line"),
                    _ => error,
                }
            }
        }
    }

    /// `0.8` where the next token is the comma of `0,8`.
    fn decimal_comma(&self) -> Option<String> {
        let before = self.tokens.get(self.at.checked_sub(1)?)?;
        let [comma, after] = self.tokens.get(self.at..self.at + 2)? else {
            return None;
        };
        let digits = |token: &Token| {
            let text = token.text(self.text);
            text.bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(text)
        };
        let control = self.tokens.get(self.at.checked_sub(2)?)?;
        let is_control = crate::builtins::takes_one_control(control.text(self.text));
        let touching = is_control && !comma.spaced && !after.spaced;
        let (whole, fraction) = (digits(before)?, digits(after)?);
        touching.then(|| format!("{whole}.{fraction}"))
    }

    /// The name before the next token, where it could be that of a control: behind `#`.
    fn control_before(&self) -> Option<&'a str> {
        let name = self.tokens.get(self.at.checked_sub(1)?)?;
        let hash = self.tokens.get(self.at.checked_sub(2)?)?;
        (name.kind == TokenKind::Name && hash.text(self.text) == "#").then(|| name.text(self.text))
    }

    /// What is wrong where an operator ends a statement.
    pub(super) fn nothing_follows(&self, left: &Expression, operator: &OperatorAt) -> Diagnostic {
        let error = Diagnostic::error(
            operator.place,
            format!("nothing follows `{}`", operator.name),
        );
        // `gain 80%`
        let number = self
            .at
            .checked_sub(2)
            .and_then(|before| self.tokens.get(before))
            .filter(|token| token.kind == TokenKind::Number && operator.name == "%")
            .and_then(|token| Number::parse(token.text(self.text)));
        match (number, &left.kind) {
            (Some(percent), _) => error.with_help(format!(
                "there is no percent sign: {}% is `{}`",
                percent.value,
                percent.value / 100.0
            )),
            // `lpf <300 2000>`
            _ if let Some(alternation) = self.alternation_before() => {
                error.with_help(format!("alternatives go in a string: `\"{alternation}\"`"))
            }
            _ => error,
        }
    }

    /// `<300 2000>` where the last token is its `>`.
    fn alternation_before(&self) -> Option<&'a str> {
        let close = self.tokens.get(self.at.checked_sub(1)?)?;
        let open = self.tokens[..self.at]
            .iter()
            .rfind(|token| token.kind == TokenKind::Operator && token.text(self.text) == "<")?;
        (close.text(self.text) == ">").then(|| &self.text[open.place.start..close.place.end])
    }

    /// Says that an operand is missing before an operator.
    pub(super) fn nothing_before(&self, token: Token) -> Diagnostic {
        let text = token.text(self.text);
        if text == "*" && self.text[..token.place.end].ends_with("/*") {
            return foreign_comment(Place::new(token.place.start - 1, token.place.end));
        }
        let before = self
            .at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .filter(|before| before.kind == TokenKind::Operator)
            .map(|before| before.text(self.text));
        let Some(before) = before else {
            return Diagnostic::error(token.place, format!("there is nothing before `{text}`"));
        };
        let error = Diagnostic::error(
            token.place,
            format!("there is nothing between `{before}` and `{text}`"),
        );
        match before {
            ">" => error.with_help("mini-notation goes in quotes: `\"<1 2>\"`"),
            "~>" | "<~" if text == "$" => error.with_help(format!(
                "brackets make a function of it: `(0.25 {before}) $ …`"
            )),
            _ => error,
        }
    }
}

fn given_value(name: &str) -> String {
    format!("the value follows with a space: `# {name} 2`")
}

/// What is said of a comment written as in C.
pub(crate) fn foreign_comment(place: Place) -> Diagnostic {
    Diagnostic::error(place, "comments are written differently here")
        .with_help("`-- to the end of the line`, or `{- over several lines -}`")
}

/// Signs that word processors and other keyboards write, and the ones that are meant.
const TYPOGRAPHIC: &[(&str, &str)] = &[
    ("−", "-"),
    ("–", "-"),
    ("—", "-"),
    ("‐", "-"),
    ("‑", "-"),
    ("：", ":"),
    ("，", ","),
    ("、", ","),
    ("；", ";"),
    ("（", "("),
    ("）", ")"),
    ("［", "["),
    ("］", "]"),
    ("｛", "{"),
    ("｝", "}"),
    ("＜", "<"),
    ("＞", ">"),
    ("＃", "#"),
    ("＄", "$"),
    ("＋", "+"),
    ("＝", "="),
    ("｜", "|"),
    ("～", "~"),
    ("˜", "~"),
    ("×", "*"),
    ("·", "*"),
    ("÷", "/"),
    ("…", ".."),
    ("→", "->"),
    ("⇒", "=>"),
    ("≤", "<="),
    ("≥", ">="),
    ("«", "\""),
    ("»", "\""),
    ("″", "\""),
    ("＂", "\""),
    ("”", "\""),
];

/// What is said of a sign that no program knows.
pub(crate) fn unknown_sign(text: &str, place: Place) -> Diagnostic {
    let error = Diagnostic::error(place, format!("`{text}` means nothing here"));
    let meant = TYPOGRAPHIC.iter().find(|(sign, _)| *sign == text);
    match meant {
        Some((_, plain)) => error.with_help(format!("write `{plain}`, the plain sign")),
        None => error,
    }
}

/// A comment to the end of the text that nobody has closed: shown where it begins.
pub(crate) fn open_comment(token: Token) -> Diagnostic {
    let start = token.place.start;
    Diagnostic::error(Place::new(start, start + 2), "this comment is not closed")
        .with_help("add `-}` at its end")
}

pub(super) fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(
        place,
        format!("this is nested too deep (more than {DEEPEST_EXPRESSION} levels)"),
    )
}
