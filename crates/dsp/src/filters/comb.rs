//! Comb and allpass filters with feedback, tuned by delay or by frequency; the plucked string built on one.

use crate::delays::line::{DelayLine, Place, RUN};
use crate::distortion::saturate::{soft_limit, soft_limit_all};
use crate::math::exponential::exp2;
use crate::oscillators::noise::Random;

/// Feedback that makes an echo of period `delay` seconds fall by 60 dB in `decay` seconds; a negative decay alternates the sign.
pub fn feedback_for_decay(delay: f32, decay: f32) -> f32 {
    if decay == 0.0 {
        return 0.0;
    }
    let feedback = exp2(-3.0 * std::f32::consts::LOG2_10 * delay / decay.abs());
    feedback.min(0.9999).copysign(decay)
}

/// y = x + feedback · y(t − delay).
#[derive(Clone, Debug)]
pub struct Comb {
    line: DelayLine,
}

impl Comb {
    /// Holds delays of up to `longest` frames.
    pub fn new(longest: usize) -> Self {
        Self {
            line: DelayLine::new(longest),
        }
    }

    /// Where to read for a delay in frames, at least 2.
    pub fn place(&self, delay: f32) -> Place {
        self.line.place(delay - 1.0)
    }

    /// Frames, at one delay and feedback.
    pub fn run(&mut self, input: &[f32], place: &Place, feedback: f32, out: &mut [f32]) {
        let count = place.ahead();
        let mut start = 0;
        while start < out.len() {
            let part = start..(start + count).min(out.len());
            start = part.end;
            let (input, out) = (&input[part.clone()], &mut out[part]);
            out.copy_from_slice(input);
            self.line.add_ahead(place, feedback, out);
            soft_limit_all(out);
            self.line.extend(out);
        }
    }

    /// The longest delay in frames.
    pub fn longest(&self) -> usize {
        self.line.longest()
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.line.reset();
    }
}

/// Allpass of any, even changing, delay: all frequencies equally loud, smeared in time.
#[derive(Clone, Debug)]
pub struct AllPass {
    line: DelayLine,
}

impl AllPass {
    /// Holds delays of up to `longest` frames.
    pub fn new(longest: usize) -> Self {
        Self {
            line: DelayLine::new(longest),
        }
    }

    /// Where to read for a delay in frames, at least 2.
    pub fn place(&self, delay: f32) -> Place {
        self.line.place(delay - 1.0)
    }

    /// Frames, at one delay and feedback.
    pub fn run(&mut self, input: &[f32], place: &Place, feedback: f32, out: &mut [f32]) {
        let count = place.ahead();
        let mut inner = [0.0; RUN];
        let mut start = 0;
        while start < out.len() {
            let part = start..(start + count).min(out.len());
            start = part.end;
            let (input, out) = (&input[part.clone()], &mut out[part]);
            let inner = &mut inner[..input.len()];
            out.fill(0.0);
            self.line.add_ahead(place, 1.0, out);
            for ((inner, x), delayed) in inner.iter_mut().zip(input).zip(&*out) {
                *inner = x + feedback * delayed;
            }
            soft_limit_all(inner);
            self.line.extend(inner);
            for (y, inner) in out.iter_mut().zip(inner) {
                *y -= feedback * *inner;
            }
        }
    }

    /// The longest delay in frames.
    pub fn longest(&self) -> usize {
        self.line.longest()
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.line.reset();
    }
}

/// A plucked string: a loop of delay and averaging, begun with a burst of noise (K. Karplus and A. Strong, "Digital Synthesis
/// of Plucked-String and Drum Timbres", 1983; tuned by interpolation after D. Jaffe and J. O. Smith, 1983).
#[derive(Clone, Debug)]
pub struct PluckedString {
    line: DelayLine,
    sample_rate: f32,
    seed: u64,
    random: Random,
    /// Frames of noise still to come.
    burst: f32,
    before: f32,
    /// The latest frequency and damping, and what a turn keeps with them.
    known: (f32, f32),
    kept: f32,
}

/// Lowest note of a string in Hz.
const LOWEST: f64 = 20.0;

impl PluckedString {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        Self {
            line: DelayLine::new((sample_rate / LOWEST) as usize),
            sample_rate: sample_rate as f32,
            seed,
            random: Random::new(seed),
            burst: 0.0,
            before: 0.0,
            known: (f32::NAN, f32::NAN),
            kept: 0.0,
        }
    }

    /// Plucks at a frequency in Hz.
    pub fn pluck(&mut self, frequency: f32) {
        self.burst = self.sample_rate / frequency.max(LOWEST as f32);
    }

    /// One frame. `damping` 0..1: 0 rings longest, 1 is a thud; `input` drives the string from outside.
    #[inline]
    pub fn next(&mut self, frequency: f32, damping: f32, input: f32) -> f32 {
        let frequency = frequency.max(LOWEST as f32).min(self.sample_rate * 0.25);
        let period = self.sample_rate / frequency;
        let noise = if self.burst > 0.0 {
            self.burst -= 1.0;
            self.random.bipolar()
        } else {
            0.0
        };
        // The average of two neighbours delays by half a frame, reading before writing by one.
        let delayed = self.line.cubic(period - 1.5);
        let averaged = 0.5 * (delayed + self.before);
        self.before = delayed;
        if self.known != (frequency, damping) {
            self.known = (frequency, damping);
            // 60 dB in 10 s to 0.05 s.
            let damping = damping.max(0.0).min(1.0);
            let decay = 10.0 * exp2(damping * 0.005_f32.log2());
            self.kept = feedback_for_decay(1.0 / frequency, decay);
        }
        let y = soft_limit(averaged * self.kept + noise + input);
        self.line.write(y);
        y
    }

    /// Frames after which the string has passed on all it holds.
    pub fn memory(&self) -> u64 {
        self.line.longest() as u64
    }

    /// The noise of bursts goes on with its `place`th number.
    pub fn draw_from(&mut self, place: u64) {
        self.random = Random::new(self.seed);
        self.random.leap(place);
    }

    /// Still.
    pub fn reset(&mut self) {
        self.line.reset();
        self.random = Random::new(self.seed);
        self.burst = 0.0;
        self.before = 0.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{gain_at, peak, reverberation_time, spectrum};

    fn combed(comb: &mut Comb, x: f32, delay: f32, feedback: f32) -> f32 {
        let mut y = [0.0];
        comb.run(&[x], &comb.place(delay), feedback, &mut y);
        y[0]
    }

    fn smeared(allpass: &mut AllPass, x: f32, delay: f32, feedback: f32) -> f32 {
        let mut y = [0.0];
        allpass.run(&[x], &allpass.place(delay), feedback, &mut y);
        y[0]
    }

    #[test]
    fn a_comb_lifts_its_harmonics_and_decays_in_its_time() {
        let gain = |frequency| {
            let mut comb = Comb::new(1000);
            gain_at(frequency, 48_000.0, 0.5, |x| {
                combed(&mut comb, x * 0.1, 480.0, 0.8)
            })
        };
        // 1 / (1 - 0.8) at 100 Hz and its harmonics, 1 / 1.8 between.
        assert!((gain(100.0) - 13.98 + 20.0).abs() < 0.1);
        assert!((gain(150.0) + 5.1 + 20.0).abs() < 0.1);
        let feedback = feedback_for_decay(0.01, 1.0);
        let mut comb = Comb::new(1000);
        let mut impulse = vec![0.0; 96_000];
        impulse[0] = 1.0;
        let mut ringing = impulse.clone();
        comb.run(&impulse, &comb.place(480.0), feedback, &mut ringing);
        let time = reverberation_time(&ringing, 48_000.0);
        assert!((time - 1.0).abs() < 0.05, "{time}");
        assert!(feedback_for_decay(0.01, -1.0) < 0.0);
    }

    #[test]
    fn runs_are_what_single_frames_are() {
        let input: Vec<f32> = (0..1000)
            .map(|index| (index as f32 * 0.3).sin() * 1.5)
            .collect();
        for delay in [2.0_f32, 7.3, 64.5, 99.9, 500.0] {
            let (mut comb, mut allpass) = (Comb::new(500), AllPass::new(500));
            let frames = input.iter().map(|x| combed(&mut comb, *x, delay, 0.8));
            let frames: Vec<f32> = frames.collect();
            let passed = input.iter().map(|x| smeared(&mut allpass, *x, delay, 0.8));
            let passed: Vec<f32> = passed.collect();
            let (mut comb, mut allpass) = (Comb::new(500), AllPass::new(500));
            let place = comb.place(delay);
            let (mut runs, mut passed_runs) = (vec![0.0; 1000], vec![0.0; 1000]);
            for start in (0..1000).step_by(50) {
                let part = start..start + 50;
                comb.run(&input[part.clone()], &place, 0.8, &mut runs[part.clone()]);
                let out = &mut passed_runs[part.clone()];
                allpass.run(&input[part], &place, 0.8, out);
            }
            assert_eq!((runs, passed_runs), (frames, passed), "{delay}");
        }
    }

    #[test]
    fn an_allpass_is_equally_loud_everywhere() {
        for frequency in [100.0, 330.0, 1234.0, 8000.0] {
            let mut allpass = AllPass::new(1000);
            let level = gain_at(frequency, 48_000.0, 0.5, |x| {
                smeared(&mut allpass, x * 0.1, 480.0, 0.6)
            });
            assert!((level + 20.0).abs() < 0.1, "{frequency}: {level}");
        }
    }

    #[test]
    fn a_string_is_in_tune_and_dies_away() {
        for frequency in [82.41_f32, 220.0, 440.0, 987.77] {
            let mut string = PluckedString::new(3, 48_000.0);
            string.pluck(frequency);
            let samples: Vec<f32> = (0..48_000)
                .map(|_| string.next(frequency, 0.0, 0.0))
                .collect();
            let bins = spectrum(&samples);
            let low = (frequency * 0.8) as usize;
            let high = (frequency * 1.2) as usize;
            let loudest = (low..high)
                .max_by(|a, b| bins[*a].total_cmp(&bins[*b]))
                .unwrap_or(0);
            assert!(
                (loudest as f32 - frequency).abs() < 2.0,
                "{frequency}: {loudest}"
            );
        }
        let mut string = PluckedString::new(3, 48_000.0);
        string.pluck(220.0);
        let samples: Vec<f32> = (0..48_000).map(|_| string.next(220.0, 0.7, 0.0)).collect();
        assert!(peak(&samples[..2000]) > 0.3 && peak(&samples[24_000..]) < 0.01);
    }
}
