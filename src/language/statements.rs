//! Cuts a program into statements and reads each on its own, so that one wrong line spoils no other.

use super::commands;
use super::diagnostic::{Diagnostic, Place, nearest};
use super::lexer::{Token, TokenKind, tokens};
use super::parser::{Block, Parsed, Parser, column};
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

/// Reads all statements. `is_value` says which names are no functions.
pub fn read(text: &str, is_value: &dyn Fn(&str) -> bool) -> Vec<Read> {
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
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
            let mut parser = Parser::new(text, &piece[consumed(text, start, piece)..], is_value);
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
                    }
                }
            }
        })
        .collect()
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

fn stray(text: &str, piece: &[Token]) -> Diagnostic {
    let first = piece[0];
    let word = first.text(text);
    let line_end = piece
        .iter()
        .skip(1)
        .position(|token| token.first)
        .map_or(piece.len(), |more| more + 1);
    let place = first.place.to(piece[line_end - 1].place);
    if let Some(refused) = commands::refused(word, first.place) {
        return refused;
    }
    if commands::is_transition(word) {
        let output = piece.get(1).map_or("", |token| token.text(text));
        return commands::transition(word, output, first.place);
    }
    match word {
        "do" => Diagnostic::error(first.place, "`do` is not needed here")
            .with_help("write each statement on a line of its own, without `do`"),
        "import" | "module" => Diagnostic::error(
            place,
            format!("`{word}` is Haskell's; everything is already here"),
        ),
        _ if first.kind == TokenKind::Name
            && word.starts_with(['d', 'o'])
            && word
                .trim_start_matches("out")
                .trim_start_matches(['d', 'o'])
                .parse::<u32>()
                .is_ok() =>
        {
            Diagnostic::error(first.place, format!("there is no output `{word}`"))
                .with_help(format!("the outputs are `out` and `o1` to `o{OUTPUTS}`"))
        }
        // `#speed 2` with no statement above, `$: s("bd")`
        _ if matches!(first.kind, TokenKind::Operator | TokenKind::Infix) => {
            Diagnostic::error(first.place, format!("nothing stands before `{word}`")).with_help(
                format!(
                    "a line that begins with `{word}` goes on with the statement above it; a new one begins with `d1 $` or `o1:`"
                ),
            )
        }
        _ if setting(word).is_some() => {
            Diagnostic::error(first.place, format!("`{word}` wants a number"))
                .with_help(match setting(word) {
                    Some(Setting::Cps) => format!("write `{word}: 0.5`"),
                    Some(Setting::Bpm) => format!("write `{word}: 120`"),
                    _ => format!("write `{word}: 4`"),
                })
        }
        _ if first.kind == TokenKind::Close => {
            Diagnostic::error(first.place, format!("`{word}` closes nothing"))
        }
        _ => match near_statement(word, piece.get(1).map(|token| token.text(text))) {
            Some(near) => {
                Diagnostic::error(first.place, format!("no statement is called `{word}`"))
                    .with_help(format!("did you mean `{near}`?"))
            }
            // `s("bd sn").fast(2)`
            None if has_methods(text, piece) => {
                Diagnostic::error(place, "this belongs to no statement").with_help(
                    "functions stand before what they change: `o1: fast 2 $ s \"bd sn\" # speed 2`",
                )
            }
            None => Diagnostic::error(place, "this belongs to no statement").with_help(format!(
                "a statement begins with a name: `o1: {}`",
                shortened(&text[place.range()])
            )),
        },
    }
}

/// Whether a function is called behind a point, as in other languages: `s("bd").fast(2)`.
fn has_methods(text: &str, piece: &[Token]) -> bool {
    piece.windows(3).any(|tokens| {
        let [point, name, bracket] = tokens else {
            return false;
        };
        point.text(text) == "."
            && !name.spaced
            && name.kind == TokenKind::Name
            && bracket.text(text) == "("
    })
}

/// The statement that a line begins with, but for its spelling: `D1 $ …`, `hsuh`.
fn near_statement(word: &str, next: Option<&str>) -> Option<String> {
    let lower = word.to_lowercase();
    if word != lower && output_number(&lower).is_some() {
        return Some(lower);
    }
    let alone = matches!(next, None | Some("$"));
    let known = ["hush", "once", "all", "setcps", "setbpm"];
    nearest(word, known).filter(|_| alone).map(str::to_owned)
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= 30 {
        text.to_owned()
    } else {
        text.chars().take(29).chain(['…']).collect()
    }
}

fn unknown_label(name: &str, place: Place) -> Diagnostic {
    let known = [
        "out", "o1", "o2", "o3", "o4", "cps", "tempo", "bpm", "beats", "seed", "mute", "solo",
        "hush", "once", "all",
    ];
    let error = Diagnostic::error(place, format!("no statement is called `{name}`"));
    match nearest(name, known) {
        Some(near) => error.with_help(format!(
            "did you mean `{near}:`? A bus is written `~{name}:`, a name `let {name} = …`"
        )),
        None => error.with_help(format!(
            "a bus is written `~{name}:`, a name `let {name} = …`"
        )),
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
mod tests {
    use super::*;
    use crate::language::syntax::Node;

    fn keys(text: &str) -> Vec<String> {
        read(text, &|_| false)
            .into_iter()
            .map(|read| read.key)
            .collect()
    }

    fn problems(text: &str) -> Vec<String> {
        read(text, &|_| false)
            .into_iter()
            .filter_map(|read| read.problem)
            .map(|problem| problem.message)
            .collect()
    }

    #[test]
    fn a_text_is_cut_at_lines_that_begin_a_statement() {
        let text = "cps: 0.5\nd1 $ s \"bd\"\n  # n 1\n\n  # pan 0\n~lfo: sine 1\n%k: s \"hh\"\nlet f x = x\nhush\nout: s \"a\"\nout: s \"b\"";
        assert_eq!(
            keys(text),
            ["cps", "o1", "~lfo", "k", "f", "hush", "out", "out 2"]
        );
        assert_eq!(problems(text), Vec::<String>::new());
    }

    #[test]
    fn a_line_in_open_brackets_goes_on_but_a_flush_label_ends_them() {
        assert_eq!(
            keys("o1: stack [s \"bd\",\n  s \"hh\"\n  ]\no2: s \"x\""),
            ["o1", "o2"]
        );
        let text = "o1: stack [s \"bd\"\no2: s \"x\"";
        assert_eq!(keys(text), ["o1", "o2"]);
        assert_eq!(problems(text), ["`[` is not closed"]);
    }

    #[test]
    fn a_let_within_an_expression_is_no_statement() {
        assert_eq!(keys("o1:\n  let x = 2 in\n  fast x $ s \"bd\""), ["o1"]);
        assert_eq!(
            problems("o1:\n  let x = 2 in\n  fast x $ s \"bd\""),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_let_goes_on_with_each_line_in_the_column_of_its_first_name() {
        let text = "let a = s \"bd\"\n        # n 1\n    f x = fast x\n    b = a\no1: f 2 b";
        assert_eq!(keys(text), ["a", "f", "b", "o1"]);
        assert_eq!(problems(text), Vec::<String>::new());
        assert_eq!(keys("let\n  a = 1\n  b = 2\no1: s \"x\""), ["a", "b", "o1"]);
        // A tabulator goes to the next multiple of eight.
        assert_eq!(keys("    let a = 1\n\tb = 2"), ["a", "b"]);
        // Types are read over; another column goes on with the definition.
        let typed = "let a :: Pattern Note\n    a = \"0\"\n    b = 2\n      + 3";
        assert_eq!(keys(typed), ["a", "b"]);
        assert_eq!(problems(typed), Vec::<String>::new());
    }

    #[test]
    fn a_let_within_an_expression_may_have_lines_too() {
        for text in [
            "o1: let x = 2\n        y = 3\n    in fast x $ s \"bd\" # n y",
            "o1:\n  let\n    f :: Double -> Double\n    f x = x\n    y = f\n      3\n  in s \"bd\" # n y",
            "o1: let { x = 2; y = 3 } in fast x $ s \"bd\" # n y",
            "o1: (let x = let y = 1\n                 z = 2\n             in y + z\n         w = 3\n     in fast x) $ s \"bd\"",
        ] {
            assert_eq!(keys(text), ["o1"]);
            assert_eq!(problems(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn tidals_players_by_name_are_outputs() {
        assert_eq!(
            keys("p 3 $ s \"bd\"\np \"drums\" $ s \"sn\"\nasap $ s \"cp\""),
            ["o3", "p \"drums\"", "asap"]
        );
        assert_eq!(problems("p 17 $ s \"bd\""), ["there is no output 17"]);
    }

    #[test]
    fn commands_of_a_performance_have_their_own_words() {
        let text = "xfade 1 $ s \"bd\"\nresetCycles\nmapM_ ($ silence) [d1]\no1: s \"bd\"";
        let all = problems(text);
        assert!(all[0].starts_with("`xfade` changes"), "{all:?}");
        assert!(all[1].starts_with("`resetCycles` is a command"), "{all:?}");
        assert!(all[2].starts_with("`mapM_` is a command"), "{all:?}");
        assert_eq!(all.len(), 3);
        // As functions they go on with a line.
        let function = "o1:\n xfadeIn 4 0 [s \"a\", s \"b\"]\no2: id $\nwait 2 0 [s \"a\"]";
        assert_eq!(problems(function), Vec::<String>::new());
    }

    #[test]
    fn what_belongs_to_no_statement_is_said_so() {
        assert_eq!(
            problems("s \"bd\"\no1: s \"x\""),
            ["this belongs to no statement"]
        );
        assert_eq!(problems("o17: s \"bd\""), ["there is no output 17"]);
        assert_eq!(problems("ot: s \"bd\""), ["no statement is called `ot`"]);
        assert_eq!(problems("o1:"), ["`o1:` is empty"]);
        assert_eq!(problems("mute: o1 x"), ["`x` is not an output"]);
    }

    #[test]
    fn nesting_of_any_depth_is_an_error_and_no_overflow() {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("rev $ ", ""),
            ("\\x -> ", ""),
            ("f(", ")"),
            ("- ", ""),
            ("if ", ""),
        ] {
            let text = format!("o1: {}1{}", open.repeat(10_000), close.repeat(10_000));
            let all = problems(&text);
            assert!(
                all.iter()
                    .any(|problem| problem.contains("nested too deep")),
                "{open}: {all:?}"
            );
        }
        let chain = format!("o1: 1{}", " # 1".repeat(10_000));
        assert!(problems(&chain)[0].contains("nested too deep"));
    }

    #[test]
    fn a_negative_number_after_a_function_is_its_argument() {
        let node = |text: &str| match read(text, &|name| name == "saw")
            .remove(0)
            .statement
            .unwrap()
            .kind
        {
            StatementKind::Output(_, expression) => expression.kind,
            other => panic!("{other:?}"),
        };
        assert!(matches!(node("o1: speed -1"), Node::Apply(..)));
        assert!(matches!(node("o1: saw -1"), Node::Binary(..)));
        assert!(matches!(node("o1: \"1\" -1"), Node::Binary(..)));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC*|([a-z]|[-~%:=$#()\\[\\]{}\"\\\\., \n0-9]|o1: |let |in |if |->)*") {
            for read in read(&text, &|_| false) {
                assert!(read.statement.is_some() != read.problem.is_some());
                if let Some(problem) = read.problem {
                    assert!(problem.span.end <= text.len() && problem.span.start <= problem.span.end);
                }
            }
        }
    }
}
