//! A whole text to the program that the engine plays: which samples its names mean, whether it asks for more than can be
//! played or held in memory, which outputs sound.

use super::last_good::LastGood;
use super::routes::{Heard, OutputSet, Routes, routes};
use super::score::Report;
use super::sound_library::SoundLibrary;
use super::{Context, compile_refusing, deep};
use crate::annotations::Annotations;
use crate::check::meanings::Meaning;
use crate::check::unknown_sounds::MissingName;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::syntax::statements::{StatementKey, Subject, output_number};
use phonon_dsp::reverbs::impulse;
use phonon_engine::graph::{GraphBuilder, NUMBERED_OUTPUTS};
use phonon_engine::program::instrument;
use phonon_engine::sequencing::notes_out;
use phonon_engine::voices::synths;
use phonon_engine::{Program, Sound};
use phonon_pattern::Graph;
use phonon_samples::Tuning;
use std::sync::Arc;

/// A text as the engine plays it, and what there is to say about it.
pub struct Compiled {
    /// What plays: all statements that are right, and the last good versions of the others.
    pub program: Program,
    /// Errors, warnings and notes, in the order of the text.
    pub diagnostics: Vec<Diagnostic>,
    /// The last good version of each statement, for the next compilation.
    pub good: LastGood,
    /// Which numbered outputs sound; `o1` is the first.
    pub outputs: [bool; NUMBERED_OUTPUTS],
    /// Nothing in the text could ever sound.
    pub is_silent: bool,
    /// A statement is wrong, and none that is right plays the audio input.
    pub is_deaf: bool,
    /// Whether the text says that a cycle is the host's bar (`beats: bar`), or that it is not (`beats: 4`).
    pub by_bars: Option<bool>,
    /// The patterns of the program, to be queried apart from the audio thread.
    pub patterns: Graph,
    /// The patterns of sounds that reach an output, in the order of their statements' evaluation.
    pub heard: Vec<Heard>,
    /// The outputs that each voice source reaches, by its index.
    pub reaches: Vec<OutputSet>,
    /// What became of each statement, in the order of the text.
    pub statements: Vec<Report>,
    /// Names of sounds and banks that there are none of, in the order of the text.
    pub missing: Vec<MissingName>,
    /// What the text says to those who look at it.
    pub annotations: Annotations,
    /// The meaning of each name that may be a control or an effect, in the order of the text.
    pub meanings: Vec<Meaning>,
}

/// Compiles `text` for `rate` frames a second with the sounds of `library`. `previous` holds the last good versions of
/// what played before.
pub fn compile_program(
    text: &str,
    rate: f64,
    library: &dyn SoundLibrary,
    previous: Option<&LastGood>,
) -> Compiled {
    let names = sound_names(library);
    let (tunings, mut unreadable) = scales(text, library);
    let context = Context {
        sample_rate: rate,
        sounds: Some(&names),
        tunings: &tunings,
    };
    let attempt = |refused: &[StatementKey]| attempt(text, &context, library, refused, previous);
    let mut compiled = attempt(&[]);
    let mut asks_too_much = strained(&mut compiled.program, &compiled.statements);
    // What asks for more than can be played does not take the place of what plays.
    let refused = previous.map_or(Vec::new(), |previous| {
        refusable(&asks_too_much, &compiled.good, previous)
    });
    if !refused.is_empty() {
        compiled = attempt(&refused);
        asks_too_much = strained(&mut compiled.program, &compiled.statements);
    }
    for key in refused {
        let place = place(&compiled.statements, &key);
        compiled.diagnostics.push(
            Diagnostic::error(
                place,
                format!("`{}` makes more at once than can be played", written(text, place, &key)),
            )
            .with_help("what played before plays on; fewer copies (`stut`, `ply`, `striate`) or a slower pattern fit"),
        );
    }
    for key in asks_too_much {
        let place = place(&compiled.statements, &key);
        compiled.diagnostics.push(
            Diagnostic::warning(
                place,
                format!(
                    "`{}` asks for more at once than can be played; some of it is left out",
                    written(text, place, &key)
                ),
            )
            .with_help("fewer copies (`stut`, `ply`, `striate`) or a slower pattern fit"),
        );
    }
    compiled.diagnostics.append(&mut unreadable);
    compiled
}

/// The statements whose patterns ask for more at once than the audio thread grants them.
fn strained(program: &mut Program, statements: &[Report]) -> Vec<StatementKey> {
    let names = program.strained().into_iter();
    let keys = names.map(|name| {
        let mut keys = statements.iter().map(|report| &report.key);
        let known = keys.find(|key| key.begins(&name)).cloned();
        known.unwrap_or_else(|| StatementKey::first(Subject::Command(name)))
    });
    keys.collect()
}

/// What the text calls the output of a statement: `d1` where it says so.
fn written(text: &str, place: Place, key: &StatementKey) -> String {
    let statement = text.get(place.range()).unwrap_or_default();
    let word = statement.split(|c: char| !c.is_alphanumeric()).next();
    match word.filter(|word| output_number(word).is_some()) {
        Some(word) => word.to_owned(),
        None => key.to_string(),
    }
}

/// The scales of Scala files that the text names, and what is wrong with those that cannot be read.
fn scales(text: &str, library: &dyn SoundLibrary) -> (Vec<(String, Arc<Tuning>)>, Vec<Diagnostic>) {
    let (mut found, mut wrong) = (Vec::new(), Vec::new());
    let is_part = |letter: Option<char>| {
        letter.is_some_and(|letter| letter.is_alphanumeric() || "_.-".contains(letter))
    };
    for name in library.scale_names() {
        let named = text.match_indices(&name).find(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + name.len()..]);
            !is_part(before.chars().next_back()) && !is_part(after.chars().next())
        });
        let Some((at, _)) = named else { continue };
        match library.scale(&name) {
            Some(Ok(tuning)) => found.push((name, tuning)),
            Some(Err(error)) => {
                let place = Place::new(at, at + name.len());
                wrong.push(Diagnostic::warning(
                    place,
                    format!("the scale `{name}` cannot be read: {error}"),
                ));
            }
            None => {}
        }
    }
    (found, wrong)
}

/// Which statements have last good versions that may play in their place where some ask for too much: these themselves, or
/// what they use where only that has changed.
fn refusable(strained: &[StatementKey], now: &LastGood, previous: &LastGood) -> Vec<StatementKey> {
    let has_changed = |key: &StatementKey| {
        let before = previous.find(key);
        before.is_some() && before != now.find(key)
    };
    let (changed, same): (Vec<_>, Vec<_>) =
        strained.iter().cloned().partition(|key| has_changed(key));
    if same.is_empty() {
        return changed;
    }
    let is_output =
        |key: &&StatementKey| matches!(key.subject, Subject::MainOutput | Subject::Output(_));
    let used = now.keys().filter(|key| !is_output(key) && has_changed(key));
    let mut all: Vec<StatementKey> = changed.into_iter().chain(used.cloned()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Where a statement stands.
fn place(statements: &[Report], key: &StatementKey) -> Place {
    place_of(statements, |own| own == key)
}

/// Where the statement stands whose key answers a question.
fn place_of(statements: &[Report], is_it: impl Fn(&StatementKey) -> bool) -> Place {
    let statement = statements.iter().find(|report| is_it(&report.key));
    let span = statement.map_or(0..0, |report| report.span.clone());
    Place::new(span.start, span.end)
}

/// Compiles the text with the last good versions of the `refused` statements.
fn attempt(
    text: &str,
    context: &Context,
    library: &dyn SoundLibrary,
    refused: &[StatementKey],
    previous: Option<&LastGood>,
) -> Compiled {
    let compilation = deep(|| compile_refusing(text, context, refused, previous));
    let mut score = compilation.score;
    add_impulses(&mut score.signals, library);
    let Routes {
        outputs,
        heard,
        reaches,
        is_silent,
    } = routes(&score, &compilation.statements);
    let polyphony = score.polyphony;
    let patterns = score.graph.clone();
    let (by_bars, says_tempo) = (score.by_bars, score.says_tempo);
    let mut program = Program::new(score.into_parts(|name| sound(name, library)));
    if !says_tempo {
        program.leave_tempo();
    }
    if by_bars == Some(true) {
        program.follow_bars();
    }
    let mut diagnostics = compilation.diagnostics;
    let banks = program.sounds().banks();
    diagnostics.extend(banks.filter_map(|bank| shadowed(bank.name())));
    diagnostics.extend(out_of_memory(&program, polyphony, &compilation.statements));
    let failed = diagnostics
        .iter()
        .any(|diagnostic| diagnostic.severity == Severity::Error);
    Compiled {
        is_deaf: failed && !program.hears_input(),
        program,
        diagnostics,
        good: compilation.good,
        outputs,
        is_silent,
        by_bars,
        patterns,
        heard,
        reaches,
        statements: compilation.statements,
        missing: compilation.missing,
        annotations: compilation.annotations,
        meanings: compilation.meanings,
    }
}

/// What finds no memory: voices of instruments, delays and reverbs.
fn out_of_memory(program: &Program, polyphony: usize, statements: &[Report]) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    let place = |name: &str| place_of(statements, |key| key.begins(name));
    for (name, voices) in program.polyphonies() {
        if voices < polyphony {
            let name = statement_of(name);
            let most = instrument::MEMORY >> 20;
            diagnostics.push(
                Diagnostic::warning(
                    place(name),
                    format!("`{name}` has {voices} voices, not {polyphony}: more would hold over {most} MB"),
                )
                .with_help("a long delay or reverb after all voices is needed only once: `s \"~pad\" # delay 2`"),
            );
        }
    }
    let nodes = program.left_out().iter();
    let nodes = nodes.filter_map(|path| path.split('/').next());
    let instruments = program.refused().iter().map(|name| statement_of(name));
    let mut silenced: Vec<&str> = nodes.chain(instruments).collect();
    silenced.sort_unstable();
    silenced.dedup();
    for name in silenced {
        diagnostics.push(
            Diagnostic::error(
                place(name),
                format!(
                    "`{name}` is silent in part: there is no memory left for its delays and reverbs"
                ),
            )
            .with_help("shorter delays, or fewer of them, fit"),
        );
    }
    diagnostics
}

/// The key of the statement that a bus belongs to which voices play.
fn statement_of(bus: &str) -> &str {
    match bus.split_once('/') {
        // One without a name is called by its statement's.
        Some((statement, _)) => statement.strip_prefix('~').unwrap_or(statement),
        None => bus,
    }
}

/// Loads the samples that convolutions ask for: `bank` or `bank:2`. What cannot be had stays silent, as it does in `s`.
fn add_impulses(signals: &mut GraphBuilder, library: &dyn SoundLibrary) {
    for name in signals.missing_impulses() {
        let (bank, number) = name.split_once(':').unwrap_or((&name, "0"));
        let Some(bank) = library.bank(bank) else {
            continue;
        };
        let number = number.parse().unwrap_or(0);
        let Ok(sample) = bank.slot(number).load_now() else {
            continue;
        };
        let last = sample.channel_count().saturating_sub(1);
        let rate = signals.sample_rate();
        let sides = [0, 1].map(|channel: usize| {
            impulse::resampled(sample.channel(channel.min(last)), sample.rate(), rate)
        });
        signals.impulse(&name, sides);
    }
}

/// What a name in `s` means: a bank of samples, a synth, or notes for other instruments. The defaults are the bank's by
/// whichever of its names it is called; a synth has none, though a bank that is not there now may have had its name.
fn sound(name: &str, library: &dyn SoundLibrary) -> Option<Sound> {
    library
        .bank(name)
        .map(|bank| {
            let defaults = library.defaults(bank.name());
            Sound::Bank(bank, defaults)
        })
        .or_else(|| synths::find(name).map(Sound::Synth))
        .or_else(|| (name == notes_out::HEADING.name()).then_some(Sound::Notes))
}

/// What is said of a bank that is called as something that is built in, which it hides.
fn shadowed(name: &str) -> Option<Diagnostic> {
    let built_in = if name == notes_out::HEADING.name() {
        "what sends notes to other instruments"
    } else {
        synths::find(name).map(|synth| match synth.is_under_way {
            true => "the sound that comes in",
            false => "the synth",
        })?
    };
    let message = format!("`{name}` is a bank of samples here: it hides {built_in} of that name");
    let warning = Diagnostic::warning(Place::default(), message);
    Some(warning.with_help("the folder may have another name"))
}

/// Every name that `s` knows.
fn sound_names(library: &dyn SoundLibrary) -> Vec<String> {
    let synths = synths::TABLE
        .iter()
        .flat_map(|synth| synth.heading.names().iter().copied());
    let mut names = library.bank_names();
    names.extend(synths.map(str::to_owned));
    names.push(notes_out::HEADING.name().to_owned());
    names
}
