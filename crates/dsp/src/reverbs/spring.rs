//! Spring reverb: a long chain of stretched allpasses turns each click into a chirp, and a loop sends the chirps to and fro
//! (V. Välimäki, J. Parker, J. Abel, "Parametric Spring Reverberation Effect", J. Audio Eng. Soc. 58, 2010: the chirps
//! below the springs' transition frequency).
//!
//! An allpass whose delay is `stretch` frames does not look at the latest `stretch` frames of its own output. So that many
//! frames go through the chain side by side, which costs their time as latency, taken off the loop.

use crate::control::smooth::Turning;
use crate::delays::line::DelayLine;
use crate::filters::comb::feedback_for_decay;
use crate::filters::onepole::{DcBlock, OnePole};
use crate::oscillators::noise::SlowNoise;

/// Allpasses in a chain.
const STAGES: usize = 60;

/// Frames that go through a chain at once at most; longer stretches are cut to it.
const LANES: usize = 8;

/// The springs of the left and right: transition frequency in Hz, length of the loop in seconds.
const SPRINGS: [(f64, f64); 2] = [(4_300.0, 0.056), (4_050.0, 0.0613)];

/// How far the loop's length wanders, in seconds, and how often a second.
const WANDER: f32 = 0.000_2;
const WANDERS: f32 = 3.0;

/// One spring: a chain of allpasses and a loop.
#[derive(Clone, Debug)]
struct Spring {
    stretch: usize,
    states: [[f32; LANES]; STAGES],
    /// Frames that wait for the chain, and those that came out of it.
    waiting: [f32; LANES],
    done: [f32; LANES],
    lane: usize,
    line: DelayLine,
    /// Length of the loop, frames.
    length: f32,
    wander: SlowNoise,
    first_wander: SlowNoise,
    block: DcBlock,
    low: [OnePole; 4],
    sample_rate: f32,
}

impl Spring {
    fn new(seed: u64, (transition, seconds): (f64, f64), sample_rate: f64) -> Self {
        let stretch = ((sample_rate / (2.0 * transition)).round() as usize).clamp(1, LANES);
        let wander = SlowNoise::new(seed, sample_rate);
        let corner = (transition * 1.2).min(sample_rate * 0.4);
        Self {
            stretch,
            states: [[0.0; LANES]; STAGES],
            waiting: [0.0; LANES],
            done: [0.0; LANES],
            lane: 0,
            line: DelayLine::new((seconds * 1.1 * sample_rate) as usize + 8),
            length: (seconds * sample_rate) as f32 - stretch as f32,
            first_wander: wander,
            wander,
            block: DcBlock::new(30.0, sample_rate),
            low: [OnePole::new(corner, sample_rate); 4],
            sample_rate: sample_rate as f32,
        }
    }

    #[inline(always)]
    fn next(&mut self, x: f32, feedback: f32, tension: f32) -> f32 {
        let wander = self.wander.next(WANDERS) * WANDER * self.sample_rate;
        let echo = self.line.linear(self.length - 1.0 + wander);
        let y = self.done[self.lane];
        self.waiting[self.lane] = self.block.next(x) + echo * feedback;
        self.lane += 1;
        if self.lane == self.stretch {
            self.lane = 0;
            self.chain(tension);
        }
        self.line.write(y);
        self.low.iter_mut().fold(y, |y, low| low.low(y))
    }

    /// The waiting frames through all stages: y = a·x + w, w = x − a·y, w one stretch old.
    fn chain(&mut self, a: f32) {
        let mut frames = self.waiting;
        for state in &mut self.states {
            for (x, w) in frames.iter_mut().zip(state) {
                let y = a * *x + *w;
                *w = *x - a * y;
                *x = y;
            }
        }
        self.done = frames;
    }

    fn reset(&mut self) {
        self.states = [[0.0; LANES]; STAGES];
        self.waiting = [0.0; LANES];
        self.done = [0.0; LANES];
        self.lane = 0;
        self.line.reset();
        self.wander = self.first_wander;
        self.block.reset();
        self.low.iter_mut().for_each(OnePole::reset);
    }
}

/// Two springs side by side. The output is the wet sound alone; the input is heard in mono.
#[derive(Clone, Debug)]
pub struct SpringReverb {
    springs: [Spring; 2],
    known: (f32, f32),
    /// The feedbacks of both, and the coefficient of their stages.
    knobs: Turning<3>,
}

impl SpringReverb {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            springs: [
                Spring::new(1, SPRINGS[0], sample_rate),
                Spring::new(2, SPRINGS[1], sample_rate),
            ],
            known: (f32::NAN, f32::NAN),
            knobs: Turning::default(),
        }
    }

    /// `decay`: seconds to fall by 60 dB, 0..20. `tension` 0..1: 0 chirps long, 1 short.
    pub fn set(&mut self, decay: f32, tension: f32) {
        if self.known == (decay, tension) {
            return;
        }
        self.known = (decay, tension);
        let decay = decay.max(0.01).min(20.0);
        // Each turn is reflected upside down.
        let [a, b] = SPRINGS.map(|(_, seconds)| -feedback_for_decay(seconds as f32, decay));
        let coefficient = 0.75 - 0.5 * tension.max(0.0).min(1.0);
        self.knobs.set([a, b, coefficient]);
    }

    /// One frame: the wet sound, left and right.
    #[inline]
    pub fn next(&mut self, left: f32, right: f32) -> (f32, f32) {
        let x = (left + right) * 0.5;
        let [first, second, coefficient] = *self.knobs.next();
        let [a, b] = &mut self.springs;
        (
            a.next(x, first, coefficient),
            b.next(x, second, coefficient),
        )
    }

    /// Frames after which what is in no line any more cannot be heard.
    pub fn memory(&self) -> u64 {
        self.springs[0].line.longest() as u64 + (STAGES * LANES * 8) as u64
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.springs.iter_mut().for_each(Spring::reset);
        self.knobs.reset();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{amplitude_at, decibels, reverberation_time};

    fn response(rate: f64, decay: f32, tension: f32, seconds: f64) -> Vec<f32> {
        let mut spring = SpringReverb::new(rate);
        spring.set(decay, tension);
        (0..(seconds * rate) as usize)
            .map(|frame| {
                let x = if frame == 0 { 1.0 } else { 0.0 };
                spring.next(x, x).0
            })
            .collect()
    }

    #[test]
    fn falls_by_60_db_in_its_decay() {
        for rate in [22_050.0, 48_000.0, 96_000.0] {
            for decay in [1.0_f32, 2.5] {
                let samples = response(rate, decay, 0.5, f64::from(decay) * 1.5);
                let time = reverberation_time(&samples, rate);
                assert!(
                    (time / f64::from(decay) - 1.0).abs() < 0.2,
                    "{decay} at {rate}: {time}"
                );
            }
        }
    }

    #[test]
    fn a_click_becomes_a_chirp_whose_upper_frequencies_come_later() {
        let samples = response(48_000.0, 1.0, 0.3, 0.2);
        // When the energy around a frequency arrives, within the first pass.
        let arrival = |frequency: f64| {
            let windows = samples[..2_600].chunks(130);
            let levels: Vec<f64> = windows
                .map(|window| amplitude_at(window, frequency, 48_000.0))
                .collect();
            let loudest = (0..levels.len()).max_by(|a, b| levels[*a].total_cmp(&levels[*b]));
            loudest.expect("windows")
        };
        assert!(
            arrival(3_900.0) > arrival(1_500.0) + 1,
            "{} {}",
            arrival(3_900.0),
            arrival(1_500.0)
        );
    }

    #[test]
    fn treble_above_the_transition_is_missing() {
        let samples = response(48_000.0, 2.0, 0.5, 1.0);
        let band = |low: usize, high: usize| {
            (low..high)
                .step_by(50)
                .map(|f| amplitude_at(&samples, f as f64, 48_000.0).powi(2))
                .sum::<f64>()
        };
        let difference = decibels((band(10_000, 14_000) / band(1_000, 4_000)).sqrt());
        assert!(difference < -20.0, "{difference}");
    }
}
