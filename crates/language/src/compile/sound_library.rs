//! What the compiler asks of the samples.

use phonon_engine::Defaults;
use phonon_samples::{Bank, Library, Tuning, TuningError};
use std::sync::Arc;

/// The samples that a text may name: banks with their defaults, and the scales of Scala files.
pub trait SoundLibrary {
    /// Every name of every bank, aliases too.
    fn bank_names(&self) -> Vec<String>;
    /// The bank that a name means.
    fn bank(&self, name: &str) -> Option<Arc<Bank>>;
    /// The controls of a bank's events where the text does not set them. `bank` is the bank's own name.
    fn defaults(&self, bank: &str) -> Defaults;
    /// The names of all scales.
    fn scale_names(&self) -> Vec<String>;
    /// The scale of this name, or why its file cannot be read.
    fn scale(&self, name: &str) -> Option<Result<Arc<Tuning>, TuningError>>;
}

/// A library whose banks have no defaults.
impl SoundLibrary for Library {
    fn bank_names(&self) -> Vec<String> {
        let banks = self.banks().into_iter().map(|(name, _)| name);
        let aliases = self.aliases().into_iter().map(|(name, _)| name);
        banks.chain(aliases).collect()
    }

    fn bank(&self, name: &str) -> Option<Arc<Bank>> {
        self.find(name)
    }

    fn defaults(&self, _bank: &str) -> Defaults {
        Defaults::default()
    }

    fn scale_names(&self) -> Vec<String> {
        self.tunings()
    }

    fn scale(&self, name: &str) -> Option<Result<Arc<Tuning>, TuningError>> {
        self.tuning(name)
    }
}
