//! Keys that a host delivers itself (`onKeyDown`, as REAPER does), so that Space types a space and does not start the
//! transport. CLAP has no call for them; they go to the window by the parent it is in.

use crate::editor::key_from_host;
use nice_plug::prelude::{Modifiers, VirtualKeyCode};

/// The key of VST3's number. Characters come by the window system alone.
fn key(code: i16) -> Option<VirtualKeyCode> {
    Some(match code {
        1 => VirtualKeyCode::Backspace,
        2 => VirtualKeyCode::Tab,
        4 => VirtualKeyCode::Return,
        6 => VirtualKeyCode::Escape,
        7 => VirtualKeyCode::Space,
        9 => VirtualKeyCode::End,
        10 => VirtualKeyCode::Home,
        11 => VirtualKeyCode::ArrowLeft,
        12 => VirtualKeyCode::ArrowUp,
        13 => VirtualKeyCode::ArrowRight,
        14 => VirtualKeyCode::ArrowDown,
        15 => VirtualKeyCode::PageUp,
        16 => VirtualKeyCode::PageDown,
        19 => VirtualKeyCode::NumpadEnter,
        21 => VirtualKeyCode::Insert,
        22 => VirtualKeyCode::Delete,
        _ => return None,
    })
}

/// Passes a key to the window in `parent`; whether the text takes it.
pub(super) fn pass_on(parent: usize, code: i16, is_down: bool, modifiers: i16) -> bool {
    // VST3's bits for Shift, Alt, Command and Control are the framework's.
    let modifiers = Modifiers::from_bits_truncate((modifiers & 0x0F) as u8);
    key(code).is_some_and(|key| key_from_host(parent, key, is_down, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_window_keys_stay_with_the_host() {
        assert!(!pass_on(1, 7, true, 0));
        assert!(key(40).is_none());
    }
}
