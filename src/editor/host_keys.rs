//! Keys that a host delivers by itself (VST3's `onKeyDown`, as REAPER does) in place of the window system.

use super::Shared;
use nice_plug::prelude::{Modifiers, VirtualKeyCode};

impl Shared {
    /// Takes a key from the host's thread while the text has the focus; whether it is one the text understands.
    pub fn take_key(&self, key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> bool {
        if !self.editor.wants_keys() {
            return false;
        }
        let (Some(event), Some(window)) = (event(key, is_down, modifiers), &*self.window()) else {
            return false;
        };
        window.keys.push(event);
        true
    }
}

/// The key as the window understands it.
fn event(key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> Option<egui::Event> {
    let key = translate(key)?;
    let modifiers = modifiers_of(modifiers);
    Some(match key {
        // The window system gives text for Space, not only a key.
        egui::Key::Space if is_down && !modifiers.command && !modifiers.alt => {
            egui::Event::Text(" ".to_owned())
        }
        _ => egui::Event::Key {
            key,
            physical_key: None,
            pressed: is_down,
            repeat: false,
            modifiers,
        },
    })
}

fn modifiers_of(modifiers: Modifiers) -> egui::Modifiers {
    let control = modifiers.contains(Modifiers::CONTROL);
    let command = modifiers.contains(Modifiers::COMMAND);
    egui::Modifiers {
        alt: modifiers.contains(Modifiers::ALT),
        ctrl: if cfg!(target_os = "macos") {
            control
        } else {
            control || command
        },
        shift: modifiers.contains(Modifiers::SHIFT),
        mac_cmd: cfg!(target_os = "macos") && command,
        command,
    }
}

fn translate(key: VirtualKeyCode) -> Option<egui::Key> {
    Some(match key {
        VirtualKeyCode::Backspace => egui::Key::Backspace,
        VirtualKeyCode::Tab => egui::Key::Tab,
        VirtualKeyCode::Return | VirtualKeyCode::NumpadEnter => egui::Key::Enter,
        VirtualKeyCode::Escape => egui::Key::Escape,
        VirtualKeyCode::Space => egui::Key::Space,
        VirtualKeyCode::End => egui::Key::End,
        VirtualKeyCode::Home => egui::Key::Home,
        VirtualKeyCode::ArrowLeft => egui::Key::ArrowLeft,
        VirtualKeyCode::ArrowUp => egui::Key::ArrowUp,
        VirtualKeyCode::ArrowRight => egui::Key::ArrowRight,
        VirtualKeyCode::ArrowDown => egui::Key::ArrowDown,
        VirtualKeyCode::PageUp => egui::Key::PageUp,
        VirtualKeyCode::PageDown => egui::Key::PageDown,
        VirtualKeyCode::Insert => egui::Key::Insert,
        VirtualKeyCode::Delete => egui::Key::Delete,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_from_the_host_types_a_space() {
        let space = event(VirtualKeyCode::Space, true, Modifiers::empty());
        assert_eq!(space, Some(egui::Event::Text(" ".to_owned())));
        let command = event(VirtualKeyCode::Space, true, Modifiers::COMMAND);
        assert!(matches!(command, Some(egui::Event::Key { .. })));
    }

    #[test]
    fn keys_without_a_meaning_in_text_stay_with_the_host() {
        assert_eq!(event(VirtualKeyCode::F5, true, Modifiers::empty()), None);
    }
}
