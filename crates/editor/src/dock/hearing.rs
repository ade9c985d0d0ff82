//! Sounds and examples that are heard by a click, beside what plays: at once or on the next beat.

use crate::list;
use crate::theme::{GRID, Theme};
use egui::{Label, RichText, Ui};
use phonon_session::{Session, When};

/// What is heard, and when a click lets it be heard.
#[derive(Default)]
pub(super) struct Hearing {
    /// A click waits for the next quarter note.
    on_beat: bool,
    last: Option<(u64, Heard)>,
    /// Why the last one cannot be heard.
    problem: Option<String>,
}

/// Something that is heard once.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Heard {
    Sound(String, usize),
    Example(String),
}

impl Hearing {
    /// Lets something be heard, or ends it where it is heard already.
    pub(super) fn toggle(&mut self, session: &Session, heard: Heard) {
        if self.is_heard(session, &heard) {
            session.stop_audition();
            self.last = None;
        } else {
            self.begin(session, heard);
        }
    }

    /// Lets something be heard.
    pub(super) fn begin(&mut self, session: &Session, heard: Heard) {
        let when = if self.on_beat {
            When::NextBeat
        } else {
            When::Now
        };
        self.problem = None;
        let number = match &heard {
            Heard::Sound(name, index) => session.audition(name, *index, when),
            Heard::Example(text) => session.audition_example(text, when),
        };
        self.last = Some((number, heard));
    }

    /// Whether this is what is heard now, or waits for its beat.
    pub(super) fn is_heard(&self, session: &Session, heard: &Heard) -> bool {
        let last = self.last.as_ref();
        last.is_some_and(|(number, last)| last == heard && session.auditioned() == Some(*number))
    }

    /// Draws when a click is heard, and why the last one was not.
    pub(super) fn show(&mut self, ui: &mut Ui, session: &Session, theme: &Theme) {
        if session.auditioned().is_some() {
            ui.ctx().request_repaint_after(crate::FRAME);
        }
        self.problem = session.take_audition_problem().or(self.problem.take());
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = GRID / 2.0;
            let words = RichText::new("A click is heard").font(list::small());
            ui.label(words.color(theme.faint));
            for (on_beat, words) in [(false, "now"), (true, "on the beat")] {
                let words = RichText::new(words).font(list::small());
                if ui
                    .selectable_label(self.on_beat == on_beat, words)
                    .clicked()
                {
                    self.on_beat = on_beat;
                }
            }
            // In the same line: what was clicked stays where it is.
            if let Some(problem) = &self.problem {
                let words = RichText::new(problem).font(list::small());
                let label = Label::new(words.color(theme.warning)).truncate();
                ui.add(label).on_hover_text(problem);
            }
        });
    }
}
