//! Cuts a program into statements and reads each on its own, so that one wrong line spoils no other.

mod stray;

use self::stray::{stray, unknown_label};
use super::commands;
use super::diagnostic::{Diagnostic, Place};
use super::lexer::{Token, TokenKind, tokens};
use super::parser::{Block, Parsed, Parser, column};
pub use super::parser::{Minus, MinusBehind};
use super::syntax::{Setting, Statement, StatementKind};
use std::collections::HashMap;

/// The longest text that is compiled, in bytes.
pub const LONGEST: usize = 4 * 1024 * 1024;
/// The most statements in a text.
pub const MOST_STATEMENTS: usize = 4096;
/// Numbered outputs.
pub const OUTPUTS: usize = 16;

/// One statement of a text: what it is called, and what it is if it could be read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What tells it from the others, and finds its last good version: `o1`, `~pad`, `out 2`.
    pub key: String,
    /// All of it, without trailing white space.
    pub place: Place,
    /// What it says; none if it could not be read.
    pub statement: Option<Statement>,
    /// What was wrong.
    pub problem: Option<Diagnostic>,
    /// Warnings and notes about what could be read.
    pub notes: Vec<Diagnostic>,
}

/// What a statement begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    /// `name:`
    Label,
    /// `~name:`, `~name =`
    Bus,
    /// `%name:`, `%name =`
    Percent,
    /// `let`
    Let,
    /// Another definition of the same `let`, under the first one.
    Binding,
    /// `d1 $ …`, `d1 …`
    Tidal,
    /// `hush`, `once`, `all`, `setcps`, `mute 1`
    Word,
    /// Nothing that begins a statement.
    Stray,
}

/// Reads all statements. `minus` knows how many arguments names take.
pub fn read(text: &str, minus: &MinusBehind) -> Vec<Read> {
    let mut tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    open_blocks(text, &mut tokens);
    let pieces = split(text, &tokens);
    // Names that stand for values wherever they are used.
    let values: Vec<String> = pieces
        .iter()
        .filter_map(|(start, piece)| match (start, piece) {
            (Start::Let, [_, name, equals, ..]) | (Start::Binding, [name, equals, ..])
                if equals.text(text) == "=" =>
            {
                Some(name.text(text).to_owned())
            }
            _ => None,
        })
        .collect();
    let mut counts: HashMap<String, usize> = HashMap::new();
    pieces
        .into_iter()
        .filter(|(start, piece)| !is_signature(text, *start, piece))
        .map(|(start, piece)| {
            let place = piece[0].place.to(piece[piece.len() - 1].place);
            let name = key(text, start, piece);
            let count = counts.entry(name.clone()).or_insert(0);
            *count += 1;
            let key = if *count == 1 {
                name
            } else {
                format!("{name} {count}")
            };
            let mut parser = Parser::new(text, &piece[consumed(text, start, piece)..], minus);
            parser.values.clone_from(&values);
            match statement(text, start, piece, &mut parser) {
                Ok(kind) => Read {
                    key,
                    place,
                    statement: Some(Statement {
                        kind,
                        place,
                        label: label(start, piece),
                    }),
                    problem: None,
                    notes: Vec::new(),
                },
                Err(mut problem) => {
                    // What is missing at a statement's end is shown at its end.
                    if problem.span == (0..0) {
                        problem.span = place.end..place.end;
                    }
                    Read {
                        key,
                        place,
                        statement: None,
                        problem: Some(problem),
                        notes: Vec::new(),
                    }
                }
            }
        })
        .collect()
}

/// Takes each `do` away that stands before statements: Haskell's way of sending several at once, which a text always does.
fn open_blocks(text: &str, tokens: &mut Vec<Token>) {
    for at in (0..tokens.len().saturating_sub(1)).rev() {
        let word = tokens[at];
        if word.first && word.text(text) == "do" && starts(text, tokens, at + 1).is_some() {
            tokens.remove(at);
            tokens[at].first = true;
        }
    }
}

/// The number of a Tidal output (`d1`) or of ours (`o1`, `out1`, `out`).
pub fn output_number(name: &str) -> Option<usize> {
    if name == "out" {
        return Some(0);
    }
    let digits = name
        .strip_prefix("out")
        .or_else(|| name.strip_prefix('o'))
        .or_else(|| name.strip_prefix('d'))?;
    if digits.is_empty()
        || digits.len() > 9
        || digits.starts_with('0')
        || !digits.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    digits.parse().ok()
}

/// The output of `p 1 $ …`, or of `p "name" $ …`, which has none of its own.
fn player_number(text: &str, piece: &[Token]) -> Option<usize> {
    match piece {
        [first, name, ..] if first.text(text) == "p" && name.kind == TokenKind::Text => Some(0),
        [first, name, ..] if first.text(text) == "p" && name.kind == TokenKind::Number => {
            name.text(text).parse().ok()
        }
        _ => None,
    }
}

fn starts(text: &str, tokens: &[Token], at: usize) -> Option<Start> {
    let token = tokens[at];
    let next = tokens.get(at + 1);
    let follows = |wanted: &str| {
        next.is_some_and(|next| next.kind == TokenKind::Operator && next.text(text) == wanted)
    };
    let name = token.text(text);
    match token.kind {
        TokenKind::Bus if follows(":") || follows("=") => Some(Start::Bus),
        TokenKind::Percent if follows(":") || follows("=") => Some(Start::Percent),
        TokenKind::Name if follows(":") => Some(Start::Label),
        TokenKind::Name if name == "let" => Some(Start::Let),
        TokenKind::Name if matches!(name, "hush" | "once" | "all" | "setcps" | "setbpm") => {
            Some(Start::Word)
        }
        TokenKind::Name if output_number(name).is_some() => Some(Start::Tidal),
        TokenKind::OpenComment => Some(Start::Stray),
        // `p 1 $ …`, `p "drums" $ …`, `asap $ …`
        TokenKind::Name if token.flush && opens_player(text, tokens, at) => Some(Start::Word),
        // `bpm 120`, `mute 1`
        TokenKind::Name
            if token.flush
                && (setting(name).is_some() || matches!(name, "mute" | "solo"))
                && next.is_some_and(|next| next.kind == TokenKind::Number)
                && !goes_on(text, tokens, at) =>
        {
            Some(Start::Word)
        }
        // What Tidal has and a text has not; `xfade 1 $ …`
        TokenKind::Name
            if token.flush
                && !goes_on(text, tokens, at)
                && (commands::is_other(name)
                    || commands::is_transition(name)
                        && next.is_some_and(|next| next.kind == TokenKind::Number)) =>
        {
            Some(Start::Stray)
        }
        _ => None,
    }
}

/// Whether the token before awaits what stands here.
fn goes_on(text: &str, tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1)
        .is_some_and(|before| hangs(text, tokens[before]))
}

/// Whether `p 1 $`, `p "name" $`, `asap $` or `first $` begins here.
fn opens_player(text: &str, tokens: &[Token], at: usize) -> bool {
    let is_dollar = |token: Option<&Token>| token.is_some_and(|token| token.text(text) == "$");
    match tokens[at].text(text) {
        "p" => {
            tokens
                .get(at + 1)
                .is_some_and(|name| matches!(name.kind, TokenKind::Number | TokenKind::Text))
                && is_dollar(tokens.get(at + 2))
        }
        "asap" | "first" => is_dollar(tokens.get(at + 1)),
        _ => false,
    }
}

/// Whether a definition is only of a type: `name :: Pattern Note`.
fn is_signature(text: &str, start: Start, piece: &[Token]) -> bool {
    let typed = match start {
        Start::Let => piece.get(2),
        Start::Binding => piece.get(1),
        _ => None,
    };
    typed.is_some_and(|token| token.text(text) == "::")
}

/// The statements' tokens.
fn split<'a>(text: &str, tokens: &'a [Token]) -> Vec<(Start, &'a [Token])> {
    let mut out: Vec<(Start, usize)> = Vec::new();
    let mut brackets = 0usize;
    let mut block: Option<Block> = None;
    for (at, token) in tokens.iter().enumerate() {
        if token.first && (brackets == 0 || token.flush) {
            let inside = out.last().is_some_and(|(start, begin)| {
                // `let … in …` where an expression is still awaited.
                let begun = match start {
                    Start::Label | Start::Bus | Start::Percent => 2,
                    Start::Stray | Start::Binding => 0,
                    _ => 1,
                };
                let waiting = begun > 0 && at - begin <= begun || hangs(text, tokens[at - 1]);
                token.text(text) == "let" && waiting && !token.flush
            });
            let start = starts(text, tokens, at).filter(|_| !inside);
            if let Some(start) = start.or_else(|| out.is_empty().then_some(Start::Stray)) {
                out.push((start, at));
                brackets = 0;
                let first = tokens.get(at + 1).filter(|_| start == Start::Let);
                block = first.map(|first| Block {
                    column: column(text, *first),
                    begun: at + 1,
                });
            }
        }
        if let Some(block) = block
            && brackets == 0
            && at > block.begun
            && block.is_line(text, tokens, at)
            && out.last().is_none_or(|(_, begin)| *begin < at)
        {
            out.push((Start::Binding, at));
        }
        match token.kind {
            TokenKind::Open => brackets += 1,
            TokenKind::Close => brackets = brackets.saturating_sub(1),
            _ => {}
        }
    }
    let ends: Vec<usize> = out
        .iter()
        .skip(1)
        .map(|(_, begin)| *begin)
        .chain([tokens.len()])
        .collect();
    out.into_iter()
        .zip(ends)
        .map(|((start, begin), end)| (start, &tokens[begin..end]))
        .collect()
}

/// Whether something must follow this token.
fn hangs(text: &str, token: Token) -> bool {
    matches!(token.kind, TokenKind::Operator | TokenKind::Infix) && token.text(text) != ":"
}

/// How many tokens name the statement.
fn consumed(text: &str, start: Start, piece: &[Token]) -> usize {
    let count = match start {
        Start::Label | Start::Bus | Start::Percent => 2,
        Start::Word if piece[0].text(text) == "p" => 2,
        Start::Let | Start::Tidal | Start::Word => 1,
        Start::Stray | Start::Binding => 0,
    };
    // `d1 $ e`, `once $ e`
    let dollar = matches!(start, Start::Tidal | Start::Word)
        && piece
            .get(count)
            .is_some_and(|token| token.kind == TokenKind::Operator && token.text(text) == "$");
    count + usize::from(dollar)
}

fn label(start: Start, piece: &[Token]) -> Place {
    match (start, piece) {
        (Start::Label | Start::Bus | Start::Percent, [first, second, ..]) => {
            first.place.to(second.place)
        }
        (Start::Let, [_, name, ..]) => name.place,
        _ => piece[0].place,
    }
}

fn key(text: &str, start: Start, piece: &[Token]) -> String {
    let name = piece[0].text(text);
    match start {
        Start::Let => piece
            .get(1)
            .map_or("let", |token| token.text(text))
            .to_owned(),
        Start::Percent => name[1..].to_owned(),
        Start::Bus | Start::Binding => name.to_owned(),
        // `p 1 $ …` is `d1 $ …`.
        Start::Word if name == "p" => match piece.get(1).map_or("", |name| name.text(text)) {
            named if named.starts_with('"') => format!("p {named}"),
            number => format!("o{number}"),
        },
        Start::Stray => "?".to_owned(),
        Start::Label | Start::Tidal | Start::Word => match (output_number(name), setting(name)) {
            (Some(0), _) => "out".to_owned(),
            (Some(number), _) => format!("o{number}"),
            (_, Some(Setting::Cps | Setting::Bpm)) => "cps".to_owned(),
            _ => name.to_owned(),
        },
    }
}

fn setting(name: &str) -> Option<Setting> {
    Some(match name {
        "cps" | "tempo" | "setcps" => Setting::Cps,
        "bpm" | "setbpm" => Setting::Bpm,
        "beats" => Setting::Beats,
        "seed" => Setting::Seed,
        _ => return None,
    })
}

fn statement(
    text: &str,
    start: Start,
    piece: &[Token],
    parser: &mut Parser,
) -> Parsed<StatementKind> {
    let first = piece[0];
    let name = first.text(text);
    let label = label(start, piece);
    if start == Start::Stray {
        return Err(stray(text, piece));
    }
    if matches!(start, Start::Let | Start::Binding) {
        return definition(parser);
    }
    // `d1 = …`, `o1 :s …`
    if start == Start::Tidal
        && let Some(token) = piece.get(1)
        && (token.kind == TokenKind::Keyword || token.text(text) == "=")
    {
        let error = match token.kind {
            TokenKind::Keyword => Diagnostic::error(token.place, "a space is missing after `:`"),
            _ => Diagnostic::error(token.place, format!("`{name}` takes no `=`")),
        };
        return Err(error.with_help(format!("write `{name}: …` or, as in Tidal, `d1 $ …`")));
    }
    let plain = start == Start::Word && name == "hush"
        || start == Start::Label && matches!(name, "hush" | "mute" | "solo");
    if parser.peek().is_none() && !plain {
        return Err(
            Diagnostic::error(label, format!("`{}` is empty", text[label.range()].trim()))
                .with_help("write what it plays after it, or `silence`"),
        );
    }
    match start {
        Start::Bus => Ok(StatementKind::Bus(name[1..].to_owned(), parser.whole()?)),
        Start::Percent => Ok(StatementKind::Define(
            name[1..].to_owned(),
            Vec::new(),
            parser.whole()?,
        )),
        _ => {
            if let Some(number) = player_number(text, piece).or_else(|| output_number(name)) {
                if number > OUTPUTS {
                    return Err(Diagnostic::error(
                        first.place,
                        format!("there is no output {number}"),
                    )
                    .with_help(format!("the outputs are `out` and `o1` to `o{OUTPUTS}`")));
                }
                return Ok(StatementKind::Output(number, parser.whole()?));
            }
            if let Some(setting) = setting(name) {
                return Ok(StatementKind::Setting(setting, parser.whole()?));
            }
            match name {
                "once" | "asap" | "first" => Ok(StatementKind::Once(parser.whole()?)),
                "all" => Ok(StatementKind::All(parser.whole()?)),
                "mute" => Ok(StatementKind::Mute(outputs(text, parser)?)),
                "solo" => Ok(StatementKind::Solo(outputs(text, parser)?)),
                "hush" => match parser.peek() {
                    None => Ok(StatementKind::Hush),
                    Some(token) => Err(Diagnostic::error(token.place, "`hush` stands alone")),
                },
                _ => Err(unknown_label(name, first.place)),
            }
        }
    }
}

fn definition(parser: &mut Parser) -> Parsed<StatementKind> {
    let binding = parser.binding()?;
    match parser.peek() {
        None => Ok(StatementKind::Define(
            binding.name,
            binding.parameters,
            binding.body,
        )),
        Some(token) if parser.peek_text() == "in" => Err(Diagnostic::error(
            token.place,
            "`let … in` belongs inside a statement",
        )
        .with_help(
            "write `o1: let … in …`, or leave `in` out to define the name for the whole text",
        )),
        Some(token) => Err(parser.unexpected(token)),
    }
}

/// `o1 o3`
fn outputs(text: &str, parser: &mut Parser) -> Parsed<Vec<usize>> {
    let mut out = Vec::new();
    while let Some(token) = parser.next() {
        let word = token.text(text);
        let number = match token.kind {
            TokenKind::Name => output_number(word),
            TokenKind::Number => word.parse().ok(),
            TokenKind::Separator => continue,
            _ => None,
        };
        match number {
            Some(number) if number <= OUTPUTS => out.push(number),
            _ => {
                return Err(
                    Diagnostic::error(token.place, format!("`{word}` is not an output"))
                        .with_help("write for example `mute: o1 o3`"),
                );
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests;
