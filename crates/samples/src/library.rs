//! Names to banks: the built-in kit, sample folders over it, aliases over both.

#![allow(
    clippy::disallowed_types,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use rayon::prelude::*;

use super::bank::{Bank, Slot};
use super::catalogue::Catalogue;
use super::error::{SampleError, Warning};
use super::kit;
use super::sample::Sample;
use super::store::Store;
use super::tuning::{Tuning, TuningError};
use crate::spelling;

/// What a library is made of; equal settings share one library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LibrarySettings {
    /// Sample folders in the Dirt-Samples layout. A bank of a later folder takes the place of one of the same name in
    /// an earlier folder or the built-in kit.
    pub roots: Vec<PathBuf>,
    /// Rate that the built-in kit is rendered at, in Hz; at the engine's own rate its drums need no resampling.
    /// From 22,050 to 192,000, others are halved or doubled into it. Default 48,000.
    pub kit_rate: u32,
}

impl Default for LibrarySettings {
    fn default() -> Self {
        Self {
            roots: Vec::new(),
            kit_rate: kit::DEFAULT_RATE,
        }
    }
}

impl LibrarySettings {
    fn normalised(mut self) -> Self {
        self.kit_rate = kit::nearest_rate(self.kit_rate);
        self
    }
}

/// Everything a name can mean, shared by all who use the same folders.
pub struct Library {
    catalogue: Arc<Catalogue>,
    store: Arc<Store>,
}

impl Library {
    /// The process's library for `settings`: the same one as long as anybody holds it.
    ///
    /// Lists the folders, decodes nothing. An error only if the system gives no threads.
    pub fn shared(settings: &LibrarySettings) -> std::io::Result<Arc<Self>> {
        static LIBRARIES: Mutex<Vec<Weak<Library>>> = Mutex::new(Vec::new());
        let settings = settings.clone().normalised();
        let mut libraries = LIBRARIES.lock().unwrap_or_else(PoisonError::into_inner);
        libraries.retain(|library| library.strong_count() > 0);
        let mut living = libraries.iter().filter_map(Weak::upgrade);
        if let Some(same) = living.find(|library| *library.settings() == settings) {
            return Ok(same);
        }
        let library = Arc::new(Self::new(settings, Store::of_process()?));
        libraries.push(Arc::downgrade(&library));
        Ok(library)
    }

    /// A library with a memory of its own, shared with nobody.
    pub fn private(settings: &LibrarySettings) -> std::io::Result<Arc<Self>> {
        Ok(Arc::new(Self::new(
            settings.clone().normalised(),
            Store::new()?,
        )))
    }

    fn new(settings: LibrarySettings, store: Arc<Store>) -> Self {
        let catalogue = Arc::new(Catalogue::new(settings, &store.shared));
        store.shared.register(&catalogue);
        Self { catalogue, store }
    }

    /// What it is made of.
    pub fn settings(&self) -> &LibrarySettings {
        self.catalogue.settings()
    }

    /// The bank called `name`: as written, else as an alias, else the first that differs only in ASCII case.
    ///
    /// Whoever holds the bank keeps its decoded samples. A running program holds those it may play.
    pub fn find(&self, name: &str) -> Option<Arc<Bank>> {
        let bank = self.catalogue.read().find(name)?.clone();
        bank.last_found
            .store(self.store.shared.tick(), Ordering::Relaxed);
        Some(bank)
    }

    /// The name most like `name` among banks and aliases, for a message; none if nothing is near.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let index = self.catalogue.read();
        let banks = index.banks.keys().map(|name| &**name);
        let aliases = index.aliases.keys().map(|name| &**name);
        spelling::nearest(name, banks.chain(aliases)).map(str::to_owned)
    }

    /// All banks with their sizes, by name; aliases are not among them.
    pub fn banks(&self) -> Vec<(String, usize)> {
        let index = self.catalogue.read();
        let banks = index.banks.iter();
        banks
            .map(|(name, bank)| (name.to_string(), bank.len()))
            .collect()
    }

    /// The folder that a bank's first sound comes from; none for the built-in kit, and where there is no such bank.
    pub fn folder(&self, bank: &str) -> Option<PathBuf> {
        let index = self.catalogue.read();
        let path = index.banks.get(bank)?.slot(0).path()?;
        path.parent().map(PathBuf::from)
    }

    /// All aliases with the bank each means, by name.
    pub fn aliases(&self) -> Vec<(String, String)> {
        let index = self.catalogue.read();
        let pairs = index.aliases.iter();
        pairs
            .map(|(alias, name)| (alias.to_string(), name.to_string()))
            .collect()
    }

    /// The scale that a Scala file called `name` describes, or what is wrong with the file; none if there is no such file.
    /// Reads the file when it is first asked for.
    pub fn tuning(&self, name: &str) -> Option<Result<Arc<Tuning>, TuningError>> {
        let file = self.catalogue.read().tunings.get(name)?.clone();
        Some(file.read())
    }

    /// Names of all scales that the folders hold, by name.
    pub fn tunings(&self) -> Vec<String> {
        let index = self.catalogue.read();
        index.tunings.keys().map(ToString::to_string).collect()
    }

    /// Has a sound of `bank` decoded in the background, in the order of such calls and before what slots request.
    /// Never on a live audio thread.
    pub fn request(&self, bank: &Bank, index: i64) {
        let slot = Arc::clone(&bank.slots[bank.wrap(index)]);
        if slot.get().is_none() {
            self.store.spawn(move || drop(slot.load_now()));
        }
    }

    /// Decodes every slot of `banks` in parallel and waits. Errors are those of the slots that cannot be heard.
    pub fn load_all(&self, banks: &[Arc<Bank>]) -> Vec<SampleError> {
        let slots: Vec<&Slot> = banks.iter().flat_map(|bank| bank.slots()).collect();
        self.load_slots(&slots)
            .into_iter()
            .filter_map(Result::err)
            .collect()
    }

    /// Decodes `slots` in parallel and waits; outcomes in the same order.
    pub fn load_slots(&self, slots: &[&Slot]) -> Vec<Result<Arc<Sample>, SampleError>> {
        let load = || slots.par_iter().map(|slot| slot.load_now()).collect();
        self.store.install(load)
    }

    /// What was wrong with folders and files so far.
    pub fn warnings(&self) -> Vec<Warning> {
        let mut warnings = self.catalogue.read().warnings.clone();
        warnings.extend(self.store.shared.warnings());
        warnings
    }

    /// Lists the folders anew. Banks that did not change stay as they are; programs keep the banks they hold.
    pub fn rescan(&self) {
        self.catalogue.rescan(&self.store.shared);
    }

    /// From now on the folders are listed anew by themselves, a moment after something in them has changed.
    ///
    /// Where the system cannot watch a folder, a warning says so and [`Library::rescan`] is left.
    pub fn watch(&self) {
        self.catalogue.start_watching();
    }

    /// Grows whenever names mean something else than before: time to compile anew.
    pub fn generation(&self) -> u64 {
        self.catalogue.generation()
    }

    /// Bytes that decoded samples take in the memory this library shares.
    pub fn bytes(&self) -> usize {
        self.store.shared.bytes()
    }

    /// Sets how many bytes decoded samples may take (default [`super::DEFAULT_BUDGET`]), for all who share the memory.
    pub fn set_budget(&self, bytes: usize) {
        self.store.shared.set_budget(bytes);
    }
}
