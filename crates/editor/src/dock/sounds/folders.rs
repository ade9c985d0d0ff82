//! The folders of samples: by path, by the system's dialog, or dropped from a file manager.

#![allow(clippy::disallowed_methods, reason = "the window's thread")]

use crate::theme::{GRID, SMALL, Theme};
use egui::{Button, Key, Label, RichText, TextEdit, Ui};
use phonon_session::Session;
use std::path::Path;

/// What is typed, and what was dropped that is no folder.
#[derive(Default)]
pub(super) struct Folders {
    typed: String,
    refused: Option<String>,
}

impl Folders {
    /// Draws the folders; whether they are others now.
    pub(super) fn show(&mut self, ui: &mut Ui, session: &Session, theme: &Theme) -> bool {
        let mut folders = session.saved().sample_folders.clone();
        let before = folders.clone();
        let hint = "Each folder in it is a bank: name/*.wav is the bank name.";
        ui.label(RichText::new(hint).size(SMALL).color(theme.faint));
        folders.retain(|folder| {
            ui.horizontal(|ui| {
                let there = Path::new(folder).is_dir();
                let leave = ui.add(Button::new("×").small());
                let leave = leave.on_hover_text("Leave it out");
                let ink = if there { theme.text } else { theme.error };
                let path = RichText::new(folder).monospace().size(SMALL).color(ink);
                ui.add(Label::new(path).truncate()).on_hover_text(folder);
                if !there {
                    ui.label(RichText::new("is not there").size(SMALL).color(theme.error));
                }
                !leave.clicked()
            })
            .inner
        });
        ui.horizontal(|ui| {
            let room = (ui.available_width() - 7.0 * GRID).max(8.0 * GRID);
            let field = TextEdit::singleline(&mut self.typed)
                .hint_text("path of a folder")
                .desired_width(room);
            let response = ui.add(field);
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let typed = self.typed.trim().to_owned();
            let usable = Path::new(&typed).is_dir() && !folders.contains(&typed);
            let added = ui.add_enabled(usable, Button::new("Add")).clicked();
            if usable && (added || entered) {
                folders.push(typed);
                self.typed.clear();
            }
        });
        let typed = self.typed.trim();
        if !typed.is_empty() && !Path::new(typed).is_dir() {
            let words = RichText::new("There is no such folder.").size(SMALL);
            ui.label(words.color(theme.warning));
        }
        if let Some(refused) = &self.refused {
            let words = format!("{refused} is no folder.");
            ui.label(RichText::new(words).size(SMALL).color(theme.warning));
        }
        let changed = folders != before;
        if changed {
            session.set_sample_folders(folders);
        }
        changed
    }

    /// Takes the folders that were dropped onto the window, and of a file the folder above the one that it is in, so that it
    /// is a sound of a bank; whether there are new ones.
    pub(super) fn take_dropped(&mut self, ui: &Ui, session: &Session) -> bool {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        let mut folders = session.saved().sample_folders.clone();
        let before = folders.len();
        for file in dropped {
            let path = file.path();
            let folder = match path.is_dir() {
                true => Some(path),
                false => path.parent().and_then(Path::parent),
            };
            match folder.filter(|folder| folder.is_dir()) {
                Some(folder) => {
                    let folder = folder.display().to_string();
                    if !folders.contains(&folder) {
                        folders.push(folder);
                    }
                    self.refused = None;
                }
                None => self.refused = Some(path.display().to_string()),
            }
        }
        let changed = folders.len() != before;
        if changed {
            session.set_sample_folders(folders);
        }
        changed
    }
}
