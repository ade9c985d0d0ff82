//! Parameters together, as the laws that were measured one by one say: each expected value is worked out here, from the
//! sound (a line from −0.5 to 0.5, a constant of 0.5, both a second long) and from the event.

use super::chains::{crushed, shaped};
use super::{RATE, library};
use crate::rendering;
use std::f64::consts::{FRAC_1_SQRT_2, TAU};

/// Level of a mono sound in the middle at the default gain.
pub(super) const LEVEL: f64 = 0.4 * FRAC_1_SQRT_2;
/// What effects hear of the constant: it is placed before them.
pub(super) const HEARD: f64 = 0.5 * FRAC_1_SQRT_2;

/// Both channels of one event of half a second, at half a cycle a second.
pub(super) fn sides(sound: &str, controls: &str) -> [Vec<f64>; 2] {
    let song = format!("d1 $ s \"<[{sound} ~ ~ ~] ~ ~ ~ ~ ~>\" {controls}");
    let sides = rendering::render(&song, &library(), f64::from(RATE), 0.5, 3 * RATE as usize);
    sides.map(|side| side.into_iter().map(f64::from).collect())
}

/// The left one.
fn play(sound: &str, controls: &str) -> Vec<f64> {
    let [left, _] = sides(sound, controls);
    left
}

/// What the line is at a place of 0…1.
fn ramp(place: f64) -> f64 {
    (place - 0.5) * LEVEL
}

fn last(heard: &[f64]) -> usize {
    heard
        .iter()
        .rposition(|x| x.abs() > 1.0e-6)
        .expect("a sound")
}

#[track_caller]
pub(super) fn near(heard: f64, expected: f64) {
    assert!((heard - expected).abs() < 2.0e-4, "{heard}, not {expected}");
}

#[test]
fn a_slice_played_backwards_twice_runs_from_its_end_and_wraps_there() {
    let heard = play("ramp", "# begin 0.25 # end 0.75 # speed (-1) # loop 2");
    for frame in [1_000, 11_025, 20_000, 30_000, 40_000] {
        let passed = (frame % 22_050) as f64 / f64::from(RATE);
        near(heard[frame], ramp(0.75 - passed));
    }
    assert!(last(&heard).abs_diff(44_099) <= 2);
    // It begins in the middle of the file, and so fades in over a millisecond.
    near(heard[22], 0.5 * ramp(0.7495));
}

#[test]
fn a_speed_in_cycles_glides_from_itself_to_its_multiple() {
    // A second in two: half speed, gliding to one and a half times that, 0.625 on average.
    let heard = play("ramp", "# unit \"c\" # speed 1 # accelerate 0.5");
    let seconds = 1.0 / 0.625;
    assert!(last(&heard).abs_diff((seconds * f64::from(RATE)) as usize) <= 2);
    for time in [0.2, 0.8, 1.2] {
        let place = 0.5 * time + 0.25 * time * time / (2.0 * seconds);
        let heard = heard[(time * f64::from(RATE)) as usize];
        assert!((heard - ramp(place)).abs() < 5.0e-4, "{heard} at {time}");
    }
}

#[test]
fn legato_cuts_what_an_envelope_shapes() {
    let heard = play("dc", "# legato 0.5 # attack 0.1");
    near(heard[2_205], 0.5 * 0.5 * LEVEL);
    near(heard[8_000], 0.5 * LEVEL);
    assert!(last(&heard).abs_diff(11_024) <= 2);
    // With a release and no hold it falls at once.
    let heard = play("dc", "# legato 0.5 # attack 0.05 # release 0.1");
    near(heard[2_205], 0.5 * LEVEL);
    near(heard[2_205 + 2_205], 0.25 * LEVEL);
    assert!(last(&heard).abs_diff(6_614) <= 2);
}

#[test]
fn sustain_and_legato_cancel_loops_and_never_go_beyond_one_pass() {
    for controls in [
        "# loop 3 # legato 4 # begin 0.5",
        "# loop 3 # sustain 4 # begin 0.5",
    ] {
        assert!(last(&play("ramp", controls)).abs_diff(22_049) <= 2);
    }
    // A loop and a half of a quarter.
    let heard = play("ramp", "# begin 0.25 # end 0.5 # loop 1.5");
    assert!(last(&heard).abs_diff(16_537) <= 2);
    near(heard[12_000], ramp(0.25 + 975.0 / 44_100.0));
}

#[test]
fn the_note_and_the_octave_multiply_with_the_speed() {
    let heard = play("ramp", "# note 12 # octave 4 # speed 2 # cut 1");
    assert!(last(&heard).abs_diff(22_049) <= 2);
    near(heard[11_025], ramp(0.5));
    let heard = play("ramp", "# note 12 # speed (-0.5)");
    near(heard[11_025], ramp(0.75));
}

#[test]
fn effects_come_in_their_order_and_before_the_gain() {
    // Shaped, then crushed to eighths; the other way round it would be 0.643.
    let heard = play("dc", "# crush 4 # shape 0.5");
    near(heard[5_000], crushed(4.0, shaped(0.5, HEARD)) * 0.4);
    // Gain does not drive the shape.
    let heard = play("dc", "# gain 1.5 # shape 0.9");
    near(heard[5_000], shaped(0.9, HEARD) * 0.4 * 1.5_f64.powi(4));
    // On the left alone it is louder, and so shaped more.
    let heard = play("dc", "# pan 0 # shape 0.5");
    near(heard[5_000], shaped(0.5, 0.5) * 0.4);
    // The ring comes after the tremolo: both multiply.
    let controls = "# tremolorate 2 # tremolodepth 1 # ring 0.5 # ringf 3";
    let heard = play("dc", controls);
    for frame in [2_000, 9_000, 17_000] {
        let time = frame as f64 / f64::from(RATE);
        let tremolo = 0.5 + 0.5 * (TAU * 2.0 * time).cos();
        let ring = 1.0 + 0.5 * (TAU * 3.0 * time).sin();
        near(heard[frame], 0.5 * LEVEL * tremolo * ring);
    }
}

#[test]
fn a_sample_held_is_a_staircase_of_what_was_shaped() {
    let heard = play("ramp", "# coarse 8.5 # begin 0.5");
    let steps = heard[1_000..9_500]
        .windows(2)
        .filter(|pair| pair[0] != pair[1])
        .count();
    assert!(steps.abs_diff(1_000) <= 1, "{steps}");
}

#[test]
fn a_high_pass_and_a_band_pass_multiply_their_responses() {
    // Both filters by the difference equations that were measured, one after the other.
    let (mut high, mut band) = ([0.0; 2], [0.0; 2]);
    let p = TAU * 300.0 / f64::from(RATE);
    let d = (p * 0.5 * 0.001_f64.powf(0.2)).tan();
    let c = (1.0 - d) / (1.0 + d);
    let b = (1.0 + c) * p.cos();
    let a = (1.0 + c + b) / 4.0;
    let q = TAU * 1_200.0 / f64::from(RATE);
    let k = 1.0 / (q * 0.5 / 4.0).tan();
    let e = 1.0 / (1.0 + k);
    let heard = play(
        "imp",
        "# hcutoff 300 # hresonance 0.2 # bandf 1200 # bandq 4",
    );
    for (frame, heard) in heard.iter().enumerate().take(2_000) {
        let x = if frame == 64 { LEVEL } else { 0.0 };
        let w = x + b * high[0] - c * high[1];
        let y = a * (w - 2.0 * high[0] + high[1]);
        high = [w, high[0]];
        let w = y + 2.0 * k * q.cos() * e * band[0] + (1.0 - k) * e * band[1];
        let z = e * (w - band[1]) * 4.0;
        band = [w, band[0]];
        assert!((heard - z).abs() < 1.0e-5, "{heard}, not {z}, at {frame}");
    }
}

#[test]
fn a_speed_in_cycles_runs_backwards_as_it_glides() {
    // Twice a cycle is once a second backwards, gliding to half of that: three quarters on average.
    let heard = play("ramp", "# unit \"c\" # speed (-2) # accelerate (-0.5)");
    let seconds = 4.0 / 3.0;
    assert!(last(&heard).abs_diff((seconds * f64::from(RATE)) as usize) <= 2);
    for time in [0.1, 0.6, 1.1] {
        let place = 1.0 - time + 0.5 * time * time / (2.0 * seconds);
        let heard = heard[(time * f64::from(RATE)) as usize];
        assert!((heard - ramp(place)).abs() < 5.0e-4, "{heard} at {time}");
    }
}

#[test]
fn a_slice_given_the_wrong_way_round_runs_backwards_and_wraps() {
    let heard = play("ramp", "# begin 0.75 # end 0.25 # loop 2.25");
    for frame in [2_000, 15_000, 30_000, 48_000] {
        let passed = (frame % 22_050) as f64 / f64::from(RATE);
        near(heard[frame], ramp(0.75 - passed));
    }
    assert!(last(&heard).abs_diff(49_612) <= 2);
    // Backwards it is the right way round, and both swap.
    let heard = play("ramp", "# begin 0.75 # end 0.25 # speed (-1)");
    near(heard[5_000], ramp(0.25 + 5_000.0 / f64::from(RATE)));
}

#[test]
fn a_slice_in_seconds_is_as_long_as_it_is_wide_whatever_the_speed() {
    let heard = play("ramp", "# unit \"s\" # speed 0.5 # end 0.5");
    assert!(last(&heard).abs_diff(22_049) <= 2);
    let heard = play("ramp", "# unit \"s\" # speed 1 # end 0.5 # legato 0.5");
    assert!(last(&heard).abs_diff(11_024) <= 2);
    let heard = play("ramp", "# unit \"s\" # speed 1 # end 0.25 # legato 4");
    assert!(last(&heard).abs_diff(11_024) <= 2);
}

#[test]
fn a_fade_is_at_most_a_part_of_a_short_sound() {
    // 0.19098 of 0.1 seconds at either end.
    let heard = play("dc", "# sustain 0.1 # fadeTime 1 # begin 0.1");
    let fade = 0.19098 * 4_410.0;
    let full = 0.5 * LEVEL;
    for share in [0.25, 0.5, 0.75] {
        let expected = full * (0.5 - 0.5 * (std::f64::consts::PI * share).cos());
        let frame = (share * fade).round();
        assert!((heard[frame as usize] - expected).abs() < 1.0e-3 * full);
        assert!((heard[4_410 - frame as usize] - expected).abs() < 1.0e-3 * full);
    }
    near(heard[2_205], full);
    assert!(last(&heard).abs_diff(4_409) <= 9);
}

#[test]
fn a_channel_is_added_to_the_place_and_mirrored() {
    for (controls, place) in [
        ("# channel 1 # pan 0.25", 0.75),
        ("# channel 1 # pan 0.75", 0.75),
        ("# channel 0 # pan 0.1", 0.1),
        ("# pan (-1.3)", 0.7),
    ] {
        let [left, right] = sides("dc", controls);
        let angle = place * std::f64::consts::FRAC_PI_2;
        near(left[9_000], 0.2 * angle.cos());
        near(right[9_000], 0.2 * angle.sin());
    }
}

#[test]
fn lags_add_up_with_offsets_by_their_speed() {
    for (controls, seconds) in [
        ("# lag 0.1 # offset 0.2", 0.3),
        ("# offset 0.1 # speed 2", 0.2),
        ("# offset 0.1 # speed (-2) # lag 0.05", 0.25),
    ] {
        let heard = play("dc", controls);
        let first = heard
            .iter()
            .position(|x| x.abs() > 1.0e-5)
            .expect("a sound");
        let expected = (seconds * f64::from(RATE)) as usize;
        assert!(first.abs_diff(expected) <= 2, "{controls}: {first}");
    }
}

#[test]
fn groups_are_cut_within_their_orbit_or_by_the_same_sound_or_everywhere() {
    // A constant, and half a second later another sound in the same cycle: where it stops, in frames.
    let stops = |first: &str, second: &str| {
        let song = format!(
            "d1 $ stack [s \"<[dc ~ ~ ~] ~ ~>\" {first}, s \"<[~ imp ~ ~] ~ ~>\" {second}]"
        );
        let [left, _] =
            rendering::render(&song, &library(), f64::from(RATE), 0.5, 3 * RATE as usize);
        left.iter()
            .rposition(|x| x.abs() > 1.0e-3)
            .expect("a sound")
    };
    let cut = stops("# cut 1", "# cut 1");
    assert!((22_080..22_300).contains(&cut), "{cut}");
    // Other groups, other orbits, other sounds, and none.
    for (first, second) in [
        ("# cut 1", "# cut 2"),
        ("# cut 1", ""),
        ("", "# cut 1"),
        ("# cut 1", "# cut 1 # orbit 1"),
        ("# cut (-1)", "# cut (-1)"),
    ] {
        assert!(stops(first, second) > 44_000, "{first}, {second}");
    }
    // The sign is the new sound's: a positive group also ends what joined it with a negative one.
    assert!(stops("# cut (-1)", "# cut 1") < 22_300);
    assert!(stops("# cut 1", "# cut 1 # orbit 1 # cutAll 1") < 22_300);
    // With the fade of the sound that is cut.
    let cut = stops("# cut 1 # fadeTime 0.1", "# cut 1");
    assert!((26_000..27_000).contains(&cut), "{cut}");
}

#[test]
fn orbits_have_effects_of_their_own() {
    // What is sent to one orbit's room is not heard in the other.
    let ringing = |song: &str| -> f64 {
        let song = format!("d1 $ {song}");
        let [left, _] = rendering::render(&song, &library(), f64::from(RATE), 0.5, RATE as usize);
        left[200..].iter().map(|x| f64::from(*x).powi(2)).sum()
    };
    let first = "s \"imp\" # orbit 0 # room 0.9 # size 0.8";
    let second = "s \"imp\" # orbit 1 # room 0 # size 0.8";
    let (one, both) = (
        ringing(first),
        ringing(&format!("stack [{first}, {second}]")),
    );
    assert!(one > 1.0e-3 * LEVEL * LEVEL);
    assert!((both - one).abs() < 1.0e-3 * one);
    assert!(ringing(second) < 1.0e-9);
}
