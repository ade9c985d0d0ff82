//! Find and replace, in a bar above the code.

use super::text::Buffer;
use super::theme::Theme;
use egui::{Key, RichText, Stroke, TextEdit, Ui, vec2};
use std::ops::Range;

/// Points it takes from the code.
pub(super) const HEIGHT: f32 = 36.0;

/// What is searched for.
#[derive(Default)]
pub(super) struct Search {
    open: bool,
    take_focus: bool,
    needle: String,
    replacement: String,
    found: Vec<Range<usize>>,
    found_for: Option<(u64, String)>,
}

impl Search {
    /// Whether the bar is shown.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Opens with what is selected, or closes.
    pub(super) fn toggle(&mut self, selected: &str) {
        self.open = !self.open;
        self.take_focus = self.open;
        if self.open && !selected.is_empty() && !selected.contains('\n') {
            selected.clone_into(&mut self.needle);
        }
    }

    /// Every place, while the bar is shown.
    pub(super) fn found(&mut self, buffer: &Buffer) -> Vec<Range<usize>> {
        if !self.open {
            return Vec::new();
        }
        if self.found_for.as_ref().is_none_or(|(revision, needle)| {
            *revision != buffer.revision() || *needle != self.needle
        }) {
            let length = self.needle.len();
            self.found = buffer
                .places(&self.needle)
                .into_iter()
                .map(|at| at..at + length)
                .collect();
            self.found_for = Some((buffer.revision(), self.needle.clone()));
        }
        self.found.clone()
    }

    /// Draws the bar; whether the cursor moved.
    pub(super) fn show(&mut self, ui: &mut Ui, buffer: &mut Buffer, theme: &Theme) -> bool {
        let rect = ui.max_rect();
        ui.painter().rect_filled(rect, 0.0, theme.panel);
        ui.painter().hline(
            rect.x_range(),
            rect.bottom() - 0.5,
            Stroke::new(1.0, theme.rule),
        );
        let mut moved = false;
        // An Escape of the very frame that opened the bar was not meant for it.
        let fresh = self.take_focus;
        ui.scope_builder(
            egui::UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 0.0))),
            |ui| {
                ui.horizontal_centered(|ui| {
                    let field = ui.add(
                        TextEdit::singleline(&mut self.needle)
                            .hint_text("find")
                            .desired_width(170.0),
                    );
                    if std::mem::take(&mut self.take_focus) {
                        field.request_focus();
                    }
                    let enter =
                        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    let back = ui.input(|input| input.modifiers.shift);
                    if enter {
                        moved |= buffer.find(&self.needle, !back);
                        field.request_focus();
                    }
                    let count = self.found(buffer).len();
                    ui.label(
                        RichText::new(format!("{count} found"))
                            .size(12.5)
                            .color(theme.faint),
                    );
                    if ui.button("previous").clicked() {
                        moved |= buffer.find(&self.needle, false);
                    }
                    if ui.button("next").clicked() {
                        moved |= buffer.find(&self.needle, true);
                    }
                    let width = (ui.available_width() - 190.0).clamp(40.0, 170.0);
                    ui.add(
                        TextEdit::singleline(&mut self.replacement)
                            .hint_text("replace with")
                            .desired_width(width),
                    );
                    if ui.button("replace all").clicked() {
                        moved |= buffer.replace_all(&self.needle, &self.replacement) > 0;
                    }
                    let close = ui.button("×").on_hover_text("Close (Escape)").clicked();
                    if close || !fresh && ui.input(|input| input.key_pressed(Key::Escape)) {
                        self.open = false;
                    }
                });
            },
        );
        moved
    }
}
