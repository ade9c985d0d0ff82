//! Blocks by indentation, as after Haskell's `let`, `where`, `of` and `do`: each line that begins in the column of the
//! first one is another definition, alternative or step.

use crate::syntax::lexer::{Token, TokenKind};

/// Columns from one stop of a tabulator to the next, as Haskell counts.
const TABULATOR: usize = 8;

/// Most tokens before the `=` of a definition.
const MOST_HEAD_TOKENS: usize = 200;

/// A block of lines that belong together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    /// The column in which its lines begin.
    pub column: usize,
    /// The token with which the present line begins.
    pub begun: usize,
}

impl Block {
    /// The block whose first line begins at this token.
    pub(crate) fn at(text: &str, tokens: &[Token], at: usize) -> Option<Self> {
        let column = column(text, *tokens.get(at)?);
        Some(Self { column, begun: at })
    }

    /// Whether the present line of the block ends before this token.
    pub(crate) fn ends(self, text: &str, tokens: &[Token], at: usize) -> bool {
        self.begun != at && self.borders(text, tokens, at, |column| column <= self.column)
    }

    /// Whether another line of the block begins at this token.
    pub(crate) fn is_line(self, text: &str, tokens: &[Token], at: usize) -> bool {
        self.borders(text, tokens, at, |column| column == self.column)
    }

    fn borders(
        self,
        text: &str,
        tokens: &[Token],
        at: usize,
        test: impl Fn(usize) -> bool,
    ) -> bool {
        tokens.get(at).is_some_and(|token| {
            token.first && begins_line(text, *token) && test(column(text, *token))
        })
    }
}

/// Whether a line of a block can begin with this token; operators and closing brackets go on with the line above.
pub(crate) fn begins_line(text: &str, token: Token) -> bool {
    match token.kind {
        TokenKind::Name => !matches!(token.text(text), "then" | "else" | "in" | "of" | "where"),
        TokenKind::Operator
        | TokenKind::Infix
        | TokenKind::Close
        | TokenKind::Separator
        | TokenKind::Keyword => false,
        _ => true,
    }
}

/// Whether a definition begins at this token: `f x =`, `f x | test =`, `(+++) a b =`, `a +++ b =`, `(a, b) =`.
pub(crate) fn begins_definition(text: &str, tokens: &[Token], at: usize) -> bool {
    let Some(first) = tokens.get(at) else {
        return false;
    };
    let named = first.kind == TokenKind::Name && !is_reserved(first.text(text));
    if !named && !matches!(first.text(text), "(" | "[") {
        return false;
    }
    let mut brackets = 0usize;
    let mut operators = 0;
    for (index, token) in tokens[at..].iter().take(MOST_HEAD_TOKENS).enumerate() {
        let word = token.text(text);
        match token.kind {
            TokenKind::Open => brackets += 1,
            TokenKind::Close if brackets == 0 => return false,
            TokenKind::Close => brackets -= 1,
            TokenKind::Operator if brackets > 0 => {}
            TokenKind::Operator if word == "=" => return index > 0,
            TokenKind::Operator if word == "|" => return index > 0 && operators == 0,
            TokenKind::Operator if word == "@" => {}
            // One operator is defined between its operands, more are an expression.
            TokenKind::Operator | TokenKind::Infix if operators == 0 && index > 0 => {
                if matches!(word, "$" | "::" | ":" | "->" | "<-" | "\\") {
                    return false;
                }
                operators += 1;
            }
            TokenKind::Name if !is_reserved(word) => {}
            TokenKind::Number | TokenKind::Text | TokenKind::Letter => {}
            TokenKind::Separator if brackets > 0 => {}
            _ => return false,
        }
        // The head of a definition stands on one line, but for its guards.
        if tokens
            .get(at + index + 1)
            .is_some_and(|next| next.first && !matches!(next.text(text), "|" | "="))
        {
            return false;
        }
    }
    false
}

/// Whether only the type of something is said from this token on: `f, g :: Pattern Note`, `(+++) :: …`.
pub(crate) fn begins_signature(text: &str, tokens: &[Token], at: usize) -> bool {
    let mut rest = &tokens[at.min(tokens.len())..];
    loop {
        rest = match rest {
            [name, rest @ ..] if name.kind == TokenKind::Name => rest,
            [open, operator, close, rest @ ..]
                if open.text(text) == "("
                    && operator.kind == TokenKind::Operator
                    && close.text(text) == ")" =>
            {
                rest
            }
            _ => return false,
        };
        match rest {
            [next, ..] if next.text(text) == "::" => return true,
            [next, after @ ..] if next.text(text) == "," => rest = after,
            _ => return false,
        }
    }
}

/// Words that name nothing.
pub(crate) fn is_reserved(word: &str) -> bool {
    matches!(
        word,
        "let" | "in" | "if" | "then" | "else" | "case" | "of" | "where" | "do"
    )
}

/// The column of a token, from 0.
pub(crate) fn column(text: &str, token: Token) -> usize {
    let line = text[..token.place.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    text[line..token.place.start]
        .chars()
        .fold(0, |column, c| match c {
            '\t' => (column / TABULATOR + 1) * TABULATOR,
            '\u{feff}' => column,
            _ => column + 1,
        })
}
