//! Keys that move the cursor and change the text.

use super::super::buffer::Buffer;
use super::CodeView;
use egui::{Key, Ui};

impl CodeView {
    /// Moves and edits by keys; whether anything was done.
    pub(super) fn keys(&mut self, ui: &Ui, buffer: &mut Buffer, page: isize) -> bool {
        let events = ui.input(|input| {
            input.filtered_events(&egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: false,
            })
        });
        let mut done = false;
        for event in events {
            done |= true;
            match event {
                egui::Event::Text(text) if text != "\n" && text != "\r" => buffer.type_text(&text),
                egui::Event::Paste(text) => buffer.insert(&text),
                egui::Event::Copy if !buffer.selection().is_empty() => {
                    ui.ctx().copy_text(buffer.selected().to_owned())
                }
                egui::Event::Cut if !buffer.selection().is_empty() => {
                    ui.ctx().copy_text(buffer.selected().to_owned());
                    buffer.delete(false);
                }
                egui::Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => {
                    let (word, extend) = (
                        modifiers.command || (cfg!(target_os = "macos") && modifiers.alt),
                        modifiers.shift,
                    );
                    match key {
                        Key::ArrowLeft if word => buffer.word_left(extend),
                        Key::ArrowLeft => buffer.left(extend),
                        Key::ArrowRight if word => buffer.word_right(extend),
                        Key::ArrowRight => buffer.right(extend),
                        Key::ArrowUp => buffer.vertical(-1, extend),
                        Key::ArrowDown => buffer.vertical(1, extend),
                        Key::PageUp => buffer.vertical(-page, extend),
                        Key::PageDown => buffer.vertical(page, extend),
                        Key::Home if word => buffer.move_to(0, extend),
                        Key::Home => buffer.home(extend),
                        Key::End if word => buffer.move_to(buffer.text().len(), extend),
                        Key::End => buffer.end(extend),
                        Key::Backspace => buffer.backspace(word),
                        Key::Delete => buffer.delete(word),
                        Key::Enter => buffer.newline(),
                        Key::Tab if extend => buffer.outdent(),
                        Key::Tab => buffer.indent(),
                        _ => done = false,
                    }
                }
                _ => done = false,
            }
        }
        done
    }
}
