//! Reverbs by feedback delay networks (J.-M. Jot and A. Chaigne, "Digital Delay Networks for Designing Artificial
//! Reverberators", 1991): an energy-keeping Hadamard matrix, one-pole damping in each line, decay set by line, lines
//! slowly modulated against metallic ringing. Before them four allpasses blur the input (lengths and coefficients of
//! J. Dattorro, "Effect Design, Part 1", 1997). A room has eight lines, of which four are modulated; a lush hall has
//! sixteen longer ones, all modulated.

use crate::control::smooth::Turning;
use crate::delays::line::DelayLine;
use crate::math::trig::sine;
use crate::oscillators::phase::{Increment, Phase};

/// What a network is built to.
#[derive(Clone, Copy, Debug)]
struct Design<const N: usize> {
    /// Seconds; no two with a common measure, so that echoes do not pile up.
    lengths: [f64; N],
    /// Rates of the modulation in Hz; 0 for lines that have none.
    rates: [f32; N],
    /// Depth of the modulation in seconds.
    depth: f64,
}

const ROOM: Design<8> = Design {
    lengths: [
        0.029_71, 0.037_13, 0.041_11, 0.043_73, 0.053_29, 0.059_93, 0.067_69, 0.079_31,
    ],
    rates: [0.31, 0.0, 0.47, 0.0, 0.59, 0.0, 0.73, 0.0],
    depth: 0.000_15,
};

const LUSH: Design<16> = Design {
    lengths: [
        0.043_71, 0.047_33, 0.050_87, 0.054_59, 0.058_43, 0.062_81, 0.067_17, 0.071_39, 0.076_37,
        0.081_71, 0.087_13, 0.092_41, 0.098_57, 0.105_19, 0.111_67, 0.118_37,
    ],
    rates: [
        0.21, 0.55, 0.33, 0.71, 0.27, 0.63, 0.41, 0.83, 0.37, 0.59, 0.23, 0.77, 0.47, 0.67, 0.29,
        0.51,
    ],
    depth: 0.000_8,
};

/// Seconds and coefficient of the allpasses that blur the input.
const DIFFUSERS: [(f64, f32); 4] = [
    (0.004_771, 0.75),
    (0.003_595, 0.75),
    (0.012_73, 0.625),
    (0.009_307, 0.625),
];

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

/// A stereo reverb of N lines. Its output is the wet sound alone.
#[derive(Clone, Debug)]
pub struct Network<const N: usize> {
    design: &'static Design<N>,
    sample_rate: f64,
    diffusers: [[AllPassDelay; 4]; 2],
    lines: [DelayLine; N],
    /// Lengths of the lines, frames.
    lengths: [f32; N],
    gains: Turning<N>,
    damped: [f32; N],
    damping: f32,
    phases: [Phase; N],
    increments: [u32; N],
    /// Excursion of the modulated lines at the end of a sub-block, frames.
    depth: f32,
    /// Excursion of the modulated lines at the beginning of a sub-block, frames.
    depth_before: f32,
    level: Turning<1>,
    /// Decay time that was set, seconds.
    decay: f64,
    /// Damping that was set, 0..1.
    damp: f32,
}

/// The usual reverb: eight lines.
///
/// ```
/// use phonon_dsp::measure::reverberation_time;
/// use phonon_dsp::reverbs::network::Reverb;
///
/// let mut reverb = Reverb::new(48_000.0);
/// reverb.set_decay(1.5, 0.0); // seconds, damping of the treble
/// let (mut left, mut right) = (vec![0.0; 96_000], vec![0.0; 96_000]);
/// (left[0], right[0]) = (1.0, 1.0);
/// for (left, right) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
///     reverb.process(0, left, right);
/// }
/// let seconds = reverberation_time(&left, 48_000.0); // until 60 dB are lost
/// assert!((1.2..1.8).contains(&seconds), "{seconds}");
/// ```
pub type Reverb = Network<8>;

/// A reverb for pads: denser, larger, and it wavers as a chorus does.
pub type Lush = Network<16>;

impl Reverb {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self::build(&ROOM, sample_rate)
    }
}

impl Lush {
    /// `sample_rate` in Hz.
    pub fn new(sample_rate: f64) -> Self {
        Self::build(&LUSH, sample_rate)
    }
}

impl<const N: usize> Network<N> {
    fn build(design: &'static Design<N>, sample_rate: f64) -> Self {
        let frames = |seconds: f64| seconds * sample_rate;
        let diffuser = |channel: usize| {
            // The right channel's are a little longer, which widens the sound.
            let stretch = 1.0 + 0.031 * channel as f64;
            DIFFUSERS.map(|(seconds, coefficient)| {
                AllPassDelay::new(frames(seconds * stretch) as usize, coefficient)
            })
        };
        let depth = frames(design.depth);
        let increment = Increment::new(sample_rate);
        let mut reverb = Self {
            design,
            sample_rate,
            diffusers: [diffuser(0), diffuser(1)],
            lines: design
                .lengths
                .map(|seconds| DelayLine::new((frames(seconds) + depth) as usize + 2)),
            lengths: design.lengths.map(|seconds| frames(seconds).round() as f32),
            gains: Turning::default(),
            damped: [0.0; N],
            damping: 0.0,
            phases: Self::first_phases(),
            increments: design.rates.map(|rate| increment.of(rate)),
            depth: depth as f32,
            depth_before: depth as f32,
            level: Turning::default(),
            decay: f64::NAN,
            damp: f32::NAN,
        };
        reverb.set(0.7, 0.5);
        reverb
    }

    /// Phases of the lines at the start, spread over a turn.
    fn first_phases() -> [Phase; N] {
        std::array::from_fn(|index| {
            Phase((index / 2 % 4 * (1 << 30) + index % 2 * (1 << 29)) as u32)
        })
    }

    /// Seconds in which the reverb of a size 0..1 falls by 60 dB: 0.3 s to 12 s.
    pub fn decay_time(size: f32) -> f64 {
        0.3 * 40_f64.powf(f64::from(size.max(0.0).min(1.0)))
    }

    /// `size` 0..1 sets the decay (see `decay_time`); for the rest see [`Self::set_decay`].
    pub fn set(&mut self, size: f32, damp: f32) {
        self.set_decay(Self::decay_time(size), damp);
    }

    /// Seconds in which it falls by 60 dB, and by `damp` 0..1 how much faster the treble dies. What already rings is led
    /// there in 64 frames, so that it makes no step.
    pub fn set_decay(&mut self, seconds: f64, damp: f32) {
        if seconds == self.decay && damp == self.damp {
            return;
        }
        self.decay = seconds;
        self.damp = damp;
        let time = seconds;
        let mut energy = 0.0;
        let mut gains = [0.0; N];
        for (gain, seconds) in gains.iter_mut().zip(self.design.lengths) {
            let kept = 10_f64.powf(-3.0 * seconds / time);
            energy += kept * kept / N as f64;
            *gain = kept as f32;
        }
        let damp = f64::from(damp.max(0.0).min(1.0));
        let cutoff = (20_000.0 * 0.04_f64.powf(damp)).min(self.sample_rate * 0.45);
        self.damping = (1.0 - (-std::f64::consts::TAU * cutoff / self.sample_rate).exp()) as f32;
        // Steady sound builds up in long reverbs; half of that is evened out.
        let level = ((1.0 - energy).powf(0.35) * 0.7) as f32 * (8.0 / N as f32).sqrt();
        self.gains.set(gains);
        self.level.set([level]);
    }

    /// How far the lines waver at the end of the sub-block that begins, 0..1 of what they can; 1 at first.
    pub fn set_modulation(&mut self, amount: f32) {
        let most = (self.design.depth * self.sample_rate) as f32;
        self.depth_before = self.depth;
        self.depth = most * amount.max(0.0).min(1.0);
    }

    /// Processes frames in place of their wet sound. `frame` is the position of the first within its sub-block of 64: the
    /// modulation moves on a straight line from one sub-block to the next.
    pub fn process(&mut self, frame: usize, left: &mut [f32], right: &mut [f32]) {
        let mut modulation = [0.0; N];
        let mut slope = [0.0; N];
        for index in 0..N {
            let increment = self.increments[index];
            let now = self.phases[index].0;
            let start = now.wrapping_sub(increment.wrapping_mul(frame as u32));
            let from = sine(start) * self.depth_before;
            let to = sine(start.wrapping_add(increment.wrapping_mul(64))) * self.depth;
            modulation[index] = from;
            slope[index] = (to - from) * (1.0 / 64.0);
            self.phases[index].skip(increment, left.len());
        }
        for (offset, (l, r)) in left.iter_mut().zip(right.iter_mut()).enumerate() {
            let place = (frame + offset) as f32;
            let gains = self.gains.next();
            let [level] = *self.level.next();
            let inputs = [*l, *r];
            let mut blurred = inputs;
            for (channel, x) in blurred.iter_mut().enumerate() {
                for diffuser in &mut self.diffusers[channel] {
                    *x = diffuser.next(*x);
                }
            }
            let mut heard = [0.0; N];
            for index in 0..N {
                // Reading comes before writing, hence one frame nearer.
                let value = if self.increments[index] == 0 {
                    self.lines[index].read(self.lengths[index] as usize - 1)
                } else {
                    let moved = modulation[index] + slope[index] * place;
                    self.lines[index].linear(self.lengths[index] - 1.0 + moved)
                };
                self.damped[index] += (value - self.damped[index]) * self.damping;
                heard[index] = self.damped[index] * gains[index];
            }
            let (mut to_left, mut to_right) = (0.0, 0.0);
            for group in heard.chunks_exact(8) {
                to_left += group[0] - group[2] + group[5] - group[7];
                to_right += group[1] - group[3] + group[4] - group[6];
            }
            *l = to_left * level;
            *r = to_right * level;
            hadamard(&mut heard);
            for index in 0..N {
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

    /// Back to the beginning.
    pub fn reset(&mut self) {
        self.rest();
        self.phases = Self::first_phases();
        self.set_modulation(1.0);
        self.depth_before = self.depth;
    }

    /// Back to silence; the modulation stays where it is.
    pub fn rest(&mut self) {
        for diffuser in self.diffusers.iter_mut().flatten() {
            diffuser.reset();
        }
        for line in &mut self.lines {
            line.reset();
        }
        self.damped = [0.0; N];
        self.gains.reset();
        self.level.reset();
    }
}

/// The Hadamard matrix of order N (a power of two), scaled to keep the energy, as rounds of butterflies.
#[inline(always)]
fn hadamard<const N: usize>(x: &mut [f32; N]) {
    let mut width = 1;
    while width < N {
        for start in (0..N).step_by(width * 2) {
            for index in start..start + width {
                let (a, b) = (x[index], x[index + width]);
                x[index] = a + b;
                x[index + width] = a - b;
            }
        }
        width *= 2;
    }
    let scale = 1.0 / (N as f32).sqrt();
    for value in x {
        *value *= scale;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{peak, reverberation_time, rms};

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
    fn a_lush_tail_decays_in_its_time_smoothly() {
        let mut reverb = Lush::new(48_000.0);
        reverb.set(0.6, 0.0);
        let mut left = vec![0.0; 64 * 3_000];
        let mut right = left.clone();
        left[0] = 1.0;
        right[0] = 1.0;
        for (l, r) in left.chunks_mut(64).zip(right.chunks_mut(64)) {
            reverb.process(0, l, r);
        }
        let expected = Lush::decay_time(0.6);
        let measured = reverberation_time(&left, 48_000.0);
        assert!(
            (measured / expected - 1.0).abs() < 0.2,
            "{measured} for {expected}"
        );
        let late = &left[14_400..19_200];
        let crest = f64::from(peak(late)) / rms(late);
        assert!(crest < 6.0, "{crest}");
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
        let mut random = crate::oscillators::noise::Random::new(4);
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
            let mut random = crate::oscillators::noise::Random::new(4);
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
