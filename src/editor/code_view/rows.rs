//! Where each line stands.

use super::super::buffer::Buffer;
use super::Mark;

/// Where lines are: messages under lines push later lines down.
pub(super) struct Rows {
    /// Height of a line, and of a message, in points.
    pub height: f32,
    /// Line, and the marks shown under it.
    notes: Vec<(usize, Vec<usize>)>,
}

impl Rows {
    /// The lines of `buffer` with messages under those in which `marks` begin.
    pub fn new(height: f32, buffer: &Buffer, marks: &[Mark]) -> Self {
        let notes = notes(buffer, marks);
        Self { height, notes }
    }

    /// The marks, by their index, that are shown under a line.
    pub fn notes(&self, line: usize) -> &[usize] {
        let place = self.notes.binary_search_by_key(&line, |(at, _)| *at);
        place.map_or(&[], |place| &self.notes[place].1)
    }

    /// Points from the text's top to a line's.
    pub fn top(&self, line: usize) -> f32 {
        let above: usize = self
            .notes
            .iter()
            .filter(|(at, _)| *at < line)
            .map(|(_, marks)| marks.len())
            .sum();
        (line + above) as f32 * self.height
    }

    /// The line at a height, of `count` lines.
    pub fn line_at(&self, y: f32, count: usize) -> usize {
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
fn notes(buffer: &Buffer, marks: &[Mark]) -> Vec<(usize, Vec<usize>)> {
    let mut notes: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut placed: Vec<(usize, usize)> = marks
        .iter()
        .enumerate()
        .map(|(index, mark)| {
            (
                buffer.line_of(mark.range.start.min(buffer.text().len())),
                index,
            )
        })
        .collect();
    placed.sort_unstable();
    for (line, index) in placed {
        match notes.last_mut() {
            Some((last, list)) if *last == line => list.push(index),
            _ => notes.push((line, vec![index])),
        }
    }
    notes
}
