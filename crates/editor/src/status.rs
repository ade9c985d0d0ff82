//! The line at the bottom: what the last evaluation said, and where the cursor is.

use super::code_view::{Mark, sign};
use super::theme::Theme;
use egui::{Align, Layout, RichText, Stroke, Ui, UiBuilder, vec2};
use phonon_language::Severity;
use phonon_session::Report;

/// What it tells.
pub(super) struct Status<'a> {
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
    /// What is wrong with sample folders and files.
    pub files: &'a [String],
}

/// Draws it; a click on a message answers with the place in the text to go to.
pub(super) fn show(ui: &mut Ui, status: &Status, theme: &Theme) -> Option<usize> {
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
    if let Some((first, others)) = status.files.split_first() {
        let more = match others.len() {
            0 => String::new(),
            count => format!("  (and {count} more)"),
        };
        let label = egui::Label::new(small(format!("! {first}{more}"), theme.warning)).truncate();
        ui.add(label).on_hover_text(status.files.join("\n"));
    }
    let count = |severity: Severity| {
        let alike = status.marks.iter().filter(|mark| mark.severity == severity);
        alike.count()
    };
    let counts = [Severity::Error, Severity::Warning, Severity::Note]
        .map(|severity| (severity, count(severity)));
    if let Some(mark) = status.marks.iter().min_by_key(|mark| mark.severity) {
        let (sign, ink) = (sign(mark.severity), theme.message(mark.severity));
        let text = format!("{sign} {}{}", tally(&counts), mark.message);
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

/// How many messages there are of each severity; nothing where there is but one, which is shown itself.
fn tally(counts: &[(Severity, usize)]) -> String {
    if counts.iter().map(|(_, count)| count).sum::<usize>() < 2 {
        return String::new();
    }
    let told: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(severity, count)| {
            let plural = if *count == 1 { "" } else { "s" };
            format!("{count} {}{plural}", severity.word())
        })
        .collect();
    format!("{}: ", told.join(", "))
}

fn small(text: String, ink: egui::Color32) -> RichText {
    RichText::new(text).size(12.5).color(ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_messages_are_counted() {
        let of = |errors, warnings, notes| {
            tally(&[
                (Severity::Error, errors),
                (Severity::Warning, warnings),
                (Severity::Note, notes),
            ])
        };
        assert_eq!(of(1, 0, 0), "");
        assert_eq!(of(0, 0, 1), "");
        assert_eq!(of(2, 1, 0), "2 errors, 1 warning: ");
        assert_eq!(of(0, 1, 2), "1 warning, 2 notes: ");
    }
}
