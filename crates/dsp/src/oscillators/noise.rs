//! Noises from a small seeded generator: the same seed gives the same noise on every machine.

use crate::filters::onepole::SpectralTilt;
use crate::oscillators::phase::{Increment, Phase, unipolar};

/// The generator PCG-XSH-RR with 64 bits of state (M. O'Neill, "PCG", 2014).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Random {
    state: u64,
}

/// A step of the generator: times this, plus that.
const FACTOR: u64 = 6_364_136_223_846_793_005;
const SUM: u64 = 1_442_695_040_888_963_407;

/// -1..1 from 32 bits.
#[inline(always)]
fn bipolar(bits: u32) -> f32 {
    (bits.cast_signed() >> 8) as f32 * (1.0 / 8_388_608.0)
}

impl Random {
    /// A generator of the numbers of a seed; any seed is as good as another.
    pub fn new(seed: u64) -> Self {
        let mut random = Self {
            state: seed.wrapping_add(0x9e37_79b9_7f4a_7c15),
        };
        random.bits();
        random.bits();
        random
    }

    /// 32 random bits.
    #[inline(always)]
    pub fn bits(&mut self) -> u32 {
        let value = self.value();
        self.state = self.state.wrapping_mul(FACTOR).wrapping_add(SUM);
        value
    }

    /// Passes so many numbers at once (F. Brown, "Random number generation with arbitrary strides", 1994).
    pub fn leap(&mut self, numbers: u64) {
        let (mut factor, mut sum) = (FACTOR, SUM);
        let (mut all_factor, mut all_sum) = (1_u64, 0_u64);
        let mut left = numbers;
        while left > 0 {
            if left & 1 == 1 {
                all_factor = all_factor.wrapping_mul(factor);
                all_sum = all_sum.wrapping_mul(factor).wrapping_add(sum);
            }
            sum = sum.wrapping_mul(factor.wrapping_add(1));
            factor = factor.wrapping_mul(factor);
            left >>= 1;
        }
        self.state = self.state.wrapping_mul(all_factor).wrapping_add(all_sum);
    }

    /// What the present state stands for.
    #[inline(always)]
    fn value(self) -> u32 {
        let mixed = (((self.state >> 18) ^ self.state) >> 27) as u32;
        mixed.rotate_right((self.state >> 59) as u32)
    }

    /// Uniform in -1..1.
    #[inline(always)]
    pub fn bipolar(&mut self) -> f32 {
        bipolar(self.bits())
    }

    /// What as many calls of `bipolar` give: four strands of the generator at once, each of which leaps over the other three.
    pub fn fill_bipolar(&mut self, out: &mut [f32]) {
        const STRANDS: usize = 4;
        const fn leap(strides: usize) -> (u64, u64) {
            let (mut factor, mut sum, mut count) = (1_u64, 0_u64, 0);
            while count < strides {
                factor = factor.wrapping_mul(FACTOR);
                sum = sum.wrapping_mul(FACTOR).wrapping_add(SUM);
                count += 1;
            }
            (factor, sum)
        }
        const LEAP: (u64, u64) = leap(STRANDS);
        let mut chunks = out.chunks_exact_mut(STRANDS);
        let mut strands = [*self; STRANDS];
        for index in 1..STRANDS {
            strands[index] = strands[index - 1];
            strands[index].bits();
        }
        for chunk in &mut chunks {
            for (y, strand) in chunk.iter_mut().zip(&mut strands) {
                *y = bipolar(strand.value());
                strand.state = strand.state.wrapping_mul(LEAP.0).wrapping_add(LEAP.1);
            }
        }
        *self = strands[0];
        chunks.into_remainder().fill_with(|| self.bipolar());
    }

    /// Uniform in 0..1.
    #[inline(always)]
    pub fn unipolar(&mut self) -> f32 {
        (self.bits() >> 8) as f32 * (1.0 / 16_777_216.0)
    }
}

/// Noise that falls by 3 dB an octave from 20 Hz to 20 kHz, at about the loudness of white noise's -9 dB (RMS 0.2).
#[derive(Clone, Debug)]
pub struct Pink {
    random: Random,
    tilt: SpectralTilt,
    gain: f32,
}

impl Pink {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        let tilt = SpectralTilt::new(-0.5, 20.0, sample_rate);
        // The filter is 1 at 20 Hz; the level of the sum follows from 1/f between 20 Hz and half the rate.
        let half = sample_rate / 2.0;
        let power = 20.0 / half * (1.0 + (half / 20.0).ln());
        let white = (1.0_f64 / 3.0).sqrt();
        Self {
            random: Random::new(seed),
            tilt,
            gain: (0.2 / (white * power.sqrt())) as f32,
        }
    }

    /// One frame.
    #[inline(always)]
    pub fn next(&mut self) -> f32 {
        self.tilt.next(self.random.bipolar()) * self.gain
    }

    /// Passes so many frames of white noise; what the filter made of them is left out.
    pub fn leap(&mut self, frames: u64) {
        self.random.leap(frames);
    }

    /// What `next` gives, frame by frame.
    pub fn fill(&mut self, out: &mut [f32]) {
        self.random.fill_bipolar(out);
        // A copy on the stack may stay in registers from frame to frame.
        let mut tilt = self.tilt.clone();
        for y in out {
            *y = tilt.next(*y) * self.gain;
        }
        self.tilt = tilt;
    }
}

/// Noise that falls by 6 dB an octave above 20 Hz (RMS 0.2): white noise, integrated with a leak.
#[derive(Clone, Debug)]
pub struct Brown {
    random: Random,
    /// In 2^-23ths, as they are drawn: so a frame waits but for one product and one sum of the one before.
    value: f32,
    keep: f32,
    gain: f32,
}

impl Brown {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        let keep = (-std::f64::consts::TAU * 20.0 / sample_rate).exp();
        // Variance of a leaky sum of uniform noise: (1/3) / (1 - keep²).
        let deviation = (1.0 / 3.0 / (1.0 - keep * keep)).sqrt();
        Self {
            random: Random::new(seed),
            value: 0.0,
            keep: keep as f32,
            gain: (0.2 / deviation / 8_388_608.0) as f32,
        }
    }

    /// One frame.
    #[inline(always)]
    pub fn next(&mut self) -> f32 {
        self.value = self.value * self.keep + (self.random.bits().cast_signed() >> 8) as f32;
        self.value * self.gain
    }

    /// Passes so many frames of white noise; what they would have added up to is left out.
    pub fn leap(&mut self, frames: u64) {
        self.random.leap(frames);
    }

    /// What `next` gives, frame by frame.
    pub fn fill(&mut self, out: &mut [f32]) {
        // A copy on the stack may stay in registers from frame to frame.
        let mut brown = self.clone();
        out.fill_with(|| brown.next());
        *self = brown;
    }
}

/// Single impulses at random moments, so many a second on average, of random height 0..1.
#[derive(Clone, Copy, Debug)]
pub struct Dust {
    random: Random,
    period: f32,
}

impl Dust {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        Self {
            random: Random::new(seed),
            period: (1.0 / sample_rate) as f32,
        }
    }

    /// One frame; `density` in impulses a second.
    #[inline]
    pub fn next(&mut self, density: f32) -> f32 {
        // A number a frame, so that the frames are numbered: what is left of the chance is the height.
        let chance = self.random.unipolar();
        let density = density * self.period;
        if chance < density {
            chance / density
        } else {
            0.0
        }
    }

    /// Passes so many frames.
    pub fn leap(&mut self, frames: u64) {
        self.random.leap(frames);
    }
}

/// Crackle: a chaotic map, y = |chaos·y₁ − y₂ − 0.05|; `chaos` 1..2, livelier towards 2.
#[derive(Clone, Copy, Debug)]
pub struct Crackle {
    y1: f32,
    y2: f32,
}

impl Default for Crackle {
    fn default() -> Self {
        Self { y1: 0.3, y2: 0.0 }
    }
}

impl Crackle {
    /// One frame.
    #[inline]
    pub fn next(&mut self, chaos: f32) -> f32 {
        let y = (chaos.max(1.0).min(1.99) * self.y1 - self.y2 - 0.05).abs();
        let y = if y < 4.0 { y } else { 0.3 };
        self.y2 = self.y1;
        self.y1 = y;
        y
    }
}

/// Random values -1..1, so many a second, joined by smooth curves.
#[derive(Clone, Copy, Debug)]
pub struct SlowNoise {
    /// Draws the value after `to`.
    random: Random,
    from: f32,
    to: f32,
    /// How far from one value to the next.
    phase: Phase,
    increment: Increment,
}

impl SlowNoise {
    /// `sample_rate` in Hz.
    pub fn new(seed: u64, sample_rate: f64) -> Self {
        let mut noise = Self {
            random: Random::new(seed),
            from: 0.0,
            to: 0.0,
            phase: Phase::default(),
            increment: Increment::new(sample_rate),
        };
        noise.draw();
        noise
    }

    fn draw(&mut self) {
        self.from = self.random.bipolar();
        self.to = self.random.bipolar();
    }

    /// One frame; `rate` in values a second, at most half the sample rate.
    #[inline]
    pub fn next(&mut self, rate: f32) -> f32 {
        let before = self.phase.0;
        self.phase.next(self.increment.of(rate.max(0.0)));
        if self.phase.0 < before {
            self.from = self.to;
            self.to = self.random.bipolar();
        }
        let t = unipolar(self.phase.0);
        self.from + (self.to - self.from) * t * t * (3.0 - 2.0 * t)
    }

    /// From the first state on: passes so many values.
    pub fn leap(&mut self, values: u64) {
        self.phase = Phase::default();
        self.random.leap(values.wrapping_sub(2));
        self.draw();
    }

    /// From the first state on: passes so many frames at the same rate.
    pub fn leap_frames(&mut self, rate: f32, frames: u64) {
        let turned = u64::from(self.increment.of(rate.max(0.0))).wrapping_mul(frames);
        self.leap(turned >> 32);
        self.phase = Phase(turned as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{decibels, rms, spectrum};

    /// Mean level in dB of the octave that begins at `from` Hz, for each Hz.
    fn octave(bins: &[f64], from: usize) -> f64 {
        let sum: f64 = bins[from..2 * from].iter().map(|x| x * x).sum();
        10.0 * (sum / from as f64).log10()
    }

    /// A second at 48 kHz: one bin a Hz. Averaged over several seconds.
    fn slope(mut next: impl FnMut() -> f32) -> Vec<f64> {
        let mut levels = [0.0; 8];
        for _ in 0..8 {
            let samples: Vec<f32> = (0..48_000).map(|_| next()).collect();
            let bins = spectrum(&samples);
            for (index, level) in levels.iter_mut().enumerate() {
                *level += octave(&bins, 64 << index) / 8.0;
            }
        }
        levels.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    #[test]
    fn white_is_flat_pink_falls_by_3_db_and_brown_by_6_db_an_octave() {
        let mut random = Random::new(1);
        for step in slope(|| random.bipolar()) {
            assert!(step.abs() < 1.2, "white: {step}");
        }
        let mut pink = Pink::new(2, 48_000.0);
        for step in slope(|| pink.next()) {
            assert!((step + 3.01).abs() < 1.2, "pink: {step}");
        }
        let mut brown = Brown::new(3, 48_000.0);
        for step in slope(|| brown.next()).into_iter().take(6) {
            assert!((step + 6.02).abs() < 1.2, "brown: {step}");
        }
    }

    #[test]
    fn levels_do_not_depend_on_the_sample_rate() {
        for rate in [8_000.0, 48_000.0, 192_000.0] {
            let mut pink = Pink::new(5, rate);
            let samples: Vec<f32> = (0..rate as usize * 4).map(|_| pink.next()).collect();
            let level = decibels(rms(&samples));
            assert!((level + 14.0).abs() < 1.5, "pink at {rate}: {level}");
            let mut brown = Brown::new(5, rate);
            let samples: Vec<f32> = (0..rate as usize * 4).map(|_| brown.next()).collect();
            let level = decibels(rms(&samples));
            assert!((level + 14.0).abs() < 1.5, "brown at {rate}: {level}");
        }
    }

    #[test]
    fn a_run_of_noise_is_what_single_draws_are() {
        let (mut single, mut run) = (Random::new(9), Random::new(9));
        for count in [1, 3, 4, 64, 7, 0, 61] {
            let mut out = vec![0.0; count];
            run.fill_bipolar(&mut out);
            assert!(out.iter().all(|y| *y == single.bipolar()), "{count}");
        }
    }

    #[test]
    fn leaping_is_drawing_and_frames_are_numbered() {
        for count in [0, 1, 2, 63, 1_000] {
            let (mut drawn, mut leapt) = (Random::new(9), Random::new(9));
            (0..count).for_each(|_| _ = drawn.bits());
            leapt.leap(count);
            assert_eq!(drawn, leapt, "{count}");
            let (mut drawn, mut leapt) = (Dust::new(9, 48_000.0), Dust::new(9, 48_000.0));
            (0..count).for_each(|_| _ = drawn.next(9_000.0));
            leapt.leap(count);
            let next = |dust: &mut Dust| (0..99).map(|_| dust.next(9_000.0)).collect::<Vec<_>>();
            assert_eq!(next(&mut drawn), next(&mut leapt), "{count}");
            let new = || SlowNoise::new(9, 48_000.0);
            let (mut drawn, mut leapt) = (new(), new());
            (0..count).for_each(|_| _ = drawn.next(999.0));
            leapt.leap_frames(999.0, count);
            for _ in 0..99 {
                assert_eq!(drawn.next(999.0), leapt.next(999.0), "{count}");
            }
        }
        // A place before the first is one too.
        let (mut there, mut back) = (Random::new(9), Random::new(9));
        there.leap(0_u64.wrapping_sub(5));
        there.leap(5);
        assert_eq!(there, back);
        back.leap(3);
        assert_ne!(there, back);
    }

    #[test]
    fn dust_falls_as_densely_as_it_should() {
        let mut dust = Dust::new(1, 48_000.0);
        let count = (0..480_000).filter(|_| dust.next(200.0) > 0.0).count();
        assert!(count.abs_diff(2_000) < 200, "{count}");
    }

    #[test]
    fn crackle_stays_bounded_and_alive() {
        let mut crackle = Crackle::default();
        let samples: Vec<f32> = (0..100_000).map(|_| crackle.next(1.9)).collect();
        assert!(samples.iter().all(|y| (0.0..4.0).contains(y)));
        let late = &samples[90_000..];
        assert!(late.iter().any(|y| (y - late[0]).abs() > 0.05));
    }

    #[test]
    fn slow_noise_makes_no_jumps() {
        let mut noise = SlowNoise::new(1, 48_000.0);
        let samples: Vec<f32> = (0..96_000).map(|_| noise.next(10.0)).collect();
        let steepest = samples.windows(2).map(|w| (w[1] - w[0]).abs());
        // At most 1.5 times 2 in 4800 frames.
        assert!(steepest.fold(0.0, f32::max) < 7e-4);
        assert!(rms(&samples) > 0.3);
    }

    #[test]
    fn a_seed_decides_all() {
        let draw = |seed| {
            let mut random = Random::new(seed);
            (0..8).map(|_| random.bits()).collect::<Vec<_>>()
        };
        assert_eq!(draw(7), draw(7));
        assert_ne!(draw(7), draw(8));
    }
}
