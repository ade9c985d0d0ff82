//! Toms and other skins: the modes of a membrane with a falling pitch and a stick.

use super::math::exp;
use super::tools::{Filter, Noise, Sine, finish, rise, saturate, take};

/// Ratios of a struck membrane's loudest modes, drawn together by the air in the shell.
const MODES: [f64; 4] = [1.0, 1.5, 1.98, 2.44];

/// One skin.
pub(super) struct Skin {
    /// Frequency of the lowest mode, Hz.
    base: f64,
    /// Share by which it starts too high, and the time constant of its fall in seconds.
    bend: (f64, f64),
    /// Time constant of the lowest mode in seconds.
    decay: f64,
    /// Levels of the upper modes.
    upper: [f64; 3],
    /// Level of the stick and its centre in Hz.
    stick: (f64, f64),
    /// Level of noise that dies with the skin.
    breath: f64,
    /// Saturation, 1 = almost none.
    drive: f64,
}

const REAL: Skin = Skin {
    base: 110.0,
    bend: (0.22, 0.03),
    decay: 0.12,
    upper: [0.4, 0.22, 0.12],
    stick: (0.5, 1_800.0),
    breath: 0.05,
    drive: 1.4,
};

const ANALOGUE: Skin = Skin {
    bend: (0.3, 0.04),
    upper: [0.0, 0.0, 0.0],
    stick: (0.12, 1_200.0),
    breath: 0.09,
    drive: 1.3,
    ..REAL
};

const SWEPT: Skin = Skin {
    bend: (2.4, 0.05),
    decay: 0.096,
    upper: [0.0, 0.0, 0.0],
    stick: (0.5, 3_000.0),
    breath: 0.12,
    drive: 2.4,
    ..REAL
};

const MUTED: Skin = Skin {
    decay: 0.09,
    upper: [0.5, 0.3, 0.2],
    stick: (0.9, 2_400.0),
    drive: 2.0,
    ..REAL
};

/// Low toms.
#[rustfmt::skip]
pub(super) const LT: [Skin; 5] = [
    Skin { base: 86.0, decay: 0.156, ..REAL },
    Skin { base: 90.0, decay: 0.144, ..ANALOGUE },
    Skin { base: 80.0, ..MUTED },
    Skin { base: 82.0, ..SWEPT },
    Skin { base: 74.0, decay: 0.24, bend: (0.12, 0.05), stick: (0.3, 1_200.0), ..REAL },
];

/// Middle toms.
#[rustfmt::skip]
pub(super) const MT: [Skin; 5] = [
    Skin { base: 122.0, decay: 0.132, ..REAL },
    Skin { base: 130.0, decay: 0.12, ..ANALOGUE },
    Skin { base: 118.0, ..MUTED },
    Skin { base: 124.0, ..SWEPT },
    Skin { base: 110.0, decay: 0.204, bend: (0.12, 0.05), stick: (0.3, 1_500.0), ..REAL },
];

/// High toms.
#[rustfmt::skip]
pub(super) const HT: [Skin; 5] = [
    Skin { base: 172.0, decay: 0.108, ..REAL },
    Skin { base: 190.0, decay: 0.096, ..ANALOGUE },
    Skin { base: 168.0, ..MUTED },
    Skin { base: 180.0, ..SWEPT },
    Skin { base: 158.0, decay: 0.168, bend: (0.12, 0.05), stick: (0.3, 1_900.0), ..REAL },
];

/// Played by hand: congas and bongos, open, muted, slapped, from low to high.
#[rustfmt::skip]
pub(super) const HAND: [Skin; 8] = [
    Skin { base: 175.0, bend: (0.06, 0.02), decay: 0.108, upper: [0.3, 0.25, 0.1], stick: (0.5, 900.0), breath: 0.0, drive: 1.2 },
    Skin { base: 262.0, bend: (0.06, 0.02), decay: 0.084, upper: [0.3, 0.25, 0.1], stick: (0.5, 1_100.0), breath: 0.0, drive: 1.2 },
    Skin { base: 262.0, bend: (0.04, 0.01), decay: 0.021, upper: [0.5, 0.4, 0.3], stick: (0.8, 1_500.0), breath: 0.0, drive: 1.3 },
    Skin { base: 350.0, bend: (0.05, 0.01), decay: 0.036, upper: [0.6, 0.6, 0.5], stick: (1.6, 2_600.0), breath: 0.0, drive: 2.0 },
    Skin { base: 392.0, bend: (0.05, 0.015), decay: 0.054, upper: [0.3, 0.3, 0.1], stick: (0.6, 1_700.0), breath: 0.0, drive: 1.2 },
    Skin { base: 523.0, bend: (0.05, 0.015), decay: 0.042, upper: [0.3, 0.3, 0.1], stick: (0.6, 2_000.0), breath: 0.0, drive: 1.2 },
    Skin { base: 130.0, bend: (0.1, 0.03), decay: 0.144, upper: [0.25, 0.15, 0.1], stick: (0.35, 700.0), breath: 0.0, drive: 1.3 },
    Skin { base: 98.0, bend: (-0.16, 0.12), decay: 0.18, upper: [0.15, 0.1, 0.05], stick: (0.3, 600.0), breath: 0.0, drive: 1.3 },
];

/// A tuned pair, right hand ringing and closed, left hand with its pitch bent by the heel.
#[rustfmt::skip]
pub(super) const TABLA: [Skin; 7] = [
    Skin { base: 294.0, bend: (0.015, 0.02), decay: 0.22, upper: [0.1, 0.6, 0.05], stick: (0.4, 3_200.0), breath: 0.0, drive: 1.1 },
    Skin { base: 294.0, bend: (0.01, 0.01), decay: 0.05, upper: [0.5, 0.8, 0.5], stick: (1.0, 3_800.0), breath: 0.0, drive: 1.3 },
    Skin { base: 82.0, bend: (0.3, 0.09), decay: 0.3, upper: [0.25, 0.1, 0.05], stick: (0.3, 700.0), breath: 0.0, drive: 1.4 },
    Skin { base: 98.0, bend: (-0.28, 0.1), decay: 0.26, upper: [0.2, 0.1, 0.05], stick: (0.3, 700.0), breath: 0.0, drive: 1.4 },
    Skin { base: 110.0, bend: (0.05, 0.01), decay: 0.025, upper: [0.6, 0.5, 0.3], stick: (0.8, 900.0), breath: 0.0, drive: 1.5 },
    Skin { base: 588.0, bend: (0.01, 0.01), decay: 0.12, upper: [0.05, 0.3, 0.05], stick: (0.5, 4_200.0), breath: 0.0, drive: 1.1 },
    Skin { base: 330.0, bend: (0.02, 0.01), decay: 0.03, upper: [0.7, 0.7, 0.6], stick: (1.4, 3_000.0), breath: 0.0, drive: 1.8 },
];

/// Analogue toms of the machine, each with a longer one and its conga.
#[rustfmt::skip]
pub(super) const MACHINE_LOW: [Skin; 4] = [
    Skin { base: 82.0, decay: 0.2, ..ANALOGUE },
    Skin { base: 82.0, decay: 0.32, ..ANALOGUE },
    Skin { base: 185.0, decay: 0.12, breath: 0.0, bend: (0.1, 0.03), ..ANALOGUE },
    // Tuned down, its bend long.
    Skin { base: 65.0, decay: 0.42, bend: (0.35, 0.05), ..ANALOGUE },
];

#[rustfmt::skip]
pub(super) const MACHINE_MIDDLE: [Skin; 4] = [
    Skin { base: 123.0, decay: 0.17, ..ANALOGUE },
    Skin { base: 123.0, decay: 0.27, ..ANALOGUE },
    Skin { base: 262.0, decay: 0.1, breath: 0.0, bend: (0.1, 0.03), ..ANALOGUE },
    Skin { base: 104.0, decay: 0.36, bend: (0.35, 0.045), ..ANALOGUE },
];

#[rustfmt::skip]
pub(super) const MACHINE_HIGH: [Skin; 4] = [
    Skin { base: 165.0, decay: 0.14, ..ANALOGUE },
    Skin { base: 165.0, decay: 0.22, ..ANALOGUE },
    Skin { base: 390.0, decay: 0.08, breath: 0.0, bend: (0.1, 0.03), ..ANALOGUE },
    Skin { base: 147.0, decay: 0.3, bend: (0.35, 0.04), ..ANALOGUE },
];

/// Renders `skin` at `rate` Hz.
pub(super) fn skin(skin: &Skin, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let mut noise = Noise::new(seed);
    let mut stick = Filter::new(skin.stick.1, 1.0, rate);
    let mut breath = Filter::new(skin.base * 5.0, 0.8, rate);
    let mut modes = MODES.map(|_| Sine::new(0.0, rate));
    let channel = take((skin.decay * 6.5).clamp(0.12, 2.5), rate, |time| {
        let bend = 1.0 + skin.bend.0 * exp(-time / skin.bend.1);
        let levels = [1.0, skin.upper[0], skin.upper[1], skin.upper[2]];
        let mut sound = 0.0;
        for (number, ((mode, ratio), level)) in modes.iter_mut().zip(MODES).zip(levels).enumerate()
        {
            let decay = skin.decay / (1.0 + 0.9 * number as f64);
            sound += level * mode.next(skin.base * ratio * bend) * exp(-time / decay);
        }
        let struck = stick.band(noise.white()) * exp(-time / 0.004) * skin.stick.0 * 1.8;
        let hiss = breath.low(noise.white()) * skin.breath * exp(-time / (skin.decay * 0.5));
        saturate(
            (sound + struck + hiss * 2.0) * rise(time, 0.000_4),
            skin.drive,
        )
    });
    finish(vec![channel], rate, 0.85)
}
