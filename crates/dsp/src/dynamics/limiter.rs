//! The guard of the main output.

/// -3 dBFS: quieter signals pass bit for bit.
const THRESHOLD: f32 = 0.707_945_8;

/// Peaks this far above full scale (36 dB) are taken as this, so that one wild sample does not mute the music for long.
const CEILING: f32 = 64.0;

/// Stereo limiter without latency: instant attack, exponential release, linked channels. The output never exceeds ±1; as
/// long as the peaks stay below -3 dBFS it is the input. What is not finite becomes silence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limiter {
    /// Peak that is held and released, linear.
    envelope: f32,
    release: f32,
}

impl Limiter {
    /// `release`: seconds to recover 63%; `sample_rate` in Hz.
    pub fn new(release: f64, sample_rate: f64) -> Self {
        Self {
            envelope: 0.0,
            release: (-1.0 / (release * sample_rate)).exp() as f32,
        }
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let left = if left.is_finite() { left } else { 0.0 };
        let right = if right.is_finite() { right } else { 0.0 };
        let peak = left.abs().max(right.abs()).min(CEILING);
        self.envelope = peak.max(self.envelope * self.release);
        if self.envelope <= THRESHOLD {
            return (left, right);
        }
        let gain = bend(self.envelope) / self.envelope;
        (
            (left * gain).clamp(-1.0, 1.0),
            (right * gain).clamp(-1.0, 1.0),
        )
    }

    /// Passes frames of silence: what as many calls with zeros would do.
    pub fn rest(&mut self, frames: usize) {
        if self.envelope > 0.0 {
            for _ in 0..frames {
                self.envelope *= self.release;
            }
        }
    }

    /// Gain reduction now, linear: 1 is none.
    pub fn reduction(&self) -> f32 {
        if self.envelope <= THRESHOLD {
            1.0
        } else {
            bend(self.envelope) / self.envelope
        }
    }

    /// Forgets the past.
    pub fn reset(&mut self) {
        self.envelope = 0.0;
    }
}

/// The peak that is let through for a peak above the threshold: leaves it with slope 1 and nears full scale.
fn bend(peak: f32) -> f32 {
    const ROOM: f32 = 1.0 - THRESHOLD;
    let excess = (peak - THRESHOLD) / ROOM;
    THRESHOLD + ROOM * excess / (1.0 + excess)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oscillators::noise::Random;
    use std::f64::consts::TAU;

    #[test]
    fn transparent_below_minus_3_db_bit_for_bit() {
        let mut limiter = Limiter::new(0.1, 48_000.0);
        let mut random = Random::new(1);
        for _ in 0..50_000 {
            let (l, r) = (random.bipolar() * 0.7079, random.bipolar() * 0.7079);
            assert_eq!(limiter.next(l, r), (l, r));
        }
    }

    #[test]
    fn never_above_full_scale_whatever_comes() {
        let mut limiter = Limiter::new(0.1, 48_000.0);
        let mut random = Random::new(2);
        for index in 0..100_000 {
            let wild = match index % 1000 {
                0 => f32::INFINITY,
                1 => f32::NAN,
                2 => f32::MAX,
                n if n < 500 => random.bipolar() * 50.0,
                _ => random.bipolar(),
            };
            let (l, r) = limiter.next(wild, -wild);
            assert!(l.abs() <= 1.0 && r.abs() <= 1.0);
        }
    }

    #[test]
    fn a_steady_tone_above_keeps_its_shape_once_caught() {
        // The envelope holds between peaks, so the gain hardly moves: harmonics stay low.
        let mut limiter = Limiter::new(0.1, 48_000.0);
        let samples: Vec<f32> = (0..96_000)
            .map(|index| {
                let x = 2.0 * (TAU * 1000.0 * f64::from(index) / 48_000.0).sin();
                limiter.next(x as f32, 0.0).0
            })
            .collect();
        let settled = &samples[48_000..];
        let tone = crate::measure::amplitude_at(settled, 1000.0, 48_000.0);
        let third = crate::measure::amplitude_at(settled, 3000.0, 48_000.0);
        assert!(tone > 0.9, "{tone}");
        assert!(third / tone < 0.005, "{}", third / tone);
    }

    #[test]
    fn it_bends_without_a_corner_and_never_turns_back() {
        let mut before = 0.7;
        for peak in (7_000..=80_000).map(|step| step as f32 * 1e-4) {
            let (now, _) = Limiter::new(0.1, 48_000.0).next(peak, 0.0);
            let rise = now - before;
            assert!((-1e-6..1.1e-4).contains(&rise), "{peak}: {before} to {now}");
            before = now;
        }
    }

    #[test]
    fn recovers_after_a_peak() {
        let mut limiter = Limiter::new(0.1, 48_000.0);
        limiter.next(1.0e6, 0.0);
        let mut last = 0.0;
        for _ in 0..48_000 {
            last = limiter.next(0.5, 0.5).0;
        }
        assert_eq!(last, 0.5);
    }
}
