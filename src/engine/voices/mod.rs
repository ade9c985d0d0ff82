//! Phase 2: a fixed pool of voices, each rendered into the buffer of its source.
//!
//! Nothing is made or freed when a sound starts or ends. A full pool takes the quietest voice (of equally quiet ones
//! the oldest) and fades it over two milliseconds while the new one starts.

pub mod gate;
pub mod plan;
pub mod sample;
pub mod synths;

use super::graph::{SUB_BLOCK, Schedule, StereoBlock};
use super::parameters;
use super::program::{Sound, Sounds};
use super::trigger::{SoundId, Trigger};
use gate::{Factors, Gate};
use plan::Moment;
use sample::SampleReader;
use std::ops::Range;

/// Length of a stolen voice's fade, in seconds.
const THEFT: f64 = 0.002;

/// Fewest and most voices that a pool may have.
pub const POOL: (usize, usize) = (64, 4096);

/// Voices of a pool unless the settings say otherwise.
pub const DEFAULT_POOL: usize = 512;

/// The source of voices whose own is gone: they ring out in the main output.
pub const RINGING: usize = usize::MAX;

/// What makes a voice's sound.
enum Generator {
    Sample(SampleReader),
}

/// What a cut looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Identity {
    source: usize,
    group: i32,
    sound: SoundId,
    /// Index within the bank.
    index: i64,
}

struct Voice {
    generator: Generator,
    gate: Gate,
    /// Level and place together.
    factors: (f32, f32),
    source: usize,
    identity: Identity,
    /// Frame of the segment at which it starts; 0 from its second segment on.
    start: usize,
    loudness: f32,
    /// When it was started, for the choice among equals.
    ordinal: u64,
    stolen: bool,
}

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Voices started.
    pub started: u64,
    /// Voices taken from a sound that still rang.
    pub stolen: u64,
    /// Sounds that could not start: no room even among the fading, or a sample not yet decoded.
    pub dropped: u64,
}

/// The pool.
pub struct Voices {
    voices: Vec<Voice>,
    limit: usize,
    stolen: usize,
    sample_rate: f64,
    ordinal: u64,
    /// First frame of the segment being rendered, within its sub-block.
    segment: usize,
    factors: [f32; SUB_BLOCK],
    block: StereoBlock,
    /// Since when it was counted.
    pub counts: Counts,
}

impl Voices {
    /// A pool of `limit` voices (brought within [`POOL`]) at `sample_rate` Hz.
    #[must_use]
    pub fn new(limit: usize, sample_rate: f64) -> Self {
        let limit = limit.clamp(POOL.0, POOL.1);
        Self {
            // Beside those that sound, some that fade after a theft.
            voices: Vec::with_capacity(limit + limit / 4 + 32),
            limit,
            stolen: 0,
            sample_rate,
            ordinal: 0,
            segment: 0,
            factors: [0.0; SUB_BLOCK],
            block: StereoBlock::default(),
            counts: Counts::default(),
        }
    }

    /// Voices that sound, fading ones included.
    #[must_use]
    pub fn sounding(&self) -> usize {
        self.voices.len()
    }

    /// Ends all at once without a fade: for a reset.
    pub fn clear(&mut self) {
        self.voices.clear();
        self.stolen = 0;
    }

    /// Begins a segment at that frame of its sub-block: sounds may then be started in it.
    pub fn begin(&mut self, frame: usize) {
        self.segment = frame;
    }

    /// Moves voices to where their sources have gone in another program; `None` is [`RINGING`].
    pub fn move_sources(&mut self, place: impl Fn(usize) -> Option<usize>) {
        for voice in &mut self.voices {
            voice.source = place(voice.source).unwrap_or(RINGING);
            voice.identity.source = voice.source;
        }
    }

    /// Starts a sound at frame `start` of the sub-block that is being rendered.
    pub fn start(&mut self, trigger: &Trigger, sounds: &Sounds, cps: f64, start: usize) {
        let Some(id) = trigger.sound else { return };
        let moment = Moment {
            sample_rate: self.sample_rate,
            cps,
            delta: trigger.duration / cps,
        };
        let index = f64::from(trigger.value(parameters::N)).trunc() as i64;
        let identity = Identity {
            source: trigger.source,
            group: trigger.value(parameters::CUT) as i32,
            sound: id,
            index,
        };
        self.cut(trigger, identity);
        let level = plan::level(trigger);
        let (l, r) = plan::pan(trigger);
        let factors = (level * l, level * r);
        let sample = match sounds.get(id) {
            Some(Sound::Bank(bank)) => bank.slot(index).get_or_request(),
            Some(Sound::Loaded(samples)) => {
                samples.get(index.rem_euclid(samples.len().max(1) as i64) as usize)
            }
            Some(Sound::Synth(_)) | None => return,
        };
        let Some(sample) = sample else {
            self.counts.dropped += 1;
            return;
        };
        let Some(plan) = plan::sample(trigger, sample.seconds(), &moment) else {
            return;
        };
        let (generator, length) = (
            Generator::Sample(SampleReader::new(sample, &plan, self.sample_rate)),
            plan.length,
        );
        if level <= 0.0 || !self.make_room(start) {
            return;
        }
        self.ordinal += 1;
        self.counts.started += 1;
        self.voices.push(Voice {
            generator,
            gate: Gate::new(&length, self.sample_rate),
            factors,
            source: trigger.source,
            identity,
            start,
            loudness: level,
            ordinal: self.ordinal,
            stolen: false,
        });
    }

    /// Ends what the new sound's group silences. As in SuperDirt a cut takes hold at the next control block, and the
    /// old sound's own fade is rounded up to such blocks.
    fn cut(&mut self, trigger: &Trigger, new: Identity) {
        if new.group == 0 {
            return;
        }
        let everywhere = trigger.value(parameters::CUTALL) != 0.0;
        for voice in &mut self.voices {
            let old = voice.identity;
            let same_place = everywhere || old.source == new.source;
            let same_sound = new.group > 0 || (old.sound == new.sound && old.index == new.index);
            if same_place && old.group.abs() == new.group.abs() && same_sound {
                let blocks = (voice.gate.fade_out() / SUB_BLOCK as u64).max(1) + 1;
                let delay = SUB_BLOCK - self.segment.max(voice.start);
                voice.gate.end(delay as u64, blocks * SUB_BLOCK as u64);
            }
        }
    }

    /// Sees to it that there is a place for one more.
    fn make_room(&mut self, frame: usize) -> bool {
        if self.voices.len() - self.stolen >= self.limit {
            let quietest = self
                .voices
                .iter_mut()
                .filter(|voice| !voice.stolen)
                .min_by(|a, b| {
                    a.loudness
                        .total_cmp(&b.loudness)
                        .then(a.ordinal.cmp(&b.ordinal))
                });
            if let Some(voice) = quietest {
                voice.stolen = true;
                let delay = frame.saturating_sub(self.segment.max(voice.start));
                voice
                    .gate
                    .end(delay as u64, (THEFT * self.sample_rate).ceil() as u64);
                self.stolen += 1;
                self.counts.stolen += 1;
            }
        }
        let room = self.voices.len() < self.voices.capacity();
        if !room {
            self.counts.dropped += 1;
        }
        room
    }

    /// Renders the frames `range` of the current sub-block into the sources' buffers; what rings on from a source that
    /// is gone, into `ringing`. Returns whether anything was added there.
    pub fn render(
        &mut self,
        schedule: &mut Schedule,
        ringing: &mut StereoBlock,
        range: &Range<usize>,
    ) -> bool {
        let sources = schedule.sources();
        let mut rings = false;
        for voice in &mut self.voices {
            let begin = range.start.max(voice.start);
            voice.start = 0;
            let left = usize::try_from(voice.gate.left()).unwrap_or(usize::MAX);
            let count = (range.end - begin).min(left);
            if count == 0 {
                continue;
            }
            if range.start == 0 || voice.gate.age() == 0 {
                voice.generator.control(voice.gate.progress());
            }
            let block = if voice.source < sources {
                schedule.source_mut(voice.source)
            } else {
                rings = true;
                &mut *ringing
            };
            let left = &mut block.left[begin..begin + count];
            let right = &mut block.right[begin..begin + count];
            voice.render(left, right, &mut self.factors, &mut self.block);
        }
        if range.end == SUB_BLOCK {
            self.sweep();
        }
        rings
    }

    /// At the end of a sub-block: takes out the voices that have ended, and listens to the others. Only then, so that
    /// the order in which voices are added up does not depend on how the host cuts time.
    fn sweep(&mut self) {
        let mut index = 0;
        while index < self.voices.len() {
            let voice = &mut self.voices[index];
            if voice.gate.left() == 0 {
                self.stolen -= usize::from(voice.stolen);
                self.voices.swap_remove(index);
            } else {
                voice.loudness =
                    voice.generator.loudness() * (voice.factors.0.abs() + voice.factors.1.abs());
                index += 1;
            }
        }
    }
}

impl Generator {
    fn control(&mut self, progress: f64) {
        match self {
            Self::Sample(reader) => reader.control(progress),
        }
    }

    fn loudness(&self) -> f32 {
        match self {
            Self::Sample(reader) => reader.loudness(),
        }
    }
}

impl Voice {
    fn render(
        &mut self,
        left: &mut [f32],
        right: &mut [f32],
        factors: &mut [f32; SUB_BLOCK],
        block: &mut StereoBlock,
    ) {
        let count = left.len();
        let (l, r) = self.factors;
        match self.gate.advance(count, factors) {
            Factors::Steady(gate) => match &mut self.generator {
                Generator::Sample(reader) => reader.add(left, right, (l * gate, r * gate)),
            },
            Factors::Moving(gate) => {
                let (dry_left, dry_right) = (&mut block.left[..count], &mut block.right[..count]);
                dry_left.fill(0.0);
                dry_right.fill(0.0);
                match &mut self.generator {
                    Generator::Sample(reader) => reader.add(dry_left, dry_right, (l, r)),
                }
                for (((left, right), (a, b)), gate) in left
                    .iter_mut()
                    .zip(right)
                    .zip(dry_left.iter().zip(dry_right))
                    .zip(gate)
                {
                    *left += *a * gate;
                    *right += *b * gate;
                }
            }
        }
    }
}
