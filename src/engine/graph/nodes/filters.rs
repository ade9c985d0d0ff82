//! Filters.

use super::adapter::{Each, Processor};
use super::{Entry, Kind, Port, Units};
use crate::dsp::equalizer::{Band, Section};
use crate::dsp::formant::{Vowel, VowelFilter};
use crate::dsp::ladder::{self, Ladder};
use crate::dsp::onepole::DcBlock;
use crate::dsp::svf::{Coefficients, Response, StateVariable};
use crate::engine::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};

/// State-variable filter, 12 dB an octave.
struct Filter {
    response: Response,
    states: [StateVariable; 2],
    /// One over the sample rate.
    period: f32,
    /// The latest cutoff and quality of each channel, and the coefficients made from them.
    known: [(f32, f32, Coefficients); 2],
}

impl Filter {
    fn make(response: Response, setting: &Setting) -> Box<dyn Node> {
        Box::new(Self {
            response,
            states: Default::default(),
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
            let state = &mut self.states[channel];
            let samples = output.channel(channel).iter_mut();
            for (((y, x), new_cutoff), new_q) in samples.zip(input).zip(cutoffs).zip(qs) {
                if *new_cutoff != cutoff || *new_q != q {
                    (cutoff, q) = (*new_cutoff, *new_q);
                    c = Coefficients::new(cutoff * self.period, q);
                }
                *y = self.response.of(state.next(*x, &c), *x, &c);
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

/// Four poles: two state-variable filters in a row, of which the second resonates.
struct Steep {
    response: Response,
    states: [[StateVariable; 2]; 2],
    period: f32,
    /// The latest cutoff and resonance of each channel, and the coefficients made from them.
    known: [(f32, f32, [Coefficients; 2]); 2],
}

/// Qualities of the two halves of a Butterworth filter of four poles.
const BUTTERWORTH: [f32; 2] = [0.541_196_1, 1.306_563];

impl Steep {
    fn make(response: Response, setting: &Setting) -> Box<dyn Node> {
        Box::new(Self {
            response,
            states: Default::default(),
            period: (1.0 / setting.sample_rate) as f32,
            known: [(f32::NAN, f32::NAN, Default::default()); 2],
        })
    }

    /// For a cutoff as a fraction of the rate. The damping of the second half goes down to a hundredth at 1.1.
    fn coefficients(cutoff: f32, resonance: f32) -> [Coefficients; 2] {
        let damping = 1.0 - 0.9 * resonance.max(0.0).min(1.1);
        [
            Coefficients::new(cutoff, BUTTERWORTH[0]),
            Coefficients::new(cutoff, BUTTERWORTH[1] / damping),
        ]
    }
}

impl Node for Steep {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let input = inputs.channel(0, channel);
            let cutoffs = inputs.channel(1, channel);
            let resonances = inputs.channel(2, channel);
            let (mut cutoff, mut resonance, mut c) = self.known[channel];
            let [first, second] = &mut self.states[channel];
            let samples = output.channel(channel).iter_mut();
            for (((y, x), new_cutoff), new_resonance) in
                samples.zip(input).zip(cutoffs).zip(resonances)
            {
                if *new_cutoff != cutoff || *new_resonance != resonance {
                    (cutoff, resonance) = (*new_cutoff, *new_resonance);
                    c = Self::coefficients(cutoff * self.period, resonance);
                }
                let middle = self.response.of(first.next(*x, &c[0]), *x, &c[0]);
                *y = self.response.of(second.next(middle, &c[1]), middle, &c[1]);
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

/// From low-pass over band-pass to high-pass. Ports: input, cutoff, q, shape.
#[derive(Clone)]
struct Morph {
    state: StateVariable,
    known: (f32, f32, Coefficients),
    period: f32,
}

impl Processor<4> for Morph {
    fn next(&mut self, _: u64, [x, cutoff, q, shape]: [f32; 4]) -> f32 {
        if (self.known.0, self.known.1) != (cutoff, q) {
            self.known = (cutoff, q, Coefficients::new(cutoff * self.period, q));
        }
        let c = &self.known.2;
        let out = self.state.next(x, c);
        let way = shape.max(0.0).min(1.0) * 2.0 - 1.0;
        let band = out.band * c.damping() * (1.0 - way.abs());
        out.low * (-way).max(0.0) + band + out.high * way.max(0.0)
    }

    fn reset(&mut self) {
        self.state.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// A mouth that moves from vowel to vowel. Ports: input, vowel, resonance.
#[derive(Clone)]
struct MovingMouth {
    filter: VowelFilter,
    known: (f32, f32),
    sample_rate: f64,
}

impl Processor<3> for MovingMouth {
    fn next(&mut self, frame: u64, [x, vowel, resonance]: [f32; 3]) -> f32 {
        // Coefficients cost much and a mouth moves slowly: 16 frames are soon enough.
        if frame.is_multiple_of(16) && self.known != (vowel, resonance) {
            self.known = (vowel, resonance);
            let resonance = f64::from(resonance);
            self.filter
                .set(&Vowel::between(vowel), resonance, self.sample_rate);
        }
        self.filter.next(x)
    }

    fn reset(&mut self) {
        self.filter.reset();
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

/// Ports: input, frequency, gain, q.
#[derive(Clone)]
struct Bell(Section);

impl Processor<4> for Bell {
    fn next(&mut self, _: u64, [x, frequency, gain, q]: [f32; 4]) -> f32 {
        self.0.next(x, frequency, gain, q)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// Low shelf at 250 Hz, bell at 1 kHz, high shelf at 4 kHz. Ports: input, low, mid, high.
#[derive(Clone)]
struct ThreeBands([Section; 3]);

impl Processor<4> for ThreeBands {
    fn next(&mut self, _: u64, [x, low, mid, high]: [f32; 4]) -> f32 {
        let x = self.0[0].next(x, 250.0, low, 0.7);
        let x = self.0[1].next(x, 1000.0, mid, 0.7);
        self.0[2].next(x, 4000.0, high, 0.7)
    }

    fn reset(&mut self) {
        self.0.iter_mut().for_each(Section::reset);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// Tilts around 800 Hz. Ports: input, gain: treble up by it, bass down by as much.
#[derive(Clone)]
struct Tilt([Section; 2]);

impl Processor<2> for Tilt {
    fn next(&mut self, _: u64, [x, gain]: [f32; 2]) -> f32 {
        let x = self.0[0].next(x, 800.0, -gain, 0.5);
        self.0[1].next(x, 800.0, gain, 0.5)
    }

    fn reset(&mut self) {
        self.0.iter_mut().for_each(Section::reset);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// Port: input.
#[derive(Clone)]
struct Block(DcBlock);

impl Processor<1> for Block {
    fn next(&mut self, _: u64, [x]: [f32; 1]) -> f32 {
        self.0.next(x)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// Port: input.
#[derive(Clone)]
struct Mouth(VowelFilter);

impl Processor<1> for Mouth {
    fn next(&mut self, _: u64, [x]: [f32; 1]) -> f32 {
        self.0.next(x)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

/// One knob: below 0.5 a low-pass, above a high-pass, in the middle nothing. Ports: input, position.
#[derive(Clone)]
struct Dj {
    state: StateVariable,
    known: (f32, Coefficients),
    period: f32,
}

impl Processor<2> for Dj {
    fn next(&mut self, _: u64, [x, position]: [f32; 2]) -> f32 {
        let position = position.max(0.0).min(1.0);
        let low = position < 0.5;
        if self.known.0 != position {
            // 20 Hz to 10 kHz, exponentially, over each half.
            let way = if low { position } else { position - 0.5 } * 2.0;
            let cutoff = 20.0 * 500.0_f32.powf(way);
            self.known = (position, Coefficients::new(cutoff * self.period, 1.0));
        }
        let out = self.state.next(x, &self.known.1);
        if low { out.low } else { out.high }
    }

    fn reset(&mut self) {
        self.state.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(64)
    }
}

fn shelf(band: Band, setting: &Setting) -> Box<dyn Node> {
    let section = Section::new(band, setting.sample_rate);
    Box::new(Each(vec![Bell(section); setting.channels]))
}

const fn gain(name: &'static str) -> Port {
    Port::audio_rate(name, Units::Decibels, -60.0, 60.0, 0.0)
}

const FREQUENCY_GAIN_Q: &[Port] = &[
    INPUT,
    Port::audio_rate("freq", Units::Hertz, 1.0, 96_000.0, 1000.0).required(),
    gain("gain"),
    Port::audio_rate("q", Units::None, 0.05, 100.0, 0.7),
];

/// The sound that an effect works on.
pub(super) const INPUT: Port = Port::audio("input");
pub(super) const CUTOFF: Port =
    Port::audio_rate("cutoff", Units::Hertz, 1.0, 96_000.0, 1000.0).required();
pub(super) const Q: Port = Port::audio_rate("q", Units::None, 0.05, 1000.0, 0.7);
const CUTOFF_AND_Q: &[Port] = &[INPUT, CUTOFF, Q];
const CUTOFF_AND_RESONANCE: &[Port] = &[
    INPUT,
    CUTOFF,
    Port::audio_rate("resonance", Units::None, 0.0, 1.1, 0.0),
];

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
        aliases: &["cutoff", "ctf"],
        summary: "low-pass filter, 12 dB an octave above the cutoff; q 0.7 is flat, more resonates",
        example: "out: saw 110 # lpf (sine 0.5 * 500 + 800) 2 * 0.2",
        create: |setting| Filter::make(Response::Low, setting),
        ..filter()
    },
    Entry {
        name: "hpf",
        aliases: &["hcutoff"],
        summary: "high-pass filter, 12 dB an octave below the cutoff",
        example: "out: s \"bd*4\" # hpf 300 0.9",
        create: |setting| Filter::make(Response::High, setting),
        ..filter()
    },
    Entry {
        name: "bpf",
        aliases: &["bandf", "resonz"],
        summary: "band-pass filter, unity gain at the cutoff; q is the cutoff over the bandwidth",
        example: "out: white # bpf 1000 20 * 0.5",
        create: |setting| Filter::make(Response::Band, setting),
        ..filter()
    },
    Entry {
        name: "notch",
        aliases: &["brf"],
        summary: "takes a narrow band out around the cutoff",
        example: "out: saw 110 # notch (sine 0.2 * 400 + 800) 2 * 0.2",
        create: |setting| Filter::make(Response::Notch, setting),
        ..filter()
    },
    Entry {
        name: "lpf24",
        summary: "low-pass filter, 24 dB an octave; resonance 0 is flat, 1 rings long",
        example: "out: saw 55 # lpf24 600 0.8 * 0.3",
        ports: CUTOFF_AND_RESONANCE,
        create: |setting| Steep::make(Response::Low, setting),
        ..filter()
    },
    Entry {
        name: "hpf24",
        summary: "high-pass filter, 24 dB an octave; resonance 0 is flat, 1 rings long",
        example: "out: white # hpf24 4000 * 0.2",
        ports: CUTOFF_AND_RESONANCE,
        create: |setting| Steep::make(Response::High, setting),
        ..filter()
    },
    Entry {
        name: "svf",
        summary: "state-variable filter, 12 dB an octave; shape 0 low-pass, 0.5 band-pass, 1 high-pass, and all between",
        example: "out: saw 110 # svf 900 2 (sine 0.25 * 0.5 + 0.5) * 0.2",
        ports: &[
            INPUT,
            CUTOFF,
            Q,
            Port::audio_rate("shape", Units::None, 0.0, 1.0, 0.0),
        ],
        create: |setting| {
            let morph = Morph {
                state: StateVariable::default(),
                known: (f32::NAN, f32::NAN, Coefficients::default()),
                period: (1.0 / setting.sample_rate) as f32,
            };
            Box::new(Each(vec![morph; setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "ladder",
        aliases: &["moog"],
        summary: "four-pole ladder low-pass, 24 dB an octave; resonance 1 sings by itself",
        example: "out: saw 55 # ladder (sine 0.25 * 600 + 800) 0.8 * 0.4",
        ports: CUTOFF_AND_RESONANCE,
        create: |setting| {
            Box::new(LadderFilter {
                states: Default::default(),
                period: (1.0 / setting.sample_rate) as f32,
                known: [(f32::NAN, f32::NAN, Default::default()); 2],
            })
        },
        ..filter()
    },
    Entry {
        name: "allpass2",
        summary: "second-order allpass: turns the phase around the cutoff, leaves the level",
        example: "out: mix (saw 110) (saw 110 # allpass2 800 2) * 0.1",
        create: |setting| Filter::make(Response::AllPass, setting),
        ..filter()
    },
    Entry {
        name: "peq",
        summary: "parametric equaliser: a bell of so many dB around a frequency",
        example: "out: s \"bd sn\" # peq 300 6 2",
        ports: FREQUENCY_GAIN_Q,
        create: |setting| shelf(Band::Bell, setting),
        ..filter()
    },
    Entry {
        name: "lowshelf",
        summary: "lifts or lowers all below a frequency by so many dB",
        example: "out: s \"bd sn\" # lowshelf 200 6",
        ports: FREQUENCY_GAIN_Q,
        create: |setting| shelf(Band::LowShelf, setting),
        ..filter()
    },
    Entry {
        name: "highshelf",
        aliases: &["shelf"],
        summary: "lifts or lowers all above a frequency by so many dB",
        example: "out: s \"bd sn\" # highshelf 4000 (-6)",
        ports: FREQUENCY_GAIN_Q,
        create: |setting| shelf(Band::HighShelf, setting),
        ..filter()
    },
    Entry {
        name: "eq",
        summary: "three bands, in dB: below 250 Hz, around 1 kHz, above 4 kHz",
        example: "out: s \"bd sn hh\" # eq 3 (-2) 4",
        ports: &[INPUT, gain("low"), gain("mid"), gain("high")],
        create: |setting| {
            let make = |band| Section::new(band, setting.sample_rate);
            let bands = [Band::LowShelf, Band::Bell, Band::HighShelf].map(make);
            Box::new(Each(vec![ThreeBands(bands); setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "tilt",
        summary: "tilts the spectrum around 800 Hz: treble up and bass down by so many dB",
        example: "out: s \"bd sn hh\" # tilt 4",
        ports: &[INPUT, gain("gain")],
        create: |setting| {
            let make = |band| Section::new(band, setting.sample_rate);
            let bands = [Band::LowShelf, Band::HighShelf].map(make);
            Box::new(Each(vec![Tilt(bands); setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "dcblock",
        summary: "takes out what does not move",
        example: "out: (square 110 + 0.5) # dcblock * 0.2",
        ports: &[INPUT],
        create: |setting| {
            let block = DcBlock::new(5.0, setting.sample_rate);
            Box::new(Each(vec![Block(block); setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "vowel",
        summary: "formants of a sung vowel: a e i o u",
        example: "out: saw 110 # vowel \"a\" * 0.2",
        ports: &[INPUT, Port::text("vowel")],
        create: |setting| {
            let letter = setting.texts.first().and_then(|text| text.chars().next());
            let vowel = letter.and_then(Vowel::named).or(Vowel::named('a'));
            let vowel = vowel.expect("a is a vowel");
            let filter = VowelFilter::new(&vowel, 0.5, setting.sample_rate);
            Box::new(Each(vec![Mouth(filter); setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "formant",
        summary: "formants that move from vowel to vowel: 0 a, 1 e, 2 i, 3 o, 4 u",
        example: "out: saw 110 # formant (sine 0.3 * 2 + 2) * 0.2",
        ports: &[
            INPUT,
            Port::audio_rate("vowel", Units::None, 0.0, 4.0, 0.0),
            Port::audio_rate("resonance", Units::None, 0.0, 1.0, 0.5),
        ],
        create: |setting| {
            let mouth = MovingMouth {
                filter: VowelFilter::new(&Vowel::between(0.0), 0.5, setting.sample_rate),
                known: (f32::NAN, f32::NAN),
                sample_rate: setting.sample_rate,
            };
            Box::new(Each(vec![mouth; setting.channels]))
        },
        ..filter()
    },
    Entry {
        name: "djf",
        summary: "one knob: below 0.5 a low-pass that closes, above a high-pass that opens",
        example: "out: s \"bd sn hh cp\" # djf (sine 0.25 * 0.3 + 0.5)",
        ports: &[
            INPUT,
            Port::audio_rate("position", Units::None, 0.0, 1.0, 0.5).required(),
        ],
        create: |setting| {
            let dj = Dj {
                state: StateVariable::default(),
                known: (f32::NAN, Coefficients::default()),
                period: (1.0 / setting.sample_rate) as f32,
            };
            Box::new(Each(vec![dj; setting.channels]))
        },
        ..filter()
    },
];
