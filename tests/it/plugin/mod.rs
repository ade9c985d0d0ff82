//! The plugin as a host meets it, in this process: its own `clap_entry` through `clack-host`, no bundle and no dlopen.
//! Here its parameters, states, notes and outputs.

mod bare;
mod effect;
pub(crate) mod host;
mod hostile;
mod notes;
mod questions;
mod shell;
mod soak;
mod state;
#[cfg(target_os = "linux")]
mod system_calls;
mod transport;

use crate::shipped::library;
use clack_host::events::event_types::*;
use clack_host::prelude::*;
use host::{Host, playing, saved, state_of, stopped};
use phonon_engine::time::Beats;
use phonon_engine::{Engine, Settings, Stereo, Swap, Transport};
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use proptest::prelude::*;

/// Frames a second.
const RATE: f64 = 48_000.0;
/// Four hits a cycle, each over long before the next.
const HITS: &str = "o1: s \"rim*4\" # legato 0.1";

/// What the engine alone renders of `text` at `tempo` from the song's start: the reference.
fn reference(text: &str, tempo: f64, frames: usize) -> [Vec<f32>; 2] {
    let library = library();
    let compiled = compile(text, RATE, &library, &BankDefaults::default(), None);
    assert!(
        compiled.diagnostics.is_empty(),
        "{:?}",
        compiled.diagnostics
    );
    compiled.program.load(&library);
    let (mut engine, _returns) = Engine::new(RATE, Settings::default());
    assert!(engine.offer(Box::new(compiled.program), Swap::Now).is_ok());
    let mut out = [vec![0.0; frames], vec![0.0; frames]];
    let [left, right] = &mut out;
    for (block, (left, right)) in left.chunks_mut(512).zip(right.chunks_mut(512)).enumerate() {
        let beats = Beats((block * 512) as f64 / RATE * tempo / 60.0);
        let frames = left.len();
        engine.process(
            &Transport::rolling(tempo, beats),
            frames,
            &mut Stereo { left, right },
        );
    }
    out
}

/// Where something begins after at least 10 ms of silence.
fn onsets(samples: &[f32]) -> Vec<usize> {
    let mut quiet = usize::MAX / 2;
    let mut found = Vec::new();
    for (frame, sample) in samples.iter().enumerate() {
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

/// How long after its frame a hit can be heard.
fn delay_of_a_hit() -> usize {
    onsets(&reference(HITS, 120.0, 4800)[0])[0]
}

/// Block sizes from 1 to 1024, the same for the same seed.
fn random_blocks(mut seed: u64) -> impl FnMut(u64) -> usize {
    move |_| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        1 + (seed >> 40) as usize % 1024
    }
}

fn ready(text: &str) -> Host {
    let mut host = Host::inactive(RATE, 1024);
    host.bounce();
    host.load_text(text);
    host.activate();
    host
}

#[test]
fn a_state_loaded_while_active_plays() {
    let mut host = ready("o1: s \"~\"");
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    assert_eq!(
        onsets(&host.run_with(48_000, |_| 512, at)[0]),
        Vec::<usize>::new()
    );
    host.load_text(HITS);
    let mut heard = Vec::new();
    for _ in 0..200 {
        heard.extend(host.run_with(4_800, |_| 480, at)[0].iter());
        std::thread::sleep(std::time::Duration::from_millis(5));
        if onsets(&heard).len() >= 4 {
            break;
        }
    }
    assert!(onsets(&heard).len() >= 4);
    assert!(
        onsets(&heard)
            .windows(2)
            .all(|pair| pair[1] - pair[0] == 24_000)
    );
}

#[test]
fn notes_in_disturb_nothing() {
    let mut host = ready(HITS);
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    let key = Pckn::new(0_u16, 0_u16, 60_u16, 1_u32);
    host.input.push(&NoteOnEvent::new(0, key, 0.8));
    host.input.push(&NoteOnEvent::new(3, key, 0.8));
    host.input
        .push(&NoteOffEvent::new(9, Pckn::match_all(), 0.0));
    let rendered = host.run_with(48_000, |_| 512, at);
    assert_eq!(onsets(&rendered[0]).len(), 2);
}

#[test]
fn the_host_is_told_how_late_the_sound_is_and_so_late_it_is() {
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    let mut host = ready(HITS);
    assert_eq!(host.latency(), 0);
    let soon = host.run_with(48_000, random_blocks(5), at);

    let mut host = ready(HITS);
    host.set("Look-ahead", 1.0);
    // A limiter that looks ahead is turned on in mid-play; hosts then activate again.
    host.run_with(512, |_| 512, |_, _| Some(stopped(0.0)));
    host.deactivate();
    host.activate();
    let latency = host.latency() as usize;
    assert!((16..=960).contains(&latency), "{latency} frames");
    let start = host.frame;
    let late = host.run_with(48_000, random_blocks(6), |frame, length| {
        at(frame - start, length)
    });
    let shifted = onsets(&soon[0])
        .iter()
        .map(|frame| frame + latency)
        .collect::<Vec<_>>();
    assert_eq!(onsets(&late[0]), shifted);
    // A hit that stays far below the limit passes unchanged but for its place.
    let difference = late[0][latency..]
        .iter()
        .zip(&soon[0])
        .map(|(late, soon)| (late - soon).abs())
        .fold(0.0, f32::max);
    assert!(difference < 1.0e-4, "{difference}");
}

#[test]
fn the_host_may_put_it_to_sleep_only_when_nothing_will_sound() {
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    for (text, may_sleep) in [
        ("-- nothing here\n", true),
        ("o1: silence", true),
        ("o1: s \"~\" # lpf 800\no2: every 3 rev $ silence", true),
        // Silence for eight seconds, behind an effect and in a bus.
        ("o1: slow 8 $ s \"~ bd\" # lpf 800", false),
        ("o1: ~a\n~a: slow 8 $ s \"~ bd\"", false),
    ] {
        let mut host = ready(text);
        host.run_with(144_000, |_| 512, at);
        assert_eq!(host.may_sleep, may_sleep, "{text}");
    }
}

#[test]
fn gain_and_macros_are_heard() {
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    let mut host = ready("o1: sine 100 * 0.25 * ~m3");
    let loudest = |samples: &[f32]| samples.iter().fold(0.0_f32, |most, y| most.max(y.abs()));
    assert_eq!(loudest(&host.run_with(9_600, |_| 480, at)[0]), 0.0);
    host.set("Macro 3", 1.0);
    host.run_with(9_600, |_| 480, at);
    assert!((loudest(&host.run_with(9_600, |_| 480, at)[0]) - 0.25).abs() < 0.01);
    let (id, least, most) = host.parameter("Gain");
    assert_eq!((least, most), (0.0, 1.0));
    assert_eq!(host.value_of(id, "-6 dB"), host.value_of(id, "-6"));
    let softer = host.value_of(id, "-6 dB");
    host.set("Gain", softer);
    host.run_with(9_600, |_| 480, at);
    assert!((loudest(&host.run_with(9_600, |_| 480, at)[0]) - 0.125).abs() < 0.01);
}

#[test]
fn numbered_outputs_have_tracks_of_their_own_where_the_host_has_them() {
    let mut host = Host::multi(RATE, 512);
    host.bounce();
    host.load_text("o1: s \"bd*4\"\no3: s \"hh*8\"\nout: s \"rim\"");
    host.activate();
    let main = host.run_with(48_000, random_blocks(5), |frame, _| {
        Some(playing(frame as f64 / RATE * 2.0, 120.0))
    });
    let sounds = |channels: &[Vec<f32>; 2]| channels.iter().flatten().any(|y| y.abs() > 0.01);
    let heard: Vec<bool> = host.separate.iter().map(sounds).collect();
    let wanted: Vec<bool> = (1..=16).map(|number| number == 1 || number == 3).collect();
    assert_eq!(heard, wanted);
    // The rim shot is over, and nothing else is in the main output.
    assert!(sounds(&main) && main[0][36_000..].iter().all(|y| y.abs() < 0.01));
    assert!(host.separate[2][0][36_000..].iter().any(|y| y.abs() > 0.01));
}

#[test]
fn a_line_that_asks_for_everything_is_bounded_and_takes_no_time_from_the_others() {
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    for greedy in [
        "fast 1e300 $ s \"bd\"",
        "ply 1000 $ ply 1000 $ s \"bd*100\"",
        "echo 1000000 0.0001 0.9 $ s \"bd*64\"",
    ] {
        let mut host = Host::multi(RATE, 512);
        host.bounce();
        // On for half a cycle, off for the other half: that pattern must be asked in time too.
        host.load_text(&format!("o1: {greedy}\no2: sine 220 * \"0.5 0\""));
        host.activate();
        host.run_with(96_000, |_| 480, at);
        let sine = &host.separate[1][0];
        let loudest = |part: &[f32]| part.iter().fold(0.0_f32, |most, y| most.max(y.abs()));
        assert!(
            sine[2_000..47_000]
                .chunks(1_000)
                .all(|part| loudest(part) > 0.4),
            "{greedy}"
        );
        assert!(loudest(&sine[70_000..95_000]) < 1.0e-4, "{greedy}");
        assert!(host.figures()["dropped"].as_u64() > Some(0), "{greedy}");
    }
}

#[test]
fn ids_of_parameters_are_final() {
    // Hosts keep automation by these numbers: a change here is lost automation in somebody's song.
    let names = [
        "Gain",
        "Bypass",
        "Run",
        "Swap",
        "Limiter",
        "Macro 1",
        "Macro 2",
        "Macro 16",
        "Revision",
        "Look-ahead",
    ];
    let mut host = Host::inactive(RATE, 64);
    let ids = names.map(|name| host.parameter(name).0.get());
    let shipped = [
        3165055, 773352680, 113291, 3543443, 176117160, 825615486, 825615487, 1971759992, 112803,
        1131625090,
    ];
    assert_eq!(ids, shipped);
}

#[test]
fn bypass_fades_without_a_step_and_comes_back() {
    let mut host = ready("o1: sine 100 * 0.5");
    let at = |frame: u64, _: usize| Some(playing(frame as f64 / RATE * 2.0, 120.0));
    host.run_with(9_600, |_| 480, at);
    host.set("Bypass", 1.0);
    let fade = host.run_with(9_600, |_| 480, at);
    // A 100 Hz sine of 0.5 moves at most 0.0066 a frame, its fade at most 0.0006.
    assert!(
        fade[0]
            .windows(2)
            .all(|pair| (pair[1] - pair[0]).abs() < 0.008)
    );
    assert!(fade[0][4_800..].iter().all(|sample| *sample == 0.0));
    host.set("Bypass", 0.0);
    assert!(
        host.run_with(9_600, |_| 480, at)[0][4_800..]
            .iter()
            .any(|sample| sample.abs() > 0.4)
    );
}

#[test]
fn saving_twice_gives_the_same_bytes_and_loading_them_changes_nothing() {
    let mut host = Host::inactive(RATE, 256);
    host.load_text("o1: s \"bd\"");
    let once = host.save();
    assert!(host.load(&once));
    assert_eq!(host.save(), once);
    host.activate();
    host.run(512, |_| 64);
    assert_eq!(host.save(), once);
}

#[test]
fn the_defaults_of_banks_come_with_the_project_and_sound_alike_live_and_bounced() {
    let text = "o1: s \"bd*2\"\no2: s \"oh*4\"";
    let state = saved(serde_json::json!({
        "version": 1,
        "draft": text,
        "evaluated": text,
        "bank_defaults": {
            "bd": { "draft": "gain 0.7 # n 2 # gian 1", "evaluated": "gain 0.7 # n 2" },
            "nowhere": { "draft": "gain 0", "evaluated": "gain 0" },
            "oh": { "draft": "cut 1", "evaluated": "cut 1" },
        },
    }));
    let named = "o1: s \"bd*2\" # gain 0.7 # n 2\no2: s \"oh*4\" # cut 1";
    let wanted = reference(named, 120.0, 96_000);
    for bounced in [true, false] {
        let mut host = Host::inactive(RATE, 1024);
        if bounced {
            host.bounce();
        }
        assert!(host.load(&state));
        host.activate();
        let rendered = host.run_with(96_000, random_blocks(3), |frame, _| {
            Some(playing(frame as f64 / RATE * 2.0, 120.0))
        });
        for (got, wanted) in rendered.iter().zip(&wanted) {
            let different = got.iter().zip(wanted).position(|(a, b)| a != b);
            assert_eq!(different, None, "bounced: {bounced}");
        }
        let kept = String::from_utf8_lossy(&host.save()).into_owned();
        assert!(kept.contains("gian 1") && kept.contains("nowhere"));
    }
}

#[test]
fn a_wrong_text_in_a_project_is_no_harm() {
    for text in [
        "o1: evry 4 rev $ s \"bd\"",
        "((((((",
        "\0\u{1F3B5}",
        "o1: fast 1e300 $ s \"bd*1000000\"",
    ] {
        let mut host = ready(text);
        let rendered = host.run(4_800, |_| 333);
        assert!(rendered[0].iter().all(|sample| sample.is_finite()));
    }
}

#[test]
fn random_states_are_refused_without_harm() {
    let mut host = Host::new(44_100.0, 64);
    let before = host.save();
    let wrong = [
        &b""[..],
        b"\0\0\0\0\0\0\0\0",
        b"\xff\xff\xff\xff\xff\xff\xff\xffabc",
        b"\x02\0\0\0\0\0\0\0{}",
        b"nonsense at length",
    ];
    for bytes in wrong {
        assert!(!host.load(bytes));
    }
    assert_eq!(host.save(), before);
    host.run(640, |_| 64);
}

#[test]
fn any_sample_rate_and_being_activated_again_and_again() {
    for rate in [8_000.0, 44_100.0, 192_000.0, 768_000.0] {
        let mut host = Host::inactive(rate, 4096);
        host.bounce();
        host.load_text("o1: s \"bd*8\"");
        for _ in 0..3 {
            host.activate();
            let rendered = host.run(8_192, |_| 4096);
            assert!(
                rendered[0].iter().any(|sample| sample.abs() > 0.01),
                "{rate}"
            );
            host.deactivate();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn bytes_of_any_kind_are_no_harm(bytes: Vec<u8>) {
        let mut host = Host::inactive(RATE, 64);
        host.load(&bytes);
        host.load(&state_of(&String::from_utf8_lossy(&bytes)));
    }
}
