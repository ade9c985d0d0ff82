//! Reads expressions: a Pratt parser over the tokens of one statement, with Tidal's precedences. Its recursion is
//! bounded, and an error is a diagnostic with a place, never a panic.

mod binders;
mod brackets;
mod functions;
mod layout;
mod mistakes;
mod operands;
mod patterns;
mod precedence;

pub(crate) use self::layout::{
    Block, begins_definition, begins_line, begins_signature, column, is_reserved,
};
use self::mistakes::too_deep;
pub(crate) use self::mistakes::{foreign_comment, open_comment, unknown_sign};
use self::operands::negated;
pub(crate) use self::precedence::Grip;
use self::precedence::binding;
use super::lexer::{Token, TokenKind};
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
