//! The effect: what comes in goes out through the song.

use super::*;

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
fn what_passes_a_bypassed_effect_is_as_late_as_it_says() {
    let mut host = effect("out: ~in * 0", Some(two_tones));
    host.set("Look-ahead", 1.0);
    host.run(480, |_| 480);
    host.deactivate();
    host.activate();
    let latency = u64::from(host.latency());
    assert!(latency > 0);
    host.set("Bypass", 1.0);
    host.run(9_600, random_blocks(5));
    let begin = host.frame;
    let [left, right] = host.run(4_800, random_blocks(6));
    for (index, (l, r)) in left.iter().zip(&right).enumerate() {
        let passed = two_tones(begin + index as u64 - latency);
        assert!(
            (l - passed).abs() < 1.0e-6 && (r - passed).abs() < 1.0e-6,
            "{index}"
        );
    }
}

#[test]
fn a_text_that_is_wrong_lets_pass_what_comes_in() {
    let passes = |host: &mut Host| {
        host.run(9_600, |_| 480);
        let begin = host.frame;
        let [left, _] = host.run(480, |_| 480);
        let mut heard = left.iter().enumerate();
        heard.all(|(index, y)| (y - two_tones(begin + index as u64)).abs() < 1.0e-6)
    };
    for text in [
        "out: ~in # lpff 800",
        "out: ((((",
        "out: ~in # lpf\no2: silence",
    ] {
        let mut host = effect(text, Some(two_tones));
        let begin = host.frame;
        // From the first frame on.
        let [left, _] = host.run(480, |_| 480);
        let mut heard = left.iter().enumerate();
        let at_once = heard.all(|(index, y)| (y - two_tones(begin + index as u64)).abs() < 1.0e-6);
        assert!(at_once && passes(&mut host), "{text}");
        // Mended, it is an effect again.
        host.load_text("out: ~in * 0");
        host.run(9_600, |_| 480);
        assert!(
            host.run(480, |_| 480)[0].iter().all(|y| *y == 0.0),
            "{text}"
        );
    }
    // What is right and silent is silent, and what is wrong elsewhere leaves alone what is right.
    for text in [
        "out: ~in * 0",
        "hush",
        "out: ~in * 0\no2: s \"bd",
        "o1: s \"~ in\" * 0\no2: ((",
    ] {
        assert!(!passes(&mut effect(text, Some(two_tones))), "{text}");
    }
}

#[test]
fn each_port_has_its_own_name() {
    assert_eq!(Host::effect(RATE, 256).port_names(), ["In", "Main"]);
    assert_eq!(Host::inactive(RATE, 256).port_names(), ["Main"]);
    let multi = Host::multi(RATE, 256).port_names();
    assert_eq!((multi.len(), &*multi[0], &*multi[16]), (17, "Main", "o16"));
}
