//! Edits of whole lines: indenting, commenting, repeating, moving, deleting.

use super::selections::Selection;
use super::{Buffer, Change, Kind, Side, moved};
use std::collections::BTreeSet;
use std::ops::Range;

impl Buffer {
    /// The lines that the main selection touches; one that ends at a line's start does not touch that line.
    pub fn selected_lines(&self) -> Range<usize> {
        self.lines_of_selection(self.selections.main())
    }

    fn lines_of_selection(&self, one: &Selection) -> Range<usize> {
        let range = one.range();
        let first = self.line_of(range.start);
        let mut last = self.line_of(range.end);
        if last > first && self.lines[last] == range.end {
            last -= 1;
        }
        first..last + 1
    }

    /// The lines that any selection touches.
    pub(super) fn lines_of_all(&self) -> BTreeSet<usize> {
        self.selections()
            .iter()
            .flat_map(|one| self.lines_of_selection(one))
            .collect()
    }

    /// The lines that any selection touches, neighbours together.
    fn blocks(&self) -> Vec<Range<usize>> {
        let mut blocks: Vec<Range<usize>> = Vec::new();
        for line in self.lines_of_all() {
            match blocks.last_mut() {
                Some(block) if block.end == line => block.end = line + 1,
                _ => blocks.push(line..line + 1),
            }
        }
        blocks
    }

    /// The bytes of lines without the last one's line break.
    fn bytes_of(&self, lines: &Range<usize>) -> Range<usize> {
        self.lines[lines.start]..self.line_range(lines.end - 1).end
    }

    /// Indents the selected lines, or inserts spaces to the next stop.
    pub fn indent(&mut self) {
        if self.selections().iter().all(Selection::is_empty) {
            let stops = self.selections().iter().map(|one| {
                let column = self.place(one.cursor).1;
                (one.range(), " ".repeat(2 - column % 2))
            });
            let parts = stops.collect();
            return self.change_parts(parts, Side::After, Kind::Other);
        }
        let starts = self.lines_of_all().into_iter();
        let starts = starts.filter(|line| !self.line(*line).is_empty());
        let parts = starts.map(|line| (self.lines[line]..self.lines[line], "  ".to_owned()));
        self.change_lines(parts.collect());
    }

    /// Takes one level of indentation from the selected lines.
    pub fn outdent(&mut self) {
        let parts = self.lines_of_all().into_iter().map(|line| {
            let start = self.lines[line];
            let text = self.line(line).bytes();
            let spaces = text.take(2).take_while(|byte| *byte == b' ').count();
            (start..start + spaces, String::new())
        });
        let parts = parts.collect();
        self.change_lines(parts);
    }

    /// Comments the selected lines out with `--`, or in again when all are out.
    pub fn toggle_comment(&mut self) {
        let indent = |line: &str| line.len() - line.trim_start().len();
        let lines: Vec<usize> = self
            .lines_of_all()
            .into_iter()
            .filter(|line| !self.line(*line).trim().is_empty())
            .collect();
        let out = lines
            .iter()
            .all(|line| self.line(*line).trim_start().starts_with("--"));
        let column = lines.iter().map(|line| indent(self.line(*line))).min();
        let column = column.unwrap_or(0);
        let parts = lines.into_iter().map(|line| {
            let start = self.lines[line];
            if out {
                let at = start + indent(self.line(line));
                let spaced = self.text[at + 2..].starts_with(' ');
                (at..at + 2 + usize::from(spaced), String::new())
            } else {
                (start + column..start + column, "-- ".to_owned())
            }
        });
        let parts = parts.collect();
        self.change_lines(parts);
    }

    /// Changes lines; what was selected stays so, with what is put at its start.
    fn change_lines(&mut self, parts: Vec<(Range<usize>, String)>) {
        let change = Change::new(&self.text, parts);
        let mut selections = self.selections.clone();
        selections.map(|one| {
            if one.is_empty() {
                return moved(&change, one, Side::After);
            }
            let range = one.range();
            let first = self.lines[self.line_of(range.start)];
            let only_blank = self.text[first..range.start].trim().is_empty();
            let start = if only_blank {
                change.moved(first, Side::Before)
            } else {
                change.moved(range.start, Side::After)
            };
            let end = change.moved(range.end, Side::After);
            if one.cursor < one.anchor {
                Selection::between(end, start)
            } else {
                Selection::between(start, end)
            }
        });
        self.change(change, selections, Kind::Other);
    }

    /// Repeats the selected lines below.
    pub fn duplicate_lines(&mut self) {
        // What is put above pushes the cursors down with the lines they stand in.
        let parts = self.blocks().into_iter().map(|block| {
            let range = self.bytes_of(&block);
            let copy = format!("{}\n", &self.text[range.clone()]);
            (range.start..range.start, copy)
        });
        let parts = parts.collect();
        self.change_parts(parts, Side::After, Kind::Other);
    }

    /// Deletes the selected lines.
    pub fn delete_lines(&mut self) {
        let parts = self.blocks().into_iter().map(|block| {
            let range = self.bytes_of(&block);
            let range = if range.end < self.text.len() {
                range.start..range.end + 1
            } else {
                range.start.saturating_sub(1)..range.end
            };
            (range, String::new())
        });
        let mut parts: Vec<(Range<usize>, String)> = parts.collect();
        for index in 1..parts.len() {
            parts[index].0.start = parts[index].0.start.max(parts[index - 1].0.end);
        }
        self.change_parts(parts, Side::After, Kind::Other);
    }

    /// Moves the selected lines by one, up or down.
    pub fn move_lines(&mut self, down: bool) {
        let blocks = self.blocks();
        let stuck = |block: &Range<usize>| match down {
            true => block.end == self.lines.len(),
            false => block.start == 0,
        };
        if blocks.iter().any(stuck) {
            return;
        }
        // The neighbour jumps over the lines, so that what moves is not touched.
        let mut parts: Vec<(Range<usize>, String)> = Vec::new();
        for block in &blocks {
            let range = self.bytes_of(block);
            if down {
                let neighbour = self.line_range(block.end);
                let jumps = format!("{}\n", &self.text[neighbour.clone()]);
                parts.push((range.start..range.start, jumps));
                parts.push((range.end..neighbour.end, String::new()));
            } else {
                let neighbour = self.line_range(block.start - 1);
                let jumps = format!("\n{}", &self.text[neighbour.clone()]);
                parts.push((neighbour.start..range.start, String::new()));
                parts.push((range.end..range.end, jumps));
            }
        }
        let change = Change::new(&self.text, parts);
        let mut selections = self.selections.clone();
        selections.map(|one| {
            let first = self.lines_of_selection(one).start;
            let block = blocks.iter().find(|block| block.contains(&first));
            let by = block.map_or(0, |block| {
                let neighbour = if down { block.end } else { block.start - 1 };
                self.line_range(neighbour).len() as isize + 1
            });
            let place = |offset: usize| offset.saturating_add_signed(if down { by } else { -by });
            Selection::between(place(one.anchor), place(one.cursor))
        });
        self.change(change, selections, Kind::Other);
        // The line break behind the last line is not there to go along.
        self.selections = self.within(&self.selections.clone());
    }
}
