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
mod auditioning;
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
mod worker;

pub use audio_end::AudioEnd;
pub use audition::When;
pub use compiling::{Cause, Report};
pub use outcome::{Outcome, Standing};
pub use patience::Patience;

use audio_end::{AuditionsReturned, Sender, Signals};
use auditioning::{Auditioning, Subject};
use banks::ListedBank;
use compiling::{Compiling, Request, Urgency};
use patience::Progress;
use phonon_engine::{Returns, Settings};
use preview::{Filling, Preview, Previews, View};
use state::{BankDefault, SavedState};
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;
use telemetry::Telemetry;
use waveforms::{Drawing, Waveform, Waveforms};
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
    auditioning: Mutex<Option<Worker<auditioning::Request>>>,
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

    /// The patterns that play, or while no host calls those evaluated last; none before the first evaluation. One that was
    /// evaluated and waits for its cycle is not shown yet.
    pub fn preview(&self) -> Option<Arc<Preview>> {
        let telemetry = &self.shared.telemetry;
        let plays = (telemetry.plays.load(Relaxed), telemetry.since.load(Relaxed));
        let stands = !telemetry.is_called();
        lock(&self.shared.previews).shown(plays, stands)
    }

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

    /// The banks there are by name, and which of them play; none before the first evaluation. The same list as long as
    /// nothing in it changes.
    pub fn banks(&self) -> Arc<Vec<ListedBank>> {
        Arc::clone(&lock(&self.shared.banks))
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
            worker.submit(auditioning::Request {
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
mod tests {
    use super::*;
    use phonon_engine::{Engine, Program, parameters};

    #[test]
    fn making_one_compiles_nothing_and_starts_no_thread() {
        let (session, _end) = Session::new();
        assert!(lock(&session.worker).is_none());
        assert_eq!(session.report().serial, 0);
        // Neither does a project opened before there is an engine to play it.
        session.restore(SavedState::playing("o1: s \"bd\""));
        assert!(lock(&session.worker).is_none());
    }

    /// A session whose engine takes nothing: what is delivered can be looked at.
    fn attached(text: &str) -> (Arc<Session>, AudioEnd) {
        let (session, end) = Session::new();
        *session.saved() = SavedState::playing(text);
        let settings = state::SoundSettings::default().engine(false);
        let (_, returns) = Engine::new(48_000.0, settings);
        session.attach(48_000.0, settings, returns);
        session.ready(false);
        (session, end)
    }

    /// Takes a delivery as the audio thread does: the program, and whether an engine came with it.
    fn take(end: &mut AudioEnd) -> Option<(Box<Program>, bool)> {
        let mut delivery = end.take()?;
        let taken = (delivery.program.take()?, delivery.engine.is_some());
        end.give_back(delivery);
        Some(taken)
    }

    #[test]
    fn other_settings_of_the_sound_bring_a_new_engine_and_other_folders_do_not() {
        let (session, mut end) = attached("o1: s \"bd\"");
        let mut brings_engine = || {
            session.ready(false);
            take(&mut end).expect("a program").1
        };
        assert!(!brings_engine());
        session.set_sound(state::SoundSettings {
            voices: 64,
            ..state::SoundSettings::default()
        });
        assert!(brings_engine());
        session.set_sample_folders(Vec::new());
        assert!(!brings_engine());
        assert_eq!(session.saved().sound.voices, 64);
    }

    #[test]
    fn a_default_comes_into_force_as_soon_as_it_can_be_read_and_is_never_lost() {
        let (session, mut end) = attached("o1: s \"bd\"");
        let has_gain = |end: &mut AudioEnd| {
            session.ready(false);
            let (program, brings_engine) = take(end).expect("a program");
            assert!(!brings_engine);
            program.sounds().have_default(parameters::GAIN)
        };
        let kept = || session.saved().bank_defaults.get("bd").cloned();
        assert!(!has_gain(&mut end));
        assert!(session.set_default("bd", " gain 0.8 "));
        assert!(has_gain(&mut end));
        assert_eq!(kept(), Some(BankDefault::in_force("gain 0.8")));
        // What is wrong leaves in force what was right, and is kept to be mended.
        assert!(!session.set_default("bd", "gain 0.8 # gian 1"));
        let wrong = BankDefault {
            draft: "gain 0.8 # gian 1".to_owned(),
            evaluated: "gain 0.8".to_owned(),
        };
        assert_eq!(kept(), Some(wrong));
        session.ready(false);
        assert!(take(&mut end).is_none());
        // Typing alone changes nothing that is heard.
        session.draft_default("bd", "gain 0.");
        assert_eq!(kept().expect("typed").evaluated, "gain 0.8");
        // Nothing is no default.
        assert!(session.set_default("bd", ""));
        assert!(!has_gain(&mut end));
        assert_eq!(kept(), None);
    }

    #[test]
    fn another_folder_leaves_what_is_wrong_elsewhere_to_be_seen() {
        let (session, _end) = attached("o1: s \"bd\"\no2: s \"hh\"");
        session.evaluate("o1: s \"bd\"\no2: evry 2 $ s \"hh\"\no3: s \"kik:2\"");
        session.ready(false);
        let wrong = session.report();
        let errors = |report: &Report| -> Vec<String> {
            let said = report.diagnostics.iter();
            said.map(|said| said.message.clone()).collect()
        };
        assert_eq!(errors(&wrong).len(), 2, "{:?}", errors(&wrong));
        use phonon_language::State;
        assert_eq!((wrong.count(State::Kept), wrong.count(State::Good)), (1, 2));
        let missing = &wrong.missing[0];
        assert_eq!(
            (missing.name.as_str(), &wrong.text[missing.span.clone()]),
            ("kik", "kik")
        );
        assert_eq!(missing.suggestions[0], "kick");
        session.set_sample_folders(vec![std::env::temp_dir().display().to_string()]);
        session.ready(false);
        let after = session.report();
        assert!(after.serial > wrong.serial);
        assert_eq!(errors(&after), errors(&wrong));
        assert_eq!(after.count(State::Kept), 1);
        // What is saved is what plays.
        assert!(!session.saved().evaluated.contains("evry"));
    }

    #[test]
    fn sounds_are_drawn_in_the_background_once_asked_for() {
        let (session, _end) = attached("o1: s \"bd\"");
        let drawn = |bank: &str, index: usize| {
            let begun = std::time::Instant::now();
            loop {
                if let Some(drawn) = session.waveform(bank, index) {
                    return drawn;
                }
                assert!(
                    begun.elapsed() < Duration::from_secs(20),
                    "it is never drawn"
                );
                std::thread::sleep(Duration::from_millis(2));
            }
        };
        let stirred = session.stirred();
        let kick = drawn("bd", 0);
        assert!(session.stirred() > stirred);
        assert_eq!(kick.columns.len(), waveforms::COLUMNS);
        let highest = kick
            .columns
            .iter()
            .fold(0.0_f32, |most, column| most.max(column.1));
        assert!(highest > 0.5 && kick.seconds > 0.05 && kick.problem.is_none());
        assert_ne!(*kick, *drawn("bd", 1));
        assert!(Arc::ptr_eq(&kick, &drawn("bd", 0)));
        assert!(drawn("nosuchbank", 0).problem.is_some());
    }

    #[test]
    fn the_default_of_a_bank_that_is_not_there_waits_for_it() {
        let (session, _end) = attached("o1: s \"bd\"");
        let state = SavedState {
            bank_defaults: [("gone".to_owned(), BankDefault::in_force("cut 1"))].into(),
            ..SavedState::playing("o1: s \"bd\"")
        };
        session.restore(state.clone());
        session.ready(false);
        assert_eq!(session.saved().bank_defaults, state.bank_defaults);
        assert!(session.report().diagnostics.is_empty());
        assert!(session.banks().iter().all(|bank| bank.name != "gone"));
    }

    #[test]
    fn banks_are_listed_and_those_that_play_are_marked() {
        let (session, _end) = attached("o1: s \"bd sn\"");
        let banks = session.banks();
        let played: Vec<&str> = banks
            .iter()
            .filter(|bank| bank.plays)
            .map(|bank| bank.name.as_str())
            .collect();
        assert_eq!(played, ["bd", "sn"]);
        let bass = banks.iter().find(|bank| bank.name == "bass");
        let bass = bass.expect("the kit's");
        assert_eq!(
            (bass.family, &bass.folder),
            (Some(banks::Family::Bass), &None)
        );
        assert!(banks.len() > 20 && banks.iter().all(|bank| bank.sounds > 0));
        assert!(banks.is_sorted_by(|one, other| one.name < other.name));
        // The same list while nothing in it changes: the window need not order it anew.
        session.evaluate("o1: s \"sn bd*2\"");
        session.ready(false);
        assert!(Arc::ptr_eq(&banks, &session.banks()));
    }

    #[test]
    fn a_sample_that_appears_in_a_folder_is_heard_without_being_asked_for_again() {
        let folder = std::env::temp_dir().join(format!("phonon-session-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("known")).unwrap();
        let write = |name: &str| {
            let spec = hound::WavSpec {
                channels: 1,
                sample_rate: 48_000,
                bits_per_sample: 16,
                sample_format: hound::SampleFormat::Int,
            };
            let mut file = hound::WavWriter::create(folder.join(name), spec).unwrap();
            (0..100).for_each(|frame| file.write_sample(frame as i16).unwrap());
            file.finalize().unwrap();
        };
        write("known/a.wav");
        let (session, _end) = attached("o1: s \"unheardof\"");
        assert!(!session.report().diagnostics.is_empty());
        session.set_sample_folders(vec![folder.display().to_string()]);
        session.ready(false);
        assert!(!session.report().diagnostics.is_empty());
        std::fs::create_dir_all(folder.join("unheardof")).unwrap();
        write("unheardof/a.wav");
        let begun = std::time::Instant::now();
        while !session.report().diagnostics.is_empty() {
            assert!(begun.elapsed() < Duration::from_secs(20), "it is not seen");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(session.saved().evaluated, "o1: s \"unheardof\"");
    }
}
