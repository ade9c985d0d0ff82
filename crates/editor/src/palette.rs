//! The palette of commands: every action with its key, found by a few letters.
//!
//! It drops below the header over the code, takes the keyboard while it is open, and gives it back.

use super::app::{ACTIONS, Action, Command, Wish};
use super::fuzzy::Search;
use super::theme::{BODY, GRID, SMALL, Theme};
use egui::{
    Align2, Area, Context, FontId, Frame, Id, Key, Modifiers, Order, Rect, ScrollArea, Sense,
    Stroke, TextEdit, pos2, vec2,
};

const WIDTH: f32 = 480.0;
const ROW: f32 = 3.5 * GRID;
/// Rows seen at once.
const ROWS: f32 = 12.0;

/// The palette, open or not.
#[derive(Default)]
pub(super) struct Palette {
    open: Option<Open>,
}

#[derive(Default)]
struct Open {
    typed: String,
    chosen: usize,
    /// The field has taken the keyboard.
    has_keyboard: bool,
    /// The chosen row moved by a key: it is scrolled to.
    follow: bool,
}

impl Palette {
    /// Opens, or closes.
    pub(super) fn toggle(&mut self) {
        self.open = match self.open {
            Some(_) => None,
            None => Some(Open::default()),
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
        let found = found(&open.typed);
        open.keys(context, found.len());
        let width = WIDTH.min(area.width() - 4.0 * GRID);
        let mut done = None;
        let mut left = false;
        let shown = Area::new(Id::unique("palette"))
            .order(Order::Foreground)
            .fixed_pos(pos2(area.center().x - width / 2.0, area.top() + GRID))
            .show(context, |ui| {
                let frame = Frame::new()
                    .fill(theme.panel)
                    .stroke(Stroke::new(1.0, theme.outline))
                    .corner_radius(GRID)
                    .inner_margin(GRID);
                frame.show(ui, |ui| {
                    ui.set_width(width - 2.0 * GRID);
                    let field = TextEdit::singleline(&mut open.typed)
                        .hint_text("what to do")
                        .desired_width(f32::INFINITY);
                    let field = ui.add(field);
                    if !open.has_keyboard {
                        field.request_focus();
                        open.has_keyboard = true;
                    } else if field.lost_focus() {
                        left = true;
                        if ui.input(|input| input.key_pressed(Key::Enter)) {
                            done = found.get(open.chosen).map(|action| action.command);
                        }
                    }
                    if field.changed() {
                        open.chosen = 0;
                        open.follow = true;
                    }
                    let most = (area.height() - 10.0 * GRID).max(ROW);
                    ScrollArea::vertical()
                        .max_height(most.min(ROWS * ROW))
                        .auto_shrink([false, true])
                        .show(ui, |ui| {
                            ui.spacing_mut().item_spacing.y = 0.0;
                            for (place, action) in found.iter().enumerate() {
                                let chosen = place == open.chosen;
                                let response = row(ui, action, chosen, theme);
                                if chosen && std::mem::take(&mut open.follow) {
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

impl Open {
    /// Takes the keys that choose a row.
    fn keys(&mut self, context: &Context, rows: usize) {
        let last = rows.saturating_sub(1);
        let by = context.input_mut(|input| {
            let mut pressed = |key| input.count_and_consume_key(Modifiers::NONE, key) as isize;
            pressed(Key::ArrowDown) - pressed(Key::ArrowUp)
                + 8 * (pressed(Key::PageDown) - pressed(Key::PageUp))
        });
        if by != 0 {
            self.chosen = self.chosen.saturating_add_signed(by).min(last);
            self.follow = true;
        }
        self.chosen = self.chosen.min(last);
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
    let size = vec2(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let painter = ui.painter();
    if chosen || response.hovered() {
        painter.rect_filled(rect, GRID / 2.0, theme.raised);
    }
    let left = pos2(rect.left() + GRID, rect.center().y);
    let font = FontId::proportional(BODY);
    painter.text(left, Align2::LEFT_CENTER, action.name, font, theme.text);
    if let Some(chord) = action.keys.first() {
        let right = pos2(rect.right() - GRID, rect.center().y);
        let font = FontId::monospace(SMALL);
        painter.text(
            right,
            Align2::RIGHT_CENTER,
            chord.shown(),
            font,
            theme.faint,
        );
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, action.name));
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
