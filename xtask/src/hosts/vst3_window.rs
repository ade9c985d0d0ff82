//! The VST3's window in a host to the letter of the SDK, with a run loop of its own: opened and closed again and again while
//! the audio thread automates a macro.

#![allow(clippy::disallowed_methods, reason = "a host of the tests waits")]

use super::Bench;
use super::raw_vst3::{Given, Module, block};
use super::window::Display;
use anyhow::{Context, Result, anyhow, ensure};
use std::cell::RefCell;
use std::ffi::{c_int, c_void};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};
use vst3::Steinberg::Linux::{
    FileDescriptor, IEventHandler, IRunLoop, IRunLoopTrait, ITimerHandler, ITimerHandlerTrait,
    TimerInterval,
};
use vst3::Steinberg::Vst::{IAudioProcessor, IEditControllerTrait, ViewType::kEditor};
use vst3::Steinberg::{
    IPlugFrame, IPlugFrameTrait, IPlugView, IPlugViewTrait, ViewRect, kInvalidArgument,
    kPlatformTypeX11EmbedWindowID, kResultOk, tresult,
};
use vst3::{Class, ComPtr, ComRef, ComWrapper};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::*;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// Frames of a block.
const FRAMES: usize = 256;

/// One process's errand on the display.
#[derive(clap::Args)]
pub struct Step {
    /// The bundled VST3.
    bundle: PathBuf,
    /// How often the window is opened.
    #[arg(long, default_value_t = 200)]
    openings: usize,
}

/// Opens the window `count` times in one process.
pub fn openings(bench: &Bench, count: usize) -> Result<String> {
    let display = Display::open()?;
    let bundle = bench.bundles.vst3.to_string_lossy().into_owned();
    display.run("vst3-window", &[&bundle, "--openings", &count.to_string()])
}

/// The host's frame, which lends its run loop.
#[derive(Default)]
struct Frame {
    timers: RefCell<Vec<(ComPtr<ITimerHandler>, Duration, Instant)>>,
}

impl Class for Frame {
    type Interfaces = (IPlugFrame, IRunLoop);
}

impl Frame {
    /// Calls the timers that are due.
    fn run(&self) {
        let now = Instant::now();
        let mut due = Vec::new();
        for (handler, interval, last) in &mut *self.timers.borrow_mut() {
            if now - *last >= *interval {
                *last = now;
                due.push(handler.clone());
            }
        }
        for handler in due {
            // SAFETY: registered, and held.
            unsafe { handler.onTimer() };
        }
    }
}

impl IPlugFrameTrait for Frame {
    unsafe fn resizeView(&self, view: *mut IPlugView, size: *mut ViewRect) -> tresult {
        // SAFETY: the plugin passes its view and a size.
        match unsafe { ComRef::from_raw(view) } {
            // SAFETY: as above.
            Some(view) => unsafe { view.onSize(size) },
            None => kInvalidArgument,
        }
    }
}

impl IRunLoopTrait for Frame {
    unsafe fn registerEventHandler(
        &self,
        _handler: *mut IEventHandler,
        _fd: FileDescriptor,
    ) -> tresult {
        kResultOk
    }

    unsafe fn unregisterEventHandler(&self, _handler: *mut IEventHandler) -> tresult {
        kResultOk
    }

    unsafe fn registerTimer(
        &self,
        handler: *mut ITimerHandler,
        milliseconds: TimerInterval,
    ) -> tresult {
        // SAFETY: the plugin passes its handler, of which a reference is kept.
        let Some(handler) = (unsafe { ComRef::from_raw(handler) }) else {
            return kInvalidArgument;
        };
        let timer = (
            handler.to_com_ptr(),
            Duration::from_millis(milliseconds),
            Instant::now(),
        );
        self.timers.borrow_mut().push(timer);
        kResultOk
    }

    unsafe fn unregisterTimer(&self, handler: *mut ITimerHandler) -> tresult {
        let mut timers = self.timers.borrow_mut();
        let before = timers.len();
        timers.retain(|(known, _, _)| known.as_ptr() != handler);
        if timers.len() < before {
            kResultOk
        } else {
            kInvalidArgument
        }
    }
}

/// Plays in real time until told to stop, with a macro that moves in every block; how many blocks.
fn play(processor: &ComPtr<IAudioProcessor>, id: u32, stop: &AtomicBool) -> Result<usize> {
    let mut blocks = 0;
    while !stop.load(SeqCst) {
        let value = (blocks % 100) as f64 / 100.0;
        let points = vec![(0, value), (FRAMES as i32 - 1, value + 0.01)];
        let mut heard = Vec::new();
        block(
            processor,
            blocks * FRAMES,
            FRAMES,
            &[Given::Whole],
            Some((id, points)),
            &mut heard,
        )?;
        ensure!(
            heard
                .iter()
                .flatten()
                .flatten()
                .all(|sample| sample.is_finite()),
            "no number"
        );
        blocks += 1;
        std::thread::sleep(Duration::from_millis(2));
    }
    Ok(blocks)
}

struct Processor(ComPtr<IAudioProcessor>);
// SAFETY: a host's audio thread is another than its main one; the plugin is made for it.
unsafe impl Send for Processor {}

/// Xlib ends a process at the first request that fails, such as one for a window that has gone with its parent. Every
/// toolkit that hosts are made with sets a handler that does not; so does this host.
fn outlive_errors_of_xlib() -> Result<libloading::Library> {
    unsafe extern "C" fn ignore(_display: *mut c_void, _error: *mut c_void) -> c_int {
        0
    }
    type Handler = unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int;
    // SAFETY: the function is of this type, and the library stays loaded for as long as it is held.
    unsafe {
        let library = libloading::Library::new("libX11.so.6")?;
        let set: libloading::Symbol<unsafe extern "C" fn(Handler) -> *mut c_void> =
            library.get(b"XSetErrorHandler")?;
        set(ignore);
        Ok(library)
    }
}

/// The step itself.
pub fn step(step: &Step) -> Result<()> {
    let _xlib = outlive_errors_of_xlib()?;
    let module = Module::load(&step.bundle)?;
    let plugin = module.create("Phonon")?;
    let id = plugin.parameter("Macro 1")?;
    plugin.start(FRAMES, false)?;
    let stop = Arc::new(AtomicBool::new(false));
    let audio = std::thread::spawn({
        let (processor, stop) = (Processor(plugin.processor.clone()), Arc::clone(&stop));
        move || {
            let processor = processor;
            play(&processor.0, id, &stop)
        }
    });
    // Held throughout, as a host's; the display starts anew when nobody is left.
    let (connection, screen) = x11rb::connect(None)?;
    let screen = &connection.setup().roots[screen];
    let drawn = AtomicUsize::new(0);
    let outcome = (0..step.openings).try_for_each(|turn| {
        let seen = opening(&connection, screen, &plugin, turn)
            .with_context(|| format!("opening {}", turn + 1))?;
        drawn.fetch_add(usize::from(seen), SeqCst);
        Ok(())
    });
    stop.store(true, SeqCst);
    let blocks = audio
        .join()
        .map_err(|_| anyhow!("the audio thread panicked"))??;
    outcome.map_err(|error: anyhow::Error| error)?;
    let drawn = drawn.into_inner();
    ensure!(drawn > 0, "nothing was ever drawn");
    println!(
        "{} openings while a macro moved in {blocks} blocks; {drawn} of those left open for a while were drawn",
        step.openings
    );
    Ok(())
}

/// Opens and closes the window once; whether something was seen in it.
fn opening(
    connection: &RustConnection,
    screen: &Screen,
    plugin: &super::raw_vst3::Plugin,
    turn: usize,
) -> Result<bool> {
    // SAFETY: in the order of the standard, on one thread.
    unsafe {
        let view = ComPtr::from_raw(plugin.controller.createView(kEditor)).context("no view")?;
        let frame = ComWrapper::new(Frame::default());
        let lent = frame.to_com_ptr::<IPlugFrame>().context("no frame")?;
        ensure!(
            view.setFrame(lent.as_ptr()) == kResultOk,
            "the frame is refused"
        );
        let mut size = ViewRect {
            left: 0,
            top: 0,
            right: 0,
            bottom: 0,
        };
        ensure!(view.getSize(&raw mut size) == kResultOk, "no size");
        let window = connection.generate_id()?;
        let (width, height) = (size.right as u16, size.bottom as u16);
        let look = CreateWindowAux::new().background_pixel(screen.black_pixel);
        connection.create_window(
            screen.root_depth,
            window,
            screen.root,
            10,
            10,
            width,
            height,
            0,
            WindowClass::INPUT_OUTPUT,
            0,
            &look,
        )?;
        connection.map_window(window)?;
        connection.sync()?;
        let parent = window as usize as *mut c_void;
        ensure!(
            view.attached(parent, kPlatformTypeX11EmbedWindowID) == kResultOk,
            "not attached"
        );
        // Short lives, as a host has that scans windows, and some long enough to draw.
        let long = turn % 20 == 19;
        let life = if long {
            1500
        } else {
            [0, 3, 10, 30, 60, 100][turn % 6]
        };
        let end = Instant::now() + Duration::from_millis(life);
        loop {
            frame.run();
            if turn % 5 == 1 {
                size.right += 8;
                view.onSize(&raw mut size);
            }
            // Space and Enter, as REAPER passes them.
            view.onKeyDown(0, 7, 0);
            view.onKeyUp(0, 7, 0);
            if Instant::now() >= end {
                break;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        let seen = long && colours(connection, window, width, height)? >= 4;
        // Some hosts destroy their own window first.
        if turn % 3 == 2 {
            connection.destroy_window(window)?;
            connection.sync()?;
            frame.run();
            std::thread::sleep(Duration::from_millis(10));
            frame.run();
        }
        ensure!(view.removed() == kResultOk, "not removed");
        ensure!(frame.timers.borrow().is_empty(), "a timer is left");
        if turn % 3 != 2 {
            connection.destroy_window(window)?;
            connection.sync()?;
        }
        view.setFrame(std::ptr::null_mut());
        ensure!(!long || seen, "nothing is drawn");
        Ok(seen)
    }
}

fn colours(connection: &RustConnection, window: Window, width: u16, height: u16) -> Result<usize> {
    let image = connection
        .get_image(ImageFormat::Z_PIXMAP, window, 0, 0, width, height, u32::MAX)?
        .reply()?;
    let mut seen: Vec<[u8; 4]> = image.data.as_chunks::<4>().0.to_vec();
    seen.sort_unstable();
    seen.dedup();
    Ok(seen.len())
}
