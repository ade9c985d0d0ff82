//! The host's parameters. Ids, ranges and order never change once shipped.

use super::persistence::SavedSession;
use nice_plug::prelude::*;
use phonon_engine::MACROS;
use phonon_session::Session;
use std::sync::Arc;

/// Where time comes from.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// From the host's transport: its tempo and position, silent while it is stopped.
    #[id = "host"]
    #[name = "Host"]
    Host,
    /// From a clock of our own at the text's tempo, always running.
    #[id = "free"]
    #[name = "Free"]
    Free,
}

/// When a newly evaluated program takes over.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Swap {
    /// As soon as it is compiled.
    #[id = "now"]
    #[name = "Now"]
    Now,
    /// At the start of the next cycle.
    #[id = "cycle"]
    #[name = "Next cycle"]
    NextCycle,
}

/// All parameters of an instance, and what is saved beside them.
#[derive(Params)]
pub struct Parameters {
    /// Level of all outputs, linear, −∞ to +12 dB, default 0 dB.
    #[id = "gain"]
    pub gain: FloatParam,
    /// Silence, cross-faded.
    #[id = "bypass"]
    pub bypass: BoolParam,
    /// Where time comes from.
    #[id = "run"]
    pub run: EnumParam<Run>,
    /// When a newly evaluated program takes over.
    #[id = "swap"]
    pub swap: EnumParam<Swap>,
    /// Keeps the main output from exceeding full scale; below −3 dB it changes nothing.
    #[id = "limiter"]
    pub limiter: BoolParam,
    /// `macro_1` … `macro_16`.
    #[nested(array, group = "Macros")]
    pub macros: [Macro; MACROS],
    /// Stepped with each evaluation, so that the host knows that the project has changed. Nobody automates or sees it.
    #[id = "rev"]
    pub revision: IntParam,
    /// Lets the limiter look ahead, for peaks between samples: the plugin is then late by some frames, which the host is
    /// told.
    #[id = "lookahead"]
    pub look_ahead: BoolParam,
    /// The text and everything else that is not a parameter.
    #[persist = "session"]
    pub saved: SavedSession,
}

/// One macro, 0 to 1, default 0.
#[derive(Params)]
pub struct Macro {
    /// The knob.
    #[id = "macro"]
    pub value: FloatParam,
}

/// Whether a parameter has this id in saved states.
pub fn is_parameter(id: &str) -> bool {
    const IDS: &[&str] = &[
        "gain",
        "bypass",
        "run",
        "swap",
        "limiter",
        "rev",
        "lookahead",
    ];
    let number = id.strip_prefix("macro_").and_then(|n| n.parse().ok());
    IDS.contains(&id) || number.is_some_and(|number| (1..=MACROS).contains(&number))
}

/// The revision counts from 0 to this and starts again.
pub const REVISIONS: i32 = 1 << 16;

impl Parameters {
    /// The parameters of an instance around `session`.
    pub fn new(session: Arc<Session>) -> Self {
        let range = FloatRange::Skewed {
            min: 0.0,
            max: util::db_to_gain(12.0),
            // Half of the way is −12 dB: fine control where levels are set.
            factor: FloatRange::skew_factor(-1.3),
        };
        Self {
            gain: FloatParam::new("Gain", 1.0, range)
                .with_unit(" dB")
                .with_value_to_string(formatters::v2s_f32_gain_to_db(2))
                .with_string_to_value(formatters::s2v_f32_gain_to_db()),
            bypass: BoolParam::new("Bypass", false)
                .with_value_to_string(formatters::v2s_bool_bypass())
                .with_string_to_value(formatters::s2v_bool_bypass())
                .make_bypass(),
            run: EnumParam::new("Run", Run::Host),
            swap: EnumParam::new("Swap", Swap::Now),
            limiter: BoolParam::new("Limiter", true),
            macros: std::array::from_fn(|index| Macro {
                value: FloatParam::new(
                    format!("Macro {}", index + 1),
                    0.0,
                    FloatRange::Linear { min: 0.0, max: 1.0 },
                )
                .with_value_to_string(formatters::v2s_f32_rounded(3)),
            }),
            revision: IntParam::new(
                "Revision",
                0,
                IntRange::Linear {
                    min: 0,
                    max: REVISIONS,
                },
            )
            .non_automatable()
            .hide(),
            look_ahead: BoolParam::new("Look-ahead", false).non_automatable(),
            saved: SavedSession::new(session),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_known_by_its_id() {
        let parameters = Parameters::new(Session::new().0);
        let ids: Vec<String> = parameters
            .param_map()
            .into_iter()
            .map(|(id, ..)| id)
            .collect();
        assert_eq!(ids.len(), 7 + MACROS);
        assert!(ids.iter().all(|id| is_parameter(id)), "{ids:?}");
        assert!(!is_parameter("macro_17") && !is_parameter("macro_0") && !is_parameter("wow"));
    }
}
