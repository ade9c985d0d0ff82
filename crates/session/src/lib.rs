//! What the plugin, the window and the command share: compiling in the background, handing programs to the audio thread,
//! telemetry, and what is saved with a project.
//!
//! It may know the language, the engine and the samples; it knows neither the plugin's framework nor the window.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

pub mod audio_end;
mod audition;
pub mod banks;
pub mod compile;
mod compiling;
pub mod firewall;
pub mod histogram;
mod linked;
mod outcome;
mod patience;
mod pool;
pub mod preview;
pub mod songs;
pub mod state;
pub mod strips;
pub mod tap;
pub mod telemetry;
pub mod waveforms;
mod window;
mod worker;

pub use audio_end::AudioEnd;
pub use audition::When;
pub use compiling::{Cause, Report};
pub use outcome::{Outcome, Standing};
pub use patience::Patience;

use audio_end::{AuditionsReturned, Sender, Signals};
use banks::ListedBank;
use compiling::{Compiling, Request, Urgency};
use patience::Progress;
use phonon_engine::{Returns, Settings};
use preview::{Preview, Previews};
use state::{BankDefault, SavedState};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use telemetry::Telemetry;
use waveforms::Waveforms;
use worker::Worker;

/// The song a new instance opens with.
pub const WELCOME: &str = include_str!("welcome.ph");
/// The one that an effect opens with: it lets pass what comes in.
pub const WELCOME_EFFECT: &str = include_str!("welcome-effect.ph");

/// How long activating waits for a text to be compiled and its samples to be there: in real time, and for a bounce.
const PATIENCE: Duration = Duration::from_secs(2);
const OFFLINE_PATIENCE: Duration = Duration::from_secs(120);

/// One instance, as the host's main thread, the window and the compiler share it. The audio thread has
/// [an end of its own](AudioEnd). Making one is quick and touches no file.
pub struct Session {
    shared: Arc<Shared>,
    /// Raised when the host replaces the state.
    restored: AtomicU64,
    /// Raised when the user changes what is saved with the project.
    edits: AtomicU64,
    /// Called then, from whatever thread.
    listener: Mutex<Option<Listener>>,
    /// What was asked of the compiler last.
    asked: Mutex<Asked>,
    /// Looks at the file that the text is linked to.
    linked: Mutex<Option<linked::Watch>>,
    /// How often another editor's text was taken over.
    taken: AtomicU64,
    /// The session itself, for threads that do not keep it.
    me: Weak<Self>,
    /// Started at the first request; dropped, and so ended, first.
    worker: Mutex<Option<Worker<Request>>>,
    /// Finds what the window shows; started when it first asks.
    filling: Mutex<Option<Worker<Arc<Preview>>>>,
    /// Draws pictures of sounds; started when one is first asked for.
    drawing: Mutex<Option<Worker<()>>>,
    /// Compiles what is auditioned; started when something is first.
    auditioning: Mutex<Option<Worker<audition::compiling::Request>>>,
    /// Auditions that were asked for.
    auditions: AtomicU64,
}

/// Told of edits.
pub type Listener = Box<dyn Fn() + Send>;

/// What the compiler's thread shares with the others.
struct Shared {
    telemetry: Arc<Telemetry>,
    /// What the audio thread looks at.
    signals: Arc<Signals>,
    /// The way of programs to the audio thread and back.
    sender: Mutex<Sender>,
    /// Auditions that are over.
    auditions_returned: Mutex<AuditionsReturned>,
    /// Why the audition of a number is not heard.
    audition_problem: Mutex<Option<(u64, String)>>,
    /// Auditions up to this number are not to begin any more.
    audition_stopped: AtomicU64,
    /// How far the compiler is.
    progress: Arc<Progress>,
    state: Mutex<SavedState>,
    report: Mutex<Arc<Report>>,
    previews: Mutex<Previews>,
    /// Pictures of sounds.
    waveforms: Mutex<Waveforms>,
    /// The banks there are, as the last program found them.
    banks: Mutex<Arc<Vec<ListedBank>>>,
    /// What is wrong with the project's sample folders and the files of them that were decoded.
    file_warnings: Mutex<Arc<Vec<String>>>,
    /// Engine that plays at present; none before the first activation.
    engine: Mutex<Option<Attached>>,
}

/// An engine as the compiler's side knows it.
struct Attached {
    /// Sample rate of the engine, Hz.
    rate: f64,
    /// Settings that the engine was made with.
    settings: Settings,
    /// Where its used programs come back.
    returns: Returns,
}

/// The last request to the compiler.
#[derive(Default)]
struct Asked {
    number: u64,
    /// The sample rate it was compiled for.
    rate: Option<f64>,
    /// Whether silence was asked for, which is not the project's text.
    hushed: bool,
    /// The text, right or wrong.
    text: Arc<str>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Session {
    /// A session with the welcome song, not compiled yet, and the end that belongs to the audio thread.
    #[must_use]
    pub fn new() -> (Arc<Self>, AudioEnd) {
        let telemetry = Arc::<Telemetry>::default();
        telemetry::register(&telemetry);
        let signals = Arc::<Signals>::default();
        let (sender, end, auditions_returned) =
            audio_end::ends(Arc::clone(&signals), Arc::clone(&telemetry));
        let shared = Arc::new(Shared {
            telemetry,
            signals,
            sender: Mutex::new(sender),
            auditions_returned: Mutex::new(auditions_returned),
            audition_problem: Mutex::default(),
            audition_stopped: AtomicU64::new(0),
            progress: Arc::default(),
            state: Mutex::default(),
            report: Mutex::default(),
            previews: Mutex::default(),
            waveforms: Mutex::default(),
            banks: Mutex::default(),
            file_warnings: Mutex::default(),
            engine: Mutex::default(),
        });
        let session = Arc::new_cyclic(|me| Self {
            shared,
            linked: Mutex::default(),
            taken: AtomicU64::new(0),
            me: Weak::clone(me),
            restored: AtomicU64::new(0),
            edits: AtomicU64::new(0),
            listener: Mutex::default(),
            asked: Mutex::default(),
            worker: Mutex::default(),
            filling: Mutex::default(),
            drawing: Mutex::default(),
            auditioning: Mutex::default(),
            auditions: AtomicU64::new(0),
        });
        (session, end)
    }

    /// The audio thread's figures.
    pub fn telemetry(&self) -> &Arc<Telemetry> {
        &self.shared.telemetry
    }

    /// What is saved with the project. Keep the lock briefly.
    pub fn saved(&self) -> MutexGuard<'_, SavedState> {
        lock(&self.shared.state)
    }

    /// Takes over what the host saved. From now on nothing of the project before is heard. Where an engine waits, this one
    /// is compiled, and waited for with some patience; otherwise it is compiled when there is an engine.
    pub fn restore(&self, state: SavedState) {
        let state = state.sanitised();
        let signals = &self.shared.signals;
        signals.strips.set(&state.mixer);
        signals.swap_every.store(state.swap_every, Relaxed);
        signals.free_bpm.store(state.free_bpm.unwrap_or(0.0));
        let text = state.evaluated.clone();
        *self.saved() = state;
        self.restored.fetch_add(1, Relaxed);
        if let Err(message) = self.follow_link() {
            self.shared.telemetry.fail(message);
        }
        self.begin_era();
        if lock(&self.shared.engine).is_some() {
            self.ask(&text, Urgency::Restored);
            self.wait(PATIENCE);
        }
    }

    /// What was compiled so far is not to be heard any more; returns the number of what comes.
    fn begin_era(&self) -> u64 {
        lock(&self.asked).rate = None;
        lock(&self.shared.previews).clear();
        self.shared.signals.era.fetch_add(1, Release) + 1
    }

    /// A number that is raised when what plays is not to be heard any more: the host has loaded another project, or another
    /// engine is to play. Programs say [for which](audio_end::Delivery::era) they were made.
    pub fn era(&self) -> u64 {
        self.shared.signals.era.load(Acquire)
    }

    /// Opens a song: its text is the window's, and plays.
    pub fn open(&self, text: &str) {
        let mut state = self.saved().clone();
        text.clone_into(&mut state.draft);
        text.clone_into(&mut state.evaluated);
        self.restore(state);
        self.edited();
    }

    /// How often the user has changed what is saved with the project.
    pub fn edits(&self) -> u64 {
        self.edits.load(Relaxed)
    }

    /// Has `listener` called after each edit, from whatever thread that comes; or nobody. Once this has returned, the one
    /// before is not called any more.
    pub fn when_edited(&self, listener: Option<Listener>) {
        *lock(&self.listener) = listener;
    }

    fn edited(&self) {
        self.edits.fetch_add(1, Relaxed);
        if let Some(listener) = &*lock(&self.listener) {
            listener();
        }
    }

    /// How often the host has replaced the state.
    pub fn restored(&self) -> u64 {
        self.restored.load(Relaxed)
    }

    /// A number that changes when something worth showing has.
    pub fn stirred(&self) -> u64 {
        let report = lock(&self.shared.report).serial;
        let shown = lock(&self.shared.previews).version();
        let drawn = lock(&self.shared.waveforms).version;
        self.shared
            .telemetry
            .stirred
            .load(Relaxed)
            .wrapping_add(self.restored())
            .wrapping_add(self.taken_over())
            .wrapping_add(report)
            .wrapping_add(shown)
            .wrapping_add(drawn)
    }

    /// Remembers the text in the window, evaluated or not.
    pub fn set_draft(&self, text: &str) {
        let mut state = self.saved();
        if state.draft != text {
            text.clone_into(&mut state.draft);
            drop(state);
            self.edited();
        }
    }

    /// Compiles `text` in the background and plays it. What there is to say comes as a [`Report`].
    pub fn evaluate(&self, text: &str) {
        self.ask(text, Urgency::Live);
        self.edited();
    }

    /// [`Session::evaluate`] of a text with a statement, at the byte `begins`, that was evaluated on its own: what it begins
    /// (a transition, a trigger, `once`) begins anew, edited or not.
    pub fn evaluate_statement(&self, text: &str, begins: usize) {
        self.ask_for(text, Urgency::Live, Some(begins));
        self.edited();
    }

    /// Silences all patterns until the next evaluation; `now` cuts tails and ringing voices too.
    pub fn hush(&self, now: bool) {
        self.ask("", Urgency::Hush);
        self.stop_audition();
        if now {
            self.shared.signals.panic.store(true, Relaxed);
        }
    }

    /// A new engine made with `settings` runs at `rate` frames a second; its used programs come back through `returns`.
    /// Returns the [era](Self::era) that begins with it.
    pub fn attach(&self, rate: f64, settings: Settings, returns: Returns) -> u64 {
        *lock(&self.shared.engine) = Some(Attached {
            rate,
            settings,
            returns,
        });
        self.begin_era()
    }

    /// Waits, with patience but not for ever, until the text is compiled for the present engine. For a bounce (`offline`)
    /// its samples are loaded too.
    pub fn ready(&self, offline: bool) {
        let Some(rate) = self.engine_rate() else {
            return;
        };
        if lock(&self.asked).rate != Some(rate) {
            let text = self.saved().evaluated.clone();
            self.ask(&text, Urgency::Restored);
        }
        self.wait(if offline { OFFLINE_PATIENCE } else { PATIENCE });
    }

    /// For a block that is rendered offline: waits for the compiler, without a lock.
    pub fn patience(&self) -> Patience {
        Patience {
            progress: Arc::clone(&self.shared.progress),
            longest: OFFLINE_PATIENCE,
        }
    }

    fn wait(&self, patience: Duration) {
        let number = lock(&self.asked).number;
        if let Some(worker) = lock(&self.worker).as_ref() {
            worker.wait(number, patience);
        }
    }

    /// Frames a second of the present engine.
    fn engine_rate(&self) -> Option<f64> {
        lock(&self.shared.engine).as_ref().map(|engine| engine.rate)
    }

    fn ask(&self, text: &str, urgency: Urgency) {
        self.ask_for(text, urgency, None);
    }

    fn ask_for(&self, text: &str, urgency: Urgency, on_its_own: Option<usize>) {
        let mut worker = lock(&self.worker);
        if worker.is_none() {
            let compiling = Compiling::new(Arc::clone(&self.shared));
            match Worker::start(compiling, Arc::clone(&self.shared.progress)) {
                Ok(started) => *worker = Some(started),
                Err(error) => {
                    let message = format!("the compiler's thread could not be started: {error}");
                    self.shared.telemetry.fail(message);
                    return;
                }
            }
        }
        let rate = self.engine_rate();
        if let Some(worker) = worker.as_ref() {
            let text: Arc<str> = text.into();
            let number = worker.submit(Request {
                text: Arc::clone(&text),
                rate,
                era: self.era(),
                urgency,
                on_its_own,
            });
            *lock(&self.asked) = Asked {
                number,
                rate,
                hushed: urgency == Urgency::Hush,
                text,
            };
        }
    }

    /// What the last evaluation said.
    pub fn report(&self) -> Arc<Report> {
        Arc::clone(&lock(&self.shared.report))
    }

    /// The banks there are by name, and which of them play; none before the first evaluation. The same list as long as
    /// nothing in it changes.
    pub fn banks(&self) -> Arc<Vec<ListedBank>> {
        Arc::clone(&lock(&self.shared.banks))
    }

    /// What is wrong with the project's sample folders and with those of their files that were decoded, each with its path.
    /// The same list as long as nothing in it changes.
    pub fn file_warnings(&self) -> Arc<Vec<String>> {
        Arc::clone(&lock(&self.shared.file_warnings))
    }

    /// Remembers the text of a bank's default as it is typed: it does not come into force.
    pub fn draft_default(&self, bank: &str, text: &str) {
        let mut state = self.saved();
        let default = state.bank_defaults.entry(bank.to_owned()).or_default();
        text.clone_into(&mut default.draft);
        if default.is_empty() {
            state.bank_defaults.remove(bank);
        }
        drop(state);
        self.edited();
    }

    /// Puts the text of a bank's default in force, where it can be read; where it cannot, the last one that could stays.
    /// Whether it is another than before.
    pub fn set_default(&self, bank: &str, text: &str) -> bool {
        self.draft_default(bank, text);
        if banks::problem(text).is_some() {
            return false;
        }
        let mut state = self.saved();
        let text = text.trim();
        let before = state.bank_defaults.get(bank);
        if before.map_or("", |default| &default.evaluated) == text {
            return false;
        }
        if text.is_empty() {
            state.bank_defaults.remove(bank);
        } else {
            let default = BankDefault::in_force(text);
            state.bank_defaults.insert(bank.to_owned(), default);
        }
        drop(state);
        self.ask_again();
        true
    }

    /// Changes how voices are made: a new engine plays on, what sounds ends.
    pub fn set_sound(&self, sound: state::SoundSettings) {
        self.saved().sound = sound;
        self.ask_again();
        self.edited();
    }

    /// Changes whether the host's bar is a cycle where the text does not say what one is.
    pub fn set_by_bars(&self, by_bars: bool) {
        let before = std::mem::replace(&mut self.saved().by_bars, by_bars);
        if before != by_bars {
            self.ask_again();
            self.edited();
        }
    }

    /// Changes where samples come from, as the user names the folders.
    pub fn set_sample_folders(&self, folders: Vec<String>) {
        self.saved().sample_folders = folders;
        self.ask_again();
        self.edited();
    }

    /// Has what plays compiled anew, if anything was yet.
    fn ask_again(&self) {
        let (number, hushed, text) = {
            let asked = lock(&self.asked);
            (asked.number, asked.hushed, Arc::clone(&asked.text))
        };
        if number == 0 {
            return;
        }
        // The text with its errors: what is wrong in it stays to be seen, and plays on in its last good version.
        let urgency = if hushed { Urgency::Hush } else { Urgency::Live };
        self.ask(&text, urgency);
    }

    /// Takes over the mixer's strips.
    pub fn set_mixer(&self, strips: Vec<state::Strip>) {
        self.shared.signals.strips.set(&strips);
        self.saved().mixer = strips;
        self.edited();
    }
}

#[cfg(test)]
mod tests;
