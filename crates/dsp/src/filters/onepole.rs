//! First-order filters: one-pole low-pass and high-pass, DC blocker, spectral tilt.

use std::f64::consts::{PI, TAU};

/// First-order low-pass and high-pass in the topology-preserving form (V. Zavalishin, "The Art of VA Filter Design", 2.1.2,
/// 2018, ch. 3): 6 dB an octave, -3 dB at the cutoff.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OnePole {
    gain: f32,
    state: f32,
}

impl OnePole {
    /// `cutoff` and `sample_rate` in Hz; the cutoff is clamped to 0..0.49 of the rate.
    pub fn new(cutoff: f64, sample_rate: f64) -> Self {
        let mut filter = Self::default();
        filter.set_cutoff(cutoff, sample_rate);
        filter
    }

    /// Changes the cutoff (Hz) and keeps the state.
    pub fn set_cutoff(&mut self, cutoff: f64, sample_rate: f64) {
        let g = (PI * (cutoff / sample_rate).clamp(0.0, 0.49)).tan();
        self.gain = (g / (1.0 + g)) as f32;
    }

    /// One frame: the low-pass output. The high-pass is the input less this.
    #[inline(always)]
    pub fn low(&mut self, x: f32) -> f32 {
        let v = (x - self.state) * self.gain;
        let y = v + self.state;
        self.state = y + v;
        y
    }

    /// One frame: the high-pass output.
    #[inline(always)]
    pub fn high(&mut self, x: f32) -> f32 {
        x - self.low(x)
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.state = 0.0;
    }
}

/// Removes what does not move: y = x - x₁ + r·y₁, -3 dB at `cutoff` (J. O. Smith, "Introduction to Digital Filters", 2007).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DcBlock {
    keep: f32,
    input: f32,
    output: f32,
}

impl DcBlock {
    /// `cutoff` and `sample_rate` in Hz.
    pub fn new(cutoff: f64, sample_rate: f64) -> Self {
        Self {
            keep: (-TAU * cutoff / sample_rate).exp() as f32,
            input: 0.0,
            output: 0.0,
        }
    }

    /// As if the input had always been `x`: what begins there makes no step.
    pub fn settle(&mut self, x: f32) {
        self.input = x;
        self.output = 0.0;
    }

    /// One frame.
    #[inline(always)]
    pub fn next(&mut self, x: f32) -> f32 {
        self.output = x - self.input + self.keep * self.output;
        self.input = x;
        self.output
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.input = 0.0;
        self.output = 0.0;
    }
}

/// Slope of any steepness between ±6 dB an octave: poles and zeros spread evenly over the octaves (J. O. Smith and
/// H. F. Smith, "Closed Form Fractional Integration and Differentiation via Real Exponentially Spaced Pole-Zero Pairs", 2016).
/// Taken apart into a sum of one-poles side by side, which need not wait for each other.
#[derive(Clone, Debug)]
pub struct SpectralTilt {
    direct: f32,
    poles: [f32; SECTIONS],
    residues: [f32; SECTIONS],
    states: [f32; SECTIONS],
}

const SECTIONS: usize = 12;

/// One-poles that are computed at once.
const LANES: usize = 4;

impl SpectralTilt {
    /// `slope`: -1 falls by 6 dB an octave above `corner` (Hz), -0.5 by 3 dB, 1 rises by 6 dB. The gain is 1 well below the
    /// corner.
    pub fn new(slope: f64, corner: f64, sample_rate: f64) -> Self {
        // From the corner up to beyond half the rate, one pole and one zero for each section.
        let top = sample_rate;
        let ratio = (top / corner).powf(1.0 / SECTIONS as f64);
        // Each section is (b0 + b1 z⁻¹) / (1 - p z⁻¹).
        let sections: [(f64, f64, f64); SECTIONS] = std::array::from_fn(|index| {
            let pole = corner * ratio.powf(index as f64);
            let zero = pole * ratio.powf(-slope);
            // Bilinear transform of (1 + s/zero) / (1 + s/pole), each corner warped onto its place.
            let warp = |f: f64| (PI * (f / sample_rate).min(0.499)).tan();
            let (p, z) = (1.0 / warp(pole), 1.0 / warp(zero));
            let b0 = (1.0 + z) / (1.0 + p);
            let b1 = (1.0 - z) / (1.0 + p);
            (b0, b1, (p - 1.0) / (1.0 + p))
        });
        // Partial fractions of their product, (b0 z + b1) / (z - p) each: no two poles are the same.
        let mut tilt = Self {
            direct: sections.iter().map(|(b0, ..)| b0).product::<f64>() as f32,
            poles: sections.map(|(_, _, p)| p as f32),
            residues: [0.0; SECTIONS],
            states: [0.0; SECTIONS],
        };
        for (index, residue) in tilt.residues.iter_mut().enumerate() {
            let at = sections[index].2;
            let factor = |(other, (b0, b1, p)): (usize, &(f64, f64, f64))| {
                let distance = if other == index { 1.0 } else { at - p };
                (b0 * at + b1) / distance
            };
            *residue = sections.iter().enumerate().map(factor).product::<f64>() as f32;
        }
        tilt
    }

    /// One frame.
    #[inline(always)]
    pub fn next(&mut self, x: f32) -> f32 {
        let mut sums = [0.0; LANES];
        for group in 0..SECTIONS / LANES {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let index = group * LANES + lane;
                *sum += self.residues[index] * self.states[index];
                self.states[index] = x + self.poles[index] * self.states[index];
            }
        }
        self.direct * x + ((sums[0] + sums[1]) + (sums[2] + sums[3]))
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        self.states = [0.0; SECTIONS];
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::gain_at;

    #[test]
    fn one_pole_is_3_db_down_at_its_cutoff_and_falls_by_6_db_an_octave() {
        for rate in [8_000.0, 48_000.0, 768_000.0] {
            let mut filter = OnePole::new(1000.0, rate);
            let at = gain_at(1000.0, rate, 0.05, |x| filter.low(x));
            assert!((at + 3.01).abs() < 0.05, "{at} at {rate}");
            let mut filter = OnePole::new(1000.0, rate);
            let at = gain_at(1000.0, rate, 0.05, |x| filter.high(x));
            assert!((at + 3.01).abs() < 0.05, "{at} at {rate}");
        }
        let mut filter = OnePole::new(100.0, 48_000.0);
        let decade = gain_at(1000.0, 48_000.0, 0.2, |x| filter.low(x));
        assert!((decade + 20.04).abs() < 0.2, "{decade}");
    }

    #[test]
    fn dc_is_blocked_and_the_rest_passes() {
        let mut block = DcBlock::new(5.0, 48_000.0);
        let mut y = 1.0;
        for _ in 0..48_000 {
            y = block.next(1.0);
        }
        assert!(y.abs() < 1e-6);
        let mut block = DcBlock::new(5.0, 48_000.0);
        let bass = gain_at(40.0, 48_000.0, 1.0, |x| block.next(x));
        assert!(bass.abs() < 0.1, "{bass}");
    }

    #[test]
    fn tilt_has_its_slope_over_the_whole_range() {
        for slope in [-0.5, 0.5] {
            let at = |frequency| {
                let mut tilt = SpectralTilt::new(slope, 20.0, 48_000.0);
                gain_at(frequency, 48_000.0, 0.5, |x| tilt.next(x))
            };
            let reference = at(100.0);
            for octave in 1..7 {
                let level = at(100.0 * f64::from(1 << octave)) - reference;
                let expected = slope * 6.02 * f64::from(octave);
                assert!(
                    (level - expected).abs() < 0.7,
                    "{slope}: octave {octave}: {level}"
                );
            }
        }
    }
}
