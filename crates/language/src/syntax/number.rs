//! Numbers as a text writes them: exact where they can be, and what they are as controls.

use phonon_pattern::{Operation, Rational};

/// A number as it was written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Number {
    /// The exact value, where it fits.
    pub exact: Option<Rational>,
    /// The value as the nearest float.
    pub value: f64,
    /// Whether it is written without point or exponent.
    pub whole: bool,
    /// Whether it is calculated from others, as `1/8` is.
    pub calculated: bool,
    /// The number as controls.
    pub plain: Plain,
}

/// A number as controls: a whole number is one thing and a fraction another, and arithmetic keeps them apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plain {
    /// The part that came from whole numbers.
    pub whole: Option<i64>,
    /// The part that came from fractions.
    pub fraction: Option<f64>,
}

/// The range behind a number that makes it a slider for those who look at the text: `{0..1}`. Its length in bytes and its
/// ends, if `text` begins with one.
#[must_use]
pub fn slider_range(text: &str) -> Option<(usize, f64, f64)> {
    let inside = text.strip_prefix('{')?.split_once('}')?.0;
    let (low, high) = inside.split_once("..")?;
    let end = |text: &str| -> Option<f64> {
        let digits = text.trim_matches(' ');
        let is_number = digits
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"-.".contains(&byte));
        digits.parse().ok().filter(|_| is_number)
    };
    Some((inside.len() + 2, end(low)?, end(high)?))
}

impl Plain {
    fn whole(i: i64) -> Self {
        Self {
            whole: Some(i),
            fraction: None,
        }
    }

    fn fraction(value: f64) -> Self {
        Self {
            whole: None,
            fraction: Some(value),
        }
    }

    /// A part of each of two numbers joined by functions of both, and of the right one alone.
    fn part<T: Copy>(
        (a, b): (Option<T>, Option<T>),
        both: impl Fn(T, T) -> T,
        alone: impl Fn(T) -> T,
    ) -> Option<T> {
        match (a, b) {
            (Some(a), Some(b)) => Some(both(a, b)),
            (None, Some(b)) => Some(alone(b)),
            (a, None) => a,
        }
    }

    /// Two numbers joined by an operation, as controls are.
    pub fn joined(self, operation: Operation, right: Self) -> Self {
        let whole = (self.whole, right.whole);
        let fraction = (self.fraction, right.fraction);
        let same = |b| b;
        let (whole, fraction) = match operation {
            Operation::Add => (
                Self::part(whole, i64::wrapping_add, same),
                Self::part(fraction, |a, b| a + b, |b| b),
            ),
            Operation::Subtract => (
                Self::part(whole, i64::wrapping_sub, i64::wrapping_neg),
                Self::part(fraction, |a, b| a - b, |b| -b),
            ),
            // Whole numbers have no reciprocal.
            Operation::Divide => (
                Self::part(whole, i64::wrapping_mul, same),
                Self::part(fraction, |a, b| a / b, f64::recip),
            ),
            _ => (
                Self::part(whole, i64::wrapping_mul, same),
                Self::part(fraction, |a, b| a * b, |b| b),
            ),
        };
        Self { whole, fraction }
    }
}

impl Number {
    /// A whole number.
    pub fn integer(i: i64) -> Self {
        Self {
            exact: Some(Rational::integer(i)),
            value: i as f64,
            whole: true,
            calculated: false,
            plain: Plain::whole(i),
        }
    }

    /// A fraction.
    pub fn ratio(ratio: Rational) -> Self {
        Self {
            exact: Some(ratio),
            value: ratio.to_f64(),
            whole: ratio.is_integer(),
            calculated: false,
            plain: match ratio.is_integer() {
                true => Plain::whole(ratio.numerator()),
                false => Plain::fraction(ratio.to_f64()),
            },
        }
    }

    /// A float, exact if it has an exact value that fits.
    pub fn float(value: f64) -> Self {
        Self {
            exact: Rational::from_f64_exact(value),
            value,
            whole: false,
            calculated: false,
            plain: Plain::fraction(value),
        }
    }

    /// The number a literal stands for (`12`, `0.25`, `1e-3`), without the range of a slider behind it (`0.4{0..1}`).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.split_once('{').map_or(text, |(number, _)| number);
        if let Some(digits) = text.strip_prefix("0x").or(text.strip_prefix("0X")) {
            return i64::from_str_radix(digits, 16).ok().map(Self::integer);
        }
        let value: f64 = text.parse().ok()?;
        let whole = text.bytes().all(|byte| byte.is_ascii_digit());
        let exact = decimal(text);
        let plain = match exact.filter(|_| whole) {
            Some(exact) => Plain::whole(exact.numerator()),
            None => Plain::fraction(value),
        };
        Some(Self {
            exact,
            value,
            whole,
            calculated: false,
            plain,
        })
    }

    /// As exact as it can be.
    pub fn rational(&self) -> Option<Rational> {
        self.exact
            .or_else(|| Rational::approximate(self.value, 1 << 30))
    }
}

/// The exact value of a decimal numeral: `0.1` is 1/10.
fn decimal(text: &str) -> Option<Rational> {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (text, 0),
    };
    let (before, after) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i64 = format!("{before}{after}").parse().ok()?;
    let scale = exponent - i32::try_from(after.len()).ok()?;
    let power = 10i64.checked_pow(scale.unsigned_abs())?;
    if scale >= 0 {
        Some(Rational::integer(digits.checked_mul(power)?))
    } else {
        Rational::new(digits, power)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_is_its_number() {
        assert_eq!(Number::parse("0.4{0..1}"), Number::parse("0.4"));
        assert_eq!(slider_range("{-1 .. 1.5} # x"), Some((11, -1.0, 1.5)));
        assert_eq!(slider_range("{0..inf}"), None);
    }

    #[test]
    fn decimal_numbers_are_exact() {
        let third = |text| Number::parse(text).unwrap().exact.unwrap();
        assert_eq!(third("0.1"), Rational::new(1, 10).unwrap());
        assert_eq!(third(".125"), Rational::new(1, 8).unwrap());
        assert_eq!(third("1e3"), Rational::integer(1000));
        assert_eq!(third("2.5e-1"), Rational::new(1, 4).unwrap());
        assert_eq!(Number::parse("1e300").unwrap().exact, None);
    }
}
