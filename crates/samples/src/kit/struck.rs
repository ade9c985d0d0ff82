//! Small struck things by their modes: rims, cowbells, claves, cans, bottles, bars.

use super::math::exp;
use super::tools::{Blep, Filter, Mode, Noise, finish, rise, saturate, take};

/// One struck thing.
pub(super) struct Struck {
    /// Modes: frequency in Hz, level, time constant in seconds.
    modes: &'static [(f64, f64, f64)],
    /// The stroke: centre of its noise in Hz, length in seconds, how much of it is heard by itself.
    stroke: (f64, f64, f64),
    /// What is below is cut, in Hz.
    low_cut: f64,
    /// Saturation, 1 = almost none.
    drive: f64,
    /// Peak of the finished sound, linear.
    peak: f64,
}

/// Rim shots and side sticks.
#[rustfmt::skip]
pub(super) const RIM: [Struck; 6] = [
    // Side stick on a snare.
    Struck { modes: &[(380.0, 0.5, 0.018), (815.0, 0.9, 0.014), (1_720.0, 1.0, 0.012), (2_650.0, 0.5, 0.008), (4_100.0, 0.3, 0.005)], stroke: (3_000.0, 0.002, 0.4), low_cut: 250.0, drive: 1.8, peak: 0.75 },
    // Analogue: two rings.
    Struck { modes: &[(455.0, 0.7, 0.008), (1_667.0, 1.0, 0.007)], stroke: (2_500.0, 0.001, 0.2), low_cut: 300.0, drive: 3.0, peak: 0.7 },
    // Rim shot: the skin sounds too.
    Struck { modes: &[(210.0, 0.8, 0.05), (345.0, 0.5, 0.035), (930.0, 0.7, 0.02), (1_980.0, 0.9, 0.014), (3_300.0, 0.5, 0.01)], stroke: (2_800.0, 0.003, 0.6), low_cut: 130.0, drive: 2.2, peak: 0.8 },
    Struck { modes: &[(520.0, 1.0, 0.012), (1_120.0, 0.7, 0.01), (2_240.0, 0.4, 0.006)], stroke: (3_800.0, 0.001, 0.3), low_cut: 350.0, drive: 1.5, peak: 0.7 },
    // Wood block like.
    Struck { modes: &[(640.0, 1.0, 0.022), (1_540.0, 0.5, 0.012), (2_890.0, 0.3, 0.007)], stroke: (2_000.0, 0.001_5, 0.2), low_cut: 350.0, drive: 1.3, peak: 0.7 },
    Struck { modes: &[(1_020.0, 1.0, 0.01), (2_310.0, 0.7, 0.008), (4_800.0, 0.4, 0.005)], stroke: (5_000.0, 0.001, 0.5), low_cut: 500.0, drive: 2.5, peak: 0.65 },
];

/// Claves and wood blocks.
#[rustfmt::skip]
pub(super) const CL: [Struck; 5] = [
    Struck { modes: &[(2_480.0, 1.0, 0.02), (6_750.0, 0.12, 0.006)], stroke: (3_000.0, 0.000_7, 0.05), low_cut: 900.0, drive: 1.1, peak: 0.6 },
    Struck { modes: &[(2_150.0, 1.0, 0.028), (5_700.0, 0.2, 0.008), (2_190.0, 0.3, 0.02)], stroke: (3_000.0, 0.000_7, 0.1), low_cut: 800.0, drive: 1.2, peak: 0.6 },
    Struck { modes: &[(980.0, 1.0, 0.03), (2_640.0, 0.4, 0.012), (4_900.0, 0.2, 0.006)], stroke: (2_000.0, 0.001, 0.2), low_cut: 450.0, drive: 1.4, peak: 0.65 },
    Struck { modes: &[(740.0, 1.0, 0.035), (1_930.0, 0.4, 0.014), (3_700.0, 0.2, 0.007)], stroke: (1_700.0, 0.001, 0.2), low_cut: 350.0, drive: 1.4, peak: 0.65 },
    Struck { modes: &[(3_150.0, 1.0, 0.014), (8_200.0, 0.1, 0.004)], stroke: (4_000.0, 0.000_7, 0.05), low_cut: 1_200.0, drive: 1.1, peak: 0.55 },
];

/// Cowbells and agogo bells, real ones; the analogue one is [`cowbell`].
#[rustfmt::skip]
const BELLS: [Struck; 3] = [
    Struck { modes: &[(562.0, 1.0, 0.09), (848.0, 0.8, 0.1), (1_495.0, 0.5, 0.05), (2_390.0, 0.5, 0.035), (3_620.0, 0.4, 0.025), (5_110.0, 0.25, 0.015)], stroke: (3_500.0, 0.002, 0.2), low_cut: 350.0, drive: 1.6, peak: 0.6 },
    Struck { modes: &[(902.0, 1.0, 0.18), (2_310.0, 0.6, 0.12), (2_370.0, 0.4, 0.1), (4_260.0, 0.3, 0.05), (6_500.0, 0.2, 0.03)], stroke: (4_500.0, 0.001_5, 0.1), low_cut: 550.0, drive: 1.2, peak: 0.55 },
    Struck { modes: &[(1_352.0, 1.0, 0.16), (3_455.0, 0.6, 0.1), (3_540.0, 0.4, 0.09), (6_380.0, 0.3, 0.05)], stroke: (5_000.0, 0.001_5, 0.1), low_cut: 800.0, drive: 1.2, peak: 0.5 },
];

/// Tin cans.
#[rustfmt::skip]
pub(super) const CAN: [Struck; 6] = [
    Struck { modes: &[(412.0, 0.7, 0.05), (1_108.0, 1.0, 0.06), (1_391.0, 0.7, 0.05), (2_270.0, 0.7, 0.04), (3_140.0, 0.6, 0.035), (4_905.0, 0.4, 0.02)], stroke: (2_600.0, 0.003, 0.5), low_cut: 200.0, drive: 1.6, peak: 0.65 },
    Struck { modes: &[(640.0, 0.8, 0.07), (1_545.0, 1.0, 0.09), (1_602.0, 0.6, 0.08), (3_010.0, 0.6, 0.05), (4_380.0, 0.5, 0.04)], stroke: (3_200.0, 0.002, 0.3), low_cut: 300.0, drive: 1.4, peak: 0.6 },
    Struck { modes: &[(268.0, 1.0, 0.05), (735.0, 0.8, 0.05), (1_012.0, 0.6, 0.04), (1_870.0, 0.5, 0.03)], stroke: (1_500.0, 0.004, 0.7), low_cut: 140.0, drive: 2.2, peak: 0.7 },
    Struck { modes: &[(890.0, 1.0, 0.12), (2_140.0, 0.7, 0.1), (2_205.0, 0.6, 0.09), (3_975.0, 0.5, 0.06), (6_230.0, 0.3, 0.04)], stroke: (4_200.0, 0.002, 0.2), low_cut: 450.0, drive: 1.2, peak: 0.55 },
    Struck { modes: &[(505.0, 1.0, 0.025), (1_260.0, 0.9, 0.02), (2_480.0, 0.7, 0.015)], stroke: (2_200.0, 0.006, 1.0), low_cut: 250.0, drive: 2.8, peak: 0.65 },
    Struck { modes: &[(351.0, 0.6, 0.2), (948.0, 1.0, 0.25), (962.0, 0.8, 0.22), (1_790.0, 0.6, 0.16), (2_815.0, 0.5, 0.1)], stroke: (2_000.0, 0.003, 0.3), low_cut: 200.0, drive: 1.2, peak: 0.6 },
];

/// Glass bottles struck.
#[rustfmt::skip]
pub(super) const BOTTLE: [Struck; 6] = [
    Struck { modes: &[(182.0, 0.6, 0.06), (1_820.0, 1.0, 0.16), (3_405.0, 0.5, 0.1), (5_190.0, 0.3, 0.06)], stroke: (3_600.0, 0.001, 0.1), low_cut: 120.0, drive: 1.1, peak: 0.6 },
    Struck { modes: &[(231.0, 0.6, 0.05), (2_310.0, 1.0, 0.2), (2_332.0, 0.5, 0.18), (4_420.0, 0.4, 0.1), (6_900.0, 0.2, 0.05)], stroke: (4_500.0, 0.001, 0.1), low_cut: 150.0, drive: 1.1, peak: 0.55 },
    Struck { modes: &[(140.0, 0.9, 0.09), (1_290.0, 1.0, 0.1), (2_480.0, 0.4, 0.06), (3_920.0, 0.2, 0.03)], stroke: (2_600.0, 0.001_5, 0.2), low_cut: 90.0, drive: 1.3, peak: 0.65 },
    Struck { modes: &[(2_930.0, 1.0, 0.3), (2_961.0, 0.6, 0.25), (5_640.0, 0.4, 0.12), (8_350.0, 0.2, 0.06)], stroke: (5_500.0, 0.000_8, 0.1), low_cut: 900.0, drive: 1.0, peak: 0.5 },
    // Corked: a pop.
    Struck { modes: &[(310.0, 1.0, 0.03), (620.0, 0.2, 0.015)], stroke: (1_000.0, 0.004, 0.5), low_cut: 120.0, drive: 1.5, peak: 0.75 },
    Struck { modes: &[(1_050.0, 0.7, 0.08), (2_620.0, 1.0, 0.12), (4_010.0, 0.6, 0.08), (5_870.0, 0.4, 0.05), (7_720.0, 0.3, 0.03)], stroke: (5_000.0, 0.002, 0.3), low_cut: 400.0, drive: 1.3, peak: 0.55 },
];

/// Bells, bars and scraps of metal.
#[rustfmt::skip]
pub(super) const METAL: [Struck; 5] = [
    Struck { modes: &[(233.0, 0.6, 0.5), (642.0, 0.8, 0.45), (1_259.0, 1.0, 0.35), (2_081.0, 0.7, 0.22), (3_107.0, 0.5, 0.15), (4_340.0, 0.3, 0.1)], stroke: (3_000.0, 0.002, 0.2), low_cut: 150.0, drive: 1.3, peak: 0.6 },
    Struck { modes: &[(418.0, 1.0, 0.25), (1_071.0, 0.9, 0.3), (1_098.0, 0.5, 0.3), (1_903.0, 0.8, 0.2), (3_377.0, 0.6, 0.12), (5_230.0, 0.5, 0.08)], stroke: (4_000.0, 0.003, 0.4), low_cut: 250.0, drive: 1.8, peak: 0.6 },
    Struck { modes: &[(97.0, 0.7, 0.3), (291.0, 0.8, 0.35), (533.0, 1.0, 0.3), (871.0, 0.8, 0.25), (1_402.0, 0.7, 0.2), (2_233.0, 0.5, 0.12)], stroke: (1_800.0, 0.005, 0.6), low_cut: 70.0, drive: 2.4, peak: 0.7 },
    Struck { modes: &[(1_047.0, 1.0, 0.6), (2_886.0, 0.6, 0.35), (5_657.0, 0.3, 0.15)], stroke: (5_000.0, 0.001, 0.1), low_cut: 600.0, drive: 1.0, peak: 0.5 },
    Struck { modes: &[(774.0, 0.6, 0.12), (1_381.0, 0.8, 0.14), (2_127.0, 1.0, 0.12), (3_319.0, 0.9, 0.1), (4_787.0, 0.7, 0.07), (6_911.0, 0.5, 0.05)], stroke: (4_500.0, 0.008, 0.9), low_cut: 500.0, drive: 2.0, peak: 0.6 },
];

/// Renders `struck` at `rate` Hz.
pub(super) fn struck(struck: &Struck, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let longest = struck
        .modes
        .iter()
        .fold(0.0_f64, |longest, mode| longest.max(mode.2));
    let mut noise = Noise::new(seed);
    let mut modes: Vec<Mode> = struck
        .modes
        .iter()
        .map(|(frequency, level, decay)| Mode::new(*frequency, *decay, rate).scaled(*level))
        .collect();
    let mut colour = Filter::new(struck.stroke.0, 0.8, rate);
    let mut low_cut = Filter::new(struck.low_cut, 0.7, rate);
    let mut first = true;
    let channel = take((longest * 7.0).clamp(0.06, 2.5), rate, |time| {
        let contact = colour.band(noise.white()) * exp(-time / struck.stroke.1);
        let blow = if first { 1.0 } else { 0.15 * contact };
        first = false;
        let ringing: f64 = modes.iter_mut().map(|mode| mode.next(blow)).sum();
        let heard = ringing * 0.5 + contact * struck.stroke.2 * rise(time, 0.000_2);
        saturate(low_cut.high(heard), struck.drive)
    });
    finish(vec![channel], rate, struck.peak)
}

/// Number of cowbells.
pub(super) const CB: [usize; 6] = [0, 1, 2, 3, 4, 5];

/// Cowbells: three of two squares through a band-pass, as the analogue machine had it, and three real ones.
pub(super) fn cowbell(number: &usize, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let (pitches, decay) = match number {
        0 => ((540.0, 800.0), 0.09),
        1 => ((587.0, 845.0), 0.05),
        2 => ((540.0, 800.0), 0.24),
        real => return struck(&BELLS[(real - 3) % BELLS.len()], seed, rate),
    };
    let (mut low, mut high) = (Blep::new(0.0, rate), Blep::new(0.3, rate));
    let mut band = Filter::new(2_640.0, 0.9, rate);
    let mut body = Filter::new(850.0, 1.0, rate);
    let channel = take(decay * 6.5, rate, |time| {
        let squares = low.pulse(pitches.0, 0.5) + high.pulse(pitches.1, 0.5);
        let level = 0.55 * exp(-time / 0.012) + 0.45 * exp(-time / decay);
        let coloured = band.band(squares) + 0.7 * body.band(squares);
        saturate(coloured * level * rise(time, 0.000_4), 1.3)
    });
    finish(vec![channel], rate, 0.6)
}
