//! Level and place: gain, pan, mix.

use crate::graph::node::{Inputs, Node, Output, Segment, Tail};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::control::pan::equal_power;

struct Gain;

impl Node for Gain {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let samples = output.channel(channel).iter_mut();
            let samples = samples.zip(inputs.channel(0, channel));
            if let Some(gain) = inputs.constant(1) {
                samples.for_each(|(y, x)| *y = x * gain);
            } else {
                let gains = inputs.channel(1, channel);
                samples.zip(gains).for_each(|((y, x), gain)| *y = x * gain);
            }
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// Equal-power panning; the two channels of a stereo input are balanced, not summed.
struct Pan {
    /// The latest position and its gains.
    known: (f32, (f32, f32)),
}

impl Node for Pan {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let (left, right) = (inputs.channel(0, 0), inputs.channel(0, 1));
        let positions = inputs.channel(1, 0);
        let (mut position, mut gains) = self.known;
        let (out_left, out_right) = output.both();
        for index in 0..out_left.len() {
            if positions[index] != position {
                position = positions[index];
                gains = equal_power(position);
            }
            out_left[index] = left[index] * gains.0;
            out_right[index] = right[index] * gains.1;
        }
        self.known = (position, gains);
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// The sum of all inputs.
struct Mix;

impl Node for Mix {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let samples = output.channel(channel);
            samples.fill(0.0);
            for port in 0..inputs.ports() {
                for (y, x) in samples.iter_mut().zip(inputs.channel(port, channel)) {
                    *y += x;
                }
            }
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// One of the inputs, by number; ports: `first` is the place of the number, the rest are the inputs.
struct Select {
    number: usize,
}

impl Node for Select {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let count = inputs.ports() - 1;
        for channel in 0..output.channels() {
            let numbers = inputs.channel(self.number, channel);
            let samples = output.channel(channel);
            if count == 0 {
                samples.fill(0.0);
                continue;
            }
            for (index, (y, number)) in samples.iter_mut().zip(numbers).enumerate() {
                // Beyond the last it begins anew, as in Tidal's `select` over a longer list.
                let chosen = (*number as i64).rem_euclid(count as i64) as usize;
                let port = chosen + usize::from(chosen >= self.number);
                *y = inputs.channel(port, channel)[index];
            }
        }
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

const NUMBER: Port =
    Port::audio_rate("number", Units::None, f32::NEG_INFINITY, f32::INFINITY, 0.0).required();

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["gain", "amp"],
            "multiplies by a linear factor",
            "out: saw 110 # gain (sine 4 * 0.1 + 0.1)",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("gain", Units::None, f32::NEG_INFINITY, f32::INFINITY, 1.0).required(),
        ],
        create: |_| Box::new(Gain),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["pan"],
            "places between left (0) and right (1) with equal power; stereo is balanced",
            "out: saw 110 # pan (sine 0.5 * 0.5 + 0.5) * 0.2",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("position", Units::None, 0.0, 1.0, 0.5).required(),
        ],
        width: Width::Stereo,
        create: |_| {
            Box::new(Pan {
                known: (f32::NAN, (0.0, 0.0)),
            })
        },
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["mix"],
            "the sum of all its arguments",
            "out: mix (sine 220) (sine 275) (sine 330) * 0.1",
        ),
        kind: Kind::Arithmetic,
        ports: &[INPUT],
        variadic: true,
        create: |_| Box::new(Mix),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["mix"],
            "adds other sounds",
            "out: saw 110 # mix (sine 55) (square 220 * 0.2) * 0.1",
        ),
        kind: Kind::Effect,
        ports: &[INPUT, Port::audio("other")],
        variadic: true,
        create: |_| Box::new(Mix),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["select"],
            "one of the signals, by its number from 0; beyond the last it begins anew",
            "out: select \"0 1 2\" (saw 110) (square 110) (tri 110) * 0.2",
        ),
        kind: Kind::Control,
        ports: &[NUMBER, Port::audio("signal")],
        variadic: true,
        create: |_| Box::new(Select { number: 0 }),
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["select"],
            "the sound (0) or one of the others (1, 2 …), by number",
            "out: saw 110 # select \"0 1\" (square 110) * 0.2",
        ),
        kind: Kind::Effect,
        ports: &[INPUT, NUMBER, Port::audio("other")],
        variadic: true,
        create: |_| Box::new(Select { number: 1 }),
        ..Entry::DEFAULT
    },
];
