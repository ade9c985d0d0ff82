//! Sines whose phase something bends: FM and phase modulation.

use super::arithmetic::operand;
use super::oscillators::FREQUENCY;
use super::{Entry, Kind, Port, Units};
use crate::dsp::phase::{Increment, Phase};
use crate::dsp::trig::{sine, sine_bent};
use crate::engine::graph::SUB_BLOCK;
use crate::engine::graph::node::{Inputs, Node, Output, Segment};

const TURNS: f32 = 1.0 / std::f32::consts::TAU;

/// Ports: freq, signal, index: the signal bends the phase by `index` radians.
struct PhaseModulated {
    phases: [Phase; 2],
    increment: Increment,
}

impl Node for PhaseModulated {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let phase = &mut self.phases[channel];
            let (frequencies, steady) = inputs.steady(0, channel);
            let signal = inputs.channel(1, channel);
            let indices = inputs.channel(2, channel);
            let samples = output.channel(channel);
            let mut carrier = [0; SUB_BLOCK];
            let carrier = &mut carrier[..samples.len()];
            if let Some(frequency) = steady {
                phase.run(self.increment.of(frequency), carrier);
            } else {
                for (now, frequency) in carrier.iter_mut().zip(frequencies) {
                    *now = phase.next(self.increment.of(*frequency));
                }
            }
            for (index, (y, now)) in samples.iter_mut().zip(carrier).enumerate() {
                *y = sine_bent(*now, signal[index] * indices[index] * TURNS);
            }
        }
    }

    fn reset(&mut self) {
        self.phases = Default::default();
    }
}

/// Ports: freq, ratio, index: two sines, the modulator at freq · ratio.
struct TwoOperators {
    carriers: [Phase; 2],
    modulators: [Phase; 2],
    increment: Increment,
}

impl Node for TwoOperators {
    fn process(&mut self, _: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let (frequencies, frequency) = inputs.steady(0, channel);
            let (ratios, ratio) = inputs.steady(1, channel);
            let indices = inputs.channel(2, channel);
            let samples = output.channel(channel);
            let (mut carrier, mut modulator) = ([0; SUB_BLOCK], [0; SUB_BLOCK]);
            let carrier = &mut carrier[..samples.len()];
            let modulator = &mut modulator[..samples.len()];
            if let (Some(frequency), Some(ratio)) = (frequency, ratio) {
                self.carriers[channel].run(self.increment.of(frequency), carrier);
                self.modulators[channel].run(self.increment.of(frequency * ratio), modulator);
            } else {
                for (index, (carrier, modulator)) in
                    carrier.iter_mut().zip(&mut *modulator).enumerate()
                {
                    let (frequency, ratio) = (frequencies[index], ratios[index]);
                    *carrier = self.carriers[channel].next(self.increment.of(frequency));
                    *modulator =
                        self.modulators[channel].next(self.increment.of(frequency * ratio));
                }
            }
            let phases = carrier.iter().zip(modulator);
            for ((y, (carrier, modulator)), index) in samples.iter_mut().zip(phases).zip(indices) {
                *y = sine_bent(*carrier, sine(*modulator) * index * TURNS);
            }
        }
    }

    fn reset(&mut self) {
        self.carriers = Default::default();
        self.modulators = Default::default();
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        name: "fm",
        kind: Kind::Source,
        summary: "two-operator FM: a carrier, its modulator at carrier times ratio, bending by index radians",
        example: "out: fm 220 2 (sine 0.5 + 1.5) * 0.2",
        ports: &[
            FREQUENCY,
            Port::audio_rate("ratio", Units::None, 0.0, 100.0, 1.0),
            Port::audio_rate("index", Units::None, 0.0, 1000.0, 1.0),
        ],
        create: |setting| {
            Box::new(TwoOperators {
                carriers: Default::default(),
                modulators: Default::default(),
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
            FREQUENCY,
            operand("signal"),
            Port::audio_rate("index", Units::None, -1000.0, 1000.0, 1.0),
        ],
        create: |setting| {
            Box::new(PhaseModulated {
                phases: Default::default(),
                increment: Increment::new(setting.sample_rate),
            })
        },
        ..Entry::DEFAULT
    },
];
