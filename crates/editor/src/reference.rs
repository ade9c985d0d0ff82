//! The reference: everything that has a name, searchable, with examples to put into the text.

use super::names::{self, ENTRIES};
use super::theme::Theme;
use egui::{Align, Context, Key, Label, Layout, RichText, ScrollArea, Sense, TextEdit, Ui, vec2};
use phonon_language::reference::{Entry, TWO_MEANINGS};

/// What is looked for and at.
#[derive(Default)]
pub(super) struct Reference {
    open: bool,
    take_focus: bool,
    needle: String,
    /// Index of the row whose entry is shown.
    chosen: Option<usize>,
}

impl Reference {
    /// Opens at a word, if that is known, or closes.
    pub(super) fn toggle(&mut self, word: &str) {
        self.open = !self.open;
        self.take_focus = self.open;
        if self.open && names::about(word).is_some() {
            word.clone_into(&mut self.needle);
            self.chosen = None;
        }
    }

    /// The rows that speak of what is looked for: those that are called so first, then those that begin so.
    fn found(&self) -> Vec<usize> {
        let needle = self.needle.trim().to_lowercase();
        let rank = |entry: &Entry| {
            let named = |test: &dyn Fn(&str) -> bool| {
                entry.names.iter().any(|name| test(&name.to_lowercase()))
            };
            if named(&|name| name == needle) {
                Some(0)
            } else if named(&|name| name.starts_with(&needle)) {
                Some(1)
            } else if named(&|name| name.contains(&needle)) {
                Some(2)
            } else {
                entry.doc.to_lowercase().contains(&needle).then_some(3)
            }
        };
        let mut found: Vec<(i32, usize)> = ENTRIES
            .iter()
            .enumerate()
            .filter_map(|(place, entry)| Some((rank(entry)?, place)))
            .collect();
        found.sort_unstable();
        found.into_iter().map(|(_, place)| place).collect()
    }

    /// Shows it until it is closed; a click on an example's button answers with it.
    pub(super) fn show(&mut self, context: &Context, theme: &Theme) -> Option<&'static str> {
        if !self.open {
            return None;
        }
        let (mut shown, mut wanted) = (true, None);
        // An Escape of the very frame that opened it was not meant for it.
        let fresh = self.take_focus;
        egui::Window::new("Reference")
            .open(&mut shown)
            .collapsible(false)
            .default_size(vec2(620.0, 380.0))
            .show(context, |ui| {
                let field = ui.add(
                    TextEdit::singleline(&mut self.needle)
                        .hint_text("a name, or a word of what it does")
                        .desired_width(f32::INFINITY),
                );
                if std::mem::take(&mut self.take_focus) {
                    field.request_focus();
                }
                if field.changed() {
                    self.chosen = None;
                }
                let found = self.found();
                let chosen = self.chosen.or(found.first().copied());
                ui.with_layout(Layout::left_to_right(Align::Min), |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(170.0);
                        self.list(ui, theme, &found, chosen);
                    });
                    ui.separator();
                    ui.vertical(|ui| match chosen {
                        Some(place) => wanted = whole(ui, &ENTRIES[place], theme),
                        None => _ = ui.label("no entry has this name or mentions it"),
                    });
                });
            });
        let escaped = !fresh && context.input(|input| input.key_pressed(Key::Escape));
        self.open = shown && !escaped && wanted.is_none();
        wanted
    }

    fn list(&mut self, ui: &mut Ui, theme: &Theme, found: &[usize], chosen: Option<usize>) {
        let height = ui.text_style_height(&egui::TextStyle::Monospace);
        ScrollArea::vertical()
            .id_salt("names")
            .auto_shrink(false)
            .show_rows(ui, height, found.len(), |ui, rows| {
                for place in &found[rows] {
                    let is_chosen = chosen == Some(*place);
                    let ink = if is_chosen { theme.accent } else { theme.text };
                    let mark = if is_chosen { "▸ " } else { "  " };
                    let name = format!("{mark}{}", ENTRIES[*place].names[0]);
                    let name = RichText::new(name).monospace().color(ink);
                    if ui
                        .add(Label::new(name).truncate().sense(Sense::click()))
                        .clicked()
                    {
                        self.chosen = Some(*place);
                    }
                }
            });
    }
}

/// All about a name; its example where that is wanted in the text.
fn whole(ui: &mut Ui, entry: &'static Entry, theme: &Theme) -> Option<&'static str> {
    let mut wanted = None;
    ScrollArea::vertical().id_salt("about").show(ui, |ui| {
        brief(ui, entry, None, theme);
        if entry.is_ambiguous {
            ui.label(RichText::new(TWO_MEANINGS).size(12.5).color(theme.faint));
        }
        for argument in &entry.arguments {
            ui.label(
                RichText::new(argument.replace('`', ""))
                    .size(12.5)
                    .color(theme.faint),
            );
        }
        ui.add_space(8.0);
        if ui.button("put the example into the text").clicked() {
            wanted = Some(entry.example.as_str());
        }
    });
    wanted
}

/// What a name means, in short.
pub(super) fn brief(ui: &mut Ui, entry: &Entry, taken: Option<&str>, theme: &Theme) {
    ui.label(
        RichText::new(entry.names.join(", "))
            .monospace()
            .strong()
            .color(theme.accent),
    );
    if !entry.shape.is_empty() {
        let shape = RichText::new(entry.shape.trim()).monospace().size(12.0);
        ui.label(shape.color(theme.faint));
    }
    ui.label(RichText::new(entry.doc).color(theme.text));
    if let Some(taken) = taken {
        ui.label(RichText::new(taken).color(theme.note));
    }
    ui.add_space(4.0);
    let example = RichText::new(entry.example.trim_end()).monospace();
    ui.label(example.size(12.5).color(theme.text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_so_comes_before_what_begins_so_and_what_speaks_of_it() {
        let reference = Reference {
            needle: "Rev".to_owned(),
            ..Reference::default()
        };
        let found = reference.found();
        let name = |place: usize| ENTRIES[found[place]].names[0];
        assert_eq!(name(0), "rev");
        assert!(found.len() > 2);
        assert!((0..found.len()).any(|place| name(place) == "reverb"));
        let reference = Reference {
            needle: "no such thing at all".to_owned(),
            ..Reference::default()
        };
        assert!(reference.found().is_empty());
    }

    #[test]
    fn it_opens_at_a_known_word_and_keeps_what_was_looked_for_at_another() {
        let mut reference = Reference::default();
        reference.toggle("jux");
        assert_eq!((reference.open, reference.needle.as_str()), (true, "jux"));
        reference.toggle("");
        reference.toggle("xyz");
        assert_eq!((reference.open, reference.needle.as_str()), (true, "jux"));
    }
}
