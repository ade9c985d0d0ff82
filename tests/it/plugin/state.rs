//! States: what is loaded is what is heard, and what is saved.

use super::*;

/// What plays at first in a host that has not loaded its project yet: loud, and never over.
const BEFORE: &str = "o1: sine 220 * 0.5\no2: s \"bd*8\" # room 0.9 # size 0.9 # delay 0.8";
/// The project: voices with tails, synths, signals, an own number of beats.
const PROJECT: &str = include_str!("../../../patterns/night-bus.ph");

fn rolling(begin: u64) -> impl FnMut(u64, usize) -> Option<TransportEvent> {
    move |frame, _| Some(playing((frame - begin) as f64 / RATE * 2.0, 120.0))
}

/// Asserts that a state loaded into an instance that plays another is heard from the next block on, as a fresh instance
/// plays it, to the bit.
fn assert_loads_exactly(offline: bool) {
    let new = || {
        let mut host = Host::inactive(RATE, 1024);
        if offline {
            host.bounce();
        }
        host
    };
    let mut fresh = new();
    fresh.load_text(PROJECT);
    fresh.activate();
    let wanted = fresh.run_with(12_000, |_| 512, rolling(0));
    assert!(wanted[0].iter().any(|y| y.abs() > 0.05));
    let mut host = new();
    host.load_text(BEFORE);
    host.activate();
    for turn in 0..30 {
        let begin = host.frame;
        let mut blocks = random_blocks(turn);
        host.run_with(3_000 + 100 * turn as usize, &mut blocks, rolling(begin));
        host.load_text(PROJECT);
        let begin = host.frame;
        let heard = host.run_with(12_000, &mut blocks, rolling(begin));
        for (heard, wanted) in heard.iter().zip(&wanted) {
            let differs = heard
                .iter()
                .zip(wanted)
                .position(|(one, other)| one != other);
            assert_eq!(differs, None, "in turn {turn}");
        }
        host.load_text(BEFORE);
    }
}

#[test]
fn a_state_loaded_while_a_host_renders_offline_is_heard_alone_and_exactly_from_the_next_block() {
    assert_loads_exactly(true);
}

#[test]
fn a_state_loaded_while_a_host_plays_is_heard_alone_and_exactly_from_the_next_block() {
    assert_loads_exactly(false);
}

#[test]
fn an_instance_that_is_opened_bypassed_is_silent_from_its_first_frame() {
    let mut host = ready("o1: sine 220 * 0.5");
    host.set("Bypass", 1.0);
    host.run_with(9_600, |_| 480, rolling(0));
    let saved = host.save();
    let mut host = Host::inactive(RATE, 1024);
    assert!(host.load(&saved));
    host.activate();
    let heard = host.run_with(9_600, |_| 480, rolling(0));
    assert!(heard.iter().flatten().all(|y| *y == 0.0));
}

/// A saved state as bytes: a length and JSON.
fn chunk(outer: &serde_json::Value) -> Vec<u8> {
    let json = outer.to_string();
    [&(json.len() as u64).to_le_bytes()[..], json.as_bytes()].concat()
}

/// The session in saved bytes.
fn session_of(bytes: &[u8]) -> serde_json::Value {
    let outer: serde_json::Value = serde_json::from_slice(&bytes[8..]).expect("JSON");
    let session = outer["fields"]["session"].as_str().expect("a session");
    serde_json::from_str(session).expect("JSON")
}

/// The parameters in saved bytes.
fn parameters_of(bytes: &[u8]) -> serde_json::Value {
    let outer: serde_json::Value = serde_json::from_slice(&bytes[8..]).expect("JSON");
    outer["params"].clone()
}

#[test]
fn a_session_that_cannot_be_read_changes_nothing_and_is_in_what_is_saved_next() {
    let mut host = ready(HITS);
    host.set("Gain", 0.25);
    host.run_with(4_800, |_| 480, rolling(0));
    let before = host.save();
    for text in ["{\"draft\":\"my song", "[]", "{\"draft\":\"my song"] {
        let taken = host.load(&chunk(&serde_json::json!({
            "version": "",
            "params": { "gain": { "f32": 1.0 } },
            "fields": { "session": text },
        })));
        assert!(!taken);
    }
    let saved = host.save();
    let mut after = session_of(&saved);
    let kept = serde_json::json!({ "session": "{\"draft\":\"my song", "session (2)": "[]" });
    assert_eq!(after["unread"], kept);
    after.as_object_mut().expect("an object").remove("unread");
    assert_eq!(after, session_of(&before));
    assert_eq!(parameters_of(&saved), parameters_of(&before));
    // What is saved loads, and plays.
    let mut host = Host::inactive(RATE, 1024);
    assert!(host.load(&saved));
    host.activate();
    let begin = host.frame;
    assert_eq!(
        onsets(&host.run_with(48_000, |_| 512, rolling(begin))[0]).len(),
        2
    );
    assert_eq!(session_of(&host.save())["unread"], kept);
}

#[test]
fn what_a_newer_version_saved_beside_the_session_is_saved_again_where_it_was() {
    let mut host = Host::inactive(RATE, 256);
    let session = serde_json::json!({ "draft": "a", "evaluated": "a", "window": { "zoom": 2 } });
    let newer = serde_json::json!({
        "version": "9.0",
        "params": {
            "sparkle": { "f32": 0.5 },
            "gain": { "f64": 0.5 },
            "limiter": { "bool": false },
        },
        "fields": { "session": session.to_string(), "tuning": "17" },
    });
    assert!(host.load(&chunk(&newer)));
    for _ in 0..2 {
        let saved = host.save();
        let outer: serde_json::Value = serde_json::from_slice(&saved[8..]).expect("JSON");
        assert_eq!(outer["params"]["sparkle"], newer["params"]["sparkle"]);
        // One that cannot be read costs itself alone.
        assert_eq!(outer["params"]["gain"], serde_json::json!({ "f32": 1.0 }));
        assert_eq!(
            outer["params"]["limiter"],
            serde_json::json!({ "bool": false })
        );
        assert_eq!(outer["fields"]["tuning"], "17");
        assert_eq!(session_of(&saved)["window"]["zoom"], 2);
        assert!(host.load(&saved));
        assert_eq!(host.save(), saved);
    }
}

#[test]
fn a_value_set_without_processing_is_in_the_state_that_is_saved_next() {
    for active in [false, true] {
        let mut host = Host::inactive(RATE, 256);
        if active {
            host.activate();
        }
        host.set("Gain", 0.125);
        host.set("Bypass", 1.0);
        host.flush();
        let saved = String::from_utf8_lossy(&host.save()).into_owned();
        assert!(!saved.contains("\"gain\":{\"f32\":1.0}"), "{saved}");
        assert!(saved.contains("\"bypass\":{\"bool\":true}"), "{saved}");
    }
}

#[test]
fn a_sample_rate_that_none_can_be_is_refused_and_harms_nothing() {
    for rate in [
        0.0,
        -1.0,
        -48_000.0,
        1.0,
        7_999.0,
        1.0e9,
        f64::NAN,
        f64::INFINITY,
    ] {
        let mut host = Host::inactive(rate, 256);
        host.bounce();
        host.load_text(HITS);
        assert!(!host.try_activate(), "{rate}");
        host.activate_at(RATE, 1024);
        let begin = host.frame;
        assert_eq!(
            onsets(&host.run_with(48_000, |_| 512, rolling(begin))[0]).len(),
            2
        );
    }
}
