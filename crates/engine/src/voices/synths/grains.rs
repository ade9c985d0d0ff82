//! Grains: impulses and sines under windows.

use crate::parameters as p;
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::math::trig::{cosine, sine};
use phonon_dsp::oscillators::phase::{Increment, Phase};
use phonon_dsp::oscillators::wavetable::SAW;

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Band-limited impulses: a pulse of two saws a frame apart.
    Impulses,
    Product {
        other: Phase,
        increment: u32,
    },
    Bell {
        width: f32,
    },
    Single,
    Ring {
        other: Phase,
        ratio: f32,
        increment: u32,
    },
}

/// See the module's head.
#[derive(Clone, Copy, Debug)]
pub struct Grain {
    kind: Kind,
    phase: Phase,
    turn: u32,
    level: usize,
    increment: Increment,
    age: f32,
    length: f32,
}

impl Grain {
    fn new(setup: &Setup, kind: Kind) -> Self {
        Self {
            kind,
            phase: Phase::default(),
            turn: 0,
            level: 0,
            increment: Increment::new(setup.sample_rate),
            age: 0.0,
            length: setup.frames().max(1.0),
        }
    }
}

impl Voicing for Grain {
    fn control(&mut self, frequency: f32) {
        self.turn = self.increment.of(frequency);
        self.level = SAW.level(self.turn);
        if let Kind::Ring {
            ratio, increment, ..
        } = &mut self.kind
        {
            *increment = self.increment.of(frequency * *ratio);
        }
    }

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let progress = (self.age / self.length).min(1.0);
            let window = sine((progress * 2_147_483_648.0) as u32);
            let phase = self.phase.next(self.turn);
            let x = match &mut self.kind {
                Kind::Impulses => {
                    // Two saws a sixteenth apart cancel but for a short spike.
                    let spike = SAW.read(self.level, phase.wrapping_sub(1 << 28))
                        - SAW.read(self.level, phase);
                    spike * 0.5
                }
                Kind::Product { other, increment } => {
                    sine(phase) * sine(other.next(*increment)) * window
                }
                Kind::Bell { width } => {
                    let place = (progress - 0.5) / *width;
                    cosine(phase) * (-2.0 * place * place).exp()
                }
                Kind::Single => f32::from(u8::from(self.age == 0.0)),
                Kind::Ring {
                    other, increment, ..
                } => 0.9 * sine(phase) * cosine(other.next(*increment)) * window,
            };
            self.age += 1.0;
            *left = x;
            *right = x;
        }
    }
}

/// See the table.
pub(super) fn imp(setup: &Setup) -> Grain {
    Grain::new(setup, Kind::Impulses)
}

/// See the table.
pub(super) fn psin(setup: &Setup) -> Grain {
    let increment = Increment::new(setup.sample_rate).of(setup.or(p::MODFREQ, 40.0));
    Grain::new(
        setup,
        Kind::Product {
            other: Phase(1 << 30),
            increment,
        },
    )
}

/// See the table.
pub(super) fn gabor(setup: &Setup) -> Grain {
    let width = setup.or(p::WIDTH, 0.3).max(0.001);
    Grain::new(setup, Kind::Bell { width })
}

/// See the table.
pub(super) fn dirac(setup: &Setup) -> Grain {
    Grain::new(setup, Kind::Single)
}

/// See the table.
pub(super) fn cyclo(setup: &Setup) -> Grain {
    let ratio = setup.or(p::RATIO, 1.0);
    Grain::new(
        setup,
        Kind::Ring {
            other: Phase::default(),
            ratio,
            increment: 0,
        },
    )
}
