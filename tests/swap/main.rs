//! A new program takes over while the old one plays: what is the same goes on bit for bit, what changed fades over, and
//! nothing clicks, allocates or drops out.

mod edits;
mod stage;

use stage::{RATE, Stage, songs};

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
