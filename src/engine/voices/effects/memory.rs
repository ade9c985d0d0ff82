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
        }
    }

    /// Both channels of a ring.
    pub fn ring(&mut self, ring: Ring) -> &mut [Vec<f32>; 2] {
        &mut self.rings[ring as usize]
    }

    /// Silences both channels of a ring.
    pub fn clear(&mut self, ring: Ring) {
        for channel in self.ring(ring) {
            channel.fill(0.0);
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
