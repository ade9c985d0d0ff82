//! Defaults of banks, heard: a sound takes what its event does not name from its bank, to the bit as if the event named it.

use crate::shipped::library;
use phonon_cli::player::Player;
use phonon_cli::tempo::Tempo;
use phonon_engine::Settings;
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use phonon_session::state::BankDefault;
use std::collections::BTreeMap;

const RATE: f64 = 48_000.0;
const SECONDS: f64 = 2.0;

fn read(defaults: &[(&str, &str)]) -> BankDefaults {
    let texts = defaults.iter();
    let texts = texts.map(|(bank, text)| ((*bank).to_owned(), BankDefault::in_force(text)));
    BankDefaults::read(&texts.collect::<BTreeMap<_, _>>())
}

/// The main output and all numbered ones of the first seconds, a cycle a second. Nothing may be allocated on the way.
fn render(text: &str, defaults: &[(&str, &str)], block: usize) -> Vec<[Vec<f32>; 2]> {
    let library = library();
    let compiled = compile(text, RATE, &library, &read(defaults), None);
    assert!(
        compiled.diagnostics.is_empty(),
        "{text}: {:?}",
        compiled.diagnostics
    );
    assert!(compiled.program.load(&library).is_empty());
    let settings = Settings::default();
    let tempo = Tempo::Host(240.0);
    let mut player = Player::of_stems(compiled.program, RATE, block, tempo, settings);
    player.set_guard(false);
    let frames = (SECONDS * RATE) as usize;
    let mut heard: Vec<[Vec<f32>; 2]> = Vec::new();
    let mut done = 0;
    while done < frames {
        let count = block.min(frames - done);
        let (played, cost) = player.play(count);
        assert_eq!((cost.heap_operations, cost.report.dropped), (0, 0));
        let outputs = std::iter::once(&played.main).chain(&played.stems);
        heard.resize_with(1 + played.stems.len(), Default::default);
        for (heard, played) in heard.iter_mut().zip(outputs) {
            for (heard, played) in heard.iter_mut().zip(played) {
                heard.extend_from_slice(&played[..count]);
            }
        }
        done += count;
    }
    heard
}

/// Asserts that `text` with defaults sounds as `named` does without any, and otherwise than it does without them.
fn sounds_as(text: &str, defaults: &[(&str, &str)], named: &str) {
    let expected = render(named, &[], 480);
    assert!(
        render(text, defaults, 480) == expected,
        "{text} with {defaults:?} is not {named}"
    );
    assert!(
        render(text, &[], 480) != expected,
        "{named} says nothing that could be heard"
    );
}

#[test]
fn an_event_that_names_nothing_takes_all_of_its_bank_s() {
    sounds_as(
        "o1: s \"bd*4\"\no2: s \"sn*2\"",
        &[("bd", "gain 0.8 # n 3 # lpf 400 # vowel \"a\"")],
        "o1: s \"bd*4\" # gain 0.8 # n 3 # lpf 400 # vowel \"a\"\no2: s \"sn*2\"",
    );
}

#[test]
fn what_the_event_names_itself_wins() {
    sounds_as(
        "o1: s \"bd*4\" # gain 0.5",
        &[("bd", "gain 0.9 # pan 0.2")],
        "o1: s \"bd*4\" # gain 0.5 # pan 0.2",
    );
    // The number behind the colon is the event's own.
    sounds_as("o1: s \"bd:1 bd\"", &[("bd", "n 2")], "o1: s \"bd:1 bd:2\"");
    sounds_as(
        "o1: s \"arpy*2\" # note 7 # legato 0.5",
        &[("arpy", "freq 100 # sustain 0.1 # pan 0.9")],
        "o1: s \"arpy*2\" # note 7 # legato 0.5 # pan 0.9",
    );
}

#[test]
fn a_hat_cuts_itself_by_default() {
    let text = "o1: s \"oh*8\"";
    sounds_as(text, &[("oh", "cut 1")], "o1: s \"oh*8\" # cut 1");
    // The group is the orbit's: what another bank says of the same group counts too.
    sounds_as(
        "o1: s \"oh hh oh hh\"",
        &[("oh", "cut 1"), ("hh", "cut 1")],
        "o1: s \"oh hh oh hh\" # cut 1",
    );
}

#[test]
fn envelopes_speed_and_the_words_of_a_sound_have_defaults_too() {
    sounds_as(
        "o1: s \"arpy*2\"",
        &[("arpy", "attack 0.05 # hold 0.1 # release 0.2 # curve 0")],
        "o1: s \"arpy*2\" # attack 0.05 # hold 0.1 # release 0.2 # curve 0",
    );
    sounds_as(
        "o1: s \"break\"",
        &[(
            "break",
            "unit \"c\" # speed 1 # begin 0.25 # ftype \"ladder\" # lpf 900",
        )],
        "o1: s \"break\" # unit \"c\" # speed 1 # begin 0.25 # ftype \"ladder\" # lpf 900",
    );
}

#[test]
fn what_an_orbit_shares_wakes_by_default() {
    for controls in [
        "room 0.4 # size 0.7",
        "delay 0.6 # delaytime 0.125 # delayfeedback 0.5",
        "leslie 0.7",
    ] {
        let named = format!("o1: s \"cp*2\" # {controls}");
        sounds_as("o1: s \"cp*2\"", &[("cp", controls)], &named);
    }
}

#[test]
fn a_bank_has_an_output_by_default() {
    let text = "o1: s \"bd cp\"\no2: s \"hh*2\"";
    sounds_as(
        text,
        &[("cp", "orbit 1")],
        "o1: s \"bd cp\" # orbit \"0 1\"\no2: s \"hh*2\"",
    );
    // Also one that the text has no line for.
    let heard = render("o1: s \"bd cp\"", &[("cp", "orbit 5")], 480);
    let sounds = |output: usize| heard[output][0].iter().any(|y| *y != 0.0);
    assert!(sounds(1) && sounds(6));
    assert!(!sounds(2));
}

#[test]
fn a_nudge_by_default_comes_early_as_well_as_late() {
    for nudge in ["0.05", "(-0.05)"] {
        let named = format!("o1: s \"~ cp\" # nudge {nudge}");
        let default = format!("nudge {nudge}");
        sounds_as("o1: s \"~ cp\"", &[("cp", &default)], &named);
    }
}

#[test]
fn a_bank_has_its_defaults_by_whichever_name_it_is_called() {
    let (alias, bank) = library()
        .aliases()
        .into_iter()
        .find(|(_, bank)| bank == "bd")
        .expect("the kit has another name for the bass drum");
    sounds_as(
        &format!("o1: s \"{alias}*2\""),
        &[(&bank, "gain 0.5")],
        "o1: s \"bd*2\" # gain 0.5",
    );
}

#[test]
fn chopped_and_looped_breaks_keep_their_slices() {
    let defaults = [("break", "begin 0.5 # gain 0.7")];
    sounds_as(
        "o1: chop 4 $ s \"break\"",
        &defaults,
        "o1: (chop 4 $ s \"break\") # gain 0.7",
    );
}

#[test]
fn synths_and_banks_that_are_not_there_take_nothing() {
    for text in ["o1: s \"supersaw\" # note \"0 7\"", "o1: s \"bd*2\""] {
        let defaults = [("supersaw", "gain 0.2"), ("nowhere", "gain 0.1")];
        assert!(render(text, &defaults, 480) == render(text, &[], 480));
    }
}

#[test]
fn defaults_are_the_same_for_every_partition_into_blocks() {
    let text = "o1: s \"bd*4 oh*2 cp\"";
    let defaults = [
        ("bd", "gain 0.8 # nudge (-0.01)"),
        ("oh", "cut 1 # orbit 3"),
        ("cp", "room 0.3 # n 2"),
    ];
    let whole = render(text, &defaults, 4_800);
    assert!(render(text, &defaults, 77) == whole);
}

#[test]
fn a_default_that_cannot_be_read_is_told_and_does_nothing() {
    let broken = [("bd", "gian 0.5")];
    let text = "o1: s \"bd\"";
    let compiled = compile(text, RATE, &library(), &read(&broken), None);
    let [warning] = &compiled.diagnostics[..] else {
        panic!("{:?}", compiled.diagnostics);
    };
    assert_eq!(
        warning.message,
        "the default of the bank `bd` cannot be read: no function `gian`"
    );
    let sounds = compiled.program.sounds();
    assert!(sounds.banks().any(|bank| bank.name() == "bd"));
    assert!(!sounds.have_default(phonon_engine::parameters::GAIN));
}
