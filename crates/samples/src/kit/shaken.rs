//! Shakers and tambourines: many small collisions, after the statistical model of Cook (PhISEM, 1997).

use super::math::exp;
use super::tools::{Filter, Mode, Noise, finish, rise, take};

/// One shaken thing.
pub(super) struct Shaken {
    /// Collisions each second at full shake.
    density: f64,
    /// Seconds in which the shake rises, and the time constant of its fall.
    shake: (f64, f64),
    /// A second shake, seconds after the first, and its level; none if 0.
    again: (f64, f64),
    /// Time constant of one collision in seconds.
    grain: f64,
    /// The vessel: centre in Hz, and quality.
    vessel: (f64, f64),
    /// Jingles in Hz; none for a plain shaker.
    jingles: &'static [f64],
    /// Time constant of the jingles in seconds.
    ring: f64,
}

const SHAKER: Shaken = Shaken {
    density: 4_500.0,
    shake: (0.03, 0.035),
    again: (0.0, 0.0),
    grain: 0.000_9,
    vessel: (6_200.0, 1.2),
    jingles: &[],
    ring: 0.05,
};

const JINGLES: [f64; 7] = [
    5_230.0, 5_690.0, 6_410.0, 7_350.0, 8_640.0, 9_770.0, 11_200.0,
];

const TAMBOURINE: Shaken = Shaken {
    density: 420.0,
    shake: (0.002, 0.06),
    again: (0.0, 0.0),
    grain: 0.001,
    vessel: (7_000.0, 0.7),
    jingles: &JINGLES,
    ring: 0.055,
};

/// Shakers, maracas, cabasas.
#[rustfmt::skip]
pub(super) const SH: [Shaken; 6] = [
    SHAKER,
    Shaken { shake: (0.012, 0.022), density: 6_000.0, ..SHAKER },
    Shaken { shake: (0.004, 0.014), density: 2_600.0, vessel: (8_500.0, 1.6), ..SHAKER },
    Shaken { shake: (0.04, 0.06), again: (0.09, 0.6), density: 3_000.0, vessel: (4_800.0, 1.0), ..SHAKER },
    Shaken { shake: (0.02, 0.03), density: 900.0, grain: 0.002, vessel: (3_200.0, 2.2), ..SHAKER },
    Shaken { shake: (0.002, 0.03), density: 9_000.0, grain: 0.000_4, vessel: (9_500.0, 0.8), ..SHAKER },
];

/// Tambourines and sleigh bells.
#[rustfmt::skip]
pub(super) const TA: [Shaken; 5] = [
    TAMBOURINE,
    Shaken { shake: (0.001, 0.035), ring: 0.035, ..TAMBOURINE },
    Shaken { shake: (0.02, 0.05), again: (0.07, 0.8), ..TAMBOURINE },
    Shaken { shake: (0.001, 0.11), ring: 0.11, density: 300.0, ..TAMBOURINE },
    Shaken { shake: (0.01, 0.08), jingles: &[2_500.0, 2_790.0, 5_310.0, 6_570.0, 8_150.0, 9_800.0], ring: 0.07, density: 500.0, ..TAMBOURINE },
];

/// Renders `shaken` at `rate` Hz.
pub(super) fn shaken(shaken: &Shaken, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let mut noise = Noise::new(seed);
    let mut vessel = Filter::new(shaken.vessel.0, shaken.vessel.1, rate);
    let mut low_cut = Filter::new(shaken.vessel.0 * 0.4, 0.7, rate);
    let mut jingles: Vec<Mode> = shaken
        .jingles
        .iter()
        .map(|jingle| {
            Mode::new(
                jingle * noise.between(0.99, 1.01),
                shaken.ring * noise.between(0.7, 1.3),
                rate,
            )
        })
        .collect();
    let fall = exp(-1.0 / (shaken.grain * rate));
    let mut grain = 0.0;
    let seconds = shaken.shake.0 + shaken.again.0 + (shaken.shake.1 * 5.5).max(shaken.ring * 5.0);
    let channel = take(seconds, rate, |time| {
        let stroke = |time: f64| {
            if time < 0.0 {
                0.0
            } else {
                rise(time, shaken.shake.0) * exp(-(time - shaken.shake.0).max(0.0) / shaken.shake.1)
            }
        };
        let level = stroke(time)
            + shaken.again.1 * stroke(time - shaken.again.0) * f64::from(shaken.again.0 > 0.0);
        let hit = noise.unit() < shaken.density * level.min(1.0) / rate;
        if hit {
            grain += level * noise.between(0.3, 1.0);
        }
        grain *= fall;
        let rustle = grain * noise.white();
        let ringing: f64 = if jingles.is_empty() {
            0.0
        } else {
            let struck = if hit { level * noise.white() } else { 0.0 };
            jingles.iter_mut().map(|mode| mode.next(struck)).sum()
        };
        low_cut.high(vessel.band(rustle) + 0.35 * ringing)
    });
    finish(vec![channel], rate, 0.5)
}
