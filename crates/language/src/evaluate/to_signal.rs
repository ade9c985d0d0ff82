//! What feeds the signal graph: values as its inputs and sounds, each argument of a signal function as its port takes it.

use super::to_pattern::stepwise_zip;
use super::value::{EvalResult, Failure, Spanned, Text, Value};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::types::{Kind, Names};
use phonon_dsp::oscillators::wavetable;
use phonon_dsp::reverbs::impulse;
use phonon_engine::graph::Input;
use phonon_engine::graph::nodes::{self, Entry, Kind as NodeKind, Port, PortKind, Units, Written};
use phonon_pattern::mini::{self, Form, Step, Term};
use phonon_pattern::{Join, Operation, PatternId, Scalar, Value as EventValue};
use std::rc::Rc;

/// Most sources that one string may stand for.
const MOST_VOICES_OF_STRING: usize = 64;

impl Evaluator {
    /// The value as an input of the signal graph: numbers stand, patterns step, sounds are rendered. Names of notes are
    /// frequencies in Hz.
    pub(crate) fn port_input(&mut self, given: &Spanned) -> EvalResult<Input> {
        self.input(given, Kind::Hertz)
    }

    /// The value as an input of the signal graph; what nothing else settles is a pattern of those numbers.
    fn input(&mut self, given: &Spanned, numbers: Kind) -> EvalResult<Input> {
        match &given.value {
            Value::Number(number) => Ok(Input::Constant(number.value as f32)),
            Value::Signal(input) => Ok(*input),
            value if let Some(make) = value.heard() => Rc::clone(make)(self),
            Value::Bare(entry) => Ok(self.signals.add(entry, &[], &[]).into()),
            Value::Wet(wet) => {
                let wet = Rc::clone(wet);
                let sound = self.sound(&wet.dry)?;
                self.effects(sound, &wet.effects)
            }
            Value::Bus(name) => Ok(self.signals.bus(name)),
            Value::Pattern(Kind::Controls, pattern) => Ok(self.source(*pattern)),
            Value::Dual(pair) => {
                if pair.is_signal() {
                    return self.port_input(&pair.effect);
                }
                if let Some(signal) = self.as_function_of_signals(&pair.effect.value)? {
                    return self.port_input(&Spanned::new(signal, given.place));
                }
                let pattern = self.pattern(&pair.control, Kind::Controls)?;
                Ok(self.source(pattern))
            }
            Value::Pattern(kind, _) | Value::Slot(kind, _)
                if !kind.is_number() && *kind != Kind::Bool =>
            {
                given.wrong(format!(
                    "a signal is needed here; this is {}",
                    given.value.noun()
                ))
            }
            Value::Text(_) | Value::Deferred(_) | Value::Pattern(..) | Value::Mapped(_) => {
                let kind = match given.value.kind() {
                    Some(kind) => kind,
                    None if given.value.likely() == Kind::Bool => Kind::Bool,
                    None => numbers,
                };
                let pattern = self.pattern(given, kind)?;
                if let Some(value) = self
                    .graph
                    .constant(pattern)
                    .and_then(|value| value.as_f64())
                {
                    // A pattern of one number a cycle still has onsets where triggers are wanted.
                    if matches!(given.value, Value::Deferred(_)) {
                        return Ok(Input::Constant(value as f32));
                    }
                }
                let index = self.signals.pattern();
                self.values.push(pattern);
                Ok(Input::Pattern(index))
            }
            Value::Function(function) => {
                match self.bare(given.clone()).value {
                    Value::Bare(entry) => return Ok(self.signals.add(entry, &[], &[]).into()),
                    Value::Signal(input) => return Ok(input),
                    _ => {}
                }
                let message = format!("a signal is needed here; this is {}", given.value.noun());
                match self.missing(function) {
                    Some(help) => given.wrong_with(message, help),
                    None => given.wrong(message),
                }
            }
            Value::Effects(_) => given.wrong_with(
                "this effect has no sound",
                "an effect follows a sound: `s \"bd\" # …`",
            ),
            _ => given.wrong(format!(
                "a signal is needed here; this is {}",
                given.value.noun()
            )),
        }
    }

    /// The value as a sound: what outputs and effects take.
    pub(crate) fn sound(&mut self, given: &Spanned) -> EvalResult<Input> {
        match &given.value {
            value if value.heard().is_some() => self.port_input(given),
            Value::Deferred(deferred) if let Some(entry) = deferred.bare() => {
                let name = entry.heading.name();
                given.wrong_with(
                    format!("`{name}` alone is a pattern of numbers"),
                    format!("give it a frequency to make it an oscillator: `{name} 220`"),
                )
            }
            Value::Signal(_)
            | Value::Bare(_)
            | Value::Wet(_)
            | Value::Bus(_)
            | Value::Effects(_) => self.port_input(given),
            Value::Dual(pair) if matches!(pair.control.value, Value::Wet(_)) => {
                self.port_input(&pair.control)
            }
            Value::Function(function) if stepwise_zip(function).is_none() => {
                if let Value::Bare(entry) = self.bare(given.clone()).value {
                    return Ok(self.signals.add(entry, &[], &[]).into());
                }
                self.check_given(function)?;
                let message = format!("a sound is needed here; this is {}", given.value.noun());
                match self.missing(function) {
                    Some(help) => given.wrong_with(message, help),
                    None => given.wrong(message),
                }
            }
            // They would be controls without a sound.
            value if value.is_numeric() => self.unfit(given, Kind::Controls),
            _ => {
                let pattern = self.pattern(given, Kind::Controls)?;
                Ok(self.source(pattern))
            }
        }
    }

    /// A voice source for a pattern of sounds.
    pub(crate) fn source(&mut self, pattern: PatternId) -> Input {
        let source = self.signals.source("voices");
        if let Input::Source(index) = source {
            self.sequences.push((pattern, index));
        }
        source
    }

    /// What feeds the ports.
    pub(crate) fn inputs(
        &mut self,
        entry: &Entry,
        ports: &[Port],
        arguments: &[Spanned],
    ) -> EvalResult<(Vec<Input>, Vec<String>)> {
        let mut inputs = Vec::new();
        let mut texts = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let Some(port) = ports.get(index).or(ports.last()) else {
                return argument.wrong(format!("`{}` takes no arguments", entry.heading.name()));
            };
            if let PortKind::Text(written) = port.kind {
                match &argument.value {
                    Value::Text(text) => {
                        check_written(text, written)?;
                        if written == Written::Space
                            && !text.text.is_empty()
                            && !impulse::names().any(|name| name == text.text)
                        {
                            // A sample, then; a missing one is reported.
                            self.sound_names.push((Rc::clone(text), text.offset));
                        }
                        texts.push(text.text.clone());
                    }
                    other => {
                        let noun = other.noun();
                        let example = entry.heading.example().trim_start_matches("out: ");
                        return argument.wrong_with(
                            format!(
                                "`{}` needs `{}` in quotes; this is {noun}",
                                entry.heading.name(),
                                port.name
                            ),
                            format!("as here: `{example}`"),
                        );
                    }
                }
                continue;
            }
            if let (Value::Text(text), PortKind::Number { .. } | PortKind::Word(_)) =
                (&argument.value, port.kind)
            {
                check_single(text, entry, port)?;
            }
            self.check_argument(entry.heading.name(), port, argument);
            self.check_frequency(entry.heading.name(), port, argument);
            let bends = matches!(entry.kind, NodeKind::Control | NodeKind::Arithmetic);
            inputs.push(match (port.kind, port.units) {
                (PortKind::Word(words), _) => self.word_input(argument, words)?,
                (_, Units::Seconds) => self.seconds(argument)?,
                (_, Units::Hertz) => self.port_input(argument)?,
                // What is bent may be a frequency.
                (PortKind::Number { .. }, Units::None) if bends => self.port_input(argument)?,
                _ => self.input(argument, Kind::Float)?,
            });
        }
        Ok((inputs, texts))
    }

    /// A pattern of some words as that of their indices; numbers and signals are indices.
    fn word_input(
        &mut self,
        argument: &Spanned,
        words: &'static [&'static str],
    ) -> EvalResult<Input> {
        let is_words = match &argument.value {
            Value::Text(_) => true,
            Value::Deferred(deferred) => !deferred.numeric,
            Value::Pattern(kind, _) => kind.is_word(),
            _ => false,
        };
        if !is_words {
            return self.port_input(argument);
        }
        let named = self.pattern(argument, Kind::Word(Names::OneOf(words)));
        let slot = self.graph.slot();
        let mut index_of = Scalar::Value(EventValue::Int(0));
        for (index, word) in (0..).zip(words) {
            let word = self.graph.word_value(word);
            let is_it = self.graph.formula_of(Operation::Equal, slot, word);
            let index = EventValue::Int(index);
            let index = self.graph.formula_of(Operation::Multiply, is_it, index);
            index_of = self.graph.formula_of(Operation::Add, index_of, index);
        }
        let body = self.graph.steady(index_of);
        let indices = self.graph.join(Join::Outer, named?, slot, body);
        self.port_input(&Spanned::new(
            Value::Pattern(Kind::Int, indices),
            argument.place,
        ))
    }

    /// A time in seconds, or in cycles where a string says so: `"0.25c"`, `"<0.25c 0.5c>"`.
    fn seconds(&mut self, argument: &Spanned) -> EvalResult<Input> {
        let Value::Text(text) = &argument.value else {
            return self.input(argument, Kind::Float);
        };
        let Some(plain) = without_cycles(&text.text) else {
            return self.input(argument, Kind::Float);
        };
        let plain = Text {
            text: plain,
            offset: text.offset,
        };
        let plain = Spanned::new(Value::Text(Rc::new(plain)), argument.place);
        let cycles = self.input(&plain, Kind::Float)?;
        match nodes::find("cycletime") {
            Some(entry) => Ok(self.signals.add(entry, &[cycles], &[]).into()),
            None => argument.wrong("cycles are not known here"),
        }
    }
}

/// The arguments of each of the sources that are asked for together: of `saw "110, 165"` two.
pub(crate) fn together(entry: &Entry, arguments: &[Spanned]) -> EvalResult<Vec<Vec<Spanned>>> {
    // What is beyond the ports of a function of any number of arguments is of the kind of the last.
    let ports = entry.arguments();
    let ports = ports.iter().chain(ports.last().into_iter().cycle());
    let parts: Vec<Vec<Spanned>> = arguments
        .iter()
        .zip(ports)
        .map(|(argument, port)| match (&argument.value, port.kind) {
            (Value::Text(text), PortKind::Number { .. }) if entry.kind == NodeKind::Source => {
                let mut parts = Vec::new();
                branches(text, &mut parts);
                let located = |part| Spanned::new(Value::Text(Rc::new(part)), argument.place);
                parts.into_iter().map(located).collect()
            }
            _ => vec![argument.clone()],
        })
        .collect();
    let count = parts.iter().map(Vec::len).max().unwrap_or(1);
    if count > MOST_VOICES_OF_STRING
        && let Some(argument) = arguments.first()
    {
        return argument.wrong(format!(
            "`{}` plays at most {MOST_VOICES_OF_STRING} together",
            entry.heading.name()
        ));
    }
    let voice = |index: usize| {
        let of = |parts: &Vec<Spanned>| parts[index % parts.len()].clone();
        parts.iter().map(of).collect()
    };
    Ok((0..count).map(voice).collect())
}

/// What commas part from each other on the outside of a string, the brackets around them taken away; all of it if there are
/// none.
fn branches(text: &Text, found: &mut Vec<Text>) {
    let tree = mini::parse(&text.text, mini::Kind::Hertz);
    let mut term = tree.as_ref().ok();
    while let Some(Term {
        form: Form::Sequence(steps),
        ..
    }) = term
    {
        term = match &steps[..] {
            [
                Step {
                    repeats: 1, term, ..
                },
            ] => Some(term),
            _ => None,
        };
    }
    match term.map(|term| &term.form) {
        Some(Form::Stack(terms)) => {
            for Term { span, .. } in terms {
                let part = Text {
                    text: text.text[span.clone()].to_owned(),
                    offset: text.offset + span.start,
                };
                branches(&part, found);
            }
        }
        _ => found.push(text.clone()),
    }
}

/// Whether a string has one value at a time, as a signal has.
fn check_single(text: &Text, entry: &Entry, port: &Port) -> EvalResult<()> {
    let is_pitch = port.units == Units::Hertz && entry.kind == NodeKind::Source;
    let kind = match (port.kind, port.units) {
        (PortKind::Word(_), _) => mini::Kind::Word,
        (_, Units::Hertz) => mini::Kind::Hertz,
        _ => mini::Kind::Float,
    };
    // A chord cannot be read as a frequency at all.
    let chord = (kind == mini::Kind::Hertz).then(|| text.text.find('\''));
    let place = match chord.flatten() {
        Some(at) => Some(at..at + 1),
        None => mini::parse(&text.text, kind)
            .ok()
            .and_then(|term| at_once(&term)),
    };
    let Some(place) = place else {
        return Ok(());
    };
    let place = Place::new(text.offset + place.start, text.offset + place.end);
    let error = Diagnostic::error(
        place,
        "a signal has one value at a time; this is several at once",
    );
    let name = entry.heading.name();
    Err(Failure::from(if is_pitch {
        error.with_help(format!(
            "`{name} \"220, 330\"` is two of them; `{name} # note \"c'maj e'min\"` plays chords"
        ))
    } else {
        error.with_help("one after the other they are written without a comma")
    }))
}

/// The first place in a string where several values are at once.
fn at_once(term: &Term) -> Option<std::ops::Range<usize>> {
    match &term.form {
        Form::Rest | Form::Atom(_) | Form::Variable(_) => None,
        Form::Stack(_) | Form::Chord { .. } => Some(term.span.clone()),
        Form::Sequence(steps) => steps.iter().find_map(|step| at_once(&step.term)),
        Form::Choice { options, .. } => options.iter().find_map(at_once),
        Form::Polymeter { voices, .. } if voices.len() > 1 => Some(term.span.clone()),
        Form::Polymeter { steps, voices } => {
            voices.iter().chain(steps.as_deref()).find_map(at_once)
        }
        Form::Fast { factor, term } | Form::Slow { factor, term } => {
            at_once(factor).or_else(|| at_once(term))
        }
        Form::Euclid {
            pulses,
            steps,
            rotation,
            term,
        } => [pulses, steps, term]
            .into_iter()
            .chain(rotation)
            .find_map(|term| at_once(term)),
        Form::Degrade { term, .. } => at_once(term),
        Form::Range { first, last } => at_once(first).or_else(|| at_once(last)),
    }
}

/// Whether a string says what its port takes. One that is left out is empty.
fn check_written(text: &Text, written: Written) -> EvalResult<()> {
    let words = || {
        let within = |word: &str| word.as_ptr().addr() - text.text.as_ptr().addr();
        text.text
            .split_whitespace()
            .map(move |word| (text.offset + within(word), word))
    };
    let is_number = |word: &str| word.parse::<f32>().is_ok_and(f32::is_finite);
    let is_one = words().count() == 1;
    let (wrong, wanted, help) = match written {
        Written::Numbers => (
            words().find(|(_, word)| !is_number(word)),
            "this takes plain numbers",
            "with spaces between them, and they stay as they are: `\"1 0.5 0.25\"`",
        ),
        Written::Wave => (
            words()
                .find(|(_, word)| !(is_number(word) || is_one && wavetable::NAMES.contains(word))),
            "a wave is needed here",
            WAVES,
        ),
        Written::Space => (
            words().find(|(_, word)| {
                !is_one || word.contains(|c: char| !(c.is_alphanumeric() || "_-.:".contains(c)))
            }),
            "one space or one sample is needed here",
            "it stays as it is: `convolve \"hall\"`",
        ),
    };
    match wrong {
        Some((start, word)) => {
            let place = Place::new(start, start + word.len());
            let error = Diagnostic::error(place, format!("{wanted}; this is `{word}`"));
            Err(Failure::from(error.with_help(help)))
        }
        None => Ok(()),
    }
}

/// What a wave may be.
const WAVES: &str =
    "sine saw square tri organ glass voice, or the points of one period: `\"0 1 0 -1\"`";

/// The text with a space in the place of the `c` of each number (so that places stay), if there is any.
fn without_cycles(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| {
        bytes
            .get(at)
            .is_some_and(|b| b.is_ascii_digit() || *b == b'.')
    };
    let marks = |at: usize| {
        bytes[at] == b'c'
            && at > 0
            && is_digit(at - 1)
            && !bytes.get(at + 1).is_some_and(u8::is_ascii_alphanumeric)
    };
    let found = (0..bytes.len()).any(marks);
    found.then(|| {
        let spaced = text
            .char_indices()
            .map(|(at, character)| if marks(at) { ' ' } else { character });
        spaced.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cycles_are_marked_by_a_c_behind_their_number() {
        assert_eq!(without_cycles("0.25c").as_deref(), Some("0.25 "));
        assert_eq!(without_cycles("<0.5c 1c>").as_deref(), Some("<0.5  1 >"));
        for plain in ["0.25", "c", "c4", "1cat", "0.1 c"] {
            assert_eq!(without_cycles(plain), None, "{plain}");
        }
    }
}
