//! What the words of a string look like: names, numbers, notes, true and false.

use crate::types::Kind;

/// The names in a string of mini-notation, without the `:n` of a sample's number; those directly behind a `~` have
/// it.
pub(crate) fn words(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let word_length = rest
            .find(|c: char| !(c.is_alphanumeric() || "_-'.:~^".contains(c)))
            .unwrap_or(rest.len());
        if word_length == 0 {
            at += rest.chars().next().map_or(1, char::len_utf8);
            continue;
        }
        let whole = &rest[..word_length];
        let name = whole.split(':').next().unwrap_or(whole);
        let bare = name.strip_prefix('~').unwrap_or(name);
        if bare.starts_with(|c: char| c.is_alphabetic()) {
            out.push((at, name.trim_end_matches('.')));
        }
        at += word_length;
    }
    out
}

/// Whether a string holds nothing but notes with their octaves: `c4 ef5`.
pub(crate) fn are_pitches(text: &str) -> bool {
    let mut words = words(text).into_iter().map(|(_, word)| word).peekable();
    let is_pitch = |word: &str| {
        let octave = word.trim_start_matches(|c: char| c.is_ascii_lowercase() || c == '#');
        word.starts_with(|c| ('a'..='g').contains(&c))
            && word[1..word.len() - octave.len()]
                .chars()
                .all(|c| "sfnb#".contains(c))
            && !octave.is_empty()
            && octave.bytes().all(|byte| byte.is_ascii_digit())
    };
    words.peek().is_some() && words.all(is_pitch)
}

/// Whether a word of a string is a number, also with the letter of a part of a cycle (`3q`) or a chord's name (`0'min7`).
/// `808bd` and `90s` are no numbers.
fn looks_like_number(word: &str) -> bool {
    let word = word.trim_start_matches('-');
    let first = word.chars().next();
    if !first.is_some_and(|c| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let plain = word.split('\'').next().unwrap_or(word);
    let rest = plain.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let mut letters = rest.chars();
    match (letters.next(), letters.next()) {
        (None, _) => true,
        (Some(letter), None) => "whqestfxc".contains(letter),
        // `1e3`, `1e-3`; what follows the letter of a part is a part again.
        _ => plain.parse::<f64>().is_ok() || rest.starts_with(['-', '_']),
    }
}

/// The kind that the atoms of a string look like.
pub(crate) fn likely_of_text(text: &str) -> Kind {
    let mut words = text
        .split(|c: char| !(c.is_alphanumeric() || "._-#'".contains(c)))
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .peekable();
    if words.peek().is_none() {
        return Kind::WORD;
    }
    let mut truths = false;
    for word in words {
        let number = looks_like_number(word);
        let truth = matches!(word, "t" | "f" | "true" | "false");
        truths |= truth;
        if !number && !truth {
            return Kind::WORD;
        }
    }
    if truths { Kind::Bool } else { Kind::Float }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_with_octaves_are_pitches() {
        for pitches in ["c4", "c4 ef5*2 <fs3 bb6>", "cs4(3,8)"] {
            assert!(are_pitches(pitches), "{pitches}");
        }
        for others in ["", "c", "bd", "c4 bd", "c4'maj", "808", "h4", "1 2"] {
            assert!(!are_pitches(others), "{others}");
        }
    }

    #[test]
    fn strings_look_like_what_their_atoms_are() {
        assert_eq!(likely_of_text("bd*2 sn(3,8)"), Kind::WORD);
        assert_eq!(likely_of_text("1 <2 -3.5>*4"), Kind::Float);
        assert_eq!(likely_of_text("t*2 f"), Kind::Bool);
        assert_eq!(likely_of_text("~"), Kind::WORD);
        assert_eq!(likely_of_text("808bd*2"), Kind::WORD);
        assert_eq!(likely_of_text("<707cl 707sn:2>*4"), Kind::WORD);
        assert_eq!(likely_of_text("808*2"), Kind::Float);
        assert_eq!(likely_of_text("0'min7 3q 1e3"), Kind::Float);
    }
}
