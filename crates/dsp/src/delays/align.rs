//! Where a sound goes on best if a piece of it is left out or played again: the search of WSOLA (W. Verhelst, M. Roelands, "An
//! overlap-add technique based on waveform similarity for high quality time-scale modification of speech", ICASSP 1993).
//!
//! First at a rate of some 11 kHz, over all of the reach, then about the best place from frame to frame, at last between
//! frames. Noise, which is like itself nowhere else, is told from tones and left where it is.

/// Rate in Hz of the search over all of the reach.
const COARSE_RATE: f64 = 11_025.0;

/// At that rate, how much of the sound is compared, and how far to either side is searched: 23 ms, and 14.5 ms, which is half
/// a wave of 34 Hz.
const SPAN: usize = 256;
const REACH: usize = 160;

/// About the place that just goes on, this far does not tell a tone from noise.
const LOBE: usize = 6;

/// Frames that are compared in the fine search.
const FINE: usize = 512;

/// Likeness (1 is the same wave) above which a sound counts as a tone, and by how much the best place must be better than the
/// given one.
const TONE: f32 = 0.5;
const BETTER: f32 = 0.002;

/// Frames of a coarse step, at a rate in Hz.
fn step(rate: f64) -> usize {
    ((rate / COARSE_RATE).round() as usize).max(1)
}

/// How many frames from `to` a piece of the sound begins that goes on as the one at `from` does; `None` where the sound is
/// no tone: nowhere like itself, or everywhere alike.
/// `sound` gives the frame of an index, whatever that is; `rate` is its rate in Hz.
pub fn shift(sound: impl Fn(i64) -> f32, from: i64, to: i64, rate: f64) -> Option<f64> {
    let step = step(rate) as i64;
    let mean_of =
        |begin: i64| -> f32 { (begin..begin + step).map(&sound).sum::<f32>() / step as f32 };
    let mut wanted = [0.0; SPAN];
    for (index, x) in wanted.iter_mut().enumerate() {
        *x = mean_of(from + index as i64 * step);
    }
    let mut there = [0.0; SPAN + 2 * REACH];
    for (index, x) in there.iter_mut().enumerate() {
        *x = mean_of(to + (index as i64 - REACH as i64) * step);
    }
    let mut likeness = [0.0; 2 * REACH + 1];
    compare(&mut wanted, &there, &mut likeness);
    // Where the sound just goes on, noise as well is like itself.
    let same = (from - to) / step + REACH as i64;
    let elsewhere = |index: usize| (index as i64 - same).unsigned_abs() as usize > LOBE;
    let recurs = likeness[highest(&likeness, elsewhere)] >= TONE;
    let varies = likeness.iter().any(|likeness| *likeness < TONE);
    if !(recurs && varies) {
        return None;
    }
    let best = highest(&likeness, |_| true);
    if likeness[best] < likeness[REACH] + BETTER {
        return Some(0.0);
    }
    let about = (best as i64 - REACH as i64) * step;
    Some(about as f64 + fine(sound, from, to + about, step))
}

/// The same from frame to frame, a coarse step to either side, and between frames.
fn fine(sound: impl Fn(i64) -> f32, from: i64, to: i64, step: i64) -> f64 {
    // Coarse steps are at most so many frames, at rates of up to 192 kHz.
    const MOST: usize = 19;
    let reach = (step as usize + 1).min(MOST);
    let mut wanted = [0.0; FINE];
    for (index, x) in wanted.iter_mut().enumerate() {
        *x = sound(from + index as i64);
    }
    let mut there = [0.0; FINE + 2 * MOST];
    let there = &mut there[..FINE + 2 * reach];
    for (index, x) in there.iter_mut().enumerate() {
        *x = sound(to + index as i64 - reach as i64);
    }
    let mut likeness = [0.0; 2 * MOST + 1];
    let likeness = &mut likeness[..2 * reach + 1];
    compare(&mut wanted, there, likeness);
    let best = highest(likeness, |_| true);
    let between = match likeness.get(best.wrapping_sub(1)..best + 2) {
        // The top of a parabola through three places.
        Some(&[a, b, c]) if a + c < 2.0 * b => f64::from(0.5 * (a - c) / (a - 2.0 * b + c)),
        _ => 0.0,
    };
    best as f64 - reach as f64 + between
}

/// Likeness of what is wanted (its mean is taken out of it) to each piece of `there` of the same length.
fn compare(wanted: &mut [f32], there: &[f32], likeness: &mut [f32]) {
    let count = wanted.len();
    let mean = wanted.iter().sum::<f32>() / count as f32;
    let mut energy = 0.0;
    for x in wanted.iter_mut() {
        *x -= mean;
        energy += *x * *x;
    }
    let (mut sum, mut squares) = (0.0_f64, 0.0_f64);
    for x in &there[..count] {
        sum += f64::from(*x);
        squares += f64::from(*x).powi(2);
    }
    for (index, likeness) in likeness.iter_mut().enumerate() {
        let other = (squares - sum * sum / count as f64).max(0.0) as f32;
        let norm = (energy * other).sqrt();
        let product = product(wanted, &there[index..index + count]);
        *likeness = if norm > 1e-12 { product / norm } else { 0.0 };
        if let Some(next) = there.get(index + count) {
            let (old, next) = (f64::from(there[index]), f64::from(*next));
            sum += next - old;
            squares += next * next - old * old;
        }
    }
}

/// Sum of products, eight side by side.
fn product(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

/// The index of the greatest likeness; of nearly equal ones the one nearest to the middle.
fn highest(likeness: &[f32], counts: impl Fn(usize) -> bool) -> usize {
    let middle = likeness.len() / 2;
    let mut best = middle;
    let mut most = f32::NEG_INFINITY;
    // From the middle outwards.
    for away in 0..=middle {
        for index in [middle - away, middle + away] {
            if counts(index) && likeness[index] > most + 1e-4 {
                (best, most) = (index, likeness[index]);
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::noise::Random;
    use std::f64::consts::TAU;

    #[test]
    fn a_tone_is_found_in_phase() {
        for rate in [8_000.0, 44_100.0, 96_000.0] {
            for frequency in [40.0, 97.0, 441.3, 1_234.5] {
                let tone = |index: i64| (TAU * frequency * index as f64 / rate).sin() as f32;
                for away in [1_000, -777, 12_345] {
                    let shift = shift(tone, 5_000, 5_000 + away, rate).expect("a tone");
                    let turns = (away as f64 + shift) * frequency / rate;
                    let phase = (turns - turns.round()).abs();
                    assert!(phase < 0.012, "{frequency} Hz at {rate}, {away}: {phase}");
                }
            }
        }
    }

    #[test]
    fn a_chord_is_found_where_most_of_it_is_in_phase() {
        let chord = |index: i64| {
            let time = index as f64 / 44_100.0;
            [220.0, 277.2, 329.6]
                .iter()
                .map(|f| (TAU * f * time).sin())
                .sum::<f64>() as f32
        };
        let likeness = |away: f64| {
            let at = |index: i64| f64::from(chord(5_000 + index));
            let there = |index: i64| {
                let time = (6_111.0 + away + index as f64) / 44_100.0;
                [220.0, 277.2, 329.6]
                    .iter()
                    .map(|f| (TAU * f * time).sin())
                    .sum::<f64>()
            };
            let product: f64 = (0..1_000).map(|index| at(index) * there(index)).sum();
            product / (0..1_000).map(|index| at(index).powi(2)).sum::<f64>()
        };
        let found = shift(chord, 5_000, 6_111, 44_100.0).expect("tones");
        assert!(likeness(found) > 0.8, "{found}: {}", likeness(found));
    }

    #[test]
    fn noise_slopes_and_what_is_steady_stay_where_they_are() {
        let noise: Vec<f32> = (0..20_000)
            .map(|index| Random::new(index).bipolar())
            .collect();
        let sounds: [&dyn Fn(i64) -> f32; 4] = [
            &|index| noise[index as usize],
            &|index| index as f32 * 1e-4 - 0.5,
            &|_| 0.5,
            &|_| 0.0,
        ];
        for sound in sounds {
            for away in [0, 300, -400, 3_000] {
                assert_eq!(shift(sound, 8_000, 8_000 + away, 44_100.0), None);
            }
        }
    }
}
