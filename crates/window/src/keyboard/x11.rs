//! The layout of an X11 server: asked for at first, followed while it changes, and read with what is held, dead keys too.

use super::{Typed, places};
use kbvm::lookup::LookupTable;
use kbvm::xkb::Context;
use kbvm::xkb::compose::{ComposeTable, FeedResult, State as Composing};
use kbvm::xkb::diagnostic::Diagnostic;
use kbvm::xkb::x11::KbvmX11Ext;
use kbvm::{GroupIndex, Keycode, Keysym, ModifierMask, syms};
use keyboard_types::{KeyState, KeyboardEvent, Modifiers};
use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::rust_connection::RustConnection;

/// The layout, and a connection of its own that hears of its changes.
pub(super) struct Layout {
    connection: RustConnection,
    device: xkb::DeviceSpec,
    keys: Keys,
    compose: Option<ComposeTable>,
    composing: Option<Composing>,
}

/// What the server's keymap says, and the state that events of keys do not tell.
struct Keys {
    table: LookupTable,
    /// Modifiers that AltGr and its like set.
    third: ModifierMask,
    fifth: ModifierMask,
    /// Those of them that are held or locked.
    held: ModifierMask,
    /// Which of several layouts is chosen.
    group: GroupIndex,
}

impl Layout {
    /// Connects to the server; none where it has no keyboard extension.
    pub(super) fn connect() -> Option<Self> {
        let (connection, _) = RustConnection::connect(None).ok()?;
        connection.setup_xkb_extension().ok()?;
        let device = connection.get_xkb_core_device_id().ok()?;
        let events = xkb::EventType::NEW_KEYBOARD_NOTIFY
            | xkb::EventType::MAP_NOTIFY
            | xkb::EventType::STATE_NOTIFY;
        let all = xkb::MapPart::from(u16::MAX);
        connection
            .xkb_select_events(
                device,
                xkb::EventType::from(0_u16),
                events,
                all,
                all,
                &xkb::SelectEventsAux::new(),
            )
            .ok()?;
        connection.flush().ok()?;
        let keys = Keys::ask(&connection, device)?;
        let compose = compose_table();
        let composing = compose.as_ref().map(ComposeTable::create_state);
        Some(Self {
            connection,
            device,
            keys,
            compose,
            composing,
        })
    }

    /// Asks for the state anew, and forgets a dead key.
    pub(super) fn refresh(&mut self) {
        self.composing = self.compose.as_ref().map(ComposeTable::create_state);
        if let Some(keys) = Keys::ask(&self.connection, self.device) {
            self.keys = keys;
        }
    }

    /// Hears what has changed since the last key.
    fn follow(&mut self) {
        let mut is_new = false;
        while let Ok(Some(event)) = self.connection.poll_for_event() {
            match event {
                Event::XkbNewKeyboardNotify(_) | Event::XkbMapNotify(_) => is_new = true,
                Event::XkbStateNotify(state) => {
                    self.keys.group = GroupIndex(u32::from(u8::from(state.group)))
                }
                _ => {}
            }
        }
        if is_new && let Some(keys) = Keys::ask(&self.connection, self.device) {
            self.keys = keys;
        }
    }

    /// Reads a key; none if it is not one whose number is known.
    pub(super) fn take(&mut self, event: &KeyboardEvent) -> Option<Typed> {
        let code = Keycode::from_x11(places::number(event.code)?);
        self.follow();
        let is_down = event.state == KeyState::Down;
        let symbol = self.keys.symbol(code, event.modifiers);
        self.keys.shift(symbol, is_down);
        let letter = self.keys.letter(code);
        let symbol = symbol.filter(|symbol| is_down && !symbol.is_modifier());
        let text = symbol.and_then(|symbol| self.compose(symbol));
        Some(Typed { text, letter })
    }

    /// What a symbol types after those before it.
    fn compose(&mut self, symbol: Keysym) -> Option<String> {
        let alone = || symbol.char().map(String::from);
        let (Some(table), Some(state)) = (&self.compose, &mut self.composing) else {
            return alone();
        };
        match table.feed(state, symbol) {
            None => alone(),
            Some(FeedResult::Pending) => None,
            // As elsewhere, a letter that does not go with the dead key before it stands alone.
            Some(FeedResult::Aborted) => alone(),
            Some(FeedResult::Composed { string, keysym }) => match string {
                Some(string) => Some(string.to_owned()),
                None => keysym.and_then(Keysym::char).map(String::from),
            },
        }
    }
}

impl Keys {
    fn ask(connection: &RustConnection, device: xkb::DeviceSpec) -> Option<Self> {
        let keymap = connection.get_xkb_keymap(device).ok()?;
        let state = connection.get_xkb_components(device).ok()?;
        let mask = |name: &str| {
            let all = keymap.virtual_modifiers();
            let found = all.into_iter().find(|modifier| modifier.name() == name);
            found.map_or(ModifierMask::NONE, |modifier| modifier.mask())
        };
        let (third, fifth) = (mask("LevelThree"), mask("LevelFive"));
        Some(Self {
            table: keymap.to_builder().build_lookup_table(),
            third,
            fifth,
            held: state.mods & (third | fifth),
            group: state.group,
        })
    }

    /// The symbol of a key while these modifiers are held.
    fn symbol(&self, code: Keycode, held: Modifiers) -> Option<Keysym> {
        let mut mask = self.held;
        for (modifier, bit) in [
            (Modifiers::SHIFT, ModifierMask::SHIFT),
            (Modifiers::CAPS_LOCK, ModifierMask::LOCK),
            (Modifiers::NUM_LOCK, ModifierMask::MOD2),
        ] {
            if held.contains(modifier) {
                mask |= bit;
            }
        }
        let found = self.table.lookup(self.group, mask, code);
        found.into_iter().next().map(|symbol| symbol.keysym())
    }

    /// The letter that is printed on a key: of the chosen layout, or where that is not Latin of another one.
    fn letter(&self, code: Keycode) -> Option<char> {
        let of = |group| {
            let found = self.table.lookup(group, ModifierMask::NONE, code);
            found.into_iter().next()?.keysym().char()
        };
        let own = of(self.group)?;
        if own.is_ascii_alphanumeric() || !own.is_alphabetic() {
            return Some(own);
        }
        (0..4).find_map(|group| of(GroupIndex(group)).filter(char::is_ascii_alphabetic))
    }

    /// Follows the keys that choose the third and the fifth level.
    fn shift(&mut self, symbol: Option<Keysym>, is_down: bool) {
        let mask = match symbol {
            Some(syms::ISO_Level3_Shift) => self.third,
            Some(syms::ISO_Level5_Shift) => self.fifth,
            _ => return,
        };
        if is_down {
            self.held |= mask;
        } else {
            self.held &= !mask;
        }
    }
}

/// The dead keys and sequences of the user's language.
fn compose_table() -> Option<ComposeTable> {
    let context = Context::builder().build();
    let table = context.compose_table_builder();
    // A line of the table that cannot be read is left out.
    let mut unread: Vec<Diagnostic> = Vec::new();
    table.build(&mut unread)
}
