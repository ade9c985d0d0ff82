//! Measuring a signal as it goes: peaks, power, envelopes, and slew limits.

use std::f64::consts::TAU;

/// Coefficient that covers 63% in `seconds`.
pub fn coefficient(seconds: f32, sample_rate: f32) -> f32 {
    if seconds > 0.0 {
        1.0 - (-1.0 / (seconds * sample_rate)).exp()
    } else {
        1.0
    }
}

/// Envelope follower with separate times for rise and fall. Remembers the coefficients of the latest times.
#[derive(Clone, Copy, Debug)]
pub struct Follower {
    sample_rate: f32,
    value: f32,
    times: (f32, f32),
    rise: f32,
    fall: f32,
}

impl Follower {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            sample_rate: sample_rate as f32,
            value: 0.0,
            times: (f32::NAN, f32::NAN),
            rise: 1.0,
            fall: 1.0,
        }
    }

    /// One frame towards `x`, 63% in `attack` seconds upwards, `release` seconds downwards.
    #[inline(always)]
    pub fn next(&mut self, x: f32, attack: f32, release: f32) -> f32 {
        if self.times != (attack, release) {
            self.times = (attack, release);
            self.rise = coefficient(attack, self.sample_rate);
            self.fall = coefficient(release, self.sample_rate);
        }
        let rate = if x > self.value { self.rise } else { self.fall };
        self.value += (x - self.value) * rate;
        self.value
    }

    /// Where it is.
    pub fn value(&self) -> f32 {
        self.value
    }

    /// Goes to a value at once.
    pub fn jump(&mut self, value: f32) {
        self.value = value;
    }
}

/// Smooths: covers 63% of a step in its time. Begins where its input does, and remembers the coefficient of the latest time.
#[derive(Clone, Copy, Debug)]
pub struct Lag {
    sample_rate: f32,
    value: f32,
    fresh: bool,
    time: f32,
    rate: f32,
}

impl Lag {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            sample_rate: sample_rate as f32,
            value: 0.0,
            fresh: true,
            time: f32::NAN,
            rate: 1.0,
        }
    }

    /// One frame towards `x`; `time` in seconds.
    #[inline(always)]
    pub fn next(&mut self, x: f32, time: f32) -> f32 {
        if self.time != time {
            self.time = time;
            self.rate = coefficient(time, self.sample_rate);
        }
        if std::mem::take(&mut self.fresh) {
            self.value = x;
        }
        self.value += (x - self.value) * self.rate;
        self.value
    }
}

/// Root mean square over about 50 ms.
#[derive(Clone, Copy, Debug)]
pub struct Power {
    square: f32,
    rate: f32,
}

impl Power {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            square: 0.0,
            rate: (1.0 - (-TAU * 6.0 / sample_rate).exp()) as f32,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        self.square += (x * x - self.square) * self.rate;
        self.square.max(0.0).sqrt()
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.square = 0.0;
    }
}

/// Pitch by counting rises through zero of the signal's low part, averaged: good for one voice at a time.
#[derive(Clone, Copy, Debug)]
pub struct PitchFollower {
    sample_rate: f32,
    low: crate::filters::onepole::OnePole,
    before: f32,
    /// Frames since the latest rise, with its fraction.
    since: f32,
    level: f32,
    frequency: f32,
}

impl PitchFollower {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            sample_rate: sample_rate as f32,
            low: crate::filters::onepole::OnePole::new(300.0, sample_rate),
            before: 0.0,
            since: 0.0,
            level: 0.0,
            frequency: 0.0,
        }
    }

    /// One frame: the frequency in Hz, held through silence; 0 before the first period.
    #[inline]
    pub fn next(&mut self, x: f32) -> f32 {
        let y = self.low.low(x);
        self.level = y.abs().max(self.level * 0.9995);
        self.since += 1.0;
        if self.before < 0.0 && y >= 0.0 {
            let part = y / (y - self.before);
            let period = self.since - part;
            let frequency = self.sample_rate / period.max(2.0);
            if self.level > 1e-4 && (20.0..5000.0).contains(&frequency) {
                let near = (frequency / self.frequency.max(1.0) - 1.0).abs() < 0.2;
                let rate = if near { 0.25 } else { 1.0 };
                self.frequency += (frequency - self.frequency) * rate;
            }
            self.since = part;
        }
        self.before = y;
        self.frequency
    }

    /// Forgets all.
    pub fn reset(&mut self) {
        self.low.reset();
        self.before = 0.0;
        self.since = 0.0;
        self.level = 0.0;
        self.frequency = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::TAU;

    fn tone(frequency: f64, index: i32) -> f32 {
        (TAU * frequency * f64::from(index) / 48_000.0).sin() as f32
    }

    #[test]
    fn a_follower_rises_and_falls_in_its_times() {
        let mut follower = Follower::new(48_000.0);
        for _ in 0..480 {
            follower.next(1.0, 0.01, 0.1);
        }
        assert!((follower.value() - 0.632).abs() < 0.005);
        follower.jump(1.0);
        for _ in 0..4800 {
            follower.next(0.0, 0.01, 0.1);
        }
        assert!((follower.value() - 0.368).abs() < 0.005);
    }

    #[test]
    fn a_lag_begins_at_its_input_and_covers_63_percent_in_its_time() {
        let mut lag = Lag::new(48_000.0);
        assert_eq!(lag.next(440.0, 0.01), 440.0);
        let mut y = 0.0;
        for _ in 0..480 {
            y = lag.next(540.0, 0.01);
        }
        assert!((y - 440.0 - 63.2).abs() < 0.5, "{y}");
    }

    #[test]
    fn power_of_a_sine_is_0_707() {
        let mut power = Power::new(48_000.0);
        let mut y = 0.0;
        for index in 0..48_000 {
            y = power.next(tone(1000.0, index));
        }
        assert!((y - std::f32::consts::FRAC_1_SQRT_2).abs() < 0.01, "{y}");
    }

    #[test]
    fn pitch_is_found_within_five_cents_of_a_tone() {
        for frequency in [55.0, 220.0, 440.0, 987.77] {
            let mut pitch = PitchFollower::new(48_000.0);
            let mut found = 0.0;
            for index in 0..24_000 {
                found = pitch.next(tone(frequency, index) * 0.5);
            }
            let cents = 1200.0 * (f64::from(found) / frequency).log2();
            assert!(cents.abs() < 5.0, "{frequency}: {found}");
        }
    }
}
