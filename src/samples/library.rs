//! Names to banks: the built-in kit, sample folders over it, aliases over both.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, Weak};

use rayon::prelude::*;

use super::bank::{Bank, Slot, Source};
use super::error::{SampleError, Warning};
use super::folder::{self, Listing};
use super::kit;
use super::names;
use super::sample::Sample;
use super::store::{Shared, Store};

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
    settings: LibrarySettings,
    index: Arc<RwLock<Index>>,
    generation: AtomicU64,
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
        if let Some(same) = living.find(|library| library.settings == settings) {
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
        let index = Index::new(&settings, &store.shared);
        let index = Arc::new(RwLock::new(index));
        store.shared.register_index(&index);
        Self {
            settings,
            index,
            generation: AtomicU64::new(0),
            store,
        }
    }

    /// What it is made of.
    pub fn settings(&self) -> &LibrarySettings {
        &self.settings
    }

    /// The bank called `name`: as written, else as an alias, else the first that differs only in ASCII case.
    ///
    /// Whoever holds the bank keeps its decoded samples. A running program holds those it may play.
    pub fn find(&self, name: &str) -> Option<Arc<Bank>> {
        let bank = self.read().find(name)?.clone();
        bank.last_found
            .store(self.store.shared.tick(), Ordering::Relaxed);
        Some(bank)
    }

    /// The name most like `name` among banks and aliases, for a message; none if nothing is near.
    pub fn nearest(&self, name: &str) -> Option<String> {
        let index = self.read();
        let banks = index.banks.keys().map(|name| &**name);
        names::nearest(name, banks.chain(index.aliases.keys().map(|name| &**name)))
    }

    /// All banks with their sizes, by name; aliases are not among them.
    pub fn banks(&self) -> Vec<(String, usize)> {
        let index = self.read();
        let banks = index.banks.iter();
        banks
            .map(|(name, bank)| (name.to_string(), bank.len()))
            .collect()
    }

    /// All aliases with the bank each means, by name.
    pub fn aliases(&self) -> Vec<(String, String)> {
        let index = self.read();
        let pairs = index.aliases.iter();
        let mut aliases: Vec<_> = pairs
            .map(|(alias, name)| (alias.to_string(), name.to_string()))
            .collect();
        aliases.sort_unstable();
        aliases
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
        let mut warnings = self.read().warnings.clone();
        warnings.extend(self.store.shared.warnings());
        warnings
    }

    /// Lists the folders anew. Banks that did not change stay as they are; programs keep the banks they hold.
    pub fn rescan(&self) {
        let listing = folder::list_all(&self.settings.roots);
        let mut index = self.index.write().unwrap_or_else(PoisonError::into_inner);
        index.fill(&self.settings, listing, &self.store.shared);
        drop(index);
        self.generation.fetch_add(1, Ordering::Release);
    }

    /// Grows whenever names may mean something else than before: time to compile anew.
    pub fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Bytes that decoded samples take in the memory this library shares.
    pub fn bytes(&self) -> usize {
        self.store.shared.bytes()
    }

    /// Sets how many bytes decoded samples may take (default [`super::DEFAULT_BUDGET`]), for all who share the memory.
    pub fn set_budget(&self, bytes: usize) {
        self.store.shared.set_budget(bytes);
    }

    fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Names and the banks they mean at one time.
pub(super) struct Index {
    banks: BTreeMap<Box<str>, Arc<Bank>>,
    aliases: HashMap<Box<str>, Box<str>>,
    /// Banks that were replaced while somebody held them.
    retired: Vec<Arc<Bank>>,
    warnings: Vec<Warning>,
}

impl Index {
    fn new(settings: &LibrarySettings, shared: &Arc<Shared>) -> Self {
        let mut index = Self {
            banks: BTreeMap::new(),
            aliases: HashMap::new(),
            retired: Vec::new(),
            warnings: Vec::new(),
        };
        index.fill(settings, folder::list_all(&settings.roots), shared);
        index
    }

    /// Takes `listing` over the kit as the new meaning of names, keeping every bank whose sources are the same.
    fn fill(&mut self, settings: &LibrarySettings, listing: Listing, shared: &Arc<Shared>) {
        let mut sources: BTreeMap<Box<str>, Vec<Source>> = BTreeMap::new();
        for (bank, variants) in kit::banks() {
            let rate = settings.kit_rate;
            let source = |variant| Source::Kit {
                bank,
                variant,
                rate,
            };
            sources.insert(bank.into(), (0..variants).map(source).collect());
        }
        self.aliases = kit::aliases()
            .map(|(alias, bank)| (alias.into(), bank.into()))
            .collect();
        for (name, files) in listing.banks {
            self.aliases.remove(&*name);
            sources.insert(name, files);
        }
        for (alias, name) in listing.aliases {
            if !sources.contains_key(&*alias) && sources.contains_key(&*name) {
                self.aliases.insert(alias, name);
            }
        }
        self.warnings = listing.warnings;
        let mut old = std::mem::take(&mut self.banks);
        let mut old_slots: HashMap<Source, Arc<Slot>> = HashMap::new();
        for bank in old.values() {
            old_slots.extend(
                bank.slots
                    .iter()
                    .map(|slot| (slot.source().clone(), slot.clone())),
            );
        }
        for (name, sources) in sources {
            if let Some(bank) = old.remove(&name) {
                if bank.slots.iter().map(|slot| slot.source()).eq(&sources) {
                    self.banks.insert(name, bank);
                    continue;
                }
                self.retired.push(bank);
            }
            let slot = |source: Source| match old_slots.get(&source) {
                Some(slot) => slot.clone(),
                None => Arc::new(Slot::new(source, shared.clone())),
            };
            let slots = sources.into_iter().map(slot).collect();
            let bank = Bank::new(&name, slots);
            self.banks.insert(name, Arc::new(bank));
        }
        self.retired.extend(old.into_values());
        drop(old_slots);
        self.drop_retired();
    }

    fn find(&self, name: &str) -> Option<&Arc<Bank>> {
        let aliased = || self.banks.get(self.aliases.get(name)?);
        let in_any_case = || {
            let mut banks = self.banks.iter();
            Some(banks.find(|(other, _)| other.eq_ignore_ascii_case(name))?.1)
        };
        self.banks.get(name).or_else(aliased).or_else(in_any_case)
    }

    /// Forgets replaced banks that nobody holds any more.
    pub(super) fn drop_retired(&mut self) {
        self.retired.retain(|bank| Arc::strong_count(bank) > 1);
    }

    /// Every slot that anybody may ask for.
    pub(super) fn all_slots(&self) -> impl Iterator<Item = &Arc<Slot>> {
        let banks = self.banks.values().chain(&self.retired);
        banks.flat_map(|bank| bank.slots.iter())
    }

    /// When those banks were last asked for that have decoded samples and that no one outside holds.
    pub(super) fn unused_ages(&self) -> impl Iterator<Item = u64> {
        let unused = self
            .banks
            .values()
            .filter(|bank| Arc::strong_count(bank) == 1);
        let loaded = unused.filter(|bank| bank.slots().any(|slot| slot.get().is_some()));
        loaded.map(|bank| bank.last_found.load(Ordering::Relaxed))
    }

    /// Unloads the banks last asked for at `age` or before that no one outside holds.
    pub(super) fn unload_unused(&mut self, age: u64) {
        for bank in self.banks.values_mut().filter_map(Arc::get_mut) {
            if *bank.last_found.get_mut() <= age {
                bank.slots
                    .iter_mut()
                    .filter_map(Arc::get_mut)
                    .for_each(Slot::unload);
            }
        }
    }
}
