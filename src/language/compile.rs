//! A whole text to what the engine plays. Each statement stands on its own: one that is wrong keeps its last good
//! version playing while the others change.

use super::builtins;
use super::diagnostic::{Diagnostic, Place, Severity, nearest};
use super::evaluate::{Definition, Evaluator, Global};
use super::names::Names;
use super::statements::{self, LONGEST, MOST_STATEMENTS, Read};
use super::syntax::{Expression, Setting, Statement, StatementKind};
use super::value::{Outcome, Scope, Val};
use crate::engine::graph::{GraphBuilder, Input};
use crate::engine::program::{ORBITS, Parts, Sequence, Sound, Sounds, Tempo};
use crate::pattern::{Graph, Pattern};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

/// Messages for one text; the first ones are what matters.
const MOST_DIAGNOSTICS: usize = 100;
/// Stack of the thread that compiles, in bytes. Nested expressions recurse; the depth is bounded to fit.
const STACK: usize = 256 << 20;
/// Where the strings of last good versions seem to stand: behind every text.
const ELSEWHERE: usize = 1 << 30;
/// Rounds in which wrong statements are replaced by their last good versions.
const ROUNDS: usize = 8;

/// What a text is compiled for.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Frames a second, Hz.
    pub sample_rate: f64,
    /// Names that `s` knows: sample banks and synths. Without them names are not checked.
    pub sounds: Option<&'a [String]>,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self {
            sample_rate: 48_000.0,
            sounds: None,
        }
    }
}

/// What a text plays: the parts of a program, all but the sounds that its names mean.
#[derive(Debug)]
pub struct Score {
    /// All patterns.
    pub graph: Graph,
    /// The signal graph.
    pub signals: GraphBuilder,
    /// Patterns of sounds, each with its voice source in the signal graph.
    pub sequences: Vec<(Pattern, usize)>,
    /// The pattern inputs of the signal graph, in their order.
    pub values: Vec<Pattern>,
    /// The text's own tempo, if it says one.
    pub tempo: Option<Tempo>,
    /// The seed of randomness, if the text says one.
    pub seed: i64,
    /// The voice source that `orbit n` means.
    pub orbits: [Option<usize>; ORBITS],
    /// Patterns to be played for one cycle from now, with their voice sources.
    pub once: Vec<(Pattern, usize)>,
}

impl Score {
    /// All that the engine needs. `resolve` says what a name in `s` means.
    pub fn into_parts(self, resolve: impl FnMut(&str) -> Option<Sound>) -> Parts {
        let sounds = Sounds::of(&self.graph, resolve);
        Parts {
            schedule: self.signals.compile(),
            sequences: self
                .sequences
                .into_iter()
                .map(|(pattern, source)| Sequence::new(pattern, source))
                .collect(),
            values: self.values,
            graph: self.graph,
            sounds,
            tempo: self.tempo,
            orbits: self.orbits,
        }
    }
}

/// Whether a statement plays as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It plays.
    Good,
    /// It is wrong; its last good version plays.
    Kept,
    /// It is wrong and has no last good version.
    Failed,
}

/// What became of one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its name: `o1`, `~pad`, `out 2`.
    pub key: String,
    /// Its bytes in the text.
    pub span: Range<usize>,
    /// Whether it plays.
    pub state: State,
}

/// The last good version of every statement, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastGood {
    statements: Vec<(String, String)>,
}

impl LastGood {
    /// The text of a statement's last good version.
    pub fn find(&self, key: &str) -> Option<&str> {
        self.statements
            .iter()
            .find(|(name, _)| name == key)
            .map(|(_, text)| text.as_str())
    }

    /// All of it as one text, such as is saved with a project.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self
            .statements
            .iter()
            .map(|(_, text)| text.as_str())
            .collect();
        texts.join("\n")
    }
}

/// What came of a text.
#[derive(Debug)]
pub struct Compilation {
    /// What plays.
    pub score: Score,
    /// What is wrong, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// Each statement.
    pub statements: Vec<Report>,
    /// For the next compilation.
    pub good: LastGood,
}

impl Compilation {
    /// Whether everything plays as written.
    pub fn is_clean(&self) -> bool {
        self.errors() == 0
    }

    /// How many errors there are.
    pub fn errors(&self) -> usize {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == Severity::Error)
            .count()
    }
}

/// Compiles a text. `previous` holds the last good version of each statement.
pub fn compile(text: &str, context: &Context, previous: Option<&LastGood>) -> Compilation {
    deep(|| compile_here(text, context, previous))
}

/// Runs on a thread with a deep stack.
pub(super) fn deep<T: Send>(run: impl FnOnce() -> T + Send) -> T {
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

/// Which version of a statement is tried.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Version {
    Written,
    Kept,
    None,
}

struct Candidate {
    key: String,
    place: Place,
    /// As written, if it could be read.
    written: Option<Statement>,
    /// Its last good version.
    kept: Option<Statement>,
    version: Version,
}

impl Candidate {
    fn statement(&self) -> Option<(&Statement, usize)> {
        match self.version {
            Version::Written => self.written.as_ref().map(|statement| (statement, 0)),
            Version::Kept => self.kept.as_ref().map(|statement| (statement, ELSEWHERE)),
            Version::None => None,
        }
    }
}

fn compile_here(text: &str, context: &Context, previous: Option<&LastGood>) -> Compilation {
    let mut diagnostics = Vec::new();
    let mut read = if text.len() > LONGEST {
        diagnostics.push(too_long(text));
        Vec::new()
    } else {
        statements::read(text, &builtins::is_value)
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
        .map(|read| candidate(read, previous, &mut diagnostics))
        .collect();
    if text.len() > LONGEST
        && let Some(previous) = previous
    {
        candidates.extend(previous.statements.iter().map(|(key, source)| Candidate {
            key: key.clone(),
            place: Place::default(),
            written: None,
            kept: reread(source),
            version: Version::Kept,
        }));
    }
    check_names(&mut candidates, &mut diagnostics);
    duplicates(&candidates, &mut diagnostics);

    let mut evaluator = Evaluator::new(context.sample_rate);
    let mut performance = Performance::default();
    let mut told: HashSet<usize> = HashSet::new();
    for round in 0..ROUNDS {
        evaluator = Evaluator::new(context.sample_rate);
        performance = Performance::default();
        let failures = evaluate_all(&candidates, &mut evaluator, &mut performance);
        if failures.is_empty() {
            break;
        }
        let causes = failures
            .iter()
            .any(|(_, problem)| !problem.message.is_empty());
        for (index, problem) in failures {
            let candidate = &mut candidates[index];
            let cause = !problem.message.is_empty();
            if cause && candidate.version == Version::Written && told.insert(index) {
                diagnostics.push(*problem);
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
    unknown_sounds(text, context, &evaluator, &mut diagnostics);
    finish(
        text,
        candidates,
        evaluator,
        performance,
        diagnostics,
        previous,
    )
}

fn too_long(text: &str) -> Diagnostic {
    let length = text.len().min(1);
    Diagnostic::error(
        Place::new(0, length),
        format!(
            "this text is longer than {} MB, which no song is",
            LONGEST >> 20
        ),
    )
}

fn reread(source: &str) -> Option<Statement> {
    let mut read = statements::read(source, &builtins::is_value);
    (read.len() == 1)
        .then(|| read.remove(0).statement)
        .flatten()
}

fn candidate(
    read: Read,
    previous: Option<&LastGood>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Candidate {
    let kept = previous
        .and_then(|previous| previous.find(&read.key))
        .and_then(reread);
    let version = match (&read.statement, &kept) {
        (Some(_), _) => Version::Written,
        (None, Some(_)) => Version::Kept,
        (None, None) => Version::None,
    };
    diagnostics.extend(read.problem);
    Candidate {
        key: read.key,
        place: read.place,
        written: read.statement,
        kept,
        version,
    }
}

/// The names that the statements define.
fn defined(candidates: &[Candidate]) -> HashSet<String> {
    candidates
        .iter()
        .flat_map(|candidate| [&candidate.written, &candidate.kept])
        .flatten()
        .filter_map(|statement| match &statement.kind {
            StatementKind::Bus(name, _) => Some(format!("~{name}")),
            StatementKind::Define(name, ..) => Some(name.clone()),
            _ => None,
        })
        .collect()
}

fn check_names(candidates: &mut [Candidate], diagnostics: &mut Vec<Diagnostic>) {
    let mut defined = defined(candidates);
    // What is defined by a statement that could not be read is not unknown.
    for candidate in candidates.iter() {
        if candidate.written.is_none() && !candidate.key.starts_with('?') {
            defined.insert(candidate.key.clone());
        }
    }
    for candidate in candidates {
        let Some(statement) = &candidate.written else {
            continue;
        };
        let problems = match &statement.kind {
            StatementKind::Output(_, e)
            | StatementKind::Bus(_, e)
            | StatementKind::Setting(_, e)
            | StatementKind::Once(e) => Names::new(&defined).check(&[], e),
            StatementKind::Define(_, parameters, e) => Names::new(&defined).check(parameters, e),
            StatementKind::Hush | StatementKind::Mute(_) | StatementKind::Solo(_) => Vec::new(),
        };
        if !problems.is_empty() {
            diagnostics.extend(problems);
            candidate.version = if candidate.kept.is_some() {
                Version::Kept
            } else {
                Version::None
            };
        }
    }
}

/// Warns of statements that replace others, and of names that hide builtins.
fn duplicates(candidates: &[Candidate], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen: HashMap<String, Place> = HashMap::new();
    for candidate in candidates {
        let Some(statement) = &candidate.written else {
            continue;
        };
        let name = match &statement.kind {
            StatementKind::Output(0, _) | StatementKind::Once(_) | StatementKind::Hush => continue,
            StatementKind::Mute(_) | StatementKind::Solo(_) => continue,
            StatementKind::Output(number, _) => format!("o{number}"),
            StatementKind::Bus(name, _) => format!("~{name}"),
            StatementKind::Define(name, ..) => name.clone(),
            StatementKind::Setting(Setting::Cps | Setting::Bpm, _) => "the tempo".to_owned(),
            StatementKind::Setting(Setting::Beats, _) => "beats".to_owned(),
            StatementKind::Setting(Setting::Seed, _) => "seed".to_owned(),
        };
        if let StatementKind::Define(name, ..) = &statement.kind
            && builtins::find(name).is_some()
        {
            diagnostics.push(
                Diagnostic::warning(
                    statement.label,
                    format!("`{name}` hides the function of that name"),
                )
                .with_help("choose another name to use both"),
            );
        }
        if seen.insert(name.clone(), statement.label).is_some() {
            let shown = if name == "the tempo" {
                name
            } else {
                format!("`{name}`")
            };
            let mut warning = Diagnostic::warning(
                statement.label,
                format!("{shown} is given twice; this one replaces the one before"),
            );
            if matches!(statement.kind, StatementKind::Output(..)) {
                warning = warning.with_help("`stack […]` plays several things on one output");
            }
            diagnostics.push(warning);
        }
    }
}

/// What the statements other than definitions said.
#[derive(Default)]
struct Performance {
    cps: Option<f64>,
    bpm: Option<f64>,
    beats: Option<f64>,
    seed: i64,
    hush: bool,
    once: Vec<(Pattern, usize)>,
    orbits: [Option<usize>; ORBITS],
}

type Failures = Vec<(usize, Box<Diagnostic>)>;

fn evaluate_all(
    candidates: &[Candidate],
    evaluator: &mut Evaluator,
    performance: &mut Performance,
) -> Failures {
    let mut failures = Failures::new();
    // Of statements of one name the last counts.
    let mut last: HashMap<String, usize> = HashMap::new();
    let mut muted: HashSet<usize> = HashSet::new();
    let mut solo: HashSet<usize> = HashSet::new();
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
                muted.extend(outputs);
                continue;
            }
            StatementKind::Solo(outputs) => {
                solo.extend(outputs);
                continue;
            }
            StatementKind::Hush => {
                performance.hush = true;
                continue;
            }
            StatementKind::Output(..) | StatementKind::Once(_) => continue,
        };
        last.insert(name.clone(), index);
        if let Some((parameters, body)) = definition {
            let definition = Definition {
                name: name.clone(),
                parameters,
                body: Rc::new(body.clone()),
                base,
            };
            evaluator.globals.insert(name, Global::Waiting(definition));
        }
    }
    for (index, candidate) in candidates.iter().enumerate() {
        let Some((statement, base)) = candidate.statement() else {
            continue;
        };
        evaluator.base = base;
        evaluator.scope.clone_from(&candidate.key);
        evaluator.signals.scope(&candidate.key);
        let result = match &statement.kind {
            StatementKind::Output(number, body) => {
                if *number > 0 && last.get(&format!("o{number}:")) != Some(&index) {
                    continue;
                }
                let silent = performance.hush
                    || muted.contains(number)
                    || !solo.is_empty() && !solo.contains(number);
                output(evaluator, performance, *number, body, silent)
            }
            StatementKind::Bus(name, _) => {
                let key = format!("~{name}");
                if last.get(&key) != Some(&index) {
                    continue;
                }
                match evaluator.globals.get(&key) {
                    // It failed where it was first used: once more, for its own message.
                    Some(Global::Failed) => {
                        again(evaluator, statement, &key, base);
                        evaluator.settle_bus(&key, statement.label)
                    }
                    _ => evaluator.settle_bus(&key, statement.label),
                }
            }
            StatementKind::Define(name, parameters, _) => {
                if last.get(name) != Some(&index) || !parameters.is_empty() {
                    continue;
                }
                if matches!(evaluator.globals.get(name), Some(Global::Failed)) {
                    again(evaluator, statement, name, base);
                }
                evaluator.global(name, statement.label).map(|_| ())
            }
            StatementKind::Setting(setting, body) => {
                if last.get(&format!("{setting:?}:")) != Some(&index) {
                    continue;
                }
                set(evaluator, performance, *setting, body)
            }
            StatementKind::Once(body) => once(evaluator, performance, body),
            StatementKind::Hush | StatementKind::Mute(_) | StatementKind::Solo(_) => Ok(()),
        };
        if let Err(problem) = result {
            failures.push((index, problem));
        }
    }
    failures
}

/// Lets a definition that failed be evaluated again.
fn again(evaluator: &mut Evaluator, statement: &Statement, key: &str, base: usize) {
    let (StatementKind::Bus(_, body) | StatementKind::Define(_, _, body)) = &statement.kind else {
        return;
    };
    let definition = Definition {
        name: key.to_owned(),
        parameters: Vec::new(),
        body: Rc::new(body.clone()),
        base,
    };
    evaluator
        .globals
        .insert(key.to_owned(), Global::Waiting(definition));
}

fn output(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    number: usize,
    body: &Expression,
    silent: bool,
) -> Outcome<()> {
    let value = evaluator.evaluate(body, &Scope::default())?;
    let first = evaluator.sequences.len();
    let input = evaluator.sound(&value)?;
    if silent {
        evaluator.sequences.truncate(first);
        return Ok(());
    }
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
    Ok(())
}

fn once(
    evaluator: &mut Evaluator,
    performance: &mut Performance,
    body: &Expression,
) -> Outcome<()> {
    let value = evaluator.evaluate(body, &Scope::default())?;
    let pattern = evaluator.pattern(&value, super::signature::Kind::Controls)?;
    let source = evaluator.signals.source("once");
    if let Input::Source(index) = source {
        performance.once.push((pattern, index));
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
        performance.seed = evaluator.constant_int(&value)?;
        return Ok(());
    }
    let number = evaluator.constant_number(&value)?;
    let (least, most, what) = match setting {
        Setting::Cps => (0.001, 100.0, "cycles per second"),
        Setting::Bpm => (0.1, 20_000.0, "quarter notes per minute"),
        _ => (0.25, 256.0, "quarter notes per cycle"),
    };
    if !(least..=most).contains(&number) {
        return value.wrong(format!("{what} go from {least} to {most}"));
    }
    match setting {
        Setting::Cps => (performance.cps, performance.bpm) = (Some(number), None),
        Setting::Bpm => (performance.cps, performance.bpm) = (None, Some(number)),
        _ => performance.beats = Some(number),
    }
    Ok(())
}

/// Warns of names in `s` that nothing answers to.
fn unknown_sounds(
    text: &str,
    context: &Context,
    evaluator: &Evaluator,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(sounds) = context.sounds else { return };
    let known: HashSet<&str> = sounds.iter().map(String::as_str).collect();
    let mut told: HashSet<usize> = HashSet::new();
    for (string, offset) in &evaluator.sound_names {
        for (start, word) in words(&string.text) {
            let place = Place::new(offset + start, offset + start + word.len());
            if known.contains(word) || place.end > text.len() || !told.insert(place.start) {
                continue;
            }
            let warning = Diagnostic::warning(place, format!("no sound `{word}`; it stays silent"));
            diagnostics.push(match nearest(word, sounds.iter().map(String::as_str)) {
                Some(near) => warning.with_help(format!("did you mean `{near}`?")),
                None => warning.with_help("add a folder of that name to the samples"),
            });
        }
    }
}

/// The names in a string of mini-notation, without the `:n` of a sample's number.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word_length = rest
            .find(|c: char| !(c.is_alphanumeric() || "_-'.:~^".contains(c)))
            .unwrap_or(rest.len());
        if word_length == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let whole = &rest[..word_length];
        let name = whole.split(':').next().unwrap_or(whole);
        if name.starts_with(|c: char| c.is_alphabetic()) && name != "_" {
            out.push((at, name.trim_end_matches('.')));
        }
        at += word_length;
    }
    out
}

fn finish(
    text: &str,
    candidates: Vec<Candidate>,
    mut evaluator: Evaluator,
    mut performance: Performance,
    mut diagnostics: Vec<Diagnostic>,
    previous: Option<&LastGood>,
) -> Compilation {
    // `orbit n` sounds on output n + 1, whether or not that has a line of its own.
    if evaluator.graph.find_word("orbit").is_some() {
        for (index, orbit) in performance.orbits.iter_mut().enumerate() {
            if orbit.is_none() {
                evaluator.signals.scope("orbit");
                let source = evaluator.signals.source(&format!("orbit {index}"));
                evaluator.signals.output(index + 1, source);
                if let Input::Source(source) = source {
                    *orbit = Some(source);
                }
            }
        }
    }
    let mut good = LastGood::default();
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
    diagnostics.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end));
    diagnostics.dedup();
    diagnostics.truncate(MOST_DIAGNOSTICS);
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
    Compilation {
        score: Score {
            graph: evaluator.graph,
            signals: evaluator.signals,
            sequences: evaluator.sequences,
            values: evaluator.values,
            tempo,
            seed: performance.seed,
            orbits: performance.orbits,
            once: performance.once,
        },
        diagnostics,
        statements: reports,
        good,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::{Budget, Scratch, Span};

    fn compiled(text: &str) -> Compilation {
        compile(text, &Context::default(), None)
    }

    fn messages(compilation: &Compilation) -> Vec<&str> {
        compilation
            .diagnostics
            .iter()
            .map(|d| d.message.as_str())
            .collect()
    }

    fn events(compilation: &Compilation, sequence: usize) -> usize {
        let mut scratch = Scratch::new(Budget::OFFLINE);
        let (pattern, _) = compilation.score.sequences[sequence];
        compilation
            .score
            .graph
            .events(pattern, Span::cycle(0), &mut scratch)
            .0
            .len()
    }

    #[test]
    fn a_song_becomes_sequences_signals_and_a_tempo() {
        let song = "bpm: 120\nbeats: 4\nd1 $ jux rev $ s \"bd*4\" # n \"1 2\"\nout: s \"hh*8\" # lpf (~lfo * 800 + 1000) 0.3\n~lfo: sine 0.5\nlet f x = fast x\no3: f 2 $ s \"cp\"";
        let compilation = compiled(song);
        assert_eq!(messages(&compilation), Vec::<&str>::new());
        let score = &compilation.score;
        assert_eq!(score.tempo.unwrap().cps, 0.5);
        assert_eq!(score.sequences.len(), 3);
        assert_eq!(events(&compilation, 0), 8);
        assert_eq!(events(&compilation, 2), 2);
        assert_eq!(score.orbits[0], Some(score.sequences[0].1));
        assert!(
            compilation
                .statements
                .iter()
                .all(|report| report.state == State::Good)
        );
        score.signals.compile();
    }

    #[test]
    fn dollar_works_both_ways_and_hash_makes_functions() {
        for (a, b) in [
            (
                "every 4 rev $ fast 2 $ s \"bd sn\"",
                "s \"bd sn\" $ fast 2 $ every 4 rev",
            ),
            (
                "(fast 2 # speed 2) $ s \"bd\"",
                "fast 2 (s \"bd\") # speed 2",
            ),
            (
                "jux (fast 2 $ rev) $ s \"bd sn\"",
                "jux (rev . fast 2) $ s \"bd sn\"",
            ),
            ("every(4, rev, s(\"bd sn\"))", "every 4 rev (s \"bd sn\")"),
        ] {
            let listed = |text: &str| {
                let queried = super::super::query_expression(text, None).unwrap();
                let mut scratch = Scratch::new(Budget::OFFLINE);
                let (events, _) =
                    queried
                        .graph
                        .events(queried.pattern, Span::cycle(0), &mut scratch);
                let mut lines: Vec<String> = events
                    .iter()
                    .map(|e| format!("{:?} {:?} {:?}", e.whole, e.part, e.value))
                    .collect();
                lines.sort();
                lines
            };
            assert_eq!(listed(a), listed(b), "{a}");
        }
    }

    #[test]
    fn one_wrong_line_keeps_its_last_good_version() {
        let first = compiled("o1: s \"bd*4\"\no2: s \"hh*8\"\nlet k = 2\no3: fast k $ s \"cp\"");
        assert!(first.is_clean());
        let context = Context::default();
        let second = compile(
            "o1: s \"bd*2\"\no2: s \"hh*16\" # nope 3\nlet k = (2\no3: fast k $ s \"cp*3\"",
            &context,
            Some(&first.good),
        );
        assert_eq!(
            messages(&second),
            ["no function `nope`", "`(` is not closed"]
        );
        let states: Vec<State> = second
            .statements
            .iter()
            .map(|report| report.state)
            .collect();
        assert_eq!(states, [State::Good, State::Kept, State::Kept, State::Good]);
        assert_eq!(
            [events(&second, 0), events(&second, 1), events(&second, 2)],
            [2, 8, 6]
        );
        // What was good stays good for the next time.
        let third = compile("o1: (\no2: )", &context, Some(&second.good));
        assert_eq!([events(&third, 0), events(&third, 1)], [2, 8]);
        assert_eq!(third.score.sequences.len(), 2);
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let compilation = compiled(
            "o1: evry 4 rev $ s \"bd\"\no2: s \"bd [\"\no3: fast (s \"x\") (s \"bd\") # ~nowhere\no4: s \"ok\"",
        );
        assert_eq!(compilation.errors(), 3);
        assert_eq!(compilation.score.sequences.len(), 1);
    }

    #[test]
    fn buses_may_feed_back_but_names_may_not() {
        let compilation = compiled("~a: s \"bd\" # delay 0.2 0.5\n~b: (~b + ~a) * 0.5\nout: ~b");
        assert_eq!(messages(&compilation), Vec::<&str>::new());
        let compilation = compiled("let a = fast 2 b\nlet b = rev a\nout: s \"x\"");
        assert!(
            messages(&compilation)[0].contains("defined by itself"),
            "{:?}",
            compilation.diagnostics
        );
    }

    #[test]
    fn effects_in_a_bus_are_used_after_hash() {
        let compilation = compiled(
            "~fx: lpf 800 # reverb 0.7\nout: s \"bd*4\" # ~fx\no2: s \"hh\" # room 0.3 # delay 0.25 0.5 0.3",
        );
        assert_eq!(messages(&compilation), Vec::<&str>::new());
        assert_eq!(compilation.score.sequences.len(), 2);
    }

    #[test]
    fn functions_of_patterns_reach_through_effects() {
        let compilation = compiled(
            "o1: fast 2 $ s \"bd*4\" # delay 0.2 0.5 0.3 # speed 2\no2: jux rev $ s \"hh\" # reverb 0.3",
        );
        assert_eq!(messages(&compilation), Vec::<&str>::new());
        assert_eq!([events(&compilation, 0), events(&compilation, 1)], [8, 2]);
        compilation.score.signals.compile();
    }

    #[test]
    fn functions_without_end_are_stopped() {
        let compilation = compiled("let f x = f x\nout: f 1");
        assert_eq!(compilation.errors(), 1, "{:?}", compilation.diagnostics);
    }

    #[test]
    fn unknown_sounds_are_warnings() {
        let names = ["bd".to_owned(), "sn".to_owned(), "arpy".to_owned()];
        let context = Context {
            sounds: Some(&names),
            ..Context::default()
        };
        let compilation = compile(
            "o1: s \"bd:3 snn*2 [arpy|zzz]?\" # vowel \"a\" # unit \"c\"",
            &context,
            None,
        );
        assert_eq!(
            messages(&compilation),
            [
                "no sound `snn`; it stays silent",
                "no sound `zzz`; it stays silent"
            ]
        );
        assert_eq!(
            compilation.diagnostics[0].help.as_deref(),
            Some("did you mean `sn`?")
        );
        assert_eq!(compilation.diagnostics[0].span, 12..15);
        assert!(compilation.is_clean());
    }

    #[test]
    fn mute_solo_and_hush_silence_outputs() {
        let song = "o1: s \"a\"\no2: s \"b\"\no3: s \"c\"\n";
        assert_eq!(
            compiled(&format!("{song}mute: o1 o3"))
                .score
                .sequences
                .len(),
            1
        );
        assert_eq!(
            compiled(&format!("{song}solo: o2")).score.sequences.len(),
            1
        );
        assert_eq!(compiled(&format!("{song}hush")).score.sequences.len(), 0);
    }

    #[test]
    fn texts_of_any_size_are_answered_in_time() {
        let huge = "o1: s \"bd\" # n 1\n".repeat(600_000);
        let first = compiled("o1: s \"bd\"");
        let compilation = compile(&huge, &Context::default(), Some(&first.good));
        assert!(messages(&compilation)[0].contains("longer than"));
        assert_eq!(compilation.score.sequences.len(), 1);
        let deep = format!("o1: {}s \"bd\"{}", "(".repeat(10_000), ")".repeat(10_000));
        assert!(messages(&compiled(&deep))[0].contains("nested too deep"));
    }
}
