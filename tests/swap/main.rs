//! A new program takes over while the old one plays: what is the same goes on bit for bit, what changed fades over, and
//! nothing clicks, allocates or drops out.

mod edits;
mod stage;

use phonon::language::Severity;
use stage::{RATE, Stage, songs};

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
