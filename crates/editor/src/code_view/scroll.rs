//! Scrolling: by wheel, by the bar, and to the cursor.

use super::super::text::Buffer;
use super::face::plain;
use super::{CodeView, Decoration, Sheet};
use egui::{CornerRadius, Painter, Rect, Ui, Vec2, pos2, vec2};

/// Width of the scroll bar, points.
pub(super) const BAR: f32 = 12.0;
/// Rows that a notch of the wheel scrolls by.
const NOTCH: f32 = 3.0;

/// Where the scroll bar is, and how far it reaches.
pub(super) struct Bar {
    pub track: Rect,
    pub thumb: Rect,
    /// Points of text for each point of the track.
    pub ratio: f32,
}

impl CodeView {
    /// Points that the text and the room below its last line take.
    fn whole(buffer: &Buffer, sheet: &Sheet) -> f32 {
        sheet.rows.top(buffer.line_count()) + sheet.face.code.height() - sheet.face.height
    }

    /// The scroll bar; its thumb is as long as the part of the text that is in view.
    pub(super) fn bar(&self, rect: Rect, buffer: &Buffer, sheet: &Sheet) -> Bar {
        let whole = Self::whole(buffer, sheet).max(1.0);
        let track = Rect::from_min_max(pos2(rect.right() - BAR, rect.top()), rect.max);
        let ratio = whole / track.height().max(1.0);
        let length = (sheet.face.code.height() / ratio)
            .max(24.0)
            .min(track.height());
        let room = (track.height() - length).max(0.0);
        let farthest = (whole - sheet.face.code.height()).max(1.0);
        let top = track.top() + (self.scroll.y / farthest).clamp(0.0, 1.0) * room;
        Bar {
            thumb: Rect::from_min_size(pos2(track.left(), top), vec2(BAR, length)),
            ratio: farthest / room.max(1.0),
            track,
        }
    }

    /// Scrolls by what the wheel says: in lines, pages or points.
    pub(super) fn scroll_by(&mut self, unit: egui::MouseWheelUnit, delta: Vec2, sheet: &Sheet) {
        let step = match unit {
            egui::MouseWheelUnit::Point => Vec2::splat(1.0),
            egui::MouseWheelUnit::Line => Vec2::splat(NOTCH * sheet.face.height),
            egui::MouseWheelUnit::Page => sheet.face.code.size(),
        };
        let from = self.scroll_to.unwrap_or(self.scroll);
        let to = from - delta * step;
        // Fingers move the text itself; notches are made smooth.
        if unit == egui::MouseWheelUnit::Point {
            self.scroll = to;
            self.scroll_to = None;
        } else {
            self.scroll_to = Some(to);
        }
    }

    /// How far the text may be scrolled.
    fn farthest(buffer: &Buffer, sheet: &Sheet) -> f32 {
        let last = sheet.rows.top(buffer.line_count());
        let scrolls = last > sheet.face.code.height();
        if scrolls {
            (last - sheet.face.height).max(0.0)
        } else {
            0.0
        }
    }

    pub(super) fn limit_scroll(&mut self, ui: &Ui, buffer: &Buffer, sheet: &Sheet) {
        let (face, rows) = (sheet.face, sheet.rows);
        let view = face.code.size() - vec2(BAR + 4.0, 0.0);
        let mut widest: f32 = 0.0;
        if std::mem::take(&mut self.follow) {
            self.scroll_to = None;
            let line = buffer.line_of(buffer.cursor());
            let at = plain(ui.painter(), buffer, line, face).point(buffer.cursor());
            let top = rows.top(line) + at.y;
            let bottom = top + face.height + rows.below.under(line).min(view.y * 0.5);
            self.scroll.y = self
                .scroll
                .y
                .max(bottom - view.y + face.height * 0.5)
                .min(top);
            widest = at.x + 4.0 * face.advance;
            self.scroll.x = self
                .scroll
                .x
                .min((at.x - 4.0 * face.advance).max(0.0))
                .max(widest - view.x);
        }
        let farthest = Self::farthest(buffer, sheet);
        if let Some(to) = &mut self.scroll_to {
            to.y = to.y.clamp(0.0, farthest);
            let left = *to - self.scroll;
            let seconds = ui.input(|input| input.unstable_dt).clamp(0.0, 0.1);
            self.scroll += left * (1.0 - (-seconds * 30.0).exp());
            if left.length() < 1.0 {
                self.scroll = *to;
                self.scroll_to = None;
            } else {
                ui.ctx().request_repaint();
            }
        }
        self.scroll.y = self.scroll.y.clamp(0.0, farthest);
        if face.wrap.is_some() {
            self.scroll.x = 0.0;
        } else {
            let last = buffer.line_count();
            let first = rows.line_at(self.scroll.y, last);
            let final_line = rows.line_at(self.scroll.y + view.y, last);
            let longest = (first..=final_line)
                .map(|line| buffer.line(line).len())
                .max()
                .unwrap_or(0);
            widest = widest.max((longest + 2) as f32 * face.advance);
            self.scroll.x = self.scroll.x.clamp(0.0, (widest - view.x).max(0.0));
        }
        // Whole pixels keep letters sharp.
        if self.scroll_to.is_none() {
            let scale = ui.ctx().pixels_per_point();
            self.scroll = (self.scroll * scale).round() / scale;
        }
    }

    /// Draws the bar with what is worth finding: messages, what is found, what differs from what plays.
    pub(super) fn paint_bar(
        &self,
        painter: &Painter,
        rect: Rect,
        buffer: &Buffer,
        sheet: &Sheet,
        decoration: &Decoration,
    ) {
        let (theme, bar) = (sheet.theme, self.bar(rect, buffer, sheet));
        let whole = Self::whole(buffer, sheet).max(1.0);
        let place =
            |line: usize| bar.track.top() + sheet.rows.top(line) / whole * bar.track.height();
        let stripe = |line: usize, from: f32, to: f32, ink| {
            let (left, width) = (bar.track.left(), BAR);
            let area = Rect::from_min_max(
                pos2(left + from * width, place(line)),
                pos2(left + to * width, place(line) + 2.0),
            );
            painter.rect_filled(area, 0.0, ink);
        };
        if Self::farthest(buffer, sheet) > 0.0 {
            let thumb = bar.thumb.shrink2(vec2(3.0, 1.0));
            let ink = theme.faint.gamma_multiply(0.45);
            painter.rect_filled(thumb, CornerRadius::same(3), ink);
        }
        for lines in decoration.changed {
            stripe(lines.start, 0.0, 0.25, theme.faint);
        }
        let mut last = usize::MAX;
        for range in decoration.found {
            let line = buffer.line_of(range.start.min(buffer.text().len()));
            if line != last {
                stripe(line, 0.25, 0.75, theme.warning);
                last = line;
            }
        }
        for mark in decoration.marks {
            let line = buffer.line_of(mark.range.start.min(buffer.text().len()));
            stripe(line, 0.5, 1.0, theme.message(mark.severity));
        }
    }
}
