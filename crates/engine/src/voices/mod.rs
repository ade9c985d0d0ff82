//! Phase 2: a fixed pool of voices, each rendered into the buffer of its source.
//!
//! Nothing is made or freed when a sound starts or ends. A full pool takes a voice of the line that starts one, or of the
//! line that has most if that one has less than its share: the quietest (of equally quiet ones the oldest). It fades over
//! two milliseconds while the new one starts.
//!
//! One thread renders them all. A pool of `rayon` would have the audio thread wait, on a lock, for threads of a lower
//! priority, which the real-time law forbids; `benches/voices.rs` measures what it could gain (1.4 times at 1,024 voices on two cores).

pub mod choice;
mod decay;
pub mod effects;
pub mod gate;
pub(crate) mod load;
pub mod orbit;
mod pitch;
pub mod sample;
mod sounds;
mod stage;
mod start;
mod stealing;
mod stretch;
pub mod sustain;
pub mod synths;
mod twins;
mod voice;

pub use sounds::Sounds;
pub use stage::{Leaving, Ringing, Stage};

use crate::graph::{Fade, SUB_BLOCK, Schedule, StereoBlock};
use crate::parameters as p;
use crate::program::instrument::Instrument;
use crate::sequencing::trigger::SoundId;
use crate::voices::effects::Stock;
use crate::voices::stealing::Uncut;
use crate::voices::stealing::order::StealingOrder;
use crate::voices::stealing::shares::Shares;
use phonon_dsp::math::sinc;
use sample::Interpolation;
use synths::Instance;
use twins::Twins;
use voice::{Generator, Voice, VoiceResources};

/// Fewest and most voices that a pool may have.
pub const POOL: (usize, usize) = (64, 4096);

/// Voices of a pool unless the settings say otherwise.
pub const DEFAULT_POOL: usize = 512;

/// Where a voice sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// In a voice source of the program, by its index.
    Source(usize),
    /// In one of the program before, of which the present one has no like: it ends with that.
    Leaving(usize),
    /// In an output: its source is gone, and nothing but that output heard it.
    Output(usize),
}

/// Sources of which it is known whether voices were added.
const KEPT: usize = 128;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Voices that have started.
    pub started: u64,
    /// Voices taken from a sound that still rang.
    pub stolen: u64,
    /// Voices ended because there was no time for them.
    pub shed: u64,
    /// Sounds that could not start: no room even among the fading, or a sample not yet decoded.
    pub dropped: u64,
    /// Sounds that could not start because their file cannot be decoded.
    pub undecodable: u64,
    /// Voices ended because they made NaN, infinity or what no sound is as loud as.
    pub faults: u64,
}

/// The pool.
pub struct Voices {
    voices: Vec<Voice>,
    /// Most voices that may sound.
    limit: usize,
    /// Most voices there may be, those included that fade after a theft.
    places: usize,
    interpolation: Interpolation,
    /// Whether a sample not yet decoded is waited for.
    waits: bool,
    stolen: usize,
    /// Number of voices of each line, without the stolen ones.
    shares: Shares,
    /// Voices of each line in the order in which they are stolen.
    order: StealingOrder,
    uncut: Uncut,
    /// For finding the softest: loudness, ordinal and place in the pool of those that are not stolen.
    softest: Vec<(f32, u64, usize)>,
    sample_rate: f64,
    ordinal: u64,
    twins: Twins,
    /// First frame of the segment being rendered, within its sub-block.
    segment: usize,
    resources: VoiceResources,
    /// Sources that voices were added to in this segment, by index, of the program and of the one before; those beyond
    /// always count as such.
    fed: [[bool; KEPT]; 2],
    /// Counts since the pool was made.
    pub counts: Counts,
}

impl Voices {
    /// A pool of `limit` voices (brought within [`POOL`]) at `sample_rate` Hz.
    #[must_use]
    pub fn new(limit: usize, sample_rate: f64) -> Self {
        let limit = limit.clamp(POOL.0, POOL.1);
        synths::prepare();
        sinc::prepare();
        let places = limit + limit / 4 + 32;
        Self {
            voices: Vec::with_capacity(places),
            limit,
            places,
            interpolation: Interpolation::default(),
            waits: false,
            stolen: 0,
            shares: Shares::default(),
            order: StealingOrder::new(places),
            uncut: Uncut::new(places),
            softest: Vec::with_capacity(places),
            sample_rate,
            ordinal: 0,
            twins: Twins::default(),
            segment: 0,
            resources: VoiceResources::new(places, sample_rate),
            fed: [[false; KEPT]; 2],
            counts: Counts::default(),
        }
    }

    /// How samples that start from now on are read between their frames.
    pub fn set_interpolation(&mut self, interpolation: Interpolation) {
        self.interpolation = interpolation;
    }

    /// Whether samples that are not yet decoded are decoded when they start, while everything waits. Only for
    /// rendering that is not in real time, where nothing may be missing.
    pub fn set_waiting(&mut self, waits: bool) {
        self.waits = waits;
    }

    /// Takes the effects' memory that a program that takes over has brought; what is not needed goes with the one before.
    pub(crate) fn restock(&mut self, new: &mut Sounds, old: Option<&mut Sounds>) {
        let old = old.map(|old| &mut old.stock);
        self.resources.memories.restock(&mut new.stock, old);
    }

    /// Gives back the effects' memory of a program, which no other takes the place of.
    pub(crate) fn return_stock(&mut self, old: &mut Sounds) {
        let memories = &mut self.resources.memories;
        memories.restock(&mut Stock::default(), Some(&mut old.stock));
    }

    /// Voices that sound, fading ones included.
    #[must_use]
    pub fn sounding(&self) -> usize {
        self.voices.len()
    }

    /// Ends all at once without a fade: for a reset.
    pub fn clear(&mut self) {
        for voice in self.voices.drain(..) {
            self.resources.give_back(&voice);
        }
        self.stolen = 0;
        self.shares = Shares::default();
        self.forget_order();
    }

    /// Whether voices were added to a source in the segment just rendered.
    #[must_use]
    pub fn fed(&self, destination: Destination) -> bool {
        let (program, source) = match destination {
            Destination::Source(source) => (0, source),
            Destination::Leaving(source) => (1, source),
            Destination::Output(_) => return false,
        };
        self.fed[program].get(source).copied().unwrap_or(true)
    }

    /// Begins a segment at that frame of its sub-block: sounds may then be started in it.
    pub fn begin(&mut self, frame: usize) {
        self.segment = frame;
        self.twins.clear();
    }

    /// Moves voices to where their sources have gone in another program. `translate` says what a sound is there.
    pub fn succeed(
        &mut self,
        place: impl Fn(usize) -> Destination,
        translate: impl Fn(SoundId) -> Option<SoundId>,
    ) {
        for voice in &mut self.voices {
            let identity = &mut voice.identity;
            if let Destination::Source(source) = identity.destination {
                identity.destination = place(source);
            }
            identity.sound = identity.sound.and_then(&translate);
        }
        self.shares = Shares::default();
        for voice in self.voices.iter().filter(|voice| !voice.stolen) {
            self.shares.join(voice.identity.destination);
        }
        self.forget_order();
    }

    /// Lets what plays instruments go on with the new program's of the same names; `signal` is its graph, which has
    /// taken over already. Of the others the old program's play on while they fade. Returns whether anything fades.
    pub(crate) fn succeed_instruments(
        &mut self,
        new: &mut Sounds,
        old: &mut Sounds,
        signal: &Schedule,
        fade: &Fade,
        now: u64,
    ) -> bool {
        let (new, old) = (&mut new.instruments, &mut old.instruments);
        let mut differs = false;
        for voice in &mut self.voices {
            let Generator::Played(played) = &mut voice.generator else {
                continue;
            };
            let before = &mut old[played.instrument];
            let place = new
                .iter()
                .position(|instrument| instrument.name() == before.name());
            played.before = Some(played.instrument);
            match place {
                Some(place) if new[place].succeed(played.graph, before, signal, &mut differs) => {
                    played.instrument = place;
                }
                _ => {
                    played.leaving = true;
                    let (delay, frames) = fade.from(now);
                    voice.gate.end(delay, frames);
                    differs = true;
                }
            }
        }
        differs
    }

    /// Ends what sounds in the program before, which is no longer heard.
    pub(crate) fn end_leaving(&mut self, sounds: &mut Sounds) {
        self.keep(&mut sounds.instruments, |voice| {
            let leaves = matches!(voice.identity.destination, Destination::Leaving(_))
                || matches!(&voice.generator, Generator::Played(played) if played.leaving);
            !leaves
        });
    }

    /// Takes out the voices that `stays` refuses. The others keep their order, in which they are added up: so when a voice
    /// of one source ends, no other source sounds different in its last bit.
    fn keep(&mut self, instruments: &mut [Instrument], mut stays: impl FnMut(&mut Voice) -> bool) {
        self.forget_order();
        let Self {
            voices,
            stolen,
            shares,
            resources,
            ..
        } = self;
        voices.retain_mut(|voice| {
            if stays(voice) {
                return true;
            }
            if let Generator::Played(played) = &voice.generator
                && !played.leaving
            {
                instruments[played.instrument].give_back(played.graph);
            }
            if voice.stolen {
                *stolen -= 1;
            } else {
                shares.leave(voice.identity.destination);
            }
            resources.give_back(voice);
            false
        });
    }

    /// Renders the stage's segment to where the voices sound.
    pub fn render(&mut self, stage: &mut Stage) {
        let range = stage.segment.range.clone();
        self.fed = [[false; KEPT]; 2];
        stage.ringing.begin();
        for voice in &mut self.voices {
            let begin = range.start.max(voice.start);
            voice.start = 0;
            let left = usize::try_from(voice.gate.left()).unwrap_or(usize::MAX);
            let count = (range.end - begin).min(left);
            if count == 0 {
                continue;
            }
            if range.start == 0 || voice.gate.age() == 0 {
                let instruments = &mut stage.sounds.instruments;
                voice.control(&mut self.resources, instruments, SUB_BLOCK - begin);
            }
            let StereoBlock { left, right } = &mut self.resources.block;
            let (left, right) = (&mut left[..count], &mut right[..count]);
            match &voice.generator {
                Generator::Played(played) => {
                    stage.play(played, begin..begin + count, left, right);
                }
                Generator::Synth(index) => {
                    let synth = &self.resources.synths[*index];
                    if synth.as_ref().is_some_and(Instance::hears_input) {
                        stage.hear(begin..begin + count, left, right);
                    }
                }
                Generator::Sample(_) => {}
            }
            let block = match (voice.identity.destination, &mut stage.leaving) {
                (Destination::Source(source), _) => {
                    if let Some(fed) = self.fed[0].get_mut(source) {
                        *fed = true;
                    }
                    stage.signal.source_mut(source)
                }
                (Destination::Leaving(source), Some(leaving)) => {
                    if let Some(fed) = self.fed[1].get_mut(source) {
                        *fed = true;
                    }
                    leaving.signal.source_mut(source)
                }
                // Its program is gone, and it with it as soon as voices are swept.
                (Destination::Leaving(_), None) => continue,
                (Destination::Output(output), _) => stage.ringing.block(output, &range),
            };
            let left = &mut block.left[begin..begin + count];
            let right = &mut block.right[begin..begin + count];
            if !voice.render(left, right, &mut self.resources) {
                voice.gate.stop();
                self.counts.faults += 1;
            }
        }
        if range.end == SUB_BLOCK {
            self.sweep(&mut stage.sounds.instruments);
        }
    }

    /// At the end of a sub-block: takes out the voices that have ended, and listens to the others. Only then, so that
    /// the order in which voices are added up does not depend on how the host cuts time.
    fn sweep(&mut self, instruments: &mut [Instrument]) {
        self.keep(instruments, |voice| {
            let sounds = voice.gate.left() > 0;
            if sounds {
                voice.listen();
            }
            sounds
        });
    }
}
