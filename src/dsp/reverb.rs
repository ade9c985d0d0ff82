//! Reverb by a feedback delay network of eight lines (J.-M. Jot and A. Chaigne, "Digital Delay Networks for Designing
//! Artificial Reverberators", 1991): an energy-keeping Hadamard matrix, one-pole damping in each line, decay set by
//! line, four lines slowly modulated against metallic ringing. Before it four allpasses blur the input (lengths and
//! coefficients of J. Dattorro, "Effect Design, Part 1", 1997).

use super::delay::DelayLine;
use super::phase::{Increment, Phase};
use super::trig::sine;

const LINES: usize = 8;

/// Seconds; no two with a common measure, so that echoes do not pile up.
const LENGTHS: [f64; LINES] = [
    0.029_71, 0.037_13, 0.041_11, 0.043_73, 0.053_29, 0.059_93, 0.067_69, 0.079_31,
];

/// Seconds and coefficient of the allpasses that blur the input.
const DIFFUSERS: [(f64, f32); 4] = [
    (0.004_771, 0.75),
    (0.003_595, 0.75),
    (0.012_73, 0.625),
    (0.009_307, 0.625),
];

/// Depth of the modulation in seconds, and its rates in Hz for the lines that have it.
const DEPTH: f64 = 0.000_15;
const RATES: [f32; 4] = [0.31, 0.47, 0.59, 0.73];

/// Schroeder's allpass: all frequencies equally loud, smeared in time.
#[derive(Clone, Debug)]
pub struct AllPassDelay {
    line: DelayLine,
    delay: usize,
    coefficient: f32,
}

impl AllPassDelay {
    /// `delay` in frames, at least 1; `coefficient` within ±1.
    pub fn new(delay: usize, coefficient: f32) -> Self {
        Self {
            line: DelayLine::new(delay.max(1)),
            delay: delay.max(1),
            coefficient,
        }
    }

    /// One frame.
    #[inline(always)]
    pub fn next(&mut self, x: f32) -> f32 {
        // Before writing, the sample of `delay` frames ago lies one nearer.
        let delayed = self.line.read(self.delay - 1);
        let inner = x - self.coefficient * delayed;
        self.line.write(inner);
        delayed + self.coefficient * inner
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.line.reset();
    }
}

/// A stereo reverb. Its output is the wet sound alone.
#[derive(Clone, Debug)]
pub struct Reverb {
    sample_rate: f64,
    diffusers: [[AllPassDelay; 4]; 2],
    lines: [DelayLine; LINES],
    /// Frames.
    lengths: [f32; LINES],
    gains: [f32; LINES],
    damped: [f32; LINES],
    damping: f32,
    phases: [Phase; 4],
    increments: [u32; 4],
    depth: f32,
    level: f32,
    size: f32,
    damp: f32,
}

impl Reverb {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        let frames = |seconds: f64| seconds * sample_rate;
        let diffuser = |channel: usize| {
            // The right channel's are a little longer, which widens the sound.
            let stretch = 1.0 + 0.031 * channel as f64;
            DIFFUSERS.map(|(seconds, coefficient)| {
                AllPassDelay::new(frames(seconds * stretch) as usize, coefficient)
            })
        };
        let depth = frames(DEPTH);
        let increment = Increment::new(sample_rate);
        let mut reverb = Self {
            sample_rate,
            diffusers: [diffuser(0), diffuser(1)],
            lines: LENGTHS.map(|seconds| DelayLine::new((frames(seconds) + depth) as usize + 2)),
            lengths: LENGTHS.map(|seconds| frames(seconds).round() as f32),
            gains: [0.0; LINES],
            damped: [0.0; LINES],
            damping: 0.0,
            phases: [0, 1 << 30, 2 << 30, 3 << 30].map(Phase),
            increments: RATES.map(|rate| increment.of(rate)),
            depth: depth as f32,
            level: 0.0,
            size: f32::NAN,
            damp: f32::NAN,
        };
        reverb.set(0.7, 0.5);
        reverb
    }

    /// Seconds in which the reverb of a size 0..1 falls by 60 dB: 0.3 s to 12 s.
    pub fn decay_time(size: f32) -> f64 {
        0.3 * 40_f64.powf(f64::from(size.max(0.0).min(1.0)))
    }

    /// `size` 0..1 sets the decay (see `decay_time`); `damp` 0..1 how much faster the treble dies.
    pub fn set(&mut self, size: f32, damp: f32) {
        if size == self.size && damp == self.damp {
            return;
        }
        self.size = size;
        self.damp = damp;
        let time = Self::decay_time(size);
        let mut energy = 0.0;
        for (gain, seconds) in self.gains.iter_mut().zip(LENGTHS) {
            let kept = 10_f64.powf(-3.0 * seconds / time);
            energy += kept * kept / LINES as f64;
            *gain = kept as f32;
        }
        let damp = f64::from(damp.max(0.0).min(1.0));
        let cutoff = (20_000.0 * 0.04_f64.powf(damp)).min(self.sample_rate * 0.45);
        self.damping = (1.0 - (-std::f64::consts::TAU * cutoff / self.sample_rate).exp()) as f32;
        // Steady sound builds up in long reverbs; half of that is evened out.
        self.level = ((1.0 - energy).powf(0.35) * 0.7) as f32;
    }

    /// Processes frames in place of their wet sound. `frame` is the position of the first within its sub-block of 64: the
    /// modulation moves on a straight line from one sub-block to the next.
    pub fn process(&mut self, frame: usize, left: &mut [f32], right: &mut [f32]) {
        let mut modulation = [0.0; 4];
        let mut slope = [0.0; 4];
        for index in 0..4 {
            let increment = self.increments[index];
            let now = self.phases[index].0;
            let start = now.wrapping_sub(increment.wrapping_mul(frame as u32));
            let from = sine(start) * self.depth;
            let to = sine(start.wrapping_add(increment.wrapping_mul(64))) * self.depth;
            modulation[index] = from;
            slope[index] = (to - from) * (1.0 / 64.0);
            self.phases[index].skip(increment, left.len());
        }
        for (offset, (l, r)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
            let place = (frame + offset) as f32;
            let inputs = [*l, *r];
            let mut blurred = inputs;
            for (channel, x) in blurred.iter_mut().enumerate() {
                for diffuser in &mut self.diffusers[channel] {
                    *x = diffuser.next(*x);
                }
            }
            let mut heard = [0.0; LINES];
            for index in 0..LINES {
                // Every other line is modulated. Reading comes before writing, hence one frame nearer.
                let value = if index % 2 == 0 {
                    let moved = modulation[index / 2] + slope[index / 2] * place;
                    self.lines[index].linear(self.lengths[index] - 1.0 + moved)
                } else {
                    self.lines[index].read(self.lengths[index] as usize - 1)
                };
                self.damped[index] += (value - self.damped[index]) * self.damping;
                heard[index] = self.damped[index] * self.gains[index];
            }
            *l = (heard[0] - heard[2] + heard[5] - heard[7]) * self.level;
            *r = (heard[1] - heard[3] + heard[4] - heard[6]) * self.level;
            hadamard(&mut heard);
            for index in 0..LINES {
                let input = blurred[index % 2];
                let sign = if index % 4 < 2 { 0.5 } else { -0.5 };
                self.lines[index].write(heard[index] + input * sign);
            }
        }
    }

    /// Passes silence: only the modulation moves.
    pub fn skip(&mut self, frames: usize) {
        for (phase, increment) in self.phases.iter_mut().zip(self.increments) {
            phase.skip(increment, frames);
        }
    }

    /// Frames after which what is in no line any more cannot be heard.
    pub fn memory(&self) -> u64 {
        (0.15 * self.sample_rate) as u64
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        for diffuser in self.diffusers.iter_mut().flatten() {
            diffuser.reset();
        }
        for line in &mut self.lines {
            line.reset();
        }
        self.damped = [0.0; LINES];
        self.phases = [0, 1 << 30, 2 << 30, 3 << 30].map(Phase);
    }
}

/// The Hadamard matrix of order 8, scaled to keep the energy, as three rounds of butterflies.
#[inline(always)]
fn hadamard(x: &mut [f32; LINES]) {
    let mut width = 1;
    while width < LINES {
        for start in (0..LINES).step_by(width * 2) {
            for index in start..start + width {
                let (a, b) = (x[index], x[index + width]);
                x[index] = a + b;
                x[index + width] = a - b;
            }
        }
        width *= 2;
    }
    for value in x {
        *value *= 0.353_553_4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::spectrum::{peak, reverberation_time, rms};

    fn response(rate: f64, size: f32, damp: f32, seconds: f64) -> Vec<f32> {
        let mut reverb = Reverb::new(rate);
        reverb.set(size, damp);
        let frames = (seconds * rate) as usize / 64 * 64;
        let mut left = vec![0.0; frames];
        let mut right = left.clone();
        left[0] = 1.0;
        right[0] = 1.0;
        for (l, r) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            reverb.process(0, l, r);
        }
        left
    }

    #[test]
    fn decays_in_the_time_of_its_size_at_every_rate() {
        for rate in [8_000.0, 48_000.0, 96_000.0] {
            for size in [0.2, 0.5, 0.7] {
                let expected = Reverb::decay_time(size);
                let impulse = response(rate, size, 0.0, expected * 1.5 + 0.2);
                let measured = reverberation_time(&impulse, rate);
                assert!(
                    (measured / expected - 1.0).abs() < 0.25,
                    "size {size} at {rate} Hz: {measured} s for {expected} s"
                );
            }
        }
    }

    #[test]
    fn damping_shortens_the_treble() {
        let bright = response(48_000.0, 0.6, 0.0, 3.0);
        let dark = response(48_000.0, 0.6, 1.0, 3.0);
        let treble = |samples: &[f32]| {
            let late = &samples[24_000..];
            let steps: Vec<f32> = late.windows(2).map(|w| w[1] - w[0]).collect();
            rms(&steps)
        };
        assert!(treble(&dark) < treble(&bright) * 0.1);
    }

    #[test]
    fn is_dense_and_never_louder_than_it_should_be() {
        let impulse = response(48_000.0, 0.7, 0.5, 2.0);
        // The echoes have merged after 0.3 s: no sample stands out from its surroundings.
        let late = &impulse[14_400..24_000];
        assert!(f64::from(peak(late)) / rms(late) < 8.0);
        let mut reverb = Reverb::new(48_000.0);
        reverb.set(1.0, 0.0);
        let mut random = crate::dsp::noise::Random::new(4);
        for _ in 0..10_000 {
            let mut left = [0.0; 64];
            left.fill_with(|| random.bipolar());
            let mut right = left;
            reverb.process(0, &mut left, &mut right);
            assert!(peak(&left) < 8.0);
        }
    }

    #[test]
    fn the_cut_of_time_does_not_show() {
        let run = |sizes: &[usize]| {
            let mut reverb = Reverb::new(48_000.0);
            let mut random = crate::dsp::noise::Random::new(4);
            let mut all = Vec::new();
            for _ in 0..200 {
                let mut frame = 0;
                for &size in sizes {
                    let mut left: Vec<f32> = (0..size).map(|_| random.bipolar()).collect();
                    let mut right = left.clone();
                    reverb.process(frame, &mut left, &mut right);
                    all.extend(
                        left.iter()
                            .zip(&right)
                            .map(|(l, r)| (l.to_bits(), r.to_bits())),
                    );
                    frame += size;
                }
            }
            all
        };
        assert!(run(&[64]) == run(&[1, 7, 24, 32]));
    }
}
