//! Random lines of a song: a sound, a rhythm, parameters and effects.

use phonon_engine::graph::nodes::{self, Kind, PortKind};
use phonon_engine::parameters::{self, Parameter};
use phonon_engine::voices::synths;
use proptest::prelude::*;

/// Sounds of the kit.
const SOUNDS: &[&str] = &["bd", "sn", "hh", "cp", "arpy", "break", "superpiano"];

/// Rhythms: sounding, silent, sounding again.
const RHYTHMS: &[&str] = &["*4", "(3,8)", "*2?", " ~ ~ ~", "*16", "/2"];

/// Tempo patterns, and none.
pub(super) const TEMPI: &[&str] = &[
    "",
    "",
    " # cps \"0.5 0.7\"",
    " # cps (range 0.4 1.3 $ slow 2 saw)",
];

/// The tempo is the song's.
pub(super) const NO_TEMPO: &[&str] = &[""];

/// A sound with some parameters and effects, its numbers anywhere in the ranges that the reference gives.
pub(super) fn line(tempi: &'static [&'static str]) -> impl Strategy<Value = String> {
    let synths: Vec<&str> = synths::TABLE
        .iter()
        .map(|synth| synth.heading.name())
        .collect();
    let sounds = [SOUNDS, &synths].concat();
    let parameters: Vec<Parameter> = Parameter::all()
        .filter(|parameter| parameter.description().kind == parameters::Kind::Number)
        .filter(|parameter| {
            !["cps", "orbit", "cutall"].contains(&parameter.description().heading.name())
        })
        .collect();
    let effects: Vec<&nodes::Entry> = nodes::entries()
        .filter(|entry| entry.kind == Kind::Effect)
        .collect();
    (
        prop::sample::select(sounds),
        prop::sample::select(RHYTHMS),
        prop::sample::select(tempi),
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
                    description.heading.name(),
                    shown(low + part * (high - low))
                );
            }
            for (effect, part) in effects {
                text += &format!(" # {}", effect.heading.name());
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
