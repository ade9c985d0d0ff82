//! Watching folders: a flag that something changed, through the system's own means (`notify`).

#![allow(
    clippy::disallowed_types,
    reason = "finding, decoding and freeing run off the audio thread, which reads a slot by an atomic"
)]

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use notify::{Event, EventHandler, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::error::Warning;

/// Files are copied in pieces: a change counts once it has been quiet for so long.
const QUIET: Duration = Duration::from_millis(250);

/// But no longer than this is waited in all.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// How long the end of the watching thread is waited for; the plugin's code may be unloaded after it.
const FAREWELL: Duration = Duration::from_millis(500);

/// When changes came in since the last look: the first and the last.
type Changes = Arc<Mutex<Option<(Instant, Instant)>>>;

/// How often it is looked whether a root has gone or come: nothing that is there tells of it.
const LOOK_AT_ROOTS: Duration = Duration::from_secs(1);

/// What tells a folder from another that takes its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Identity {
    number: (u64, u64),
    created: Option<SystemTime>,
}

impl Identity {
    /// That of the folder at `path`, if there is one.
    fn of(path: &Path) -> Option<Self> {
        let metadata = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_dir)?;
        #[cfg(unix)]
        let number = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let number = (0, 0);
        Some(Self {
            number,
            created: metadata.created().ok(),
        })
    }
}

/// A watch over some folders, each by itself and not what is inside their folders.
pub(super) struct Watch {
    watcher: Option<RecommendedWatcher>,
    watched: HashMap<PathBuf, Identity>,
    /// Folders that may go and come, as they were seen last, and when.
    roots: Vec<(PathBuf, Option<Identity>)>,
    looked: Instant,
    changes: Changes,
    ended: Receiver<()>,
}

/// Lives in the watching thread; its end is the thread's.
struct Handler {
    changes: Changes,
    _ends: Sender<()>,
}

impl EventHandler for Handler {
    fn handle_event(&mut self, event: notify::Result<Event>) {
        // Reading is no change; an error may hide one.
        if !event.is_ok_and(|event| matches!(event.kind, EventKind::Access(_))) {
            note(&self.changes);
        }
    }
}

/// Notes that something changed now.
fn note(changes: &Changes) {
    let now = Instant::now();
    let mut changes = changes.lock().unwrap_or_else(PoisonError::into_inner);
    let first = changes.map_or(now, |(first, _)| first);
    *changes = Some((first, now));
}

impl Watch {
    /// A watch over nothing yet, which sees `roots` go and come; an error says why the system has none.
    pub(super) fn new(roots: &[PathBuf]) -> Result<Self, String> {
        let changes = Changes::default();
        let (ends, ended) = channel();
        let handler = Handler {
            changes: changes.clone(),
            _ends: ends,
        };
        let watcher = notify::recommended_watcher(handler).map_err(|error| error.to_string())?;
        Ok(Self {
            watcher: Some(watcher),
            watched: HashMap::new(),
            roots: roots
                .iter()
                .map(|root| (root.clone(), Identity::of(root)))
                .collect(),
            looked: Instant::now(),
            changes,
            ended,
        })
    }

    /// Watches exactly `folders` from now on. What cannot be watched is told. A folder that was not watched before counts
    /// as changed, as it may have been since it was listed.
    pub(super) fn cover(&mut self, folders: &[PathBuf]) -> Vec<Warning> {
        let Some(watcher) = &mut self.watcher else {
            return Vec::new();
        };
        let wanted: HashMap<&Path, Identity> = folders
            .iter()
            .filter_map(|path| Some((path.as_path(), Identity::of(path)?)))
            .collect();
        self.watched.retain(|path, identity| {
            // Another folder in the place of one that was watched is not watched.
            let stays = wanted.get(path.as_path()) == Some(identity);
            if !stays {
                // It may be gone already, and its watch with it.
                let _ = watcher.unwatch(path);
            }
            stays
        });
        let mut warnings = Vec::new();
        for folder in folders {
            let Some(identity) = wanted.get(folder.as_path()) else {
                continue;
            };
            if self.watched.contains_key(folder) {
                continue;
            }
            match watcher.watch(folder, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(folder.clone(), *identity);
                    note(&self.changes);
                }
                Err(error) => {
                    let (path, reason) = (folder.clone(), error.to_string());
                    warnings.push(Warning::Unwatched { path, reason });
                    // The next would say the same (usually: too many watches).
                    break;
                }
            }
        }
        warnings
    }

    /// True once after changes that have come to rest.
    pub(super) fn take_change(&mut self) -> bool {
        if self.looked.elapsed() >= LOOK_AT_ROOTS {
            self.looked = Instant::now();
            for (root, seen) in &mut self.roots {
                let now = Identity::of(root);
                if std::mem::replace(seen, now) != now {
                    note(&self.changes);
                }
            }
        }
        let mut changes = self.changes.lock().unwrap_or_else(PoisonError::into_inner);
        let rested = changes.is_some_and(|(first, last)| {
            last.elapsed() >= QUIET || first.elapsed() >= LONGEST_WAIT
        });
        if rested {
            *changes = None;
        }
        rested
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.watcher = None;
        // Nothing is ever sent: this ends when the handler is gone.
        let _ = self.ended.recv_timeout(FAREWELL);
    }
}
