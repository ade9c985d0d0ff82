//! Impulse responses of spaces, made by rule: a few early reflections, then noise that dies away in every octave at its
//! own pace (the statistical model of late reverberation: M. Schroeder, "New Method of Measuring Reverberation Time",
//! 1965; J.-M. Jot, L. Cerveau, O. Warusfel, "Analysis and Synthesis of Room Reverberation", 1997).

use crate::filters::onepole::OnePole;
use crate::oscillators::noise::Random;

/// A space by rule.
#[derive(Clone, Copy, Debug)]
struct Space {
    name: &'static str,
    /// Seconds to fall by 60 dB, in the bass, the middle and the treble.
    decays: [f64; 3],
    /// Seconds before the first reflection, and until the late sound is at its height.
    before: f64,
    rise: f64,
    /// Number of early reflections.
    reflections: usize,
    reversed: bool,
}

const SPACES: [Space; 6] = [
    Space {
        name: "room",
        decays: [0.5, 0.4, 0.25],
        before: 0.002,
        rise: 0.004,
        reflections: 12,
        reversed: false,
    },
    Space {
        name: "hall",
        decays: [2.4, 2.0, 1.1],
        before: 0.018,
        rise: 0.03,
        reflections: 18,
        reversed: false,
    },
    Space {
        name: "church",
        decays: [5.5, 4.2, 1.8],
        before: 0.03,
        rise: 0.09,
        reflections: 14,
        reversed: false,
    },
    Space {
        name: "plate",
        decays: [1.6, 2.2, 1.9],
        before: 0.0,
        rise: 0.001,
        reflections: 0,
        reversed: false,
    },
    Space {
        name: "box",
        decays: [0.12, 0.09, 0.05],
        before: 0.000_5,
        rise: 0.001,
        reflections: 8,
        reversed: false,
    },
    Space {
        name: "reverse",
        decays: [1.4, 1.2, 0.9],
        before: 0.0,
        rise: 0.001,
        reflections: 0,
        reversed: true,
    },
];

/// The names of the spaces.
pub fn names() -> impl Iterator<Item = &'static str> {
    SPACES.iter().map(|space| space.name)
}

/// The impulse response of a space, left and right, at `sample_rate` Hz; `None` if no space has the name.
pub fn space(name: &str, sample_rate: f64) -> Option<[Vec<f32>; 2]> {
    let space = SPACES.iter().find(|space| space.name == name)?;
    Some([0, 1].map(|channel| space.side(channel, sample_rate)))
}

impl Space {
    fn side(&self, channel: u64, sample_rate: f64) -> Vec<f32> {
        let longest = self.decays.iter().fold(0.0, |a, b| f64::max(a, *b));
        let length = ((self.before + self.rise + longest) * sample_rate) as usize;
        let mut random = Random::new(
            self.name.len() as u64 * 31 + self.name.as_bytes()[0] as u64 + (channel << 20),
        );
        let mut low = OnePole::new(400.0, sample_rate);
        let mut high = OnePole::new(4_000.0, sample_rate);
        let mut samples: Vec<f32> = (0..length)
            .map(|frame| {
                let time = frame as f64 / sample_rate - self.before;
                let noise = random.bipolar();
                let bass = low.low(noise);
                let rest = noise - bass;
                let middle = high.low(rest);
                if time < 0.0 {
                    return 0.0;
                }
                let level = |decay: f64| (10_f64.powf(-3.0 * time / decay)) as f32;
                let risen = (time / self.rise).min(1.0) as f32;
                let [b, m, t] = self.decays.map(level);
                (bass * b + middle * m + (rest - middle) * t) * risen
            })
            .collect();
        for reflection in 0..self.reflections {
            // Denser and weaker as time goes on.
            let place =
                (reflection as f64 + f64::from(random.unipolar())) / self.reflections as f64;
            let frame = (self.before + place * place * (self.rise * 2.0 + 0.02)) * sample_rate;
            let level = (1.0 - 0.7 * place) as f32 * 0.8;
            if let Some(sample) = samples.get_mut(frame as usize) {
                *sample += if random.bits() & 1 == 0 {
                    level
                } else {
                    -level
                };
            }
        }
        if self.reversed {
            samples.reverse();
        }
        samples
    }
}

/// Scales both sides alike so that noise is as loud after the convolution as before.
pub fn normalize(sides: &mut [Vec<f32>; 2]) {
    let energy = |side: &Vec<f32>| side.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
    let most = energy(&sides[0]).max(energy(&sides[1]));
    if most > 0.0 {
        let scale = (1.0 / most.sqrt()) as f32;
        for sample in sides.iter_mut().flatten() {
            *sample *= scale;
        }
    }
}

/// A recording at another rate, on straight lines between its samples.
pub fn resampled(samples: &[f32], from: f64, to: f64) -> Vec<f32> {
    if from == to || samples.is_empty() {
        return samples.to_vec();
    }
    let step = from / to;
    let last = samples.len() - 1;
    (0..(samples.len() as f64 / step) as usize)
        .map(|frame| {
            let place = frame as f64 * step;
            let whole = (place as usize).min(last);
            let fraction = (place - whole as f64) as f32;
            let next = samples[(whole + 1).min(last)];
            samples[whole] + (next - samples[whole]) * fraction
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::reverberation_time;

    #[test]
    fn each_space_lasts_as_long_as_it_says() {
        for described in SPACES.iter().filter(|space| !space.reversed) {
            let [left, right] = space(described.name, 48_000.0).expect("a space");
            assert!(left != right);
            let time = reverberation_time(&left, 48_000.0);
            let shortest = described.decays.iter().fold(f64::MAX, |a, b| a.min(*b));
            let longest = described.decays.iter().fold(0.0, |a, b| f64::max(a, *b));
            assert!(
                time > shortest * 0.8 && time < longest * 1.2,
                "{}: {time}",
                described.name
            );
        }
        assert!(space("nowhere", 48_000.0).is_none());
    }

    #[test]
    fn normalized_responses_keep_the_power_of_noise() {
        let mut sides = space("hall", 48_000.0).expect("a space");
        normalize(&mut sides);
        let energy: f64 = sides[0].iter().map(|x| f64::from(*x).powi(2)).sum();
        assert!((0.5..=1.0001).contains(&energy), "{energy}");
    }

    #[test]
    fn resampling_keeps_the_time() {
        let samples: Vec<f32> = (0..100).map(|x| x as f32).collect();
        let twice = resampled(&samples, 24_000.0, 48_000.0);
        assert_eq!(twice.len(), 200);
        assert_eq!(twice[51], 25.5);
    }
}
