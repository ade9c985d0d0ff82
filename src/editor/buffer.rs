//! The text being edited: its lines, cursor and selection, every edit, undo and redo. Knows no window.

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

/// A text with a cursor. Offsets are bytes and always on the boundary of a character.
#[derive(Clone, Debug)]
pub struct Buffer {
    text: String,
    /// Where each line starts.
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
        buffer.text = clean(text);
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

    // Moving.

    /// Puts the cursor at `offset`; `extend` keeps the selection's other end.
    pub fn move_to(&mut self, offset: usize, extend: bool) {
        self.goal = None;
        self.kind = Kind::Other;
        self.place_cursor(offset, extend);
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

    fn before(&self, offset: usize) -> usize {
        self.text[..offset]
            .char_indices()
            .next_back()
            .map_or(0, |(at, _)| at)
    }

    fn after(&self, offset: usize) -> usize {
        self.text[offset..]
            .chars()
            .next()
            .map_or(offset, |c| offset + c.len_utf8())
    }

    /// To the start of the word before.
    pub fn word_left(&mut self, extend: bool) {
        self.move_to(self.word_start(self.cursor), extend);
    }

    /// To the end of the word after.
    pub fn word_right(&mut self, extend: bool) {
        self.move_to(self.word_end(self.cursor), extend);
    }

    fn word_start(&self, from: usize) -> usize {
        let head = self.text[..from].trim_end_matches(|c: char| c.is_whitespace());
        match head.chars().next_back() {
            None => 0,
            Some(last) if is_word(last) => head.trim_end_matches(is_word).len(),
            Some(_) => head
                .trim_end_matches(|c: char| !is_word(c) && !c.is_whitespace())
                .len(),
        }
    }

    fn word_end(&self, from: usize) -> usize {
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

    // Changing.

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

    /// Replaces the whole text, undoably; the cursor stays where it can.
    pub fn set_text(&mut self, text: &str) {
        let text = clean(text);
        self.begin(Kind::Other);
        self.replace(0..self.text.len(), &text);
        self.place_cursor(self.cursor, false);
    }

    /// Replaces the selection with `text`, as pasting does.
    pub fn insert(&mut self, text: &str) {
        let text = clean(text);
        self.begin(Kind::Other);
        self.insert_in_step(&text);
    }

    fn insert_in_step(&mut self, text: &str) {
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

    /// The lines the selection touches; a selection that ends at a line's start does not touch that line.
    pub fn selected_lines(&self) -> Range<usize> {
        let selection = self.selection();
        let first = self.line_of(selection.start);
        let mut last = self.line_of(selection.end);
        if last > first && self.lines[last] == selection.end {
            last -= 1;
        }
        first..last + 1
    }

    /// Indents the selected lines, or inserts spaces to the next stop.
    pub fn indent(&mut self) {
        if self.selection().is_empty() {
            let column = self.place(self.cursor).1;
            self.begin(Kind::Other);
            self.insert_in_step(&" ".repeat(2 - column % 2));
            return;
        }
        self.change_lines(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("  {line}")
            }
        });
    }

    /// Takes one level of indentation from the selected lines.
    pub fn outdent(&mut self) {
        self.change_lines(|line| {
            let spaces = line
                .bytes()
                .take(2)
                .take_while(|byte| *byte == b' ')
                .count();
            line[spaces..].to_owned()
        });
    }

    /// Comments the selected lines out with `--`, or in again when all are out.
    pub fn toggle_comment(&mut self) {
        let lines = self.selected_lines();
        let all = lines
            .clone()
            .map(|line| self.line(line).trim_start())
            .filter(|line| !line.is_empty());
        let out = all.clone().count() > 0 && all.clone().all(|line| line.starts_with("--"));
        self.change_lines(|line| {
            let body = line.trim_start();
            let indent = &line[..line.len() - body.len()];
            if body.is_empty() {
                line.to_owned()
            } else if out {
                let body = body.trim_start_matches("--");
                format!("{indent}{}", body.strip_prefix(' ').unwrap_or(body))
            } else {
                format!("{indent}-- {body}")
            }
        });
    }

    /// Rewrites each selected line; the selection grows to them when there was one.
    fn change_lines(&mut self, change: impl Fn(&str) -> String) {
        let lines = self.selected_lines();
        let had_selection = !self.selection().is_empty();
        let (line, column) = self.place(self.cursor);
        let range = self.lines[lines.start]..self.line_range(lines.end - 1).end;
        let old_length = self.line(line).chars().count();
        let new: Vec<String> = self.text[range.clone()].split('\n').map(change).collect();
        let new = new.join("\n");
        self.begin(Kind::Other);
        self.replace(range.clone(), &new);
        if had_selection {
            self.anchor = range.start;
            self.cursor = range.start + new.len();
        } else {
            let length = self.line(line).chars().count();
            let column = (column + length).saturating_sub(old_length);
            self.place_cursor(self.offset(line, column), false);
        }
        self.kind = Kind::Other;
    }

    /// Repeats the selected lines below.
    pub fn duplicate_lines(&mut self) {
        let lines = self.selected_lines();
        let range = self.lines[lines.start]..self.line_range(lines.end - 1).end;
        let copy = format!("\n{}", &self.text[range.clone()]);
        let (anchor, cursor) = (self.anchor + copy.len(), self.cursor + copy.len());
        self.begin(Kind::Other);
        self.replace(range.end..range.end, &copy);
        self.anchor = anchor;
        self.cursor = cursor;
    }

    /// Moves the selected lines by one, up or down.
    pub fn move_lines(&mut self, down: bool) {
        let lines = self.selected_lines();
        if (down && lines.end == self.lines.len()) || (!down && lines.start == 0) {
            return;
        }
        let other = if down { lines.end } else { lines.start - 1 };
        let block = self.lines[lines.start]..self.line_range(lines.end - 1).end;
        let moved = self.text[block.clone()].to_owned();
        let neighbour = self.line(other).to_owned();
        let shift = neighbour.len() as isize + 1;
        let (range, new, by) = if down {
            (
                block.start..self.line_range(other).end,
                format!("{neighbour}\n{moved}"),
                shift,
            )
        } else {
            (
                self.lines[other]..block.end,
                format!("{moved}\n{neighbour}"),
                -shift,
            )
        };
        let (anchor, cursor) = (
            self.anchor.saturating_add_signed(by),
            self.cursor.saturating_add_signed(by),
        );
        self.begin(Kind::Other);
        self.replace(range, &new);
        self.anchor = self.boundary(anchor);
        self.cursor = self.boundary(cursor);
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

    // Looking.

    /// The bracket at or before the cursor and its partner.
    pub fn brackets(&self) -> Option<(usize, usize)> {
        let at = |offset: usize| self.text[offset..].chars().next();
        let here = [
            Some(self.cursor),
            (self.cursor > 0).then(|| self.before(self.cursor)),
        ];
        here.into_iter().flatten().find_map(|offset| {
            let bracket = at(offset)?;
            let partner = if "([{".contains(bracket) {
                self.partner(offset, bracket, closing_of(bracket)?, true)
            } else {
                let opening = match bracket {
                    ')' => '(',
                    ']' => '[',
                    '}' => '{',
                    _ => return None,
                };
                self.partner(offset, bracket, opening, false)
            }?;
            Some((offset, partner))
        })
    }

    fn partner(&self, from: usize, own: char, other: char, forward: bool) -> Option<usize> {
        let mut depth = 0_usize;
        let mut count = |(at, character): (usize, char)| {
            if character == own {
                depth += 1;
            } else if character == other {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            None
        };
        // A partner further away than this is not on the screen.
        const REACH: usize = 20_000;
        if forward {
            self.text[from..]
                .char_indices()
                .map(|(at, c)| (from + at, c))
                .take(REACH)
                .find_map(&mut count)
        } else {
            let end = self.after(from);
            self.text[..end]
                .char_indices()
                .rev()
                .take(REACH)
                .find_map(&mut count)
        }
    }

    /// Selects the next place of `needle` after the cursor (before it, when not `forward`), around the end if need be.
    /// Whether there is one. Letters match in either case unless `needle` has a capital.
    pub fn find(&mut self, needle: &str, forward: bool) -> bool {
        if needle.is_empty() {
            return false;
        }
        let places = self.places(needle);
        let selection = self.selection();
        let found = if forward {
            places
                .iter()
                .find(|at| **at >= selection.end)
                .or(places.first())
        } else {
            places
                .iter()
                .rev()
                .find(|at| **at < selection.start)
                .or(places.last())
        };
        let Some(&found) = found else { return false };
        self.select(found..found + needle.len());
        true
    }

    /// Every place of `needle`, overlapping ones left out.
    pub fn places(&self, needle: &str) -> Vec<usize> {
        if needle.is_empty() {
            return Vec::new();
        }
        let exact = needle.chars().any(char::is_uppercase);
        if exact {
            return self.text.match_indices(needle).map(|(at, _)| at).collect();
        }
        let (text, needle) = (self.text.to_ascii_lowercase(), needle.to_ascii_lowercase());
        text.match_indices(&needle).map(|(at, _)| at).collect()
    }

    /// Replaces every place of `needle`; how many there were.
    pub fn replace_all(&mut self, needle: &str, with: &str) -> usize {
        let places = self.places(needle);
        if places.is_empty() {
            return 0;
        }
        self.begin(Kind::Other);
        for at in places.iter().rev() {
            self.replace(*at..*at + needle.len(), with);
        }
        self.place_cursor(self.cursor, false);
        places.len()
    }
}

/// Line breaks of every system become `\n`.
fn clean(text: &str) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text.to_owned()
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
