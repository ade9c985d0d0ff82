//! Filters.

use super::{Entry, Kind, Port, Units};
use crate::dsp::ladder::{self, Ladder};
use crate::dsp::svf::{Coefficients, Response, StateVariable};
use crate::engine::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};

/// State-variable filter of 12 or 24 dB an octave: one or two in a row.
struct Filter {
    response: Response,
    states: [[StateVariable; 2]; 2],
    stages: usize,
    /// One over the sample rate.
    period: f32,
    /// The latest cutoff and quality of each channel, and the coefficients made from them.
    known: [(f32, f32, Coefficients); 2],
}

impl Filter {
    fn make(response: Response, stages: usize, setting: &Setting) -> Box<dyn Node> {
        Box::new(Self {
            response,
            states: Default::default(),
            stages,
            period: (1.0 / setting.sample_rate) as f32,
            known: [(f32::NAN, f32::NAN, Coefficients::default()); 2],
        })
    }
}

impl Node for Filter {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let input = inputs.channel(0, channel);
            let cutoffs = inputs.channel(1, channel);
            let qs = inputs.channel(2, channel);
            let (mut cutoff, mut q, mut c) = self.known[channel];
            let samples = output.channel(channel);
            samples.copy_from_slice(input);
            for state in &mut self.states[channel][..self.stages] {
                for ((y, new_cutoff), new_q) in samples.iter_mut().zip(cutoffs).zip(qs) {
                    if *new_cutoff != cutoff || *new_q != q {
                        (cutoff, q) = (*new_cutoff, *new_q);
                        c = Coefficients::new(cutoff * self.period, q);
                    }
                    let x = *y;
                    *y = self.response.of(state.next(x, &c), x, &c);
                }
            }
            self.known[channel] = (cutoff, q, c);
        }
    }

    fn reset(&mut self) {
        self.states = Default::default();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// The ladder.
struct LadderFilter {
    states: [Ladder; 2],
    period: f32,
    known: [(f32, f32, ladder::Coefficients); 2],
}

impl Node for LadderFilter {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let input = inputs.channel(0, channel);
            let cutoffs = inputs.channel(1, channel);
            let resonances = inputs.channel(2, channel);
            let (mut cutoff, mut resonance, mut c) = self.known[channel];
            let state = &mut self.states[channel];
            let samples = output.channel(channel).iter_mut();
            for (((y, x), new_cutoff), new_resonance) in
                samples.zip(input).zip(cutoffs).zip(resonances)
            {
                if *new_cutoff != cutoff || *new_resonance != resonance {
                    (cutoff, resonance) = (*new_cutoff, *new_resonance);
                    c = ladder::Coefficients::new(cutoff * self.period, resonance);
                }
                *y = state.next(*x, &c);
            }
            self.known[channel] = (cutoff, resonance, c);
        }
    }

    fn reset(&mut self) {
        self.states = Default::default();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// The sound that an effect works on.
pub(super) const INPUT: Port = Port::audio("input");
pub(super) const CUTOFF: Port =
    Port::audio_rate("cutoff", Units::Hertz, 1.0, 96_000.0, 1000.0).required();
pub(super) const Q: Port = Port::audio_rate("q", Units::None, 0.05, 1000.0, 0.7);
const CUTOFF_AND_Q: &[Port] = &[INPUT, CUTOFF, Q];

const fn filter() -> Entry {
    Entry {
        kind: Kind::Effect,
        ports: CUTOFF_AND_Q,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "lpf",
        aliases: &["cutoff", "ctf", "svf"],
        summary: "low-pass filter, 12 dB an octave above the cutoff; q 0.7 is flat, more resonates",
        example: "out: saw 110 # lpf (sine 0.5 * 500 + 800) 2 * 0.2",
        create: |setting| Filter::make(Response::Low, 1, setting),
        ..filter()
    },
    Entry {
        name: "hpf",
        aliases: &["hcutoff"],
        summary: "high-pass filter, 12 dB an octave below the cutoff",
        example: "out: s \"bd*4\" # hpf 300 0.9",
        create: |setting| Filter::make(Response::High, 1, setting),
        ..filter()
    },
    Entry {
        name: "bpf",
        aliases: &["bandf", "resonz"],
        summary: "band-pass filter, unity gain at the cutoff; q is the cutoff over the bandwidth",
        example: "out: white # bpf 1000 20 * 0.5",
        create: |setting| Filter::make(Response::Band, 1, setting),
        ..filter()
    },
    Entry {
        name: "notch",
        aliases: &["brf"],
        summary: "takes a narrow band out around the cutoff",
        example: "out: saw 110 # notch (sine 0.2 * 400 + 800) 2 * 0.2",
        create: |setting| Filter::make(Response::Notch, 1, setting),
        ..filter()
    },
    Entry {
        name: "lpf24",
        summary: "low-pass filter, 24 dB an octave: two of lpf in a row",
        example: "out: saw 55 # lpf24 600 1 * 0.3",
        create: |setting| Filter::make(Response::Low, 2, setting),
        ..filter()
    },
    Entry {
        name: "hpf24",
        summary: "high-pass filter, 24 dB an octave: two of hpf in a row",
        example: "out: white # hpf24 4000 * 0.2",
        create: |setting| Filter::make(Response::High, 2, setting),
        ..filter()
    },
    Entry {
        name: "ladder",
        aliases: &["moog"],
        summary: "four-pole ladder low-pass, 24 dB an octave; resonance 1 sings by itself",
        example: "out: saw 55 # ladder (sine 0.25 * 600 + 800) 0.8 * 0.4",
        ports: &[
            INPUT,
            CUTOFF,
            Port::audio_rate("resonance", Units::None, 0.0, 1.1, 0.0),
        ],
        create: |setting| {
            Box::new(LadderFilter {
                states: Default::default(),
                period: (1.0 / setting.sample_rate) as f32,
                known: [(f32::NAN, f32::NAN, Default::default()); 2],
            })
        },
        ..filter()
    },
];
