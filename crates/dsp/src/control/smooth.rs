//! Smoothing of parameters, so that a step makes no click.

/// Exponential approach to a target: covers 63% of a step in its time constant. Arrives exactly, so that one can see
/// that it rests.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OnePoleSmooth {
    value: f32,
    /// Fraction of the distance covered in a frame.
    step: f32,
}

impl OnePoleSmooth {
    /// `time`: seconds (0 follows at once); `sample_rate`: Hz; `value`: where it starts.
    pub fn new(time: f64, sample_rate: f64, value: f32) -> Self {
        let step = if time > 0.0 {
            1.0 - (-1.0 / (time * sample_rate)).exp()
        } else {
            1.0
        };
        Self {
            value,
            step: step as f32,
        }
    }

    /// One frame towards `target`.
    #[inline]
    pub fn next(&mut self, target: f32) -> f32 {
        let distance = target - self.value;
        let next = self.value + distance * self.step;
        // Arrived: close enough to be inaudible, or the remaining step is lost in rounding.
        self.value = if distance.abs() <= 1e-6 * target.abs().max(1e-3) || next == self.value {
            target
        } else {
            next
        };
        self.value
    }

    /// Where it is.
    #[inline]
    pub fn value(&self) -> f32 {
        self.value
    }

    /// Goes to a value at once.
    pub fn jump(&mut self, value: f32) {
        self.value = value;
    }
}

/// Frames in which [`Turning`] numbers reach their targets.
const TURN: usize = 64;

/// Numbers that go to their targets on straight ways, all in 64 frames. What is set before the first frame holds at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turning<const K: usize> {
    now: [f32; K],
    target: [f32; K],
    step: [f32; K],
    /// Frames still to go.
    left: usize,
    fresh: bool,
}

impl<const K: usize> Default for Turning<K> {
    fn default() -> Self {
        Self {
            now: [0.0; K],
            target: [0.0; K],
            step: [0.0; K],
            left: 0,
            fresh: true,
        }
    }
}

impl<const K: usize> Turning<K> {
    /// Where they are to go.
    pub fn set(&mut self, target: [f32; K]) {
        self.target = target;
        if self.fresh {
            self.now = target;
            return;
        }
        self.step = std::array::from_fn(|index| (target[index] - self.now[index]) / TURN as f32);
        self.left = TURN;
    }

    /// Where they are in the next frame.
    #[inline(always)]
    pub fn next(&mut self) -> &[f32; K] {
        self.fresh = false;
        if self.left > 0 {
            self.turn();
        }
        &self.now
    }

    fn turn(&mut self) {
        self.left -= 1;
        if self.left == 0 {
            self.now = self.target;
            return;
        }
        for (now, step) in self.now.iter_mut().zip(self.step) {
            *now += step;
        }
    }

    /// Takes them to their targets; the next are taken at once.
    pub fn reset(&mut self) {
        self.now = self.target;
        self.left = 0;
        self.fresh = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn covers_63_percent_in_its_time_and_arrives_exactly() {
        for rate in [8_000.0, 48_000.0, 768_000.0] {
            let mut smooth = OnePoleSmooth::new(0.01, rate, 0.0);
            let frames = (0.01 * rate) as usize;
            for _ in 0..frames {
                smooth.next(1.0);
            }
            assert!((smooth.value() - 0.632).abs() < 0.002, "at {rate} Hz");
            for _ in 0..frames * 30 {
                smooth.next(1.0);
            }
            assert_eq!(smooth.value(), 1.0);
        }
    }

    #[test]
    fn turning_numbers_begin_at_once_and_then_go_straight() {
        let mut turning = Turning::default();
        turning.set([1.0, 5.0]);
        assert_eq!(*turning.next(), [1.0, 5.0]);
        turning.set([2.0, 1.0]);
        let way: Vec<[f32; 2]> = (0..70).map(|_| *turning.next()).collect();
        assert_eq!(way[31], [1.5, 3.0]);
        assert_eq!((way[63], way[69]), ([2.0, 1.0], [2.0, 1.0]));
        turning.reset();
        turning.set([7.0, 7.0]);
        assert_eq!(*turning.next(), [7.0, 7.0]);
    }

    #[test]
    fn zero_time_follows_at_once() {
        let mut smooth = OnePoleSmooth::new(0.0, 48_000.0, 0.0);
        assert_eq!(smooth.next(0.7), 0.7);
    }
}
