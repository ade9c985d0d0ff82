//! Text between Rust, CLAP (bytes that end with zero) and VST3 (UTF-16 that ends with zero).

use std::ffi::c_char;

/// Writes UTF-16 with a zero at its end; what does not fit is cut between characters.
pub(super) fn write_utf16(target: &mut [u16], text: &str) {
    let Some(room) = target.len().checked_sub(1) else {
        return;
    };
    let mut length = 0;
    for character in text.chars() {
        let mut units = [0; 2];
        let units = character.encode_utf16(&mut units);
        if length + units.len() > room {
            break;
        }
        target[length..length + units.len()].copy_from_slice(units);
        length += units.len();
    }
    target[length..].fill(0);
}

/// Writes UTF-8 with a zero at its end; what does not fit is cut between characters.
pub(super) fn write_utf8(target: &mut [c_char], text: &str) {
    let Some(room) = target.len().checked_sub(1) else {
        return;
    };
    let mut end = text.len().min(room);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    for (byte, character) in target.iter_mut().zip(text.as_bytes()[..end].iter()) {
        *byte = *character as c_char;
    }
    target[end..].fill(0);
}

/// The text before the first zero.
pub(super) fn read_utf8(source: &[c_char]) -> String {
    let bytes: Vec<u8> = source
        .iter()
        .take_while(|byte| **byte != 0)
        .map(|byte| *byte as u8)
        .collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text before the first zero.
pub(super) fn read_utf16(source: &[u16]) -> String {
    let end = source.iter().position(|unit| *unit == 0);
    String::from_utf16_lossy(&source[..end.unwrap_or(source.len())])
}

/// The text at a pointer, at most 4,096 units.
///
/// # Safety
/// `source` must point to UTF-16 that ends with zero.
pub(super) unsafe fn read_utf16_at(source: *const u16) -> String {
    let mut units = Vec::new();
    for index in 0..4096 {
        // SAFETY: the caller promises a zero; nothing after it is read.
        let unit = unsafe { *source.add(index) };
        if unit == 0 {
            break;
        }
        units.push(unit);
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_between_characters_and_ends_with_zero() {
        let mut wide = [9; 4];
        write_utf16(&mut wide, "ab🎵");
        assert_eq!(wide, [u16::from(b'a'), u16::from(b'b'), 0, 0]);
        assert_eq!(read_utf16(&wide), "ab");
        let mut narrow = [9; 4];
        write_utf8(&mut narrow, "abé");
        assert_eq!(read_utf8(&narrow), "ab");
        write_utf8(&mut narrow, "aé");
        assert_eq!(read_utf8(&narrow), "aé");
        write_utf16(&mut [], "a");
        write_utf8(&mut [], "a");
    }
}
