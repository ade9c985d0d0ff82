//! Effects one after another, and each at values that were not measured: what is expected is worked out here from the
//! definitions that the measured events follow.

use super::laws::{HEARD, LEVEL, near, sides};
use super::{RATE, library};
use crate::rendering;
use std::f64::consts::{FRAC_PI_2, TAU};

/// The left channel of one event.
fn play(sound: &str, controls: &str) -> Vec<f64> {
    let [left, _] = sides(sound, controls);
    left
}

/// By `shape`.
pub(super) fn shaped(amount: f64, x: f64) -> f64 {
    let k = 2.0 * amount / (1.0 - amount);
    (1.0 + k) * x / (1.0 + k * x.abs())
}

/// By `crush`.
pub(super) fn crushed(bits: f64, x: f64) -> f64 {
    let step = 2.0_f64.powf(1.0 - bits);
    (x / step + 0.5).floor() * step
}

/// Amplitude of a frequency in Hz within frames.
fn amplitude(frames: &[f64], frequency: f64) -> f64 {
    let (mut cosine, mut sine) = (0.0, 0.0);
    for (frame, x) in frames.iter().enumerate() {
        let angle = TAU * frequency * frame as f64 / f64::from(RATE);
        cosine += x * angle.cos();
        sine += x * angle.sin();
    }
    2.0 * cosine.hypot(sine) / frames.len() as f64
}

fn loudest(frames: &[f64]) -> f64 {
    frames.iter().fold(0.0, |most, x| most.max(x.abs()))
}

#[test]
fn each_side_of_a_stereo_sound_is_shaped_and_crushed_by_itself() {
    let [left, right] = sides("dcst", "# pan 0.25 # shape 0.6 # crush 5");
    let angle = 0.25 * FRAC_PI_2;
    for (side, x) in [(left, 0.5 * angle.cos()), (right, 0.25 * angle.sin())] {
        near(side[9_000], crushed(5.0, shaped(0.6, x)) * 0.4);
    }
}

#[test]
fn what_is_held_is_squeezed_wave_by_wave() {
    // Waves of 100 frames, held for two, at four times their speed: a quarter of each, and then rest.
    let heard = play("sine", "# coarse 2 # squiz 4");
    let begin = 50 * 100 + 1;
    let held = |frame: usize| {
        let held = frame - (frame + 1) % 2;
        0.5 * (TAU * held as f64 / 100.0).sin() * LEVEL
    };
    // Which of two neighbours a wave begins with is the holding's.
    let offset = (0..3)
        .find(|offset| (heard[begin + offset + 5] - held(20)).abs() < 0.02)
        .expect("a wave");
    for step in 1..24 {
        let (heard, expected) = (heard[begin + offset + step], held(4 * step));
        assert!((heard - expected).abs() < 0.02, "{heard}, not {expected}");
    }
    assert!(loudest(&heard[begin + 30..begin + 95]) < 1.0e-6);
}

#[test]
fn octaves_below_let_every_second_wave_pass_or_two_of_four() {
    // 110.25 Hz, waves of 400 frames, far below the filter's corner.
    let without = play("sine", "# note (-24) # octer 1");
    let waves = |controls: &str| -> Vec<bool> {
        let with = play("sine", &format!("# note (-24) # octer 1 {controls}"));
        let below: Vec<f64> = with.iter().zip(&without).map(|(a, b)| a - b).collect();
        below[36_000..]
            .chunks(400)
            .take(8)
            .map(|wave| loudest(&wave[150..250]) > 0.4 * LEVEL)
            .collect()
    };
    let below = waves("# octersub 1");
    assert!(below.windows(2).all(|pair| pair[0] != pair[1]), "{below:?}");
    let far_below = waves("# octersubsub 1");
    let halves = far_below.windows(3).all(|waves| waves[0] != waves[2]);
    assert!(halves, "{far_below:?}");
}

#[test]
fn an_octave_above_takes_the_sounds_place_with_equal_power() {
    // What is constant is taken out of the rectified sound, so that nothing but the dry one is left.
    for amount in [0.0, 0.25, 0.5, 0.8, 1.0] {
        let heard = play("dc", &format!("# octer {amount}"));
        near(heard[40_000], 0.5 * LEVEL * (amount * FRAC_PI_2).cos());
    }
}

#[test]
fn distortion_bends_within_its_gap_and_crosses_over_from_the_sound() {
    // What rings along has died away; left is the curve.
    for amount in [0.1, 0.3, 0.6, 1.0] {
        for (pan, x) in [("", HEARD), ("# pan 0", 0.5), ("# pan 0.9", 0.078_217)] {
            let heard = play("dc", &format!("# distort {amount} {pan}"));
            let beyond = x - 0.2;
            let bent = if beyond < 0.0 {
                beyond * (beyond / 0.2 + 0.01)
            } else {
                beyond
            };
            let distorted: f64 = 0.5 * (8.0 * bent.powi(3));
            let place = amount * FRAC_PI_2;
            near(
                heard[42_000],
                0.4 * (x * place.cos() + distorted * place.sin()),
            );
        }
    }
}

#[test]
fn a_shift_moves_every_frequency_alike_and_leaves_the_others_empty() {
    for (shift, note) in [(150.0, 0.0), (-200.0, 0.0), (37.0, 12.0), (2_000.0, 0.0)] {
        let heard = play("sine", &format!("# fshift ({shift}) # note {note}"));
        let heard = &heard[4_410..17_640];
        let from = 441.0 * 2.0_f64.powf(note / 12.0);
        let moved = amplitude(heard, from + shift);
        assert!(
            (moved / (0.5 * LEVEL) - 1.0).abs() < 0.01,
            "{shift}: {moved}"
        );
        for empty in [from, from - shift] {
            assert!(amplitude(heard, empty) < 0.01 * moved, "{shift}");
        }
    }
    // By the note as well: middle C is 261.63 Hz.
    let heard = play("sine", "# fshift 0 # fshiftnote 0.5");
    let moved = amplitude(&heard[4_410..39_690], 441.0 + 130.813);
    assert!((moved / (0.5 * LEVEL) - 1.0).abs() < 0.01);
}

#[test]
fn a_tremolo_needs_its_rate() {
    for controls in ["# tremolodepth 1", "# phaserdepth 1", "# tremolorate 5"] {
        let heard = play("dc", controls);
        for frame in [4_410, 8_820, 13_230] {
            near(heard[frame], 0.5 * LEVEL);
        }
    }
}

#[test]
fn a_ring_glides_evenly_in_pitch_over_a_second() {
    // Two octaves up in a second: after half of it, one. Its frequency is that of the waves in between.
    let heard = play("dc", "# ring 1 # ringf 200 # ringdf 600 # pan 0");
    let crossings: Vec<usize> = (21_000..23_100)
        .filter(|frame| heard[frame - 1] < 0.2 && heard[*frame] >= 0.2)
        .collect();
    let waves = crossings.len() - 1;
    let span = crossings[waves] - crossings[0];
    let frequency = waves as f64 * f64::from(RATE) / span as f64;
    assert!((frequency / 400.0 - 1.0).abs() < 0.01, "{frequency}");
}

#[test]
fn a_vowel_and_a_low_pass_share_their_resonance() {
    let energy = |heard: &[f64]| heard.iter().map(|x| x * x).sum::<f64>();
    let vowel = |controls: &str| energy(&play("imp", &format!("# vowel \"a\" {controls}")));
    // It lifts the formants over the dry sound: by more than ten decibels from 0 to 0.6.
    assert!(vowel("# resonance 0.6") > 3.0 * vowel(""));
    let low = energy(&play("imp", "# cutoff 900"));
    let both = vowel("# cutoff 900 # resonance 0.6");
    assert!(both > 3.0 * low, "{both} {low}");
}

#[test]
fn envelopes_bend_by_their_curve_and_multiply() {
    let bent = |share: f64, curve: f64| {
        if curve == 0.0 {
            share
        } else {
            (1.0 - (curve * share).exp()) / (1.0 - curve.exp())
        }
    };
    for curve in [-6.0, -2.0, 0.0, 3.0] {
        let heard = play(
            "dc",
            &format!("# attack 0.2 # hold 0.1 # release 0.4 # curve ({curve})"),
        );
        let full = 0.5 * LEVEL;
        near(heard[4_410], full * bent(0.5, curve));
        near(heard[11_000], full);
        near(heard[13_230 + 4_410], full * (1.0 - bent(0.25, curve)));
        near(heard[31_000], 0.0);
    }
    // The grain envelope over the whole sound, less its fade: 0.6 rise, 0.2 plateau, 0.2 fall of what is left.
    let heard = play(
        "dc",
        "# tilt 0.75 # plat 0.2 # curve 2 # attack 0.5 # hold 9",
    );
    let whole = 0.999 * f64::from(RATE);
    let rise = 0.75 * 0.8 * whole;
    for frame in [5_000, 12_000, 20_000] {
        let frame_f = frame as f64;
        let attack = bent((frame_f / (0.5 * f64::from(RATE))).min(1.0), 2.0);
        near(
            heard[frame],
            0.5 * LEVEL * bent(frame_f / rise, 2.0) * attack,
        );
    }
    let falling = (40_000.0 - rise - 0.2 * whole) / (0.2 * whole);
    near(heard[40_000], 0.5 * LEVEL * (1.0 - bent(falling, 2.0)));
}

#[test]
fn a_filter_close_to_half_the_rate_still_filters() {
    // A low-pass there passes nearly all of an impulse but halves it where it folds; a high-pass leaves next to nothing.
    let energy = |controls: &str| play("imp", controls).iter().map(|x| x * x).sum::<f64>();
    assert!(energy("# hcutoff 21900") < 1.0e-4 * energy(""));
}

#[test]
fn echoes_follow_the_latest_time_and_count_cycles_where_locked() {
    let song = "d1 $ s \"<[imp ~ ~ ~] ~ ~ ~>\" # delay 0.5 # delayfeedback 0 # lock 1 # delaytime \"<0.125>\"";
    let [left, _] = rendering::render(song, &library(), f64::from(RATE), 0.5, RATE as usize);
    // An eighth of a cycle of two seconds.
    near(f64::from(left[64]), LEVEL);
    near(f64::from(left[64 + 11_025]), 0.5 * LEVEL);
    let song =
        "d1 $ s \"<[imp ~ imp ~] ~ ~ ~>\" # delay 0.5 # delayfeedback 0 # delaytime \"0.1 0.3\"";
    let [left, _] = rendering::render(song, &library(), f64::from(RATE), 0.5, 2 * RATE as usize);
    near(f64::from(left[64 + 4_410]), 0.5 * LEVEL);
    near(f64::from(left[44_100 + 64 + 13_230]), 0.5 * LEVEL);
    near(f64::from(left[44_100 + 64 + 4_410]), 0.0);
}
