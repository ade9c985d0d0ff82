//! Subtractive instruments: oscillators in unison through a falling filter. Basses, pads, stabs, raves, small keyboards.

use super::math::{exp, exp2, log2, semitones, sine};
use super::tools::{Blep, Filter, Noise, Sine, finish, rise, saturate};
use super::{BASS, C5};

/// What an oscillator sounds like.
#[derive(Clone, Copy)]
pub(super) enum Wave {
    Saw,
    /// Width 0…1.
    Pulse(f64),
    /// Width that swings by the amount, times a second.
    Pwm(f64, f64),
    Sine,
    /// A sine whose phase another moves: ratio, index, time constant of the index in seconds.
    Fm(f64, f64, f64),
}

/// One instrument.
pub(super) struct Synth {
    base: f64,
    /// Semitones from the base, a chord if several.
    notes: &'static [f64],
    /// Oscillators: wave, frequency ratio, level.
    waves: &'static [(Wave, f64, f64)],
    /// Number of voices in unison (odd) and how far the outer ones lie off, in cents.
    unison: (usize, f64),
    /// Filter: from Hz, to Hz, time constant of the fall in seconds, quality.
    filter: (f64, f64, f64, f64),
    /// Amplitude: attack in seconds, time constant of the fall, level it falls to, seconds held, release in seconds.
    level: (f64, f64, f64, f64, f64),
    /// Saturation before the filter, 1 = almost none.
    drive: f64,
    /// Two channels with the unison spread over them.
    stereo: bool,
    /// Peak of the finished sound, linear.
    peak: f64,
}

const BASSLINE: Synth = Synth {
    base: BASS,
    notes: &[0.0],
    waves: &[(Wave::Saw, 1.0, 1.0), (Wave::Sine, 1.0, 0.5)],
    unison: (1, 0.0),
    filter: (1_400.0, 180.0, 0.14, 1.2),
    level: (0.002, 0.6, 0.5, 0.6, 0.15),
    drive: 1.5,
    stereo: false,
    peak: 0.85,
};

/// Basses at C, two octaves below C5.
#[rustfmt::skip]
pub(super) const BASS_ROUND: [Synth; 6] = [
    BASSLINE,
    Synth { waves: &[(Wave::Pulse(0.5), 1.0, 0.8), (Wave::Sine, 1.0, 0.5)], filter: (900.0, 150.0, 0.2, 1.0), ..BASSLINE },
    Synth { waves: &[(Wave::Sine, 1.0, 1.0), (Wave::Sine, 2.0, 0.2)], filter: (600.0, 300.0, 0.1, 0.7), drive: 2.2, level: (0.004, 0.8, 0.6, 0.5, 0.15), ..BASSLINE },
    Synth { waves: &[(Wave::Fm(1.0, 2.4, 0.12), 1.0, 1.0)], filter: (3_000.0, 900.0, 0.2, 0.7), drive: 1.3, ..BASSLINE },
    Synth { waves: &[(Wave::Saw, 1.0, 0.8), (Wave::Saw, 2.0, 0.3), (Wave::Sine, 1.0, 0.4)], filter: (2_600.0, 260.0, 0.09, 2.0), level: (0.001, 0.3, 0.35, 0.3, 0.1), ..BASSLINE },
    Synth { waves: &[(Wave::Fm(2.0, 1.6, 0.05), 1.0, 1.0), (Wave::Sine, 1.0, 0.6)], filter: (2_000.0, 700.0, 0.1, 0.7), level: (0.001, 0.35, 0.25, 0.25, 0.1), drive: 1.2, ..BASSLINE },
];

/// Resonant, driven basses.
#[rustfmt::skip]
pub(super) const BASS_ACID: [Synth; 6] = [
    Synth { waves: &[(Wave::Saw, 1.0, 1.0)], filter: (2_400.0, 120.0, 0.11, 7.0), drive: 1.4, ..BASSLINE },
    Synth { waves: &[(Wave::Pulse(0.5), 1.0, 1.0)], filter: (1_800.0, 140.0, 0.16, 8.0), drive: 1.4, ..BASSLINE },
    Synth { waves: &[(Wave::Saw, 1.0, 1.0)], unison: (3, 5.0), filter: (3_200.0, 260.0, 0.15, 2.5), drive: 2.5, ..BASSLINE },
    Synth { waves: &[(Wave::Saw, 1.0, 0.8), (Wave::Pulse(0.3), 1.0, 0.6)], unison: (3, 9.0), filter: (900.0, 420.0, 0.4, 1.4), drive: 4.0, level: (0.004, 1.0, 0.8, 0.5, 0.15), ..BASSLINE },
    Synth { waves: &[(Wave::Saw, 1.0, 1.0), (Wave::Saw, 1.5, 0.3)], filter: (5_000.0, 170.0, 0.05, 4.0), drive: 3.0, level: (0.001, 0.3, 0.3, 0.3, 0.1), ..BASSLINE },
    Synth { waves: &[(Wave::Pwm(0.35, 2.0), 1.0, 1.0), (Wave::Sine, 1.0, 0.5)], unison: (3, 7.0), filter: (1_600.0, 350.0, 0.3, 2.0), drive: 2.0, level: (0.004, 0.8, 0.6, 0.6, 0.2), ..BASSLINE },
];

const WARM: Synth = Synth {
    base: C5,
    notes: &[0.0],
    waves: &[
        (Wave::Saw, 1.0, 0.6),
        (Wave::Pwm(0.3, 0.4), 1.0, 0.5),
        (Wave::Saw, 0.5, 0.25),
    ],
    unison: (7, 9.0),
    filter: (1_200.0, 900.0, 1.5, 0.8),
    level: (0.45, 2.0, 0.8, 2.0, 1.3),
    drive: 1.2,
    stereo: true,
    peak: 0.65,
};

/// Pads: slow, wide, in stereo.
#[rustfmt::skip]
pub(super) const PAD: [Synth; 6] = [
    WARM,
    Synth { waves: &[(Wave::Saw, 1.0, 1.0), (Wave::Saw, 2.0, 0.3)], unison: (9, 12.0), filter: (3_800.0, 1_800.0, 1.2, 0.7), level: (0.3, 2.0, 0.8, 2.0, 1.2), ..WARM },
    // Glass.
    Synth { waves: &[(Wave::Fm(3.0, 1.1, 1.6), 1.0, 0.7), (Wave::Sine, 1.0, 0.6), (Wave::Sine, 2.0, 0.2)], unison: (5, 6.0), filter: (7_000.0, 4_000.0, 2.0, 0.7), level: (0.2, 1.6, 0.6, 2.0, 1.5), drive: 1.0, ..WARM },
    // Choir of pulses, opening.
    Synth { waves: &[(Wave::Pwm(0.4, 0.7), 1.0, 1.0)], filter: (500.0, 2_200.0, 0.9, 1.2), level: (0.7, 2.5, 0.9, 2.2, 1.4), ..WARM },
    // A fifth in it.
    Synth { notes: &[0.0, 7.019_55], filter: (900.0, 1_500.0, 1.0, 0.9), ..WARM },
    // Dark.
    Synth { waves: &[(Wave::Saw, 1.0, 0.9), (Wave::Sine, 0.5, 0.25)], filter: (420.0, 700.0, 1.2, 1.4), level: (0.6, 2.5, 0.9, 2.4, 1.6), ..WARM },
];

const MINOR: &[f64] = &[0.0, 3.156_41, 7.019_55];

const CHORD: Synth = Synth {
    base: C5,
    notes: MINOR,
    waves: &[(Wave::Saw, 1.0, 0.8), (Wave::Pulse(0.5), 0.5, 0.25)],
    unison: (3, 8.0),
    filter: (6_500.0, 500.0, 0.11, 1.2),
    level: (0.002, 0.22, 0.12, 0.12, 0.12),
    drive: 1.6,
    stereo: true,
    peak: 0.75,
};

/// Stabs: short chords on C, minor unless said.
#[rustfmt::skip]
pub(super) const STAB: [Synth; 7] = [
    CHORD,
    Synth { notes: &[0.0, 3.156_41, 7.019_55, 10.175_96], filter: (4_000.0, 400.0, 0.14, 1.0), ..CHORD },
    // Major.
    Synth { notes: &[0.0, 3.863_14, 7.019_55], ..CHORD },
    // Organ, as in house.
    Synth { waves: &[(Wave::Sine, 1.0, 1.0), (Wave::Sine, 2.0, 0.6), (Wave::Sine, 3.0, 0.4), (Wave::Sine, 0.5, 0.6)], filter: (5_000.0, 2_000.0, 0.2, 0.7), drive: 2.0, level: (0.001, 0.25, 0.3, 0.15, 0.06), ..CHORD },
    // Dub: dark and round.
    Synth { filter: (1_600.0, 350.0, 0.18, 2.2), level: (0.002, 0.3, 0.1, 0.2, 0.2), drive: 2.2, ..CHORD },
    // One note.
    Synth { notes: &[0.0], unison: (7, 14.0), filter: (7_000.0, 700.0, 0.12, 1.0), ..CHORD },
    // Suspended fourth.
    Synth { notes: &[0.0, 4.980_45, 7.019_55, 12.0], filter: (5_200.0, 450.0, 0.16, 1.4), ..CHORD },
];

const HOOVER: Synth = Synth {
    notes: &[0.0],
    waves: &[
        (Wave::Saw, 1.0, 0.7),
        (Wave::Pwm(0.4, 3.0), 0.5, 0.7),
        (Wave::Saw, 0.5, 0.5),
    ],
    unison: (7, 16.0),
    filter: (9_000.0, 5_000.0, 0.5, 0.8),
    level: (0.004, 0.9, 0.7, 0.45, 0.15),
    drive: 2.6,
    ..CHORD
};

/// Rave leads and chords.
#[rustfmt::skip]
pub(super) const RAVE: [Synth; 6] = [
    Synth { notes: &[0.0, 3.156_41, 7.019_55, 12.0], waves: &[(Wave::Saw, 1.0, 1.0), (Wave::Saw, 0.5, 0.3)], unison: (5, 14.0), filter: (9_000.0, 2_500.0, 0.3, 0.9), level: (0.002, 0.5, 0.4, 0.3, 0.15), drive: 2.4, ..CHORD },
    HOOVER,
    Synth { notes: &[0.0, 7.019_55, 12.0], ..HOOVER },
    // Piano-like chord, hard.
    Synth { notes: &[0.0, 3.863_14, 7.019_55, 12.0], waves: &[(Wave::Fm(1.0, 2.2, 0.18), 1.0, 0.8), (Wave::Saw, 1.0, 0.25)], unison: (3, 7.0), filter: (9_000.0, 1_800.0, 0.25, 0.7), level: (0.001, 0.35, 0.15, 0.3, 0.15), drive: 1.8, ..CHORD },
    // Squeal.
    Synth { notes: &[0.0], waves: &[(Wave::Saw, 1.0, 1.0)], unison: (3, 9.0), filter: (6_000.0, 900.0, 0.2, 6.0), level: (0.002, 0.6, 0.5, 0.3, 0.12), drive: 3.0, ..CHORD },
    Synth { notes: &[0.0, 4.980_45, 12.0], unison: (5, 20.0), ..HOOVER },
];

const TOY: Synth = Synth {
    base: C5,
    notes: &[0.0],
    waves: &[(Wave::Pulse(0.5), 1.0, 1.0)],
    unison: (1, 0.0),
    filter: (6_000.0, 3_500.0, 0.4, 0.7),
    level: (0.003, 0.8, 0.5, 0.55, 0.1),
    drive: 1.0,
    stereo: false,
    peak: 0.55,
};

/// The small keyboard of a child's room.
#[rustfmt::skip]
pub(super) const CASIO: [Synth; 6] = [
    TOY,
    Synth { waves: &[(Wave::Pulse(0.25), 1.0, 0.8), (Wave::Sine, 2.0, 0.3)], level: (0.002, 0.4, 0.1, 0.2, 0.1), ..TOY },
    // Flute.
    Synth { waves: &[(Wave::Sine, 1.0, 1.0), (Wave::Sine, 3.0, 0.12)], level: (0.03, 1.0, 0.8, 0.4, 0.1), ..TOY },
    // Bells.
    Synth { waves: &[(Wave::Fm(3.5, 1.8, 0.4), 1.0, 1.0)], filter: (9_000.0, 9_000.0, 1.0, 0.7), level: (0.001, 0.35, 0.0, 0.6, 0.2), ..TOY },
    // Strings.
    Synth { waves: &[(Wave::Pwm(0.3, 5.0), 1.0, 1.0)], level: (0.08, 1.0, 0.9, 0.5, 0.25), ..TOY },
    // Organ.
    Synth { waves: &[(Wave::Sine, 1.0, 0.8), (Wave::Sine, 2.0, 0.5), (Wave::Sine, 4.0, 0.35), (Wave::Sine, 0.5, 0.3)], level: (0.003, 1.0, 0.9, 0.4, 0.05), ..TOY },
];

/// One oscillator of one voice in unison.
struct Voice {
    wave: Wave,
    frequency: f64,
    level: f64,
    /// Level in the left and in the right channel, linear.
    sides: [f64; 2],
    blep: Blep,
    tone: Sine,
    modulator: Sine,
}

impl Voice {
    fn next(&mut self, time: f64) -> f64 {
        let sound = match self.wave {
            Wave::Saw => self.blep.saw(self.frequency),
            Wave::Pulse(width) => self.blep.pulse(self.frequency, width),
            Wave::Pwm(amount, speed) => {
                let width = 0.5 + amount * sine(time * speed + self.frequency);
                self.blep
                    .moving_pulse(self.frequency, width.clamp(0.05, 0.95))
            }
            Wave::Sine => self.tone.next(self.frequency),
            Wave::Fm(ratio, index, fall) => {
                let turn = index * exp(-time / fall) * self.modulator.next(self.frequency * ratio);
                self.tone
                    .next_bent(self.frequency, turn / std::f64::consts::TAU)
            }
        };
        sound * self.level
    }
}

fn voices(synth: &Synth, seed: u64, rate: f64) -> Vec<Voice> {
    let mut dice = Noise::new(seed);
    let (count, cents) = synth.unison;
    let mut voices = Vec::new();
    for note in synth.notes {
        for (wave, ratio, level) in synth.waves {
            for number in 0..count {
                let place = if count > 1 {
                    2.0 * number as f64 / (count - 1) as f64 - 1.0
                } else {
                    0.0
                };
                let detuned = semitones(note + cents * place / 100.0);
                // A bass starts in step, for its weight; wide sounds anywhere, or they would sweep as one.
                let phase = if synth.stereo { dice.unit() } else { 0.5 };
                let pan = if number % 2 == 0 { place } else { -place };
                // The outer voices are softer, so that the pitch is heard in the middle.
                let weight = 1.0 - 0.45 * place.abs();
                voices.push(Voice {
                    wave: *wave,
                    frequency: synth.base * ratio * detuned,
                    level: level * weight,
                    sides: [1.0 - 0.8 * pan.max(0.0), 1.0 + 0.8 * pan.min(0.0)],
                    blep: Blep::new(phase, rate),
                    tone: Sine::new(phase + 0.5, rate),
                    modulator: Sine::new(0.0, rate),
                });
            }
        }
    }
    voices
}

/// The filter moves every so many frames, far finer than is heard.
const STEADY: usize = 8;

/// Renders `synth` at `rate` Hz.
pub(super) fn synth(synth: &Synth, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let (attack, fall, sustain, hold, release) = synth.level;
    let (from, to, filter_fall, quality) = synth.filter;
    let mut voices = voices(synth, seed, rate);
    let loudness = voices
        .iter()
        .map(|voice| voice.level * voice.level)
        .sum::<f64>()
        .sqrt();
    let sides = if synth.stereo { 2 } else { 1 };
    let mut filters = [[
        Filter::new(from, 0.7, rate),
        Filter::new(from, quality, rate),
    ]; 2];
    let length = attack + hold + release;
    let frames = (length * rate) as usize;
    let mut channels = vec![Vec::with_capacity(frames); sides];
    let octaves = log2(to / from);
    for frame in 0..frames {
        let time = frame as f64 / rate;
        let mut mixed = [0.0; 2];
        for voice in &mut voices {
            let sound = voice.next(time);
            mixed[0] += sound * voice.sides[0];
            mixed[1] += sound * voice.sides[1];
        }
        let body = sustain + (1.0 - sustain) * exp(-(time - attack).max(0.0) / fall);
        let level = rise(time, attack) * body * rise(length - time, release);
        if frame % STEADY == 0 {
            let corner = from * exp2(octaves * (1.0 - exp(-time / filter_fall)));
            for filters in &mut filters {
                filters[0].set(corner, 0.7);
                filters[1].set(corner, quality);
            }
        }
        for ((channel, filters), mixed) in channels.iter_mut().zip(&mut filters).zip(mixed) {
            let driven = saturate(mixed / loudness * 0.6, synth.drive);
            let first = filters[0].low(driven);
            channel.push(filters[1].low(first) * level);
        }
    }
    finish(channels, rate, synth.peak)
}
