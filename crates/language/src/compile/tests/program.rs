//! Programs: what they ask for, what is held in memory, which outputs sound.

use crate::compile::program::{Compiled, compile_program};
use crate::diagnostic::Severity;
use crate::syntax::statements::{OutputName, StatementKey, Subject};
use phonon_engine::graph::NUMBERED_OUTPUTS;
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
        let output = |number| StatementKey::first(Subject::Output(OutputName::numbered(number)));
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
