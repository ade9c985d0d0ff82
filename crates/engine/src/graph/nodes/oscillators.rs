//! Oscillators and noises.

use crate::graph::node::{Inputs, Node, Output, Segment, Setting};
use crate::graph::nodes::song::SongPhase;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::{Brown, Pink, Random};
use phonon_dsp::oscillators::phase::Increment;
use phonon_dsp::oscillators::wavetable::{SAW, SQUARE, TRIANGLE, Wavetable};

/// A pure sine.
struct Sine {
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Node for Sine {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let (frequencies, steady) = inputs.steady(0, channel);
            let written = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let phase = self.phases[channel].at(segment, written);
            let samples = output.channel(channel);
            if let Some(frequency) = steady {
                let increment = self.increment.of(frequency);
                let start = phase.0;
                // Each frame from the start, so that the frames may be computed side by side.
                for (index, y) in samples.iter_mut().enumerate() {
                    *y = sine(start.wrapping_add(increment.wrapping_mul(index as u32)));
                }
                phase.skip(increment, samples.len());
            } else {
                for (y, frequency) in samples.iter_mut().zip(frequencies) {
                    *y = sine(phase.next(self.increment.of(*frequency)));
                }
            }
        }
    }

    fn reset(&mut self) {
        self.phases = Default::default();
    }

    fn locate(&mut self) {
        self.phases.iter_mut().for_each(SongPhase::locate);
    }
}

/// A band-limited wave from a table.
struct Wave {
    table: &'static Wavetable,
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Wave {
    fn make(table: &'static Wavetable, setting: &Setting) -> Box<dyn Node> {
        Box::new(Self {
            table,
            phases: Default::default(),
            increment: Increment::new(setting.sample_rate),
        })
    }
}

impl Node for Wave {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let (frequencies, steady) = inputs.steady(0, channel);
            let written = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let phase = self.phases[channel].at(segment, written);
            let samples = output.channel(channel);
            if let Some(frequency) = steady {
                let increment = self.increment.of(frequency);
                let level = self.table.level(increment);
                for y in samples {
                    *y = self.table.read(level, phase.next(increment));
                }
            } else {
                for (y, frequency) in samples.iter_mut().zip(frequencies) {
                    let increment = self.increment.of(*frequency);
                    let level = self.table.level(increment);
                    *y = self.table.read(level, phase.next(increment));
                }
            }
        }
    }

    fn reset(&mut self) {
        self.phases = Default::default();
    }

    fn locate(&mut self) {
        self.phases.iter_mut().for_each(SongPhase::locate);
    }
}

/// Pulse of any width: two saws half a width apart, subtracted, so that it is as band-limited as they are.
struct Pulse {
    /// Fetched when the node is made: the first use builds the table, which takes its time.
    saw: &'static Wavetable,
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Node for Pulse {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let saw = self.saw;
        for channel in 0..output.channels() {
            let frequencies = inputs.channel(0, channel);
            let widths = inputs.channel(1, channel);
            let written = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let phase = self.phases[channel].at(segment, written);
            let samples = output.channel(channel);
            for ((y, frequency), width) in samples.iter_mut().zip(frequencies).zip(widths) {
                let increment = self.increment.of(*frequency);
                let level = saw.level(increment);
                let width = width.max(0.01).min(0.99);
                let now = phase.next(increment);
                let falling = now.wrapping_sub((width * 4_294_967_296.0) as u32);
                // High for the width, low for the rest; the saws' mean takes the offset out.
                *y = saw.read(level, falling) - saw.read(level, now);
                *y += 2.0 * width - 1.0;
            }
        }
    }

    fn reset(&mut self) {
        self.phases = Default::default();
    }

    fn locate(&mut self) {
        self.phases.iter_mut().for_each(SongPhase::locate);
    }
}

/// Noise: its first state, how it is filled with frames, and how it leaps over some.
struct Noise<S, F, L> {
    first: S,
    now: S,
    fill: F,
    leap: L,
}

impl<S, F, L> Noise<S, F, L>
where
    S: Clone + Send + 'static,
    F: Fn(&mut S, &mut [f32]) + Send + 'static,
    L: Fn(&mut S, u64) + Send + 'static,
{
    fn node(first: S, fill: F, leap: L) -> Box<dyn Node> {
        Box::new(Self {
            now: first.clone(),
            first,
            fill,
            leap,
        })
    }
}

impl<S, F, L> Node for Noise<S, F, L>
where
    S: Clone + Send,
    F: Fn(&mut S, &mut [f32]) + Send,
    L: Fn(&mut S, u64) + Send,
{
    fn process(&mut self, _: &Segment, _: &Inputs, output: &mut Output) {
        (self.fill)(&mut self.now, output.channel(0));
    }

    fn reset(&mut self) {
        self.now.clone_from(&self.first);
    }

    fn draw_from(&mut self, place: u64) {
        self.reset();
        (self.leap)(&mut self.now, place);
    }
}

/// Frequency of an oscillator: negative ones run backwards.
pub(super) const FREQUENCY: Port =
    Port::audio_rate("freq", Units::Hertz, -96_000.0, 96_000.0, 440.0).required();

const FREQUENCY_ONLY: &[Port] = &[FREQUENCY];

const fn oscillator() -> Entry {
    Entry {
        kind: Kind::Source,
        ports: FREQUENCY_ONLY,
        ..Entry::DEFAULT
    }
}

const fn noise() -> Entry {
    Entry {
        kind: Kind::Source,
        ports: &[],
        width: Width::Mono,
        unique: true,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["sine", "sin"],
            "sine oscillator, -1 to 1",
            "out: sine 440 * 0.2",
        ),
        create: |setting| {
            Box::new(Sine {
                phases: Default::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..oscillator()
    },
    Entry {
        heading: Heading::new(
            &["saw", "sawtooth"],
            "band-limited sawtooth oscillator, rising from -1 to 1",
            "out: saw \"55 82.5\" # lpf 800 * 0.2",
        ),
        create: |setting| Wave::make(&SAW, setting),
        ..oscillator()
    },
    Entry {
        heading: Heading::new(
            &["square", "sqr"],
            "band-limited square oscillator, 1 then -1",
            "out: square 110 # lpf 1200 * 0.2",
        ),
        create: |setting| Wave::make(&SQUARE, setting),
        ..oscillator()
    },
    Entry {
        heading: Heading::new(
            &["tri", "triangle"],
            "band-limited triangle oscillator",
            "out: tri \"220, 275, 330\" * 0.1",
        ),
        create: |setting| Wave::make(&TRIANGLE, setting),
        ..oscillator()
    },
    Entry {
        heading: Heading::new(
            &["pulse"],
            "band-limited pulse oscillator; width is the part of the period that is high",
            "out: pulse 110 0.2 * 0.2",
        ),
        ports: &[
            FREQUENCY,
            Port::audio_rate("width", Units::None, 0.01, 0.99, 0.5),
        ],
        create: |setting| {
            Box::new(Pulse {
                saw: &SAW,
                phases: Default::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..oscillator()
    },
    Entry {
        heading: Heading::new(
            &["white", "noise"],
            "white noise: all frequencies alike",
            "out: white # hpf 4000 * 0.1",
        ),
        create: |setting| {
            let random = Random::new(setting.seed);
            Noise::node(random, Random::fill_bipolar, Random::leap)
        },
        ..noise()
    },
    Entry {
        heading: Heading::new(
            &["pink"],
            "pink noise: 3 dB less with each octave",
            "out: pink # lpf 2000 * 0.3",
        ),
        create: |setting| {
            let pink = Pink::new(setting.seed, setting.sample_rate);
            Noise::node(pink, Pink::fill, Pink::leap)
        },
        ..noise()
    },
    Entry {
        heading: Heading::new(
            &["brown"],
            "brown noise: 6 dB less with each octave",
            "out: brown # hpf 40 * 0.5",
        ),
        create: |setting| {
            let brown = Brown::new(setting.seed, setting.sample_rate);
            Noise::node(brown, Brown::fill, Brown::leap)
        },
        ..noise()
    },
];
