//! How a meter moves: it rises at once, falls slowly, and holds its peak for a while.

use super::decibels::{self, FLOOR};

/// How fast a meter falls, dB a second.
const FALL: f32 = 36.0;
/// How long a peak is held, seconds.
const HOLD: f32 = 1.5;

/// What a meter shows, dB.
#[derive(Clone, Copy)]
pub(crate) struct Meter {
    pub level: f32,
    pub held: f32,
    held_for: f32,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            level: FLOOR,
            held: FLOOR,
            held_for: 0.0,
        }
    }
}

impl Meter {
    /// Follows a linear peak after `seconds`.
    pub(crate) fn follow(&mut self, peak: f32, seconds: f32) {
        let now = decibels::of_gain(peak.max(0.0)).max(FLOOR);
        self.level = now.max(self.level - FALL * seconds).max(FLOOR);
        self.held_for += seconds;
        if now >= self.held {
            (self.held, self.held_for) = (now, 0.0);
        } else if self.held_for > HOLD {
            self.held = (self.held - FALL * seconds).max(FLOOR);
        }
    }

    /// Whether nothing is to be seen.
    pub(crate) fn is_still(&self) -> bool {
        self.level <= FLOOR && self.held <= FLOOR
    }
}

/// What a limiter takes off: shown at once, given back slowly.
#[derive(Clone, Copy, Default)]
pub(crate) struct Reduction {
    /// dB, not negative.
    pub decibels: f32,
}

impl Reduction {
    /// Follows what was taken off, dB, after `seconds`.
    pub(crate) fn follow(&mut self, taken: f32, seconds: f32) {
        self.decibels = taken.max(self.decibels - 0.5 * FALL * seconds).max(0.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meter_rises_at_once_and_falls_slowly_to_rest() {
        let mut meter = Meter::default();
        meter.follow(1.0, 0.03);
        assert_eq!(meter.level, 0.0);
        meter.follow(0.0, 0.5);
        assert_eq!((meter.level, meter.held), (-18.0, 0.0));
        (0..200).for_each(|_| meter.follow(0.0, 0.05));
        assert!(meter.is_still());
    }

    #[test]
    fn a_reduction_is_seen_at_once_and_goes_away() {
        let mut reduction = Reduction::default();
        reduction.follow(6.0, 0.03);
        assert_eq!(reduction.decibels, 6.0);
        reduction.follow(0.0, 0.1);
        assert!(reduction.decibels > 3.0 && reduction.decibels < 6.0);
        (0..20).for_each(|_| reduction.follow(0.0, 0.1));
        assert_eq!(reduction.decibels, 0.0);
    }
}
