//! What comments and lines of names say to those who look at a text: what outputs and macros are called, and what is drawn
//! below a statement. None of it changes what plays.
//!
//! ```text
//! -- kick                      the line above names the output
//! d1 $ s "bd*4"
//! o2: s "hh*8" -- hats _roll   so does the end of its line; words with `_` are drawn
//! ~m1 -- cutoff 200 5000       a macro, and the range that its knob shows
//! macro 2 "space" 0 1
//! ```

use crate::compile::score::Report;
use crate::syntax::lexer::{Token, TokenKind, tokens};
use crate::syntax::statements::{LONGEST_TEXT, Subject};
use phonon_engine::MACROS;
use std::collections::HashSet;
use std::ops::Range;

/// Most characters of a name: longer ones are prose.
const LONGEST_NAME: usize = 24;
/// Most words of an output's name.
const MOST_WORDS: usize = 3;

/// An output that the text names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedOutput {
    /// The statement that plays it, by its place among the statements.
    pub statement: usize,
    /// Number of the output; 0 is the main one.
    pub output: usize,
    /// What it is called.
    pub name: String,
    /// Bytes of the name in the text.
    pub span: Range<usize>,
}

/// What is drawn below a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureKind {
    /// `_roll`: its events, a piano roll.
    Roll,
    /// `_scope`: the wave of its output.
    Scope,
    /// `_spectrum`: the spectrum of its output.
    Spectrum,
}

/// Something to be drawn below a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The statement, by its place among the statements.
    pub statement: usize,
    /// What is drawn.
    pub kind: PictureKind,
    /// Bytes of the word in the text.
    pub span: Range<usize>,
}

/// A macro that the text names.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedMacro {
    /// Which one, from 0.
    pub index: usize,
    /// What it is called.
    pub name: String,
    /// What its knob shows at its lower and upper end, if the text says.
    pub range: Option<(f64, f64)>,
    /// Bytes of the line in the text.
    pub span: Range<usize>,
}

/// All that a text says to those who look at it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Annotations {
    /// Names of outputs; where several statements play one, the last counts.
    pub outputs: Vec<NamedOutput>,
    /// What is drawn, in the order of the text.
    pub pictures: Vec<Picture>,
    /// Names of macros; of several for one the last counts.
    pub macros: Vec<NamedMacro>,
}

impl Annotations {
    /// The name of an output.
    #[must_use]
    pub fn output(&self, output: usize) -> Option<&str> {
        let mut named = self.outputs.iter().rev();
        named
            .find(|named| named.output == output)
            .map(|named| named.name.as_str())
    }

    /// What the text says of a macro, counted from 0.
    #[must_use]
    pub fn knob(&self, index: usize) -> Option<&NamedMacro> {
        let mut named = self.macros.iter().rev();
        named.find(|named| named.index == index)
    }
}

/// What a text with these statements says to those who look at it.
pub(crate) fn annotations(text: &str, statements: &[Report]) -> Annotations {
    if text.len() > LONGEST_TEXT {
        return Annotations::default();
    }
    let (comments, tokens): (Vec<Token>, Vec<Token>) = tokens(text)
        .into_iter()
        .partition(|token| token.kind == TokenKind::Comment);
    let mut found = Annotations {
        macros: macro_lines(text, &tokens, &comments).0,
        ..Annotations::default()
    };
    let ends = text.bytes().enumerate();
    let ends: Vec<usize> = ends
        .filter(|(_, byte)| *byte == b'\n')
        .map(|(at, _)| at)
        .collect();
    let line = |byte: usize| ends.partition_point(|end| *end < byte);
    // In the order of their lines.
    let comments: Vec<Remark> = comments
        .iter()
        .filter_map(|token| Remark::read(text, token, line(token.place.start)))
        .collect();
    let of_lines = |first: usize, last: usize| {
        let begin = comments.partition_point(|remark| remark.line < first);
        let end = comments.partition_point(|remark| remark.line <= last);
        comments[begin..end.max(begin)].iter()
    };
    for (index, report) in statements.iter().enumerate() {
        let output = match &report.key.subject {
            Subject::MainOutput => Some(0),
            Subject::Output(name) => Some(name.output()),
            Subject::Bus(_) => None,
            _ => continue,
        };
        if report.span.is_empty() {
            continue;
        }
        let (first, last) = (line(report.span.start), line(report.span.end - 1));
        let beside = of_lines(first, last).filter(|remark| !remark.alone);
        // One of several lines is prose.
        let is_one = first < 2 || of_lines(first - 2, first - 2).next().is_none();
        let above = first
            .checked_sub(1)
            .filter(|_| is_one)
            .map(|above| of_lines(above, above).filter(|remark| remark.alone));
        let above = above.into_iter().flatten();
        let mut name = None;
        for remark in beside.chain(above) {
            for (kind, span) in &remark.pictures {
                found.pictures.push(Picture {
                    statement: index,
                    kind: *kind,
                    span: span.clone(),
                });
            }
            // Within a statement a comment is about its line.
            let names = remark.line == first || remark.line == last || remark.alone;
            if names && name.is_none() {
                name = remark.name.clone();
            }
        }
        if let (Some(output), Some((name, span))) = (output, name) {
            found.outputs.push(NamedOutput {
                statement: index,
                output,
                name,
                span,
            });
        }
    }
    found
}

/// A comment that begins with `--`.
struct Remark {
    line: usize,
    /// Nothing stands before it on its line.
    alone: bool,
    name: Option<(String, Range<usize>)>,
    pictures: Vec<(PictureKind, Range<usize>)>,
}

impl Remark {
    fn read(text: &str, token: &Token, line: usize) -> Option<Self> {
        let whole = token.text(text);
        let said = whole.strip_prefix("--")?.trim_start_matches('-');
        let mut at = token.place.start + whole.len() - said.len();
        let mut pictures = Vec::new();
        let mut names: Option<Range<usize>> = None;
        let mut words = 0;
        for part in said.split_inclusive(char::is_whitespace) {
            let word = part.trim_end();
            let span = at..at + word.len();
            at += part.len();
            let kind = match word {
                "" => continue,
                "_roll" | "_pianoroll" | "_punchcard" => PictureKind::Roll,
                "_scope" => PictureKind::Scope,
                "_spectrum" => PictureKind::Spectrum,
                _ => {
                    words += 1;
                    let begin = names.map_or(span.start, |names| names.start);
                    names = Some(begin..span.end);
                    continue;
                }
            };
            pictures.push((kind, span));
        }
        let is_name = |name: &str| {
            let fits = |letter: char| letter.is_alphanumeric() || " -_'&+/!".contains(letter);
            name.chars().count() <= LONGEST_NAME
                && name.chars().all(fits)
                && name.chars().any(char::is_alphanumeric)
        };
        let name = names
            .map(|span| (text[span.clone()].to_owned(), span))
            .filter(|(name, _)| words <= MOST_WORDS && is_name(name));
        Some(Self {
            line,
            alone: token.first,
            name,
            pictures,
        })
    }
}

/// The lines that name macros, and which of `tokens` they are made of: to the parser they are comments.
pub(crate) fn macro_lines(
    text: &str,
    tokens: &[Token],
    comments: &[Token],
) -> (Vec<NamedMacro>, HashSet<usize>) {
    let mut found = Vec::new();
    let mut taken = HashSet::new();
    for (at, token) in tokens.iter().enumerate() {
        if !token.flush {
            continue;
        }
        let more = tokens[at + 1..].iter().take_while(|token| !token.first);
        let line = &tokens[at..=at + more.count()];
        let named = match token.kind {
            TokenKind::Bus => by_comment(text, line, comments),
            TokenKind::Name if token.text(text) == "macro" => by_command(text, line),
            _ => None,
        };
        if let Some(named) = named {
            taken.extend(at..at + line.len());
            found.push(named);
        }
    }
    (found, taken)
}

/// `~m1 -- cutoff`, `~m1 -- cutoff 200 5000`
fn by_comment(text: &str, line: &[Token], comments: &[Token]) -> Option<NamedMacro> {
    let [bus] = line else { return None };
    let number = bus.text(text).strip_prefix("~m")?;
    let index = index(number)?;
    let comment = comments.iter().find(|comment| {
        let between = text.get(bus.place.end..comment.place.start);
        between.is_some_and(|between| !between.contains('\n'))
    })?;
    let said = comment.text(text).strip_prefix("--")?;
    let said = said.trim_start_matches('-').trim();
    let words: Vec<&str> = said.split_whitespace().collect();
    let (name, range) = match &words[..] {
        [name @ .., low, high]
            if !name.is_empty() && low.parse::<f64>().is_ok() && high.parse::<f64>().is_ok() =>
        {
            (name.join(" "), low.parse().ok().zip(high.parse().ok()))
        }
        _ => (words.join(" "), None),
    };
    named(index, &name, range, bus.place.start..comment.place.end)
}

/// `macro 1 "cutoff"`, `macro 1 "cutoff" 200 5000`
fn by_command(text: &str, line: &[Token]) -> Option<NamedMacro> {
    let [word, number, name, rest @ ..] = line else {
        return None;
    };
    if number.kind != TokenKind::Number || name.kind != TokenKind::Text {
        return None;
    }
    let index = index(number.text(text))?;
    let range = match rest {
        [] => None,
        _ => {
            let written = text.get(name.place.end..line[line.len() - 1].place.end)?;
            let mut numbers = written.split_whitespace().map(str::parse::<f64>);
            let (low, high) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
            if numbers.next().is_some() {
                return None;
            }
            Some((low, high))
        }
    };
    let end = line[line.len() - 1].place.end;
    let name = name.text(text).trim_matches('"');
    named(index, name, range, word.place.start..end)
}

fn index(number: &str) -> Option<usize> {
    let number: usize = number.parse().ok()?;
    number.checked_sub(1).filter(|index| *index < MACROS)
}

fn named(
    index: usize,
    name: &str,
    range: Option<(f64, f64)>,
    span: Range<usize>,
) -> Option<NamedMacro> {
    let name: String = name.trim().chars().take(LONGEST_NAME).collect();
    let range = range.filter(|(low, high)| low.is_finite() && high.is_finite());
    (!name.is_empty()).then_some(NamedMacro {
        index,
        name,
        range,
        span,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Context, compile};

    fn read(text: &str) -> Annotations {
        let compilation = compile(text, &Context::default(), None);
        let messages: Vec<&str> = compilation
            .diagnostics
            .iter()
            .map(|said| said.message.as_str())
            .collect();
        assert_eq!(messages, Vec::<&str>::new());
        annotations(text, &compilation.statements)
    }

    fn outputs(text: &str) -> Vec<(usize, String)> {
        let named = read(text).outputs.into_iter();
        named.map(|named| (named.output, named.name)).collect()
    }

    #[test]
    fn an_output_is_named_at_the_end_of_its_line_or_on_the_line_above() {
        let text =
            "-- kick\nd1 $ s \"bd*4\"\n\no2: s \"hh*8\" -- open hats\n\nout: s \"cp -- no\"\n";
        let expected = [(1, "kick".to_owned()), (2, "open hats".to_owned())];
        assert_eq!(outputs(text), expected);
        let named = &read(text).outputs[1];
        assert_eq!(&text[named.span.clone()], "open hats");
        assert_eq!(named.statement, 1);
    }

    #[test]
    fn letters_of_several_bytes_do_no_harm() {
        for text in [
            "o1: s “bd”",
            "d1 $ s \"bd\" -- größe ♥",
            "-- ü\nd1 $ s \"“\"”",
        ] {
            let compilation = compile(text, &Context::default(), None);
            annotations(text, &compilation.statements);
        }
        assert_eq!(
            outputs("-- Größe\nd1 $ s \"bd\""),
            [(1, "Größe".to_owned())]
        );
    }

    #[test]
    fn prose_and_code_put_aside_name_nothing() {
        for text in [
            "-- night bus: a song.\nd1 $ s \"bd\"",
            "-- four on the floor again\nd1 $ s \"bd\"",
            "-- d1 $ s \"sn\"\nd1 $ s \"bd\"",
            "-- one\n-- two\nd1 $ s \"bd\"",
            "-- kick\n\nd1 $ s \"bd\"",
            "d1 $ stack [\n  s \"bd\", -- deep\n  s \"hh\"\n  ]",
        ] {
            assert_eq!(outputs(text), [], "{text}");
        }
        assert_eq!(
            outputs("d1 $ stack [ -- drums\n  s \"bd\",\n  s \"hh\"\n  ]"),
            [(1, "drums".to_owned())]
        );
    }

    #[test]
    fn pictures_stand_beside_names_and_alone() {
        let text = "d1 $ s \"bd*4\" -- kick _roll\n\n~a: s \"hh\" -- _scope _spectrum\n\nd2 $ ~a";
        let found = read(text);
        let pictures: Vec<(usize, PictureKind, &str)> = found
            .pictures
            .iter()
            .map(|picture| (picture.statement, picture.kind, &text[picture.span.clone()]))
            .collect();
        let expected = [
            (0, PictureKind::Roll, "_roll"),
            (1, PictureKind::Scope, "_scope"),
            (1, PictureKind::Spectrum, "_spectrum"),
        ];
        assert_eq!(pictures, expected);
        assert_eq!(found.output(1), Some("kick"));
        assert_eq!(found.output(2), None);
    }

    #[test]
    fn macros_are_named_with_their_ranges_and_mean_nothing_to_what_plays() {
        let text = "~m1 -- cutoff 200 5000\nmacro 2 \"big space\" -1 1.5\nmacro 3 \"dirt\"\nd1 $ s \"bd\" # lpf (~m1 * 5000)\n~m4 -- four";
        let found = read(text);
        let told: Vec<_> = found
            .macros
            .iter()
            .map(|named| (named.index, named.name.as_str(), named.range))
            .collect();
        let expected = [
            (0, "cutoff", Some((200.0, 5000.0))),
            (1, "big space", Some((-1.0, 1.5))),
            (2, "dirt", None),
            (3, "four", None),
        ];
        assert_eq!(told, expected);
        assert_eq!(found.knob(1).expect("named").name, "big space");
        assert_eq!(
            &text[found.macros[0].span.clone()],
            "~m1 -- cutoff 200 5000"
        );
        // What is no such line is as wrong as before.
        for wrong in [
            "macro 17 \"x\"",
            "macro 1",
            "macro 1 \"x\" 2",
            "~m17 -- x",
            "~m1",
        ] {
            let compilation = compile(wrong, &Context::default(), None);
            assert_eq!(compilation.errors(), 1, "{wrong}");
        }
    }
}
