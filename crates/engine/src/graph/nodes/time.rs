//! Effects of time: echoes.

use crate::graph::node::{Inputs, Node, Output, Segment, Setting, Tail};
use crate::graph::nodes::adapter::{Both, Each, Processor, StereoProcessor, blend};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::texts::numbers;
use crate::graph::nodes::{Entry, Kind, Port, Units, Width, Written};
use crate::heading::Heading;
use phonon_dsp::delays::line::{DelayLine, RUN, Taps};
use phonon_dsp::distortion::saturate::{soft_limit, soft_limit_all, tanh};
use phonon_dsp::filters::onepole::OnePole;
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::phase::{ClockedPhase, Increment};

/// Longest delay in seconds: as a plain number, and where it may change.
pub(super) const LONGEST_DELAY: f32 = 20.0;
pub(super) const LONGEST_MODULATED: f32 = 4.0;

/// Most taps of a multitap delay.
const MOST_TAPS: usize = 32;

/// Frames that a delay line must hold for the time at a port.
pub(super) fn capacity(setting: &Setting, port: usize, longest: f32) -> usize {
    let seconds = setting.constants[port].unwrap_or(longest);
    (f64::from(seconds.max(0.0).min(LONGEST_DELAY)) * setting.sample_rate) as usize + 64
}

/// What goes back into a line.
fn feedback(amount: f32) -> f32 {
    amount.max(-1.0).min(1.0)
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
            let (times, time) = inputs.steady(1, channel);
            let feedbacks = inputs.channel(2, channel);
            let mixes = inputs.channel(3, channel);
            let samples = output.channel(channel);
            // It is read before it is written, so all lies one frame nearer.
            let delay = |time: f32| time * self.sample_rate - 1.0;
            let rest = time.filter(|_| stepped);
            let rest = rest.and_then(|time| taps.rest(line, delay(time)));
            let Some(place) = rest.filter(|place| *place >= RUN) else {
                for (index, y) in samples.iter_mut().enumerate() {
                    let delayed = if stepped {
                        taps.read(line, delay(times[index]))
                    } else {
                        taps.follow(line, delay(times[index]))
                    };
                    let x = input[index];
                    line.write(soft_limit(x + delayed * feedback(feedbacks[index])));
                    *y = blend(x, delayed, mixes[index]);
                }
                continue;
            };
            // At rest all that is read in this segment is written already.
            let (mut room, mut fed) = ([0.0; RUN], [0.0; RUN]);
            let (room, fed) = (&mut room[..samples.len()], &mut fed[..samples.len()]);
            let delayed = line.view(place, room);
            for (index, (y, fed)) in samples.iter_mut().zip(&mut *fed).enumerate() {
                let (x, delayed) = (input[index], delayed[index]);
                *fed = x + delayed * feedback(feedbacks[index]);
                *y = blend(x, delayed, mixes[index]);
            }
            soft_limit_all(fed);
            line.extend(fed);
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

    fn takes_steps(&self, port: usize) -> bool {
        port == 1
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.lines[0].longest() as u64)
    }
}

/// Echoes that change sides. Ports: input, time, feedback, mix.
struct PingPong {
    lines: [DelayLine; 2],
    taps: [Taps; 2],
    sample_rate: f32,
}

impl StereoProcessor<4> for PingPong {
    fn next(&mut self, _: u64, left: [f32; 4], right: [f32; 4]) -> (f32, f32) {
        let [l, time, feedback, mix] = left;
        let r = right[0];
        let delay = time * self.sample_rate - 1.0;
        let [first, second] = &mut self.lines;
        let a = self.taps[0].follow(first, delay);
        let b = self.taps[1].follow(second, delay);
        let feedback = feedback.max(-1.0).min(1.0);
        // Both go in on the left; each side feeds the other.
        first.write(soft_limit((l + r) * 0.5 + b * feedback));
        second.write(soft_limit(a));
        let mix = mix.max(0.0).min(1.0);
        (l + (a - l) * mix, r + (b - r) * mix)
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::reset);
        self.taps.iter_mut().for_each(Taps::reset);
    }

    fn shape(&self) -> u64 {
        self.lines[0].longest() as u64
    }

    fn takes_steps(&self, port: usize) -> bool {
        port == 1
    }

    fn tail(&self) -> Tail {
        Tail::Frames(2 * self.lines[0].longest() as u64)
    }
}

/// Tape echo: wow and flutter bend the time, the loop saturates and loses treble and bass.
/// Ports: input, time, feedback, wow, flutter, saturation, mix.
struct Tape {
    line: DelayLine,
    wow: ClockedPhase,
    flutter: ClockedPhase,
    rates: [u32; 2],
    treble: OnePole,
    bass: OnePole,
    /// The time glides as the motor does.
    time: f32,
    glide: f32,
    sample_rate: f32,
    fresh: bool,
}

impl Processor<7> for Tape {
    fn next(&mut self, frame: u64, ports: [f32; 7]) -> f32 {
        let [x, time, feedback, wow, flutter, saturation, mix] = ports;
        if self.fresh {
            self.fresh = false;
            self.time = time;
        }
        self.time += (time - self.time) * self.glide;
        let bend = 0.002 * wow.max(0.0).min(1.0) * sine(self.wow.at(frame, self.rates[0]))
            + 0.0002 * flutter.max(0.0).min(1.0) * sine(self.flutter.at(frame, self.rates[1]));
        let delayed = self.line.cubic((self.time + bend) * self.sample_rate - 1.0);
        let filtered = self.treble.low(self.bass.high(delayed));
        let drive = 1.0 + 3.0 * saturation.max(0.0).min(1.0);
        let fed = x + filtered * feedback.max(-1.0).min(1.2);
        // What is soft passes as it is: however much the tape saturates, each turn is `feedback` of the one before.
        self.line.write(tanh(fed * drive) / drive);
        // Saturated echoes are softer; they are lifted outside of the loop.
        blend(x, filtered * drive.sqrt(), mix)
    }

    fn reset(&mut self) {
        self.rest();
        self.wow = ClockedPhase::default();
        self.flutter = ClockedPhase::default();
    }

    fn place(&mut self, _: u64, _: [Option<f32>; 7]) {
        self.wow = ClockedPhase::of(Some(self.rates[0]));
        self.flutter = ClockedPhase::of(Some(self.rates[1]));
    }

    fn rest(&mut self) {
        self.line.reset();
        self.treble.reset();
        self.bass.reset();
        self.fresh = true;
    }

    fn shape(&self) -> u64 {
        self.line.longest() as u64
    }

    fn takes_steps(&self, port: usize) -> bool {
        port == 1
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.line.longest() as u64)
    }
}

/// Echoes at several times from one line, left and right in turn; the last one is fed back.
/// Ports: input, feedback, mix.
struct MultiTap {
    lines: [DelayLine; 2],
    /// Each echo's delay in frames and its level, linear.
    taps: Vec<(usize, f32)>,
}

impl MultiTap {
    fn new(setting: &Setting) -> Self {
        let mut times = numbers(setting, 0);
        if times.is_empty() {
            times = vec![0.125, 0.25, 0.375, 0.5];
        }
        let levels = numbers(setting, 1);
        let taps: Vec<(usize, f32)> = times
            .iter()
            .take(MOST_TAPS)
            .enumerate()
            .map(|(index, time)| {
                let seconds = f64::from(time.max(0.0).min(LONGEST_DELAY));
                let frames = ((seconds * setting.sample_rate) as usize).max(1);
                let fallen = 1.0 / (1.0 + 0.5 * index as f32);
                (frames, levels.get(index).copied().unwrap_or(fallen))
            })
            .collect();
        let longest = taps.iter().fold(1, |most, (frames, _)| most.max(*frames));
        let line = DelayLine::new(longest);
        Self {
            lines: [line.clone(), line],
            taps,
        }
    }
}

impl StereoProcessor<3> for MultiTap {
    fn next(&mut self, _: u64, left: [f32; 3], right: [f32; 3]) -> (f32, f32) {
        let [l, feedback, mix] = left;
        let r = right[0];
        let (mut a, mut b) = (0.0, 0.0);
        for (index, (frames, level)) in self.taps.iter().enumerate() {
            // Read before written, hence one frame nearer.
            let x = self.lines[0].read(frames - 1) * level;
            let y = self.lines[1].read(frames - 1) * level;
            let (near, far) = if index % 2 == 0 {
                (1.0, 0.35)
            } else {
                (0.35, 1.0)
            };
            a += x * near;
            b += y * far;
        }
        let last = self.taps.last().map_or(0, |(frames, _)| frames - 1);
        let feedback = feedback.max(-1.0).min(1.0);
        for (line, x) in self.lines.iter_mut().zip([l, r]) {
            let back = line.read(last) * feedback;
            line.write(soft_limit(x + back));
        }
        let mix = mix.max(0.0).min(1.0);
        (l + (a - l) * mix, r + (b - r) * mix)
    }

    fn reset(&mut self) {
        self.lines.iter_mut().for_each(DelayLine::reset);
    }

    fn shape(&self) -> u64 {
        self.lines[0].longest() as u64
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.lines[0].longest() as u64)
    }
}

/// A delay of whole frames. Ports: input, frames.
struct Late(Vec<DelayLine>);

impl Node for Late {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let line = &mut self.0[channel];
            let frames = inputs.constant(1).unwrap_or(0.0) as usize;
            for (y, x) in output
                .channel(channel)
                .iter_mut()
                .zip(inputs.channel(0, channel))
            {
                line.write(*x);
                *y = line.read(frames);
            }
        }
    }

    fn reset(&mut self) {
        self.0.iter_mut().for_each(DelayLine::reset);
    }

    fn shape(&self) -> u64 {
        self.0[0].longest() as u64
    }

    fn tail(&self) -> Tail {
        Tail::Frames(self.0[0].longest() as u64)
    }
}

/// What the graph puts before sounds that would come too early. It has no name of its own.
pub(crate) static LATE: Entry = Entry {
    heading: Heading::new(&["late"], "waits for what is late", ""),
    kind: Kind::Effect,
    ports: &[
        INPUT,
        Port::audio_rate("frames", Units::None, 0.0, 16_777_216.0, 0.0),
    ],
    create: |setting| {
        let frames = setting.constants[1].unwrap_or(0.0).max(0.0) as usize;
        Box::new(Late(vec![DelayLine::new(frames); setting.channels]))
    },
    ..Entry::DEFAULT
};

pub(super) const MIX: Port = Port::audio_rate("mix", Units::None, 0.0, 1.0, 0.5);
pub(super) const FEEDBACK: Port = Port::audio_rate("feedback", Units::None, -1.0, 1.0, 0.5);

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["delay"],
            "echo after `time` seconds (or cycles: \"0.25c\"; to 20 s, to 4 s where it changes), fed back, mixed 0 dry to 1 wet",
            "out: s \"cp*2\" # delay 0.375 0.5 0.4",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.0, LONGEST_DELAY, 0.25).required(),
            FEEDBACK,
            MIX,
        ],
        create: Delay::make,
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["pingpong"],
            "echoes that change sides",
            "out: s \"cp\" # pingpong 0.375 0.6 0.4",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.0, LONGEST_DELAY, 0.25).required(),
            FEEDBACK,
            MIX,
        ],
        width: Width::Stereo,
        create: |setting| {
            let longest = capacity(setting, 1, LONGEST_MODULATED);
            let taps = Taps::new(setting.sample_rate);
            Box::new(Both(PingPong {
                lines: [DelayLine::new(longest), DelayLine::new(longest)],
                taps: [taps.clone(), taps],
                sample_rate: setting.sample_rate as f32,
            }))
        },
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["tape"],
            "tape echo: it wavers, saturates and grows dull with each turn",
            "out: s \"rim*2\" # tape 0.28 0.7 0.5 0.5 0.4 0.4",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.0, LONGEST_DELAY, 0.3).required(),
            Port::audio_rate("feedback", Units::None, -1.0, 1.2, 0.5),
            Port::audio_rate("wow", Units::None, 0.0, 1.0, 0.3),
            Port::audio_rate("flutter", Units::None, 0.0, 1.0, 0.3),
            Port::audio_rate("saturation", Units::None, 0.0, 1.0, 0.3),
            MIX,
        ],
        create: |setting| {
            let longest = capacity(setting, 1, LONGEST_MODULATED);
            let spare = (0.005 * setting.sample_rate) as usize;
            let increment = Increment::new(setting.sample_rate);
            let make = |_| Tape {
                line: DelayLine::new(longest + spare),
                wow: ClockedPhase::default(),
                flutter: ClockedPhase::default(),
                rates: [increment.of(0.7), increment.of(7.3)],
                treble: OnePole::new(4500.0, setting.sample_rate),
                bass: OnePole::new(80.0, setting.sample_rate),
                time: 0.0,
                glide: (1.0 - (-1.0 / (0.1 * setting.sample_rate)).exp()) as f32,
                sample_rate: setting.sample_rate as f32,
                fresh: true,
            };
            Box::new(Each::new((0..setting.channels).map(make).collect()))
        },
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["multitap"],
            "echoes after each of the times (seconds) at its level, left and right in turn; the last is fed back",
            "out: s \"cp\" # multitap \"0.11 0.27 0.41\" \"1 0.7 0.5\" 0.3 0.5",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::text("times", Written::Numbers).optional(),
            Port::text("levels", Written::Numbers).optional(),
            Port::audio_rate("feedback", Units::None, -1.0, 1.0, 0.0),
            MIX,
        ],
        width: Width::Stereo,
        create: |setting| Box::new(Both(MultiTap::new(setting))),
        ..Entry::DEFAULT
    },
];
