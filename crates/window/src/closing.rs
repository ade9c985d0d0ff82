//! Closing a window so that its thread is gone before the host goes on.
//!
//! On X11 a window lives in a thread of its own. Dropping baseview's handle (0.4.2) tells that thread to stop and then asks
//! it for one thing more before it waits; if the thread was quicker, the question fails and nobody waits. A host that
//! unloads the plugin next takes the code from under a running thread, and crashes. So the thread is first brought to end
//! by itself, and only when it has is the handle dropped, which then waits for what is left of it.
//!
//! Nothing in the framework calls into a window's thread at will, except when the host resizes it: so the window is resized
//! by a pixel, and what hears of that asks the window to close. Elsewhere windows live in the host's own thread, and dropping
//! them is enough.

use baseview::dpi::PhysicalSize;
use baseview::host::HostMainThreadCaller;
use baseview::{Window, WindowContext};
use std::cell::RefCell;
use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// How long a window's thread may take to end: far longer than a frame on a busy machine, and no host should wait for ever.
const PATIENCE: Duration = Duration::from_secs(10);

thread_local! {
    /// The window of this thread, where it has one of its own.
    static OWN: RefCell<Option<WindowContext>> = const { RefCell::new(None) };
}

/// Whether a window is about to close: shared by its handle and its thread.
#[derive(Clone, Default)]
pub struct Closing(Arc<AtomicBool>);

impl Closing {
    /// Remembers the window in its own thread. To be called there, when it is built.
    pub(crate) fn built(&self, window: &WindowContext) {
        if cfg!(target_os = "linux") {
            OWN.set(Some(window.clone()));
        }
    }

    /// Closes the window if it is about to. To be called in its thread when it is resized.
    pub(crate) fn resized(&self) {
        if self.0.load(SeqCst)
            && let Some(window) = OWN.take()
        {
            window.request_close();
        }
    }

    /// Forgets the window. To be called in its thread when it ends, or the window would outlive its loop.
    pub(crate) fn ended(&self) {
        OWN.take();
    }

    /// What the window may call of the host. A window that closes because the host says so has nothing to tell it.
    pub(crate) fn silence(&self, host: Box<dyn HostMainThreadCaller>) -> impl HostMainThreadCaller {
        Silenced {
            host,
            closing: self.clone(),
        }
    }
}

struct Silenced {
    host: Box<dyn HostMainThreadCaller>,
    closing: Closing,
}

impl HostMainThreadCaller for Silenced {
    fn call_main_thread(&mut self) {
        if !self.closing.0.load(SeqCst) {
            self.host.call_main_thread();
        }
    }
}

/// A window that is closed, and its thread gone, when this is dropped.
pub struct OpenWindow {
    /// There until it is dropped.
    window: Option<Window>,
    closing: Closing,
}

impl OpenWindow {
    /// Owns a window that was made with `closing`.
    pub(crate) fn new(window: Window, closing: Closing) -> Self {
        Self {
            window: Some(window),
            closing,
        }
    }

    /// Runs the window's own loop until the user closes it.
    pub fn run_until_closed(mut self) -> Result<(), baseview::Error> {
        match self.window.take() {
            Some(window) => window.run_until_closed(),
            None => Ok(()),
        }
    }
}

impl Deref for OpenWindow {
    type Target = Window;

    fn deref(&self) -> &Window {
        self.window.as_ref().expect("only dropping takes it")
    }
}

impl Drop for OpenWindow {
    fn drop(&mut self) {
        let Some(window) = self.window.take() else {
            return;
        };
        if cfg!(target_os = "linux") {
            end_thread(&window, &self.closing);
        }
        // A panic of the window's thread comes out here; the host must not see it.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| drop(window)));
    }
}

/// Has the window's thread end by itself, and waits for that. A thread that does not answer is left to the handle.
fn end_thread(window: &Window, closing: &Closing) {
    closing.0.store(true, SeqCst);
    let size = window.size().physical;
    // An error says that the thread is ending already, or that the window is gone (some hosts destroy theirs, and ours with
    // it, first); its thread has heard of the new size even so.
    let _ = window.resize(PhysicalSize::new(size.width + 1, size.height));
    let asked = Instant::now();
    while window.is_open() && asked.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(1));
    }
}
