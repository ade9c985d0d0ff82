//! Buses and oscillators that voices play: `s "~pad(3,8)" # note "0 3"`, `saw # note "0 3"`.

use super::value::{EvalResult, Failure, Function, Spanned, Text, Value};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::{Evaluator, Global};
use crate::syntax::Number;
use crate::syntax::words::words;
use crate::types::Kind;
use phonon_engine::graph::Input;
use phonon_engine::graph::nodes::{self, Entry};
use phonon_engine::program::instrument;

impl Evaluator {
    /// Evaluates the buses that a string names as sounds, and sees to it that voices can play them.
    pub(crate) fn settle_instruments(&mut self, text: &Text) -> EvalResult<()> {
        for (start, word) in words(&text.text) {
            let Some(name) = word.strip_prefix('~') else {
                continue;
            };
            if self.buses.contains_key(name) {
                let place = Place::new(text.offset + start, text.offset + start + word.len());
                self.settle_instrument(name, place)?;
            }
        }
        Ok(())
    }

    fn settle_instrument(&mut self, name: &str, place: Place) -> EvalResult<()> {
        self.settle_bus(name, place)?;
        let problem = match self.buses.get(name) {
            Some(Global::Busy) => Diagnostic::error(place, format!("`~{name}` cannot play itself")),
            Some(Global::Done(value))
                if value.value.is_function() || matches!(value.value, Value::Dual(_)) =>
            {
                Diagnostic::error(
                    place,
                    format!("`~{name}` is a bus of effects; voices play buses that sound"),
                )
                .with_help(format!("put it after a sound: `# ~{name}`"))
            }
            Some(Global::Done(_)) if self.signals.hears_voices(name) => Diagnostic::error(
                place,
                format!("`~{name}` has a pattern of its own; voices play buses of oscillators"),
            )
            .with_help(format!("write `~{name}` without `s` to hear it")),
            Some(Global::Done(_)) => return Ok(()),
            _ => return Err(Failure::Reported),
        };
        Err(Failure::from(problem))
    }

    /// `saw # note "0 3"`, `~pad # note "0 3"`: voices that play what stands at left. `None` if that is no such thing.
    pub(crate) fn played(&mut self, left: &Spanned, right: &Spanned) -> EvalResult<Option<Value>> {
        if right.value.kind() != Some(Kind::Controls) || matches!(right.value, Value::Dual(_)) {
            return Ok(None);
        }
        let name = match &left.value {
            Value::Bus(name) if self.bus_kind(name) == Some(Kind::Controls) => return Ok(None),
            Value::Bus(name) => {
                let name = name.to_string();
                self.settle_instrument(&name, left.place)?;
                format!("~{name}")
            }
            Value::Signal(input) => self.hidden_bus(*input),
            value => match oscillator(value) {
                Some(entry) => {
                    let node = self.signals.add(entry, &[Input::Frequency], &[]);
                    self.hidden_bus(node.into())
                }
                None => return Ok(None),
            },
        };
        if let Some(bus) = name.strip_prefix('~')
            && self.signals.hears_voices(bus)
        {
            return Ok(None);
        }
        let word = self.graph.word_value(&name);
        let names = self.graph.pure(word);
        let sound = self.graph.sound(names);
        let controls = self.pattern(right, Kind::Controls)?;
        let pattern = self.graph.with_controls(controls, sound);
        Ok(Some(Value::Pattern(Kind::Controls, pattern)))
    }

    /// A bus without a name in the text.
    fn hidden_bus(&mut self, input: Input) -> String {
        let name = self.signals.unnamed_bus(input);
        format!("~{name}")
    }

    /// Voices of every instrument: what `poly` says.
    pub(crate) fn set_polyphony(&mut self, given: &Spanned) -> EvalResult<()> {
        let voices = match &given.value {
            Value::Number(Number { value, .. }) => *value,
            _ => self.constant_number(given)?,
        };
        if !(1.0..=instrument::MOST_VOICES as f64).contains(&voices) {
            let most = instrument::MOST_VOICES;
            return given.wrong(format!("an instrument has from 1 to {most} voices"));
        }
        let voices = voices as usize;
        self.polyphony = Some(self.polyphony.map_or(voices, |known| known.max(voices)));
        Ok(())
    }
}

/// The oscillator that a bare name stands for: `saw`, `supersaw`.
fn oscillator(value: &Value) -> Option<&'static Entry> {
    let entry = match value {
        Value::Deferred(deferred) => deferred.bare()?,
        Value::Bare(entry) => entry,
        Value::Function(function) => match &**function {
            Function::Node(entry, arguments, _) if arguments.is_empty() => entry,
            _ => return None,
        },
        _ => return None,
    };
    let pitched = entry
        .fed()
        .next()
        .is_some_and(|port| port.units == nodes::Units::Hertz);
    (entry.kind == nodes::Kind::Source && pitched).then_some(entry)
}
