//! The compiler's thread: text in, program to the audio thread, a report to whoever looks.

use super::audio_end::{Delivery, Silence};
use super::banks::{self, BankDefaults, ListedBank};
use super::preview::Preview;
use super::state::OUTPUTS;
use super::worker::Work;
use super::{Attached, Shared, lock};
use phonon_engine::{Engine, Program};
use phonon_language::diagnostic::Place;
use phonon_language::{Annotations, Meaning, MissingName, Report as StatementReport, State};
use phonon_language::{Diagnostic, LastGood, Severity};
use phonon_samples::{Library, LibrarySettings, Warning};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::{Duration, Instant};

/// Frames a second assumed before there is an engine: for the messages only.
const ANY_RATE: f64 = 48_000.0;
/// How often the way back is looked at after a delivery, before it is left until the next one, and how soon each time.
const TIDYINGS: u32 = 200;
const TIDY_INTERVAL: Duration = Duration::from_millis(50);
/// How soon a change in the folders of samples is seen.
const WATCH_INTERVAL: Duration = Duration::from_millis(300);

/// Why a text is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Urgency {
    /// The user evaluated it: it plays as soon as it can, samples come as they are decoded.
    Live,
    /// A project was opened or activated: its samples are there before it plays.
    Restored,
    /// Silence, which is not the project's text.
    Hush,
}

/// What is asked of the compiler.
pub(crate) struct Request {
    /// Text to be compiled and played.
    pub text: Arc<str>,
    /// Frames a second of the engine that waits, if one does.
    pub rate: Option<f64>,
    /// Session's [era](super::Session::era) when this was asked.
    pub era: u64,
    /// Why the text is compiled, and so how soon it plays.
    pub urgency: Urgency,
    /// Where a statement begins that was evaluated on its own.
    pub on_its_own: Option<usize>,
}

/// What the last evaluation said.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Counts evaluations; 0 before the first.
    pub serial: u64,
    /// The text that was evaluated.
    pub text: Arc<str>,
    /// Everything that is wrong or doubtful, with places in `text`.
    pub diagnostics: Vec<Diagnostic>,
    /// How long it took, up to the hand-over.
    pub took: Duration,
    /// Which numbered outputs it uses.
    pub outputs: [bool; OUTPUTS],
    /// Which meaning each name has that may be a control or an effect, with places in `text`.
    pub meanings: Vec<Meaning>,
    /// Why the text was compiled.
    pub cause: Cause,
    /// What became of each statement, with places in `text`, in their order.
    pub statements: Vec<StatementReport>,
    /// Names of sounds and banks that there are none of, with places in `text`.
    pub missing: Vec<MissingName>,
    /// Names of outputs and macros, and what is drawn below statements.
    pub annotations: Annotations,
}

/// Why a text was compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cause {
    /// Nothing was compiled yet.
    #[default]
    None,
    /// The user evaluated it, or changed what it is compiled with.
    Evaluated,
    /// A project or a song was opened, or the host activated.
    Opened,
    /// Everything was silenced.
    Hushed,
    /// A folder of samples has changed.
    FolderChanged,
    /// It could not be compiled at all: what played before plays on.
    Failed,
}

impl Report {
    /// How many statements are in a state.
    pub fn count(&self, state: State) -> usize {
        let mut states = self.statements.iter().map(|statement| statement.state);
        states.by_ref().filter(|other| *other == state).count()
    }
}

/// What the compiler's thread owns.
pub(super) struct Compiling {
    shared: Arc<Shared>,
    /// The text in hand, for the report if compiling panics.
    text: Arc<str>,
    serial: u64,
    /// Held, so that samples stay while the instance lives.
    library: Option<Arc<Library>>,
    /// What the library's names meant when the text was compiled.
    generation: u64,
    /// Frames a second it was compiled for, if an engine waited, and whether it was silence.
    rate: Option<f64>,
    hushed: bool,
    era: u64,
    /// The defaults of banks, as they were read last.
    defaults: BankDefaults,
    /// What plays of each statement.
    good: LastGood,
    tidyings: u32,
    /// A folder of samples has changed, and what plays is compiled anew.
    refreshes: bool,
}

impl Compiling {
    /// For one session.
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            text: "".into(),
            serial: 0,
            library: None,
            generation: 0,
            rate: None,
            hushed: false,
            era: 0,
            defaults: BankDefaults::default(),
            good: LastGood::default(),
            tidyings: 0,
            refreshes: false,
        }
    }

    /// Tells what came of the text in hand.
    fn say(&mut self, report: Report) {
        self.serial += 1;
        let report = Report {
            serial: self.serial,
            text: Arc::clone(&self.text),
            ..report
        };
        *lock(&self.shared.report) = Arc::new(report);
    }

    /// The library for the project's folders, its kit made for `rate` frames a second.
    fn library(&mut self, rate: f64) -> std::io::Result<Arc<Library>> {
        let folders = lock(&self.shared.state).sample_folders.clone();
        // The library of before is held until there is a new one: equal settings give the same.
        let library = Library::shared(&LibrarySettings {
            roots: folders.iter().map(PathBuf::from).collect(),
            kit_rate: rate as u32,
        })?;
        if !library.settings().roots.is_empty() {
            library.watch();
        }
        self.generation = library.generation();
        self.library = Some(Arc::clone(&library));
        Ok(library)
    }

    /// Lists the banks for the window, where anything is different.
    fn list(&self, library: &Library, program: &Program) {
        let listed = banks::listed(library, program);
        let mut shown = lock(&self.shared.banks);
        if **shown != listed {
            let plays_no = |bank: &ListedBank| ListedBank {
                plays: false,
                ..bank.clone()
            };
            // Whether a name may mean other files than before.
            if !shown.iter().map(plays_no).eq(listed.iter().map(plays_no)) {
                lock(&self.shared.waveforms).clear();
            }
            *shown = Arc::new(listed);
        }
    }

    /// Lists what is wrong with the project's folders and files for the window, where anything is different. Other
    /// instances' are not this one's.
    fn list_file_warnings(&self) {
        let Some(library) = &self.library else { return };
        let roots = &library.settings().roots;
        let is_own = |warning: &Warning| {
            let path = warning.path();
            path.is_some_and(|path| roots.iter().any(|root| path.starts_with(root)))
        };
        let warnings = library.warnings().into_iter().filter(is_own);
        let listed: Vec<String> = warnings.map(|warning| warning.to_string()).collect();
        let mut shown = lock(&self.shared.file_warnings);
        if **shown != listed {
            *shown = Arc::new(listed);
        }
    }

    fn deliver(
        &mut self,
        mut program: Program,
        request: &Request,
        library: &Library,
        silence: Silence,
    ) {
        let Some(rate) = request.rate else { return };
        // As the report that is about to come.
        program.set_serial(self.serial + 1);
        // What cannot be decoded is among the library's warnings.
        match request.urgency {
            Urgency::Restored => drop(program.load_first(library)),
            Urgency::Live => program.request_first(library),
            Urgency::Hush => program.pause(),
        }
        // Then the rest, without hurry.
        program.sounds().banks().for_each(|bank| bank.request_all());
        let engine = self.engine(rate);
        let at_once = request.urgency != Urgency::Live || engine.is_some();
        lock(&self.shared.sender).send(Box::new(Delivery {
            program: Some(Box::new(program)),
            engine,
            era: request.era,
            at_once,
            silence,
        }));
        self.tidyings = TIDYINGS;
    }

    /// An engine in place of the present one, if that failed or was made with other settings than the project's.
    fn engine(&self, rate: f64) -> Option<Box<Engine>> {
        let sound = lock(&self.shared.state).sound;
        let mut attached = lock(&self.shared.engine);
        // One of another rate has taken the place of that which the program was compiled for.
        let present = attached.as_mut().filter(|present| present.rate == rate)?;
        let settings = sound.engine(present.settings.waits);
        if present.settings == settings && self.shared.telemetry.failure().is_none() {
            return None;
        }
        let (engine, returns) = Engine::new(rate, settings);
        *present = Attached {
            rate,
            settings,
            returns,
        };
        self.shared.telemetry.recover();
        Some(Box::new(engine))
    }

    /// Frees what came back from the audio thread.
    fn free_returned(&self) {
        lock(&self.shared.sender).free_returned();
        if let Some(engine) = &mut *lock(&self.shared.engine) {
            while engine.returns.pop().is_ok() {}
        }
    }
}

impl Work for Compiling {
    type Request = Request;

    fn work(&mut self, request: Request) {
        let begun = Instant::now();
        self.free_returned();
        self.text = Arc::clone(&request.text);
        self.rate = request.rate;
        self.hushed = request.urgency == Urgency::Hush;
        self.era = request.era;
        let rate = request.rate.unwrap_or(ANY_RATE);
        let library = match self.library(rate) {
            Ok(library) => library,
            Err(error) => {
                let problem = Diagnostic::error(
                    Place::default(),
                    format!("samples cannot be loaded: {error}"),
                );
                self.say(Report {
                    diagnostics: vec![problem],
                    took: begun.elapsed(),
                    cause: Cause::Failed,
                    ..Report::default()
                });
                return;
            }
        };
        self.good.ask(request.on_its_own);
        // A project just opened knows nothing of what played before.
        let previous = (request.urgency == Urgency::Live).then_some(&self.good);
        let texts = lock(&self.shared.state).bank_defaults.clone();
        if !self.defaults.are_of(&texts) {
            self.defaults = BankDefaults::read(&texts);
        }
        let mut compiled =
            super::compile::compile(&request.text, rate, &library, &self.defaults, previous);
        if compiled.by_bars.is_none() && lock(&self.shared.state).by_bars {
            compiled.program.follow_bars();
        }
        let took = begun.elapsed();
        self.good = std::mem::take(&mut compiled.good);
        if request.urgency == Urgency::Live {
            // Where all is well the text itself is kept, comments and all.
            let failed = compiled
                .diagnostics
                .iter()
                .any(|diagnostic| diagnostic.severity == Severity::Error);
            let plays = if failed {
                self.good.text()
            } else {
                request.text.to_string()
            };
            lock(&self.shared.state).evaluated = plays;
        }
        let preview = Preview::new(self.serial + 1, &mut compiled);
        let plays = self.shared.telemetry.plays.load(Relaxed);
        lock(&self.shared.previews).push(preview, plays);
        self.list(&library, &compiled.program);
        self.list_file_warnings();
        let silence = Silence {
            stays: compiled.is_silent,
            is_deaf: compiled.is_deaf,
        };
        self.deliver(compiled.program, &request, &library, silence);
        self.say(Report {
            diagnostics: compiled.diagnostics,
            took,
            outputs: compiled.outputs,
            meanings: compiled.meanings,
            cause: match request.urgency {
                _ if self.refreshes => Cause::FolderChanged,
                Urgency::Live => Cause::Evaluated,
                Urgency::Restored => Cause::Opened,
                Urgency::Hush => Cause::Hushed,
            },
            statements: compiled.statements,
            missing: compiled.missing,
            annotations: compiled.annotations,
            ..Report::default()
        });
    }

    fn panicked(&mut self, message: String) {
        let problem = Diagnostic::error(
            Place::default(),
            format!("the compiler failed on this text: {message}"),
        )
        .with_help("what played before plays on");
        self.say(Report {
            diagnostics: vec![problem],
            cause: Cause::Failed,
            ..Report::default()
        });
    }

    fn tidy(&mut self) -> Option<Duration> {
        self.free_returned();
        let changed = |library: &Arc<Library>| library.generation() != self.generation;
        if self.library.as_ref().is_some_and(changed) {
            // Names mean something else now: what plays is compiled anew, as if the user had evaluated it.
            self.refreshes = true;
            self.work(Request {
                text: Arc::clone(&self.text),
                rate: self.rate,
                era: self.era,
                urgency: if self.hushed {
                    Urgency::Hush
                } else {
                    Urgency::Live
                },
                on_its_own: None,
            });
            self.refreshes = false;
        }
        // Files are decoded in the background.
        self.list_file_warnings();
        self.tidyings = self.tidyings.saturating_sub(1);
        let watches = |library: &Arc<Library>| !library.settings().roots.is_empty();
        if self.tidyings > 0 {
            Some(TIDY_INTERVAL)
        } else {
            self.library
                .as_ref()
                .is_some_and(watches)
                .then_some(WATCH_INTERVAL)
        }
    }
}
