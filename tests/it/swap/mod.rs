//! A new program takes over while the old one plays: what is the same goes on bit for bit, what changed fades over, and
//! nothing clicks, allocates or drops out.

mod edits;
mod stage;
mod transitions;

use crate::shipped::songs;
use phonon_language::Severity;
use stage::{RATE, Stage};

/// Texts that must not play: what asks for too much, and what never ends.
const REFUSED: &[&str] = &[
    "stut 20000 0.9 0.00001 $ striate 64 $ s \"hh*64\"",
    "fast 1e300 $ s \"bd\"",
    "ply 1000 $ ply 1000 $ s \"bd*100\"",
    "let f x = f (f x) in f (s \"bd\")",
    "fix (fast 2) $ fix (fast 2) evry",
];

#[test]
fn a_text_that_cannot_play_changes_not_a_bit_and_is_told() {
    let (_, song) = songs().remove(0);
    let song = format!("{song}\no16: s \"bd*2\"\n");
    let length = frames(1.0);
    let whole = Stage::new(&song).play(length);
    for refused in REFUSED {
        let text = song.replace("o16: s \"bd*2\"", &format!("o16: {refused}"));
        let mut edited = Stage::new(&song);
        let mut heard = edited.play(length / 3);
        let told = edited.edit(&text);
        let errors = told.iter().filter(|told| told.severity == Severity::Error);
        let places: Vec<usize> = errors.map(|told| told.span.start).collect();
        assert!(!places.is_empty(), "{refused}: {told:?}");
        for place in places {
            assert!(Some(place) >= text.find("o16:"), "{refused}: {told:?}");
        }
        for (heard, rest) in heard.iter_mut().zip(edited.play(length - length / 3)) {
            heard.extend(rest);
        }
        assert!(heard == whole, "{refused}");
    }
}

/// Frames of some seconds.
fn frames(seconds: f64) -> usize {
    (seconds * RATE) as usize
}

#[test]
fn a_text_evaluated_again_changes_not_a_bit() {
    for (name, text) in songs() {
        let length = frames(2.0);
        let mut plain = Stage::new(&text);
        let whole = plain.play(length);
        let mut again = Stage::new(&text);
        let mut heard = [Vec::new(), Vec::new()];
        let mut seed = 11_u32;
        while heard[0].len() < length {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let count = (1 + (seed >> 8) as usize % 20_000).min(length - heard[0].len());
            let part = again.play(count);
            for (heard, part) in heard.iter_mut().zip(part) {
                heard.extend(part);
            }
            again.evaluate(&text, seed.is_multiple_of(3));
        }
        for channel in 0..2 {
            let differs = (0..length)
                .find(|at| heard[channel][*at].to_bits() != whole[channel][*at].to_bits());
            assert_eq!(differs, None, "{name}");
        }
    }
}

#[test]
fn an_edit_that_comes_while_another_fades_waits_for_it() {
    let text = |level: f32| format!("o1: sine 220 * {level}");
    let mut stage = Stage::new(&text(0.5));
    let mut heard = stage.play(frames(0.1));
    for level in [0.05, 0.5, 0.05] {
        stage.evaluate(&text(level), false);
        // A fade is not over by then.
        for (heard, more) in heard.iter_mut().zip(stage.play(frames(0.004))) {
            heard.extend(more);
        }
    }
    for (heard, more) in heard.iter_mut().zip(stage.play(frames(0.1))) {
        heard.extend(more);
    }
    let steps = heard[0].windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let greatest = steps.fold(0.0, f32::max);
    // What the tone itself does, and what a straight fade of 10 ms adds.
    let tone = 0.5 * std::f32::consts::TAU * 220.0 / RATE as f32;
    assert!(greatest < tone + 0.5 / 480.0, "{greatest}");
    // The last one counts.
    let end = &heard[0][heard[0].len() - frames(0.02)..];
    let peak = end.iter().fold(0.0_f32, |peak, y| peak.max(y.abs()));
    assert!((peak - 0.05).abs() < 0.002, "{peak}");
}

#[test]
fn the_echo_and_the_room_of_an_orbit_ring_on_through_an_edit() {
    let text = "o1: s \"rim\" # room 0.5 # delay 0.8 # delaytime 0.2 # delayfeedback 0.7";
    let whole = Stage::new(text).play(frames(0.6));
    let mut stage = Stage::new(text);
    let mut heard = stage.play(frames(0.15));
    // What another output plays is nothing to the first.
    stage.evaluate(&format!("{text}\no2: s \"~\""), false);
    for (heard, rest) in heard.iter_mut().zip(stage.play(frames(0.45))) {
        heard.extend(rest);
    }
    assert!(heard == whole);
    let echo = &heard[0][frames(0.18)..];
    assert!(echo.iter().any(|y| y.abs() > 0.001));
}

#[test]
fn a_text_that_reads_a_macro_for_the_first_time_finds_it_where_it_stands() {
    let mut stage = Stage::new("o1: sine 220 * 0.1");
    stage.set_macro(0, 0.5);
    stage.play(frames(0.05));
    stage.evaluate("o1: sine 220 * ~m1", false);
    stage.play(frames(0.02));
    let heard = stage.play(frames(0.02));
    let peak = heard[0].iter().fold(0.0_f32, |peak, y| peak.max(y.abs()));
    assert!((peak - 0.5).abs() < 0.01, "{peak}");
}

#[test]
fn a_voice_of_a_bus_is_led_to_a_number_that_an_edit_changed() {
    let text = |level: &str| format!("o1: s \"~pad\" # sustain 2\n~pad: sine 220 * \"{level}\"");
    let mut stage = Stage::new(&text("1"));
    stage.play(frames(0.2));
    stage.evaluate(&text("0.1"), false);
    let heard = stage.play(frames(0.1));
    let steps = heard[0].windows(2).map(|pair| (pair[1] - pair[0]).abs());
    let level = 0.4 * 0.5_f32.sqrt();
    let tone = level * std::f32::consts::TAU * 220.0 / RATE as f32;
    let greatest = steps.fold(0.0, f32::max);
    assert!(greatest < tone + level / 480.0, "{greatest}");
    let end = &heard[0][frames(0.08)..];
    let peak = end.iter().fold(0.0_f32, |peak, y| peak.max(y.abs()));
    assert!((peak - 0.1 * level).abs() < 0.002, "{peak}");
}

#[test]
fn what_is_new_at_a_cycle_has_its_downbeat_whole() {
    // Half a cycle a second.
    let cycle = frames(2.0);
    let base = "cps: 0.5\no1: s \"hh*4\" # gain 0.2";
    for new in [
        "o2: s \"rim*4\"",
        "o2: s \"bd*2\" # lpf 900",
        "~drum: s \"cp\"\no2: ~drum * 0.8",
    ] {
        let text = format!("{base}\n{new}");
        // The first beat of the second cycle, as it is in a song that plays it all along.
        let mut whole = Stage::new(&text);
        whole.play(cycle);
        let whole = whole.play(frames(0.05));
        let mut edited = Stage::new(base);
        edited.play(cycle - frames(0.3));
        edited.evaluate(&text, true);
        edited.play(frames(0.3));
        let heard = edited.play(frames(0.05));
        let mut old = Stage::new(base);
        old.play(cycle);
        let old = old.play(frames(0.05));
        let distance = |one: &[f32], other: &[f32]| {
            let apart = one.iter().zip(other).map(|(a, b)| (a - b).abs());
            apart.fold(0.0_f32, f32::max)
        };
        let is_heard = distance(&whole[0], &old[0]);
        assert!(is_heard > 0.1, "{new}: {is_heard}");
        let apart = distance(&whole[0], &heard[0]);
        assert!(apart < 0.01, "{new}: {apart} of {is_heard}");
    }
}

#[test]
fn mending_a_text_that_made_no_numbers_heals_what_is_heard() {
    let good = "cps: 0.5\no1: s \"superpiano*4\" # note 0 # room 0.3\no2: sine 220 * 0.1";
    for wild in [
        "cps: 0.5\no1: s \"superpiano*4\" # note 5000 # room 0.3\no2: sine 220 * 0.1",
        "cps: 0.5\no1: s \"superpiano*4\" # note 0 # room 0.3\no2: sine 220 * 3e38 * 3e38",
        "cps: 0.5\no1: s \"superpiano*4\" # note 0 # room 0.3\no2: (sine 220 * 3e38) # reverb 0.9",
    ] {
        let mut stage = Stage::new(wild);
        let during = stage.play(frames(1.0));
        assert!(during.iter().flatten().all(|y| y.is_finite()), "{wild}");
        stage.evaluate(good, false);
        stage.play(frames(1.0));
        let healed = stage.play(frames(1.0));
        let mut plain = Stage::new(good);
        plain.play(frames(2.0));
        let plain = plain.play(frames(1.0));
        let level = |side: &[f32]| {
            let sum: f64 = side.iter().map(|y| f64::from(*y).powi(2)).sum();
            (sum / side.len() as f64).sqrt()
        };
        let (healed, plain) = (level(&healed[0]), level(&plain[0]));
        assert!(plain > 0.01);
        assert!(
            (healed / plain - 1.0).abs() < 0.1,
            "{wild}: {healed} {plain}"
        );
    }
}
