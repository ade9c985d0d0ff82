//! `cargo xtask play`: the plugin's window without a host, built with what it needs.

use crate::packages;
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::Command;

/// The song that is played where none is named.
const SONG: &str = "patterns/first-light.ph";

/// Builds the command with its window and sound card; on Linux installs the headers of ALSA for it.
pub fn build() -> Result<()> {
    if cfg!(target_os = "linux") {
        packages::apt(&["libasound2-dev", "pkg-config"], || {
            Command::new("pkg-config")
                .args(["--exists", "alsa"])
                .status()
                .is_ok_and(|status| status.success())
        })?;
    }
    let built = Command::new(env!("CARGO"))
        .args(["build", "--release", "--package", "phonon-cli"])
        .args(["--features", "play"])
        .status()?;
    ensure!(built.success(), "the command cannot be built");
    Ok(())
}

/// Plays a song in the window. `unheard` needs no sound card.
pub fn play(song: Option<&Path>, unheard: bool) -> Result<()> {
    build()?;
    let mut command = Command::new("target/release/phonon");
    command.args(["play", "--window"]);
    if unheard {
        command.arg("--null");
    }
    let status = command
        .arg(song.unwrap_or(Path::new(SONG)))
        .status()
        .context("target/release/phonon does not start")?;
    ensure!(status.success(), "the song was not played ({status})");
    Ok(())
}
