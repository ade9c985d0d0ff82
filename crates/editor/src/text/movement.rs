//! Moving the cursor and selecting, by characters, words and lines.

use super::{Buffer, Kind, is_word};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

impl Buffer {
    /// Puts the cursor at `offset`; `extend` keeps the selection's other end.
    pub fn move_to(&mut self, offset: usize, extend: bool) {
        self.goal = None;
        self.kind = Kind::Other;
        self.place_cursor(offset, extend);
    }

    /// One character to the left, or to the selection's start.
    pub fn left(&mut self, extend: bool) {
        let selection = self.selection();
        let to = if extend || selection.is_empty() {
            self.before(self.cursor)
        } else {
            selection.start
        };
        self.move_to(to, extend);
    }

    /// One character to the right, or to the selection's end.
    pub fn right(&mut self, extend: bool) {
        let selection = self.selection();
        let to = if extend || selection.is_empty() {
            self.after(self.cursor)
        } else {
            selection.end
        };
        self.move_to(to, extend);
    }

    /// Where the letter before `offset` begins.
    pub(super) fn before(&self, offset: usize) -> usize {
        let mut letters = self.text[..offset].grapheme_indices(true);
        letters.next_back().map_or(0, |(at, _)| at)
    }

    /// Where the letter at `offset` ends.
    pub(super) fn after(&self, offset: usize) -> usize {
        let mut letters = self.text[offset..].graphemes(true);
        letters
            .next()
            .map_or(offset, |letter| offset + letter.len())
    }

    /// To the start of the word before.
    pub fn word_left(&mut self, extend: bool) {
        self.move_to(self.word_start(self.cursor), extend);
    }

    /// To the end of the word after.
    pub fn word_right(&mut self, extend: bool) {
        self.move_to(self.word_end(self.cursor), extend);
    }

    pub(super) fn word_start(&self, from: usize) -> usize {
        let head = self.text[..from].trim_end_matches(|c: char| c.is_whitespace());
        match head.chars().next_back() {
            None => 0,
            Some(last) if is_word(last) => head.trim_end_matches(is_word).len(),
            Some(_) => head
                .trim_end_matches(|c: char| !is_word(c) && !c.is_whitespace())
                .len(),
        }
    }

    pub(super) fn word_end(&self, from: usize) -> usize {
        let tail = self.text[from..].trim_start_matches(|c: char| c.is_whitespace());
        let rest = match tail.chars().next() {
            None => "",
            Some(first) if is_word(first) => tail.trim_start_matches(is_word),
            Some(_) => tail.trim_start_matches(|c: char| !is_word(c) && !c.is_whitespace()),
        };
        self.text.len() - rest.len()
    }

    /// Up (negative) or down by lines, keeping the column where lines allow it.
    pub fn vertical(&mut self, lines: isize, extend: bool) {
        let (line, column) = self.place(self.cursor);
        let goal = self.goal.unwrap_or(column);
        let to = line.saturating_add_signed(lines);
        let offset = if lines < 0 && line == 0 {
            0
        } else if to >= self.lines.len() {
            self.text.len()
        } else {
            self.offset(to, goal)
        };
        self.move_to(offset, extend);
        self.goal = Some(goal);
    }

    /// To the first letter of the line, or its first column when already there.
    pub fn home(&mut self, extend: bool) {
        let range = self.line_range(self.line_of(self.cursor));
        let first = range.end - self.text[range.clone()].trim_start().len();
        self.move_to(
            if self.cursor == first {
                range.start
            } else {
                first
            },
            extend,
        );
    }

    /// To the end of the line.
    pub fn end(&mut self, extend: bool) {
        let end = self.line_range(self.line_of(self.cursor)).end;
        self.move_to(end, extend);
    }

    /// Everything.
    pub fn select_all(&mut self) {
        self.move_to(0, false);
        self.move_to(self.text.len(), true);
    }

    /// The word that ends at the cursor, with a `~` before it; nothing within a word or behind a selection.
    pub fn word_before_cursor(&self) -> Range<usize> {
        let end = self.cursor;
        let within = self.text[end..].starts_with(is_word);
        if within || !self.selection().is_empty() {
            return end..end;
        }
        let head = self.text[..end].trim_end_matches(is_word);
        head.strip_suffix('~').unwrap_or(head).len()..end
    }

    /// The word around `offset`, if there is one.
    pub fn word_at(&self, offset: usize) -> &str {
        let offset = self.boundary(offset);
        let head = self.text[..offset].trim_end_matches(is_word).len();
        let tail = self.text[offset..].trim_start_matches(is_word);
        &self.text[head..self.text.len() - tail.len()]
    }

    /// The word at `offset`.
    pub fn select_word(&mut self, offset: usize) {
        let offset = self.boundary(offset);
        let head = self.text[..offset].trim_end_matches(is_word).len();
        let tail = self.text.len() - self.text[offset..].trim_start_matches(is_word).len();
        let tail = if head == tail {
            self.after(offset)
        } else {
            tail
        };
        self.select(head..tail);
    }

    /// The line at `offset` with its line break.
    pub fn select_line(&mut self, offset: usize) {
        let range = self.line_range(self.line_of(offset));
        self.select(range.start..(range.end + 1).min(self.text.len()));
    }

    /// Selects `range`, the cursor at its end.
    pub fn select(&mut self, range: Range<usize>) {
        self.move_to(range.start, false);
        self.move_to(range.end, true);
    }
}
