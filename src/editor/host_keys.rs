//! Keys that a host delivers by itself (VST3's `onKeyDown`, as REAPER does) in place of the window system.

#![allow(clippy::disallowed_types, reason = "the window's thread")]

use super::Shared;
use nice_plug::prelude::{Modifiers, VirtualKeyCode};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A key that comes both from the window system and from the host within this time was pressed once.
const SAME_PRESS: Duration = Duration::from_millis(60);

/// Keys waiting for the next frame.
#[derive(Default)]
pub(super) struct HostKeys {
    waiting: Mutex<Vec<(egui::Event, Instant)>>,
}

impl HostKeys {
    /// Takes a key from the host's thread; whether it is one the text understands.
    pub(super) fn take(&self, key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> bool {
        let Some(key) = translate(key) else {
            return false;
        };
        let modifiers = modifiers_of(modifiers);
        let event = match key {
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
        };
        self.waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((event, Instant::now()));
        true
    }

    /// Adds what waits to this frame's events, leaving out what the window system delivered too.
    pub(super) fn deliver(&self, events: &mut Vec<egui::Event>, native: &mut NativeKeys) {
        native.remember(events);
        let waiting =
            std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        events.extend(
            waiting
                .into_iter()
                .filter(|(event, at)| !native.has(event, *at))
                .map(|(event, _)| event),
        );
    }
}

impl Shared {
    /// Takes a key from the host's thread while the text has the focus; whether it is one the text understands.
    pub fn take_key(&self, key: VirtualKeyCode, is_down: bool, modifiers: Modifiers) -> bool {
        let taken = self.editor.wants_keys() && self.host_keys.take(key, is_down, modifiers);
        if taken {
            self.wake();
        }
        taken
    }
}

/// What the window system delivered lately.
#[derive(Default)]
pub(super) struct NativeKeys(Vec<(egui::Event, Instant)>);

impl NativeKeys {
    fn remember(&mut self, events: &[egui::Event]) {
        let now = Instant::now();
        self.0
            .retain(|(_, at)| now.duration_since(*at) < SAME_PRESS * 2);
        let keys = events
            .iter()
            .filter(|event| matches!(event, egui::Event::Key { .. } | egui::Event::Text(_)));
        self.0.extend(keys.map(|event| (event.clone(), now)));
    }

    fn has(&self, event: &egui::Event, at: Instant) -> bool {
        self.0.iter().any(|(native, when)| {
            let apart = if *when > at { *when - at } else { at - *when };
            native == event && apart < SAME_PRESS
        })
    }
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
        let keys = HostKeys::default();
        assert!(keys.take(VirtualKeyCode::Space, true, Modifiers::empty()));
        let mut events = Vec::new();
        keys.deliver(&mut events, &mut NativeKeys::default());
        assert_eq!(events, [egui::Event::Text(" ".to_owned())]);
    }

    #[test]
    fn a_key_that_comes_both_ways_is_typed_once() {
        let keys = HostKeys::default();
        keys.take(VirtualKeyCode::Space, true, Modifiers::empty());
        let mut events = vec![egui::Event::Text(" ".to_owned())];
        keys.deliver(&mut events, &mut NativeKeys::default());
        assert_eq!(events.len(), 1);
    }

    #[test]
    fn keys_without_a_meaning_in_text_stay_with_the_host() {
        assert!(!HostKeys::default().take(VirtualKeyCode::F5, true, Modifiers::empty()));
    }
}
