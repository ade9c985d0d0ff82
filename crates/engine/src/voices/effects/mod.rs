//! The effects of a single voice, in SuperDirt's order, each only where an event asks for it.
//!
//! They hear the voice already placed between left and right, before its gain: so gain does not drive a distortion, and
//! a mono sound in the middle meets them at -3 dB. All state lies in the voice and is set anew when a sound starts;
//! what needs much memory is borrowed from a [`Memories`] pool.
//!
//! # Adding an effect
//!
//! 1. Its parameters are rows of `parameters/table.rs`.
//! 2. A file here, named like the effect, with a type of fixed size that implements `Effect`: which parameters ask for
//!    the effect, how a sound starts with it, how it changes frames. `tremolo.rs` is a short example; `phaser.rs` borrows
//!    memory, `filters.rs` moves with an envelope.
//! 3. Its `mod` line and its row in the table of `effects!` below, where the order is that of the sound's way.
//! 4. A test of what is heard: in the file, or in `tests/voices.rs` through the whole engine.

mod coarse;
mod compressor;
mod crush;
mod distort;
mod dj_filter;
mod drive;
mod envelope;
mod filters;
mod frequency_shift;
mod grain_envelope;
mod krush;
mod memory;
mod octer;
mod phaser;
mod pitch_shift;
mod ring_modulation;
mod shape;
mod spectral;
mod squiz;
mod tremolo;
mod triode;
mod vowel;
mod wave_loss;

pub use memory::{Memories, Stock};

use crate::parameters::Parameter;
use crate::sequencing::trigger::Trigger;
use crate::voices::gate::Gate;
use crate::voices::sustain::Length;
use memory::{Lease, Memory, Ring, SpectralLease};
use phonon_dsp::spectral::stft::Transform;
use spectral::Spectra;

/// What is softer than this counts as none where effects ask for a wave's sign: what has died away has none.
const SILENCE: f32 = 1.0e-15;

/// Corner of the filters that take out what does not move, in Hz: that of a leak of 0.995 at 44.1 kHz.
const DC_CORNER: f64 = 35.182;

/// Frames in which those filters begin at rest, whatever comes: SuperDirt's begin so with the first frame they hear, which
/// is a sample's second.
const DC_SETTLING: u8 = 2;

/// What an effect is told when a sound starts.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// Sample rate, Hz.
    pub sample_rate: f64,
    /// Length of the sound and of its fades.
    pub length: &'a Length,
    /// Frequency of the sound, Hz.
    pub frequency: f32,
    /// Seed for effects that draw random numbers.
    pub seed: u64,
}

/// The memory that an effect borrows while its voice sounds.
#[derive(Clone, Copy, Debug)]
enum Needs {
    /// None.
    Nothing,
    /// A ring of past frames.
    Ring(Ring),
    /// Spectra of past windows.
    Spectra,
}

/// An effect of one voice, as a sound starts with it.
trait Effect: Clone + Default {
    /// The parameters that ask for the effect, each by itself.
    const ASKED_BY: &'static [Parameter];

    /// The memory that the effect borrows.
    const NEEDS: Needs = Needs::Nothing;

    /// Whether an event asks for the effect.
    fn is_asked_by(trigger: &Trigger) -> bool {
        Self::ASKED_BY
            .iter()
            .any(|parameter| trigger.has(*parameter))
    }

    /// The effect for a sound that starts. `None` where the event's values leave the sound as it is.
    fn start(trigger: &Trigger, start: &Start) -> Option<Self>;

    /// At the start of the sound and of each sub-block: moves what moves slowly.
    fn control(&mut self, _: &Gate) {}

    /// Changes frames in place.
    fn process(&mut self, left: &mut [f32], right: &mut [f32], context: &mut Context);
}

/// What an effect knows of its voice beside the frames that it changes.
struct Context<'a> {
    /// Frames that the sound had before these.
    age: u64,
    leases: &'a Leases,
    memories: &'a mut Memories,
}

impl Context<'_> {
    /// The borrowed rings.
    fn rings(&mut self) -> Option<&mut Memory> {
        let lease = self.leases.rings.as_ref()?;
        Some(self.memories.get(lease))
    }

    /// The borrowed spectra, and the transform that all voices share.
    fn spectra(&mut self) -> Option<(&mut Spectra, &mut Transform)> {
        let lease = self.leases.spectra.as_ref()?;
        Some(self.memories.spectra(lease))
    }
}

/// What a voice has borrowed for its effects.
#[derive(Clone, Debug, Default)]
struct Leases {
    rings: Option<Lease>,
    spectra: Option<SpectralLease>,
}

impl Leases {
    /// Borrows what an effect needs. Returns whether there was any left.
    fn borrow(&mut self, needs: Needs, memories: &mut Memories) -> bool {
        match needs {
            Needs::Nothing => true,
            Needs::Ring(ring) => {
                if self.rings.is_none() {
                    self.rings = memories.lease();
                }
                if let Some(lease) = &self.rings {
                    memories.get(lease).clear(ring);
                }
                self.rings.is_some()
            }
            Needs::Spectra => {
                self.spectra = memories.lease_spectra();
                self.spectra.is_some()
            }
        }
    }
}

/// Makes the table: `Type in field`, in the order in which effects are applied.
macro_rules! effects {
    ($($effect:ident in $field:ident),* $(,)?) => {
        /// The effects.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        enum Kind {
            $($effect),*
        }

        /// Every effect: the parameters that ask for it, and the memory that it borrows.
        const ROWS: &[(&[Parameter], Needs)] = &[$(($effect::ASKED_BY, $effect::NEEDS)),*];

        /// The effects of one voice.
        #[derive(Clone, Debug, Default)]
        pub struct Chain {
            /// The effects that the sound has, in their order; the first `count` count.
            kinds: [Option<Kind>; ROWS.len()],
            count: usize,
            leases: Leases,
            $($field: $effect),*
        }

        impl Chain {
            /// Whether the event asks for any effect.
            #[must_use]
            pub fn is_wanted(trigger: &Trigger) -> bool {
                $($effect::is_asked_by(trigger))||*
            }

            /// Sets the chain up for a sound. Returns `false` if an effect had to be left out because its memory is in
            /// use.
            pub fn start(
                &mut self,
                trigger: &Trigger,
                start: &Start,
                memories: &mut Memories,
            ) -> bool {
                self.count = 0;
                self.leases = Leases::default();
                let mut is_complete = true;
                $({
                    let borrows = !matches!($effect::NEEDS, Needs::Nothing);
                    let has_memory = !(borrows && $effect::is_asked_by(trigger))
                        || self.leases.borrow($effect::NEEDS, memories);
                    is_complete &= has_memory;
                    if has_memory && let Some(effect) = $effect::start(trigger, start) {
                        self.$field = effect;
                        self.kinds[self.count] = Some(Kind::$effect);
                        self.count += 1;
                    }
                })*
                is_complete
            }

            /// At the start of a sub-block and of a sound: moves what moves slowly.
            pub fn control(&mut self, gate: &Gate) {
                for kind in self.kinds[..self.count].iter().flatten() {
                    match kind {
                        $(Kind::$effect => self.$field.control(gate)),*
                    }
                }
            }

            /// Changes frames in place; `age` is how many frames the sound had before them.
            pub fn process(
                &mut self,
                age: u64,
                left: &mut [f32],
                right: &mut [f32],
                memories: &mut Memories,
            ) {
                let leases = &self.leases;
                let mut context = Context { age, leases, memories };
                for kind in self.kinds[..self.count].iter().flatten() {
                    match kind {
                        $(Kind::$effect => self.$field.process(left, right, &mut context)),*
                    }
                }
            }
        }
    };
}

use coarse::Coarse;
use compressor::Compressor;
use crush::Crush;
use distort::Distort;
use dj_filter::DjFilter;
use drive::Drive;
use envelope::Envelope;
use filters::{BandPass, HighPass, LowPass};
use frequency_shift::FrequencyShift;
use grain_envelope::GrainEnvelope;
use krush::Krush;
use octer::Octer;
use phaser::Phaser;
use pitch_shift::PitchShift;
use ring_modulation::RingModulation;
use shape::Shape;
use spectral::Spectrum;
use squiz::Squiz;
use tremolo::Tremolo;
use triode::Triode;
use vowel::Vowel;
use wave_loss::WaveLoss;

effects! {
    Vowel in vowel,
    Shape in shape,
    HighPass in high_pass,
    BandPass in band_pass,
    Crush in crush,
    Coarse in coarse,
    LowPass in low_pass,
    PitchShift in pitch_shift,
    Envelope in envelope,
    GrainEnvelope in grain_envelope,
    Tremolo in tremolo,
    Phaser in phaser,
    WaveLoss in wave_loss,
    Squiz in squiz,
    FrequencyShift in frequency_shift,
    Triode in triode,
    Krush in krush,
    Octer in octer,
    RingModulation in ring_modulation,
    Distort in distort,
    Spectrum in spectrum,
    DjFilter in dj_filter,
    Drive in drive,
    Compressor in compressor,
}

/// What memory the effects of a program need in which `is_named` says which parameters events may have, at `sample_rate` Hz.
#[must_use]
pub fn stock(sample_rate: f64, is_named: impl Fn(Parameter) -> bool) -> Stock {
    let (mut rings, mut spectra) = (false, false);
    for (asked_by, needs) in ROWS {
        let wanted = match needs {
            Needs::Nothing => continue,
            Needs::Ring(_) => &mut rings,
            Needs::Spectra => &mut spectra,
        };
        *wanted |= asked_by.iter().any(|parameter| is_named(*parameter));
    }
    Stock::new(sample_rate, rings, spectra)
}

impl Chain {
    /// Gives back borrowed memory.
    pub fn end(&mut self, memories: &mut Memories) {
        if let Some(lease) = self.leases.rings.take() {
            memories.give_back(lease);
        }
        if let Some(lease) = self.leases.spectra.take() {
            memories.give_spectra_back(lease);
        }
        self.count = 0;
    }
}

/// Each channel by its own function, frame by frame.
fn each(
    left: &mut [f32],
    right: &mut [f32],
    mut l: impl FnMut(f32) -> f32,
    mut r: impl FnMut(f32) -> f32,
) {
    for x in left {
        *x = l(*x);
    }
    for x in right {
        *x = r(*x);
    }
}
