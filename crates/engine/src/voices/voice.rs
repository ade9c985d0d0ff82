//! One voice: what makes its sound, its place and level, and how it is rendered.

use crate::graph::{SUB_BLOCK, StereoBlock};
use crate::program::instrument::Instrument;
use crate::sequencing::trigger::SoundId;
use crate::voices::Destination;
use crate::voices::decay::Decay;
use crate::voices::effects::{Chain, Memories};
use crate::voices::gate::{Factors, Gate};
use crate::voices::pitch::Pitch;
use crate::voices::sample::SampleReader;
use crate::voices::synths::{Instance, Voicing};

/// What makes a voice's sound.
pub(super) enum Generator {
    /// A recorded sound.
    Sample(SampleReader),
    /// By its place in the pool's `synths`.
    Synth(usize),
    /// The graph of a bus.
    Played(Played),
}

/// What a voice plays of an instrument.
#[derive(Clone, Copy, Debug)]
pub(super) struct Played {
    /// By its place in the program's instruments.
    pub instrument: usize,
    /// Which of its voices' graphs.
    pub graph: usize,
    /// The instrument of the program before that the voice goes on from.
    pub before: Option<usize>,
    /// The instrument is one of the program before, of which the present one has no like.
    pub leaving: bool,
    /// Decay within the voice's envelope.
    pub decay: Decay,
}

/// What a cut looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Identity {
    /// Where the voice sounds.
    pub destination: Destination,
    /// The cut group; 0 is none.
    pub group: i32,
    /// The sound; `None` if the program no longer knows it.
    pub sound: Option<SoundId>,
    /// Index of the sample within its bank.
    pub index: i64,
}

/// A sounding voice.
pub(super) struct Voice {
    /// What makes the voice's sound.
    pub generator: Generator,
    /// Length, fades and age of the voice.
    pub gate: Gate,
    /// Level of the voice, linear.
    pub level: f32,
    /// Factors of the left and the right channel.
    pub place: (f32, f32),
    /// Place of the voice's effects in the pool's `chains`, if there are any.
    pub chain: Option<usize>,
    /// Pitch of a synth or an instrument.
    pub pitch: Pitch,
    /// One over the engine's rate.
    pub seconds_a_frame: f32,
    /// What decides whether another sound cuts the voice.
    pub identity: Identity,
    /// Frame of the segment at which it starts; 0 from its second segment on.
    pub start: usize,
    /// How loud it was when last listened to, for the choice of what to steal.
    pub loudness: f32,
    /// When it was started, for the choice among equals.
    pub ordinal: u64,
    /// Whether the voice fades because another took its place.
    pub stolen: bool,
}

/// What voices use that is larger than they.
pub(super) struct VoiceResources {
    /// How many voices there may be: each place below is made when it is first needed, and there is room for all.
    places: usize,
    /// The synths of all voices, by place; none where nobody plays.
    pub synths: Vec<Option<Instance>>,
    /// Places in `synths` that are free.
    pub free_synths: Vec<usize>,
    /// Effects of all voices, by place.
    pub chains: Vec<Chain>,
    /// Places in `chains` that are free.
    pub free_chains: Vec<usize>,
    /// Memory that effects borrow.
    pub memories: Memories,
    /// Room for a gate's factors.
    pub factors: [f32; SUB_BLOCK],
    /// Room for one voice's sound.
    pub block: StereoBlock,
}

impl VoiceResources {
    /// For `count` voices at `sample_rate` Hz.
    pub(super) fn new(count: usize, sample_rate: f64) -> Self {
        Self {
            places: count,
            synths: Vec::with_capacity(count),
            free_synths: Vec::with_capacity(count),
            chains: Vec::with_capacity(count),
            free_chains: Vec::with_capacity(count),
            memories: Memories::new(sample_rate),
            factors: [0.0; SUB_BLOCK],
            block: StereoBlock::default(),
        }
    }

    /// A free place in `synths`.
    pub(super) fn place_of_synth(&mut self) -> Option<usize> {
        place(&mut self.synths, &mut self.free_synths, self.places)
    }

    /// A free place in `chains`.
    pub(super) fn place_of_chain(&mut self) -> Option<usize> {
        place(&mut self.chains, &mut self.free_chains, self.places)
    }

    /// Takes back what a voice had.
    pub(super) fn give_back(&mut self, voice: &Voice) {
        if let Generator::Synth(index) = voice.generator {
            self.synths[index] = None;
            self.free_synths.push(index);
        }
        if let Some(index) = voice.chain {
            self.chains[index].end(&mut self.memories);
            self.free_chains.push(index);
        }
    }
}

/// A free place, or a new one while there are fewer than `most`.
fn place<T: Default>(all: &mut Vec<T>, free: &mut Vec<usize>, most: usize) -> Option<usize> {
    free.pop().or_else(|| {
        (all.len() < most).then(|| {
            all.push(T::default());
            all.len() - 1
        })
    })
}

impl Voice {
    /// At the start of a sub-block and of the sound; it ends `coming` frames later.
    pub(super) fn control(
        &mut self,
        own: &mut VoiceResources,
        instruments: &mut [Instrument],
        coming: usize,
    ) {
        let progress = self.gate.glide(coming as u64);
        match &mut self.generator {
            Generator::Sample(reader) => reader.control(progress),
            Generator::Synth(index) => {
                if let Some(synth) = &mut own.synths[*index] {
                    let seconds = self.gate.age() as f32 * self.seconds_a_frame;
                    synth.control(self.pitch.at(seconds, progress as f32));
                }
            }
            // What leaves keeps its pitch for the rest of its fade.
            Generator::Played(played) if played.leaving => {}
            Generator::Played(played) => {
                let seconds = self.gate.age() as f32 * self.seconds_a_frame;
                let frequency = self.pitch.at(seconds, progress as f32);
                instruments[played.instrument].set_frequency(played.graph, frequency);
            }
        }
        if let Some(chain) = self.chain {
            own.chains[chain].control(&self.gate);
        }
    }

    /// At the end of a sub-block: how loud it is, for the choice of what to steal.
    pub(super) fn listen(&mut self) {
        let sound = match &self.generator {
            Generator::Sample(reader) => reader.loudness(),
            // Synths die away or are held: those that have little left go first.
            Generator::Synth(_) | Generator::Played(_) => 1.0 - 0.9 * self.gate.progress() as f32,
        };
        self.loudness = sound * self.level;
    }

    /// Adds the next frames, up to the first that is no sound. Returns whether all are.
    pub(super) fn render(
        &mut self,
        left: &mut [f32],
        right: &mut [f32],
        resources: &mut VoiceResources,
    ) -> bool {
        let count = left.len();
        let age = self.gate.age();
        let (l, r) = self.place;
        let gate = self.gate.advance(count, &mut resources.factors);
        if let (Factors::Steady(gate), Generator::Sample(reader), None) =
            (&gate, &mut self.generator, self.chain)
        {
            let level = self.level * gate;
            reader.add(left, right, (l * level, r * level));
            return true;
        }
        let block = &mut resources.block;
        let (dry_left, dry_right) = (&mut block.left[..count], &mut block.right[..count]);
        // A sample's place and level together, as above, unless effects are to hear it before its level.
        let mut level = self.level;
        match &mut self.generator {
            Generator::Sample(reader) => {
                dry_left.fill(0.0);
                dry_right.fill(0.0);
                let own = if self.chain.is_some() {
                    1.0
                } else {
                    std::mem::replace(&mut level, 1.0)
                };
                reader.add(dry_left, dry_right, (l * own, r * own));
            }
            // Its sound is there already.
            Generator::Played(played) => {
                played.decay.process(age, dry_left, dry_right);
                for (left, right) in dry_left.iter_mut().zip(dry_right.iter_mut()) {
                    *left *= l;
                    *right *= r;
                }
            }
            Generator::Synth(index) => {
                if let Some(synth) = &mut resources.synths[*index] {
                    synth.render(dry_left, dry_right);
                }
                for (left, right) in dry_left.iter_mut().zip(dry_right.iter_mut()) {
                    *left *= l;
                    *right *= r;
                }
            }
        }
        if let Some(chain) = self.chain {
            resources.chains[chain].process(age, dry_left, dry_right, &mut resources.memories);
        }
        // A recording by itself is sound already.
        let is_bare = self.chain.is_none() && matches!(self.generator, Generator::Sample(_));
        let sound = is_bare || dry_left.iter().chain(&*dry_right).fold(true, is_sound);
        if !sound {
            let both = dry_left.iter().zip(&*dry_right);
            let wrong = both.take_while(|(l, r)| is_sound(is_sound(true, l), r));
            let wrong = wrong.count();
            dry_left[wrong..].fill(0.0);
            dry_right[wrong..].fill(0.0);
        }
        match gate {
            Factors::Steady(gate) => {
                for ((left, right), (a, b)) in left
                    .iter_mut()
                    .zip(right)
                    .zip(dry_left.iter().zip(&*dry_right))
                {
                    *left += a * (level * gate);
                    *right += b * (level * gate);
                }
            }
            Factors::Moving(gate) => {
                for (((left, right), (a, b)), gate) in left
                    .iter_mut()
                    .zip(right)
                    .zip(dry_left.iter().zip(&*dry_right))
                    .zip(gate)
                {
                    *left += a * (level * gate);
                    *right += b * (level * gate);
                }
            }
        }
        sound
    }
}

/// What is louder than this (100 dB above full scale) is no sound, but a fault of what makes it.
const LOUDEST: f32 = 1.0e5;

/// Whether all up to here is sound: neither NaN nor beyond [`LOUDEST`].
fn is_sound(sound: bool, x: &f32) -> bool {
    sound & (x.abs() <= LOUDEST)
}
