//! What may be done to a spectrum between two windows of a [`Transform`](crate::spectral::stft::Transform): freezing, smearing,
//! scrambling, shifting, gating, cutting, bending. Each works in place on the bins of one window; what must be
//! remembered from window to window is made beforehand.

use crate::math::trig::{cosine, sine};
use crate::oscillators::noise::Random;
use crate::spectral::stft::Complex;

/// A bin.
pub type Bin = Complex<f32>;

const ZERO: Bin = Complex::new(0.0, 0.0);

/// Holds the sound of a moment: magnitudes stay, phases go on turning as they did (M. Puckette, "Phase-locked vocoder",
/// 1995).
#[derive(Clone, Debug)]
pub struct Freeze {
    held: Vec<Bin>,
    turning: Vec<Bin>,
    frozen: bool,
}

impl Freeze {
    /// For spectra of so many bins.
    pub fn new(bins: usize) -> Self {
        Self {
            held: vec![ZERO; bins],
            turning: vec![ZERO; bins],
            frozen: false,
        }
    }

    /// The next window: as it is, or, while `on`, the one where that began.
    pub fn apply(&mut self, bins: &mut [Bin], on: bool) {
        if !on {
            self.frozen = false;
            self.held.copy_from_slice(bins);
            return;
        }
        if !self.frozen {
            self.frozen = true;
            for ((turning, before), now) in self.turning.iter_mut().zip(&self.held).zip(&*bins) {
                let turned = now * before.conj();
                let length = turned.norm();
                *turning = if length > 1e-20 {
                    turned / length
                } else {
                    ZERO
                };
            }
            self.held.copy_from_slice(bins);
        } else {
            for (held, turning) in self.held.iter_mut().zip(&self.turning) {
                let turned = *held * turning;
                *held = turned;
            }
        }
        bins.copy_from_slice(&self.held);
    }

    /// Nothing is held.
    pub fn reset(&mut self) {
        self.held.fill(ZERO);
        self.turning.fill(ZERO);
        self.frozen = false;
    }
}

/// What makes good for the loss of windows that have nothing to do with each other: four that overlap add up to half the
/// amplitude of four that agree.
const INCOHERENT: f32 = 2.0;

/// Room for what reads bins while it writes others.
#[derive(Clone, Debug)]
pub struct Copy {
    bins: Vec<Bin>,
    sums: Vec<f32>,
    random: Random,
    /// Which bin stands in the place of each.
    origins: Vec<u32>,
    /// Windows so far.
    windows: u32,
}

impl Copy {
    /// For spectra of so many bins.
    pub fn new(bins: usize) -> Self {
        Self {
            bins: vec![ZERO; bins],
            sums: vec![0.0; bins + 1],
            random: Random::new(0x5c4a),
            origins: vec![0; bins],
            windows: 0,
        }
    }

    /// As new.
    pub fn reset(&mut self) {
        self.random = Random::new(0x5c4a);
        self.windows = 0;
    }

    /// Goes on with the `place`th of its random numbers.
    pub fn draw_from(&mut self, place: u64) {
        self.random = Random::new(0x5c4a);
        self.random.leap(place);
    }

    /// Spreads each bin's power over its neighbours, `amount` 0..1: up to a sixteenth of the spectrum to either side. What
    /// a bin gains is noise: with the phases of its neighbours it would buzz at the rate of the windows.
    pub fn smear(&mut self, bins: &mut [Bin], amount: f32) {
        let amount = amount.max(0.0).min(1.0);
        let radius = (amount * amount * bins.len() as f32 / 16.0).round() as usize;
        if radius == 0 {
            return;
        }
        let mut sum = 0.0;
        for (bin, after) in bins.iter().zip(&mut self.sums[1..]) {
            sum += bin.norm_sqr();
            *after = sum;
        }
        for (index, bin) in bins.iter_mut().enumerate() {
            let from = index.saturating_sub(radius);
            let to = (index + radius + 1).min(self.sums.len() - 1);
            let power = (self.sums[to] - self.sums[from]).max(0.0) / (to - from) as f32;
            let own = bin.norm_sqr();
            if own > power {
                *bin *= (power / own).sqrt();
            } else {
                let phase = self.random.bits();
                let gained = (power - own).sqrt() * INCOHERENT;
                *bin += Complex::new(cosine(phase), sine(phase)) * gained;
            }
        }
    }

    /// Lets bins change places with others nearby. `amount` 0..1: how many of them; `width` 0..1: how far away the others may
    /// be, as part of the spectrum. The same bins always, so that a steady sound stays steady, and turned so that they fit
    /// their new place from window to window (which are a quarter apart).
    pub fn scramble(&mut self, bins: &mut [Bin], amount: f32, width: f32) {
        self.bins.copy_from_slice(bins);
        self.windows = self.windows.wrapping_add(1);
        let mut random = Random::new(0x5c4a);
        let reach = width.max(0.0).min(1.0) * bins.len() as f32;
        for (index, origin) in self.origins.iter_mut().enumerate() {
            *origin = index as u32;
        }
        let last = bins.len() - 1;
        for index in 1..last {
            let (chosen, way) = (random.unipolar(), random.bipolar());
            if chosen < amount {
                let other = (index as f32 + way * reach).abs() as usize;
                let other = if other >= last {
                    (2 * last).saturating_sub(other)
                } else {
                    other
                };
                self.origins.swap(index, other.max(1).min(last - 1));
            }
        }
        for (index, (bin, origin)) in bins.iter_mut().zip(&self.origins).enumerate() {
            let moved = (index as u32).wrapping_sub(*origin);
            let Complex { re, im } = self.bins[*origin as usize];
            *bin = match moved.wrapping_mul(self.windows) % 4 {
                0 => Complex::new(re, im),
                1 => Complex::new(-im, re),
                2 => Complex::new(-re, -im),
                _ => Complex::new(im, -re),
            };
        }
    }

    /// Moves all bins up by `shift` of them, in fractions too. `phase` (a turn is 2³²) turns them on so that a tone stays in
    /// tune with itself from window to window; `hop` is the part of a window between two of them.
    pub fn shift(&mut self, bins: &mut [Bin], shift: f32, hop: f32, phase: &mut u32) {
        self.bins.copy_from_slice(bins);
        let shift = shift.max(-1e6).min(1e6);
        let moved = shift * hop;
        let turn = ((moved - moved.floor()) * 4_294_967_296.0) as u32;
        *phase = phase.wrapping_add(turn);
        let turned = Complex::new(cosine(*phase), sine(*phase));
        let fraction = (-shift) - (-shift).floor();
        for (index, bin) in bins.iter_mut().enumerate() {
            let from = index as f32 - shift;
            *bin = if from >= 0.0 && from < (self.bins.len() - 1) as f32 {
                let whole = from as usize;
                // Of a tone in the middle of a window, neighbours have opposite signs.
                let between = self.bins[whole] * (1.0 - fraction) - self.bins[whole + 1] * fraction;
                between * turned
            } else {
                ZERO
            };
        }
    }
}

/// Lets through only bins above a level, opening at once and closing within a few windows.
#[derive(Clone, Debug)]
pub struct Gate {
    gains: Vec<f32>,
}

impl Gate {
    /// For spectra of so many bins.
    pub fn new(bins: usize) -> Self {
        Self {
            gains: vec![0.0; bins],
        }
    }

    /// `threshold`: magnitude; `floor`: factor of what is below.
    pub fn apply(&mut self, bins: &mut [Bin], threshold: f32, floor: f32) {
        let square = threshold * threshold;
        for (bin, gain) in bins.iter_mut().zip(&mut self.gains) {
            let target = if bin.norm_sqr() >= square { 1.0 } else { floor };
            *gain = target.max(*gain * 0.6 + target * 0.4);
            *bin *= *gain;
        }
    }

    /// Closed.
    pub fn reset(&mut self) {
        self.gains.fill(0.0);
    }
}

/// Cuts teeth out of the spectrum: of each of `teeth` parts the upper half.
pub fn comb(bins: &mut [Bin], teeth: f32) {
    let step = teeth.max(0.0) / bins.len() as f32;
    for (index, bin) in bins.iter_mut().enumerate() {
        if (index as f32 * step).fract() >= 0.5 {
            *bin = ZERO;
        }
    }
}

/// Takes out all below a part 0..1 of the spectrum.
pub fn high_brick(bins: &mut [Bin], part: f32) {
    let count = (part.max(0.0).min(1.0) * bins.len() as f32) as usize;
    bins[..count].fill(ZERO);
}

/// Takes out all above a part 0..1 of the spectrum.
pub fn low_brick(bins: &mut [Bin], part: f32) {
    let count = (part.max(0.0).min(1.0) * bins.len() as f32) as usize;
    bins[count..].fill(ZERO);
}

/// Maps each bin z, with the loudest at 1, to (z − a) / (1 − a*·z), a conformal map of the unit disc onto itself: strong
/// bins bend, weak ones rise towards −a. `a` within the unit disc.
pub fn conformal(bins: &mut [Bin], real: f32, imaginary: f32) {
    let mut a = Complex::new(real, imaginary);
    let length = a.norm();
    if length > 0.95 {
        a *= 0.95 / length;
    }
    let loudest = bins
        .iter()
        .fold(0.0_f32, |most, bin| most.max(bin.norm_sqr()));
    if loudest <= 1e-20 {
        return;
    }
    let scale = loudest.sqrt();
    for bin in bins {
        let z = *bin / scale;
        let below = Complex::new(1.0, 0.0) - a.conj() * z;
        *bin = (z - a) / below * scale;
    }
}

/// Makes the difference between strong and weak bins larger and keeps the power: magnitudes to the power 1 + 2·`amount`.
pub fn enhance(bins: &mut [Bin], amount: f32) {
    let amount = amount.max(0.0).min(1.0);
    let loudest = bins
        .iter()
        .fold(0.0_f32, |most, bin| most.max(bin.norm_sqr()));
    if loudest <= 1e-20 || amount == 0.0 {
        return;
    }
    let (mut before, mut after) = (0.0, 0.0);
    for bin in bins.iter_mut() {
        let power = bin.norm_sqr();
        before += power;
        *bin *= (power / loudest).powf(amount);
        after += bin.norm_sqr();
    }
    let scale = (before / after).sqrt();
    for bin in bins {
        *bin *= scale;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{amplitude_at, decibels, rms, spectrum};
    use crate::oscillators::noise::Random;
    use crate::spectral::stft::{Overlap, Transform};
    use std::f64::consts::TAU;

    const SIZE: usize = 2_048;

    /// Two seconds of a signal through a change of its spectra; the second of them.
    fn through(
        mut signal: impl FnMut(usize) -> f32,
        mut change: impl FnMut(&mut [Bin], usize),
    ) -> Vec<f32> {
        let mut transform = Transform::new(SIZE);
        let mut overlap = Overlap::new(SIZE);
        let output: Vec<f32> = (0..96_000)
            .map(|frame| overlap.next(signal(frame), &mut transform, |bins| change(bins, frame)))
            .collect();
        output[48_000..].to_vec()
    }

    fn tone(frequency: f64) -> impl FnMut(usize) -> f32 {
        move |frame| (TAU * frequency * frame as f64 / 48_000.0).sin() as f32
    }

    fn at(samples: &[f32], frequency: f64) -> f64 {
        decibels(amplitude_at(samples, frequency, 48_000.0))
    }

    #[test]
    fn a_frozen_tone_goes_on_after_its_end() {
        let mut freeze = Freeze::new(SIZE / 2 + 1);
        let mut tone = tone(1_000.0);
        let samples = through(
            |frame| if frame < 30_000 { tone(frame) } else { 0.0 },
            |bins, frame| freeze.apply(bins, frame > 20_000),
        );
        assert!(
            at(&samples, 1_000.0).abs() < 1.0,
            "{}",
            at(&samples, 1_000.0)
        );
        let quarters = samples.chunks(12_000).map(rms);
        assert!(
            quarters
                .into_iter()
                .all(|level| (level - 0.707).abs() < 0.08)
        );
    }

    #[test]
    fn smearing_widens_a_tone_and_keeps_its_power() {
        let mut copy = Copy::new(SIZE / 2 + 1);
        let samples = through(tone(4_000.0), |bins, _| copy.smear(bins, 0.5));
        let level = decibels(rms(&samples));
        assert!(at(&samples, 4_000.0) < -6.0);
        // Of a sine at full scale: -3 dB.
        assert!((level + 3.0).abs() < 1.5, "{level}");
    }

    #[test]
    fn scrambling_nothing_changes_nothing_and_all_moves_the_tone() {
        let mut copy = Copy::new(SIZE / 2 + 1);
        let same = through(tone(1_000.0), |bins, _| copy.scramble(bins, 0.0, 0.2));
        assert!(at(&same, 1_000.0).abs() < 0.01);
        let moved = through(tone(1_000.0), |bins, _| copy.scramble(bins, 1.0, 0.2));
        assert!(at(&moved, 1_000.0) < -10.0);
        assert!((0.2..2.0).contains(&rms(&moved)), "{}", rms(&moved));
    }

    #[test]
    fn shifting_moves_a_tone() {
        let mut copy = Copy::new(SIZE / 2 + 1);
        let width = 48_000.0 / SIZE as f64;
        for shift in [10.0_f32, -7.5, 100.25] {
            let mut phase = 0;
            let samples = through(tone(1_000.0), |bins, _| {
                copy.shift(bins, shift, 0.25, &mut phase);
            });
            let level = at(&samples, 1_000.0 + f64::from(shift) * width);
            assert!(level.abs() < 3.0, "{shift}: {level}");
            assert!(at(&samples, 1_000.0) < -40.0, "{shift}");
        }
    }

    #[test]
    fn the_gate_keeps_the_loud_and_takes_out_the_soft() {
        let mut gate = Gate::new(SIZE / 2 + 1);
        let full = Transform::new(SIZE).full_scale();
        let (mut loud, mut soft) = (tone(1_000.0), tone(5_000.0));
        let samples = through(
            |frame| 0.5 * loud(frame) + 0.001 * soft(frame),
            |bins, _| gate.apply(bins, full * 0.01, 0.0),
        );
        assert!((at(&samples, 1_000.0) + 6.02).abs() < 0.1);
        assert!(at(&samples, 5_000.0) < -100.0);
    }

    #[test]
    fn bricks_are_steep_and_combs_have_teeth() {
        let mut random = Random::new(5);
        let noise: Vec<f32> = (0..96_000).map(|_| random.bipolar()).collect();
        // A second: a bin a Hz.
        let band = |samples: &[f32], from: usize| {
            let sum: f64 = spectrum(samples)[from..from + 200]
                .iter()
                .map(|x| x * x)
                .sum();
            decibels(sum.sqrt())
        };
        let high = through(|frame| noise[frame], |bins, _| high_brick(bins, 0.25));
        let depth = band(&high, 6_400) - band(&high, 5_400);
        assert!(depth > 60.0, "{depth}");
        let low = through(|frame| noise[frame], |bins, _| low_brick(bins, 0.25));
        let depth = band(&low, 5_400) - band(&low, 6_400);
        assert!(depth > 60.0, "{depth}");
        let teeth = through(|frame| noise[frame], |bins, _| comb(bins, 4.0));
        assert!(band(&teeth, 1_000) - band(&teeth, 4_500) > 50.0);
    }

    #[test]
    fn bending_and_enhancing_leave_silence_silent() {
        let mut bins = [ZERO; 8];
        conformal(&mut bins, 0.5, 0.5);
        enhance(&mut bins, 1.0);
        assert!(bins.iter().all(|bin| *bin == ZERO));
        let mut bins = [
            Complex::new(1.0, 0.0),
            Complex::new(0.1, 0.0),
            Complex::new(0.0, 0.1),
        ];
        enhance(&mut bins, 1.0);
        assert!((bins[1].norm() / bins[0].norm() - 0.001).abs() < 1e-4);
        let power: f32 = bins.iter().map(Complex::norm_sqr).sum();
        assert!((power - 1.02).abs() < 1e-4);
        // Zero stays where it is if a is zero; the rim stays on the rim.
        let mut bins = [Complex::new(0.0, 1.0), Complex::new(0.3, 0.1)];
        let before = bins;
        conformal(&mut bins, 0.0, 0.0);
        assert!((bins[1] - before[1]).norm() < 1e-6);
        conformal(&mut bins, 0.6, 0.2);
        assert!((bins[0].norm() - 1.0).abs() < 1e-5);
    }
}
