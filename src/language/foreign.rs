//! Names that users of SuperDirt know and that nothing here reads: what they belong to, and what does their work here.

use super::diagnostic::{Diagnostic, Place, Severity, nearest};
use crate::engine::parameters::Parameter;

/// Parameters of one kind: their names, what they are about, and what is written instead.
struct Parameters {
    names: &'static [&'static str],
    about: &'static str,
    help: &'static str,
}

const PARAMETERS: &[Parameters] = &[
    Parameters {
        names: &[
            "span",
            "splay",
            "panwidth",
            "orientation",
            "panspan",
            "pansplay",
            "panorient",
        ],
        about: "places sounds among more than two loudspeakers, and outputs here are stereo",
        help: "`pan` places a sound from left to right; `orbit` gives it an output of its own",
    },
    Parameters {
        names: &["latency"],
        about: "is about the way from TidalCycles to SuperDirt, and there is none here",
        help: "`nudge` moves sounds in time",
    },
    Parameters {
        names: &["delta", "dur"],
        about: "is what TidalCycles itself tells SuperDirt of each event",
        help: "`legato` and `sustain` say how long a sound lasts",
    },
    Parameters {
        names: &["to", "toArg", "from"],
        about: "leads sound from one of SuperDirt's effects to another",
        help: "a bus does that here: `~name: …`, and `~name` wherever it is heard",
    },
    Parameters {
        names: &["limitertype"],
        about: "chooses the limiter of SuperDirt's outputs",
        help: "`# limit` is one for any sound",
    },
    Parameters {
        names: &[
            "midicmd",
            "songPtr",
            "frameRate",
            "frames",
            "seconds",
            "minutes",
            "hours",
        ],
        about: "is about the clock of MIDI, and here the host has it",
        help: "the host's transport starts, stops and counts",
    },
    Parameters {
        names: &[
            "control",
            "ctlNum",
            "modwheel",
            "expression",
            "sustainpedal",
            "portamento",
            "polyTouch",
            "sysexid",
            "sysexdata",
            "array",
            "uid",
        ],
        about: "is a message that no note out has here",
        help: "`ccn 1 # ccv 64` sends the value of any controller",
    },
];

const SOUNDS: &[(&[&str], &str)] = &[
    (
        &["in1", "inr"],
        "`in` is what comes in from outside; `pan` and `channel` place it",
    ),
    (
        &["from"],
        "a bus is a sound too: `~name: …`, then `s \"~name\"`",
    ),
    (
        &["superpanic"],
        "`hush` on a line of its own silences everything",
    ),
    (
        &[
            "tutorial1",
            "tutorial2",
            "tutorial3",
            "tutorial4",
            "tutorial5",
            "debug",
        ],
        "it is an exercise of SuperDirt's; a bus makes a sound of your own: `~name: saw 110 # lpf 800`",
    ),
];

/// What is wrong with a parameter that only SuperDirt has; nothing about other names.
pub(super) fn parameter(name: &str, place: Place) -> Option<Diagnostic> {
    let kind = PARAMETERS.iter().find(|kind| kind.names.contains(&name))?;
    let message = format!("no parameter `{name}`: it {}", kind.about);
    Some(Diagnostic::error(place, message).with_help(kind.help))
}

/// What is said of a name given to `pF` and its like that no sound reads.
pub(super) fn unread(name: &str, place: Place) -> Option<Diagnostic> {
    if Parameter::named(name).is_some() {
        return None;
    }
    if let Some(mut foreign) = parameter(name, place) {
        foreign.severity = Severity::Warning;
        return Some(foreign);
    }
    let warning = Diagnostic::warning(place, format!("no sound reads a parameter `{name}`"));
    let known = Parameter::all().map(|parameter| parameter.description().name);
    Some(match nearest(name, known) {
        Some(near) => warning.with_help(format!("did you mean `{near}`?")),
        None => warning,
    })
}

/// What is done instead of a sound that only SuperDirt has.
pub(super) fn sound(name: &str) -> Option<&'static str> {
    SOUNDS
        .iter()
        .find_map(|(names, help)| names.contains(&name).then_some(*help))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::builtins;

    #[test]
    fn what_is_known_here_is_not_foreign() {
        for name in PARAMETERS.iter().flat_map(|kind| kind.names) {
            assert!(builtins::find(name).is_none(), "{name}");
            assert!(Parameter::named(name).is_none(), "{name}");
        }
        for name in SOUNDS.iter().flat_map(|(names, _)| *names) {
            assert!(
                crate::engine::voices::synths::find(name).is_none(),
                "{name}"
            );
        }
    }
}
