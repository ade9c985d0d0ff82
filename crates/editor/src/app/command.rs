//! Which keys do what. Only keys that hosts let through: Ctrl or Alt with letters, digits, Enter and arrows.

use egui::{Key, Modifiers};

/// What a key can ask for besides typing and moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    EvaluateAll,
    EvaluateStatement,
    Hush,
    Undo,
    Redo,
    SelectAll,
    Comment,
    Duplicate,
    LineUp,
    LineDown,
    Find,
    Larger,
    Smaller,
    NormalSize,
    Wrap,
    Theme,
    Mixer,
    Sound,
    Reference,
    Help,
}

/// A key, what it does, and how people are told.
pub(crate) struct Binding {
    pub modifiers: Modifiers,
    pub key: Key,
    pub command: Command,
    /// As shown in the help; empty for a second key of the same command.
    pub shown: &'static str,
    pub does: &'static str,
}

const fn binding(
    modifiers: Modifiers,
    key: Key,
    command: Command,
    shown: &'static str,
    does: &'static str,
) -> Binding {
    Binding {
        modifiers,
        key,
        command,
        shown,
        does,
    }
}

const CTRL: Modifiers = Modifiers::COMMAND;
const ALT: Modifiers = Modifiers::ALT;
const SHIFT: Modifiers = Modifiers::SHIFT;
const CTRL_SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

/// All of them, in the order of the help. Those with more modifiers come before those with fewer.
pub(crate) const BINDINGS: &[Binding] = &[
    binding(
        CTRL,
        Key::Enter,
        Command::EvaluateAll,
        "Ctrl+Enter",
        "play everything",
    ),
    binding(
        ALT,
        Key::Enter,
        Command::EvaluateStatement,
        "Alt+Enter",
        "play this statement",
    ),
    binding(SHIFT, Key::Enter, Command::EvaluateStatement, "", ""),
    binding(
        CTRL,
        Key::H,
        Command::Hush,
        "Ctrl+H",
        "silence; twice cuts tails too",
    ),
    binding(CTRL_SHIFT, Key::Z, Command::Redo, "", ""),
    binding(CTRL, Key::Z, Command::Undo, "Ctrl+Z", "undo"),
    binding(CTRL, Key::Y, Command::Redo, "Ctrl+Y", "redo"),
    binding(CTRL, Key::F, Command::Find, "Ctrl+F", "find and replace"),
    binding(
        ALT,
        Key::C,
        Command::Comment,
        "Alt+C",
        "comment lines out or in",
    ),
    binding(
        CTRL,
        Key::D,
        Command::Duplicate,
        "Ctrl+D",
        "duplicate lines",
    ),
    binding(
        ALT,
        Key::ArrowUp,
        Command::LineUp,
        "Alt+Up",
        "move lines up",
    ),
    binding(
        ALT,
        Key::ArrowDown,
        Command::LineDown,
        "Alt+Down",
        "move lines down",
    ),
    binding(
        CTRL,
        Key::A,
        Command::SelectAll,
        "Ctrl+A",
        "select everything",
    ),
    binding(
        CTRL,
        Key::Num9,
        Command::Larger,
        "Ctrl+9",
        "larger letters (also Ctrl+wheel)",
    ),
    binding(
        CTRL,
        Key::Num8,
        Command::Smaller,
        "Ctrl+8",
        "smaller letters",
    ),
    binding(
        CTRL,
        Key::Num0,
        Command::NormalSize,
        "Ctrl+0",
        "letters as at first",
    ),
    binding(
        ALT,
        Key::W,
        Command::Wrap,
        "Alt+W",
        "long lines wrap or run on",
    ),
    binding(
        ALT,
        Key::M,
        Command::Mixer,
        "Alt+M",
        "show or hide the mixer",
    ),
    binding(
        ALT,
        Key::S,
        Command::Sound,
        "Alt+S",
        "voices, folders of samples, defaults of banks",
    ),
    binding(ALT, Key::T, Command::Theme, "Alt+T", "dark or light"),
    binding(
        CTRL,
        Key::R,
        Command::Reference,
        "Ctrl+R",
        "what the word at the cursor means, and everything else",
    ),
    binding(ALT, Key::H, Command::Help, "Alt+H", "this list"),
];

impl Command {
    /// Whether a field of a line has something of its own to do with it.
    fn is_of_fields(self) -> bool {
        matches!(self, Self::Undo | Self::Redo | Self::SelectAll)
    }
}

/// What an event of the keyboard is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Command(Command),
    /// The text, or the field that is typed in.
    Text,
    /// The letter that a key with Alt types besides.
    Nothing,
}

/// Reads an event. While a field of one line is typed in, not the code (`in_field`), what it does by itself is left to it.
/// `swallowed` is the key of the last command with Alt: it stands from one event to the next.
pub(super) fn typed(event: &egui::Event, in_field: bool, swallowed: &mut Option<Key>) -> Typed {
    match event {
        egui::Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => {
            let found = BINDINGS
                .iter()
                .find(|b| b.key == *key && modifiers.matches_exact(b.modifiers))
                .filter(|b| !(in_field && b.command.is_of_fields()));
            let Some(found) = found else {
                return Typed::Text;
            };
            *swallowed = modifiers.alt.then_some(*key);
            Typed::Command(found.command)
        }
        egui::Event::Text(text) => match swallowed.take() {
            Some(key) if key.name().eq_ignore_ascii_case(text) => Typed::Nothing,
            _ => Typed::Text,
        },
        _ => Typed::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(key: Key, modifiers: Modifiers) -> egui::Event {
        egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers,
        }
    }

    fn commands(events: &[egui::Event], in_field: bool) -> Vec<Typed> {
        let mut swallowed = None;
        events
            .iter()
            .map(|event| typed(event, in_field, &mut swallowed))
            .collect()
    }

    #[test]
    fn no_two_commands_share_a_key() {
        for (index, one) in BINDINGS.iter().enumerate() {
            for other in &BINDINGS[index + 1..] {
                assert!(
                    one.key != other.key || one.modifiers != other.modifiers,
                    "{}",
                    one.does
                );
            }
        }
    }

    #[test]
    fn alt_with_a_letter_does_not_type_it() {
        let events = [
            key(Key::C, ALT),
            egui::Event::Text("c".to_owned()),
            egui::Event::Text("d".to_owned()),
        ];
        let expected = [
            Typed::Command(Command::Comment),
            Typed::Nothing,
            Typed::Text,
        ];
        assert_eq!(commands(&events, false), expected);
    }

    const CONTROL: Modifiers = Modifiers {
        ctrl: true,
        command: true,
        ..Modifiers::NONE
    };

    #[test]
    fn a_field_selects_and_undoes_by_itself_and_leaves_the_rest() {
        let events = [
            key(Key::A, CONTROL),
            key(Key::Z, CONTROL),
            key(Key::Enter, CONTROL),
        ];
        let evaluates = Typed::Command(Command::EvaluateAll);
        assert_eq!(
            commands(&events, true),
            [Typed::Text, Typed::Text, evaluates]
        );
        let selects = Typed::Command(Command::SelectAll);
        let undoes = Typed::Command(Command::Undo);
        assert_eq!(commands(&events, false), [selects, undoes, evaluates]);
    }

    #[test]
    fn control_enter_is_all_and_shift_enter_one() {
        let events = [
            key(Key::Enter, CONTROL),
            key(Key::Enter, SHIFT),
            key(Key::Enter, Modifiers::NONE),
        ];
        let all = Typed::Command(Command::EvaluateAll);
        let one = Typed::Command(Command::EvaluateStatement);
        assert_eq!(commands(&events, false), [all, one, Typed::Text]);
    }
}
