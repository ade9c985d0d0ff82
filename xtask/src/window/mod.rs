//! `cargo xtask window` and `cargo xtask screenshots`: the window without a host, on a display nobody sees. What it costs, and
//! how it looks.

#![allow(clippy::disallowed_methods, reason = "a task that waits for a window")]

mod figures;
mod pictures;

pub use figures::figures;
pub use pictures::screenshots;

use crate::hosts::window::{Display, colours, image};
use crate::plot;
use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::*;
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

/// How long a window may take to be there, on a machine that does other things too.
const PATIENCE: Duration = Duration::from_secs(60);

/// `phonon play --window --null` with a song, on a display.
struct Shown<'a> {
    display: &'a Display,
    process: Child,
    connection: RustConnection,
    window: Window,
    size: (u16, u16),
}

impl<'a> Shown<'a> {
    /// Opens the window with a song, and waits until it has drawn.
    fn open(display: &'a Display, song: &Path, scale: u32) -> Result<Self> {
        let (connection, screen) = RustConnection::connect(Some(display.name()))?;
        let root = connection.setup().roots[screen].root;
        let resources = format!("Xft.dpi:\t{}\n", 96 * scale);
        connection.change_property8(
            PropMode::REPLACE,
            root,
            AtomEnum::RESOURCE_MANAGER,
            AtomEnum::STRING,
            resources.as_bytes(),
        )?;
        connection.sync()?;
        let process = Command::new("target/release/phonon")
            .args(["play", "--window", "--null"])
            .arg(song)
            .env("DISPLAY", display.name())
            .env_remove("WAYLAND_DISPLAY")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("target/release/phonon does not start")?;
        let begun = Instant::now();
        let window = loop {
            if let Some(window) = shown(&connection, root)? {
                break window;
            }
            ensure!(begun.elapsed() < PATIENCE, "no window comes");
            std::thread::sleep(Duration::from_millis(20));
        };
        let mut shown = Self {
            display,
            process,
            connection,
            window,
            size: (0, 0),
        };
        shown.measure()?;
        while colours(shown.image()?) < 8 {
            ensure!(begun.elapsed() < PATIENCE, "the window stays black");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(shown)
    }

    fn measure(&mut self) -> Result<()> {
        let is = self.connection.get_geometry(self.window)?.reply()?;
        self.size = (is.width, is.height);
        Ok(())
    }

    /// Gives the window a size, pixels.
    fn resize(&mut self, width: u32, height: u32) -> Result<()> {
        let size = ConfigureWindowAux::new().width(width).height(height);
        self.connection.configure_window(self.window, &size)?;
        self.connection.sync()?;
        std::thread::sleep(Duration::from_millis(700));
        self.measure()
    }

    /// Presses keys, as `xdotool key` has their names.
    fn press(&self, keys: &[&str]) -> Result<()> {
        self.xdotool(&[&["key", "--delay", "60"], keys].concat())
    }

    /// Puts the pointer somewhere, and clicks if so.
    fn point(&self, x: u16, y: u16, clicks: bool) -> Result<()> {
        let (x, y) = (x.to_string(), y.to_string());
        let click: &[&str] = if clicks { &["click", "1"] } else { &[] };
        self.xdotool(&[&["mousemove", &x, &y], click].concat())
    }

    fn xdotool(&self, arguments: &[&str]) -> Result<()> {
        let done = Command::new("xdotool")
            .args(arguments)
            .env("DISPLAY", self.display.name())
            .stdout(Stdio::null())
            .status()?;
        if !done.success() {
            bail!("xdotool {}", arguments.join(" "));
        }
        std::thread::sleep(Duration::from_millis(120));
        Ok(())
    }

    /// What is seen, as RGB.
    fn image(&self) -> Result<Vec<[u8; 3]>> {
        image(&self.connection, self.window, self.size)
    }

    fn screenshot(&self, path: &Path) -> Result<()> {
        plot::write_image(usize::from(self.size.0), &self.image()?.concat(), path)
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The window on the display, once it is mapped.
fn shown(connection: &RustConnection, root: Window) -> Result<Option<Window>> {
    for window in connection.query_tree(root)?.reply()?.children {
        let Ok(about) = connection.get_window_attributes(window)?.reply() else {
            continue;
        };
        let Ok(is) = connection.get_geometry(window)?.reply() else {
            continue;
        };
        if about.map_state == MapState::VIEWABLE && is.width > 100 {
            return Ok(Some(window));
        }
    }
    Ok(None)
}
