//! `cargo xtask demo`: the bundled plugin plays the first song in a CLAP host; what it sounds like, looks like and costs.

use crate::hosts::clap_host::{Plugin, Rendered};
use crate::journey::{Journey, Stretch};
use crate::{bundle, compare, install, onsets, plot};
use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};

const SONG: &str = "patterns/first-light.ph";
const RATE: f64 = 44_100.0;

/// Builds, plays, writes `target/demo.wav` and `target/demo.png`, prints the figures.
pub fn demo() -> Result<()> {
    eprintln!("Building and bundling the plugin (the first time takes a few minutes) …");
    let bundles = bundle::release()?;
    let song = std::fs::read_to_string(SONG).with_context(|| format!("cannot read {SONG}"))?;
    let mut plugin = Plugin::load(&bundles.clap)?;
    plugin.set_song(&song)?;

    let journey = way();
    let bar = ProgressBar::new(journey.frames() as u64);
    bar.set_style(ProgressStyle::with_template(
        "Playing {msg} {bar:40} {percent} %",
    )?);
    bar.set_message(SONG);
    let mut sizes = varying_sizes();
    let started = std::time::Instant::now();
    let rendered = plugin.play(&journey, &mut sizes, |frame| bar.set_position(frame as u64))?;
    let taken = started.elapsed().as_secs_f64();
    bar.finish_and_clear();
    let figures = plugin.figures()?;

    let target = bundle::target_folder();
    let (wav, png) = (target.join("demo.wav"), target.join("demo.png"));
    compare::write_wav(&rendered.channels, RATE, &wav)?;
    let rises = onsets::rises(&rendered.channels, RATE);
    plot::write(
        &plot::Picture {
            channels: &rendered.channels,
            cycles: &journey.cycles(),
            turns: &journey.turns().collect::<Vec<_>>(),
            onsets: &rises,
        },
        &png,
    )?;

    let seconds = journey.frames() as f64 / RATE;
    println!("Played {SONG} in the bundled plugin through the CLAP ABI, synchronised to the host:");
    println!(
        "  120 bpm, then 132 bpm, then a jump back to bar 5, then stopped; blocks of 1 to 1,024 frames."
    );
    println!(
        "  {seconds:.0} s of music in {taken:.2} s: {:.0} times as fast as real time.\n",
        seconds / taken
    );
    print_figures(&figures, &rendered);
    println!("\nHear it:    {}", wav.display());
    println!(
        "See it:     {}  (red lines: where the tempo changed, the jump, the stop)",
        png.display()
    );
    let (clap, vst3) = install::folders()?;
    println!(
        "Install it: cargo xtask install   copies Phonon.clap to {} and Phonon.vst3 to {}",
        clap.display(),
        vst3.display()
    );
    Ok(())
}

/// 120 bpm for eight bars, eight more at 132, a jump back to bar 5 for eight bars, then stopped while the sound rings out.
fn way() -> Journey {
    let bars = |count: f64, tempo: f64, from: Option<f64>| Stretch {
        seconds: count * 4.0 * 60.0 / tempo,
        tempo,
        from,
        playing: true,
    };
    let stop = Stretch {
        seconds: 3.0,
        tempo: 132.0,
        from: None,
        playing: false,
    };
    Journey::new(
        RATE,
        &[
            bars(8.0, 120.0, None),
            bars(8.0, 132.0, None),
            bars(8.0, 132.0, Some(16.0)),
            stop,
        ],
    )
}

/// Block sizes from 1 to 1,024 frames, mostly the usual ones; the same in every run.
pub fn varying_sizes() -> impl FnMut() -> usize + Send {
    let mut seed = 1_u32;
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let drawn = (seed >> 8) as usize;
        if drawn.is_multiple_of(4) {
            1 + (drawn >> 2) % 1024
        } else {
            512
        }
    }
}

fn print_figures(figures: &serde_json::Value, rendered: &Rendered) {
    let frames = &figures["reported_frames"];
    println!("  time for each {frames} frames      median       p99     worst");
    for (phase, words) in [
        ("patterns", "1 patterns"),
        ("voices", "2 voices"),
        ("graph", "3 signal graph"),
        ("whole", "the whole block"),
    ] {
        let times = &figures["phases"][phase];
        let microseconds = |key: &str| times[key].as_f64().unwrap_or(f64::NAN) / 1000.0;
        println!(
            "    {words:<24} {:>7.1} µs {:>6.1} µs {:>6.1} µs",
            microseconds("median_ns"),
            microseconds("p99_ns"),
            microseconds("worst_ns")
        );
    }
    let peak = rendered
        .channels
        .iter()
        .flatten()
        .fold(0.0_f32, |peak, y| peak.max(y.abs()));
    println!(
        "  blocks {}, events {}, dropped {}",
        rendered.blocks, figures["events"], figures["dropped"]
    );
    match rendered.allocations {
        Some(count) => println!("  allocations on the audio thread: {count}"),
        None => println!(
            "  allocations on the audio thread: {} (as the plugin counts)",
            figures["heap_operations"]
        ),
    }
    println!("  peak level {peak:.3} ({:.1} dB)", 20.0 * peak.log10());
}
