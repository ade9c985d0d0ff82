//! Where the music is: the ring that turns once a cycle, what time follows, and the tempo.

use crate::Editor;
use crate::app::{Command, Wish};
use crate::automation::{Automation, Parameter};
use crate::fonts;
use crate::theme::{BODY, GRID, LARGE, SMALL, Theme};
use egui::{
    Align2, DragValue, FontId, Popup, Rect, RichText, Sense, Stroke, StrokeKind, Ui, pos2, vec2,
};
use std::sync::atomic::Ordering::Relaxed;

/// The ring and the position in cycles.
pub(super) fn cycle(ui: &mut Ui, editor: &Editor, theme: &Theme) {
    let telemetry = editor.session.telemetry();
    let position = telemetry.cycle.load();
    let playing = editor.is_moving();
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let painter = ui.painter();
    let (centre, radius) = (pos2(rect.left() + 14.0, rect.center().y), 12.0);
    painter.circle_stroke(centre, radius, Stroke::new(3.0, theme.rule));
    let part = position.rem_euclid(1.0) as f32;
    let ink = if playing { theme.accent } else { theme.faint };
    let steps = (part * 48.0).ceil() as usize;
    let points: Vec<_> = (0..=steps)
        .map(|step| {
            let angle = (step as f32 / 48.0).min(part) * std::f32::consts::TAU;
            centre + radius * vec2(angle.sin(), -angle.cos())
        })
        .collect();
    if let Some(tip) = points.last().copied().filter(|_| points.len() > 1) {
        painter.line(points, Stroke::new(3.0, ink));
        painter.circle_filled(tip, 3.0, ink);
    }
    let text = pos2(centre.x + radius + GRID, rect.center().y);
    let font = FontId::new(LARGE, fonts::strong());
    let said = format!("{position:.2}");
    painter.text(text, Align2::LEFT_CENTER, &said, font, theme.text);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("cycle {said}"))
    });
    response.on_hover_text("Position in cycles");
}

/// What time follows and its tempo: a click opens the choice.
pub(super) fn transport(
    ui: &mut Ui,
    editor: &Editor,
    host: &dyn Automation,
    theme: &Theme,
    wishes: &mut Vec<Wish>,
) {
    let telemetry = editor.session.telemetry();
    let free = host.is_on(Parameter::Run);
    let bpm = telemetry.bpm.load();
    let moving = editor.is_moving();
    let size = vec2(ui.available_width(), 4.0 * GRID);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let look = ui.style().interact(&response);
    let painter = ui.painter();
    painter.rect(
        rect,
        GRID / 2.0,
        look.bg_fill,
        look.bg_stroke,
        StrokeKind::Inside,
    );
    let sign = pos2(rect.left() + 1.75 * GRID, rect.center().y);
    if moving {
        let corners = [vec2(-4.0, -6.0), vec2(-4.0, 6.0), vec2(7.0, 0.0)];
        let triangle = corners.map(|corner| sign + corner).to_vec();
        painter.add(egui::Shape::convex_polygon(
            triangle,
            theme.accent,
            Stroke::NONE,
        ));
    } else {
        let square = Rect::from_center_size(sign, vec2(10.0, 10.0));
        painter.rect_filled(square, 1.5, theme.faint);
    }
    let tempo = if bpm > 0.0 {
        format!("{bpm:.1}")
    } else {
        "–".to_owned()
    };
    let follows = if free { "free" } else { "host" };
    let text = pos2(rect.left() + 3.5 * GRID, rect.center().y);
    let font = FontId::proportional(BODY);
    let said = format!("{follows} · {tempo}");
    painter.text(text, Align2::LEFT_CENTER, &said, font, theme.text);
    let unit = pos2(rect.right() - GRID, rect.center().y);
    let font = FontId::proportional(SMALL);
    painter.text(unit, Align2::RIGHT_CENTER, "bpm", font, theme.text);
    let words = match (moving, free) {
        (true, false) => "The host plays",
        (false, false) => "The host stands still",
        (true, true) => "Running free",
        (false, true) => "Free, but the host does not call",
    };
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Button, true, format!("Time: {said}. {words}"))
    });
    Popup::menu(&response).show(|ui| {
        ui.set_min_width(26.0 * GRID);
        let mut chosen = |ui: &mut Ui, is_free: bool, label: &str, command| {
            if ui.radio(free == is_free, label).clicked() {
                wishes.push(Wish::Command(command));
            }
        };
        chosen(
            ui,
            false,
            "Follow the host's transport",
            Command::FollowHost,
        );
        chosen(ui, true, "Run free, always", Command::RunFree);
        if free {
            free_tempo(ui, editor, bpm, wishes);
        }
        let cycles = format!("{:.4} cycles a second", telemetry.cps.load());
        ui.label(RichText::new(cycles).size(SMALL).color(theme.faint));
        if telemetry.host_clock.load(Relaxed) && free {
            let hint = "The host has a tempo of its own, which is not followed.";
            ui.label(RichText::new(hint).size(SMALL).color(theme.faint));
        }
    });
    response.on_hover_text(words);
}

/// The tempo of the clock of our own, where the text sets none: dragged, typed or tapped.
fn free_tempo(ui: &mut Ui, editor: &Editor, bpm: f64, wishes: &mut Vec<Wish>) {
    let chosen = editor.session.saved().free_bpm;
    let mut value = chosen.unwrap_or(bpm);
    ui.horizontal(|ui| {
        let drag = DragValue::new(&mut value)
            .range(20.0..=400.0)
            .speed(0.2)
            .max_decimals(1)
            .suffix(" bpm");
        let drag = ui.add(drag);
        let hint = "The tempo where the text sets none. Drag, or click and type";
        let mut changed = drag.on_hover_text(hint).changed();
        let tap = ui.button("Tap").on_hover_text("Tap the beat");
        if tap.clicked() {
            let id = tap.id.with("taps");
            let mut taps: Vec<f64> = ui.data(|data| data.get_temp(id)).unwrap_or_default();
            taps.push(ui.input(|input| input.time));
            if let Some(tapped) = tempo_of(&mut taps) {
                value = tapped;
                changed = true;
            }
            ui.data_mut(|data| data.insert_temp(id, taps));
        }
        if changed {
            editor.session.set_free_bpm(Some(value));
            wishes.push(Wish::ProjectChanged);
        }
        if chosen.is_some() && ui.button("Reset").clicked() {
            editor.session.set_free_bpm(None);
            wishes.push(Wish::ProjectChanged);
        }
    });
}

/// The tempo of the last taps, beats a minute; those before a pause of two seconds are forgotten.
fn tempo_of(taps: &mut Vec<f64>) -> Option<f64> {
    let pause = taps.windows(2).rposition(|pair| pair[1] - pair[0] > 2.0);
    if let Some(pause) = pause {
        taps.drain(..=pause);
    }
    let kept = taps.len().saturating_sub(8);
    taps.drain(..kept);
    let (first, last) = (taps.first()?, taps.last()?);
    let beats = taps.len() - 1;
    (beats > 0 && last > first).then(|| 60.0 * beats as f64 / (last - first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taps_make_a_tempo_and_a_pause_begins_anew() {
        let mut taps = vec![0.0];
        assert_eq!(tempo_of(&mut taps), None);
        let mut taps = vec![0.0, 10.0, 10.5, 11.0];
        assert_eq!(tempo_of(&mut taps), Some(120.0));
        assert_eq!(taps.len(), 3);
    }
}
