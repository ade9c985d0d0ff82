//! Which colour each part of a text has, from the language's own lexer.

use super::paragraphs::{paragraphs, sum};
use super::text::Buffer;
use super::theme::Ink;
use phonon_language::syntax::lexer::{Token, TokenKind, tokens};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// The coloured parts of a paragraph, from its start.
type Inks = Arc<[(Range<usize>, Ink)]>;

/// The colours of a text, paragraph by paragraph. Remembers those of its last one: an edit colours what it changes.
#[derive(Default)]
pub(super) struct Colours {
    known: HashMap<u64, Inks>,
    of: Option<u64>,
    parts: Parts,
}

/// Coloured parts of a text, in its paragraphs' order. What lies between them is plain.
#[derive(Clone, Default)]
pub(super) struct Parts(Arc<[(usize, Inks)]>);

impl Colours {
    /// The coloured parts of the buffer's text.
    pub(super) fn parts(&mut self, buffer: &Buffer) -> Parts {
        if self.of != Some(buffer.revision()) {
            let mut known = HashMap::with_capacity(self.known.len());
            let parts = paragraphs(buffer.text()).into_iter().map(|range| {
                let text = &buffer.text()[range.clone()];
                let key = sum(text);
                let before = self.known.remove(&key).or_else(|| known.get(&key).cloned());
                let inks: Inks = before.unwrap_or_else(|| inks(text).into());
                known.insert(key, Arc::clone(&inks));
                (range.start, inks)
            });
            self.parts = Parts(parts.collect());
            self.known = known;
            self.of = Some(buffer.revision());
        }
        self.parts.clone()
    }
}

impl Parts {
    /// The coloured parts that touch `range`, in order.
    pub(super) fn within(&self, range: &Range<usize>) -> impl Iterator<Item = (Range<usize>, Ink)> {
        let last = self.0.partition_point(|(start, _)| *start < range.end);
        let first = self.0.partition_point(|(start, _)| *start <= range.start);
        let (from, until) = (range.start, range.end);
        self.0[first.saturating_sub(1)..last.max(first.saturating_sub(1))]
            .iter()
            .flat_map(move |(start, inks)| {
                let first = inks.partition_point(|(part, _)| part.end + start <= from);
                let inks = inks[first..].iter();
                inks.map(move |(part, ink)| (part.start + start..part.end + start, *ink))
            })
            .take_while(move |(part, _)| part.start < until)
    }

    /// The colour of what stands before `offset`; none where that is plain.
    pub(super) fn ink_before(&self, offset: usize) -> Option<Ink> {
        let before = offset.checked_sub(1)?;
        self.within(&(before..offset)).next().map(|(_, ink)| ink)
    }
}

/// A text's coloured parts, in order; what lies between them is plain.
fn inks(text: &str) -> Vec<(Range<usize>, Ink)> {
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
    fn a_text_has_the_colours_of_its_paragraphs_after_any_edit() {
        let line = "o1: fast 2 $ s \"bd*2\" -- go\n  # gain 1\n~pad: sine 3\n\n";
        let mut buffer = Buffer::new(&line.repeat(20));
        let mut colours = Colours::default();
        for (at, with) in [(0, ""), (70, "\n"), (300, "x: \"a\""), (301, "{- ")] {
            buffer.replace(at..at, with);
            let parts = colours.parts(&buffer);
            let whole: Vec<_> = parts.within(&(0..buffer.text().len())).collect();
            assert_eq!(whole, inks(buffer.text()));
            for (part, ink) in whole {
                assert_eq!(parts.ink_before(part.end), Some(ink));
                assert_eq!(parts.within(&part).next(), Some((part.clone(), ink)));
            }
        }
        assert_eq!(colours.parts(&Buffer::new("")).ink_before(0), None);
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
