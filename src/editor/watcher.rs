//! Wakes the window when something it shows has moved. While nothing moves, the window draws nothing.

#![allow(clippy::disallowed_types, reason = "the window's thread")]

use super::Shared;
use phonon_editor::FRAME;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;

/// A thread that lives as long as the window.
pub(super) struct Watcher {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watcher {
    /// Starts watching.
    pub(super) fn start(shared: Arc<Shared>) -> std::io::Result<Self> {
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("phonon window".to_owned())
            .spawn(move || {
                let mut seen = 0;
                while stopped.recv_timeout(FRAME) == Err(RecvTimeoutError::Timeout) {
                    let now = shared.session().stirred();
                    if now != seen {
                        seen = now;
                        shared.wake();
                    }
                }
            })?;
        Ok(Self {
            stop: Some(stop),
            thread: Some(thread),
        })
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
