//! Where names of a text get their meaning.

use crate::paragraphs::paragraphs;
use crate::text::Buffer;
use phonon_language::syntax::lexer::{Token, TokenKind, tokens};
use std::ops::Range;

/// Where the name at `cursor` is defined: a bus (`~pad: …`, `~pad = …`), a named pattern (`%kick: …`), a definition
/// (`let riff = …`, `riff x = …`). From the definition itself the way leads to the next one of the same name, if there is one.
pub(crate) fn definition(text: &str, cursor: usize) -> Option<usize> {
    let name = Buffer::new(text).name_range(cursor);
    let name = text.get(name).filter(|name| !name.is_empty())?;
    let places = definitions(text);
    let mut places = places
        .iter()
        .filter(|place| &text[(*place).clone()] == name);
    let first = places.clone().next()?;
    let next = places.find(|place| place.start > cursor);
    let is_here = first.start <= cursor && cursor <= first.end;
    Some(
        if is_here {
            next.unwrap_or(first)
        } else {
            first
        }
        .start,
    )
}

/// The names that a text defines, where it does. Only paragraphs that may define something are looked into.
pub(crate) fn definitions(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for part in paragraphs(text) {
        let paragraph = &text[part.clone()];
        if paragraph.starts_with(['~', '%']) || paragraph.contains('=') {
            let places = of_paragraph(paragraph).into_iter();
            found.extend(places.map(|place| part.start + place.start..part.start + place.end));
        }
    }
    found
}

fn of_paragraph(text: &str) -> Vec<Range<usize>> {
    let tokens: Vec<Token> = tokens(text)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    let word = |at: usize| tokens.get(at).map_or("", |token| token.text(text));
    let mut found = Vec::new();
    let mut in_let = false;
    for (at, token) in tokens.iter().enumerate() {
        if token.first {
            in_let = false;
        }
        if word(at) == "let" {
            in_let = true;
            continue;
        }
        let begins = token.first || at > 0 && matches!(word(at - 1), "let" | "{" | ";" | "where");
        if !begins {
            continue;
        }
        let defines = match token.kind {
            TokenKind::Bus | TokenKind::Percent => matches!(word(at + 1), ":" | "="),
            TokenKind::Name => {
                // `name x y = …`
                let rest = tokens[at + 1..].iter().take_while(|token| !token.first);
                let mut rest = rest.skip_while(|token| token.kind == TokenKind::Name);
                rest.next().is_some_and(|token| token.text(text) == "=") || in_let
            }
            _ => false,
        };
        if defines {
            found.push(token.place.range());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buses_named_patterns_and_definitions_are_found_from_their_uses() {
        let text = "~pad: sine 3\nlet riff x = fast x $ n \"0\"\n%kick: \"bd\"\no1: ~pad # s riff # %kick\n";
        let from = |part: &str| definition(text, text.rfind(part).unwrap() + 1);
        assert_eq!(from("~pad"), Some(0));
        assert_eq!(from("riff"), text.find("riff"));
        assert_eq!(from("%kick"), text.find("%kick"));
        assert_eq!(from("o1"), None);
        assert_eq!(definition(text, text.find("fast").unwrap()), None);
        // A bus and a sound of the same name are two things.
        assert_eq!(definition("~bd: sine 3\no1: s \"bd\"", 20), None);
    }
}
