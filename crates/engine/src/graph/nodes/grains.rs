//! Effects that play with the immediate past: grains, stretching, stuttering.

use crate::graph::node::{Setting, Tail};
use crate::graph::nodes::adapter::{Both, Each, Processor, StereoProcessor, blend};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::time::MIX;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::delays::grains::{Cloud, Granulator, Stretch, Stutter};

/// Seconds into the past from which the grains of `granular` are drawn.
const SCATTER: f32 = 0.1;

/// Ports: input, size, density, pitch, and for the effect scatter, mix.
struct Grains(Granulator);

impl StereoProcessor<6> for Grains {
    fn next(&mut self, _: u64, left: [f32; 6], right: [f32; 6]) -> (f32, f32) {
        let [l, size, density, pitch, scatter, mix] = left;
        let cloud = Cloud {
            size,
            density,
            pitch,
            scatter,
        };
        let (a, b) = self.0.next(l, right[0], &cloud);
        let mix = mix.max(0.0).min(1.0);
        (l + (a - l) * mix, right[0] + (b - right[0]) * mix)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn draw_from(&mut self, place: u64) {
        self.0.draw_from(place);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.0.memory())
    }
}

impl StereoProcessor<4> for Grains {
    fn next(&mut self, frame: u64, left: [f32; 4], right: [f32; 4]) -> (f32, f32) {
        let all = |[x, size, density, pitch]: [f32; 4]| [x, size, density, pitch, SCATTER, 1.0];
        StereoProcessor::<6>::next(self, frame, all(left), all(right))
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn draw_from(&mut self, place: u64) {
        self.0.draw_from(place);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.0.memory())
    }
}

fn grains(setting: &Setting) -> Grains {
    Grains(Granulator::new(setting.seed, setting.sample_rate))
}

/// Ports: input, factor, window, mix.
struct StretchNode(Stretch);

impl Processor<4> for StretchNode {
    fn next(&mut self, _: u64, [x, factor, window, mix]: [f32; 4]) -> f32 {
        let y = self.0.next(x, factor, window);
        blend(x, y, mix)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.0.memory())
    }
}

/// Ports: input, time, repeats, mix.
struct StutterNode(Stutter);

impl Processor<4> for StutterNode {
    fn next(&mut self, _: u64, [x, time, repeats, mix]: [f32; 4]) -> f32 {
        let y = self.0.next(x, time, repeats);
        blend(x, y, mix)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    /// Which slice is repeated depends on how long it has been running.
    fn tail(&self) -> Tail {
        Tail::Endless
    }
}

const WET: Port = Port {
    default: Some(1.0),
    ..MIX
};
const SIZE: Port = Port::audio_rate("size", Units::Seconds, 0.002, 0.5, 0.1);
const DENSITY: Port = Port::audio_rate("density", Units::Hertz, 0.0, 500.0, 20.0);
const PITCH: Port = Port::audio_rate("pitch", Units::Semitones, -36.0, 24.0, 0.0);

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["granular"],
            "a cloud of grains of a source: their size (s), how many a second, their pitch (semitones)",
            "out: granular (s \"arpy*2\") 0.08 30 \"0 7\"",
        ),
        kind: Kind::Source,
        ports: &[Port::audio("source"), SIZE, DENSITY, PITCH],
        width: Width::Stereo,
        create: |setting| Box::new(Both::<4, _>(grains(setting))),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["granulate", "granular"],
            "grains of the sound's past: size (s), how many a second, pitch (semitones), how far back and wide they scatter",
            "out: s \"arpy*4\" # granulate 0.08 30 12 0.3 0.6",
        ),
        ports: &[
            INPUT,
            SIZE,
            DENSITY,
            PITCH,
            Port::audio_rate("scatter", Units::Seconds, 0.0, 1.0, SCATTER),
            WET,
        ],
        width: Width::Stereo,
        create: |setting| Box::new(Both::<6, _>(grains(setting))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["stretch"],
            "plays the sound so many times slower, its pitch kept; four seconds late it takes up the present again",
            "out: s \"arpy*2\" # stretch 2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("factor", Units::None, 1.0, 100.0, 2.0),
            Port::audio_rate("window", Units::Seconds, 0.01, 0.5, 0.1),
            WET,
        ],
        create: |setting| {
            let make = |_| StretchNode(Stretch::new(setting.sample_rate));
            Box::new(Each::new((0..setting.channels).map(make).collect()))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["stutter"],
            "lets a slice of so many seconds (or cycles: \"0.125c\") through, then repeats it, so that it is heard so many times",
            "out: s \"bd sn hh cp\" # stutter \"0.0625c\" 4",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.005, 4.0, 0.125),
            Port::audio_rate("repeats", Units::None, 1.0, 1000.0, 4.0),
            WET,
        ],
        create: |setting| {
            let make = |_| StutterNode(Stutter::new(setting.sample_rate));
            Box::new(Each::new((0..setting.channels).map(make).collect()))
        },
        ..Entry::EFFECT
    },
];
