//! How long it takes from opening the plugin to its first sound: in a process of its own, where nothing is warm.

#![allow(clippy::disallowed_methods, reason = "a host of the tests waits")]

use super::Bench;
use super::clap_host::{self, Plugin};
use crate::journey::Journey;
use anyhow::{Context, Result, bail, ensure};
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

const RATE: f64 = 44_100.0;
/// Frames of a block.
const BLOCK: usize = 512;
/// Softer is silence: −80 dB.
const SILENCE: f32 = 1.0e-4;
/// How often each song is opened; the median counts.
const TIMES: usize = 5;

/// One opening.
#[derive(clap::Args)]
pub struct Opening {
    /// The bundled CLAP.
    bundle: PathBuf,
    /// The song the project has; without one, that of a fresh instance.
    #[arg(long)]
    song: Option<PathBuf>,
}

/// Opens each song several times and tells the medians.
pub fn first_sound(bench: &Bench) -> Result<String> {
    let songs: [(&str, Option<&str>); 3] = [
        ("welcome", None),
        ("first-light", Some("patterns/first-light.ph")),
        ("night-bus", Some("patterns/night-bus.ph")),
    ];
    let mut words = Vec::new();
    for (name, song) in songs {
        let mut openings: Vec<Vec<f64>> = Vec::new();
        for _ in 0..TIMES {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg("first-sound").arg(&bench.bundles.clap);
            if let Some(song) = song {
                command.args(["--song", song]);
            }
            let output = command.output()?;
            ensure!(
                output.status.success(),
                "{name}: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
            let said = String::from_utf8_lossy(&output.stdout);
            let times = said.split_whitespace().map(str::parse);
            openings.push(times.collect::<Result<_, _>>().context("no times")?);
        }
        openings.sort_by(|a, b| a.last().partial_cmp(&b.last()).expect("times are numbers"));
        let [opened, ready, heard] = openings[TIMES / 2][..] else {
            bail!("{name}: not three times");
        };
        words.push(format!(
            "{name} after {heard:.0} ms (instance {opened:.0}, ready {ready:.0})"
        ));
    }
    Ok(words.join("; "))
}

/// Opens a song as a host does that plays at once, and prints when there was an instance, when it was ready to play, and when
/// the block was done in which it was first heard; in milliseconds from the loading of the library.
pub fn open(opening: &Opening) -> Result<()> {
    let begun = Instant::now();
    let mut plugin = Plugin::load(&opening.bundle)?;
    let opened = begun.elapsed();
    if let Some(song) = &opening.song {
        plugin.set_song(&std::fs::read_to_string(song)?)?;
    }
    let processor = plugin.activate(RATE)?;
    let ready = begun.elapsed();
    let journey = Journey::straight(RATE, 120.0, 1.0);
    let started = Instant::now();
    let done = std::cell::Cell::new(0);
    let mut ends: Vec<(usize, Duration)> = Vec::new();
    let real_time = || {
        let due = Duration::from_secs_f64(done.get() as f64 / RATE);
        std::thread::sleep(due.saturating_sub(started.elapsed()));
        BLOCK
    };
    let (rendered, processor) = clap_host::run(processor, &journey, &[], real_time, |frame| {
        done.set(frame);
        ends.push((frame, begun.elapsed()));
    })?;
    plugin.deactivate(processor);
    let mut frames = rendered.channels.iter().map(|channel| {
        let sounds = |sample: &f32| sample.abs() > SILENCE;
        channel.iter().position(sounds).unwrap_or(usize::MAX)
    });
    let first = frames.by_ref().min().context("no channels")?;
    let (_, heard) = ends
        .iter()
        .find(|(end, _)| first < *end)
        .context("nothing is heard for a second")?;
    let [opened, ready, heard] = [opened, ready, *heard].map(|time| time.as_secs_f64() * 1e3);
    println!("{opened} {ready} {heard}");
    Ok(())
}
