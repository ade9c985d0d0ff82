//! The list of keys.

use super::app::ACTIONS;
use super::theme::Theme;
use egui::{Align2, Context, RichText, vec2};

/// Shows it over everything until it is closed.
pub(super) fn show(context: &Context, theme: &Theme, open: &mut bool) {
    let mut shown = *open;
    egui::Window::new("Keys")
        .open(&mut shown)
        .collapsible(false)
        .resizable(false)
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .show(context, |ui| {
            egui::Grid::new("keys")
                .num_columns(2)
                .spacing(vec2(22.0, 5.0))
                .show(ui, |ui| {
                    for action in ACTIONS {
                        let Some(chord) = action.keys.first() else {
                            continue;
                        };
                        ui.label(RichText::new(chord.shown()).monospace().color(theme.accent));
                        ui.label(action.name);
                        ui.end_row();
                    }
                });
        });
    *open = shown && !context.input(|input| input.key_pressed(egui::Key::Escape));
}
