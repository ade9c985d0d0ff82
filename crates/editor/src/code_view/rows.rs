//! Where each line stands.

use super::super::text::Buffer;
use super::Mark;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;

/// How many rows lines take that are wrapped, as sums: `sums[line]` rows stand above a line. Remembers the last answer, and
/// what it knows of each line: an edit lays out the lines that it changes, however long the text is.
#[derive(Default)]
pub(super) struct Wraps {
    of: Option<(u64, Measure)>,
    sums: Arc<[u32]>,
    /// Rows of a line, by its text's hash.
    known: HashMap<u64, u32>,
    hasher: RandomState,
}

/// What the number of a line's rows depends on, beside its text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Measure {
    /// Points that a row may be wide.
    pub width: f32,
    /// Size of the font, points.
    pub font_size: f32,
    /// Scale of the screen, pixels a point.
    pub scale: f32,
}

impl Wraps {
    /// The sums for the lines of `buffer`, of which `rows` says how many rows each takes.
    pub(super) fn sums(
        &mut self,
        measure: Measure,
        buffer: &Buffer,
        mut rows: impl FnMut(usize) -> usize,
    ) -> Arc<[u32]> {
        let of = Some((buffer.revision(), measure));
        if self.of == of {
            return Arc::clone(&self.sums);
        }
        let lines = buffer.line_count();
        let same_measure = self.of.is_some_and(|(_, before)| before == measure);
        if !same_measure || self.known.len() > 2 * lines + 1000 {
            self.known.clear();
        }
        let mut above = 0_u32;
        let mut sums = Vec::with_capacity(lines + 1);
        sums.push(above);
        for line in 0..lines {
            let text = self.hasher.hash_one(buffer.line(line));
            let count = self
                .known
                .entry(text)
                .or_insert_with(|| u32::try_from(rows(line)).unwrap_or(u32::MAX));
            above = above.saturating_add(*count);
            sums.push(above);
        }
        self.sums = sums.into();
        self.of = of;
        Arc::clone(&self.sums)
    }
}

/// Where lines are: wrapped lines and messages under lines push later lines down.
pub(super) struct Rows {
    /// Height of a row, and of a message, in points.
    pub height: f32,
    /// Rows above each line; empty where each line is one row.
    wraps: Arc<[u32]>,
    /// Lines with marks under them, in their order.
    notes: Vec<Notes>,
}

/// The marks shown under a line.
struct Notes {
    line: usize,
    /// Marks of each row, by their index.
    marks: Vec<usize>,
    /// Marks under this line and all before it.
    sum: usize,
}

impl Rows {
    /// The lines of `buffer`, which take the rows that `wraps` says, with messages under those in which `marks` begin.
    pub(super) fn new(height: f32, wraps: Arc<[u32]>, buffer: &Buffer, marks: &[Mark]) -> Self {
        let notes = notes(buffer, marks);
        Self {
            height,
            wraps,
            notes,
        }
    }

    /// The marks, by their index, that are shown under a line.
    pub(super) fn notes(&self, line: usize) -> &[usize] {
        let place = self.notes.binary_search_by_key(&line, |notes| notes.line);
        place.map_or(&[], |place| &self.notes[place].marks)
    }

    /// Points from the text's top to a line's.
    pub(super) fn top(&self, line: usize) -> f32 {
        let rows = self.wraps.get(line).map_or(line, |rows| *rows as usize);
        let before = self.notes.partition_point(|notes| notes.line < line);
        let above = before.checked_sub(1).map_or(0, |last| self.notes[last].sum);
        (rows + above) as f32 * self.height
    }

    /// The line at a height, of `count` lines.
    pub(super) fn line_at(&self, y: f32, count: usize) -> usize {
        // The last line whose top is not below `y`.
        let (mut low, mut high) = (0, count.max(1));
        while high - low > 1 {
            let middle = (low + high) / 2;
            if self.top(middle) <= y {
                low = middle
            } else {
                high = middle
            }
        }
        low
    }
}

/// Which marks are shown under which line: each under the line it begins in.
fn notes(buffer: &Buffer, marks: &[Mark]) -> Vec<Notes> {
    let mut notes: Vec<Notes> = Vec::new();
    let line_of = |mark: &Mark| buffer.line_of(mark.range.start.min(buffer.text().len()));
    let mut placed: Vec<(usize, usize)> = marks
        .iter()
        .enumerate()
        .map(|(index, mark)| (line_of(mark), index))
        .collect();
    placed.sort_unstable();
    for (sum, (line, index)) in placed.into_iter().enumerate() {
        let sum = sum + 1;
        match notes.last_mut() {
            Some(last) if last.line == line => {
                last.marks.push(index);
                last.sum = sum;
            }
            _ => notes.push(Notes {
                line,
                marks: vec![index],
                sum,
            }),
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_language::Severity;

    #[test]
    fn wrapped_lines_and_messages_push_what_follows_down() {
        let buffer = Buffer::new("a\nlong\nb\nc");
        let measure = Measure {
            width: 100.0,
            font_size: 15.0,
            scale: 1.0,
        };
        let rows_of = |line: usize| [1, 3, 1, 1][line];
        let sums = Wraps::default().sums(measure, &buffer, rows_of);
        let mark = |at: usize| Mark {
            range: at..at + 1,
            severity: Severity::Error,
            message: String::new(),
            help: None,
        };
        let rows = Rows::new(10.0, sums, &buffer, &[mark(7), mark(2), mark(3)]);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|line| rows.top(line)),
            [0.0, 10.0, 60.0, 80.0, 90.0]
        );
        assert_eq!(rows.notes(1), [1, 2]);
        assert_eq!(rows.notes(2), [0]);
        let lines = [0.0, 9.0, 10.0, 59.0, 60.0, 79.0, 80.0, 500.0].map(|y| rows.line_at(y, 4));
        assert_eq!(lines, [0, 0, 1, 1, 2, 2, 3, 3]);
    }
}
