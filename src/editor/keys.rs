//! Which keys do what. Only keys that hosts let through: Ctrl or Alt with letters, digits, Enter and arrows.

use egui::{Key, Modifiers};

/// What a key can ask for besides typing and moving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
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
pub(super) struct Binding {
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
pub(super) const BINDINGS: &[Binding] = &[
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

/// Takes the commands out of a frame's events, with the letters that Alt with a letter types besides. While a field is
/// typed in, not the code (`in_field`), those that are of it are left to it.
pub(super) fn take_commands(events: &mut Vec<egui::Event>, in_field: bool) -> Vec<Command> {
    let mut commands = Vec::new();
    let mut swallow = None;
    events.retain(|event| match event {
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
            if let Some(found) = found {
                commands.push(found.command);
                swallow = modifiers.alt.then_some(*key);
            }
            found.is_none()
        }
        egui::Event::Text(text) => {
            let typed = swallow
                .take()
                .is_some_and(|key: Key| key.name().eq_ignore_ascii_case(text));
            !typed
        }
        _ => true,
    });
    commands
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
        let mut events = vec![
            key(Key::C, ALT),
            egui::Event::Text("c".to_owned()),
            egui::Event::Text("d".to_owned()),
        ];
        assert_eq!(take_commands(&mut events, false), [Command::Comment]);
        assert_eq!(events, [egui::Event::Text("d".to_owned())]);
    }

    #[test]
    fn a_field_selects_and_undoes_by_itself_and_leaves_the_rest() {
        let control = Modifiers {
            ctrl: true,
            command: true,
            ..Modifiers::NONE
        };
        let typed = [key(Key::A, control), key(Key::Z, control)];
        let mut events = typed.to_vec();
        events.push(key(Key::Enter, control));
        assert_eq!(take_commands(&mut events, true), [Command::EvaluateAll]);
        assert_eq!(events, typed);
        let of_code = [Command::SelectAll, Command::Undo];
        assert_eq!(take_commands(&mut events, false), of_code);
    }

    #[test]
    fn control_enter_is_all_and_shift_enter_one() {
        let control = Modifiers {
            ctrl: true,
            command: true,
            ..Modifiers::NONE
        };
        let mut events = vec![
            key(Key::Enter, control),
            key(Key::Enter, SHIFT),
            key(Key::Enter, Modifiers::NONE),
        ];
        assert_eq!(
            take_commands(&mut events, false),
            [Command::EvaluateAll, Command::EvaluateStatement]
        );
        assert_eq!(events.len(), 1);
    }
}
