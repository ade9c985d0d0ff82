//! What a key means in the layout of the system.
//!
//! baseview gives the place of a key, and on X11 (0.4.2) a text that is the US layout's where its own table says so: `<`,
//! `>` and `|` of ISO keyboards, dead keys and layouts that change are lost. So on X11 the place is looked up in the
//! layout of the X server here. Elsewhere the system has done so.

#[cfg(target_os = "linux")]
mod compose;
mod names;
#[cfg(target_os = "linux")]
mod x11;

use baseview::WindowContext;
use egui::{Event, Key, Modifiers};
use keyboard_types::{KeyState, KeyboardEvent, NamedKey};

/// One press or release of a key, as the layout has it.
#[derive(Clone, Debug, Default, PartialEq)]
struct Stroke {
    pressed: bool,
    repeat: bool,
    /// The key by the layout: what shortcuts go by.
    key: Option<Key>,
    /// The key by its place, named by the US layout.
    physical: Option<Key>,
    /// What it types when no modifier forbids.
    text: String,
    modifiers: Modifiers,
    /// The key of the system (Windows, Super) is held: nothing is typed.
    system: bool,
}

/// Keys to events of egui.
pub(crate) struct Keyboard {
    #[cfg(target_os = "linux")]
    layout: Option<x11::Layout>,
    modifiers: Modifiers,
}

impl Keyboard {
    /// The keyboard of a window.
    pub(crate) fn new(window: &WindowContext) -> Self {
        #[cfg(not(target_os = "linux"))]
        let _ = window;
        Self {
            // Without the X keyboard extension, baseview's own table has to do.
            #[cfg(target_os = "linux")]
            layout: x11::Layout::of_window(window).ok(),
            modifiers: Modifiers::default(),
        }
    }

    /// The window has got or lost the keyboard.
    pub(crate) fn focus_changed(&mut self) {
        #[cfg(target_os = "linux")]
        if let Some(layout) = &mut self.layout {
            layout.focus_changed();
        }
        self.modifiers = Modifiers::default();
    }

    /// Tells what a key of baseview's does, in order. `paste` is the text of the clipboard.
    pub(crate) fn take(
        &mut self,
        event: &KeyboardEvent,
        paste: impl FnOnce() -> Option<String>,
        out: &mut dyn FnMut(Event),
    ) {
        #[cfg(target_os = "linux")]
        let stroke = match &mut self.layout {
            Some(layout) => layout.stroke(event),
            None => Some(stroke_of(event)),
        };
        #[cfg(not(target_os = "linux"))]
        let stroke = Some(stroke_of(event));
        let Some(stroke) = stroke else {
            return;
        };
        if self.modifiers != stroke.modifiers {
            self.modifiers = stroke.modifiers;
            out(Event::ModifiersChanged(stroke.modifiers));
        }
        tell(stroke, paste, out);
    }
}

/// The stroke as baseview sees it.
fn stroke_of(event: &KeyboardEvent) -> Stroke {
    let physical = names::key_at(event.code);
    let modifiers = modifiers_of(event.modifiers);
    let (key, text) = match &event.key {
        keyboard_types::Key::Character(text) => {
            let key = names::shortcut(text.chars(), physical, modifiers.alt);
            (key, text.clone())
        }
        keyboard_types::Key::Named(NamedKey::Unidentified) => (physical, String::new()),
        keyboard_types::Key::Named(named) => (names::named(*named), String::new()),
    };
    Stroke {
        pressed: event.state == KeyState::Down,
        repeat: event.repeat,
        key,
        physical,
        text,
        modifiers,
        system: !cfg!(target_os = "macos") && event.modifiers.meta(),
    }
}

/// The modifiers as egui names them.
pub(crate) fn modifiers_of(modifiers: keyboard_types::Modifiers) -> Modifiers {
    let mac = cfg!(target_os = "macos");
    Modifiers {
        alt: modifiers.alt(),
        ctrl: modifiers.ctrl(),
        shift: modifiers.shift(),
        mac_cmd: mac && modifiers.meta(),
        command: if mac {
            modifiers.meta()
        } else {
            modifiers.ctrl()
        },
    }
}

/// A stroke's events: what it does with the clipboard, or the key and then its text.
fn tell(stroke: Stroke, paste: impl FnOnce() -> Option<String>, out: &mut dyn FnMut(Event)) {
    let Stroke {
        pressed,
        repeat,
        key,
        physical,
        text,
        modifiers,
        system,
    } = stroke;
    if pressed && let Some(wish) = clipboard_wish(key, modifiers) {
        match wish {
            Wish::Copy => out(Event::Copy),
            Wish::Cut => out(Event::Cut),
            Wish::Paste => {
                if let Some(text) = paste() {
                    out(Event::Paste(text));
                }
            }
        }
        return;
    }
    if let Some(key) = key {
        out(Event::Key {
            key,
            physical_key: physical,
            pressed,
            repeat,
            modifiers,
        });
    }
    // On macOS, Option is what AltGr is elsewhere.
    let typed = !modifiers.ctrl
        && !modifiers.command
        && !system
        && (!modifiers.alt || cfg!(target_os = "macos"));
    let printable = |char: char| {
        // Apple's codes of arrows and the like are in the private area.
        !char.is_control() && !matches!(char, '\u{e000}'..='\u{f8ff}')
    };
    if pressed && typed && !text.is_empty() && text.chars().all(printable) {
        out(Event::Text(text));
    }
}

enum Wish {
    Copy,
    Cut,
    Paste,
}

/// What a key wants of the clipboard: by the letter of the layout, and by the older keys.
fn clipboard_wish(key: Option<Key>, modifiers: Modifiers) -> Option<Wish> {
    let Modifiers {
        alt,
        shift,
        ctrl,
        command,
        ..
    } = modifiers;
    match key? {
        Key::C if command && !alt && !shift => Some(Wish::Copy),
        Key::X if command && !alt && !shift => Some(Wish::Cut),
        Key::V if command && !alt && !shift => Some(Wish::Paste),
        Key::Insert if ctrl && !alt && !shift => Some(Wish::Copy),
        Key::Delete if shift && !ctrl && !alt => Some(Wish::Cut),
        Key::Insert if shift && !ctrl && !alt => Some(Wish::Paste),
        Key::Copy => Some(Wish::Copy),
        Key::Cut => Some(Wish::Cut),
        Key::Paste => Some(Wish::Paste),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(stroke: Stroke) -> Vec<Event> {
        let mut events = Vec::new();
        tell(stroke, || Some("from elsewhere".to_owned()), &mut |e| {
            events.push(e)
        });
        events
    }

    fn pressed(key: Key, text: &str, modifiers: Modifiers) -> Stroke {
        Stroke {
            pressed: true,
            key: Some(key),
            physical: Some(key),
            text: text.to_owned(),
            modifiers,
            ..Stroke::default()
        }
    }

    fn texts(events: &[Event]) -> Vec<&Event> {
        events
            .iter()
            .filter(|e| matches!(e, Event::Text(_)))
            .collect()
    }

    #[test]
    fn a_letter_is_a_key_and_then_its_text_once() {
        let typed = events(pressed(Key::A, "a", Modifiers::NONE));
        assert!(matches!(
            typed[0],
            Event::Key {
                key: Key::A,
                pressed: true,
                ..
            }
        ));
        assert_eq!(typed[1..], [Event::Text("a".to_owned())]);
        let released = Stroke {
            pressed: false,
            ..pressed(Key::A, "a", Modifiers::NONE)
        };
        assert_eq!(texts(&events(released)), Vec::<&Event>::new());
    }

    #[test]
    fn shortcuts_type_nothing() {
        for modifiers in [
            Modifiers::COMMAND | Modifiers::CTRL,
            Modifiers::CTRL,
            Modifiers::ALT,
        ] {
            let typed = events(pressed(Key::Z, "z", modifiers));
            let alt_types = cfg!(target_os = "macos") && modifiers == Modifiers::ALT;
            assert_eq!(
                texts(&typed).is_empty(),
                !alt_types,
                "{modifiers:?}: {typed:?}"
            );
        }
        let system = Stroke {
            system: true,
            ..pressed(Key::Z, "z", Modifiers::NONE)
        };
        assert!(texts(&events(system)).is_empty());
    }

    #[test]
    fn the_clipboard_goes_by_the_letter_whatever_its_place() {
        let command = if cfg!(target_os = "macos") {
            Modifiers::MAC_CMD | Modifiers::COMMAND
        } else {
            Modifiers::CTRL | Modifiers::COMMAND
        };
        // V on Dvorak is where US has the full stop.
        let stroke = Stroke {
            physical: Some(Key::Period),
            ..pressed(Key::V, "v", command)
        };
        assert_eq!(events(stroke), [Event::Paste("from elsewhere".to_owned())]);
        let stroke = Stroke {
            physical: Some(Key::V),
            ..pressed(Key::K, "k", command)
        };
        assert!(matches!(
            events(stroke)[..],
            [Event::Key { key: Key::K, .. }]
        ));
        assert_eq!(events(pressed(Key::C, "c", command)), [Event::Copy]);
        assert_eq!(events(pressed(Key::X, "x", command)), [Event::Cut]);
    }

    #[test]
    fn control_characters_are_not_typed() {
        assert!(texts(&events(pressed(Key::Enter, "\r", Modifiers::NONE))).is_empty());
        assert!(texts(&events(pressed(Key::ArrowUp, "\u{f700}", Modifiers::NONE))).is_empty());
    }
}
