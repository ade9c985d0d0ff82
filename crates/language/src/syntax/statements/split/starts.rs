//! Where statements begin: by words that begin one, by definitions, by indentation.

use super::super::{is_fixity, output_number, setting};
use super::{Block, Splitter, Start};
use crate::builtins;
use crate::check::tidal_commands;
use crate::evaluate::actions::is_command;
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::parser::{begins_definition, begins_line, begins_signature, column};

/// Whether what looks like a definition is meant to say what an output plays, `d1 = …`; `out k p = …` is a function.
pub(super) fn is_output(text: &str, tokens: &[Token], at: usize) -> bool {
    let name = head(text, tokens, at);
    let of_let = at
        .checked_sub(1)
        .is_some_and(|before| tokens[before].text(text) == "let");
    output_number(name).is_some()
        && (name.starts_with('d') || !of_let && !has_parameters(text, tokens, at))
}

/// What is defined by the equation that begins at this token.
pub(in crate::syntax::statements) fn head<'a>(
    text: &'a str,
    tokens: &[Token],
    at: usize,
) -> &'a str {
    if let [open, operator, close, ..] = &tokens[at..]
        && open.text(text) == "("
        && operator.kind == TokenKind::Operator
        && close.text(text) == ")"
    {
        return operator.text(text);
    }
    let mut brackets = 0usize;
    for token in &tokens[at..] {
        let word = token.text(text);
        match token.kind {
            TokenKind::Open => brackets += 1,
            TokenKind::Close => brackets = brackets.saturating_sub(1),
            TokenKind::Operator if brackets == 0 && matches!(word, "=" | "|") => break,
            TokenKind::Operator | TokenKind::Infix if brackets == 0 && word != "@" => {
                return word.trim_matches('`');
            }
            _ => {}
        }
    }
    tokens[at].text(text)
}

/// Whether a command takes no argument: `hush`, `unmuteAll`.
pub(super) fn stands_alone(word: &str) -> bool {
    let row = builtins::find(word).and_then(|meaning| meaning.builtin);
    row.is_some_and(|row| row.arity() == 0)
}

/// Whether an equation has parameters.
pub(super) fn has_parameters(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        tokens[at].kind != TokenKind::Name || !matches!(next.text(text), "=" | "|")
    })
}

/// Whether only something is said of names from this token on: their type (`f :: …`) or how tightly they bind
/// (`infixl 4 <+>`).
pub(super) fn says_of_names(text: &str, tokens: &[Token], at: usize) -> bool {
    let binds = is_fixity(tokens.get(at).map_or("", |token| token.text(text)));
    let next = tokens.get(at + 1).map(|token| token.kind);
    binds
        && matches!(
            next,
            Some(TokenKind::Number | TokenKind::Operator | TokenKind::Infix)
        )
        || begins_signature(text, tokens, at)
}

/// Whether a line begins here that belongs to Haskell and not to what plays.
pub(super) fn is_preamble(text: &str, tokens: &[Token], at: usize) -> bool {
    let token = tokens[at];
    let next = tokens.get(at + 1).filter(|next| !next.first);
    let capital = next.is_some_and(|next| next.text(text).starts_with(char::is_uppercase));
    token.flush
        && match token.text(text) {
            _ if is_foreign_command(text, tokens, at) => true,
            "import" | "module" => next.is_some(),
            "type" => capital,
            ":set" | ":unset" | ":m" | ":module" | ":l" | ":load" | ":r" | ":reload"
            | ":script" | ":t" | ":type" | ":i" | ":info" | ":q" | ":quit" | ":cd" => {
                token.kind == TokenKind::Keyword
            }
            _ => false,
        }
}

/// Whether a line begins here with a command of Tidal's that has no meaning in a text: `startTidal …`,
/// `tidal <- startTidal …`.
pub(super) fn is_foreign_command(text: &str, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text(text));
    // `(d1, t1) <- superDirtSetters getNow`
    let last = match word(at) {
        "(" => (at..tokens.len()).find(|at| word(*at) == ")").unwrap_or(at),
        _ => at,
    };
    let help = match word(last + 1) == "<-" {
        true => tidal_commands::answer(word(last + 2)),
        false => tidal_commands::help(word(at)),
    };
    help.is_some() && !begins_definition(text, tokens, at)
}

/// Whether something must follow this token.
pub(super) fn hangs(text: &str, token: Token) -> bool {
    matches!(token.kind, TokenKind::Operator | TokenKind::Infix) && token.text(text) != ":"
}

impl Splitter<'_> {
    /// What begins at a token that is the first of its line, if the statement before ends there.
    pub(super) fn boundary(&mut self, at: usize) -> Option<Start> {
        let token = self.tokens[at];
        let last = self.pieces.last().map(|piece| piece.start);
        if token.flush && (is_preamble(self.text, self.tokens, at) || last == Some(Start::Preamble))
        {
            return Some(Start::Preamble);
        }
        let here = column(self.text, token);
        while let Some(inner) = self.inner.last() {
            if here >= inner.column && self.brackets >= inner.brackets {
                return None;
            }
            if !begins_line(self.text, token) {
                break;
            }
            self.inner.pop();
        }
        if self.brackets > 0 && !token.flush || !begins_line(self.text, token) {
            return None;
        }
        // The operator at the end of `infixl 1 &&&` waits for nothing.
        let binds = self.pieces.last().is_some_and(|piece| {
            piece.start == Start::Signature && is_fixity(self.word(piece.defines))
        });
        let hanging = !binds && (hangs(self.text, self.tokens[at - 1]) || self.waits(at));
        let placed = here <= self.column_of_lines();
        let word = token.text(self.text);
        // `let … in …` where an expression is still awaited.
        if word == "let" && hanging && !token.flush {
            return None;
        }
        let start = self.starts(at, placed && !hanging);
        if start.is_some() {
            return start;
        }
        if !placed || hanging && !token.flush {
            return None;
        }
        if self.definition_at(at) || says_of_names(self.text, self.tokens, at) {
            return Some(Start::Definition);
        }
        if self.brackets > 0 || hanging {
            return None;
        }
        match token.kind {
            TokenKind::Name if word == "do" => Some(Start::Own),
            TokenKind::Name if self.goes_on_without_operator(at) => None,
            TokenKind::Name => Some(Start::Own),
            TokenKind::Open if token.parted => Some(Start::Stray),
            _ => None,
        }
    }

    /// The column in which the lines of the present block begin.
    fn column_of_lines(&self) -> usize {
        match self.blocks.last() {
            Some(Block::Do(column, _) | Block::Let(column, _)) => *column,
            _ => self.column,
        }
    }

    /// Whether the present piece is only its name so far: `d1`, `o1:`.
    fn waits(&self, at: usize) -> bool {
        self.pieces.last().is_some_and(|piece| {
            let named = match piece.start {
                Start::Label | Start::Bus | Start::Percent => 2,
                Start::Tidal => 1,
                Start::Word if !stands_alone(self.word(piece.begin)) => 1,
                _ => 0,
            };
            at - piece.begin <= named
        })
    }

    /// Whether a line is one more argument of the line above: a function of the table that stands alone and is followed by
    /// `$`.
    fn goes_on_without_operator(&self, at: usize) -> bool {
        let token = self.tokens[at];
        let word = token.text(self.text);
        let next = self.tokens.get(at + 1);
        !token.parted
            && !self.own.contains(word)
            && builtins::find(word).is_some()
            && next.is_some_and(|next| next.first && matches!(next.text(self.text), "$" | "."))
    }

    pub(super) fn definition_at(&self, at: usize) -> bool {
        // `d1 = …` and `cps = 0.5` are mistakes.
        let name = head(self.text, self.tokens, at);
        begins_definition(self.text, self.tokens, at)
            && !is_output(self.text, self.tokens, at)
            && name != "cps"
    }

    /// What a word or label begins; `placed`: where a statement may begin.
    pub(super) fn starts(&self, at: usize, placed: bool) -> Option<Start> {
        let (text, tokens) = (self.text, self.tokens);
        let token = tokens[at];
        let next = tokens.get(at + 1);
        let follows = |wanted: &str| {
            next.is_some_and(|next| next.kind == TokenKind::Operator && next.text(text) == wanted)
        };
        let name = token.text(text);
        let own = self.own.contains(name);
        match token.kind {
            TokenKind::Bus if follows(":") || follows("=") => Some(Start::Bus),
            TokenKind::Percent if follows(":") || follows("=") => Some(Start::Percent),
            TokenKind::Name if follows(":") => Some(Start::Label),
            TokenKind::Name if name == "let" => Some(Start::Let),
            TokenKind::Name if output_number(name).is_some() && !own => Some(Start::Tidal),
            TokenKind::OpenComment => Some(Start::Stray),
            TokenKind::Name if own || follows("=") => None,
            _ if is_preamble(text, tokens, at) => Some(Start::Preamble),
            TokenKind::Name if matches!(name, "hush" | "once" | "all" | "setcps" | "setbpm") => {
                Some(Start::Word)
            }
            _ if !placed => None,
            // `bpm 120`, `cps (135/120)`
            TokenKind::Name
                if setting(name).is_some()
                    && next.is_some_and(|next| {
                        let value = [TokenKind::Number, TokenKind::Open, TokenKind::Text];
                        value.contains(&next.kind)
                    }) =>
            {
                Some(Start::Word)
            }
            // `mute 1`, `p "drums" $ …`, `xfade 1 $ …`
            TokenKind::Name if is_command(name) => Some(Start::Word),
            _ => None,
        }
    }

    /// Whether a command stands behind `>>`.
    pub(super) fn begins_command(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        let word = token.text(self.text);
        if word == "(" {
            return self.begins_command(at + 1);
        }
        token.kind == TokenKind::Name
            && (word == "do"
                || self.starts(at, true).is_some()
                || self.own.contains(word) && builtins::find(word).is_none())
    }

    /// Whether the bracket here holds whole statements: `(d1 $ …) >> …`, and not `(d1 . f) $ …`.
    pub(super) fn holds_statements(&self, at: usize) -> bool {
        let mut depth = 0usize;
        for (index, token) in self.tokens.iter().enumerate().skip(at) {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        let next = self.tokens.get(index + 1);
                        return next.is_none_or(|next| {
                            next.first
                                || next.kind == TokenKind::Close
                                || matches!(next.text(self.text), ">>" | ";")
                        });
                    }
                }
                _ => {}
            }
        }
        true
    }
}
