//! The numbers and strings of an example, and what else could stand in their places: an example in which another number
//! plays the same does not show what its number is for.

use std::ops::Range;

/// Where the numbers of a text stand, and what is in its strings.
pub(crate) fn literals(text: &str) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let begin = at;
        match bytes[at] {
            b'"' => {
                at += 1;
                while at < bytes.len() && bytes[at] != b'"' {
                    at += 1;
                }
                found.push(begin + 1..at);
                at += 1;
            }
            b'0'..=b'9' => {
                while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
                    at += 1;
                }
                found.push(begin..at);
            }
            // A name, with its digits.
            letter if letter.is_ascii_alphabetic() || letter == b'_' => {
                let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_'.".contains(&byte);
                while at < bytes.len() && of_name(bytes[at]) {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    found
}

/// The text with something else in the place of a literal, in several ways.
pub(crate) fn alternatives(text: &str, place: &Range<usize>) -> Vec<String> {
    let literal = &text[place.clone()];
    let with = |other: &str| format!("{}{other}{}", &text[..place.start], &text[place.end..]);
    if let Ok(number) = literal.parse::<f64>() {
        let others = [number + 1.0, number * 0.5, number + 2.0, number * 4.0];
        return others.map(|other| with(&other.to_string())).into();
    }
    let mut others = vec![with(&format!("{literal} ~"))];
    // Its first number, if there is one, and its first letter.
    if let Some(inner) = literals(literal).first()
        && let Ok(number) = literal[inner.clone()].parse::<f64>()
    {
        let changed = format!(
            "{}{}{}",
            &literal[..inner.start],
            number + 1.0,
            &literal[inner.end..]
        );
        others.push(with(&changed));
    }
    others.push(with(&format!("x{literal}")));
    others
}
