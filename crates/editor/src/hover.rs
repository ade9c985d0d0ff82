//! What stands under the mouse, explained: functions, controls, sounds, outputs, buses, macros, definitions, numbers in their
//! units. The explanation stays as long as the mouse is on the word or on it, so that its example can be heard and taken.

use super::code_view::Number;
use super::definitions::definitions;
use super::dock;
use super::names::{self, counted};
use super::text::Buffer;
use super::theme::{Ink, Theme};
use egui::{Area, Context, Id, Order, Pos2, Rect, RichText, Ui, vec2};
use phonon_engine::MACROS;
use phonon_engine::parameters::{Kind, Parameter};
use phonon_language::reference::Entry;
use phonon_language::syntax::statements::output_number;
use phonon_session::banks::ListedBank;
use std::ops::Range;

/// Seconds that the mouse rests before it is told.
const DELAY: f64 = 0.35;

/// What is known of a part of the text.
#[derive(Clone, Debug)]
pub(super) enum About {
    /// A row of the reference, and which of its two meanings it has here.
    Entry(&'static Entry, Option<String>),
    /// A name or number, and lines about it.
    Words(String, Vec<String>),
}

/// What one may ask of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// To hear an example.
    Hear(String),
    /// To have it in the text.
    Insert(String),
}

/// What is known to those who explain.
pub(super) struct Known<'a> {
    pub banks: &'a [ListedBank],
    /// Names of the outputs, and values of the macros, in words.
    pub output: &'a dyn Fn(usize) -> String,
    pub knob: &'a dyn Fn(usize) -> Option<String>,
    /// Which meaning the name at a place has, of two.
    pub meaning: &'a dyn Fn(usize) -> Option<String>,
}

/// What is explained at the moment.
#[derive(Default)]
pub(super) struct Hover {
    /// Bytes of the text, of which revision, since when it is pointed at, and where.
    at: Option<(Range<usize>, u64, f64, Pos2)>,
    about: Option<About>,
    /// Where the explanation was drawn.
    area: Option<Rect>,
}

impl Hover {
    /// Follows the mouse, which is on `pointed`, a byte of the text of an ink, and draws what is to be explained there.
    pub(super) fn show(
        &mut self,
        context: &Context,
        buffer: &Buffer,
        pointed: Option<(usize, Option<Ink>, Option<Number>)>,
        known: &Known,
        theme: &Theme,
    ) -> Option<Asked> {
        let (time, pointer, down) = context.input(|input| {
            (
                input.time,
                input.pointer.hover_pos(),
                input.pointer.any_down(),
            )
        });
        let in_area = self
            .area
            .zip(pointer)
            .is_some_and(|(area, at)| area.expand(10.0).contains(at));
        if !in_area {
            let unit = pointed.as_ref().map(|(at, ink, number)| match number {
                Some(number) => number.range.clone(),
                None if *ink == Some(Ink::Comment) => *at..*at,
                None => buffer.name_range(*at),
            });
            let same = |(range, revision, ..): &(Range<usize>, u64, f64, Pos2)| {
                unit.as_ref() == Some(range) && *revision == buffer.revision()
            };
            if !self.at.as_ref().is_some_and(same) {
                self.about = None;
                self.area = None;
                let unit = unit.filter(|unit| !unit.is_empty());
                let place = unit.zip(pointer);
                self.at = place.map(|(unit, at)| (unit, buffer.revision(), time, at));
            }
        }
        let (range, revision, since, place) = self.at.clone()?;
        if down && !in_area || revision != buffer.revision() {
            self.at = None;
            self.about = None;
            self.area = None;
            return None;
        }
        let waits = DELAY - (time - since);
        if waits > 0.0 {
            context.request_repaint_after(std::time::Duration::from_secs_f64(waits));
            return None;
        }
        if self.about.is_none() {
            let (_, ink, number) = pointed?;
            self.about = about(buffer, &range, ink, number.as_ref(), known);
        }
        let about = self.about.clone()?;
        let mut asked = None;
        let drawn = Area::new(Id::unique("explained"))
            .order(Order::Foreground)
            .fixed_pos(place + vec2(-8.0, 16.0))
            .constrain(true)
            .show(context, |ui| {
                egui::Frame::popup(ui.style()).show(ui, |ui| {
                    ui.set_max_width(460.0);
                    asked = explained(ui, &about, theme);
                });
            });
        self.area = Some(drawn.response.rect);
        if asked.is_some() {
            self.at = None;
            self.about = None;
            self.area = None;
        }
        asked
    }
}

fn explained(ui: &mut Ui, about: &About, theme: &Theme) -> Option<Asked> {
    let mut asked = None;
    match about {
        About::Entry(entry, taken) => {
            dock::brief(ui, entry, taken.as_deref(), theme);
            ui.horizontal(|ui| {
                if ui.button("▶ hear").clicked() {
                    asked = Some(Asked::Hear(entry.example.clone()));
                }
                if ui.button("insert").clicked() {
                    asked = Some(Asked::Insert(entry.example.clone()));
                }
            });
        }
        About::Words(title, lines) => {
            ui.label(RichText::new(title).monospace().strong().color(theme.text));
            for line in lines {
                ui.label(RichText::new(line).color(theme.text));
            }
        }
    }
    asked
}

/// What is known of the part of the text.
fn about(
    buffer: &Buffer,
    range: &Range<usize>,
    ink: Option<Ink>,
    number: Option<&Number>,
    known: &Known,
) -> Option<About> {
    let name = &buffer.text()[range.clone()];
    if let Some(number) = number {
        let of = number.of.as_deref()?;
        let lines = in_units(of, number.value);
        return (!lines.is_empty()).then(|| About::Words(format!("{of} {name}"), lines));
    }
    if let Some(digits) = name.strip_prefix("~m")
        && let Some(index) = digits
            .parse::<usize>()
            .ok()
            .filter(|n| (1..=MACROS).contains(n))
    {
        let now = (known.knob)(index - 1);
        return Some(About::Words(name.to_owned(), now.into_iter().collect()));
    }
    if ink == Some(Ink::Label)
        && let Some(output) = output_number(name)
    {
        let said = vec![(known.output)(output)];
        return Some(About::Words(name.to_owned(), said));
    }
    let in_string = matches!(ink, Some(Ink::Text | Ink::Notation));
    if in_string && let Some(bank) = bank(name, known.banks) {
        let mut lines = vec![counted(bank.sounds)];
        if !bank.aliases.is_empty() {
            lines.push(format!("also {}", bank.aliases.join(", ")));
        }
        return Some(About::Words(name.to_owned(), lines));
    }
    let definitions = definitions(buffer.text());
    if let Some(place) = definitions
        .iter()
        .find(|place| &buffer.text()[(*place).clone()] == name)
        && !in_string
    {
        let line = buffer.line_of(place.start);
        let shown: String = buffer.line(line).trim().chars().take(80).collect();
        let lines = vec![format!("line {}: {shown}", line + 1)];
        return Some(About::Words(name.to_owned(), lines));
    }
    let entry = names::about(name)?;
    let taken = entry
        .is_ambiguous
        .then(|| (known.meaning)(range.start))
        .flatten();
    Some(About::Entry(entry, taken))
}

fn bank<'a>(name: &str, banks: &'a [ListedBank]) -> Option<&'a ListedBank> {
    banks
        .iter()
        .find(|bank| bank.name == name || bank.aliases.iter().any(|alias| alias == name))
}

/// A number as what it means to the control that takes it.
fn in_units(of: &str, value: f64) -> Vec<String> {
    let decibels = |ratio: f64| match ratio > 0.0 {
        true => format!("{:+.1} dB", 20.0 * ratio.log10()),
        false => "silent".to_owned(),
    };
    let mut lines = Vec::new();
    let row = Parameter::all().map(|parameter| parameter.description());
    let row = row.into_iter().find(|row| row.heading.is_named(of));
    match of {
        // The fourth power, as in SuperDirt.
        "gain" | "overgain" => lines.push(decibels(value.powi(4))),
        "amp" => lines.push(decibels(value)),
        "note" | "up" => lines.push(note_name(value + 60.0)),
        "midinote" => lines.push(note_name(value)),
        "cps" | "setcps" => lines.push(format!("{:.1} beats a minute in four", value * 240.0)),
        _ => {}
    }
    if let Some(row) = row.filter(|row| matches!(row.kind, Kind::Number)) {
        if row.unit == "Hz" && value > 0.0 {
            let pitch = 69.0 + 12.0 * (value / 440.0).log2();
            lines.push(format!("{value} Hz, {}", note_name(pitch)));
        } else if lines.is_empty() && !row.unit.is_empty() {
            lines.push(format!("{value} {}", row.unit));
        }
        lines.push(format!("usually {} to {}", row.range.0, row.range.1));
    }
    lines
}

/// The nearest note of a pitch in semitones, of which middle C has 60, as it is written in strings: `c5`.
fn note_name(pitch: f64) -> String {
    const NAMES: [&str; 12] = [
        "c", "cs", "d", "ef", "e", "f", "fs", "g", "gs", "a", "bf", "b",
    ];
    let nearest = pitch.round();
    let cents = ((pitch - nearest) * 100.0).round();
    let step = nearest.rem_euclid(12.0) as usize % 12;
    let name = format!("{}{}", NAMES[step], (nearest / 12.0).floor());
    match cents as i64 {
        0 => name,
        cents => format!("{name} {cents:+} cents"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::code_view::number_at;
    use super::*;

    fn words(marked: &str, ink: Ink) -> Option<(String, Vec<String>)> {
        let at = marked.find('|').expect("a place");
        let buffer = Buffer::new(&marked.replace('|', ""));
        let banks = [ListedBank {
            name: "bd".to_owned(),
            aliases: vec!["kick".to_owned()],
            sounds: 12,
            ..ListedBank::default()
        }];
        let known = Known {
            banks: &banks,
            output: &|output| format!("output {output}"),
            knob: &|index| Some(format!("macro {index}")),
            meaning: &|_| None,
        };
        let number = number_at(&buffer, at);
        let range = match &number {
            Some(number) => number.range.clone(),
            None => buffer.name_range(at),
        };
        match about(&buffer, &range, Some(ink), number.as_ref(), &known)? {
            About::Words(title, lines) => Some((title, lines)),
            About::Entry(entry, _) => Some((entry.names[0].to_owned(), vec![entry.doc.to_owned()])),
        }
    }

    #[test]
    fn numbers_are_told_in_their_units() {
        let lines = |marked| words(marked, Ink::Number).expect("a number of a control").1;
        assert_eq!(lines("# gain 0.|7")[0], "-12.4 dB");
        assert_eq!(lines("# gain |0")[0], "silent");
        assert_eq!(lines("# lpf 44|0")[0], "440 Hz, a5");
        assert_eq!(lines("# note \"0 |4\"")[0], "e5");
        assert_eq!(lines("# midinote 6|0")[0], "c5");
        assert_eq!(words("fast |2", Ink::Number), None);
    }

    #[test]
    fn everything_with_a_meaning_is_explained() {
        assert_eq!(
            words("o1: s \"k|ick\"", Ink::Text).unwrap().1[0],
            "12 sounds"
        );
        assert_eq!(words("o|2: s", Ink::Label).unwrap().1, ["output 2"]);
        assert_eq!(words("o1: ~m|3", Ink::Bus).unwrap().1, ["macro 2"]);
        assert_eq!(
            words("~pad: sine 3\no1: ~p|ad", Ink::Bus).unwrap().1,
            ["line 1: ~pad: sine 3"]
        );
        assert_eq!(words("o1: eve|ry 2", Ink::Function).unwrap().0, "every");
        assert_eq!(words("o1: x|yzzy 2", Ink::Function), None);
    }
}
