//! Where each line stands.

use super::super::text::Buffer;
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

/// What is shown below lines, which pushes later lines down.
#[derive(Default)]
pub(super) struct Below {
    /// Lines in their order, each with the height below it and all lines before it, points.
    sums: Vec<(usize, f32)>,
}

impl Below {
    /// From lines and heights of what is below them, in any order.
    pub(super) fn new(
        one: impl Iterator<Item = (usize, f32)>,
        other: impl Iterator<Item = (usize, f32)>,
    ) -> Self {
        let mut sums: Vec<(usize, f32)> = one.chain(other).collect();
        sums.sort_by_key(|(line, _)| *line);
        let mut sum = 0.0;
        for (_, height) in &mut sums {
            sum += *height;
            *height = sum;
        }
        // The last of a line has all of it.
        sums.reverse();
        sums.dedup_by_key(|(line, _)| *line);
        sums.reverse();
        Self { sums }
    }

    /// The height below all lines before this one, points.
    fn before(&self, line: usize) -> f32 {
        let place = self.sums.partition_point(|(other, _)| *other < line);
        place.checked_sub(1).map_or(0.0, |last| self.sums[last].1)
    }

    /// The height below a line, points.
    pub(super) fn under(&self, line: usize) -> f32 {
        self.before(line + 1) - self.before(line)
    }
}

/// Where lines are: wrapped lines and what is below lines push later lines down.
pub(super) struct Rows {
    /// Height of a row, points.
    pub height: f32,
    /// Rows above each line; empty where each line is one row.
    pub wraps: Arc<[u32]>,
    pub below: Below,
}

impl Rows {
    /// Lines that take the rows that `wraps` says, with what is below them.
    pub(super) fn new(height: f32, wraps: Arc<[u32]>, below: Below) -> Self {
        Self {
            height,
            wraps,
            below,
        }
    }

    /// Points from the text's top to a line's.
    pub(super) fn top(&self, line: usize) -> f32 {
        let rows = self.wraps.get(line).map_or(line, |rows| *rows as usize);
        rows as f32 * self.height + self.below.before(line)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_and_what_is_below_push_what_follows_down() {
        let buffer = Buffer::new("a\nlong\nb\nc");
        let measure = Measure {
            width: 100.0,
            font_size: 15.0,
            scale: 1.0,
        };
        let rows_of = |line: usize| [1, 3, 1, 1][line];
        let sums = Wraps::default().sums(measure, &buffer, rows_of);
        let notes = [(2, 10.0), (1, 10.0)].into_iter();
        let below = Below::new(notes, std::iter::once((1, 10.0)));
        assert_eq!(
            [0, 1, 2, 3].map(|line| below.under(line)),
            [0.0, 20.0, 10.0, 0.0]
        );
        let rows = Rows::new(10.0, sums, below);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|line| rows.top(line)),
            [0.0, 10.0, 60.0, 80.0, 90.0]
        );
        let lines = [0.0, 9.0, 10.0, 59.0, 60.0, 79.0, 80.0, 500.0].map(|y| rows.line_at(y, 4));
        assert_eq!(lines, [0, 0, 1, 1, 2, 2, 3, 3]);
    }
}
