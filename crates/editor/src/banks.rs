//! The banks of samples and their defaults, a line each: the banks that play first, then those that have a default, then
//! the others. What is typed is kept at once and comes into force with Enter, or when the field is left.

use super::theme::Theme;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, FontId, Id, Label, Layout, RichText, ScrollArea, Stroke, TextEdit, Ui, vec2};
use phonon_language::Diagnostic;
use phonon_session::Session;
use phonon_session::banks::{self, ListedBank};
use phonon_session::state::BankDefault;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

/// Points of a line, of a bank's name and of the number of its sounds.
const LINE: f32 = 24.0;
const NAME: f32 = 132.0;
const COUNT: f32 = 44.0;
/// Narrower lists say less.
const ROOM_FOR_HINT: f32 = 440.0;
/// More banks than this are searched.
const FEW: usize = 12;
/// Texts read in one frame; a project may bring many.
const READ_A_FRAME: usize = 32;

type Texts = BTreeMap<String, BankDefault>;

/// The list, and what is being changed in it.
#[derive(Default)]
pub(super) struct Banks {
    search: String,
    /// Names in the order of the list, and what that was made from: a default that is typed moves no line.
    order: Vec<String>,
    ordered_by: Option<OrderedBy>,
    /// The bank whose default is being typed.
    typing: Option<String>,
    /// What is wrong with the texts, as far as they were read.
    problems: HashMap<String, (String, Option<Diagnostic>)>,
}

#[derive(PartialEq)]
struct OrderedBy {
    banks: Arc<Vec<ListedBank>>,
    search: String,
    restored: u64,
}

/// A line of the list.
#[derive(Debug, PartialEq)]
enum Line<'a> {
    /// A bank's name and field.
    Bank(&'a str),
    /// What there is to say about the bank above.
    Note(&'a str),
}

impl Banks {
    /// Draws the list, `height` points high; whether a default was changed.
    pub(super) fn show(
        &mut self,
        ui: &mut Ui,
        session: &Session,
        theme: &Theme,
        height: f32,
    ) -> bool {
        let banks = session.banks();
        let texts = session.saved().bank_defaults.clone();
        self.read(&texts);
        ui.horizontal(|ui| {
            ui.label("Defaults of banks");
            if ui.available_width() > ROOM_FOR_HINT {
                let hint = "for what the text does not say, such as";
                ui.label(RichText::new(hint).size(12.0).color(theme.faint));
            }
            let example = RichText::new("gain 0.8 # cut 1").monospace().size(12.0);
            ui.label(example.color(theme.faint));
            if banks.len() > FEW {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let field = TextEdit::singleline(&mut self.search);
                    let hint = format!("search {} banks", banks.len());
                    ui.add(field.hint_text(hint).desired_width(130.0));
                });
            }
        });
        let by = OrderedBy {
            banks: Arc::clone(&banks),
            search: self.search.clone(),
            restored: session.restored(),
        };
        if self.ordered_by.as_ref() != Some(&by) {
            self.order = order(&banks, &texts, &self.search);
            self.ordered_by = Some(by);
        }
        let lines = self.lines(&texts);
        let mut typed: Option<(String, String)> = None;
        let mut still = false;
        ui.spacing_mut().item_spacing.y = 2.0;
        ScrollArea::vertical()
            .id_salt("banks")
            .max_height(height)
            // The window stays where it is while a search leaves fewer.
            .auto_shrink(false)
            .show_rows(ui, LINE, lines.len(), |ui, range| {
                if lines.is_empty() {
                    let words = match (banks.is_empty(), self.search.is_empty()) {
                        (true, true) => "They are listed once something was evaluated.",
                        _ => "No bank of that name.",
                    };
                    ui.label(RichText::new(words).size(12.0).color(theme.faint));
                }
                for line in &lines[range] {
                    match line {
                        Line::Note(name) => self.note(ui, name, &texts, theme),
                        Line::Bank(name) => {
                            let bank = banks
                                .binary_search_by(|bank| bank.name.as_str().cmp(name))
                                .ok()
                                .map(|index| &banks[index]);
                            let mut draft = text_of(&texts, name).draft.clone();
                            let wrong = self.wrong(name, &draft);
                            let shown = bank_line(ui, name, bank, &mut draft, wrong, theme);
                            still |= shown.has_focus() && self.typing.as_deref() == Some(*name);
                            if shown.changed() {
                                typed = Some(((*name).to_owned(), draft));
                            }
                        }
                    }
                }
            });
        let mut changed = false;
        // Left: by Enter, for another field, or scrolled away.
        if !still {
            changed |= self.finish(session);
        }
        if let Some((bank, draft)) = typed {
            session.draft_default(&bank, &draft);
            self.typing = Some(bank);
            // The line below the field, which says what is wrong, shows at once.
            ui.ctx().request_repaint();
        }
        changed
    }

    /// Puts what was being typed in force; whether that is another default.
    pub(super) fn finish(&mut self, session: &Session) -> bool {
        let Some(bank) = self.typing.take() else {
            return false;
        };
        let texts = session.saved().bank_defaults.clone();
        session.set_default(&bank, &text_of(&texts, &bank).draft)
    }

    /// Reads the texts that are new.
    fn read(&mut self, texts: &Texts) {
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

    /// The banks in order, and below each what there is to say about it. Below one that is being typed stands always a
    /// note, so that nothing moves from key to key.
    fn lines(&self, texts: &Texts) -> Vec<Line<'_>> {
        let has_note = |bank: &str| {
            let default = text_of(texts, bank);
            self.typing.as_deref() == Some(bank)
                || self.problem(bank).is_some()
                || default.draft.trim() != default.evaluated
        };
        self.order
            .iter()
            .flat_map(|bank| {
                let note = has_note(bank).then_some(Line::Note(bank));
                std::iter::once(Line::Bank(bank)).chain(note)
            })
            .collect()
    }

    /// What is wrong with a default, or that it is not in force yet.
    fn note(&self, ui: &mut Ui, bank: &str, texts: &Texts, theme: &Theme) {
        let default = text_of(texts, bank);
        let (mut words, ink) = match self.problem(bank) {
            Some(problem) => {
                let help = problem.help.iter().map(|help| format!("; {help}"));
                let words = format!("× {}{}", problem.message, help.collect::<String>());
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
            ui.add_space(NAME + COUNT + 2.0 * ui.spacing().item_spacing.x + 4.0);
            ui.add(Label::new(RichText::new(words).size(12.0).color(ink)).truncate());
        });
    }
}

/// The text of a bank's default, an empty one where it has none.
fn text_of<'a>(texts: &'a Texts, bank: &str) -> &'a BankDefault {
    static NONE: BankDefault = BankDefault {
        draft: String::new(),
        evaluated: String::new(),
    };
    texts.get(bank).unwrap_or(&NONE)
}

/// The names of banks that `search` finds, also by their aliases: those that play, then those with a default, there or
/// not, then the others; each by name.
fn order(banks: &[ListedBank], texts: &Texts, search: &str) -> Vec<String> {
    let search = search.trim().to_lowercase();
    let is_found = |name: &str| name.to_lowercase().contains(&search);
    let gone = texts.keys().filter(|name| {
        let by_name = |bank: &ListedBank| bank.name.as_str().cmp(name);
        banks.binary_search_by(by_name).is_err()
    });
    let there = banks
        .iter()
        .filter(|bank| is_found(&bank.name) || bank.aliases.iter().any(|alias| is_found(alias)))
        .map(|bank| {
            let rank = match (bank.plays, texts.contains_key(&bank.name)) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            };
            (rank, &bank.name)
        });
    let mut found: Vec<(u8, &String)> = gone
        .filter(|name| is_found(name))
        .map(|name| (1, name))
        .chain(there)
        .collect();
    found.sort();
    found.into_iter().map(|(_, name)| name.clone()).collect()
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

/// One line of the list, of the height that all have.
fn line<T>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> T) -> T {
    let size = vec2(ui.available_width(), LINE);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_height(LINE);
        add(ui)
    })
    .inner
}

/// A column of a line.
fn column(ui: &mut Ui, width: f32, label: Label) -> egui::Response {
    let size = vec2(width, LINE);
    let layout = Layout::left_to_right(Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_width(width);
        ui.add(label)
    })
    .inner
}

/// A bank's name, its number of sounds and the field of its default.
fn bank_line(
    ui: &mut Ui,
    name: &str,
    bank: Option<&ListedBank>,
    draft: &mut String,
    wrong: Range<usize>,
    theme: &Theme,
) -> egui::Response {
    let (ink, about) = match bank {
        None => (theme.warning, "is not there; kept until it is".to_owned()),
        Some(bank) => {
            let sounds = match bank.sounds {
                1 => "1 sound".to_owned(),
                count => format!("{count} sounds"),
            };
            let also = match &bank.aliases[..] {
                [] => String::new(),
                aliases => format!("; also called {}", aliases.join(", ")),
            };
            let plays = if bank.plays { "; plays" } else { "" };
            let ink = if bank.plays { theme.accent } else { theme.text };
            (ink, format!("{sounds}{also}{plays}"))
        }
    };
    line(ui, |ui| {
        let shown = RichText::new(name).monospace().size(13.0).color(ink);
        column(ui, NAME, Label::new(shown).truncate()).on_hover_text(format!("{name}: {about}"));
        let count = bank.map_or_else(|| "–".to_owned(), |bank| bank.sounds.to_string());
        let count = RichText::new(count).size(12.0).color(theme.faint);
        column(ui, COUNT, Label::new(count)).on_hover_text(about);
        let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, _: f32| {
            let job = inked(text.as_str(), &wrong, theme);
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        let width = ui.available_width() - 12.0;
        let edit = TextEdit::singleline(draft)
            .id(Id::unique(("the default of a bank", name)))
            .desired_width(width)
            .layouter(&mut layouter);
        ui.add(edit)
    })
}

/// A text in one colour, `wrong` underlined.
fn inked(text: &str, wrong: &Range<usize>, theme: &Theme) -> LayoutJob {
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    let plain = TextFormat::simple(FontId::monospace(13.0), theme.text);
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

    fn bank(name: &str, plays: bool, aliases: &[&str]) -> ListedBank {
        ListedBank {
            name: name.to_owned(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            sounds: 4,
            plays,
            ..ListedBank::default()
        }
    }

    fn texts(given: &[(&str, &str, &str)]) -> Texts {
        let default = |(name, draft, evaluated): &(&str, &str, &str)| {
            let (draft, evaluated) = ((*draft).to_owned(), (*evaluated).to_owned());
            ((*name).to_owned(), BankDefault { draft, evaluated })
        };
        given.iter().map(default).collect()
    }

    #[test]
    fn what_plays_comes_first_then_what_has_a_default_there_or_not() {
        let banks = [
            bank("arpy", false, &[]),
            bank("bd", true, &["kick"]),
            bank("cp", false, &["clap"]),
            bank("sn", true, &[]),
        ];
        let texts = texts(&[("cp", "cut 1", "cut 1"), ("gone", "gain 1", "gain 1")]);
        let found = |search: &str| order(&banks, &texts, search);
        assert_eq!(found(""), ["bd", "sn", "cp", "gone", "arpy"]);
        assert_eq!(found("P"), ["cp", "arpy"]);
        assert_eq!(found(" kick "), ["bd"]);
        assert_eq!(found("on"), ["gone"]);
        assert!(found("xyz").is_empty());
    }

    #[test]
    fn a_line_below_says_what_is_wrong_or_not_in_force() {
        let texts = texts(&[
            ("bd", "gain 0.8 # gian 1", "gain 0.8"),
            ("cp", "cut 1", "cut 1"),
            ("sn", "gain 0.5", ""),
        ]);
        let mut list = Banks {
            order: ["arpy", "bd", "cp", "sn"].map(str::to_owned).to_vec(),
            ..Banks::default()
        };
        list.read(&texts);
        use Line::{Bank, Note};
        let lines = list.lines(&texts);
        let expected = [
            Bank("arpy"),
            Bank("bd"),
            Note("bd"),
            Bank("cp"),
            Bank("sn"),
            Note("sn"),
        ];
        assert_eq!(lines, expected);
        assert_eq!(
            list.problem("bd").expect("it is wrong").message,
            "no function `gian`"
        );
        assert_eq!(list.wrong("bd", "gain 0.8 # gian 1"), 11..15);
        // Before it is read again nothing of another text is marked.
        assert_eq!(list.wrong("bd", "gain 0.8 # gain 1"), 0..0);
        // While one is typed it has its line throughout.
        list.typing = Some("arpy".to_owned());
        assert_eq!(list.lines(&texts)[1], Note("arpy"));
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
