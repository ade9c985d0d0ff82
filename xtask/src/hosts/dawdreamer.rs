//! The bundled VST3 in DawDreamer (JUCE), whose transport moves and is exact: a fixed tempo, a tempo curve, automation, states
//! that are loaded while it plays, the effect behind a player, all outputs of Multi.

use super::vst3_outputs::{OUTPUTS, SIXTEEN, separate};
use super::{Bench, RATE, SECONDS, TEMPO, effect};
use crate::compare::{self, Audio};
use crate::packages;
use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;

const SCRIPT: &str = include_str!("dawdreamer.py");

/// A song with one hit a beat that is over long before the next.
const BEATS: &str = "o1: s \"rim*4\" # legato 0.1\n";

/// Lets DawDreamer render a scenario (see the script); the file that it is told to write.
fn run(bench: &Bench, name: &str, mut scenario: Value) -> Result<PathBuf> {
    let python = packages::python(&["dawdreamer", "numpy"])?;
    let wav = bench.folder.join(format!("dawdreamer-{name}.wav"));
    let defaults = [
        ("plugin", json!(bench.bundles.vst3)),
        ("rate", json!(RATE)),
        ("tempo", json!(TEMPO)),
        ("seconds", json!(SECONDS)),
        ("block", json!(512)),
        ("out", json!(wav)),
    ];
    for (key, value) in defaults {
        if scenario.get(key).is_none() {
            scenario[key] = value;
        }
    }
    let told = bench.folder.join(format!("dawdreamer-{name}.json"));
    std::fs::write(&told, scenario.to_string())?;
    packages::run(Command::new(&python).args(["-c", SCRIPT]).arg(&told))?;
    Ok(wav)
}

fn render(bench: &Bench, name: &str, scenario: Value) -> Result<Audio> {
    compare::read_wav(&run(bench, name, scenario)?)
}

/// The bundle that lists this class first: DawDreamer takes only the first.
fn bundle_of(bench: &Bench, class: &str) -> Result<PathBuf> {
    let folder = bench.bundles.vst3.parent().context("a bundle's folder")?;
    Ok(folder.join("by-class").join(format!("{class}.vst3")))
}

/// Plays the song a fresh instance has, with blocks of two sizes.
pub fn onsets(bench: &Bench) -> Result<String> {
    let reference = bench.reference("default", &bench.default_song()?)?;
    let mut words = String::new();
    for block in [512, 333] {
        let heard = render(bench, &block.to_string(), json!({ "block": block }))?;
        words = bench.judge(&reference, &heard.channels, 0)?;
    }
    Ok(words)
}

/// Pulses a quarter note of the tempo curve.
const PULSES: usize = 960;

/// The tempo at a beat: from 90 to 180 quarter notes a minute within 16 beats, then slower again, then a step.
fn tempo_at(beat: f64) -> f64 {
    match beat {
        ..16.0 => 90.0 + 90.0 * beat / 16.0,
        16.0..20.0 => 180.0 - 15.0 * (beat - 16.0),
        _ => 75.5,
    }
}

/// Where each beat lies, in frames, as DawDreamer goes: within a block it keeps the tempo that the curve has at its start.
fn beats_on_the_curve(block: usize, tempi: &[f64]) -> Vec<f64> {
    let (mut found, mut next, mut beat) = (Vec::new(), 0.0, 0.0);
    for start in (0..(SECONDS * RATE) as usize).step_by(block) {
        let place = ((beat * PULSES as f64) as usize).min(tempi.len() - 1);
        // It keeps tempi as 32-bit numbers.
        let per_frame = f64::from(tempi[place] as f32) / 60.0 / RATE;
        let end = beat + block as f64 * per_frame;
        while next < end - 1.0e-9 {
            found.push(start as f64 + (next - beat) / per_frame);
            next += 1.0;
        }
        beat = end;
    }
    found
}

/// Where something begins after 10 ms of silence.
fn beginnings(channel: &[f32]) -> Vec<usize> {
    let mut quiet = usize::MAX / 2;
    let mut found = Vec::new();
    for (frame, sample) in channel.iter().enumerate() {
        if sample.abs() > 1.0e-3 {
            if quiet >= 480 {
                found.push(frame);
            }
            quiet = 0;
        } else {
            quiet += 1;
        }
    }
    found
}

/// Each beat is on its frame while the tempo changes all the time.
pub fn tempo_curve(bench: &Bench) -> Result<String> {
    let beats = SECONDS as usize * 4;
    let tempi: Vec<f64> = (0..beats * PULSES)
        .map(|pulse| tempo_at(pulse as f64 / PULSES as f64))
        .collect();
    let mut words = Vec::new();
    for block in [64, 512, 333, 4096] {
        let scenario = json!({ "block": block, "tempi": tempi, "pulses": PULSES, "song": BEATS });
        let heard = render(bench, &format!("curve-{block}"), scenario)?;
        let found = beginnings(&heard.channels[0]);
        let wanted = beats_on_the_curve(block, &tempi);
        // A hit begins to be heard the same number of frames after each onset.
        let delay = *found.first().context("nothing is heard")?;
        let at: Vec<usize> = wanted
            .iter()
            .map(|frame| frame.ceil() as usize + delay)
            .collect();
        ensure!(
            found == at && at.len() >= 20,
            "blocks of {block}: heard at {found:?}, wanted at {at:?}"
        );
        words.push(format!("{} at {block}", at.len()));
    }
    Ok(format!(
        "each beat on its frame in blocks: {}",
        words.join(", ")
    ))
}

const STEP: usize = 10_007;

/// A macro's step: DawDreamer sends values at the start of its blocks, and there it is heard; with blocks of one frame, on its
/// frame.
pub fn automation(bench: &Bench) -> Result<String> {
    let song = "o1: (saw 110 * 0.2) * ~m1\n";
    let lane = |step: Option<usize>| -> Vec<f64> {
        let value = |frame| {
            if step.is_some_and(|step| frame >= step) {
                0.75
            } else {
                0.25
            }
        };
        (0..RATE as usize).map(value).collect()
    };
    let play = |name: &str, block: usize, step| {
        let scenario = json!({ "block": block, "seconds": 0.5, "song": song, "macro": lane(step) });
        render(bench, name, scenario)
    };
    let still = play("still", 512, None)?;
    ensure!(
        still.channels[0].iter().any(|sample| sample.abs() > 0.01),
        "nothing sounds"
    );
    let mut heard = Vec::new();
    for block in [1, 64, 441, 512] {
        let stepped = play(&format!("step-{block}"), block, Some(STEP))?;
        let pairs = stepped.channels[0].iter().zip(&still.channels[0]);
        let first = pairs.clone().position(|(one, other)| one != other);
        let wanted = STEP.div_ceil(block) * block;
        ensure!(
            first == Some(wanted),
            "blocks of {block}: heard at {first:?}, wanted at {wanted}"
        );
        heard.push(wanted.to_string());
    }
    Ok(format!(
        "a step at {STEP} is heard at {} for blocks of 1, 64, 441, 512",
        heard.join(", ")
    ))
}

/// How often a state is loaded while another song plays.
const LOADS: usize = 10;

/// A state that is loaded while the plugin is active: what comes next is that song alone, to the bit as a fresh instance plays
/// it.
pub fn loads(bench: &Bench) -> Result<String> {
    let old = "o1: sine 220 * 0.5\no2: s \"bd*8\" # room 0.9 # size 0.9 # delay 0.8\n";
    let song = "o1: s \"rim*4 [rim ~ rim]\" # legato 0.1\n\
                o2: s \"superpiano*3\" # note \"0 4 7\" # room 0.2\n";
    let fresh = render(bench, "fresh", json!({ "song": song, "seconds": 2 }))?;
    ensure!(
        fresh.channels[0].iter().any(|sample| sample.abs() > 0.05),
        "nothing sounds"
    );
    let scenario = json!({ "song": song, "songs_before": vec![old; LOADS], "seconds": 2 });
    let out = run(bench, "loaded", scenario)?;
    for turn in 0..LOADS {
        let name = format!("dawdreamer-loaded-{turn}.wav");
        let heard = compare::read_wav(&out.with_file_name(name))?;
        ensure!(heard.channels == fresh.channels, "load {turn} differs");
    }
    Ok(format!("{LOADS} of {LOADS} loads exact"))
}

/// The effect behind a player.
pub fn effect(bench: &Bench) -> Result<String> {
    let reference = effect::reference(bench, "effect", effect::SONG)?;
    let mut words = String::new();
    for block in [512, 333] {
        let scenario = json!({
            "plugin": bundle_of(bench, "Phonon FX")?,
            "incoming": effect::incoming_file(bench)?,
            "song": effect::SONG,
            "block": block,
        });
        let heard = render(bench, &format!("effect-{block}"), scenario)?;
        words = bench.judge(&reference, &heard.channels, 0)?;
    }
    Ok(words)
}

/// All outputs of Multi: each line in its own.
pub fn multi(bench: &Bench) -> Result<String> {
    let scenario = json!({ "plugin": bundle_of(bench, "Phonon Multi")?, "song": SIXTEEN });
    let heard = render(bench, "multi", scenario)?;
    ensure!(
        heard.channels.len() == 2 * OUTPUTS,
        "{} channels",
        heard.channels.len()
    );
    separate(bench, &heard.channels)
}
