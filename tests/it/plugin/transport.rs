//! The host's transport: what plays where, whatever way it goes.

use super::*;
use clack_host::utils::BeatTime;

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

/// Neither a number that is none nor one beyond the limiter; that nothing is allocated and nothing fails is seen by `run_with`.
fn is_sound(rendered: &[Vec<f32>; 2]) -> bool {
    rendered.iter().flatten().all(|sample| sample.abs() <= 1.0)
}

#[test]
fn no_tempo_and_no_place_that_a_host_may_say_is_any_harm() {
    let numbers = [
        0.0,
        -0.0,
        -120.0,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN_POSITIVE,
        1.0e9,
        -1.0e15,
    ];
    for number in numbers {
        let mut host = ready(HITS);
        let delay = delay_of_a_hit();
        let steady = |frame: u64| frame as f64 / RATE * 2.0;
        let at = |frame: u64, _: usize| Some(playing(steady(frame), number));
        assert!(is_sound(&host.run_with(24_000, random_blocks(9), at)));
        let mut there = false;
        let at = |frame: u64, _: usize| {
            there = !there;
            let place = if there { number } else { steady(frame) };
            Some(playing(place, 120.0))
        };
        assert!(is_sound(&host.run_with(24_000, random_blocks(10), at)));
        // A host that comes to its senses is followed as if nothing had been.
        host.run_with(48_000, |_| 480, |_, _| Some(stopped(0.0)));
        let start = host.frame;
        let at = |frame: u64, _: usize| Some(playing(steady(frame - start), 120.0));
        let [left, _] = host.run_with(48_000, random_blocks(11), at);
        assert_eq!(onsets(&left), [delay, 24_000 + delay], "after {number}");
    }
}

/// A transport in a song of bars with these signatures, the last of which goes on.
fn in_bars(beats: f64, signatures: &[(u16, u16)]) -> TransportEvent {
    let mut event = playing(beats, 120.0);
    event.flags |= TransportFlags::HAS_TIME_SIGNATURE;
    let (mut number, mut start) = (0, 0.0);
    loop {
        let (numerator, denominator) = signatures[number.min(signatures.len() - 1)];
        let length = f64::from(numerator) * 4.0 / f64::from(denominator);
        if beats < start + length - 1.0e-9 {
            event.bar_number = number as i32;
            event.bar_start = BeatTime::from_float(start);
            event.time_signature_numerator = numerator;
            event.time_signature_denominator = denominator;
            return event;
        }
        (number, start) = (number + 1, start + length);
    }
}

#[test]
fn a_cycle_is_the_hosts_bar_where_the_text_says_so_or_the_project_does() {
    const SIGNATURES: &[(u16, u16)] = &[(4, 4), (7, 8), (7, 8), (3, 4), (5, 4), (4, 4)];
    const HALVES: &str = "o1: s \"rim*2\" # legato 0.05";
    // Each half of a bar, in beats.
    let mut halves = Vec::new();
    let mut start = 0.0;
    for (numerator, denominator) in SIGNATURES {
        let length = f64::from(*numerator) * 4.0 / f64::from(*denominator);
        halves.extend([start, start + length / 2.0]);
        start += length;
    }
    let delay = delay_of_a_hit();
    let frames = (start / 2.0 * RATE) as usize;
    let wanted: Vec<usize> = halves
        .iter()
        .map(|beats| (beats / 2.0 * RATE).ceil() as usize + delay)
        .collect();
    let bars = serde_json::json!({ "draft": HALVES, "evaluated": HALVES, "by_bars": true });
    let said = state_of(&format!("beats: bar\n{HALVES}"));
    for state in [said, saved(bars)] {
        for mut blocks in [
            Box::new(|_| 64_usize) as Box<dyn FnMut(u64) -> usize>,
            Box::new(|_| 1_000),
            Box::new(|_| 4_096),
            Box::new(random_blocks(9)),
        ] {
            let mut host = Host::inactive(RATE, 4_096);
            host.bounce();
            assert!(host.load(&state));
            host.activate();
            let heard = host.run_with(frames, &mut blocks, |frame, _| {
                Some(in_bars(frame as f64 / RATE * 2.0, SIGNATURES))
            });
            assert_eq!(onsets(&heard[0]), wanted);
        }
    }
    // The documented default: four quarter notes, and what a text says counts.
    let four: Vec<usize> = (0..)
        .map(|half| half * 48_000 + delay)
        .take_while(|at| *at < frames)
        .collect();
    let by_beats = format!("beats: 4\n{HALVES}");
    let bars = serde_json::json!({ "draft": by_beats, "evaluated": by_beats, "by_bars": true });
    for state in [state_of(HALVES), saved(bars)] {
        let mut host = Host::inactive(RATE, 4_096);
        host.bounce();
        assert!(host.load(&state));
        host.activate();
        let heard = host.run_with(
            frames,
            |_| 512,
            |frame, _| Some(in_bars(frame as f64 / RATE * 2.0, SIGNATURES)),
        );
        assert_eq!(onsets(&heard[0]), four);
    }
}

#[test]
fn where_bars_are_cycles_the_size_of_blocks_is_not_heard() {
    let text = "beats: bar\no1: s \"bd*3 [hh cp]\" # room 0.3\no2: saw \"110 165\" # lpf 800 * 0.2";
    let play = |blocks: &mut dyn FnMut(u64) -> usize| {
        ready(text).run_with(144_000, blocks, |frame, _| {
            Some(in_bars(frame as f64 / RATE * 2.0, &[(7, 8)]))
        })
    };
    let whole = play(&mut |_| 1_024);
    assert!(whole[0].iter().any(|y| y.abs() > 0.1));
    assert!(play(&mut random_blocks(4)) == whole);
    assert!(play(&mut |_| 37) == whole);
}

#[test]
fn from_anywhere_in_the_song_a_bar_is_the_bar_that_the_host_says() {
    const SIGNATURES: &[(u16, u16)] = &[(4, 4), (7, 8), (7, 8), (3, 4), (4, 4)];
    // One hit in every second bar.
    let mut host = ready("beats: bar\no1: s \"<rim ~>\" # legato 0.05");
    let delay = delay_of_a_hit();
    // Bar 2 begins at beat 7.5, bar 4 at 14.
    for (from, hit) in [(7.0, 7.5), (12.0, 14.0)] {
        let begin = host.frame;
        let heard = host.run_with(96_000, random_blocks(3), |frame, _| {
            Some(in_bars(
                from + (frame - begin) as f64 / RATE * 2.0,
                SIGNATURES,
            ))
        });
        let first = ((hit - from) / 2.0 * RATE).ceil() as usize + delay;
        assert_eq!(onsets(&heard[0])[0], first);
    }
}
