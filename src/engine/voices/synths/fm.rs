//! Frequency modulation (as phase modulation; J. Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency
//! Modulation", 1973): four operators, arranged and enveloped by the voice.

use super::parts::{Body, Fading};
use super::{Setup, Voicing};
use crate::dsp::phase::{Increment, Phase};
use crate::dsp::trig::sine;
use crate::engine::parameters as p;

const OPERATORS: usize = 4;

#[derive(Clone, Copy, Debug, Default)]
struct Operator {
    phase: Phase,
    ratio: f32,
    increment: u32,
    /// Index (radians) where it modulates, level where it is heard.
    level: f32,
    fading: Fading,
    steady: f32,
    output: f32,
}

/// What modulates whom, by operator: the operators before it that do, as bits; and which are heard.
#[derive(Clone, Copy, Debug)]
struct Arrangement {
    modulators: [u8; OPERATORS],
    heard: u8,
}

/// Operators run from 0 (deepest) to 3.
const ARRANGEMENTS: [Arrangement; 8] = [
    Arrangement {
        modulators: [0, 0, 0, 0b0100],
        heard: 0b1000,
    },
    Arrangement {
        modulators: [0, 0b0001, 0b0010, 0b0100],
        heard: 0b1000,
    },
    Arrangement {
        modulators: [0, 0, 0b0011, 0b0100],
        heard: 0b1000,
    },
    Arrangement {
        modulators: [0, 0b0001, 0, 0b0100],
        heard: 0b1010,
    },
    Arrangement {
        modulators: [0, 0, 0, 0b0111],
        heard: 0b1000,
    },
    Arrangement {
        modulators: [0, 0b0001, 0b0001, 0b0001],
        heard: 0b1110,
    },
    Arrangement {
        modulators: [0, 0b0001, 0, 0],
        heard: 0b1110,
    },
    Arrangement {
        modulators: [0, 0, 0, 0],
        heard: 0b1111,
    },
];

/// See the module's head.
#[derive(Clone, Copy, Debug)]
pub struct Fm {
    operators: [Operator; OPERATORS],
    arrangement: Arrangement,
    feedback: f32,
    increment: Increment,
    slow: Phase,
    slow_increment: u32,
    sway: f32,
    body: Body,
    level: f32,
}

impl Voicing for Fm {
    fn control(&mut self, frequency: f32) {
        let bend = 1.0 + self.sway * sine(self.slow.0);
        for operator in &mut self.operators {
            operator.increment = self.increment.of(frequency * operator.ratio * bend);
        }
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        // Radians to parts of a turn of 32 bits.
        const TURN: f32 = 4_294_967_296.0 / std::f32::consts::TAU;
        for (left, right) in left.iter_mut().zip(right) {
            let mut heard = 0.0;
            for index in 0..OPERATORS {
                let mut shift = if index == 0 {
                    self.feedback * self.operators[0].output
                } else {
                    0.0
                };
                for (other, operator) in self.operators[..index].iter().enumerate() {
                    if self.arrangement.modulators[index] & (1 << other) != 0 {
                        shift += operator.output;
                    }
                }
                let operator = &mut self.operators[index];
                let phase = operator.phase.next(operator.increment);
                let envelope = operator.steady + operator.fading.next();
                // Through i64: a phase may be shifted by many turns.
                let shifted = phase.wrapping_add((shift * TURN) as i64 as u32);
                operator.output = sine(shifted) * operator.level * envelope;
                if self.arrangement.heard & (1 << index) != 0 {
                    heard += operator.output;
                }
            }
            self.slow.next(self.slow_increment);
            let x = heard * self.body.next() * self.level;
            *left = x;
            *right = x;
        }
    }
}

impl Fm {
    fn new(
        setup: &Setup,
        arrangement: usize,
        operators: [(f32, f32, f32, f32); OPERATORS],
    ) -> Self {
        let increment = Increment::new(setup.sample_rate);
        let arrangement = ARRANGEMENTS[arrangement % ARRANGEMENTS.len()];
        Self {
            operators: operators.map(|(ratio, level, fall, steady)| Operator {
                ratio,
                level,
                fading: Fading::new(1.0 - steady, fall, setup.sample_rate),
                steady,
                ..Operator::default()
            }),
            arrangement,
            feedback: setup.or(p::FEEDBACK, 0.0),
            increment,
            slow: Phase::default(),
            slow_increment: increment.of(setup.or(p::LFOFREQ, 0.0)),
            sway: 0.05 * setup.or(p::LFODEPTH, 0.0),
            body: Body::new(setup, setup.or(p::DECAY, 0.0)),
            level: 0.8 / (arrangement.heard.count_ones() as f32).sqrt(),
        }
    }
}

/// A plain sine, which `fmi` and `fmh` modulate.
pub fn plain(setup: &Setup) -> Fm {
    let index = setup.or(p::FMI, 0.0);
    let ratio = setup.trigger.value(p::FMH);
    let none = (1.0, 0.0, 1.0, 0.0);
    let mut synth = Fm::new(
        setup,
        0,
        [none, none, (ratio, index, 1.0, 1.0), (1.0, 1.0, 1.0, 1.0)],
    );
    synth.level = 1.0;
    synth
}

/// See the table. `voice` chooses among arrangements; each has ratios of its own, times `ratio`.
pub fn superfm(setup: &Setup) -> Fm {
    let voice = setup.or(p::VOICE, 0.0).max(0.0) as usize % ARRANGEMENTS.len();
    let r = setup.or(p::RATIO, 1.0);
    let i = setup.or(p::FMI, 1.0);
    let carrier = (1.0, 1.0, 1.2, 0.3);
    let operators = match voice {
        // An electric piano's tine, brass, a bell, and so on towards an organ.
        0 => [
            (1.0, 0.0, 1.0, 0.0),
            (1.0, 0.0, 1.0, 0.0),
            (2.0 * r, 1.6 * i, 0.8, 0.15),
            carrier,
        ],
        1 => [
            (1.0 * r, 0.6 * i, 0.5, 0.4),
            (1.0, 0.9 * i, 0.5, 0.4),
            (1.0, 1.4 * i, 0.6, 0.4),
            carrier,
        ],
        2 => [
            (3.5 * r, 1.0 * i, 0.8, 0.1),
            (1.41 * r, 1.2 * i, 1.2, 0.1),
            (2.0, 1.3 * i, 1.5, 0.1),
            carrier,
        ],
        3 => [
            (14.0 * r, 0.7 * i, 0.15, 0.0),
            (1.0, 0.6, 0.9, 0.2),
            (1.0 * r, 1.1 * i, 0.7, 0.2),
            carrier,
        ],
        4 => [
            (0.5 * r, 1.0 * i, 1.0, 0.5),
            (3.0 * r, 0.8 * i, 0.5, 0.2),
            (5.0 * r, 0.5 * i, 0.3, 0.1),
            carrier,
        ],
        5 => [
            (1.0 * r, 1.5 * i, 0.7, 0.3),
            (1.0, 0.7, 1.0, 0.4),
            (2.0, 0.5, 1.0, 0.3),
            (3.0, 0.4, 1.0, 0.2),
        ],
        6 => [
            (7.0 * r, 1.2 * i, 0.3, 0.05),
            (1.0, 0.8, 1.0, 0.3),
            (0.5, 0.6, 1.0, 0.5),
            (2.0, 0.3, 0.6, 0.2),
        ],
        _ => [
            (0.5, 0.6, 1.0, 0.8),
            (1.0, 0.8, 1.0, 0.8),
            (2.0 * r, 0.5, 1.0, 0.7),
            (3.0 * r, 0.3, 0.8, 0.5),
        ],
    };
    Fm::new(setup, voice, operators)
}
