//! What the parts of one instance share: the CLAP plugin, its host, and what the VST3 host has given.

#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the host's main thread; a block borrows its cell or does without"
)]

use super::audio::{AudioSide, Ports, Setup};
use super::buffers::Switches;
use super::clap_plugin::ClapPlugin;
use super::classes::Vst3Class;
use super::host::{Host, request};
use super::parameters::Parameters;
use super::run_loop::Timer;
use super::view::Window;
use atomic_refcell::{AtomicRefCell, AtomicRefMut};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use sync_wrapper::SyncWrapper;
use vst3::ComPtr;
use vst3::Steinberg::Vst::RestartFlags_::{
    kIoTitlesChanged, kLatencyChanged, kParamTitlesChanged, kParamValuesChanged,
};
use vst3::Steinberg::Vst::{
    IComponentHandler, IComponentHandler2, IComponentHandler2Trait, IComponentHandlerTrait,
};

/// How long the main thread waits for a block to end.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long the main thread waits for the next block to take what has been set.
const NEXT_BLOCK: Duration = Duration::from_millis(50);
/// How often the plugin is served before it is taken that no block comes: 0.1 s or more.
const BLOCKLESS: u32 = 12;
/// How often the audio thread looks whether the main one has gone, a few microseconds in all.
const LOOKS: usize = 200;

/// The host's handler of edits.
#[derive(Clone)]
pub(super) struct Handler {
    basic: ComPtr<IComponentHandler>,
    with_dirty: Option<ComPtr<IComponentHandler2>>,
}

// SAFETY: kept for the host's main thread, which alone calls it.
unsafe impl Send for Handler {}

impl Handler {
    /// From what the host gives.
    pub(super) fn new(basic: ComPtr<IComponentHandler>) -> Self {
        let with_dirty = basic.cast();
        Self { basic, with_dirty }
    }
}

/// One instance.
pub(super) struct Instance {
    /// Class that this is an instance of.
    pub class: Vst3Class,
    /// CLAP plugin inside.
    pub plugin: ClapPlugin,
    /// What the plugin sees of us. It goes after the plugin.
    pub host: Arc<Host>,
    /// Parameters of the plugin.
    pub parameters: Arc<Parameters>,
    /// Which buses are switched on.
    pub switches: Switches,
    /// The audio side: reached only by borrowing it for oneself, so that no two threads see it at once.
    audio: AtomicRefCell<SyncWrapper<AudioSide>>,
    ports: Mutex<Ports>,
    setup: Mutex<Setup>,
    /// Whether the host processes, or is about to.
    processing: AtomicBool,
    /// How often the plugin has been served since it wanted a flush and no block came; 0 if it wants none.
    unflushed: AtomicU32,
    /// Whether a block was processed since the last activation.
    played: AtomicBool,
    handler: Mutex<Option<Handler>>,
    window: Mutex<Weak<Window>>,
    timer: Mutex<Option<Timer>>,
    /// Events that came late because there were too many, for a message.
    late: AtomicU32,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Instance {
    /// A plugin of this class. `None` if it does not start.
    pub(super) fn new(class: &Vst3Class) -> Option<Arc<Self>> {
        let host = Host::new();
        let plugin = class.with_clap_id(|id| ClapPlugin::create(id, &host))??;
        let parameters = Arc::new(Parameters::new(&plugin.parameters()));
        let instance = Self {
            class: *class,
            plugin,
            host,
            audio: AtomicRefCell::new(SyncWrapper::new(AudioSide::new(
                plugin,
                Arc::clone(&parameters),
            ))),
            parameters,
            switches: Switches::default(),
            ports: Mutex::default(),
            setup: Mutex::new(Setup::UNKNOWN),
            processing: AtomicBool::new(false),
            unflushed: AtomicU32::new(0),
            played: AtomicBool::new(false),
            handler: Mutex::default(),
            window: Mutex::default(),
            timer: Mutex::default(),
            late: AtomicU32::new(0),
        };
        instance.read_ports();
        instance.read_values();
        Some(Arc::new(instance))
    }

    /// The audio side for the audio thread: at once, or not at all.
    pub(super) fn audio_at_once(&self) -> Option<AtomicRefMut<'_, AudioSide>> {
        for _ in 0..LOOKS {
            match self.audio.try_borrow_mut() {
                Ok(side) => return Some(AtomicRefMut::map(side, SyncWrapper::get_mut)),
                Err(_) => std::hint::spin_loop(),
            }
        }
        None
    }

    /// The audio side for the main thread, which waits for the block to end, but not for ever.
    pub(super) fn audio(&self) -> Option<AtomicRefMut<'_, AudioSide>> {
        let begin = Instant::now();
        loop {
            match self.audio.try_borrow_mut() {
                Ok(side) => return Some(AtomicRefMut::map(side, SyncWrapper::get_mut)),
                Err(_) if begin.elapsed() > PATIENCE => return None,
                // The audio thread never has to wake anyone.
                Err(_) => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// The ports.
    pub(super) fn ports(&self) -> Ports {
        locked(&self.ports).clone()
    }

    /// Reads the ports anew, as after another arrangement or other names.
    pub(super) fn read_ports(&self) {
        let ports = Ports {
            inputs: self.plugin.audio_ports(true),
            outputs: self.plugin.audio_ports(false),
            notes: self.plugin.note_port(true).is_some(),
        };
        *locked(&self.ports) = ports;
    }

    /// Notes the values the plugin has, as after a state was loaded.
    pub(super) fn read_values(&self) {
        for parameter in self.parameters.all() {
            if let Some(value) = self.plugin.value(parameter.id) {
                parameter.set_current(parameter.normalized(value));
            }
        }
    }

    /// What the host has announced.
    pub(super) fn setup(&self) -> Setup {
        *locked(&self.setup)
    }

    /// The host announces other blocks. Hosts do so while inactive, or should.
    pub(super) fn set_up(&self, setup: Setup) -> bool {
        *locked(&self.setup) = setup;
        let Some(mut audio) = self.audio() else {
            return false;
        };
        if audio.active.is_none() {
            self.plugin.render_offline(setup.offline);
            return true;
        }
        audio.activate(setup, &self.ports())
    }

    /// Activates or deactivates.
    pub(super) fn activate(&self, active: bool) -> bool {
        let Some(mut audio) = self.audio() else {
            return false;
        };
        if active {
            self.played.store(false, Relaxed);
            audio.activate(self.setup(), &self.ports())
        } else {
            self.processing.store(false, Relaxed);
            audio.deactivate();
            true
        }
    }

    /// The host begins or ends processing.
    pub(super) fn process(&self, processing: bool) {
        // The host may do this on either thread; it never does it within a block.
        if let Some(mut audio) = self.audio_at_once() {
            audio.run(processing);
        }
        self.processing.store(processing, Relaxed);
    }

    /// Notes that a block has come, in case that the host never said it would.
    pub(super) fn block_has_come(&self, late: u32) {
        self.processing.store(true, Relaxed);
        self.played.store(true, Relaxed);
        self.unflushed.store(0, Relaxed);
        if late > 0 {
            self.late.fetch_add(late, Relaxed);
        }
    }

    /// Frames that sound after the input has ended; `None` if there is no end, or nobody can know before a block was played.
    pub(super) fn tail(&self) -> Option<u32> {
        let tail = self.plugin.tail();
        (self.played.load(Relaxed) && tail < i32::MAX as u32).then_some(tail)
    }

    /// The host sets a value on its main thread. While it processes, the points it sends with the blocks count, and values
    /// of parameters that have had points are only for show.
    pub(super) fn set_value(&self, id: u32, normalized: f64) -> bool {
        let Some(parameter) = self.parameters.get(id) else {
            return false;
        };
        let processing = self.processing.load(Relaxed);
        if processing && (parameter.is_automated() || parameter.is_held()) {
            parameter.show(normalized);
            return true;
        }
        let unchanged = parameter.waiting().is_none()
            && self.plugin.value(id).is_some_and(|value| {
                (value - parameter.plain(normalized)).abs() <= f64::from(f32::EPSILON)
            });
        if unchanged {
            return true;
        }
        parameter.set(normalized);
        if !processing {
            self.flush();
        }
        true
    }

    /// The value of a parameter, from 0 to 1.
    pub(super) fn value(&self, id: u32) -> Option<f64> {
        let parameter = self.parameters.get(id)?;
        let host = parameter.waiting().or_else(|| parameter.shown());
        host.or_else(|| Some(parameter.normalized(self.plugin.value(id)?)))
    }

    /// Flushes what the plugin wants flushed, unless a block does it: hosts may say that they process and stop doing it.
    fn flush_if_no_block_comes(&self) {
        let served = self.unflushed.load(Relaxed);
        if served == 0 {
            return;
        }
        if !self.processing.load(Relaxed) || served > BLOCKLESS {
            self.flush();
        } else {
            self.unflushed.store(served + 1, Relaxed);
        }
    }

    /// Passes values in both directions without a block.
    fn flush(&self) {
        self.unflushed.store(0, Relaxed);
        if let Some(mut audio) = self.audio() {
            audio.flush();
        }
    }

    /// Makes sure that the plugin has all the host has set: by the next block, or without one if none comes.
    pub(super) fn settle(&self) {
        let waits = || {
            self.unflushed.load(Relaxed) > 0
                || self
                    .parameters
                    .all()
                    .iter()
                    .any(|one| one.waiting().is_some())
        };
        let begin = Instant::now();
        while waits() && self.processing.load(Relaxed) && begin.elapsed() < NEXT_BLOCK {
            std::thread::sleep(Duration::from_millis(1));
        }
        if waits() {
            self.flush();
        }
    }

    /// Loads a state by `work`; the values in it are not told to the host, which reads them itself.
    pub(super) fn load(&self, work: impl FnOnce() -> bool) -> bool {
        for parameter in self.parameters.all() {
            parameter.take();
        }
        let done = work();
        self.host.forget(request::VALUES);
        self.read_values();
        done
    }

    /// The host gives its handler of edits, or takes it back.
    pub(super) fn set_handler(&self, handler: Option<Handler>) {
        *locked(&self.handler) = handler;
    }

    /// The window that is open, if any.
    pub(super) fn set_window(&self, window: Weak<Window>) {
        *locked(&self.window) = window;
    }

    /// Lets the plugin be served at intervals for as long as the instance is there.
    pub(super) fn set_timer(&self, timer: Option<Timer>) {
        // Dropped after the lock is given back: to stop a timer is to call the host.
        let before = std::mem::replace(&mut *locked(&self.timer), timer);
        drop(before);
    }

    /// Does what the plugin has asked for. On the main thread, and never with a lock held while the host is called.
    pub(super) fn serve(&self) {
        self.flush_if_no_block_comes();
        // What is asked for while something is done is done too, but not for ever.
        for _ in 0..4 {
            let asked = self.host.asked();
            if asked & request::CALLBACK != 0 {
                self.plugin.on_main_thread();
            }
            if asked & request::FLUSH != 0 {
                if self.processing.load(Relaxed) {
                    self.unflushed.fetch_max(1, Relaxed);
                } else {
                    self.flush();
                }
            }
            self.tell_edits();
            self.tell(asked);
            if asked == 0 {
                break;
            }
        }
        let late = self.late.swap(0, Relaxed);
        if late > 0 {
            eprintln!(
                "Phonon: {late} events of one block were more than fit; the last value of each parameter came a block late"
            );
        }
    }

    /// Tells the host what the plugin has changed.
    fn tell_edits(&self) {
        let handler = locked(&self.handler).clone();
        for parameter in self.parameters.all() {
            let Some(edit) = parameter.edit() else {
                continue;
            };
            let Some(handler) = &handler else {
                parameter.release();
                continue;
            };
            // SAFETY: the handler is held, and this is the main thread.
            unsafe {
                if edit.begins {
                    handler.basic.beginEdit(parameter.id);
                }
                if let Some(value) = edit.value {
                    handler.basic.performEdit(parameter.id, value);
                }
                if edit.ends {
                    handler.basic.endEdit(parameter.id);
                    parameter.release();
                }
            }
        }
    }

    fn tell(&self, asked: u32) {
        let handler = locked(&self.handler).clone();
        let mut changed = 0;
        for (request, flag) in [
            (request::LATENCY, kLatencyChanged),
            (request::TITLES, kParamTitlesChanged),
            (request::BUS_NAMES, kIoTitlesChanged),
        ] {
            if asked & request != 0 {
                changed |= flag as i32;
            }
        }
        if asked & request::VALUES != 0 {
            self.read_values();
            changed |= kParamValuesChanged as i32;
        }
        if asked & request::BUS_NAMES != 0 {
            self.read_ports();
        }
        if let Some(handler) = handler {
            // SAFETY: the handler is held, and this is the main thread.
            unsafe {
                if changed != 0 {
                    handler.basic.restartComponent(changed);
                }
                if asked & request::DIRTY != 0
                    && let Some(handler) = &handler.with_dirty
                {
                    handler.setDirty(1);
                }
            }
        }
        if asked & (request::RESIZE | request::CLOSED) != 0 {
            let window = locked(&self.window).upgrade();
            if let Some(window) = window {
                if asked & request::CLOSED != 0 {
                    window.was_closed();
                } else {
                    window.resize(self.host.wanted_size());
                }
            }
        }
    }

    /// The host ends the instance's life: nothing of the host is used after.
    pub(super) fn terminate(&self) {
        let window = locked(&self.window).upgrade();
        if let Some(window) = window {
            window.close();
        }
        self.activate(false);
        self.set_timer(None);
        self.set_handler(None);
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        if let Some(mut audio) = self.audio() {
            audio.deactivate();
        }
        self.plugin.destroy();
    }
}
