//! Banks and their slots: what a program holds on to, and what the audio thread reads.
//!
//! A slot's sample is set once and never taken back while anyone outside the library holds the bank, so that reading
//! it is one atomic load. See [`super`] for who owns what.

use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use super::error::SampleError;
use super::sample::Sample;
use super::store::Shared;
use super::zone::{Zone, Zones};

/// Where a slot's sound comes from. Equal sources are the same sound, decoded once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Source {
    /// Variant `variant` of bank `bank` of the built-in kit, at `rate` Hz.
    Kit {
        bank: &'static str,
        variant: usize,
        rate: u32,
    },
    /// A file as it was when the index saw it.
    File {
        path: PathBuf,
        length: u64,
        modified: Option<SystemTime>,
        /// First frame of a loop, the one after its last, and whether these come before the file's own.
        loop_points: Option<(u64, u64, bool)>,
    },
}

impl Hash for Source {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Kit { bank, variant, .. } => (bank, variant).hash(state),
            Self::File { path, .. } => path.hash(state),
        }
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Kit { bank, variant, .. } => write!(formatter, "{bank}:{variant}"),
            Self::File { path, .. } => write!(formatter, "{}", path.display()),
        }
    }
}

/// How far a slot is.
#[derive(Debug, Clone, Copy)]
pub enum SlotState<'a> {
    /// Nobody asked for it.
    NotLoaded,
    /// Asked for; it will be ready or have failed soon.
    Loading,
    /// Decoded.
    Ready(&'a Arc<Sample>),
    /// It cannot be heard, and why.
    Failed(&'a SampleError),
}

const IDLE: u8 = 0;
const REQUESTED: u8 = 1;
const LOADING: u8 = 2;

/// One sound of a bank, decoded or not.
pub struct Slot {
    source: Source,
    /// [`IDLE`], [`REQUESTED`] or [`LOADING`]; says nothing once `outcome` is set.
    progress: AtomicU8,
    outcome: OnceLock<Result<Arc<Sample>, SampleError>>,
    shared: Arc<Shared>,
}

impl Slot {
    pub(super) fn new(source: Source, shared: Arc<Shared>) -> Self {
        Self {
            source,
            progress: AtomicU8::new(IDLE),
            outcome: OnceLock::new(),
            shared,
        }
    }

    /// The sample if it is decoded. One atomic load: for the audio thread.
    ///
    /// A clone of the `Arc` may be made and dropped on the audio thread: the library keeps one until all are gone.
    #[inline]
    pub fn get(&self) -> Option<&Arc<Sample>> {
        match self.outcome.get() {
            Some(Ok(sample)) => Some(sample),
            _ => None,
        }
    }

    /// The sample if it is decoded, else a request to decode it in the background. Wait-free: for the audio thread.
    #[inline]
    pub fn get_or_request(&self) -> Option<&Arc<Sample>> {
        let sample = self.get();
        if sample.is_none() {
            self.request();
        }
        sample
    }

    /// How far it is. Wait-free.
    pub fn state(&self) -> SlotState<'_> {
        match self.outcome.get() {
            Some(Ok(sample)) => SlotState::Ready(sample),
            Some(Err(error)) => SlotState::Failed(error),
            None if self.progress.load(Ordering::Acquire) == IDLE => SlotState::NotLoaded,
            None => SlotState::Loading,
        }
    }

    /// Asks the loader to decode it; it looks for requests every few milliseconds. Wait-free: for the audio thread.
    pub fn request(&self) {
        if self.outcome.get().is_none() && self.advance(IDLE, REQUESTED) {
            self.shared.ring();
        }
    }

    /// The sample, decoded on this thread if need be; waits if another thread is at it. Never on a live audio thread.
    ///
    /// A failure is remembered, save the one of a full memory, which may be over soon.
    pub fn load_now(&self) -> Result<Arc<Sample>, SampleError> {
        if self.outcome.get().is_none()
            && let Err(full) = self.shared.make_room(&self.source)
        {
            self.progress.store(IDLE, Ordering::Release);
            return Err(full);
        }
        let load = || {
            self.progress.store(LOADING, Ordering::Release);
            self.shared.load(&self.source)
        };
        self.outcome.get_or_init(load).clone()
    }

    /// The file it comes from; none for a sound of the built-in kit.
    pub fn path(&self) -> Option<&std::path::Path> {
        match &self.source {
            Source::Kit { .. } => None,
            Source::File { path, .. } => Some(path),
        }
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// True for the one caller that takes a request on.
    pub(super) fn take_request(&self) -> bool {
        self.outcome.get().is_none() && self.advance(REQUESTED, LOADING)
    }

    /// Forgets the decoded sample; only possible for who owns the slot alone.
    pub(super) fn unload(&mut self) {
        self.outcome = OnceLock::new();
        self.progress = AtomicU8::new(IDLE);
    }

    fn advance(&self, from: u8, to: u8) -> bool {
        let exchanged =
            self.progress
                .compare_exchange(from, to, Ordering::AcqRel, Ordering::Relaxed);
        exchanged.is_ok()
    }
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Slot({}, {:?})", self.source, self.state())
    }
}

/// The sounds of one name, in order. Holding the `Arc<Bank>` keeps every sample of it that is decoded.
#[derive(Debug)]
pub struct Bank {
    name: Box<str>,
    pub(super) slots: Box<[Arc<Slot>]>,
    pub(super) zones: Option<Zones>,
    /// When a program last asked for the bank, on the store's own clock.
    pub(super) last_found: AtomicU64,
}

impl Bank {
    /// A bank of at least one slot; `zones` has one for each, or none.
    pub(super) fn new(name: &str, slots: Vec<Arc<Slot>>, zones: Vec<Zone>) -> Self {
        assert!(!slots.is_empty(), "a bank has at least one slot");
        Self {
            name: name.into(),
            zones: (zones.len() == slots.len()).then(|| Zones::new(zones)),
            slots: slots.into_boxed_slice(),
            last_found: AtomicU64::new(0),
        }
    }

    /// Its own name (an alias resolves to the bank it means).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Number of sounds, at least 1.
    #[expect(clippy::len_without_is_empty, reason = "a bank is never empty")]
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// The sound at `index`, which wraps over the bank's size; negative ones count from the end.
    #[inline]
    pub fn slot(&self, index: i64) -> &Slot {
        &self.slots[self.wrap(index)]
    }

    /// Where `index` lands in the bank, 0 to `len() - 1`.
    #[inline]
    pub fn wrap(&self, index: i64) -> usize {
        index.rem_euclid(self.slots.len() as i64) as usize
    }

    /// Whether its sounds are for notes.
    #[inline]
    pub fn is_pitched(&self) -> bool {
        self.zones.is_some()
    }

    /// Where in the bank the sound for a MIDI note is; of several for the same note the one at `index`, which wraps. Where
    /// the bank is not pitched, `index` alone counts.
    #[inline]
    pub fn slot_of_note(&self, note: f32, index: i64) -> usize {
        match &self.zones {
            Some(zones) => zones.slot(note, index),
            None => self.wrap(index),
        }
    }

    /// What the sound at `place` (0 to `len() - 1`) of a pitched bank is for.
    #[inline]
    pub fn zone(&self, place: usize) -> Option<&Zone> {
        self.zones.as_ref()?.each.get(place)
    }

    /// All its sounds, in order.
    pub fn slots(&self) -> impl ExactSizeIterator<Item = &Slot> {
        self.slots.iter().map(|slot| &**slot)
    }

    /// Asks for every sound of it in the background. Wait-free.
    pub fn request_all(&self) {
        self.slots.iter().for_each(|slot| slot.request());
    }
}
