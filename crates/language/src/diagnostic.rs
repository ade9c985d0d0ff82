//! What is wrong with a text, in the user's words, and where. Knows nothing but byte positions.

use std::ops::Range;

/// A range of bytes of the program text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Place {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// The byte from which on places are in no text: strings that are calculated, and the last good versions of statements,
/// seem to stand behind every text.
pub const ELSEWHERE: usize = 1 << 30;

impl Place {
    /// From `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest place that holds both.
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Whether it is a place of the text that is compiled, and not of an earlier one.
    pub fn is_in_text(self) -> bool {
        self.start < ELSEWHERE
    }

    /// The place so many bytes further on.
    pub fn moved(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// As a range that slices the text.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// How much a message matters, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The statement does not play; its last good version plays on.
    Error,
    /// It plays, but perhaps not as meant.
    Warning,
    /// It plays as meant; it may be good to know, such as which of two readings was taken.
    Note,
}

impl Severity {
    /// What it is called in front of a message.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One message about one place of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether it is an error, a warning or a note.
    pub severity: Severity,
    /// Bytes of the program text that it is about.
    pub span: Range<usize>,
    /// What is wrong, without a full stop.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A note about a place.
    pub fn note(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Note,
            ..Self::error(place, message)
        }
    }

    /// An error about a place.
    pub fn error(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            span: place.range(),
            message: message.into(),
            help: None,
        }
    }

    /// A warning about a place.
    pub fn warning(place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(place, message)
        }
    }

    /// The same with a word of help.
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Line and column (both from 1, columns in characters) where it begins.
    pub fn line_column(&self, text: &str) -> (usize, usize) {
        line_column(text, self.span.start)
    }

    /// The message as a terminal shows it: `name:line:column: error: …`, the line, and an underline.
    pub fn render(&self, name: &str, text: &str) -> String {
        let (line, column) = self.line_column(text);
        let word = self.severity.word();
        let source = text.lines().nth(line - 1).unwrap_or("");
        let before: String = source
            .chars()
            .take(column - 1)
            .map(|c| if c == '\t' { '\t' } else { ' ' })
            .collect();
        let end = self.span.end.min(text.len());
        let length = text
            .get(self.span.start.min(end)..end)
            .and_then(|under| under.lines().next())
            .map_or(1, |under| under.chars().count().max(1));
        let mut out = format!("{name}:{line}:{column}: {word}: {}\n", self.message);
        out.push_str(&format!(
            "    {source}\n    {before}{}\n",
            "~".repeat(length)
        ));
        if let Some(help) = &self.help {
            out.push_str(&format!("    {help}\n"));
        }
        out
    }
}

/// Line and column (from 1, columns in characters) of a byte offset.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (line, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_as_lines_and_columns_in_characters() {
        let text = "cps: 1\nout: s \"bäd\" x\n";
        let at = text.find(" x").unwrap() + 1;
        assert_eq!(line_column(text, at), (2, 14));
        assert_eq!(line_column(text, 9999), (3, 1));
    }

    #[test]
    fn a_message_shows_its_line_underlined() {
        let text = "o1: evry 2";
        let shown = Diagnostic::error(Place::new(4, 8), "no function `evry`")
            .with_help("did you mean `every`?")
            .render("a.ph", text);
        assert_eq!(
            shown,
            "a.ph:1:5: error: no function `evry`\n    o1: evry 2\n        ~~~~\n    did you mean `every`?\n"
        );
    }
}
