//! Numbers that the text writes out and that lie where the reference says no number should: they are held at a limit, or
//! far from what is meant.

use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{Spanned, Value};
use phonon_engine::graph::nodes::{self, Port, PortKind, Units};
use phonon_engine::parameters::{self, Kind, Parameter};
use phonon_pattern::mini::{self, Atom, Form, Term};

/// Units in which the usual range of a parameter is what makes sense at all: beyond it by its own width is a mistake. Others
/// (seconds, semitones, ratios) only have a range that most music stays within.
const STRICT: &[&str] = &["amount", "fraction", "level", "place", "linear", "position"];

/// Parameters that are no use beyond their range.
const NARROW: &[Parameter] = &[parameters::TIMESCALE, parameters::TIMESCALEWIN];

/// Semitones above middle C that no music reaches, but MIDI's numbers do; and below it, where tones are too low to hear.
const OCTAVES: f32 = 48.0;
const DEPTHS: f32 = -60.0;
/// Seconds that are rather milliseconds.
const MINUTE: f32 = 60.0;
/// Functions whose first argument is a probability.
const CHANCES: &[&str] = &[
    "degradeBy",
    "unDegradeBy",
    "sometimesBy",
    "sometimesBy'",
    "someCyclesBy",
];

/// A probability beyond 1, such as one in percent.
pub(crate) fn check_chance(names: &[&str], given: Option<&Spanned>) -> Option<Diagnostic> {
    if !names.iter().any(|name| CHANCES.contains(name)) {
        return None;
    }
    let beyond = |(number, place): (f64, Place)| {
        let message = format!("a probability goes from 0 to 1; at {number} it is always");
        let help = format!("for {number} percent write `{}`", number / 100.0);
        (number > 1.0).then(|| Diagnostic::warning(place, message).with_help(help))
    };
    numbers(given?).into_iter().find_map(beyond)
}

/// Whether a function was given a plain number that most can do nothing with: 0 or less, or a probability of 1.
pub(crate) fn is_doubtful(names: &[&str], given: &[Spanned]) -> bool {
    let is_chance = names.iter().any(|name| CHANCES.contains(name));
    let mut numbers = given.iter().filter_map(|given| match &given.value {
        Value::Number(number) => Some(number.value),
        _ => None,
    });
    numbers.any(|number| number <= 0.0 || is_chance && number >= 1.0)
}

/// A control's numbers; a warning about the first that is out of range.
pub(crate) fn check_control(name: &str, given: &Spanned) -> Option<Diagnostic> {
    let warning = out_of_range(name, given)?;
    Some(match decimal_comma(given) {
        Some(meant) => warning.with_help(format!(
            "a comma plays both at once; the decimal sign is a point: `{name} {meant}`"
        )),
        None => warning,
    })
}

/// The number that a string such as `"0,5"` may be meant for.
fn decimal_comma(given: &Spanned) -> Option<String> {
    let Value::Text(text) = &given.value else {
        return None;
    };
    let (whole, fraction) = text.text.split_once(',')?;
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (is_digits(whole) && is_digits(fraction)).then(|| format!("{whole}.{fraction}"))
}

fn out_of_range(name: &str, given: &Spanned) -> Option<Diagnostic> {
    let parameter = Parameter::named(name)?;
    let row = parameter.description();
    if row.kind != Kind::Number {
        return None;
    }
    numbers(given).into_iter().find_map(|(number, place)| {
        let value = number as f32;
        if parameter == parameters::CPS && value <= 0.0 {
            let message = format!("a tempo of {number} cycles per second does not move");
            return Some(
                Diagnostic::warning(place, message)
                    .with_help("`cps 0.5` is a cycle every two seconds"),
            );
        }
        if parameter == parameters::NOTE && value >= OCTAVES {
            let message = format!("`note {number}` is {number} semitones above c5");
            return Some(
                Diagnostic::warning(place, message)
                    .with_help(format!("for a MIDI number write `midinote {number}`")),
            );
        }
        if parameter == parameters::NOTE && value < DEPTHS {
            let message = format!(
                "`note {number}` is {} semitones below c5, too low to hear",
                -number
            );
            return Some(
                Diagnostic::warning(place, message)
                    .with_help("`note (-12)` is an octave below, `note (-24)` two"),
            );
        }
        if parameter == parameters::MIDINOTE && !(0.0..=127.0).contains(&value) {
            let message = format!("there is no MIDI note {number}");
            return Some(
                Diagnostic::warning(place, message)
                    .with_help("they go from 0 to 127: `midinote 60` is c5, 72 an octave above"),
            );
        }
        if row.unit == "seconds" && value >= MINUTE {
            let message = format!("`{} {number}` is {number} seconds", row.heading.name());
            return Some(
                Diagnostic::warning(place, message)
                    .with_help(format!("for milliseconds write `{}`", value / 1000.0)),
            );
        }
        if parameter == parameters::CHANNEL && value > 1.0 {
            return Some(
                Diagnostic::warning(
                    place,
                    format!("there is no channel {number}: outputs are stereo"),
                )
                .with_help(
                    "`# channel 1` is hard right; `# orbit 2` sends a sound to another output",
                ),
            );
        }
        // What begins above 0 is off at 0.
        if value == 0.0 && row.limits.0 > 0.0 {
            return None;
        }
        let (low, high) = row.range;
        let limits = row.limits;
        let held = value.clamp(limits.0, limits.1);
        let width = high - low;
        let is_far = value <= low - width || value >= high + width;
        let shown = row.heading.name();
        let aliases: String = row.heading.names()[1..]
            .iter()
            .map(|name| format!(" (`{name}`)"))
            .collect();
        let range = format!(
            "`{shown}`{aliases} goes from {low} to {high}{}",
            unit(row.unit)
        );
        if held != value {
            let message = format!("`{shown} {number}` is played as {held}");
            Some(Diagnostic::warning(place, message).with_help(range))
        } else if NARROW.contains(&parameter) && !(low..=high).contains(&value) {
            let message = format!("`{shown} {number}` is outside its range: the sound falls apart");
            Some(Diagnostic::warning(place, message).with_help(range))
        } else if STRICT.contains(&row.unit) && is_far {
            let message = format!("`{shown} {number}` is far outside its range");
            Some(Diagnostic::warning(place, message).with_help(range))
        } else {
            None
        }
    })
}

impl Evaluator {
    /// A warning about a frequency that is a wave from -1 to 1 as it is: `lpf (sine 0.1)`, `lpf ~lfo`.
    pub(crate) fn check_frequency(&mut self, function: &str, port: &Port, given: &Spanned) {
        let input = match &given.value {
            Value::Signal(input) => *input,
            Value::Bus(bus) => self.signals.bus(bus),
            _ => return,
        };
        let source = self.behind_buses(input);
        let Some((wave, _)) = source.and_then(|source| self.signals.computation(source)) else {
            return;
        };
        if port.units != Units::Hertz
            || !nodes::find(wave).is_some_and(|entry| entry.kind == nodes::Kind::Source)
        {
            return;
        }
        let written = match &given.value {
            Value::Bus(bus) => format!("~{bus}"),
            _ => format!("({wave} …)"),
        };
        let message = format!(
            "`{}` of `{function}` is in Hz, and `{wave}` goes from -1 to 1",
            port.name
        );
        self.say(Diagnostic::warning(given.place, message).with_help(format!(
            "scale it to the range in Hz: `{written} * 800 + 1000`"
        )));
    }
}

fn unit(unit: &str) -> String {
    match unit {
        "" => String::new(),
        unit => format!(" ({unit})"),
    }
}

/// The numbers of an argument of a signal function; a warning about the first that its port would hold at a limit.
pub(crate) fn check_port(function: &str, port: &Port, given: &Spanned) -> Option<Diagnostic> {
    if !matches!(port.kind, PortKind::Number { .. }) {
        return None;
    }
    // Notes are frequencies, times may be cycles: only plain numbers are compared.
    let numbers = match (&given.value, port.units) {
        (Value::Text(text), Units::Seconds) if text.text.contains('c') => return None,
        _ => numbers(given),
    };
    numbers.into_iter().find_map(|(number, place)| {
        let value = number as f32;
        let (low, high) = (port.minimum, port.maximum);
        if (low..=high).contains(&value) {
            return None;
        }
        let held = value.clamp(low, high);
        let unit = match port.units.symbol() {
            "" => String::new(),
            symbol => format!(" {symbol}"),
        };
        let range = match (low.is_finite(), high.is_finite()) {
            (true, true) => format!("goes from {low} to {high}{unit}"),
            (true, false) => format!("is at least {low}{unit}"),
            _ => format!("is at most {high}{unit}"),
        };
        let message = format!(
            "`{}` of `{function}` is played as {held}, not {number}",
            port.name
        );
        Some(Diagnostic::warning(place, message).with_help(format!("`{}` {range}", port.name)))
    })
}

/// A whole string that reads as a fraction of common arithmetic: `"1/4"`, which is 1 at a quarter of the speed.
pub(crate) fn check_fraction(given: &Spanned, seconds: bool) -> Option<Diagnostic> {
    let Value::Text(text) = &given.value else {
        return None;
    };
    let (above, below) = text.text.trim().split_once('/')?;
    let number = |digits: &str| {
        let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u32>().ok().filter(|_| is_whole)
    };
    let (above, below) = (number(above)?, number(below)?);
    if below == 0 || above >= below {
        return None;
    }
    let message = format!("`/` slows down: this is {above}, over {below} cycles");
    let fraction = f64::from(above) / f64::from(below);
    let fraction = format!("{fraction:.4}");
    let fraction = fraction.trim_end_matches('0');
    let help = match seconds {
        true => format!("`\"{fraction}c\"` is {above}/{below} of a cycle, `{fraction}` seconds"),
        false => format!("the fraction is `{fraction}` or `\"{above}%{below}\"`"),
    };
    Some(Diagnostic::warning(given.place, message).with_help(help))
}

/// The numbers that stand in an argument, with their places: a number itself, or the atoms of a string.
fn numbers(given: &Spanned) -> Vec<(f64, Place)> {
    match &given.value {
        Value::Number(number) => vec![(number.value, given.place)],
        Value::Text(text) => {
            let Ok(tree) = mini::parse(&text.text, mini::Kind::Float) else {
                return Vec::new();
            };
            let mut found = Vec::new();
            atoms(&tree, &mut found);
            let written = |(number, span): (f64, std::ops::Range<usize>)| {
                let digits = text.text.get(span.clone())?;
                // Names of notes and letters for fractions are no plain numbers.
                let is_plain = digits.bytes().all(|byte| !byte.is_ascii_alphabetic());
                let place = Place::new(text.offset + span.start, text.offset + span.end);
                is_plain.then_some((number, place))
            };
            found.into_iter().filter_map(written).collect()
        }
        _ => Vec::new(),
    }
}

fn atoms(term: &Term, found: &mut Vec<(f64, std::ops::Range<usize>)>) {
    let mut open = vec![term];
    while let Some(term) = open.pop() {
        match &term.form {
            Form::Atom(Atom::Float(number)) => found.push((*number, term.span.clone())),
            Form::Rest | Form::Atom(_) | Form::Variable(_) | Form::Chord { .. } => {}
            Form::Sequence(steps) => open.extend(steps.iter().rev().map(|step| &step.term)),
            Form::Stack(terms)
            | Form::Choice { options: terms, .. }
            | Form::Polymeter { voices: terms, .. } => open.extend(terms.iter().rev()),
            Form::Fast { term, .. }
            | Form::Slow { term, .. }
            | Form::Euclid { term, .. }
            | Form::Degrade { term, .. } => open.push(term),
            Form::Range { first, last } => open.extend([&**last, &**first]),
        }
    }
}

impl Evaluator {
    /// Reports what [`check_port`] and [`check_fraction`] find.
    pub(crate) fn check_argument(&mut self, function: &str, port: &Port, given: &Spanned) {
        let is_seconds = port.units == Units::Seconds;
        let is_number = matches!(port.kind, PortKind::Number { .. });
        let found = match check_fraction(given, is_seconds).filter(|_| is_number) {
            Some(warning) => Some(warning),
            None => check_port(function, port, given),
        };
        if let Some(warning) = found {
            self.say(warning);
        }
    }
}
