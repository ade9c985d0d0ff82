//! A whole text to the program that the engine plays: which samples its names mean, whether it asks for more than can be
//! played or held in memory, which outputs sound.

use super::last_good::LastGood;
use super::score::{Report, Score};
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
use phonon_pattern::{Graph, PatternId};
use phonon_samples::Tuning;
use std::collections::BTreeSet;
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

/// A pattern of sounds that reaches an output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The pattern, of control maps.
    pub pattern: PatternId,
    /// Its voice source in the signal graph: an event may name another by `orbit`.
    pub source: usize,
    /// The statement that plays it, by its place among [`Compiled::statements`].
    pub statement: Option<usize>,
}

/// Outputs: the main one (0) and the numbered ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutputSet(u32);

const _: () = assert!(NUMBERED_OUTPUTS < 32);

impl OutputSet {
    /// The same with an output; a number beyond the last output is none.
    #[must_use]
    pub fn with(self, output: usize) -> Self {
        if output <= NUMBERED_OUTPUTS {
            Self(self.0 | 1 << output)
        } else {
            self
        }
    }

    /// The outputs of both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether an output is among them.
    #[must_use]
    pub fn contains(self, output: usize) -> bool {
        output <= NUMBERED_OUTPUTS && self.0 & 1 << output != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Their numbers, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..=NUMBERED_OUTPUTS).filter(move |output| self.contains(*output))
    }
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

/// What reaches the outputs.
struct Routes {
    outputs: [bool; NUMBERED_OUTPUTS],
    heard: Vec<Heard>,
    reaches: Vec<OutputSet>,
    is_silent: bool,
}

/// Follows the signal graph from its outputs back to the patterns of sounds.
fn routes(score: &Score, statements: &[Report]) -> Routes {
    let starts_some = |sources: &BTreeSet<usize>| {
        let mut reaching = score.sequences.iter();
        reaching.any(|(pattern, source)| {
            sources.contains(source) && !score.graph.stays_silent(*pattern)
        })
    };
    let mut outputs = [false; NUMBERED_OUTPUTS];
    let mut reaches = vec![OutputSet::default(); score.signals.sources()];
    let mut is_silent = true;
    for (number, sources) in score.signals.routes() {
        // What no voice reaches at all is a signal; where voices would reach it but none is started, nothing sounds.
        let sounds = sources.is_empty() || starts_some(&sources);
        is_silent &= !sounds;
        if let Some(used) = number
            .checked_sub(1)
            .and_then(|index| outputs.get_mut(index))
        {
            *used = sounds;
        }
        for source in sources {
            reaches[source] = reaches[source].with(number);
        }
    }
    let statement = |source: usize| {
        let path = score.signals.source_path(source)?;
        statements.iter().position(|report| report.key.begins(path))
    };
    let heard = score.sequences.iter().filter_map(|(pattern, source)| {
        let is_heard = !reaches[*source].is_empty() && !score.graph.stays_silent(*pattern);
        is_heard.then(|| Heard {
            pattern: *pattern,
            source: *source,
            statement: statement(*source),
        })
    });
    Routes {
        outputs,
        heard: heard.collect(),
        reaches,
        is_silent,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::statements::OutputName;
    use phonon_samples::{Library, LibrarySettings};

    fn compiled(text: &str) -> Compiled {
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        compile_program(text, 48_000.0, &*library, None)
    }

    fn outputs(text: &str) -> Vec<usize> {
        let compiled = compiled(text);
        (1..=NUMBERED_OUTPUTS)
            .filter(|number| compiled.outputs[number - 1])
            .collect()
    }

    #[test]
    fn an_output_is_in_use_whatever_stands_between_it_and_what_sounds() {
        let text = "o1: s \"bd\"\no2: s \"cp\" # lpf 800\no3: ~a # reverb 0.5 0.5 0.2\n~a: s \"sn\"\no4: sine 220\n";
        assert_eq!(outputs(text), [1, 2, 3, 4]);
        assert_eq!(outputs("o1: s \"bd\"\no2: s \"cp\"\nmute: o2\n"), [1]);
        // What a silenced output shares with another sounds on there.
        let text = "mute: o1\no1: ~a\no2: ~a # lpf 300\n~a: s \"bd\"\n";
        assert_eq!(outputs(text), [2]);
        assert_eq!(outputs("o2: s \"cp\" # orbit \"1\"\n"), [2]);
    }

    #[test]
    fn an_instrument_has_as_many_voices_as_memory_allows_and_says_so() {
        let voices = |text: &str| {
            let compiled = compiled(text);
            let polyphonies = compiled.program.polyphonies();
            let voices: Vec<usize> = polyphonies.map(|(_, voices)| voices).collect();
            let messages: Vec<String> = compiled
                .diagnostics
                .iter()
                .map(|diagnostic| text[diagnostic.span.clone()].to_owned() + &diagnostic.message)
                .collect();
            (voices, messages)
        };
        let pad = "~pad: saw freq # delay 20 0.5 0.5\n";
        let plays = "out: s \"~pad*4\" # note \"0 7\" # poly 64\n";
        let (few, messages) = voices(&format!("{pad}{plays}"));
        assert!((1..64).contains(&few[0]), "{few:?}");
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].starts_with("~pad: saw"), "{messages:?}");
        assert!(messages[0].contains("voices, not 64"), "{messages:?}");
        // All together: a second one finds nothing left.
        let second = pad.replace("~pad", "~bed");
        let both = "out: s \"~pad*4 ~bed\" # note \"0 7\" # poly 64\n";
        let (shared, messages) = voices(&format!("{pad}{second}{both}"));
        assert_eq!(shared.len(), 2);
        assert_eq!(shared.iter().min(), Some(&1));
        assert_eq!(messages.len(), 2, "{messages:?}");
        // What is short, or what few play, is no matter.
        let short = pad.replace("20", "0.5");
        assert_eq!(voices(&format!("{short}{plays}")), (vec![64], vec![]));
        assert_eq!(
            voices(&format!("{pad}{}", plays.replace("64", "8"))),
            (vec![8], vec![])
        );
    }

    /// The audio thread asks patterns for no more than its budget allows. A text that needs more gets a warning beforehand, and
    /// plays what fits.
    #[test]
    fn what_asks_for_more_than_the_budget_is_told_before_it_plays() {
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        let text = "o1: s \"bd*4\"\no2: stut 20000 0.9 0.00001 $ striate 64 $ s \"hh*64\"";
        let mut strained = compile_program(text, 48_000.0, &*library, None);
        assert_eq!(strained.program.strained(), ["o2"]);
        let [warning] = &strained.diagnostics[..] else {
            panic!("{:?}", strained.diagnostics);
        };
        assert_eq!(warning.severity, Severity::Warning, "{warning:?}");
        assert!(text[warning.span.clone()].starts_with("o2:"), "{warning:?}");
        assert!(warning.message.contains("some of it is left out"));
    }

    #[test]
    fn what_asks_for_more_than_the_budget_does_not_take_the_place_of_what_plays() {
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        let heavy = "stut 20000 0.9 0.00001 $ striate 64 $ s \"hh*64\"";
        for (before, after, underlined) in [
            // The statement itself,
            (
                "o1: s \"bd*4\"\no2: s \"hh*8\"",
                format!("o1: s \"sn\"\no2: {heavy}"),
                "o2:",
            ),
            // what it uses,
            (
                "%x: s \"hh\"\no2: %x # pan 0",
                format!("%x: {heavy}\no2: %x # pan 0"),
                "%x:",
            ),
            // numbers of a signal.
            (
                "o2: sine \"220 440\"",
                "o2: sine (ply 1000 $ ply 1000 \"220*100\")".to_owned(),
                "o2:",
            ),
        ] {
            let good = compiled(before);
            assert!(good.diagnostics.is_empty(), "{:?}", good.diagnostics);
            let mut edited = compile_program(&after, 48_000.0, &*library, Some(&good.good));
            let [error] = &edited.diagnostics[..] else {
                panic!("{after}: {:?}", edited.diagnostics);
            };
            assert_eq!(error.severity, Severity::Error, "{error:?}");
            assert!(
                after[error.span.clone()].starts_with(underlined),
                "{error:?}"
            );
            assert!(error.message.contains("more at once than can be played"));
            assert!(edited.program.strained().is_empty());
            let output =
                |number| StatementKey::first(Subject::Output(OutputName::numbered(number)));
            for key in [
                output(2),
                StatementKey::first(Subject::Definition("x".to_owned())),
            ] {
                assert_eq!(edited.good.find(&key), good.good.find(&key));
            }
            // The other lines are new.
            let first = edited.good.find(&output(1));
            assert_eq!(first.is_some(), before.contains("o1"));
            assert_ne!(first, Some("o1: s \"bd*4\""));
        }
    }

    #[test]
    fn what_finds_no_memory_is_silent_and_told_at_its_place() {
        let reported = |text: &str, rate: f64| -> Vec<String> {
            let library = Library::shared(&LibrarySettings::default()).expect("the kit");
            let compiled = compile_program(text, rate, &*library, None);
            let reported = compiled.diagnostics.iter();
            reported
                .map(|d| format!("{}: {}", text[d.span.clone()].trim_end(), d.message))
                .collect()
        };
        // A delay of 20 s holds 64 MB a side at 768 kHz.
        let echoes = |count: usize| -> String {
            let line = |i: usize| {
                format!(
                    "o{}: ~in # delay {} 0.5 0.5\n",
                    1 + i,
                    19.9 - i as f64 * 0.001
                )
            };
            (0..count).map(line).collect()
        };
        assert_eq!(reported(&echoes(16), 48_000.0), Vec::<String>::new());
        let full = reported(
            &(echoes(15) + "o16: ~in # pingpong 19 # tape 19 # pingpong 18\n"),
            768_000.0,
        );
        assert_eq!(full.len(), 1, "{full:?}");
        assert!(full[0].starts_with("o16: ~in # pingpong"), "{full:?}");
        assert!(full[0].contains("no memory left"), "{full:?}");
        // A great many instruments: each has one voice, until they hold a gigabyte.
        let pads: String = (0..20)
            .map(|i| {
                format!(
                    "~p{i}: saw freq # delay {} 0.5 0.5\n",
                    19.9 - f64::from(i) * 0.001
                )
            })
            .collect();
        let names: Vec<String> = (0..20).map(|i| format!("~p{i}")).collect();
        let plays = format!("out: s \"{}\" # note 0\n", names.join(" "));
        let few = reported(&(pads.clone() + &plays), 48_000.0);
        assert!(
            few.iter().all(|line| line.contains("voices, not 8")),
            "{few:?}"
        );
        let full = reported(&(pads + &plays), 384_000.0);
        let silent = full
            .iter()
            .filter(|line| line.contains("no memory left"))
            .count();
        assert!((10..20).contains(&silent), "{full:?}");
    }

    #[test]
    fn only_a_text_without_a_sound_is_silent() {
        for text in [
            "",
            "-- nothing\n",
            "bpm: 120\n",
            "o1: s \"bd\"\nhush\n",
            "o1: silence",
            "o1: s \"~ ~\" # lpf 800",
            "o1: every 4 rev $ fast 2 $ s \"~\" # n \"1 2\"\no2: stack [silence, s \"~\"] # room 0.5",
        ] {
            assert!(compiled(text).is_silent, "{text}");
        }
        for text in [
            "out: s \"bd\"",
            "o1: s \"~ bd\" # lpf 800",
            "o1: ~a\n~a: saw 50",
            "o1: every 4 (const $ s \"bd\") $ s \"~\"",
            "o1: s \"~\" # n 1\no2: fix (fast 2) (s \"bd\") $ s \"bd sn\"",
            "o1: whenmod 4 2 (# s \"bd\") $ stack [silence, s \"hh*2\"]",
        ] {
            assert!(!compiled(text).is_silent, "{text}");
        }
    }
}
