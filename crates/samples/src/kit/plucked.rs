//! Plucked strings: the loop of Karplus and Strong (1983) with the tuning of Jaffe and Smith (1983).

use super::C5;
use super::math::{exp, semitones};
use super::tools::{Blep, Filter, Mode, Noise, finish, rise, saturate, take};

/// A string as a delay loop: damped by a symmetric three-tap filter, which delays all partials alike, and tuned by a
/// first-order all-pass for what is between whole frames.
struct Line {
    delay: Vec<f64>,
    place: usize,
    damping: f64,
    gain: f64,
    allpass: f64,
    /// The newest frame that left the delay, and the all-pass's last input and output.
    last: f64,
    past: (f64, f64),
}

impl Line {
    /// At `frequency` Hz, falling by 60 dB in `seconds`; `damping` 0…0.25 takes from the highs.
    fn new(frequency: f64, seconds: f64, damping: f64, rate: f64) -> Self {
        let period = rate / frequency;
        let whole = (period - 0.4).floor();
        let fraction = period - whole;
        Self {
            delay: vec![0.0; whole as usize],
            place: 0,
            damping,
            gain: exp(-6.907_755 / (frequency * seconds)),
            allpass: (1.0 - fraction) / (1.0 + fraction),
            last: 0.0,
            past: (0.0, 0.0),
        }
    }

    fn next(&mut self, input: f64) -> f64 {
        // The oldest frame is at `place`, the next older is `last`, the next younger follows: three taps around a
        // delay of exactly the line's length.
        let here = self.delay[self.place];
        let after = self.delay[(self.place + 1) % self.delay.len()];
        let damped = here + self.damping * (self.last - 2.0 * here + after);
        self.last = here;
        let tuned = self.allpass * (damped - self.past.1) + self.past.0;
        self.past = (damped, tuned);
        let output = input + self.gain * tuned;
        self.delay[self.place] = output;
        self.place = (self.place + 1) % self.delay.len();
        output
    }
}

/// One plucked sound.
pub(super) struct Pluck {
    /// Strings: semitones from C5 and level.
    strings: &'static [(f64, f64)],
    /// Seconds to fall by 60 dB.
    seconds: f64,
    /// Damping of the highs, 0…0.25.
    damping: f64,
    /// Where it is plucked, as a share of the string.
    place: f64,
    /// Brightness of the plectrum, in Hz.
    bright: f64,
    /// A filtered saw in unison: level, where its filter starts in Hz, time constant of its fall in seconds.
    saw: (f64, f64, f64),
    /// Resonances of a body: Hz, level, time constant in seconds.
    body: &'static [(f64, f64, f64)],
    /// Saturation, 1 = almost none.
    drive: f64,
}

const PLAIN: Pluck = Pluck {
    strings: &[(0.0, 1.0)],
    seconds: 1.6,
    damping: 0.06,
    place: 0.13,
    bright: 6_000.0,
    saw: (0.0, 2_000.0, 0.1),
    body: &[],
    drive: 1.0,
};

const WOOD: &[(f64, f64, f64)] = &[
    (104.0, 0.12, 0.06),
    (206.0, 0.14, 0.05),
    (398.0, 0.1, 0.03),
    (560.0, 0.06, 0.02),
];

/// Bright, short, synthetic: for arpeggios.
#[rustfmt::skip]
pub(super) const ARPY: [Pluck; 11] = [
    Pluck { strings: &[(0.0, 1.0), (12.0, 0.25)], seconds: 1.1, saw: (0.35, 5_200.0, 0.09), bright: 8_000.0, ..PLAIN },
    Pluck { strings: &[(-0.04, 0.7), (0.04, 0.7), (12.0, 0.2)], seconds: 1.4, saw: (0.5, 3_800.0, 0.12), ..PLAIN },
    Pluck { strings: &[(0.0, 1.0)], seconds: 0.7, damping: 0.1, place: 0.3, saw: (0.2, 2_400.0, 0.06), ..PLAIN },
    Pluck { strings: &[(0.0, 1.0), (12.0, 0.5), (24.0, 0.25)], seconds: 1.3, bright: 10_000.0, damping: 0.04, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0)], seconds: 1.0, saw: (1.0, 7_000.0, 0.07), bright: 5_000.0, drive: 1.8, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0), (7.02, 0.35)], seconds: 1.2, saw: (0.3, 4_000.0, 0.1), ..PLAIN },
    Pluck { strings: &[(0.0, 1.0)], seconds: 2.2, damping: 0.02, place: 0.5, bright: 4_000.0, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0), (-12.0, 0.3)], seconds: 1.0, saw: (0.5, 3_000.0, 0.15), drive: 1.5, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0)], seconds: 0.45, damping: 0.12, bright: 9_000.0, saw: (0.5, 6_000.0, 0.04), ..PLAIN },
    Pluck { strings: &[(-0.06, 0.6), (0.06, 0.6), (11.96, 0.4), (12.04, 0.4)], seconds: 1.8, damping: 0.03, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0)], seconds: 1.0, saw: (0.8, 1_800.0, 0.2), bright: 2_500.0, damping: 0.15, ..PLAIN },
];

/// Strings as they are: nylon, steel, harp, muted.
#[rustfmt::skip]
pub(super) const PLUCK: [Pluck; 8] = [
    Pluck { seconds: 1.8, damping: 0.12, place: 0.18, bright: 3_200.0, body: WOOD, ..PLAIN },
    Pluck { seconds: 2.6, damping: 0.035, place: 0.11, bright: 8_000.0, body: WOOD, ..PLAIN },
    Pluck { seconds: 2.4, damping: 0.08, place: 0.45, bright: 3_000.0, ..PLAIN },
    Pluck { seconds: 0.35, damping: 0.16, place: 0.1, bright: 3_600.0, body: WOOD, ..PLAIN },
    Pluck { strings: &[(-0.03, 0.8), (0.03, 0.8)], seconds: 2.2, damping: 0.03, place: 0.08, bright: 9_000.0, body: WOOD, ..PLAIN },
    Pluck { strings: &[(0.0, 1.0), (12.0, 0.5)], seconds: 2.0, damping: 0.04, bright: 9_000.0, place: 0.1, body: WOOD, ..PLAIN },
    Pluck { seconds: 0.8, damping: 0.06, place: 0.06, bright: 10_000.0, body: WOOD, drive: 1.6, ..PLAIN },
    Pluck { seconds: 3.0, damping: 0.015, place: 0.22, bright: 5_000.0, ..PLAIN },
];

/// Electric guitars: clean, driven, muted.
#[rustfmt::skip]
pub(super) const GTR: [Pluck; 4] = [
    Pluck { strings: &[(-12.0, 1.0)], seconds: 2.6, damping: 0.03, place: 0.2, bright: 4_500.0, drive: 1.5, ..PLAIN },
    Pluck { strings: &[(-12.0, 1.0), (-4.98, 0.9)], seconds: 3.0, damping: 0.02, place: 0.12, bright: 5_000.0, drive: 12.0, ..PLAIN },
    Pluck { strings: &[(-12.0, 1.0)], seconds: 0.25, damping: 0.1, place: 0.1, bright: 3_000.0, drive: 4.0, ..PLAIN },
    Pluck { strings: &[(-12.0, 1.0), (-11.94, 0.7)], seconds: 2.8, damping: 0.025, place: 0.3, bright: 6_000.0, drive: 2.0, ..PLAIN },
];

/// Renders `pluck` at `rate` Hz.
pub(super) fn pluck(pluck: &Pluck, seed: u64, rate: f64) -> Vec<Vec<f32>> {
    let frames = ((pluck.seconds * 1.05).clamp(0.25, 2.6) * rate) as usize;
    let mut sum = vec![0.0; frames];
    for (number, (note, level)) in pluck.strings.iter().enumerate() {
        let frequency = C5 * semitones(*note);
        let string = string(
            pluck,
            frequency,
            seed.wrapping_add(number as u64),
            frames,
            rate,
        );
        sum.iter_mut()
            .zip(string)
            .for_each(|(sum, value)| *sum += level * value);
    }
    let (level, start, fall) = pluck.saw;
    if level > 0.0 {
        let mut saw = [Blep::new(0.5, rate), Blep::new(0.62, rate)];
        let mut filters = [Filter::new(start, 0.8, rate), Filter::new(start, 1.4, rate)];
        for (frame, sum) in sum.iter_mut().enumerate() {
            let time = frame as f64 / rate;
            let open = 800.0 + start * exp(-time / fall);
            filters[0].set(open, 0.8);
            filters[1].set(open, 1.4);
            let both = saw[0].saw(C5 * 1.000_6) + saw[1].saw(C5 / 1.000_6);
            let filtered = filters[0].low(both);
            *sum += level
                * 0.35
                * filters[1].low(filtered)
                * rise(time, 0.001)
                * exp(-time / (fall * 2.2));
        }
    }
    let mut body: Vec<Mode> = pluck
        .body
        .iter()
        .map(|(frequency, level, decay)| Mode::new(*frequency, *decay, rate).scaled(level * 0.12))
        .collect();
    let mut tone = Filter::new(9_000.0, 0.6, rate);
    for value in &mut sum {
        let sounding: f64 = body.iter_mut().map(|mode| mode.next(*value)).sum();
        *value = tone.low(saturate(*value + sounding, pluck.drive));
    }
    finish(vec![sum], rate, 0.7)
}

/// One string, its loudest frame at 1.
fn string(pluck: &Pluck, frequency: f64, seed: u64, frames: usize, rate: f64) -> Vec<f64> {
    let mut noise = Noise::new(seed);
    let period = rate / frequency;
    let mut colour = Filter::new(pluck.bright, 0.7, rate);
    // A period of noise over a triangle of displacement: no two plucks are alike, but the tone stays full.
    let burst = take(period / rate, rate, |time| {
        let along = time * frequency;
        let bent = if along < pluck.place {
            along / pluck.place
        } else {
            (1.0 - along) / (1.0 - pluck.place)
        };
        0.5 * noise.white() + 1.2 * (bent - 0.5)
    });
    let comb = ((period * pluck.place) as usize).max(1);
    let excitation = |frame: usize| {
        let at = |frame: usize| burst.get(frame).copied().unwrap_or(0.0);
        at(frame) - 0.7 * frame.checked_sub(comb).map_or(0.0, at)
    };
    let mut line = Line::new(frequency, pluck.seconds, pluck.damping, rate);
    let mut sound: Vec<f64> = (0..frames)
        .map(|frame| line.next(colour.low(excitation(frame))))
        .collect();
    let loudest = sound
        .iter()
        .fold(1e-9_f64, |loudest, value| loudest.max(value.abs()));
    sound.iter_mut().for_each(|value| *value /= loudest);
    sound
}
