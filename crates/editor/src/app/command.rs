//! What one can ask for besides typing and moving: the one table of commands, with their keys and the words that find them.
//!
//! Keys are only those that hosts let through: Ctrl or Alt with letters, digits, Enter and arrows.

use egui::{Key, Modifiers};

/// What a key, a button or the palette can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Command {
    EvaluateAll,
    EvaluateStatement,
    Hush,
    RunFree,
    FollowHost,
    SwapNow,
    SwapNextCycle,
    Undo,
    Redo,
    SelectAll,
    Comment,
    Duplicate,
    DeleteLines,
    SelectLines,
    NextMatch,
    AllMatches,
    CursorAbove,
    CursorBelow,
    Definition,
    Complete,
    Fix,
    LineUp,
    LineDown,
    Find,
    NextProblem,
    Signs,
    Larger,
    Smaller,
    NormalSize,
    WindowLarger,
    WindowSmaller,
    Wrap,
    Theme,
    Timeline,
    Performance,
    Dock,
    Mix,
    Sounds,
    Reference,
    Songs,
    Macros,
    Keys,
    Palette,
}

/// A command as people find it.
#[derive(Debug)]
pub(crate) struct Action {
    pub command: Command,
    /// What it does, in the words of a menu.
    pub name: &'static str,
    /// Other words that find it.
    pub words: &'static str,
    /// Its keys; the first is the one that is shown.
    pub keys: &'static [Chord],
}

/// A key with the modifiers that are held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Chord {
    pub modifiers: Modifiers,
    pub key: Key,
}

impl Chord {
    /// As it is written in menus: `Ctrl+Enter`.
    pub(crate) fn shown(self) -> String {
        let mut shown = String::new();
        let held = self.modifiers;
        let control = if cfg!(target_os = "macos") {
            "Cmd+"
        } else {
            "Ctrl+"
        };
        for (is_held, name) in [
            (held.command, control),
            (held.alt, "Alt+"),
            (held.shift, "Shift+"),
        ] {
            if is_held {
                shown.push_str(name);
            }
        }
        shown.push_str(match self.key {
            Key::ArrowUp => "Up",
            Key::ArrowDown => "Down",
            key => key.name(),
        });
        shown
    }
}

const fn control(key: Key) -> Chord {
    let modifiers = Modifiers::COMMAND;
    Chord { modifiers, key }
}

const fn alt(key: Key) -> Chord {
    let modifiers = Modifiers::ALT;
    Chord { modifiers, key }
}

const fn shift(key: Key) -> Chord {
    let modifiers = Modifiers::SHIFT;
    Chord { modifiers, key }
}

const fn control_shift(key: Key) -> Chord {
    let modifiers = Modifiers {
        shift: true,
        ..Modifiers::COMMAND
    };
    Chord { modifiers, key }
}

const fn control_alt(key: Key) -> Chord {
    let modifiers = Modifiers {
        alt: true,
        ..Modifiers::COMMAND
    };
    Chord { modifiers, key }
}

const fn alt_shift(key: Key) -> Chord {
    let modifiers = Modifiers {
        shift: true,
        ..Modifiers::ALT
    };
    Chord { modifiers, key }
}

const fn action(
    command: Command,
    name: &'static str,
    words: &'static str,
    keys: &'static [Chord],
) -> Action {
    Action {
        command,
        name,
        words,
        keys,
    }
}

/// All commands, in the order of the palette.
pub(crate) const ACTIONS: &[Action] = &[
    action(
        Command::EvaluateAll,
        "Play everything",
        "evaluate run start all",
        &[control(Key::Enter)],
    ),
    action(
        Command::EvaluateStatement,
        "Play this statement",
        "evaluate line block one",
        &[alt(Key::Enter), shift(Key::Enter)],
    ),
    action(
        Command::Hush,
        "Hush: silence; again within a second cuts tails too",
        "stop panic silence mute all",
        &[control(Key::H)],
    ),
    action(
        Command::RunFree,
        "Run free, without the host's transport",
        "clock tempo standalone start play",
        &[],
    ),
    action(
        Command::FollowHost,
        "Follow the host's transport",
        "clock tempo sync daw",
        &[],
    ),
    action(
        Command::SwapNow,
        "New programs take over at once",
        "swap now immediately",
        &[],
    ),
    action(
        Command::SwapNextCycle,
        "New programs take over at the next cycle",
        "swap quantise bar",
        &[],
    ),
    action(Command::Undo, "Undo", "back", &[control(Key::Z)]),
    action(
        Command::Redo,
        "Redo",
        "again",
        &[control(Key::Y), control_shift(Key::Z)],
    ),
    action(
        Command::SelectAll,
        "Select everything",
        "mark all",
        &[control(Key::A)],
    ),
    action(
        Command::Comment,
        "Comment lines out or in",
        "toggle mute line",
        &[alt(Key::C)],
    ),
    action(
        Command::Duplicate,
        "Duplicate lines",
        "copy line",
        &[alt(Key::D), alt_shift(Key::ArrowDown)],
    ),
    action(
        Command::DeleteLines,
        "Delete lines",
        "remove line",
        &[control_shift(Key::K)],
    ),
    action(
        Command::SelectLines,
        "Select whole lines",
        "mark line",
        &[control(Key::L)],
    ),
    action(
        Command::NextMatch,
        "Select the word, then the next one like it",
        "cursor multiple add occurrence several",
        &[control(Key::D)],
    ),
    action(
        Command::AllMatches,
        "Select every word like this one",
        "cursor multiple rename occurrence several",
        &[control_shift(Key::L)],
    ),
    action(
        Command::CursorAbove,
        "One more cursor in the line above",
        "multiple several column",
        &[control_alt(Key::ArrowUp)],
    ),
    action(
        Command::CursorBelow,
        "One more cursor in the line below",
        "multiple several column",
        &[control_alt(Key::ArrowDown)],
    ),
    action(
        Command::Definition,
        "Go to where the name at the cursor gets its meaning",
        "definition jump bus let function",
        &[alt(Key::G)],
    ),
    action(
        Command::Complete,
        "Offer what may stand at the cursor",
        "completion suggest names sounds",
        &[control(Key::J), control(Key::Space)],
    ),
    action(
        Command::Fix,
        "Put the mistake at the cursor right, as its message suggests",
        "quick fix did you mean correct",
        &[alt(Key::Q)],
    ),
    action(Command::LineUp, "Move lines up", "", &[alt(Key::ArrowUp)]),
    action(
        Command::LineDown,
        "Move lines down",
        "",
        &[alt(Key::ArrowDown)],
    ),
    action(
        Command::Find,
        "Find and replace",
        "search",
        &[control(Key::F)],
    ),
    action(
        Command::NextProblem,
        "Go to the next problem",
        "error warning mistake",
        &[alt(Key::E)],
    ),
    action(
        Command::Signs,
        "Insert a sign that the keyboard lacks",
        "symbol character < > | ~ [ ] { } @ # \\ keyboard",
        &[alt(Key::I)],
    ),
    action(
        Command::Larger,
        "Larger letters (also Ctrl+wheel)",
        "zoom in font size code",
        &[control(Key::Num9)],
    ),
    action(
        Command::Smaller,
        "Smaller letters",
        "zoom out font size code",
        &[control(Key::Num8)],
    ),
    action(
        Command::NormalSize,
        "Letters as at first",
        "zoom reset font size",
        &[control(Key::Num0)],
    ),
    action(
        Command::WindowLarger,
        "Everything but the code larger",
        "zoom scale interface",
        &[alt(Key::Num9)],
    ),
    action(
        Command::WindowSmaller,
        "Everything but the code smaller",
        "zoom scale interface",
        &[alt(Key::Num8)],
    ),
    action(
        Command::Wrap,
        "Long lines wrap or run on",
        "soft wrap",
        &[alt(Key::W)],
    ),
    action(
        Command::Theme,
        "Dark or light",
        "theme colours night day bright",
        &[alt(Key::T)],
    ),
    action(
        Command::Timeline,
        "Show or hide the timeline",
        "events future roll",
        &[alt(Key::L)],
    ),
    action(
        Command::Performance,
        "Show what playing costs",
        "cpu load voices drops phases figures",
        &[],
    ),
    action(
        Command::Dock,
        "Show or hide the dock",
        "side panel bar tabs",
        &[alt(Key::B)],
    ),
    action(
        Command::Mix,
        "Mixer",
        "mix faders levels mute solo limiter",
        &[alt(Key::Num1), alt(Key::M)],
    ),
    action(
        Command::Sounds,
        "Sounds: banks, folders and defaults",
        "samples voices browser synths",
        &[alt(Key::Num2), alt(Key::S)],
    ),
    action(
        Command::Reference,
        "Reference: what the word at the cursor means",
        "help docs manual function",
        &[alt(Key::Num3), control(Key::R)],
    ),
    action(
        Command::Songs,
        "Songs: open, save",
        "file load lessons examples tracks",
        &[alt(Key::Num4)],
    ),
    action(
        Command::Macros,
        "Macros: the knobs of the host",
        "knobs automation parameters",
        &[alt(Key::Num5)],
    ),
    action(
        Command::Keys,
        "Keys",
        "shortcuts help keyboard",
        &[alt(Key::Num6), alt(Key::H)],
    ),
    action(
        Command::Palette,
        "All commands",
        "palette menu",
        &[alt(Key::P)],
    ),
];

impl Command {
    /// The row of the command.
    pub(crate) fn action(self) -> &'static Action {
        ACTIONS
            .iter()
            .find(|action| action.command == self)
            .expect("every command has a row")
    }

    /// What it does, and its key: as tooltips say it.
    pub(crate) fn hint(self) -> String {
        let action = self.action();
        match action.keys.first() {
            Some(chord) => format!("{} ({})", action.name, chord.shown()),
            None => action.name.to_owned(),
        }
    }

    /// Whether a field of a line has something of its own to do with its keys.
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
            let is_meant =
                |chord: &Chord| chord.key == *key && modifiers.matches_exact(chord.modifiers);
            let found = ACTIONS
                .iter()
                .find(|action| action.keys.iter().any(is_meant))
                .filter(|action| !(in_field && action.command.is_of_fields()));
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
    use std::collections::HashSet;

    fn key(chord: Chord) -> egui::Event {
        let Chord { modifiers, key } = chord;
        egui::Event::Key {
            key,
            physical_key: None,
            pressed: true,
            repeat: false,
            modifiers: Modifiers {
                ctrl: modifiers.command,
                ..modifiers
            },
        }
    }

    fn read(events: &[egui::Event], in_field: bool) -> Vec<Typed> {
        let mut swallowed = None;
        events
            .iter()
            .map(|event| typed(event, in_field, &mut swallowed))
            .collect()
    }

    #[test]
    fn no_two_commands_share_a_key_and_each_has_one_row() {
        let chords: Vec<Chord> = ACTIONS
            .iter()
            .flat_map(|action| action.keys)
            .copied()
            .collect();
        assert_eq!(chords.iter().collect::<HashSet<_>>().len(), chords.len());
        let commands: HashSet<Command> = ACTIONS.iter().map(|action| action.command).collect();
        assert_eq!(commands.len(), ACTIONS.len());
    }

    #[test]
    fn every_key_reaches_its_command() {
        for action in ACTIONS {
            for chord in action.keys {
                let read = read(&[key(*chord)], false);
                assert_eq!(read, [Typed::Command(action.command)], "{}", chord.shown());
            }
        }
    }

    #[test]
    fn alt_with_a_letter_does_not_type_it() {
        let events = [
            key(alt(Key::C)),
            egui::Event::Text("c".to_owned()),
            egui::Event::Text("d".to_owned()),
        ];
        let expected = [
            Typed::Command(Command::Comment),
            Typed::Nothing,
            Typed::Text,
        ];
        assert_eq!(read(&events, false), expected);
    }

    #[test]
    fn a_field_selects_and_undoes_by_itself_and_leaves_the_rest() {
        let events = [control(Key::A), control(Key::Z), control(Key::Enter)].map(key);
        let evaluates = Typed::Command(Command::EvaluateAll);
        assert_eq!(read(&events, true), [Typed::Text, Typed::Text, evaluates]);
        let selects = Typed::Command(Command::SelectAll);
        let undoes = Typed::Command(Command::Undo);
        assert_eq!(read(&events, false), [selects, undoes, evaluates]);
    }

    #[test]
    fn enter_alone_is_the_text_s() {
        let plain = Chord {
            modifiers: Modifiers::NONE,
            key: Key::Enter,
        };
        assert_eq!(read(&[key(plain)], false), [Typed::Text]);
        assert_eq!(
            control(Key::Enter).shown().replace("Cmd", "Ctrl"),
            "Ctrl+Enter"
        );
    }
}
