//! Scales by name.

/// Degrees of a scale as semitones above its root, within an octave, and all its names.
pub const SCALES: &[(&[&str], &[f64])] = &[
    // Five notes.
    (&["minPent"], &[0.0, 3.0, 5.0, 7.0, 10.0]),
    (&["majPent"], &[0.0, 2.0, 4.0, 7.0, 9.0]),
    (&["ritusen"], &[0.0, 2.0, 5.0, 7.0, 9.0]),
    (&["egyptian"], &[0.0, 2.0, 5.0, 7.0, 10.0]),
    (&["kumai"], &[0.0, 2.0, 3.0, 7.0, 9.0]),
    (&["hirajoshi"], &[0.0, 2.0, 3.0, 7.0, 8.0]),
    (&["iwato"], &[0.0, 1.0, 5.0, 6.0, 10.0]),
    (&["chinese"], &[0.0, 4.0, 6.0, 7.0, 11.0]),
    (&["indian"], &[0.0, 4.0, 5.0, 7.0, 10.0]),
    (&["pelog"], &[0.0, 1.0, 3.0, 7.0, 8.0]),
    (&["prometheus"], &[0.0, 2.0, 4.0, 6.0, 11.0]),
    (&["scriabin"], &[0.0, 1.0, 4.0, 7.0, 9.0]),
    // Chinese pentatonics.
    (&["gong"], &[0.0, 2.0, 4.0, 7.0, 9.0]),
    (&["shang"], &[0.0, 2.0, 5.0, 7.0, 10.0]),
    (&["jiao"], &[0.0, 3.0, 5.0, 8.0, 10.0]),
    (&["zhi"], &[0.0, 2.0, 5.0, 7.0, 9.0]),
    (&["yu"], &[0.0, 3.0, 5.0, 7.0, 10.0]),
    // Six notes.
    (
        &["whole", "wholetone", "messiaen1"],
        &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0],
    ),
    (&["augmented"], &[0.0, 3.0, 4.0, 7.0, 8.0, 11.0]),
    (&["augmented2"], &[0.0, 1.0, 4.0, 5.0, 8.0, 9.0]),
    (&["hexMajor7"], &[0.0, 2.0, 4.0, 7.0, 9.0, 11.0]),
    (&["hexDorian"], &[0.0, 2.0, 3.0, 5.0, 7.0, 10.0]),
    (&["hexPhrygian"], &[0.0, 1.0, 3.0, 5.0, 8.0, 10.0]),
    (&["hexSus"], &[0.0, 2.0, 5.0, 7.0, 9.0, 10.0]),
    (&["hexMajor6"], &[0.0, 2.0, 4.0, 5.0, 7.0, 9.0]),
    (&["hexAeolian"], &[0.0, 3.0, 5.0, 7.0, 8.0, 10.0]),
    // The modes.
    (&["major", "ionian"], &[0.0, 2.0, 4.0, 5.0, 7.0, 9.0, 11.0]),
    (&["dorian"], &[0.0, 2.0, 3.0, 5.0, 7.0, 9.0, 10.0]),
    (&["phrygian"], &[0.0, 1.0, 3.0, 5.0, 7.0, 8.0, 10.0]),
    (&["lydian"], &[0.0, 2.0, 4.0, 6.0, 7.0, 9.0, 11.0]),
    (&["mixolydian"], &[0.0, 2.0, 4.0, 5.0, 7.0, 9.0, 10.0]),
    (
        &["minor", "aeolian", "melodicMinorDesc"],
        &[0.0, 2.0, 3.0, 5.0, 7.0, 8.0, 10.0],
    ),
    (&["locrian"], &[0.0, 1.0, 3.0, 5.0, 6.0, 8.0, 10.0]),
    // Other scales of seven notes.
    (&["harmonicMinor"], &[0.0, 2.0, 3.0, 5.0, 7.0, 8.0, 11.0]),
    (&["harmonicMajor"], &[0.0, 2.0, 4.0, 5.0, 7.0, 8.0, 11.0]),
    (&["melodicMinor"], &[0.0, 2.0, 3.0, 5.0, 7.0, 9.0, 11.0]),
    (
        &["melodicMajor", "bartok", "hindu"],
        &[0.0, 2.0, 4.0, 5.0, 7.0, 8.0, 10.0],
    ),
    (&["todi"], &[0.0, 1.0, 3.0, 6.0, 7.0, 8.0, 11.0]),
    (&["purvi"], &[0.0, 1.0, 4.0, 6.0, 7.0, 8.0, 11.0]),
    (&["marva"], &[0.0, 1.0, 4.0, 6.0, 7.0, 9.0, 11.0]),
    (&["bhairav"], &[0.0, 1.0, 4.0, 5.0, 7.0, 8.0, 11.0]),
    (&["ahirbhairav"], &[0.0, 1.0, 4.0, 5.0, 7.0, 9.0, 10.0]),
    (&["superLocrian"], &[0.0, 1.0, 3.0, 4.0, 6.0, 8.0, 10.0]),
    (&["romanianMinor"], &[0.0, 2.0, 3.0, 6.0, 7.0, 9.0, 10.0]),
    (&["hungarianMinor"], &[0.0, 2.0, 3.0, 6.0, 7.0, 8.0, 11.0]),
    (&["neapolitanMinor"], &[0.0, 1.0, 3.0, 5.0, 7.0, 8.0, 11.0]),
    (&["enigmatic"], &[0.0, 1.0, 4.0, 6.0, 8.0, 10.0, 11.0]),
    (&["spanish"], &[0.0, 1.0, 4.0, 5.0, 7.0, 8.0, 10.0]),
    // Whole tones with a leading note.
    (&["leadingWhole"], &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0, 11.0]),
    (&["lydianMinor"], &[0.0, 2.0, 4.0, 6.0, 7.0, 8.0, 10.0]),
    (&["neapolitanMajor"], &[0.0, 1.0, 3.0, 5.0, 7.0, 9.0, 11.0]),
    (&["locrianMajor"], &[0.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0]),
    // Eight notes.
    (
        &["diminished2", "octatonic2"],
        &[0.0, 2.0, 3.0, 5.0, 6.0, 8.0, 9.0, 11.0],
    ),
    (
        &["diminished", "octatonic", "messiaen2"],
        &[0.0, 1.0, 3.0, 4.0, 6.0, 7.0, 9.0, 10.0],
    ),
    // Messiaen's modes of limited transposition.
    (
        &["messiaen3"],
        &[0.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0, 10.0, 11.0],
    ),
    (&["messiaen4"], &[0.0, 1.0, 2.0, 5.0, 6.0, 7.0, 8.0, 11.0]),
    (&["messiaen5"], &[0.0, 1.0, 5.0, 6.0, 7.0, 11.0]),
    (&["messiaen6"], &[0.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0, 11.0]),
    (
        &["messiaen7"],
        &[0.0, 1.0, 2.0, 3.0, 5.0, 6.0, 7.0, 8.0, 9.0, 11.0],
    ),
    // Arabic modes with quarter tones.
    (&["bayati"], &[0.0, 1.5, 3.0, 5.0, 7.0, 8.0, 10.0]),
    (&["hijaz"], &[0.0, 1.0, 4.0, 5.0, 7.0, 8.5, 10.0]),
    (&["sikah"], &[0.0, 1.5, 3.5, 5.5, 7.0, 8.5, 10.5]),
    (&["rast"], &[0.0, 2.0, 3.5, 5.0, 7.0, 9.0, 10.5]),
    (&["saba"], &[0.0, 1.5, 3.0, 4.0, 6.0, 8.0, 10.0]),
    (&["iraq"], &[0.0, 1.5, 3.5, 5.0, 6.5, 8.5, 10.5]),
    (
        &["chromatic"],
        &[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 11.0],
    ),
];

/// The degrees of a scale, semitones above its root.
pub fn scale(name: &str) -> Option<&'static [f64]> {
    SCALES
        .iter()
        .find(|(names, _)| names.contains(&name))
        .map(|(_, degrees)| *degrees)
}

/// All names of scales.
pub fn names() -> impl Iterator<Item = &'static str> {
    SCALES.iter().flat_map(|(names, _)| names.iter().copied())
}

/// The note (semitones above the root) of a degree, 0 being the root; the scale goes on in the octaves above and below.
/// A scale without degrees has no notes.
pub fn note(degrees: &[f64], degree: i64) -> Option<f64> {
    let count = degrees.len() as i64;
    if count == 0 {
        return None;
    }
    let octave = degree.div_euclid(count) as f64;
    Some(degrees[degree.rem_euclid(count) as usize] + 12.0 * octave)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_tidals_76_names_and_each_is_one_scales() {
        let mut all: Vec<_> = names().collect();
        assert_eq!(all.len(), 76);
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), 76);
    }

    #[test]
    fn degrees_rise_within_an_octave() {
        for (names, degrees) in SCALES {
            assert_eq!(degrees[0], 0.0, "{names:?}");
            assert!(degrees.windows(2).all(|w| w[0] < w[1]), "{names:?}");
            assert!(degrees.iter().all(|&d| d < 12.0), "{names:?}");
        }
    }

    #[test]
    fn scales_go_on_beyond_the_octave() {
        let major = scale("major").expect("major");
        let notes: Vec<_> = (-2..9).filter_map(|d| note(major, d)).collect();
        let want = [-3.0, -1.0, 0.0, 2.0, 4.0, 5.0, 7.0, 9.0, 11.0, 12.0, 14.0];
        assert_eq!(notes, want);
        assert_eq!(note(&[], 3), None);
    }
}
