//! The strip on top: where the cycle is, what time follows, when a new program takes over, how loud it is, hush.
//!
//! What does not fit into a narrow window is left out, the least needed first; the palette has all of it.

mod clock;
mod level;
mod swap;

use super::Editor;
use super::app::{Command, Wish};
use super::automation::Automation;
use super::fonts;
use super::meter::Meter;
use super::theme::{BODY, GRID, Theme};
use egui::{Button, Color32, FontId, Rect, RichText, Sense, Stroke, Ui, UiBuilder, pos2, vec2};

/// Points the strip takes.
pub(super) const HEIGHT: f32 = 7.0 * GRID;

/// A part of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Track,
    Cycle,
    Transport,
    Swap,
    Level,
    Play,
    Hush,
    Menu,
}

/// The parts from left to right, the first four at the left, the others at the right; with their widths in points, and how
/// much they are needed.
const PARTS: [(Part, f32, u8); 8] = [
    (Part::Cycle, 120.0, 9),
    (Part::Transport, 152.0, 7),
    (Part::Swap, swap::WIDTH, 5),
    (Part::Track, 136.0, 2),
    (Part::Level, 168.0, 4),
    (Part::Play, 72.0, 6),
    (Part::Hush, 72.0, 10),
    (Part::Menu, 40.0, 8),
];
const AT_THE_LEFT: usize = 4;
const GAP: f32 = 2.0 * GRID;

/// The parts that fit, each with its place from the left.
fn placed(width: f32) -> Vec<(Part, f32, f32)> {
    let mut fits: Vec<_> = PARTS.iter().enumerate().collect();
    let taken = |parts: &[(usize, &(Part, f32, u8))]| -> f32 {
        parts
            .iter()
            .map(|(_, (_, width, _))| width + GAP)
            .sum::<f32>()
            + GAP
    };
    while taken(&fits) > width && fits.len() > 1 {
        let least = fits.iter().map(|(_, (_, _, needed))| *needed).min();
        fits.retain(|(_, (_, _, needed))| Some(*needed) != least);
    }
    let mut left = GAP;
    let mut placed = Vec::new();
    for (_, (part, width, _)) in fits.iter().filter(|(place, _)| *place < AT_THE_LEFT) {
        placed.push((*part, left, *width));
        left += width + GAP;
    }
    let mut right = width - GAP;
    let at_the_right = fits.iter().filter(|(place, _)| *place >= AT_THE_LEFT);
    for (_, (part, width, _)) in at_the_right.rev() {
        right -= width;
        placed.push((*part, right, *width));
        right -= GAP;
    }
    placed
}

/// Draws the strip into all of `ui`.
pub(super) fn show(
    ui: &mut Ui,
    editor: &Editor,
    meters: [Meter; 2],
    host: &dyn Automation,
    theme: &Theme,
    wishes: &mut Vec<Wish>,
) {
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, theme.panel);
    let line = Stroke::new(1.0, theme.rule);
    ui.painter()
        .hline(rect.x_range(), rect.bottom() - 0.5, line);
    for (part, left, width) in placed(rect.width()) {
        let left_top = pos2(rect.left() + left, rect.top());
        let area = Rect::from_min_size(left_top, vec2(width, rect.height() - 1.0));
        let builder = UiBuilder::new()
            .max_rect(area)
            .id_salt(part as u8)
            .layout(egui::Layout::left_to_right(egui::Align::Center));
        ui.scope_builder(builder, |ui| {
            ui.set_clip_rect(area.expand(2.0));
            match part {
                Part::Track => track(ui, editor, theme),
                Part::Cycle => clock::cycle(ui, editor, theme),
                Part::Transport => clock::transport(ui, editor, host, theme, wishes),
                Part::Swap => swap::show(ui, editor, host, theme, wishes),
                Part::Level => level::show(ui, meters, theme),
                Part::Play => {
                    if button(ui, width, "Play", Command::EvaluateAll, None, theme) {
                        wishes.push(Wish::Command(Command::EvaluateAll));
                    }
                }
                Part::Hush => {
                    if button(ui, width, "HUSH", Command::Hush, Some(theme.error), theme) {
                        wishes.push(Wish::Command(Command::Hush));
                    }
                }
                Part::Menu => {
                    if menu(ui, width, theme) {
                        wishes.push(Wish::Command(Command::Palette));
                    }
                }
            }
        });
    }
}

/// A button of the strip; whether it was clicked.
fn button(
    ui: &mut Ui,
    width: f32,
    label: &str,
    command: Command,
    fill: Option<Color32>,
    theme: &Theme,
) -> bool {
    let ink = if fill.is_some() {
        theme.paper
    } else {
        theme.text
    };
    let font = FontId::new(BODY, fonts::strong());
    let text = RichText::new(label).font(font).color(ink);
    let mut button = Button::new(text).min_size(vec2(width, 4.0 * GRID));
    if let Some(fill) = fill {
        button = button.fill(fill).stroke(Stroke::NONE);
    }
    ui.add(button).on_hover_text(command.hint()).clicked()
}

/// The button with three lines that opens the palette.
fn menu(ui: &mut Ui, width: f32, theme: &Theme) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(width, 4.0 * GRID), Sense::click());
    let look = ui.style().interact(&response);
    let painter = ui.painter();
    let corner = GRID / 2.0;
    painter.rect(
        rect,
        corner,
        look.bg_fill,
        look.bg_stroke,
        egui::StrokeKind::Inside,
    );
    for row in [-5.0, 0.0, 5.0] {
        let y = rect.center().y + row;
        let reach = rect.center().x - 8.0..=rect.center().x + 8.0;
        painter.hline(reach, y, Stroke::new(2.0, theme.text));
    }
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "All commands"));
    let clicked = response.clicked();
    response.on_hover_text(Command::Palette.hint());
    clicked
}

/// The name of the track in its colour, where the host tells; else our own.
fn track(ui: &mut Ui, editor: &Editor, theme: &Theme) {
    let track = editor.track();
    let name = track.as_ref().map_or("", |track| track.name.trim());
    let shown = if name.is_empty() { "Phonon" } else { name };
    if let Some([red, green, blue]) = track.as_ref().and_then(|track| track.colour) {
        let (stripe, _) = ui.allocate_exact_size(vec2(4.0, 3.0 * GRID), Sense::hover());
        let colour = Color32::from_rgb(red, green, blue);
        ui.painter().rect_filled(stripe, 2.0, colour);
    }
    let font = FontId::new(BODY, fonts::strong());
    let text = RichText::new(shown).font(font).color(theme.text);
    let label = ui.add(egui::Label::new(text).truncate());
    if !name.is_empty() {
        label.on_hover_text(format!("Phonon on the track {name}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_part_covers_another_at_any_width(width in 100.0_f32..3000.0) {
            let mut placed = placed(width);
            placed.sort_by(|one, other| one.1.total_cmp(&other.1));
            for pair in placed.windows(2) {
                let ((before, left, wide), (after, next, _)) = (pair[0], pair[1]);
                prop_assert!(left + wide <= next, "{before:?} covers {after:?}");
            }
            for (part, left, wide) in placed {
                prop_assert!(left >= 0.0 && left + wide <= width, "{part:?} is cut");
            }
        }
    }

    #[test]
    fn hush_is_there_at_any_width_and_everything_in_a_wide_window() {
        let parts = |width| {
            placed(width)
                .into_iter()
                .map(|(part, ..)| part)
                .collect::<Vec<_>>()
        };
        assert_eq!(parts(130.0), [Part::Hush]);
        let narrow = parts(700.0);
        for part in [
            Part::Cycle,
            Part::Transport,
            Part::Play,
            Part::Hush,
            Part::Menu,
        ] {
            assert!(narrow.contains(&part), "{part:?} at 700 points");
        }
        assert_eq!(parts(1200.0).len(), PARTS.len());
    }
}
