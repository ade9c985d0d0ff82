//! The engine: one call a block, in segments that never cross a sub-block of 64 frames, three phases each.

mod phases;
mod swap;
mod trial;

use std::ops::RangeInclusive;
use std::time::Duration;

use crate::change::{Change, Setting};
use crate::denormals::FlushToZero;
use crate::engine::swap::Fading;
use crate::graph::SUB_BLOCK;
use crate::input::{AudioInput, Incoming};
use crate::mixer::Mixer;
use crate::program::{Program, Tempo};
use crate::sequencing::PatternInputs;
use crate::sequencing::notes_out::{Message, Notes};
use crate::sequencing::sequencer::Sequencer;
use crate::time::Frames;
use crate::time::clock::{Clock, Motion};
use crate::time::transport::{Run, Transport};
use crate::voices::load::Load;
use crate::voices::sample::Interpolation;
use crate::voices::{self, Ringing, Voices};

/// Frames a second at which an engine can run.
pub const SAMPLE_RATES: RangeInclusive<f64> = 8_000.0..=768_000.0;

/// Old programs that can wait to be taken away.
const RETURNS: usize = 8;

/// An engine's first frame.
const FIRST: u64 = SUB_BLOCK as u64;

/// Macro parameters.
pub const MACROS: usize = 16;

/// What is fixed when an engine is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Size of the voice pool, 64 to 4096.
    pub voices: usize,
    /// How samples are read between their frames.
    pub interpolation: Interpolation,
    /// Whether a sample not yet decoded is waited for when it starts: for rendering that is not in real time.
    pub waits: bool,
    /// Whether to measure how long each phase takes.
    pub timing: bool,
    /// Where blocks must be in time: the part that they may take, in percent of what is wise. Beyond, voices are shed, so
    /// that what is heard depends on the machine. `None` where time does not press.
    pub hurry: Option<u8>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            voices: voices::DEFAULT_POOL,
            interpolation: Interpolation::default(),
            waits: false,
            timing: true,
            hurry: None,
        }
    }
}

/// When a new program takes over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Swap {
    /// With the next block.
    #[default]
    Now,
    /// With the next cycle, or at once while the transport stands.
    NextCycle,
    /// With the next cycle whose number is a multiple of this, or at once while the transport stands. 0 is as 1.
    NextMultiple(u32),
}

/// A program that waits to take over.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    /// [Serial](Program::serial) of the program.
    pub serial: u64,
    /// The cycle with which it takes over; `None` where it does so as soon as it can.
    pub cycle: Option<f64>,
}

/// The program that plays, and since when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Playing {
    /// [Serial](Program::serial) of the program; 0 before the first.
    pub serial: u64,
    /// The cycle that began when it took over, or was under way.
    pub since: i64,
}

/// Where the engine's outputs go: the main one (0) and the numbered ones (1 to 16) that the mixer keeps separate.
pub trait Outputs {
    /// Whether there is such an output; a numbered one that is not there is folded into the main one.
    fn takes(&mut self, output: usize) -> bool {
        self.write(output, 0, &[], &[])
    }

    /// Takes frames of an output, beginning `offset` frames into the block. Returns `false` if there is no such output:
    /// it is then folded into the main one, which comes last and must always be there. An output that is
    /// silent throughout is not given at all: buffers are to be zero before the block.
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool;

    /// Takes frames of an output that the [mixer watches](Mixer::watch), one segment after the other, silence included. Where
    /// nobody looks they are lost.
    fn watch(&mut self, output: usize, left: &[f32], right: &[f32]) {
        let _ = (output, left, right);
    }

    /// Takes a message to other instruments, `offset` frames into the block; they come in the order of their frames. Where
    /// nobody listens it is lost.
    fn send(&mut self, offset: usize, message: Message) {
        let _ = (offset, message);
    }
}

/// Two channels, and everything in them.
pub struct Stereo<'a> {
    /// Left channel of the block.
    pub left: &'a mut [f32],
    /// Right channel of the block.
    pub right: &'a mut [f32],
}

impl Outputs for Stereo<'_> {
    fn write(&mut self, output: usize, offset: usize, left: &[f32], right: &[f32]) -> bool {
        if output != 0 {
            return false;
        }
        self.left[offset..offset + left.len()].copy_from_slice(left);
        self.right[offset..offset + right.len()].copy_from_slice(right);
        true
    }
}

/// What a block did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Report {
    /// Position at the end of the block, in cycles; `None` while the transport stands.
    pub position: Option<f64>,
    /// Tempo in cycles a second.
    pub cps: f64,
    /// Time spent in patterns, voices and signal graph.
    pub phases: [Duration; 3],
    /// Voices that sound at the block's end.
    pub voices: usize,
    /// Onsets found in the block.
    pub events: u64,
    /// Voices started in the block.
    pub started: u64,
    /// Voices stolen in the block.
    pub stolen: u64,
    /// Onsets and voices of the block that found no room, and queries cut short.
    pub dropped: u64,
    /// Sounds of the block that did not start because their file cannot be decoded.
    pub undecodable: u64,
    /// Voices ended in the block because there was no time for them.
    pub shed: u64,
    /// Events of the block whose sound is not known.
    pub unknown: u64,
    /// NaN, infinities and floods caught since the program was swapped in: of nodes, voices and outputs.
    pub faults: u64,
}

/// An event that has begun to sound: what the editor lights.
#[derive(Clone, Copy, Debug)]
pub struct Started {
    /// The atoms of the source text that made the event.
    pub origins: phonon_pattern::Origins,
    /// Length of the event in seconds.
    pub seconds: f64,
}

/// Where old programs come back, to be freed off the audio thread.
pub type Returns = rtrb::Consumer<Box<Program>>;

/// The real-time machine. See the room's head.
pub struct Engine {
    sample_rate: f64,
    settings: Settings,
    clock: Clock,
    sequencer: Sequencer,
    pattern_inputs: PatternInputs,
    voices: Voices,
    notes: Notes,
    program: Option<Box<Program>>,
    /// The program before, while the present one takes over.
    fading: Option<Fading>,
    offered: Option<(Box<Program>, Swap)>,
    /// The cycle in which the present program took over.
    since: i64,
    /// Quarter notes a minute of the engine's own clock where the program says no tempo; none is as always.
    free_bpm: Option<f64>,
    returns: rtrb::Producer<Box<Program>>,
    listener: Option<rtrb::Producer<Started>>,
    run: Run,
    /// Absolute frame that comes next: from [`FIRST`] on, since the sub-block that comes may have begun before.
    frame: u64,
    /// The same in frames of the song, at whose multiples of 64 sub-blocks begin. Those before it begins wrap around.
    song: u64,
    /// Whether patterns must be queried before the next sub-block begins.
    refill: bool,
    macros: [f32; MACROS],
    input: AudioInput,
    /// What is played beside the program.
    beside: AudioInput,
    ringing: Ringing,
    mixer: Mixer,
    load: Option<Load>,
}

impl Engine {
    /// An engine at `sample_rate` Hz, silent until a program is offered, and the end where old programs come back.
    #[must_use]
    pub fn new(sample_rate: f64, settings: Settings) -> (Self, Returns) {
        let sample_rate = if sample_rate.is_finite() {
            sample_rate.clamp(*SAMPLE_RATES.start(), *SAMPLE_RATES.end())
        } else {
            48_000.0
        };
        let (returns, consumer) = rtrb::RingBuffer::new(RETURNS);
        let tempo = Tempo::default();
        let mut voices = Voices::new(settings.voices, sample_rate);
        voices.set_interpolation(settings.interpolation);
        voices.set_waiting(settings.waits);
        let engine = Self {
            sample_rate,
            settings,
            clock: Clock::new(sample_rate, tempo.cps, tempo.beats_per_cycle),
            sequencer: Sequencer::new(),
            pattern_inputs: PatternInputs::new(),
            voices,
            notes: Notes::new(),
            program: None,
            fading: None,
            offered: None,
            since: 0,
            free_bpm: None,
            returns,
            listener: None,
            run: Run::Host,
            frame: FIRST,
            song: 0,
            refill: false,
            macros: [0.0; MACROS],
            input: AudioInput::default(),
            beside: AudioInput::default(),
            ringing: Ringing::default(),
            mixer: Mixer::new(sample_rate),
            load: settings
                .hurry
                .map(|percent| Load::new(percent, sample_rate)),
        };
        (engine, consumer)
    }

    /// Hz.
    #[must_use]
    pub fn sample_rate(&self) -> f64 {
        self.sample_rate
    }

    /// What it was made with.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The outputs' faders, mutes, solos and levels, and the limiter.
    pub fn mixer(&mut self) -> &mut Mixer {
        &mut self.mixer
    }

    /// Whose time is followed from the next block on.
    pub fn set_run(&mut self, run: Run) {
        self.run = run;
    }

    /// Sets macro `index` (from 0) to `value`, 0 to 1; the graph smooths it.
    pub fn set_macro(&mut self, index: usize, value: f32) {
        let Some(known) = self.macros.get_mut(index) else {
            return;
        };
        if *known != value
            && let Some(program) = &mut self.program
            && program.set_macro(index, value)
        {
            // What was found ahead has the value of before.
            let patterns = &mut program.patterns;
            self.sequencer.revise(patterns, &self.clock);
            self.pattern_inputs.revise(patterns, &self.clock);
            self.refill = true;
        }
        *known = value;
    }

    fn set(&mut self, setting: Setting) {
        match setting {
            Setting::Macro(index, value) => self.set_macro(index, value),
            Setting::Master(gain) => self.mixer.set_master(gain),
            Setting::Limiter(on) => self.mixer.set_limiter(on),
        }
    }

    /// Quarter notes in a cycle.
    #[must_use]
    pub fn beats_per_cycle(&self) -> f64 {
        self.clock.beats_per_cycle()
    }

    /// Whether the engine can take another program: every program that it has must find room on its way back.
    #[must_use]
    pub fn has_room(&self) -> bool {
        let held = usize::from(self.program.is_some())
            + usize::from(self.fading.is_some())
            + usize::from(self.offered.is_some());
        self.returns.slots() > held
    }

    /// Gives the engine a program to swap to. A program that still waits is handed back; `Err` returns the new one where the
    /// engine [has no room](Self::has_room).
    pub fn offer(&mut self, program: Box<Program>, swap: Swap) -> Result<(), Box<Program>> {
        if !self.has_room() {
            return Err(program);
        }
        if let Some((old, _)) = self.offered.replace((program, swap)) {
            self.give_back(old);
        }
        Ok(())
    }

    /// Has a program that waits take over at another time than it was offered for.
    pub fn reschedule(&mut self, swap: Swap) {
        if let Some((_, offered)) = &mut self.offered {
            *offered = swap;
        }
    }

    /// The program that waits to take over, if one does.
    #[must_use]
    pub fn waiting(&self) -> Option<Waiting> {
        let (program, swap) = self.offered.as_ref()?;
        let cycle = self.every(*swap).map(|every| self.next_boundary(every));
        Some(Waiting {
            serial: program.serial(),
            cycle,
        })
    }

    /// The program that plays, and since when.
    #[must_use]
    pub fn playing(&self) -> Playing {
        let program = self.program.as_ref();
        program.map_or_else(Playing::default, |program| Playing {
            serial: program.serial(),
            since: self.since,
        })
    }

    /// Sets the tempo, in quarter notes a minute, of the engine's own clock where the program says none; `None` is as always.
    /// It holds from the next frame on.
    pub fn set_free_tempo(&mut self, bpm: Option<f64>) {
        if self.free_bpm == bpm {
            return;
        }
        self.free_bpm = bpm;
        let program = self.program.as_deref();
        if program.is_some_and(|program| !program.says_tempo()) {
            let cps = self.tempo(program).cps;
            self.clock.set_tempo(Frames(self.frame), cps);
            // What was found ahead may fall on other frames.
            self.refill = true;
        }
    }

    /// How fast a program runs where no host says.
    fn tempo(&self, program: Option<&Program>) -> Tempo {
        let tempo = program.and_then(Program::tempo).unwrap_or_default();
        let says = program.is_some_and(Program::says_tempo);
        let cps = self.free_bpm.filter(|_| !says);
        Tempo {
            cps: cps.map_or(tempo.cps, |bpm| bpm / 60.0 / tempo.beats_per_cycle),
            ..tempo
        }
    }

    /// The macros' present values, 0 to 1.
    #[must_use]
    pub fn macros(&self) -> &[f32; MACROS] {
        &self.macros
    }

    /// Tells every event that begins to sound to `listener`; what does not fit there is left out. Set before the engine
    /// goes to the audio thread.
    pub fn set_listener(&mut self, listener: rtrb::Producer<Started>) {
        self.listener = Some(listener);
    }

    /// The program that plays.
    #[must_use]
    pub fn program(&self) -> Option<&Program> {
        self.program.as_deref()
    }

    /// Whether notes and other messages go out (at first they do). When they no longer do, notes that have begun end.
    pub fn set_sending(&mut self, sending: bool) {
        if self.notes.sending && !sending {
            self.notes.end_all(self.frame);
        }
        self.notes.sending = sending;
    }

    /// Takes the place of another engine: what that one has sent on is sent off with the first block.
    pub fn inherit_notes(&mut self, other: &mut Self) {
        self.notes.inherit(&mut other.notes);
    }

    /// Silence: voices, notes and effects end at once, and the position counts anew. Allocates and frees nothing.
    pub fn reset(&mut self) {
        self.silence();
        self.notes.end_all(0);
        self.sequencer.clear();
        self.pattern_inputs.clear();
        self.frame = FIRST;
        self.song = 0;
        let tempo = self.tempo(self.program.as_deref());
        let by_bars = self
            .program
            .as_ref()
            .is_some_and(|program| program.follows_bars());
        self.clock = Clock::new(self.sample_rate, tempo.cps, tempo.beats_per_cycle);
        self.clock
            .set_cycle(Frames(0), tempo.beats_per_cycle, by_bars);
    }

    /// Ends all that sounds at once: voices, effects, what fades. Only the program and the settings are left.
    fn silence(&mut self) {
        self.end_fading();
        self.voices.clear();
        if let Some(program) = &mut self.program {
            program.signal.reset();
            program.sounds.reset();
        }
        self.mixer.reset();
    }

    /// Where the next frame lies in its sub-block.
    fn place(&self) -> usize {
        (self.song % SUB_BLOCK as u64) as usize
    }

    /// Renders a block of `frames` frames, into which nothing comes from outside. `transport` is what the host says at its
    /// first.
    pub fn process(
        &mut self,
        transport: &Transport,
        frames: usize,
        outputs: &mut dyn Outputs,
    ) -> Report {
        self.process_input(transport, frames, &Incoming::default(), outputs)
    }

    /// Renders a block of `frames` frames. `transport` is what the host says at its first, `incoming` what comes in.
    pub fn process_input(
        &mut self,
        transport: &Transport,
        frames: usize,
        incoming: &Incoming,
        outputs: &mut dyn Outputs,
    ) -> Report {
        self.process_changing(transport, frames, incoming, &[], outputs)
    }

    /// [`process_input`](Self::process_input), while `changes`, in the order of their frames, turn knobs: the block is cut
    /// there, so each acts on its frame.
    pub fn process_changing(
        &mut self,
        transport: &Transport,
        frames: usize,
        incoming: &Incoming,
        changes: &[Change],
        outputs: &mut dyn Outputs,
    ) -> Report {
        let _flush = FlushToZero::new();
        let before = (
            self.sequencer.counts,
            self.voices.counts,
            self.pattern_inputs.dropped,
        );
        let mut report = Report::default();
        let starts = !self.clock.is_moving();
        let motion = self
            .clock
            .advance(Frames(self.frame), frames, transport, self.run);
        if let Motion::Jumped { .. } = motion {
            if starts {
                self.start();
            }
            let song = self.clock.song_frame(Frames(self.frame), transport);
            self.locate(song);
        }
        self.follow(motion);
        if let Some(load) = &mut self.load {
            load.begin(frames);
        }
        let block = self.frame;
        let end = block + frames as u64;
        let mut changes = changes.iter().peekable();
        while self.frame < end {
            let offset = (self.frame - block) as usize;
            while let Some(change) = changes.next_if(|change| change.offset <= offset) {
                self.set(change.setting);
            }
            let until = self.swap(end);
            let next = changes.peek().map_or(frames, |change| change.offset);
            let start = self.place();
            let most = (SUB_BLOCK - start)
                .min((until - self.frame) as usize)
                .min(next - offset);
            let count = self.segment(start..start + most, offset, incoming, &mut report, outputs);
            self.frame += count as u64;
            self.song = self.song.wrapping_add(count as u64);
        }
        // Beyond the block's end, or in a block without frames.
        changes.for_each(|change| self.set(change.setting));
        let (sequencer, voices) = (self.sequencer.counts, self.voices.counts);
        report.position = self
            .clock
            .is_moving()
            .then(|| self.clock.position(Frames(self.frame)).0);
        report.cps = self.clock.cycles_per_second();
        report.voices = self.voices.sounding();
        report.events = sequencer.events - before.0.events;
        report.unknown = sequencer.unknown - before.0.unknown;
        report.started = voices.started - before.1.started;
        report.stolen = voices.stolen - before.1.stolen;
        report.shed = voices.shed - before.1.shed;
        report.undecodable = voices.undecodable - before.1.undecodable;
        let dropped = [
            sequencer.dropped - before.0.dropped,
            voices.dropped - before.1.dropped,
            self.pattern_inputs.dropped - before.2,
        ];
        report.dropped = dropped.iter().sum();
        report.faults = self
            .program
            .as_ref()
            .map_or(0, |program| program.signal.faults())
            + self.voices.counts.faults
            + self.mixer.faults();
        report
    }

    /// The transport starts. Nothing of what was before is heard any more, and a program that waits takes over at once: so a
    /// song that is played again is the same, and what is bounced is what is played.
    fn start(&mut self) {
        self.end_fading();
        if self.program.is_none() || !self.returns.is_full() {
            self.take_offered();
        }
        self.silence();
    }

    /// The song goes on from one of its frames. What is a function of the song's place follows; sound goes on.
    fn locate(&mut self, song: u64) {
        let from = self.place();
        self.song = song;
        let to = self.place();
        let fading = self.fading.as_mut().map(|fading| &mut fading.program);
        for program in self.program.iter_mut().chain(fading) {
            program.signal.locate(song);
            program.signal.shift(from, to);
            program.sounds.shift(from, to);
        }
    }

    /// Does what the clock's motion asks for.
    fn follow(&mut self, motion: Motion) {
        match motion {
            Motion::Stopped => {
                self.sequencer.clear();
                self.pattern_inputs.clear();
                self.notes.end_all(self.frame);
            }
            Motion::Continues => {}
            Motion::Jumped { slack } => {
                let position = self.clock.position(Frames(self.frame));
                if let Some(program) = &mut self.program {
                    let patterns = &mut program.patterns;
                    self.sequencer.seek(patterns, position, slack, &self.clock);
                    self.pattern_inputs.seek(patterns, position, &self.clock);
                }
                self.refill = true;
            }
        }
    }
}
