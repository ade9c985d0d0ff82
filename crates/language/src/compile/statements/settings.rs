//! Tempo, quarter notes a cycle, seed, and the variables of `setF` and its kin.

use super::stage::Stage;
use super::{Performance, play_once};
use crate::diagnostic::Diagnostic;
use crate::evaluate::Evaluator;
use crate::evaluate::actions::Sort;
use crate::evaluate::value::{EvalResult, Failure, Scope, Spanned, Value};
use crate::syntax::{Expression, Setting};
use crate::types::Kind;
use phonon_pattern::{Budget, Plain, Scratch, Span};

/// Cycles a second from which on beats a minute were rather meant.
const FASTEST_MEANT: f64 = 20.0;

/// The tempo of `setcps p`. A pattern is played once, as in Tidal; until then its first value holds.
pub(super) fn set_tempo(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    stage: &mut Stage,
    index: usize,
    given: &Spanned,
) -> EvalResult<()> {
    let pattern = evaluator.pattern(given, Kind::Float)?;
    let constant = match given.value {
        Value::Number(number) => Some(number.value),
        _ => evaluator.graph.constant(pattern).and_then(|it| it.as_f64()),
    };
    if let Some(cps) = constant {
        return set_number(evaluator, performance, Setting::Cps, cps, given);
    }
    let mut scratch = Scratch::new(Budget::OFFLINE);
    let (events, _) = evaluator
        .graph
        .events(pattern, Span::cycle(0), &mut scratch);
    let first = events.iter().min_by_key(|event| event.part.begin);
    let first = first.and_then(|event| match event.value {
        Plain::Float(number) => Some(number),
        _ => None,
    });
    if let Some(cps) = first {
        set_number(evaluator, performance, Setting::Cps, cps, given)?;
    }
    if events.len() == 1 {
        return Ok(());
    }
    let name = evaluator.graph.intern("cps");
    let controls = evaluator.graph.control(name, pattern);
    let controls = Spanned::new(Value::Pattern(Kind::Controls, controls), given.place);
    play_once(evaluator, stage, index, &controls).map(|_| ())
}

/// Carries out `cps: x` and its kin.
pub(super) fn set(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    setting: Setting,
    body: &Expression,
    scope: &Scope,
) -> EvalResult<()> {
    let value = evaluator.evaluate(body, scope)?;
    if setting == Setting::Seed {
        let seed = evaluator.constant_int(&value)?;
        evaluator.graph.set_seed(seed);
        return Ok(());
    }
    let number = match evaluator.constant_number(&value) {
        Ok(number) => number,
        Err(mut failure) => {
            // `cps: "<0.5 1>"`
            if let Failure::Wrong(wrong) = &mut failure
                && let Value::Text(text) = &value.value
            {
                wrong.help = match setting {
                    Setting::Cps => Some(format!(
                        "`setcps \"{}\"` changes the tempo as it plays",
                        text.text
                    )),
                    Setting::Bpm => Some(format!(
                        "`setcps (\"{}\" / 240)` changes the tempo as it plays",
                        text.text
                    )),
                    _ => wrong.help.take(),
                };
            }
            return Err(failure);
        }
    };
    set_number(evaluator, performance, setting, number, &value)
}

/// Sets a tempo or the quarter notes of a cycle, within what can be played.
fn set_number(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    setting: Setting,
    number: f64,
    given: &Spanned,
) -> EvalResult<()> {
    let (least, most, what) = match setting {
        Setting::Cps => (0.001, 100.0, "cycles per second"),
        Setting::Bpm => (0.1, 20_000.0, "quarter notes per minute"),
        _ => (0.25, 256.0, "quarter notes per cycle"),
    };
    if !(least..=most).contains(&number) {
        let message = format!("{what} go from {least} to {most}");
        return match setting {
            Setting::Cps if number > most => {
                given.wrong_with(message, format!("for beats a minute write `bpm: {number}`"))
            }
            Setting::Cps | Setting::Bpm if number == 0.0 => {
                given.wrong_with(message, "`hush` silences; the tempo goes on")
            }
            _ => given.wrong(message),
        };
    }
    if setting == Setting::Cps && number >= FASTEST_MEANT {
        let message = format!("{number} cycles a second are very fast");
        evaluator.say(
            Diagnostic::warning(given.place, message)
                .with_help(format!("for beats a minute write `bpm: {number}`")),
        );
    }
    match setting {
        Setting::Cps => (performance.cps, performance.bpm) = (Some(number), None),
        Setting::Bpm => (performance.cps, performance.bpm) = (None, Some(number)),
        _ => (performance.beats, performance.by_bars) = (Some(number), Some(false)),
    }
    Ok(())
}

/// Gives a variable the pattern that `setF "x" p` says. `readers` are the patterns that read it.
pub(super) fn set_variable(
    evaluator: &mut Evaluator,
    name: &str,
    value: &Spanned,
    sort: Sort,
    readers: usize,
) -> EvalResult<()> {
    let kind = match sort {
        Sort::Float => Kind::Float,
        Sort::Int => Kind::Int,
        Sort::Ratio => Kind::Ratio,
        Sort::Note => Kind::Note,
        Sort::Bool => Kind::Bool,
        Sort::Word => Kind::WORD,
    };
    let pattern = evaluator.pattern(value, kind)?;
    let name = evaluator.graph.intern(name);
    evaluator
        .graph
        .set_variable(name, pattern, sort == Sort::Word, readers);
    Ok(())
}
