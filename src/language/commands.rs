//! What Tidal has as commands of a performance. A text says what plays, not what happens at the moment when a line is
//! run, so each has its own word of help.

use super::diagnostic::{Diagnostic, Place};

/// Commands that change from what plays to something new, at the moment when they are run.
const TRANSITIONS: &[&str] = &[
    "xfade",
    "xfadeIn",
    "histpan",
    "wait",
    "waitT",
    "jump",
    "jumpIn",
    "jumpIn'",
    "jumpMod",
    "jumpMod'",
    "mortal",
    "interpolate",
    "interpolateIn",
    "clutch",
    "clutchIn",
    "anticipate",
    "anticipateIn",
    "wash",
    "washIn",
    "transition",
];

/// Other commands, with what is done instead.
const OTHERS: &[(&[&str], &str)] = &[
    (
        &["unmute", "unmuteAll", "unsolo", "unsoloAll"],
        "what is muted or soloed is what the text says: take the `mute` or `solo` line out",
    ),
    (
        &["muteAll", "panic"],
        "`hush` on a line of its own silences everything",
    ),
    (
        &[
            "resetCycles",
            "setCycle",
            "nudgeAll",
            "getnow",
            "getcps",
            "enableLink",
            "disableLink",
        ],
        "the host's transport counts the cycles: move it there",
    ),
    (
        &["mapM_", "sequence_", "mapM", "sequence"],
        "write each statement on a line of its own; `all $ f` applies a function to every output",
    ),
    (
        &["setF", "setI", "setS", "setR", "setN", "setB"],
        "`let name = …` names a pattern for the whole text; the macros `~m1` to `~m16` are set from outside",
    ),
    (
        &[
            "getState",
            "streamGet",
            "streamFirst",
            "streamList",
            "streamReplace",
            "streamAll",
        ],
        "a pattern here is a function of time alone; `nTake` hands out the values of a list",
    ),
    (
        &[
            "midiOn", "midiOff", "cc", "trigger", "qtrigger", "mtrigger", "ctrigger", "rtrigger",
        ],
        "patterns count from the first cycle of the host's transport; the macros `~m1` to `~m16` are set from outside",
    ),
    (
        &[
            "queryArc",
            "drawLine",
            "drawLineSz",
            "deconstruct",
            "showAll",
            "scaleList",
            "chordList",
            "arpList",
        ],
        "a text plays, it prints nothing; the command `phonon query` prints what a pattern plays",
    ),
    (
        &[
            "startTidal",
            "startStream",
            "startMulti",
            "superdirtTarget",
            "superdirtShape",
            "dirtTarget",
            "oscTarget",
            "streamOnce",
            "streamHush",
            "streamMute",
            "streamUnmute",
            "streamSolo",
            "streamUnsolo",
            "streamSetF",
            "streamSetI",
            "streamSetS",
        ],
        "the instrument is all there is: no other program is started or sent to",
    ),
];

/// Words that begin a statement.
const STATEMENTS: &[&str] = &[
    "once", "asap", "first", "all", "mute", "solo", "setcps", "setbpm",
];

/// Whether a name is a transition of Tidal's, which may stand at the start of a line.
pub(super) fn is_transition(name: &str) -> bool {
    TRANSITIONS.contains(&name)
}

/// Whether a name is another command of Tidal's.
pub(super) fn is_other(name: &str) -> bool {
    help(name).is_some()
}

fn help(name: &str) -> Option<&'static str> {
    OTHERS
        .iter()
        .find_map(|(names, help)| names.contains(&name).then_some(*help))
}

/// Says what is done instead of a command; nothing about other names.
pub(super) fn refused(name: &str, place: Place) -> Option<Diagnostic> {
    let help = help(name)?;
    Some(
        Diagnostic::error(place, format!("`{name}` is a command, and a text has none"))
            .with_help(help),
    )
}

/// Says where a word that begins a statement stands; nothing about other names.
pub(super) fn statement(name: &str, place: Place) -> Option<Diagnostic> {
    STATEMENTS.contains(&name).then(|| {
        Diagnostic::error(place, format!("`{name}` is no function"))
            .with_help(format!("`{name}` begins a line of its own"))
    })
}

/// Says what is written instead of a transition of this output (a number, or another word).
pub(super) fn transition(name: &str, output: &str, place: Place) -> Diagnostic {
    let output = match output.parse::<u32>() {
        Ok(number) => format!("d{number}"),
        Err(_) => "d1".to_owned(),
    };
    // Those that are functions too say so with their own cycle.
    let within = match name {
        "xfade" | "jump" | "transition" | "wash" | "washIn" | "waitT" => "xfadeIn 4",
        _ => name,
    };
    let arguments = match within {
        "interpolate" | "clutch" | "anticipate" => "",
        "mortal" => " 4 4",
        "jumpMod'" => " 4 1",
        "xfadeIn 4" => "",
        _ => " 4",
    };
    Diagnostic::error(
        place,
        format!("`{name}` changes from one pattern to another when it is run; a text is not run"),
    )
    .with_help(format!(
        "write `{output} $ …` for the new pattern, or say the cycle: `{output} $ {within}{arguments} 8 [new, old]` begins at cycle 8"
    ))
}
