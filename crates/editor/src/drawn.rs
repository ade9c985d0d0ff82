//! What is drawn below the statements that ask for it.

use super::theme::{Theme, mix};
use egui::{Painter, Rect, Stroke, pos2, vec2};
use phonon_session::preview::View;

/// Cycles that a roll shows, and how many of them are over.
pub(super) const ROLL: (f64, f64) = (2.0, 0.5);
/// More events than this are not drawn.
const MOST_EVENTS: usize = 800;

/// The events of one statement, around the present: pitch as height, loudness as strength. Events without pitch share rows by
/// their sounds' names.
pub(super) fn roll(
    painter: &Painter,
    area: Rect,
    view: &View,
    statement: usize,
    now: f64,
    theme: &Theme,
) {
    let (from, until) = (now - ROLL.1, now - ROLL.1 + ROLL.0);
    painter.rect_filled(area, 4.0, mix(theme.paper, theme.panel, 0.5));
    let x = |cycle: f64| area.left() + ((cycle - from) / ROLL.0) as f32 * area.width();
    let mut cycle = from.ceil();
    while cycle <= until {
        painter.vline(x(cycle), area.y_range(), Stroke::new(1.0, theme.rule));
        cycle += 1.0;
    }
    let events = view.events(from, until);
    let own = events.filter(|event| event.statement == Some(statement));
    let own: Vec<_> = own.take(MOST_EVENTS).collect();
    let pitches = || own.iter().filter_map(|event| event.pitch);
    let (low, high) = pitches().fold((f32::MAX, f32::MIN), |(low, high), pitch| {
        (low.min(pitch), high.max(pitch))
    });
    let mut names: Vec<&str> = own
        .iter()
        .filter(|event| event.pitch.is_none())
        .map(|event| &*event.name)
        .collect();
    names.sort_unstable();
    names.dedup();
    let inner = area.shrink2(vec2(0.0, 6.0));
    let bar = (inner.height() / (high - low + 1.0).max(6.0)).clamp(3.0, 8.0);
    for event in own {
        let share = match event.pitch {
            Some(pitch) if high > low => (pitch - low) / (high - low),
            Some(_) => 0.5,
            None => {
                let row = names
                    .iter()
                    .position(|name| *name == &*event.name)
                    .unwrap_or(0);
                1.0 - (row as f32 + 0.5) / names.len().max(1) as f32
            }
        };
        let y = inner.bottom() - share * (inner.height() - bar) - bar * 0.5;
        let (left, right) = (
            x(event.begin).max(area.left()),
            x(event.end).min(area.right()),
        );
        let right = (right - 1.0).max(left + 2.0);
        let sounds = event.begin <= now && now < event.end;
        let output = event.outputs.iter().next().unwrap_or(0);
        let colour = if output == 0 {
            theme.text
        } else {
            theme.output(output)
        };
        let strength = 0.35 + 0.65 * event.loudness.clamp(0.0, 1.0);
        let ink = if sounds {
            colour
        } else {
            mix(theme.paper, colour, strength * 0.75)
        };
        let note = Rect::from_min_max(pos2(left, y - bar * 0.5), pos2(right, y + bar * 0.5));
        painter.rect_filled(note, 1.0, ink);
    }
    painter.vline(x(now), area.y_range(), Stroke::new(1.5, theme.accent));
}
