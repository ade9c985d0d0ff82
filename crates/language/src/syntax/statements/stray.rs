//! What is said of a line that is no statement: what it may have been meant to be.

use super::{output_number, setting};
use crate::builtins;
use crate::check::superdirt_only;
use crate::check::tidal_commands;
use crate::diagnostic::{Diagnostic, Place};
use crate::syntax::Setting;
use crate::syntax::lexer::{Token, TokenKind};
use crate::syntax::parser::{foreign_comment, open_comment, unknown_sign};
use phonon_engine::graph::NUMBERED_OUTPUTS;
use phonon_samples::spelling::nearest;

/// What a piece of the text that begins no statement seems to be.
pub(super) fn stray(text: &str, piece: &[Token]) -> Diagnostic {
    let first = piece[0];
    let word = first.text(text);
    let line_end = piece
        .iter()
        .skip(1)
        .position(|token| token.first)
        .map_or(piece.len(), |more| more + 1);
    let place = first.place.to(piece[line_end - 1].place);
    if let Some(refused) = tidal_commands::refused(word, first.place) {
        return refused;
    }
    match word {
        _ if first.kind == TokenKind::OpenComment => open_comment(first),
        _ if text[first.place.start..].starts_with("/*") => foreign_comment(first.place),
        // `tempo： 120`
        _ if let Some(sign) = piece.get(1).filter(|sign| sign.kind == TokenKind::Unknown) => {
            unknown_sign(sign.text(text), sign.place)
        }
        _ if let Some(help) = superdirt_only::called_otherwise(word) => {
            Diagnostic::error(place, "this begins no statement").with_help(help)
        }
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
                .with_help(format!("the outputs are `out` and `o1` to `o{NUMBERED_OUTPUTS}`"))
        }
        // `#speed 2` with no statement above, `$: s("bd")`
        _ if matches!(first.kind, TokenKind::Operator | TokenKind::Infix) => {
            Diagnostic::error(first.place, format!("there is nothing before `{word}`")).with_help(
                format!(
                    "a line that begins with `{word}` goes on with the statement above it; a new one begins with `d1 $` or `o1:`"
                ),
            )
        }
        _ if setting(word).is_some() => {
            Diagnostic::error(first.place, format!("`{word}` needs a number"))
                .with_help(match setting(word) {
                    Some(Setting::Cps) => format!("write `{word}: 0.5`"),
                    Some(Setting::Bpm) => format!("write `{word}: 120`"),
                    _ => format!("write `{word}: 4`"),
                })
        }
        _ if first.kind == TokenKind::Close => {
            Diagnostic::error(first.place, format!("`{word}` closes nothing"))
        }
        // `01: s "bd"`
        _ if first.kind == TokenKind::Number
            && word.strip_prefix('0').is_some_and(|digits| output_number(&format!("o{digits}")).is_some()) =>
        {
            Diagnostic::error(first.place, format!("`{word}` is a number"))
                .with_help(format!("an output begins with the letter o: `o{}:`", &word[1..]))
        }
        // `d 1 $ …`, `o 1: …`
        _ if let ("d" | "o", Some(number)) = (word, piece.get(1).filter(|next| next.kind == TokenKind::Number)) => {
            let number = number.text(text);
            Diagnostic::error(first.place.to(piece[1].place), format!("`{word} {number}` has a space in it"))
                .with_help(format!("write `{word}{number}`"))
        }
        // `p1 $ …`
        _ if let Some(number) = word.strip_prefix('p').filter(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())) => {
            Diagnostic::error(first.place, format!("no statement is called `{word}`"))
                .with_help(format!("write `d{number} $ …` or `p {number} $ …`"))
        }
        "silence" => Diagnostic::error(first.place, "`silence` is a pattern that plays nothing, and goes after an output")
            .with_help("`d1 silence` silences one output, `hush` all"),
        // `S "bd"`
        _ if word != word.to_lowercase() && builtins::find(word).is_none() && builtins::find(&word.to_lowercase()).is_some() => {
            let lower = word.to_lowercase();
            Diagnostic::error(first.place, format!("no statement is called `{word}`")).with_help(format!(
                "names are in lower case, and a line that plays begins with its output: `d1 $ {lower} …`"
            ))
        }
        _ => match near_statement(word, piece.get(1).map(|token| token.text(text))) {
            Some(near) => {
                Diagnostic::error(first.place, format!("no statement is called `{word}`"))
                    .with_help(format!("did you mean `{near}`?"))
            }
            // `s("bd sn").fast(2)`
            None if has_methods(text, piece) => {
                Diagnostic::error(place, "this belongs to no statement").with_help(
                    "functions go before what they change: `o1: fast 2 $ s \"bd sn\" # speed 2`",
                )
            }
            // `foo = 3`, `x is 4`
            None if piece[..line_end].iter().any(|token| token.text(text) == "=") => {
                Diagnostic::error(place, "this belongs to no statement").with_help(format!(
                    "a name is defined by `let`: `let {}`",
                    shortened(&text[place.range()])
                ))
            }
            // `bd*4`, `s "bd"`
            None if plays(first, text) => Diagnostic::error(place, "this belongs to no statement")
                .with_help(format!(
                    "say which output plays it: `d1 $ {}`",
                    shortened(&text[place.range()])
                )),
            None => Diagnostic::error(place, "this begins no statement").with_help(
                "a line that plays begins with its output (`d1 $ s \"bd\"`), a definition with `let`, a setting with its name (`bpm: 120`)",
            ),
        },
    }
}

/// Whether a line begins as a pattern does: with a name that is known, or a string.
fn plays(first: Token, text: &str) -> bool {
    match first.kind {
        TokenKind::Name => builtins::find(first.text(text)).is_some(),
        TokenKind::Text | TokenKind::Open => true,
        _ => false,
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

/// What to say of `name:` where no statement has that name.
pub(super) fn unknown_label(name: &str, place: Place) -> Diagnostic {
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
