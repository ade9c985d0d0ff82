//! Exact numbers: the time of patterns is counted in rational cycles.
//!
//! A [`Rational`] is a pair of 64-bit integers. It is kept unreduced while it is small, because reducing costs more than
//! everything else a query does; comparison is by value. Arithmetic is checked: what cannot be represented is rounded (see
//! [`rounding`]), never a panic and never a zero denominator.

mod rounding;

use self::rounding::gcd_u64;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// Denominators above this are reduced; below it they are left as they came.
const REDUCE_ABOVE: i64 = 1 << 31;

/// An exact rational number (cycles, where it is a time).
#[derive(Clone, Copy)]
pub struct Rational {
    numerator: i64,
    /// Denominator, always positive.
    denominator: i64,
}

impl Rational {
    /// The number 0.
    pub const ZERO: Self = Self::integer(0);
    /// The number 1.
    pub const ONE: Self = Self::integer(1);

    /// The whole number `n`.
    pub const fn integer(n: i64) -> Self {
        Self {
            numerator: n,
            denominator: 1,
        }
    }

    /// `numerator / denominator`; `None` when the denominator is zero.
    pub fn new(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Self::nearest(numerator as i128, denominator as i128))
    }

    #[inline]
    fn tidy(self) -> Self {
        if self.denominator > REDUCE_ABOVE {
            self.reduced()
        } else {
            self
        }
    }

    /// The same number in lowest terms.
    pub fn reduced(self) -> Self {
        if self.denominator == 1 {
            return self;
        }
        let g = gcd_u64(self.numerator.unsigned_abs(), self.denominator as u64) as i64;
        if g <= 1 {
            return self;
        }
        Self {
            numerator: self.numerator / g,
            denominator: self.denominator / g,
        }
    }

    /// Numerator in lowest terms.
    pub fn numerator(self) -> i64 {
        self.reduced().numerator
    }

    /// Denominator in lowest terms, positive.
    pub fn denominator(self) -> i64 {
        self.reduced().denominator
    }

    /// The nearest float.
    #[inline]
    pub fn to_f64(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The largest whole number not above.
    #[inline]
    pub fn floor_int(self) -> i64 {
        if self.denominator == 1 {
            self.numerator
        } else {
            self.numerator.div_euclid(self.denominator)
        }
    }

    /// The start of the cycle this time lies in.
    #[inline]
    pub fn floor(self) -> Self {
        Self::integer(self.floor_int())
    }

    /// The smallest whole number not below.
    #[inline]
    pub fn ceil_int(self) -> i64 {
        let floor = self.floor_int();
        if self == Self::integer(floor) {
            floor
        } else {
            floor.saturating_add(1)
        }
    }

    /// Towards zero.
    pub fn truncate_int(self) -> i64 {
        self.numerator / self.denominator
    }

    /// The position within the cycle, 0 ≤ x < 1.
    #[inline]
    pub fn fraction(self) -> Self {
        Self {
            numerator: self.numerator.rem_euclid(self.denominator),
            denominator: self.denominator,
        }
    }

    /// `self − other · floor(self / other)`: the remainder with the sign of `other`; zero when `other` is zero.
    pub fn modulo(self, other: Self) -> Self {
        if other.is_zero() {
            return Self::ZERO;
        }
        self - other * (self / other).floor()
    }

    /// Are both written with the same terms? Cheaper than equality, which it implies.
    #[inline]
    pub(super) fn is_identical(self, other: Self) -> bool {
        self.numerator == other.numerator && self.denominator == other.denominator
    }

    /// Is it zero?
    #[inline]
    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Is it below zero?
    #[inline]
    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    /// Is it a whole number?
    #[inline]
    pub fn is_integer(self) -> bool {
        self.denominator == 1 || self.numerator % self.denominator == 0
    }

    /// The absolute value.
    pub fn abs(self) -> Self {
        if self.is_negative() { -self } else { self }
    }

    /// `1 / self`; `None` for zero.
    pub fn reciprocal(self) -> Option<Self> {
        match self.numerator {
            0 => None,
            n if n < 0 => Some(Self {
                numerator: -self.denominator,
                denominator: n.saturating_neg(),
            }),
            n => Some(Self {
                numerator: self.denominator,
                denominator: n,
            }),
        }
    }

    /// `self / other`; `None` when `other` is zero.
    pub fn checked_div(self, other: Self) -> Option<Self> {
        other.reciprocal().map(|r| self * r)
    }
}

impl Add for Rational {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        let (a, b) = (self, other);
        if a.denominator == b.denominator {
            if let Some(numerator) = a.numerator.checked_add(b.numerator) {
                return Self {
                    numerator,
                    denominator: a.denominator,
                };
            }
        } else if a.denominator == 1 {
            if let Some(n) = a.numerator.checked_mul(b.denominator)
                && let Some(numerator) = n.checked_add(b.numerator)
            {
                return Self {
                    numerator,
                    denominator: b.denominator,
                };
            }
        } else if b.denominator == 1 {
            if let Some(n) = b.numerator.checked_mul(a.denominator)
                && let Some(numerator) = n.checked_add(a.numerator)
            {
                return Self {
                    numerator,
                    denominator: a.denominator,
                };
            }
        } else if (a.denominator | b.denominator) < REDUCE_ABOVE
            && (a.numerator.unsigned_abs() | b.numerator.unsigned_abs()) < (1 << 31)
        {
            // One denominator is often a multiple of the other (halves of sixteenths): keep it from growing.
            let (large, small) = if a.denominator > b.denominator {
                (a, b)
            } else {
                (b, a)
            };
            if (large.denominator as u32).is_multiple_of(small.denominator as u32) {
                let factor = (large.denominator as u32 / small.denominator as u32) as i64;
                return Self {
                    numerator: large.numerator + small.numerator * factor,
                    denominator: large.denominator,
                };
            }
            return Self {
                numerator: a.numerator * b.denominator + b.numerator * a.denominator,
                denominator: a.denominator * b.denominator,
            }
            .tidy();
        }
        Self::add_wide(a, b)
    }
}

impl Rational {
    #[cold]
    fn add_wide(a: Self, b: Self) -> Self {
        let (a, b) = (a.reduced(), b.reduced());
        let g = gcd_u64(a.denominator as u64, b.denominator as u64) as i128;
        let (da, db) = (a.denominator as i128, b.denominator as i128);
        // |n·d/g| is below 2^126: the sum fits.
        let n = a.numerator as i128 * (db / g) + b.numerator as i128 * (da / g);
        let d = (da / g) * db;
        Self::nearest(n, d)
    }

    #[cold]
    fn mul_wide(a: Self, b: Self) -> Self {
        Self::nearest(
            a.numerator as i128 * b.numerator as i128,
            a.denominator as i128 * b.denominator as i128,
        )
    }
}

impl Sub for Rational {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Rational {
    type Output = Self;
    #[inline]
    fn neg(self) -> Self {
        Self {
            numerator: self.numerator.saturating_neg(),
            denominator: self.denominator,
        }
    }
}

impl Mul for Rational {
    type Output = Self;
    #[inline]
    fn mul(self, other: Self) -> Self {
        match (
            self.numerator.checked_mul(other.numerator),
            self.denominator.checked_mul(other.denominator),
        ) {
            (Some(numerator), Some(denominator)) => Self {
                numerator,
                denominator,
            }
            .tidy(),
            _ => Self::mul_wide(self, other),
        }
    }
}

impl Div for Rational {
    type Output = Self;
    /// Division by zero gives the largest number of the dividend's sign (zero for 0 / 0); see [`Rational::checked_div`].
    #[inline]
    #[expect(
        clippy::suspicious_arithmetic_impl,
        reason = "a quotient is a product with the reciprocal"
    )]
    fn div(self, other: Self) -> Self {
        match other.reciprocal() {
            Some(r) => self * r,
            None => Self::nearest(self.numerator as i128, 0),
        }
    }
}

impl PartialEq for Rational {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        if self.denominator == other.denominator {
            return self.numerator == other.numerator;
        }
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Rational {}

impl PartialOrd for Rational {
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    #[inline]
    fn cmp(&self, other: &Self) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        (self.numerator as i128 * other.denominator as i128)
            .cmp(&(other.numerator as i128 * self.denominator as i128))
    }
}

impl Hash for Rational {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let r = self.reduced();
        (r.numerator, r.denominator).hash(state);
    }
}

impl From<i64> for Rational {
    fn from(n: i64) -> Self {
        Self::integer(n)
    }
}

impl From<i32> for Rational {
    fn from(n: i32) -> Self {
        Self::integer(i64::from(n))
    }
}

impl fmt::Display for Rational {
    /// `n/d` in lowest terms, also for whole numbers.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let r = self.reduced();
        write!(f, "{}/{}", r.numerator, r.denominator)
    }
}

impl fmt::Debug for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn r(n: i64, d: i64) -> Rational {
        Rational::new(n, d).expect("denominator")
    }

    #[test]
    fn equal_by_value_whatever_the_terms() {
        assert_eq!(r(2, 4) + r(1, 4), r(3, 4));
        assert_eq!((r(1, 3) * r(3, 1)), Rational::ONE);
        assert_eq!(r(-7, 2).floor_int(), -4);
        assert_eq!(r(-7, 2).fraction(), r(1, 2));
        assert_eq!(r(-7, 2).ceil_int(), -3);
        assert_eq!(r(7, -2), r(-7, 2));
    }

    proptest! {
        #[test]
        fn arithmetic_agrees_with_wide_integers(a in -10_000i64..10_000, b in 1i64..10_000, c in -10_000i64..10_000, d in 1i64..10_000) {
            let (x, y) = (r(a, b), r(c, d));
            let (sum, product) = (x + y, x * y);
            let wide = |q: Rational| (q.numerator() as i128, q.denominator() as i128);
            let (n, m) = wide(sum);
            prop_assert_eq!(n * (b as i128 * d as i128), m * (a as i128 * d as i128 + c as i128 * b as i128));
            let (n, m) = wide(product);
            prop_assert_eq!(n * (b as i128 * d as i128), m * (a as i128 * c as i128));
            prop_assert_eq!(x + y - y, x);
        }

        #[test]
        fn never_a_zero_denominator_nor_a_panic(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), d in any::<i64>()) {
            if let (Some(x), Some(y)) = (Rational::new(a, b), Rational::new(c, d)) {
                for z in [x + y, x - y, x * y, x / y, x.modulo(y), x.fraction(), x.floor(), -x] {
                    prop_assert!(z.denominator > 0);
                }
            }
        }
    }
}
