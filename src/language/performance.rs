//! The statements of a text carried out: definitions, outputs, settings.

use super::compile::Candidate;
use super::diagnostic::Diagnostic;
use super::evaluate::{Definition, Evaluator, Global};
use super::score::Once;
use super::signature::Kind;
use super::silence::check_heard;
use super::syntax::{Expression, Setting, Statement, StatementKind};
use super::value::{Located, Outcome, Scope, Val};
use crate::engine::graph::Input;
use crate::engine::program::ORBITS;
use crate::pattern::Pattern;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// What the statements other than definitions said.
#[derive(Default)]
pub(super) struct Performance {
    pub(super) cps: Option<f64>,
    pub(super) bpm: Option<f64>,
    pub(super) beats: Option<f64>,
    pub(super) hush: bool,
    pub(super) once: Vec<Once>,
    pub(super) orbits: [Option<usize>; ORBITS],
    /// The outputs that sound, by name, in the order of the text, and what each is fed by.
    pub(super) outputs: Vec<(String, Input)>,
}

/// Cycles a second from which on beats a minute were rather meant.
const FASTEST_MEANT: f64 = 20.0;

pub(super) type Failures = Vec<(usize, Box<Diagnostic>)>;

/// What is known of the statements before any is evaluated.
#[derive(Default)]
struct Declared {
    /// Of statements of one name the last counts.
    last: HashMap<String, usize>,
    muted: HashSet<usize>,
    solo: HashSet<usize>,
}

impl Declared {
    /// Is the statement at this index the last of its name?
    fn counts(&self, name: &str, index: usize) -> bool {
        self.last.get(name) == Some(&index)
    }

    fn is_silent(&self, output: usize) -> bool {
        self.muted.contains(&output) || !self.solo.is_empty() && !self.solo.contains(&output)
    }
}

/// Makes every definition known, and which outputs are silent.
fn declare(
    candidates: &[Candidate],
    evaluator: &mut Evaluator,
    performance: &mut Performance,
) -> Declared {
    let mut declared = Declared::default();
    for (index, candidate) in candidates.iter().enumerate() {
        let Some((statement, base)) = candidate.statement() else {
            continue;
        };
        let (name, definition) = match &statement.kind {
            StatementKind::Bus(name, body) => (format!("~{name}"), Some((Vec::new(), body))),
            StatementKind::Define(name, parameters, body) => {
                (name.clone(), Some((parameters.clone(), body)))
            }
            StatementKind::Output(number @ 1.., _) => (format!("o{number}:"), None),
            StatementKind::Setting(setting, _) => (format!("{setting:?}:"), None),
            StatementKind::Mute(outputs) => {
                declared.muted.extend(outputs);
                continue;
            }
            StatementKind::Solo(outputs) => {
                declared.solo.extend(outputs);
                continue;
            }
            StatementKind::Hush => {
                performance.hush = true;
                continue;
            }
            StatementKind::Output(..)
            | StatementKind::Once(_)
            | StatementKind::All(_)
            | StatementKind::Preamble => continue,
        };
        declared.last.insert(name.clone(), index);
        if let Some((parameters, body)) = definition {
            let definition = Definition {
                name: name.clone(),
                parameters,
                body: Rc::new(body.clone()),
                base,
                position: candidate.order.at,
            };
            if matches!(statement.kind, StatementKind::Define(..)) {
                evaluator.declare(&candidate.key, candidate.order, definition);
            } else {
                evaluator.globals.insert(name, Global::Waiting(definition));
            }
        }
    }
    declared
}

/// Carries out every statement; those that fail are told by their index.
pub(super) fn evaluate_all(
    candidates: &[Candidate],
    evaluator: &mut Evaluator,
    performance: &mut Performance,
) -> Failures {
    let declared = declare(candidates, evaluator, performance);
    let mut failures = Failures::new();
    // The seed comes first, as what is built may depend on it, then what is done to every output.
    let turn = |candidate: &Candidate| match candidate.statement().map(|(it, _)| &it.kind) {
        Some(StatementKind::Setting(Setting::Seed, _)) => 0,
        Some(StatementKind::All(_)) => 1,
        _ => 2,
    };
    let mut order: Vec<(usize, &Candidate)> = candidates.iter().enumerate().collect();
    order.sort_by_key(|(_, candidate)| turn(candidate));
    let mut for_all: Vec<Located> = Vec::new();
    for (index, candidate) in order {
        let Some((statement, base)) = candidate.statement() else {
            continue;
        };
        evaluator.base = base;
        evaluator.position = candidate.order.at;
        evaluator.scope.clone_from(&candidate.key);
        evaluator.signals.scope(&candidate.key);
        let result = match &statement.kind {
            StatementKind::Output(number, body) => {
                if *number > 0 && !declared.counts(&format!("o{number}:"), index) {
                    continue;
                }
                let silent = performance.hush || declared.is_silent(*number);
                let name = match (number, candidate.key.strip_prefix("p ")) {
                    (0, Some(name)) => name.trim_matches('"').to_owned(),
                    (0, None) => "out".to_owned(),
                    (number, _) => format!("d{number}"),
                };
                let named = (*number, name.as_str());
                output(evaluator, performance, named, body, &for_all, silent)
            }
            StatementKind::Bus(name, _) => {
                let key = format!("~{name}");
                if !declared.counts(&key, index) {
                    continue;
                }
                match evaluator.globals.get(&key) {
                    // It failed where it was first used: once more, for its own message.
                    Some(Global::Failed) => {
                        again(evaluator, candidate, statement, &key, base);
                        evaluator.settle_bus(&key, statement.label)
                    }
                    _ => evaluator.settle_bus(&key, statement.label),
                }
            }
            StatementKind::Define(_, parameters, _) => {
                if !parameters.is_empty() {
                    continue;
                }
                let key = &candidate.key;
                if matches!(evaluator.globals.get(key), Some(Global::Failed)) {
                    again(evaluator, candidate, statement, key, base);
                }
                evaluator.keyed(key, statement.label).map(|_| ())
            }
            StatementKind::Setting(setting, body) => {
                if !declared.counts(&format!("{setting:?}:"), index) {
                    continue;
                }
                set(evaluator, performance, *setting, body)
            }
            StatementKind::Once(body) => {
                once(evaluator, performance, body, candidate.fingerprint())
            }
            StatementKind::All(body) => {
                for_every_output(evaluator, body).map(|function| for_all.push(function))
            }
            StatementKind::Hush
            | StatementKind::Mute(_)
            | StatementKind::Solo(_)
            | StatementKind::Preamble => Ok(()),
        };
        if let Err(problem) = result {
            failures.push((index, problem));
        }
    }
    failures
}

/// Lets a definition that failed be evaluated again.
fn again(
    evaluator: &mut Evaluator,
    candidate: &Candidate,
    statement: &Statement,
    key: &str,
    base: usize,
) {
    let (StatementKind::Bus(_, body) | StatementKind::Define(_, _, body)) = &statement.kind else {
        return;
    };
    let definition = Definition {
        name: key.to_owned(),
        parameters: Vec::new(),
        body: Rc::new(body.clone()),
        base,
        position: candidate.order.at,
    };
    evaluator
        .globals
        .insert(key.to_owned(), Global::Waiting(definition));
}

/// The function of `all $ f`.
fn for_every_output(evaluator: &mut Evaluator, body: &Expression) -> Outcome<Located> {
    let function = evaluator.evaluate(body, &Scope::default())?;
    match function.value {
        Val::Function(_) | Val::Effects(_) => Ok(function),
        _ => function.wrong(format!(
            "`all` wants a function such as `(# room 0.2)`; this is {}",
            function.value.noun()
        )),
    }
}

fn output(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    (number, name): (usize, &str),
    body: &Expression,
    for_all: &[Located],
    silent: bool,
) -> Outcome<()> {
    let mut value = evaluator.evaluate(body, &Scope::default())?;
    // Signals are not patterns: functions of patterns pass them by.
    if !matches!(value.value, Val::Signal(_) | Val::Bus(_) | Val::Bare(_)) {
        for function in for_all {
            let place = value.place;
            let changed = evaluator.apply(function.clone(), vec![value], place)?;
            value = Located::new(changed, place);
        }
    }
    let first = evaluator.sequences.len();
    let input = evaluator.sound(&value)?;
    if silent {
        evaluator.sequences.truncate(first);
        return Ok(());
    }
    let played = evaluator.sequences[first..].iter();
    let played: Vec<Pattern> = played.map(|(pattern, _)| *pattern).collect();
    check_heard(evaluator, &played, value.place);
    // The statement's own voices, or the first that it sends through effects.
    if let Some((_, source)) = evaluator
        .sequences
        .iter()
        .find(|(_, source)| input == Input::Source(*source))
        && let Some(orbit) = number
            .checked_sub(1)
            .and_then(|orbit| performance.orbits.get_mut(orbit))
    {
        *orbit = Some(*source);
    }
    if matches!(value.value, Val::Deferred(_)) && input == Input::Constant(0.0) {
        return Ok(());
    }
    evaluator.signals.output(number, input);
    performance.outputs.push((name.to_owned(), input));
    Ok(())
}

fn once(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    body: &Expression,
    statement: u64,
) -> Outcome<()> {
    let value = evaluator.evaluate(body, &Scope::default())?;
    let pattern = evaluator.pattern(&value, Kind::Controls)?;
    if performance.hush {
        return Ok(());
    }
    let source = evaluator.signals.source("once");
    if let Input::Source(index) = source {
        performance.once.push(Once {
            pattern,
            source: index,
            statement,
        });
        evaluator.signals.output(0, source);
    }
    Ok(())
}

fn set(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    setting: Setting,
    body: &Expression,
) -> Outcome<()> {
    let value = evaluator.evaluate(body, &Scope::default())?;
    if setting == Setting::Seed {
        let seed = evaluator.constant_int(&value)?;
        evaluator.graph.set_seed(seed);
        return Ok(());
    }
    let number = evaluator.constant_number(&value)?;
    let (least, most, what) = match setting {
        Setting::Cps => (0.001, 100.0, "cycles per second"),
        Setting::Bpm => (0.1, 20_000.0, "quarter notes per minute"),
        _ => (0.25, 256.0, "quarter notes per cycle"),
    };
    if !(least..=most).contains(&number) {
        let message = format!("{what} go from {least} to {most}");
        return match setting {
            Setting::Cps if number > most => {
                value.wrong_with(message, format!("for beats a minute write `bpm: {number}`"))
            }
            Setting::Cps | Setting::Bpm if number == 0.0 => {
                value.wrong_with(message, "`hush` silences; the tempo goes on")
            }
            _ => value.wrong(message),
        };
    }
    if setting == Setting::Cps && number >= FASTEST_MEANT {
        let message = format!("{number} cycles a second are very fast");
        evaluator.say(
            Diagnostic::warning(value.place, message)
                .with_help(format!("for beats a minute write `bpm: {number}`")),
        );
    }
    match setting {
        Setting::Cps => (performance.cps, performance.bpm) = (Some(number), None),
        Setting::Bpm => (performance.cps, performance.bpm) = (None, Some(number)),
        _ => performance.beats = Some(number),
    }
    Ok(())
}
