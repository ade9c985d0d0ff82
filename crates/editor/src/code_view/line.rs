//! One line laid out: where its bytes stand, on as many rows as it takes.

use super::super::text::Buffer;
use egui::epaint::text::CharIndex;
use egui::text::CCursor;
use egui::{Galley, Rect, Vec2, pos2, vec2};
use std::ops::Range;
use std::sync::Arc;

/// A laid out line. Places are points from its left top; all rows are equally high.
pub(super) struct Line<'a> {
    pub galley: Arc<Galley>,
    /// Bytes of the line in the text.
    pub range: Range<usize>,
    /// Height of a row, points.
    pub row_height: f32,
    pub buffer: &'a Buffer,
    /// Whether its bytes are its characters.
    plain: bool,
}

impl<'a> Line<'a> {
    pub(super) fn new(
        galley: Arc<Galley>,
        buffer: &'a Buffer,
        line: usize,
        row_height: f32,
    ) -> Self {
        Self {
            galley,
            range: buffer.line_range(line),
            row_height,
            buffer,
            plain: buffer.line(line).is_ascii(),
        }
    }
}

impl Line<'_> {
    /// How many rows it takes: at least one.
    pub(super) fn rows(&self) -> usize {
        self.galley.rows.len().max(1)
    }

    /// Points.
    pub(super) fn height(&self) -> f32 {
        self.rows() as f32 * self.row_height
    }

    /// Characters from its start to a byte, which is brought into range.
    fn column(&self, offset: usize) -> usize {
        let end = offset.clamp(self.range.start, self.range.end);
        if self.plain {
            return end - self.range.start;
        }
        let before = &self.buffer.text()[self.range.start..end];
        before.chars().count()
    }

    /// The left top of what stands at a byte; between two rows that is the later one's start.
    pub(super) fn point(&self, offset: usize) -> Vec2 {
        let cursor = CCursor {
            prefer_next_row: true,
            ..CCursor::new(self.column(offset))
        };
        self.galley.pos_from_cursor(cursor).min.to_vec2()
    }

    /// Where a range lies, row by row; one area without width where it is empty, none where it is elsewhere.
    pub(super) fn areas(&self, of: &Range<usize>) -> Vec<Rect> {
        if of.start > self.range.end || of.end < self.range.start || of.start > of.end {
            return Vec::new();
        }
        let (start, end) = (self.column(of.start), self.column(of.end));
        if start == end {
            return vec![Rect::from_min_size(
                self.point(of.start.max(self.range.start)).to_pos2(),
                vec2(0.0, self.row_height),
            )];
        }
        let mut first = 0;
        let mut areas = Vec::new();
        for row in &self.galley.rows {
            let count = row.char_count_excluding_newline().0;
            let (from, to) = (start.max(first), end.min(first + count));
            if from < to {
                let x = |column: usize| row.pos.x + row.x_offset(CharIndex(column - first));
                areas.push(Rect::from_min_max(
                    pos2(x(from), row.pos.y),
                    pos2(x(to), row.pos.y + self.row_height),
                ));
            }
            first += count;
        }
        areas
    }

    /// The byte at a place. What lies behind the end of a row that is not the last is its last character, so that the
    /// cursor stays on it.
    pub(super) fn offset_at(&self, at: Vec2) -> usize {
        let last = self.rows() - 1;
        let wanted = ((at.y / self.row_height).max(0.0) as usize).min(last);
        let mut first = 0;
        for (index, row) in self.galley.rows.iter().enumerate() {
            let count = row.char_count_excluding_newline().0;
            if index == wanted {
                let column = row.char_at(at.x - row.pos.x).0;
                let most = if index == last {
                    count
                } else {
                    count.saturating_sub(1)
                };
                return self.byte(first + column.min(most));
            }
            first += count;
        }
        self.range.start
    }

    /// The byte of the letter at a place, not the boundary that is nearest.
    pub(super) fn letter_at(&self, at: Vec2) -> usize {
        let nearest = self.offset_at(at);
        match self.point(nearest).x > at.x && nearest > self.range.start {
            true => self.byte(self.column(nearest) - 1),
            false => nearest,
        }
    }

    /// The first column of a part of the line, and the one behind its last.
    pub(super) fn columns(&self, part: &Range<usize>) -> (usize, usize) {
        (self.column(part.start), self.column(part.end))
    }

    fn byte(&self, column: usize) -> usize {
        if self.plain {
            return (self.range.start + column).min(self.range.end);
        }
        let text = &self.buffer.text()[self.range.clone()];
        let place = text.char_indices().nth(column);
        self.range.start + place.map_or(text.len(), |(at, _)| at)
    }
}
