//! Dynamics, from within or from a key.

use crate::graph::node::Tail;
use crate::graph::nodes::adapter::{Both, StereoProcessor};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::{Entry, Port, Units};
use crate::heading::Heading;
use phonon_dsp::control::follow::Follower;
use phonon_dsp::dynamics::compressor::{Compression, Compressor, Expander, Transient};
use phonon_dsp::dynamics::limiter::Limiter;

fn loudest(left: f32, right: f32) -> f32 {
    left.abs().max(right.abs())
}

/// A gain for both channels, from their values and the key's. Ports: input, key if there is one, N others.
struct Keyed<P, const N: usize> {
    detector: P,
    gain: fn(&mut P, f32, [f32; N]) -> f32,
    reset: fn(&mut P),
    tail: Tail,
}

/// Frames after which a compressor has let go.
const RELEASED: Tail = Tail::Frames(1 << 16);

impl<P: Send, const N: usize> Keyed<P, N> {
    fn apply<const ALL: usize>(
        &mut self,
        key: usize,
        left: [f32; ALL],
        right: [f32; ALL],
    ) -> (f32, f32) {
        let others = std::array::from_fn(|index| left[key + 1 + index]);
        let gain = (self.gain)(&mut self.detector, loudest(left[key], right[key]), others);
        (left[0] * gain, right[0] * gain)
    }
}

/// The input is its own key.
struct Inner<P, const N: usize>(Keyed<P, N>);

/// The key is the second port.
struct Outer<P, const N: usize>(Keyed<P, N>);

macro_rules! stereo {
    ($wrapper:ident, $key:literal, $($others:literal is $all:literal),*) => {
        $(impl<P: Send> StereoProcessor<$all> for $wrapper<P, $others> {
            fn next(&mut self, _: u64, left: [f32; $all], right: [f32; $all]) -> (f32, f32) {
                self.0.apply($key, left, right)
            }

            fn reset(&mut self) {
                (self.0.reset)(&mut self.0.detector);
            }

            fn tail(&self) -> Tail {
                self.0.tail
            }
        })*
    };
}

stereo!(Inner, 0, 2 is 3, 3 is 4, 4 is 5, 5 is 6);
stereo!(Outer, 1, 2 is 4, 5 is 7);

fn compressor(sample_rate: f64) -> Keyed<Compressor, 5> {
    Keyed {
        detector: Compressor::new(sample_rate),
        gain: |compressor, magnitude, [threshold, ratio, attack, release, makeup]| {
            let c = Compression {
                threshold,
                ratio,
                attack,
                release,
                makeup,
            };
            compressor.next(magnitude, &c)
        },
        reset: Compressor::reset,
        tail: RELEASED,
    }
}

/// Ports: input, ceiling.
struct Limit(Limiter);

impl StereoProcessor<2> for Limit {
    fn next(&mut self, _: u64, left: [f32; 2], right: [f32; 2]) -> (f32, f32) {
        let ceiling = left[1].max(0.001).min(16.0);
        let (l, r) = self.0.next(left[0] / ceiling, right[0] / ceiling);
        (l * ceiling, r * ceiling)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        RELEASED
    }
}

const fn decibels(name: &'static str, minimum: f32, maximum: f32, default: f32) -> Port {
    Port::audio_rate(name, Units::Decibels, minimum, maximum, default)
}

const fn seconds(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::Seconds, 0.0, 10.0, default)
}

const THRESHOLD: Port = decibels("threshold", -100.0, 0.0, -20.0);
const RATIO: Port = Port::audio_rate("ratio", Units::None, 1.0, 1000.0, 4.0);
const KEY: Port = Port::audio("key");

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["comp"],
            "compressor with a soft knee: what is above the threshold rises by 1/ratio",
            "out: s \"bd sn\" # comp (-20) 4 0.005 0.1 6",
        ),
        keyed: Some("sidechain"),
        ports: &[
            INPUT,
            THRESHOLD,
            RATIO,
            seconds("attack", 0.005),
            seconds("release", 0.1),
            decibels("makeup", -40.0, 40.0, 0.0),
        ],
        create: |setting| Box::new(Both(Inner(compressor(setting.sample_rate)))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["sidechain"],
            "compressor that listens to another sound, the key",
            "out: saw 55 # sidechain (s \"bd*4\") (-30) 8 0.002 0.2 * 0.2",
        ),
        ports: &[
            INPUT,
            KEY,
            THRESHOLD,
            RATIO,
            seconds("attack", 0.005),
            seconds("release", 0.1),
            decibels("makeup", -40.0, 40.0, 0.0),
        ],
        create: |setting| Box::new(Both(Outer(compressor(setting.sample_rate)))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["duck"],
            "makes room for the key: down by depth (1 is silence) while it sounds, back in the release time",
            "out: saw 110 # duck (s \"bd*4\") 0.9 0.2 * 0.2",
        ),
        ports: &[
            INPUT,
            KEY,
            Port::audio_rate("depth", Units::None, 0.0, 1.0, 0.8),
            seconds("release", 0.15),
        ],
        create: |setting| {
            Box::new(Both(Outer(Keyed {
                detector: Follower::new(setting.sample_rate),
                gain: |follower, magnitude, [depth, release]| {
                    let level = follower.next(magnitude.min(1.0), 0.003, release);
                    // The fourth root, so that a key well below full scale ducks nearly fully.
                    1.0 - depth.max(0.0).min(1.0) * level.max(0.0).sqrt().sqrt()
                },
                reset: |follower| follower.jump(0.0),
                tail: RELEASED,
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["gate", "noisegate"],
            "silences what is below the threshold",
            "out: s \"bd*2\" # reverb 0.8 # gate (-30) 0.001 0.05",
        ),
        ports: &[
            INPUT,
            decibels("threshold", -100.0, 0.0, -40.0),
            seconds("attack", 0.001),
            seconds("release", 0.05),
        ],
        create: |setting| {
            Box::new(Both(Inner(Keyed {
                detector: Expander::new(setting.sample_rate),
                gain: |expander, magnitude, [threshold, attack, release]| {
                    expander.next(magnitude, threshold, 1000.0, attack, release)
                },
                reset: Expander::reset,
                tail: Tail::Frames(64),
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["expand"],
            "expander: what is below the threshold falls by the ratio",
            "out: s \"bd sn\" # expand (-30) 2 0.001 0.1",
        ),
        ports: &[
            INPUT,
            decibels("threshold", -100.0, 0.0, -40.0),
            Port::audio_rate("ratio", Units::None, 1.0, 1000.0, 2.0),
            seconds("attack", 0.001),
            seconds("release", 0.1),
        ],
        create: |setting| {
            Box::new(Both(Inner(Keyed {
                detector: Expander::new(setting.sample_rate),
                gain: |expander, magnitude, [threshold, ratio, attack, release]| {
                    expander.next(magnitude, threshold, ratio, attack, release)
                },
                reset: Expander::reset,
                tail: Tail::Frames(64),
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["limit"],
            "limiter without latency: never above the ceiling (linear)",
            "out: (saw 55 * 3) # limit 0.3",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("ceiling", Units::None, 0.001, 16.0, 1.0),
        ],
        create: |setting| Box::new(Both(Limit(Limiter::new(0.1, setting.sample_rate)))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["transient"],
            "lifts or lowers beginnings and sustains",
            "out: s \"bd sn\" # transient 9 (-6)",
        ),
        ports: &[
            INPUT,
            decibels("attack", -60.0, 24.0, 6.0),
            decibels("sustain", -60.0, 24.0, 0.0),
        ],
        create: |setting| {
            Box::new(Both(Inner(Keyed {
                detector: Transient::new(setting.sample_rate),
                gain: |transient, magnitude, [attack, sustain]| {
                    transient.next(magnitude, attack, sustain)
                },
                reset: Transient::reset,
                tail: RELEASED,
            })))
        },
        ..Entry::EFFECT
    },
];
