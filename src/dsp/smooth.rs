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
    fn zero_time_follows_at_once() {
        let mut smooth = OnePoleSmooth::new(0.0, 48_000.0, 0.0);
        assert_eq!(smooth.next(0.7), 0.7);
    }
}
