//! The synths of analogue style, each a few oscillators, a filter and how they move.

use crate::parameters as p;
use crate::voices::synths::Setup;
use crate::voices::synths::analog::{Analog, Moving, Wave};

/// A plain sawtooth.
pub(crate) fn saw(setup: &Setup) -> Analog {
    Analog::new(setup, Wave::Saw, setup.or(p::DECAY, 0.0)).alone()
}

/// Level of plain pulses: as loud as other waves, though they are at their peak all the time.
const PULSED: f32 = 0.62;

/// A plain square.
pub(crate) fn square(setup: &Setup) -> Analog {
    let wave = Wave::Pulse {
        width: 0.5,
        swing: 0.0,
    };
    Analog {
        level: PULSED,
        ..Analog::new(setup, wave, setup.or(p::DECAY, 0.0)).alone()
    }
}

/// A plain triangle.
pub(crate) fn triangle(setup: &Setup) -> Analog {
    Analog::new(setup, Wave::Triangle, setup.or(p::DECAY, 0.0)).alone()
}

/// A plain pulse.
pub(crate) fn pulse(setup: &Setup) -> Analog {
    let width = setup.or(p::WIDTH, 0.5).clamp(0.01, 0.99);
    let wave = Wave::Pulse { width, swing: 0.0 };
    Analog {
        level: PULSED,
        ..Analog::new(setup, wave, setup.or(p::DECAY, 0.0)).alone()
    }
}

/// What the family's filter hears of the event.
fn breathing(setup: &Setup) -> Moving {
    Moving {
        ratio: 6.0 * setup.or(p::PITCH1, 1.0),
        opening: 4.0,
        fall: 0.25,
        resonance: setup.or(p::RESONANCE, 0.2),
        sway: setup.or(p::LFO, 1.0) * 0.4,
    }
}

/// The second oscillators' ratio: `voice` brings in the interval `semitone`.
fn second(setup: &Setup) -> (f32, f32) {
    let ratio = (setup.or(p::SEMITONE, 12.0) / 12.0).exp2();
    (ratio, setup.or(p::VOICE, 0.5).clamp(0.0, 1.0))
}

/// See the table.
pub(crate) fn supersaw(setup: &Setup) -> Analog {
    let (ratio, share) = second(setup);
    let spread = setup.or(p::DETUNE, 0.2) * 0.06;
    let mut synth = Analog::new(setup, Wave::Saw, setup.or(p::DECAY, 0.0));
    for (index, detune) in [0.0, -1.0, 1.0, -0.55, 0.6, -0.25, 0.27]
        .into_iter()
        .enumerate()
    {
        let place = if index == 0 {
            0.0
        } else {
            (index as f32 % 2.0 - 0.5) * 1.4
        };
        // Every other pair sits at the second pitch.
        let high = index == 3 || index == 4;
        let (pitch, level) = if high {
            (ratio, 0.3 * share)
        } else {
            (1.0, 0.3)
        };
        synth = synth.with(pitch * (1.0 + detune * spread * 0.2), place, level);
    }
    synth.through(breathing(setup))
}

/// See the table.
pub(crate) fn supersquare(setup: &Setup) -> Analog {
    let (ratio, share) = second(setup);
    let spread = 1.0 + setup.or(p::DETUNE, 0.2) * 0.01;
    let mut synth = Analog::new(
        setup,
        Wave::Pulse {
            width: 0.5,
            swing: 0.0,
        },
        setup.or(p::DECAY, 0.0),
    )
    .with(1.0, 0.0, 0.45)
    .with(spread, 0.6, 0.3)
    .with(1.0 / spread, -0.6, 0.3);
    synth = synth.with(ratio, 0.0, 0.3 * share);
    synth.through(breathing(setup))
}

/// See the table.
pub(crate) fn superpwm(setup: &Setup) -> Analog {
    let (ratio, share) = second(setup);
    Analog::new(
        setup,
        Wave::Pulse {
            width: 0.5,
            swing: 0.4,
        },
        setup.or(p::DECAY, 0.0),
    )
    .with(1.0, -0.3, 0.45)
    .with(1.004, 0.3, 0.45)
    .with(ratio, 0.0, 0.25 * share)
    .through(breathing(setup))
}

/// See the table.
pub(crate) fn supercomparator(setup: &Setup) -> Analog {
    let mut synth = Analog::new(
        setup,
        Wave::Pulse {
            width: 0.5,
            swing: 0.48,
        },
        setup.or(p::DECAY, 0.0),
    )
    .with(1.0, 0.0, 0.8)
    .through(Moving {
        resonance: setup.or(p::RESONANCE, 0.5),
        ..breathing(setup)
    });
    // The slower wave is a part of the pitch itself, an octave of the interval being the usual one.
    let (interval, _) = second(setup);
    let rate = setup.frequency * interval * (0.5 + setup.or(p::VOICE, 0.5)) / 16.0;
    let rate = rate * setup.or(p::RATE, 1.0);
    synth.slow_increment = synth.increment.of(rate);
    synth.level = 0.52;
    synth
}

/// See the table.
pub(crate) fn superhoover(setup: &Setup) -> Analog {
    let mut synth = Analog::new(
        setup,
        Wave::Pulse {
            width: 0.5,
            swing: 0.35,
        },
        setup.or(p::DECAY, 0.0),
    );
    for (ratio, place, level) in [
        (0.5, 0.0, 0.45),
        (1.0, -0.6, 0.35),
        (1.008, 0.6, 0.35),
        (0.994, 0.2, 0.3),
        (2.003, -0.2, 0.25),
    ] {
        synth = synth.with(ratio, place, level);
    }
    synth.slow_increment = synth.increment.of(5.0);
    synth.slide = ((-setup.or(p::SLIDE, 0.0)).exp2() * 0.75, 0.12);
    synth.level = 0.62;
    synth
}

/// See the table.
pub(crate) fn superreese(setup: &Setup) -> Analog {
    let detune = 1.0 + 0.012 * setup.or(p::DETUNE, 0.5).max(0.02);
    Analog::new(setup, Wave::Saw, 0.0)
        .with(1.0, -0.3, 0.55)
        .with(detune, 0.3, 0.55)
        .with(0.5, 0.0, 0.3 * setup.or(p::VOICE, 1.0).clamp(0.0, 1.0))
        .through(Moving {
            ratio: 5.0,
            opening: 1.6,
            fall: 0.4,
            resonance: 0.1,
            sway: 0.5,
        })
}

/// See the table.
pub(crate) fn superzow(setup: &Setup) -> Analog {
    let detune = 1.0 + 0.006 * setup.or(p::DETUNE, 1.0);
    let mut synth = Analog::new(setup, Wave::Saw, setup.or(p::DECAY, 0.0))
        .with(1.0, -0.5, 0.5)
        .with(detune, 0.5, 0.5)
        .with(1.0 / detune, 0.0, 0.4)
        .through(Moving {
            ratio: 10.0,
            opening: 3.0,
            fall: 0.2,
            resonance: 0.3,
            sway: 0.8,
        });
    synth.slide = (1.0 + 0.5 * setup.or(p::SLIDE, 1.0).max(-1.9), 0.18);
    synth
}

/// See the table.
pub(crate) fn supertron(setup: &Setup) -> Analog {
    let detune = 1.0 + 0.02 * (0.2 + setup.or(p::DETUNE, 0.5));
    let mut synth = Analog::new(
        setup,
        Wave::Pulse {
            width: 0.3,
            swing: 0.28,
        },
        0.0,
    )
    .with(1.0, -0.4, 0.6)
    .with(detune, 0.4, 0.6)
    .with(
        0.25 * (1.0 + setup.or(p::VOICE, 1.0).floor().abs()),
        0.0,
        0.5,
    );
    synth.slow_increment = synth
        .increment
        .of(setup.frequency * 0.05 * setup.or(p::RATE, 1.0));
    synth.level = 0.6;
    synth
}

/// See the table.
pub(crate) fn superpad(setup: &Setup) -> Analog {
    let spread = 0.008 * (0.3 + setup.or(p::DETUNE, 0.5));
    let mut synth = Analog::new(setup, Wave::Saw, 0.1);
    for (detune, place) in [
        (-1.0, -0.8),
        (-0.4, 0.5),
        (0.0, 0.0),
        (0.5, -0.5),
        (1.0, 0.8),
    ] {
        synth = synth.with(1.0 + detune * spread, place, 0.4);
    }
    synth.body = synth.body.rising(setup, 0.25);
    synth.slow_increment = synth.increment.of(0.3 * setup.or(p::RATE, 1.0));
    synth.through(Moving {
        ratio: 4.0,
        opening: 0.4,
        fall: 0.4,
        resonance: 0.1,
        sway: 0.5,
    })
}

/// See the table.
pub(crate) fn superbass(setup: &Setup) -> Analog {
    let mut synth = Analog::new(setup, Wave::Saw, setup.or(p::DECAY, 0.3))
        .with(1.0, 0.0, 0.7)
        .with(1.003, 0.0, 0.4)
        .with(0.5, 0.0, 0.3)
        .through(Moving {
            ratio: 2.0,
            opening: 8.0,
            fall: 0.09,
            resonance: setup.or(p::RESONANCE, 0.25),
            sway: 0.0,
        });
    synth.level = 0.7;
    synth
}

/// See the table.
pub(crate) fn superchip(setup: &Setup) -> Analog {
    let width = match setup.or(p::VOICE, 0.0) as i32 {
        0 => 0.5,
        1 => 0.25,
        _ => 0.125,
    };
    let mut synth = Analog::new(setup, Wave::Pulse { width, swing: 0.0 }, 0.2).alone();
    synth.steps = Some((
        [1.0, setup.or(p::PITCH2, 2.0), setup.or(p::PITCH3, 3.0)],
        12.0 * setup.or(p::RATE, 1.0),
    ));
    synth.slide = (
        setup.or(p::SLIDE, 0.0).exp2(),
        if setup.trigger.has(p::SLIDE) {
            0.3
        } else {
            0.0
        },
    );
    synth.level = 0.6;
    synth
}
