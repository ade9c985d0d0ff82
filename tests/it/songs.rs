//! Every song in `patterns/`: compiles without a word, sounds, keeps the real-time law, does not depend on the host's
//! blocks, and triggers what it triggered when it was last looked at.
//!
//! A song's triggers lie in `tests/triggers/`. Where the file is missing it is written: look at it, then commit it.

use crate::shipped::{library, songs};
use phonon_cli::player::Player;
use phonon_cli::tempo::Tempo;
use phonon_engine::Settings;
use phonon_language::{self, Context, Score};
use phonon_pattern::{Budget, ListedEvent, Plain, Scratch, Span};
use phonon_session::banks::BankDefaults;
use phonon_session::compile::compile;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

const RATE: f64 = 48_000.0;
/// Cycles of which the triggers are kept.
const CYCLES: i64 = 4;

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn player(name: &str, text: &str, largest: usize) -> Player {
    let library = library();
    let compiled = compile(text, RATE, &library, &BankDefaults::default(), None);
    assert!(
        compiled.diagnostics.is_empty(),
        "{name}: {:?}",
        compiled.diagnostics
    );
    let errors = compiled.program.load(&library);
    assert!(errors.is_empty(), "{name}: {errors:?}");
    Player::new(
        compiled.program,
        RATE,
        largest,
        Tempo::Song,
        Settings::default(),
    )
}

/// The first frames of a song, played in blocks of the sizes that `next` gives. Nothing may be allocated on the way.
fn play(name: &str, text: &str, frames: usize, mut next: impl FnMut() -> usize) -> [Vec<f32>; 2] {
    const LARGEST: usize = 4096;
    let mut player = player(name, text, LARGEST);
    let mut heard = [Vec::with_capacity(frames), Vec::with_capacity(frames)];
    while heard[0].len() < frames {
        let count = next().clamp(1, LARGEST).min(frames - heard[0].len());
        let (block, cost) = player.play(count);
        assert_eq!(
            cost.heap_operations,
            0,
            "{name} allocates at frame {}",
            heard[0].len()
        );
        for (channel, block) in heard.iter_mut().zip(&block.main) {
            channel.extend_from_slice(&block[..count]);
        }
    }
    heard
}

/// Block sizes from 1 to 1,000, the same in every run.
fn random_sizes() -> impl FnMut() -> usize {
    let mut seed = 7_u32;
    move || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        1 + (seed >> 8) as usize % 1000
    }
}

#[test]
fn every_song_sounds_for_eight_seconds_without_nan_and_without_allocating() {
    for (name, text) in songs() {
        let heard = play(&name, &text, 8 * RATE as usize, || 512);
        assert!(
            heard
                .iter()
                .flatten()
                .all(|y| y.is_finite() && y.abs() <= 1.0),
            "{name}"
        );
        let loudest = heard
            .iter()
            .flatten()
            .fold(0.0_f32, |loudest, y| loudest.max(y.abs()));
        assert!(loudest > 0.05, "{name} is nearly silent: {loudest}");
    }
}

#[test]
fn every_song_is_the_same_bit_for_bit_whatever_the_blocks() {
    let bits = |heard: &[Vec<f32>; 2]| {
        heard
            .iter()
            .flatten()
            .map(|y| y.to_bits())
            .collect::<Vec<u32>>()
    };
    for (name, text) in songs() {
        // Long enough for a change of cycle, short enough for blocks of one frame.
        let frames = (2.3 * RATE) as usize;
        let whole = bits(&play(&name, &text, frames, || 512));
        for size in [1, 7, 64] {
            assert!(
                bits(&play(&name, &text, frames, || size)) == whole,
                "{name} in blocks of {size}"
            );
        }
        assert!(
            bits(&play(&name, &text, frames, random_sizes())) == whole,
            "{name} in random blocks"
        );
    }
}

#[test]
fn every_song_triggers_what_it_did() {
    for (name, text) in songs() {
        let found = triggers(&phonon_language::compile(&text, &Context::default(), None).score);
        let path = folder("tests/triggers").join(format!("{name}.txt"));
        let Ok(kept) = std::fs::read_to_string(&path) else {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &found).unwrap();
            continue;
        };
        if let Some((line, (was, is))) = kept
            .lines()
            .zip(found.lines())
            .enumerate()
            .find(|(_, (was, is))| was != is)
        {
            panic!(
                "{name}, line {}: was\n  {was}\nis\n  {is}\nDelete {} if that is right",
                line + 1,
                path.display()
            );
        }
        assert_eq!(kept.lines().count(), found.lines().count(), "{name}");
    }
}

/// A line for each onset: output, time in cycles, controls. Of a crowd only a count for each cycle.
fn triggers(score: &Score) -> String {
    const CROWD: usize = 200;
    let mut out = String::new();
    let mut scratch = Scratch::new(Budget::OFFLINE);
    for (index, (pattern, _)) in score.sequences.iter().enumerate() {
        for cycle in 0..CYCLES {
            let (events, complete) = score
                .graph
                .events(*pattern, Span::cycle(cycle), &mut scratch);
            assert!(complete);
            let mut lines: Vec<String> = events
                .iter()
                .filter_map(|event| line(index, event))
                .collect();
            lines.sort();
            if lines.len() > CROWD {
                let (first, last) = (lines[0].clone(), lines[lines.len() - 1].clone());
                let count = lines.len();
                lines = vec![
                    format!("pattern {index} cycle {cycle}: {count} onsets"),
                    first,
                    last,
                ];
            }
            lines
                .iter()
                .for_each(|line| writeln!(out, "{line}").unwrap());
        }
    }
    out
}

fn line(index: usize, event: &ListedEvent) -> Option<String> {
    let whole = event
        .whole
        .filter(|whole| whole.begin == event.part.begin)?;
    let Plain::Controls(controls) = &event.value else {
        return None;
    };
    let words: Vec<String> = controls
        .iter()
        .map(|(name, value)| match value {
            Plain::Float(x) | Plain::Note(x) => format!("{name} {x:.6}"),
            Plain::Word(word) => format!("{name} {word}"),
            other => format!("{name} {other:?}"),
        })
        .collect();
    let begin = whole.begin.to_f64();
    Some(format!(
        "pattern {index} at {begin:10.6} ({}-{}) {}",
        whole.begin,
        whole.end,
        words.join(", ")
    ))
}
