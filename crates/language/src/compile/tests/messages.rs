//! Warnings and help that depend on how values flow through a text.

use crate::{Context, Diagnostic, compile};

/// What is said of a text where `s` knows a few sounds.
fn said(text: &str) -> Vec<Diagnostic> {
    let sounds = ["bd", "sn", "hh"].map(str::to_owned);
    let context = Context {
        sounds: Some(&sounds),
        ..Context::default()
    };
    compile(text, &context, None).diagnostics
}

fn messages(text: &str) -> Vec<String> {
    let said = said(text).into_iter();
    said.map(|diagnostic| diagnostic.message).collect()
}

fn help(text: &str) -> String {
    let [diagnostic] = &said(text)[..] else {
        panic!("{text}: {:?}", said(text));
    };
    diagnostic.help.clone().unwrap_or_default()
}

#[test]
fn a_number_after_a_division_is_noted_with_controls_after_it_too() {
    for text in [
        "d1 $ s \"bd\" # speed 1/2",
        "d1 $ s \"bd\" # speed 1/2 # gain 0.8",
        "d1 $ s \"bd\" # delay 0.5 # delaytime 1/4 # delayfeedback 0.4",
    ] {
        let messages = messages(text);
        assert_eq!(messages.len(), 1, "{text}: {messages:?}");
        assert!(messages[0].contains("works on controls"), "{messages:?}");
    }
    assert_eq!(
        messages("d1 $ s \"bd\" # speed (1/2) # gain 0.8"),
        Vec::<String>::new()
    );
}

#[test]
fn only_strings_whose_values_are_played_name_sounds() {
    for text in [
        "d1 $ s (swap [(\"a\", \"bd\"), (\"b\", \"sn\")] \"a b\")",
        "d1 $ s (fmap (\\x -> if x == \"a\" then \"bd\" else \"sn\") \"a b\")",
        "d1 $ s (filterValues (/= \"a\") \"a bd\")",
        "d1 $ s (superimpose (\\x -> x + \"a\") \"bd\")",
    ] {
        assert_eq!(messages(text), Vec::<String>::new(), "{text}");
    }
    for text in [
        "d1 $ s (swap [(\"a\", \"zz\"), (\"b\", \"sn\")] \"a b\")",
        "d1 $ s (every 2 (append \"zz\") \"bd\")",
        "d1 $ s (every 2 (const \"zz\") \"bd\")",
        "d1 $ s (superimpose (\\x -> overlay x \"zz\") \"bd\")",
        "let zz = 1\nd1 $ s \"zz\" # n zz",
    ] {
        assert_eq!(messages(text), ["no sound `zz`; it stays silent"], "{text}");
    }
}

#[test]
fn a_frequency_that_is_a_wave_as_it_is_gets_a_warning() {
    for text in [
        "d1 $ s \"bd*2\" # lpf (sine 0.1)",
        "~lfo: sine 0.1\nd1 $ s \"bd*2\" # lpf ~lfo",
    ] {
        assert_eq!(
            messages(text),
            ["`cutoff` of `lpf` is in Hz, and `sine` goes from -1 to 1"],
            "{text}"
        );
    }
    for text in [
        "d1 $ s \"bd*2\" # lpf (sine 0.1 * 800 + 1000)",
        "~lfo: sine 0.1 * 800 + 1000\nd1 $ s \"bd*2\" # lpf ~lfo",
        "o1: sine (sine 0.1 * 20 + 220) * 0.2",
    ] {
        assert_eq!(messages(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn help_names_what_was_meant() {
    assert_eq!(help("o1: s \"bd\" o2: s \"hh\""), "`o2:` begins a new line");
    assert!(help("d1 $ s \"bd*4\" # pan sin").contains("`pan sine`"));
    let speed = help("d1 $ s \"bd*4\" # lpf (range 200 2000 sine 4)");
    assert!(speed.contains("`(fast 4 sine)`"), "{speed}");
}
