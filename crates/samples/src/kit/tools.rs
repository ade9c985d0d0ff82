//! What the kit's recipes are made with: noise, oscillators, envelopes, filters, and the finishing of a take.

use super::math::{cosine, exp, sine, tangent, tanh};

/// White noise from a small generator of our own (xorshift64*, Vigna 2016), the same everywhere.
#[derive(Clone)]
pub(super) struct Noise(u64);

impl Noise {
    /// A stream of its own for every `seed`.
    pub(super) fn new(seed: u64) -> Self {
        // SplitMix64's finaliser (Steele 2014) spreads small seeds over all bits; the state must not be 0.
        let mut state = seed.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        Self((state ^ (state >> 31)) | 1)
    }

    /// Uniform in 0…1.
    pub(super) fn unit(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let bits = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Uniform in −1…1.
    pub(super) fn white(&mut self) -> f64 {
        self.unit() * 2.0 - 1.0
    }

    /// Uniform in `low`…`high`.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }
}

/// Pink noise: white through three one-poles and a share of itself (Kellet's economy filter, 1999), about −3 dB an octave.
/// Its poles are for 44.1 kHz; at other rates they are moved to the same frequencies.
#[derive(Clone)]
pub(super) struct Pink {
    noise: Noise,
    poles: [f64; 3],
    state: [f64; 3],
}

impl Pink {
    pub(super) fn new(seed: u64, rate: f64) -> Self {
        let poles =
            [14.2, 214.0, 2_610.0].map(|corner: f64| exp(-std::f64::consts::TAU * corner / rate));
        Self {
            noise: Noise::new(seed),
            poles,
            state: [0.0; 3],
        }
    }

    pub(super) fn next(&mut self) -> f64 {
        let white = self.noise.white();
        let mut sum = white * 0.1848;
        for ((state, pole), gain) in self.state.iter_mut().zip(self.poles).zip([48.7, 9.7, 3.2]) {
            *state = *state * pole + white * gain * (1.0 - pole);
            sum += *state;
        }
        sum * 0.28
    }
}

/// An exponential fall from 1, reaching 1/e after `seconds`.
#[derive(Clone, Copy)]
pub(super) struct Fall {
    value: f64,
    factor: f64,
}

impl Fall {
    pub(super) fn new(seconds: f64, rate: f64) -> Self {
        Self {
            value: 1.0,
            factor: exp(-1.0 / (seconds * rate)),
        }
    }

    pub(super) fn next(&mut self) -> f64 {
        let value = self.value;
        self.value *= self.factor;
        value
    }
}

/// A sine that keeps its phase while its frequency moves.
#[derive(Clone, Copy)]
pub(super) struct Sine {
    phase: f64,
    rate: f64,
}

impl Sine {
    /// Starting at `phase` turns.
    pub(super) fn new(phase: f64, rate: f64) -> Self {
        Self { phase, rate }
    }

    pub(super) fn next(&mut self, frequency: f64) -> f64 {
        self.next_bent(frequency, 0.0)
    }

    /// The next value with the phase moved by `bend` turns: phase modulation.
    pub(super) fn next_bent(&mut self, frequency: f64, bend: f64) -> f64 {
        let value = sine(self.phase + bend);
        self.phase += frequency / self.rate;
        value
    }
}

/// Saw and pulse without audible aliases (PolyBLEP, Välimäki and Huovilainen 2007).
#[derive(Clone, Copy)]
pub(super) struct Blep {
    phase: f64,
    rate: f64,
}

impl Blep {
    pub(super) fn new(phase: f64, rate: f64) -> Self {
        Self { phase, rate }
    }

    /// Rising saw, −1…1.
    pub(super) fn saw(&mut self, frequency: f64) -> f64 {
        let step = (frequency / self.rate).min(0.5);
        let value = 2.0 * self.phase - 1.0 - residue(self.phase, step);
        self.advance(step);
        value
    }

    /// Pulse whose width 0…1 may move: around its middle, so that its pitch stands, and around zero.
    pub(super) fn moving_pulse(&mut self, frequency: f64, width: f64) -> f64 {
        let step = (frequency / self.rate).min(0.5);
        let at = |offset: f64| {
            let phase = (self.phase + offset + 1.0).fract();
            2.0 * phase - residue(phase, step)
        };
        let value = at(-width / 2.0) - at(width / 2.0);
        self.advance(step);
        value
    }

    /// Pulse of `width` 0…1, −1…1.
    pub(super) fn pulse(&mut self, frequency: f64, width: f64) -> f64 {
        let step = (frequency / self.rate).min(0.5);
        let fallen = (self.phase + 1.0 - width).fract();
        let level = if self.phase < width { 1.0 } else { -1.0 };
        let value = level + residue(self.phase, step) - residue(fallen, step);
        self.advance(step);
        value
    }

    fn advance(&mut self, step: f64) {
        self.phase += step;
        self.phase -= self.phase.floor();
    }
}

fn residue(phase: f64, step: f64) -> f64 {
    if phase < step {
        let t = phase / step;
        2.0 * t - t * t - 1.0
    } else if phase > 1.0 - step {
        let t = (phase - 1.0) / step;
        t * t + 2.0 * t + 1.0
    } else {
        0.0
    }
}

/// State-variable filter, two poles, all outputs at once (trapezoidal integration, Simper 2013).
#[derive(Clone, Copy)]
pub(super) struct Filter {
    rate: f64,
    gain: f64,
    damping: f64,
    first: f64,
    second: f64,
}

/// The three outputs of a [`Filter`]; the band's peak is 1.
#[derive(Clone, Copy)]
pub(super) struct Bands {
    pub low: f64,
    pub band: f64,
    pub high: f64,
}

impl Filter {
    /// At `frequency` Hz with quality `q`.
    pub(super) fn new(frequency: f64, q: f64, rate: f64) -> Self {
        let mut filter = Self {
            rate,
            gain: 0.0,
            damping: 1.0,
            first: 0.0,
            second: 0.0,
        };
        filter.set(frequency, q);
        filter
    }

    pub(super) fn set(&mut self, frequency: f64, q: f64) {
        self.gain = tangent(0.5 * (frequency / self.rate).clamp(1e-6, 0.48));
        self.damping = 1.0 / q;
    }

    pub(super) fn next(&mut self, input: f64) -> Bands {
        let a1 = 1.0 / (1.0 + self.gain * (self.gain + self.damping));
        let high = input - self.second;
        let band = a1 * (self.first + self.gain * high);
        let low = self.second + self.gain * band;
        self.first = 2.0 * band - self.first;
        self.second = 2.0 * low - self.second;
        Bands {
            low,
            band: band * self.damping,
            high: input - self.damping * band - low,
        }
    }

    pub(super) fn low(&mut self, input: f64) -> f64 {
        self.next(input).low
    }

    pub(super) fn band(&mut self, input: f64) -> f64 {
        self.next(input).band
    }

    pub(super) fn high(&mut self, input: f64) -> f64 {
        self.next(input).high
    }
}

/// A ringing mode: a decaying sine as an impulse response (two-pole resonator), for struck things.
#[derive(Clone, Copy)]
pub(super) struct Mode {
    feedback: (f64, f64),
    gain: f64,
    past: (f64, f64),
}

impl Mode {
    /// Rings at `frequency` Hz, falling to 1/e in `seconds`; an impulse of 1 rings at about amplitude 1.
    pub(super) fn new(frequency: f64, seconds: f64, rate: f64) -> Self {
        let radius = exp(-1.0 / (seconds * rate));
        let turns = frequency / rate;
        Self {
            feedback: (2.0 * radius * cosine(turns), radius * radius),
            gain: sine(turns),
            past: (0.0, 0.0),
        }
    }

    /// The same mode with its amplitude times `gain`.
    pub(super) fn scaled(mut self, gain: f64) -> Self {
        self.gain *= gain;
        self
    }

    pub(super) fn next(&mut self, input: f64) -> f64 {
        let output =
            self.gain * input + self.feedback.0 * self.past.0 - self.feedback.1 * self.past.1;
        self.past = (output, self.past.0);
        output
    }
}

/// The sum of `modes` that are all struck by `input`, as long as it; one mode after the other in each frame.
pub(super) fn ring(modes: &[Mode], input: &[f64]) -> Vec<f64> {
    /// Together, so that none waits for the last frame of another.
    const TOGETHER: usize = 8;
    let mut sum = vec![0.0; input.len()];
    let (groups, rest) = modes.as_chunks::<TOGETHER>();
    for mut group in groups.iter().copied() {
        for (sum, input) in sum.iter_mut().zip(input) {
            for mode in &mut group {
                *sum += mode.next(*input);
            }
        }
    }
    for mut mode in rest.iter().copied() {
        for (sum, input) in sum.iter_mut().zip(input) {
            *sum += mode.next(*input);
        }
    }
    sum
}

/// Soft saturation: unit slope for small signals times `drive`, limits at ±1.
pub(super) fn saturate(value: f64, drive: f64) -> f64 {
    tanh(value * drive)
}

/// A smooth rise from 0 to 1 over `seconds`, 1 after it (raised cosine).
pub(super) fn rise(time: f64, seconds: f64) -> f64 {
    if time >= seconds {
        1.0
    } else {
        0.5 - 0.5 * cosine(0.5 * time.max(0.0) / seconds)
    }
}

/// Renders `seconds` of a mono take: `voice` is called with the time in seconds.
pub(super) fn take(seconds: f64, rate: f64, mut voice: impl FnMut(f64) -> f64) -> Vec<f64> {
    let frames = (seconds * rate).round() as usize;
    (0..frames)
        .map(|frame| voice(frame as f64 / rate))
        .collect()
}

/// Removes what is below about 18 Hz, so that nothing stands off zero (one pole, one zero).
fn block_dc(channel: &mut [f64], rate: f64) {
    let pole = exp(-std::f64::consts::TAU * 18.0 / rate);
    let (mut input, mut output) = (0.0, 0.0);
    for value in channel {
        output = *value - input + pole * output;
        input = *value;
        *value = output;
    }
}

/// A take made ready to be a sample: no DC, a faded end that stays at silence, the peak at `peak` (linear).
pub(super) fn finish(mut channels: Vec<Vec<f64>>, rate: f64, peak: f64) -> Vec<Vec<f32>> {
    for channel in &mut channels {
        block_dc(channel, rate);
        fade_out(channel, rate);
    }
    let values = channels.iter().flatten();
    let loudest = values.fold(1e-9_f64, |loudest, value| loudest.max(value.abs()));
    let gain = peak / loudest;
    let scaled = |channel: Vec<f64>| {
        channel
            .into_iter()
            .map(|value| (value * gain) as f32)
            .collect()
    };
    channels.into_iter().map(scaled).collect()
}

/// The last tenth of it, 50 ms at most, falls to silence, and the last millisecond is silent.
fn fade_out(channel: &mut [f64], rate: f64) {
    let silent = (0.001 * rate) as usize;
    let end = channel.len().saturating_sub(silent);
    let length = (channel.len() / 10).min((0.05 * rate) as usize).max(1);
    for (frame, value) in channel
        .iter_mut()
        .enumerate()
        .skip(end.saturating_sub(length))
    {
        let left = end.saturating_sub(frame) as f64 / length as f64;
        *value *= left.min(1.0) * left.min(1.0);
    }
}
