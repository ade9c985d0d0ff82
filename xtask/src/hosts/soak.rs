//! An hour of music with one instance in this process: songs, jumps, automation, activations, blocks of any size.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Minutes of music.
const MINUTES: &str = "60";

/// Runs the test of long sessions for an hour of music.
pub fn hour() -> Result<String> {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--test", "plugin", "soak", "--", "--nocapture"])
        .env("PHONON_SOAK_MINUTES", MINUTES)
        .output()
        .context("cargo does not start")?;
    let said = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(format!(
        "{MINUTES} minutes: nothing allocated, no growth, all numbers finite"
    ))
}
