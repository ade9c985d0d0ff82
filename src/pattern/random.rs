//! Tidal's published randomness: a hash of the time, so that the same bar always falls the same way.

use super::rational::Rational;

const RANGE: i64 = 1 << 29;

fn step(x: i64) -> i64 {
    let a = x.wrapping_shl(13) ^ x;
    let b = (a >> 17) ^ a;
    b.wrapping_shl(5) ^ b
}

fn seed(time: Rational) -> i64 {
    // The fractional part of time / 300, truncating towards zero, in doubles.
    let x = time.to_f64() / 300.0;
    ((x - x.trunc()) * RANGE as f64).trunc() as i64
}

fn unit(seed: i64) -> f64 {
    seed.rem_euclid(RANGE) as f64 / RANGE as f64
}

/// The random number of a time (cycles): 0 ≤ x < 1, with a period of 300 cycles; exactly 0.5 at time zero.
pub fn at(time: Rational) -> f64 {
    if time.is_zero() {
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
    std::iter::successors(Some(step(seed(time))), |&x| Some(step(x))).map(unit)
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
