//! The meaning of names at one time, and how it changes with the folders.

#![allow(
    clippy::disallowed_types,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::SystemTime;

use super::bank::{Bank, Slot, Source};
use super::error::Warning;
use super::folder::{self, Alias, Listed, Listing};
use super::kit;
use super::library::LibrarySettings;
use super::store::Shared;
use super::tuning::{Tuning, TuningError};
use super::watch::Watch;

/// The folders of a library, what they hold, and the watch over them.
pub(super) struct Catalogue {
    settings: LibrarySettings,
    index: RwLock<Index>,
    generation: AtomicU64,
    watch: Mutex<Option<Watch>>,
}

impl Catalogue {
    pub(super) fn new(settings: LibrarySettings, shared: &Arc<Shared>) -> Self {
        let listing = folder::list_all(&settings.roots);
        let mut index = Index::default();
        index.fill(&settings, listing, shared);
        Self {
            settings,
            index: RwLock::new(index),
            generation: AtomicU64::new(0),
            watch: Mutex::new(None),
        }
    }

    pub(super) fn settings(&self) -> &LibrarySettings {
        &self.settings
    }

    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    pub(super) fn read(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lists the folders anew; a new generation if anything is different.
    pub(super) fn rescan(&self, shared: &Arc<Shared>) {
        let listing = folder::list_all(&self.settings.roots);
        let changed = self.write().fill(&self.settings, listing, shared);
        if changed {
            self.generation.fetch_add(1, Ordering::Release);
        }
        let mut watch = self.watch();
        if let Some(watch) = &mut *watch {
            self.warn_unwatched(watch.cover(&self.folders()));
        }
    }

    /// Begins to watch the folders.
    pub(super) fn start_watching(&self) {
        let mut watch = self.watch();
        if watch.is_some() {
            return;
        }
        match Watch::new(&self.settings.roots) {
            Ok(mut new) => {
                self.warn_unwatched(new.cover(&self.folders()));
                *watch = Some(new);
            }
            Err(reason) => {
                let path = self.settings.roots.first().cloned().unwrap_or_default();
                self.warn_unwatched(vec![Warning::Unwatched { path, reason }]);
            }
        }
    }

    /// True once after something changed in a watched folder and has been quiet for a moment.
    pub(super) fn take_change(&self) -> bool {
        self.watch().as_mut().is_some_and(Watch::take_change)
    }

    fn watch(&self) -> std::sync::MutexGuard<'_, Option<Watch>> {
        self.watch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn warn_unwatched(&self, warnings: Vec<Warning>) {
        self.write().warnings.extend(warnings);
    }

    /// Every folder whose change may change the meaning of a name.
    fn folders(&self) -> Vec<PathBuf> {
        let mut folders = self.settings.roots.clone();
        folders.extend(self.read().folders.iter().cloned());
        folders
    }
}

/// Names and the banks they mean at one time.
#[derive(Default)]
pub(super) struct Index {
    pub(super) banks: BTreeMap<Box<str>, Arc<Bank>>,
    pub(super) aliases: BTreeMap<Box<str>, Box<str>>,
    /// Banks that were replaced while somebody held them.
    retired: Vec<Arc<Bank>>,
    pub(super) tunings: BTreeMap<Box<str>, Arc<TuningFile>>,
    /// Folders whose change may change the meaning of a name, the roots apart.
    folders: Vec<PathBuf>,
    pub(super) warnings: Vec<Warning>,
}

/// A Scala file as it was when the index saw it, read when it is first asked for.
pub(super) struct TuningFile {
    path: PathBuf,
    stamp: Option<(u64, SystemTime)>,
    outcome: OnceLock<Result<Arc<Tuning>, TuningError>>,
}

impl TuningFile {
    fn new(path: PathBuf) -> Self {
        let metadata = std::fs::metadata(&path).ok();
        Self {
            stamp: metadata.and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?))),
            path,
            outcome: OnceLock::new(),
        }
    }

    pub(super) fn read(&self) -> Result<Arc<Tuning>, TuningError> {
        let read = || Tuning::read(&self.path).map(Arc::new);
        self.outcome.get_or_init(read).clone()
    }

    fn is_same(&self, other: &Self) -> bool {
        (&self.path, self.stamp) == (&other.path, other.stamp)
    }
}

impl Index {
    /// Takes `listing` over the kit as the new meaning of names, keeping every bank whose sources are the same. True if
    /// any name means something else than before.
    fn fill(&mut self, settings: &LibrarySettings, listing: Listing, shared: &Arc<Shared>) -> bool {
        let mut sources: BTreeMap<Box<str>, Listed> = BTreeMap::new();
        for (bank, variants) in kit::banks() {
            let rate = settings.kit_rate;
            let source = |variant| Source::Kit {
                bank,
                variant,
                rate,
            };
            let listed = Listed {
                sources: (0..variants).map(source).collect(),
                zones: Vec::new(),
            };
            sources.insert(bank.into(), listed);
        }
        let of_kit = kit::aliases().map(|(alias, bank)| (Box::from(alias), Box::from(bank)));
        let mut aliases: BTreeMap<Box<str>, Box<str>> = of_kit.collect();
        for (name, files) in listing.banks {
            aliases.remove(&name);
            sources.insert(name, files);
        }
        self.warnings = listing.warnings;
        self.folders = listing.folders;
        for Alias {
            path,
            names: (one, other),
        } in listing.aliases
        {
            let meant = |name: &str| match aliases.get(name) {
                Some(bank) => Some(bank.clone()),
                None => sources.contains_key(name).then(|| Box::from(name)),
            };
            // Maps are written both ways: the alias in front, or the bank.
            let pair = match (meant(&one), meant(&other)) {
                (None, Some(bank)) => Some((one, bank)),
                (Some(bank), None) => Some((other, bank)),
                (Some(_), Some(bank)) if !sources.contains_key(&one) => Some((one, bank)),
                (Some(bank), Some(_)) if !sources.contains_key(&other) => Some((other, bank)),
                (Some(_), Some(_)) => None,
                (None, None) => {
                    let reason = format!("neither `{one}` nor `{other}` is a bank");
                    self.warnings.push(Warning::Aliases { path, reason });
                    None
                }
            };
            aliases.extend(pair);
        }
        let renamed = self.aliases != aliases;
        self.aliases = aliases;
        let retuned = self.replace_tunings(listing.tunings);
        self.replace_banks(sources, shared) | renamed | retuned
    }

    /// Makes `paths` the scales; those that are the same stay read. True if any is new, gone or another.
    fn replace_tunings(&mut self, paths: BTreeMap<Box<str>, PathBuf>) -> bool {
        let mut old = std::mem::take(&mut self.tunings);
        let mut changed = false;
        for (name, path) in paths {
            let new = TuningFile::new(path);
            let tuning = match old.remove(&name) {
                Some(old) if old.is_same(&new) => old,
                _ => {
                    changed = true;
                    Arc::new(new)
                }
            };
            self.tunings.insert(name, tuning);
        }
        changed | !old.is_empty()
    }

    /// Makes `banks` the banks; those that are the same and slots that only moved stay what they are. True if any
    /// bank is new, gone or another.
    fn replace_banks(&mut self, banks: BTreeMap<Box<str>, Listed>, shared: &Arc<Shared>) -> bool {
        let mut old = std::mem::take(&mut self.banks);
        let all_slots = old.values().flat_map(|bank| bank.slots.iter());
        let slots: HashMap<Source, Arc<Slot>> = all_slots
            .map(|slot| (slot.source().clone(), slot.clone()))
            .collect();
        let mut changed = false;
        for (name, Listed { sources, zones }) in banks {
            let same = |bank: &Arc<Bank>| {
                let old = bank.zones.as_ref().map_or(&[][..], |zones| &zones.each);
                bank.slots.iter().map(|slot| slot.source()).eq(&sources) && *old == *zones
            };
            let bank = match old.remove(&name) {
                Some(bank) if same(&bank) => bank,
                replaced => {
                    changed = true;
                    self.retired.extend(replaced);
                    let slot = |source: Source| match slots.get(&source) {
                        Some(slot) => slot.clone(),
                        None => Arc::new(Slot::new(source, shared.clone())),
                    };
                    let slots = sources.into_iter().map(slot).collect();
                    Arc::new(Bank::new(&name, slots, zones))
                }
            };
            self.banks.insert(name, bank);
        }
        changed |= !old.is_empty();
        self.retired.extend(old.into_values());
        drop(slots);
        self.drop_retired();
        changed
    }

    pub(super) fn find(&self, name: &str) -> Option<&Arc<Bank>> {
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
