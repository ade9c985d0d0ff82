//! The keyboard: what a key types by the system's layout, and which key it is for shortcuts.
//!
//! Shortcuts go by the letter of the layout (Ctrl+Z is the key with Z on it, wherever it stands); where a layout's letters
//! are not Latin, by the place that the key has on an American keyboard.
//!
//! On X11, baseview reads the layout once when the window opens, knows neither dead keys nor the key beside the left Shift
//! of ISO keyboards; there `x11` asks the system itself. Elsewhere baseview's own reading is right.

mod places;
#[cfg(target_os = "linux")]
mod x11;

use keyboard_types::{Code, Key, KeyState, KeyboardEvent, NamedKey};

/// What pressing or releasing a key means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Pressed {
    /// The key by the layout, for shortcuts.
    pub key: Option<egui::Key>,
    /// The key by its place on an American keyboard.
    pub physical: Option<egui::Key>,
    /// What it types.
    pub text: Option<String>,
    /// It is held down and comes again.
    pub is_repeated: bool,
}

/// Reads keys.
pub(crate) struct Keyboard {
    #[cfg(target_os = "linux")]
    system: Option<x11::Layout>,
    /// The key that was pressed last and is still held.
    held: Option<Code>,
}

impl Keyboard {
    /// With the system's layout.
    pub(crate) fn new() -> Self {
        Self {
            #[cfg(target_os = "linux")]
            system: x11::Layout::connect(),
            held: None,
        }
    }

    /// The window got the keyboard, or lost it: what was held is not known any more.
    pub(crate) fn refresh(&mut self) {
        self.held = None;
        #[cfg(target_os = "linux")]
        if let Some(system) = &mut self.system {
            system.refresh();
        }
    }

    /// Reads an event.
    pub(crate) fn take(&mut self, event: &KeyboardEvent) -> Pressed {
        let is_down = event.state == KeyState::Down;
        let is_repeated = is_down && (event.repeat || self.held == Some(event.code));
        self.held = is_down.then_some(event.code);
        let typed = self.typed(event);
        let physical = places::on_american(event.code);
        let key = named(&event.key)
            .or_else(|| typed.letter.and_then(key_of))
            .or(physical);
        let text = typed.text.filter(|text| {
            let is_plain = !text.is_empty() && !text.chars().any(char::is_control);
            is_down && is_plain && types(event.modifiers)
        });
        Pressed {
            key,
            physical,
            text,
            is_repeated,
        }
    }

    fn typed(&mut self, event: &KeyboardEvent) -> Typed {
        #[cfg(target_os = "linux")]
        if let Some(system) = &mut self.system
            && let Some(typed) = system.take(event)
        {
            return typed;
        }
        Typed::by_baseview(&event.key)
    }
}

/// What a key types, and the letter that is printed on it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Typed {
    text: Option<String>,
    letter: Option<char>,
}

impl Typed {
    /// As baseview reads the layout.
    fn by_baseview(key: &Key) -> Self {
        match key {
            Key::Character(text) => {
                let mut letters = text.chars();
                let letter = letters.next().filter(|_| letters.next().is_none());
                Self {
                    text: Some(text.clone()),
                    letter,
                }
            }
            Key::Named(_) => Self::default(),
        }
    }
}

/// Whether a key types while these are held. Ctrl and Alt together are AltGr on Windows; the Option key of a Mac types.
fn types(held: keyboard_types::Modifiers) -> bool {
    let (control, alt) = (held.ctrl(), held.alt());
    if cfg!(target_os = "macos") {
        !control && !held.meta()
    } else if cfg!(target_os = "windows") {
        control == alt
    } else {
        !control && !alt && !held.meta()
    }
}

/// The modifiers as egui has them.
pub(crate) fn modifiers(held: keyboard_types::Modifiers) -> egui::Modifiers {
    let mac_cmd = cfg!(target_os = "macos") && held.meta();
    egui::Modifiers {
        alt: held.alt(),
        ctrl: held.ctrl(),
        shift: held.shift(),
        mac_cmd,
        command: if cfg!(target_os = "macos") {
            mac_cmd
        } else {
            held.ctrl()
        },
    }
}

/// The key with a letter, figure or sign on it; none for letters that are not Latin.
fn key_of(letter: char) -> Option<egui::Key> {
    let name: String = letter.to_uppercase().collect();
    match letter {
        ' ' => Some(egui::Key::Space),
        letter if letter.is_ascii() => egui::Key::from_name(&name),
        _ => None,
    }
}

fn named(key: &Key) -> Option<egui::Key> {
    let Key::Named(named) = key else { return None };
    Some(match named {
        NamedKey::ArrowDown => egui::Key::ArrowDown,
        NamedKey::ArrowLeft => egui::Key::ArrowLeft,
        NamedKey::ArrowRight => egui::Key::ArrowRight,
        NamedKey::ArrowUp => egui::Key::ArrowUp,
        NamedKey::Escape => egui::Key::Escape,
        NamedKey::Tab => egui::Key::Tab,
        NamedKey::Backspace => egui::Key::Backspace,
        NamedKey::Enter => egui::Key::Enter,
        NamedKey::Insert => egui::Key::Insert,
        NamedKey::Delete => egui::Key::Delete,
        NamedKey::Home => egui::Key::Home,
        NamedKey::End => egui::Key::End,
        NamedKey::PageUp => egui::Key::PageUp,
        NamedKey::PageDown => egui::Key::PageDown,
        NamedKey::F1 => egui::Key::F1,
        NamedKey::F2 => egui::Key::F2,
        NamedKey::F3 => egui::Key::F3,
        NamedKey::F4 => egui::Key::F4,
        NamedKey::F5 => egui::Key::F5,
        NamedKey::F6 => egui::Key::F6,
        NamedKey::F7 => egui::Key::F7,
        NamedKey::F8 => egui::Key::F8,
        NamedKey::F9 => egui::Key::F9,
        NamedKey::F10 => egui::Key::F10,
        NamedKey::F11 => egui::Key::F11,
        NamedKey::F12 => egui::Key::F12,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_figures_and_signs_have_their_keys_and_others_none() {
        assert_eq!(key_of('z'), Some(egui::Key::Z));
        assert_eq!(key_of('7'), Some(egui::Key::Num7));
        assert_eq!(key_of('.'), Some(egui::Key::Period));
        assert_eq!(key_of(' '), Some(egui::Key::Space));
        assert_eq!(key_of('ж'), None);
    }

    #[test]
    fn keys_with_control_or_alt_type_nothing() {
        use keyboard_types::Modifiers;
        assert!(types(Modifiers::SHIFT));
        assert!(!types(Modifiers::CONTROL));
        if cfg!(target_os = "linux") {
            assert!(!types(Modifiers::ALT));
        }
    }
}
