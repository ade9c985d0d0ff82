//! Sung vowels: a glottal pulse through five formants.

use super::C5;
use super::math::{decibels, exp2, sine};
use super::tools::{Blep, Filter, Noise, finish, rise, take};

/// One singer on one vowel.
pub(super) struct Singer {
    /// Formants: Hz, dB, bandwidth in Hz (as tabled in the Csound manual).
    formants: [(f64, f64, f64); 5],
    /// Singers that sing at once.
    choir: usize,
    /// Level of the breath, linear.
    breath: f64,
}

#[rustfmt::skip]
pub(super) const AH: [Singer; 4] = [
    Singer { formants: [(800.0, 0.0, 80.0), (1_150.0, -4.0, 90.0), (2_800.0, -20.0, 120.0), (3_500.0, -36.0, 130.0), (4_950.0, -60.0, 140.0)], choir: 1, breath: 0.03 },
    Singer { formants: [(650.0, 0.0, 80.0), (1_080.0, -6.0, 90.0), (2_650.0, -7.0, 120.0), (2_900.0, -8.0, 130.0), (3_250.0, -22.0, 140.0)], choir: 1, breath: 0.02 },
    Singer { formants: [(800.0, 0.0, 80.0), (1_150.0, -6.0, 90.0), (2_900.0, -32.0, 120.0), (3_900.0, -20.0, 130.0), (4_950.0, -50.0, 140.0)], choir: 5, breath: 0.05 },
    Singer { formants: [(600.0, 0.0, 60.0), (1_040.0, -7.0, 70.0), (2_250.0, -9.0, 110.0), (2_450.0, -9.0, 120.0), (2_750.0, -20.0, 130.0)], choir: 5, breath: 0.03 },
];

#[rustfmt::skip]
pub(super) const OO: [Singer; 4] = [
    Singer { formants: [(325.0, 0.0, 50.0), (700.0, -12.0, 60.0), (2_530.0, -30.0, 170.0), (3_500.0, -40.0, 180.0), (4_950.0, -64.0, 200.0)], choir: 1, breath: 0.04 },
    Singer { formants: [(350.0, 0.0, 40.0), (600.0, -20.0, 60.0), (2_700.0, -17.0, 100.0), (2_900.0, -14.0, 120.0), (3_300.0, -26.0, 120.0)], choir: 1, breath: 0.02 },
    Singer { formants: [(325.0, 0.0, 50.0), (700.0, -16.0, 60.0), (2_700.0, -35.0, 170.0), (3_800.0, -40.0, 180.0), (4_950.0, -60.0, 200.0)], choir: 5, breath: 0.06 },
    Singer { formants: [(350.0, 0.0, 40.0), (600.0, -20.0, 80.0), (2_400.0, -32.0, 100.0), (2_675.0, -28.0, 120.0), (2_950.0, -36.0, 120.0)], choir: 5, breath: 0.04 },
];

/// Renders `singer` on C5 at `rate` Hz; choirs in stereo.
pub(super) fn singer(singer: &Singer, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let seconds = 1.8;
    let sides = if singer.choir > 1 { 2 } else { 1 };
    let mut channels = vec![vec![0.0; (seconds * rate).round() as usize]; sides];
    for number in 0..singer.choir {
        let voice = one(
            singer,
            seed.wrapping_add(number as u64),
            number,
            seconds,
            rate,
        );
        let right = (number as f64 + 0.5) / singer.choir as f64;
        for (side, channel) in channels.iter_mut().enumerate() {
            let level = if side == 0 {
                1.0 - 0.7 * right
            } else {
                0.3 + 0.7 * right
            };
            channel
                .iter_mut()
                .zip(&voice)
                .for_each(|(sum, value)| *sum += level * value);
        }
    }
    finish(channels, rate, 0.65)
}

fn one(singer: &Singer, seed: u64, number: usize, seconds: f64, rate: f64) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    let mut pulse = Blep::new(noise.unit(), rate);
    let mut tilt = Filter::new(1_900.0, 0.6, rate);
    let mut formants = singer.formants.map(|(frequency, level, width)| {
        (
            Filter::new(frequency, frequency / width, rate),
            decibels(level),
        )
    });
    // The members of a choir are a few cents off, in pairs, so that together they are in tune.
    let cents = if singer.choir > 1 {
        5.0 * (number as f64 - (singer.choir - 1) as f64 / 2.0)
    } else {
        0.0
    };
    let (speed, phase) = (5.1 + 0.35 * noise.white(), noise.unit());
    let (mut drift, mut smooth) = (0.0, Filter::new(3.0, 0.6, rate));
    take(seconds, rate, |time| {
        drift = smooth.low(noise.white()) * 30.0;
        let vibrato = 14.0 * rise(time - 0.25, 0.5) * sine(time * speed + phase);
        let frequency = C5 * exp2((cents + vibrato + drift.clamp(-3.0, 3.0)) / 1_200.0);
        let glottis = tilt.low(pulse.saw(frequency)) + singer.breath * noise.white();
        let sound: f64 = formants
            .iter_mut()
            .map(|(filter, level)| filter.band(glottis) * *level)
            .sum();
        sound * rise(time, 0.06 + 0.02 * number as f64) * rise(seconds - time, 0.3)
    })
}
