//! Sounds of whole statements, measured: every parameter is heard, slices join without a step.

use crate::literals::{alternatives, literals};
use crate::rendering::{render, try_render};
use crate::shipped::library;
use phonon_engine::graph::nodes;
use phonon_engine::parameters::{Kind, TABLE};
use phonon_samples::{Library, LibrarySettings, SlotState};
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;

const RATE: f64 = 48_000.0;
const SECOND: usize = 48_000;

fn energy(samples: impl Iterator<Item = f32>) -> f64 {
    samples.map(|x| f64::from(x).powi(2)).sum()
}

/// Parameters that are not heard in the sound of one statement, and why.
const UNHEARD: &[(&str, &[&str])] = &[
    (
        "they drive notes out",
        &[
            "midichan",
            "ccn",
            "ccv",
            "nrpn",
            "val",
            "progNum",
            "midibend",
            "miditouch",
        ],
    ),
    ("the tempo is the host's here", &["cps"]),
    (
        "the sound goes elsewhere, and all outputs are summed",
        &["orbit"],
    ),
    ("it takes two orbits", &["cutAll"]),
    ("it takes a file that says its root note", &["metatune"]),
    (
        "spectral effects are heard in windows, and tested with them",
        &[
            "freeze", "comb", "smear", "scram", "binshift", "hbrick", "lbrick", "enhance", "real",
            "imag", "xsdelay", "tsdelay",
        ],
    ),
];

#[test]
fn every_parameter_is_heard_in_its_example() {
    let library = library();
    let unheard = |name: &str| UNHEARD.iter().any(|(_, names)| names.contains(&name));
    let mut silent = Vec::new();
    for row in TABLE.iter().filter(|row| !unheard(row.heading.name())) {
        let values: Vec<String> = match row.kind {
            Kind::Number => vec![format!("({})", row.range.0), format!("({})", row.range.1)],
            Kind::Word => match row.heading.name() {
                "s" => vec!["\"bd\"".into(), "\"hh\"".into()],
                "bank" => vec!["\"808\"".into(), "\"909\"".into()],
                "unit" => vec!["\"r\"".into(), "\"c\"".into()],
                "vowel" => vec!["\"a\"".into(), "\"i\"".into()],
                "ftype" => vec!["\"12db\"".into(), "\"ladder\"".into()],
                other => panic!("what does {other} take?"),
            },
        };
        // The example names what the parameter needs to be heard.
        let example = if row.heading.name() == "bank" {
            "s \"bd\""
        } else {
            row.heading.example()
        };
        let heard: Vec<_> = values
            .iter()
            .map(|value| {
                let song = format!("d1 $ ({example}) # {} {value}", row.heading.name());
                render(&song, &library, RATE, 0.7, 2 * SECOND)
            })
            .collect();
        let whole = energy(heard.iter().flatten().flatten().copied());
        let apart: f64 = (0..2)
            .map(|side| {
                energy(
                    heard[0][side]
                        .iter()
                        .zip(&heard[1][side])
                        .map(|(a, b)| a - b),
                )
            })
            .sum();
        if apart <= 1.0e-4 * whole || whole == 0.0 {
            silent.push(format!(
                "{}: {apart:.2e} of {whole:.2e}",
                row.heading.name()
            ));
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
}

/// Whether a text is told anything.
fn is_told(song: &str, library: &Library) -> bool {
    let compiled = compile(song, RATE, library, &BankDefaults::default(), None);
    !compiled.diagnostics.is_empty()
}

#[test]
fn no_control_silences_a_sound_without_a_word() {
    let library = library();
    let rate = 22_050.0;
    // What drives notes out makes no sound of its own, what is late sounds later, and operators of `superfm` make one
    // sound together.
    let exempt = |name: &str| {
        UNHEARD[0].1.contains(&name)
            || ["nudge", "lag", "offset"].contains(&name)
            || name.ends_with(|c: char| c.is_ascii_digit())
    };
    let mut silenced = Vec::new();
    let rows = TABLE.iter().filter(|row| row.kind == Kind::Number);
    for row in rows.filter(|row| !exempt(row.heading.name())) {
        for value in [0.0, row.range.0, row.range.1, row.limits.1] {
            let song = format!(
                "d1 $ ({}) # {} ({value})",
                row.heading.example(),
                row.heading.name()
            );
            if is_told(&song, &library) {
                continue;
            }
            let heard = render(&song, &library, rate, 1.0, 10_000);
            let samples = heard.iter().flatten();
            let peak = samples.fold(0.0f32, |peak, x| peak.max(x.abs()));
            if peak < 1.0e-4 {
                silenced.push(format!("{song}: {peak:.1e}"));
            }
        }
    }
    assert!(silenced.is_empty(), "{silenced:#?}");
}

/// Frames in which an example must make itself heard.
const HEARD_WITHIN: usize = SECOND + SECOND / 4;

#[test]
fn every_number_and_string_of_a_signal_functions_example_is_heard() {
    let library = library();
    let mut idle = Vec::new();
    for entry in nodes::entries() {
        let play = |song: &str| try_render(song, &library, RATE, 1.4, HEARD_WITHIN);
        let Ok(plain) = play(entry.heading.example()) else {
            continue;
        };
        for place in literals(entry.heading.example()) {
            // What is refused has been read.
            let heard = alternatives(entry.heading.example(), &place)
                .iter()
                .any(|other| play(other).map_or(true, |other| other != plain));
            if !heard {
                let literal = &entry.heading.example()[place];
                idle.push(format!(
                    "{}: {literal} in {}",
                    entry.heading.name(),
                    entry.heading.example()
                ));
            }
        }
    }
    assert!(
        idle.is_empty(),
        "{} sound the same with anything else:\n{}",
        idle.len(),
        idle.join("\n")
    );
}

/// Seconds on either side of a seam in which slices fade.
const FADE: f64 = 0.0012;

#[test]
fn a_break_cut_into_slices_and_put_together_again_is_the_break() {
    let library = library();
    // Two bars at 120 quarter notes a minute: four seconds, two cycles.
    let play = |song: &str| render(song, &library, RATE, 0.5, 4 * SECOND);
    let plain = play("d1 $ s \"<break ~>\"");
    let numbers = "\"0 1 2 3 4 5 6 7\"";
    let cut = [
        "d1 $ slow 2 $ chop 8 $ s \"break\"".to_owned(),
        "d1 $ slow 2 $ striate 8 $ s \"break\"".to_owned(),
        "d1 $ loopAt 2 $ chop 8 $ s \"break\"".to_owned(),
        "d1 $ loopAt 2 $ chop 32 $ s \"break\"".to_owned(),
        format!("d1 $ slow 2 $ slice 8 {numbers} $ s \"break\""),
        "d1 $ splice 8 \"<[0 1 2 3] [4 5 6 7]>\" $ s \"break\"".to_owned(),
        format!("d1 $ slow 2 $ bite 8 {numbers} $ chop 8 $ s \"break\""),
        format!("d1 $ slow 2 $ chew 8 {numbers} $ chop 8 $ s \"break\""),
    ];
    // Without fades it is the break to the bit, up to where that fades out itself.
    let unfaded = play("d1 $ loopAt 2 $ chop 16 $ s \"break\" # fadeTime 0");
    for (one, other) in plain.iter().zip(&unfaded) {
        assert!(one[..4 * SECOND - 60] == other[..4 * SECOND - 60]);
    }
    for song in cut {
        let sliced = play(&song);
        let slices = if song.contains("32") { 32 } else { 8 };
        let slice = 4 * SECOND / slices;
        let fade = (FADE * RATE) as usize;
        for (one, other) in plain.iter().zip(&sliced) {
            let largest = |side: &[f32]| {
                side.windows(2)
                    .fold(0.0f32, |most, pair| most.max((pair[1] - pair[0]).abs()))
            };
            for frame in 0..4 * SECOND - fade {
                let within = frame % slice;
                if within > fade && within < slice - fade {
                    let apart = (one[frame] - other[frame]).abs();
                    assert!(apart < 1.0e-4, "{song}: {apart} at {frame}");
                }
            }
            for seam in (slice..4 * SECOND).step_by(slice) {
                let around = seam - fade..seam + fade;
                let loudest = one[around.clone()]
                    .iter()
                    .fold(0.0f32, |most, x| most.max(x.abs()));
                let step = largest(&other[around.clone()]);
                // A fade of a millisecond adds its own slope, at most half a turn's in 48 frames.
                let allowed = largest(&one[around]) + 0.05 * loudest;
                assert!(
                    step <= allowed,
                    "{song}: a step of {step} at {seam}, not {allowed}"
                );
            }
        }
    }
}

#[test]
fn what_the_first_cycles_start_is_decoded_before_the_rest() {
    let library = Library::private(&LibrarySettings::default()).expect("a library");
    let mut program = compile(
        "d1 $ s \"bd sn:1\"",
        RATE,
        &library,
        &BankDefaults::default(),
        None,
    )
    .program;
    assert_eq!(program.load_first(&library), []);
    let is_ready = |name: &str, index: i64| {
        let bank = library.find(name).expect("a bank");
        matches!(bank.slot(index).state(), SlotState::Ready(_))
    };
    assert!(is_ready("bd", 0) && is_ready("sn", 1));
    assert!(!is_ready("bd", 1) && !is_ready("sn", 0));
}

#[test]
fn a_sample_that_only_a_late_cycle_starts_is_not_missing_in_a_render() {
    // Ten cycles a second: cycle 20 begins after two seconds.
    let song = "d1 $ s \"<~!20 rim:2>\"";
    let play = |library: &Library| render(song, library, RATE, 10.0, 2 * SECOND + 4_800);
    let fresh = play(&Library::private(&LibrarySettings::default()).expect("a library"));
    let loaded = Library::private(&LibrarySettings::default()).expect("a library");
    let bank = loaded.find("rim").expect("a bank");
    assert_eq!(loaded.load_all(&[bank]), []);
    assert!(fresh[0][2 * SECOND..].iter().any(|x| x.abs() > 0.01));
    assert!(fresh == play(&loaded));
}
