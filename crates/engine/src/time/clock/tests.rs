//! Every beat on its frame, whatever the host's blocks, rounding, tempo and bars.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "the frames and beats of these tests are small"
)]

use super::*;
use crate::time::transport::Bar;
use crate::time::{Beats, Seconds};
use proptest::prelude::*;

const RATE: f64 = 44_100.0;

/// Runs blocks of the given lengths with what `host` says at each block's first frame; returns, for each beat, the
/// frames at which an onset on it would start, as a sequencer would find them: one block after the other.
fn beats_heard(lengths: &[usize], mut host: impl FnMut(u64) -> Transport) -> Vec<(i64, i64)> {
    let mut clock = Clock::new(RATE, 0.5, 4.0);
    let mut frame = 0u64;
    let mut next: Option<i64> = None;
    let mut heard = Vec::new();
    for &length in lengths {
        let motion = clock.advance(Frames(frame), length, &host(frame), Run::Host);
        match motion {
            Motion::Stopped => next = None,
            Motion::Jumped { slack } => {
                let from = clock.position(Frames(frame)).0 - slack;
                let mut beat = (from * 4.0).floor() as i64 - 1;
                while (beat as f64 / 4.0) < from
                    && clock.frame_of(Cycles(beat as f64 / 4.0)) < frame as i64
                {
                    beat += 1;
                }
                next = Some(beat);
            }
            Motion::Continues => {}
        }
        while let Some(beat) = next {
            let at = clock.frame_of(Cycles(beat as f64 / 4.0));
            if at >= (frame + length as u64) as i64 {
                break;
            }
            heard.push((beat, at.max(frame as i64)));
            next = Some(beat + 1);
        }
        frame += length as u64;
    }
    heard
}

fn partition() -> impl Strategy<Value = Vec<usize>> {
    proptest::collection::vec(
        prop_oneof![1usize..8, 32usize..70, 200usize..1024, Just(16_384usize)],
        1..200,
    )
}

proptest! {
    #[test]
    fn an_exact_host_gets_each_beat_on_its_frame_in_any_partition(lengths in partition(), tempo in 20.0f64..400.0) {
        let total: usize = lengths.iter().sum();
        let heard = beats_heard(&lengths, |frame| Transport::rolling(tempo, Beats(frame as f64 / RATE * tempo / 60.0)));
        let expected: Vec<(i64, i64)> = (0..)
            .map(|k| (k, ((k as f64 * 60.0 / tempo * RATE) - 1e-3).ceil() as i64))
            .take_while(|(_, at)| *at < total as i64)
            .collect();
        prop_assert_eq!(heard, expected);
    }

    #[test]
    fn a_rounding_host_gets_each_beat_once_within_a_frame(lengths in partition(), tempo in 60.0f64..200.0, jitter in 0.0f64..3.0, down in any::<bool>()) {
        let total: usize = lengths.iter().sum();
        let mut noise = 1u32;
        let heard = beats_heard(&lengths, |frame| {
            let exact = frame as f64 / RATE * tempo / 60.0;
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let jitter = if frame == 0 { 0.0 } else { jitter * f64::from(noise >> 8) / f64::from(1u32 << 24) * tempo / 60.0 / RATE };
            let ticks = (exact + jitter) * 1920.0;
            Transport::rolling(tempo, Beats(if down { ticks.floor() } else { ticks.round() } / 1920.0))
        });
        let beats: Vec<i64> = heard.iter().map(|(beat, _)| *beat).collect();
        prop_assert_eq!(beats, (0..heard.len() as i64).collect::<Vec<_>>());
        for (beat, at) in heard {
            let exact = beat as f64 * 60.0 / tempo * RATE;
            prop_assert!((at as f64 - exact).abs() <= 1.0, "beat {} at {} not {}", beat, at, exact);
        }
        let _ = total;
    }

    #[test]
    fn a_rounding_host_that_tells_the_time_too_gets_each_beat_on_its_frame_from_wherever_it_starts(lengths in partition(), start in -5_000i64..5_000_000, tempo in 60.0f64..200.0, down in any::<bool>()) {
        let seconds = |frame: i64| (frame + start) as f64 / RATE;
        let heard = beats_heard(&lengths, |frame| {
            let ticks = seconds(frame as i64) * tempo / 60.0 * 1920.0;
            let told = if down { ticks.floor() } else { ticks.round() } / 1920.0;
            Transport { elapsed: Some(Seconds(seconds(frame as i64))), ..Transport::rolling(tempo, Beats(told)) }
        });
        for (beat, at) in heard {
            let exact = beat as f64 * 60.0 / tempo * RATE - start as f64;
            prop_assert!(at as f64 - exact >= -0.01 && at as f64 - exact < 1.01, "beat {} at {} not {}", beat, at, exact);
        }
    }

    #[test]
    fn ramps_and_steps_of_tempo_lose_and_double_nothing(lengths in partition(), tempos in proptest::collection::vec(40.0f64..300.0, 1..20)) {
        // The host's tempo moves in straight lines from one to the next, two seconds each.
        let tempo_at = |seconds: f64| {
            let place = seconds / 2.0;
            let index = place as usize;
            let (a, b) = (tempos[index % tempos.len()], tempos[(index + 1) % tempos.len()]);
            a + (b - a) * place.fract()
        };
        let mut position = 0.0;
        let mut reached = 0u64;
        let heard = beats_heard(&lengths, |frame| {
            while reached < frame {
                position += tempo_at(reached as f64 / RATE) / 60.0 / RATE;
                reached += 1;
            }
            Transport::rolling(tempo_at(frame as f64 / RATE), Beats(position))
        });
        let beats: Vec<i64> = heard.iter().map(|(beat, _)| *beat).collect();
        prop_assert_eq!(&beats, &(0..heard.len() as i64).collect::<Vec<_>>());
        for pair in heard.windows(2) {
            prop_assert!(pair[0].1 <= pair[1].1);
        }
    }

    #[test]
    fn nonsense_from_the_host_never_breaks_the_line(
        blocks in proptest::collection::vec((0usize..2000, any::<f64>(), any::<f64>(), any::<bool>()), 1..50)
    ) {
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        let mut frame = 0;
        for (length, tempo, beats, playing) in blocks {
            let transport = Transport { playing, ..Transport::rolling(tempo, Beats(beats)) };
            clock.advance(Frames(frame), length, &transport, Run::Host);
            prop_assert!(clock.position(Frames(frame)).0.is_finite());
            prop_assert!(clock.cycles_per_frame() > 0.0);
            frame += length as u64;
        }
    }
}

/// Bars by their lengths in quarter notes: which one a position is in, and where that begins.
fn bar_of(lengths: &[f64], beats: f64) -> (i32, f64, f64) {
    let (mut number, mut start) = (0, 0.0);
    loop {
        let length = lengths[number.min(lengths.len() - 1)];
        if beats < start + length - 1.0e-9 {
            return (number as i32, start, length);
        }
        (number, start) = (number + 1, start + length);
    }
}

#[test]
fn a_bar_is_a_cycle_whatever_its_signature_in_blocks_of_any_size() {
    const LENGTHS: &[f64] = &[4.0, 4.0, 3.5, 3.5, 3.0, 6.0, 2.5, 4.0];
    for counts in [true, false] {
        for block in [1_u64, 64, 441, 1_000, 4_096, 16_384] {
            let mut clock = Clock::new(RATE, 0.5, 4.0);
            clock.set_cycle(Frames(0), 4.0, true);
            let mut next = 0_i64;
            for frame in (0..600_000).step_by(block as usize) {
                let beats = frame as f64 / RATE * 2.0;
                let (number, start, length) = bar_of(LENGTHS, beats);
                let bar = Bar {
                    number: Some(if counts { number } else { 0 }),
                    start: Beats(start),
                    length,
                };
                let said = Transport {
                    bar: Some(bar),
                    ..Transport::rolling(120.0, Beats(beats))
                };
                let motion = clock.advance(Frames(frame), block as usize, &said, Run::Host);
                assert!(frame == 0 || motion == Motion::Continues, "{frame}");
                // Quarters of bars, as a sequencer meets them.
                loop {
                    let at = clock.frame_of(Cycles(next as f64 / 4.0));
                    if at >= (frame + block) as i64 {
                        break;
                    }
                    let starts: f64 = LENGTHS.iter().take((next / 4) as usize).sum();
                    let length = LENGTHS[((next / 4) as usize).min(LENGTHS.len() - 1)];
                    let starts = starts + 4.0 * (next / 4 - LENGTHS.len() as i64).max(0) as f64;
                    let beat = starts + length * (next % 4) as f64 / 4.0;
                    let exact = (beat / 2.0 * RATE - 1.0e-3).ceil() as i64;
                    assert_eq!(at.max(frame as i64), exact, "{next} in blocks of {block}");
                    next += 1;
                }
            }
            assert!(next > 28);
        }
    }
}

#[test]
fn bars_and_beats_mean_the_same_place_of_the_song() {
    let bar = Bar {
        number: Some(5),
        start: Beats(18.0),
        length: 3.0,
    };
    let said = Transport {
        bar: Some(bar),
        ..Transport::rolling(120.0, Beats(19.5))
    };
    let mut clock = Clock::new(RATE, 0.5, 4.0);
    clock.advance(Frames(0), 64, &said, Run::Host);
    assert_eq!(clock.position(Frames(0)), Cycles(19.5 / 4.0));
    assert!(clock.set_cycle(Frames(0), 4.0, true));
    assert_eq!(clock.position(Frames(0)), Cycles(5.5));
    assert!((clock.cycles_per_second() - 2.0 / 3.0).abs() < 1.0e-12);
    assert!(clock.set_cycle(Frames(0), 4.0, false));
    assert_eq!(clock.position(Frames(0)), Cycles(19.5 / 4.0));
    assert!((clock.cycles_per_second() - 0.5).abs() < 1.0e-12);
    // A host without bars leaves four quarter notes.
    let mut clock = Clock::new(RATE, 0.5, 4.0);
    clock.set_cycle(Frames(0), 4.0, true);
    clock.advance(
        Frames(0),
        64,
        &Transport::rolling(120.0, Beats(6.0)),
        Run::Host,
    );
    assert_eq!(clock.position(Frames(0)), Cycles(1.5));
}

#[test]
fn a_jump_starts_anew_where_the_host_says() {
    let lengths = [512; 20];
    let heard = beats_heard(&lengths, |frame| {
        let beats = frame as f64 / RATE * 2.0;
        Transport::rolling(
            120.0,
            Beats(if frame < 5120 {
                beats
            } else {
                beats - 5120.0 / RATE * 2.0 + 32.0
            }),
        )
    });
    assert_eq!(heard, [(0, 0), (32, 5120)]);
}

#[test]
fn a_jump_shorter_than_a_block_is_a_jump() {
    // 4,096 frames are 0.19 of a beat.
    for (by, block) in [
        (0.125, 4_096_usize),
        (-0.125, 4_096),
        (0.05, 2_048),
        (0.3, 8_192),
    ] {
        let mut clock = Clock::new(RATE, 0.5, 4.0);
        let mut jumps = Vec::new();
        for number in 0..20_u64 {
            let frame = number * block as u64;
            let beats = frame as f64 / RATE * 2.0 + if number < 10 { 0.0 } else { by };
            let said = Transport::rolling(120.0, Beats(beats));
            let motion = clock.advance(Frames(frame), block, &said, Run::Host);
            if matches!(motion, Motion::Jumped { .. }) {
                jumps.push(number);
                assert!((clock.position(Frames(frame)).0 - beats / 4.0).abs() < 1.0e-12);
            }
        }
        assert_eq!(jumps, [0, 10], "by {by} in blocks of {block}");
    }
}

#[test]
fn a_loop_plays_its_first_beat_each_time_around() {
    // One beat of 22,050 frames, looped, in blocks that divide it.
    let heard = beats_heard(&[441; 150], |frame| {
        Transport::rolling(120.0, Beats((frame % 22_050) as f64 / 22_050.0))
    });
    assert_eq!(heard, [(0, 0), (0, 22_050), (0, 44_100)]);
}

#[test]
fn the_beat_at_zero_after_a_pre_roll_is_heard() {
    for round in [false, true] {
        let heard = beats_heard(&[256; 200], |frame| {
            let beats = frame as f64 / 22_050.0 - 0.5;
            Transport::rolling(
                120.0,
                Beats(if round {
                    (beats * 1920.0).floor() / 1920.0
                } else {
                    beats
                }),
            )
        });
        assert_eq!(heard, [(0, 11_025), (1, 33_075)]);
    }
}

#[test]
fn stopped_is_stopped_and_starting_again_is_a_jump() {
    let mut clock = Clock::new(RATE, 0.5, 4.0);
    let rolling = Transport::rolling(120.0, Beats(8.0));
    assert!(matches!(
        clock.advance(Frames(0), 64, &rolling, Run::Host),
        Motion::Jumped { .. }
    ));
    assert_eq!(
        clock.advance(Frames(64), 64, &Transport::stopped(), Run::Host),
        Motion::Stopped
    );
    assert!(matches!(
        clock.advance(Frames(128), 64, &rolling, Run::Host),
        Motion::Jumped { .. }
    ));
    assert_eq!(clock.position(Frames(128)), Cycles(2.0));
}

#[test]
fn without_a_transport_the_program_s_own_tempo_runs() {
    let mut clock = Clock::new(1000.0, 0.5, 4.0);
    clock.advance(Frames(0), 1000, &Transport::missing(), Run::Host);
    clock.advance(Frames(1000), 1000, &Transport::missing(), Run::Host);
    assert_eq!(clock.position(Frames(2000)), Cycles(1.0));
}

#[test]
fn free_runs_while_the_host_stands() {
    let mut clock = Clock::new(1000.0, 0.5, 4.0);
    clock.advance(Frames(0), 1000, &Transport::stopped(), Run::Free);
    assert_eq!(
        clock.advance(Frames(1000), 1000, &Transport::stopped(), Run::Free),
        Motion::Continues
    );
    assert_eq!(clock.position(Frames(2000)), Cycles(1.0));
}
