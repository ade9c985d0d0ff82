//! What a window asks of a session beside the text: what plays now and what comes, how outputs sound, how sounds look and
//! are heard, what became of an evaluation.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use super::audition::When;
use super::audition::compiling::{self, Auditioning, Subject};
use super::outcome::Outcome;
use super::preview::{self, Filling, Preview, View};
use super::state;
use super::tap;
use super::waveforms::{Drawing, Waveform};
use super::worker::Worker;
use super::{Session, lock};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

impl Session {
    /// What plays around `position` (cycles): from `behind` before it to `ahead` after it, cycles, as far as that was found;
    /// none before the first evaluation. Costs a frame next to nothing: what is missing is found in the background, and
    /// [stirs](Self::stirred) the window when it is there.
    pub fn view(&self, position: f64, behind: f64, ahead: f64) -> Option<View> {
        let preview = self.preview()?;
        let macros = std::array::from_fn(|index| self.shared.telemetry.macros[index].load());
        let (view, asks) = preview::view(&preview, position, (behind, ahead), macros);
        if asks {
            self.fill(preview);
        }
        Some(view)
    }

    /// The patterns that play, or while no host calls those evaluated last; none before the first evaluation. One that was
    /// evaluated and waits for its cycle is not shown yet.
    pub fn preview(&self) -> Option<Arc<Preview>> {
        let telemetry = &self.shared.telemetry;
        let plays = (telemetry.plays.load(Relaxed), telemetry.since.load(Relaxed));
        let stands = !telemetry.is_called();
        lock(&self.shared.previews).shown(plays, stands)
    }

    fn fill(&self, preview: Arc<Preview>) {
        let mut filling = lock(&self.filling);
        if filling.is_none() {
            match Worker::start(Filling, Arc::default()) {
                Ok(started) => *filling = Some(started),
                Err(error) => {
                    let message = format!("no thread shows what plays: {error}");
                    self.shared.telemetry.fail(message);
                    return;
                }
            }
        }
        if let Some(filling) = filling.as_ref() {
            filling.submit(preview);
        }
    }

    /// The picture and length of a sound: the one at `index` of the bank called `bank`. `None` until it was decoded and drawn
    /// in the background, which is asked for once and [stirs](Self::stirred) the window when it is done.
    pub fn waveform(&self, bank: &str, index: usize) -> Option<Arc<Waveform>> {
        let (found, asks) = lock(&self.shared.waveforms).find(bank, index);
        if asks {
            let mut drawing = lock(&self.drawing);
            if drawing.is_none() {
                let shared = Arc::clone(&self.shared);
                *drawing = Worker::start(Drawing { shared }, Arc::default()).ok();
            }
            if let Some(drawing) = drawing.as_ref() {
                drawing.submit(());
            }
        }
        found
    }

    /// What became of what was asked for last, as the user sees it.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.report(), &self.shared.telemetry)
    }

    /// Plays a sound once beside what plays, whether or not that stands: the sound `index` of the bank, or the synth, that
    /// `s` calls `name`, dry, at −6 dB. It stops the audition before. Returns the number of this one. No bounce hears it.
    pub fn audition(&self, name: &str, index: usize, when: When) -> u64 {
        self.ask_audition(Subject::Sound(name.to_owned(), index), when)
    }

    /// Plays one cycle of a text once beside what plays, as [`Session::audition`] does a sound.
    pub fn audition_example(&self, text: &str, when: When) -> u64 {
        self.ask_audition(Subject::Example(text.to_owned()), when)
    }

    /// Ends the audition, with a short fade.
    pub fn stop_audition(&self) {
        let last = self.auditions.load(Relaxed);
        self.shared.audition_stopped.store(last, Relaxed);
        drop(self.shared.signals.audition.take());
        self.shared.signals.stop_audition.store(true, Relaxed);
    }

    /// The number of the audition that is heard, or waits for its beat; `None` where none is.
    pub fn auditioned(&self) -> Option<u64> {
        let number = self.shared.signals.auditioned.load(Relaxed);
        (number != 0).then_some(number)
    }

    /// Why the audition asked for last cannot be heard, if so; asks once.
    pub fn take_audition_problem(&self) -> Option<String> {
        let (_, message) = lock(&self.shared.audition_problem).take()?;
        Some(message)
    }

    fn ask_audition(&self, subject: Subject, when: When) -> u64 {
        let number = self.auditions.fetch_add(1, Relaxed) + 1;
        let refuse = |message: String| {
            *lock(&self.shared.audition_problem) = Some((number, message));
            number
        };
        let Some(rate) = self.engine_rate() else {
            return refuse("nothing is heard before the host plays".to_owned());
        };
        let mut auditioning = lock(&self.auditioning);
        if auditioning.is_none() {
            let work = Auditioning::new(Arc::clone(&self.shared));
            match Worker::start(work, Arc::default()) {
                Ok(started) => *auditioning = Some(started),
                Err(error) => {
                    return refuse(format!("no thread compiles what is to be heard: {error}"));
                }
            }
        }
        if let Some(worker) = auditioning.as_ref() {
            worker.submit(compiling::Request {
                number,
                subject,
                when,
                rate,
            });
        }
        number
    }

    /// Looks at what an output plays, 0 being the main one, until the tap is dropped.
    #[must_use]
    pub fn tap(&self, output: usize) -> tap::Tap {
        tap::Tap::new(Arc::clone(&self.shared.signals), output)
    }

    /// Has a program that waits for its cycle take over at a multiple of so many cycles, 1 to 64.
    pub fn set_swap_every(&self, cycles: u32) {
        let cycles = cycles.clamp(1, state::LONGEST_SWAP);
        let before = std::mem::replace(&mut self.saved().swap_every, cycles);
        self.shared.signals.swap_every.store(cycles, Relaxed);
        if before != cycles {
            self.edited();
        }
    }

    /// Sets the tempo where neither the host nor the text says one, quarter notes a minute, 1 to 999; `None` is as always
    /// (0.5625 cycles a second, 135). It is heard from the next block on.
    pub fn set_free_bpm(&self, bpm: Option<f64>) {
        let bpm = state::free_bpm(bpm);
        let before = std::mem::replace(&mut self.saved().free_bpm, bpm);
        self.shared.signals.free_bpm.store(bpm.unwrap_or(0.0));
        if before != bpm {
            self.edited();
        }
    }
}
