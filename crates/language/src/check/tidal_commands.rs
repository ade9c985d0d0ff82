//! Words that begin a statement of a session of Tidal's. Those that have a meaning here are rows of
//! the builtins' `commands`; each of the others has help of its own.

use crate::diagnostic::{Diagnostic, Place};

/// Commands that change from what plays to something new.
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
    "forId",
    "interpolate",
    "interpolateIn",
    "clutch",
    "clutchIn",
    "anticipate",
    "anticipateIn",
    "wash",
    "superwash",
    "washIn",
];

/// Commands without a meaning here, with what is done instead.
const OTHERS: &[(&[&str], &str)] = &[
    (
        &["getState", "streamGet"],
        "a pattern here is a function of time alone; `nTake` hands out the values of a list",
    ),
    (
        &["midiOn", "midiOff"],
        "the macros `~m1` to `~m16` are set from outside",
    ),
    (
        &[
            "queryArc",
            "print",
            "putStr",
            "putStrLn",
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
            "superDirtSetters",
            "dirtSetters",
            "superDirtStream",
            "dirtStream",
            "cpsUtils",
            "cpsUtils'",
            "bpsUtils",
            "startMulti",
            "superdirtTarget",
            "superdirtShape",
            "dirtTarget",
            "oscTarget",
        ],
        "the instrument is all there is: no other program is started or sent to",
    ),
];

/// What a session answers to a question: `now <- getnow`.
const ANSWERS: &[&str] = &[
    "getnow",
    "getcps",
    "streamGetnow",
    "streamGetcps",
    "streamGetCPS",
    "streamGetNow",
];

/// What is done instead of what stands behind `<-` in a session.
pub(crate) fn answer(name: &str) -> Option<&'static str> {
    match ANSWERS.contains(&name) {
        true => Some("the host has the clock; a pattern here is a function of time alone"),
        false => help(name),
    }
}

/// Whether a name is a transition of Tidal's, which may begin a statement.
pub(crate) fn is_transition(name: &str) -> bool {
    TRANSITIONS.contains(&name)
}

/// What is done here instead of another command of Tidal's.
pub(crate) fn help(name: &str) -> Option<&'static str> {
    OTHERS
        .iter()
        .find_map(|(names, help)| names.contains(&name).then_some(*help))
}

/// Says what is done instead of a command; nothing about other names.
pub(crate) fn refused(name: &str, place: Place) -> Option<Diagnostic> {
    let help = help(name)?;
    Some(
        Diagnostic::error(place, format!("`{name}` is a command, and a text has none"))
            .with_help(help),
    )
}
