//! The small keyboard of signs that patterns need and some keyboards lack: a click types one at the cursor.

use super::app::Wish;
use super::theme::{GRID, Theme};
use egui::{Area, Button, Context, Id, Order, Rect, RichText, vec2};

/// The signs, with what they are for.
const SIGNS: &[(&str, &str)] = &[
    ("~", "a rest; before a name, a bus"),
    ("<", "one step a cycle"),
    (">", "one step a cycle"),
    ("[", "steps in the time of one"),
    ("]", "steps in the time of one"),
    ("{", "steps of their own length"),
    ("}", "steps of their own length"),
    (
        "|",
        "one of these by chance; before or after an operator, whose events are kept",
    ),
    ("@", "how long a step is"),
    ("!", "a step again"),
    ("?", "a step by chance"),
    ("%", "how many steps a cycle has"),
    ("#", "combines with a control"),
    ("$", "what follows is the argument"),
    ("\\", "a function without a name"),
    ("'", "the parts of a chord"),
    ("\"", "a pattern"),
    ("`", "an operator by its name"),
    ("^", "a pattern of another name"),
    ("&", "and"),
];

/// Draws the signs at the lower right of `area`, the part of the window that the code has.
pub(super) fn show(context: &Context, area: Rect, theme: &Theme, wishes: &mut Vec<Wish>) {
    Area::new(Id::unique("signs"))
        .order(Order::Middle)
        .pivot(egui::Align2::RIGHT_BOTTOM)
        .fixed_pos(area.right_bottom() - vec2(3.0 * GRID, GRID))
        .show(context, |ui| {
            theme.floating(theme.panel).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(GRID / 2.0, GRID / 2.0);
                for row in SIGNS.chunks(10) {
                    ui.horizontal(|ui| {
                        for (sign, meaning) in row {
                            let label = RichText::new(*sign).monospace();
                            let size = vec2(3.5 * GRID, 3.5 * GRID);
                            let button = ui.add(Button::new(label).min_size(size));
                            if button.on_hover_text(*meaning).clicked() {
                                wishes.push(Wish::Insert((*sign).to_owned()));
                            }
                        }
                    });
                }
            });
        });
}
