//! Painting the lines in view: colours, selections, what sounds, cursors, and what stands beside and below lines.

use super::super::text::Buffer;
use super::super::theme::mix;
use super::line::Line;
use super::mouse::Spot;
use super::notes::Notes;
use super::numbers::number_at;
use super::scroll::BAR;
use super::{CodeView, Decoration, LONGEST_LINE, Lit, Sheet, letters};
use egui::{Align2, Color32, Mesh, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};
use phonon_language::syntax::slider_range;
use std::ops::Range;

/// A line and where it goes.
struct Placed<'a> {
    line: Line<'a>,
    /// Left top of its first letter.
    origin: Pos2,
}

impl Placed<'_> {
    /// Where a part of the text lies in the line, row by row.
    fn areas(&self, of: &Range<usize>) -> impl Iterator<Item = Rect> + use<> {
        let origin = self.origin.to_vec2();
        let areas = self.line.areas(of).into_iter();
        areas.map(move |area| area.translate(origin).shrink2(vec2(0.0, 1.0)))
    }

    /// The same without what is empty.
    fn filled(&self, of: &Range<usize>) -> impl Iterator<Item = Rect> + use<> {
        self.areas(of).filter(|area| area.width() > 0.0)
    }
}

/// Those of `ranges` (rising by their starts) that may touch `line`.
fn touching<'a, T>(
    all: &'a [T],
    line: &Range<usize>,
    range: impl Fn(&T) -> &Range<usize>,
) -> impl Iterator<Item = &'a T> {
    // Longer ones are rare, and begin above what is in view at most once.
    const LONGEST: usize = 4096;
    let first = all.partition_point(|one| range(one).start + LONGEST < line.start);
    let last = all.partition_point(|one| range(one).start <= line.end);
    let (start, end) = (line.start, line.end);
    all[first..last.max(first)]
        .iter()
        .filter(move |one| range(one).end >= start && range(one).start <= end)
}

impl CodeView {
    /// Paints everything; where the blocks below lines go that are in view.
    #[allow(clippy::too_many_arguments, reason = "each is a part of the picture")]
    pub(super) fn paint(
        &mut self,
        painter: &Painter,
        rect: Rect,
        buffer: &Buffer,
        sheet: &Sheet,
        decoration: &Decoration,
        notes: &Notes,
        focused: bool,
        pointer: Option<Pos2>,
    ) -> Vec<(usize, Rect)> {
        self.spots = (buffer.revision(), Vec::new());
        let (theme, face) = (sheet.theme, sheet.face);
        let count = buffer.line_count();
        let first = sheet.rows.line_at(self.scroll.y, count);
        let last = sheet
            .rows
            .line_at(self.scroll.y + face.code.height(), count);
        let code_area = Rect::from_min_max(
            pos2(face.code.left() - 3.0, rect.top()),
            pos2(rect.right() - BAR, rect.bottom()),
        );
        let code = painter.with_clip_rect(code_area);
        let cursor_line = buffer.line_of(buffer.cursor());
        let nothing_selected = buffer.selections().iter().all(|one| one.is_empty());
        let brackets = if focused { buffer.brackets() } else { None };
        let number = pointer
            .filter(|at| face.code.contains(*at) && self.drag.is_none())
            .and_then(|at| self.letter_at(painter, at, buffer, sheet))
            .and_then(|at| number_at(buffer, at));
        let texture = painter.ctx().fonts(|fonts| fonts.font_image_size());
        let texel = vec2(1.0 / texture[0] as f32, 1.0 / texture[1] as f32);
        let mut blocks = Vec::new();
        for line in first..=last {
            let top = face.code.top() + sheet.rows.top(line) - self.scroll.y;
            let laid = face.coloured(painter, buffer, line, theme, sheet.parts);
            let row =
                Rect::from_min_size(pos2(rect.left(), top), vec2(rect.width(), laid.height()));
            let placed = Placed {
                origin: pos2(face.code.left() - self.scroll.x, top),
                line: laid,
            };
            let range = placed.line.range.clone();
            if line == cursor_line && focused && nothing_selected {
                painter.rect_filled(row, 0.0, mix(theme.paper, theme.raised, 0.35));
            }
            if let Some((lines, fresh)) = &decoration.flash
                && lines.contains(&line)
            {
                painter.rect_filled(row, 0.0, theme.accent.gamma_multiply(0.22 * fresh));
            }
            let gravest = notes
                .of(line)
                .map(|mark| decoration.marks[mark].severity)
                .min();
            let is_current = line == cursor_line;
            self.paint_gutter(painter, row, line, is_current, sheet, decoration, gravest);

            let lit: Vec<&Lit> = touching(decoration.lit, &range, |lit| &lit.range).collect();
            paint_lit(&code, &placed, &lit, sheet);
            for found in touching(decoration.found, &range, |found| found) {
                for area in placed.filled(found) {
                    code.rect_filled(area, 2.0, theme.warning.gamma_multiply(0.3));
                }
            }
            for area in self.uses.2.iter().flat_map(|place| placed.filled(place)) {
                let thin = Stroke::new(1.0, theme.rule);
                code.rect(
                    area,
                    2.0,
                    theme.selection.gamma_multiply(0.5),
                    thin,
                    StrokeKind::Inside,
                );
            }
            for one in buffer.selections().iter().filter(|one| !one.is_empty()) {
                paint_selection(&code, &placed, &one.range(), face.advance, theme.selection);
            }
            if let Some((one, other)) = brackets {
                let ends = [one, other].into_iter().filter(|at| range.contains(at));
                for area in ends.flat_map(|at| placed.areas(&(at..at + 1))) {
                    let (area, thin) =
                        (area.shrink2(vec2(0.0, 1.0)), Stroke::new(1.0, theme.faint));
                    code.rect_stroke(area, 2.0, thin, StrokeKind::Inside);
                }
            }
            self.paint_sliders(&code, &placed, buffer, sheet);
            code.galley(placed.origin, placed.line.galley.clone(), theme.text);
            let mut over = Mesh::default();
            for lit in lit.iter().filter(|lit| lit.strength > 0.4) {
                letters::add(
                    &mut over,
                    &placed.line,
                    placed.origin,
                    &lit.range,
                    theme.text,
                    texel,
                );
            }
            if !over.is_empty() {
                code.add(over);
            }
            let tail = placed.origin + placed.line.point(range.end);
            if range.len() > LONGEST_LINE {
                let says = " … (longer than is shown)";
                code.text(tail, Align2::LEFT_TOP, says, face.font.clone(), theme.faint);
            }
            for mark in decoration.marks {
                for mut area in placed.areas(&mark.range) {
                    area.max.x = area.max.x.max(area.min.x + face.advance * 0.8);
                    squiggle(&code, area, theme.message(mark.severity));
                }
            }
            if focused {
                let here = buffer.selections().iter().map(|one| one.cursor);
                let here = here.filter(|at| range.start <= *at && *at <= range.end);
                for cursor in here.filter(|at| buffer.line_of(*at) == line) {
                    let at = placed.origin + placed.line.point(cursor);
                    let size = vec2(2.0, face.height - 4.0);
                    let caret = Rect::from_min_size(at + vec2(-1.0, 2.0), size);
                    code.rect_filled(caret, 1.0, theme.text);
                }
            }
            if let Some(number) = number
                .as_ref()
                .filter(|number| range.contains(&number.range.start))
                && number.slider.is_none()
                && let Some(area) = placed.filled(&number.range).next()
            {
                self.paint_handle(&code, area, number.clone(), sheet);
            }
            let output = decoration.outputs.iter().find(|output| output.line == line);
            if let Some(output) = output {
                let first_row = placed.line.galley.rows.first();
                let width = first_row.map_or(0.0, |row| row.pos.x + row.size.x);
                let right = rect.right() - BAR - 4.0;
                self.paint_strip(painter, right, row, placed.origin.x + width, output, sheet);
            }
            let mut below = row.bottom();
            if notes.of(line).next().is_some() {
                below = self.paint_notes(painter, below, line, notes, decoration.marks, sheet);
            }
            let drawn = decoration.blocks.iter().enumerate();
            for (index, block) in drawn.filter(|(_, block)| block.line == line) {
                let left = face.code.left();
                let area = Rect::from_min_max(
                    pos2(left, below + 2.0),
                    pos2(rect.right() - BAR - 4.0, below + block.height - 4.0),
                );
                blocks.push((index, area));
                below += block.height;
            }
        }
        self.paint_bar(painter, rect, buffer, sheet, decoration);
        blocks
    }

    /// The handle above a number by which it is turned.
    fn paint_handle(&mut self, painter: &Painter, number: Rect, of: super::Number, sheet: &Sheet) {
        let theme = sheet.theme;
        painter.rect_stroke(
            number.expand2(vec2(1.0, 0.0)),
            2.0,
            Stroke::new(1.0, theme.outline),
            StrokeKind::Inside,
        );
        let size = vec2(22.0, 13.0);
        let handle = Rect::from_min_size(pos2(number.right() - 2.0, number.top() - 9.0), size);
        let outline = Stroke::new(1.0, theme.outline);
        painter.rect(handle, 4.0, theme.raised, outline, StrokeKind::Inside);
        let (middle, reach) = (handle.center(), 7.0);
        let thin = Stroke::new(1.5, theme.text);
        painter.line_segment([middle - vec2(reach, 0.0), middle + vec2(reach, 0.0)], thin);
        for side in [-1.0, 1.0] {
            let tip = middle + vec2(side * reach, 0.0);
            for up in [-3.0, 3.0] {
                painter.line_segment([tip, tip + vec2(-side * 3.0, up)], thin);
            }
        }
        self.spots.1.push((handle.expand(3.0), Spot::Handle(of)));
    }

    /// Sliders: a track under the number and its range, with a knob where its value is.
    fn paint_sliders(
        &mut self,
        painter: &Painter,
        placed: &Placed,
        buffer: &Buffer,
        sheet: &Sheet,
    ) {
        let range = placed.line.range.clone();
        let text = &buffer.text()[range.clone()];
        for (open, _) in text.match_indices('{') {
            if !text[..open].ends_with(|c: char| c.is_ascii_digit())
                || slider_range(&text[open..]).is_none()
            {
                continue;
            }
            let Some(number) = number_at(buffer, range.start + open) else {
                continue;
            };
            let Some(slider) = number.slider.clone() else {
                continue;
            };
            let Some(area) = placed.filled(&(number.range.start..slider.end)).next() else {
                continue;
            };
            let theme = sheet.theme;
            let width = (number.most - number.least).max(f64::MIN_POSITIVE);
            let share = ((number.value - number.least) / width).clamp(0.0, 1.0) as f32;
            let track = area.expand2(vec2(3.0, 0.0));
            painter.rect(
                track,
                4.0,
                mix(theme.paper, theme.raised, 0.4),
                Stroke::new(1.0, theme.outline),
                StrokeKind::Inside,
            );
            // Along the lower edge, where it hides no letter.
            let (left, right) = (track.left() + 4.0, track.right() - 4.0);
            let (knob, y) = (left + share * (right - left), track.bottom() - 3.0);
            let rail = |to: f32, ink| {
                let rail = Rect::from_min_max(pos2(left, y - 1.0), pos2(to, y + 1.0));
                painter.rect_filled(rail, 1.0, ink);
            };
            rail(right, theme.rule);
            rail(knob, theme.note);
            painter.circle_filled(pos2(knob, y), 3.5, theme.note);
            self.spots.1.push((track, Spot::Slider(number, track)));
        }
    }
}

/// The ground under what sounds, with a bar below it, in the colour of its output.
fn paint_lit(painter: &Painter, placed: &Placed, lit: &[&Lit], sheet: &Sheet) {
    let theme = sheet.theme;
    // Many plain rectangles in one mesh: however dense a song is, it costs little.
    let mut mesh = Mesh::default();
    for lit in lit {
        for area in placed.filled(&lit.range) {
            let area = area.expand2(vec2(1.5, 0.0));
            let ground = mix(theme.paper, theme.lit(lit.output, lit.glow), lit.strength);
            mesh.add_colored_rect(area, ground);
            let colour = match lit.output {
                0 => theme.accent,
                number => theme.output(number),
            };
            let height = 2.0 + 1.5 * lit.glow;
            let bar = Rect::from_min_max(pos2(area.left(), area.bottom() - height), area.max);
            mesh.add_colored_rect(bar, mix(ground, colour, lit.strength));
        }
    }
    if !mesh.is_empty() {
        painter.add(mesh);
    }
}

fn paint_selection(
    painter: &Painter,
    placed: &Placed,
    selection: &Range<usize>,
    advance: f32,
    ink: Color32,
) {
    let mut selected: Vec<Rect> = placed.areas(selection).collect();
    if let Some(last) = selected.last_mut()
        && selection.end > placed.line.range.end
    {
        // The line break.
        last.max.x += advance * 0.6;
    }
    for area in selected {
        painter.rect_filled(area, 2.0, ink);
    }
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
