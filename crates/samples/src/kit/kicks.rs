//! Bass drums: a sine whose pitch falls fast, a click in front, saturation behind.

use super::math::exp;
use super::tools::{Fall, Filter, Noise, Sine, finish, rise, saturate, take};

/// One bass drum.
pub(super) struct Kick {
    /// Where the pitch comes to rest, in Hz.
    base: f64,
    /// How far above its base it starts, in Hz, and the time constant of its fall, in seconds.
    sweep: (f64, f64),
    /// A second, faster sweep: the beater.
    snap: (f64, f64),
    /// Time constant of the body, in seconds.
    decay: f64,
    /// Seconds for which the body holds its level before it falls.
    hold: f64,
    /// Level of the click and its centre in Hz.
    click: (f64, f64),
    /// Saturation, 1 = almost none.
    drive: f64,
    /// Share of a second partial (an acoustic shell), ×1.58.
    shell: f64,
}

const PLAIN: Kick = Kick {
    base: 50.0,
    sweep: (120.0, 0.035),
    snap: (600.0, 0.004),
    decay: 0.104,
    hold: 0.03,
    click: (0.25, 3_200.0),
    drive: 1.8,
    shell: 0.0,
};

/// The plain name: a short tour from round to hard to deep.
#[rustfmt::skip]
pub(super) const BD: [Kick; 12] = [
    PLAIN,
    // Deep and round.
    Kick { base: 46.0, sweep: (70.0, 0.05), snap: (250.0, 0.006), decay: 0.169, click: (0.1, 2_000.0), drive: 1.3, ..PLAIN },
    // Acoustic, felt beater.
    Kick { base: 62.0, sweep: (50.0, 0.02), snap: (180.0, 0.005), decay: 0.058, hold: 0.01, click: (0.5, 1_600.0), drive: 1.2, shell: 0.35 },
    // Hard and driven.
    Kick { base: 52.0, sweep: (190.0, 0.03), decay: 0.111, hold: 0.06, click: (0.35, 4_500.0), drive: 4.5, ..PLAIN },
    // Short, dry.
    Kick { base: 58.0, sweep: (150.0, 0.018), decay: 0.039, hold: 0.015, click: (0.3, 3_800.0), drive: 2.0, ..PLAIN },
    // Acoustic, wooden beater, bigger room of a shell.
    Kick { base: 55.0, sweep: (60.0, 0.03), snap: (300.0, 0.004), decay: 0.091, hold: 0.01, click: (0.7, 2_600.0), drive: 1.4, shell: 0.5 },
    // Long fall.
    Kick { base: 41.0, sweep: (210.0, 0.07), decay: 0.195, hold: 0.05, click: (0.15, 2_500.0), drive: 2.2, ..PLAIN },
    // Punchy, for fast music.
    Kick { base: 60.0, sweep: (260.0, 0.014), snap: (900.0, 0.003), decay: 0.065, hold: 0.03, click: (0.4, 5_000.0), drive: 2.6, ..PLAIN },
    // Soft: almost only the fundamental.
    Kick { base: 52.0, sweep: (30.0, 0.04), snap: (0.0, 0.004), decay: 0.13, click: (0.03, 1_200.0), drive: 1.1, ..PLAIN },
    // Gated and clipped.
    Kick { base: 48.0, sweep: (130.0, 0.04), decay: 0.325, hold: 0.11, click: (0.3, 3_000.0), drive: 8.0, ..PLAIN },
    // Knocking, mid-heavy.
    Kick { base: 72.0, sweep: (180.0, 0.022), decay: 0.072, hold: 0.02, click: (0.5, 2_200.0), drive: 2.4, shell: 0.2, ..PLAIN },
    // Sub.
    Kick { base: 38.0, sweep: (60.0, 0.06), snap: (120.0, 0.008), decay: 0.273, hold: 0.08, click: (0.05, 1_500.0), drive: 1.6, ..PLAIN },
];

/// The long-ringing analogue bass drum of the early eighties: a bridged-T ring, hardly any sweep, three lengths.
#[rustfmt::skip]
pub(super) const ANALOGUE_BOOM: [Kick; 6] = [
    Kick { base: 49.0, sweep: (45.0, 0.012), snap: (90.0, 0.004), decay: 0.22, hold: 0.0, click: (0.12, 1_800.0), drive: 1.15, shell: 0.0 },
    Kick { base: 49.0, sweep: (45.0, 0.012), snap: (90.0, 0.004), decay: 0.42, hold: 0.0, click: (0.12, 1_800.0), drive: 1.15, shell: 0.0 },
    Kick { base: 49.0, sweep: (45.0, 0.012), snap: (90.0, 0.004), decay: 0.75, hold: 0.0, click: (0.12, 1_800.0), drive: 1.15, shell: 0.0 },
    Kick { base: 56.0, sweep: (50.0, 0.012), snap: (120.0, 0.004), decay: 0.3, hold: 0.0, click: (0.3, 2_400.0), drive: 1.3, shell: 0.0 },
    Kick { base: 45.0, sweep: (40.0, 0.014), snap: (80.0, 0.005), decay: 0.55, hold: 0.0, click: (0.06, 1_400.0), drive: 1.1, shell: 0.0 },
    Kick { base: 52.0, sweep: (60.0, 0.012), snap: (140.0, 0.004), decay: 0.5, hold: 0.02, click: (0.2, 2_000.0), drive: 2.8, shell: 0.0 },
];

/// The punching analogue bass drum of the club machines: deep sweep, shaped triangle, noise click.
#[rustfmt::skip]
pub(super) const ANALOGUE_PUNCH: [Kick; 6] = [
    Kick { base: 50.0, sweep: (190.0, 0.024), snap: (420.0, 0.005), decay: 0.098, hold: 0.02, click: (0.4, 4_200.0), drive: 2.2, shell: 0.0 },
    Kick { base: 50.0, sweep: (190.0, 0.036), snap: (420.0, 0.006), decay: 0.168, hold: 0.03, click: (0.25, 3_600.0), drive: 2.2, shell: 0.0 },
    Kick { base: 46.0, sweep: (160.0, 0.03), snap: (300.0, 0.005), decay: 0.133, hold: 0.04, click: (0.6, 5_200.0), drive: 3.0, shell: 0.0 },
    Kick { base: 57.0, sweep: (240.0, 0.02), snap: (500.0, 0.004), decay: 0.077, hold: 0.02, click: (0.5, 4_800.0), drive: 2.6, shell: 0.0 },
    Kick { base: 48.0, sweep: (220.0, 0.045), snap: (420.0, 0.006), decay: 0.196, hold: 0.06, click: (0.3, 3_600.0), drive: 4.0, shell: 0.0 },
    Kick { base: 53.0, sweep: (120.0, 0.02), snap: (300.0, 0.004), decay: 0.105, hold: 0.02, click: (0.15, 3_000.0), drive: 1.5, shell: 0.0 },
];

/// The small home organ's bass drum: short, plain, boxy.
#[rustfmt::skip]
pub(super) const SMALL_BOX: [Kick; 4] = [
    Kick { base: 64.0, sweep: (20.0, 0.02), snap: (60.0, 0.005), decay: 0.08, hold: 0.0, click: (0.18, 2_200.0), drive: 1.2, shell: 0.0 },
    Kick { base: 70.0, sweep: (25.0, 0.015), snap: (90.0, 0.004), decay: 0.06, hold: 0.0, click: (0.3, 2_800.0), drive: 1.4, shell: 0.1 },
    Kick { base: 58.0, sweep: (20.0, 0.02), snap: (60.0, 0.005), decay: 0.12, hold: 0.0, click: (0.12, 2_000.0), drive: 1.2, shell: 0.0 },
    Kick { base: 82.0, sweep: (30.0, 0.012), snap: (90.0, 0.004), decay: 0.05, hold: 0.0, click: (0.25, 3_200.0), drive: 1.8, shell: 0.15 },
];

/// Pitched hard-style drums: long, clipped, with their harmonics.
#[rustfmt::skip]
pub(super) const HARD: [Kick; 4] = [
    Kick { base: 55.0, sweep: (320.0, 0.03), snap: (1_200.0, 0.004), decay: 0.165, hold: 0.12, click: (0.5, 5_000.0), drive: 12.0, shell: 0.0 },
    Kick { base: 49.0, sweep: (420.0, 0.04), snap: (1_500.0, 0.004), decay: 0.22, hold: 0.16, click: (0.5, 4_500.0), drive: 18.0, shell: 0.0 },
    Kick { base: 62.0, sweep: (260.0, 0.022), snap: (900.0, 0.003), decay: 0.121, hold: 0.08, click: (0.7, 6_000.0), drive: 9.0, shell: 0.1 },
    Kick { base: 44.0, sweep: (500.0, 0.055), snap: (800.0, 0.005), decay: 0.248, hold: 0.2, click: (0.4, 4_000.0), drive: 24.0, shell: 0.0 },
];

/// Renders `kick` at `rate` Hz; `seed` is for the click's noise.
pub(super) fn kick(kick: &Kick, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let seconds = (kick.hold + kick.decay * 6.0).clamp(0.2, 2.5);
    let mut noise = Noise::new(seed);
    let mut click = Filter::new(kick.click.1, 1.2, rate);
    let mut click_fall = Fall::new(0.0035, rate);
    let (mut body, mut shell) = (Sine::new(0.0, rate), Sine::new(0.0, rate));
    let mut shell_fall = Fall::new(kick.decay * 0.4, rate);
    let mut tone = Filter::new(9_000.0, 0.7, rate);
    let channel = take(seconds, rate, |time| {
        let sweep = kick.sweep.0 * exp(-time / kick.sweep.1);
        let snap = kick.snap.0 * exp(-time / kick.snap.1);
        let frequency = kick.base + sweep + snap;
        let level = exp(-(time - kick.hold).max(0.0) / kick.decay);
        let mut sound = body.next(frequency) * level;
        sound += kick.shell * shell.next(frequency * 1.58) * shell_fall.next();
        let struck = click.band(noise.white()) * click_fall.next();
        // The body starts within a fraction of a millisecond; a hard edge would be a click of its own.
        sound = sound * rise(time, 0.000_6) + struck * kick.click.0 * 1.6 * rise(time, 0.000_15);
        let driven =
            saturate(sound + 0.06 * level, kick.drive) - saturate(0.06 * level, kick.drive);
        tone.low(driven)
    });
    finish(vec![channel], rate, 0.95)
}
