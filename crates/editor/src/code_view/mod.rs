//! The code on the screen: lines, colours, cursor, messages under their lines, atoms that light, keys and mouse.
//!
//! Only the lines in view are laid out, so a long text costs no more than a short one.

mod keys;
mod line;
mod paint;
mod rows;
#[cfg(test)]
mod tests;

use super::highlighting::inks;
use super::text::Buffer;
use super::theme::{Ink, Theme};
use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{FontId, Painter, Pos2, Rect, Response, Sense, Ui, pos2, vec2};
use line::Line;
use phonon_language::Severity;
use rows::{Measure, Rows, Wraps};
use std::ops::Range;
use std::sync::Arc;

/// Longer lines are shown cut: laying them out would take longer than a frame.
const LONGEST_LINE: usize = 4000;
/// Points between the window's edge and the line numbers, and between these and the code.
const MARGIN: f32 = 12.0;
const SCROLLBAR: f32 = 8.0;

/// A message about a part of the text, in the draft's own bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub range: Range<usize>,
    pub severity: Severity,
    pub message: String,
    pub help: Option<String>,
}

/// The sign that stands for a severity.
pub(super) fn sign(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "×",
        Severity::Warning => "!",
        Severity::Note => "i",
    }
}

/// A part of the text that sounds now.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lit {
    pub range: Range<usize>,
    /// 1 when it begins, falling to 0.
    pub glow: f32,
}

/// What the view shows besides the text.
#[derive(Default)]
pub(super) struct Decoration<'a> {
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
pub(super) struct CodeView {
    scroll: egui::Vec2,
    /// Scroll so that the cursor is seen.
    follow: bool,
    clicks: Option<(f64, usize)>,
    /// Where moving up and down aims for.
    goal: Option<Goal>,
    wraps: Wraps,
    inks: Vec<(Range<usize>, Ink)>,
    inks_of: Option<u64>,
    /// The letters as the last frame laid them out.
    face: Option<Face>,
    /// Rows that the last frame had room for.
    page: usize,
    /// Whole lines that were copied last.
    copied_lines: Option<String>,
}

impl Default for CodeView {
    /// At the text's start.
    fn default() -> Self {
        Self {
            scroll: egui::Vec2::ZERO,
            follow: false,
            clicks: None,
            goal: None,
            wraps: Wraps::default(),
            inks: Vec::new(),
            inks_of: None,
            face: None,
            page: 1,
            copied_lines: None,
        }
    }
}

/// Where moving up and down over wrapped lines aims for, as long as nothing else moves the cursor.
struct Goal {
    /// Points from the code's left edge.
    x: f32,
    /// Where the last such move put the cursor, in which text.
    cursor: usize,
    revision: u64,
}

/// How the code is to be shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style<'a> {
    pub theme: &'a Theme,
    /// Height of the letters, points.
    pub font_size: f32,
    /// Lines longer than the view go on in the next row; otherwise they run on to the right.
    pub wrap: bool,
}

/// What a frame of the view gives back.
pub(super) struct Shown {
    pub response: Response,
    /// Steps of the letters' size asked for by wheel.
    pub zoom: f32,
    /// Left top of the cursor's row at the cursor, and the row's height.
    pub caret: Pos2,
    pub row_height: f32,
    /// What stands before the cursor.
    pub ink: Option<Ink>,
    /// The byte of code that is pointed at.
    pub pointed: Option<usize>,
}

impl CodeView {
    /// Shows the text's first line, as when another text is loaded.
    pub(super) fn show_top(&mut self) {
        self.scroll = egui::Vec2::ZERO;
        self.follow = false;
    }

    /// Scrolls to the cursor at the next frame.
    pub(super) fn follow_cursor(&mut self) {
        self.follow = true;
    }

    /// Shows the text in `rect` and lets it be edited.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        rect: Rect,
        buffer: &mut Buffer,
        style: Style,
        decoration: &Decoration,
    ) -> Shown {
        let id = ui.scope_id().with("code");
        let response = ui.interact(rect, id, Sense::click_and_drag());
        // The text has the keyboard unless a field of one line has it.
        let focused = !ui.ctx().text_edit_focused();
        if focused {
            response.request_focus();
            let filter = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        }
        if self.inks_of != Some(buffer.revision()) {
            self.inks = inks(buffer.text());
            self.inks_of = Some(buffer.revision());
        }
        let face = Face::new(ui, style, rect, buffer);
        self.page = (rect.height() / face.height).floor().max(1.0) as usize;
        let wraps = self.wraps(ui.painter(), buffer, &face);
        let rows = Rows::new(face.height, wraps, buffer, decoration.marks);
        let zoom = self.wheel(ui, &response);
        let sheet = Sheet {
            theme: style.theme,
            face: &face,
            rows: &rows,
        };
        self.mouse(ui, &response, buffer, &sheet);
        self.limit_scroll(ui, buffer, &sheet);
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, style.theme.paper);
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
        let cursor = buffer.cursor();
        let line = buffer.line_of(cursor);
        let at = plain(ui.painter(), buffer, line, &face).point(cursor);
        let pointer = response.hover_pos().filter(|at| face.code.contains(*at));
        self.face = Some(face.clone());
        Shown {
            response,
            zoom,
            caret: face.code.min + at + vec2(0.0, rows.top(line)) - self.scroll,
            row_height: face.height,
            ink: self.ink_before(cursor),
            pointed: pointer
                .and_then(|at| self.letter_at(ui.painter(), at, buffer, &sheet))
                .filter(|at| self.ink_before(at + 1) != Some(Ink::Comment)),
        }
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

    /// How many rows the lines before each take; nothing where none is wrapped.
    fn wraps(&mut self, painter: &Painter, buffer: &Buffer, face: &Face) -> Arc<[u32]> {
        let Some(width) = face.wrap else {
            return Arc::default();
        };
        let measure = Measure {
            width,
            font_size: face.font.size,
            scale: painter.pixels_per_point(),
        };
        let columns = (width / face.advance) as usize;
        self.wraps.sums(measure, buffer, |line| {
            // No letter is wider than its bytes are columns, but for the tab.
            let text = buffer.line(line);
            let tabs = text.bytes().take(columns).filter(|byte| *byte == b'\t');
            if text.len() <= columns && text.len() + 3 * tabs.count() <= columns {
                1
            } else {
                plain(painter, buffer, line, face).rows()
            }
        })
    }

    fn limit_scroll(&mut self, ui: &Ui, buffer: &Buffer, sheet: &Sheet) {
        let (face, rows) = (sheet.face, sheet.rows);
        let view = face.code.size() - vec2(SCROLLBAR + 4.0, 0.0);
        let mut widest: f32 = 0.0;
        if std::mem::take(&mut self.follow) {
            let line = buffer.line_of(buffer.cursor());
            let at = plain(ui.painter(), buffer, line, face).point(buffer.cursor());
            let top = rows.top(line) + at.y;
            let bottom = top + face.height * (1.0 + rows.notes(line).len() as f32);
            self.scroll.y = self
                .scroll
                .y
                .min(top)
                .max(bottom - view.y + face.height * 0.5);
            widest = at.x + 4.0 * face.advance;
            self.scroll.x = self
                .scroll
                .x
                .min((at.x - 4.0 * face.advance).max(0.0))
                .max(widest - view.x);
        }
        let last = buffer.line_count();
        let highest = (rows.top(last) - face.height).max(0.0);
        self.scroll.y = self.scroll.y.clamp(
            0.0,
            if rows.top(last) > view.y {
                highest
            } else {
                0.0
            },
        );
        if face.wrap.is_some() {
            self.scroll.x = 0.0;
        } else {
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
        let at = at - sheet.face.code.min + self.scroll;
        if at.y < 0.0 {
            return 0;
        }
        if at.y >= sheet.rows.top(buffer.line_count()) {
            return buffer.text().len();
        }
        let line = sheet.rows.line_at(at.y, buffer.line_count());
        let laid = plain(painter, buffer, line, sheet.face);
        laid.offset_at(at - vec2(0.0, sheet.rows.top(line)))
    }

    /// The byte of the letter at a place, if one stands there.
    fn letter_at(
        &self,
        painter: &Painter,
        at: Pos2,
        buffer: &Buffer,
        sheet: &Sheet,
    ) -> Option<usize> {
        let at = at - sheet.face.code.min + self.scroll;
        let line = sheet.rows.line_at(at.y.max(0.0), buffer.line_count());
        let laid = plain(painter, buffer, line, sheet.face);
        let within = at - vec2(0.0, sheet.rows.top(line));
        let letters = laid
            .galley
            .rows
            .iter()
            .any(|row| row.rect().contains(within.to_pos2()));
        letters.then(|| laid.offset_at(within))
    }

    fn ink_before(&self, offset: usize) -> Option<Ink> {
        let place = self.inks.partition_point(|(part, _)| part.end < offset);
        let (part, ink) = self.inks.get(place)?;
        (part.start < offset).then_some(*ink)
    }

    /// A line laid out in its colours.
    fn coloured<'a>(
        &self,
        painter: &Painter,
        buffer: &'a Buffer,
        line: usize,
        sheet: &Sheet,
    ) -> Line<'a> {
        let range = shown(buffer, line);
        let mut job = sheet.face.job();
        let format = |ink| sheet.face.format(sheet.theme.ink(ink));
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
        Line {
            galley: painter.layout_job(job),
            range: buffer.line_range(line),
            row_height: sheet.face.height,
            buffer,
        }
    }
}

/// A line laid out in one colour: it stands where it stands in several.
fn plain<'a>(painter: &Painter, buffer: &'a Buffer, line: usize, face: &Face) -> Line<'a> {
    let mut job = face.job();
    let format = face.format(egui::Color32::PLACEHOLDER);
    job.append(&buffer.text()[shown(buffer, line)], 0.0, format);
    Line {
        galley: painter.layout_job(job),
        range: buffer.line_range(line),
        row_height: face.height,
        buffer,
    }
}

/// The bytes of a line that are shown.
fn shown(buffer: &Buffer, line: usize) -> Range<usize> {
    let range = buffer.line_range(line);
    let mut end = range.end.min(range.start + LONGEST_LINE);
    while !buffer.text().is_char_boundary(end) {
        end -= 1;
    }
    range.start..end
}

/// The letters, and where they go.
#[derive(Clone)]
struct Face {
    font: FontId,
    /// Height of a row, points.
    height: f32,
    /// Width of a letter, points.
    advance: f32,
    /// Where code goes, to the right of the line numbers.
    code: Rect,
    /// Points after which lines are wrapped, if they are.
    wrap: Option<f32>,
}

impl Face {
    fn new(ui: &Ui, style: Style, rect: Rect, buffer: &Buffer) -> Self {
        let font = FontId::monospace(style.font_size);
        let (height, advance) = ui.fonts_mut(|fonts| {
            (
                (fonts.row_height(&font) * 1.28).round(),
                fonts.glyph_width(&font, '0'),
            )
        });
        let digits = buffer.line_count().to_string().len().max(2) as f32;
        let gutter = MARGIN + digits * advance + MARGIN;
        let code = Rect::from_min_max(pos2(rect.left() + gutter, rect.top() + 6.0), rect.max);
        // In the narrowest window there is room for a word.
        let width = (code.width() - SCROLLBAR - 4.0).max(12.0 * advance);
        Self {
            font,
            height,
            advance,
            code,
            wrap: style.wrap.then_some(width),
        }
    }

    fn job(&self) -> LayoutJob {
        LayoutJob {
            wrap: TextWrapping::wrap_at_width(self.wrap.unwrap_or(f32::INFINITY)),
            keep_trailing_whitespace: true,
            ..LayoutJob::default()
        }
    }

    fn format(&self, colour: egui::Color32) -> TextFormat {
        TextFormat {
            line_height: Some(self.height),
            ..TextFormat::simple(self.font.clone(), colour)
        }
    }
}

/// What all painting needs.
struct Sheet<'a> {
    theme: &'a Theme,
    face: &'a Face,
    rows: &'a Rows,
}
