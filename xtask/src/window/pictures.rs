//! Pictures of every view of the window, in both themes and several sizes.

use super::Shown;
use crate::hosts::window::Display;
use crate::play::build;
use anyhow::Result;
use std::path::Path;
use std::time::Duration;

/// Where the pictures go.
const FOLDER: &str = "docs/images";
/// The song in them.
const SONG: &str = "patterns/night-bus.ph";
/// Width and height in logical points, and scale.
const SIZES: [(u32, u32, u32); 4] = [
    (900, 600, 1),
    (1440, 900, 1),
    (2560, 1440, 1),
    (900, 600, 2),
];

/// A view: its name, the keys that lead to it, and those that lead back.
const VIEWS: [(&str, &[&str], &[&str]); 8] = [
    ("mix", &["alt+1"], &[]),
    ("sounds", &["alt+2"], &[]),
    ("reference", &["alt+3"], &[]),
    ("songs", &["alt+4"], &[]),
    ("macros", &["alt+5"], &[]),
    ("keys", &["alt+6"], &[]),
    ("palette", &["alt+1", "alt+p"], &["Escape"]),
    ("signs", &["alt+i"], &["alt+i"]),
];

/// Makes all of them.
pub fn screenshots() -> Result<()> {
    build()?;
    std::fs::create_dir_all(FOLDER)?;
    let display = Display::open()?;
    // A copy: what is done in the window never touches the song.
    let song = std::env::temp_dir().join(format!("phonon-pictures-{}.ph", std::process::id()));
    std::fs::copy(SONG, &song)?;
    for (width, height, scale) in SIZES {
        for theme in ["dark", "light"] {
            let mut shown = Shown::open(&display, &song, scale)?;
            shown.resize(width * scale, height * scale)?;
            shown.point(200, 300, true)?;
            if theme == "light" {
                shown.press(&["alt+t"])?;
            }
            shown.press(&["ctrl+Return"])?;
            for (view, there, back) in VIEWS {
                shown.press(there)?;
                shown.point(3, 3, false)?;
                std::thread::sleep(Duration::from_millis(900));
                let large = if scale > 1 {
                    format!("@{scale}")
                } else {
                    String::new()
                };
                let name = format!("{view}-{theme}-{width}x{height}{large}.png");
                shown.screenshot(&Path::new(FOLDER).join(&name))?;
                println!("{FOLDER}/{name}");
                if !back.is_empty() {
                    shown.press(back)?;
                }
            }
        }
    }
    std::fs::remove_file(song)?;
    Ok(())
}
