//! The plugin's window on a display of our own (Xvfb): does it draw, does typed text reach it and the sound.
//!
//! Each step runs in a process of its own, because the display is chosen by the environment and a crash must not end the rest.

#![allow(clippy::disallowed_methods, reason = "a host of the tests waits")]

use super::clap_host::{self, Plugin};
use super::{Bench, RATE, TEMPO, state};
use crate::journey::Journey;
use crate::{compare, packages, plot};
use anyhow::{Context, Result, anyhow, bail, ensure};
use clack_extensions::gui::{
    GuiApiType, GuiConfiguration, GuiSize, PluginGui, Window as ClapWindow,
};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::*;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// What is typed. It repeats each cycle, so any cycle of it can be compared.
const TYPED: &str = "o1: s \"rim*4 cl(3,8)\" # gain 0.8";

/// A display nobody sees, for as long as this lives.
pub struct Display {
    server: Child,
    name: String,
}

impl Display {
    /// Starts it; installs what it needs.
    pub fn open() -> Result<Self> {
        packages::apt(
            &[
                "xvfb",
                "xdotool",
                "libgl1-mesa-dri",
                "libgl1",
                "libglx-mesa0",
            ],
            || packages::has_command("Xvfb") && packages::has_command("xdotool"),
        )?;
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-screen",
                "0",
                "2600x1500x24",
                "+extension",
                "GLX",
                "-nolisten",
                "tcp",
                // It stays as it is when the last window on it closes.
                "-noreset",
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("Xvfb does not start")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("no output of Xvfb")?)
            .read_line(&mut number)?;
        ensure!(!number.trim().is_empty(), "Xvfb has no display");
        Ok(Self {
            server,
            name: format!(":{}", number.trim()),
        })
    }

    /// The name of the display, such as `:1`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Runs a step of this program on the display and returns its last line.
    fn step(&self, arguments: &[&str]) -> Result<String> {
        self.run("window-step", arguments)
    }

    /// Runs a task of this program on the display and returns its last line.
    pub fn run(&self, task: &str, arguments: &[&str]) -> Result<String> {
        let output = Command::new(std::env::current_exe()?)
            .arg(task)
            .args(arguments)
            .env("DISPLAY", &self.name)
            .env_remove("WAYLAND_DISPLAY")
            .output()?;
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            let errors = String::from_utf8_lossy(&output.stderr);
            bail!("{} ({})", errors.trim(), output.status);
        }
        Ok(said.lines().last().unwrap_or_default().to_owned())
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// What is seen in a window of so many pixels, as RGB, row after row.
pub fn image(
    connection: &RustConnection,
    window: Window,
    (width, height): (u16, u16),
) -> Result<Vec<[u8; 3]>> {
    let format = ImageFormat::Z_PIXMAP;
    let image = connection
        .get_image(format, window, 0, 0, width, height, u32::MAX)?
        .reply()?;
    let pixels = image.data.chunks_exact(4);
    Ok(pixels.map(|pixel| [pixel[2], pixel[1], pixel[0]]).collect())
}

/// How many colours a picture has: a window that has not drawn has one.
pub fn colours(mut image: Vec<[u8; 3]>) -> usize {
    image.sort_unstable();
    image.dedup();
    image.len()
}

/// One process's errand on the display.
#[derive(clap::Args)]
pub struct Step {
    /// The bundled CLAP.
    bundle: PathBuf,
    /// How long after making the window the host shows it, in milliseconds.
    #[arg(long, default_value_t = 0)]
    show_after: u64,
    /// Types a song, evaluates it, and writes what was heard and seen beside this path.
    #[arg(long)]
    type_into: Option<PathBuf>,
    /// The song the project has.
    #[arg(long)]
    song: Option<PathBuf>,
    /// Size of the window in pixels, such as 900x600.
    #[arg(long, value_parser = size)]
    size: Option<GuiSize>,
    /// Writes a picture of the window after the song has played for a while.
    #[arg(long)]
    picture: Option<PathBuf>,
    /// The host's own window goes first, and the plugin's with it, before the plugin is told.
    #[arg(long)]
    abrupt: bool,
}

fn size(text: &str) -> Result<GuiSize, String> {
    let (width, height) = text.split_once('x').ok_or("not as in 900x600")?;
    let number = |text: &str| text.parse().map_err(|_| "not as in 900x600".to_owned());
    Ok(GuiSize {
        width: number(width)?,
        height: number(height)?,
    })
}

/// The text typed into the window plays as `phonon render` plays it.
pub fn typed_and_heard(bench: &Bench) -> Result<String> {
    let display = Display::open()?;
    let reference = bench.reference("typed", TYPED)?;
    let path = bench.folder.join("window");
    let bundle = bench.bundles.clap.to_string_lossy().into_owned();
    display.step(&[&bundle, "--type-into", &path.to_string_lossy()])?;
    let heard = compare::read_wav(&path.with_extension("wav"))?;
    // The last two whole cycles of what was heard, against the cycles two and three of the reference.
    let cycle = (RATE * 60.0 / TEMPO * 4.0) as usize;
    let last = heard.channels[0].len() / cycle - 2;
    let cut = |channels: &[Vec<f32>], from: usize| -> Vec<Vec<f32>> {
        channels
            .iter()
            .map(|c| c[from * cycle..(from + 2) * cycle].to_vec())
            .collect()
    };
    let reference = compare::Audio {
        rate: reference.rate,
        channels: cut(&reference.channels, 2),
    };
    let words = bench.judge(&reference, &cut(&heard.channels, last), 1)?;
    Ok(format!(
        "{words}; screenshot {}",
        path.with_extension("png").display()
    ))
}

/// Opens the window again and again, shown at once and after delays, and looks whether anything is drawn.
pub fn openings(bench: &Bench, count: usize) -> Result<String> {
    let display = Display::open()?;
    let bundle = bench.bundles.clap.to_string_lossy().into_owned();
    let delays = [0, 20, 100, 300, 1000];
    for k in 0..count {
        let delay = delays[k % delays.len()].to_string();
        let mut arguments = vec![bundle.as_str(), "--show-after", &delay];
        // One in three is closed the hard way.
        if k % 3 == 2 {
            arguments.push("--abrupt");
        }
        let outcome = display.step(&arguments);
        outcome.with_context(|| format!("opening {} of {count}: {arguments:?}", k + 1))?;
    }
    Ok(format!(
        "{count} openings at delays of 0 to 1,000 ms, all drawn, all closed"
    ))
}

/// The window while a song plays, at the sizes it is made for: pictures to be looked at.
pub fn pictures(bench: &Bench) -> Result<String> {
    let display = Display::open()?;
    let bundle = bench.bundles.clap.to_string_lossy().into_owned();
    for size in ["900x600", "1920x1200"] {
        let picture = bench.folder.join(format!("window-{size}.png"));
        display.step(&[
            &bundle,
            "--song",
            "patterns/night-bus.ph",
            "--size",
            size,
            "--picture",
            &picture.to_string_lossy(),
        ])?;
    }
    Ok(format!(
        "window-900x600.png and window-1920x1200.png in {}",
        bench.folder.display()
    ))
}

/// The errand, in the process on the display.
pub fn step(step: &Step) -> Result<()> {
    let mut plugin = Plugin::load(&step.bundle)?;
    if let Some(song) = &step.song {
        plugin.set_song(&std::fs::read_to_string(song)?)?;
    }
    let seconds = match step {
        Step {
            type_into: Some(_), ..
        } => 16.0,
        Step {
            picture: Some(_), ..
        } => 8.0,
        _ => 3.0,
    };
    let journey = Journey::straight(RATE, TEMPO, seconds);
    let processor = plugin.activate(RATE)?;
    let frame = Arc::new(AtomicUsize::new(0));
    let audio = std::thread::spawn({
        let (journey, frame) = (journey.clone(), Arc::clone(&frame));
        move || {
            let started = Instant::now();
            let done = Arc::clone(&frame);
            let real_time = move || {
                let due = Duration::from_secs_f64(done.load(SeqCst) as f64 / RATE);
                std::thread::sleep(due.saturating_sub(started.elapsed()));
                512
            };
            clap_host::run(processor, &journey, &[], real_time, |now| {
                frame.store(now, SeqCst)
            })
        }
    });
    let outcome = on_display(step, &mut plugin, || audio.is_finished());
    // Whatever happened, the plugin is not unloaded while it plays.
    let (rendered, processor) = audio
        .join()
        .map_err(|_| anyhow!("the audio thread panicked"))??;
    plugin.deactivate(processor);
    let drawn = outcome?;
    if let Some(path) = &step.type_into {
        compare::write_wav(&rendered.channels, RATE, &path.with_extension("wav"))?;
        let song = state::song_of(&plugin.state()?)?;
        ensure!(song.trim() == TYPED, "the text that plays is {song:?}");
        ensure!(
            rendered.changes > 0,
            "the host was not told that its project changed"
        );
    }
    println!("{drawn} colours");
    Ok(())
}

/// Opens the window, does in it what is to be done, and closes it when all is heard. Returns how many colours were seen.
fn on_display(step: &Step, plugin: &mut Plugin, heard: impl Fn() -> bool) -> Result<usize> {
    let show_after = Duration::from_millis(step.show_after);
    let mut window = HostWindow::open(plugin, step.size, show_after)?;
    let outcome = in_window(step, plugin, &mut window, heard);
    let closed = if step.abrupt {
        window.close_abruptly(plugin)
    } else {
        window.close(plugin)
    };
    closed.and(outcome)
}

fn in_window(
    step: &Step,
    plugin: &mut Plugin,
    window: &mut HostWindow,
    heard: impl Fn() -> bool,
) -> Result<usize> {
    window.serve_for(plugin, Duration::from_millis(1500))?;
    let drawn = window.colours()?;
    ensure!(
        drawn >= 4,
        "the window shows {drawn} colour(s): nothing is drawn"
    );
    if let Some(path) = &step.type_into {
        let place = (window.size.width / 3, window.size.height / 3);
        xdotool(&[
            "mousemove",
            &(place.0 + 20).to_string(),
            &(place.1 + 20).to_string(),
            "click",
            "1",
        ])?;
        window.serve_for(plugin, Duration::from_millis(300))?;
        xdotool(&["key", "ctrl+a"])?;
        xdotool(&["type", "--delay", "25", TYPED])?;
        window.serve_for(plugin, Duration::from_millis(500))?;
        xdotool(&["key", "ctrl+Return"])?;
        window.serve_for(plugin, Duration::from_millis(1500))?;
        window.screenshot(&path.with_extension("png"))?;
    }
    if let Some(path) = &step.picture {
        window.serve_for(plugin, Duration::from_millis(4500))?;
        window.screenshot(path)?;
    }
    while !step.abrupt && !heard() {
        window.serve_for(plugin, Duration::from_millis(20))?;
    }
    Ok(drawn)
}

fn xdotool(arguments: &[&str]) -> Result<()> {
    ensure!(
        Command::new("xdotool").args(arguments).status()?.success(),
        "xdotool {arguments:?} failed"
    );
    Ok(())
}

/// A bare X11 window with the plugin's inside.
struct HostWindow {
    connection: RustConnection,
    window: Window,
    gui: PluginGui,
    size: GuiSize,
}

impl HostWindow {
    fn open(plugin: &mut Plugin, size: Option<GuiSize>, show_after: Duration) -> Result<Self> {
        let (connection, screen) = x11rb::connect(None)?;
        let screen = connection.setup().roots[screen].clone();
        let handle = plugin.instance.plugin_handle();
        let gui: PluginGui = handle.get_extension().context("the plugin has no window")?;
        let configuration = GuiConfiguration {
            api_type: GuiApiType::X11,
            is_floating: false,
        };
        gui.create(&handle, configuration)?;
        if let Some(size) = size {
            gui.set_size(&handle, size)?;
        }
        let size = gui.get_size(&handle).context("a window without a size")?;
        let window = connection.generate_id()?;
        connection.create_window(
            screen.root_depth,
            window,
            screen.root,
            20,
            20,
            size.width as u16,
            size.height as u16,
            0,
            WindowClass::INPUT_OUTPUT,
            0,
            &CreateWindowAux::new()
                .background_pixel(screen.black_pixel)
                .event_mask(EventMask::STRUCTURE_NOTIFY),
        )?;
        connection.map_window(window)?;
        connection.sync()?;
        // SAFETY: the window lives until `close`, after the plugin's is destroyed.
        unsafe {
            gui.set_parent(
                &plugin.instance.plugin_handle(),
                ClapWindow::from_x11_handle(window.into()),
            )
        }?;
        std::thread::sleep(show_after);
        gui.show(&plugin.instance.plugin_handle())?;
        Ok(Self {
            connection,
            window,
            gui,
            size,
        })
    }

    /// Does the host's part for a while.
    fn serve_for(&mut self, plugin: &mut Plugin, time: Duration) -> Result<()> {
        let end = Instant::now() + time;
        loop {
            while self.connection.poll_for_event()?.is_some() {}
            plugin.serve();
            if Instant::now() >= end {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What is seen in the window, as RGB.
    fn image(&self) -> Result<Vec<[u8; 3]>> {
        let size = (self.size.width as u16, self.size.height as u16);
        image(&self.connection, self.window, size)
    }

    fn colours(&self) -> Result<usize> {
        Ok(colours(self.image()?))
    }

    fn screenshot(&self, path: &Path) -> Result<()> {
        plot::write_image(self.size.width as usize, &self.image()?.concat(), path)
    }

    fn close(&mut self, plugin: &mut Plugin) -> Result<()> {
        let handle = plugin.instance.plugin_handle();
        let _ = self.gui.hide(&handle);
        self.gui.destroy(&handle);
        self.connection.destroy_window(self.window)?;
        self.connection.sync()?;
        Ok(())
    }

    /// As some hosts do: their window is gone before the plugin hears of it.
    fn close_abruptly(&mut self, plugin: &mut Plugin) -> Result<()> {
        self.connection.destroy_window(self.window)?;
        self.connection.sync()?;
        self.serve_for(plugin, Duration::from_millis(200)).ok();
        self.gui.destroy(&plugin.instance.plugin_handle());
        Ok(())
    }
}
