//! A sound, or a cycle of a short text, heard beside what plays: an engine of its own, made and filled in the background,
//! that the audio thread lets play once into the main output and gives back. The program knows nothing of it, and no bounce
//! hears it.
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

pub(crate) mod compiling;

use super::audio_end::Signals;
use crossbeam_utils::atomic::AtomicCell;
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Returns, Stereo, Transport};
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use std::sync::atomic::Ordering::Relaxed;

/// Voices of an audition's engine.
pub(crate) const VOICES: usize = 64;
/// Most frames of a block in which auditions are heard.
const MOST_FRAMES: usize = 16_384;
/// Frames rendered at once.
const PART: usize = 512;
/// Seconds in which one that is stopped fades.
const FADE: f64 = 0.015;
/// Softer than this is silence: −90 dB.
const SILENCE: f32 = 3.2e-5;
/// Seconds of silence after which one is over.
const QUIET: f64 = 0.25;
/// Auditions on their way back.
const RETURNS: usize = 8;

/// When an audition begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// As soon as it is ready.
    #[default]
    Now,
    /// On the next quarter note of what plays, or at once while that stands.
    NextBeat,
}

/// One thing to be heard once.
pub(crate) struct Audition {
    /// Has its program offered already.
    pub engine: Engine,
    /// Where that comes back to when the engine is dropped with it.
    pub _returns: Returns,
    /// By which whoever asked knows it.
    pub number: u64,
    pub when: When,
    /// Linear.
    pub gain: f32,
    /// Seconds after its cycle in which it may ring.
    pub tail: f64,
    /// Frames that it has played; none before it begins.
    pub played: Option<u64>,
    /// Frames of silence.
    pub quiet: u64,
    /// How loud it still is, while it fades: 0 to 1.
    pub fade: Option<f32>,
}

/// The audition that waits for the audio thread.
pub(crate) type Waiting = AtomicCell<Option<Box<Audition>>>;

const _: () = assert!(Waiting::is_lock_free());

/// The audio thread's auditions: one that plays and one that fades.
pub(crate) struct Auditions {
    playing: Option<Box<Audition>>,
    leaving: Option<Box<Audition>>,
    returns: Producer<Box<Audition>>,
    /// One that has found no room on its way back.
    held: Option<Box<Audition>>,
    mixed: [Vec<f32>; 2],
    /// Frames of the present block that are mixed.
    frames: usize,
}

/// What the auditions of a block go by.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moment {
    /// Position at the block's beginning, cycles; `None` while time stands.
    pub position: Option<f64>,
    /// Cycles a second.
    pub cps: f64,
}

impl Auditions {
    pub(crate) fn new() -> (Self, Consumer<Box<Audition>>) {
        let (returns, returned) = RingBuffer::new(RETURNS);
        let auditions = Self {
            playing: None,
            leaving: None,
            returns,
            held: None,
            mixed: [vec![0.0; MOST_FRAMES], vec![0.0; MOST_FRAMES]],
            frames: 0,
        };
        (auditions, returned)
    }

    /// Renders what is heard during the next `frames` frames beside `engine`.
    pub(crate) fn render(
        &mut self,
        signals: &Signals,
        engine: &Engine,
        moment: Moment,
        frames: usize,
    ) {
        self.frames = 0;
        self.receive(signals, engine);
        self.tell(signals);
        if self.playing.is_none() && self.leaving.is_none() {
            return;
        }
        self.frames = frames.min(MOST_FRAMES);
        let Self {
            playing,
            leaving,
            mixed,
            ..
        } = self;
        let [left, right] = mixed;
        let (left, right) = (&mut left[..self.frames], &mut right[..self.frames]);
        left.fill(0.0);
        right.fill(0.0);
        let rate = engine.sample_rate();
        let beat = frames_to_beat(engine, moment);
        for audition in [playing, leaving].into_iter().flatten() {
            let begin = match (audition.played, audition.when) {
                (None, When::NextBeat) if beat >= self.frames => continue,
                (None, When::NextBeat) => beat,
                _ => 0,
            };
            audition.add(&mut left[begin..], &mut right[begin..], moment.cps, rate);
        }
        let is_over = |audition: &Option<Box<Audition>>| {
            audition
                .as_ref()
                .is_some_and(|audition| audition.is_over(rate))
        };
        if is_over(&self.playing)
            && let Some(over) = self.playing.take()
        {
            self.give_back(over);
        }
        if is_over(&self.leaving)
            && let Some(over) = self.leaving.take()
        {
            self.give_back(over);
        }
        self.tell(signals);
    }

    /// What is heard beside the program: left and right, empty where nothing is.
    pub(crate) fn mixed(&self) -> [&[f32]; 2] {
        [0, 1].map(|channel: usize| &self.mixed[channel][..self.frames])
    }

    /// Takes what was asked for since.
    fn receive(&mut self, signals: &Signals, engine: &Engine) {
        if let Some(held) = self.held.take() {
            self.give_back(held);
        }
        if signals.stop_audition.load(Relaxed) && signals.stop_audition.swap(false, Relaxed) {
            self.leave();
        }
        // Nothing is taken that might find no room on its way back.
        if self.held.is_some() || self.returns.slots() < 4 {
            return;
        }
        let Some(audition) = signals.audition.take() else {
            return;
        };
        if engine.settings().waits || audition.engine.sample_rate() != engine.sample_rate() {
            self.give_back(audition);
            return;
        }
        self.leave();
        self.playing = Some(audition);
    }

    /// Has the one that plays fade.
    fn leave(&mut self) {
        let Some(mut playing) = self.playing.take() else {
            return;
        };
        if playing.played.is_none() {
            // It has not begun.
            self.give_back(playing);
            return;
        }
        playing.fade = Some(1.0);
        if let Some(leaving) = self.leaving.replace(playing) {
            self.give_back(leaving);
        }
    }

    fn give_back(&mut self, audition: Box<Audition>) {
        if let Err(PushError::Full(audition)) = self.returns.push(audition) {
            self.held = Some(audition);
        }
    }

    fn tell(&self, signals: &Signals) {
        let playing = self.playing.as_ref();
        let number = playing.map_or(0, |playing| playing.number);
        signals.auditioned.store(number, Relaxed);
    }
}

impl Audition {
    /// Adds its next frames.
    fn add(&mut self, left: &mut [f32], right: &mut [f32], cps: f64, rate: f64) {
        let mut from = 0;
        while from < left.len() {
            let played = *self.played.get_or_insert(0);
            // One cycle, to the frame.
            let cycle = (rate / cps).ceil() as u64;
            let rest = cycle.saturating_sub(played);
            let mut frames = (left.len() - from).min(PART);
            let rolls = rest > 0;
            if rolls {
                frames = frames.min(rest as usize);
            }
            let beats = self.engine.beats_per_cycle();
            let transport = if rolls {
                let position = played as f64 * cps / rate * beats;
                Transport::rolling(cps * 60.0 * beats, Beats(position))
            } else {
                Transport::stopped()
            };
            let mut heard = [[0.0_f32; PART]; 2];
            let [heard_left, heard_right] = &mut heard;
            let mut outputs = Stereo {
                left: &mut heard_left[..frames],
                right: &mut heard_right[..frames],
            };
            let report = self.engine.process(&transport, frames, &mut outputs);
            let step = (1.0 / (FADE * rate)) as f32;
            let mut peak = 0.0_f32;
            for frame in 0..frames {
                let fade = self.fade.map_or(1.0, |fade| fade);
                let gain = self.gain * fade;
                left[from + frame] += heard_left[frame] * gain;
                right[from + frame] += heard_right[frame] * gain;
                peak = peak
                    .max(heard_left[frame].abs())
                    .max(heard_right[frame].abs());
                if let Some(fade) = &mut self.fade {
                    *fade = (*fade - step).max(0.0);
                }
            }
            let rests = !rolls && report.voices == 0 && peak < SILENCE;
            self.quiet = if rests { self.quiet + frames as u64 } else { 0 };
            let played = played + frames as u64;
            self.played = Some(played);
            from += frames;
            let longest = cycle + (self.tail * rate) as u64;
            if played > longest && self.fade.is_none() {
                self.fade = Some(1.0);
            }
        }
    }

    fn is_over(&self, rate: f64) -> bool {
        self.fade == Some(0.0) || self.quiet > (QUIET * rate) as u64
    }
}

/// Frames until the next quarter note of what plays; 0 while that stands.
fn frames_to_beat(engine: &Engine, moment: Moment) -> usize {
    /// What a beat may be behind a frame and still fall on it, in beats.
    const SLACK: f64 = 1.0e-6;
    let Some(position) = moment.position else {
        return 0;
    };
    let beats = position * engine.beats_per_cycle();
    let missing = ((beats - SLACK).ceil() - beats).max(0.0);
    let seconds = missing / (moment.cps * engine.beats_per_cycle());
    (seconds * engine.sample_rate()).round() as usize
}
