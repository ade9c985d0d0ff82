//! Work in the background on the latest request only, behind the panic firewall, by threads that all instances share.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the compiler's and the window's side; the audio thread has its AudioEnd"
)]

use super::firewall::guarded;
use super::lock;
use super::patience::Progress;
use super::pool::{Job, Pool, Turn};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What is done.
pub(crate) trait Work: Send + 'static {
    /// What is asked for.
    type Request: Send + 'static;

    /// Does one request. A panic is caught and given to [`Work::panicked`].
    fn work(&mut self, request: Self::Request);

    /// Is told that [`Work::work`] panicked, and why.
    fn panicked(&mut self, message: String);

    /// Cleans up between requests; answers how soon it is to be called again, if at all.
    fn tidy(&mut self) -> Option<Duration> {
        None
    }
}

/// What is asked, and how far it is.
struct Mail<Request> {
    request: Option<Request>,
    /// How many requests were submitted.
    asked: u64,
    /// The number of the latest request done or overtaken.
    done: u64,
    /// A thread works on it now.
    running: bool,
    /// Whether the work waits for a thread.
    queued: bool,
    /// Whether the handle was dropped: the work ends.
    over: bool,
}

/// One worker's place among those that the threads serve.
struct Desk<W: Work> {
    mail: Mutex<Mail<W::Request>>,
    changed: Condvar,
    /// The same counts, for who must not take a lock.
    progress: Arc<Progress>,
    /// Gone when the handle is.
    work: Mutex<Option<W>>,
}

impl<W: Work> Desk<W> {
    fn lock(&self) -> MutexGuard<'_, Mail<W::Request>> {
        lock(&self.mail)
    }
}

impl<W: Work> Job for Desk<W> {
    fn turn(&self) -> Turn {
        let mut mail = self.lock();
        mail.queued = false;
        mail.running = true;
        let (request, number) = (mail.request.take(), mail.asked);
        let asked = request.is_some();
        drop(mail);
        let mut soon = None;
        if let Some(work) = &mut *lock(&self.work) {
            let done = match request {
                Some(request) => guarded(|| work.work(request)),
                None => guarded(|| soon = work.tidy()),
            };
            if let Err(message) = done {
                let _ = guarded(|| work.panicked(message));
            }
        }
        let mut mail = self.lock();
        mail.running = false;
        if asked {
            mail.done = number;
            self.progress.finish(number);
            self.changed.notify_all();
        }
        let turn = match soon {
            _ if mail.over => Turn::Done,
            // What was done is tidied up in the next turn.
            _ if asked || mail.request.is_some() => Turn::Again,
            Some(soon) => Turn::After(soon),
            None => Turn::Done,
        };
        mail.queued = !matches!(turn, Turn::Done);
        turn
    }

    fn presses(&self) -> bool {
        let mail = self.lock();
        mail.request.is_some() || mail.over
    }
}

/// What the handle needs of a desk, whatever sits there.
trait Asked<Request>: Job {
    fn mail(&self) -> MutexGuard<'_, Mail<Request>>;
    fn changed(&self) -> &Condvar;
    fn progress(&self) -> &Progress;
    /// Takes the work away and frees it.
    fn clear(&self);
}

impl<W: Work> Asked<W::Request> for Desk<W> {
    fn mail(&self) -> MutexGuard<'_, Mail<W::Request>> {
        self.lock()
    }

    fn changed(&self) -> &Condvar {
        &self.changed
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn clear(&self) {
        let work = lock(&self.work).take();
        drop(work);
    }
}

/// The handle of the work. Dropping it ends the work after the request in hand.
pub(crate) struct Worker<Request: 'static> {
    desk: Arc<dyn Asked<Request>>,
    /// The threads live as long as any worker.
    pool: Arc<Pool>,
}

impl<Request: Send + 'static> Worker<Request> {
    /// Takes up the work, with the threads of the process, and says in `progress` how far it is. An error if the system
    /// gives no thread.
    pub(crate) fn start(
        work: impl Work<Request = Request>,
        progress: Arc<Progress>,
    ) -> std::io::Result<Self> {
        let desk = Desk {
            mail: Mutex::new(Mail {
                request: None,
                asked: 0,
                done: 0,
                running: false,
                queued: false,
                over: false,
            }),
            changed: Condvar::new(),
            progress,
            work: Mutex::new(Some(work)),
        };
        Ok(Self {
            desk: Arc::new(desk),
            pool: Pool::of_process()?,
        })
    }

    /// Asks for `request`, overtaking one that has not been begun. Returns its number for [`Worker::wait`].
    pub(crate) fn submit(&self, request: Request) -> u64 {
        let mut mail = self.desk.mail();
        mail.request = Some(request);
        mail.asked += 1;
        let number = mail.asked;
        self.desk.progress().ask(number);
        let begins = !mail.running && !std::mem::replace(&mut mail.queued, true);
        drop(mail);
        let job: Arc<dyn Job> = Arc::clone(&self.desk) as Arc<dyn Job>;
        if begins {
            self.pool.queue(job);
        } else {
            // It may wait for its time to tidy.
            self.pool.hurry(&job);
        }
        number
    }

    /// Waits until request `number` is done or overtaken by one that is done, at most `timeout`; whether it is.
    pub(crate) fn wait(&self, number: u64, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut mail = self.desk.mail();
        while mail.done < number {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return false;
            };
            let waited = self.desk.changed().wait_timeout(mail, left);
            mail = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }
}

impl<Request: 'static> Drop for Worker<Request> {
    fn drop(&mut self) {
        let mut mail = self.desk.mail();
        mail.request = None;
        mail.over = true;
        drop(mail);
        let job: Arc<dyn Job> = Arc::clone(&self.desk) as Arc<dyn Job>;
        self.pool.forget(&job);
        // Waits for the request in hand.
        self.desk.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    struct Echo {
        gate: Receiver<()>,
        said: Sender<String>,
    }

    impl Work for Echo {
        type Request = &'static str;
        fn work(&mut self, request: &'static str) {
            self.gate.recv().unwrap();
            assert_ne!(request, "bad", "cannot say that");
            self.said.send(request.to_owned()).unwrap();
        }
        fn panicked(&mut self, message: String) {
            self.said.send(message).unwrap();
        }
    }

    const LONG: Duration = Duration::from_secs(10);

    fn echo() -> (Worker<&'static str>, Sender<()>, Receiver<String>) {
        let (open, gate) = channel();
        let (said, heard) = channel();
        (
            Worker::start(Echo { gate, said }, Arc::default()).unwrap(),
            open,
            heard,
        )
    }

    #[test]
    fn the_latest_request_wins() {
        let (worker, open, heard) = echo();
        worker.submit("first");
        while worker.desk.mail().request.is_some() {
            std::thread::yield_now();
        }
        let second = worker.submit("second");
        let third = worker.submit("third");
        assert!(!worker.wait(second, Duration::from_millis(1)));
        open.send(()).unwrap();
        open.send(()).unwrap();
        assert!(worker.wait(third, LONG));
        assert_eq!(heard.try_iter().collect::<Vec<_>>(), ["first", "third"]);
    }

    #[test]
    fn a_panic_is_reported_and_the_thread_works_on() {
        let (worker, open, heard) = echo();
        open.send(()).unwrap();
        let bad = worker.submit("bad");
        assert!(worker.wait(bad, LONG));
        open.send(()).unwrap();
        let good = worker.submit("good");
        assert!(worker.wait(good, LONG));
        let heard: Vec<_> = heard.try_iter().collect();
        assert!(heard[0].contains("cannot say that"));
        assert_eq!(heard[1], "good");
    }

    #[test]
    fn dropping_ends_the_work() {
        let (worker, open, heard) = echo();
        drop(open);
        drop(worker);
        assert!(heard.recv().is_err());
    }

    /// Counts its calls, and wants to tidy some times.
    struct Tidier(Sender<&'static str>, u32);

    impl Work for Tidier {
        type Request = ();
        fn work(&mut self, (): ()) {
            self.0.send("work").unwrap();
        }
        fn panicked(&mut self, _: String) {}
        fn tidy(&mut self) -> Option<Duration> {
            self.0.send("tidy").unwrap();
            self.1 = self.1.checked_sub(1)?;
            Some(Duration::from_millis(5))
        }
    }

    #[test]
    fn it_tidies_after_each_request_and_then_at_its_own_times() {
        let (said, heard) = channel();
        let worker = Worker::start(Tidier(said, 2), Arc::default()).unwrap();
        let number = worker.submit(());
        let next = || heard.recv_timeout(LONG).unwrap();
        assert_eq!(
            [next(), next(), next(), next()],
            ["work", "tidy", "tidy", "tidy"]
        );
        assert!(worker.wait(number, LONG));
        worker.submit(());
        assert_eq!([next(), next()], ["work", "tidy"]);
        drop(worker);
        assert!(heard.recv_timeout(LONG).is_err());
    }

    #[test]
    fn a_request_does_not_wait_for_the_time_to_tidy() {
        struct Slow(Sender<()>);
        impl Work for Slow {
            type Request = ();
            fn work(&mut self, (): ()) {
                self.0.send(()).unwrap();
            }
            fn panicked(&mut self, _: String) {}
            fn tidy(&mut self) -> Option<Duration> {
                Some(Duration::from_secs(3600))
            }
        }
        let (said, heard) = channel();
        let worker = Worker::start(Slow(said), Arc::default()).unwrap();
        for _ in 0..3 {
            let number = worker.submit(());
            assert!(worker.wait(number, LONG));
            heard.recv_timeout(LONG).unwrap();
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    #[test]
    fn many_workers_share_a_few_threads_and_none_waits_for_ever() {
        let workers: Vec<_> = (0..40).map(|_| echo()).collect();
        let numbers: Vec<u64> = workers
            .iter()
            .map(|(worker, ..)| worker.submit("hear"))
            .collect();
        for (_, open, _) in &workers {
            open.send(()).unwrap();
        }
        for ((worker, _, heard), number) in workers.iter().zip(numbers) {
            assert!(worker.wait(number, LONG));
            assert_eq!(heard.recv_timeout(LONG).unwrap(), "hear");
        }
    }
}
