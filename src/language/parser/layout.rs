//! Blocks of definitions by indentation, as after Haskell's `let`: each line that begins in the column of the first one
//! is another definition.

use crate::language::lexer::{Token, TokenKind};

/// Columns from one stop of a tabulator to the next, as Haskell counts.
const TABULATOR: usize = 8;

/// A block of definitions.
#[derive(Clone, Copy, Debug)]
pub(in crate::language) struct Block {
    /// The column in which its lines begin.
    pub column: usize,
    /// The token with which the present line begins.
    pub begun: usize,
}

impl Block {
    /// Whether another line of the block begins at this token: a name in its column, defined in this line.
    pub fn is_line(self, text: &str, tokens: &[Token], at: usize) -> bool {
        let Some(token) = tokens.get(at).filter(|token| token.first) else {
            return false;
        };
        let defines = |token: &Token| {
            token.kind == TokenKind::Operator && matches!(token.text(text), "=" | "::")
        };
        token.kind == TokenKind::Name
            && column(text, *token) == self.column
            && tokens[at + 1..]
                .iter()
                .take_while(|token| !token.first && token.kind != TokenKind::Text)
                .any(defines)
    }
}

/// The column of a token, from 0.
pub(in crate::language) fn column(text: &str, token: Token) -> usize {
    let line = text[..token.place.start]
        .rfind('\n')
        .map_or(0, |end| end + 1);
    text[line..token.place.start]
        .chars()
        .fold(0, |column, c| match c {
            '\t' => (column / TABULATOR + 1) * TABULATOR,
            _ => column + 1,
        })
}
