//! Hats and cymbals: six square waves out of tune with each other, or the many modes of a real plate, under noise.

use super::math::{cosine, exp};
use super::tools::{Blep, Filter, Mode, Noise, finish, ring, rise, saturate};

/// The six oscillators of the classic analogue metal, in Hz (Werner, Abel, Smith 2014, of the TR-808).
const SIX: [f64; 6] = [205.3, 304.4, 369.6, 522.7, 540.0, 800.0];

/// One hat or cymbal.
pub(super) struct Metal {
    /// Factor on the six oscillators' frequencies, and their level.
    oscillators: (f64, f64),
    /// Level of the white noise, linear.
    noise: f64,
    /// Number of plate modes and their level.
    plate: (usize, f64),
    /// Lowest and highest mode of the plate, in Hz.
    modes: (f64, f64),
    /// What is below is cut, in Hz.
    low_cut: f64,
    /// Time constant of the stroke, in seconds.
    stroke: f64,
    /// Share that rings on, and its time constant in seconds.
    ring: (f64, f64),
    /// Level of the stick's tip.
    tip: f64,
    /// Seconds in which the wash swells up.
    swell: f64,
    /// Peak (linear): hats sit below drums.
    peak: f64,
    /// One channel or two that differ.
    stereo: bool,
}

const CLOSED: Metal = Metal {
    oscillators: (1.0, 0.6),
    noise: 0.35,
    plate: (0, 0.0),
    modes: (3_500.0, 15_000.0),
    low_cut: 7_000.0,
    stroke: 0.018,
    ring: (0.12, 0.05),
    tip: 0.2,
    swell: 0.000_3,
    peak: 0.5,
    stereo: false,
};

const REAL: Metal = Metal {
    oscillators: (1.0, 0.0),
    noise: 0.35,
    plate: (70, 1.0),
    tip: 0.5,
    low_cut: 3_800.0,
    ..CLOSED
};

/// Closed hats.
#[rustfmt::skip]
pub(super) const HH: [Metal; 13] = [
    CLOSED,
    Metal { stroke: 0.01, ring: (0.06, 0.03), low_cut: 8_000.0, ..CLOSED },
    REAL,
    Metal { stroke: 0.03, ring: (0.2, 0.07), low_cut: 6_200.0, ..CLOSED },
    Metal { oscillators: (1.35, 0.6), low_cut: 8_500.0, stroke: 0.014, ..CLOSED },
    Metal { stroke: 0.01, ring: (0.08, 0.04), modes: (5_000.0, 16_000.0), low_cut: 5_200.0, ..REAL },
    // Noise only, for a dry tick.
    Metal { oscillators: (1.0, 0.0), noise: 0.9, stroke: 0.011, ring: (0.05, 0.03), low_cut: 7_500.0, ..CLOSED },
    // Half closed.
    Metal { stroke: 0.035, ring: (0.35, 0.12), ..REAL },
    // Dark.
    Metal { oscillators: (0.72, 0.7), low_cut: 4_200.0, stroke: 0.02, ..CLOSED },
    // Foot.
    Metal { stroke: 0.022, ring: (0.1, 0.04), tip: 0.0, swell: 0.004, low_cut: 3_000.0, ..REAL },
    Metal { oscillators: (1.8, 0.7), noise: 0.1, low_cut: 9_000.0, stroke: 0.008, ring: (0.1, 0.03), ..CLOSED },
    Metal { plate: (40, 1.0), modes: (6_500.0, 14_000.0), noise: 0.15, stroke: 0.014, ..REAL },
    Metal { oscillators: (1.1, 0.4), noise: 0.6, stroke: 0.025, ring: (0.15, 0.06), low_cut: 5_500.0, ..CLOSED },
];

/// Open hats.
#[rustfmt::skip]
pub(super) const OH: [Metal; 6] = [
    Metal { stroke: 0.06, ring: (0.75, 0.22), low_cut: 6_500.0, ..CLOSED },
    Metal { stroke: 0.05, ring: (0.8, 0.3), ..REAL },
    Metal { stroke: 0.05, ring: (0.7, 0.14), low_cut: 7_500.0, ..CLOSED },
    Metal { stroke: 0.06, ring: (0.8, 0.34), modes: (2_800.0, 15_000.0), low_cut: 3_200.0, ..REAL },
    Metal { oscillators: (1.35, 0.6), stroke: 0.05, ring: (0.8, 0.35), low_cut: 8_000.0, ..CLOSED },
    // Sizzling.
    Metal { stroke: 0.08, ring: (0.85, 0.4), noise: 0.9, swell: 0.006, ..REAL },
];

/// Crashes.
#[rustfmt::skip]
pub(super) const CR: [Metal; 5] = [
    Metal { plate: (220, 1.0), modes: (380.0, 15_000.0), noise: 0.5, low_cut: 350.0, stroke: 0.12, ring: (0.7, 0.51), tip: 0.4, swell: 0.012, peak: 0.6, stereo: true, ..REAL },
    Metal { plate: (180, 1.0), modes: (600.0, 16_000.0), noise: 0.5, low_cut: 600.0, stroke: 0.09, ring: (0.6, 0.42), tip: 0.4, swell: 0.006, peak: 0.6, stereo: true, ..REAL },
    Metal { oscillators: (1.0, 0.8), noise: 0.4, low_cut: 2_200.0, stroke: 0.12, ring: (0.7, 0.41), peak: 0.55, ..CLOSED },
    Metal { plate: (240, 1.0), modes: (240.0, 13_000.0), noise: 0.4, low_cut: 220.0, stroke: 0.2, ring: (0.8, 0.75), tip: 0.3, swell: 0.02, peak: 0.6, stereo: true, ..REAL },
    // A splash.
    Metal { plate: (130, 1.0), modes: (900.0, 16_000.0), noise: 0.6, low_cut: 900.0, stroke: 0.05, ring: (0.5, 0.2), tip: 0.4, swell: 0.003, peak: 0.6, stereo: true, ..REAL },
];

/// Rides.
#[rustfmt::skip]
pub(super) const RD: [Metal; 5] = [
    Metal { plate: (110, 1.0), modes: (420.0, 12_000.0), noise: 0.12, low_cut: 400.0, stroke: 0.03, ring: (0.5, 0.48), tip: 1.1, swell: 0.002, peak: 0.5, stereo: true, ..REAL },
    // On the bell.
    Metal { plate: (22, 1.0), modes: (780.0, 9_000.0), noise: 0.05, low_cut: 500.0, stroke: 0.05, ring: (0.6, 0.41), tip: 0.8, swell: 0.001, peak: 0.5, stereo: true, ..REAL },
    Metal { oscillators: (1.0, 0.7), noise: 0.2, low_cut: 4_500.0, stroke: 0.05, ring: (0.55, 0.34), tip: 0.6, peak: 0.45, ..CLOSED },
    Metal { plate: (140, 1.0), modes: (600.0, 14_000.0), noise: 0.25, low_cut: 600.0, stroke: 0.04, ring: (0.6, 0.45), tip: 0.8, swell: 0.003, peak: 0.5, stereo: true, ..REAL },
    Metal { plate: (80, 1.0), modes: (330.0, 8_000.0), noise: 0.08, low_cut: 300.0, stroke: 0.04, ring: (0.55, 0.61), tip: 1.0, swell: 0.002, peak: 0.5, stereo: true, ..REAL },
];

/// Closed hats of the analogue machines: the six oscillators as they are, one cleaner, one under noise.
#[rustfmt::skip]
pub(super) const ANALOGUE_CLOSED: [Metal; 4] = [
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.016, ring: (0.05, 0.03), low_cut: 7_200.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.028, ring: (0.1, 0.05), low_cut: 6_800.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.25, oscillators: (1.22, 0.9), stroke: 0.012, ring: (0.08, 0.03), low_cut: 8_200.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.6, oscillators: (1.6, 0.5), stroke: 0.02, ring: (0.1, 0.04), low_cut: 6_000.0, tip: 0.1, ..CLOSED },
];

/// Open hats of the same machines.
#[rustfmt::skip]
pub(super) const ANALOGUE_OPEN: [Metal; 4] = [
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.08, ring: (0.8, 0.13), low_cut: 7_000.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.08, ring: (0.8, 0.3), low_cut: 6_600.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.25, oscillators: (1.22, 0.9), stroke: 0.08, ring: (0.8, 0.18), low_cut: 8_000.0, tip: 0.0, ..CLOSED },
    Metal { noise: 0.6, oscillators: (1.6, 0.5), stroke: 0.08, ring: (0.8, 0.25), low_cut: 6_000.0, tip: 0.1, ..CLOSED },
];

/// Cymbals of the same machines.
#[rustfmt::skip]
pub(super) const ANALOGUE_CYMBAL: [Metal; 4] = [
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.06, ring: (0.6, 0.45), low_cut: 2_400.0, tip: 0.0, peak: 0.55, ..CLOSED },
    Metal { noise: 0.0, oscillators: (1.0, 1.0), stroke: 0.1, ring: (0.7, 0.54), low_cut: 3_400.0, tip: 0.0, peak: 0.55, ..CLOSED },
    Metal { noise: 0.4, oscillators: (1.4, 0.8), stroke: 0.1, ring: (0.7, 0.37), low_cut: 2_800.0, tip: 0.1, peak: 0.55, ..CLOSED },
    Metal { noise: 0.0, oscillators: (0.8, 1.0), stroke: 0.05, ring: (0.5, 0.3), low_cut: 2_000.0, tip: 0.0, peak: 0.55, ..CLOSED },
];

/// Renders `metal` at `rate` Hz.
pub(super) fn metal(metal: &Metal, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let sides = if metal.stereo { 2 } else { 1 };
    let channels = (0..sides).map(|side| channel(metal, seed, side, rate));
    finish(channels.collect(), rate, metal.peak)
}

fn channel(metal: &Metal, seed: u64, side: u64, rate: f64) -> Vec<f64> {
    let seconds = (metal.stroke.max(metal.ring.1) * 6.0).clamp(0.09, 4.5);
    let mut noise = Noise::new(seed.wrapping_add(side * 77));
    let mut oscillators: Vec<(Blep, f64)> = SIX
        .iter()
        .map(|frequency| {
            (
                Blep::new(noise.unit(), rate),
                frequency * metal.oscillators.0,
            )
        })
        .collect();
    let mut bands = [
        Filter::new(3_440.0, 1.2, rate),
        Filter::new(7_100.0, 1.2, rate),
    ];
    let mut cuts = [
        Filter::new(metal.low_cut, 0.7, rate),
        Filter::new(metal.low_cut, 1.0, rate),
    ];
    let frames = (seconds * rate).round() as usize;
    let white: Vec<f64> = (0..frames).map(|_| noise.white()).collect();
    let strokes = |frame: usize| match frame {
        0 => 1.0,
        _ => white[frame] * metal.tip * 0.2 * exp(-(frame as f64 / rate) / 0.003),
    };
    let struck: Vec<f64> = (0..frames).map(strokes).collect();
    let rings = ring(&plate(metal, seed, side, rate), &struck);
    // Metal has little to say above 12 kHz that is not hiss.
    let mut roof = Filter::new(11_500.0, 0.6, rate);
    let sound = |frame: usize| {
        let time = frame as f64 / rate;
        let (white, ringing) = (white[frame], rings[frame]);
        let squares: f64 = oscillators
            .iter_mut()
            .map(|(wave, frequency)| wave.pulse(*frequency, 0.5))
            .sum();
        // The two band-passes of the analogue circuit; a little is let past them for body.
        let metallic = bands[0].band(squares) * 0.5 + bands[1].band(squares) + squares * 0.08;
        let stroke = (1.0 - metal.ring.0) * exp(-time / metal.stroke)
            + metal.ring.0 * exp(-time / metal.ring.1);
        let wash = rise(time, metal.swell);
        let excited = (metal.oscillators.1 * metallic * 0.4 + metal.noise * white) * stroke * wash
            + metal.plate.1 * ringing * (0.35 + 0.65 * wash)
            + metal.tip * white * exp(-time / 0.0025) * 0.4;
        let cut = cuts[0].high(excited);
        roof.low(cuts[1].high(cut))
    };
    let mut take: Vec<f64> = (0..frames).map(sound).collect();
    let loudest = take
        .iter()
        .fold(1e-9_f64, |loudest, value| loudest.max(value.abs()));
    // A little rounding of the peaks; the stroke is a spike otherwise.
    take.iter_mut()
        .for_each(|value| *value = saturate(*value / loudest, 1.4));
    take
}

/// Modes of a struck plate: crowding towards the top, the high ones shorter, none in tune with another.
fn plate(metal: &Metal, seed: u64, side: u64, rate: f64) -> Vec<Mode> {
    let mut shape = Noise::new(seed ^ 0x5eed);
    let (count, (low, high)) = (metal.plate.0, metal.modes);
    let high = high.min(rate * 0.45);
    let per_mode = 2.6 / (count.max(1) as f64).sqrt();
    let mode = |number: usize| {
        // Modes of a plate are about evenly spaced in frequency; the lowest are drawn closer to be heard as a body.
        let place = (number as f64 + shape.unit()) / count as f64;
        let frequency = low + (high - low) * place * (0.4 + 0.6 * place);
        let shorter = 1.0 / (1.0 + 1.6 * frequency / 9_000.0);
        let ring = metal.ring.1.max(metal.stroke) * shorter * shape.between(0.7, 1.4);
        let seen = cosine(0.25 * shape.unit() + 0.18 * side as f64 * shape.white());
        (
            Mode::new(frequency, ring, rate),
            per_mode * seen * shape.between(0.4, 1.0),
        )
    };
    let modes = (0..count).map(mode).collect::<Vec<_>>();
    modes
        .into_iter()
        .map(|(mode, gain)| mode.scaled(gain))
        .collect()
}
