//! Completion as one types: a list below the cursor of what the word may become.

use super::names::{self, Offer, Wanted};
use super::text::Buffer;
use super::theme::{Ink, Theme};
use egui::{Context, Event, Id, Key, Modifiers, Order, Pos2, RichText, vec2};
use phonon_engine::parameters::Parameter;
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
    /// Whether the list was moved in or asked for: then Enter takes the chosen name, and does not break the line.
    wanted: bool,
}

impl Completion {
    /// Whether the list is shown.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Does what an event asks of the list: Tab takes the chosen name, and Enter if one was chosen; up and down choose, Escape
    /// closes. Whether it was for the list.
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
            Key::Enter if !open.wanted => {
                self.open = None;
                return false;
            }
            Key::Tab | Key::Enter => {
                let chosen = open.chosen;
                self.take(buffer, chosen);
            }
            Key::ArrowDown | Key::ArrowUp => {
                let count = open.offers.len();
                let step = if *key == Key::ArrowDown { 1 } else { count - 1 };
                open.chosen = (open.chosen + step) % count;
                open.wanted = true;
            }
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
        let end = open.word.start + offer.name.len();
        buffer.replace(open.word, &offer.name);
        buffer.move_to(end, false);
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
        if buffer.was_typed() && buffer.selections().len() == 1 {
            self.look(buffer, ink, banks, false);
        }
    }

    /// Opens the list for what stands before the cursor, however short it is.
    pub(super) fn ask(&mut self, buffer: &Buffer, ink: Option<Ink>, banks: &[ListedBank]) {
        self.revision = buffer.revision();
        self.look(buffer, ink, banks, true);
    }

    fn look(&mut self, buffer: &Buffer, ink: Option<Ink>, banks: &[ListedBank], asked: bool) {
        let Some((word, wanted)) = wanted(buffer, ink) else {
            return;
        };
        let start = &buffer.text()[word.clone()];
        let least = match wanted {
            Wanted::Numbers(_) => 0,
            Wanted::Scales | Wanted::Chords | Wanted::Arpeggios => 1,
            _ => LEAST,
        };
        let begins_a_name = start.starts_with(|c: char| c.is_alphabetic() || "~%".contains(c));
        let is_number = matches!(wanted, Wanted::Numbers(_));
        if !asked && (start.chars().count() < least || !(begins_a_name || is_number)) {
            return;
        }
        let offers = names::offers(start, &wanted, banks, buffer.text());
        // Nothing is left to say of a name that is whole and the only one that begins so.
        let is_whole = matches!(&offers[..], [only] if only.name == start)
            || offers.first().is_some_and(|first| first.name == start)
                && !offers
                    .iter()
                    .skip(1)
                    .any(|offer| offer.name.starts_with(start));
        if !offers.is_empty() && (asked || !is_whole) {
            self.open = Some(Open {
                word,
                offers,
                chosen: 0,
                wanted: asked,
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
                    let doc = open.offers[open.chosen].doc;
                    if !doc.is_empty() {
                        ui.label(RichText::new(doc).small().color(theme.text));
                    }
                    let keys = match open.wanted {
                        true => "Tab or Enter takes it, Escape closes",
                        false => "Tab takes it, Escape closes",
                    };
                    ui.label(RichText::new(keys).small().color(theme.faint));
                });
            });
        clicked.is_some_and(|place| self.take(buffer, place))
    }
}

/// What the word before the cursor may be, and where it stands. `ink` says what it is coloured as.
fn wanted(buffer: &Buffer, ink: Option<Ink>) -> Option<(Range<usize>, Wanted)> {
    let mut word = buffer.word_before_cursor();
    let text = buffer.text();
    let line = &text[buffer.line_range(buffer.line_of(word.start)).start..word.start];
    if ink == Some(Ink::Comment) {
        return None;
    }
    if text[word.clone()].starts_with('~') {
        return Some((word, Wanted::Buses));
    }
    let in_string = line.matches('"').count() % 2 == 1;
    if !in_string {
        if text[..word.start].ends_with('%') {
            word.start -= 1;
            return Some((word, Wanted::Named));
        }
        return Some((word, Wanted::Code));
    }
    // `bd:3`
    if let Some(before) = text[..word.start].strip_suffix(':') {
        let bank = &before[before
            .trim_end_matches(|c: char| c.is_alphanumeric() || c == '_')
            .len()..];
        let is_number = text[word.clone()].bytes().all(|byte| byte.is_ascii_digit());
        return (is_number && !bank.is_empty()).then(|| (word, Wanted::Numbers(bank.to_owned())));
    }
    let head = line[..line.rfind('"')?].trim_end_matches([' ', '(', '$']);
    let function = &head[head
        .trim_end_matches(|c: char| c.is_alphanumeric() || c == '\'')
        .len()..];
    match function {
        "scale" | "scaleWith" | "toScale" => Some((word, Wanted::Scales)),
        "arp" => Some((word, Wanted::Arpeggios)),
        // `c'maj7`
        "n" | "note" | "up" => {
            let quote = text[word.clone()].rfind('\'')?;
            word.start += quote + 1;
            Some((word, Wanted::Chords))
        }
        "s" | "sound" | "" => Some((word, Wanted::Sounds)),
        other if Parameter::all().any(|row| row.description().heading.is_named(other)) => None,
        _ => Some((word, Wanted::Sounds)),
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
        assert!(offered >= 1);
        assert_eq!(text, "o1: degradeBy");
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
    fn enter_breaks_the_line_unless_a_name_was_chosen() {
        let mut buffer = Buffer::new("");
        let mut completion = Completion::default();
        "fas".chars().for_each(|letter| {
            buffer.type_text(&letter.to_string());
            completion.update(&buffer, None, &[]);
        });
        assert!(!completion.take_key(&key(Key::Enter), &mut buffer));
        assert!(completion.open.is_none());
        buffer.type_text("t");
        completion.update(&buffer, None, &[]);
        assert!(completion.take_key(&key(Key::ArrowDown), &mut buffer));
        assert!(completion.take_key(&key(Key::Enter), &mut buffer));
        assert!(buffer.text().starts_with("fast") && buffer.text().len() > 4);
    }

    #[test]
    fn what_is_offered_depends_on_where_it_stands() {
        let wanted_after = |text: &str| {
            let mut buffer = Buffer::new(text);
            buffer.move_to(text.len(), false);
            let (word, wanted) = wanted(&buffer, Some(Ink::Text))?;
            Some((buffer.text()[word].to_owned(), wanted))
        };
        let is = |word: &str, wanted| Some((word.to_owned(), wanted));
        assert_eq!(wanted_after("o1: s \"bd s"), is("s", Wanted::Sounds));
        assert_eq!(
            wanted_after("o1: s \"bd:"),
            is("", Wanted::Numbers("bd".to_owned()))
        );
        assert_eq!(wanted_after("d1 $ n (scale \"mi"), is("mi", Wanted::Scales));
        assert_eq!(wanted_after("d1 $ n \"c'ma"), is("ma", Wanted::Chords));
        assert_eq!(wanted_after("d1 $ n \"c"), None);
        assert_eq!(wanted_after("d1 $ arp \"pi"), is("pi", Wanted::Arpeggios));
        assert_eq!(wanted_after("d1 $ s \"bd\" # gain \"x"), None);
        assert_eq!(wanted_after("o1: ~pa"), is("~pa", Wanted::Buses));
        assert_eq!(wanted_after("o1: %ki"), is("%ki", Wanted::Named));
        assert_eq!(wanted_after("o1: fas"), is("fas", Wanted::Code));
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
