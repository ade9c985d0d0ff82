//! The code on the screen: lines, colours, cursor, messages under their lines, atoms that light, keys and mouse.
//!
//! Only the lines in view are laid out, so a long text costs no more than a short one.

mod keys;
mod paint;
mod rows;

use super::buffer::Buffer;
use super::highlighting::inks;
use super::theme::{Ink, Theme};
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Galley, Painter, Pos2, Rect, Response, Sense, Ui, pos2, vec2};
use rows::Rows;
use std::ops::Range;
use std::sync::Arc;

/// Longer lines are shown cut: laying them out would take longer than a frame.
const LONGEST_LINE: usize = 4000;
/// Points between the window's edge and the line numbers, and between these and the code.
const MARGIN: f32 = 12.0;
const SCROLLBAR: f32 = 8.0;

/// A message about a part of the text, in the draft's own bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    pub range: Range<usize>,
    pub is_error: bool,
    pub message: String,
    pub help: Option<String>,
}

/// A part of the text that sounds now.
#[derive(Clone, Debug, PartialEq)]
pub struct Lit {
    pub range: Range<usize>,
    /// 1 when it begins, falling to 0.
    pub glow: f32,
}

/// What the view shows besides the text.
#[derive(Default)]
pub struct Decoration<'a> {
    pub marks: &'a [Mark],
    pub lit: &'a [Lit],
    /// Lines that were evaluated just now, and how fresh that is, 1 to 0.
    pub flash: Option<(Range<usize>, f32)>,
    /// Places that the search found.
    pub found: &'a [Range<usize>],
    /// Lines whose statements differ from what plays.
    pub changed: &'a [Range<usize>],
}

/// How the view stands; kept while the window is closed.
pub struct CodeView {
    scroll: egui::Vec2,
    /// Scroll so that the cursor is seen.
    follow: bool,
    clicks: Option<(f64, usize)>,
    inks: Vec<(Range<usize>, Ink)>,
    inks_of: Option<u64>,
    /// Takes the keyboard at the next frame.
    pub wants_focus: bool,
}

impl Default for CodeView {
    /// At the text's start, and taking the keyboard.
    fn default() -> Self {
        Self {
            scroll: egui::Vec2::ZERO,
            follow: false,
            clicks: None,
            inks: Vec::new(),
            inks_of: None,
            wants_focus: true,
        }
    }
}

/// What a frame of the view gives back.
pub struct Shown {
    pub response: Response,
    /// Steps of the letters' size asked for by wheel.
    pub zoom: f32,
}

impl CodeView {
    /// Scrolls to the cursor at the next frame.
    pub fn follow_cursor(&mut self) {
        self.follow = true;
    }

    /// Shows the text in `rect` and lets it be edited.
    pub fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        buffer: &mut Buffer,
        theme: &Theme,
        font_size: f32,
        decoration: &Decoration,
    ) -> Shown {
        let id = ui.scope_id().with("code");
        let response = ui.interact(rect, id, Sense::click_and_drag());
        if response.clicked() || response.drag_started() || std::mem::take(&mut self.wants_focus) {
            response.request_focus();
        }
        let focused = response.has_focus();
        if focused {
            let filter = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        let font = FontId::monospace(font_size);
        let (height, advance) = ui.fonts_mut(|fonts| {
            (
                (fonts.row_height(&font) * 1.28).round(),
                fonts.glyph_width(&font, '0'),
            )
        });
        let page = (rect.height() / height).floor().max(1.0);
        if focused && self.keys(ui, buffer, page as isize) {
            self.follow = true;
        }
        if self.inks_of != Some(buffer.revision()) {
            self.inks = inks(buffer.text());
            self.inks_of = Some(buffer.revision());
        }
        let rows = Rows::new(height, buffer, decoration.marks);
        let digits = buffer.line_count().to_string().len().max(2) as f32;
        let gutter = MARGIN + digits * advance + MARGIN;
        let code = Rect::from_min_max(pos2(rect.left() + gutter, rect.top() + 6.0), rect.max);
        let zoom = self.wheel(ui, &response);
        let sheet = Sheet {
            theme,
            font,
            advance,
            code,
            rows: &rows,
        };
        self.mouse(ui, &response, buffer, &sheet);
        self.limit_scroll(ui, buffer, &sheet);
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, theme.paper);
        self.paint(&painter, rect, buffer, &sheet, decoration, focused);
        if response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::Text);
        }
        response.widget_info(|| {
            egui::WidgetInfo::text_edit(
                ui.is_enabled(),
                buffer.text(),
                buffer.text(),
                "Code of the song",
            )
        });
        Shown { response, zoom }
    }

    fn wheel(&mut self, ui: &Ui, response: &Response) -> f32 {
        if !response.hovered() {
            return 0.0;
        }
        let (delta, zoom) = ui.input(|input| (input.smooth_scroll_delta(), input.zoom_delta()));
        if (zoom - 1.0).abs() > 1e-3 {
            return if zoom > 1.0 { 1.0 } else { -1.0 };
        }
        self.scroll -= delta;
        0.0
    }

    fn limit_scroll(&mut self, ui: &Ui, buffer: &Buffer, sheet: &Sheet) {
        let view = sheet.code.size() - vec2(SCROLLBAR + 4.0, 0.0);
        let mut widest: f32 = 0.0;
        if std::mem::take(&mut self.follow) {
            let (line, column) = buffer.place(buffer.cursor());
            let top = sheet.rows.top(line);
            let bottom = top + sheet.rows.height * (1.0 + sheet.rows.notes(line).len() as f32);
            self.scroll.y = self
                .scroll
                .y
                .min(top)
                .max(bottom - view.y + sheet.rows.height * 0.5);
            let x = column as f32 * sheet.advance;
            widest = x + 4.0 * sheet.advance;
            self.scroll.x = self
                .scroll
                .x
                .min((x - 4.0 * sheet.advance).max(0.0))
                .max(widest - view.x);
        }
        let last = buffer.line_count();
        let highest = (sheet.rows.top(last) - sheet.rows.height).max(0.0);
        self.scroll.y = self.scroll.y.clamp(
            0.0,
            if sheet.rows.top(last) > view.y {
                highest
            } else {
                0.0
            },
        );
        let first = sheet.rows.line_at(self.scroll.y, last);
        let final_line = sheet.rows.line_at(self.scroll.y + view.y, last);
        let longest = (first..=final_line)
            .map(|line| buffer.line(line).len())
            .max()
            .unwrap_or(0);
        widest = widest.max((longest + 2) as f32 * sheet.advance);
        self.scroll.x = self.scroll.x.clamp(0.0, (widest - view.x).max(0.0));
        // Whole pixels keep letters sharp.
        let scale = ui.ctx().pixels_per_point();
        self.scroll = (self.scroll * scale).round() / scale;
    }

    fn mouse(&mut self, ui: &Ui, response: &Response, buffer: &mut Buffer, sheet: &Sheet) {
        let Some(pointer) = response.interact_pointer_pos() else {
            return;
        };
        let (pressed, down, shift, time) = ui.input(|input| {
            (
                input.pointer.primary_pressed(),
                input.pointer.primary_down(),
                input.modifiers.shift,
                input.time,
            )
        });
        if !down {
            return;
        }
        let offset = self.offset_at(ui.painter(), pointer, buffer, sheet);
        if pressed {
            let count = match self.clicks {
                Some((at, count)) if time - at < 0.4 => count + 1,
                _ => 1,
            };
            self.clicks = Some((time, count));
            match count {
                1 => buffer.move_to(offset, shift),
                2 => buffer.select_word(offset),
                _ => buffer.select_line(offset),
            }
        } else if response.dragged()
            && self.clicks.is_some_and(|(_, count)| count == 1)
            && offset != buffer.cursor()
        {
            buffer.move_to(offset, true);
            self.follow = true;
        }
    }

    fn offset_at(&self, painter: &Painter, at: Pos2, buffer: &Buffer, sheet: &Sheet) -> usize {
        let y = at.y - sheet.code.top() + self.scroll.y;
        if y < 0.0 {
            return 0;
        }
        if y >= sheet.rows.top(buffer.line_count()) {
            return buffer.text().len();
        }
        let line = sheet.rows.line_at(y, buffer.line_count());
        let galley = self.galley(painter, buffer, line, sheet);
        let x = at.x - sheet.code.left() + self.scroll.x;
        let column = galley.cursor_from_pos(vec2(x, 0.0)).index.0;
        buffer.offset(line, column)
    }

    /// A line laid out in its colours.
    fn galley(
        &self,
        painter: &Painter,
        buffer: &Buffer,
        line: usize,
        sheet: &Sheet,
    ) -> Arc<Galley> {
        let range = buffer.line_range(line);
        let mut end = range.end.min(range.start + LONGEST_LINE);
        while !buffer.text().is_char_boundary(end) {
            end -= 1;
        }
        let range = range.start..end;
        let mut job = LayoutJob::default();
        let format = |ink| TextFormat::simple(sheet.font.clone(), sheet.theme.ink(ink));
        let mut at = range.start;
        let first = self
            .inks
            .partition_point(|(part, _)| part.end <= range.start);
        for (part, ink) in &self.inks[first..] {
            if part.start >= range.end {
                break;
            }
            let part = part.start.max(at)..part.end.min(range.end);
            if at < part.start {
                job.append(&buffer.text()[at..part.start], 0.0, format(Ink::Plain));
            }
            job.append(&buffer.text()[part.clone()], 0.0, format(*ink));
            at = part.end;
        }
        if at < range.end {
            job.append(&buffer.text()[at..range.end], 0.0, format(Ink::Plain));
        }
        painter.layout_job(job)
    }
}

/// What all painting needs.
struct Sheet<'a> {
    theme: &'a Theme,
    font: FontId,
    /// Width of a letter.
    advance: f32,
    /// Where code goes, to the right of the line numbers.
    code: Rect,
    rows: &'a Rows,
}
