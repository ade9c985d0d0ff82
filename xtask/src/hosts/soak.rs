//! Long runs of the plugin's own tests in this process: an hour of music with one instance (songs, jumps, automation,
//! activations, blocks of any size), and the questions of validators with much chance in them.

use anyhow::{Context, Result, bail};
use std::process::Command;

/// Minutes of music.
const MINUTES: &str = "60";

/// Runs the test of long sessions for an hour of music.
pub fn hour() -> Result<String> {
    run("plugin::soak", "PHONON_SOAK_MINUTES", MINUTES)?;
    Ok(format!(
        "{MINUTES} minutes: nothing allocated, no growth, all numbers finite"
    ))
}

/// Asks what validators ask, with so many minutes of random events for each class.
pub fn questions(minutes: f64) -> Result<String> {
    let passed = run(
        "plugin::questions",
        "PHONON_FUZZ_MINUTES",
        &minutes.to_string(),
    )?;
    Ok(format!(
        "{passed} tests; {minutes} minutes of random events for each class"
    ))
}

/// Runs the tests of the plugin in a module with a setting, and tells how many passed.
fn run(module: &str, setting: &str, value: &str) -> Result<usize> {
    let output = Command::new(env!("CARGO"))
        .args(["test", "--test", "it", module, "--", "--nocapture"])
        .env(setting, value)
        .output()
        .context("cargo does not start")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let passed = said
        .split_once("test result: ok. ")
        .and_then(|(_, rest)| rest.split_once(" passed"))
        .and_then(|(count, _)| count.parse().ok());
    match passed {
        Some(passed) if passed > 0 && output.status.success() => Ok(passed),
        _ => bail!("{said}{}", String::from_utf8_lossy(&output.stderr)),
    }
}
