//! Messages under their lines, wrapped where they are long, each with a button that puts the mistake right.

use super::super::text::Buffer;
use super::super::theme::Theme;
use super::face::{Face, plain};
use super::mouse::Spot;
use super::{CodeView, Mark, Sheet};
use egui::{FontId, Galley, Painter, Rect, Stroke, StrokeKind, pos2, vec2};
use std::sync::Arc;

/// Points around what a message says, and between it and its button.
const PADDING: f32 = 6.0;

/// A message laid out.
struct Note {
    line: usize,
    /// Index of its mark.
    mark: usize,
    /// From the code's left edge, points.
    left: f32,
    galley: Arc<Galley>,
    /// What its button says.
    button: Option<Arc<Galley>>,
    height: f32,
}

/// The messages of a text, in the order of their lines.
pub(super) struct Notes(Vec<Note>);

impl Notes {
    pub(super) fn new(
        painter: &Painter,
        buffer: &Buffer,
        marks: &[Mark],
        theme: &Theme,
        face: &Face,
    ) -> Self {
        let font = FontId::proportional((face.font.size * 0.92).max(11.0));
        let room = face.code.width() - super::scroll::BAR - 2.0 * PADDING;
        let mut notes: Vec<Note> = Vec::with_capacity(marks.len());
        for (index, mark) in marks.iter().enumerate() {
            let start = mark.range.start.min(buffer.text().len());
            let line = buffer.line_of(start);
            let text = said(mark);
            let button = mark.fix.as_ref().map(|fix| {
                let letters = FontId::monospace(font.size);
                painter.layout_no_wrap(fix.text.clone(), letters, theme.text)
            });
            let button_width = button
                .as_ref()
                .map_or(0.0, |galley| galley.size().x + 4.0 * PADDING);
            let wanted = plain(painter, buffer, line, face).point(start).x;
            let ink = theme.message(mark.severity);
            let galley = painter.layout_no_wrap(text.clone(), font.clone(), ink);
            let width = galley.size().x + button_width + 2.0 * PADDING;
            // Long messages begin further left rather than run out of the window, and then go on below.
            let left = wanted.min((room - width).max(0.0));
            let galley = if width > room {
                painter.layout(text, font.clone(), ink, (room - button_width).max(120.0))
            } else {
                galley
            };
            let height = (galley.size().y + PADDING).max(face.height - 1.0) + 1.0;
            notes.push(Note {
                line,
                mark: index,
                left,
                galley,
                button,
                height,
            });
        }
        notes.sort_by_key(|note| note.line);
        Self(notes)
    }

    /// Lines, and the heights of the messages under them.
    pub(super) fn heights(&self) -> impl Iterator<Item = (usize, f32)> {
        self.0.iter().map(|note| (note.line, note.height))
    }

    /// The marks under a line.
    pub(super) fn of(&self, line: usize) -> impl Iterator<Item = usize> {
        self.under(line).iter().map(|note| note.mark)
    }

    fn under(&self, line: usize) -> &[Note] {
        let first = self.0.partition_point(|note| note.line < line);
        let last = self.0.partition_point(|note| note.line <= line);
        &self.0[first..last]
    }
}

/// What a message says; a button says its suggestion.
fn said(mark: &Mark) -> String {
    let text = match &mark.help {
        Some(help) if mark.fix.is_none() => format!("{}; {help}", mark.message),
        _ => mark.message.clone(),
    };
    text.replace('\n', " ")
}

impl CodeView {
    /// Draws the messages under a line, from `top` on; where they end.
    pub(super) fn paint_notes(
        &mut self,
        painter: &Painter,
        top: f32,
        line: usize,
        notes: &Notes,
        marks: &[Mark],
        sheet: &Sheet,
    ) -> f32 {
        let (theme, face) = (sheet.theme, sheet.face);
        let mut top = top;
        for note in notes.under(line) {
            let mark = &marks[note.mark];
            let ink = theme.message(mark.severity);
            let left = face.code.left() + note.left;
            let size = note.galley.size();
            let area = Rect::from_min_size(
                pos2(left - PADDING, top),
                vec2(size.x + 2.0 * PADDING, note.height - 2.0),
            );
            painter.rect_filled(area, 4.0, super::super::theme::mix(theme.paper, ink, 0.1));
            painter.vline(area.left() + 1.0, area.y_range(), Stroke::new(2.0, ink));
            let text = pos2(left, area.center().y - size.y * 0.5);
            painter.galley(text, Arc::clone(&note.galley), ink);
            if let (Some(galley), Some(fix)) = (&note.button, &mark.fix) {
                let least = area.right() + PADDING;
                let size = galley.size() + vec2(2.0 * PADDING, 2.0);
                let button = Rect::from_min_size(pos2(least, area.center().y - size.y * 0.5), size);
                painter.rect(
                    button,
                    4.0,
                    theme.raised,
                    Stroke::new(1.0, theme.outline),
                    StrokeKind::Inside,
                );
                painter.galley(
                    button.min + vec2(PADDING, 1.0),
                    Arc::clone(galley),
                    theme.text,
                );
                self.spots
                    .1
                    .push((button.expand(2.0), Spot::Fix(fix.clone())));
            }
            top += note.height;
        }
        top
    }
}
