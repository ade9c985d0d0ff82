//! The text being edited: its lines, cursors and selections, every edit, undo and redo. Plain data: it knows no window.

mod carry;
mod change;
mod finding;
mod history;
mod lines;
mod movement;
mod selections;
mod typing;

pub use carry::Carry;
pub use change::{Change, Edit, Side};
pub use finding::Query;
pub use selections::Selection;

use history::{History, Step};
use phonon_language::syntax::line_ends::unified;
use selections::Selections;
use std::collections::VecDeque;
use std::ops::Range;

/// Changes that are remembered for those who follow places through them.
const JOURNAL: usize = 4096;

/// What an edit is, for joining it with the one before to one step of undo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Typing; whether the last letter ended a word.
    Typing(bool),
    Deleting,
    /// A value that is being turned.
    Turning,
    Other,
}

/// A part of a text that gave way to another one, by lengths in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Byte of the text before.
    pub at: usize,
    /// Bytes that went.
    pub removed: usize,
    /// Bytes that came.
    pub inserted: usize,
}

/// A text with one or more cursors. Offsets are bytes and always on the boundary of a character. Cursors move by what readers
/// take for a letter: one with its accents, one picture of several characters.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: String,
    /// Byte at which each line starts.
    lines: Vec<usize>,
    selections: Selections,
    history: History,
    kind: Kind,
    /// Raised with each change of the text.
    revision: u64,
    /// The last changes, each with the revision that it led to; the edits of one in the order of the text before it.
    journal: VecDeque<(u64, Vec<Shift>)>,
}

impl Buffer {
    /// A buffer with `text`, the cursor at its start.
    pub fn new(text: &str) -> Self {
        let text = unified(text).into_owned();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        Self {
            lines,
            text,
            selections: Selections::one(Selection::at(0)),
            history: History::default(),
            kind: Kind::Other,
            revision: 0,
            journal: VecDeque::new(),
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Raised with each change of the text.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The main cursor's byte offset.
    pub fn cursor(&self) -> usize {
        self.selections.main().cursor
    }

    /// What the main cursor selects; empty at the cursor when nothing is selected.
    pub fn selection(&self) -> Range<usize> {
        self.selections.main().range()
    }

    /// All cursors and what they select, in the order of the text.
    pub fn selections(&self) -> &[Selection] {
        self.selections.list()
    }

    /// The text that the main cursor selects.
    pub fn selected(&self) -> &str {
        &self.text[self.selection()]
    }

    /// The selected text of all cursors, one a line; where nothing is selected, the lines they stand in.
    pub fn copied(&self) -> String {
        let list = self.selections();
        if list.iter().all(Selection::is_empty) {
            let lines = self.lines_of_all().into_iter();
            return lines.map(|line| format!("{}\n", self.line(line))).collect();
        }
        let parts = list.iter().filter(|one| !one.is_empty());
        let parts: Vec<&str> = parts.map(|one| &self.text[one.range()]).collect();
        parts.join("\n")
    }

    /// How many lines there are: at least one.
    pub fn line_count(&self) -> usize {
        self.lines.len()
    }

    /// The line, from 0, that holds byte `offset`.
    pub fn line_of(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
    }

    /// The bytes of a line without its line break.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.lines[line];
        let end = self
            .lines
            .get(line + 1)
            .map_or(self.text.len(), |next| next - 1);
        start..end
    }

    /// A line's text without its line break.
    pub fn line(&self, line: usize) -> &str {
        &self.text[self.line_range(line)]
    }

    /// Line (from 0) and column (in characters, from 0) of a byte offset.
    pub fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.line_of(offset);
        (line, self.text[self.lines[line]..offset].chars().count())
    }

    /// The byte offset of a line and column, each brought into range.
    pub fn offset(&self, line: usize, column: usize) -> usize {
        let range = self.line_range(line.min(self.lines.len() - 1));
        let text = &self.text[range.clone()];
        range.start
            + text
                .char_indices()
                .nth(column)
                .map_or(text.len(), |(at, _)| at)
    }

    /// Whether the last thing that was done is typing.
    pub fn was_typed(&self) -> bool {
        matches!(self.kind, Kind::Typing(_))
    }

    /// The changes since the text had `revision`, if all of them are remembered, each with the revision it led to.
    pub fn since(&self, revision: u64) -> Option<impl Iterator<Item = (u64, &[Shift])>> {
        let missed = self.revision.checked_sub(revision)?;
        let first = (self.journal.len() as u64).checked_sub(missed)?;
        let later = self.journal.iter().skip(first as usize);
        Some(later.map(|(revision, shifts)| (*revision, &shifts[..])))
    }

    /// The nearest boundary of a character at or before `offset`.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Time has passed: what is typed next is undone on its own.
    pub fn pause(&mut self) {
        if self.kind != Kind::Turning {
            self.kind = Kind::Other;
        }
    }

    /// Makes a change and puts the cursors where `selections` has them, as a step of undo, or as more of the last one.
    fn change(&mut self, change: Change, selections: Selections, kind: Kind) {
        let goes_on = match (self.kind, kind) {
            // A letter after a space begins the next word.
            (Kind::Typing(ended), Kind::Typing(ends)) => ends || !ended,
            (Kind::Deleting, Kind::Deleting) | (Kind::Turning, Kind::Turning) => true,
            _ => false,
        };
        if !change.is_empty() {
            self.history.redo.clear();
            let before = self.within(&self.selections);
            self.apply(&change);
            match self.history.undo.back_mut().filter(|_| goes_on) {
                Some(step) => {
                    step.changes.push(change);
                    step.after = selections.clone();
                }
                None => self.history.push(Step {
                    changes: vec![change],
                    before,
                    after: selections.clone(),
                }),
            }
        }
        self.selections = selections;
        self.kind = kind;
    }

    /// Puts each text in the place of a range; the cursors go along, to `side` of what is inserted where they stand.
    fn change_parts(&mut self, parts: Vec<(Range<usize>, String)>, side: Side, kind: Kind) {
        let change = Change::new(&self.text, parts);
        let mut selections = self.selections.clone();
        selections.map(|one| moved(&change, one, side));
        self.change(change, selections, kind);
    }

    /// Changes text and lines, and writes it down in the journal.
    fn apply(&mut self, change: &Change) {
        let shifts: Vec<Shift> = change
            .edits()
            .iter()
            .map(|edit| Shift {
                at: edit.at,
                removed: edit.removed.len(),
                inserted: edit.inserted.len(),
            })
            .collect();
        for edit in change.edits().iter().rev() {
            let first = self.lines.partition_point(|&start| start <= edit.at);
            let end = edit.at + edit.removed.len();
            let last = first + self.lines[first..].partition_point(|&start| start <= end);
            let by = edit.inserted.len() as isize - edit.removed.len() as isize;
            for start in &mut self.lines[last..] {
                *start = start.saturating_add_signed(by);
            }
            let breaks = edit.inserted.bytes().enumerate();
            let breaks = breaks.filter(|(_, byte)| *byte == b'\n');
            self.lines
                .splice(first..last, breaks.map(|(at, _)| edit.at + at + 1));
        }
        change.apply(&mut self.text);
        self.revision += 1;
        self.journal.push_back((self.revision, shifts));
        if self.journal.len() > JOURNAL {
            self.journal.pop_front();
        }
    }

    /// Takes back the last step.
    pub fn undo(&mut self) {
        let Some(step) = self.history.undo.pop_back() else {
            return;
        };
        for change in step.changes.iter().rev() {
            self.apply(&change.inverse());
        }
        self.selections = self.within(&step.before);
        self.kind = Kind::Other;
        self.history.redo.push(step);
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        let Some(step) = self.history.redo.pop() else {
            return;
        };
        for change in &step.changes {
            self.apply(change);
        }
        self.selections = self.within(&step.after);
        self.kind = Kind::Other;
        self.history.undo.push_back(step);
    }

    /// Whether there is something to undo, and to redo.
    pub fn can_undo_redo(&self) -> (bool, bool) {
        (!self.history.undo.is_empty(), !self.history.redo.is_empty())
    }

    /// What can be undone and redone, in at most about `bytes` bytes, for [`Self::restore_history`].
    pub fn written_history(&self, bytes: usize) -> String {
        self.history.write(&self.text, bytes)
    }

    /// Takes over what [`Self::written_history`] wrote for this very text; whether it could be read.
    pub fn restore_history(&mut self, written: &str) -> bool {
        let read = History::read(written, &self.text);
        self.kind = Kind::Other;
        read.map(|history| self.history = history).is_some()
    }

    /// Becomes another buffer, with what can be undone in that one. To those who follow places it is as if all text were new.
    pub fn take_over(&mut self, other: Self) {
        let revision = self.revision + 1;
        *self = other;
        self.revision = revision;
        self.journal.clear();
    }

    /// Selections brought onto boundaries of the text.
    fn within(&self, selections: &Selections) -> Selections {
        let mut selections = selections.clone();
        selections
            .map(|one| Selection::between(self.boundary(one.anchor), self.boundary(one.cursor)));
        selections
    }
}

/// Where a selection is after a change.
fn moved(change: &Change, selection: &Selection, side: Side) -> Selection {
    let (anchor, cursor) = (selection.anchor, selection.cursor);
    Selection::between(change.moved(anchor, side), change.moved(cursor, side))
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '\''
}

fn closing_of(opening: char) -> Option<char> {
    Some(match opening {
        '(' => ')',
        '[' => ']',
        '{' => '}',
        '"' => '"',
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
