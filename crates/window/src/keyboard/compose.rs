//! Dead keys and the Compose key.

use kbvm::xkb::Context;
use kbvm::xkb::compose::{ComposeTable, FeedResult, State};
use kbvm::xkb::diagnostic::{Diagnostic, DiagnosticHandler, DiagnosticKind};
use kbvm::{Keysym, syms};

/// A sequence under way.
#[derive(Default)]
pub(super) struct Compose {
    /// Read when the first dead key is pressed: the file is long.
    table: Option<Option<ComposeTable>>,
    state: Option<State>,
    /// The symbols of the sequence so far.
    begun: Vec<Keysym>,
}

impl Compose {
    /// The text that a symbol gives here, where it gives `text` by itself.
    pub(super) fn feed(&mut self, symbol: Keysym, text: Option<char>) -> String {
        let plain = || text.map(String::from).unwrap_or_default();
        if self.begun.is_empty() && !begins(symbol) {
            return plain();
        }
        let Some(table) = self.table.get_or_insert_with(table) else {
            return spacing(symbol).map_or_else(plain, String::from);
        };
        let state = self.state.get_or_insert_with(|| table.create_state());
        let result = match table.feed(state, symbol) {
            Some(FeedResult::Pending) => {
                self.begun.push(symbol);
                return String::new();
            }
            Some(FeedResult::Composed { string, keysym }) => {
                let char = keysym.and_then(|keysym| keysym.char());
                string.map(str::to_owned).or(char.map(String::from))
            }
            Some(FeedResult::Aborted) | None => None,
        };
        match result {
            Some(composed) => {
                self.reset();
                composed
            }
            // Nothing that was typed is lost.
            None => {
                let mut rest = self.rest();
                rest.push_str(&spacing(symbol).map_or_else(plain, String::from));
                rest
            }
        }
    }

    /// Whether a sequence is under way.
    pub(super) fn is_begun(&self) -> bool {
        !self.begun.is_empty()
    }

    /// What was typed of a sequence that does not go on.
    pub(super) fn rest(&mut self) -> String {
        let rest = self
            .begun
            .iter()
            .filter_map(|symbol| spacing(*symbol).or(symbol.char()))
            .collect();
        self.reset();
        rest
    }

    /// Forgets the sequence.
    pub(super) fn reset(&mut self) {
        self.begun.clear();
        self.state = None;
    }
}

/// Whether sequences begin with this symbol.
fn begins(symbol: Keysym) -> bool {
    symbol == syms::Multi_key || is_dead(symbol)
}

/// Whether a symbol is an accent that waits for its letter.
pub(super) fn is_dead(symbol: Keysym) -> bool {
    (0xfe50..=0xfe93).contains(&symbol.0)
}

/// The system's table: of the locale if that is of UTF-8, or the common one.
fn table() -> Option<ComposeTable> {
    let context = Context::default();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|locale| !locale.is_empty())
        .unwrap_or_default();
    let unicode = locale
        .to_ascii_lowercase()
        .replace('-', "")
        .contains("utf8");
    let own = unicode
        .then(|| context.compose_table_builder().build(Ignore))
        .flatten();
    own.or_else(|| {
        let mut builder = context.compose_table_builder();
        builder.locale("en_US.UTF-8");
        builder.build(Ignore)
    })
}

/// Faults of the system's files are not the user's of this window; the rest of a file counts.
struct Ignore;

impl DiagnosticHandler for Ignore {
    fn filter(&self, _: DiagnosticKind, _: bool) -> bool {
        false
    }

    fn handle(&mut self, _: Diagnostic) {}
}

/// The accent by itself.
pub(super) fn spacing(symbol: Keysym) -> Option<char> {
    Some(match symbol {
        syms::dead_grave => '`',
        syms::dead_acute => '´',
        syms::dead_circumflex => '^',
        syms::dead_tilde => '~',
        syms::dead_macron => '¯',
        syms::dead_breve => '˘',
        syms::dead_abovedot => '˙',
        syms::dead_diaeresis => '¨',
        syms::dead_abovering => '˚',
        syms::dead_doubleacute => '˝',
        syms::dead_caron => 'ˇ',
        syms::dead_cedilla => '¸',
        syms::dead_ogonek => '˛',
        syms::dead_stroke => '/',
        _ => return None,
    })
}
