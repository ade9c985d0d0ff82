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
    let cases = exploration.cases.to_string();
    let laws = ["laws::", "robustness::", "playback::"];
    let whole = ["--package", "phonon", "--test", "it"];
    succeed(tests(seed, &["--workspace", "--lib"], &[]).env("PROPTEST_CASES", &cases))?;
    succeed(tests(seed, &whole, &laws).env("PROPTEST_CASES", &cases))?;
    // A case of these plays for seconds: as many as they say themselves.
    succeed(&mut tests(seed, &whole, &["plugin::"]))?;
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

/// The tests that cargo's options choose, of them those with a name of these in theirs.
fn tests(seed: u64, options: &[&str], names: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["test", "--no-fail-fast"])
        .args(options)
        .arg("--")
        .args(names)
        .env("PROPTEST_RNG_SEED", seed.to_string());
    command
}

fn succeed(command: &mut Command) -> Result<()> {
    let status = command.status().context("cargo does not start")?;
    ensure!(status.success(), "something was found");
    Ok(())
}
