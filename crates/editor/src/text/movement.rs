//! Moving the cursors and selecting, by characters, words and lines.

use super::selections::{Selection, Selections};
use super::{Buffer, Kind, is_word};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

impl Buffer {
    /// One cursor, at `offset`; `extend` keeps the main selection's other end.
    pub fn move_to(&mut self, offset: usize, extend: bool) {
        let cursor = self.boundary(offset);
        let anchor = if extend {
            self.selections.main().anchor
        } else {
            cursor
        };
        self.kind = Kind::Other;
        self.selections = Selections::one(Selection::between(anchor, cursor));
    }

    /// One more cursor, which becomes the main one; where a cursor without selection stands, that one goes instead.
    pub fn add_cursor(&mut self, offset: usize) {
        let offset = self.boundary(offset);
        let mut list = self.selections().to_vec();
        if let Some(there) = list
            .iter()
            .position(|one| one.is_empty() && one.cursor == offset)
            && list.len() > 1
        {
            list.remove(there);
            let last = list.len() - 1;
            self.set_selections(list, last);
            return;
        }
        self.add_selection(Selection::at(offset));
    }

    /// One more selection, which becomes the main one.
    pub fn add_selection(&mut self, selection: Selection) {
        let mut list = self.selections().to_vec();
        list.push(selection);
        let last = list.len() - 1;
        self.set_selections(list, last);
    }

    /// A cursor in the line above the first (or below the last) one, in the same column.
    pub fn add_cursor_line(&mut self, down: bool) {
        let list = self.selections();
        let from = if down { list.last() } else { list.first() };
        let Some(from) = from.copied() else { return };
        let (line, column) = self.place(from.cursor);
        let goal = from.goal.unwrap_or(column);
        let next = if down { line + 1 } else { line.wrapping_sub(1) };
        if next < self.line_count() {
            let mut one = Selection::at(self.offset(next, goal));
            one.goal = Some(goal);
            self.add_selection(one);
        }
    }

    pub(super) fn set_selections(&mut self, list: Vec<Selection>, main: usize) {
        self.kind = Kind::Other;
        self.selections = Selections::new(list, main);
    }

    /// Back to one cursor, then to nothing selected; whether anything was to be done.
    pub fn simplify(&mut self) -> bool {
        if self.selections().len() > 1 {
            let main = *self.selections.main();
            self.kind = Kind::Other;
            self.selections = Selections::one(main);
            return true;
        }
        let selects = !self.selections.main().is_empty();
        if selects {
            self.move_to(self.cursor(), false);
        }
        selects
    }

    /// Moves each cursor to where `to` says.
    fn each(&mut self, extend: bool, to: impl Fn(&Self, &Selection) -> usize) {
        self.kind = Kind::Other;
        let mut selections = self.selections.clone();
        selections.map(|one| {
            let cursor = to(self, one);
            Selection::between(if extend { one.anchor } else { cursor }, cursor)
        });
        self.selections = selections;
    }

    /// One character to the left, or to the selection's start.
    pub fn left(&mut self, extend: bool) {
        self.each(extend, |buffer, one| {
            if extend || one.is_empty() {
                buffer.before(one.cursor)
            } else {
                one.range().start
            }
        });
    }

    /// One character to the right, or to the selection's end.
    pub fn right(&mut self, extend: bool) {
        self.each(extend, |buffer, one| {
            if extend || one.is_empty() {
                buffer.after(one.cursor)
            } else {
                one.range().end
            }
        });
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
        self.each(extend, |buffer, one| buffer.word_start(one.cursor));
    }

    /// To the end of the word after.
    pub fn word_right(&mut self, extend: bool) {
        self.each(extend, |buffer, one| buffer.word_end(one.cursor));
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
        self.kind = Kind::Other;
        let mut selections = self.selections.clone();
        selections.map(|one| {
            let (line, column) = self.place(one.cursor);
            let goal = one.goal.unwrap_or(column);
            let to = line.saturating_add_signed(lines);
            let cursor = if lines < 0 && line == 0 {
                0
            } else if to >= self.lines.len() {
                self.text.len()
            } else {
                self.offset(to, goal)
            };
            Selection {
                anchor: if extend { one.anchor } else { cursor },
                cursor,
                goal: Some(goal),
            }
        });
        self.selections = selections;
    }

    /// To the first letter of the line, or its first column when already there.
    pub fn home(&mut self, extend: bool) {
        self.each(extend, |buffer, one| {
            let range = buffer.line_range(buffer.line_of(one.cursor));
            let first = range.end - buffer.text[range.clone()].trim_start().len();
            if one.cursor == first {
                range.start
            } else {
                first
            }
        });
    }

    /// To the end of the line.
    pub fn end(&mut self, extend: bool) {
        self.each(extend, |buffer, one| {
            buffer.line_range(buffer.line_of(one.cursor)).end
        });
    }

    /// Everything.
    pub fn select_all(&mut self) {
        self.select(0..self.text.len());
    }

    /// The word that ends at the cursor, with a `~` before it; nothing within a word or behind a selection.
    pub fn word_before_cursor(&self) -> Range<usize> {
        let end = self.cursor();
        let within = self.text[end..].starts_with(is_word);
        if within || !self.selection().is_empty() {
            return end..end;
        }
        let head = self.text[..end].trim_end_matches(is_word);
        head.strip_suffix('~').unwrap_or(head).len()..end
    }

    /// The bytes of the word around `offset`; empty where there is none.
    pub fn word_range(&self, offset: usize) -> Range<usize> {
        let offset = self.boundary(offset);
        let head = self.text[..offset].trim_end_matches(is_word).len();
        let tail = self.text[offset..].trim_start_matches(is_word);
        head..self.text.len() - tail.len()
    }

    /// The word around `offset`, if there is one.
    pub fn word_at(&self, offset: usize) -> &str {
        &self.text[self.word_range(offset)]
    }

    /// The word at `offset`.
    pub fn select_word(&mut self, offset: usize) {
        let word = self.unit(offset);
        self.select(word);
    }

    /// The word at `offset`, or the letter where there is none.
    pub fn unit(&self, offset: usize) -> Range<usize> {
        let word = self.word_range(offset);
        if word.is_empty() {
            word.start..self.after(word.start)
        } else {
            word
        }
    }

    /// The line at `offset` with its line break.
    pub fn select_line(&mut self, offset: usize) {
        let line = self.whole_line(offset);
        self.select(line);
    }

    /// The bytes of the line at `offset` with its line break.
    pub fn whole_line(&self, offset: usize) -> Range<usize> {
        let range = self.line_range(self.line_of(offset));
        range.start..(range.end + 1).min(self.text.len())
    }

    /// The lines of all cursors, whole.
    pub fn select_lines(&mut self) {
        self.kind = Kind::Other;
        let mut selections = self.selections.clone();
        selections.map(|one| {
            let (start, end) = (one.range().start, one.range().end);
            Selection::between(self.whole_line(start).start, self.whole_line(end).end)
        });
        self.selections = selections;
    }

    /// Selects `range` alone, the cursor at its end.
    pub fn select(&mut self, range: Range<usize>) {
        self.move_to(range.start, false);
        self.move_to(range.end, true);
    }
}
