//! The palette of commands: every action with its key, found by a few letters.
//!
//! It drops below the header over the code, takes the keyboard while it is open, and gives it back.

use super::app::{ACTIONS, Action, Command, Wish};
use super::fuzzy::Search;
use super::list::{self, Finding};
use super::theme::{GRID, SMALL, Theme};
use egui::{Align2, Area, Context, FontId, Id, Order, Rect, ScrollArea, pos2, vec2};

const WIDTH: f32 = 480.0;
const ROW: f32 = 3.5 * GRID;
/// Rows seen at once.
const ROWS: f32 = 12.0;

/// The palette, open or not.
#[derive(Default)]
pub(super) struct Palette {
    open: Option<Open>,
}

struct Open {
    finding: Finding,
    /// The field is to have the keyboard.
    take_field: bool,
}

impl Palette {
    /// Opens, or closes.
    pub(super) fn toggle(&mut self) {
        self.open = match self.open {
            Some(_) => None,
            None => Some(Open {
                finding: Finding::default(),
                take_field: true,
            }),
        };
    }

    /// Draws the palette at the top of `area`, the part of the window below the header.
    pub(super) fn show(
        &mut self,
        context: &Context,
        area: Rect,
        theme: &Theme,
        wishes: &mut Vec<Wish>,
    ) {
        let Some(open) = &mut self.open else { return };
        let found = found(&open.finding.typed);
        let width = WIDTH.min(area.width() - 4.0 * GRID);
        let mut done = None;
        let mut left = false;
        let shown = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .fixed_pos(pos2(area.center().x - width / 2.0, area.top() + GRID))
            .show(context, |ui| {
                theme.floating(theme.panel).show(ui, |ui| {
                    ui.set_width(width - 2.0 * GRID);
                    let (finding, is_new) = (&mut open.finding, open.take_field);
                    let rows = found.len();
                    let typed = finding.field(ui, &mut open.take_field, "what to do", rows);
                    left = !is_new && !finding.has_keyboard();
                    if typed.entered {
                        done = found.get(finding.chosen).map(|action| action.command);
                    }
                    let most = (area.height() - 10.0 * GRID).max(ROW);
                    ScrollArea::vertical()
                        .max_height(most.min(ROWS * ROW))
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            ui.spacing_mut().item_spacing.y = 0.0;
                            for (place, action) in found.iter().enumerate() {
                                let chosen = place == finding.chosen;
                                let response = row(ui, action, chosen, theme);
                                if chosen && std::mem::take(&mut finding.follow) {
                                    response.scroll_to_me(None);
                                }
                                if response.clicked() {
                                    done = Some(action.command);
                                }
                            }
                            if found.is_empty() {
                                ui.colored_label(theme.faint, "nothing of that name");
                            }
                        });
                });
            });
        let clicked_outside = context.input(|input| {
            let at = input.pointer.interact_pos();
            input.pointer.any_pressed() && at.is_some_and(|at| !shown.response.rect.contains(at))
        });
        if done.is_some() || clicked_outside || left {
            // A click on a row takes the keyboard from the field before it is a click.
            let pressed_inside = left && done.is_none() && !clicked_outside;
            let pointer_down = context.input(|input| input.pointer.any_down());
            if !(pressed_inside && pointer_down) {
                self.open = None;
            }
        }
        wishes.extend(done.map(Wish::Command));
    }
}

/// The actions that a search finds; the palette itself is not one to be found in it.
fn found(typed: &str) -> Vec<&'static Action> {
    let all = ACTIONS
        .iter()
        .filter(|action| action.command != Command::Palette);
    Search::new(typed).best(all, |action| format!("{} {}", action.name, action.words))
}

fn row(ui: &mut egui::Ui, action: &Action, chosen: bool, theme: &Theme) -> egui::Response {
    let response = list::row(ui, ROW, chosen, action.name, theme);
    let within = response.rect.shrink2(vec2(GRID, 0.0));
    let keys = action.keys.first().map(|chord| chord.shown());
    if let Some(keys) = keys {
        let right = within.right_center();
        let font = FontId::monospace(SMALL);
        let painter = ui.painter();
        painter.text(right, Align2::RIGHT_CENTER, keys, font, theme.faint);
    }
    list::written(ui, within, action.name, list::body(), theme.text);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_by_their_names_and_by_other_words() {
        let first = |typed: &str| found(typed).first().map(|action| action.command);
        assert_eq!(first("play every"), Some(Command::EvaluateAll));
        assert_eq!(first("panic"), Some(Command::Hush));
        assert_eq!(first("cpu"), Some(Command::Performance));
        assert_eq!(first("night"), Some(Command::Theme));
        assert_eq!(found("").len(), ACTIONS.len() - 1);
        assert_eq!(first("qqqq"), None);
    }
}
