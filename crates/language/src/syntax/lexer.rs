//! Cuts a program text into tokens with their places. The parser reads them, and the editor colours by them, so
//! comments are tokens too and nothing makes the lexer stop.

use crate::diagnostic::Place;
use crate::syntax::slider_range;
use phonon_pattern::mini::is_blank;
use std::collections::HashSet;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A name: `fast`, `iter'`, `Map.singleton`.
    Name,
    /// A bus: `~name`.
    Bus,
    /// A named pattern or number: `%name`.
    Percent,
    /// A keyword argument's name: `:cutoff`.
    Keyword,
    /// `1`, `0.25`, `.5`, `1e3`, never signed; with the range of a slider, `0.4{0..1}`.
    Number,
    /// A string with its quotes.
    Text,
    /// A letter with its quotes: `'x'`.
    Letter,
    /// A string whose closing quote is missing on its line.
    OpenText,
    /// An operator, such as `#` or `|+|`.
    Operator,
    /// A name between backticks, as an operator.
    Infix,
    /// `(`, `[` or `{`.
    Open,
    /// `)`, `]` or `}`.
    Close,
    /// `,` or `;`.
    Separator,
    /// A comment with its marks.
    Comment,
    /// `{-` and all that follows, without a `-}`.
    OpenComment,
    /// A character that belongs nowhere.
    Unknown,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// The kind of token.
    pub kind: TokenKind,
    /// The bytes of the token in the text.
    pub place: Place,
    /// Whether white space (or the start of the text) is before it.
    pub spaced: bool,
    /// Whether it is the first token of its line.
    pub first: bool,
    /// Whether it stands in the first column.
    pub flush: bool,
    /// Whether an empty line is between it and the token before.
    pub parted: bool,
}

impl Token {
    /// The letters of the token.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.place.range()]
    }
}

/// Operators that are not of the `|+|` family, longest first.
const OPERATORS: &[&str] = &[
    "|=|", "<~>", "<$>", "<*>", "<<*", ">>=", "=<<", ">>", "<~", "~>", "<$", "$>", "<*", "*>",
    "<>", "->", "<-", "=>", "==", "/=", "<=", ">=", "&&", "||", "!!", "++", "**", "..", "::", "#",
    "$", "+", "-", "*", "/", "%", "<", ">", ".", "=", ":", "\\", "@", "~", "?", "!", "&", "|", "^",
    "_",
];

/// The arithmetic that the `|+|` family is made of, longest first.
const COMBINED: &[&str] = &["++", "**", "+", "-", "*", "/", "%", "<", ">"];

/// Statements that take nothing after them: a line `# …` below one of these continues nothing.
const COMPLETE: &[&str] = &[
    "hush",
    "mute",
    "solo",
    "unmute",
    "unsolo",
    "unmuteAll",
    "unsoloAll",
    "panic",
    "resetCycles",
];

/// Cuts a text into tokens. Never fails; white space is left out.
///
/// `# …` in the first column is an operator where a statement stands above that it can continue, as in Tidal: in open
/// brackets, or without an empty line between. Elsewhere such a line is a comment.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut lexer = Lexer {
        text,
        bytes: text.as_bytes(),
        at: 0,
        own: own_operators(text),
        continues: false,
    };
    let mut out = Vec::with_capacity(text.len() / 4);
    let mut line_start = 0;
    let mut fresh = true;
    let mut spaced = true;
    // Whether the present line has been empty so far, and whether an empty line came since the last token.
    let (mut empty, mut parted) = (false, false);
    let mut brackets = 0usize;
    // Whether anything stands above, and whether nothing can follow it.
    let (mut stands, mut complete) = (false, false);
    while let Some(byte) = lexer.peek(0) {
        if byte == b'\n' {
            parted |= empty;
            empty = true;
            lexer.at += 1;
            (line_start, fresh, spaced) = (lexer.at, true, true);
            continue;
        }
        if byte.is_ascii_whitespace() || text[lexer.at..].starts_with(is_blank) {
            lexer.at += char_length(byte);
            spaced = true;
            continue;
        }
        let start = lexer.at;
        let flush = start == line_start;
        lexer.continues = brackets > 0 || !parted && !complete && stands;
        let kind = lexer.token(spaced, fresh, flush);
        empty = false;
        let token = Token {
            kind,
            place: Place::new(start, lexer.at),
            spaced,
            first: fresh,
            flush,
            parted: kind != TokenKind::Comment && parted,
        };
        match kind {
            TokenKind::Open => brackets += 1,
            TokenKind::Close => brackets = brackets.saturating_sub(1),
            // A bracket that was never closed ends with its paragraph.
            TokenKind::Name | TokenKind::Bus if flush && parted => brackets = 0,
            _ => {}
        }
        if flush && kind == TokenKind::Name {
            complete = COMPLETE.contains(&token.text(text));
        }
        // A comment over several lines ends on another line than it began.
        if kind == TokenKind::Comment
            && let Some(newline) = text[start..lexer.at].rfind('\n')
        {
            line_start = start + newline + 1;
        } else if kind != TokenKind::Comment {
            (fresh, parted, stands) = (false, false, true);
        }
        // `:{` and `:}` part what is before them from what follows.
        if kind == TokenKind::Comment && token.text(text).starts_with(':') {
            parted = true;
        }
        spaced = kind == TokenKind::Comment;
        out.push(token);
    }
    out
}

/// The operators that a text defines and that are cut otherwise than the table says: `f =: g = …`, `(<+>) a b = …`.
fn own_operators(text: &str) -> HashSet<&str> {
    let is_operator = |word: &str| !word.is_empty() && word.bytes().all(is_symbol);
    let mut own = HashSet::new();
    for line in text.lines().filter(|line| line.contains('=')) {
        let line = line.trim_start_matches(is_blank);
        let line = line.strip_prefix("let ").unwrap_or(line);
        let line = line.trim_start_matches(is_blank);
        let name = match line.strip_prefix('(') {
            Some(inside) => inside.split(')').next().filter(|name| is_operator(name)),
            None => None,
        };
        let name = name.or_else(|| {
            let mut words = line.split_whitespace();
            let operand = words.next()?;
            let operator = words.next()?;
            let named = operand.starts_with(|c: char| c.is_alphabetic() || "_(".contains(c));
            let defines = words.any(|word| word == "=" || word == "|");
            (named && defines && is_operator(operator)).then_some(operator)
        });
        if let Some(name) = name
            && !matches!(name, "=" | "|" | "--")
        {
            own.insert(name);
        }
    }
    own
}

/// Whether a byte may be part of an operator, as in Haskell.
fn is_symbol(byte: u8) -> bool {
    b"!#$%&*+./<=>?@\\^|-~:".contains(&byte)
}

/// Length in bytes of the character that begins with `byte`.
fn char_length(byte: u8) -> usize {
    match byte {
        0..=0xbf => 1,
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    }
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// Operators that the text defines.
    own: HashSet<&'a str>,
    /// Whether a statement stands above that a line can continue.
    continues: bool,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn letter(&self, ahead: usize) -> bool {
        self.peek(ahead)
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    }

    fn digit(&self, ahead: usize) -> bool {
        self.peek(ahead).is_some_and(|byte| byte.is_ascii_digit())
    }

    /// Skips to the end of the line.
    fn line(&mut self) -> TokenKind {
        while self.peek(0).is_some_and(|byte| byte != b'\n') {
            self.at += 1;
        }
        TokenKind::Comment
    }

    /// The next token; `spaced`: white space is before it, `first`: it is the first one of its line, `flush`: it begins
    /// its line.
    fn token(&mut self, spaced: bool, first: bool, flush: bool) -> TokenKind {
        let rest = &self.bytes[self.at..];
        let lone_hash = |next: Option<u8>| next.is_none_or(|byte| byte.is_ascii_whitespace());
        if rest.starts_with(b"--") || rest.starts_with(b"//") {
            return self.line();
        }
        if flush && rest[0] == b'#' && lone_hash(self.peek(1)) && !self.continues {
            return self.line();
        }
        // What ghci wants around several lines.
        if first && (rest.starts_with(b":{") || rest.starts_with(b":}")) {
            return self.line();
        }
        if rest.starts_with(b"{-") {
            return self.block_comment();
        }
        match rest[0] {
            b'(' | b'[' | b'{' => self.one(TokenKind::Open),
            b')' | b']' | b'}' => self.one(TokenKind::Close),
            b',' | b';' => self.one(TokenKind::Separator),
            b'"' => self.quoted(),
            b'\'' if let Some(length) = self.letter_length() => {
                self.at += length;
                TokenKind::Letter
            }
            b'`' => self.infix(),
            b'~' if self.letter(1) => self.prefixed(TokenKind::Bus),
            b'%' if self.letter(1) && (spaced || self.opened()) => {
                self.prefixed(TokenKind::Percent)
            }
            b':' if self.letter(1) && (spaced || self.opened()) => {
                self.prefixed(TokenKind::Keyword)
            }
            b'.' if self.digit(1) && (spaced || self.opened()) => self.number(),
            b'0'..=b'9' => self.number(),
            b'_' if !self.letter(1) && !self.digit(1) => self.one(TokenKind::Name),
            byte if byte.is_ascii_alphabetic() || byte == b'_' => self.name(),
            _ => self.operator(),
        }
    }

    /// Whether the character before could stand before an operand.
    fn opened(&self) -> bool {
        match self.at.checked_sub(1).map(|before| self.bytes[before]) {
            None => true,
            Some(byte) => b"([{,;+-*/%<>=$#|&^\\".contains(&byte),
        }
    }

    fn one(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        kind
    }

    fn word(&mut self) {
        while self.letter(0) || self.digit(0) || self.peek(0) == Some(b'\'') {
            self.at += 1;
        }
    }

    fn prefixed(&mut self, kind: TokenKind) -> TokenKind {
        self.at += 1;
        self.word();
        kind
    }

    fn name(&mut self) -> TokenKind {
        let mut capital = self.bytes[self.at].is_ascii_uppercase();
        self.word();
        // A module's name: `Map.singleton`.
        while capital && self.peek(0) == Some(b'.') && self.letter(1) {
            capital = self.peek(1).is_some_and(|byte| byte.is_ascii_uppercase());
            self.at += 1;
            self.word();
        }
        TokenKind::Name
    }

    fn number(&mut self) -> TokenKind {
        // `0x1f`
        if matches!(self.bytes[self.at..], [b'0', b'x' | b'X', digit, ..] if digit.is_ascii_hexdigit())
        {
            self.at += 2;
            while self.peek(0).is_some_and(|byte| byte.is_ascii_hexdigit()) {
                self.at += 1;
            }
            return TokenKind::Number;
        }
        while self.digit(0) {
            self.at += 1;
        }
        if self.peek(0) == Some(b'.') && self.digit(1) {
            self.at += 1;
            while self.digit(0) {
                self.at += 1;
            }
        }
        if matches!(self.peek(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.peek(1), Some(b'-' | b'+')));
            if self.digit(1 + sign) {
                self.at += 1 + sign;
                while self.digit(0) {
                    self.at += 1;
                }
            }
        }
        // The window's: the value may be dragged between these.
        if let Some((length, ..)) = slider_range(&self.text[self.at..]) {
            self.at += length;
        }
        TokenKind::Number
    }

    /// The length of the letter in quotes that begins here: `'x'`, `'\''`.
    fn letter_length(&self) -> Option<usize> {
        let mut letters = self.text.get(self.at + 1..)?.char_indices();
        let (_, first) = letters.next()?;
        if first == '\\' {
            letters.next()?;
        } else if matches!(first, '\'' | '\n') {
            return None;
        }
        let (length, last) = letters.next()?;
        (last == '\'').then_some(length + 2)
    }

    fn quoted(&mut self) -> TokenKind {
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'"' => return self.one(TokenKind::Text),
                b'\n' => break,
                b'\\' if self.peek(1).is_some_and(|next| b"\\\"".contains(&next)) => self.at += 2,
                // `\`, white space with a line's end in it, `\`: the string goes on, as in Haskell.
                b'\\' if self.gap().is_some() => self.at += self.gap().unwrap_or(1),
                _ => self.at += 1,
            }
        }
        TokenKind::OpenText
    }

    /// The length of the gap of a string that begins here.
    fn gap(&self) -> Option<usize> {
        let rest = self.text.get(self.at + 1..)?;
        let blank = rest.len() - rest.trim_start().len();
        (blank > 0 && rest[blank..].starts_with('\\')).then_some(blank + 2)
    }

    fn infix(&mut self) -> TokenKind {
        self.at += 1;
        let start = self.at;
        self.word();
        if self.at > start && self.peek(0) == Some(b'`') {
            return self.one(TokenKind::Infix);
        }
        TokenKind::Unknown
    }

    fn block_comment(&mut self) -> TokenKind {
        let mut depth = 0usize;
        while self.at < self.bytes.len() {
            let rest = &self.bytes[self.at..];
            if rest.starts_with(b"{-") {
                depth += 1;
                self.at += 2;
            } else if rest.starts_with(b"-}") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return TokenKind::Comment;
                }
            } else {
                self.at += 1;
            }
        }
        TokenKind::OpenComment
    }

    fn operator(&mut self) -> TokenKind {
        let rest = &self.bytes[self.at..];
        let run = rest.iter().take_while(|byte| is_symbol(**byte)).count();
        let whole = &self.text[self.at..self.at + run];
        if self.own.contains(whole) {
            self.at += run;
            return TokenKind::Operator;
        }
        let family = combined_length(rest);
        let plain = OPERATORS
            .iter()
            .find(|operator| rest.starts_with(operator.as_bytes()))
            .map_or(0, |operator| operator.len());
        let length = family.max(plain);
        if length == 0 {
            let length = char_length(rest[0]).min(rest.len());
            self.at += length;
            while !self.text.is_char_boundary(self.at) {
                self.at += 1;
            }
            return TokenKind::Unknown;
        }
        self.at += length;
        TokenKind::Operator
    }
}

/// Length of an operator of the families `|+|`, `|+`, `+|` and `||+` at the start of `rest`, or 0.
fn combined_length(rest: &[u8]) -> usize {
    let bars = rest
        .iter()
        .take(2)
        .take_while(|byte| **byte == b'|')
        .count();
    for operator in COMBINED {
        if rest[bars..].starts_with(operator.as_bytes()) {
            let end = bars + operator.len();
            // `||+` takes no bar after it.
            let closing =
                bars < 2 && rest.get(end) == Some(&b'|') && rest.get(end + 1) != Some(&b'|');
            if bars + usize::from(closing) > 0 {
                return end + usize::from(closing);
            }
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::*;

    fn cut(text: &str) -> Vec<(TokenKind, &str)> {
        tokens(text)
            .iter()
            .map(|token| (token.kind, token.text(text)))
            .collect()
    }

    #[test]
    fn a_range_in_braces_makes_a_number_a_slider() {
        assert_eq!(
            cut("gain 0.4{0..1} # pan 1e-1{ -1 .. 1.5 }"),
            vec![
                (Name, "gain"),
                (Number, "0.4{0..1}"),
                (Operator, "#"),
                (Name, "pan"),
                (Number, "1e-1{ -1 .. 1.5 }"),
            ]
        );
        for other in ["1 {0..1}", "1{0.1}", "1{0..}", "1{0..a}", "1{0..1"] {
            assert_eq!(cut(other)[0], (Number, "1"), "{other}");
        }
    }

    #[test]
    fn a_line_of_code_is_cut_into_its_tokens() {
        assert_eq!(
            cut(r#"o1: jux rev $ s "bd*2" # pan .25 -- soft"#),
            vec![
                (Name, "o1"),
                (Operator, ":"),
                (Name, "jux"),
                (Name, "rev"),
                (Operator, "$"),
                (Name, "s"),
                (Text, "\"bd*2\""),
                (Operator, "#"),
                (Name, "pan"),
                (Number, ".25"),
                (Comment, "-- soft"),
            ]
        );
    }

    #[test]
    fn operators_are_read_as_long_as_they_go() {
        for operator in [
            "|+|", "|+", "+|", "||+", "|++|", "|**", "<~", "~>", "<$>", "|<|", ">|", "|%|", "||++",
        ] {
            let text = format!("a {operator} b");
            assert_eq!(cut(&text)[1], (Operator, operator));
        }
        assert_eq!(cut("0.25<~p")[1], (Operator, "<~"));
    }

    #[test]
    fn buses_names_and_modulus_are_told_apart() {
        assert_eq!(cut("~lfo"), vec![(Bus, "~lfo")]);
        assert_eq!(cut("%kick"), vec![(Percent, "%kick")]);
        assert_eq!(cut("x %kick")[1], (Percent, "%kick"));
        assert_eq!(cut("7%x")[1], (Operator, "%"));
        assert_eq!(cut("lpf :cutoff 8")[1], (Keyword, ":cutoff"));
        assert_eq!(cut("iter' 4")[0], (Name, "iter'"));
        assert_eq!(cut("Map.singleton")[0], (Name, "Map.singleton"));
        assert_eq!(cut("rev.fast")[1], (Operator, "."));
    }

    #[test]
    fn comments_of_every_kind_are_tokens() {
        assert_eq!(
            cut("{- a {- b -} c -} x"),
            vec![(Comment, "{- a {- b -} c -}"), (Name, "x")]
        );
        assert_eq!(cut("# a note\n  # n 1")[0], (Comment, "# a note"));
        assert_eq!(cut("# a note\n  # n 1")[1], (Operator, "#"));
        assert_eq!(cut("// all\nx")[1], (Name, "x"));
        assert_eq!(
            cut("{- never {- closed -}"),
            vec![(OpenComment, "{- never {- closed -}")]
        );
    }

    #[test]
    fn letters_stand_in_single_quotes() {
        assert_eq!(cut("elem '2'")[1], (Letter, "'2'"));
        assert_eq!(cut(r"['\'', 'x']")[1], (Letter, r"'\''"));
        assert_eq!(cut("foldl' f'x'")[1], (Name, "f'x'"));
        assert_eq!(cut("'bd'")[0].0, Unknown);
    }

    #[test]
    fn white_space_that_is_not_seen_is_white_space() {
        for blank in [
            "\u{feff}", "\u{a0}", "\u{200b}", "\u{2060}", "\u{2003}", "\t",
        ] {
            let text = format!("{blank}s{blank}\"bd\"{blank}");
            assert_eq!(cut(&text), vec![(Name, "s"), (Text, "\"bd\"")], "{blank:?}");
        }
    }

    #[test]
    fn a_string_without_end_stops_at_its_line() {
        assert_eq!(
            cut("s \"bd\nhush"),
            vec![(Name, "s"), (OpenText, "\"bd"), (Name, "hush")]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut_whole_and_in_order(text in "\\PC*|[-a-z0-9~|+<>#\"`{}() \n.:%é]*") {
            let mut last = 0;
            for token in tokens(&text) {
                assert!(token.place.start >= last && token.place.end > token.place.start);
                assert!(text[last..token.place.start].chars().all(is_blank));
                last = token.place.end;
            }
            assert!(text[last..].chars().all(is_blank));
        }
    }
}
