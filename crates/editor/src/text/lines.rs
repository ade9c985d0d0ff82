//! Edits of whole lines: indenting, commenting, repeating, moving.

use super::{Buffer, Kind};
use std::ops::Range;

impl Buffer {
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
}
