//! Effects of time: delay and reverb.

use super::filters::INPUT;
use super::{Entry, Kind, Port, Units, Width};
use crate::dsp::delay::{DelayLine, Taps};
use crate::dsp::reverb::Reverb;
use crate::dsp::saturate::soft_limit;
use crate::engine::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};

/// Longest delay in seconds: as a plain number, and where it may change.
const LONGEST: f32 = 20.0;
const LONGEST_MODULATED: f32 = 4.0;

/// Frames that a delay line must hold for the time at a port.
pub(super) fn capacity(setting: &Setting, port: usize, longest: f32) -> usize {
    let seconds = setting.constants[port].unwrap_or(longest);
    (f64::from(seconds.max(0.0).min(LONGEST)) * setting.sample_rate) as usize + 64
}

/// Feedback delay. A time that steps (a number, a pattern) is faded to; a time that is a signal bends the pitch.
struct Delay {
    lines: Vec<DelayLine>,
    taps: [Taps; 2],
    sample_rate: f32,
}

impl Delay {
    fn make(setting: &Setting) -> Box<dyn Node> {
        let longest = capacity(setting, 1, LONGEST_MODULATED);
        Box::new(Self {
            lines: vec![DelayLine::new(longest); setting.channels],
            taps: [
                Taps::new(setting.sample_rate),
                Taps::new(setting.sample_rate),
            ],
            sample_rate: setting.sample_rate as f32,
        })
    }
}

impl Node for Delay {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        let stepped = inputs.constant(1).is_some() || inputs.is_pattern(1);
        for channel in 0..output.channels() {
            let line = &mut self.lines[channel];
            let taps = &mut self.taps[channel];
            let input = inputs.channel(0, channel);
            let times = inputs.channel(1, channel);
            let feedbacks = inputs.channel(2, channel);
            let mixes = inputs.channel(3, channel);
            for (index, y) in output.channel(channel).iter_mut().enumerate() {
                // It is read before it is written, so all lies one frame nearer.
                let delay = times[index] * self.sample_rate - 1.0;
                let delayed = if stepped {
                    taps.read(line, delay)
                } else {
                    line.cubic(delay)
                };
                let x = input[index];
                let feedback = feedbacks[index].max(-1.0).min(1.0);
                line.write(soft_limit(x + delayed * feedback));
                *y = x + (delayed - x) * mixes[index].max(0.0).min(1.0);
            }
        }
    }

    fn reset(&mut self) {
        for line in &mut self.lines {
            line.reset();
        }
        for taps in &mut self.taps {
            taps.reset();
        }
    }

    fn shape(&self) -> u64 {
        self.lines[0].longest() as u64
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.lines[0].longest() as u64)
    }
}

/// The reverb, mixed with its input.
struct ReverbNode {
    reverb: Reverb,
}

impl Node for ReverbNode {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        if segment.starts_sub_block() {
            self.reverb.set(inputs.first(1, 0), inputs.first(2, 0));
        }
        let (left, right) = output.both();
        left.copy_from_slice(inputs.channel(0, 0));
        right.copy_from_slice(inputs.channel(0, 1));
        self.reverb.process(segment.range.start, left, right);
        for channel in 0..2 {
            let dry = inputs.channel(0, channel);
            let mixes = inputs.channel(3, channel);
            let wet = output.channel(channel);
            for ((y, x), mix) in wet.iter_mut().zip(dry).zip(mixes) {
                *y = x + (*y - x) * mix.max(0.0).min(1.0);
            }
        }
    }

    fn reset(&mut self) {
        self.reverb.reset();
    }

    fn skip(&mut self, frames: usize) {
        self.reverb.skip(frames);
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.reverb.memory())
    }
}

pub(super) const MIX: Port = Port::audio_rate("mix", Units::None, 0.0, 1.0, 0.5);
pub(super) const FEEDBACK: Port = Port::audio_rate("feedback", Units::None, -1.0, 1.0, 0.5);

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "delay",
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.0, LONGEST, 0.25).required(),
            FEEDBACK,
            MIX,
        ],
        summary: "echo after `time` seconds (to 20 s, to 4 s where it changes), fed back, mixed 0 dry to 1 wet",
        example: "out: s \"cp*2\" # delay 0.375 0.5 0.4",
        create: Delay::make,
        ..Entry::DEFAULT
    },
    Entry {
        name: "reverb",
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::control("size", Units::None, 0.0, 1.0, 0.7),
            Port::control("damp", Units::None, 0.0, 1.0, 0.5),
            Port::audio_rate("mix", Units::None, 0.0, 1.0, 0.3),
        ],
        width: Width::Stereo,
        summary: "room: size 0..1 decays in 0.3 to 12 s, damp dulls the tail",
        example: "out: s \"sn*2\" # reverb 0.6 0.5 0.4",
        create: |setting| {
            Box::new(ReverbNode {
                reverb: Reverb::new(setting.sample_rate),
            })
        },
        ..Entry::DEFAULT
    },
];
