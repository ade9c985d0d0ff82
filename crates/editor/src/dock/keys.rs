//! All commands with their keys. A click does what the command does.

use super::Around;
use crate::app::{ACTIONS, Action, Wish};
use crate::fuzzy::Search;
use crate::list::{self, Finding};
use crate::theme::{GRID, SMALL};
use egui::{Align2, RichText, ScrollArea, Ui, vec2};

/// What is looked for.
#[derive(Default)]
pub(super) struct Keys {
    finding: Finding,
}

impl Keys {
    /// Draws the list.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let theme = around.theme;
        let rows = found(&self.finding.typed).len();
        let field = self
            .finding
            .field(ui, &mut around.take_field, "a command, or its key", rows);
        let found = found(&self.finding.typed);
        if field.entered
            && let Some(action) = found.get(self.finding.chosen)
        {
            around.wishes.push(Wish::Command(action.command));
        }
        ScrollArea::vertical()
            .id_salt("keys")
            .auto_shrink(false)
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for (place, action) in found.iter().enumerate() {
                    let chosen = self.finding.has_keyboard() && place == self.finding.chosen;
                    let response = list::row(ui, list::ROW, chosen, action.name, theme);
                    if chosen && std::mem::take(&mut self.finding.follow) {
                        response.scroll_to_me(None);
                    }
                    let mut inner = response.rect.shrink2(vec2(GRID, 0.0));
                    let keys: Vec<String> = action.keys.iter().map(|chord| chord.shown()).collect();
                    let keys = keys.join("  ");
                    let font = egui::FontId::monospace(SMALL);
                    let taken = ui.painter().text(
                        inner.right_center(),
                        Align2::RIGHT_CENTER,
                        keys,
                        font,
                        theme.faint,
                    );
                    inner.max.x = taken.left() - GRID;
                    list::written(ui, inner, action.name, list::body(), theme.text);
                    if response.on_hover_text(action.name).clicked() {
                        around.wishes.push(Wish::Command(action.command));
                    }
                }
                if found.is_empty() {
                    ui.label(RichText::new("No command of that name.").color(theme.faint));
                }
            });
    }
}

/// The commands that a search finds by name, other words or keys.
fn found(typed: &str) -> Vec<&'static Action> {
    Search::new(typed).best(ACTIONS, |action| {
        let keys: Vec<String> = action.keys.iter().map(|chord| chord.shown()).collect();
        format!("{} {} {}", action.name, action.words, keys.join(" "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Command;

    #[test]
    fn commands_are_found_by_their_keys_too() {
        assert_eq!(found("Ctrl+H")[0].command, Command::Hush);
        assert_eq!(found("").len(), ACTIONS.len());
    }
}
