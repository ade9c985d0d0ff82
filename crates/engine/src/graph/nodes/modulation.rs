//! Effects that move by themselves: chorus, flanger, phaser, vibrato, tremolo, ring modulation, frequency and pitch shift.

use crate::graph::SUB_BLOCK;
use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::adapter::{Each, Processor, blend};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::modulator::{Modulator, Moved, Moving, QUARTER, RATE};
use crate::graph::nodes::time::{FEEDBACK, MIX};
use crate::graph::nodes::{Entry, Port, Units, Width};
use crate::heading::Heading;
use phonon_dsp::delays::line::{DelayLine, RUN};
use phonon_dsp::delays::pitch::PitchShift;
use phonon_dsp::distortion::saturate::soft_limit;
use phonon_dsp::filters::hilbert::Hilbert;
use phonon_dsp::filters::phaser::Phaser;
use phonon_dsp::math::exponential::exp2;
use phonon_dsp::math::trig::{cosine, sine};
use phonon_dsp::oscillators::phase::{ClockedPhase, Increment};

/// One processor for each channel.
fn channels<const N: usize, P: Processor<N> + 'static>(
    setting: &Setting,
    make: impl Fn() -> P,
) -> Box<dyn Node> {
    Box::new(Each::new((0..setting.channels).map(|_| make()).collect()))
}

/// Seconds around which a chorus swings, and how far; and the flanger's and the vibrato's range.
const CHORUS_DELAY: f32 = 0.018;
const CHORUS_RANGE: f32 = 0.007;
const FLANGER_RANGE: f32 = 0.008;
const VIBRATO_RANGE: f32 = 0.03;

/// Ports: input, rate, depth, mix. Three taps a third of a turn apart; the right channel is a quarter of a turn ahead.
struct Chorus {
    lines: [DelayLine; 2],
    modulators: [Modulator; 2],
    sample_rate: f32,
}

impl Node for Chorus {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        let frame = segment.song_frame();
        let frames = segment.frames();
        let middle = CHORUS_DELAY * self.sample_rate;
        let (mut sines, mut cosines) = ([0.0; SUB_BLOCK], [0.0; SUB_BLOCK]);
        for channel in 0..2 {
            let input = inputs.channel(0, channel);
            let depths = inputs.channel(2, channel);
            let mixes = inputs.channel(3, channel);
            if channel == 1 && inputs.is_mono(RATE) {
                self.modulators[1] = self.modulators[0];
            } else {
                let phases = self.modulators[channel].run(frame, inputs, RATE, channel);
                for (index, phase) in phases[..frames].iter().enumerate() {
                    sines[index] = sine(*phase);
                    cosines[index] = cosine(*phase);
                }
            }
            let line = &mut self.lines[channel];
            line.extend(input);
            let mut wet = [0.0; SUB_BLOCK];
            // cos and sin of the third of a turn that each tap is ahead.
            const THIRD: f32 = 0.866_025_4;
            for (near, far) in [(1.0, 0.0), (-0.5, THIRD), (-0.5, -THIRD)] {
                let (near, far) = if channel == 0 {
                    (near, far)
                } else {
                    (-far, near)
                };
                let (mut delays, mut tap) = ([0.0; SUB_BLOCK], [0.0; SUB_BLOCK]);
                for (index, delay) in delays[..frames].iter_mut().enumerate() {
                    let swing = near * sines[index] + far * cosines[index];
                    let depth = depths[index].max(0.0).min(1.0) * CHORUS_RANGE;
                    *delay = middle + swing * depth * self.sample_rate;
                }
                line.cubic_behind(&delays[..frames], &mut tap[..frames]);
                for (sum, y) in wet.iter_mut().zip(tap) {
                    *sum += y;
                }
            }
            for (index, y) in output.channel(channel).iter_mut().enumerate() {
                let x = input[index];
                *y = blend(x, wet[index] * 0.577, mixes[index]);
            }
        }
    }

    fn reset(&mut self) {
        self.rest();
        self.modulators.iter_mut().for_each(Modulator::reset);
    }

    fn locate(&mut self) {
        self.modulators.iter_mut().for_each(Modulator::locate);
    }

    fn rest(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::reset);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.lines[0].longest() as u64)
    }
}

/// Ports: input, rate, depth, feedback, mix. Its place is the delay in frames.
struct Flanger {
    line: DelayLine,
    sample_rate: f32,
}

impl Moved<5> for Flanger {
    const AHEAD: u32 = QUARTER;

    fn place(&self, phase: u32, [_, _, depth, _, _]: [f32; 5]) -> f32 {
        let swing = 0.5 + 0.5 * sine(phase);
        let delay = 0.0005 + swing * depth.max(0.0).min(1.0) * (FLANGER_RANGE - 0.001);
        delay * self.sample_rate - 1.0
    }

    fn next(&mut self, delay: f32, [x, _, _, feedback, mix]: [f32; 5]) -> f32 {
        let delayed = self.line.cubic(delay);
        let feedback = feedback.max(-0.95).min(0.95);
        self.line.write(soft_limit(x + delayed * feedback));
        blend(x, delayed, mix)
    }

    fn reset(&mut self) {
        self.line.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Ports: input, rate, depth, feedback. Its place is the coefficient of the allpasses.
struct PhaserNode {
    phaser: Phaser,
    period: f32,
}

impl Moved<4> for PhaserNode {
    const AHEAD: u32 = QUARTER;

    fn place(&self, phase: u32, [_, _, depth, _]: [f32; 4]) -> f32 {
        // Two octaves up and down around 800 Hz.
        let corner = 800.0 * exp2(2.0 * sine(phase) * depth.max(0.0).min(1.0));
        Phaser::coefficient(corner * self.period)
    }

    fn next(&mut self, coefficient: f32, [x, _, _, feedback]: [f32; 4]) -> f32 {
        self.phaser.next(x, coefficient, feedback)
    }

    fn reset(&mut self) {
        self.phaser.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(512)
    }
}

/// Ports: input, rate, depth in semitones. Its place is the delay in frames.
struct Vibrato {
    line: DelayLine,
    sample_rate: f32,
}

impl Moved<3> for Vibrato {
    fn place(&self, phase: u32, [_, rate, depth]: [f32; 3]) -> f32 {
        // A delay that swings by d seconds bends the pitch by 2π·rate·d.
        let ratio = exp2(depth.max(0.0).min(12.0) * (1.0 / 12.0)) - 1.0;
        let seconds = ratio / (std::f32::consts::TAU * rate.abs().max(0.05));
        let middle = VIBRATO_RANGE * 0.5;
        let delay = middle + sine(phase) * seconds.min(middle - 0.001);
        delay * self.sample_rate
    }

    fn next(&mut self, delay: f32, [x, _, _]: [f32; 3]) -> f32 {
        self.line.write(x);
        self.line.cubic(delay)
    }

    fn reset(&mut self) {
        self.line.reset();
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Ports: input, rate, depth. Its place is the level.
struct Tremolo;

impl Moved<3> for Tremolo {
    fn place(&self, phase: u32, [_, _, depth]: [f32; 3]) -> f32 {
        let depth = depth.max(0.0).min(1.0) * 0.5;
        1.0 - depth + depth * cosine(phase)
    }

    fn next(&mut self, level: f32, [x, _, _]: [f32; 3]) -> f32 {
        x * level
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// Ports: input, freq, mix. Its place is the sine.
struct Ring;

impl Moved<3> for Ring {
    fn place(&self, phase: u32, _: [f32; 3]) -> f32 {
        sine(phase)
    }

    fn next(&mut self, sine: f32, [x, _, mix]: [f32; 3]) -> f32 {
        blend(x, x * sine, mix)
    }

    fn reset(&mut self) {}

    fn tail(&self) -> Tail {
        Tail::Frames(0)
    }
}

/// Ports: input, shift in Hz.
struct FrequencyShift {
    hilbert: Hilbert,
    phase: ClockedPhase,
    increment: Increment,
}

impl Processor<2> for FrequencyShift {
    fn next(&mut self, frame: u64, [x, shift]: [f32; 2]) -> f32 {
        let phase = self.phase.at(frame, self.increment.of(shift));
        self.hilbert.shift(x, phase)
    }

    fn reset(&mut self) {
        self.rest();
        self.phase = ClockedPhase::default();
    }

    fn place(&mut self, _: u64, [_, shift]: [Option<f32>; 2]) {
        self.phase = ClockedPhase::of(shift.map(|shift| self.increment.of(shift)));
    }

    fn rest(&mut self) {
        self.hilbert.reset();
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

    fn tail(&self) -> Tail {
        Tail::Frames(self.0.memory())
    }
}

const fn rate(default: f32) -> Port {
    Port::audio_rate("rate", Units::Hertz, 0.0, 100.0, default).pace()
}

const DEPTH: Port = Port::audio_rate("depth", Units::None, 0.0, 1.0, 0.5);

/// A line for so many seconds and frames.
fn line(setting: &Setting, seconds: f32, frames: usize) -> DelayLine {
    DelayLine::new((f64::from(seconds) * setting.sample_rate) as usize + frames + 8)
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["chorus"],
            "chorus: three wandering copies; wide in stereo",
            "out: saw 110 # chorus 0.8 0.5 0.5 * 0.2",
        ),
        ports: &[INPUT, rate(0.8), DEPTH, MIX],
        width: Width::Stereo,
        create: |setting| {
            // What is read reaches back from the segment's end.
            let line = line(setting, CHORUS_DELAY + CHORUS_RANGE, RUN);
            Box::new(Chorus {
                lines: [line.clone(), line],
                modulators: [Modulator::new(setting); 2],
                sample_rate: setting.sample_rate as f32,
            })
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["flanger"],
            "flanger: a short moving echo, fed back",
            "out: (white * 0.1) # flanger 0.2 0.8 0.7",
        ),
        ports: &[INPUT, rate(0.2), DEPTH, FEEDBACK, MIX],
        create: |setting| {
            Moving::node(setting, || Flanger {
                line: line(setting, FLANGER_RANGE, 0),
                sample_rate: setting.sample_rate as f32,
            })
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["phaser"],
            "phaser: moving notches",
            "out: saw 110 # phaser 0.5 0.8 0.5 * 0.2",
        ),
        ports: &[INPUT, rate(0.5), DEPTH, FEEDBACK],
        create: |setting| {
            Moving::node(setting, || PhaserNode {
                phaser: Phaser::default(),
                period: (1.0 / setting.sample_rate) as f32,
            })
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["vibrato"],
            "vibrato: the pitch swings by so many semitones",
            "out: saw 220 # vibrato 5 0.3 * 0.2",
        ),
        ports: &[
            INPUT,
            rate(5.0),
            Port::audio_rate("depth", Units::Semitones, 0.0, 12.0, 0.3),
        ],
        latency: |rate| (f64::from(VIBRATO_RANGE) * 0.5 * rate) as usize,
        create: |setting| {
            Moving::node(setting, || Vibrato {
                line: line(setting, VIBRATO_RANGE, 0),
                sample_rate: setting.sample_rate as f32,
            })
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["tremolo"],
            "tremolo: the level swings",
            "out: saw 110 # tremolo 6 0.8 * 0.2",
        ),
        ports: &[INPUT, rate(6.0), DEPTH],
        create: |setting| Moving::node(setting, || Tremolo),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["ring"],
            "ring modulation by a sine",
            "out: s \"arpy*4\" # ring 300 0.7",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("freq", Units::Hertz, -20_000.0, 20_000.0, 440.0),
            Port::audio_rate("mix", Units::None, 0.0, 1.0, 1.0),
        ],
        create: |setting| Moving::node(setting, || Ring),
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["fshift"],
            "shifts all frequencies by so many Hz (single side band)",
            "out: saw 110 # fshift 40 * 0.2",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("shift", Units::Hertz, -20_000.0, 20_000.0, 0.0).required(),
        ],
        create: |setting| {
            channels(setting, || FrequencyShift {
                hilbert: Hilbert::new(setting.sample_rate),
                phase: ClockedPhase::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..Entry::EFFECT
    },
    Entry {
        heading: Heading::new(
            &["pitchshift"],
            "shifts the pitch by so many semitones",
            "out: s \"arpy*4\" # pitchshift 7",
        ),
        ports: &[
            INPUT,
            Port::audio_rate("semitones", Units::Semitones, -36.0, 36.0, 12.0).required(),
            Port::audio_rate("window", Units::Seconds, 0.01, 0.2, 0.08),
        ],
        create: |setting| channels(setting, || PitchNode(PitchShift::new(setting.sample_rate))),
        ..Entry::EFFECT
    },
];
