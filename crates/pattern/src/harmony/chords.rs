//! Chords by name, and the changes that can be made to them.

use crate::mini::ChordModifier;

/// Notes of a chord as semitones above its root, and all its names, the plainest first.
pub const CHORDS: &[(&[&str], &[i32])] = &[
    (&["major", "maj", "M"], &[0, 4, 7]),
    (&["aug", "plus", "sharp5"], &[0, 4, 8]),
    (&["six", "6"], &[0, 4, 7, 9]),
    (&["sixNine", "six9", "sixby9", "6by9"], &[0, 4, 7, 9, 14]),
    (&["major7", "maj7", "M7"], &[0, 4, 7, 11]),
    (&["major9", "maj9", "M9"], &[0, 4, 7, 11, 14]),
    (&["add9"], &[0, 4, 7, 14]),
    (&["major11", "maj11", "M11"], &[0, 4, 7, 11, 14, 17]),
    (&["add11"], &[0, 4, 7, 17]),
    (&["major13", "maj13", "M13"], &[0, 4, 7, 11, 14, 21]),
    (&["add13"], &[0, 4, 7, 21]),
    (&["dom7"], &[0, 4, 7, 10]),
    (&["dom9"], &[0, 4, 7, 14]),
    (&["dom11"], &[0, 4, 7, 17]),
    (&["dom13"], &[0, 4, 7, 21]),
    (&["sevenFlat5", "7f5"], &[0, 4, 6, 10]),
    (&["sevenSharp5", "7s5"], &[0, 4, 8, 10]),
    (&["sevenFlat9", "7f9"], &[0, 4, 7, 10, 13]),
    (&["nine"], &[0, 4, 7, 10, 14]),
    (&["eleven", "11"], &[0, 4, 7, 10, 14, 17]),
    (&["thirteen", "13"], &[0, 4, 7, 10, 14, 17, 21]),
    (&["minor", "min", "m"], &[0, 3, 7]),
    (&["diminished", "dim"], &[0, 3, 6]),
    (&["minorSharp5", "msharp5", "mS5"], &[0, 3, 8]),
    (&["minor6", "min6", "m6"], &[0, 3, 7, 9]),
    (
        &[
            "minorSixNine",
            "minor69",
            "min69",
            "minSixNine",
            "m69",
            "mSixNine",
            "m6by9",
        ],
        &[0, 3, 7, 9, 14],
    ),
    (
        &[
            "minor7flat5",
            "minor7f5",
            "min7flat5",
            "min7f5",
            "m7flat5",
            "m7f5",
        ],
        &[0, 3, 6, 10],
    ),
    (&["minor7", "min7", "m7"], &[0, 3, 7, 10]),
    (
        &[
            "minor7sharp5",
            "minor7s5",
            "min7sharp5",
            "min7s5",
            "m7sharp5",
            "m7s5",
        ],
        &[0, 3, 8, 10],
    ),
    (
        &[
            "minor7flat9",
            "minor7f9",
            "min7flat9",
            "min7f9",
            "m7flat9",
            "m7f9",
        ],
        &[0, 3, 7, 10, 13],
    ),
    (
        &[
            "minor7sharp9",
            "minor7s9",
            "min7sharp9",
            "min7s9",
            "m7sharp9",
            "m7s9",
        ],
        &[0, 3, 7, 10, 15],
    ),
    (&["diminished7", "dim7"], &[0, 3, 6, 9]),
    (&["minor9", "min9", "m9"], &[0, 3, 7, 10, 14]),
    (&["minor11", "min11", "m11"], &[0, 3, 7, 10, 14, 17]),
    (&["minor13", "min13", "m13"], &[0, 3, 7, 10, 14, 17, 21]),
    (&["minorMajor7", "minMaj7", "mmaj7"], &[0, 3, 7, 11]),
    (&["one", "1"], &[0]),
    (&["five", "5"], &[0, 7]),
    (&["sus2"], &[0, 2, 7]),
    (&["sus4"], &[0, 5, 7]),
    (&["sevenSus2", "7sus2"], &[0, 2, 7, 10]),
    (&["sevenSus4", "7sus4"], &[0, 5, 7, 10]),
    (&["nineSus4", "ninesus4", "9sus4"], &[0, 5, 7, 10, 14]),
    (&["sevenFlat10", "7f10"], &[0, 4, 7, 10, 15]),
    // The ninths with raised fifth are Tidal's own, odd as they are.
    (&["nineSharp5", "9sharp5", "9s5"], &[0, 1, 13]),
    (
        &[
            "minor9sharp5",
            "minor9s5",
            "min9sharp5",
            "min9s5",
            "m9sharp5",
            "m9s5",
        ],
        &[0, 1, 14],
    ),
    (&["sevenSharp5flat9", "7s5f9"], &[0, 4, 8, 10, 13]),
    (&["minor7sharp5flat9", "m7sharp5flat9"], &[0, 3, 8, 10, 13]),
    (&["elevenSharp", "11s"], &[0, 4, 7, 10, 14, 18]),
    (
        &["minor11sharp", "m11sharp", "m11s"],
        &[0, 3, 7, 10, 14, 18],
    ),
];

/// The notes of a chord, semitones above its root.
pub fn chord(name: &str) -> Option<&'static [i32]> {
    CHORDS
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, notes)| *notes)
}

/// All names of chords.
pub fn names() -> impl Iterator<Item = &'static str> {
    CHORDS.iter().flat_map(|(names, _)| names.iter().copied())
}

/// A chord's notes (semitones) changed by a modifier.
pub fn modified(mut notes: Vec<i32>, modifier: ChordModifier) -> Vec<i32> {
    match modifier {
        ChordModifier::Range(count) => (0..)
            .step_by(12)
            .flat_map(|octave| notes.iter().map(move |note| note + octave))
            .take(if notes.is_empty() { 0 } else { count as usize })
            .collect(),
        ChordModifier::Invert => {
            if !notes.is_empty() {
                let lowest = notes.remove(0);
                notes.push(lowest + 12);
            }
            notes
        }
        ChordModifier::Open => {
            if notes.len() > 2 {
                let third = notes.remove(2);
                let first = notes.remove(0);
                notes.splice(0..0, [first - 12, third - 12]);
            }
            notes
        }
        ChordModifier::Drop(from_end) => {
            let from_end = from_end as usize;
            if (1..=notes.len()).contains(&from_end) {
                let dropped = notes.remove(notes.len() - from_end);
                notes.insert(0, dropped - 12);
            }
            notes
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_tidals_134_names_and_each_is_one_chords() {
        let mut all: Vec<_> = names().collect();
        assert_eq!(all.len(), 134);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 134);
    }

    #[test]
    fn modifiers_change_chords() {
        let major = || vec![0, 4, 7];
        assert_eq!(
            modified(major(), ChordModifier::Range(5)),
            [0, 4, 7, 12, 16]
        );
        assert_eq!(modified(major(), ChordModifier::Range(2)), [0, 4]);
        assert_eq!(modified(major(), ChordModifier::Invert), [4, 7, 12]);
        assert_eq!(modified(major(), ChordModifier::Open), [-12, -5, 4]);
        assert_eq!(modified(vec![0, 7], ChordModifier::Open), [0, 7]);
        assert_eq!(modified(major(), ChordModifier::Drop(1)), [-5, 0, 4]);
        assert_eq!(modified(major(), ChordModifier::Drop(9)), [0, 4, 7]);
        assert!(modified(Vec::new(), ChordModifier::Range(5)).is_empty());
    }
}
