//! The songs: those that come with Phonon, by level, and those of the user's folder. Opening one is an edit that can be
//! undone.

mod files;

use super::Around;
use crate::app::Wish;
use crate::fuzzy::Search;
use crate::list::{self, Finding};
use crate::theme::{GRID, SMALL, Theme};
use egui::{Button, Key, Label, RichText, ScrollArea, TextEdit, Ui, vec2};
use files::{Folder, Saved, Shelf};
use phonon_session::songs::{SONGS, Song};
use std::path::PathBuf;

/// Points below the list.
const BELOW: f32 = 21.0 * GRID;

/// What is looked for, chosen and typed.
#[derive(Default)]
pub(super) struct Songs {
    finding: Finding,
    folder: Folder,
    /// The path of the user's folder as it is typed, while it is.
    typed_folder: Option<String>,
    /// Name to save the text under.
    name: String,
    /// The path that holds another text, and may be written over by a second click.
    asked: Option<PathBuf>,
    /// What became of the last file.
    said: Option<(String, bool)>,
}

/// A line of the list.
#[derive(Clone)]
enum Line<'a> {
    Title(String),
    Shipped(&'static Song),
    Own(&'a files::File),
}

impl Line<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Title(title) => title,
            Self::Shipped(song) => song.title,
            Self::Own(file) => &file.name,
        }
    }
}

impl Songs {
    /// Draws the tab.
    pub(super) fn show(&mut self, ui: &mut Ui, around: &mut Around<'_>) {
        let (theme, session) = (around.theme, around.editor.session());
        let folder = session.saved().songs_folder.clone();
        let shelf = self.folder.look(&folder, ui.ctx());
        let rows = lines(&shelf, &self.finding.typed);
        let count = rows.iter().filter(|line| !matches!(line, Line::Title(_)));
        let count = count.count();
        let field = self
            .finding
            .field(ui, &mut around.take_field, "search songs", count);
        let rows = lines(&shelf, &self.finding.typed);
        let mut open = field.entered.then_some(self.finding.chosen);
        let height = (ui.available_height() - BELOW).max(5.0 * list::ROW);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt("songs")
            .max_height(height)
            .min_scrolled_height(height)
            .auto_shrink(false)
            .show(ui, |ui| {
                let mut place = 0;
                for line in &rows {
                    if let Line::Title(title) = line {
                        let font = egui::FontId::new(SMALL, crate::fonts::strong());
                        let size = vec2(ui.available_width(), list::ROW);
                        let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
                        list::written(ui, rect, title, font, theme.faint);
                        continue;
                    }
                    let chosen = place == self.finding.chosen;
                    let response = song_line(ui, line, chosen, theme);
                    if chosen && std::mem::take(&mut self.finding.follow) {
                        response.scroll_to_me(None);
                    }
                    if response.clicked() {
                        self.finding.chosen = place;
                    }
                    if response.double_clicked() {
                        open = Some(place);
                    }
                    response.on_hover_text(match line {
                        Line::Shipped(song) => song.summary.to_owned(),
                        Line::Own(file) => file.path.display().to_string(),
                        Line::Title(_) => String::new(),
                    });
                    place += 1;
                }
                if count == 0 {
                    ui.label(RichText::new("No song of that name.").color(theme.faint));
                }
            });
        ui.spacing_mut().item_spacing.y = GRID / 2.0;
        ui.separator();
        let chosen = rows
            .iter()
            .filter(|line| !matches!(line, Line::Title(_)))
            .nth(self.finding.chosen);
        ui.horizontal(|ui| {
            let label = chosen.map_or("Open".to_owned(), |line| format!("Open {}", line.name()));
            let button = ui.add_enabled(chosen.is_some(), Button::new(label));
            let hint = "The text becomes this song and plays; it can be undone (Enter)";
            if button.on_hover_text(hint).clicked() {
                open = Some(self.finding.chosen);
            }
        });
        if open.is_some()
            && let Some(line) = chosen
        {
            self.open(line, around);
        }
        self.folder_field(ui, around, &folder);
        self.save_field(ui, around, &folder);
        self.link(ui, around, &folder);
        if let Some((said, is_good)) = &self.said {
            let ink = if *is_good { theme.good } else { theme.warning };
            let words = RichText::new(said).font(list::small()).color(ink);
            ui.add(Label::new(words).truncate()).on_hover_text(said);
        } else if let Some(problem) = &shelf.problem {
            let words = RichText::new(problem).font(list::small());
            ui.add(Label::new(words.color(theme.warning)).truncate());
        }
    }

    fn open(&mut self, line: &Line<'_>, around: &mut Around<'_>) {
        let text = match line {
            Line::Shipped(song) => Ok(song.text.to_owned()),
            Line::Own(file) => files::read(&file.path),
            Line::Title(_) => return,
        };
        match text {
            Ok(text) => {
                self.said = None;
                line.name().clone_into(&mut self.name);
                around.wishes.push(Wish::OpenSong(text));
            }
            Err(why) => self.said = Some((why, false)),
        }
    }

    fn folder_field(&mut self, ui: &mut Ui, around: &mut Around<'_>, folder: &str) {
        let (theme, session) = (around.theme, around.editor.session());
        ui.horizontal(|ui| {
            let words = RichText::new("Your folder").font(list::small());
            ui.label(words.color(theme.faint));
            let typed = self.typed_folder.as_deref().unwrap_or(folder);
            let mut typed = typed.to_owned();
            let field = TextEdit::singleline(&mut typed)
                .hint_text("path of a folder of songs")
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            if response.changed() {
                self.typed_folder = Some(typed.clone());
            }
            if response.lost_focus() && self.typed_folder.take().is_some() {
                let escaped = ui.input(|input| input.key_pressed(Key::Escape));
                if !escaped && typed != folder {
                    typed.trim().clone_into(&mut session.saved().songs_folder);
                    around.wishes.push(Wish::ProjectChanged);
                    self.folder.stir();
                }
            }
        });
    }

    fn save_field(&mut self, ui: &mut Ui, around: &mut Around<'_>, folder: &str) {
        let (theme, session) = (around.theme, around.editor.session());
        ui.horizontal(|ui| {
            let words = RichText::new("Save as").font(list::small());
            ui.label(words.color(theme.faint));
            let path = files::path_of(&self.name, folder);
            let over = self.asked.is_some() && self.asked == path;
            let room = (ui.available_width() - 12.0 * GRID).max(8.0 * GRID);
            let field = TextEdit::singleline(&mut self.name)
                .hint_text("a name, or a path")
                .desired_width(room);
            let response = ui.add(field);
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let words = if over { "Write over" } else { "Save" };
            let button = ui.add_enabled(path.is_some(), Button::new(words));
            let hint = match &path {
                Some(path) => path.display().to_string(),
                None => "A name needs your folder; a whole path does not".to_owned(),
            };
            let clicked = button.on_hover_text(hint).clicked();
            if let Some(path) = path.filter(|_| clicked || entered) {
                let text = session.saved().draft.clone();
                self.asked = None;
                self.said = Some(match files::save(&path, &text, over) {
                    Saved::Done => (format!("saved: {}", path.display()), true),
                    Saved::Exists => {
                        self.asked = Some(path);
                        (
                            "another song has this name: once more writes over it".to_owned(),
                            false,
                        )
                    }
                    Saved::Failed(why) => (why, false),
                });
                self.folder.stir();
            }
        });
    }
}

impl Songs {
    /// The file that the text is linked to, or what links it.
    fn link(&mut self, ui: &mut Ui, around: &mut Around<'_>, folder: &str) {
        let (theme, session) = (around.theme, around.editor.session());
        let linked = session.saved().linked_file.clone();
        let path = files::path_of(&self.name, folder);
        let mut wanted = None;
        ui.horizontal(|ui| {
            if linked.is_empty() {
                let button = ui.add_enabled(path.is_some(), Button::new("Link to this file"));
                let hint = "Edit it in another editor: what is saved there is taken over and plays. \
                            The text of a file that is there takes the place of this one";
                if button.on_hover_text(hint).clicked() {
                    wanted = path.as_ref().map(|path| path.display().to_string());
                }
                return;
            }
            if ui.button("End the link").clicked() {
                wanted = Some(String::new());
            }
            let button = ui.button("Save").on_hover_text("Writes the text to the linked file");
            if button.clicked() {
                let text = session.saved().draft.clone();
                self.said = Some(match files::save(linked.as_ref(), &text, true) {
                    Saved::Failed(why) => (why, false),
                    _ => (format!("saved: {linked}"), true),
                });
            }
            let words = RichText::new(&linked).font(list::small());
            let label = Label::new(words.color(theme.faint)).truncate();
            ui.add(label).on_hover_text(&linked);
        });
        if let Some(path) = wanted {
            self.said = match session.link(&path) {
                Ok(()) if path.is_empty() => None,
                Ok(()) => Some((format!("linked: {path}"), true)),
                Err(why) => Some((why, false)),
            };
            around.wishes.push(Wish::ProjectChanged);
            self.folder.stir();
        }
    }
}

/// The lines of the list: levels with their songs, then the user's folder; or what a search finds.
fn lines<'a>(shelf: &'a Shelf, typed: &str) -> Vec<Line<'a>> {
    let own = || shelf.files.iter().map(Line::Own);
    if !typed.trim().is_empty() {
        let all: Vec<Line<'_>> = SONGS.iter().map(Line::Shipped).chain(own()).collect();
        let said = |line: &Line<'_>| match line {
            Line::Shipped(song) => format!("{} {}", song.title, song.summary),
            other => other.name().to_owned(),
        };
        let found = Search::new(typed).best(&all, said);
        return found.into_iter().cloned().collect();
    }
    let mut lines = Vec::new();
    let mut level = None;
    for song in SONGS {
        if level != Some(song.level) {
            level = Some(song.level);
            lines.push(Line::Title(song.level.name().to_owned()));
        }
        lines.push(Line::Shipped(song));
    }
    if !shelf.files.is_empty() {
        lines.push(Line::Title("Yours".to_owned()));
        lines.extend(own());
    }
    lines
}

fn song_line(ui: &mut Ui, line: &Line<'_>, chosen: bool, theme: &Theme) -> egui::Response {
    let label = format!("song {}", line.name());
    let response = list::row(ui, list::ROW, chosen, &label, theme);
    let mut inner = response.rect.shrink2(vec2(GRID, 0.0));
    let taken = list::written(ui, inner, line.name(), list::body(), theme.text);
    if let Line::Shipped(song) = line {
        inner.min.x += taken + GRID;
        list::written(ui, inner, song.summary, list::small(), theme.faint);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_come_by_level_and_are_found_by_what_they_show() {
        let shelf = Shelf::default();
        let names = |typed: &str| -> Vec<String> {
            let lines = lines(&shelf, typed);
            lines.iter().map(|line| line.name().to_owned()).collect()
        };
        let all = names("");
        assert_eq!(all[0], "Lessons");
        assert!(all.contains(&"Night bus".to_owned()));
        assert_eq!(all.iter().filter(|name| *name == "Tracks").count(), 1);
        assert_eq!(names("euclid")[0], "Circles");
        assert!(names("zzzz").is_empty());
    }
}
