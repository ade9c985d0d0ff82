//! Opening a window, and the host's side of it.
//!
//! On X11 a window lives in a thread of its own. Dropping baseview's handle (0.4.2) tells that thread to stop and then asks
//! it for one thing more before it waits; if the thread was quicker, the question fails and nobody waits. A host that
//! unloads the plugin next takes the code from under a running thread, and crashes. So the thread is first brought to end
//! by itself, and only when it has is baseview's handle dropped, which then waits for what is left of it. Elsewhere windows
//! live in the host's own thread, and dropping them is enough.

#![allow(clippy::disallowed_methods, reason = "off the audio thread")]

use crate::extra::ExtraKeys;
use crate::guard::guarded;
use crate::view::View;
use crate::{Content, Waker, WindowSize};
use baseview::dpi::{LogicalSize, PhysicalSize, Size};
use baseview::host::{Host, HostCallbacks, HostMainThreadCaller};
use baseview::{HandlerError, ParentWindowHandle, Window};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::{Duration, Instant};

/// How long a window's thread may take to end: far longer than a frame on a busy machine, and no host should wait for ever.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a window is opened.
pub struct Settings {
    /// What the window system calls it.
    pub title: String,
    /// Its size.
    pub size: LogicalSize<f64>,
    /// The smallest size that the user can give it.
    pub min_size: LogicalSize<f64>,
    /// The host's window that it is in; by itself if there is none.
    pub parent: Option<ParentWindowHandle>,
    /// The scale that the host told; the system's if it told none. (Counts on Linux; elsewhere the system knows.)
    pub scale: Option<f64>,
}

/// What the window calls of its host.
pub struct HostCalls {
    /// The window has taken this size by itself: the host's has to follow.
    pub resized: Box<dyn FnMut(WindowSize) -> Result<(), String>>,
    /// The window has gone by itself.
    pub closed: Box<dyn FnMut()>,
    /// Has the host call [`Handle::host_main_thread_callback`] in its main thread. Called in the window's.
    pub call_main_thread: Box<dyn FnMut() + Send>,
}

/// Why the window could not be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// The window system refused.
    #[error("the window could not be opened or changed: {0}")]
    System(#[from] baseview::Error),
}

/// What the window and its handle share.
pub(crate) struct Shared {
    pub(crate) waker: Waker,
    pub(crate) extra: ExtraKeys,
    closing: AtomicBool,
    /// The host's scale as bits of a float; 0 if it told none.
    scale: AtomicU64,
}

impl Shared {
    /// Whether the window has to go.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(SeqCst)
    }

    /// The scale that counts where the system says `system`.
    pub(crate) fn scale(&self, system: f64) -> f64 {
        let told = f64::from_bits(self.scale.load(SeqCst));
        if cfg!(target_os = "linux") && told > 0.0 {
            told
        } else {
            system
        }
    }

    fn tell_scale(&self, scale: Option<f64>) {
        let scale = scale.filter(|scale| scale.is_finite() && *scale > 0.0);
        self.scale.store(scale.unwrap_or(0.0).to_bits(), SeqCst);
    }
}

/// Opens a window that shows `content`. It is on the screen after [`Handle::show`].
pub fn open(
    settings: Settings,
    content: impl Content,
    host: Option<HostCalls>,
) -> Result<Handle, WindowError> {
    let waker = Waker::default();
    let shared = Arc::new(Shared {
        extra: ExtraKeys::new(waker.clone()),
        waker,
        closing: AtomicBool::new(false),
        scale: AtomicU64::new(0),
    });
    shared.tell_scale(settings.scale);
    // What the host told is what its window is made for. baseview knows only the system's scale when it makes the window.
    let sized = |size: LogicalSize<f64>| match settings.scale {
        Some(scale) if cfg!(target_os = "linux") => Size::Physical(size.to_physical(scale)),
        _ => Size::Logical(size),
    };
    let mut options = baseview::WindowSettings::new()
        .with_title(settings.title)
        .with_size(sized(settings.size))
        .with_min_size(sized(settings.min_size))
        .with_fallback_scale_factor(settings.scale)
        .with_gl_config(baseview::gl::GlConfig::default());
    options.parent = settings.parent;
    let in_window = Arc::clone(&shared);
    let host = host.map(|host| adapt(host, &shared));
    let window = Window::create_with_host(
        options,
        move |window| View::new(window, content, in_window),
        host,
    )?;
    Ok(Handle {
        window: Some(window),
        shared,
    })
}

/// A window, as its host holds it. When dropped, the window is closed and its thread gone.
pub struct Handle {
    /// There until it is dropped.
    window: Option<Window>,
    shared: Arc<Shared>,
}

impl Handle {
    fn window(&self) -> &Window {
        self.window.as_ref().expect("only dropping takes it")
    }

    /// Puts the window on the screen.
    pub fn show(&self) -> Result<(), WindowError> {
        self.window().show()?;
        self.shared.waker.set_shown(true);
        Ok(())
    }

    /// Takes the window off the screen.
    pub fn hide(&self) -> Result<(), WindowError> {
        self.shared.waker.set_shown(false);
        Ok(self.window().hide()?)
    }

    /// Moves the window into another.
    pub fn set_parent(&self, parent: ParentWindowHandle) -> Result<(), WindowError> {
        Ok(self.window().set_parent(parent)?)
    }

    /// The size now.
    pub fn size(&self) -> WindowSize {
        let size = self.window().size();
        WindowSize {
            physical: size.physical,
            scale: self.shared.scale(size.scale_factor),
        }
    }

    /// Gives the window a size. The host is not told what it says itself.
    pub fn resize(&self, size: PhysicalSize<u32>) -> Result<(), WindowError> {
        self.window().resize(Size::Physical(size))?;
        self.shared.waker.wake();
        Ok(())
    }

    /// Tells the host's scale. The size in logical pixels stays.
    pub fn set_scale(&self, scale: f64) -> Result<(), WindowError> {
        let before = self.size();
        self.shared.tell_scale(Some(scale));
        self.window().suggest_fallback_scale_factor(scale)?;
        if cfg!(target_os = "linux") {
            self.resize(before.logical().to_physical(scale))?;
        }
        Ok(())
    }

    /// Whether the window is still there.
    pub fn is_open(&self) -> bool {
        self.window().is_open()
    }

    /// What redraws the window, from any thread.
    pub fn waker(&self) -> Waker {
        self.shared.waker.clone()
    }

    /// Where keys go that the host delivers by itself.
    pub fn extra_keys(&self) -> ExtraKeys {
        self.shared.extra.clone()
    }

    /// Does in the host's main thread what [`HostCalls::call_main_thread`] asked for.
    pub fn host_main_thread_callback(&self) {
        self.window().host_main_thread_callback();
    }

    /// Shows the window and returns when the user has closed it.
    pub fn run_until_closed(mut self) -> Result<(), WindowError> {
        self.shared.waker.set_shown(true);
        match self.window.take() {
            Some(window) => Ok(window.run_until_closed()?),
            None => Ok(()),
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        let Some(window) = self.window.take() else {
            return;
        };
        self.shared.closing.store(true, SeqCst);
        if cfg!(target_os = "linux") {
            let asked = Instant::now();
            while window.is_open() && asked.elapsed() < PATIENCE {
                // An error says that the window is going already.
                let _ = window.request_poll();
                std::thread::sleep(Duration::from_millis(1));
            }
        }
        // A panic of the window's thread comes out here; the host must not see it.
        let _ = guarded(|| drop(window));
    }
}

struct Calls {
    resized: Box<dyn FnMut(WindowSize) -> Result<(), String>>,
    closed: Box<dyn FnMut()>,
    shared: Arc<Shared>,
}

impl HostCallbacks for Calls {
    fn request_resize(&mut self, size: baseview::WindowSize) -> Result<(), HandlerError> {
        let size = WindowSize {
            physical: size.physical,
            scale: self.shared.scale(size.scale_factor),
        };
        (self.resized)(size).map_err(|error| HandlerError::from_boxed(error.into()))
    }

    fn destroyed(&mut self) {
        (self.closed)();
    }
}

struct MainThread {
    call: Box<dyn FnMut() + Send>,
    shared: Arc<Shared>,
}

impl HostMainThreadCaller for MainThread {
    fn call_main_thread(&mut self) {
        // A window that closes because the host says so has nothing to tell it.
        if !self.shared.is_closing() {
            (self.call)();
        }
    }
}

fn adapt(host: HostCalls, shared: &Arc<Shared>) -> Host {
    Host::new()
        .with_callbacks(Calls {
            resized: host.resized,
            closed: host.closed,
            shared: Arc::clone(shared),
        })
        .with_main_thread(MainThread {
            call: host.call_main_thread,
            shared: Arc::clone(shared),
        })
}
