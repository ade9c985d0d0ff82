//! The sounds: banks and synths by family, the folders they come from, what banks take by default, how voices are made.

mod defaults;
mod folders;
mod groups;
mod line;
mod listed;
mod voices;

pub(crate) use line::Dragged;

use super::Around;
use super::hearing::Heard;
use crate::app::Wish;
use crate::list::{self, Finding};
use crate::theme::{GRID, Theme};
use defaults::{Defaults, Texts};
use egui::{Key, Modifiers, RichText, ScrollArea, Ui, vec2};
use folders::Folders;
use groups::Group;
use listed::{Listed, about, all, found, place_now};
use phonon_session::banks::ListedBank;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use voices::Voices;

/// Points of the folders and settings below the list, where they are open; at most this share of the dock.
const BELOW: f32 = 0.6;

/// Most missing names that are told of at once.
const MOST_MISSING: usize = 4;

/// What is looked for, chosen and unfolded.
#[derive(Default)]
pub(super) struct Sounds {
    finding: Finding,
    listed: Vec<Listed>,
    listed_by: Option<ListedBy>,
    /// Groups whose sounds are hidden.
    folded: HashSet<Group>,
    /// The sound whose particulars are shown below it.
    unfolded: Option<String>,
    defaults: Defaults,
    folders: Folders,
    folders_open: bool,
    voices: Voices,
    voices_open: bool,
}

#[derive(PartialEq)]
struct ListedBy {
    banks: Arc<Vec<ListedBank>>,
    typed: String,
    folded: usize,
    defaults: Vec<String>,
}

/// A line of the list.
#[derive(Debug, PartialEq)]
enum Line<'a> {
    Group(&'a Group, usize),
    /// With its place among those that keys go through.
    Sound(usize, &'a Listed),
    /// Some of the sounds of a bank, by their numbers.
    Numbers(&'a str, Range<usize>),
    Default(&'a str),
    Note(&'a str),
}

impl Sounds {
    /// Draws the tab.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let (theme, session) = (around.theme, around.editor.session());
        let banks = session.banks();
        let texts = session.saved().bank_defaults.clone();
        let rows = self.reachable().count();
        let hint = format!("search {} sounds", banks.len());
        let field = self.finding.field(ui, &mut around.take_field, &hint, rows);
        self.list(&banks, &texts);
        if field.entered {
            let chosen = self.reachable().nth(self.finding.chosen);
            let name = chosen.map(|sound| sound.name.clone());
            around.wishes.extend(name.map(Wish::InsertSound));
        }
        if self.finding.has_keyboard() {
            let wanted = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::ArrowRight));
            let chosen = self.reachable().nth(self.finding.chosen);
            if wanted && let Some(sound) = chosen {
                let heard = Heard::Sound(sound.name.clone(), 0);
                around.hearing.begin(session, heard);
            }
        }
        around.hearing.show(ui, session, theme);
        self.missing(ui, around);
        let below = self.below_height(ui);
        let height = (ui.available_height() - below).max(4.0 * list::ROW);
        self.banks(ui, around, &texts, &banks, height);
        self.below(ui, around);
    }

    /// Those that keys go through: of families that are not folded.
    fn reachable(&self) -> impl Iterator<Item = &Listed> {
        let searched = !self.finding.typed.trim().is_empty();
        let listed = self.listed.iter();
        listed.filter(move |sound| searched || !self.folded.contains(&sound.group))
    }

    /// Makes the list anew where something that it is made from has changed.
    fn list(&mut self, banks: &Arc<Vec<ListedBank>>, texts: &Texts) {
        let by = ListedBy {
            banks: Arc::clone(banks),
            typed: self.finding.typed.clone(),
            folded: self.folded.len(),
            defaults: texts.keys().cloned().collect(),
        };
        if self.listed_by.as_ref() != Some(&by) {
            self.listed = found(all(banks, texts), &self.finding.typed);
            self.listed_by = Some(by);
        }
    }

    /// The lines of the list; `across` numbers of a bank have room in one.
    fn lines(&self, texts: &Texts, across: usize) -> Vec<Line<'_>> {
        let mut lines = Vec::new();
        let searched = !self.finding.typed.trim().is_empty();
        let mut group = None;
        let mut place = 0;
        for sound in &self.listed {
            if !searched && group != Some(&sound.group) {
                group = Some(&sound.group);
                let all = self.listed.iter();
                let count = all.filter(|other| other.group == sound.group).count();
                lines.push(Line::Group(&sound.group, count));
            }
            if !searched && self.folded.contains(&sound.group) {
                continue;
            }
            lines.push(Line::Sound(place, sound));
            place += 1;
            if self.unfolded.as_deref() != Some(&sound.name) || sound.group == Group::Synths {
                continue;
            }
            let count = sound.count.unwrap_or(0);
            for first in (0..count).step_by(across.max(1)) {
                let numbers = first..(first + across.max(1)).min(count);
                lines.push(Line::Numbers(&sound.name, numbers));
            }
            lines.push(Line::Default(&sound.name));
            if self.defaults.has_note(&sound.name, texts) {
                lines.push(Line::Note(&sound.name));
            }
        }
        lines
    }

    fn banks(
        &mut self,
        ui: &mut Ui,
        around: &mut Around<'_>,
        texts: &Texts,
        banks: &[ListedBank],
        height: f32,
    ) {
        let (theme, session) = (around.theme, around.editor.session());
        self.defaults.read(texts);
        let across = line::numbers_across(ui.available_width());
        let lines = self.lines(texts, across);
        let mut scroll = ScrollArea::vertical()
            .id_salt("banks")
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink(false);
        let is_chosen = |line: &Line<'_>| matches!(line, Line::Sound(place, _) if *place == self.finding.chosen);
        let mut followed = false;
        if self.finding.follow
            && let Some(line) = lines.iter().position(is_chosen)
        {
            let middle = line as f32 * list::ROW - height / 2.0;
            scroll = scroll.vertical_scroll_offset(middle.max(0.0));
            followed = true;
        }
        let has_keyboard = self.finding.has_keyboard();
        let (mut fold, mut unfold, mut choose) = (None, None, None);
        let (mut typed, mut still) = (None, false);
        ui.spacing_mut().item_spacing.y = 0.0;
        scroll.show_rows(ui, list::ROW, lines.len(), |ui, rows| {
            if lines.is_empty() {
                let words = match banks.is_empty() && self.finding.typed.trim().is_empty() {
                    true => "They are listed once something was played.",
                    false => "No sound of that name.",
                };
                ui.label(RichText::new(words).color(theme.faint));
            }
            for line in &lines[rows] {
                match line {
                    Line::Group(group, count) => {
                        let is_folded = self.folded.contains(group);
                        if line::group(ui, group, *count, is_folded, theme) {
                            fold = Some((*group).clone());
                        }
                    }
                    Line::Sound(place, sound) => {
                        let chosen = has_keyboard && *place == self.finding.chosen;
                        let unfolded = self.unfolded.as_deref() == Some(&sound.name);
                        let heard = Heard::Sound(sound.name.clone(), 0);
                        let heard = around.hearing.is_heard(session, &heard);
                        let looks = line::Looks {
                            chosen,
                            unfolded,
                            heard,
                        };
                        let drawn = line::sound(ui, session, sound, looks, theme);
                        if drawn.unfold {
                            unfold = Some(sound.name.clone());
                        }
                        line::insert_or_hear(ui, &drawn.response, around, &sound.name, 0);
                        if drawn.response.clicked() {
                            choose = Some(*place);
                        }
                        drawn.response.on_hover_text(about(sound));
                    }
                    Line::Numbers(name, numbers) => {
                        line::numbers(ui, around, name, numbers.clone());
                    }
                    Line::Default(name) => {
                        let mut draft = defaults::text_of(texts, name).draft.clone();
                        let shown = self.defaults.field(ui, name, &mut draft, theme);
                        still |= shown.has_focus();
                        if shown.changed() {
                            typed = Some(((*name).to_owned(), draft));
                        }
                    }
                    Line::Note(name) => self.defaults.note(ui, name, texts, theme),
                }
            }
        });
        if followed {
            self.finding.follow = false;
        }
        // Left: by Enter, for another field, or scrolled away.
        if !still && self.defaults.finish(session) {
            around.wishes.push(Wish::ProjectChanged);
        }
        if let Some((bank, draft)) = typed {
            session.draft_default(&bank, &draft);
            self.defaults.typing = Some(bank);
            // The line below the field, which says what is wrong, shows at once.
            ui.ctx().request_repaint();
        }
        if let Some(group) = fold
            && !self.folded.remove(&group)
        {
            self.folded.insert(group);
        }
        if let Some(place) = choose {
            self.finding.chosen = place;
        }
        if let Some(name) = unfold {
            let same = self.unfolded.as_deref() == Some(&name);
            self.unfolded = (!same).then_some(name);
        }
    }

    /// Names in the text that nothing answers to, with those that may be meant.
    fn missing(&self, ui: &mut Ui, around: &mut Around<'_>) {
        let (theme, session) = (around.theme, around.editor.session());
        let report = session.report();
        let said = session.saved().draft.clone();
        let still = report.missing.iter().filter_map(|missing| {
            let span = place_now(&report.text, &said, &missing.span, &missing.name)?;
            Some((missing, span))
        });
        for (missing, span) in still.take(MOST_MISSING) {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = GRID / 2.0;
                let line = said[..span.start].matches('\n').count() + 1;
                let words = format!("! {}, line {line}", missing.name);
                let words = RichText::new(words)
                    .font(list::small())
                    .color(theme.warning);
                let button = egui::Button::new(words).frame(false);
                if ui.add(button).on_hover_text("Go there").clicked() {
                    around.wishes.push(Wish::GoTo(span.start));
                }
                for name in &missing.suggestions {
                    let words = RichText::new(name).font(list::small());
                    let button = ui.button(words);
                    if button.on_hover_text("Take this instead").clicked() {
                        around
                            .wishes
                            .push(Wish::Replace(span.clone(), name.clone()));
                    }
                }
            });
        }
    }

    fn below_height(&self, ui: &Ui) -> f32 {
        let open = self.folders_open || self.voices_open;
        match open {
            true => ui.available_height() * BELOW,
            false => 2.0 * list::ROW + 3.0 * GRID,
        }
    }

    /// The folders and how voices are made, unfolded where wanted.
    fn below(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let (theme, session) = (around.theme, around.editor.session());
        ui.add_space(GRID / 2.0);
        ui.separator();
        ScrollArea::vertical()
            .id_salt("below the banks")
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = GRID / 2.0;
                let folders = session.saved().sample_folders.len();
                let words = match folders {
                    0 => "Folders of samples: drop one here".to_owned(),
                    1 => "1 folder of samples".to_owned(),
                    count => format!("{count} folders of samples"),
                };
                if foldable(ui, &words, &mut self.folders_open, theme)
                    && self.folders.show(ui, session, theme)
                {
                    around.wishes.push(Wish::ProjectChanged);
                }
                if foldable(ui, "How voices are made", &mut self.voices_open, theme)
                    && self.voices.show(ui, session, theme)
                {
                    around.wishes.push(Wish::ProjectChanged);
                }
                if self.folders.take_dropped(ui, session) {
                    self.folders_open = true;
                    around.wishes.push(Wish::ProjectChanged);
                }
            });
    }
}

/// A line that unfolds what is below it; whether that is shown.
fn foldable(ui: &mut Ui, words: &str, open: &mut bool, theme: &Theme) -> bool {
    let response = list::row(ui, list::ROW, false, words, theme);
    let sign = if *open { "▾" } else { "▸" };
    let inner = response.rect.shrink2(vec2(GRID / 2.0, 0.0));
    let words = format!("{sign} {words}");
    list::written(ui, inner, &words, list::body(), theme.text);
    if response.clicked() {
        *open = !*open;
    }
    *open
}
