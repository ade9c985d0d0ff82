//! A thread of one's own that works on the latest request only, behind the panic firewall.

use super::firewall::guarded;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// What the thread does.
pub trait Work: Send + 'static {
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

struct Mail<Request> {
    request: Option<Request>,
    /// How many requests were submitted.
    asked: u64,
    /// The number of the latest request done or overtaken.
    done: u64,
    tidy: bool,
    stop: bool,
}

struct Mailbox<Request> {
    mail: Mutex<Mail<Request>>,
    changed: Condvar,
}

impl<Request> Mailbox<Request> {
    fn lock(&self) -> MutexGuard<'_, Mail<Request>> {
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The handle of the thread. Dropping it ends the thread after the request in hand.
pub struct Worker<Request> {
    mailbox: Arc<Mailbox<Request>>,
    thread: Option<JoinHandle<()>>,
}

impl<Request: Send + 'static> Worker<Request> {
    /// Starts the thread under `name`.
    pub fn start(name: &str, mut work: impl Work<Request = Request>) -> std::io::Result<Self> {
        let mailbox = Arc::new(Mailbox {
            mail: Mutex::new(Mail {
                request: None,
                asked: 0,
                done: 0,
                tidy: false,
                stop: false,
            }),
            changed: Condvar::new(),
        });
        let its_mailbox = Arc::clone(&mailbox);
        let thread = std::thread::Builder::new()
            .name(name.to_owned())
            // Compilers recurse; their depth is checked, but generously.
            .stack_size(16 << 20)
            .spawn(move || serve(&its_mailbox, &mut work))?;
        Ok(Self {
            mailbox,
            thread: Some(thread),
        })
    }

    /// Asks for `request`, overtaking one that has not been begun. Returns its number for [`Worker::wait`].
    pub fn submit(&self, request: Request) -> u64 {
        let mut mail = self.mailbox.lock();
        mail.request = Some(request);
        mail.asked += 1;
        self.mailbox.changed.notify_all();
        mail.asked
    }

    /// Asks for a call of [`Work::tidy`].
    pub fn tidy(&self) {
        self.mailbox.lock().tidy = true;
        self.mailbox.changed.notify_all();
    }

    /// Waits until request `number` is done or overtaken by one that is done, at most `timeout`; whether it is.
    pub fn wait(&self, number: u64, timeout: Duration) -> bool {
        let deadline = Instant::now() + timeout;
        let mut mail = self.mailbox.lock();
        while mail.done < number {
            let Some(left) = deadline.checked_duration_since(Instant::now()) else {
                return false;
            };
            mail = self
                .mailbox
                .changed
                .wait_timeout(mail, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        true
    }
}

impl<Request> Drop for Worker<Request> {
    fn drop(&mut self) {
        self.mailbox.lock().stop = true;
        self.mailbox.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            // The library may be unloaded next: no thread of ours may be left running in it.
            let _ = thread.join();
        }
    }
}

fn serve<W: Work>(mailbox: &Mailbox<W::Request>, work: &mut W) {
    let mut mail = mailbox.lock();
    loop {
        if mail.stop {
            return;
        }
        if let Some(request) = mail.request.take() {
            let number = mail.asked;
            drop(mail);
            if let Err(message) = guarded(|| work.work(request)) {
                let _ = guarded(|| work.panicked(message));
            }
            mail = mailbox.lock();
            mail.done = number;
            mail.tidy = true;
            mailbox.changed.notify_all();
        } else if mail.tidy {
            mail.tidy = false;
            drop(mail);
            let again = match guarded(|| work.tidy()) {
                Ok(again) => again,
                Err(message) => {
                    let _ = guarded(|| work.panicked(message));
                    None
                }
            };
            mail = mailbox.lock();
            if let Some(soon) = again
                && mail.request.is_none()
                && !mail.stop
            {
                mail.tidy = true;
                mail = mailbox
                    .changed
                    .wait_timeout(mail, soon)
                    .unwrap_or_else(PoisonError::into_inner)
                    .0;
            }
        } else {
            mail = mailbox
                .changed
                .wait(mail)
                .unwrap_or_else(PoisonError::into_inner);
        }
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
            Worker::start("echo", Echo { gate, said }).unwrap(),
            open,
            heard,
        )
    }

    #[test]
    fn the_latest_request_wins() {
        let (worker, open, heard) = echo();
        worker.submit("first");
        while worker.mailbox.lock().request.is_some() {
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
    fn dropping_ends_the_thread() {
        let (worker, open, heard) = echo();
        drop(open);
        drop(worker);
        assert!(heard.recv().is_err());
    }
}
