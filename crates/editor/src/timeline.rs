//! The coming two cycles of each output: onsets as blocks that move towards now.

use super::Editor;
use super::theme::{GRID, Theme, mix};
use egui::{Align2, Color32, FontId, Rect, Sense, Stroke, Ui, pos2};
use phonon_session::preview::{Shown, View};
use phonon_session::state::OUTPUTS;
use std::sync::atomic::Ordering::Relaxed;

const ROW: f32 = 13.0;
const HEADER: f32 = 18.0;
/// More rows than this take too much from the code.
const MOST_ROWS: usize = 8;
/// Cycles shown behind and ahead of now.
const BEHIND: f64 = 0.125;
const AHEAD: f64 = 2.0;

/// What was asked of the patterns last: asking again each frame would cost too much.
pub(super) struct Timeline {
    hidden: bool,
    /// Points, as dragged.
    height: f32,
    of: Option<(u64, i64, Option<(u64, u64)>)>,
    events: Vec<Shown>,
    rows: Vec<usize>,
}

impl Default for Timeline {
    fn default() -> Self {
        Self {
            hidden: false,
            height: 13.0 * GRID,
            of: None,
            events: Vec::new(),
            rows: Vec::new(),
        }
    }
}

impl Timeline {
    /// Points the timeline takes from the code: as many as it was given by hand, whatever plays.
    pub(super) fn height(&self) -> f32 {
        if self.hidden { 0.0 } else { self.height }
    }

    /// Shows or hides it.
    pub(super) fn toggle(&mut self) {
        self.hidden = !self.hidden;
    }

    /// Asks the patterns when the music has moved on, or is another.
    pub(super) fn update(&mut self, editor: &Editor, serial: u64) {
        let telemetry = editor.session.telemetry();
        let half = (telemetry.cycle.load() * 2.0).floor();
        let view = editor.session.view(half / 2.0, BEHIND, AHEAD + 0.5);
        let of = Some((serial, half as i64, view.as_ref().map(View::version)));
        if self.of == of {
            return;
        }
        self.of = of;
        self.events = view.map_or(Vec::new(), |view| {
            let events = view.events(half / 2.0 - BEHIND, half / 2.0 + AHEAD + 0.5);
            events.cloned().collect()
        });
        let used = editor.session.report().outputs;
        let sounds = |output: &usize| {
            self.events
                .iter()
                .any(|event| event.outputs.contains(*output))
        };
        let shown = |output: &usize| {
            output.checked_sub(1).is_some_and(|index| used[index]) || sounds(output)
        };
        self.rows = (0..=OUTPUTS).filter(shown).take(MOST_ROWS).collect();
    }

    /// Draws it.
    pub(super) fn show(&self, ui: &mut Ui, editor: &Editor, theme: &Theme) {
        let rect = ui.max_rect();
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, theme.panel);
        painter.hline(
            rect.x_range(),
            rect.top() + 0.5,
            Stroke::new(1.0, theme.rule),
        );
        let telemetry = editor.session.telemetry();
        let (now, playing) = (telemetry.cycle.load(), telemetry.playing.load(Relaxed));
        let track = Rect::from_min_max(
            pos2(rect.left() + 40.0, rect.top()),
            pos2(rect.right() - 12.0, rect.bottom()),
        );
        let x = |cycle: f64| {
            track.left() + ((cycle - now + BEHIND) / (AHEAD + BEHIND)) as f32 * track.width()
        };
        for quarter in ((now - BEHIND) * 4.0).ceil() as i64..=((now + AHEAD) * 4.0).floor() as i64 {
            let at = x(quarter as f64 / 4.0);
            let whole = quarter.rem_euclid(4) == 0;
            let ink = if whole {
                theme.rule
            } else {
                mix(theme.panel, theme.rule, 0.55)
            };
            painter.vline(
                at,
                rect.top() + HEADER..=rect.bottom() - 4.0,
                Stroke::new(1.0, ink),
            );
            if whole {
                let label = (quarter / 4).to_string();
                painter.text(
                    pos2(at + 3.0, rect.top() + 10.0),
                    Align2::LEFT_CENTER,
                    label,
                    FontId::monospace(10.5),
                    theme.faint,
                );
            }
        }
        let painter_in = painter.with_clip_rect(track);
        for (row, output) in self.rows.iter().enumerate() {
            let top = rect.top() + HEADER + row as f32 * ROW;
            let name = if *output == 0 {
                "out".to_owned()
            } else {
                format!("o{output}")
            };
            painter.text(
                pos2(rect.left() + 12.0, top + ROW * 0.5),
                Align2::LEFT_CENTER,
                name,
                FontId::proportional(11.0),
                theme.faint,
            );
            for event in self
                .events
                .iter()
                .filter(|event| event.outputs.contains(*output))
            {
                let (left, right) = (x(event.begin), x(event.end));
                if right < track.left() || left > track.right() {
                    continue;
                }
                let sounding = playing && event.begin <= now && now < event.end;
                let ink = sound_color(event.color, theme);
                let fill = if sounding {
                    ink
                } else {
                    ink.gamma_multiply(if event.end < now { 0.25 } else { 0.6 })
                };
                let block = Rect::from_min_max(
                    pos2(left, top + 1.5),
                    pos2((right - 1.0).max(left + 2.0), top + ROW - 1.5),
                );
                painter_in.rect_filled(block, 2.0, fill);
            }
        }
        painter.vline(
            x(now),
            rect.top() + 4.0..=rect.bottom() - 2.0,
            Stroke::new(1.5, theme.accent),
        );
        ui.interact(rect, ui.scope_id().with("timeline"), Sense::hover())
            .widget_info(|| {
                egui::WidgetInfo::labeled(
                    egui::Role::Label,
                    true,
                    "Events of the coming two cycles",
                )
            });
    }
}

/// The same sound has the same colour.
fn sound_color(of: u32, theme: &Theme) -> Color32 {
    let hue = (of % 360) as f32 / 360.0;
    let (saturation, value) = if theme.dark {
        (0.5, 0.95)
    } else {
        (0.75, 0.65)
    };
    egui::ecolor::Hsva::new(hue, saturation, value, 1.0).into()
}
