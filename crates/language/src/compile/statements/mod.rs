//! The statements of a text carried out, as a session of Tidal would from top to bottom: what stands later replaces or
//! silences what stands before. Only definitions and variables hold for all of the text.

mod settings;
mod stage;

use self::settings::{set, set_tempo, set_variable};
use self::stage::{Name, Output, Plays, Stage};
use super::score::Once;
use super::transitions::{History, Live};
use crate::check::idle_controls::note_unread;
use crate::check::inaudible::{Played, check_heard};
use crate::compile::candidate::Candidate;
use crate::diagnostic::{Diagnostic, Place};
use crate::evaluate::actions::Action;
use crate::evaluate::value::{EvalResult, Failure, Scope, Spanned, Value};
use crate::evaluate::{Definition, Evaluator, Global};
use crate::syntax::statements::OutputName;
use crate::syntax::{Expression, Parameter, Setting, Statement, StatementKind};
use crate::types::Kind;
use phonon_engine::graph::Input;
use phonon_engine::program::ORBITS;
use phonon_pattern::PatternId;
use std::collections::HashMap;
use std::rc::Rc;

/// What the statements other than definitions said.
#[derive(Default)]
pub(crate) struct Performance {
    pub(crate) cps: Option<f64>,
    pub(crate) bpm: Option<f64>,
    pub(crate) beats: Option<f64>,
    /// A cycle is the host's bar, or (`false`) is not.
    pub(crate) by_bars: Option<bool>,
    pub(crate) once: Vec<Once>,
    pub(crate) orbits: [Option<usize>; ORBITS],
    /// The outputs that sound, by name, in the order in which they were first named, and what each is fed by.
    pub(crate) outputs: Vec<(String, Input)>,
    /// What each output plays and has played, for the changes to come.
    pub(crate) histories: Vec<History>,
    /// What each statement plays, for the checks.
    played: Vec<Played>,
    /// What there is to say of statements that are right.
    pub(crate) notes: Vec<Diagnostic>,
}

pub(crate) type Failures = Vec<(usize, Failure)>;

/// Makes every definition known. Of several buses of one name the last counts, wherever it is used.
fn declare(candidates: &[Candidate], evaluator: &mut Evaluator) -> HashMap<String, usize> {
    let mut last = HashMap::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(statement) = candidate.statement() else {
            // What uses it waits for it, rather than mean a function of Phonon by the same name.
            if let Some(written) = &candidate.written
                && let StatementKind::Define(name, ..) = &written.kind
            {
                evaluator.declare_failed(&candidate.key, candidate.order, name);
            }
            continue;
        };
        let definition = |name: &str, parameters: &[Parameter], body: &Expression| Definition {
            name: name.to_owned(),
            parameters: parameters.to_vec(),
            body: Rc::new(body.clone()),
            position: candidate.order.at,
        };
        match &statement.kind {
            StatementKind::Bus(name, body) => {
                let waiting = Global::Waiting(definition(name, &[], body));
                evaluator.buses.insert(name.clone(), waiting);
                last.insert(name.clone(), index);
            }
            StatementKind::Define(name, parameters, body) => {
                let definition = definition(name, parameters, body);
                evaluator.declare(&candidate.key, candidate.order, definition);
            }
            _ => {}
        }
    }
    last
}

/// Carries out every statement; those that fail are returned by their index.
pub(crate) fn evaluate_all(
    candidates: &[Candidate],
    live: &Live,
    evaluator: &mut Evaluator,
    performance: &mut Performance,
) -> Failures {
    let last = declare(candidates, evaluator);
    let mut failures = Failures::new();
    let mut stage = Stage::default();
    // The seed comes first, as what is built may depend on it.
    let is_seed = |candidate: &Candidate| {
        let kind = candidate.statement().map(|statement| &statement.kind);
        matches!(kind, Some(StatementKind::Setting(Setting::Seed, _)))
    };
    let mut order: Vec<(usize, &Candidate)> = candidates.iter().enumerate().collect();
    order.sort_by_key(|(_, candidate)| !is_seed(candidate));
    for (index, candidate) in order {
        let Some(statement) = candidate.statement() else {
            continue;
        };
        let scope = enter(evaluator, candidate, live);
        let result = match &statement.kind {
            StatementKind::Output(number, body) => {
                let name = match number {
                    0 => Name::Main(index),
                    number => Name::Output(OutputName::numbered(*number)),
                };
                stage.play(name, index, Plays::Body(body));
                Ok(())
            }
            StatementKind::Command(body) => evaluator
                .evaluate(body, &scope)
                .and_then(|value| act(evaluator, performance, &mut stage, index, &value)),
            // What is defined is evaluated with what plays, in the order of the text.
            StatementKind::Bus(..) | StatementKind::Define(..) => Ok(()),
            StatementKind::Bars => {
                (performance.beats, performance.by_bars) = (None, Some(true));
                Ok(())
            }
            StatementKind::Setting(setting, body) => {
                set(evaluator, performance, *setting, body, &scope)
            }
            StatementKind::Once(body) => evaluator
                .evaluate(body, &scope)
                .and_then(|value| once(evaluator, performance, &mut stage, index, &value)),
            StatementKind::All(body) => for_every_output(evaluator, body, &scope)
                .map(|function| stage.all = Some((index, function))),
            StatementKind::Hush => {
                stage.hush(index);
                Ok(())
            }
            StatementKind::Mute(outputs) => {
                stage.muted.extend(outputs);
                Ok(())
            }
            StatementKind::Solo(outputs) => {
                stage.soloed.extend(outputs);
                Ok(())
            }
            StatementKind::Preamble => Ok(()),
        };
        if let Err(problem) = result {
            failures.push((index, problem));
        }
    }
    for candidate in candidates {
        if candidate.is_written()
            && let Some(statement) = candidate.statement()
        {
            performance
                .notes
                .extend(nothing_to_silence(&stage, statement));
        }
    }
    let mut sounds = false;
    for (index, candidate) in candidates.iter().enumerate() {
        let Some(statement) = candidate.statement() else {
            continue;
        };
        enter(evaluator, candidate, live);
        let result = match &statement.kind {
            StatementKind::Bus(name, body) => {
                if last.get(name) != Some(&index) {
                    continue;
                }
                // It failed where it was first used: once more, for its own message.
                if let Some(failed @ Global::Failed) = evaluator.buses.get_mut(name) {
                    *failed = again(candidate, name, body);
                }
                let first = (evaluator.sequences.len(), evaluator.applications.len());
                let settled = evaluator.settle_bus(name, statement.label);
                performance
                    .played
                    .push(played(evaluator, first, candidate.place));
                settled
            }
            StatementKind::Define(name, parameters, body) => {
                if !parameters.is_empty() {
                    continue;
                }
                let key = &candidate.key;
                if let Some(failed @ Global::Failed) = evaluator.definitions.get_mut(key) {
                    *failed = again(candidate, name, body);
                }
                evaluator.keyed_definition(key, statement.label).map(|_| ())
            }
            _ => Ok(()),
        };
        if let Err(problem) = result {
            failures.push((index, problem));
        }
        let of_statement =
            |output: &&Output| matches!(&output.plays, Some((by, _)) if *by == index);
        for output in stage.outputs.iter().filter(of_statement) {
            let scope = enter(evaluator, candidate, live);
            let result = play(
                evaluator,
                performance,
                &stage,
                live,
                candidates,
                output,
                &scope,
            );
            match result {
                Ok(is_heard) => sounds |= is_heard,
                Err(problem) => failures.push((index, problem)),
            }
        }
    }
    for (index, once) in std::mem::take(&mut stage.once) {
        enter(evaluator, &candidates[index], live);
        start_once(evaluator, performance, once);
        sounds = true;
    }
    // What is read by name holds for all of the text; a variable that is made of itself reads what is set from outside.
    let readers = evaluator.graph.variables();
    for (index, name, value, sort) in std::mem::take(&mut stage.variables) {
        enter(evaluator, &candidates[index], live);
        if let Err(problem) = set_variable(evaluator, &name, &value, sort, readers) {
            failures.push((index, problem));
        }
    }
    // Variables have their patterns by now.
    for played in std::mem::take(&mut performance.played) {
        check_heard(evaluator, &played);
        note_unread(evaluator, &played);
    }
    if failures.is_empty() && !sounds {
        performance.notes.extend(silent(candidates, &stage));
    }
    failures
}

/// Says that a text plays nothing, though it has something to play.
fn silent(candidates: &[Candidate], stage: &Stage) -> Option<Diagnostic> {
    let plays = |output: &&Output| output.plays.is_some();
    let (index, message) = match (stage.outputs.iter().rfind(plays), stage.silenced) {
        // Its outputs play `silence`, or are muted.
        (Some(output), silenced) => {
            let (index, _) = output.plays.as_ref()?;
            let muted = stage
                .outputs
                .iter()
                .filter(plays)
                .all(|it| stage.is_silent(it));
            match silenced {
                Some((index, what)) if what != "hush" && muted => {
                    (index, format!("the text ends with `{what}`: nothing plays"))
                }
                _ if muted || output.before.is_none() => return None,
                _ => (
                    *index,
                    "the text ends with `silence`: nothing plays".to_owned(),
                ),
            }
        }
        (None, Some((index, what))) => {
            (index, format!("the text ends with `{what}`: nothing plays"))
        }
        (None, None) => return None,
    };
    let label = candidates[index].statement()?.label;
    Some(
        Diagnostic::warning(label, message)
            .with_help("evaluate a statement with Alt+Enter, and it plays"),
    )
}

/// Readies the evaluator for what a statement builds; the scope is that of its expressions.
fn enter(evaluator: &mut Evaluator, candidate: &Candidate, live: &Live) -> Scope {
    evaluator.signals.scope(&candidate.key.to_string());
    evaluator.begin = live.beginning(candidate);
    Scope::at_statement(candidate.order.at)
}

/// A definition that failed, to be evaluated again.
fn again(candidate: &Candidate, name: &str, body: &Expression) -> Global {
    Global::Waiting(Definition {
        name: name.to_owned(),
        parameters: Vec::new(),
        body: Rc::new(body.clone()),
        position: candidate.order.at,
    })
}

/// Carries out a command.
fn act(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    stage: &mut Stage,
    index: usize,
    value: &Spanned,
) -> EvalResult<()> {
    let note = |message: String, help: &str| Diagnostic::note(value.place, message).with_help(help);
    match &*evaluator.action(value)? {
        Action::Play(player, plays) => {
            let name = Name::Output(player.clone());
            stage.play(name, index, Plays::Value(plays.clone()));
        }
        Action::Change(change) => {
            let name = Name::Output(change.player.clone());
            stage.play(name, index, Plays::Change(change.clone()));
        }
        Action::Once(value) => once(evaluator, performance, stage, index, value)?,
        Action::All(function) => {
            let function = changing(function.clone())?;
            stage.all = Some((index, function));
        }
        Action::Hush => stage.hush(index),
        Action::Mute(player, on) => {
            let outputs = stage.of(player.as_ref());
            if outputs.is_empty() && *on {
                performance
                    .notes
                    .push(nothing_there(value.place, player.as_ref(), "mute"));
            }
            let mutes = *on && !outputs.is_empty();
            outputs.into_iter().for_each(|output| output.is_muted = *on);
            if mutes {
                stage.silenced = Some((index, "mute"));
            }
        }
        Action::Solo(player, on) => {
            let outputs = stage.of(player.as_ref());
            if outputs.is_empty() && *on {
                performance
                    .notes
                    .push(nothing_there(value.place, player.as_ref(), "solo"));
            }
            outputs
                .into_iter()
                .for_each(|output| output.is_soloed = *on);
        }
        Action::Tempo(tempo) => set_tempo(evaluator, performance, stage, index, tempo)?,
        Action::Variable(name, value, sort) => {
            stage
                .variables
                .push((index, name.clone(), value.clone(), *sort));
        }
        Action::Several(actions) => {
            for action in actions {
                act(evaluator, performance, stage, index, action)?;
            }
        }
        Action::Nothing(name, help) => {
            let message = format!("`{name}` does nothing here");
            performance.notes.push(note(message, help));
        }
    }
    Ok(())
}

/// Says that a command means an output that plays nothing yet.
fn nothing_there(place: Place, player: Option<&OutputName>, command: &str) -> Diagnostic {
    let what = player.map_or("an output".to_owned(), |player| {
        format!("`{}`", player.in_tidal())
    });
    Diagnostic::note(
        place,
        format!("nothing above plays on {what}: `{command}` does nothing here"),
    )
    .with_help("put it below what it silences, as it would be evaluated later")
}

/// Says that `mute: o1` or `solo: o1` means an output that plays nothing.
fn nothing_to_silence(stage: &Stage, statement: &Statement) -> Option<Diagnostic> {
    let (outputs, is_solo) = match &statement.kind {
        StatementKind::Mute(outputs) => (outputs, false),
        StatementKind::Solo(outputs) => (outputs, true),
        _ => return None,
    };
    let plays = |number: usize| {
        let mut outputs = stage.outputs.iter().filter(|output| output.plays.is_some());
        outputs.any(|output| output.name.is_of(&[number].into()))
    };
    let missing = outputs.iter().find(|number| !plays(**number))?;
    let name = match missing {
        0 => "out".to_owned(),
        number => format!("o{number}"),
    };
    Some(if is_solo {
        Diagnostic::warning(
            statement.place,
            format!("nothing plays on `{name}`: `solo` silences all the others"),
        )
        .with_help("remove the line, or solo an output that plays: `solo: o1`")
    } else {
        Diagnostic::note(
            statement.place,
            format!("nothing plays on `{name}`: there is nothing to mute"),
        )
        .with_help("`mute: o1` silences the line that begins with `o1:` or `d1`")
    })
}

/// A function of patterns, as `all` wants it.
fn changing(function: Spanned) -> EvalResult<Spanned> {
    match function.value {
        Value::Function(_) | Value::Effects(_) => Ok(function),
        _ => function.wrong(format!(
            "`all` needs a function such as `(# room 0.2)`; this is {}",
            function.value.noun()
        )),
    }
}

/// The function of `all $ f`.
fn for_every_output(
    evaluator: &mut Evaluator,
    body: &Expression,
    scope: &Scope,
) -> EvalResult<Spanned> {
    changing(evaluator.evaluate(body, scope)?)
}

/// Lets an output play, unless it is silent; says whether it is heard.
fn play(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    stage: &Stage,
    live: &Live,
    candidates: &[Candidate],
    output: &Output,
    scope: &Scope,
) -> EvalResult<bool> {
    let Some((index, plays)) = &output.plays else {
        return Ok(false);
    };
    let first_application = evaluator.applications.len();
    let mut value = match plays {
        Plays::Body(body) => evaluator.evaluate(body, scope)?,
        Plays::Value(value) => value.clone(),
        Plays::Change(change) => change.pattern.clone(),
    };
    if let Name::Output(player) = &output.name {
        let candidate = &candidates[*index];
        let before = output.before.map(|before| &candidates[before]);
        let change = match plays {
            Plays::Change(change) => Some(change),
            _ => None,
        };
        let history = live.history(player, candidate, before, change.is_some());
        if let Some(change) = change {
            value = super::transitions::changed(evaluator, live, change, &history, scope)?;
        }
        performance.histories.push(history);
    }
    // Signals are not patterns: functions of patterns pass them by.
    if let Some((_, function)) = &stage.all
        && !matches!(
            value.value,
            Value::Signal(_) | Value::Bus(_) | Value::Bare(_)
        )
    {
        let place = value.place;
        let changed = evaluator.apply(function.clone(), vec![value], place)?;
        value = Spanned::new(changed, place);
    }
    let first = evaluator.sequences.len();
    let input = evaluator.sound(&value)?;
    if stage.is_silent(output) {
        evaluator.sequences.truncate(first);
        return Ok(false);
    }
    let played = played(evaluator, (first, first_application), value.place);
    performance.played.push(played);
    // The statement's own voices, or the first that it sends through effects.
    let number = output.name.output();
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
    if matches!(value.value, Value::Deferred(_)) && input == Input::Constant(0.0) {
        return Ok(false);
    }
    evaluator.signals.output(number, input);
    performance.outputs.push((output.name.shown(), input));
    let sources = evaluator.signals.sources_of(input);
    let patterns = evaluator.sequences.iter();
    let mut patterns = patterns.filter(|(_, source)| sources.contains(source));
    let sounds = patterns.any(|(pattern, _)| !evaluator.graph.is_silence(*pattern));
    Ok(sounds || sources.is_empty())
}

/// What was evaluated since there were so many sequences and applications.
fn played(evaluator: &Evaluator, first: (usize, usize), place: Place) -> Played {
    let sequences = evaluator.sequences[first.0..].iter();
    Played {
        patterns: sequences.map(|(pattern, _)| *pattern).collect(),
        place,
        applications: first.1..evaluator.applications.len(),
    }
}

/// Remembers a pattern of sounds that is to play once.
fn once(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    stage: &mut Stage,
    index: usize,
    value: &Spanned,
) -> EvalResult<()> {
    let pattern = play_once(evaluator, stage, index, value)?;
    performance.played.push(Played {
        patterns: vec![pattern],
        place: value.place,
        applications: 0..evaluator.applications.len(),
    });
    Ok(())
}

/// Remembers a pattern of controls that is to play once.
fn play_once(
    evaluator: &mut Evaluator,
    stage: &mut Stage,
    index: usize,
    value: &Spanned,
) -> EvalResult<PatternId> {
    let pattern = evaluator.pattern(value, Kind::Controls)?;
    let count = stage.once.iter().filter(|(of, _)| *of == index).count();
    let once = Once {
        pattern,
        source: 0,
        statement: evaluator.begin.0.wrapping_add(count as u64),
    };
    stage.once.push((index, once));
    Ok(pattern)
}

fn start_once(evaluator: &mut Evaluator, performance: &mut Performance, once: Once) {
    let source = evaluator.signals.source("once");
    if let Input::Source(index) = source {
        performance.once.push(Once {
            source: index,
            ..once
        });
        evaluator.signals.output(0, source);
    }
}
