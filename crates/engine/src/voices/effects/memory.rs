//! Rings of frames and spectra that effects with a memory borrow while their voice sounds. A program whose text may ask for
//! them brings them along, made off the audio thread: an instance that never needs them has none.

use crate::voices::effects::pitch_shift;
use crate::voices::effects::spectral::Spectra;
use crate::voices::effects::squiz::LONGEST_WAVE;
use phonon_dsp::spectral::stft::{Transform, window_size};

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
            rings: [ring(pitch_shift::MEMORY), ring(0.011), ring(LONGEST_WAVE)],
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

/// What a program brings along for its effects.
#[derive(Default)]
pub struct Stock {
    memories: Vec<Memory>,
    spectra: Vec<Spectra>,
}

impl Stock {
    /// For an engine at `sample_rate` Hz, whose voices may need `rings` or `spectra`.
    #[must_use]
    pub fn new(sample_rate: f64, rings: bool, spectra: bool) -> Self {
        let rings = if rings { COUNT } else { 0 };
        let mut stock = Self {
            memories: (0..rings).map(|_| Memory::new(sample_rate)).collect(),
            spectra: Vec::new(),
        };
        if spectra {
            let transform = Transform::new(window_size(sample_rate));
            let spectra = (0..SPECTRAL).map(|_| Spectra::new(&transform, sample_rate));
            stock.spectra = spectra.collect();
        }
        stock
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
    /// For an engine at `sample_rate` Hz; none yet.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        Self {
            memories: Vec::new(),
            free: Vec::with_capacity(COUNT),
            spectra: Vec::new(),
            free_spectra: Vec::with_capacity(SPECTRAL),
            transform: Transform::new(window_size(sample_rate)),
        }
    }

    /// Takes what is lacking out of the stock of a program that takes over, and puts into that of the one before, if there
    /// is one, what nobody needs any more. Makes and frees nothing.
    pub fn restock(&mut self, new: &mut Stock, old: Option<&mut Stock>) {
        let (old_memories, old_spectra) = match old {
            Some(old) => (Some(&mut old.memories), Some(&mut old.spectra)),
            None => (None, None),
        };
        let Stock { memories, spectra } = new;
        exchange(&mut self.memories, &mut self.free, memories, old_memories);
        exchange(
            &mut self.spectra,
            &mut self.free_spectra,
            spectra,
            old_spectra,
        );
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

/// See [`Memories::restock`]; `free` are the places of `own` that nobody has.
fn exchange<T>(
    own: &mut Vec<T>,
    free: &mut Vec<usize>,
    new: &mut Vec<T>,
    old: Option<&mut Vec<T>>,
) {
    let wanted = !new.is_empty();
    if wanted && own.is_empty() {
        std::mem::swap(own, new);
        free.extend((0..own.len()).rev());
    }
    let Some(old) = old.filter(|old| old.is_empty()) else {
        return;
    };
    if wanted {
        // One is enough.
        std::mem::swap(new, old);
    } else if free.len() == own.len() {
        std::mem::swap(own, old);
        free.clear();
    }
}

#[cfg(test)]
impl Memories {
    /// With all there may be.
    pub fn stocked(sample_rate: f64) -> Self {
        let mut memories = Self::new(sample_rate);
        memories.restock(&mut Stock::new(sample_rate, true, true), None);
        memories
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memories_come_and_go_with_the_programs_that_need_them() {
        const RATE: f64 = 8_000.0;
        let holds = |stock: &Stock| (stock.memories.len(), stock.spectra.len());
        let mut pool = Memories::new(RATE);
        assert!(pool.lease().is_none() && pool.lease_spectra().is_none());
        let mut first = Stock::new(RATE, true, false);
        pool.restock(&mut first, None);
        assert_eq!(holds(&first), (0, 0));
        let lease = pool.lease().expect("a memory");
        // A second program that needs them too leaves those there are; its own go with the first.
        let mut second = Stock::new(RATE, true, true);
        pool.restock(&mut second, Some(&mut first));
        assert_eq!((holds(&first), holds(&second)), ((COUNT, 0), (0, 0)));
        assert!(pool.lease_spectra().is_some());
        // One that needs none leaves what sounds.
        let mut third = Stock::new(RATE, false, false);
        pool.restock(&mut third, Some(&mut second));
        assert_eq!(holds(&second), (0, 0));
        pool.give_back(lease);
        pool.restock(&mut Stock::default(), Some(&mut third));
        assert_eq!(holds(&third), (COUNT, 0));
        assert!(pool.lease().is_none());
    }
    use crate::voices::effects::Start;
    use crate::voices::effects::phaser::Phaser;
    use crate::voices::effects::pitch_shift::PitchShift;
    use crate::voices::effects::squiz::Squiz;
    use crate::voices::sustain::Length;

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
                phaser.sweep(&mut left, &mut right, &mut memory);
                let (mut left, mut right) = sound();
                shift.read_back(&mut left, &mut right, &mut memory);
                let (mut left, mut right) = sound();
                squiz.squeeze(&mut left, &mut right, &mut memory);
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
