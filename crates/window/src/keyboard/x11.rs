//! The layout of the X server.
//!
//! A connection of our own selects the same keys that baseview's connection gets: they carry what baseview leaves out,
//! the key's code and the exact state of all modifiers and of the layout's group at that moment, and say when the layout
//! is another. After a round trip, all that baseview has been told has come here too.

use super::compose::{Compose, is_dead};
use super::{Stroke, names};
use baseview::WindowContext;
use egui::{Key, Modifiers};
use kbvm::lookup::LookupTable;
use kbvm::xkb::x11::KbvmX11Ext;
use kbvm::{GroupIndex, Keycode, Keysym, ModifierMask, syms};
use keyboard_types::{Code, KeyState, KeyboardEvent};
use raw_window_handle::{HasWindowHandle, RawWindowHandle};
use std::collections::{BTreeSet, VecDeque};
use std::error::Error;
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xkb::{
    ConnectionExt as _, EventType, MapPart, PerClientFlag, SelectEventsAux,
};
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask};
use x11rb::rust_connection::RustConnection;

/// X keycodes are those of the kernel and 8.
const EVDEV: u8 = 8;

// Bits of the state of an X event.
const SHIFT: u16 = 1;
const CONTROL: u16 = 1 << 2;
const ALT: u16 = 1 << 3;
const NUM_LOCK: u16 = 1 << 4;
const SUPER: u16 = 1 << 6;
/// All of the modifiers.
const MODIFIERS: u16 = 0xff;
/// Those that make a shortcut, and change no letter.
const COMMANDS: u16 = CONTROL | ALT | SUPER;

type Failure = Box<dyn Error>;

/// A key as the server told it.
#[derive(Clone, Copy, Debug)]
struct Told {
    keycode: u8,
    pressed: bool,
    state: u16,
}

/// The layout, up to date with the keys of one window.
pub(super) struct Layout {
    connection: RustConnection,
    device: u16,
    table: LookupTable,
    /// The server has another layout by now.
    stale: bool,
    /// Told, and not yet heard of from baseview.
    told: VecDeque<Told>,
    /// Keys that are down.
    held: BTreeSet<u8>,
    compose: Compose,
}

impl Layout {
    /// Connects to the server of a window.
    pub(super) fn of_window(window: &WindowContext) -> Result<Self, Failure> {
        let window = match window
            .window_handle()
            .map_err(|error| error.to_string())?
            .as_raw()
        {
            RawWindowHandle::Xlib(handle) => u32::try_from(handle.window)?,
            RawWindowHandle::Xcb(handle) => handle.window.get(),
            other => return Err(format!("not a window of X: {other:?}").into()),
        };
        let (connection, _) = RustConnection::connect(None)?;
        connection.setup_xkb_extension()?;
        let device = connection.get_xkb_core_device_id()?;
        let changes = EventType::NEW_KEYBOARD_NOTIFY | EventType::MAP_NOTIFY;
        let all_parts = MapPart::from(0xff_u16);
        connection
            .xkb_select_events(
                device,
                EventType::from(0_u16),
                changes,
                all_parts,
                all_parts,
                &SelectEventsAux::new(),
            )?
            .check()?;
        // A key that repeats by itself is then pressed again without being released.
        let repeats = PerClientFlag::DETECTABLE_AUTO_REPEAT;
        let none = 0_u32.into();
        connection
            .xkb_per_client_flags(device, repeats, repeats, none, none, none)?
            .reply()?;
        let keys = EventMask::KEY_PRESS | EventMask::KEY_RELEASE;
        let attributes = ChangeWindowAttributesAux::new().event_mask(keys);
        connection
            .change_window_attributes(window, &attributes)?
            .check()?;
        let table = table(&connection, device)?;
        Ok(Self {
            connection,
            device,
            table,
            stale: false,
            told: VecDeque::new(),
            held: BTreeSet::new(),
            compose: Compose::default(),
        })
    }

    /// The window has got or lost the keyboard: keys that are let go elsewhere are never heard of.
    pub(super) fn focus_changed(&mut self) {
        self.held.clear();
        self.compose.reset();
    }

    /// What a key of baseview's is in the layout. None for the releases that X makes up while a key repeats.
    pub(super) fn stroke(&mut self, event: &KeyboardEvent) -> Option<Stroke> {
        let pressed = event.state == KeyState::Down;
        let told = match self.told(event.code, pressed) {
            Some(told) => told,
            None => {
                let keycode = keycode(event.code);
                // Nobody let it go: it repeats.
                if !pressed && keycode.is_some_and(|keycode| self.held.contains(&keycode)) {
                    return None;
                }
                let Some(keycode) = keycode else {
                    return Some(super::stroke_of(event));
                };
                // Another program made it up: only what baseview says of it is known, and the group of now.
                Told {
                    keycode,
                    pressed,
                    state: self.state_of(event.modifiers),
                }
            }
        };
        if self.stale
            && let Ok(table) = table(&self.connection, self.device)
        {
            self.table = table;
            self.stale = false;
        }
        let repeat = if pressed {
            !self.held.insert(told.keycode)
        } else {
            self.held.remove(&told.keycode);
            false
        };
        let physical = names::key_at(event.code);
        let modifiers = modifiers_of(told.state);
        let symbol = self.symbol(told.keycode, told.state & !COMMANDS);
        let key = self.key(told, symbol, physical);
        let text = match symbol {
            Some((symbol, char)) if pressed => self.text(symbol, char, told.state, key),
            _ => Some(String::new()),
        };
        Some(Stroke {
            pressed,
            repeat,
            // A key that takes back an accent does nothing else.
            key: text.as_ref().and(key),
            physical,
            text: text.unwrap_or_default(),
            modifiers,
            system: told.state & SUPER != 0,
        })
    }

    /// What the server told of a key that baseview has heard of.
    fn told(&mut self, code: Code, pressed: bool) -> Option<Told> {
        self.catch_up();
        let index = self
            .told
            .iter()
            .position(|told| told.pressed == pressed && is_at(told.keycode, code))?;
        self.told.drain(..=index).next_back()
    }

    /// Takes all that the server has told so far.
    fn catch_up(&mut self) {
        // A dead connection tells nothing more; keys then go by what baseview says.
        let Ok(cookie) = self.connection.get_input_focus() else {
            return;
        };
        if cookie.reply().is_err() {
            return;
        }
        while let Ok(Some(event)) = self.connection.poll_for_event() {
            match event {
                Event::KeyPress(event) | Event::KeyRelease(event) => {
                    self.told.push_back(Told {
                        keycode: event.detail,
                        pressed: event.response_type & 0x7f
                            == x11rb::protocol::xproto::KEY_PRESS_EVENT,
                        state: event.state.into(),
                    });
                }
                Event::XkbMapNotify(_) | Event::XkbNewKeyboardNotify(_) => self.stale = true,
                _ => {}
            }
        }
    }

    /// The state of a key of which only baseview knows.
    fn state_of(&self, modifiers: keyboard_types::Modifiers) -> u16 {
        let known = [
            (modifiers.shift(), SHIFT),
            (
                modifiers.contains(keyboard_types::Modifiers::CAPS_LOCK),
                1 << 1,
            ),
            (modifiers.ctrl(), CONTROL),
            (modifiers.alt(), ALT),
            (
                modifiers.contains(keyboard_types::Modifiers::NUM_LOCK),
                NUM_LOCK,
            ),
            (modifiers.meta(), SUPER),
        ];
        let known: u16 = known.iter().filter(|(on, _)| *on).map(|(_, bit)| bit).sum();
        // AltGr is the fifth modifier, and baseview does not tell of it.
        let now = self.connection.get_xkb_components(self.device);
        let (mods, group) = now.map_or((0, 0), |now| (now.mods.0 as u16, now.group.0 as u16));
        known | (mods & (1 << 7)) | (group & 3) << 13
    }

    /// The symbol of a key and the character that it types.
    fn symbol(&self, keycode: u8, state: u16) -> Option<(Keysym, Option<char>)> {
        let group = GroupIndex(u32::from(state >> 13 & 3));
        let modifiers = ModifierMask(u32::from(state & MODIFIERS));
        let keycode = Keycode::from_x11(u32::from(keycode));
        let lookup = self.table.lookup(group, modifiers, keycode);
        let first = lookup.into_iter().next()?;
        Some((first.keysym(), first.char()))
    }

    /// The key that a shortcut goes by.
    fn key(
        &self,
        told: Told,
        symbol: Option<(Keysym, Option<char>)>,
        physical: Option<Key>,
    ) -> Option<Key> {
        let (symbol, char) = symbol?;
        if let Some(key) = of_symbol(symbol) {
            return Some(key);
        }
        if symbol.is_modifier() {
            return None;
        }
        if is_dead(symbol) {
            return of_dead(symbol, physical);
        }
        let base = told.state & !MODIFIERS;
        let at = |modifiers: u16| {
            self.symbol(told.keycode, base | modifiers)
                .and_then(|(_, char)| char)
        };
        let printed = [
            char,
            at(told.state & (SHIFT | NUM_LOCK)),
            at(told.state & NUM_LOCK),
        ];
        names::shortcut(
            printed.into_iter().flatten(),
            physical,
            told.state & ALT != 0,
        )
    }

    /// What a key that is pressed types. None if it only takes back an accent.
    fn text(
        &mut self,
        symbol: Keysym,
        char: Option<char>,
        state: u16,
        key: Option<Key>,
    ) -> Option<String> {
        if symbol.is_modifier() || state & COMMANDS != 0 {
            return Some(String::new());
        }
        let typed = char.filter(|char| !char.is_control());
        if typed.is_none() && !is_dead(symbol) && symbol != syms::Multi_key {
            if !self.compose.is_begun() {
                return Some(String::new());
            }
            if matches!(key, Some(Key::Backspace | Key::Escape)) {
                self.compose.reset();
                return None;
            }
            return Some(self.compose.rest());
        }
        Some(self.compose.feed(symbol, typed))
    }
}

/// Reads the layout.
fn table(connection: &RustConnection, device: u16) -> Result<LookupTable, Failure> {
    Ok(connection
        .get_xkb_keymap(device)?
        .to_builder()
        .build_lookup_table())
}

fn modifiers_of(state: u16) -> Modifiers {
    let control = state & CONTROL != 0;
    Modifiers {
        alt: state & ALT != 0,
        ctrl: control,
        shift: state & SHIFT != 0,
        mac_cmd: false,
        command: control,
    }
}

/// Whether baseview calls the place of a keycode `code`. It has no name for some.
fn is_at(keycode: u8, code: Code) -> bool {
    match self::keycode(code) {
        Some(other) => keycode == other,
        None => true,
    }
}

/// The X keycode of a place.
fn keycode(code: Code) -> Option<u8> {
    KEYCODES
        .iter()
        .find(|(place, _)| *place == code)
        .map(|(_, evdev)| evdev + EVDEV)
}

/// Accents that are signs of their own on keys of the US layout, as its international variant has them.
fn of_dead(symbol: Keysym, physical: Option<Key>) -> Option<Key> {
    match symbol {
        syms::dead_grave => Some(Key::Backtick),
        syms::dead_acute => physical.filter(|key| *key == Key::Quote),
        _ => None,
    }
}

/// The key of a function.
fn of_symbol(symbol: Keysym) -> Option<Key> {
    Some(match symbol {
        syms::Return | syms::KP_Enter | syms::ISO_Enter => Key::Enter,
        syms::Tab | syms::KP_Tab | syms::ISO_Left_Tab => Key::Tab,
        syms::BackSpace => Key::Backspace,
        syms::Escape => Key::Escape,
        syms::space | syms::KP_Space => Key::Space,
        syms::Insert | syms::KP_Insert => Key::Insert,
        syms::Delete | syms::KP_Delete => Key::Delete,
        syms::Home | syms::KP_Home => Key::Home,
        syms::End | syms::KP_End => Key::End,
        syms::Prior | syms::KP_Prior => Key::PageUp,
        syms::Next | syms::KP_Next => Key::PageDown,
        syms::Up | syms::KP_Up => Key::ArrowUp,
        syms::Down | syms::KP_Down => Key::ArrowDown,
        syms::Left | syms::KP_Left => Key::ArrowLeft,
        syms::Right | syms::KP_Right => Key::ArrowRight,
        syms::XF86Copy => Key::Copy,
        syms::XF86Cut => Key::Cut,
        syms::XF86Paste => Key::Paste,
        syms::F1 => Key::F1,
        syms::F2 => Key::F2,
        syms::F3 => Key::F3,
        syms::F4 => Key::F4,
        syms::F5 => Key::F5,
        syms::F6 => Key::F6,
        syms::F7 => Key::F7,
        syms::F8 => Key::F8,
        syms::F9 => Key::F9,
        syms::F10 => Key::F10,
        syms::F11 => Key::F11,
        syms::F12 => Key::F12,
        syms::F13 => Key::F13,
        syms::F14 => Key::F14,
        syms::F15 => Key::F15,
        syms::F16 => Key::F16,
        syms::F17 => Key::F17,
        syms::F18 => Key::F18,
        syms::F19 => Key::F19,
        syms::F20 => Key::F20,
        _ => return None,
    })
}

/// Places, and the kernel's codes of their keys.
const KEYCODES: &[(Code, u8)] = &[
    (Code::Escape, 1),
    (Code::Digit1, 2),
    (Code::Digit2, 3),
    (Code::Digit3, 4),
    (Code::Digit4, 5),
    (Code::Digit5, 6),
    (Code::Digit6, 7),
    (Code::Digit7, 8),
    (Code::Digit8, 9),
    (Code::Digit9, 10),
    (Code::Digit0, 11),
    (Code::Minus, 12),
    (Code::Equal, 13),
    (Code::Backspace, 14),
    (Code::Tab, 15),
    (Code::KeyQ, 16),
    (Code::KeyW, 17),
    (Code::KeyE, 18),
    (Code::KeyR, 19),
    (Code::KeyT, 20),
    (Code::KeyY, 21),
    (Code::KeyU, 22),
    (Code::KeyI, 23),
    (Code::KeyO, 24),
    (Code::KeyP, 25),
    (Code::BracketLeft, 26),
    (Code::BracketRight, 27),
    (Code::Enter, 28),
    (Code::ControlLeft, 29),
    (Code::KeyA, 30),
    (Code::KeyS, 31),
    (Code::KeyD, 32),
    (Code::KeyF, 33),
    (Code::KeyG, 34),
    (Code::KeyH, 35),
    (Code::KeyJ, 36),
    (Code::KeyK, 37),
    (Code::KeyL, 38),
    (Code::Semicolon, 39),
    (Code::Quote, 40),
    (Code::Backquote, 41),
    (Code::ShiftLeft, 42),
    (Code::Backslash, 43),
    (Code::KeyZ, 44),
    (Code::KeyX, 45),
    (Code::KeyC, 46),
    (Code::KeyV, 47),
    (Code::KeyB, 48),
    (Code::KeyN, 49),
    (Code::KeyM, 50),
    (Code::Comma, 51),
    (Code::Period, 52),
    (Code::Slash, 53),
    (Code::ShiftRight, 54),
    (Code::NumpadMultiply, 55),
    (Code::AltLeft, 56),
    (Code::Space, 57),
    (Code::CapsLock, 58),
    (Code::F1, 59),
    (Code::F2, 60),
    (Code::F3, 61),
    (Code::F4, 62),
    (Code::F5, 63),
    (Code::F6, 64),
    (Code::F7, 65),
    (Code::F8, 66),
    (Code::F9, 67),
    (Code::F10, 68),
    (Code::NumLock, 69),
    (Code::ScrollLock, 70),
    (Code::Numpad7, 71),
    (Code::Numpad8, 72),
    (Code::Numpad9, 73),
    (Code::NumpadSubtract, 74),
    (Code::Numpad4, 75),
    (Code::Numpad5, 76),
    (Code::Numpad6, 77),
    (Code::NumpadAdd, 78),
    (Code::Numpad1, 79),
    (Code::Numpad2, 80),
    (Code::Numpad3, 81),
    (Code::Numpad0, 82),
    (Code::NumpadDecimal, 83),
    (Code::IntlBackslash, 86),
    (Code::F11, 87),
    (Code::F12, 88),
    (Code::IntlRo, 89),
    (Code::NumpadEnter, 96),
    (Code::ControlRight, 97),
    (Code::NumpadDivide, 98),
    (Code::AltRight, 100),
    (Code::Home, 102),
    (Code::ArrowUp, 103),
    (Code::PageUp, 104),
    (Code::ArrowLeft, 105),
    (Code::ArrowRight, 106),
    (Code::End, 107),
    (Code::ArrowDown, 108),
    (Code::PageDown, 109),
    (Code::Insert, 110),
    (Code::Delete, 111),
    (Code::NumpadEqual, 117),
    (Code::Pause, 119),
    (Code::NumpadComma, 121),
    (Code::IntlYen, 124),
    (Code::MetaLeft, 125),
    (Code::MetaRight, 126),
    (Code::ContextMenu, 127),
];
