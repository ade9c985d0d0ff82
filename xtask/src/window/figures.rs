//! What the window costs.

use super::Shown;
use crate::hosts::window::Display;
use crate::play::build;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long the processor's time is counted.
const COUNTED: Duration = Duration::from_secs(8);

/// Measures and prints.
pub fn figures() -> Result<()> {
    println!("Frames and keys, without a screen:");
    let cost = Command::new(env!("CARGO"))
        .args(["test", "--release", "--package", "phonon-editor", "--lib"])
        .args(["cost", "--", "--ignored", "--nocapture"])
        .output()?;
    ensure!(cost.status.success(), "the frames cannot be measured");
    let said = String::from_utf8_lossy(&cost.stdout);
    for line in said.lines().filter(|line| line.contains(" ms")) {
        println!("  {line}");
    }
    build()?;
    let display = Display::open()?;
    let begun = Instant::now();
    let shown = Shown::open(&display, Path::new("patterns/night-bus.ph"), 1)?;
    println!(
        "From the start of the command to the first picture: {} ms",
        begun.elapsed().as_millis()
    );
    shown.point(200, 300, true)?;
    std::thread::sleep(Duration::from_secs(2));
    println!("Processor's time by thread while night-bus plays, % of a core:");
    print(&counted(shown.process.id())?);
    // Hushed, and everything rung out.
    shown.press(&["ctrl+h", "ctrl+h"])?;
    std::thread::sleep(Duration::from_secs(3));
    shown.press(&["alt+p"])?;
    shown.xdotool(&["type", "follow"])?;
    shown.press(&["Return"])?;
    std::thread::sleep(Duration::from_secs(5));
    println!("At rest, hushed and the clock stopped:");
    print(&counted(shown.process.id())?);
    Ok(())
}

fn print(threads: &BTreeMap<String, f64>) {
    for (name, share) in threads {
        println!("  {share:6.2}  {name}");
    }
}

/// Percent of a core that each thread of a process takes. The threads that draw for a graphics card in software are named
/// apart: with a card they are its work.
fn counted(process: u32) -> Result<BTreeMap<String, f64>> {
    let before = times(process)?;
    std::thread::sleep(COUNTED);
    let after = times(process)?;
    // A tick of /proc is a hundredth of a second on every Linux.
    let percent = |ticks: u64| ticks as f64 / COUNTED.as_secs_f64();
    let mut by_name = BTreeMap::new();
    for (thread, (name, ticks)) in after {
        let earlier = before.get(&thread).map_or(0, |(_, ticks)| *ticks);
        *by_name.entry(name).or_insert(0.0) += percent(ticks - earlier);
    }
    Ok(by_name)
}

/// Name and ticks of each thread.
fn times(process: u32) -> Result<BTreeMap<String, (String, u64)>> {
    let mut times = BTreeMap::new();
    for entry in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let path = entry?.path();
        let Ok(line) = std::fs::read_to_string(path.join("stat")) else {
            continue;
        };
        let (head, tail) = line.rsplit_once(')').context("a strange stat")?;
        let name = head.split_once('(').map_or("", |(_, name)| name);
        let fields: Vec<&str> = tail.split_whitespace().collect();
        let ticks = |at: usize| {
            fields
                .get(at)
                .and_then(|field| field.parse().ok())
                .unwrap_or(0)
        };
        let thread = path.to_string_lossy().into_owned();
        times.insert(thread, (name.to_owned(), ticks(11) + ticks(12)));
    }
    Ok(times)
}
