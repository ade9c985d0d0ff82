//! Line ends: a text within the house has one kind, `\n`. Whoever takes a text in from outside sees to that.

use std::borrow::Cow;

/// The text with the line ends of other systems (`\r\n`, and `\r` alone) as `\n`; it has as many lines as before.
#[must_use]
pub fn unified(text: &str) -> Cow<'_, str> {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_systems_line_ends_become_ours() {
        assert_eq!(unified("a\r\nb\rc\n\r\r\nd"), "a\nb\nc\n\n\nd");
        assert!(matches!(unified("a\nb"), Cow::Borrowed("a\nb")));
    }
}
