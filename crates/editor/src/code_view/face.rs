//! The letters, and how a line is laid out in them.

use super::super::highlighting::Parts;
use super::super::text::Buffer;
use super::super::theme::{Ink, Theme};
use super::line::Line;
use super::scroll::BAR;
use super::{LONGEST_LINE, MARGIN, Style};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, Painter, Rect, Ui, pos2};
use std::ops::Range;
use std::sync::Arc;

/// The letters, and where they go.
#[derive(Clone)]
pub(super) struct Face {
    pub font: FontId,
    /// Height of a row, points.
    pub height: f32,
    /// Width of a letter, points.
    pub advance: f32,
    /// Where the signs of outputs and messages go, at the very left.
    pub signs: Rect,
    /// Where code goes, to the right of the line numbers.
    pub code: Rect,
    /// Points after which lines are wrapped, if they are.
    pub wrap: Option<f32>,
}

impl Face {
    pub(super) fn new(ui: &Ui, style: Style, rect: Rect, buffer: &Buffer) -> Self {
        let font = FontId::monospace(style.font_size);
        let (height, advance) = ui.fonts_mut(|fonts| {
            (
                (fonts.row_height(&font) * 1.28).round(),
                fonts.glyph_width(&font, '0'),
            )
        });
        let digits = buffer.line_count().to_string().len().max(2) as f32;
        let signs = Rect::from_min_max(
            rect.min,
            pos2(rect.left() + MARGIN + height * 0.7, rect.bottom()),
        );
        let gutter = signs.width() + MARGIN + digits * advance + 1.5 * MARGIN;
        let code = Rect::from_min_max(pos2(rect.left() + gutter, rect.top() + 6.0), rect.max);
        // In the narrowest window there is room for a word.
        let width = (code.width() - BAR - 4.0).max(12.0 * advance);
        Self {
            font,
            height,
            advance,
            signs,
            code,
            wrap: style.wrap.then_some(width),
        }
    }

    /// Whether a line is certainly one row.
    pub(super) fn fits(&self, line: &str) -> bool {
        let Some(width) = self.wrap else { return true };
        let columns = (width / self.advance) as usize;
        // No letter is wider than its bytes are columns, but for the tab.
        let tabs = line.bytes().take(columns).filter(|byte| *byte == b'\t');
        line.len() <= columns && line.len() + 3 * tabs.count() <= columns
    }

    /// How far rows after the first are indented, points: two letters more than the line.
    fn hang(&self, line: &str) -> f32 {
        if self.fits(line) {
            return 0.0;
        }
        let indent = line.len() - line.trim_start_matches(' ').len();
        let most = self.wrap.map_or(0.0, |width| width * 0.5);
        ((indent + 2) as f32 * self.advance).min(most)
    }

    fn format(&self, colour: Color32) -> TextFormat {
        TextFormat {
            line_height: Some(self.height),
            ..TextFormat::simple(self.font.clone(), colour)
        }
    }

    /// Lays out a line in parts of one colour each.
    fn lay(&self, painter: &Painter, line: &str, parts: &[(Range<usize>, Color32)]) -> Arc<Galley> {
        let hang = self.hang(line);
        let mut job = LayoutJob {
            wrap: TextWrapping::wrap_at_width(
                self.wrap.map_or(f32::INFINITY, |width| width - hang),
            ),
            keep_trailing_whitespace: true,
            ..LayoutJob::default()
        };
        // The first row begins so far before the others; then all are shifted back.
        for (index, (part, colour)) in parts.iter().enumerate() {
            let leading = if index == 0 { -hang } else { 0.0 };
            job.append(&line[part.clone()], leading, self.format(*colour));
        }
        if parts.is_empty() {
            job.append("", 0.0, self.format(Color32::PLACEHOLDER));
        }
        let galley = painter.layout_job(job);
        if hang == 0.0 {
            return galley;
        }
        let mut galley = Galley::clone(&galley);
        let shift = egui::vec2(hang, 0.0);
        for row in &mut galley.rows {
            row.pos += shift;
        }
        galley.rect = galley.rect.translate(shift);
        galley.mesh_bounds = galley.mesh_bounds.translate(shift);
        Arc::new(galley)
    }

    /// A line laid out in its colours.
    pub(super) fn coloured<'a>(
        &self,
        painter: &Painter,
        buffer: &'a Buffer,
        line: usize,
        theme: &Theme,
        parts: &Parts,
    ) -> Line<'a> {
        let range = shown(buffer, line);
        let mut runs: Vec<(Range<usize>, Color32)> = Vec::new();
        let mut at = range.start;
        let mut push = |part: Range<usize>, ink: Ink| {
            if !part.is_empty() {
                runs.push((
                    part.start - range.start..part.end - range.start,
                    theme.ink(ink),
                ));
            }
        };
        for (part, ink) in parts.within(&range) {
            let part = part.start.max(at)..part.end.min(range.end);
            if part.is_empty() {
                continue;
            }
            push(at..part.start, Ink::Plain);
            at = part.end;
            push(part, ink);
        }
        push(at..range.end, Ink::Plain);
        let galley = self.lay(painter, &buffer.text()[range.clone()], &runs);
        Line::new(galley, buffer, line, self.height)
    }
}

/// A line laid out in one colour: it stands where it stands in several.
pub(super) fn plain<'a>(
    painter: &Painter,
    buffer: &'a Buffer,
    line: usize,
    face: &Face,
) -> Line<'a> {
    let text = &buffer.text()[shown(buffer, line)];
    let galley = face.lay(painter, text, &[(0..text.len(), Color32::PLACEHOLDER)]);
    Line::new(galley, buffer, line, face.height)
}

/// The bytes of a line that are shown.
pub(super) fn shown(buffer: &Buffer, line: usize) -> Range<usize> {
    let range = buffer.line_range(line);
    let mut end = range.end.min(range.start + LONGEST_LINE);
    while !buffer.text().is_char_boundary(end) {
        end -= 1;
    }
    range.start..end
}
