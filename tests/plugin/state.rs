//! States: what is loaded is what is heard, and what is saved.

use super::*;

/// What plays at first in a host that has not loaded its project yet: loud, and never over.
const BEFORE: &str = "o1: sine 220 * 0.5\no2: s \"bd*8\" # room 0.9 # size 0.9 # delay 0.8";
/// The project: voices with tails, synths, signals, an own number of beats.
const PROJECT: &str = include_str!("../../patterns/night-bus.ph");

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
