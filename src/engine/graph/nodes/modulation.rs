//! Effects that move by themselves: chorus, flanger, phaser, vibrato, tremolo, ring modulation, frequency and pitch shift.

use super::adapter::{Each, Processor};
use super::filters::INPUT;
use super::time::{FEEDBACK, MIX};
use super::{Entry, Kind, Port, Units, Width};
use crate::dsp::delay::DelayLine;
use crate::dsp::exponential::exp2;
use crate::dsp::hilbert::Hilbert;
use crate::dsp::phase::{ClockedPhase, Increment, Phase};
use crate::dsp::phaser::Phaser;
use crate::dsp::pitch::PitchShift;
use crate::dsp::saturate::soft_limit;
use crate::dsp::trig::sine;
use crate::engine::graph::node::{Node, Setting, Tail};

/// A modulator in Hz that keeps time while its node sleeps; the right channel runs a quarter turn ahead.
#[derive(Clone)]
struct Modulator {
    phase: ClockedPhase,
    increment: Increment,
    ahead: u32,
}

impl Modulator {
    fn new(setting: &Setting, channel: usize) -> Self {
        Self {
            phase: ClockedPhase::default(),
            increment: Increment::new(setting.sample_rate),
            ahead: (channel as u32) << 30,
        }
    }

    fn at(&mut self, frame: u64, rate: f32) -> u32 {
        self.phase
            .at(frame, self.increment.of(rate))
            .wrapping_add(self.ahead)
    }

    fn reset(&mut self) {
        self.phase = ClockedPhase::default();
    }
}

fn channels<const N: usize, P: Processor<N> + 'static>(
    setting: &Setting,
    make: impl Fn(usize) -> P,
) -> Box<dyn Node> {
    Box::new(Each((0..setting.channels).map(make).collect()))
}

/// Seconds around which a chorus swings, and the flanger's and the vibrato's range.
const CHORUS_DELAY: f32 = 0.018;
const FLANGER_RANGE: f32 = 0.008;
const VIBRATO_RANGE: f32 = 0.03;

/// Ports: input, rate, depth, mix. Three taps a third of a turn apart.
struct Chorus {
    line: DelayLine,
    modulator: Modulator,
    rate: f32,
}

impl Processor<4> for Chorus {
    fn next(&mut self, frame: u64, [x, rate, depth, mix]: [f32; 4]) -> f32 {
        self.line.write(x);
        let phase = self.modulator.at(frame, rate);
        let depth = depth.max(0.0).min(1.0) * 0.007;
        let mut wet = 0.0;
        for tap in 0..3_u32 {
            let swing = sine(phase.wrapping_add(tap.wrapping_mul(1_431_655_765)));
            wet += self.line.cubic((CHORUS_DELAY + swing * depth) * self.rate);
        }
        x + (wet * 0.577 - x) * mix.max(0.0).min(1.0)
    }

    fn reset(&mut self) {
        self.line.reset();
        self.modulator.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Ports: input, rate, depth, feedback, mix.
struct Flanger {
    line: DelayLine,
    modulator: Modulator,
    rate: f32,
}

impl Processor<5> for Flanger {
    fn next(&mut self, frame: u64, [x, rate, depth, feedback, mix]: [f32; 5]) -> f32 {
        let swing = 0.5 + 0.5 * sine(self.modulator.at(frame, rate));
        let delay = 0.0005 + swing * depth.max(0.0).min(1.0) * (FLANGER_RANGE - 0.001);
        let delayed = self.line.cubic(delay * self.rate - 1.0);
        let feedback = feedback.max(-0.95).min(0.95);
        self.line.write(soft_limit(x + delayed * feedback));
        x + (delayed - x) * mix.max(0.0).min(1.0)
    }

    fn reset(&mut self) {
        self.line.reset();
        self.modulator.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Ports: input, rate, depth, feedback.
struct PhaserNode {
    phaser: Phaser,
    modulator: Modulator,
    period: f32,
}

impl Processor<4> for PhaserNode {
    fn next(&mut self, frame: u64, [x, rate, depth, feedback]: [f32; 4]) -> f32 {
        let swing = sine(self.modulator.at(frame, rate));
        // Two octaves up and down around 800 Hz.
        let corner = 800.0 * exp2(2.0 * swing * depth.max(0.0).min(1.0));
        self.phaser.next(x, corner * self.period, feedback)
    }

    fn reset(&mut self) {
        self.phaser.reset();
        self.modulator.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(512)
    }
}

/// Ports: input, rate, depth in semitones.
struct Vibrato {
    line: DelayLine,
    modulator: Modulator,
    rate: f32,
}

impl Processor<3> for Vibrato {
    fn next(&mut self, frame: u64, [x, rate, depth]: [f32; 3]) -> f32 {
        self.line.write(x);
        let swing = sine(self.modulator.at(frame, rate));
        // A delay that swings by d seconds bends the pitch by 2π·rate·d.
        let ratio = exp2(depth.max(0.0).min(12.0) * (1.0 / 12.0)) - 1.0;
        let seconds = ratio / (std::f32::consts::TAU * rate.abs().max(0.05));
        let middle = VIBRATO_RANGE * 0.5;
        let delay = middle + swing * seconds.min(middle - 0.001);
        self.line.cubic(delay * self.rate)
    }

    fn reset(&mut self) {
        self.line.reset();
        self.modulator.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Ports: input, rate, depth.
struct Tremolo(Modulator);

impl Processor<3> for Tremolo {
    fn next(&mut self, frame: u64, [x, rate, depth]: [f32; 3]) -> f32 {
        let depth = depth.max(0.0).min(1.0) * 0.5;
        let turned = self.0.at(frame, rate).wrapping_add(1 << 30);
        x * (1.0 - depth + depth * sine(turned))
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// Ports: input, freq, mix.
struct Ring(Modulator);

impl Processor<3> for Ring {
    fn next(&mut self, frame: u64, [x, frequency, mix]: [f32; 3]) -> f32 {
        let y = x * sine(self.0.at(frame, frequency));
        x + (y - x) * mix.max(0.0).min(1.0)
    }

    fn reset(&mut self) {
        self.0.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// Ports: input, shift in Hz.
struct FrequencyShift {
    hilbert: Hilbert,
    modulator: Modulator,
}

impl Processor<2> for FrequencyShift {
    fn next(&mut self, frame: u64, [x, shift]: [f32; 2]) -> f32 {
        self.hilbert.shift(x, self.modulator.at(frame, shift))
    }

    fn reset(&mut self) {
        self.hilbert.reset();
        self.modulator.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(4096)
    }
}

/// Ports: input, semitones, window.
struct PitchNode(PitchShift);

impl Processor<3> for PitchNode {
    fn next(&mut self, _: u64, [x, semitones, window]: [f32; 3]) -> f32 {
        let ratio = exp2(semitones.max(-36.0).min(36.0) * (1.0 / 12.0));
        self.0.next(x, ratio, window)
    }

    fn reset(&mut self) {
        self.0.reset();
    }
}

/// A phase modulator's oscillator is its own node; this keeps its phase.
pub(super) struct PhaseModulated {
    phase: Phase,
    increment: Increment,
}

/// Ports: freq, signal, index: the signal bends the phase by `index` radians.
impl Processor<3> for PhaseModulated {
    fn next(&mut self, _: u64, [frequency, signal, index]: [f32; 3]) -> f32 {
        let turns = signal * index * (1.0 / std::f32::consts::TAU);
        let bent = (turns * 4_294_967_296.0) as i64 as u32;
        sine(
            self.phase
                .next(self.increment.of(frequency))
                .wrapping_add(bent),
        )
    }

    fn reset(&mut self) {
        self.phase = Phase::default();
    }
}

/// Ports: carrier, ratio, index: two sines, the modulator at carrier · ratio.
pub(super) struct TwoOperators {
    carrier: Phase,
    modulator: Phase,
    increment: Increment,
}

impl Processor<3> for TwoOperators {
    fn next(&mut self, _: u64, [frequency, ratio, index]: [f32; 3]) -> f32 {
        let modulation = sine(self.modulator.next(self.increment.of(frequency * ratio)));
        let turns = modulation * index * (1.0 / std::f32::consts::TAU);
        let bent = (turns * 4_294_967_296.0) as i64 as u32;
        sine(
            self.carrier
                .next(self.increment.of(frequency))
                .wrapping_add(bent),
        )
    }

    fn reset(&mut self) {
        self.carrier = Phase::default();
        self.modulator = Phase::default();
    }
}

const fn rate(default: f32) -> Port {
    Port::audio_rate("rate", Units::Hertz, 0.0, 100.0, default)
}

const DEPTH: Port = Port::audio_rate("depth", Units::None, 0.0, 1.0, 0.5);

fn line(setting: &Setting, seconds: f32) -> DelayLine {
    DelayLine::new((f64::from(seconds) * setting.sample_rate) as usize + 8)
}

const fn effect() -> Entry {
    Entry {
        kind: Kind::Effect,
        ..Entry::DEFAULT
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "chorus",
        summary: "chorus: three wandering copies; wide in stereo",
        example: "out: saw 110 # chorus 0.8 0.5 0.5 * 0.2",
        ports: &[INPUT, rate(0.8), DEPTH, MIX],
        width: Width::Stereo,
        create: |setting| {
            channels(setting, |channel| Chorus {
                line: line(setting, CHORUS_DELAY + 0.008),
                modulator: Modulator::new(setting, channel),
                rate: setting.sample_rate as f32,
            })
        },
        ..effect()
    },
    Entry {
        name: "flanger",
        summary: "flanger: a short moving echo, fed back",
        example: "out: (white * 0.1) # flanger 0.2 0.8 0.7",
        ports: &[INPUT, rate(0.2), DEPTH, FEEDBACK, MIX],
        create: |setting| {
            channels(setting, |channel| Flanger {
                line: line(setting, FLANGER_RANGE),
                modulator: Modulator::new(setting, channel),
                rate: setting.sample_rate as f32,
            })
        },
        ..effect()
    },
    Entry {
        name: "phaser",
        summary: "phaser: moving notches",
        example: "out: saw 110 # phaser 0.5 0.8 0.5 * 0.2",
        ports: &[INPUT, rate(0.5), DEPTH, FEEDBACK],
        create: |setting| {
            channels(setting, |channel| PhaserNode {
                phaser: Phaser::default(),
                modulator: Modulator::new(setting, channel),
                period: (1.0 / setting.sample_rate) as f32,
            })
        },
        ..effect()
    },
    Entry {
        name: "vibrato",
        summary: "vibrato: the pitch swings by so many semitones",
        example: "out: saw 220 # vibrato 5 0.3 * 0.2",
        ports: &[
            INPUT,
            rate(5.0),
            Port::audio_rate("depth", Units::Semitones, 0.0, 12.0, 0.3),
        ],
        latency: |rate| (f64::from(VIBRATO_RANGE) * 0.5 * rate) as usize,
        create: |setting| {
            channels(setting, |_| Vibrato {
                line: line(setting, VIBRATO_RANGE),
                modulator: Modulator::new(setting, 0),
                rate: setting.sample_rate as f32,
            })
        },
        ..effect()
    },
    Entry {
        name: "tremolo",
        summary: "tremolo: the level swings",
        example: "out: saw 110 # tremolo 6 0.8 * 0.2",
        ports: &[INPUT, rate(6.0), DEPTH],
        create: |setting| channels(setting, |_| Tremolo(Modulator::new(setting, 0))),
        ..effect()
    },
    Entry {
        name: "ring",
        summary: "ring modulation by a sine",
        example: "out: s \"arpy*4\" # ring 300 0.7",
        ports: &[
            INPUT,
            Port::audio_rate("freq", Units::Hertz, -20_000.0, 20_000.0, 440.0),
            Port::audio_rate("mix", Units::None, 0.0, 1.0, 1.0),
        ],
        create: |setting| channels(setting, |_| Ring(Modulator::new(setting, 0))),
        ..effect()
    },
    Entry {
        name: "fshift",
        summary: "shifts all frequencies by so many Hz (single side band)",
        example: "out: s \"arpy*4\" # fshift 40",
        ports: &[
            INPUT,
            Port::audio_rate("shift", Units::Hertz, -20_000.0, 20_000.0, 0.0).required(),
        ],
        create: |setting| {
            channels(setting, |_| FrequencyShift {
                hilbert: Hilbert::default(),
                modulator: Modulator::new(setting, 0),
            })
        },
        ..effect()
    },
    Entry {
        name: "pitchshift",
        summary: "shifts the pitch by so many semitones",
        example: "out: s \"arpy*4\" # pitchshift 7",
        ports: &[
            INPUT,
            Port::audio_rate("semitones", Units::Semitones, -36.0, 36.0, 12.0).required(),
            Port::audio_rate("window", Units::Seconds, 0.01, 0.2, 0.08),
        ],
        create: |setting| channels(setting, |_| PitchNode(PitchShift::new(setting.sample_rate))),
        ..effect()
    },
    Entry {
        name: "fm",
        kind: Kind::Source,
        summary: "two-operator FM: a carrier, its modulator at carrier times ratio, bending by index radians",
        example: "out: fm 220 2 (sine 0.5 + 1.5) * 0.2",
        ports: &[
            super::oscillators::FREQUENCY,
            Port::audio_rate("ratio", Units::None, 0.0, 100.0, 1.0),
            Port::audio_rate("index", Units::None, 0.0, 1000.0, 1.0),
        ],
        create: |setting| {
            channels(setting, |_| TwoOperators {
                carrier: Phase::default(),
                modulator: Phase::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..Entry::DEFAULT
    },
    Entry {
        name: "pm",
        kind: Kind::Source,
        summary: "sine whose phase a signal bends by index radians",
        example: "out: pm 220 (saw 110) 1.5 * 0.2",
        ports: &[
            super::oscillators::FREQUENCY,
            super::arithmetic::operand("signal"),
            Port::audio_rate("index", Units::None, -1000.0, 1000.0, 1.0),
        ],
        create: |setting| {
            channels(setting, |_| PhaseModulated {
                phase: Phase::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..Entry::DEFAULT
    },
];
