//! What the sounds of a bank take where the text does not say: a field for each bank. What is typed is kept at once and
//! comes into force with Enter, or when the field is left.

use crate::list;
use crate::theme::{BODY, GRID, SMALL, Theme};
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Id, Label, Layout, RichText, Stroke, TextEdit, Ui, UiBuilder, vec2};
use phonon_language::Diagnostic;
use phonon_session::Session;
use phonon_session::banks;
use phonon_session::state::BankDefault;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// Texts read in one frame; a project may bring many.
const READ_A_FRAME: usize = 32;

pub(super) type Texts = BTreeMap<String, BankDefault>;

/// What is typed and what is wrong with it.
#[derive(Default)]
pub(super) struct Defaults {
    /// The bank whose default is being typed.
    pub typing: Option<String>,
    /// What is wrong with the texts, as far as they were read.
    problems: HashMap<String, (String, Option<Diagnostic>)>,
}

impl Defaults {
    /// Puts what was being typed in force; whether that is another default.
    pub(super) fn finish(&mut self, session: &Session) -> bool {
        let Some(bank) = self.typing.take() else {
            return false;
        };
        let texts = session.saved().bank_defaults.clone();
        session.set_default(&bank, &text_of(&texts, &bank).draft)
    }

    /// Reads the texts that are new.
    pub(super) fn read(&mut self, texts: &Texts) {
        self.problems.retain(|bank, _| texts.contains_key(bank));
        let known = |problems: &HashMap<String, (String, _)>, bank: &String, text: &String| {
            problems.get(bank).is_some_and(|(read, _)| read == text)
        };
        let new: Vec<_> = texts
            .iter()
            .filter(|(bank, default)| !known(&self.problems, bank, &default.draft))
            .take(READ_A_FRAME)
            .collect();
        for (bank, BankDefault { draft, .. }) in new {
            let read = (draft.clone(), banks::problem(draft));
            self.problems.insert(bank.clone(), read);
        }
    }

    fn problem(&self, bank: &str) -> Option<&Diagnostic> {
        self.problems.get(bank)?.1.as_ref()
    }

    /// The part of the draft that is wrong.
    fn wrong(&self, bank: &str, draft: &str) -> Range<usize> {
        match self.problems.get(bank) {
            Some((read, Some(problem))) if read == draft => marked(draft, &problem.span),
            _ => 0..0,
        }
    }

    /// Whether there is something to say about a bank's default. Below one that is being typed stands always a note, so that
    /// nothing moves from key to key.
    pub(super) fn has_note(&self, bank: &str, texts: &Texts) -> bool {
        let default = text_of(texts, bank);
        self.typing.as_deref() == Some(bank)
            || self.problem(bank).is_some()
            || default.draft.trim() != default.evaluated
    }

    /// What is wrong with a default, or that it is not in force yet.
    pub(super) fn note(&self, ui: &mut Ui, bank: &str, texts: &Texts, theme: &Theme) {
        let default = text_of(texts, bank);
        let (mut words, ink) = match self.problem(bank) {
            Some(problem) => {
                let help = problem.help.iter().map(|help| format!("; {help}"));
                let words = format!("✕ {}{}", problem.message, help.collect::<String>());
                (words, theme.error)
            }
            None if default.draft.trim() != default.evaluated => {
                ("Enter puts it in force".to_owned(), theme.warning)
            }
            None => ("in force".to_owned(), theme.faint),
        };
        if !default.evaluated.is_empty() && default.draft.trim() != default.evaluated {
            words.push_str(&format!(" · in force: {}", default.evaluated));
        }
        line(ui, |ui| {
            let words = RichText::new(&words).size(SMALL).color(ink);
            ui.add(Label::new(words).truncate());
        });
    }

    /// The field of a bank's default.
    pub(super) fn field(
        &self,
        ui: &mut Ui,
        bank: &str,
        draft: &mut String,
        theme: &Theme,
    ) -> egui::Response {
        let wrong = self.wrong(bank, draft);
        line(ui, |ui| {
            let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, _: f32| {
                let job = inked(text.as_str(), &wrong, theme);
                ui.fonts_mut(|fonts| fonts.layout_job(job))
            };
            let width = ui.available_width();
            let hint = "default, such as gain 0.8 # cut 1";
            let edit = TextEdit::singleline(draft)
                .id(Id::unique(("the default of a bank", bank)))
                .hint_text(hint)
                .desired_width(width)
                .layouter(&mut layouter);
            let response = ui.add(edit);
            response.on_hover_text("What its sounds take where the text does not say")
        })
    }
}

/// The text of a bank's default, an empty one where it has none.
pub(super) fn text_of<'a>(texts: &'a Texts, bank: &str) -> &'a BankDefault {
    static NONE: BankDefault = BankDefault {
        draft: String::new(),
        evaluated: String::new(),
    };
    texts.get(bank).unwrap_or(&NONE)
}

/// What is underlined of a text for a problem at `span`: at least a letter, within the text.
fn marked(text: &str, span: &Range<usize>) -> Range<usize> {
    let (start, end) = (
        text.floor_char_boundary(span.start),
        text.floor_char_boundary(span.end),
    );
    if start < end {
        return start..end;
    }
    let next = text[start..].chars().next().map_or(0, char::len_utf8);
    if next > 0 {
        return start..start + next;
    }
    let last = text.chars().next_back().map_or(0, char::len_utf8);
    start - last..start
}

/// One line of the list, indented below a bank.
fn line<T>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> T) -> T {
    let size = vec2(ui.available_width(), list::ROW);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let mut inner = rect;
    inner.min.x += 3.0 * GRID;
    inner.max.x -= GRID;
    let layout = Layout::left_to_right(Align::Center);
    ui.scope_builder(UiBuilder::new().max_rect(inner).layout(layout), add)
        .inner
}

/// A text in one colour, `wrong` underlined.
fn inked(text: &str, wrong: &Range<usize>, theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    let plain = TextFormat::simple(FontId::monospace(BODY), theme.text);
    let underlined = TextFormat {
        underline: Stroke::new(1.5, theme.error),
        ..plain.clone()
    };
    // It was found in the text before the last key.
    let Some(within) = text.get(wrong.clone()) else {
        job.append(text, 0.0, plain);
        return job;
    };
    job.append(&text[..wrong.start], 0.0, plain.clone());
    job.append(within, 0.0, underlined);
    job.append(&text[wrong.end..], 0.0, plain);
    job
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(given: &[(&str, &str, &str)]) -> Texts {
        let default = |(name, draft, evaluated): &(&str, &str, &str)| {
            let (draft, evaluated) = ((*draft).to_owned(), (*evaluated).to_owned());
            ((*name).to_owned(), BankDefault { draft, evaluated })
        };
        given.iter().map(default).collect()
    }

    #[test]
    fn a_line_below_says_what_is_wrong_or_not_in_force() {
        let texts = texts(&[
            ("bd", "gain 0.8 # gian 1", "gain 0.8"),
            ("cp", "cut 1", "cut 1"),
            ("sn", "gain 0.5", ""),
        ]);
        let mut defaults = Defaults::default();
        defaults.read(&texts);
        let has_note = |bank: &str| defaults.has_note(bank, &texts);
        assert!(has_note("bd") && !has_note("cp") && has_note("sn") && !has_note("arpy"));
        let problem = defaults.problem("bd").expect("it is wrong");
        assert_eq!(problem.message, "no function `gian`");
        assert_eq!(defaults.wrong("bd", "gain 0.8 # gian 1"), 11..15);
        // Before it is read again nothing of another text is marked.
        assert_eq!(defaults.wrong("bd", "gain 0.8 # gain 1"), 0..0);
        // While one is typed it has its line throughout.
        defaults.typing = Some("arpy".to_owned());
        assert!(defaults.has_note("arpy", &texts));
    }

    #[test]
    fn a_mark_is_a_letter_at_least_and_never_cuts_one() {
        assert_eq!(marked("gian 1", &(0..4)), 0..4);
        assert_eq!(marked("gain", &(4..4)), 3..4);
        assert_eq!(marked("gain 1 #", &(7..7)), 7..8);
        assert_eq!(marked("ä", &(1..9)), 0..2);
        assert_eq!(marked("", &(0..0)), 0..0);
    }
}
