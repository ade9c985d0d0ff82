//! State-variable filter, 12 dB an octave, that may be modulated at audio rate: topology-preserving transform with
//! trapezoidal integrators (V. Zavalishin, "The Art of VA Filter Design", 2.1.2, 2018, ch. 4; A. Simper, "Linear
//! Trapezoidal Integrated State Variable Filter", 2013).

use crate::math::trig::tan_pi;

/// Coefficients for a cutoff and a quality.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Coefficients {
    a1: f32,
    a2: f32,
    a3: f32,
    /// 1/Q.
    k: f32,
}

impl Coefficients {
    /// `cutoff`: fraction of the sample rate, clamped to 1e-6..0.495; `q`: 0.5 no resonance, 0.7 flat, clamped to 0.05..1000.
    #[inline(always)]
    pub fn new(cutoff: f32, q: f32) -> Self {
        // `max` and `min` in this order also turn NaN into a bound.
        let cutoff = cutoff.max(1e-6).min(0.495);
        let k = 1.0 / q.max(0.05).min(1000.0);
        let g = tan_pi(cutoff);
        let a1 = 1.0 / (1.0 + g * (g + k));
        let a2 = g * a1;
        Self {
            a1,
            a2,
            a3: g * a2,
            k,
        }
    }

    /// 1/Q.
    pub fn damping(&self) -> f32 {
        self.k
    }
}

/// The outputs of one frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outputs {
    /// Below the cutoff.
    pub low: f32,
    /// About the cutoff; of gain 1 there when multiplied by 1/Q.
    pub band: f32,
    /// Above the cutoff.
    pub high: f32,
}

/// The state of one channel.
///
/// ```
/// use phonon_dsp::filters::svf::{Coefficients, Response, StateVariable};
/// use phonon_dsp::measure::gain_at;
///
/// let rate = 48_000.0;
/// let coefficients = Coefficients::new((1_000.0 / rate) as f32, 0.707); // cutoff as a part of the rate, Q
/// let gain = |frequency| {
///     let mut filter = StateVariable::default();
///     gain_at(frequency, rate, 0.2, |x| Response::Low.of(filter.next(x, &coefficients), x, &coefficients))
/// };
/// assert!(gain(100.0).abs() < 0.1); // dB
/// assert!((gain(1_000.0) + 3.0).abs() < 0.1);
/// assert!(gain(8_000.0) < -35.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StateVariable {
    s1: f32,
    s2: f32,
}

impl StateVariable {
    /// One frame, all outputs.
    #[inline(always)]
    pub fn next(&mut self, x: f32, c: &Coefficients) -> Outputs {
        let v3 = x - self.s2;
        let band = c.a1 * self.s1 + c.a2 * v3;
        let low = self.s2 + c.a2 * self.s1 + c.a3 * v3;
        self.s1 = 2.0 * band - self.s1;
        self.s2 = 2.0 * low - self.s2;
        Outputs {
            low,
            band,
            high: x - c.k * band - low,
        }
    }

    /// Back to silence.
    pub fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Which response is taken from the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Below the cutoff.
    Low,
    /// Above the cutoff.
    High,
    /// About the cutoff, where the gain is 1.
    Band,
    /// Everything but the cutoff.
    Notch,
    /// Unity gain everywhere, phase turned by 180° at the cutoff.
    AllPass,
    /// Low minus high: a resonant peak.
    Peak,
}

impl Response {
    /// Mixes the outputs; `x` is the input of the same frame.
    #[inline(always)]
    pub fn of(self, outputs: Outputs, x: f32, c: &Coefficients) -> f32 {
        match self {
            Response::Low => outputs.low,
            Response::High => outputs.high,
            Response::Band => c.k * outputs.band,
            Response::Notch => x - c.k * outputs.band,
            Response::AllPass => x - 2.0 * c.k * outputs.band,
            Response::Peak => outputs.low - outputs.high,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::gain_at;

    fn gain(response: Response, frequency: f64, cutoff: f64, q: f32, rate: f64) -> f64 {
        let c = Coefficients::new((cutoff / rate) as f32, q);
        let mut filter = StateVariable::default();
        gain_at(frequency, rate, 0.2, |x| {
            response.of(filter.next(x, &c), x, &c)
        })
    }

    #[test]
    fn low_and_high_pass_are_3_db_down_at_the_cutoff_and_fall_by_12_db_an_octave() {
        let q = std::f32::consts::FRAC_1_SQRT_2;
        for rate in [44_100.0, 192_000.0, 768_000.0] {
            for response in [Response::Low, Response::High] {
                let at = gain(response, 1000.0, 1000.0, q, rate);
                assert!((at + 3.01).abs() < 0.05, "{response:?} at {rate}: {at}");
            }
            let low = gain(Response::Low, 4000.0, 500.0, q, rate);
            assert!(low < -35.5, "{low}");
            let high = gain(Response::High, 250.0, 2000.0, q, rate);
            assert!((high + 36.1).abs() < 0.7, "{high}");
            assert!(gain(Response::Low, 50.0, 1000.0, q, rate).abs() < 0.02);
            assert!(gain(Response::High, 8000.0, 500.0, q, rate).abs() < 0.05);
        }
    }

    #[test]
    fn resonance_band_notch_and_allpass_are_as_the_theory_says() {
        let rate = 48_000.0;
        let peak = gain(Response::Low, 1000.0, 1000.0, 10.0, rate);
        assert!((peak - 20.0).abs() < 0.1, "{peak}");
        assert!(gain(Response::Band, 1000.0, 1000.0, 5.0, rate).abs() < 0.02);
        assert!(gain(Response::Notch, 1000.0, 1000.0, 5.0, rate) < -60.0);
        for frequency in [100.0, 1000.0, 9000.0] {
            assert!(gain(Response::AllPass, frequency, 1000.0, 2.0, rate).abs() < 0.02);
        }
    }

    #[test]
    fn violent_modulation_stays_bounded() {
        let mut filter = StateVariable::default();
        let mut random = crate::oscillators::noise::Random::new(9);
        for _ in 0..200_000 {
            let c = Coefficients::new(random.unipolar() * 0.6, 0.5 + random.unipolar() * 20.0);
            let y = filter.next(random.bipolar(), &c).low;
            assert!(y.abs() < 1000.0);
        }
        for cutoff in [f32::NAN, f32::INFINITY, -1.0, 0.0] {
            let c = Coefficients::new(cutoff, f32::NAN);
            assert!(filter.next(0.5, &c).low.is_finite());
        }
    }
}
