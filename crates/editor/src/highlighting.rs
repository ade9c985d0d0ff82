//! Which colour each part of a text has, from the language's own lexer.

use super::theme::Ink;
use phonon_language::syntax::lexer::{Token, TokenKind, tokens};
use std::ops::Range;

/// A text's coloured parts, in order; what lies between them is plain.
pub(super) fn inks(text: &str) -> Vec<(Range<usize>, Ink)> {
    let tokens = tokens(text);
    let mut out = Vec::with_capacity(tokens.len());
    for (index, token) in tokens.iter().enumerate() {
        let next = tokens.get(index + 1);
        let range = token.place.range();
        match token.kind {
            TokenKind::Name if is_label(token, next, text) => {
                let colon = next.map_or(range.end, |next| next.place.end);
                out.push((range.start..colon, Ink::Label));
            }
            TokenKind::Bus | TokenKind::Percent if is_label(token, next, text) => {
                out.push((range, Ink::Label))
            }
            TokenKind::Name | TokenKind::Infix => out.push((range, Ink::Function)),
            TokenKind::Bus | TokenKind::Percent => out.push((range, Ink::Bus)),
            TokenKind::Keyword => out.push((range, Ink::Label)),
            TokenKind::Number => out.push((range, Ink::Number)),
            TokenKind::Text => notation(text, range, &mut out),
            TokenKind::Letter => out.push((range, Ink::Text)),
            TokenKind::Operator if out.last().is_some_and(|(last, _)| last.end == range.end) => {}
            TokenKind::Operator => out.push((range, Ink::Operator)),
            TokenKind::Comment | TokenKind::OpenComment => out.push((range, Ink::Comment)),
            TokenKind::OpenText | TokenKind::Unknown => out.push((range, Ink::Unknown)),
            TokenKind::Open | TokenKind::Close | TokenKind::Separator => {}
        }
    }
    out
}

/// Whether a token names a statement: first in its line, then a colon or an equals sign; or Tidal's `d1`.
fn is_label(token: &Token, next: Option<&Token>, text: &str) -> bool {
    if !token.first {
        return false;
    }
    let named = next.is_some_and(|next| next.text(text) == ":");
    let assigned = token.kind != TokenKind::Name && next.is_some_and(|next| next.text(text) == "=");
    let tidal = token
        .text(text)
        .strip_prefix('d')
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    named || assigned || tidal
}

/// Mini-notation: what sounds in one colour, what arranges it in another.
fn notation(text: &str, range: Range<usize>, out: &mut Vec<(Range<usize>, Ink)>) {
    let ink_of = |byte: u8| match byte {
        b' ' | b'\n' | b'\t' => None,
        b'[' | b']' | b'<' | b'>' | b'{' | b'}' | b'(' | b')' | b'*' | b'/' | b'!' | b'@'
        | b'?' | b'~' | b'|' | b',' | b'%' | b'_' | b'"' => Some(Ink::Notation),
        _ => Some(Ink::Text),
    };
    let bytes = text.as_bytes();
    let mut start = range.start;
    while start < range.end {
        let ink = ink_of(bytes[start]);
        let length = bytes[start..range.end]
            .iter()
            .take_while(|byte| ink_of(**byte) == ink)
            .count();
        if let Some(ink) = ink {
            out.push((start..start + length, ink));
        }
        start += length;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Vec<(&str, Ink)> {
        inks(text)
            .into_iter()
            .map(|(range, ink)| (&text[range], ink))
            .collect()
    }

    #[test]
    fn a_statement_in_colours() {
        assert_eq!(
            shown("o1: fast 2 $ s \"bd*2\" -- go"),
            [
                ("o1:", Ink::Label),
                ("fast", Ink::Function),
                ("2", Ink::Number),
                ("$", Ink::Operator),
                ("s", Ink::Function),
                ("\"", Ink::Notation),
                ("bd", Ink::Text),
                ("*", Ink::Notation),
                ("2", Ink::Text),
                ("\"", Ink::Notation),
                ("-- go", Ink::Comment),
            ]
        );
    }

    #[test]
    fn parts_are_in_order_and_do_not_overlap() {
        let text = "~lfo = sine 0.25\nd1 $ s \"~ <bd é>\" # lpf (~lfo * 8e2)\nlet x = 1 -- é\n%p: \"1 2\"\n\"open";
        let inks = inks(text);
        assert!(
            inks.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start),
            "{inks:?}"
        );
        assert!(
            inks.iter()
                .all(|(range, _)| text.get(range.clone()).is_some())
        );
    }
}
