//! What a CLAP host really holds: a shell around the framework's plugin, which gives what the framework leaves out and guards
//! what it gets wrong.
//!
//! ```text
//!  host ─▶ Shell ─▶ framework's plugin ─▶ Instrument
//!            │                               ▲
//!            └──── Link: automation by frame, outputs taken ─┘
//!  host ◀─ Shell ◀─ HostFront ◀─ framework
//! ```
//!
//! The shell's `clap_plugin` carries the framework's own data, so an extension that needs no guard is the framework's,
//! called with the shell's pointer. It may know the framework's CLAP side, and nothing of text, engine or window.

mod entry;
mod events;
mod extensions;
mod gui;
mod host;
pub mod link;
mod ports;
mod presets;
mod process;
mod state;

pub use entry::clap_entry;
pub use link::{Link, OUTPUT_PORTS};

use crate::automation::knobs::{Automation, Knob};
use atomic_refcell::AtomicRefCell;
use clap_sys::ext::audio_ports::{CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports};
use clap_sys::ext::gui::clap_plugin_gui;
use clap_sys::ext::latency::{CLAP_EXT_LATENCY, clap_host_latency, clap_plugin_latency};
use clap_sys::ext::note_ports::{CLAP_EXT_NOTE_PORTS, clap_host_note_ports};
use clap_sys::ext::params::{CLAP_EXT_PARAMS, clap_param_info, clap_plugin_params};
use clap_sys::ext::state::{CLAP_EXT_STATE, clap_host_state};
use clap_sys::host::clap_host;
use clap_sys::plugin::clap_plugin;
use clap_sys::process::{CLAP_PROCESS_ERROR, clap_process, clap_process_status};
use entry::Class;
use host::HostFront;
use phonon_engine::SAMPLE_RATES;
use phonon_session::firewall::guarded;
use process::Rendering;
use std::ffi::{CStr, c_char, c_void};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};

/// Frames of a block that room is made for; longer ones are rendered in parts.
const MOST_FRAMES: u32 = 65_536;

/// One instance. See the module's head.
#[repr(C)]
pub struct Shell {
    /// What the host holds. First, so that its address is ours.
    clap: clap_plugin,
    class: &'static Class,
    framework: *const clap_plugin,
    host: Box<HostFront>,
    link: Arc<Link>,
    /// The dialect in which notes leave.
    dialect: AtomicU32,
    active: AtomicBool,
    window: AtomicBool,
    gui: OnceLock<clap_plugin_gui>,
    /// The knobs that act on their frame, by the host's ids.
    knobs: OnceLock<Arc<[(u32, Knob)]>>,
    /// The latency that the host knows, in frames.
    latency: AtomicU32,
    /// Edits of the session that the host knows of.
    edits: AtomicU64,
    /// There from the first activation.
    rendering: AtomicRefCell<Option<Rendering>>,
}

/// The framework's functions of an extension.
macro_rules! framework {
    ($shell:expr, $id:expr, $type:ty) => {
        // SAFETY: the framework gives an extension of the type that the id stands for, or null.
        unsafe { $shell.framework_extension::<$type>($id) }
    };
}
use framework;

impl Shell {
    /// An instance of a class for a host; null where it could not be made.
    ///
    /// # Safety
    /// `host` must be null or a host that outlives the instance.
    unsafe fn create(class: &'static Class, host: *const clap_host) -> *const clap_plugin {
        if host.is_null() {
            return std::ptr::null();
        }
        // SAFETY: the caller promises a host.
        let front = unsafe { HostFront::new(host) };
        // SAFETY: the front lives in the shell for as long as the framework's plugin.
        let framework = unsafe { (class.create)(front.as_clap()) };
        // SAFETY: null, or a plugin that lives until it is destroyed.
        let (Some(made), Some(link)) = (unsafe { framework.as_ref() }, Link::take()) else {
            return std::ptr::null();
        };
        let shell = Box::new(Self {
            clap: clap_plugin {
                init: Some(init),
                destroy: Some(destroy),
                activate: Some(activate),
                deactivate: Some(deactivate),
                start_processing: Some(start_processing),
                stop_processing: Some(stop_processing),
                reset: Some(reset),
                process: Some(process),
                get_extension: Some(get_extension),
                on_main_thread: Some(on_main_thread),
                ..*made
            },
            class,
            framework,
            host: front,
            link,
            dialect: AtomicU32::new(events::preferred(None)),
            active: AtomicBool::new(false),
            window: AtomicBool::new(false),
            gui: OnceLock::new(),
            knobs: OnceLock::new(),
            latency: AtomicU32::new(0),
            edits: AtomicU64::new(0),
            rendering: AtomicRefCell::new(None),
        });
        &raw const Box::leak(shell).clap
    }

    /// The shell behind the pointer that the host holds.
    ///
    /// # Safety
    /// `plugin` must be null or come from [`Shell::create`] and not be destroyed.
    unsafe fn of<'a>(plugin: *const clap_plugin) -> Option<&'a Self> {
        // SAFETY: the caller's promise; `clap` is the first field.
        unsafe { plugin.cast::<Self>().as_ref() }
    }

    /// The framework's functions of an extension.
    ///
    /// # Safety
    /// `T` must be the type that `id` stands for.
    unsafe fn framework_extension<T>(&self, id: &CStr) -> Option<&T> {
        // SAFETY: the framework's plugin lives as long as the shell; the type is the caller's promise.
        unsafe {
            let get = (*self.framework).get_extension?;
            get(self.framework, id.as_ptr()).cast::<T>().as_ref()
        }
    }

    /// What the host knows before it asks for anything: its dialect, the ids of our knobs, and where edits are told.
    fn prepare(&self) {
        // SAFETY: `init` has come; the types are those of the ids.
        let supported = unsafe {
            let ports = self
                .host
                .extension::<clap_host_note_ports>(CLAP_EXT_NOTE_PORTS);
            ports
                .and_then(|ports| ports.supported_dialects)
                .map(|ask| ask(self.host.real()))
        };
        self.dialect.store(events::preferred(supported), Relaxed);
        let parameters = &self.link.parameters;
        let knobs = self
            .knobs
            .get_or_init(|| Knob::listed(parameters, |place| self.parameter_id(place)));
        let automation = Automation::new(Arc::clone(knobs));
        self.link.block.borrow_mut().automation = Some(automation);
        self.edits.store(self.link.session.edits(), Relaxed);
        let host = HostCall(std::ptr::from_ref(&*self.host));
        self.link
            .session
            .when_edited(Some(Box::new(move || host.request())));
    }

    fn parameter_id(&self, place: usize) -> Option<u32> {
        let parameters = framework!(self, CLAP_EXT_PARAMS, clap_plugin_params)?;
        let mut info = std::mem::MaybeUninit::<clap_param_info>::zeroed();
        // SAFETY: the framework fills the whole structure where it returns true; all zeros are a value of it too.
        unsafe {
            let index = u32::try_from(place).ok()?;
            (index < parameters.count?(self.framework)
                && parameters.get_info?(self.framework, index, info.as_mut_ptr()))
            .then(|| info.assume_init().id)
        }
    }

    /// Ports of the present layout: inputs and outputs.
    fn ports(&self) -> (usize, usize) {
        let ports = framework!(self, CLAP_EXT_AUDIO_PORTS, clap_plugin_audio_ports);
        let count = |is_input| {
            // SAFETY: it is the framework's own function and plugin.
            let count = ports
                .and_then(|ports| ports.count)
                .map_or(0, |count| unsafe { count(self.framework, is_input) });
            count as usize
        };
        (count(true), count(false))
    }

    fn framework_latency(&self) -> u32 {
        let latency = framework!(self, CLAP_EXT_LATENCY, clap_plugin_latency);
        // SAFETY: it is the framework's own function and plugin.
        latency
            .and_then(|latency| latency.get)
            .map_or(0, |get| unsafe { get(self.framework) })
    }

    /// Tells the host of a latency that has changed; within `activate` only.
    fn tell_latency(&self) {
        let latency = self.framework_latency();
        if self.latency.swap(latency, Relaxed) == latency {
            return;
        }
        // SAFETY: `init` has come, and the type is the id's.
        unsafe {
            let host = self.host.extension::<clap_host_latency>(CLAP_EXT_LATENCY);
            if let Some(changed) = host.and_then(|host| host.changed) {
                changed(self.host.real());
            }
        }
    }

    /// Tells the host that its project has changed, if it has. On the main thread.
    fn tell_edits(&self) {
        let edits = self.link.session.edits();
        if self.edits.swap(edits, Relaxed) == edits {
            return;
        }
        // SAFETY: `init` has come, and the type is the id's.
        unsafe {
            let host = self.host.extension::<clap_host_state>(CLAP_EXT_STATE);
            if let Some(mark) = host.and_then(|host| host.mark_dirty) {
                mark(self.host.real());
            }
        }
    }
}

/// The host, to be asked from any thread for a call on its main thread.
struct HostCall(*const HostFront);

// SAFETY: a host's `request_callback` may be called from any thread; the shell takes the call back before its front ends.
unsafe impl Send for HostCall {}

impl HostCall {
    fn request(&self) {
        // SAFETY: the session gives the call up before the front is freed.
        unsafe { &*self.0 }.request_callback();
    }
}

/// Calls a function of the framework's plugin.
macro_rules! pass_on {
    ($shell:ident, $function:ident ($($argument:expr),*) or $default:expr) => {
        // SAFETY: it is the framework's own function and plugin.
        unsafe {
            match (*$shell.framework).$function {
                Some(function) => function($shell.framework $(, $argument)*),
                None => $default,
            }
        }
    };
}

use pass_on;

unsafe extern "C" fn init(plugin: *const clap_plugin) -> bool {
    // SAFETY: hosts pass the plugin that they were given.
    let Some(shell) = (unsafe { Shell::of(plugin) }) else {
        return false;
    };
    if !pass_on!(shell, init() or false) {
        return false;
    }
    shell.prepare();
    true
}

unsafe extern "C" fn destroy(plugin: *const clap_plugin) {
    // SAFETY: as in `init`.
    let Some(shell) = (unsafe { Shell::of(plugin) }) else {
        return;
    };
    // Hosts that go in a hurry leave the window open and the audio running.
    shell.close_window();
    if shell.active.swap(false, Relaxed) {
        pass_on!(shell, stop_processing() or ());
        pass_on!(shell, deactivate() or ());
    }
    shell.link.session.when_edited(None);
    pass_on!(shell, destroy() or ());
    // SAFETY: `create` leaked the box, and the host lets go of it here.
    drop(unsafe { Box::from_raw(plugin.cast_mut().cast::<Shell>()) });
}

unsafe extern "C" fn activate(
    plugin: *const clap_plugin,
    sample_rate: f64,
    _min_frames: u32,
    max_frames: u32,
) -> bool {
    // SAFETY: as in `init`.
    let Some(shell) = (unsafe { Shell::of(plugin) }) else {
        return false;
    };
    // Of others an activation fails, and the host can say so.
    if !SAMPLE_RATES.contains(&sample_rate) {
        let message = format!("a sample rate of {sample_rate} Hz cannot be played");
        shell.link.session.telemetry().fail(message);
        return false;
    }
    if shell.active.swap(false, Relaxed) {
        // A host that activates twice has forgotten this.
        pass_on!(shell, deactivate() or ());
    }
    let most = max_frames.clamp(1, MOST_FRAMES);
    shell.host.activating.store(true, Relaxed);
    let done = pass_on!(shell, activate(sample_rate, 1, most) or false);
    shell.host.activating.store(false, Relaxed);
    if !done {
        return false;
    }
    let (inputs, outputs) = shell.ports();
    let rendering = Rendering::new(inputs, outputs, most as usize, sample_rate);
    match shell.rendering.try_borrow_mut() {
        Ok(mut place) => *place = Some(rendering),
        // A block is still being rendered: the host does two things at once.
        Err(_) => return false,
    }
    shell.tell_latency();
    shell.active.store(true, Relaxed);
    true
}

unsafe extern "C" fn deactivate(plugin: *const clap_plugin) {
    // SAFETY: as in `init`.
    let Some(shell) = (unsafe { Shell::of(plugin) }) else {
        return;
    };
    if !shell.active.swap(false, Relaxed) {
        return;
    }
    pass_on!(shell, deactivate() or ());
    if let Ok(mut block) = shell.link.block.try_borrow_mut()
        && let Some(automation) = &mut block.automation
    {
        automation.forget_modulation();
    }
}

unsafe extern "C" fn start_processing(plugin: *const clap_plugin) -> bool {
    // SAFETY: as in `init`.
    let Some(shell) = (unsafe { Shell::of(plugin) }) else {
        return false;
    };
    shell.active.load(Relaxed) && pass_on!(shell, start_processing() or false)
}

unsafe extern "C" fn stop_processing(plugin: *const clap_plugin) {
    // SAFETY: as in `init`.
    if let Some(shell) = unsafe { Shell::of(plugin) }
        && shell.active.load(Relaxed)
    {
        pass_on!(shell, stop_processing() or ());
    }
}

unsafe extern "C" fn reset(plugin: *const clap_plugin) {
    // SAFETY: as in `init`.
    if let Some(shell) = unsafe { Shell::of(plugin) }
        && shell.active.load(Relaxed)
    {
        pass_on!(shell, reset() or ());
    }
}

unsafe extern "C" fn process(
    plugin: *const clap_plugin,
    process: *const clap_process,
) -> clap_process_status {
    // SAFETY: as in `init`; a host's block is valid while it is rendered.
    let (Some(shell), Some(process)) = (unsafe { (Shell::of(plugin), process.as_ref()) }) else {
        return CLAP_PROCESS_ERROR;
    };
    // SAFETY: as above.
    match guarded(|| unsafe { shell.render(process) }) {
        Ok(status) => status,
        Err(message) => {
            // SAFETY: as above.
            unsafe { ports::silence(process) };
            shell.link.session.telemetry().fail(message);
            CLAP_PROCESS_ERROR
        }
    }
}

unsafe extern "C" fn on_main_thread(plugin: *const clap_plugin) {
    // SAFETY: as in `init`.
    if let Some(shell) = unsafe { Shell::of(plugin) } {
        shell.tell_edits();
        pass_on!(shell, on_main_thread() or ());
    }
}

unsafe extern "C" fn get_extension(plugin: *const clap_plugin, id: *const c_char) -> *const c_void {
    if id.is_null() {
        return std::ptr::null();
    }
    // SAFETY: as in `init`; ids are strings.
    let (shell, id) = unsafe { (Shell::of(plugin), CStr::from_ptr(id)) };
    shell.map_or(std::ptr::null(), |shell| shell.extension(id))
}
