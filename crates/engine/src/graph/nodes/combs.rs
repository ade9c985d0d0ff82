//! Delays so short that one hears their pitch or their colour: combs and allpasses.

use crate::graph::node::{Inputs, Node, Output, Segment, Tail};
use crate::graph::nodes::filters::INPUT;
use crate::graph::nodes::time::{LONGEST_DELAY, LONGEST_MODULATED, capacity};
use crate::graph::nodes::{Entry, Kind, Port, Units};
use crate::heading::Heading;
use phonon_dsp::delays::line::Place;
use phonon_dsp::filters::comb::{AllPass, Comb, feedback_for_decay};

/// Lowest note of a comb in Hz.
const LOWEST: f32 = 10.0;

/// One channel of a loop that two numbers tune: ports 1 and 2.
trait Tuned: Send {
    /// Frames, while the numbers do not change.
    fn run(&mut self, input: &[f32], numbers: [f32; 2], out: &mut [f32]);

    /// Back to silence.
    fn reset(&mut self);

    /// The longest time in frames that something may hide in it.
    fn memory(&self) -> u64;
}

/// Ports: input, freq, decay.
struct TunedComb {
    comb: Comb,
    sample_rate: f32,
    /// The latest frequency and decay, and the place and feedback that they ask for.
    known: [f32; 2],
    place: Place,
    feedback: f32,
}

impl Tuned for TunedComb {
    fn run(&mut self, input: &[f32], [frequency, decay]: [f32; 2], out: &mut [f32]) {
        if self.known != [frequency, decay] {
            self.known = [frequency, decay];
            let seconds = 1.0 / frequency.max(LOWEST);
            self.place = self.comb.place(seconds * self.sample_rate);
            self.feedback = feedback_for_decay(seconds, decay.max(-60.0).min(60.0));
        }
        self.comb.run(input, &self.place, self.feedback, out);
    }

    fn reset(&mut self) {
        self.comb.reset();
    }

    fn memory(&self) -> u64 {
        self.comb.longest() as u64
    }
}

/// Ports: input, time, feedback.
struct TunedAllPass {
    allpass: AllPass,
    sample_rate: f32,
}

impl Tuned for TunedAllPass {
    fn run(&mut self, input: &[f32], [time, feedback]: [f32; 2], out: &mut [f32]) {
        let feedback = feedback.max(-0.99).min(0.99);
        let place = self.allpass.place(time * self.sample_rate);
        self.allpass.run(input, &place, feedback, out);
    }

    fn reset(&mut self) {
        self.allpass.reset();
    }

    fn memory(&self) -> u64 {
        self.allpass.longest() as u64
    }
}

/// A tuned loop for each channel.
struct Loops<T>(Vec<T>);

impl<T: Tuned> Node for Loops<T> {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let tuned = &mut self.0[channel];
            let input = inputs.channel(0, channel);
            let (first, one) = inputs.steady(1, channel);
            let (second, other) = inputs.steady(2, channel);
            let samples = output.channel(channel);
            if let (Some(one), Some(other)) = (one, other) {
                tuned.run(input, [one, other], samples);
                continue;
            }
            let frames = input.chunks(1).zip(samples.chunks_mut(1));
            for ((x, y), (one, other)) in frames.zip(first.iter().zip(second)) {
                tuned.run(x, [*one, *other], y);
            }
        }
    }

    fn reset(&mut self) {
        self.0.iter_mut().for_each(T::reset);
    }

    fn shape(&self) -> u64 {
        self.0.first().map_or(0, T::memory)
    }

    fn tail(&self) -> Tail {
        self.0
            .first()
            .map_or(Tail::Endless, |tuned| Tail::Frames(tuned.memory()))
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["comb", "combfilter"],
            "resonates at a frequency and its harmonics, falling by 60 dB in the decay; negative: odd harmonics",
            "out: s \"hh*8\" # comb 220 0.4 * 0.3",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("freq", Units::Hertz, LOWEST, 20_000.0, 220.0).required(),
            Port::audio_rate("decay", Units::Seconds, -60.0, 60.0, 0.5),
        ],
        create: |setting| {
            let longest = (setting.sample_rate / f64::from(LOWEST)) as usize + 8;
            let make = |_| {
                let comb = Comb::new(longest);
                TunedComb {
                    place: comb.place(0.0),
                    comb,
                    sample_rate: setting.sample_rate as f32,
                    known: [f32::NAN; 2],
                    feedback: 0.0,
                }
            };
            Box::new(Loops((0..setting.channels).map(make).collect()))
        },
        ..Entry::DEFAULT
    },
    Entry {
        heading: Heading::new(
            &["allpass"],
            "allpass delay: smears in time, leaves the spectrum as loud as it was",
            "out: s \"sn\" # allpass 0.03 0.7 # allpass 0.011 0.7",
        ),
        kind: Kind::Effect,
        ports: &[
            INPUT,
            Port::audio_rate("time", Units::Seconds, 0.0, LONGEST_DELAY, 0.02).required(),
            Port::audio_rate("feedback", Units::None, -0.99, 0.99, 0.5),
        ],
        create: |setting| {
            let longest = capacity(setting, 1, LONGEST_MODULATED);
            let make = |_| TunedAllPass {
                allpass: AllPass::new(longest),
                sample_rate: setting.sample_rate as f32,
            };
            Box::new(Loops((0..setting.channels).map(make).collect()))
        },
        ..Entry::DEFAULT
    },
];
