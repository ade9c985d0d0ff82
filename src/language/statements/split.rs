//! Where statements begin and end: by words that begin one, by definitions, by indentation, and what stands around
//! them: `do`, `let … in`, braces, `;`, `>>`.

use super::super::actions::is_command;
use super::super::commands;
use super::super::lexer::{Token, TokenKind};
use super::super::parser::{begins_definition, begins_line, begins_signature, column, is_reserved};
use super::{is_fixity, output_number, setting};
use crate::language::builtins;
use std::collections::HashSet;

/// What a statement begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// `name:`
    Label,
    /// `~name:`, `~name =`
    Bus,
    /// `%name:`, `%name =`
    Percent,
    /// `let name …`, `name x = …`
    Definition,
    /// `let` and what is no definition.
    Let,
    /// `name :: type`
    Signature,
    /// `d1 $ …`, `d1 …`
    Tidal,
    /// `hush`, `once`, `all`, `setcps`, `mute 1`
    Word,
    /// `import …`, `module … where`, `:set …`: what a file of Haskell begins with.
    Preamble,
    /// A line that begins with a name of the text's own.
    Own,
    /// Nothing that begins a statement.
    Stray,
}

/// The tokens of one statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub start: Start,
    pub begin: usize,
    pub end: usize,
    /// Where a definition's name or pattern stands, after `let {`.
    pub defines: usize,
    /// Pieces from this one on know a definition before it has been read over: those of one `let`.
    pub group: usize,
    /// The first piece that does not know a definition any more.
    pub until: usize,
}

/// A block of statements.
#[derive(Clone, Copy)]
enum Block {
    /// `do`, its column, and its first piece.
    Do(usize, usize),
    /// `do {` or `(` and its first piece.
    Braces(usize),
    /// `let`, its column, and its first piece.
    Let(usize, usize),
    /// `let {` and its first piece.
    LetBraces(usize),
}

/// A block within a statement: after `where`, `of`, `let` or `do`.
struct Inner {
    column: usize,
    brackets: usize,
}

/// Cuts tokens without comments into statements.
pub(super) fn split(text: &str, tokens: &[Token]) -> Vec<Piece> {
    let mut splitter = Splitter {
        text,
        tokens,
        own: defined(text, tokens),
        pieces: Vec::new(),
        open: false,
        column: 0,
        brackets: 0,
        inner: Vec::new(),
        lets: 0,
        blocks: Vec::new(),
        scoped: Vec::new(),
    };
    let mut at = 0;
    while at < tokens.len() {
        at = splitter.token(at);
    }
    splitter.close(at);
    splitter.pieces
}

/// The names that a text defines as functions or values.
fn defined<'a>(text: &'a str, tokens: &[Token]) -> HashSet<&'a str> {
    let follows = |at: usize| {
        tokens[at].first
            || at
                .checked_sub(1)
                .is_some_and(|before| matches!(tokens[before].text(text), "let" | "{" | ";" | "do"))
    };
    (0..tokens.len())
        .filter(|at| follows(*at) && begins_definition(text, tokens, *at))
        .filter(|at| !is_output(text, tokens, *at) && !is_preamble(text, tokens, *at))
        .map(|at| head(text, tokens, at))
        .collect()
}

/// Whether what looks like a definition is meant to say what an output plays, `d1 = …`; `out k p = …` is a function.
fn is_output(text: &str, tokens: &[Token], at: usize) -> bool {
    let name = head(text, tokens, at);
    let of_let = at
        .checked_sub(1)
        .is_some_and(|before| tokens[before].text(text) == "let");
    output_number(name).is_some()
        && (name.starts_with('d') || !of_let && !has_parameters(text, tokens, at))
}

/// What is defined by the equation that begins at this token.
pub(super) fn head<'a>(text: &'a str, tokens: &[Token], at: usize) -> &'a str {
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
fn stands_alone(word: &str) -> bool {
    let row = builtins::find(word).and_then(|meaning| meaning.builtin);
    row.is_some_and(|row| row.arity() == 0)
}

/// Whether an equation has parameters.
fn has_parameters(text: &str, tokens: &[Token], at: usize) -> bool {
    tokens.get(at + 1).is_some_and(|next| {
        tokens[at].kind != TokenKind::Name || !matches!(next.text(text), "=" | "|")
    })
}

/// Whether only something is said of names from this token on: their type (`f :: …`) or how tightly they bind
/// (`infixl 4 <+>`).
fn says_of_names(text: &str, tokens: &[Token], at: usize) -> bool {
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
fn is_preamble(text: &str, tokens: &[Token], at: usize) -> bool {
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
fn is_foreign_command(text: &str, tokens: &[Token], at: usize) -> bool {
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text(text));
    let command = if word(at + 1) == "<-" { at + 2 } else { at };
    commands::help(word(command)).is_some() && !begins_definition(text, tokens, at)
}

/// Whether something must follow this token.
fn hangs(text: &str, token: Token) -> bool {
    matches!(token.kind, TokenKind::Operator | TokenKind::Infix) && token.text(text) != ":"
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    own: HashSet<&'a str>,
    pieces: Vec<Piece>,
    /// Whether the last piece goes on.
    open: bool,
    /// The column in which the last piece begins.
    column: usize,
    /// Open brackets within the last piece.
    brackets: usize,
    /// Blocks within the last piece.
    inner: Vec<Inner>,
    /// `let` within the last piece whose `in` is still to come.
    lets: usize,
    /// Blocks of statements around.
    blocks: Vec<Block>,
    /// Pieces whose definitions `let … in` limits to the statement that follows, and which piece follows.
    scoped: Vec<(usize, usize)>,
}

impl Splitter<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens
            .get(at)
            .map_or("", |token| token.text(self.text))
    }

    /// Reads a token and says which one is next.
    fn token(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        let word = token.text(self.text);
        if !self.open {
            return self.begin(at);
        }
        if token.first
            && let Some(start) = self.boundary(at)
        {
            self.close(at);
            self.leave(at, start);
            return self.begin(at);
        }
        if self.brackets == 0 {
            let in_braces = matches!(
                self.blocks.last(),
                Some(Block::Braces(_) | Block::LetBraces(_))
            );
            match word {
                ";" if self.inner.is_empty() => {
                    self.close(at);
                    return at + 1;
                }
                "}" | ")" if in_braces => {
                    self.close(at);
                    self.pop();
                    return at + 1;
                }
                // `let … in` before a statement.
                "in" if self.lets == 0
                    && matches!(
                        self.blocks.last(),
                        Some(Block::Let(..) | Block::LetBraces(_))
                    ) =>
                {
                    self.close(at);
                    self.limit();
                    return at + 1;
                }
                ">>" if self.inner.is_empty() && self.begins_command(at + 1) => {
                    self.close(at);
                    return at + 1;
                }
                _ => {}
            }
        }
        self.within(at);
        at + 1
    }

    /// Keeps count of brackets and blocks within a statement.
    fn within(&mut self, at: usize) {
        let token = self.tokens[at];
        match token.kind {
            TokenKind::Open => self.brackets += 1,
            TokenKind::Close => {
                self.brackets = self.brackets.saturating_sub(1);
                while self
                    .inner
                    .last()
                    .is_some_and(|inner| inner.brackets > self.brackets)
                {
                    self.inner.pop();
                }
            }
            TokenKind::Name => {
                let word = token.text(self.text);
                match word {
                    "let" => self.lets += 1,
                    "in" => {
                        self.lets = self.lets.saturating_sub(1);
                        self.inner.pop();
                    }
                    _ => {}
                }
                if matches!(word, "let" | "where" | "of" | "do")
                    && let Some(next) = self.tokens.get(at + 1)
                    && next.text(self.text) != "{"
                {
                    let column = column(self.text, *next);
                    let around = self.inner.last().map_or(self.column, |inner| inner.column);
                    if column > around {
                        self.inner.push(Inner {
                            column,
                            brackets: self.brackets,
                        });
                    }
                }
            }
            _ => {}
        }
    }

    /// What begins at a token that is the first of its line, if the statement before ends there.
    fn boundary(&mut self, at: usize) -> Option<Start> {
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

    fn definition_at(&self, at: usize) -> bool {
        // `d1 = …` and `cps = 0.5` are mistakes.
        let name = head(self.text, self.tokens, at);
        begins_definition(self.text, self.tokens, at)
            && !is_output(self.text, self.tokens, at)
            && name != "cps"
    }

    /// What a word or label begins; `placed`: where a statement may begin.
    fn starts(&self, at: usize, placed: bool) -> Option<Start> {
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
    fn begins_command(&self, at: usize) -> bool {
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

    /// Begins a statement, or a block of them.
    fn begin(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        let word = token.text(self.text);
        let next = self.tokens.get(at + 1).copied();
        let braces = self.word(at + 1) == "{";
        let in_braces = matches!(
            self.blocks.last(),
            Some(Block::Braces(_) | Block::LetBraces(_))
        );
        match word {
            ";" => return at + 1,
            "}" | ")" if in_braces => {
                self.pop();
                return at + 1;
            }
            "in" if matches!(
                self.blocks.last(),
                Some(Block::Let(..) | Block::LetBraces(_))
            ) =>
            {
                self.limit();
                return at + 1;
            }
            "do" if braces => {
                self.blocks.push(Block::Braces(self.pieces.len()));
                return at + 2;
            }
            // `hush >> (d1 $ …)`
            "(" if self.begins_command(at + 1) && !self.definition_at(at) => {
                self.blocks.push(Block::Braces(self.pieces.len()));
                return at + 1;
            }
            "do" if let Some(next) = next => {
                let column = column(self.text, next);
                self.blocks.push(Block::Do(column, self.pieces.len()));
                return at + 1;
            }
            "let" => {
                let defines = at + 1 + usize::from(braces);
                let typed = says_of_names(self.text, self.tokens, defines);
                if typed || begins_definition(self.text, self.tokens, defines) {
                    let first = self.pieces.len();
                    self.blocks.push(match self.tokens.get(defines) {
                        Some(name) if !braces => Block::Let(column(self.text, *name), first),
                        _ => Block::LetBraces(first),
                    });
                    return self.define(at, defines);
                }
                self.push(Start::Let, at, at);
                return at + 1;
            }
            _ => {}
        }
        let preamble = is_preamble(self.text, self.tokens, at);
        if !preamble && (says_of_names(self.text, self.tokens, at) || self.definition_at(at)) {
            return self.define(at, at);
        }
        // `let { a = 1 }; d1 $ …`: what follows is no definition.
        if let Some(Block::Let(..)) = self.blocks.last() {
            self.pop();
        }
        let start = self.starts(at, true).unwrap_or(match token.kind {
            TokenKind::Name if matches!(word, "if" | "case") => Start::Own,
            TokenKind::Name
                if self.own.contains(word) && !is_reserved(word) && self.word(at + 1) != "=" =>
            {
                Start::Own
            }
            _ => Start::Stray,
        });
        self.push(start, at, at);
        self.within(at);
        at + 1
    }

    /// Begins a definition, or goes on with another equation of the one before.
    fn define(&mut self, begin: usize, defines: usize) -> usize {
        let (text, tokens) = (self.text, self.tokens);
        if says_of_names(text, tokens, defines) {
            self.push(Start::Signature, begin, defines);
            return defines + 1;
        }
        let before = self
            .pieces
            .iter()
            .rposition(|it| it.start != Start::Signature);
        if let Some(before) = before
            && begin == defines
            && !tokens[begin].parted
            && before + 1 == self.pieces.len()
            && self.pieces[before].start == Start::Definition
            && has_parameters(text, tokens, begin)
            && has_parameters(text, tokens, self.pieces[before].defines)
            && head(text, tokens, begin) == head(text, tokens, self.pieces[before].defines)
        {
            self.open = true;
        } else {
            self.push(Start::Definition, begin, defines);
        }
        self.within(defines);
        defines + 1
    }

    fn push(&mut self, start: Start, begin: usize, defines: usize) {
        let index = self.pieces.len();
        let of_let = match self.blocks.last() {
            Some(Block::Let(_, first) | Block::LetBraces(first)) => Some(*first),
            _ => None,
        };
        let follows = self.pieces.last().is_some_and(|before| {
            matches!(before.start, Start::Definition | Start::Signature)
                && !self.tokens[begin].parted
                && self.word(before.begin) != "let"
        });
        let group = match of_let {
            Some(first) => first,
            // Definitions of one paragraph know each other.
            None if start == Start::Definition && follows => self.pieces[index - 1].group,
            None => index,
        };
        self.pieces.push(Piece {
            start,
            begin,
            end: begin,
            defines,
            group,
            until: usize::MAX,
        });
        self.open = true;
        self.column = column(self.text, self.tokens[begin]);
        (self.brackets, self.lets) = (0, 0);
        self.inner.clear();
    }

    /// Ends the last piece before a token.
    fn close(&mut self, at: usize) {
        if std::mem::take(&mut self.open)
            && let Some(piece) = self.pieces.last_mut()
        {
            piece.end = at;
            // A `let … in` reaches as far as the statement after it.
            let last = self.pieces.len() - 1;
            let ended: Vec<(usize, usize)> = self
                .scoped
                .iter()
                .copied()
                .filter(|(_, following)| *following == last)
                .collect();
            for (first, following) in ended {
                for piece in &mut self.pieces[first..following] {
                    piece.until = piece.until.min(last + 1);
                }
            }
            self.scoped.retain(|(_, following)| *following > last);
        }
        (self.brackets, self.lets) = (0, 0);
        self.inner.clear();
    }

    /// Leaves the blocks that a line does not belong to.
    fn leave(&mut self, at: usize, start: Start) {
        let token = self.tokens[at];
        let here = column(self.text, token);
        while let Some(block) = self.blocks.last() {
            let ends = match block {
                Block::Do(column, _) => here < *column || *column == 0 && token.parted,
                Block::Let(column, _) => here != *column || start != Start::Definition,
                Block::Braces(_) | Block::LetBraces(_) => token.flush,
            };
            if !ends {
                return;
            }
            self.pop();
        }
    }

    /// Ends a block: what a `do` defines is known within it only.
    fn pop(&mut self) {
        let all = self.pieces.len();
        match self.blocks.pop() {
            Some(Block::Do(column, first)) if column > 0 => self.forget(first, all),
            Some(Block::Braces(first)) => self.forget(first, all),
            _ => {}
        }
    }

    fn forget(&mut self, first: usize, until: usize) {
        for piece in &mut self.pieces[first..] {
            piece.until = piece.until.min(until);
        }
    }

    /// Limits what the present `let` defines to the statement that follows.
    fn limit(&mut self) {
        if let Some(Block::Let(_, first) | Block::LetBraces(first)) = self.blocks.pop() {
            self.scoped.push((first, self.pieces.len()));
        }
    }
}
