//! Rings of frames and spectra that effects with a memory borrow while their voice sounds.

use super::motion::PITCH_SHIFT_MEMORY;
use super::spectral::Spectra;
use super::waves::LONGEST_WAVE;
use crate::dsp::stft::{Transform, window_size};

/// How many voices can have such effects at once.
const COUNT: usize = 64;

/// How many voices can have spectral effects at once: each takes as much as the others together.
const SPECTRAL: usize = 24;

/// The right to use one memory. Not to be lost: it is given back when the voice ends.
#[derive(Clone, Debug)]
pub struct Lease(usize);

/// One stereo ring for each effect that needs one: pitch shift, phaser, squiz.
pub struct Memory {
    /// By effect, then left and right. Lengths are powers of two.
    rings: [[Vec<f32>; 2]; 3],
    /// By effect: how many frames were written since it was cleared.
    written: [usize; 3],
}

/// Which of a memory's rings.
#[derive(Clone, Copy, Debug)]
pub enum Ring {
    /// Of the pitch shift: the long one.
    PitchShift,
    /// Of the phaser.
    Phaser,
    /// Of squiz.
    Squiz,
}

impl Memory {
    fn new(sample_rate: f64) -> Self {
        let ring = |seconds: f64| {
            let length = ((seconds * sample_rate) as usize + 8).next_power_of_two();
            [vec![0.0; length], vec![0.0; length]]
        };
        Self {
            rings: [ring(PITCH_SHIFT_MEMORY), ring(0.011), ring(LONGEST_WAVE)],
            written: [0; 3],
        }
    }

    /// Both channels of a ring, into which `frames` more are to be written. Each sound begins at a ring's start.
    pub fn ring(&mut self, ring: Ring, frames: usize) -> &mut [Vec<f32>; 2] {
        let written = &mut self.written[ring as usize];
        *written = written.saturating_add(frames);
        &mut self.rings[ring as usize]
    }

    /// Silences both channels of a ring. What a short sound has not reached is silent already: a flood of such sounds costs
    /// little more than they do.
    pub fn clear(&mut self, ring: Ring) {
        let written = std::mem::take(&mut self.written[ring as usize]);
        for channel in &mut self.rings[ring as usize] {
            // Waves that are squeezed are written a frame ahead.
            let reached = written.saturating_add(1).min(channel.len());
            channel[..reached].fill(0.0);
        }
    }
}

/// The pool.
pub struct Memories {
    memories: Vec<Memory>,
    free: Vec<usize>,
    spectra: Vec<Spectra>,
    free_spectra: Vec<usize>,
    transform: Transform,
}

/// The right to use one memory of spectra. Not to be lost.
#[derive(Clone, Debug)]
pub struct SpectralLease(usize);

impl Memories {
    /// For an engine at `sample_rate` Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        let transform = Transform::new(window_size(sample_rate));
        let spectra = (0..SPECTRAL).map(|_| Spectra::new(&transform, sample_rate));
        Self {
            memories: (0..COUNT).map(|_| Memory::new(sample_rate)).collect(),
            free: (0..COUNT).rev().collect(),
            spectra: spectra.collect(),
            free_spectra: (0..SPECTRAL).rev().collect(),
            transform,
        }
    }

    /// A silent memory of spectra, if one is free.
    pub fn lease_spectra(&mut self) -> Option<SpectralLease> {
        let index = self.free_spectra.pop()?;
        self.spectra[index].reset();
        Some(SpectralLease(index))
    }

    /// Takes a memory of spectra back.
    pub fn give_spectra_back(&mut self, lease: SpectralLease) {
        self.free_spectra.push(lease.0);
    }

    /// What a lease stands for, and the transform that all share.
    pub fn spectra(&mut self, lease: &SpectralLease) -> (&mut Spectra, &mut Transform) {
        (&mut self.spectra[lease.0], &mut self.transform)
    }

    /// A memory, if one is free. What it holds is of another sound: a ring is to be cleared before it is used.
    pub fn lease(&mut self) -> Option<Lease> {
        self.free.pop().map(Lease)
    }

    /// Takes a memory back.
    pub fn give_back(&mut self, lease: Lease) {
        self.free.push(lease.0);
    }

    /// What a lease stands for.
    pub fn get(&mut self, lease: &Lease) -> &mut Memory {
        &mut self.memories[lease.0]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::voices::effects::Start;
    use crate::engine::voices::effects::motion::{Phaser, PitchShift};
    use crate::engine::voices::effects::waves::Squiz;
    use crate::engine::voices::plan::Length;

    #[test]
    fn a_cleared_ring_is_silent_however_long_the_sound_before_was() {
        const RATE: f64 = 8_000.0;
        let length = Length {
            seconds: 1.0,
            fade_in: 0.0,
            fade_out: 0.0,
            held: None,
        };
        let start = Start {
            sample_rate: RATE,
            length: &length,
            frequency: 440.0,
            seed: 1,
        };
        for frames in [1, 63, 500, 800, 20_000] {
            let mut memory = Memory::new(RATE);
            let mut phaser = Phaser::new(1.0, 0.5, RATE);
            let mut shift = PitchShift::new(1.5, 0.0, &start);
            let mut squiz = Squiz::new(2.0, RATE);
            for _ in 0..frames {
                let sound = || ([1.0], [-1.0]);
                let (mut left, mut right) = sound();
                phaser.process(&mut left, &mut right, &mut memory);
                let (mut left, mut right) = sound();
                shift.process(&mut left, &mut right, &mut memory);
                let (mut left, mut right) = sound();
                squiz.process(&mut left, &mut right, &mut memory);
            }
            for ring in [Ring::PitchShift, Ring::Phaser, Ring::Squiz] {
                let is_silent = |memory: &Memory| {
                    let channels = memory.rings[ring as usize].iter();
                    channels.flatten().all(|x| *x == 0.0)
                };
                assert!(!is_silent(&memory));
                memory.clear(ring);
                assert!(is_silent(&memory), "{ring:?} after {frames} frames");
            }
        }
    }
}
