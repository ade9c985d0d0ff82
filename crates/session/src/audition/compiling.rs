//! The compiler of what is auditioned, on a thread of its own.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the compiler's side; the audio thread has what is beside this module"
)]

use super::{Audition, VOICES, When};
use crate::banks::BankDefaults;
use crate::worker::Work;
use crate::{Shared, lock};
use phonon_engine::voices::synths;
use phonon_engine::{Engine, Settings, Swap};
use phonon_language::{Diagnostic, Severity, SoundLibrary};
use phonon_samples::{Library, LibrarySettings};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// Gain of a single sound: one of full scale comes out at −6 dB.
const SOUND_GAIN: f32 = 1.25;
/// Gain of an example beside what plays, −3 dB.
const EXAMPLE_GAIN: f32 = 0.708;
/// Seconds that a sound may go on after its cycle, and an example.
const SOUND_TAIL: f64 = 20.0;
const EXAMPLE_TAIL: f64 = 2.0;
/// Part of a block's time that an audition may take, in percent of what is wise.
const HURRY: u8 = 40;
/// Seconds that a synth holds its note.
const HELD: f64 = 0.6;

/// What is to be heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A sound of a bank, or a synth, by the name that `s` has, and which of its sounds.
    Sound(String, usize),
    /// A cycle of a text.
    Example(String),
}

pub(crate) struct Request {
    pub number: u64,
    pub subject: Subject,
    pub when: When,
    pub rate: f64,
}

pub(crate) struct Auditioning {
    shared: Arc<Shared>,
    /// Held, so that what was decoded stays.
    library: Option<Arc<Library>>,
    defaults: BankDefaults,
}

impl Auditioning {
    pub(crate) fn new(shared: Arc<Shared>) -> Self {
        Self {
            shared,
            library: None,
            defaults: BankDefaults::default(),
        }
    }

    fn refuse(&self, number: u64, message: String) {
        *lock(&self.shared.audition_problem) = Some((number, message));
    }
}

impl Work for Auditioning {
    type Request = Request;

    fn work(&mut self, request: Request) {
        // Frees those that are over.
        while lock(&self.shared.auditions_returned).pop().is_ok() {}
        let number = request.number;
        let (folders, texts) = {
            let state = lock(&self.shared.state);
            (state.sample_folders.clone(), state.bank_defaults.clone())
        };
        let library = match Library::shared(&LibrarySettings {
            roots: folders.iter().map(PathBuf::from).collect(),
            kit_rate: request.rate as u32,
        }) {
            Ok(library) => library,
            Err(error) => {
                self.refuse(number, format!("samples cannot be loaded: {error}"));
                return;
            }
        };
        self.library = Some(Arc::clone(&library));
        if !self.defaults.are_of(&texts) {
            self.defaults = BankDefaults::read(&texts);
        }
        let (text, gain, tail) = match &request.subject {
            Subject::Sound(name, index) => match sound(&library, name, *index) {
                Some(text) => (text, SOUND_GAIN, SOUND_TAIL),
                None => {
                    self.refuse(number, format!("there is no sound `{name}`"));
                    return;
                }
            },
            Subject::Example(text) => (text.clone(), EXAMPLE_GAIN, EXAMPLE_TAIL),
        };
        let mut compiled =
            crate::compile::compile(&text, request.rate, &library, &self.defaults, None);
        let is_error = |diagnostic: &&Diagnostic| diagnostic.severity == Severity::Error;
        if let Some(error) = compiled.diagnostics.iter().find(is_error) {
            self.refuse(number, error.message.clone());
            return;
        }
        let undecodable = compiled.program.load_first(&library);
        if let Some(error) = undecodable.first() {
            self.refuse(number, error.to_string());
            return;
        }
        if compiled.is_silent {
            self.refuse(number, "this plays nothing".to_owned());
            return;
        }
        let settings = Settings {
            voices: VOICES,
            timing: false,
            ..lock(&self.shared.state).sound.engine(false)
        };
        // What plays comes first.
        let settings = Settings {
            hurry: Some(HURRY),
            ..settings
        };
        let (mut engine, returns) = Engine::new(request.rate, settings);
        engine.mixer().set_limiter(false);
        if engine.offer(Box::new(compiled.program), Swap::Now).is_err() {
            return;
        }
        let audition = Audition {
            engine,
            _returns: returns,
            number,
            when: request.when,
            gain,
            tail,
            played: None,
            quiet: 0,
            fade: None,
        };
        if number <= self.shared.audition_stopped.load(Relaxed) {
            return;
        }
        // One that still waits is freed here.
        drop(self.shared.signals.audition.swap(Some(Box::new(audition))));
    }

    fn panicked(&mut self, message: String) {
        self.refuse(u64::MAX, message);
    }
}

/// A text that plays one sound, if there is such a one.
fn sound(library: &Library, name: &str, index: usize) -> Option<String> {
    if library.bank(name).is_some() {
        return Some(format!("out: n {index} # s \"{name}\""));
    }
    synths::find(name)?;
    Some(format!("out: s \"{name}\" # sustain {HELD}"))
}
