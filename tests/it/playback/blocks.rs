//! The host's blocks are not heard.

use super::host::{Host, RATE, difference, frames, songs};
use super::{PART, examples, seed};
use phonon_engine::Transport;
use phonon_engine::graph::nodes::{self, Kind, PortKind};
use phonon_engine::parameters::{self, Parameter};
use phonon_engine::voices::synths;
use proptest::prelude::*;

/// Blocks as hosts have them, and worse.
const SIZES: [usize; 6] = [1, 37, 100, 441, 512, 1_056];

/// Whether a text sounds in blocks of `size` as it does in others. One that has an error is passed over.
fn same(text: &str, length: usize, size: usize) -> Result<(), String> {
    let Some(mut host) = Host::open(text) else {
        return Ok(());
    };
    // The engine's own clock: tempo patterns are heard.
    let mut play = |size| {
        host.reset();
        host.play(|_| Transport::missing(), length, &[size])
    };
    let (whole, parts) = (play(64), play(size));
    match difference(&whole, &parts) {
        None => Ok(()),
        Some(frame) => Err(format!("in blocks of {size} from frame {frame} on: {text}")),
    }
}

#[test]
fn examples_of_the_reference_are_the_same_in_all_blocks() {
    let mut failures = Vec::new();
    let examples = examples(|_| true).into_iter().enumerate();
    for (index, text) in examples.skip(seed() % PART).step_by(PART) {
        let size = SIZES[(index / PART + seed()) % SIZES.len()];
        let beats = if size == 1 { 0.3 } else { 1.5 };
        failures.extend(same(&text, frames(beats), size).err());
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

/// Sounds of the kit.
const SOUNDS: &[&str] = &["bd", "sn", "hh", "cp", "arpy", "break", "superpiano"];

/// Rhythms: sounding, silent, sounding again.
const RHYTHMS: &[&str] = &["*4", "(3,8)", "*2?", " ~ ~ ~", "*16", "/2"];

/// Tempo patterns, and none.
const TEMPI: &[&str] = &[
    "",
    "",
    " # cps \"0.5 0.7\"",
    " # cps (range 0.4 1.3 $ slow 2 saw)",
];

/// A sound with some parameters and effects, its numbers anywhere in the ranges that the reference gives.
fn line() -> impl Strategy<Value = String> {
    let synths: Vec<&str> = synths::TABLE.iter().map(|synth| synth.name).collect();
    let sounds = [SOUNDS, &synths].concat();
    let parameters: Vec<Parameter> = Parameter::all()
        .filter(|parameter| parameter.description().kind == parameters::Kind::Number)
        .filter(|parameter| !["cps", "orbit"].contains(&parameter.description().name))
        .collect();
    let effects: Vec<&nodes::Entry> = nodes::entries()
        .filter(|entry| entry.kind == Kind::Effect)
        .collect();
    (
        prop::sample::select(sounds),
        prop::sample::select(RHYTHMS),
        prop::sample::select(TEMPI),
        prop::collection::vec((prop::sample::select(parameters), 0.0_f32..1.0), 0..4),
        prop::collection::vec((prop::sample::select(effects), 0.0_f32..1.0), 0..3),
    )
        .prop_map(|(sound, rhythm, tempo, parameters, effects)| {
            let mut text = format!("s \"{sound}{rhythm}\"{tempo}");
            for (parameter, part) in parameters {
                let description = parameter.description();
                let (low, high) = description.range;
                text += &format!(
                    " # {} {}",
                    description.name,
                    shown(low + part * (high - low))
                );
            }
            for (effect, part) in effects {
                text += &format!(" # {}", effect.name);
                for port in effect.arguments() {
                    if let PortKind::Number { .. } = port.kind {
                        let middle = port.default.unwrap_or(0.5 * (port.minimum + port.maximum));
                        let number = (middle * (0.5 + part)).clamp(port.minimum, port.maximum);
                        text += &format!(" {}", shown(number));
                    }
                }
            }
            text
        })
}

fn shown(number: f32) -> String {
    format!("({number:.3})")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_song_is_the_same_in_all_blocks(
        lines in prop::collection::vec(line(), 1..4),
        size in prop::sample::select(&SIZES[..]),
    ) {
        let lines: Vec<String> = lines.iter().enumerate().map(|(index, line)| format!("o{}: {line}", index + 1)).collect();
        let result = same(&lines.join("\n"), (1.5 * RATE) as usize, size);
        prop_assert!(result.is_ok(), "{}", result.unwrap_err());
    }
}

#[test]
fn every_song_is_the_same_where_it_is_jumped_about_in() {
    for (name, text) in songs() {
        let play = |size: usize| {
            let mut host = Host::open(&text).expect("songs have no error");
            let mut heard = Vec::new();
            for (beat, beats) in [(0.0, 0.57), (7.3, 0.31), (7.3, 0.31), (2.0, 0.4)] {
                heard.extend(host.roll(beat, frames(beats), &[size]));
            }
            heard.extend(host.stand(3_001, &[size]));
            heard.extend(host.roll(1.0, frames(0.5), &[size]));
            heard
        };
        let whole = play(512);
        for size in [37, 441] {
            assert_eq!(
                difference(&whole, &play(size)),
                None,
                "{name} in blocks of {size}"
            );
        }
    }
}
