//! The gutter that plays: beside each output's line how it is, and at the line's right its name, switches and level.

use super::super::theme::{Theme, mix};
use super::mouse::Spot;
use super::{CodeView, Decoration, MARGIN, Sheet, sign};
use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Stroke, StrokeKind, pos2, vec2};
use phonon_language::Severity;

/// How an output is, as its line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// It plays as written.
    Plays,
    /// It could not be read; what it was before plays on.
    LastGood,
    /// It could not be read, and nothing plays.
    Silent,
}

/// A line in which an output begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct OutputLine {
    pub line: usize,
    /// From 1; 0 for the main one, which has no switches.
    pub output: usize,
    /// What the text or the mixer calls it.
    pub name: String,
    pub state: State,
    /// Whether something of it sounds at this moment.
    pub sounds: bool,
    pub muted: bool,
    pub soloed: bool,
    /// Whether another's solo silences it.
    pub shut_out: bool,
    /// Its level, 0 to 1 of the meter.
    pub level: f32,
}

impl OutputLine {
    fn is_heard(&self) -> bool {
        !self.muted && !self.shut_out
    }
}

impl CodeView {
    /// Draws what stands left of a line.
    #[allow(clippy::too_many_arguments, reason = "each is a part of the picture")]
    pub(super) fn paint_gutter(
        &mut self,
        painter: &Painter,
        row: Rect,
        line: usize,
        is_current: bool,
        sheet: &Sheet,
        decoration: &Decoration,
        gravest: Option<Severity>,
    ) {
        let (theme, face) = (sheet.theme, sheet.face);
        let right = face.code.left() - 1.5 * MARGIN;
        let middle = row.top() + face.height * 0.5;
        let ink = if is_current { theme.text } else { theme.dim };
        painter.text(
            pos2(right, middle),
            Align2::RIGHT_CENTER,
            line + 1,
            FontId::monospace(face.font.size * 0.86),
            ink,
        );
        let differs = decoration
            .changed
            .iter()
            .find(|lines| lines.contains(&line));
        if differs.is_some() {
            let (left, top) = (right + 4.0, row.top());
            let bar = Rect::from_min_max(pos2(left, top), pos2(left + 2.5, row.bottom()));
            painter.rect_filled(bar, 1.0, theme.faint);
        }
        let sign_at = pos2(face.signs.center().x, middle);
        let radius = (face.height * 0.2).clamp(3.0, 7.0);
        let output = decoration.outputs.iter().find(|output| output.line == line);
        if let Some(output) = output {
            paint_state(painter, sign_at, radius, output, theme);
            let spot =
                Rect::from_min_max(row.min, pos2(face.signs.right(), row.top() + face.height));
            self.spots.1.push((spot, Spot::State(output.output)));
        } else if let Some(severity) = gravest {
            let letters = FontId::monospace(face.font.size);
            let ink = theme.message(severity);
            painter.text(sign_at, Align2::CENTER_CENTER, sign(severity), letters, ink);
        } else if differs.is_some_and(|lines| lines.start == line) {
            diamond(painter, sign_at, radius, theme.faint);
        }
    }

    /// Draws an output's name, switches and level at the right of its line, where there is room behind what is written.
    pub(super) fn paint_strip(
        &mut self,
        painter: &Painter,
        right: f32,
        row: Rect,
        text_right: f32,
        output: &OutputLine,
        sheet: &Sheet,
    ) {
        if output.output == 0 {
            return;
        }
        let (theme, face) = (sheet.theme, sheet.face);
        let size = (face.font.size * 0.78).clamp(10.0, 16.0);
        let side = size + 6.0;
        let middle = row.top() + face.height * 0.5;
        let colour = theme.output(output.output);
        let meter_width = 30.0;
        let mut left = right - meter_width;
        let switches = left - 2.0 * (side + 3.0) - 3.0;
        if switches < text_right + MARGIN {
            return;
        }
        let meter = Rect::from_min_max(pos2(left, middle - 3.0), pos2(right, middle + 3.0));
        painter.rect_filled(meter, 1.0, theme.rule);
        let filled = meter.width() * output.level.clamp(0.0, 1.0);
        let filled = Rect::from_min_size(meter.min, vec2(filled, meter.height()));
        painter.rect_filled(
            filled,
            1.0,
            if output.is_heard() { colour } else { theme.dim },
        );
        for (letter, is_on, spot) in [
            ("S", output.soloed, Spot::Solo(output.output)),
            ("M", output.muted, Spot::Mute(output.output)),
        ] {
            left -= side + 3.0;
            let button = Rect::from_min_size(pos2(left, middle - side * 0.5), vec2(side, side));
            let (fill, ink) = match (is_on, letter) {
                (true, "S") => (theme.warning, theme.paper),
                (true, _) => (theme.text, theme.paper),
                (false, _) => (theme.paper, theme.dim),
            };
            let outline = Stroke::new(1.0, if is_on { fill } else { theme.rule });
            painter.rect(button, 3.0, fill, outline, StrokeKind::Inside);
            let letters = FontId::proportional(size);
            painter.text(button.center(), Align2::CENTER_CENTER, letter, letters, ink);
            self.spots.1.push((button.expand(1.5), spot));
        }
        if !output.name.is_empty() {
            let letters = FontId::proportional(size);
            let galley = painter.layout_no_wrap(output.name.clone(), letters, colour);
            let at = pos2(left - 8.0 - galley.size().x, middle - galley.size().y * 0.5);
            if at.x > text_right + MARGIN {
                painter.galley(at, galley, colour);
            }
        }
    }
}

/// The sign of an output: told apart by its shape as well as its colour.
fn paint_state(painter: &Painter, at: Pos2, radius: f32, output: &OutputLine, theme: &Theme) {
    let colour = match output.output {
        0 => theme.text,
        number => theme.output(number),
    };
    let thin = Stroke::new(1.5, colour);
    match output.state {
        State::Silent => cross(painter, at, radius, theme.error),
        _ if output.muted || output.shut_out => {
            let thin = Stroke::new(1.5, theme.dim);
            painter.circle_stroke(at, radius, thin);
            let slash = vec2(radius, -radius) * 0.95;
            painter.line_segment([at - slash, at + slash], thin);
        }
        State::LastGood => {
            let ink = if output.sounds {
                colour
            } else {
                mix(theme.paper, colour, 0.7)
            };
            dashed_ring(painter, at, radius, ink);
            if output.sounds {
                painter.circle_filled(at, radius * 0.4, colour);
            }
        }
        State::Plays if output.sounds => _ = painter.circle_filled(at, radius, colour),
        State::Plays => _ = painter.circle_stroke(at, radius - 0.5, thin),
    }
}

fn cross(painter: &Painter, at: Pos2, radius: f32, ink: Color32) {
    let stroke = Stroke::new(2.0, ink);
    for arm in [vec2(radius, radius), vec2(radius, -radius)] {
        let arm = arm * 0.8;
        painter.line_segment([at - arm, at + arm], stroke);
    }
}

fn dashed_ring(painter: &Painter, at: Pos2, radius: f32, ink: Color32) {
    const DASHES: usize = 6;
    for dash in 0..DASHES {
        let angle = |share: f32| (dash as f32 + share) / DASHES as f32 * std::f32::consts::TAU;
        let points = [0.0, 0.3, 0.6].map(|share| at + radius * egui::Vec2::angled(angle(share)));
        painter.line(points.to_vec(), Stroke::new(1.5, ink));
    }
}

fn diamond(painter: &Painter, at: Pos2, radius: f32, ink: Color32) {
    let corners = [
        at - vec2(0.0, radius),
        at + vec2(radius, 0.0),
        at + vec2(0.0, radius),
        at - vec2(radius, 0.0),
    ];
    painter.add(egui::Shape::convex_polygon(
        corners.to_vec(),
        ink,
        Stroke::NONE,
    ));
}
