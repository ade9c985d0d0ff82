//! Cuts a text into statements: where each begins (see [`starts`]) and ends, and what stands around them: `do`,
//! `let … in`, braces, `;`, `>>`.

mod starts;

pub(super) use self::starts::head;
use self::starts::{has_parameters, is_output, is_preamble, says_of_names};
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::parser::{begins_definition, column, is_reserved};
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
    /// The blocks of statements that are open here.
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
                ">>" if self.inner.is_empty() && !self.defines() && self.begins_command(at + 1) => {
                    self.close(at);
                    return at + 1;
                }
                _ => {}
            }
        }
        self.within(at);
        at + 1
    }

    /// Whether the last piece is a definition, of which `>>` is a part.
    fn defines(&self) -> bool {
        let last = self.pieces.last();
        last.is_some_and(|piece| piece.start == Start::Definition)
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
            // `(d1 $ …) >> (d2 $ …)`
            ">>" if self.begins_command(at + 1) => return at + 1,
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
            "(" if self.begins_command(at + 1)
                && self.holds_statements(at)
                && !self.definition_at(at)
                && !is_preamble(self.text, self.tokens, at) =>
            {
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
            // `(d1 . rev) $ …`
            TokenKind::Open if word == "(" && self.begins_command(at + 1) => Start::Own,
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
