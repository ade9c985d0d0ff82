//! Names of banks: how a text writes a folder's, and which known name a mistyped one may mean.

use unicode_normalization::UnicodeNormalization;

/// How a text names a folder called `name`: what no name can have in it is `_`, so that `my kit` is `my_kit` and
/// `Kick (hard)` is `Kick_hard`. Letters and their accents, which macOS stores apart, are one. Empty if nothing is left.
pub(super) fn speakable(name: &str) -> String {
    let mut spoken = String::with_capacity(name.len());
    let mut gap = false;
    for letter in name.nfc() {
        let begins = letter.is_alphanumeric();
        if !(begins || "._-~".contains(letter)) {
            gap = true;
        } else if begins || !spoken.is_empty() {
            if std::mem::take(&mut gap) && !spoken.is_empty() {
                spoken.push('_');
            }
            spoken.push(letter);
        }
    }
    spoken
}

/// The name nearest to `name` by edits (insert, delete, replace, swap of neighbours), not counting ASCII case, if it is
/// near enough to be meant: at most a third of the longer name's letters, at least one. Ties go to the first.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted: Vec<char> = name.chars().take(LONGEST).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let letters: Vec<char> = candidate.chars().take(LONGEST).collect();
        let allowed = (wanted.len().max(letters.len()) / 3).max(1);
        let distance = distance(&wanted, &letters);
        let better = best.is_none_or(|(least, _)| distance < least);
        if distance <= allowed && better {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.to_owned())
}

/// Letters that are looked at: names are short, and hostile ones need not cost time.
const LONGEST: usize = 64;

/// Optimal string alignment distance (Damerau 1964, restricted).
fn distance(a: &[char], b: &[char]) -> usize {
    let same = |a: char, b: char| a.eq_ignore_ascii_case(&b);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(!same(a[i - 1], b[j - 1]));
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]);
            if swapped {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_text_cannot_write_is_left_out_of_a_name() {
        for (folder, name) in [
            ("bd", "bd"),
            ("tr-808", "tr-808"),
            ("kick.hard", "kick.hard"),
            ("drums_", "drums_"),
            ("my kit", "my_kit"),
            ("808 Kicks", "808_Kicks"),
            ("Kick (hard)", "Kick_hard"),
            ("Vox & FX", "Vox_FX"),
            ("a:b", "a_b"),
            ("_old", "old"),
            ("-(old) hats!", "old_hats"),
            ("große ドラム", "große_ドラム"),
            ("cafe\u{301}", "caf\u{e9}"),
            ("🥁", ""),
        ] {
            assert_eq!(speakable(folder), name, "{folder}");
        }
    }

    fn among(name: &str, known: &[&str]) -> Option<String> {
        nearest(name, known.iter().copied())
    }

    #[test]
    fn a_slip_of_the_finger_is_seen_through() {
        let known = ["bd", "sn", "arpy", "clap", "glitch"];
        assert_eq!(among("apry", &known).as_deref(), Some("arpy"));
        assert_eq!(among("glich", &known).as_deref(), Some("glitch"));
        assert_eq!(among("CLAP", &known).as_deref(), Some("clap"));
        assert_eq!(among("clqp", &known).as_deref(), Some("clap"));
        assert_eq!(among("bdd", &known).as_deref(), Some("bd"));
    }

    #[test]
    fn what_is_far_from_all_names_is_not_guessed() {
        assert_eq!(among("zyxwvu", &["bd", "sn", "arpy"]), None);
        assert_eq!(among("", &["arpy"]), None);
        assert_eq!(among("xx", &["bd", "sn"]), None);
    }

    #[test]
    fn endless_names_cost_little() {
        let endless = "x".repeat(1 << 20);
        assert_eq!(among(&endless, &["bd"]), None);
    }
}
