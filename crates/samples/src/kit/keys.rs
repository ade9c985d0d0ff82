//! Pianos: strings as sums of stiff, slightly detuned, double-decaying partials, and the knock of the key.

use super::C5;
use super::math::{exp, semitones, sine};
use super::tools::{Filter, Mode, Noise, Sine, finish, rise, take};

/// One piano.
pub(super) struct Piano {
    /// Number of partials and how fast they grow softer (a small number is bright).
    partials: (usize, f64),
    /// Stiffness of the string: how far its partials are stretched.
    stiffness: f64,
    /// Time constant of the lowest partial, in seconds.
    decay: f64,
    /// How far the two outer strings lie off, in cents.
    detune: f64,
    /// Level of the hammer's knock, linear.
    knock: f64,
    /// Seconds in which the hammer's felt lets go.
    felt: f64,
    /// An electric tine instead: level of its bell tone.
    tine: f64,
}

const GRAND: Piano = Piano {
    partials: (26, 4.2),
    stiffness: 0.000_42,
    decay: 0.95,
    detune: 0.7,
    knock: 0.12,
    felt: 0.002,
    tine: 0.0,
};

/// Grand, bright, felt, upright, electric, electric with bell.
#[rustfmt::skip]
pub(super) const PIANO: [Piano; 6] = [
    GRAND,
    Piano { partials: (32, 7.0), felt: 0.001, knock: 0.16, ..GRAND },
    Piano { partials: (14, 1.7), felt: 0.006, knock: 0.3, decay: 0.7, ..GRAND },
    Piano { partials: (26, 5.0), detune: 4.5, decay: 0.6, knock: 0.2, stiffness: 0.000_7, ..GRAND },
    Piano { partials: (5, 1.2), stiffness: 0.0, detune: 0.4, decay: 1.0, knock: 0.06, felt: 0.003, tine: 0.05 },
    Piano { partials: (6, 1.6), stiffness: 0.0, detune: 0.5, decay: 0.8, knock: 0.08, felt: 0.002, tine: 0.3 },
];

/// Renders `piano` at `rate` Hz, in stereo.
pub(super) fn piano(piano: &Piano, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let mut dice = Noise::new(seed);
    let seconds = (piano.decay * 4.5).clamp(1.0, 3.6);
    let frames = (seconds * rate) as usize;
    let mut channels = [vec![0.0; frames], vec![0.0; frames]];
    let stretched = |number: f64| number * (1.0 + piano.stiffness * number * number).sqrt();
    for number in 1..=piano.partials.0 {
        let number = number as f64;
        let frequency = C5 * stretched(number) / stretched(1.0);
        if frequency > rate * 0.42 {
            break;
        }
        // The hammer strikes at an eighth of the string; its felt rounds the spectrum off.
        let struck = sine(number / 16.0).abs().max(0.12);
        let level = struck * exp(-(number - 1.0) / piano.partials.1) / number.sqrt();
        let decay = piano.decay / (1.0 + 0.22 * (number - 1.0));
        for (string, cents) in [-piano.detune, 0.06 * piano.detune, piano.detune]
            .into_iter()
            .enumerate()
        {
            let tuned = frequency * semitones(cents / 100.0);
            let side = 0.5 + 0.16 * (string as f64 - 1.0) * sine(number * 0.37);
            let gain = level * if string == 1 { 0.55 } else { 0.3 };
            // Strings in step push the bridge together and fall fast, out of step slowly (Weinreich 1977).
            let mut early = Mode::new(tuned, decay * 0.45, rate).scaled(0.75 * gain);
            let mut late = Mode::new(tuned, decay * 1.7, rate).scaled(0.25 * gain);
            let mut blow = 1.0;
            let [left, right] = &mut channels;
            for (left, right) in left.iter_mut().zip(right) {
                let value = early.next(blow) + late.next(blow);
                blow = 0.0;
                *left += value * (1.0 - side);
                *right += value * side;
            }
        }
    }
    let mut bell = Sine::new(0.0, rate);
    let (mut body, mut wood) = (Filter::new(170.0, 3.0, rate), Filter::new(520.0, 2.0, rate));
    let extra = take(seconds, rate, |time| {
        let white = dice.white() * exp(-time / 0.012);
        let knock = (body.band(white) + 0.5 * wood.band(white)) * piano.knock * 3.0;
        knock + piano.tine * bell.next(C5 * 7.13) * exp(-time / 0.14) * 0.6
    });
    for channel in &mut channels {
        for (frame, value) in channel.iter_mut().enumerate() {
            let time = frame as f64 / rate;
            let ends = rise(seconds - time, 0.35);
            *value = (*value + extra[frame]) * rise(time, piano.felt) * ends;
        }
    }
    finish(channels.into(), rate, 0.75)
}
