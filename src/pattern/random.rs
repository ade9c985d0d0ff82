//! Tidal's published randomness: a hash of the time, so that the same bar always falls the same way.

use super::rational::Rational;

const RANGE: i64 = 1 << 29;

fn step(x: i64) -> i64 {
    let a = x.wrapping_shl(13) ^ x;
    let b = (a >> 17) ^ a;
    b.wrapping_shl(5) ^ b
}

fn seed(time: f64) -> i64 {
    // The fractional part of time / 300, truncating towards zero, in doubles.
    let x = time / 300.0;
    ((x - x.trunc()) * RANGE as f64).trunc() as i64
}

fn unit(seed: i64) -> f64 {
    seed.rem_euclid(RANGE) as f64 / RANGE as f64
}

/// The random number of a time (cycles): 0 ≤ x < 1, with a period of 300 cycles; exactly 0.5 at time zero.
pub fn at(time: Rational) -> f64 {
    at_f64(time.to_f64())
}

/// The random number of a time in cycles that need not be exact.
pub fn at_f64(time: f64) -> f64 {
    if time == 0.0 {
        return 0.5;
    }
    unit(step(seed(time)))
}

/// The random numbers of a time, one after another, each 0 ≤ x < 1.
pub fn series(time: Rational) -> impl Iterator<Item = f64> {
    let time = if time.is_zero() {
        Rational::integer(9_999_999)
    } else {
        time
    };
    let first = step(seed(time.to_f64()));
    std::iter::successors(Some(first), |&x| Some(step(x))).map(unit)
}

/// The first `steps` states of a random walk from the state `start` (a row of `weights`, each of which sums to 1), with
/// the random numbers that follow the time `seed` in cycles.
pub fn walk(
    weights: &[Box<[f64]>],
    steps: usize,
    start: i64,
    seed: f64,
) -> impl Iterator<Item = usize> {
    let start = usize::try_from(start)
        .ok()
        .filter(|start| *start < weights.len());
    let mut taken = 0;
    std::iter::successors(start, move |&state| {
        taken += 1;
        let chance = at_f64(seed + taken as f64 / steps as f64);
        let mut sum = 0.0;
        let next = weights.get(state)?.iter().position(|weight| {
            sum += weight;
            chance <= sum
        });
        Some(next.unwrap_or(weights.len().saturating_sub(1)))
    })
    .take(steps)
}

/// A number 0…1 around 0.5 from two numbers 0…1, as the Box-Muller transform makes it; six deviations wide.
pub fn normal(x: f64, y: f64) -> f64 {
    let radius = (-2.0 * x.max(0.001).ln()).sqrt();
    let deviations = radius * (std::f64::consts::TAU * y).cos();
    deviations.clamp(-3.0, 3.0) / 6.0 + 0.5
}

/// 6x⁵ − 15x⁴ + 10x³: from 0 to 1, flat to the second derivative at both ends (K. Perlin, "Improving noise", 2002).
fn smoother_step(x: f64) -> f64 {
    x * x * x * (x * (6.0 * x - 15.0) + 10.0)
}

/// Random numbers 0…1 at whole `x` with a smooth line between them.
pub fn perlin(x: f64) -> f64 {
    let low = x.floor();
    let (a, b) = (at_f64(low), at_f64(low + 1.0));
    a + smoother_step(x - low) * (b - a)
}

/// Gradient noise on a plane, 0…1 (K. Perlin, "An image synthesizer", 1985).
pub fn perlin_plane(x: f64, y: f64) -> f64 {
    let (left, low) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - low);
    let slope = |cx: f64, cy: f64| {
        let angle = std::f64::consts::TAU * at_f64(cx + 0.0001 * cy);
        angle.cos() * (x - cx) + angle.sin() * (y - cy)
    };
    let (right, high) = (left + 1.0, low + 1.0);
    let (sx, sy) = (smoother_step(dx), smoother_step(dy));
    let below = slope(left, low) + sx * (slope(right, low) - slope(left, low));
    let above = slope(left, high) + sx * (slope(right, high) - slope(left, high));
    (below + sy * (above - below) + 1.0) / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_tidals() {
        let quarters = [0.5, 0.62957, 0.25914, 0.20053];
        for (i, want) in quarters.into_iter().enumerate() {
            let got = at(Rational::new(i as i64, 4).expect("quarter"));
            assert!((got - want).abs() < 1e-4, "{i}: {got}");
        }
    }
}
