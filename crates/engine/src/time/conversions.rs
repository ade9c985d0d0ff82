//! Numbers of one kind made into another, with what happens at the edges said by name.

/// The whole number `x`, or `x` without its fraction. What lies beyond the whole numbers is the last of them; NaN is 0.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "the one place where a real number becomes a whole one, saturating as documented"
)]
pub(crate) fn saturating_i64(x: f64) -> i64 {
    x as i64
}

/// The same for lengths, which are not negative: what lies below 0 is 0, what lies beyond the greatest `u32` is that.
#[inline]
pub(crate) fn saturating_u32(x: f64) -> u32 {
    let whole = saturating_i64(x).clamp(0, i64::from(u32::MAX));
    u32::try_from(whole).unwrap_or(u32::MAX)
}

/// The nearest value of half the precision.
#[inline]
#[allow(
    clippy::cast_possible_truncation,
    reason = "the one place where a number of a pattern becomes one of the signal graph, rounded as documented"
)]
pub(crate) fn nearest_f32(x: f64) -> f32 {
    x as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_out_of_reach_is_the_last_in_reach() {
        for (x, whole) in [
            (2.9, 2),
            (-2.9, -2),
            (1.0e300, i64::MAX),
            (f64::NEG_INFINITY, i64::MIN),
            (f64::NAN, 0),
        ] {
            assert_eq!(saturating_i64(x), whole, "{x}");
        }
        for (x, length) in [(2.9, 2), (-1.0, 0), (5.0e9, u32::MAX), (f64::NAN, 0)] {
            assert_eq!(saturating_u32(x), length, "{x}");
        }
    }
}
