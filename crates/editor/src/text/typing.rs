//! Typing, pasting and deleting at the cursor; brackets and quotes come in pairs.

use super::{Buffer, Kind, closing_of, is_word};
use phonon_language::syntax::line_ends::unified;
use std::ops::Range;

impl Buffer {
    /// Replaces the whole text, undoably; the cursor stays where it can.
    pub fn set_text(&mut self, text: &str) {
        let text = unified(text);
        self.begin(Kind::Other);
        self.replace(0..self.text.len(), &text);
        self.place_cursor(self.cursor, false);
    }

    /// Replaces the selection with `text`, as pasting does.
    pub fn insert(&mut self, text: &str) {
        let text = unified(text);
        self.begin(Kind::Other);
        self.insert_in_step(&text);
    }

    pub(super) fn insert_in_step(&mut self, text: &str) {
        let selection = self.selection();
        self.replace(selection.clone(), text);
        self.place_cursor(selection.start + text.len(), false);
    }

    /// Types one or more characters: brackets and quotes close themselves, or are stepped over.
    pub fn type_text(&mut self, text: &str) {
        let mut characters = text.chars();
        let (Some(character), None) = (characters.next(), characters.next()) else {
            self.insert(text);
            return;
        };
        let selection = self.selection();
        let next = self.text[selection.end..].chars().next();
        let previous = self.text[..selection.start].chars().next_back();
        self.begin(Kind::Typing);
        if let Some(closing) = closing_of(character) {
            if !selection.is_empty() {
                let inner = self.selected().to_owned();
                self.insert_in_step(&format!("{character}{inner}{closing}"));
                self.anchor = selection.start + character.len_utf8();
                self.cursor = self.anchor + inner.len();
                return;
            }
            let stepping = character == closing && next == Some(closing);
            let lonely = next.is_none_or(|c| c.is_whitespace() || ")]},".contains(c));
            let quote_ends_a_word =
                character == '"' && previous.is_some_and(|c| is_word(c) || c == '"');
            if !stepping && lonely && !quote_ends_a_word {
                self.insert_in_step(&format!("{character}{closing}"));
                self.place_cursor(selection.start + character.len_utf8(), false);
                return;
            }
        }
        if selection.is_empty() && next == Some(character) && ")]}\"".contains(character) {
            self.place_cursor(selection.end + character.len_utf8(), false);
            return;
        }
        self.insert_in_step(text);
    }

    /// A line break that keeps the indentation.
    pub fn newline(&mut self) {
        let start = self.lines[self.line_of(self.selection().start)];
        let before = &self.text[start..self.selection().start];
        let indent: String = before
            .chars()
            .take_while(|c| *c == ' ' || *c == '\t')
            .collect();
        self.begin(Kind::Other);
        self.insert_in_step(&format!("\n{indent}"));
    }

    /// Deletes the selection, or the character or word before the cursor.
    pub fn backspace(&mut self, word: bool) {
        let selection = self.selection();
        let range = if !selection.is_empty() {
            selection
        } else if word {
            self.word_start(self.cursor)..self.cursor
        } else {
            let before = self.before(self.cursor);
            let opening = self.text[before..self.cursor].chars().next();
            let next = self.text[self.cursor..].chars().next();
            let paired = opening
                .and_then(closing_of)
                .is_some_and(|closing| next == Some(closing));
            before..if paired {
                self.after(self.cursor)
            } else {
                self.cursor
            }
        };
        self.delete_range(range);
    }

    /// Deletes the selection, or the character or word after the cursor.
    pub fn delete(&mut self, word: bool) {
        let selection = self.selection();
        let range = if !selection.is_empty() {
            selection
        } else if word {
            self.cursor..self.word_end(self.cursor)
        } else {
            self.cursor..self.after(self.cursor)
        };
        self.delete_range(range);
    }

    fn delete_range(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        self.begin(Kind::Deleting);
        self.replace(range.clone(), "");
        self.place_cursor(range.start, false);
    }
}
