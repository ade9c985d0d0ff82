//! Rings of frames that effects with a memory borrow while their voice sounds.

/// How many voices can have such effects at once.
const COUNT: usize = 64;

/// How long a ring is, in seconds.
const SECONDS: f64 = 0.2;

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
            rings: [ring(SECONDS), ring(0.011), ring(0.1)],
        }
    }

    /// Both channels of a ring.
    pub fn ring(&mut self, ring: Ring) -> &mut [Vec<f32>; 2] {
        &mut self.rings[ring as usize]
    }
}

/// The pool.
pub struct Memories {
    memories: Vec<Memory>,
    free: Vec<usize>,
}

impl Memories {
    /// For an engine at `sample_rate` Hz.
    #[must_use]
    pub fn new(sample_rate: f64) -> Self {
        Self {
            memories: (0..COUNT).map(|_| Memory::new(sample_rate)).collect(),
            free: (0..COUNT).rev().collect(),
        }
    }

    /// A silent memory, if one is free.
    pub fn lease(&mut self) -> Option<Lease> {
        let index = self.free.pop()?;
        for ring in self.memories[index].rings.iter_mut().flatten() {
            ring.fill(0.0);
        }
        Some(Lease(index))
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
