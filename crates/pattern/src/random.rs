//! Tidal's published randomness: a hash of the time, so that the same bar always falls the same way.

use crate::rational::Rational;

const RANGE: i64 = 1 << 29;

fn step(x: i64) -> i64 {
    let a = x.wrapping_shl(13) ^ x;
    let b = (a >> 17) ^ a;
    b.wrapping_shl(5) ^ b
}

/// The mixing function of SplitMix64 (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number generators",
/// 2014).
fn mixed(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn unit(seed: i64) -> f64 {
    seed.rem_euclid(RANGE) as f64 / RANGE as f64
}

/// Where random numbers come from: Tidal's own by default, others for each other seed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Randomness(i64);

impl Randomness {
    /// The numbers of a seed; those of 0 are Tidal's.
    pub fn seeded(seed: i64) -> Self {
        Self(seed)
    }

    /// Other numbers for each other number than 0, for patterns with dice of their own.
    pub fn own(self, dice: i64) -> Self {
        match dice {
            0 => self,
            dice => Self(mixed(self.0 as u64).wrapping_add(dice as u64) as i64),
        }
    }

    fn start(self, time: f64) -> i64 {
        // The fractional part of time / 300, truncating towards zero, in doubles.
        let x = time / 300.0;
        let x = ((x - x.trunc()) * RANGE as f64).trunc() as i64;
        match self.0 {
            0 => x,
            // The steps are linear in the bits of x: another seed must change x in a way that is not.
            seed => mixed(x as u64 ^ mixed(seed as u64)) as i64 & (RANGE - 1),
        }
    }

    /// The random number of a time (cycles): 0 ≤ x < 1, with a period of 300 cycles; exactly 0.5 at time zero.
    pub fn at(self, time: Rational) -> f64 {
        self.at_f64(time.to_f64())
    }

    /// The random number of a time in cycles that need not be exact.
    pub fn at_f64(self, time: f64) -> f64 {
        if time == 0.0 && self == Self::default() {
            return 0.5;
        }
        unit(step(self.start(time)))
    }

    /// The random numbers of a time, one after another, each 0 ≤ x < 1.
    pub fn series(self, time: Rational) -> impl Iterator<Item = f64> {
        let time = if time.is_zero() {
            Rational::integer(9_999_999)
        } else {
            time
        };
        let first = step(self.start(time.to_f64()));
        std::iter::successors(Some(first), |&x| Some(step(x))).map(unit)
    }

    /// The first `steps` states of a random walk from the state `start` (a row of `weights`, each of which sums to 1), with
    /// the random numbers that follow the time `from` in cycles.
    pub fn walk(
        self,
        weights: &[Box<[f64]>],
        steps: usize,
        start: i64,
        from: f64,
    ) -> impl Iterator<Item = usize> {
        let start = usize::try_from(start)
            .ok()
            .filter(|start| *start < weights.len());
        let mut taken = 0;
        std::iter::successors(start, move |&state| {
            taken += 1;
            let chance = self.at_f64(from + taken as f64 / steps as f64);
            let mut sum = 0.0;
            let next = weights.get(state)?.iter().position(|weight| {
                sum += weight;
                chance <= sum
            });
            Some(next.unwrap_or(weights.len().saturating_sub(1)))
        })
        .take(steps)
    }

    /// Random numbers 0…1 at whole `x` with a smooth line between them.
    pub fn perlin(self, x: f64) -> f64 {
        let low = x.floor();
        let (a, b) = (self.at_f64(low), self.at_f64(low + 1.0));
        a + smoother_step(x - low) * (b - a)
    }

    /// Gradient noise on a plane, 0…1 (K. Perlin, "An image synthesizer", 1985).
    pub fn perlin_plane(self, x: f64, y: f64) -> f64 {
        let (left, low) = (x.floor(), y.floor());
        let (dx, dy) = (x - left, y - low);
        let slope = |cx: f64, cy: f64| {
            let angle = std::f64::consts::TAU * self.at_f64(cx + 0.0001 * cy);
            angle.cos() * (x - cx) + angle.sin() * (y - cy)
        };
        let (right, high) = (left + 1.0, low + 1.0);
        let (sx, sy) = (smoother_step(dx), smoother_step(dy));
        let below = slope(left, low) + sx * (slope(right, low) - slope(left, low));
        let above = slope(left, high) + sx * (slope(right, high) - slope(left, high));
        (below + sy * (above - below) + 1.0) / 2.0
    }
}

/// A number 0…0.5 from two numbers 0…1, as the Box-Muller transform makes it: the lower half of a normal distribution
/// around 0.5, three deviations wide; what would be above the middle is the middle, as in Tidal 1.10.
pub fn normal(x: f64, y: f64) -> f64 {
    let radius = (-2.0 * x.max(0.001).ln()).sqrt();
    let deviations = radius * (std::f64::consts::TAU * y).cos();
    deviations.clamp(-3.0, 0.0) / 6.0 + 0.5
}

/// 6x⁵ − 15x⁴ + 10x³: from 0 to 1, flat to the second derivative at both ends (K. Perlin, "Improving noise", 2002).
fn smoother_step(x: f64) -> f64 {
    x * x * x * (x * (6.0 * x - 15.0) + 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_tidals() {
        let quarters = [0.5, 0.62957, 0.25914, 0.20053];
        for (i, want) in quarters.into_iter().enumerate() {
            let got = Randomness::default().at(Rational::new(i as i64, 4).expect("quarter"));
            assert!((got - want).abs() < 1e-4, "{i}: {got}");
        }
    }

    #[test]
    fn dice_of_their_own_differ_from_all_others() {
        let numbers = |randomness: Randomness| -> Vec<f64> {
            let times = (1..40).map(|n| Rational::new(n, 8).unwrap_or(Rational::ZERO));
            times.map(|time| randomness.at(time)).collect()
        };
        let (tidal, other) = (Randomness::default(), Randomness::seeded(3));
        assert_eq!(tidal.own(0), tidal);
        let all = [
            tidal,
            tidal.own(1),
            tidal.own(2),
            tidal.own(-1),
            other,
            other.own(1),
        ];
        let all = all.map(numbers);
        for (at, one) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| one != other));
        }
    }

    #[test]
    fn each_seed_has_numbers_of_its_own() {
        let numbers = |seed| -> Vec<f64> {
            let randomness = Randomness::seeded(seed);
            (0..32)
                .map(|time| randomness.at_f64(f64::from(time) / 4.0))
                .collect()
        };
        assert_eq!(Randomness::seeded(0), Randomness::default());
        for (a, b) in [(0, 1), (1, 2), (1, -1), (2, 1 << 40)] {
            let (a, b) = (numbers(a), numbers(b));
            let alike = a
                .iter()
                .zip(&b)
                .filter(|(x, y)| (*x - *y).abs() < 1e-3)
                .count();
            assert!(alike < 3, "{alike} of 32 numbers are alike");
            let low = a
                .iter()
                .zip(&b)
                .filter(|(x, y)| (**x < 0.5) == (**y < 0.5))
                .count();
            assert!((6..=26).contains(&low), "{low} of 32 fall the same way");
            assert!(b.iter().all(|x| (0.0..1.0).contains(x)));
        }
    }
}
