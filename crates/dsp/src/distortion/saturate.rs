//! Memoryless curves that bend or bound a signal.

/// Linear to ±1, then bends smoothly towards ±2, which it never passes. Bounds feedback without touching what is
/// within full scale. NaN becomes 0.
#[inline(always)]
pub fn soft_limit(x: f32) -> f32 {
    if x.abs() <= 1.0 { x } else { bend(x) }
}

/// What is beyond full scale. Without branches, so that many are done at once.
#[inline(always)]
fn bend(x: f32) -> f32 {
    // With e = |x| - 1: 1 + e / (1 + e) has slope 1 at the joint, and limit 2. Infinity is the greatest number.
    let excess = (x.abs() - 1.0).min(f32::MAX);
    let bent = (1.0 + excess / (1.0 + excess)).copysign(x);
    if x.is_nan() { 0.0 } else { bent }
}

/// `soft_limit` of each sample, quick where all are within full scale.
#[inline]
pub fn soft_limit_all(samples: &mut [f32]) {
    let within = samples.iter().fold(true, |all, x| all & (x.abs() <= 1.0));
    if !within {
        for x in samples {
            *x = soft_limit(*x);
        }
    }
}

/// Hyperbolic tangent by a continued fraction, clamped to ±1 from ±4.97 on. Absolute error below 2e-4; odd and monotone.
/// (Lambert's continued fraction to the seventh order.)
#[inline(always)]
pub fn tanh(x: f32) -> f32 {
    let x = x.max(-4.97).min(4.97);
    let z = x * x;
    x * (135_135.0 + z * (17_325.0 + z * (378.0 + z)))
        / (135_135.0 + z * (62_370.0 + z * (3_150.0 + z * 28.0)))
}

/// The waveshaper of SuperDirt's `shape`: (1 + k)·x / (1 + k·|x|) with k = 2s/(1 − s); `shape` 0..1 is clamped just
/// below 1, so that full shape is a square and not silence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    k: f32,
}

impl Shape {
    /// `shape`: 0 leaves the signal alone, 1 squares it.
    pub fn new(shape: f32) -> Self {
        let shape = shape.max(0.0).min(0.9999);
        Self {
            k: 2.0 * shape / (1.0 - shape),
        }
    }

    /// One frame.
    #[inline(always)]
    pub fn apply(&self, x: f32) -> f32 {
        (1.0 + self.k) * x / (1.0 + self.k * x.abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tanh_is_close_odd_monotone_and_bounded() {
        let mut before = -1.0;
        for step in -8000..=8000 {
            let x = step as f32 * 1e-3;
            let y = tanh(x);
            assert!((y - x.tanh()).abs() < 2e-4, "{x}");
            assert!(y >= before - 1e-6 && y.abs() <= 1.0);
            before = y;
        }
        assert_eq!(tanh(0.5), -tanh(-0.5));
    }

    #[test]
    fn shape_keeps_full_scale_and_lifts_what_is_below() {
        assert_eq!(Shape::new(0.0).apply(0.3), 0.3);
        let half = Shape::new(0.5);
        // k = 2: 3x / (1 + 2x).
        assert!((half.apply(0.25) - 0.5).abs() < 1e-6);
        assert!((half.apply(1.0) - 1.0).abs() < 1e-6);
        assert!(Shape::new(1.0).apply(0.01) > 0.99);
    }

    #[test]
    fn soft_limit_is_transparent_within_full_scale_and_bounded_beyond() {
        for step in -100..=100 {
            let x = step as f32 / 100.0;
            assert_eq!(soft_limit(x), x);
        }
        let mut before = 1.0;
        for step in 1..1000 {
            let y = soft_limit(1.0 + step as f32 * 0.1);
            assert!(y > before && y < 2.0);
            assert_eq!(soft_limit(-(1.0 + step as f32 * 0.1)), -y);
            before = y;
        }
        for extreme in [f32::MAX, f32::INFINITY, 1e30] {
            assert!(soft_limit(extreme) <= 2.0);
        }
        assert_eq!(soft_limit(f32::NAN), 0.0);
    }
}
