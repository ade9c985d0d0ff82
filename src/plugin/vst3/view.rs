//! The window as a VST3 host opens, sizes and closes it.
//!
//! The CLAP window belongs to the thread that created it. Calls from any other are refused, and so are those of a host
//! that has opened the window already by another view.

#![allow(
    clippy::disallowed_types,
    reason = "the host's main thread; a block borrows its cell or does without"
)]

use super::firewall::main_call;
use super::gui::{self, Gui};
use super::instance::Instance;
use super::keys;
use super::run_loop::Timer;
use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::ThreadId;
use vst3::Steinberg::IPlugViewContentScaleSupport_::ScaleFactor;
use vst3::Steinberg::{
    FIDString, IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewContentScaleSupport,
    IPlugViewContentScaleSupportTrait, IPlugViewTrait, TBool, ViewRect, char16, int16,
    kInternalError, kInvalidArgument, kNotImplemented, kResultFalse, kResultOk, tresult,
};
use vst3::{Class, ComPtr, ComRef, ComWrapper};

/// What is known of the window.
#[derive(Default)]
struct State {
    /// The thread that created the CLAP window, while there is one.
    thread: Option<ThreadId>,
    /// The host's window, while ours is in it.
    parent: Option<usize>,
    /// Physical pixels in a logical one, if the host says so.
    scale: Option<f64>,
    /// The size the host has given before there was a window.
    size: Option<(u32, u32)>,
    frame: Option<ComPtr<IPlugFrame>>,
    timer: Option<Timer>,
}

/// The window of one view.
pub(super) struct Window {
    gui: Gui,
    state: Mutex<State>,
    /// The view, for the host's frame; null after the view has gone.
    view: AtomicPtr<IPlugView>,
}

// SAFETY: the host's objects within are called on its main thread only.
unsafe impl Send for Window {}
// SAFETY: as above; the state is behind a lock, which is never held while the host or the plugin is called.
unsafe impl Sync for Window {}

impl Window {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether there is a CLAP window that this thread may speak to.
    fn is_ours(&self) -> bool {
        self.state().thread == Some(std::thread::current().id())
    }

    /// Creates the CLAP window unless there is one; whether this thread may speak to it.
    fn create(&self) -> bool {
        if self.state().thread.is_some() {
            return self.is_ours();
        }
        if !self.gui.create() {
            return false;
        }
        let scale = {
            let mut state = self.state();
            state.thread = Some(std::thread::current().id());
            state.scale
        };
        if let Some(scale) = scale {
            self.gui.set_scale(scale);
        }
        true
    }

    fn attach(&self, parent: *mut c_void) -> bool {
        let is_attached = self.state().parent.is_some();
        if is_attached || !self.create() {
            return false;
        }
        let size = self.state().size.take();
        if let Some(size) = size {
            self.gui.set_size(size);
        }
        if !self.gui.show_in(parent) {
            self.close();
            return false;
        }
        self.state().parent = Some(parent as usize);
        true
    }

    /// Destroys the CLAP window, if there is one and it belongs to this thread; whether there is none now.
    pub(super) fn close(&self) -> bool {
        let (thread, timer) = {
            let mut state = self.state();
            (state.thread, state.timer.take())
        };
        drop(timer);
        if thread.is_none() {
            return true;
        }
        if !self.is_ours() {
            return false;
        }
        {
            let mut state = self.state();
            state.thread = None;
            state.parent = None;
        }
        self.gui.destroy();
        true
    }

    /// The window system has destroyed the window, as when the host destroys its own first.
    pub(super) fn was_closed(&self) {
        self.close();
    }

    /// Asks the host for another size.
    pub(super) fn resize(&self, (width, height): (u32, u32)) {
        let view = self.view.load(Relaxed);
        let frame = {
            let state = self.state();
            state.frame.clone().filter(|_| state.parent.is_some())
        };
        if let Some(frame) = frame
            && !view.is_null()
        {
            let mut rect = rect((width, height));
            // SAFETY: the frame is held, and the view lives: it sets the pointer to null when it goes, on this thread.
            unsafe { frame.resizeView(view, &raw mut rect) };
        }
    }

    fn key(&self, code: int16, is_down: bool, modifiers: int16) -> tresult {
        let parent = self.state().parent;
        match parent {
            Some(parent) if self.is_ours() && keys::pass_on(parent, code, is_down, modifiers) => {
                kResultOk
            }
            _ => kResultFalse,
        }
    }
}

fn rect((width, height): (u32, u32)) -> ViewRect {
    ViewRect {
        left: 0,
        top: 0,
        right: width.min(i32::MAX as u32) as i32,
        bottom: height.min(i32::MAX as u32) as i32,
    }
}

fn size_of_rect(rect: &ViewRect) -> Option<(u32, u32)> {
    let width = u32::try_from(rect.right.checked_sub(rect.left)?).ok()?;
    let height = u32::try_from(rect.bottom.checked_sub(rect.top)?).ok()?;
    (width > 0 && height > 0).then_some((width, height))
}

/// What the host holds of a window.
pub(super) struct View {
    instance: Arc<Instance>,
    window: Arc<Window>,
}

impl Class for View {
    type Interfaces = (IPlugView, IPlugViewContentScaleSupport);
}

impl View {
    /// A view of an instance, if the plugin has a window.
    pub(super) fn create(instance: &Arc<Instance>) -> Option<ComPtr<IPlugView>> {
        let window = Arc::new(Window {
            gui: Gui::of(instance.plugin)?,
            state: Mutex::default(),
            view: AtomicPtr::new(ptr::null_mut()),
        });
        let view = ComWrapper::new(Self {
            instance: Arc::clone(instance),
            window: Arc::clone(&window),
        });
        let view = view.to_com_ptr::<IPlugView>()?;
        window.view.store(view.as_ptr(), Relaxed);
        Some(view)
    }

    fn end(&self) -> bool {
        let closed = self.window.close();
        for parameter in self.instance.parameters.all() {
            parameter.end_gesture();
        }
        self.instance.serve();
        closed
    }
}

impl Drop for View {
    fn drop(&mut self) {
        self.window.view.store(ptr::null_mut(), Relaxed);
        main_call((), || {
            self.end();
        });
    }
}

impl IPlugViewTrait for View {
    unsafe fn isPlatformTypeSupported(&self, name: FIDString) -> tresult {
        // SAFETY: names end with zero.
        if unsafe { gui::is_supported(name) } {
            kResultOk
        } else {
            kResultFalse
        }
    }

    unsafe fn attached(&self, parent: *mut c_void, name: FIDString) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: names end with zero.
            if parent.is_null() || !unsafe { gui::is_supported(name) } {
                return kInvalidArgument;
            }
            self.instance.set_window(Arc::downgrade(&self.window));
            if !self.window.attach(parent) {
                return kResultFalse;
            }
            let frame = self.window.state().frame.clone();
            let timer = Timer::of_frame(frame.as_ref(), &self.instance);
            self.window.state().timer = timer;
            kResultOk
        })
    }

    unsafe fn removed(&self) -> tresult {
        main_call(kInternalError, || {
            if self.end() { kResultOk } else { kResultFalse }
        })
    }

    unsafe fn onWheel(&self, _distance: f32) -> tresult {
        // The window system brings the wheel.
        kNotImplemented
    }

    unsafe fn onKeyDown(&self, _key: char16, code: int16, modifiers: int16) -> tresult {
        main_call(kResultFalse, || self.window.key(code, true, modifiers))
    }

    unsafe fn onKeyUp(&self, _key: char16, code: int16, modifiers: int16) -> tresult {
        main_call(kResultFalse, || self.window.key(code, false, modifiers))
    }

    unsafe fn getSize(&self, target: *mut ViewRect) -> tresult {
        main_call(kInternalError, || {
            if target.is_null() {
                return kInvalidArgument;
            }
            let Some(size) = self.window.gui.size() else {
                return kResultFalse;
            };
            // SAFETY: not null, and to be written.
            unsafe { *target = rect(size) };
            kResultOk
        })
    }

    unsafe fn onSize(&self, given: *mut ViewRect) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or a size.
            let Some(size) = unsafe { given.as_ref() }.and_then(size_of_rect) else {
                return kInvalidArgument;
            };
            let window = &self.window;
            if window.state().thread.is_none() {
                window.state().size = Some(size);
                return kResultOk;
            }
            if window.is_ours() && window.gui.set_size(size) {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }

    unsafe fn onFocus(&self, _state: TBool) -> tresult {
        // The window system brings the focus.
        kNotImplemented
    }

    unsafe fn setFrame(&self, frame: *mut IPlugFrame) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or its frame, of which a reference is kept.
            let frame = unsafe { ComRef::from_raw(frame) }.map(|frame| frame.to_com_ptr());
            let has_frame = frame.is_some();
            let before = std::mem::replace(&mut self.window.state().frame, frame);
            drop(before);
            if !has_frame {
                // The run loop belongs to the frame.
                let timer = self.window.state().timer.take();
                drop(timer);
            }
            kResultOk
        })
    }

    unsafe fn canResize(&self) -> tresult {
        main_call(kInternalError, || {
            if self.window.gui.can_resize() {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }

    unsafe fn checkSizeConstraint(&self, target: *mut ViewRect) -> tresult {
        main_call(kInternalError, || {
            // SAFETY: the host passes null or a size, which may be written.
            let Some(target) = (unsafe { target.as_mut() }) else {
                return kInvalidArgument;
            };
            let Some(wanted) = size_of_rect(target) else {
                return kResultFalse;
            };
            if self.window.is_ours()
                && let Some((width, height)) = self.window.gui.adjust(wanted)
            {
                target.right = target.left.saturating_add_unsigned(width);
                target.bottom = target.top.saturating_add_unsigned(height);
            }
            kResultOk
        })
    }
}

impl IPlugViewContentScaleSupportTrait for View {
    unsafe fn setContentScaleFactor(&self, scale: ScaleFactor) -> tresult {
        main_call(kInternalError, || {
            if !scale.is_finite() || scale <= 0.0 {
                return kInvalidArgument;
            }
            let scale = f64::from(scale);
            let exists = {
                let mut state = self.window.state();
                state.scale = Some(scale);
                state.thread.is_some()
            };
            // The window is created for it, so that the host is told the size it will have.
            if !exists {
                return if self.window.create() {
                    kResultOk
                } else {
                    kResultFalse
                };
            }
            if self.window.is_ours() && self.window.gui.set_scale(scale) {
                kResultOk
            } else {
                kResultFalse
            }
        })
    }
}
