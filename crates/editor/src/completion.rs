//! Completion as one types: a list below the cursor of what the word may become.

use super::names::{self, Offer, Wanted};
use super::text::Buffer;
use super::theme::{Ink, Theme};
use egui::{Context, Event, Id, Key, Modifiers, Order, Pos2, RichText, vec2};
use phonon_session::banks::ListedBank;
use std::ops::Range;

/// From so many characters on.
const LEAST: usize = 2;

/// The list, while there is one.
#[derive(Default)]
pub(super) struct Completion {
    open: Option<Open>,
    /// The text as it was when it was looked at last.
    revision: u64,
}

struct Open {
    /// Bytes of the word that is being typed.
    word: Range<usize>,
    offers: Vec<Offer>,
    chosen: usize,
}

impl Completion {
    /// Does what an event asks of the list: Tab takes the chosen name, up and down choose, Escape closes. Whether it was for
    /// the list.
    pub(super) fn take_key(&mut self, event: &Event, buffer: &mut Buffer) -> bool {
        let Event::Key {
            key,
            pressed: true,
            modifiers: Modifiers::NONE,
            ..
        } = event
        else {
            return false;
        };
        let Some(open) = self.open.as_mut() else {
            return false;
        };
        match key {
            Key::Tab => {
                let chosen = open.chosen;
                self.take(buffer, chosen);
            }
            Key::ArrowDown => open.chosen = (open.chosen + 1).min(open.offers.len() - 1),
            Key::ArrowUp => open.chosen = open.chosen.saturating_sub(1),
            Key::Escape => self.open = None,
            _ => return false,
        }
        true
    }

    /// Puts an offered name in the word's place.
    fn take(&mut self, buffer: &mut Buffer, place: usize) -> bool {
        let Some(open) = self.open.take() else {
            return false;
        };
        let Some(offer) = open.offers.get(place) else {
            return false;
        };
        buffer.select(open.word);
        buffer.insert(&offer.name);
        // What was just completed is not offered again.
        self.revision = buffer.revision();
        true
    }

    /// Looks at what was typed since the last frame. `ink` says what stands before the cursor.
    pub(super) fn update(&mut self, buffer: &Buffer, ink: Option<Ink>, banks: &[ListedBank]) {
        let typed = self.revision != buffer.revision();
        self.revision = buffer.revision();
        let word = buffer.word_before_cursor();
        let stays = |open: &Open| word.start == open.word.start && word.end == open.word.end;
        if !typed {
            // The cursor went elsewhere.
            self.open = self.open.take().filter(stays);
            return;
        }
        self.open = None;
        let start = &buffer.text()[word.clone()];
        let wanted = match ink {
            Some(Ink::Comment) => return,
            _ if start.starts_with('~') => Wanted::Buses,
            Some(Ink::Text | Ink::Notation) => Wanted::Sounds,
            _ => Wanted::Code,
        };
        let begins_a_name = start.starts_with(|c: char| c.is_alphabetic() || c == '~');
        if start.chars().count() < LEAST || !begins_a_name || !buffer.was_typed() {
            return;
        }
        let offers = names::offers(start, wanted, banks, buffer.text());
        // Nothing is left to say of a name that is whole and the only one.
        let is_whole = matches!(&offers[..], [only] if only.name == start);
        if !offers.is_empty() && !is_whole {
            self.open = Some(Open {
                word,
                offers,
                chosen: 0,
            });
        }
    }

    /// Draws the list below (or above) the cursor's row, whose left top is `caret`. Whether the text has changed by a click.
    pub(super) fn show(
        &mut self,
        context: &Context,
        theme: &Theme,
        caret: Pos2,
        row: f32,
        buffer: &mut Buffer,
    ) -> bool {
        let Some(open) = &self.open else { return false };
        let mut clicked = None;
        let above = caret.y + row + 260.0 > context.content_rect().bottom();
        let (pivot, at) = if above {
            (egui::Align2::LEFT_BOTTOM, caret)
        } else {
            (egui::Align2::LEFT_TOP, caret + vec2(0.0, row))
        };
        egui::Area::new(Id::unique("completion"))
            .order(Order::Foreground)
            .pivot(pivot)
            .fixed_pos(at)
            .show(context, |ui| {
                egui::Frame::popup(ui.style()).show(ui, |ui| {
                    ui.set_max_width(460.0);
                    for (place, offer) in open.offers.iter().enumerate() {
                        let chosen = place == open.chosen;
                        let mark = if chosen { "▸ " } else { "  " };
                        let ink = if chosen { theme.accent } else { theme.text };
                        let line = ui.horizontal(|ui| {
                            let name = format!("{mark}{}", offer.name);
                            let name = RichText::new(name).monospace().color(ink);
                            let label = egui::Label::new(name).sense(egui::Sense::click());
                            let response = ui.add(label);
                            let shape = RichText::new(&offer.shape).size(12.0).color(theme.faint);
                            ui.add(egui::Label::new(shape).truncate());
                            response
                        });
                        if line.inner.clicked() {
                            clicked = Some(place);
                        }
                    }
                    let chosen = &open.offers[open.chosen].name;
                    let doc = names::about(chosen).map_or("", |entry| entry.doc);
                    ui.label(RichText::new(doc).size(12.5).color(theme.text));
                    ui.label(
                        RichText::new("Tab takes it, Escape closes")
                            .size(11.5)
                            .color(theme.faint),
                    );
                });
            });
        clicked.is_some_and(|place| self.take(buffer, place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key) -> Event {
        Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers::NONE,
        }
    }

    /// What is offered after `typed` has been typed behind `text`, and then what the keys make of it.
    fn after(text: &str, typed: &str, ink: Ink, keys: &[Key]) -> (usize, String) {
        let mut buffer = Buffer::new(text);
        buffer.move_to(text.len(), false);
        let mut completion = Completion::default();
        completion.update(&buffer, Some(ink), &[]);
        for letter in typed.chars() {
            buffer.type_text(&letter.to_string());
            completion.update(&buffer, Some(ink), &[]);
        }
        let offered = completion.open.as_ref().map_or(0, |open| open.offers.len());
        for one in keys {
            completion.take_key(&key(*one), &mut buffer);
            completion.update(&buffer, Some(ink), &[]);
        }
        (offered, buffer.text().to_owned())
    }

    #[test]
    fn tab_takes_the_chosen_name_and_only_that_is_undone() {
        let (offered, text) = after("o1: ", "degradeB", Ink::Function, &[Key::Tab]);
        assert_eq!((offered, text.as_str()), (1, "o1: degradeBy"));
        let (offered, text) = after(
            "o1: ",
            "sometimesB",
            Ink::Function,
            &[Key::ArrowDown, Key::Tab],
        );
        assert!(offered > 1);
        assert_eq!(text, "o1: sometimesBy'");
    }

    #[test]
    fn other_keys_go_to_the_text_and_escape_closes() {
        let mut buffer = Buffer::new("");
        let mut completion = Completion::default();
        buffer.type_text("f");
        completion.update(&buffer, None, &[]);
        buffer.type_text("a");
        completion.update(&buffer, None, &[]);
        assert!(completion.open.is_some());
        assert!(!completion.take_key(&key(Key::Enter), &mut buffer));
        assert!(completion.take_key(&key(Key::Escape), &mut buffer));
        assert!(completion.open.is_none());
        // Without a list, Tab indents as ever.
        assert!(!completion.take_key(&key(Key::Tab), &mut buffer));
    }

    #[test]
    fn nothing_is_offered_in_comments_for_numbers_and_after_moving() {
        assert_eq!(after("-- ", "fast", Ink::Comment, &[]).0, 0);
        assert_eq!(after("o1: fast ", "12", Ink::Number, &[]).0, 0);
        assert_eq!(
            after("s \"", "superpi", Ink::Text, &[Key::Tab]).1,
            "s \"superpiano"
        );
        let mut buffer = Buffer::new("fast");
        let mut completion = Completion::default();
        completion.update(&buffer, None, &[]);
        buffer.move_to(3, false);
        completion.update(&buffer, None, &[]);
        assert!(completion.open.is_none());
        // What is pasted or undone is not being typed.
        buffer.insert("sometim");
        completion.update(&buffer, None, &[]);
        assert!(completion.open.is_none());
    }
}
