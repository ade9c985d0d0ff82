//! Find and replace, in a bar above the code.

use super::text::{Buffer, Query};
use super::theme::Theme;
use egui::{Key, RichText, Stroke, TextEdit, Ui, UiBuilder, vec2};
use std::ops::Range;

/// Height of a row of the bar, points.
const ROW: f32 = 36.0;
/// Narrower bars have two rows.
const ONE_ROW: f32 = 840.0;

/// What is searched for.
#[derive(Default)]
pub(super) struct Search {
    open: bool,
    take_focus: bool,
    query: Query,
    replacement: String,
    found: Vec<Range<usize>>,
    found_for: Option<(u64, Query)>,
}

impl Search {
    /// Whether the bar is shown.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Points that the bar takes from code of this width.
    pub(super) fn height(&self, width: f32) -> f32 {
        if width < ONE_ROW { 2.0 * ROW } else { ROW }
    }

    /// Opens with what is selected, or closes.
    pub(super) fn toggle(&mut self, selected: &str) {
        self.open = !self.open;
        self.take_focus = self.open;
        if self.open && !selected.is_empty() && !selected.contains('\n') {
            selected.clone_into(&mut self.query.text);
        }
    }

    /// Every place, while the bar is shown.
    pub(super) fn found(&mut self, buffer: &Buffer) -> &[Range<usize>] {
        if !self.open {
            return &[];
        }
        let up_to_date = self.found_for.as_ref();
        if up_to_date
            .is_none_or(|(revision, query)| *revision != buffer.revision() || *query != self.query)
        {
            self.found = buffer.places(&self.query);
            self.found_for = Some((buffer.revision(), self.query.clone()));
        }
        &self.found
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
        let inner = rect.shrink2(vec2(12.0, 0.0));
        let row = |ui: &mut Ui, area, show: &mut dyn FnMut(&mut Ui)| {
            ui.scope_builder(UiBuilder::new().max_rect(area), |ui| {
                ui.horizontal_centered(show);
            });
        };
        if rect.height() > ROW {
            let (upper, lower) = inner.split_top_bottom_at_fraction(0.5);
            row(ui, upper, &mut |ui| {
                moved |= self.seek(ui, buffer, theme);
                self.close(ui, fresh);
            });
            row(ui, lower, &mut |ui| moved |= self.replace(ui, buffer));
        } else {
            row(ui, inner, &mut |ui| {
                moved |= self.seek(ui, buffer, theme);
                moved |= self.replace(ui, buffer);
                self.close(ui, fresh);
            });
        }
        moved
    }

    /// What is looked for, and going through its places; whether the cursor moved.
    fn seek(&mut self, ui: &mut Ui, buffer: &mut Buffer, theme: &Theme) -> bool {
        let mut moved = false;
        let width = (ui.available_width() - 320.0).clamp(60.0, 170.0);
        let field = ui.add(
            TextEdit::singleline(&mut self.query.text)
                .hint_text("find")
                .desired_width(width),
        );
        if std::mem::take(&mut self.take_focus) {
            field.request_focus();
        }
        let enter = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let back = ui.input(|input| input.modifiers.shift);
        if enter {
            moved |= buffer.find(&self.query, !back);
            field.request_focus();
        }
        ui.toggle_value(&mut self.query.case, "Aa")
            .on_hover_text("Capitals differ from small letters");
        ui.toggle_value(&mut self.query.word, "ab|")
            .on_hover_text("Whole words only");
        if ui.button("previous").clicked() {
            moved |= buffer.find(&self.query, false);
        }
        if ui.button("next").clicked() {
            moved |= buffer.find(&self.query, true);
        }
        let selection = buffer.selection();
        let found = self.found(buffer);
        let at = found.iter().position(|range| *range == selection);
        let count = match at {
            Some(at) => format!("{} of {}", at + 1, found.len()),
            None => format!("{} found", found.len()),
        };
        ui.label(RichText::new(count).small().color(theme.faint));
        moved
    }

    /// What is put in its place; whether the cursor moved.
    fn replace(&mut self, ui: &mut Ui, buffer: &mut Buffer) -> bool {
        let mut moved = false;
        let width = (ui.available_width() - 230.0).clamp(60.0, 170.0);
        ui.add(
            TextEdit::singleline(&mut self.replacement)
                .hint_text("replace with")
                .desired_width(width),
        );
        if ui.button("replace").clicked() {
            buffer.replace_one(&self.query, &self.replacement);
            moved = true;
        }
        if ui.button("replace all").clicked() {
            moved |= buffer.replace_all(&self.query, &self.replacement) > 0;
        }
        moved
    }

    fn close(&mut self, ui: &mut Ui, fresh: bool) {
        let clicked = ui.button("×").on_hover_text("Close (Escape)").clicked();
        if clicked || !fresh && ui.input(|input| input.key_pressed(Key::Escape)) {
            self.open = false;
        }
    }
}
