//! When a new program takes over: at once, or at the start of a cycle.

use crate::Editor;
use crate::app::{Command, Wish};
use crate::automation::{Automation, Parameter};
use crate::theme::{BODY, GRID, Theme};
use egui::{Align2, CornerRadius, FontId, Popup, Sense, Stroke, StrokeKind, Ui, vec2};

/// Points the choice takes.
pub(super) const WIDTH: f32 = 184.0;
/// Cycles that can be chosen.
const EVERY: [u32; 7] = [2, 3, 4, 8, 16, 32, 64];

/// Draws the choice.
pub(super) fn show(
    ui: &mut Ui,
    editor: &Editor,
    host: &dyn Automation,
    theme: &Theme,
    wishes: &mut Vec<Wish>,
) {
    let waits = host.is_on(Parameter::Swap);
    let every = editor.session.saved().swap_every;
    let height = 4.0 * GRID;
    ui.spacing_mut().item_spacing.x = 0.0;
    let part = |ui: &mut Ui, share: f32, place, label: &str, chosen, hint: &str| {
        segment(
            ui,
            vec2(share * WIDTH, height),
            place,
            label,
            chosen,
            hint,
            theme,
        )
    };
    let hint = "A new program takes over at once";
    if part(ui, 0.28, Place::First, "now", !waits, hint).clicked() {
        wishes.push(Wish::Command(Command::SwapNow));
    }
    let hint = "A new program takes over at the next cycle";
    if part(
        ui,
        0.42,
        Place::Middle,
        "next cycle",
        waits && every == 1,
        hint,
    )
    .clicked()
    {
        editor.session.set_swap_every(1);
        wishes.push(Wish::Command(Command::SwapNextCycle));
    }
    let several = waits && every > 1;
    let label = match several {
        true => format!("{every} ▾"),
        false => "4… ▾".to_owned(),
    };
    let hint = "A new program takes over at a multiple of so many cycles";
    let choice = part(ui, 0.3, Place::Last, &label, several, hint);
    Popup::menu(&choice).show(|ui| {
        for cycles in EVERY {
            let words = format!("every {cycles} cycles");
            if ui.radio(several && every == cycles, words).clicked() {
                editor.session.set_swap_every(cycles);
                wishes.push(Wish::Command(Command::SwapNextCycle));
                wishes.push(Wish::ProjectChanged);
            }
        }
    });
}

/// Where a part of a choice stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Middle,
    Last,
}

/// A part of a choice.
fn segment(
    ui: &mut Ui,
    size: egui::Vec2,
    place: Place,
    label: &str,
    chosen: bool,
    hint: &str,
    theme: &Theme,
) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let corner = (GRID / 2.0) as u8;
    let west = if place == Place::First { corner } else { 0 };
    let east = if place == Place::Last { corner } else { 0 };
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
    response.on_hover_text(hint)
}
