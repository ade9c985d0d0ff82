//! Names of banks: how a text writes a folder's.

use unicode_normalization::UnicodeNormalization;

/// How a text names a folder called `name`: what no name can have in it is `_`, so that `my kit` is `my_kit` and
/// `Kick (hard)` is `Kick_hard`. Letters and their accents, which macOS stores apart, are one. Empty if nothing is left.
pub fn speakable(name: &str) -> String {
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
}
