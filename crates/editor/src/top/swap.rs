//! When a new program takes over: at once, or at the start of a cycle.

use crate::Editor;
use crate::app::{Command, Wish};
use crate::automation::{Automation, Parameter};
use crate::theme::{BODY, GRID, Theme};
use egui::{Align2, CornerRadius, FontId, Sense, Stroke, StrokeKind, Ui, vec2};

/// Points the choice takes.
pub(super) const WIDTH: f32 = 168.0;

/// Draws the choice.
pub(super) fn show(
    ui: &mut Ui,
    _editor: &Editor,
    host: &dyn Automation,
    theme: &Theme,
    wishes: &mut Vec<Wish>,
) {
    let waits = host.is_on(Parameter::Swap);
    ui.spacing_mut().item_spacing.x = 0.0;
    for (is_second, label, command) in [
        (false, "now", Command::SwapNow),
        (true, "next cycle", Command::SwapNextCycle),
    ] {
        let width = if is_second { 0.6 } else { 0.4 };
        let size = vec2(width * WIDTH, 4.0 * GRID);
        if segment(
            ui,
            size,
            label,
            waits == is_second,
            is_second,
            command,
            theme,
        ) {
            wishes.push(Wish::Command(command));
        }
    }
}

/// A half of a choice; whether it was clicked.
fn segment(
    ui: &mut Ui,
    size: egui::Vec2,
    label: &str,
    chosen: bool,
    is_last: bool,
    command: Command,
    theme: &Theme,
) -> bool {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let corner = (GRID / 2.0) as u8;
    let (west, east) = if is_last { (0, corner) } else { (corner, 0) };
    let radius = CornerRadius {
        nw: west,
        sw: west,
        ne: east,
        se: east,
    };
    let (fill, ink) = match chosen {
        true => (theme.text, theme.paper),
        false => (ui.style().interact(&response).bg_fill, theme.text),
    };
    let outline = Stroke::new(1.0, theme.outline);
    ui.painter()
        .rect(rect, radius, fill, outline, StrokeKind::Inside);
    let font = FontId::proportional(BODY);
    ui.painter()
        .text(rect.center(), Align2::CENTER_CENTER, label, font, ink);
    response.widget_info(|| {
        let said = format!("Take over: {label}");
        egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, said)
    });
    let clicked = response.clicked();
    response.on_hover_text(command.hint());
    clicked
}
