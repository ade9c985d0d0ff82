//! The host's blocks are not heard.

use super::host::{Host, RATE, difference, frames};
use super::lines::{TEMPI, line};
use super::{PART, examples, seed};
use crate::shipped::songs;
use phonon_engine::Transport;
use proptest::prelude::*;

/// Blocks as hosts have them, and worse.
const SIZES: [usize; 6] = [1, 37, 100, 441, 512, 1_056];

/// Whether a text sounds in blocks of `size` as it does in others. One that has an error is passed over.
fn same(text: &str, length: usize, size: usize) -> Result<(), String> {
    let Some(mut host) = Host::open(text) else {
        return Ok(());
    };
    // The engine's own clock: tempo patterns are heard.
    let mut play = |size| {
        host.reset();
        host.play(|_| Transport::missing(), length, &[size])
    };
    let (whole, parts) = (play(64), play(size));
    match difference(&whole, &parts) {
        None => Ok(()),
        Some(frame) => Err(format!("in blocks of {size} from frame {frame} on: {text}")),
    }
}

#[test]
fn examples_of_the_reference_are_the_same_in_all_blocks() {
    let mut failures = Vec::new();
    let examples = examples(|_| true).into_iter().enumerate();
    for (index, text) in examples.skip(seed() % PART).step_by(PART) {
        let size = SIZES[(index / PART + seed()) % SIZES.len()];
        let beats = if size == 1 { 0.3 } else { 1.5 };
        failures.extend(same(&text, frames(beats), size).err());
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_song_is_the_same_in_all_blocks(
        lines in prop::collection::vec(line(TEMPI), 1..4),
        size in prop::sample::select(&SIZES[..]),
    ) {
        let lines: Vec<String> = lines.iter().enumerate().map(|(index, line)| format!("o{}: {line}", index + 1)).collect();
        let result = same(&lines.join("\n"), (1.5 * RATE) as usize, size);
        prop_assert!(result.is_ok(), "{}", result.unwrap_err());
    }
}

#[test]
fn every_song_is_the_same_where_it_is_jumped_about_in() {
    for (name, text) in songs() {
        let play = |size: usize| {
            let mut host = Host::open(&text).expect("songs have no error");
            let mut heard = Vec::new();
            for (beat, beats) in [(0.0, 0.57), (7.3, 0.31), (7.3, 0.31), (2.0, 0.4)] {
                heard.extend(host.roll(beat, frames(beats), &[size]));
            }
            heard.extend(host.stand(3_001, &[size]));
            heard.extend(host.roll(1.0, frames(0.5), &[size]));
            heard
        };
        let whole = play(512);
        for size in [37, 441] {
            assert_eq!(
                difference(&whole, &play(size)),
                None,
                "{name} in blocks of {size}"
            );
        }
    }
}
