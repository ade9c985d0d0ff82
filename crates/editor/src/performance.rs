//! What playing costs: the time of each phase of a block, and what was counted since the start.

use super::Editor;
use super::theme::{GRID, SMALL, Theme};
use egui::{Align2, Area, Grid, Id, Order, Rect, RichText, Ui, vec2};
use phonon_session::telemetry::{Phase, REPORTED_FRAMES, Telemetry};
use std::sync::atomic::Ordering::Relaxed;

/// Shows the figures at the lower right of `area`.
pub(super) fn show(context: &egui::Context, area: Rect, editor: &Editor, theme: &Theme) {
    Area::new(Id::unique("performance"))
        .order(Order::Middle)
        .pivot(Align2::RIGHT_BOTTOM)
        .fixed_pos(area.right_bottom() - vec2(2.0 * GRID, GRID))
        .show(context, |ui| {
            theme
                .floating(theme.panel)
                .show(ui, |ui| figures(ui, editor.session.telemetry(), theme));
        });
}

fn figures(ui: &mut Ui, telemetry: &Telemetry, theme: &Theme) {
    let small = |text: String| RichText::new(text).size(SMALL).color(theme.faint);
    ui.label(small(format!("Microseconds for {REPORTED_FRAMES} frames")));
    let grid = Grid::new("phases").num_columns(4);
    grid.spacing(vec2(2.0 * GRID, GRID / 2.0)).show(ui, |ui| {
        for heading in ["", "median", "99 %", "worst"] {
            ui.label(small(heading.to_owned()));
        }
        ui.end_row();
        for phase in Phase::ALL {
            let times = &telemetry.phases[phase as usize];
            ui.label(phase.name());
            for time in [times.percentile(0.5), times.percentile(0.99), times.worst()] {
                ui.label(format!("{:.1}", time as f64 / 1000.0));
            }
            ui.end_row();
        }
    });
    for (label, count) in [
        ("events played", telemetry.events.load(Relaxed)),
        (
            "events dropped: too many at once",
            telemetry.dropped.load(Relaxed),
        ),
        ("voices shed for want of time", telemetry.shed.load(Relaxed)),
        (
            "sounds that were not finite",
            telemetry.faults.load(Relaxed),
        ),
        (
            "heap operations on the audio thread",
            telemetry.heap_operations.load(Relaxed),
        ),
    ] {
        ui.label(small(format!("{count}  {label}")));
    }
}
