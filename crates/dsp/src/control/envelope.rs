//! Envelopes: shapes in time that other things are multiplied by.

/// How far a curved segment has come at `position` 0..1: `curve` 0 is a straight line, negative ones start fast, positive ones
/// slow: (1 − e^(c·t)) / (1 − e^c).
pub fn curved(position: f32, curve: f32) -> f32 {
    let position = position.max(0.0).min(1.0);
    if curve.abs() < 0.001 {
        return position;
    }
    let curve = curve.max(-50.0).min(50.0);
    (1.0 - (curve * position).exp()) / (1.0 - curve.exp())
}

/// Up, hold, down: a function of the time since its start alone.
///
/// ```
/// use phonon_dsp::control::envelope::Trapezoid;
///
/// let envelope = Trapezoid { attack: 0.1, hold: 0.5, release: 0.4, curve: 0.0 };
/// assert_eq!((envelope.level(0.05), envelope.level(0.3), envelope.level(2.0)), (0.5, 1.0, 0.0));
/// assert!((envelope.duration() - 1.0).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trapezoid {
    /// Time from 0 up to 1, seconds.
    pub attack: f32,
    /// Time at 1, seconds.
    pub hold: f32,
    /// Time from 1 down to 0, seconds.
    pub release: f32,
    /// Curvature of both slopes, see [`curved`]; 0 is straight.
    pub curve: f32,
}

impl Trapezoid {
    /// Level 0..1 at `time` seconds after the start; 0 before and after.
    pub fn level(&self, time: f32) -> f32 {
        if time < 0.0 {
            return 0.0;
        }
        if time < self.attack {
            return curved(time / self.attack, self.curve);
        }
        let held = time - self.attack;
        if held < self.hold {
            return 1.0;
        }
        let fallen = held - self.hold;
        if fallen < self.release {
            1.0 - curved(fallen / self.release, self.curve)
        } else {
            0.0
        }
    }

    /// Seconds from start to end.
    pub fn duration(&self) -> f32 {
        self.attack + self.hold + self.release
    }
}

/// Times of an attack-decay-sustain-release envelope.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdsrTimes {
    /// Seconds from silence to full level.
    pub attack: f32,
    /// Seconds in which the level falls to the sustain level, within 0.1% (-60 dB).
    pub decay: f32,
    /// 0..1.
    pub sustain: f32,
    /// Seconds from the gate's end to silence (-60 dB).
    pub release: f32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Idle,
    Attack,
    Decay,
    Release,
}

/// Attack-decay-sustain-release, driven by a gate: straight attack, exponential decay and release, as analogue circuits
/// do. Starts from wherever it is, so that a new trigger makes no click.
#[derive(Clone, Copy, Debug)]
pub struct Adsr {
    sample_rate: f32,
    level: f32,
    stage: Stage,
}

/// ln(1000): time constants in a fall of 60 dB.
const SIXTY_DB: f32 = 6.907_755;

impl Adsr {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            sample_rate: sample_rate as f32,
            level: 0.0,
            stage: Stage::Idle,
        }
    }

    /// Begins the attack.
    pub fn trigger(&mut self) {
        self.stage = Stage::Attack;
    }

    /// The gate ends.
    pub fn release(&mut self) {
        if self.stage != Stage::Idle {
            self.stage = Stage::Release;
        }
    }

    /// Whether it is silent and waits.
    pub fn is_idle(&self) -> bool {
        self.stage == Stage::Idle
    }

    /// One frame.
    #[inline]
    pub fn next(&mut self, times: &AdsrTimes) -> f32 {
        match self.stage {
            Stage::Idle => {}
            Stage::Attack => {
                let frames = (times.attack * self.sample_rate).max(1.0);
                self.level += 1.0 / frames;
                if self.level >= 1.0 {
                    self.level = 1.0;
                    self.stage = Stage::Decay;
                }
            }
            Stage::Decay => {
                let sustain = times.sustain.max(0.0).min(1.0);
                self.level += (sustain - self.level) * self.rate(times.decay);
            }
            Stage::Release => {
                self.level -= self.level * self.rate(times.release);
                if self.level < 1e-4 {
                    self.level = 0.0;
                    self.stage = Stage::Idle;
                }
            }
        }
        self.level
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.level = 0.0;
        self.stage = Stage::Idle;
    }

    fn rate(&self, seconds: f32) -> f32 {
        let frames = (seconds * self.sample_rate).max(1.0);
        (SIXTY_DB / frames).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn curves_begin_at_0_and_end_at_1() {
        for curve in [-8.0, -3.0, 0.0, 2.0, 8.0] {
            assert_eq!(curved(0.0, curve), 0.0);
            assert!((curved(1.0, curve) - 1.0).abs() < 1e-6);
        }
        assert!(curved(0.5, -3.0) > 0.8 && curved(0.5, 3.0) < 0.2);
        assert_eq!(curved(0.5, 0.0), 0.5);
    }

    #[test]
    fn a_trapezoid_has_its_corners() {
        let shape = Trapezoid {
            attack: 0.1,
            hold: 0.2,
            release: 0.4,
            curve: 0.0,
        };
        for (time, level) in [(-1.0, 0.0), (0.05, 0.5), (0.2, 1.0), (0.5, 0.5), (0.8, 0.0)] {
            assert!((shape.level(time) - level).abs() < 1e-5, "{time}");
        }
        assert!((shape.duration() - 0.7).abs() < 1e-6);
    }

    #[test]
    fn adsr_takes_the_times_it_is_given() {
        let times = AdsrTimes {
            attack: 0.1,
            decay: 0.2,
            sustain: 0.5,
            release: 0.3,
        };
        for rate in [8_000.0, 48_000.0, 192_000.0] {
            let mut adsr = Adsr::new(rate);
            let mut frames = 0;
            adsr.trigger();
            while adsr.next(&times) < 1.0 {
                frames += 1;
            }
            assert!((f64::from(frames) / rate - 0.1).abs() < 0.002);
            for _ in 0..(0.2 * rate) as usize {
                adsr.next(&times);
            }
            assert!((adsr.next(&times) - 0.5).abs() < 0.002);
            adsr.release();
            for _ in 0..(0.3 * rate) as usize {
                adsr.next(&times);
            }
            assert!(adsr.next(&times) < 0.001);
        }
    }
}
