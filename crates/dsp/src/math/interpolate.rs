//! Reading between samples.

/// Four-point cubic Hermite (Catmull-Rom) between `b` (fraction 0) and `c` (fraction 1); `a` lies before, `d` behind. Passes
/// through the points with continuous slope.
#[inline(always)]
pub fn hermite(a: f32, b: f32, c: f32, d: f32, fraction: f32) -> f32 {
    let slope = 0.5 * (c - a);
    let v = b - c;
    let w = slope + v;
    let curve = w + v + 0.5 * (d - b);
    (((curve * fraction) - (w + curve)) * fraction + slope) * fraction + b
}

/// The weights of `a`, `b`, `c` and `d` in `hermite` at a fraction, for one that is used again and again.
#[inline]
pub fn hermite_weights(fraction: f32) -> [f32; 4] {
    let t = fraction;
    [
        t * (t * (1.0 - 0.5 * t) - 0.5),
        1.0 + t * t * (1.5 * t - 2.5),
        t * (t * (2.0 - 1.5 * t) + 0.5),
        t * t * (0.5 * t - 0.5),
    ]
}

/// Straight line between `a` (fraction 0) and `b` (fraction 1).
#[inline(always)]
pub fn linear(a: f32, b: f32, fraction: f32) -> f32 {
    a + (b - a) * fraction
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, rms};
    use std::f64::consts::TAU;

    #[test]
    fn hermite_passes_through_its_points_and_reproduces_lines_and_parabolas() {
        assert_eq!(hermite(3.0, 1.0, 4.0, 1.5, 0.0), 1.0);
        assert_eq!(hermite(3.0, 1.0, 4.0, 1.5, 1.0), 4.0);
        for step in 0..=10 {
            let t = step as f32 / 10.0;
            assert!((hermite(-1.0, 0.0, 1.0, 2.0, t) - t).abs() < 1e-6);
            assert!((hermite(1.0, 0.0, 1.0, 4.0, t) - t * t).abs() < 1e-6);
        }
    }

    #[test]
    fn the_weights_say_the_same() {
        for step in 0..=100 {
            let t = step as f32 / 100.0;
            let [a, b, c, d] = hermite_weights(t);
            let weighted = 3.0 * a + b + 4.0 * c + 1.5 * d;
            assert!(
                (weighted - hermite(3.0, 1.0, 4.0, 1.5, t)).abs() < 1e-6,
                "{t}"
            );
        }
        assert_eq!(hermite_weights(0.0), [0.0, 1.0, 0.0, 0.0]);
    }

    #[test]
    fn the_error_at_a_tenth_of_the_rate_is_60_db_below_the_signal() {
        let wave = |position: f64| (TAU * 0.05 * position).sin();
        let (mut cubic, mut straight) = (Vec::new(), Vec::new());
        for index in 0..1000 {
            let at = |offset: i32| wave(f64::from(index + offset)) as f32;
            let exact = wave(f64::from(index) + 0.37) as f32;
            cubic.push(hermite(at(-1), at(0), at(1), at(2), 0.37) - exact);
            straight.push(linear(at(0), at(1), 0.37) - exact);
        }
        assert!(decibels(rms(&cubic)) < -55.0, "{}", decibels(rms(&cubic)));
        assert!(rms(&cubic) < rms(&straight) / 5.0);
    }
}
