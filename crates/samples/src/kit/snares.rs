//! Snare drums: two modes of the shell with a falling pitch, wires of filtered noise, a stick in front.

use super::math::exp;
use super::tools::{Fall, Filter, Noise, Sine, finish, rise, saturate, take};

/// One snare drum.
pub(super) struct Snare {
    /// The shell's two modes in Hz.
    modes: (f64, f64),
    /// Share by which the modes start too high, gone within a few milliseconds.
    bend: f64,
    /// Level and time constant (seconds) of the shell.
    body: (f64, f64),
    /// Level and time constant (seconds) of the wires.
    wires: (f64, f64),
    /// Share of the wires that rattles on, and its time constant in seconds.
    rattle: (f64, f64),
    /// Where the wires' sound lies, in Hz: from, to.
    band: (f64, f64),
    /// Level of the stick's click, linear.
    stick: f64,
    /// Saturation, 1 = almost none.
    drive: f64,
}

const PLAIN: Snare = Snare {
    modes: (185.0, 330.0),
    bend: 0.5,
    body: (0.7, 0.07),
    wires: (0.75, 0.07),
    rattle: (0.2, 0.1),
    band: (900.0, 11_000.0),
    stick: 0.4,
    drive: 1.6,
};

/// The plain name: acoustic and electronic ones, dry and open.
#[rustfmt::skip]
pub(super) const SN: [Snare; 12] = [
    PLAIN,
    // Acoustic, open.
    Snare { modes: (196.0, 318.0), body: (0.6, 0.11), wires: (0.7, 0.1), rattle: (0.4, 0.2), band: (600.0, 9_000.0), stick: 0.7, drive: 1.4, ..PLAIN },
    // Tight and high.
    Snare { modes: (245.0, 412.0), body: (0.55, 0.045), wires: (0.8, 0.045), rattle: (0.12, 0.08), band: (1_800.0, 13_000.0), stick: 0.6, ..PLAIN },
    // Fat and low.
    Snare { modes: (148.0, 262.0), bend: 0.8, body: (0.9, 0.12), wires: (0.6, 0.11), rattle: (0.2, 0.18), band: (500.0, 7_500.0), drive: 2.4, ..PLAIN },
    // Brushed.
    Snare { modes: (190.0, 325.0), bend: 0.1, body: (0.15, 0.05), wires: (0.7, 0.13), rattle: (0.3, 0.2), band: (1_500.0, 9_500.0), stick: 0.05, drive: 1.1 },
    // Driven.
    Snare { body: (0.9, 0.06), wires: (0.9, 0.09), drive: 5.0, band: (700.0, 10_000.0), ..PLAIN },
    // Wooden side, few wires.
    Snare { modes: (280.0, 455.0), body: (0.9, 0.05), wires: (0.35, 0.05), rattle: (0.1, 0.08), stick: 0.9, band: (1_200.0, 9_000.0), ..PLAIN },
    // Long and noisy.
    Snare { body: (0.5, 0.08), wires: (0.8, 0.16), rattle: (0.5, 0.28), band: (1_100.0, 12_000.0), ..PLAIN },
    // Small, ringing.
    Snare { modes: (310.0, 545.0), bend: 0.15, body: (0.7, 0.16), wires: (0.6, 0.07), rattle: (0.3, 0.15), stick: 0.5, drive: 1.2, band: (1_500.0, 12_000.0) },
    // Dusty.
    Snare { modes: (175.0, 298.0), body: (0.6, 0.07), wires: (0.8, 0.075), rattle: (0.2, 0.1), band: (400.0, 4_800.0), stick: 0.4, drive: 3.0, bend: 0.4 },
    // Gated.
    Snare { modes: (165.0, 285.0), body: (0.8, 0.15), wires: (0.9, 0.2), rattle: (0.0, 0.1), band: (500.0, 9_000.0), drive: 3.2, ..PLAIN },
    // Zap.
    Snare { modes: (210.0, 420.0), bend: 3.0, body: (0.9, 0.06), wires: (0.55, 0.06), rattle: (0.15, 0.1), band: (2_000.0, 13_000.0), stick: 0.2, drive: 2.0 },
];

/// Analogue, two bridged-T rings with a veil of noise.
#[rustfmt::skip]
pub(super) const ANALOGUE_RING: [Snare; 6] = [
    Snare { modes: (176.0, 331.0), bend: 0.1, body: (0.8, 0.06), wires: (0.6, 0.06), rattle: (0.1, 0.1), band: (1_700.0, 12_000.0), stick: 0.15, drive: 1.2 },
    Snare { modes: (176.0, 331.0), bend: 0.1, body: (0.6, 0.06), wires: (0.8, 0.1), rattle: (0.2, 0.14), band: (1_700.0, 12_000.0), stick: 0.15, drive: 1.2 },
    Snare { modes: (205.0, 380.0), bend: 0.1, body: (0.8, 0.05), wires: (0.5, 0.05), rattle: (0.1, 0.1), band: (2_000.0, 13_000.0), stick: 0.2, drive: 1.2 },
    Snare { modes: (176.0, 331.0), bend: 0.1, body: (0.9, 0.09), wires: (0.25, 0.05), rattle: (0.0, 0.1), band: (1_700.0, 12_000.0), stick: 0.1, drive: 1.3 },
    Snare { modes: (160.0, 300.0), bend: 0.15, body: (0.7, 0.08), wires: (0.9, 0.13), rattle: (0.3, 0.2), band: (1_400.0, 10_000.0), stick: 0.1, drive: 1.5 },
    Snare { modes: (190.0, 350.0), bend: 0.2, body: (0.8, 0.06), wires: (0.8, 0.08), rattle: (0.1, 0.1), band: (1_500.0, 12_000.0), stick: 0.2, drive: 3.0 },
];

/// Club machine: swept triangles and a wide band of noise.
#[rustfmt::skip]
pub(super) const ANALOGUE_CRACK: [Snare; 6] = [
    Snare { modes: (183.0, 298.0), bend: 1.4, body: (0.8, 0.05), wires: (0.8, 0.07), rattle: (0.2, 0.13), band: (1_000.0, 14_000.0), stick: 0.3, drive: 1.8 },
    Snare { modes: (183.0, 298.0), bend: 1.4, body: (0.6, 0.05), wires: (0.9, 0.11), rattle: (0.3, 0.18), band: (1_400.0, 14_000.0), stick: 0.3, drive: 1.8 },
    Snare { modes: (225.0, 360.0), bend: 1.2, body: (0.8, 0.04), wires: (0.8, 0.06), rattle: (0.15, 0.1), band: (1_400.0, 14_000.0), stick: 0.4, drive: 1.8 },
    Snare { modes: (160.0, 262.0), bend: 1.6, body: (0.9, 0.07), wires: (0.7, 0.08), rattle: (0.2, 0.14), band: (800.0, 12_000.0), stick: 0.3, drive: 2.4 },
    Snare { modes: (183.0, 298.0), bend: 1.4, body: (0.9, 0.05), wires: (0.45, 0.05), rattle: (0.1, 0.1), band: (1_800.0, 14_000.0), stick: 0.5, drive: 1.6 },
    Snare { modes: (200.0, 330.0), bend: 2.0, body: (0.8, 0.05), wires: (0.9, 0.09), rattle: (0.3, 0.2), band: (900.0, 13_000.0), stick: 0.4, drive: 4.0 },
];

/// Small box: thin, almost only noise.
#[rustfmt::skip]
pub(super) const SMALL_BOX: [Snare; 4] = [
    Snare { modes: (235.0, 420.0), bend: 0.1, body: (0.45, 0.03), wires: (0.9, 0.055), rattle: (0.1, 0.09), band: (2_200.0, 11_000.0), stick: 0.1, drive: 1.3 },
    Snare { modes: (235.0, 420.0), bend: 0.1, body: (0.3, 0.03), wires: (0.9, 0.08), rattle: (0.2, 0.12), band: (2_600.0, 11_000.0), stick: 0.1, drive: 1.3 },
    Snare { modes: (210.0, 390.0), bend: 0.1, body: (0.6, 0.04), wires: (0.8, 0.045), rattle: (0.1, 0.07), band: (1_800.0, 9_000.0), stick: 0.15, drive: 1.6 },
    Snare { modes: (265.0, 470.0), bend: 0.1, body: (0.4, 0.025), wires: (0.9, 0.04), rattle: (0.05, 0.07), band: (3_000.0, 12_000.0), stick: 0.2, drive: 1.4 },
];

/// Renders `snare` at `rate` Hz.
pub(super) fn snare(snare: &Snare, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let longest = snare.body.1.max(snare.wires.1).max(snare.rattle.1);
    let seconds = (longest * 6.5).clamp(0.2, 1.6);
    let mut noise = Noise::new(seed);
    let mut low_cut = [
        Filter::new(snare.band.0, 0.6, rate),
        Filter::new(snare.band.0, 0.9, rate),
    ];
    let mut high_cut = Filter::new(snare.band.1, 0.7, rate);
    // Wires hang together and have a colour of their own.
    let mut colour = Filter::new(snare.band.0 * 2.4, 1.4, rate);
    let mut stick = Filter::new(2_900.0, 0.8, rate);
    let mut stick_fall = Fall::new(0.0022, rate);
    let (mut first, mut second) = (Sine::new(0.0, rate), Sine::new(0.12, rate));
    let channel = take(seconds, rate, |time| {
        let bend = 1.0 + snare.bend * exp(-time / 0.008);
        let body = first.next(snare.modes.0 * bend) * exp(-time / snare.body.1)
            + 0.6 * second.next(snare.modes.1 * bend) * exp(-time / (snare.body.1 * 0.6));
        let white = noise.white();
        let wires = low_cut[0].high(high_cut.low(white));
        let wires = low_cut[1].high(wires);
        let wires = wires + 0.7 * colour.band(wires);
        let shape = (1.0 - snare.rattle.0) * exp(-time / snare.wires.1)
            + snare.rattle.0 * exp(-time / snare.rattle.1) * (1.0 - exp(-time / 0.004));
        let struck = stick.band(noise.white()) * stick_fall.next() * snare.stick * 2.2;
        let sound = (snare.body.0 * body * 0.8 + struck) * rise(time, 0.000_4)
            + snare.wires.0 * wires * shape * rise(time, 0.000_8);
        saturate(sound, snare.drive)
    });
    finish(vec![channel], rate, 0.85)
}
