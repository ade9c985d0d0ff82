//! Sines whose phase something bends: FM and phase modulation.

use crate::graph::SUB_BLOCK;
use crate::graph::node::{Inputs, Node, Output, Segment};
use crate::graph::nodes::arithmetic::operand;
use crate::graph::nodes::oscillators::FREQUENCY;
use crate::graph::nodes::song::SongPhase;
use crate::graph::nodes::{Entry, Kind, Port, Units};
use crate::heading::Heading;
use phonon_dsp::math::trig::{sine, sine_bent};
use phonon_dsp::oscillators::phase::Increment;

const TURNS: f32 = 1.0 / std::f32::consts::TAU;

/// Ports: freq, signal, index: the signal bends the phase by `index` radians.
struct PhaseModulated {
    phases: [SongPhase; 2],
    increment: Increment,
}

impl Node for PhaseModulated {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let written = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let phase = self.phases[channel].at(segment, written);
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

    fn locate(&mut self) {
        self.phases.iter_mut().for_each(SongPhase::locate);
    }
}

/// Ports: freq, ratio, index: two sines, the modulator at freq · ratio.
struct TwoOperators {
    carriers: [SongPhase; 2],
    modulators: [SongPhase; 2],
    increment: Increment,
}

impl Node for TwoOperators {
    fn process(&mut self, segment: &Segment, inputs: &Inputs, output: &mut Output) {
        for channel in 0..output.channels() {
            let carrier = || inputs.written(0).map(|pitch| self.increment.of(pitch));
            let modulator = || {
                let pitch = inputs.written(0)? * inputs.written(1)?;
                Some(self.increment.of(pitch))
            };
            let carriers = self.carriers[channel].at(segment, carrier);
            let modulators = self.modulators[channel].at(segment, modulator);
            let (frequencies, frequency) = inputs.steady(0, channel);
            let (ratios, ratio) = inputs.steady(1, channel);
            let indices = inputs.channel(2, channel);
            let samples = output.channel(channel);
            let (mut carrier, mut modulator) = ([0; SUB_BLOCK], [0; SUB_BLOCK]);
            let carrier = &mut carrier[..samples.len()];
            let modulator = &mut modulator[..samples.len()];
            if let (Some(frequency), Some(ratio)) = (frequency, ratio) {
                carriers.run(self.increment.of(frequency), carrier);
                modulators.run(self.increment.of(frequency * ratio), modulator);
            } else {
                for (index, (carrier, modulator)) in
                    carrier.iter_mut().zip(&mut *modulator).enumerate()
                {
                    let (frequency, ratio) = (frequencies[index], ratios[index]);
                    *carrier = carriers.next(self.increment.of(frequency));
                    *modulator = modulators.next(self.increment.of(frequency * ratio));
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

    fn locate(&mut self) {
        let all = self.carriers.iter_mut().chain(&mut self.modulators);
        all.for_each(SongPhase::locate);
    }
}

pub(super) static ENTRIES: &[Entry] = &[
    Entry {
        heading: Heading::new(
            &["fm"],
            "two-operator FM: a carrier, its modulator at carrier times ratio, bending by index radians",
            "out: fm 220 2 (sine 0.5 + 1.5) * 0.2",
        ),
        kind: Kind::Source,
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
        heading: Heading::new(
            &["pm"],
            "sine whose phase a signal bends by index radians",
            "out: pm 220 (saw 110) 1.5 * 0.2",
        ),
        kind: Kind::Source,
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
