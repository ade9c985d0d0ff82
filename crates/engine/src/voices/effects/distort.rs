//! Distort: an amplifier whose two halves do not meet, with parts in it that ring along.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::Trigger;
use crate::voices::effects::{Context, Effect, SILENCE, Start};
use phonon_dsp::math::trig::{cosine, sine};
use phonon_dsp::oscillators::phase::{Increment, Phase};
use std::f32::consts::FRAC_PI_2;
use std::f64::consts::TAU;

/// Within this of zero the halves do not meet: the wave is bent there.
const CROSSOVER: f32 = 0.2;

/// How much of a straight line is left there.
const STRAIGHT: f32 = 0.01;

/// What rings along: Hz, and seconds in which each dies away by 60 dB.
const RINGING: [(f64, f64); 4] = [(60.0, 0.1), (61.0, 0.1), (240.0, 0.05), (3000.0, 0.01)];

/// Hz by which the last of them sways, and how often a second.
const SWAY: (f32, f32) = (100.0, 62.0);

/// Level of what rings along, at full distortion.
const RINGING_LEVEL: f32 = 0.1;

/// A two-pole resonator that sums what strikes it: the longer it rings, the louder it gets.
#[derive(Clone, Copy, Debug, Default)]
struct Resonator {
    /// Factors of the last frame and of the one before.
    kept: [f32; 2],
    state: [f32; 2],
}

impl Resonator {
    #[inline]
    fn next(&mut self, x: f32) -> f32 {
        let [last, before] = self.state;
        let now = x + self.kept[0] * last + self.kept[1] * before;
        self.state = [now, last];
        0.5 * (now - before)
    }
}

/// The distortion of both channels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Distort {
    dry: f32,
    wet: f32,
    ringing: f32,
    channels: [[Resonator; 4]; 2],
    /// Twice the radius of the swaying resonator's poles.
    diameter: f32,
    increment: Increment,
    sway: Phase,
}

impl Default for Distort {
    fn default() -> Self {
        Self::new(0.0, 48_000.0)
    }
}

impl Distort {
    /// `amount` from 0 to 1 goes over from the sound to the distorted one, of equal power. Beyond, what rings along grows,
    /// and as in SuperDirt the distorted sound goes over to itself, which makes it 3 dB louder half way.
    pub(super) fn new(amount: f32, sample_rate: f64) -> Self {
        let radius = |seconds: f64| 0.001_f64.powf(1.0 / (seconds * sample_rate));
        let bank = RINGING.map(|(frequency, seconds)| {
            let radius = radius(seconds);
            let cosine = (TAU * frequency / sample_rate).cos();
            Resonator {
                kept: [(2.0 * radius * cosine) as f32, (-radius * radius) as f32],
                ..Resonator::default()
            }
        });
        let (wet, dry) = (amount * FRAC_PI_2).sin_cos();
        let (dry, wet) = if amount <= 1.0 {
            (dry, wet)
        } else {
            (0.0, dry.abs() + wet.abs())
        };
        Self {
            dry,
            wet,
            ringing: RINGING_LEVEL * amount,
            channels: [bank; 2],
            diameter: 2.0 * radius(RINGING[3].1) as f32,
            increment: Increment::new(sample_rate),
            sway: Phase::default(),
        }
    }
}

impl Effect for Distort {
    const ASKED_BY: &'static [Parameter] = &[p::DISTORT];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let amount = trigger.get(p::DISTORT)?;
        Some(Self::new(amount, start.sample_rate))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let swaying = self.increment.of(SWAY.1);
        for (left, right) in left.iter_mut().zip(right) {
            let sway = SWAY.0 * sine(self.sway.next(swaying));
            let turn = self.increment.of(RINGING[3].0 as f32 + sway);
            let kept = self.diameter * cosine(turn);
            for (x, bank) in [left, right].into_iter().zip(&mut self.channels) {
                bank[3].kept[0] = kept;
                let ringing: f32 = bank.iter_mut().map(|resonator| resonator.next(*x)).sum();
                let driven = crossed(*x) + self.ringing * ringing;
                *x = *x * self.dry + 0.5 * clipped(8.0 * driven.powi(3)) * self.wet;
            }
        }
    }
}

/// A wave across the gap between the halves: beyond it nearer to zero by so much, within it mirrored and bent.
#[inline]
fn crossed(x: f32) -> f32 {
    let beyond = x.abs() - CROSSOVER;
    let bent = if beyond < 0.0 {
        beyond * (beyond / CROSSOVER + STRAIGHT)
    } else {
        beyond
    };
    if x < -SILENCE { -bent } else { bent }
}

/// Straight up to a half, and then ever nearer to one.
#[inline]
fn clipped(x: f32) -> f32 {
    if x.abs() <= 0.5 {
        x
    } else {
        (x.abs() - 0.25) / x
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f32::consts::SQRT_2;

    #[test]
    fn waves_are_bent_within_the_gap_and_moved_beyond_it() {
        assert!((crossed(0.0) - 0.198).abs() < 1.0e-6);
        assert!((crossed(0.1) - 0.049).abs() < 1.0e-6);
        assert_eq!(crossed(-0.5), -crossed(0.5));
        assert!((crossed(0.5) - 0.3).abs() < 1.0e-6);
    }

    #[test]
    fn beyond_one_it_is_louder_by_up_to_three_decibels() {
        let level = |amount: f32| {
            let distortion = Distort::new(amount, 44_100.0);
            (distortion.dry, distortion.wet)
        };
        for (amount, wet) in [(1.0, 1.0), (1.25, 1.3066), (1.5, SQRT_2), (2.0, 1.0)] {
            assert!(level(amount).0.abs() < 1.0e-6);
            assert!((level(amount).1 - wet).abs() < 1.0e-4, "{amount}");
        }
    }

    #[test]
    fn loud_sounds_stay_under_one() {
        assert_eq!(clipped(-0.3), -0.3);
        assert_eq!(clipped(1.0), 0.75);
        assert!((clipped(-100.0) + 0.9975).abs() < 1.0e-6);
    }
}
