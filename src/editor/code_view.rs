//! The code on the screen: lines, colours, cursor, messages under their lines, atoms that light, keys and mouse.
//!
//! Only the lines in view are laid out, so a long text costs no more than a short one.

use super::buffer::Buffer;
use super::highlighting::inks;
use super::theme::{Ink, Theme, mix};
use egui::text::{CCursor, LayoutJob, TextFormat};
use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Key, Painter, Pos2, Rect, Response, Sense,
    Stroke, Ui, pos2, vec2,
};
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

/// Where lines are: messages under lines push later lines down.
struct Rows {
    height: f32,
    /// Line, and the marks shown under it.
    notes: Vec<(usize, Vec<usize>)>,
}

impl Rows {
    fn top(&self, line: usize) -> f32 {
        let above: usize = self
            .notes
            .iter()
            .filter(|(at, _)| *at < line)
            .map(|(_, marks)| marks.len())
            .sum();
        (line + above) as f32 * self.height
    }

    fn line_at(&self, y: f32, count: usize) -> usize {
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
        let rows = Rows {
            height,
            notes: notes(buffer, decoration.marks),
        };
        let digits = buffer.line_count().to_string().len().max(2) as f32;
        let gutter = MARGIN + digits * advance + MARGIN;
        let code = Rect::from_min_max(pos2(rect.left() + gutter, rect.top() + 6.0), rect.max);
        let zoom = self.wheel(ui, &response, rect);
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

    fn wheel(&mut self, ui: &Ui, response: &Response, _rect: Rect) -> f32 {
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
            let bottom = top + sheet.rows.height * (1.0 + self.notes_under(sheet, line));
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

    fn notes_under(&self, sheet: &Sheet, line: usize) -> f32 {
        sheet
            .rows
            .notes
            .iter()
            .find(|(at, _)| *at == line)
            .map_or(0.0, |(_, marks)| marks.len() as f32)
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

    fn paint(
        &self,
        painter: &Painter,
        rect: Rect,
        buffer: &Buffer,
        sheet: &Sheet,
        decoration: &Decoration,
        focused: bool,
    ) {
        let theme = sheet.theme;
        let height = sheet.rows.height;
        let first = sheet.rows.line_at(self.scroll.y, buffer.line_count());
        let last = sheet
            .rows
            .line_at(self.scroll.y + sheet.code.height(), buffer.line_count());
        let selection = buffer.selection();
        let (cursor_line, cursor_column) = buffer.place(buffer.cursor());
        let code_painter = painter.with_clip_rect(Rect::from_min_max(
            pos2(sheet.code.left() - 3.0, rect.top()),
            rect.max,
        ));
        let brackets = if focused { buffer.brackets() } else { None };
        for line in first..=last {
            let top = sheet.code.top() + sheet.rows.top(line) - self.scroll.y;
            let row = Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), height));
            if line == cursor_line && focused && selection.is_empty() {
                painter.rect_filled(row, 0.0, mix(theme.paper, theme.raised, 0.55));
            }
            if let Some((lines, fresh)) = &decoration.flash
                && lines.contains(&line)
            {
                painter.rect_filled(row, 0.0, theme.accent.gamma_multiply(0.22 * fresh));
            }
            let notes = sheet
                .rows
                .notes
                .iter()
                .find(|(at, _)| *at == line)
                .map(|(_, marks)| marks.as_slice());
            self.gutter(painter, row, line, cursor_line, sheet, decoration, notes);

            let galley = self.galley(painter, buffer, line, sheet);
            let origin = pos2(
                sheet.code.left() - self.scroll.x,
                top + (height - galley.size().y) * 0.5,
            );
            let range = buffer.line_range(line);
            let x = |offset: usize| {
                let column = buffer.text()[range.start..offset.clamp(range.start, range.end)]
                    .chars()
                    .count();
                origin.x + galley.pos_from_cursor(CCursor::new(column)).min.x
            };
            let part = |of: &Range<usize>| {
                let (start, end) = (of.start.max(range.start), of.end.min(range.end));
                (of.start <= range.end && of.end >= range.start && start <= end).then(|| {
                    Rect::from_min_max(pos2(x(start), top + 1.0), pos2(x(end), top + height - 1.0))
                })
            };
            for lit in decoration.lit {
                if let Some(area) = part(&lit.range).filter(|area| area.width() > 0.0) {
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
                if let Some(area) = part(found).filter(|area| area.width() > 0.0) {
                    code_painter.rect_filled(area, 3.0, theme.warning.gamma_multiply(0.3));
                }
            }
            if !selection.is_empty()
                && let Some(mut area) = part(&selection)
            {
                if selection.end > range.end && selection.start <= range.end {
                    area.max.x += sheet.advance * 0.6;
                }
                code_painter.rect_filled(area, 2.0, theme.selection);
            }
            if let Some((one, other)) = brackets {
                for at in [one, other].into_iter().filter(|at| range.contains(at)) {
                    let area = Rect::from_min_max(
                        pos2(x(at), top + 2.0),
                        pos2(x(at + 1), top + height - 2.0),
                    );
                    code_painter.rect_stroke(
                        area,
                        2.0,
                        Stroke::new(1.0, theme.faint),
                        egui::StrokeKind::Inside,
                    );
                }
            }
            let tail = origin + vec2(galley.size().x, 0.0);
            code_painter.galley(origin, galley.clone(), theme.text);
            if range.len() > LONGEST_LINE {
                code_painter.text(
                    tail,
                    Align2::LEFT_TOP,
                    " … (longer than is shown)",
                    sheet.font.clone(),
                    theme.faint,
                );
            }
            for mark in decoration.marks {
                if let Some(mut area) = part(&mark.range) {
                    area.max.x = area.max.x.max(area.min.x + sheet.advance * 0.8);
                    let ink = if mark.is_error {
                        theme.error
                    } else {
                        theme.warning
                    };
                    squiggle(&code_painter, area, ink);
                }
            }
            if line == cursor_line && focused {
                let at = origin.x + galley.pos_from_cursor(CCursor::new(cursor_column)).min.x;
                let caret = Rect::from_min_size(pos2(at - 1.0, top + 2.0), vec2(2.0, height - 4.0));
                code_painter.rect_filled(caret, 1.0, theme.accent);
            }
            for (below, mark) in notes.unwrap_or_default().iter().enumerate() {
                let mark = &decoration.marks[*mark];
                let top = top + height * (below + 1) as f32;
                let indent = if range.contains(&mark.range.start) || mark.range.start == range.end {
                    x(mark.range.start)
                } else {
                    origin.x
                };
                note(&code_painter, pos2(indent, top), rect.right(), mark, sheet);
            }
        }
        self.scrollbar(painter, rect, buffer, sheet, decoration);
    }

    #[allow(clippy::too_many_arguments)]
    fn gutter(
        &self,
        painter: &Painter,
        row: Rect,
        line: usize,
        cursor_line: usize,
        sheet: &Sheet,
        decoration: &Decoration,
        notes: Option<&[usize]>,
    ) {
        let theme = sheet.theme;
        let right = sheet.code.left() - MARGIN;
        let ink = if line == cursor_line {
            theme.text
        } else {
            mix(theme.paper, theme.faint, 0.8)
        };
        painter.text(
            pos2(right, row.center().y),
            Align2::RIGHT_CENTER,
            line + 1,
            FontId::monospace(sheet.font.size * 0.86),
            ink,
        );
        if decoration.changed.iter().any(|lines| lines.contains(&line)) {
            let bar = Rect::from_min_max(
                pos2(right + 4.0, row.top()),
                pos2(right + 6.5, row.bottom()),
            );
            painter.rect_filled(bar, 1.0, theme.faint.gamma_multiply(0.7));
        }
        if let Some(marks) = notes {
            let is_error = marks.iter().any(|mark| decoration.marks[*mark].is_error);
            let ink = if is_error { theme.error } else { theme.warning };
            let bar = Rect::from_min_max(row.min, pos2(row.left() + 3.0, row.bottom()));
            painter.rect_filled(bar, 0.0, ink);
            let sign = if is_error { "×" } else { "!" };
            let at = pos2(row.left() + 9.0, row.center().y);
            painter.text(
                at,
                Align2::CENTER_CENTER,
                sign,
                FontId::monospace(sheet.font.size * 0.9),
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
        let whole = sheet.rows.top(buffer.line_count()) + sheet.code.height() - sheet.rows.height;
        let track = Rect::from_min_max(pos2(rect.right() - SCROLLBAR, rect.top()), rect.max);
        let place = |y: f32| track.top() + y / whole.max(1.0) * track.height();
        for mark in decoration.marks {
            let y = place(
                sheet
                    .rows
                    .top(buffer.line_of(mark.range.start.min(buffer.text().len()))),
            );
            let ink = if mark.is_error {
                sheet.theme.error
            } else {
                sheet.theme.warning
            };
            painter.rect_filled(
                Rect::from_min_size(pos2(track.left(), y), vec2(SCROLLBAR, 2.0)),
                0.0,
                ink,
            );
        }
        if sheet.rows.top(buffer.line_count()) > sheet.code.height() {
            let bar = Rect::from_min_max(
                pos2(track.left() + 2.0, place(self.scroll.y)),
                pos2(
                    track.right() - 2.0,
                    place(self.scroll.y + sheet.code.height()),
                ),
            );
            painter.rect_filled(
                bar,
                CornerRadius::same(2),
                sheet.theme.faint.gamma_multiply(0.4),
            );
        }
    }

    /// Moves and edits by keys; whether anything was done.
    fn keys(&mut self, ui: &Ui, buffer: &mut Buffer, page: isize) -> bool {
        let events = ui.input(|input| {
            input.filtered_events(&egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            })
        });
        let mut done = false;
        for event in events {
            done |= true;
            match event {
                egui::Event::Text(text) if text != "\n" && text != "\r" => buffer.type_text(&text),
                egui::Event::Paste(text) => buffer.insert(&text),
                egui::Event::Copy if !buffer.selection().is_empty() => {
                    ui.ctx().copy_text(buffer.selected().to_owned())
                }
                egui::Event::Cut if !buffer.selection().is_empty() => {
                    ui.ctx().copy_text(buffer.selected().to_owned());
                    buffer.delete(false);
                }
                egui::Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => {
                    let (word, extend) = (
                        modifiers.command || (cfg!(target_os = "macos") && modifiers.alt),
                        modifiers.shift,
                    );
                    match key {
                        Key::ArrowLeft if word => buffer.word_left(extend),
                        Key::ArrowLeft => buffer.left(extend),
                        Key::ArrowRight if word => buffer.word_right(extend),
                        Key::ArrowRight => buffer.right(extend),
                        Key::ArrowUp => buffer.vertical(-1, extend),
                        Key::ArrowDown => buffer.vertical(1, extend),
                        Key::PageUp => buffer.vertical(-page, extend),
                        Key::PageDown => buffer.vertical(page, extend),
                        Key::Home if word => buffer.move_to(0, extend),
                        Key::Home => buffer.home(extend),
                        Key::End if word => buffer.move_to(buffer.text().len(), extend),
                        Key::End => buffer.end(extend),
                        Key::Backspace => buffer.backspace(word),
                        Key::Delete => buffer.delete(word),
                        Key::Enter => buffer.newline(),
                        Key::Tab if extend => buffer.outdent(),
                        Key::Tab => buffer.indent(),
                        _ => done = false,
                    }
                }
                _ => done = false,
            }
        }
        done
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

/// A message under its line.
fn note(painter: &Painter, at: Pos2, right: f32, mark: &Mark, sheet: &Sheet) {
    let theme = sheet.theme;
    let ink = if mark.is_error {
        theme.error
    } else {
        theme.warning
    };
    let text = match &mark.help {
        Some(help) => format!("{}; {help}", mark.message),
        None => mark.message.clone(),
    };
    let font = FontId::proportional(sheet.font.size * 0.92);
    let galley = painter.layout_no_wrap(text.replace('\n', " "), font, ink);
    // Long messages begin further left rather than run out of the window.
    let left =
        at.x.min((right - galley.size().x - 24.0).max(sheet.code.left()));
    let height = sheet.rows.height;
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
