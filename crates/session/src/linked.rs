//! A file that the project's text is linked to: saved by another editor, it is taken over and evaluated.
//!
//! A thread looks at the file twice a second. A project that is opened plays what it was saved with; only what is saved to
//! the file from then on is taken over.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a thread of its own, beside the compiler's and the window's"
)]

use super::{Session, lock};
use phonon_language::syntax::line_ends::unified;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, SystemTime};

/// How often the file is looked at.
const AGAIN: Duration = Duration::from_millis(500);
/// Larger files are no songs, bytes.
const LARGEST: u64 = 4 << 20;

/// The thread that looks at a file; it ends when this is dropped.
pub(super) struct Watch {
    path: PathBuf,
    stop: Arc<(Mutex<bool>, Condvar)>,
    thread: Option<JoinHandle<()>>,
}

impl Watch {
    /// Begins to look at a file, for as long as the session lives.
    pub(super) fn start(path: &Path, session: Weak<Session>) -> std::io::Result<Self> {
        let stop = Arc::<(Mutex<bool>, Condvar)>::default();
        let (watched, stopped) = (path.to_owned(), Arc::clone(&stop));
        let mut seen = state_of(path);
        let thread = std::thread::Builder::new()
            .name("phonon linked file".to_owned())
            .spawn(move || {
                while !waited(&stopped) {
                    let now = state_of(&watched);
                    if now == seen || now.is_none() {
                        continue;
                    }
                    seen = now;
                    let Ok(text) = read(&watched) else { continue };
                    let Some(session) = session.upgrade() else {
                        return;
                    };
                    session.take_over(&text);
                }
            })?;
        Ok(Self {
            path: path.to_owned(),
            stop,
            thread: Some(thread),
        })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        *lock(&self.stop.0) = true;
        self.stop.1.notify_all();
        if let Some(thread) = self.thread.take() {
            // The session may end with the text that the thread took over last.
            if thread.thread().id() != std::thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

/// Waits until it is time to look again; whether that is not wanted any more.
fn waited((stop, changed): &(Mutex<bool>, Condvar)) -> bool {
    let stop = lock(stop);
    let waited = changed.wait_timeout_while(stop, AGAIN, |stop| !*stop);
    *waited.unwrap_or_else(PoisonError::into_inner).0
}

/// When a file was written, and its length; none while it is not there.
fn state_of(path: &Path) -> Option<(SystemTime, u64)> {
    let found = std::fs::metadata(path).ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn read(path: &Path) -> Result<String, String> {
    let why = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let found = std::fs::metadata(path).map_err(|error| why(&error))?;
    if found.len() > LARGEST {
        return Err(why(&"larger than 4 MB, which is no song"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| why(&error))?;
    Ok(unified(&text).into_owned())
}

impl Session {
    /// Links the project's text to a file: what is saved there from now on is taken over and evaluated. A file that is not
    /// there yet is written with the text; the text of one that is there is taken over at once. An empty path ends the link.
    ///
    /// # Errors
    /// Says why the file can be neither read nor written; then nothing is linked.
    pub fn link(&self, path: &str) -> Result<(), String> {
        if !path.is_empty() {
            let file = Path::new(path);
            if file.exists() {
                let text = read(file)?;
                self.take_over(&text);
            } else {
                let draft = self.saved().draft.clone();
                std::fs::write(file, draft).map_err(|error| format!("{path}: {error}"))?;
            }
        }
        path.clone_into(&mut self.saved().linked_file);
        self.edited();
        self.follow_link()
    }

    /// Begins to look at the file that the project is linked to, or ends it.
    pub(super) fn follow_link(&self) -> Result<(), String> {
        let path = self.saved().linked_file.clone();
        let mut watch = lock(&self.linked);
        if watch.as_ref().map_or(Path::new(""), Watch::path) == Path::new(&path) {
            return Ok(());
        }
        // Its thread may be about to take over a text, which needs no lock that is held here.
        let before = watch.take();
        drop(watch);
        drop(before);
        if path.is_empty() {
            return Ok(());
        }
        let started = Watch::start(Path::new(&path), self.me.clone());
        let started = started.map_err(|error| format!("{path}: {error}"))?;
        *lock(&self.linked) = Some(started);
        Ok(())
    }

    /// Makes a text of another editor the project's, and plays it.
    fn take_over(&self, text: &str) {
        let mut state = self.saved();
        if state.draft == text && state.evaluated == text {
            return;
        }
        text.clone_into(&mut state.draft);
        drop(state);
        self.taken
            .fetch_add(1, std::sync::atomic::Ordering::Release);
        self.evaluate(text);
    }

    /// How often the draft was replaced by what another editor saved.
    pub fn taken_over(&self) -> u64 {
        self.taken.load(std::sync::atomic::Ordering::Acquire)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    fn until(what: &str, is_so: impl Fn() -> bool) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < Duration::from_secs(20), "never: {what}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn what_another_editor_saves_is_taken_over_and_played() {
        let path = std::env::temp_dir().join(format!("phonon-linked-{}.ph", std::process::id()));
        let shown = path.display().to_string();
        let (session, _end) = Session::new();
        session.set_draft("o1: s \"bd\"");
        session.link(&shown).expect("linked");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "o1: s \"bd\"");
        assert_eq!(session.taken_over(), 0);
        std::fs::write(&path, "o1: s \"sn hh\"\r\n").unwrap();
        until("taken over", || session.taken_over() == 1);
        assert_eq!(session.saved().draft, "o1: s \"sn hh\"\n");
        until("played", || *session.report().text == *"o1: s \"sn hh\"\n");
        // A project that is opened plays what it was saved with, and follows the file from then on.
        let saved = state(&session);
        let (other, _end) = Session::new();
        std::fs::write(&path, "o1: s \"cp\"").unwrap();
        other.restore(saved);
        assert_eq!(other.saved().draft, "o1: s \"sn hh\"\n");
        std::fs::write(&path, "o1: s \"lt lt\"").unwrap();
        until("taken over", || other.taken_over() == 1);
        assert_eq!(other.saved().draft, "o1: s \"lt lt\"");
        other.link("").expect("ended");
        session.link("").expect("ended");
        std::fs::remove_file(&path).unwrap();
    }

    fn state(session: &Session) -> crate::state::SavedState {
        session.saved().clone()
    }

    #[test]
    fn what_cannot_be_a_song_is_not_linked_and_says_why() {
        let (session, _end) = Session::new();
        let nowhere = "/no/such/folder/song.ph";
        assert!(
            session
                .link(nowhere)
                .is_err_and(|why| why.starts_with(nowhere))
        );
        assert!(session.saved().linked_file.is_empty());
    }
}
