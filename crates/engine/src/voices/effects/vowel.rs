//! Vowel: the formants of a voice that sings.

use crate::parameters::{self as p, Parameter};
use crate::sequencing::trigger::{self, Trigger};
use crate::voices::effects::{Context, Effect, Start, each};
use phonon_dsp::filters::formant;
use phonon_dsp::filters::resonant::{Coefficients, Resonant, Response};

/// The vowel filters of both channels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Vowel([Formants; 2]);

/// The formants of a vowel.
fn formants(vowel: trigger::Vowel) -> Option<formant::Vowel> {
    formant::Vowel::named(match vowel {
        trigger::Vowel::A => 'a',
        trigger::Vowel::E => 'e',
        trigger::Vowel::I => 'i',
        trigger::Vowel::O => 'o',
        trigger::Vowel::U => 'u',
    })
}

/// The vowel filter of one channel, with SuperDirt's narrow bands: 1/Q is the reciprocal of the formant's bandwidth in Hz,
/// over 0.1 + 0.4 · resonance.
#[derive(Clone, Copy, Debug)]
struct Formants {
    coefficients: [Coefficients; 5],
    gains: [f32; 5],
    states: [Resonant; 5],
    dry: f32,
    wet: f32,
}

impl Default for Formants {
    fn default() -> Self {
        Self {
            coefficients: [Coefficients::BYPASS; 5],
            gains: [0.0; 5],
            states: [Resonant::default(); 5],
            dry: 1.0,
            wet: 0.0,
        }
    }
}

impl Formants {
    /// `resonance` 0…1 narrows the formants and lifts them over the dry sound.
    fn new(vowel: &formant::Vowel, resonance: f32, sample_rate: f64) -> Self {
        let resonance = f64::from(resonance);
        let mut filter = Self::default();
        for index in 0..5 {
            let rq = 1.0 / vowel.bandwidths[index] / (0.1 + 0.4 * resonance);
            let frequency = vowel.frequencies[index];
            filter.coefficients[index] =
                Coefficients::new(Response::Band, frequency, rq, sample_rate);
            let level = 10_f64.powf(vowel.levels[index] / 20.0);
            filter.gains[index] = (level * (50.0 + 150.0 * resonance)) as f32;
        }
        // Equal power from the dry sound to the formants.
        let place = (0.5 + 1.5 * resonance) * std::f64::consts::FRAC_PI_4;
        filter.dry = (place.cos() * 0.25) as f32;
        filter.wet = (place.sin() * 0.25) as f32;
        filter
    }

    /// One frame.
    #[inline]
    fn next(&mut self, x: f32) -> f32 {
        let mut sum = 0.0;
        for index in 0..5 {
            sum += self.states[index].next(x, &self.coefficients[index]) * self.gains[index];
        }
        x * self.dry + sum * self.wet
    }
}

impl Effect for Vowel {
    const ASKED_BY: &'static [Parameter] = &[p::VOWEL];

    fn start(trigger: &Trigger, start: &Start) -> Option<Self> {
        let vowel = trigger.vowel.and_then(formants)?;
        let resonance = trigger.get(p::RESONANCE).unwrap_or(0.0);
        Some(Self(
            [Formants::new(&vowel, resonance, start.sample_rate); 2],
        ))
    }

    fn process(&mut self, left: &mut [f32], right: &mut [f32], _: &mut Context) {
        let [l, r] = &mut self.0;
        each(left, right, |x| l.next(x), |x| r.next(x));
    }
}
