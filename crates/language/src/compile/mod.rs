//! A whole text to what the engine plays. Each statement stands on its own: one that is wrong keeps its last good
//! version playing while the others change.

pub(crate) mod candidate;
pub(crate) mod last_good;
pub(crate) mod program;
pub(crate) mod routes;
pub(crate) mod score;
pub(crate) mod sound_library;
pub(crate) mod statements;
pub(crate) mod transitions;

use self::candidate::{Candidate, Version, candidate, reread};
use self::last_good::LastGood;
use self::score::{Compilation, Output, Report, Score, State};
use self::statements::{Performance, evaluate_all};
use self::transitions::Live;
use crate::annotations::annotations;
use crate::builtins;
use crate::check::dc_offset::offsets;
use crate::check::idle_controls::check_controls;
use crate::check::meanings::Meaning;
use crate::check::repeated_statements::duplicates;
use crate::check::strudel;
use crate::check::unheard::{circles_of_buses, leave_out_unheard, unheard_buses};
use crate::check::unknown_names::check_names;
use crate::check::unknown_sounds::{MissingName, unknown_banks, unknown_sounds, unread_parameters};
use crate::diagnostic::{Diagnostic, ELSEWHERE, Place, Severity};
use crate::evaluate::Evaluator;
use crate::evaluate::failure::Failure;
use crate::syntax::statements::{LONGEST_TEXT, MOST_STATEMENTS, Order, StatementKey};
use phonon_engine::parameters;
use phonon_engine::program::Tempo;
use phonon_engine::program::instrument;
use phonon_samples::Tuning;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

#[cfg(test)]
mod tests;

/// Most messages for one text; the first ones matter.
const MOST_DIAGNOSTICS: usize = 100;
/// Stack of the thread that compiles, in bytes. Nested expressions recurse; the depth is bounded to fit.
const STACK: usize = 256 << 20;
/// Rounds in which wrong statements are replaced by their last good versions.
const ROUNDS: usize = 8;

/// What a text is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Sample rate in Hz.
    pub sample_rate: f64,
    /// Names that `s` knows: sample banks and synths. Without them names are not checked.
    pub sounds: Option<&'a [String]>,
    /// Scales that Scala files describe, by name: those that the text may name.
    pub tunings: &'a [(String, Arc<Tuning>)],
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            sample_rate: 48_000.0,
            sounds: None,
            tunings: &[],
        }
    }
}

/// Compiles a text. `previous` holds the last good version of each statement.
pub fn compile(text: &str, context: &Context, previous: Option<&LastGood>) -> Compilation {
    deep(|| compile_refusing(text, context, &[], previous))
}

/// Runs on a thread with a deep stack.
pub(crate) fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("phonon compile".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, run);
        match thread.map(|thread| thread.join()) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread to compile on: {error}"),
        }
    })
}

/// Compiles a text on a deep stack. The statements with the `refused` keys do not play as written, but in their last good
/// versions, if they have any.
fn compile_refusing(
    text: &str,
    context: &Context,
    refused: &[StatementKey],
    previous: Option<&LastGood>,
) -> Compilation {
    let mut diagnostics = Vec::new();
    let mut read = if text.len() > LONGEST_TEXT {
        diagnostics.push(too_long(text));
        Vec::new()
    } else {
        crate::syntax::statements::read(text, &builtins::minus)
    };
    if read.len() > MOST_STATEMENTS {
        diagnostics.push(Diagnostic::error(
            read[MOST_STATEMENTS].place,
            format!("this text has more than {MOST_STATEMENTS} statements; the rest is left out"),
        ));
        read.truncate(MOST_STATEMENTS);
    }
    let mut candidates: Vec<Candidate> = read
        .into_iter()
        .map(|read| candidate(text, read, previous, &mut diagnostics))
        .collect();
    if text.len() > LONGEST_TEXT
        && let Some(previous) = previous
    {
        candidates.extend(previous.statements.iter().map(|(key, source)| Candidate {
            key: key.clone(),
            place: Place::default(),
            written: None,
            kept: reread(Some(&key.subject), source),
            version: Version::Kept,
            order: Order {
                at: 0,
                from: 0,
                until: usize::MAX,
            },
            sources: (String::new(), source.clone()),
        }));
    }
    for candidate in &mut candidates {
        if candidate.kept.is_some() && refused.contains(&candidate.key) {
            candidate.version = Version::Kept;
        }
    }
    check_names(text, context, &mut candidates, &mut diagnostics);
    duplicates(text, &candidates, &mut diagnostics);

    let live = Live::new(previous);
    let tunings: Rc<[_]> = context.tunings.into();
    let mut evaluator = Evaluator::new(context.sample_rate);
    let mut performance = Performance::default();
    let mut reported: HashSet<usize> = HashSet::new();
    for round in 0..ROUNDS {
        evaluator = Evaluator::new(context.sample_rate);
        evaluator.tunings = Rc::clone(&tunings);
        performance = Performance::default();
        let failures = evaluate_all(&candidates, &live, &mut evaluator, &mut performance);
        if failures.is_empty() {
            break;
        }
        let is_cause = |failure: &Failure| matches!(failure, Failure::Wrong(_));
        let causes = failures.iter().any(|(_, failure)| is_cause(failure));
        for (index, failure) in failures {
            let candidate = &mut candidates[index];
            let cause = is_cause(&failure);
            if let Some(mut problem) = failure.diagnostic()
                && candidate.version == Version::Written
                && reported.insert(index)
            {
                // What is wrong with a definition's last good version is shown where it is used.
                if problem.span.start >= ELSEWHERE {
                    problem.span = candidate.place.range();
                }
                diagnostics.push(problem);
            }
            // What only depends on something wrong is tried again when that is replaced.
            if cause || !causes || round + 2 >= ROUNDS {
                candidate.version = match candidate.version {
                    Version::Written if candidate.kept.is_some() => Version::Kept,
                    _ => Version::None,
                };
            }
        }
    }
    let meanings = evaluator.settle_meanings();
    leave_out_unheard(&mut evaluator, &performance);
    unheard_buses(text, &candidates, &mut diagnostics);
    circles_of_buses(&candidates, &mut diagnostics);
    let mut missing = Vec::new();
    unknown_sounds(text, context, &evaluator, &mut diagnostics, &mut missing);
    unknown_banks(text, context, &evaluator, &mut diagnostics, &mut missing);
    missing.sort_by_key(|name| name.span.start);
    unread_parameters(text, &evaluator, &mut diagnostics);
    offsets(&mut evaluator);
    check_controls(text, context, &mut evaluator);
    // Strings of last good versions stand behind the text.
    let shown = |said: &Diagnostic| said.span.end <= text.len();
    diagnostics.extend(evaluator.said.drain(..).filter(shown));
    // One message instead of one for each line.
    let is_wrong = |reported: &Diagnostic| reported.severity == Severity::Error;
    if diagnostics.iter().any(is_wrong)
        && let Some(other_language) = strudel::recognised(text)
    {
        diagnostics = vec![other_language];
    }
    finish(
        text,
        candidates,
        evaluator,
        performance,
        diagnostics,
        (meanings, missing),
        &live,
    )
}

/// Leaves out the messages that matter least where there are too many, and says how many.
fn shorten(diagnostics: &mut Vec<Diagnostic>) {
    let Some(more) = diagnostics
        .len()
        .checked_sub(MOST_DIAGNOSTICS)
        .filter(|more| *more > 0)
    else {
        return;
    };
    let place = |of: &Diagnostic| (of.span.start, of.span.end);
    diagnostics.sort_by_key(|of| (of.severity, place(of)));
    diagnostics.truncate(MOST_DIAGNOSTICS);
    diagnostics.sort_by_key(place);
    if let Some(last) = diagnostics.last_mut() {
        let count = format!("{more} more messages are left out");
        last.help = Some(match last.help.take() {
            Some(help) => format!("{help}; {count}"),
            None => count,
        });
    }
}

fn too_long(text: &str) -> Diagnostic {
    let length = text.len().min(1);
    Diagnostic::error(
        Place::new(0, length),
        format!(
            "this text is too long: it has more than {} MB",
            LONGEST_TEXT >> 20
        ),
    )
}

fn finish(
    text: &str,
    candidates: Vec<Candidate>,
    evaluator: Evaluator,
    performance: Performance,
    mut diagnostics: Vec<Diagnostic>,
    (meanings, missing): (Vec<Meaning>, Vec<MissingName>),
    live: &Live,
) -> Compilation {
    let previous = live.previous();
    let mut good = LastGood {
        begun: live.begun(&candidates, &performance.histories),
        serial: previous.map_or(0, |previous| previous.serial + 1),
        ..LastGood::default()
    };
    diagnostics.extend(performance.notes);
    let mut reports = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let source = match candidate.version {
            Version::Written => Some(text[candidate.place.range()].to_owned()),
            Version::Kept => previous
                .and_then(|previous| previous.find(&candidate.key))
                .map(str::to_owned),
            Version::None => None,
        };
        reports.push(Report {
            key: candidate.key.clone(),
            span: candidate.place.range(),
            state: match candidate.version {
                Version::Written => State::Good,
                Version::Kept => State::Kept,
                Version::None => State::Failed,
            },
        });
        good.statements
            .extend(source.map(|source| (candidate.key, source)));
    }
    diagnostics.sort_by(|a, b| {
        let place = |of: &Diagnostic| (of.span.start, of.span.end, of.severity);
        place(a)
            .cmp(&place(b))
            .then_with(|| a.message.cmp(&b.message))
    });
    diagnostics.dedup();
    shorten(&mut diagnostics);
    let beats_per_cycle = performance
        .beats
        .unwrap_or(Tempo::default().beats_per_cycle);
    let cps = performance
        .cps
        .or(performance.bpm.map(|bpm| bpm / 60.0 / beats_per_cycle));
    let tempo = (cps.is_some() || performance.beats.is_some()).then(|| Tempo {
        cps: cps.unwrap_or(Tempo::default().cps),
        beats_per_cycle,
    });
    let outputs = performance.outputs.into_iter().map(|(name, input)| {
        let sources = evaluator.signals.sources_of(input);
        let reaching = evaluator.sequences.iter();
        let reaching = reaching.filter(|(_, source)| sources.contains(source));
        let patterns = reaching.map(|(pattern, _)| *pattern).collect();
        Output { name, patterns }
    });
    let mut score = Score {
        outputs: outputs.collect(),
        beginnings: evaluator.beginnings,
        graph: evaluator.graph,
        signals: evaluator.signals,
        sequences: evaluator.sequences,
        probes: evaluator.probes,
        knobs: evaluator.knobs,
        values: evaluator.values,
        tempo,
        says_tempo: cps.is_some(),
        by_bars: performance.by_bars,
        orbits: performance.orbits,
        polyphony: evaluator.polyphony.unwrap_or(instrument::POLYPHONY),
        once: performance.once,
    };
    if score
        .graph
        .find_word(parameters::ORBIT.description().heading.name())
        .is_some()
    {
        score.open_orbits();
    }
    good.histories = performance.histories;
    Compilation {
        score,
        diagnostics,
        meanings,
        missing,
        annotations: annotations(text, &reports),
        statements: reports,
        good,
    }
}
