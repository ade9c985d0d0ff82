//! Controls that leave nothing of a sound, a row each.

use phonon_engine::parameters::{self as p, Parameter};
use phonon_engine::voices::synths;
use phonon_pattern::Plain;
use std::collections::BTreeMap;

/// Lowest frequency that loudspeakers play, in Hz, and the highest that ears hear.
const LOWEST: f64 = 10.0;
const HIGHEST: f64 = 18_000.0;
/// Seconds, or lengths of an event, that are over before they are heard.
const INSTANT: f64 = 0.000_2;
/// Level below which nothing is left of a sound in any mix (linear, -100 dB).
const FAINT: f64 = 0.000_01;

/// One way to turn a sound off.
pub(super) struct Reason {
    /// Names of the controls that do, as they are written.
    pub controls: &'static [&'static str],
    /// What is wrong with an event, if this is.
    pub holds: fn(&Values) -> Option<String>,
    /// What to write instead of it.
    pub help: &'static str,
    /// Whether it is a usual way to take a layer out of the mix for a while.
    pub mutes: bool,
}

/// The controls of an event.
pub(super) struct Values<'e> {
    controls: &'e BTreeMap<String, Plain>,
}

impl<'e> Values<'e> {
    pub(super) fn new(controls: &'e BTreeMap<String, Plain>) -> Self {
        Self { controls }
    }

    /// The name of the sound.
    pub(super) fn sound(&self) -> Option<&'e str> {
        match self.controls.get(p::S.description().heading.name())? {
            Plain::Word(name) => Some(name),
            _ => Some(""),
        }
    }

    /// Whether it changes the tempo.
    pub(super) fn sets_tempo(&self) -> bool {
        self.number(p::CPS).is_some()
    }

    /// The value of a control; none where the event has none, or one that is no number (0 / 0), which the engine leaves out.
    fn number(&self, parameter: Parameter) -> Option<f64> {
        let number = match self.controls.get(parameter.description().heading.name())? {
            Plain::Float(x) | Plain::Note(x) => Some(*x),
            #[allow(
                clippy::cast_precision_loss,
                reason = "no control holds whole numbers that large"
            )]
            Plain::Int(i) => Some(*i as f64),
            Plain::Ratio(ratio) => Some(ratio.to_f64()),
            _ => None,
        };
        number.filter(|number| number.is_finite())
    }

    fn or(&self, parameter: Parameter, default: f64) -> f64 {
        self.number(parameter).unwrap_or(default)
    }

    fn synth(&self) -> Option<&'static synths::Synth> {
        synths::find(self.sound()?)
    }

    /// Whether a file plays it, as far as its name says.
    fn is_sample(&self) -> bool {
        let sound = self.sound();
        self.synth().is_none() && sound.is_some_and(|name| !name.starts_with('~') && name != "midi")
    }

    /// Whether its envelope holds a level as long as its event lasts.
    fn holds_level(&self) -> bool {
        self.number(p::SUSTAINLEVEL).is_some() && self.number(p::HOLD).is_none()
    }
}

/// The value where it is in a range.
fn within(value: Option<f64>, range: impl Fn(f64) -> bool) -> Option<f64> {
    value.filter(|value| range(*value))
}

/// The first that holds is reported.
pub(super) static REASONS: &[Reason] = &[
    Reason {
        controls: &["gain", "overgain"],
        holds: |of| {
            let level = of.or(p::GAIN, 1.0).clamp(0.0, 2.0) + of.or(p::OVERGAIN, 0.0);
            (level.max(0.0).powi(4) < FAINT)
                .then(|| "all of this is turned down to nothing".to_owned())
        },
        help: "`gain 1` is the usual level",
        mutes: true,
    },
    Reason {
        controls: &["amp"],
        holds: |of| {
            within(of.number(p::AMP), |level| level < FAINT)
                .map(|_| "all of this is turned down to nothing".to_owned())
        },
        help: "`amp 0.4` is the usual level",
        mutes: true,
    },
    Reason {
        controls: &["velocity"],
        holds: |of| {
            let listens = of.synth().is_some_and(|synth| {
                synth
                    .parameters
                    .contains(&p::VELOCITY.description().heading.name())
            });
            within(of.number(p::VELOCITY), |velocity| velocity <= 0.001)
                .filter(|_| listens)
                .map(|_| "a note that is struck without force is not heard".to_owned())
        },
        help: "`velocity` goes from 0 to 1: `# velocity 0.8`",
        mutes: true,
    },
    Reason {
        controls: &["speed"],
        holds: |of| {
            within(of.number(p::SPEED), |speed| speed == 0.0)
                .map(|_| "at `speed 0` a sound does not move, and nothing is heard".to_owned())
        },
        help: "`# speed 1` plays as recorded, `# speed 0.5` half as fast, `# speed (-1)` backwards",
        mutes: false,
    },
    Reason {
        controls: &["begin", "end"],
        holds: |of| {
            let (begin, end) = (of.or(p::BEGIN, 0.0), of.or(p::END, 1.0));
            ((begin - end).abs() < INSTANT && of.is_sample())
                .then(|| format!("nothing is left between `begin {begin}` and `end {end}`"))
        },
        help: "`begin` and `end` are fractions of the sample: `# begin 0.25 # end 0.5` plays the second quarter",
        mutes: false,
    },
    Reason {
        controls: &["sustain", "sus"],
        holds: |of| {
            within(of.number(p::SUSTAIN), |seconds| seconds < INSTANT)
                .filter(|_| !(of.is_sample() && of.holds_level()))
                .map(|seconds| format!("a sound that lasts {seconds} seconds is not heard"))
        },
        help: "`sustain` is in seconds: `# sustain 0.2`; `# legato 1` lasts as long as the step",
        mutes: false,
    },
    Reason {
        controls: &["legato", "clip"],
        holds: |of| {
            within(of.number(p::LEGATO), |lengths| lengths < INSTANT)
                .filter(|_| of.number(p::SUSTAIN).is_none())
                .filter(|_| !(of.is_sample() && of.holds_level()))
                .map(|lengths| {
                    format!("with `legato {lengths}` a sound has no length, and is not heard")
                })
        },
        help: "`# legato 1` lasts as long as the step, `# legato 0.5` half as long",
        mutes: false,
    },
    Reason {
        controls: &["loop"],
        holds: |of| {
            within(of.number(p::LOOP), |times| times == 0.0)
                .filter(|_| {
                    of.is_sample() && of.number(p::SUSTAIN).or(of.number(p::LEGATO)).is_none()
                })
                .map(|_| "`loop 0` plays a sample zero times".to_owned())
        },
        help: "`# loop 1` plays it once, `# loop 2` twice",
        mutes: false,
    },
    Reason {
        controls: &[
            "adsr",
            "susl",
            "sustainlevel",
            "decay",
            "release",
            "rel",
            "ar",
            "ad",
            "attack",
            "att",
        ],
        holds: |of| {
            let short = |parameter, usual| of.or(parameter, usual) < INSTANT;
            let falls_at_once = of
                .number(p::SUSTAINLEVEL)
                .is_some_and(|level| level < FAINT)
                && of.number(p::HOLD).is_none()
                && short(p::DECAY, 0.1)
                && short(p::ATTACK, 0.0);
            // SuperDirt's envelope of samples begins to fall after its attack.
            let has_no_length = of.is_sample()
                && !of.holds_level()
                && of.number(p::RELEASE).is_some()
                && short(p::RELEASE, 0.0)
                && short(p::HOLD, 0.0)
                && short(p::ATTACK, 0.0);
            (falls_at_once || has_no_length)
                .then(|| "this envelope is over at once, and nothing is heard".to_owned())
        },
        help: "`adsr 0.01 0.1 0.5 0.2`: seconds of the attack and decay, level that is held, seconds of the release",
        mutes: false,
    },
    Reason {
        controls: &["lpf", "cutoff", "ctf", "lp"],
        holds: |of| {
            within(of.number(p::CUTOFF), |hertz| hertz < LOWEST).map(|hertz| {
                format!(
                    "a low-pass filter at {} Hz lets nothing through that can be heard",
                    short(hertz)
                )
            })
        },
        help: "`lpf` is in Hz: `# lpf 800`; `sine` alone goes from 0 to 1: `# lpf (range 200 2000 sine)`",
        mutes: false,
    },
    Reason {
        controls: &["hpf", "hcutoff", "hp"],
        holds: |of| {
            within(of.number(p::HCUTOFF), |hertz| hertz > HIGHEST).map(|hertz| {
                format!(
                    "a high-pass filter at {} Hz lets nothing through that can be heard",
                    short(hertz)
                )
            })
        },
        help: "`hpf` is in Hz: `# hpf 800` takes away what is below 800 Hz",
        mutes: false,
    },
    Reason {
        controls: &["bpf", "bandf", "bp"],
        holds: |of| {
            within(of.number(p::BANDF), |hertz| {
                !(LOWEST..=HIGHEST).contains(&hertz)
            })
            .map(|hertz| {
                format!(
                    "a band-pass filter at {} Hz leaves nothing that can be heard",
                    short(hertz)
                )
            })
        },
        help: "`bpf` is in Hz: `# bpf 800`; `sine` alone goes from 0 to 1: `# bpf (range 200 2000 sine)`",
        mutes: false,
    },
    Reason {
        controls: &["djf"],
        holds: |of| {
            within(of.number(p::DJF), |position| position > 0.995)
                .map(|_| "at `djf 1` the high-pass filter lets nothing through".to_owned())
        },
        help: "`djf 0.5` is open; below it is a low-pass, above it a high-pass: `# djf 0.7`",
        mutes: false,
    },
    Reason {
        controls: &["hbrick"],
        holds: |of| {
            within(of.number(p::HBRICK), |part| part > 0.999)
                .map(|_| "`hbrick 1` removes the whole spectrum".to_owned())
        },
        help: "`hbrick` is the part that is removed from below: `# hbrick 0.1`",
        mutes: false,
    },
    Reason {
        controls: &["lbrick"],
        holds: |of| {
            within(of.number(p::LBRICK), |part| part < 0.001)
                .map(|_| "`lbrick 0` removes the whole spectrum".to_owned())
        },
        help: "`lbrick` is where the spectrum is cut off from above: `# lbrick 0.3`",
        mutes: false,
    },
    Reason {
        controls: &["waveloss"],
        holds: |of| {
            within(of.number(p::WAVELOSS), |percent| percent >= 100.0)
                .map(|_| "`waveloss 100` drops every wave".to_owned())
        },
        help: "`waveloss` is in percent: `# waveloss 40`",
        mutes: false,
    },
    Reason {
        controls: &["crush"],
        holds: |of| {
            within(of.number(p::CRUSH), |bits| bits < 1.0).map(|bits| {
                format!(
                    "`crush {}` leaves less than one bit, and nothing is heard",
                    short(bits)
                )
            })
        },
        help: "`crush` is in bits: `# crush 4` is rough, `# crush 16` is clean",
        mutes: false,
    },
    Reason {
        controls: &["harmonic"],
        holds: |of| {
            within(of.number(p::HARMONIC), |ratio| ratio <= 0.0)
                .map(|_| "`harmonic 0` multiplies the frequency by nothing".to_owned())
        },
        help: "`# harmonic 1` is the note itself, `# harmonic 2` an octave above",
        mutes: false,
    },
    Reason {
        controls: &["octave"],
        holds: |of| {
            within(of.number(p::OCTAVE), |octave| {
                !(-1.0..=12.0).contains(&octave)
            })
            .map(|octave| format!("octave {} is beyond what can be heard", short(octave)))
        },
        help: "`# octave 5` is where a sound was recorded, `# octave 4` an octave below",
        mutes: false,
    },
    Reason {
        controls: &["freq"],
        holds: |of| {
            within(of.number(p::FREQ), |hertz| {
                !(LOWEST..=HIGHEST).contains(&hertz)
            })
            .filter(|_| of.synth().is_some())
            .map(|hertz| format!("a tone of {} Hz cannot be heard", short(hertz)))
        },
        help: "`freq` is in Hz: `# freq 220`",
        mutes: false,
    },
];

/// A number with no more digits than are read.
fn short(number: f64) -> String {
    let rounded = format!("{number:.3}");
    rounded
        .trim_end_matches('0')
        .trim_end_matches('.')
        .to_owned()
}
