//! Single events as SuperDirt itself renders them (44.1 kHz, half a cycle a second, events of half a second): where they
//! begin and end, how loud they are. `events.jsonl` holds what was measured, one event a line; `before` is an event that
//! came `after` seconds earlier. Each is written as a text, compiled and played, its sounds read from files.
//!
//! Where a folder `superdirt` with more of them lies beside the project (`../shared/superdirt`), those are played too.

mod chains;
mod laws;

use phonon_samples::{Library, LibrarySettings};
use serde_json::{Map, Value};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

const RATE: u32 = 44_100;
/// Frames of which the levels are means.
const CLIP: usize = 3 * RATE as usize;
/// Frames may differ by this much: SuperDirt leaves out the first one of a sample.
const FRAMES: usize = 2;
/// Levels may differ by 0.1 dB.
const LEVEL: f64 = 1.0116;
/// Softer than this is silence.
const SILENCE: f32 = 1.0e-6;

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The events of a file.
fn events(path: &Path) -> Vec<Value> {
    let lines = std::fs::read_to_string(path).expect("events");
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("an event a line"))
        .collect()
}

/// The sounds that were measured, each a second long, as files.
fn library() -> Arc<Library> {
    static LIBRARY: OnceLock<Arc<Library>> = OnceLock::new();
    Arc::clone(LIBRARY.get_or_init(written))
}

fn written() -> Arc<Library> {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("superdirt");
    let second = RATE as usize;
    let wave = |make: &dyn Fn(usize) -> f64| (0..second).map(make).collect::<Vec<f64>>();
    // In 16 bits, as measured: its waves begin with a zero.
    let sine = |frame: usize| {
        let sine = 0.5 * (frame as f64 * std::f64::consts::TAU * 441.0 / 44_100.0).sin();
        (sine * 32_768.0).round() / 32_768.0
    };
    let sounds: [(&str, Vec<Vec<f64>>); 5] = [
        ("dc", vec![wave(&|_| 0.5)]),
        ("dcst", vec![wave(&|_| 0.5), wave(&|_| 0.25)]),
        ("imp", vec![wave(&|frame| f64::from(u8::from(frame == 64)))]),
        (
            "ramp",
            vec![wave(&|frame| frame as f64 / second as f64 - 0.5)],
        ),
        ("sine", vec![wave(&sine)]),
    ];
    for (name, channels) in sounds {
        let folder = root.join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        let spec = hound::WavSpec {
            channels: channels.len() as u16,
            sample_rate: RATE,
            bits_per_sample: 32,
            sample_format: hound::SampleFormat::Float,
        };
        let path = folder.join(format!("{name}.wav"));
        let mut file = hound::WavWriter::create(path, spec).expect("a file");
        for frame in 0..second {
            for channel in &channels {
                file.write_sample(channel[frame] as f32).expect("a frame");
            }
        }
        file.finalize().expect("a whole file");
    }
    of_folder(root)
}

fn of_folder(root: PathBuf) -> Arc<Library> {
    Library::shared(&LibrarySettings {
        roots: vec![root],
        kit_rate: RATE,
    })
    .expect("a library")
}

/// An event as a text: it begins with cycle 0, lasts its part of a cycle, and never comes again.
fn text(event: &Map<String, Value>, part: f64) -> String {
    let Some(Value::String(sound)) = event.get("s") else {
        panic!("an event has a sound");
    };
    let rests = " ~".repeat((1.0 / part).round() as usize - 1);
    let mut text = format!("s \"<[{sound}{rests}] ~ ~ ~ ~ ~>\"");
    for (name, value) in event {
        match value {
            _ if name == "s" || name == "after" => {}
            Value::String(word) => write!(text, " # {name} \"{word}\"").expect("room"),
            number => write!(text, " # {name} ({number})").expect("room"),
        }
    }
    text
}

/// Plays a line for the clip's length; what came before the event itself is left out.
fn render(line: &Value, library: &Library) -> [Vec<f32>; 2] {
    let given = |name: &str, usual: f64| line["given"][name].as_f64().unwrap_or(usual);
    let (cps, delta) = (given("cps", 0.5), given("delta", 0.5));
    let event = line["event"].as_object().expect("an event");
    let after = event.get("after").and_then(Value::as_f64).unwrap_or(0.0);
    let mut song = text(event, delta * cps);
    if let Some(before) = line.get("before").and_then(Value::as_object) {
        let earlier = text(before, delta * cps);
        song = format!("stack [{earlier}, {} ~> ({song})]", after * cps);
    }
    if let Some(next) = line.get("next").and_then(Value::as_object) {
        let at = next["after"].as_f64().expect("a time") * cps;
        song = format!("stack [{song}, {at} ~> ({})]", text(next, delta * cps));
    }
    let sides =
        crate::rendering::render(&format!("d1 $ {song}"), library, f64::from(RATE), cps, CLIP);
    let skipped = (after * f64::from(RATE)).round() as usize;
    sides.map(|side| side[skipped..].to_vec())
}

/// Whether two levels are within 0.1 dB, or both as good as none.
fn near(a: f64, b: f64, none: f64) -> bool {
    let (low, high) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    (a - b).abs() < none || (a * b > 0.0 && high <= low * LEVEL)
}

/// What is not as it was measured; empty if all is well.
fn differences(line: &Value, [left, right]: &[Vec<f32>; 2]) -> String {
    let mut said = String::new();
    let sounds = |frame: &usize| left[*frame].abs().max(right[*frame].abs()) > SILENCE;
    let frames = [
        ("first", (0..left.len()).find(sounds)),
        ("last", (0..left.len()).rev().find(sounds)),
    ];
    for (name, frame) in frames {
        let expected = line[name].as_u64().map(|frame| frame as usize);
        let same = match (frame, expected) {
            (Some(frame), Some(expected)) => frame.abs_diff(expected) <= FRAMES,
            (None, None) => true,
            _ => false,
        };
        if !same {
            write!(said, " {name} {frame:?} for {expected:?}").expect("room");
        }
    }
    let number = |name: &str| line[name].as_f64().expect("a level");
    let square = |side: &[f32]| side.iter().map(|x| f64::from(*x).powi(2)).sum::<f64>();
    let rms = ((square(left) + square(right)) / (2 * left.len()) as f64).sqrt();
    let peak = |side: &[f32]| f64::from(side.iter().fold(0.0f32, |peak, x| peak.max(x.abs())));
    for (name, level, none) in [
        ("peakL", peak(left), 2.0e-5),
        ("peakR", peak(right), 2.0e-5),
        ("rms", rms, 2.0e-6),
    ] {
        if !near(level, number(name), none) {
            write!(said, " {name} {level:.6} for {:.6}", number(name)).expect("room");
        }
    }
    // SuperDirt's values come a frame sooner.
    let middle = RATE as usize / 4;
    for (name, side) in [("midL", left), ("midR", right)] {
        let expected = number(name);
        if !(middle..=middle + 1).any(|at| near(f64::from(side[at]), expected, 2.0e-4)) {
            write!(said, " {name} {:.6} for {expected:.6}", side[middle]).expect("room");
        }
    }
    said
}

fn compare(lines: &[Value], library: &Library) {
    let failures: Vec<String> = lines
        .iter()
        .filter_map(|line| {
            let said = differences(line, &render(line, library));
            (!said.is_empty()).then(|| format!("{}:{said}", line["event"]))
        })
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn events_sound_as_superdirt_renders_them() {
    let lines = events(&here("tests/superdirt/events.jsonl"));
    assert!(lines.len() > 80);
    compare(&lines, &library());
}

/// Why we differ from SuperDirt in an event on purpose, or cannot tell.
fn exception(line: &Value) -> Option<&'static str> {
    let event = &line["event"];
    let number = |name: &str| event[name].as_f64();
    let has = |name: &str| event.get(name).is_some();
    let plain = ["dc", "dcst", "imp", "ramp", "noise", "sine"];
    let reasons = [
        (
            !event["s"]
                .as_str()
                .is_some_and(|name| plain.contains(&name)),
            "the sound is of our own design, or is not there",
        ),
        (
            has("after") || number("cut").is_some_and(|group| group != 0.0),
            "the other event is not said",
        ),
        (
            has("attack") && !has("release") && !has("hold"),
            "an attack alone stays up",
        ),
        (
            event["unit"] == "s" && number("speed") != Some(1.0),
            "speed counts in unit s as well",
        ),
        (
            number("cutoff").is_some_and(|cutoff| cutoff >= f64::from(RATE) / 2.0),
            "a filter beyond all sound is open",
        ),
        (has("delay"), "the dry sound is not doubled"),
        (
            ["room", "dry", "waveloss"].into_iter().any(has),
            "an effect of our own design, or a random one",
        ),
        (
            line["first"].as_u64().is_some_and(|first| first >= 882)
                && !has("lag")
                && !has("offset"),
            "SuperDirt's limiter was on",
        ),
        (
            number("speed") == Some(0.0),
            "what stands still is not started",
        ),
        (number("shape") == Some(1.0), "full shape is not silent"),
        (line["rms"] == 0.163232, "two at once, of which one is said"),
    ];
    reasons
        .into_iter()
        .find_map(|(differs, why)| differs.then_some(why))
}

#[test]
fn all_events_beside_the_project_sound_as_superdirt_renders_them() {
    let folder = here("../shared/superdirt");
    if !folder.is_dir() {
        return;
    }
    let mut lines = events(&folder.join("events.jsonl"));
    let all = lines.len();
    lines.retain(|line| exception(line).is_none());
    assert!(lines.len() * 5 > all * 3, "{} of {all}", lines.len());
    compare(&lines, &of_folder(folder.join("samples")));
}
