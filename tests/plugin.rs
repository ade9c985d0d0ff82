//! The plugin as a host meets it, in this process: its own `clap_entry` through `clack-host`, no bundle and no dlopen.

#![cfg(feature = "plugin")]

mod host;

use clack_host::events::event_types::*;
use clack_host::prelude::*;
use host::{Host, playing, saved, state_of, stopped};
use phonon::engine::time::Beats;
use phonon::engine::{Engine, Settings, Stereo, Swap, Transport};
use phonon::samples::{Library, LibrarySettings};
use phonon::session::banks::BankDefaults;
use phonon::session::compile::compile;
use proptest::prelude::*;

/// Frames a second.
const RATE: f64 = 48_000.0;
/// Four hits a cycle, each over long before the next.
const HITS: &str = "o1: s \"rim*4\" # legato 0.1";

/// What the engine alone renders of `text` at `tempo` from the song's start: the reference.
fn reference(text: &str, tempo: f64, frames: usize) -> [Vec<f32>; 2] {
    let library = Library::shared(&LibrarySettings::default()).expect("the kit");
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
fn it_is_silent_while_the_transport_stands() {
    let mut host = ready(HITS);
    let rendered = host.run_with(48_000, |_| 256, |_, _| Some(stopped(0.043)));
    assert!(
        rendered
            .iter()
            .all(|channel| channel.iter().all(|&sample| sample == 0.0))
    );
}

#[test]
fn random_blocks_render_what_the_engine_renders_bit_for_bit() {
    let text = "o1: jux rev $ s \"bd*2 [~ cp]\" # gain 0.8\no2: s \"hh*8\" # pan \"0 0.3 1\"";
    let mut host = ready(text);
    let frames = 96_000;
    let rendered = host.run_with(frames, random_blocks(7), |frame, _| {
        Some(playing(frame as f64 / RATE * 2.0, 120.0))
    });
    let wanted = reference(text, 120.0, frames);
    for (got, wanted) in rendered.iter().zip(&wanted) {
        let different = got.iter().zip(wanted).position(|(a, b)| a != b);
        assert_eq!(different, None);
    }
    assert!(rendered[0].iter().any(|sample| sample.abs() > 0.05));
}

#[test]
fn a_jump_plays_what_the_song_position_says() {
    let mut host = ready(HITS);
    let delay = delay_of_a_hit();
    // From beat 10.5, half a second a beat: hits 0.25 s, 0.75 s, … after the jump.
    let beats = |frame: u64| {
        if frame < 40_960 {
            frame as f64 / RATE * 2.0
        } else {
            10.5 + (frame - 40_960) as f64 / RATE * 2.0
        }
    };
    let rendered = host.run_with(
        120_832,
        |_| 512,
        |frame, _| Some(playing(beats(frame), 120.0)),
    );
    let wanted: Vec<usize> = [0, 24_000, 40_960 + 12_000, 40_960 + 36_000, 40_960 + 60_000]
        .map(|frame| frame + delay)
        .to_vec();
    assert_eq!(onsets(&rendered[0]), wanted);
}

#[test]
fn a_loop_plays_each_hit_once_a_turn() {
    let mut host = ready(HITS);
    let delay = delay_of_a_hit();
    // Two beats, looped on a block's edge, four times.
    let rendered = host.run_with(
        4 * 48_000,
        |_| 480,
        |frame, _| Some(playing((frame % 48_000) as f64 / RATE * 2.0, 120.0)),
    );
    let wanted: Vec<usize> = (0..8).map(|hit| hit * 24_000 + delay).collect();
    assert_eq!(onsets(&rendered[0]), wanted);
}

#[test]
fn a_change_of_tempo_loses_and_doubles_nothing() {
    let mut host = ready(HITS);
    let delay = delay_of_a_hit();
    // 120 a minute for one second, then 150: the beats are 24,000 and then 19,200 frames apart.
    let (change, before, after) = (48_000.0, 2.0 / RATE, 2.5 / RATE);
    let beats = |frame: f64| {
        if frame < change {
            frame * before
        } else {
            2.0 + (frame - change) * after
        }
    };
    let tempo = |frame: f64| if frame < change { 120.0 } else { 150.0 };
    let rendered = host.run_with(
        192_000,
        |frame| if frame < 48_000 { 375 } else { 512 },
        |frame, _| Some(playing(beats(frame as f64), tempo(frame as f64))),
    );
    let wanted: Vec<usize> = [0, 24_000]
        .into_iter()
        .chain((0..8).map(|hit| 48_000 + hit * 19_200))
        .map(|frame| frame + delay)
        .collect();
    assert_eq!(
        onsets(&rendered[0]),
        wanted
            .into_iter()
            .filter(|frame| *frame < 192_000)
            .collect::<Vec<_>>()
    );
}

/// A stretch of a host's transport: where it jumps to, if it does, and how long it is, in quarters of a beat; and its tempo.
type Leg = (Option<usize>, usize, f64);

/// Stretches at tempi that have a whole number of frames in a quarter of a beat.
fn legs() -> impl Strategy<Value = Vec<Leg>> {
    let tempo = prop::sample::select(&[96.0, 100.0, 120.0, 150.0, 160.0][..]);
    prop::collection::vec((prop::option::of(0_usize..256), 2_usize..12, tempo), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn wherever_the_host_goes_each_beat_on_its_way_is_heard_once_on_its_frame(legs in legs(), seed: u64) {
        let mut host = ready(HITS);
        let delay = delay_of_a_hit();
        let mut blocks = random_blocks(seed);
        let (mut heard, mut wanted) = (Vec::new(), Vec::new());
        let mut end = 0;
        for (jump, length, tempo) in legs {
            let start = jump.unwrap_or(end);
            end = start + length;
            let quarter = (RATE * 60.0 / tempo / 4.0) as usize;
            let before = host.frame as usize;
            let beats = |frame: u64| (start as f64 + (frame as usize - before) as f64 / quarter as f64) / 4.0;
            let first = start.next_multiple_of(4);
            let hits = (first..end).step_by(4);
            wanted.extend(hits.map(|at| before + (at - start) * quarter + delay));
            let [left, _] = host.run_with(length * quarter, &mut blocks, |frame, _| Some(playing(beats(frame), tempo)));
            heard.extend(left);
        }
        prop_assert_eq!(onsets(&heard), wanted);
    }
}

#[test]
fn a_clock_rounded_to_ticks_gives_each_beat_once_within_a_frame() {
    let mut host = ready(HITS);
    let delay = delay_of_a_hit();
    for tempo in [120.0, 97.3] {
        let start = host.frame;
        let rendered = host.run_with(480_000, random_blocks(3), |frame, _| {
            let beats = (frame - start) as f64 / RATE * tempo / 60.0;
            Some(playing((beats * 1920.0).floor() / 1920.0, tempo))
        });
        let wanted =
            (0..).map(|beat| (f64::from(beat) * RATE * 60.0 / tempo).ceil() as usize + delay);
        let wanted: Vec<usize> = wanted.take_while(|frame| *frame < 480_000).collect();
        let got = onsets(&rendered[0]);
        assert_eq!(got.len(), wanted.len(), "{tempo}: {got:?}");
        let worst = got.iter().zip(&wanted).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(worst <= Some(1), "{tempo}: {got:?}, wanted {wanted:?}");
        host.run_with(4_800, |_| 480, |_, _| Some(stopped(0.0)));
    }
}

#[test]
fn the_first_beat_after_a_pre_roll_is_played() {
    let mut host = ready(HITS);
    let delay = delay_of_a_hit();
    // A bar of pre-roll with negative beats, on ticks: nothing is to be played before the song begins.
    let beats = |frame: u64| -4.0 + frame as f64 / RATE * 2.0;
    let rendered = host.run_with(
        192_000,
        |_| 441,
        |frame, _| Some(playing((beats(frame) * 1920.0).floor() / 1920.0, 120.0)),
    );
    let got = onsets(&rendered[0]);
    let wanted: Vec<usize> = (4..8).map(|beat| beat * 24_000 + delay).collect();
    assert_eq!(got.len(), wanted.len(), "{got:?}");
    assert!(
        got.iter().zip(&wanted).all(|(a, b)| a.abs_diff(*b) <= 1),
        "{got:?}"
    );
}

#[test]
fn without_a_transport_the_texts_own_tempo_runs() {
    let mut host = ready("cps: 0.5\no1: s \"rim*4\" # legato 0.1");
    let rendered = host.run(96_000, |_| 256);
    let wanted: Vec<usize> = (0..4).map(|hit| hit * 24_000 + delay_of_a_hit()).collect();
    assert_eq!(onsets(&rendered[0]), wanted);
}

#[test]
fn running_free_needs_no_playing_host() {
    let mut host = ready("cps: 0.5\no1: s \"rim*4\" # legato 0.1");
    host.set("Run", 1.0);
    let rendered = host.run_with(48_000, |_| 256, |_, _| Some(stopped(0.0)));
    assert_eq!(onsets(&rendered[0]).len(), 2);
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

/// A low tone and a high one, each of amplitude 0.25.
fn two_tones(frame: u64) -> f32 {
    let turn = frame as f64 / RATE * std::f64::consts::TAU;
    (0.25 * (turn * 200.0).sin() + 0.25 * (turn * 5_000.0).sin()) as f32
}

/// Amplitude of a tone.
fn amplitude(samples: &[f32], frequency: f64) -> f64 {
    let turn = frequency / RATE * std::f64::consts::TAU;
    let (mut c, mut s) = (0.0, 0.0);
    for (frame, y) in samples.iter().enumerate() {
        c += f64::from(*y) * (frame as f64 * turn).cos();
        s += f64::from(*y) * (frame as f64 * turn).sin();
    }
    2.0 * c.hypot(s) / samples.len() as f64
}

/// The effect with a text, ready to play.
fn effect(text: &str, incoming: Option<fn(u64) -> f32>) -> Host {
    let mut host = Host::effect(RATE, 1024);
    host.bounce();
    host.load_text(text);
    host.incoming = incoming;
    host.activate();
    host
}

#[test]
fn what_comes_into_the_effect_goes_out_through_its_graph() {
    let mut host = effect("out: ~in # lpf 800", Some(two_tones));
    let [left, right] = host.run(48_000, random_blocks(7));
    assert!(left == right);
    let steady = &left[24_000..];
    let (low, high) = (amplitude(steady, 200.0), amplitude(steady, 5_000.0));
    assert!((0.22..0.28).contains(&low), "{low}");
    assert!((0.0005..0.02).contains(&high), "{high}");
}

#[test]
fn without_an_input_what_comes_in_is_silence() {
    let text = "out: ~in # lpf 800\no1: s \"in*4\"";
    for mut host in [effect(text, None), ready(text)] {
        let heard = host.run_with(24_000, random_blocks(3), |frame, _| {
            Some(playing(frame as f64 / RATE * 2.0, 120.0))
        });
        assert!(heard.iter().flatten().all(|y| *y == 0.0));
    }
}

#[test]
fn where_a_host_gives_no_input_its_old_buffers_do_not_come_in() {
    let play = |text: &str| {
        effect(text, None).run_with(48_000, random_blocks(23), |frame, _| {
            Some(playing(frame as f64 / RATE * 2.0, 120.0))
        })
    };
    let alone = play("o1: s \"rim*8\"");
    assert!(alone[0].iter().any(|y| y.abs() > 0.1));
    assert!(play("o1: s \"rim*8\"\no2: ~in * 0.9") == alone);
}

#[test]
fn what_comes_in_sounds_the_same_in_blocks_of_any_size_as_signal_as_voice_and_as_instrument() {
    let text = "o1: s \"in*3\" # lpf 2000 # legato 0.5 # pan 0.2 # delay 0.4 # delaytime 0.05\n\
                o2: ~in # lpf 800 # delay 0.03 0.5 0.5\n\
                o3: s \"~room(3,8)\" # pan 0.9\n\
                ~room: ~in # hpf 900";
    let play = |blocks: &mut dyn FnMut(u64) -> usize| {
        let mut host = effect(text, Some(two_tones));
        host.run_with(48_000, blocks, |frame, _| {
            Some(playing(frame as f64 / RATE * 2.0, 120.0))
        })
    };
    let whole = play(&mut |_| 1024);
    assert!(whole.iter().flatten().all(|y| y.is_finite()));
    for line in [
        "o1: s \"in*3\"",
        "o1: s \"~room(3,8)\"\n~room: ~in # hpf 900",
    ] {
        let mut host = effect(line, Some(two_tones));
        let [left, _] = host.run_with(
            24_000,
            |_| 512,
            |frame, _| Some(playing(frame as f64 / RATE * 2.0, 120.0)),
        );
        assert!(amplitude(&left, 5_000.0) > 0.01, "{line}");
    }
    assert!(play(&mut random_blocks(11)) == whole);
    assert!(play(&mut |_| 1) == whole);
}

#[test]
fn an_effect_that_is_bypassed_lets_pass_what_comes_in() {
    let mut host = effect("out: ~in * 0", Some(two_tones));
    assert!(host.run(9_600, |_| 480)[0].iter().all(|y| *y == 0.0));
    host.set("Bypass", 1.0);
    host.run(9_600, |_| 480);
    let begin = host.frame;
    let [left, _] = host.run(480, |_| 480);
    for (index, y) in left.iter().enumerate() {
        assert!((y - two_tones(begin + index as u64)).abs() < 1.0e-6);
    }
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
    let broken = br#"{"version":"","params":{},"fields":{"session":"{not json"}}"#;
    host.load(&[&(broken.len() as u64).to_le_bytes()[..], broken].concat());
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
