//! Hand claps: a few bursts of band-passed noise close together, and the room answering.

use super::math::exp;
use super::tools::{Filter, Noise, finish, saturate, take};

/// One clap.
pub(super) struct Clap {
    /// When each hand comes, in seconds; unused ones are negative.
    hands: [f64; 5],
    /// Time constant of a hand, in seconds.
    hand: f64,
    /// Where it sounds: centre in Hz, and quality.
    colour: (f64, f64),
    /// The room: level, time constant in seconds.
    room: (f64, f64),
    /// Share of sound above the centre.
    air: f64,
    /// Saturation, 1 = almost none.
    drive: f64,
}

const NONE: f64 = -1.0;

const PLAIN: Clap = Clap {
    hands: [0.0, 0.0105, 0.021, NONE, NONE],
    hand: 0.006,
    colour: (1_050.0, 1.5),
    room: (0.6, 0.075),
    air: 0.3,
    drive: 1.8,
};

/// The plain name.
#[rustfmt::skip]
pub(super) const CP: [Clap; 8] = [
    PLAIN,
    Clap { hands: [0.0, 0.009, 0.0195, 0.031, NONE], colour: (1_250.0, 1.3), room: (0.7, 0.11), ..PLAIN },
    // One dry pair of hands.
    Clap { hands: [0.0, 0.004, NONE, NONE, NONE], hand: 0.004, colour: (1_600.0, 1.0), room: (0.25, 0.03), air: 0.5, drive: 1.4 },
    // Many people.
    Clap { hands: [0.0, 0.007, 0.013, 0.024, 0.034], hand: 0.011, colour: (1_150.0, 0.9), room: (0.8, 0.13), air: 0.5, drive: 1.5 },
    // Low, thick.
    Clap { hands: [0.0, 0.012, 0.023, NONE, NONE], colour: (760.0, 1.4), room: (0.7, 0.09), drive: 3.2, ..PLAIN },
    // Bright, short.
    Clap { hands: [0.0, 0.008, 0.0165, NONE, NONE], hand: 0.0045, colour: (1_900.0, 1.2), room: (0.45, 0.05), air: 0.7, ..PLAIN },
    // Large room.
    Clap { hands: [0.0, 0.0105, 0.021, NONE, NONE], room: (0.75, 0.22), colour: (1_150.0, 1.1), ..PLAIN },
    // Finger snap.
    Clap { hands: [0.0, 0.0025, NONE, NONE, NONE], hand: 0.0028, colour: (2_350.0, 3.2), room: (0.3, 0.04), air: 0.25, drive: 1.2 },
];

/// Analogue claps of the two big machines.
#[rustfmt::skip]
pub(super) const ANALOGUE: [Clap; 4] = [
    Clap { hands: [0.0, 0.0105, 0.0205, 0.0305, NONE], hand: 0.0052, colour: (1_000.0, 2.1), room: (0.55, 0.085), air: 0.12, drive: 1.3 },
    Clap { hands: [0.0, 0.0105, 0.0205, 0.0305, NONE], hand: 0.0052, colour: (1_000.0, 2.1), room: (0.65, 0.16), air: 0.12, drive: 1.3 },
    Clap { hands: [0.0, 0.0095, 0.019, NONE, NONE], hand: 0.006, colour: (1_180.0, 1.4), room: (0.6, 0.07), air: 0.35, drive: 1.9 },
    Clap { hands: [0.0, 0.0095, 0.019, NONE, NONE], hand: 0.007, colour: (1_180.0, 1.4), room: (0.7, 0.12), air: 0.45, drive: 2.6 },
];

/// Renders `clap` at `rate` Hz, in stereo: the room is not the same left and right.
pub(super) fn clap(clap: &Clap, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let last = clap
        .hands
        .iter()
        .fold(0.0_f64, |last, hand| last.max(*hand));
    let seconds = last + (clap.room.1 * 7.0).max(0.12);
    let side = |side: u64| {
        let mut near = Noise::new(seed);
        let mut far = Noise::new(seed.wrapping_add(side));
        let mut filters = [
            Filter::new(clap.colour.0, clap.colour.1, rate),
            Filter::new(clap.colour.0, clap.colour.1, rate),
        ];
        let mut low_cut = Filter::new(420.0, 0.7, rate);
        let mut air = Filter::new(clap.colour.0 * 3.2, 0.6, rate);
        take(seconds, rate, |time| {
            let struck: f64 = clap
                .hands
                .iter()
                .filter(|hand| **hand >= 0.0 && time >= **hand)
                .map(|hand| exp(-(time - hand) / clap.hand))
                .sum();
            let after = if time < last {
                0.0
            } else {
                clap.room.0 * exp(-(time - last) / clap.room.1)
            };
            let (hands, room) = (near.white() * struck, far.white() * after);
            let source = hands + 0.75 * room;
            let coloured = filters[0].band(source) + 0.5 * filters[1].low(source) * 0.3;
            let sound = low_cut.high(coloured * 1.6 + clap.air * air.high(source) * 0.6);
            saturate(sound, clap.drive)
        })
    };
    finish(vec![side(1), side(2)], rate, 0.9)
}
