//! The two ends of a session: what the compiler delivers to the audio thread, and what that gives back to be freed.
//!
//! The audio thread's end holds no lock and has no method that waits. A delivery is a box that goes to and fro: it
//! brings a program, and an engine where another is needed, and takes away what these replace or what could not be
//! used. So the audio thread makes and frees nothing, and there is a way back for everything it was given.
#![deny(clippy::disallowed_types, clippy::disallowed_methods)]

use super::audition::{self, Auditions, Moment};
use super::strips::Strips;
use super::tap::Taps;
use super::telemetry::{AtomicF64, Telemetry};
use crossbeam_utils::atomic::AtomicCell;
use phonon_engine::{Engine, Program, Report};
use rtrb::{Consumer, Producer, PushError, RingBuffer};
use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::Ordering::{Acquire, Relaxed};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64};

/// Deliveries on their way back. The sender empties the ring before it sends one, so that there are never more than
/// the one sent before and the one on its way.
const RETURNS: usize = 4;

/// What the compiler sends, and what goes back in the same box.
pub struct Delivery {
    /// The program to play. The audio thread takes it; on the way back, one that it could not use.
    pub program: Option<Box<Program>>,
    /// A new engine in place of one that failed or was made with other settings. The audio thread exchanges it; on the way
    /// back, the one that it replaced.
    pub engine: Option<Box<Engine>>,
    /// The session's [era](super::Session::era) that the program was compiled for; it is not to be heard in a later one.
    pub era: u64,
    /// The program takes over at once, whatever the Swap parameter says.
    pub at_once: bool,
    /// What the program does not play.
    pub silence: Silence,
}

/// What a program does not play.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Silence {
    /// The program has nothing that could ever sound.
    pub stays: bool,
    /// The text is wrong, and nothing in it that is right hears what comes in.
    pub is_deaf: bool,
}

/// The delivery that waits. A pointer that is exchanged in one step, without a lock.
type Waiting = AtomicCell<Option<Box<Delivery>>>;

const _: () = assert!(Waiting::is_lock_free());

/// What both ends see; each field is one atomic value or made of such.
#[derive(Default)]
pub(crate) struct Signals {
    waiting: Waiting,
    /// Number of the session's present [era](super::Session::era).
    pub(super) era: AtomicU64,
    /// Everything that sounds is to be cut at the next block.
    pub(super) panic: AtomicBool,
    /// Faders, mutes and solos of the numbered outputs.
    pub(super) strips: Strips,
    /// What is to be heard beside the program.
    pub(super) audition: audition::Waiting,
    /// It is to stop.
    pub(super) stop_audition: AtomicBool,
    /// Number of the one that is heard; 0 where none is.
    pub(super) auditioned: AtomicU64,
    /// What outputs play, for who looks at it.
    pub(super) taps: Taps,
    /// A program that is evaluated takes over at a multiple of so many cycles, where it waits for one; 0 is as 1.
    pub(super) swap_every: AtomicU32,
    /// Quarter notes a minute where neither host nor text says any; 0 is as always.
    pub(super) free_bpm: AtomicF64,
}

/// The compiler's end.
pub(super) struct Sender {
    signals: Arc<Signals>,
    returned: Consumer<Box<Delivery>>,
}

impl Sender {
    /// Leaves a delivery for the audio thread. One that waits still is freed here; an engine in it goes with the new one.
    pub(super) fn send(&mut self, mut delivery: Box<Delivery>) {
        self.free_returned();
        if let Some(overtaken) = self.signals.waiting.take() {
            delivery.at_once |= overtaken.at_once;
            delivery.engine = delivery.engine.take().or(overtaken.engine);
        }
        self.signals.waiting.store(Some(delivery));
    }

    /// Frees what came back.
    pub(super) fn free_returned(&mut self) {
        while self.returned.pop().is_ok() {}
    }
}

/// The audio thread's end of a session. There is one; it may go to another thread, but no two threads may have it.
pub struct AudioEnd {
    signals: Arc<Signals>,
    telemetry: Arc<Telemetry>,
    returns: Producer<Box<Delivery>>,
    /// A delivery that found no room on its way back. Nothing else is taken before it is gone.
    held: Option<Box<Delivery>>,
    auditions: Auditions,
    /// Where what plays is, as the last block left it.
    moment: Cell<Moment>,
}

/// Where auditions come back to be freed.
pub(super) type AuditionsReturned = Consumer<Box<audition::Audition>>;

/// The two ends.
pub(super) fn ends(
    signals: Arc<Signals>,
    telemetry: Arc<Telemetry>,
) -> (Sender, AudioEnd, AuditionsReturned) {
    let (returns, returned) = RingBuffer::new(RETURNS);
    let (auditions, auditions_returned) = Auditions::new();
    let sender = Sender {
        signals: Arc::clone(&signals),
        returned,
    };
    let end = AudioEnd {
        signals,
        telemetry,
        returns,
        held: None,
        auditions,
        moment: Cell::default(),
    };
    (sender, end, auditions_returned)
}

impl AudioEnd {
    /// Takes what waits. It must be [given back](Self::give_back).
    pub fn take(&mut self) -> Option<Box<Delivery>> {
        if let Some(held) = self.held.take() {
            self.give_back(held);
        }
        if self.held.is_some() {
            return None;
        }
        self.signals.waiting.take()
    }

    /// Sends a delivery back, with whatever is in it, to be freed elsewhere.
    pub fn give_back(&mut self, delivery: Box<Delivery>) {
        if let Err(PushError::Full(delivery)) = self.returns.push(delivery) {
            self.held = Some(delivery);
        }
    }

    /// The session's [era](super::Session::era).
    #[must_use]
    pub fn era(&self) -> u64 {
        self.signals.era.load(Acquire)
    }

    /// Whether everything that sounds is to be cut; asks once.
    pub fn take_panic(&mut self) -> bool {
        self.signals.panic.load(Relaxed) && self.signals.panic.swap(false, Relaxed)
    }

    /// At a multiple of how many cycles a program takes over that waits for the next cycle: 1 to 64.
    #[must_use]
    pub fn swap_every(&self) -> u32 {
        self.signals.swap_every.load(Relaxed).max(1)
    }

    /// Tells the engine before a block what the window has set: strips, the free tempo, which outputs are watched.
    pub fn prepare(&self, engine: &mut Engine) {
        self.signals.strips.apply(engine.mixer());
        engine.mixer().watch(self.signals.taps.watched());
        let bpm = self.signals.free_bpm.load();
        engine.set_free_tempo((bpm > 0.0).then_some(bpm));
    }

    /// Renders what is auditioned during the next `frames` frames, to be heard beside what `engine` plays.
    pub fn audition(&mut self, engine: &Engine, frames: usize) {
        let Self {
            auditions,
            signals,
            moment,
            ..
        } = self;
        auditions.render(signals, engine, moment.get(), frames);
    }

    /// What is auditioned in this block, left and right: for [`Incoming::beside`](phonon_engine::Incoming::beside).
    #[must_use]
    pub fn beside(&self) -> [&[f32]; 2] {
        self.auditions.mixed()
    }

    /// Takes frames of an output that is watched: see [`Outputs::watch`](phonon_engine::Outputs::watch).
    pub fn watch(&self, output: usize, left: &[f32], right: &[f32]) {
        self.signals.taps.write(output, left, right);
    }

    /// Tells the window what a block of `frames` frames did. `bpm` is the host's tempo, where it says one that is followed.
    pub fn tell(&self, engine: &mut Engine, report: &Report, frames: usize, bpm: Option<f64>) {
        let telemetry = &*self.telemetry;
        for (index, told) in telemetry.output_peaks.iter().enumerate() {
            let peaks = engine.mixer().take_peaks(index + 1);
            for (told, peak) in told.iter().zip(peaks) {
                told.raise(peak);
            }
        }
        self.moment.set(Moment {
            position: report.position,
            cps: report.cps,
        });
        let limiter = engine.mixer().take_reduction();
        telemetry.reduction.raise(-20.0 * limiter.log10());
        telemetry.swapped(engine.playing(), engine.waiting());
        for (told, value) in telemetry.macros.iter().zip(engine.macros()) {
            told.store(*value);
        }
        if let Some(position) = report.position {
            telemetry.cycle.store(position);
        }
        telemetry.cps.store(report.cps);
        let own = report.cps * 60.0 * engine.beats_per_cycle();
        telemetry.bpm.store(bpm.unwrap_or(own));
        telemetry.playing.store(report.position.is_some(), Relaxed);
        telemetry.host_clock.store(bpm.is_some(), Relaxed);
        telemetry.voices.store(report.voices as u32, Relaxed);
        telemetry.events.fetch_add(report.events, Relaxed);
        let dropped = report.dropped + report.undecodable;
        telemetry.dropped.fetch_add(dropped, Relaxed);
        telemetry.shed.fetch_add(report.shed, Relaxed);
        telemetry.faults.store(report.faults, Relaxed);
        telemetry.frames.fetch_add(frames as u64, Relaxed);
        telemetry.called();
    }

    /// The figures that the audio thread writes.
    #[must_use]
    pub fn telemetry(&self) -> &Telemetry {
        &self.telemetry
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::compile;
    use phonon_engine::Settings;
    use phonon_engine::allocation::real_time;
    use phonon_samples::{Library, LibrarySettings};

    fn both() -> (Sender, AudioEnd) {
        let (sender, end, _) = ends(Arc::default(), Arc::default());
        (sender, end)
    }

    fn program() -> Box<Program> {
        let library = Library::shared(&LibrarySettings::default()).expect("the kit");
        let compiled = compile(
            "o1: sine 220",
            48_000.0,
            &library,
            &Default::default(),
            None,
        );
        Box::new(compiled.program)
    }

    fn delivery(era: u64, engine: bool) -> Box<Delivery> {
        let engine = engine.then(|| Box::new(Engine::new(48_000.0, Settings::default()).0));
        Box::new(Delivery {
            program: Some(program()),
            engine,
            era,
            at_once: false,
            silence: Silence::default(),
        })
    }

    #[test]
    fn the_latest_delivery_waits_and_keeps_the_engine_of_the_one_before() {
        let (mut sender, mut end) = both();
        assert!(end.take().is_none());
        sender.send(delivery(1, true));
        sender.send(delivery(2, false));
        let taken = end.take().expect("a delivery");
        assert_eq!(taken.era, 2);
        assert!(taken.engine.is_some());
        assert!(end.take().is_none());
        end.give_back(taken);
    }

    #[test]
    fn everything_taken_finds_its_way_back_and_nothing_is_made_or_freed_on_the_way() {
        let (mut sender, mut end) = both();
        for era in 0..100 {
            sender.send(delivery(era, true));
            let (seen, heap_operations) = real_time(|| {
                let taken = end.take()?;
                let seen = taken.era;
                end.give_back(taken);
                Some(seen)
            });
            assert_eq!((seen, heap_operations), (Some(era), 0));
            assert!(end.held.is_none());
        }
    }

    #[test]
    fn without_room_on_the_way_back_a_delivery_is_held_and_the_next_one_waits() {
        let (mut sender, mut end) = both();
        for era in 0..=RETURNS as u64 {
            // Behind the sender's back, which would empty the ring.
            sender.signals.waiting.store(Some(delivery(era, false)));
            let taken = end.take().expect("a delivery");
            end.give_back(taken);
        }
        sender.signals.waiting.store(Some(delivery(99, false)));
        assert!(end.held.is_some() && end.take().is_none());
        sender.free_returned();
        assert_eq!(end.take().expect("the one that waited").era, 99);
    }

    #[test]
    fn the_end_may_go_to_another_thread() {
        fn is_send<T: Send>(_: &T) {}
        is_send(&both().1);
    }
}
