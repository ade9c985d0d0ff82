//! Further sources: layered saws, impulses, strings, random signals.

use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::adapter::{Each, Gate, OnTrigger, Processor, Triggered};
use crate::graph::nodes::oscillators::FREQUENCY;
use crate::graph::nodes::song::{SongPhase, placed};
use crate::graph::nodes::texts::numbers;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width, Written};
use crate::heading::Heading;
use phonon_dsp::filters::comb::PluckedString;
use phonon_dsp::filters::formant::FormantWave;
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::{Crackle, Dust, Random, SlowNoise};
use phonon_dsp::oscillators::phase::{Increment, Phase};
use phonon_dsp::oscillators::reed::Reed;
use phonon_dsp::oscillators::wavetable::{self, SAW, Wavetable};

/// Most saws in a supersaw.
const MOST_SAWS: usize = 16;

/// Several saws beside each other. Ports: freq, detune, voices.
struct SuperSaw {
    /// Fetched when the node is made: the first use builds the table, which takes its time.
    saw: &'static Wavetable,
    seed: u64,
    phases: [Phase; MOST_SAWS],
    /// Whether the song went on from another place, which the phases have not followed yet.
    moved: bool,
    increment: Increment,
}

/// A saw of many: its pitch and place.
struct Voice {
    increment: u32,
    level: usize,
    left: f32,
    right: f32,
}

impl SuperSaw {
    /// Saws begin anywhere in their period, or they would all sound as one at first.
    fn scatter(&mut self) {
        let mut random = Random::new(self.seed);
        for phase in &mut self.phases {
            *phase = Phase(random.bits());
        }
    }

    fn count(voices: f32) -> usize {
        (voices.max(1.0) as usize).min(MOST_SAWS)
    }

    fn voice(&self, index: usize, count: usize, frequency: f32, detune: f32) -> Voice {
        let place = if count > 1 {
            2.0 * index as f32 / (count - 1) as f32 - 1.0
        } else {
            0.0
        };
        // Semitones to either side.
        let spread = detune.max(0.0).min(12.0);
        // 2^(x/12) to the second order: less than a cent off within a semitone.
        let bend = spread * place * (std::f32::consts::LN_2 / 12.0);
        let ratio = 1.0 + bend + 0.5 * bend * bend;
        let increment = self.increment.of(frequency * ratio);
        // Neighbours on opposite sides.
        let side = if index.is_multiple_of(2) {
            place
        } else {
            -place
        } * 0.5;
        let gain = std::f32::consts::SQRT_2 / (count as f32).sqrt();
        Voice {
            increment,
            level: self.saw.level(increment),
            left: (0.5 - side * 0.5) * gain,
            right: (0.5 + side * 0.5) * gain,
        }
    }
}

impl Node for SuperSaw {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        if std::mem::take(&mut self.moved) {
            self.scatter();
            let written = [0, 1, 2].map(|port| inputs.written(port));
            if let [Some(frequency), Some(detune), Some(count)] = written {
                let count = Self::count(count);
                for index in 0..count {
                    let increment = self.voice(index, count, frequency, detune).increment;
                    let first = self.phases[index];
                    self.phases[index] = placed(first, Some(increment), segment.song_frame());
                }
            }
        }
        let (frequencies, frequency) = inputs.steady(0, 0);
        let (detunes, detune) = inputs.steady(1, 0);
        let (voices, count) = inputs.steady(2, 0);
        let saw = self.saw;
        let (left, right) = output.both();
        left.fill(0.0);
        right.fill(0.0);
        if let (Some(frequency), Some(detune), Some(count)) = (frequency, detune, count) {
            let count = Self::count(count);
            for index in 0..count {
                let voice = self.voice(index, count, frequency, detune);
                let mut phase = self.phases[index];
                for (l, r) in left.iter_mut().zip(&mut *right) {
                    let y = saw.read(voice.level, phase.next(voice.increment));
                    *l += y * voice.left;
                    *r += y * voice.right;
                }
                self.phases[index] = phase;
            }
            return;
        }
        for frame in 0..left.len() {
            let count = Self::count(voices[frame]);
            for index in 0..count {
                let voice = self.voice(index, count, frequencies[frame], detunes[frame]);
                let y = saw.read(voice.level, self.phases[index].next(voice.increment));
                left[frame] += y * voice.left;
                right[frame] += y * voice.right;
            }
        }
    }

    fn reset(&mut self) {
        self.scatter();
        self.moved = false;
    }

    fn locate(&mut self) {
        self.moved = true;
    }
}

/// A wave drawn by a list of harmonics' levels, or of points.
struct Drawn {
    table: Wavetable,
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Node for Drawn {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let frequencies = inputs.channel(0, channel);
            let written = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let phase = self.phases[channel].at(segment, written);
            for (y, frequency) in output.channel(channel).iter_mut().zip(frequencies) {
                let increment = self.increment.of(*frequency);
                let level = self.table.level(increment);
                *y = self.table.read(level, phase.next(increment));
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

fn drawn(setting: &Setting, table: Wavetable) -> Box<dyn Node> {
    Box::new(Drawn {
        table,
        phases: Default::default(),
        increment: Increment::new(setting.sample_rate),
    })
}

/// Single impulses at a rate. Port: freq.
#[derive(Clone)]
struct Impulse {
    phase: Phase,
    increment: Increment,
    fresh: bool,
}

impl Processor<1> for Impulse {
    fn next(&mut self, _: u64, [frequency]: [f32; 1]) -> f32 {
        let before = self.phase.0;
        self.phase.next(self.increment.of(frequency.abs()));
        let wrapped = self.phase.0 < before;
        if std::mem::take(&mut self.fresh) || wrapped {
            1.0
        } else {
            0.0
        }
    }

    fn reset(&mut self) {
        self.phase = Phase::default();
        self.fresh = true;
    }

    fn place(&mut self, frame: u64, [frequency]: [Option<f32>; 1]) {
        let increment = frequency.map(|frequency| self.increment.of(frequency.abs()));
        self.phase = placed(Phase::default(), increment, frame);
        self.fresh = increment.is_none() || frame == 0;
    }
}

/// As many harmonics as asked for, equally loud, all below half the rate (Dirichlet kernel). Ports: freq, harmonics.
#[derive(Clone)]
struct Blip {
    phase: Phase,
    increment: Increment,
}

impl Processor<2> for Blip {
    fn next(&mut self, _: u64, [frequency, harmonics]: [f32; 2]) -> f32 {
        let increment = self.increment.of(frequency);
        let most = 0x7fff_ffff / increment.cast_signed().unsigned_abs().max(1);
        let count = (harmonics.max(1.0) as u32).min(most.max(1)).min(10_000);
        let phase = self.phase.next(increment);
        let half = sine(phase >> 1);
        if half.abs() < 1e-4 {
            return 1.0;
        }
        // sin((2n + 1)·φ/2) in 32-bit turns, which wrap by themselves.
        let upper = (u64::from(phase) * (2 * u64::from(count) + 1) / 2) as u32;
        (sine(upper) / half - 1.0) / (2.0 * count as f32)
    }

    fn reset(&mut self) {
        self.phase = Phase::default();
    }

    fn place(&mut self, frame: u64, [frequency, _]: [Option<f32>; 2]) {
        let increment = frequency.map(|frequency| self.increment.of(frequency));
        self.phase = placed(Phase::default(), increment, frame);
    }
}

/// The frequency is the trigger: each event of its pattern plucks. Port after it: damping.
struct Pluck(PluckedString);

impl Triggered<1> for Pluck {
    fn next(&mut self, gate: Gate, [damping]: [f32; 1]) -> f32 {
        if gate.onset {
            self.0.pluck(gate.value);
        }
        self.0.next(gate.value, damping, 0.0)
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

/// A string that its input drives. Ports: input, freq, damping.
struct Waveguide(PluckedString);

impl Processor<3> for Waveguide {
    fn next(&mut self, _: u64, [x, frequency, damping]: [f32; 3]) -> f32 {
        self.0.next(frequency, damping, x)
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

/// Ports: freq, formant, bandwidth.
#[derive(Clone)]
struct Formant(FormantWave);

impl Processor<3> for Formant {
    fn next(&mut self, _: u64, [frequency, formant, bandwidth]: [f32; 3]) -> f32 {
        self.0.next(frequency, formant, bandwidth)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn place(&mut self, frame: u64, [frequency, ..]: [Option<f32>; 3]) {
        self.0.place(frequency, frame);
    }
}

/// Ports: freq, breath.
struct Blown(Reed);

impl Processor<2> for Blown {
    fn next(&mut self, _: u64, [frequency, breath]: [f32; 2]) -> f32 {
        self.0.next(frequency, breath)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// A random signal with one number port: its first state, a step of it, and how it leaps over frames of which the number is
/// known or not.
#[derive(Clone)]
struct Chance<S> {
    first: S,
    now: S,
    step: fn(&mut S, f32) -> f32,
    leap: fn(&mut S, Option<f32>, u64),
}

impl<S: Clone + Send> Processor<1> for Chance<S> {
    fn next(&mut self, _: u64, [x]: [f32; 1]) -> f32 {
        (self.step)(&mut self.now, x)
    }

    fn reset(&mut self) {
        self.now.clone_from(&self.first);
    }

    fn place(&mut self, frame: u64, [x]: [Option<f32>; 1]) {
        self.reset();
        (self.leap)(&mut self.now, x, frame);
    }

    fn draw_from(&mut self, place: u64) {
        self.reset();
        (self.leap)(&mut self.now, None, place);
    }
}

fn chance<S: Clone + Send + 'static>(
    state: S,
    step: fn(&mut S, f32) -> f32,
    leap: fn(&mut S, Option<f32>, u64),
) -> Box<dyn Node> {
    Box::new(Each::new(vec![Chance {
        now: state.clone(),
        first: state,
        step,
        leap,
    }]))
}

const RATE: Port = Port::audio_rate("rate", Units::Hertz, 0.0, 20_000.0, 1.0).pace();
const DAMPING: Port = Port::audio_rate("damping", Units::None, 0.0, 1.0, 0.5);

const fn source() -> Entry {
    Entry {
        kind: Kind::Source,
        ..Entry::DEFAULT
    }
}

const fn random() -> Entry {
    Entry {
        kind: Kind::Source,
        width: Width::Mono,
        unique: true,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["supersaw"],
            "up to 16 saws side by side, detuned by so many semitones at most, spread in stereo",
            "out: supersaw 110 0.2 7 # lpf 2000 * 0.1",
        ),
        ports: &[
            FREQUENCY,
            Port::audio_rate("detune", Units::Semitones, 0.0, 12.0, 0.3),
            Port::audio_rate("voices", Units::None, 1.0, 16.0, 7.0),
        ],
        width: Width::Stereo,
        create: |setting| {
            let mut node = SuperSaw {
                saw: &SAW,
                seed: setting.seed,
                phases: Default::default(),
                moved: false,
                increment: Increment::new(setting.sample_rate),
            };
            node.scatter();
            Box::new(node)
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["additive"],
            "a wave with the given levels of its harmonics",
            "out: additive 110 \"1 0 0.5 0 0.25\" * 0.2",
        ),
        ports: &[FREQUENCY, Port::text("amps", Written::Numbers)],
        create: |setting| {
            let levels = numbers(setting, 0);
            let table = Wavetable::new(|h| {
                let level = levels.get(h - 1).copied().unwrap_or(0.0);
                (0.0, f64::from(level))
            });
            drawn(setting, table)
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["wavetable"],
            "a wave without aliases: by name (sine saw square tri organ glass voice), or drawn by the points of one period",
            "out: wavetable 110 \"0 1 0.5 -0.5 -1 0.3\" * 0.2",
        ),
        ports: &[FREQUENCY, Port::text("table", Written::Wave)],
        create: |setting| {
            let name = setting.texts.first().map_or("", |text| text.trim());
            let table = wavetable::named(name)
                .unwrap_or_else(|| Wavetable::from_period(&numbers(setting, 0)));
            drawn(setting, table)
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["impulse"],
            "single impulses, so many a second",
            "out: impulse 8 # bpf 1200 20 * 5",
        ),
        ports: &[FREQUENCY],
        create: |setting| {
            let impulse = Impulse {
                phase: Phase::default(),
                increment: Increment::new(setting.sample_rate),
                fresh: true,
            };
            Box::new(Each::new(vec![impulse; setting.channels]))
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["blip"],
            "band-limited impulses: so many harmonics, equally loud",
            "out: blip 110 (sine 0.3 * 10 + 12) * 0.3",
        ),
        ports: &[
            FREQUENCY,
            Port::audio_rate("harmonics", Units::None, 1.0, 10_000.0, 100.0),
        ],
        create: |setting| {
            let blip = Blip {
                phase: Phase::default(),
                increment: Increment::new(setting.sample_rate),
            };
            Box::new(Each::new(vec![blip; setting.channels]))
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["pluck"],
            "string, plucked with each event of its frequency; damping 0 rings for 10 s, 1 is a thud",
            "out: pluck \"220(3,8) 330\" 0.3 * 0.4",
        ),
        ports: &[FREQUENCY, DAMPING],
        width: Width::Mono,
        create: |setting| {
            let string = PluckedString::new(setting.seed, setting.sample_rate);
            Box::new(OnTrigger::new(Pluck(string)))
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["waveguide"],
            "a blown reed on a pipe; below a breath of about 0.4 it is silent",
            "out: waveguide \"220 330\" (sine 5 * 0.05 + 0.7) * 0.3",
        ),
        ports: &[
            FREQUENCY,
            Port::audio_rate("breath", Units::None, 0.0, 1.0, 0.7),
        ],
        create: |setting| {
            let make = |_| Blown(Reed::new(setting.sample_rate));
            Box::new(Each::new((0..setting.channels).map(make).collect()))
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["formant"],
            "a tone with one formant: a frequency (Hz) around which its harmonics are strongest, and how wide that is",
            "out: formant 110 (sine 0.3 * 400 + 900) 200 * 0.2",
        ),
        ports: &[
            FREQUENCY,
            Port::audio_rate("formant", Units::Hertz, 1.0, 96_000.0, 800.0),
            Port::audio_rate("bandwidth", Units::Hertz, 1.0, 96_000.0, 200.0),
        ],
        create: |setting| {
            let wave = Formant(FormantWave::new(setting.sample_rate));
            Box::new(Each::new(vec![wave; setting.channels]))
        },
        ..source()
    },
    Entry {
        heading: Heading::new(
            &["waveguide"],
            "a string that the sound drives",
            "out: s \"hh*4\" # waveguide 110 0.3 * 0.3",
        ),
        kind: Kind::Effect,
        ports: &[crate::graph::nodes::filters::INPUT, FREQUENCY, DAMPING],
        create: |setting| {
            let make = |_| Waveguide(PluckedString::new(setting.seed, setting.sample_rate));
            Box::new(Each::new((0..setting.channels).map(make).collect()))
        },
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["dust"],
            "single impulses at random moments, so many a second on average",
            "out: dust 20 # bpf 2000 10 * 3",
        ),
        ports: &[RATE],
        create: |setting| {
            chance(
                Dust::new(setting.seed, setting.sample_rate),
                |dust, rate| dust.next(rate),
                |dust, _, frames| dust.leap(frames),
            )
        },
        ..random()
    },
    Entry {
        heading: Heading::new(
            &["crackle"],
            "chaotic crackle, livelier from 1 to 2",
            "out: crackle 1.9 # hpf 500 * 0.3",
        ),
        ports: &[Port::audio_rate("chaos", Units::None, 1.0, 2.0, 1.5)],
        create: |_| {
            chance(
                Crackle::default(),
                |crackle, chaos| crackle.next(chaos),
                |_, _, _| {},
            )
        },
        ..random()
    },
    Entry {
        heading: Heading::new(
            &["lfnoise"],
            "random values -1 to 1, so many a second, joined by smooth curves",
            "out: saw 110 # lpf (lfnoise 4 * 600 + 900) * 0.2",
        ),
        ports: &[RATE],
        create: |setting| {
            chance(
                SlowNoise::new(setting.seed, setting.sample_rate),
                |noise, rate| noise.next(rate),
                |noise, rate, frames| match rate {
                    Some(rate) => noise.leap_frames(rate, frames),
                    None => noise.leap(frames),
                },
            )
        },
        ..random()
    },
];
