//! The plugin's classes: one instrument with different ports. Their names and identities never change.

use nice_plug::prelude::*;
use phonon_session::{WELCOME, WELCOME_EFFECT};

/// Where the project is found.
pub const URL: &str = "https://github.com/phonon-audio/phonon";
/// Where it is explained.
pub const MANUAL: &str = "https://github.com/phonon-audio/phonon#readme";
/// Where questions and faults go.
pub const SUPPORT: &str = "https://github.com/phonon-audio/phonon/issues";
/// Where mail goes.
pub const EMAIL: &str = "phonon-audio@users.noreply.github.com";

/// What tells a class from the others.
pub trait Class: Send + 'static {
    /// What hosts call it.
    const NAME: &'static str;
    /// Its identity for CLAP.
    const CLAP_ID: &'static str;
    /// What it is for CLAP.
    const CLAP_FEATURES: &'static [ClapFeature];
    /// Its ports; the first layout is what hosts get that do not ask for another.
    const LAYOUTS: &'static [AudioIOLayout];
    /// The song a new instance opens with.
    const WELCOME: &'static str;
}

/// The stereo instrument. Hosts that let users choose among layouts can give it an input.
pub struct Stereo;
/// The instrument with an output for each of `o1` … `o16`.
pub struct Multi;
/// The instrument as an effect on a track: what comes in is `~in` and `s "in"`.
pub struct Effect;

const TWO: NonZeroU32 = new_nonzero_u32(2);

const STEREO: AudioIOLayout = AudioIOLayout {
    main_output_channels: NonZeroU32::new(2),
    names: PortNames {
        layout: Some("Stereo"),
        main_output: Some("Main"),
        ..PortNames::const_default()
    },
    ..AudioIOLayout::const_default()
};

const STEREO_WITH_INPUT: AudioIOLayout = AudioIOLayout {
    main_input_channels: NonZeroU32::new(2),
    names: PortNames {
        layout: Some("Stereo with an input"),
        main_input: Some("In"),
        main_output: Some("Main"),
        ..PortNames::const_default()
    },
    ..STEREO
};

const INSTRUMENT: &[ClapFeature] = &[
    ClapFeature::Instrument,
    ClapFeature::Synthesizer,
    ClapFeature::Sampler,
    ClapFeature::Drum,
    ClapFeature::Stereo,
];

impl Class for Stereo {
    const NAME: &'static str = "Phonon";
    const CLAP_ID: &'static str = "audio.phonon.phonon";
    const CLAP_FEATURES: &'static [ClapFeature] = INSTRUMENT;
    const LAYOUTS: &'static [AudioIOLayout] = &[STEREO, STEREO_WITH_INPUT];
    const WELCOME: &'static str = WELCOME;
}

impl Class for Multi {
    const NAME: &'static str = "Phonon Multi";
    const CLAP_ID: &'static str = "audio.phonon.phonon-multi";
    const CLAP_FEATURES: &'static [ClapFeature] = INSTRUMENT;
    const LAYOUTS: &'static [AudioIOLayout] = &[AudioIOLayout {
        aux_output_ports: &[TWO; phonon_session::state::OUTPUTS],
        names: PortNames {
            layout: Some("Stereo and sixteen outputs"),
            main_output: Some("Main"),
            aux_outputs: &[
                "o1", "o2", "o3", "o4", "o5", "o6", "o7", "o8", "o9", "o10", "o11", "o12", "o13",
                "o14", "o15", "o16",
            ],
            ..PortNames::const_default()
        },
        ..STEREO
    }];
    const WELCOME: &'static str = WELCOME;
}

impl Class for Effect {
    const NAME: &'static str = "Phonon FX";
    const CLAP_ID: &'static str = "audio.phonon.phonon-fx";
    const CLAP_FEATURES: &'static [ClapFeature] = &[
        ClapFeature::AudioEffect,
        ClapFeature::MultiEffects,
        ClapFeature::Stereo,
    ];
    const LAYOUTS: &'static [AudioIOLayout] = &[STEREO_WITH_INPUT];
    const WELCOME: &'static str = WELCOME_EFFECT;
}
