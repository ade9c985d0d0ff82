//! The memory of decoded samples and the threads that fill it, one for the whole process.
//!
//! [`Shared`] is the memory: every decoded sample is kept here as long as anyone may hear it, so that the last `Arc` is
//! never dropped by a voice. [`Store`] adds the threads; it is owned by the libraries only, never by a job or a slot, so
//! that no thread ever has to wait for itself when the last library goes.

#![allow(
    clippy::disallowed_types,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::Duration;

use rayon::ThreadPool;

use super::bank::{Slot, Source};
use super::catalogue::Catalogue;
use super::decode;
use super::error::{SampleError, Warning};
use super::kit;
use super::sample::Sample;

/// Decoded samples may take this many bytes before those that no program uses are let go.
pub const DEFAULT_BUDGET: usize = 1 << 30;

/// How often the loader looks for requests of the audio thread, which may not wake it.
const POLL: Duration = Duration::from_millis(8);

/// Every so many polls (about a second) samples that nobody can reach are dropped.
const POLLS_PER_SWEEP: u32 = 125;

/// Every so many polls (about ten times a second) changed folders are looked for.
const POLLS_PER_LOOK: u32 = 12;

/// No more warnings than this are remembered.
const WARNINGS_KEPT: usize = 500;

/// The part of the store that slots, jobs and libraries share.
pub(super) struct Shared {
    /// Set by a slot that wants to be loaded.
    bell: AtomicBool,
    kept: Mutex<Kept>,
    /// Bytes of all kept samples; written under the lock of `kept`.
    bytes: AtomicUsize,
    budget: AtomicUsize,
    catalogues: Mutex<Vec<Weak<Catalogue>>>,
    warnings: Mutex<Vec<Warning>>,
    /// Counts what programs ask for: the age of a bank is the difference to it.
    clock: AtomicU64,
}

#[derive(Default)]
struct Kept {
    samples: HashMap<Source, Arc<Sample>>,
    bytes: usize,
}

impl Kept {
    /// Drops what nobody else holds.
    fn sweep(&mut self) {
        self.samples
            .retain(|_, sample| Arc::strong_count(sample) > 1);
        self.bytes = self.samples.values().map(|sample| sample.bytes()).sum();
    }
}

impl Shared {
    fn new() -> Self {
        Self {
            bell: AtomicBool::new(false),
            kept: Mutex::default(),
            bytes: AtomicUsize::new(0),
            budget: AtomicUsize::new(DEFAULT_BUDGET),
            catalogues: Mutex::default(),
            warnings: Mutex::default(),
            clock: AtomicU64::new(0),
        }
    }

    /// Says that some slot was requested. Wait-free.
    pub(super) fn ring(&self) {
        self.bell.store(true, Ordering::Release);
    }

    /// The next tick of the store's clock.
    pub(super) fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Bytes that decoded samples take now.
    pub(super) fn bytes(&self) -> usize {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes they may take.
    pub(super) fn budget(&self) -> usize {
        self.budget.load(Ordering::Relaxed)
    }

    pub(super) fn set_budget(&self, bytes: usize) {
        self.budget.store(bytes, Ordering::Relaxed);
        self.let_go();
    }

    pub(super) fn warn(&self, warning: Warning) {
        let mut warnings = lock(&self.warnings);
        if warnings.len() < WARNINGS_KEPT && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    pub(super) fn warnings(&self) -> Vec<Warning> {
        lock(&self.warnings).clone()
    }

    pub(super) fn register(&self, catalogue: &Arc<Catalogue>) {
        lock(&self.catalogues).push(Arc::downgrade(catalogue));
    }

    /// Decodes or renders `source`, or finds it done; never panics.
    pub(super) fn load(&self, source: &Source) -> Result<Arc<Sample>, SampleError> {
        if let Some(sample) = lock(&self.kept).samples.get(source) {
            return Ok(sample.clone());
        }
        let loaded = match source {
            Source::Kit {
                bank,
                variant,
                rate,
            } => kit::render(bank, *variant, *rate),
            Source::File {
                path, loop_points, ..
            } => decode::decode(path).map(|decoded| {
                decoded
                    .warning
                    .into_iter()
                    .for_each(|warning| self.warn(warning));
                let mut sample = decoded.sample;
                if let Some((begin, end, is_own)) = *loop_points
                    && (is_own || sample.looped().is_none())
                {
                    let frames = sample.frames() as u64;
                    sample = sample
                        .with_loop(Some((begin.min(frames) as usize, end.min(frames) as usize)));
                }
                sample
            }),
        };
        match loaded {
            Ok(sample) => Ok(self.keep(source, sample)),
            Err(error) => {
                self.warn(error.clone().into());
                Err(error)
            }
        }
    }

    fn keep(&self, source: &Source, sample: Sample) -> Arc<Sample> {
        let mut kept = lock(&self.kept);
        if let Some(earlier) = kept.samples.get(source) {
            return earlier.clone();
        }
        let sample = Arc::new(sample);
        kept.bytes += sample.bytes();
        kept.samples.insert(source.clone(), sample.clone());
        self.bytes.store(kept.bytes, Ordering::Relaxed);
        sample
    }

    /// Before a load: lets samples go that no program uses if the budget is spent. An error if it stays spent.
    pub(super) fn make_room(&self, source: &Source) -> Result<(), SampleError> {
        if self.bytes() < self.budget() || lock(&self.kept).samples.contains_key(source) {
            return Ok(());
        }
        self.let_go();
        let (used, budget) = (self.bytes(), self.budget());
        if used < budget {
            return Ok(());
        }
        let full = SampleError::OverBudget {
            what: source.to_string(),
            used,
            budget,
        };
        self.warn(full.clone().into());
        Err(full)
    }

    /// While over three quarters of the budget, unloads slots of banks that only indexes hold, the ones asked for
    /// longest ago first. A sample that still sounds is dropped by a later sweep.
    fn let_go(&self) {
        let enough = self.budget() / 4 * 3;
        if self.bytes() < self.budget() {
            return;
        }
        let catalogues = self.living_catalogues();
        let mut ages: Vec<u64> = Vec::new();
        for catalogue in &catalogues {
            ages.extend(catalogue.read().unused_ages());
        }
        ages.sort_unstable();
        ages.dedup();
        for age in ages {
            for catalogue in &catalogues {
                catalogue.write().unload_unused(age);
            }
            self.sweep();
            if self.bytes() <= enough {
                break;
            }
        }
        self.sweep();
    }

    /// Drops samples that nobody can reach any more.
    fn sweep(&self) {
        let mut kept = lock(&self.kept);
        kept.sweep();
        self.bytes.store(kept.bytes, Ordering::Relaxed);
    }

    fn living_catalogues(&self) -> Vec<Arc<Catalogue>> {
        let mut catalogues = lock(&self.catalogues);
        catalogues.retain(|catalogue| catalogue.strong_count() > 0);
        catalogues.iter().filter_map(Weak::upgrade).collect()
    }

    /// Slots that were requested since the last call, now in the caller's care.
    fn take_requests(&self) -> Vec<Arc<Slot>> {
        let mut requests = Vec::new();
        if self.bell.swap(false, Ordering::Acquire) {
            for catalogue in self.living_catalogues() {
                let index = catalogue.read();
                let slots = index.all_slots().filter(|slot| slot.take_request());
                requests.extend(slots.cloned());
            }
        }
        requests
    }

    /// Forgets replaced banks and samples that nobody can reach any more.
    fn tidy(&self) {
        for catalogue in self.living_catalogues() {
            catalogue.write().drop_retired();
        }
        self.sweep();
    }

    /// Catalogues whose folders have changed since the last call.
    fn changed_catalogues(&self) -> Vec<Arc<Catalogue>> {
        let mut catalogues = self.living_catalogues();
        catalogues.retain(|catalogue| catalogue.take_change());
        catalogues
    }
}

/// The shared memory with the threads that decode in the background.
pub(super) struct Store {
    pub(super) shared: Arc<Shared>,
    /// Threads that decode; taken out when the store is dropped.
    pool: Option<Arc<ThreadPool>>,
    /// Workers of the pool; joined on drop, because the plugin's code may be unloaded right after.
    workers: Vec<JoinHandle<()>>,
    loader: Option<JoinHandle<()>>,
    stop: Arc<Stop>,
}

#[derive(Default)]
struct Stop {
    stopped: Mutex<bool>,
    changed: Condvar,
}

impl Stop {
    /// Waits for `time` or the end, and says whether it is the end.
    fn wait(&self, time: Duration) -> bool {
        let stopped = lock(&self.stopped);
        let waited = self
            .changed
            .wait_timeout_while(stopped, time, |stopped| !*stopped);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    fn stop(&self) {
        *lock(&self.stopped) = true;
        self.changed.notify_all();
    }
}

impl Store {
    /// A store with its threads: half of the machine's cores, at least two, at most six, and the loader.
    pub(super) fn new() -> std::io::Result<Arc<Self>> {
        let shared = Arc::new(Shared::new());
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let mut workers = Vec::new();
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads((cores / 2).clamp(2, 6))
            .spawn_handler(|worker| {
                let name = format!("phonon-samples-{}", worker.index());
                let thread = std::thread::Builder::new().name(name);
                workers.push(thread.spawn(|| worker.run())?);
                Ok(())
            })
            .build()
            .map_err(std::io::Error::other)?;
        let mut store = Self {
            shared,
            pool: Some(Arc::new(pool)),
            workers,
            loader: None,
            stop: Arc::default(),
        };
        store.loader = Some(store.spawn_loader()?);
        Ok(Arc::new(store))
    }

    /// The process's store, made when first needed and gone with its last library.
    pub(super) fn of_process() -> std::io::Result<Arc<Self>> {
        static STORE: Mutex<Weak<Store>> = Mutex::new(Weak::new());
        let mut store = lock(&STORE);
        if let Some(alive) = store.upgrade() {
            return Ok(alive);
        }
        let new = Self::new()?;
        *store = Arc::downgrade(&new);
        Ok(new)
    }

    /// Runs `work` on the pool, where its `rayon` iterators run in parallel, and waits for it.
    pub(super) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Runs `work` on the pool some time soon.
    pub(super) fn spawn(&self, work: impl FnOnce() + Send + 'static) {
        match &self.pool {
            Some(pool) => pool.spawn(work),
            None => work(),
        }
    }

    fn spawn_loader(&self) -> std::io::Result<JoinHandle<()>> {
        let (shared, stop, pool) = (self.shared.clone(), self.stop.clone(), self.pool.clone());
        let run = move |job: Box<dyn FnOnce() + Send>| match &pool {
            Some(pool) => pool.spawn(job),
            None => job(),
        };
        let hand_out = move || {
            let mut polls = 0_u32;
            while !stop.wait(POLL) {
                for slot in shared.take_requests() {
                    run(Box::new(move || drop(slot.load_now())));
                }
                polls = polls.wrapping_add(1);
                if polls.is_multiple_of(POLLS_PER_LOOK) {
                    for catalogue in shared.changed_catalogues() {
                        let shared = shared.clone();
                        run(Box::new(move || catalogue.rescan(&shared)));
                    }
                }
                if polls.is_multiple_of(POLLS_PER_SWEEP) {
                    shared.tidy();
                }
            }
        };
        let thread = std::thread::Builder::new().name("phonon-samples".into());
        thread.spawn(hand_out)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop.stop();
        if let Some(loader) = self.loader.take() {
            // The loader catches every panic of a job; one of its own ends only itself.
            let _ = loader.join();
        }
        self.pool = None;
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What the locks guard is valid between any two statements, so a panic of another thread harms nothing.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
