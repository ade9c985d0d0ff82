//! Frequency modulation (as phase modulation; J. Chowning, "The Synthesis of Complex Audio Spectra by Means of Frequency
//! Modulation", 1973): six operators, each modulated by any of them as a matrix says, arranged and enveloped by the voice.

use crate::parameters::{self as p, Parameter};
use crate::voices::synths::parts::{Body, Fading};
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::phase::{Increment, Phase};

const OPERATORS: usize = 6;

/// Radians to parts of a turn of 32 bits.
const TURN: f32 = 4_294_967_296.0 / std::f32::consts::TAU;

#[derive(Clone, Copy, Debug, Default)]
struct Operator {
    phase: Phase,
    /// Ratio of the frequency to the note's.
    ratio: f32,
    /// Hz added to the frequency.
    detune: f32,
    increment: u32,
    /// Level at which the operator itself is heard.
    amp: f32,
    fading: Fading,
    steady: f32,
    output: f32,
}

/// See the module's head.
#[derive(Clone, Copy, Debug)]
pub struct Fm {
    operators: [Operator; OPERATORS],
    /// By modulated operator, then by modulator: radians of phase at full output.
    matrix: [[f32; OPERATORS]; OPERATORS],
    /// Operators from this one on are still.
    used: usize,
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
            let own = frequency * operator.ratio * bend + operator.detune;
            operator.increment = self.increment.of(own);
        }
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let mut heard = 0.0;
            // The last operators first: one that modulates a later one, or itself, does so a frame late.
            for index in (0..self.used).rev() {
                let mut shift = 0.0;
                for (amount, other) in self.matrix[index].iter().zip(&self.operators) {
                    shift += amount * other.output;
                }
                let operator = &mut self.operators[index];
                let phase = operator.phase.next(operator.increment);
                let envelope = operator.steady + operator.fading.next();
                // Through i64: a phase may be shifted by many turns.
                let shifted = phase.wrapping_add((shift * TURN) as i64 as u32);
                operator.output = sine(shifted) * envelope;
                heard += operator.output * operator.amp;
            }
            self.slow.next(self.slow_increment);
            let x = heard * self.body.next() * self.level;
            *left = x;
            *right = x;
        }
    }
}

/// One operator of a patch.
#[derive(Clone, Copy, Debug)]
struct Tuned {
    ratio: f32,
    /// Level at which the operator itself is heard.
    amp: f32,
    /// Seconds in which the level falls by 60 dB to `steady`.
    fall: f32,
    /// Level that the fall ends at, linear.
    steady: f32,
}

const fn tuned(ratio: f32, amp: f32, fall: f32, steady: f32) -> Tuned {
    Tuned {
        ratio,
        amp,
        fall,
        steady,
    }
}

/// An arrangement: its operators, and who is modulated by whom (counted from 1) by how many radians.
#[derive(Clone, Copy, Debug)]
struct Patch {
    operators: &'static [Tuned],
    modulations: &'static [(usize, usize, f32)],
}

/// What `voice` chooses from.
const PATCHES: [Patch; 8] = [
    // An electric piano's tine.
    Patch {
        operators: &[tuned(1.0, 1.0, 1.2, 0.3), tuned(2.0, 0.0, 0.8, 0.15)],
        modulations: &[(1, 2, 1.6)],
    },
    // Brass.
    Patch {
        operators: &[
            tuned(1.0, 1.0, 1.2, 0.3),
            tuned(1.0, 0.0, 0.6, 0.4),
            tuned(1.0, 0.0, 0.5, 0.4),
            tuned(1.0, 0.0, 0.5, 0.4),
        ],
        modulations: &[(1, 2, 1.4), (2, 3, 0.9), (3, 4, 0.6)],
    },
    // A bell.
    Patch {
        operators: &[
            tuned(1.0, 1.0, 1.2, 0.3),
            tuned(2.0, 0.0, 1.5, 0.1),
            tuned(1.41, 0.0, 1.2, 0.1),
            tuned(3.5, 0.0, 0.8, 0.1),
        ],
        modulations: &[(1, 2, 1.3), (2, 3, 1.2), (2, 4, 1.0)],
    },
    // A struck piano of two pairs.
    Patch {
        operators: &[
            tuned(1.0, 1.0, 1.2, 0.3),
            tuned(1.0, 0.0, 0.7, 0.2),
            tuned(1.0, 0.6, 0.9, 0.2),
            tuned(14.0, 0.0, 0.15, 0.0),
        ],
        modulations: &[(1, 2, 1.1), (3, 4, 0.7)],
    },
    // Three that growl into one.
    Patch {
        operators: &[
            tuned(1.0, 1.0, 1.2, 0.3),
            tuned(5.0, 0.0, 0.3, 0.1),
            tuned(3.0, 0.0, 0.5, 0.2),
            tuned(0.5, 0.0, 1.0, 0.5),
        ],
        modulations: &[(1, 2, 0.5), (1, 3, 0.8), (1, 4, 1.0)],
    },
    // One that bends a chord of harmonics.
    Patch {
        operators: &[
            tuned(1.0, 0.7, 1.0, 0.4),
            tuned(2.0, 0.5, 1.0, 0.3),
            tuned(3.0, 0.4, 1.0, 0.2),
            tuned(1.0, 0.0, 0.7, 0.3),
        ],
        modulations: &[(1, 4, 1.5), (2, 4, 1.5), (3, 4, 1.5)],
    },
    // A mallet over an organ.
    Patch {
        operators: &[
            tuned(1.0, 0.8, 1.0, 0.3),
            tuned(0.5, 0.6, 1.0, 0.5),
            tuned(2.0, 0.3, 0.6, 0.2),
            tuned(7.0, 0.0, 0.3, 0.05),
        ],
        modulations: &[(1, 4, 1.2)],
    },
    // An organ of six, the last one fed back.
    Patch {
        operators: &[
            tuned(1.0, 0.8, 1.0, 0.8),
            tuned(0.5, 0.6, 1.0, 0.8),
            tuned(2.0, 0.5, 1.0, 0.7),
            tuned(3.0, 0.3, 0.8, 0.5),
            tuned(4.0, 0.2, 0.8, 0.5),
            tuned(6.0, 0.15, 0.5, 0.3),
        ],
        modulations: &[(6, 6, 0.4)],
    },
];

impl Fm {
    /// The patch with what the event's `ratio` (of modulators), `index` (of all modulation) and `feedback` (of the last
    /// operator) make of it.
    fn new(setup: &Setup, patch: &Patch, ratio: f32, index: f32) -> Self {
        let increment = Increment::new(setup.sample_rate);
        let mut operators = [Operator {
            ratio: 1.0,
            steady: 1.0,
            ..Operator::default()
        }; OPERATORS];
        for (operator, tuned) in operators.iter_mut().zip(patch.operators) {
            let modulates = tuned.amp == 0.0;
            *operator = Operator {
                ratio: tuned.ratio * if modulates { ratio } else { 1.0 },
                amp: tuned.amp,
                fading: Fading::new(1.0 - tuned.steady, tuned.fall, setup.sample_rate),
                steady: tuned.steady,
                ..Operator::default()
            };
        }
        let mut matrix = [[0.0; OPERATORS]; OPERATORS];
        for (modulated, by, amount) in patch.modulations {
            matrix[modulated - 1][by - 1] = amount * index;
        }
        let last = patch.operators.len() - 1;
        matrix[last][last] += setup.or(p::FEEDBACK, 0.0);
        Self {
            operators,
            matrix,
            used: patch.operators.len(),
            increment,
            slow: Phase::default(),
            slow_increment: increment.of(setup.or(p::LFOFREQ, 0.0)),
            sway: 0.05 * setup.or(p::LFODEPTH, 0.0),
            body: Body::new(setup, setup.or(p::DECAY, 0.0)),
            level: 1.0,
        }
    }

    /// What the event says of single operators, in place of the patch.
    fn overruled(mut self, setup: &Setup) -> Self {
        for (index, own) in p::OPERATORS.iter().enumerate() {
            let operator = &mut self.operators[index];
            let mut given = false;
            let mut set = |field: &mut f32, parameter: Parameter| {
                if let Some(value) = setup.trigger.get(parameter) {
                    *field = value;
                    given = true;
                }
            };
            set(&mut operator.amp, own.amp);
            set(&mut operator.ratio, own.ratio);
            set(&mut operator.detune, own.detune);
            for (amount, parameter) in self.matrix[index].iter_mut().zip(own.modulated) {
                set(amount, parameter);
            }
            let (rate, level) = (setup.trigger.get(own.rate), setup.trigger.get(own.level));
            if rate.is_some() || level.is_some() {
                // What stays up unless told falls to nothing when only told how fast.
                let usual = if operator.steady < 1.0 {
                    operator.steady
                } else {
                    0.0
                };
                operator.steady = level.unwrap_or(usual);
                let seconds = 1.0 / rate.unwrap_or(1.0).max(1.0e-3);
                operator.fading = Fading::new(1.0 - operator.steady, seconds, setup.sample_rate);
            }
            let modulates = self.matrix.iter().any(|row| row[index] != 0.0);
            if given || modulates {
                self.used = self.used.max(index + 1);
            }
        }
        self
    }

    /// As loud with many that are heard as with one.
    fn levelled(mut self) -> Self {
        let power: f32 = self.operators[..self.used]
            .iter()
            .map(|operator| operator.amp * operator.amp)
            .sum();
        self.level = 1.0 / power.max(1.0e-3).sqrt().max(1.0);
        self
    }
}

/// A plain sine, which `fmi` and `fmh` modulate.
pub(super) fn plain(setup: &Setup) -> Fm {
    const PATCH: Patch = Patch {
        operators: &[tuned(1.0, 1.0, 1.0, 1.0), tuned(1.0, 0.0, 1.0, 1.0)],
        modulations: &[(1, 2, 1.0)],
    };
    let ratio = setup.trigger.value(p::FMH);
    Fm::new(setup, &PATCH, ratio, setup.or(p::FMI, 0.0))
}

/// See the table. `voice` chooses a patch; the operators' own parameters overrule it.
pub(super) fn superfm(setup: &Setup) -> Fm {
    let voice = setup.or(p::VOICE, 0.0).max(0.0) as usize % PATCHES.len();
    Fm::new(
        setup,
        &PATCHES[voice],
        setup.or(p::RATIO, 1.0),
        setup.or(p::FMI, 1.0),
    )
    .overruled(setup)
    .levelled()
}
