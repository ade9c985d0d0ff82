//! Dynamics: compressor, gate, expander, transient shaper. The gain computer works in decibels on a followed peak
//! (D. Giannoulis, M. Massberg, J. Reiss, "Digital Dynamic Range Compressor Design", 2012: feed-forward, smoothed in the
//! log domain, soft knee).

use crate::control::follow::Follower;
use crate::math::convert::{decibels_to_factor, factor_to_decibels};

/// Width of the soft knee in dB.
const KNEE: f32 = 6.0;

/// Gain in dB (≤ 0) that a compressor of `threshold` dB and `ratio` (≥ 1) gives to a level in dB.
pub fn compression(level: f32, threshold: f32, ratio: f32) -> f32 {
    let slope = 1.0 / ratio.max(1.0) - 1.0;
    let over = level - threshold;
    if over <= -KNEE / 2.0 {
        0.0
    } else if over < KNEE / 2.0 {
        let into = over + KNEE / 2.0;
        slope * into * into / (2.0 * KNEE)
    } else {
        slope * over
    }
}

/// Gain in dB (≤ 0, at least -`depth`) that a downward expander gives: `ratio` dB less for each dB below the threshold.
pub fn expansion(level: f32, threshold: f32, ratio: f32, depth: f32) -> f32 {
    let under = (threshold - level).max(0.0);
    (-under * (ratio.max(1.0) - 1.0)).max(-depth)
}

/// A compressor: from the level of its key (a signal or the input itself) to a gain.
///
/// ```
/// use phonon_dsp::dynamics::compressor::{Compression, Compressor};
///
/// let settings = Compression { threshold: -20.0, ratio: 4.0, attack: 0.005, release: 0.1, makeup: 0.0 };
/// let mut compressor = Compressor::new(48_000.0);
/// let mut gain = 1.0;
/// for _ in 0..48_000 {
///     gain = compressor.next(1.0, &settings); // a key at 0 dB
/// }
/// // 20 dB above the threshold become 5 dB.
/// assert!((20.0 * gain.log10() + 15.0).abs() < 0.1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Compressor {
    /// Follows the reduction in dB: its rise is the attack.
    reduction: Follower,
}

/// Settings of a compressor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compression {
    /// Level from which the gain is reduced, dB.
    pub threshold: f32,
    /// Ratio of input to output above the threshold, 1 or more.
    pub ratio: f32,
    /// Time in which the reduction comes, seconds.
    pub attack: f32,
    /// Time in which the reduction goes, seconds.
    pub release: f32,
    /// Gain after the reduction, dB.
    pub makeup: f32,
}

impl Compressor {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            reduction: Follower::new(sample_rate),
        }
    }

    /// One frame: the linear gain for a key's momentary magnitude.
    #[inline]
    pub fn next(&mut self, magnitude: f32, c: &Compression) -> f32 {
        let level = factor_to_decibels(magnitude);
        let wanted = -compression(level, c.threshold, c.ratio);
        let reduction = self.reduction.next(wanted, c.attack, c.release);
        decibels_to_factor(c.makeup - reduction)
    }

    /// No reduction.
    pub fn reset(&mut self) {
        self.reduction.jump(0.0);
    }
}

/// A gate or expander: attenuates what lies below the threshold.
#[derive(Clone, Copy, Debug)]
pub struct Expander {
    level: Follower,
    gain: Follower,
}

impl Expander {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            level: Follower::new(sample_rate),
            gain: Follower::new(sample_rate),
        }
    }

    /// One frame: the linear gain. `threshold` dB, `ratio` ≥ 1, times in seconds; opens in `attack`, closes in `release`.
    #[inline]
    pub fn next(
        &mut self,
        magnitude: f32,
        threshold: f32,
        ratio: f32,
        attack: f32,
        release: f32,
    ) -> f32 {
        // The peak is held for a moment, or the gate would chatter with the wave.
        let peak = self.level.next(magnitude, 0.0, 0.01);
        let wanted = expansion(factor_to_decibels(peak), threshold, ratio, 80.0);
        let wanted = if wanted < -79.0 {
            0.0
        } else {
            decibels_to_factor(wanted)
        };
        self.gain.next(wanted, attack, release)
    }

    /// Closed and silent.
    pub fn reset(&mut self) {
        self.level.jump(0.0);
        self.gain.jump(0.0);
    }
}

/// Raises or lowers beginnings and sustains: the ratio of a fast and a slow follower tells them apart.
#[derive(Clone, Copy, Debug)]
pub struct Transient {
    fast: Follower,
    slow: Follower,
    smooth: Follower,
}

impl Transient {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            fast: Follower::new(sample_rate),
            slow: Follower::new(sample_rate),
            smooth: Follower::new(sample_rate),
        }
    }

    /// One frame: the linear gain. `attack` and `sustain` in dB, for beginnings and for what follows.
    #[inline]
    pub fn next(&mut self, magnitude: f32, attack: f32, sustain: f32) -> f32 {
        let fast = self.fast.next(magnitude, 0.001, 0.06);
        let slow = self.slow.next(magnitude, 0.03, 0.06);
        let rising = if fast > 1e-6 {
            ((fast - slow) / fast).max(0.0).min(1.0)
        } else {
            0.0
        };
        let level = attack * rising + sustain * (1.0 - rising);
        let wanted = decibels_to_factor(level.max(-60.0).min(24.0));
        if self.smooth.value() == 0.0 {
            self.smooth.jump(1.0);
        }
        self.smooth.next(wanted, 0.001, 0.005)
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.fast.jump(0.0);
        self.slow.jump(0.0);
        self.smooth.jump(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_static_curve_is_that_of_its_ratio() {
        assert_eq!(compression(-40.0, -20.0, 4.0), 0.0);
        assert!((compression(0.0, -20.0, 4.0) + 15.0).abs() < 1e-5);
        assert!((compression(0.0, -20.0, 1e9) + 20.0).abs() < 1e-3);
        // Continuous over the knee.
        let mut before = compression(-30.0, -20.0, 4.0);
        for step in 1..300 {
            let now = compression(-30.0 + step as f32 * 0.1, -20.0, 4.0);
            assert!((now - before).abs() < 0.1 && now <= before);
            before = now;
        }
        assert!((expansion(-50.0, -40.0, 2.0, 60.0) + 10.0).abs() < 1e-5);
        assert_eq!(expansion(-30.0, -40.0, 2.0, 60.0), 0.0);
    }

    #[test]
    fn a_compressor_settles_on_its_curve_and_lets_go() {
        let c = Compression {
            threshold: -20.0,
            ratio: 4.0,
            attack: 0.005,
            release: 0.05,
            makeup: 0.0,
        };
        let mut compressor = Compressor::new(48_000.0);
        let mut gain = 1.0;
        for _ in 0..9_600 {
            gain = compressor.next(1.0, &c);
        }
        assert!((factor_to_decibels(gain) + 15.0).abs() < 0.1);
        for _ in 0..48_000 {
            gain = compressor.next(0.01, &c);
        }
        assert!((gain - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_gate_opens_and_shuts() {
        let mut gate = Expander::new(48_000.0);
        let mut gain = 0.0;
        for _ in 0..4_800 {
            gain = gate.next(0.5, -40.0, 1000.0, 0.001, 0.05);
        }
        assert!(gain > 0.99);
        for _ in 0..48_000 {
            gain = gate.next(0.001, -40.0, 1000.0, 0.001, 0.05);
        }
        assert!(gain < 1e-3);
    }

    #[test]
    fn transients_are_told_from_sustain() {
        let mut shaper = Transient::new(48_000.0);
        let mut greatest = 0.0_f32;
        let mut last = 0.0;
        for index in 0..48_000 {
            let magnitude = if index < 4_800 { 0.0 } else { 0.5 };
            last = shaper.next(magnitude, 12.0, -6.0);
            greatest = greatest.max(last);
        }
        assert!(greatest > 2.0, "{greatest}");
        assert!((factor_to_decibels(last) + 6.0).abs() < 0.2, "{last}");
    }
}
