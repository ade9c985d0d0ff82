//! `cargo xtask test`: the tests that take seconds once they are built. They need nothing but Rust.

use anyhow::{Context, Result, ensure};
use std::process::Command;

/// Runs every test of the workspace but the documentation's examples.
pub fn run(arguments: &[String]) -> Result<()> {
    let status = Command::new(env!("CARGO"))
        .args(["test", "--workspace", "--lib", "--bins", "--tests"])
        .args(arguments)
        .status()
        .context("cargo does not start")?;
    ensure!(status.success(), "some tests failed");
    Ok(())
}
