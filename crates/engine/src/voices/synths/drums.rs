//! Drums: a falling sine for the skin, partials for metal, filtered noise for wires and hands.

use crate::parameters as p;
use crate::voices::synths::parts::{Fading, Partials};
use crate::voices::synths::{Setup, Voicing};
use phonon_dsp::distortion::saturate::tanh;
use phonon_dsp::filters::svf::{Coefficients, Response, StateVariable};
use phonon_dsp::math::trig::sine;
use phonon_dsp::oscillators::noise::Random;
use phonon_dsp::oscillators::phase::{Increment, Phase};

const METAL: usize = 12;

/// Any drum: what it lacks is silent.
#[derive(Clone, Copy, Debug)]
pub struct Drum {
    // The skin: a sine that falls in pitch.
    phase: Phase,
    frequency: f32,
    drop: Fading,
    skin: Fading,
    drive: f32,
    // The metal or shell.
    partials: Partials<METAL>,
    metal: Fading,
    // The noise.
    random: Random,
    noise: Fading,
    /// Further bursts of noise: how many are left, frames between them, frames until the next.
    bursts: (u32, f32, f32),
    burst: Fading,
    last_burst: Fading,
    coefficients: Coefficients,
    response: Response,
    filter: StateVariable,
    click: Fading,
    increment: Increment,
    level: f32,
}

impl Drum {
    fn new(setup: &Setup) -> Self {
        Self {
            phase: Phase::default(),
            frequency: 0.0,
            drop: Fading::default(),
            skin: Fading::default(),
            drive: 1.0,
            partials: Partials::new(std::iter::empty(), setup.sample_rate),
            metal: Fading::default(),
            random: Random::new(setup.seed),
            noise: Fading::default(),
            bursts: (0, 0.0, 0.0),
            burst: Fading::default(),
            last_burst: Fading::default(),
            coefficients: Coefficients::default(),
            response: Response::Band,
            filter: StateVariable::default(),
            click: Fading::default(),
            increment: Increment::new(setup.sample_rate),
            level: 0.9,
        }
    }

    /// A skin at `frequency` Hz that starts `drop` times as high above it and falls there in `fall` seconds, sounding
    /// for `seconds`.
    fn skin(mut self, setup: &Setup, frequency: f32, drop: f32, fall: f32, seconds: f32) -> Self {
        self.frequency = frequency;
        self.drop = Fading::new(drop, fall, setup.sample_rate);
        self.skin = Fading::new(1.0, seconds, setup.sample_rate);
        self
    }

    /// Noise of a level through a filter at `frequency` Hz, for `seconds`.
    fn noise(
        mut self,
        setup: &Setup,
        response: Response,
        frequency: f32,
        q: f32,
        level: f32,
        seconds: f32,
    ) -> Self {
        self.response = response;
        self.coefficients = Coefficients::new(frequency / setup.sample_rate as f32, q);
        self.noise = Fading::new(level, seconds, setup.sample_rate);
        self
    }

    /// Partials at multiples of `frequency` Hz.
    fn metal(
        mut self,
        setup: &Setup,
        frequency: f32,
        ratios: &[f32],
        level: f32,
        seconds: f32,
    ) -> Self {
        let each = f64::from(level) / (ratios.len() as f64).sqrt();
        let partials = ratios
            .iter()
            .map(|ratio| (f64::from(frequency * ratio), each, f64::from(seconds) * 4.0));
        self.partials = Partials::new(partials, setup.sample_rate);
        self.metal = Fading::new(1.0, seconds, setup.sample_rate);
        self
    }

    fn click(mut self, setup: &Setup, level: f32) -> Self {
        self.click = Fading::new(level, 0.004, setup.sample_rate);
        self
    }
}

impl Voicing for Drum {
    fn control(&mut self, _: f32) {}

    fn render(&mut self, left: &mut [f32], right: &mut [f32]) {
        for (left, right) in left.iter_mut().zip(right) {
            let pitch = self.frequency * (1.0 + self.drop.next());
            let skin = sine(self.phase.next(self.increment.of(pitch))) * self.skin.next();
            let skin = if self.drive > 1.0 {
                tanh(skin * self.drive) / tanh(self.drive)
            } else {
                skin
            };
            let metal = self.partials.next() * self.metal.next();
            if self.bursts.0 > 0 {
                self.bursts.2 -= 1.0;
                if self.bursts.2 <= 0.0 {
                    self.bursts.0 -= 1;
                    self.bursts.2 += self.bursts.1;
                    let last = self.bursts.0 == 0;
                    self.noise = if last { self.last_burst } else { self.burst };
                }
            }
            let noise = self.random.bipolar();
            let rough = noise * self.noise.next() + metal;
            let filtered = self.response.of(
                self.filter.next(rough, &self.coefficients),
                rough,
                &self.coefficients,
            );
            let click = noise * self.click.next();
            let x = (skin + filtered + click) * self.level;
            *left = x;
            *right = x;
        }
    }
}

/// `n` of a drum moves it from its own pitch, in semitones.
fn moved(setup: &Setup) -> f32 {
    (setup.or(p::N, 0.0) / 12.0).exp2()
}

/// See the table.
pub(super) fn superkick(setup: &Setup) -> Drum {
    let decay = setup.or(p::DECAY, 1.0);
    let mut drum = Drum::new(setup)
        .skin(
            setup,
            52.0 * moved(setup),
            5.0 * setup.or(p::PITCH1, 1.0),
            0.09,
            0.45 * decay,
        )
        .click(setup, 0.25);
    drum.drive = 1.6;
    drum
}

/// See the table.
pub(super) fn super808(setup: &Setup) -> Drum {
    let frequency = setup.or(p::N, 52.0).clamp(15.0, 500.0);
    let seconds = 1.6 / setup.or(p::RATE, 1.0).max(0.05);
    let drop = 0.6 + setup.or(p::VOICE, 0.0).abs();
    Drum::new(setup)
        .skin(setup, frequency, drop, 0.06, seconds)
        .click(setup, 0.1)
}

/// Ratios of six squares' partials, as in drum machines' cymbals.
const CYMBAL: [f32; METAL] = [
    1.0, 1.342, 1.232, 1.625, 1.952, 2.715, 3.0, 4.026, 3.696, 4.875, 5.856, 8.145,
];

/// See the table.
pub(super) fn superhat(setup: &Setup) -> Drum {
    let pitch = moved(setup);
    let seconds = 0.14 * setup.or(p::DECAY, 1.0);
    let mut drum = Drum::new(setup)
        .metal(setup, 1700.0 * pitch, &CYMBAL, 0.5, seconds)
        .noise(
            setup,
            Response::High,
            7500.0 * pitch.min(2.0),
            0.8,
            0.45,
            seconds,
        );
    drum.level = 1.8;
    drum
}

/// See the table.
pub(super) fn supersnare(setup: &Setup) -> Drum {
    let decay = setup.or(p::DECAY, 1.0);
    let mut drum = Drum::new(setup)
        .skin(setup, 185.0 * moved(setup), 0.8, 0.05, 0.16 * decay)
        .noise(setup, Response::Band, 4200.0, 0.5, 1.0, 0.24 * decay)
        .click(setup, 0.3);
    drum.level = 0.78;
    drum
}

/// See the table.
pub(super) fn superclap(setup: &Setup) -> Drum {
    let rate = setup.or(p::RATE, 1.0).max(0.05);
    let pitch = setup.or(p::PITCH1, 1.0) * moved(setup);
    let mut drum = Drum::new(setup).noise(setup, Response::Band, 1150.0 * pitch, 1.6, 1.6, 0.02);
    // Four hands, about ten milliseconds apart.
    let wide = f64::from(setup.or(p::DELAY, 1.0).clamp(0.1, 4.0));
    let apart = (0.0105 * wide / f64::from(rate) * setup.sample_rate) as f32;
    drum.bursts = (3, apart, apart);
    drum.burst = drum.noise;
    drum.last_burst = Fading::new(1.6, 0.25, setup.sample_rate);
    drum.level = 2.0;
    drum
}

/// See the table.
pub(super) fn soskick(setup: &Setup) -> Drum {
    let decay = setup.or(p::DECAY, 1.0);
    let knock = 0.2 + 0.3 * setup.or(p::VOICE, 0.0).abs().min(3.0);
    let mut drum = Drum::new(setup)
        .skin(
            setup,
            65.0 * moved(setup),
            3.0 * setup.or(p::PITCH1, 1.0),
            0.04,
            0.3 * decay,
        )
        .metal(setup, 180.0, &[1.0, 1.59, 2.14], knock, 0.06)
        .noise(setup, Response::Low, 1000.0, 0.7, 0.25, 0.04)
        .click(setup, 0.3);
    drum.drive = 1.3;
    drum
}

/// See the table.
pub(super) fn soshats(setup: &Setup) -> Drum {
    let seconds = 0.35 * setup.or(p::DECAY, 1.0);
    // At the note as it is, two octaves are metal.
    let frequency = setup.frequency * 4.0;
    Drum::new(setup)
        .metal(setup, frequency, &CYMBAL, 0.7, seconds)
        .noise(
            setup,
            Response::High,
            (frequency * 1.5).clamp(800.0, 9000.0),
            0.7,
            0.35,
            seconds * 0.7,
        )
}

/// Modes of a round skin (zeros of Bessel functions).
const SKIN: [f32; 6] = [1.0, 1.594, 2.136, 2.296, 2.653, 2.918];

/// See the table.
pub(super) fn sostoms(setup: &Setup) -> Drum {
    let decay = setup.or(p::DECAY, 1.0);
    let frequency = setup.frequency * 0.5;
    let over = 0.15 + 0.25 * setup.or(p::VOICE, 0.0).abs().min(2.0);
    Drum::new(setup)
        .skin(setup, frequency, 0.35, 0.12, 0.55 * decay)
        .metal(setup, frequency, &SKIN[1..], over, 0.2 * decay)
        .noise(setup, Response::Low, 2500.0, 0.6, 0.12, 0.06)
        .click(setup, 0.15)
}

/// See the table.
pub(super) fn sossnare(setup: &Setup) -> Drum {
    let decay = setup.or(p::DECAY, 1.0);
    let wires = 0.6 + 0.2 * setup.or(p::VOICE, 0.0).abs().min(2.0);
    let mut drum = Drum::new(setup)
        .skin(setup, setup.frequency * 0.72, 0.4, 0.04, 0.15 * decay)
        .metal(setup, setup.frequency * 0.72, &SKIN[1..], 0.25, 0.1 * decay)
        .noise(setup, Response::Band, 4000.0, 0.5, 1.3 * wires, 0.2 * decay)
        .click(setup, 0.25);
    drum.level = 0.78;
    drum
}
