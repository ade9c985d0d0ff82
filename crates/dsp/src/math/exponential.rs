//! Powers of two and their logarithm, fast enough for every sample and the same bits on every machine, which the system's
//! library does not promise. Polynomials fitted at Chebyshev nodes; their errors are measured below.

/// 2 to the power of `x`, clamped to -126..126; relative error below 2e-7.
#[inline(always)]
pub fn exp2(x: f32) -> f32 {
    let x = x.max(-126.0).min(126.0);
    // Rounded by cutting off what is positive.
    let whole = (x + 127.5) as i32 - 127;
    let rest = x - whole as f32;
    let p = 1.532_934_7e-4_f32;
    let p = p * rest + 1.339_029_5e-3;
    let p = p * rest + 9.618_468e-3;
    let p = p * rest + 5.550_358_4e-2;
    let p = p * rest + 0.240_226_48;
    let p = p * rest + std::f32::consts::LN_2;
    let power = f32::from_bits(((whole + 127) << 23).cast_unsigned());
    power + power * rest * p
}

/// Logarithm to base 2 of a normal positive number; absolute error below 3e-7 near 1, and within single precision beyond.
/// What is smaller counts as 2^-126.
#[inline(always)]
pub fn log2(x: f32) -> f32 {
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    // The mantissa from √½ to √2, the exponent beside it.
    let above = bits.wrapping_sub(std::f32::consts::FRAC_1_SQRT_2.to_bits());
    let exponent = above.cast_signed() >> 23;
    let mantissa = f32::from_bits(bits.wrapping_sub((exponent << 23).cast_unsigned()));
    // Artanh series of (m − 1) / (m + 1).
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let z = t * t;
    let p = 0.320_598_9_f32;
    let p = p * z + 0.412_198_58;
    let p = p * z + 0.577_078;
    let p = p * z + 0.961_796_7;
    let p = p * z + 2.885_39;
    exponent as f32 + t * p
}

/// `base` > 0 to the power of `exponent`.
#[inline(always)]
pub fn power(base: f32, exponent: f32) -> f32 {
    exp2(log2(base) * exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_two_are_exact_to_single_precision() {
        let mut worst = 0.0_f64;
        for step in -120_000..=120_000 {
            let x = step as f32 * 1e-3;
            let exact = f64::from(x).exp2();
            worst = worst.max((f64::from(exp2(x)) / exact - 1.0).abs());
        }
        assert!(worst < 2e-7, "{worst}");
        assert_eq!((exp2(0.0), exp2(3.0), exp2(-2.0)), (1.0, 8.0, 0.25));
        assert!(exp2(1e9).is_finite() && exp2(-1e9) > 0.0 && exp2(f32::NAN).is_finite());
    }

    #[test]
    fn logarithms_are_exact_to_single_precision() {
        let mut worst = 0.0_f64;
        for step in 1..=200_000 {
            let x = step as f32 * 1e-2;
            let exact = f64::from(x).log2();
            worst = worst.max((f64::from(log2(x)) - exact).abs() / exact.abs().max(1.0));
        }
        assert!(worst < 3e-7, "{worst}");
        assert_eq!((log2(1.0), log2(8.0), log2(0.25)), (0.0, 3.0, -2.0));
        assert!(log2(0.0) < -125.0 && log2(-1.0) < -125.0 && log2(f32::NAN).is_finite());
        assert!((power(10.0, 0.5) - 10_f32.sqrt()).abs() < 1e-5);
    }
}
