//! Filters.

use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::adapter::{Each, Processor, memory};
use crate::graph::nodes::{Entry, Kind, Port, Units};
use crate::heading::Heading;
use phonon_dsp::filters::equalizer::{Band, Section};
use phonon_dsp::filters::formant::{VOWEL_GLIDE, Vowel, VowelFilter};
use phonon_dsp::filters::ladder::{self, Ladder};
use phonon_dsp::filters::onepole::DcBlock;
use phonon_dsp::filters::svf::{Coefficients, Response, StateVariable};
use phonon_dsp::math::exponential::exp2;

/// What a filter computes: coefficients from its cutoff (as a fraction of the rate) and one more number, and the next
/// frame from them.
trait Design: Send {
    type Coefficients: Copy + Default + Send;
    type State: Copy + Default + Send;

    /// Computed only when a number changes.
    fn coefficients(cutoff: f32, other: f32) -> Self::Coefficients;

    /// One frame.
    fn next(state: &mut Self::State, x: f32, c: &Self::Coefficients) -> f32;
}

/// A filter in both channels. Ports: input, cutoff, one more number.
struct Filter<D: Design> {
    states: [D::State; 2],
    /// One over the sample rate.
    period: f32,
    /// The latest numbers of each channel, and the coefficients made from them.
    known: [(f32, f32, D::Coefficients); 2],
}

impl<D: Design + 'static> Filter<D> {
    fn node(setting: &Setting) -> Box<dyn Node> {
        Box::new(Self {
            states: Default::default(),
            period: (1.0 / setting.sample_rate) as f32,
            known: [(f32::NAN, f32::NAN, Default::default()); 2],
        })
    }

    fn tune(&mut self, channel: usize, cutoff: f32, other: f32) -> D::Coefficients {
        let known = &mut self.known[channel];
        if known.0 != cutoff || known.1 != other {
            *known = (cutoff, other, D::coefficients(cutoff * self.period, other));
        }
        known.2
    }

    fn channel(&mut self, channel: usize, inputs: &Inputs, output: &mut Output) {
        let input = inputs.channel(0, channel);
        let cutoffs = inputs.channel(1, channel);
        let others = inputs.channel(2, channel);
        let samples = output.channel(channel).iter_mut();
        for (((y, x), cutoff), other) in samples.zip(input).zip(cutoffs).zip(others) {
            let c = self.tune(channel, *cutoff, *other);
            *y = D::next(&mut self.states[channel], *x, &c);
        }
    }
}

impl<D: Design + 'static> Node for Filter<D> {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let steady = |port| inputs.constant(port);
        match (output.channels(), steady(1), steady(2)) {
            (2, Some(cutoff), Some(other)) => {
                let c = self.tune(0, cutoff, other);
                let (left, right) = (inputs.channel(0, 0), inputs.channel(0, 1));
                let (to_left, to_right) = output.both();
                // Copies on the stack may stay in registers from frame to frame; what lies behind `self` may not.
                let [mut first, mut second] = self.states;
                // Side by side: each has to wait for its own last frame, and the other fills the time.
                let from = left.iter().zip(right);
                for ((l, r), (x, y)) in to_left.iter_mut().zip(to_right).zip(from) {
                    *l = D::next(&mut first, *x, &c);
                    *r = D::next(&mut second, *y, &c);
                }
                self.states = [first, second];
            }
            (channels, ..) => {
                for channel in 0..channels {
                    self.channel(channel, inputs, output);
                }
            }
        }
    }

    fn reset(&mut self) {
        self.states = Default::default();
    }

    fn tail(&self) -> Tail {
        RINGS
    }
}

macro_rules! two_poles {
    ($($name:ident $response:ident),*) => {
        $(/// State-variable filter, 12 dB an octave; the number is q.
        struct $name;

        impl Design for $name {
            type Coefficients = Coefficients;
            type State = StateVariable;

            fn coefficients(cutoff: f32, q: f32) -> Coefficients {
                Coefficients::new(cutoff, q)
            }

            #[inline(always)]
            fn next(state: &mut StateVariable, x: f32, c: &Coefficients) -> f32 {
                Response::$response.of(state.next(x, c), x, c)
            }
        })*
    };
}

two_poles!(LowPass Low, HighPass High, BandPass Band, Notch Notch, AllPass AllPass);

/// Qualities of the two halves of a Butterworth filter of four poles.
const BUTTERWORTH: [f32; 2] = [0.541_196_1, 1.306_563];

macro_rules! four_poles {
    ($($name:ident $response:ident),*) => {
        $(/// Two state-variable filters in a row, 24 dB an octave; the number is the resonance of the second.
        struct $name;

        impl Design for $name {
            type Coefficients = [Coefficients; 2];
            type State = [StateVariable; 2];

            fn coefficients(cutoff: f32, resonance: f32) -> [Coefficients; 2] {
                // The damping goes down to a hundredth at 1.1.
                let damping = 1.0 - 0.9 * resonance.max(0.0).min(1.1);
                [
                    Coefficients::new(cutoff, BUTTERWORTH[0]),
                    Coefficients::new(cutoff, BUTTERWORTH[1] / damping),
                ]
            }

            #[inline(always)]
            fn next(state: &mut [StateVariable; 2], x: f32, c: &[Coefficients; 2]) -> f32 {
                let response = Response::$response;
                let middle = response.of(state[0].next(x, &c[0]), x, &c[0]);
                response.of(state[1].next(middle, &c[1]), middle, &c[1])
            }
        })*
    };
}

four_poles!(SteepLowPass Low, SteepHighPass High);

/// The ladder; the number is the resonance.
struct LadderLowPass;

impl Design for LadderLowPass {
    type Coefficients = ladder::Coefficients;
    type State = Ladder;

    fn coefficients(cutoff: f32, resonance: f32) -> ladder::Coefficients {
        ladder::Coefficients::new(cutoff, resonance)
    }

    #[inline(always)]
    fn next(state: &mut Ladder, x: f32, c: &ladder::Coefficients) -> f32 {
        state.next(x, c)
    }
}

/// Seconds in which a mouth, and what it follows, each cover 63% of their way: in some 70 ms it is there, as in speech.
const MOUTH: f64 = 0.033;

/// A mouth that moves from vowel to vowel. Ports: input, vowel, resonance.
#[derive(Clone)]
struct MovingMouth {
    filter: VowelFilter,
    /// The latest place of the mouth, and what it follows; `None` before the first.
    known: Option<[Mouth; 2]>,
    /// How much of its way it goes each time.
    part: f64,
    sample_rate: f64,
}

/// How a mouth stands: its formants, and their resonance.
#[derive(Clone, Copy, PartialEq)]
struct Mouth(Vowel, f64);

impl Mouth {
    /// A part (0..1) of the way to `other`, all of it where that is near.
    fn towards(&self, other: &Self, part: f64) -> Self {
        if self.0.distance(&other.0) < 0.01 && (self.1 - other.1).abs() < 1e-4 {
            return *other;
        }
        let resonance = self.1 + (other.1 - self.1) * part;
        Self(self.0.towards(&other.0, part), resonance)
    }
}

impl MovingMouth {
    fn node(setting: &Setting) -> Box<dyn Node> {
        let mouth = Self {
            filter: VowelFilter::new(&Vowel::between(0.0), 0.5, setting.sample_rate),
            known: None,
            part: 1.0 - (-(VOWEL_GLIDE as f64) / (MOUTH * setting.sample_rate)).exp(),
            sample_rate: setting.sample_rate,
        };
        Box::new(Each::new(vec![mouth; setting.channels]))
    }
}

impl Processor<3> for MovingMouth {
    fn next(&mut self, frame: u64, [x, vowel, resonance]: [f32; 3]) -> f32 {
        // Coefficients cost much and a mouth moves slowly: every so often it goes a part of its way, straight from where it
        // is. What it follows goes so too, and so it neither leaps nor starts with a jerk.
        if self.known.is_none() || frame.is_multiple_of(VOWEL_GLIDE) {
            let resonance = resonance.max(0.0).min(1.0);
            let wanted = Mouth(Vowel::between(vowel), f64::from(resonance));
            let [before, followed] = self.known.unwrap_or([wanted; 2]);
            let followed = followed.towards(&wanted, self.part);
            let now = before.towards(&followed, self.part);
            let Mouth(vowel, resonance) = &now;
            match self.known {
                None => self.filter.set(vowel, *resonance, self.sample_rate),
                Some([before, _]) if before == now => {}
                Some(_) => self.filter.glide(vowel, *resonance, self.sample_rate),
            }
            self.known = Some([now, followed]);
        }
        self.filter.next(x)
    }

    fn reset(&mut self) {
        self.filter.reset();
        self.known = None;
    }

    fn tail(&self) -> Tail {
        RINGS
    }
}

/// What rings only within itself may sleep as soon as it is silent.
const RINGS: Tail = Tail::Frames(64);

/// An equaliser's section. Ports: input, frequency, gain, q.
fn section(band: Band, setting: &Setting) -> Box<dyn Node> {
    let section = Section::new(band, setting.sample_rate);
    memory(RINGS, section, |section, ports: [f32; 4]| {
        let [x, frequency, gain, q] = ports;
        section.next(x, frequency, gain, q)
    })
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

/// In the order of [`Vowel::between`].
const VOWELS: &[&str] = &["a", "e", "i", "o", "u"];
const FORMANT_RESONANCE: Port = Port::audio_rate("resonance", Units::None, 0.0, 1.0, 0.5);

const fn filter() -> Entry {
    Entry {
        kind: Kind::Effect,
        ports: CUTOFF_AND_Q,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["lpf", "cutoff", "ctf"],
            "low-pass filter, 12 dB an octave above the cutoff; q 0.7 is flat, more resonates",
            "out: saw 110 # lpf (sine 0.5 * 500 + 800) 2 * 0.2",
        ),
        create: Filter::<LowPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["hpf", "hcutoff"],
            "high-pass filter, 12 dB an octave below the cutoff",
            "out: s \"bd*4\" # hpf 300 0.9",
        ),
        create: Filter::<HighPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["bpf", "bandf", "resonz"],
            "band-pass filter, unity gain at the cutoff; q is the cutoff over the bandwidth",
            "out: white # bpf 1000 20 * 0.5",
        ),
        create: Filter::<BandPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["notch", "brf"],
            "takes a narrow band out around the cutoff",
            "out: saw 110 # notch (sine 0.2 * 400 + 800) 2 * 0.2",
        ),
        create: Filter::<Notch>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["lpf24"],
            "low-pass filter, 24 dB an octave; resonance 0 is flat, 1 rings long",
            "out: saw 55 # lpf24 600 0.8 * 0.3",
        ),
        ports: CUTOFF_AND_RESONANCE,
        create: Filter::<SteepLowPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["hpf24"],
            "high-pass filter, 24 dB an octave; resonance 0 is flat, 1 rings long",
            "out: white # hpf24 4000 * 0.2",
        ),
        ports: CUTOFF_AND_RESONANCE,
        create: Filter::<SteepHighPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["svf"],
            "state-variable filter, 12 dB an octave; shape 0 low-pass, 0.5 band-pass, 1 high-pass, and all between",
            "out: saw 110 # svf 900 2 (sine 0.25 * 0.5 + 0.5) * 0.2",
        ),
        ports: &[
            INPUT,
            CUTOFF,
            Q,
            Port::audio_rate("shape", Units::None, 0.0, 1.0, 0.0),
        ],
        create: |setting| {
            let period = (1.0 / setting.sample_rate) as f32;
            // The state, and the latest numbers with the coefficients made from them.
            let known = (f32::NAN, f32::NAN, Coefficients::default());
            let fresh = (StateVariable::default(), known);
            memory(RINGS, fresh, move |(state, known), ports| {
                let [x, cutoff, q, shape]: [f32; 4] = ports;
                if (known.0, known.1) != (cutoff, q) {
                    *known = (cutoff, q, Coefficients::new(cutoff * period, q));
                }
                let out = state.next(x, &known.2);
                let way = shape.max(0.0).min(1.0) * 2.0 - 1.0;
                let band = out.band * known.2.damping() * (1.0 - way.abs());
                out.low * (-way).max(0.0) + band + out.high * way.max(0.0)
            })
        },
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["ladder", "moog"],
            "four-pole ladder low-pass, 24 dB an octave; resonance 1 sings by itself",
            "out: saw 55 # ladder (sine 0.25 * 600 + 800) 0.8 * 0.4",
        ),
        ports: CUTOFF_AND_RESONANCE,
        create: Filter::<LadderLowPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["allpass2"],
            "second-order allpass: turns the phase around the cutoff, leaves the level",
            "out: mix (saw 110) (saw 110 # allpass2 800 2) * 0.1",
        ),
        create: Filter::<AllPass>::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["peq"],
            "parametric equaliser: a bell of so many dB around a frequency",
            "out: s \"bd sn\" # peq 300 6 2",
        ),
        ports: FREQUENCY_GAIN_Q,
        create: |setting| section(Band::Bell, setting),
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["lowshelf"],
            "lifts or lowers all below a frequency by so many dB",
            "out: s \"bd sn\" # lowshelf 200 6",
        ),
        ports: FREQUENCY_GAIN_Q,
        create: |setting| section(Band::LowShelf, setting),
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["highshelf", "shelf"],
            "lifts or lowers all above a frequency by so many dB",
            "out: s \"bd sn\" # highshelf 4000 (-6)",
        ),
        ports: FREQUENCY_GAIN_Q,
        create: |setting| section(Band::HighShelf, setting),
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["eq"],
            "three bands, in dB: below 250 Hz, around 1 kHz, above 4 kHz",
            "out: s \"bd sn hh\" # eq 3 (-2) 4",
        ),
        ports: &[INPUT, gain("low"), gain("mid"), gain("high")],
        create: |setting| {
            let make = |band| Section::new(band, setting.sample_rate);
            let bands = [Band::LowShelf, Band::Bell, Band::HighShelf].map(make);
            memory(RINGS, bands, |bands, ports: [f32; 4]| {
                let [x, low, mid, high] = ports;
                let x = bands[0].next(x, 250.0, low, 0.7);
                let x = bands[1].next(x, 1000.0, mid, 0.7);
                bands[2].next(x, 4000.0, high, 0.7)
            })
        },
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["tilt"],
            "tilts the spectrum around 800 Hz: treble up and bass down by so many dB",
            "out: saw 110 # tilt 4 * 0.2",
        ),
        ports: &[INPUT, gain("gain")],
        create: |setting| {
            let make = |band| Section::new(band, setting.sample_rate);
            let bands = [Band::LowShelf, Band::HighShelf].map(make);
            memory(RINGS, bands, |bands, [x, gain]: [f32; 2]| {
                let x = bands[0].next(x, 800.0, -gain, 0.5);
                bands[1].next(x, 800.0, gain, 0.5)
            })
        },
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["dcblock"],
            "takes out what does not move",
            "out: (square 110 + 0.5) # dcblock * 0.2",
        ),
        ports: &[INPUT],
        create: |setting| {
            let block = DcBlock::new(5.0, setting.sample_rate);
            memory(RINGS, block, |block, [x]: [f32; 1]| block.next(x))
        },
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["vowel"],
            "formants of a sung vowel (a e i o u); the mouth moves to the next one in about 70 ms",
            "out: saw 110 # vowel \"<a i> o\" * 0.2",
        ),
        ports: &[INPUT, Port::word("vowel", VOWELS), FORMANT_RESONANCE],
        create: MovingMouth::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["formant"],
            "formants that move from vowel to vowel: 0 a, 1 e, 2 i, 3 o, 4 u",
            "out: saw 110 # formant (sine 0.3 * 2 + 2) * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("vowel", Units::None, 0.0, 4.0, 0.0),
            FORMANT_RESONANCE,
        ],
        create: MovingMouth::node,
        ..filter()
    },
    Entry {
        heading: Heading::new(
            &["djf"],
            "one knob: below 0.5 a low-pass that closes, above a high-pass that opens",
            "out: s \"bd sn hh cp\" # djf (sine 0.25 * 0.3 + 0.5)",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("position", Units::None, 0.0, 1.0, 0.5).required(),
        ],
        create: |setting| {
            let period = (1.0 / setting.sample_rate) as f32;
            let known = (f32::NAN, Coefficients::default());
            let fresh = (StateVariable::default(), known);
            memory(RINGS, fresh, move |(state, known), ports| {
                let [x, position]: [f32; 2] = ports;
                let position = position.max(0.0).min(1.0);
                let low = position < 0.5;
                if known.0 != position {
                    // 20 Hz to 10 kHz, exponentially, over each half.
                    let way = if low { position } else { position - 0.5 } * 2.0;
                    let cutoff = 20.0 * exp2(way * 500.0_f32.log2());
                    *known = (position, Coefficients::new(cutoff * period, 1.0));
                }
                let out = state.next(x, &known.1);
                if low { out.low } else { out.high }
            })
        },
        ..filter()
    },
];
