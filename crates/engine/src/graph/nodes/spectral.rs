//! Spectral effects: the sound is cut in overlapping windows of 2048 frames (43 ms at 48 kHz; longer at higher rates), their
//! spectra are changed, and it comes out one window later. The dry part of a mix is as late. And the vocoder, which is a
//! bank of filters and has no latency.

use crate::graph::node::{Node, Setting, Tail};
use crate::graph::nodes::adapter::{Both, Each, Processor, StereoProcessor, blend};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::{Entry, Kind, Port, Units};
use crate::heading::Heading;
use phonon_dsp::delays::line::DelayLine;
use phonon_dsp::math::convert::decibels_to_factor;
use phonon_dsp::spectral::effects::{Bin, Copy, Freeze, Gate};
use phonon_dsp::spectral::stft::{Overlap, Transform, window_size};
use phonon_dsp::spectral::vocoder::Vocoder;

/// What an effect does to the spectrum of a window; it has K knobs, which are read once a window.
trait Change<const K: usize>: Send {
    /// Works in place; `full` is the magnitude of a full-scale sine.
    fn apply(&mut self, bins: &mut [Bin], knobs: [f32; K], full: f32);

    /// Back to the beginning.
    fn reset(&mut self) {}

    /// See `Node::draw_from`.
    fn draw_from(&mut self, place: u64) {
        let _ = place;
    }
}

/// A channel on its way through windows. N is two more than K. Ports: input, the knobs, mix.
struct Windowed<const K: usize, C> {
    transform: Transform,
    overlap: Overlap,
    dry: DelayLine,
    change: C,
}

macro_rules! windowed {
    ($($knobs:literal is $all:literal),*) => {
        $(impl<C: Change<$knobs>> Processor<$all> for Windowed<$knobs, C> {
            fn next(&mut self, _: u64, ports: [f32; $all]) -> f32 {
                let knobs = std::array::from_fn(|knob| ports[knob + 1]);
                self.frame(ports[0], knobs, ports[$all - 1])
            }

            fn reset(&mut self) {
                self.clear();
            }

            fn draw_from(&mut self, place: u64) {
                self.change.draw_from(place);
            }

            fn tail(&self) -> Tail {
                Tail::Frames(2 * self.transform.size() as u64)
            }
        })*
    };
}

windowed!(1 is 3, 2 is 4);

impl<const K: usize, C: Change<K>> Windowed<K, C> {
    fn node(setting: &Setting, change: impl Fn(usize) -> C) -> Box<dyn Node>
    where
        Vec<Self>: Channels,
    {
        let size = window_size(setting.sample_rate);
        let transform = Transform::new(size);
        let make = |_| Self {
            change: change(transform.bins()),
            transform: transform.clone(),
            overlap: Overlap::new(size),
            dry: DelayLine::new(size),
        };
        let channels: Vec<Self> = (0..setting.channels).map(make).collect();
        channels.node()
    }

    fn frame(&mut self, x: f32, knobs: [f32; K], mix: f32) -> f32 {
        let full = self.transform.full_scale();
        let change = &mut self.change;
        let wet = self.overlap.next(x, &mut self.transform, |bins| {
            change.apply(bins, knobs, full);
        });
        self.dry.write(x);
        let dry = self.dry.read(self.transform.size());
        blend(dry, wet, mix)
    }

    fn clear(&mut self) {
        self.overlap.reset();
        self.dry.reset();
        self.change.reset();
    }
}

/// All channels of a node, as one.
trait Channels {
    fn node(self) -> Box<dyn Node>;
}

impl<C: Change<1> + 'static> Channels for Vec<Windowed<1, C>> {
    fn node(self) -> Box<dyn Node> {
        Box::new(Each::<3, _>::new(self))
    }
}

impl<C: Change<2> + 'static> Channels for Vec<Windowed<2, C>> {
    fn node(self) -> Box<dyn Node> {
        Box::new(Each::<4, _>::new(self))
    }
}

impl Change<1> for Freeze {
    fn apply(&mut self, bins: &mut [Bin], [hold]: [f32; 1], _: f32) {
        Freeze::apply(self, bins, hold > 0.5);
    }

    fn reset(&mut self) {
        Freeze::reset(self);
    }
}

struct Smear(Copy);

impl Change<1> for Smear {
    fn apply(&mut self, bins: &mut [Bin], [amount]: [f32; 1], _: f32) {
        self.0.smear(bins, amount);
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn draw_from(&mut self, place: u64) {
        self.0.draw_from(place);
    }
}

struct Scramble(Copy);

impl Change<2> for Scramble {
    fn apply(&mut self, bins: &mut [Bin], [amount, width]: [f32; 2], _: f32) {
        self.0.scramble(bins, amount, width);
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn draw_from(&mut self, place: u64) {
        self.0.draw_from(place);
    }
}

struct Shift {
    copy: Copy,
    phase: u32,
    /// Bins a Hz, and the part of a window from one to the next.
    per_hertz: f32,
    hop: f32,
}

impl Change<1> for Shift {
    fn apply(&mut self, bins: &mut [Bin], [shift]: [f32; 1], _: f32) {
        let up = shift * self.per_hertz;
        self.copy.shift(bins, up, self.hop, &mut self.phase);
    }

    fn reset(&mut self) {
        self.phase = 0;
    }
}

impl Change<2> for Gate {
    fn apply(&mut self, bins: &mut [Bin], [threshold, floor]: [f32; 2], full: f32) {
        let threshold = decibels_to_factor(threshold) * full;
        Gate::apply(self, bins, threshold, decibels_to_factor(floor));
    }

    fn reset(&mut self) {
        Gate::reset(self);
    }
}

/// Ports: input (the carrier), modulator, attack, release, mix.
struct VocoderNode(Vocoder);

impl StereoProcessor<5> for VocoderNode {
    fn next(&mut self, _: u64, left: [f32; 5], right: [f32; 5]) -> (f32, f32) {
        let [l, modulator, attack, release, mix] = left;
        let voice = (modulator + right[1]) * 0.5;
        let (a, b) = self.0.next((l, right[0]), voice, attack, release);
        let mix = mix.max(0.0).min(1.0);
        (l + (a - l) * mix, right[0] + (b - right[0]) * mix)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(4_096)
    }
}

const WET: Port = Port::audio_rate("mix", Units::None, 0.0, 1.0, 1.0);

const fn amount(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::None, 0.0, 1.0, default)
}

const fn level(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::Decibels, -200.0, 0.0, default)
}

const fn seconds(name: &'static str, default: f32) -> Port {
    Port::audio_rate(name, Units::Seconds, 0.0, 10.0, default)
}

const fn windowed() -> Entry {
    Entry {
        kind: Kind::Effect,
        latency: window_size,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["vocoder"],
            "the sound takes the shape of another, the modulator: a talking synthesizer; 24 bands",
            "out: saw 110 # vocoder (s \"ah oo\") * 0.5",
        ),
        ports: &[
            INPUT,
            Port::audio("modulator"),
            seconds("attack", 0.005),
            seconds("release", 0.03),
            WET,
        ],
        kind: Kind::Effect,
        create: |setting| Box::new(Both(VocoderNode(Vocoder::new(setting.sample_rate)))),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["freeze"],
            "holds the sound of a moment while hold is above 0.5",
            "out: saw \"110 220\" # freeze \"0 1\" * 0.2",
        ),
        ports: &[INPUT, amount("hold", 1.0), WET],
        create: |setting| Windowed::node(setting, Freeze::new),
        ..windowed()
    },
    Entry {
        heading: Heading::new(
            &["smear"],
            "smears the spectrum over its neighbours: tones become breath",
            "out: saw \"110 220\" # smear 0.4 * 0.2",
        ),
        ports: &[INPUT, amount("amount", 0.5), WET],
        create: |setting| Windowed::node(setting, |bins| Smear(Copy::new(bins))),
        ..windowed()
    },
    Entry {
        heading: Heading::new(
            &["scramble"],
            "puts so many parts of the spectrum in the places of others, at most `width` of it away",
            "out: s \"arpy*4\" # scramble 0.5 0.1",
        ),
        ports: &[INPUT, amount("amount", 0.5), amount("width", 0.1), WET],
        create: |setting| Windowed::node(setting, |bins| Scramble(Copy::new(bins))),
        ..windowed()
    },
    Entry {
        heading: Heading::new(
            &["binshift"],
            "shifts the spectrum by so many Hz, window by window: rougher than fshift",
            "out: saw 110 # binshift 200 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("shift", Units::Hertz, -96_000.0, 96_000.0, 0.0).required(),
            WET,
        ],
        create: |setting| {
            let rate = setting.sample_rate as f32;
            Windowed::node(setting, |bins| Shift {
                copy: Copy::new(bins),
                phase: 0,
                per_hertz: 2.0 * (bins - 1) as f32 / rate,
                hop: 0.25,
            })
        },
        ..windowed()
    },
    Entry {
        heading: Heading::new(
            &["spectralgate"],
            "lets through only those parts of the spectrum that are louder than the threshold; the others fall to the floor",
            "out: s \"break\" # spectralgate (-35)",
        ),
        ports: &[
            INPUT,
            level("threshold", -40.0),
            level("floor", -200.0),
            WET,
        ],
        create: |setting| Windowed::node(setting, Gate::new),
        ..windowed()
    },
];
