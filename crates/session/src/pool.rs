//! The threads that work for all instances of the process: made when they are first needed, gone with the last worker.

#![allow(
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use super::lock;
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Most threads.
const MOST_THREADS: usize = 4;

/// Bytes of a thread's stack. Compilers recurse; their depth is checked, but generously.
const STACK: usize = 16 << 20;

/// Something that threads do a part of at a time.
pub(crate) trait Job: Send + Sync + 'static {
    /// Does a part. It is not called by two threads at once, and must not panic.
    fn turn(&self) -> Turn;

    /// Whether it wants its turn now, whatever the last one said.
    fn presses(&self) -> bool;
}

/// When a job is to have its next turn.
pub(crate) enum Turn {
    /// Behind those that wait.
    Again,
    /// After some time.
    After(Duration),
    /// When it is queued again.
    Done,
}

#[derive(Default)]
struct Queue {
    /// Each waits at most once, here or for its time.
    ready: VecDeque<Arc<dyn Job>>,
    timed: Vec<(Instant, Arc<dyn Job>)>,
    /// Threads with nothing to do.
    idle: usize,
    stop: bool,
}

#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    changed: Condvar,
}

/// The threads.
#[derive(Default)]
pub(crate) struct Pool {
    shared: Arc<Shared>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Pool {
    /// The process's, with one thread at least.
    pub(crate) fn of_process() -> std::io::Result<Arc<Self>> {
        static POOL: Mutex<Weak<Pool>> = Mutex::new(Weak::new());
        let mut pool = lock(&POOL);
        if let Some(alive) = pool.upgrade() {
            return Ok(alive);
        }
        let new = Arc::new(Self::default());
        new.spawn()?;
        *pool = Arc::downgrade(&new);
        Ok(new)
    }

    fn spawn(&self) -> std::io::Result<()> {
        let mut threads = lock(&self.threads);
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        if threads.len() >= cores.clamp(1, MOST_THREADS) {
            return Ok(());
        }
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new()
            .name("phonon compiler".to_owned())
            .stack_size(STACK)
            .spawn(move || shared.serve())?;
        threads.push(thread);
        Ok(())
    }

    /// Gives a job a turn behind those that wait. It must not wait or have a turn already.
    pub(crate) fn queue(&self, job: Arc<dyn Job>) {
        let mut queue = lock(&self.shared.queue);
        queue.ready.push_back(job);
        let is_short = queue.idle < queue.ready.len();
        drop(queue);
        self.shared.changed.notify_one();
        if is_short {
            // Without another thread it waits for those there are.
            let _ = self.spawn();
        }
    }

    /// Lets a job that waits for its time have its turn as soon as any other.
    pub(crate) fn hurry(&self, job: &Arc<dyn Job>) {
        let mut queue = lock(&self.shared.queue);
        if let Some(place) = queue.timed.iter().position(|(_, one)| is_same(one, job)) {
            let (_, job) = queue.timed.swap_remove(place);
            queue.ready.push_back(job);
            drop(queue);
            self.shared.changed.notify_one();
        }
    }

    /// Forgets a job that waits.
    pub(crate) fn forget(&self, job: &Arc<dyn Job>) {
        let mut queue = lock(&self.shared.queue);
        queue.ready.retain(|one| !is_same(one, job));
        queue.timed.retain(|(_, one)| !is_same(one, job));
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        lock(&self.shared.queue).stop = true;
        self.shared.changed.notify_all();
        for thread in lock(&self.threads).drain(..) {
            // The library may be unloaded next: no thread of ours may be left running in it.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn serve(&self) {
        let mut queue = lock(&self.queue);
        loop {
            if queue.stop {
                return;
            }
            let now = Instant::now();
            while let Some(place) = queue.timed.iter().position(|(due, _)| *due <= now) {
                let (_, job) = queue.timed.swap_remove(place);
                queue.ready.push_back(job);
            }
            let Some(job) = queue.ready.pop_front() else {
                queue.idle += 1;
                let next = queue.timed.iter().map(|(due, _)| *due).min();
                queue = match next {
                    Some(next) => {
                        let time = next.saturating_duration_since(now);
                        let waited = self.changed.wait_timeout(queue, time);
                        waited.unwrap_or_else(PoisonError::into_inner).0
                    }
                    None => {
                        let waited = self.changed.wait(queue);
                        waited.unwrap_or_else(PoisonError::into_inner)
                    }
                };
                queue.idle -= 1;
                continue;
            };
            drop(queue);
            let turn = job.turn();
            queue = lock(&self.queue);
            match turn {
                Turn::Again => queue.ready.push_back(job),
                // Who has asked since does not find it where it waits.
                Turn::After(_) if job.presses() => queue.ready.push_back(job),
                Turn::After(time) => {
                    queue.timed.push((Instant::now() + time, job));
                    // Whoever sleeps for longer looks again.
                    self.changed.notify_one();
                }
                Turn::Done => {}
            }
        }
    }
}

fn is_same(one: &Arc<dyn Job>, other: &Arc<dyn Job>) -> bool {
    std::ptr::addr_eq(Arc::as_ptr(one), Arc::as_ptr(other))
}
