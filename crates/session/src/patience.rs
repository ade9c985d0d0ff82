//! Waiting for the compiler where there is time for it: in a bounce.

#![allow(
    clippy::disallowed_methods,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::{Acquire, Release};
use std::time::{Duration, Instant};

/// How often an offline block looks whether its program is there.
const LOOK: Duration = Duration::from_micros(500);

/// How many requests the compiler was asked, and the number of the latest that is done or overtaken.
#[derive(Default)]
pub(super) struct Progress {
    asked: AtomicU64,
    done: AtomicU64,
}

impl Progress {
    pub(super) fn ask(&self, number: u64) {
        self.asked.store(number, Release);
    }

    pub(super) fn finish(&self, number: u64) {
        self.done.fetch_max(number, Release);
    }
}

/// Waits for the compiler. Only who renders offline has one: its block waits for its program, without a lock.
pub struct Patience {
    pub(super) progress: Arc<Progress>,
    pub(super) longest: Duration,
}

impl Patience {
    /// Waits, but not for ever, until what was asked of the compiler last is done. Makes and frees nothing.
    pub fn wait(&self) {
        let begun = Instant::now();
        let asked = self.progress.asked.load(Acquire);
        while self.progress.done.load(Acquire) < asked && begun.elapsed() < self.longest {
            std::thread::sleep(LOOK);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_for_what_was_asked_and_no_longer_than_it_may() {
        let progress = Arc::new(Progress::default());
        let patience = Patience {
            progress: Arc::clone(&progress),
            longest: Duration::from_secs(20),
        };
        // Nothing was asked.
        patience.wait();
        progress.ask(3);
        progress.finish(2);
        let worker = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            progress.finish(3);
        });
        patience.wait();
        assert_eq!(patience.progress.done.load(Acquire), 3);
        worker.join().expect("the worker");
        patience.progress.ask(4);
        let hasty = Patience {
            longest: Duration::from_millis(1),
            ..patience
        };
        hasty.wait();
    }
}
