//! Memoryless curves that bend or bound a signal.

/// Linear to ±1, then bends smoothly towards ±2, which it never passes. Bounds feedback without touching what is
/// within full scale. NaN becomes 0.
#[inline]
pub fn soft_limit(x: f32) -> f32 {
    let magnitude = x.abs();
    if magnitude <= 1.0 {
        return x;
    }
    if x.is_nan() {
        return 0.0;
    }
    // With e = |x| - 1: 1 + e / (1 + e) has slope 1 at the joint, and limit 2.
    let excess = magnitude - 1.0;
    let bent = if excess.is_finite() {
        1.0 + excess / (1.0 + excess)
    } else {
        2.0
    };
    bent.copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

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
