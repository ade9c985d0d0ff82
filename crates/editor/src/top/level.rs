//! How loud the main output is: two bars with the peak that was held, in dB.

use crate::decibels::FLOOR;
use crate::meter::Meter;
use crate::theme::{GRID, SMALL, Theme};
use egui::{Align2, FontId, Rect, Sense, Stroke, Ui, pos2, vec2};

/// Points that the number takes.
const NUMBER: f32 = 44.0;
/// A level from which on it is too loud, dB.
const LOUD: f32 = -0.1;

/// Draws the bars, left above right, and the number.
pub(super) fn show(ui: &mut Ui, meters: [Meter; 2], theme: &Theme) {
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let painter = ui.painter();
    let right = rect.right() - NUMBER;
    let share = |level: f32| ((level - FLOOR) / -FLOOR).clamp(0.0, 1.0);
    let peak = meters[0].held.max(meters[1].held);
    for (side, meter) in meters.into_iter().enumerate() {
        let top = rect.center().y - 7.0 + side as f32 * 8.0;
        let whole = Rect::from_min_max(pos2(rect.left(), top), pos2(right, top + 6.0));
        painter.rect_filled(whole, 1.0, theme.paper);
        let reach = share(meter.level) * whole.width();
        let full = Rect::from_min_size(whole.min, vec2(reach, whole.height()));
        let ink = match meter.level > LOUD {
            true => theme.error,
            false => theme.faint,
        };
        painter.rect_filled(full, 1.0, ink);
        if peak > FLOOR {
            let at = whole.left() + share(peak) * whole.width();
            painter.vline(at, whole.y_range(), Stroke::new(1.5, theme.text));
        }
    }
    let said = match peak > FLOOR {
        true => format!("{peak:.1}").replace('-', "−"),
        false => "−∞".to_owned(),
    };
    let at = pos2(rect.right(), rect.center().y - 1.0);
    let ink = if peak > LOUD { theme.error } else { theme.text };
    let font = FontId::proportional(SMALL + GRID / 4.0);
    painter.text(at, Align2::RIGHT_CENTER, &said, font, ink);
    response.widget_info(|| {
        egui::WidgetInfo::labeled(egui::Role::Label, true, format!("Main output {said} dB"))
    });
    response.on_hover_text("Level of the main output, dB below full scale");
}
