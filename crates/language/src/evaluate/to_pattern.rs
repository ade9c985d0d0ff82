//! A value as a pattern of a kind, or as one plain value.

use super::value::{EvalResult, Failure, Function, Spanned, Text, Value};
use crate::builtins::Special;
use crate::check::pitch_names;
use crate::check::vocabulary::{self, with_chords};
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::syntax::Number;
use crate::types::{Kind, Names};
use phonon_pattern::{Operation, PatternId, Rational, Value as EventValue, mini};
use std::rc::Rc;

impl Evaluator {
    /// The value as a pattern of a kind.
    pub fn pattern(&mut self, given: &Spanned, wanted: Kind) -> EvalResult<PatternId> {
        self.step(given.place, |evaluator| {
            evaluator.pattern_here(given, wanted)
        })
    }

    fn pattern_here(&mut self, given: &Spanned, wanted: Kind) -> EvalResult<PatternId> {
        match &given.value {
            Value::Number(number) => self.number_pattern(given, number, wanted),
            Value::Text(text) => self.mini(given, text, wanted).map_err(|mut failure| {
                if let Failure::Wrong(error) = &mut failure
                    && text.stands_elsewhere()
                    && error.span.start >= text.offset
                {
                    error.span = given.place.range();
                }
                failure
            }),
            Value::Pattern(kind, pattern) => {
                if kind.fits(wanted) {
                    Ok(*pattern)
                } else {
                    self.unfit(given, wanted)
                }
            }
            Value::Slot(kind, scalar) => {
                if kind.fits(wanted) {
                    Ok(self.graph.pure(*scalar))
                } else {
                    self.unfit(given, wanted)
                }
            }
            Value::Deferred(deferred) => {
                if deferred.numeric && !wanted.is_number() && wanted != Kind::Controls {
                    return self.unfit(given, wanted);
                }
                (Rc::clone(deferred).make)(self, wanted)
            }
            Value::Dual(pair) if wanted == Kind::Controls => self.pattern(&pair.control, wanted),
            Value::Dual(pair) if wanted.is_number() && pair.is_signal() => {
                self.pattern(&pair.effect, wanted)
            }
            Value::Bus(name) => {
                let name = Rc::clone(name);
                self.bus_pattern(given, &name, wanted)
            }
            Value::Signal(input) if wanted.is_number() => self.sampled(given, *input),
            // One a cycle, where there is no sound before it.
            Value::Taken(taken) if wanted == Kind::Controls => {
                let taken = Rc::clone(taken);
                let once = EventValue::Controls(phonon_pattern::Controls::EMPTY);
                let once = self.graph.pure(once);
                Ok(self.taken(Operation::KeepRight, &taken, once))
            }
            Value::Mapped(mapped) => self.mapped_pattern(&Rc::clone(mapped), given, wanted),
            Value::Maybe(None) => Ok(self.graph.silence()),
            Value::Maybe(Some(inner)) => {
                // A text is a name here and not mini-notation.
                if let (Value::Text(text), Kind::Word(_)) = (&inner.value, wanted) {
                    let word = self.graph.word_value(&text.text);
                    return Ok(self.graph.pure(word));
                }
                self.pattern(&Rc::clone(inner), wanted)
            }
            // Tidal's `chord` wants notes, a name and modifiers; a string alone holds chord symbols.
            Value::Function(function)
                if wanted.is_number()
                    && let Function::Builtin(row, before, _) = &**function
                    && row.is(Special::ReadsChordSymbols)
                    && let [symbols] = &before[..] =>
            {
                let symbols = symbols.clone();
                self.chord_symbols(&symbols)
            }
            Value::Function(function) if let Some(patterns) = stepwise_zip(function) => {
                let patterns = patterns.to_vec();
                let patterns = patterns.iter().map(|item| self.pattern(item, wanted));
                let patterns = patterns.collect::<EvalResult<Vec<_>>>()?;
                Ok(self.graph.stepzip(&patterns))
            }
            Value::Function(function) => {
                self.check_given(function)?;
                let message = format!(
                    "{} is needed here; this is {}",
                    wanted.noun(),
                    given.value.noun()
                );
                match self.missing(function) {
                    Some(help) => given.wrong_with(message, help),
                    None => given.wrong(message),
                }
            }
            _ => self.unfit(given, wanted),
        }
    }

    pub(crate) fn unfit<T>(&self, given: &Spanned, wanted: Kind) -> EvalResult<T> {
        let message = format!(
            "{} is needed here; this is {}",
            wanted.noun(),
            given.value.noun()
        );
        match (&given.value, wanted) {
            (Value::Letter(_), _) => given.wrong_with(
                message,
                "single quotes hold one letter; a string is enclosed in `\"`",
            ),
            (Value::Text(_), Kind::Controls) => {
                given.wrong_with(message, "write `s \"…\"` for sounds, `n \"…\"` for notes")
            }
            (value, Kind::Controls) if value.is_numeric() => {
                given.wrong_with(message, "write `n (…) # s \"…\"` to play numbers as notes")
            }
            (Value::Action(_), _) => given.wrong_with(
                message,
                "a command goes on a line of its own; `silence` is a pattern that plays nothing",
            ),
            (Value::Effects(_), _) => {
                given.wrong_with(message, "an effect follows a sound: `s \"bd\" # …`")
            }
            (Value::Signal(_) | Value::Bare(_) | Value::Wet(_), _) => {
                given.wrong_with(message, "signals give numbers to patterns, nothing else")
            }
            _ => given.wrong(message),
        }
    }

    fn number_pattern(
        &mut self,
        given: &Spanned,
        number: &Number,
        wanted: Kind,
    ) -> EvalResult<PatternId> {
        let value = match wanted {
            Kind::Float | Kind::Hertz => EventValue::Float(number.value),
            Kind::Note => EventValue::Note(number.value),
            Kind::Int => match number.exact {
                Some(exact) if exact.is_integer() => EventValue::Int(exact.numerator()),
                _ => return given.wrong("a whole number is needed here"),
            },
            Kind::Ratio => match number.rational() {
                Some(ratio) => EventValue::Ratio(ratio),
                None => return given.wrong("this number is too large"),
            },
            Kind::Controls => return Ok(self.number_as_controls(number)),
            Kind::Word(_) | Kind::Bool => return self.unfit(given, wanted),
        };
        Ok(match number.calculated {
            true => self.graph.pure_calculated(value),
            false => self.graph.pure(value),
        })
    }

    /// A string as mini-notation.
    fn mini(&mut self, given: &Spanned, text: &Rc<Text>, wanted: Kind) -> EvalResult<PatternId> {
        if wanted == Kind::Controls {
            // A string where sounds are wanted names them, as in Tidal.
            let names = self.mini(given, text, Kind::Word(Names::Sounds))?;
            return Ok(self.graph.sound(names));
        }
        let Some(kind) = wanted.mini() else {
            return self.unfit(given, wanted);
        };
        let names_sounds = matches!(wanted, Kind::Word(Names::Sounds | Names::ChangedSounds));
        if names_sounds {
            self.settle_instruments(text)?;
        }
        if let Kind::Word(names) = wanted {
            match names {
                Names::Sounds => self.sound_names.push((Rc::clone(text), text.offset)),
                Names::Banks => self.bank_names.push((Rc::clone(text), text.offset)),
                Names::OneOf(known) => self.check_words(text, known),
                Names::Scales => self.check_vocabulary(text, &vocabulary::SCALES),
                Names::Arpeggios => self.check_vocabulary(text, &vocabulary::ARPEGGIOS),
                Names::Anything | Names::ChangedSounds => {}
            }
        }
        if wanted.is_number() {
            let odd = pitch_names::flats(text)
                .into_iter()
                .chain(pitch_names::parts(text));
            odd.for_each(|reported| self.say(reported));
        }
        if let Some(tree) = with_chords(&text.text, kind) {
            self.check_chords(text, &tree);
        }
        if let Some(extension) = mini::extension(&text.text, kind) {
            let place = Place::new(text.offset + extension.start, text.offset + extension.end);
            self.say(
                Diagnostic::note(place, "TidalCycles does not read this; here it plays")
                    .with_help("brackets say the same to both: `[0 .. 3] 7`, `[bd@3]!2`"),
            );
        }
        let read = if names_sounds {
            let buses = &self.buses;
            let is_bus = |name: &str| buses.contains_key(name);
            self.graph.mini_names(&text.text, text.offset, &is_bus)
        } else {
            self.graph.mini(&text.text, kind, text.offset)
        };
        if let (true, Ok(pattern)) = (names_sounds, &read) {
            let end = text.offset + text.text.len() + 1;
            let place = Place::new(text.offset.saturating_sub(1), end);
            self.patterns_of_names.push((place, *pattern));
        }
        read.map_err(|error| {
            if let Some(problem) = wrong_kind(text, kind, error.span.start) {
                return Failure::from(problem);
            }
            let start = text.offset + error.span.start;
            let end = (text.offset + error.span.end)
                .max(start + 1)
                .min(text.offset + text.text.len().max(1));
            let place = Place::new(start.min(end), end.max(start.min(end)));
            let mut diagnostic = Diagnostic::error(place, error.to_string());
            diagnostic.help = error.help();
            Failure::from(diagnostic)
        })
    }

    fn constant(&mut self, given: &Spanned, kind: Kind) -> EvalResult<EventValue> {
        let pattern = self.pattern(given, kind)?;
        match self.graph.constant(pattern) {
            Some(value) => Ok(value),
            None => given.wrong_with(
                "one plain value is needed here, not a pattern",
                "write one number or name, without `<` `>` and spaces",
            ),
        }
    }

    /// The value as one number.
    pub(crate) fn constant_number(&mut self, given: &Spanned) -> EvalResult<f64> {
        if let Value::Number(number) = &given.value {
            return Ok(number.value);
        }
        Ok(self.constant(given, Kind::Float)?.as_f64().unwrap_or(0.0))
    }

    /// The value as one exact number.
    pub(crate) fn constant_ratio(&mut self, given: &Spanned) -> EvalResult<Rational> {
        match self.constant(given, Kind::Ratio)?.as_rational() {
            Some(ratio) => Ok(ratio),
            None => given.wrong("this number is too large"),
        }
    }

    /// The value as one whole number.
    pub(crate) fn constant_int(&mut self, given: &Spanned) -> EvalResult<i64> {
        match self.constant(given, Kind::Int)? {
            EventValue::Int(number) => Ok(number),
            other => Ok(other.as_int().unwrap_or(0)),
        }
    }

    /// The value as true or false.
    pub(crate) fn constant_bool(&mut self, given: &Spanned) -> EvalResult<bool> {
        Ok(self.constant(given, Kind::Bool)?.as_bool().unwrap_or(false))
    }
}

/// The patterns of a `zip` of one list, which takes their steps in turn.
pub(crate) fn stepwise_zip(function: &Function) -> Option<&[Spanned]> {
    match function {
        Function::Builtin(row, given, _) if row.is(Special::ZipsSteps) && given.len() == 1 => {
            given[0].value.items()
        }
        _ => None,
    }
}

/// What is wrong with a string that would be good if names were wanted: names stand where numbers should.
fn wrong_kind(text: &Text, wanted: mini::Kind, at: usize) -> Option<Diagnostic> {
    if wanted == mini::Kind::Word || mini::parse(&text.text, mini::Kind::Word).is_err() {
        return None;
    }
    let is_word = |c: char| c.is_alphanumeric() || "_.'".contains(c);
    let before = text.text.get(..at)?;
    let start = before.rfind(|c: char| !is_word(c)).map_or(0, |last| {
        last + before[last..].chars().next().map_or(1, char::len_utf8)
    });
    let rest = &text.text[start..];
    let word = &rest[..rest.find(|c: char| !is_word(c)).unwrap_or(rest.len())];
    if !word.contains(|c: char| c.is_alphabetic()) {
        return None;
    }
    let what = match wanted {
        mini::Kind::Bool => "`t` or `f`",
        mini::Kind::Note => "notes or numbers",
        mini::Kind::Hertz => "notes or numbers of Hz",
        mini::Kind::Int => "whole numbers",
        _ => "numbers",
    };
    let place = Place::new(text.offset + start, text.offset + start + word.len());
    if !matches!(wanted, mini::Kind::Bool)
        && let Some(written) = pitch_names::as_here(word)
    {
        return Some(
            Diagnostic::error(place, format!("`{word}` is not a note here")).with_help(written),
        );
    }
    let help = match wanted {
        mini::Kind::Bool => "`t` or `1` is true, `f` or `0` false: `\"t f t t\"`",
        mini::Kind::Hertz => {
            "notes are `c d e f g a b` with octaves (`c5`, `ef4`, `fs5`), numbers are Hz"
        }
        mini::Kind::Note => {
            "notes are `c d e f g a b` with octaves (`c5`, `ef4`, `fs5`), chords `c'maj`, numbers semitones"
        }
        _ => "write numbers: `0.5`, `\"0.2 0.8\"`; names of sounds go after `s`",
    };
    Some(
        Diagnostic::error(
            place,
            format!(
                "`{word}` is a name; {what} {} needed here",
                if wanted == mini::Kind::Bool {
                    "is"
                } else {
                    "are"
                }
            ),
        )
        .with_help(help),
    )
}
