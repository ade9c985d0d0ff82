//! Typing, pasting and deleting at the cursors; brackets and quotes come in pairs.

use super::selections::{Selection, Selections};
use super::{Buffer, Change, Kind, Side, closing_of, is_word};
use phonon_language::syntax::line_ends::unified;
use std::ops::Range;

/// What one cursor does to the text.
struct Part {
    range: Range<usize>,
    with: String,
    /// The selection afterwards, in bytes from the start of what is inserted.
    anchor: usize,
    cursor: usize,
}

impl Part {
    /// The cursor ends behind what is inserted.
    fn behind(range: Range<usize>, with: String) -> Self {
        let end = with.len();
        Self {
            range,
            with,
            anchor: end,
            cursor: end,
        }
    }
}

impl Buffer {
    /// Replaces the whole text, undoably; the cursor stays where it can. What both texts begin and end with is not touched.
    pub fn set_text(&mut self, text: &str) {
        let text = unified(text);
        let range = 0..self.text.len();
        let cursor = self.cursor();
        self.replace(range, &text);
        self.move_to(cursor, false);
    }

    /// Replaces a part of the text; the cursors go along.
    pub fn replace(&mut self, range: Range<usize>, with: &str) {
        let with = unified(with);
        let (range, with) = self.narrowed(range, &with);
        let with = with.to_owned();
        self.change_parts(vec![(range, with)], Side::After, Kind::Other);
        self.kind = Kind::Other;
    }

    /// Replaces a number that is being turned: all changes until [`Self::turned`] are one step of undo.
    pub fn turn(&mut self, range: Range<usize>, with: &str) {
        self.change_parts(vec![(range, with.to_owned())], Side::Before, Kind::Turning);
    }

    /// Ends the turning of a number.
    pub fn turned(&mut self) {
        self.kind = Kind::Other;
    }

    /// A replacement without what both begin and end with.
    fn narrowed<'a>(&self, range: Range<usize>, with: &'a str) -> (Range<usize>, &'a str) {
        let old = &self.text[range.clone()];
        let head: usize = old
            .chars()
            .zip(with.chars())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        let tail: usize = old[head..]
            .chars()
            .rev()
            .zip(with[head..].chars().rev())
            .take_while(|(a, b)| a == b)
            .map(|(a, _)| a.len_utf8())
            .sum();
        (
            range.start + head..range.end - tail,
            &with[head..with.len() - tail],
        )
    }

    /// Does `part` at each cursor, at once.
    fn at_each(&mut self, kind: Kind, mut part: impl FnMut(&Self, usize, &Selection) -> Part) {
        let mut parts: Vec<(Range<usize>, String)> = Vec::new();
        let mut list = Vec::new();
        let (mut end, mut shift) = (0, 0_isize);
        for (index, one) in self.selections().iter().enumerate() {
            let mut part = part(self, index, one);
            // What a cursor before has taken already is gone.
            part.range.start = part.range.start.max(end);
            part.range.end = part.range.end.max(part.range.start);
            end = part.range.end;
            let start = part.range.start.saturating_add_signed(shift);
            list.push(Selection::between(start + part.anchor, start + part.cursor));
            shift += part.with.len() as isize - part.range.len() as isize;
            parts.push((part.range, part.with));
        }
        let selections = Selections::new(list, self.selections.main_index());
        self.change(Change::new(&self.text, parts), selections, kind);
    }

    /// Replaces what is selected with `text`. As many lines as there are cursors go one to each. Lines are indented as the
    /// place where they go.
    pub fn insert(&mut self, text: &str) {
        let text = unified(text);
        let count = self.selections().len();
        let lines: Vec<&str> = text
            .strip_suffix('\n')
            .unwrap_or(&text)
            .split('\n')
            .collect();
        let dealt = count > 1 && lines.len() == count;
        self.at_each(Kind::Other, |buffer, index, one| {
            let with = if dealt {
                lines[index].to_owned()
            } else {
                buffer.indented(&text, one.range().start)
            };
            Part::behind(one.range(), with)
        });
    }

    /// Puts whole lines above the line of the main cursor.
    pub fn insert_lines(&mut self, lines: &str) {
        let mut lines = unified(lines).into_owned();
        if !lines.ends_with('\n') {
            lines.push('\n');
        }
        let start = self.whole_line(self.cursor()).start;
        self.change_parts(vec![(start..start, lines)], Side::After, Kind::Other);
    }

    /// Several lines as they are to stand at `at`: where only white space is before it, the lines after the first are indented
    /// as far.
    fn indented(&self, text: &str, at: usize) -> String {
        let before = &self.text[self.line_range(self.line_of(at)).start..at];
        if before.is_empty() || !text.contains('\n') || !before.trim_start().is_empty() {
            return text.to_owned();
        }
        let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
        let filled = text.split('\n').filter(|line| !line.trim().is_empty());
        let common = filled.map(indent).min().unwrap_or(0);
        let mut out = String::with_capacity(text.len());
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                out.push('\n');
            }
            let own = &line[common.min(indent(line))..];
            if index > 0 && !own.is_empty() {
                out.push_str(before);
            }
            out.push_str(own);
        }
        out
    }

    /// Types one or more characters: brackets and quotes close themselves, or are stepped over.
    pub fn type_text(&mut self, text: &str) {
        let mut characters = text.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else {
            self.insert(text);
            return;
        };
        let kind = Kind::Typing(character.is_whitespace());
        self.at_each(kind, |buffer, _, one| buffer.typed(character, one));
    }

    fn typed(&self, character: char, one: &Selection) -> Part {
        let selection = one.range();
        let next = self.text[selection.end..].chars().next();
        let previous = self.text[..selection.start].chars().next_back();
        let length = character.len_utf8();
        if let Some(closing) = closing_of(character) {
            if !selection.is_empty() {
                let inner = &self.text[selection.clone()];
                let (anchor, cursor) = (length, length + inner.len());
                let with = format!("{character}{inner}{closing}");
                return Part {
                    range: selection,
                    with,
                    anchor,
                    cursor,
                };
            }
            let stepping = character == closing && next == Some(closing);
            let lonely = next.is_none_or(|c| c.is_whitespace() || ")]},".contains(c));
            let quote_ends_a_word =
                character == '"' && previous.is_some_and(|c| is_word(c) || c == '"');
            if !stepping && lonely && !quote_ends_a_word {
                return Part {
                    range: selection,
                    with: format!("{character}{closing}"),
                    anchor: length,
                    cursor: length,
                };
            }
        }
        let over = selection.is_empty() && next == Some(character) && ")]}\"".contains(character);
        let end = selection.end + if over { length } else { 0 };
        Part::behind(selection.start..end, character.to_string())
    }

    /// A line break that keeps the indentation.
    pub fn newline(&mut self) {
        self.at_each(Kind::Other, |buffer, _, one| {
            let start = buffer.lines[buffer.line_of(one.range().start)];
            let before = &buffer.text[start..one.range().start];
            let indent = before.chars().take_while(|c| *c == ' ' || *c == '\t');
            let indent: String = indent.collect();
            Part::behind(one.range(), format!("\n{indent}"))
        });
    }

    /// Deletes what is selected, or the character or word before each cursor.
    pub fn backspace(&mut self, word: bool) {
        self.delete_each(|buffer, cursor| {
            if word {
                return buffer.word_start(cursor)..cursor;
            }
            let before = buffer.before(cursor);
            let opening = buffer.text[before..cursor].chars().next();
            let next = buffer.text[cursor..].chars().next();
            let paired = opening
                .and_then(closing_of)
                .is_some_and(|closing| next == Some(closing));
            before..if paired { buffer.after(cursor) } else { cursor }
        });
    }

    /// Deletes what is selected, or the character or word after each cursor.
    pub fn delete(&mut self, word: bool) {
        self.delete_each(|buffer, cursor| {
            let end = if word {
                buffer.word_end(cursor)
            } else {
                buffer.after(cursor)
            };
            cursor..end
        });
    }

    /// Deletes what is selected; where nothing is, the cursors' whole lines.
    pub fn cut(&mut self) {
        if self.selections().iter().all(Selection::is_empty) {
            self.delete_lines();
        } else {
            self.delete_each(|_, cursor| cursor..cursor);
        }
    }

    fn delete_each(&mut self, mut else_range: impl FnMut(&Self, usize) -> Range<usize>) {
        let before = self.revision;
        let kind = self.kind;
        self.at_each(Kind::Deleting, |buffer, _, one| {
            let range = if one.is_empty() {
                else_range(buffer, one.cursor)
            } else {
                one.range()
            };
            Part::behind(range, String::new())
        });
        if self.revision == before {
            // Nothing was there to delete.
            self.kind = kind;
        }
    }
}
