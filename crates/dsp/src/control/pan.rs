//! Placing sounds between left and right.

use std::f32::consts::FRAC_PI_2;

/// Equal-power gains (left, right) for a position 0 (left) .. 1 (right); 0.5 gives -3 dB each. Positions beyond are mirrored:
/// 1.25 is 0.75.
pub fn equal_power(position: f32) -> (f32, f32) {
    let position = mirror(position);
    let angle = position * FRAC_PI_2;
    // Exactly silent at the far ends.
    let left = if position >= 1.0 { 0.0 } else { angle.cos() };
    (left, angle.sin())
}

/// Folds a position into 0..1; 0.5 where it is no number.
fn mirror(position: f32) -> f32 {
    if (0.0..=1.0).contains(&position) {
        return position;
    }
    if !position.is_finite() {
        return 0.5;
    }
    let turn = position.rem_euclid(2.0);
    if turn > 1.0 { 2.0 - turn } else { turn }
}

/// Balance gains (left, right) for a stereo signal on -1 (left) .. 1 (right): unity in the middle, the far side fades.
pub fn balance(position: f32) -> (f32, f32) {
    let position = position.max(-1.0).min(1.0);
    ((1.0 - position).min(1.0), (1.0 + position).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_the_same_everywhere() {
        for step in -50..=150 {
            let (left, right) = equal_power(step as f32 / 100.0);
            assert!((left * left + right * right - 1.0).abs() < 1e-6);
        }
        let (left, right) = equal_power(0.5);
        assert!(
            (left - std::f32::consts::FRAC_1_SQRT_2).abs() < 1e-6 && (right - left).abs() < 1e-6
        );
    }

    #[test]
    fn positions_beyond_are_mirrored() {
        assert_eq!(equal_power(0.0), (1.0, 0.0));
        assert_eq!(equal_power(1.0), (0.0, 1.0));
        let (a, b) = (equal_power(1.25), equal_power(0.75));
        assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6);
        assert_eq!(equal_power(f32::NAN), equal_power(0.5));
    }

    #[test]
    fn balance_is_unity_in_the_middle() {
        assert_eq!(balance(0.0), (1.0, 1.0));
        assert_eq!(balance(-1.0), (1.0, 0.0));
        assert_eq!(balance(0.5), (0.5, 1.0));
    }
}
