//! Phase as a 32-bit fraction of a turn: wraps by itself, never drifts, and advances by any number of frames exactly.

/// A phase accumulator. A full turn is 2³².
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Phase(pub u32);

impl Phase {
    /// The phase now, then one step further.
    #[inline(always)]
    pub fn next(&mut self, increment: u32) -> u32 {
        let now = self.0;
        self.0 = now.wrapping_add(increment);
        now
    }

    /// What `next` gives, frame by frame, with the same increment: each from the first, so that they may be computed side by
    /// side.
    #[inline]
    pub fn run(&mut self, increment: u32, phases: &mut [u32]) {
        for (index, phase) in phases.iter_mut().enumerate() {
            *phase = self.0.wrapping_add(increment.wrapping_mul(index as u32));
        }
        self.skip(increment, phases.len());
    }

    /// Passes `frames` steps of the same increment at once: exactly what as many calls of `next` do.
    pub fn skip(&mut self, increment: u32, frames: usize) {
        self.0 = self.0.wrapping_add(increment.wrapping_mul(frames as u32));
    }
}

/// Turns frequencies in Hz into phase increments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Increment {
    scale: f32,
}

impl Increment {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            scale: (4_294_967_296.0 / sample_rate) as f32,
        }
    }

    /// Increment for a frequency in Hz, clamped to ±half the sample rate; NaN gives 0. Negative ones run backwards.
    #[inline(always)]
    pub fn of(self, frequency: f32) -> u32 {
        // The conversion to i32 saturates, which is the clamping.
        ((frequency * self.scale) as i32).cast_unsigned()
    }
}

/// A phase that is a function of absolute time while its increment stays the same, so that time in which nobody looks at it
/// does not disturb it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockedPhase {
    increment: u32,
    offset: u32,
}

impl ClockedPhase {
    /// A phase that has had the same increment since frame 0; without one it begins with the first frame that is asked for.
    pub fn of(increment: Option<u32>) -> Self {
        Self {
            increment: increment.unwrap_or(0),
            offset: 0,
        }
    }

    /// The phase at an absolute frame. A new increment takes over where the old one has come to.
    #[inline(always)]
    pub fn at(&mut self, frame: u64, increment: u32) -> u32 {
        let frame = frame as u32;
        if increment != self.increment {
            let now = self.offset.wrapping_add(self.increment.wrapping_mul(frame));
            self.increment = increment;
            self.offset = now.wrapping_sub(increment.wrapping_mul(frame));
        }
        self.offset.wrapping_add(increment.wrapping_mul(frame))
    }

    /// What `at` gives, frame by frame from an absolute frame on, with the same increment.
    #[inline]
    pub fn run(&mut self, frame: u64, increment: u32, phases: &mut [u32]) {
        Phase(self.at(frame, increment)).run(increment, phases);
    }
}

/// 0..1 from a phase.
#[inline(always)]
pub fn unipolar(phase: u32) -> f32 {
    (phase >> 8) as f32 * (1.0 / 16_777_216.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_of_a_whole_frequency_ends_where_it_began() {
        for rate in [8_000.0, 44_100.0, 48_000.0, 768_000.0] {
            let increment = Increment::new(rate).of(100.0);
            let mut phase = Phase::default();
            for _ in 0..rate as usize {
                phase.next(increment);
            }
            // Within a thousandth of a turn of a hundred turns.
            let off = f64::from(phase.0.cast_signed()) / 4_294_967_296.0;
            assert!(off.abs() < 1e-3, "{rate} Hz: {off}");
        }
    }

    #[test]
    fn skipping_and_running_are_exactly_stepping() {
        let increment = Increment::new(48_000.0).of(-1234.5);
        let (mut phase, mut clocked) = (Phase(99), ClockedPhase::default());
        clocked.at(500, 77);
        let (mut run, mut clocked_run) = ([0; 64], [0; 64]);
        phase.run(increment, &mut run);
        clocked.clone().run(600, increment, &mut clocked_run);
        let mut stepped = Phase(99);
        assert!(run.iter().all(|phase| *phase == stepped.next(increment)));
        assert_eq!(phase, stepped);
        for (index, phase) in clocked_run.iter().enumerate() {
            assert_eq!(*phase, clocked.at(600 + index as u64, increment));
        }
        let (mut stepped, mut skipped) = (Phase(77), Phase(77));
        for _ in 0..1000 {
            stepped.next(increment);
        }
        skipped.skip(increment, 1000);
        assert_eq!(stepped, skipped);
    }

    #[test]
    fn a_clocked_phase_is_continuous_through_changes_of_speed() {
        let mut phase = ClockedPhase::default();
        let mut before = phase.at(99, 1 << 20);
        for frame in 100..1000 {
            let increment = 1 << (10 + frame % 13);
            let now = phase.at(frame, increment as u32);
            // The step is that of the increment that led here.
            assert!(now.wrapping_sub(before) <= 1 << 23);
            before = now;
        }
        let mut idle = phase;
        assert_eq!(phase.at(5000, 77), idle.at(5000, 77));
    }

    #[test]
    fn hostile_frequencies_are_bounded() {
        let increment = Increment::new(48_000.0);
        assert_eq!(increment.of(f32::NAN), 0);
        assert_eq!(increment.of(f32::INFINITY), i32::MAX.cast_unsigned());
        assert_eq!(unipolar(u32::MAX), 1.0 - 1.0 / 16_777_216.0);
    }
}
