//! Cuts a program into statements and reads each on its own, so that one wrong line spoils no other.

mod key;
mod split;
mod stray;

pub use self::key::{OutputName, StatementKey, Subject};
use self::split::{Piece, Start, split};
use self::stray::{stray, unknown_label};
use super::lexer::{Token, TokenKind, tokens};
use super::parser::{Grip, Parsed, Parser};
pub use super::parser::{Minus, MinusBehind};
use crate::annotations::macro_lines;
use crate::builtins;
use crate::check::tidal_commands;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::actions::is_command;
use crate::syntax::{Expression, Node, Number, OperatorAt, Setting, Statement, StatementKind};
pub use phonon_engine::graph::NUMBERED_OUTPUTS;
use std::collections::{HashMap, HashSet};

/// Length limit of a text, bytes.
pub const LONGEST_TEXT: usize = 4 * 1024 * 1024;
/// The most statements in a text.
pub const MOST_STATEMENTS: usize = 4096;

/// Where a statement stands, counted from the first one of the text, and which others know what it defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// The number of the statement in the text.
    pub at: usize,
    /// The first one that knows the definition: of those of one `let` the first, elsewhere itself.
    pub from: usize,
    /// The first one that does not know it any more.
    pub until: usize,
}

/// One statement of a text: what it is called, and what it is if it could be read.
#[derive(Clone, Debug)]
pub struct Read {
    /// What the statement is known by.
    pub key: StatementKey,
    /// All of it, without trailing white space.
    pub place: Place,
    /// Where it stands, and which statements know what it defines.
    pub order: Order,
    /// What it says; none if it could not be read.
    pub statement: Option<Statement>,
    /// The error, if it could not be read.
    pub problem: Option<Diagnostic>,
    /// Warnings and notes about what could be read.
    pub notes: Vec<Diagnostic>,
}

/// Reads all statements. `minus` knows how many arguments names take.
pub fn read(text: &str, minus: &MinusBehind) -> Vec<Read> {
    let (comments, tokens): (Vec<Token>, Vec<Token>) = tokens(text)
        .into_iter()
        .partition(|token| token.kind == TokenKind::Comment);
    // Lines that name macros are for those who look at the text.
    let (_, named) = macro_lines(text, &tokens, &comments);
    let mut at = 0..tokens.len();
    let mut tokens = tokens;
    tokens.retain(|_| at.next().is_none_or(|at| !named.contains(&at)));
    let pieces = split(text, &tokens);
    // Names that stand for values wherever they are used.
    let values: Vec<String> = pieces
        .iter()
        .filter(|piece| piece.start == Start::Definition)
        .filter_map(|piece| match &tokens[piece.defines..piece.end] {
            [name, equals, ..] if equals.text(text) == "=" => Some(name.text(text).to_owned()),
            _ => None,
        })
        .collect();
    let mut grips = grips(text, &tokens);
    // An operator of the text's own binds as tightly as any, unless the text says how.
    let own_operators = pieces
        .iter()
        .filter(|piece| piece.start == Start::Definition)
        .map(|piece| split::head(text, &tokens[piece.defines..piece.end], 0))
        .filter(|name| !name.starts_with(|c: char| c.is_alphanumeric() || "_([".contains(c)));
    for name in own_operators {
        if grips.iter().all(|(known, _)| known != name) {
            grips.push((name.to_owned(), Grip::TIGHTEST));
        }
    }
    let mut counts: HashMap<String, usize> = HashMap::new();
    let mut out = Vec::with_capacity(pieces.len());
    for (at, piece) in pieces.iter().enumerate() {
        if piece.start == Start::Signature {
            continue;
        }
        let own = &tokens[piece.begin..piece.end];
        let place = own[0].place.to(own[own.len() - 1].place);
        let mut parser = Parser::new(text, &own[consumed(text, piece, own)..], minus);
        parser.values.clone_from(&values);
        parser.grips.clone_from(&grips);
        let order = Order {
            at,
            from: piece.group,
            until: piece.until,
        };
        // Counted by how they are written, as keys name statements in the signal graph.
        let mut unique = |subject: Subject| {
            let count = counts.entry(subject.to_string()).or_insert(0);
            *count += 1;
            StatementKey {
                subject,
                occurrence: *count,
            }
        };
        let about = subject(text, piece.start, &tokens[piece.defines..piece.end]);
        match statement(text, piece, own, &mut parser) {
            Ok(kinds) => out.extend(kinds.into_iter().map(|(defined, kind, label)| Read {
                key: unique(defined.map_or_else(|| about.clone(), Subject::Definition)),
                place,
                order,
                notes: note(text, piece, &kind, label).into_iter().collect(),
                statement: Some(Statement { kind, place, label }),
                problem: None,
            })),
            Err(mut problem) => {
                // What is missing at a statement's end is shown at its end.
                if problem.span == (0..0) {
                    problem.span = place.end..place.end;
                }
                out.push(Read {
                    key: unique(about),
                    place,
                    order,
                    statement: None,
                    problem: Some(problem),
                    notes: Vec::new(),
                });
            }
        }
    }
    let own = pieces
        .iter()
        .filter(|piece| piece.start == Start::Definition)
        .map(|piece| split::head(text, &tokens[piece.defines..piece.end], 0))
        .collect();
    for said in hashes(text, &tokens, &comments, &own) {
        let after = out
            .iter()
            .rposition(|read| read.place.start <= said.span.start);
        if let Some(read) = after.and_then(|index| out.get_mut(index)) {
            read.notes.push(said);
        }
    }
    out
}

/// What is said of a statement that means something else than it may seem to.
fn note(text: &str, piece: &Piece, kind: &StatementKind, label: Place) -> Option<Diagnostic> {
    match kind {
        StatementKind::Preamble if text[label.range()].starts_with(':') => Some(Diagnostic::note(
            label,
            "this is for ghci and does nothing here",
        )),
        StatementKind::Preamble if let Some((name, help)) = foreign_command(text, label) => {
            let message = format!("`{name}` does nothing here");
            Some(Diagnostic::note(label, message).with_help(help))
        }
        StatementKind::Preamble => Some(Diagnostic::note(
            label,
            "this is Haskell's; everything is already here",
        )),
        // `bpm = 120`
        StatementKind::Define(name, parameters, _)
            if piece.begin == piece.defines && parameters.is_empty() && setting(name).is_some() =>
        {
            let message = format!("`{name} =` defines a name and sets nothing");
            Some(Diagnostic::note(label, message).with_help(format!("`{name}: …` sets it")))
        }
        _ => None,
    }
}

/// A command of Tidal's that has no meaning in a text, where a line begins with it (`startTidal …`) or with what it
/// gives (`tidal <- startTidal …`), and what is done instead.
fn foreign_command(text: &str, line: Place) -> Option<(&str, &'static str)> {
    let rest = &text[line.start..];
    let word = |rest: &str| rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '\'');
    let first = match rest.starts_with('(') {
        true => rest.find(')').map(|close| close + 1),
        false => word(rest),
    };
    let (first, after) = rest.split_at(first.unwrap_or(rest.len()));
    let (name, help) = match after.trim_start().strip_prefix("<-") {
        Some(rest) => {
            let rest = rest.trim_start();
            let name = &rest[..word(rest).unwrap_or(rest.len())];
            (name, tidal_commands::answer(name))
        }
        None => (first, tidal_commands::help(first)),
    };
    help.map(|help| (name, help))
}

/// What is said of lines that begin with `#` in the first column and may be meant otherwise: an operator before a word that
/// nothing knows, a comment that reads like a control.
fn hashes(
    text: &str,
    tokens: &[Token],
    comments: &[Token],
    own: &HashSet<&str>,
) -> Vec<Diagnostic> {
    let operators = tokens.windows(2).filter_map(|pair| {
        let [hash, word] = pair else { return None };
        let name = word.text(text);
        let unknown = hash.flush
            && hash.text(text) == "#"
            && word.kind == TokenKind::Name
            && builtins::find(name).is_none()
            && !own.contains(name);
        unknown.then(|| {
            Diagnostic::note(hash.place, "this line goes on with the statement above it")
                .with_help("a comment begins with `--`")
        })
    });
    let controls = comments.iter().filter_map(|comment| {
        let mut words = comment.text(text).strip_prefix('#')?.split_whitespace();
        let (name, value) = (words.next()?, words.next()?);
        let reads_so = builtins::find(name).is_some()
            && value.starts_with(|c: char| c.is_ascii_digit() || "\"(-".contains(c));
        let above = tokens
            .first()
            .is_some_and(|first| first.place.start < comment.place.start);
        (reads_so && above).then(|| {
            Diagnostic::warning(
                comment.place,
                "this line is a comment: there is no statement right above it to continue",
            )
            .with_help("remove the empty line above to join it; a comment begins with `--`")
        })
    });
    operators.chain(controls).collect()
}

/// Whether a word begins what is said of the precedence of an operator.
fn is_fixity(word: &str) -> bool {
    matches!(word, "infixl" | "infixr" | "infix")
}

/// What the text says of the precedence of its own operators: `infixl 4 <+>`.
fn grips(text: &str, tokens: &[Token]) -> Vec<(String, Grip)> {
    let mut out = Vec::new();
    for at in 0..tokens.len() {
        let word = tokens[at].text(text);
        // `let infixl 1 &&&` is such a line too.
        let begins = tokens[at].first
            || at > 0 && matches!(tokens[at - 1].text(text), "let" | "where" | "{" | ";");
        if !begins || !is_fixity(word) {
            continue;
        }
        let mut rest = tokens[at + 1..]
            .iter()
            .take_while(|token| !token.first && !matches!(token.text(text), ";" | "}"))
            .peekable();
        let power = rest
            .next_if(|token| token.kind == TokenKind::Number)
            .map_or(Ok(9), |token| token.text(text).parse());
        let right = word == "infixr";
        let Ok(power) = power else { continue };
        out.extend(
            rest.filter(|token| matches!(token.kind, TokenKind::Operator | TokenKind::Infix))
                .map(|token| token.text(text).trim_matches('`').to_owned())
                .map(|name| (name, Grip { power, right })),
        );
    }
    out
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

/// The output that a command changes what it plays, where it is written out: `p 1 $ …`, `xfade "drums" $ …`.
fn output_name(text: &str, piece: &[Token]) -> Option<OutputName> {
    let [first, output, ..] = piece else {
        return None;
    };
    let written = output.text(text);
    let name = match output.kind {
        TokenKind::Number => written,
        TokenKind::Text => written.trim_matches('"'),
        _ => return None,
    };
    let plays = first.text(text) == "p" || tidal_commands::is_transition(first.text(text));
    plays.then(|| OutputName::named(name))
}

/// Whether a statement is an expression whose value is a command.
fn is_expression(text: &str, start: Start, own: &[Token]) -> bool {
    let name = own[0].text(text);
    match start {
        Start::Own => true,
        Start::Word => is_command(name) || matches!(name, "setcps" | "setbpm"),
        _ => false,
    }
}

/// How many tokens name the statement.
fn consumed(text: &str, piece: &Piece, own: &[Token]) -> usize {
    if is_expression(text, piece.start, own) {
        return 0;
    }
    let is_operator = |token: Option<&Token>, wanted: &[&str]| {
        token.is_some_and(|token| {
            token.kind == TokenKind::Operator && wanted.contains(&token.text(text))
        })
    };
    let count = match piece.start {
        Start::Label | Start::Bus | Start::Percent => 2,
        Start::Let | Start::Tidal | Start::Word => 1,
        _ => piece.defines - piece.begin,
    };
    // `d1 $ e`, `once $ e`, and `d1 . f $ e`, which is the same as `d1 $ f $ e`
    let joined = matches!(piece.start, Start::Tidal | Start::Word)
        && is_operator(own.get(count), &["$", "."]);
    (count + usize::from(joined)).min(own.len())
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

fn subject(text: &str, start: Start, piece: &[Token]) -> Subject {
    let name = piece[0].text(text);
    match start {
        Start::Let => {
            let name = piece.get(1).map_or("let", |token| token.text(text));
            Subject::Definition(name.to_owned())
        }
        Start::Percent => Subject::Definition(name[1..].to_owned()),
        Start::Definition => Subject::Definition(split::head(text, piece, 0).to_owned()),
        Start::Bus => Subject::Bus(name[1..].to_owned()),
        Start::Stray | Start::Signature | Start::Preamble => Subject::Stray(None),
        Start::Own => Subject::Stray(Some(name.to_owned())),
        // `p 1 $ …` and `xfade 1 $ …` say what `d1 $ …` does.
        Start::Word if let Some(output) = output_name(text, piece) => Subject::Output(output),
        Start::Label | Start::Tidal | Start::Word => match (output_number(name), setting(name)) {
            (Some(0), _) => Subject::MainOutput,
            (Some(number), _) => Subject::Output(OutputName::numbered(number)),
            (_, Some(Setting::Cps | Setting::Bpm)) => Subject::Setting(Setting::Cps),
            (_, Some(setting)) => Subject::Setting(setting),
            _ => Subject::Command(name.to_owned()),
        },
    }
}

fn setting(name: &str) -> Option<Setting> {
    Some(match name {
        "cps" | "tempo" | "setcps" | "bps" => Setting::Cps,
        "bpm" | "setbpm" => Setting::Bpm,
        "beats" => Setting::Beats,
        "seed" => Setting::Seed,
        _ => return None,
    })
}

/// Half of a number: the beats a second of old Tidals were two to a cycle.
fn halved(value: Expression) -> Expression {
    let (place, depth) = (value.place, value.depth);
    let slash = OperatorAt {
        name: "/".to_owned(),
        place,
    };
    let two = Expression {
        kind: Node::Number(Number::integer(2)),
        place,
        depth: 0,
    };
    Expression {
        kind: Node::Binary(Box::new(value), slash, Box::new(two)),
        place,
        depth: depth + 1,
    }
}

/// What a piece says; definitions beside their names.
type Said = Vec<(Option<String>, StatementKind, Place)>;

fn statement(text: &str, piece: &Piece, own: &[Token], parser: &mut Parser) -> Parsed<Said> {
    match piece.start {
        Start::Let | Start::Definition => definitions(parser),
        _ => {
            let kind = single(text, piece.start, own, parser)?;
            Ok(vec![(None, kind, label(piece.start, own))])
        }
    }
}

fn single(text: &str, start: Start, piece: &[Token], parser: &mut Parser) -> Parsed<StatementKind> {
    let first = piece[0];
    let name = first.text(text);
    let label = label(start, piece);
    if start == Start::Stray {
        return Err(stray(text, piece));
    }
    if is_expression(text, start, piece) {
        return Ok(StatementKind::Command(parser.whole()?));
    }
    if start == Start::Preamble {
        return Ok(StatementKind::Preamble);
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
            if let Some(number) = output_number(name) {
                if number > NUMBERED_OUTPUTS {
                    return Err(Diagnostic::error(
                        first.place,
                        format!("there is no output {number}"),
                    )
                    .with_help(format!(
                        "the outputs are `out` and `o1` to `o{NUMBERED_OUTPUTS}`"
                    )));
                }
                return Ok(StatementKind::Output(number, parser.whole()?));
            }
            if let Some(setting) = setting(name) {
                let value = parser.whole()?;
                if setting == Setting::Beats
                    && matches!(&value.kind, Node::Name(name) if name == "bar")
                {
                    return Ok(StatementKind::Bars);
                }
                let value = match name {
                    "bps" => halved(value),
                    _ => value,
                };
                return Ok(StatementKind::Setting(setting, value));
            }
            match name {
                "once" => Ok(StatementKind::Once(parser.whole()?)),
                "all" => Ok(StatementKind::All(parser.whole()?)),
                "mute" => Ok(StatementKind::Mute(outputs(text, parser)?)),
                "solo" => Ok(StatementKind::Solo(outputs(text, parser)?)),
                "hush" => match parser.peek() {
                    None => Ok(StatementKind::Hush),
                    Some(token) => Err(Diagnostic::error(
                        token.place,
                        "`hush` takes nothing after it",
                    )),
                },
                _ => Err(unknown_label(name, first.place)),
            }
        }
    }
}

fn definitions(parser: &mut Parser) -> Parsed<Said> {
    let bindings = parser.definitions()?;
    match parser.peek() {
        None => Ok(bindings
            .into_iter()
            .map(|binding| {
                let name = binding.name.clone();
                let kind = StatementKind::Define(binding.name, binding.parameters, binding.body);
                (Some(name), kind, binding.place)
            })
            .collect()),
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
            Some(number) if number <= NUMBERED_OUTPUTS => out.push(number),
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
