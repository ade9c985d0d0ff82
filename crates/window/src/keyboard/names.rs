//! Names of keys: by their place, by what the layout has there, by their function.

use egui::Key;
use keyboard_types::{Code, NamedKey};

/// The key at a place, as the US layout names it.
pub(super) fn key_at(code: Code) -> Option<Key> {
    Some(match code {
        Code::KeyA => Key::A,
        Code::KeyB => Key::B,
        Code::KeyC => Key::C,
        Code::KeyD => Key::D,
        Code::KeyE => Key::E,
        Code::KeyF => Key::F,
        Code::KeyG => Key::G,
        Code::KeyH => Key::H,
        Code::KeyI => Key::I,
        Code::KeyJ => Key::J,
        Code::KeyK => Key::K,
        Code::KeyL => Key::L,
        Code::KeyM => Key::M,
        Code::KeyN => Key::N,
        Code::KeyO => Key::O,
        Code::KeyP => Key::P,
        Code::KeyQ => Key::Q,
        Code::KeyR => Key::R,
        Code::KeyS => Key::S,
        Code::KeyT => Key::T,
        Code::KeyU => Key::U,
        Code::KeyV => Key::V,
        Code::KeyW => Key::W,
        Code::KeyX => Key::X,
        Code::KeyY => Key::Y,
        Code::KeyZ => Key::Z,
        Code::Digit0 | Code::Numpad0 => Key::Num0,
        Code::Digit1 | Code::Numpad1 => Key::Num1,
        Code::Digit2 | Code::Numpad2 => Key::Num2,
        Code::Digit3 | Code::Numpad3 => Key::Num3,
        Code::Digit4 | Code::Numpad4 => Key::Num4,
        Code::Digit5 | Code::Numpad5 => Key::Num5,
        Code::Digit6 | Code::Numpad6 => Key::Num6,
        Code::Digit7 | Code::Numpad7 => Key::Num7,
        Code::Digit8 | Code::Numpad8 => Key::Num8,
        Code::Digit9 | Code::Numpad9 => Key::Num9,
        Code::Minus | Code::NumpadSubtract => Key::Minus,
        Code::Equal | Code::NumpadEqual => Key::Equals,
        Code::NumpadAdd => Key::Plus,
        Code::NumpadDivide | Code::Slash => Key::Slash,
        Code::NumpadDecimal | Code::Period => Key::Period,
        Code::NumpadComma | Code::Comma => Key::Comma,
        Code::BracketLeft => Key::OpenBracket,
        Code::BracketRight => Key::CloseBracket,
        Code::Backslash | Code::IntlBackslash => Key::Backslash,
        Code::Backquote => Key::Backtick,
        Code::Semicolon => Key::Semicolon,
        Code::Quote => Key::Quote,
        Code::Space => Key::Space,
        Code::Enter | Code::NumpadEnter => Key::Enter,
        Code::Tab => Key::Tab,
        Code::Backspace => Key::Backspace,
        Code::Escape => Key::Escape,
        Code::Insert => Key::Insert,
        Code::Delete => Key::Delete,
        Code::Home => Key::Home,
        Code::End => Key::End,
        Code::PageUp => Key::PageUp,
        Code::PageDown => Key::PageDown,
        Code::ArrowUp => Key::ArrowUp,
        Code::ArrowDown => Key::ArrowDown,
        Code::ArrowLeft => Key::ArrowLeft,
        Code::ArrowRight => Key::ArrowRight,
        Code::F1 => Key::F1,
        Code::F2 => Key::F2,
        Code::F3 => Key::F3,
        Code::F4 => Key::F4,
        Code::F5 => Key::F5,
        Code::F6 => Key::F6,
        Code::F7 => Key::F7,
        Code::F8 => Key::F8,
        Code::F9 => Key::F9,
        Code::F10 => Key::F10,
        Code::F11 => Key::F11,
        Code::F12 => Key::F12,
        Code::F13 => Key::F13,
        Code::F14 => Key::F14,
        Code::F15 => Key::F15,
        Code::F16 => Key::F16,
        Code::F17 => Key::F17,
        Code::F18 => Key::F18,
        Code::F19 => Key::F19,
        Code::F20 => Key::F20,
        _ => return None,
    })
}

/// The key of a function that the system names.
pub(super) fn named(key: NamedKey) -> Option<Key> {
    Some(match key {
        NamedKey::Enter => Key::Enter,
        NamedKey::Tab => Key::Tab,
        NamedKey::Backspace => Key::Backspace,
        NamedKey::Escape => Key::Escape,
        NamedKey::Insert => Key::Insert,
        NamedKey::Delete => Key::Delete,
        NamedKey::Home => Key::Home,
        NamedKey::End => Key::End,
        NamedKey::PageUp => Key::PageUp,
        NamedKey::PageDown => Key::PageDown,
        NamedKey::ArrowUp => Key::ArrowUp,
        NamedKey::ArrowDown => Key::ArrowDown,
        NamedKey::ArrowLeft => Key::ArrowLeft,
        NamedKey::ArrowRight => Key::ArrowRight,
        NamedKey::Copy => Key::Copy,
        NamedKey::Cut => Key::Cut,
        NamedKey::Paste => Key::Paste,
        NamedKey::F1 => Key::F1,
        NamedKey::F2 => Key::F2,
        NamedKey::F3 => Key::F3,
        NamedKey::F4 => Key::F4,
        NamedKey::F5 => Key::F5,
        NamedKey::F6 => Key::F6,
        NamedKey::F7 => Key::F7,
        NamedKey::F8 => Key::F8,
        NamedKey::F9 => Key::F9,
        NamedKey::F10 => Key::F10,
        NamedKey::F11 => Key::F11,
        NamedKey::F12 => Key::F12,
        _ => return None,
    })
}

/// The key that is named by a character.
pub(super) fn of_char(char: char) -> Option<Key> {
    Some(match char {
        'a'..='z' | 'A'..='Z' | '0'..='9' => {
            Key::from_name(char.to_ascii_uppercase().encode_utf8(&mut [0; 4]))?
        }
        ' ' => Key::Space,
        ':' => Key::Colon,
        ',' => Key::Comma,
        '\\' => Key::Backslash,
        '/' => Key::Slash,
        '|' => Key::Pipe,
        '?' => Key::Questionmark,
        '!' => Key::Exclamationmark,
        '[' => Key::OpenBracket,
        ']' => Key::CloseBracket,
        '{' => Key::OpenCurlyBracket,
        '}' => Key::CloseCurlyBracket,
        '`' => Key::Backtick,
        '-' => Key::Minus,
        '.' => Key::Period,
        '+' => Key::Plus,
        '=' => Key::Equals,
        ';' => Key::Semicolon,
        '\'' => Key::Quote,
        _ => return None,
    })
}

/// Whether the key at a place is one of the row of digits.
fn is_digit(key: Key) -> bool {
    matches!(
        key,
        Key::Num0
            | Key::Num1
            | Key::Num2
            | Key::Num3
            | Key::Num4
            | Key::Num5
            | Key::Num6
            | Key::Num7
            | Key::Num8
            | Key::Num9
    )
}

/// The key that a shortcut goes by, of what the layout has at a place (`chars`, the likeliest first).
///
/// That is what is printed on the key; where a layout has no Latin letters, the US layout's. On the row of digits a layout
/// like the French has signs: with Alt such a key is its digit, for Alt and a digit say where a key is; with no name of
/// its own it is so always.
pub(super) fn shortcut(
    chars: impl IntoIterator<Item = char>,
    physical: Option<Key>,
    alt: bool,
) -> Option<Key> {
    let digit = physical.filter(|key| is_digit(*key));
    let mut latin = false;
    let mut named = None;
    for char in chars {
        latin |= char.is_alphabetic() && char < '\u{250}';
        let key = of_char(char);
        if named.is_none() {
            named = key;
        }
    }
    match named {
        Some(key) if digit.is_some() && alt && !is_letter(key) && !is_digit(key) => digit,
        Some(key) => Some(key),
        None if digit.is_some() => digit,
        None if latin => None,
        None => physical,
    }
}

fn is_letter(key: Key) -> bool {
    let name = key.name();
    name.len() == 1 && name.as_bytes()[0].is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortcuts_go_by_what_is_printed_on_the_key() {
        for (what, chars, physical, alt, key) in [
            ("QWERTZ", "z", Key::Y, false, Some(Key::Z)),
            ("with Shift", "Zz", Key::Y, false, Some(Key::Z)),
            (
                "AltGr and Q is @ on QWERTZ",
                "@q",
                Key::Q,
                false,
                Some(Key::Q),
            ),
            ("Cyrillic", "я", Key::Z, false, Some(Key::Z)),
            ("Greek", "α", Key::A, false, Some(Key::A)),
            (
                "an umlaut is no semicolon",
                "ö",
                Key::Semicolon,
                false,
                None,
            ),
            ("AZERTY's 1", "&", Key::Num1, true, Some(Key::Num1)),
            ("AZERTY's 2", "é", Key::Num2, true, Some(Key::Num2)),
            ("AZERTY's 6 with Alt", "-", Key::Num6, true, Some(Key::Num6)),
            (
                "AZERTY's 6 with Ctrl",
                "-",
                Key::Num6,
                false,
                Some(Key::Minus),
            ),
            ("QWERTZ's /", "/7", Key::Num7, false, Some(Key::Slash)),
        ] {
            assert_eq!(shortcut(chars.chars(), Some(physical), alt), key, "{what}");
        }
    }

    #[test]
    fn every_printed_ascii_key_that_egui_names_is_named() {
        for char in "abcdefghijklmnopqrstuvwxyz0123456789".chars() {
            let key = of_char(char).unwrap_or_else(|| panic!("{char}"));
            assert_eq!(key.name(), char.to_ascii_uppercase().to_string());
        }
        for char in ":,\\/|?![]{}`-.+=;'".chars() {
            let key = of_char(char).unwrap_or_else(|| panic!("{char}"));
            let of_egui = Key::from_name(&char.to_string());
            assert!(of_egui.is_none_or(|other| other == key), "{char}: {key:?}");
        }
    }
}
