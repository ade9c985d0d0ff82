//! Colour: distortion, crushing, width.

use crate::graph::node::Tail;
use crate::graph::nodes::adapter::{Both, Curve, Each, Map, Processor, StereoProcessor, blend};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::time::MIX;
use crate::graph::nodes::{Entry, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::distortion::crush::{Rounding, SampleHold};
use phonon_dsp::distortion::saturate::tanh;
use phonon_dsp::math::convert::fold;

/// Ports: input, factor.
#[derive(Clone)]
struct Coarse(SampleHold);

impl Processor<2> for Coarse {
    fn next(&mut self, _: u64, [x, factor]: [f32; 2]) -> f32 {
        self.0.next(x, factor)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// Ports: input, rate in Hz.
#[derive(Clone)]
struct Decimate(SampleHold, f32);

impl Processor<2> for Decimate {
    fn next(&mut self, _: u64, [x, rate]: [f32; 2]) -> f32 {
        self.0.next(x, self.1 / rate.max(1.0))
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// A stereo function without memory.
struct Matrix<const N: usize, F>(F);

impl<const N: usize, F: Fn([f32; N], [f32; N]) -> (f32, f32) + Send> StereoProcessor<N>
    for Matrix<N, F>
{
    fn next(&mut self, _: u64, left: [f32; N], right: [f32; N]) -> (f32, f32) {
        (self.0)(left, right)
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

const DRIVE: Port = Port::audio_rate("drive", Units::None, 0.0, 1000.0, 2.0);
const FULLY: Port = Port::audio_rate("mix", Units::None, 0.0, 1.0, 1.0);

pub(in crate::graph::nodes) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["distort", "overdrive"],
            "soft distortion: drive times, then bent to stay within full scale",
            "out: saw 55 # distort 8 0.8 * 0.2",
        ),
        ports: &[INPUT, DRIVE, FULLY],
        create: |_| {
            Curve::node(
                // With d = 1 / drive: x·drive / (1 + |x·drive|) = x / (d + |x|).
                |[drive]| 1.0 / drive.max(0.0),
                |x, d| x / (d + x.abs()),
            )
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["tanh"],
            "saturation by a hyperbolic tangent",
            "out: saw 55 # tanh 3 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("drive", Units::None, 0.0, 1000.0, 1.0),
        ],
        create: |_| Box::new(Map(|[x, drive]: [f32; 2]| tanh(x * drive))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["fold", "wavefold"],
            "wave folder: what passes full scale is mirrored back",
            "out: sine 110 # fold (sine 0.2 + 2) * 0.2",
        ),
        ports: &[INPUT, DRIVE],
        create: |_| Box::new(Map(|[x, drive]: [f32; 2]| fold(x * drive, -1.0, 1.0))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["bitcrush", "crush"],
            "rounds to so many bits: 16 nearly clean, 1 leaves three levels",
            "out: sine 110 # bitcrush 3 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("bits", Units::None, 1.0, 24.0, 8.0),
            FULLY,
        ],
        create: |_| {
            Curve::node(
                |[bits]| Rounding::new(bits),
                |x, rounding| rounding.evenly(x),
            )
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["coarse"],
            "sample and hold: a new value every so many frames",
            "out: saw 220 # coarse 12 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("factor", Units::None, 1.0, 100_000.0, 1.0).required(),
        ],
        create: |setting| Box::new(Each::new(vec![Coarse(SampleHold::new()); setting.channels])),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["decimate"],
            "lowers the sample rate to so many Hz, with all its aliases",
            "out: saw 220 # decimate 4000 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("rate", Units::Hertz, 1.0, 768_000.0, 8000.0).pace(),
        ],
        create: |setting| {
            let rate = setting.sample_rate as f32;
            Box::new(Each::new(vec![
                Decimate(SampleHold::new(), rate);
                setting.channels
            ]))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["width"],
            "stereo width: 0 mono, 1 as it is, 2 sides only lifted",
            "out: saw 110 # chorus # width 1.5 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("width", Units::None, 0.0, 4.0, 1.0).required(),
        ],
        width: Width::Stereo,
        create: |_| {
            Box::new(Both(Matrix(|[l, width]: [f32; 2], [r, _]: [f32; 2]| {
                let (mid, side) = ((l + r) * 0.5, (l - r) * 0.5 * width);
                (mid + side, mid - side)
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["mono"],
            "the mean of both channels",
            "out: s \"arpy*4\" # mono",
        ),
        ports: &[INPUT],
        width: Width::Stereo,
        create: |_| {
            Box::new(Both(Matrix(|[l]: [f32; 1], [r]: [f32; 1]| {
                ((l + r) * 0.5, (l + r) * 0.5)
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["mid"],
            "what both channels share",
            "out: s \"arpy*4\" # mid",
        ),
        ports: &[INPUT],
        width: Width::Stereo,
        create: |_| {
            Box::new(Both(Matrix(|[l]: [f32; 1], [r]: [f32; 1]| {
                ((l + r) * 0.5, (l + r) * 0.5)
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["side"],
            "half the difference of left and right, on both channels",
            "out: s \"arpy*4\" # pan 0.2 # side",
        ),
        ports: &[INPUT],
        width: Width::Stereo,
        create: |_| {
            Box::new(Both(Matrix(|[l]: [f32; 1], [r]: [f32; 1]| {
                ((l - r) * 0.5, (l - r) * 0.5)
            })))
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["swap"],
            "left and right change places",
            "out: s \"arpy*4\" # pan 0.2 # swap",
        ),
        ports: &[INPUT],
        width: Width::Stereo,
        create: |_| Box::new(Both(Matrix(|[l]: [f32; 1], [r]: [f32; 1]| (r, l)))),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["xfade"],
            "crossfade from the sound (0) to another (1)",
            "out: saw 110 # xfade (square 110) (sine 0.5 * 0.5 + 0.5) * 0.2",
        ),
        ports: &[INPUT, Port::audio("other"), MIX],
        create: |_| Box::new(Map(|[a, b, mix]: [f32; 3]| blend(a, b, mix))),
        ..Entry::EFFECT
    },
];
