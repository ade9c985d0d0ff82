//! Where keys stand on a keyboard: their numbers in X11 and the American letters.

use egui::Key;
use keyboard_types::Code;

/// A key that types, or that changes what others type: its place, its number in X11 (that of evdev and 8), and what an
/// American keyboard has there.
pub(super) const PLACES: &[(Code, u32, Option<Key>)] = &[
    (Code::Digit1, 10, Some(Key::Num1)),
    (Code::Digit2, 11, Some(Key::Num2)),
    (Code::Digit3, 12, Some(Key::Num3)),
    (Code::Digit4, 13, Some(Key::Num4)),
    (Code::Digit5, 14, Some(Key::Num5)),
    (Code::Digit6, 15, Some(Key::Num6)),
    (Code::Digit7, 16, Some(Key::Num7)),
    (Code::Digit8, 17, Some(Key::Num8)),
    (Code::Digit9, 18, Some(Key::Num9)),
    (Code::Digit0, 19, Some(Key::Num0)),
    (Code::Minus, 20, Some(Key::Minus)),
    (Code::Equal, 21, Some(Key::Equals)),
    (Code::KeyQ, 24, Some(Key::Q)),
    (Code::KeyW, 25, Some(Key::W)),
    (Code::KeyE, 26, Some(Key::E)),
    (Code::KeyR, 27, Some(Key::R)),
    (Code::KeyT, 28, Some(Key::T)),
    (Code::KeyY, 29, Some(Key::Y)),
    (Code::KeyU, 30, Some(Key::U)),
    (Code::KeyI, 31, Some(Key::I)),
    (Code::KeyO, 32, Some(Key::O)),
    (Code::KeyP, 33, Some(Key::P)),
    (Code::BracketLeft, 34, Some(Key::OpenBracket)),
    (Code::BracketRight, 35, Some(Key::CloseBracket)),
    (Code::KeyA, 38, Some(Key::A)),
    (Code::KeyS, 39, Some(Key::S)),
    (Code::KeyD, 40, Some(Key::D)),
    (Code::KeyF, 41, Some(Key::F)),
    (Code::KeyG, 42, Some(Key::G)),
    (Code::KeyH, 43, Some(Key::H)),
    (Code::KeyJ, 44, Some(Key::J)),
    (Code::KeyK, 45, Some(Key::K)),
    (Code::KeyL, 46, Some(Key::L)),
    (Code::Semicolon, 47, Some(Key::Semicolon)),
    (Code::Quote, 48, Some(Key::Quote)),
    (Code::Backquote, 49, Some(Key::Backtick)),
    (Code::Backslash, 51, Some(Key::Backslash)),
    (Code::KeyZ, 52, Some(Key::Z)),
    (Code::KeyX, 53, Some(Key::X)),
    (Code::KeyC, 54, Some(Key::C)),
    (Code::KeyV, 55, Some(Key::V)),
    (Code::KeyB, 56, Some(Key::B)),
    (Code::KeyN, 57, Some(Key::N)),
    (Code::KeyM, 58, Some(Key::M)),
    (Code::Comma, 59, Some(Key::Comma)),
    (Code::Period, 60, Some(Key::Period)),
    (Code::Slash, 61, Some(Key::Slash)),
    (Code::Space, 65, Some(Key::Space)),
    (Code::NumpadMultiply, 63, None),
    (Code::Numpad7, 79, None),
    (Code::Numpad8, 80, None),
    (Code::Numpad9, 81, None),
    (Code::NumpadSubtract, 82, None),
    (Code::Numpad4, 83, None),
    (Code::Numpad5, 84, None),
    (Code::Numpad6, 85, None),
    (Code::NumpadAdd, 86, None),
    (Code::Numpad1, 87, None),
    (Code::Numpad2, 88, None),
    (Code::Numpad3, 89, None),
    (Code::Numpad0, 90, None),
    (Code::NumpadDecimal, 91, None),
    (Code::IntlBackslash, 94, None),
    (Code::IntlRo, 97, None),
    (Code::NumpadDivide, 106, None),
    (Code::NumpadEqual, 125, None),
    (Code::NumpadComma, 129, None),
    (Code::IntlYen, 132, None),
    (Code::ShiftLeft, 50, None),
    (Code::ShiftRight, 62, None),
    (Code::AltLeft, 64, None),
    (Code::AltRight, 108, None),
    (Code::ControlLeft, 37, None),
    (Code::ControlRight, 105, None),
    (Code::CapsLock, 66, None),
    (Code::MetaLeft, 133, None),
    (Code::MetaRight, 134, None),
    (Code::ContextMenu, 135, None),
];

/// What an American keyboard has in a place.
pub(super) fn on_american(code: Code) -> Option<Key> {
    let (.., key) = PLACES.iter().find(|(place, ..)| *place == code)?;
    *key
}

/// The number of a key in X11.
#[cfg(target_os = "linux")]
pub(super) fn number(code: Code) -> Option<u32> {
    let (_, number, _) = PLACES.iter().find(|(place, ..)| *place == code)?;
    Some(*number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_two_keys_have_one_number() {
        let numbers: HashSet<u32> = PLACES.iter().map(|(_, number, _)| *number).collect();
        assert_eq!(numbers.len(), PLACES.len());
        assert_eq!(on_american(Code::KeyZ), Some(Key::Z));
    }
}
