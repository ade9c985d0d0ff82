//! Random edits of the shipped songs while they play.

use super::frames;
use super::stage::Stage;
use crate::shipped::songs;

/// Edits of all songs together.
const EDITS: usize = 1000;
/// −50 dB: what an edit may add to the steps that the programs make by themselves, relative to full scale or to what is
/// louder.
const CLICK: f32 = 0.003_16;
/// What the old program started rings on under the new one, so that sounds meet which neither plays together.
const MEETING: f32 = 1.03;
/// The greatest of some 20,000 steps of a crowd of noises, in standard deviations: four or five, by chance.
const CROWD: f32 = 5.0;

/// A small generator, so that every run makes the same edits.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % count.max(1)
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// Functions that stand in for one another.
const FAMILIES: &[&[&str]] = &[
    &["lpf", "hpf", "bpf", "ladder"],
    &["saw", "tri", "square", "sine"],
    &["white", "pink", "brown"],
    &["delay", "pingpong"],
    &["fast", "slow"],
    &["rev", "palindrome", "brak"],
];

/// What is added to a sound.
const EFFECTS: &[&str] = &[
    " # lpf 900",
    " # hpf (sine 0.5 * 200 + 400) 2",
    " # delay 0.18 0.4 0.4",
    " # gain 0.7",
    " # reverb 0.6 0.5 0.3",
    " # room 0.4 # size 0.6",
    " # pan 0.2",
    " # chorus",
    " # speed 1.5",
];

/// One edit.
fn edit(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let is_statement = |line: &str| {
        line.split_once(':').is_some_and(|(name, _)| {
            let name = name.trim_start_matches("-- ");
            name.starts_with('~') || name.starts_with('o') || name.starts_with('d')
        })
    };
    let statements: Vec<usize> = (0..lines.len())
        .filter(|line| is_statement(&lines[*line]))
        .collect();
    let line = &mut lines[random.of(&statements)];
    match random.below(6) {
        0 => match line.strip_prefix("-- ") {
            Some(bare) => *line = bare.to_owned(),
            None => line.insert_str(0, "-- "),
        },
        1 => line.push_str(random.of(EFFECTS)),
        2 => {
            if let Some(last) = line.rfind(" # ") {
                line.truncate(last);
            }
        }
        3 => {
            let family = random.of(FAMILIES);
            for name in family {
                if let Some(at) = line.find(name) {
                    line.replace_range(at..at + name.len(), random.of(family));
                    break;
                }
            }
        }
        _ => {
            let numbers: Vec<(usize, usize)> = numbers(line);
            if !numbers.is_empty() {
                let (begin, end) = random.of(&numbers);
                let value: f64 = line[begin..end].parse().unwrap_or(1.0);
                let value = value * random.of(&[0.5, 0.8, 1.25, 2.0]);
                let written = if line[begin..end].contains('.') {
                    format!("{value:.3}")
                } else {
                    format!("{}", value.round().max(1.0))
                };
                line.replace_range(begin..end, &written);
            }
        }
    }
    lines.join("\n")
}

/// The places of numbers behind a statement's name.
fn numbers(line: &str) -> Vec<(usize, usize)> {
    let bytes = line.as_bytes();
    let from = line.find(':').map_or(0, |colon| colon + 1);
    let mut found = Vec::new();
    let mut at = from;
    while at < bytes.len() {
        let begins = bytes[at].is_ascii_digit() && !bytes[at - 1].is_ascii_alphabetic();
        if !begins {
            at += 1;
            continue;
        }
        let begin = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
            at += 1;
        }
        found.push((begin, at));
    }
    found
}

/// The greatest step between neighbouring frames.
fn step(heard: &[Vec<f32>; 2]) -> f32 {
    steps(heard).fold(0.0, f32::max)
}

fn steps(heard: &[Vec<f32>; 2]) -> impl Iterator<Item = f32> {
    heard
        .iter()
        .flat_map(|channel| channel.windows(2))
        .map(|pair| (pair[1] - pair[0]).abs())
}

/// The greatest step that a sound like this makes by itself. Of hundreds of noises at once the steps lie as a normal
/// distribution's do (their root mean square is 1.25 times their mean; a tone's 1.11 times, a beat's far more): there the
/// greatest that happened to be heard says less than how far they spread.
fn expected(heard: &[Vec<f32>; 2]) -> f32 {
    let count = steps(heard).count() as f32;
    let mean = steps(heard).sum::<f32>() / count;
    let spread = (steps(heard).map(|step| step * step).sum::<f32>() / count).sqrt();
    let greatest = step(heard);
    let is_crowd = (1.2..1.32).contains(&(spread / mean)) && greatest > 3.0 * spread;
    if is_crowd {
        greatest.max(CROWD * spread)
    } else {
        greatest
    }
}

#[test]
fn a_thousand_random_edits_never_click() {
    let songs = songs();
    let of_each = EDITS.div_ceil(songs.len());
    let mut clicks = Vec::new();
    let mut stages = [Stage::new(""), Stage::new(""), Stage::new("")];
    for (name, song) in &songs {
        let mut random = Random(name.len() as u64 + 3);
        let mut text = song.clone();
        for number in 0..of_each {
            // Edits of edits, from the song itself again now and then.
            let before = match number % 12 {
                0 => song.clone(),
                _ => text,
            };
            text = edit(&before, &mut random);
            let cycle = random.below(64) as f64 / 16.0;
            // What the old and the new program make by themselves, from the same place of the music on.
            let [old, new, edited] = &mut stages;
            old.restart(&before, cycle);
            new.restart(&text, cycle);
            edited.restart(&before, cycle);
            let begun = frames(0.05) + random.below(200);
            old.play(begun);
            new.play(begun);
            edited.play(begun);
            edited.evaluate(&text, false);
            // Long enough for what an echo might repeat of it.
            let rest = frames(0.2);
            let expected = expected(&old.play(rest)).max(expected(&new.play(rest)));
            let heard = edited.play(rest);
            let peak = heard
                .iter()
                .flatten()
                .fold(1.0, |peak: f32, y| peak.max(y.abs()));
            if step(&heard) > expected * MEETING + CLICK * peak {
                clicks.push(format!(
                    "{name}, edit {number}: a step of {} where the programs make {expected}\n{}",
                    step(&heard),
                    difference(&before, &text)
                ));
            }
        }
    }
    assert!(
        clicks.is_empty(),
        "{} clicks\n{}",
        clicks.len(),
        clicks.join("\n")
    );
}

/// The lines that differ.
fn difference(before: &str, after: &str) -> String {
    before
        .lines()
        .zip(after.lines())
        .filter(|(before, after)| before != after)
        .map(|(before, after)| format!("  - {before}\n  + {after}\n"))
        .collect()
}
