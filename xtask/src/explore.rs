//! `cargo xtask explore`: the property tests over cases that nobody has tried yet, then the fuzzers where they are.

use anyhow::{Context, Result, ensure};
use clap::Args;
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Args)]
pub struct Exploration {
    /// How many cases each law is tried with, those of the plugin aside.
    #[arg(long, default_value_t = 20_000)]
    cases: u32,
    /// The seed of the random cases, to see a find again; by default another one each time.
    #[arg(long)]
    seed: Option<u64>,
    /// How long each of the fuzzers runs, in seconds; 0 for not at all. They need a nightly toolchain with cargo-fuzz.
    #[arg(long, default_value_t = 0)]
    fuzz: u32,
}

/// Runs the tests of laws with a new seed, which is told, and each fuzzer.
pub fn run(exploration: &Exploration) -> Result<()> {
    let seed = match exploration.seed {
        Some(seed) => seed,
        None => SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs(),
    };
    println!(
        "cargo xtask explore --seed {seed} --cases {}",
        exploration.cases
    );
    let laws = [
        "--lib",
        "--test",
        "laws",
        "--test",
        "robustness",
        "--test",
        "playback",
    ];
    succeed(tests(seed, &laws).env("PROPTEST_CASES", exploration.cases.to_string()))?;
    // A case of these plays for seconds: as many as they say themselves.
    succeed(&mut tests(seed, &["--test", "plugin"]))?;
    if exploration.fuzz > 0 {
        for target in ["mini", "language", "query"] {
            let mut fuzzer = Command::new("cargo");
            fuzzer
                .args(["+nightly", "fuzz", "run", target, "--"])
                .args(["-max_len=512", "-timeout=60"])
                .arg(format!("-seed={}", seed as u32))
                .arg(format!("-max_total_time={}", exploration.fuzz));
            succeed(&mut fuzzer)?;
        }
    }
    Ok(())
}

fn tests(seed: u64, which: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["test", "--no-fail-fast"])
        .args(which)
        .env("PROPTEST_RNG_SEED", seed.to_string());
    command
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().context("cargo does not start")?;
    ensure!(status.success(), "something was found");
    Ok(())
}
