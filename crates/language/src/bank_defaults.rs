//! The defaults of a bank: controls joined by `#`, each of one plain value, as in `gain 0.8 # cut 1 # lpf 4000`.

use crate::compile::deep;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::Evaluator;
use crate::evaluate::value::{EvalResult, Failure, Scope};
use crate::query::expression;
use crate::syntax::{Expression, Node};
use crate::types;
use phonon_engine::Defaults;
use phonon_engine::parameters::{self, Kind, Parameter};
use phonon_pattern::Value as EventValue;

/// Reads the defaults of a bank; an empty text has none. The problems' places are in `text`.
pub fn read_defaults(text: &str) -> Result<Defaults, Vec<Diagnostic>> {
    // `# gain 0.8`, as it would stand behind a sound, is no comment. Places stay.
    let text = &text.replacen('#', " ", usize::from(text.trim_start().starts_with('#')));
    deep(|| {
        let Some(expression) = expression(text)? else {
            return Ok(Defaults::default());
        };
        let mut defaults = Defaults::default();
        let mut problems = Vec::new();
        // Nothing sounds here, at whatever rate.
        let mut evaluator = Evaluator::new(48_000.0);
        for control in joined(&expression) {
            if let Err(failure) = read(&mut evaluator, control, &mut defaults) {
                problems.push(failure.into_diagnostic(control.place));
            }
        }
        if problems.is_empty() {
            Ok(defaults)
        } else {
            Err(problems)
        }
    })
}

/// The expressions between the `#`, in their order.
fn joined(expression: &Expression) -> Vec<&Expression> {
    let mut found = Vec::new();
    let mut left = vec![expression];
    while let Some(expression) = left.pop() {
        match &expression.kind {
            Node::Binary(first, operator, second) if operator.name == "#" => {
                left.extend([&**second, &**first]);
            }
            _ => found.push(expression),
        }
    }
    found
}

/// Reads one expression between the `#`.
fn read(
    evaluator: &mut Evaluator,
    control: &Expression,
    defaults: &mut Defaults,
) -> EvalResult<()> {
    let (written, place) = match &control.kind {
        Node::Apply(function, arguments) | Node::Call(function, arguments) => {
            let name = match &function.kind {
                Node::Name(name) => Parameter::named(name).map(|parameter| (parameter, name)),
                _ => None,
            };
            let places = arguments.iter().map(|argument| argument.place);
            (name, places.reduce(Place::to).unwrap_or(control.place))
        }
        _ => (None, control.place),
    };
    if let Some((parameter, name)) = written {
        refuse(parameter, name, control.place)?;
    }
    let value = evaluator.evaluate(control, &Scope::at_statement(0))?;
    // Beside a pattern of sounds a plain number is a control; here each control has its name.
    if value.value.is_numeric() {
        return evaluator.unfit(&value, types::Kind::Controls);
    }
    let pattern = evaluator.pattern(&value, types::Kind::Controls)?;
    let Some(controls) = evaluator.graph.constant_controls(pattern) else {
        let error = Diagnostic::error(place, "one plain value is needed here, not a pattern");
        return Err(Failure::from(
            error.with_help("defaults do not change in time"),
        ));
    };
    for (word, value) in controls {
        let name = evaluator.graph.word(word);
        let Some(parameter) = Parameter::named(name) else {
            let error = Diagnostic::error(control.place, format!("no sound has a `{name}`"));
            return Err(Failure::from(error));
        };
        refuse(parameter, name, control.place)?;
        let name = match written {
            Some((same, written)) if same == parameter => written,
            _ => name,
        };
        set(evaluator, defaults, (parameter, name), value, place)?;
    }
    Ok(())
}

/// What says which sound it is, or how a text's buses are made, is no bank's to say.
fn refuse(parameter: Parameter, name: &str, place: Place) -> EvalResult<()> {
    let reason = match parameter {
        parameters::S | parameters::BANK => "names a sound; this is the default of one",
        parameters::POLY => "counts the voices of buses, not of a bank",
        _ => return Ok(()),
    };
    let message = format!("`{name}` {reason}");
    Err(Failure::from(Diagnostic::error(place, message)))
}

fn set(
    evaluator: &Evaluator,
    defaults: &mut Defaults,
    (parameter, name): (Parameter, &str),
    value: EventValue,
    place: Place,
) -> EvalResult<()> {
    let row = parameter.description();
    let wrong = |message: String| Err(Failure::from(Diagnostic::error(place, message)));
    match (row.kind, value, value.as_f64()) {
        (Kind::Word, EventValue::Word(word), _) => {
            let word = evaluator.graph.word(word);
            if !defaults.set_word(parameter, word) {
                return wrong(format!("`{name}` is {}, not `{word}`", row.unit));
            }
        }
        (Kind::Number, _, Some(number)) => {
            let (least, most) = row.limits;
            if !(f64::from(least)..=f64::from(most)).contains(&number) {
                return wrong(format!("`{name}` goes from {least} to {most}"));
            }
            defaults.set(parameter, number);
        }
        _ => return wrong(format!("`{name}` is {}", row.unit)),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use phonon_engine::parameters::*;
    use proptest::prelude::*;

    fn number(text: &str, parameter: Parameter) -> Option<f32> {
        let read = read_defaults(text);
        read.unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
            .get(parameter)
    }

    /// The first message about a text, and what of it that is about.
    fn problem(text: &str) -> (String, String) {
        let problems = read_defaults(text).expect_err(text);
        let problem = &problems[0];
        (
            problem.message.clone(),
            text[problem.span.clone()].to_owned(),
        )
    }

    #[test]
    fn controls_are_joined_as_in_a_text() {
        let text = "gain 0.8 # cut 1 # lpf 4000 # vowel \"a\" # n \"3\"";
        for (parameter, value) in [(GAIN, 0.8), (CUT, 1.0), (CUTOFF, 4000.0), (N, 3.0)] {
            assert_eq!(number(text, parameter), Some(value));
        }
        let defaults = read_defaults(text).unwrap();
        assert!(defaults.has(VOWEL) && !defaults.has(PAN));
        assert_eq!(number("note \"e5\"", NOTE), Some(4.0));
        assert_eq!(number("speed (-1) # cut (2 / 4)", SPEED), Some(-1.0));
        assert_eq!(number("pan 0.1 # pan 0.9", PAN), Some(0.9));
        assert_eq!(number("adsr 0.1 0.2 0.3 0.4", RELEASE), Some(0.4));
        assert_eq!(number("gain 0.5 -- quiet", GAIN), Some(0.5));
        assert_eq!(number("# gain 0.5 # cut 1", GAIN), Some(0.5));
        assert_eq!(number("  ", GAIN), None);
    }

    #[test]
    fn every_parameter_of_a_sound_can_have_a_default() {
        for parameter in Parameter::all() {
            let row = parameter.description();
            if [S, BANK, POLY, NRPN, MIDINOTE].contains(&parameter) || row.kind == Kind::Word {
                continue;
            }
            for name in row.heading.names() {
                let text = format!("{name} ({})", row.range.1);
                assert_eq!(number(&text, parameter), Some(row.range.1), "{text}");
            }
        }
        for text in ["vowel \"o\"", "unit \"c\"", "ftype \"ladder\""] {
            assert!(read_defaults(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let says = |text: &str, message: &str, about: &str| {
            assert_eq!(problem(text), (message.to_owned(), about.to_owned()));
        };
        says("gain 0.8 # gian 1", "no function `gian`", "gian");
        let plain = "one plain value is needed here, not a pattern";
        says("gain \"0.8 1\"", plain, "\"0.8 1\"");
        says("cut 1 # gain \"<0.8 1>\"", plain, "\"<0.8 1>\"");
        says("pan rand", plain, "rand");
        says("pan sine # gain 1", plain, "sine");
        says("gain 0.8 |+ gain 1", plain, "gain 0.8 |+ gain 1");
        says("fast 2 $ gain 1", plain, "fast 2 $ gain 1");
        says("lpf (-3)", "`lpf` goes from 0 to 200000", "(-3)");
        says("shape 2", "`shape` goes from 0 to 1", "2");
        says(
            "gain 1 # gain (-1)",
            "`gain` goes from 0 to 1000000",
            "(-1)",
        );
        says(
            "vowel \"q\"",
            "`vowel` is a, e, i, o or u, not `q`",
            "\"q\"",
        );
        let named = "`s` names a sound; this is the default of one";
        says("s \"bd\" # gain 1", named, "s \"bd\"");
        let poly = "`poly` counts the voices of buses, not of a bank";
        says("poly 4", poly, "poly 4");
        says(
            "pF \"wobble\" 3",
            "no sound has a `wobble`",
            "pF \"wobble\" 3",
        );
        for text in [
            "0.8",
            "gain",
            "gain 1 #",
            "gain 0.8 1",
            "o1: gain 1",
            "gain()",
        ] {
            let (message, _) = problem(text);
            assert!(!message.is_empty(), "{text}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn whatever_is_typed_is_read_or_told(
            parts in prop::collection::vec(
                prop::sample::select(vec![
                    "gain", "lpf", "s", "adsr", "vowel", "fast", "0.8", "-1", "1e99", "\"bd\"", "\"1 2\"", "\"", "#",
                    "$", "+", "(", ")", "()", "[", "]", "~in", "x", "ä", "--", " ",
                ]),
                0..9,
            ),
        ) {
            let text = parts.concat();
            for text in [text, parts.join(" ")] {
                if let Err(problems) = read_defaults(&text) {
                    prop_assert!(!problems.is_empty());
                    for problem in problems {
                        prop_assert!(text.get(problem.span.clone()).is_some(), "{text}: {problem:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let problems = read_defaults("shape 2 # gain \"1 2\"").unwrap_err();
        assert_eq!(problems.len(), 2, "{problems:?}");
    }
}
