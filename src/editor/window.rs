//! The window as the host opens, shows, sizes and closes it.
//!
//! The real window is made only when the host says `show`: by then it has told parent, size and scale, and a window that is
//! never shown costs nothing. Until then, a [`DeferredWindow`] remembers them.

use super::app::App;
use super::{OpenWindow, Shared, parents};
use nice_plug::context::gui::GuiContext;
use nice_plug::editor::dpi::{LogicalSize, NativeSize, PhysicalSize};
use nice_plug::editor::{EditorHandle, HostMethods, SpawnedEditor};
use nice_plug::prelude::*;
use phonon_session::state::WindowState;
use phonon_window::{Handle, HostCalls, Settings};
use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::sync::Arc;

/// What the framework opens windows with. Lives as long as the instance; so does what it holds in [`Shared`].
pub struct PluginEditor(Arc<Shared>);

impl PluginEditor {
    /// The editor of an instance.
    pub fn new(shared: Arc<Shared>) -> Self {
        Self(shared)
    }
}

const MIN_SIZE: LogicalSize<f32> = LogicalSize::new(WindowState::MIN.0, WindowState::MIN.1);
const RESIZABLE: ResizeHint = ResizeHint::resizable().with_min_logical_size(MIN_SIZE);

impl Editor for PluginEditor {
    type Handle = PluginEditorHandle;

    fn spawn(
        &self,
        parent: Option<ParentWindowHandle>,
        _wait_for_parent: bool,
        fallback_scale_factor: Option<f64>,
        context: GuiContext,
        host: Option<HostMethods>,
    ) -> Result<SpawnedEditor<Self::Handle>, Box<dyn Error>> {
        if let Some(scale) = fallback_scale_factor {
            self.0.scale.store(scale);
        }
        let order = Order {
            parent,
            scale: fallback_scale_factor,
            context,
            host,
        };
        Ok(SpawnedEditor {
            handle: PluginEditorHandle(Arc::clone(&self.0)),
            window: DeferredWindow(RefCell::new(Opening::Waiting(order))),
        })
    }

    fn size(&self) -> NativeSize<u32> {
        self.0.native_size()
    }

    fn resize_hint(&self) -> ResizeHint {
        RESIZABLE
    }

    fn track_info_updated(&self, info: TrackInfo) {
        self.0.set_track(&info);
    }
}

/// What is known about a window that has not been shown yet.
struct Order {
    parent: Option<ParentWindowHandle>,
    scale: Option<f64>,
    context: GuiContext,
    host: Option<HostMethods>,
}

enum Opening {
    Waiting(Order),
    Open(Real),
    /// Could not be opened.
    Failed,
}

/// The window baseview made. Dropping it closes it.
struct Real {
    window: Handle,
    /// Ends with the window; after it in this list, so that the window's thread is gone first.
    _watcher: super::watcher::Watcher,
}

/// A window that is made when it is first shown.
pub struct DeferredWindow(RefCell<Opening>);

/// Why the window could not be opened or changed.
#[derive(Debug, thiserror::Error)]
pub enum WindowError {
    /// It was not made.
    #[error("the window could not be opened: {0}")]
    Open(String),
    /// The window system refused.
    #[error(transparent)]
    Window(#[from] phonon_window::WindowError),
}

/// How the host speaks to an open window.
pub struct PluginEditorHandle(Arc<Shared>);

impl PluginEditorHandle {
    fn open(&self, order: Order) -> Result<Real, WindowError> {
        let shared = &self.0;
        let size = shared.session().saved().window;
        let settings = Settings {
            title: "Phonon".to_owned(),
            size: LogicalSize::new(f64::from(size.width), f64::from(size.height)),
            min_size: MIN_SIZE.cast(),
            scale: order.scale,
            parent: order
                .parent
                .map(|parent| phonon_window::ParentWindowHandle::from_window(&parent)),
        };
        let app = App::new(Arc::clone(shared), order.context);
        let window = phonon_window::open(settings, app, order.host.map(calls))?;
        shared.opened(OpenWindow {
            waker: window.waker(),
            keys: window.extra_keys(),
        });
        let watcher = super::watcher::Watcher::start(Arc::clone(shared))
            .map_err(|e| WindowError::Open(e.to_string()))?;
        Ok(Real {
            window,
            _watcher: watcher,
        })
    }

    /// Makes the window if it is not there yet, and does `work` with it.
    fn with_open<T>(
        &self,
        window: &DeferredWindow,
        work: impl FnOnce(&Real) -> Result<T, WindowError>,
    ) -> Result<T, WindowError> {
        let mut opening = window.0.borrow_mut();
        if let Opening::Waiting(_) = &*opening
            && let Opening::Waiting(order) = std::mem::replace(&mut *opening, Opening::Failed)
        {
            *opening = Opening::Open(self.open(order)?);
        }
        match &*opening {
            Opening::Open(real) => work(real),
            _ => Err(WindowError::Open("it failed before".to_owned())),
        }
    }
}

impl Drop for PluginEditorHandle {
    fn drop(&mut self) {
        parents::forget(&self.0);
        self.0.closed();
    }
}

impl EditorHandle for PluginEditorHandle {
    type Window = DeferredWindow;
    type Error = WindowError;

    fn run_until_closed(window: Self::Window) -> Result<(), Self::Error> {
        match window.0.into_inner() {
            Opening::Open(real) => Ok(real.window.run_until_closed()?),
            _ => Err(WindowError::Open("it was never shown".to_owned())),
        }
    }

    fn set_parent(
        &self,
        parent: ParentWindowHandle,
        window: &Self::Window,
    ) -> Result<(), Self::Error> {
        parents::note(&parent, &self.0);
        match &mut *window.0.borrow_mut() {
            Opening::Waiting(order) => {
                order.parent = Some(parent);
                Ok(())
            }
            Opening::Open(real) => {
                let parent = phonon_window::ParentWindowHandle::from_window(&parent);
                Ok(real.window.set_parent(parent)?)
            }
            Opening::Failed => Err(WindowError::Open("it failed before".to_owned())),
        }
    }

    fn show(&self, window: &Self::Window) -> Result<(), Self::Error> {
        self.with_open(window, |real| Ok(real.window.show()?))
    }

    fn hide(&self, window: &Self::Window) -> Result<(), Self::Error> {
        match &*window.0.borrow() {
            Opening::Open(real) => Ok(real.window.hide()?),
            _ => Ok(()),
        }
    }

    fn set_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Result<(), Self::Error> {
        match &*window.0.borrow() {
            Opening::Open(real) => {
                let physical: PhysicalSize<u32> = size.to_physical(self.0.scale.load());
                Ok(real.window.resize(physical)?)
            }
            _ => {
                self.0.set_native_size(size);
                Ok(())
            }
        }
    }

    fn host_main_thread_callback(&self, window: &Self::Window) {
        if let Opening::Open(real) = &*window.0.borrow() {
            real.window.host_main_thread_callback();
        }
    }

    fn adjust_size(&self, size: NativeSize<u32>, window: &Self::Window) -> Option<NativeSize<u32>> {
        match &*window.0.borrow() {
            Opening::Open(real) => {
                let now = real.window.size();
                let native = NativeSize::from_logical_or_physical(now.logical(), now.physical);
                Some(RESIZABLE.adjust_size(size, native, now.scale))
            }
            _ => Some(RESIZABLE.adjust_size(size, self.0.native_size(), self.0.scale.load())),
        }
    }

    fn set_fallback_scale_factor(
        &self,
        scale: f64,
        window: &Self::Window,
    ) -> Result<(), Self::Error> {
        self.0.scale.store(scale);
        match &mut *window.0.borrow_mut() {
            Opening::Waiting(order) => {
                order.scale = Some(scale);
                Ok(())
            }
            Opening::Open(real) => Ok(real.window.set_scale(scale)?),
            Opening::Failed => Ok(()),
        }
    }

    fn on_virtual_key_from_host(
        &self,
        key: VirtualKeyCode,
        is_down: bool,
        modifiers: Modifiers,
    ) -> bool {
        self.0.take_key(key, is_down, modifiers)
    }

    fn state_changed(&self) {
        self.0.wake();
    }

    fn param_value_changed(&self, _id: &str, _normalized_value: f32) {
        self.0.wake();
    }

    fn param_modulation_changed(&self, _id: &str, _modulation_offset: f32) {
        self.0.wake();
    }
}

/// What the window calls of its host.
fn calls(host: HostMethods) -> HostCalls {
    // Two closures call it, one after the other and both in the host's main thread.
    let callbacks = Rc::new(RefCell::new(host.callbacks));
    let told = Rc::clone(&callbacks);
    let mut main_thread = host.main_thread_caller;
    HostCalls {
        resized: Box::new(move |size| {
            callbacks
                .borrow_mut()
                .request_resize(size.physical.into(), size.scale)
                .map_err(|error| error.to_string())
        }),
        closed: Box::new(move || told.borrow_mut().destroyed()),
        call_main_thread: Box::new(move || main_thread.call_main_thread()),
    }
}
