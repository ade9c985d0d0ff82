//! Phase 2: a fixed pool of voices, each rendered into the buffer of its source.
//!
//! Nothing is made or freed when a sound starts or ends. A full pool takes the quietest voice (of equally quiet ones
//! the oldest) and fades it over two milliseconds while the new one starts.
//!
//! One thread renders them all. A pool of `rayon` would have the audio thread wait, on a lock, for threads of a lower
//! priority, which the real-time law forbids; what it could gain, `benches/voices.rs` measures.

mod decay;
pub mod effects;
pub mod gate;
pub mod plan;
pub mod sample;
pub mod synths;

use super::graph::{Fade, OUTPUTS, SUB_BLOCK, Schedule, Segment, StereoBlock};
use super::instrument::Instrument;
use super::parameters as p;
use super::program::{Sound, Sounds};
use super::trigger::{SoundId, Trigger};
use crate::dsp::sinc;
use crate::dsp::trig::sine;
use decay::Decay;
use effects::{Chain, Memories, Start};
use gate::{Factors, Gate};
use plan::{Moment, Recorded};
use sample::{Interpolation, SampleReader};
use std::ops::Range;
use synths::{Instance, Setup, Voicing};

/// Length of a stolen voice's fade, in seconds.
const THEFT: f64 = 0.002;

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

/// What makes a voice's sound.
enum Generator {
    Sample(SampleReader),
    /// By its place in the pool's `synths`.
    Synth(usize),
    /// The graph of a bus.
    Played(Played),
}

/// What a voice plays of an instrument.
#[derive(Clone, Copy, Debug)]
struct Played {
    /// By its place in the program's instruments.
    instrument: usize,
    graph: usize,
    /// The instrument of the program before that it goes on with.
    before: Option<usize>,
    /// The instrument is one of the program before, of which the present one has no like.
    leaving: bool,
    decay: Decay,
}

/// The pitch of a synth over time, in control blocks.
#[derive(Clone, Copy, Debug, Default)]
struct Pitch {
    /// Hz.
    frequency: f32,
    /// Of the frequency at the end.
    accelerate: f32,
    /// Hz and semitones.
    vibrato: (f32, f32),
    /// Semitones, rise and fall in seconds.
    envelope: (f32, f32, f32),
}

impl Pitch {
    fn new(trigger: &Trigger) -> Self {
        let envelope = trigger.get(p::PENV).map_or((0.0, 0.0, 0.0), |amount| {
            let decay = trigger.get(p::PDECAY).unwrap_or(0.1);
            (amount, trigger.get(p::PATTACK).unwrap_or(0.0), decay)
        });
        Self {
            frequency: trigger.frequency(true) * trigger.value(p::SPEED).abs(),
            accelerate: trigger.get(p::ACCELERATE).unwrap_or(0.0),
            vibrato: trigger
                .get(p::VIB)
                .map_or((0.0, 0.0), |rate| (rate, trigger.value(p::VIBMOD))),
            envelope,
        }
    }

    /// Hz, `seconds` into the sound, of which `progress` (0…1) has passed.
    fn at(&self, seconds: f32, progress: f32) -> f32 {
        let mut semitones = 0.0;
        if self.vibrato.1 > 0.0 {
            let turns = (self.vibrato.0 * seconds).fract();
            semitones += self.vibrato.1 * sine((turns * 4_294_967_296.0) as u32);
        }
        let (amount, rise, fall) = self.envelope;
        if amount != 0.0 {
            let level = if seconds < rise {
                seconds / rise
            } else {
                (1.0 - (seconds - rise) / fall.max(1.0e-4)).max(0.0)
            };
            semitones += amount * level;
        }
        let glide = (1.0 + self.accelerate * progress).max(0.0);
        let bend = if semitones == 0.0 {
            1.0
        } else {
            (semitones / 12.0).exp2()
        };
        self.frequency * glide * bend
    }
}

/// What a cut looks for.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Identity {
    destination: Destination,
    group: i32,
    /// `None` if the program no longer knows it.
    sound: Option<SoundId>,
    /// Index within the bank.
    index: i64,
}

struct Voice {
    generator: Generator,
    gate: Gate,
    /// Level, and the factors of its place.
    level: f32,
    place: (f32, f32),
    /// Its place in the pool's `chains`, if it has effects.
    chain: Option<usize>,
    pitch: Pitch,
    seconds_a_frame: f32,
    identity: Identity,
    /// Frame of the segment at which it starts; 0 from its second segment on.
    start: usize,
    loudness: f32,
    /// When it was started, for the choice among equals.
    ordinal: u64,
    stolen: bool,
}

/// Where voices are rendered, and when.
pub struct Stage<'a> {
    /// The graph, whose sources they feed.
    pub schedule: &'a mut Schedule,
    /// What they play beside samples and synths.
    pub instruments: &'a mut [Instrument],
    /// The program before, while it fades.
    pub leaving: Option<Leaving<'a>>,
    /// What goes past them.
    pub ringing: &'a mut Ringing,
    /// The part of the sub-block that is rendered.
    pub segment: &'a Segment,
}

/// What voices still need of the program before.
pub struct Leaving<'a> {
    /// Its graph.
    pub schedule: &'a mut Schedule,
    /// Its instruments.
    pub instruments: &'a mut [Instrument],
    /// The time in which it fades.
    pub fade: &'a Fade,
}

impl Stage<'_> {
    /// Renders the frames `range` of an instrument's graph, as many as `left` and `right` have.
    fn play(&mut self, played: &Played, range: Range<usize>, left: &mut [f32], right: &mut [f32]) {
        let segment = Segment {
            range,
            ..self.segment.clone()
        };
        match (&mut self.leaving, played.leaving) {
            (Some(old), true) => {
                let instrument = &mut old.instruments[played.instrument];
                instrument.render(played.graph, old.schedule, None, &segment, left, right);
            }
            (None, true) => {
                left.fill(0.0);
                right.fill(0.0);
            }
            (old, false) => {
                let before = match (old, played.before) {
                    (Some(old), Some(before)) => Some((&mut old.instruments[before], old.fade)),
                    _ => None,
                };
                let instrument = &mut self.instruments[played.instrument];
                instrument.render(played.graph, self.schedule, before, &segment, left, right);
            }
        }
    }
}

/// What rings out in outputs whose sources are gone.
pub struct Ringing {
    blocks: Vec<StereoBlock>,
    sounding: [bool; OUTPUTS],
}

impl Default for Ringing {
    fn default() -> Self {
        Self {
            blocks: vec![StereoBlock::default(); OUTPUTS],
            sounding: [false; OUTPUTS],
        }
    }
}

impl Ringing {
    fn begin(&mut self) {
        self.sounding = [false; OUTPUTS];
    }

    fn block(&mut self, output: usize, range: &Range<usize>) -> &mut StereoBlock {
        if !std::mem::replace(&mut self.sounding[output], true) {
            self.blocks[output].clear(range.clone());
        }
        &mut self.blocks[output]
    }

    /// The outputs that sound, and what sounds there.
    pub fn sounding(&self) -> impl Iterator<Item = (usize, &StereoBlock)> {
        self.blocks
            .iter()
            .enumerate()
            .filter(|(output, _)| self.sounding[*output])
    }
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

/// What voices use that is larger than they.
struct Instruments {
    synths: Vec<Option<Instance>>,
    free_synths: Vec<usize>,
    chains: Vec<Chain>,
    free_chains: Vec<usize>,
    memories: Memories,
    factors: [f32; SUB_BLOCK],
    block: StereoBlock,
}

impl Instruments {
    fn new(count: usize, sample_rate: f64) -> Self {
        Self {
            synths: (0..count).map(|_| None).collect(),
            free_synths: (0..count).rev().collect(),
            chains: vec![Chain::default(); count],
            free_chains: (0..count).rev().collect(),
            memories: Memories::new(sample_rate),
            factors: [0.0; SUB_BLOCK],
            block: StereoBlock::default(),
        }
    }

    /// Takes back what a voice had.
    fn give_back(&mut self, voice: &Voice) {
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

/// The pool.
pub struct Voices {
    voices: Vec<Voice>,
    limit: usize,
    interpolation: Interpolation,
    /// Whether a sample not yet decoded is waited for.
    waits: bool,
    stolen: usize,
    sample_rate: f64,
    ordinal: u64,
    /// First frame of the segment being rendered, within its sub-block.
    segment: usize,
    instruments: Instruments,
    /// Sources that voices were added to in this segment, by index, of the program and of the one before; those beyond
    /// always count as such.
    fed: [[bool; KEPT]; 2],
    /// Since when it was counted.
    pub counts: Counts,
}

impl Voices {
    /// A pool of `limit` voices (brought within [`POOL`]) at `sample_rate` Hz.
    #[must_use]
    pub fn new(limit: usize, sample_rate: f64) -> Self {
        let limit = limit.clamp(POOL.0, POOL.1);
        synths::prepare();
        sinc::prepare();
        // Beside those that sound, some that fade after a theft.
        let count = limit + limit / 4 + 32;
        Self {
            voices: Vec::with_capacity(count),
            limit,
            interpolation: Interpolation::default(),
            waits: false,
            stolen: 0,
            sample_rate,
            ordinal: 0,
            segment: 0,
            instruments: Instruments::new(count, sample_rate),
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

    /// Voices that sound, fading ones included.
    #[must_use]
    pub fn sounding(&self) -> usize {
        self.voices.len()
    }

    /// Ends all at once without a fade: for a reset.
    pub fn clear(&mut self) {
        for voice in self.voices.drain(..) {
            self.instruments.give_back(&voice);
        }
        self.stolen = 0;
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
    }

    /// Lets what plays instruments go on with the new program's of the same names; `program` is its graph, which has
    /// taken over already. Of the others the old program's play on while they fade. Returns whether anything fades.
    pub fn succeed_instruments(
        &mut self,
        new: &mut [Instrument],
        old: &mut [Instrument],
        program: &Schedule,
        fade: &Fade,
        now: u64,
    ) -> bool {
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
                Some(place) if new[place].succeed(played.graph, before, program, &mut differs) => {
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
    pub fn end_leaving(&mut self, instruments: &mut [Instrument]) {
        let mut index = 0;
        while index < self.voices.len() {
            let voice = &self.voices[index];
            let leaves = matches!(voice.identity.destination, Destination::Leaving(_))
                || matches!(&voice.generator, Generator::Played(played) if played.leaving);
            if leaves {
                self.remove(index, instruments);
            } else {
                index += 1;
            }
        }
    }

    fn remove(&mut self, index: usize, instruments: &mut [Instrument]) {
        let voice = self.voices.swap_remove(index);
        if let Generator::Played(played) = &voice.generator
            && !played.leaving
        {
            instruments[played.instrument].give_back(played.graph);
        }
        self.stolen -= usize::from(voice.stolen);
        self.instruments.give_back(&voice);
    }

    /// Starts a sound at frame `start` of the sub-block that is being rendered, one of `sounds`; `instruments` are those of
    /// the program whose graph is `schedule`.
    pub fn start(
        &mut self,
        trigger: &Trigger,
        sounds: &Sounds,
        instruments: &mut [Instrument],
        schedule: &Schedule,
        cps: f64,
        start: usize,
    ) {
        let Some(id) = trigger.sound else { return };
        let moment = Moment {
            sample_rate: self.sample_rate,
            cps,
            delta: trigger.duration / cps,
        };
        let index = trigger.index();
        let identity = Identity {
            destination: Destination::Source(trigger.source),
            group: trigger.value(p::CUT) as i32,
            sound: Some(id),
            index,
        };
        self.cut(trigger, identity);
        let level = match sounds.get(id) {
            Some(Sound::Synth(_) | Sound::Instrument(_)) => plan::struck_level(trigger),
            _ => plan::level(trigger),
        };
        if level <= 0.0 {
            return;
        }
        let sample = match sounds.get(id) {
            Some(Sound::Bank(bank)) => {
                let slot = bank.slot(index);
                if self.waits && slot.get().is_none() {
                    // What cannot be decoded stays silent and is counted below.
                    let _ = slot.load_now();
                }
                slot.get_or_request()
            }
            Some(Sound::Loaded(samples)) => {
                samples.get(index.rem_euclid(samples.len().max(1) as i64) as usize)
            }
            Some(Sound::Synth(synth)) => {
                if let Some(length) = plan::synth(trigger, &moment)
                    && self.make_room(start)
                {
                    let pitch = Pitch::new(trigger);
                    let setup = Setup {
                        sample_rate: self.sample_rate,
                        frequency: pitch.frequency,
                        length: &length,
                        trigger,
                        seed: self.ordinal,
                    };
                    let Some(place) = self.instruments.free_synths.pop() else {
                        self.counts.dropped += 1;
                        return;
                    };
                    self.instruments.synths[place] = Some((synth.start)(&setup));
                    self.add(
                        trigger,
                        identity,
                        start,
                        level,
                        Generator::Synth(place),
                        pitch,
                        &length,
                    );
                }
                return;
            }
            Some(Sound::Instrument(place)) => {
                let place = *place;
                let length = plan::held(trigger, &moment);
                if let (Some(length), Some(instrument)) = (length, instruments.get_mut(place)) {
                    self.play(
                        trigger, identity, place, instrument, schedule, &length, start,
                    );
                }
                return;
            }
            None => return,
        };
        let Some(sample) = sample else {
            self.counts.dropped += 1;
            return;
        };
        let file = Recorded {
            seconds: sample.seconds(),
            root: sample.root_note(),
        };
        let Some(plan) = plan::sample(trigger, &file, &moment) else {
            return;
        };
        let reader = SampleReader::new(sample, &plan, self.interpolation, self.sample_rate);
        if self.make_room(start) {
            let generator = Generator::Sample(reader);
            self.add(
                trigger,
                identity,
                start,
                level,
                generator,
                Pitch::default(),
                &plan.length,
            );
        }
    }

    /// Starts a voice of an instrument.
    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one voice, put together in one place"
    )]
    fn play(
        &mut self,
        trigger: &Trigger,
        identity: Identity,
        place: usize,
        instrument: &mut Instrument,
        schedule: &Schedule,
        length: &plan::Length,
        start: usize,
    ) {
        self.thin_out(place, instrument.polyphony(), start);
        if !self.make_room(start) {
            return;
        }
        let Some(graph) = instrument.take(schedule) else {
            self.counts.dropped += 1;
            return;
        };
        let played = Played {
            instrument: place,
            graph,
            before: None,
            leaving: false,
            decay: Decay::new(trigger, length, self.sample_rate),
        };
        // Its envelope is the gate's.
        let bare = trigger.clone().without(p::ATTACK).without(p::RELEASE);
        self.add(
            &bare,
            identity,
            start,
            plan::struck_level(trigger),
            Generator::Played(played),
            Pitch::new(trigger),
            length,
        );
    }

    /// Sees to it that fewer than `most` voices play an instrument: the oldest gives way.
    fn thin_out(&mut self, place: usize, most: usize, frame: usize) {
        let plays = |voice: &Voice| {
            !voice.stolen
                && matches!(&voice.generator, Generator::Played(played)
                    if played.instrument == place && !played.leaving)
        };
        if self.voices.iter().filter(|voice| plays(voice)).count() < most {
            return;
        }
        let oldest = self
            .voices
            .iter()
            .enumerate()
            .filter(|(_, voice)| plays(voice))
            .min_by_key(|(_, voice)| voice.ordinal);
        if let Some((index, _)) = oldest {
            self.steal(index, frame);
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the parts of one voice, put together in one place"
    )]
    fn add(
        &mut self,
        trigger: &Trigger,
        identity: Identity,
        start: usize,
        level: f32,
        generator: Generator,
        pitch: Pitch,
        length: &plan::Length,
    ) {
        let mut chain = None;
        if Chain::is_wanted(trigger)
            && let Some(place) = self.instruments.free_chains.pop()
        {
            let told = Start {
                sample_rate: self.sample_rate,
                length,
                frequency: trigger.frequency(true),
                seed: self.ordinal,
            };
            let Instruments {
                chains, memories, ..
            } = &mut self.instruments;
            if !chains[place].start(trigger, &told, memories) {
                self.counts.dropped += 1;
            }
            chain = Some(place);
        }
        self.ordinal += 1;
        self.counts.started += 1;
        self.voices.push(Voice {
            generator,
            gate: Gate::new(length, self.sample_rate),
            level,
            place: plan::pan(trigger),
            chain,
            pitch,
            seconds_a_frame: (1.0 / self.sample_rate) as f32,
            identity,
            start,
            loudness: level,
            ordinal: self.ordinal,
            stolen: false,
        });
    }

    /// Ends what the new sound's group silences. As in SuperDirt a cut is heard of at the next control block, the fade
    /// begins with the one after it, and lasts as many whole blocks as fit into the old sound's own fade, at least one.
    fn cut(&mut self, trigger: &Trigger, new: Identity) {
        if new.group == 0 {
            return;
        }
        let everywhere = trigger.value(p::CUTALL) != 0.0;
        for voice in &mut self.voices {
            let old = voice.identity;
            let same_place = everywhere || old.destination == new.destination;
            let same_sound = new.group > 0 || (old.sound == new.sound && old.index == new.index);
            if same_place && old.group.abs() == new.group.abs() && same_sound {
                let blocks = (voice.gate.fade_out() / SUB_BLOCK as u64).max(1);
                let delay = 2 * SUB_BLOCK - self.segment.max(voice.start);
                voice.gate.end(delay as u64, blocks * SUB_BLOCK as u64);
            }
        }
    }

    /// Sees to it that there is a place for one more.
    fn make_room(&mut self, frame: usize) -> bool {
        if self.voices.len() - self.stolen >= self.limit {
            let quietest = self
                .voices
                .iter()
                .enumerate()
                .filter(|(_, voice)| !voice.stolen)
                .min_by(|(_, a), (_, b)| {
                    a.loudness
                        .total_cmp(&b.loudness)
                        .then(a.ordinal.cmp(&b.ordinal))
                });
            if let Some((index, _)) = quietest {
                self.steal(index, frame);
            }
        }
        let room = self.voices.len() < self.voices.capacity();
        if !room {
            self.counts.dropped += 1;
        }
        room
    }

    /// Lets a voice fade at `frame` of the sub-block, for another that needs its place.
    fn steal(&mut self, index: usize, frame: usize) {
        let voice = &mut self.voices[index];
        voice.stolen = true;
        let delay = frame.saturating_sub(self.segment.max(voice.start));
        voice
            .gate
            .end(delay as u64, (THEFT * self.sample_rate).ceil() as u64);
        self.stolen += 1;
        self.counts.stolen += 1;
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
                voice.control(&mut self.instruments, stage.instruments, SUB_BLOCK - begin);
            }
            if let Generator::Played(played) = &voice.generator {
                let StereoBlock { left, right } = &mut self.instruments.block;
                let (left, right) = (&mut left[..count], &mut right[..count]);
                stage.play(played, begin..begin + count, left, right);
            }
            let block = match (voice.identity.destination, &mut stage.leaving) {
                (Destination::Source(source), _) => {
                    if let Some(fed) = self.fed[0].get_mut(source) {
                        *fed = true;
                    }
                    stage.schedule.source_mut(source)
                }
                (Destination::Leaving(source), Some(leaving)) => {
                    if let Some(fed) = self.fed[1].get_mut(source) {
                        *fed = true;
                    }
                    leaving.schedule.source_mut(source)
                }
                // Its program is gone, and it with it as soon as voices are swept.
                (Destination::Leaving(_), None) => continue,
                (Destination::Output(output), _) => stage.ringing.block(output, &range),
            };
            let left = &mut block.left[begin..begin + count];
            let right = &mut block.right[begin..begin + count];
            voice.render(left, right, &mut self.instruments);
        }
        if range.end == SUB_BLOCK {
            self.sweep(stage.instruments);
        }
    }

    /// At the end of a sub-block: takes out the voices that have ended, and listens to the others. Only then, so that
    /// the order in which voices are added up does not depend on how the host cuts time.
    fn sweep(&mut self, instruments: &mut [Instrument]) {
        let mut index = 0;
        while index < self.voices.len() {
            let voice = &mut self.voices[index];
            if voice.gate.left() == 0 {
                self.remove(index, instruments);
            } else {
                voice.listen();
                index += 1;
            }
        }
    }
}

impl Voice {
    /// At the start of a sub-block and of the sound; it ends `coming` frames later.
    fn control(&mut self, own: &mut Instruments, instruments: &mut [Instrument], coming: usize) {
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
    fn listen(&mut self) {
        let sound = match &self.generator {
            Generator::Sample(reader) => reader.loudness(),
            // Synths die away or are held: those that have little left go first.
            Generator::Synth(_) | Generator::Played(_) => 1.0 - 0.9 * self.gate.progress() as f32,
        };
        self.loudness = sound * self.level;
    }

    /// Adds the next frames.
    fn render(&mut self, left: &mut [f32], right: &mut [f32], instruments: &mut Instruments) {
        let count = left.len();
        let age = self.gate.age();
        let (l, r) = self.place;
        let gate = self.gate.advance(count, &mut instruments.factors);
        if let (Factors::Steady(gate), Generator::Sample(reader), None) =
            (&gate, &mut self.generator, self.chain)
        {
            let level = self.level * gate;
            reader.add(left, right, (l * level, r * level));
            return;
        }
        let block = &mut instruments.block;
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
                if let Some(synth) = &mut instruments.synths[*index] {
                    synth.render(dry_left, dry_right);
                }
                for (left, right) in dry_left.iter_mut().zip(dry_right.iter_mut()) {
                    *left *= l;
                    *right *= r;
                }
            }
        }
        if let Some(chain) = self.chain {
            instruments.chains[chain].process(age, dry_left, dry_right, &mut instruments.memories);
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
    }
}
