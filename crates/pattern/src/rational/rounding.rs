//! What becomes of numbers that cannot be represented: the nearest that can be takes their place.
//!
//! Rounding keeps order: of two numbers the smaller is never rounded to the larger result. Spans whose ends are moved
//! or stretched alike thus never turn inside out, however far they are out of range.

use super::Rational;

/// Stein's binary algorithm (Knuth, TAOCP 4.5.2, algorithm B) until both fit 64 bits: dividing 128 bits takes far longer.
fn gcd(mut a: u128, mut b: u128) -> u128 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    b >>= b.trailing_zeros();
    while a.max(b) > u64::MAX as u128 {
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return a << shift;
        }
        b >>= b.trailing_zeros();
    }
    u128::from(gcd_u64(a as u64, b as u64)) << shift
}

/// The same for 64 bits.
pub(super) fn gcd_u64(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    let shift = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    while b != 0 {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
    }
    a << shift
}

/// The nearest to `n / d`, in lowest terms and at most 1, of the fractions with denominators up to `limit`, which `d` is
/// above: expands it as a continued fraction until the denominators get too large (Knuth, TAOCP 4.5.3), where the last
/// convergent and the last semiconvergent are its two neighbours among them.
fn neighbour(n: u128, d: u128, limit: u128) -> (u128, u128) {
    let ((mut p0, mut q0), (mut p1, mut q1)) = ((1, 0), (0, 1));
    let (mut divided, mut divisor) = (d, n);
    loop {
        let most = (limit - q0) / q1;
        let turns = divided / divisor;
        if turns > most {
            let (p, q) = (p0 + most * p1, q0 + most * q1);
            // Which of the two is nearer? The distances are to each other as these two.
            return if 2 * q * divisor <= d {
                (p1, q1)
            } else {
                (p, q)
            };
        }
        ((p0, q0), (p1, q1)) = ((p1, q1), (p0 + turns * p1, q0 + turns * q1));
        (divided, divisor) = (divisor, divided % divisor);
    }
}

impl Rational {
    /// The nearest representable number to `n / d`, above 1 by the distance of the reciprocals (`d` ≠ 0; a zero `d` counts
    /// as the largest number of `n`'s sign).
    pub(super) fn nearest(n: i128, d: i128) -> Self {
        const LIMIT: u128 = i64::MAX as u128;
        if n == 0 {
            return Self::ZERO;
        }
        let negative = (n < 0) != (d < 0);
        let (n, d) = (n.unsigned_abs(), d.unsigned_abs());
        let g = gcd(n, d);
        let (n, d) = (n / g, d / g);
        let (n, d) = if n.max(d) <= LIMIT {
            (n, d)
        } else if n < d {
            neighbour(n, d, LIMIT)
        } else {
            let (d, n) = neighbour(d, n, LIMIT);
            (n, d)
        };
        if d == 0 {
            return Self::integer(if negative { -i64::MAX } else { i64::MAX });
        }
        Self {
            numerator: if negative { -(n as i64) } else { n as i64 },
            denominator: d as i64,
        }
    }

    /// The exact value of a finite float (every float is a dyadic rational), or the nearest representable one;
    /// `None` for NaN and infinities.
    pub fn from_f64_exact(x: f64) -> Option<Self> {
        if !x.is_finite() {
            return None;
        }
        if x == 0.0 {
            return Some(Self::ZERO);
        }
        let bits = x.abs().to_bits();
        let raw_exponent = (bits >> 52) as i32;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) = if raw_exponent == 0 {
            (fraction, -1074)
        } else {
            (fraction | (1 << 52), raw_exponent - 1075)
        };
        let sign = if x < 0.0 { -1 } else { 1 };
        let mantissa = mantissa as i128 * sign;
        Some(if exponent >= 0 {
            if exponent > 70 {
                Self::nearest(mantissa.signum() * i128::MAX, 1)
            } else {
                Self::nearest(mantissa << exponent, 1)
            }
        } else if exponent < -126 {
            // Below 2^-73: nothing near can be represented but zero.
            Self::ZERO
        } else {
            let zeros = mantissa.trailing_zeros() as i32;
            let shift = zeros.min(-exponent);
            let (n, down) = (mantissa >> shift, -exponent - shift);
            if down > 125 {
                Self::ZERO
            } else {
                Self::nearest(n, 1i128 << down)
            }
        })
    }

    /// The fraction with a denominator of at most `limit` that is nearest to `x` (continued fractions); `None` when not finite.
    pub fn approximate(x: f64, limit: i64) -> Option<Self> {
        if !x.is_finite() {
            return None;
        }
        if x.abs() >= 9e18 {
            return Some(Self::integer(if x < 0.0 { -i64::MAX } else { i64::MAX }));
        }
        let (mut h0, mut k0, mut h1, mut k1) = (0i128, 1i128, 1i128, 0i128);
        let mut rest = x;
        for _ in 0..40 {
            let whole = rest.floor();
            let a = whole as i128;
            let (h2, k2) = (a * h1 + h0, a * k1 + k0);
            if k2 > limit as i128 || h2.unsigned_abs() > i64::MAX as u128 {
                break;
            }
            (h0, k0, h1, k1) = (h1, k1, h2, k2);
            let fraction = rest - whole;
            if fraction < 1e-12 {
                break;
            }
            rest = 1.0 / fraction;
        }
        Some(Self::nearest(h1, k1.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floats_are_exact_or_nearest() {
        let r = |n, d| Rational::new(n, d).expect("denominator");
        assert_eq!(Rational::from_f64_exact(0.375), Some(r(3, 8)));
        assert_eq!(Rational::from_f64_exact(f64::NAN), None);
        assert_eq!(
            Rational::from_f64_exact(1e300).map(|x| x.to_f64() > 9e18),
            Some(true)
        );
        assert_eq!(Rational::from_f64_exact(5e-324), Some(Rational::ZERO));
        assert_eq!(Rational::approximate(0.1, 1000), Some(r(1, 10)));
    }

    /// Euclid's, which is what it is.
    fn divided(a: u128, b: u128) -> u128 {
        if b == 0 { a } else { divided(b, a % b) }
    }

    #[test]
    fn what_does_not_fit_is_the_nearest_that_does() {
        let most = i128::from(i64::MAX);
        let near = |n: i128, d: i128, wanted: f64| {
            let found = Rational::nearest(n, d).to_f64();
            assert!((found / wanted - 1.0).abs() < 1e-15, "{n}/{d}: {found}");
        };
        near(most, 1, most as f64);
        near(most + 1, 1, most as f64);
        near(-(most * most), 1, -(most as f64));
        near(most * most, 2, most as f64);
        near(most * 3, 2, most as f64);
        near(most * 3, 4, most as f64 * 0.75);
        near(most * 4, most - 1, 4.0);
        near(most * most, most * (most - 1) - 1, 1.0);
        near(-(most * 5 + 1), most * 3 - 1, -5.0 / 3.0);
        assert_eq!(Rational::nearest(1, most * most), Rational::ZERO);
    }

    proptest! {
        /// Also of numbers so close that hardly anything lies between them.
        #[test]
        fn rounding_keeps_order(n: i128, d: i128, down in 2u32..126, by in 2u32..126) {
            let (n, d) = (n >> down, (d >> by).unsigned_abs() as i128 + 1);
            let rounded = Rational::nearest(n, d);
            prop_assert!(rounded <= Rational::nearest(n + 1, d));
            prop_assert!(Rational::nearest(n.abs(), d + 1) <= rounded.abs());
            prop_assert_eq!(Rational::nearest(-n, d), -rounded);
        }

        /// What can be represented is not rounded, and bounds the rounding of what lies beside it.
        #[test]
        fn the_smaller_stays_the_smaller(a: i64, b: i64, c: i64, d: i64, e: i64, f: i64) {
            let number = |n, d| Rational::new(n, d).unwrap_or(Rational::ONE);
            let (x, y, z) = (number(a, b), number(c, d), number(e, f));
            let (x, y) = (x.min(y), x.max(y));
            prop_assert!(x + z <= y + z);
            prop_assert!(x * z.abs() <= y * z.abs());
            let least = Rational { numerator: 1, denominator: i64::MAX };
            prop_assert!(x * least <= y * least);
            prop_assert!(x + least <= y + least);
        }

        #[test]
        fn the_greatest_common_divisor_is_that(a: u128, b: u128, c: u64, down in 0u32..128, by in 0u32..128) {
            let (a, b) = (a >> down, b >> by);
            prop_assert_eq!(gcd(a, b), divided(a, b));
            // With much in common.
            let (a, b) = ((a >> 64) * u128::from(c), (b >> 64) * u128::from(c));
            prop_assert_eq!(gcd(a, b), divided(a, b));
            prop_assert_eq!(gcd(a, 0), a);
        }
    }
}
