//! Calls on the host's main thread at intervals, which serve what the plugin has asked for.
//!
//! On Linux the host has the run loop and lends it through its context or the window's frame; where it lends none, requests
//! are served with the host's next calls. Elsewhere the system has one for the main thread.

use super::firewall::main_call;
use super::instance::Instance;
use std::sync::Weak;

/// Milliseconds between two calls: about the screen's refresh.
const INTERVAL: u64 = 16;

fn serve(instance: &Weak<Instance>) {
    main_call((), || {
        if let Some(instance) = instance.upgrade() {
            instance.serve();
        }
    });
}

#[cfg(all(target_family = "unix", not(target_os = "macos")))]
pub(super) use linux::Timer;
#[cfg(target_os = "macos")]
pub use macos::Timer;
#[cfg(target_os = "windows")]
pub use windows::Timer;

#[cfg(all(target_family = "unix", not(target_os = "macos")))]
mod linux {
    use super::{INTERVAL, Instance, serve};
    use std::sync::{Arc, Weak};
    use vst3::Steinberg::Linux::{IRunLoop, IRunLoopTrait, ITimerHandler, ITimerHandlerTrait};
    use vst3::Steinberg::{FUnknown, IPlugFrame, kResultOk};
    use vst3::{Class, ComPtr, ComRef, ComWrapper};

    struct Tick(Weak<Instance>);

    impl Class for Tick {
        type Interfaces = (ITimerHandler,);
    }

    impl ITimerHandlerTrait for Tick {
        unsafe fn onTimer(&self) {
            serve(&self.0);
        }
    }

    /// Registered with the host's run loop for as long as it lives.
    pub(crate) struct Timer {
        run_loop: ComPtr<IRunLoop>,
        tick: ComPtr<ITimerHandler>,
    }

    // SAFETY: used on the host's main thread only.
    unsafe impl Send for Timer {}

    impl Timer {
        fn start(run_loop: Option<ComPtr<IRunLoop>>, instance: &Arc<Instance>) -> Option<Self> {
            let run_loop = run_loop?;
            let tick =
                ComWrapper::new(Tick(Arc::downgrade(instance))).to_com_ptr::<ITimerHandler>()?;
            // SAFETY: both are held until `drop`, which takes the handler back.
            let done = unsafe { run_loop.registerTimer(tick.as_ptr(), INTERVAL) };
            (done == kResultOk).then_some(Self { run_loop, tick })
        }

        /// By the run loop of the host's context, if it has one.
        pub(crate) fn of_host(
            context: Option<ComRef<'_, FUnknown>>,
            instance: &Arc<Instance>,
        ) -> Option<Self> {
            Self::start(context?.cast(), instance)
        }

        /// By the run loop of a window's frame, if it has one.
        pub(crate) fn of_frame(
            frame: Option<&ComPtr<IPlugFrame>>,
            instance: &Arc<Instance>,
        ) -> Option<Self> {
            Self::start(frame?.cast(), instance)
        }
    }

    impl Drop for Timer {
        fn drop(&mut self) {
            // SAFETY: registered by `start`.
            unsafe { self.run_loop.unregisterTimer(self.tick.as_ptr()) };
        }
    }
}

#[cfg(target_os = "macos")]
mod macos {
    use super::{INTERVAL, Instance, serve};
    use std::ffi::{c_double, c_long, c_ulong, c_void};
    use std::ptr;
    use std::sync::{Arc, Weak};
    use vst3::Steinberg::{FUnknown, IPlugFrame};
    use vst3::{ComPtr, ComRef};

    #[repr(C)]
    struct Context {
        version: c_long,
        info: *mut c_void,
        retain: *const c_void,
        release: *const c_void,
        describe: *const c_void,
    }

    #[link(name = "CoreFoundation", kind = "framework")]
    unsafe extern "C" {
        static kCFRunLoopCommonModes: *const c_void;
        fn CFAbsoluteTimeGetCurrent() -> c_double;
        fn CFRunLoopGetMain() -> *mut c_void;
        fn CFRunLoopTimerCreate(
            allocator: *const c_void,
            first: c_double,
            interval: c_double,
            flags: c_ulong,
            order: c_long,
            call: extern "C" fn(*mut c_void, *mut c_void),
            context: *mut Context,
        ) -> *mut c_void;
        fn CFRunLoopAddTimer(run_loop: *mut c_void, timer: *mut c_void, mode: *const c_void);
        fn CFRunLoopTimerInvalidate(timer: *mut c_void);
        fn CFRelease(object: *const c_void);
    }

    extern "C" fn tick(_timer: *mut c_void, info: *mut c_void) {
        // SAFETY: the instance's weak pointer lives as long as the timer, which ends on this thread.
        if let Some(instance) = unsafe { info.cast::<Weak<Instance>>().as_ref() } {
            serve(instance);
        }
    }

    /// A timer of the main run loop for as long as it lives.
    pub struct Timer {
        timer: *mut c_void,
        instance: *mut Weak<Instance>,
    }

    // SAFETY: used on the host's main thread only.
    unsafe impl Send for Timer {}

    impl Timer {
        /// By the system's run loop.
        pub fn of_host(
            _context: Option<ComRef<'_, FUnknown>>,
            instance: &Arc<Instance>,
        ) -> Option<Self> {
            let instance = Box::into_raw(Box::new(Arc::downgrade(instance)));
            let mut context = Context {
                version: 0,
                info: instance.cast(),
                retain: ptr::null(),
                release: ptr::null(),
                describe: ptr::null(),
            };
            let interval = INTERVAL as f64 / 1000.0;
            // SAFETY: the context is copied; the weak pointer lives until `drop`.
            let timer = unsafe {
                CFRunLoopTimerCreate(
                    ptr::null(),
                    CFAbsoluteTimeGetCurrent() + interval,
                    interval,
                    0,
                    0,
                    tick,
                    &raw mut context,
                )
            };
            let this = Self { timer, instance };
            if timer.is_null() {
                return None;
            }
            // SAFETY: the timer is there, and the mode is the system's constant.
            unsafe { CFRunLoopAddTimer(CFRunLoopGetMain(), timer, kCFRunLoopCommonModes) };
            Some(this)
        }

        /// The timer of the instance is enough.
        pub fn of_frame(
            _frame: Option<&ComPtr<IPlugFrame>>,
            _instance: &Arc<Instance>,
        ) -> Option<Self> {
            None
        }
    }

    impl Drop for Timer {
        fn drop(&mut self) {
            // SAFETY: made by `of_host`, once.
            unsafe {
                if !self.timer.is_null() {
                    CFRunLoopTimerInvalidate(self.timer);
                    CFRelease(self.timer);
                }
                drop(Box::from_raw(self.instance));
            }
        }
    }
}

#[cfg(target_os = "windows")]
mod windows {
    use super::{INTERVAL, Instance, serve};
    use std::collections::HashMap;
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::{Arc, Mutex, PoisonError, Weak};
    use vst3::Steinberg::{FUnknown, IPlugFrame};
    use vst3::{ComPtr, ComRef};

    #[link(name = "user32")]
    unsafe extern "system" {
        fn SetTimer(
            window: *mut c_void,
            id: usize,
            milliseconds: u32,
            call: extern "system" fn(*mut c_void, u32, usize, u32),
        ) -> usize;
        fn KillTimer(window: *mut c_void, id: usize) -> i32;
    }

    /// Windows passes nothing but the timer's number.
    static INSTANCES: Mutex<Option<HashMap<usize, Weak<Instance>>>> = Mutex::new(None);

    fn instances<T>(work: impl FnOnce(&mut HashMap<usize, Weak<Instance>>) -> T) -> T {
        let mut all = INSTANCES.lock().unwrap_or_else(PoisonError::into_inner);
        work(all.get_or_insert_default())
    }

    extern "system" fn tick(_window: *mut c_void, _message: u32, id: usize, _time: u32) {
        if let Some(instance) = instances(|all| all.get(&id).cloned()) {
            serve(&instance);
        }
    }

    /// A timer of the thread's messages for as long as it lives.
    pub struct Timer(usize);

    impl Timer {
        /// By the messages of the thread, which is the main one.
        pub fn of_host(
            _context: Option<ComRef<'_, FUnknown>>,
            instance: &Arc<Instance>,
        ) -> Option<Self> {
            // SAFETY: without a window the system chooses the number.
            let id = unsafe { SetTimer(ptr::null_mut(), 0, INTERVAL as u32, tick) };
            if id == 0 {
                return None;
            }
            instances(|all| all.insert(id, Arc::downgrade(instance)));
            Some(Self(id))
        }

        /// The timer of the instance is enough.
        pub fn of_frame(
            _frame: Option<&ComPtr<IPlugFrame>>,
            _instance: &Arc<Instance>,
        ) -> Option<Self> {
            None
        }
    }

    impl Drop for Timer {
        fn drop(&mut self) {
            // SAFETY: the number is of our own timer.
            unsafe { KillTimer(ptr::null_mut(), self.0) };
            instances(|all| all.remove(&self.0));
        }
    }
}
