//! However often a song is started, and whatever was before: from the same place it sounds the same, bit for bit.

use super::host::{Heard, Host, difference, frames};
use super::{PART, examples, seed};
use crate::shipped::songs;

/// What moves by itself, at frequencies that the text says, and keeps nothing of what it made.
const FREE: &[&str] = &[
    "out: sine 440.3 * 0.1",
    "out: saw 55.5 * 0.1",
    "out: square \"55.5\" * 0.1",
    "out: tri (50 + 5.5) * 0.1",
    "out: pulse 110.7 (sine 0.3 * 0.3 + 0.5) * 0.1",
    "out: supersaw 110.3 0.2 7 * 0.1",
    "out: wavetable 110.3 \"0 1 0.5 -0.5 -1 0.3\" * 0.1",
    "out: additive 110.3 \"1 0 0.5\" * 0.1",
    "out: impulse 7.3",
    "out: blip 110.3 12 * 0.1",
    "out: fm 220.7 2.01 1.5 * 0.1",
    "out: pm 220.7 (saw 110.3) 1.5 * 0.1",
    "out: phasor 3.3 * 0.1",
    "out: white * 0.1",
    "out: dust 200",
    "out: lfnoise 40.7 * 0.1",
    "out: white # tremolo 6.3 0.8 * 0.1",
    "out: white # ring 310.7 0.7 * 0.1",
    "out: saw 110 * (sine 0.25 * 0.1 + 0.2)",
    "out: white * (sine \"<0.25 0.25>\" * 0.1)",
];

/// The same, but what the frequency says is found only as it plays: it begins anew at every start.
const LED: &[&str] = &[
    "out: sine (sine 0.5 * 100 + 300) * 0.1",
    "out: saw (lfnoise 3 * 40 + 100) * 0.1",
    "out: phasor (sine 0.5 + 2) * 0.1",
    "out: sine \"220 330 ~ 110\" * 0.1",
    "out: crackle 1.9 * 0.1",
];

/// Beats that begin the fifth bar, where no sub-block of an engine that played up to there would.
const LATER: f64 = 16.37;

fn open(text: &str) -> Host {
    Host::open(text).unwrap_or_else(|| panic!("{text} has an error"))
}

#[track_caller]
fn same(one: &Heard, other: &Heard, what: &str) {
    let differs = difference(one, other);
    assert_eq!(differs, None, "{what}: they differ from that frame on");
}

/// From the song's beginning and from its fifth bar: at once, after standing, played again, and in other blocks.
fn plays_again(text: &str, length: usize) {
    for beat in [0.0, LATER] {
        let mut bounce = open(text);
        let expected = bounce.roll(beat, length, &[512]);
        let mut host = open(text);
        host.stand(1_777, &[100]);
        let heard = host.roll(beat, length, &[441]);
        same(&expected, &heard, &format!("{text} after standing"));
        // From elsewhere on, and stopped in the middle of a sub-block.
        host.stand(64, &[64]);
        host.roll(3.0, length / 2 + 13, &[100]);
        host.stand(37, &[37]);
        let heard = host.roll(beat, length, &[37, 1_056]);
        same(&expected, &heard, &format!("{text} played again"));
    }
}

#[test]
fn what_is_played_again_is_the_same() {
    for text in FREE.iter().chain(LED) {
        plays_again(text, frames(0.7));
    }
    for (_, text) in songs() {
        plays_again(&text, frames(1.1));
    }
}

#[test]
fn examples_of_sounds_signals_and_effects_played_again_are_the_same() {
    let examples = examples(|title| title != "Functions of patterns").into_iter();
    for text in examples.skip(seed() % PART).step_by(PART) {
        plays_again(&text, frames(0.2));
    }
}

#[test]
fn a_loop_is_the_same_each_time() {
    for text in FREE.iter().chain(LED) {
        let mut host = open(text).unguarded();
        let length = 10_007;
        let first = host.roll(LATER, length, &[512]);
        assert!(first.iter().any(|bits| *bits != 0), "{text} is silent");
        for _ in 0..2 {
            let again = host.roll(LATER, length, &[441]);
            same(&first, &again, text);
        }
    }
}

#[test]
fn a_place_that_is_jumped_to_sounds_as_the_one_that_is_played_up_to() {
    for text in FREE {
        let whole = open(text).unguarded().roll(0.0, frames(4.0), &[512]);
        let mut host = open(text).unguarded();
        host.roll(9.0, 999, &[512]);
        // 1.25 beats lie on a frame.
        let from = frames(1.25);
        let heard = host.roll(1.25, frames(2.0), &[512]);
        let part = whole[2 * from..][..heard.len()].to_vec();
        same(&part, &heard, text);
    }
}

#[test]
fn sound_goes_on_through_a_loop() {
    // The end of a long sound, an echo, and a feedback of 64 frames that keeps its length.
    for (text, exact) in [
        ("out: s \"superpad ~ ~ ~\" # legato 4", false),
        ("out: s \"cp ~ ~ ~\" # delay 0.5 0.5 0.5", true),
        (
            "~a: s \"cp ~ ~ ~\" + ~b * 0.9\n~b: ~a # delay 0.01 0 1\nout: ~b",
            true,
        ),
    ] {
        let (before, after) = (frames(0.7) + 21, frames(0.6));
        let mut host = open(text).unguarded();
        host.roll(0.0, before, &[512]);
        // Within the second and third beat nothing begins.
        let heard = host.roll(2.1, after, &[512]);
        let whole = open(text).unguarded().roll(0.0, before + after, &[512]);
        let on = whole[2 * before..].to_vec();
        assert!(on.iter().any(|bits| *bits != 0), "{text} is silent");
        if exact {
            same(&on, &heard, text);
        }
        for (on, heard) in on.iter().zip(&heard) {
            let step = f32::from_bits(*on) - f32::from_bits(*heard);
            assert!(step.abs() < 0.05, "{text}: {step}");
        }
    }
}
