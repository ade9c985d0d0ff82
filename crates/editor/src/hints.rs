//! Three hints for the first minutes, each shown once.

use super::app::Command;
use super::theme::{GRID, SMALL, Theme};
use egui::{Area, Context, Id, Order, Rect, RichText, vec2};

/// What a hint says, and when it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hint {
    /// Nothing was evaluated in this project yet.
    Play,
    /// Something was, and its text may be changed.
    Change,
    /// The text was changed and evaluated again.
    Palette,
}

const HINTS: [Hint; 3] = [Hint::Play, Hint::Change, Hint::Palette];

impl Hint {
    fn bit(self) -> u32 {
        1 << self as u32
    }

    fn words(self) -> String {
        let key = |command: Command| command.action().keys[0].shown();
        match self {
            Self::Play => format!(
                "This text is the music. {} plays what you see.",
                key(Command::EvaluateAll)
            ),
            Self::Change => format!(
                "Change a number or a name, then {} again: the music goes on and takes it over.",
                key(Command::EvaluateAll)
            ),
            Self::Palette => format!(
                "{} finds every command, {} says what a word means.",
                key(Command::Palette),
                key(Command::Reference)
            ),
        }
    }

    /// Whether the hint is of use after so many evaluations.
    fn is_due(self, evaluations: u64) -> bool {
        match self {
            Self::Play => evaluations <= 1,
            Self::Change => evaluations >= 1,
            Self::Palette => evaluations >= 2,
        }
    }
}

/// The hint to be shown: the first that is due and was not put away. `put_away` has a bit for each.
fn due(put_away: u32, evaluations: u64) -> Option<Hint> {
    HINTS
        .into_iter()
        .find(|hint| put_away & hint.bit() == 0 && hint.is_due(evaluations))
}

/// Shows the hint that is due at the lower right of `area`, and returns which were put away. A hint goes when it is clicked
/// away, or when what it says was done. `evaluations` counts those by hand since the window was made.
pub(super) fn show(
    context: &Context,
    area: Rect,
    mut put_away: u32,
    evaluations: u64,
    theme: &Theme,
) -> u32 {
    // Who has played knows how to.
    if evaluations >= 1 {
        put_away |= Hint::Play.bit();
    }
    if evaluations >= 2 {
        put_away |= Hint::Change.bit();
    }
    // In a small window a hint would cover what it speaks of.
    let has_room = area.height() > 30.0 * GRID && area.width() > 60.0 * GRID;
    let Some(hint) = due(put_away, evaluations).filter(|_| has_room) else {
        return put_away;
    };
    Area::new(Id::unique("hint"))
        .order(Order::Middle)
        .pivot(egui::Align2::RIGHT_BOTTOM)
        .fixed_pos(area.right_bottom() - vec2(3.0 * GRID, 2.0 * GRID))
        .show(context, |ui| {
            theme.floating(theme.raised).show(ui, |ui| {
                let width = ui.available_width().min(area.width() - 10.0 * GRID);
                ui.horizontal_top(|ui| {
                    let close = ui.button(RichText::new("×").size(SMALL));
                    if close.on_hover_text("Put this hint away").clicked() {
                        put_away |= hint.bit();
                    }
                    ui.vertical(|ui| {
                        ui.set_max_width(width.max(20.0 * GRID));
                        let words = RichText::new(hint.words()).color(theme.text);
                        ui.add(egui::Label::new(words).wrap());
                    });
                });
            });
        });
    put_away
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_hint_comes_in_its_turn_and_once() {
        assert_eq!(due(0, 0), Some(Hint::Play));
        assert_eq!(due(0b001, 0), None);
        assert_eq!(due(0b001, 1), Some(Hint::Change));
        assert_eq!(due(0b011, 2), Some(Hint::Palette));
        assert_eq!(due(0b111, 9), None);
    }
}
