//! When frames are drawn: at most 60 a second while a redraw is wanted, none at rest.

#![allow(clippy::disallowed_types, reason = "the window's threads")]

use baseview::WindowWaker;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// The time from one frame to the next: 60 a second.
pub(crate) const FRAME: Duration = Duration::from_nanos(16_666_667);
/// The least time a window's thread has for its events between two frames, however long frames take.
const BREATH: Duration = Duration::from_millis(3);

#[derive(Default)]
struct State {
    /// When the next frame is wanted.
    due: Option<Instant>,
    /// Not before this.
    earliest: Option<Instant>,
    /// On the screen.
    shown: bool,
    /// A frame was asked of the window and has not been drawn.
    asked: bool,
    /// The window is gone.
    ended: bool,
}

/// What the clock, the window and whoever wakes it share.
#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Asks a window for a frame, from any thread but one that must not wait, before the window is there and after it is gone.
#[derive(Clone, Default)]
pub struct Waker(Arc<Shared>);

impl Waker {
    /// Wants a frame as soon as may be.
    pub fn wake(&self) {
        self.wake_after(Duration::ZERO);
    }

    /// Wants a frame after `delay` at the latest.
    pub fn wake_after(&self, delay: Duration) {
        let Some(wanted) = Instant::now().checked_add(delay) else {
            return; // later than clocks go: never
        };
        let mut state = self.0.state();
        if state.due.is_none_or(|due| wanted < due) {
            state.due = Some(wanted);
            self.0.changed.notify_all();
        }
    }

    /// The window is on the screen, or not: then nothing is drawn.
    pub(crate) fn set_shown(&self, shown: bool) {
        let mut state = self.0.state();
        state.shown = shown;
        if shown {
            state.due = Some(Instant::now());
        }
        self.0.changed.notify_all();
    }

    /// Whether a frame is due; from now on it counts as begun.
    pub(crate) fn begin_frame(&self) -> bool {
        let mut state = self.0.state();
        let asked = std::mem::take(&mut state.asked);
        if asked {
            state.earliest = Instant::now().checked_add(FRAME);
        }
        asked
    }

    /// A frame has been drawn.
    pub(crate) fn end_frame(&self) {
        let mut state = self.0.state();
        let breath = Instant::now().checked_add(BREATH);
        state.earliest = state.earliest.max(breath);
        self.0.changed.notify_all();
    }
}

/// The clock of a window: a thread that lives as long as the window.
pub(crate) struct Clock {
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Clock {
    pub(crate) fn start(waker: Waker, window: WindowWaker) -> std::io::Result<Self> {
        let shared = waker.clone();
        let thread = std::thread::Builder::new()
            .name("window clock".to_owned())
            .spawn(move || run(&shared.0, &window))?;
        Ok(Self {
            waker,
            thread: Some(thread),
        })
    }
}

impl Drop for Clock {
    fn drop(&mut self) {
        self.waker.0.state().ended = true;
        self.waker.0.changed.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(shared: &Shared, window: &WindowWaker) {
    let mut state = shared.state();
    while !state.ended {
        let next = match state.due {
            Some(due) if state.shown && !state.asked => state.earliest.map_or(due, |e| e.max(due)),
            _ => {
                state = shared
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
        };
        let now = Instant::now();
        if next > now {
            state = shared
                .changed
                .wait_timeout(state, next - now)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            continue;
        }
        state.due = None;
        state.asked = true;
        // The window may take its own locks.
        drop(state);
        if cfg!(target_os = "linux") {
            window.request_poll();
        } else {
            window.request_redraw();
        }
        state = shared.state();
    }
}
