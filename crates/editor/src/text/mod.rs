//! The text being edited: its lines, cursor and selection, every edit, undo and redo. Knows no window.

mod finding;
mod lines;
mod movement;
mod typing;

use phonon_language::syntax::line_ends::unified;
use std::ops::Range;

/// Undo steps kept.
const UNDO_STEPS: usize = 1000;

/// What typing does when it meets what was typed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Typing,
    Deleting,
    Other,
}

/// One change: at byte `at`, `removed` gave way to `inserted`.
#[derive(Clone, Debug)]
struct Edit {
    at: usize,
    removed: String,
    inserted: String,
}

/// Edits that are undone together, and the selection before them.
#[derive(Clone, Debug)]
struct Step {
    edits: Vec<Edit>,
    before: (usize, usize),
}

/// A text with a cursor. Offsets are bytes and always on the boundary of a character. The cursor moves by what readers take
/// for a letter: one with its accents, one picture of several characters.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: String,
    /// Byte at which each line starts.
    lines: Vec<usize>,
    cursor: usize,
    /// The other end of the selection; equal to the cursor when nothing is selected.
    anchor: usize,
    /// The column, in characters, that moving up and down aims for.
    goal: Option<usize>,
    undo: Vec<Step>,
    redo: Vec<Step>,
    kind: Kind,
    /// Raised with each change of the text.
    revision: u64,
}

impl Buffer {
    /// A buffer with `text`, the cursor at its start.
    pub fn new(text: &str) -> Self {
        let mut buffer = Self {
            text: String::new(),
            lines: vec![0],
            cursor: 0,
            anchor: 0,
            goal: None,
            undo: Vec::new(),
            redo: Vec::new(),
            kind: Kind::Other,
            revision: 0,
        };
        buffer.text = unified(text).into_owned();
        buffer.index();
        buffer
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Raised with each change of the text.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The cursor's byte offset.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The selected bytes; empty at the cursor when nothing is.
    pub fn selection(&self) -> Range<usize> {
        self.cursor.min(self.anchor)..self.cursor.max(self.anchor)
    }

    /// The selected text.
    pub fn selected(&self) -> &str {
        &self.text[self.selection()]
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
        self.kind == Kind::Typing
    }

    fn index(&mut self) {
        self.lines.clear();
        self.lines.push(0);
        let breaks = self
            .text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n');
        self.lines.extend(breaks.map(|(at, _)| at + 1));
    }

    fn place_cursor(&mut self, offset: usize, extend: bool) {
        self.cursor = self.boundary(offset);
        if !extend {
            self.anchor = self.cursor;
        }
    }

    /// The nearest boundary of a character at or before `offset`.
    fn boundary(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }

    /// Begins a step of undo, or goes on with the last one when it is of the same kind and nothing came between.
    fn begin(&mut self, kind: Kind) {
        if kind == Kind::Other || self.kind != kind || self.undo.is_empty() {
            self.undo.push(Step {
                edits: Vec::new(),
                before: (self.anchor, self.cursor),
            });
            if self.undo.len() > UNDO_STEPS {
                self.undo.remove(0);
            }
        }
        self.redo.clear();
        self.kind = kind;
        self.goal = None;
    }

    /// Replaces `range` within the step begun. Leaves the cursor alone.
    fn replace(&mut self, range: Range<usize>, with: &str) {
        let removed = self.text[range.clone()].to_owned();
        if removed == with {
            return;
        }
        self.text.replace_range(range.clone(), with);
        if let Some(step) = self.undo.last_mut() {
            step.edits.push(Edit {
                at: range.start,
                removed,
                inserted: with.to_owned(),
            });
        }
        self.index();
        self.revision += 1;
    }

    /// Takes back the last step.
    pub fn undo(&mut self) {
        let Some(step) = self.undo.pop() else { return };
        let now = (self.anchor, self.cursor);
        for edit in step.edits.iter().rev() {
            self.text
                .replace_range(edit.at..edit.at + edit.inserted.len(), &edit.removed);
        }
        (self.anchor, self.cursor) = step.before;
        self.changed_by_history();
        self.redo.push(Step {
            edits: step.edits,
            before: now,
        });
    }

    /// Does again what was taken back.
    pub fn redo(&mut self) {
        let Some(step) = self.redo.pop() else { return };
        let now = (self.anchor, self.cursor);
        for edit in &step.edits {
            self.text
                .replace_range(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        }
        (self.anchor, self.cursor) = step.before;
        self.changed_by_history();
        self.undo.push(Step {
            edits: step.edits,
            before: now,
        });
    }

    fn changed_by_history(&mut self) {
        self.index();
        self.revision += 1;
        self.kind = Kind::Other;
        self.goal = None;
        self.anchor = self.boundary(self.anchor);
        self.cursor = self.boundary(self.cursor);
    }
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
