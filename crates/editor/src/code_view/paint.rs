//! Painting the lines in view: colours, selection, what sounds, messages, line numbers, scroll bar.

use super::super::text::Buffer;
use super::super::theme::mix;
use super::{CodeView, Decoration, LONGEST_LINE, MARGIN, Mark, SCROLLBAR, Sheet, sign};
use egui::{Align2, Color32, CornerRadius, FontId, Painter, Pos2, Rect, Stroke, pos2, vec2};
use phonon_language::Severity;
use std::ops::Range;

impl CodeView {
    pub(super) fn paint(
        &self,
        painter: &Painter,
        rect: Rect,
        buffer: &Buffer,
        sheet: &Sheet,
        decoration: &Decoration,
        focused: bool,
    ) {
        let theme = sheet.theme;
        let (face, height) = (sheet.face, sheet.face.height);
        let first = sheet.rows.line_at(self.scroll.y, buffer.line_count());
        let last = sheet
            .rows
            .line_at(self.scroll.y + face.code.height(), buffer.line_count());
        let selection = buffer.selection();
        let cursor_line = buffer.line_of(buffer.cursor());
        let code_painter = painter.with_clip_rect(Rect::from_min_max(
            pos2(face.code.left() - 3.0, rect.top()),
            rect.max,
        ));
        let brackets = if focused { buffer.brackets() } else { None };
        for line in first..=last {
            let top = face.code.top() + sheet.rows.top(line) - self.scroll.y;
            let laid = self.coloured(painter, buffer, line, sheet);
            let row =
                Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), laid.height()));
            if line == cursor_line && focused && selection.is_empty() {
                painter.rect_filled(row, 0.0, mix(theme.paper, theme.raised, 0.55));
            }
            if let Some((lines, fresh)) = &decoration.flash
                && lines.contains(&line)
            {
                painter.rect_filled(row, 0.0, theme.accent.gamma_multiply(0.22 * fresh));
            }
            let notes = sheet.rows.notes(line);
            self.gutter(painter, row, line, cursor_line, sheet, decoration, notes);

            let origin = pos2(face.code.left() - self.scroll.x, top);
            let range = laid.range.clone();
            let areas = |of: &Range<usize>| {
                let areas = laid.areas(of).into_iter();
                areas.map(move |area| area.translate(origin.to_vec2()).shrink2(vec2(0.0, 1.0)))
            };
            for lit in decoration.lit {
                for area in areas(&lit.range).filter(|area| area.width() > 0.0) {
                    let glow = theme.accent.gamma_multiply(0.12 + 0.38 * lit.glow);
                    code_painter.rect_filled(area.expand2(vec2(1.5, 0.0)), 4.0, glow);
                    if lit.glow > 0.5 {
                        let stroke = Stroke::new(1.0, theme.accent.gamma_multiply(lit.glow));
                        code_painter.rect_stroke(
                            area.expand2(vec2(1.5, 0.0)),
                            4.0,
                            stroke,
                            egui::StrokeKind::Inside,
                        );
                    }
                }
            }
            for found in decoration.found {
                for area in areas(found).filter(|area| area.width() > 0.0) {
                    code_painter.rect_filled(area, 3.0, theme.warning.gamma_multiply(0.3));
                }
            }
            if !selection.is_empty() {
                let mut selected: Vec<Rect> = areas(&selection).collect();
                if let Some(last) = selected.last_mut()
                    && selection.end > range.end
                {
                    // The line break.
                    last.max.x += face.advance * 0.6;
                }
                for area in selected {
                    code_painter.rect_filled(area, 2.0, theme.selection);
                }
            }
            if let Some((one, other)) = brackets {
                for at in [one, other].into_iter().filter(|at| range.contains(at)) {
                    for area in areas(&(at..at + 1)) {
                        code_painter.rect_stroke(
                            area.shrink2(vec2(0.0, 1.0)),
                            2.0,
                            Stroke::new(1.0, theme.faint),
                            egui::StrokeKind::Inside,
                        );
                    }
                }
            }
            let tail = origin + laid.point(range.end);
            code_painter.galley(origin, laid.galley.clone(), theme.text);
            if range.len() > LONGEST_LINE {
                code_painter.text(
                    tail,
                    Align2::LEFT_TOP,
                    " … (longer than is shown)",
                    face.font.clone(),
                    theme.faint,
                );
            }
            for mark in decoration.marks {
                for mut area in areas(&mark.range) {
                    area.max.x = area.max.x.max(area.min.x + face.advance * 0.8);
                    let ink = theme.message(mark.severity);
                    squiggle(&code_painter, area, ink);
                }
            }
            if line == cursor_line && focused {
                let at = origin + laid.point(buffer.cursor());
                let caret = Rect::from_min_size(at + vec2(-1.0, 2.0), vec2(2.0, height - 4.0));
                code_painter.rect_filled(caret, 1.0, theme.accent);
            }
            for (below, mark) in notes.iter().enumerate() {
                let mark = &decoration.marks[*mark];
                let indent = origin.x + laid.point(mark.range.start).x;
                let at = pos2(indent, row.bottom() + height * below as f32);
                note(&code_painter, at, rect.right(), mark, sheet);
            }
        }
        self.scrollbar(painter, rect, buffer, sheet, decoration);
    }

    #[allow(clippy::too_many_arguments, reason = "each is a part of the picture")]
    fn gutter(
        &self,
        painter: &Painter,
        row: Rect,
        line: usize,
        cursor_line: usize,
        sheet: &Sheet,
        decoration: &Decoration,
        notes: &[usize],
    ) {
        let theme = sheet.theme;
        let right = sheet.face.code.left() - MARGIN;
        let middle = row.top() + sheet.face.height * 0.5;
        let ink = if line == cursor_line {
            theme.text
        } else {
            mix(theme.paper, theme.faint, 0.8)
        };
        painter.text(
            pos2(right, middle),
            Align2::RIGHT_CENTER,
            line + 1,
            FontId::monospace(sheet.face.font.size * 0.86),
            ink,
        );
        if decoration.changed.iter().any(|lines| lines.contains(&line)) {
            let bar = Rect::from_min_max(
                pos2(right + 4.0, row.top()),
                pos2(right + 6.5, row.bottom()),
            );
            painter.rect_filled(bar, 1.0, theme.faint.gamma_multiply(0.7));
        }
        if !notes.is_empty() {
            let gravest = notes
                .iter()
                .map(|mark| decoration.marks[*mark].severity)
                .min();
            let gravest = gravest.unwrap_or(Severity::Note);
            let ink = theme.message(gravest);
            let bar = Rect::from_min_max(row.min, pos2(row.left() + 3.0, row.bottom()));
            painter.rect_filled(bar, 0.0, ink);
            let at = pos2(row.left() + 9.0, middle);
            painter.text(
                at,
                Align2::CENTER_CENTER,
                sign(gravest),
                FontId::monospace(sheet.face.font.size * 0.9),
                ink,
            );
        }
    }

    fn scrollbar(
        &self,
        painter: &Painter,
        rect: Rect,
        buffer: &Buffer,
        sheet: &Sheet,
        decoration: &Decoration,
    ) {
        let whole =
            sheet.rows.top(buffer.line_count()) + sheet.face.code.height() - sheet.face.height;
        let track = Rect::from_min_max(pos2(rect.right() - SCROLLBAR, rect.top()), rect.max);
        let place = |y: f32| track.top() + y / whole.max(1.0) * track.height();
        for mark in decoration.marks {
            let y = place(
                sheet
                    .rows
                    .top(buffer.line_of(mark.range.start.min(buffer.text().len()))),
            );
            let ink = sheet.theme.message(mark.severity);
            painter.rect_filled(
                Rect::from_min_size(pos2(track.left(), y), vec2(SCROLLBAR, 2.0)),
                0.0,
                ink,
            );
        }
        if sheet.rows.top(buffer.line_count()) > sheet.face.code.height() {
            let bar = Rect::from_min_max(
                pos2(track.left() + 2.0, place(self.scroll.y)),
                pos2(
                    track.right() - 2.0,
                    place(self.scroll.y + sheet.face.code.height()),
                ),
            );
            painter.rect_filled(
                bar,
                CornerRadius::same(2),
                sheet.theme.faint.gamma_multiply(0.4),
            );
        }
    }
}

/// A message under its line.
fn note(painter: &Painter, at: Pos2, right: f32, mark: &Mark, sheet: &Sheet) {
    let theme = sheet.theme;
    let ink = theme.message(mark.severity);
    let text = match &mark.help {
        Some(help) => format!("{}; {help}", mark.message),
        None => mark.message.clone(),
    };
    let font = FontId::proportional(sheet.face.font.size * 0.92);
    let galley = painter.layout_no_wrap(text.replace('\n', " "), font, ink);
    // Long messages begin further left rather than run out of the window.
    let left =
        at.x.min((right - galley.size().x - 24.0).max(sheet.face.code.left()));
    let height = sheet.face.height;
    let area = Rect::from_min_size(
        pos2(left - 6.0, at.y + 1.0),
        vec2(galley.size().x + 12.0, height - 3.0),
    );
    painter.rect_filled(area, 4.0, ink.gamma_multiply(0.14));
    painter.galley(
        pos2(left, at.y + (height - galley.size().y) * 0.5 - 0.5),
        galley,
        ink,
    );
}

/// A wavy underline.
fn squiggle(painter: &Painter, area: Rect, ink: Color32) {
    const WAVE: f32 = 2.5;
    let y = area.bottom() - 2.0;
    let steps = ((area.width() / WAVE).ceil() as usize).clamp(2, 400);
    let points = (0..=steps).map(|step| {
        let x = (area.left() + step as f32 * WAVE).min(area.right());
        pos2(x, if step % 2 == 0 { y } else { y + 2.0 })
    });
    painter.line(points.collect(), Stroke::new(1.3, ink));
}
