//! Sounds without a pitch or a drum: noise, wind, clicks, glitches.

use super::math::{exp, exp2, log2, sine};
use super::tools::{Blep, Filter, Noise, Pink, Sine, finish, rise, saturate, take};

/// Colours of noise, about a second each.
#[derive(Clone, Copy)]
pub(super) enum Colour {
    White,
    Pink,
    /// −6 dB an octave.
    Brown,
    /// Band-passed at Hz.
    Band(f64),
    /// Sparse impulses, as many a second.
    Dust(f64),
    /// Sample and hold at Hz.
    Held(f64),
}

pub(super) const NOISE: [Colour; 7] = [
    Colour::White,
    Colour::Pink,
    Colour::Brown,
    Colour::Band(1_200.0),
    Colour::Band(5_000.0),
    Colour::Dust(900.0),
    Colour::Held(3_000.0),
];

pub(super) fn noise(colour: &Colour, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let side = |seed: u64| {
        let (mut white, mut pink) = (Noise::new(seed), Pink::new(seed, rate));
        let mut brown = Filter::new(25.0, 0.5, rate);
        let mut band = Filter::new(1_000.0, 1.0, rate);
        if let Colour::Band(centre) = colour {
            band.set(*centre, 3.0);
        }
        let (mut held, mut left) = (0.0, 0.0);
        take(1.0, rate, |time| {
            let sound = match colour {
                Colour::White => white.white(),
                Colour::Pink => pink.next(),
                Colour::Brown => brown.band(white.white()) * 8.0,
                Colour::Band(_) => band.band(white.white()),
                Colour::Dust(density) => {
                    if white.unit() < density / rate {
                        white.white()
                    } else {
                        0.0
                    }
                }
                Colour::Held(frequency) => {
                    left -= frequency / rate;
                    if left <= 0.0 {
                        left += 1.0;
                        held = white.white();
                    }
                    held
                }
            };
            sound * rise(time, 0.003) * exp(-(time - 0.7).max(0.0) / 0.12)
        })
    };
    finish(vec![side(seed), side(seed + 1)], rate, 0.6)
}

/// A gust: lowest and highest whistle in Hz, gusts a second, quality of the whistle, seconds.
pub(super) struct Gust(f64, f64, f64, f64, f64);

pub(super) const WIND: [Gust; 5] = [
    Gust(240.0, 900.0, 0.45, 3.0, 4.0),
    Gust(150.0, 500.0, 0.3, 2.0, 5.0),
    Gust(500.0, 2_200.0, 0.7, 8.0, 3.5),
    Gust(300.0, 1_400.0, 1.2, 5.0, 2.5),
    Gust(900.0, 3_600.0, 0.5, 14.0, 3.0),
];

pub(super) fn wind(gust: &Gust, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let Gust(low, high, speed, quality, seconds) = *gust;
    let octaves = log2(high / low);
    let side = |side: u64| {
        let mut noise = Pink::new(seed + side, rate);
        let mut shape = Noise::new(seed);
        let phases = [shape.unit(), shape.unit(), shape.unit()];
        let mut whistles = [
            Filter::new(low, quality, rate),
            Filter::new(low, quality, rate),
        ];
        let apart = 0.03 * side as f64;
        take(seconds, rate, |time| {
            let swing =
                |number: usize, ratio: f64| sine(time * speed * ratio + phases[number] + apart);
            let strength =
                (0.5 + 0.28 * swing(0, 1.0) + 0.15 * swing(1, 2.3) + 0.07 * swing(2, 5.1))
                    .clamp(0.0, 1.0);
            let pitch = low * exp2(strength * octaves);
            whistles[0].set(pitch, quality);
            whistles[1].set(pitch * 1.87, quality * 0.7);
            let air = noise.next();
            let sound = whistles[0].band(air) + 0.5 * whistles[1].band(air) + 0.05 * air;
            let edges = rise(time, seconds * 0.25) * rise(seconds - time, seconds * 0.35);
            sound * (0.25 + strength) * edges
        })
    };
    finish(vec![side(0), side(1)], rate, 0.6)
}

/// Clicks: centre in Hz (0 for a bare edge), time constant in seconds.
pub(super) struct Click(f64, f64);

pub(super) const CLICK: [Click; 6] = [
    Click(0.0, 0.000_15),
    Click(4_000.0, 0.001),
    Click(1_500.0, 0.002),
    Click(8_000.0, 0.000_8),
    Click(600.0, 0.004),
    Click(2_600.0, 0.006),
];

pub(super) fn click(click: &Click, _seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let Click(centre, decay) = *click;
    let channel = take(0.02 + decay * 7.0, rate, |time| {
        let tone = if centre > 0.0 {
            sine(time * centre + 0.02)
        } else {
            1.0
        };
        tone * exp(-time / decay)
    });
    finish(vec![channel], rate, 0.7)
}

/// Number of glitches; each is drawn from its own seed.
pub(super) const GLITCH: [(); 8] = [(); 8];

/// A handful of short digital accidents in a row: stuck buffers, crushed tones, chirps, bursts.
pub(super) fn glitch(_: &(), seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let mut dice = Noise::new(seed);
    let pieces = 3 + (dice.unit() * 5.0) as usize;
    let mut channel = Vec::new();
    for _ in 0..pieces {
        let length = dice.between(0.012, 0.07);
        let (pitch, to) = (dice.between(60.0, 3_000.0), dice.between(40.0, 5_000.0));
        let kind = (dice.unit() * 5.0) as usize;
        let (mut tone, mut saw) = (Sine::new(0.0, rate), Blep::new(0.0, rate));
        let period = (rate / dice.between(90.0, 900.0)) as usize + 1;
        let grain: Vec<f64> = (0..period).map(|_| dice.white()).collect();
        let hold = (dice.between(2.0, 14.0) * rate / 48_000.0) as usize + 1;
        let (mut frame, mut held) = (0_usize, 0.0);
        let mut burst = dice.clone();
        channel.extend(take(length, rate, |time| {
            let along = time / length;
            let sound = match kind {
                0 => grain[frame % period] * (1.0 - 0.5 * along),
                1 => tone.next(pitch + (to - pitch) * along),
                2 => saw.pulse(pitch, 0.1 + 0.8 * along),
                3 => burst.white() * exp(-along * 6.0),
                _ => saturate(tone.next(pitch * (1.0 + 3.0 * (1.0 - along))), 6.0),
            };
            if frame % hold == 0 {
                held = (sound * 12.0).round() / 12.0;
            }
            frame += 1;
            held * rise(time, 0.000_3) * rise(length - time, 0.001)
        }));
        let gap = dice.between(0.0, 0.03) * f64::from(u8::from(dice.unit() < 0.4));
        channel.resize(channel.len() + (gap * rate) as usize, 0.0);
    }
    finish(vec![channel], rate, 0.6)
}
