//! A text cut where a line begins in its first column with a name: nearly its statements, found without reading them, so
//! that a key in a long text costs what its own paragraph costs.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;
use std::sync::LazyLock;

static HASHER: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// A number that is the same for the same text, as long as the program runs.
pub(crate) fn sum(text: &str) -> u64 {
    HASHER.hash_one(text)
}

/// The paragraphs of a text, which together are all of it. One with `{-` is a single one, as a comment may go on anywhere.
pub(crate) fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let begins = |at: usize| {
        let byte = bytes.get(at);
        byte.is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'~' | b'%'))
    };
    let mut starts = vec![0];
    if !text.contains("{-") {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        starts.extend(breaks.filter(|at| begins(*at)));
    }
    starts.push(text.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// What of a paragraph is its statement: empty lines and comments at its end belong to what follows.
pub(crate) fn statement_of(paragraph: &str) -> &str {
    let mut end = paragraph.len();
    while let Some(line) = paragraph[..end].trim_end().rsplit('\n').next() {
        let trimmed = paragraph[..end].trim_end().len();
        if trimmed == 0 {
            return "";
        }
        if !line.trim_start().starts_with("--") {
            return &paragraph[..trimmed];
        }
        end = trimmed - line.len();
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_begin_in_the_first_column_and_are_the_whole_text() {
        let text =
            "-- song\n\no1: s \"bd\"\n  # gain 1\n# pan 0\n~pad: sine 3\n\n-- next\nd1 $ s\n";
        let parts: Vec<&str> = paragraphs(text)
            .into_iter()
            .map(|part| &text[part])
            .collect();
        assert_eq!(parts.concat(), text);
        assert_eq!(parts.len(), 4);
        assert_eq!(statement_of(parts[0]), "");
        assert_eq!(statement_of(parts[1]), "o1: s \"bd\"\n  # gain 1\n# pan 0");
        assert_eq!(statement_of(parts[2]), "~pad: sine 3");
        assert_eq!(paragraphs("a {-\nb -}\nc").len(), 1);
        assert_eq!(paragraphs("").len(), 1);
    }
}
