//! One text compiled with the samples of a project: the one place where the session meets the language.

use super::banks::BankDefaults;
use phonon_engine::Defaults;
use phonon_language::diagnostic::Place;
use phonon_language::{Compiled, Diagnostic, LastGood, SoundLibrary, compile_program};
use phonon_samples::{Bank, Library, Tuning, TuningError};
use std::sync::Arc;

/// The samples of a project: a library, and the defaults that the project gives its banks.
struct ProjectSounds<'a> {
    library: &'a Library,
    defaults: &'a BankDefaults,
}

impl SoundLibrary for ProjectSounds<'_> {
    fn bank_names(&self) -> Vec<String> {
        self.library.bank_names()
    }

    fn bank(&self, name: &str) -> Option<Arc<Bank>> {
        self.library.bank(name)
    }

    fn defaults(&self, bank: &str) -> Defaults {
        self.defaults.of(bank)
    }

    fn scale_names(&self) -> Vec<String> {
        self.library.scale_names()
    }

    fn scale(&self, name: &str) -> Option<Result<Arc<Tuning>, TuningError>> {
        self.library.scale(name)
    }
}

/// Compiles `text` for `rate` frames a second with the sounds of `library`, which take from `defaults` what their events do
/// not say. `previous` is what played before.
pub fn compile(
    text: &str,
    rate: f64,
    library: &Library,
    defaults: &BankDefaults,
    previous: Option<&LastGood>,
) -> Compiled {
    let sounds = ProjectSounds { library, defaults };
    let mut compiled = compile_program(text, rate, &sounds, previous);
    let problems = defaults.problems().iter().map(|(bank, problem)| {
        let message = &problem.message;
        let message = format!("the default of the bank `{bank}` cannot be read: {message}");
        Diagnostic::warning(Place::default(), message)
    });
    compiled.diagnostics.extend(problems);
    compiled
}
