//! Elementary functions made of additions and multiplications only, so that the kit has the same bits on every machine
//! (the system's own `sin` and `exp` differ in their last digits).

use std::f64::consts::{LN_2, LOG2_E, TAU};

/// 1/n! for n from 0: what the series below are made of.
const INVERSE_FACTORIALS: [f64; 18] = {
    let mut all = [1.0; 18];
    let mut n = 1;
    while n < all.len() {
        all[n] = all[n - 1] / n as f64;
        n += 1;
    }
    all
};

/// Sine of `turns` full turns; error below 1e-11.
pub(super) fn sine(turns: f64) -> f64 {
    let turn = turns - (turns + 0.5).floor();
    let folded = if turn > 0.25 {
        0.5 - turn
    } else if turn < -0.25 {
        -0.5 - turn
    } else {
        turn
    };
    let x = folded * TAU;
    let square = x * x;
    // Taylor's series by Horner's rule; |x| is at most a quarter turn.
    let mut sum = INVERSE_FACTORIALS[17];
    for n in (0..8).rev() {
        sum = INVERSE_FACTORIALS[2 * n + 1] - sum * square;
    }
    x * sum
}

/// Cosine of `turns` full turns.
pub(super) fn cosine(turns: f64) -> f64 {
    sine(turns + 0.25)
}

/// Tangent of `turns` full turns, for |turns| < 1/4.
pub(super) fn tangent(turns: f64) -> f64 {
    sine(turns) / cosine(turns)
}

/// e to the `x`; relative error below 1e-14. Flushes to 0 below −700 and saturates above 700.
pub(super) fn exp(x: f64) -> f64 {
    if x < -700.0 {
        return 0.0;
    }
    let x = x.min(700.0);
    let power = (x * LOG2_E + 0.5).floor();
    let rest = x - power * LN_2;
    // Taylor's series by Horner's rule, even and odd powers apart, so that neither waits for the other.
    let square = rest * rest;
    let mut even = INVERSE_FACTORIALS[14];
    let mut odd = INVERSE_FACTORIALS[13];
    for n in (0..6).rev() {
        even = even * square + INVERSE_FACTORIALS[2 * n + 2];
        odd = odd * square + INVERSE_FACTORIALS[2 * n + 1];
    }
    let sum = 1.0 + even * square + odd * rest;
    let scale = f64::from_bits(((power as i64 + 1023) as u64) << 52);
    sum * scale
}

/// 2 to the `x`.
pub(super) fn exp2(x: f64) -> f64 {
    exp(x * LN_2)
}

/// Hyperbolic tangent.
pub(super) fn tanh(x: f64) -> f64 {
    if x.abs() > 20.0 {
        return x.signum();
    }
    1.0 - 2.0 / (exp(2.0 * x) + 1.0)
}

/// Logarithm to base 2 of a ratio between 1/64 and 64, by bisection of [`exp2`].
pub(super) fn log2(ratio: f64) -> f64 {
    let (mut low, mut high) = (-6.0, 6.0);
    for _ in 0..52 {
        let middle = (low + high) / 2.0;
        if exp2(middle) < ratio {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low + high) / 2.0
}

/// Frequency ratio of `semitones`.
pub(super) fn semitones(semitones: f64) -> f64 {
    exp2(semitones / 12.0)
}

/// Amplitude of `decibels`.
pub(super) fn decibels(decibels: f64) -> f64 {
    exp(decibels * (std::f64::consts::LN_10 / 20.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_agree_with_the_system_to_many_digits() {
        for step in -4_000..4_000 {
            let x = f64::from(step) / 177.0;
            assert!((sine(x) - (x * TAU).sin()).abs() < 1e-10, "sine({x})");
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-13, "exp({x})");
            assert!((tanh(x) - x.tanh()).abs() < 1e-13, "tanh({x})");
        }
        assert!((log2(5.0) - 5.0_f64.log2()).abs() < 1e-12);
        assert!((log2(0.1) - 0.1_f64.log2()).abs() < 1e-12);
        assert!((tangent(0.2) - (0.2 * TAU).tan()).abs() < 1e-9);
        assert!((semitones(7.0) - 1.498_307).abs() < 1e-6);
        assert!((decibels(-6.0) - 0.501_187).abs() < 1e-6);
        assert_eq!(exp(-1_000.0), 0.0);
        assert!(exp(1_000.0).is_finite());
    }
}
