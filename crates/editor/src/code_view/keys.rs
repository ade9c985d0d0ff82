//! Keys that move the cursor and change the text.

use super::super::text::{Buffer, Selection};
use super::face::{Face, plain};
use super::{CodeView, Goal};
use egui::{Key, Painter, Ui, vec2};

/// After so many seconds without a key, what is typed is undone on its own.
const PAUSE: f64 = 2.0;

impl CodeView {
    /// Moves and edits by one event of the keyboard; whether the event was one for the text.
    pub(crate) fn key(&mut self, ui: &Ui, buffer: &mut Buffer, event: &egui::Event) -> bool {
        // Before the first frame nothing is laid out, and no one can have seen what is typed into.
        let Some(face) = self.face.clone() else {
            return false;
        };
        let page = self.page as isize;
        let time = ui.input(|input| input.time);
        if time - self.typed_at > PAUSE {
            buffer.pause();
        }
        let taken = self.take(ui, buffer, &face, page, event);
        if taken {
            self.typed_at = time;
            self.follow = true;
        }
        taken
    }

    fn take(
        &mut self,
        ui: &Ui,
        buffer: &mut Buffer,
        face: &Face,
        page: isize,
        event: &egui::Event,
    ) -> bool {
        match event {
            egui::Event::Text(text) if text != "\n" && text != "\r" => buffer.type_text(text),
            egui::Event::Paste(text) => {
                let whole_lines = self.copied_lines.as_deref() == Some(text);
                if whole_lines && buffer.selections().iter().all(Selection::is_empty) {
                    buffer.insert_lines(text);
                } else {
                    buffer.insert(text);
                }
            }
            egui::Event::Copy => self.copy(ui, buffer),
            egui::Event::Cut => {
                self.copy(ui, buffer);
                buffer.cut();
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
                    Key::ArrowUp => self.vertical(ui.painter(), buffer, face, -1, extend),
                    Key::ArrowDown => self.vertical(ui.painter(), buffer, face, 1, extend),
                    Key::PageUp => self.vertical(ui.painter(), buffer, face, -page, extend),
                    Key::PageDown => self.vertical(ui.painter(), buffer, face, page, extend),
                    Key::Home if word => buffer.move_to(0, extend),
                    Key::Home => buffer.home(extend),
                    Key::End if word => buffer.move_to(buffer.text().len(), extend),
                    Key::End => buffer.end(extend),
                    Key::Backspace => buffer.backspace(word),
                    Key::Delete => buffer.delete(word),
                    Key::Enter => buffer.newline(),
                    Key::Escape => return buffer.simplify(),
                    Key::Tab if extend => buffer.outdent(),
                    Key::Tab => buffer.indent(),
                    _ => return false,
                }
            }
            _ => return false,
        }
        true
    }

    /// To the clipboard; without a selection the lines, which are pasted as lines again.
    fn copy(&mut self, ui: &Ui, buffer: &Buffer) {
        let copied = buffer.copied();
        let selects = buffer.selections().iter().any(|one| !one.is_empty());
        self.copied_lines = (!selects).then(|| copied.clone());
        ui.ctx().copy_text(copied);
    }

    /// Up (negative) or down by rows, keeping the place from the left where rows allow it.
    fn vertical(
        &mut self,
        painter: &Painter,
        buffer: &mut Buffer,
        face: &Face,
        rows: isize,
        extend: bool,
    ) {
        if face.wrap.is_none() || buffer.selections().len() > 1 {
            return buffer.vertical(rows, extend);
        }
        let mut line = buffer.line_of(buffer.cursor());
        let mut laid = plain(painter, buffer, line, face);
        let from = laid.point(buffer.cursor());
        let stands =
            |goal: &&Goal| goal.cursor == buffer.cursor() && goal.revision == buffer.revision();
        let x = self
            .goal
            .as_ref()
            .filter(stands)
            .map_or(from.x, |goal| goal.x);
        let mut row = (from.y / face.height).round() as isize + rows;
        let to = loop {
            if row < 0 {
                if line == 0 {
                    break 0;
                }
                line -= 1;
                laid = plain(painter, buffer, line, face);
                row += laid.rows() as isize;
            } else if row >= laid.rows() as isize {
                if line + 1 == buffer.line_count() {
                    break buffer.text().len();
                }
                row -= laid.rows() as isize;
                line += 1;
                laid = plain(painter, buffer, line, face);
            } else {
                break laid.offset_at(vec2(x, (row as f32 + 0.5) * face.height));
            }
        };
        buffer.move_to(to, extend);
        self.goal = Some(Goal {
            x,
            cursor: to,
            revision: buffer.revision(),
        });
    }
}
