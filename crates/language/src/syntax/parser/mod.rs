//! Reads expressions: a Pratt parser over the tokens of one statement, with Tidal's precedences. Its recursion is
//! bounded, and an error is a diagnostic with a place, never a panic.

mod binders;
mod brackets;
mod functions;
mod layout;
mod operands;
mod patterns;
mod precedence;

pub(crate) use self::layout::{
    Block, begins_definition, begins_line, begins_signature, column, is_reserved,
};
use self::operands::negated;
pub(crate) use self::precedence::Grip;
use self::precedence::binding;
use super::lexer::{Token, TokenKind};
use super::statements::output_number;
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::{Expression, Node, Number, OperatorAt};
use phonon_pattern::Operation;

/// Expressions within expressions, at most: no song comes near, and no stack overflows.
pub(crate) const DEEPEST_EXPRESSION: u32 = 200;

pub(crate) type Parsed<T> = Result<T, Diagnostic>;

/// What a minus means that touches the number after it and not what is before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minus {
    /// `irand 8 -4`: there is no room for one more argument.
    Subtracts,
    /// `shelf 4000 -6`: the number is the next argument.
    Belongs,
    /// It makes sense in either way.
    Unclear,
}

/// Says what it means behind a name and so many arguments.
pub type MinusBehind = dyn Fn(&str, usize) -> Minus;

impl Minus {
    /// Behind a name of which nothing is known.
    pub fn behind_unknown(_: &str, given: usize) -> Self {
        match given {
            0 => Self::Belongs,
            _ => Self::Subtracts,
        }
    }
}

/// Reads the tokens of one statement (comments left out).
pub(crate) struct Parser<'a> {
    pub text: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: u32,
    /// The block of definitions that is being read.
    layout: Option<Block>,
    /// Names bound by lambdas, definitions and `let`: `x -1` subtracts where `x` is one of them.
    pub values: Vec<String>,
    /// Operators that the text itself says the precedence of.
    pub grips: Vec<(String, Grip)>,
    /// Asked for `sine -1`, `shelf 800 -6`.
    minus: &'a MinusBehind,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(text: &'a str, tokens: &'a [Token], minus: &'a MinusBehind) -> Self {
        Self {
            text,
            tokens,
            at: 0,
            depth: 0,
            layout: None,
            values: Vec::new(),
            grips: Vec::new(),
            minus,
        }
    }

    /// The next token, none at the end of a line of a block.
    pub(crate) fn peek(&self) -> Option<Token> {
        let ends = self
            .layout
            .is_some_and(|block| block.ends(self.text, self.tokens, self.at));
        self.tokens.get(self.at).copied().filter(|_| !ends)
    }

    /// The block whose first line begins here.
    fn block_here(&self) -> Option<Block> {
        Block::at(self.text, self.tokens, self.at)
    }

    /// Goes on to the next line of the block, if there is one.
    fn next_line_of_block(&mut self) -> bool {
        match &mut self.layout {
            Some(block) if block.is_line(self.text, self.tokens, self.at) => {
                block.begun = self.at;
                true
            }
            _ => false,
        }
    }

    /// Reads without regard to the lines of the block around: within brackets.
    fn without_layout<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        let outer = self.layout.take();
        let result = read(self);
        self.layout = outer;
        result
    }

    pub(crate) fn next(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    fn is(&self, kind: TokenKind, text: &str) -> bool {
        self.peek()
            .is_some_and(|token| token.kind == kind && token.text(self.text) == text)
    }

    pub(crate) fn take(&mut self, kind: TokenKind, text: &str) -> Option<Token> {
        if self.is(kind, text) {
            self.next()
        } else {
            None
        }
    }

    /// Where something is missing: right after the last token read.
    pub(crate) fn here(&self) -> Place {
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
        if depth >= DEEPEST_EXPRESSION {
            return Err(too_deep(place));
        }
        Ok(Expression {
            kind,
            place,
            depth: depth + 1,
        })
    }

    /// A whole expression that ends where the tokens do.
    pub(crate) fn whole(&mut self) -> Parsed<Expression> {
        let expression = self.expression()?;
        match self.peek() {
            None => Ok(expression),
            Some(token) => Err(self.unexpected(token)),
        }
    }

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

    /// One expression, as long as it goes.
    pub(crate) fn expression(&mut self) -> Parsed<Expression> {
        self.deeper(|parser| {
            let expression = parser.binary(0)?;
            if parser.take(TokenKind::Operator, "::").is_some() {
                return parser.annotated(expression);
            }
            Ok(expression)
        })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth >= DEEPEST_EXPRESSION {
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
                return Err(self.nothing_follows(&left, &operator));
            }
            let next = binding.power + u8::from(!binding.right);
            let right = self.deeper(|parser| parser.binary(next))?;
            left = self.combine(left, operator, right)?;
        }
        Ok(left)
    }

    /// What is wrong where an operator ends a statement.
    fn nothing_follows(&self, left: &Expression, operator: &OperatorAt) -> Diagnostic {
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

    fn combine(
        &self,
        left: Expression,
        operator: OperatorAt,
        right: Expression,
    ) -> Parsed<Expression> {
        // `1/8` and `1%8` of written numbers are numbers.
        if let (Node::Number(over), Node::Number(under)) = (&left.kind, &right.kind)
            && (operator.name == "/" || operator.name == "%" && over.whole && under.whole)
            && let (Some(a), Some(b)) = (over.exact, under.exact)
            && let Some(ratio) = a.checked_div(b)
        {
            let number = Number {
                whole: false,
                calculated: true,
                plain: over.plain.joined(Operation::Divide, under.plain),
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
        // `"bd":3` is no list, but a sample's number in the wrong place; `(: [])` makes lists.
        let begins = self
            .at
            .checked_sub(1)
            .and_then(|before| self.tokens.get(before))
            .is_none_or(|before| before.kind == TokenKind::Open);
        if name == ":" && !token.spaced && !begins {
            return None;
        }
        let own = self.grips.iter().find(|(own, _)| own == name);
        let binding = match own {
            Some((_, grip)) => *grip,
            None => binding(name, token.kind == TokenKind::Infix)?,
        };
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

    /// Says that an operand is missing before an operator.
    fn nothing_before(&self, token: Token) -> Diagnostic {
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
                _ => return Err(self.nothing_before(token)),
            }
        }
        self.application()
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

fn too_deep(place: Place) -> Diagnostic {
    Diagnostic::error(
        place,
        format!("this is nested too deep (more than {DEEPEST_EXPRESSION} levels)"),
    )
}
