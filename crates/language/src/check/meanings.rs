//! Names with two meanings: a control of each sound, or an effect on the signal of all of them (`lpf`, `delay`, `pan`).
//! What comes before decides which one is meant; the choice is kept here for the editor, and reported where the one before changed it
//! without a word.

use crate::builtins;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use phonon_engine::graph::nodes::{Entry, Units};
use phonon_engine::parameters;
use std::collections::HashSet;
use std::ops::Range;

/// Which of its meanings a name has in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meaning {
    /// The name as the reference has it.
    pub name: &'static str,
    /// Where it stands, with its arguments.
    pub span: Range<usize>,
    /// An effect on the signal; else a control of each sound.
    pub is_effect: bool,
}

impl Meaning {
    /// What it means here, and when it means the other; `text` is where it stands.
    pub fn explained(&self, text: &str) -> Diagnostic {
        let written = text.get(self.span.clone()).unwrap_or_default();
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let end = written.find(|c| !is_name(c)).unwrap_or(written.len());
        let name = if end == 0 { self.name } else { &written[..end] };
        let place = Place::new(self.span.start, self.span.end);
        let (parameter, entry) = both(self.name);
        let control = parameter.map_or("", |row| row.heading.summary().trim_end_matches('.'));
        let effect = entry.map_or("", |entry| entry.heading.summary());
        let (message, help) = if self.is_effect {
            (
                format!("`{name}` is an effect here: {effect}"),
                format!(
                    "before any effect, after sounds, it is a control of each sound: {control}"
                ),
            )
        } else {
            (
                format!("`{name}` is a control of each sound here: {control}"),
                format!("after another effect or a signal it is an effect: {effect}"),
            )
        };
        Diagnostic::note(place, message).with_help(help)
    }
}

/// What `name` is as a control and as an effect.
pub fn both(
    name: &str,
) -> (
    Option<&'static parameters::Description>,
    Option<&'static Entry>,
) {
    let parameter = builtins::parameter(name);
    let row = builtins::find(name).and_then(|meaning| meaning.builtin);
    (parameter, row.and_then(builtins::effect_of))
}

/// A name that was read as a control or an effect, before it is known which.
struct Open {
    name: &'static str,
    place: Place,
    /// What is to be said if it is a control.
    said: Vec<Diagnostic>,
}

/// The names of a text that may be either.
#[derive(Default)]
pub(crate) struct Meanings {
    open: Vec<Open>,
    effects: HashSet<Place>,
}

impl Evaluator {
    /// Keeps a name that may be a control or an effect. `said` is what its control has to say.
    pub(crate) fn may_be_either(
        &mut self,
        name: &'static str,
        place: Place,
        said: Vec<Diagnostic>,
    ) {
        if place.is_in_text() {
            self.meanings.open.push(Open { name, place, said });
        }
    }

    /// The name at a place was taken as an effect.
    pub(crate) fn is_effect(&mut self, place: Place) {
        if place.is_in_text() {
            self.meanings.effects.insert(place);
        }
    }

    /// A control that was taken as an effect because an effect stands before it, where that changes what its number means.
    pub(crate) fn changed_by_effect(&mut self, entry: &'static Entry, place: Place) {
        let (Some(control), Some(effect)) = both(entry.heading.name()) else {
            return;
        };
        if !differ(control, effect) {
            return;
        }
        let (name, port) = (entry.heading.name(), effect.arguments().first());
        let number = port.map_or("number", |port| port.name);
        let warning = Diagnostic::warning(
            place,
            format!(
                "after an effect `{name}` is an effect too: its number is the {number}, not the control"
            ),
        );
        self.say(warning.with_help(format!(
            "for the control ({}) write it before the first effect",
            control.heading.summary().trim_end_matches('.')
        )));
    }

    /// What became of each name, and what the controls among them have to say.
    pub(crate) fn settle_meanings(&mut self) -> Vec<Meaning> {
        let Meanings { open, effects } = std::mem::take(&mut self.meanings);
        let mut settled: Vec<Meaning> = Vec::with_capacity(open.len());
        for Open { name, place, said } in open {
            let is_effect = effects.contains(&place);
            if !is_effect {
                self.said.extend(said);
            }
            settled.push(Meaning {
                name,
                span: place.range(),
                is_effect,
            });
        }
        settled.sort_by_key(|meaning| (meaning.span.start, meaning.span.end));
        settled.dedup();
        settled
    }
}

/// Whether a number means one thing to the control and another to the effect.
fn differ(control: &parameters::Description, effect: &Entry) -> bool {
    let Some(port) = effect.arguments().first() else {
        return true;
    };
    let units = match control.unit {
        "Hz" => Units::Hertz,
        "seconds" => Units::Seconds,
        "dB" => Units::Decibels,
        "semitones" => Units::Semitones,
        _ => Units::None,
    };
    let signed = |low: f32| low.is_finite() && low < 0.0;
    units != port.units || signed(port.minimum) != signed(control.range.0)
}
