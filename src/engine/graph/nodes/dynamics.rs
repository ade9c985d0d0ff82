//! Dynamics, from within or from a key.

use super::adapter::{Both, StereoProcessor};
use super::filters::INPUT;
use super::{Entry, Kind, Port, Units};
use crate::dsp::dynamics::{Compression, Compressor, Expander, Transient};
use crate::dsp::follow::Follower;
use crate::dsp::limiter::Limiter;
use crate::engine::graph::node::Tail;

fn loudest(left: f32, right: f32) -> f32 {
    left.abs().max(right.abs())
}

/// Ports: input, threshold, ratio, attack, release, makeup.
struct Comp(Compressor);

impl StereoProcessor<6> for Comp {
    fn next(&mut self, _: u64, left: [f32; 6], right: [f32; 6]) -> (f32, f32) {
        let [l, threshold, ratio, attack, release, makeup] = left;
        let c = Compression {
            threshold,
            ratio,
            attack,
            release,
            makeup,
        };
        let gain = self.0.next(loudest(l, right[0]), &c);
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(1 << 16)
    }
}

/// Ports: input, key, threshold, ratio, attack, release, makeup.
struct Sidechain(Compressor);

impl StereoProcessor<7> for Sidechain {
    fn next(&mut self, _: u64, left: [f32; 7], right: [f32; 7]) -> (f32, f32) {
        let [l, key, threshold, ratio, attack, release, makeup] = left;
        let c = Compression {
            threshold,
            ratio,
            attack,
            release,
            makeup,
        };
        let gain = self.0.next(loudest(key, right[1]), &c);
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(1 << 16)
    }
}

/// Ports: input, key, depth, release. The key's envelope, at full scale, takes `depth` off.
struct Duck(Follower);

impl StereoProcessor<4> for Duck {
    fn next(&mut self, _: u64, left: [f32; 4], right: [f32; 4]) -> (f32, f32) {
        let [l, key, depth, release] = left;
        let level = self.0.next(loudest(key, right[1]).min(1.0), 0.003, release);
        // The fourth root, so that a key well below full scale ducks nearly fully.
        let gain = 1.0 - depth.max(0.0).min(1.0) * level.max(0.0).sqrt().sqrt();
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.jump(0.0);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(1 << 16)
    }
}

/// Ports: input, threshold, attack, release (gate), or with a ratio (expand).
struct Gate(Expander);

impl StereoProcessor<4> for Gate {
    fn next(&mut self, _: u64, left: [f32; 4], right: [f32; 4]) -> (f32, f32) {
        let [l, threshold, attack, release] = left;
        let gain = self
            .0
            .next(loudest(l, right[0]), threshold, 1000.0, attack, release);
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

struct Expand(Expander);

impl StereoProcessor<5> for Expand {
    fn next(&mut self, _: u64, left: [f32; 5], right: [f32; 5]) -> (f32, f32) {
        let [l, threshold, ratio, attack, release] = left;
        let gain = self
            .0
            .next(loudest(l, right[0]), threshold, ratio, attack, release);
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// Ports: input, attack, sustain.
struct Shape(Transient);

impl StereoProcessor<3> for Shape {
    fn next(&mut self, _: u64, left: [f32; 3], right: [f32; 3]) -> (f32, f32) {
        let [l, attack, sustain] = left;
        let gain = self.0.next(loudest(l, right[0]), attack, sustain);
        (l * gain, right[0] * gain)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(1 << 16)
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
        Tail::Frames(1 << 16)
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

const fn effect() -> Entry {
    Entry {
        kind: Kind::Effect,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "comp",
        summary: "compressor with a soft knee: what is above the threshold rises by 1/ratio",
        example: "out: s \"bd sn\" # comp (-20) 4 0.005 0.1 6",
        ports: &[
            INPUT,
            THRESHOLD,
            RATIO,
            seconds("attack", 0.005),
            seconds("release", 0.1),
            decibels("makeup", -40.0, 40.0, 0.0),
        ],
        create: |setting| Box::new(Both(Comp(Compressor::new(setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "sidechain",
        summary: "compressor that listens to another sound, the key",
        example: "out: saw 55 # sidechain (s \"bd*4\") (-30) 8 0.002 0.2 * 0.2",
        ports: &[
            INPUT,
            KEY,
            THRESHOLD,
            RATIO,
            seconds("attack", 0.005),
            seconds("release", 0.1),
            decibels("makeup", -40.0, 40.0, 0.0),
        ],
        create: |setting| Box::new(Both(Sidechain(Compressor::new(setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "duck",
        summary: "makes room for the key: down by depth (1 is silence) while it sounds, back in the release time",
        example: "out: saw 110 # duck (s \"bd*4\") 0.9 0.2 * 0.2",
        ports: &[
            INPUT,
            KEY,
            Port::audio_rate("depth", Units::None, 0.0, 1.0, 0.8),
            seconds("release", 0.15),
        ],
        create: |setting| Box::new(Both(Duck(Follower::new(setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "noisegate",
        summary: "silences what is below the threshold",
        example: "out: s \"bd*2\" # reverb 0.8 # noisegate (-30) 0.001 0.05",
        ports: &[
            INPUT,
            decibels("threshold", -100.0, 0.0, -40.0),
            seconds("attack", 0.001),
            seconds("release", 0.05),
        ],
        create: |setting| Box::new(Both(Gate(Expander::new(setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "expand",
        summary: "expander: what is below the threshold falls by the ratio",
        example: "out: s \"bd sn\" # expand (-30) 2 0.001 0.1",
        ports: &[
            INPUT,
            decibels("threshold", -100.0, 0.0, -40.0),
            Port::audio_rate("ratio", Units::None, 1.0, 1000.0, 2.0),
            seconds("attack", 0.001),
            seconds("release", 0.1),
        ],
        create: |setting| Box::new(Both(Expand(Expander::new(setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "limit",
        summary: "limiter without latency: never above the ceiling (linear)",
        example: "out: (saw 55 * 3) # limit 0.3",
        ports: &[
            INPUT,
            Port::audio_rate("ceiling", Units::None, 0.001, 16.0, 1.0),
        ],
        create: |setting| Box::new(Both(Limit(Limiter::new(0.1, setting.sample_rate)))),
        ..effect()
    },
    Entry {
        name: "transient",
        summary: "lifts or lowers beginnings and sustains",
        example: "out: s \"bd sn\" # transient 9 (-6)",
        ports: &[
            INPUT,
            decibels("attack", -60.0, 24.0, 6.0),
            decibels("sustain", -60.0, 24.0, 0.0),
        ],
        create: |setting| Box::new(Both(Shape(Transient::new(setting.sample_rate)))),
        ..effect()
    },
];
