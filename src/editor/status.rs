//! The line at the bottom: what the last evaluation said, and where the cursor is.

use super::code_view::Mark;
use super::theme::Theme;
use crate::session::Report;
use egui::{Align, Layout, RichText, Stroke, Ui, UiBuilder, vec2};

/// What it tells.
pub struct Status<'a> {
    pub report: &'a Report,
    pub marks: &'a [Mark],
    /// The draft is not what plays.
    pub draft_differs: bool,
    /// Line and column of the cursor, from 0.
    pub place: (usize, usize),
    pub failure: Option<String>,
    /// The project was saved by a newer version.
    pub newer: bool,
    /// Parts of the project that could not be read.
    pub unread: Vec<String>,
}

/// Draws it; a click on a message answers with the place in the text to go to.
pub fn show(ui: &mut Ui, status: &Status, theme: &Theme) -> Option<usize> {
    let rect = ui.max_rect();
    ui.painter().hline(
        rect.x_range(),
        rect.top() + 0.5,
        Stroke::new(1.0, theme.rule),
    );
    let mut target = None;
    ui.scope_builder(
        UiBuilder::new().max_rect(rect.shrink2(vec2(12.0, 0.0))),
        |ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let (line, column) = status.place;
                ui.label(small(
                    format!("line {}, column {}", line + 1, column + 1),
                    theme.faint,
                ));
                if status.draft_differs && status.report.serial > 0 {
                    ui.label(small("·  not evaluated".to_owned(), theme.faint));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    target = message(ui, status, theme);
                });
            });
        },
    );
    target
}

fn message(ui: &mut Ui, status: &Status, theme: &Theme) -> Option<usize> {
    if let Some(failure) = &status.failure {
        ui.label(small(
            format!("× the engine stopped: {failure}"),
            theme.error,
        ));
        return None;
    }
    if status.newer {
        ui.label(small(
            "! this project was saved by a newer Phonon; what is unknown here is kept".to_owned(),
            theme.warning,
        ));
    }
    if !status.unread.is_empty() {
        let parts = status.unread.join(", ");
        ui.label(small(
            format!("! of this project could not be read, and is kept: {parts}"),
            theme.warning,
        ));
    }
    let count = |is_error: bool| {
        status
            .marks
            .iter()
            .filter(|mark| mark.is_error == is_error)
            .count()
    };
    let (errors, warnings) = (count(true), count(false));
    if let Some(mark) = status
        .marks
        .iter()
        .find(|mark| mark.is_error)
        .or(status.marks.first())
    {
        let (sign, ink) = if mark.is_error {
            ("×", theme.error)
        } else {
            ("!", theme.warning)
        };
        let text = format!("{sign} {}{}", tally(errors, warnings), mark.message);
        let label = egui::Label::new(small(text, ink))
            .truncate()
            .sense(egui::Sense::click());
        let response = ui.add(label).on_hover_text("Go there");
        return response.clicked().then_some(mark.range.start);
    }
    let said = match status.report.serial {
        0 => "Ctrl+Enter plays what you see".to_owned(),
        _ => format!(
            "evaluated in {:.1} ms",
            status.report.took.as_secs_f64() * 1000.0
        ),
    };
    ui.label(small(said, theme.faint));
    None
}

fn tally(errors: usize, warnings: usize) -> String {
    let plural = |count: usize, word: &str| match count {
        0 => None,
        1 => Some(format!("1 {word}")),
        _ => Some(format!("{count} {word}s")),
    };
    let parts: Vec<String> = [plural(errors, "error"), plural(warnings, "warning")]
        .into_iter()
        .flatten()
        .collect();
    if errors + warnings > 1 {
        format!("{}: ", parts.join(", "))
    } else {
        String::new()
    }
}

fn small(text: String, ink: egui::Color32) -> RichText {
    RichText::new(text).size(12.5).color(ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_messages_are_counted() {
        assert_eq!(tally(1, 0), "");
        assert_eq!(tally(2, 1), "2 errors, 1 warning: ");
    }
}
