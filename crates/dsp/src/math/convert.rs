//! Between the units of music: semitones and Hz, decibels and factors; and folding a value into a range.

use crate::math::exponential::{exp2, log2};

/// Factors of two in a decibel: log₂10 / 20.
const OCTAVES_A_DECIBEL: f32 = std::f32::consts::LOG2_10 / 20.0;

/// Hz of a MIDI note (69 is 440 Hz).
pub fn midi_to_hertz(note: f32) -> f32 {
    440.0 * exp2((note - 69.0) * (1.0 / 12.0))
}

/// MIDI note of a frequency in Hz; 0 Hz and below give note 0.
pub fn hertz_to_midi(frequency: f32) -> f32 {
    if frequency > 0.0 {
        69.0 + 12.0 * log2(frequency * (1.0 / 440.0))
    } else {
        0.0
    }
}

/// Linear factor of a level in dB, between -200 and 100 dB.
pub fn decibels_to_factor(level: f32) -> f32 {
    exp2(level.max(-200.0).min(100.0) * OCTAVES_A_DECIBEL)
}

/// Level in dB of a linear factor, at least -200.
pub fn factor_to_decibels(factor: f32) -> f32 {
    log2(factor.abs().max(1e-10)) * (1.0 / OCTAVES_A_DECIBEL)
}

/// Wraps a value into low..high.
pub fn wrap(x: f32, low: f32, high: f32) -> f32 {
    let width = high - low;
    if width > 0.0 && x.is_finite() {
        x - ((x - low) / width).floor() * width
    } else {
        low
    }
}

/// Mirrors a value at the ends of low..high until it lies within.
pub fn fold(x: f32, low: f32, high: f32) -> f32 {
    let width = high - low;
    if width > 0.0 && x.is_finite() {
        let position = wrap(x - low, 0.0, 2.0 * width);
        low + if position > width {
            2.0 * width - position
        } else {
            position
        }
    } else {
        low
    }
}

/// The nearest multiple of `step`; a step of 0 leaves the value alone.
pub fn quantize(x: f32, step: f32) -> f32 {
    if step == 0.0 {
        x
    } else {
        (x / step).round() * step
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_convert_both_ways() {
        assert!((midi_to_hertz(60.0) - 261.6256).abs() < 1e-3);
        for note in [0.0, 33.5, 69.0, 127.0] {
            assert!((hertz_to_midi(midi_to_hertz(note)) - note).abs() < 1e-3);
        }
        assert!((decibels_to_factor(-6.0206) - 0.5).abs() < 1e-5);
        assert!((factor_to_decibels(0.1) + 20.0).abs() < 1e-4);
        assert_eq!(hertz_to_midi(-1.0), 0.0);
    }

    #[test]
    fn wrapping_and_folding_stay_within() {
        assert!((wrap(1.25, 0.0, 1.0) - 0.25).abs() < 1e-6);
        assert!((wrap(-0.25, 0.0, 1.0) - 0.75).abs() < 1e-6);
        assert!((fold(1.25, 0.0, 1.0) - 0.75).abs() < 1e-6);
        assert!((fold(-1.5, -1.0, 1.0) + 0.5).abs() < 1e-6);
        for x in [-1e9, -3.3, 0.0, 7.7, 1e9, f32::INFINITY, f32::NAN] {
            assert!((-1.0..=1.0).contains(&wrap(x, -1.0, 1.0)), "{x}");
            assert!((-1.0..=1.0).contains(&fold(x, -1.0, 1.0)), "{x}");
        }
        assert_eq!(fold(0.3, 1.0, 1.0), 1.0);
        assert_eq!(quantize(0.34, 0.25), 0.25);
    }
}
