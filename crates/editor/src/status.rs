//! The line at the bottom: what just happened, what is wrong, what playing costs, where the cursor is.

use super::app::{Command, Wish};
use super::code_view::Mark;
use super::theme::{GRID, SMALL, Theme};
use egui::{Align, Label, Layout, RichText, Sense, Stroke, Ui, UiBuilder, vec2};
use phonon_language::Severity;

/// Points the line takes.
pub(super) const HEIGHT: f32 = 4.0 * GRID;

/// What it tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Status<'a> {
    /// What was evaluated last, and what became of it.
    pub state: State,
    /// The text differs from what was evaluated.
    pub edited: bool,
    pub marks: &'a [Mark],
    /// Line and column of the cursor, from 0.
    pub place: (usize, usize),
    /// Statements that are wrong: those whose last good version plays on, and those that play nothing.
    pub kept: usize,
    pub failed: usize,
    /// Why the engine or the window failed.
    pub failure: Option<String>,
    /// The project was saved by a newer version.
    pub newer: bool,
    /// Parts of the project that could not be read.
    pub unread: Vec<String>,
    /// What is wrong with sample folders and files.
    pub files: &'a [String],
    /// Voices that sound, and the share of real time that they take.
    pub voices: u32,
    pub load: f64,
}

/// What became of the last evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum State {
    /// Nothing was evaluated yet.
    #[default]
    Fresh,
    /// Nothing of the text could be compiled.
    Failed,
    /// Everything was silenced.
    Hushed,
    /// The text is compiled, but time stands still because the host does.
    HostStands,
    /// The text is compiled, but the host does not call us.
    HostIsAway,
    /// The new program takes over after so many cycles.
    Waiting(f64),
    /// The text plays; it took so many milliseconds to compile.
    Playing(f64),
}

impl State {
    /// In the user's words.
    fn words(self, edited: bool) -> String {
        let keys = Command::EvaluateAll.action().keys[0].shown();
        match (self, edited) {
            (Self::Fresh, _) => format!("{keys} plays what you see"),
            (Self::Failed, _) => "nothing of this text plays".to_owned(),
            (Self::Hushed, _) => format!("silence · {keys} plays again"),
            (Self::Waiting(cycles), _) => format!("takes over in {cycles:.2} cycles"),
            (Self::HostStands, _) => "ready · the host stands still".to_owned(),
            (Self::HostIsAway, _) => "ready · the host does not process this track".to_owned(),
            (Self::Playing(_), true) => format!("changed · {keys} plays it"),
            (Self::Playing(took), false) => format!("plays · compiled in {took:.0} ms"),
        }
    }
}

/// Draws the line into all of `ui`.
pub(super) fn show(ui: &mut Ui, status: &Status, theme: &Theme, wishes: &mut Vec<Wish>) {
    let rect = ui.max_rect();
    ui.painter().rect_filled(rect, 0.0, theme.panel);
    let line = Stroke::new(1.0, theme.rule);
    ui.painter().hline(rect.x_range(), rect.top() + 0.5, line);
    let within = UiBuilder::new().max_rect(rect.shrink2(vec2(2.0 * GRID, 0.0)));
    ui.scope_builder(within, |ui| {
        ui.spacing_mut().item_spacing.x = 2.0 * GRID;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let (line, column) = status.place;
            if ui.available_width() > 480.0 {
                let place = format!("{}:{}", line + 1, column + 1);
                ui.label(small(place, theme.faint))
                    .on_hover_text("Line and column of the cursor");
            }
            cost(ui, status, theme, wishes);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                said(ui, status, theme, wishes);
            });
        });
    });
}

/// Voices and load; a click shows where the time goes.
fn cost(ui: &mut Ui, status: &Status, theme: &Theme, wishes: &mut Vec<Wish>) {
    let ink = match status.load {
        load if load > 0.8 => theme.error,
        load if load > 0.5 => theme.warning,
        _ => theme.faint,
    };
    let plural = if status.voices == 1 { "" } else { "s" };
    let words = format!(
        "{} voice{plural}  {:.1} %",
        status.voices,
        status.load * 100.0
    );
    let label = Label::new(small(words, ink)).sense(Sense::click());
    let shown = ui.add(label);
    if shown.clicked() {
        wishes.push(Wish::Command(Command::Performance));
    }
    shown.on_hover_text("Voices that sound, and their share of real time. Click for the figures");
}

fn said(ui: &mut Ui, status: &Status, theme: &Theme, wishes: &mut Vec<Wish>) {
    if let Some(failure) = &status.failure {
        let words = format!("✕ the engine stopped: {failure}");
        ui.add(Label::new(small(words, theme.error)).truncate());
        return;
    }
    let (sign, ink) = match status.state {
        State::Playing(_) | State::Waiting(_) => ("✓ ", theme.good),
        State::Hushed => ("■ ", theme.text),
        _ => ("", theme.text),
    };
    let words = format!("{sign}{}", status.state.words(status.edited));
    ui.label(small(words, ink));
    if let Some(words) = wrong(status.kept, status.failed) {
        ui.label(small(words, theme.text));
    }
    if status.state == State::HostStands {
        let free = ui.button(small("▶ Run free".to_owned(), theme.text));
        let hint = "Plays without the host's transport, at the text's own tempo";
        if free.on_hover_text(hint).clicked() {
            wishes.push(Wish::Command(Command::RunFree));
        }
    }
    if let Some(first) = status.marks.iter().min_by_key(|mark| mark.severity) {
        let ink = theme.message(first.severity);
        let words = format!("{}  {}", tally(status.marks), first.message);
        let label = Label::new(small(words, ink))
            .truncate()
            .sense(Sense::click());
        let shown = ui.add(label);
        if shown.clicked() {
            wishes.push(Wish::GoTo(first.range.start));
        }
        shown.on_hover_text(format!("{}\nClick to go there", first.message));
    }
    for (words, details) in project(status) {
        let label = Label::new(small(words, theme.warning)).truncate();
        ui.add(label).on_hover_text(details);
    }
}

/// What plays of statements that are wrong.
fn wrong(kept: usize, failed: usize) -> Option<String> {
    let of = |count: usize| match count {
        1 => "1 statement".to_owned(),
        count => format!("{count} statements"),
    };
    match (kept, failed) {
        (0, 0) => None,
        (kept, 0) => Some(format!("↺ the last good version of {} plays on", of(kept))),
        (0, failed) => Some(format!("{} silent", of(failed))),
        (kept, failed) => Some(format!("↺ {} as before, {} silent", of(kept), of(failed))),
    }
}

/// What there is to say about the project, with its details.
fn project(status: &Status) -> Vec<(String, String)> {
    let mut said = Vec::new();
    if status.newer {
        let words = "! saved by a newer Phonon";
        let details = "This project was saved by a newer Phonon. What is unknown here is kept.";
        said.push((words.to_owned(), details.to_owned()));
    }
    if !status.unread.is_empty() {
        let details = format!(
            "Could not be read, and is kept: {}",
            status.unread.join(", ")
        );
        said.push((
            "! parts of the project could not be read".to_owned(),
            details,
        ));
    }
    if let Some((first, others)) = status.files.split_first() {
        let more = match others.len() {
            0 => String::new(),
            count => format!("  (and {count} more)"),
        };
        said.push((format!("! {first}{more}"), status.files.join("\n")));
    }
    said
}

/// How many messages of each kind there are, and the key that leads to them.
fn tally(marks: &[Mark]) -> String {
    let mut told = String::new();
    for (severity, sign) in [
        (Severity::Error, '✕'),
        (Severity::Warning, '!'),
        (Severity::Note, 'i'),
    ] {
        let count = marks
            .iter()
            .filter(|mark| mark.severity == severity)
            .count();
        if count > 0 {
            told.push_str(&format!("{sign} {count}  "));
        }
    }
    format!("{told}({})", Command::NextProblem.action().keys[0].shown())
}

fn small(text: String, ink: egui::Color32) -> RichText {
    RichText::new(text).size(SMALL).color(ink)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(severity: Severity) -> Mark {
        Mark {
            range: 0..1,
            severity,
            message: "wrong".to_owned(),
            help: None,
            fix: None,
        }
    }

    #[test]
    fn messages_are_counted_by_their_kind() {
        let (error, note) = (mark(Severity::Error), mark(Severity::Note));
        assert_eq!(tally(&[error.clone(), note, error]), "✕ 2  i 1  (Alt+E)");
    }

    #[test]
    fn what_plays_of_wrong_statements_is_said() {
        assert_eq!(wrong(0, 0), None);
        let said = wrong(1, 0).expect("something is wrong");
        assert_eq!(said, "↺ the last good version of 1 statement plays on");
        assert_eq!(wrong(0, 2).as_deref(), Some("2 statements silent"));
    }

    #[test]
    fn what_is_said_fits_what_is_so() {
        let keys = Command::EvaluateAll.action().keys[0].shown();
        // Silence was asked for: that the text differs from silence is no news.
        assert_eq!(State::Hushed.words(true), State::Hushed.words(false));
        assert_eq!(
            State::Playing(12.4).words(false),
            "plays · compiled in 12 ms"
        );
        assert_eq!(
            State::Playing(12.4).words(true),
            format!("changed · {keys} plays it")
        );
        assert_eq!(
            State::Waiting(0.583).words(true),
            "takes over in 0.58 cycles"
        );
        assert!(State::HostStands.words(false).contains("host stands still"));
    }
}
