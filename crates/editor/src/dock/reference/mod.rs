//! The reference: everything that has a name, by theme and by search, with examples to put into the text.

mod synonyms;

use super::Around;
use super::hearing::Heard;
use crate::app::Wish;
use crate::fuzzy::Search;
use crate::list::{self, Finding};
use crate::names::{self, ENTRIES};
use crate::theme::{BODY, GRID, SMALL, Theme};
use egui::{Button, Label, RichText, ScrollArea, Ui, UiBuilder};
use phonon_language::reference::{self, Entry, TWO_MEANINGS};
use std::ops::Range;
use std::sync::LazyLock;

/// Wider docks have the text beside the list.
const WIDE: f32 = 560.0;
/// Share of the list.
const LIST: f32 = 0.42;

/// The themes: title, and which of the entries belong to it.
static THEMES: LazyLock<Vec<(&'static str, Range<usize>)>> = LazyLock::new(|| {
    let mut from = 0;
    let sections = reference::sections().into_iter();
    sections
        .map(|(title, entries)| {
            let range = from..from + entries.len();
            from = range.end;
            (title, range)
        })
        .collect()
});

/// What is looked for and at.
#[derive(Default)]
pub(super) struct Reference {
    finding: Finding,
    /// Which of the themes is shown alone.
    theme: Option<usize>,
    /// What was found, and what for.
    found: Vec<usize>,
    found_for: Option<(String, Option<usize>)>,
}

impl Reference {
    /// Looks for a word, if that is known.
    pub(super) fn look_up(&mut self, word: &str) {
        if names::about(word).is_some() {
            word.clone_into(&mut self.finding.typed);
            (self.finding.chosen, self.finding.follow) = (0, true);
            self.theme = None;
        }
    }

    /// Draws the list and what there is to say about the chosen entry.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let theme = around.theme;
        let hint = "a name, or what it does: low pass, echo, chance";
        let rows = self.found.len();
        let field = self.finding.field(ui, &mut around.take_field, hint, rows);
        self.themes(ui, theme);
        let wanted = (self.finding.typed.clone(), self.theme);
        if self.found_for.as_ref() != Some(&wanted) {
            let within = self.theme.map(|theme| THEMES[theme].1.clone());
            self.found = found(&wanted.0, within.unwrap_or(0..ENTRIES.len()));
            self.found_for = Some(wanted);
        }
        let last = self.found.len().saturating_sub(1);
        self.finding.chosen = self.finding.chosen.min(last);
        let chosen = self.found.get(self.finding.chosen).copied();
        if field.entered
            && let Some(place) = chosen
        {
            around
                .wishes
                .push(Wish::InsertLine(ENTRIES[place].example.clone()));
        }
        let rest = ui.available_rect_before_wrap();
        let (mut above, mut below) = (rest, rest);
        if rest.width() >= WIDE {
            above.max.x = rest.left() + rest.width() * LIST;
            below.min.x = above.max.x + GRID;
        } else {
            above.max.y = rest.top() + rest.height() * LIST;
            below.min.y = above.max.y + GRID;
        }
        ui.scope_builder(UiBuilder::new().max_rect(above), |ui| self.list(ui, theme));
        ui.scope_builder(UiBuilder::new().max_rect(below), |ui| match chosen {
            Some(place) => whole(ui, &ENTRIES[place], around),
            None => {
                let words = "Nothing has this name or does this.";
                _ = ui.label(RichText::new(words).color(theme.faint));
            }
        });
    }

    fn themes(&mut self, ui: &mut Ui, theme: &Theme) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = egui::vec2(GRID / 2.0, GRID / 2.0);
            let all = std::iter::once(("All", None));
            let each = THEMES
                .iter()
                .enumerate()
                .map(|(place, (title, _))| (*title, Some(place)));
            for (title, place) in all.chain(each) {
                let is_shown = self.theme == place;
                let ink = if is_shown { theme.text } else { theme.faint };
                let short = title.split(" of ").next().unwrap_or(title);
                let short = short.split(" and ").next().unwrap_or(title);
                let words = RichText::new(short).size(SMALL).color(ink);
                let fill = if is_shown { theme.raised } else { theme.panel };
                let button = Button::new(words).fill(fill).selected(is_shown);
                if ui.add(button).on_hover_text(title).clicked() {
                    self.theme = place;
                    self.finding.chosen = 0;
                    self.finding.follow = true;
                }
            }
        });
    }

    fn list(&mut self, ui: &mut Ui, theme: &Theme) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = ScrollArea::vertical().id_salt("names").auto_shrink(false);
        if std::mem::take(&mut self.finding.follow) {
            let middle = self.finding.chosen as f32 * list::ROW - ui.available_height() / 2.0;
            scroll = scroll.vertical_scroll_offset(middle.max(0.0));
        }
        scroll.show_rows(ui, list::ROW, self.found.len(), |ui, rows| {
            for row in rows {
                let entry = &ENTRIES[self.found[row]];
                let chosen = row == self.finding.chosen;
                let names = entry.names.join(" ");
                let response = list::row(ui, list::ROW, chosen, &names, theme);
                let mut inner = response.rect.shrink2(egui::vec2(GRID, 0.0));
                let (ink, faint) = (theme.text, theme.faint);
                let taken = list::written(ui, inner, entry.names[0], list::code(), ink);
                inner.min.x += taken + GRID;
                if entry.names.len() > 1 {
                    let others = entry.names[1..].join(" ");
                    let font = egui::FontId::monospace(SMALL);
                    inner.min.x += list::written(ui, inner, &others, font, faint) + GRID;
                }
                list::written(ui, inner, entry.doc, list::small(), faint);
                if response.clicked() {
                    self.finding.chosen = row;
                }
            }
        });
    }
}

/// The entries that a search finds among `within`: those that are called so, those that begin so, what other words mean,
/// what holds it in its name, what speaks of it, and last what has its letters in their order.
fn found(typed: &str, within: Range<usize>) -> Vec<usize> {
    let typed = typed.trim().to_lowercase();
    if typed.is_empty() {
        return within.collect();
    }
    let words: Vec<&str> = typed.split_whitespace().collect();
    let mut fuzzy = Search::new(&typed);
    let mut rank = |entry: &Entry| {
        let named =
            |test: &dyn Fn(&str) -> bool| entry.names.iter().any(|name| test(&name.to_lowercase()));
        let meant = entry
            .names
            .iter()
            .filter_map(|name| synonyms::place(&words, name))
            .min();
        let speaks = || {
            let doc = entry.doc.to_lowercase();
            words.iter().all(|word| doc.contains(word))
        };
        if named(&|name| name == typed) {
            Some((0, 0))
        } else if named(&|name| name.starts_with(&typed)) {
            Some((1, entry.names[0].len() as i64))
        } else if let Some(place) = meant {
            Some((2, place as i64))
        } else if named(&|name| name.contains(&typed)) {
            Some((3, 0))
        } else if speaks() {
            Some((4, 0))
        } else {
            let best = entry.names.iter().filter_map(|name| fuzzy.score(name));
            let best = best.max().filter(|_| typed.len() > 2)?;
            Some((5, -i64::from(best)))
        }
    };
    let mut found: Vec<((i32, i64), usize)> = within
        .filter_map(|place| Some((rank(&ENTRIES[place])?, place)))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, place)| place).collect()
}

/// All about a name, with its example.
fn whole(ui: &mut Ui, entry: &'static Entry, around: &mut Around<'_>) {
    let theme = around.theme;
    ScrollArea::vertical()
        .id_salt("about")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = GRID / 2.0;
            brief(ui, entry, None, theme);
            ui.horizontal_wrapped(|ui| {
                let session = around.editor.session();
                let heard = Heard::Example(entry.example.clone());
                let words = match around.hearing.is_heard(session, &heard) {
                    true => "■ Stop",
                    false => "▶ Hear",
                };
                let button = ui.button(words);
                if button.on_hover_text("Plays a cycle of the example beside what plays").clicked() {
                    around.hearing.toggle(session, heard);
                }
                let button = ui.button("Insert").on_hover_text(
                    "Puts the example into the text, on a line of its own, at an output that is free (Enter)",
                );
                if button.clicked() {
                    around
                        .wishes
                        .push(Wish::InsertLine(entry.example.clone()));
                }
            });
            around.hearing.show(ui, around.editor.session(), theme);
            if entry.is_ambiguous {
                ui.label(RichText::new(TWO_MEANINGS).size(SMALL).color(theme.faint));
            }
            for argument in &entry.arguments {
                let words = RichText::new(argument.replace('`', ""));
                ui.label(words.size(SMALL).color(theme.faint));
            }
        });
}

/// What a name means, in short.
pub(crate) fn brief(ui: &mut Ui, entry: &Entry, taken: Option<&str>, theme: &Theme) {
    let names = RichText::new(entry.names.join(", ")).monospace().strong();
    ui.label(names.color(theme.note));
    if !entry.shape.is_empty() {
        let shape = RichText::new(entry.shape.trim()).monospace().size(SMALL);
        ui.label(shape.color(theme.faint));
    }
    ui.label(RichText::new(entry.doc).color(theme.text));
    if let Some(taken) = taken {
        ui.label(RichText::new(taken).color(theme.note));
    }
    ui.add_space(GRID / 2.0);
    let example = RichText::new(entry.example.trim_end()).monospace();
    egui::Frame::new()
        .fill(theme.paper)
        .corner_radius(GRID / 2.0)
        .inner_margin(GRID)
        .show(ui, |ui| {
            ui.add(Label::new(example.size(BODY).color(theme.text)).wrap());
        });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_of(typed: &str) -> Vec<&'static str> {
        let found = found(typed, 0..ENTRIES.len());
        found
            .into_iter()
            .map(|place| ENTRIES[place].names[0])
            .collect()
    }

    fn first(typed: &str) -> &'static Entry {
        &ENTRIES[found(typed, 0..ENTRIES.len())[0]]
    }

    #[test]
    fn what_is_called_so_comes_before_what_begins_so_and_what_speaks_of_it() {
        let found = names_of("Rev");
        assert_eq!(found[0], "rev");
        assert!(found.len() > 2 && found.contains(&"reverb"));
        assert!(names_of("no such thing at all").is_empty());
    }

    #[test]
    fn other_words_for_it_find_it_too() {
        for (typed, name) in [
            ("low pass", "lpf"),
            ("lowpass", "lpf"),
            ("High Pass", "hpf"),
            ("echo", "echo"),
            ("delay line", "delay"),
            ("bit crusher", "crush"),
            ("backwards", "rev"),
            ("stereo width", "jux"),
            ("tresillo", "euclid"),
            ("choke", "cut"),
        ] {
            assert!(
                first(typed).names.contains(&name),
                "{typed}: {:?}",
                first(typed).names
            );
        }
        // Letters in their order.
        assert!(names_of("dgrdb").contains(&"degradeBy"));
    }

    #[test]
    fn an_empty_search_lists_a_theme_in_its_order() {
        let (title, range) = THEMES.last().expect("themes");
        assert_eq!(*title, "Synths");
        assert_eq!(found(" ", range.clone()).len(), range.len());
        assert_eq!(range.end, ENTRIES.len());
    }

    #[test]
    fn it_opens_at_a_known_word_and_keeps_what_was_looked_for_at_another() {
        let mut reference = Reference::default();
        reference.look_up("jux");
        reference.look_up("xyz");
        assert_eq!(reference.finding.typed, "jux");
    }
}
