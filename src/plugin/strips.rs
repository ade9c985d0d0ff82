//! The mixer as the audio thread runs it: the engine's numbered outputs through faders, mutes and solos to the host's
//! buffers, with their levels measured on the way.

use super::ramp::Ramp;
use crate::engine::Outputs;
use crate::session::state::OUTPUTS;
use crate::session::strips::StripGains;
use crate::session::telemetry::Telemetry;
use nice_plug::prelude::Buffer;

/// Seconds in which a fader covers full scale.
const FADE: f32 = 0.02;

/// The faders' present gains.
pub struct Strips {
    gains: [Ramp; OUTPUTS],
    peaks: [f32; OUTPUTS],
}

impl Strips {
    /// All at 0 dB.
    pub fn new(sample_rate: f64) -> Self {
        Self {
            gains: [Ramp::new(1.0, FADE, sample_rate); OUTPUTS],
            peaks: [0.0; OUTPUTS],
        }
    }

    /// Follows the mixer in the window.
    pub fn follow(&mut self, wanted: &StripGains) {
        for (index, gain) in self.gains.iter_mut().enumerate() {
            gain.aim(wanted.gain(index));
        }
    }

    /// Tells the levels since the last call.
    pub fn report(&mut self, telemetry: &Telemetry) {
        for (peak, told) in self.peaks.iter_mut().zip(&telemetry.output_peaks) {
            told.raise(std::mem::take(peak));
        }
    }

    /// The engine's outputs for one block. `separate` are the host's buffers for the numbered outputs, if there are any.
    pub fn outputs<'a, 'm, 's>(
        &'a mut self,
        main: &'a mut Buffer<'m>,
        separate: &'a mut [Buffer<'s>],
    ) -> Routing<'a, 'm, 's> {
        Routing {
            strips: self,
            main,
            separate,
        }
    }
}

/// Where one block's outputs go.
pub struct Routing<'a, 'm, 's> {
    strips: &'a mut Strips,
    main: &'a mut Buffer<'m>,
    separate: &'a mut [Buffer<'s>],
}

impl Outputs for Routing<'_, '_, '_> {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        let Some(index) = output.checked_sub(1) else {
            add(self.main, offset, left, right);
            return true;
        };
        let gain = &mut self.strips.gains[index];
        let separate = self
            .separate
            .get_mut(index)
            .filter(|buffer| is_whole(buffer, offset + left.len()));
        let peak = peak_of(left).max(peak_of(right));
        if gain.rests_on(1.0) {
            self.strips.peaks[index] = self.strips.peaks[index].max(peak);
            return match separate {
                Some(buffer) => {
                    add(buffer, offset, left, right);
                    true
                }
                // The engine adds it to the main output.
                None => false,
            };
        }
        let loudest = match separate {
            Some(buffer) => add_scaled(buffer, offset, left, right, gain),
            None => add_scaled(self.main, offset, left, right, gain),
        };
        self.strips.peaks[index] = self.strips.peaks[index].max(loudest);
        true
    }
}

/// A host may take an output's buffers away between blocks.
fn is_whole(buffer: &Buffer, frames: usize) -> bool {
    buffer.channels() >= 2
        && buffer
            .as_slice_immutable()
            .iter()
            .all(|channel| channel.len() >= frames)
}

fn peak_of(samples: &[f32]) -> f32 {
    samples
        .iter()
        .fold(0.0, |peak, sample| peak.max(sample.abs()))
}

fn add(buffer: &mut Buffer, offset: usize, left: &[f32], right: &[f32]) {
    for (channel, heard) in buffer.as_slice().iter_mut().zip([left, right]) {
        for (to, sample) in channel[offset..].iter_mut().zip(heard) {
            *to += *sample;
        }
    }
}

/// The same through a moving gain, which both channels hear alike; the loudest sample of it.
fn add_scaled(
    buffer: &mut Buffer,
    offset: usize,
    left: &[f32],
    right: &[f32],
    gain: &mut Ramp,
) -> f32 {
    let from = *gain;
    let mut loudest = 0.0_f32;
    for (channel, heard) in buffer.as_slice().iter_mut().zip([left, right]) {
        *gain = from;
        for (to, sample) in channel[offset..].iter_mut().zip(heard) {
            let value = sample * gain.next();
            loudest = loudest.max(value.abs());
            *to += value;
        }
    }
    loudest
}
