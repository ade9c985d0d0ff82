//! What the audio thread tells the rest: where the music is, what it costs, how loud it is.
//!
//! The audio thread writes with plain atomic stores and never waits; the window, the demo and the tests read when they
//! like. Values are single numbers that need not agree with each other to the block.

#![allow(
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use super::histogram::Histogram;
use super::lock;
use super::state::OUTPUTS;
use crossbeam_utils::atomic::AtomicCell;
use phonon_engine::{MACROS, Playing, Waiting};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::{Duration, Instant};

/// Durations are gathered until this many frames have passed, and reported for this many.
pub const REPORTED_FRAMES: u64 = 512;

/// The parts of a block whose time is measured apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Querying patterns.
    Patterns,
    /// Rendering voices.
    Voices,
    /// Running the signal graph and the mixer.
    Graph,
    /// All of `process()`.
    Whole,
}

impl Phase {
    /// In the order of their numbers.
    pub const ALL: [Phase; 4] = [Phase::Patterns, Phase::Voices, Phase::Graph, Phase::Whole];

    /// The name shown to people and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Patterns => "patterns",
            Phase::Voices => "voices",
            Phase::Graph => "graph",
            Phase::Whole => "whole",
        }
    }
}

/// A number with a fraction, readable and writable from any thread.
#[derive(Default)]
pub struct AtomicF64(AtomicU64);

impl AtomicF64 {
    /// The value last stored.
    pub fn load(&self) -> f64 {
        f64::from_bits(self.0.load(Relaxed))
    }

    /// Replaces the value.
    pub fn store(&self, value: f64) {
        self.0.store(value.to_bits(), Relaxed);
    }
}

/// The same in single precision.
#[derive(Default)]
pub struct AtomicF32(AtomicU32);

impl AtomicF32 {
    /// The value last stored.
    pub fn load(&self) -> f32 {
        f32::from_bits(self.0.load(Relaxed))
    }

    /// Replaces the value.
    pub fn store(&self, value: f32) {
        self.0.store(value.to_bits(), Relaxed);
    }
}

/// A host that has not called for so long does not.
const CALLS: Duration = Duration::from_millis(400);

/// Milliseconds since this was first asked, and 1.
fn now() -> u64 {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    let since = BEGIN.get_or_init(Instant::now).elapsed();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX - 1) + 1
}

/// The loudest sample since it was last looked at.
#[derive(Default)]
pub struct Peak(AtomicU32);

impl Peak {
    /// Raises the peak to `level` (linear, not negative). NaN is taken as silence.
    pub fn raise(&self, level: f32) {
        if level > 0.0 {
            // The bits of positive floats are ordered as the floats are.
            self.0.fetch_max(level.to_bits(), Relaxed);
        }
    }

    /// The peak, leaving silence.
    pub fn take(&self) -> f32 {
        f32::from_bits(self.0.swap(0, Relaxed))
    }
}

/// One instance's figures.
#[derive(Default)]
pub struct Telemetry {
    /// Position in the music, in cycles.
    pub cycle: AtomicF64,
    /// Tempo, cycles a second.
    pub cps: AtomicF64,
    /// Quarter notes in a minute: the host's tempo, or what the text's own tempo amounts to.
    pub bpm: AtomicF64,
    /// Time moves: the host plays, or the instance runs free.
    pub playing: AtomicBool,
    /// The host tells a tempo and a position.
    pub host_clock: AtomicBool,
    /// Voices that sound at the end of the last block.
    pub voices: AtomicU32,
    /// Events that reached a voice, since the start.
    pub events: AtomicU64,
    /// Events dropped for want of budget, since the start.
    pub dropped: AtomicU64,
    /// Voices shed because there was no time for them, since the start.
    pub shed: AtomicU64,
    /// NaN, infinities and floods caught since the text was evaluated.
    pub faults: AtomicU64,
    /// Heap operations on the audio thread, since the start. The law says 0.
    pub heap_operations: AtomicU64,
    /// Blocks processed, since the start.
    pub blocks: AtomicU64,
    /// Frames processed, since the start.
    pub frames: AtomicU64,
    /// Raised with each block in which something is worth showing: the window sleeps while it stands still.
    pub stirred: AtomicU64,
    /// [Serial](crate::Report::serial) of the program that plays; 0 before the first.
    pub plays: AtomicU64,
    /// The cycle in which that took over: the one that began then, or was under way.
    pub since: AtomicI64,
    /// Serial of a program that waits to take over; 0 where none does.
    pub waits: AtomicU64,
    /// The cycle with which it takes over; −∞ where it does so as soon as it can.
    pub swaps_at: AtomicF64,
    /// The macros as they are now, 0 to 1: automation included.
    pub macros: [AtomicF32; MACROS],
    /// When the last block was processed.
    last_block: AtomicU64,
    /// Peaks of the main output, left and right.
    pub main_peaks: [Peak; 2],
    /// Somebody looks at meters that cost more than nothing: at the true peak.
    pub meters: AtomicBool,
    /// Peak of the main output between its samples, linear: what a converter makes of it. Only while
    /// [`meters`](Self::meters) are looked at.
    pub true_peak: Peak,
    /// The most that the limiter has taken off since it was last looked at, dB.
    pub reduction: Peak,
    /// Loudest sample of the main output since the start, linear.
    pub loudest: Peak,
    /// Peaks of the numbered outputs behind their faders, left and right.
    pub output_peaks: [[Peak; 2]; OUTPUTS],
    /// Share of real time the last blocks took, 0 to 1 and above.
    pub load: AtomicF64,
    /// Durations for each phase, prorated to [`REPORTED_FRAMES`].
    pub phases: [Histogram; 4],
    /// Why the engine stopped, if it did, as the audio thread leaves it.
    #[allow(
        clippy::box_collection,
        reason = "one pointer can be exchanged without a lock, a string cannot"
    )]
    failing: AtomicCell<Option<Box<String>>>,
    /// The same, as the others read it.
    failure: Mutex<Option<String>>,
}

const _: () = assert!(AtomicCell::<Option<Box<String>>>::is_lock_free());

impl Telemetry {
    /// Notes that a block was processed.
    pub fn called(&self) {
        self.last_block.store(now(), Relaxed);
        self.blocks.fetch_add(1, Relaxed);
    }

    /// Whether the host has blocks processed: it has within the last 0.4 s.
    pub fn is_called(&self) -> bool {
        let last = self.last_block.load(Relaxed);
        last != 0 && now().saturating_sub(last) < CALLS.as_millis() as u64
    }

    /// Notes what plays and what waits.
    pub fn swapped(&self, playing: Playing, waiting: Option<Waiting>) {
        if self.plays.load(Relaxed) != playing.serial {
            // Something is worth showing, though time may stand.
            self.stirred.fetch_add(1, Relaxed);
        }
        self.since.store(playing.since, Relaxed);
        self.plays.store(playing.serial, Relaxed);
        let cycle = waiting.and_then(|waiting| waiting.cycle);
        self.swaps_at.store(cycle.unwrap_or(f64::NEG_INFINITY));
        let waits = waiting.map_or(0, |waiting| waiting.serial);
        self.waits.store(waits, Relaxed);
    }

    /// Cycles until a program that waits takes over: 0 where it does so as soon as it can, `None` where none waits.
    pub fn countdown(&self) -> Option<f64> {
        (self.waits.load(Relaxed) != 0).then(|| (self.swaps_at.load() - self.cycle.load()).max(0.0))
    }

    /// Notes that the engine failed. Takes no lock, but allocates: a panic, which does so too, has happened already.
    pub fn fail(&self, message: String) {
        self.failing.store(Some(Box::new(message)));
        self.stirred.fetch_add(1, Relaxed);
    }

    /// Forgets a failure.
    pub fn recover(&self) {
        self.failing.take();
        *lock(&self.failure) = None;
    }

    /// Why the engine stopped, if it did.
    pub fn failure(&self) -> Option<String> {
        let mut failure = lock(&self.failure);
        if let Some(message) = self.failing.take() {
            *failure = Some(*message);
        }
        failure.clone()
    }

    /// The figures as one JSON object; times in nanoseconds per [`REPORTED_FRAMES`] frames.
    pub fn snapshot(&self) -> serde_json::Value {
        let phases: serde_json::Map<_, _> = Phase::ALL
            .iter()
            .map(|&phase| {
                let times = &self.phases[phase as usize];
                let figures = serde_json::json!({
                    "median_ns": times.percentile(0.5),
                    "p99_ns": times.percentile(0.99),
                    "worst_ns": times.worst(),
                });
                (phase.name().to_owned(), figures)
            })
            .collect();
        serde_json::json!({
            "reported_frames": REPORTED_FRAMES,
            "phases": phases,
            "blocks": self.blocks.load(Relaxed),
            "frames": self.frames.load(Relaxed),
            "voices": self.voices.load(Relaxed),
            "events": self.events.load(Relaxed),
            "dropped": self.dropped.load(Relaxed),
            "shed": self.shed.load(Relaxed),
            "faults": self.faults.load(Relaxed),
            "heap_operations": self.heap_operations.load(Relaxed),
            "loudest": f32::from_bits(self.loudest.0.load(Relaxed)),
            "cycle": self.cycle.load(),
            "cps": self.cps.load(),
            "bpm": self.bpm.load(),
            "plays": self.plays.load(Relaxed),
            "playing": self.playing.load(Relaxed),
            "failure": self.failure(),
        })
    }
}

/// Gathers the phases' durations on the audio thread and hands them on every [`REPORTED_FRAMES`].
#[derive(Default)]
pub struct PhaseClock {
    gathered: [u64; 4],
    frames: u64,
}

impl PhaseClock {
    /// Adds a block of `frames` frames in which the phases took `nanoseconds`.
    pub fn add(
        &mut self,
        telemetry: &Telemetry,
        frames: u64,
        nanoseconds: [u64; 4],
        sample_rate: f64,
    ) {
        for (sum, part) in self.gathered.iter_mut().zip(nanoseconds) {
            *sum += part;
        }
        self.frames += frames;
        if self.frames >= REPORTED_FRAMES {
            for (sum, histogram) in self.gathered.iter_mut().zip(&telemetry.phases) {
                histogram.add((*sum as f64 * REPORTED_FRAMES as f64 / self.frames as f64) as u64);
            }
            let real_time = self.frames as f64 / sample_rate * 1e9;
            telemetry
                .load
                .store(self.gathered[Phase::Whole as usize] as f64 / real_time);
            *self = Self::default();
        }
    }
}

/// The instances alive in this process, oldest first. The only thing they share besides samples; it is read by test hosts.
static LIVE: Mutex<Vec<Weak<Telemetry>>> = Mutex::new(Vec::new());

/// Makes an instance's figures findable by [`newest`].
pub fn register(telemetry: &Arc<Telemetry>) {
    // So that the audio thread does not begin to count time.
    now();
    let mut live = lock(&LIVE);
    live.retain(|entry| entry.strong_count() > 0);
    live.push(Arc::downgrade(telemetry));
}

/// The figures of the newest instance alive.
pub fn newest() -> Option<Arc<Telemetry>> {
    let live = lock(&LIVE);
    live.iter().rev().find_map(Weak::upgrade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peak_is_taken_once_and_nan_is_silence() {
        let peak = Peak::default();
        peak.raise(0.25);
        peak.raise(0.5);
        peak.raise(0.125);
        peak.raise(f32::NAN);
        assert_eq!((peak.take(), peak.take()), (0.5, 0.0));
    }

    #[test]
    fn a_host_that_calls_no_more_is_seen() {
        let telemetry = Telemetry::default();
        assert!(!telemetry.is_called());
        telemetry.called();
        assert!(telemetry.is_called());
        std::thread::sleep(CALLS + Duration::from_millis(20));
        assert!(!telemetry.is_called());
    }

    #[test]
    fn the_time_until_a_swap_is_counted_in_cycles() {
        let telemetry = Telemetry::default();
        let playing = |serial, since| Playing { serial, since };
        assert_eq!(telemetry.countdown(), None);
        telemetry.cycle.store(6.25);
        let waiting = Waiting {
            serial: 2,
            cycle: Some(8.0),
        };
        telemetry.swapped(playing(1, 4), Some(waiting));
        assert_eq!(telemetry.countdown(), Some(1.75));
        let stirred = telemetry.stirred.load(Relaxed);
        telemetry.swapped(playing(2, 8), None);
        assert_eq!(telemetry.countdown(), None);
        assert!(telemetry.stirred.load(Relaxed) > stirred);
        assert_eq!(telemetry.since.load(Relaxed), 8);
    }

    #[test]
    fn times_are_reported_for_the_same_number_of_frames() {
        let telemetry = Telemetry::default();
        let mut clock = PhaseClock::default();
        for _ in 0..16 {
            clock.add(&telemetry, 64, [100, 200, 300, 700], 48_000.0);
        }
        let whole = &telemetry.phases[Phase::Whole as usize];
        assert_eq!((whole.count(), whole.worst()), (2, 5600));
    }

    #[test]
    fn the_snapshot_is_json() {
        let telemetry = Telemetry::default();
        telemetry.fail("overheated".to_owned());
        let read: serde_json::Value =
            serde_json::from_str(&telemetry.snapshot().to_string()).unwrap();
        assert_eq!(read["failure"], "overheated");
        assert_eq!(read["phases"]["whole"]["worst_ns"], 0);
    }
}
