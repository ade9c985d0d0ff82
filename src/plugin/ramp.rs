//! Gains that change without a click.

/// A factor that reaches its target in a straight line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ramp {
    now: f32,
    target: f32,
    step: f32,
    /// Most it moves in a frame: full scale in the time given.
    slope: f32,
}

impl Ramp {
    /// At rest on `value`; later moves cover 1.0 in `seconds`.
    pub(super) fn new(value: f32, seconds: f32, sample_rate: f64) -> Self {
        Self {
            now: value,
            target: value,
            step: 0.0,
            slope: 1.0 / (seconds * sample_rate as f32).max(1.0),
        }
    }

    /// Where to go.
    pub(super) fn aim(&mut self, target: f32) {
        self.target = target;
        self.step = if target > self.now {
            self.slope
        } else {
            -self.slope
        };
    }

    /// Goes to `value` at once, and rests there.
    pub(super) fn rest_on(&mut self, value: f32) {
        (self.now, self.target) = (value, value);
    }

    /// The factor of the next frame.
    #[inline]
    pub(super) fn next(&mut self) -> f32 {
        if self.now != self.target {
            let next = self.now + self.step;
            let passed = if self.step > 0.0 {
                next >= self.target
            } else {
                next <= self.target
            };
            self.now = if passed { self.target } else { next };
        }
        self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_takes_its_time_and_arrives_exactly() {
        let mut ramp = Ramp::new(1.0, 0.01, 48_000.0);
        ramp.aim(0.0);
        let values: Vec<f32> = (0..481).map(|_| ramp.next()).collect();
        assert!(values[0] > 0.99 && values[239] > 0.4 && values[239] < 0.6);
        assert!(values.windows(2).all(|pair| pair[1] <= pair[0]));
        assert_eq!(values[480], 0.0);
    }
}
