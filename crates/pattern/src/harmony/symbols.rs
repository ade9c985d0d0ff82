//! Chord symbols as lead sheets have them: `C^7`, `A-7`, `Bb7b9`, `F#ø`, `Gsus4`, `C/E`. They are read as they are built:
//! a root, a triad, a seventh, what is added and what is altered.

/// The notes of a chord symbol in semitones above c5, the lowest first; none if it is no symbol. A bass note after `/` lies
/// below the others.
pub fn notes(symbol: &str) -> Option<Vec<i32>> {
    let (root, rest) = pitch(symbol)?;
    let (quality, bass) = match rest.rsplit_once('/') {
        Some((quality, bass)) => match pitch(bass) {
            Some((bass, "")) => (quality, Some(bass)),
            _ => return None,
        },
        None => (rest, None),
    };
    let mut notes: Vec<i32> = intervals(quality)?
        .into_iter()
        .map(|interval| root + interval)
        .collect();
    if let Some(bass) = bass {
        let bass = bass - 12;
        notes.retain(|note| (note - bass).rem_euclid(12) != 0);
        notes.push(bass);
    }
    notes.sort_unstable();
    Some(notes)
}

/// A root such as `C`, `Bb` or `F#`, from 0 to 11, and what follows it.
fn pitch(text: &str) -> Option<(i32, &str)> {
    let mut letters = text.chars();
    let natural = match letters.next()? {
        'C' => 0,
        'D' => 2,
        'E' => 4,
        'F' => 5,
        'G' => 7,
        'A' => 9,
        'B' => 11,
        _ => return None,
    };
    let rest = letters.as_str();
    let (shift, rest) = match rest.strip_prefix(['b', '♭']) {
        Some(rest) => (-1, rest),
        None => match rest.strip_prefix(['#', '♯']) {
            Some(rest) => (1, rest),
            None => (0, rest),
        },
    };
    Some((i32::rem_euclid(natural + shift, 12), rest))
}

/// The degrees of a chord: semitones above the root by degree (1, 3, 5, 7 …).
#[derive(Default)]
struct Degrees(Vec<(u8, i32)>);

impl Degrees {
    fn set(&mut self, degree: u8, semitones: i32) {
        self.0.retain(|(other, _)| *other != degree);
        self.0.push((degree, semitones));
    }

    /// A degree of the major scale with the dominant's seventh, moved by `shift`. An altered ninth stands beside another.
    fn alter(&mut self, degree: u8, shift: i32) -> Option<()> {
        let natural = match degree {
            2 => 2,
            4 => 5,
            5 => 7,
            6 => 9,
            7 => 10,
            9 => 14,
            11 => 17,
            13 => 21,
            _ => return None,
        };
        let altered = natural + shift;
        self.0
            .retain(|(other, semitones)| *other != degree || degree == 9 && *semitones != natural);
        self.0.push((degree, altered));
        Some(())
    }
}

/// The semitones above the root of what follows it.
fn intervals(quality: &str) -> Option<Vec<i32>> {
    let mut rest = quality;
    let mut take = |names: &[&str]| {
        let found = names.iter().find(|name| rest.starts_with(**name))?;
        rest = &rest[found.len()..];
        Some(())
    };
    let mut degrees = Degrees::default();
    degrees.set(1, 0);
    // What the seventh is, where there is one.
    let mut seventh = 10;
    let mut has_seventh = false;
    let (third, fifth) = if take(&["maj", "M", "^", "Δ"]).is_some() {
        seventh = 11;
        // `C^` alone has its seventh.
        has_seventh = !quality.starts_with("maj") && rest_is_bare(quality);
        (4, 7)
    } else if take(&["min", "mi", "m", "-"]).is_some() {
        if take(&["(maj", "maj", "M", "^", "Δ"]).is_some() {
            (seventh, has_seventh) = (11, true);
        }
        (3, 7)
    } else if take(&["dim", "o", "°"]).is_some() {
        seventh = 9;
        (3, 6)
    } else if take(&["ø", "h"]).is_some() {
        has_seventh = true;
        (3, 6)
    } else if take(&["aug", "+"]).is_some() {
        (4, 8)
    } else {
        (4, 7)
    };
    degrees.set(3, third);
    degrees.set(5, fifth);
    // The highest degree of the stack of thirds.
    let stacks: [(&str, &[(u8, i32)]); 8] = [
        ("69", &[(6, 9), (9, 14)]),
        ("6/9", &[(6, 9), (9, 14)]),
        ("13", &[(9, 14), (13, 21)]),
        ("11", &[(9, 14), (11, 17)]),
        ("9", &[(9, 14)]),
        ("7", &[]),
        ("6", &[(6, 9)]),
        ("5", &[]),
    ];
    if let Some((name, added)) = stacks.iter().find(|(name, _)| rest.starts_with(name)) {
        rest = &rest[name.len()..];
        has_seventh |= matches!(*name, "7" | "9" | "11" | "13");
        if *name == "5" {
            degrees.0.retain(|(degree, _)| *degree != 3);
        }
        for (degree, semitones) in *added {
            degrees.set(*degree, *semitones);
        }
    }
    if has_seventh {
        degrees.set(7, seventh);
    }
    let mut seen = 0;
    while !rest.is_empty() {
        seen += 1;
        if seen > 16 {
            return None;
        }
        if let Some(after) = rest.strip_prefix(['(', ')', ',']) {
            rest = after;
        } else if let Some(after) = rest.strip_prefix("sus") {
            degrees.0.retain(|(degree, _)| *degree != 3);
            let (degree, after) = match after.strip_prefix('2') {
                Some(after) => (2, after),
                None => (4, after.strip_prefix('4').unwrap_or(after)),
            };
            degrees.alter(degree, 0)?;
            rest = after;
        } else if let Some(after) = rest.strip_prefix("alt") {
            degrees.set(7, 10);
            degrees.0.retain(|(degree, _)| *degree != 5);
            for (degree, shift) in [(9, -1), (9, 1), (13, -1)] {
                degrees.alter(degree, shift)?;
            }
            rest = after;
        } else {
            let (shift, after) = if let Some(after) = rest.strip_prefix("add") {
                (0, after)
            } else if let Some(after) = rest.strip_prefix(['b', '-', '♭']) {
                (-1, after)
            } else if let Some(after) = rest.strip_prefix(['#', '+', '♯']) {
                (1, after)
            } else {
                return None;
            };
            let digits = after
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(after.len());
            degrees.alter(after[..digits].parse().ok()?, shift)?;
            rest = &after[digits..];
        }
    }
    let mut semitones: Vec<i32> = degrees.0.iter().map(|(_, semitones)| *semitones).collect();
    semitones.sort_unstable();
    semitones.dedup();
    Some(semitones)
}

/// Whether a major sign stands alone.
fn rest_is_bare(quality: &str) -> bool {
    matches!(quality, "^" | "Δ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_are_what_players_read_in_them() {
        for (symbol, want) in [
            ("C", &[0, 4, 7][..]),
            ("C^7", &[0, 4, 7, 11]),
            ("C^", &[0, 4, 7, 11]),
            ("Cmaj", &[0, 4, 7]),
            ("Cmaj9", &[0, 4, 7, 11, 14]),
            ("CM7", &[0, 4, 7, 11]),
            ("Dm", &[2, 5, 9]),
            ("A-7", &[9, 12, 16, 19]),
            ("Am7", &[9, 12, 16, 19]),
            ("C-^7", &[0, 3, 7, 11]),
            ("Cm(maj7)", &[0, 3, 7, 11]),
            ("G7", &[7, 11, 14, 17]),
            ("Bb7", &[10, 14, 17, 20]),
            ("F#m7b5", &[6, 9, 12, 16]),
            ("Bø", &[11, 14, 17, 21]),
            ("Bh7", &[11, 14, 17, 21]),
            ("Co", &[0, 3, 6]),
            ("Co7", &[0, 3, 6, 9]),
            ("C+", &[0, 4, 8]),
            ("Caug7", &[0, 4, 8, 10]),
            ("C5", &[0, 7]),
            ("C6", &[0, 4, 7, 9]),
            ("C69", &[0, 4, 7, 9, 14]),
            ("Csus", &[0, 5, 7]),
            ("Csus2", &[0, 2, 7]),
            ("C7sus4", &[0, 5, 7, 10]),
            ("Cadd9", &[0, 4, 7, 14]),
            ("C7b9", &[0, 4, 7, 10, 13]),
            ("C7#9", &[0, 4, 7, 10, 15]),
            ("C7b5#9", &[0, 4, 6, 10, 15]),
            ("C7(b9,#11)", &[0, 4, 7, 10, 13, 18]),
            ("C9#11", &[0, 4, 7, 10, 14, 18]),
            ("C13", &[0, 4, 7, 10, 14, 21]),
            ("C7alt", &[0, 4, 10, 13, 15, 20]),
            ("C/E", &[-8, 0, 7]),
            ("C/G", &[-5, 0, 4]),
            ("Am7/D", &[-10, 9, 12, 16, 19]),
            ("Cb", &[11, 15, 18]),
        ] {
            assert_eq!(notes(symbol).as_deref(), Some(want), "{symbol}");
        }
        for symbol in [
            "", "c", "H7", "Cfoo", "C7x", "C/", "C/foo", "Cb5b5b", "C7add", "7",
        ] {
            assert_eq!(notes(symbol), None, "{symbol}");
        }
    }
}
